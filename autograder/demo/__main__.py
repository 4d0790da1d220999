"""The main job, from start to end: an assignment, a class, grades, feedback pages."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import Executor
from pathlib import Path
from threading import Thread

import click

from autograder.pool import local_pool, warm_up
from autograder.sandbox import jail

# The rest takes seconds to import, and is imported while the workers start.

CLASS_DIR = Path("build") / "demo-class"
IMPATIENT = (
    "c.Execute.timeout = 2  # seconds for a cell; nobody wants to wait for the endless ones\n"
)
JOBS = 2


def main() -> None:
    """Build the assignments, grade the sample class, print the gradebook."""
    why_not = jail.why_not()
    with local_pool(JOBS) as pool:
        starter = Thread(target=_start, args=(pool, not why_not))
        starter.start()
        from autograder.options import one_sentence

        with one_sentence():
            _build(why_not)
            starter.join()
            _grade(pool, sandboxed=not why_not)
    click.echo(f"The gradebook is {CLASS_DIR / 'gradebook.db'}.")


def _start(pool: Executor, sandboxed: bool) -> None:
    """Start all workers, which takes as long as the imports that go on meanwhile."""
    for _ in range(JOBS):
        pool.submit(warm_up, sandboxed)


def _build(why_not: str) -> None:
    """Make the class directory, and let the class hand in."""
    from autograder import classroom
    from autograder.demo.sample_class import ASSIGNMENT, STUDENTS, hand_in_all

    shutil.rmtree(CLASS_DIR, ignore_errors=True)
    click.echo(f"Building {ASSIGNMENT} in {CLASS_DIR}; `autograder init` builds all assignments.")
    classroom.make(CLASS_DIR, only=[ASSIGNMENT])
    with (CLASS_DIR / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(IMPATIENT)
    handed_in = hand_in_all(CLASS_DIR, with_harmful=not why_not)
    if why_not:
        click.echo(f"No sandbox: {why_not}. So only those who do no harm are graded.")
    click.echo(f"Grading {len(handed_in)} of {len(STUDENTS)} submissions of {ASSIGNMENT}.")


def _grade(pool: Executor, sandboxed: bool) -> None:
    """Grade everything, and write each feedback page as soon as there are grades."""
    from rich.console import Console

    from autograder import feedback, runner, showing, submissions

    class_dir = CLASS_DIR.resolve()
    work = runner.plan(class_dir, submissions.find(class_dir), force=False)
    entries, pages = [], []
    for entry in runner.run(work, sandboxed=sandboxed, executor=pool):
        entries.append(entry)
        done = submissions.Submission(class_dir, entry.assignment, entry.student)
        pages.append(pool.submit(feedback.write_one, done))
    Console(width=None if os.isatty(1) else 110).print(showing.table(entries))
    click.echo(showing.summary(entries, 0))
    _tell_pages(sum(page.result() for page in pages))


def _tell_pages(count: int) -> None:
    folder = CLASS_DIR / "feedback"
    page = min(folder.glob("chen/*/*.html"), default=folder)
    click.echo(f"{count} feedback pages are in {folder}; open {page}, for example.")


if __name__ == "__main__":
    main()
