"""What students handed in through an LMS arrives byte by byte, and nothing else does."""

from __future__ import annotations

import csv
import io
import json
import stat
import tarfile
import zipfile
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.collecting import archives, canvas, moodle, naming, people
from autograder.collecting.commands import collect
from autograder.handins import answered, perfect

ASSIGNMENT = "01_activations"
FALLING = "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, float)))"


@pytest.fixture(scope="session")
def released(pristine) -> dict[str, bytes]:
    folder = pristine / "release" / ASSIGNMENT
    return {path.stem: path.read_bytes() for path in folder.glob("*.ipynb")}


@pytest.fixture
def worked(released):
    """A released notebook with a remark of its own, as bytes."""

    def make(name: str, remark: str) -> bytes:
        nb = json.loads(released[name])
        nb["cells"].insert(1, {"cell_type": "markdown", "metadata": {}, "source": remark})
        return json.dumps(nb, ensure_ascii=False).encode()

    return make


def zipped(path: Path, files: dict[str, bytes], when=(2026, 5, 4, 10, 0, 0)) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), content, zipfile.ZIP_DEFLATED)
    return path


def run(room, *words: object, code: int = 0) -> str:
    before = ["--class-dir", str(room.folder), "--assignment", ASSIGNMENT]
    result = CliRunner().invoke(collect, [*before, *map(str, words)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


def submitted(room) -> dict[str, bytes]:
    folder = room.folder / "submitted"
    found = {}
    for path in folder.rglob("*"):
        assert not path.is_symlink()
        if path.is_file():
            student, assignment, name = path.relative_to(folder).parts
            assert assignment == ASSIGNMENT
            found[f"{student}/{name}"] = path.read_bytes()
    return found


def earlier(room) -> set[bytes]:
    folder = room.folder / ".autograder" / "earlier"
    return {path.read_bytes() for path in folder.rglob("*.ipynb")}


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What the names say


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("doejane_4711_99_activations.ipynb", ("doejane", "4711", 99, False, "activations.ipynb")),
        ("doejane_LATE_4711_99_a_b.ipynb", ("doejane", "4711", 99, True, "a_b.ipynb")),
        ("van_der_berg_1_2_a_2.ipynb", ("van_der_berg", "1", 2, False, "a_2.ipynb")),
        ("doe_1_2_01_activations.ipynb", ("doe", "1", 2, False, "01_activations.ipynb")),
        ("王小明_7_8_activations.ipynb", ("王小明", "7", 8, False, "activations.ipynb")),
        ("anon_aB3dE_8_activations.ipynb", ("anon", "aB3dE", 8, False, "activations.ipynb")),
        ("LATE_anon_aB3dE_8_x.ipynb", ("anon", "aB3dE", 8, True, "x.ipynb")),
        ("late_5_6_x.ipynb", ("late", "5", 6, False, "x.ipynb")),
        ("_5_6_x.ipynb", ("", "5", 6, False, "x.ipynb")),
    ],
)
def test_the_parts_of_a_name_from_canvas(file, said):
    found = canvas.label(f"submissions/{file}")
    assert (found.name, found.lms_id, found.number, found.late, found.original) == said


def test_a_known_number_decides_where_a_name_from_canvas_can_be_read_in_two_ways():
    file = "agent_12_345_678_activations.ipynb"
    assert canvas.label(file).lms_id == "12"
    assert canvas.label(file, known={"345"}).name == "agent_12"
    assert canvas.label(file, known={"345"}).original == "activations.ipynb"


