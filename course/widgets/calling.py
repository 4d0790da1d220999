"""Calling a student's function: either it does what was asked, or a sentence says why not."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from course.drawing.sampling import Floats, Function

__all__ = ["Misbehaved", "array_of", "in_words", "returned"]


class Misbehaved(Exception):
    """A student's function did not do what its unit asks for; the message says it in words."""


@contextmanager
def in_words(what: str) -> Iterator[None]:
    """Turn whatever a student's code raises in the block into `Misbehaved`.

    Examples
    --------
    >>> with in_words("sgd_step"):
    ...     1 / 0
    Traceback (most recent call last):
    ...
    course.widgets.calling.Misbehaved: sgd_step raised ZeroDivisionError: division by zero.
    """
    try:
        yield
    except Misbehaved:  # said already, by a function inside this one
        raise
    except NotImplementedError:
        raise Misbehaved(f"{what} is still the template.") from None
    except Exception as error:
        words = f"{what} raised {type(error).__name__}: {error}"
        raise Misbehaved(words.rstrip(" .:") + ".") from None


def returned(f: Function, what: str, *arguments: Any, **named: Any) -> Any:
    """Return what a function returns, which must be something.

    Raises
    ------
    Misbehaved
        If it raises, or returns None.
    """
    with in_words(what):
        found = f(*arguments, **named)
    if found is None:
        raise Misbehaved(f"{what} returned None.")
    return found


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
    copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        raw = returned(f, what, *copies)
    try:
        values = np.asarray(raw).astype(np.float64, casting="same_kind")
    except (TypeError, ValueError):
        raise Misbehaved(f"{what} returned something else than an array of numbers.") from None
    if values.shape != shape:
        raise Misbehaved(f"{what} returned shape {values.shape} instead of {shape}.")
    return values
