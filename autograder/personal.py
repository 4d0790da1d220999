"""What a student keeps beside the notebooks for nobody else: the progress file.

It may lie in a submission, or beside the sources of somebody who tried them. It decides about no
grade, and nobody is to read it.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

from course.learning.finding import NAME

# With what is made beside it: a lock, drafts, and a file set aside.
PATTERNS = (f"{NAME}*", f".{Path(NAME).stem}.*")


def is_personal(name: str) -> bool:
    """Whether a file of this name is the progress file, or belongs to it.

    Examples
    --------
    >>> is_personal("course-progress.jsonl"), is_personal(".course-progress.lock")
    (True, True)
    >>> is_personal("data.csv")
    False
    """
    return any(fnmatchcase(name, pattern) for pattern in PATTERNS)
