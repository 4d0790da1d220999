"""Measuring instruments: what is going on inside a network.

A cost that does not fall says that something is wrong, but not what. These functions look inside,
at arrays that every network can hand out: pre-activations `ins`, outputs `outs`, deltas, weights.

| it does not learn because ... | look at | with |
| --- | --- | --- |
| its units sit where the curve is flat | outputs, slopes | `saturation_share`, `sleeping_share` |
| its ReLU units are off for every example | pre-activations | `dead_units`, `dead_fraction` |
| its units all do the same | weights, outputs | `distinct_units`, `distinct_outputs` |
| no signal arrives in the first layers | deltas | `delta_norms`, `vanishing_bound` |

The last row is the story of CS 457, 07-3d. On the way back each layer multiplies the signal by
the slope of its activation, at most 0.25 for a sigmoid, *and by its weights*. The slides follow
the slopes alone and conclude that the product goes to 0. It does where weights are smaller than
4 in size, and it need not where they are larger: 0.25 times 5 is 1.25 a layer. `delta_bound` and
`vanishing_bound` therefore have the weights in them. For the same reason weight decay is no plain
cure (07-5a calls it one): smaller weights mean larger slopes, but they are factors themselves.
For a neuron that receives a 1, the product w σ'(w) is largest at w = 1.54, and 0.224 there.
"""

from __future__ import annotations  # so that help() says "Array", not its definition

import operator
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.activations import sigmoid, sigmoid_prime
from course.arrays import Array, finite, floats, rows
from course.graphs import count_factors

__all__ = [
    "chain_deltas",
    "count_parameters",
    "dead_fraction",
    "dead_units",
    "delta_bound",
    "delta_norms",
    "derivative_counts",
    "distinct_outputs",
    "distinct_units",
    "saturation_share",
    "sleeping_share",
    "vanishing_bound",
]

TWINS = 1e-9  # units that differ by no more than this are the same up to rounding


# --- units that sleep ---------------------------------------------------------------------------


def saturation_share(
    a: ArrayLike, low: float = 0.05, high: float = 0.95, per_unit: bool = False
) -> Any:
    """Share of outputs at either end of an activation's range: a <= low or a >= high.

    For tanh, whose range is (-1, 1), use low=-0.95. An activation without ends, such as ReLU, is
    better measured by its slope, with `sleeping_share`.

    Parameters
    ----------
    a : array_like, (n, h)
        What the units of a layer pass on, one example per row.
    low, high : float
        Where the ends begin.
    per_unit : bool
        Whether to give one share for each unit instead of one for the layer.

    Returns
    -------
    float, or ndarray (h,) if `per_unit`
        From 0 to 1.

    Raises
    ------
    ValueError
        If `a` is no table, is empty or holds nan, or low is not below high.
    TypeError
        If `a` does not hold numbers.

    Lectures: CS389, 1.1.1 Sigmoid; CS 457, 07-4a Keeping the Initial Weights Small; UCLA,
    Hyperbolic tangent.

    Examples
    --------
    >>> a = [[0.99995, 0.5], [0.00005, 0.7], [0.2, 0.96]]
    >>> saturation_share(a)
    0.5
    >>> saturation_share(a, per_unit=True).round(2)
    array([0.67, 0.33])
    """
    a = rows(a, "a")
    if not low < high:
        raise ValueError(f"low = {low} must be below high = {high}")
    return _share((a <= low) | (a >= high), per_unit)


def sleeping_share(slopes: ArrayLike, tol: float = 0.01, per_unit: bool = False) -> Any:
    """Share of slopes that let (almost) nothing through: abs(g'(in_)) < tol.

    What a unit learns is multiplied by its slope. This measure fits every activation, saturated
    sigmoids and silent ReLU units alike.

    Parameters
    ----------
    slopes : array_like, (n, h)
        g'(in_) of a layer, one example per row.
    tol : float
        Slopes smaller than this count as asleep.
    per_unit : bool
        Whether to give one share for each unit instead of one for the layer.

    Returns
    -------
    float, or ndarray (h,) if `per_unit`
        From 0 to 1.

    Raises
    ------
    ValueError
        If `slopes` is no table, is empty or holds nan.
    TypeError
        If `slopes` does not hold numbers.

    Lectures: CS389, 1.1.1 Sigmoid; CS 457, 07-4a Keeping the Initial Weights Small; CS771,
    Activation Functions: Some Common Choices.

    Examples
    --------
    A sigmoid sleeps beyond ±4.585:

    >>> sleeping_share(sigmoid_prime([[4.5, 4.7], [-10, 0]]))
    0.5
    """
    return _share(np.abs(rows(slopes, "slopes")) < tol, per_unit)


