"""Numerical derivatives: the second opinion on every gradient you derive.

A gradient worked out on paper can be wrong in ways that training hides: with a factor 2 too many
or one entry transposed, the cost still falls. So compare it with one that needs no paper at all:
nudge an entry of `x`, and see how far `f` moves.

**Central differences**, (f(x + h) - f(x - h)) / 2h, need nothing but `f`. They carry two errors.
The formula is off by about h² f'''(x) / 6, so h should be small. But both values of f are rounded
to 16 digits, so their difference is off by about eps abs(f(x)), and that is divided by h, so h
should be large (eps = 2.2e-16 is the relative spacing of floats). The sum is smallest where the
two are about equal, near

    h = eps^(1/3) = 6e-6    (for values near 1),

and an error of about eps^(2/3) = 4e-11 remains, whatever you do. The one-sided quotient
(f(x + h) - f(x)) / h is off by h f''(x) / 2, and can be no better than eps^(1/2) = 1.5e-8.

An error of 1e-11 is nothing, until **the gradient itself is that small**. Behind 20 sigmoid
layers it is: there f(x + h) and f(x - h) agree in all their digits, the difference is rounding
noise, and central differences cannot tell a vanishing gradient from a wrong one.

**The complex step** goes sideways instead, by an imaginary ih. For a formula made of ordinary
operations, f(x + ih) = f(x) + ih f'(x) - h² f''(x) / 2 - ..., so that

    f'(x) = Im f(x + ih) / h,    off by h² f'''(x) / 6.

Nothing is subtracted, no digit is lost, and so there is no best h: 1e-20 makes the error of the
formula 1e-40, and the derivative is as exact as f itself, however small it is. The price: f must
do its work on complex numbers, without `abs`, `float` or a comparison on the way. The functions
of this library can.

In a sigmoid network of 20 layers with 32 units each (Xavier weights), this is how far the two are
from backpropagation, the median over a layer's weights:

| weights of | typical gradient | central differences | complex step |
| --- | --- | --- | --- |
| layer 1 | 5e-15 | 100 %: no digit is right | 1e-15 |
| layer 6 | 1e-11 | 10 % | 6e-16 |
| layer 11 | 3e-8 | 7e-5 | 4e-16 |

In layer 1 most central differences are exactly 0: they would take "nothing to learn here" for the
right answer.

Lectures: CS 457, 07-3a Putting It All Together (the formula that is checked); CS771, Background:
Gradient and Jacobian. How to check it is not in the lectures; the complex step is from W. Squire
and G. Trapp (1998).
"""

from __future__ import annotations  # so that help() says "Array", not its definition

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.exceptions import ComplexWarning
from numpy.random import Generator
from numpy.typing import ArrayLike

from course.arrays import Array, finite, floats, generator

__all__ = [
    "GradientCheck",
    "directional_derivative",
    "grad_check",
    "gradient_check",
    "numerical_grad",
    "numerical_gradient",
    "relative_error",
]

Function: TypeAlias = Callable[[Any], Any]  # from an array to one number
Aim: TypeAlias = Callable[[int], Array]  # from a number to an arrow: where to nudge x

STEPS = {"central": 1e-5, "complex": 1e-20}
TOLERANCES = {"central": 1e-5, "complex": 1e-12}
TINY = float(np.finfo(np.float64).tiny)  # 2.2e-308


# --- one derivative -----------------------------------------------------------------------------


