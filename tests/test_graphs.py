"""Gates and graphs against the lectures' numbers, differences, complex steps and each other."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from course import graphs
from course.graphs import Count, Value, exp, inputs, maximum, reciprocal, sigmoid, square


def gradients(out: Value) -> dict[str, Any]:
    out.backward()
    return {name: node.up for name, node in inputs(out).items()}


# --- the gate functions -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (graphs.add_back(3), (3, 3)),
        (graphs.sub_back(3), (3, -3)),
        (graphs.mul_back(2, 5, 3), (15, 6)),
        (graphs.mul_back(2, 5, up=1), (5, 2)),
        (graphs.max_back(2, 5, 3), (0, 3)),
        (graphs.max_back(7, -1, 3), (3, 0)),
        (graphs.square_back(-4, 3), -24),
        (graphs.recip_back(4, 3), -0.1875),
        (graphs.recip_back(-2, 1), -0.25),
        (graphs.recip_back(1.37, 1), -0.5328),
        (graphs.exp_back(0.5, -2), -3.2974),
        (graphs.exp_back(0, 1), 1),
        (graphs.sigmoid_back(0.7, 1), 0.22171),
        (graphs.grad_f(2, 5), (9, 3)),
        (graphs.grad_f(3, -1), (6, 3)),
    ],
)
def test_gate_functions(result: Any, expected: Any) -> None:
    assert_allclose(result, expected, atol=5e-5)


def test_sigmoid_from_gate_functions() -> None:
    z = 0.7  # 1 / (1 + exp(-1 * z)), from the last gate to the first
    up = graphs.recip_back(1 + math.exp(-z), 1.0)
    up, _ = graphs.add_back(up)
    up = graphs.exp_back(-z, up)
    _, slope = graphs.mul_back(-1.0, z, up)
    assert slope == pytest.approx(0.22171, abs=5e-6)


def test_gate_functions_far_out() -> None:
    assert graphs.recip_back(1e-100, 1e-100) == pytest.approx(-1e100)
    assert graphs.recip_back(1e200, 1.0) == 0
    assert graphs.sigmoid_back(40, 1.0) == pytest.approx(math.exp(-40), rel=1e-12, abs=0)
    assert graphs.sigmoid_back(-1000, 1.0) == graphs.sigmoid_back(1000, 1.0) == 0


def test_a_tie_goes_to_the_second_input() -> None:
    assert graphs.max_back(2, 2, 3) == (0, 3)
    x, y = Value(2, "x"), Value(2, "y")
    assert gradients(maximum(x, y)) == {"x": 0, "y": 1}
    assert gradients(maximum(x, x)) == {"x": 1}  # nothing is lost and nothing doubled
    assert gradients(maximum(Value(0, "x"), 0)) == {"x": 0}  # relu'(0) = 0


@pytest.mark.parametrize("gate", sorted(graphs.GATES))
def test_local_derivatives_by_complex_step(gate: str) -> None:
    """The derivative of each gate from its own forward formula: f(x + ih) = f(x) + ih f'(x)."""
    forward, back = graphs.GATES[gate].forward, graphs.GATES[gate].back
    n = 2 if gate in ("add", "subtract", "multiply", "max") else 1
    rng = np.random.default_rng(13)
    for _ in range(20):
        numbers = [float(x) for x in rng.uniform(0.2, 3, n) * rng.choice([-1, 1], n)]
        received = back(*numbers, 1.7)
        received = received if isinstance(received, tuple) else (received,)
        for i in range(n):
            nudged = [x + 1e-30j * (i == j) for j, x in enumerate(numbers)]
            slope = complex(forward(*nudged)).imag / 1e-30
            assert received[i] == pytest.approx(1.7 * slope, rel=1e-12)


# --- the lectures' examples ---------------------------------------------------------------------


def test_product_of_sum() -> None:
    f = graphs.product_of_sum()
    assert f.value == -12
    assert gradients(f) == {"x": -4, "y": -4, "z": 3}
    assert f.up == 1
    q = f.parents[0]
    assert (q.name, q.gate, q.value, q.up) == ("q", "add", 3, -4)


