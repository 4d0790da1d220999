"""Predict, then run: what a question with options says once you have committed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from course.exercises.declaration import Exercise

SURE = 80  # percent; a confident miss is worth a second look


@dataclass(frozen=True, repr=False)
class Revealed:
    """A prediction beside what happened."""

    exercise: Exercise
    prediction: str
    observed: Any
    confidence: int | None = None

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return "\n".join(
            [f"You predicted: {self.prediction}", f"What happens: {self.observed}", self._why()]
        )

    def _why(self) -> str:
        choice = self.exercise.choice
        if choice is None:
            return ""
        if self.prediction.strip().casefold() == choice.answer.casefold():
            return f"As predicted. {choice.because}"
        sure = self.confidence is not None and self.confidence >= SURE
        start = f"You were {self.confidence} % sure, so take a moment: " if sure else ""
        return f"{start}the answer is {choice.answer!r}. {choice.because}"

    def _repr_html_(self) -> str:
        return "<br>".join(escape(line) for line in str(self).splitlines())


def refusal(exercise: Exercise) -> Revealed | str:
    """Ask for a prediction first."""
    options = ", ".join(exercise.choice.options) if exercise.choice else ""
    return f"First commit to a prediction in the cell above. Your options: {options}."