def directional_derivative(
    f: Function,
    x: ArrayLike,
    direction: ArrayLike,
    h: float | None = None,
    method: str = "central",
) -> float:
    """Slope of f at x along a direction: the sum of all ∂f/∂x_i direction_i.

    One number about all entries of x at once, for one or two evaluations of f. The length of
    `direction` counts: twice as long gives twice the slope.

    Parameters
    ----------
    f : callable
        Takes an array like `x` and returns one number.
    x : array_like, any shape
        Where to differentiate. It is not changed.
    direction : array_like, the shape of `x`
        Where to go.
    h : float, optional
        Step, 1e-5 for central differences and 1e-20 for the complex step if not given.
    method : {"central", "complex"}
        See `numerical_gradient`.

    Returns
    -------
    float

    Raises
    ------
    ValueError, TypeError
        As for `numerical_gradient`, or if the two shapes differ.

    Lectures: CS771, Background: Gradient and Jacobian.

    Examples
    --------
    >>> round(directional_derivative(lambda x: x[0] * x[1], x=[3, 5], direction=[1, 2]), 6)
    11.0
    """
    x, arrow = _point(x, "x"), _point(direction, "direction")
    if arrow.shape != x.shape:
        raise ValueError(f"direction has the shape {arrow.shape}, but x has {x.shape}")
    return _slope(f, x, arrow, _step(h, method), method)


def _slope(f: Function, x: Array, arrow: Array, h: float, method: str) -> float:
    """Return the slope of f at x along `arrow`."""
    return _complex_step(f, x, arrow, h) if method == "complex" else _central(f, x, arrow, h)


def _central(f: Function, x: Array, arrow: Array, h: float) -> float:
    """Return (f(x + h arrow) - f(x - h arrow)) / 2h."""
    ahead, behind = x + h * arrow, x - h * arrow
    if arrow.any() and np.array_equal(ahead, behind):
        raise ValueError(
            f"the step h = {h:g} is lost in rounding: x + h equals x; take a larger h"
        )
    return float((_number(f, ahead) - _number(f, behind)) / (2 * h))


def _complex_step(f: Function, x: Array, arrow: Array, h: float) -> float:
    """Return Im f(x + ih arrow) / h, or say why f is not up to it."""
    cause = None
    with warnings.catch_warnings():
        warnings.simplefilter("error", ComplexWarning)
        try:
            value = _number(f, x + 1j * h * arrow)
        except Exception as error:
            cause = error
    if cause is None and isinstance(value, complex):
        return float(value.imag / h)
    _number(f, x.copy())  # a mistake that has nothing to do with complex numbers shows here
    reason = f"{type(cause).__name__}: {cause}" if cause else f"it returned the real {value:g}"
    raise TypeError(_UNSAFE.format(reason)) from cause


_UNSAFE = (
    "method 'complex' needs an f that works on complex numbers from end to end, this one does not "
    "({}); use method='central', or replace what drops the imaginary part (abs, float, a cast)"
)


def _number(f: Function, x: Array) -> Any:
    """Return f(x) if it is one finite number, else say what it is."""
    value = np.asarray(f(x))
    if value.size != 1:
        raise ValueError(
            f"f must return one number, it returned an array of shape {value.shape}; "
            "take the sum, the mean or a single entry"
        )
    if value.dtype.kind not in "iufc":
        raise ValueError(f"f must return one number, it returned {value.item()!r}")
    number = value.item()
    if isinstance(number, complex) and not np.iscomplexobj(x):
        raise ValueError(f"f must return a real number for a real x, it returned {number}")
    if not np.isfinite(number):
        raise ValueError(f"f must be finite at x and close to it, it returned {number}")
    return number


def _point(x: ArrayLike, name: str) -> Array:
    """Return a float64 copy of x, or say why one cannot differentiate there."""
    array = finite(x, name)
    if array.dtype.kind == "c":
        raise TypeError(f"{name} must hold real numbers, it is an array of type {array.dtype}")
    return array.astype(np.float64)


def _step(h: float | None, method: str) -> float:
    """Return the step to take."""
    if method not in STEPS:
        raise ValueError(f"method must be 'central' or 'complex', not {method!r}")
    if h is None:
        return STEPS[method]
    if not (np.ndim(h) == 0 and 0 < h < np.inf):
        raise ValueError(f"h must be a positive number, not {h!r}")
    return float(h)


# --- all of them --------------------------------------------------------------------------------


