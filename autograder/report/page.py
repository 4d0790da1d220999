"""The report as one page: what was graded, what needs a person, what the class found hard.

Names, reasons and messages come from students, and every one of them is escaped. The page has
no script and asks no other host for anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from statistics import median

from autograder.report import attention, pictures
from autograder.report.attention import Person
from autograder.report.gather import Mistake, Numbers, Tally
from autograder.report.style import POLICY, STYLE
from autograder.similarity import Pair
from course.counting import counted

OPEN = 20  # a longer list is folded
FIRST = 10  # misconceptions that are shown unfolded
MOST_PAIRS = 100
LONGEST = 400  # characters of a message

SECTIONS = {
    "people": "What needs a person",
    "scores": "Scores",
    "exercises": "Exercises",
    "mistakes": "Misconceptions",
    "pairs": "Near-identical code",
    "time": "Time needed",
}


def page(numbers: Numbers) -> str:
    """Return the page."""
    title = f"Class report: {_text(numbers.assignment)}"
    body = [
        _head(numbers, title),
        _section("people", _people(numbers.people)),
        _section("scores", _scores(numbers)),
        _section("exercises", _exercises(numbers.tallies)),
        _section("mistakes", _mistakes(numbers.mistakes)),
        _section("pairs", _pairs(numbers.pairs)),
        _section("time", _time(numbers)),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{pictures.PATTERNS}\n<main>\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


def _text(text: str, longest: int = LONGEST) -> str:
    """Escape a text; shorten it, and replace what no file can hold."""
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    return escape(text.encode("utf-8", "replace").decode("utf-8"), quote=True)


def _rich(text: str) -> str:
    """Escape a text and set what stands in backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", _text(text))


def _section(name: str, inside: str) -> str:
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{SECTIONS[name]}</h2>\n'
        f"{inside}</section>"
    )


def _head(numbers: Numbers, title: str) -> str:
    links = "".join(f'<li><a href="#{name}">{said}</a></li>' for name, said in SECTIONS.items())
    return (
        f"<header><h1>{title}</h1>\n<p>{_when(numbers)}</p>\n{_facts(numbers)}"
        f'<nav aria-label="Sections"><ul>{links}</ul></nav></header>'
    )


def _when(numbers: Numbers) -> str:
    graded = f"Last graded {_date(numbers.graded_at)}. " if numbers.graded_at else ""
    return (
        f"{graded}Report made {_date(numbers.made)} with "
        f'<span class="whole">delta-course {numbers.version}</span>. '
        "Scores are those of the last grading run; the numbers are in "
        f'<a href="{_text(numbers.assignment)}.csv">{_text(numbers.assignment)}.csv</a>.'
    )


def _date(when: datetime) -> str:
    return f"{when.day} {when:%B %Y, %H:%M}"


def _facts(numbers: Numbers) -> str:
    scores = numbers.scores
    middle = f"{median(scores):g} <small>of {numbers.max_score:g}</small>" if scores else "none"
    waiting = numbers.count("not graded")
    facts = {
        "Submissions": str(len(numbers.lines)),
        "Graded": str(numbers.count("graded")),
        "Quarantined": str(numbers.count("quarantined")),
        **({"Not graded yet": str(waiting)} if waiting else {}),
        "Median score": middle,
        "Checks to look at": str(sum(bool(tally.suspicion) for tally in numbers.tallies)),
        "Need a person": str(len({one.student for one in numbers.people})),
    }
    inside = "".join(
        f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items()
    )
    return f'<dl class="facts">{inside}</dl>\n'


def _table(label: str, heads: Sequence[str], rows: Iterable[str]) -> str:
    """Return a table; a head that ends in # is that of a column of numbers."""
    cells = "".join(
        f'<th scope="col"{" class=n" if head.endswith("#") else ""}>{head.rstrip("#")}</th>'
        for head in heads
    )
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table>'
        f"<thead><tr>{cells}</tr></thead>\n<tbody>\n"
        + "\n".join(rows)
        + "\n</tbody></table></div>\n"
    )


