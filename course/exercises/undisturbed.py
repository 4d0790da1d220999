"""Leaving no trace: what a student's function changes in the process is put back.

A function may print, silence warnings, install a trace function or a signal
handler and end in the middle of it. The notebook goes on as if it had not.
"""

from __future__ import annotations

import contextlib
import io
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


class Sink(io.TextIOBase):
    """A place to print to that keeps nothing but the fact, however much is printed.

    Examples
    --------
    >>> sink = Sink()
    >>> print("Hello", file=sink)
    >>> sink.used
    True
    """

    def __init__(self) -> None:
        self.used = False

    def writable(self) -> bool:
        """Whether one can print here."""
        return True

    def write(self, text: str) -> int:
        """Forget ``text``."""
        self.used = self.used or not text.isspace()
        return len(text)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Show nothing of what the block prints, and restore what it changes in the process.

    Restored are the streams, warning filters, NumPy's error and print settings,
    trace and profile functions, the recursion limit and signal handlers.

    Examples
    --------
    >>> with undisturbed():
    ...     print("nobody reads this")
    ...     settings = np.seterr(all="raise")
    >>> np.geterr()["divide"]
    'warn'
    """
    back = [_trace_back(), _signals_back()]
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(Sink()),
        contextlib.redirect_stderr(Sink()),
        np.errstate(),
        np.printoptions(),
    ):
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            for restore in back:
                restore()


def _trace_back() -> Callable[[], None]:
    trace, profile, depth = sys.gettrace(), sys.getprofile(), sys.getrecursionlimit()

    def restore() -> None:
        # Only what has changed: setting a debugger's trace anew would trouble it.
        if sys.gettrace() is not trace:
            sys.settrace(trace)
        if sys.getprofile() is not profile:
            sys.setprofile(profile)
        if sys.getrecursionlimit() != depth:
            sys.setrecursionlimit(depth)

    return restore


def _signals_back() -> Callable[[], None]:
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    handlers: dict[int, Any] = {s: signal.getsignal(s) for s in signal.valid_signals()}

    def restore() -> None:
        for number, handler in handlers.items():
            # None: installed by C code, which Python can't put back.
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)

    return restore
