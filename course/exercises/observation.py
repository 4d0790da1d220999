"""What was seen when a student's function ran, as plain data.

An observation is decided on somewhere else (in grading, in another process),
so nothing that belongs to the student may survive in it: no object with a
method of its own, only ``None``, text, NumPy arrays of numbers, tuples and
dictionaries of these, and the two records below.
"""

from __future__ import annotations

import base64
import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

LARGEST_ARRAY = 200_000
LARGEST_BRANCH = 2_000
DEEPEST = 6
LONGEST_TEXT = 300

NUMERIC = "biufc"


@dataclass(frozen=True)
class Raised:
    """An exception that ended the call: its class, its text and the student's line."""

    kind: str
    text: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Thing:
    """Something that is not a number, named by its type."""

    kind: str


# A plain value: None, str, Raised, Thing, ndarray, tuple or dict of plain values.
Plain = Any


def plain(value: Any, depth: int = 0) -> Plain:
    """Copy ``value`` into plain data; whatever is no number is only named.

    Parameters
    ----------
    value : object
        Anything a student's function returned.

    Returns
    -------
    None, str, Raised, Thing, numpy.ndarray, tuple or dict

    Examples
    --------
    >>> plain([1, 2.5])
    array([1. , 2.5])
    >>> plain((1, "one"))
    (array(1), 'one')
    >>> plain(print)
    Thing(kind='builtin_function_or_method')
    """
    try:
        return _plain(value, depth)
    except Exception:  # conversions are the code of the object, which is the student's
        return Thing(name_of_type(value))


def _plain(value: Any, depth: int) -> Plain:
    kind = type(value)  # not isinstance: that asks the object itself
    if value is None or kind in (Raised, Thing):
        return value
    if depth > DEEPEST:
        return Thing("too deeply nested")
    if issubclass(kind, str):
        return str.__str__(value)[:LONGEST_TEXT]
    if issubclass(kind, dict):
        return _branch_of_dict(dict(value), depth)
    if issubclass(kind, tuple):
        return _branch(tuple(tuple.__iter__(value)), depth)
    if issubclass(kind, list):
        value = list(list.__iter__(value))  # not what a class derived from list says it holds
    if _entries(value) > LARGEST_ARRAY:
        return Thing(f"{name_of_type(value)} of more than {LARGEST_ARRAY:,} entries")
    numbers = _numbers(value)
    if numbers is None and issubclass(kind, list):
        return _branch(value, depth)
    return Thing(name_of_type(value)) if numbers is None else numbers


def name_of_type(value: object) -> str:
    """Return the name of the type of ``value``, which may be a class of the student's."""
    return str(type.__dict__["__name__"].__get__(type(value)))[:80]


def _branch(values: Any, depth: int) -> Plain:
    if len(values) > LARGEST_BRANCH:
        return Thing(f"{name_of_type(values)} of {len(values)} entries")
    return tuple(plain(value, depth + 1) for value in values)


def _branch_of_dict(values: dict[Any, Any], depth: int) -> Plain:
    if len(values) > LARGEST_BRANCH:
        return Thing(f"dict of {len(values)} entries")
    return {str(key)[:LONGEST_TEXT]: plain(value, depth + 1) for key, value in values.items()}


def _entries(value: Any) -> int:
    """Count the entries of an array or of nested lists, before anything is copied."""
    if issubclass(type(value), np.ndarray):
        return int(np.ndarray.size.__get__(value))
    count = 1
    while issubclass(type(value), list) and count <= LARGEST_ARRAY:
        count *= max(list.__len__(value), 1)
        value = list.__getitem__(value, 0) if list.__len__(value) else None
    return count


def _numbers(value: Any) -> Any:
    """Return ``value`` as an ndarray of numbers, a `Thing` if it is too large, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array = np.array(value, subok=False)
    except Exception:  # a ragged list, or an object whose conversion is the student's code
        return None
    if array.dtype.kind == "O" and issubclass(type(value), np.ndarray):
        return Thing("array of Python objects")
    if array.dtype.kind not in NUMERIC or array.dtype.itemsize > 32:
        return None
    if max(array.size, *array.shape, 0) > LARGEST_ARRAY:  # a side may be long in an empty one
        return Thing(f"{name_of_type(value)} of more than {LARGEST_ARRAY:,} entries")
    return array


def encode(value: Plain) -> Any:
    """Turn a plain value into JSON types; arrays keep every bit.

    Examples
    --------
    >>> decode(encode((np.array([0.1, np.nan]), None)))
    (array([0.1, nan]), None)
    """
    if value is None:
        return None
    if isinstance(value, np.ndarray):
        little = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
        data = base64.b64encode(little.tobytes()).decode("ascii")
        return {"array": [little.dtype.str, list(value.shape), data]}
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, Raised):
        return {"raised": [value.kind, value.text, value.line]}
    if isinstance(value, Thing):
        return {"thing": value.kind}
    if isinstance(value, dict):
        return {"dict": {key: encode(child) for key, child in value.items()}}
    return {"tuple": [encode(child) for child in value]}


def decode(data: Any) -> Plain:
    """Read back what `encode` wrote, trusting nothing: bad data raises ``ValueError``.

    Raises
    ------
    ValueError
        If ``data`` is not of the form that `encode` writes or is too large.
    """
    try:
        return _decode(data, 0)
    except Exception as error:  # whatever a dtype's name or a shape can be made to raise
        raise ValueError("not an observation") from error


def _decode(data: Any, depth: int) -> Plain:
    if data is None:
        return None
    if depth > DEEPEST + 1 or not isinstance(data, dict) or len(data) != 1:
        raise ValueError("not an observation")
    ((form, content),) = data.items()
    if form == "array":
        return _decode_array(*content)
    if form == "text":
        return str(content)[:LONGEST_TEXT]
    if form == "raised":
        kind, text, line = content
        return Raised(
            str(kind)[:80], str(text)[:LONGEST_TEXT], None if line is None else int(line)
        )
    if form == "thing":
        return Thing(str(content)[:80])
    if len(content) > LARGEST_BRANCH:
        raise ValueError("an observation with too many parts")
    if form == "dict":
        return {
            str(key)[:LONGEST_TEXT]: _decode(child, depth + 1) for key, child in content.items()
        }
    if form == "tuple":
        return tuple(_decode(child, depth + 1) for child in content)
    raise ValueError(f"unknown part {form!r} of an observation")


def _decode_array(dtype: str, shape: list[int], data: str) -> Any:
    kind = np.dtype(str(dtype))
    sizes = [int(n) for n in shape]
    size = math.prod(sizes)  # of Python integers, which don't overflow
    if kind.kind not in NUMERIC or kind.itemsize > 32 or min(sizes, default=0) < 0:
        raise ValueError("an observation holds arrays of numbers")
    if max(size, *sizes, 0) > LARGEST_ARRAY:
        raise ValueError(f"an observation holds arrays of at most {LARGEST_ARRAY:,} numbers")
    raw = base64.b64decode(data, validate=True)
    if len(raw) != size * kind.itemsize:
        raise ValueError("an array whose bytes do not fit its shape")
    return np.frombuffer(bytearray(raw), dtype=kind).reshape(sizes)
