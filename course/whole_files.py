"""Writing files so that a crash leaves the old one or the new one, never half of one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes, *, mode: int = 0o666, lasting: bool = False) -> None:
    """Write ``content`` to a draft beside ``path``, then give the draft that name.

    Parameters
    ----------
    path : Path
        The file; its folder is made if it is missing.
    content : bytes
        All that is to be in it.
    mode : int
        Who may read and write it, less what the system takes away: 0o600 for a secret.
    lasting : bool
        Whether both have reached the disk when this returns. So what is written first is there
        if what is written later is, even after a power cut.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "notes" / "a.txt", b"all of it")
    ...     (Path(folder) / "notes" / "a.txt").read_bytes()
    b'all of it'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.replace(draft, path)
        if lasting:
            _keep_names(path.parent)
    finally:
        with suppress(OSError):  # after an error, that one is to be told
            draft.unlink(missing_ok=True)


def _keep_names(folder: Path) -> None:
    """Write a folder's names to the disk, where its file system can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
