"""Where somebody stands: what the events say about each exercise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from course.learning.file import Event

UNATTEMPTED = "unattempted"  # the answer was emptied again


@dataclass
class Met:
    """A misconception that a check found: when first, how often, and when it was overcome."""

    first: str
    times: int = 1
    overcome: str = ""  # when a later attempt passed; empty until then


@dataclass
class Standing:
    """What is known of one exercise.

    Attributes
    ----------
    exercise : str
        Its name.
    points, most : float
        What the last attempt earned, and what could be earned.
    best : float
        The most points of any attempt.
    outcome : str
        Of the last attempt: "passed", "failed", "exception", or "unattempted" where the answer
        was emptied since.
    shares : list of float
        The share of the points that each changed attempt earned.
    hints : int
        The highest rung of the ladder of hints that was seen.
    met : dict of str to Met
        The misconceptions, by id.
    solution : bool
        Whether the solution was looked at.
    first, last : str
        When the first and the last attempt were checked.
    digest : str or None
        The last attempt's fingerprint; empty where the answer was emptied since.
    code : str
        The fingerprint of the last attempt, whether it was emptied since or not.
    tried_since_hint : bool
        Whether an attempt unlike the one before followed the last hint.
    """

    exercise: str
    points: float = 0.0
    most: float = 0.0
    best: float = 0.0
    outcome: str = ""
    shares: list[float] = field(default_factory=list)
    hints: int = 0
    met: dict[str, Met] = field(default_factory=dict)
    solution: bool = False
    first: str = ""
    last: str = ""
    digest: str | None = None
    code: str = ""
    tried_since_hint: bool = False

    @property
    def attempts(self) -> int:
        """How many attempts there were, each unlike the one before."""
        return len(self.shares)

    @property
    def failures(self) -> int:
        """How many attempts failed since the last one that earned all points."""
        return len(list(takewhile(lambda share: share < 1, reversed(self.shares))))

    @property
    def overcome(self) -> list[str]:
        """The misconceptions that a later pass left behind."""
        return [name for name, met in self.met.items() if met.overcome]

    def take_in(self, event: Event) -> None:
        """Go on from here with the next event of this exercise."""
        if event["what"] == "attempt":
            self._tried(event)
        elif event["what"] == "hint":
            self.hints = max(self.hints, event["rung"])
            self.tried_since_hint = False
        elif event["what"] == "solution":
            self.solution = True

    def _tried(self, event: Event) -> None:
        if event["digest"] == self.digest:  # the same attempt, seen from two sessions
            return
        self.outcome, self.digest = event["outcome"], event["digest"]
        if self.outcome == UNATTEMPTED:
            return
        self.points, self.most = event["points"], event["most"]
        self.best = max(self.best, self.points)
        self.shares.append(min(self.points / self.most, 1.0) if self.most else 0.0)
        self.first, self.last = self.first or event["at"], event["at"]
        if event["digest"] != self.code:  # the same, written afresh, earns no new hint
            self.code, self.tried_since_hint = event["digest"], True
        if event["diagnosis"]:
            self._met(event["diagnosis"], event["at"])
        if self.outcome == "passed":
            for met in self.met.values():
                met.overcome = met.overcome or event["at"]

    def _met(self, name: str, at: str) -> None:
        known = self.met.setdefault(name, Met(at, 0))
        known.times, known.overcome = known.times + 1, ""


def standings(events: Iterable[Event]) -> dict[str, Standing]:
    """Return what the events, in order of time, say about each exercise.

    Examples
    --------
    >>> def tried(points, outcome, diagnosis, at):
    ...     return {"what": "attempt", "exercise": "relu", "points": points, "most": 0.75,
    ...             "outcome": outcome, "diagnosis": diagnosis, "digest": at, "at": at}
    >>> relu = standings([tried(0.25, "failed", "M03-W02", "10:00"),
    ...                   tried(0.75, "passed", None, "10:05")])["relu"]
    >>> relu.points, relu.attempts, relu.met["M03-W02"].overcome
    (0.75, 2, '10:05')
    """
    found: dict[str, Standing] = {}
    for event in events:
        if event["what"] != "recall":
            name = event["exercise"]
            found.setdefault(name, Standing(name)).take_in(event)
    return found


def attempted(events: Iterable[Event], name: str) -> bool:
    """Whether there was an honest attempt at the exercise ``name``.

    Examples
    --------
    >>> attempted([{"what": "attempt", "exercise": "relu", "outcome": "failed"}], "relu")
    True
    >>> attempted([{"what": "hint", "exercise": "relu", "rung": 1}], "relu")
    False
    """
    return any(
        event["what"] == "attempt"
        and event["exercise"] == name
        and event["outcome"] != UNATTEMPTED
        for event in events
    )
