"""Mistakes that people will make: each is answered by one sentence that says what to do.

A row says how the mistake is made, what is typed, and what has to be in the answer. Every command
is a process of its own, as typed in a terminal.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import needs
import pytest

ROOT = Path(__file__).parent.parent


@dataclass
class Place:
    """A folder in which something is typed, and the circumstances."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    how: dict[str, object] = field(default_factory=dict)  # for subprocess
    python: str = sys.executable
    before: str = ""  # Python that runs first, in the same process
    first: list[str] = field(default_factory=list)  # words before the command

    def has(self, name: str, content: str | bytes = "") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def command(self, program: str, *words: str) -> list[str]:
        """What an installed program does, with this working tree as what is installed."""
        module = {"course": "course.cli", "autograder": "autograder.entry"}[program]
        start = f"import sys; sys.argv[0] = {program!r}; {self.before or 'pass'}\n"
        start += f"from {module} import main; main()"
        return [*self.first, self.python, "-c", start, *words]

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("COURSE_")}
        return {**kept, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **self.env}

    def types(self, program: str, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            self.command(program, *words),
            **{"cwd": self.folder, **self.how},
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )


Given = Callable[[Place], None]


@dataclass(frozen=True)
class Mistake:
    """What is typed where, and what has to be said."""

    what: str
    typed: str
    says: tuple[str, ...]
    code: int = 2
    given: Given = lambda place: None

    def __str__(self) -> str:
        return self.what


# --- circumstances ----------------------------------------------------------------------------


def file_called(name: str, content: str | bytes = "") -> Given:
    return lambda place: place.has(name, content) and None


def notebook_of(*sources: str) -> str:
    cells = [{"cell_type": "code", "source": text, "metadata": {}} for text in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4})


def both(*given: Given) -> Given:
    def all_of_them(place: Place) -> None:
        for one in given:
            one(place)

    return all_of_them


def environment_of(**env: str) -> Given:
    return lambda place: place.env.update(env)


