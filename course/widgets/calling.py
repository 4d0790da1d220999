"""Asking a student's function for an array: either it comes, or a sentence that says why not."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from course.drawing.sampling import Floats, Function

__all__ = ["Misbehaved", "array_of"]


class Misbehaved(Exception):
    """A student's function did not do what its unit asks for; the message says it in words."""


def array_of(f: Function, arguments: Sequence[Any], shape: tuple[int, ...], what: str) -> Floats:
    """Return what a function returns, if it is an array of numbers of this shape.

    Parameters
    ----------
    f : callable
        A student's function. It may do anything.
    arguments : sequence
        What it is called with.
    shape : tuple of int
        The shape that its unit asks for.
    what : str
        Its name in the sentence.

    Returns
    -------
    ndarray of that shape; nan and inf are let through

    Raises
    ------
    Misbehaved
        In words, whatever went wrong.

    Examples
    --------
    >>> array_of(np.negative, [[1, 2]], (2,), "negative")
    array([-1., -2.])
    >>> array_of(np.sum, [[1, 2]], (2,), "total")
    Traceback (most recent call last):
    ...
    course.widgets.calling.Misbehaved: total returned shape () instead of (2,).
    """
    raw = _returned(f, arguments, what)
    if raw is None:
        raise Misbehaved(f"{what} returned None.")
    try:
        values = np.asarray(raw).astype(np.float64, casting="same_kind")
    except (TypeError, ValueError):
        raise Misbehaved(f"{what} returned something else than an array of numbers.") from None
    if values.shape != shape:
        raise Misbehaved(f"{what} returned shape {values.shape} instead of {shape}.")
    return values


def _returned(f: Function, arguments: Sequence[Any], what: str) -> Any:
    """Call a function with copies, in case it changes its arguments."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return f(*(a.copy() if isinstance(a, np.ndarray) else a for a in arguments))
        except NotImplementedError:
            raise Misbehaved(f"{what} is still the template.") from None
        except Exception as error:  # whatever a student's function may raise
            words = f"{what} raised {type(error).__name__}: {error}"
            raise Misbehaved(words.rstrip(" .:") + ".") from None