def test_sigmoid_neuron() -> None:
    f = graphs.sigmoid_neuron()
    assert f.value == pytest.approx(0.7311, abs=5e-5)
    expected = {"w0": -0.1966, "x0": 0.3932, "w1": -0.3932, "x1": -0.5898, "w2": 0.1966}
    assert gradients(f) == pytest.approx(expected, abs=5e-5)
    used = [node.gate for node in graphs.topological(f) if node.parents]
    assert used == ["multiply", "multiply", "add", "add", "multiply", "exp", "add", "reciprocal"]


def test_sigmoid_neuron_equals_sigmoid_gate() -> None:
    w, x = [Value(v, n) for v, n in ((0.3, "w0"), (-2, "w1"))], [Value(1.5, "x0")]
    in_ = w[0] * x[0] + w[1]
    assert gradients(graphs.sigmoid_neuron(w, x)) == pytest.approx(gradients(sigmoid(in_)))


def test_two_layer_error_equals_the_matrix_formulas() -> None:
    rng = np.random.default_rng(102)
    A, b, x, y = rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=3), 0.7
    loss = graphs.two_layer_error(A, b, x, y)
    z2 = 1 / (1 + np.exp(-A @ x))
    z4 = y - b @ z2
    assert loss.value == pytest.approx(z4**2)
    up = gradients(loss)
    assert_allclose([up[f"b[{k}]"] for k in range(4)], -2 * z4 * z2)
    dA = -2 * z4 * np.outer(b * z2 * (1 - z2), x)
    assert_allclose([[up[f"A[{k},{j}]"] for j in range(3)] for k in range(4)], dA)
    assert up["y"] == pytest.approx(2 * z4)


def test_converging_paths_add() -> None:
    assert gradients(Value(2, "x") * 3) == {"x": 3}
    x = Value(2, "x")
    assert gradients(x * x + 3 * x) == {"x": 7}
    assert gradients(x + x + x) == {"x": 3}
    assert gradients(square(x)) == gradients(x * x) == gradients(x**2) == {"x": 4}
    x, y = Value(2, "x"), Value(5, "y")
    assert gradients((x + y) * x + maximum(x, y)) == {"x": 9, "y": 3}


@given(st.floats(-5, 5), st.floats(-5, 5))
@settings(max_examples=30, deadline=None)
def test_grad_f_by_hand_and_by_graph(a: float, b: float) -> None:
    x, y = Value(a, "x"), Value(b, "y")
    up = gradients((x + y) * x + maximum(x, y))
    assert graphs.grad_f(a, b) == pytest.approx((up["x"], up["y"]))


# --- operators ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "formula",
    [
        lambda x, y: x + 2 + y,
        lambda x, y: 2 + x * y,
        lambda x, y: x - y - 1,
        lambda x, y: 5 - x * 3 + 2 * y,
        lambda x, y: -x * y,
        lambda x, y: x / y,
        lambda x, y: 3 / x + y / 4,
        lambda x, y: (x - y) ** 2,
        lambda x, y: np.float64(3) * x + np.int64(2) * y,
        lambda x, y: x * np.float64(0.5) - np.array(2.0) * y,
        lambda x, y: sum([x, y, x]),
    ],
)
def test_operators(formula: Callable[[Any, Any], Any]) -> None:
    a, b, h = 1.7, -0.6, 1e-6
    out = formula(Value(a, "x"), Value(b, "y"))
    assert out.value == pytest.approx(formula(a, b))
    slopes = {
        "x": (formula(a + h, b) - formula(a - h, b)) / (2 * h),
        "y": (formula(a, b + h) - formula(a, b - h)) / (2 * h),
    }
    assert gradients(out) == pytest.approx(slopes, rel=1e-6)


def test_functions_take_plain_numbers_too() -> None:
    assert exp(1).value == math.e
    assert reciprocal(np.float64(4)).value == 0.25
    assert sigmoid(0).value == 0.5
    assert maximum(2, 3).value == 3
    assert square(3).value == 9


def test_values_are_floats_or_complex() -> None:
    for given_value in (2, True, np.int8(2), np.float32(2), np.array(2)):
        assert type(Value(given_value).value) is float
    for given_value in (2j, np.complex64(2j), np.array(2j)):
        assert type(Value(given_value).value) is complex
    assert type((Value(2) * 3).value) is float


# --- random graphs ------------------------------------------------------------------------------

Step = tuple[str, int, int]
UNARY: dict[str, Callable[[Any], Value]] = {
    "exp": exp, "reciprocal": reciprocal, "sigmoid": sigmoid, "square": square,
}  # fmt: skip
BINARY: dict[str, Callable[[Any, Any], Value]] = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "max": maximum,
}


