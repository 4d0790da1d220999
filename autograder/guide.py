"""The TA's guide to a unit, written from the declarations: points, mistakes, rubric, time.

Run as a program (``make guide``), it writes ``docs/units/``. Nothing in there is written by hand:
the points a wrong form keeps are found by running it.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import course.exercises as catalogue
from autograder.building import assignments, solution_notebook, sources
from autograder.files import write_text
from course.checking import PUBLIC_SEED
from course.exercises import Exercise
from course.exercises.attempting import Attempt, correct_partners_of
from course.exercises.declaration import Misconception
from course.judging.deciding import decide
from course.judging.verdict import Verdict
from course.solutions import solutions_dir

START = """\
*Made from the declarations by `make guide`: edit those, not this page. It holds answers; students
should meet it after the unit.*
"""


def page(unit: str) -> str:
    """Return the guide to a unit, in Markdown."""
    cells = [cell for path in sources(unit) for cell in solution_notebook(path).cells]
    exercises = [exercise for exercise in catalogue.all() if exercise.unit == unit]
    parts = [
        f"# TA guide: {unit}",
        START,
        _overview(unit, exercises),
        *(_group(group, exercises, cells) for group in _groups(exercises)),
        _commits(exercises),
        _written(cells),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def _overview(unit: str, exercises: list[Exercise]) -> str:
    lines = ["| notebook | minutes | cells |", "| --- | --- | --- |"]
    for path in sources(unit):
        cells = solution_notebook(path).cells
        minutes = re.search(r"\*\*Time:\*\* (\d+)", cells[0].source)
        lines.append(f"| {path.stem} | {minutes[1] if minutes else ''} | {len(cells)} |")
    wrong = sum(len(exercise.misconceptions) for exercise in exercises)
    written = sum(exercise.choice is None for exercise in exercises)
    lines += [
        "",
        f"{written} answers to write, {len(exercises) - written} questions with options.",
        f"{wrong} wrong forms are known by their own diagnosis.",
    ]
    return "\n".join(lines)


def _groups(exercises: list[Exercise]) -> list[str]:
    return list(dict.fromkeys(e.group for e in exercises if e.group != "commit"))


def _group(group: str, exercises: list[Exercise], cells: list[Any]) -> str:
    inside = [exercise for exercise in exercises if exercise.group == group]
    heading = next((h for cell in cells for h in _headings(cell, group)), "")
    return "\n".join([f"## {group} {heading}".rstrip(), "", *map(_exercise, inside)])


def _headings(cell: Any, group: str) -> Iterator[str]:
    """Yield the title that the notebook gives a group."""
    if cell.cell_type == "markdown":
        found = re.search(rf"^#+ {re.escape(group)}:? (.+)$", cell.source, re.MULTILINE)
        if found:
            yield found[1]


def _exercise(exercise: Exercise) -> str:
    lines = [
        f"### `{exercise.signature}`: {exercise.points:g} points",
        "",
        exercise.asks,
        *([f"It may call: {', '.join(exercise.uses)} (lent)."] if exercise.uses else []),
        "",
        "| property | points | looked at |",
        "| --- | --- | --- |",
    ]
    for name, points in exercise.properties.items():
        looks = [p.name.replace("_", " ") for p in exercise.probes if p.property == name]
        lines.append(f"| {name} | {points:g} | {'; '.join(looks)} |")
    lines += [
        "",
        "| wrong form | keeps | loses | what the student reads |",
        "| --- | --- | --- | --- |",
    ]
    lines += [_row(exercise, wrong) for wrong in exercise.misconceptions]
    return "\n".join([*lines, "", _codes(exercise)])


def _row(exercise: Exercise, wrong: Misconception) -> str:
    verdict = verdict_on(exercise, wrong)
    lost = [name for name, score in verdict.properties.items() if not score.passed]
    said = wrong.diagnosis.replace("|", "\\|")
    return f"| {wrong.id} {wrong.title} | {verdict.points:g} | {', '.join(lost)} | {said} |"


def verdict_on(exercise: Exercise, wrong: Misconception) -> Verdict:
    """Return what the check says of a wrong form."""
    partners = correct_partners_of(exercise)
    seen = exercise.observe(wrong.wrong, PUBLIC_SEED, partners=partners)
    return decide(exercise, Attempt(exercise.name, seen), PUBLIC_SEED)


def _codes(exercise: Exercise) -> str:
    """Return the code of the wrong forms, folded away."""
    codes = [_code(wrong) for wrong in exercise.misconceptions if inspect.isfunction(wrong.wrong)]
    values = [w for w in exercise.misconceptions if not inspect.isfunction(w.wrong)]
    codes += [f"{w.id}: `{w.wrong!r}`\n" for w in values if not inspect.isclass(w.wrong)]
    if not codes:
        return ""
    inside = "\n".join(codes)
    return f"<details><summary>What they look like</summary>\n\n{inside}\n</details>\n"


def _code(wrong: Misconception) -> str:
    source = textwrap.dedent(inspect.getsource(wrong.wrong))
    return f"{wrong.id}\n\n```python\n{source[source.index('def ') :].rstrip()}\n```\n"


def _commits(exercises: list[Exercise]) -> str:
    """Return the questions that give their points for committing."""
    lines = ["## Questions that count once they are answered", ""]
    for exercise in exercises:
        if exercise.choice is not None:
            options = " / ".join(exercise.choice.options)
            lines.append(f"- `{exercise.name}` ({exercise.points:g}): {exercise.asks} {options}.")
            lines.append(f"  Right: **{exercise.choice.answer}**. {exercise.choice.because}")
        elif exercise.group == "commit":
            lines += [f"- A number to find: {exercise.asks}", "", _exercise(exercise)]
    return "\n".join(lines)


def _written(cells: list[Any]) -> str:
    """Return the written question with its criteria, and the model answer."""
    lines = []
    for cell in cells:
        key = cell.metadata.course.key
        if key == "written-question":
            lines += [cell.source.strip(), ""]
        elif key == "written-answer":
            body = re.sub(r"^### (BEGIN|END) SOLUTION\n?", "", cell.source, flags=re.MULTILINE)
            lines += [f"### A model answer ({cell.metadata.nbgrader.points:g} points)", "", body]
    return "\n".join(lines)


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    return {f"{unit}.md": page(unit) for unit in assignments()}


def main() -> None:
    """Write ``docs/units/`` anew."""
    folder = solutions_dir().parent / "docs" / "units"
    for name, text in pages().items():
        write_text(folder / name, text)
        print(f"docs/units/{name}")


if __name__ == "__main__":
    main()
