"""Observations are plain data: they survive any value, the way through JSON, and forgeries."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

sys.path.insert(0, str(Path(__file__).parents[1]))
from toys import declared, toy

from course.exercises.attempting import Attempt, attempt, pack, unpack
from course.exercises.observation import (
    DEEPEST,
    LARGEST_ARRAY,
    LARGEST_BRANCH,
    LONGEST_TEXT,
    Raised,
    Thing,
    decode,
    encode,
    plain,
)
from course.exercises.probing import Call, Observation
from course.judging.deciding import decide

DTYPES = st.sampled_from(
    ["?", "i1", "u2", "i8", "f2", "f4", "f8", "c8", "c16", ">f8", ">i4", np.longdouble]
)
ARRAYS = hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
TEXTS = st.text(max_size=40)
LEAVES = st.one_of(
    st.none(),
    ARRAYS,
    TEXTS,
    st.builds(Raised, TEXTS, TEXTS, st.none() | st.integers(0, 10**6)),
    st.builds(Thing, TEXTS),
)
PLAIN = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4).map(tuple) | st.dictionaries(TEXTS, inner, max_size=4)
    ),
    max_leaves=12,
)
FORMS = ["array", "text", "raised", "thing", "tuple", "dict", "value", "calls", "args", "output"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(FORMS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


def identical(one: Any, other: Any) -> bool:
    """Whether two plain values agree bit by bit."""
    if isinstance(one, np.ndarray):
        native = one.astype(one.dtype.newbyteorder("<"))
        return (
            isinstance(other, np.ndarray)
            and native.dtype == other.dtype
            and one.shape == other.shape
            and native.tobytes() == other.tobytes()
        )
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(identical(one[k], other[k]) for k in one)
    return bool(one == other)


def depth(value: Any) -> int:
    inner = (
        value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    )
    return 1 + max(map(depth, inner), default=0)


@given(PLAIN)
def test_round_trip(value: Any) -> None:
    if depth(value) <= DEEPEST:
        assert identical(value, decode(json.loads(json.dumps(encode(value)))))


@given(PLAIN)
def test_plain_values_stay_plain(value: Any) -> None:
    if depth(value) <= DEEPEST:
        assert encode(plain(plain(value))) == encode(plain(value))


@given(JSON)
@example({"array": ["V8", [1], ""]})
@example({"array": ["|O", [1], base64.b64encode(bytes(8)).decode()]})
@example({"array": ["<U9", [0], ""]})
@example({"array": ["f8,f8", [0], ""]})
@example({"array": ["f8", [-1], ""]})
@example({"array": ["f8", [-1, -1], ""]})
@example({"array": ["f8", [10**30], ""]})
@example({"array": ["f8", [10**30, 0], ""]})
@example({"array": ["f8", [0] * 100, ""]})
@example({"array": ["f8", [float("inf")], ""]})
@example({"array": ["f8", [1], "not base 64!"]})
@example({"array": ["f8", [2], base64.b64encode(bytes(8)).decode()]})
@example({"array": ["(", [0], ""]})
@example({"array": ["f8", None, ""]})
@example({"array": None})
@example({"raised": ["E", "t", float("inf")]})
@example({"raised": ["E", "t", "9" * 5000]})
@example({"tuple": "text"})
@example({"dict": [1]})
@example({"text": 3, "thing": 4})
def test_forged_observations_raise_value_error_only(data: Any) -> None:
    try:
        value = decode(data)
    except ValueError:
        return
    assert identical(value, decode(encode(value)))


@pytest.mark.parametrize("wrap", [lambda d: {"tuple": [d]}, lambda d: {"dict": {"a": d}}])
def test_depth_is_capped(wrap: Any) -> None:
    data: Any = {"text": "end"}
    for _ in range(DEEPEST + 1):
        data = wrap(data)
    decode(data)
    with pytest.raises(ValueError, match="not an observation"):
        decode(wrap(data))


def test_deep_forgeries() -> None:
    data: Any = None
    for _ in range(5_000):
        data = {"tuple": [data]}
    with pytest.raises(ValueError, match="not an observation"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        {"array": ["<f8", [LARGEST_ARRAY + 1], ""]},
        {"array": ["<f8", [0, LARGEST_ARRAY + 1], ""]},  # a sum over it would not be small
        {"tuple": [None] * (LARGEST_BRANCH + 1)},
        {"dict": {str(k): None for k in range(LARGEST_BRANCH + 1)}},
    ],
)
def test_sizes_are_capped(data: Any) -> None:
    with pytest.raises(ValueError, match="not an observation") as caught:
        decode(data)
    assert isinstance(caught.value.__cause__, ValueError)


def test_limits_of_what_is_kept() -> None:
    assert plain(np.zeros(LARGEST_ARRAY)).size == LARGEST_ARRAY
    assert isinstance(plain(np.zeros(LARGEST_ARRAY + 1)), Thing)
    assert isinstance(plain(np.zeros((0, LARGEST_ARRAY + 1))), Thing)
    assert isinstance(plain([0.0] * (LARGEST_ARRAY + 1)), Thing)
    assert len(plain(("a",) * LARGEST_BRANCH)) == LARGEST_BRANCH
    assert isinstance(plain(("a",) * (LARGEST_BRANCH + 1)), Thing)
    assert isinstance(plain(dict.fromkeys(range(LARGEST_BRANCH + 1))), Thing)
    assert len(plain("x" * 1000)) == LONGEST_TEXT
    nested: Any = "end"
    for _ in range(DEEPEST):
        nested = (nested,)
    assert "end" in repr(plain(nested))
    assert "too deeply nested" in repr(plain((nested,)))


def test_a_copy_is_taken() -> None:
    given_, kept = np.ones(3), plain(np.ones(3))
    kept = plain(given_)
    given_[0] = 7
    assert kept[0] == 1
    back = decode(encode(given_))
    back[0] = 8
    assert given_[0] == 7


OBSERVATIONS = st.builds(
    Observation,
    PLAIN.filter(lambda v: depth(v) <= DEEPEST),
    st.lists(
        st.builds(
            Call,
            st.lists(LEAVES, max_size=3).map(tuple),
            LEAVES,
            st.lists(TEXTS, max_size=3).map(tuple),
            st.lists(st.integers(0, 3), max_size=3).map(tuple),
            st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
)
ATTEMPTS = st.builds(
    Attempt,
    TEXTS,
    st.dictionaries(TEXTS, st.lists(OBSERVATIONS, max_size=3).map(tuple), max_size=3),
    TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
)


@given(ATTEMPTS)
def test_attempts_round_trip(tried: Attempt) -> None:
    back = unpack(json.loads(json.dumps(pack(tried))))
    assert pack(back) == pack(tried)
    assert (back.exercise, back.missing, back.leans_on) == (
        tried.exercise,
        tried.missing,
        tried.leans_on,
    )
    assert back.observations.keys() == tried.observations.keys()
    assert back.chained.keys() == tried.chained.keys()


FRAME = {
    "format": 2,
    "exercise": "e",
    "missing": "",
    "leans_on": [],
    "observations": {},
    "chained": {},
}


@given(JSON, st.sampled_from([*FRAME, "all", "group", "observation", "call"]))
def test_forged_attempts_raise_value_error_only(data: Any, place: str) -> None:
    call = {"args": [], "output": None, "warnings": [], "changed": [], "printed": False}
    forged: Any = {
        "all": data,
        "group": FRAME | {"observations": {"p": data}},
        "observation": FRAME | {"observations": {"p": [data]}},
        "call": FRAME | {"observations": {"p": [{"value": None, "calls": [call | data]}]}}
        if isinstance(data, dict)
        else FRAME | {"observations": {"p": [{"value": None, "calls": data}]}},
    }.get(place, FRAME | {place: data})
    try:
        tried = unpack(forged)
    except ValueError:
        return
    assert isinstance(tried, Attempt)


@pytest.mark.parametrize("changed", [[float("inf")], ["x"], 3, None, [None]])
def test_forged_places_of_changed_arguments(changed: Any) -> None:
    call = {"args": [], "output": None, "warnings": [], "changed": changed, "printed": 1}
    with pytest.raises(ValueError, match="not an answer"):
        unpack(FRAME | {"observations": {"p": [{"value": None, "calls": [call]}]}})


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="not an answer"):
        unpack(FRAME | {"format": 99})


triple = toy("toy_triple", reference=lambda x: 3 * np.asarray(x), properties={"a": 0.5, "b": 0.5})


@triple.probe("a")
def numbers(triple, rng):
    return triple(rng.normal(size=3))


@triple.probe("b", view=lambda value: value[0] + value[1].sum(), seeds=3)
def seen_through_a_view(triple, rng):
    return triple(rng.normal()), triple(rng.normal(size=2))


@triple.misconception("T-1", "Not the square.")
def squared(x):
    return np.asarray(x) ** 2


@given(st.lists(OBSERVATIONS, max_size=4), st.lists(OBSERVATIONS, max_size=4))
def test_every_foreign_attempt_gets_a_verdict(one: Any, other: Any) -> None:
    observations = {"numbers": tuple(one), "seen_through_a_view": tuple(other), "else": ()}
    with declared(triple):
        verdict = decide(triple, Attempt("toy_triple", observations), 1)
    assert 0.0 <= verdict.points <= 1.0
    assert verdict.message
    assert str(verdict)
    assert verdict._repr_html_()


def test_answers_that_were_not_given_earn_nothing() -> None:
    with declared(triple):
        tried = attempt(triple, lambda x: 3 * np.asarray(x), 1)
        assert decide(triple, tried, 1).passed
        for keep in ({}, {"numbers": ()}, {"numbers": tried.observations["numbers"]}):
            verdict = decide(triple, Attempt("toy_triple", keep), 1)
            assert verdict.points == (0.5 if keep.get("numbers") else 0.0)
        one_of_three = tried.observations | {
            "seen_through_a_view": tried.observations["seen_through_a_view"][:1]
        }
        assert decide(triple, Attempt("toy_triple", one_of_three), 1).points == 0.5
        assert decide(triple, tried, 2).points == 0.0, "the answers belong to the inputs of a seed"