def _share(marked: Array, per_unit: bool) -> Any:
    """Return the share of marked entries, over all examples or over everything."""
    return marked.mean(axis=-2) if per_unit else float(marked.mean())


def dead_units(Z: ArrayLike) -> Array:
    """Mark the ReLU units that never fire: no example gives a pre-activation above 0.

    Such a unit has slope 0 on every example, so its gradient is 0: it stays dead as long as its
    inputs stay what they are. Hand in *all* training examples: a unit that is
    silent on most of them is not dead, only choosy.

    Parameters
    ----------
    Z : array_like, (n, h)
        Pre-activations of a layer on the whole training set.

    Returns
    -------
    ndarray of bool, (h,)
        True for dead units, also for one that is exactly 0 everywhere.

    Raises
    ------
    ValueError
        If `Z` is no table, is empty or holds nan.
    TypeError
        If `Z` does not hold numbers.

    Lectures: CS389, 1.1.3 ReLU; UCLA, ReLU unit; CS 457, 07-3d The Vanishing Gradient Problem.

    Examples
    --------
    >>> dead_units([[-1, 2, 0], [-2, -1, 0]])
    array([ True, False,  True])
    """
    return np.asarray((rows(Z, "Z") <= 0).all(axis=-2))


def dead_fraction(Z: ArrayLike) -> float:
    """Fraction of a layer's units that are dead, see `dead_units`.

    The 40 % of CS389 for a learning rate that is too high is one observation, no constant: it
    can be anything from 0 to 100 %.

    Parameters
    ----------
    Z : array_like, (n, h)
        Pre-activations of a layer on the whole training set.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError, TypeError
        As for `dead_units`.

    Lectures: CS389, 1.1.3 ReLU.

    Examples
    --------
    >>> dead_fraction([[-1, 2, 0, 3, 1], [-2, -1, 0, -4, 1]])
    0.4
    """
    return float(np.mean(dead_units(Z)))


# --- twins --------------------------------------------------------------------------------------


def distinct_units(W_in: ArrayLike, b: ArrayLike, W_out: ArrayLike) -> int:
    """Count the hidden units that are really different.

    Two units are twins if their incoming weights, their biases *and* their outgoing weights
    agree, up to 1e-9. Then they give the same output, receive the same delta and take the same
    steps, and training cannot tell them apart. Units that differ in the outgoing weights alone
    give the same output now, but part at the next step (unless their deltas are 0).

    Parameters
    ----------
    W_in : array_like, (d, h)
        Weights into the layer: a column for each unit.
    b : array_like, (h,)
        Biases.
    W_out : array_like, (h, k)
        Weights out of the layer: a row for each unit.

    Returns
    -------
    int
        From 1 to h.

    Raises
    ------
    ValueError
        If the shapes do not fit, or something is empty or nan.
    TypeError
        If an argument does not hold numbers.

    Lectures: CS 457, 07-4a Quick Aside: The Problem with Equal Weights.

    Examples
    --------
    >>> distinct_units(W_in=[[1, 1, 1]], b=[0, 0, 0.5], W_out=[[2], [2], [2]])
    2
    """
    W_in, b, W_out = rows(W_in, "W_in"), finite(b, "b"), rows(W_out, "W_out")
    h = W_in.shape[-1]
    if W_in.ndim != 2 or b.shape != (h,) or W_out.ndim != 2 or len(W_out) != h:
        raise ValueError(
            f"W_in (d, h), b (h,) and W_out (h, k) do not fit: got {W_in.shape}, {b.shape} and "
            f"{W_out.shape}"
        )
    return _count_distinct(np.hstack([W_in.T, b[:, None], W_out]))


