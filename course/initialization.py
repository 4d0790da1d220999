r"""Initial weights: where training starts.

Training only ever nudges the weights it is given, so the first ones matter in two ways:

* **They must differ.** Two hidden units with the same weights receive the same input, give the
  same output and get the same gradient: they stay twins for ever. All zeros, or any other
  constant, makes a layer of twins. Random numbers tell the units apart.
* **They must have the right size.** Too large, and the pre-activations lie far out, where a
  sigmoid is flat and learning almost stops. Too small, and the signal fades from layer to layer.

How large is right? A unit adds up fan_in products w a. If the weights are independent with mean
0, its pre-activation has the variance

    var(in_) = fan_in · var(w) · mean(a²),

and what travels back is a sum over fan_out units, var(w) fan_out times the variance of a delta.
`xavier` and `he` choose var(w) so that this factor is 1, and signals keep their size through
many layers.

Every scheme of this page is a function f(fan_in, fan_out, rng) that returns `W`, and a function
of your own with these three arguments is as good as any of them. Biases start at 0: the random
weights tell the units apart already.

The lectures stop at "random and small". The rest is from X. Glorot and Y. Bengio (2010), K. He
and others (2015) and A. Saxe and others (2014).

Lectures: CS389, 1.1.1 Sigmoid (large weights saturate); CS 457, 07-4a Neural Network Training,
The Need for Randomizing the Initial Weights, Keeping the Initial Weights Small.
"""

from __future__ import annotations

import difflib
import operator
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.random import Generator

from course.arrays import Array, generator

__all__ = [
    "INITIALIZATIONS",
    "constant",
    "he",
    "he_uniform",
    "init_layer",
    "large",
    "orthogonal",
    "uniform",
    "weights",
    "xavier",
    "xavier_uniform",
    "zeros",
]

Scheme: TypeAlias = Callable[..., Array]


def _shape(fan_in: int, fan_out: int) -> tuple[int, int]:
    """Return the shape of W, after a look at both numbers."""
    for name, fan in (("fan_in", fan_in), ("fan_out", fan_out)):
        if not hasattr(fan, "__index__") or operator.index(fan) < 1:
            raise ValueError(f"{name} counts units: a whole number from 1 on, not {fan!r}")
    return operator.index(fan_in), operator.index(fan_out)


# --- everything the same: how not to start ------------------------------------------------------


def zeros(fan_in: int, fan_out: int, rng: Generator | None = None) -> Array:
    """Set all weights to 0: all pre-activations are 0, and no hidden unit gets a gradient.

    A hidden delta is what comes back through the weights behind it, here nothing. Sigmoid units
    start at 0.5, so the weights behind them move and the hidden units do learn in the end, but
    all of them the same. tanh and ReLU start at 0, and only the output's bias ever moves.

    Lectures: CS 457, 07-4a The Need for Randomizing the Initial Weights.

    Parameters
    ----------
    fan_in, fan_out : int
        Number of units that send and that receive.
    rng : numpy.random.Generator, optional
        Not used; here so that all schemes are called alike.

    Returns
    -------
    ndarray, (fan_in, fan_out)

    Raises
    ------
    ValueError
        If `fan_in` or `fan_out` is not a whole number from 1 on.

    Examples
    --------
    >>> zeros(2, 3)
    array([[0., 0., 0.],
           [0., 0., 0.]])
    """
    return np.zeros(_shape(fan_in, fan_out))


def constant(fan_in: int, fan_out: int, rng: Generator | None = None, value: float = 0.5) -> Array:
    """Set all weights to `value`: the units of a layer are twins, and training keeps them so.

    Equal weights give equal inputs, outputs, deltas and updates. The layer learns no more than
    a single unit could, however wide it is.

    Lectures: CS 457, 07-4a Quick Aside: The Problem with Equal Weights.

    Parameters
    ----------
    fan_in, fan_out : int
        Number of units that send and that receive.
    rng : numpy.random.Generator, optional
        Not used; here so that all schemes are called alike.
    value : float
        The weight that all of them get.

    Returns
    -------
    ndarray, (fan_in, fan_out)

    Raises
    ------
    ValueError
        If `fan_in` or `fan_out` is not a whole number from 1 on.

    Examples
    --------
    >>> constant(2, 3, value=0.1)
    array([[0.1, 0.1, 0.1],
           [0.1, 0.1, 0.1]])
    """
    return np.full(_shape(fan_in, fan_out), float(value))


# --- random, of a size that you choose ----------------------------------------------------------


