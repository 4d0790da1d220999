"""``autograder export``: the plugins, without nbgrader's command around them."""

from __future__ import annotations

import warnings
from pathlib import Path

from autograder.building import class_config
from autograder.exports.canvas import Canvas
from autograder.exports.moodle import Moodle
from autograder.exports.plain import Csv
from autograder.exports.plugin import TablePlugin
from autograder.recording import book_of

FORMATS: dict[str, type[TablePlugin]] = {"csv": Csv, "canvas": Canvas, "moodle": Moodle}


def write(class_dir: Path, kind: str, file: Path) -> tuple[int, str]:
    """Write the scores of a class into a file.

    Parameters
    ----------
    class_dir : Path
        The class directory.
    kind : str
        One of `FORMATS`.
    file : Path
        The file to write; an old one is replaced as a whole.

    Returns
    -------
    tuple of int and str
        How many rows there are, and what a row is: a submission or a student.

    Raises
    ------
    ClassroomError
        If the file can't be written.
    """
    plugin = FORMATS[kind](config=class_config(class_dir), class_dir=str(class_dir), to=str(file))
    with warnings.catch_warnings(), book_of(class_dir) as book:
        warnings.simplefilter("ignore")  # nbgrader's own, about its use of SQLAlchemy
        return plugin.write(book), plugin.what
