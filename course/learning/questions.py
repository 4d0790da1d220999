"""A question about a misconception: a wrong form, and three diagnoses to choose from.

It is made from the declaration of the exercise. The two other options are
mistakes that this wrong form does not make: of the same exercise if there are
enough, else of exercises that practise another skill.
"""

from __future__ import annotations

import random
import re
import textwrap
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from course.exercises import all as all_exercises
from course.exercises.declaration import Exercise, Misconception
from course.judging.card import CODE, plain_card, rich
from course.learning.giving_away import given_away
from course.learning.skills import skill_of
from course.learning.telling_apart import not_made
from course.learning.wrong_forms import shown

LETTERS = "abc"
ALIKE = 0.5  # two diagnoses with more words in common are not offered together


@dataclass(frozen=True, repr=False)
class Question:
    """What is wrong here? Three options, one of them right.

    Attributes
    ----------
    exercise, misconception, unit : str
        What it is about.
    code : str
        The wrong form; empty where it can't be shown.
    asks : str
        What the exercise asks for.
    options : tuple of str
        Three diagnoses.
    right : str
        The letter of the one that fits.
    number : int
        Of this question and no other: a cell that answered an earlier one answers nothing here.
    """

    exercise: str
    misconception: str
    unit: str
    code: str
    asks: str
    options: tuple[str, ...]
    right: str
    number: int = 100

    @property
    def opening(self) -> str:
        """The question in words."""
        where = f"unit {int(self.unit[:2])}" if self.unit[:2].isdecimal() else self.unit
        found = f"that your `{self.exercise}` behaved like this"
        if not self.code:
            found = f"a mistake in your `{self.exercise}`"
        return f"From {where}: a check once found {found}. The exercise was: {self.asks}"

    @property
    def closing(self) -> str:
        """How to answer."""
        first, second, third = (f'`recall("{label}")`' for label in self.labels)
        return f"Answer with {first}, {second} or {third} in any cell."

    @property
    def labels(self) -> list[str]:
        """What the options are called: the question's number, and a letter."""
        return [f"{self.number}{letter}" for letter in LETTERS]

    @property
    def prompt(self) -> str:
        """What is asked for."""
        return "What is wrong with it?" if self.code else "Which of these did it say?"

    def option(self, letter: str) -> str:
        """Return the diagnosis behind a letter."""
        return self.options[LETTERS.index(letter)]

    def __str__(self) -> str:
        lines = [*textwrap.wrap(self.opening, 88)]
        lines += ["", textwrap.indent(self.code, "    "), ""] if self.code else []
        lines.append(self.prompt)
        for label, option in zip(self.labels, self.options, strict=True):
            lines += textwrap.wrap(f"{label}) {option}", 88, subsequent_indent="      ")
        return "\n".join([*lines, self.closing])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return plain_card("A question from earlier", [self.opening, *self._middle(), self.closing])

    def _middle(self) -> list[object]:
        code = f'<pre style="{CODE};margin:.4em 0 .4em 1em">{escape(self.code)}</pre>'
        options = [
            f'<div style="margin-top:.3em"><strong>{label})</strong> {rich(option)}</div>'
            for label, option in zip(self.labels, self.options, strict=True)
        ]
        return [*([Html(code)] if self.code else []), self.prompt, Html("".join(options))]


@dataclass(frozen=True)
class Html:
    """A piece of a card that is HTML already."""

    text: str

    def _repr_mimebundle_(self) -> dict[str, str]:
        return {"text/html": self.text}


def question(
    exercise: Exercise,
    misconception: Misconception,
    turn: int = 0,
    *,
    passed: Collection[str],
    met: Collection[str] = (),
    taken: Collection[object] = (),
) -> Question | None:
    """Return the question about a misconception; None if none can be made.

    It is the same until it is answered, or what was met or passed in its exercise changes.

    Parameters
    ----------
    exercise, misconception : Exercise and Misconception
        What it is about.
    turn : int
        How often it was asked before: the options are shuffled by it.
    passed : collection of str
        The exercises that were passed. The code is shown only if it gives away none of the others.
    met : collection of str
        The ids of all misconceptions that were met in this exercise. Where no code is shown,
        these are not offered as wrong answers.
    taken : collection of int
        The numbers of earlier questions.
    """
    code = (
        shown(exercise, misconception)
        if given_away(exercise, misconception) <= set(passed)
        else ""
    )
    ruled_out = set() if code else set(met)
    others = _distractors(exercise, misconception, ruled_out)
    if len(others) < len(LETTERS) - 1:
        return None
    options = [misconception.diagnosis, *others]
    key = f"{turn} {exercise.name} {misconception.id}"
    random.Random(zlib.crc32(key.encode())).shuffle(options)
    right = LETTERS[options.index(misconception.diagnosis)]
    number = _number(f"{key} {options}", taken)
    said = exercise.name, misconception.id, exercise.unit, code, exercise.asks
    return Question(*said, tuple(options), right, number)


def _number(key: str, taken: Collection[object]) -> int:
    """Return a number of three digits that belongs to ``key`` and to no earlier question."""
    first = zlib.crc32(key.encode())
    numbers = [100 + (first + k) % 900 for k in range(900)]
    return next((number for number in numbers if number not in taken), numbers[0])


# The other options --------------------------------------------------------------------------


def _distractors(
    exercise: Exercise, misconception: Misconception, ruled_out: Collection[str]
) -> list[str]:
    """Return two diagnoses that don't fit, of about the same length, unlike each other."""
    own = [m.diagnosis for m in not_made(exercise, misconception) if m.id not in ruled_out]
    found = _unlike([misconception.diagnosis], own)
    for others in (_elsewhere(exercise, here=True), _elsewhere(exercise, here=False)):
        if len(found) < len(LETTERS) - 1:
            more = _unlike([misconception.diagnosis, *found], others)
            found = [*found, *more][: len(LETTERS) - 1]
    return found


def _unlike(taken: Sequence[str], candidates: Sequence[str]) -> list[str]:
    """Return the two candidates that differ most from what is taken, in words, least in length."""
    chosen: list[str] = []
    for _ in LETTERS[1:]:
        texts = [*taken, *chosen]
        fit = [one for one in candidates if max(_overlap(one, text) for text in texts) <= ALIKE]
        if fit:
            chosen.append(min(fit, key=lambda one: (_penalty(one, texts), one)))
    return chosen


def _penalty(candidate: str, texts: Sequence[str]) -> float:
    length = abs(len(candidate) - len(texts[0])) / len(texts[0])
    return length + max(_overlap(candidate, text) for text in texts)


def _overlap(one: str, other: str) -> float:
    """Return the share of words that two texts have in common."""
    first, second = (set(re.findall(r"\w{4,}", text.lower())) for text in (one, other))
    if one == other:
        return 1.0
    return len(first & second) / max(len(first | second), 1)


def _elsewhere(exercise: Exercise, *, here: bool) -> list[str]:
    """Return the diagnoses of other skills, in this unit or in the others.

    Those of one skill are often alike. So are those of an exercise and of what it uses.
    """
    return [
        wrong.diagnosis
        for other in all_exercises()
        if (other.unit == exercise.unit) == here
        and skill_of(other) != skill_of(exercise)
        and exercise.name not in other.uses
        and other.name not in exercise.uses
        for wrong in other.misconceptions
    ]
