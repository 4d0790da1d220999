"""What the commands have in common: options, and how errors are said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from autograder.classroom import ClassroomError
from autograder.sandbox.zygotes import SandboxError

WRONG_USE, NO_SANDBOX = 2, 3

class_dir_option = click.option(
    "--class-dir",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The class directory; by default the present one.",
)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn foreseeable errors into one sentence and an exit code."""
    try:
        yield
    except ClassroomError as error:
        stop(str(error), WRONG_USE)
    except SandboxError as error:
        stop(str(error), NO_SANDBOX)


def stop(message: str, code: int) -> None:
    """Say why, and leave."""
    click.echo(message, err=True)
    sys.exit(code)