def numerical_gradient(
    f: Function, x: ArrayLike, h: float | None = None, method: str = "central"
) -> Array:
    """Gradient of f at x without a formula for it: one slope for every entry of x.

    ``"central"`` is (f(x + h) - f(x - h)) / 2h. Its error is h² from the formula plus eps / h
    from rounding, so there is a best h, about eps^(1/3) = 6e-6 for values near 1; the default is
    1e-5. Where the entries of `x` are far from 1, choose h in proportion to them.

    ``"complex"`` is Im f(x + ih) / h. Its error is h² alone, since nothing is subtracted: there
    is no best h, and 1e-20 is as good as exact. It needs an `f` that works on complex numbers.

    Parameters
    ----------
    f : callable
        Takes an array like `x` and returns one number. It must be smooth there: at a kink, such
        as that of ReLU at 0, there is no slope to find.
    x : array_like, any shape
        Where to differentiate. It is not changed.
    h : float, optional
        Step, 1e-5 for central differences and 1e-20 for the complex step if not given.
    method : {"central", "complex"}
        How to differentiate.

    Returns
    -------
    ndarray of float64, the shape of `x`

    Raises
    ------
    ValueError
        If `x` is empty or not finite, f(x) is not one finite number, h is not positive or so
        small that x + h equals x, or the method is unknown.
    TypeError
        If `x` does not hold real numbers, or f is found unable to work on complex ones. It is
        not always found: if only one term of f drops the imaginary part, as in x² + abs(x), the
        slope of that term is missing. `gradient_check` notices. A constant real number, as from
        `lambda x: 3.0`, is taken for a lost imaginary part, too.

    Lectures: CS771, Background: Gradient and Jacobian.

    Examples
    --------
    >>> def f(x):
    ...     return x[0] ** 3 + x[0] * x[1]
    >>> numerical_gradient(f, [1, -2]).round(8)
    array([1., 1.])

    A slope of 1e-12 beside a value of 1: central differences see only the value.

    >>> def almost_flat(x):
    ...     return 1 + 1e-12 * x
    >>> for method in "central", "complex":
    ...     print(f"{method}: {numerical_gradient(almost_flat, 1, method=method):.4g}")
    central: 0
    complex: 1e-12
    """
    x = _point(x, "x")
    gradient = _slopes(f, x, partial(_axis, x), x.shape, _step(h, method), method)
    return gradient[()]  # a 0-d array becomes a number


def _axis(x: Array, k: int) -> Array:
    """Return the arrow of length 1 along the k-th entry of x."""
    arrow = np.zeros_like(x)
    arrow.flat[k] = 1
    return arrow


def _slopes(
    f: Function, x: Array, aim: Aim, shape: tuple[int, ...], h: float, method: str
) -> Array:
    """Return the slopes of f at x along the arrows aim(0), aim(1), and so on, in this shape."""
    count = math.prod(shape)
    return np.array([_slope(f, x, aim(k), h, method) for k in range(count)]).reshape(shape)


# --- comparing ----------------------------------------------------------------------------------


def relative_error(a: ArrayLike, b: ArrayLike) -> Array:
    """Say how far a and b differ, measured by the larger one: abs(a - b) / max(abs(a), abs(b)).

    0 means equal, also where both are 0; 1 that one of them is 0; 2 that they are opposite. If
    one is twice the other, it is 0.5. A difference of 1e-5 says nothing by itself: it is small
    beside 1, and large beside 1e-5.

    Parameters
    ----------
    a, b : array_like of real numbers
        Of the same shape, or one of them a single number.

    Returns
    -------
    ndarray of the same shape (a NumPy float for two numbers)
        From 0 to 2. nan where a number is nan, or both are infinite.

    Raises
    ------
    ValueError
        If the shapes differ.

    Lectures: CS 457, 07-3a Putting It All Together (the gradients that are compared).

    Examples
    --------
    >>> relative_error([4, 0, 1e-9, 3], [2, 0, 2e-9, -3])
    array([0.5, 0. , 0.5, 2. ])
    """
    a, b = (np.asarray(floats(v, name), np.float64) for v, name in ((a, "a"), (b, "b")))
    if a.shape != b.shape and a.ndim and b.ndim:
        raise ValueError(f"a has the shape {a.shape}, but b has {b.shape}")
    # Half of each: the difference of two huge numbers may be no float any more.
    with np.errstate(invalid="ignore", under="ignore"):
        larger = np.maximum(np.maximum(np.abs(a), np.abs(b)), TINY)
        error: Array = np.abs(a / 2 - b / 2) / (larger / 2)
    return error


