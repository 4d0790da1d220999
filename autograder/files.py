"""Writing what a class keeps: whole, and on the disk before anything goes on."""

from __future__ import annotations

from pathlib import Path

from course.whole_files import write_whole


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as a whole, and return when it has reached the disk.

    So there is no entry in the journal without its notebook, even after a power cut.
    """
    write_whole(path, text.encode(), lasting=True)
