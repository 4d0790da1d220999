"""Whether progress is kept, and where: only for somebody who learns, never while grading."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from course.learning.finding import VARIABLE, find

_asked = False  # `course check` runs a notebook without a kernel, and says so


def ask() -> None:
    """Keep progress in this process, though it is no notebook's kernel."""
    global _asked
    _asked = True


def is_unattended() -> bool:
    """Whether a command runs all cells of a notebook: then nobody answers anything.

    Examples
    --------
    >>> is_unattended()
    False
    """
    return _asked


def where() -> Path | None:
    """Return the file in which this process keeps progress, or None.

    It is kept in notebooks, by ``course check``, and wherever COURSE_PROGRESS names a file; not
    in plain scripts, and not while nbgrader runs a notebook.

    Examples
    --------
    >>> where() is None or "COURSE_PROGRESS" in os.environ or _in_notebook()
    True
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        return None
    return find() if _asked or os.environ.get(VARIABLE) or _in_notebook() else None


def _in_notebook() -> bool:
    """Whether this is the kernel of a notebook; IPython in a terminal is none."""
    ask_shell = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = ask_shell() if ask_shell else None
    return shell is not None and (hasattr(shell, "kernel") or sys.platform == "emscripten")
