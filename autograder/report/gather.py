"""The numbers of the class report, gathered from the journal.

Scores are those of the last grading run. What a person has graded since then is in the
gradebook, and in what ``autograder export`` writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import fmean
from typing import Any

import course
import course.exercises as catalogue
from autograder import journal
from autograder.report import attention, suspicion
from autograder.report.attention import Person
from autograder.similarity import Pair
from autograder.submissions import Submission, find
from course.exercises import Exercise

Told = dict[str, Any]  # what the journal keeps of a verdict


@dataclass(frozen=True)
class Line:
    """One submission."""

    student: str
    status: str  # "graded", "quarantined" or "not graded"
    reason: str
    score: float
    max_score: float
    seconds: float


@dataclass(frozen=True)
class Tally:
    """What became of one exercise in all graded submissions."""

    name: str
    asks: str
    kind: str
    points: float
    passed: int
    explained: int  # failures with a diagnosis
    unexplained: int
    unattempted: int
    only_with_correct_parts: int  # passed, but not with the student's own earlier functions
    lost: float  # points, on average over the attempts
    suspicion: str

    @property
    def attempted(self) -> int:
        """How many tried."""
        return self.passed + self.explained + self.unexplained

    @property
    def pass_rate(self) -> float | None:
        """The share of the attempts that earned all points."""
        return self.passed / self.attempted if self.attempted else None


@dataclass(frozen=True)
class Mistake:
    """A misconception that was diagnosed, and how often."""

    id: str
    title: str
    exercise: str
    diagnosis: str
    count: int
    attempted: int

    @property
    def share(self) -> float:
        """The share of those who tried the exercise."""
        return self.count / self.attempted


@dataclass(frozen=True)
class Numbers:
    """All that the report says."""

    assignment: str
    version: str
    made: datetime
    graded_at: datetime | None
    lines: list[Line]
    tallies: list[Tally]
    mistakes: list[Mistake]
    people: list[Person]
    pairs: list[Pair]

    def count(self, status: str) -> int:
        """Return how many submissions have this status."""
        return sum(line.status == status for line in self.lines)

    @property
    def scores(self) -> list[float]:
        """The scores of the graded submissions, from low to high."""
        return sorted(line.score for line in self.lines if line.status == "graded")

    @property
    def max_score(self) -> float:
        """What can be earned."""
        return max((line.max_score for line in self.lines), default=0.0)


def numbers(class_dir: Path, assignment: str, pairs: list[Pair]) -> Numbers:
    """Gather the numbers of an assignment; ``pairs`` are those of `similarity.pairs`."""
    found = find(class_dir, assignment)
    entries = {one.student: journal.read(one) for one in found}
    known = [entry for entry in entries.values() if entry is not None]
    graded = [entry.verdicts for entry in known if entry.status == "graded"]
    tallies = [_tally(name, graded) for name in _names(assignment, graded)]
    lines = [_line(student, entry) for student, entry in entries.items()]
    return Numbers(
        assignment,
        course.__version__,
        datetime.now().astimezone(),
        _graded_at(found),
        lines,
        tallies,
        _mistakes(graded, {tally.name: tally.attempted for tally in tallies}),
        attention.people(class_dir, found, entries, pairs),
        pairs,
    )


def _line(student: str, entry: journal.Entry | None) -> Line:
    if entry is None:
        return Line(student, "not graded", "", 0.0, 0.0, 0.0)
    seconds = float(getattr(entry, "seconds", 0.0))
    return Line(student, entry.status, entry.reason, entry.score, entry.max_score, seconds)


def _graded_at(found: Iterable[Submission]) -> datetime | None:
    """Return when the last of them was graded."""
    paths = (journal.entry_path(one) for one in found)
    latest = max((path.stat().st_mtime for path in paths if path.exists()), default=None)
    return None if latest is None else datetime.fromtimestamp(latest).astimezone()


def _names(assignment: str, graded: Iterable[list[Told]]) -> list[str]:
    """Return the exercises in the order of the unit, then others that older runs may know."""
    declared = [exercise.name for exercise in catalogue.all() if exercise.unit == assignment]
    met = (verdict["exercise"] for verdicts in graded for verdict in verdicts)
    return list(dict.fromkeys([*declared, *met]))


def _declared(name: str) -> Exercise | None:
    try:
        return catalogue.get(name)
    except catalogue.UnknownExercise:
        return None


def _tally(name: str, graded: list[list[Told]]) -> Tally:
    exercise = _declared(name)
    verdicts = [one for verdicts in graded for one in verdicts if one["exercise"] == name]
    tried = [one for one in verdicts if one["outcome"] != "unattempted"]
    failed = [one for one in tried if one["outcome"] != "passed"]
    unexplained = [one for one in failed if not _is_explained(one)]
    return Tally(
        name,
        exercise.asks if exercise else "",
        exercise.kind if exercise else "function",
        exercise.points if exercise else max(one["max_points"] for one in verdicts),
        len(tried) - len(failed),
        len(failed) - len(unexplained),
        len(unexplained),
        len(graded) - len(tried),
        sum(one.get("with_own_parts") is False for one in tried),
        fmean(one["max_points"] - one["points"] for one in tried) if tried else 0.0,
        suspicion.of(len(tried), len(failed), [one["message"] for one in unexplained]),
    )


def _is_explained(verdict: Told) -> bool:
    return verdict["diagnosis"] is not None or attention.uses_the_course(verdict)


def _mistakes(graded: list[list[Told]], attempted: dict[str, int]) -> list[Mistake]:
    """Return the misconceptions, the most frequent first."""
    met = [one for verdicts in graded for one in verdicts if one["diagnosis"] is not None]
    counts = Counter((one["diagnosis"], one["exercise"]) for one in met)
    said = {one["diagnosis"]: one["message"] for one in met}
    made = [
        Mistake(id_, _title(id_, name), name, said[id_], count, attempted[name])
        for (id_, name), count in counts.items()
    ]
    return sorted(made, key=lambda one: (-one.count, one.id))


def _title(id_: str, name: str) -> str:
    exercise = _declared(name)
    known = exercise.misconceptions if exercise else []
    return next((wrong.title for wrong in known if wrong.id == id_), "")
