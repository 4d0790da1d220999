"""What comes in: arrays of numbers, or one sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_array_equal

from course.arrays import floats, rows


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([1, 2], np.float64),
        ((True, False), np.float64),
        (3, np.float64),
        (np.array([1, 2], np.int8), np.float64),
        (np.array([1, 2], np.uint64), np.float64),
        (np.array([1.5], np.float16), np.float64),
        (np.array([1.5], np.float32), np.float32),
        (np.array([1.5], np.float64), np.float64),
        (np.array([1 + 2j], np.complex64), np.complex64),
        ([1 + 2j], np.complex128),
    ],
)
def test_float_types(values: Any, dtype: type) -> None:
    array = floats(values, "x")
    assert array.dtype == dtype
    assert_array_equal(array, np.asarray(values))


@given(
    hnp.arrays(st.sampled_from([np.float32, np.float64]), hnp.array_shapes(max_dims=3, max_side=4))
)
@settings(max_examples=25, deadline=None)
def test_what_is_an_array_of_floats_is_returned_as_it_is(array: np.ndarray) -> None:
    assert floats(array, "x") is array
    assert_array_equal(floats(array.tolist(), "x"), array)


def test_the_argument_is_not_modified() -> None:
    values = np.array([[1, 2], [3, 4]])
    floats(values, "x")[0, 0] = 7
    rows(values, "x")[0, 0] = 7
    assert_array_equal(values, [[1, 2], [3, 4]])


def test_tables_and_stacks_of_tables() -> None:
    assert rows([[1, 2]], "X").shape == (1, 2)
    assert rows([[[1, 2]], [[3, 4]]], "X").shape == (2, 1, 2)


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ([[1, 2], [3]], ValueError, "Q must be an array, its rows differ in length"),
        ([["a", "b"]], TypeError, "Q must hold numbers, it is an array of type <U1"),
        ([[None, 1]], TypeError, "Q must hold numbers, it is an array of type object"),
        (None, TypeError, "Q must hold numbers, it is an array of type object"),
        (np.array(["2020-01-01"], "M8[D]"), TypeError, "type datetime64"),
    ],
)
@pytest.mark.parametrize("reader", [floats, rows])
def test_what_holds_no_numbers(reader: Any, values: Any, error: type, message: str) -> None:
    with pytest.raises(error) as caught:
        reader(values, "Q")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1, 2, 3], r"Q must have one row per example, shape \(n, d\), but its shape is \(3,\)"),
        (5, r"shape is \(\); a single example is a table with one row"),
        (np.zeros((1, 2, 3, 4)), r"shape is \(1, 2, 3, 4\)"),
        ([], r"Q is empty: its shape is \(0,\)"),
        (np.zeros((0, 2)), r"Q is empty: its shape is \(0, 2\)"),
        (np.zeros((3, 0)), r"Q is empty: its shape is \(3, 0\)"),
        ([[0, 0, 0], [0, np.nan, 0]], "Q holds nan or infinity in row 1, column 1;"),
        ([[0, 0, np.inf], [0, np.nan, 0]], "Q holds nan or infinity in row 0, column 2;"),
        ([[[0, 0]], [[0, -np.inf]]], "Q holds nan or infinity in row 0, column 1;"),
        ([[1 + 1j * np.inf]], "Q holds nan or infinity in row 0, column 0;"),
    ],
)
def test_what_is_no_table_of_examples(values: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^(Q .*)?{message}"):
        rows(values, "Q")


def test_floats_let_nan_and_empty_arrays_pass() -> None:
    """Losses of a run that diverged are nan; `rows` is for what goes into a network."""
    assert np.isnan(floats([np.nan], "x")).all()
    assert floats([], "x").shape == (0,)