@pytest.mark.parametrize("file", ["doejane_4711_text.html", "activations.ipynb", "a_1_b.ipynb"])
def test_what_is_not_named_by_canvas(file):
    assert canvas.label(file) is None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("Zoë OBrien_47_assignsubmission_file/a.ipynb", ("Zoë OBrien", "47", "a.ipynb")),
        ("Zoë OBrien_47_assignsubmission_file_/sub/a_2.ipynb", ("Zoë OBrien", "47", "a_2.ipynb")),
        ("Zoë OBrien_47_assignsubmission_file_a_2.ipynb", ("Zoë OBrien", "47", "a_2.ipynb")),
        ("x/王小明_7_assignsubmission_file_/a.ipynb", ("王小明", "7", "a.ipynb")),
        ("Ann_47_assignsubmission_onlinetext_/onlinetext.html", ("Ann", "47", "onlinetext.html")),
        ("Default group_assignsubmission_file_/a.ipynb", ("Default group", "", "a.ipynb")),
    ],
)
def test_the_parts_of_a_path_from_moodle(path, said):
    found = moodle.label(path)
    assert (found.name, found.lms_id, found.original) == said


@pytest.mark.parametrize(
    ("stem", "meant"),
    [
        ("activations", "activations"),
        ("activations_2", "activations_2"),
        ("activations-2", "activations"),
        ("activations_2-1", "activations_2"),
        ("activations(1)", "activations"),
        ("activations (1)", "activations"),
        ("activations_2 (3)", "activations_2"),
        ("Activations 2", "activations_2"),
        ("Copy of activations_2", "activations_2"),
        ("activations-Copy1", "activations"),
        ("activations_2 - Copy (2)", "activations_2"),
        ("ACTIVATIONS", "activations"),
        ("activations-1 (2)", "activations"),
        ("final", None),
        ("activations_3", None),
    ],
)
def test_altered_names(stem, meant):
    assert naming.by_name(stem, ["activations", "activations_2"]) == meant


def test_the_content_beats_the_name(released, pristine, tmp_path):
    ids = naming.released_ids(pristine / "source" / ASSIGNMENT)
    assert not ids["activations"] & ids["activations_2"]
    assert all(len(own) > 10 for own in ids.values())
    path = tmp_path / "x.ipynb"
    path.write_bytes(released["activations_2"])
    assert naming.match("activations", path, ids) == naming.Match("activations_2", True, 0)
    assert naming.match("final version", path, ids).notebook == "activations_2"
    path.write_bytes(b"{")
    assert naming.match("activations-3", path, ids) == naming.Match("activations", False, 3)
    assert naming.match("final version", path, ids) is None


@pytest.mark.parametrize(
    "cells", ["1", "[1, null]", '[{"metadata": 1}]', '[{"metadata": {"nbgrader": 1}}]']
)
def test_a_strange_notebook_is_only_known_by_its_name(pristine, tmp_path, cells):
    ids = naming.released_ids(pristine / "source" / ASSIGNMENT)
    path = tmp_path / "x.ipynb"
    path.write_text(f'{{"nbformat": 4, "nbformat_minor": 5, "metadata": {{}}, "cells": {cells}}}')
    assert naming.match("activations", path, ids) == naming.Match("activations", False, 0)


# Whole downloads


def test_a_download_from_canvas(room, worked, tmp_path):
    first, second = worked("activations", "first"), worked("activations", "second")
    part_2, damaged = worked("activations_2", "part 2"), b'{"nbformat": 4, "cel'
    path = zipped(
        tmp_path / "submissions.zip",
        {
            # Canvas counts uploads of one name; the number of the file says which came last.
            "obrienłukaszzoë_11_900_activations.ipynb": first,
            "obrienłukaszzoë_11_950_activations-2.ipynb": second,
            "obrienłukaszzoë_11_951_activations_2-1.ipynb": part_2,
            "van_der_berg_LATE_12_901_activations.ipynb": first,
            "王小明_13_902_Copy of activations (1).ipynb": first,
            "doejane_14_903_activations.ipynb": first,
            "doejane_15_904_activations.ipynb": second,
            "roejo_16_905_final.ipynb": part_2,
            "roejo_16_906_report.pdf": b"%PDF-1.7",
            "lars_17_907_activations.ipynb": damaged,
            "textonly_18_text.html": b"<p>I could not upload it.</p>",
            "__MACOSX/._doejane_14_903_activations.ipynb": b"\0",
            ".DS_Store": b"\0",
        },
    )
    said = run(room, path)
    assert submitted(room) == {
        "obrienłukaszzoë_11/activations.ipynb": second,
        "obrienłukaszzoë_11/activations_2.ipynb": part_2,
        "van_der_berg_12/activations.ipynb": first,
        "王小明_13/activations.ipynb": first,
        "doejane_14/activations.ipynb": first,
        "doejane_15/activations.ipynb": second,
        "roejo_16/activations_2.ipynb": part_2,
        "lars_17/activations.ipynb": damaged,
    }
    assert earlier(room) == {first}
    assert "van_der_berg_12: activations.ipynb from van_der_berg_LATE_12" in said
    assert "(late)" in said
    assert "the newest of 2" in said
    assert "roejo_16_906_report.pdf is no notebook" in said
    assert "textonly_18_text.html is no notebook" in said
    assert "lars_17_907_activations.ipynb (known by its name only" in said
    assert "MACOSX" not in said
    assert "DS_Store" not in said
    assert "8 collected" in said


