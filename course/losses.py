r"""Losses: how wrong an output is, and how that reacts to the pre-activation.

A loss ℓ compares the labels y of an example with what the network made of it; the cost J is the
mean of the losses over a batch. Backpropagation needs one thing of a loss, its **output rule**:

    Δ_k = ∂ℓ/∂in_k        for every output unit k.

====================  =============================  =====================================
loss                  ℓ of one example               output rule Δ_k
====================  =============================  =====================================
squared error         Σ_k (y_k - a_k)²               -2 (y_k - a_k) g'(in_k)
half squared error    ½ Σ_k (y_k - a_k)²             -(y_k - a_k) g'(in_k)
binary cross-entropy  -Σ_k y log a + (1-y) log(1-a)  a_k - y_k, for a = σ(in)
cross-entropy         -Σ_k y_k log a_k               a_k - y_k, for a = softmax(in)
====================  =============================  =====================================

Everything behind the output is the business of the hidden rule (`course.backprop`), which never
changes. In the two cross-entropies the factor g'(in) has cancelled: a unit that is saturated on
the wrong side still learns.

Both cross-entropies are computed from the scores, z = in, not from the probabilities: log σ(-1000)
is -1000, but σ(-1000) is rounded to 0, and the logarithm of 0 is lost.
"""

# NumPy's stubs say that products of arrays return Any; annotating every formula would hide it.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from math import log, pi
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from course.activations import Activation, sigmoid, sigmoid_prime
from course.arrays import Array, finite
from course.softmax import shifted_scores

__all__ = [
    "LOSSES",
    "Loss",
    "accuracy",
    "bce",
    "bce_from_logits",
    "bernoulli_nll",
    "categorical_nll",
    "cross_entropy",
    "dce_dz",
    "dmse_dz",
    "gaussian_nll",
    "half_squared_error",
    "loss_named",
    "perceptron_loss",
    "squared_error",
    "zero_one_loss",
]

Slope: TypeAlias = Callable[[Array, Array], Any]  # slope(in_, a) is g'(in_)

# --- squared error, in both conventions ---------------------------------------------------------


def squared_error(y: ArrayLike, a: ArrayLike) -> Array:
    """Return the squared error of each example, Σ_k (y_k - a_k)², without ½.

    This is the course's convention, that of CS 457 and DS 102.

    Lectures: CS 457, 07-1c Loss Functions and 07-4c Multi-Class Classification: Network Inputs;
    DS 102, problem 2.

    Parameters
    ----------
    y, a : array_like, (n, K)
        Labels and outputs. One example is a table with one row.

    Returns
    -------
    ndarray, (n,)

    Raises
    ------
    ValueError
        If the shapes differ: (n,) against (n, 1) would silently compare all with all.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> squared_error([[0, 1, 0]], [[0.03, 0.57, 0.24]]).round(4)
    array([0.2434])
    """
    y, a = _alike(y, a)
    return squared_formula(y, None, a)


def half_squared_error(y: ArrayLike, a: ArrayLike) -> Array:
    """Return ½ Σ_k (y_k - a_k)² for each example.

    With ½ the 2 of the derivative is gone. CS389, CS771 and UCLA write the loss this way; their
    gradients are half of ours.

    Lectures: CS389, 2 Backpropagation; CS771, Backpropagation through an example; UCLA, Output
    units.

    Parameters
    ----------
    y, a : array_like, (n, K)
        Labels and outputs.

    Returns
    -------
    ndarray, (n,)

    Raises
    ------
    ValueError
        If the shapes differ.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> half_squared_error([[1]], [[0.5474]]).round(4)
    array([0.1024])
    """
    return squared_error(y, a) / 2


def dmse_dz(z: ArrayLike, y: ArrayLike) -> Array:
    """Slope of the squared error (y - σ(z))² with respect to the score: -2 (y - σ(z)) σ'(z).

    Far out on the wrong side σ'(z) is nearly 0, and so is the slope: the unit does not learn.
    For y = 1 it is steepest at σ(z) = 1/3, with 8/27.

    Lectures: UCLA, Output units (which prints this slope beside a loss with ½); CS 457, 07-3a
    Computing Partial Derivatives With Respect To in_j: Base Case.

    Parameters
    ----------
    z, y : array_like of one shape
        Scores and labels.

    Returns
    -------
    ndarray of that shape

    Raises
    ------
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> dmse_dz([-3, 0, 2], 1).round(4)
    array([-0.0861, -0.25  , -0.025 ])
    """
    return -2 * -dce_dz(z, y) * sigmoid_prime(z)  # y - σ(z) is -dce_dz, with all its digits


