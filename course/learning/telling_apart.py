"""Which mistakes a wrong form does not make: what `footprints` found, read from its table."""

from __future__ import annotations

import json
from functools import cache

from course.exercises.declaration import Exercise, Misconception
from course.learning.footprints import TABLE, apart


def not_made(exercise: Exercise, misconception: Misconception) -> list[Misconception]:
    """Return the exercise's other misconceptions that go wrong nowhere where this one does.

    Examples
    --------
    >>> from course import exercises
    >>> relu = exercises.get("relu")
    >>> first = relu.misconceptions[0]
    >>> first in not_made(relu, first)
    False
    """
    known = _table().get(exercise.name, {})
    if misconception.id not in known:  # an exercise that is not the course's own
        known = apart(exercise)
    ids = known[misconception.id]
    return [one for one in exercise.misconceptions if one.id in ids]


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return read
