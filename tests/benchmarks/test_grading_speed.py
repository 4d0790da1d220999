"""What grading costs beyond running the cells: the runner beside stock nbgrader, taking turns.

Stock nbgrader grades the same notebooks with its own configuration, and `check` decides in its
kernel. Each submission is also run bare: its cells are executed one after the other in a
process that has imported everything, and in which `check` knows its exercises. What is above that
is overhead. Both tools grade inside one running process; what their commands need to start is told
apart.
"""

from __future__ import annotations

import ast
import contextlib
import io
import logging
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nbformat
import pytest
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

sys.path.insert(0, str(Path(__file__).parents[1]))
from sources import ACCEPTED, source_of

import course.exercises as catalogue
from autograder import classroom, runner, submissions, worker
from autograder.handins import Notebooks, answered, hand_in, perfect
from autograder.recording import Recorder, book_of, points
from autograder.sandbox import zygotes

STUDENTS = int(os.environ.get("STUDENTS", "40"))
UNITS = ["01_activations", "03_backprop"]


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, and of processors."""

    wall: float
    cpu: float

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.wall - other.wall, self.cpu - other.cpu)


def own_cpu() -> float:
    """Return the processor time of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def zygotes_cpu() -> float:
    """Return the processor time of the zygotes, and of what they forked."""
    known = (zygote.zygote_process() for zygote in zygotes._idle)
    return sum(sum(process.cpu_times()[:4]) for process in known if process is not None)


def cost(work: Callable[[], object]) -> Cost:
    wall, cpu = time.perf_counter(), own_cpu() + zygotes_cpu()
    work()
    return Cost(time.perf_counter() - wall, own_cpu() + zygotes_cpu() - cpu)


def some_answers(class_dir: Path, unit: str, rng: random.Random, mistakes: bool) -> Notebooks:
    """Return honest work: answers that look different, and perhaps a few mistakes."""
    made = perfect(class_dir, unit)
    exercises = [e for e in catalogue.all() if e.unit == unit and e.kind == "function"]
    for exercise in rng.sample(exercises, 5):
        forms = [form.source for form in ACCEPTED if form.exercise == exercise.name]
        forms = [source for source in forms if answers_only(source, exercise.name)]
        if mistakes:
            forms += [source_of(exercise, form) for form in exercise.misconceptions]
        made = answered(made, exercise.name, rng.choice(forms))
    return made


def answers_only(source: str, name: str) -> bool:
    """Whether a form leaves the other exercises alone: some bring a wrong helper along."""
    names = {one.name for one in catalogue.all()} - {name}
    return not names & {getattr(node, "name", "") for node in ast.parse(source).body}


