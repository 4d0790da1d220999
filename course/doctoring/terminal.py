"""Lines for the terminal of this system: what a person can paste as it is printed."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from string import ascii_letters, digits

PLAIN_ON_WINDOWS = frozenset(f"{ascii_letters}{digits}_-./\\:+")


def is_windows() -> bool:
    """Whether the terminal is that of Windows."""
    return os.name == "nt"


def command(*words: object) -> str:
    """Return words as one line, in quotes where the terminal needs them.

    Examples
    --------
    >>> command("course", "start", "my-course")
    'course start my-course'
    """
    plain = [str(word) for word in words]
    return " ".join(map(_for_windows, plain)) if is_windows() else shlex.join(plain)


def _for_windows(word: str) -> str:
    """Quote a word: a bare ``numpy>=2.0`` would write a file there."""
    return word if word and set(word) <= PLAIN_ON_WINDOWS else f'"{word}"'


def course_command(*words: object) -> str:
    """Return a line that starts this installation's ``course``, on PATH or not.

    Examples
    --------
    >>> course_command("start").endswith(" start")
    True
    """
    found = shutil.which("course")
    # The name may be a link to the program, as uv makes it.
    if found and Path(found).resolve().parent == Path(sys.executable).parent.resolve():
        return command("course", *words)
    return command(sys.executable, "-m", "course.cli", *words)


def rename(old: Path, new: Path) -> str:
    """Return the line that gives a file or a folder another name."""
    return command("move" if is_windows() else "mv", old, new)


def forget(variable: str) -> str:
    """Return the line that takes a variable away.

    Examples
    --------
    >>> "COURSE_PROGRESS" in forget("COURSE_PROGRESS")
    True
    """
    return f"set {variable}=" if is_windows() else f"unset {variable}"


def make_writable(folder: Path) -> str:
    """Return the line that lets its owner write in a folder, and in all that is in it."""
    if is_windows():
        return command("attrib", "-R", folder / "*", "/S", "/D")
    return command("chmod", "-R", "u+rwX", folder)


def copy_elsewhere(folder: Path) -> str:
    """Return the line that copies a folder into the home, where there is something to write on."""
    target = Path.home() / folder.absolute().name
    if is_windows():
        return command("xcopy", folder, target, "/E", "/I")
    return command("cp", "-R", folder, target)


def list_largest(folder: Path) -> str:
    """Return the line that lists what takes up room; it removes nothing."""
    if is_windows():
        return command("dir", "/S", folder)
    return f"du -sh {command(folder)}/* | sort -h"
