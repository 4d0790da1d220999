"""The names of files in Canvas's "Download Submissions".

They are ``NAME[_LATE]_USER_FILE_ORIGINAL``: the student's sortable name in lower
case without spaces and commas, the mark of late work, the user's and the file's
numbers, and the name that the student gave, to which Canvas adds ``-1``, ``-2``
when the same name is uploaded again. Where marking is anonymous, ``anon_`` and
five characters stand for name and user. All files lie in one folder.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePosixPath

from autograder.collecting.labels import Label

ANONYMOUS = re.compile(r"(?P<late>LATE_)?anon_(?P<id>[0-9A-Za-z]{5})_(?P<file>\d+)_(?P<rest>.+)")
NUMBERS = re.compile(r"_(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)")
LATE = "_LATE"


def label(path: str, known: Collection[str] = ()) -> Label | None:
    """Read the name of a file that Canvas has packed; None if it does not look like one.

    Parameters
    ----------
    path : str
        The file's path in the archive.
    known : collection of str, optional
        Numbers of users. Where a name can be read in two ways, one of them decides.

    Examples
    --------
    >>> found = label("doejane_LATE_4711_99_activations-1.ipynb")
    >>> found.name, found.lms_id, found.number, found.late, found.original
    ('doejane', '4711', 99, True, 'activations-1.ipynb')
    """
    file = PurePosixPath(path).name
    if anonymous := ANONYMOUS.fullmatch(file):
        number = int(anonymous["file"])
        return Label("anon", anonymous["id"], anonymous["rest"], bool(anonymous["late"]), number)
    # A name may hold underscores and digits, and so may the student's file: try every place.
    places = [match for k in range(len(file)) if (match := NUMBERS.match(file, k))]
    chosen = [match for match in places if match["id"] in known] or places
    return _label(file, chosen[0]) if chosen else None


def _label(file: str, match: re.Match[str]) -> Label:
    name = file[: match.start()]
    late = name.endswith(LATE)
    name = name.removesuffix(LATE)
    return Label(name, match["id"], match["rest"], late, int(match["file"]))
