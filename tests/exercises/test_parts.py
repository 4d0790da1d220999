"""Whatever a function is wrapped in is found; what is lent or withheld comes back."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from course.exercises.parts import (
    REFUSAL,
    correct_parts,
    formulas,
    namespaces,
    reachable,
    underlying,
    withheld,
)


def plain(x: Any) -> Any:
    return x


def wrapping(function: Any) -> Any:
    def wrapper(x: Any) -> Any:
        return function(x)

    return wrapper


class Called:
    def __call__(self, x: Any) -> Any:
        return x

    def method(self, x: Any) -> Any:
        return x


class Inheriting(Called):
    pass


def itself() -> Any:
    def inner(x: Any) -> Any:
        return inner(x) if x else x

    return inner


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (plain, ["plain"]),
        (functools.partial(plain, 1), ["plain"]),
        (functools.partial(functools.partial(plain)), ["plain"]),
        (functools.lru_cache(plain), ["plain"]),
        (functools.wraps(plain)(wrapping(plain)), ["plain", "plain"]),
        (wrapping(plain), ["wrapper", "plain"]),
        (wrapping(wrapping(plain)), ["wrapper", "wrapper", "plain"]),
        (np.vectorize(plain), ["plain"]),
        (Called(), ["__call__"]),
        (Inheriting(), ["__call__"]),
        (Called().method, ["method"]),
        (itself(), ["inner"]),
        (len, []),
        (np.exp, []),
        (functools.partial(np.maximum, 0), []),
        (None, []),
        (3, []),
    ],
)
def test_underlying(value: Any, names: list[str]) -> None:
    assert [function.__name__ for function in underlying(value)] == names


def test_wrappers_without_end() -> None:
    value = plain
    for _ in range(1_000):
        value = wrapping(value)
    assert 10 < len(underlying(value)) <= 200


def test_namespaces_are_listed_once() -> None:
    elsewhere: dict[str, Any] = {"inner": plain}
    exec("def outer(f):\n    def wrapper(x):\n        return f(x)\n    return wrapper", elsewhere)
    assert [space is globals() for space in namespaces(wrapping(plain))] == [True]
    both = namespaces(elsewhere["outer"](plain))
    assert [space is globals() for space in both] == [False, True]


def test_correct_parts_are_put_into_every_namespace_and_taken_back() -> None:
    space: dict[str, Any] = {"mine": 1}
    exec("def f():\n    return mine, lent", space)
    with correct_parts(space["f"], {"mine": 2, "lent": 3}):
        assert space["f"]() == (2, 3)
    assert space["mine"] == 1
    assert "lent" not in space


def test_withheld_under_any_name_and_given_back_with_its_defaults() -> None:
    def formula(x: Any, y: Any = 2, *, z: Any = 3) -> Any:
        return x, y, z

    other = formula
    with pytest.raises(LookupError, match=REFUSAL), withheld([functools.partial(formula)]):
        other(1)
    assert other(1) == (1, 2, 3)


def test_only_what_closes_over_nothing_is_withheld() -> None:
    assert [f.__name__ for f in formulas(wrapping(plain))] == ["plain"]


def test_reachable_inside_the_package() -> None:
    from course import activations

    found = {function.__name__ for function in reachable([activations.swish_prime])}
    assert {"swish_prime", "sigmoid"} <= found
    assert all(f.__module__.startswith("course") for f in reachable([activations.gelu_prime]))
