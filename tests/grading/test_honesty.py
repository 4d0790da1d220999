"""The course's own functions earn nothing; stock nbgrader agrees on honest work."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.handins import answered, perfect, untouched
from autograder.recording import book_of

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("honesty")]

ASSIGNMENT = "01_activations"

BORROWED = {
    "alias": "from course.activations import sigmoid",
    "call": "def sigmoid(x):\n    return activations.sigmoid(x)",
    "module": "import course\nsigmoid = course.activations.ACTIVATIONS['sigmoid'].g",
    "wrapped": "sigmoid = activations.sigmoid.__wrapped__",
    "closure": "f = activations.sigmoid\n\n\ndef sigmoid(x, f=f):\n    return f(x)",
    "partial": "import functools\nsigmoid = functools.partial(activations.sigmoid)",
    "neighbour": "def sigmoid(x):\n    return activations.softplus_prime(x)",
    "declared": (
        "from course import exercises\n"
        "f = exercises.get('sigmoid').reference\n\n\n"
        "def sigmoid(x):\n    return f(x)"
    ),
    "kept first": (
        "import copy\nf = copy.copy(activations.sigmoid)\n\n\ndef sigmoid(x):\n    return f(x)"
    ),
}


def test_the_library_does_not_do_the_exercise(room):
    for name, source in BORROWED.items():
        cell = answered(untouched(room.folder, ASSIGNMENT), "sigmoid", source)
        room.hand_in(name.replace(" ", "-"), cell)
    for student, entry in room.grade().items():
        verdict = next(v for v in entry.verdicts if v["exercise"] == "sigmoid")
        assert verdict["points"] == 0, (student, verdict)


def test_a_search_for_solutions_in_memory_and_on_disk_finds_none(room):
    search = """
import gc, os, sys
from course import exercises
found = [e.reference for e in exercises.all() if e.name in ("active_interval", "one_sign_share")]
found += [m for e in exercises.all() for m in e.misconceptions]
names = [f.__name__ for f in gc.get_objects() if getattr(f, "__name__", "") == "_active_interval"]
files = [
    os.path.join(folder, name)
    for folder, _, there in os.walk("/")
    for name in there
    if not folder.startswith("/proc/") and os.sep + "nbgrader" + os.sep not in folder
    if name.endswith(".ipynb") or name in ("gradebook.db", "nbgrader_config.py", "secret")
    or ("course" in folder.split(os.sep) and name.endswith(".py"))
    or "unit_01_activations" in name
]
raise RuntimeError(f"FOUND {[f for f in found if f is not None]} {files}")
"""
    made = answered(untouched(room.folder, ASSIGNMENT), "sigmoid", search)
    room.hand_in("seeker", made)
    room.grade()
    text = (room.folder / "autograded" / "seeker" / ASSIGNMENT / "activations.ipynb").read_text()
    found = re.search(r'FOUND [^"]*(?=")', text)
    assert found is not None
    assert found[0] == "FOUND [] []"


@pytest.mark.slow
def test_stock_nbgrader_gives_honest_work_the_same_scores(room):
    falling = "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, float)))"
    printed = "def tanh_from_sigmoid(x):\n    return 2 * sigma(x) - 1"
    made = perfect(room.folder, ASSIGNMENT)
    room.hand_in("right", made)
    room.hand_in(
        "wrong", answered(answered(made, "sigmoid", falling), "tanh_from_sigmoid", printed)
    )
    room.hand_in("blank", untouched(room.folder, ASSIGNMENT))
    room.grade()
    ours = scores(room.folder)
    stock = f"c = get_config()\nc.CourseDirectory.root = {str(room.folder)!r}\n"
    (room.folder / "nbgrader_config.py").write_text(stock, encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "nbgrader", "autograde", ASSIGNMENT, "--force"],
        cwd=room.folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert scores(room.folder) == ours


def scores(class_dir: Path) -> dict[tuple[str, str], float]:
    with book_of(class_dir) as book:
        return {
            (submission.student.id, grade.name): grade.auto_score
            for submission in book.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
