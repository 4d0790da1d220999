"""Putting collected notebooks into a class directory.

What is there is never lost: a version that gives way, or comes too late, is
kept in ``.autograder/earlier``. What a person has put or changed there stays.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path

from autograder.classroom import ClassroomError
from autograder.collecting import downloads, naming
from autograder.collecting.archives import shown
from autograder.collecting.downloads import Found, HandedIn
from autograder.collecting.people import Roster, read_roster
from autograder.files import write_text
from autograder.seeds import FOLDER
from course.whole_files import write_whole

TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"  # as nbgrader writes it


@dataclass(frozen=True)
class Record:
    """Where a collected notebook comes from."""

    lms: str
    lms_id: str
    name: str
    file: str
    order: list[int]
    late: bool
    sha256: str


@dataclass
class Report:
    """What was done, one line each."""

    collected: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return all lines, what asks for attention last."""
        unchanged = [f"{self.unchanged} as before."] if self.unchanged else []
        refused = [f"Refused: {line}" for line in self.refused]
        return [*self.collected, *unchanged, *(f"Left alone: {x}" for x in self.left), *refused]


def collect(
    class_dir: Path, assignment: str, paths: Collection[Path], lms: str | None, roster: Path | None
) -> Report:
    """Collect the downloads of an LMS for one assignment.

    Parameters
    ----------
    class_dir : Path
        The class directory.
    assignment : str
        One of its assignments.
    paths : collection of Path
        What was downloaded.
    lms : str or None
        "canvas" or "moodle"; None lets the names of the files decide.
    roster : Path or None
        A table of students.

    Raises
    ------
    ClassroomError
        If a file can't be read. Then nothing was collected.
    """
    people = read_roster(roster) if roster else Roster()
    released = naming.released_ids(class_dir / "source" / assignment)
    folder = class_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="collecting-", dir=folder) as scratch:
        found = downloads.read(paths, lms, people, released, Path(scratch))
        return put(class_dir, assignment, found, people.times)


def put(
    class_dir: Path, assignment: str, found: Found, times: dict[str, datetime] | None = None
) -> Report:
    """Put what was found into ``submitted/``, and say what was done."""
    report = Report(refused=list(found.refused), left=list(found.left))
    ordered = sorted(found.handed_in, key=lambda one: (one.student, one.match.notebook))
    for student, group in groupby(ordered, key=lambda one: one.student):
        place = Place(class_dir, assignment, student, report)
        place.put(list(group), (times or {}).get(student))
    return report


class Place:
    """One student's folder for one assignment."""

    def __init__(self, class_dir: Path, assignment: str, student: str, report: Report) -> None:
        self.student, self.report = student, report
        self.folder = class_dir / "submitted" / student / assignment
        self.earlier = class_dir / FOLDER / "earlier" / assignment / student
        self.records_path = class_dir / FOLDER / "collected" / assignment / f"{student}.json"
        self.records = read_records(self.records_path)

    def put(self, group: list[HandedIn], when: datetime | None) -> None:
        """Put the newest version of each of a student's notebooks in place."""
        if self.folder.is_symlink() or self.folder.parent.is_symlink():
            self.report.left.append(f"{self.student}: the folder in submitted/ is a link.")
            return
        changed = self.replaced = False
        for _, versions in groupby(group, key=lambda one: one.match.notebook):
            # What can't be recognised by its content only counts where nothing else is there.
            *older, newest = sorted(versions, key=lambda one: (one.match.by_content, one.order))
            for one in older:
                self._keep(one.file.content, one.match.notebook)
            changed |= self._put_one(newest, len(older))
        if changed:
            self._write_time(when)
            kept = {name: asdict(record) for name, record in self.records.items()}
            write_text(self.records_path, json.dumps(kept, indent=1, sort_keys=True) + "\n")

    def _put_one(self, one: HandedIn, older: int) -> bool:
        """Put one notebook in place unless something forbids it; say what was done."""
        notebook = one.match.notebook
        target = self.folder / f"{notebook}.ipynb"
        record = record_of(one)
        why_not = self._why_not(record, notebook, target)
        if why_not == "as before":
            self.report.unchanged += 1
        elif why_not:
            kept = self._keep(one.file.content, notebook)
            self.report.left.append(f"{self._what(one)}: {why_not}; this one is in {kept}.")
            return False
        else:
            self._replace(one, target)
            self.report.collected.append(f"{self._what(one)}{_remarks(one, older)}")
        self.records[notebook] = record
        return True

    def _why_not(self, new: Record, notebook: str, target: Path) -> str:
        """Return why a notebook may not be put in place, or nothing."""
        if target.is_symlink() or target.is_dir():
            return f"{target.name} in submitted/ is a link or a folder"
        if not target.exists():
            return ""
        present, known = digest(target), self.records.get(notebook)
        if known is None or known.sha256 != present or known.lms != new.lms:
            if present == new.sha256:
                return "as before"
            return "what is in submitted/ was put or changed there by somebody, and stays"
        if new.order < known.order and new.sha256 != present:
            return "what is in submitted/ is newer"
        return "as before" if new.sha256 == present else ""

    def _replace(self, one: HandedIn, target: Path) -> None:
        if target.exists():
            self._keep(target, one.match.notebook)
            self.replaced = True
        copy(one.file.content, target)

    def _keep(self, content: Path, notebook: str) -> str:
        """Keep a version aside, and return where."""
        target = self.earlier / f"{notebook}.{digest(content)[:12]}.ipynb"
        if not target.exists():
            copy(content, target)
        return "/".join(target.parts[-5:])

    def _write_time(self, when: datetime | None) -> None:
        path = self.folder / "timestamp.txt"
        if when is not None:
            write_text(path, when.strftime(TIME_FORMAT) + "\n")
        elif self.replaced:  # the time of what was there before
            path.unlink(missing_ok=True)

    def _what(self, one: HandedIn) -> str:
        return f"{self.student}: {one.match.notebook}.ipynb from {shown(one.file.name)}"


def _remarks(one: HandedIn, older: int) -> str:
    """Return what is worth knowing about a notebook."""
    remarks = ["late"] if one.label.late else []
    if older:
        remarks.append(f"the newest of {older + 1}; the others are in {FOLDER}/earlier")
    if not one.match.by_content:
        remarks.append("known by its name only, as nothing in it could be recognised")
    return f" ({'; '.join(remarks)})" if remarks else ""


def record_of(one: HandedIn) -> Record:
    """Return what is kept of where a notebook comes from."""
    label, content = one.label, digest(one.file.content)
    order = list(one.order)
    return Record(one.lms, label.lms_id, label.name, one.file.name, order, label.late, content)


def read_records(path: Path) -> dict[str, Record]:
    """Return what was collected before, by notebook."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: Record(**record) for name, record in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy(source: Path, target: Path) -> None:
    """Copy a file so that the target is never half written."""
    write_whole(target, source.read_bytes(), lasting=True)


def require_assignment(class_dir: Path, assignment: str) -> None:
    """Raise `ClassroomError` unless the class has this assignment."""
    known = sorted(path.name for path in (class_dir / "source").glob("*") if path.is_dir())
    if assignment not in known:
        raise ClassroomError(
            f"There is no assignment {assignment!r}; there is {', '.join(known)}."
        )
