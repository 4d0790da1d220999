"""The submissions that need a person, each with the reason and where to look."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograder.journal import Entry
from autograder.similarity import Pair
from autograder.submissions import Submission

QUARANTINED = "Quarantined"
WAITING = "Not graded yet"
IN_PART = "Graded in part"
ALIKE = "Near-identical code"
BORROWED = "Calls the course's own function"
KINDS = (QUARANTINED, WAITING, IN_PART, ALIKE, BORROWED)

REFUSED = "calls a function of the course that does this work already"  # from judging.words


@dataclass(frozen=True)
class Person:
    """A reason to look at one submission."""

    student: str
    kind: str
    why: str
    links: tuple[tuple[str, str], ...]  # what to call them, and where they lead


def people(
    class_dir: Path,
    found: list[Submission],
    entries: Mapping[str, Entry | None],
    pairs: list[Pair],
) -> list[Person]:
    """Return the reasons, by kind and then by student."""
    others = _others(pairs)
    made = [
        Person(one.student, kind, why, links(class_dir, one.assignment, one.student))
        for one in found
        for kind, why in _reasons(entries[one.student], others.get(one.student, []))
    ]
    return sorted(made, key=lambda one: (KINDS.index(one.kind), one.student))


def _others(pairs: list[Pair]) -> dict[str, list[str]]:
    """Return for each student those whose code is near-identical, the nearest first."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        first, second = pair.students
        found.setdefault(first, []).append(second)
        found.setdefault(second, []).append(first)
    return found


def _reasons(entry: Entry | None, others: list[str]) -> list[tuple[str, str]]:
    made = []
    if entry is None:
        made.append((WAITING, "There is no result yet; `autograder run` makes one."))
    elif entry.status == "quarantined":
        made.append((QUARANTINED, entry.reason))
    elif entry.reason:
        made.append((IN_PART, entry.reason))
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        made.append((ALIKE, f"Near-identical to {', '.join(others[:3])}{more}."))
    borrowed = [one["exercise"] for one in entry.verdicts if uses_the_course(one)] if entry else []
    if borrowed:
        made.append((BORROWED, f"In place of an answer to {', '.join(borrowed)}."))
    return made


def uses_the_course(verdict: dict[str, Any]) -> bool:
    """Whether an answer was refused because it calls what the course has already."""
    return REFUSED in verdict["message"]


def links(class_dir: Path, assignment: str, student: str) -> tuple[tuple[str, str], ...]:
    """Return where to look, relative to the report: the feedback pages, else what came in."""
    folder = class_dir / "feedback" / student / assignment
    pages = sorted(folder.glob("*.html"))
    if pages:
        return tuple((page.stem, _relative(class_dir, page)) for page in pages)
    return (
        ("submitted files", _relative(class_dir, class_dir / "submitted" / student / assignment)),
    )


def _relative(class_dir: Path, path: Path) -> str:
    return "../" + quote(os.fsencode(path.relative_to(class_dir).as_posix()))
