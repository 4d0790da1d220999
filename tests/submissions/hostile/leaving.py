"""Ending the process, its signals and its limits."""

from __future__ import annotations

from hostile.shape import Hostile, sigmoid_is

LEAVING = [
    Hostile("exit-in-cell", "leaves at once", "import os\nos._exit(0)"),
    Hostile(
        "exit-in-answer", "leaves while it is probed", "", sigmoid_is("import os\nos._exit(0)")
    ),
    Hostile(
        "system-exit",
        "raises SystemExit and its like",
        "raise SystemExit(0)",
        sigmoid_is("raise BaseExceptionGroup('all', [SystemExit(0), KeyboardInterrupt()])"),
    ),
    Hostile(
        "interrupts",
        "presses Ctrl-C",
        "raise KeyboardInterrupt",
        sigmoid_is("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nreturn x"),
    ),
    Hostile("killed", "kills itself", "import os\nos.kill(os.getpid(), 9)"),
    Hostile(
        "kills-all",
        "kills every process that it sees",
        "",
        sigmoid_is("import os\nos.kill(-1, 9)"),
    ),
    Hostile("segfault", "breaks its memory", "", sigmoid_is("import ctypes\nctypes.string_at(0)")),
    Hostile(
        "recursion",
        "recurses without end",
        "import sys\nsys.setrecursionlimit(10**9)",
        sigmoid_is("return sigmoid(x)"),
    ),
    Hostile("endless", "never returns", "", sigmoid_is("while True:\n    pass")),
    Hostile(
        "deaf",
        "ignores every signal and goes on",
        """
import signal
for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
""",
    ),
    Hostile(
        "atexit",
        "does something when the process ends",
        "import atexit, os\n"
        "atexit.register(lambda: os.fork() or os.execv('/bin/sleep', ['', '99']))",
    ),
    Hostile(
        "stopped",
        "stops itself, so that nobody can wait for it",
        "",
        sigmoid_is("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nreturn x"),
    ),
]
