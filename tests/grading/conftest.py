"""A class directory, made once, and a way to grade work handed in to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from autograder import classroom, feedback, pool, runner, submissions
from autograder.handins import Notebooks, hand_in
from autograder.journal import Entry
from autograder.recording import Recorder
from autograder.worker import Result

ASSIGNMENT = "01_activations"


@pytest.fixture(scope="session")
def pristine_of(tmp_path_factory) -> Callable[[str], Path]:
    """Class directories of one assignment each, without submissions. Not to be written to."""

    @cache
    def make(assignment: str) -> Path:
        folder = tmp_path_factory.mktemp("pristine") / "class"
        classroom.make(folder, only=[assignment])
        return folder

    return make


@pytest.fixture(scope="session")
def pristine(pristine_of) -> Path:
    """The one of the assignment that most tests grade."""
    return pristine_of(ASSIGNMENT)


@pytest.fixture(scope="session")
def workers() -> Iterator[Executor]:
    """Two worker processes, shared by all tests of a session."""
    processes = pool.local_pool(2)
    yield processes
    processes.shutdown(wait=True, cancel_futures=True)


@dataclass
class Classroom:
    """A class directory of one test."""

    folder: Path
    workers: Executor

    def hand_in(self, student: str, notebooks: Notebooks, assignment: str = ASSIGNMENT) -> Path:
        return hand_in(notebooks, self.folder, student, assignment)

    def grade(self, **how: bool) -> dict[str, Entry]:
        """Grade what is new, and return the entries by student."""
        found = submissions.find(self.folder)
        work = runner.plan(self.folder, found, force=how.get("force", False))
        entries = runner.run(work, executor=self.workers)
        return {entry.student: entry for entry in entries}

    def record(self, result: Result, key: str = "key") -> Entry:
        """Record a result as if the submission had been run."""
        with Recorder(self.folder) as recorder:
            return runner.recorded(recorder, result, key)

    def write_feedback(self, students: Iterable[str], assignment: str = ASSIGNMENT) -> None:
        """Write the feedback pages of these students."""
        found = [submissions.Submission(self.folder, assignment, name) for name in students]
        list(self.workers.map(feedback.write_one, found))

    def configure(self, line: str) -> None:
        with (self.folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


@pytest.fixture
def room_of(pristine_of, workers: Executor, tmp_path: Path) -> Callable[[str], Classroom]:
    """Class directories for one test, by assignment."""

    def make(assignment: str) -> Classroom:
        folder = tmp_path / "class"
        shutil.copytree(pristine_of(assignment), folder)
        return Classroom(folder.resolve(), workers)

    return make


@pytest.fixture
def room(room_of) -> Classroom:
    """A class directory for one test."""
    return room_of(ASSIGNMENT)
