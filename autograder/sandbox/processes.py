"""Looking at processes and killing them, without going through all of the machine's."""

from __future__ import annotations

import contextlib
from pathlib import Path

import psutil


def children(pid: int) -> list[int]:
    """Return the processes whose parent is ``pid``; none if it has gone."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    return found


def descendants(pid: int) -> list[psutil.Process]:
    """Return what ``pid`` has started, and what that has started, and so on."""
    found: list[psutil.Process] = []
    for child in children(pid):
        with contextlib.suppress(psutil.Error):
            found.append(psutil.Process(child))
        found += descendants(child)
    return found


def kill(processes: list[psutil.Process]) -> None:
    """Kill all of ``processes``."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
