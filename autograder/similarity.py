"""Near-identical solutions across a class.

Two right answers to a short question agree by nature. So an agreement is weighed: by how few
students wrote the same (in bits: one in eight is three bits), but by no more than its length can
carry, and a wrong answer that two students share counts more. What many share counts nothing,
nor does the course's own solution. A pair is reported where its agreements add up to more than
chance brings about among all pairs of a class. It is a reason to look, never a proof.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from types import MappingProxyType

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from autograder import answers, journal, submissions
from autograder.answers import Answers
from course.counting import counted

NEAR = 0.9  # of the tokens of two answers agree, in the same order
NEAR_TOKENS = 20  # shorter answers have to be identical
BITS_PER_TOKEN = 0.2
WRONG = 1.5  # times as telling as a right answer
CHANCE = 11.0  # bits beyond those that single out one pair; simulated honest classes had 10.4
SMALLEST_CLASS = 20  # what is rare can't be seen in fewer students
WHOLE = 8  # answers that have to agree before notebooks count as one
EVERYBODY = 10**6
TOKEN = re.compile(r"\w+|[^\w\s]")

Wrong = frozenset[tuple[str, str]]  # student and exercise


@dataclass(frozen=True)
class Pair:
    """Two students whose answers agree more than chance explains.

    Attributes
    ----------
    students : tuple of str
        Both, in alphabetical order.
    score : float
        How many times the evidence exceeds what is needed for a report.
    identical, near, wrong : tuple of str
        The exercises whose rare answers are identical after renaming, those where they nearly
        are, and those among them that are wrong.
    same, both : int
        Of how many exercises that both answered the answers are identical, rare or not.
    """

    students: tuple[str, str]
    score: float
    identical: tuple[str, ...]
    near: tuple[str, ...]
    wrong: tuple[str, ...]
    same: int
    both: int

    @property
    def words(self) -> str:
        """The evidence in words."""
        parts = [
            _listed("Identical after renaming in", self.identical),
            _listed("Nearly identical in", self.near),
            f"Wrong in the same way: {', '.join(self.wrong)}." if self.wrong else "",
            f"Of {self.both} functions that both wrote, {self.same} are identical.",
        ]
        return " ".join(part for part in parts if part)


def _listed(begin: str, names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return f"{begin} {counted(len(names), 'rare answer')}: {', '.join(names)}."


def pairs(class_dir: Path, assignment: str) -> list[Pair]:
    """Return the near-identical pairs of a class, the clearest first.

    Nothing of what students wrote is run. Notebooks that can't be read are skipped.
    """
    written = answers.of_class(class_dir, assignment)
    usual = answers.of_course(class_dir, assignment)
    return compare(written, _wrong(class_dir, assignment), usual)


def _wrong(class_dir: Path, assignment: str) -> Wrong:
    found = submissions.find(class_dir, assignment)
    entries = [entry for one in found if (entry := journal.read(one)) is not None]
    return frozenset(
        (entry.student, verdict["exercise"])
        for entry in entries
        for verdict in entry.verdicts
        if verdict["outcome"] not in ("passed", "unattempted")
    )


def compare(
    written: Mapping[str, Answers],
    wrong: Wrong = frozenset(),
    usual: Mapping[str, str] = MappingProxyType({}),
) -> list[Pair]:
    """Return the pairs of students whose answers agree more than chance explains.

    Parameters
    ----------
    written : mapping of str to dict
        For each student, the answers by exercise in their normal form.
    wrong : frozenset of (str, str), optional
        Students and exercises where the answer did not pass.
    usual : mapping of str to str, optional
        The course's own answers: to agree in these says nothing.
    """
    evidence: dict[tuple[str, str], list[Agreement]] = defaultdict(list)
    authors = _authors(written)
    for exercise in sorted({name for mine in written.values() for name in mine}):
        texts = {student: mine[exercise] for student, mine in written.items() if exercise in mine}
        counts = _counts(texts, authors, usual.get(exercise))
        for students, agreement in _agreements(exercise, texts, counts, wrong):
            evidence[students].append(agreement)
    needed = _needed(len(written))
    enough = {both: a for both, a in evidence.items() if sum(x.bits for x in a) >= needed}
    made = [_pair(both, found, needed, written) for both, found in enough.items()]
    return sorted(made, key=lambda pair: (-pair.score, pair.students))


@dataclass(frozen=True)
class Agreement:
    """One exercise in which two students agree."""

    exercise: str
    bits: float
    identical: bool
    wrong: bool


def _needed(students: int) -> float:
    """Return the bits that single out one pair of a class, and some more."""
    return math.log2(max(students, 2) * (max(students, 2) - 1) / 2) + CHANCE


def _pair(
    students: tuple[str, str],
    found: list[Agreement],
    needed: float,
    written: Mapping[str, Answers],
) -> Pair:
    first, second = (written[student] for student in students)
    both = first.keys() & second.keys()
    return Pair(
        students,
        round(sum(one.bits for one in found) / needed, 2),
        tuple(one.exercise for one in found if one.identical),
        tuple(one.exercise for one in found if not one.identical),
        tuple(one.exercise for one in found if one.wrong),
        sum(first[name] == second[name] for name in both),
        len(both),
    )


def _authors(written: Mapping[str, Answers]) -> dict[str, str]:
    """Return one student for each group whose notebooks agree in everything.

    A text that five of them share is as rare as its author: else a copy would be taken for a
    common answer as soon as many have it.
    """
    first: dict[tuple[tuple[str, str], ...], str] = {}
    return {
        student: first.setdefault(tuple(sorted(mine.items())), student)
        if len(mine) >= WHOLE
        else student
        for student, mine in written.items()
    }


def _counts(
    texts: Mapping[str, str], authors: Mapping[str, str], usual: str | None
) -> dict[str, int]:
    """Return how many wrote each text; what the course itself writes counts as everybody's."""
    by: dict[str, set[str]] = defaultdict(set)
    for student, text in texts.items():
        by[text].add(authors[student])
    return {text: EVERYBODY if text == usual else len(those) for text, those in by.items()}


