"""A run never stops, never grades twice, and says what became of every submission."""

from __future__ import annotations

import csv
import errno
import io
import json
import shutil

import pytest
from click.testing import CliRunner

from autograder import classroom, journal, runner, submissions, worker
from autograder.cli import main
from autograder.exports.rows import rows
from autograder.handins import answered, perfect, untouched
from autograder.locking import only_run
from autograder.recording import book_of
from autograder.sandbox import jail

ASSIGNMENT = "01_activations"

FALLING = "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, float)))"


def cli(*words: str):
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"{", "not valid JSON"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"[1, 2]", "not a notebook"),
        (b'{"nbformat": 5, "nbformat_minor": 0, "metadata": {}, "cells": []}', "can't be read"),
        (b'{\n<<<<<<< HEAD\n"cells": []\n', "merge conflict"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_what_is_no_notebook_is_quarantined_with_a_sentence(room, content, said):
    folder = room.hand_in("anna", untouched(room.folder, ASSIGNMENT))
    for path in folder.glob("*.ipynb"):
        path.write_bytes(content)
    entry = room.grade()["anna"]
    assert (entry.status, entry.score) == ("quarantined", 0.0)
    assert said in entry.reason
    assert {path.read_bytes() for path in folder.glob("*.ipynb")} == {content}


def test_a_renamed_notebook_is_named(room):
    folder = room.hand_in("anna", untouched(room.folder, ASSIGNMENT))
    (folder / "activations_2.ipynb").unlink()
    (folder / "activations.ipynb").rename(folder / "final(1).ipynb")
    assert "The folder holds final(1).ipynb instead" in room.grade()["anna"].reason


def test_links_are_refused(room):
    folder = room.hand_in("anna", untouched(room.folder, ASSIGNMENT))
    (folder / "data.txt").symlink_to(room.folder / "gradebook.db")
    entry = room.grade()["anna"]
    assert entry.status == "quarantined"
    assert "data.txt is a link" in entry.reason
    assert not (room.folder / "autograded" / "anna").exists()


@pytest.mark.sandbox
@pytest.mark.xdist_group("runner")
def test_only_new_and_changed_work_is_graded(room):
    room.hand_in("anna", perfect(room.folder, ASSIGNMENT))
    (room.folder / "submitted" / "bert" / ASSIGNMENT).mkdir(parents=True)
    assert set(room.grade()) == {"anna", "bert"}
    assert room.grade() == {}
    room.hand_in("anna", answered(perfect(room.folder, ASSIGNMENT), "sigmoid", FALLING))
    assert room.grade()["anna"].score == 16.0


@pytest.mark.sandbox
@pytest.mark.xdist_group("runner")
def test_a_regrade_keeps_what_a_person_has_graded(room):
    room.hand_in("anna", perfect(room.folder, ASSIGNMENT))
    room.grade()
    with book_of(room.folder) as book:
        grade = book.find_grade("written-answer", "activations_2", ASSIGNMENT, "anna")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        comment = book.find_comment("written-answer", "activations_2", ASSIGNMENT, "anna")
        comment.manual_comment = "Clear."
        book.db.commit()
    room.grade(force=True)
    with book_of(room.folder) as book:
        grade = book.find_grade("written-answer", "activations_2", ASSIGNMENT, "anna")
        comment = book.find_comment("written-answer", "activations_2", ASSIGNMENT, "anna")
        assert (grade.manual_score, comment.manual_comment) == (3.0, "Clear.")


@pytest.mark.sandbox
@pytest.mark.xdist_group("runner")
def test_the_command_line_grades_explains_regrades_and_exports(room, tmp_path):
    room.hand_in("anna", answered(perfect(room.folder, ASSIGNMENT), "sigmoid", FALLING))
    where = ["--class-dir", str(room.folder)]

    explained = cli("run", *where, "--explain", "--student", "anna")
    assert explained.exit_code == 0
    assert "Your function falls as x grows" in explained.output
    assert "between minus six and six: sigmoid(" in explained.output
    assert journal.read(submissions.find(room.folder)[0]) is None

    done = cli("run", *where, "--jobs", "1")
    assert done.exit_code == 0
    assert "M01-W03" in done.output

    change_the_record(room.folder, points=2.0)
    forced = cli("run", *where, "--force")
    assert "anna, sigmoid: 2 -> 0." in forced.output

    out = tmp_path / "scores.csv"
    assert cli("export", *where, "--to", "csv", str(out)).exit_code == 0
    (row,) = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8")))
    assert row["student_id"] == "anna"
    assert (float(row["score"]), float(row["max_score"])) == (16.0, 22.0)
    assert (row["assignment"], row["status"]) == (ASSIGNMENT, "graded")


def change_the_record(class_dir, points):
    """Pretend that an earlier version of the exercise gave other points."""
    path = journal.entry_path(submissions.find(class_dir)[0])
    entry = json.loads(path.read_text(encoding="utf-8"))
    for verdict in entry["verdicts"]:
        if verdict["exercise"] == "sigmoid":
            verdict["points"] = points
    path.write_text(json.dumps(entry), encoding="utf-8")


def test_wrong_use_says_one_sentence_and_ends_with_2(room, tmp_path):
    where = ["--class-dir", str(room.folder)]
    for words in (
        ["run", "--class-dir", str(tmp_path / "nowhere")],
        ["run", *where, "--assignment", "99_nothing"],
        ["run", *where, "--student", "nobody"],
        ["run", *where, "--jobs", "0"],
    ):
        done = cli(*words)
        assert done.exit_code == 2, words
        assert "Traceback" not in done.output


def test_a_class_is_graded_by_one_run_at_a_time(room):
    room.hand_in("anna", untouched(room.folder, ASSIGNMENT))
    with only_run(room.folder):
        result = cli("run", "--class-dir", str(room.folder), "--no-sandbox")
    assert result.exit_code == 2
    assert result.output.startswith(f"Another run is grading {room.folder}; wait")
    assert not (room.folder / "autograded").exists()
    with only_run(room.folder):
        pass  # the lock is free again


def test_no_submissions_is_no_error(room):
    done = cli("run", "--class-dir", str(room.folder))
    assert (done.exit_code, done.output) == (0, "No submissions found.\n")


def test_without_a_sandbox_nothing_is_run(room, monkeypatch):
    room.hand_in("anna", perfect(room.folder, ASSIGNMENT))
    monkeypatch.setattr(jail, "why_not", lambda: "bubblewrap is not installed")
    done = cli("run", "--class-dir", str(room.folder))
    assert done.exit_code == 3
    assert "No sandbox: bubblewrap is not installed; submissions" in done.output
    assert journal.read(submissions.find(room.folder)[0]) is None


def test_init_makes_a_class_once(tmp_path):
    folder = tmp_path / "autumn"
    assert cli("init", str(folder)).exit_code == 0
    secret = (folder / ".autograder" / "secret").read_text(encoding="ascii")
    assert cli("init", str(folder)).exit_code == 0
    assert (folder / ".autograder" / "secret").read_text(encoding="ascii") == secret
    assert (folder / ".autograder" / "secret").stat().st_mode & 0o077 == 0
    other = tmp_path / "full"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = cli("init", str(other))
    assert done.exit_code == 2
    assert "not empty" in done.output


def test_two_classes_get_different_inputs(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    from autograder.seeds import secret_of, seeds_of

    a, b = (seeds_of(secret_of(tmp_path / name)) for name in ("a", "b"))
    assert all(a[name] != b[name] for name in a)


def test_submissions_that_nobody_graded_are_in_the_table(room):
    room.hand_in("anna", untouched(room.folder, ASSIGNMENT))
    with book_of(room.folder) as book:
        (row,) = rows(book, room.folder)
    assert (row.status, row.score) == ("not graded", 0.0)


@pytest.mark.parametrize(
    ("kind", "said", "header"),
    [
        ("csv", "1 submission is in", "assignment,student_id,score,max_score,status,reason,"),
        ("canvas", "1 student is in", "Student,ID,SIS User ID,SIS Login ID,Section,"),
        ("moodle", "1 student is in", "ID number,First name,Last name,"),
    ],
)
def test_every_format_is_exported(room, tmp_path, kind, said, header):
    room.hand_in("anna", untouched(room.folder, ASSIGNMENT))
    out = tmp_path / "scores.csv"
    done = cli("export", "--class-dir", str(room.folder), "--to", kind, str(out))
    assert (done.exit_code, done.output) == (0, f"{said} {out}.\n")
    assert out.read_text(encoding="utf-8").startswith(header)
    done = cli("export", "--class-dir", str(room.folder), "--to", kind, str(tmp_path))
    assert done.exit_code == 2
    assert "can't be written" in done.output


def test_a_timestamp_that_is_no_time_is_named(room):
    folder = room.hand_in("anna", untouched(room.folder, ASSIGNMENT))
    for content in (b"yesterday evening", b"\xff\xfe"):
        (folder / "timestamp.txt").write_bytes(content)
        entry = room.grade()["anna"]
        assert entry.status == "quarantined"
        assert "timestamp.txt holds no time" in entry.reason


@pytest.mark.sandbox
@pytest.mark.xdist_group("runner")
def test_lateness_is_settled_by_a_run_and_checked_before_it(room):
    folder = room.hand_in("anna", perfect(room.folder, ASSIGNMENT))
    (folder / "timestamp.txt").write_text("2026-11-21 12:00:00 UTC", encoding="utf-8")
    with book_of(room.folder) as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-11-20 12:00:00 UTC")
    room.configure('c.AssignLatePenalties.plugin_class = "autograder.late.PenaltyPerDay"')
    extensions = room.folder / "extensions.csv"
    where = ["--class-dir", str(room.folder), "--jobs", "1"]

    extensions.write_text("anna: one day\n", encoding="utf-8")
    refused = cli("run", *where)
    assert refused.exit_code == 2
    assert "should be student_id,assignment,extension" in refused.output
    assert journal.read(submissions.find(room.folder)[0]) is None

    extensions.unlink()
    assert cli("run", *where).exit_code == 0
    entry = journal.read(submissions.find(room.folder)[0])
    assert entry.score == 16.2  # of 18

    extensions.write_text(
        f"student_id,assignment,extension\nanna,{ASSIGNMENT},1\n", encoding="utf-8"
    )
    again = cli("run", *where)
    assert "0 graded, 1 unchanged" in again.output
    assert (
        "anna, 01_activations: the penalty for lateness is 0 points now, and was 1.8."
        in again.output
    )


def test_a_class_directory_can_be_moved(room, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.move(room.folder, moved)
    classroom.require(moved)
    assert runner.plan(moved.resolve(), submissions.find(moved.resolve()), force=False).todo == []


def test_a_file_that_nobody_may_read_costs_only_its_submission(room, monkeypatch):
    """Root may read all, so the refusal is made up."""
    folder = room.hand_in("anna", untouched(room.folder, ASSIGNMENT))
    read = io.open

    def refusing(file, *rest, **named):
        if str(file).startswith(str(folder)):
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return read(file, *rest, **named)

    monkeypatch.setattr(io, "open", refusing)
    one = submissions.Submission(room.folder, ASSIGNMENT, "anna")
    assert one.key("") == one.key("") != ""
    assert worker.grade(one).status == "quarantined"
    assert "activations_2.ipynb can't be read: Permission denied." in worker.grade(one).reason
