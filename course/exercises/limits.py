"""A time limit for code that may never end.

On the main thread of a Unix process a timer interrupts the code. Elsewhere
(Windows, a browser, another thread) somebody looks at the clock whenever a loop
begins anew or a function is called, which costs a training loop nearly nothing.
Before Python 3.12 a trace function does so at every line; Python removes it once
it has raised, so that there a loop with a bare ``except`` has to be interrupted by
hand. None can stop a loop inside C code; while grading, the process itself is
stopped from outside.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import CodeType, FrameType
from typing import Any

from course.exercises import allowance
from course.exercises.allowance import Allowance

AGAIN = 0.1  # seconds until the timer rings again, for code that swallows the first ring

TOOL = 4  # of `sys.monitoring`: one that no debugger, profiler or coverage uses

# Files whose code puts things back: the end is announced a little later there.
UNDISTURBED = {__file__, allowance.__file__, contextlib.__file__}


class TooSlow(BaseException):
    """The time is over. Not an `Exception`, so that ``except Exception`` lets it pass."""


class Interrupted(KeyboardInterrupt):
    """Somebody pressed Ctrl-C; a `KeyboardInterrupt` that the code raised itself is another."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` inside the ``with`` block once ``seconds`` are spent.

    A machine that is busy with other work is given more on the clock: see `Allowance`.

    Examples
    --------
    >>> with time_limit(5.0):
    ...     sum(range(10))
    45
    """
    on_main_thread = threading.current_thread() is threading.main_thread()
    if not on_main_thread:
        with _clock_watched(seconds):
            yield
        return
    timed = _timer if hasattr(signal, "setitimer") else _clock_watched
    with _ctrl_c_told_apart(), timed(seconds):
        yield


@contextmanager
def _ctrl_c_told_apart() -> Iterator[None]:
    """Let Ctrl-C raise `Interrupted` in the block."""
    before = signal.getsignal(signal.SIGINT)

    def interrupt(signum: int, frame: FrameType | None) -> None:
        try:
            if callable(before):
                before(signum, frame)
        except KeyboardInterrupt:
            raise Interrupted from None

    if callable(before):
        signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        if callable(before):
            signal.signal(signal.SIGINT, before)


@contextmanager
def _timer(seconds: float) -> Iterator[None]:
    rings, allowed = 0, Allowance(seconds)

    def ring(signum: int, frame: FrameType | None) -> None:
        nonlocal rings
        undisturbed = frame is not None and frame.f_code.co_filename in UNDISTURBED
        if undisturbed or not allowed.spent():
            return
        rings += 1
        if rings > 1:  # a bare `except` has swallowed the first; meet it outside its `try`
            _stop_at_next_line(frame)
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop_at_next_line(frame: FrameType | None) -> None:
    """Raise `TooSlow` once more at the line that follows, wherever that is."""

    def stop(frame: FrameType, event: str, arg: Any) -> Any:
        if event == "line" and frame.f_code.co_filename not in UNDISTURBED:
            raise TooSlow
        return stop

    sys.settrace(stop)
    while frame is not None:
        if frame.f_code.co_filename not in UNDISTURBED:
            frame.f_trace = stop
        frame = frame.f_back


def _clock_watched(seconds: float) -> AbstractContextManager[None]:
    """Look at the clock while the block runs; `sys.monitoring` is new in Python 3.12."""
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is None or monitoring.get_tool(TOOL) is not None:
        return _traced(seconds)
    return _monitored(seconds, monitoring)


@contextmanager
def _monitored(seconds: float, monitoring: Any) -> Iterator[None]:
    allowed, thread, rings = Allowance(seconds), threading.get_ident(), 0

    def look_at_clock(code: CodeType, *where: int) -> None:
        nonlocal allowed, rings
        late = allowed.spent() and threading.get_ident() == thread
        if not late or code.co_filename in UNDISTURBED:
            return
        rings += 1
        if rings == 1:  # time to put things back; after that no `except` swallows them all
            allowed = Allowance(AGAIN)
        raise TooSlow

    events = (monitoring.events.JUMP, monitoring.events.PY_START)
    monitoring.use_tool_id(TOOL, "delta-course")
    try:
        for event in events:
            monitoring.register_callback(TOOL, event, look_at_clock)
        monitoring.set_events(TOOL, sum(events))
        yield
    finally:
        monitoring.set_events(TOOL, 0)
        for event in events:
            monitoring.register_callback(TOOL, event, None)
        monitoring.free_tool_id(TOOL)


@contextmanager
def _traced(seconds: float) -> Iterator[None]:
    allowed = Allowance(seconds)

    def look_at_clock(frame: FrameType, event: str, arg: Any) -> Any:
        if allowed.spent() and frame.f_code.co_filename not in UNDISTURBED:
            raise TooSlow
        return look_at_clock

    before = sys.gettrace()
    sys.settrace(look_at_clock)
    try:
        yield
    finally:
        sys.settrace(before)
