"""Whether work can be saved in the student's folder."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from course.doctoring.finding import Finding, good, wrong
from course.doctoring.terminal import command, copy_elsewhere, list_largest, make_writable
from course.working_copy import FULL


def writable(folder: Path) -> Iterator[Finding]:
    """Look whether work can be saved."""
    if not folder.is_dir():
        return
    shut = _shut(folder)
    if shut is None:
        yield good("saving", f"Work can be saved in {folder}.")
    else:
        yield _trouble(folder, *shut)


def _trouble(folder: Path, place: Path, number: int | None) -> Finding:
    """Return why nothing can be saved: each reason has a mend of its own."""
    if number == errno.EROFS:
        says = f"{place} is on something that can only be read; work in a copy of the folder."
        return wrong("saving", says, copy_elsewhere(folder))
    if number in FULL:
        return wrong("saving", f"There is no room to save in {place}.", list_largest(folder))
    if _owned_by_another(place):
        give = f"sudo chown -R $USER {command(folder)}"
        return wrong("saving", f"{place} belongs to somebody else.", give)
    return wrong("saving", f"{place} can't be written.", make_writable(folder))


def _shut(folder: Path) -> tuple[Path, int | None] | None:
    """Return the first folder or notebook that refuses, and the number of the error."""
    for place in (folder, *sorted(path for path in folder.iterdir() if path.is_dir())):
        if not os.access(place, os.W_OK | os.X_OK):
            return place, _number(place)
        try:
            tempfile.TemporaryFile(dir=place).close()
        except OSError as error:
            return place, error.errno
    files = sorted(folder.glob("*/*.ipynb"))
    return next(((path, _number(path)) for path in files if not os.access(path, os.W_OK)), None)


def _number(place: Path) -> int:
    """Return why a place refuses: its rights, or all around it can only be read."""
    flags = getattr(os, "statvfs", None)
    only_read = flags is not None and flags(place).f_flag & os.ST_RDONLY
    return errno.EROFS if only_read else errno.EACCES


def _owned_by_another(path: Path) -> bool:
    return hasattr(os, "geteuid") and path.stat().st_uid != os.geteuid()
