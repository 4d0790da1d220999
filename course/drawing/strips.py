"""The slopes of several activations as strips of colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib
import numpy as np

from course.drawing.palette import ASLEEP, CARD, INK, MUTED
from course.drawing.picture import Picture, as_picture, blank_figure, own_style, write_below
from course.drawing.sampling import Floats, Function, grid_of, values_of
from course.drawing.slopes import asleep_zones, steepest, zone_words
from course.drawing.wording import percent

__all__ = ["slope_strip"]


def slope_strip(g_primes: Mapping[str, Function], span: float = 6, tol: float = 0.01) -> Picture:
    """Show the slopes of several activations as strips of colour, one below the other.

    Parameters
    ----------
    g_primes : mapping of str to callable
        Name and derivative of each activation.
    span : float
        The strips reach from -span to span.
    tol : float
        Asleep means abs(g_prime) < tol; those stretches are bracketed.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there is nothing to show.
    """
    if not g_primes:
        raise ValueError("slope_strip needs at least one derivative")
    x = grid_of(span)
    slopes = {name: values_of(f, x, name) for name, f in g_primes.items()}
    heights = np.abs([slope for slope, _ in slopes.values()])
    top = max(1.0, float(np.nanmax(heights, initial=0.0, where=np.isfinite(heights))))
    words = [f"Size of the slope, for in_ from {-span:g} to {span:g}."]
    with own_style():
        figure = blank_figure(7.0, 1.4 + 0.46 * len(slopes))
        axes = figure.subplots()
        image = _strips(axes, heights, top, span)
        for row, (name, (slope, note)) in enumerate(slopes.items()):
            zones = asleep_zones(x, slope, tol)
            _brackets(axes, row, zones, span)
            known = np.isfinite(slope).any()
            share = percent(sum(high - low for low, high in zones) / (2 * span))
            axes.text(1.03 * span, row, share if known else "?", va="center", fontsize=9)
            detail = zone_words(zones, span, tol) if known else ""
            words.append(f"{name}: {' '.join(filter(None, (steepest(x, slope), detail, note)))}")
        _trim(axes, list(slopes), span, tol)
        bar = figure.colorbar(image, ax=axes, fraction=0.04, pad=0.02, aspect=30)
        bar.set_label("size of the slope")
        bar.outline.set_visible(False)
        write_below(figure, [note for _, note in slopes.values()])
        return as_picture(figure, words)


def _strips(axes: Any, heights: Floats, top: float, span: float) -> Any:
    """Draw one strip of colour per row of `heights`, with gaps between them."""
    colours = matplotlib.colormaps["cividis"].with_extremes(bad=ASLEEP)
    image = axes.imshow(
        heights, aspect="auto", extent=(-span, span, len(heights) - 0.5, -0.5), cmap=colours,
        vmin=0, vmax=top, interpolation="nearest",
    )  # fmt: skip
    for row in range(len(heights)):
        axes.axhline(row - 0.5, color=CARD, linewidth=7)
    return image


def _trim(axes: Any, names: list[str], span: float, tol: float) -> None:
    """Name the strips and the axis."""
    header = f"asleep, of\n−{span:g} to {span:g}"  # the share is one of what is drawn
    axes.text(1.03 * span, -0.62, header, va="bottom", fontsize=9, color=MUTED)
    axes.set_title("Where does each unit learn?", pad=10)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)
    axes.spines[:].set_visible(False)
    axes.set_xlabel(f"pre-activation in      (brackets: asleep, slope below {tol:g})")


def _brackets(axes: Any, row: int, zones: list[tuple[float, float]], span: float) -> None:
    """Bracket the zones of one strip: how dark is dark enough cannot be told from colour."""
    look = {"color": CARD, "linewidth": 1.3, "solid_capstyle": "butt"}
    for low, high in zones:
        axes.plot([low, high], [row, row], **look)
        for end in (low, high):
            if abs(end) < span:
                axes.plot([end, end], [row - 0.2, row + 0.2], **look)
