"""What is wrong with an environment, and the one command that mends it.

A check is a function that yields findings. Those about grading come from
`autograder`, through the entry points ``delta_course.doctor``, because nothing
in here knows of grading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path

from course.doctoring import jupyter, notebooks, packages, saving
from course.doctoring.finding import Finding, note, wrong
from course.doctoring.installing import DISTRIBUTION, command_to_install, this_course

Check = Callable[[], Iterable[Finding]]
MORE_CHECKS = "delta_course.doctor"  # entry points: functions that return checks


def checks(folder: Path) -> list[Check]:
    """Return all checks, in the order in which they are told."""
    of_folder = (
        notebooks.notebooks,
        saving.writable,
        notebooks.shadows,
        notebooks.progress,
        notebooks.room,
    )
    return [
        packages.python,
        packages.packages,
        jupyter.kernel,
        jupyter.lab_extensions,
        jupyter.server_extension,
        *(partial(check, folder) for check in of_folder),
        jupyter.port,
        *(check for more in entry_points(group=MORE_CHECKS) for check in more.load()()),
    ]


def findings(folder: Path) -> Iterator[Finding]:
    """Run all checks and yield what they find.

    Parameters
    ----------
    folder : Path
        The student's folder; it may be missing.

    Examples
    --------
    >>> next(findings(Path("my-course"))).about
    'Python'
    """
    for check in checks(folder):
        yield from found_by(check)


def found_by(check: Check) -> Iterator[Finding]:
    """Yield what one check finds; what it needs may itself be missing.

    Examples
    --------
    >>> def check():
    ...     raise ImportError("No module named 'zmq'", name="zmq")
    >>> [one.says for one in found_by(check)]
    ['zmq can not be imported.']
    """
    try:
        yield from check()
    except ImportError as error:
        name = (error.name or "a package").partition(".")[0]
        words = this_course() if name == DISTRIBUTION else [name]
        yield wrong("packages", f"{name} can not be imported.", command_to_install(*words))
    except (OSError, ValueError) as error:  # an unreadable folder, odd metadata: go on elsewhere
        yield note(check.__name__, f"This could not be looked at: {error}.")
