r"""Activation functions and their slopes.

A neuron adds up what it receives, ``in_``, and passes on ``a = g(in_)``. This page holds every
``g`` of the five lectures and, right below each, its slope ``g_prime``, which backpropagation
multiplies by. Three rules hold for all of them:

* **The slope is taken where the neuron sits**, at its pre-activation ``in_``: write
  ``sigmoid_prime(in_)``, never ``sigmoid_prime(a)``.
* **One number in, one number out.** Any shape goes in and the same shape comes back; numbers,
  lists and integers will do. float32 stays float32, everything else becomes float64. The
  argument is never changed.
* **Far out is still right.** Formulas are arranged so that no exponential ever explodes: up to
  ``|x| = 1000`` there is no nan, no warning, and (nearly) every digit is right even where the
  slope is as small as 1e-300.

One guest is let in besides: complex numbers. For a smooth g and a tiny step h, g(x + ih) is
g(x) + ih g'(x), so the slope can be read off as ``g(x + 1j * h).imag / h``. Nothing is subtracted,
hence nothing is lost, and h may be 1e-20. To allow it, every formula here decides with the real
part of x on which side of 0 it is, and uses no abs(x), whose complex namesake is a length.

The lectures, in the short form used below:

* *CS389*: CS389 Machine Learning lecture notes (UMass Amherst, Spring 2023)
* *CS771*: CS771 Intro to Deep Neural Networks: MLP and Backpropagation
* *DS 102*: DS 102 Discussion 7
* *CS 457*: CS 457/557 Lecture 07: Neural Networks (UW-La Crosse)
* *UCLA*: UCLA ECE deep-learning slides (Winter 2024)
"""

# NumPy's stubs say that np.exp and its like return Any; annotating every formula would hide it.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations  # so that help() says "Array", not its definition

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial, wraps
from inspect import cleandoc, signature, unwrap
from math import isfinite, pi, sqrt
from typing import Any, Concatenate, ParamSpec, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "activation",
    "elu",
    "elu_prime",
    "gelu",
    "gelu_prime",
    "identity",
    "identity_prime",
    "leaky_relu",
    "leaky_relu_prime",
    "maxout",
    "maxout_grad_x",
    "prelu",
    "prelu_prime",
    "relu",
    "relu_prime",
    "sigmoid",
    "sigmoid_prime",
    "softplus",
    "softplus_prime",
    "swish",
    "swish_prime",
    "tanh",
    "tanh_prime",
    "threshold",
    "threshold_prime",
]

Array: TypeAlias = NDArray[np.floating[Any]]
_P = ParamSpec("_P")

# What is true of every elementwise function is said once, and appended to each one's help.
_SHARED_HELP = """
Parameters
----------
x : array_like of real numbers, any shape
    The pre-activation ``in_``. It is not changed. Complex numbers are let in as well.

Returns
-------
ndarray of the shape of `x` (a NumPy number for a single number)
    float32 for float32 input, complex for complex input, else float64.

Raises
------
TypeError
    If `x` does not hold numbers.
"""


def _floats(x: ArrayLike) -> Array:
    """Return `x` as an array of floats or complex numbers, without a copy where it is one."""
    values = np.asarray(x)
    if values.dtype.kind not in "biufc":
        raise TypeError(f"expected real numbers, got an array of type {values.dtype}")
    if values.dtype in (np.float32, np.complex64):
        return values
    return values.astype(np.complex128 if values.dtype.kind == "c" else np.float64, copy=False)


def _elementwise(
    g: Callable[Concatenate[Array, _P], Array],
) -> Callable[Concatenate[ArrayLike, _P], Array]:
    """Let the bare formula `g` accept numbers and lists, and keep shape and float type."""

    @wraps(g)
    def wrapper(x: ArrayLike, *args: _P.args, **kwargs: _P.kwargs) -> Array:
        values = _floats(x)
        # exp(-1000) is too small for a float. The 0 that comes out is the answer we want.
        with np.errstate(under="ignore"):
            result = np.asarray(g(values, *args, **kwargs), dtype=values.dtype)
        return result[()]  # a 0-d array becomes a number

    wrapper.__doc__ = cleandoc(g.__doc__ or "") + "\n" + _SHARED_HELP
    g.__qualname__ += ".__wrapped__"  # the address of the bare formula, so that pickle finds it
    # Type checkers would have x positional only; at run time sigmoid(x=3) is fine as well.
    return cast("Callable[Concatenate[ArrayLike, _P], Array]", wrapper)


