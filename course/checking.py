"""Check, hint, progress, recall: what a student calls in a notebook.

``check`` runs the probes of an exercise on the student's function. In a
notebook it also decides, at once. While grading, the sandbox puts an
`answering` function in its place: the probes are run, the answer leaves the
sandbox, and the decision is made outside.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import CellType, CodeType, FunctionType
from typing import TYPE_CHECKING, Any

import numpy as np

from course.exercises import Exercise, UnknownExercise, get
from course.exercises import all as all_exercises
from course.exercises.attempting import Attempt, attempt, pack
from course.exercises.parts import names_read, underlying
from course.judging.best import best
from course.judging.deciding import decide
from course.judging.said import Said
from course.judging.verdict import Diagnosis, PropertyScore, Verdict

if TYPE_CHECKING:  # while grading, this is neither needed nor there
    from course.learning.session import Session

__all__ = [
    "Diagnosis",
    "Hint",
    "PropertyScore",
    "UnknownExercise",
    "Verdict",
    "check",
    "check_best",
    "hint",
    "progress",
    "recall",
    "reveal",
]

NAMED_BY_C = (type(len), np.ufunc)
PLAIN = (bool, int, float, str)
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]+")
PUBLIC_SEED = 1  # the notebook's check; grading draws other inputs

# In the sandbox: takes the exercises and values of one cell, returns what the cell displays.
answering: Callable[[list[tuple[Exercise, Any]], int | None], Any] | None = None


def check(value: Any, *, exercise: str | None = None) -> Verdict:
    """Check an exercise and say what was found.

    Parameters
    ----------
    value : callable or object
        Your function or your answer.
    exercise : str, optional
        The exercise's name. Needed where ``value`` has no name of its own.

    Returns
    -------
    Verdict
        A card in the notebook, the same in plain text, and a number to nbgrader.

    Raises
    ------
    UnknownExercise
        If no exercise has that name.

    Examples
    --------
    >>> import numpy as np
    >>> def relu(x):
    ...     return np.maximum(0.0, np.asarray(x, dtype=float))
    >>> check(relu).outcome
    'passed'
    """
    found = get(exercise or _name_of(value))
    if answering is not None:
        return answering([(found, value)], None)  # type: ignore[no-any-return]
    return _decided(found, value)


def check_best(count: int, *values: Any) -> Verdict:
    """Check several exercises; the best ``count`` of them make up the points.

    Parameters
    ----------
    count : int
        How many of them count.
    *values : callable
        Your functions.

    Returns
    -------
    Verdict
        With the message of each of them.

    Examples
    --------
    >>> def gelu(x):
    ...     raise NotImplementedError
    >>> check_best(1, gelu).outcome
    'unattempted'
    """
    pairs = [(get(_name_of(value)), value) for value in values]
    if answering is not None:
        return answering(pairs, count)  # type: ignore[no-any-return]
    return best(count, [_decided(found, value) for found, value in pairs])


def _decided(found: Exercise, value: Any) -> Verdict:
    tried = attempt(found, value, PUBLIC_SEED)
    verdict = decide(found, tried, PUBLIC_SEED)
    session = _session()
    session.attempted(verdict, _digest(found, tried, verdict, value))
    if _is_graded():
        return verdict
    from course.learning.offering import with_first_hint

    return with_first_hint(verdict, found.hints, session)


def _session() -> Session:
    """Return what this session saw; it is loaded when it is first needed."""
    from course.learning.session import current

    return current()


def _is_graded() -> bool:
    """Whether nbgrader runs this notebook: then nothing is kept, and nobody is asked."""
    return answering is not None or bool(os.environ.get("NBGRADER_EXECUTION"))


def _name_of(value: Any) -> str:
    """Return the exercise's name: the function's own, or that of the function it wraps."""
    names = [_own_name(value), *(function.__name__ for function in underlying(value))]
    # What has no telling name of its own goes by its name in the notebook.
    spoken = vars(sys.modules["__main__"]) if callable(value) else {}
    names += [name for name, bound in spoken.items() if bound is value]
    named = [name for name in names if name not in ("", "<lambda>", "__call__")]
    if not named:
        raise UnknownExercise(
            "This value has no name of its own; say which exercise it answers: "
            'check(value, exercise="NAME").'
        )
    known = {exercise.name for exercise in all_exercises()}
    return next((name for name in named if name in known), named[0])


def _own_name(value: Any) -> str:
    """Return the name of a class or of a function written in C."""
    name = vars(type)["__name__"].__get__(value) if issubclass(type(value), type) else ""
    return name or (value.__name__ if type(value) in NAMED_BY_C else "")


def _digest(found: Exercise, tried: Attempt, verdict: Verdict, value: Any) -> str:
    """Return a text that changes with what the attempt earned or how it is written.

    It is the same in every session: neither addresses nor the order of sets go into it. What
    was observed of a function does not either: a slow computer stops a probe that a fast one
    finishes.
    """
    earned = [(name, score.points) for name, score in verdict.properties.items()]
    diagnosis = verdict.diagnosis.id if verdict.diagnosis else ""
    functions = underlying(value) if found.kind == "function" else []
    written = _written(functions, found.uses) or pack(tried)
    whole = f"{verdict.outcome}{verdict.points:g}{diagnosis}{earned}{written}"
    return hashlib.sha256(ADDRESS.sub("", whole).encode(errors="replace")).hexdigest()[:16]


def _written(functions: Sequence[FunctionType], uses: Sequence[str]) -> list[Any]:
    """Return the content of functions and of what they read beside them: helpers and numbers.

    The functions of earlier exercises are left out; changing one is an attempt at that one.
    """
    found: list[Any] = []
    waiting, seen = list(functions), set(functions)
    while waiting:
        function = waiting.pop(0)
        found += [_formula(function.__code__), _kept_by(function)]
        for name in sorted(names_read(function.__code__).difference(uses)):
            value: Any = function.__globals__.get(name)
            if type(value) in PLAIN:
                found.append((name, _plainly(value)))
            elif _is_beside(value, function) and value not in seen:
                seen.add(value)
                waiting.append(value)
    return found


def _is_beside(value: Any, function: FunctionType) -> bool:
    """Whether a value is a function of the same notebook."""
    return type(value) is FunctionType and value.__globals__ is function.__globals__


def _formula(code: CodeType) -> tuple[Any, ...]:
    """Return the content of compiled code, without file names and addresses."""
    return code.co_code, code.co_names, [_constant(value) for value in code.co_consts]


def _constant(value: Any) -> Any:
    """Return a constant of compiled code in a form that doesn't depend on the process."""
    if isinstance(value, CodeType):
        return _formula(value)
    if isinstance(value, frozenset):
        return sorted(map(repr, value))
    return _plainly(value)


