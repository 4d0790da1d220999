"""Where each mistake of an exercise goes wrong, and which mistakes do so at no common place.

Two mistakes that go wrong at common places may have one cause, or one sentence
may fit both. So a form is only said not to make a mistake if all that the
mistake gets wrong is right in it. Looking at all of them takes up to a minute
for an exercise, so the result is kept beside this module. After a change of an
exercise, ``python -m course.learning.footprints NAME`` writes its line anew;
without a name, it writes all.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from course.exercises import all as all_exercises
from course.exercises.declaration import REFERENCE, Exercise, Tolerance
from course.exercises.observation import Plain, plain
from course.judging.compare import same
from course.judging.known import Seen, known
from course.whole_files import write_whole

TABLE = Path(__file__).with_name("apart.json")
SEED = 1  # of the probes
MOST = 2_000  # numbers of one array that are looked at

Place = tuple[Any, ...]  # the probe, then the way down to one number of what it showed


def apart(exercise: Exercise) -> dict[str, list[str]]:
    """Return, by the id of each misconception, the ids of those that it shares no place with.

    Examples
    --------
    >>> from course import exercises
    >>> relu = exercises.get("relu")
    >>> first = relu.misconceptions[0].id
    >>> first in apart(relu)[first]
    False
    """
    at = places(exercise)
    seen = {name: wrong for name, wrong in at.items() if wrong}  # what shows nowhere tells nothing
    return {
        name: [other for other in seen if name in seen and seen[other].isdisjoint(seen[name])]
        for name in at
    }


def places(exercise: Exercise) -> dict[str, set[Place]]:
    """Return where each misconception shows something else than a correct solution."""
    facts = known(exercise, SEED)
    return {one.id: _wrong_places(exercise, facts.right, seen) for one, seen in facts.wrong}


def _wrong_places(exercise: Exercise, right: Seen, seen: Seen) -> set[Place]:
    """Return where a wrong form shows something else than a right one, on all probes."""
    found: set[Place] = set()
    for probe in exercise.probes:
        expected = right[probe.name][0] if probe.expected is REFERENCE else plain(probe.expected)
        got = seen[probe.name][0]
        found |= set(_differing(expected, got, probe.tolerance, (probe.name,)))
    return found


def _differing(right: Plain, got: Plain, tolerance: Tolerance, at: Place) -> Iterator[Place]:
    if isinstance(right, tuple) and isinstance(got, tuple) and len(right) == len(got):
        for k, (one, other) in enumerate(zip(right, got, strict=True)):
            yield from _differing(one, other, tolerance, (*at, k))
    elif isinstance(right, dict) and isinstance(got, dict) and right.keys() == got.keys():
        for key in right:
            yield from _differing(right[key], got[key], tolerance, (*at, key))
    elif _are_alike(right, got):
        apart = ~np.isclose(got, right, tolerance.rtol, tolerance.atol, equal_nan=True)
        yield from ((*at, int(k)) for k in np.flatnonzero(apart.ravel()[:MOST]))
    elif not same(right, got, tolerance):
        yield from _all_places(right, at)


def _are_alike(right: Plain, got: Plain) -> bool:
    """Whether both are arrays of one shape."""
    arrays = isinstance(right, np.ndarray) and isinstance(got, np.ndarray)
    return arrays and right.shape == got.shape


def _all_places(right: Plain, at: Place) -> Iterator[Place]:
    """Yield every place below ``at``, and ``at`` itself: the form of the whole is wrong."""
    yield at
    if isinstance(right, tuple):
        for k, one in enumerate(right):
            yield from _all_places(one, (*at, k))
    elif isinstance(right, dict):
        for key, one in right.items():
            yield from _all_places(one, (*at, key))
    elif isinstance(right, np.ndarray):
        yield from ((*at, k) for k in range(min(right.size, MOST)))


def write(names: Collection[str] = (), table: Path = TABLE) -> None:
    """Write the table, a line for each exercise; those not named keep what they have."""
    old = json.loads(table.read_text(encoding="utf-8")) if names else {}
    rows = {
        one.name: old[one.name] if one.name in old and one.name not in names else apart(one)
        for one in all_exercises()
        if one.misconceptions
    }
    lines = [f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items()]
    write_whole(table, ("{\n" + ",\n".join(lines) + "\n}\n").encode())


if __name__ == "__main__":
    write(sys.argv[1:])
