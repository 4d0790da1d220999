"""The class report says what the journal says, needs no script and lets no student write HTML."""

from __future__ import annotations

import csv
import json
import random
import re
import time
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from statistics import fmean

import pytest

import course.exercises as catalogue
from autograder import journal, report
from autograder.classroom import ClassroomError
from autograder.handins import answered, hand_in, perfect
from autograder.report import attention, gather, pictures, suspicion, table
from autograder.submissions import Submission, find
from course.checking import PUBLIC_SEED
from course.exercises.attempting import attempt
from course.judging.deciding import decide

ASSIGNMENT = "01_activations"
NASTY = "<img src=x onerror=alert(1)>"
EXERCISES = [exercise for exercise in catalogue.all() if exercise.unit == ASSIGNMENT]
BROKEN = "softplus"  # its check fails many in the same unknown way


def told(exercise, outcome, share=0.0, diagnosis=None, message="The numbers are not right."):
    return {
        "exercise": exercise.name,
        "points": exercise.points if outcome == "passed" else round(share * exercise.points, 3),
        "max_points": exercise.points,
        "outcome": outcome,
        "diagnosis": diagnosis,
        "message": message,
    }


def some_verdict(rng, exercise):
    """Return a verdict as a class of mixed luck would get it."""
    luck = rng.random()
    if exercise.name == BROKEN and luck < 0.6:
        return told(exercise, "failed", message=f"`softplus({luck:.3f})` returns `1.0`.")
    if luck < 0.1:
        return told(exercise, "unattempted", message="Nothing to check yet.")
    if luck < 0.3 and exercise.misconceptions:
        wrong = rng.choice(exercise.misconceptions)
        return told(exercise, "failed", 0.5, wrong.id, wrong.diagnosis)
    if 0.3 <= luck < 0.34:
        return told(exercise, "exception", message=f"It stops with NameError: {NASTY}")
    return told(exercise, "passed", message="Everything asked for holds.")


def entry_of(student, verdicts, status="graded", reason=""):
    score = sum(one["points"] for one in verdicts)
    most = sum(exercise.points for exercise in EXERCISES)
    return journal.Entry(ASSIGNMENT, student, "", status, reason, score, most, verdicts)


def write_class(class_dir: Path, size: int, seed: int = 4) -> dict[str, journal.Entry]:
    """Write the journal of a made-up class: every 20th quarantined, the second with a bad name."""
    rng = random.Random(seed)
    made = {}
    for k in range(size):
        student = NASTY if k == 1 else f"student{k:04}"
        verdicts = [some_verdict(rng, exercise) for exercise in EXERCISES]
        entry = entry_of(student, verdicts)
        if k % 20 == 19:
            entry = entry_of(student, [], "quarantined", f"{NASTY}.ipynb is damaged.")
        one = Submission(class_dir, ASSIGNMENT, student)
        one.folder.mkdir(parents=True)
        journal.write(one, entry)
        made[student] = entry
    return made


@pytest.fixture
def class_dir(room) -> Path:
    return room.folder


