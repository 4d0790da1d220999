"""A semester: two notebooks at once, kills in between, and a board that is right to the point."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from course import exercises
from course.learning import summary
from course.learning.board import board
from course.learning.file import append, look
from course.learning.finding import NAME
from course.learning.skills import COMMITTED, skill_of
from course.learning.spacing import cards
from course.learning.standing import standings
from course.working_copy import released_dir

STUDENT = """
import json, random, sys
from pathlib import Path
from course import exercises
from course.judging.verdict import Diagnosis, Verdict
from course.learning.session import Session

chance = random.Random(sys.argv[2])
here = Session(Path(sys.argv[1]))
units = sorted({one.unit for one in exercises.all()})

def try_it(one, number):
    share = chance.choice([0.0, 0.25, 0.5, 1.0, 1.0])
    outcome = "passed" if share == 1 else chance.choice(["failed", "failed", "exception"])
    if chance.random() < 0.05:
        share, outcome = 0.0, "unattempted"
    wrong = chance.choice(one.misconceptions) if one.misconceptions and share < 1 else None
    found = Diagnosis(wrong.id, wrong.diagnosis) if wrong else None
    found = None if outcome == "unattempted" else found
    verdict = Verdict(one.name, share * one.points, one.points, outcome, "...", found)
    here.attempted(verdict, f"{sys.argv[2]}-{number}")

def told():
    for event in here.events:
        print(json.dumps(event), flush=True)  # acknowledged: the file has it
    here.events.clear()

print("ready", flush=True)
number = 0
for unit in units * int(sys.argv[3]):
    for one in exercises.all():
        if one.unit == unit:
            number += 1
            if chance.random() < 0.3:
                here.hinted(one.name, here.standing(one.name).hints + 1)
            try_it(one, number)
            told()
