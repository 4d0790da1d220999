"""One table of weights, read in two ways: forward down a column, backward along a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from course.drawing.palette import BLUE, CARD, INK, MUTED, VERMILION, VERMILION_TEXT, tint
from course.drawing.picture import Picture, as_picture, own_style
from course.drawing.sampling import Floats
from course.drawing.wording import brief

__all__ = ["weights_both_ways"]

_MOST = (4, 3)  # rows and columns: more do not fit beside each other
_WIDE, _TALL = 0.66, 0.42  # one cell, in inches
_LEFT, _RIGHT, _ABOVE, _BELOW = 0.75, 1.0, 1.3, 0.75  # around a table


def weights_both_ways(
    W: ArrayLike,
    a: ArrayLike,
    delta: ArrayLike,
    into: int = 0,
    out_of: int = 0,
    *,
    senders: Sequence[object] = (),
    receivers: Sequence[object] = (),
) -> Picture:
    """Draw a table of weights twice: what a unit receives forward, and what comes back to one.

    On the left a column of W is marked: Σ_i a_i w_ij, a sum over the senders i. On the right a
    row is marked: Σ_j w_ij Δ_j, a sum over the receivers j. The table is the same.

    Parameters
    ----------
    W : array_like, (fan_in, fan_out)
        Weights, at most 4 rows and 3 columns.
    a : array_like, (fan_in,)
        What the senders pass on, for one example.
    delta : array_like, (fan_out,)
        Δ of the receivers.
    into : int
        Column to mark on the left: the unit whose pre-activation is added up.
    out_of : int
        Row to mark on the right: the unit to which Δ comes back.
    senders, receivers : sequences, optional
        Numbers or names of the units; 1, 2, ... without them.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If the shapes do not fit, or there is no such row or column.

    Lectures: CS 457, 07-3a Computing Partial Derivatives With Respect To in_j: Recursive Case.

    Examples
    --------
    >>> weights_both_ways([[1, 2], [3, 4]], [10, 1], [1, 5])  # doctest: +NORMALIZE_WHITESPACE
    One table of weights, read both ways. Forward, column 1: 10 · 1 + 1 · 3 = 13 arrives at unit 1,
    besides its bias. Backward, row 1: 1 · 1 + 2 · 5 = 11 comes back to unit 1.
    """
    table, sent, back = (np.asarray(part, dtype=np.float64) for part in (W, a, delta))
    if table.ndim != 2 or not table.size or (np.array(table.shape) > _MOST).any():
        raise ValueError(f"W needs at most {_MOST} rows and columns, got shape {table.shape}")
    if sent.shape != table.shape[:1] or back.shape != table.shape[1:]:
        raise ValueError(
            f"W {table.shape}, a {sent.shape} and delta {back.shape} do not fit: one entry of a "
            "for each row, one of delta for each column"
        )
    rows = [str(name) for name in senders] or [str(i + 1) for i in range(len(table))]
    columns = [str(name) for name in receivers] or [str(j + 1) for j in range(table.shape[1])]
    if (len(rows), len(columns)) != table.shape:
        raise ValueError("senders and receivers need one name per row, and one per column")
    if not (0 <= into < len(columns) and 0 <= out_of < len(rows)):
        raise ValueError(f"W {table.shape} has no column {into} or no row {out_of}")
    with own_style():
        figure, left, right = _frames(*table.shape)
        _grid(left, table, rows, columns, marked=(None, into), colour=BLUE)
        _grid(right, table, rows, columns, marked=(out_of, None), colour=VERMILION)
        _forward(left, sent, rows, columns, into, float(sent @ table[:, into]))
        _backward(right, back, rows, columns, out_of, float(table[out_of] @ back))
        return as_picture(figure, _words(table, sent, back, rows, columns, into, out_of))


def _frames(fan_in: int, fan_out: int) -> tuple[Figure, Any, Any]:
    """Return a figure with two drawing boards side by side, both measured in inches."""
    width = _LEFT + fan_out * _WIDE + _RIGHT
    height = _ABOVE + fan_in * _TALL + _BELOW
    figure = Figure(figsize=(2 * width, height))
    boards = []
    for k in range(2):
        axes = figure.add_axes((k / 2, 0, 0.5, 1), xlim=(-_LEFT, width - _LEFT))
        axes.set_ylim(height - _ABOVE, -_ABOVE)  # downwards, as rows are counted
        axes.set_axis_off()
        boards.append(axes)
    return figure, boards[0], boards[1]


def _grid(
    axes: Any,
    W: Floats,
    rows: list[str],
    columns: list[str],
    marked: tuple[int | None, int | None],
    colour: str,
) -> None:
    """Draw the table, with one row or one column marked by colour and a thick frame."""
    fan_in, fan_out = W.shape
    for (i, j), weight in np.ndenumerate(W):
        chosen = i == marked[0] or j == marked[1]
        box = Rectangle((j * _WIDE, i * _TALL), _WIDE, _TALL, zorder=1)
        box.set(facecolor=tint(colour) if chosen else CARD, edgecolor=MUTED, linewidth=0.8)
        axes.add_patch(box)
        _write(axes, (j + 0.5) * _WIDE, (i + 0.5) * _TALL, _signed(weight), bold=chosen)
    i, j = marked
    corner = (0.0, i * _TALL) if i is not None else ((j or 0) * _WIDE, 0.0)
    size = (fan_out * _WIDE, _TALL) if i is not None else (_WIDE, fan_in * _TALL)
    frame = Rectangle(corner, *size, fill=False, edgecolor=colour, linewidth=2.4, zorder=3)
    axes.add_patch(frame)
    for i, name in enumerate(rows):
        _write(axes, -0.12, (i + 0.5) * _TALL, f"from {name}", ha="right", small=True)
    for j, name in enumerate(columns):
        _write(axes, (j + 0.5) * _WIDE, -0.16, f"to {name}", small=True)


def _forward(
    axes: Any, a: Floats, rows: list[str], columns: list[str], j: int, total: float
) -> None:
    _write(axes, -_LEFT + 0.12, -_ABOVE + 0.25, "Forward: down a column", title=True)
    for i, name in enumerate(rows):
        right = len(columns) * _WIDE + 0.1
        text = f"a_{name} = {_signed(a[i])}"
        _write(axes, right, (i + 0.5) * _TALL, text, ha="left", colour=BLUE)
    down = len(rows) * _TALL
    _write(axes, (j + 0.5) * _WIDE, down + 0.2, "▼", colour=BLUE)
    said = f"Σ a w = {_signed(total)}"
    _write(axes, (j + 0.5) * _WIDE, down + 0.45, said, colour=BLUE, bold=True)


def _backward(
    axes: Any, delta: Floats, rows: list[str], columns: list[str], i: int, total: float
) -> None:
    _write(axes, -_LEFT + 0.12, -_ABOVE + 0.25, "Backward: along a row", title=True)
    for j, name in enumerate(columns):
        middle = (j + 0.5) * _WIDE
        _write(axes, middle, -0.68, f"Δ_{name} =", colour=VERMILION_TEXT)
        _write(axes, middle, -0.45, _signed(delta[j]), colour=VERMILION_TEXT)
    right, middle = len(columns) * _WIDE + 0.08, (i + 0.5) * _TALL
    said = f"▶ {_signed(total)}"
    _write(axes, right, middle, said, ha="left", colour=VERMILION_TEXT, bold=True)
    _write(axes, right + 0.22, middle + 0.22, "Σ w Δ", ha="left", colour=VERMILION_TEXT)


def _write(
    axes: Any,
    x: float,
    y: float,
    text: str,
    *,
    ha: str = "center",
    colour: str = INK,
    bold: bool = False,
    small: bool = False,
    title: bool = False,
) -> None:
    size = 11 if title else 8.5 if small else 9
    axes.text(
        x, y, text, ha="left" if title else ha, va="center_baseline", fontsize=size,
        color=MUTED if small else colour, zorder=4, parse_math=False,
        fontweight="bold" if bold or title else "normal",
    )  # fmt: skip


def _signed(value: float) -> str:
    return brief(float(value)).replace("-", "−")


def _words(
    W: Floats, a: Floats, delta: Floats, rows: list[str], columns: list[str], j: int, i: int
) -> list[str]:
    down = " + ".join(f"{brief(s)} · {brief(w)}" for s, w in zip(a, W[:, j], strict=True))
    along = " + ".join(f"{brief(w)} · {brief(d)}" for w, d in zip(W[i], delta, strict=True))
    return [
        "One table of weights, read both ways.",
        f"Forward, column {columns[j]}: {down} = {brief(float(a @ W[:, j]))} arrives at unit "
        f"{columns[j]}, besides its bias.",
        f"Backward, row {rows[i]}: {along} = {brief(float(W[i] @ delta))} comes back to unit "
        f"{rows[i]}.",
    ]
