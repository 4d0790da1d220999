"""What is written for other systems is read again here, field by field."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import course.exercises as catalogue
from autograder import classroom, exports, journal, submissions
from autograder.classroom import ClassroomError
from autograder.exports.rows import rows
from autograder.exports.table import as_csv
from autograder.handins import perfect
from autograder.recording import book_of, points
from autograder.worker import Result
from course.judging.verdict import Verdict

ASSIGNMENT = "01_activations"
FIRST = ["assignment", "student_id", "score", "max_score", "status", "reason"]


@pytest.fixture
def graded(room):
    """A class: ada is graded, ben quarantined, cai not graded, and dot has handed in nothing."""
    for student in ("ada", "ben", "cai"):
        room.hand_in(student, perfect(room.folder, ASSIGNMENT))
    record(room, "ada", verdicts=(verdict("sigmoid", 2.0), verdict("relu", 0.5)))
    record(room, "ben", reason="It is damaged; =1+1.")
    with book_of(room.folder) as book:
        ada = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"}
        book.update_or_create_student("ada", lms_user_id="4711", **ada)
        book.update_or_create_student("dot", first_name="Dot", last_name="=cmd()")
    return room


def verdict(name, reached):
    return Verdict(name, reached, catalogue.get(name).points, "failed", "So it is.")


def record(room, student, assignment=ASSIGNMENT, verdicts=(), reason=""):
    """Record work as if it had been run: a check without output is right."""
    (one,) = submissions.find(room.folder, assignment, student)
    made = {name: nbformat.writes(one.read(name)) for name in one.notebooks()}
    status = "quarantined" if reason else "graded"
    result = Result(one, status, reason, {} if reason else made, verdicts)
    return room.record(result)


def read(path):
    return list(csv.reader(io.StringIO(Path(path).read_text(encoding="utf-8"), newline="")))


def written(room, kind, tmp_path):
    path = tmp_path / f"{kind}.csv"
    count, what = exports.write(room.folder, kind, path)
    return count, what, read(path)


def score_of(room, student):
    with book_of(room.folder) as book:
        return points(book.find_submission(ASSIGNMENT, student).score)


def max_score(room):
    with book_of(room.folder) as book:
        return points(book.find_assignment(ASSIGNMENT).max_score)


def test_the_plain_table_has_a_column_for_every_exercise(graded, tmp_path):
    count, what, (header, *lines) = written(graded, "csv", tmp_path)
    exercises = [one.name for one in catalogue.all() if one.unit == ASSIGNMENT]
    assert (count, what) == (3, "submission")
    assert header == [*FIRST, *exercises]
    ada, ben, cai = (dict(zip(header, line, strict=True)) for line in lines)
    assert [ada[name] for name in FIRST[:2]] == [ASSIGNMENT, "ada"]
    assert float(ada["score"]) == score_of(graded, "ada") > 10
    assert float(ada["max_score"]) == max_score(graded)
    assert (ada["status"], ada["reason"]) == ("graded", "")
    reached = {name: ada[name] for name in exercises if ada[name]}
    assert reached == {"sigmoid": "2.0", "relu": "0.5"}
    assert [ben[name] for name in FIRST] == [
        ASSIGNMENT, "ben", "0.0", str(max_score(graded)), "quarantined", "It is damaged; =1+1.",
    ]  # fmt: skip
    assert [cai[name] for name in FIRST] == [ASSIGNMENT, "cai", "0.0", "0.0", "not graded", ""]
    assert not any(one[name] for one in (ben, cai) for name in exercises)


def test_several_assignments_share_one_table(graded, tmp_path):
    classroom.make(graded.folder, only=["02_forward"])
    graded.hand_in("ada", perfect(graded.folder, "02_forward"), "02_forward")
    name = next(one.name for one in catalogue.all() if one.unit == "02_forward")
    record(
        graded, "ada", "02_forward", (verdict(name, 0.25), Verdict("old", 1.0, 1.0, "passed", "."))
    )
    _, _, (header, *lines) = written(graded, "csv", tmp_path)
    units = [catalogue.get(column).unit for column in header[6:-1]]
    assert units == sorted(units)
    assert set(units) == {ASSIGNMENT, "02_forward"}
    assert header[-1] == "old"  # an exercise that is no more keeps its points
    table = {(line[1], line[0]): dict(zip(header, line, strict=True)) for line in lines}
    assert list(table) == [
        ("ada", ASSIGNMENT), ("ada", "02_forward"), ("ben", ASSIGNMENT), ("cai", ASSIGNMENT),
    ]  # fmt: skip
    assert (table["ada", "02_forward"][name], table["ada", "02_forward"]["old"]) == ("0.25", "1.0")
    assert (table["ada", "02_forward"]["sigmoid"], table["ada", ASSIGNMENT][name]) == ("", "")


def test_what_canvas_imports(graded, tmp_path):
    count, what, (header, possible, *lines) = written(graded, "canvas", tmp_path)
    assert (count, what) == (4, "student")
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT]
    assert possible == ["    Points Possible", "", "", "", "", str(max_score(graded))]
    assert lines == [
        ["ben", "", "", "ben", "", "0.0"],
        ["cai", "", "", "cai", "", ""],
        ["'=cmd(), Dot", "", "", "dot", "", ""],
        ["Lovelace, Ada", "4711", "", "ada", "", str(score_of(graded, "ada"))],
    ]


def test_what_moodle_imports(graded, tmp_path):
    count, what, (header, *lines) = written(graded, "moodle", tmp_path)
    assert (count, what) == (4, "student")
    assert header == ["ID number", "First name", "Last name", ASSIGNMENT]
    assert lines == [
        ["ben", "", "", "0.0"],
        ["cai", "", "", ""],
        ["dot", "Dot", "'=cmd()", ""],
        ["ada", "Ada", "Lovelace", str(score_of(graded, "ada"))],
    ]


def test_moodle_gets_addresses_only_if_everybody_has_one(graded, tmp_path):
    with book_of(graded.folder) as book:
        for student in ("ben", "cai", "dot"):
            book.update_or_create_student(student, email=f"{student}@example.org")
    _, _, (header, *lines) = written(graded, "moodle", tmp_path)
    assert header == ["ID number", "First name", "Last name", "Email address", ASSIGNMENT]
    assert {line[0]: line[3] for line in lines} == {
        name: f"{name}@example.org" for name in ("ada", "ben", "cai", "dot")
    }


def test_the_configuration_names_assignments_and_what_stands_for_nothing(graded, tmp_path):
    graded.configure(f'c.Canvas.names = {{"{ASSIGNMENT}": "Activations (99)"}}')
    graded.configure('c.Moodle.nothing = "-"')
    _, _, canvas = written(graded, "canvas", tmp_path)
    _, _, moodle = written(graded, "moodle", tmp_path)
    assert canvas[0][-1] == "Activations (99)"
    assert {line[0]: line[-1] for line in moodle[1:4]} == {"ben": "0.0", "cai": "-", "dot": "-"}


def test_the_penalty_for_lateness_is_taken_off_and_said(graded, tmp_path):
    before = score_of(graded, "ada")
    with book_of(graded.folder) as book:
        found = book.find_submission_notebook("activations", ASSIGNMENT, "ada")
        found.late_submission_penalty = 1.25
        book.db.commit()
    _, _, (header, ada, *_) = written(graded, "csv", tmp_path)
    assert float(dict(zip(header, ada, strict=True))["score"]) == before - 1.25
    assert ada[5] == "It was handed in late, which cost 1.25 points."
    for kind in ("canvas", "moodle"):
        _, _, table = written(graded, kind, tmp_path)
        assert float(table[-1][-1]) == before - 1.25


def test_a_penalty_never_leaves_less_than_nothing(graded, tmp_path):
    with book_of(graded.folder) as book:
        found = book.find_submission_notebook("activations", ASSIGNMENT, "ben")
        found.late_submission_penalty = 3.0  # from before its files were damaged
        book.db.commit()
    _, _, (_, _, ben, _) = written(graded, "csv", tmp_path)
    assert (float(ben[2]), ben[5]) == (0.0, "It is damaged; =1+1.")


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
def test_what_only_the_gradebook_or_only_the_journal_knows(graded):
    (cai,) = submissions.find(graded.folder, student="cai")
    entry = journal.Entry(ASSIGNMENT, "cai", "key", "graded", "", 20.0, 22.0, [])
    journal.write(cai, entry)  # and the gradebook was lost
    with book_of(graded.folder) as book:
        book.update_or_create_student("eve")
        book.update_or_create_submission(ASSIGNMENT, "eve")
        found = {row.student: row for row in rows(book, graded.folder)}
    assert (found["cai"].status, found["cai"].score, found["cai"].is_graded) == (
        "not graded",
        0,
        False,
    )
    assert (found["eve"].status, found["eve"].exercises) == ("graded", {})


FOREIGN = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


@pytest.mark.parametrize("text", FOREIGN)
def test_no_foreign_text_becomes_a_formula(text):
    ((cell, number),) = csv.reader(io.StringIO(as_csv([[text, -1.5]]), newline=""))
    assert cell.startswith("'")
    assert cell.split()[-1].lstrip("'") == text.strip()
    assert number == "-1.5"


@pytest.mark.parametrize("text", ["a\r=1+1", "a\n=1+1", "a\u2028=1", "a,=1", 'a",=1', "a\ud800b"])
def test_no_foreign_text_leaves_its_cell(text):
    found = as_csv([["x", text, "y"]])
    (row,) = csv.reader(found.encode("utf-8").decode("utf-8").splitlines())
    assert (row[0], len(row), row[2]) == ("x", 3, "y")


def test_names_and_reasons_go_through_it(graded, tmp_path):
    with book_of(graded.folder) as book:
        book.update_or_create_student("ada", first_name="\rAda", last_name="@x", lms_user_id="+1")
    record(graded, "ben", reason="-2+3 is no notebook\r\n=1+1")
    for kind in exports.FORMATS:
        _, _, table = written(graded, kind, tmp_path)
        cells = [cell for line in table for cell in line]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n") and cell]
    _, _, table = written(graded, "csv", tmp_path)
    assert "'-2+3 is no notebook =1+1" in {line[5] for line in table}


def test_a_file_that_cannot_be_written_is_one_sentence(graded, tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(ClassroomError, match="folder can't be written: Is a directory"):
        exports.write(graded.folder, "csv", tmp_path / "folder")
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.parametrize(("kind", "exporter"), [("canvas", "Canvas"), ("csv", "Csv")])
def test_nbgrader_export_writes_the_same_file(graded, tmp_path, kind, exporter):
    path = tmp_path / "theirs.csv"
    done = nbgrader(graded.folder, f"--exporter=autograder.exports.{exporter}", f"--to={path}")
    assert done.returncode == 0, done.stderr
    exports.write(graded.folder, kind, tmp_path / "ours.csv")
    assert path.read_bytes() == (tmp_path / "ours.csv").read_bytes()
    assert "ada" in path.read_text(encoding="utf-8")


def test_nbgrader_export_can_choose_students_and_assignments(graded):
    done = nbgrader(
        graded.folder,
        "--exporter=autograder.exports.Moodle",
        "--student=['ben', 'nobody']",
        "--assignment=['02_forward']",
    )
    assert done.returncode == 0, done.stderr
    assert read(graded.folder / "moodle.csv") == [
        ["ID number", "First name", "Last name"],
        ["ben", "", ""],
    ]


def nbgrader(folder, *words):
    here = str(Path(exports.__file__).parents[2])
    command = [sys.executable, "-m", "nbgrader", "export", *words]
    environment = {**os.environ, "PYTHONPATH": here}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
