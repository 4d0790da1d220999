"""What the commands have in common: options, and how errors are said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from autograder.building import ConfigError
from autograder.classroom import ClassroomError
from autograder.sandbox.zygotes import SandboxError
from autograder.trouble import NotReachable, RunStopped, stopping
from course.commands.sentences import stop

STOPPED, WRONG_USE, NO_SANDBOX = 1, 2, 3

class_dir_option = click.option(
    "--class-dir",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The class directory; by default the present one.",
)

database_option = click.option(
    "--db",
    metavar="URL",
    help="Keep the gradebook in this database, as SQLAlchemy names it; plain nbgrader does, too.",
)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn foreseeable errors into one sentence and an exit code."""
    try:
        yield
    except (ClassroomError, ConfigError, NotReachable) as error:
        stop(str(error), WRONG_USE)
    except RunStopped as error:
        stop(str(error), STOPPED)
    except SandboxError as error:
        stop(str(error), NO_SANDBOX)
    except Exception as error:
        said = stopping(error)
        if not said and isinstance(error, OSError) and error.filename:
            said = f"{error.filename} can't be used: {error.strerror}; mend that or name another."
        if not said:
            raise
        stop(said, STOPPED)
