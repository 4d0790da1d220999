"""A verdict is a number to nbgrader, words to everybody, and HTML that a student can't break."""

from __future__ import annotations

import html
import re
from typing import Any

import numpy as np
import pytest

from course.judging.best import best
from course.judging.card import card, hint_card
from course.judging.verdict import Diagnosis, PropertyScore, Verdict
from course.judging.words import not_run

HALF = {"values": PropertyScore(1.0, 1.0), "stability": PropertyScore(0.0, 0.5)}
VERDICTS = {
    "passed": Verdict("sigmoid", 1.5, 1.5, "passed", "Everything asked for holds."),
    "partly right": Verdict(
        "sigmoid",
        1.0,
        1.5,
        "failed",
        "`sigmoid([-1000.0])` returns `nan`.",
        Diagnosis("M01-W01", "…"),
        HALF,
        "Checked with a correct `a`.",
    ),
    "not yet": Verdict("sigmoid", 0.0, 1.5, "failed", "Look again."),
    "stopped with an error": Verdict("sigmoid", 0.0, 1.5, "exception", "It stops."),
    "not attempted yet": Verdict("sigmoid", 0.0, 1.5, "unattempted", "Nothing yet.", None, HALF),
}


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def bare(text: str) -> str:
    return re.sub(r"[\s`]", "", text)


@pytest.mark.parametrize("headline", VERDICTS)
def test_three_forms_say_the_same(headline: str) -> None:
    verdict = VERDICTS[headline]
    assert verdict.headline == headline
    assert verdict.passed is (headline == "passed")
    assert float(repr(verdict)) == verdict.points
    text, page = " ".join(str(verdict).split()), verdict._repr_html_()
    for said in (verdict.exercise, headline, verdict.message, verdict.note):
        assert said in text
        assert bare(said) in bare(words_of(page))
    assert f"{verdict.points:g}" in text
    assert f"{verdict.points:g} / 1.5" in words_of(page)
    assert f'aria-label="Check of sigmoid: {headline}"' in page
    assert "var(--jp-" in page
    assert "script" not in page


@pytest.mark.parametrize(
    ("points", "shown"),
    [(np.float64(0.1) + 0.2, "0.30000000000000004"), (2, "1.5"), (-1, "0.0"), (1, "1.0")],
)
def test_repr_is_a_plain_number_within_bounds(points: Any, shown: str) -> None:
    assert repr(Verdict("x", points, 1.5, "failed", "…")) == shown


def test_properties_are_listed_where_they_differ() -> None:
    text, page = str(VERDICTS["partly right"]), card(VERDICTS["partly right"])
    assert "  ok  values" in text
    assert "  not stability" in text
    assert "values (1 of 1) holds" in words_of(page)
    assert "stability (0 of 0.5) does not hold yet" in words_of(page)
    assert "✗" not in card(VERDICTS["not attempted yet"]), "what was not tried is not wrong"
    assert "holds" not in words_of(card(VERDICTS["not yet"]))
    assert "stability" not in str(VERDICTS["not attempted yet"]), "all or nothing needs no list"


def test_a_long_row_of_properties_wraps() -> None:
    many = {f"a property with a long name, number {i}": PropertyScore(1, 1) for i in range(9)}
    page = card(Verdict("x", 9, 9, "passed", "Fine.", None, many))
    row = re.search(r'<div style="([^"]*)">(<span.*</span>)</div>', page[page.index("Fine.") :])
    assert row
    assert "flex-wrap:wrap" in row[1]  # from one property to the next
    assert "nowrap" not in row[2]  # and inside of one that is wider than the card
    assert len(re.findall(r"\(1 of 1\)", row[2])) == 9


def test_text_of_students_is_escaped() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="x()">`<b>`&amp;'
    verdict = Verdict(evil, 0.0, 1.0, "failed", evil, None, {evil: HALF["values"]} | HALF, evil)
    for page in (
        card(verdict),
        hint_card(evil, 1, 2, evil, evil),
        best(1, [verdict])._repr_html_(),
    ):
        assert re.findall(r"<(?:script|img|b)\b", page) == []
        tags = re.findall(r"<(/?\w+)((?:\s[\w-]+=\"[^\"<>]*\")*)>", page)
        assert len(tags) == page.count("<") == page.count(">")
        assert {tag.strip("/") for tag, _ in tags} <= {*["div", "span", "strong", "code"]}


def test_long_text_is_wrapped_but_not_broken() -> None:
    verdict = Verdict("x", 0.0, 1.0, "failed", "word " * 60 + "x" * 200)
    lines = str(verdict).splitlines()
    assert max(map(len, lines[:-1])) <= 88
    assert lines[-1].endswith("x" * 200)


def verdict(name: str, points: float, most: float, outcome: str) -> Verdict:
    known = Diagnosis(f"{name}-1", "?") if outcome == "failed" else None
    return Verdict(name, points, most, outcome, f"About {name}.", known, note=f"{name}!")


def test_best_counts_the_best() -> None:
    three = [
        verdict("a", 0.5, 1.0, "failed"),
        verdict("b", 0.0, 1.0, "unattempted"),
        verdict("c", 1.0, 1.0, "passed"),
    ]
    two = best(2, three)
    assert (two.points, two.max_points, two.outcome) == (1.5, 2.0, "failed")
    assert two.exercise == "a, b, c"
    assert two.diagnosis == Diagnosis("a-1", "?")
    assert two.note == "a! b! c!"
    assert two.properties["c"] == PropertyScore(1.0, 1.0)
    assert two.message.splitlines() == [
        "The best 2 count.",
        "a: partly right. About a.",
        "b: not attempted yet. About b.",
        "c: passed. About c.",
    ]
    assert best(1, three).passed
    assert best(1, three).max_points == 1.0


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["unattempted", "unattempted"], "unattempted"),
        (["exception", "unattempted"], "exception"),
        (["exception", "failed"], "failed"),
        (["failed", "unattempted"], "failed"),
    ],
)
def test_outcome_of_several(outcomes: list[str], whole: str) -> None:
    assert best(2, [verdict(o, 0.0, 1.0, o) for o in outcomes]).outcome == whole


def test_a_cell_that_did_not_run_scores_nothing() -> None:
    lost = not_run("relu", 0.75, "The kernel died.")
    assert (repr(lost), lost.max_points, lost.outcome) == ("0.0", 0.75, "exception")
    assert lost.message == "The kernel died."
