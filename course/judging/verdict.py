"""The answer to an attempt: points, the mistake that was made, and words.

A verdict is a number to nbgrader, a card to a student in JupyterLab, and text
everywhere else.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Diagnosis:
    """A known misconception that explains everything that was seen."""

    id: str
    message: str


@dataclass(frozen=True)
class PropertyScore:
    """The points of one property of an exercise."""

    points: float
    max_points: float

    @property
    def passed(self) -> bool:
        """Whether the property holds."""
        return self.points >= self.max_points


@dataclass(frozen=True, repr=False)
class Verdict:
    """The decision on one attempt.

    Attributes
    ----------
    exercise : str
        The exercise's name; several, joined by commas, for "best two count".
    points, max_points : float
        What was earned, and what can be.
    outcome : {"unattempted", "exception", "failed", "passed"}
        Partial credit is "failed".
    message : str
        One message, never empty.
    diagnosis : Diagnosis or None
        The misconception, if one explains all that was seen.
    properties : mapping of str to PropertyScore
        The points by property.
    note : str
        What else to know, such as which earlier parts were replaced.
    with_own_parts : bool or None
        Whether what passed works with the student's own earlier parts, too; looked at when
        grading. None if it leans on none.

    Examples
    --------
    >>> Verdict("sigmoid", 1.5, 2.0, "failed", "Look at large inputs.")
    1.5
    """

    exercise: str
    points: float
    max_points: float
    outcome: str
    message: str
    diagnosis: Diagnosis | None = None
    properties: Mapping[str, PropertyScore] = field(default_factory=dict)
    note: str = ""
    with_own_parts: bool | None = None

    @property
    def passed(self) -> bool:
        """Whether all points were earned."""
        return self.outcome == "passed"

    def __repr__(self) -> str:
        # nbgrader reads the last expression's text as a float; anything else earns full marks.
        return repr(float(min(max(self.points, 0.0), self.max_points)))

    def __str__(self) -> str:
        head = f"{self.exercise}: {self.headline} ({self.points:g} of {self.max_points:g} points)"
        lines = [head, *textwrap.wrap(self.message, 88, break_long_words=False)]
        if 0 < self.points < self.max_points and len(self.properties) > 1:
            lines += [
                f"  {'ok ' if p.passed else 'not'} {name}" for name, p in self.properties.items()
            ]
        if self.note:
            lines += textwrap.wrap(self.note, 88)
        return "\n".join(lines)

    @property
    def headline(self) -> str:
        """The outcome in one or two words."""
        if self.outcome == "failed" and self.points > 0:
            return "partly right"
        return HEADLINES[self.outcome]

    def _repr_html_(self) -> str:
        from course.judging.card import card

        return card(self)


HEADLINES = {
    "passed": "passed",
    "failed": "not yet",
    "exception": "stopped with an error",
    "unattempted": "not attempted yet",
}