def _folded(summary: str, inside: str, unfolded: bool = False) -> str:
    return (
        f"<details{' open' if unfolded else ''}><summary>{summary}</summary>\n{inside}</details>\n"
    )


def _people(people: list[Person]) -> str:
    if not people:
        return "<p>Nothing: every submission was graded, and none stands out.</p>"
    parts = []
    for kind in attention.KINDS:
        these = [one for one in people if one.kind == kind]
        if these:
            heads = ["Student", "Why", "Where to look"]
            table = _table(_text(kind), heads, map(_person, these))
            parts.append(_folded(f"{_text(kind)} ({len(these)})", table, len(these) <= OPEN))
    return f'<div class="people">{"".join(parts)}</div>'


def _person(one: Person) -> str:
    links = " ".join(f'<a href="{_text(to)}">{_text(name)}</a>' for name, to in one.links)
    return (
        f'<tr><th scope="row" class="name">{_text(one.student)}</th>'
        f'<td class="words">{_rich(one.why)}</td><td class="links">{links}</td></tr>'
    )


def _scores(numbers: Numbers) -> str:
    scores, most = numbers.scores, numbers.max_score
    if not scores:
        return "<p>No submission has been graded yet.</p>"
    rows = [
        f'<tr><th scope="row">{one.low:g} to under {one.high:g}</th><td class="n">{one.count}</td>'
        "</tr>"
        for one in pictures.bins(scores, most)
    ]
    return (
        f"<figure>{pictures.histogram(scores, most)}"
        f"<figcaption>{pictures.said_of(scores, most)}</figcaption></figure>\n"
        + _folded("The picture in numbers", _table("Scores", ["Points", "Submissions#"], rows))
    )


def _exercises(tallies: list[Tally]) -> str:
    if not any(tally.attempted for tally in tallies):
        return "<p>Nothing has been attempted yet.</p>"
    written = [tally for tally in tallies if tally.kind != "choice"]
    chosen = [tally for tally in tallies if tally.kind == "choice"]
    parts = [_suspicions(tallies), LEGEND, _exercise_table("Exercises", written)]
    if chosen:
        summary = f"{counted(len(chosen), 'question')} with options (points for committing)"
        parts.append(_folded(summary, _exercise_table("Questions with options", chosen)))
    return "".join(parts)


LEGEND = (
    '<ul class="legend">'
    + "".join(
        f"<li>{pictures.sample(style)}{said}</li>"
        for style, said in {
            "passed": "passed",
            "explained": "failed, with a diagnosis",
            "alone": "failed, without a diagnosis",
            "blank": "not attempted",
        }.items()
    )
    + "</ul>\n"
)


def _suspicions(tallies: list[Tally]) -> str:
    flagged = [tally for tally in tallies if tally.suspicion]
    if not flagged:
        return "<p>No check looks suspicious: known mistakes explain most failures.</p>\n"
    return "".join(
        f'<p class="note"><span class="flag">Look at the check</span> of '
        f"<code>{_text(tally.name)}</code>: {_rich(tally.suspicion)}</p>\n"
        for tally in flagged
    )


def _exercise_table(label: str, tallies: list[Tally]) -> str:
    heads = [
        "Exercise",
        "Outcomes",
        "Pass rate#",
        "Tried#",
        "Left out#",
        "Without diagnosis#",
        "Mean points lost#",
    ]
    return _table(label, heads, map(_exercise, tallies))


def _exercise(tally: Tally) -> str:
    rate = "–" if tally.pass_rate is None else f"{tally.pass_rate:.0%}"
    flag = ' <span class="flag">⚑ look at the check</span>' if tally.suspicion else ""
    lost = f"{tally.lost:.2f} of {tally.points:g}" if tally.attempted else "–"
    numbers = [rate, tally.attempted, tally.unattempted, tally.unexplained, lost]
    cells = "".join(f'<td class="n">{value}</td>' for value in numbers)
    return (
        f'<tr><th scope="row" class="name"><code>{_text(tally.name)}</code>{flag}'
        f'<span class="quiet">{_rich(tally.asks)}{_about_parts(tally)}</span></th>'
        f"<td>{pictures.outcome_bar(tally)}</td>{cells}</tr>"
    )


