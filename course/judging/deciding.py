"""From an attempt to a verdict.

The order of the messages is fixed: a student gets one message at a time, and
the first one that fits is the most useful one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from course.exercises.attempting import Attempt
from course.exercises.declaration import REFERENCE, Exercise, Misconception, Probe, Tolerance
from course.exercises.observation import Raised, plain
from course.exercises.probing import Call, Observation
from course.judging import words
from course.judging.compare import Difference, difference, same
from course.judging.known import Known, Observations, known
from course.judging.verdict import Diagnosis, PropertyScore, Verdict

WRONG_FORM_TOLERANCE = 2.0  # two draws of one wrong form differ more than a draw and its mean


@dataclass(frozen=True)
class Failure:
    """A probe that did not show what it should."""

    probe: Probe
    difference: Difference
    observed: Observation
    expected: Observation

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


def decide(exercise: Exercise, attempt: Attempt, seed: int) -> Verdict:
    """Return the verdict on ``attempt``, whose probes were run with ``seed``."""
    if attempt.missing:
        return _unattempted(exercise, attempt.missing)
    facts = known(exercise, seed)
    failures = list(_failures(exercise, attempt, facts))
    failed = {failure.probe.name for failure in failures}
    scores = {
        name: _score(exercise, name, points, failed)
        for name, points in exercise.properties.items()
    }
    points = round(sum(score.points for score in scores.values()), 6)
    note = words.note_on_parts(attempt.leans_on)
    if not failures:
        return Verdict(
            exercise.name,
            exercise.points,
            exercise.points,
            "passed",
            words.passed(exercise, attempt),
            None,
            scores,
            note,
        )
    diagnosis, message = _say(exercise, attempt, facts, failures)
    outcome = "exception" if points == 0 and _all_raised(attempt) else "failed"
    return Verdict(
        exercise.name, points, exercise.points, outcome, message, diagnosis, scores, note
    )


def _unattempted(exercise: Exercise, missing: str) -> Verdict:
    scores = {name: PropertyScore(0.0, points) for name, points in exercise.properties.items()}
    message = words.unattempted(exercise, missing)
    return Verdict(exercise.name, 0.0, exercise.points, "unattempted", message, None, scores)


def _score(exercise: Exercise, name: str, points: float, failed: set[str]) -> PropertyScore:
    holds = not any(probe.name in failed for probe in exercise.probes if probe.property == name)
    return PropertyScore(points if holds else 0.0, points)


def _failures(exercise: Exercise, attempt: Attempt, facts: Known) -> Iterator[Failure]:
    """Yield the probes that fail, in the order of their declaration: simplest first."""
    for probe in exercise.probes:
        observed = attempt.observations.get(probe.name, ())
        if not observed:  # an answer that was not given is no answer
            observed = (Observation(Raised("NoAnswer", "no answer was recorded")),)
        reference = facts.reference[probe.name]
        found = [
            (mine, theirs, _difference(probe, mine, theirs))
            for mine, theirs in zip(observed, reference, strict=False)
        ]
        wrong = [entry for entry in found if entry[2] is not None]
        if 2 * len(wrong) > len(found) or len(found) < min(len(reference), probe.seeds):
            mine, theirs, apart = wrong[0] if wrong else found[0]
            yield Failure(probe, apart or Difference("none", None, None), mine, theirs)


def _difference(probe: Probe, mine: Observation, theirs: Observation) -> Difference | None:
    expected = probe.seen(theirs.value) if probe.expected is REFERENCE else plain(probe.expected)
    return difference(expected, probe.seen(mine.value), probe.tolerance)


def _all_raised(attempt: Attempt) -> bool:
    return all(
        isinstance(o.value, Raised) for group in attempt.observations.values() for o in group
    )


def _say(
    exercise: Exercise, attempt: Attempt, facts: Known, failures: list[Failure]
) -> tuple[Diagnosis | None, str]:
    """Return the diagnosis, if one explains everything, and the one message."""
    match = _full_match(exercise, attempt, facts)
    if match is not None:
        return Diagnosis(match.id, match.diagnosis), match.diagnosis
    for look_for in (
        words.none_or_container,
        words.wrong_shape,
        words.not_finite_or_warned,
        words.argument_changed,
    ):
        for failure in failures:
            said = look_for(exercise, failure)
            if said:
                return None, said
    partial = _partial_match(exercise, attempt, facts)
    if partial is not None:
        return None, f"This looks like something others have met: {partial.diagnosis}"
    return None, words.simplest_failure(exercise, failures[0])


def _full_match(exercise: Exercise, attempt: Attempt, facts: Known) -> Misconception | None:
    """Return the misconception that agrees with the attempt on every probe."""
    for misconception, wrong in facts.wrong:
        if all(_agrees(probe, attempt, wrong) for probe in exercise.probes):
            return misconception
    return None


def _partial_match(exercise: Exercise, attempt: Attempt, facts: Known) -> Misconception | None:
    """Return the misconception that agrees wherever it differs from a correct solution.

    It then explains part of what was seen; the rest is another mistake. The one
    that explains most wins.
    """
    best: tuple[int, Misconception] | None = None
    for misconception, wrong in facts.wrong:
        marks = [probe for probe in exercise.probes if _tells_apart(probe, wrong, facts.reference)]
        if marks and all(_agrees(probe, attempt, wrong) for probe in marks):
            best = max(best or (0, misconception), (len(marks), misconception), key=lambda b: b[0])
    return best[1] if best else None


def _agrees(probe: Probe, attempt: Attempt, wrong: Observations) -> bool:
    mine = attempt.observations.get(probe.name, ())
    theirs = wrong[probe.name]
    near = _loosened(probe.tolerance)
    return len(mine) == len(theirs) and all(
        same(probe.seen(t.value), probe.seen(m.value), near)
        for m, t in zip(mine, theirs, strict=True)
    )


def _tells_apart(probe: Probe, wrong: Observations, reference: Observations) -> bool:
    pairs = zip(wrong[probe.name], reference[probe.name], strict=False)
    return any(
        not same(probe.seen(r.value), probe.seen(w.value), _loosened(probe.tolerance))
        for w, r in pairs
    )


def _loosened(tolerance: Tolerance) -> Tolerance:
    factor = WRONG_FORM_TOLERANCE
    return Tolerance(factor * tolerance.rtol, factor * tolerance.atol, tolerance.why)
