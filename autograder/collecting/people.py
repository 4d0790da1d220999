"""From an LMS's names and numbers to student ids."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder.classroom import ClassroomError
from autograder.collecting.archives import shown

LONGEST = 100  # bytes of a name; the number and an ending come after it
FORBIDDEN = re.compile(r"[/\\+*?\[\]{}\x00-\x1f\x7f]|^[.-]|^\s|\s$")  # + and * are nbgrader's own
# Besides our own headings: those of Canvas's gradebook and of Moodle's grading worksheet.
HEADINGS = {
    "lms_id": ("lms_id", "id", "identifier"),
    "name": ("name", "full name", "student"),
    "student_id": ("student_id", "sis login id", "id number", "username", "email address"),
    "submitted": ("submitted",),
}


@dataclass
class Roster:
    """Student ids by an LMS's number, or by name."""

    by_id: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)  # by student id, in UTC

    def find(self, name: str, lms_id: str) -> str | None:
        """Return a student's id, or None if the roster doesn't say or says two."""
        if lms_id in self.by_id:
            return self.by_id[lms_id]
        named = self.by_name.get(_key(name), set())
        return next(iter(named)) if len(named) == 1 else None


def derived_id(name: str, lms_id: str) -> str:
    """Make a student id from a name and a number; letters of all alphabets stay.

    Examples
    --------
    >>> derived_id("Zoë O'Brien-Łukasz", "4711")
    'Zoë_O_Brien-Łukasz_4711'
    >>> derived_id("../../etc", "12")
    'etc_12'
    """
    plain = "".join(char if _stays(char) else "_" for char in unicodedata.normalize("NFC", name))
    plain = re.sub(r"_+", "_", plain).strip("_.-")
    while len(plain.encode()) > LONGEST:
        plain = plain[:-1]
    return "_".join(part for part in (plain, lms_id) if part) or "nameless"


def _stays(char: str) -> bool:
    return char in "-." or unicodedata.category(char)[0] in "LMN"


def read_roster(path: Path) -> Roster:
    """Read a table of students.

    It needs a column ``student_id``, and ``lms_id`` or ``name`` or both;
    ``submitted``, a date and time as in 2026-05-04T23:59+02:00, may be there.

    Raises
    ------
    ClassroomError
        If it is no such table, or an id can't be one.
    """
    roster = Roster()
    for number, row in _rows(path):
        student = row.get("student_id", "")
        if not student:
            continue  # such as Canvas's row of possible points
        if FORBIDDEN.search(student) or len(student) > 128:
            raise ClassroomError(
                f"{path}, line {number}: {shown(student)!r} can't be a student id; "
                "leave out /, +, *, brackets, and a dot or hyphen at the beginning."
            )
        _add(roster, row, student, f"{path}, line {number}")
    return roster


def _add(roster: Roster, row: dict[str, str], student: str, where: str) -> None:
    lms_id = re.sub(r"^\D+ (?=\d+$)", "", row.get("lms_id", ""))  # "Participant 4711"
    if roster.by_id.setdefault(lms_id, student) != student and lms_id:
        raise ClassroomError(f"{where}: {lms_id} is the number of two students.")
    roster.by_id.pop("", None)
    words = re.split(r"[\s,]+", row.get("name", "").strip())
    for k in range(len(words)):  # "Jane Doe" is "doejane" in Canvas
        key = _key("".join(words[k:] + words[:k]))
        roster.by_name.setdefault(key, set()).add(student)
    roster.by_name.pop("", None)
    if row.get("submitted"):
        roster.times[student] = _time(row["submitted"], where)


def _time(text: str, where: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise ClassroomError(
            f"{where}: {shown(text)!r} is no time; write it like 2026-05-04T23:59+02:00."
        ) from None
    return when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)


def _key(name: str) -> str:
    """Return what is left of a name in every LMS."""
    plain = unicodedata.normalize("NFC", name).casefold()
    return "".join(char for char in plain if unicodedata.category(char)[0] in "LMN")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each line's number, and its values under our headings."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise ClassroomError(f"The roster {path} can't be read: {said}.") from None
    reader = csv.DictReader(text.splitlines())
    ours = _headings(reader.fieldnames or ())
    if "student_id" not in ours or not {"lms_id", "name"} & ours.keys():
        raise ClassroomError(
            f"The roster {path} needs a first line with student_id, and lms_id or name."
        )
    for row in reader:
        yield reader.line_num, {key: (row[found] or "").strip() for key, found in ours.items()}


def _headings(fields: object) -> dict[str, str]:
    """Return the table's heading for each of ours; the first alias that is there counts."""
    present = {str(name).strip().lower(): str(name) for name in fields}  # type: ignore[attr-defined]
    return {
        ours: next(present[alias] for alias in aliases if alias in present)
        for ours, aliases in HEADINGS.items()
        if any(alias in present for alias in aliases)
    }
