"""Best of several: one verdict from those that count."""

from __future__ import annotations

from course.judging.verdict import PropertyScore, Verdict


def best(count: int, verdicts: list[Verdict]) -> Verdict:
    """Return one verdict in which the best ``count`` of ``verdicts`` make up the points.

    Examples
    --------
    >>> a = Verdict("gelu", 1.0, 1.0, "passed", "Fine.")
    >>> b = Verdict("swish", 0.0, 1.0, "unattempted", "Nothing yet.")
    >>> best(1, [a, b]).points
    1.0
    """
    ranked = sorted(verdicts, key=lambda verdict: verdict.points, reverse=True)[:count]
    most = sorted((verdict.max_points for verdict in verdicts), reverse=True)[:count]
    points, max_points = round(sum(v.points for v in ranked), 6), round(sum(most), 6)
    return Verdict(
        ", ".join(verdict.exercise for verdict in verdicts),
        points,
        max_points,
        _outcome(points, max_points, verdicts),
        "\n".join([f"The best {count} count.", *map(_line, verdicts)]),
        next((v.diagnosis for v in verdicts if v.diagnosis is not None), None),
        {v.exercise: PropertyScore(v.points, v.max_points) for v in verdicts},
        " ".join(dict.fromkeys(v.note for v in verdicts if v.note)),
    )


def _outcome(points: float, max_points: float, verdicts: list[Verdict]) -> str:
    if points >= max_points:
        return "passed"
    outcomes = {verdict.outcome for verdict in verdicts} - {"unattempted"}
    if not outcomes:
        return "unattempted"
    return "exception" if outcomes == {"exception"} else "failed"


def _line(verdict: Verdict) -> str:
    return f"{verdict.exercise}: {verdict.headline}. {verdict.message}"
