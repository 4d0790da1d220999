"""The progress board: where you stand, and what is next, as text and as a card.

Every bar says its number in words, and every state has a word and a mark, so
nothing is said by colour alone. Nobody is compared with anybody.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from course.exercises import all as all_exercises
from course.exercises.declaration import Exercise
from course.judging.card import FRAME, LINE, MARKS, QUIET, TEXT
from course.judging.verdict import HEADLINES
from course.learning import summary
from course.learning.file import Event
from course.learning.mastery import of_attempts
from course.learning.skills import COMMITTED, in_course_order
from course.learning.standing import Standing, standings

CELLS = 10  # of a bar in text
SHEET = f"color:{TEXT};font-size:inherit;width:100%;table-layout:fixed"
DO_AGAIN = (
    "To do an exercise again, empty its answer, check it, then write it afresh from memory and "
    "check it: that counts as a new attempt."
)


@dataclass(frozen=True)
class Row:
    """One line of the board: a state, a name, a bar, and the same in words."""

    state: str  # a key of MARKS
    name: str
    share: float
    words: str
    more: str = ""


@dataclass(frozen=True, repr=False)
class Board:
    """Rows in sections, then what to do next, then what else to know.

    Examples
    --------
    >>> row = Row("passed", "losses", 0.9, "90 %, reached")
    >>> print(Board((("Skills", (row,)),), "Next: rest."))
    Skills
      ✓ losses  [#########.] 90 %, reached
    Next: rest.
    """

    sections: Sequence[tuple[str, Sequence[Row]]]
    advice: str
    remarks: Sequence[str] = ()

    def __str__(self) -> str:
        width = max((len(row.name) for _, rows in self.sections for row in rows), default=0)
        lines = []
        for title, rows in self.sections:
            lines += [title, *(line for row in rows for line in _text(row, width))]
        return "\n".join([*lines, self.advice, *self.remarks])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        tables = "".join(_table(title, rows) for title, rows in self.sections)
        space = "margin-top:.6em" if tables else ""
        said = f'<div style="{space};font-weight:600">{escape(self.advice)}</div>'
        for remark in self.remarks:
            said += f'<div style="margin-top:.4em;color:{QUIET}">{escape(remark)}</div>'
        return f'<div role="group" aria-label="Progress" style="{FRAME}">{tables}{said}</div>'


def _text(row: Row, width: int) -> list[str]:
    full = int(CELLS * row.share + 0.5)
    bar = "#" * full + "." * (CELLS - full)
    lines = [f"  {MARKS[row.state][0]} {row.name:{width}}  [{bar}] {row.words}"]
    return [*lines, f"    {'':{width}}  {row.more}"] if row.more else lines


def _table(title: str, rows: Sequence[Row]) -> str:
    head = f"color:{TEXT};caption-side:top;text-align:left;padding:.5em .5em .2em;font-weight:600"
    caption = f'<caption style="{head}">{escape(title)}</caption>'
    body = "".join(map(_html, rows))
    return f'<table style="{SHEET}">{caption}<tbody>{body}</tbody></table>'


def _html(row: Row) -> str:
    mark, colour = MARKS[row.state]
    bar = (
        f'<div aria-hidden="true" style="width:8em;height:.6em;border:1px solid {LINE};'
        f'border-radius:3px"><div style="width:{100 * row.share:.0f}%;height:100%;'
        f'background:{colour}"></div></div>'
    )
    more = f'<div style="color:{QUIET}">{escape(row.more)}</div>' if row.more else ""
    name, words = escape(row.name), escape(row.words)
    return (
        f'<tr><td style="color:{colour};width:1.2em" aria-hidden="true">{mark}</td>'
        f'<th scope="row" style="text-align:left;font-weight:400;width:14em">{name}</th>'
        f'<td style="width:8.5em">{bar}</td>'
        f'<td style="text-align:left">{words}{more}</td></tr>'
    )


# What stands on it -----------------------------------------------------------------------------


def board(
    events: Iterable[Event], unit: str | int | None = None, remarks: Iterable[str] = ()
) -> Board:
    """Return the board for these events: all units begun, or the exercises of one unit.

    Parameters
    ----------
    events : iterable of dict
        In order of time, as `course.learning.file.read` returns them.
    unit : str or int, optional
        A unit's folder name or number.
    remarks : iterable of str
        What else to say, below.

    Examples
    --------
    >>> str(board([])).startswith("Nothing checked yet. Start with 00_orientation")
    True
    """
    known = standings(events)
    advice = summary.next_step(known)
    if unit is not None:
        name = unit_called(unit)
        if name is None:
            return Board((), no_such_unit(unit), tuple(remarks))
        return Board((_unit_section(name, known),), advice, tuple(remarks))
    skills, units = summary.skills(known), summary.units(known)
    if not units:
        return Board((), f"Nothing checked yet. {advice}", tuple(remarks))
    sections = (
        ("Mastery of skills, in the units begun", tuple(map(_skill_row, skills))),
        ("Points reached", tuple(map(_unit_row, units))),
    )
    again = [DO_AGAIN] if any(skill.again for skill in skills) else []
    return Board(sections, advice, (*again, *remarks))


def unit_called(unit: str | int) -> str | None:
    """Return the folder name of a unit that is given by it or by its number.

    Examples
    --------
    >>> unit_called(1), unit_called("01"), unit_called("01_activations/"), unit_called("x")
    ('01_activations', '01_activations', '01_activations', None)
    """
    names = dict.fromkeys(one.unit for one in all_exercises())
    asked = str(unit).strip().rstrip("/")
    for name in names:
        if asked == name or (asked.isdecimal() and asked.zfill(2) == name[:2]):
            return name
    return None


def no_such_unit(unit: str | int) -> str:
    """Say that there is no such unit, and which ones there are."""
    names = ", ".join(dict.fromkeys(one.unit for one in all_exercises()))
    return f"There is no unit {unit!r}; the units are {names}."


def _skill_row(skill: summary.Skill) -> Row:
    tried = f"{skill.tried} of {skill.count} exercises tried"
    if not skill.tried:
        return Row("not attempted yet", skill.name, 0.0, "not tried yet")
    percent = f"{math.floor(round(100 * skill.mastery, 6))} %"  # 100 % is for all of it
    if skill.name == COMMITTED:
        words = f"{percent}; {skill.tried} of {skill.count} answered"
    else:
        words = f"{percent}, {'reached' if skill.reached else 'on the way'}; {tried}"
    more = f"worth doing again: {', '.join(skill.again)}" if skill.again else ""
    state = "passed" if skill.reached else "partly right"
    return Row(state, skill.name, skill.mastery, words, more)


def _unit_row(unit: summary.Unit) -> Row:
    share = unit.points / unit.most if unit.most else 0.0
    state = "passed" if share >= 1 else "partly right" if share > 0 else "not attempted yet"
    words = f"{unit.points:g} of {unit.most:g} points"
    return Row(state, unit.name, share, words, "complete" if share >= 1 else "")


def _unit_section(name: str, known: dict[str, Standing]) -> tuple[str, tuple[Row, ...]]:
    own = in_course_order(one for one in all_exercises() if one.unit == name)
    rows = [_exercise_row(one, known) for one in own if one.group != "commit"]
    commits = [one for one in own if one.group == "commit"]
    if commits:
        rows.append(_commit_row(commits, known))
    unit = summary.unit_of(name, known)
    return f"{name}: {unit.points:g} of {unit.most:g} points", tuple(rows)


def _exercise_row(exercise: Exercise, known: dict[str, Standing]) -> Row:
    standing = known.get(exercise.name, Standing(exercise.name))
    points = summary.points_of(exercise, known)
    state = HEADLINES.get(standing.outcome, "not attempted yet")
    state = "partly right" if state == "not yet" and points > 0 else state
    share = points / exercise.points if exercise.points else 0.0
    words = f"{points:g} of {exercise.points:g} points, {state}"
    return Row(state, exercise.name, share, words, "; ".join(_details(standing)))


def _details(standing: Standing) -> list[str]:
    """Return what else is known of an exercise, one thing a phrase."""
    said = []
    if standing.attempts > 1 or (standing.attempts and of_attempts(standing.shares) < 1):
        said.append(_counted(standing.attempts, "attempt"))
    if standing.hints:
        said.append(_counted(standing.hints, "hint"))
    if standing.met:
        said.append(
            f"{len(standing.overcome)} of {_counted(len(standing.met), 'mistake')} overcome"
        )
    if standing.solution:
        said.append("solution seen")
    return said


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _commit_row(exercises: Sequence[Exercise], known: dict[str, Standing]) -> Row:
    points = round(sum(summary.points_of(one, known) for one in exercises), 6)
    most = round(sum(one.points for one in exercises), 6)
    state = "passed" if points >= most else "partly right" if points else "not attempted yet"
    return Row(state, COMMITTED, points / most, f"{points:g} of {most:g} points")
