"""Two losses of one score on the bench: what a mistake costs, and how hard it is corrected."""

from __future__ import annotations

from typing import Any

import numpy as np

from course import losses
from course.activations import sigmoid
from course.drawing.palette import BLUE, INK, MUTED, VERMILION
from course.drawing.picture import Picture, as_picture, blank_figure, own_style
from course.drawing.wording import brief

__all__ = ["two_loss_bench"]

_LOOKS = (("squared error", BLUE, "-", "o"), ("cross-entropy", VERMILION, "--", "s"))


def two_loss_bench(z: float, y: int = 1, span: float = 10) -> Picture:
    """Draw squared error and cross-entropy of a score above their slopes, and mark one score.

    Parameters
    ----------
    z : float
        The score to mark.
    y : int
        The label, 0 or 1.
    span : float
        The picture reaches from -span to span, or as far as `z`.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `y` is not 0 or 1, or `z` is not a finite number.

    Lectures: UCLA, What outputs and cost functions?

    Examples
    --------
    >>> two_loss_bench(0)  # doctest: +NORMALIZE_WHITESPACE
    Two losses of one score, for the label 1. At z = 0 the squared error is 0.25 with slope -0.25,
    the cross-entropy is 0.693 with slope -0.5.
    """
    if y not in (0, 1):
        raise ValueError(f"the label y is 0 or 1, not {y}")
    if not np.isfinite(z):
        raise ValueError(f"the score z is a number, not {z}")
    reach = max(span, abs(float(z)))
    grid = np.linspace(-reach, reach, 401)
    marked = np.array([float(z)])
    with own_style():
        figure = blank_figure(6.4, 4.8)
        top, bottom = figure.subplots(2, sharex=True)
        for axes, row in ((top, 0), (bottom, 1)):
            _mark(axes, float(z))
            for k, (label, colour, dash, marker) in enumerate(_LOOKS):
                axes.plot(
                    grid, _values(grid, y)[row][k], color=colour, linestyle=dash, label=label
                )
                axes.plot(marked, _values(marked, y)[row][k], color=colour, marker=marker,
                          markersize=9, markeredgecolor=INK, zorder=4)  # fmt: skip
            axes.margins(x=0, y=0.1)
        top.set(title=f"Two losses of one score, for the label {y}", ylabel="loss")
        bottom.set(xlabel="score z", ylabel="slope of the loss")
        top.legend(loc="upper right" if y == 1 else "upper left")
        (square, cross), (slope, steeper) = _values(marked, y)
        words = (
            f"At z = {brief(float(z))} the squared error is {brief(square[0])} with slope "
            f"{brief(slope[0])}, the cross-entropy is {brief(cross[0])} with slope "
            f"{brief(steeper[0])}."
        )
        return as_picture(figure, [f"Two losses of one score, for the label {y}.", words])


def _values(z: Any, y: int) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Return both losses and both slopes at each score."""
    labels = np.full(z.shape, float(y))
    square = losses.squared_error(labels[:, None], sigmoid(z)[:, None])
    return (
        (square, losses.bce_from_logits(z, labels)),
        (losses.dmse_dz(z, labels), losses.dce_dz(z, labels)),
    )


def _mark(axes: Any, z: float) -> None:
    axes.axhline(0, color=MUTED, linewidth=0.8, zorder=1)
    axes.axvline(z, color=MUTED, linewidth=1.0, linestyle=(0, (1, 3)), zorder=1)
