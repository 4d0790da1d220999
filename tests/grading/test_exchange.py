"""An exchange shared by several accounts: what one hands in, the others neither see nor spoil.

The test with real accounts runs commands in processes that give up root for accounts which this
machine has already; the instructor is such an account, too, with a strict umask. What a student
may put into the exchange by hand is tried with the account that runs the tests.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import needs
import pytest
from nbgrader.utils import notebook_hash

import autograder
from autograder import feedback, runner, submissions
from autograder.classroom import ClassroomError
from autograder.collecting import exchange
from autograder.handins import answered, perfect

ASSIGNMENT = "01_activations"
FALLING = "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, float)))"

COMMANDS = """
import os, sys
from autograder.collecting import commands
os.umask(0o077)
getattr(commands, sys.argv[1]).main(sys.argv[2:])
"""


def closed(path: Path) -> Path | None:
    """The uppermost folder on the way to a path that is shut to other accounts."""
    ways = [folder for folder in reversed(path.parents) if not folder.stat().st_mode & 0o001]
    return ways[0] if ways else None


def opened() -> list[str]:
    """A prefix for commands: lets all accounts see this Python, wherever it is installed."""
    needed = {Path(sys.prefix), Path(sys.base_prefix), Path(autograder.__file__).parents[1]}
    shut = {path: folder for path in needed if (folder := closed(path))}
    if not shut:
        return []
    hidden = [word for folder in sorted(set(shut.values())) for word in ("--tmpfs", str(folder))]
    binds = [word for path in sorted(shut) for word in ("--ro-bind", str(path), str(path))]
    rights = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["bwrap", "--dev-bind", "/", "/", *hidden, *binds, *rights]


def why_not() -> str:
    """Why these tests can't run here, or nothing."""
    if os.geteuid() != 0:
        return "only root can act as several accounts"
    if len(accounts()) < 3:
        return "this machine has fewer than three accounts"
    attempt = [*opened(), "setpriv", "--reuid", "1", "--clear-groups", sys.executable, "-c", ""]
    try:
        done = subprocess.run(attempt, capture_output=True, text=True)
    except FileNotFoundError as error:
        return f"{error.filename} is not installed"
    return f"other accounts cannot run this Python: {done.stderr}" if done.returncode else ""