# --- cross-entropy for two classes --------------------------------------------------------------


def bce_from_logits(z: ArrayLike, y: ArrayLike) -> Array:
    """Return the binary cross-entropy of each score: -[y log σ(z) + (1 - y) log(1 - σ(z))].

    Written as what a score on the wrong side costs, plus log(1 + exp(-abs(z))): for y = 1 a
    negative z costs abs(z), for y = 0 a positive one does. Exact for every size of z.

    Lectures: CS 457, 07-1c Loss Functions (log loss); UCLA, Output units.

    Parameters
    ----------
    z : array_like, any shape
        Scores, the pre-activations of the output ("logits").
    y : array_like, the same shape
        Labels 0 or 1, or a probability between them.

    Returns
    -------
    ndarray of that shape

    Raises
    ------
    ValueError
        If a label is outside 0 to 1.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> bce_from_logits([-1000, 0, 40], [1, 1, 1])
    array([1.00000000e+03, 6.93147181e-01, 4.24835426e-18])
    """
    z, y = _alike(z, y, "z", "y", single=True)
    _between_0_and_1(y)
    with np.errstate(under="ignore"):
        return bce_formula(y, z)


def bce_formula(y: Array, z: Array) -> Array:
    """Return the binary cross-entropy of arrays that have been checked: what training runs."""
    right_side = z.real > 0  # of an example with y = 1
    return (right_side - y) * z + np.log1p(np.exp(np.where(right_side, -z, z)))


def bce(p: ArrayLike, y: ArrayLike) -> float:
    """Return the mean binary cross-entropy of probabilities: -mean(y log p + (1 - y) log(1 - p)).

    Probabilities of exactly 0 and 1 are moved by 1e-15, so that a confident mistake costs 34.5
    instead of infinity. Where you have the scores, take `bce_from_logits`, which needs no such
    patch.

    Lectures: CS 457, 07-1c Loss Functions (log loss); UCLA, Output units (as a sum).

    Parameters
    ----------
    p, y : array_like of one shape
        Probabilities of class 1, and labels 0 or 1.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If a label or a probability is outside 0 to 1, or there is no example.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> round(bce([0.9, 0.2], [1, 0]), 4)
    0.1643
    """
    p, y = _alike(p, y, "p", "y")
    _between_0_and_1(y)
    _between_0_and_1(p, "p")
    return bernoulli_nll(y, p).mean().item()


def dce_dz(z: ArrayLike, y: ArrayLike) -> Array:
    """Slope of the binary cross-entropy with respect to the score: σ(z) - y.

    Far out on the wrong side it is 1 in size, on the right side 0: learning stops only where
    there is nothing left to learn. 1 - σ(z) would be rounded to 0 from z = 37 on; it is written
    as σ(-z), which is not.

    Lectures: UCLA, Output units (for y = 1); CS 457, 07-3a Putting It All Together (another loss
    changes only the output Δ).

    Parameters
    ----------
    z, y : array_like of one shape
        Scores and labels.

    Returns
    -------
    ndarray of that shape

    Raises
    ------
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> dce_dz([-1000, 0, 1000], 1)
    array([-1. , -0.5,  0. ])
    """
    z, y = _alike(z, y, "z", "y", single=True)
    return _exact_bce_delta(y, z, z, None)


# --- cross-entropy for several classes ----------------------------------------------------------


def cross_entropy(Z: ArrayLike, Y: ArrayLike) -> float:
    """Return the mean cross-entropy of rows of scores: -mean over n of Σ_k Y_k log softmax(Z)_k.

    Lectures: UCLA, Output units (softmax); CS 457, 07-1c Loss Functions (log loss) and 07-4c
    Multi-Class Classification: Network Inputs (one-hot labels).

    Parameters
    ----------
    Z : array_like, (n, K)
        Scores.
    Y : array_like, (n, K)
        One-hot labels, or rows of probabilities.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the shapes differ, there is no example, or a row of `Y` does not add up to 1.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> round(cross_entropy([[1, 2, 3], [0.5, -1, 0]], [[0, 1, 0], [1, 0, 0]]), 4)
    1.0059
    >>> cross_entropy([[-1000, 0]], [[1, 0]])
    1000.0
    """
    Z, Y = _alike(Z, Y, "Z", "Y")
    _rows_of_probabilities(Y)
    return _exact_cross_entropy_values(Y, Z, None).mean().item()


