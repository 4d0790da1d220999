"""Calling what students wrote, and surviving it.

A picture is most useful while the function is still wrong. So whatever it raises or returns, there
are values to draw, with nan for the gaps, and a sentence that says what went wrong.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Function", "grid_of", "values_of"]

Floats: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[..., Any]


def _one_by_one(f: Function, x: Floats) -> Floats:
    """Call `f` with one number after the other; nan wherever that fails."""
    y = np.full(x.shape, np.nan)
    for i, value in enumerate(x):
        try:
            y[i] = float(f(float(value)))
        except Exception:  # whatever a student's function may raise: this point stays empty
            continue
    return y


def values_of(f: Function, x: Floats, what: str) -> tuple[Floats, str]:
    """Return f(x), with nan where there is nothing to draw, and a sentence on what went wrong."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            raw = f(x.copy())  # a copy, in case the function changes its argument
            if raw is None:
                return np.full(x.shape, np.nan), f"{what} returned None."
            y = np.asarray(raw).astype(np.float64, casting="same_kind")
        except NotImplementedError:
            return np.full(x.shape, np.nan), f"{what} is still the template."
        except Exception as error:  # whatever a student's function may raise
            y, note = _one_by_one(f, x), f"{what} raised {type(error).__name__} for an array"
            if not np.isfinite(y).any():
                return y, note + "."
            return _finite(y, note + ", so it was called number by number")
    if y.shape == x.shape:
        return _finite(y, "", what)
    note = f"{what} returned shape {y.shape} for an array of shape {x.shape}"
    if y.size == x.size:
        return _finite(y.ravel(), note)
    if y.size == 1:
        return _finite(np.full(x.shape, y.item()), note + ", drawn as a flat line")
    return np.full(x.shape, np.nan), note + "; it is not drawn."


def _finite(y: Floats, note: str, what: str = "") -> tuple[Floats, str]:
    """Blank out nan and inf, and mention them."""
    bad = ~np.isfinite(y)
    if bad.any():
        gaps = f"nan or inf at {int(bad.sum())} of {y.size} points"
        note = f"{note}; {gaps}" if note else f"{what} has {gaps}"
    return np.where(bad, np.nan, y), note + "." if note else ""


def grid_of(span: float) -> Floats:
    """Return the points at which curves are drawn, from -span to span, 0 among them."""
    return np.linspace(-span, span, 1201)
