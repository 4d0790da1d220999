"""The TA's guide is what the declarations make of it, and says what a TA needs."""

from __future__ import annotations

from pathlib import Path

import pytest

import course.exercises as catalogue
from autograder import building, guide

pytestmark = pytest.mark.xdist_group("guide")

FOLDER = Path(__file__).parents[2] / "docs" / "units"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return guide.pages()


def test_the_committed_pages_are_those_of_the_declarations(pages):
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert set(committed) == set(pages)
    stale = [name for name in pages if committed[name] != pages[name]]
    assert stale == [], "run `make guide`"


@pytest.mark.parametrize("unit", building.assignments())
def test_a_page_names_every_exercise_mistake_and_criterion(pages, unit):
    text = pages[f"{unit}.md"]
    for exercise in catalogue.all():
        if exercise.unit == unit:
            assert exercise.name in text
            for wrong in exercise.misconceptions:
                assert wrong.id in text
                assert wrong.diagnosis.replace("|", "\\|") in text
    assert "## Written question" in text
    assert "A model answer" in text
