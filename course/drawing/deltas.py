"""How large the Δ of each layer is: on a logarithmic scale, as it may shrink at every layer."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.drawing.labels import End, label_ends
from course.drawing.palette import ASLEEP, INK, Look, look
from course.drawing.picture import Picture, as_picture, blank_figure, own_style, write_below
from course.drawing.sampling import Floats
from course.drawing.wording import brief, listing

__all__ = ["delta_chart"]

_MOST = 9  # with the bound, ten curves that look different from each other


def delta_chart(
    series: Mapping[str, Sequence[ArrayLike]],
    bound: ArrayLike | None = None,
    *,
    title: str = "How large is Δ in each layer?",
) -> Picture:
    """Draw the size of Δ, layer by layer, of several networks on a logarithmic scale.

    Parameters
    ----------
    series : mapping of str to sequence
        Name and layers of each network, first layer first. A layer is a number, its ‖Δ‖, or the
        array Δ itself, (n, fan_out): then the norms of its rows are averaged.
    bound : array_like, (layers,), or float, optional
        What no norm should exceed, one number per layer or one for all; a dashed line.
    title : str
        Title of the picture.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        With no network, or more than can be told apart.

    Lectures: CS 457, 07-3d The Vanishing Gradient Problem.

    Examples
    --------
    >>> norms = {"sigmoid": [0.001, 0.01, 0.1]}
    >>> delta_chart(norms, bound=[0.0625, 0.25, 1])  # doctest: +NORMALIZE_WHITESPACE
    How large is Δ in each layer? A logarithmic scale, for sigmoid. sigmoid: 0.1 in layer 3, 0.001
    in layer 1: times 0.1 per layer back. The bound is 1 in layer 3 and 0.0625 in layer 1; nothing
    exceeds it.
    """
    if not 1 <= len(series) <= _MOST:
        raise ValueError(f"delta_chart draws 1 to {_MOST} networks at a time, not {len(series)}")
    norms = {label: np.array([_norm(layer) for layer in s]) for label, s in series.items()}
    depth = max(len(row) for row in norms.values())
    limit = None if bound is None else _limit(bound, depth)
    notes = [note for label, row in norms.items() for note in _gaps(label, row)]
    with own_style():
        figure = blank_figure(7.0, 4.0)
        axes = figure.subplots()
        rows = [(label, row, look(i)) for i, (label, row) in enumerate(norms.items())]
        rows += [] if limit is None else [("bound", limit, Look(INK, (0, (6, 4)), "", INK))]
        _prepare(axes, title, depth, any((row > 0).any() for _, row, _ in rows))
        label_ends(axes, [end for row in rows for end in _draw(axes, *row)])
        write_below(figure, notes)
        words = [f"{title} A logarithmic scale, for {listing(list(norms))}."]
        words += [_shrinking(label, row) for label, row in norms.items()]
        words += [] if limit is None else [_kept(norms, limit)]
        return as_picture(figure, words + notes)


def _norm(layer: ArrayLike) -> float:
    """Return the norm of one layer; nan if there is none."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            delta = np.asarray(layer).astype(np.float64, casting="same_kind")
        except (TypeError, ValueError):
            return float("nan")
        if not delta.size:
            return float("nan")
        rows = delta.reshape(-1, delta.shape[-1]) if delta.ndim else delta[None, None]
        return float(np.linalg.norm(rows, axis=1).mean())


def _limit(bound: ArrayLike, depth: int) -> Floats:
    limit = np.asarray(bound, dtype=np.float64)
    if limit.ndim > 1 or (limit.ndim == 1 and len(limit) != depth):
        raise ValueError(f"bound needs one number, or one per layer: {depth}, got {limit.shape}")
    return np.broadcast_to(limit, (depth,)).astype(np.float64)


def _gaps(label: str, row: Floats) -> list[str]:
    """Say which layers a logarithmic scale cannot show."""
    words = []
    for where, why in ((row == 0, "exactly 0"), (~np.isfinite(row), "nan, inf or no number")):
        if where.any():
            layers = [str(k + 1) for k in np.flatnonzero(where)]
            plural = "layer" if len(layers) == 1 else "layers"
            words.append(f"{label} is {why} in {plural} {listing(layers)}.")
    return words


def _prepare(axes: Any, title: str, depth: int, log: bool) -> None:
    """Set up the axes: layers across, and sizes on a logarithmic scale."""
    axes.set(title=title, xlabel="layer, first to last", ylabel="size of Δ")
    axes.grid(axis="y", color=ASLEEP, linewidth=0.8)
    axes.set_xticks(range(1, depth + 1, max(1, -(-depth // 12))))
    axes.set_xlim(0.7, max(depth, 1) + 0.15 * (depth == 1))
    if log:
        axes.set_yscale("log")


def _draw(axes: Any, label: str, row: Floats, style: Look) -> list[End]:
    seen = np.where((row > 0) & np.isfinite(row), row, np.nan)
    known = np.flatnonzero(np.isfinite(seen))
    if not known.size:
        return []
    axes.plot(
        np.arange(1, len(row) + 1), seen, color=style.colour, linestyle=style.dash,
        marker=style.marker, markersize=6, zorder=3, linewidth=2.0 if style.marker else 1.4,
    )  # fmt: skip
    level = float(np.log(seen[known]).mean())
    return [End(float(known[-1] + 1), float(seen[known[-1]]), label, style, level)]


def _shrinking(label: str, row: Floats) -> str:
    """Say how large Δ is at both ends, and what one layer does to it on average."""
    known = np.flatnonzero(np.isfinite(row) & (row > 0))
    if not known.size:
        return f"{label}: nothing to draw."
    first, last = int(known[0]), int(known[-1])
    ends = f"{label}: {brief(row[last])} in layer {last + 1}"
    if first == last:
        return ends + "."
    factor = float(np.exp((np.log(row[first]) - np.log(row[last])) / (last - first)))
    return (
        f"{ends}, {brief(row[first])} in layer {first + 1}: times {brief(factor)} per layer back."
    )


def _kept(norms: Mapping[str, Floats], limit: Floats) -> str:
    """Compare with the bound; rounding errors do not count."""
    broken = []
    for label, row in norms.items():
        above = np.flatnonzero(row > limit[: len(row)] * (1 + 1e-9))
        if above.size:
            layers = listing([str(k + 1) for k in above])
            broken.append(
                f"{label} exceeds it in {'layer' if len(above) == 1 else 'layers'} {layers}"
            )
    ends = f"{brief(limit[-1])} in layer {len(limit)} and {brief(limit[0])} in layer 1"
    return f"The bound is {ends}; {'; '.join(broken) if broken else 'nothing exceeds it'}."
