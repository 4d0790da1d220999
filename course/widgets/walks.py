"""A backward pass, cut into the steps that a person does: two numbers go in, one comes out.

Examples
--------
>>> arrives = Term("∂L/∂r", 4.0, "upstream", given=True)
>>> step = Step("∂L/∂q", "r", "q", (arrives, Term("−1/q²", -0.25, "local")), shown=-1.0)
>>> step.right, step.agrees
(-1.0, True)
>>> step.arithmetic
'4 × (−0.25) = −1'
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from course.drawing.graph_layout import digits

__all__ = ["Step", "Term", "Walk", "slip"]

NEAR = 0.01  # a typed number is right to 1 %: three digits are enough


@dataclass(frozen=True)
class Term:
    """A number that goes into a step.

    Attributes
    ----------
    formula : str
        How it is written.
    value : float
        What it is.
    role : str
        "upstream" or "local".
    given : bool
        Whether it stands in the picture before the step is done.
    written : str
        Where it is the result of a calculation: that calculation, in numbers.
    """

    formula: str
    value: float
    role: str
    given: bool = False
    written: str = ""


@dataclass(frozen=True)
class Step:
    """One step back.

    Attributes
    ----------
    name : str
        What is asked for.
    place : str
        The gate or unit that does it.
    goes_to : str
        Where in the picture the number is written.
    terms : tuple of Term
        What is multiplied, or added.
    shown : float
        The number in the picture: the library's, the student's, or one with a planted bug.
    adds : bool
        Whether paths meet here.
    note : str
        What went wrong in a student's function, in words.
    """

    name: str
    place: str
    goes_to: str
    terms: tuple[Term, Term]
    shown: float
    adds: bool = False
    note: str = ""

    @property
    def right(self) -> float:
        """What the rule gives for the numbers that arrive."""
        first, second = (term.value for term in self.terms)
        return first + second if self.adds else first * second

    @property
    def agrees(self) -> bool:
        """Whether the number in the picture follows the rule."""
        return near(self.shown, self.right, 1e-6) or abs(self.shown - self.right) < 1e-12

    @property
    def sides(self) -> str:
        """What is multiplied, or added, in numbers."""
        first, second = self.terms
        sign = "+" if self.adds else "×"
        return f"{first.written or digits(first.value)} {sign} {bracketed(second.value)}"

    @property
    def arithmetic(self) -> str:
        """The rule with its numbers."""
        return f"{self.sides} = {digits(self.right)}"

    def told(self, done: bool) -> dict[str, Any]:
        """Return what the browser needs; the numbers that are asked for only once it is done."""
        return {
            "name": self.name,
            "place": self.place,
            "to": self.goes_to,
            "sign": "+" if self.adds else "×",
            "terms": [
                {
                    "formula": term.formula,
                    "role": term.role,
                    "text": digits(term.value) if done or term.given else "…",
                }
                for term in self.terms
            ],
            "result": digits(self.right) if done else "?",
            "is": digits(self.shown) if done else "?",
        }


@dataclass(frozen=True)
class Walk:
    """A graph with its forward pass, and the steps back.

    Attributes
    ----------
    forward : list of (str, str, str)
        Name, arithmetic and value of everything that the forward pass found.
    steps : list of Step
        The steps back, in order.
    trouble : str
        Why there is no forward pass, in words.
    """

    forward: list[tuple[str, str, str]]
    steps: list[Step]
    trouble: str = ""


def near(number: float, other: float, share: float = NEAR) -> bool:
    """Whether two numbers are the same up to a share of the second one.

    Examples
    --------
    >>> near(0.51, 0.5097), near(0.5, 0.5097), near(0.0, 0.0)
    (True, False, True)
    """
    return math.isfinite(other) and abs(number - other) <= share * abs(other)


def bracketed(value: float) -> str:
    """Write a number that follows a sign.

    Examples
    --------
    >>> bracketed(-0.25), bracketed(2.0)
    ('(−0.25)', '2')
    """
    return f"({digits(value)})" if value < 0 else digits(value)


def slip(step: Step, guess: float) -> str:
    """Say what a wrong number looks like.

    Examples
    --------
    >>> terms = (Term("∂L/∂r", 4.0, "upstream"), Term("−1/q²", -0.25, "local"))
    >>> slip(Step("∂L/∂q", "r", "q", terms, -1.0), 3.75)
    'That is the sum. Along a path the slopes are multiplied.'
    """
    first, second = (term.value for term in step.terms)
    product = "That is the product. Where paths meet, gradients are added."
    known = [
        (-step.right, "The size is right, the sign is not."),
        (
            first * second if step.adds else first + second,
            product if step.adds else "That is the sum. Along a path the slopes are multiplied.",
        ),
        (first, "That is one path. Both count." if step.adds else "The local slope is missing."),
        (second, "That is one path. Both count." if step.adds else "What arrives is missing."),
    ]
    return next((words for value, words in known if near(guess, value)), "Not yet.")
