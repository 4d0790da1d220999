"""Two progress files made one, such as those of a laptop and of the university's computer."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from course.learning.file import ProgressError, contents, look, parsed
from course.learning.locking import locked


def merged(ours: bytes, theirs: bytes) -> bytes:
    r"""Return the lines of both files, each once, in order of time.

    Which file comes first makes no difference, and merging again changes nothing. Lines that
    this version can't read are kept, at the end.

    Examples
    --------
    >>> merged(b'{"at": "2", "id": "b"}\n', b'{"at": "1", "id": "a"}\n{"at": "2", "id": "b"}\n')
    b'{"at": "1", "id": "a"}\n{"at": "2", "id": "b"}\n'
    """
    lines = {line.strip() for line in [*ours.split(b"\n"), *theirs.split(b"\n")]} - {b""}
    return b"".join(line + b"\n" for line in sorted(lines, key=_place))


def _place(line: bytes) -> tuple[bool, str, str, bytes]:
    event = parsed(line)
    if event is None:
        return True, "", "", line
    return False, str(event.get("at", "")), str(event.get("id", "")), line


def merge(path: Path, other: Path) -> int:
    """Add the events of ``other`` to the progress file ``path``; return how many were new.

    The file is replaced as a whole: whatever happens, there is the old one or the new one.

    Raises
    ------
    ProgressError
        If one of them can't be used; nothing is changed then.
    """
    theirs = _bytes_of(other)
    if theirs.strip() and not contents(theirs).events and not contents(theirs).newer:
        raise ProgressError(f"{other} is no progress file: no line of it is an event.")
    path = Path(os.path.realpath(path))  # a link stays a link
    with locked(path, seconds=10.0) as held:
        if not held and _has_locks():
            raise ProgressError(
                f"{path} is locked by another program, or its folder is read-only; nothing was "
                "merged."
            )
        return _replace(path, theirs)


def _has_locks() -> bool:
    from course.learning import locking

    return locking._grip() is not None


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ProgressError(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise ProgressError(f"{path} is a folder; name the progress file in it.") from None
    except OSError as error:
        raise ProgressError(f"{path} can't be read: {error.strerror}.") from None


def _replace(path: Path, theirs: bytes) -> int:
    before = look(path).events
    ours = path.read_bytes() if path.exists() else b""
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_bytes(merged(ours, theirs))
        if ours:
            draft.chmod(path.stat().st_mode)
        os.replace(draft, path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise ProgressError(f"{path} can't be written: {error.strerror}.") from None
    return len(look(path).events) - len(before)
