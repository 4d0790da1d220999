"""The commands ``autograder collect`` and ``autograder release``."""

from __future__ import annotations

from pathlib import Path

import click

from autograder import classroom
from autograder.classroom import ClassroomError
from autograder.options import class_dir_option, one_sentence

assignment_option = click.option("--assignment", required=True, help="The assignment.")


@click.command()
@class_dir_option
@assignment_option
@click.option(
    "--from",
    "source",
    type=click.Choice(["canvas", "moodle", "exchange"]),
    help="Where it comes from; by default, the files' names decide, or the exchange.",
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="A CSV with the columns student_id, and lms_id or name.",
)
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
def collect(
    class_dir: Path,
    assignment: str,
    source: str | None,
    roster: Path | None,
    files: tuple[Path, ...],
) -> None:
    """Collect submissions from nbgrader's exchange, or from downloads of Canvas or Moodle.

    Example: autograder collect --assignment 01_activations --from canvas submissions.zip
    """
    from autograder.collecting import exchange, into_class

    with one_sentence():
        place = classroom.require(class_dir)
        into_class.require_assignment(place, assignment)
        if files and source == "exchange":
            raise ClassroomError("Files come from canvas or moodle, not from the exchange.")
        if not files and (source in ("canvas", "moodle") or roster):
            raise ClassroomError("Name the files that were downloaded.")
        if files:
            report = into_class.collect(place, assignment, files, source, roster)
        else:
            report = exchange.collect(place, assignment)
    for line in report.lines():
        click.echo(line)
    click.echo(f"{len(report.collected)} collected. Grade them with: autograder run")


@click.command()
@class_dir_option
@assignment_option
@click.option("--feedback", is_flag=True, help="Release the feedback pages instead.")
def release(class_dir: Path, assignment: str, feedback: bool) -> None:
    """Make an assignment's student version, and put it into the exchange if there is one.

    Example: autograder release --class-dir autumn --assignment 01_activations
    """
    from autograder.collecting import exchange, into_class

    with one_sentence():
        place = classroom.require(class_dir)
        into_class.require_assignment(place, assignment)
        step = exchange.release_feedback if feedback else exchange.release
        lines = step(place, assignment)
    for line in lines:
        click.echo(line)
