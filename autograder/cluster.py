"""Workers on other machines, by way of a Dask cluster: ``autograder run --cluster ADDRESS``.

A worker needs the same version of this package and bubblewrap, and nothing else: no folder is
shared. What decides about a submission travels with it, as a small class directory that holds this
one submission. The gradebook stays at home.

A scheduler starts a submission again when its worker dies. One whose workers die each time comes
back as broken, as from a local pool.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import course
from autograder.sandbox import jail
from autograder.sandbox.orders import FILES_BYTES
from autograder.sandbox.zygotes import SandboxError
from autograder.seeds import FOLDER
from autograder.submissions import LARGEST, Submission, Unreadable
from autograder.trouble import KEPT, NotReachable, RunStopped, first_line
from autograder.worker import Result

SECONDS = 10  # until an address that is silent counts as wrong
ALONE_SECONDS = 60.0  # until a run without workers ends


@dataclass(frozen=True)
class Parcel:
    """A submission on its way, with all that its grading looks at."""

    assignment: str
    student: str
    files: dict[str, bytes]  # by their paths in a class directory


def packed(submission: Submission) -> Parcel:
    """Return what a worker elsewhere needs.

    Raises
    ------
    Unreadable
        If the folder holds something that is never graded.
    """
    submission.refuse_links()
    top = submission.class_dir
    needed = [top / "nbgrader_config.py", top / FOLDER / "secret"]
    files = {str(path.relative_to(top)): path.read_bytes() for path in needed}
    for name in submission.notebooks():  # the names matter, and solutions stay at home
        files[f"source/{submission.assignment}/{name}.ipynb"] = b""
    for path in sorted(submission.folder.rglob("*")):
        if path.is_file() and (path.suffix == ".ipynb" or path.stat().st_size <= FILES_BYTES):
            with path.open("rb") as file:
                files[str(path.relative_to(top))] = file.read(LARGEST + 1)
    return Parcel(submission.assignment, submission.student, files)


@contextmanager
def unpacked(parcel: Parcel) -> Iterator[Submission]:
    """Put a parcel's files into a class directory, which is removed in the end."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        for name, content in parcel.files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        submission = Submission(Path(folder).resolve(), parcel.assignment, parcel.student)
        submission.folder.mkdir(parents=True, exist_ok=True)
        yield submission


_one_at_a_time = threading.Lock()  # what grades was made for processes, and Dask uses threads


def work(grade: Callable[..., Result], parcel: Parcel, *more: Any) -> Result:
    """Grade a submission; this runs where the worker is."""
    with _one_at_a_time, unpacked(parcel) as submission:
        return grade(submission, *more)


class Cluster(Executor):
    """A Dask cluster as an executor of functions whose first argument is a submission.

    Parameters
    ----------
    client : distributed.Client
        A connection to the scheduler.
    address : str
        How its user calls it.
    """

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        self.size = 1
        self.last_seen = time.monotonic()
        self.look()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Send a submission and what is to be done with it."""
        submission, *more = args
        future: Future[Any] = Future()
        try:
            parcel = packed(submission)
        except Unreadable as error:
            future.set_result(Result(submission, "quarantined", str(error)))
            return future
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Dask's, about parcels of more than 10 MB
            sent = self.client.submit(work, fn, parcel, *more, pure=False)
        sent.add_done_callback(lambda done: self._pass_on(done, submission, future))
        return future

    def _pass_on(self, done: Any, submission: Submission, future: Future[Any]) -> None:
        from distributed import KilledWorker

        try:
            result = done.result()
        except KilledWorker as error:
            future.set_exception(BrokenExecutor(str(error)))
        except Exception as error:
            lost = done.status in ("cancelled", "lost")
            future.set_exception(RunStopped(self._lost()) if lost else error)
        except BaseException:  # such as asyncio.CancelledError
            future.set_exception(RunStopped(self._lost()))
        else:
            future.set_result(replace(result, submission=submission))

    def _lost(self) -> str:
        return f"The scheduler at {self.address} has gone; {KEPT}"

    def look(self) -> None:
        """See how many workers there are.

        Raises
        ------
        RunStopped
            If there are none for a minute, or the scheduler has gone.
        """
        try:
            self.size = len(self.client.nthreads())
        except Exception:
            raise RunStopped(self._lost()) from None
        if self.size:
            self.last_seen = time.monotonic()
        elif time.monotonic() - self.last_seen > ALONE_SECONDS:
            raise RunStopped(f"The cluster at {self.address} has no workers any more; {KEPT}")


@contextmanager
def connected(address: str, sandboxed: bool = True) -> Iterator[Cluster]:
    """Connect with a Dask scheduler, and make sure that its workers can grade.

    Raises
    ------
    NotReachable
        If `distributed` is missing, nothing answers, or there are no fitting workers.
    SandboxError
        If a worker has no sandbox.
    """
    client = _client(address)
    try:
        _require_workers(client, address, sandboxed)
        yield Cluster(client, address)
    finally:
        client.close(timeout=SECONDS)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise NotReachable(
            "--cluster needs the package distributed: install delta-course[cluster]."
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        _require_port(address)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions that differ: ours matters, see below
            connect: Any = Client
            return connect(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise NotReachable(
            f"No Dask scheduler answers at {address}: {first_line(error)}; "
            "give the address that dask scheduler shows, such as tcp://HOST:8786."
        ) from None


def _require_port(address: str) -> None:
    """Raise ValueError for an address without a port; Dask itself would say so, but not end."""
    from distributed.comm.addressing import parse_address, parse_host_port

    scheme, place = parse_address(address)
    if scheme in ("tcp", "tls"):
        parse_host_port(place)


def _require_workers(client: Any, address: str, sandboxed: bool) -> None:
    from distributed import TimeoutError as NoWorkers

    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except (NoWorkers, TimeoutError):
        raise NotReachable(
            f"The scheduler at {address} has no workers; start some with: "
            f"dask worker {address} --nworkers auto --nthreads 1"
        ) from None
    for where, said in client.run(about, sandboxed, on_error="return").items():
        _require(where, said)


def about(sandboxed: bool) -> tuple[str, str]:
    """Return a worker's version, and why it has no sandbox, if one is needed."""
    return course.__version__, jail.why_not() if sandboxed else ""


def _require(where: str, said: Any) -> None:
    """Refuse a worker that would not grade as this machine does."""
    if not isinstance(said, tuple):
        raise NotReachable(
            f"The worker at {where} can't grade: {first_line(said)}. "
            f"Install delta-course[cluster] {course.__version__} there."
        )
    version, why_not = said
    if version != course.__version__:
        raise NotReachable(
            f"The worker at {where} has delta-course {version}, "
            f"and this is {course.__version__}: install the same version there."
        )
    if why_not:
        raise SandboxError(f"No sandbox at {where}: {why_not}.")
