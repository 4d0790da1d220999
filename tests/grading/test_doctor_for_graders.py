"""What `course doctor` looks at for those who grade."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import doctor

ROOT = Path(__file__).parents[2]


def test_all_that_grading_needs_is_here():
    assert [(one.about, one.how) for one in doctor.grading()] == [("grading", "good")]


@pytest.mark.sandbox
def test_a_sandbox_can_be_started():
    assert [one.how for one in doctor.sandbox()] == ["good"]


def test_without_bubblewrap_it_is_said_what_to_install():
    script = "from autograder import doctor; (one,) = doctor.sandbox(); print(one)"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": "/nowhere"}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True)
    assert "bubblewrap is not installed" in done.stdout, done.stderr
    assert "apt-get install bubblewrap" in done.stdout


def test_without_nbgrader_nobody_grades(monkeypatch):
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    assert doctor.checks() == []
