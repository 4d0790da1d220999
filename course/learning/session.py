"""What this session saw, and its way into the progress file.

The file is read when it has changed: another notebook, or ``course check``, may
write it too. Events are only appended. Where that fails (a read-only folder, a
full disk), they are kept here and tried again with the next one: a check is
never disturbed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from course.judging.verdict import Verdict
from course.learning.file import (
    Contents,
    Event,
    ProgressError,
    append,
    complete,
    in_order,
    look,
)
from course.learning.recording import where
from course.learning.standing import UNATTEMPTED, Standing, standings

EMPTIED = ""  # the digest of an answer that was emptied again


class Session:
    """The events of this process, and what was known before.

    Parameters
    ----------
    path : Path or None
        The progress file; None keeps everything in this session only.

    Examples
    --------
    >>> session = Session(None)
    >>> session.hinted("relu", 1)
    >>> session.standing("relu").hints
    1
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.events: list[Event] = []
        self.last_checked = ""  # the exercise of the latest check, attempted or not
        self.trouble = ""  # why progress is not kept, as a sentence
        self._unsaved: list[Event] = []
        self._newest: Event | None = None
        self._known: dict[str, Standing] = {}
        self._seen = -1  # the size of the file when it was read
        self._catch_up()

    def _catch_up(self) -> None:
        """Take in what somebody else has written since the file was read."""
        size = _size_of(self.path)
        if size != self._seen:
            events, self._seen = self.all().events, size
            self._newest = events[-1] if events else None
            self._known = standings(events)

    def standing(self, name: str) -> Standing:
        """Return what is known of an exercise."""
        self._catch_up()
        return self._known.setdefault(name, Standing(name))

    def attempted(self, verdict: Verdict, digest: str) -> None:
        """Record an attempt, if it differs from the last one.

        A template is no attempt. But an answer that was emptied again is noted, so that the same
        code, written afresh, counts as a new one.
        """
        self.last_checked = verdict.exercise
        known = self.standing(verdict.exercise)
        if verdict.outcome == UNATTEMPTED:
            digest = EMPTIED
        if digest == (known.digest or EMPTIED):
            return
        self.record(
            what="attempt",
            exercise=verdict.exercise,
            outcome=verdict.outcome,
            points=float(verdict.points),
            most=float(verdict.max_points),
            diagnosis=verdict.diagnosis.id if verdict.diagnosis else None,
            digest=digest,
        )

    def hinted(self, name: str, rung: int) -> None:
        """Record that a rung of the ladder of hints was shown for the first time."""
        self.record(what="hint", exercise=name, rung=rung)

    def record(self, **event: object) -> None:
        """Keep an event here, and in the file if there is one."""
        self._catch_up()
        whole = self._newest = complete(event, after=self._newest)
        if whole["what"] != "recall":
            self.standing(whole["exercise"]).take_in(whole)
        self.events.append(whole)
        if self.path is not None:
            self._unsaved.append(whole)
            self._save(self.path)

    def _save(self, path: Path) -> None:
        try:
            before, after = append(path, *self._unsaved)
        except OSError as error:
            self.trouble = (
                f"Progress can't be written to {path} ({error.strerror}), so it is kept for this "
                "session only."
            )
        else:
            self._unsaved.clear()
            self.trouble = ""
            if before == self._seen:  # else somebody has written in between
                self._seen = after

    def all(self) -> Contents:
        """Return the events of the file as it is now, with those that could not be written."""
        try:
            kept = look(self.path) if self.path else Contents()
        except ProgressError as error:
            self.trouble = str(error)
            kept = Contents()
        present = {event["id"] for event in kept.events}
        own = [event for event in self.events if event["id"] not in present]
        return replace(kept, events=in_order([*kept.events, *own]))

    def remarks(self, kept: Contents) -> list[str]:
        """Return what a person should know about the file, in sentences."""
        said = kept.remarks(self.path.name) if self.path else []
        return [*said, self.trouble] if self.trouble else said


def _size_of(path: Path | None) -> int:
    """Return the size of a file to which everybody only adds; 0 if there is none."""
    try:
        return path.stat().st_size if path else 0
    except OSError:
        return 0


_current: Session | None = None


def current() -> Session:
    """Return the session of this process."""
    global _current
    if _current is None:
        _current = Session(where())
    return _current


@contextmanager
def another(session: Session) -> Iterator[Session]:
    """Let ``session`` be the current one for the block; tests need that."""
    global _current
    before, _current = _current, session
    try:
        yield session
    finally:
        _current = before
