"""The plain table: a row per submission, a column per exercise."""

from __future__ import annotations

from typing import Any

import course.exercises as catalogue
from autograder.exports.plugin import TablePlugin
from autograder.exports.rows import Row
from autograder.exports.table import Cell

COLUMNS = ["assignment", "student_id", "score", "max_score", "status", "reason"]


class Csv(TablePlugin):
    """Every submission with its score, its status, and the points of each exercise."""

    def table(self, book: Any) -> list[list[Cell]]:
        """Return the header and one row per submission."""
        found = self.rows(book)
        exercises = columns_of(found)
        return [[*COLUMNS, *exercises], *(_cells(row, exercises) for row in found)]


def columns_of(found: list[Row]) -> list[str]:
    """Return the exercises of all assignments in the table, in the course's order.

    Those that the course does not have any more come last.
    """
    present = {row.assignment for row in found}
    ours = [exercise.name for exercise in catalogue.all() if exercise.unit in present]
    others = {name for row in found for name in row.exercises} - set(ours)
    return [*ours, *sorted(others)]


def _cells(row: Row, exercises: list[str]) -> list[Cell]:
    first: list[Cell] = [row.assignment, row.student, row.score, row.max_score]
    return [*first, row.status, row.reason, *map(row.exercises.get, exercises)]
