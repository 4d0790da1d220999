"""Nothing is lost: a run that is killed, or finds no room, ends like one that nobody disturbed."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import psutil
import pytest
import small_class
from click.testing import CliRunner
from sqlalchemy import text

from autograder import classroom, crew, journal, recording, runner, submissions, trouble
from autograder.cli import main
from autograder.recording import Recorder, book_of
from autograder.submissions import Submission
from autograder.trouble import RunStopped
from autograder.worker import Result

pytestmark = pytest.mark.xdist_group("killing")
ASSIGNMENT = small_class.ASSIGNMENT


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """A class without submissions. Not to be written to."""
    return small_class.make(tmp_path_factory.mktemp("small") / "class")


@pytest.fixture
def folder(pristine, tmp_path):
    """The class of one test."""
    shutil.copytree(pristine, tmp_path / "class")
    return (tmp_path / "class").resolve()


def killed_and_started_again(folder, kills, entries_between, chance):
    """Kill the runner so many times, each after some more entries and a moment; then let it be."""
    for _ in range(kills):
        target = len(small_class.entries(folder)) + chance.randint(*entries_between)
        run = small_class.start(folder, "--jobs", "2")
        while len(small_class.entries(folder)) < target and run.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 4) if target == 0 else chance.uniform(0, 0.5))
        assert run.poll() is None, "it ended before it could be killed"
        run.kill()
        run.wait()
        run.stdout.close()
    done = subprocess.run(
        small_class.command(folder, "--jobs", "2"),
        env=small_class.environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def compare_with_undisturbed(folder, tmp_path, count, kills, entries_between, seed):
    small_class.hand_in_many(folder, count)
    other = tmp_path / "undisturbed"
    shutil.copytree(folder, other)
    said = killed_and_started_again(folder, kills, entries_between, random.Random(seed))
    assert "unchanged since the last run" in said
    undisturbed = small_class.start(other, "--jobs", "2")
    undisturbed.communicate()
    assert undisturbed.returncode == 0

    rows = small_class.gradebook(folder)
    assert len({row[0] for row in rows}) == count
    assert rows == small_class.gradebook(other)
    assert small_class.autograded(folder) == small_class.autograded(other)
    assert small_class.entries(folder) == small_class.entries(other)
    with_reasons = [e for e in small_class.entries(folder).values() if e.status == "quarantined"]
    assert len(with_reasons) == len(range(3, count, 10))
    assert all("not valid JSON" in entry.reason for entry in with_reasons)
    assert {entry.score for entry in small_class.entries(folder).values()} >= {0.0, 2.0}
    nothing_is_left_running(folder)


def nothing_is_left_running(folder):
    """No worker outlives its runner."""
    end = time.monotonic() + 20
    while (left := workers_without_runner()) and time.monotonic() < end:
        time.sleep(0.2)
    assert left == []


def workers_without_runner():
    found = []
    for process in psutil.process_iter(["cmdline", "ppid"]):
        words = " ".join(process.info["cmdline"] or ())
        if "autograder.worker" in words and "forkserver" in words and process.info["ppid"] == 1:
            found.append(process.pid)
    return found


@pytest.mark.sandbox
def test_a_run_killed_twice_ends_like_an_undisturbed_one(folder, tmp_path):
    compare_with_undisturbed(folder, tmp_path, count=16, kills=2, entries_between=(1, 3), seed=1)


@pytest.mark.sandbox
@pytest.mark.slow
def test_a_run_of_100_killed_ten_times_ends_like_an_undisturbed_one(folder, tmp_path):
    compare_with_undisturbed(
        folder, tmp_path, count=100, kills=10, entries_between=(0, 8), seed=10
    )


@pytest.mark.sandbox
def test_a_killed_worker_costs_nobody_anything(folder):
    names = small_class.hand_in_many(folder, 3)
    run = small_class.start(folder, "--jobs", "2")
    while not (workers := workers_of(run.pid)) and run.poll() is None:
        time.sleep(0.01)
    os.kill(workers[0], signal.SIGKILL)
    said, _ = run.communicate()
    assert run.returncode == 0, said
    assert {name: e.status for name, e in small_class.entries(folder).items()} == dict.fromkeys(
        names, "graded"
    )


def workers_of(pid):
    """Return the workers of a runner: children of its process that forks."""
    try:
        forking = [
            child
            for child in psutil.Process(pid).children()
            if "forkserver" in " ".join(child.cmdline())
        ]
        return [worker.pid for child in forking for worker in child.children()]
    except psutil.Error:
        return []


class Fragile(ThreadPoolExecutor):
    """Breaks, like a pool of processes, when it is given what kills a worker."""

    def __init__(self, jobs):
        super().__init__(1)
        self.broken = False

    def submit(self, fn, /, *args):
        if self.broken:
            raise BrokenProcessPool("broken")
        return super().submit(self.grade, args[0])

    def grade(self, submission):
        self.broken = self.broken or submission.student == "poison"
        if self.broken:
            raise BrokenProcessPool("broken")
        return Result(submission, "graded")


def test_only_what_kills_its_worker_each_time_is_given_up(monkeypatch, tmp_path):
    names = [f"s{k}" for k in range(9)]
    names.insert(4, "poison")
    given = [Submission(tmp_path, ASSIGNMENT, name) for name in names]
    monkeypatch.setattr(crew, "local_pool", Fragile)
    results = list(crew.graded(given, lambda one: {}, jobs=2))
    assert sorted(result.submission.student for result in results) == sorted(names)
    given_up = [result for result in results if result.status != "graded"]
    assert [(one.submission.student, one.reason) for one in given_up] == [("poison", crew.KILLED)]


def made_up(folder, student, shown=None):
    """Return a result that nobody had to run anything for."""
    submission = Submission(folder, ASSIGNMENT, student)
    if shown is None:
        return Result(submission, "quarantined", "activations.ipynb is empty.")
    return Result(submission, "graded", "", {"activations": shown})


def released_text(folder):
    path = folder / "release" / ASSIGNMENT / "activations.ipynb"
    return path.read_text(encoding="utf-8")


def record(folder, result, key="key"):
    with Recorder(folder) as recorder:
        return runner.recorded(recorder, result, key)


@pytest.fixture
def handed_in(folder):
    small_class.hand_in_one(folder, "anna")
    return folder


def test_a_locked_gradebook_is_waited_for(handed_in, monkeypatch):
    lock = sqlite3.connect(handed_in / "gradebook.db", check_same_thread=False)
    lock.execute("BEGIN EXCLUSIVE")
    threading.Timer(7.0, lock.rollback).start()  # SQLite itself waits for 5 seconds
    begin = time.monotonic()
    entry = record(handed_in, made_up(handed_in, "anna", released_text(handed_in)))
    assert (entry.status, entry.reason) == ("graded", "")
    assert time.monotonic() - begin > 6
    assert ("anna", "score", 2.0, 6.0) in small_class.gradebook(handed_in)


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_gradebook_locked_for_twenty_seconds_costs_nothing(folder):
    names = small_class.hand_in_many(folder, 3)
    lock = sqlite3.connect(folder / "gradebook.db", check_same_thread=False)
    lock.execute("BEGIN EXCLUSIVE")
    threading.Timer(20.0, lock.rollback).start()
    run = small_class.start(folder, "--jobs", "2")
    said, _ = run.communicate()
    assert run.returncode == 0, said
    assert {e.status for e in small_class.entries(folder).values()} == {"graded"}
    assert list(small_class.entries(folder)) == names


def test_a_gradebook_locked_for_ever_ends_the_run_with_a_sentence(handed_in, monkeypatch):
    monkeypatch.setattr(trouble, "LOCKED_SECONDS", 0.1)
    with Recorder(handed_in) as recorder:
        recorder.book.db.execute(text("PRAGMA busy_timeout = 50"))
        lock = sqlite3.connect(handed_in / "gradebook.db")
        lock.execute("BEGIN IMMEDIATE")
        with pytest.raises(RunStopped, match=r"keeps the gradebook locked: close it; what is"):
            runner.recorded(recorder, made_up(handed_in, "anna"), "key")
        lock.close()
    assert small_class.entries(handed_in) == {}


def no_space(path, text):
    raise OSError(errno.ENOSPC, "No space left on device", str(path))


@pytest.mark.parametrize("where", [recording, journal])
def test_a_full_disk_is_no_verdict_and_the_next_run_goes_on(handed_in, monkeypatch, where):
    result = made_up(handed_in, "anna", released_text(handed_in))
    with monkeypatch.context() as patch:
        patch.setattr(where, "write_text", no_space)
        with pytest.raises(RunStopped, match=r"The disk is full: .* could not be written"):
            record(handed_in, result)
    assert small_class.entries(handed_in) == {}
    assert record(handed_in, result).status == "graded"


def test_a_full_disk_ends_the_command_with_one_sentence_and_1(folder):
    small_class.hand_in_many(folder, 4)  # the last one is unreadable, the others are not run
    for name in ("student000", "student001", "student002"):
        shutil.rmtree(folder / "submitted" / name)
    limit = 2_000  # bytes of a file, as if the disk had no more room
    words = small_class.command(folder, "--jobs", "1", "--no-sandbox")
    script = (
        "import resource, runpy, sys; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); "
        "sys.argv = sys.argv[1:]; runpy.run_module('autograder.cli', run_name='__main__')"
    )
    full = subprocess.run(
        [words[0], "-B", "-c", script, "autograder", *words[3:]],
        env=small_class.environment(),
        capture_output=True,
        text=True,
    )
    assert full.returncode == 1, full.stderr
    assert "Traceback" not in full.stderr
    assert full.stderr.strip().endswith(trouble.KEPT)
    assert small_class.entries(folder) == {}

    done = CliRunner().invoke(main, words[3:], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "1 quarantined with a reason" in done.output


def test_what_is_in_the_gradebook_but_not_in_the_journal_is_graded_again(handed_in, monkeypatch):
    (found,) = submissions.find(handed_in)
    plan = runner.plan(handed_in, [found], force=False)
    ((_, key),) = plan.todo
    result = made_up(handed_in, "anna", released_text(handed_in))
    record(handed_in, result, key)
    before = small_class.gradebook(handed_in)
    assert runner.plan(handed_in, [found], force=False).unchanged == [found]

    # Killed in a regrade, between the gradebook and the journal: the old entry fits nothing.
    with monkeypatch.context() as patch:
        patch.setattr(runner, "_written", interrupted)
        with pytest.raises(KeyboardInterrupt):
            record(handed_in, result, key)
    assert journal.read(found).status == "graded"
    assert runner.plan(handed_in, [found], force=False).todo == [(found, key)]
    record(handed_in, result, key)
    assert small_class.gradebook(handed_in) == before
    assert runner.plan(handed_in, [found], force=False).todo == []


def interrupted(*_):
    raise KeyboardInterrupt


def test_what_a_lost_gradebook_does_not_know_is_graded_again(handed_in):
    (found,) = submissions.find(handed_in)
    ((_, key),) = runner.plan(handed_in, [found], force=False).todo
    result = made_up(handed_in, "anna", released_text(handed_in))
    record(handed_in, result, key)
    (handed_in / "gradebook.db").unlink()
    classroom.complete_gradebook(handed_in)
    assert runner.plan(handed_in, [found], force=False).todo == [(found, key)]
    assert record(handed_in, result, key).max_score == 6.0


def test_a_regrade_keeps_what_a_person_wrote_through_quarantine_and_back(handed_in):
    good = made_up(handed_in, "anna", released_text(handed_in))
    record(handed_in, good)
    by_hand(handed_in)
    for result in (good, made_up(handed_in, "anna"), good):
        entry = record(handed_in, result)
        assert entry.status == result.status
        with book_of(handed_in) as book:
            where = ("activations", ASSIGNMENT, "anna")
            words = book.find_grade("written-answer", *where)
            assert (words.manual_score, words.extra_credit) == (2.5, 0.5)
            assert book.find_comment("written-answer", *where).manual_comment == "Clear."
            assert book.find_comment("sigmoid", *where).manual_comment == "See page 3."
    assert entry.score == 5.0  # 2 of the check, which has no answer here, and 3 by hand


def by_hand(folder):
    """Grade and comment as a TA does in the formgrader."""
    with book_of(folder) as book:
        where = ("activations", ASSIGNMENT, "anna")
        grade = book.find_grade("written-answer", *where)
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2.5, 0.5, False
        book.find_comment("written-answer", *where).manual_comment = "Clear."
        book.find_comment("sigmoid", *where).manual_comment = "See page 3."
        book.db.commit()
