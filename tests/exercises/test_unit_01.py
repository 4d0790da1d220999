"""Unit 1 keeps what every exercise promises: right forms earn all, wrong ones are recognised."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from sources import ACCEPTED, Form, defined, source_of

import course.exercises as catalogue
from course import check
from course.exercises import unit_01_activations as unit
from course.exercises.attempting import attempt
from course.exercises.declaration import REFERENCE, Exercise, Misconception, Probe
from course.exercises.observation import Raised
from course.judging.deciding import _agrees, decide
from course.judging.known import Seen, known

EXERCISES = unit.EXERCISES
TO_WRITE = [exercise for exercise in EXERCISES if exercise.choice is None]
CHOICES = [exercise for exercise in EXERCISES if exercise.choice is not None]
WRONG = [(exercise, wrong) for exercise in EXERCISES for wrong in exercise.misconceptions]
FORMS = [form for form in ACCEPTED if form.exercise in {e.name for e in EXERCISES}]
SEEDS = range(25)


def wrong_id(case: tuple[Exercise, Misconception]) -> str:
    return f"{case[0].name} {case[1].id}"


# Right forms -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_accepted_form_earns_everything(form: Form) -> None:
    verdict = check(defined(form.exercise, form.source), exercise=form.exercise)
    assert verdict.passed, str(verdict)
    assert verdict.points == verdict.max_points == catalogue.get(form.exercise).points


@pytest.mark.parametrize("exercise", TO_WRITE, ids=lambda e: e.name)
def test_accepted_forms_pass_on_many_seeds(exercise: Exercise) -> None:
    """Other inputs, as in grading, reject no right form."""
    forms = [form for form in FORMS if form.exercise == exercise.name]
    assert len(forms) >= 3
    for form in forms:
        value = defined(form.exercise, form.source)
        for seed in range(3) if "single numbers" in form.title else SEEDS:
            verdict = decide(exercise, attempt(exercise, value, seed), seed)
            assert verdict.passed, f"{form.title}, seed {seed}: {verdict}"


@pytest.mark.parametrize("exercise", TO_WRITE, ids=lambda e: e.name)
def test_reference_passes_where_nothing_is_held_back(exercise: Exercise) -> None:
    for seed in SEEDS:
        facts = known(exercise, seed)
        for probe in exercise.probes:
            expected = facts.right[probe.name][0]
            if probe.expected is not REFERENCE:
                assert bool(expected) == probe.expected
            assert not isinstance(expected, Raised), (probe.name, expected)


# Wrong forms -----------------------------------------------------------------------------


@pytest.mark.parametrize("case", WRONG, ids=wrong_id)
def test_wrong_form_is_recognised_and_loses_points(case: tuple[Exercise, Misconception]) -> None:
    exercise, wrong = case
    verdict = check(defined(exercise.name, source_of(exercise, wrong)), exercise=exercise.name)
    assert verdict.diagnosis is not None, str(verdict)
    assert verdict.diagnosis.id == wrong.id
    assert verdict.message == verdict.diagnosis.message == wrong.diagnosis
    assert verdict.points < verdict.max_points
    assert verdict.outcome in ("failed", "exception")


@pytest.mark.parametrize("exercise", TO_WRITE, ids=lambda e: e.name)
def test_probes_tell_all_wrong_forms_apart(exercise: Exercise) -> None:
    """From the reference and from each other, on every seed."""
    for seed in SEEDS:
        facts = known(exercise, seed)
        shown = [("the reference", facts.right), *((w.id, seen) for w, seen in facts.wrong)]
        for k, (one, seen) in enumerate(shown):
            for other, other_seen in shown[k + 1 :]:
                apart = [p for p in exercise.probes if not _alike(p, seen, other_seen)]
                assert apart, f"{one} and {other} look the same on seed {seed}"


def _alike(probe: Probe, one: Seen, other: Seen) -> bool:
    """Whether a diagnosis could take one for the other, in either direction."""
    return _agrees(probe, one, other) or _agrees(probe, other, one)


@pytest.mark.parametrize("exercise", TO_WRITE, ids=lambda e: e.name)
def test_diagnosis_is_right_on_many_seeds(exercise: Exercise) -> None:
    values = [
        (wrong, defined(exercise.name, source_of(exercise, wrong)))
        for wrong in exercise.misconceptions
    ]
    for seed in SEEDS:
        for wrong, value in values:
            verdict = decide(exercise, attempt(exercise, value, seed), seed)
            assert verdict.diagnosis is not None, (wrong.id, seed, str(verdict))
            assert verdict.diagnosis.id == wrong.id, (wrong.id, seed)


# The declaration -------------------------------------------------------------------------


def test_points_of_groups_and_of_the_unit() -> None:
    for group, points in unit.GROUPS.items():
        inside = [exercise for exercise in EXERCISES if exercise.group == group]
        total = sum(exercise.points for exercise in inside)
        if group in unit.BEST_OF:  # functions and slopes in pairs, of which so many count
            pairs = len(inside) // 2
            total = total * unit.BEST_OF[group] / pairs
        assert total == pytest.approx(points), group
    assert sum(unit.GROUPS.values()) == 16
    assert {e.group for e in EXERCISES} == {*unit.GROUPS, "commit"}
    commit = sum(e.points for e in EXERCISES if e.group == "commit")
    assert commit == pytest.approx(2.0)
    assert commit <= (16 + 4) / 10 + 1e-9, "at most a tenth of a unit with 4 written points"


def test_names_and_ids_are_unique() -> None:
    assert [k for k, n in Counter(e.name for e in catalogue.all()).items() if n > 1] == []
    ids = Counter(w.id for e in catalogue.all() for w in e.misconceptions)
    assert [k for k, n in ids.items() if n > 1] == []
    for exercise in EXERCISES:
        names = Counter(probe.name for probe in exercise.probes)
        assert max(names.values()) == 1, exercise.name


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_every_exercise_is_complete(exercise: Exercise) -> None:
    assert exercise.unit == unit.UNIT
    assert exercise.points > 0
    assert exercise.asks.endswith((".", "?"))
    assert {probe.property for probe in exercise.probes} == set(exercise.properties)
    if exercise.choice is not None:
        assert exercise.choice.answer in exercise.choice.options
        assert len(set(exercise.choice.options)) >= 2
        assert exercise.hints
        return
    assert len(exercise.hints) >= 3
    assert len(set(exercise.hints)) == len(exercise.hints)
    in_the_catalogue = any("-W" in wrong.id for wrong in exercise.misconceptions)
    assert in_the_catalogue or len(exercise.misconceptions) >= 5
    for wrong in exercise.misconceptions:
        assert 1 <= len(re.findall(r"[.?!](?:\s|$)", wrong.diagnosis)) <= 4, wrong.id
        assert len(wrong.diagnosis) <= 200, wrong.id


@pytest.mark.parametrize("exercise", TO_WRITE, ids=lambda e: e.name)
def test_no_property_consists_of_flags_only(exercise: Exercise) -> None:
    """What the sandbox claims, such as "no warning", earns nothing without right numbers."""
    facts = known(exercise, 1)
    for name in exercise.properties:
        sizes = [
            _numbers(facts.right[probe.name][0])
            for probe in exercise.probes
            if probe.property == name and probe.expected is REFERENCE
        ]
        assert max(sizes) >= 1, name


def _numbers(value: object) -> int:
    """Count the numbers in an observation that are neither booleans nor zeros."""
    if isinstance(value, tuple):
        return sum(map(_numbers, value))
    return 0 if value.dtype.kind == "b" else int((value != 0).sum())  # type: ignore[attr-defined]


# Lines that would give an exercise away; written by hand, looked for without blanks.
SOLUTIONS = {
    "sigmoid": ["1/(1+np.exp(", "1+tanh", "logaddexp", "expit"],
    "sigmoid_prime": ["s*(1-s)", "sigmoid(x)*(1-sigmoid(x))"],
    "tanh_from_sigmoid": ["2*sigma(2*x)-1", "2sigma(2x)-1", "1-2*sigma(-2*x)"],
    "tanh_prime": ["1-np.tanh(x)**2", "1-tanh(x)^2"],
    "relu": ["np.maximum(0,x)", "np.maximum(0.0,x)", "x*(x>0)"],
    "relu_prime": ["(x>0)*1", "np.where(x>0,1.0,0.0)", "x>=0"],
    "leaky_relu": ["np.maximum(alpha*x,x)", "np.where(x>0,x,alpha*x)"],
    "leaky_relu_prime": ["np.where(x>0,1.0,alpha)"],
    "softplus": ["np.log1p(np.exp(-np.abs(x)))", "logaddexp"],
    "softplus_prime": ["sigmoid", "sigma(x)"],
    "elu": ["np.exp(np.minimum(x,0))", "expm1"],
    "elu_prime": ["alpha*np.exp(", "alphae^x"],
    "gelu": ["0.5*x*(1+erf", "x*ndtr"],
    "gelu_prime": ["ndtr(x)+x*"],
    "swish": ["x*sigmoid(beta*x)", "x*sigma(beta*x)"],
    "swish_prime": ["s+beta*x*s*(1-s)"],
    "maxout": ["np.max(X@W+b,axis=1)"],
    "maxout_grad_x": ["W[:,k].T", "np.argmax"],
    "active_interval": ["x[0],x[-1]", "np.flatnonzero"],
    "one_sign_share": [".any(axis=1)"],
}


@pytest.mark.parametrize("exercise", TO_WRITE, ids=lambda e: e.name)
def test_hints_and_diagnoses_keep_the_solution(exercise: Exercise) -> None:
    said = [*exercise.hints, *(wrong.diagnosis for wrong in exercise.misconceptions)]
    for text in said:
        for line in SOLUTIONS[exercise.name]:
            assert line not in text.replace(" ", ""), text


@pytest.mark.parametrize("exercise", CHOICES, ids=lambda e: e.name)
def test_a_choice_counts_as_committed_right_or_not(exercise: Exercise) -> None:
    assert exercise.choice is not None
    for option in exercise.choice.options:
        verdict = check(f" {option.upper()} ", exercise=exercise.name)
        assert verdict.passed
        assert exercise.choice.because not in str(verdict), "that comes after running"
    assert check(None, exercise=exercise.name).outcome == "unattempted"
    wrong = check("perhaps", exercise=exercise.name)
    assert (wrong.outcome, wrong.points) == ("failed", 0.0)
    assert all(option in wrong.message for option in exercise.choice.options)


def test_best_two_of_three_count() -> None:
    names = [["gelu", "swish", "maxout"], ["gelu_prime", "swish_prime", "maxout_grad_x"]]
    grouped = {e.name for e in EXERCISES if e.group == "1.5"}
    assert grouped == {name for group in names for name in group}
    assert len({catalogue.get(name).points for name in grouped}) == 1