def uniform(fan_in: int, fan_out: int, rng: Generator, epsilon: float = 0.1) -> Array:
    """Draw small weights, the lecture's RAND(-ε, ε): any number in between, equally likely.

    Their variance is ε² / 3, whatever the size of the layer. Small keeps a sigmoid where it is
    steep: at a pre-activation of 10 its slope is down to 0.00005.

    Lectures: CS 457, 07-4a Neural Network Training, Keeping the Initial Weights Small.

    Parameters
    ----------
    fan_in, fan_out : int
        Number of units that send and that receive.
    rng : numpy.random.Generator
        Where the random numbers come from.
    epsilon : float
        The bound ε, 0 or larger.

    Returns
    -------
    ndarray, (fan_in, fan_out)

    Raises
    ------
    ValueError
        If `fan_in` or `fan_out` is not a whole number from 1 on, or `epsilon` is negative.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> uniform(2, 3, np.random.default_rng(0)).round(3)
    array([[ 0.027, -0.046, -0.092],
           [-0.097,  0.063,  0.083]])
    """
    if not 0 <= epsilon < np.inf:
        raise ValueError(f"epsilon is the bound of RAND(-ε, ε), 0 or larger, not {epsilon!r}")
    return generator(rng).uniform(-epsilon, epsilon, size=_shape(fan_in, fan_out))


def large(fan_in: int, fan_out: int, rng: Generator, std: float = 10.0) -> Array:
    """Draw large weights, normal with standard deviation `std`: here to show what goes wrong.

    Nearly every sigmoid then gives almost 0 or almost 1, its slope is almost 0, and so is
    every gradient that has to pass through it. With a small `std` the same draw starts well.

    Lectures: CS389, 1.1.1 Sigmoid; CS 457, 07-4a Keeping the Initial Weights Small.

    Parameters
    ----------
    fan_in, fan_out : int
        Number of units that send and that receive.
    rng : numpy.random.Generator
        Where the random numbers come from.
    std : float
        Standard deviation of the weights, 0 or larger.

    Returns
    -------
    ndarray, (fan_in, fan_out)

    Raises
    ------
    ValueError
        If `fan_in` or `fan_out` is not a whole number from 1 on, or `std` is negative.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> large(2, 3, np.random.default_rng(0)).round(1)
    array([[ 1.3, -1.3,  6.4],
           [ 1. , -5.4,  3.6]])
    """
    if not 0 <= std < np.inf:
        raise ValueError(f"std is a standard deviation, 0 or larger, not {std!r}")
    return generator(rng).normal(0, std, size=_shape(fan_in, fan_out))


# --- random, of the size that keeps signals alive -----------------------------------------------


def xavier(fan_in: int, fan_out: int, rng: Generator) -> Array:
    """Draw normal weights of variance 2 / (fan_in + fan_out), for sigmoid, tanh and identity.

    A pre-activation adds up fan_in terms, so the signal keeps its variance on the way forward
    if var(w) = 1 / fan_in. A delta on its way back adds up fan_out terms and asks for
    1 / fan_out. Both at once are possible only if the two are equal; dividing by their mean,
    (fan_in + fan_out) / 2, is the compromise. (A normal generator expects the standard
    deviation, which is the square root.) Named after Xavier Glorot; hence also "Glorot".

    Lectures: none names it; the task it solves is that of CS389, 1.1.1 Sigmoid, and CS 457,
    07-4a Keeping the Initial Weights Small.

    Parameters
    ----------
    fan_in, fan_out : int
        Number of units that send and that receive.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    ndarray, (fan_in, fan_out)

    Raises
    ------
    ValueError
        If `fan_in` or `fan_out` is not a whole number from 1 on.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> W = xavier(400, 100, np.random.default_rng(0))
    >>> print(f"{W.var():.4f}, close to 2 / 500 = {2 / 500}")
    0.0040, close to 2 / 500 = 0.004
    """
    fan_in, fan_out = _shape(fan_in, fan_out)
    std = np.sqrt(2 / (fan_in + fan_out))
    return generator(rng).normal(0, std, size=(fan_in, fan_out))


