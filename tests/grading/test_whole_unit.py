"""Every unit through nbgrader: everything right, nothing done, every wrong form, every right one.

`make test` grades three submissions of every unit: the solutions, the untouched notebooks and one
in which every exercise has a wrong form. `make test-all` grades the complete matrix.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fillings import (
    Filling,
    automatic,
    dealt,
    filled,
    right_forms,
    untouched_by,
    wrong_forms,
)

from autograder import building
from autograder.handins import perfect, untouched
from autograder.journal import Entry
from autograder.recording import book_of

pytestmark = pytest.mark.sandbox

UNITS = building.assignments()


def units(slow_but: str = "") -> list[Any]:
    """Return a parameter for every unit; all but one are marked as slow if that one is named."""
    slow = [pytest.mark.slow, pytest.mark.matrix]
    return [
        pytest.param(
            unit,
            marks=[pytest.mark.xdist_group(unit), *(slow if slow_but not in ("", unit) else [])],
        )
        for unit in UNITS
    ]


each_unit = pytest.mark.parametrize("unit", units())


def scores(class_dir: Path, unit: str, student: str) -> dict[str, float]:
    """Return the automatic score of every grade cell, by its id."""
    with book_of(class_dir) as book:
        found = book.find_submission(unit, student)
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
        timeout=600,
    )


@each_unit
def test_solutions_earn_all_and_blanks_nothing(room_of, unit):
    room = room_of(unit)
    wrong = dealt(wrong_forms(unit))[0]
    room.hand_in("all", perfect(room.folder, unit), unit)
    room.hand_in("none", untouched(room.folder, unit), unit)
    room.hand_in("wrong0", filled(room.folder, unit, wrong), unit)
    entries = room.grade()
    assert entries["all"].score == automatic(unit), lost(entries["all"])
    assert entries["none"].score == 0.0
    assert entries["all"].max_score == automatic(unit) + (2 if unit.startswith("00") else 4)
    room.write_feedback(["wrong0"], unit)
    recognised(room.folder, unit, entries["wrong0"], wrong)


def lost(entry: Entry) -> list[dict]:
    return [verdict for verdict in entry.verdicts if verdict["outcome"] != "passed"]


@pytest.mark.parametrize("unit", units(slow_but="01_activations"))
def test_plain_nbgrader_gives_the_same_scores(room_of, unit):
    room = room_of(unit)
    room.hand_in("all", perfect(room.folder, unit), unit)
    room.hand_in("none", untouched(room.folder, unit), unit)
    room.grade()
    ours = {student: scores(room.folder, unit, student) for student in ("all", "none")}
    done = nbgrader(room.folder, "autograde", unit, "--force")
    assert done.returncode == 0, done.stderr[-2000:]
    assert {student: scores(room.folder, unit, student) for student in ours} == ours
    assert sum(ours["all"].values()) == pytest.approx(automatic(unit))
    assert set(ours["none"].values()) == {0.0}


def recognised(class_dir: Path, unit: str, entry: Entry, hand: list[Filling]) -> None:
    """Every wrong form lost points under its own id, and the page says so; the rest is right."""
    page = page_text(class_dir, unit, entry.student)
    verdicts = {v["exercise"]: v for v in entry.verdicts}
    for filling in hand:
        verdict = verdicts[filling.exercise]
        assert verdict["diagnosis"] == filling.label, (filling, verdict)
        assert verdict["points"] < verdict["max_points"], filling
        assert verdict["message"].replace("`", "") in page, filling
    others = untouched_by(hand, entry.verdicts)
    assert [other for other in others if other["outcome"] != "passed"] == []


def page_text(class_dir: Path, unit: str, student: str) -> str:
    pages = (class_dir / "feedback" / student / unit).glob("*.html")
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    return html.unescape(re.sub(r"<[^>]*>", "", text))


@pytest.mark.slow
@pytest.mark.matrix
@each_unit
def test_every_misconception_loses_its_points_and_is_named_on_the_page(room_of, unit):
    room = room_of(unit)
    hands = dealt(wrong_forms(unit))
    for k, hand in enumerate(hands):
        room.hand_in(f"wrong{k}", filled(room.folder, unit, hand), unit)
    entries = room.grade()
    room.write_feedback(entries, unit)
    for k, hand in enumerate(hands):
        recognised(room.folder, unit, entries[f"wrong{k}"], hand)


@pytest.mark.slow
@pytest.mark.matrix
@each_unit
def test_every_accepted_form_earns_full_marks(room_of, unit):
    room = room_of(unit)
    hands = dealt(right_forms(unit))
    for k, hand in enumerate(hands):
        room.hand_in(f"right{k}", filled(room.folder, unit, hand), unit)
    entries = room.grade()
    for k, hand in enumerate(hands):
        entry = entries[f"right{k}"]
        names = {filling.exercise for filling in hand}
        forms = [verdict for verdict in entry.verdicts if verdict["exercise"] in names]
        others = untouched_by(hand, entry.verdicts)
        assert [v for v in (*forms, *others) if v["outcome"] != "passed"] == []


def test_the_matrix_is_several_hundred_forms():
    assert sum(len(wrong_forms(unit)) for unit in UNITS) >= 110
    assert sum(len(right_forms(unit)) for unit in UNITS) >= 110