def no_rights(place: Place) -> None:
    """Whoever types this may not write into the folder; root gives up what lets it anyway."""
    place.folder.chmod(0o555)
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            needs.skip("rights", "setpriv is not installed", "REQUIRE_SANDBOX")
        place.first = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def full_disk(place: Place) -> None:
    """No file may grow beyond a few bytes, which is refused as a full disk is."""
    place.env["PYTHONDONTWRITEBYTECODE"] = "1"  # Python itself would leave halves of its files
    place.how["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))


def without(package: str) -> Given:
    """Use a Python that has all packages but one."""

    def lacking(place: Place) -> None:
        here = Path(next(path for path in sys.path if path.endswith("site-packages")))
        links = place.folder / "site"
        links.mkdir()
        for path in here.iterdir():
            if path.name.partition("-")[0].partition(".")[0] != package:
                (links / path.name).symlink_to(path)
        place.python = getattr(sys, "_base_executable", sys.executable)
        place.env["PYTHONPATH"] = f"{ROOT}{os.pathsep}{links}"

    return lacking


def deleted_folder(place: Place) -> None:
    gone = place.folder / "gone"
    gone.mkdir()
    place.how["cwd"] = gone
    place.before = f"import os; os.rmdir({str(gone)!r})"


def closed_notebook(place: Place) -> None:
    place.has("one.ipynb", notebook_of("1")).chmod(0)


def archive(place: Place) -> None:
    with zipfile.ZipFile(place.folder / "unit.zip", "w") as file:
        file.writestr("one.ipynb", notebook_of("1"))


def class_directory(place: Place) -> None:
    """A class directory as `autograder init` makes it, but for its contents."""
    from autograder.classroom import CONFIG

    place.has("class/nbgrader_config.py", CONFIG)
    place.has("class/source/01_activations/activations.ipynb", notebook_of("1"))
    place.has("class/submitted/anna/01_activations/activations.ipynb", notebook_of("1"))


def in_class(name: str, content: str | bytes) -> Given:
    def changed(place: Place) -> None:
        class_directory(place)
        with (place.folder / "class" / name).open("ab") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    return changed


def locked_gradebook(place: Place) -> None:
    """Another program holds the gradebook; one second stands for the ten minutes of patience."""
    class_directory(place)
    book = sqlite3.connect(place.folder / "class" / "gradebook.db", check_same_thread=False)
    book.execute("create table held (x)")
    book.commit()
    book.execute("begin exclusive")
    place.how["held"] = book
    place.before = "import autograder.trouble as t; t.LOCKED_SECONDS = 1"


def a_run_at_work(place: Place) -> None:
    import fcntl

    class_directory(place)
    file = place.has("class/.autograder/lock").open("a")
    fcntl.flock(file, fcntl.LOCK_EX)
    place.how["held"] = file


# --- the table --------------------------------------------------------------------------------

STUDENTS = [
    Mistake(
        "the folder is a file",
        "course start notes.txt",
        ("notes.txt is a file", "name a folder"),
        given=file_called("notes.txt"),
    ),
    Mistake(
        "a file is on the way to the folder",
        "course start notes.txt/below",
        ("can't be used", "name another folder"),
        given=file_called("notes.txt"),
    ),
    Mistake(
        "the folder is that of the course itself",
        f"course start {ROOT / 'notebooks'}",
        ("holds the notebooks as released", "name another folder"),
    ),
    Mistake(
        "the folder is read-only",
        "course start mine",
        ("Permission denied", "name another folder"),
        given=no_rights,
    ),
    Mistake("the disk is full", "course start mine", ("make room",), given=full_disk),
    Mistake(
        "the folder one is in was deleted",
        "course start mine",
        ("was deleted", "go to another one"),
        code=1,
        given=deleted_folder,
    ),
    Mistake(
        "an option of JupyterLab before the dashes",
        "course lab --no-browser",
        ("No such option --no-browser", "-- --no-browser"),
    ),
    Mistake(
        "JupyterLab is not installed",
        "course lab",
        ("JupyterLab is missing", "install jupyterlab"),
        code=1,
        given=without("jupyterlab"),
    ),
    Mistake(
        "the kernel is not installed",
        "course lab",
        ("kernel is missing", "install ipykernel"),
        code=1,
        given=without("ipykernel"),
    ),
    Mistake(
        "no notebooks here",
        "course check 01_activations/activations.ipynb",
        ("There is no file", "course start"),
    ),
    Mistake(
        "the folder of the notebook is forgotten",
        "course check activations.ipynb",
        ("did you mean my-course/01_activations/activations.ipynb",),
        given=file_called("my-course/01_activations/activations.ipynb"),
    ),
    Mistake(
        "an unknown unit",
        "course check my-course/11_activations/one.ipynb",
        ("did you mean my-course/01_activations/one.ipynb",),
        given=file_called("my-course/01_activations/one.ipynb"),
    ),
    Mistake("the notebook is a folder", "course check .", ("folder", "name a notebook in it")),
    Mistake(
        "the notebook is damaged",
        "course check one.ipynb",
        ("one.ipynb is damaged", "course start"),
        given=file_called("one.ipynb", '{"cells": ['),
    ),
    Mistake(
        "the notebook is no text",
        "course check one.ipynb",
        ("one.ipynb is damaged", "course start"),
        given=file_called("one.ipynb", b"\xff\xfe\x00"),
    ),
    Mistake(
        "the notebook can't be read",
        "course check one.ipynb",
        ("can't be read: Permission denied", "copy it"),
        given=both(closed_notebook, no_rights),
    ),
    Mistake(
        "the notebook is in a zip archive",
        "course check unit.zip",
        ("unit.zip is a zip archive", "unpack it"),
        given=archive,
    ),
    Mistake(
        "a path into a zip archive",
        "course check unit.zip/one.ipynb",
        ("unit.zip is a zip archive", "unpack it"),
        given=archive,
    ),
    Mistake(
        "the notebook of another course",
        "course check one.ipynb",
        ("has no checks", "course start"),
        code=0,
        given=file_called("one.ipynb", notebook_of("1 + 1")),
    ),
    Mistake(
        "a numpy.py beside the notebook",
        "course check one.ipynb",
        ("numpy.py hides the real numpy", "mv numpy.py my_numpy.py"),
        given=both(file_called("numpy.py"), file_called("one.ipynb", notebook_of("import numpy"))),
    ),
    Mistake(
        "a misspelt exercise",
        "course solution sigmod",
        ("no exercise called 'sigmod'", "did you mean sigmoid"),
    ),
    Mistake(
        "an exercise that is like none",
        "course solution zzzzzz",
        ("no exercise called 'zzzzzz'", "the cell that checks it"),
    ),
    Mistake(
        "no attempt yet",
        "course solution sigmoid",
        ("no attempt at sigmoid", "course solution sigmoid --anyway"),
        code=1,
    ),
    Mistake(
        "COURSE_PROGRESS names a folder that is not there",
        "course solution sigmoid --anyway",
        ("nowhere", "COURSE_PROGRESS"),
        code=1,
        given=environment_of(COURSE_PROGRESS="nowhere/progress.jsonl"),
    ),
    Mistake(
        "the progress file is a folder",
        "course solution sigmoid --anyway",
        ("is a folder", "name the progress file"),
        given=file_called("course-progress.jsonl/file"),
    ),
    Mistake(
        "a progress file of a newer version",
        "course solution sigmoid",
        ("written by a newer version of this course", "update delta-course"),
        code=1,
        given=file_called("course-progress.jsonl", '{"v": 2}\n'),
    ),
    Mistake(
        "a damaged progress file",
        "course solution sigmoid",
        ("no attempt at sigmoid", "course solution sigmoid --anyway"),
        code=1,
        given=file_called("course-progress.jsonl", b"\xff\n{\n"),
    ),
    Mistake("a misspelt command", "course chekc", ("no command 'chekc'", "did you mean check")),
    Mistake("no notebook named", "course check", ("'NOTEBOOK'", "course check --help")),
    Mistake("a misspelt option", "course solution relu --anyways", ("--anyway", "--help")),
    Mistake("an unknown shell", "course completion tcsh", ("'bash', 'zsh', 'fish'",)),
]

GRADERS = [
    Mistake(
        "what grading needs is not installed",
        "autograder run",
        ("nbgrader is missing", " install ", "[grade]"),
        code=1,
        given=without("nbgrader"),
    ),
    Mistake(
        "no class directory", "autograder run", ("not a class directory", "autograder init .")
    ),
    Mistake(
        "the class directory is a file",
        "autograder run --class-dir notes.txt",
        ("notes.txt is not a class directory", "autograder init"),
        given=file_called("notes.txt"),
    ),
    Mistake(
        "a class into a folder with other things",
        "autograder init .",
        ("not empty", "name a new folder"),
        given=file_called("thesis.txt"),
    ),
    Mistake(
        "a class into a read-only folder",
        "autograder init autumn",
        ("autumn", "Permission denied"),
        code=1,
        given=no_rights,
    ),
    Mistake(
        "an unknown assignment",
        "autograder run --class-dir class --assignment 99_nothing",
        ("no assignment '99_nothing'", "there is 01_activations"),
        given=class_directory,
    ),
    Mistake(
        "an unknown student",
        "autograder feedback --class-dir class --student nobody",
        ("no student 'nobody'", "submitted"),
        given=class_directory,
    ),
    Mistake(
        "no bubblewrap",
        "autograder run --class-dir class",
        ("bubblewrap is not installed", "apt install bubblewrap", "--no-sandbox"),
        code=3,
        given=both(class_directory, environment_of(PATH="/nowhere")),
    ),
    Mistake(
        "a configuration that can't be read",
        "autograder export --class-dir class scores.csv",
        ("nbgrader_config.py, line 7,", "correct that line"),
        given=in_class("nbgrader_config.py", "c.Exchange.root = \n"),
    ),
    Mistake(
        "a configuration that raises",
        "autograder export --class-dir class scores.csv",
        ("nbgrader_config.py, line 7,", "NameError", "correct that line"),
        given=in_class("nbgrader_config.py", "config.Exchange.root = 1\n"),
    ),
    Mistake(
        "a damaged gradebook",
        "autograder export --class-dir class scores.csv",
        ("gradebook is damaged", "put back a copy"),
        code=1,
        given=in_class("gradebook.db", b"this was a database once" * 200),
    ),
    Mistake(
        "a locked gradebook",
        "autograder export --class-dir class scores.csv",
        ("keeps the gradebook locked", "close it"),
        code=1,
        given=locked_gradebook,
    ),
    Mistake(
        "a run is at work already",
        "autograder run --class-dir class --no-sandbox",
        ("Another run is grading", "wait until it has ended"),
        given=a_run_at_work,
    ),
    Mistake(
        "a wrong URL of a database",
        "autograder init autumn --db gradebook.db",
        ("'gradebook.db' is no URL", "postgresql+psycopg://"),
    ),
    Mistake(
        "a database that does not answer",
        "autograder run --class-dir class --db postgresql+psycopg://ta@127.0.0.1:1/class",
        ("127.0.0.1:1", "does not answer"),
        given=class_directory,
    ),
    Mistake(
        "a cluster's address without a port",
        "autograder run --class-dir class --cluster myhost",
        ("No Dask scheduler answers at myhost", "tcp://HOST:8786"),
        given=class_directory,
    ),
    Mistake(
        "no workers at all",
        "autograder run --jobs 0",
        ("'--jobs'", "1<=x<=256", "autograder run --help"),
    ),
    Mistake(
        "an unknown format",
        "autograder export --to excel scores.xlsx",
        ("'excel'", "'csv', 'canvas', 'moodle'"),
    ),
    Mistake(
        "scores into a folder",
        "autograder export --class-dir class .",
        ("can't be written", "name a file in it"),
        given=class_directory,
    ),
    Mistake(
        "an archive that is none",
        "autograder collect --class-dir class --assignment 01_activations notes.zip",
        ("notes.zip can't be unpacked", "download it again"),
        given=both(class_directory, file_called("notes.zip", "no archive")),
    ),
    Mistake(
        "an exchange that is not set up",
        "autograder collect --class-dir class --assignment 01_activations",
        ("names no exchange", "c.Exchange.root ="),
        given=class_directory,
    ),
    Mistake("no assignment named", "autograder release", ("'--assignment'", "--help")),
    Mistake("a misspelt command of graders", "autograder rnu", ("did you mean run",)),
]


@pytest.fixture
def place(tmp_path) -> Iterator[Place]:
    yield Place(tmp_path)
    tmp_path.chmod(0o755)


def test_the_table_is_long_enough_and_names_no_mistake_twice():
    table = [*STUDENTS, *GRADERS]
    assert len(table) >= 20
    assert len({mistake.what for mistake in table}) == len(table)


@pytest.mark.parametrize("mistake", STUDENTS, ids=str)
def test_a_students_mistake_is_answered_by_one_sentence_that_says_what_to_do(mistake, place):
    make(mistake, place)


@pytest.mark.slow  # nbgrader takes seconds to load
@pytest.mark.parametrize("mistake", GRADERS, ids=str)
def test_a_graders_mistake_is_answered_by_one_sentence_that_says_what_to_do(mistake, place):
    make(mistake, place)


def make(mistake: Mistake, place: Place) -> None:
    mistake.given(place)
    held = place.how.pop("held", None)
    program, *words = mistake.typed.split()
    done = place.types(program, *words)
    assert done.returncode == mistake.code, done.stderr
    assert is_one_sentence(done.stderr), done.stderr
    for part in mistake.says:
        assert part in done.stderr
    if held is not None:
        held.close()


def is_one_sentence(said: str) -> bool:
    """Whether it is one line in which no sentence ends before the last."""
    line = said.removesuffix("\n")
    ends = [k for k in range(len(line) - 2) if line[k] in ".?" and line[k + 1] == " "]
    return bool(line) and "\n" not in line and not any(line[k + 2].isupper() for k in ends)


@pytest.mark.parametrize(
    ("said", "one"),
    [
        ("There is no file a.txt; see: course --help\n", True),
        ("The class has e.g. no such file.\n", True),
        ("It is missing. Install it.\n", False),
        ("Traceback (most recent call last):\n  KeyError\n", False),
        ("", False),
    ],
)
def test_sentences_are_counted(said, one):
    assert is_one_sentence(said) is one


# --- what is no error, or ends in another way -------------------------------------------------


def test_ctrl_c_ends_a_check_with_a_sentence(place):
    place.has("one.ipynb", notebook_of("open('begun', 'w').close()\nimport time; time.sleep(60)"))
    process = subprocess.Popen(
        place.command("course", "check", "one.ipynb"),
        cwd=place.folder,
        env=place.environment(),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + 60
    while not (place.folder / "begun").exists() and time.monotonic() < end:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert is_one_sentence(said), said
    assert "Interrupted" in said


@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
def test_a_console_that_is_not_utf_8_shows_what_it_can(encoding, place):
    place.env["PYTHONIOENCODING"] = encoding
    for words in (("solution", "sigmoid", "--anyway"), ("doctor",), ("--help",)):
        command = place.command("course", *words)
        done = subprocess.run(
            command, cwd=place.folder, env=place.environment(), capture_output=True
        )
        assert done.stderr == b""
        assert len(done.stdout) > 200


def test_no_colour_where_none_is_wanted(place):
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        place.env = env
        for words in (("solution", "sigmoid", "--anyway"), ("doctor",), ("--help",)):
            assert "\x1b" not in place.types("course", *words).stdout


def test_without_arguments_there_is_help(place):
    for program in ("course", "autograder"):
        done = place.types(program)
        assert done.returncode == 0
        assert "Commands:" in done.stdout
        assert f"Example: {program} " in done.stdout
