"""Check, hint, progress: what a student calls in a notebook.

``check`` runs the probes of an exercise on the student's function. In a
notebook it also decides, at once. While grading, the sandbox puts an
`answering` function in its place: the probes are run, the answer leaves the
sandbox, and the decision is made outside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from course.exercises import Exercise, UnknownExercise, get
from course.exercises.attempting import attempt
from course.exercises.parts import underlying
from course.judging.best import best
from course.judging.deciding import decide
from course.judging.verdict import Diagnosis, PropertyScore, Verdict

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
    "reveal",
]

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
    _remember(found, value, verdict)
    return verdict


def _name_of(value: Any) -> str:
    functions = underlying(value)
    name = functions[0].__name__ if functions else getattr(value, "__name__", None)
    if name is None or name == "<lambda>":
        raise UnknownExercise(
            "This value has no name of its own; say which exercise it answers: "
            'check(value, exercise="NAME").'
        )
    return str(name)


@dataclass
class History:
    """What this session saw of one exercise."""

    verdicts: list[Verdict] = field(default_factory=list)
    attempt_mark: str = ""  # of the last attempt that was checked
    hint_mark: str | None = None  # of the last attempt when the last hint was given
    rung: int = 0


_history: dict[str, History] = {}


def _remember(found: Exercise, value: Any, verdict: Verdict) -> None:
    history = _history.setdefault(found.name, History())
    history.verdicts.append(verdict)
    history.attempt_mark = _mark(value)


def _mark(value: Any) -> str:
    """Return a text that changes when the attempt changes."""
    functions = underlying(value)
    if not functions:
        return repr(value)[:500]
    return " ".join(
        repr((f.__code__.co_code, f.__code__.co_consts, f.__code__.co_names)) for f in functions
    )


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
    history = _history.setdefault(found.name, History())
    tried = history.hint_mark is not None and history.attempt_mark != history.hint_mark
    remark = ""
    if history.rung == 0 or anyway or tried:
        history.rung = min(history.rung + 1, len(found.hints))
        history.hint_mark = history.attempt_mark
    else:
        remark = (
            "Try something with this hint and check it first; the next one follows then. "
            f"hint({found.name!r}, anyway=True) gives it now."
        )
    return Hint(found.name, history.rung, len(found.hints), found.hints[history.rung - 1], remark)


def progress() -> Any:
    """Return the board: every exercise checked in this session, with its points."""
    from course.judging.board import Board

    return Board(
        {name: history.verdicts for name, history in _history.items() if history.verdicts}
    )


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
