"""Notebooks with these forms or those in the place of the solutions."""

from __future__ import annotations

import ast
import dis
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources import ACCEPTED, source_of

import course.exercises as catalogue
from autograder import building
from autograder.gradecells import asked
from autograder.handins import Notebooks, answered, perfect
from course.exercises.parts import names_read


def automatic(unit: str) -> float:
    """Return the points that the checks of a unit can give."""
    questions = [
        asked(cell.source)
        for path in building.sources(unit)
        for cell in building.solution_notebook(path).cells
        if cell.metadata.get("nbgrader", {}).get("locked")
    ]
    return round(sum(question.points for question in questions if question), 6)


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