def bare(class_dir: Path, unit: str, student: str) -> None:
    """Execute the cells here and now; nothing is shown, sent or recorded."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in sorted((class_dir / "submitted" / student / unit).glob("*.ipynb")):
            run_cells(nbformat.read(path, as_version=4).cells)


def run_cells(cells: list) -> None:
    space: dict = {"__name__": "__main__"}
    for cell in cells:
        if cell.cell_type == "code":
            with contextlib.suppress(Exception):
                exec(compile(ast.parse(cell.source), "<cell>", "exec"), space)


class Ours:
    """What `autograder run` does with a submission, without its progress bar."""

    def __init__(self, class_dir: Path) -> None:
        self.class_dir = class_dir
        self.recorder = Recorder(class_dir)

    def grade(self, unit: str, student: str) -> None:
        submission = submissions.Submission(self.class_dir, unit, student)
        runner.recorded(self.recorder, worker.grade(submission), "key")


class Stock:
    """nbgrader as it comes."""

    def __init__(self, class_dir: Path) -> None:
        self.class_dir = class_dir

    def grade(self, unit: str, student: str) -> None:
        config = Config()
        config.CourseDirectory.root = str(self.class_dir)
        config.CourseDirectory.course_id = "delta_course"
        config.CourseDirectory.db_url = f"sqlite:///{self.class_dir}/gradebook.db"
        config.CourseDirectory.assignment_id = unit
        config.CourseDirectory.student_id = student
        converter = Autograde(coursedir=CourseDirectory(config=config), config=config)
        converter.log.setLevel(logging.CRITICAL)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            converter.start()


@pytest.fixture(scope="module")
def rooms(tmp_path_factory) -> dict[str, Path]:
    """Two class directories with the same submissions."""
    folder = tmp_path_factory.mktemp("speed").resolve()
    ours = folder / "ours"
    classroom.make(ours, only=UNITS)
    rng = random.Random(2026)
    for unit in UNITS:
        for k in range(STUDENTS):
            made = some_answers(ours, unit, rng, mistakes=k % 2 == 1)
            hand_in(made, ours, f"student{k:02d}", unit)
    shutil.copytree(ours, folder / "stock")
    return {"ours": ours, "stock": folder / "stock"}


def scores(class_dir: Path, unit: str) -> dict[str, float]:
    with book_of(class_dir) as book:
        return {
            one.student.id: points(one.score) for one in book.find_assignment(unit).submissions
        }


def told(costs: list[Cost]) -> str:
    def spread(values: list[float]) -> str:
        low, middle, high = statistics.quantiles(values, n=4)
        return f"{middle:6.2f} ({low:.2f} to {high:.2f})"

    return f"{spread([c.wall for c in costs])}   {spread([c.cpu for c in costs])}"


def median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(c.wall for c in costs), statistics.median(c.cpu for c in costs))


def take_turns(rooms: dict[str, Path], unit: str) -> dict[str, list[Cost]]:
    """Grade the submissions of a unit in all ways, one submission after the other."""
    ours, stock = Ours(rooms["ours"]), Stock(rooms["stock"])
    ways = {
        "bare": lambda student: bare(rooms["ours"], unit, student),
        "ours": lambda student: ours.grade(unit, student),
        "stock": lambda student: stock.grade(unit, student),
    }
    for way in ways.values():  # imports, and what is kept for the next submission
        way("student00")
    shutil.rmtree(rooms["stock"] / "autograded" / "student00" / unit)
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    for k in range(STUDENTS):
        for name, way in ways.items():
            costs[name].append(cost(partial(way, f"student{k:02d}")))
    return costs


@pytest.mark.parametrize("unit", UNITS)
def test_overhead_of_a_submission(rooms, unit):
    costs = take_turns(rooms, unit)
    for name in ("ours", "stock"):
        pairs = zip(costs[name], costs["bare"], strict=True)
        costs[f"{name} above"] = [one - floor for one, floor in pairs]
    print(f"\n{unit}, {STUDENTS} submissions: median seconds (quartiles)")
    print(f"{'':14}{'wall':26}processor")
    for name, found in costs.items():
        print(f"{name:14}{told(found)}")
    low, high = median(costs["ours above"]), median(costs["stock above"])
    print(f"{'ratio':14}{high.wall / low.wall:6.1f}{'':20}{high.cpu / low.cpu:6.1f}")
    compare(scores(rooms["ours"], unit), scores(rooms["stock"], unit))


def compare(ours: dict[str, float], stock: dict[str, float]) -> None:
    """Without mistakes scores agree; what a mistake keeps can depend on the inputs it met."""
    assert ours.keys() == stock.keys()
    assert len(ours) == STUDENTS
    right = [f"student{k:02d}" for k in range(0, STUDENTS, 2)]
    assert (
        {ours[name] for name in right} == {stock[name] for name in right} == {max(ours.values())}
    )
    same = sum(ours[name] == stock[name] for name in ours)
    print(f"{'scores':14}{same} of {STUDENTS} the same")


def test_starting_a_command(rooms):
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for words in (["autograder.cli", "run", "--assignment", UNITS[0]], ["nbgrader", "--version"]):
        empty = rooms["ours"] if words[0] == "nbgrader" else rooms["ours"].parent / "empty"
        if words[0] != "nbgrader" and not empty.exists():
            classroom.make(empty, only=UNITS[:1])
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-W", "ignore", "-m", *words],
                cwd=empty,
                env=environment,
                check=True,
                capture_output=True,
            )
            seconds.append(time.perf_counter() - start)
        print(f"\nstarting {' '.join(words)}: {statistics.median(seconds):.1f} s")
