"""``course doctor``: findings as a list to read, or as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from course.commands.folder import directory_argument
from course.doctoring.finding import Finding
from course.doctoring.terminal import is_windows

# Told apart by mark, word and colour; the colours are those of the checks' cards.
MARKS = {"good": ("✓", "+", "#009e73"), "note": ("○", "o", ""), "wrong": ("✗", "x", "#d55e00")}


@click.command(short_help="Find what is wrong with the environment.")
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of objects.")
@directory_argument
def doctor(directory: Path, as_json: bool) -> None:
    """Find what is wrong here, and say for each thing the one command that mends it.

    DIR is the folder of your notebooks. The exit code is 0 if all is well, and 1 if something
    is wrong.

    Example: course doctor my-course
    """
    from course.doctor import findings

    found = []
    console = Console(highlight=False, soft_wrap=True)
    for finding in findings(directory):
        found.append(finding)
        if not as_json:
            _show(finding, console)
    is_wrong = [one for one in found if one.how == "wrong"]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=1))
    else:
        click.echo(_summary(len(is_wrong)))
    sys.exit(1 if is_wrong else 0)


def _show(finding: Finding, console: Console) -> None:
    mark, plain, colour = MARKS[finding.how]
    shown = mark if console.encoding.startswith("utf") else plain
    line = Text.assemble((shown, colour), f" {finding.how:5}  {finding.about:12}  ", finding.says)
    console.print(line)
    if finding.mend:
        console.print(Text(" " * 23 + finding.mend, style="bold"))


def _summary(wrong: int) -> str:
    if wrong == 0:
        return "All is well."
    things = "1 thing is" if wrong == 1 else f"{wrong} things are"
    where = " in Command Prompt" if is_windows() else ""
    return f"{things} wrong; the command below each mends it{where}."