def _exact_cross_entropy_values(Y: Array, Z: Array, a: Array | None) -> Array:
    shifted, _, log_sum = shifted_scores(Z)
    return log_sum - (Y * shifted).sum(axis=-1)


def _cross_entropy_values(Y: Array, Z: Array, a: Array) -> Array:
    """Return the cross-entropy of each example, right to 1e-16 but not to 15 digits below that."""
    classes = np.ascontiguousarray(np.moveaxis(Z, -1, 0))  # long rows: NumPy is quicker on these
    shifted = Z - classes.max(axis=0)[..., None]
    total = np.exp(shifted) @ np.ones(Z.shape[-1], Z.dtype)
    return np.log(total) - np.vecdot(Y, shifted)


# --- negative log-likelihoods: where the losses come from ---------------------------------------


def gaussian_nll(y: ArrayLike, mean: ArrayLike, variance: float = 1.0) -> Array:
    """Return -log N(y; mean, variance) = (y - mean)² / (2 variance) + ½ log(2π variance).

    With variance 1 this is half the squared error and a constant, so that the most likely weights
    are those of least squared error.

    Lectures: UCLA, Output units (linear units as the mean of a Gaussian).

    Parameters
    ----------
    y, mean : array_like of one shape
        What was seen, and what was expected.
    variance : float
        Positive.

    Returns
    -------
    ndarray of that shape

    Raises
    ------
    ValueError
        If `variance` is not positive.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> gaussian_nll([3.0], [3.0]).round(4)
    array([0.9189])
    """
    if not variance > 0:
        raise ValueError(f"a variance is positive, not {variance}")
    y, mean = _alike(y, mean, "y", "mean", single=True)
    return (y - mean) ** 2 / (2 * variance) + log(2 * pi * variance) / 2


def bernoulli_nll(y: ArrayLike, p: ArrayLike) -> Array:
    """Return -log of the probability that a coin with P(1) = p shows y.

    -[y log p + (1 - y) log(1 - p)]: the binary cross-entropy, seen as a likelihood. `p` is kept
    1e-15 away from 0 and 1.

    Lectures: UCLA, Output units (sigmoid units as Bernoulli outputs); CS 457, 07-1c Loss
    Functions (log loss).

    Parameters
    ----------
    y, p : array_like of one shape
        What was seen, 0 or 1, and the probability of a 1.

    Returns
    -------
    ndarray of that shape

    Raises
    ------
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> bernoulli_nll([1, 0], [0.9, 0.9]).round(4)
    array([0.1054, 2.3026])
    """
    y, p = _alike(y, p, "y", "p", single=True)
    p = p.astype(np.result_type(p, np.float64))  # in float32, 1 - 1e-15 would be 1
    p = np.where(p.real < 1e-15, 1e-15, np.where(p.real > 1 - 1e-15, 1 - 1e-15, p))
    return -(y * np.log(p) + (1 - y) * np.log1p(-p))


def categorical_nll(Y: ArrayLike, P: ArrayLike) -> Array:
    """Return -log of the probability that a die with probabilities P shows Y: -Σ_k Y_k log P_k.

    Lectures: UCLA, Output units (softmax).

    Parameters
    ----------
    Y, P : array_like, (n, K)
        One-hot rows, and rows of probabilities. `P` is kept at least 1e-15.

    Returns
    -------
    ndarray, (n,)

    Raises
    ------
    ValueError
        If the shapes differ.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> categorical_nll([[0, 1, 0]], [[0.25, 0.5, 0.25]]).round(4)
    array([0.6931])
    """
    Y, P = _alike(Y, P, "Y", "P")
    return -(Y * np.log(np.maximum(P, 1e-15))).sum(axis=-1)


# --- losses that count or switch ----------------------------------------------------------------


def zero_one_loss(y: ArrayLike, predicted: ArrayLike) -> Array:
    """Return 1 for each wrong prediction and 0 for each right one.

    Lectures: CS 457, 07-1c Loss Functions.

    Parameters
    ----------
    y, predicted : array_like, (n,)
        Labels.

    Returns
    -------
    ndarray, (n,)

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> float(zero_one_loss([1, 1, 1, 0], [1, 0, 1, 1]).mean())
    0.5
    """
    y, predicted = _alike(y, predicted, "y", "predicted")
    return (y != predicted) * 1.0


