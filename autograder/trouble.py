"""Trouble that no student is to blame for: a full disk, a locked gradebook, a silent server.

Such trouble never becomes a grade. What passes is waited for; what does not ends the run with one
sentence, and the next run goes on from there.
"""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

from course.working_copy import FULL

LOCKED_SECONDS = 600.0  # how long a locked gradebook is waited for
PAUSE = 0.5  # seconds between two attempts

BROKEN = {errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ESTALE}
LOCKED = ("database is locked", "database table is locked", "database schema is locked")
DAMAGED = ("file is not a database", "database disk image is malformed")
KEPT = "what is graded is kept: start the run again, and it goes on from there."

Made = TypeVar("Made")


class NotReachable(Exception):
    """A gradebook or a cluster can't be used; the message says why and what to do."""


class RunStopped(Exception):
    """A run can't go on; the message says why. All that was recorded is kept."""


def locked(error: BaseException) -> bool:
    """Whether another program holds the gradebook at the moment.

    nbgrader puts some errors of the database into errors of its own, so the whole chain counts.

    Examples
    --------
    >>> locked(sqlite3.OperationalError("database is locked"))
    True
    >>> locked(ValueError("no such cell"))
    False
    """
    return any(words in str(one) for one in _chain(error) for words in LOCKED)


def stopping(error: BaseException, theirs: Path | None = None) -> str:
    """Return what to say about an error of the machine; nothing if a submission is to blame.

    Parameters
    ----------
    error : BaseException
        What was raised.
    theirs : Path, optional
        The folder of a submission: what is wrong with a file in there concerns nobody else.

    Examples
    --------
    >>> stopping(OSError(errno.ENOSPC, "No space left on device", "/class/gradebook.db"))[:46]
    'The disk is full: /class/gradebook.db could no'
    >>> stopping(ValueError("invalid score"))
    ''
    """
    for one in _chain(error):
        if isinstance(one, RunStopped):
            return str(one)
        if isinstance(one, DatabaseError | sqlite3.DatabaseError) and _damaged(one):
            return (
                f"The gradebook is damaged ({first_line(getattr(one, 'orig', one))}); put back a "
                "copy of it, or move it away and start anew with: autograder run --force"
            )
        said = _about_file(one, theirs) if isinstance(one, OSError) else _about_database(one)
        if said:
            return f"{said}; {KEPT}"
    return ""


def of_the_machine(error: Exception) -> bool:
    """Whether a disk or a machine fails, which no submission can bring about."""
    return isinstance(error, OSError) and error.errno in FULL | BROKEN


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that led to it."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        hidden = found.__suppress_context__
        found = found.__cause__ or (None if hidden else found.__context__)


def _about_file(error: OSError, theirs: Path | None) -> str:
    where = error.filename or "a file"
    if error.errno in FULL:
        return f"The disk is full: {where} could not be written"
    if error.errno in BROKEN:
        return f"The machine is in trouble: {where}: {error.strerror}"
    inside = theirs is not None and str(where).startswith(f"{theirs}/")
    if error.errno in {errno.EACCES, errno.EPERM} and error.filename and not inside:
        return f"{where} can't be written: {error.strerror}"
    return ""


def _about_database(error: BaseException) -> str:
    if not isinstance(error, OperationalError | InterfaceError | sqlite3.OperationalError):
        return ""
    return f"The gradebook can't be used: {first_line(getattr(error, 'orig', error))}"


def _damaged(error: BaseException) -> bool:
    return any(words in str(error) for words in DAMAGED)


def first_line(error: object) -> str:
    """Return the first line of what an error says, without its full stop."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(". ")[:200]


def patiently(action: Callable[[], Made], seconds: float | None = None) -> Made:
    """Do something with the gradebook, as often as it takes while another program locks it.

    Raises
    ------
    RunStopped
        If that lasts too long.
    """
    end = time.monotonic() + (LOCKED_SECONDS if seconds is None else seconds)
    while True:
        try:
            return action()
        except Exception as error:
            if not locked(error):
                raise
            if time.monotonic() > end:
                raise RunStopped(
                    f"Another program keeps the gradebook locked: close it; {KEPT}"
                ) from error
        time.sleep(PAUSE)


@contextmanager
def ending_the_run(theirs: Path | None = None) -> Iterator[None]:
    """Turn errors of the machine into `RunStopped`."""
    try:
        yield
    except Exception as error:
        said = stopping(error, theirs)
        if not said or isinstance(error, RunStopped):
            raise
        raise RunStopped(said) from error
