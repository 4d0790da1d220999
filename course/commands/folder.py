"""``course start`` and ``course lab``: a folder of one's own, and JupyterLab in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from course.commands.sentences import NOT_NOW, stop
from course.doctoring.installing import command_to_install
from course.doctoring.shadows import shadow_in, what_a_shadow_does
from course.working_copy import RECORD, Copied, CopyError, copy_all, released_dir


def _folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="dir")]


def _meant(ctx: click.Context, param: click.Parameter, directory: Path) -> Path:
    """Return the folder that is meant; inside of one's folder, that one and none below it."""
    named = ctx.get_parameter_source("directory") is not ParameterSource.DEFAULT
    if named or directory.exists():
        return directory
    here = Path.cwd()
    return next(
        (place for place in (here, *here.parents) if (place / RECORD).is_file()), directory
    )


directory_argument = click.argument(
    "directory",
    type=click.Path(path_type=Path, readable=False),
    default="my-course",
    callback=_meant,
    metavar="[DIR]",
    shell_complete=_folders,
)


@click.command(short_help="Copy the notebooks into a folder of your own.")
@directory_argument
def start(directory: Path) -> None:
    """Copy the notebooks into DIR (by default my-course); your work is never overwritten.

    In such a folder, or in one below it, that folder is the default.

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
        try:
            return super().parse_args(ctx, args[:cut])
        except click.NoSuchOption as error:
            name = error.option_name
            ctx.fail(f"No such option {name}; options of JupyterLab follow --, as in: -- {name}")


@click.command(cls=PassingOn, short_help="Open your notebooks in JupyterLab.")
@directory_argument
@click.pass_context
def lab(ctx: click.Context, directory: Path) -> None:
    """Copy the notebooks into DIR as `course start` does, and open JupyterLab there.

    What follows -- is handed to JupyterLab. If its port 8888 is taken, it takes the next one.

    Example: course lab my-course -- --no-browser
    """
    _require_programs()
    _start(directory)
    if shadow := shadow_in(directory):
        click.echo(what_a_shadow_does(shadow), err=True)
    extra = ctx.meta["passed on"]
    if getattr(os, "geteuid", lambda: 1)() == 0:
        extra = ["--allow-root", *extra]  # as in containers, where there is nobody else
    # -P: a file of the student's called numpy.py is not to keep JupyterLab itself from starting.
    _hand_over([sys.executable, "-P", "-m", "jupyterlab", *extra], directory)


def _require_programs() -> None:
    for module, what in (
        ("jupyterlab", "JupyterLab"),
        ("ipykernel", "JupyterLab's Python kernel"),
    ):
        if find_spec(module) is None:
            stop(
                f"{what} is missing in this Python; install it with: {command_to_install(module)}",
                NOT_NOW,
            )


def _hand_over(command: list[str], directory: Path) -> None:
    """Become that program: signals and Ctrl-C then reach it and nothing else."""
    os.chdir(directory)
    if os.name != "nt":
        os.execv(command[0], command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # JupyterLab itself asks what Ctrl-C means
    sys.exit(subprocess.call(command))
