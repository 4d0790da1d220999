"""The command line of those who learn: ``course lab|start|check``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from course.progress_command import progress
from course.running import NotebookError, code_cells
from course.working_copy import Copied, CopyError, copy_all, released_dir

WRONG_USE = 2
CELL_SECONDS = 120  # for one cell; a training of the course takes a few seconds

directory_argument = click.argument(
    "directory", type=click.Path(path_type=Path), default="my-course", metavar="[DIR]"
)


@click.group()
@click.version_option(package_name="delta-course")
def main() -> None:
    """Neural networks from first principles: open the course, check your work."""


def stop(message: str) -> None:
    """Say in one sentence what is wrong, and leave."""
    click.echo(message, err=True)
    sys.exit(WRONG_USE)


@main.command(short_help="Copy the notebooks into a folder of your own.")
@directory_argument
def start(directory: Path) -> None:
    """Copy the notebooks into DIR (by default my-course); your work is never overwritten.

    A notebook that you have not changed is brought up to date. If you have, a newer version is
    put beside yours as NAME.new.ipynb.

    Example: course start my-course
    """
    _start(directory)


def _start(directory: Path) -> None:
    try:
        done = copy_all(released_dir(), directory)
    except CopyError as error:
        stop(str(error))
    for line in _report(done):
        click.echo(line)
    click.echo(f"Your notebooks are in {directory}.")


def _report(done: list[Copied]) -> Iterator[str]:
    """Yield a sentence for each file that something was done with."""
    for one in done:
        if one.what == "new":
            yield f"New: {one.name}"
        elif one.what == "updated":
            yield f"Updated: {one.name} (you had not changed it)"
        elif one.what == "beside":
            yield f"Kept: {one.name}, with your work; the newer version is {one.written}"


class PassingOn(click.Command):
    """A command that keeps what follows ``--`` for another program."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Set aside everything after ``--``."""
        cut = args.index("--") if "--" in args else len(args)
        ctx.meta["passed on"] = args[cut + 1 :]
        return super().parse_args(ctx, args[:cut])


@main.command(cls=PassingOn, short_help="Open your notebooks in JupyterLab.")
@directory_argument
@click.pass_context
def lab(ctx: click.Context, directory: Path) -> None:
    """Copy the notebooks into DIR as `course start` does, and open JupyterLab there.

    What follows -- is handed to JupyterLab.

    Example: course lab my-course -- --no-browser
    """
    _start(directory)
    extra = ctx.meta["passed on"]
    if getattr(os, "geteuid", lambda: 1)() == 0:
        extra = ["--allow-root", *extra]  # as in containers, where there is nobody else
    _hand_over([sys.executable, "-m", "jupyterlab", *extra], directory)


def _hand_over(command: list[str], directory: Path) -> None:
    """Become that program: signals and Ctrl-C then reach it and nothing else."""
    os.chdir(directory)
    if os.name != "nt":
        os.execv(command[0], command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # JupyterLab itself asks what Ctrl-C means
    sys.exit(subprocess.call(command))


@main.command(short_help="Run all checks of a notebook.")
@click.argument("notebook", type=click.Path(path_type=Path))
def check(notebook: Path) -> None:
    """Run NOTEBOOK from top to bottom and print one line for each of its checks.

    It runs as on the menu "Restart Kernel and Run All Cells", and goes on after an error. The
    file itself stays as it is. The exit code is 0 whatever the checks say.

    Example: course check my-course/01_activations/activations.ipynb
    """
    try:
        cells = code_cells(notebook)
    except NotebookError as error:
        stop(str(error))
    verdicts, trouble = _run(notebook, len(cells))
    for verdict in verdicts:
        click.echo(_line(verdict, max(len(v["name"]) for v in verdicts)))
    click.echo(trouble or _total(verdicts), err=True)


def _line(verdict: dict[str, Any], width: int) -> str:
    said = " ".join(verdict["said"].split())
    points = f"{verdict['points']:g} / {verdict['most']:g}"
    found = f"{verdict['headline']}: {said}" if said else verdict["headline"]
    return f"{verdict['name']:{width}}  {points:>11}  {found}"


def _total(verdicts: list[dict[str, Any]]) -> str:
    if not verdicts:
        return "This notebook has no checks."
    got, most = (sum(verdict[key] for verdict in verdicts) for key in ("points", "most"))
    return f"Together {got:g} of {most:g} points. Written answers are read by a person."


def _run(notebook: Path, cells: int) -> tuple[list[dict[str, Any]], str]:
    """Run the notebook in a process of its own; return its verdicts, and what went wrong."""
    verdicts, at, ended = [], 0, False
    for told in _telling(notebook, cells):
        at, ended = told.get("cell", at), "end" in told
        if "name" in told:
            verdicts.append(told)
    if ended:
        return verdicts, ""
    return verdicts, (
        f"Code cell {at} of {cells} ended the run, or took longer than {CELL_SECONDS} seconds; "
        "what comes after it was not checked."
    )


def _telling(notebook: Path, cells: int) -> Iterator[dict[str, Any]]:
    """Start the process, yield what it tells, and end it if one cell takes too long."""
    command = [sys.executable, "-m", "course.running", notebook.name]
    with (
        tempfile.TemporaryDirectory() as folder,
        Progress(console=Console(stderr=True), transient=True) as bar,
        subprocess.Popen(
            command,
            cwd=notebook.parent,
            env={**os.environ, "IPYTHONDIR": folder, "MPLBACKEND": "agg"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process,
    ):
        task = bar.add_task("running", total=cells)
        try:
            for told in _lines(process):
                bar.update(task, completed=told.get("cell"))
                yield told
        finally:
            process.kill()  # a thread of the notebook's may still be running


def _lines(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """Yield what the process tells until it says that it is done, or ends, or is too slow."""
    assert process.stdout is not None
    told: dict[str, Any] = {}
    while "end" not in told:
        watch = threading.Timer(CELL_SECONDS, process.kill)
        watch.daemon = True
        watch.start()
        try:
            line = process.stdout.readline()
        finally:
            watch.cancel()
        if not line.endswith("\n"):
            return
        told = json.loads(line)
        yield told


main.add_command(progress)

if __name__ == "__main__":
    main()
