"""One attempt at an exercise: run all its probes and pack up what was seen.

The attempt is made in the student's process. Deciding is somebody else's work:
the notebook's own check decides at once, grading sends the attempt out of the
sandbox to a judge that the student's code can't reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import course.exercises as catalogue
from course.exercises.declaration import Exercise, held_back
from course.exercises.observation import Raised, decode, encode, name_of_type
from course.exercises.parts import is_ours, names_in, names_read, namespaces, underlying
from course.exercises.probing import Call, Observation

FORMAT = 2
TEMPLATE = "it still stops at `raise NotImplementedError()`, the line that your answer replaces"


@dataclass(frozen=True)
class Attempt:
    """Everything that was observed of one attempt at one exercise."""

    exercise: str
    observations: dict[str, tuple[Observation, ...]] = field(default_factory=dict)
    missing: str = ""  # why there is nothing to look at
    leans_on: tuple[str, ...] = ()  # the earlier parts that it names
    # The same with the student's own earlier parts, if that was looked at.
    chained: dict[str, tuple[Observation, ...]] = field(default_factory=dict)


def attempt(exercise: Exercise, value: Any, seed: int, *, guarded: bool = True) -> Attempt:
    """Probe ``value``, the student's function or answer, and return what was seen.

    Meanwhile the course's own solutions are silent. That takes longer than most probes, and is
    left out where ``guarded`` is False, for values known to call nothing of the course.
    """
    missing = _missing(exercise, value)
    if missing:
        return Attempt(exercise.name, missing=missing)
    observations = _observed(exercise, value, seed, correct_parts_of(exercise), guarded)
    if _is_template(value, observations):
        return Attempt(exercise.name, missing=TEMPLATE)
    return Attempt(exercise.name, observations, leans_on=_leans_on(exercise, value))


def with_own_parts(
    exercise: Exercise,
    value: Any,
    seed: int,
    tried: Attempt,
    *,
    guarded: bool = True,
    patience: float | None = None,
) -> Attempt | None:
    """Probe a function once more, with the student's own earlier parts, if it leans on some.

    Nothing is earned or lost by that. After ``patience`` seconds a probe is stopped.
    """
    own = own_among(tried.leans_on, value)
    if not own:
        return None
    parts = correct_parts_of(exercise) | own
    seen = _observed(exercise, value, seed, parts, guarded, patience)
    return replace(tried, chained=seen)


def _observed(
    exercise: Exercise,
    value: Any,
    seed: int,
    parts: dict[str, Any],
    guarded: bool,
    patience: float | None = None,
) -> dict[str, tuple[Observation, ...]]:
    """Run all probes, with these ``parts`` and with the student's own partner functions."""
    own = own_among(exercise.partners, value)
    stand_ins = correct_partners_of(exercise)
    needed = parts | {name: part for name, part in stand_ins.items() if name not in own}
    return exercise.observe(
        value,
        seed,
        parts=parts,
        hold_back=held_back(exercise, catalogue.all(), needed) if guarded else (),
        partners=stand_ins | own,
        patience=patience,
    )


def stopped(observations: dict[str, tuple[Observation, ...]]) -> bool:
    """Whether a probe took so long that it was stopped."""
    seen = [one.value for group in observations.values() for one in group]
    return any(isinstance(value, Raised) and value.kind == "TooSlow" for value in seen)


def correct_parts_of(exercise: Exercise) -> dict[str, Any]:
    """Return a correct function for every name in the exercise's ``uses``."""
    return {name: catalogue.get(name).reference for name in exercise.uses}


def correct_partners_of(exercise: Exercise) -> dict[str, Any]:
    """Return a correct function for every name in the exercise's ``partners``."""
    return {name: catalogue.get(name).reference for name in exercise.partners}


def _missing(exercise: Exercise, value: Any) -> str:
    if value is None:
        return "it is None"
    if value is Ellipsis:
        return TEMPLATE
    if exercise.kind == "function" and not callable(value):
        return f"it is {_a(name_of_type(value))}, not a function"
    return ""


def _a(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"


def _is_template(value: Any, observations: dict[str, tuple[Observation, ...]]) -> bool:
    """Whether every call stopped at a line of ``value`` itself that only marks the place."""
    seen = [o.value for group in observations.values() for o in group]
    stopped = all(isinstance(v, Raised) and v.kind == "NotImplementedError" for v in seen)
    own = any("NotImplementedError" in names_in(f.__code__) for f in underlying(value))
    return stopped and own


def own_among(names: Iterable[str], value: Any) -> dict[str, Any]:
    """Return those functions of these names that the student has beside ``value``."""
    found: dict[str, Any] = {}
    for space in reversed(namespaces(value)):
        found |= {name: space[name] for name in names if callable(space.get(name))}
    return {name: function for name, function in found.items() if not is_ours(function)}


def _leans_on(exercise: Exercise, value: Any) -> tuple[str, ...]:
    used = {name for function in underlying(value) for name in names_read(function.__code__)}
    return tuple(name for name in exercise.uses if name in used)


def pack(tried: Attempt) -> dict[str, Any]:
    """Turn an attempt into JSON types, without pickle."""
    return {
        "format": FORMAT,
        "exercise": tried.exercise,
        "missing": tried.missing,
        "leans_on": list(tried.leans_on),
        "observations": _pack_all(tried.observations),
        "chained": _pack_all(tried.chained),
    }


def _pack_all(observations: dict[str, tuple[Observation, ...]]) -> dict[str, Any]:
    return {
        name: [_pack_observation(one) for one in group] for name, group in observations.items()
    }


def _pack_observation(observation: Observation) -> dict[str, Any]:
    return {
        "value": encode(observation.value),
        "calls": [
            {
                "args": [encode(argument) for argument in call.args],
                "output": encode(call.output),
                "warnings": list(call.warnings),
                "changed": list(call.changed),
                "printed": call.printed,
            }
            for call in observation.calls
        ],
    }


def unpack(data: Any) -> Attempt:
    """Read back what `pack` wrote, trusting nothing.

    Raises
    ------
    ValueError
        If ``data`` is not of that form.
    """
    try:
        if data["format"] != FORMAT:
            raise ValueError("an answer in another format")
        return Attempt(
            str(data["exercise"])[:80],
            {str(name): _unpack_all(group) for name, group in data["observations"].items()},
            str(data["missing"])[:200],
            tuple(str(name)[:80] for name in data["leans_on"][:20]),
            {str(name): _unpack_all(group) for name, group in data["chained"].items()},
        )
    except Exception as error:  # in foreign data anything can be in any place
        raise ValueError("not an answer") from error


def _unpack_all(group: Any) -> tuple[Observation, ...]:
    return tuple(_unpack_observation(one) for one in group[:9])


def _unpack_observation(data: Any) -> Observation:
    return Observation(
        decode(data["value"]), tuple(_unpack_call(call) for call in data["calls"][:9])
    )


def _unpack_call(data: Any) -> Call:
    return Call(
        tuple(decode(argument) for argument in data["args"][:20]),
        decode(data["output"]),
        tuple(str(text)[:200] for text in data["warnings"][:3]),
        tuple(int(k) for k in data["changed"][:20]),
        bool(data["printed"]),
    )
