"""What ``check`` does in the jail: run the probes in a fork, and hand out what was seen.

Nothing is decided here, and no expected value is known here. An exercise is
probed in a process of its own that is thrown away afterwards, so that one
exercise can't spoil the next, and a loop in C is stopped like any other. Only
what can't do anything to its process is looked at on the spot: a number, a
text, a function that does nothing but compute.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from mime import MIME  # type: ignore[import-not-found]  # beside this file, in the jail
from plain import is_plain  # type: ignore[import-not-found]

import course.checking as checking
import course.exercises as catalogue
from course.exercises.attempting import (
    attempt,
    correct_parts_of,
    own_among,
    pack,
    stopped,
    with_own_parts,
)
from course.exercises.declaration import REFERENCE, UNIT_MODULES, held_back
from course.exercises.library import from_library
from course.exercises.parts import reachable, underlying

LARGEST = 8_000_000  # bytes of one answer
OWN_SECONDS = 3.0  # for looking once more with the student's own earlier parts
ON_THE_SPOT = 60.0  # of this process; later answers get a fork, and limits, of their own
OWN_PATIENCE = 0.5  # the same where it is done on the spot, for each probe
TOO_MUCH = "it returned far too much"
LATE = "it did not come to an end in time"
INERT = (type(None), bool, int, float, str, np.bool_, np.int64, np.float64)


class Answer:
    """What a grade cell displays in the jail; the judge outside reads it."""

    def __init__(self, answers: list[dict[str, Any]]) -> None:
        self.answers = answers

    def __repr__(self) -> str:
        return "recorded"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {MIME: {"answers": self.answers}, "text/plain": "recorded"}


def install(seeds: dict[str, int], *limits: int) -> None:
    """Let ``check`` record answers, with the inputs that belong to ``seeds``.

    The limits are seconds for an exercise, on the clock and of the processor.
    """

    def answering(pairs: list[tuple[Any, Any]], count: int | None) -> Answer:
        return Answer([answer_to(found, value) for found, value in pairs])

    def answer_to(exercise: Any, value: Any) -> dict[str, Any]:
        if exercise.name not in seeds:
            return {"exercise": exercise.name, "reason": "it belongs to another notebook"}
        return probed(exercise, value, seeds[exercise.name], *limits)

    checking.answering = answering


def forget_solutions() -> None:
    """Drop expected values, wrong forms, and solutions that only checks need.

    The library's own solutions stay, and are held back while an exercise is probed.
    """
    every = catalogue.all()
    needed = {name for exercise in every for name in exercise.uses + exercise.partners}
    own = [e for e in every if e.name not in needed and _is_of_a_unit(e.reference)]
    dropped = [e.reference for e in own]
    dropped += [wrong.wrong for exercise in every for wrong in exercise.misconceptions]
    for exercise in every:
        exercise.misconceptions.clear()
        exercise.probes[:] = [replace(p, view=None, expected=REFERENCE) for p in exercise.probes]
    for exercise in own:
        exercise.reference = None
    _remove_from_units(reachable(dropped) - reachable(_still_called(every)))
    # The list of what falls silent is made here, once: every fork then has it.
    held_back(every[0], every, {})


def _is_of_a_unit(reference: Any) -> bool:
    return str(getattr(reference, "__module__", UNIT_MODULES)).startswith(UNIT_MODULES)


def _still_called(exercises: Iterable[Any]) -> list[Any]:
    """Return what probing calls: the probes, and the solutions that are lent to other parts."""
    references = [exercise.reference for exercise in exercises]
    return [*(probe.look for exercise in exercises for probe in exercise.probes), *references]


def _remove_from_units(functions: Iterable[Any]) -> None:
    """Remove the units' own among these functions, under all their names, from their modules."""
    gone = {id(function) for function in functions if _is_of_a_unit(function)}
    for home, module in list(sys.modules.items()):
        if home.startswith(UNIT_MODULES):
            for name, value in list(vars(module).items()):
                if {id(inner) for inner in underlying(value)} & gone:
                    delattr(module, name)


