"""A network as the lectures draw it: units as circles from left to right, weights as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from course.counting import counted
from course.drawing.palette import (
    BLUE,
    CARD,
    INK,
    MUTED,
    VERMILION,
    VERMILION_TEXT,
    tint,
)  # fmt: skip
from course.drawing.picture import Picture, as_picture, own_style, write_below
from course.drawing.sampling import Floats
from course.drawing.wiring import Wiring, wiring_of
from course.drawing.wording import brief, listing, percent

__all__ = ["network_drawing"]

_MOST = 12  # units of a layer that are drawn one by one
_ENDS = 4  # of larger layers, so many at the top and at the bottom
_WRITTEN = 30  # weights that are written out
_WIDTH = 7.0  # inches
_ASIDE = 0.12  # inches between a unit and what is written above or below it
_SHARES = np.array([0.3, 0.27, 0.33, 0.36, 0.24, 0.4, 0.44, 0.48, *np.arange(0.52, 0.84, 0.04)])
_ENOUGH = 0.25  # inches of room for a weight: with more, nothing is gained


@dataclass(frozen=True)
class _Plan:
    """Where everything goes, in inches from the lower left corner of the card."""

    net: Wiring
    shown: list[list[int]]  # which units of each layer are drawn
    places: list[Floats]  # (units shown, 2) for each layer
    radius: float
    height: float
    key: float  # where the explanation of the lines stands
    roomy: bool  # is there room for text at the units?
    numbered: bool


def network_drawing(
    Ws: Sequence[ArrayLike],
    bs: Sequence[ArrayLike] | None = None,
    ins: Sequence[ArrayLike] | None = None,
    outs: Sequence[ArrayLike] | None = None,
    names: Sequence[str] | None = None,
    *,
    numbered: bool = True,
    title: str = "The network",
) -> Picture:
    """Draw a network: lines are weights, blue and solid above 0, orange and dashed below.

    The thicker a line, the larger the size of its weight. Up to 30 weights are written beside
    their lines; of layers with more than 12 units, the first and last 4 are drawn.

    Parameters
    ----------
    Ws : sequence of array_like, (fan_in, fan_out)
        Weights of each layer.
    bs : sequence of array_like, (fan_out,), optional
        Biases, written below the units as w0.
    ins, outs : sequences of array_like, (fan_out,) or (n, fan_out), optional
        Pre-activations and activations of one example, as `forward` returns them: ``outs[0]`` is
        the input. Of several examples, the first is drawn.
    names : sequence of str, optional
        A name for each layer of units, inputs first.
    numbered : bool
        Number the units on from layer to layer, inputs first, as the lecture does.
    title : str
        Title of the picture.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there are no weights, or not one name per layer.

    Lectures: CS 457, 07-1b Network Topology and Notation; 07-2b Feedforward Neural Networks.

    Examples
    --------
    >>> network_drawing([[[1, -2], [3, 4]], [[5], [6]]])  # doctest: +NORMALIZE_WHITESPACE
    The network: input (2 units), hidden (2 units) and output (1 unit); 6 weights. Weights:
    1 to 3: 1; 1 to 4: -2; 2 to 3: 3; 2 to 4: 4; 3 to 5: 5; 4 to 5: 6.
    """
    if any(np.ndim(W) == 3 for W in Ws):
        raise ValueError("these are the weights of a stack of networks: draw one of unstack(nets)")
    net = wiring_of(Ws, bs, ins, outs)
    layers = len(net.sizes)
    if names is not None and len(names) != layers:
        raise ValueError(f"names needs one name per layer of units: {layers}, got {len(names)}")
    plan = _plan(net, numbered)
    with own_style():
        figure = Figure(figsize=(_WIDTH, plan.height))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, _WIDTH), ylim=(0, plan.height))
        axes.set_axis_off()
        axes.text(0.15, plan.height - 0.28, title, fontsize=11, fontweight="bold")
        _draw_weights(axes, plan)
        _draw_units(axes, plan)
        _draw_names(axes, plan, names)
        _draw_key(axes, plan.key)
        write_below(figure, net.notes)
        return as_picture(figure, _words(plan, title, names))


# --- the plan ------------------------------------------------------------------------------------


def _plan(net: Wiring, numbered: bool) -> _Plan:
    """Find room for the tallest layer; the others stand centred beside it."""
    shown = [_shown(size) for size in net.sizes]
    rows = [_rows(units, size) for units, size in zip(shown, net.sizes, strict=True)]
    slots = int(max(row[-1] for row in rows)) + 1
    roomy = slots <= 6 and len(net.sizes) <= 8
    above = 0.22 if (roomy and net.ins) or (numbered and net.outs) else 0.0
    below = 0.22 if roomy and net.bs else 0.0
    wanted = roomy * (0.66 + 1.3 * (above + below))
    slot = max(0.85 if slots <= 4 else 0.66 if slots <= 8 else 0.5, wanted)
    gap = (_WIDTH - 1.6) / (len(net.sizes) - 1)
    radius = min(0.27, 0.38 * slot, 0.3 * gap)
    key = 0.3 + 0.17 * sum(1 + len(note) // 91 for note in net.notes)
    bottom = key + 0.42 + below + radius
    middle = bottom + slot * (slots - 1) / 2
    places = [
        np.column_stack([np.full(len(row), 0.8 + k * gap), middle + slot * (row[-1] / 2 - row)])
        for k, row in enumerate(rows)
    ]
    height = bottom + slot * (slots - 1) + radius + above + 0.82
    return _Plan(net, shown, places, radius, height, key, roomy, numbered)


def _rows(units: Sequence[int], size: int) -> Floats:
    """Return the row of every unit that is drawn; one row stays free for the dots."""
    if len(units) == size:
        return np.arange(size, dtype=np.float64)
    return np.delete(np.arange(len(units) + 1, dtype=np.float64), _ENDS)


def _shown(size: int) -> list[int]:
    if size <= _MOST:
        return list(range(size))
    return [*range(_ENDS), *range(size - _ENDS, size)]


def _edges(plan: _Plan) -> Iterator[tuple[float, Floats, Floats]]:
    """Yield every weight that is drawn, with where its line begins and ends."""
    for k, W in enumerate(plan.net.Ws):
        for i, start in zip(plan.shown[k], plan.places[k], strict=True):
            for j, end in zip(plan.shown[k + 1], plan.places[k + 1], strict=True):
                yield float(W[i, j]), start, end


def _size(net: Wiring) -> tuple[int, float]:
    """Return the number of weights, and the size of the largest one that is finite."""
    every = np.concatenate([W.ravel() for W in net.Ws])
    return len(every), float(np.abs(every[np.isfinite(every)]).max(initial=0.0)) or 1.0


# --- the drawing ---------------------------------------------------------------------------------


def _draw_weights(axes: Any, plan: _Plan) -> None:
    count, largest = _size(plan.net)
    thin = 1.0 if count <= 60 else 0.5
    for w, start, end in _edges(plan):
        known = bool(np.isfinite(w)) and w != 0
        share = abs(w) / largest if known else 0.0
        axes.plot(
            *np.transpose([start, end]), linewidth=thin * (0.7 + 3.3 * share) if known else 0.9,
            color=MUTED if not known else BLUE if w > 0 else VERMILION, zorder=2,
            linestyle=(0, (1, 2)) if not known else "-" if w > 0 else (0, (3.5, 1.2)),
            alpha=1.0 if count <= _WRITTEN else 0.25 + 0.75 * share,
        )  # fmt: skip
    if count <= _WRITTEN:
        aside = np.array([0.0, plan.radius + _ASIDE])
        taken = [p + k * aside for places in plan.places for p in places for k in (-1, 0, 1)]
        edges = list(_edges(plan))
        for i, (w, start, end) in enumerate(edges):
            others = [line[1:] for k, line in enumerate(edges) if k != i]
            taken.append(_write_weight(axes, w, start, end, plan.radius, taken, others))


def _write_weight(
    axes: Any,
    w: float,
    start: Floats,
    end: Floats,
    radius: float,
    taken: Sequence[Floats],
    others: Sequence[tuple[Floats, Floats]],
) -> Floats:
    """Write a weight on its line, away from labels and from other lines; return the place."""
    edge = (radius + 0.2) / float(np.linalg.norm(end - start))
    shares = np.clip(_SHARES, edge, max(edge, 1 - edge))[:, None]
    candidates = start + shares * (end - start)
    wide = np.array([0.6, 1.0])  # text is wider than high: sideways it needs more room
    from_labels = _clearance(candidates * wide, [place * wide for place in taken])
    from_lines = np.full(len(candidates), np.inf)
    for line in others:
        gaps = _distance(candidates * wide, *(place * wide for place in line))
        from_lines = np.minimum(from_lines, gaps)
    # Labels on top of each other are worse than a label on a line: they count for more.
    score = 2 * np.minimum(from_labels, _ENOUGH) + np.minimum(1.7 * from_lines, _ENOUGH)
    spot = candidates[int(np.argmax(np.round(score, 3)))]
    text = (f"{w:.2g}" if abs(w) < 10 else brief(w)).replace("-", "−")
    text = text if np.isfinite(w) else "?"
    axes.text(
        *spot, text, ha="center", va="center", fontsize=8.5, zorder=3,
        color=BLUE if w > 0 else VERMILION_TEXT if w < 0 else INK,
        bbox={"boxstyle": "round,pad=0.14", "facecolor": CARD, "edgecolor": "none"},
    )  # fmt: skip
    return np.asarray(spot)


def _clearance(candidates: Floats, taken: Sequence[Floats]) -> Floats:
    """Return how far every candidate is from the nearest place that is taken."""
    gaps = candidates[:, None] - np.asarray(taken)[None]
    return np.asarray(np.linalg.norm(gaps, axis=2).min(axis=1))


def _distance(points: Floats, start: Floats, end: Floats) -> Floats:
    """Return how far every point is from the line between two others."""
    along = end - start
    share = np.clip((points - start) @ along / float(along @ along), 0, 1)[:, None]
    return np.asarray(np.linalg.norm(points - start - share * along, axis=1))


def _draw_units(axes: Any, plan: _Plan) -> None:
    from matplotlib.patches import Circle

    for k, (units, places) in enumerate(zip(plan.shown, plan.places, strict=True)):
        for i, place in zip(units, places, strict=True):
            a = float(plan.net.outs[k][i]) if plan.net.outs else None
            axes.add_patch(
                Circle(
                    place, plan.radius, facecolor=_fill(plan, a), edgecolor=INK, lw=1.3, zorder=4
                )
            )
            _write_unit(axes, plan, k, i, place, a)
        if len(units) < plan.net.sizes[k]:
            above, below = places[_ENDS - 1], places[_ENDS]
            for share in (0.4, 0.5, 0.6):
                dot = above + share * (below - above)
                axes.plot(*dot, "o", color=INK, markersize=3, zorder=4)


def _fill(plan: _Plan, a: float | None) -> str:
    """Return the colour inside a unit: the larger its activation, the stronger."""
    if a is None or not np.isfinite(a) or a == 0:
        return CARD
    assert plan.net.outs is not None
    every = np.abs(np.concatenate(plan.net.outs))
    share = abs(a) / float(every[np.isfinite(every)].max())
    return tint(BLUE if a > 0 else VERMILION, 0.32 * share)


def _write_unit(axes: Any, plan: _Plan, k: int, i: int, place: Floats, a: float | None) -> None:
    """Write the activation, or else the number, into a unit; more around it."""
    small, r = plan.radius < 0.2, plan.radius
    middle = {"ha": "center", "va": "center_baseline", "zorder": 5}
    box = {"boxstyle": "round,pad=0.1", "facecolor": CARD, "edgecolor": "none"}
    number = str(plan.net.number(k, i)) if plan.numbered else ""
    if a is not None and not small:
        text = f"{a:.2f}".replace("-", "−") if abs(a) < 1000 else f"{a:.0e}"
        axes.text(*place, text if np.isfinite(a) else "?", fontsize=8.5, **middle)
        above = [number] if number else []
    else:
        above = []
        if r > 0.12:
            axes.text(*place, number, fontsize=9 if not small else 7, **middle)
    below: list[str] = []
    if k > 0 and plan.roomy:
        for rows, name, words in ((plan.net.ins, "in", above), (plan.net.bs, "w₀", below)):
            if rows is not None:
                value = brief(float(rows[k - 1][i])).replace("-", "−").replace("nan", "?")
                words.append(f"{name} = {value}")
    for words, side in ((above, 1), (below, -1)):
        if words:
            text = ": ".join(words)
            spot = _aside(plan, place, len(text), side)
            axes.text(*spot, text, fontsize=8, color=MUTED, bbox=box, **middle)


def _aside(plan: _Plan, place: Floats, letters: int, side: int) -> Floats:
    """Return where above (1) or below (-1) a unit a text covers the least of the lines."""
    half = np.array([0.033 * letters + 0.02, 0.08])  # of the text
    lines = np.linspace(0, 1, 120)[:, None]
    points = np.concatenate([start + lines * (end - start) for _, start, end in _edges(plan)])
    middle = place + np.array([0.0, side * (plan.radius + _ASIDE)])
    shifts = (s for s in (0.0, 0.15, -0.15, 0.3, -0.3) if abs(s) <= half[0])
    spots: list[Floats] = [middle + np.array([shift, 0.0]) for shift in shifts]
    spots = [s for s in spots if half[0] < s[0] < _WIDTH - half[0]] or [middle]  # on the card
    covered = [int((np.abs(points - spot) < half).all(axis=1).sum()) for spot in spots]
    return spots[int(np.argmin(covered))]


def _draw_names(axes: Any, plan: _Plan, names: Sequence[str] | None) -> None:
    """Name the layers above their columns; in deep networks only the two ends."""
    every = _layer_names(len(plan.places)) if names is None else list(names)
    deep = len(every) > 8 and names is None
    y = plan.height - 0.58
    for k, (name, places) in enumerate(zip(every, plan.places, strict=True)):
        if not deep or k in (0, len(every) - 1):
            axes.text(places[0, 0], y, name, ha="center", va="center", color=MUTED, fontsize=9)


def _layer_names(layers: int) -> list[str]:
    hidden = layers - 2
    middle = ["hidden"] if hidden == 1 else [f"hidden {k + 1}" for k in range(hidden)]
    return ["input", *middle, "output"]


def _draw_key(axes: Any, y: float) -> None:
    """Explain the lines, at the bottom left."""
    look = {"va": "center_baseline", "fontsize": 9, "color": INK}
    axes.plot([0.2, 0.55], [y, y], color=BLUE, linewidth=2.5)
    axes.text(0.63, y, "weight above 0", **look)
    axes.plot([1.85, 2.2], [y, y], color=VERMILION, linewidth=2.5, linestyle=(0, (3.5, 1.2)))
    axes.text(2.28, y, "weight below 0", **look)
    axes.text(3.5, y, "thicker: larger in size", **look)


# --- the words -----------------------------------------------------------------------------------


def _words(plan: _Plan, title: str, names: Sequence[str] | None) -> list[str]:
    net = plan.net
    every = _layer_names(len(net.sizes)) if names is None else list(names)
    layers = [f"{name} ({counted(n, 'unit')})" for name, n in zip(every, net.sizes, strict=True)]
    biases = f" and {_biases(sum(net.sizes[1:]))}" if net.bs is not None else ""
    words = [f"{title}: {listing(layers)}; {counted(_size(net)[0], 'weight')}{biases}."]
    for name, units, n in zip(every, plan.shown, net.sizes, strict=True):
        if len(units) < n:
            words.append(f"Of the {n} units of {name}, the first and last {_ENDS} are drawn.")
    words.append(_weight_words(plan))
    for rows, what, k in ((net.bs, "Biases", 1), (net.ins, "in", 1), (net.outs, "Activations", 0)):
        if rows is not None:
            words.append(_row_words(plan, rows, what, k))
    return words + net.notes


def _biases(count: int) -> str:
    return "1 bias" if count == 1 else f"{count} biases"


def _unit(plan: _Plan, k: int, i: int) -> str:
    """Say which unit: by its number, or by its place in its layer."""
    if plan.numbered:
        return str(plan.net.number(k, i))
    return f"{'x' if k == 0 else f'h{k}.' if k < len(plan.net.Ws) else 'out '}{i + 1}"


def _weight_words(plan: _Plan) -> str:
    count, _ = _size(plan.net)
    every = [
        (float(w), f"{_unit(plan, k, i)} to {_unit(plan, k + 1, j)}")
        for k, W in enumerate(plan.net.Ws)
        for (i, j), w in np.ndenumerate(W)
    ] if count <= _WRITTEN else []  # fmt: skip
    if every:
        said = [f"{way}: {brief(w)}" if np.isfinite(w) else f"{way}: unknown" for w, way in every]
        return f"Weights: {'; '.join(said)}."
    values = np.concatenate([W.ravel() for W in plan.net.Ws])
    known = values[np.isfinite(values)]
    if not known.size:
        return "No weight is known."
    return (
        f"The weights reach from {brief(float(known.min()))} to {brief(float(known.max()))};"
        f" {percent(float((known > 0).mean()))} are above 0."
    )


def _row_words(plan: _Plan, rows: Sequence[Floats], what: str, k: int) -> str:
    """List one number per unit, for the units that are drawn."""
    said = [
        f"{_unit(plan, layer, i)}: {brief(row[i]) if np.isfinite(row[i]) else 'unknown'}"
        for layer, row in enumerate(rows, start=k)
        for i in plan.shown[layer]
    ]
    if len(said) > _WRITTEN:
        return f"{what} of {len(said)} units are drawn."
    return f"{what}: {'; '.join(said)}."
