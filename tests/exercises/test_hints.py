"""Hints: three rungs, right numbers, a worked example at the end, plain words, true citations."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from arithmetic import claims, unread
from said_in_hints import SAID

import course.exercises as catalogue
from course.exercises import Exercise

ROOT = Path(__file__).parents[2]
TO_WRITE = [exercise for exercise in catalogue.all() if exercise.choice is None]
QUESTIONS = [exercise for exercise in catalogue.all() if exercise.choice is not None]
each_ladder = pytest.mark.parametrize("exercise", TO_WRITE, ids=lambda e: e.name)

LONGEST = 100  # words on a rung
FILLERS = re.compile(
    r"\b(simply|just|easy|easily|obvious|obviously|clearly|trivial|trivially|basically)\b|!(?!=)",
    re.IGNORECASE,
)
CITED = re.compile(r"((?:CS389|CS771|CS 457/557|UCLA slides|DS 102), [^();]+)")
REMARK = re.compile(r", (does|has|leaves|prints|continued)\b.*")  # what the hint says of the place
IN_WORDS = {  # worked examples at the end of a ladder that have no number
    "timeline": "an order of events",
    "order_training": "an order of lines",
    "three_hypotheses": "three sentences",
}


@each_ladder
def test_a_ladder_has_three_rungs(exercise: Exercise) -> None:
    assert len(exercise.hints) >= 3
    assert len(set(exercise.hints)) == len(exercise.hints)


@each_ladder
def test_every_equation_in_a_hint_is_right(exercise: Exercise) -> None:
    for rung in exercise.hints:
        assert [claim.text for claim in claims(rung) if not claim.holds] == []
        assert unread(rung) == [], "write it so that it can be computed"


@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said[0]}-{said[1]}-{said[3]}")
def test_what_a_hint_says_in_words_is_right(said: Any) -> None:
    name, rung, words, printed, compute = said
    text = catalogue.get(name).hints[rung - 1]
    assert re.search(re.escape(f"{words} {printed}") + r"(?![\d.]*\d)", text), text
    assert _agree(_value(printed), compute())


def _value(printed: str) -> Any:
    return ast.literal_eval(re.sub(r"\bF\b", "False", re.sub(r"\bT\b", "True", printed)))


def _agree(printed: Any, computed: Any) -> bool:
    if isinstance(printed, float):
        digits = len(str(printed).split(".")[1])
        return printed == round(float(computed), digits)
    return np.array_equal(np.array(printed, dtype=object), np.array(computed, dtype=object))


@each_ladder
def test_the_last_rung_is_a_worked_example_with_numbers(exercise: Exercise) -> None:
    last = len(exercise.hints)
    counted = [said for said in SAID if said[:2] == (exercise.name, last)]
    assert bool(counted or claims(exercise.hints[-1])) == (exercise.name not in IN_WORDS)


@each_ladder
def test_hints_are_short_and_plain(exercise: Exercise) -> None:
    for rung in exercise.hints:
        assert FILLERS.search(rung) is None
        assert len(rung.split()) <= LONGEST
        assert rung.endswith((".", "?", ")"))
        assert rung.count("`") % 2 == 0
        assert "*" not in re.sub(r"`[^`]+`|\S\*\*\S|\w \* \w", "", rung), "cards know no Markdown"


@cache
def notebooks() -> str:
    """Return the text of all notebooks, without line ends and commas."""
    lines = [
        line.removeprefix("#").strip()
        for path in sorted((ROOT / "solutions").glob("*/*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return _flat(" ".join(lines))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace(",", "").replace("?", ""))


def test_lectures_are_cited_as_in_the_notebooks() -> None:
    places = {
        REMARK.sub("", place)
        for exercise in TO_WRITE
        for rung in exercise.hints
        for place in CITED.findall(rung)
    }
    assert len(places) > 20
    for place in places:
        _, section = place.split(", ", 1)
        assert _flat(section) in notebooks(), place


@pytest.mark.parametrize("exercise", QUESTIONS, ids=lambda e: e.name)
def test_the_hint_of_a_question_names_every_option_and_prefers_none(exercise: Exercise) -> None:
    assert exercise.choice is not None
    text = " ".join(exercise.hints)
    places = [text.index(f'`"{option}"`') for option in exercise.choice.options]
    assert places == sorted(places)
    assert exercise.choice.because not in text
