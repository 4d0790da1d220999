"""What the graders read in the terminal: tables, changes, explanations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.progress import ProgressColumn, Task
from rich.table import Table
from rich.text import Text

import course.exercises as catalogue
from autograder import journal
from autograder.seeds import secret_of, seed_of
from autograder.worker import Result
from course.judging.known import known

MANY = 4  # findings shown of one submission


class Rate(ProgressColumn):
    """How many are done per minute, once that can be told.

    Examples
    --------
    >>> from rich.progress import Progress
    >>> at = iter([0.0, 0.0, 2.0, 4.0, 4.0])
    >>> with Progress(disable=True, get_time=lambda: next(at, 4.0)) as bar:
    ...     task = bar.add_task("grading", total=9)
    ...     for _ in range(3):
    ...         bar.advance(task)
    >>> str(Rate().render(bar.tasks[0])).endswith("/min")
    True
    """

    def render(self, task: Task) -> Text:
        """Return the rate as text."""
        speed = task.finished_speed or task.speed
        return Text(f"{60 * speed:.0f}/min" if speed else "")


def table(entries: list[journal.Entry]) -> Table:
    """Return one row per submission: who, what, how many points, what was found."""
    shown = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name, how in (("student", "left"), ("assignment", "left"), ("score", "right")):
        shown.add_column(name, justify=how, no_wrap=True)  # type: ignore[arg-type]
    shown.add_column("found", overflow="fold")
    for entry in sorted(entries, key=lambda e: (e.assignment, e.student)):
        score = f"{entry.score:g} / {entry.max_score:g}"
        shown.add_row(entry.student, entry.assignment, score, escape(found(entry)))
    return shown


def found(entry: journal.Entry) -> str:
    """Return what was found in a submission, in a few lines."""
    if entry.status == "quarantined":
        return f"quarantined: {entry.reason}"
    tried = [v for v in entry.verdicts if v["outcome"] not in ("passed", "unattempted")]
    lines = [_finding(verdict) for verdict in tried]
    blank = sum(v["outcome"] == "unattempted" for v in entry.verdicts)
    if len(lines) > MANY:
        lines = [*lines[:MANY], f"and {len(lines) - MANY} more"]
    if blank:
        lines.append(
            "nothing attempted" if blank == len(entry.verdicts) else f"{blank} not attempted"
        )
    return "\n".join([entry.reason, *lines] if entry.reason else lines) or "all checks passed"


def _finding(verdict: dict[str, Any]) -> str:
    name = verdict["exercise"]
    label = f"{name} [{verdict['diagnosis']}]" if verdict["diagnosis"] else name
    return f"{label}: {verdict['message']}"


def summary(entries: list[journal.Entry], unchanged: int) -> str:
    """Return the run in one line."""
    set_aside = sum(entry.status == "quarantined" for entry in entries)
    parts = [f"{len(entries)} graded" if not set_aside else f"{len(entries) - set_aside} graded"]
    if set_aside:
        parts.append(f"{set_aside} quarantined with a reason, at 0 points")
    if unchanged:
        parts.append(f"{unchanged} unchanged since the last run")
    return ", ".join(parts) + "."


def changes(results: list[Result]) -> None:
    """List every score that a regrade would change, before anything is written."""
    for result in results:
        old = journal.read(result.submission)
        if old is not None:
            for line in _changed(old, result):
                click.echo(line)


def _changed(old: journal.Entry, result: Result) -> list[str]:
    before = {verdict["exercise"]: verdict for verdict in old.verdicts}
    lines = []
    for verdict in result.verdicts:
        was = before.get(verdict.exercise)
        if was is not None and was["points"] != verdict.points:
            lines.append(
                f"{old.student}, {verdict.exercise}: {was['points']:g} -> {verdict.points:g}."
                f" Before: {was['message']} Now: {verdict.message}"
            )
    return lines


def explained(result: Result) -> str:
    """Return all verdicts of one submission, with the inputs of every probe."""
    submission = result.submission
    lines = [
        f"{submission.student}, {submission.assignment}: {result.status}. {result.reason}".strip()
    ]
    for verdict in result.verdicts:
        lines += ["", str(verdict), *_inputs(submission.class_dir, verdict.exercise)]
    return "\n".join(lines)


def _inputs(class_dir: Path, name: str) -> list[str]:
    exercise = catalogue.get(name)
    facts = known(exercise, seed_of(secret_of(class_dir), exercise))
    lines = []
    for probe in exercise.probes:
        calls = facts.reference[probe.name][0].calls
        args = ", ".join(" ".join(str(a).split()) for a in calls[0].args) if calls else ""
        lines.append(f"    {probe.property}: {probe.name.replace('_', ' ')}: {name}({args})")
    return lines
