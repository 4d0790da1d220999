"""Unit 1 through nbgrader: everything right, nothing done, every wrong form, every right one."""

from __future__ import annotations

import ast
import html
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sources import ACCEPTED, source_of

import course.exercises as catalogue
from autograder import feedback, submissions
from autograder.handins import Notebooks, answered, perfect, untouched
from autograder.recording import book_of

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("whole unit")]

ASSIGNMENT = "01_activations"
AUTOMATIC = 18.0  # points of unit 1 without the written answer: 16, and 2 for committing
WRITTEN = 4.0


def scores(class_dir: Path, student: str) -> dict[str, float]:
    """Return the automatic score of every grade cell, by its id."""
    with book_of(class_dir) as book:
        found = book.find_submission(ASSIGNMENT, student)
        return {
            f"{notebook.name}/{grade.name}": grade.auto_score
            for notebook in found.notebooks
            for grade in notebook.grades
            if grade.auto_score is not None
        }


def nbgrader(class_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "nbgrader", *words],
        cwd=class_dir,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_solutions_earn_all_and_blanks_nothing_both_ways(room):
    room.hand_in("all", perfect(room.folder, ASSIGNMENT))
    room.hand_in("none", untouched(room.folder, ASSIGNMENT))
    entries = room.grade()
    ours = {student: scores(room.folder, student) for student in ("all", "none")}
    assert (entries["all"].score, entries["none"].score) == (AUTOMATIC, 0.0)
    assert entries["all"].max_score == AUTOMATIC + WRITTEN

    done = nbgrader(room.folder, "autograde", ASSIGNMENT, "--force")
    assert done.returncode == 0, done.stderr[-2000:]
    assert {student: scores(room.folder, student) for student in ours} == ours
    assert sum(ours["all"].values()) == pytest.approx(AUTOMATIC)
    assert set(ours["none"].values()) == {0.0}


@dataclass(frozen=True)
class Filling:
    """One form for one exercise, and the names it defines on the way."""

    exercise: str
    label: str
    source: str

    @property
    def defines(self) -> set[str]:
        body = ast.parse(self.source).body
        functions = {node.name for node in body if isinstance(node, ast.FunctionDef)}
        targets = [t for node in body if isinstance(node, ast.Assign) for t in node.targets]
        return functions | {t.id for t in targets if isinstance(t, ast.Name)}

    def clashes(self, other: Filling) -> bool:
        return self.exercise in other.defines or other.exercise in self.defines


def dealt(fillings: list[Filling]) -> list[list[Filling]]:
    """Deal forms into as few submissions as possible, so that none covers another's answer."""
    hands: list[list[Filling]] = []
    for filling in fillings:
        free = (hand for hand in hands if not any(filling.clashes(other) for other in hand))
        hand = next(free, None)
        if hand is None:
            hands.append(hand := [])
        hand.append(filling)
    return hands


def untouched_by(hand: list[Filling], verdicts: list[dict]) -> list[dict]:
    """Return the verdicts on exercises that no form of ``hand`` defines."""
    defined = set().union(*(filling.defines for filling in hand))
    if "sigma" in defined:  # a form with a sigmoid of its own, which later answers then call
        return []
    return [verdict for verdict in verdicts if verdict["exercise"] not in defined]


def filled(class_dir: Path, hand: list[Filling]) -> Notebooks:
    made = perfect(class_dir, ASSIGNMENT)
    for filling in hand:
        made = answered(made, filling.exercise, filling.source)
    return made


def wrong_forms() -> list[Filling]:
    return [
        Filling(exercise.name, wrong.id, source_of(exercise, wrong))
        for exercise in catalogue.all()
        if exercise.unit == ASSIGNMENT
        for wrong in exercise.misconceptions
    ]


def test_every_misconception_loses_its_points_and_is_named_on_the_page(room):
    hands = dealt(wrong_forms())
    for k, hand in enumerate(hands):
        room.hand_in(f"wrong{k}", filled(room.folder, hand))
    entries = room.grade()
    for k, hand in enumerate(hands):
        page = page_text(room.folder, f"wrong{k}")
        verdicts = {v["exercise"]: v for v in entries[f"wrong{k}"].verdicts}
        for filling in hand:
            verdict = verdicts[filling.exercise]
            assert verdict["diagnosis"] == filling.label, (filling, verdict)
            assert verdict["points"] < verdict["max_points"], filling
            assert verdict["message"].replace("`", "") in page, filling
        others = untouched_by(hand, entries[f"wrong{k}"].verdicts)
        assert {v["outcome"] for v in others} <= {"passed"}, [
            o for o in others if o["outcome"] != "passed"
        ]
    assert sum(map(len, hands)) >= 110


def page_text(class_dir: Path, student: str) -> str:
    feedback.write_one(submissions.Submission(class_dir, ASSIGNMENT, student))
    pages = (class_dir / "feedback" / student / ASSIGNMENT).glob("*.html")
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def test_every_accepted_form_earns_full_marks(room):
    hands = dealt([Filling(form.exercise, form.title, form.source) for form in ACCEPTED])
    for k, hand in enumerate(hands):
        room.hand_in(f"right{k}", filled(room.folder, hand))
    entries = room.grade()
    for k, hand in enumerate(hands):
        verdicts = {v["exercise"]: v for v in entries[f"right{k}"].verdicts}
        for filling in hand:
            verdict = verdicts[filling.exercise]
            assert verdict["outcome"] == "passed", (filling.label, verdict)
        others = untouched_by(hand, entries[f"right{k}"].verdicts)
        assert {v["outcome"] for v in others} <= {"passed"}, [
            o for o in others if o["outcome"] != "passed"
        ]