# --- identity: no activation at all -------------------------------------------------------------


@_elementwise
def identity(x: Array) -> Array:
    """Pass the input on unchanged: g(x) = x, for the output neuron of a regression.

    A network with this activation everywhere is one affine map, however many layers it has.

    Lectures: CS 457, 07-4c Neural Networks for Regression; CS771, Activation Functions: Some
    Common Choices.

    Examples
    --------
    >>> identity([-2, 0, 3])
    array([-2.,  0.,  3.])
    """
    return x.copy()  # a copy: writing into the result must not reach the argument


@_elementwise
def identity_prime(x: Array) -> Array:
    """Slope of the identity: g'(x) = 1.

    Lectures: CS 457, 07-4c Neural Networks for Regression.

    Examples
    --------
    >>> identity_prime([-2, 0, 3])
    array([1., 1., 1.])
    """
    return np.ones_like(x)


# --- threshold: the perceptron's hard switch ----------------------------------------------------


@_elementwise
def threshold(x: Array) -> Array:
    """Fire or stay silent: g(x) = 1 for x >= 0, else 0.

    Lectures: CS 457, 07-1b Different Activation Functions (which also fixes g(0) = 1).

    Examples
    --------
    >>> threshold([-0.1, 0, 2])
    array([0., 1., 1.])
    """
    return np.heaviside(x.real, 1)  # heaviside's second argument is the value at 0


@_elementwise
def threshold_prime(x: Array) -> Array:
    """Slope of the threshold: g'(x) = 0, so nothing can be learned through it.

    At 0 the curve jumps and has no slope; 0 is returned there too. A complex step finds the same:
    `threshold` looks at the real part of x only.

    Lectures: CS 457, 07-1b Different Activation Functions.

    Examples
    --------
    >>> threshold_prime([-0.1, 0, 2])
    array([0., 0., 0.])
    """
    return np.zeros_like(x)


# --- sigmoid: the logistic function σ -----------------------------------------------------------


@_elementwise
def sigmoid(x: Array) -> Array:
    """Squash any number into (0, 1): σ(x) = 1 / (1 + exp(-x)) = exp(x) / (1 + exp(x)).

    Of the two forms, the left one is safe for x >= 0 and the right one for x < 0. With e = exp(-x)
    on the right and e = exp(x) on the left of 0, so that e is never larger than 1, they read
    1 / (1 + e) and e / (1 + e).

    Lectures: CS389, 1.1.1 Sigmoid; CS771, Activation Functions: Some Common Choices; DS 102,
    problem 1; CS 457, 07-1b Different Activation Functions; UCLA, Sigmoid unit.

    Examples
    --------
    >>> sigmoid([-1000, 0, 0.19]).round(4)
    array([0.    , 0.5   , 0.5474])
    """
    right = x.real >= 0
    e = np.exp(np.where(right, -x, x))
    return np.where(right, 1, e) / (1 + e)


@_elementwise
def sigmoid_prime(x: Array) -> Array:
    """Slope of the sigmoid: σ'(x) = σ(x) (1 - σ(x)), at most 0.25, and that at 0.

    Written as e / (1 + e)², with e as in `sigmoid`. The product form loses its digits on the
    right, where σ(x) is so close to 1 that 1 - σ(x) is rounded to 0.

    Lectures: CS389, 1.1.1 Sigmoid; DS 102, problem 2; CS 457, 07-1b Different Activation
    Functions; UCLA, Sigmoid unit.

    Examples
    --------
    >>> sigmoid_prime([0, 10, 40])
    array([2.50000000e-01, 4.53958077e-05, 4.24835426e-18])
    >>> s = sigmoid(40)
    >>> float(s * (1 - s))
    0.0
    """
    e = np.exp(np.where(x.real >= 0, -x, x))
    return e / (1 + e) ** 2


# --- tanh: a sigmoid centred on zero ------------------------------------------------------------


