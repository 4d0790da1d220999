"""A class directory, made once, and a way to grade work handed in to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder import classroom, pool, runner, submissions
from autograder.handins import Notebooks, hand_in
from autograder.journal import Entry

ASSIGNMENT = "01_activations"


@pytest.fixture(scope="session")
def pristine(tmp_path_factory) -> Path:
    """A class directory without submissions. Not to be written to."""
    folder = tmp_path_factory.mktemp("pristine") / "class"
    classroom.make(folder)
    return folder


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

    def configure(self, line: str) -> None:
        with (self.folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


@pytest.fixture
def make_classroom(pristine: Path, workers: Executor) -> Callable[[Path], Classroom]:
    """Copy the pristine class directory to a place of the test's own."""

    def make(folder: Path) -> Classroom:
        shutil.copytree(pristine, folder)
        return Classroom(folder.resolve(), workers)

    return make


@pytest.fixture
def room(make_classroom, tmp_path: Path) -> Classroom:
    """A class directory for one test."""
    return make_classroom(tmp_path / "class")