@pytest.mark.parametrize("folders", ["file/", "file_/", "file_"])  # now, formerly, without folders
def test_a_download_from_moodle(room, worked, tmp_path, folders):
    first, second = worked("activations", "first"), worked("activations_2", "second")
    handed_in = [
        ("Zoë OBrien-Łukasz_47", "activations.ipynb", first),
        ("Zoë OBrien-Łukasz_47", "activations_2.ipynb", second),
        ("Anna Schmidt_48", "Activations (1).ipynb", first),
        ("Anna Schmidt_49", "activations-2.ipynb", second),
        ("王小明_50", "meine Abgabe.ipynb", first),
    ]
    files = {f"{who}_assignsubmission_{folders}{name}": data for who, name, data in handed_in}
    files["Bo_51_assignsubmission_onlinetext_/onlinetext.html"] = b"<p>hello</p>"
    said = run(room, zipped(tmp_path / "NN-activations-77.zip", files))
    assert submitted(room) == {
        "Zoë_OBrien-Łukasz_47/activations.ipynb": first,
        "Zoë_OBrien-Łukasz_47/activations_2.ipynb": second,
        "Anna_Schmidt_48/activations.ipynb": first,
        "Anna_Schmidt_49/activations_2.ipynb": second,
        "王小明_50/activations.ipynb": first,
    }
    assert "onlinetext.html is no notebook" in said


def test_a_folder_that_a_browser_has_unpacked(room, worked, tmp_path):
    first = worked("activations", "first")
    folder = tmp_path / "submissions"
    folder.mkdir()
    (folder / "doe_1_2_activations.ipynb").write_bytes(first)
    (folder / "roe_3_4_activations.ipynb").symlink_to(room.folder / "gradebook.db")
    said = run(room, folder)
    assert submitted(room) == {"doe_1/activations.ipynb": first}
    assert "roe_3_4_activations.ipynb is a link; it was refused" in said


def test_an_archive_that_a_student_handed_in_is_opened_once(room, worked, tmp_path):
    first, second = worked("activations", "first"), worked("activations_2", "second")
    inner, innermost = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(innermost, "w") as archive:
        archive.writestr("activations.ipynb", first)
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("my work/activations.ipynb", first)
        archive.writestr("my work/.ipynb_checkpoints/activations-checkpoint.ipynb", second)
        archive.writestr("my work/activations_2.ipynb", second)
        archive.writestr("../../activations.ipynb", b"outside")
        archive.writestr("again.zip", innermost.getvalue())
    files = {"doe_1_2_work.zip": inner.getvalue(), "roe_3_4_work.zip": b"no archive"}
    said = run(room, zipped(tmp_path / "submissions.zip", files))
    assert submitted(room) == {
        "doe_1/activations.ipynb": first,
        "doe_1/activations_2.ipynb": second,
    }
    assert "../../activations.ipynb would be unpacked outside its folder" in said
    assert "again.zip is no notebook" in said
    assert "roe_3_4_work.zip can't be unpacked" in said


