"""What the export plugins have in common: where the rows come from, and who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Dict, Unicode, default

from autograder.classroom import ClassroomError
from autograder.exports.rows import Row, rows
from autograder.exports.table import Cell, as_csv
from autograder.files import write_text
from autograder.recording import points


class TablePlugin(ExportPlugin):  # type: ignore[misc]
    """An export plugin that writes a table; subclasses say which one."""

    what = "submission"  # what one row of the table is
    usual_name = "scores.csv"
    header_lines = 1

    class_dir = Unicode(help="The class directory.").tag(config=True)

    @default("class_dir")  # type: ignore[untyped-decorator]
    def _class_dir_of_nbgrader(self) -> str:
        return str(self.parent.coursedir.root) if self.parent is not None else "."

    def table(self, book: Any) -> list[list[Cell]]:
        """Return everything that the file holds, the header first."""
        raise NotImplementedError

    def rows(self, book: Any) -> list[Row]:
        """Return the rows of the submissions that were asked for; by default all."""
        return [
            row
            for row in rows(book, Path(self.class_dir))
            if _is_wanted(row.student, self.student)
            and _is_wanted(row.assignment, self.assignment)
        ]

    def export(self, gradebook: Any) -> None:
        """Write the file that ``--to`` names; for nbgrader."""
        self.write(gradebook)

    def write(self, book: Any) -> int:
        """Write the file that ``--to`` names, and return how many rows it has below its header.

        Raises
        ------
        ClassroomError
            If it can't be written.
        """
        path = Path(self.to or self.usual_name)
        self.log.info("Exporting grades to %s", path)
        table = self.table(book)
        if path.is_dir():
            raise ClassroomError(f"{path} can't be written: Is a directory; name a file in it.")
        try:
            write_text(path, as_csv(table))
        except OSError as error:
            raise ClassroomError(f"{path} can't be written: {error.strerror}.") from None
        return len(table) - self.header_lines


def _is_wanted(name: str, chosen: list[Any]) -> bool:
    """Whether a name was chosen; where nothing was, everything is."""
    return not chosen or name in map(str, chosen)


class GradebookPlugin(TablePlugin):
    """A table with a row per student and a column per assignment."""

    what = "student"

    names = Dict(
        help="What an assignment is called there, by its name here; the same name by default."
    ).tag(config=True)

    def students(self, book: Any, found: list[Row]) -> list[Any]:
        """Return everybody in the gradebook, or who handed in, by name."""
        known = {one.id: one for one in book.students}
        names = {*known, *(row.student for row in found)}
        everybody = [
            known.get(name) or Unknown(name) for name in names if _is_wanted(name, self.student)
        ]
        return sorted(everybody, key=lambda one: (*names_of(one), one.id))

    def titles(self, assignments: Iterable[str]) -> list[Cell]:
        """Return the headers of the assignments' columns."""
        return [str(self.names.get(name, name)) for name in assignments]


class Unknown:
    """A student who handed in, and is not in the gradebook yet."""

    first_name = last_name = email = lms_user_id = None

    def __init__(self, name: str) -> None:
        self.id = name


def names_of(student: Any) -> tuple[str, str]:
    """Return the last name and the first name, each empty where it is not known."""
    return student.last_name or "", student.first_name or ""


def assignments_of(found: list[Row]) -> list[str]:
    """Return the assignments that somebody handed in."""
    return sorted({row.assignment for row in found})


def scores_of(found: list[Row]) -> dict[tuple[str, str], float]:
    """Return the scores by student and assignment, of what is graded."""
    return {(row.student, row.assignment): row.score for row in found if row.is_graded}


def possible_points(book: Any, assignment: str) -> Cell:
    """Return the points that an assignment can bring, if the gradebook knows it."""
    known = {one.name: one.max_score for one in book.assignments}
    return points(known[assignment]) if assignment in known else None
