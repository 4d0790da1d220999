"""What this session saw, and its way into the progress file.

The file is read once, when the first check or hint of a session comes. From
then on events are only appended. Where that fails (a read-only folder, a full
disk), they are kept here and tried again with the next one: a check is never
disturbed.
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
        before = self._before()
        self._newest = before[-1] if before else None
        self._known = standings(before)

    def _before(self) -> list[Event]:
        try:
            return look(self.path).events if self.path else []
        except ProgressError as error:
            self.trouble = str(error)
            return []

    def standing(self, name: str) -> Standing:
        """Return what is known of an exercise."""
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
        whole = self._newest = complete(event, after=self._newest)
        self.events.append(whole)
        if whole["what"] != "recall":
            self.standing(whole["exercise"]).take_in(whole)
        if self.path is not None:
            self._unsaved.append(whole)
            self._save(self.path)

    def _save(self, path: Path) -> None:
        try:
            append(path, *self._unsaved)
        except OSError as error:
            self.trouble = (
                f"Progress can't be written to {path} ({error.strerror}), so it is kept for this "
                "session only."
            )
        else:
            self._unsaved.clear()
            self.trouble = ""

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
