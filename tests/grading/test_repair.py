"""Damage that honest students do to notebooks, and tricks with roles, are put right."""

from __future__ import annotations

import copy
import importlib

import pytest

from autograder.building import class_config
from autograder.handins import perfect
from autograder.settings import SANITIZE

ASSIGNMENT, NAME = "01_activations", "activations"


@pytest.fixture
def handed_in(pristine):
    return perfect(pristine, ASSIGNMENT)[NAME]


@pytest.fixture
def sanitized(pristine):
    """Put a notebook through the chain that comes before the kernel."""
    config = class_config(pristine)
    resources = {
        "metadata": {"path": str(pristine)},
        "nbgrader": {
            "student": "anna",
            "assignment": ASSIGNMENT,
            "notebook": NAME,
            "db_url": config.CourseDirectory.db_url,
        },
    }

    def run(nb):
        nb = copy.deepcopy(nb)
        for dotted in SANITIZE:
            module, name = dotted.rsplit(".", 1)
            made = getattr(importlib.import_module(module), name)(config=config)
            made.enabled = True
            made.log.setLevel("CRITICAL")
            nb, _ = made(nb, resources)
        return nb

    return run


def roles(nb):
    return [
        (c.metadata.nbgrader.grade_id, c.metadata.nbgrader.grade, c.metadata.nbgrader.solution)
        for c in nb.cells
        if "nbgrader" in c.metadata and "grade_id" in c.metadata.nbgrader
    ]


def check_cell(nb, name="sigmoid"):
    return next(cell for cell in nb.cells if cell.source.strip() == f"check({name})")


def test_an_intact_notebook_keeps_its_sources(handed_in, sanitized):
    done = sanitized(handed_in)
    assert [c.source for c in done.cells] == [c.source for c in handed_in.cells]
    assert roles(done) == roles(handed_in)


def test_a_copied_answer_cell_keeps_its_text_and_loses_its_role(handed_in, sanitized):
    before = roles(handed_in)
    answer = next(c for c in handed_in.cells if c.source.startswith("def sigmoid("))
    handed_in.cells.append(copy.deepcopy(answer))
    done = sanitized(handed_in)
    assert sorted(roles(done)) == sorted(before)
    assert done.cells[-1].source == answer.source


def test_a_deleted_grade_cell_comes_back_behind_its_answer(handed_in, sanitized):
    gone = check_cell(handed_in)
    before = [role[0] for role in roles(handed_in)]
    handed_in.cells.remove(gone)
    done = sanitized(handed_in)
    assert [role[0] for role in roles(done)] == before
    assert any(cell.source.endswith("check(sigmoid)") for cell in done.cells)


def test_all_cells_deleted_come_back(handed_in, sanitized):
    before = {role for role in roles(handed_in) if role[1]}
    handed_in.cells = []
    assert set(roles(sanitized(handed_in))) == before


@pytest.mark.parametrize("tag", ["skip-execution", "raises-exception", "remove_cell"])
def test_tags_are_taken_off(handed_in, sanitized, tag):
    check_cell(handed_in).metadata["tags"] = [tag]
    assert all("tags" not in cell.metadata for cell in sanitized(handed_in).cells)


@pytest.mark.parametrize(
    "damage",
    [
        lambda role: role.clear(),
        lambda role: role.update(schema_version=2),
        lambda role: role.update(schema_version=4),
        lambda role: role.update(extra="key"),
        lambda role: role.update(solution=True),
        lambda role: role.update(grade=False),
        lambda role: role.update(locked=False),
        lambda role: role.update(points=100),
        lambda role: role.pop("points"),
        lambda role: role.update(task=True),
        lambda role: role.update(grade_id="renamed"),
        lambda role: role.update(grade_id=7),
    ],
)
def test_a_damaged_role_is_restored(handed_in, sanitized, damage):
    before = roles(handed_in)
    damage(check_cell(handed_in).metadata.nbgrader)
    done = sanitized(handed_in)
    assert sorted(roles(done)) == sorted(before)
    points = {
        c.metadata.nbgrader.grade_id: c.metadata.nbgrader.points
        for c in done.cells
        if c.metadata.get("nbgrader", {}).get("grade")
    }
    assert points["sigmoid-check"] == 2.0


def test_an_edited_grade_cell_gets_its_text_back(handed_in, sanitized):
    check_cell(handed_in).source = "2.0"
    assert check_cell(sanitized(handed_in))


def test_a_grade_cell_of_ones_own_earns_nothing(handed_in, sanitized):
    before = roles(handed_in)
    mine = copy.deepcopy(check_cell(handed_in))
    mine.metadata.nbgrader.update(grade_id="mine", points=50)
    mine.source = "50.0"
    handed_in.cells.append(mine)
    assert sorted(roles(sanitized(handed_in))) == sorted(before)


def test_a_grade_cell_turned_into_text_is_code_again(handed_in, sanitized):
    cell = check_cell(handed_in)
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]
    assert check_cell(sanitized(handed_in)).cell_type == "code"
