"""An answer that overwrites what it is given does no harm to the exercises after it."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import course.exercises as catalogue
from course.exercises.attempting import attempt

UNITS = ["05_initialization", "08_regularization"]  # whose probes share arrays


def arrays_of(unit):
    module = importlib.import_module(f"course.exercises.unit_{unit}")
    return {name: value for name, value in vars(module).items() if type(value) is np.ndarray}


def overwriting(reference):
    """Return a right answer that leaves nothing of its arguments."""

    def answer(*given, **named):
        values = reference(*given, **named)
        for one in (*given, *named.values()):
            if isinstance(one, np.ndarray) and one.flags.writeable:
                one[...] = 0
        return values

    return answer


@pytest.mark.parametrize("unit", UNITS)
def test_the_arrays_of_a_unit_stay_as_they_are(unit):
    before = {name: array.copy() for name, array in arrays_of(unit).items()}
    assert len(before) >= 2
    for exercise in catalogue.all():
        if exercise.unit == unit and exercise.kind == "function":
            attempt(exercise, overwriting(exercise.reference), 3, guarded=False)
            for name, array in arrays_of(unit).items():
                assert np.array_equal(array, before[name]), (exercise.name, name)
