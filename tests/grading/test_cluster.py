"""A real Dask cluster on this machine: one scheduler, two workers, and one of these is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import small_class
from click.testing import CliRunner

import course
from autograder import cluster, crew, runner, worker
from autograder.cli import main
from autograder.sandbox.zygotes import SandboxError
from autograder.submissions import Submission, Unreadable
from autograder.trouble import NotReachable, RunStopped
from autograder.worker import Result

pytestmark = pytest.mark.xdist_group("cluster")
ASSIGNMENT = small_class.ASSIGNMENT


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    return small_class.make(tmp_path_factory.mktemp("small") / "class")


@pytest.fixture
def folder(pristine, tmp_path):
    shutil.copytree(pristine, tmp_path / "class")
    return (tmp_path / "class").resolve()


@contextmanager
def dask(*words, cwd):
    """Run a program of Dask in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        env=small_class.environment(),
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def scheduler(tmp_path):
    """Start a scheduler, and yield its address."""
    file = tmp_path / "scheduler.json"
    words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    with dask("scheduler", *words, cwd=tmp_path) as process:
        while not file.exists():
            assert process.poll() is None
            time.sleep(0.1)
        time.sleep(0.2)
        yield json.loads(file.read_text(encoding="utf-8"))["address"]


def worker_of(address, folder):
    """Start a worker that nobody starts again."""
    folder.mkdir()
    words = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder))
    return dask("worker", address, *words, cwd=folder)


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_worker_killed_while_grading_costs_nobody_anything(folder, tmp_path):
    names = small_class.hand_in_many(folder, 24)
    other = tmp_path / "at home"
    shutil.copytree(folder, other)
    with (
        scheduler(tmp_path) as address,
        worker_of(address, tmp_path / "one") as victim,
        worker_of(address, tmp_path / "two"),
    ):
        run = small_class.start(folder, "--cluster", address)
        while len(small_class.entries(folder)) < 4 and run.poll() is None:
            time.sleep(0.02)
        assert run.poll() is None
        os.kill(victim.pid, signal.SIGKILL)
        assert len(small_class.entries(folder)) < len(names)  # there is work left
        said, _ = run.communicate(timeout=300)
    assert run.returncode == 0, said
    assert "21 graded, 3 quarantined with a reason" in said

    at_home = small_class.start(other, "--jobs", "2")
    said, _ = at_home.communicate()
    assert at_home.returncode == 0, said
    assert small_class.gradebook(folder) == small_class.gradebook(other)
    assert small_class.entries(folder) == small_class.entries(other)
    assert small_class.autograded(folder) == small_class.autograded(other)


