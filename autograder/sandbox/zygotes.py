"""Starting zygotes and talking to them.

A zygote is expensive to start (it imports NumPy, matplotlib and IPython) and
cheap to fork, so it is kept between submissions. It serves one submission at a
time and is thrown away as soon as anything about it is unexpected.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import marshal
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

import psutil

import course
from autograder.sandbox import jail, seccomp
from autograder.sandbox.orders import Order
from autograder.sandbox.processes import children, descendants, kill

PRELOAD = [
    "numpy",
    "numpy.testing",
    "scipy.special",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.font_manager",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "ipykernel.zmqshell",
    "IPython.core.ultratb",
    "IPython.core.completer",
    "ipywidgets",
    "zmq",
    "tornado.ioloop",
]
# Submissions don't need these; and "_": in a wheel, the sources of all solutions are among them.
LEFT_OUT = (
    "course._",
    "course.cli",
    "course.commands",
    "course.doctor",
    "course.learning",
    "course.server",
    "course.solutions",
    "course.widgets.",
    "course.worked",
)
NEEDED = "course.widgets.grading"  # says that no interactive is built
PORTS = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"]
NOWHERE = "/nowhere/k"  # the address that a kernel sees; its sockets come as descriptors
CLEANING_SECONDS = 60.0


class SandboxError(Exception):
    """No sandbox could be had; the message says why in one sentence."""


def library() -> tuple[dict[str, tuple[bool, str, int, int]], bytes]:
    """Return the course's modules as code, and where each is in it.

    A name stands for whether it is a package, its file, its beginning and its end.
    """
    root = Path(course.__file__).parent
    found, code = {}, b""
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if package else parts)
        if name == NEEDED or not name.startswith(LEFT_OUT):
            text = path.read_text(encoding="utf-8")
            one = marshal.dumps(compile(text, f"<{name}>", "exec", dont_inherit=True))
            found[name] = (package, f"<{name}>", len(code), len(code) + len(one))
            code += one
    return found, code


class Zygote:
    """One running zygote, seen from outside.

    Parameters
    ----------
    sandboxed : bool
        False starts it as an ordinary process, with no protection.
    hidden : sequence of Path
        Folders to cover in the jail, should they lie in a visible one.
    """

    def __init__(self, *, sandboxed: bool = True, hidden: tuple[Path, ...] = ()) -> None:
        self.sandboxed = sandboxed
        self.exit_code: int | None = None
        self.hidden = hidden
        self._lock = threading.Lock()
        self._heard = b""
        self._events: list[dict[str, Any]] = []
        self.folder = Path(tempfile.mkdtemp(prefix="dc-"))
        self.sockets = self.folder / "s"
        self.sockets.mkdir(mode=0o700)
        try:
            self._start(hidden)
        except BaseException:
            self.close()
            raise

    def _start(self, hidden: tuple[Path, ...]) -> None:
        ours, theirs = socket.socketpair()
        self.control = ours
        with theirs:
            self.process = self._popen(theirs.fileno(), hidden)
        with contextlib.suppress(BrokenPipeError):
            self._send_library()
        if self.expect("up", seconds=60) is None:
            raise SandboxError(f"The sandbox did not start: {self.errors() or 'no reason given'}.")

    def _popen(self, descriptor: int, hidden: tuple[Path, ...]) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-B", "-s"]
        self._log = (self.folder / "log").open("w+b")
        if self.sandboxed:
            inside = jail.Jail(jail.unused_uid(), hidden)
            program += [f"{jail.PROGRAMS}/zygote.py", str(descriptor), *jail.SCRATCH]
            with seccomp.as_file() as calls:
                passed = [descriptor] if calls is None else [descriptor, calls]
                return self._run(inside.command(program, calls), passed, None)
        home = self.folder / "home"
        home.mkdir()
        here = Path(__file__).parent / "inside" / "zygote.py"
        env = {**os.environ, **jail.ENVIRONMENT, "HOME": str(home)}
        return self._run([*program, str(here), str(descriptor), str(home)], [descriptor], env)

    def _run(
        self, command: list[str], passed: list[int], env: dict[str, str] | None
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            pass_fds=passed,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env=env,
            start_new_session=True,
        )

    def send(self, **message: Any) -> None:
        """Send one request."""
        self.control.sendall(json.dumps(message).encode() + b"\n")

    def _send_library(self) -> None:
        """Hand over the course's code in a file, which leaves no copy where it was read."""
        modules, code = library()
        with tempfile.TemporaryFile() as file:
            file.write(code)
            file.flush()
            first = json.dumps({"preload": PRELOAD, "modules": modules}).encode() + b"\n"
            socket.send_fds(self.control, [first], [file.fileno()])

    def _send_start(self, request: dict[str, Any], ends: list[socket.socket]) -> None:
        """Ask for a kernel, and hand over what it is told and the sockets it is to use."""
        with tempfile.TemporaryFile() as told:
            told.write(json.dumps(request).encode())
            told.seek(0)
            descriptors = [told.fileno(), *(end.fileno() for end in ends)]
            socket.send_fds(self.control, [b'{"do": "start"}\n'], descriptors)
        if self.expect("ready", seconds=40) is None:
            raise SandboxError("A kernel did not start in the sandbox.")

    def expect(self, event: str, seconds: float) -> dict[str, Any] | None:
        """Wait for an event; None if the kernel or the zygote ended first, or time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.listen(min(0.5, end - time.monotonic()))
            for position, heard in enumerate(self._events):
                if heard["event"] == event:
                    return self._events.pop(position)
            if self.exit_code is not None and event == "ready":
                return None
            if self.process.poll() is not None:
                return None
        return None

    def listen(self, seconds: float = 0.0) -> None:
        """Take in what the zygote has said meanwhile."""
        with self._lock:
            readable, _, _ = select.select([self.control], [], [], max(0.0, seconds))
            if not readable:
                return
            heard = self.control.recv(1 << 16)
            if not heard:  # the zygote has gone; its process tells
                time.sleep(min(0.02, max(0.0, seconds)))
            self._heard += heard
            *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            message = json.loads(line)
            if message["event"] == "exited":
                self.exit_code = message["code"]
            else:
                self._events.append(message)

    def start_kernel(self, connection: dict[str, Any], order: Order) -> None:
        """Fork a kernel that is reached at ``connection``; returns when it listens.

        Raises
        ------
        SandboxError
            If the kernel does not come up.
        """
        self._forget_the_last()
        request = {
            "connection": {**connection, "ip": NOWHERE, "key": _text(connection["key"])},
            "ports": [connection[name] for name in PORTS],
            **asdict(order),
        }
        with contextlib.ExitStack() as stack:
            places = [f"{connection['ip']}-{connection[name]}" for name in PORTS]
            self._send_start(request, [stack.enter_context(_listening(p)) for p in places])

    def start_cells(self, order: Order) -> socket.socket:
        """Fork a process that runs cells, and return the socket to talk with it.

        Raises
        ------
        SandboxError
            If the process does not come up.
        """
        self._forget_the_last()
        ours, theirs = socket.socketpair()
        with theirs:
            self._send_start({"ports": [], **asdict(order)}, [theirs])
        return ours

    def _forget_the_last(self) -> None:
        self.exit_code = None
        self._events.clear()

    def interrupt(self) -> None:
        """Press Ctrl-C in the kernel."""
        with contextlib.suppress(OSError):
            self.send(do="interrupt")

    def kernel_has_ended(self) -> bool:
        """Whether the kernel is gone; never waits."""
        self.listen()
        return self.exit_code is not None or self.process.poll() is not None

    def clean(self) -> bool:
        """Kill everything the submission started and wipe its files; whether that worked."""
        with contextlib.suppress(OSError):
            self.send(do="clean")
            done = self.expect("cleaned", seconds=CLEANING_SECONDS)
            self.exit_code = self.exit_code if self.exit_code is not None else -signal.SIGKILL
            for path in self.sockets.iterdir():
                path.unlink()
            return done is not None and not done["left"]
        return False

    def zygote_process(self) -> psutil.Process | None:
        """Return the zygote itself: in a jail, the child of bubblewrap."""
        inner = children(self.process.pid) if self.sandboxed else [self.process.pid]
        with contextlib.suppress(psutil.Error):
            return psutil.Process(inner[0]) if inner else None
        return None

    def processes(self) -> list[psutil.Process]:
        """Return the processes of the submission, as seen from outside."""
        zygote = self.zygote_process()
        return descendants(zygote.pid) if zygote is not None else []

    def errors(self) -> str:
        """Return the last line that the zygote wrote to its log."""
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""

    def close(self) -> None:
        """End the zygote and all that runs in it."""
        process = getattr(self, "process", None)
        if process is not None:
            if not self.sandboxed and process.poll() is None:
                self.clean()
            zygote = self.zygote_process()
            self._hang_up()  # a zygote that is alone ends itself; the rest is for certain
            if zygote is not None:
                kill([zygote])
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._hang_up()
        if hasattr(self, "_log"):
            self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _hang_up(self) -> None:
        if hasattr(self, "control"):
            self.control.close()


def _listening(path: str) -> socket.socket:
    """Return a socket that listens at ``path``."""
    made = socket.socket(socket.AF_UNIX)
    made.bind(path)
    made.listen(16)
    return made


def _text(key: Any) -> str:
    return key.decode() if isinstance(key, bytes) else str(key)


_idle: list[Zygote] = []
_idle_lock = threading.Lock()


def acquire(*, sandboxed: bool = True, hidden: tuple[Path, ...] = ()) -> Zygote:
    """Return a zygote for one submission: an idle one, or a new one."""
    _close_at_end(os.getpid())
    hidden = jail.visible(hidden)
    with _idle_lock:
        for position, zygote in enumerate(_idle):
            if (zygote.sandboxed, zygote.hidden) == (sandboxed, hidden):
                return _idle.pop(position)
    return Zygote(sandboxed=sandboxed, hidden=hidden)


def release(zygote: Zygote) -> None:
    """Give a zygote back: cleaned for the next submission, or ended if that fails."""
    if zygote.process.poll() is None and zygote.clean():
        with _idle_lock:
            _idle.append(zygote)
    else:
        zygote.close()


@cache
def _close_at_end(pid: int) -> None:
    """Let this process end its zygotes; a worker of multiprocessing does not heed `atexit`."""
    Finalize(None, close_all, exitpriority=100)


@atexit.register
def close_all() -> None:
    """End all idle zygotes."""
    while _idle:
        _idle.pop().close()
