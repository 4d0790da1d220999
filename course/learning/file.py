"""The progress file: how it is read, and how it grows.

One event is one line of JSON, appended by a single write. So two notebooks
can write at once, and a kill costs at most the event that was being written.
Nothing is ever changed or deleted here. ``docs/progress.md`` describes the format.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from course.learning.locking import locked

Event = dict[str, Any]

VERSION = 1
FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)

TICK = timedelta(microseconds=1)
CLOCKS_DIFFER = timedelta(days=1)  # by no more, else one of them is wrong
_last = datetime.fromtimestamp(0, UTC)  # the time of this process's last event


class ProgressError(Exception):
    """The file can't be used; the message is one sentence that says what to do."""


# Reading -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contents:
    """What a progress file holds: events in order of time, and what could not be used.

    Examples
    --------
    >>> Contents(damaged=1).remarks("p.jsonl")
    ['1 line of p.jsonl is damaged and was skipped; it stays as it is.']
    """

    events: list[Event] = field(default_factory=list)
    damaged: int = 0
    newer: int = 0

    def remarks(self, name: str) -> list[str]:
        """Return a sentence for each thing to know about the file called ``name``."""
        said = []
        if self.newer:
            said.append(
                f"{_lines(self.newer)} of {name} {_was(self.newer)} written by a newer version of "
                "this course; update delta-course to see them."
            )
        if self.damaged:
            are = "is damaged and was" if self.damaged == 1 else "are damaged and were"
            stay = "it stays as it is" if self.damaged == 1 else "they stay as they are"
            said.append(f"{_lines(self.damaged)} of {name} {are} skipped; {stay}.")
        return said


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def read(path: Path) -> list[Event]:
    """Return the events of a progress file, in order of time; none if there is no file.

    Raises
    ------
    ProgressError
        If the file can't be read.

    Examples
    --------
    >>> read(Path("/nowhere/course-progress.jsonl"))
    []
    """
    return look(path).events


def look(path: Path) -> Contents:
    """Return the events of a progress file, and how many lines could not be used.

    Raises
    ------
    ProgressError
        If the file can't be read.
    """
    try:
        return contents(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return Contents()
    except IsADirectoryError:
        raise ProgressError(f"{path} is a folder; name the progress file in it.") from None
    except OSError as error:
        raise ProgressError(f"{path} can't be read: {error.strerror}.") from None


def contents(data: bytes) -> Contents:
    r"""Return the events among the lines of ``data``.

    Examples
    --------
    >>> contents(b'{"v": 2}\nnonsense\n{"v": 1, "unfini')
    Contents(events=[], damaged=1, newer=1)
    """
    *whole, last = data.split(b"\n")
    events: dict[str, Event] = {}
    newer = damaged = 0
    for line in [*whole, last] if parsed(last) else whole:  # an editor may drop the last newline
        event = parsed(line)
        if event is not None and _is_newer(event):
            newer += 1
        elif event is not None and _is_event(event):
            events.setdefault(event["id"], event)
        elif line.strip():
            damaged += 1
    return Contents(in_order(events.values()), damaged, newer)


def parsed(line: bytes) -> Event | None:
    """Return the JSON object on a line, or None.

    Examples
    --------
    >>> parsed(b'{"v": 1}'), parsed(b'{"v": ')
    ({'v': 1}, None)
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return events in order of time; the id decides between two of one moment."""
    return sorted(events, key=lambda event: (_moment(event), event["id"]))


def _is_newer(event: Event) -> bool:
    return type(event.get("v")) is int and event["v"] > VERSION


def _is_event(event: Event) -> bool:
    """Whether an event has all that is read of it later, of the right kind."""
    texts = all(isinstance(event.get(name), str) for name in ("id", "at", "what", "exercise"))
    if event.get("v") != VERSION or not texts or not _is_moment(event["at"]):
        return False
    if event["what"] == "attempt":
        return _is_attempt(event)
    if event["what"] == "hint":
        return type(event.get("rung")) is int and event["rung"] > 0
    if event["what"] == "recall":
        return isinstance(event.get("misconception"), str) and _has_outcome(event)
    return True


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and 1 < moment.year < 9999  # in every time zone


def _is_attempt(event: Event) -> bool:
    return (
        all(_is_amount(event.get(name)) for name in ("points", "most"))
        and isinstance(event.get("diagnosis"), str | None)
        and isinstance(event.get("digest"), str)
        and _has_outcome(event)
    )


def _is_amount(value: Any) -> bool:
    try:
        return type(value) in (int, float) and math.isfinite(value) and value >= 0
    except OverflowError:  # a whole number of hundreds of digits
        return False


def _has_outcome(event: Event) -> bool:
    return isinstance(event.get("outcome"), str)


# Writing -------------------------------------------------------------------------------------


def complete(event: Event, after: Event | None = None) -> Event:
    """Return the event with a version, an id and the present time, where it has none.

    Parameters
    ----------
    event : dict
        What happened.
    after : dict, optional
        An earlier event of the same file: the time is later than that, even if the clock was set
        back since. A date more than a day ahead is some other clock's mistake, and counts for
        nothing.

    Examples
    --------
    >>> sorted(complete({"what": "hint", "exercise": "relu", "rung": 1}))
    ['at', 'exercise', 'id', 'rung', 'v', 'what']
    """
    return {"v": VERSION, "id": secrets.token_hex(8), "at": _now(after).isoformat(), **event}


def _now(after: Event | None) -> datetime:
    """Return the present time, later than ``after`` and than any that was returned before."""
    global _last
    _last = max(datetime.now(UTC), _last + TICK)
    ahead = _moment(after) - _last if after else -TICK
    return _last + ahead + TICK if timedelta(0) <= ahead < CLOCKS_DIFFER else _last


def _moment(event: Event) -> datetime:
    return datetime.fromisoformat(event["at"])


def append(path: Path, *events: Event) -> tuple[int, int]:
    """Append events to the progress file, in one write.

    Parameters
    ----------
    path : Path
        The file; made if it is missing, in a folder that exists.
    *events : dict
        What happened. `complete` adds what is missing.

    Returns
    -------
    tuple of int
        The size of the file before and after, in bytes.

    Raises
    ------
    OSError
        If that can't be written: no access, no room, no folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "progress.jsonl"
    ...     before, after = append(path, {"what": "solution", "exercise": "relu"})
    ...     [event["what"] for event in read(path)]
    ['solution']
    """
    data = "".join(_line(complete(event)) for event in events).encode("ascii")
    with locked(path):
        descriptor = os.open(path, FLAGS, 0o666)
        try:
            return _write(descriptor, b"\n" + data if _is_unfinished(descriptor) else data)
        finally:
            os.close(descriptor)


def _line(event: Event) -> str:
    return json.dumps(event, separators=(",", ":"), allow_nan=False) + "\n"


def _is_unfinished(descriptor: int) -> bool:
    """Whether the last line has no end: somebody was killed while writing it."""
    if os.fstat(descriptor).st_size == 0:
        return False
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) != b"\n"


def _write(descriptor: int, data: bytes) -> tuple[int, int]:
    """Write all of ``data`` in one go; a disk that is full keeps no half of it."""
    size, end = os.fstat(descriptor).st_size, len(data)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except OSError:
        with contextlib.suppress(OSError):  # what is no plain file can't be cut
            os.ftruncate(descriptor, size)
        raise
    return size, size + end