def run(steps: Sequence[Step], start: Sequence[complex]) -> Value:
    nodes = [Value(value, f"x{i}") for i, value in enumerate(start)]
    for gate, i, j in steps:
        x, y = nodes[i % len(nodes)], nodes[j % len(nodes)]
        nodes.append(UNARY[gate](x) if gate in UNARY else BINARY[gate](x, y))
    out = nodes[-1]
    for node in nodes[: len(start)]:
        out = out + node * 0.5  # so that every input counts
    return out


def tame(steps: Sequence[Step], start: Sequence[float]) -> list[Step]:
    """Leave out what would divide by little, explode, or compare what is nearly equal."""
    kept: list[Step] = []
    values = list(start)
    for gate, i, j in steps:
        i, j = i % len(values), j % len(values)
        x, y = values[i], values[j]
        wild = {
            "reciprocal": abs(x) < 0.3,
            "exp": x > 2,
            "square": abs(x) > 8,
            "multiply": abs(x * y) > 50,
            "max": i != j and abs(x - y) < 1e-3,
        }
        if not wild.get(gate, abs(x) + abs(y) > 50):
            kept.append((gate, i, j))
            inner = UNARY[gate](x) if gate in UNARY else BINARY[gate](Value(x), y)
            values.append(inner.value.real)
    return kept


