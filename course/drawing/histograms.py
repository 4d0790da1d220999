"""How the numbers of one layer are spread, and which slopes they meet."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.drawing.palette import BLUE, CARD, VERMILION, VERMILION_TEXT
from course.drawing.picture import Picture, as_picture, blank_figure, own_style, write_below
from course.drawing.sampling import Floats, Function, values_of
from course.drawing.wording import number, percent

__all__ = ["slope_histogram"]


def slope_histogram(
    in_: ArrayLike,
    g_prime: Function,
    tol: float = 0.01,
    name: str = "",
) -> Picture:
    """Draw where the pre-activations of a layer lie (left) and which slopes they meet (right).

    Parameters
    ----------
    in_ : array_like, any shape
        Pre-activations, say of a whole layer for a whole batch.
    g_prime : callable
        The derivative of the activation.
    tol : float
        A unit is asleep where abs(g_prime(in_)) < tol.
    name : str
        Name of the activation, for the title.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `in_` holds no finite number.
    """
    z = np.asarray(in_, dtype=np.float64).ravel()
    lost = int((~np.isfinite(z)).sum())
    z = z[np.isfinite(z)]
    if z.size == 0:
        raise ValueError("slope_histogram needs at least one finite pre-activation")
    slope, note = values_of(g_prime, z, "The slope")
    known = np.isfinite(slope)
    asleep = np.abs(slope) < tol
    share = float(asleep[known].mean()) if known.any() else 0.0
    with own_style():
        figure = blank_figure(7.2, 3.8)
        left, right = figure.subplots(1, 2)
        for axes, values in ((left, z), (right, slope)):
            _stack(axes, values[known & ~asleep], values[known & asleep], tol)
        left.set(title=name or "One layer", xlabel="pre-activation in", ylabel="number of units")
        right.set_xlabel("slope g'(in)")
        right.set_title(f"{percent(share)} asleep", color=VERMILION_TEXT)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower left", ncols=2)
        write_below(figure, [note])
        words = [_spread_words(z, name or "One layer"), _slope_words(slope[known], share, tol)]
        words += [f"{lost} pre-activations are nan or inf and left out."] if lost else []
        return as_picture(figure, [*words, note])


def _spread_words(z: Floats, name: str) -> str:
    return (
        f"{name}: {z.size} pre-activations with mean {number(float(z.mean()))}"
        f" and standard deviation {number(float(z.std()))}."
    )


def _slope_words(slope: Floats, share: float, tol: float) -> str:
    if not slope.size:
        return "There is no slope to draw."
    return (
        f"{percent(share)} of the units are asleep, with a slope below {tol:g};"
        f" the median slope is {number(float(np.median(slope)), 3)}."
    )


def _stack(axes: Any, awake: Floats, asleep: Floats, tol: float) -> None:
    """Draw a histogram whose bars are split into awake (blue) and asleep (vermilion, hatched)."""
    both = np.concatenate([awake, asleep])
    if both.size == 0:
        return
    low, high = float(both.min()), float(both.max())
    bins = np.linspace(low, high, 31) if high > low else np.array([low - 0.5, low + 0.5])
    n_awake, _ = np.histogram(awake, bins)
    n_asleep, _ = np.histogram(asleep, bins)
    axes.set_ylim(0, 1.06 * float((n_awake + n_asleep).max()))
    look = {"width": np.diff(bins), "align": "edge", "edgecolor": CARD, "linewidth": 0.6}
    axes.bar(bins[:-1], n_awake, color=BLUE, label="awake", **look)
    axes.bar(
        bins[:-1],
        n_asleep,
        bottom=n_awake,
        color=VERMILION,
        hatch="////",
        label=f"asleep: slope below {tol:g}",
        **look,
    )
