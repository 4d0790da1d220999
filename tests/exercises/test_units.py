"""Every unit keeps what its exercises promise: right forms earn all, wrong ones are recognised.

The quick tests look at a few seeds; those marked slow at 25, which is how a probe is caught that
mistakes one form for another now and then.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from sources import ACCEPTED, UNITS, Form, defined, source_of

import course.exercises as catalogue
from course import check
from course.exercises.attempting import attempt
from course.exercises.declaration import REFERENCE, Exercise, Misconception, Probe
from course.exercises.observation import Raised
from course.judging.deciding import _agrees, decide
from course.judging.known import Seen, known

ROOT = Path(__file__).parents[2]
EXERCISES = [exercise for unit in UNITS.values() for exercise in unit.EXERCISES]
TO_WRITE = [exercise for exercise in EXERCISES if exercise.choice is None]
CHOICES = [exercise for exercise in EXERCISES if exercise.choice is not None]
WRONG = [(exercise, wrong) for exercise in EXERCISES for wrong in exercise.misconceptions]
FORMS = [form for form in ACCEPTED if form.exercise in {e.name for e in EXERCISES}]
BY_NAME = {exercise.name: exercise for exercise in EXERCISES}

each_unit = pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: f"{e.unit}-{e.name}")
each_to_write = pytest.mark.parametrize("exercise", TO_WRITE, ids=lambda e: f"{e.unit}-{e.name}")
each_choice = pytest.mark.parametrize("exercise", CHOICES, ids=lambda e: f"{e.unit}-{e.name}")
each_wrong = pytest.mark.parametrize(
    "case", WRONG, ids=[f"{exercise.unit}-{exercise.name}-{wrong.id}" for exercise, wrong in WRONG]
)
each_form = pytest.mark.parametrize(
    "form", FORMS, ids=[f"{BY_NAME[form.exercise].unit}-{form}" for form in FORMS]
)
few_and_many = pytest.mark.parametrize(
    "many",
    [False, pytest.param(True, marks=[pytest.mark.slow, pytest.mark.matrix])],
    ids=["few seeds", "many seeds"],
)


def seeds(exercise: Exercise, many: bool) -> range:
    """Return fewer seeds for an exercise that trains networks; those are repeated anyway."""
    trains = any(probe.seeds > 1 for probe in exercise.probes)
    return range((6 if trains else 25) if many else (1 if trains else 3))


# Right forms -----------------------------------------------------------------------------


@each_form
def test_accepted_form_earns_everything(form: Form) -> None:
    verdict = check(defined(form.exercise, form.source), exercise=form.exercise)
    assert verdict.passed, str(verdict)
    assert verdict.points == verdict.max_points == catalogue.get(form.exercise).points


@few_and_many
@each_to_write
def test_accepted_forms_pass_on_other_seeds(exercise: Exercise, many: bool) -> None:
    """Other inputs, as in grading, reject no right form."""
    forms = [form for form in FORMS if form.exercise == exercise.name]
    assert len(forms) >= (2 if exercise.group == "commit" else 3)
    for form in forms:
        value = defined(form.exercise, form.source)
        slow = "single numbers" in form.title
        for seed in range(2) if slow else seeds(exercise, many):
            verdict = decide(exercise, attempt(exercise, value, seed), seed)
            assert verdict.passed, f"{form.title}, seed {seed}: {verdict}"


@each_to_write
def test_reference_passes_where_nothing_is_held_back(exercise: Exercise) -> None:
    for seed in seeds(exercise, False):
        facts = known(exercise, seed)
        for probe in exercise.probes:
            expected = facts.right[probe.name][0]
            if probe.expected is not REFERENCE:
                verdict = decide(exercise, _of_reference(exercise, seed), seed)
                assert verdict.passed, str(verdict)
            elif isinstance(expected, Raised):  # where an exception is what is asked for
                assert expected.kind == "ValueError", (probe.name, expected)


def _of_reference(exercise: Exercise, seed: int):
    from course.exercises.attempting import Attempt

    return Attempt(exercise.name, known(exercise, seed).reference)


# Wrong forms -----------------------------------------------------------------------------


@each_wrong
def test_wrong_form_is_recognised_and_loses_points(case: tuple[Exercise, Misconception]) -> None:
    exercise, wrong = case
    verdict = check(defined(exercise.name, source_of(exercise, wrong)), exercise=exercise.name)
    assert verdict.diagnosis is not None, str(verdict)
    assert verdict.diagnosis.id == wrong.id
    assert verdict.message == verdict.diagnosis.message == wrong.diagnosis
    assert verdict.points < verdict.max_points
    assert verdict.outcome in ("failed", "exception")


@few_and_many
@each_to_write
def test_probes_tell_all_wrong_forms_apart(exercise: Exercise, many: bool) -> None:
    """From the reference and from each other, on every seed."""
    for seed in seeds(exercise, many):
        facts = known(exercise, seed)
        shown = [("the reference", facts.right), *((w.id, seen) for w, seen in facts.wrong)]
        for k, (one, seen) in enumerate(shown):
            for other, other_seen in shown[k + 1 :]:
                apart = [p for p in exercise.probes if not _alike(p, seen, other_seen)]
                assert apart, f"{one} and {other} look the same on seed {seed}"


def _alike(probe: Probe, one: Seen, other: Seen) -> bool:
    """Whether a diagnosis could take one for the other, in either direction."""
    return _agrees(probe, one, other) or _agrees(probe, other, one)


@few_and_many
@each_to_write
def test_diagnosis_is_right_on_other_seeds(exercise: Exercise, many: bool) -> None:
    values = [
        (wrong, defined(exercise.name, source_of(exercise, wrong)))
        for wrong in exercise.misconceptions
    ]
    for seed in seeds(exercise, many):
        for wrong, value in values:
            verdict = decide(exercise, attempt(exercise, value, seed), seed)
            assert verdict.diagnosis is not None, (wrong.id, seed, str(verdict))
            assert verdict.diagnosis.id == wrong.id, (wrong.id, seed)


# The declarations ------------------------------------------------------------------------


@each_unit
def test_points_of_groups_and_of_the_unit(unit: ModuleType) -> None:
    best_of = getattr(unit, "BEST_OF", {})
    for group, points in unit.GROUPS.items():
        inside = [exercise for exercise in unit.EXERCISES if exercise.group == group]
        total = sum(exercise.points for exercise in inside)
        if group in best_of:  # functions and slopes in pairs, of which so many count
            total = total * best_of[group] / (len(inside) // 2)
        assert total == pytest.approx(points), group
    automatic = {"00_orientation": 8}.get(unit.UNIT, 16)
    assert sum(unit.GROUPS.values()) == automatic
    assert {e.group for e in unit.EXERCISES} == {*unit.GROUPS, "commit"}
    commit = sum(e.points for e in unit.EXERCISES if e.group == "commit")
    written = {"00_orientation": 2}.get(unit.UNIT, 4)
    assert 0 < commit <= (automatic + written) / 10 + 1e-9, "at most a tenth of the unit"


def test_every_module_of_a_unit_is_listed() -> None:
    files = (ROOT / "course" / "exercises").glob("unit_*.py")
    assert [path.stem for path in sorted(files)] == catalogue.UNITS
    assert [unit.replace("unit_", "", 1) for unit in catalogue.UNITS] == list(UNITS)


def test_names_and_ids_are_unique() -> None:
    assert [k for k, n in Counter(e.name for e in catalogue.all()).items() if n > 1] == []
    ids = Counter(w.id for e in catalogue.all() for w in e.misconceptions)
    assert [k for k, n in ids.items() if n > 1] == []
    for exercise in EXERCISES:
        names = Counter(probe.name for probe in exercise.probes)
        assert max(names.values()) == 1, exercise.name


@each_exercise
def test_every_exercise_is_complete(exercise: Exercise) -> None:
    assert exercise.unit in UNITS
    assert exercise.points > 0
    assert exercise.asks.endswith((".", "?"))
    assert {probe.property for probe in exercise.probes} == set(exercise.properties)
    if exercise.choice is not None:
        assert exercise.choice.answer in exercise.choice.options
        assert len(set(exercise.choice.options)) >= 2
        assert exercise.hints
        return
    faded = exercise.group == "commit"
    assert len(exercise.hints) >= 3
    assert len(set(exercise.hints)) == len(exercise.hints)
    in_the_catalogue = any("-W" in wrong.id for wrong in exercise.misconceptions)
    assert in_the_catalogue or len(exercise.misconceptions) >= (2 if faded else 5)
    for wrong in exercise.misconceptions:
        assert 1 <= len(re.findall(r"[.?!](?:\s|$)", wrong.diagnosis)) <= 4, wrong.id
        assert len(wrong.diagnosis) <= 200, wrong.id


@each_to_write
def test_no_property_consists_of_flags_only(exercise: Exercise) -> None:
    """What the sandbox claims, such as "no warning", earns nothing without right numbers."""
    facts = known(exercise, 1)
    for name in exercise.properties:
        probes = [probe for probe in exercise.probes if probe.property == name]
        sizes = [
            _numbers(facts.right[probe.name][0]) for probe in probes if probe.expected is REFERENCE
        ]
        judged = any(probe.view is not None for probe in probes if probe.expected is not REFERENCE)
        raises = any(isinstance(facts.right[probe.name][0], Raised) for probe in probes)
        assert judged or raises or max(sizes) >= 1, name


def _numbers(value: object) -> int:
    """Count the numbers in an observation that are neither booleans nor zeros."""
    if isinstance(value, tuple):
        return sum(map(_numbers, value))
    if isinstance(value, dict):
        return sum(map(_numbers, value.values()))
    if not hasattr(value, "dtype"):
        return int(isinstance(value, str))
    return 0 if value.dtype.kind == "b" else int((value != 0).sum())


# Questions with options ------------------------------------------------------------------


@each_choice
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
