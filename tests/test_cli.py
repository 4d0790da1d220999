"""`course start`, `course lab` and `course check`, as typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from course import cli
from course.commands import checks, folder
from course.working_copy import RECORD, behind, copy_all, released_dir

NOTEBOOK = "01_unit/one.ipynb"


def run(*words: object):
    return CliRunner().invoke(cli.main, [str(word) for word in words])


@pytest.fixture
def released(tmp_path, monkeypatch) -> Path:
    place = tmp_path / "released"
    (place / "01_unit").mkdir(parents=True)
    (place / NOTEBOOK).write_text("version 1")
    (place / "01_unit" / ".ipynb_checkpoints").mkdir()
    (place / "01_unit" / ".ipynb_checkpoints" / "one.ipynb").write_text("stray")
    monkeypatch.setattr(folder, "released_dir", lambda: place)
    return place


# --- copying ----------------------------------------------------------------------------------


def test_start_copies_what_is_released_and_says_so(released, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("start")
    assert result.exit_code == 0
    assert result.output == f"New: {NOTEBOOK}\nYour notebooks are in my-course.\n"
    assert (tmp_path / "my-course" / NOTEBOOK).read_text() == "version 1"
    files = {path.name for path in (tmp_path / "my-course").rglob("*") if path.is_file()}
    assert files == {"one.ipynb", RECORD}


def test_work_is_kept(released, tmp_path):
    run("start", tmp_path / "mine")
    (tmp_path / "mine" / NOTEBOOK).write_text("version 1 and work")
    result = run("start", tmp_path / "mine")
    assert (tmp_path / "mine" / NOTEBOOK).read_text() == "version 1 and work"
    assert result.output.count("\n") == 1


def test_an_untouched_notebook_is_brought_up_to_date(released, tmp_path):
    run("start", tmp_path / "mine")
    (released / NOTEBOOK).write_text("version 2")
    assert f"Updated: {NOTEBOOK}" in run("start", tmp_path / "mine").output
    assert (tmp_path / "mine" / NOTEBOOK).read_text() == "version 2"


def test_beside_work_the_newer_version_gets_a_name_of_its_own(released, tmp_path):
    mine = tmp_path / "mine"
    run("start", mine)
    (mine / NOTEBOOK).write_text("version 1 and work")
    (released / NOTEBOOK).write_text("version 2")
    assert "one.new.ipynb" in run("start", mine).output
    assert (mine / NOTEBOOK).read_text() == "version 1 and work"
    assert (mine / "01_unit" / "one.new.ipynb").read_text() == "version 2"
    assert "new.ipynb" not in run("start", mine).output  # said once

    (mine / "01_unit" / "one.new.ipynb").write_text("version 2 and work")
    (released / NOTEBOOK).write_text("version 3")
    assert "one.new-2.ipynb" in run("start", mine).output
    assert (mine / "01_unit" / "one.new.ipynb").read_text() == "version 2 and work"
    assert (mine / "01_unit" / "one.new-2.ipynb").read_text() == "version 3"


@pytest.mark.parametrize("record", [None, "{", "[]"])
def test_without_a_record_every_difference_counts_as_work(record, released, tmp_path):
    mine = tmp_path / "mine"
    run("start", mine)
    (mine / RECORD).unlink()
    if record is not None:
        (mine / RECORD).write_text(record)
    (released / NOTEBOOK).write_text("version 2")
    run("start", mine)
    assert (mine / NOTEBOOK).read_text() == "version 1"
    assert (mine / "01_unit" / "one.new.ipynb").read_text() == "version 2"


def test_a_deleted_notebook_comes_back_as_released(released, tmp_path):
    run("start", tmp_path / "mine")
    (tmp_path / "mine" / NOTEBOOK).unlink()
    run("start", tmp_path / "mine")
    assert (tmp_path / "mine" / NOTEBOOK).read_text() == "version 1"


def test_a_place_that_will_not_do_is_refused_in_one_sentence(released, tmp_path):
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below", released, released / "01_unit"):
        result = run("start", place)
        assert result.exit_code == 2, place
        assert result.output.count("\n") == 1, result.output
    (tmp_path / "mine" / NOTEBOOK).mkdir(parents=True)  # a folder where the notebook belongs
    result = run("start", tmp_path / "mine")
    assert result.exit_code == 2
    assert result.output.count("\n") == 1, result.output


def test_what_is_behind_is_what_the_next_start_would_touch(released, tmp_path):
    mine = tmp_path / "mine"
    assert behind(released, mine) == [NOTEBOOK]
    run("start", mine)
    assert behind(released, mine) == []
    (mine / NOTEBOOK).write_text("version 1 and work")
    assert behind(released, mine) == []
    (released / NOTEBOOK).write_text("version 2")
    assert behind(released, mine) == [NOTEBOOK]
    run("start", mine)
    assert behind(released, mine) == []


def test_the_checkout_has_notebooks(tmp_path):
    names = [one.name for one in copy_all(released_dir(), tmp_path / "mine")]
    assert "01_activations/activations.ipynb" in names
    assert "NOTATION.md" in names  # notebooks refer to it
    assert "# " in (tmp_path / "mine" / "NOTATION.md").read_text(encoding="utf-8")
    assert all(one.what == "kept" for one in copy_all(released_dir(), tmp_path / "mine"))


# --- JupyterLab -------------------------------------------------------------------------------


def test_lab_opens_in_the_folder_and_passes_on_what_follows(released, tmp_path, monkeypatch):
    started = []

    def program(_, command):
        started.append((command, Path.cwd()))
        raise SystemExit(7)

    monkeypatch.setattr(folder.os, "execv", program)
    monkeypatch.chdir(tmp_path)
    result = run("lab", "--", "--no-browser", "--port", "9999")
    assert result.exit_code == 7, result.output
    ((command, place),) = started
    assert command[:4] == [sys.executable, "-P", "-m", "jupyterlab"]
    assert command[-3:] == ["--no-browser", "--port", "9999"]
    assert place == tmp_path / "my-course"
    assert (place / NOTEBOOK).exists()


def test_lab_takes_options_of_jupyterlab_after_dashes_alone(released, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("lab", "--no-browser")
    assert result.exit_code == 2
    assert not (tmp_path / "my-course").exists()


def test_lab_says_what_hides_a_library_and_opens_all_the_same(released, tmp_path, monkeypatch):
    monkeypatch.setattr(folder.os, "execv", lambda *_: sys.exit(7))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-course").mkdir()
    (tmp_path / "my-course" / "random.py").write_text("")
    result = run("lab")
    assert result.exit_code == 7
    assert "random.py hides the real random" in result.output


# --- check ------------------------------------------------------------------------------------

SIGMOID = """\
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))"""


def code(source: str, **nbgrader: object) -> dict:
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": nbgrader}}


def notebook(path: Path, *cells: dict) -> Path:
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}), encoding="utf-8")
    return path


IMPORTS = code("import numpy as np\nfrom course import check\nprint('noise')")


def test_check_prints_one_line_for_each_check(tmp_path):
    path = notebook(
        tmp_path / "mine.ipynb",
        {"cell_type": "markdown", "source": "check(sigmoid)"},
        IMPORTS,
        code(SIGMOID),
        code("import os; os.write(1, b'noise'); 1 / 0"),
        code("check(sigmoid)", grade=True, points=2),
        code("check(relu)", grade=True, points=0.75),
        code("def relu(x):\n    return np.asarray(x, float)\ncheck(relu)"),
    )
    before = path.read_bytes()
    command = [sys.executable, "-m", "course.cli", "check", "mine.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    first, second, third = done.stdout.splitlines()
    assert first.split() == ["sigmoid", "2", "/", "2", "passed"]
    assert "relu" in second
    assert "could not be checked: NameError: name 'relu' is not defined" in second
    assert "relu" in third
    assert "passed" not in third
    assert "Together" in done.stderr
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["mine.ipynb"]


def test_check_survives_a_notebook_that_ends_its_process(tmp_path):
    ending = code("import os\nos._exit(3)")
    path = notebook(tmp_path / "mine.ipynb", IMPORTS, ending, code("check(len)"))
    result = run("check", path)
    assert result.exit_code == 0
    assert "Code cell 2 of 3 ended the run" in result.output


def test_check_stops_a_cell_that_never_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "CELL_SECONDS", 3)
    path = notebook(tmp_path / "mine.ipynb", code("1"), code("while True: pass"))
    result = run("check", path)
    assert result.exit_code == 0
    assert "Code cell 2 of 2" in result.output


def test_check_does_not_wait_for_threads(tmp_path):
    waiting = "import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()"
    result = run("check", notebook(tmp_path / "mine.ipynb", code(waiting)))
    assert result.exit_code == 0
    assert "no checks" in result.output


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b'{"cells": [1]}', b"{}"])
def test_check_refuses_what_is_no_notebook_in_one_sentence(content, tmp_path):
    (tmp_path / "bad.ipynb").write_bytes(content)
    for name in ("bad.ipynb", "missing.ipynb", "."):
        result = run("check", tmp_path / name)
        assert result.exit_code == 2, result.output
        assert result.output.count("\n") == 1, result.output
