"""Numbers and lists as a person would write them, for the descriptions of pictures."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["as_drawn", "brief", "listing", "number", "percent", "position"]


def as_drawn(variable: str) -> str:
    """Write a variable on an axis: in, without the underscore that only Python needs.

    Examples
    --------
    >>> as_drawn("pre-activation in_")
    'pre-activation in'
    """
    return variable.removesuffix("_")


def number(value: float, digits: int = 2) -> str:
    """Write a number as a person would: -4.59, 0.25, 1e-09; never -0.00."""
    if value != 0 and abs(value) < 0.5 * 10.0**-digits:
        return f"{value:.0e}"
    return f"{value + 0.0:.{digits}f}"


def position(value: float) -> str:
    """Write a position on the axis: 4.58, and 0.00 for what is only a rounding error."""
    return f"{round(value, 2) + 0.0:.2f}"


def percent(share: float) -> str:
    """Write a share: 12.6 %."""
    return f"{100 * share:.1f} %"


def listing(parts: Sequence[str]) -> str:
    """Write one, two or more things in a row: a, b and c."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def brief(value: float) -> str:
    """Write a number of any size with three digits: 0.25, 1.2e-09; never -0."""
    return f"{value + 0.0:.3g}"
