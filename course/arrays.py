"""What every function of the library does first: make arrays of what it is given, or say why not.

The rest of the library may then trust its arrays: numbers, no nan, and shapes that fit.
"""

from __future__ import annotations  # so that help() says "Array", not its definition

from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

__all__ = ["Array", "at_least_zero", "finite", "floats", "generator", "rows"]

Array: TypeAlias = NDArray[Any]


def floats(values: ArrayLike, name: str) -> Array:
    """Return `values` as an array of floats, without a copy where it already is one.

    float32 stays float32 and complex numbers stay complex (the complex step needs them);
    everything else becomes float64.

    Parameters
    ----------
    values : array_like
        Numbers, lists of numbers or arrays, of any shape.
    name : str
        What the values are called in an error message.

    Returns
    -------
    ndarray
        The same numbers.

    Raises
    ------
    ValueError
        If the rows of a list differ in length.
    TypeError
        If something else than numbers is in it.

    Examples
    --------
    >>> floats([1, 2], "X")
    array([1., 2.])
    """
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be an array, its rows differ in length") from None
    if array.dtype.kind in "fc" and array.dtype.itemsize >= 4:
        return array
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold numbers, it is an array of type {array.dtype}")
    return array.astype(np.float64)


def finite(values: ArrayLike, name: str) -> Array:
    """Return `values` as floats, all of them numbers: no nan, no infinity, and at least one.

    Parameters
    ----------
    values : array_like
        Of any shape.
    name : str
        What the values are called in an error message.

    Returns
    -------
    ndarray, the same shape

    Raises
    ------
    ValueError
        If there is none, or one is nan or infinite.
    TypeError
        If something else than numbers is in it.

    Examples
    --------
    >>> finite([1, float("nan")], "y")
    Traceback (most recent call last):
    ...
    ValueError: y holds nan or infinity at index 1; replace or drop it
    """
    array = floats(values, name)
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds nan or infinity{_where(array)}; replace or drop it")
    return array


def rows(values: ArrayLike, name: str) -> Array:
    """Return `values` as a table of numbers with one example per row, or say what is wrong.

    Parameters
    ----------
    values : array_like, (n, d)
        Also (S, n, d): one table for each of S networks that are trained at once.
    name : str
        What the values are called in an error message.

    Returns
    -------
    ndarray, the same shape

    Raises
    ------
    ValueError
        If it is no table, is empty, or holds nan or infinity.
    TypeError
        If something else than numbers is in it.

    Examples
    --------
    >>> rows([1, 2], "X")
    Traceback (most recent call last):
    ...
    ValueError: X must have one row per example, shape (n, d), but its shape is (2,); ...
    """
    array = floats(values, name)
    if array.ndim not in (2, 3) and array.size:
        raise ValueError(
            f"{name} must have one row per example, shape (n, d), but its shape is "
            f"{array.shape}; a single example is a table with one row"
        )
    return finite(array, name)


def at_least_zero(value: float, name: str) -> float:
    """Return a setting as a Python float, which leaves float32 arrays float32.

    Parameters
    ----------
    value : float
        A number of at least 0.
    name : str
        What it is called in an error message.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If it is negative, infinite or nan.

    Examples
    --------
    >>> at_least_zero(-1, "lam")
    Traceback (most recent call last):
    ...
    ValueError: lam must be a number of at least 0, got -1
    """
    if not 0 <= value < np.inf:
        raise ValueError(f"{name} must be a number of at least 0, got {value}")
    return float(value)


def generator(rng: Generator | None) -> Generator:
    """Return `rng` if random numbers can be drawn from it, else say what it has to be.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where random numbers are to come from.

    Returns
    -------
    numpy.random.Generator
        The same.

    Raises
    ------
    TypeError
        If it is something else, such as a seed or the old ``numpy.random``.

    Examples
    --------
    >>> generator(7)
    Traceback (most recent call last):
    ...
    TypeError: rng must be a random generator such as numpy.random.default_rng(0), got int
    """
    if not isinstance(rng, Generator):
        raise TypeError(
            "rng must be a random generator such as numpy.random.default_rng(0), "
            f"got {type(rng).__name__}"
        )
    return rng


def _where(array: Array) -> str:
    """Say where the first number is that is none."""
    index = np.argwhere(~np.isfinite(array))[0].tolist()
    if not index:
        return ""
    if len(index) == 1:
        return f" at index {index[0]}"
    return f" in row {index[-2]}, column {index[-1]}"