@_elementwise
def tanh(x: Array) -> Array:
    """Squash any number into (-1, 1): tanh(x) = sinh(x) / cosh(x) = 2 σ(2x) - 1.

    Note both factors 2. The UCLA slides print 2 σ(x) - 1, which is tanh(x / 2).

    Lectures: CS389, 1.1.2 Tanh; CS771, Activation Functions: Some Common Choices; UCLA,
    Hyperbolic tangent.

    Examples
    --------
    >>> tanh([-1000, 0, 1]).round(4)
    array([-1.    ,  0.    ,  0.7616])
    """
    return np.tanh(x)


@_elementwise
def tanh_prime(x: Array) -> Array:
    """Slope of tanh: tanh'(x) = 1 - tanh²(x) = 4 σ'(2x), at most 1, and that at 0.

    Written as 4e / (1 + e)², with e = exp(-2x) on the right of 0 and exp(2x) on the left, because
    1 - tanh²(x) is rounded to 0 from about 19 on, and from -19 on the other side.

    Lectures: CS389, 1.1.2 Tanh; UCLA, Hyperbolic tangent.

    Examples
    --------
    >>> tanh_prime([0, 0.5, 20])
    array([1.00000000e+00, 7.86447733e-01, 1.69934170e-17])
    """
    e = np.exp(2 * np.where(x.real >= 0, -x, x))
    return 4 * e / (1 + e) ** 2


# --- ReLU and its leaky relatives ---------------------------------------------------------------


@_elementwise
def relu(x: Array) -> Array:
    """Rectified linear unit: g(x) = max(0, x).

    Lectures: CS389, 1.1.3 ReLU; CS771, Activation Functions: Some Common Choices; DS 102,
    problem 1; CS 457, 07-1b Different Activation Functions; UCLA, Rectified linear unit.

    Examples
    --------
    >>> relu([-9.5, 4, 0])
    array([0., 4., 0.])
    """
    return np.where(x.real <= 0, 0, x)  # asked this way round, nan stays nan


@_elementwise
def relu_prime(x: Array) -> Array:
    """Slope of ReLU: 1 for x > 0, 0 for x < 0, and here also 0 at x = 0.

    At 0 the curve has a kink. The lectures say 1 (CS389), undefined (CS 457) and anything from
    0 to 1 (UCLA); all of them train equally well, and we take 0.

    Lectures: CS389, 1.1.3 ReLU; CS 457, 07-1b Different Activation Functions; UCLA, Rectified
    linear unit.

    Examples
    --------
    >>> relu_prime([-2, 0, 3])
    array([0., 0., 1.])
    """
    return np.heaviside(x.real, 0)


@_elementwise
def leaky_relu(x: Array, alpha: float = 0.01) -> Array:
    """ReLU with a leak: g(x) = x for x > 0, else alpha x.

    For 0 <= alpha <= 1 this is the slide's max(alpha x, x). alpha is a number you choose; if it
    is learned instead, the unit is called PReLU.

    Lectures: CS771, Activation Functions: Some Common Choices; UCLA, Leaky rectified linear unit.

    Examples
    --------
    >>> leaky_relu([-2, 0, 3], alpha=0.1)
    array([-0.2,  0. ,  3. ])
    """
    return np.where(x.real > 0, x, alpha * x)


@_elementwise
def leaky_relu_prime(x: Array, alpha: float = 0.01) -> Array:
    """Slope of leaky ReLU: 1 for x > 0, else alpha, so a negative unit still learns a little.

    Lectures: UCLA, Leaky rectified linear unit.

    Examples
    --------
    >>> leaky_relu_prime([-2, 0, 3], alpha=0.1)
    array([0.1, 0.1, 1. ])
    """
    return np.where(x.real > 0, 1, alpha)


@_elementwise
def prelu(x: Array, alpha: float) -> Array:
    """Parametric ReLU: leaky ReLU whose alpha is a parameter to be learned, like a weight.

    Learning it takes one more slope, that of the output with respect to alpha: min(0, x).

    Lectures: UCLA, Leaky rectified linear unit.

    Examples
    --------
    >>> prelu([-2, 3], alpha=0.25)
    array([-0.5,  3. ])
    """
    return leaky_relu(x, alpha)


@_elementwise
def prelu_prime(x: Array, alpha: float) -> Array:
    """Slope of parametric ReLU with respect to x: 1 for x > 0, else alpha.

    Lectures: UCLA, Leaky rectified linear unit.

    Examples
    --------
    >>> prelu_prime([-2, 3], alpha=0.25)
    array([0.25, 1.  ])
    """
    return leaky_relu_prime(x, alpha)


