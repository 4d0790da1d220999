"""The reader of formulas sees right from wrong, and says what it could not read."""

from __future__ import annotations

import pytest
from arithmetic import claims, unread

RIGHT = [
    "the mean is (2 + 4) / 2 = 3, not 4",
    "900 + log(1 + e^-2) = 900.1269",
    "√(3² + 4²) = 5, and √4 = 2",
    "a change of |750 - 800| = 50 m",
    "3 ln(2) 2^2 = 8.3178",
    "at x = 2 it is 3 x + log 4 = 7.3863",
    "-2 (y - a): for y = 3 and a = 1 it is -2 (3 - 1) = -4",
    "2 sin(0.5)^2 + cos(1) = 1, tan(1) = 1.5574 and tanh(3) = 0.9951",
    "σ(2) + σ(-2) = 1",
    "0.01 / 0.03 = 1/3",
    "4 - 0.5 · 2 = 3 and 1 - 0.5 · (-6) = 4",
    "-2^2 = -4, and 2^-1 = 0.5",
]
WRONG = [
    "2 + 2 = 5",
    "900 + log(1 + e^-2) = 900.1268",
    "2 / 3 = 0.7 is rounded too far",
    "5/3 = 1.66",
    "x = 3, so x^2 = 8",
    "w = 0.08 / 0.5 = 0.17",
    "1 + 1 = 2 = 3",
]


@pytest.mark.parametrize("sentence", RIGHT)
def test_right_arithmetic_holds(sentence: str) -> None:
    found = claims(sentence)
    assert found
    assert all(claim.holds for claim in found)
    assert unread(sentence) == []


@pytest.mark.parametrize("sentence", WRONG)
def test_wrong_arithmetic_is_seen(sentence: str) -> None:
    assert not all(claim.holds for claim in claims(sentence))


@pytest.mark.parametrize(
    "sentence",
    ["Set x = 2.", "W[i, j] is from i to j.", "the slope g' = -f", "sigmoid(k (x - m))", "a <= b"],
)
def test_what_claims_nothing_is_passed_over(sentence: str) -> None:
    assert claims(sentence) == []
    assert unread(sentence) == []


@pytest.mark.parametrize("sentence", ["q · 3 = 12", "f(2) · 3 = 12", "2 · (3 = 6"])
def test_what_cannot_be_computed_is_said(sentence: str) -> None:
    assert claims(sentence) == []
    assert len(unread(sentence)) == 1
