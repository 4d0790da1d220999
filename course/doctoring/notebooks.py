"""The student's folder: up to date, writable, and nothing in the way."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from course.doctoring.finding import Finding, command, good, note, wrong
from course.doctoring.shadows import command_to_rename, shadow_in, what_a_shadow_hides
from course.learning.file import ProgressError, look
from course.learning.finding import find
from course.working_copy import behind, released_dir

LEAST_MEGABYTES = 200  # notebooks with pictures, and what Jupyter writes beside them


def notebooks(folder: Path) -> Iterator[Finding]:
    """Look whether the notebooks are there and are those of this version of the course."""
    again = command("course", "start", folder)
    if folder.exists() and not folder.is_dir():
        yield wrong(
            "notebooks",
            f"{folder} is a file and no folder.",
            command("mv", folder, f"{folder}-file"),
        )
        return
    if not folder.is_dir():
        yield note("notebooks", f"There is no folder {folder} here yet.", again)
        return
    old = behind(released_dir(), folder)
    if old:
        several = f" and {len(old) - 1} more" if len(old) > 1 else ""
        yield wrong("notebooks", f"{folder} is behind the course: {old[0]}{several}.", again)
    else:
        yield good("notebooks", f"The notebooks in {folder} are those of this version.")


def writable(folder: Path) -> Iterator[Finding]:
    """Look whether work can be saved."""
    if not folder.is_dir():
        return
    shut = _shut(folder)
    if shut is None:
        yield good("saving", f"Work can be saved in {folder}.")
    elif _owned_by_another(shut):
        yield wrong(
            "saving", f"{shut} belongs to somebody else.", f"sudo chown -R $USER {command(folder)}"
        )
    else:
        yield wrong("saving", f"{shut} can't be written.", command("chmod", "-R", "u+rwX", folder))


def _shut(folder: Path) -> Path | None:
    """Return the first folder or notebook in which nothing can be saved."""
    for place in (folder, *sorted(path for path in folder.iterdir() if path.is_dir())):
        try:
            tempfile.TemporaryFile(dir=place).close()
        except OSError:
            return place
    files = sorted(folder.glob("*/*.ipynb"))
    return next((path for path in files if not os.access(path, os.W_OK)), None)


def _owned_by_another(path: Path) -> bool:
    return hasattr(os, "geteuid") and path.stat().st_uid != os.geteuid()


def shadows(folder: Path) -> Iterator[Finding]:
    """Look for files that the notebooks would import in place of a library."""
    places = [folder, *sorted(path for path in folder.glob("*") if path.is_dir())]
    found = [shadow for place in places if (shadow := shadow_in(place))]
    for shadow in found:
        yield wrong("names", f"{what_a_shadow_hides(shadow)}.", command_to_rename(shadow))
    if not found and folder.is_dir():
        yield good("names", "No file there hides a library.")


def progress(folder: Path) -> Iterator[Finding]:
    """Look whether the progress file can be read and written."""
    path = find(folder if folder.is_dir() else None)
    if path is None:
        yield note("progress", "COURSE_PROGRESS is off, so no progress is kept.")
        return
    if not path.parent.is_dir():
        missing = f"COURSE_PROGRESS names {path}, and there is no folder {path.parent}."
        yield wrong("progress", missing, "unset COURSE_PROGRESS")
        return
    try:
        remarks = look(path).remarks(path.name)
    except ProgressError as error:
        yield wrong("progress", str(error), command("mv", path, f"{path}.old"))
        return
    for remark in remarks:
        yield note("progress", remark)
    if not remarks:
        yield good("progress", f"Progress is kept in {path}.")


def room(folder: Path) -> Iterator[Finding]:
    """Look whether the disk has room."""
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    megabytes = shutil.disk_usage(place).free // 1_000_000
    if megabytes < LEAST_MEGABYTES:
        yield wrong(
            "disk",
            f"The disk has only {megabytes} MB left.",
            f"du -sh {command(place)}/* | sort -h",
        )
    else:
        yield good("disk", f"The disk has {megabytes / 1000:.1f} GB left.")