def _agreements(
    exercise: str, texts: Mapping[str, str], counts: Mapping[str, int], wrong: Wrong
) -> Iterator[tuple[tuple[str, str], Agreement]]:
    """Yield the pairs that agree in one exercise, in what few others wrote."""
    students: dict[str, list[str]] = defaultdict(list)
    for student, text in sorted(texts.items()):
        students[text].append(student)

    def agreement(first: str, second: str, bits: float, same: bool) -> Agreement:
        both_wrong = (first, exercise) in wrong and (second, exercise) in wrong
        return Agreement(exercise, bits * (WRONG if both_wrong else 1.0), same, both_wrong)

    for text, those in students.items():
        bits = _bits(text, counts[text], len(texts))
        for first, second in combinations(those, 2) if bits else ():
            yield (first, second), agreement(first, second, bits, True)
    for one, other, bits in _near(counts, len(texts)):
        for a in students[one]:
            for b in students[other]:
                yield (min(a, b), max(a, b)), agreement(a, b, bits, False)


def _bits(text: str, count: int, students: int) -> float:
    """Return how telling it is that two students share a text that ``count`` of them wrote."""
    if count > _few(students):
        return 0.0
    rare = math.log2(max(students, SMALLEST_CLASS) / count) - 1
    return min(rare, BITS_PER_TOKEN * len(TOKEN.findall(text)))


def _few(students: int) -> int:
    """Return how many may share a text before it says nothing."""
    return max(3, min(5, students // 10), students // 20)


def _near(counts: Mapping[str, int], students: int) -> Iterator[tuple[str, str, float]]:
    """Yield pairs of rare texts that nearly agree, and how telling that is."""
    tokens = {text: TOKEN.findall(text) for text in counts}
    long = [text for text in counts if len(tokens[text]) >= NEAR_TOKENS]
    if len(long) < 2:
        return
    alphabet: dict[str, str] = {}
    coded = [_coded(tokens[text], alphabet) for text in long]
    alike = cdist(coded, coded, scorer=Indel.normalized_similarity, score_cutoff=NEAR)
    # What lies near many answers is one more variation of what everybody writes.
    around = (alike > 0) @ np.array([counts[text] for text in long])
    rare = np.flatnonzero(around <= _few(students))
    among = np.triu(alike[np.ix_(rare, rare)], 1)
    for k, j in zip(*(rare[at] for at in among.nonzero()), strict=True):
        share = (alike[k, j] - NEAR) / (1 - NEAR)
        shorter = min(long[k], long[j], key=len)
        bits = _bits(shorter, int(max(around[k], around[j])), students)
        yield long[k], long[j], float(bits * (1 + share) / 2)


def _coded(tokens: list[str], alphabet: dict[str, str]) -> str:
    """Return one character for each token, so that a token is one step of the comparison."""
    return "".join(alphabet.setdefault(token, chr(0x100 + len(alphabet))) for token in tokens)