# --- softplus: ReLU without the kink ------------------------------------------------------------


def _log1p(e: Array) -> Array:
    """Return log(1 + e), with all digits for small e, complex ones too."""
    if e.dtype.kind == "c":  # NumPy's complex log1p(1e-20) is 0
        return 2 * np.arctanh(e / (2 + e))
    return np.log1p(e)


@_elementwise
def softplus(x: Array) -> Array:
    """Smooth ReLU: ζ(x) = log(1 + exp(x)) = x + log(1 + exp(-x)).

    The left form serves x < 0 and the right one x >= 0, so that exp(1000) never enters the
    machine; log1p(e) is log(1 + e) with all digits for small e.

    Lectures: CS 457, 07-1b Different Activation Functions; UCLA, Softplus unit.

    Examples
    --------
    >>> softplus([-1000, 0, 1000])
    array([0.00000000e+00, 6.93147181e-01, 1.00000000e+03])
    """
    right = x.real >= 0
    e = np.exp(np.where(right, -x, x))
    return np.where(right, x, 0) + _log1p(e)


@_elementwise
def softplus_prime(x: Array) -> Array:
    """Slope of softplus: ζ'(x) = σ(x).

    Lectures: CS 457, 07-1b Different Activation Functions; UCLA, Softplus unit.

    Examples
    --------
    >>> softplus_prime([-1000, 0, 1000])
    array([0. , 0.5, 1. ])
    """
    return sigmoid(x)


# --- ELU: an exponential on the left ------------------------------------------------------------


@_elementwise
def elu(x: Array, alpha: float = 1.0) -> Array:
    """Exponential linear unit: g(x) = x for x > 0, else alpha (exp(x) - 1).

    `np.where` computes both sides for every x, so the exponential sees min(0, x): the one-line
    code of the slides multiplies inf by 0 and gives nan at x = 1000. expm1(x) is exp(x) - 1 with
    all digits near 0.

    Lectures: UCLA, Exponential linear unit (alpha = 0.2) and GELU, Figure 1 (alpha = 1).

    Examples
    --------
    >>> elu([-1000, -0.5, 1000], alpha=0.2).round(4)
    array([-2.00e-01, -7.87e-02,  1.00e+03])
    """
    right = x.real > 0
    return np.where(right, x, alpha * np.expm1(np.where(right, 0, x)))


@_elementwise
def elu_prime(x: Array, alpha: float = 1.0) -> Array:
    """Slope of ELU: 1 for x > 0, else alpha exp(x).

    Unless alpha = 1 the curve has a kink at 0; the slope on the left, alpha, is returned there.

    Lectures: UCLA, Exponential linear unit.

    Examples
    --------
    >>> elu_prime([-1, 0, 1000]).round(4)
    array([0.3679, 1.    , 1.    ])
    """
    right = x.real > 0
    return np.where(right, 1, alpha * np.exp(np.where(right, 0, x)))


# --- GELU: x, weighted by a probability ---------------------------------------------------------


@_elementwise
def gelu(x: Array) -> Array:
    """Gaussian error linear unit: g(x) = x Φ(x), with Φ(x) = (1 + erf(x / √2)) / 2.

    Φ(x) is the probability that a standard normal number is at most x (SciPy's `ndtr`). It falls
    like exp(-x² / 2), and there the rounding of x² costs digits: 13 are right at x = -8, 12 at
    x = -37.

    Lectures: UCLA, GELU.

    Examples
    --------
    >>> gelu([-1, 0, 1]).round(4)
    array([-0.1587,  0.    ,  0.8413])
    """
    from scipy.special import ndtr  # here, so that importing this module loads NumPy only

    return x * ndtr(x)


@_elementwise
def gelu_prime(x: Array) -> Array:
    """Slope of GELU, by the product rule: g'(x) = Φ(x) + x φ(x).

    φ(x) = exp(-x² / 2) / √(2π) is the bell curve, the slope of Φ. Near x = -0.75, where the slope
    is 0, the two terms cancel: what remains is right to 1e-16, not to 16 digits.

    Lectures: UCLA, GELU.

    Examples
    --------
    >>> gelu_prime([-1, 0, 1]).round(4)
    array([-0.0833,  0.5   ,  1.0833])
    """
    from scipy.special import ndtr

    bell = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    return ndtr(x) + x * bell