def test_a_second_download_replaces_and_an_old_one_does_not(room, worked, tmp_path):
    old, new = worked("activations", "old"), worked("activations", "new")
    monday = zipped(tmp_path / "monday.zip", {"doe_1_100_activations.ipynb": old})
    friday = zipped(tmp_path / "friday.zip", {"doe_1_200_activations-1.ipynb": new})
    run(room, monday)
    assert "1 collected" in run(room, friday)
    assert submitted(room) == {"doe_1/activations.ipynb": new}
    assert earlier(room) == {old}
    assert "what is in submitted/ is newer" in run(room, monday)
    assert "1 as before" in run(room, friday)
    assert submitted(room) == {"doe_1/activations.ipynb": new}


def test_of_two_downloads_from_moodle_the_later_one_counts(room, worked, tmp_path):
    old, new = worked("activations", "old"), worked("activations", "new")
    name = "Ann_1_assignsubmission_file_/activations.ipynb"
    monday = zipped(tmp_path / "monday.zip", {name: old}, (2026, 5, 4, 10, 0, 0))
    friday = zipped(tmp_path / "friday.zip", {name: new}, (2026, 5, 8, 10, 0, 0))
    run(room, friday)
    run(room, monday)
    assert submitted(room) == {"Ann_1/activations.ipynb": new}
    assert earlier(room) == {old}


def test_what_a_person_has_mended_stays(room, worked, tmp_path):
    path = zipped(tmp_path / "a.zip", {"doe_1_100_activations.ipynb": worked("activations", "a")})
    run(room, path)
    place = room.folder / "submitted" / "doe_1" / ASSIGNMENT / "activations.ipynb"
    place.write_bytes(b"mended")
    newer = zipped(tmp_path / "b.zip", {"doe_1_200_activations.ipynb": worked("activations", "b")})
    for download in (path, newer):
        assert "put or changed there by somebody, and stays" in run(room, download)
        assert place.read_bytes() == b"mended"
    assert worked("activations", "b") in earlier(room)


def test_a_damaged_copy_does_not_hide_a_good_one(room, worked, tmp_path):
    good = worked("activations", "good")
    files = {"doe_1_100_activations.ipynb": good, "doe_1_200_activations-1.ipynb": b"{"}
    run(room, zipped(tmp_path / "a.zip", files))
    assert submitted(room) == {"doe_1/activations.ipynb": good}
    assert earlier(room) == {b"{"}


# Rosters


def table(path: Path, *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_roster_says_who_is_who_and_when(room, worked, tmp_path):
    first = worked("activations", "first")
    roster = table(
        tmp_path / "roster.csv",
        ["lms_id", "name", "student_id", "submitted"],
        ["11", "", "zoe", "2026-05-04T23:59+02:00"],
        ["", "Jane van der Berg", "jane@example.org", ""],
        ["", "Two Ofthem", "two-1", ""],
        ["", "Two Ofthem", "two-2", ""],
    )
    files = {
        "obrienzoë_11_900_activations.ipynb": first,
        "vanderbergjane_12_901_activations.ipynb": first,
        "ofthemtwo_13_902_activations.ipynb": first,
    }
    run(room, "--roster", roster, zipped(tmp_path / "a.zip", files))
    assert submitted(room) == {
        "zoe/activations.ipynb": first,
        "zoe/timestamp.txt": b"2026-05-04 21:59:00.000000 UTC\n",
        "jane@example.org/activations.ipynb": first,
        "ofthemtwo_13/activations.ipynb": first,
    }


def test_the_tables_of_the_systems_themselves_are_rosters(tmp_path):
    of_canvas = table(
        tmp_path / "canvas.csv",
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"],
        ["    Points Possible", "", "", "", ""],
        ["Doe, Jane", "11", "x", "jdoe", "1"],
    )
    of_moodle = table(
        tmp_path / "moodle.csv",
        ["Identifier", "Full name", "Email address", "Status"],
        ["Participant 47", "Zoë O'Brien", "zoe@example.org", "No submission"],
    )
    assert people.read_roster(of_canvas).find("?", "11") == "jdoe"
    assert people.read_roster(of_canvas).find("doejane", "99") == "jdoe"
    assert people.read_roster(of_moodle).find("?", "47") == "zoe@example.org"
    assert people.read_roster(of_moodle).find("Zoë OBrien", "48") == "zoe@example.org"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["name", "mark"], ["a", "1"]], "needs a first line with student_id"),
        ([["lms_id", "student_id"], ["1", "../x"]], "line 2: '../x' can't be a student id"),
        ([["lms_id", "student_id"], ["1", ".x"]], "'.x' can't be a student id"),
        ([["lms_id", "student_id"], ["1", "a+b"]], "'a+b' can't be a student id"),
        ([["lms_id", "student_id"], ["1", "a"], ["1", "b"]], "1 is the number of two students"),
        ([["lms_id", "student_id", "submitted"], ["1", "a", "today"]], "'today' is no time"),
    ],
)
def test_a_wrong_roster_is_told_in_a_sentence(room, tmp_path, rows, said):
    path = zipped(tmp_path / "a.zip", {"doe_1_2_activations.ipynb": b"{"})
    roster = table(tmp_path / "r.csv", *rows)
    assert said in run(room, "--roster", roster, path, code=2)
    assert submitted(room) == {}


