"""The cost over two weights, and how a training walks through it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import ArrayLike

from course.counting import counted
from course.drawing.palette import BLUE, CARD, INK, look, tint
from course.drawing.picture import Picture, as_picture, blank_figure, own_style, write_below
from course.drawing.sampling import Floats, Function
from course.drawing.wording import brief

__all__ = ["cost_valley"]

Frame = tuple[float, float, float, float]

_SIDE = 121  # points of the grid in each direction
_LEVELS = 14
_MOST = 4  # paths that can be told apart
_HUGE = 1e100


def cost_valley(
    J: Function,
    paths: Mapping[str, ArrayLike],
    frame: Frame,
    *,
    title: str = "A walk through the valley",
    names: tuple[str, str] = ("w_0", "w_1"),
) -> Picture:
    """Draw lines of equal cost over two weights, and the paths of up to four trainings.

    A ring marks where a path begins, a large mark where it ends, and a small one every step.

    Parameters
    ----------
    J : callable
        Maps weights, (m, 2), to their costs, (m,).
    paths : mapping of str to array_like, (steps + 1, 2)
        Name of each training, and the weights before the first and after every step.
    frame : four floats
        What is drawn: the first weight from, to, the second from, to.
    title : str
        Title of the picture.
    names : two str
        What the weights are called.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        With no path, or more than can be told apart, or one that is no table of two columns.

    Lectures: CS 457, 07-1c The Cost Function and Fitting Process.

    Examples
    --------
    >>> walk = {"lr = 0.25": [[2, 1], [1, 0.5], [0.5, 0.25]]}
    >>> picture = cost_valley(lambda w: (w**2).sum(axis=1), walk, (-3, 3, -3, 3))
    >>> picture.alt.split(". ")[2]
    'lr = 0.25: 2 steps from (2, 1) with cost 5 to (0.5, 0.25) with cost 0.312.'
    """
    if not 1 <= len(paths) <= _MOST:
        raise ValueError(f"cost_valley draws 1 to {_MOST} paths at a time, not {len(paths)}")
    walks = {label: _walk(label, path) for label, path in paths.items()}
    across, up = np.meshgrid(np.linspace(*frame[:2], _SIDE), np.linspace(*frame[2:], _SIDE))
    heights = _costs(J, np.column_stack([across.ravel(), up.ravel()]))
    notes = [_note(label, walk, frame) for label, walk in walks.items()]
    with own_style():
        figure = blank_figure(6.4, 4.9)
        axes = figure.subplots()
        _ground(axes, across, up, heights.reshape(_SIDE, _SIDE))
        for i, (label, walk) in enumerate(walks.items()):
            _path(axes, i, label, walk)
        axes.set(xlim=frame[:2], ylim=frame[2:], xlabel=names[0], ylabel=names[1])
        figure.legend(
            loc="outside upper left", ncols=2, title=title, alignment="left",
            title_fontproperties={"weight": "bold", "size": 11},
        )  # fmt: skip
        write_below(figure, notes)
        words = [_frame_words(title, names, frame), _lowest_words(across, up, heights)]
        words += [_walk_words(label, walk, J) for label, walk in walks.items()]
        return as_picture(figure, [*words, *notes])


def _walk(label: str, path: ArrayLike) -> Floats:
    walk = np.asarray(path, dtype=np.float64)
    if walk.ndim != 2 or walk.shape[1] != 2 or len(walk) == 0:
        raise ValueError(
            f"{label} must be a path of two weights, (steps + 1, 2), not {walk.shape}"
        )
    return walk


def _costs(J: Function, places: Floats) -> Floats:
    """Return the cost of every place; nan where it is no finite number."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        costs = np.asarray(J(places), dtype=np.float64).ravel()
    return np.where(np.abs(costs) < _HUGE, costs, np.nan)


def _ground(axes: Any, across: Floats, up: Floats, heights: Floats) -> None:
    """Colour the ground: white in the valley, darker uphill, with lines of equal cost."""
    known = heights[np.isfinite(heights)]
    if not known.size or known.max() == known.min():
        return
    low, high = float(known.min()), float(known.max())
    levels = low + (high - low) * np.linspace(0, 1, _LEVELS) ** 2  # dense where it is flat
    ramp = LinearSegmentedColormap.from_list("valley", [CARD, tint(BLUE, 0.5)])
    axes.contourf(across, up, heights, levels, cmap=ramp)
    axes.contour(across, up, heights, levels[1:-1], colors=tint(BLUE, 0.75), linewidths=0.7)


def _path(axes: Any, i: int, label: str, walk: Floats) -> None:
    style = look(i)
    with np.errstate(all="ignore"):
        shown = np.where(np.abs(walk) < 1e6, walk, np.nan)
    small = 4.0 if len(walk) <= 60 else 2.0
    axes.plot(
        *shown.T, color=style.colour, linestyle=style.dash, marker=style.marker, linewidth=1.3,
        markersize=small, label=label, zorder=4 + i,
    )  # fmt: skip
    axes.plot(
        *shown[0], "o", color="none", markeredgecolor=INK, markersize=11, markeredgewidth=1.6,
        zorder=9,
    )  # fmt: skip
    axes.plot(
        *shown[-1], style.marker, color=style.colour, markersize=10, markeredgecolor=CARD, zorder=9
    )


def _outside(walk: Floats, frame: Frame) -> int:
    x, y = walk.T
    inside = (x >= frame[0]) & (x <= frame[1]) & (y >= frame[2]) & (y <= frame[3])
    return int((~inside).sum())


def _note(label: str, walk: Floats, frame: Frame) -> str:
    lost = _outside(walk, frame)
    return f"{label}: {lost} of {counted(len(walk), 'point')} outside the picture." if lost else ""


def _frame_words(title: str, names: tuple[str, str], frame: Frame) -> str:
    a, b, c, d = map(brief, frame)
    return f"{title}: the cost J for {names[0]} from {a} to {b} and {names[1]} from {c} to {d}."


def _lowest_words(across: Floats, up: Floats, heights: Floats) -> str:
    if not np.isfinite(heights).any():
        return "There is no finite cost to draw."
    k = int(np.nanargmin(heights))
    place = f"({brief(across.ravel()[k])}, {brief(up.ravel()[k])})"
    return f"The lowest cost drawn is {brief(heights[k])}, at {place}."


def _walk_words(label: str, walk: Floats, J: Function) -> str:
    ends = walk[[0, -1]]
    places = [
        f"({brief(x)}, {brief(y)}) with cost {brief(height)}"
        for (x, y), height in zip(ends, _costs(J, ends), strict=True)
    ]
    return f"{label}: {counted(len(walk) - 1, 'step')} from {places[0]} to {places[1]}."
