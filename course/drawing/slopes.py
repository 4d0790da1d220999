"""Where a slope is so small that a unit learns nothing: finding these zones and naming them."""

from __future__ import annotations

import numpy as np

from course.drawing.sampling import Floats
from course.drawing.wording import listing, number, percent, position

__all__ = ["asleep_zones", "steepest", "zone_words"]


def asleep_zones(x: Floats, slope: Floats, tol: float) -> list[tuple[float, float]]:
    """Return the intervals of `x` on which abs(slope) < tol, their ends interpolated."""
    height = np.abs(slope)
    low = height < tol  # False for nan
    edges = np.flatnonzero(np.diff(np.concatenate([[False], low, [False]]).astype(int)))
    zones = []
    for first, last in zip(edges[::2], edges[1::2] - 1, strict=True):
        ends = []
        for inside, outside in ((first, first - 1), (last, last + 1)):
            if 0 <= outside < len(x) and np.isfinite(height[outside]):
                part = (tol - height[inside]) / (height[outside] - height[inside])
                ends.append(float(x[inside] + part * (x[outside] - x[inside])))
            else:
                ends.append(float(x[inside]))
        zones.append((ends[0], ends[1]))
    return zones


def zone_words(zones: list[tuple[float, float]], span: float, tol: float) -> str:
    """Say where the slope is below `tol`, and on what share of the range."""
    if not zones:
        return f"Nowhere in this range is the slope below {tol:g}."
    parts = []
    for low, high in zones:
        if low <= -span and high >= span:
            parts.append("everywhere")
        elif low <= -span:
            parts.append(f"left of {position(high)}")
        elif high >= span:
            parts.append(f"right of {position(low)}")
        else:
            parts.append(f"from {position(low)} to {position(high)}")
    share = sum(high - low for low, high in zones) / (2 * span)
    return f"The slope is below {tol:g} {listing(parts)}: {percent(share)} of the range, asleep."


def steepest(x: Floats, slope: Floats, symbol: str = "in_") -> str:
    """Say how large the slope gets, and where."""
    if not np.isfinite(slope).any():
        return "There is no slope to draw."
    top = float(np.nanmax(slope))
    # A plateau, such as ReLU's, has no single steepest place.
    where = x[np.isclose(slope, top, rtol=1e-9, atol=0)]
    if len(where) > 2:
        return f"Largest slope: {number(top, 3)}, on a whole stretch."
    return f"Largest slope: {number(top, 3)}, at {symbol} = {position(float(where.mean()))}."
