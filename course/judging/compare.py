"""Comparing two observations, and naming the kind of difference.

Examples
--------
>>> difference(np.array([1.0, 2.0]), np.array([2.0, 4.0]), Tolerance()).kind
'factor'
>>> difference(np.array([1.0, 2.0]), np.array([1.0, 2.0]), Tolerance()) is None
True
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course.counting import counted
from course.exercises.declaration import Tolerance
from course.exercises.observation import Plain, Raised, Thing


@dataclass(frozen=True)
class Difference:
    """How an observation differs from the expected one.

    ``kind`` is one of ``"raised"``, ``"none"``, ``"container"``, ``"shape"``,
    ``"nan"``, ``"sign"``, ``"transposed"``, ``"factor"``, ``"text"``, ``"values"``.
    """

    kind: str
    expected: Plain
    got: Plain
    factor: float = 1.0


def same(expected: Plain, got: Plain, tolerance: Tolerance) -> bool:
    """Whether two observations agree; exceptions agree if they are of one class."""
    return difference(expected, got, tolerance) is None


def difference(expected: Plain, got: Plain, tolerance: Tolerance) -> Difference | None:
    """Return the first difference between two observations, or None."""
    if isinstance(expected, Raised) or isinstance(got, Raised):
        agree = (
            isinstance(expected, Raised) and isinstance(got, Raised) and expected.kind == got.kind
        )
        return None if agree else Difference("raised", expected, got)
    if isinstance(expected, np.ndarray):
        return _array_difference(expected, _as_array(got), got, tolerance)
    if isinstance(expected, dict):
        return _dict_difference(expected, got, tolerance)
    if isinstance(expected, tuple):
        return _tuple_difference(expected, _as_tuple(got), got, tolerance)
    if isinstance(expected, str) and isinstance(got, str):
        return None if expected == got else Difference("text", expected, got)
    if expected == got if isinstance(got, type(expected)) else False:
        return None
    return Difference("none" if got is None else "container", expected, got)


def _as_array(got: Plain) -> Any:
    """Read a branch of equal arrays as one array: ``(1, 2)`` where ``[1, 2]`` was meant."""
    if isinstance(got, tuple):
        children = [_as_array(child) for child in got]
        shapes = {child.shape if isinstance(child, np.ndarray) else None for child in children}
        if children and len(shapes) == 1 and None not in shapes:
            return np.array(children)
    return got


def _as_tuple(got: Plain) -> Any:
    """Read an array as the branch of its rows: ``[a, b]`` where ``(a, b)`` was meant."""
    return tuple(got) if isinstance(got, np.ndarray) and got.ndim > 0 else got


def _tuple_difference(
    expected: tuple[Plain, ...], got: Plain, original: Plain, tolerance: Tolerance
) -> Difference | None:
    if not isinstance(got, tuple) or len(got) != len(expected):
        return Difference("none" if got is None else "container", expected, original)
    found = (
        difference(e, np.asarray(g) if isinstance(g, np.generic) else g, tolerance)
        for e, g in zip(expected, got, strict=True)
    )
    return next((d for d in found if d is not None), None)


def _dict_difference(
    expected: dict[str, Plain], got: Plain, tolerance: Tolerance
) -> Difference | None:
    if not isinstance(got, dict) or set(got) != set(expected):
        return Difference("none" if got is None else "container", expected, got)
    found = (difference(expected[key], got[key], tolerance) for key in expected)
    return next((d for d in found if d is not None), None)


def _array_difference(
    expected: Any, got: Any, original: Plain, tolerance: Tolerance
) -> Difference | None:
    if not isinstance(got, np.ndarray):
        return Difference("none" if original is None else "container", expected, original)
    if got.shape != expected.shape:
        transposed = (
            got.ndim == 2 and got.T.shape == expected.shape and _close(expected, got.T, tolerance)
        )
        return Difference("transposed" if transposed else "shape", expected, got)
    if _close(expected, got, tolerance):
        return None
    return _kind_of_difference(expected, got, tolerance)


def _close(expected: Any, got: Any, tolerance: Tolerance) -> bool:
    e, g = _numbers(expected), _numbers(got)
    with np.errstate(all="ignore"):
        return bool(np.allclose(g, e, rtol=tolerance.rtol, atol=tolerance.atol, equal_nan=True))


def _numbers(array: Any) -> Any:
    """Return booleans and integers as floats, complex numbers as they are."""
    return array if array.dtype.kind == "c" else array.astype(float)


def _kind_of_difference(expected: Any, got: Any, tolerance: Tolerance) -> Difference:
    e, g = _numbers(expected), _numbers(got)
    if not np.isfinite(g).all() and np.isfinite(e).all():
        return Difference("nan", expected, got)
    if _close(-e, g, tolerance):
        return Difference("sign", expected, got)
    if e.ndim == 2 and e.shape[0] == e.shape[1] and e.shape[0] > 1 and _close(e.T, g, tolerance):
        return Difference("transposed", expected, got)
    factor = _constant_factor(e, g, tolerance)
    if factor is not None:
        return Difference("factor", expected, got, factor)
    return Difference("values", expected, got)


def _constant_factor(e: Any, g: Any, tolerance: Tolerance) -> float | None:
    """Return c where ``g = c * e`` in at least two entries that differ, else None."""
    if e.size < 2 or e.dtype.kind == "c" or g.dtype.kind == "c":
        return None
    with np.errstate(all="ignore"):
        nonzero = np.abs(e) > 1e-9
        if nonzero.sum() < 2 or np.ptp(e[nonzero]) == 0:
            return None
        factor = float(np.median(g[nonzero] / e[nonzero]))
        fits = np.isfinite(factor) and abs(factor) > 1e-9 and _close(factor * e, g, tolerance)
    return factor if fits else None


def is_number(value: Plain) -> bool:
    """Whether an observation is a single number or an array of numbers."""
    return isinstance(value, np.ndarray)


THINGS = {
    "function": "a function",
    "builtin_function_or_method": "a function",
    "method": "a function",
    "type": "a class",
    "array of Python objects": "an array of Python objects (dtype=object)",
    "generator": "a generator, which has not computed anything yet",
    "coroutine": "a coroutine, which has not computed anything yet",
    "list": "a list that is not an array of numbers",
    "ellipsis": "`...`",
}


def named(value: Plain) -> str:
    """Name what came back, in words for a student."""
    if value is None:
        return "None"
    if isinstance(value, Thing):
        return THINGS.get(value.kind, f"an object of type {value.kind}")
    if isinstance(value, Raised):
        return f"a {value.kind}"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, dict):
        return "a dictionary"
    if isinstance(value, tuple):
        shapes = {part.shape for part in value if isinstance(part, np.ndarray)}
        of = " of different shapes" if len(shapes) > 1 else ""
        return f"{counted(len(value), 'separate value')}{of}"
    return "a single number" if value.ndim == 0 else f"an array of shape {value.shape}"
