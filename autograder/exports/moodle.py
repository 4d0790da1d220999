"""What the grade import of Moodle reads.

The importer asks which column says who a student is ("Map from", "Map to"), and onto which grade
item each of the others goes. A column that is called like a grade item needs no searching:
``c.Moodle.names = {"01_activations": "Activations"}``.
"""

from __future__ import annotations

from typing import Any

from traitlets import Unicode

from autograder.exports.plugin import GradebookPlugin, assignments_of, names_of, scores_of
from autograder.exports.table import Cell

COLUMNS = ["ID number", "First name", "Last name"]
EMAIL = "Email address"


class Moodle(GradebookPlugin):
    """A row per student, a column per assignment."""

    usual_name = "moodle.csv"

    nothing = Unicode(
        help="What stands where there is no grade: nothing, or a hyphen. For a grade item that is "
        "there, Moodle takes both as no grade. For one that the import makes anew, an empty cell "
        "becomes 0 points, and only a hyphen is no grade."
    ).tag(config=True)

    def table(self, book: Any) -> list[list[Cell]]:
        """Return the header and one row per student."""
        found = self.rows(book)
        students = self.students(book, found)
        assignments, scores = assignments_of(found), scores_of(found)
        # Moodle gives a row without an address to the student of the row before.
        with_email = bool(students) and all(one.email for one in students)
        return [
            [*COLUMNS, *([EMAIL] if with_email else []), *self.titles(assignments)],
            *(
                [
                    *_who(one, with_email),
                    *(scores.get((one.id, name), self.nothing or None) for name in assignments),
                ]
                for one in students
            ),
        ]


def _who(student: Any, with_email: bool) -> list[Cell]:
    """Return the cells before the grades."""
    last, first = names_of(student)
    return [student.id, first, last, *([student.email] if with_email else [])]
