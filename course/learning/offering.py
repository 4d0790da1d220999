"""A hint that nobody asked for.

Whoever avoids help profits from a step that comes without asking (Maniktala et
al. 2020). So after five failures in a row the check adds the first hint, once;
the others wait until they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from course.judging.verdict import Verdict
from course.learning.recording import is_unattended
from course.learning.session import Session
from course.learning.standing import UNATTEMPTED

PATIENCE = 5  # failures in a row


def with_first_hint(verdict: Verdict, hints: Sequence[str], session: Session) -> Verdict:
    """Return the verdict, with the first hint if it is time for it.

    Parameters
    ----------
    verdict : Verdict
        On the latest attempt, which ``session`` has recorded.
    hints : sequence of str
        The ladder of the exercise.
    session : Session
        Knows the attempts so far; it is told that the hint was shown.

    Examples
    --------
    >>> session = Session(None)
    >>> verdict = Verdict("relu", 0.0, 0.75, "failed", "Look at x < 0.")
    >>> for digest in "abcde":
    ...     session.attempted(verdict, digest)
    >>> with_first_hint(verdict, ["Try it with -1."], session).note[:66]
    '5 attempts, and no hint so far. This is the first: Try it with -1.'
    >>> session.standing("relu").hints
    1
    """
    known = session.standing(verdict.exercise)
    over = verdict.passed or verdict.outcome == UNATTEMPTED or is_unattended()
    if over or known.hints or known.failures < PATIENCE:
        return verdict
    session.hinted(verdict.exercise, 1)
    offered = (
        f"{known.failures} attempts, and no hint so far. This is the first: {hints[0]} "
        f"`hint({verdict.exercise!r})` gives the next, once you have tried something new."
    )
    return replace(verdict, note=f"{verdict.note} {offered}".strip())
