"""The first process in the jail: it holds everything a kernel needs, and forks kernels.

It runs as process 1 of its own namespace, reads requests from a socket, one
JSON object a line, and serves one submission at a time:

``start``
    Fork a kernel. Answered by ``ready`` when it listens, or by ``exited``. The
    message carries descriptors: a file that says what to run, and the listening
    sockets. Only the fork reads that file, so nothing of one submission stays
    in the memory that the next one is forked from.
``interrupt``
    Press Ctrl-C in the kernel. Not answered.
``clean``
    Kill every other process in the namespace, empty the scratch folders, and
    answer ``cleaned``, with a list of what could not be put right.

The process can't be traced or read by what it forks (``PR_SET_DUMPABLE``), the
fork closes every descriptor it inherits, and process 1 can't be killed from
inside its namespace. Its limits and its priority can be changed from inside, as
it has the same user; so it compares them with what they were.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import fcntl
import gc
import importlib.abc
import importlib.util
import json
import marshal
import mmap
import os
import resource
import select
import signal
import socket
import sys
import time
from typing import Any

FIRST_FREE = 3  # the descriptors below are standard input, output and error
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 4, 36, 38
MOST_DESCRIPTORS = 16  # that come with one message
WIPING_SECONDS = 10.0
LIMITS = [name for name in dir(resource) if name.startswith("RLIMIT_")]


class Library(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Modules that were handed over: in the jail, the course has no files to read.

    ``code`` is the memory of a file. Nothing is copied from it but what the modules define, so
    that the solutions they drop later can't be found in what this process has once read.
    """

    def __init__(self, modules: dict[str, tuple[bool, str, int, int]], code: Any) -> None:
        self.modules = modules
        self.code = code

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        """Find a module among those that were sent."""
        if name not in self.modules:
            return None
        package, origin, *_ = self.modules[name]
        return importlib.util.spec_from_loader(name, self, origin=origin, is_package=package)

    def exec_module(self, module: Any) -> None:
        """Run the code of a module."""
        _, origin, begin, end = self.modules[module.__name__]
        module.__file__ = origin
        exec(marshal.loads(self.code[begin:end]), vars(module))


class Zygote:
    """The loop: requests from outside, deaths of children."""

    def __init__(self, control: socket.socket, scratch: list[str]) -> None:
        self.control = control
        self.scratch = scratch
        self.kernel = 0
        self.waiting = b""
        self.descriptors: list[int] = []
        self.condition = condition()
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
                elif request["do"] == "interrupt" and self.kernel:
                    os.kill(self.kernel, signal.SIGINT)
                elif request["do"] == "clean":
                    self.clean()

    def say(self, **message: Any) -> None:
        """Send one message outside."""
        self.control.sendall(json.dumps(message).encode() + b"\n")

    def read(self) -> Any:
        """Return the next request, or None at the end."""
        while b"\n" not in self.waiting:
            chunk, descriptors, _, _ = socket.recv_fds(self.control, 1 << 20, MOST_DESCRIPTORS)
            if not chunk:
                return None
            self.descriptors += descriptors
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
            become_kernel([report, *self.descriptors])
        for descriptor in (report, *self.descriptors):
            os.close(descriptor)
        self.descriptors.clear()
        self.kernel = pid
        ready, _, _ = select.select([listening], [], [], request.get("patience", 30))
        said = os.read(listening, 1) if ready else b""
        os.close(listening)
        if said:
            self.say(event="ready", pid=pid)

    def clean(self) -> None:
        """Leave nothing of the submission, and say what could not be put right."""
        self.kernel = 0
        self.say(event="cleaned", left=self.tidy())

    def tidy(self) -> list[str]:
        """Kill all other processes and wipe what they wrote; return what was in vain."""
        kill_all_others()
        remove_shared_memory()
        left = [folder for folder in self.scratch if not wipe(folder)]
        if condition() != self.condition:
            left.append("the process was changed")
        return left


