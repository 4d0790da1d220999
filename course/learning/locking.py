"""One writer at a time: a lock beside a file, where the system has locks.

Linux and macOS have ``fcntl``, Windows has ``msvcrt``, a browser has neither and needs none: it
runs one notebook in one process.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE = 5.0  # seconds; a writer holds the lock for less than a thousandth, a merge for a tenth
PAUSE = 0.001
TAKEN = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}  # by somebody else


@contextlib.contextmanager
def locked(path: Path, seconds: float = PATIENCE) -> Iterator[bool]:
    """Hold the lock that belongs to ``path`` for the block, and say whether it is held.

    It is another file, since ``path`` itself may be replaced meanwhile; of a link, it lies beside
    the file that is meant. A lock that can't be had
    (a folder without write access, a program that was stopped while it held the lock) stops
    nobody: the block runs without it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, locked(Path(folder) / "a.jsonl") as held:
    ...     held in (True, False)
    True
    """
    grip = _grip()
    real = Path(os.path.realpath(path))
    descriptor = _opened(real.with_name(f".{real.stem}.lock")) if grip else None
    if grip is None or descriptor is None:
        yield False
        return
    try:
        yield _waited(lambda: grip(descriptor), seconds)
    finally:
        os.close(descriptor)  # which gives the lock back


def _grip() -> Callable[[int], None] | None:
    """Return what takes the lock of an open file or raises `OSError`; None without locks."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:  # also in a browser, where fcntl is there and empty
        return _grip_of_windows()
    return lambda descriptor: flock(descriptor, LOCK_EX | LOCK_NB)


def _grip_of_windows() -> Callable[[int], None] | None:
    try:
        import msvcrt
    except ImportError:
        return None
    take, how = msvcrt.locking, msvcrt.LK_NBLCK  # type: ignore[attr-defined, unused-ignore]
    return lambda descriptor: take(descriptor, how, 1)  # the first byte, wherever the file ends


def _opened(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        return None


def _waited(take: Callable[[], None], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while True:
        try:
            take()
        except OSError as error:
            if error.errno not in TAKEN or time.monotonic() > end:
                return False  # some network drives have no locks at all
            time.sleep(PAUSE)
        else:
            return True
