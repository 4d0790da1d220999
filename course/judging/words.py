"""What is said to the student, one message for each kind of failure.

The messages show the student's own output and the property that is violated;
they never show the expected numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course.exercises.attempting import Attempt
from course.exercises.declaration import Exercise
from course.exercises.observation import Plain, Raised
from course.exercises.parts import REFUSAL
from course.judging.compare import named
from course.judging.verdict import Verdict

if TYPE_CHECKING:
    from course.judging.deciding import Failure


LONGEST_SHOWN = 160  # characters
MOST_SHOWN = 12  # numbers


def passed(exercise: Exercise, attempt: Attempt) -> str:
    """Say that everything holds; for a question with options, only that it was answered."""
    if exercise.choice is not None:
        return "Committed. Run on and compare."
    heard = any(
        call.warnings for group in attempt.observations.values() for o in group for call in o.calls
    )
    if heard:
        return (
            "Everything asked for holds. NumPy warned while your function ran; no point depends "
            "on that here, but a warning is worth understanding."
        )
    return "Everything asked for holds."


def unattempted(exercise: Exercise, missing: str) -> str:
    """Say what is missing, and how to begin."""
    if exercise.choice is not None:
        return f"Choose one of these: {', '.join(map(repr, exercise.choice.options))}."
    start = f"`hint({exercise.name!r})` gives a first hint."
    return f"Nothing to check in `{exercise.name}` yet: {missing}. {exercise.asks} {start}"


def note_on_parts(names: tuple[str, ...]) -> str:
    """Say which earlier parts were replaced by correct ones."""
    if not names:
        return ""
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return (
        f"Checked with a correct {listed} in place of yours, so earlier slips cost nothing here."
    )


def note_on_own_parts(works: bool | None) -> str:
    """Say whether it works with the student's own parts, too."""
    if works is None:
        return ""
    if works:
        return " With yours it works, too."
    return (
        " With yours it does not work yet, because there is still a mistake in what you built on."
    )


def none_or_container(exercise: Exercise, failure: Failure) -> str:
    """(3) None, or something that is not the kind of value asked for."""
    got = failure.observed.value
    if exercise.choice is not None:
        options = ", ".join(map(repr, exercise.choice.options))
        return f"{_shown(got)} is none of the options. Choose one of these: {options}."
    if failure.difference.kind not in ("none", "container"):
        return ""
    if exercise.kind != "function":
        quotes = " Write it without quotes." if isinstance(got, str) else ""
        return f"`{exercise.name}` is {named(got)}, but {_wanted(failure)} is asked for.{quotes}"
    mine, _ = failure.call
    output = _returned(failure)
    if output is None or (mine is not None and mine.output is None):
        printed = mine is not None and mine.printed
        way = "It prints something, but printing" if printed else "A calculation without `return`"
        return f"`{exercise.name}` returns None. {way} hands nothing back to the caller."
    if named(output) == _wanted(failure):
        return ""  # the difference is further inside
    return f"`{exercise.name}` returns {named(output)}. What is asked for: {_wanted(failure)}."


def wrong_shape(exercise: Exercise, failure: Failure) -> str:
    """(4) The shape, expected and actual."""
    if failure.difference.kind not in ("shape", "transposed"):
        return ""
    mine, reference = failure.call
    got, expected = failure.difference.got, failure.difference.expected
    if mine is not None and reference is not None:
        both = isinstance(mine.output, np.ndarray) and isinstance(reference.output, np.ndarray)
        if both and mine.output.shape != reference.output.shape:
            got, expected = mine.output, reference.output
    tail = " Rows and columns are exchanged." if failure.difference.kind == "transposed" else ""
    verb = "returns" if exercise.kind == "function" else "is"
    return (
        f"{_call(exercise, failure)} {verb} {named(got)}, but {named(expected)} is expected.{tail}"
    )


def not_finite_or_warned(exercise: Exercise, failure: Failure) -> str:
    """(5) nan or inf where a number belongs, or a warning where stability is the question."""
    mine, _ = failure.call
    if failure.difference.kind == "nan":
        value = mine.output if mine is not None else failure.difference.got
        return (
            f"{_call(exercise, failure)} returns `{_shown(value)}`. A finite number belongs "
            "there: look for a step that overflows or divides by zero."
        )
    warned = next((call for call in failure.observed.calls if call.warnings), None)
    # Only where the probe listens for warnings; elsewhere a warning costs nothing.
    if warned is None or not _is_flag(failure.difference.expected) or _values_differ(failure):
        return ""
    return (
        f"For {_as_code(exercise, warned.args)} NumPy reports `{warned.warnings[0]}`. "
        "The values are right there, but this part asks for a form that stays calm on the way."
    )


def _is_flag(value: Plain) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "b" and value.ndim == 0


def _values_differ(failure: Failure) -> bool:
    mine, reference = failure.call
    return mine is not None and reference is not None and _apart(mine.output, reference.output)


