"""What the code that runs a notebook tells the provisioner about it.

Jupyter starts kernels through several layers that know nothing of grading, so
the request travels in a context variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """What one submission may use up.

    Attributes
    ----------
    cpu_seconds, processes, open_files, file_bytes : int
        Set as resource limits inside the jail.
    memory_bytes : int
        Of all its processes together, watched from outside.
    wall_seconds : float
        For the whole notebook.
    answer_seconds : float
        For the probes of one exercise; other work on the machine is nobody's fault.
    answer_cpu_seconds : int
        Of processor time, for the same.
    """

    cpu_seconds: int = 120
    processes: int = 64
    open_files: int = 256
    file_bytes: int = 64 * 1024 * 1024
    memory_bytes: int = 2 * 1024**3
    wall_seconds: float = 240.0
    answer_seconds: float = 60.0
    answer_cpu_seconds: int = 20

    def inside(self) -> dict[str, int]:
        """Return the limits that the kernel process sets on itself, by the names of setrlimit."""
        return {
            "CPU": self.cpu_seconds,
            "NPROC": self.processes,
            "NOFILE": self.open_files,
            "FSIZE": self.file_bytes,
            "CORE": 0,
        }


@dataclass
class Request:
    """One submission that is about to run, and afterwards what became of its kernel."""

    seeds: dict[str, int] = field(default_factory=dict)
    sandboxed: bool = True
    hidden: tuple[Path, ...] = ()
    limits: Limits = Limits()
    reason: str = ""  # why the kernel was stopped from outside, if it was


_current: ContextVar[Request | None] = ContextVar("request", default=None)


@contextmanager
def running(request: Request) -> Iterator[Request]:
    """Let kernels that are started inside the block belong to ``request``."""
    token = _current.set(request)
    try:
        yield request
    finally:
        _current.reset(token)


def current() -> Request:
    """Return the request that a kernel is started for."""
    return _current.get() or Request()
