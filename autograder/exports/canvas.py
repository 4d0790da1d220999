"""What the gradebook of Canvas imports.

Canvas finds a student by ID, which is Canvas's own number, then by SIS User ID, by SIS Login ID,
and at last by name; an assignment by its title, or by the number behind the title if there is one:
``c.Canvas.names = {"01_activations": "Activations (4711)"}``. For a title that it does not know it
offers to make an assignment. The section is not looked at.
"""

from __future__ import annotations

from typing import Any

from autograder.exports.plugin import (
    GradebookPlugin,
    assignments_of,
    names_of,
    possible_points,
    scores_of,
)
from autograder.exports.table import Cell

COLUMNS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
POINTS = "    Points Possible"  # as Canvas itself writes it


class Canvas(GradebookPlugin):
    """A row per student, a column per assignment, in the layout of Canvas's own export."""

    usual_name = "canvas.csv"
    header_lines = 2

    def table(self, book: Any) -> list[list[Cell]]:
        """Return the header, the possible points, and one row per student."""
        found = self.rows(book)
        assignments, scores = assignments_of(found), scores_of(found)
        possible = [possible_points(book, name) for name in assignments]
        return [
            [*COLUMNS, *self.titles(assignments)],
            [POINTS, None, None, None, None, *possible],
            *(
                [*_who(one), *(scores.get((one.id, name)) for name in assignments)]
                for one in self.students(book, found)
            ),
        ]


def _who(student: Any) -> list[Cell]:
    """Return the cells before the scores."""
    name = ", ".join(filter(None, names_of(student))) or student.id
    return [name, student.lms_user_id, None, student.id, None]
