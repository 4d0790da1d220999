"""A student's progress file decides about no grade, and nobody who grades gets a copy of it."""

from __future__ import annotations

from nbgrader.coursedir import CourseDirectory

from autograder import building, submissions
from autograder.handins import untouched
from autograder.personal import is_personal
from autograder.sandbox.orders import files_beside
from course.learning import file, finding
from course.learning.locking import locked

ASSIGNMENT = "01_activations"
EVENT = {"what": "solution", "exercise": "sigmoid"}


def keep_progress(folder) -> None:
    """Leave what a check leaves in a folder, and a draft of a merge that was killed."""
    file.append(folder / finding.NAME, EVENT)
    (folder / f".{finding.NAME}.draft").write_text("")
    assert len([path for path in folder.iterdir() if is_personal(path.name)]) == 3


def personal_below(folder) -> list[str]:
    return [path.name for path in folder.rglob("*") if is_personal(path.name)]


def test_the_lock_is_known_by_its_name(tmp_path):
    with locked(tmp_path / finding.NAME) as held:
        assert held
    (lock,) = tmp_path.iterdir()
    assert is_personal(lock.name)


def test_nbgrader_releases_none_of_it(room):
    source = room.folder / "source" / ASSIGNMENT
    keep_progress(source)
    (source / "table.csv").write_text("1, 2\n")
    building.release(room.folder, ASSIGNMENT)
    assert personal_below(room.folder / "release") == []
    assert (room.folder / "release" / ASSIGNMENT / "table.csv").exists()


def test_nbgraders_own_patterns_and_the_tas_stay(room):
    room.configure('c.CourseDirectory.ignore.append("*.mp4")')
    ignored = CourseDirectory(config=building.class_config(room.folder)).ignore
    assert {*CourseDirectory().ignore, "*.mp4", f"{finding.NAME}*"} <= set(ignored)


def test_it_does_not_change_the_key_of_a_submission(room):
    folder = room.hand_in("anna", untouched(room.folder, ASSIGNMENT))
    (one,) = submissions.find(room.folder)
    before = one.key("")
    keep_progress(folder)
    keep_progress(room.folder / "source" / ASSIGNMENT)
    assert one.key("") == before
    (folder / "table.csv").write_text("1, 2\n")
    assert one.key("") != before


def test_it_is_not_carried_into_the_sandbox(tmp_path):
    keep_progress(tmp_path)
    (tmp_path / "unit").mkdir()
    keep_progress(tmp_path / "unit")
    (tmp_path / "table.csv").write_text("1, 2\n")
    assert set(files_beside(tmp_path)) == {"table.csv"}


def test_what_is_graded_holds_no_copy(room):
    folder = room.hand_in("anna", untouched(room.folder, ASSIGNMENT))
    keep_progress(folder)
    keep_progress(room.folder / "source" / ASSIGNMENT)
    (folder / "table.csv").write_text("1, 2\n")
    assert room.grade()["anna"].status == "graded"
    graded = room.folder / "autograded" / "anna" / ASSIGNMENT
    assert personal_below(graded) == []
    assert (graded / "table.csv").exists()
    assert personal_below(folder)  # it is the student's: nothing is removed
