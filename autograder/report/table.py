"""The numbers of the report as one table: what part, which item, which measure, which value.

Tall and narrow, so that every number of the page is in it and a spreadsheet can filter it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from autograder.report.gather import Line, Mistake, Numbers, Tally
from autograder.similarity import Pair

COLUMNS = ["part", "item", "measure", "value"]
Row = tuple[str, str, str, object]


def as_csv(numbers: Numbers) -> str:
    """Return the table as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(str(value)) for value in row] for row in rows(numbers))
    return out.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and every file can hold.

    Examples
    --------
    >>> harmless("=SUM(A1:A9)"), harmless("-1.5"), harmless("anna")
    ("'=SUM(A1:A9)", '-1.5', 'anna')
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    formula = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{text}" if formula and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def rows(numbers: Numbers) -> Iterator[Row]:
    """Yield one row for every number, or text, of the page."""
    for measure, value in _class(numbers):
        yield "class", numbers.assignment, measure, value
    for tally in numbers.tallies:
        yield from _exercise(tally)
    for mistake in numbers.mistakes:
        yield from _mistake(mistake)
    for person in numbers.people:
        yield "person", person.student, person.kind, person.why
    for pair in numbers.pairs:
        yield from _pair(pair)
    for line in numbers.lines:
        yield from _submission(line)


def _class(numbers: Numbers) -> Iterator[tuple[str, object]]:
    yield "version", numbers.version
    yield "made", numbers.made.isoformat(timespec="seconds")
    yield "submissions", len(numbers.lines)
    for status in ("graded", "quarantined", "not graded"):
        yield status, numbers.count(status)
    yield "max_score", numbers.max_score


def _exercise(tally: Tally) -> Iterator[Row]:
    measures = {
        "kind": tally.kind,
        "points": tally.points,
        "attempted": tally.attempted,
        "passed": tally.passed,
        "pass_rate": "" if tally.pass_rate is None else round(tally.pass_rate, 4),
        "failed_with_diagnosis": tally.explained,
        "failed_without_diagnosis": tally.unexplained,
        "unattempted": tally.unattempted,
        "passed_only_with_correct_parts": tally.only_with_correct_parts,
        "mean_points_lost": round(tally.lost, 4),
        "suspicious": tally.suspicion,
    }
    for measure, value in measures.items():
        yield "exercise", tally.name, measure, value


def _mistake(mistake: Mistake) -> Iterator[Row]:
    yield "misconception", mistake.id, "exercise", mistake.exercise
    yield "misconception", mistake.id, "count", mistake.count
    yield "misconception", mistake.id, "share_of_attempts", round(mistake.share, 4)
    yield "misconception", mistake.id, "diagnosis", mistake.diagnosis


def _pair(pair: Pair) -> Iterator[Row]:
    item = " & ".join(pair.students)
    yield "pair", item, "score", pair.score
    yield "pair", item, "evidence", pair.words


def _submission(line: Line) -> Iterator[Row]:
    yield "submission", line.student, "status", line.status
    yield "submission", line.student, "score", line.score
    yield "submission", line.student, "seconds", round(line.seconds, 2)
    if line.reason:
        yield "submission", line.student, "reason", line.reason
