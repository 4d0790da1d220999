"""Mistakes of earlier units come back as questions: what `recall` does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from course.exercises import UnknownExercise, get
from course.exercises import all as all_exercises
from course.judging.card import plain_card
from course.judging.said import Said
from course.learning.file import Event
from course.learning.questions import LETTERS, Question, question
from course.learning.session import Session
from course.learning.spacing import Card, cards, next_day, waiting
from course.learning.standing import standings

AFTER_ALL = "~"  # sorts after every unit


@dataclass(frozen=True, repr=False)
class Answered:
    """An answer, and what is to say about it."""

    question: Question
    letter: str
    afterwards: str  # when it comes back

    @property
    def is_right(self) -> bool:
        """Whether it is the right one."""
        return self.letter == self.question.right

    def _lines(self) -> list[str]:
        asked = self.question
        if self.is_right:
            return [f"{self.letter}) is right. {asked.option(asked.right)}", self.afterwards]
        return [
            f"{self.letter}) describes a mistake that is not made here.",
            f"It is {asked.right}). {asked.option(asked.right)}",
            self.afterwards,
        ]

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return plain_card("Your answer", self._lines())


_open: Question | None = None  # asked in this session, not answered yet
_answered: Answered | None = None


def recalled(
    session: Session, answer: str | None, today: date | None = None
) -> Question | Answered | Said:
    """Ask a question, or take the answer to the one that was asked."""
    if answer is not None:
        return _taken(session, answer)
    return _asked(session, today or date.today())


def _asked(session: Session, today: date) -> Question | Said:
    global _open, _answered
    events, unit = session.all().events, unit_now(session)
    _open = next(_questions(events, today, unit), None)
    if _open is not None:
        _answered = None
        return _open
    return Said(_why_nothing(events, unit, today))


def _questions(events: list[Event], today: date, unit: str) -> Iterator[Question]:
    """Yield the questions that are due; one about what the course no longer has can't be asked."""
    for card in waiting(events, today, unit):
        made = _made(card, events, f"{today} {unit}")
        if made is not None:
            yield made


def _made(card: Card, events: list[Event], day: str) -> Question | None:
    try:
        exercise = get(card.exercise)
    except UnknownExercise:
        return None
    known = standings(events)[card.exercise]
    passed = known.best >= exercise.points
    for misconception in exercise.misconceptions:
        if misconception.id == card.misconception:
            return question(exercise, misconception, day, passed=passed, met=known.met)
    return None


def _why_nothing(events: list[Event], unit: str, today: date) -> str:
    day = next_day(events, unit)
    if day is None and cards(events):
        return "No question today: you have met no mistake of an earlier unit that is left to ask."
    if day is None:
        return "No question today: no check has named a mistake of yours in an earlier unit."
    if day <= today:
        return "No question today: none can be made of the mistakes that are due."
    return f"No question today; the next one comes on {day:%d %B} or later."


def _taken(session: Session, answer: str) -> Answered | Said:
    global _open, _answered
    letter = str(answer).strip().strip(")").lower()
    if _open is None:
        return _answered_before()
    if letter not in LETTERS or len(letter) != 1:
        return Said(f"{answer!r} is none of the options. {_open.closing}")
    asked, _open = _open, None
    session.record(
        what="recall",
        exercise=asked.exercise,
        misconception=asked.misconception,
        outcome="right" if letter == asked.right else "wrong",
    )
    _answered = Answered(asked, letter, _comes_back(session, asked))
    return _answered


def _comes_back(session: Session, asked: Question) -> str:
    """Say when a question that was just answered is asked again."""
    for card in cards(session.all().events):
        if (card.exercise, card.misconception) == (asked.exercise, asked.misconception):
            if card.due is None:
                return "That was the fourth right answer in a row: it is not asked again."
            days = (card.due - card.since).days
            return f"It comes back {'tomorrow' if days == 1 else f'in {days} days'}."
    return ""


def _answered_before() -> Answered | Said:
    """Say once more what was said about the last answer: a cell may be run twice."""
    return _answered or Said("No question is open; `recall()` asks one.")


def unit_now(session: Session, folder: Path | None = None) -> str:
    """Return the unit that somebody is working in: that of the latest check, else the folder's.

    Without either, every unit counts as an earlier one.
    """
    units = {one.name: one.unit for one in all_exercises()}
    if session.last_checked in units:
        return units[session.last_checked]
    with suppress(OSError):  # the current folder may be gone
        name = (folder or Path.cwd()).name
        return name if name in units.values() else AFTER_ALL
    return AFTER_ALL
