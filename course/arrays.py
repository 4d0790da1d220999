"""What every function of the library does first: make arrays of what it is given, or say why not.

The rest of the library may then trust its arrays: numbers, no nan, and shapes that fit.
"""

from __future__ import annotations  # so that help() says "Array", not its definition

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Array", "floats", "rows"]

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
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}")
    if array.ndim not in (2, 3):
        raise ValueError(
            f"{name} must have one row per example, shape (n, d), but its shape is "
            f"{array.shape}; a single example is a table with one row"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds nan or infinity in {_where(array)}; replace or drop it")
    return array


def _where(array: Array) -> str:
    """Say where the first number is that is none."""
    index = np.argwhere(~np.isfinite(array))[0]
    return f"row {index[-2]}, column {index[-1]}"
