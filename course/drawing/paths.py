"""Where hidden units wander while they are trained: two weights each, a point in the plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.counting import counted
from course.drawing.palette import ASLEEP, CARD, INK, MUTED, look
from course.drawing.picture import Picture, as_picture, blank_figure, own_style, write_below
from course.drawing.sampling import Floats
from course.drawing.wording import brief, listing

__all__ = ["unit_paths"]

_MOST = 10  # units that look different from each other
_SAME = 1e-9  # as close as this, units share a point
_HUGE = 1e100
_POINTS = 400  # of a path; more can't be seen


def unit_paths(
    weights: ArrayLike, *, title: str = "Hidden units while training", first: int = 1
) -> Picture:
    """Draw the path of every hidden unit through the plane of its two incoming weights.

    A ring marks where a unit starts, a filled mark where it ends. Units that end in the same
    place share one name, such as "3 = 4".

    Parameters
    ----------
    weights : array_like, (steps + 1, 2, h)
        The weights into the hidden layer, before training and after each step.
    title : str
        Title of the picture.
    first : int
        Number of the first hidden unit: 3 where the two inputs count as units 1 and 2.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `weights` has another shape, or more units than can be told apart.

    Lectures: CS 457, 07-4a Quick Aside: The Problem with Equal Weights.

    Examples
    --------
    >>> unit_paths([[[0, 1], [0, 0]], [[2, 1], [3, 0]]])  # doctest: +NORMALIZE_WHITESPACE
    Hidden units while training: the paths of 2 hidden units over 1 step, 2 different places at
    the start, 2 at the end. Unit 1: from (0, 0) to (2, 3). Unit 2: from (1, 0) to (1, 0).
    """
    table = np.asarray(weights, dtype=np.float64)
    if table.ndim != 3 or table.shape[1] != 2 or table.size == 0:
        raise ValueError(f"weights must have shape (steps + 1, 2, h), got {table.shape}")
    if table.shape[2] > _MOST:
        raise ValueError(f"unit_paths draws up to {_MOST} units, not {table.shape[2]}")
    good = (np.abs(table) < _HUGE).all(axis=(1, 2))  # False for nan
    lost = int((~good).sum())
    note = (
        f"{lost} of {counted(len(table), 'point')} in time are nan, inf or huge." if lost else ""
    )
    paths = table[good]
    with own_style():
        figure = blank_figure(5.7, 4.6)
        axes = figure.subplots()
        axes.set(title=title, xlabel="weight from input 1", ylabel="weight from input 2")
        axes.grid(color=ASLEEP, linewidth=0.8)
        axes.margins(0.14)
        if len(paths):
            _draw(axes, paths, first)
        write_below(figure, [note])
        return as_picture(figure, [*_words(paths, len(table), title, first), note])


def _draw(axes: Any, paths: Floats, first: int) -> None:
    """Draw all paths, the first unit's widest: one that lies on top leaves an edge of it."""
    h = paths.shape[2]
    thin = paths[np.unique(np.linspace(0, len(paths) - 1, _POINTS).round().astype(int))]
    for j in range(h):
        style, scale = look(j), h - j
        axes.plot(
            thin[:, 0, j], thin[:, 1, j], color=style.colour, linestyle=style.dash,
            linewidth=1.2 + 1.1 * scale, solid_capstyle="butt", zorder=2 + j,
        )  # fmt: skip
        axes.plot(
            *paths[0, :, j], marker="o", color=CARD, markeredgecolor=style.colour,
            markeredgewidth=1.6, markersize=6 + 2.5 * scale, zorder=20 + j,
        )  # fmt: skip
        axes.plot(
            *paths[-1, :, j], marker=style.marker, color=style.colour,
            markersize=6 + 2.5 * scale, zorder=40 + j,
        )  # fmt: skip
    for group in _together(paths[-1]):
        axes.annotate(
            " = ".join(str(first + j) for j in group), paths[-1, :, group[0]],
            xytext=(11, 9), textcoords="offset points", color=INK, fontweight="bold", zorder=60,
        )  # fmt: skip
    axes.annotate(
        "start" if len(_together(paths[0])) == 1 else "", paths[0, :, 0], xytext=(11, -15),
        textcoords="offset points", color=MUTED, fontsize=9, zorder=60,
    )  # fmt: skip


def _together(points: Floats) -> list[list[int]]:
    """Return the units by the places at which they are."""
    groups: list[list[int]] = []
    for j in range(points.shape[1]):
        for group in groups:
            if np.abs(points[:, j] - points[:, group[0]]).max() <= _SAME:
                group.append(j)
                break
        else:
            groups.append([j])
    return groups


def _words(paths: Floats, points: int, title: str, first: int) -> list[str]:
    h = paths.shape[2]
    what = f"{title}: the paths of {counted(h, 'hidden unit')} over {counted(points - 1, 'step')}"
    if not len(paths):
        return [f"{what}, none of which can be drawn."]
    start, end = (counted(len(_together(paths[k])), "different place") for k in (0, -1))
    words = [f"{what}, {start} at the start, {end.split()[0]} at the end."]
    for group in _together(paths[-1]):
        name = listing([str(first + j) for j in group])
        stations = [f"({brief(p[0])}, {brief(p[1])})" for p in paths[[0, -1]][:, :, group[0]]]
        unit = "Unit" if len(group) == 1 else "Units"
        words.append(f"{unit} {name}: from {stations[0]} to {stations[1]}.")
    return words
