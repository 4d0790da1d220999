"""Grading a class: workers run submissions side by side, one writer records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from autograder import database, journal, worker
from autograder.building import class_config
from autograder.crew import graded
from autograder.recording import Recorder, in_the_book
from autograder.released import Released, released, stamp_of
from autograder.seeds import secret_of
from autograder.submissions import Submission
from autograder.trouble import ending_the_run, first_line, patiently, stopping
from autograder.worker import Result


@dataclass(frozen=True)
class Plan:
    """What a run is going to do."""

    todo: list[tuple[Submission, str]]  # with the key of its content
    unchanged: list[Submission]


def plan(class_dir: Path, submissions: list[Submission], force: bool) -> Plan:
    """Separate the submissions that need grading from those that are graded as they are."""
    environment = worker.environment(secret_of(class_dir), _elsewhere(class_dir))
    _, recorded_once = in_the_book(class_dir)
    todo, unchanged = [], []
    for one in submissions:
        key, entry = one.key(environment), journal.read(one)
        settled = entry is not None and entry.key == key
        if settled and (one.assignment, one.student) in recorded_once and not force:
            unchanged.append(one)
        else:
            todo.append((one, key))
    return Plan(todo, unchanged)


def _elsewhere(class_dir: Path) -> str:
    """Return the gradebook's place if it is not in the class directory, which may be moved."""
    url = class_config(class_dir).CourseDirectory.db_url
    return "" if url == f"sqlite:///{class_dir}/gradebook.db" else database.name_of(url)


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
    if not keys:
        return
    class_dir = work.todo[0][0].class_dir
    with closing(graded(list(keys), rows_of(class_dir), jobs, sandboxed, executor)) as found:
        results: Iterable[Result] = found
        if before_writing is not None:
            results = list(found)
            before_writing(results)
        with Recorder(class_dir) as recorder:
            for result in results:
                yield recorded(recorder, result, keys[result.submission])


def rows_of(class_dir: Path) -> Callable[[Submission], dict[str, Released]]:
    """Return a function that looks up what the gradebook knows of a submission's notebooks."""
    url = class_config(class_dir).CourseDirectory.db_url

    @cache
    def of(assignment: str, notebooks: tuple[str, ...]) -> dict[str, Released]:
        stamps = [(name, stamp_of(class_dir, assignment, name)) for name in notebooks]
        with ending_the_run():
            return {
                name: patiently(partial(released, url, assignment, name, stamp))
                for name, stamp in stamps
            }

    return lambda one: of(one.assignment, tuple(one.notebooks()))


def recorded(recorder: Recorder, result: Result, key: str) -> journal.Entry:
    """Record one result in the gradebook, then in the journal.

    Between the first line and the last, the journal's entry fits nothing. Wherever this is cut
    short, the submission is graded and recorded again.

    Raises
    ------
    RunStopped
        If the gradebook or the disk can't take it.
    """
    submission = result.submission
    with ending_the_run(submission.folder):
        journal.unsettle(submission)
        result, (score, most) = _written(recorder, result)
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


def _written(recorder: Recorder, result: Result) -> tuple[Result, tuple[float, float]]:
    """Write a result into the gradebook; one that does not fit in there as quarantined."""
    try:
        return result, patiently(lambda: recorder.record(result))
    except Exception as error:
        if stopping(error, result.submission.folder):
            raise
        reason = f"It could not be recorded: {first_line(error)}."
        instead = Result(result.submission, "quarantined", reason)
        return instead, patiently(lambda: recorder.record(instead))