@dataclass
class Machine:
    """A class directory, an exchange, and three accounts."""

    base: Path
    instructor: str
    second: str
    third: str

    @property
    def folder(self) -> Path:
        return self.base / "class"

    @property
    def course(self) -> Path:
        return self.base / "exchange" / "delta_course"

    def home(self, user: str) -> Path:
        return self.base / "home" / user

    def run(self, user: str, *words: str, code: int = 0) -> str:
        """Run nbgrader, autograder or a line of Python as somebody."""
        account = pwd.getpwnam(user)
        become = ["--reuid", str(account.pw_uid), "--regid", str(account.pw_gid)]
        python = {"nbgrader": ["-m", "nbgrader"], "autograder": ["-c", COMMANDS]}
        what = [*python[words[0]], *words[1:]] if words[0] in python else ["-c", words[0]]
        kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
        packages = str(Path(autograder.__file__).parents[1])
        done = subprocess.run(
            [*opened(), "setpriv", *become, "--clear-groups", sys.executable, *what],
            cwd=self.home(user),
            env={**kept, "HOME": str(self.home(user)), "PYTHONPATH": packages},
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def ta(self, command: str, *words: str, code: int = 0) -> str:
        place = ["--class-dir", str(self.folder), "--assignment", ASSIGNMENT]
        return self.run(self.instructor, "autograder", command, *place, *words, code=code)

    def submit(self, user: str, notebooks: dict) -> None:
        work = self.home(user) / ASSIGNMENT
        for name, nb in notebooks.items():
            (work / f"{name}.ipynb").write_text(nbformat.writes(nb), encoding="utf-8")
        self.run(user, "nbgrader", "submit", ASSIGNMENT)

    def inbound(self, user: str) -> list[Path]:
        return sorted((self.course / "inbound").glob(f"{user}+*"))


def own(folder: Path, user: str) -> None:
    account = pwd.getpwnam(user)
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def accounts() -> list[str]:
    """Three accounts of the machine that are not root."""
    found = {one.pw_uid: one.pw_name for one in pwd.getpwall() if one.pw_uid > 0}
    return [found[uid] for uid in sorted(found)][:3]


@pytest.fixture
def machine(pristine) -> Iterator[Machine]:
    """A machine on which an assignment is released and fetched."""
    if problem := why_not():
        needs.skip("exchange", problem, "REQUIRE_SANDBOX")
    base = Path(tempfile.mkdtemp(prefix="exchange-"))
    base.chmod(0o755)
    made = Machine(base, *accounts())
    shutil.copytree(pristine, made.folder)
    (base / "exchange").mkdir()
    (base / "exchange").chmod(0o1777)
    line = f"c.Exchange.root = {str(base / 'exchange')!r}\n"
    with (made.folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(line)
    made.folder.chmod(0o700)
    own(made.folder, made.instructor)
    for user in (made.instructor, made.second, made.third):
        config = made.home(user) / ".jupyter" / "nbgrader_config.py"
        config.parent.mkdir(parents=True)
        course = "c.CourseDirectory.course_id = 'delta_course'\n"
        config.write_text(f"c = get_config()\n{line}{course}", encoding="utf-8")
        own(made.home(user), user)
        made.home(user).chmod(0o700)
    assert "activations_2.ipynb" in made.ta("release")
    for user in (made.second, made.third):
        made.run(user, "nbgrader", "fetch_assignment", ASSIGNMENT)
    yield made
    shutil.rmtree(base)


DENIED = """
import os
for attempt in {attempts!r}:
    try:
        exec(attempt)
    except PermissionError:
        continue
    print(attempt)
"""


def pages_of(machine: Machine, user: str) -> dict[str, str]:
    machine.run(user, "nbgrader", "fetch_feedback", ASSIGNMENT)
    folder = machine.home(user) / ASSIGNMENT / "feedback"
    return {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.xdist_group("exchange")
def test_handed_in_collected_graded_and_returned(machine, workers):
    second, third = machine.second, machine.third
    right = perfect(machine.folder, ASSIGNMENT)
    machine.submit(second, right)
    machine.submit(third, answered(right, "sigmoid", FALLING))
    said = machine.ta("collect")
    assert f"{second}: handed in at" in said
    assert "2 collected" in said
    found = submissions.find(machine.folder)
    work = runner.plan(machine.folder, found, force=False)
    scores = {one.student: one.score for one in runner.run(work, executor=workers)}
    assert scores[second] == scores[third] + 2
    assert list(workers.map(feedback.write_one, found)) == [2, 2]
    assert f"{second}: 2 pages released" in machine.ta("release", "--feedback")
    check_what_others_may_see(machine)
    for user in (second, third):
        pages = pages_of(machine, user)
        assert set(pages) == {"activations.html", "activations_2.html"}
        slip = "Your function falls as x grows" in pages["activations.html"]
        assert slip == (user == third)


def check_what_others_may_see(machine: Machine) -> None:
    """The third account tries to read and to spoil what belongs to the second."""
    (handed,) = (machine.course / "inbound").glob(f"{machine.second}+*")
    secret = (handed / "submission_secret.txt").read_text()
    name = notebook_hash(secret=secret, notebook_id="activations")
    page = machine.course / "feedback" / f"{name}.html"
    attempts = [
        f"os.listdir({str(handed.parent)!r})",
        f"os.listdir({str(page.parent)!r})",
        f"os.listdir({str(machine.folder)!r})",
        f"open({str(machine.folder / 'gradebook.db')!r})",
        f"os.listdir({str(machine.home(machine.second))!r})",
        f"open({str(page)!r}, 'a')",
        f"open({str(page.with_name('new.html'))!r}, 'a')",
        f"open({str(handed / 'activations.ipynb')!r}, 'a')",
        f"open({str(machine.course / 'outbound' / ASSIGNMENT / 'activations.ipynb')!r}, 'a')",
        f"os.rename({str(machine.course)!r}, '/tmp/gone')",
        f"os.mkdir({str(machine.course / 'new')!r})",
    ]
    assert machine.run(machine.third, DENIED.format(attempts=attempts)) == ""
    # Names are long and random; without the last part, there is nothing.
    guess = handed.with_name(handed.name.rsplit("+", 1)[0])
    exists = f"import os; print(os.path.exists({str(guess)!r}))"
    assert machine.run(machine.third, exists) == "False\n"
    # Who knows the name, as the second account does, can read: the modes are not simply all shut.
    assert machine.run(machine.second, DENIED.format(attempts=[f"open({str(page)!r})"])) != ""


# What may lie in the exchange

ME = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture
def shared(room, tmp_path):
    """A class directory with an exchange, where nothing has been handed in."""
    root = tmp_path / "exchange"
    root.mkdir()
    room.configure(f"c.Exchange.root = {str(root)!r}")
    exchange.release(room.folder, ASSIGNMENT)
    return room


def plant(room, name: str, **files: str | Path) -> Path:
    """Put a folder into the exchange by hand."""
    folder = Path(exchange.root(room.folder), "delta_course", "inbound", name)
    folder.mkdir()
    for file, content in files.items():
        path = folder / f"{file}.ipynb"
        if isinstance(content, Path):
            path.symlink_to(content)
        else:
            path.write_text(content, encoding="utf-8")
    return folder


def named(day: int, student: str = ME) -> str:
    return f"{student}+{ASSIGNMENT}+2026-05-{day:02} 10:00:00.000000 UTC+abc"


def handed_in(room, student: str = ME) -> dict[str, str]:
    folder = room.folder / "submitted" / student / ASSIGNMENT
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*")}


def test_nobody_hands_in_for_another(shared):
    plant(shared, named(4), activations="mine")
    plant(shared, named(5, student="somebody"), activations="not mine")
    report = exchange.collect(shared.folder, ASSIGNMENT)
    assert len(report.collected) == 1
    (sentence,) = report.refused
    assert sentence.endswith(f"was put there by {ME}, who is not somebody.")
    assert handed_in(shared)["activations.ipynb"] == "mine"
    assert handed_in(shared, "somebody") == {}


def test_where_all_share_one_account_owners_are_not_looked_at(shared):
    shared.configure("c.ExchangeCollect.check_owner = False")
    plant(shared, named(5, student="somebody"), activations="hers")
    assert exchange.collect(shared.folder, ASSIGNMENT).refused == []
    assert handed_in(shared, "somebody")["activations.ipynb"] == "hers"


def test_links_and_special_files_are_not_collected(shared):
    solution = shared.folder / "source" / ASSIGNMENT / "activations.ipynb"
    folder = plant(shared, named(4), activations=solution, activations_2="mine")
    (folder / "data").symlink_to(shared.folder / "source")
    os.mkfifo(folder / "pipe")
    refused = exchange.collect(shared.folder, ASSIGNMENT).refused
    assert set(refused) == {
        f"{ME}: activations.ipynb is no plain file.",
        f"{ME}: pipe is no plain file.",
    }
    assert handed_in(shared) == {
        "activations_2.ipynb": "mine",
        "timestamp.txt": "2026-05-04 10:00:00.000000 UTC",
    }


@pytest.mark.skipif(os.getuid() != 0, reason="exchange tests NOT RUN: only root gives files away")
def test_what_belongs_to_another_account_is_not_collected(shared):
    folder = plant(shared, named(4), activations="a hard link", activations_2="mine")
    os.chown(folder / "activations.ipynb", 1, 1)
    refused = exchange.collect(shared.folder, ASSIGNMENT).refused
    assert refused == [f"{ME}: activations.ipynb is no plain file."]
    assert set(handed_in(shared)) == {"activations_2.ipynb", "timestamp.txt"}


def test_what_is_no_submission_does_not_hold_up_the_others(shared):
    plant(shared, f"{ME}+{ASSIGNMENT}+yesterday+abc", activations="x")
    plant(shared, f"{ME}+{ASSIGNMENT}+", activations="x")
    plant(shared, named(4, student="-x"), activations="x")
    inbound = plant(shared, named(4), activations="good").parent
    (inbound / named(6)).write_text("a file")
    refused = exchange.collect(shared.folder, ASSIGNMENT).refused
    assert len(refused) == 4
    assert sum("has no name that nbgrader gives" in line for line in refused) == 2
    assert sum("is no student's" in line for line in refused) == 1
    assert sum("is not a folder" in line for line in refused) == 1
    assert handed_in(shared)["activations.ipynb"] == "good"


def test_a_submission_that_is_too_large_leaves_nothing_behind(shared):
    folder = plant(shared, named(4), activations_2="x")
    with (folder / "activations.ipynb").open("wb") as file:
        file.truncate(60_000_000)
    report = exchange.collect(shared.folder, ASSIGNMENT)
    assert report.refused == [f"{ME}: activations.ipynb is over 50 MB."]
    assert handed_in(shared) == {}
    assert not list((shared.folder / ".autograder").glob("collecting-*"))


def test_a_second_submission_replaces_the_first_which_is_kept(shared):
    for day, work in ((4, "first"), (6, "second"), (5, "between")):
        plant(shared, named(day), activations=work)
        report = exchange.collect(shared.folder, ASSIGNMENT)
    assert (report.unchanged, report.collected) == (1, [])
    assert handed_in(shared)["activations.ipynb"] == "second"
    kept = (shared.folder / ".autograder" / "earlier").rglob("*.ipynb")
    assert [path.read_text() for path in kept] == ["first"]


def test_what_was_put_into_submitted_by_hand_stays(shared):
    place = shared.folder / "submitted" / ME / ASSIGNMENT
    place.mkdir(parents=True)
    (place / "activations.ipynb").write_text("by hand")
    plant(shared, named(4), activations="new")
    (sentence,) = exchange.collect(shared.folder, ASSIGNMENT).left
    assert "what is in submitted/ has no time, and stays" in sentence
    assert handed_in(shared) == {"activations.ipynb": "by hand"}


def test_feedback_is_released_under_the_secret_of_the_submission(shared):
    assert "run autograder feedback" in exchange.release_feedback(shared.folder, ASSIGNMENT)[0]
    for student, secret in (("ada", "s1"), ("bela", "s2"), ("by-hand", "")):
        folder = shared.folder / "feedback" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / "activations.html").write_text(f"for {student}")
        (folder / "timestamp.txt").write_text("2026-05-04 10:00:00.000000 UTC")
        if secret:
            (folder / "submission_secret.txt").write_text(secret)
    lines = exchange.release_feedback(shared.folder, ASSIGNMENT)
    assert lines[:2] == ["ada: 1 page released.", "bela: 1 page released."]
    assert "by-hand: not handed in through the exchange" in lines[2]
    course = Path(exchange.root(shared.folder), "delta_course", "feedback")
    assert course.stat().st_mode & 0o777 == 0o711
    names = {key: notebook_hash(secret=key, notebook_id="activations") for key in ("s1", "s2")}
    assert {path.stem: path.read_text() for path in course.iterdir()} == {
        names["s1"]: "for ada",
        names["s2"]: "for bela",
    }


def test_without_an_exchange(room):
    assert exchange.root(room.folder) is None
    with pytest.raises(ClassroomError, match="names no exchange; add a line such as"):
        exchange.collect(room.folder, ASSIGNMENT)
    assert "hand these files out yourself" in exchange.release(room.folder, ASSIGNMENT)[1]


def test_an_exchange_that_is_not_there(room, tmp_path):
    room.configure(f"c.Exchange.root = {str(tmp_path / 'none')!r}")
    with pytest.raises(ClassroomError, match=r"The exchange: Unwritable directory.*none\.$"):
        exchange.collect(room.folder, ASSIGNMENT)


def test_an_assignment_that_cannot_be_made(room):
    path = room.folder / "source" / ASSIGNMENT / "activations.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ClassroomError, match=r"can't make 01_activations: .*JSON"):
        exchange.release(room.folder, ASSIGNMENT)
