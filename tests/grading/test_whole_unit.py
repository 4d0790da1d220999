"""Every unit through nbgrader: everything right, nothing done, every wrong form, every right one.

`make test` grades three submissions of every unit: the solutions, the untouched notebooks and one
in which every exercise has a wrong form. `make test-all` grades the complete matrix.
"""

from __future__ import annotations

import ast
import dis
import html
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from sources import ACCEPTED, source_of

import course.exercises as catalogue
from autograder import building
from autograder.gradecells import asked
from autograder.handins import Notebooks, answered, perfect, untouched
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


def automatic(unit: str) -> float:
    """Return the points that the checks of a unit can give."""
    questions = [
        asked(cell.source)
        for path in building.sources(unit)
        for cell in building.solution_notebook(path).cells
        if cell.metadata.get("nbgrader", {}).get("locked")
    ]
    return round(sum(question.points for question in questions if question), 6)


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


@dataclass(frozen=True)
class Filling:
    """One form for one exercise, and the names it defines on the way."""

    exercise: str
    label: str
    source: str

    @property
    def defines(self) -> set[str]:
        body = ast.parse(self.source).body
        functions = {n.name for n in body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
        targets = [t for node in body if isinstance(node, ast.Assign) for t in node.targets]
        imports = [n for node in body if isinstance(node, ast.ImportFrom) for n in node.names]
        variables = {t.id for t in targets if isinstance(t, ast.Name)}
        return functions | variables | {name.asname or name.name for name in imports}

    def clashes(self, other: Filling) -> bool:
        partners = {name: catalogue.get(name).partners for name in (self.exercise, other.exercise)}
        return (
            self.exercise in other.defines
            or other.exercise in self.defines
            or self.exercise in partners[other.exercise]  # what is wrong beside a wrong partner
            or other.exercise in partners[self.exercise]
        )


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
    """Return the verdicts on exercises that no form of ``hand`` defines, nor their partners."""
    defined = set().union(*(filling.defines for filling in hand))
    if "sigma" in defined:  # a form with a sigmoid of its own, which later answers then call
        return []
    return [
        verdict
        for verdict in verdicts
        if defined.isdisjoint({verdict["exercise"], *catalogue.get(verdict["exercise"]).partners})
    ]


def filled(class_dir: Path, unit: str, hand: list[Filling]) -> Notebooks:
    """Return the solutions with these forms instead, without the cells that only show things."""
    made = perfect(class_dir, unit)
    for filling in hand:
        made = answered(made, filling.exercise, filling.source)
    for nb in made.values():
        nb.cells = needed(nb.cells)
    return made


def needed(cells: list[Any]) -> list[Any]:
    """Return the text, the answers, the checks, and the code that these need."""
    kept: list[Any] = []
    read: set[str] = set()
    for cell in reversed(cells):
        if cell.cell_type == "code":
            code = compile(cell.source, cell.id, "exec")
            defined = {i.argval for i in dis.get_instructions(code) if i.opname == "STORE_NAME"}
            if "nbgrader" not in cell.metadata and defined.isdisjoint(read):
                continue
            read |= names_read(code)
        kept.insert(0, cell)
    return kept


def names_read(code: CodeType) -> set[str]:
    """Return the variables of the notebook that a piece of code reads."""
    own = {
        i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_NAME", "LOAD_GLOBAL")
    }
    return own.union(*(names_read(c) for c in code.co_consts if isinstance(c, CodeType)))


def wrong_forms(unit: str) -> list[Filling]:
    return [
        Filling(exercise.name, wrong.id, source_of(exercise, wrong))
        for exercise in catalogue.all()
        if exercise.unit == unit
        for wrong in exercise.misconceptions
    ]


def right_forms(unit: str) -> list[Filling]:
    return [
        Filling(form.exercise, form.title, form.source)
        for form in ACCEPTED
        if catalogue.get(form.exercise).unit == unit
    ]


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
