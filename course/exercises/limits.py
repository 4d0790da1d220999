"""A time limit for code that may never end.

On the main thread of a Unix process a timer interrupts the code. Elsewhere
(Windows, a browser, another thread) a trace function looks at the clock before
every line of Python. Neither can stop a loop inside C code; while grading, the
process itself is stopped from outside.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

AGAIN = 0.1  # seconds until the timer rings again, for code that swallows the first ring


class TooSlow(BaseException):
    """The time is over. Not an `Exception`, so that ``except Exception`` lets it pass."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` inside the ``with`` block once ``seconds`` have passed.

    Examples
    --------
    >>> with time_limit(5.0):
    ...     sum(range(10))
    45
    """
    on_main_thread = threading.current_thread() is threading.main_thread()
    if hasattr(signal, "setitimer") and on_main_thread:
        with _timer(seconds):
            yield
    else:
        with _clock_watched(seconds):
            yield


@contextmanager
def _timer(seconds: float) -> Iterator[None]:
    def ring(signum: int, frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _clock_watched(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds

    def look_at_clock(frame: FrameType, event: str, arg: Any) -> Any:
        if time.monotonic() > end:
            raise TooSlow
        return look_at_clock

    before = sys.gettrace()
    sys.settrace(look_at_clock)
    try:
        yield
    finally:
        sys.settrace(before)
