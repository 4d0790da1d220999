"""Grading a class: workers run submissions side by side, one writer records."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from autograder import journal, worker
from autograder.pool import local_pool
from autograder.recording import Recorder
from autograder.sandbox.zygotes import SandboxError
from autograder.seeds import secret_of
from autograder.submissions import Submission
from autograder.worker import Result

TRIES = 3  # for a submission whose worker died


@dataclass(frozen=True)
class Plan:
    """What a run is going to do."""

    todo: list[tuple[Submission, str]]  # with the key of its content
    unchanged: list[Submission]


def plan(class_dir: Path, submissions: list[Submission], force: bool) -> Plan:
    """Separate the submissions that need grading from those that are graded as they are."""
    environment = worker.environment(secret_of(class_dir))
    keys = [(one, one.key(environment)) for one in submissions]
    entries = {one: journal.read(one) for one in submissions}
    unchanged = [
        one for one, key in keys if not force and (e := entries[one]) is not None and e.key == key
    ]
    return Plan([pair for pair in keys if pair[0] not in unchanged], unchanged)


def run(
    work: Plan,
    *,
    jobs: int | None = None,
    sandboxed: bool = True,
    executor: Executor | None = None,
    before_writing: Callable[[list[Result]], None] | None = None,
) -> Iterator[journal.Entry]:
    """Grade all of ``work`` and yield each entry once it is recorded.

    Parameters
    ----------
    work : Plan
        From `plan`.
    jobs : int, optional
        How many workers; by default one per core.
    sandboxed : bool
        False runs submissions without protection.
    executor : Executor, optional
        Where to run the workers instead of local processes.
    before_writing : callable, optional
        Gets all results before the first one is recorded.
    """
    keys = dict(work.todo)
    results: Iterator[Result] = graded(list(keys), jobs, sandboxed, executor)
    if before_writing is not None:
        collected = list(results)
        before_writing(collected)
        results = iter(collected)
    if work.todo:
        with Recorder(work.todo[0][0].class_dir) as recorder:
            for result in results:
                yield recorded(recorder, result, keys[result.submission])


def graded(
    submissions: list[Submission],
    jobs: int | None,
    sandboxed: bool,
    executor: Executor | None = None,
) -> Iterator[Result]:
    """Yield a result for every submission, in the order of completion."""
    waiting = list(submissions)
    for attempt in range(1, TRIES + 1):
        pool = executor or local_pool(min(jobs or os.cpu_count() or 1, max(1, len(waiting))))
        try:
            futures = {pool.submit(worker.grade, one, sandboxed): one for one in waiting}
            for result in _results(futures, last_try=attempt == TRIES):
                waiting.remove(result.submission)
                yield result
        finally:
            if executor is None:
                pool.shutdown(wait=True, cancel_futures=True)
        if not waiting:
            return


def _results(futures: dict[Future[Result], Submission], last_try: bool) -> Iterator[Result]:
    """Yield what comes back; a submission whose worker died is tried again, or given up."""
    for future in as_completed(futures):
        try:
            yield future.result()
        except SandboxError:
            raise
        except (BrokenProcessPool, OSError):
            if last_try:
                reason = "It could not be graded: the process that graded it was killed each time."
                yield Result(futures[future], "quarantined", reason)


def recorded(recorder: Recorder, result: Result, key: str) -> journal.Entry:
    """Record one result in the gradebook, then in the journal."""
    try:
        score, most = recorder.record(result)
    except Exception as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        reason = f"It could not be recorded: {said[:200]}"
        result = Result(result.submission, "quarantined", reason)
        score, most = recorder.record(result)
    submission = result.submission
    entry = journal.Entry(
        submission.assignment,
        submission.student,
        key,
        result.status,
        result.reason,
        score,
        most,
        [journal.told(verdict) for verdict in result.verdicts],
        round(result.seconds, 2),
    )
    journal.write(submission, entry)
    return entry
