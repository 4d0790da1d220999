r"""Computation graphs: the chain rule, one gate at a time.

A formula such as ``f = (x + y) z`` is a graph. Its nodes are *gates*, each of which does one
small calculation, and numbers flow along its wires. Two passes answer how ``f`` reacts to every
number that went into it:

* **Forward**, from the inputs to the output: each gate computes its value.
* **Backward**, from the output to the inputs: each gate receives ``up``, the derivative of the
  output with respect to its own value, multiplies it by its *local* derivatives, which it knows
  without seeing the rest of the graph, and hands one product to each of its inputs.

Along a path derivatives are multiplied. **Where paths meet, they are added**: a number that is
used twice acts on the output in two ways, and both count. That is all of backpropagation, and it
works for anything built from gates, not only for networks. It computes gradients and nothing
else; what is done with them is up to the caller.

The page has two halves. First the gates, as plain functions of numbers: ``mul_back(x, y, up)``
and its like are the whole calculus. Then `Value`, a number that remembers how it was made, and
`backward`, which walks the graph.

>>> x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
>>> f = (x + y) * z
>>> f.backward()
>>> f.value, x.up, y.up, z.up
(-12.0, -4.0, -4.0, 3.0)

Numbers may be complex. Every gate but max is analytic, and its derivative is then the complex
derivative; max compares real parts.

Everything is a scalar here, which is the right size to understand one gate and the wrong one for
training. `course.backprop` does the same for whole layers, with arrays.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Collection, Sequence
from numbers import Complex, Real
from typing import Any, NamedTuple, TypeAlias

import numpy as np

__all__ = [
    "GATES",
    "Count",
    "Gate",
    "Value",
    "add_back",
    "backward",
    "count_derivatives",
    "count_factors",
    "exp",
    "exp_back",
    "grad_f",
    "inputs",
    "max_back",
    "maximum",
    "mul_back",
    "product_of_sum",
    "recip_back",
    "reciprocal",
    "sigmoid",
    "sigmoid_back",
    "sigmoid_neuron",
    "square",
    "square_back",
    "sub_back",
    "topological",
    "two_layer_error",
]

Number: TypeAlias = float | complex
Pair: TypeAlias = tuple[Number, Number]


# --- the gates, backwards: upstream gradient times local derivative -----------------------------


def add_back(up: Number) -> Pair:
    """Add gate, x + y: hands `up` on to both inputs, for both local derivatives are 1.

    Parameters
    ----------
    up : number
        Derivative of the output with respect to the value of this gate.

    Returns
    -------
    pair of numbers
        (up · 1, up · 1): the derivatives of the output with respect to x and y.

    Lectures: UCLA, Gates (Add, Mult, Max).

    Examples
    --------
    >>> add_back(3)
    (3, 3)
    """
    return up, up


def sub_back(up: Number) -> Pair:
    """Subtract gate, x - y: hands `up` to x and -up to y.

    Parameters
    ----------
    up : number
        Derivative of the output with respect to the value of this gate.

    Returns
    -------
    pair of numbers
        (up · 1, up · (-1)).

    Lectures: DS 102, 2. Backpropagation for a Two-Layer Neural Network (z4 = y - z3).

    Examples
    --------
    >>> sub_back(3)
    (3, -3)
    """
    return up, -up


def mul_back(x: Number, y: Number, up: Number) -> Pair:
    """Multiply gate, x y: each input receives `up` times the *other* input.

    Parameters
    ----------
    x, y : number
        What went into the gate.
    up : number
        Derivative of the output with respect to the value of this gate.

    Returns
    -------
    pair of numbers
        (up · y, up · x): if x grows by a little, the product grows by that little times y.

    Lectures: UCLA, Gates (Add, Mult, Max).

    Examples
    --------
    >>> mul_back(2, 5, up=3)
    (15, 6)
    """
    return up * y, up * x


def max_back(x: Number, y: Number, up: Number) -> Pair:
    """Max gate, max(x, y): the larger input receives `up`, the other one nothing.

    At a tie there is a kink and no derivative: x alone would give 1 to the right and 0 to the
    left. The lecture's rule, 1 if x > y, applied to both inputs gives 0 twice, and the gradient
    is lost. **Here y receives it**, all of it, so that nothing is lost or doubled and
    relu(x) = max(x, 0) has slope 0 at 0, as everywhere in this course.

    Parameters
    ----------
    x, y : number
        What went into the gate. Of complex numbers, the real parts are compared.
    up : number
        Derivative of the output with respect to the value of this gate.

    Returns
    -------
    pair of numbers
        (up, 0) if x > y, else (0, up).

    Lectures: UCLA, Gates (Add, Mult, Max).

    Examples
    --------
    >>> max_back(2, 5, up=3)
    (0.0, 3)
    >>> max_back(0, 0, up=3)
    (0.0, 3)
    """
    return (up, 0.0) if x.real > y.real else (0.0, up)


def square_back(x: Number, up: Number) -> Number:
    """Square gate, x²: up · 2x.

    Parameters
    ----------
    x : number
        What went into the gate.
    up : number
        Derivative of the output with respect to the value of this gate.

    Returns
    -------
    number
        The derivative of the output with respect to x. It is what a multiply gate with both
        wires on x gives: two paths, up · x each.

    Lectures: DS 102, 2. Backpropagation for a Two-Layer Neural Network (the loss z4²).

    Examples
    --------
    >>> square_back(5, up=3), sum(mul_back(5, 5, up=3))
    (30, 30)
    """
    return up * 2 * x


def recip_back(x: Number, up: Number) -> Number:
    """Reciprocal gate, 1/x: up · (-1/x²).

    Parameters
    ----------
    x : number
        What went into the gate, not 0.
    up : number
        Derivative of the output with respect to the value of this gate.

    Returns
    -------
    number
        The derivative of the output with respect to x.

    Lectures: UCLA, A more involved scalar example.

    Examples
    --------
    >>> recip_back(4, up=3)
    -0.1875
    """
    return -up / x / x  # not / x**2, which is 0 or too large for a float long before x is


def exp_back(x: Number, up: Number) -> Number:
    """Exp gate, e^x: up · e^x, for this function is its own slope.

    Parameters
    ----------
    x : number
        What went into the gate.
    up : number
        Derivative of the output with respect to the value of this gate.

    Returns
    -------
    number
        The derivative of the output with respect to x.

    Lectures: UCLA, A more involved scalar example.

    Examples
    --------
    >>> round(exp_back(0.5, up=-2), 4)
    -3.2974
    """
    return up * _e_to_the(x)


def sigmoid_back(x: Number, up: Number) -> Number:
    """Sigmoid gate, σ(x): up · σ(x) (1 - σ(x)).

    Four gates of the sigmoid neuron (× -1, exp, + 1, 1/x) in one. It is computed as σ(x) σ(-x),
    which is the same and keeps its digits where σ(x) is so close to 1 that 1 - σ(x) is rounded.

    Parameters
    ----------
    x : number
        What went into the gate, the pre-activation.
    up : number
        Derivative of the output with respect to the value of this gate.

    Returns
    -------
    number
        The derivative of the output with respect to x.

    Lectures: UCLA, Sigmoid unit; DS 102, problem 2.

    Examples
    --------
    >>> sigmoid_back(0, up=3)
    0.75
    """
    return up * _sigma(x) * _sigma(-x)


# --- the gates, both ways -----------------------------------------------------------------------


def _e_to_the(x: Number) -> Number:
    return cmath.exp(x) if isinstance(x, complex) else math.exp(x)


def _sigma(x: Number) -> Number:
    """Return σ(x) in the form whose exponential cannot explode, as in `course.activations`."""
    if x.real >= 0:
        return 1 / (1 + _e_to_the(-x))
    return _e_to_the(x) / (1 + _e_to_the(x))


class Gate(NamedTuple):
    """What a gate does on the way forward, and on the way back.

    Attributes
    ----------
    symbol : str
        How pictures draw it.
    forward : callable
        ``forward(*numbers)`` is the value of the gate.
    back : callable
        ``back(*numbers, up)`` is what its inputs receive: a number, or one for each input.
    """

    symbol: str
    forward: Callable[..., Number]
    back: Callable[..., Any]


GATES = {
    "add": Gate("+", lambda x, y: x + y, lambda x, y, up: add_back(up)),
    "subtract": Gate("−", lambda x, y: x - y, lambda x, y, up: sub_back(up)),
    "multiply": Gate("×", lambda x, y: x * y, mul_back),
    "max": Gate("max", lambda x, y: x if x.real > y.real else y, max_back),
    "square": Gate("x²", lambda x: x * x, square_back),
    "reciprocal": Gate("1/x", lambda x: 1 / x, recip_back),
    "exp": Gate("eˣ", _e_to_the, exp_back),
    "sigmoid": Gate("σ", _sigma, sigmoid_back),
}


# --- a number that remembers how it was made ----------------------------------------------------


class Value:
    """A node of a computation graph: a number, and the gate and the nodes that it came from.

    Calculate with values as with numbers, ``+ - * / ** 2``, mixed with plain numbers on either
    side, and with `maximum`, `exp`, `reciprocal`, `sigmoid` and `square`. Every result is a new
    node. Subtraction and squares have gates of their own; ``-x`` is (-1) x, and ``x / y`` is x
    times the reciprocal of y.

    Parameters
    ----------
    value : number
        An integer, float or complex number.
    name : str
        What pictures and error messages call it.

    Attributes
    ----------
    value : float or complex
        What the forward pass found.
    name : str
        Its name, "" if it has none. A result is named with `named`.
    gate : str
        Key of `GATES`; "input" for what you made yourself, "number" for a plain number that
        took part in a calculation.
    parents : tuple of Value
        What went into the gate, in order.
    up : float, complex or None
        The derivative of the output with respect to this node, None before `backward`.
    up_of : Value or None
        The output in question: the node on which `backward` was last called.

    Raises
    ------
    TypeError
        If `value` is not one number.
    ValueError
        If it is nan or infinite, and likewise when a gate has no finite value.

    Lectures: UCLA, Idea: computational graphs apply to gradients.

    Examples
    --------
    >>> x = Value(2, "x")
    >>> f = x * x + 3 * x
    >>> f.backward()
    >>> f
    <Value 10.0 of an add gate, up 1.0>
    >>> x.up
    7.0
    """

    __array_ufunc__ = None  # so that NumPy leaves np.float64(2) * x to us

    def __init__(self, value: Any, name: str = "") -> None:
        self.value = _number(value, name)
        self.name = name
        self.gate = "input"
        self.parents: tuple[Value, ...] = ()
        self.up: Number | None = None
        self.up_of: Value | None = None

    def named(self, name: str) -> Value:
        """Give the node a name and return it: ``s = (x + y).named("s")``.

        Parameters
        ----------
        name : str
            What pictures and error messages call it.

        Returns
        -------
        Value
            The node itself.

        Examples
        --------
        >>> (Value(2, "x") * 5).named("ten").name
        'ten'
        """
        self.name = name
        return self

    def backward(self) -> None:
        """Fill in ``up`` of every node below this one, see `backward`.

        Examples
        --------
        >>> x = Value(4, "x")
        >>> reciprocal(x).backward()
        >>> x.up
        -0.0625
        """
        backward(self)

    def __repr__(self) -> str:
        name = f" {self.name}:" if self.name else ""
        article = "an" if self.gate[0] in "aei" else "a"
        made = "" if self.gate in ("input", "number") else f" of {article} {self.gate} gate"
        return f"<Value{name} {self.value}{made}, up {self.up}>"

    def __add__(self, other: Any) -> Value:
        return _apply("add", self, other)

    def __radd__(self, other: Any) -> Value:
        return _apply("add", other, self)

    def __sub__(self, other: Any) -> Value:
        return _apply("subtract", self, other)

    def __rsub__(self, other: Any) -> Value:
        return _apply("subtract", other, self)

    def __mul__(self, other: Any) -> Value:
        return _apply("multiply", self, other)

    def __rmul__(self, other: Any) -> Value:
        return _apply("multiply", other, self)

    def __neg__(self) -> Value:
        return _apply("multiply", -1, self)

    def __truediv__(self, other: Any) -> Value:
        return _apply("multiply", self, _apply("reciprocal", other))

    def __rtruediv__(self, other: Any) -> Value:
        return _apply("multiply", other, _apply("reciprocal", self))

    def __pow__(self, exponent: Any) -> Value:
        if isinstance(exponent, Complex) and exponent == 2:
            return square(self)
        raise ValueError(f"** 2 is the only power with a gate, so write ** {exponent} as products")


def _number(value: Any, name: str) -> Number:
    """Return `value` as a float or a complex number, or say what is wrong with it."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    called = f"the value of {name}" if name else "a value"
    if not isinstance(value, Complex):
        kind = type(value).__name__
        raise TypeError(f"{called} must be one number, but it is of type {kind}: {_short(value)}")
    number = float(value) if isinstance(value, Real) else complex(value)
    if not cmath.isfinite(number):
        raise ValueError(f"{called} must be a finite number, not {number}")
    return number


