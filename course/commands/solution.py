"""``course solution``: the solution of an exercise, after an honest attempt."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click
from pygments.token import Token
from rich.console import Console, Group
from rich.padding import Padding
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.table import Table
from rich.text import Text

from course.commands.sentences import NOT_NOW, one_sentence, stop
from course.learning import file
from course.learning.finding import MARK, NAME, VARIABLE, nearby
from course.learning.finding import find as find_progress
from course.learning.standing import attempted, standings
from course.solutions import NoSolution, find
from course.worked import WIDTH, Part, as_text, page


def _exercises(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    import course.exercises as catalogue

    return [one.name for one in catalogue.all() if one.name.startswith(incomplete)]


# No colours: legible on light and on dark, for everybody.
BOLD_AND_ITALIC = ANSISyntaxTheme(
    {
        Token: Style(),
        Token.Keyword: Style(bold=True),
        Token.Comment: Style(italic=True),
        Token.Literal.String: Style(italic=True),
    }
)


@click.command(short_help="Show the solution of an exercise.")
@click.argument("exercise", shell_complete=_exercises)
@click.option("--anyway", is_flag=True, help="Also without an attempt of your own.")
def solution(exercise: str, anyway: bool) -> None:
    """Show how EXERCISE can be solved and why, once you have tried it and checked it.

    Your progress file says whether you have; the board will say that you looked.

    Example: course solution sigmoid --anyway
    """
    from course.exercises import UnknownExercise

    try:
        found = find(exercise)
    except UnknownExercise as error:
        stop(_about_unknown(error))
    except NoSolution as error:
        stop(str(error))
    path = _progress_file()
    kept = _kept(path)
    if not anyway and not attempted(kept.events, exercise):
        stop(_try_first(exercise, kept), NOT_NOW)
    standing = standings(kept.events).get(exercise)
    _show(page(found, standing.met if standing else ()))
    _remember(path, exercise)


def _try_first(exercise: str, kept: file.Contents) -> str:
    if kept.newer:
        return kept.remarks(NAME)[0]
    return (
        f"There is no attempt at {exercise} yet: check one of your own first, or see the solution "
        f"at once with: course solution {exercise} --anyway"
    )


def _about_unknown(error: LookupError) -> str:
    said = one_sentence(str(error))
    near = "did you mean" in said
    return f"{said}{'?' if near else '; its name stands in the cell that checks it.'}"


def _progress_file() -> Path | None:
    """Return the progress file of this folder, of one above, or of the only one just below."""
    found = nearby()
    return found[0] if len(found) == 1 else find_progress()


def _kept(path: Path | None) -> file.Contents:
    try:
        return file.look(path) if path else file.Contents()
    except file.ProgressError as error:
        stop(str(error))


def _remember(path: Path | None, exercise: str) -> None:
    """Write down that the solution was seen; the solution itself has been shown already."""
    if path is None or not _is_kept(path):
        return
    try:
        file.append(path, {"what": "solution", "exercise": exercise})
    except OSError as error:
        stop(
            f"{path} can't be written ({error.strerror}), so the board will not say that you "
            "looked; name a file that can with COURSE_PROGRESS.",
            NOT_NOW,
        )


def _is_kept(path: Path) -> bool:
    """Whether progress is kept here: no file is begun in a folder that is not the course's."""
    told = bool(os.environ.get(VARIABLE))
    return told or path.exists() or (path.parent / MARK).exists()


def _show(parts: list[Part]) -> None:
    console = Console(highlight=False)
    if not _is_terminal():
        click.echo(as_text(parts))
        return
    for part in parts:
        console.print(Text(f"\n{part.heading}", style="bold"))
        console.print(Padding(_body(part), (0, 0, 0, 2)), width=min(console.width, WIDTH))


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _body(part: Part) -> Any:
    if part.kind == "code":
        return Syntax("\n".join(part.lines), "python", theme=BOLD_AND_ITALIC)
    if part.kind == "list":
        items = Table.grid(padding=(0, 1))
        for number, text in enumerate(part.lines, start=1):
            items.add_row(f"{number}.", Text(text))
        return items
    return Group(*(Text(text) for text in part.lines))
