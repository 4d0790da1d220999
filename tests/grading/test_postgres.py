"""The gradebook in a real PostgreSQL server, which these tests start and stop."""

from __future__ import annotations

import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import needs
import pytest
import small_class
from click.testing import CliRunner

from autograder import building, database, trouble
from autograder.cli import main
from autograder.recording import book_of
from autograder.trouble import NotReachable

ASSIGNMENT = small_class.ASSIGNMENT
real = [pytest.mark.slow, pytest.mark.sandbox, pytest.mark.xdist_group("postgres")]


def programs():
    """Return the folder of PostgreSQL's programs; Debian does not put them on the path."""
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("initdb")
    return known[-1] if known else Path(found).resolve().parent if found else None


def why_not():
    if programs() is None:
        return "PostgreSQL is not installed"
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed"
    return ""


@pytest.fixture(scope="module")
def server():
    """A server of PostgreSQL's own user, reached through a socket in a folder of its own."""
    if problem := why_not():
        needs.skip("postgres", problem, "REQUIRE_POSTGRES")
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    folder.chmod(0o755)
    who = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    if os.geteuid() == 0:  # whom PostgreSQL refuses to serve
        os.chown(folder, 65534, 65534)
        who |= {"user": 65534, "group": 65534, "extra_groups": []}
    data, bin_ = folder / "data", programs()
    setting_up = [bin_ / "initdb", "-D", data, "-U", "ta", "-A", "trust", "-N", "-E", "UTF8"]
    subprocess.run(setting_up, check=True, **who)
    words = [bin_ / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="]
    process = subprocess.Popen(words, **who)
    try:
        while subprocess.run([bin_ / "pg_isready", "-q", "-h", folder]).returncode:
            assert process.poll() is None
            time.sleep(0.1)
        yield folder
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def url(server, request):
    """A new database."""
    name = f"class_{abs(hash(request.node.name))}"
    subprocess.run([programs() / "createdb", "-h", server, "-U", "ta", name], check=True)
    return f"postgresql+psycopg://ta:topsecret@/{name}?host={quote(str(server), safe='')}"


def grade(folder, *words):
    run = small_class.start(folder, "--jobs", "2", *words)
    said, _ = run.communicate()
    assert run.returncode == 0, said
    return said


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.xdist_group("postgres")
def test_a_class_is_graded_into_postgresql_as_into_a_file(url, tmp_path):
    folder = small_class.make(tmp_path / "class", gradebook=url)
    in_a_file = small_class.make(tmp_path / "in a file")
    shutil.copy(in_a_file / ".autograder" / "secret", folder / ".autograder" / "secret")
    for one in (folder, in_a_file):
        small_class.hand_in_many(one, 6)
        grade(one)
    assert not (folder / "gradebook.db").exists()
    assert small_class.gradebook(folder) == small_class.gradebook(in_a_file)
    assert len({row[0] for row in small_class.gradebook(folder)}) == 6
    assert "0 graded, 6 unchanged" in grade(folder)
    manual_grades_stay(folder)
    plain_nbgrader_uses_it(folder)
    exported = CliRunner().invoke(
        main, ["export", "--class-dir", str(folder), str(tmp_path / "scores.csv")]
    )
    assert exported.exit_code == 0, exported.output
    assert len((tmp_path / "scores.csv").read_text(encoding="utf-8").splitlines()) == 7


def manual_grades_stay(folder):
    where = ("written-answer", "activations", ASSIGNMENT, "student000")
    with book_of(folder) as book:
        book.find_grade(*where).manual_score = 3.0
        book.find_comment(*where).manual_comment = "Clear."
        book.db.commit()
    grade(folder, "--force")
    with book_of(folder) as book:
        assert book.find_grade(*where).manual_score == 3.0
        assert book.find_comment(*where).manual_comment == "Clear."


def plain_nbgrader_uses_it(folder):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "db", "student", "list"],
        cwd=folder,
        env=small_class.environment(),
        capture_output=True,
        text=True,
    )
    assert "student005" in done.stdout + done.stderr
    assert not (folder / "gradebook.db").exists()


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.xdist_group("postgres")
def test_a_class_can_move_to_postgresql(url, tmp_path):
    folder = small_class.make(tmp_path / "class")
    small_class.hand_in_many(folder, 2)
    grade(folder)
    in_the_file = small_class.gradebook(folder)
    assert "2 graded." in grade(folder, "--db", url)
    assert small_class.gradebook(folder) == in_the_file
    assert "0 graded, 2 unchanged" in grade(folder)
    assert building.class_config(folder).CourseDirectory.db_url == url
    kept = folder / ".autograder" / "database"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.slow
@pytest.mark.xdist_group("postgres")
def test_a_server_that_has_gone_is_one_sentence(url, server, tmp_path):
    wrong = url.replace(url.rpartition("=")[2], "%2Fnowhere")
    with pytest.raises(NotReachable, match="does not answer") as caught:
        database.checked(wrong)
    assert "topsecret" not in str(caught.value)
    assert database.checked(url) == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("gradebook.db", "is no URL of a database"),
        ("soap://host/class", "SQLAlchemy knows no database of the kind of soap://host/class"),
        ("sqlite:////nowhere/gradebook.db", "does not answer: unable to open database file"),
        ("oracle+cx_oracle://ta:pw@host/class", "is missing here: cx_Oracle"),
    ],
)
def test_a_database_that_can_not_be_used_is_one_sentence(tmp_path, url, said):
    folder = tmp_path / "class"
    done = CliRunner().invoke(main, ["init", "--db", url, str(folder)])
    assert done.exit_code == 2
    assert said in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert ":pw@" not in done.output
    assert not folder.exists()


def test_a_file_is_named_with_its_whole_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert database.checked("sqlite:///grades.db") == f"sqlite:///{tmp_path}/grades.db"


def test_a_gradebook_that_the_ta_has_set_is_not_silently_kept(tmp_path):
    folder = small_class.make(tmp_path / "class")
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f'c.CourseDirectory.db_url = "sqlite:///{tmp_path}/own.db"\n')
    words = ["run", "--class-dir", str(folder), "--db", f"sqlite:///{tmp_path}/new.db"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "remove that line to use another gradebook" in done.output
    assert not database.database_file(folder).exists()


def test_errors_of_a_server_are_no_verdicts():
    from sqlalchemy.exc import OperationalError

    gone = OperationalError("UPDATE", {}, Exception("server closed the connection\nLINE 1"))
    assert trouble.stopping(gone) == (
        f"The gradebook can't be used: server closed the connection; {trouble.KEPT}"
    )