def _short(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 40 else text[:39] + "…"


def _apply(gate: str, *operands: Any) -> Value:
    """Send the operands through a gate; the result is a new node."""
    parents = tuple(op if isinstance(op, Value) else _plain(op) for op in operands)
    numbers = [parent.value for parent in parents]
    try:
        value = GATES[gate].forward(*numbers)
    except (OverflowError, ZeroDivisionError):
        value = math.nan
    if not cmath.isfinite(value):
        names = [f"{parent.name} = {parent.value}".removeprefix(" = ") for parent in parents]
        divided = gate == "reciprocal" and numbers[0] == 0
        reason = "there is no 1/0" if divided else "it is too large for a float"
        raise ValueError(f"the {gate} gate has no value for {' and '.join(names)}: {reason}")
    node = Value(value)
    node.gate, node.parents = gate, parents
    return node


def _plain(number: Any) -> Value:
    node = Value(number)
    node.gate = "number"
    return node


def maximum(x: Any, y: Any) -> Value:
    """Max gate: the larger of two; relu(x) is ``maximum(x, 0)``.

    Parameters
    ----------
    x, y : Value or number
        At a tie y passes, and y receives the gradient, see `max_back`.

    Returns
    -------
    Value

    Lectures: UCLA, Gates (Add, Mult, Max).

    Examples
    --------
    >>> x = Value(2, "x")
    >>> f = maximum(x, 0) * 3
    >>> f.backward()
    >>> f.value, x.up
    (6.0, 3.0)
    """
    return _apply("max", x, y)


def exp(x: Any) -> Value:
    """Exp gate: e to the power of x.

    Parameters
    ----------
    x : Value or number
        The exponent. From 710 on the result is too large for a float, which is an error.

    Returns
    -------
    Value

    Lectures: UCLA, A more involved scalar example.

    Examples
    --------
    >>> exp(Value(0, "x")).value
    1.0
    """
    return _apply("exp", x)


def reciprocal(x: Any) -> Value:
    """Reciprocal gate: 1/x.

    Parameters
    ----------
    x : Value or number
        Anything but 0.

    Returns
    -------
    Value

    Lectures: UCLA, A more involved scalar example.

    Examples
    --------
    >>> reciprocal(Value(4, "x")).value
    0.25
    """
    return _apply("reciprocal", x)


def sigmoid(x: Any) -> Value:
    """Sigmoid gate: σ(x) = 1 / (1 + e^(-x)), in one piece and right for any x.

    Parameters
    ----------
    x : Value or number
        The pre-activation.

    Returns
    -------
    Value

    Lectures: UCLA, Sigmoid unit.

    Examples
    --------
    >>> sigmoid(Value(0, "x")).value
    0.5
    """
    return _apply("sigmoid", x)


def square(x: Any) -> Value:
    """Square gate: x², the same as ``x ** 2``.

    Parameters
    ----------
    x : Value or number
        What is squared.

    Returns
    -------
    Value

    Lectures: DS 102, 2. Backpropagation for a Two-Layer Neural Network.

    Examples
    --------
    >>> square(Value(-3, "x")).value
    9.0
    """
    return _apply("square", x)


# --- walking the graph --------------------------------------------------------------------------


def topological(out: Value) -> list[Value]:
    """List the nodes of a graph so that each comes after everything that went into it.

    Read forwards, it is an order in which values can be computed. Read backwards, a node comes
    up only when every gate that uses it has handed its gradient on, so its sum is complete.

    Parameters
    ----------
    out : Value
        The output. It comes last.

    Returns
    -------
    list of Value
        `out` and everything that it depends on, each node once.

    Raises
    ------
    TypeError
        If `out` is not a node.

    Lectures: UCLA, Nomenclature (forward propagation).

    Examples
    --------
    >>> x, y = Value(2, "x"), Value(5, "y")
    >>> [node.name for node in topological((x * y).named("p") + x)]
    ['x', 'y', 'p', '']
    """
    if not isinstance(out, Value):
        kind = type(out).__name__
        raise TypeError(
            f"out must be a node of a graph, a Value, but it is of type {kind}: {_short(out)}"
        )
    order: dict[Value, None] = {}  # a list that knows quickly what is in it
    # The way from `out` down to here. A function that calls itself for every parent would be
    # shorter, and Python would stop it some thousand gates down.
    path = [out]
    while path:
        missing = next((parent for parent in path[-1].parents if parent not in order), None)
        if missing is None:
            order[path.pop()] = None
        else:
            path.append(missing)
    return list(order)


def backward(out: Value) -> None:
    """Differentiate: give every node its ``up``, the derivative of `out` with respect to it.

    The output starts with up = 1. Then each gate, from last to first, sends upstream gradient
    times local derivative to its inputs, and whatever reaches the same node is added. All
    gradients start from 0, so calling this twice changes nothing.

    Parameters
    ----------
    out : Value
        The output of the graph. Nodes that it does not depend on are left alone.

    Raises
    ------
    TypeError
        If `out` is not a node.
    ValueError
        If a gradient is too large for a float. Nothing is changed then.

    Lectures: UCLA, Idea: computational graphs apply to gradients, and What happens when two
    gradient paths converge?; CS389, 2 Backpropagation.

    Examples
    --------
    >>> x, y = Value(2, "x"), Value(5, "y")
    >>> f = (x + y) * x + maximum(x, y)
    >>> backward(f)
    >>> x.up, y.up
    (9.0, 3.0)
    """
    nodes = topological(out)
    up: dict[Value, Number] = dict.fromkeys(nodes, 0.0)
    up[out] = 1.0
    for node in reversed(nodes):
        for parent, gradient in zip(node.parents, _gradients(node, up[node]), strict=True):
            up[parent] += gradient  # += and not =: this is where converging paths add up
    for node in nodes:
        if not cmath.isfinite(up[node]):
            what = node.name or f"the {node.gate} node with value {node.value}"
            raise ValueError(f"the gradient with respect to {what} is too large for a float")
    for node in nodes:
        node.up, node.up_of = up[node], out


def _gradients(node: Value, up: Number) -> Sequence[Number]:
    """Return upstream times local derivative, for each parent of the node."""
    if not node.parents:
        return ()
    result = GATES[node.gate].back(*(parent.value for parent in node.parents), up)
    return result if isinstance(result, tuple) else (result,)


def inputs(out: Value) -> dict[str, Value]:
    """Find the named inputs of a graph.

    Parameters
    ----------
    out : Value
        The output.

    Returns
    -------
    dict of str to Value
        Inputs by their names, in the order in which the formula uses them. Those without a name
        are left out.

    Raises
    ------
    TypeError
        If `out` is not a node.
    ValueError
        If two inputs have the same name.

    Lectures: UCLA, f(x,y,z) = (x+y)z.

    Examples
    --------
    >>> f = product_of_sum()
    >>> f.backward()
    >>> {name: node.up for name, node in inputs(f).items()}
    {'x': -4.0, 'y': -4.0, 'z': 3.0}
    """
    found: dict[str, Value] = {}
    for node in topological(out):
        if node.gate == "input" and node.name:
            if node.name in found:
                raise ValueError(f"two inputs are called {node.name}; give each its own name")
            found[node.name] = node
    return found


# --- what reuse saves ---------------------------------------------------------------------------


class Count(NamedTuple):
    """How many local derivatives are evaluated, see `count_derivatives`.

    Attributes
    ----------
    one_at_a_time : int
        When every path is multiplied out on its own.
    with_reuse : int
        In one backward pass.
    """

    one_at_a_time: int
    with_reuse: int


def count_derivatives(out: Value, wrt: Collection[Value] | None = None) -> Count:
    """Count the local derivatives that the chain rule needs, with and without reuse.

    The counting rule: one local derivative for each wire, from a gate to one of its inputs.

    * *One at a time*: for each of `wrt`, every path from `out` to it is multiplied out from the
      start; a wire counts once for every path on which it lies.
    * *With reuse*, as in `backward`: each wire that lies on some path counts once.

    For L weight layers, each a multiply and a sigmoid gate, the first number is L(L + 2) and the
    second 3L. Where paths branch and meet again the first one grows exponentially.

    Parameters
    ----------
    out : Value
        The output.
    wrt : collection of Value, optional
        With respect to what. Without it, all inputs that are not plain numbers.

    Returns
    -------
    Count

    Raises
    ------
    TypeError
        If `out` is not a node.
    ValueError
        If `out` does not depend on one of `wrt`.

    Lectures: DS 102, problem 2(d); CS389, 2 Backpropagation.

    Examples
    --------
    >>> loss = two_layer_error(A=[[0.5]], b=[2], x=[1], y=1)
    >>> parts = inputs(loss)
    >>> count_derivatives(loss, [parts["A[0,0]"], parts["b[0]"]])
    Count(one_at_a_time=8, with_reuse=6)
    """
    nodes = topological(out)
    goals = {node for node in nodes if node.gate == "input"} if wrt is None else set(wrt)
    if not goals <= set(nodes):
        raise ValueError("the output does not depend on every node in wrt")
    # Per node: the paths that lead to it from the output, and the wires on all of them together.
    paths, wires = dict.fromkeys(nodes, 0), dict.fromkeys(nodes, 0)
    paths[out] = 1
    for node in reversed(nodes):
        for parent in node.parents:
            paths[parent] += paths[node]
            wires[parent] += wires[node] + paths[node]
    useful: set[Value] = set()  # nodes from which some goal can be reached
    with_reuse = 0
    for node in nodes:
        leading = [parent for parent in node.parents if parent in useful]
        with_reuse += len(leading)
        if leading or node in goals:
            useful.add(node)
    return Count(sum(wires[node] for node in goals), with_reuse)


def count_factors(L: int, reuse: bool) -> int:
    """Count the factors of all weight gradients of a chain of L layers with one weight each.

    Here a layer is one step: there are L factors from a layer's output to its own weight, L - 1
    from layer to layer, and one of the loss, so 2L different ones. Written out one weight at a
    time they are 2 + 3 + ... + (L + 1) = L(L + 3) / 2.

    Parameters
    ----------
    L : int
        Weight layers, at least 1.
    reuse : bool
        Whether each factor is evaluated only once.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there is no layer.

    Lectures: CS389, 2 Backpropagation.

    Examples
    --------
    >>> count_factors(4, reuse=False), count_factors(4, reuse=True)
    (14, 8)
    """
    if L < 1:
        raise ValueError(f"a chain has at least one weight layer, not {L}")
    return 2 * L if reuse else L * (L + 3) // 2


# --- worked examples ----------------------------------------------------------------------------


def grad_f(x: Number, y: Number) -> Pair:
    """Differentiate f = (x + y) x + max(x, y) by hand, gate by gate.

    x is used three times, so its gradient has three parts.

    Parameters
    ----------
    x, y : number
        The inputs.

    Returns
    -------
    pair of numbers
        (df/dx, df/dy).

    Lectures: UCLA, What happens when two gradient paths converge?

    Examples
    --------
    >>> grad_f(2, 5)
    (9.0, 3.0)
    """
    s = x + y
    up = 1.0  # the outer add gate hands it to the product and to the maximum
    d_s, d_x_product = mul_back(s, x, up)
    d_x_sum, d_y_sum = add_back(d_s)
    d_x_max, d_y_max = max_back(x, y, up)
    return d_x_product + d_x_sum + d_x_max, d_y_sum + d_y_max


def product_of_sum(x: Any = -2, y: Any = 5, z: Any = -4) -> Value:
    """Build f = (x + y) z, the first example of the lecture.

    Parameters
    ----------
    x, y, z : Value or number
        The inputs. Numbers become inputs of that name.

    Returns
    -------
    Value
        f; its inputs are found with `inputs`.

    Lectures: UCLA, f(x,y,z) = (x+y)z.

    Examples
    --------
    >>> f = product_of_sum()
    >>> f.backward()
    >>> f
    <Value f: -12.0 of a multiply gate, up 1.0>
    """
    q = (_input(x, "x") + _input(y, "y")).named("q")
    return (q * _input(z, "z")).named("f")


def sigmoid_neuron(w: Sequence[Any] = (2, -3, -3), x: Sequence[Any] = (-1, -2)) -> Value:
    """Build f = 1 / (1 + e^-(w0 x0 + w1 x1 + w2)), a sigmoid neuron in elementary gates.

    Parameters
    ----------
    w : sequence of Value or number
        One weight for each input, and the bias at the end.
    x : sequence of Value or number
        The inputs, at least one.

    Returns
    -------
    Value
        f; w0, x0 and so on are found with `inputs`.

    Raises
    ------
    ValueError
        If `w` does not have one entry more than `x`.

    Lectures: UCLA, A more involved scalar example.

    Examples
    --------
    >>> f = sigmoid_neuron()
    >>> f.backward()
    >>> round(f.value, 4), round(inputs(f)["w0"].up, 4)
    (0.7311, -0.1966)
    """
    if len(x) == 0 or len(w) != len(x) + 1:
        raise ValueError(
            f"a neuron with inputs has one weight for each and a bias, so w must be one longer "
            f"than x, but w has {len(w)} entries and x has {len(x)}"
        )
    in_ = _weighted_sum(w[:-1], x, "w{}", "x{}") + _input(w[-1], f"w{len(x)}")
    return reciprocal(exp(-in_.named("in_")) + 1).named("f")


def two_layer_error(
    A: Sequence[Sequence[Any]] = ((0.5,), (-1,)),
    b: Sequence[Any] = (2, 1),
    x: Sequence[Any] = (2,),
    y: Any = 1,
) -> Value:
    """Build L = (y - Σ_k b_k σ(Σ_j A_kj x_j))², a network of two weight layers and its error.

    The steps have the discussion's names: z1 = A x, z2 = σ(z1), z3 = b · z2, z4 = y - z3.

    Parameters
    ----------
    A : sequence of h sequences of m numbers
        ``A[k][j]`` leads from input j to hidden unit k: DS 102 has a row for each unit, where
        this course otherwise has a column.
    b : sequence of h numbers
        Weights of the output. There are no biases.
    x : sequence of m numbers
        The inputs.
    y : number
        The target.

    Returns
    -------
    Value
        L; its inputs, found with `inputs`, are called A[0,0], b[0], x[0] and so on, and y.

    Raises
    ------
    ValueError
        If the lengths do not fit.

    Lectures: DS 102, 2. Backpropagation for a Two-Layer Neural Network.

    Examples
    --------
    >>> loss = two_layer_error()
    >>> loss.backward()
    >>> round(loss.value, 4), round(inputs(loss)["b[0]"].up, 4)
    (0.3379, 0.85)
    """
    widths = sorted({len(row) for row in A})
    if not len(A) or len(b) != len(A) or widths != [len(x)] or not len(x):
        raise ValueError(
            f"A needs one row per entry of b and one column per entry of x, but A has {len(A)} "
            f"rows of length {widths}, b has {len(b)} entries and x has {len(x)}"
        )
    x = [_input(value, f"x[{j}]") for j, value in enumerate(x)]
    z2 = []
    for k, row in enumerate(A):
        z1 = _weighted_sum(row, x, f"A[{k},{{}}]", "")
        z2.append(sigmoid(z1.named(f"z1[{k}]")).named(f"z2[{k}]"))
    z3 = _weighted_sum(b, z2, "b[{}]", "").named("z3")
    z4 = (_input(y, "y") - z3).named("z4")
    return square(z4).named("L")


def _weighted_sum(
    weights: Sequence[Any], values: Sequence[Any], weight_name: str, value_name: str
) -> Value:
    """Build w_0 x_0 + w_1 x_1 + ..., naming the inputs by their numbers."""
    total: Value | None = None
    for i, (weight, value) in enumerate(zip(weights, values, strict=True)):
        name = value_name.format(i)
        product = _input(weight, weight_name.format(i)) * _input(value, name)
        total = product if total is None else total + product
    assert total is not None  # the callers have checked that there is a term
    return total


def _input(value: Any, name: str) -> Value:
    return value if isinstance(value, Value) else Value(value, name)
