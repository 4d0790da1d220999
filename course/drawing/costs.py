"""How costs fall, or fail to fall, while networks are trained."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.counting import counted
from course.drawing.labels import End, label_ends
from course.drawing.palette import ASLEEP, Look, look
from course.drawing.picture import Picture, as_picture, blank_figure, own_style, write_below
from course.drawing.sampling import Floats
from course.drawing.wording import brief, listing

__all__ = ["Series", "loss_curves", "thinned"]

_MOST = 10  # curves that look different from each other
_HUGE = 1e100  # higher than this, axes overflow


@dataclass(frozen=True)
class Series:
    """A curve by its numbers: nan where there is nothing to draw, and why."""

    label: str
    y: Floats
    look: Look
    note: str


def loss_curves(
    curves: Mapping[str, ArrayLike],
    *,
    log: bool = False,
    title: str = "The cost while training",
    step: str = "step",
    what: str = "cost J",
) -> Picture:
    """Draw how the costs of up to ten trainings develop, each curve with its name at its end.

    Long curves are thinned for drawing: of every few steps the lowest and the highest are kept.

    Parameters
    ----------
    curves : mapping of str to array_like, (steps,)
        Name and costs of each training; the first cost belongs to step 0.
    log : bool
        Draw the costs on a logarithmic scale.
    title : str
        Title of the picture.
    step : str
        What is counted, "step" or "epoch".
    what : str
        What the numbers are.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        With no curve, or more than can be told apart.

    Lectures: CS 457, 07-4b Mini-Batch Gradient Descent.

    Examples
    --------
    >>> costs = {"lr = 0.1": [1, 0.5, 0.25], "lr = 2": [1, 3, 9]}
    >>> loss_curves(costs, step="epoch")  # doctest: +NORMALIZE_WHITESPACE
    The cost while training: cost J over epochs, of lr = 0.1 and lr = 2. lr = 0.1: from 1 at
    epoch 0 to 0.25 at epoch 2. lr = 2: from 1 at epoch 0 to 9 at epoch 2. The lowest end is that
    of lr = 0.1.
    """
    if not 1 <= len(curves) <= _MOST:
        raise ValueError(f"loss_curves draws 1 to {_MOST} curves at a time, not {len(curves)}")
    series = [_series(label, raw, i, log, step) for i, (label, raw) in enumerate(curves.items())]
    with own_style():
        figure = blank_figure(7.0, 4.0)
        axes = figure.subplots()
        axes.set(title=title, xlabel=step, ylabel=what)
        axes.grid(axis="y", color=ASLEEP, linewidth=0.8)
        axes.margins(x=0)
        axes.locator_params(axis="x", integer=True)
        if log and any(np.isfinite(one.y).any() for one in series):
            axes.set_yscale("log")
        label_ends(axes, [end for one in series for end in _draw(axes, one)])
        notes = [one.note for one in series]
        write_below(figure, notes)
        scale = ", on a logarithmic scale" if log else ""
        words = [f"{title}: {what} over {step}s{scale}, of {listing(list(curves))}."]
        words += [_course(one, step) for one in series]
        return as_picture(figure, [*words, _lowest_end(series), *notes])


def _series(label: str, raw: ArrayLike, i: int, log: bool, step: str) -> Series:
    """Read the costs; blank out, and mention, what cannot be drawn."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            y = np.asarray(raw).astype(np.float64, casting="same_kind")
    except (TypeError, ValueError):
        return Series(label, np.array([]), look(i), f"{label} holds something else than numbers.")
    note = "" if y.ndim == 1 else f"{label} has shape {y.shape}, drawn as one row of numbers."
    y = y.ravel()
    bad = ~(np.abs(y) < _HUGE)  # True for nan
    low = (y <= 0) & ~bad if log else np.zeros(y.shape, dtype=bool)
    for where, why in ((bad, "nan, inf or huge"), (low, "not above 0, off a logarithmic scale")):
        if where.any():
            first = int(np.argmax(where))
            many = f"{int(where.sum())} of {counted(len(y), step)}, first at {step} {first}"
            note = f"{note} {label} is {why} at {many}.".strip()
    if not y.size:
        note = f"{label} is empty."
    return Series(label, np.where(bad | low, np.nan, y), look(i), note)


def thinned(y: Floats, most: int = 1200) -> tuple[Floats, Floats]:
    """Return positions and values of at most `most` points that keep every peak and dip.

    The curve is cut into stretches; of each the lowest and the highest value stay, in order.
    """
    if len(y) <= most:
        return np.arange(len(y), dtype=np.float64), y
    edges = np.linspace(0, len(y), most // 2).astype(int)
    keep = {0, len(y) - 1}
    for start, stop in pairwise(edges):
        part = y[start:stop]
        if np.isfinite(part).any():
            keep |= {start + int(np.nanargmin(part)), start + int(np.nanargmax(part))}
        else:
            keep.add(int(start))  # the gap stays a gap
    places = np.array(sorted(keep))
    return places.astype(np.float64), y[places]


def _draw(axes: Any, one: Series) -> list[End]:
    """Draw one curve; return where its name belongs, if anything could be drawn."""
    known = np.flatnonzero(np.isfinite(one.y))
    if not known.size:
        return []
    axes.plot(
        *thinned(one.y), color=one.look.colour, linestyle=one.look.dash, zorder=3,
        linewidth=2.0, dash_capstyle="round",
    )  # fmt: skip
    return [
        End(
            float(known[-1]),
            float(one.y[known[-1]]),
            one.label,
            one.look,
            float(one.y[known].mean()),
        )
    ]


def _course(one: Series, step: str) -> str:
    known = np.flatnonzero(np.isfinite(one.y))
    if not known.size:
        return f"{one.label}: nothing to draw."
    ends = int(known[0]), int(known[-1])
    extremes = {"lowest": int(np.nanargmin(one.y)), "highest": int(np.nanargmax(one.y))}
    between = [
        f", {name} {brief(one.y[k])} at {step} {k}"
        for name, k in extremes.items()
        if one.y[k] not in (one.y[ends[0]], one.y[ends[1]])
    ]
    path = " to ".join(f"{brief(one.y[k])} at {step} {k}" for k in ends)
    return f"{one.label}: from {path}{''.join(between)}."


def _lowest_end(series: list[Series]) -> str:
    """Say which of several curves ends lowest."""
    ends = {s.label: s.y[np.isfinite(s.y)][-1] for s in series if np.isfinite(s.y).any()}
    if len(ends) < 2:
        return ""
    return f"The lowest end is that of {min(ends, key=lambda label: ends[label])}."
