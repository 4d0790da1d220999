"""docs/api is what the docstrings make of it: every public name, and nothing that gives away."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
import api_reference

import course.exercises as catalogue
from course.exercises.library import CORE

ROOT = Path(__file__).parents[1]
NAMES = [name for group in api_reference.MODULES.values() for name in group]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return api_reference.pages()


def test_the_committed_pages_are_those_of_the_docstrings(pages):
    folder = ROOT / "docs" / "api"
    committed = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert set(committed) == set(pages)
    stale = [name for name in pages if committed[name] != pages[name]]
    assert stale == [], "run `make api`"


def test_no_module_of_the_library_is_left_out():
    assert set(CORE) < set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_has_an_entry_that_says_what_it_is(pages, name):
    module = api_reference.module_of(name)
    assert f"](../../course/{name}" in pages[f"{name}.md"]
    entries = re.split(r"^## ", pages[f"{name}.md"], flags=re.MULTILINE)[1:]
    said = dict(entry.split("\n", 1) for entry in entries)
    assert set(said) == set(module.__all__)
    for public, value in api_reference.public(module):
        if api_reference.documented(value):
            assert f"```python\n{public}(" in said[public], public
            words = said[public].partition("```\n")[2].strip()
            assert len(words.splitlines()[0]) > 20, f"{public} has no summary"
    assert f"]({name}.md) | " in pages["index.md"]


@pytest.mark.parametrize("name", sorted(set(CORE) - {"arrays", "progress_bar"}))
def test_the_formulas_of_the_lectures_have_examples(pages, name):
    functions = [
        (public, value)
        for public, value in api_reference.public(api_reference.module_of(name))
        if api_reference.documented(value) and not isinstance(value, type)
    ]
    assert all("Examples\n" in (value.__doc__ or "") for _, value in functions)
    assert pages[f"{name}.md"].count("**Examples**") >= len(functions)


def test_nothing_private_and_no_address_is_shown(pages):
    for name, text in pages.items():
        assert not re.findall(r"^#+ `?(?:\w+\.)?_\w+", text, re.MULTILINE), name
        assert " at 0x" not in text, name
        assert not re.findall(r"^>>>", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.M), name


def test_solutions_are_not_handed_out_under_another_name(pages):
    """The exercises have no page, and no name of the course's own modules for them appears."""
    assert not {"exercises.md", "earlier.md"} & set(pages)
    for exercise in catalogue.all():
        for wrong in exercise.misconceptions:
            assert not any(wrong.id in text for text in pages.values()), wrong.id
    assert not any("course.exercises.unit_" in text for text in pages.values())
