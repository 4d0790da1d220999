"""Every exercise has a skill and a notebook, and the table says what the notebooks say."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

import pytest

from course import exercises
from course.learning import skills
from course.learning.skills import BEST_OF, CONTENTS, OTHER, ROWS, SKILLS, place_of, skill_of
from course.working_copy import released_dir

EXERCISES = exercises.all()


def grade_cells() -> dict[str, list[str]]:
    """Return the sources of the grade cells, by notebook."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(released_dir().glob("*/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            role: dict[str, Any] = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and role.get("grade"):
                found[f"{path.parent.name}/{path.name}"].append("".join(cell["source"]))
    return found


CELLS = grade_cells()
SOURCES = "\n".join(source for cells in CELLS.values() for source in cells)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.name)
def test_every_exercise_has_a_skill_and_its_notebook(exercise: exercises.Exercise) -> None:
    assert skill_of(exercise) in SKILLS
    assert skill_of(exercise) != OTHER
    if exercise.group != "commit":
        words = re.compile(rf"\b{exercise.name}\b")
        assert [name for name, cells in CELLS.items() if any(map(words.search, cells))] == [
            place_of(exercise)
        ]


def test_every_row_has_exercises_and_stands_once() -> None:
    groups = {(one.unit, one.group) for one in EXERCISES}
    assert set(ROWS) == {row for row in groups if row[1] != "commit"}
    rows = [group for unit in CONTENTS.values() for part in unit.values() for group in part]
    assert len(rows) == len(set(rows))


def test_there_are_few_enough_skills_to_look_at() -> None:
    assert 12 <= len(set(SKILLS) - {OTHER}) <= 19
    assert max(map(len, SKILLS)) <= 24, "names stand in a column"


def test_best_of_says_what_the_notebooks_say() -> None:
    asked = re.findall(r"check_best\((\d+), ([\w, ]+)\)", SOURCES)
    assert [(int(count), tuple(names.split(", "))) for count, names in asked] == list(BEST_OF)


def test_a_new_group_is_not_lost() -> None:
    new = exercises.Exercise(
        "new", unit="10_more", group="10.1", asks="", reference=1, properties={}, kind="variable"
    )
    assert (skill_of(new), place_of(new)) == (OTHER, "10_more")
    assert skills.in_course_order([new, *EXERCISES])[-1] is new


def test_the_order_is_that_of_the_notebooks() -> None:
    checked = re.findall(r"\w+", SOURCES)
    places = {one.name: checked.index(one.name) for one in EXERCISES}
    first = [
        min(places[one.name] for one in EXERCISES if (one.unit, one.group) == row) for row in ROWS
    ]
    assert first == sorted(first)
    ordered = [one for one in skills.in_course_order(EXERCISES) if one.group != "commit"]
    assert list(dict.fromkeys((one.unit, one.group) for one in ordered)) == list(ROWS)
