"""A session records what changed, goes on where the last one stopped, and never disturbs."""

from __future__ import annotations

import errno
import json
import os
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from events import attempt
from nbclient import NotebookClient
from toys import declared, toy

from course import check, check_best, checking, exercises, hint, progress, recall
from course.cli import main
from course.judging.verdict import Diagnosis, Verdict
from course.learning import file, finding, recording, session
from course.learning.file import append, complete, look, read
from course.learning.finding import NAME
from course.learning.session import Session, another

double = toy("toy_double", reference=lambda x: 2 * x, properties={"values": 1.0})


@double.probe("values")
def three_numbers(double: Any, rng: Any) -> Any:
    return double(rng.normal(size=3))


@double.misconception("T-W01", "Three times is more than twice.")
def threefold(x: Any) -> Any:
    return 3 * x


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / NAME


@pytest.fixture
def _toys(path: Path) -> Iterator[None]:
    with declared(double), another(Session(path)):
        yield


def verdict(outcome: str, points: float, diagnosis: str | None = None) -> Verdict:
    found = Diagnosis(diagnosis, "…") if diagnosis else None
    return Verdict("relu", points, 0.75, outcome, "…", found)


# What is recorded -----------------------------------------------------------------------------


@pytest.mark.usefixtures("_toys")
def test_a_check_is_an_event(path: Path) -> None:
    check(lambda x: 3 * x, exercise="toy_double")
    [event] = read(path)
    assert {key: event[key] for key in event if key not in ("id", "at", "digest")} == {
        "v": 1,
        "what": "attempt",
        "exercise": "toy_double",
        "outcome": "failed",
        "points": 0.0,
        "most": 1.0,
        "diagnosis": "T-W01",
    }
    assert len(event["digest"]) == 16


@pytest.mark.usefixtures("_toys")
def test_only_what_changed_is_an_event(path: Path) -> None:
    def again() -> None:
        for value in (None, lambda x: 3 * x, lambda x: 3 * x):
            check(value, exercise="toy_double")

    check(lambda x: 3 * x, exercise="toy_double")
    check(lambda x: 3 * x, exercise="toy_double")
    assert len(read(path)) == 1
    again()
    assert [one["outcome"] for one in read(path)] == ["failed", "unattempted", "failed"]


@pytest.mark.usefixtures("_toys")
def test_running_all_again_in_a_new_session_records_nothing(path: Path) -> None:
    check(lambda x: 3 * x, exercise="toy_double")
    check(None, exercise="toy_double")
    for value in (None, None):
        with another(Session(path)):
            check(value, exercise="toy_double")
    assert len(read(path)) == 2
    check(lambda x: 2 * x, exercise="toy_double")
    with another(Session(path)):
        check(lambda x: 2 * x, exercise="toy_double")
    assert len(read(path)) == 3


@pytest.mark.usefixtures("_toys")
def test_a_template_that_was_never_filled_in_records_nothing(path: Path) -> None:
    check(None, exercise="toy_double")
    assert not path.exists()


@pytest.mark.usefixtures("_toys")
def test_best_of_several_records_each(path: Path) -> None:
    def gelu(x: Any) -> Any:
        raise NotImplementedError

    def relu(x: Any) -> Any:
        return x * (x > 0)

    def toy_double(x: Any) -> Any:
        return 2 * x

    check_best(2, gelu, relu, toy_double)
    assert [one["exercise"] for one in read(path)] == ["relu", "toy_double"]


@pytest.mark.usefixtures("_toys")
def test_the_ladder_of_hints_goes_on_in_the_next_session(path: Path) -> None:
    assert hint("toy_double").rung == 1
    with another(Session(path)):
        assert hint("toy_double").rung == 1, "nothing was tried since"
        check(lambda x: 3 * x, exercise="toy_double")
    with another(Session(path)):
        check(lambda x: 3 * x, exercise="toy_double")
        assert hint("toy_double").rung == 2
        assert hint("toy_double").rung == 2
    assert [one["rung"] for one in read(path) if one["what"] == "hint"] == [1, 2]


@pytest.mark.usefixtures("_toys")
def test_the_same_code_written_afresh_is_an_attempt_but_earns_no_hint(path: Path) -> None:
    check(lambda x: 3 * x, exercise="toy_double")
    assert hint("toy_double").rung == 1
    for value in (None, lambda x: 3 * x):
        check(value, exercise="toy_double")
    assert len(read(path)) == 4
    assert hint("toy_double").rung == 1
    check(lambda x: 4 * x, exercise="toy_double")
    assert hint("toy_double").rung == 2


