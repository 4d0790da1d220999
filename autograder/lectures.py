"""Which cell teaches or assesses each statement of the five lectures.

Every statement has an id, such as S3-58, and the cells of the sources name the ids they serve.
This table is read from there, so it is never out of date. Run as a program (``make
coverage-of-lectures``), it prints the table and fails if a statement has no place.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.building import assignments, solution_notebook, sources
from autograder.gradecells import asked


@dataclass(frozen=True)
class Lecture:
    """One of the five lectures, and how many statements of it the course answers for."""

    title: str
    statements: int


LECTURES = {
    "S0": Lecture("CS389 lecture notes (UMass Amherst, 2023)", 40),
    "S1": Lecture("CS771, Intro to Deep Neural Networks", 79),
    "S2": Lecture("DS 102, Discussion 7", 19),
    "S3": Lecture("CS 457/557, Lecture 07 (UW-La Crosse)", 132),
    "S4": Lecture("UCLA deep-learning slides (2024)", 61),
}


@dataclass(frozen=True)
class Place:
    """A cell that serves a statement, and what is graded before the text goes on."""

    notebook: str
    key: str
    assessed_by: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.notebook}#{self.key}"


def statements() -> list[str]:
    """Return the ids of all statements, in the order of the lectures.

    Examples
    --------
    >>> len(statements()), statements()[0], statements()[-1]
    (331, 'S0-01', 'S4-61')
    """
    return [
        f"{lecture}-{number:02}"
        for lecture, what in LECTURES.items()
        for number in range(1, what.statements + 1)
    ]


def places() -> dict[str, list[Place]]:
    """Return, for each id that a cell names, the cells that do, in the order of the course."""
    found: dict[str, list[Place]] = {}
    for assignment in assignments():
        for path in sources(assignment):
            cells = solution_notebook(path).cells
            for at, cell in enumerate(cells):
                for statement in cell.metadata.course.get("lectures", ()):
                    place = Place(
                        f"{assignment}/{path.stem}",
                        cell.metadata.course.key,
                        tuple(_assessed_after(cells, at)),
                    )
                    found.setdefault(statement, []).append(place)
    return found


def _assessed_after(cells: list[Any], at: int) -> Iterator[str]:
    """Yield what is graded between a cell and the next text: the task stands in the cell."""
    if cells[at].metadata.course.key == "written-question":
        yield "written question"
    for cell in cells[at + 1 :]:
        if cell.cell_type == "markdown":
            return
        question = asked(cell.source) if cell.metadata.get("nbgrader", {}).get("locked") else None
        yield from question.names if question else ()


def table(found: dict[str, list[Place]]) -> Table:
    """Return one row per statement: its cells, and the exercises that assess it."""
    shown = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("statement", "cells", "assessed by"):
        shown.add_column(name, overflow="fold")
    for statement in statements():
        where = found.get(statement, [])
        names = dict.fromkeys(name for place in where for name in place.assessed_by)
        shown.add_row(statement, ", ".join(map(str, where)) or "NOWHERE", ", ".join(names))
    return shown


def summary(found: dict[str, list[Place]]) -> str:
    """Return one sentence per lecture: how many of its statements are covered and assessed."""
    lines = []
    for lecture, what in LECTURES.items():
        own = [statement for statement in statements() if statement.startswith(lecture)]
        covered = sum(statement in found for statement in own)
        assessed = sum(
            any(place.assessed_by for place in found.get(statement, ())) for statement in own
        )
        lines.append(
            f"{lecture}, {what.title}: {covered} of {len(own)} statements have a place, "
            f"{assessed} of them beside something graded."
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table; leave with an error if a statement has no place."""
    found = places()
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table(found))
    console.print(summary(found))
    missing = [statement for statement in statements() if statement not in found]
    if missing:
        sys.exit(f"No cell covers {', '.join(missing)}: name them in a cell's course metadata.")


if __name__ == "__main__":
    main()
