"""Correct functions of earlier units, for the notebooks of later ones.

A notebook that builds on an earlier unit does not ask for that unit's file: it imports the parts
it needs from here, right ones, under the names they had there::

    from course.earlier import backward, forward

While an exercise is checked, it may call the earlier parts that it names, and no others: the
solution of the exercise itself does not answer.
"""

from __future__ import annotations

from typing import Any

import course.exercises as catalogue


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return catalogue.get(name).reference
    except catalogue.UnknownExercise as error:
        raise AttributeError(str(error)) from None


def __dir__() -> list[str]:
    return [exercise.name for exercise in catalogue.all() if exercise.kind == "function"]
