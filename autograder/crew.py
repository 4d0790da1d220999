"""Workers side by side, and what is done when one of them dies.

Only a few submissions are under way at any time. When a worker is killed, these are the suspects:
each is tried again, with nothing beside it, and only one that kills its worker each time is given
up. All others never notice.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import closing
from multiprocessing import active_children

from autograder import worker
from autograder.cluster import Cluster
from autograder.pool import local_pool
from autograder.released import Released
from autograder.sandbox.zygotes import SandboxError
from autograder.submissions import Submission
from autograder.trouble import RunStopped, stopping
from autograder.worker import Result

TRIES = 3  # for a submission whose worker died
LOOK_EVERY = 5.0  # seconds between two looks at a cluster that is silent
KILLED = "It could not be graded: the process that graded it was killed each time."

Rows = Callable[[Submission], dict[str, Released]]


class Crew:
    """Worker processes, replaced when they break; a context manager by way of `closing`.

    Parameters
    ----------
    rows : callable
        Returns what the gradebook knows of a submission's assignment.
    jobs : int, optional
        How many at a time; by default one per core, or as many as the cluster has.
    sandboxed : bool
        False runs submissions without protection.
    executor : Executor, optional
        Where to work instead of in processes of its own.
    """

    def __init__(
        self, rows: Rows, jobs: int | None, sandboxed: bool, executor: Executor | None
    ) -> None:
        self.rows, self.sandboxed, self.own = rows, sandboxed, executor is None
        self.jobs = jobs or (os.cpu_count() or 1)
        self.others = set(active_children())  # processes that are none of ours
        self.executor = executor or local_pool(self.jobs)
        self.limit = jobs if isinstance(executor, Cluster) else self.jobs

    def places(self) -> int:
        """Return how many submissions may be under way, so that no worker ever waits."""
        cluster = self.executor
        if isinstance(cluster, Cluster):
            return self.limit or 2 * cluster.size
        return 2 * self.jobs

    def submit(self, one: Submission) -> Future[Result]:
        """Let somebody grade a submission."""
        return self.executor.submit(worker.grade, one, self.sandboxed, self.rows(one))

    def surely(self, one: Submission) -> Future[Result]:
        """Let somebody grade a submission, also if the process before has broken."""
        try:
            return self.submit(one)
        except BrokenExecutor:
            self.renew()
            return self.submit(one)

    def wait(self, futures: Collection[Future[Result]]) -> Collection[Future[Result]]:
        """Return those that are done, one at least."""
        while True:
            done, _ = wait(futures, timeout=LOOK_EVERY, return_when=FIRST_COMPLETED)
            if done:
                return done
            if isinstance(self.executor, Cluster):
                self.executor.look()

    def renew(self) -> None:
        """Replace processes that are broken; a cluster does that by itself."""
        if not isinstance(self.executor, Cluster):
            # A pool that breaks while it starts a process forgets it, and waits for it forever.
            for process in set(active_children()) - self.others if self.own else ():
                process.kill()
            self.close()
            self.others = set(active_children())
            self.executor, self.own = local_pool(self.jobs), True

    def close(self) -> None:
        """End the processes, unless they belong to somebody else."""
        if self.own:
            self.executor.shutdown(wait=True, cancel_futures=True)


def graded(
    submissions: list[Submission],
    rows: Rows,
    jobs: int | None = None,
    sandboxed: bool = True,
    executor: Executor | None = None,
) -> Generator[Result, None, None]:
    """Yield a result for every submission, in the order of completion.

    Raises
    ------
    SandboxError
        If no sandbox can be had.
    RunStopped
        If the machine, or the cluster, can't go on.
    """
    jobs = min(jobs or os.cpu_count() or 1, max(1, len(submissions))) if not executor else jobs
    with closing(Crew(rows, jobs, sandboxed, executor)) as crew:
        suspects: list[Submission] = []
        yield from _together(crew, submissions, suspects)
        for one in suspects:
            yield _alone(crew, one)


def _together(
    crew: Crew, submissions: list[Submission], suspects: list[Submission]
) -> Iterator[Result]:
    """Yield the results of all but those that were under way when a worker died."""
    waiting, under_way = deque(submissions), dict[Future[Result], Submission]()
    while waiting or under_way:
        if not _fill(crew, waiting, under_way) and not under_way:
            crew.renew()
            continue
        for future in crew.wait(under_way):
            result = _outcome(future)
            one = under_way.pop(future)
            if result is None:
                suspects.append(one)
            else:
                yield result


def _fill(
    crew: Crew, waiting: deque[Submission], under_way: dict[Future[Result], Submission]
) -> bool:
    """Give the workers something to do; whether they take it."""
    while waiting and len(under_way) < crew.places():
        try:
            future = crew.submit(waiting[0])
        except BrokenExecutor:
            return False
        under_way[future] = waiting.popleft()
    return True


def _alone(crew: Crew, one: Submission) -> Result:
    """Return the result of a suspect; nothing else runs meanwhile."""
    for _ in range(1, TRIES):
        future = crew.surely(one)
        crew.wait([future])
        result = _outcome(future)
        if result is not None:
            return result
    return Result(one, "quarantined", KILLED)


def _outcome(future: Future[Result]) -> Result | None:
    """Return what came back; None if the worker died."""
    try:
        return future.result()
    except (SandboxError, RunStopped):
        raise
    except (BrokenExecutor, OSError) as error:
        said = stopping(error)
        if said:
            raise RunStopped(said) from error
        return None
