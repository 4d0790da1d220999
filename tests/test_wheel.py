"""The wheel: all that a person needs is in it, and it works where there is no working tree."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTATION = ROOT / "NOTATION.md"

SIGMOID = """\
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)
"""
ACTIVATIONS = Path("my-course/01_activations/activations.ipynb")
MINUTES = 5  # until a first-time user has a passed check


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built as pip and uv do it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


def tracked(*folders: str) -> set[str]:
    """Return the files that git knows, or would."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders]
    found = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {name for name in found.splitlines() if (ROOT / name).is_file()}


def test_the_wheel_holds_all_that_is_ours_and_nothing_else(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    (metadata,) = {name.partition("/")[0] for name in inside if ".dist-info/" in name}
    shared = {name for name in inside if ".data/" in name}
    ours = {name for name in inside if not name.startswith(metadata)} - shared
    moved = {"solutions/": "course/_solutions/", "notebooks/": "course/_notebooks/"}
    wanted = tracked("course", "autograder")
    for folder, place in moved.items():
        wanted |= {name.replace(folder, place, 1) for name in tracked(folder)}
    wanted.add("course/_notebooks/NOTATION.md")
    assert ours == wanted
    assert {Path(name).name for name in shared} == {"kernel.json", "delta-course.json"}
    for name in ("course/py.typed", "course/widgets/static/playground.js"):
        assert name in inside
    assert {"LICENSE", "LICENSE-CONTENT"} <= {Path(name).name for name in inside}
    assert not any(name.endswith((".pyc", ".new.ipynb")) for name in inside)


def test_the_wheel_is_small(wheel):
    assert wheel.stat().st_size < 3_000_000


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory) -> dict[str, str]:
    """An environment in which the unpacked wheel is imported, and no working tree."""
    folder = tmp_path_factory.mktemp("unpacked")
    zipfile.ZipFile(wheel).extractall(folder)
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}


def run(words: list[str], folder: Path, env: dict[str, str]) -> str:
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_the_working_tree_all_commands_work(unpacked, tmp_path):
    python = [sys.executable, "-c"]
    where = run([*python, "import course; print(course.__file__)"], tmp_path, unpacked)
    assert where.startswith(unpacked["PYTHONPATH"])
    course = [sys.executable, "-m", "course.cli"]
    started = run([*course, "start"], tmp_path, unpacked)
    assert {"New: 09_capstone/capstone.ipynb", "New: NOTATION.md"} <= set(started.splitlines())
    assert (tmp_path / "my-course" / "NOTATION.md").read_bytes() == NOTATION.read_bytes()
    fill_in(tmp_path / ACTIVATIONS)
    assert_passed(run([*course, "check", str(ACTIVATIONS)], tmp_path, unpacked))
    assert "np.exp" in run([*course, "solution", "sigmoid", "--anyway"], tmp_path, unpacked)
    data = "from course.data import digits; from course.widgets import playground; print(1)"
    assert run([*python, data], tmp_path, unpacked) == "1\n"
    solutions = "from autograder.building import assignments; print(len(assignments()))"
    assert run([*python, solutions], tmp_path, unpacked) == "10\n"


def test_the_doctor_of_the_wheel_also_looks_at_grading(unpacked, tmp_path):
    command = [sys.executable, "-m", "course.cli", "doctor", "--json"]
    done = subprocess.run(command, cwd=tmp_path, env=unpacked, capture_output=True, text=True)
    assert {"grading", "sandbox"} <= {one["about"] for one in json.loads(done.stdout)}


def test_no_solution_of_the_wheel_gets_into_the_sandbox(unpacked, tmp_path):
    script = "from autograder.sandbox.zygotes import library; print(*library()[0])"
    modules = run([sys.executable, "-c", script], tmp_path, unpacked).split()
    assert {"course", "course.checking", "course.exercises"} <= set(modules)
    assert [name for name in modules if "solution" in name] == []