def condition() -> list[Any]:
    """Return what another process of the same user can change about this one."""
    limits = [resource.getrlimit(getattr(resource, name)) for name in LIMITS]
    schedule = os.sched_getscheduler(0), os.sched_getparam(0), os.sched_getaffinity(0)
    return [limits, os.getpriority(os.PRIO_PROCESS, 0), *schedule]


def kill_all_others() -> None:
    """Kill every process but this one: all of the namespace, or, without one, all children."""
    while True:  # again after each death: orphans become children of this process only then
        if os.getpid() == 1:
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
        else:
            for child in children():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def children() -> list[int]:
    """Return the processes whose parent is this one."""
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(pid) for pid in file.read().split()]


def wipe(folder: str) -> bool:
    """Remove everything in ``folder``, however deep; return whether it is empty."""
    end = time.monotonic() + WIPING_SECONDS
    with contextlib.suppress(OSError):
        reset(folder)
        while names := os.listdir(os.fsencode(folder)):
            for name in names:
                remove(os.fsencode(folder), os.path.join(os.fsencode(folder), name))
                if time.monotonic() > end:
                    return False
        return True
    return False


def reset(folder: str) -> None:
    """Take back what the owner of a scratch folder can do to the folder itself."""
    if os.stat(folder).st_uid == os.getuid():
        os.chmod(folder, 0o700)
        for name in os.listxattr(folder):  # such as access lists that new files inherit
            os.removexattr(folder, name)


def remove(top: bytes, path: bytes) -> None:
    """Remove one entry of ``top``; the folders in it move up, so no path gets long."""
    if os.path.islink(path) or not os.path.isdir(path):
        os.unlink(path)
        return
    os.chmod(path, 0o700)
    for name in os.listdir(path):
        inner = os.path.join(path, name)
        if os.path.islink(inner) or not os.path.isdir(inner):
            os.unlink(inner)
        else:
            os.chmod(inner, 0o700)  # moving a folder writes into it
            os.rename(inner, os.path.join(top, os.urandom(12).hex().encode()))
    os.rmdir(path)


def remove_shared_memory() -> None:
    """Remove System V shared memory, semaphores and message queues; they outlive processes."""
    libc = ctypes.CDLL(None)
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError), open(f"/proc/sysvipc/{kind}") as file:
            for line in file.read().splitlines()[1:]:
                # shmctl and msgctl take (id, command, buffer), semctl (id, number, command).
                getattr(libc, f"{kind}ctl")(int(line.split()[1]), 0, 0)


def become_kernel(descriptors: list[int]) -> None:
    """Turn this fork into a kernel; never returns."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setsid()
        report, told, *listening = keep_only(descriptors)
        with open(told, encoding="utf-8") as file:
            request = json.load(file)
        limit(request["limits"])
        os.environ.update(request["env"])
        os.chdir(os.environ["HOME"])
        if request["seeds"]:
            import answering  # type: ignore[import-not-found]  # beside this file, in the jail

            limits = request["seconds"], request["cpu_seconds"]
            answering.install(request["seeds"], *limits)
        if request["ports"]:
            run_kernel(request, report, listening)
        else:
            run_cells(request, report, listening[0])
    except BaseException:
        os._exit(1)
    os._exit(0)


def keep_only(descriptors: list[int]) -> list[int]:
    """Close all descriptors but these, and point the standard ones at nothing; return them."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    above = max(descriptors) + len(descriptors) + FIRST_FREE
    copies = [fcntl.fcntl(one, fcntl.F_DUPFD, above) for one in descriptors]
    kept = [os.dup2(copy, FIRST_FREE + k) for k, copy in enumerate(copies)]
    os.closerange(FIRST_FREE + len(kept), 65_536)
    return kept


