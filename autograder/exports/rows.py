"""What is exported: one row per submission, from the gradebook and the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder import journal, submissions
from autograder.recording import points
from autograder.submissions import Submission

NOT_GRADED = "not graded"


@dataclass(frozen=True)
class Row:
    """What is known of one submission."""

    assignment: str
    student: str
    score: float = 0.0  # what is left after the penalty for lateness
    max_score: float = 0.0
    status: str = NOT_GRADED  # or "graded", or "quarantined"
    reason: str = ""
    exercises: dict[str, float] = field(default_factory=dict)  # the points of each

    @property
    def is_graded(self) -> bool:
        """Whether there is a score to report; that of quarantined work is 0."""
        return self.status != NOT_GRADED


def rows(book: Any, class_dir: Path) -> list[Row]:
    """Return one row per submission, sorted by student, then by assignment.

    Parameters
    ----------
    book : nbgrader.api.Gradebook
        An open gradebook; the scores are taken from it.
    class_dir : Path
        Where the submissions and the journal are. Submissions that only the gradebook still
        knows have a row, too.
    """
    recorded = {
        (one.student.id, assignment.name): one
        for assignment in book.assignments
        for one in assignment.submissions
    }
    handed_in = {(one.student, one.assignment) for one in submissions.find(class_dir)}
    return [
        _row(Submission(class_dir, assignment, student), recorded.get((student, assignment)))
        for student, assignment in sorted({*recorded, *handed_in})
    ]


def _row(submission: Submission, found: Any) -> Row:
    if found is None:
        return Row(submission.assignment, submission.student)
    entry = journal.read(submission)
    penalty = min(found.late_submission_penalty, found.score)
    return Row(
        submission.assignment,
        submission.student,
        points(found.score - penalty),
        points(found.max_score),
        # Plain nbgrader keeps no journal; what it has graded is in the gradebook all the same.
        entry.status if entry else "graded",
        " ".join(filter(None, [entry.reason if entry else "", _about(penalty)])),
        {v["exercise"]: float(v["points"]) for v in entry.verdicts} if entry else {},
    )


def _about(penalty: float) -> str:
    """Say why the score is lower than the sum of its parts."""
    if penalty <= 0:
        return ""
    return f"It was handed in late, which cost {points(penalty):g} points."