@given(
    st.lists(
        st.tuples(st.sampled_from([*UNARY, *BINARY]), st.integers(0, 99), st.integers(0, 99)),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.floats(-2, 2), min_size=2, max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_random_graphs(steps: list[Step], start: list[float]) -> None:
    steps = tame(steps, start)
    up = gradients(run(steps, start))
    for i in range(len(start)):

        def at(step: complex, i: int = i) -> complex:
            return run(steps, [x + step * (i == k) for k, x in enumerate(start)]).value

        exact = complex(at(1e-30j)).imag / 1e-30
        assert up[f"x{i}"] == pytest.approx(exact, rel=1e-9, abs=1e-9)
        scale = 1 + abs(at(0)) + abs(exact)
        if not any(gate == "max" for gate, _, _ in steps) and scale < 1e3:
            h = 1e-5
            difference = (at(h) - at(-h)) / (2 * h)
            assert abs(up[f"x{i}"] - difference) < 1e-3 * scale + 1e-9 * scale**3


def test_complex_numbers_go_all_the_way() -> None:
    f = graphs.sigmoid_neuron((2 + 1j, -3, -3), (-1, -2))
    s = f.value
    assert isinstance(s, complex)
    assert gradients(f)["w0"] == pytest.approx(-s * (1 - s))  # the complex derivative
    assert maximum(Value(1 + 5j), Value(2 - 9j)).value == 2 - 9j


# --- walking ------------------------------------------------------------------------------------


def test_topological_order() -> None:
    f = graphs.two_layer_error(np.ones((3, 2)), [1, 2, 3], [1, 2])
    nodes = graphs.topological(f)
    place = {node: i for i, node in enumerate(nodes)}
    assert len(place) == len(nodes)
    assert nodes[-1] is f
    assert all(place[parent] < place[node] for node in nodes for parent in node.parents)


def test_five_thousand_gates() -> None:
    assert sys.getrecursionlimit() < 5000
    x = Value(1, "x")
    out = x
    for _ in range(5000):
        out = out + 1
    assert gradients(out) == {"x": 1}
    out = x
    for _ in range(1000):  # 2 ** 1000 paths, too many for anybody without reuse
        out = (out + out) * 0.5
    assert gradients(out) == {"x": 1}
    assert graphs.count_derivatives(out).one_at_a_time > 2**1000


def test_a_second_backward_changes_nothing() -> None:
    x = Value(2, "x")
    f = x * x + 3 * x
    assert gradients(f) == gradients(f) == {"x": 7}


def test_backward_from_another_output() -> None:
    x, y = Value(2, "x"), Value(5, "y")
    f = (x * y).named("f")
    g = f + x
    g.backward()
    assert (x.up, f.up, f.up_of) == (6, 1, g)
    f.backward()
    assert (x.up, f.up_of, g.up) == (5, f, 1)


def test_before_backward() -> None:
    f = graphs.product_of_sum()
    assert {node.up for node in graphs.topological(f)} == {None}
    assert repr(f) == "<Value f: -12.0 of a multiply gate, up None>"
    assert repr(inputs(f)["x"]) == "<Value x: -2.0, up None>"


def test_a_lonely_node() -> None:
    x = Value(3, "x")
    assert graphs.topological(x) == [x]
    assert gradients(x) == {"x": 1}
    assert graphs.count_derivatives(x) == Count(0, 0)


# --- counting -----------------------------------------------------------------------------------


@pytest.mark.parametrize("L", [1, 2, 5, 20])
def test_counts_of_a_chain(L: int) -> None:
    """DS 102's network made longer: L(L + 2) against 3L."""
    weights = [Value(0.1 * i, f"w{i}") for i in range(L)]
    out = Value(1, "x")
    for i, w in enumerate(weights):
        out = w * (sigmoid(out) if i else out)
    loss = square(1 - out)
    assert graphs.count_derivatives(loss, weights) == (L * (L + 2), 3 * L)


def test_counts_of_paths_that_meet() -> None:
    x, y = Value(2, "x"), Value(3, "y")
    f = x * x + y
    # x: two paths of two wires; y: one path of one wire
    assert graphs.count_derivatives(f) == Count(one_at_a_time=5, with_reuse=4)
    assert graphs.count_derivatives(f, [y]) == Count(1, 1)
    s = x + 1
    assert graphs.count_derivatives(s * s) == Count(4, 3)  # two paths share the wire s to x
    assert graphs.count_derivatives(f * 2) == Count(5 + 3, 5)  # the 2 asks for no derivative


def test_count_factors() -> None:
    for L, alone, reused in ((1, 2, 2), (2, 5, 4), (3, 9, 6), (4, 14, 8), (50, 1325, 100)):
        assert graphs.count_factors(L, reuse=False) == alone
        assert graphs.count_factors(L, reuse=True) == reused


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: Value("2", "w"),
            TypeError,
            "the value of w must be one number, but it is of type str: '2'",
        ),
        (lambda: Value([1, 2]), TypeError, "a value must be one number, but it is of type list"),
        (lambda: Value(None), TypeError, "of type NoneType"),
        (lambda: Value(1) + "a", TypeError, "of type str: 'a'"),
        (lambda: Value(1) * np.ones(3), TypeError, "of type ndarray"),
        (lambda: np.ones(3) * Value(1), TypeError, "of type ndarray"),
        (lambda: Value(math.nan, "w"), ValueError, "the value of w must be a finite number"),
        (lambda: Value(math.inf), ValueError, "a finite number, not inf"),
        (lambda: reciprocal(Value(0, "z")), ValueError, "for z = 0.0: there is no 1/0"),
        (lambda: Value(1) / 0, ValueError, "there is no 1/0"),
        (
            lambda: exp(Value(800, "z")),
            ValueError,
            "exp gate has no value for z = 800.0: .* large",
        ),
        (lambda: Value(1e200) * 1e200, ValueError, "multiply gate .* too large"),
        (lambda: Value(2) ** 3, ValueError, "the only power"),
        (lambda: graphs.backward(3.0), TypeError, "a Value, but it is of type float: 3.0"),
        (lambda: graphs.topological("f"), TypeError, "of type str"),
        (lambda: reciprocal(Value(1e-160, "z")).backward(), ValueError, "respect to z is too"),
        (lambda: inputs(Value(1, "x") + Value(2, "x")), ValueError, "two inputs are called x"),
        (lambda: graphs.count_factors(0, reuse=True), ValueError, "at least one weight layer"),
        (lambda: graphs.count_derivatives(Value(1), [Value(1)]), ValueError, "does not depend"),
        (lambda: graphs.sigmoid_neuron([1, 2], [1, 2]), ValueError, "w has 2 entries and x has 2"),
        (lambda: graphs.sigmoid_neuron([1], []), ValueError, "w has 1 entries and x has 0"),
        (lambda: graphs.two_layer_error(b=[1]), ValueError, "A has 2 rows .* b has 1 entries"),
        (lambda: graphs.two_layer_error([[1], [1, 2]]), ValueError, r"rows of length \[1, 2\]"),
    ],
)
def test_errors(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_a_failed_backward_changes_nothing() -> None:
    z = Value(1e-160, "z")
    f = reciprocal(z)
    with pytest.raises(ValueError, match="too large"):
        f.backward()
    assert z.up is f.up is None
