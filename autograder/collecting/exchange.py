"""nbgrader's exchange, as seen from the instructor's side.

Students write into the exchange with their own accounts, and nbgrader believes
what it finds there: it follows links, only warns where a submission belongs to
somebody else than its name says, and stops at the first that can't be read.
Collecting here copies plain files of the right owner only, and goes on.
"""

from __future__ import annotations

import logging
import os
import pwd
import stat
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
)
from nbgrader.utils import parse_utc
from traitlets.config import Config
from traitlets.log import get_logger

from autograder import building
from autograder.classroom import ClassroomError
from autograder.collecting.archives import ONE_STUDENT, shown
from autograder.collecting.into_class import TIME_FORMAT, Report
from autograder.seeds import FOLDER
from autograder.submissions import LARGEST
from course.counting import counted

PAIR = ("timestamp.txt", "submission_secret.txt")  # what feedback finds its way back with


OF_SQLALCHEMY = ("[SQL", "[parameters", "(Background on this error")  # what follows its message


def root(class_dir: Path) -> str | None:
    """Return the exchange of a class, or None if its configuration names none."""
    config = building.class_config(class_dir)
    named = config.Exchange.get("root") if "Exchange" in config else None
    return str(named) if named else None


def release(class_dir: Path, assignment: str) -> list[str]:
    """Make the release version anew, put it into the exchange if there is one, and say so.

    Raises
    ------
    ClassroomError
        If the assignment can't be made or released.
    """
    with _what_nbgrader_logs() as logged:
        try:
            notebooks = building.release(class_dir, assignment)
        except NbGraderException as error:
            lines = [line for text in logged for line in text.splitlines() if line.strip()]
            said = [line for line in lines if not line.startswith(OF_SQLALCHEMY)]
            why = shown(said[-1]) if said else _first_line(error)
            raise ClassroomError(f"nbgrader can't make {assignment}: {why}") from None
    lines = [f"release/{assignment} holds {', '.join(path.name for path in notebooks)}."]
    where = root(class_dir)
    if where is None:
        return [*lines, "nbgrader_config.py names no exchange: hand these files out yourself."]
    step = _made(ExchangeReleaseAssignment, class_dir, assignment)
    step.force = True
    _start(step)
    return [*lines, f"Students fetch it from {where} as {step.coursedir.course_id}/{assignment}."]


def collect(class_dir: Path, assignment: str) -> Report:
    """Collect the newest submission of each student.

    Raises
    ------
    ClassroomError
        If there is no exchange, or it can't be read.
    """
    _require_exchange(class_dir)
    step = _made(Collect, class_dir, assignment)
    _start(step)
    return step.report  # type: ignore[no-any-return]


def release_feedback(class_dir: Path, assignment: str) -> list[str]:
    """Put feedback pages where only the student who submitted can find them.

    Raises
    ------
    ClassroomError
        If there is no exchange, or it can't be written to.
    """
    _require_exchange(class_dir)
    lines = []
    for folder in sorted((class_dir / "feedback").glob(f"*/{assignment}")):
        student = folder.parent.name
        if not all((folder / name).is_file() for name in PAIR):
            lines.append(f"{student}: not handed in through the exchange; return it yourself.")
            continue
        step = _made(ExchangeReleaseFeedback, class_dir, assignment)
        step.coursedir.student_id = student
        _start(step)
        count = len(list(folder.glob("*.html")))
        lines.append(f"{student}: {counted(count, 'page')} released.")
    return lines or [f"There are no feedback pages of {assignment}; run autograder feedback."]


@contextmanager
def _what_nbgrader_logs() -> Iterator[list[str]]:
    """Listen to nbgrader, which logs the cause of a failure and raises something else."""
    heard: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[1] is not None:
                heard.append(str(record.exc_info[1]))
            elif "Traceback" in record.getMessage():
                heard.append(record.getMessage())

    logger, listener = get_logger(), Listener(logging.ERROR)
    level = logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.ERROR)
    try:
        yield heard
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)


