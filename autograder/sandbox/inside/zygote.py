"""The first process in the jail: it holds everything a kernel needs, and forks kernels.

It runs as process 1 of its own namespace, reads requests from a socket, one
JSON object a line, and serves one submission at a time:

``start``
    Fork a kernel. Answered by ``ready`` when it listens, or by ``exited``.
``clean``
    Kill every other process in the namespace, empty the scratch folders, and
    answer ``cleaned``.

The process can't be traced or read by what it forks (``PR_SET_DUMPABLE``), the
fork closes every descriptor it inherits, and process 1 can't be killed from
inside its namespace. So nothing a submission does reaches the next one.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import importlib.abc
import importlib.util
import json
import marshal
import os
import resource
import select
import shutil
import signal
import socket
import sys
from typing import Any

FIRST_FREE = 3  # the descriptors below are standard input, output and error
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 4, 36, 38


class Library(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Modules that came over the socket: in the jail, the course has no files to read."""

    def __init__(self, modules: dict[str, tuple[bool, str, str]]) -> None:
        self.modules = modules

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        """Find a module among those that were sent."""
        if name not in self.modules:
            return None
        package, origin, _ = self.modules[name]
        return importlib.util.spec_from_loader(name, self, origin=origin, is_package=package)

    def exec_module(self, module: Any) -> None:
        """Run the code of a module."""
        _, origin, code = self.modules[module.__name__]
        module.__file__ = origin
        exec(marshal.loads(base64.b64decode(code)), vars(module))


class Zygote:
    """The loop: requests from outside, deaths of children."""

    def __init__(self, control: socket.socket, scratch: list[str]) -> None:
        self.control = control
        self.scratch = scratch
        self.kernel = 0
        self.waiting = b""
        self.awake, self.alarm = os.pipe()  # written to by the handler of SIGCHLD
        os.set_blocking(self.awake, False)
        os.set_blocking(self.alarm, False)
        signal.set_wakeup_fd(self.alarm, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run(self) -> None:
        """Serve until the other end of the socket is closed."""
        self.say(event="up")
        while True:
            waiting: list[Any] = [self.control, self.awake]
            readable, _, _ = select.select(waiting, [], [])
            if self.awake in readable:
                self.reap()
            if self.control in readable:
                request = self.read()
                if request is None:
                    return
                if request["do"] == "start":
                    self.start(request)
                elif request["do"] == "clean":
                    self.clean()

    def say(self, **message: Any) -> None:
        """Send one message outside."""
        self.control.sendall(json.dumps(message).encode() + b"\n")

    def read(self) -> Any:
        """Return the next request, or None at the end."""
        while b"\n" not in self.waiting:
            chunk = self.control.recv(1 << 20)
            if not chunk:
                return None
            self.waiting += chunk
        line, _, self.waiting = self.waiting.partition(b"\n")
        return json.loads(line)

    def reap(self) -> None:
        """Collect the dead; say so if the kernel is among them."""
        with contextlib.suppress(BlockingIOError):
            os.read(self.awake, 4096)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self.kernel:
                self.kernel = 0
                self.say(event="exited", code=os.waitstatus_to_exitcode(status))

    def start(self, request: dict[str, Any]) -> None:
        """Fork a kernel and wait until it listens."""
        listening, report = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(listening)
            become_kernel(request, report)
        os.close(report)
        self.kernel = pid
        ready, _, _ = select.select([listening], [], [], request.get("patience", 30))
        said = os.read(listening, 1) if ready else b""
        os.close(listening)
        if said:
            self.say(event="ready", pid=pid)

    def clean(self) -> None:
        """Kill what is left of the submission and wipe what it wrote."""
        self.kernel = 0
        kill_all_others()
        for folder in self.scratch:
            wipe(folder)
        remove_shared_memory()
        self.say(event="cleaned")


def kill_all_others() -> None:
    """Kill every process but this one: all of the namespace, or, without one, all children."""
    for _ in range(100):
        if os.getpid() == 1:
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
        else:
            for child in children():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        try:
            while True:
                os.waitpid(-1, 0)
        except ChildProcessError:
            return


def children() -> list[int]:
    """Return the processes whose parent is this one."""
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(pid) for pid in file.read().split()]


def wipe(folder: str) -> None:
    """Remove everything in ``folder``, whatever permissions it was given."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                for path, _, _ in os.walk(entry.path):
                    with contextlib.suppress(OSError):
                        os.chmod(path, 0o700)
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)


def remove_shared_memory() -> None:
    """Remove System V shared memory, semaphores and message queues; they outlive processes."""
    libc = ctypes.CDLL(None)
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError), open(f"/proc/sysvipc/{kind}") as file:
            for line in file.read().splitlines()[1:]:
                # shmctl and msgctl take (id, command, buffer), semctl (id, number, command).
                getattr(libc, f"{kind}ctl")(int(line.split()[1]), 0, 0)


def become_kernel(request: dict[str, Any], report: int) -> None:
    """Turn this fork into a kernel; never returns."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        report = keep_only(report)
        limit(request.get("limits", {}))
        os.environ.update(request.get("env", {}))
        write_files(request.get("files", {}))
        path = os.path.join(os.environ["HOME"], "connection.json")
        with open(path, "w") as file:
            json.dump(request["connection"], file)
        run_kernel(path, request, report)
    except BaseException:
        os._exit(1)
    os._exit(0)


def keep_only(report: int) -> int:
    """Close every descriptor but ``report``; point the standard ones at nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.dup2(report, FIRST_FREE)
    os.closerange(FIRST_FREE + 1, 65_536)
    return FIRST_FREE


def limit(limits: dict[str, int]) -> None:
    """Set resource limits, by name, such as ``{"CPU": 60}``."""
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def write_files(files: dict[str, str]) -> None:
    """Write what was submitted beside the notebook into the working folder."""
    for name, content in files.items():
        path = os.path.join(os.environ["HOME"], name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(content))


def run_kernel(path: str, request: dict[str, Any], report: int) -> None:
    """Run ipykernel on the connection file at ``path`` until it is told to stop."""
    from ipykernel.kernelapp import IPKernelApp

    os.chdir(os.environ["HOME"])
    if request.get("seeds"):
        import answering  # type: ignore[import-not-found]  # beside this file, in the jail

        answering.install(request["seeds"], request.get("seconds", 30))
    app = IPKernelApp.instance()
    app.initialize(["-f", path, "--HistoryManager.enabled=False"])
    os.write(report, b"+")
    os.close(report)
    app.start()


def protect() -> None:
    """Let no other process trace, read or signal this one."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getpid() != 1:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def preload(first: dict[str, Any]) -> None:
    """Import once what every kernel needs, so that a fork starts with it."""
    for name in first["preload"]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    library = Library(first["modules"])
    sys.meta_path.insert(0, library)
    for name in list(library.modules):
        importlib.import_module(name)
    library.modules.clear()  # from here on the code exists only as loaded functions
    import answering

    answering.forget_solutions()


def main() -> None:
    """Read the library from the socket, load it, and serve."""
    protect()
    descriptor, *scratch = sys.argv[1:]
    control = socket.socket(fileno=int(descriptor))
    control.set_inheritable(False)
    zygote = Zygote(control, scratch)
    first = zygote.read()
    if first is not None:
        preload(first)
        zygote.run()


if __name__ == "__main__":
    main()