@dataclass(frozen=True, eq=False, repr=False)
class GradientCheck:
    """What a gradient check found. True if the gradient is right.

    Lectures: CS 457, 07-3a Putting It All Together (the gradient that is checked).

    Attributes
    ----------
    analytic, numerical : ndarray
        What was compared: the entries of both gradients, or their slopes along the directions.
    errors : ndarray, the same shape
        Relative errors. 0 where the difference is no more than rounding noise.
    tolerance : float
        The largest relative error that passes.
    of : str
        What there is one of for each number: "entry" or "direction".

    Examples
    --------
    >>> result = gradient_check(lambda x: (x**2).sum(), lambda x: x, x=[1, -2, 3])
    >>> result
    failed: 3 entries, largest relative error 0.5 at [0], where the gradient says 1 and the \
numerical derivative 2; it is 0.5 times what it should be everywhere
    >>> result.passed, result.worst, result.max_error
    (False, (0,), 0.5)
    """

    analytic: Array
    numerical: Array
    errors: Array
    tolerance: float
    of: str = "entry"

    @property
    def passed(self) -> bool:
        """Whether all errors are within the tolerance."""
        return bool(np.all(self.errors <= self.tolerance))  # nan is not

    @property
    def max_error(self) -> float:
        """The largest relative error."""
        return float(self.errors.max())

    @property
    def median_error(self) -> float:
        """The error that half of the entries exceed: what is typical."""
        return float(np.median(self.errors))

    @property
    def worst(self) -> tuple[int, ...]:
        """The index of the largest error."""
        flat = int(self.errors.argmax())
        return tuple(int(i) for i in np.unravel_index(flat, self.errors.shape))

    @property
    def factor(self) -> float | None:
        """By what number all of a wrong gradient is too large, if it is the same everywhere."""
        moving = self.numerical != 0
        if self.passed or moving.sum() < 2 or self.analytic[~moving].any():
            return None
        if not np.isfinite(self.analytic).all():
            return None
        ratios = self.analytic[moving] / self.numerical[moving]
        factor = float(np.median(ratios))
        same = np.abs(ratios - factor) <= 1e-6 * abs(factor)
        return factor if same.all() and abs(factor - 1) > 1e-3 else None

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        count, many = self.errors.size, {"entry": "entries", "direction": "directions"}[self.of]
        text = f"{count} {self.of if count == 1 else many}, "
        text += f"largest relative error {self.max_error:.2g}"
        if self.worst:
            text += f" at {[*self.worst]}"
        if self.passed:
            return f"passed: {text}"
        text += f", where the gradient says {self.analytic[self.worst]:.6g}"
        text += f" and the numerical derivative {self.numerical[self.worst]:.6g}"
        if self.factor is not None:
            text += f"; it is {self.factor:.6g} times what it should be everywhere"
        return f"failed: {text}"

    __repr__ = __str__


