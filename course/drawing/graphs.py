"""Computation graphs, from left to right: values above the wires, gradients below them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch
from matplotlib.path import Path

from course.counting import counted
from course.drawing.graph_layout import (
    HEADER,
    MARGIN,
    NUMBER_SIZE,
    SHAPE,
    SYMBOL_SIZE,
    Layout,
    Place,
    arrange,
    digits,
    gradient_text,
    short_name,
    text_width,
)
from course.drawing.palette import ASLEEP, BLUE, CARD, INK, MUTED, VERMILION_TEXT
from course.drawing.picture import Picture, as_picture, own_style
from course.drawing.wording import listing
from course.graphs import GATES, Value, topological

__all__ = ["computation_graph"]

MOST = 60  # nodes; more than these nobody can read


def computation_graph(out: Value, title: str = "") -> Picture:
    """Draw a computation graph: gates as circles, inputs as boxes, numbers on the wires.

    Above the wire that leaves a node stands its value, which the forward pass found. Below it
    stands its gradient, if ``out.backward()`` has been called. A plain number, as in x + 1, is
    written into the gate.

    Parameters
    ----------
    out : Value
        The output of the graph, see `course.graphs`.
    title : str
        Title of the picture.

    Returns
    -------
    Picture

    Raises
    ------
    TypeError
        If `out` is not a node.
    ValueError
        If the graph has more nodes than can be read.
    """
    count = len(topological(out))
    if count > MOST:
        raise ValueError(
            f"a picture of {count} nodes cannot be read; draw a part of the graph, "
            f"with at most {MOST}"
        )
    layout = arrange(out)
    full = title or f"Computation graph{f' of {out.name}' if out.name else ''}"
    title = title or f"Computation graph{f' of {short_name(out)}' if out.name else ''}"
    with own_style(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that the font lacks is drawn as a box
        figure = _draw(layout, title, out.name if 0 < len(out.name) <= 8 else "output")
        return as_picture(figure, _describe(out, list(layout.places), full))


def _draw(layout: Layout, title: str, output: str) -> Figure:
    key, other = "→ value, above the wire", f"← gradient ∂{output}/∂node, below the wire"
    backward = any(place.below for place in layout.places.values())
    key_width = text_width(key, 9) + 0.2
    header = [text_width(title, 11, "bold"), key_width + backward * text_width(other, 9)]
    width = max(layout.width, *header) + 2 * MARGIN
    height = HEADER + layout.height + MARGIN / 2
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))  # in inches
    axes.set_axis_off()
    axes.text(MARGIN, 0.22, title, fontsize=11, fontweight="bold", va="center", parse_math=False)
    axes.text(MARGIN, 0.46, key, fontsize=9, color=BLUE, va="center")
    if backward:
        axes.text(
            MARGIN + key_width, 0.46, other, fontsize=9, color=VERMILION_TEXT, va="center",
            parse_math=False,
        )  # fmt: skip
    dx, dy = (width - layout.width) / 2, HEADER
    for corners in layout.wires:
        _wire(axes, [(x + dx, y + dy) for x, y in corners])
    for x, y, sign in layout.marks:
        axes.text(x + dx, y + dy, sign, color=INK, fontsize=9, ha="center", va="center")
    for node, place in layout.places.items():
        _node(axes, place, place.left + dx, place.y + dy, node.gate in GATES)
    return figure


def _wire(axes: Any, corners: Sequence[tuple[float, float]]) -> None:
    """Draw a wire that leaves and arrives level."""
    (x0, y0), (x1, y1) = corners
    middle = (x0 + x1) / 2
    points = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    curve = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    look = {"edgecolor": MUTED, "linewidth": 1.2, "capstyle": "round", "snap": False}
    axes.add_patch(PathPatch(curve, facecolor="none", zorder=1, **look))


def _node(axes: Any, place: Place, left: float, y: float, gate: bool) -> None:
    """Draw the shape of a node, its wire, and the numbers above and below."""
    right = left + place.right - place.left
    _wire(axes, [(left + place.shape, y), (right, y)])
    look: dict[str, Any] = {"edgecolor": INK, "linewidth": 1.2, "zorder": 2}
    if gate and place.shape == SHAPE:
        axes.add_patch(Circle((left + SHAPE / 2, y), SHAPE / 2, facecolor=CARD, **look))
    else:
        corners = f"round,pad=0,rounding_size={SHAPE / 2 if gate else 0.05}"
        box = (left, y - SHAPE / 2), place.shape, SHAPE
        look["facecolor"] = CARD if gate else ASLEEP
        axes.add_patch(FancyBboxPatch(*box, boxstyle=corners, **look))
    text: dict[str, Any] = {"ha": "center", "va": "center_baseline", "parse_math": False}
    axes.text(left + place.shape / 2, y, place.symbol, fontsize=SYMBOL_SIZE, zorder=3, **text)
    middle = (left + place.shape + right) / 2
    axes.text(middle, y - 0.12, place.above, fontsize=NUMBER_SIZE, color=BLUE, **text)
    axes.text(middle, y + 0.12, place.below, fontsize=NUMBER_SIZE, color=VERMILION_TEXT, **text)


# --- the picture in words -----------------------------------------------------------------------


def _describe(out: Value, places: Sequence[Value], title: str) -> list[str]:
    """Say what the picture shows, node by node, column by column from left to right."""
    inputs = [node for node in places if node.gate == "input"]
    gates = [node for node in places if node.parents]
    called = {node: node.name or f"{i}" for i, node in enumerate(inputs, 1)}
    called |= {node: node.name or f"gate {i}" for i, node in enumerate(gates, 1)}
    words = [
        f"{title}: {counted(len(inputs), 'input')} and {counted(len(gates), 'gate')},"
        " from the inputs on the left to the output on the right."
    ]
    words += [f"Input {called[node]}: {_numbers(node, out)}." for node in inputs]
    for node in gates:
        sources = [
            called.get(parent, f"the number {digits(parent.value, '-')}")
            for parent in node.parents
        ]
        name = called[node] if node.name else called[node].capitalize()
        words.append(f"{name}, {node.gate} of {listing(sources)}: {_numbers(node, out)}.")
    words.append(f"The output is {called[out]}." if out in called else "")
    if out.up_of is not out:
        words.append("There are no gradients: backward has not been called.")
    return words


def _numbers(node: Value, out: Value) -> str:
    gradient = gradient_text(node, out, "-")
    value = f"value {digits(node.value, '-')}"
    return f"{value}, gradient {gradient}" if gradient else value
