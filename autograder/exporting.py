"""Scores for other systems: a plain table of everything that is recorded."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from autograder import journal, submissions
from autograder.recording import book_of, points

COLUMNS = ["assignment", "student_id", "score", "max_score", "status", "reason"]


def rows(class_dir: Path) -> list[dict[str, object]]:
    """Return one row per submission, with the gradebook's present score."""
    found: list[dict[str, object]] = []
    with book_of(class_dir) as book:
        scores = {
            (one.assignment.name, one.student.id): (points(one.score), points(one.max_score))
            for assignment in book.assignments
            for one in assignment.submissions
        }
    for submission in submissions.find(class_dir):
        entry = journal.read(submission)
        identity = (submission.assignment, submission.student)
        score = scores.get(identity)
        # Plain nbgrader keeps no journal; what it has graded is in the gradebook all the same.
        status = entry.status if entry else "graded" if score else "not graded"
        reason = entry.reason if entry else ""
        values = (*identity, *(score or (0.0, 0.0)), status, reason)
        found.append(dict(zip(COLUMNS, values, strict=True)))
    return found


def as_csv(class_dir: Path) -> str:
    """Return the table as text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(class_dir))
    return out.getvalue()
