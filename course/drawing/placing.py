"""Finding room for labels, so that they do not cover each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from course.drawing.sampling import Floats

__all__ = ["roomiest", "spread"]


def roomiest(candidates: ArrayLike, taken: Sequence[ArrayLike]) -> Floats:
    """Return that candidate point, (2,), whose nearest neighbour among `taken` is farthest away.

    Where several are equally good, the first one wins: list the prettiest place first.
    """
    places = np.asarray(candidates, dtype=np.float64)
    if not len(taken):
        return np.asarray(places[0])
    others = np.asarray(taken, dtype=np.float64)
    nearest = np.linalg.norm(places[:, None] - others[None], axis=2).min(axis=1)
    return np.asarray(places[int(np.argmax(np.round(nearest, 6)))])


def spread(heights: ArrayLike, gap: float, low: float = 0.0, high: float = 1.0) -> Floats:
    """Push heights apart until neighbours are at least `gap` from each other, within low..high."""
    wanted = np.asarray(heights, dtype=np.float64)
    gap = min(gap, (high - low) / max(1, len(wanted) - 1))
    order = np.argsort(wanted, kind="stable")
    steps = gap * np.arange(len(wanted))
    # Upwards from the lowest, then the mean with downwards from the highest: nobody moves far.
    sorted_ = wanted[order]
    up = np.maximum.accumulate(sorted_ - steps) + steps
    down = np.minimum.accumulate((sorted_ - steps)[::-1])[::-1] + steps
    placed = np.empty_like(wanted)
    placed[order] = np.clip((up + down) / 2, low + steps, high - steps[::-1])
    return placed
