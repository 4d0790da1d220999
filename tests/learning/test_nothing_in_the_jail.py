"""While grading, nothing of the progress is there, and nothing of it is needed."""

from __future__ import annotations

import subprocess
import sys
import textwrap

from autograder.sandbox.zygotes import library


def test_the_jail_has_none_of_its_modules() -> None:
    modules, _ = library()
    assert "course.checking" in modules
    unwanted = ("learning", "commands", "cli", "solutions", "worked", "doctor", "_")
    kept = [name for name in modules if name.removeprefix("course.").startswith(unwanted)]
    assert kept == []


def test_a_notebook_runs_without_them() -> None:
    code = """
        import sys
        sys.modules["course.learning"] = None  # any import of it fails
        from course import check, check_best, checking, hint, progress, recall, reveal
        checking.answering = lambda pairs, count: [found.name for found, value in pairs]
        print(check(None, exercise="relu"), progress(), progress(1), recall(), recall("a"))
        for shown in (progress(), recall(), hint("relu"), hint("relu", anyway=True)):
            shown._repr_html_()
        assert hint("relu", anyway=True).rung == 1
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.startswith("['relu'] Progress is not shown while a notebook is graded.")
    assert done.stdout.count("No question is asked while") == 2
