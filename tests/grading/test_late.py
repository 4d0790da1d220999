"""Penalties for lateness, as nbgrader's own AssignLatePenalties gives them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc

from autograder import extensions, late, submissions
from autograder.building import class_config
from autograder.classroom import ClassroomError
from autograder.extensions import Extension
from autograder.handins import perfect
from autograder.late import HOUR, PenaltyPerDay
from autograder.recording import book_of
from autograder.worker import Result

ASSIGNMENT = "01_activations"
DUE = "2026-11-20 12:00:00 UTC"
POLICY = 'c.AssignLatePenalties.plugin_class = "autograder.late.PenaltyPerDay"'


@pytest.fixture
def late_room(room):
    """A class with a due date and a penalty of a tenth per day."""
    room.configure(POLICY)
    set_due_date(room, DUE)
    return room


def set_due_date(room, when):
    with book_of(room.folder) as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=when)


def hand_in(room, student, hours_late):
    """Hand in perfect work, so many hours after the due date."""
    folder = room.hand_in(student, perfect(room.folder, ASSIGNMENT))
    when = parse_utc(DUE) + timedelta(hours=hours_late)
    (folder / "timestamp.txt").write_text(f"{when} UTC", encoding="utf-8")


def record(room):
    """Record what was handed in as if it had been run: a check without output is right."""
    entries = {}
    for one in submissions.find(room.folder):
        made = {name: nbformat.writes(one.read(name)) for name in one.notebooks()}
        entries[one.student] = room.record(Result(one, "graded", notebooks=made))
    return entries


def grant(room, *lines):
    text = "\n".join(["student_id,assignment,extension", *lines, ""])
    (room.folder / "extensions.csv").write_text(text, encoding="utf-8")


def penalties(room):
    with book_of(room.folder) as book:
        found = {
            one.student.id: (one.score, one.late_submission_penalty)
            for one in book.assignment_submissions(ASSIGNMENT)
        }
    assert all(score > 10 for score, _ in found.values())  # else a share of it says little
    return {student: round(penalty / score, 6) for student, (score, penalty) in found.items()}


def test_the_runner_gives_a_share_for_every_day_begun(late_room):
    late_room.configure("c.PenaltyPerDay.grace_hours = 2")
    late_room.configure("c.PenaltyPerDay.at_most = 0.25")
    for student, hours in {"ada": -1, "ben": 2, "cai": 3, "dot": 27, "eve": 100}.items():
        hand_in(late_room, student, hours)
    assert {entry.status for entry in record(late_room).values()} == {"graded"}
    shares = {"ada": 0.0, "ben": 0.0, "cai": 0.1, "dot": 0.2, "eve": 0.25}
    assert penalties(late_room) == shares


def test_without_a_policy_a_due_date_or_a_time_nothing_is_taken(room):
    set_due_date(room, DUE)
    hand_in(room, "ada", 100)
    record(room)
    assert penalties(room) == {"ada": 0.0}
    room.configure(POLICY)
    set_due_date(room, None)
    record(room)
    assert penalties(room) == {"ada": 0.0}
    set_due_date(room, DUE)
    room.hand_in("ben", perfect(room.folder, ASSIGNMENT))
    record(room)
    assert penalties(room) == {"ada": 0.5, "ben": 0.0}


def test_an_extension_is_one_students_for_one_assignment(late_room):
    for student in ("ada", "ben", "cai", "dot", "eve"):
        hand_in(late_room, student, 30)
    grant(
        late_room,
        f"ada,{ASSIGNMENT},1",
        f"ben,{ASSIGNMENT},2026-11-21",
        f"cai,{ASSIGNMENT}, 2026-11-21 18:00+01:00",
        f"dot,{ASSIGNMENT},1.25",
        "eve,02_forward,10",
    )
    record(late_room)
    # 30 hours are until 18:00 of the day after. In the middle of Europe that is 17:00.
    expected = {"ada": 0.1, "ben": 0.0, "cai": 0.1, "dot": 0.0, "eve": 0.2}
    assert penalties(late_room) == expected


def test_the_longer_of_two_extensions_counts_and_they_do_not_add_up(late_room):
    hand_in(late_room, "ada", 80)
    record(late_room)
    with book_of(late_room.folder) as book:
        book.grant_extension(ASSIGNMENT, "ada", days=2)
    grant(late_room, f"ada,{ASSIGNMENT},1")
    late.assign(late_room.folder)
    assert penalties(late_room) == {"ada": 0.2}
    grant(late_room, f"ada,{ASSIGNMENT},3")
    late.assign(late_room.folder)
    assert penalties(late_room) == {"ada": 0.1}


def test_nbgraders_own_policy_with_extensions(late_room):
    late_room.configure('c.AssignLatePenalties.plugin_class = "autograder.late.WithExtensions"')
    late_room.configure('c.LateSubmissionPlugin.penalty_method = "zero"')
    hand_in(late_room, "ada", 30)
    hand_in(late_room, "ben", 30)
    grant(late_room, f"ada,{ASSIGNMENT},2")
    record(late_room)
    assert penalties(late_room) == {"ada": 0.0, "ben": 1.0}


def test_the_preprocessor_of_plain_nbgrader_decides_the_same(late_room):
    hand_in(late_room, "ada", 60)
    grant(late_room, f"ada,{ASSIGNMENT},1")
    record(late_room)
    assert penalties(late_room) == {"ada": 0.2}
    config = class_config(late_room.folder)
    names = [path.stem for path in (late_room.folder / "source" / ASSIGNMENT).glob("*.ipynb")]
    with book_of(late_room.folder) as book:
        for name in names:
            found = book.find_submission_notebook(name, ASSIGNMENT, "ada")
            found.late_submission_penalty = 0.5
        book.db.commit()
    for name in names:
        where = {"student": "ada", "assignment": ASSIGNMENT, "notebook": name}
        where["db_url"] = config.CourseDirectory.db_url
        nb = nbformat.v4.new_notebook()
        AssignLatePenalties(config=config).preprocess(nb, {"nbgrader": where})
    assert penalties(late_room) == {"ada": 0.2}


def test_what_comes_after_grading_is_assigned_without_grading(late_room):
    hand_in(late_room, "ada", 30)
    hand_in(late_room, "ben", 30)
    record(late_room)
    assert late.assign(late_room.folder) == []
    grant(late_room, f"ada,{ASSIGNMENT},2")
    (change,) = late.assign(late_room.folder)
    assert (change.student, change.assignment, change.after) == ("ada", ASSIGNMENT, 0.0)
    assert str(change).startswith(f"ada, {ASSIGNMENT}: the penalty for lateness is 0 points now")
    assert penalties(late_room) == {"ada": 0.0, "ben": 0.2}
    set_due_date(late_room, "2026-12-24 12:00:00 UTC")
    assert [change.student for change in late.assign(late_room.folder)] == ["ben"]
    assert penalties(late_room) == {"ada": 0.0, "ben": 0.0}


def test_points_given_by_hand_are_a_part_of_the_score_too(late_room):
    hand_in(late_room, "ada", 1)
    record(late_room)
    with book_of(late_room.folder) as book:
        grade = book.find_grade("written-answer", "activations_2", ASSIGNMENT, "ada")
        before, grade.manual_score = grade.score, 3.0
        book.db.commit()
    (change,) = late.assign(late_room.folder)
    assert change.after - change.before == pytest.approx(0.1 * (3.0 - before))
    assert penalties(late_room) == {"ada": 0.1}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "anna,01_activations",
            "line 2: 'anna,01_activations' should be a student, an assignment",
        ),
        ("anna,,3", "line 2: 'anna,,3' should be a student"),
        ("anna;01_activations;3", "separated by commas"),
        ("anna,01_activations,three", "line 2: 'three' should be a number of days from 0 to 366"),
        ("anna,01_activations,-3", "'-3' should be a number"),
        ("anna,01_activations,nan", "'nan' should be a number"),
        ("anna,01_activations,20261130", "'20261130' should be a number"),
        ("anna,01_activations,30.11.2026", "or a time such as 2026-11-30"),
        ("anna,01_activations,2026-11-31", "'2026-11-31' should be"),
        ("anna,01_activations,1\nanna,01_activations,2", "line 3: anna has an extension of"),
        ("anna,1_activations,3", "anna more time for '1_activations', but there is only 01_activ"),
    ],
)
def test_a_bad_line_is_one_sentence(late_room, line, said):
    grant(late_room, line)
    with pytest.raises(ClassroomError) as error:
        late.check(late_room.folder)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", [b"", b"anna,01_activations,3\n", b"\xff\xfe", b"a;b;c\n"])
def test_a_file_without_its_header_is_refused(late_room, content):
    (late_room.folder / "extensions.csv").write_bytes(content)
    with pytest.raises(
        ClassroomError, match=r"extensions\.csv (should be student_id|can't be read)"
    ):
        late.check(late_room.folder)


def test_what_a_spreadsheet_saves_can_be_read(tmp_path):
    path = tmp_path / "extensions.csv"
    lines = [
        "student_id,assignment,extension",
        '"ada, jr",a , 2',
        ",,",
        "",
        "ben,a,2026-11-30 18:00",
    ]
    path.write_text("\r\n".join(lines), encoding="utf-8-sig", newline="")
    assert extensions.read(path) == {
        ("ada, jr", "a"): Extension(days=2.0),
        ("ben", "a"): Extension(until=datetime(2026, 11, 30, 18)),
    }
    assert extensions.read(tmp_path / "none.csv") == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("c.PenaltyPerDay.per_day = 'much'", "per_day"),
        ("c.PenaltyPerDay.per_day = 10", "per_day"),
        ("c.PenaltyPerDay.grace = 2", "c.PenaltyPerDay.grace, but PenaltyPerDay has only at_most"),
        ("c.AssignLatePenalties.plugin_class = 'autograder.late.Penalty'", "autograder.late"),
    ],
)
def test_a_wrong_setting_is_told_before_grading(late_room, line, said):
    late.check(late_room.folder)
    late_room.configure(line)
    with pytest.raises(ClassroomError) as error:
        late.check(late_room.folder)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_without_nbgrader_around_it_a_policy_knows_no_extensions(tmp_path):
    policy = PenaltyPerDay(class_dir=str(tmp_path))
    assert policy.late_submission_penalty("ada", 20.0, HOUR) == 2.0


def test_the_key_of_a_submission_does_not_know_of_extensions(late_room):
    hand_in(late_room, "ada", 30)
    (one,) = submissions.find(late_room.folder)
    key = one.key(json.dumps("environment"))
    grant(late_room, f"ada,{ASSIGNMENT},2")
    assert one.key(json.dumps("environment")) == key


@pytest.mark.sandbox
@pytest.mark.xdist_group("late")
def test_autograder_run_and_nbgrader_autograde_agree(late_room):
    hand_in(late_room, "ada", 60)
    grant(late_room, f"ada,{ASSIGNMENT},1")
    late_room.grade()
    assert penalties(late_room) == {"ada": 0.2}
    with book_of(late_room.folder) as book:
        book.remove_submission(ASSIGNMENT, "ada")
    done = nbgrader(late_room.folder, "autograde", ASSIGNMENT, "--force")
    assert done.returncode == 0, done.stderr
    assert penalties(late_room) == {"ada": 0.2}


def nbgrader(folder, *words):
    command = [sys.executable, "-m", "nbgrader", *words]
    environment = {**os.environ, "PYTHONPATH": str(Path(late.__file__).parents[1])}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