def distinct_outputs(a: ArrayLike) -> int:
    """Count the different outputs of a layer: how many features it offers to the next one.

    Compared are whole columns, over all examples, up to 1e-9. A layer of 100 units with 3
    different outputs does the work of 3.

    Parameters
    ----------
    a : array_like, (n, h)
        What the units of a layer pass on, one example per row.

    Returns
    -------
    int
        From 1 to h.

    Raises
    ------
    ValueError
        If `a` is no table, is empty or holds nan.
    TypeError
        If `a` does not hold numbers.

    Lectures: CS 457, 07-4a Quick Aside: The Problem with Equal Weights.

    Examples
    --------
    >>> distinct_outputs([[0.1, 0.9, 0.1], [0.4, 0.9, 0.4]])
    2
    """
    a = rows(a, "a")
    if a.ndim != 2:
        raise ValueError(f"a must have the shape (n, h), but its shape is {a.shape}")
    return _count_distinct(a.T)


def _count_distinct(units: Array) -> int:
    """Count the rows of `units` that differ from all earlier ones that were counted."""
    found = units[:0]
    for unit in units:
        if not (np.abs(found - unit) <= TWINS).all(axis=1).any():
            found = np.vstack([found, unit])
    return len(found)


# --- the signal on its way back -----------------------------------------------------------------


def delta_norms(deltas: Sequence[ArrayLike]) -> Array:
    """Size of the signal in every layer: the length ‖Δ‖ of an example's delta, averaged.

    The length is taken for each example by itself, over the units of the layer; then the mean
    over the examples. (Averaging the deltas first would let examples cancel each other.) Plot it
    on a logarithmic scale: vanishing gradients are a straight line that falls to the left.

    Look at deltas, not at weight gradients: dW is delta times the activation in front of it, and
    a signal that grows on the way forward hides one that fades on the way back.

    Parameters
    ----------
    deltas : sequence of array_like, (n, fan_out) each
        One delta per weight layer, first to last.

    Returns
    -------
    ndarray, one number per layer

    Raises
    ------
    ValueError
        If there is no layer, or a delta is no table, is empty or holds nan.
    TypeError
        If a delta does not hold numbers.

    Lectures: CS771, Backpropagation: Computation Reuse; CS 457, 07-3d The Vanishing Gradient
    Problem.

    Examples
    --------
    >>> delta_norms([[[0.03, 0.04], [0, 0]], [[1], [-3]]])
    array([0.025, 2.   ])
    """
    if len(deltas) == 0:
        raise ValueError("deltas is empty: one array per weight layer is needed")
    return np.array([_mean_length(rows(d, f"deltas[{k}]")) for k, d in enumerate(deltas)])


def _mean_length(delta: Array) -> Any:
    """Return the mean length of the rows of `delta`."""
    delta = np.asarray(delta, np.float64)
    scale = np.abs(delta).max() or 1.0  # the square of 1e-200 would be 0
    return scale * np.linalg.norm(delta / scale, axis=-1).mean(axis=-1)


def chain_deltas(ins: ArrayLike, ws: ArrayLike, y: float) -> list[float]:
    """Deltas of a chain of sigmoid neurons, one after the other, for the squared error.

    At the end Δ = -2 (y - a) σ'(in_); before, Δ = σ'(in_) w Δ_next. Written out, the first delta
    is a product of *all* slopes, the last neuron's included, and of all weights in between.

    Parameters
    ----------
    ins : array_like, (L,)
        Pre-activation of each neuron.
    ws : array_like, (L - 1,)
        ws[k] leads from neuron k to neuron k + 1.
    y : float
        Target of the last neuron.

    Returns
    -------
    list of L floats, first neuron to last

    Raises
    ------
    ValueError
        If there is no neuron, or not one weight less than neurons.
    TypeError
        If an argument does not hold numbers.

    Lectures: CS 457, 07-3d Computing Delta_j Values.

    Examples
    --------
    >>> [round(delta, 4) for delta in chain_deltas([0.2, -1, 2, 0.5], [1.5, -0.7, 2], y=1)]
    [0.0019, 0.0051, -0.0373, -0.1774]
    """
    ins, ws = _line(ins, "ins"), _line(ws, "ws")
    if len(ins) == 0 or len(ws) != len(ins) - 1:
        raise ValueError(
            f"a chain of L neurons, L >= 1, has L - 1 weights: got {len(ins)} pre-activations "
            f"and {len(ws)} weights"
        )
    y = float(_line([y], "y")[0])
    slopes = sigmoid_prime(ins)
    delta = -2 * (y - sigmoid(ins[-1])) * slopes[-1]
    deltas = [float(delta)]
    for slope, w in zip(slopes[-2::-1], ws[::-1], strict=True):
        delta = slope * w * delta
        deltas.append(float(delta))
    return deltas[::-1]