def perceptron_loss(y: ArrayLike, in_: ArrayLike) -> Array:
    """Return max(0, (1 - 2y) in): how far a score is on the wrong side of 0.

    Lectures: CS 457, 07-1c Loss Functions.

    Parameters
    ----------
    y, in_ : array_like of one shape
        Labels 0 or 1, and pre-activations.

    Returns
    -------
    ndarray of that shape

    Raises
    ------
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> perceptron_loss([1, 1, 0, 0], [2, -2, 2, -2]) + 0.0
    array([0., 2., 2., 0.])
    """
    y, in_ = _alike(y, in_, "y", "in_", single=True)
    return np.maximum(0, (1 - 2 * y) * in_)


def accuracy(y: ArrayLike, a: ArrayLike) -> float:
    """Return the share of examples whose class is the right one.

    One output unit says class 1 from 0.5 on; of several, the highest one wins.

    Lectures: CS 457, 07-4c Multi-Class Classification: Network Outputs.

    Parameters
    ----------
    y, a : array_like, (n, K), or (n,) for one output
        Labels 0 or 1, or one-hot rows; and outputs.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> accuracy([[1], [0], [1], [1]], [[0.9], [0.2], [0.4], [0.5]])
    0.75
    """
    y, a = finite(y, "y"), finite(a, "a")
    if y.ndim == 1 and a.shape == (len(y), 1):
        y = y[:, None]
    y, a = _alike(y, a)
    if y.ndim == 1 or y.shape[1] == 1:
        if y.min() < 0 or y.max() > 1:
            raise ValueError(
                "accuracy takes labels 0 and 1, or one-hot rows: write one_hot(y, K), or compare "
                "labels with (y == predicted).mean()"
            )
        return float(((a >= 0.5) == (y >= 0.5)).mean())
    return float((a.argmax(axis=1) == y.argmax(axis=1)).mean())


# --- losses as training uses them ---------------------------------------------------------------


@dataclass(frozen=True)
class Loss:
    """A loss with its output rule, for arrays that have been checked.

    Attributes
    ----------
    name : str
        For instance ``"squared_error"``.
    values : callable
        ``values(y, in_, a)`` is the loss of each example, (n,).
    output_delta : callable
        ``output_delta(y, in_, a, slope)`` is ∂ℓ/∂in_k, (n, K); ``slope(in_, a)`` is g'(in_).
    output : str or None
        The activation that the output rule assumes; None if any will do.
    check : callable
        Raises ValueError in one sentence if labels do not suit the loss.
    exact_values, exact_delta : callable
        The same with all digits, also where a is so close to y that a - y has lost them. Training
        takes the first two, which are quicker.

    Examples
    --------
    >>> LOSSES["binary_cross_entropy"].output
    'sigmoid'
    """

    name: str
    values: Callable[[Array, Array, Array], Array]
    output_delta: Callable[[Array, Array, Array, Slope], Array]
    output: str | None = None
    check: Callable[[Array], None] = lambda y: None
    exact_values: Callable[[Array, Array, Array], Array] = None  # type: ignore[assignment]
    exact_delta: Callable[[Array, Array, Array, Slope], Array] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        # This is how a frozen dataclass fills in what was not given.
        if self.exact_values is None:
            object.__setattr__(self, "exact_values", self.values)
        if self.exact_delta is None:
            object.__setattr__(self, "exact_delta", self.output_delta)

    @property
    def from_logits(self) -> bool:
        """Whether `values` needs in_ only, and not a."""
        return self.output is not None

    def check_output(self, g: Activation) -> None:
        """Raise ValueError if this loss and the output's activation do not belong together."""
        if self.output not in (None, g.name):
            raise ValueError(
                f"the loss {self.name!r} needs the output activation {self.output!r}, "
                f"this network's output has {g.name!r}"
            )
        if self.output is None and g.name == "softmax":
            raise ValueError(f"an output with softmax needs 'cross_entropy', not {self.name!r}")


def squared_formula(y: Array, in_: Array | None, a: Array) -> Array:
    """Return Σ_k (y_k - a_k)² of arrays that have been checked."""
    error = y - a
    return _added_up(error * error)


def _added_up(values: Array) -> Array:
    """Return the sum over the outputs; for a single one NumPy would take its time to add it up."""
    return values[..., 0] if values.shape[-1] == 1 else values.sum(axis=-1)


def _squared_delta(y: Array, in_: Array, a: Array, slope: Slope) -> Array:
    return -2 * (y - a) * slope(in_, a)


def _half_squared_values(y: Array, in_: Array, a: Array) -> Array:
    return squared_formula(y, in_, a) / 2


def _half_squared_delta(y: Array, in_: Array, a: Array, slope: Slope) -> Array:
    return (a - y) * slope(in_, a)