def _apart(mine: Plain, reference: Plain) -> bool:
    both = isinstance(mine, np.ndarray) and isinstance(reference, np.ndarray)
    return (
        not both
        or mine.shape != reference.shape
        or not np.allclose(mine, reference, equal_nan=True)
    )


def argument_changed(exercise: Exercise, failure: Failure) -> str:
    """(6) The function wrote into its argument."""
    changed = next((call for call in failure.observed.calls if call.changed), None)
    if changed is None:
        return ""
    return (
        f"After calling `{exercise.name}`, the array that was passed in has changed. "
        "Work on a copy; the caller still needs its numbers."
    )


def simplest_failure(exercise: Exercise, failure: Failure) -> str:
    """(8) The simplest probe that fails: input, own output, property, kind of difference."""
    mine, _ = failure.call
    got = failure.observed.value
    if isinstance(got, Raised):
        return _error(exercise, failure, got)
    where = (
        f"{_call(exercise, failure)} returns `{_shown(mine.output)}`."
        if mine
        else f"You gave `{_shown(got)}`."
    )
    looked_at = failure.probe.name.replace("_", " ")
    return f"{where} {_kind(failure)} This concerns: {failure.probe.property} ({looked_at})."


def _error(exercise: Exercise, failure: Failure, got: Raised) -> str:
    if got.kind == "TooSlow":
        return (
            f"{_call(exercise, failure)} did not come to an end in time. "
            "Is there a loop that never stops?"
        )
    if got.kind == "NotImplementedError":
        others = "".join(f", or `{name}`, which is needed here," for name in exercise.partners)
        return (
            f"Part of `{exercise.name}`{others} is still the template: it raises "
            "NotImplementedError."
        )
    if got.text == REFUSAL:
        return (
            f"`{exercise.name}` calls a function of the course that does this work already. "
            "Write your own version here."
        )
    line = f" in line {got.line} of its cell" if got.line else ""
    text = f": {got.text}" if got.text else ""
    said = f"{_call(exercise, failure)} stops with {got.kind}{line}{text}"
    if got.kind == "TypeError" and not got.line and "argument" in got.text:
        said = f"{said.rstrip('.')}. It is called as `{exercise.signature}`"
    return said if said.endswith((".", "?", "!")) else f"{said}."


KINDS = {
    "sign": "The size is right and the sign is reversed.",
    "transposed": "Rows and columns are exchanged.",
    "text": "That text is not the right one.",
    "values": "The numbers are not the right ones.",
    "raised": "An error was expected here.",
}


def _kind(failure: Failure) -> str:
    found = failure.difference
    if found.kind == "factor":
        return f"Every number is {found.factor:.4g} times what it should be."
    return KINDS.get(found.kind, "The result is not the right one.")


def _call(exercise: Exercise, failure: Failure) -> str:
    if exercise.kind != "function":
        return f"`{exercise.name}`"
    mine, reference = failure.call
    call = reference or mine
    return _as_code(exercise, call.args) if call is not None else f"`{exercise.name}`"


def _as_code(exercise: Exercise, args: tuple[Plain, ...]) -> str:
    return f"`{exercise.name}({_arguments(args)})`"


def _arguments(args: tuple[Plain, ...]) -> str:
    """Write arguments as a student would; where they are long, their shapes."""
    shown = ", ".join(_shown(argument) for argument in args)
    return shown if len(shown) <= LONGEST_SHOWN else ", ".join(map(_shape_of, args))


def _shown(value: Plain) -> str:
    """Write a value as a student would type it, or name it if that is long."""
    if isinstance(value, Raised):
        return value.kind
    if isinstance(value, str):
        return repr(value[:80])
    if isinstance(value, np.ndarray) and value.size <= MOST_SHOWN:
        return _typed(value.tolist())
    if isinstance(value, tuple) and 0 < len(value) <= MOST_SHOWN:
        text = f"({', '.join(map(_shown, value))})"
        return text if len(text) <= LONGEST_SHOWN else named(value)
    return named(value)


def _typed(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_typed, value))}]"
    text = f"{value:.5g}" if isinstance(value, float) else str(value)
    return f"{text}.0" if isinstance(value, float) and text.lstrip("-").isdigit() else text


def _shape_of(value: Plain) -> str:
    return _shown(value) if not isinstance(value, np.ndarray) or value.size < 4 else named(value)


def _wanted(failure: Failure) -> str:
    _, reference = failure.call
    value: Any = reference.output if reference is not None else failure.difference.expected
    return named(value)


def _returned(failure: Failure) -> Plain:
    """Return what the call named in the message gave; without a call, all that was seen."""
    mine, reference = failure.call
    return mine.output if mine is not None and reference is not None else failure.observed.value


def not_run(name: str, points: float, reason: str) -> Verdict:
    """Return the verdict on a grade cell that left no answer, with the reason."""
    return Verdict(name, 0.0, points, "exception", reason)
