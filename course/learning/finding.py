"""Where the progress file is: named by the environment, or beside the work."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NAME = "course-progress.jsonl"
MARK = ".course.json"  # in the folder that `course start` made
VARIABLE = "COURSE_PROGRESS"  # a path, or "off"
DRIVE = Path("/drive")  # where JupyterLite keeps the notebooks


def find(start: Path | None = None) -> Path | None:
    """Return where progress is kept, whether there is a file yet or not.

    The variable COURSE_PROGRESS decides if it is set. Else the file lies in the folder that
    ``course start`` made, which is looked for from ``start`` upwards; else beside the notebook.

    Parameters
    ----------
    start : Path, optional
        The notebook's folder; by default the current one.

    Returns
    -------
    Path or None
        None if COURSE_PROGRESS is ``off``, or there is no current folder.

    Examples
    --------
    >>> from unittest import mock
    >>> with mock.patch.dict(os.environ, {VARIABLE: "/home/ada/mine.jsonl"}):
    ...     find().name
    'mine.jsonl'
    """
    told = os.environ.get(VARIABLE, "").strip()
    if told.lower() == "off":
        return None
    try:
        if told:
            return _named(Path(told).expanduser().absolute())
        here = (start or Path.cwd()).absolute()
    except (OSError, RuntimeError):  # the current folder was deleted, or there is no home
        return None
    for folder in (here, *here.parents):
        if os.path.isfile(folder / MARK):
            return folder / NAME
    return _without_mark(here) / NAME


def _named(path: Path) -> Path:
    return path / NAME if path.is_dir() else path


def _without_mark(here: Path) -> Path:
    """Return the notebook's folder; in a browser, the one of all notebooks."""
    in_browser = sys.platform == "emscripten" and DRIVE in (here, *here.parents)
    return DRIVE if in_browser else here


def nearby(start: Path | None = None) -> list[Path]:
    """Return where a command that is run in ``start`` finds progress: one path if it is clear.

    That is what `find` says. If there is no such file yet and COURSE_PROGRESS names none, it is
    also looked for in the folders just below.

    Examples
    --------
    >>> from unittest import mock
    >>> with mock.patch.dict(os.environ, {VARIABLE: "off"}):
    ...     nearby()
    []
    """
    path = find(start)
    if path is None:
        return []
    if os.environ.get(VARIABLE, "").strip() or path.exists():
        return [path]
    here = start or Path.cwd()
    files = sorted(here.glob(f"*/{NAME}"))
    begun = [mark.with_name(NAME) for mark in sorted(here.glob(f"*/{MARK}"))]
    return files or begun or [path]