def limit(limits: dict[str, int]) -> None:
    """Set resource limits, by name, such as ``{"CPU": 60}``."""
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def write_files(files: dict[str, str]) -> None:
    """Write what was submitted beside the notebook into the working folder."""
    for name, content in files.items():
        path = os.path.join(os.environ["HOME"], name)
        with contextlib.suppress(OSError, ValueError):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(base64.b64decode(content))


def run_kernel(request: dict[str, Any], report: int, listening: list[int]) -> None:
    """Run ipykernel on sockets that listen already, until it is told to stop."""
    from ipykernel.kernelapp import IPKernelApp
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.instance().clear_instance()  # the one that `run_cells` would have used
    use_sockets(dict(zip(request["ports"], listening, strict=True)))
    path = os.path.join(os.environ["HOME"], "connection.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(request["connection"], file)
    app = IPKernelApp.instance()
    app.initialize(["-f", path, "--HistoryManager.enabled=False"])
    os.unlink(path)
    # Not earlier: a submitted random.py would be imported by what is still to be imported.
    write_files(request["files"])
    os.write(report, b"+")
    os.close(report)
    app.start()


def run_cells(request: dict[str, Any], report: int, descriptor: int) -> None:
    """Run cells that come over a socket, until it is closed."""
    import cells  # type: ignore[import-not-found]  # beside this file, in the jail

    conversation = socket.socket(fileno=descriptor)
    write_files(request["files"])
    os.write(report, b"+")
    os.close(report)
    cells.serve(cells.Shell.instance(), conversation)


def use_sockets(listening: dict[int, int]) -> None:
    """Let ipykernel bind no address, but use these descriptors instead, by port."""
    import zmq
    from ipykernel.heartbeat import Heartbeat
    from ipykernel.kernelapp import IPKernelApp

    bind, beat = IPKernelApp._try_bind_socket, Heartbeat._try_bind_socket

    def bind_to_given(app: Any, socket: Any, port: int) -> Any:
        socket.setsockopt(zmq.USE_FD, listening[port])
        return bind(app, socket, port)

    def beat_on_given(heartbeat: Any) -> Any:
        heartbeat.socket.setsockopt(zmq.USE_FD, listening[heartbeat.port])
        return beat(heartbeat)

    IPKernelApp._try_bind_socket = bind_to_given
    Heartbeat._try_bind_socket = beat_on_given


def protect() -> None:
    """Let no other process trace, read or signal this one."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one signal that Python handles by itself
    if os.getpid() != 1:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def preload(first: dict[str, Any], descriptor: int) -> None:
    """Import once what every kernel needs, so that a fork starts with it."""
    for name in first["preload"]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    with mmap.mmap(descriptor, 0, prot=mmap.PROT_READ) as file, memoryview(file) as code:
        library = Library(first["modules"], code)
        sys.meta_path.insert(0, library)
        for name in list(library.modules):
            importlib.import_module(name)
        library.modules.clear()  # from here on the code exists only as loaded functions
        library.code = None
    os.close(descriptor)
    import answering
    import cells
    import pages  # type: ignore[import-not-found]  # beside this file, in the jail
    import warming  # type: ignore[import-not-found]  # beside this file, in the jail

    answering.forget_solutions()
    warming.warm_up()
    cells.make_shell()
    # The collector would write into every object it looks at, and so copy all of this memory
    # for each fork; and what it does not look at, it can't show to a submission either.
    gc.collect()
    gc.freeze()
    pages.gather()


def main() -> None:
    """Read the library from the socket, load it, and serve."""
    protect()
    descriptor, *scratch = sys.argv[1:]
    control = socket.socket(fileno=int(descriptor))
    control.set_inheritable(False)
    zygote = Zygote(control, scratch)
    first = zygote.read()
    if first is not None:
        preload(first, zygote.descriptors.pop())
        zygote.tidy()
        zygote.run()
        kill_all_others()  # as the runner has gone; outside a jail, nothing else would


if __name__ == "__main__":
    main()
