"""The names of files in Moodle's "Download all submissions".

With "Download submissions in folders" they are
``NAME_NUMBER_assignsubmission_file/ORIGINAL`` (older versions end the folder's
name with an underscore), and without it ``NAME_NUMBER_assignsubmission_file_ORIGINAL``.
Moodle takes underscores, quotes and colons out of names. The number is the
"Participant" of the grading worksheet: the same student has another one in the
next assignment. Nothing says when a file was handed in, or that it was late.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from autograder.collecting.labels import Label

PREFIX = r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>[a-z]+)"
FOLDER = re.compile(rf"{PREFIX}_?")
FLAT = re.compile(rf"{PREFIX}_(?P<rest>.+)")


def label(path: str) -> Label | None:
    """Read the path of a file that Moodle has packed; None if it does not look like one.

    Examples
    --------
    >>> found = label("Zoë OBrien_4711_assignsubmission_file_/activations.ipynb")
    >>> found.name, found.lms_id, found.original
    ('Zoë OBrien', '4711', 'activations.ipynb')
    """
    *folders, file = PurePosixPath(path).parts
    for folder in folders:
        if match := FOLDER.fullmatch(folder):
            return Label(match["name"], match["id"] or "", file)
    match = FLAT.fullmatch(file)
    return Label(match["name"], match["id"] or "", match["rest"]) if match else None
