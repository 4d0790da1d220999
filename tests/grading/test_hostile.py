"""No hostile submission earns what it did not answer, harms another one, or goes unrecorded."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder.handins import perfect
from autograder.journal import Entry

sys.path.insert(0, str(Path(__file__).parents[1] / "submissions"))

from hostile import ALL, INJECTING, Hostile

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("hostile")]

ASSIGNMENT = "01_activations"
HONEST = ["aa-honest", "lucy", "zz-honest"]  # first, in the middle and last, as a run goes by name
MADE_BY_GRADING = {"autograded", "gradebook.db", ".autograder"}
SAMPLE = [
    "patched-judge",
    "copied-observations",
    "deep-answer",
    "wrong-message",
    "half-messages",
    "many-copies",
    "exit-in-cell",
    "script-in-verdict",
    "link-to-classmate",
]


FETCHED = ("javascript:", "http", "//", "data:text")  # a picture in the page runs nothing


@dataclass
class Graded:
    """A batch of hostile and honest submissions, and what became of it."""

    folder: Path
    entries: dict[str, Entry]
    before: dict[str, str]
    after: dict[str, str]

    def said(self, student: str) -> list[str]:
        """Return the texts of all errors in a student's graded notebook."""
        path = self.folder / "autograded" / student / ASSIGNMENT / "activations.ipynb"
        if not path.is_file():
            return []
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        return [str(output["evalue"]) for output in outputs if "evalue" in output]


def graded(room: Any, hostile: Iterable[Hostile]) -> Graded:
    """Hand in everything, and grade it in one batch."""
    for name in HONEST:
        room.hand_in(name, perfect(room.folder, ASSIGNMENT))
    for one in hostile:
        one.hand_in(room.folder)
    before = contents(room.folder)
    entries = room.grade()
    return Graded(room.folder, entries, before, contents(room.folder))


def contents(folder: Path) -> dict[str, str]:
    """Return a digest of every file in the class directory that grading does not write."""
    return {
        str(path.relative_to(folder)): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.relative_to(folder).parts[0] not in MADE_BY_GRADING
    }


def _digest(path: Path) -> str:
    if path.is_symlink():
        return f"a link to {path.readlink()}"
    if not path.is_file():
        return "no file"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def bystanders() -> dict[int, str]:
    """Return the processes of this machine that a submission could have left."""
    return {
        process.pid: process.info["name"]
        for process in psutil.process_iter(["name", "uids"])
        if process.info["uids"] and process.info["uids"].real >= 1_900_000_000
    }


def assert_nothing_won(batch: Graded, hostile: Iterable[Hostile]) -> None:
    """Fail for every attack that earned something, harmed somebody or found something."""
    wrong = []
    for one in hostile:
        entry = batch.entries.get(one.name)
        got = (entry.score, entry.status) if entry is not None else None
        if got != (one.points, one.status):
            wrong.append(f"{one.name}: {got}, not {one.points, one.status}: {entry}")
        elif entry.status == "quarantined" and not entry.reason:
            wrong.append(f"{one.name}: no reason")
        found = [text for text in batch.said(one.name) if text.startswith("HOSTILE FOUND")]
        if found != ["HOSTILE FOUND []"] * ("HOSTILE FOUND" in one.cell):
            wrong.append(f"{one.name}: {found}")
    assert wrong == []
    assert {name: batch.entries[name].score for name in HONEST} == dict.fromkeys(HONEST, 18.0)
    assert batch.after == batch.before


def test_names_are_students_and_differ() -> None:
    names = [one.name for one in ALL]
    assert len(set(names)) == len(names) >= 100
    assert set(SAMPLE) < set(names)
    assert all(one.tries for one in ALL)
    first, middle, last = HONEST
    assert first < min(names) < middle < max(names) < last


def test_a_sample_wins_nothing(room) -> None:
    chosen = [one for one in ALL if one.name in SAMPLE]
    assert_nothing_won(graded(room, chosen), chosen)


@pytest.mark.slow
def test_no_hostile_submission_wins_anything(room) -> None:
    batch = graded(room, ALL)
    assert_nothing_won(batch, ALL)
    assert not (Path("/tmp") / "hostile").exists()
    # Two zygotes may wait for the next submission; of what they have run, nothing is left.
    assert len([name for name in bystanders().values() if "python" not in name]) == 0
    assert_pages_are_harmless(room)


class Live(HTMLParser):
    """Collects what a browser would run or fetch of what the attacks wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_script = tag == "script"
        for name, value in attrs:
            runs = name.startswith("on") or str(value).strip().startswith(FETCHED)
            if runs and "HOSTILE" in str(value):
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    def handle_data(self, data: str) -> None:
        self.found += [data] if self.in_script and "HOSTILE" in data else []


def live(page: str) -> list[str]:
    """Return what of the attacks is more than text in a page."""
    parser = Live()
    parser.feed(page)
    return parser.found


def test_what_is_live_is_found() -> None:
    assert live("<p>HOSTILE</p>&lt;script&gt;HOSTILE&lt;/script&gt;") == []
    assert live("<script>HOSTILE</script>") == ["HOSTILE"]
    assert live("<img src=x onerror=HOSTILE>") == ["img onerror=HOSTILE"]
    assert live("<a href=javascript:HOSTILE>") == ["a href=javascript:HOSTILE"]
    assert live("<img src=https://example.org/HOSTILE>") != []


def assert_pages_are_harmless(room: Any) -> None:
    """Fail if a feedback page holds more of an attack than its text."""
    students = [one.name for one in INJECTING]
    room.write_feedback(students)
    for name in students:
        page = room.folder / "feedback" / name / ASSIGNMENT / "activations.html"
        assert live(page.read_text(encoding="utf-8")) == [], name
