"""What a reader can move: sliders, choices, switches, buttons; and what is asked beforehand.

Examples
--------
>>> rate = Slider("lr", "learning rate", 0.1, low=0.001, high=10, log=True)
>>> fitting({"lr": rate}, {"lr": 99})
{'lr': 10.0}
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = [
    "Button",
    "Cells",
    "Choice",
    "Control",
    "Kept",
    "Number",
    "Question",
    "Slider",
    "Switch",
    "fitting",
]


@dataclass(frozen=True)
class Slider:
    """A number between two others.

    Attributes
    ----------
    name, label : str
        The key in the state, and what is written beside it.
    value, low, high : float
        Where it stands at first, and its ends.
    step : float
        From one value to the next; for a logarithmic slider the number of decimals is free.
    log : bool
        Whether equal ways are equal factors.
    zero : bool
        Whether the left end of a logarithmic slider stands for 0.
    """

    name: str
    label: str
    value: float
    low: float
    high: float
    step: float = 0.01
    log: bool = False
    zero: bool = False

    def told(self) -> dict[str, Any]:
        """Return what the browser needs."""
        return {"kind": "slider", **asdict(self)}

    def fit(self, value: Any) -> float:
        """Return a value that is on the slider."""
        number = float(value) if isinstance(value, int | float) else self.value
        if self.zero and number <= self.low:
            return 0.0
        return (
            min(max(number, float(self.low)), float(self.high))
            if math.isfinite(number)
            else (float(self.value))
        )


@dataclass(frozen=True)
class Choice:
    """One of several names."""

    name: str
    label: str
    value: str
    options: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Return what the browser needs."""
        return {"kind": "choice", **asdict(self), "options": list(self.options)}

    def fit(self, value: Any) -> str:
        """Return a value that can be chosen."""
        return value if value in self.options else self.value


@dataclass(frozen=True)
class Switch:
    """On or off."""

    name: str
    label: str
    value: bool = False

    def told(self) -> dict[str, Any]:
        """Return what the browser needs."""
        return {"kind": "switch", **asdict(self)}

    def fit(self, value: Any) -> bool:
        """Return on or off."""
        return bool(value) if isinstance(value, bool | int) else self.value


@dataclass(frozen=True)
class Button:
    """Something to be done once; ``play`` goes on until it is pressed again."""

    name: str
    label: str

    def told(self) -> dict[str, Any]:
        """Return what the browser needs."""
        return {"kind": "button", **asdict(self)}


@dataclass(frozen=True)
class Cells:
    """A table of numbers that lies over the picture; a press turns one to its next value.

    Attributes
    ----------
    name, label : str
        The key in the state, and what each of the numbers is called.
    value : tuple of int
        Where they stand at first, row by row.
    columns : int
        How many there are in a row.
    options : tuple of int
        The values, in the order in which presses go through them.
    """

    name: str
    label: str
    value: tuple[int, ...]
    columns: int
    options: tuple[int, ...]

    def told(self) -> dict[str, Any]:
        """Return what the browser needs."""
        lists = {"value": list(self.value), "options": list(self.options)}
        return {"kind": "cells", **asdict(self), **lists}

    def fit(self, value: Any) -> list[int]:
        """Return a table whose numbers are among the options."""
        fits = isinstance(value, list | tuple) and len(value) == len(self.value)
        return list(value if fits and all(one in self.options for one in value) else self.value)


@dataclass(frozen=True)
class Number:
    """A number that is typed; None while there is none. Enter asks for the action of its name.

    Examples
    --------
    >>> Number("guess", "your number").fit("seven") is None
    True
    """

    name: str
    label: str
    value: float | None = None

    def told(self) -> dict[str, Any]:
        """Return what the browser needs."""
        return {"kind": "number", **asdict(self)}

    def fit(self, value: Any) -> float | None:
        """Return the number, or None."""
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if plain and math.isfinite(value) else None


@dataclass(frozen=True)
class Kept:
    """A whole number that no control shows: how far one has come. A scene's ``state`` moves it."""

    name: str
    label: str
    value: int = 0
    high: int = 1000

    def told(self) -> dict[str, Any]:
        """Return what the browser needs."""
        return {"kind": "kept", **asdict(self)}

    def fit(self, value: Any) -> int:
        """Return a whole number that can be reached."""
        return min(max(value, 0), self.high) if type(value) is int else self.value


Control = Slider | Choice | Switch | Button | Cells | Number | Kept


@dataclass(frozen=True)
class Question:
    """What a reader predicts before the first move; nothing is graded by it."""

    text: str
    options: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Return what the browser needs."""
        return {"text": self.text, "options": list(self.options)}


def fitting(controls: Mapping[str, Control], values: Any) -> dict[str, Any]:
    """Return a value for every control: the given one where it fits, else where it stood."""
    given = values if isinstance(values, Mapping) else {}
    return {
        name: control.fit(given.get(name, control.value))
        for name, control in controls.items()
        if not isinstance(control, Button)
    }