# --- swish: x, weighted by a sigmoid ------------------------------------------------------------


@_elementwise
def swish(x: Array, beta: float = 1.0) -> Array:
    """Let a sigmoid decide how much of x passes: g(x) = x σ(beta x).

    Not monotonic: with beta = 1 it falls to -0.28 at x = -1.28 before it rises. A large beta
    makes it ReLU, beta = 0 makes it x / 2.

    Lectures: CS771, Activation Functions: Some Common Choices; UCLA, In practice.

    Examples
    --------
    >>> swish([-2, 1, 3], beta=2).round(4)
    array([-0.036 ,  0.8808,  2.9926])
    """
    return x * sigmoid(beta * x)


@_elementwise
def swish_prime(x: Array, beta: float = 1.0) -> Array:
    """Slope of swish, by the product and the chain rule: g'(x) = σ(βx) + βx σ'(βx).

    Near βx = -1.28, where the slope is 0, the two terms cancel: what remains is right to 1e-16,
    not to 16 digits.

    Lectures: CS771, Activation Functions: Some Common Choices; UCLA, In practice.

    Examples
    --------
    >>> swish_prime([-2, 0, 1], beta=2).round(4)
    array([-0.0527,  0.5   ,  1.0908])
    """
    z = beta * x
    return sigmoid(z) + z * sigmoid_prime(z)


# --- maxout: the highest of several lines; a whole unit, not a function of one number ------------


def _pieces(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Array, Array]:
    """Return the height of every piece for every example, (n, k), and W as floats, (d, k)."""
    X, W, b = _floats(X), _floats(W), _floats(b)
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != W.shape[1:]:
        raise ValueError(
            f"X (n, d), W (d, k) and b (k,) do not fit: got {X.shape}, {W.shape} and {b.shape}"
        )
    if W.shape[1] == 0:
        raise ValueError("a maxout unit needs at least one piece, W has no columns")
    with np.errstate(under="ignore"):
        return X @ W + b, W


