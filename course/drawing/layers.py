"""What happens to the numbers on their way through the layers: one small histogram for each."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.counting import counted
from course.drawing.palette import ASLEEP, BLUE, CARD, INK, MUTED, VERMILION, VERMILION_TEXT
from course.drawing.picture import Picture, as_picture, blank_figure, own_style, write_below
from course.drawing.sampling import Floats
from course.drawing.wording import brief, percent

__all__ = ["layer_histograms"]

_MOST = 20  # rows that can be read
_BINS = 60


@dataclass(frozen=True)
class _Layer:
    """One row: the finite numbers of a layer, which of them are marked, and what is missing."""

    name: str
    values: Floats
    marked: Any  # bool, like values
    note: str


def layer_histograms(
    layers: Sequence[ArrayLike],
    interval: tuple[float, float] | None = None,
    *,
    outside: bool = True,
    word: str = "saturated",
    log: bool = False,
    names: Sequence[str] | None = None,
    title: str = "Layer by layer",
) -> Picture:
    """Draw one small histogram per layer, of activations or of gradients, on a common axis.

    Parameters
    ----------
    layers : sequence of array_like, any shapes
        The numbers of each layer, first layer first. Of more than 20 layers, 20 are drawn.
    interval : pair of floats, optional
        Values outside of it, or at its ends, are marked, and their share is written beside the
        histogram: for the sigmoid, (0.05, 0.95) marks the saturated ones.
    outside : bool
        False marks the values inside the interval instead, ends included.
    word : str
        What the marked values are.
    log : bool
        Draw the order of magnitude, log10 of the size: for gradients. Zeros are counted apart.
    names : sequence of str, optional
        Names of the layers; by default they are numbered from 1.
    title : str
        Title of the picture.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there is no layer, or not one name per layer.

    Lectures: CS 457, 07-4a Keeping the Initial Weights Small.

    Examples
    --------
    >>> outs = [[0.4, 0.5, 0.6], [0.01, 0.5, 0.99]]
    >>> layer_histograms(outs, (0.05, 0.95))  # doctest: +NORMALIZE_WHITESPACE
    Layer by layer: the values in 2 layers. layer 1: mean 0.5, std 0.0816, 0.0 % saturated.
    layer 2: mean 0.5, std 0.4, 66.7 % saturated.
    """
    names = _checked_names(layers, names)
    picks = np.unique(np.linspace(0, len(layers) - 1, min(len(layers), _MOST)).round().astype(int))
    rows = [_read(names[k], layers[k], interval, outside, log) for k in picks]
    notes = [row.note for row in rows]
    if len(rows) < len(layers):
        notes.append(f"{len(layers) - len(rows)} of {len(layers)} layers left out.")
    word = word if interval else ""
    with own_style():
        figure = blank_figure(7.0, 1.35 + len(rows) * min(0.62, max(0.3, 4.2 / len(rows))))
        axes = figure.subplots()
        spreads = _spreads(rows, log)
        for place, row in enumerate(rows):
            _ridge(axes, place, row, _edges(rows, log), log)
            _beside(axes, place, row, word, spreads[place])
        _trim(axes, rows, title, log)
        _explain(axes, interval, outside, word)
        write_below(figure, notes)
        scale = "sizes of the values on a logarithmic scale" if log else "values"
        words = [f"{title}: the {scale} in {counted(len(layers), 'layer')}."]
        return as_picture(figure, [*words, *(_words(row, word, log) for row in rows), *notes])


def _checked_names(layers: Sequence[ArrayLike], names: Sequence[str] | None) -> list[str]:
    if not len(layers):
        raise ValueError("layer_histograms needs at least one layer")
    if names is None:
        return [f"layer {k + 1}" for k in range(len(layers))]
    if len(names) != len(layers):
        raise ValueError(f"names needs one name per layer: {len(layers)}, got {len(names)}")
    return list(names)


def _read(
    name: str, raw: ArrayLike, interval: tuple[float, float] | None, outside: bool, log: bool
) -> _Layer:
    """Read the numbers of one layer, and mark those that the share is about."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = np.asarray(raw).astype(np.float64, casting="same_kind").ravel()
    except (TypeError, ValueError):
        empty = np.array([])
        return _Layer(name, empty, empty.astype(bool), f"{name} holds no numbers.")
    good = np.abs(values) < 1e100  # False for nan
    lost = int((~good).sum())
    notes = [f"{name}: {lost} of {values.size} are nan, inf or huge."] if lost else []
    notes += [] if values.size else [f"{name} is empty."]
    values = values[good]
    if interval is None:
        return _Layer(name, values, np.zeros(values.shape, dtype=bool), "".join(notes))
    low, high = interval
    marked = (values <= low) | (values >= high) if outside else (values >= low) & (values <= high)
    return _Layer(name, values, marked, "".join(notes))