"""


class Student:
    """A process that works through all units; it says what it has recorded."""

    def __init__(self, path: Path, seed: str, rounds: int) -> None:
        command = [sys.executable, "-c", STUDENT, str(path), seed, str(rounds)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def finish(self) -> list[dict[str, Any]]:
        """Return what it said, when it has come to its end."""
        assert self.process.stdout is not None
        with self.process:
            said = self.process.stdout.read()
        whole = said[: said.rindex("\n")].splitlines() if "\n" in said else []
        return [json.loads(line) for line in whole if line.startswith("{")]


@pytest.fixture(scope="module")
def semester(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]], int]:
    """Two students of one file; one of them is killed five times, and starts again."""
    path = tmp_path_factory.mktemp("semester") / NAME
    chance, said, kills = random.Random(11), [], 5
    steady = Student(path, "steady", 3)
    for turn in range(kills):
        other = Student(path, f"turn {turn}", 1_000)
        assert other.process.stdout is not None
        assert other.process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.001, 0.06))
        other.process.kill()
        said += other.finish()
        assert other.process.returncode == -9, "it was killed on the way"
    said += Student(path, "last", 3).finish() + steady.finish()
    assert steady.process.returncode == 0
    return path, said, kills


def test_nothing_acknowledged_is_lost(semester: tuple[Path, list[dict[str, Any]], int]) -> None:
    path, said, kills = semester
    kept = look(path)
    there = {event["id"]: event for event in kept.events}
    assert len(said) > 1_000
    assert all(there[event["id"]] == event for event in said)
    assert len(there) - len(said) <= 2 * kills, "a hint and an attempt, not yet said"
    assert kept.damaged <= kills


def test_the_board_says_what_was_acknowledged(
    semester: tuple[Path, list[dict[str, Any]], int], tmp_path: Path
) -> None:
    """The figures, computed here once more and in another way, from what the students said."""
    path, said, _ = semester
    known = {event["id"] for event in said}
    unsaid = [event for event in look(path).events if event["id"] not in known]
    events = sorted([*said, *unsaid], key=lambda event: event["at"])
    text = str(board(look(path).events))
    for unit in sorted({one.unit for one in exercises.all()}):
        got, most = points_of_unit(unit, events)
        assert f"{got:g} of {most:g} points" in line_of(text, unit)
    for skill, mastery in mastery_of_skills(events).items():
        assert f" {int(100 * mastery + 1e-6)} %" in line_of(text, skill)


def line_of(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if re.match(rf"  . {name} +\[", line))


def points_of_unit(unit: str, events: list[dict[str, Any]]) -> tuple[float, float]:
    tried = [e for e in events if e["what"] == "attempt" and e["outcome"] != "unattempted"]
    last = {e["exercise"]: e["points"] for e in tried}
    got = most = 0.0
    counted: set[str] = set()
    for path in sorted((released_dir() / unit).glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if not cell["metadata"].get("nbgrader", {}).get("grade"):
                continue
            most += cell["metadata"]["nbgrader"]["points"]
            source = "".join(cell["source"])
            names = [one.name for one in exercises.all() if re.search(rf"\b{one.name}\b", source)]
            if names:
                count = int(re.findall(r"check_best\((\d)", source)[0]) if len(names) > 1 else 1
                got += sum(sorted(last.get(name, 0.0) for name in names)[-count:])
                counted |= set(names)
            else:  # a written answer, which a person grades
                most -= cell["metadata"]["nbgrader"]["points"]
    assert counted == {one.name for one in exercises.all() if one.unit == unit}
    return round(got, 6), round(most, 6)


def mastery_of_skills(events: list[dict[str, Any]]) -> dict[str, float]:
    shares: dict[str, list[float]] = defaultdict(list)
    for event in events:
        if event["what"] == "attempt" and event["outcome"] != "unattempted":
            shares[event["exercise"]].append(event["points"] / event["most"])
    averages = {}
    for name, own in shares.items():
        newest_first = own[::-1]
        weights = [0.6 * 0.4**k for k in range(len(newest_first) - 1)]
        weights.append(0.4 ** (len(newest_first) - 1))
        averages[name] = sum(w * s for w, s in zip(weights, newest_first, strict=True))
    for three in (("gelu", "swish", "maxout"), ("gelu_prime", "swish_prime", "maxout_grad_x")):
        if all(name in averages for name in three):
            del averages[min(three, key=lambda name: averages[name])]
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in exercises.all():
        if one.name in averages:
            sums[skill_of(one)][0] += one.points * averages[one.name]
            sums[skill_of(one)][1] += one.points
    return {skill: total / weight for skill, (total, weight) in sums.items()}


def test_mistakes_of_the_semester(semester: tuple[Path, list[dict[str, Any]], int]) -> None:
    events = look(semester[0]).events
    known = standings(events)
    named = {(e["exercise"], e["diagnosis"]) for e in events if e.get("diagnosis")}
    assert {(name, one) for name, s in known.items() for one in s.met} == named
    assert {(card.exercise, card.misconception) for card in cards(events)} == named
    for name, one in known.items():
        tries = [e for e in events if e["exercise"] == name and e["what"] == "attempt"]
        for diagnosis in one.met:
            met = max(k for k, e in enumerate(tries) if e["diagnosis"] == diagnosis)
            later = any(e["outcome"] == "passed" for e in tries[met + 1 :])
            assert (diagnosis in one.overcome) == later, (name, diagnosis)


def test_reading_and_showing_a_semester_takes_a_moment(tmp_path: Path) -> None:
    path = tmp_path / NAME
    names = [one.name for one in exercises.all()]
    events = [
        {
            "what": "attempt",
            "exercise": names[k % len(names)],
            "outcome": "failed",
            "points": 0.1,
            "most": 1.0,
            "diagnosis": None,
            "digest": str(k),
        }
        for k in range(5_000)
    ]
    append(path, *events)
    begun = time.perf_counter()
    board(look(path).events)._repr_html_()
    assert time.perf_counter() - begun < 2.0


def test_predictions_are_no_skill_to_repeat(semester: tuple[Path, Any, int]) -> None:
    found = summary.skills(standings(look(semester[0]).events))
    assert not next(one for one in found if one.name == COMMITTED).again
    assert any(one.again for one in found)
