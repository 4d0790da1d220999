"""A whole class that did everything right, each in a way of its own, loses no point anywhere."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from fillings import Filling, automatic, filled, right_forms

import course.exercises as catalogue
from autograder import building, classroom, runner, submissions
from autograder.handins import hand_in
from course.exercises.parts import names_read

pytestmark = [pytest.mark.sandbox, pytest.mark.slow, pytest.mark.xdist_group("honest class")]

STUDENTS = 200
UNITS = building.assignments()


def own_forms(unit: str) -> list[Filling]:
    """Return the right forms that answer one exercise and touch no other.

    Some bring a wrong answer to another exercise along, to show that it costs nothing here.
    What takes apart what a partner has packed is the work of one hand.
    """
    names = {exercise.name for exercise in catalogue.all()}
    packed = {
        name
        for exercise in catalogue.all()
        for name in (exercise.name, *exercise.partners)
        if exercise.partners
    }
    return [
        form
        for form in right_forms(unit)
        if form.exercise not in packed and form.defines & names == {form.exercise}
    ]


def in_the_way(one: Filling, other: Filling) -> bool:
    """Whether ``one`` defines something, besides its answer, that ``other`` has or uses."""
    helpers = one.defines - {one.exercise}
    return bool(helpers & (names_read(compile(other.source, "", "exec")) | other.defines))


def answers_of_one(unit: str, used: Counter[Filling], rng: random.Random) -> list[Filling]:
    """Return right forms that can stand in one notebook, those first that were used least."""
    forms = own_forms(unit)
    rng.shuffle(forms)
    taken: list[Filling] = []
    for form in sorted(forms, key=lambda form: used[form]):
        pairs = [pair for other in taken for pair in [(form, other), (other, form)]]
        if not any(one.clashes(other) or in_the_way(one, other) for one, other in pairs):
            taken.append(form)
    used.update(taken)
    return taken


def test_no_point_is_lost(tmp_path, workers):
    folder, used, rng = (tmp_path / "class").resolve(), Counter[Filling](), random.Random(7)
    classroom.make(folder)
    for k in range(STUDENTS):
        unit = UNITS[k % len(UNITS)]
        answers = answers_of_one(unit, used, rng)
        hand_in(filled(folder, unit, answers), folder, f"student{k}", unit)
    work = runner.plan(folder, submissions.find(folder), force=False)
    entries = list(runner.run(work, executor=workers))
    assert len(entries) == STUDENTS
    lost = [(e.student, v) for e in entries for v in e.verdicts if v["outcome"] != "passed"]
    assert lost == []
    best = {unit: automatic(unit) for unit in UNITS}
    assert {e.student: e.score for e in entries} == {
        e.student: best[e.assignment] for e in entries
    }
    every = {form for unit in UNITS for form in own_forms(unit)}
    assert every == set(used)  # each form was handed in by somebody