def xavier_uniform(fan_in: int, fan_out: int, rng: Generator) -> Array:
    """Draw uniform weights of the same variance as `xavier`: between ∓√(6 / (fan_in + fan_out)).

    Numbers spread evenly over (-r, r) have the variance r² / 3. To get 2 / (fan_in + fan_out)
    out of it, r² has to be three times that, which is where the 6 comes from.

    Lectures: none names it; RAND(-ε, ε) of CS 457, 07-4a Neural Network Training, with an ε
    that fits the layer.

    Parameters
    ----------
    fan_in, fan_out : int
        Number of units that send and that receive.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    ndarray, (fan_in, fan_out)

    Raises
    ------
    ValueError
        If `fan_in` or `fan_out` is not a whole number from 1 on.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> xavier_uniform(2, 4, np.random.default_rng(0)).round(2)  # all within -1 and 1
    array([[ 0.27, -0.46, -0.92, -0.97],
           [ 0.63,  0.83,  0.21,  0.46]])
    """
    fan_in, fan_out = _shape(fan_in, fan_out)
    r = np.sqrt(6 / (fan_in + fan_out))
    return uniform(fan_in, fan_out, rng, epsilon=r)


def he(fan_in: int, fan_out: int, rng: Generator) -> Array:
    """Draw normal weights of variance 2 / fan_in, for ReLU and its relatives.

    A ReLU passes on the positive half of its inputs and sets the rest to 0, so mean(a²) is half
    of var(in_). The factor 2 makes up for it: fan_in · (2 / fan_in) · var(in_) / 2 is var(in_)
    again, layer after layer. Without it a signal shrinks to a thousandth in 20 layers.

    Lectures: none names it; it is one answer to DS 102, problem 1 (c), how to avoid gradients
    of zero.

    Parameters
    ----------
    fan_in, fan_out : int
        Number of units that send and that receive.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    ndarray, (fan_in, fan_out)

    Raises
    ------
    ValueError
        If `fan_in` or `fan_out` is not a whole number from 1 on.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> W = he(400, 100, np.random.default_rng(0))
    >>> print(f"{W.var():.4f}, close to 2 / 400 = {2 / 400}")
    0.0050, close to 2 / 400 = 0.005
    """
    fan_in, fan_out = _shape(fan_in, fan_out)
    std = np.sqrt(2 / fan_in)
    return generator(rng).normal(0, std, size=(fan_in, fan_out))


def he_uniform(fan_in: int, fan_out: int, rng: Generator) -> Array:
    """Draw uniform weights of the same variance as `he`: between ∓√(6 / fan_in).

    Lectures: none names it; RAND(-ε, ε) of CS 457, 07-4a Neural Network Training, with an ε
    that fits the layer.

    Parameters
    ----------
    fan_in, fan_out : int
        Number of units that send and that receive.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    ndarray, (fan_in, fan_out)

    Raises
    ------
    ValueError
        If `fan_in` or `fan_out` is not a whole number from 1 on.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> he_uniform(6, 2, np.random.default_rng(0)).round(2)[:2]  # all within -1 and 1
    array([[ 0.27, -0.46],
           [-0.92, -0.97]])
    """
    fan_in, fan_out = _shape(fan_in, fan_out)
    r = np.sqrt(6 / fan_in)
    return uniform(fan_in, fan_out, rng, epsilon=r)


def orthogonal(fan_in: int, fan_out: int, rng: Generator, gain: float = 1.0) -> Array:
    """Draw a random rotation times `gain`: lengths are kept exactly, not only on average.

    The columns of W are perpendicular and of length `gain`, so Wᵀ W = gain² I; where there are
    more columns than rows (fan_out > fan_in) the rows are, W Wᵀ = gain² I. A stack of such
    layers neither stretches nor shrinks. gain = √2 makes up for ReLU, as in `he`.

    QR takes the columns of a random matrix apart into perpendicular ones, Q, and the rest, R.
    It leaves the sign of each column open. Making the diagonal of R positive settles it, and
    every rotation (or reflection) becomes equally likely.

    Lectures: none names it; A. Saxe and others (2014) do.

    Parameters
    ----------
    fan_in, fan_out : int
        Number of units that send and that receive.
    rng : numpy.random.Generator
        Where the random numbers come from.
    gain : float
        Length of the columns (or rows).

    Returns
    -------
    ndarray, (fan_in, fan_out)

    Raises
    ------
    ValueError
        If `fan_in` or `fan_out` is not a whole number from 1 on.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> W = orthogonal(5, 3, np.random.default_rng(0))
    >>> bool(np.allclose(W.T @ W, np.eye(3)))
    True
    """
    fan_in, fan_out = _shape(fan_in, fan_out)
    tall = max(fan_in, fan_out), min(fan_in, fan_out)
    Q, R = np.linalg.qr(generator(rng).normal(size=tall))
    Q = gain * Q * np.where(np.diag(R) < 0, -1, 1)
    return Q if fan_in >= fan_out else Q.T.copy()


