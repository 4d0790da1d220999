"""Published tables, as dots that can be compared at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course.data_tables import GLOROT_DATA_SETS, GLOROT_TEST_ERRORS, ErrorTable
from course.drawing.palette import ASLEEP, BLUE, CARD, INK, VERMILION, VERMILION_TEXT
from course.drawing.picture import Picture, as_picture, blank_figure, own_style

__all__ = ["table_chart"]

_APART = 0.16  # rows: the two marks of an activation never hide each other


def table_chart(
    table: ErrorTable = GLOROT_TEST_ERRORS, data_sets: Sequence[str] = GLOROT_DATA_SETS
) -> Picture:
    """Draw Glorot et al.'s test errors: one panel per data set, two dots per activation.

    Parameters
    ----------
    table : mapping
        ``table[with_pretraining][activation]`` is a tuple of errors in %, one per data set.
    data_sets : sequence of str
        Names of the data sets.

    Returns
    -------
    Picture
    """
    words = ["Test errors in %. Each panel has its own scale."]
    with own_style():
        figure = blank_figure(7.4, 5.9)
        panels = figure.subplots(-(-len(data_sets) // 2), 2, squeeze=False).ravel()
        for axes in panels[len(data_sets) :]:
            axes.set_visible(False)
        for k, (axes, data_set) in enumerate(zip(panels, data_sets, strict=False)):
            _panel(axes, table, k)
            axes.set_title(data_set)
            axes.set_xlabel("test error in %")
            words += [_words(table, k, data_set, pretrained) for pretrained in (True, False)]
        figure.legend(
            *panels[0].get_legend_handles_labels(), loc="outside upper left", ncols=2,
            handletextpad=0.3, title="Test errors; the smallest of each series is bold",
            alignment="left", title_fontproperties={"weight": "bold", "size": 11},
        )  # fmt: skip
        return as_picture(figure, words)


def _panel(axes: Any, table: ErrorTable, k: int) -> None:
    """Draw the errors on data set k: a row per activation, its two dots joined by a bar."""
    names = list(table[True])
    pairs = [(table[True][n][k], table[False][n][k]) for n in names]
    for pretrained in (True, False):
        _dots(axes, pairs, pretrained)
    for row, pair in enumerate(pairs):
        axes.plot(pair, (row - _APART, row + _APART), color=ASLEEP, linewidth=5, zorder=1)
    axes.set_yticks(range(len(names)), names if k % 2 == 0 else [])
    axes.set_ylim(len(names) - 0.45, -0.6)
    axes.margins(x=0.22)
    axes.locator_params(axis="x", nbins=6)
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)
    axes.grid(axis="x", color=ASLEEP, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def _words(table: ErrorTable, k: int, data_set: str, pretrained: bool) -> str:
    """List one series of a panel, and name its best."""
    errors = {name: table[pretrained][name][k] for name in table[True]}
    listed = ", ".join(f"{name} {error:.2f}" for name, error in errors.items())
    how = "with" if pretrained else "without"
    best = min(errors, key=lambda name: errors[name])
    return f"{data_set} {how} pre-training: {listed}; best is {best}."


def _dots(axes: Any, pairs: Sequence[tuple[float, float]], pretrained: bool) -> None:
    """Draw one series of a panel; its smallest error is written in bold."""
    errors, others = zip(*(pair if pretrained else pair[::-1] for pair in pairs), strict=True)
    colour, marker = (BLUE, "o") if pretrained else (VERMILION, "s")
    shift = -_APART if pretrained else _APART
    axes.plot(
        errors, np.arange(len(errors)) + shift, marker, color=colour, markersize=8,
        markeredgewidth=2, markerfacecolor=colour if pretrained else CARD, zorder=3, clip_on=False,
        label=f"{'with' if pretrained else 'without'} pre-training",
    )  # fmt: skip
    for row, (error, other) in enumerate(zip(errors, others, strict=True)):
        side = -1 if error < other else 1  # each number on the outer side of its mark
        axes.annotate(
            f"{error:.2f}", (error, row + shift), xytext=(7 * side, 0), va="center",
            textcoords="offset points", ha="left" if side > 0 else "right", fontsize=8,
            fontweight="bold" if error == min(errors) else "normal",
            color=BLUE if pretrained else VERMILION_TEXT,
        )  # fmt: skip
