"""docs/add_an_exercise.md, done as it is written: in a copy of the project, block after block.

A block with code is applied where the sentence above it says; a block with commands is run. What
the page promises to be seen is looked for.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import needs
import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "add_an_exercise.md").read_text(encoding="utf-8")
NAME = "hard_sigmoid"
NOTEBOOK = "notebooks/07_vanishing/vanishing.ipynb"
LINTED = ("course/exercises/unit_07_vanishing.py", "tests/exercises/accepted_unit_07.py")

# A paragraph, and the block of code below it.
BLOCK = re.compile(
    r"^(?P<said>\S[^\n]*(?:\n\S[^\n]*)*)\n\n```(?P<kind>\w+)\n(?P<text>.*?)```", re.M | re.S
)
ABOVE = re.compile(r"In `(\S+)`, above the line that begins `(.+)`, put")
REPLACE = re.compile(r"In `(\S+)`, replace")
AT_THE_END = re.compile(r"At the end of `(\S+)`, put")


@dataclass(frozen=True)
class Block:
    said: str
    kind: str
    text: str


BLOCKS = [Block(" ".join(m["said"].split()), m["kind"], m["text"]) for m in BLOCK.finditer(PAGE)]


def commands() -> list[str]:
    # Above the first block of commands of a step stands the step's heading, not a sentence.
    return re.findall(r"```sh\n(.*?)\n```", PAGE, re.DOTALL)


def apply_all(copy: Path) -> set[str]:
    """Apply every block of code to the copy; return the files that were changed."""
    changed, old = set(), None
    for block in BLOCKS:
        if block.kind == "sh" or not block.said.endswith(("put", "replace", "by")):
            continue
        if block.said == "by":
            assert old is not None, "a block to put in place of nothing"
            name, before = old
            _edit(copy / name, before, block.text.rstrip("\n"))
            old = None
        elif found := REPLACE.fullmatch(block.said):
            name, old = found[1], (found[1], block.text.rstrip("\n"))
        elif found := ABOVE.fullmatch(block.said):
            name = found[1]
            _put_above(copy / name, found[2], block.text)
        else:
            name = AT_THE_END.fullmatch(block.said)[1]
            (copy / name).write_text((copy / name).read_text("utf-8") + block.text, "utf-8")
        changed.add(name)
    assert old is None, "a block that is replaced by nothing"
    return changed


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path.name} has {text.count(before)} times: {before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def _put_above(path: Path, start: str, block: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (at,) = (k for k, line in enumerate(lines) if line.startswith(start))
    path.write_text("".join([*lines[:at], block, *lines[at:]]), encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """A copy of the project with the page's code in it, and a .venv that is this Python's."""
    if f'"{NAME}"' in (ROOT / LINTED[0]).read_text(encoding="utf-8"):
        needs.skip("page", "it has been followed in this checkout", "REQUIRE_UNTOUCHED")
    folder = tmp_path_factory.mktemp("project") / "delta"
    unwanted = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "my-course")
    shutil.copytree(ROOT, folder, ignore=unwanted)
    apply_all(folder)
    _borrow_this_python(folder)
    return folder


def _borrow_this_python(folder: Path) -> None:
    """Make what scripts/setup.sh would make, out of the Python that runs these tests."""
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, words in {"python": "", "course": "-m course.cli"}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        (programs / name).chmod(0o755)
    fingerprint = subprocess.run(
        "cat pyproject.toml uv.lock requirements/*.txt scripts/setup.sh | cksum | tr ' ' '-'",
        shell=True,
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (folder / ".venv" / ".set-up").write_text(f"dev {fingerprint} {folder}\n")


def run(copy: Path, *command: str) -> str:
    """Run a command in the copy, where ``course`` and ``autograder`` are the copy's own."""
    unwanted = ("PYTEST", "COV_", "MAKE", "MFLAGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    done = subprocess.run(
        command,
        cwd=copy,
        env={**kept, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-4000:]}"
    return done.stdout


def pytest_in(copy: Path, *words: str) -> str:
    return run(copy, ".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *words)


def test_the_page_is_understood_block_by_block():
    applied = [block for block in BLOCKS if block.said.endswith(("put", "replace", "by"))]
    assert len(applied) == 11
    assert PAGE.count("\n```") == 2 * (len(applied) + 1 + len(commands()))  # and one answer
    assert commands()[-1] == "make test"


def test_its_tests_pass_and_the_code_is_as_everywhere(copy):
    (command,) = (c for c in commands() if "pytest" in c)
    said = run(copy, *command.split())
    assert re.search(r"[1-9]\d* passed", said), said
    assert "failed" not in said
    for tool in (["format", "--check"], ["check"]):
        run(copy, sys.executable, "-m", "ruff", *tool, "--no-cache", *LINTED)


def answered(copy: Path, target: Path, answer: str) -> Path:
    """Write the notebook with an answer in place of the blank."""
    notebook = json.loads((copy / NOTEBOOK).read_text(encoding="utf-8"))
    (cell,) = (c for c in notebook["cells"] if c["id"].endswith("-hard-sigmoid"))
    source = "".join(cell["source"])
    assert source.count("raise NotImplementedError()") == 1
    cell["source"] = source.replace("    raise NotImplementedError()", answer.rstrip("\n"))
    target.write_text(json.dumps(notebook), encoding="utf-8")
    return target


def line_of(said: str) -> str:
    (line,) = (line for line in said.splitlines() if line.startswith(f"{NAME} "))
    return " ".join(line.split())


@pytest.mark.slow
def test_the_notebook_has_it_and_its_card_says_what_the_page_says(copy, tmp_path):
    table, build, look = next(c for c in commands() if "make notebooks" in c).splitlines()
    run(copy, *table.split())
    run(copy, *build.split())
    assert line_of(run(copy, *look.split())).startswith(f"{NAME} 0 / 1 not attempted yet")
    assert f"`{NAME}(x)`: 1 points" in (copy / "docs/units/07_vanishing.md").read_text("utf-8")

    for known in (
        ["tests/learning/test_skills.py"],
        ["tests/learning/test_recall.py", "-k", "table"],
    ):
        said = pytest_in(copy, "-n0", "-m", "not slow", *known)  # the board and `recall` know it
        assert re.search(r"[1-9]\d* passed", said), said

    (wrong,) = (b.text for b in BLOCKS if b.said.endswith("and answer"))
    (diagnosis,) = re.findall(r"^> (.+)$", PAGE, re.MULTILINE)
    said = _checked(copy, tmp_path, wrong)
    assert line_of(said) == f"{NAME} 0 / 1 not yet: {diagnosis}"
    (right,) = re.findall(r"^With `(.+)` it says \*passed\*", PAGE, re.MULTILINE)
    assert line_of(_checked(copy, tmp_path, f"    return {right}")) == f"{NAME} 1 / 1 passed"


def _checked(copy: Path, folder: Path, answer: str) -> str:
    path = answered(copy, folder / "vanishing.ipynb", answer)
    return run(copy, ".venv/bin/course", "check", str(path))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "which"),
    [
        ("tests/exercises/test_units.py", "07_vanishing or listed or unique"),
        ("tests/notebooks/test_sources.py", "vanishing"),
    ],
)
def test_what_looks_at_the_whole_unit_is_content(copy, files, which):
    """A part of `make test`."""
    said = pytest_in(copy, "-n0", "-m", "not slow", files, "-k", which)
    assert re.search(r"[1-9]\d* passed", said), said
