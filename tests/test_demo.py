"""The demo, as a newcomer runs it: harmful and honest work side by side."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("demo")]

SCORES = {
    "ada": 18.0,
    "bela": 18.0,
    "chen": 9.3,
    "dora": 8.55,
    "emil": 9.05,
    "fatima": 0.0,
    "goran": 8.8,
    "hana": 10.8,
    "jun": 10.8,
    "lars": 0.0,
    "alan": 10.05,
    "nils": 9.3,
    "otto": 0.0,
    "anna": 8.8,
}
FOUND = {
    "chen": ["M01-W01", "M02-W01"],
    "dora": ["M01-W03", "M06-W01"],
    "emil": ["M01-W06", "M04-W02"],
    "goran": ["SyntaxError"],
    "lars": ["quarantined", "not valid JSON"],
    "alan": ["did not come to an end in time"],
    "nils": ["ended the process"],
    "anna": ["did not come to an end in time"],
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "autograder.demo"], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout


def rows(table: str) -> dict[str, str]:
    """Return each student's part of the table, lines joined."""
    found: dict[str, str] = {}
    name = ""
    for line in table.splitlines():
        head = re.match(r"(\w+) +01_activations", line)
        name = head[1] if head else name if line.startswith("  ") else ""
        if name:
            found[name] = f"{found.get(name, '')} {line.strip()}"
    return {name: " ".join(text.split()) for name, text in found.items()}


@pytest.mark.parametrize("student", sorted(SCORES))
def test_scores(demo, student):
    score = re.search(r"([\d.]+) / 22", rows(demo[1])[student])
    assert score is not None
    assert float(score[1]) == SCORES[student], rows(demo[1])[student]


@pytest.mark.parametrize("student", sorted(FOUND))
def test_what_was_found(demo, student):
    for words in FOUND[student]:
        assert words in rows(demo[1])[student]


def test_every_graded_notebook_has_a_feedback_page(demo):
    folder, said = demo
    pages = sorted((folder / "build" / "demo-class" / "feedback").rglob("*.html"))
    assert f"{len(pages)} feedback pages" in said
    assert len(pages) == 17
    named = re.search(r"open (\S+\.html)", " ".join(said.split()))
    assert named is not None
    assert (folder / Path(named[1])).is_file()
