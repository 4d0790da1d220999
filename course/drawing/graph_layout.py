"""Where the nodes and wires of a computation graph go.

`arrange` works in four steps, each a function of its own: columns, order within a column,
heights, and what that means in inches. It knows nothing of matplotlib but how wide a text is.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeAlias

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from course.graphs import GATES, Value, topological

__all__ = [
    "HEADER",
    "MARGIN",
    "NUMBER_SIZE",
    "SHAPE",
    "SYMBOL_SIZE",
    "Layout",
    "Place",
    "arrange",
    "digits",
    "gradient_text",
    "short_name",
    "text_width",
]

# All lengths in inches.
SHAPE = 0.36  # side of a gate, and height of an input
ROW = 0.6  # height of a node with a number above its wire and one below
LANE = 0.22  # height of a wire that only passes through
GAP = 0.27  # width between columns, where wires may rise and fall
PORTS = 0.16  # between two wires that enter the same gate
MARGIN = 0.2
HEADER = 0.62  # title and key
LONGEST = 24  # letters of a name that are drawn; the description has all of them

SYMBOL_SIZE, NUMBER_SIZE = 11, 9  # font sizes

Item: TypeAlias = "Value | _Lane"


@dataclass(frozen=True, eq=False)
class _Lane:
    """Room for a wire that passes through a column on its way to a gate further right."""

    source: Value


@dataclass(frozen=True)
class Place:
    """Where a node is drawn: its shape, and to the right of it a piece of wire with the numbers.

    Attributes
    ----------
    left, right : float
        From the left end of the shape to the right end of the wire, in inches.
    y : float
        Height of the wire, counted from the top, in inches.
    shape : float
        Width of the shape.
    symbol, above, below : str
        What is written into the shape, above the wire and below it.
    """

    left: float
    right: float
    y: float
    shape: float
    symbol: str
    above: str
    below: str


@dataclass(frozen=True)
class Layout:
    """Where everything is drawn.

    Attributes
    ----------
    places : dict of Value to Place
        In reading order. A number that enters a gate from aside, as in x + 1, is written into the
        gate and has no place of its own.
    wires : list of list of (float, float)
        Corners of each wire: it runs level within a column and rises or falls between them.
    marks : list of (float, float, str)
        Signs inside the subtract gates, where their wires enter: + for x and − for y in x − y.
    width, height : float
        Of all of it, in inches.
    """

    places: dict[Value, Place]
    wires: list[list[tuple[float, float]]]
    marks: list[tuple[float, float, str]]
    width: float
    height: float


# --- what is written where ----------------------------------------------------------------------


def digits(value: complex, minus: str = "−") -> str:
    """Write a number with four digits: -12, 0.7311, 1e-09."""
    return f"{value + 0:.4g}".replace("-", minus)  # + 0 makes 0 of -0


def _aside(node: Value) -> Value | None:
    """Return the plain number of a gate such as x + 1, which is written into the gate."""
    numbers = [parent for parent in node.parents if parent.gate == "number"]
    return numbers[0] if len(numbers) == 1 and len(node.parents) == 2 else None


def _wired(node: Value) -> list[Value]:
    """Return the parents that are drawn with a wire."""
    return [parent for parent in node.parents if parent is not _aside(node)]


def short_name(node: Value) -> str:
    """Return the name on one line, cut if it is long."""
    name = " ".join(node.name.split())
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _symbol(node: Value) -> str:
    if node.gate == "number":
        return digits(node.value)
    if node.gate == "input":
        return short_name(node) or "·"
    symbol, number = GATES[node.gate].symbol, _aside(node)
    if number is None:
        return "" if node.gate == "subtract" else symbol  # its two signs are drawn as marks
    if node.gate == "subtract" and number is node.parents[0]:
        return f"{digits(number.value)} {symbol}"
    return f"{symbol} {digits(number.value)}"


def _above(node: Value) -> str:
    named_gate = node.gate in GATES and node.name
    return f"{short_name(node)} = {digits(node.value)}" if named_gate else digits(node.value)


def gradient_text(node: Value, out: Value, minus: str = "−") -> str:
    """Write the gradient of `out` with respect to a node, or nothing if it was not computed."""
    # One that another output's backward pass has left there is none of ours.
    return "" if node.up is None or node.up_of is not out else digits(node.up, minus)


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a text in inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that the font lacks is drawn as a box
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72


# --- where: columns, order, heights, inches -----------------------------------------------------


def _columns(nodes: Sequence[Value]) -> dict[Value, int]:
    """Assign columns: a gate by the longest path to it, an input just before its first use."""
    column: dict[Value, int] = {}
    for node in nodes:
        column[node] = max((column[parent] + 1 for parent in _wired(node)), default=0)
    users: dict[Value, list[int]] = {node: [] for node in nodes}
    for node in nodes:
        for parent in _wired(node):
            users[parent].append(column[node])
    for node in nodes:
        if not node.parents and users[node]:
            column[node] = min(users[node]) - 1
    return column


def _fill(nodes: Sequence[Value]) -> tuple[list[list[Item]], dict[Item, list[Item]]]:
    """Put nodes and lanes into columns, and say what is wired to what on its left.

    All wires from one node to gates further right share their lanes and fork as late as possible.
    """
    column = _columns(nodes)
    columns: list[list[Item]] = [[] for _ in range(max(column.values()) + 1)]
    before: dict[Item, list[Item]] = {}
    lanes: dict[tuple[Value, int], Item] = {}
    for node in nodes:
        before[node] = []
        for parent in _wired(node):
            last: Item = parent
            for i in range(column[parent] + 1, column[node]):
                if (parent, i) not in lanes:
                    lane = lanes[parent, i] = _Lane(parent)
                    before[lane] = [last]
                    columns[i].append(lane)
                last = lanes[parent, i]
            before[node].append(last)
        columns[column[node]].append(node)
    return columns, before


def _after(before: Mapping[Item, Sequence[Item]]) -> dict[Item, list[Item]]:
    """Turn the wires around: what is wired to what on its right."""
    after: dict[Item, list[Item]] = {item: [] for item in before}
    for item, sources in before.items():
        for source in sources:
            after[source].append(item)
    return after


def _crossings(columns: Sequence[Sequence[Item]], before: Mapping[Item, Sequence[Item]]) -> int:
    """Count the pairs of wires that cross."""
    count = 0
    for left, right in pairwise(columns):
        row = {item: i for i, item in enumerate(left)}
        ends = [(row[source], j) for j, item in enumerate(right) for source in before[item]]
        count += sum(
            (a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[i + 1 :]
        )
    return count


def _untangle(
    columns: list[list[Item]], before: Mapping[Item, Sequence[Item]], sweeps: int = 8
) -> list[list[Item]]:
    """Sort each column by the mean row of what its items are wired to, to and fro.

    Items that nothing pulls stay where they are. Of all orders seen, the one with the fewest
    crossings wins.
    """
    after = _after(before)
    best = [list(column) for column in columns]
    fewest = _crossings(best, before)
    columns = [list(column) for column in columns]
    for sweep in range(sweeps):
        to_the_right = sweep % 2 == 1
        wired = before if to_the_right else after
        for k in range(1, len(columns)) if to_the_right else range(len(columns) - 2, -1, -1):
            neighbours = columns[k - 1 if to_the_right else k + 1]
            row = {item: i for i, item in enumerate(neighbours)}
            own = {item: i for i, item in enumerate(columns[k])}
            columns[k].sort(key=lambda item: _mean((row[o] for o in wired[item]), own[item]))
        crossings = _crossings(columns, before)
        if crossings < fewest:
            best, fewest = [list(column) for column in columns], crossings
    return best


def _mean(numbers: Iterable[float], otherwise: float) -> float:
    found = list(numbers)
    return sum(found) / len(found) if found else otherwise


def _tall(item: Item) -> float:
    return LANE if isinstance(item, _Lane) else ROW


def _heights(
    columns: Sequence[Sequence[Item]], before: Mapping[Item, Sequence[Item]], sweeps: int = 9
) -> dict[Item, float]:
    """Choose heights so that wires are as level as the room in the columns allows.

    Each item would like to be level with the middle of what it is wired to, on its left in one
    sweep and on its right in the next. Of all heights seen, those with the least up and down win.
    """
    after = _after(before)
    y: dict[Item, float] = {}
    for column in columns:
        room = _room(column)
        y.update(zip(column, _spread([0] * len(column), room, [1] * len(column)), strict=True))
    seen = []
    for sweep in range(sweeps):
        wired = after if sweep % 2 else before
        for column in columns[::-1] if sweep % 2 else columns:
            wish = [_mean((y[other] for other in wired[item]), y[item]) for item in column]
            weight = [1.0 if wired[item] else 0.01 for item in column]  # the rest makes way
            y.update(zip(column, _spread(wish, _room(column), weight), strict=True))
        seen.append(dict(y))
    y = min(seen, key=lambda y: sum(abs(y[i] - y[j]) for i in before for j in before[i]))
    top = min(y[item] - _tall(item) / 2 for item in y)
    return {item: height - top for item, height in y.items()}


def _room(column: Sequence[Item]) -> list[float]:
    """Return the distances that neighbours in a column keep."""
    return [(_tall(upper) + _tall(lower)) / 2 for upper, lower in pairwise(column)]


def _spread(wish: Sequence[float], room: Sequence[float], weight: Sequence[float]) -> list[float]:
    """Return the heights nearest to `wish` that keep the order and the `room` between neighbours.

    Without the room, this asks for the nearest rising sequence, and pooling finds it: neighbours
    in the wrong order share their (weighted) mean.
    """
    offset = list(accumulate(room, initial=0.0))
    pools: list[tuple[float, float, int]] = []  # weighted sum, weight, size
    for w, o, share in zip(wish, offset, weight, strict=True):
        pool = ((w - o) * share, share, 1)
        while pools and pools[-1][0] / pools[-1][1] > pool[0] / pool[1]:
            last = pools.pop()
            pool = (last[0] + pool[0], last[1] + pool[1], last[2] + pool[2])
        pools.append(pool)
    level = [total / share for total, share, size in pools for _ in range(size)]
    return [one + o for one, o in zip(level, offset, strict=True)]


def arrange(out: Value) -> Layout:
    """Decide where the nodes and wires of a graph are drawn.

    Parameters
    ----------
    out : Value
        The output of the graph.

    Returns
    -------
    Layout

    Raises
    ------
    TypeError
        If `out` is not a node.
    """
    every = topological(out)
    wired = {parent for node in every for parent in _wired(node)}
    nodes = [node for node in every if node in wired or node is out]
    filled, before = _fill(nodes)
    columns = _untangle(filled, before)
    y = _heights(columns, before)
    look = {node: (_symbol(node), _above(node), gradient_text(node, out)) for node in nodes}
    shape = {node: max(SHAPE, text_width(look[node][0], SYMBOL_SIZE) + 0.18) for node in nodes}

    places: dict[Value, Place] = {}
    ends: dict[Item, tuple[float, float]] = {}  # left and right end of each item
    left = 0.0
    for column in columns:
        here = [item for item in column if isinstance(item, Value)]
        need = {
            node: shape[node] + max(text_width(text, NUMBER_SIZE) for text in look[node][1:]) + 0.1
            for node in here
        }
        right = left + max(need.values())
        for item in column:
            ends[item] = (left, right)
        for node in here:
            places[node] = Place(left, right, y[node], shape[node], *look[node])
        left = right + GAP
    wires, marks = _wires(columns, before, ends, y)
    height = max(y[item] + _tall(item) / 2 for item in y)
    return Layout(places, wires, marks, left - GAP, height)


def _wires(
    columns: Sequence[Sequence[Item]],
    before: Mapping[Item, Sequence[Item]],
    ends: Mapping[Item, tuple[float, float]],
    y: Mapping[Item, float],
) -> tuple[list[list[tuple[float, float]]], list[tuple[float, float, str]]]:
    """Return the wires between columns, and the signs at the entries of subtract gates."""
    wires, marks = [], []
    for item in (item for column in columns for item in column):
        sources = before[item]
        # Two wires enter one above the other, in the order in which they arrive.
        order = sorted(range(len(sources)), key=lambda i: (y[sources[i]], i))
        for port, i in enumerate(order):
            height = y[item] + (port - (len(order) - 1) / 2) * PORTS
            wires.append([(ends[sources[i]][1], y[sources[i]]), (ends[item][0], height)])
            if isinstance(item, Value):  # the last bit, up to the round shape
                wires.append([(ends[item][0], height), (ends[item][0] + SHAPE / 4, height)])
            if isinstance(item, Value) and item.gate == "subtract" and len(order) == 2:
                marks.append((ends[item][0] + 0.11, height, "+−"[i]))
    for lane in (item for column in columns for item in column if isinstance(item, _Lane)):
        wires.append([(end, y[lane]) for end in ends[lane]])
    return wires, marks
