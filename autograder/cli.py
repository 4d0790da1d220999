"""The command line of the graders: ``autograder init|release|collect|run|...``."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from autograder import classroom, showing, submissions
from autograder.classroom import ClassroomError
from autograder.collecting import commands as collecting
from autograder.locking import only_run
from autograder.options import class_dir_option, database_option, one_sentence
from autograder.sandbox import jail
from autograder.sandbox.zygotes import SandboxError
from autograder.trouble import patiently
from course.commands.sentences import Commands


@click.group(cls=Commands)
@click.version_option(package_name="delta-course")
def main() -> None:
    """Grade a class with nbgrader, every submission in a sandbox.

    Example: autograder init autumn
    """


@main.command()
@database_option
@click.argument("directory", type=click.Path(path_type=Path))
def init(directory: Path, db: str | None) -> None:
    """Make a class directory, with all assignments in place.

    Example: autograder init autumn
    """
    with one_sentence():
        made = classroom.make(directory, gradebook=db)
    click.echo(f"{directory} is ready for {', '.join(made)}.")
    click.echo(f"Put submissions into {directory}/submitted/STUDENT/ASSIGNMENT/, then:")
    click.echo(f"autograder run --class-dir {directory}")


@main.command()
@class_dir_option
@click.option("--assignment", help="Only this assignment.")
@click.option("--student", help="Only this student.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="How many at a time; by default all cores."
)
@click.option("--cluster", metavar="ADDRESS", help="Let the workers of a Dask cluster grade.")
@database_option
@click.option("--no-sandbox", is_flag=True, help="Run submissions without protection.")
@click.option("--force", is_flag=True, help="Grade all again; list changed scores first.")
@click.option(
    "--explain", is_flag=True, help="Reproduce verdicts with their inputs; write nothing."
)
def run(
    class_dir: Path,
    assignment: str | None,
    student: str | None,
    jobs: int | None,
    cluster: str | None,
    db: str | None,
    no_sandbox: bool,
    force: bool,
    explain: bool,
) -> None:
    """Grade all submissions that are new or changed.

    Example: autograder run --class-dir autumn --assignment 01_activations
    """
    with one_sentence():
        found = _found(classroom.require(class_dir), assignment, student)
        if db is not None:
            classroom.use_gradebook(class_dir.resolve(), db)
        if not found:
            click.echo("No submissions found.")
            return
        _require_sandbox(no_sandbox or (cluster is not None and not explain))
        if explain:
            _explain(found, not no_sandbox)
            return
        with only_run(class_dir.resolve()), _workers(cluster, not no_sandbox) as executor:
            _run(class_dir.resolve(), found, jobs, not no_sandbox, force, executor)


@contextmanager
def _workers(address: str | None, sandboxed: bool) -> Iterator[Executor | None]:
    """Connect with a cluster, if there is to be one."""
    if address is None:
        yield None
        return
    from autograder import cluster

    with cluster.connected(address, sandboxed) as executor:
        yield executor


def _found(
    class_dir: Path, assignment: str | None, student: str | None
) -> list[submissions.Submission]:
    known = sorted(path.name for path in (class_dir / "source").glob("*") if path.is_dir())
    if assignment is not None and assignment not in known:
        raise ClassroomError(
            f"There is no assignment {assignment!r}; there is {', '.join(known)}."
        )
    if student is not None and not (class_dir / "submitted" / student).is_dir():
        raise ClassroomError(f"There is no student {student!r} in {class_dir / 'submitted'}.")
    return submissions.find(class_dir, assignment, student)


def _require_sandbox(without: bool) -> None:
    why_not = "" if without else jail.why_not()
    if why_not:
        raise SandboxError(
            f"No sandbox: {why_not}; "
            "submissions are not run without one, unless you say --no-sandbox."
        )


def _run(
    class_dir: Path,
    found: list[submissions.Submission],
    jobs: int | None,
    sandboxed: bool,
    force: bool,
    executor: Executor | None,
) -> None:
    from autograder import late, runner

    late.check(class_dir)
    classroom.complete_gradebook(class_dir)
    work = runner.plan(class_dir, found, force)
    entries = []
    with _bar() as bar:
        task = bar.add_task("grading", total=len(work.todo))
        compare = showing.changes if force else None
        how: dict[str, Any] = {"jobs": jobs, "sandboxed": sandboxed, "executor": executor}
        for entry in runner.run(work, **how, before_writing=compare):
            entries.append(entry)
            bar.advance(task)
    if entries:
        Console().print(showing.table(entries))
    click.echo(showing.summary(entries, len(work.unchanged)))
    for change in patiently(partial(late.assign, class_dir)):  # such as by an extension since
        click.echo(str(change))


def _explain(found: list[submissions.Submission], sandboxed: bool) -> None:
    from autograder import worker

    for submission in found:
        click.echo(showing.explained(worker.grade(submission, sandboxed)))


def _bar() -> Progress:
    columns: list[Any] = ["{task.description}", BarColumn(), MofNCompleteColumn(), showing.Rate()]
    left = TimeRemainingColumn(elapsed_when_finished=True)
    console = Console(stderr=True)
    return Progress(
        *columns, left, console=console, transient=True, disable=not console.is_terminal
    )


@main.command()
@class_dir_option
@click.option("--assignment", help="Only this assignment.")
@click.option("--student", help="Only this student.")
def feedback(class_dir: Path, assignment: str | None, student: str | None) -> None:
    """Write a feedback page for every graded notebook.

    Example: autograder feedback --class-dir autumn
    """
    from autograder import feedback as pages

    with one_sentence():
        found = _found(classroom.require(class_dir), assignment, student)
        with _bar() as bar:
            task = bar.add_task("feedback", total=len(found))
            count = 0
            for written in pages.write(found):
                count += written
                bar.advance(task)
    click.echo(f"{count} feedback pages are in {class_dir / 'feedback'}.")


@main.command()
@class_dir_option
@click.option(
    "--to", type=click.Choice(["csv", "canvas", "moodle"]), default="csv", help="The format."
)
@click.argument("file", type=click.Path(path_type=Path))
def export(class_dir: Path, to: str, file: Path) -> None:
    """Write all scores into a file: a table, or what Canvas or Moodle imports.

    Example: autograder export --class-dir autumn --to csv scores.csv
    """
    from autograder import exports

    with one_sentence():
        count, what = exports.write(classroom.require(class_dir), to, file)
        click.echo(f"{count} {what}{'s are' if count != 1 else ' is'} in {file}.")


@main.command("report")
@class_dir_option
@click.option("--assignment", help="Only this assignment.")
def report_(class_dir: Path, assignment: str | None) -> None:
    """Write a page about the whole class, and its numbers as CSV.

    Example: autograder report --class-dir autumn --assignment 01_activations
    """
    from autograder import report

    with one_sentence():
        folder = classroom.require(class_dir)
        found = {one.assignment for one in _found(folder, assignment, None)}
        if not found:
            click.echo("No submissions found.")
        with _bar() as bar:
            task = bar.add_task("report", total=len(found))
            pages = []
            for name in sorted(found):
                pages.append(report.write(folder, name))
                bar.advance(task)
    for page in pages:
        click.echo(f"{page}; the numbers are in {page.with_suffix('.csv').name}.")


main.add_command(collecting.collect)
main.add_command(collecting.release)

if __name__ == "__main__":
    main()