def test_two_people_never_become_one_student(room, worked, tmp_path):
    first, second = worked("activations", "first"), worked("activations", "second")
    roster = table(
        tmp_path / "r.csv", ["lms_id", "student_id"], ["1", "doe"], ["2", "doe"], ["3", "roe"]
    )
    files = {f"doe_{k}_{k}9_activations.ipynb": [first, second][k % 2] for k in (1, 2, 3)}
    said = run(room, "--roster", roster, zipped(tmp_path / "a.zip", files))
    assert set(submitted(room)) == {"roe/activations.ipynb"}
    assert "doe: the work of several people" in said


# Tricks


def trick(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def test_members_that_play_tricks_are_refused_and_the_rest_is_collected(room, worked, tmp_path):
    before = everything(tmp_path)
    good, path = worked("activations", "good"), tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(trick("../../slip_1_2_activations.ipynb"), good)
        archive.writestr(trick("..\\slip_1_2_activations.ipynb"), good)
        archive.writestr(trick("/etc/slip_1_2_activations.ipynb"), good)
        archive.writestr(trick("C:/slip_1_2_activations.ipynb"), good)
        archive.writestr(trick("x\x1b[31m_1_2_activations.ipynb"), good)
        archive.writestr(trick("link_3_4_activations.ipynb", stat.S_IFLNK | 0o777), "/etc/passwd")
        archive.writestr(trick("pipe_3_4_activations.ipynb", stat.S_IFIFO | 0o644), "")
        archive.writestr(trick("disk_3_4_activations.ipynb", stat.S_IFBLK | 0o644), "")
        archive.writestr(trick("dir_5_6_activations.ipynb/", stat.S_IFDIR | 0o755), "")
        archive.writestr(trick("doe_7_8_activations.ipynb"), good)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(trick("doe_7_8_activations.ipynb"), b"the second of this name")
    said = run(room, path)
    assert submitted(room) == {"doe_7/activations.ipynb": good}
    assert said.count("would be unpacked outside its folder; it was refused.") == 2
    assert said.count("has an absolute path; it was refused.") == 2
    assert "x?[31m_1_2_activations.ipynb has no name, or control characters" in said
    assert "link_3_4_activations.ipynb is a link" in said
    assert "pipe_3_4_activations.ipynb is no plain file" in said
    assert "disk_3_4_activations.ipynb is no plain file" in said
    assert "dir_5_6_activations.ipynb/ is a folder, not a notebook" in said
    assert "doe_7_8_activations.ipynb is in the archive a second time" in said
    made = set(everything(tmp_path)) - set(before) - {path}
    assert all(one.is_relative_to(room.folder) for one in made)
    assert not list((room.folder / ".autograder").glob("collecting-*"))


def test_bombs_are_not_unpacked(room, worked, tmp_path):
    good, path = worked("activations", "good"), tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("bomb_1_2_activations.ipynb", "w", force_zip64=True) as member:
            for _ in range(1000):
                member.write(bytes(1_000_000))
        archive.writestr("small_3_4_activations.ipynb", bytes(20_000_000))
        archive.writestr("doe_5_6_activations.ipynb", good)
    assert path.stat().st_size < 10_000_000
    said = run(room, path)
    assert submitted(room) == {"doe_5/activations.ipynb": good}
    assert "bomb_1_2_activations.ipynb would unpack to 1000 MB" in said
    assert "small_3_4_activations.ipynb would unpack to 20 MB, more than 200 times" in said


def test_an_archive_that_lies_about_sizes(room, worked, tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doe_1_2_activations.ipynb", bytes(3_000_000))
        archive.getinfo("doe_1_2_activations.ipynb").file_size = 10
    assert "doe_1_2_activations.ipynb is damaged in the archive" in run(room, path)
    assert submitted(room) == {}


def test_encrypted_and_damaged_members(room, worked, tmp_path):
    good = worked("activations", "good")
    names = ["secret_1_2_activations.ipynb", "broken_3_4_activations.ipynb"]
    path = zipped(tmp_path / "a.zip", {**dict.fromkeys(names, good), "doe_5_6_x.ipynb": good})
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\1\2")
    data[central + 8] |= 1  # the flag of encryption
    broken = data.index(names[1].encode()) + len(names[1]) + 40
    data[broken : broken + 20] = bytes(20)
    path.write_bytes(data)
    said = run(room, path)
    assert submitted(room) == {"doe_5/activations.ipynb": good}
    assert "secret_1_2_activations.ipynb is encrypted" in said
    assert "broken_3_4_activations.ipynb is damaged in the archive" in said


def test_too_many_and_too_much(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"{k}.ipynb": b"x" * 100 for k in range(10)})
    with pytest.raises(archives.ArchiveError, match="holds more than 9 files; nothing of it"):
        archives.unpack(path, tmp_path / "1", lambda name: True, archives.Limits(count=9))
    limited = archives.unpack(path, tmp_path / "2", lambda name: True, archives.Limits(total=450))
    assert (len(limited.files), len(limited.refused)) == (4, 6)
    assert "4.ipynb is more than is unpacked of one archive" in limited.refused[0]


def test_names_of_programs_that_do_not_say_their_encoding(tmp_path):
    path = zipped(tmp_path / "a.zip", {"Zoë_1_2_a.ipynb": b"x"})
    data = bytearray(path.read_bytes())
    for header, offset in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        data[data.index(header) + offset] &= ~0x8  # bit 11 says UTF-8
    path.write_bytes(data)
    (file,) = archives.unpack(path, tmp_path / "x", lambda name: True).files
    assert file.name == "Zoë_1_2_a.ipynb"


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "tgz"])
def test_tar_archives(room, worked, tmp_path, ending):
    good, path = worked("activations", "good"), tmp_path / f"a.{ending}"

    def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, link
        info.size = len(good) if kind == tarfile.REGTYPE else 0
        return info

    with tarfile.open(path, "w" if ending == "tar" else "w:gz") as archive:
        archive.addfile(member("../slip_1_2_activations.ipynb"), io.BytesIO(good))
        archive.addfile(member("link_1_2_activations.ipynb", tarfile.SYMTYPE, "/etc/passwd"))
        archive.addfile(member("hard_1_2_activations.ipynb", tarfile.LNKTYPE, "/etc/passwd"))
        archive.addfile(member("disk_1_2_activations.ipynb", tarfile.BLKTYPE))
        archive.addfile(member("doe_3_4_activations.ipynb"), io.BytesIO(good))
    said = run(room, path)
    assert submitted(room) == {"doe_3/activations.ipynb": good}
    assert said.count("is a link; it was refused") == 2
    assert "disk_1_2_activations.ipynb is no plain file" in said
    assert "slip_1_2_activations.ipynb would be unpacked outside its folder" in said


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.rar"])
@pytest.mark.parametrize("content", [b"", b"no archive at all", None])
def test_a_broken_archive_is_one_sentence(room, worked, tmp_path, name, content):
    path = tmp_path / name
    if content is None:
        whole = zipped(
            tmp_path / "whole", {"doe_1_2_activations.ipynb": worked("activations", "")}
        )
        content = whole.read_bytes()[:-30]
    path.write_bytes(content)
    said = run(room, "--from", "canvas", path, code=2)
    assert said.count("\n") == 1
    assert f"{name} can't be unpacked" in said or not content
    assert submitted(room) == {}