def _line(values: ArrayLike, name: str) -> Array:
    """Return `values` as a row of finite numbers."""
    line = floats(values, name)
    if line.ndim != 1 or not np.isfinite(line).all():
        raise ValueError(f"{name} must hold finite numbers in a row, its shape is {line.shape}")
    return line.astype(np.float64)


def delta_bound(L: int, wmax: float) -> float:
    """Bound the first delta of a chain of L sigmoid neurons: 0.25^L wmax^(L - 1).

    It bounds abs(Δ_first) / (2 abs(y - a)). There are L slopes, each at most 0.25 because
    p (1 - p) <= 1/4 for every p, and L - 1 weights. So it shrinks with L if wmax < 4, stays 0.25
    for wmax = 4 and grows beyond; the slides leave the weights out.

    Parameters
    ----------
    L : int
        Neurons in the chain, at least 1.
    wmax : float
        Size of the largest weight, max(abs(w)).

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If L is no whole number from 1 on, or wmax is negative.

    Lectures: CS 457, 07-3d The Vanishing Gradient Problem.

    Examples
    --------
    >>> delta_bound(10, wmax=1)
    9.5367431640625e-07
    >>> delta_bound(10, wmax=5) > delta_bound(1, wmax=5)
    True
    """
    L = _whole(L, "L", "counts neurons")
    if not 0 <= wmax < np.inf:
        raise ValueError(f"wmax is the size of the largest weight: 0 or more, not {wmax!r}")
    with np.errstate(over="ignore", under="ignore"):  # inf and 0 are the answers we want
        return float(0.25 * np.float64(0.25 * wmax) ** (L - 1))


def vanishing_bound(
    Ws: Sequence[ArrayLike], delta_out_norm: float, slope_max: float = 0.25
) -> Array:
    """Bound ‖Δ‖ in every layer of a network: ‖Δ_l‖ <= ‖Δ_L‖ ∏ slope_max ‖W_k‖, k = l + 1 ... L.

    ‖W‖ is the spectral norm, the most by which W stretches an arrow. Like the delta on its way
    back, the product takes up one slope and one matrix per layer. The largest slope is 0.25 for
    the sigmoid, and 1 for tanh, ReLU and the identity.

    It is a bound, not a forecast: most slopes are smaller than the largest, and few arrows are
    stretched the most, so deltas vanish faster than it says. Where it grows, they need not.

    Parameters
    ----------
    Ws : sequence of array_like, (fan_in, fan_out) each
        All weights, first layer to last. The first is not needed: no delta passes it.
    delta_out_norm : float
        ‖Δ‖ of the last layer: of one example, or the mean as in `delta_norms`.
    slope_max : float
        The largest slope of the hidden activations.

    Returns
    -------
    ndarray, one number per layer
        The last one is `delta_out_norm`.

    Raises
    ------
    ValueError
        If there is no layer, the matrices do not fit together, or a size is negative.
    TypeError
        If a matrix does not hold numbers.

    Lectures: CS 457, 07-3d The Vanishing Gradient Problem; CS771, Backpropagation: Computation
    Reuse (both without the weights).

    Examples
    --------
    >>> vanishing_bound([[[9.0]], [[2.0]], [[-5.0]]], delta_out_norm=1)
    array([0.625, 1.25 , 1.   ])
    """
    matrices = _matrices(Ws)
    for name, size in (("delta_out_norm", delta_out_norm), ("slope_max", slope_max)):
        if not 0 <= size < np.inf:
            raise ValueError(f"{name} must be a number from 0 on, not {size!r}")
    factors = [slope_max * np.linalg.norm(W, 2) for W in matrices[:0:-1]]
    with np.errstate(over="ignore", under="ignore"):
        return np.cumprod([delta_out_norm, *factors])[::-1]