def maxout(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """Maxout unit: the highest of k affine pieces, max over j of (X W + b)_j.

    With one piece fixed at zero it is ReLU; with two pieces z and alpha z, leaky ReLU.

    Lectures: UCLA, Maxout unit.

    Parameters
    ----------
    X : array_like, (n, d)
        One example per row.
    W : array_like, (d, k)
        One piece per column.
    b : array_like, (k,)
        One bias per piece.

    Returns
    -------
    ndarray, (n,)
        One output per example.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> maxout([[1, 2], [-1, 0.5]], W=[[0, 1], [0, 1]], b=[0, -1])
    array([2., 0.])
    """
    heights, _ = _pieces(X, W, b)
    winner = heights.real.argmax(axis=1)
    return heights[np.arange(len(heights)), winner]


def maxout_grad_x(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """Gradient of the maxout output with respect to its input: the winning column of W.

    A tiny nudge of x moves only the piece on top. Where two pieces tie, the first one counts.

    Lectures: UCLA, Maxout unit.

    Parameters
    ----------
    X : array_like, (n, d)
        One example per row.
    W : array_like, (d, k)
        One piece per column.
    b : array_like, (k,)
        One bias per piece.

    Returns
    -------
    ndarray, (n, d)
        One gradient per example.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> maxout_grad_x([[1, 2], [-1, 0.5]], W=[[0, 3], [0, 1]], b=[0, -1])
    array([[3., 1.],
           [0., 0.]])
    """
    heights, W = _pieces(X, W, b)
    winner = heights.real.argmax(axis=1)
    return W[:, winner].T


# --- for the training loop: bare and quick ------------------------------------------------------
#
# Training calls g and its slope a million times on small arrays. These forms convert nothing,
# watch nothing and want a float array. The caller says np.errstate(over="ignore", under="ignore"),
# once around the whole run. Where a function above is quick enough, its own formula serves.
#
# A slope gets both, in_ and a = g(in_), and uses what is cheaper. What it returns is multiplied by
# a float array: booleans and plain numbers do, and leave float32 what it is.

Slope: TypeAlias = Array | NDArray[np.bool_] | float


def _identity_formula(x: Array) -> Array:
    return x


def _identity_slope(in_: Array, a: Array) -> Slope:
    return 1.0


def _threshold_slope(in_: Array, a: Array) -> Slope:
    return 0.0


def _sigmoid_formula(x: Array) -> Array:
    # The lectures' own form. Where exp(-x) overflows, 1 / inf is the 0 we want; everywhere else it
    # is right to 15 digits, since adding 1 to a positive number and dividing lose nothing.
    # Complex x is for abs(x) < 700 only: inf + inf j has no inverse.
    return 1 / (1 + np.exp(-x))


def _sigmoid_slope(in_: Array, a: Array) -> Slope:
    return a * (1 - a)


def _tanh_slope(in_: Array, a: Array) -> Slope:
    return 1 - a * a


def _relu_formula(x: Array) -> Array:
    if x.dtype.kind == "c":  # complex numbers have no order, so NumPy's maximum makes one up
        return np.where(x.real <= 0, 0, x)
    return np.maximum(x, np.zeros(x.shape, x.dtype))  # quicker than with the single number 0


def _relu_slope(in_: Array, a: Array) -> Slope:
    return np.sign(a)  # 1 or 0, as a is not negative


def _leaky_relu_slope(in_: Array, a: Array, alpha: float = 0.01) -> Slope:
    # in_, not a: with alpha = 0 or alpha < 0 the sign of a does not tell left from right.
    return np.where(in_ > 0, in_.dtype.type(1), alpha)


def _softplus_slope(in_: Array, a: Array) -> Slope:
    return -np.expm1(-a)  # 1 - exp(-a)


def _elu_slope(in_: Array, a: Array, alpha: float = 1.0) -> Slope:
    return np.where(in_ > 0, 1, a + alpha)


def _gelu_slope(in_: Array, a: Array) -> Slope:
    from scipy.special import ndtr

    return ndtr(in_) + in_ * np.exp(in_ * in_ * -0.5) * (1 / sqrt(2 * pi))


def _swish_formula(x: Array, beta: float = 1.0) -> Array:
    return x / (1 + np.exp(-beta * x))  # -0 where exp overflows; the truth is above -1e-305


def _swish_slope(in_: Array, a: Array, beta: float = 1.0) -> Slope:
    s = 1 / (1 + np.exp(-beta * in_))
    return s + beta * a * (1 - s)  # beta a (1 - s) is beta in_ s (1 - s)


# --- all of them, by name -----------------------------------------------------------------------


def _slope_by(g_prime: Callable[..., Array], in_: Array, a: Array) -> Slope:
    return g_prime(in_)


@dataclass(frozen=True)
class Activation:
    """An activation function and its slope, under the name that the notebooks use.

    For one of your own, a name, g and g_prime are enough.

    Attributes
    ----------
    name : str
        For instance ``"sigmoid"``.
    g, g_prime : callable
        The function and its derivative, both of the pre-activation.
    formula : callable, optional
        g for the training loop: float array in, float array out (perhaps the same one), without
        conversions and checks. The caller ignores overflow and underflow. By default g.
    slope : callable, optional
        ``slope(in_, a)`` is g'(in_) for the training loop, which knows a = g(in_) as well. An
        array, booleans or a number: something to multiply by. By default ``g_prime(in_)``.

    Examples
    --------
    >>> cube = Activation("cube", lambda x: x**3, lambda x: 3 * x**2)
    >>> cube(np.array([1.0, 2.0]))
    array([1., 8.])
    >>> in_ = np.array([1.0, 2.0])
    >>> cube.slope(in_, cube.formula(in_))
    array([ 3., 12.])
    """

    name: str
    g: Callable[..., Array]
    g_prime: Callable[..., Array]
    formula: Callable[[Array], Array] = field(default=None, repr=False)  # type: ignore[assignment]
    slope: Callable[[Array, Array], Slope] = field(default=None, repr=False)  # type: ignore[assignment]

    def __post_init__(self) -> None:
        # This is how a frozen dataclass fills in what was not given.
        if self.formula is None:
            object.__setattr__(self, "formula", self.g)
        if self.slope is None:
            object.__setattr__(self, "slope", partial(_slope_by, self.g_prime))

    def __call__(self, x: ArrayLike) -> Array:
        """Return g(x)."""
        return self.g(x)


ACTIVATIONS: dict[str, Activation] = {
    known.name: known
    for known in (
        Activation("identity", identity, identity_prime, _identity_formula, _identity_slope),
        Activation("threshold", threshold, threshold_prime, unwrap(threshold), _threshold_slope),
        Activation("sigmoid", sigmoid, sigmoid_prime, _sigmoid_formula, _sigmoid_slope),
        Activation("tanh", tanh, tanh_prime, np.tanh, _tanh_slope),
        Activation("relu", relu, relu_prime, _relu_formula, _relu_slope),
        Activation(
            "leaky_relu", leaky_relu, leaky_relu_prime, unwrap(leaky_relu), _leaky_relu_slope
        ),
        Activation("softplus", softplus, softplus_prime, unwrap(softplus), _softplus_slope),
        Activation("elu", elu, elu_prime, unwrap(elu), _elu_slope),
        Activation("gelu", gelu, gelu_prime, unwrap(gelu), _gelu_slope),
        Activation("swish", swish, swish_prime, _swish_formula, _swish_slope),
    )
}


def _find(which: str | Activation) -> Activation:
    if isinstance(which, Activation):
        return which
    given: Any = which  # or the function itself
    for known in ACTIVATIONS.values():
        if known.g is given:
            return known
    if not isinstance(which, str):
        raise TypeError(
            "an activation is a name such as 'relu', or Activation(name, g, g_prime), "
            f"got {type(which).__name__}"
        )
    if which not in ACTIVATIONS:
        meant = {"linear": "identity", "logistic": "sigmoid", "step": "threshold"}
        near = get_close_matches(meant.get(which.lower(), which.lower()), ACTIVATIONS, n=1)
        help_ = f"did you mean {near[0]!r}?" if near else f"only {', '.join(ACTIVATIONS)}"
        raise ValueError(f"there is no activation {which!r}, {help_}")
    return ACTIVATIONS[which]


def _checked(parameters: dict[str, float], found: Activation) -> dict[str, float]:
    known = list(signature(found.g).parameters)[1:]
    for name, value in parameters.items():
        if name not in known:
            takes = " and ".join(known) or "no parameters"
            raise TypeError(f"the activation {found.name} takes {takes}, got {name}")
        if np.ndim(value) != 0 or np.asarray(value).dtype.kind not in "biuf":
            raise TypeError(f"{name} of {found.name} should be a number, got {value!r}")
        if not isfinite(value):
            raise ValueError(f"{name} of {found.name} should be a finite number, got {value!r}")
    # Plain floats: a NumPy float64 would turn float32 arrays into float64.
    return {name: float(value) for name, value in parameters.items()}


def activation(which: str | Activation, **parameters: float) -> Activation:
    """Return the activation of that name, with the parameters given, if any.

    What already is an `Activation` is returned as it is.

    Lectures: UCLA, Leaky rectified linear unit and Exponential linear unit (alpha); CS771,
    Activation Functions: Some Common Choices (beta).

    Parameters
    ----------
    which : str or Activation
        One of the names in `ACTIVATIONS`, or an activation of your own.
    **parameters : float
        ``alpha`` for leaky_relu and elu, ``beta`` for swish.

    Returns
    -------
    Activation
        Its g, g_prime, formula and slope all use the parameters.

    Raises
    ------
    ValueError
        If there is no such name (the nearest one is suggested), or a parameter is not finite.
    TypeError
        If `which` is something else, the activation has no such parameter, or it is no number.

    Examples
    --------
    >>> leaky = activation("leaky_relu", alpha=0.2)
    >>> leaky([-1, 2]), leaky.g_prime([-1, 2])
    (array([-0.2,  2. ]), array([0.2, 1. ]))
    >>> activation("sigmiod")
    Traceback (most recent call last):
    ValueError: there is no activation 'sigmiod', did you mean 'sigmoid'?
    """
    found = _find(which)
    if not parameters:
        return found
    if found is which:
        raise TypeError("parameters go with a name, as in activation('swish', beta=2)")
    chosen = _checked(parameters, found)
    return Activation(
        found.name,
        g=partial(found.g, **chosen),
        g_prime=partial(found.g_prime, **chosen),
        formula=partial(found.formula, **chosen),
        slope=partial(found.slope, **chosen),
    )
