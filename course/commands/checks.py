"""``course check``: all checks of a notebook, in the terminal."""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from course.commands.sentences import NOT_NOW, stop
from course.doctoring.shadows import shadow_in, what_a_shadow_does
from course.running import NotebookError, code_cells

CELL_SECONDS = 120  # for one cell; a training of the course takes a few seconds


def _notebooks(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the notebooks whose path begins like this, up to two folders down."""
    base = incomplete[: incomplete.rfind("/") + 1]
    found = notebooks_below(Path(base))
    return [path.as_posix() for path in found if path.as_posix().startswith(incomplete)]


def notebooks_below(folder: Path) -> list[Path]:
    """Return the notebooks in a folder and up to two folders down, hidden ones left out."""
    patterns = ("*.ipynb", "*/*.ipynb", "*/*/*.ipynb")
    found = {path for pattern in patterns for path in folder.glob(pattern)}
    return sorted(path for path in found if not any(p.startswith(".") for p in path.parts))


@click.command(short_help="Run all checks of a notebook.")
@click.argument(
    "notebook", type=click.Path(path_type=Path, readable=False), shell_complete=_notebooks
)
def check(notebook: Path) -> None:
    """Run NOTEBOOK from top to bottom and print one line for each of its checks.

    It runs as on the menu "Restart Kernel and Run All Cells", and goes on after an error. The
    file itself stays as it is. The exit code is 0 whatever the checks say.

    Example: course check my-course/01_activations/activations.ipynb
    """
    cells = _cells(notebook)
    verdicts, trouble = _run(notebook, len(cells))
    for verdict in verdicts:
        click.echo(_line(verdict, max(len(v["name"]) for v in verdicts)))
    click.echo(trouble or _total(verdicts), err=True)


def _cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the notebook's code cells, or say why it can't be run."""
    archive = next(filter(_is_archive, (notebook, *notebook.parents)), None)
    if archive is not None:
        stop(f"{archive} is a zip archive; unpack it, and name the notebook that was in it.")
    if not notebook.exists():
        stop(f"There is no file {notebook}; {_instead_of(notebook)}.")
    try:
        cells = code_cells(notebook)
    except NotebookError as error:
        stop(str(error))
    if shadow := shadow_in(notebook.parent):
        stop(what_a_shadow_does(shadow))
    return cells


def _is_archive(path: Path) -> bool:
    return path.is_file() and zipfile.is_zipfile(path)


def _instead_of(missing: Path) -> str:
    """Return which notebook may be meant."""
    names = [path.as_posix() for path in notebooks_below(Path())]
    if not names:
        return "copy the notebooks with: course start"
    by_stem = [name for name in names if Path(name).name == missing.name]
    near = by_stem or difflib.get_close_matches(missing.as_posix(), names, n=1, cutoff=0.3)
    return f"did you mean {near[0]}" if near else f"there is, for example, {names[0]}"


def _line(verdict: dict[str, Any], width: int) -> str:
    said = " ".join(verdict["said"].split())
    points = f"{verdict['points']:g} / {verdict['most']:g}"
    found = f"{verdict['headline']}: {said}" if said else verdict["headline"]
    return f"{verdict['name']:{width}}  {points:>11}  {found}"


def _total(verdicts: list[dict[str, Any]]) -> str:
    if not verdicts:
        return "This notebook has no checks; those of the course come with: course start"
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
    if at == 0:
        stop("This Python can't run notebooks; say what is missing with: course doctor", NOT_NOW)
    return verdicts, (
        f"Code cell {at} of {cells} ended the run, or took longer than {CELL_SECONDS} seconds; "
        "what comes after it was not checked."
    )


def _telling(notebook: Path, cells: int) -> Iterator[dict[str, Any]]:
    """Start the process, yield what it tells, and end it if one cell takes too long."""
    command = [sys.executable, "-m", "course.running", notebook.name]
    with (
        tempfile.TemporaryDirectory() as folder,
        _bar() as bar,
        subprocess.Popen(
            command,
            cwd=notebook.parent,
            env={**os.environ, "IPYTHONDIR": folder, "MPLBACKEND": "agg"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
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


def _bar() -> Progress:
    """Return a progress bar; none where there is no terminal, only lines to be read later."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


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
