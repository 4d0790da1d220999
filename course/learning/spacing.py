"""When a mistake comes back as a question: Leitner's boxes.

A question answered right moves to the next box and comes back later; one
answered wrong returns to the first box and comes back the next day. After four
right answers in a row it is not asked again. Practice that is spread out and
gets sparser keeps what it teaches longest; the boxes are the simplest such
schedule, and one that anybody can follow on paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from course.exercises import all as all_exercises
from course.learning.file import Event

# Days until a question comes back, by the right answers in a row since the last wrong one.
DAYS = (1, 3, 7, 21)


@dataclass
class Card:
    """A misconception that was met, and when it is to be asked about.

    Attributes
    ----------
    exercise, misconception : str
        The name of the exercise and the id of the misconception.
    unit : str
        The unit of the exercise.
    since : date
        When it was met, or last asked about.
    rights : int or None
        The right answers in a row; None if it was never asked about.
    """

    exercise: str
    misconception: str
    unit: str
    since: date
    rights: int | None = None

    @property
    def due(self) -> date | None:
        """The day from which on it is to be asked about; None once it is known for good."""
        if self.rights is None:
            return self.since
        if self.rights >= len(DAYS):
            return None
        return self.since + timedelta(days=DAYS[self.rights])


def cards(events: Iterable[Event]) -> list[Card]:
    """Return a card for every misconception met, in the order in which they were met.

    A misconception that is met again starts over, as after a wrong answer.
    """
    units = {one.name: one.unit for one in all_exercises()}
    found: dict[tuple[str, str], Card] = {}
    for event in events:
        name, day = event["exercise"], _day(event)
        if event["what"] == "attempt" and event["diagnosis"] and name in units:
            key = name, event["diagnosis"]
            card = found.setdefault(key, Card(*key, units[name], day))
            if card.rights is not None:
                card.rights, card.since = 0, day
        elif event["what"] == "recall" and (name, event["misconception"]) in found:
            card = found[name, event["misconception"]]
            right = event["outcome"] == "right"
            card.rights, card.since = (card.rights or 0) + 1 if right else 0, day
    return list(found.values())


def _day(event: Event) -> date:
    """Return the day of an event, on the calendar of whoever learns."""
    return datetime.fromisoformat(event["at"]).astimezone().date()


def waiting(events: Iterable[Event], today: date, before: str) -> list[Card]:
    """Return what is to be asked about today in the unit ``before``: the longest due comes first.

    Only misconceptions of earlier units are asked about; what was met a minute ago needs no
    recalling.
    """
    earlier = [card for card in cards(events) if card.unit < before]
    due = [(card.due, card) for card in earlier if card.due is not None and card.due <= today]
    return [card for _, card in sorted(due, key=lambda pair: pair[0])]


def next_day(events: Iterable[Event], before: str) -> date | None:
    """Return the next day on which something is to be asked about; None if there is none."""
    days = [card.due for card in cards(events) if card.unit < before]
    return min((day for day in days if day is not None), default=None)
