"""Every statement of the lectures has a cell, and the table says which."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from autograder import lectures
from autograder.lectures import Place, places, statements, summary

PLAN = tomllib.loads((Path(__file__).parent / "lecture_plan.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found() -> dict[str, list[Place]]:
    return places()


def test_the_plan_knows_the_same_statements():
    assert {statement for ids in PLAN.values() for statement in ids} == set(statements())


def test_every_statement_has_a_place(found):
    assert [statement for statement in statements() if statement not in found] == []
    assert set(found) <= set(statements())


def test_most_statements_stand_beside_something_graded(found):
    assessed = [s for s, where in found.items() if any(place.assessed_by for place in where)]
    assert len(assessed) >= 240


def test_a_missing_statement_is_named(monkeypatch, capsys, found):
    left = {statement: where for statement, where in found.items() if statement != "S1-14"}
    monkeypatch.setattr(lectures, "places", lambda: left)
    with pytest.raises(SystemExit, match="S1-14"):
        lectures.main()
    assert "NOWHERE" in capsys.readouterr().out


def test_the_summary_counts(found):
    assert "CS771, Intro to Deep Neural Networks: 79 of 79" in summary(found)
