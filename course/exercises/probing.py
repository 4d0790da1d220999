"""Running a probe: call the student's function and note what happened.

A probe draws its inputs, calls the function and returns what it saw. Around
that, every call is watched: its arguments, its result, the warnings it caused
and whether it changed its arguments. Nothing is judged here.
"""

from __future__ import annotations

import contextlib
import copy
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.exercises.limits import UNDISTURBED, Interrupted, TooSlow, time_limit
from course.exercises.observation import LONGEST_TEXT, Plain, Raised, name_of_type, plain
from course.exercises.parts import underlying
from course.exercises.undisturbed import Sink, undisturbed

CALLS_KEPT = 4
LARGEST_KEPT = 400
UNDISTURBED.add(__file__)


@dataclass(frozen=True)
class Call:
    """One call of the watched function."""

    args: tuple[Plain, ...]
    output: Plain
    warnings: tuple[str, ...] = ()
    changed: tuple[int, ...] = ()
    printed: bool = False


@dataclass(frozen=True)
class Observation:
    """What a probe returned, and the first calls it made."""

    value: Plain
    calls: tuple[Call, ...] = ()


@dataclass
class Hearing:
    """The warnings heard inside a `watching` block."""

    messages: list[str] = field(default_factory=list)

    @property
    def warned(self) -> bool:
        """Whether any call in the block caused a warning."""
        return bool(self.messages)


_hearings: list[Hearing] = []


@contextlib.contextmanager
def watching() -> Iterator[Hearing]:
    """Collect the warnings of the calls made inside the block.

    Examples
    --------
    >>> function = Watched(lambda x: np.log(x))
    >>> with watching() as seen:
    ...     value = function(0.0)
    >>> seen.warned
    True
    """
    hearing = Hearing()
    _hearings.append(hearing)
    try:
        yield hearing
    finally:
        _hearings.remove(hearing)


def kept(function: Callable[..., Any], given: Any, *more: Any) -> tuple[Any, Any]:
    """Return the result, and by how much the call has changed its first argument.

    Examples
    --------
    >>> kept(lambda x: x.sum(), np.array([1.0, 2.0]))
    (np.float64(3.0), array([0., 0.]))
    """
    mine = given.copy()
    values = function(mine, *more)
    return values, mine - given


@contextlib.contextmanager
def unharmed(look: Any) -> Iterator[None]:
    """Put back what a function does to the arrays that a probe's module keeps for all probes.

    Examples
    --------
    >>> shared = np.zeros(3)
    >>> def look(function, rng):
    ...     return function(shared)
    >>> look.__globals__["shared"] = shared
    >>> with unharmed(look):
    ...     shared += 1
    >>> shared
    array([0., 0., 0.])
    """
    space = list(getattr(look, "__globals__", {}).values())
    arrays = [value for value in space if type(value) is np.ndarray and value.flags.writeable]
    before = [array.copy() for array in arrays]
    try:
        yield
    finally:
        for array, kept_copy in zip(arrays, before, strict=True):
            if _differ(array, kept_copy):
                array.shape = kept_copy.shape
                array[...] = kept_copy


class Watched:
    """The student's function as a probe meets it: callable, and noting every call."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.calls: list[Call] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function; note arguments, result, warnings and changed arguments."""
        before = tuple(_small(argument) for argument in (*args, *kwargs.values()))
        printed = Sink()
        heard: list[str] = []
        output: Any = Raised("no answer")
        try:
            with _quiet(printed, heard):
                output = self.function(*args, **kwargs)
        except BaseException as error:
            output = raised(error, self.function)
            raise
        finally:
            for hearing in _hearings:
                hearing.messages.extend(heard)
            if len(self.calls) < CALLS_KEPT:
                after = tuple(_small(argument) for argument in (*args, *kwargs.values()))
                changed = tuple(
                    k for k, pair in enumerate(zip(before, after, strict=True)) if _differ(*pair)
                )
                seen = _small(output)
                self.calls.append(Call(before, seen, tuple(heard[:3]), changed, printed.used))
        return output


@contextlib.contextmanager
def _quiet(printed: Sink, heard: list[str]) -> Iterator[None]:
    """Catch what the function prints and every warning, with NumPy's switched on."""
    with (
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(Sink()),
        np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        try:
            yield
        finally:
            heard.extend(_text_of(w.message, f"{w.category.__name__}: ") for w in caught[:3])


def _small(value: Any) -> Plain:
    seen = plain(value)
    if isinstance(seen, np.ndarray) and seen.size > LARGEST_KEPT:
        return f"an array of shape {seen.shape}"
    return seen


def _differ(before: Plain, after: Plain) -> bool:
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        return before.shape != after.shape or before.tobytes() != after.tobytes()
    return False


def raised(error: BaseException, function: Any) -> Raised:
    """Describe an exception by its class, its text and the last line of the student's code."""
    files = {inner.__code__.co_filename for inner in underlying(function)}
    lines = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename in files
    ]
    return Raised(name_of_type(error), _text_of(error), lines[-1] if lines else None)


def _text_of(message: object, start: str = "") -> str:
    """Return a short text; an exception's own ``__str__`` may fail, and is the student's code."""
    try:
        return f"{start}{message}"[:LONGEST_TEXT]
    except Exception:
        return start


def observe(
    look: Callable[..., Any],
    function: Any,
    rng: np.random.Generator,
    *,
    partners: dict[str, Any],
    seconds: float,
    callable_: bool = True,
) -> Observation:
    """Run one probe and return what it saw; an exception is an observation too."""
    watched = Watched(function) if callable_ else None
    try:
        with undisturbed(), unharmed(look), time_limit(seconds):
            subject = watched if watched is not None else copy.deepcopy(function)
            seen = plain(look(subject, rng, **partners))
            del subject
    except TooSlow:
        seen = Raised("TooSlow", f"no result after {seconds:g} seconds")
    except Interrupted:
        raise KeyboardInterrupt from None
    except BaseException as error:  # SystemExit and its like as well: they are the function's own
        seen = raised(error, function)
    return Observation(seen, tuple(watched.calls) if watched else ())
