"""The pictures of the report, as SVG inside the page: they take its colours, light or dark.

Colours are Okabe and Ito's. What a colour says is also said by a pattern, and in numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from statistics import median

from autograder.report.gather import Tally
from course.counting import counted

WIDTH, HEIGHT = 720, 250
LEFT, RIGHT, TOP, BOTTOM = 12, 12, 40, 46
MOST_BINS = 25
DUST = 1e-6  # what sums of binary fractions are off by
BAR_WIDTH, BAR_HEIGHT = 220, 14

PATTERNS = (
    '<svg width="0" height="0" class="unseen" aria-hidden="true"><defs>'
    '<pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" class="alone"/>'
    '<rect width="2" height="6" class="stripe"/></pattern>'
    '<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" class="explained"/>'
    '<circle cx="2.5" cy="2.5" r="1" class="dot"/></pattern></defs></svg>'
)


@dataclass(frozen=True)
class Bin:
    """A bar of the histogram: from ``low`` up to, but without, ``high``."""

    low: float
    high: float
    count: int


def bins(scores: Sequence[float], most: float) -> list[Bin]:
    """Sort scores into bins of a round width; the last one holds the full score, too.

    Examples
    --------
    >>> [(one.low, one.count) for one in bins([0, 0.5, 2, 3], 3)]
    [(0, 2), (1, 0), (2, 1), (3, 1)]
    """
    width = max(1, math.ceil((most + 1) / MOST_BINS))
    places = [max(0, int((score + DUST) // width)) for score in scores]
    counts = [0] * (max(int((most + DUST) // width), *places, 0) + 1)
    for place in places:
        counts[place] += 1
    return [Bin(k * width, (k + 1) * width, count) for k, count in enumerate(counts)]


def said_of(scores: Sequence[float], most: float) -> str:
    """Describe the distribution in one sentence."""
    if not scores:
        return "No scores yet."
    lower, upper = quartiles(scores)
    return (
        f"Scores of {counted(len(scores), 'submission')} out of {most:g} "
        f"points: from {min(scores):g} to {max(scores):g}, median {median(scores):g}, "
        f"the middle half from {lower:g} to {upper:g}."
    )


def quartiles(scores: Sequence[float]) -> tuple[float, float]:
    """Return the medians of the lower and of the upper half."""
    ordered, half = sorted(scores), (len(scores) + 1) // 2
    return median(ordered[:half]), median(ordered[-half:])


def histogram(scores: Sequence[float], most: float) -> str:
    """Return the score distribution as a picture."""
    made = bins(scores, most)
    across = (WIDTH - LEFT - RIGHT) / len(made)
    up = (HEIGHT - TOP - BOTTOM) / (max(one.count for one in made) or 1)
    base = HEIGHT - BOTTOM
    parts = [
        *(_column(k, one, across, up) for k, one in enumerate(made) if one.count),
        f'<path d="M{LEFT} {base + 0.5}H{WIDTH - RIGHT}" class="axis"/>',
        _median(scores, made, across),
        *(_count(k, one, across, up) for k, one in enumerate(made) if one.count),
        *_ticks(made, across),
        _text(WIDTH / 2, HEIGHT - 8, "points", "quiet"),
    ]
    label = escape(said_of(scores, most), quote=True)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}" class="picture">'
        f"{''.join(parts)}</svg>"
    )


def _column(k: int, one: Bin, across: float, up: float) -> str:
    height = one.count * up
    return (
        f'<rect x="{LEFT + k * across + 1:.1f}" y="{HEIGHT - BOTTOM - height:.1f}" '
        f'width="{across - 2:.1f}" height="{height:.1f}" class="column"/>'
    )


def _count(k: int, one: Bin, across: float, up: float) -> str:
    y = HEIGHT - BOTTOM - one.count * up - 5
    return _text(LEFT + (k + 0.5) * across, y, str(one.count), "small")


def _ticks(made: list[Bin], across: float) -> list[str]:
    """Label the lower edges of the bins; not all of them where they are narrow."""
    step = max(1, math.ceil(26 * len(made) / (WIDTH - LEFT - RIGHT)))
    return [
        _text(LEFT + k * across, HEIGHT - BOTTOM + 17, f"{made[k].low:g}", "small")
        for k in range(0, len(made), step)
    ]


def _median(scores: Sequence[float], made: list[Bin], across: float) -> str:
    middle = median(scores)
    x = LEFT + across * min(middle / (made[0].high - made[0].low), len(made))
    anchor = "start" if x < WIDTH / 4 else "end" if x > 3 * WIDTH / 4 else "middle"
    words = f'<text x="{x:.1f}" y="14" text-anchor="{anchor}" class="strong">'
    line = f'<path d="M{x:.1f} 20V{HEIGHT - BOTTOM}" class="median"/>'
    return f"{line}{words}median {middle:g}</text>"


def _text(x: float, y: float, text: str, style: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" class="{style}">{escape(text)}</text>'
    )


def outcome_bar(tally: Tally) -> str:
    """Return what became of an exercise as one bar: passed, failed, left out."""
    counts = {
        "passed": tally.passed,
        "explained": tally.explained,
        "alone": tally.unexplained,
        "blank": tally.unattempted,
    }
    whole = sum(counts.values()) or 1
    parts, x = [], 0.0
    for style, count in counts.items():
        width = BAR_WIDTH * count / whole
        parts.append(_piece(x, width, style))
        x += width
    label = (
        f"{tally.passed} passed, {tally.explained} failed with a diagnosis, "
        f"{tally.unexplained} failed without, {tally.unattempted} not attempted"
    )
    return (
        f'<svg width="{BAR_WIDTH}" height="{BAR_HEIGHT}" role="img" aria-label="{label}" '
        f'class="bar">{"".join(parts)}</svg>'
    )


def _piece(x: float, width: float, style: str) -> str:
    if width <= 0:
        return ""
    inset = min(1.0, width / 4)
    return (
        f'<rect x="{x:.1f}" y="0.5" width="{width - inset:.1f}" height="{BAR_HEIGHT - 1}" '
        f'class="{style}"/>'
    )


def share_bar(share: float) -> str:
    """Return a share as a bar; the number stands beside it, so nobody needs to hear it twice."""
    return (
        f'<svg width="90" height="{BAR_HEIGHT}" aria-hidden="true" class="bar">'
        f'<rect x="0" y="0.5" width="89" height="{BAR_HEIGHT - 1}" class="blank"/>'
        f'<rect x="0" y="0.5" width="{89 * share:.1f}" height="{BAR_HEIGHT - 1}" '
        'class="explained"/></svg>'
    )


def sample(style: str) -> str:
    """Return a small square for the legend."""
    return (
        '<svg width="16" height="14" aria-hidden="true" class="bar">'
        f'<rect x="0.5" y="0.5" width="14" height="13" class="{style}"/></svg>'
    )
