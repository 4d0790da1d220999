"""Every kind of difference is told, and none is told of equal things."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from course.exercises.declaration import Tolerance
from course.exercises.observation import Raised, Thing, plain
from course.judging.compare import difference, is_number, named, same

TOLERANCE = Tolerance()
A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]])
SQUARE = np.array([[1.0, 2.0], [3.0, 4.0]])
V = np.array([1.0, 2.0, 4.0])

KINDS = [
    ("raised", A, Raised("ValueError")),
    ("raised", Raised("ValueError"), A),
    ("raised", Raised("ValueError"), Raised("TypeError")),
    ("none", A, None),
    ("none", (V, V), None),
    ("none", {"a": V}, None),
    ("none", "text", None),
    ("container", A, Thing("set")),
    ("container", A, "text"),
    ("container", A, (V, "text")),
    ("container", A, (V, np.zeros(2))),
    ("container", (V, V), V),
    ("container", (V, V), (V, V, V)),
    ("container", {"a": V}, {"b": V}),
    ("container", {"a": V}, {"a": V, "b": V}),
    ("container", {"a": V}, (V,)),
    ("container", None, V),
    ("text", "text", "other"),
    ("container", "1.0", np.array(1.0)),
    ("shape", V, V[:2]),
    ("shape", V, V[:, None]),
    ("shape", A, A.T + 1),
    ("shape", np.array(1.0), np.array([1.0])),
    ("transposed", A, A.T),
    ("transposed", SQUARE, SQUARE.T),
    ("nan", V, V * [1, 1, np.nan]),
    ("nan", V, V / [1, 1, 0.5] * [1, 1, np.inf]),
    ("sign", V, -V),
    ("sign", np.array(2.0), np.array(-2.0)),
    ("sign", {"a": V, "b": V}, {"a": V, "b": -V}),
    ("sign", (V, V), (V, -V)),
    ("factor", V, 2 * V),
    ("factor", V, -3 * V),
    ("factor", np.array([0.0, 1.0, 2.0]), np.array([0.0, 0.5, 1.0])),
    ("values", V, V + 1),
    ("values", V, 0 * V),
    ("values", np.array([2.0, 2.0]), np.array([3.0, 3.0])),
    ("values", np.array([0.0, 2.0]), np.array([0.0, 3.0])),
    ("values", np.array(2.0), np.array(4.0)),
    ("values", np.array([1.0, np.nan]), np.array([1.0, 2.0])),
    ("values", V, V * 1j),
    ("values", V.astype(complex), V * 2),
    ("values", np.array([True, False]), np.array([True, True])),
    ("values", V, V + np.array([0, 0, 1e-3])),
    ("text", (V, "a"), (V, "b")),
]


@pytest.mark.parametrize(("kind", "expected", "got"), KINDS)
def test_kind(kind: str, expected: Any, got: Any) -> None:
    found = difference(expected, got, TOLERANCE)
    assert found is not None
    assert found.kind == kind
    assert not same(expected, got, TOLERANCE)


@pytest.mark.parametrize("factor", [2.0, -3.0, 0.25])
def test_the_factor_is_said(factor: float) -> None:
    found = difference(V, factor * V, TOLERANCE)
    assert found is not None
    assert found.factor == pytest.approx(factor)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (A, A.astype(np.float32)),
        (A, A.astype(complex)),
        (V, V.astype(int)),
        (np.array([True, False]), np.array([1.0, 0.0])),
        (A, (A[0], A[1])),
        (A, plain((tuple(A[0]), tuple(A[1])))),
        ((V, V), np.stack([V, V])),
        ((np.array(1.0), np.array(2.0)), np.array([1.0, 2.0])),
        (Raised("ValueError", "one"), Raised("ValueError", "two", 3)),
        ({"a": V, "b": None}, {"b": None, "a": V}),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (None, None),
        ("text", "text"),
        (Thing("set"), Thing("set")),
        ((), ()),
        (V, V * (1 + 1e-5)),
        (np.zeros(2), np.full(2, 1e-7)),
    ],
)
def test_equal_enough(expected: Any, got: Any) -> None:
    assert difference(expected, got, TOLERANCE) is None
    assert same(expected, got, TOLERANCE)


def test_tolerance_is_relative_to_the_expected_value() -> None:
    loose = Tolerance(0.5, 0.0)
    assert same(np.array(2.0), np.array(1.0), loose)
    assert not same(np.array(1.0), np.array(2.0), loose)
    assert not same(np.array(0.0), np.array(1e-12), loose)
    assert same(np.array(0.0), np.array(1e-12), Tolerance(0.0, 1e-11))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (np.array(1.0), "a single number"),
        (A, "an array of shape (2, 3)"),
        ("x", "a text"),
        ({}, "a dictionary"),
        ((V, V), "2 separate values"),
        ((V, A), "2 separate values of different shapes"),
        (Thing("function"), "a function"),
        (Thing("set"), "an object of type set"),
        (Raised("ValueError"), "a ValueError"),
    ],
)
def test_named(value: Any, words: str) -> None:
    assert named(value) == words
    assert is_number(value) is isinstance(value, np.ndarray)