class Collect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collecting, for an exchange that need not be honest."""

    report: Report

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Read what a folder's name says; None stands for the student where it is not true."""
        name = shown(Path(path).name)
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            problem = self._problem(Path(path), record["username"])
        except (ValueError, OverflowError, TypeError, ExchangeError, OSError):
            problem = "has no name that nbgrader gives"
        if problem:
            self.report.refused.append(f"{name} {problem}.")
            return {"username": None, "filename": name, "timestamp": datetime.min}
        return record

    def _problem(self, path: Path, student: str) -> str:
        info = path.lstat()
        if not stat.S_ISDIR(info.st_mode):
            return "is not a folder"
        if student.startswith((".", "-")) or "/" in student or not student.isprintable():
            return "is no student's"
        owner = _user_name(info.st_uid)
        if self.check_owner and owner != student:
            return f"was put there by {owner}, who is not {student}"
        return ""

    def copy_files(self) -> None:
        """Bring the chosen submissions into the class directory, one by one."""
        for record in self.src_records:
            if record["username"] is None:
                continue
            try:
                self._bring(record)
            except (OSError, _TooLarge) as error:
                said = (error.strerror if isinstance(error, OSError) else None) or error
                self.report.refused.append(f"{record['username']}: {said}.")

    def _bring(self, record: dict[str, Any]) -> None:
        student, when = record["username"], record["timestamp"]
        assignment = self.coursedir.assignment_id
        target = Path(self.coursedir.root, "submitted", student, assignment)
        if not self._is_due(target, student, when):
            return
        keep = Path(self.coursedir.root, FOLDER)
        with tempfile.TemporaryDirectory(prefix="collecting-", dir=keep) as scratch:
            made = Path(scratch, assignment)
            source = Path(self.inbound_path, record["filename"])
            left_out = self._copy(source, made)
            if _time_of(made) != when:  # the file is the student's own; the folder's name counts
                (made / PAIR[0]).write_text(when.strftime(TIME_FORMAT), encoding="utf-8")
            if target.exists():
                _aside(target, keep / "earlier" / assignment / student)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(made, target)
        self.report.collected.append(f"{student}: handed in at {when:%Y-%m-%d %H:%M} UTC")
        self.report.refused += [f"{student}: {shown(name)} is no plain file." for name in left_out]

    def _is_due(self, target: Path, student: str, when: datetime) -> bool:
        """Whether a submission is to take the place of what is there."""
        if target.is_symlink() or target.parent.is_symlink():
            self.report.left.append(f"{student}: the folder in submitted/ is a link.")
            return False
        if not target.exists():
            return True
        present = _time_of(target)
        if present is None:
            self.report.left.append(f"{student}: what is in submitted/ has no time, and stays.")
        elif present != when and (when > present or self.before_duedate):
            return True
        else:
            self.report.unchanged += 1
        return False

    def _copy(self, source: Path, target: Path) -> list[str]:
        """Copy plain files of the folder's owner, and return the names of other things."""
        owner, left_out, total, count = source.lstat().st_uid, [], 0, 0
        mode = 0o660 if self.coursedir.groupshared else 0o644
        target.mkdir()
        for folder, folders, names, fd in os.fwalk(source, follow_symlinks=False):
            folders[:] = [name for name in folders if not self._ignored(name)]
            inside = target / Path(folder).relative_to(source)
            inside.mkdir(exist_ok=True)
            if self.coursedir.groupshared:
                inside.chmod(0o2770)
            for name in names:
                if not self._ignored(name):
                    size = _copy_plain(fd, name, inside / name, owner, mode)
                    left_out += [name] if size is None else []
                    total += size or 0
                count += 1
                if total > ONE_STUDENT.total or count > ONE_STUDENT.count:
                    raise _TooLarge(f"the submission has {count} files of {total // 10**6} MB")
        return left_out

    def _ignored(self, name: str) -> bool:
        return any(fnmatch(name, pattern) for pattern in self.coursedir.ignore)


class _TooLarge(Exception):
    """A submission is larger than any honest one."""


def _copy_plain(fd: int, name: str, target: Path, owner: int, mode: int) -> int | None:
    """Copy a file and return its size; None if it is a link, or somebody else's."""
    try:
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=fd)
    except OSError:
        return None
    with open(opened, "rb") as source:
        info = os.fstat(opened)
        if not stat.S_ISREG(info.st_mode) or info.st_uid != owner:
            return None
        content = source.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _TooLarge(f"{shown(name)} is over {LARGEST // 10**6} MB")
    target.write_bytes(content)
    target.chmod(mode)
    return len(content)


def _aside(folder: Path, keep: Path) -> None:
    """Move an earlier submission aside."""
    when = _time_of(folder)
    name = f"{when:%Y%m%dT%H%M%S}" if when else "without-time"
    keep.mkdir(parents=True, exist_ok=True)
    target, number = keep / name, 1
    while target.exists():
        target, number = keep / f"{name}-{number}", number + 1
    os.replace(folder, target)


def _time_of(folder: Path) -> datetime | None:
    """Return when a submission was handed in, if its folder says so."""
    try:
        return parse_utc((folder / PAIR[0]).read_text(encoding="utf-8").strip())  # type: ignore[no-any-return]
    except (OSError, ValueError, OverflowError):
        return None


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _made(kind: Any, class_dir: Path, assignment: str) -> Any:
    """Make one of nbgrader's steps for an assignment."""
    config: Config = building.class_config(class_dir)
    config.CourseDirectory.assignment_id = assignment
    step = kind(coursedir=CourseDirectory(config=config), config=config)
    step.log.setLevel(logging.CRITICAL + 1)  # what it says is raised as well
    if isinstance(step, Collect):
        step.report = Report()
    return step


def _start(step: Any) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # nbgrader leaves files open
            step.start()
    except (ExchangeError, OSError) as error:
        raise ClassroomError(f"The exchange: {_first_line(error)}") from None


def _require_exchange(class_dir: Path) -> None:
    if root(class_dir) is None:
        raise ClassroomError(
            f"{class_dir / 'nbgrader_config.py'} names no exchange; add a line such as "
            'c.Exchange.root = "/srv/nbgrader/exchange".'
        )


def _first_line(error: Exception) -> str:
    said = str(error).strip().splitlines() or [type(error).__name__]
    return said[0].rstrip(".") + "."