def gradient_check(
    f: Function,
    gradient: ArrayLike | Callable[[Array], ArrayLike],
    x: ArrayLike,
    *,
    method: str = "complex",
    directions: int | None = None,
    rng: Generator | None = None,
    tolerance: float | None = None,
    noise: float | None = None,
) -> GradientCheck:
    """Compare a gradient of f at x with numerical derivatives, by the `relative_error` of each.

    Every entry is judged by its own size, so that a tiny gradient must be as right as a large
    one. The tolerance is what the method can be trusted with: 1e-12 for the complex step, which
    is right to 1e-15 but for the rounding that adds up inside f; 1e-5 for central differences,
    which keep an error of about 1e-11 f(x), no matter how small the derivative is. They therefore
    fail a right gradient where it is below 1e-6 f(x).

    Where a derivative is 0, its numerical value may be rounding noise such as 1e-17, which has
    no digit in common with 0. How large the noise of the complex step is can be measured: steps
    of 1e-20 and 3e-20 give the same derivative but for rounding. A difference of at most 16 times
    the largest noise in `x` counts as 0. So give one array of weights at a time as `x`: then the
    noise of a layer with large gradients does not hide another one. What cannot be measured is
    the noise of your own gradient, where large terms cancel to 0 (as they do for a bias in front
    of batch normalisation): there say with `noise` what counts as 0.

    Parameters
    ----------
    f : callable
        Takes an array like `x` and returns one number, the same one every time.
    gradient : array_like of the shape of `x`, or callable
        What is to be checked: the gradient at x, or a function that takes x and returns it.
    x : array_like, any shape
        Where. It is not changed.
    method : {"complex", "central"}
        How to differentiate, see `numerical_gradient`.
    directions : int, optional
        If given, compare slopes along so many random directions of length 1, each of which
        involves all entries, instead of entry by entry. Much quicker for many weights, but it
        does not say which entry is wrong.
    rng : numpy.random.Generator, optional
        Where the directions come from.
    tolerance : float, optional
        The largest relative error that passes.
    noise : float, optional
        The largest difference that counts as 0. If not given it is measured for the complex
        step, and 0 for central differences.

    Returns
    -------
    GradientCheck
        True if all are right. Its text says how many were compared, and which is worst.

    Raises
    ------
    ValueError
        As for `numerical_gradient`, or if the gradient does not have the shape of x, or if f
        gives two values for one x (say, because it draws random numbers).
    TypeError
        If `x` or the gradient does not hold real numbers, if f is unable to work on complex
        ones, or directions are asked for without an `rng`.

    Lectures: CS 457, 07-3a Putting It All Together (the gradient that is checked).

    Examples
    --------
    >>> from course.activations import sigmoid_prime
    >>> W = np.array([[0.5, -1.0], [0.25, 2.0]])
    >>> def f(W):
    ...     return (1 / (1 + np.exp(-W))).sum()
    >>> result = gradient_check(f, sigmoid_prime, W)
    >>> result.passed, result.errors.shape, result.max_error < 1e-15
    (True, (2, 2), True)
    >>> rng = np.random.default_rng(0)
    >>> result = gradient_check(f, 3 * sigmoid_prime(W), W, directions=5, rng=rng)
    >>> round(result.factor, 9)
    3.0
    """
    x, h = _point(x, "x"), _step(None, method)
    analytic, of = _gradient_at(gradient, x), "entry"
    if _number(f, x.copy()) != _number(f, x.copy()):
        raise ValueError("f gives two values for the same x: let it draw no random numbers")
    aim: Aim = partial(_axis, x)
    if directions is not None:
        arrows, of = _random_arrows(x, directions, rng), "direction"
        aim, analytic = arrows.__getitem__, np.array([np.sum(analytic * a) for a in arrows])
    numerical = _slopes(f, x, aim, analytic.shape, h, method)
    if noise is None and method == "complex":
        again = _slopes(f, x, aim, analytic.shape, 3 * h, method)
        noise = 16 * float(np.abs(again - numerical).max())
    tolerance = TOLERANCES[method] if tolerance is None else tolerance
    errors = _errors(analytic, numerical, noise or 0.0, tolerance)
    if method == "complex" and not (errors <= tolerance).all():
        worst = int(errors.argmax())
        _doubt(f, x, aim(worst), analytic.flat[worst], numerical.flat[worst])
    return GradientCheck(analytic, numerical, errors, tolerance, of)


def _gradient_at(gradient: ArrayLike | Callable[[Array], ArrayLike], x: Array) -> Array:
    """Return the gradient at x as an array like x."""
    found = floats(gradient(x.copy()) if callable(gradient) else gradient, "the gradient")
    if found.dtype.kind == "c":
        raise TypeError("the gradient must hold real numbers, it is complex")
    if found.shape != x.shape:
        raise ValueError(
            f"the gradient has the shape {found.shape}, but x has {x.shape}; "
            "a gradient has the shape of what it belongs to"
        )
    return found.astype(np.float64)


