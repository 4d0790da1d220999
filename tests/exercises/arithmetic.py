"""Arithmetic inside a sentence: find what says ``expression = number`` and compute it anew.

``claims("the mean is (2 + 4) / 2 = 3, not 4")`` finds one claim, and it holds. Formulas are read
as people write them: ``2 e^-1``, ``|x| + log 4``, ``√(3² + 4²)``. Words end a formula. A letter
may be used once the sentence has given it a value, as in "at x = 2".
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

FUNCTIONS: dict[str, Callable[[float], float]] = {
    "log": math.log,
    "ln": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "tanh": math.tanh,
    "√": math.sqrt,
    "σ": lambda x: 1 / (1 + math.exp(-x)),
}
POWERS = {"²": 2, "³": 3}
TOKEN = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?|[^\W\d]\w*|\S")
NUMBER = re.compile(r"\d")
FORMULA = {*"+-*/·^()|=", *POWERS}
OPERATORS = {*"+-*/·^(√", *POWERS}
EXACT = 1e-9


@dataclass(frozen=True)
class Claim:
    """One ``expression = number``: how it is written, and whether it is right."""

    text: str
    holds: bool


class NotAFormula(ValueError):
    """The tokens do not make a formula, or a letter in it has no value."""


class Reader:
    """Compute the value of a formula from its tokens, one rule of grammar a method."""

    def __init__(self, tokens: list[str], letters: dict[str, float]) -> None:
        self.tokens, self.letters = tokens, letters
        self.place, self.bars = 0, 0

    def value(self) -> float:
        found = self.sum()
        if self.place < len(self.tokens):
            raise NotAFormula
        return found

    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def sum(self) -> float:
        total = self.product()
        while self.next() in {"+", "-"}:
            total += self.product() if self.take() == "+" else -self.product()
        return total

    def product(self) -> float:
        total = self.signed()
        while self.next() in {"*", "·", "/"} or self.begins_a_factor():
            if self.next() == "/":
                self.take()
                total /= self.signed()
            else:
                if self.next() in {"*", "·"}:
                    self.take()
                total *= self.signed()
        return total

    def begins_a_factor(self) -> bool:
        """Say whether a factor follows without a sign of multiplication, as in ``2 e``."""
        token, last = self.next(), self.tokens[self.place - 1]
        if NUMBER.match(token):
            return not NUMBER.match(last)
        return token == "(" or token.isalpha() or token == "√" or (token == "|" and not self.bars)

    def signed(self) -> float:
        if self.next() == "-":
            self.take()
            return -self.signed()
        return self.power()

    def power(self) -> float:
        base = self.atom()
        if self.next() in POWERS:
            return float(base ** POWERS[self.take()])
        if self.next() == "^":
            self.take()
            return float(base ** self.signed())
        return base

    def atom(self) -> float:
        if not self.next():
            raise NotAFormula
        token = self.take()
        if NUMBER.match(token):
            return float(token)
        if token in FUNCTIONS:
            return FUNCTIONS[token](self.atom())
        if token == "(":
            return self.until(")")
        if token == "|":
            self.bars += 1
            inside = abs(self.until("|"))
            self.bars -= 1
            return inside
        if token in self.letters:
            return self.letters[token]
        raise NotAFormula

    def until(self, end: str) -> float:
        inside = self.sum()
        if self.next() != end:
            raise NotAFormula
        self.take()
        return inside


def claims(text: str) -> list[Claim]:
    """Return every claim that could be computed, right or not."""
    letters = {"e": math.e, "π": math.pi}
    found = []
    for formula in formulas(text):
        found += list(_claims_of(formula, letters))
    return found


def unread(text: str) -> list[str]:
    """Return what equals a number, but could not be computed, and gives no letter its value."""
    letters = {"e": math.e, "π": math.pi}
    found = []
    for formula in formulas(text):
        first, *others = _split(formula)
        numeric = any(_computed(side, {}, 1, 3) is not None for side in others)
        computed = _claims_of(formula, letters)
        if len(first) > 1 and numeric and not computed:
            found.append(" ".join(formula))
    return found


def formulas(text: str) -> list[list[str]]:
    """Return the stretches of tokens between words and punctuation that have a ``=`` inside."""
    stretches: list[list[str]] = [[]]
    for token in TOKEN.findall(text.replace("−", "-")):
        known = token in FORMULA or token in FUNCTIONS or NUMBER.match(token) or len(token) == 1
        if known and (token in FORMULA or token.isalnum() or token == "√" or "." in token[1:]):
            stretches[-1].append(token)
        else:
            stretches.append([])
    return [stretch for stretch in stretches if "=" in stretch]


def _claims_of(formula: list[str], letters: dict[str, float]) -> list[Claim]:
    sides = _split(formula)
    values = [_computed(side, letters, i, len(sides)) for i, side in enumerate(sides)]
    known = [(side, value) for side, value in zip(sides, values, strict=True) if value is not None]
    for side in sides:  # "w = 2 + 3 = 5" and "x = 2" give a letter its value
        if len(side) == 1 and side[0].isalpha() and known and known[-1][0] != side:
            letters[side[0]] = known[-1][1]
    worked = [value for side, value in known if _is_worked_out(side)]
    return [
        Claim(" ".join(formula), _same(value, worked[0], side))
        for side, value in known[1:]
        if worked
    ]


def _split(formula: list[str]) -> list[list[str]]:
    sides: list[list[str]] = [[]]
    for token in formula:
        if token == "=":
            sides.append([])
        else:
            sides[-1].append(token)
    return sides


def _computed(side: list[str], letters: dict[str, float], place: int, sides: int) -> float | None:
    """Return the value of a side; at its outer end there may be a rest of the sentence."""
    starts = range(len(side)) if place == 0 else range(1)
    ends = range(len(side), 0, -1) if place == sides - 1 else range(len(side), len(side) - 1, -1)
    for start in starts:
        for end in ends:
            if start < end and _is_whole(side, start, end):
                try:
                    return Reader(side[start:end], letters).value()
                except (NotAFormula, ArithmeticError):
                    continue
    return None


def _is_whole(side: list[str], start: int, end: int) -> bool:
    """Say whether what is cut off around a part is no operator and no function of it."""
    before, after = side[start - 1] if start else "", side[end] if end < len(side) else ""
    applied = before.isalpha() and side[start] == "("
    return before not in OPERATORS and not applied and after not in OPERATORS - {"("}


def _is_worked_out(side: list[str]) -> bool:
    """Say whether a side is more than a number or a letter."""
    return len([token for token in side if token not in {"-", "(", ")"}]) > 1


def _same(printed: float, worked: float, side: list[str]) -> bool:
    """Compare with a number as it is printed: exact, or rounded to two or more digits."""
    if abs(printed - worked) <= EXACT * max(1, abs(worked)):
        return True
    literal = "".join(side).strip("-()")
    digits = literal.replace(".", "").lstrip("0")
    if not re.fullmatch(r"\d+\.\d+", literal) or len(digits) < 2:
        return False
    return abs(printed - worked) <= 0.5 * 10.0 ** -len(literal.split(".")[1])
