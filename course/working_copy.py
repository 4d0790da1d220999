"""A student's own copy of the notebooks: work is never overwritten.

The folder remembers, in a hidden file, which released version each notebook
was copied from. So an update can tell a student's work from an old release.
"""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course.whole_files import write_whole

RECORD = ".course.json"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class CopyError(Exception):
    """The notebooks can't be copied there; the message is one sentence."""


@dataclass(frozen=True)
class Copied:
    """What became of one file: "new", "updated", "kept" or "beside"."""

    name: str
    what: str
    written: str = ""  # for "beside": the name of the newer version


def released_dir() -> Path:
    """Return the folder of the released notebooks: in the package, or in the checkout."""
    here = Path(__file__).parent
    packaged = here / "_notebooks"
    return packaged if packaged.is_dir() else here.parent / "notebooks"


def copy_all(released: Path, target: Path) -> list[Copied]:
    """Copy every released file that the student has not got, and say what was done.

    Parameters
    ----------
    released : Path
        The folder of the released notebooks.
    target : Path
        The student's folder; made if it is missing.

    Returns
    -------
    list of Copied
        One for each released file, in order.

    Raises
    ------
    CopyError
        If ``target`` can't be a working folder.
    """
    _refuse(released.resolve(), target.resolve())
    try:
        record = _read_record(target)
        sources = _sources(released)
        done = [_copied(sources[name], name, target, record) for name in sources]
        write_whole(target / RECORD, json.dumps(record, indent=1, sort_keys=True).encode())
    except OSError as error:
        todo = "make room and run it again" if error.errno in FULL else "name another folder"
        where = error.filename or target
        raise CopyError(f"{where} can't be used: {error.strerror}; {todo}.") from None
    return done


def behind(released: Path, target: Path) -> list[str]:
    """Return the released files that `copy_all` would put into ``target``, or beside work in it.

    Examples
    --------
    >>> behind(Path("no such folder"), Path("no such folder"))
    []
    """
    record, sources = _read_record(target), _sources(released)
    return [name for name in sources if _is_behind(sources[name], name, target, record)]


def _is_behind(source: Path, name: str, target: Path, record: dict[str, str]) -> bool:
    """Whether a file is missing, or comes from another version than the released one."""
    if not (target / name).is_file():
        return True
    newest = _digest(source.read_bytes())
    return newest != record.get(name) and newest != _digest((target / name).read_bytes())


def _refuse(released: Path, target: Path) -> None:
    if not released.is_dir():
        raise CopyError(f"The notebooks of the course are missing: there is no {released}.")
    if target.exists() and not target.is_dir():
        raise CopyError(f"{target} is a file; name a folder for your notebooks.")
    if target.is_relative_to(released):
        raise CopyError(
            f"{target} holds the notebooks as released; name another folder for your own."
        )


PROGRESS = "course-progress.jsonl"  # somebody's own: it is no part of a release
NOTATION = "NOTATION.md"  # every symbol; notebooks refer to it


def _sources(released: Path) -> dict[str, Path]:
    """Return each released file by its name in a working folder."""
    sources = {name: released / name for name in _names(released)}
    beside = released.parent / NOTATION  # in a checkout; a wheel has it among the notebooks
    there = released.is_dir() and beside.is_file()
    return {NOTATION: beside, **sources} if there else sources


def _names(released: Path) -> Iterator[str]:
    for path in sorted(released.rglob("*")):
        name = path.relative_to(released)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden and path.name != PROGRESS:
            yield name.as_posix()


def _copied(source: Path, name: str, target: Path, record: dict[str, str]) -> Copied:
    """Bring one file up to date, unless the student has worked in it."""
    content = source.read_bytes()
    newest, origin = _digest(content), record.get(name)
    record[name] = newest
    path = target / name
    if not path.exists():
        write_whole(path, content)
        return Copied(name, "new")
    present = _digest(path.read_bytes())
    if newest in (present, origin):
        return Copied(name, "kept")
    if present == origin:
        write_whole(path, content)
        return Copied(name, "updated")
    beside = _beside(path, content)
    return Copied(name, "beside", beside.relative_to(target).as_posix())


def _beside(path: Path, content: bytes) -> Path:
    """Write a newer version beside the student's, under the first name that is free."""
    number = 1
    while True:
        infix = ".new" if number == 1 else f".new-{number}"
        beside = path.with_name(path.stem + infix + path.suffix)
        if not beside.exists():
            write_whole(beside, content)
        if beside.read_bytes() == content:
            return beside
        number += 1


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_record(target: Path) -> dict[str, str]:
    """Return the released version of each file; nothing where the record is missing or damaged."""
    try:
        record = json.loads((target / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
