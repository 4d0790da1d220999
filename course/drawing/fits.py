"""A regression while it is trained: the fitted curve, and the two errors with the gap between."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.counting import counted
from course.drawing.labels import End, label_ends
from course.drawing.palette import ASLEEP, BLUE, CARD, INK, MUTED, Look, look
from course.drawing.picture import Picture, as_picture, blank_figure, own_style, write_below
from course.drawing.sampling import Floats, Function, values_of
from course.drawing.wording import brief

__all__ = ["fit_and_errors"]

_FIT = look(1)
_GRID = 400


def fit_and_errors(
    predict: Function,
    x: ArrayLike,
    y: ArrayLike,
    errors: ArrayLike,
    validation_errors: ArrayLike,
    *,
    truth: Function | None = None,
    every: int = 1,
    title: str = "A fit and its errors",
) -> Picture:
    """Draw a fitted curve through its training points, and how the two errors developed.

    On the right the gap between training and validation error is shaded: a wide gap is a sign of
    overfitting, two high curves are a sign of a model that is too simple.

    Parameters
    ----------
    predict : callable
        The fitted curve, of a 1-d array.
    x, y : array_like, (n,)
        The training examples.
    errors, validation_errors : array_like, (epochs,)
        Mean squared errors on the training and on the validation examples.
    truth : callable, optional
        The curve that the examples scatter around.
    every : int
        How many epochs lie between two errors.
    title : str
        Title of the picture.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there are no examples, x and y differ in length, or so do the errors.

    Lectures: CS 457, 07-4d Generalization and Overfitting.

    Examples
    --------
    >>> fit_and_errors(np.sin, [0, 1, 2], [0.5, 0.5, 1], [1, 0.25, 0], [1, 0.5, 0.75], every=10)
    ... # doctest: +NORMALIZE_WHITESPACE
    A fit and its errors: a curve through 3 training examples, and two errors over the epochs.
    Training error: from 1 to 0. Validation error: from 1 to 0.75, lowest 0.5 at epoch 20. The gap
    at the end is 0.75.
    """
    points = _row(x, "x"), _row(y, "y")
    curves = _row(errors, "errors"), _row(validation_errors, "validation_errors")
    if len(points[0]) != len(points[1]) or len(curves[0]) != len(curves[1]):
        raise ValueError("x and y must be equally long, and so must the two rows of errors")
    grid = np.linspace(points[0].min(), points[0].max(), _GRID)
    fit, note = values_of(predict, grid, "The curve")
    with own_style():
        figure = blank_figure(7.6, 3.6)
        left, right = figure.subplots(1, 2, width_ratios=(1, 1))
        _curve(left, grid, fit, points, truth)
        _errors(right, curves, every)
        left.set_title(title)
        write_below(figure, [note])
        return as_picture(figure, [*_words(title, len(points[0]), curves, every), note])


def _row(values: ArrayLike, name: str) -> Floats:
    row: Floats = np.asarray(values, dtype=np.float64).ravel()
    if not row.size:
        raise ValueError(f"{name} is empty")
    return row


def _curve(
    axes: Any, grid: Floats, fit: Floats, points: tuple[Floats, Floats], truth: Function | None
) -> None:
    """Draw examples and curves; a wild curve may leave the panel, the examples may not."""
    axes.plot(*points, "o", color=BLUE, markersize=5, label="training examples", zorder=4)
    axes.plot(grid, fit, color=_FIT.colour, linestyle="-", label="fit", zorder=3)
    heights = [points[1]]
    if truth is not None:
        wanted, _ = values_of(truth, grid, "The truth")
        axes.plot(grid, wanted, color=INK, linestyle=(0, (1, 1.5)), label="truth", zorder=2)
        heights.append(wanted)
    low, high = (
        float(f(np.concatenate(heights)[np.isfinite(np.concatenate(heights))]))
        for f in (np.min, np.max)
    )
    margin = 0.6 * max(high - low, 1e-9)
    axes.set_ylim(low - margin, high + margin)
    axes.set_xlabel("x")
    axes.legend(loc="upper left", fontsize=8, handlelength=1.8)


def _errors(axes: Any, curves: tuple[Floats, Floats], every: int) -> None:
    """Draw both errors over the epochs, with the gap between them shaded."""
    training, validation = curves
    epochs = every * np.arange(1, len(training) + 1)
    top = 1.15 * max(float(np.nanmax(c[len(c) // 20 :])) for c in curves)
    axes.fill_between(
        epochs, training, validation, where=validation > training, color=ASLEEP, linewidth=0,
        zorder=1,
    )  # fmt: skip
    names: tuple[tuple[str, Floats, Look], ...] = (
        ("training", training, look(0)),
        ("validation", validation, look(1)),
    )
    for name, values, style in names:
        axes.plot(epochs, values, color=style.colour, linestyle=style.dash, label=name, zorder=3)
    lowest = int(np.nanargmin(validation))
    axes.axvline(epochs[lowest], color=INK, linewidth=1.0, linestyle=(0, (1, 2)), zorder=2)
    axes.plot(
        epochs[lowest], validation[lowest], "v", color=INK, markersize=9, markeredgecolor=CARD,
        zorder=5,
    )  # fmt: skip
    late = lowest > 0.62 * len(validation)
    axes.annotate(
        "lowest\nvalidation error", (epochs[lowest], 0.97), xycoords=("data", "axes fraction"),
        xytext=(-5 if late else 5, 0), textcoords="offset points", ha="right" if late else "left",
        va="top", fontsize=8.5, color=INK, zorder=6,
        bbox={"boxstyle": "round,pad=0.1", "facecolor": CARD, "edgecolor": "none"},
    )  # fmt: skip
    axes.set_ylim(0, top)
    axes.set_xlabel("epoch")
    axes.locator_params(axis="x", integer=True)
    axes.set_title("error", color=MUTED, fontsize=9, fontweight="normal")
    ends = [End(float(epochs[-1]), float(v[-1]), name, style) for name, v, style in names]
    label_ends(axes, ends)


def _words(title: str, n: int, curves: tuple[Floats, Floats], every: int) -> list[str]:
    training, validation = curves
    lowest = int(np.nanargmin(validation))
    return [
        f"{title}: a curve through {counted(n, 'training example')}, and two errors over the "
        "epochs.",
        f"Training error: from {brief(training[0])} to {brief(training[-1])}.",
        f"Validation error: from {brief(validation[0])} to {brief(validation[-1])}, lowest "
        f"{brief(validation[lowest])} at epoch {every * (lowest + 1)}.",
        f"The gap at the end is {brief(validation[-1] - training[-1])}.",
    ]
