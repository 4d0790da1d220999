"""``course progress``: the board in the terminal, a table of it, and two files made one."""

from __future__ import annotations

from pathlib import Path

import click

from course.commands.sentences import stop
from course.counting import counted
from course.learning import file
from course.learning.board import board, no_such_unit, unit_called
from course.learning.exporting import export
from course.learning.file import ProgressError
from course.learning.finding import VARIABLE, nearby
from course.learning.merging import merge


@click.command(short_help="Show what you master, and what to do next.")
@click.option("--unit", metavar="UNIT", help="Show the exercises of one unit, such as 1.")
@click.option(
    "--export",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a table to FILE, which ends in .csv or .json.",
)
@click.option(
    "--merge",
    "other",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Add what another progress file holds, such as that of another computer.",
)
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Use this progress file instead of the one in this folder or above.",
)
def progress(unit: str | None, target: Path | None, other: Path | None, path: Path | None) -> None:
    """Show the progress board: mastery of skills, points of each unit, and what to do next.

    It reads course-progress.jsonl, which checks in notebooks write. The table has a line for each
    exercise: its points, its attempts, what was found, and when.

    Example: course progress --unit 1

    Example: course progress --merge other/course-progress.jsonl --export progress.csv
    """
    try:
        _progress(unit, target, other, path)
    except ProgressError as error:
        stop(str(error))


def _progress(
    unit: str | None, target: Path | None, other: Path | None, path: Path | None
) -> None:
    if unit is not None and unit_called(unit) is None:
        raise ProgressError(no_such_unit(unit))
    chosen = path or _found(must_exist=other is None)
    if other is not None:
        _merge(chosen, other)
    elif not chosen.exists():
        raise ProgressError(f"There is no file {chosen}.")
    kept = file.look(chosen)
    if target is not None:
        _export(kept.events, target, chosen)
    remarks = kept.remarks(chosen.name)
    if unit is not None or not (target or other):
        click.echo(str(board(kept.events, unit, remarks)))
        return
    for remark in remarks:
        click.echo(remark, err=True)


def _found(*, must_exist: bool) -> Path:
    """Return the progress file of this folder, of one above, or of the only one just below."""
    found = nearby()
    if not found:
        raise ProgressError(
            f"Progress is switched off by {VARIABLE}=off; unset it, or name a file with --file."
        )
    if len(found) > 1:
        names = ", ".join(str(one.relative_to(Path.cwd())) for one in found)
        raise ProgressError(f"There are several progress files: {names}; name one with --file.")
    if must_exist and not found[0].exists():
        raise ProgressError(
            f"There is no {found[0].name} here yet: run a check in one of your notebooks first, "
            "or name a progress file with --file."
        )
    return found[0]


def _merge(path: Path, other: Path) -> None:
    if other.exists() and path.exists() and other.samefile(path):
        click.echo(f"{other} is the progress file itself; there is nothing to add.")
        return
    count = merge(path, other)
    click.echo(f"{counted(count, 'new event')} from {other}, now in {path}.")


def _export(events: list[file.Event], target: Path, path: Path) -> None:
    if target.exists() and target.samefile(path):
        raise ProgressError(f"{target} is the progress file itself; choose another name.")
    count = export(events, target)
    click.echo(f"{target}: {counted(count, 'exercise')}.")
