"""The page that `course solution` shows: what is asked, how to get there, and the solution."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.counting import counted
from course.exercises.declaration import Exercise, Tolerance
from course.solutions import Solution

WIDTH = 88


@dataclass(frozen=True)
class Part:
    """A part of a page: a heading, and paragraphs, items of a list, or code below it."""

    heading: str
    lines: tuple[str, ...]
    kind: str = "text"  # or "list", "code"


def page(solution: Solution, met: Iterable[str] = ()) -> list[Part]:
    """Return the page of a solution.

    Parameters
    ----------
    solution : Solution
        What is shown.
    met : iterable of str, optional
        The ids of the misconceptions that checks found in the learner's attempts.

    Examples
    --------
    >>> from course.solutions import find
    >>> [part.heading for part in page(find("sigmoid"))]
    ['sigmoid(x)', 'How to get there', 'A solution', 'Remarks']
    """
    exercise = solution.exercise
    parts = [Part(exercise.signature, (_place(solution), exercise.asks))]
    if exercise.choice is not None:
        return [*parts, *_answer(exercise)]
    parts.append(Part("How to get there", exercise.hints, "list"))
    parts.append(Part("A solution", (solution.code,), "code"))
    return [*parts, *_remarks(solution), *_mistakes(exercise, set(met))]


def _place(solution: Solution) -> str:
    points = solution.exercise.points
    worth = counted(points, "point")
    for_any = ", for any answer" if solution.exercise.choice else ""
    return f"{solution.notebook}, below “{solution.heading}”; {worth}{for_any}."


def _answer(exercise: Exercise) -> list[Part]:
    choice = exercise.choice
    assert choice is not None
    options = tuple(
        f"{option}   <- this one" if option == choice.answer else option
        for option in choice.options
    )
    because = (choice.because,) if choice.because else ()
    return [Part("The options", options, "list"), Part("Why", because)]


def _remarks(solution: Solution) -> list[Part]:
    exercise = solution.exercise
    said = []
    if exercise.kind == "variable" and not _is_plain(solution.code):
        said.append(f"Its value: {_shown(exercise.reference)}.")
    if exercise.uses:
        names = ", ".join(exercise.uses)
        said.append(f"It may call {names}; `course solution {exercise.uses[0]}` shows that.")
    if exercise.tolerance.why != Tolerance().why:
        said.append(f"How exact it has to be: {exercise.tolerance.why}.")
    if exercise.kind == "function":
        said.append("Other ways are as good, as long as the check passes.")
    return [Part("Remarks", tuple(said))] if said else []


def _is_plain(code: str) -> bool:
    """Whether the code says the value itself, and not how it is computed."""
    try:
        ast.literal_eval(code.partition("=")[2].strip())
    except (ValueError, SyntaxError):
        return False
    return True


def _shown(value: Any) -> str:
    """Return a value with four digits.

    Examples
    --------
    >>> _shown(1.5378828), _shown([0.0400841, 0.04690058])
    ('1.538', '[0.04008, 0.0469]')
    """
    if np.ndim(value):
        return f"[{', '.join(map(_shown, value))}]"
    return f"{value:.4g}"


def _mistakes(exercise: Exercise, met: set[str]) -> list[Part]:
    """Return what the checks said about the learner's own attempts."""
    said = tuple(wrong.diagnosis for wrong in exercise.misconceptions if wrong.id in met)
    return [Part("What your attempts ran into", said, "list")] if said else []


def as_text(parts: list[Part]) -> str:
    """Return a page as plain text.

    Examples
    --------
    >>> print(as_text([Part("relu(x)", ("Cut off at 0.",)), Part("Steps", ("Compare.",), "list")]))
    relu(x)
    =======
    <BLANKLINE>
    Cut off at 0.
    <BLANKLINE>
    Steps
    -----
    <BLANKLINE>
    1. Compare.
    """
    return "\n\n".join(_text(part, "=" if part is parts[0] else "-") for part in parts)


def _text(part: Part, underline: str) -> str:
    head = f"{part.heading}\n{underline * len(part.heading)}\n\n"
    if part.kind == "code":
        return head + "\n".join(part.lines)
    if part.kind == "list":
        return head + "\n".join(_item(k, text) for k, text in enumerate(part.lines, start=1))
    return head + "\n\n".join(textwrap.fill(text, WIDTH) for text in part.lines)


def _item(number: int, text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=f"{number}. ", subsequent_indent="   ")
