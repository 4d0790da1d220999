"""From an attempt to a verdict.

The order of the messages is fixed: a student gets one message at a time, and
the first one that fits is the most useful one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from course.exercises.attempting import Attempt
from course.exercises.declaration import (
    REFERENCE,
    UNREADABLE,
    Exercise,
    Misconception,
    Probe,
    Tolerance,
)
from course.exercises.observation import Raised, plain
from course.exercises.probing import Call, Observation
from course.judging import words
from course.judging.compare import Difference, difference, same
from course.judging.known import Known, Seen, known, seen
from course.judging.verdict import Diagnosis, PropertyScore, Verdict

WRONG_FORM_TOLERANCE = 2.0  # two draws of one wrong form differ more than a draw and its mean
NO_ANSWER = Raised("NoAnswer", "no answer was recorded")


@dataclass(frozen=True)
class Failure:
    """A probe that did not show what it should."""

    probe: Probe
    difference: Difference
    observed: Observation
    facts: Known
    repeat: int

    @property
    def expected(self) -> Observation:
        """What a correct solution shows there; made only where a message needs it."""
        return self.facts.reference[self.probe.name][self.repeat]

    @property
    def call(self) -> tuple[Call | None, Call | None]:
        """The first call that differs (or the first at all): the student's and the reference's."""
        pairs = list(zip(self.observed.calls, self.expected.calls, strict=False))
        for mine, reference in pairs:
            if not same(reference.output, mine.output, self.probe.tolerance):
                return mine, reference
        if pairs:
            return pairs[0]
        return (self.observed.calls[0] if self.observed.calls else None), None


@dataclass(frozen=True)
class Case:
    """All that a decision rests on: what was seen of an attempt, and what is known."""

    exercise: Exercise
    attempt: Attempt
    mine: Seen
    facts: Known


def decide(exercise: Exercise, attempt: Attempt, seed: int) -> Verdict:
    """Return the verdict on ``attempt``, whose probes were run with ``seed``."""
    if attempt.missing:
        return _unattempted(exercise, attempt.missing)
    mine = seen(exercise, attempt.observations, seed)
    case = Case(exercise, attempt, mine, known(exercise, seed))
    failures = list(_failures(case))
    scores = _scores(exercise, {failure.probe.name for failure in failures})
    note = words.note_on_parts(attempt.leans_on)
    if not failures:
        message, most = words.passed(exercise, attempt), exercise.points
        chain = _works_with_own_parts(case, seed)
        note += words.note_on_own_parts(chain)
        return Verdict(exercise.name, most, most, "passed", message, None, scores, note, chain)
    points = round(sum(score.points for score in scores.values()), 6)
    outcome = "exception" if points == 0 and _all_raised(attempt) else "failed"
    diagnosis, message = _say(case, failures)
    return Verdict(
        exercise.name, points, exercise.points, outcome, message, diagnosis, scores, note
    )


def _works_with_own_parts(case: Case, seed: int) -> bool | None:
    """Whether what is right with correct parts is right with the student's; None if unknown."""
    if not case.attempt.chained:
        return None
    tried = replace(case.attempt, observations=case.attempt.chained)
    mine = seen(case.exercise, tried.observations, seed)
    return not list(_failures(replace(case, attempt=tried, mine=mine)))


def _unattempted(exercise: Exercise, missing: str) -> Verdict:
    scores = {name: PropertyScore(0.0, points) for name, points in exercise.properties.items()}
    message = words.unattempted(exercise, missing)
    return Verdict(exercise.name, 0.0, exercise.points, "unattempted", message, None, scores)


def _scores(exercise: Exercise, failed: set[str]) -> dict[str, PropertyScore]:
    """Give a property its points if none of its probes failed."""
    broken = {probe.property for probe in exercise.probes if probe.name in failed}
    return {
        name: PropertyScore(0.0 if name in broken else points, points)
        for name, points in exercise.properties.items()
    }


def _failures(case: Case) -> Iterator[Failure]:
    """Yield the probes that fail, in the order of their declaration: simplest first."""
    for probe in case.exercise.probes:
        wrong = [(k, apart) for k, apart in _differences(case, probe) if apart is not None]
        if 2 * len(wrong) > probe.seeds:
            k, apart = wrong[0]
            observed = case.attempt.observations.get(probe.name, ())
            mine = observed[k] if k < len(observed) else Observation(NO_ANSWER)
            yield Failure(probe, apart, mine, case.facts, k)


