"""The student's folder: up to date, and nothing in the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from course.doctoring.finding import Finding, good, note, wrong
from course.doctoring.shadows import command_to_rename, shadow_in, what_a_shadow_hides
from course.doctoring.terminal import (
    course_command,
    forget,
    list_largest,
    rename,
)
from course.learning.file import ProgressError, look
from course.learning.finding import find
from course.working_copy import behind, released_dir

LEAST_MEGABYTES = 200  # notebooks with pictures, and what Jupyter writes beside them


def notebooks(folder: Path) -> Iterator[Finding]:
    """Look whether the notebooks are there and are those of this version of the course."""
    again = course_command("start", folder)
    if folder.exists() and not folder.is_dir():
        yield wrong(
            "notebooks",
            f"{folder} is a file and no folder.",
            rename(folder, folder.with_name(f"{folder.name}-file")),
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
        yield wrong("progress", missing, forget("COURSE_PROGRESS"))
        return
    try:
        remarks = look(path).remarks(path.name)
    except ProgressError as error:
        yield wrong("progress", str(error), rename(path, path.with_name(f"{path.name}.old")))
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
            f"The disk has only {megabytes} MB left; remove what you no longer need. The command "
            "lists what is largest, and removes nothing.",
            list_largest(place),
        )
    else:
        yield good("disk", f"The disk has {megabytes / 1000:.1f} GB left.")