def _matrices(Ws: Sequence[ArrayLike]) -> list[Array]:
    """Return the weights as matrices that fit together."""
    if len(Ws) == 0:
        raise ValueError("Ws is empty: one matrix per weight layer is needed")
    matrices = [rows(W, f"Ws[{k}]") for k, W in enumerate(Ws)]
    for k, W in enumerate(matrices):
        if W.ndim != 2:
            raise ValueError(f"Ws[{k}] must be a matrix (fan_in, fan_out), not {W.shape}")
        if k and len(W) != matrices[k - 1].shape[1]:
            raise ValueError(
                f"Ws[{k}] has the shape {W.shape}, but the layer before has "
                f"{matrices[k - 1].shape[1]} units"
            )
    return matrices


# --- counting -----------------------------------------------------------------------------------


def count_parameters(sizes: Sequence[int], bias: bool = True) -> int:
    """Count the parameters of a network: (fan_in + 1) fan_out per layer, the 1 for the bias.

    With equal budgets one can build wide or deep: 2-6-1 and 2-3-3-1 both have 18 weights. (The
    slides speak of two such networks in a figure that is lost; these two are our guess.)

    Parameters
    ----------
    sizes : sequence of int
        Units per layer, input first.
    bias : bool
        Whether to count the biases, too.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there are fewer than two layers of units, or a size is no whole number from 1 on.

    Lectures: CS 457, 07-4d Generalization and Overfitting, 07-5c Designing a Network.

    Examples
    --------
    >>> count_parameters([2, 6, 1], bias=False), count_parameters([2, 3, 3, 1], bias=False)
    (18, 18)
    >>> count_parameters([784, 784, 10])
    623290
    """
    sizes = [_whole(size, f"sizes[{k}]", "counts units") for k, size in enumerate(sizes)]
    if len(sizes) < 2:
        raise ValueError(f"sizes needs an input and an output, such as [2, 1], got {sizes}")
    return sum((i + bool(bias)) * j for i, j in pairwise(sizes))


def derivative_counts(L: int) -> dict[str, tuple[int, int]]:
    """Count the derivatives that all gradients of L weight layers take: (one by one, reused).

    It depends on what counts as a step. CS389 goes from activation to activation, one step a
    layer: the gradient of the last weight has 2 factors and that of the first L + 1, together
    L (L + 3) / 2. With each factor computed once they are 2L. DS 102 draws pre-activations and
    the error as nodes of their own: 3, 5, ..., 2L + 1 factors, together L (L + 2), and 3L of them
    different. Either way: quadratic in the depth one by one, linear for backpropagation.

    Parameters
    ----------
    L : int
        Weight layers, at least 1.

    Returns
    -------
    dict
        For "CS389" and "DS 102", a pair of ints.

    Raises
    ------
    ValueError
        If L is no whole number from 1 on.

    Lectures: CS389, 2 Backpropagation; DS 102, problem 2(d).

    Examples
    --------
    >>> derivative_counts(4)
    {'CS389': (14, 8), 'DS 102': (24, 12)}
    """
    L = _whole(L, "L", "counts weight layers")
    cs389 = count_factors(L, reuse=False), count_factors(L, reuse=True)
    return {"CS389": cs389, "DS 102": (L * (L + 2), 3 * L)}


def _whole(number: int, name: str, what: str) -> int:
    """Return `number` if it can count something."""
    if not hasattr(number, "__index__") or operator.index(number) < 1:
        raise ValueError(f"{name} {what}: a whole number from 1 on, not {number!r}")
    return operator.index(number)
