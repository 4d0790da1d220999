"""Mistakes of earlier units come back as questions: what `recall` does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
from course.learning.recording import is_unattended
from course.learning.session import Session
from course.learning.spacing import Card, cards, next_day, waiting
from course.learning.standing import Standing, standings

AFTER_ALL = "~"  # sorts after every unit
LABEL = re.compile(rf"\d{{3}}[{LETTERS}]")


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
        asked, given = self.question, f"{self.question.number}{self.letter}"
        if self.is_right:
            return [f"{given}) is right. {asked.option(asked.right)}", self.afterwards]
        return [
            f"{given}) describes a mistake that is not made here.",
            f"It is {asked.number}{asked.right}). {asked.option(asked.right)}",
            self.afterwards,
        ]

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return plain_card("Your answer", self._lines())


@dataclass(frozen=True, repr=False)
class NotThisOne:
    """An answer that does not belong to the question that is open, and that question."""

    why: str
    now: Question | Said

    def __str__(self) -> str:
        return f"{self.why}\n\n{self.now}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return plain_card("Your answer", [self.why]) + self.now._repr_html_()


_open: Question | None = None  # asked in this session, not answered yet
_answered: Answered | None = None


def recalled(
    session: Session, answer: str | None, today: date | None = None
) -> Question | Answered | NotThisOne | Said:
    """Ask a question, or take the answer to the one that was asked."""
    today = today or date.today()
    return _asked(session, today) if answer is None else _taken(session, answer, today)


def _asked(session: Session, today: date) -> Question | Said:
    global _open
    events, unit = session.all().events, unit_now(session)
    _open = next(_questions(events, today, unit), None)
    return _open or Said(_why_nothing(events, unit, today))


def _questions(events: list[Event], today: date, unit: str) -> Iterator[Question]:
    """Yield the questions that are due; one about what the course no longer has can't be asked."""
    for card in waiting(events, today, unit):
        made = _made(card, events)
        if made is not None:
            yield made


def _made(card: Card, events: list[Event]) -> Question | None:
    try:
        exercise = get(card.exercise)
    except UnknownExercise:
        return None
    known = standings(events)
    answers = [event for event in events if event["what"] == "recall"]
    about = (card.exercise, card.misconception)
    for misconception in exercise.misconceptions:
        if misconception.id == card.misconception:
            return question(
                exercise,
                misconception,
                sum((one["exercise"], one["misconception"]) == about for one in answers),
                passed=_passed(known),
                met=known[card.exercise].met,
                taken=[one.get("question") for one in answers],
            )
    return None


def _passed(known: Mapping[str, Standing]) -> set[str]:
    """Return the exercises that were passed, now or before."""
    points = {one.name: one.points for one in all_exercises()}
    return {name for name, one in known.items() if name in points and one.best >= points[name]}


def _why_nothing(events: list[Event], unit: str, today: date) -> str:
    day = next_day(events, unit)
    if day is None and cards(events):
        return "No question today: you have met no mistake of an earlier unit that is left to ask."
    if day is None:
        return "No question today: no check has named a mistake of yours in an earlier unit."
    if day <= today:
        return "No question today: none can be made of the mistakes that are due."
    return f"No question today; the next one comes on {day:%d %B} or later."


def _taken(session: Session, answer: str, today: date) -> Question | Answered | NotThisOne | Said:
    if is_unattended():
        return Said("An answer counts only in your notebook; `course check` records none.")
    label = str(answer).strip().strip(")").lower()
    if _answered is not None and label[:-1] == str(_answered.question.number):
        return _answered  # a cell may be run twice
    asked = _open or _asked(session, today)
    if isinstance(asked, Question) and label in asked.labels:
        return _right_or_wrong(session, asked, label[-1])
    return NotThisOne(_why_not(label), asked)


def _why_not(label: str) -> str:
    if LABEL.fullmatch(label):
        return f"This cell answers an earlier question, so `{label}` changes nothing."
    return f"{label!r} is no answer; an answer is a question's number and a letter."


def _right_or_wrong(session: Session, asked: Question, letter: str) -> Answered:
    global _open, _answered
    _open = None
    session.record(
        what="recall",
        exercise=asked.exercise,
        misconception=asked.misconception,
        question=asked.number,
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
