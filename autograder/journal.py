"""The journal: what was decided on each submission, and from which files.

One small file per submission in ``.autograder/journal``, written after the
gradebook. An interrupted run is taken up where it stopped, and unchanged work
is not graded again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.files import write_text
from autograder.seeds import FOLDER
from autograder.submissions import Submission
from course.judging.verdict import Verdict


@dataclass(frozen=True)
class Entry:
    """The recorded result of one submission."""

    assignment: str
    student: str
    key: str
    status: str
    reason: str
    score: float
    max_score: float
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0  # that grading took


def entry_path(submission: Submission) -> Path:
    """Return where the entry of a submission is kept."""
    folder = submission.class_dir / FOLDER / "journal" / submission.assignment
    return folder / f"{submission.student}.json"


def read(submission: Submission) -> Entry | None:
    """Return the entry of a submission, if there is one that can be read."""
    try:
        return Entry(**json.loads(entry_path(submission).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write(submission: Submission, entry: Entry) -> None:
    """Keep an entry."""
    write_text(entry_path(submission), json.dumps(vars(entry)) + "\n")


def unsettle(submission: Submission) -> None:
    """Make an entry that is about to be replaced fit no content any more.

    If the run is killed while the gradebook and the files change, the next one grades again.
    """
    entry = read(submission)
    if entry is not None and entry.key:
        write(submission, replace(entry, key=""))


def told(verdict: Verdict) -> dict[str, Any]:
    """Return what the journal keeps of a verdict."""
    return {
        "exercise": verdict.exercise,
        "points": verdict.points,
        "max_points": verdict.max_points,
        "outcome": verdict.outcome,
        "diagnosis": verdict.diagnosis.id if verdict.diagnosis else None,
        "message": verdict.message,
        "with_own_parts": verdict.with_own_parts,
    }