def test_a_ladder_that_became_shorter(path: Path) -> None:
    append(path, {"what": "hint", "exercise": "toy_double", "rung": 9})
    with declared(double), another(Session(path)):
        last = hint("toy_double")
    assert (last.rung, last.text) == (3, "Compare.")
    assert "last hint" in str(last)


# A hint that nobody asked for ------------------------------------------------------------------


def failing(count: int) -> list[Verdict]:
    """Check so many wrong answers, each unlike the others."""
    factors = range(3, 3 + count)
    return [check(lambda x, k=k: k * x, exercise="toy_double") for k in factors]


@pytest.mark.usefixtures("_toys")
def test_the_fifth_failure_in_a_row_brings_the_first_hint(path: Path) -> None:
    *before, fifth = failing(5)
    assert not any("hint" in str(one) for one in before)
    assert "5 attempts, and no hint so far" in str(fifth)
    assert "Look." in str(fifth)
    assert "Look." in fifth._repr_html_()
    assert repr(fifth) == "0.0"
    assert [one["rung"] for one in read(path) if one["what"] == "hint"] == [1]
    assert "Look." not in str(failing(6)[-1]), "it comes once"
    assert hint("toy_double").rung == 2


@pytest.mark.usefixtures("_toys")
def test_who_asked_for_a_hint_gets_none_unasked() -> None:
    hint("toy_double")
    assert not any("no hint so far" in str(one) for one in failing(8))


@pytest.mark.usefixtures("_toys")
def test_neither_a_pass_nor_the_template_brings_a_hint() -> None:
    failing(4)
    assert "Look." not in str(check(lambda x: 2 * x, exercise="toy_double"))
    failing(4)
    assert "Look." not in str(check(None, exercise="toy_double"))
    assert "Look." in str(failing(1)[0]), "an emptied answer is no pass"


@pytest.mark.usefixtures("_toys")
def test_no_hint_comes_while_nbgrader_runs_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert not any("Look." in str(one) for one in failing(8))


@pytest.mark.usefixtures("_toys")
def test_no_hint_is_used_up_by_course_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "_asked", True)
    failing(8)
    monkeypatch.setattr(recording, "_asked", False)
    assert hint("toy_double").rung == 1


# A digest is the same in every process --------------------------------------------------------


def test_digests_do_not_depend_on_the_process() -> None:
    code = """
        import numpy as np
        from course import check, exercises
        from course.learning import session

        def relu(x):
            allowed = {"a", "b", "c", "d"}
            kind = "a" if "a" in {"x", "a", "y", "q"} else print
            return np.maximum(0.0, x) if kind in allowed else object

        def sigmoid(x):
            return {"value": (lambda: x), "other": object()}

        def tanh_prime(x):
            raise ValueError(f"{object()} is at {hex(id(x))}")

        for function in (relu, sigmoid, tanh_prime):
            check(function)
        for name in ("forward", "init_layer", "batch_grads", "dropout_forward"):
            check(exercises.get(name).reference, exercise=name)
        print([event["digest"] for event in session.current().events])
    """
    said = set()
    for seed in ("0", "1", "random"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "COURSE_PROGRESS": "off"}
        command = [sys.executable, "-c", textwrap.dedent(code)]
        said.add(subprocess.check_output(command, env=environment, text=True))
    assert len(said) == 1
    assert len(set(eval(said.pop()))) == 7


# Where nothing is recorded --------------------------------------------------------------------


@pytest.fixture
def _somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(finding.VARIABLE)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_somewhere")
def test_not_in_plain_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert recording.where() is None
    monkeypatch.setattr(recording, "_asked", True)
    assert recording.where() == Path.cwd() / NAME


class Shell:
    kernel = "a kernel"


@pytest.mark.usefixtures("_somewhere")
def test_in_a_notebook_unless_it_is_graded_or_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import IPython

    monkeypatch.setattr(IPython, "get_ipython", object)
    assert recording.where() is None, "IPython in a terminal"
    monkeypatch.setattr(IPython, "get_ipython", Shell)
    assert recording.where() == Path.cwd() / NAME
    monkeypatch.setenv(finding.VARIABLE, "off")
    assert recording.where() is None
    monkeypatch.setenv(finding.VARIABLE, "kept.jsonl")
    assert recording.where() == Path.cwd() / "kept.jsonl"
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert recording.where() is None


