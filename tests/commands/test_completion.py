"""Completion with Tab, as real shells do it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import needs
import pytest
from click.testing import CliRunner

from course.cli import main

ROOT = Path(__file__).parents[2]

# What bash does when Tab is pressed after these words.
PRESS_TAB = """
source ./completion.bash
COMP_WORDS=({words})
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
[ -n "{last}" ] || {{ COMP_WORDS+=(""); COMP_CWORD=$((COMP_CWORD + 1)); }}
compopt() {{ printf 'compopt %s %s\\n' "$1" "$2"; }}
_course_completion course
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def typed(tmp_path):
    """Press Tab in bash after some words, in a folder with a notebook."""
    if shutil.which("bash") is None:
        needs.skip("completion", "bash is not installed", "REQUIRE_SHELLS")
    program = tmp_path / "bin" / "course"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nfrom course.cli import main\nmain()\n")
    program.chmod(0o755)
    script = CliRunner().invoke(main, ["completion", "bash"], prog_name="course").output
    (tmp_path / "completion.bash").write_text(script)
    notebook = tmp_path / "my-course" / "01_unit" / "one.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text("{}")
    (tmp_path / "my-course" / ".hidden").mkdir()
    (tmp_path / "my-course" / ".hidden" / "two.ipynb").write_text("{}")

    def press_tab(words: str) -> list[str]:
        last = "" if words.endswith(" ") else words.split()[-1]
        done = subprocess.run(
            ["bash", "-c", PRESS_TAB.format(words=words, last=last)],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            },
            capture_output=True,
            text=True,
        )
        assert done.stderr == ""
        return done.stdout.split("\n")[:-1]

    return press_tab


def test_commands_are_completed(typed):
    assert typed("course so") == ["solution"]
    assert {"lab", "start", "check", "doctor"} <= set(typed("course "))


def test_exercises_are_completed(typed):
    assert typed("course solution sigmoid") == ["sigmoid", "sigmoid_prime"]


def test_notebooks_are_completed(typed):
    notebook = "my-course/01_unit/one.ipynb"
    assert typed("course check ") == typed("course check my-course/0") == [notebook]
    assert typed("course check elsewhere/") == [""]


def test_folders_are_left_to_the_shell(typed):
    for command in ("start", "lab", "doctor"):
        assert "compopt -o dirnames" in typed(f"course {command} my")


def test_shells_are_completed(typed):
    assert typed("course completion ") == ["bash", "zsh", "fish"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_the_shell_takes(shell, tmp_path):
    done = CliRunner().invoke(main, ["completion", shell], prog_name="course")
    assert done.exit_code == 0
    assert "_COURSE_COMPLETE" in done.output
    if shutil.which(shell) is None:
        needs.skip("completion", f"{shell} is not installed", "REQUIRE_SHELLS")
    (tmp_path / "script").write_text(done.output)
    subprocess.run([shell, "-n", tmp_path / "script"], check=True)


def test_the_help_says_how_it_is_installed():
    said = CliRunner().invoke(main, ["completion", "--help"]).output
    for shell in ("bash", "zsh", "fish"):
        assert f"course completion {shell} > ~/." in said
