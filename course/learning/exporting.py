"""Progress as a table for other programs: one row for each exercise that was touched."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from course.exercises import all as all_exercises
from course.learning.file import Event, ProgressError
from course.learning.mastery import of_attempts
from course.learning.skills import in_course_order, skill_of
from course.learning.standing import Standing, standings

# What each column means; docs/progress.md says the same.
COLUMNS = {
    "unit": "the folder of the unit",
    "exercise": "the name that is checked",
    "skill": "the skill that it practises",
    "points": "points of the last attempt",
    "max_points": "points that can be earned",
    "best_points": "the most points of any attempt",
    "outcome": "of the last attempt: passed, failed, exception, or unattempted if emptied since",
    "mastery": "between 0 and 1; a moving average over the attempts",
    "attempts": "how many attempts there were, each unlike the one before",
    "hints": "the highest hint that was seen; 0 for none",
    "mistakes_met": "ids of the mistakes that checks named, separated by blanks",
    "mistakes_overcome": "those of them that a later pass left behind",
    "solution_seen": "1 if the solution was looked at, else 0",
    "first_at": "when the first attempt was checked, in ISO 8601 and UTC",
    "last_at": "when the last attempt was checked",
}


def table(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return a row for each exercise of which there is an event, in the order of the course.

    Examples
    --------
    >>> [row] = table([{"what": "hint", "exercise": "relu", "rung": 1, "at": ""}])
    >>> row["exercise"], row["hints"], row["attempts"]
    ('relu', 1, 0)
    >>> list(row) == list(COLUMNS)
    True
    """
    known = standings(events)
    return [
        {
            "unit": one.unit,
            "exercise": one.name,
            "skill": skill_of(one),
            **_figures(known[one.name]),
        }
        | {"max_points": one.points}
        for one in in_course_order(all_exercises())
        if one.name in known
    ]


def _figures(standing: Standing) -> dict[str, Any]:
    return {
        "points": standing.points,
        "max_points": standing.most,
        "best_points": standing.best,
        "outcome": standing.outcome,
        "mastery": of_attempts(standing.shares),
        "attempts": standing.attempts,
        "hints": standing.hints,
        "mistakes_met": " ".join(standing.met),
        "mistakes_overcome": " ".join(standing.overcome),
        "solution_seen": int(standing.solution),
        "first_at": standing.first,
        "last_at": standing.last,
    }


def export(events: Iterable[Event], target: Path) -> int:
    """Write the table to ``target``, as csv or json by its ending; return the number of rows.

    Raises
    ------
    ProgressError
        If the ending is another one, or the file can't be written.
    """
    rows = table(events)
    if target.suffix.lower() not in (".csv", ".json"):
        raise ProgressError(f"{target} must end in .csv or .json; the ending says what to write.")
    text = _as_csv(rows) if target.suffix.lower() == ".csv" else json.dumps(rows, indent=1) + "\n"
    draft = target.with_name(f".{target.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        os.replace(draft, target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise ProgressError(f"{target} can't be written: {error.strerror}.") from None
    return len(rows)


def _as_csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