def test_in_the_kernel_of_a_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import IPython

    monkeypatch.delenv(finding.VARIABLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(IPython, "get_ipython", object)
    assert recording.where() == tmp_path / NAME


@pytest.mark.usefixtures("_toys")
@pytest.mark.parametrize("graded", ["sandbox", "autograde", "validate"])
def test_nothing_while_grading(path: Path, graded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if graded == "sandbox":
        monkeypatch.setattr(checking, "answering", lambda pairs, count: 0.0)
    else:
        monkeypatch.setenv("NBGRADER_EXECUTION", graded)
        monkeypatch.setattr(session, "_current", None)
    check(lambda x: x, exercise="toy_double")
    assert not path.exists()
    assert "graded" in str(progress())
    assert "graded" in str(recall())
    assert "graded" in str(recall("a"))


def test_course_check_records_beside_the_notebook(tmp_path: Path) -> None:
    source = (
        "import numpy as np\nfrom course import check\n"
        "def relu(x):\n    return np.maximum(0.0, x)\ncheck(relu)"
    )
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
    notebook = tmp_path / "n.ipynb"
    notebook.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}))
    for turn in range(2):
        done = CliRunner(env={"COURSE_PROGRESS": ""}).invoke(main, ["check", str(notebook)])
        assert done.exit_code == 0, turn
    [event] = read(tmp_path / NAME)
    assert (event["exercise"], event["outcome"]) == ("relu", "passed")


def in_a_kernel(folder: Path, *sources: str) -> list[str]:
    """Run cells as JupyterLab does, in ``folder``; return the text that each of them shows."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, kernel_name="python3", timeout=60, resources=resources)
    client.execute(env={**os.environ, "COURSE_PROGRESS": ""})
    return [
        cell.outputs[-1]["data"]["text/plain"] if cell.outputs else "" for cell in notebook.cells
    ]


def test_in_a_real_kernel_from_one_session_to_the_next(tmp_path: Path) -> None:
    unit = tmp_path / "01_activations"
    unit.mkdir()
    (tmp_path / finding.MARK).touch()
    start = "import numpy as np\nfrom course import check, hint, progress, recall"
    slip = "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, float)))\ncheck(sigmoid)"
    naive = slip.replace("np.exp(", "np.exp(-")
    first = in_a_kernel(unit, start, slip, "hint('sigmoid')", "hint('sigmoid')", "progress()")
    assert first[1] == "0.0"
    assert "check it first" in first[3]
    assert "01_activations" in first[4]
    second = in_a_kernel(unit, start, slip, "hint('sigmoid').rung", naive, "hint('sigmoid').rung")
    assert (second[2], second[4]) == ("1", "2"), "the ladder goes on where it stood"
    kept = read(tmp_path / NAME)
    assert [one["what"] for one in kept] == ["attempt", "hint", "attempt", "hint"]
    later = tmp_path / "02_forward"
    later.mkdir()
    first = "q = recall()\nq", "recall(q.labels[0])"
    asked, answered, *again = in_a_kernel(later, start, *first, "recall('100a')")[1:]
    assert "From unit 1" in asked
    assert "It comes back" in answered
    assert "an earlier question" in again[0]
    assert list(unit.iterdir()) == list(later.iterdir()) == []


def test_importing_the_course_loads_none_of_it() -> None:
    code = "import sys, course; print([m for m in sys.modules if 'learning' in m])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


# Trouble --------------------------------------------------------------------------------------


def test_a_full_disk_keeps_progress_for_the_session(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with another(Session(path)) as here:
        with monkeypatch.context() as patch:
            patch.setattr(file.os, "write", full)
            here.attempted(verdict("failed", 0.25), "one")
            here.attempted(verdict("passed", 0.75), "two")
        assert [one["digest"] for one in here.all().events] == ["one", "two"]
        assert "(No space left on device), so it is kept for this session only." in str(progress())
        here.hinted("relu", 1)
        assert here.trouble == ""
    assert [one["what"] for one in read(path)] == ["attempt", "attempt", "hint"], "made up for"
    assert look(path).damaged == 0


READ_ONLY = """
import os, sys
import numpy as np
from course import check, progress
from course.learning import session

def relu(x):
    return np.maximum(0.0, x)

check(relu), progress()  # everything is imported before the rights are given up
session._current = None
os.environ["COURSE_PROGRESS"] = sys.argv[1]
if os.geteuid() == 0:  # for whom no folder is read-only
    os.setuid(65534)
