"""No question shows the solution of an exercise that may still be open."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from course import exercises
from course.exercises.attempting import correct_partners_of
from course.exercises.declaration import REFERENCE, Exercise, Misconception, Probe
from course.exercises.observation import Plain, plain
from course.judging.compare import same
from course.learning.giving_away import ALSO_SOLVES, given_away
from course.learning.wrong_forms import shown

SEED = 1
ENOUGH = 0.75  # of the points of another exercise
FUNCTIONS = [one for one in exercises.all() if one.kind == "function" and callable(one.reference)]
SHOWN = [(one, wrong) for one in FUNCTIONS for wrong in one.misconceptions if shown(one, wrong)]


def parameters(function: Callable[..., Any]) -> dict[str, bool]:
    """Return the names of the parameters, and whether each must be given."""
    known = inspect.signature(function).parameters
    return {name: one.default is one.empty for name, one in known.items()}


def as_called(wrong: Callable[..., Any], other: Exercise) -> Callable[..., Any] | None:
    """Return a wrong form as an answer to ``other``; a parameter more may be left unused."""
    own, asked = parameters(wrong), parameters(other.reference)
    if sum(own.values()) <= len(asked) <= len(own):
        return wrong
    if not set(asked) <= set(own):
        return None
    unused = {name: None for name, needed in own.items() if needed and name not in asked}
    return lambda *given: wrong(**unused, **dict(zip(asked, given, strict=False)))


def views(one: Exercise, probe: Probe, value: Any, seconds: float) -> list[Plain]:
    looks = one._look(probe, value, SEED, correct_partners_of(one), seconds)
    return [
        probe.seen(look.value, probe.rng(one.name, SEED, repeat))
        for repeat, look in enumerate(looks)
    ]


@cache
def wanted(one: Exercise, number: int) -> list[Plain]:
    probe = one.probes[number]
    if probe.expected is not REFERENCE:
        return [plain(probe.expected)] * probe.seeds
    return views(one, probe, one.reference, 5.0)


def nearly_solves(one: Exercise, value: Any) -> bool:
    """Whether an exercise gives three quarters of its points; the rest may be lists for arrays."""
    lost: set[str] = set()
    for number, probe in enumerate(one.probes):
        if probe.property in lost:
            continue
        pairs = zip(wanted(one, number), views(one, probe, value, 1.0), strict=True)
        if 2 * sum(not same(right, got, probe.tolerance) for right, got in pairs) > probe.seeds:
            lost.add(probe.property)
        if sum(one.properties[name] for name in lost) > one.points * (1 - ENOUGH):
            return False
    return True


def solved_by(one: Exercise, wrong: Misconception) -> set[str]:
    found = set()
    for other in FUNCTIONS:
        answer = as_called(wrong.wrong, other) if other is not one else None
        with np.errstate(all="ignore"):
            if answer is not None and nearly_solves(other, answer):
                found.add(other.name)
    return found


def test_the_known_case_needs_the_later_exercise() -> None:
    delta = exercises.get("output_delta")
    other_cost = next(wrong for wrong in delta.misconceptions if wrong.id == "M14-W04")
    assert solved_by(delta, other_cost) == {"output_delta_ce"}
    assert "output_delta_ce" in given_away(delta, other_cost)


def test_the_table_names_what_there_is() -> None:
    assert set(ALSO_SOLVES) <= {wrong.id for _, wrong in SHOWN}
    for names in ALSO_SOLVES.values():
        assert all(exercises.get(name) for name in names)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("unit", sorted({one.unit for one, _ in SHOWN}))
def test_no_code_solves_an_exercise_that_may_be_open(unit: str) -> None:
    """Of every wrong form that has code; a number that answers two questions tells nothing."""
    for one, wrong in SHOWN:
        if one.unit == unit:
            solved = solved_by(one, wrong)
            assert solved <= given_away(one, wrong), (one.name, wrong.id)
            assert set(ALSO_SOLVES.get(wrong.id, ())) <= solved, "nothing more than that"