@pytest.mark.slow
def test_a_cluster_without_workers_or_without_a_scheduler_is_one_sentence(
    folder, tmp_path, monkeypatch
):
    small_class.hand_in_many(folder, 1)
    monkeypatch.setattr(cluster, "SECONDS", 2)
    words = ["run", "--class-dir", str(folder), "--cluster"]
    with scheduler(tmp_path) as address:
        done = CliRunner().invoke(main, [*words, address])
        assert done.exit_code == 2
        assert f"The scheduler at {address} has no workers; start some with: dask worker" in (
            done.output
        )
    done = CliRunner().invoke(main, [*words, address])
    assert done.exit_code == 2
    assert f"No Dask scheduler answers at {address}" in done.output
    assert small_class.entries(folder) == {}


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "nonsense://x", "127.0.0.1:no"])
def test_an_address_where_nobody_answers_is_one_sentence(folder, monkeypatch, address):
    small_class.hand_in_many(folder, 1)
    monkeypatch.setattr(cluster, "SECONDS", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = address.format(port=free.getsockname()[1])
    done = CliRunner().invoke(main, ["run", "--class-dir", str(folder), "--cluster", address])
    assert done.exit_code == 2
    assert f"No Dask scheduler answers at {address}" in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_without_distributed_it_is_said_what_to_install(folder, monkeypatch):
    small_class.hand_in_many(folder, 1)
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = CliRunner().invoke(main, ["run", "--class-dir", str(folder), "--cluster", "tcp://a:1"])
    assert done.exit_code == 2
    assert "install delta-course[cluster]" in done.output


def test_a_worker_that_would_grade_otherwise_is_refused():
    with pytest.raises(NotReachable, match=r"has delta-course 0\.0\.1, and this is"):
        cluster._require("tcp://a:1", ("0.0.1", ""))
    with pytest.raises(NotReachable, match="can't grade: No module named 'autograder'"):
        cluster._require("tcp://a:1", ModuleNotFoundError("No module named 'autograder'"))
    with pytest.raises(SandboxError, match="No sandbox at tcp://a:1: no bubblewrap"):
        cluster._require("tcp://a:1", (course.__version__, "no bubblewrap"))
    cluster._require("tcp://a:1", cluster.about(sandboxed=False))


def test_a_parcel_holds_what_grading_needs_and_nothing_else(folder):
    anna = small_class.hand_in_one(folder, "anna")
    small_class.hand_in_one(folder, "bert")
    (anna / "data.csv").write_bytes(b"1,2\n")
    (anna / "movie.mp4").write_bytes(b"0" * (cluster.FILES_BYTES + 1))
    parcel = cluster.packed(Submission(folder, ASSIGNMENT, "anna"))
    assert set(parcel.files) == {
        ".autograder/secret",
        "nbgrader_config.py",
        f"source/{ASSIGNMENT}/activations.ipynb",
        f"submitted/anna/{ASSIGNMENT}/activations.ipynb",
        f"submitted/anna/{ASSIGNMENT}/data.csv",
    }
    assert parcel.files[f"source/{ASSIGNMENT}/activations.ipynb"] == b""  # no solutions


def test_a_link_is_refused_before_it_is_followed(folder):
    (small_class.hand_in_one(folder, "anna") / "x").symlink_to(folder / "gradebook.db")
    with pytest.raises(Unreadable, match="x is a link"):
        cluster.packed(Submission(folder, ASSIGNMENT, "anna"))


@pytest.mark.sandbox
def test_a_worker_needs_no_folder_of_the_class(folder):
    small_class.hand_in_one(folder, "anna")
    submission = Submission(folder, ASSIGNMENT, "anna")
    rows = runner.rows_of(folder)(submission)
    parcel = cluster.packed(submission)
    folder.rename(folder.with_name("out of reach"))
    result = cluster.work(worker.grade, parcel, True, rows)
    assert (result.status, [v.outcome for v in result.verdicts]) == ("graded", ["passed"])
    assert not result.submission.class_dir.exists()  # nothing stays with the worker


class Client:
    """What a cluster is to the runner, without any process."""

    def __init__(self, outcome):
        self.outcome = outcome
        self.workers = {"tcp://a:1": 1}

    def nthreads(self):
        return self.workers

    def submit(self, work, grade, parcel, *more, pure):
        return Sent(self.outcome(parcel))


class Sent:
    status = "error"

    def __init__(self, outcome):
        self.outcome = outcome

    def add_done_callback(self, call):
        call(self)

    def result(self):
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


def killed(name):
    from types import SimpleNamespace

    from distributed import KilledWorker

    return KilledWorker(name, SimpleNamespace(address="tcp://a:1"), 3)


def test_only_work_whose_workers_die_each_time_is_given_up(folder):
    names = small_class.hand_in_many(folder, 3)
    tries = []

    def outcome(parcel):
        tries.append(parcel.student)
        own = Submission(folder, ASSIGNMENT, "elsewhere")
        if parcel.student == names[1] or tries == names[:1]:
            return killed(parcel.student)
        return Result(own, "graded")

    found = [Submission(folder, ASSIGNMENT, name) for name in names]
    workers = cluster.Cluster(Client(outcome), "tcp://a:1")
    results = {
        one.submission.student: one.status
        for one in crew.graded(found, lambda one: {}, executor=workers)
    }
    assert results == dict(zip(names, ["graded", "quarantined", "graded"], strict=True))
    assert tries.count(names[1]) == crew.TRIES


def test_a_cluster_that_is_gone_ends_the_run(folder, monkeypatch):
    small_class.hand_in_many(folder, 1)
    sent = Client(lambda parcel: RuntimeError("lost"))
    monkeypatch.setattr(Sent, "status", "cancelled")
    workers = cluster.Cluster(sent, "tcp://a:1")
    found = [Submission(folder, ASSIGNMENT, "student000")]
    with pytest.raises(RunStopped, match="The scheduler at tcp://a:1 has gone"):
        list(crew.graded(found, lambda one: {}, executor=workers))
    sent.workers = {}
    workers.look()
    monkeypatch.setattr(cluster, "ALONE_SECONDS", 0.0)
    with pytest.raises(RunStopped, match="has no workers any more"):
        workers.look()