def _shown(row: _Layer, log: bool) -> tuple[Floats, Any]:
    """Return what the histogram counts, and which of it is marked."""
    if not log:
        return row.values, row.marked
    there = row.values != 0
    return np.log10(np.abs(row.values[there])), row.marked[there]


def _edges(rows: Sequence[_Layer], log: bool) -> Floats:
    """Return the bins, the same for all layers."""
    every = np.concatenate([_shown(row, log)[0] for row in rows])
    low, high = (every.min(), every.max()) if every.size else (0.0, 1.0)
    room = 0.5 if low == high else 0.0
    return np.linspace(low - room, high + room, _BINS + 1)


def _ridge(axes: Any, place: int, row: _Layer, edges: Floats, log: bool) -> None:
    """Draw one histogram, as high as its row; the marked part lies below, hatched."""
    values, marked = _shown(row, log)
    axes.axhline(place, color=MUTED, linewidth=0.6, zorder=1)
    if not values.size:
        return
    both, _ = np.histogram(values, edges)
    part, _ = np.histogram(values[marked], edges)
    scale = 0.86 / both.max()
    axes.stairs(place - scale * both, edges, baseline=place, fill=True, color=BLUE, zorder=2)
    if part.any():
        axes.stairs(
            place - scale * part, edges, baseline=place, fill=True, facecolor=VERMILION,
            edgecolor=CARD, linewidth=0, hatch="/////", zorder=3,
        )  # fmt: skip


def _spreads(rows: Sequence[_Layer], log: bool) -> list[str]:
    """Return what is written beside each row: the zeros, or the spread, all to the same digit."""
    if log:
        zeros = [float((row.values == 0).mean()) if row.values.size else 0.0 for row in rows]
        return [f"{percent(share)} are 0" for share in zeros]
    stds = np.array([row.values.std() if row.values.size else 0.0 for row in rows])
    low, high = stds[stds > 0].min(initial=np.inf), stds.max(initial=0.0)
    digits = 1 - int(np.floor(np.log10(low))) if low <= high else 0  # two of the smallest
    if not 1 <= digits <= 4 or high >= 1000:  # too small, or too far apart
        return [f"std {brief(float(std))}" for std in stds]
    return [f"std {std:.{digits}f}" for std in stds]


def _beside(axes: Any, place: int, row: _Layer, word: str, more: str) -> None:
    """Write the share, and the spread or the zeros, to the right of the histogram."""
    if not row.values.size:
        axes.text(1.02, place - 0.25, "nothing to draw", transform=axes.get_yaxis_transform(),
                  fontsize=9, color=VERMILION_TEXT, va="center")  # fmt: skip
        return
    right = axes.get_yaxis_transform()
    if word:
        share = percent(float(row.marked.mean()))
        axes.text(1.15, place - 0.25, share, transform=right, fontsize=9, va="center",
                  ha="right", color=VERMILION_TEXT)  # fmt: skip
    axes.text(1.19 if word else 1.02, place - 0.25, more, transform=right, fontsize=9,
              va="center", color=INK)  # fmt: skip


def _trim(axes: Any, rows: Sequence[_Layer], title: str, log: bool) -> None:
    """Name the rows and the axes."""
    axes.set_ylim(len(rows) - 0.9, -1.0)
    axes.set_yticks(np.arange(len(rows)) - 0.25, [row.name for row in rows])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=ASLEEP, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.margins(x=0.01)
    axes.set_title(title)
    axes.set_xlabel("size of the values" if log else "value")
    axes.set_ylabel("number of values")
    if log:
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.xaxis.set_major_formatter(lambda x, _: f"$10^{{{x:.0f}}}$")


def _explain(axes: Any, interval: tuple[float, float] | None, outside: bool, word: str) -> None:
    if interval is None:
        return
    low, high = (f"{end:g}" for end in interval)
    where = f"≤ {low} or ≥ {high}" if outside else f"from {low} to {high}"
    axes.set_title(
        f"{word}: {where}", loc="right", fontsize=9, fontweight="normal", color=VERMILION_TEXT
    )


def _words(row: _Layer, word: str, log: bool) -> str:
    """Describe one layer in numbers."""
    if not row.values.size:
        return f"{row.name}: nothing to draw."
    share = f", {percent(float(row.marked.mean()))} {word}" if word else ""
    zeros = float((row.values == 0).mean())
    none = f", {percent(zeros)} exactly 0" if zeros and log else ""
    middle = (
        f"median size {brief(float(np.median(np.abs(row.values))))}"
        if log
        else f"mean {brief(float(row.values.mean()))}"
    )
    return f"{row.name}: {middle}, std {brief(float(row.values.std()))}{share}{none}."
