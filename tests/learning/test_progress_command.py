"""``course progress``: the board, the table, the merge, and one sentence for every mistake."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from events import attempt, event

from course.cli import main
from course.learning.exporting import COLUMNS
from course.learning.file import append, read
from course.learning.finding import MARK, NAME

DOCUMENT = Path(__file__).parents[2] / "docs" / "progress.md"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("COURSE_PROGRESS")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["progress", *words])


def some(path: Path) -> None:
    append(
        path,
        attempt("sigmoid", 1, 0.5, "M01-W03", most=2.0),
        attempt("sigmoid", 2, 1, most=2.0),
        event("hint", "elu", 3, rung=2),
    )


def test_the_board(here: Path) -> None:
    some(here / NAME)
    done = run()
    assert done.exit_code == 0
    assert "2 of 18 points" in done.output
    assert "Next: sigmoid_prime" in done.output
    assert "01_activations: 2 of 18 points" in run("--unit", "1").output


def test_the_file_is_found_from_above_and_from_below(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = here / "my-course" / "01_activations"
    unit.mkdir(parents=True)
    (here / "my-course" / MARK).touch()
    some(here / "my-course" / NAME)
    assert "2 of 18 points" in run().output
    monkeypatch.chdir(unit)
    assert "2 of 18 points" in run().output
    assert "2 of 18 points" in run("--file", str(here / "my-course" / NAME)).output


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_the_table(here: Path, ending: str) -> None:
    some(here / NAME)
    done = run("--export", f"table.{ending}")
    assert done.output == f"table.{ending}: 2 exercises.\n"
    text = (here / f"table.{ending}").read_text()
    rows = json.loads(text) if ending == "json" else list(csv.DictReader(text.splitlines()))
    assert [list(row) for row in rows] == [list(COLUMNS)] * 2
    sigmoid, elu = rows
    assert {key: str(sigmoid[key]) for key in list(COLUMNS)[:-2]} == {
        "unit": "01_activations",
        "exercise": "sigmoid",
        "skill": "stable formulas",
        "points": "2.0",
        "max_points": "2.0",
        "best_points": "2.0",
        "outcome": "passed",
        "mastery": "0.8",
        "attempts": "2",
        "hints": "0",
        "mistakes_met": "M01-W03",
        "mistakes_overcome": "M01-W03",
        "solution_seen": "0",
    }
    assert (elu["exercise"], str(elu["hints"]), str(elu["max_points"])) == ("elu", "2", "0.5")


def test_every_column_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for column, meaning in COLUMNS.items():
        assert f"| `{column}` | {meaning} |" in text


def test_merging(here: Path) -> None:
    some(here / NAME)
    append(here / "other.jsonl", attempt("relu", 9, 1), attempt("sigmoid", 2, 1, most=2.0))
    assert run("--merge", "other.jsonl").output.startswith("1 new event from other.jsonl")
    assert run("--merge", "other.jsonl").output.startswith("0 new events")
    assert "is the progress file itself" in run("--merge", NAME).output
    assert len(read(here / NAME)) == 4
    done = run("--merge", "other.jsonl", "--file", "new.jsonl", "--unit", "1")
    assert "2 new events from other.jsonl, now in new.jsonl." in done.output
    assert "01_activations: 3 of 18 points" not in done.output
    assert "relu" in done.output


def test_merging_before_anything_was_checked(here: Path) -> None:
    some(here / "other.jsonl")
    assert run("--merge", "other.jsonl").exit_code == 0
    assert len(read(here / NAME)) == 3


MISTAKES = {
    (): "run a check in one of your notebooks first",
    ("--unit", "12"): "There is no unit '12'; the units are 00_orientation",
    ("--file", "none.jsonl"): "There is no file none.jsonl.",
    ("--file", "."): "is a folder",
    ("--merge", "none.jsonl"): "There is no file none.jsonl.",
    ("--merge", "."): "is a folder",
    ("--merge", "notes.txt"): "notes.txt is no progress file",
    ("--file", "some.jsonl", "--export", "table.txt"): "must end in .csv or .json",
    ("--file", "some.jsonl", "--export", "none/table.csv"): "can't be written",
    ("--file", "some.jsonl", "--export", "some.jsonl/table.csv"): "can't be written",
    ("--file", "some.json", "--export", "some.json"): "is the progress file itself",
}


@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_sentence(here: Path, words: tuple[str, ...]) -> None:
    some(here / "some.jsonl")
    some(here / "some.json")
    (here / "notes.txt").write_text("Buy milk.\n")
    done = run(*words)
    assert done.exit_code == 2
    assert MISTAKES[words] in done.output
    assert done.output.count("\n") == 1


def test_several_files_and_none(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("a", "b"):
        (here / folder).mkdir()
        some(here / folder / NAME)
    done = run()
    assert done.exit_code == 2
    assert "several progress files: a/course-progress.jsonl, b/course-progress" in done.output
    monkeypatch.setenv("COURSE_PROGRESS", "mine.jsonl")
    assert "There is no mine.jsonl here yet" in run().output, "what is named always wins"
    some(here / "mine.jsonl")
    assert "2 of 18 points" in run().output
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    assert "switched off by COURSE_PROGRESS=off" in run().output


def test_damaged_lines_are_told(here: Path) -> None:
    some(here / NAME)
    (here / NAME).write_bytes(b"nonsense\n" + (here / NAME).read_bytes())
    assert "1 line of course-progress.jsonl is damaged" in run().stdout
    assert "1 line of course-progress.jsonl is damaged" in run("--export", "t.csv").output


def test_help_has_an_example() -> None:
    done = run("--help")
    assert "Example: course progress --unit 1" in done.output
    assert "Show what you master" in CliRunner().invoke(main, ["--help"]).output
