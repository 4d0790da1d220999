"""A question about a misconception: a wrong form, and three diagnoses to choose from.

It is made from the declaration of the exercise. The two other options are
mistakes that this wrong form certainly does not make; of the same exercise if
there are enough, else of other exercises of the unit.
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
    """

    exercise: str
    misconception: str
    unit: str
    code: str
    asks: str
    options: tuple[str, ...]
    right: str

    @property
    def opening(self) -> str:
        """The question in words."""
        where = f"unit {int(self.unit[:2])}" if self.unit[:2].isdecimal() else self.unit
        if self.code:
            return (
                f"From {where}: a check once found that your `{self.exercise}` behaved like this."
            )
        once = f"From {where}: a check once found a mistake in your `{self.exercise}`."
        return f"{once} The exercise was: {self.asks}"

    @property
    def closing(self) -> str:
        """How to answer."""
        return 'Answer with `recall("a")`, `recall("b")` or `recall("c")` in any cell.'

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
        for letter, option in zip(LETTERS, self.options, strict=True):
            lines += textwrap.wrap(f"{letter}) {option}", 88, subsequent_indent="   ")
        return "\n".join([*lines, self.closing])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return plain_card("A question from earlier", [self.opening, *self._middle(), self.closing])

    def _middle(self) -> list[object]:
        code = f'<pre style="{CODE};margin:.4em 0 .4em 1em">{escape(self.code)}</pre>'
        options = [
            f'<div style="margin-top:.3em"><strong>{letter})</strong> {rich(option)}</div>'
            for letter, option in zip(LETTERS, self.options, strict=True)
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
    day: str,
    *,
    passed: bool = True,
    met: Collection[str] = (),
) -> Question | None:
    """Return the question about a misconception, the same all day; None if none can be made.

    Parameters
    ----------
    exercise, misconception : Exercise and Misconception
        What it is about.
    day : str
        A text that changes from day to day: the options are shuffled by it.
    passed : bool
        Whether the exercise was passed. If not, no code is shown: it might be one word away from
        a solution.
    met : collection of str
        The ids of all misconceptions that were met in this exercise. Where no code is shown,
        these are not offered as wrong answers.
    """
    code = shown(exercise, misconception) if passed else ""
    ruled_out = set() if code else set(met)
    others = _distractors(exercise, misconception, ruled_out)
    if len(others) < len(LETTERS) - 1:
        return None
    options = [misconception.diagnosis, *others]
    key = f"{day} {exercise.name} {misconception.id}"
    random.Random(zlib.crc32(key.encode())).shuffle(options)
    right = LETTERS[options.index(misconception.diagnosis)]
    return Question(
        exercise.name, misconception.id, exercise.unit, code, exercise.asks, tuple(options), right
    )


# The other options --------------------------------------------------------------------------


def _distractors(
    exercise: Exercise, misconception: Misconception, ruled_out: Collection[str]
) -> list[str]:
    """Return two diagnoses that don't fit, of about the same length, unlike each other."""
    own = [m.diagnosis for m in not_made(exercise, misconception) if m.id not in ruled_out]
    found = _unlike([misconception.diagnosis], own)
    if len(found) < len(LETTERS) - 1:
        found = _unlike([misconception.diagnosis], [*found, *_of_the_unit(exercise)])
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


def _of_the_unit(exercise: Exercise) -> list[str]:
    """Return the diagnoses of the unit's other groups."""
    return [
        wrong.diagnosis
        for other in all_exercises()
        if other.unit == exercise.unit and other.group != exercise.group
        for wrong in other.misconceptions
    ]
