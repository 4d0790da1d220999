"""The picture of a computation graph: its layout, its description, and what it survives."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import combinations

import matplotlib
import numpy as np
import pytest
from matplotlib.image import imread

from course.drawing import graph_layout
from course.drawing.graph_layout import LANE, ROW, SHAPE, Layout, arrange
from course.drawing.graphs import computation_graph
from course.graphs import (
    Value,
    exp,
    maximum,
    product_of_sum,
    sigmoid,
    sigmoid_neuron,
    topological,
    two_layer_error,
)


def used_three_times() -> Value:
    x, y = Value(2, "x"), Value(5, "y")
    return ((x + y) * x + maximum(x, y)).named("f")


def long_names() -> Value:
    w = Value(1.5, "a weight whose name goes on and on and on")
    return (sigmoid(w * Value(2, "x")) * w).named("a result whose name goes on as well")


def ladder() -> Value:
    nodes = [Value(i, f"v{i}") for i in range(4)]
    for i in range(12):
        nodes.append(nodes[-1 - i % 3] * 0.5 + nodes[i % len(nodes)])
    return nodes[-1]


GRAPHS: dict[str, Callable[[], Value]] = {
    "product of sum": product_of_sum,
    "neuron": sigmoid_neuron,
    "two layers": two_layer_error,
    "wide": lambda: two_layer_error(np.ones((2, 3)), [1, 2], [1, 2, 3]),
    "used three times": used_three_times,
    "long names": long_names,
    "ladder": ladder,
    "only numbers": lambda: maximum(exp(2), 3),
    "one node": lambda: Value(3, "x"),
    "no names": lambda: 3 - Value(1) * Value(2),
    "complex": lambda: exp(Value(1 + 2j, "z")),
    "odd names": lambda: Value(1, "$x^2$ 数 <b>") * Value(2, "two\nlines"),
}


def crossings(layout: Layout) -> int:
    """Count the wires that cross in the gaps between columns."""
    count = 0
    for (a, b), (c, d) in combinations(layout.wires, 2):
        if (a[0], b[0]) == (c[0], d[0]) and a != c and b != d:
            count += (a[1] - c[1]) * (b[1] - d[1]) < 0
    return count


# --- layout -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(GRAPHS))
def test_nothing_overlaps(name: str) -> None:
    layout = arrange(GRAPHS[name]())
    places = list(layout.places.values())
    for p, q in combinations(places, 2):
        beside = p.right < q.left or q.right < p.left
        assert beside or abs(p.y - q.y) >= ROW - 1e-9
    for p in places:
        assert p.left >= 0
        assert p.right <= layout.width + 1e-9
        assert ROW / 2 - 1e-9 <= p.y <= layout.height - ROW / 2 + 1e-9
        # room for the texts: in the shape, and on the wire beside it
        assert graph_layout.text_width(p.symbol, 11) < p.shape
        room = p.right - p.left - p.shape
        assert max(graph_layout.text_width(text, 9) for text in (p.above, p.below)) < room


@pytest.mark.parametrize("name", sorted(GRAPHS))
def test_wires_lead_from_parent_to_gate(name: str) -> None:
    out = GRAPHS[name]()
    layout = arrange(out)
    starts = {(round(a, 9), round(y, 9)) for ((a, y), _) in layout.wires}
    for node, place in layout.places.items():
        arriving = [
            b for _, b in layout.wires if b[0] == place.left and abs(b[1] - place.y) < SHAPE / 2
        ]
        drawn = [parent for parent in node.parents if parent in layout.places]
        assert len(arriving) == len(drawn)
        assert all(layout.places[parent].right < place.left for parent in drawn)
        if node is not out:
            assert (round(place.right, 9), round(place.y, 9)) in starts


@pytest.mark.parametrize("name", sorted(GRAPHS))
def test_passing_wires_keep_clear_of_nodes(name: str) -> None:
    layout = arrange(GRAPHS[name]())
    columns = {(p.left, p.right) for p in layout.places.values()}
    for (a, y), (b, _) in layout.wires:
        if (a, b) in columns:
            near = [p for p in layout.places.values() if (p.left, p.right) == (a, b)]
            assert all(abs(p.y - y) >= (ROW + LANE) / 2 - 1e-9 for p in near)


def test_inputs_stand_just_before_their_first_use() -> None:
    layout = arrange(product_of_sum())
    left = {node.name: place.left for node, place in layout.places.items()}
    assert left["x"] == left["y"] < left["q"] == left["z"] < left["f"]


@pytest.mark.parametrize("name", ["product of sum", "neuron", "two layers", "no names"])
def test_trees_are_drawn_without_crossings(name: str) -> None:
    assert crossings(arrange(GRAPHS[name]())) == 0


def test_crossings_that_cannot_be_avoided() -> None:
    assert crossings(arrange(used_three_times())) == 1  # two inputs, each wired to two gates


def test_untangling_helps() -> None:
    a, b = Value(1, "a"), Value(2, "b")
    c, d = exp(a), exp(b)
    out = d * c  # asked for in the other order
    out = out + sigmoid(d) * sigmoid(c)
    assert crossings(arrange(out)) <= 1


def test_a_straight_chain_is_level() -> None:
    layout = arrange(sigmoid(exp(Value(1, "x") + 1) * 0.1))
    assert len({round(place.y, 9) for place in layout.places.values()}) == 1


def test_plain_numbers_are_written_into_their_gate() -> None:
    x = Value(1, "x")
    symbols = {}
    for text, out in {
        "+ 1": x + 1, "× −1": -x, "− 3": x - 3, "3 −": 3 - x, "max 0": maximum(x, 0),
    }.items():  # fmt: skip
        layout = arrange(out)
        assert set(layout.places) == {x, out}
        symbols[text] = layout.places[out].symbol
    assert all(text == symbol for text, symbol in symbols.items())


def test_subtract_says_which_input_is_which() -> None:
    x, y = Value(1, "x"), Value(2, "y")
    for out in (x - y, (x - y) * x, exp(y) - x):
        layout = arrange(out)
        signs = sorted((y, sign) for _, y, sign in layout.marks)
        gate = next(node for node in topological(out) if node.gate == "subtract")
        above = layout.places[gate.parents[0]].y < layout.places[gate.parents[1]].y
        assert "".join(sign for _, sign in signs) == ("+−" if above else "−+")


# --- description --------------------------------------------------------------------------------


def test_alt_text() -> None:
    f = product_of_sum()
    f.backward()
    assert computation_graph(f).alt == (
        "Computation graph of f: 3 inputs and 2 gates, from the inputs on the left to the output"
        " on the right. Input x: value -2, gradient -4. Input y: value 5, gradient -4."
        " Input z: value -4, gradient 3. q, add of x and y: value 3, gradient -4."
        " f, multiply of q and z: value -12, gradient 1. The output is f."
    )


def test_alt_text_before_backward() -> None:
    alt = computation_graph(product_of_sum(), title="A sum, times z").alt
    assert alt.startswith("A sum, times z: 3 inputs and 2 gates")
    assert "f, multiply of q and z: value -12." in alt
    assert ", gradient" not in alt
    assert alt.endswith("There are no gradients: backward has not been called.")


def test_alt_text_of_gates_without_a_name() -> None:
    x = Value(2, "x")
    out = x * x + 3 * x
    out.backward()
    alt = computation_graph(out).alt
    assert "Input x: value 2, gradient 7." in alt
    assert "Gate 1, multiply of x and x: value 4, gradient 1." in alt
    assert "Gate 2, multiply of the number 3 and x: value 6, gradient 1." in alt
    assert "Gate 3, add of gate 1 and gate 2: value 10, gradient 1." in alt


def test_gradients_of_another_output_are_not_shown() -> None:
    f = product_of_sum()
    (f + 1).backward()
    assert ", gradient" not in computation_graph(f).alt


def test_alt_text_has_the_long_names_in_full() -> None:
    assert "a weight whose name goes on and on and on" in computation_graph(long_names()).alt


# --- picture ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(GRAPHS))
def test_it_is_drawn_before_and_after_backward(name: str) -> None:
    out = GRAPHS[name]()
    before = computation_graph(out)
    out.backward()
    after = computation_graph(out)
    assert before.png != after.png
    for picture in (before, after):
        pixels = np.asarray(imread(io.BytesIO(picture.png)))
        assert abs(pixels.shape[1] - 2 * picture.width) <= 2
        # a white card: nothing is cut off at its edges
        edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        assert (edge == 1).all()


def test_same_graph_same_bytes() -> None:
    def picture() -> bytes:
        f = sigmoid_neuron()
        f.backward()
        return computation_graph(f).png

    first = picture()
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red", "savefig.dpi": 30}):
        assert picture() == first


def test_bytes_follow_the_numbers() -> None:
    assert computation_graph(product_of_sum()).png != computation_graph(product_of_sum(x=3)).png


def test_both_colours_are_there() -> None:
    f = product_of_sum()

    def has(colour: str) -> bool:
        pixels = np.asarray(imread(io.BytesIO(computation_graph(f).png)))[..., :3]
        wanted = np.array(matplotlib.colors.to_rgb(colour))
        return bool((np.abs(pixels - wanted).max(axis=-1) < 0.02).any())

    assert has("#0072b2")
    assert not has("#b34d00")
    f.backward()
    assert has("#b34d00")


def test_too_large_to_read() -> None:
    out = Value(1, "x")
    for _ in range(5000):
        out = out + 1
    with pytest.raises(ValueError, match="a picture of 10001 nodes cannot be read"):
        computation_graph(out)


def test_not_a_node() -> None:
    with pytest.raises(TypeError, match="a Value, but it is of type float"):
        computation_graph(3.0)
