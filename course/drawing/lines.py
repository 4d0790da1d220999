"""The line on which a unit with two inputs switches: w_1j x_1 + w_2j x_2 + w_0j = 0.

Everything here happens in the unit square, 0..1 by 0..1, onto which the frame of a picture is
mapped: lengths and angles are then those that the reader sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import ArrayLike

from course.counting import counted
from course.drawing.palette import CARD, PLUM
from course.drawing.placing import roomiest
from course.drawing.sampling import Floats
from course.drawing.wording import brief

__all__ = ["Frame", "Line", "draw_lines", "line_words", "lines_of"]

Frame: TypeAlias = tuple[float, float, float, float]  # x from, x to, y from, y to
_LABELLED = 12  # more units than this are drawn without numbers
_SIDES = (
    "right", "upper right", "top", "upper left", "left", "lower left", "bottom", "lower right",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """The line of unit `j`; `ends` is None where it does not cross the frame."""

    j: int
    weights: tuple[float, float, float]  # w_1j, w_2j, w_0j, as the student has them
    ends: Floats | None  # (2, 2), in the unit square
    positive: Floats  # (2,), from the line to the side where the unit's input is positive


def lines_of(hidden: tuple[ArrayLike, ArrayLike], frame: Frame, first: int) -> list[Line]:
    """Return the line of every unit of a layer; the first unit has the number `first`."""
    W = np.asarray(hidden[0], dtype=np.float64)
    b = np.asarray(hidden[1], dtype=np.float64).ravel()
    if W.ndim != 2 or W.shape[0] != 2 or b.shape != W.shape[1:]:
        raise ValueError(f"hidden needs W (2, h) and b (h,), got {W.shape} and {b.shape}")
    return [
        _line(first + j, float(W[0, j]), float(W[1, j]), float(b[j]), frame) for j in range(len(b))
    ]


def _line(j: int, w1: float, w2: float, w0: float, frame: Frame) -> Line:
    x0, x1, y0, y1 = frame
    with np.errstate(all="ignore"):
        size = max(abs(w1), abs(w2), abs(w0)) or 1.0
        u, v, c = w1 / size, w2 / size, w0 / size
        c += u * x0 + v * y0
        normal = np.array([u * (x1 - x0), v * (y1 - y0)])
        length = float(np.hypot(*normal))
        if not np.isfinite(length) or not np.isfinite(c) or length == 0:
            return Line(j, (w1, w2, w0), None, np.zeros(2))
        normal, c = normal / length, c / length
    return Line(j, (w1, w2, w0), _inside(normal, c), normal)


def _inside(normal: Floats, c: float) -> Floats | None:
    """Cut the line normal · x + c = 0 to the unit square; None if they do not meet."""
    foot = 0.5 - (float(normal @ [0.5, 0.5]) + c) * normal  # nearest to the centre
    along = np.array([-normal[1], normal[0]])
    start, stop = -2.0, 2.0
    for place, step in zip(foot, along, strict=True):
        if abs(step) < 1e-12:
            if not 0 <= place <= 1:
                return None
            continue
        one, other = sorted(((0 - place) / step, (1 - place) / step))
        start, stop = max(start, one), min(stop, other)
    return None if start >= stop else np.array([foot + start * along, foot + stop * along])


def draw_lines(axes: Any, lines: Sequence[Line], taken: Sequence[ArrayLike]) -> None:
    """Draw the lines that cross the frame, each with its number and an arrow to its + side."""
    crossing = [line for line in lines if line.ends is not None]
    labelled = len(lines) <= _LABELLED
    places = list(taken)
    for i, line in enumerate(crossing):
        assert line.ends is not None
        width = 1.6 if labelled else 0.9
        # White around the dashes: they may lie on the boundary, which is dark and thick.
        halo = [Stroke(linewidth=width + 2.0, foreground=CARD), Normal()]
        axes.plot(
            *line.ends.T, color=PLUM, linewidth=width, linestyle=(0, (5, 3)),
            transform=axes.transAxes, zorder=4, path_effects=halo,
            label=None if i else "hidden unit (arrow: in > 0)" if labelled else "hidden unit",
        )  # fmt: skip
        if labelled:
            places += _label(axes, line, places)


def _label(axes: Any, line: Line, taken: Sequence[ArrayLike]) -> list[Floats]:
    """Write the number of a unit on its line; return the places that this takes up."""
    assert line.ends is not None
    shares = np.concatenate([np.linspace(0.12, 0.88, 20), [0.5]])[::-1, None]
    along = line.ends[0] + shares * (line.ends[1] - line.ends[0])
    tips = along + 0.095 * line.positive
    within = ((tips > 0.02) & (tips < 0.98) & (along > 0.04) & (along < 0.96)).all(axis=1)
    spot = roomiest(along[within] if within.any() else along, taken)
    axes.annotate(
        "", spot + 0.095 * line.positive, spot, xycoords="axes fraction", zorder=5,
        arrowprops={"arrowstyle": "-|>", "color": PLUM, "shrinkA": 0, "shrinkB": 0, "lw": 1.6},
    )  # fmt: skip
    axes.text(
        *spot, str(line.j), transform=axes.transAxes, ha="center", va="center", fontsize=8.5,
        fontweight="bold", color=PLUM, zorder=6,
        bbox={"boxstyle": "circle,pad=0.25", "facecolor": CARD, "edgecolor": PLUM, "lw": 1.2},
    )  # fmt: skip
    return [spot, spot + 0.07 * line.positive]


def line_words(lines: Sequence[Line] | None) -> list[str]:
    """Say which line each unit draws and on which side of it the unit is positive."""
    if lines is None:
        return []
    crossing = sum(line.ends is not None for line in lines)
    words = [f"{counted(len(lines), 'hidden unit')}, the lines of {crossing} cross the frame."]
    if len(lines) > _LABELLED:
        return [*words, f"With more than {_LABELLED} units, their numbers are left out."]
    return words + [_one(line) for line in lines]


def _one(line: Line) -> str:
    w1, w2, w0 = line.weights
    if not np.isfinite(line.weights).all():
        return f"Unit {line.j} has weights that are nan or inf: no line."
    if w1 == 0 == w2:
        return f"Unit {line.j} has no line: both weights are 0, its input is always {brief(w0)}."
    equation = f"{brief(w1)} x1 {_signed(w2)} x2 {_signed(w0)} = 0"
    if line.ends is None:
        return f"Unit {line.j}: {equation} lies outside the frame."
    angle = np.arctan2(line.positive[1], line.positive[0])
    side = _SIDES[round(float(angle) / (np.pi / 4)) % 8]
    return f"Unit {line.j}: {equation}, positive towards the {side}."


def _signed(value: float) -> str:
    return f"{'-' if value < 0 else '+'} {brief(abs(value))}"