def fill_in(path: Path) -> None:
    """Write `sigmoid` into the notebook, as a student does."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if "".join(cell["source"]).startswith("def sigmoid(x)"):
            cell["source"] = SIGMOID
    path.write_text(json.dumps(notebook), encoding="utf-8")


def assert_passed(printed: str) -> None:
    (line,) = [line for line in printed.splitlines() if line.startswith("sigmoid ")]
    assert line.split() == ["sigmoid", "2", "/", "2", "passed"]


# --- the whole installation, from empty caches ------------------------------------------------


def fresh(tmp_path: Path, **more: str) -> dict[str, str]:
    """Return an environment of a person who never installed anything."""
    unwanted = ("VIRTUAL_ENV", "PYTHON", "PYTEST", "COV_", "JUPYTER", "COURSE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    places = {f"{tool}_CACHE_DIR": str(tmp_path / f"{tool}-cache") for tool in ("UV", "PIP")}
    (tmp_path / "home").mkdir()
    return {**kept, **places, "HOME": str(tmp_path / "home"), **more}


def seconds_until_lab_answers(words: list[str], folder: Path, env: dict[str, str]) -> float:
    """Start JupyterLab, wait until its page is there, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    options = ["--", "--no-browser", f"--port={port}", "--IdentityProvider.token="]
    with (
        (folder / "lab.log").open("w") as log,
        subprocess.Popen([*words, *options], cwd=folder, env=env, stdout=log, stderr=log) as lab,
    ):
        try:
            while not answers(port):
                assert lab.poll() is None, (folder / "lab.log").read_text()
                assert time.perf_counter() - start < 60 * MINUTES
                time.sleep(0.1)
            return time.perf_counter() - start
        finally:
            lab.terminate()


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/lab")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def timed(words: list[str], folder: Path, env: dict[str, str]) -> tuple[float, str]:
    start = time.perf_counter()
    printed = run(words, folder, env)
    return time.perf_counter() - start, printed


def first_passed_check(words: list[str], folder: Path, env: dict[str, str]) -> float:
    fill_in(folder / ACTIVATIONS)
    seconds, printed = timed([*words, "check", str(ACTIVATIONS)], folder, env)
    assert_passed(printed)
    return seconds


def tell(how: str, **seconds: float) -> None:
    parts = ", ".join(f"{name} {value:.1f} s" for name, value in seconds.items())
    print(f"\n{how}: {parts}; together {sum(seconds.values()):.1f} s")
    assert sum(seconds.values()) < 60 * MINUTES


@pytest.mark.slow
def test_pip_takes_a_newcomer_to_a_passed_check(wheel, tmp_path):
    env = fresh(tmp_path)
    python = getattr(sys, "_base_executable", sys.executable)
    venv, _ = timed([python, "-m", "venv", "env"], tmp_path, env)
    pip = [str(tmp_path / "env" / "bin" / "python"), "-m", "pip", "install", "-q", str(wheel)]
    install, _ = timed(pip, tmp_path, env)
    course = [str(tmp_path / "env" / "bin" / "course")]
    lab = seconds_until_lab_answers([*course, "lab"], tmp_path, env)
    check = first_passed_check(course, tmp_path, env)
    tell("pip", venv=venv, install=install, lab=lab, check=check)
    doctor = subprocess.run([*course, "doctor"], cwd=tmp_path, env=env, capture_output=True)
    assert doctor.returncode == 0, doctor.stdout.decode()
    grader = subprocess.run(
        [tmp_path / "env" / "bin" / "autograder", "run"], capture_output=True, text=True, env=env
    )
    assert f"delta-course[grade] @ {wheel.as_uri()}" in grader.stderr
    assert grader.stderr.count("\n") == 1


def printed_line(page: str) -> list[str]:
    """Return the words of the first line with uvx that a page prints."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"uvx [^`\n]+", text)[0].split()


@pytest.mark.parametrize("page", ["README.md", "docs/ways_in.md"])
def test_the_printed_line_names_the_wheel_that_is_built(wheel, page):
    assert printed_line(page) == ["uvx", "--from", f"./{wheel.name}", "course", "lab"]


@pytest.mark.slow
def test_uvx_takes_a_newcomer_to_a_passed_check(wheel, tmp_path):
    uvx = shutil.which("uvx")
    if uvx is None:
        home = tmp_path / "uv"
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([home / "bin" / "python", "-m", "pip", "install", "-qq", "uv"], check=True)
        uvx = str(home / "bin" / "uvx")
    env = fresh(tmp_path)
    shutil.copy(wheel, tmp_path)  # the line is typed in the folder where the file is
    _, *words, last = printed_line("README.md")
    lab = seconds_until_lab_answers([uvx, *words, last], tmp_path, env)
    check = first_passed_check([uvx, *words], tmp_path, env)
    tell("uvx", install_and_lab=lab, check=check)
