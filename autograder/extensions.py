"""Who may hand in later: ``extensions.csv`` in the class directory, kept by hand.

A line per student and assignment, with a number of days, or the last moment that is in time::

    student_id,assignment,extension
    anna,01_activations,3
    bert,01_activations,2026-11-30
    cleo,02_forward,2026-11-30 18:00+01:00

As everywhere in nbgrader, a time without a zone is in UTC. A day lasts until it ends.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from autograder.classroom import ClassroomError

COLUMNS = ["student_id", "assignment", "extension"]
MOST_DAYS = 366.0

Extensions = dict[tuple[str, str], "Extension"]  # by student and assignment


@dataclass(frozen=True)
class Extension:
    """How long one student may take for one assignment: so many days more, or until a moment."""

    days: float = 0.0
    until: datetime | None = None  # in UTC, without saying so, like nbgrader's own times

    def ends(self, duedate: datetime) -> datetime:
        """Return the last moment that is in time.

        Examples
        --------
        >>> due = datetime(2026, 11, 20, 12)
        >>> str(Extension(days=1.5).ends(due))
        '2026-11-22 00:00:00'
        >>> str(Extension(until=datetime(2026, 11, 30)).ends(due))
        '2026-11-30 00:00:00'
        """
        return duedate + timedelta(days=self.days) if self.until is None else self.until


def read(path: Path) -> Extensions:
    """Read a file of extensions; none is no extension.

    Raises
    ------
    ClassroomError
        If a line can't be understood, or two are about the same.
    """
    if not path.exists():
        return {}
    found: Extensions = {}
    for number, row in _lines(path):
        where = f"{path.name}, line {number}"
        if len(row) != len(COLUMNS) or not all(row):
            raise ClassroomError(
                f"{where}: {','.join(row)!r} should be a student, an assignment and an extension, "
                "separated by commas."
            )
        student, assignment, extension = row
        if (student, assignment) in found:
            raise ClassroomError(f"{where}: {student} has an extension of {assignment} already.")
        found[student, assignment] = parsed(extension, where)
    return found


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines below the header, with their numbers, empty ones left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = [cell.strip() for cell in next(reader, [])]
            if header != COLUMNS:
                raise ClassroomError(f"The first line of {path} should be {','.join(COLUMNS)}.")
            for row in reader:
                cells = [cell.strip() for cell in row]
                if any(cells):
                    yield reader.line_num, cells
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ClassroomError(f"{path} can't be read as CSV in UTF-8: {error}.") from None


def parsed(text: str, where: str) -> Extension:
    """Return the extension that a cell means.

    Raises
    ------
    ClassroomError
        If it is neither a number of days nor a time.

    Examples
    --------
    >>> parsed("0.5", "line 2")
    Extension(days=0.5, until=None)
    >>> str(parsed("2026-11-30", "line 2").until)
    '2026-11-30 23:59:59.999999'
    >>> str(parsed("2026-11-30 18:00+01:00", "line 2").until)
    '2026-11-30 17:00:00'
    """
    try:
        return Extension(until=_moment(text)) if "-" in text[1:] else Extension(_days(text))
    except ValueError:
        raise ClassroomError(
            f"{where}: {text!r} should be a number of days from 0 to {MOST_DAYS:g}, "
            "or a time such as 2026-11-30 or 2026-11-30 18:00+01:00."
        ) from None


def _days(text: str) -> float:
    days = float(text)
    if not math.isfinite(days) or not 0 <= days <= MOST_DAYS:
        raise ValueError
    return days


def _moment(text: str) -> datetime:
    if len(text) == len("2026-11-30"):
        return datetime.combine(date.fromisoformat(text), time.max)
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def check(class_dir: Path, path: Path) -> None:
    """Make sure that a file of extensions can be read, and names assignments of the class.

    Raises
    ------
    ClassroomError
        If not.
    """
    known = {folder.name for folder in (class_dir / "source").glob("*") if folder.is_dir()}
    for student, assignment in read(path):
        if assignment not in known:
            raise ClassroomError(
                f"{path.name} gives {student} more time for {assignment!r}, "
                f"but there is only {', '.join(sorted(known))}."
            )
