"""The main job, from start to end: assignments, a class, grades, feedback pages."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import Executor
from pathlib import Path

import click
from rich.console import Console

from autograder import classroom, feedback, runner, showing, submissions, worker
from autograder.cli import one_sentence
from autograder.demo.sample_class import ASSIGNMENT, STUDENTS, hand_in_all
from autograder.sandbox import jail

CLASS_DIR = Path("build") / "demo-class"
IMPATIENT = (
    "c.Execute.timeout = 4  # seconds for a cell; nobody wants to wait for the endless ones\n"
)
JOBS = 2


def main() -> None:
    """Build the assignments, grade the sample class, print the gradebook."""
    with one_sentence():
        why_not = jail.why_not()
        with runner.local_pool(JOBS) as pool:
            for _ in range(JOBS):  # while the assignments are built
                pool.submit(worker.warm_up, not why_not)
            _build(why_not)
            _grade(pool, sandboxed=not why_not)
        click.echo(f"The gradebook is {CLASS_DIR / 'gradebook.db'}.")


def _build(why_not: str) -> None:
    """Make the class directory, and let the class hand in."""
    shutil.rmtree(CLASS_DIR, ignore_errors=True)
    click.echo(f"Building the assignments in {CLASS_DIR}.")
    classroom.make(CLASS_DIR)
    with (CLASS_DIR / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(IMPATIENT)
    handed_in = hand_in_all(CLASS_DIR, with_harmful=not why_not)
    if why_not:
        click.echo(f"No sandbox: {why_not}. So only those who do no harm are graded.")
    click.echo(f"Grading {len(handed_in)} of {len(STUDENTS)} submissions of {ASSIGNMENT}.")


def _grade(pool: Executor, sandboxed: bool) -> None:
    """Grade everything, and write each feedback page as soon as there are grades."""
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
    page = CLASS_DIR / "feedback" / STUDENTS[2].name / ASSIGNMENT / "activations.html"
    click.echo(
        f"{count} feedback pages are in {CLASS_DIR / 'feedback'}; open {page}, for example."
    )


if __name__ == "__main__":
    main()