def _random_arrows(x: Array, directions: int, rng: Generator | None) -> Array:
    """Return random arrows of length 1, one in each row."""
    if not hasattr(directions, "__index__") or directions < 1:
        raise ValueError(f"directions must be a whole number from 1 on, not {directions!r}")
    arrows = generator(rng).normal(size=(directions, x.size))
    arrows /= np.linalg.norm(arrows, axis=1, keepdims=True)
    return arrows.reshape(directions, *x.shape)


def _errors(analytic: Array, numerical: Array, noise: float, tolerance: float) -> Array:
    """Return the relative errors, and 0 for those that the noise explains."""
    errors = np.asarray(relative_error(analytic, numerical))
    explained = (np.abs(analytic - numerical) <= noise) & (errors > tolerance)
    return np.where(explained, 0.0, errors)


def _doubt(f: Function, x: Array, arrow: Array, analytic: float, numerical: float) -> None:
    """Raise if central differences say that the complex step is wrong, not the gradient.

    That is so when one term of f drops the imaginary part and another one keeps it.
    """
    try:
        with np.errstate(all="ignore"):
            third = _central(f, x, arrow, STEPS["central"] * max(1.0, float(np.abs(x).max())))
    except ValueError:  # f may end right beside x
        return
    if abs(third - analytic) < 1e-3 * abs(third - numerical):
        raise TypeError(
            _UNSAFE.format(f"it gives the slope {numerical:.6g} instead of {third:.6g}")
        )


# --- the two short functions that you write yourself in unit 3 ----------------------------------


def numerical_grad(f: Function, x: ArrayLike, h: float = 1e-5) -> Array:
    """Gradient of f at x by central differences, (f(x + h) - f(x - h)) / 2h for every entry.

    `numerical_gradient` can do the same, and the complex step besides.

    Parameters
    ----------
    f : callable
        Takes an array like `x` and returns one number.
    x : array_like, any shape
        Where to differentiate. It is not changed.
    h : float
        Step.

    Returns
    -------
    ndarray of float64, the shape of `x`

    Raises
    ------
    ValueError, TypeError
        As for `numerical_gradient`.

    Lectures: CS771, Background: Gradient and Jacobian.

    Examples
    --------
    >>> numerical_grad(lambda x: (x**3).sum(), [[1, -2]]).round(6)
    array([[ 3., 12.]])
    """
    return numerical_gradient(f, x, h, method="central")


def grad_check(f: Function, grad: Callable[[Array], ArrayLike], x: ArrayLike) -> bool:
    """Tell whether `grad` returns the gradient of f at x, by central differences.

    Entry by entry, abs(numerical - analytic) may be 1e-5 times the sum of their sizes. Sums below
    1e-10 count as 1e-10, for a numerical derivative of 0 is only 0 up to rounding.

    Parameters
    ----------
    f : callable
        Takes an array like `x` and returns one number.
    grad : callable
        Takes an array like `x` and returns the gradient there.
    x : array_like, any shape
        Where. It is not changed.

    Returns
    -------
    bool

    Raises
    ------
    ValueError, TypeError
        As for `gradient_check`, which says more about a gradient that is wrong.

    Lectures: CS 457, 07-3a Putting It All Together (the gradient that is checked).

    Examples
    --------
    >>> def f(x):
    ...     return (x**2).sum()
    >>> grad_check(f, lambda x: 2 * x, [1, -2]), grad_check(f, lambda x: x, [1, -2])
    (True, False)
    """
    numerical = numerical_grad(f, x)
    analytic = _gradient_at(grad, _point(x, "x"))
    size = np.maximum(1e-10, np.abs(numerical) + np.abs(analytic))
    return bool(np.all(np.abs(numerical - analytic) <= 1e-5 * size))