def _kept_by(function: FunctionType) -> list[str]:
    """Return the plain values that a function has by default, or from around its ``def``."""
    cells = [cell.cell_contents for cell in function.__closure__ or () if not _is_empty(cell)]
    kept = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values(), *cells]
    return [_plainly(value) for value in kept if type(value) in PLAIN]


def _is_empty(cell: CellType) -> bool:
    return cell == CellType()  # what it is to hold is not defined yet


def _plainly(value: Any) -> str:
    """Return a value as text; Python refuses to write very large integers in decimals."""
    return f"{value:x}" if type(value) is int else repr(value)


@dataclass(frozen=True)
class Hint:
    """One rung of the ladder of hints."""

    exercise: str
    rung: int
    rungs: int
    text: str
    remark: str = ""

    def __str__(self) -> str:
        said = f"{self.text}\n({self.remark})" if self.remark else self.text
        return f"Hint {self.rung} of {self.rungs} for {self.exercise}: {said}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from course.judging.card import hint_card

        return hint_card(self.exercise, self.rung, self.rungs, self.text, self.remark)


def hint(name: Any, *, anyway: bool = False) -> Hint:
    """Give the next hint for an exercise, if an attempt has changed since the last one.

    Parameters
    ----------
    name : str or callable
        The exercise, by name or by your function.
    anyway : bool
        Climb to the next rung in any case.

    Returns
    -------
    Hint
        With ``.rung`` (from 1) and ``.text``.

    Raises
    ------
    UnknownExercise
        If no exercise has that name.

    Examples
    --------
    >>> hint("softplus_prime").rung
    1
    """
    found = get(name if isinstance(name, str) else _name_of(name))
    if _is_graded():
        return Hint(found.name, 1, len(found.hints), found.hints[0])
    session = _session()
    known = session.standing(found.name)
    rung, remark = min(known.hints, len(found.hints)), ""
    if rung == len(found.hints):
        remark = "This is the last hint."
    elif rung == 0 or anyway or known.tried_since_hint:
        rung += 1
        session.hinted(found.name, rung)
    else:
        remark = (
            "Try something with this hint and check it first; the next one follows then. "
            f"`hint({found.name!r}, anyway=True)` gives it now."
        )
    return Hint(found.name, rung, len(found.hints), found.hints[rung - 1], remark)


def progress(unit: str | int | None = None) -> Any:
    """Show the board: what you master, the points of each unit, and what to do next.

    Parameters
    ----------
    unit : str or int, optional
        A unit, such as ``"01_activations"`` or ``1``: its exercises, one by one.

    Returns
    -------
    Board
        A card in the notebook, the same in plain text.
    """
    if _is_graded():
        return Said("Progress is not shown while a notebook is graded.")
    from course.learning.board import board

    session = _session()
    kept = session.all()
    return board(kept.events, unit, session.remarks(kept))


def recall(answer: str | None = None) -> Any:
    """Ask about a mistake that a check found in an earlier unit, or take the answer.

    Parameters
    ----------
    answer : str, optional
        The question's number and the letter of an option, such as ``"471a"``, as the question
        says.

    Returns
    -------
    Question, Answered, NotThisOne or Said
        The question; what is to say about the answer; that it answers another question; or why
        nothing is asked.
    """
    if _is_graded():
        return Said("No question is asked while a notebook is graded.")
    from course.learning.recalling import recalled

    return recalled(_session(), answer)


def reveal(
    prediction: Any, *, exercise: str, run: Callable[[], Any], confidence: int | None = None
) -> Any:
    """Compare a committed prediction with what happens.

    Parameters
    ----------
    prediction : str
        Your choice; nothing is run before there is one.
    exercise : str
        The name of the question.
    run : callable
        The experiment; what it returns is shown, pictures as pictures. A warning becomes a
        sentence.
    confidence : int, optional
        How sure you were, in percent.

    Returns
    -------
    Revealed or NotYet
        What was predicted, what was seen, and why; or what is missing.
    """
    from course.judging.revealing import revealed

    found = get(exercise)
    if found.choice is None:
        raise UnknownExercise(f"{exercise} is not a question with options.")
    return revealed(found, prediction, run, confidence)