def _differences(case: Case, probe: Probe) -> Iterator[tuple[int, Difference | None]]:
    """Compare every run of a probe; a run without an answer is as wrong as any."""
    mine, stated = case.mine[probe.name], probe.expected is not REFERENCE
    for k in range(probe.seeds):
        expected = plain(probe.expected) if stated else case.facts.right[probe.name][k]
        got = mine[k] if k < len(mine) else NO_ANSWER
        if isinstance(got, Raised) and got.kind == UNREADABLE:
            yield k, _unreadable(case, probe, k)
        else:
            yield k, difference(expected, got, probe.tolerance)


def _unreadable(case: Case, probe: Probe, k: int) -> Difference:
    """Say of what the view could make nothing of that it is of another form."""
    got = case.attempt.observations[probe.name][k].value
    wanted = case.facts.reference[probe.name][k].value
    return Difference("container", wanted, got)


def _all_raised(attempt: Attempt) -> bool:
    return all(
        isinstance(o.value, Raised) for group in attempt.observations.values() for o in group
    )


def _say(case: Case, failures: list[Failure]) -> tuple[Diagnosis | None, str]:
    """Return the diagnosis, if one explains everything, and the one message."""
    match = _full_match(case)
    if match is not None:
        return Diagnosis(match.id, match.diagnosis), match.diagnosis
    for look_for in (
        words.none_or_container,
        words.wrong_shape,
        words.not_finite_or_warned,
        words.argument_changed,
    ):
        for failure in failures:
            said = look_for(case.exercise, failure)
            if said:
                return None, said
    partial = _partial_match(case)
    if partial is not None:
        return None, f"This looks like something others have met: {partial.diagnosis}"
    return None, words.simplest_failure(case.exercise, _telling(failures))


def _telling(failures: list[Failure]) -> Failure:
    """Return the simplest failure that tells something: a factor can't be seen in one number."""
    first = failures[0].difference
    if first.kind != "values" or np.size(first.expected) > 1:
        return failures[0]
    return next((f for f in failures if f.difference.kind == "factor"), failures[0])


def _full_match(case: Case) -> Misconception | None:
    """Return the misconception that agrees with the attempt on every probe."""
    for misconception, wrong in case.facts.wrong:
        if all(_agrees(probe, case.mine, wrong) for probe in case.exercise.probes):
            return misconception
    return None


def _partial_match(case: Case) -> Misconception | None:
    """Return the misconception that agrees wherever it differs from a correct solution.

    It then explains part of what was seen; the rest is another mistake. The one
    that explains most wins.
    """
    best, most = None, 0
    for misconception, wrong in case.facts.wrong:
        explained = _explained(case, wrong)
        if explained > most:
            best, most = misconception, explained
    return best


def _explained(case: Case, wrong: Seen) -> int:
    """Count the probes where a wrong form goes wrong, if the attempt does so in the same way."""
    count = 0
    for probe in case.exercise.probes:
        if _agrees(probe, case.facts.right, wrong):
            continue
        if not _explains(probe, case.mine, wrong):
            return 0
        count += 1
    return count


def _agrees(probe: Probe, mine: Seen, wrong: Seen) -> bool:
    """Whether most runs of a probe show what the wrong form shows."""
    near = _loosened(probe.tolerance)
    pairs = zip(mine[probe.name], wrong[probe.name], strict=False)
    return 2 * sum(same(theirs, own, near) for own, theirs in pairs) > probe.seeds


def _explains(probe: Probe, mine: Seen, wrong: Seen) -> bool:
    """Like `_agrees`, but an exception has to be the same to the letter: many share a class."""
    pairs = zip(mine[probe.name], wrong[probe.name], strict=False)
    texts = [(m.text, w.text) for m, w in pairs if type(m) is type(w) is Raised]
    return all(m == w for m, w in texts) and _agrees(probe, mine, wrong)


def _loosened(tolerance: Tolerance) -> Tolerance:
    factor = WRONG_FORM_TOLERANCE
    return Tolerance(factor * tolerance.rtol, factor * tolerance.atol, tolerance.why)