def test_a_truncated_tar_is_not_collected_in_part(room, worked, tmp_path):
    good, path = worked("activations", "good"), tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for student in ("doe_1", "roe_2"):
            info = tarfile.TarInfo(f"{student}_3_activations.ipynb")
            info.size = len(good)
            archive.addfile(info, io.BytesIO(good))
    path.write_bytes(path.read_bytes()[:-2000])
    assert "can't be unpacked" in run(room, path, code=2)
    assert submitted(room) == {}


def test_wrong_use_is_told_in_a_sentence(room, tmp_path):
    path = zipped(tmp_path / "a.zip", {"holiday.jpg": b"x"})
    assert "There is no file" in run(room, tmp_path / "none.zip", code=2)
    assert "holds no file named as Canvas or Moodle" in run(room, path, code=2)
    assert "Name the files" in run(room, "--from", "moodle", code=2)
    assert "not from the exchange" in run(room, "--from", "exchange", path, code=2)
    assert "names no exchange" in run(room, code=2)
    words = ["--class-dir", str(room.folder), "--assignment", "11_none", str(path)]
    assert "There is no assignment '11_none'" in CliRunner().invoke(collect, words).output


def test_a_link_in_submitted_is_not_followed(room, worked, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (room.folder / "submitted" / "doe_1").mkdir()
    (room.folder / "submitted" / "doe_1" / ASSIGNMENT).symlink_to(outside)
    good = worked("activations", "good")
    said = run(room, zipped(tmp_path / "a.zip", {"doe_1_2_activations.ipynb": good}))
    assert "the folder in submitted/ is a link" in said
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "number", "made"),
    [
        ("../../x", "1", "x_1"),
        ("a/b\\c", "1", "a_b_c_1"),
        (".hidden", "1", "hidden_1"),
        ("-rf", "1", "rf_1"),
        ("a+b*c[d]{e}", "1", "a_b_c_d_e_1"),
        ("nul\0esc\x1b", "1", "nul_esc_1"),
        ("王小明", "1", "王小明_1"),
        ("", "", "nameless"),
        ("…", "7", "7"),
        ("é" * 200, "7", "é" * 50 + "_7"),
    ],
)
def test_ids_made_from_names(name, number, made):
    assert people.derived_id(name, number) == made


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.xdist_group("collecting")
def test_collected_work_is_graded(room, tmp_path):
    right = perfect(room.folder, ASSIGNMENT)
    wrong = answered(right, "sigmoid", FALLING)
    as_bytes = lambda made, name: nbformat.writes(made[name]).encode()
    of_canvas = {
        "obrienzoë_LATE_11_900_activations.ipynb": as_bytes(wrong, "activations"),
        "obrienzoë_LATE_11_901_activations-1.ipynb": as_bytes(right, "activations"),
        "obrienzoë_LATE_11_902_activations_2-1.ipynb": as_bytes(right, "activations_2"),
        "lars_12_903_activations.ipynb": b"{",
    }
    folder = "王 小明_47_assignsubmission_file_"
    of_moodle = {
        f"{folder}/activations(1).ipynb": as_bytes(wrong, "activations"),
        f"{folder}/part two.ipynb": as_bytes(right, "activations_2"),
    }
    run(room, zipped(tmp_path / "canvas.zip", of_canvas))
    run(room, zipped(tmp_path / "moodle.zip", of_moodle))
    entries = room.grade()
    assert set(entries) == {"obrienzoë_11", "lars_12", "王_小明_47"}
    full = entries["obrienzoë_11"]
    assert full.score > 16
    assert entries["王_小明_47"].score == full.score - 2
    assert (entries["lars_12"].status, entries["lars_12"].score) == ("quarantined", 0.0)