def _about_parts(tally: Tally) -> str:
    """Say how many solutions are right only with correct earlier functions."""
    count = tally.only_with_correct_parts
    if not count:
        return ""
    return f" Of those passed, {count} would fail with the student's own earlier functions."


def _mistakes(mistakes: list[Mistake]) -> str:
    if not mistakes:
        return "<p>No known misconception was found.</p>"
    parts = [_mistake_table("Most frequent misconceptions", mistakes[:FIRST])]
    rest = mistakes[FIRST:]
    if rest:
        summary = f"{counted(len(rest), 'more misconception')}, less frequent"
        parts.append(_folded(summary, _mistake_table("Other misconceptions", rest)))
    return "<p>Shares are of those who tried the exercise.</p>\n" + "".join(parts)


def _mistake_table(label: str, mistakes: list[Mistake]) -> str:
    return _table(
        label, ["Count#", "Share", "Exercise", "What the student reads"], map(_mistake, mistakes)
    )


def _mistake(mistake: Mistake) -> str:
    name = f"{_text(mistake.id)} {_text(mistake.title)}".rstrip()
    return (
        f'<tr><td class="n">{mistake.count}</td>'
        f'<td class="share">{pictures.share_bar(mistake.share)} {mistake.share:.0%}</td>'
        f'<th scope="row" class="name"><code>{_text(mistake.exercise)}</code>'
        f'<span class="quiet">{name}</span></th>'
        f'<td class="words">{_rich(mistake.diagnosis)}</td></tr>'
    )


def _pairs(pairs: list[Pair]) -> str:
    if not pairs:
        return "<p>No two students' code agrees more than chance explains.</p>"
    more = len(pairs) - MOST_PAIRS
    rest = f"<p>{counted(more, 'weaker pair')} in the CSV.</p>\n" if more > 0 else ""
    heads = ["Evidence#", "Students", "What agrees"]
    table = _table("Near-identical pairs", heads, map(_pair, pairs[:MOST_PAIRS]))
    shown = min(len(pairs), MOST_PAIRS)
    return f"{ABOUT_PAIRS}{_folded(counted(shown, 'pair'), table, shown <= OPEN)}{rest}"


ABOUT_PAIRS = (
    "<p>Names, comments and the order of statements do not count, nor does what was handed out. "
    "Evidence says how many times what chance explains is exceeded: answers that few "
    "others wrote, long ones and wrong ones weigh most. It is a reason to look, not a proof.</p>\n"
)


def _pair(pair: Pair) -> str:
    names = " and ".join(_text(student) for student in pair.students)
    return (
        f'<tr><td class="n">{pair.score:.1f}×</td><th scope="row" class="name">{names}</th>'
        f'<td class="words">{_text(pair.words, 1000)}</td></tr>'
    )


def _time(numbers: Numbers) -> str:
    timed = sorted((one for one in numbers.lines if one.seconds), key=lambda one: -one.seconds)
    if not timed:
        return "<p>No times were recorded.</p>"
    seconds = [line.seconds for line in timed]
    rows = [
        f'<tr><th scope="row" class="name">{_text(line.student)}</th>'
        f'<td class="n">{line.seconds:.1f} s</td></tr>'
        for line in timed[:5]
    ]
    return (
        f"<p>Grading took {_duration(sum(seconds))} of work in all, all workers together: "
        f"{median(seconds):.1f} s for the median submission, {seconds[0]:.1f} s for the "
        "slowest.</p>\n" + _folded("The slowest", _table("Slowest", ["Student", "Time#"], rows))
    )


def _duration(seconds: float) -> str:
    """Return a duration in words.

    Examples
    --------
    >>> _duration(95.2)
    '1 min 35 s'
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