def _bce_values(y: Array, in_: Array, a: Array) -> Array:
    """Return the binary cross-entropy, right to 1e-16; log is quicker than log1p."""
    right_side = in_.real > 0
    E = np.exp(np.where(right_side, -in_, in_))
    return _added_up((right_side - y) * in_ + np.log(1 + E))


def _exact_bce_values(y: Array, in_: Array, a: Array) -> Array:
    return _added_up(bce_formula(y, in_))


def _cross_entropy_delta(y: Array, in_: Array, a: Array, slope: object) -> Array:
    return a - y  # g'(in_) has cancelled


def _exact_bce_delta(y: Array, in_: Array, a: Array, slope: object) -> Array:
    """Return σ(in) - y, with 1 - σ(in) as σ(-in)."""
    return (1 - y) * sigmoid(in_) - y * sigmoid(-in_)


def _exact_cross_entropy_delta(y: Array, in_: Array, a: Array, slope: object) -> Array:
    """Return a_k - y_k as a_k (1 - y_k) - y_k (1 - a_k), with 1 - a_k from the other classes."""
    E = np.exp(in_ - in_.max(axis=-1, keepdims=True))
    others = E @ (1 - np.eye(E.shape[-1], dtype=E.dtype))
    return (E * (1 - y) - y * others) / E.sum(axis=-1, keepdims=True)


def _between_0_and_1(y: Array, name: str = "y", hint: str = "") -> None:
    if not ((y.real >= 0) & (y.real <= 1)).all():
        raise ValueError(
            f"cross-entropy needs {name} between 0 and 1, "
            f"but it reaches from {y.real.min() + 0:g} to {y.real.max() + 0:g}{hint}"
        )


_ONE_HOT = "; labels 1 to K become one-hot with one_hot(y, K)"


def _rows_of_probabilities(y: Array) -> None:
    _between_0_and_1(y, "Y", _ONE_HOT)
    totals = y.real.sum(axis=-1)
    if not np.allclose(totals, 1, rtol=0, atol=1e-5):
        row = int(np.abs(totals - 1).ravel().argmax())
        raise ValueError(
            f"cross-entropy needs labels that are one-hot or probabilities, but row {row} adds up "
            f"to {totals.ravel()[row]:g}{_ONE_HOT}"
        )


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss("squared_error", squared_formula, _squared_delta),
        Loss("half_squared_error", _half_squared_values, _half_squared_delta),
        Loss(
            "binary_cross_entropy",
            _bce_values,
            _cross_entropy_delta,
            "sigmoid",
            _between_0_and_1,
            _exact_bce_values,
            _exact_bce_delta,
        ),
        Loss(
            "cross_entropy",
            _cross_entropy_values,
            _cross_entropy_delta,
            "softmax",
            _rows_of_probabilities,
            _exact_cross_entropy_values,
            _exact_cross_entropy_delta,
        ),
    )
}


OTHER_NAMES = {
    "mse": "squared_error",
    "bce": "binary_cross_entropy",
    "log_loss": "binary_cross_entropy",
    "ce": "cross_entropy",
}


def loss_named(which: str | Loss) -> Loss:
    """Return the loss of that name; a `Loss` is returned as it is.

    Parameters
    ----------
    which : str or Loss
        One of ``LOSSES``, or a loss of your own.

    Returns
    -------
    Loss

    Raises
    ------
    ValueError
        If there is no loss of that name.

    Examples
    --------
    >>> loss_named("squared_eror")
    Traceback (most recent call last):
    ...
    ValueError: there is no loss 'squared_eror'; did you mean 'squared_error'?
    """
    if isinstance(which, Loss):
        return which
    if isinstance(which, str) and which in LOSSES:
        return LOSSES[which]
    meant = OTHER_NAMES.get(str(which).lower(), str(which))
    near = get_close_matches(meant, LOSSES, n=1)
    guess = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(LOSSES)}"
    raise ValueError(f"there is no loss {which!r}; {guess}")


def _alike(
    y: ArrayLike, a: ArrayLike, first: str = "y", second: str = "a", *, single: bool = False
) -> tuple[Array, Array]:
    """Return both as arrays of one shape; with `single`, one of them may be a single number."""
    y, a = finite(y, first), finite(a, second)
    if y.shape != a.shape and not (single and 0 in (y.ndim, a.ndim)):
        raise ValueError(
            f"{first} and {second} must have the same shape: "
            f"{first} is {y.shape}, {second} is {a.shape}"
        )
    return y, a