class Page(HTMLParser):
    """Reads a page strictly: every tag has to be closed in its turn."""

    VOID = frozenset({"meta", "br", "img", "rect", "path", "circle", "link", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def values(self, name):
        return [value for _, found, value in self.attributes if found == name]


def read(class_dir) -> tuple[Page, list[dict[str, str]]]:
    made = report.write(class_dir, ASSIGNMENT)
    assert made == class_dir / "report" / f"{ASSIGNMENT}.html"
    with made.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Page(made.read_text(encoding="utf-8")), rows


def value(rows, part, item, measure):
    (found,) = [
        row["value"]
        for row in rows
        if (row["part"], row["item"], row["measure"]) == (part, item, measure)
    ]
    return found


def test_the_numbers_are_those_of_an_independent_count(class_dir):
    entries = write_class(class_dir, 60)
    _, rows = read(class_dir)
    graded = [entry for entry in entries.values() if entry.status == "graded"]
    assert value(rows, "class", ASSIGNMENT, "submissions") == "60"
    assert value(rows, "class", ASSIGNMENT, "graded") == str(len(graded)) == "57"
    assert value(rows, "class", ASSIGNMENT, "quarantined") == "3"
    for k, exercise in enumerate(EXERCISES):
        mine = [entry.verdicts[k] for entry in graded]
        assert {one["exercise"] for one in mine} == {exercise.name}
        outcomes = Counter(one["outcome"] for one in mine)
        tried = [one for one in mine if one["outcome"] != "unattempted"]
        number = lambda measure, name=exercise.name: float(value(rows, "exercise", name, measure))
        assert number("passed") == outcomes["passed"]
        assert number("unattempted") == outcomes["unattempted"]
        assert number("attempted") == len(tried)
        assert number("pass_rate") == pytest.approx(outcomes["passed"] / len(tried), abs=1e-4)
        lost = fmean(one["max_points"] - one["points"] for one in tried)
        assert number("mean_points_lost") == pytest.approx(lost, abs=1e-4)
        assert number("failed_with_diagnosis") == sum(bool(one["diagnosis"]) for one in mine)
    for student, entry in entries.items():
        assert float(value(rows, "submission", student, "score")) == entry.score


def test_what_passes_only_with_correct_parts_is_counted(class_dir):
    entries = write_class(class_dir, 12)
    chained = 0
    for submission in find(class_dir, ASSIGNMENT):
        entry = entries[submission.student]
        for one in entry.verdicts:
            if one["exercise"] == "tanh_from_sigmoid" and one["outcome"] == "passed":
                one["with_own_parts"] = chained > 2
                chained += 1
        journal.write(submission, entry)
    page, rows = read(class_dir)
    measure = "passed_only_with_correct_parts"
    assert chained > 3
    assert value(rows, "exercise", "tanh_from_sigmoid", measure) == "3"
    assert value(rows, "exercise", "tanh_prime", measure) == "0"
    assert page.text.count("Of those passed, 3 would fail with the student's own") == 1


def test_misconceptions_are_ranked_and_carry_the_diagnosis(class_dir):
    entries = write_class(class_dir, 60)
    page, rows = read(class_dir)
    counts = Counter(
        one["diagnosis"]
        for entry in entries.values()
        for one in entry.verdicts
        if one["diagnosis"] is not None
    )
    ranked = [
        (row["item"], int(row["value"]))
        for row in rows
        if (row["part"], row["measure"]) == ("misconception", "count")
    ]
    assert ranked == sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    said = {w.id: w.diagnosis for exercise in EXERCISES for w in exercise.misconceptions}
    assert all(value(rows, "misconception", id_, "diagnosis") == said[id_] for id_, _ in ranked)
    top = said[ranked[0][0]].replace("`", "")
    assert top in page.text
    assert page.text.index(top) < page.text.index(said[ranked[-1][0]].replace("`", ""))


def test_a_check_that_fails_many_in_an_unknown_way_is_flagged_and_no_other(class_dir):
    write_class(class_dir, 60)
    page, rows = read(class_dir)
    flagged = [
        row["item"] for row in rows if row["measure"] == "suspicious" and row["value"] != ""
    ]
    assert flagged == [BROKEN]
    assert "Look at the check of softplus" in page.text
    assert re.search(r"softplus\(0\.\d+\) returns 1\.0", page.text)


@pytest.mark.parametrize(
    ("attempts", "failures", "alone", "suspicious"),
    [
        (4, 4, 4, False),
        (5, 5, 0, True),
        (60, 20, 12, True),
        (60, 40, 12, False),
        (60, 8, 8, False),
    ],
)
def test_what_is_suspicious(attempts, failures, alone, suspicious):
    assert bool(suspicion.of(attempts, failures, ["Wrong."] * alone)) is suspicious


def test_students_write_no_html_and_the_page_needs_no_script(class_dir):
    write_class(class_dir, 60)
    page, _ = read(class_dir)
    raw = (class_dir / "report" / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "<img" not in raw
    assert NASTY in page.text  # escaped: a reader sees the name as it is
    assert not {"script", "img", "iframe", "object", "link", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "style"]
    links = [*page.values("href"), *page.values("src")]
    assert links
    assert all(re.match(r"#|\.\./|01_activations\.csv$", link) for link in links)
    assert "://" not in raw
    (policy,) = [v for v in page.values("content") if "default-src" in v]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_the_style_is_the_one_that_the_policy_allows(class_dir):
    import base64
    import hashlib

    _, _ = read(class_dir)
    raw = (class_dir / "report" / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    (style,) = re.findall(r"<style>(.*?)</style>", raw, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in raw


@pytest.mark.parametrize("size", [0, 1, 60])
def test_a_class_of_any_size_has_a_report(class_dir, size):
    write_class(class_dir, size)
    page, rows = read(class_dir)
    assert value(rows, "class", ASSIGNMENT, "submissions") == str(size)
    for title in ("What needs a person", "Scores", "Exercises", "Misconceptions"):
        assert title in page.text
    assert ("No submission has been graded yet." in page.text) is (size == 0)
    assert page.tags["svg"] > (30 if size else 0)


def test_tables_and_pictures_can_be_heard(class_dir):
    write_class(class_dir, 60)
    page, _ = read(class_dir)
    heads = [name for tag, name, _ in page.attributes if tag == "th"]
    assert heads.count("scope") == page.tags["th"] > 60
    labels = [
        value for tag, name, value in page.attributes if (tag, name) == ("svg", "aria-label")
    ]
    hidden = [1 for tag, name, _ in page.attributes if (tag, name) == ("svg", "aria-hidden")]
    assert len(labels) + len(hidden) == page.tags["svg"]
    assert any(re.match(r"Scores of 57 submissions out of .* median", label) for label in labels)
    assert any("passed, " in label and "not attempted" in label for label in labels)


def test_who_needs_a_person_is_listed_with_the_reason_and_a_link(class_dir):
    write_class(class_dir, 20)
    late = Submission(class_dir, ASSIGNMENT, "late")
    late.folder.mkdir(parents=True)
    half = Submission(class_dir, ASSIGNMENT, "half & half")
    half.folder.mkdir(parents=True)
    journal.write(
        half, entry_of("half & half", [], reason="activations_2.ipynb was not handed in.")
    )
    pages = class_dir / "feedback" / "half & half" / ASSIGNMENT
    pages.mkdir(parents=True)
    (pages / "activations.html").write_text("<p>Feedback</p>", encoding="utf-8")
    page, rows = read(class_dir)
    people = {(r["item"], r["measure"]): r["value"] for r in rows if r["part"] == "person"}
    assert people == {
        ("student0019", "Quarantined"): f"{NASTY}.ipynb is damaged.",
        ("late", "Not graded yet"): "There is no result yet; `autograder run` makes one.",
        ("half & half", "Graded in part"): "activations_2.ipynb was not handed in.",
    }
    links = page.values("href")
    assert "../feedback/half%20%26%20half/01_activations/activations.html" in links
    assert "../submitted/student0019/01_activations" in links
    assert all(
        Path(class_dir / "report" / unquoted(link)).exists() for link in links if "../" in link
    )


def unquoted(link):
    from urllib.parse import unquote

    return unquote(link)


def test_an_answer_that_calls_the_course_is_found_by_its_real_message(class_dir):
    import course

    exercise = catalogue.get("relu")
    lent = lambda x: course.activations.ACTIVATIONS["relu"].g(x)
    verdict = decide(exercise, attempt(exercise, lent, PUBLIC_SEED), PUBLIC_SEED)
    kept = journal.told(verdict)
    assert attention.uses_the_course(kept), kept["message"]
    one = Submission(class_dir, ASSIGNMENT, "kai")
    one.folder.mkdir(parents=True)
    journal.write(one, entry_of("kai", [kept]))
    page, rows = read(class_dir)
    said = "In place of an answer to relu."
    assert value(rows, "person", "kai", "Calls the course's own function") == said
    assert said in page.text
    assert value(rows, "exercise", "relu", "failed_without_diagnosis") == "0"


@pytest.mark.sandbox
@pytest.mark.xdist_group("runner")
def test_what_was_really_graded_reaches_the_report(room):
    falling = "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, float)))"
    lent = "import course\nrelu = lambda x: course.activations.ACTIVATIONS['relu'].g(x)"
    made = perfect(room.folder, ASSIGNMENT)
    room.hand_in("anna", made)
    room.hand_in("bert", answered(made, "sigmoid", falling))
    room.hand_in("kai", answered(made, "relu", lent))
    for path in room.hand_in("lars", made).glob("*.ipynb"):
        path.write_text("{", encoding="utf-8")
    room.grade()
    room.write_feedback(["kai"])
    page, rows = read(room.folder)
    assert value(rows, "misconception", "M01-W03", "count") == "1"
    assert value(rows, "exercise", "sigmoid", "passed") == "2"
    people = {(r["item"], r["measure"]) for r in rows if r["part"] == "person"}
    assert people == {("lars", "Quarantined"), ("kai", "Calls the course's own function")}
    assert "../feedback/kai/01_activations/activations.html" in page.values("href")
    assert [row for row in rows if row["part"] == "pair"] == []


def test_near_identical_code_is_reported(class_dir):
    write_class(class_dir, 20)
    made = perfect(class_dir, ASSIGNMENT)
    for name in ("sigmoid", "elu", "softplus", "gelu", "relu_prime", "swish"):
        source = f"def {name}(x, alpha=1.0):\n    odd = np.sinh(x) + {len(name)}.25\n"
        source += "    even = np.cosh(x) * alpha - np.hypot(x, odd)\n    return odd / even"
        made = answered(made, name, source)
    for student in ("student0003", "student0005"):
        hand_in(made, class_dir, student, ASSIGNMENT)
    page, rows = read(class_dir)
    assert float(value(rows, "pair", "student0003 & student0005", "score")) > 1
    assert value(rows, "person", "student0003", "Near-identical code") == (
        "Near-identical to student0005."
    )
    assert "student0003 and student0005" in page.text


def test_an_exercise_of_an_older_course_does_not_break_the_report(class_dir):
    one = Submission(class_dir, ASSIGNMENT, "kai")
    one.folder.mkdir(parents=True)
    old = {**told(EXERCISES[0], "failed", 0, "M99-W01", "Gone."), "exercise": "retired"}
    journal.write(one, entry_of("kai", [old]))
    _, rows = read(class_dir)
    assert value(rows, "misconception", "M99-W01", "diagnosis") == "Gone."
    assert value(rows, "exercise", "retired", "attempted") == "1"


def test_time_needed_is_read_where_there_is_one(class_dir, monkeypatch):
    write_class(class_dir, 2)
    assert "No times were recorded." in read(class_dir)[0].text
    plain = gather._line

    def timed(student, entry):
        line = plain(student, entry)
        return gather.Line(*list(vars(line).values())[:5], seconds=90.0)

    monkeypatch.setattr(gather, "_line", timed)
    page, rows = read(class_dir)
    assert "Grading took 3 min 0 s of work in all" in page.text
    assert value(rows, "submission", "student0000", "seconds") == "90.0"


def test_a_name_that_is_a_formula_does_nothing_in_a_spreadsheet(class_dir):
    one = Submission(class_dir, ASSIGNMENT, "=1+1")
    one.folder.mkdir(parents=True)
    _, rows = read(class_dir)
    assert {row["item"] for row in rows if row["part"] == "submission"} == {"'=1+1"}
    assert table.harmless("@x") == "'@x"


def test_an_unknown_assignment_is_one_sentence(class_dir):
    with pytest.raises(ClassroomError, match=r"There is no assignment '07_nothing'; there is 01_"):
        report.write(class_dir, "07_nothing")


def test_a_broken_journal_entry_counts_as_not_graded(class_dir):
    write_class(class_dir, 3)
    path = journal.entry_path(Submission(class_dir, ASSIGNMENT, "student0000"))
    path.write_text(json.dumps({"student": "student0000"})[:-3], encoding="utf-8")
    _, rows = read(class_dir)
    assert value(rows, "class", ASSIGNMENT, "not graded") == "1"


@pytest.mark.slow
def test_a_thousand_submissions_make_a_small_page_in_seconds(class_dir):
    write_class(class_dir, 1000)
    begin = time.process_time()
    report.write(class_dir, ASSIGNMENT)
    assert time.process_time() - begin < 10
    assert (class_dir / "report" / f"{ASSIGNMENT}.html").stat().st_size < 300_000


def test_the_bins_of_the_histogram_hold_every_score():
    scores = [0.0, 0.25, 3.5, 21.75, 22.0, 23.0]
    made = pictures.bins(scores, 22.0)
    assert sum(one.count for one in made) == len(scores)
    assert (made[0].count, made[-1].low, made[-1].count) == (2, 23, 1)
    wide = pictures.bins(scores, 100.0)
    assert len(wide) <= pictures.MOST_BINS + 1
    assert sum(one.count for one in wide) == len(scores)