# --- all of them, by name -----------------------------------------------------------------------


INITIALIZATIONS: dict[str, Scheme] = {
    "zeros": zeros,
    "constant": constant,
    "small": uniform,
    "large": large,
    "xavier": xavier,
    "xavier_uniform": xavier_uniform,
    "he": he,
    "he_uniform": he_uniform,
    "orthogonal": orthogonal,
}


def _scheme(scheme: str | Scheme) -> Scheme:
    """Return the function of that name, or the function that was passed."""
    if callable(scheme):
        return scheme
    if isinstance(scheme, str) and scheme in INITIALIZATIONS:
        return INITIALIZATIONS[scheme]
    near = difflib.get_close_matches(str(scheme).lower(), INITIALIZATIONS, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)} (of " if near else "there are ("
    raise ValueError(
        f"there is no initialization {scheme!r}; {hint}{', '.join(INITIALIZATIONS)}), "
        "or a function f(fan_in, fan_out, rng) of your own"
    )


def weights(
    scheme: str | Scheme, fan_in: int, fan_out: int, rng: Generator, **settings: float
) -> Array:
    """Draw the weights of one layer by the name of a scheme, or with a function of your own.

    Lectures: CS 457, 07-4a Neural Network Training.

    Parameters
    ----------
    scheme : str or callable
        A name in `INITIALIZATIONS`, or a function f(fan_in, fan_out, rng) that returns W.
    fan_in, fan_out : int
        Number of units that send and that receive.
    rng : numpy.random.Generator
        Where the random numbers come from.
    **settings : float
        Handed on to the scheme: ``value`` of "constant", ``epsilon`` of "small", ``std`` of
        "large", ``gain`` of "orthogonal".

    Returns
    -------
    ndarray, (fan_in, fan_out)

    Raises
    ------
    ValueError
        If there is no scheme of that name (the message has the nearest ones), or if your
        function returns another shape, or something that is not finite.
    TypeError
        If `rng` is no generator, or the scheme has no such setting.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> weights("constant", 2, 2, rng, value=0.1)
    array([[0.1, 0.1],
           [0.1, 0.1]])
    >>> def ones(fan_in, fan_out, rng):
    ...     return np.ones((fan_in, fan_out))
    >>> weights(ones, 2, 2, rng)
    array([[1., 1.],
           [1., 1.]])
    """
    shape, f = _shape(fan_in, fan_out), _scheme(scheme)
    W = np.array(f(*shape, rng, **settings))  # a copy: your function may keep its own array
    name = getattr(f, "__name__", repr(f))
    if W.shape != shape:
        raise ValueError(f"{name} must return (fan_in, fan_out) = {shape}, not {W.shape}")
    if W.dtype.kind not in "biuf" or not np.isfinite(W).all():
        raise ValueError(f"{name} must return real numbers, none of them nan or inf")
    return W if W.dtype == np.float32 else W.astype(np.float64, copy=False)


def init_layer(
    fan_in: int, fan_out: int, scheme: str | Scheme, rng: Generator
) -> tuple[Array, Array]:
    """Start one layer: weights drawn by `scheme`, biases 0.

    Lectures: CS389, 1.1.1 Sigmoid; CS 457, 07-4a Neural Network Training, The Need for
    Randomizing the Initial Weights, Keeping the Initial Weights Small.

    Parameters
    ----------
    fan_in, fan_out : int
        Number of units that send and that receive.
    scheme : str or callable
        "zeros" (all 0), "constant" (all 0.5), "small" (uniform in (-0.1, 0.1)), "large" (normal,
        standard deviation 10), "xavier" (variance 2 / (fan_in + fan_out)), "he" (variance
        2 / fan_in), any other name in `INITIALIZATIONS`, or a function f(fan_in, fan_out, rng).
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    W : ndarray, (fan_in, fan_out)
        ``W[i, j]`` is the weight from unit i to unit j.
    b : ndarray, (fan_out,)
        Zeros.

    Raises
    ------
    ValueError
        If there is no scheme of that name, or a size is not a whole number from 1 on.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> W, b = init_layer(2, 3, "small", np.random.default_rng(0))
    >>> W.round(3)
    array([[ 0.027, -0.046, -0.092],
           [-0.097,  0.063,  0.083]])
    >>> b
    array([0., 0., 0.])
    """
    W = weights(scheme, fan_in, fan_out, rng)
    return W, np.zeros(W.shape[1])
