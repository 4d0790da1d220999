"""The signs of gradients, cell by cell."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from course.drawing.palette import ASLEEP, BLUE, CARD, VERMILION
from course.drawing.picture import Picture, as_picture, own_style
from course.drawing.sampling import Floats

__all__ = ["sign_map"]


def sign_map(G: ArrayLike) -> Picture:
    """Show the signs of one unit's weight gradients, example by example and for the batch mean.

    Parameters
    ----------
    G : array_like, (n, d)
        Gradient of each example's cost: one row per example, one column per weight.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `G` is not a table with at least one row and one column.
    """
    table = np.asarray(G, dtype=np.float64)
    if table.ndim != 2 or table.size == 0:
        raise ValueError(f"G must have shape (examples, weights), got {table.shape}")
    n, d = table.shape
    with np.errstate(all="ignore"):
        mean = table.mean(axis=0)
    with own_style():
        cell = min(0.42, 6.0 / d, 9.0 / (n + 1))  # inches
        figure, upper, lower = _frames(n, d, cell)
        for axes, rows in ((upper, table), (lower, mean[None])):
            _cells(axes, rows, glyphs=cell > 0.2)
        _name_cells(upper, lower, n, d)
        return as_picture(figure, _words(table, mean))


def _frames(n: int, d: int, cell: float) -> tuple[Any, Any, Any]:
    """Return a figure with axes for n rows of d cells, and below them for one row more."""
    left, bottom, gap, top = 1.15, 0.45, 0.18, 0.5
    width = max(left + d * cell + 0.25, 3.2)
    height = bottom + cell + gap + n * cell + top
    figure = Figure(figsize=(width, height))
    upper, lower = (
        figure.add_axes((left / width, start / height, d * cell / width, tall / height))
        for start, tall in ((bottom + cell + gap, n * cell), (bottom, cell))
    )
    return figure, upper, lower


def _name_cells(upper: Any, lower: Any, n: int, d: int) -> None:
    """Name the rows and the columns; of many, every second, third, ..."""
    every = max(1, -(-n // 12))
    upper.set_yticks(range(0, n, every), [f"example {i + 1}" for i in range(0, n, every)])
    upper.set_xticks([])
    lower.set_yticks([0], ["batch mean"])
    lower.get_yticklabels()[0].set_fontweight("bold")
    every = max(1, -(-d // 12))
    lower.set_xticks(range(0, d, every), [f"w{i + 1}" for i in range(0, d, every)])
    upper.set_title("Signs of ∂J/∂w", pad=8)


def _words(table: Floats, mean: Floats) -> list[str]:
    n, d = table.shape
    one_sign = sum(_has_one_sign(row) for row in table)
    signs = [int(np.sum(mean > 0)), int(np.sum(mean < 0)), int(np.sum(mean == 0))]
    holes = int((~np.isfinite(table)).sum())
    return [
        f"Signs of the gradients of {d} weights for {n} examples.",
        f"{one_sign} of {n} examples have a single sign.",
        f"The batch mean has {'a single sign' if _has_one_sign(mean) else 'mixed signs'}:"
        f" {signs[0]} positive, {signs[1]} negative, {signs[2]} zero.",
        f"{holes} entries are nan or inf." if holes else "",
    ]


def _has_one_sign(row: Floats) -> bool:
    return bool(np.isfinite(row).all() and not ((row > 0).any() and (row < 0).any()))


def _cells(axes: Any, rows: Floats, glyphs: bool) -> None:
    """Draw one coloured cell per entry, with its sign written into it."""
    signs = np.where(np.isfinite(rows), np.sign(rows), 2)
    colours = ListedColormap([VERMILION, ASLEEP, BLUE, CARD])
    axes.pcolormesh(
        np.arange(rows.shape[1] + 1) - 0.5, np.arange(rows.shape[0] + 1) - 0.5, signs,
        cmap=colours, vmin=-1.5, vmax=2.5, edgecolors=CARD, linewidth=1.2,
    )  # fmt: skip
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    glyph = {-1: "−", 0: "0", 1: "+", 2: "?"}
    for (i, j), sign in np.ndenumerate(signs):
        if glyphs:
            # white on blue and ink on vermilion: each the pairing with the higher contrast
            axes.text(
                j, i, glyph[int(sign)], ha="center", va="center_baseline", fontsize=14,
                fontweight="bold", color=CARD if sign == 1 else "#000000",
            )  # fmt: skip