print(check(relu).outcome)
print(progress())
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_a_read_only_folder_disturbs_no_check() -> None:
    folder = Path(tempfile.mkdtemp())  # not tmp_path, which other users can't enter
    try:
        folder.chmod(0o555)
        command = [sys.executable, "-c", READ_ONLY, str(folder / NAME)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert list(folder.iterdir()) == []
    finally:
        folder.chmod(0o755)
        folder.rmdir()
    assert done.stderr == ""
    assert done.stdout.startswith("passed\n")
    assert "(Permission denied), so it is kept for this session only." in done.stdout
    assert "0.75 of 18 points" in done.stdout


def test_a_file_that_can_not_be_read(path: Path) -> None:
    path.mkdir()
    with another(Session(path)) as here:
        here.attempted(verdict("passed", 0.75), "one")
        said = str(progress())
    assert "0.75 of 18 points" in said
    assert str(path) in said


def test_damaged_and_newer_lines_are_named_on_the_board(path: Path) -> None:
    append(path, attempt("relu", 1, 1.0), {"v": 2})
    path.write_bytes(b"x\n" + path.read_bytes())
    with another(Session(path)):
        said = str(progress())
    assert "1 line of course-progress.jsonl was written by a newer version" in said
    assert "1 line of course-progress.jsonl is damaged" in said


def test_the_other_notebook_is_on_the_board_at_once(path: Path) -> None:
    with another(Session(path)) as here:
        Session(path).attempted(verdict("passed", 0.75), "elsewhere")
        assert "0.75 of 18 points" in str(progress())
        assert here.events == []


def test_what_another_process_recorded_decides_what_is_new(path: Path) -> None:
    """A passing check after `course check` of an older version on disk is recorded again."""
    here = Session(path)
    here.attempted(verdict("passed", 0.75), "mine")
    Session(path).attempted(verdict("failed", 0.25, "W1"), "on disk")
    here.attempted(verdict("passed", 0.75), "mine")
    assert [event["points"] for event in read(path)] == [0.75, 0.25, 0.75]
    assert here.standing("relu").points == 0.75
    assert here.standing("relu").attempts == 3


def test_a_date_far_ahead_is_some_other_clocks_mistake(path: Path) -> None:
    ahead = complete(
        {"what": "hint", "exercise": "relu", "rung": 1, "at": "2099-01-01T00:00:00+00:00"}
    )
    append(path, ahead)
    here = Session(path)
    here.attempted(verdict("passed", 0.75), "mine")
    assert here.events[0]["at"] < "2098"


# What it costs --------------------------------------------------------------------------------


def test_an_event_costs_at_most_two_milliseconds(path: Path) -> None:
    append(path, *(attempt("relu", number, 0.5) for number in range(5_000)))
    here, took = Session(path), []
    for number in range(200):
        begun = time.perf_counter()
        here.attempted(verdict("failed", 0.25, "W1"), str(number))
        took.append(time.perf_counter() - begun)
    assert statistics.median(took) < 0.002
    assert len(read(path)) == 5_200


# What counts as the same attempt --------------------------------------------------------------


@pytest.mark.usefixtures("_toys")
def test_what_a_slow_computer_shows_is_no_new_attempt(path: Path) -> None:
    """Only code, points, diagnosis and properties count: times and chance are no change."""

    def toy_double(x: Any) -> Any:
        return x + next(readings)

    readings = iter(range(1, 1_000))
    check(toy_double)
    check(toy_double)
    assert len(read(path)) == 1


@pytest.mark.usefixtures("_toys")
def test_another_mistake_with_the_same_points_is_a_new_attempt(path: Path) -> None:
    factor = 5

    def toy_double(x: Any) -> Any:
        return factor * x

    check(toy_double)
    check(toy_double)
    factor = 3  # the mistake that has a name
    check(toy_double)
    assert [one["diagnosis"] for one in read(path)] == [None, "T-W01"]


@pytest.mark.usefixtures("_toys")
def test_a_changed_helper_is_a_new_attempt(path: Path) -> None:
    space: dict[str, Any] = {}
    exec("def toy_double(x):\n    return helper(x)", space)
    for factor in (5, 5, 6):
        exec(f"def helper(x):\n    return {factor} * x", space)
        check(space["toy_double"])
    assert len(read(path)) == 2


def test_another_value_is_a_new_attempt(path: Path) -> None:
    one = next(e for e in exercises.all() if e.kind == "variable")
    with another(Session(path)):
        for value in (-12345.0, -12345.0, -54321.0):
            check(value, exercise=one.name)
    assert len(read(path)) == 2


def test_a_clock_set_back_keeps_the_order(path: Path) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    append(path, attempt("relu", 1, 0.5) | {"at": tomorrow})
    with another(Session(path)) as here:
        here.attempted(verdict("failed", 0.25), "one")
        here.attempted(verdict("passed", 0.75), "two")
    assert [one["digest"] for one in read(path)][1:] == ["one", "two"]
    assert Session(path).standing("relu").outcome == "passed"