def probed(
    exercise: Any, value: Any, seed: int, seconds: float, cpu_seconds: int
) -> dict[str, Any]:
    """Probe one exercise and return its packed attempt, or why there is none."""
    if _is_inert(value) or (time.process_time() < ON_THE_SPOT and _only_computes(exercise, value)):
        return _probed_here(exercise, value, seed)
    return _probed_in_a_fork(exercise, value, seed, seconds, cpu_seconds)


def _probed_here(exercise: Any, value: Any, seed: int) -> dict[str, Any]:
    tried = attempt(exercise, value, seed, guarded=False)
    twice = with_own_parts(exercise, value, seed, tried, guarded=False, patience=OWN_PATIENCE)
    if twice is not None and not stopped(twice.chained):
        tried = twice
    packed = pack(tried)
    if len(json.dumps(packed)) > LARGEST:
        return {"exercise": exercise.name, "reason": TOO_MUCH}
    return {"exercise": exercise.name, "attempt": packed}


def _is_inert(value: Any) -> bool:
    """Whether a value is a number, a text or some of these, so that no code of its own can run."""
    if type(value) in (tuple, list):
        return all(type(one) in INERT for one in value)
    if type(value) is np.ndarray:
        return value.dtype.kind in "biuf"
    return type(value) in INERT


def _only_computes(exercise: Any, value: Any) -> bool:
    """Whether a function, and those of the student's that its probes call, only compute."""
    audible = [*correct_parts_of(exercise).values(), *map(from_library, exercise.lends)]
    own = own_among(exercise.partners, value).values()
    return all(is_plain(one, exercise.uses, audible) for one in (value, *own))


def _probed_in_a_fork(
    exercise: Any, value: Any, seed: int, seconds: float, cpu_seconds: int
) -> dict[str, Any]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _probe_and_leave(exercise, value, seed, writing, cpu_seconds)
    os.close(writing)
    line, reason = _read(reading, time.monotonic() + seconds)
    os.close(reading)
    for end in (os.killpg, os.kill):  # with what it has started, unless it got no group yet
        with contextlib.suppress(ProcessLookupError):
            end(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    with contextlib.suppress(ValueError):
        return {"exercise": exercise.name, "attempt": json.loads(line)}
    return {"exercise": exercise.name, "reason": reason or _cause_of_death(status)}


def _probe_and_leave(exercise: Any, value: Any, seed: int, writing: int, cpu_seconds: int) -> None:
    """Write the attempt as a line, and then, if that comes to an end, the one with own parts."""
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        with os.fdopen(writing, "wb") as file:
            tried = attempt(exercise, value, seed)
            _write(file, tried)
            twice = with_own_parts(exercise, value, seed, tried)
            if twice is not None:
                _write(file, twice)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _write(file: Any, tried: Any) -> None:
    file.write(json.dumps(pack(tried)).encode() + b"\n")
    file.flush()


def _read(reading: int, end: float) -> tuple[bytes, str]:
    """Return the last line that the fork wrote; if there is none, the reason."""
    data, line, reason = bytearray(), b"", ""
    while not reason:
        ready, _, _ = select.select([reading], [], [], max(0.0, end - time.monotonic()))
        part = os.read(reading, 1 << 16) if ready else b""
        if ready and not part:
            break
        data += part
        if b"\n" in part:
            line, _, rest = bytes(data).rpartition(b"\n")
            data[:] = rest
            end = min(end, time.monotonic() + OWN_SECONDS)
        if not ready:
            reason = LATE
        elif len(data) > LARGEST:
            reason = TOO_MUCH
    return line.rpartition(b"\n")[2], reason


def _cause_of_death(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGXCPU:
        return LATE
    if code < 0:
        return f"it was ended by {signal.Signals(-code).name}"
    return "it ended the process before it returned"
