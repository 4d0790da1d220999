"""Watching a submission from outside the jail: memory of all its processes, and the clock."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING

import psutil

from autograder.sandbox.processes import kill
from autograder.sandbox.zygotes import Zygote

if TYPE_CHECKING:
    from autograder.sandbox.request import Request

EVERY = 0.2  # seconds between two looks


class Watch:
    """A thread that looks at a running submission and kills it when it uses too much."""

    def __init__(self, zygote: Zygote, request: Request) -> None:
        self.zygote = zygote
        self.request = request
        self.end = time.monotonic() + request.limits.wall_seconds
        self.own = _resident(zygote.zygote_process())
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, name="sandbox watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stopped.wait(EVERY):
            reason = self._too_much()
            if reason:
                self.request.reason = reason
                kill(self.zygote.processes())

    def _too_much(self) -> str:
        limits = self.request.limits
        if time.monotonic() > self.end:
            return f"it ran longer than {limits.wall_seconds:g} seconds"
        # What a fork shares with the zygote is not its own.
        used = sum(max(0, _resident(process) - self.own) for process in self.zygote.processes())
        if used > limits.memory_bytes:
            return f"it used more than {limits.memory_bytes / 1e9:.1f} GB of memory"
        return ""


def _resident(process: psutil.Process | None) -> int:
    with contextlib.suppress(psutil.Error):
        return int(process.memory_info().rss) if process is not None else 0
    return 0
