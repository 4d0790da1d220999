"""Predict, then run: what a question with options says once you have committed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from course.exercises.declaration import Exercise, spelled
from course.judging.said import Said

SURE = 80  # percent; a confident miss is worth a second look


class NotYet(Said):
    """Why nothing is shown yet."""

    label = "Not yet"


@dataclass(frozen=True, repr=False)
class Revealed:
    """A prediction beside what happened.

    ``observed`` is anything with a text, such as a picture; or several of them.
    """

    exercise: Exercise
    prediction: str
    observed: Any
    confidence: int | None = None
    warned: str = ""

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return "\n".join(
            line
            for line in (
                f"You predicted: {self.prediction}",
                _happens([str(part) for part in self.parts]),
                self._warning(),
                self._why(),
            )
            if line
        )

    @property
    def parts(self) -> list[Any]:
        """What was observed, one thing after the other."""
        several = isinstance(self.observed, list | tuple) and any(map(is_picture, self.observed))
        return list(self.observed) if several else [self.observed]

    def _warning(self) -> str:
        return f"On the way NumPy warns: {self.warned}." if self.warned else ""

    def _why(self) -> str:
        choice = self.exercise.choice
        if choice is None:
            return ""
        if _same(self.prediction, choice.answer):
            return f"As predicted. {choice.because}"
        sure = self.confidence is not None and self.confidence >= SURE
        start = f"You were {self.confidence} % sure, so take a moment: the" if sure else "The"
        return f"{start} answer is {choice.answer!r}. {choice.because}"

    def _repr_html_(self) -> str:
        from course.judging.card import plain_card

        texts = [str(part) for part in self.parts if not is_picture(part)]
        lines: list[Any] = [
            f"You predicted: {self.prediction}",
            _happens(texts),
            *filter(is_picture, self.parts),
            *filter(None, (self._warning(), self._why())),
        ]
        return plain_card(f"Prediction and result of {self.exercise.name}", lines)


def _happens(texts: Sequence[str]) -> str:
    r"""Say what happens: in one line, or below it where a text has lines of its own.

    Examples
    --------
    >>> _happens(["It falls."])
    'What happens: It falls.'
    >>> print(_happens(["one: it falls\ntwo: it stays"]))
    What happens:
    one: it falls
    two: it stays
    """
    gap = "\n" if any("\n" in text for text in texts) else " "
    return gap.join(["What happens:", *texts])


def is_picture(value: Any) -> bool:
    """Whether a notebook shows ``value`` as more than text."""
    return hasattr(value, "_repr_mimebundle_")


def revealed(
    exercise: Exercise, prediction: Any, run: Callable[[], Any], confidence: int | None
) -> Revealed | NotYet:
    """Run the experiment if there is a prediction; else say what is missing."""
    options = exercise.choice.options if exercise.choice else ()
    listed = ", ".join(map(repr, options))
    if prediction is None:
        return NotYet(f"First commit to a prediction in the cell above. Your options: {listed}.")
    if not any(_same(prediction, option) for option in options):
        return NotYet(f"{prediction!r} is none of the options. Choose one of these: {listed}.")
    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            observed = run()
    except NotImplementedError:
        return NotYet(
            "This experiment uses a function above that is still the template. Write it, then "
            "run this cell again."
        )
    warned = str(heard[0].message) if heard else ""
    return Revealed(exercise, prediction, observed, confidence, warned)


def _same(prediction: Any, option: str) -> bool:
    return isinstance(prediction, str) and spelled(prediction) == spelled(option)
