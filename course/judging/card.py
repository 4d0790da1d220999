"""A verdict as a card: the same words as in text, easier on the eye.

Colours come from JupyterLab's theme where there is one, so that the card is
legible in a dark theme; on a feedback page the fallbacks are used. The outcome
is said by a word and a mark, never by colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from course.judging.verdict import PropertyScore, Verdict

# Okabe-Ito: told apart in all common forms of colour blindness.
MARKS = {
    "passed": ("✓", "#009e73"),
    "partly right": ("◐", "#0072b2"),
    "not yet": ("✗", "#d55e00"),
    "stopped with an error": ("!", "#d55e00"),
    "not attempted yet": ("○", "#7a7a7a"),
}

HINT = "#0072b2"
TEXT = "var(--jp-content-font-color1, #1f1f1f)"
QUIET = "var(--jp-content-font-color2, #595959)"
GROUND = "var(--jp-layout-color1, #ffffff)"
LINE = "var(--jp-border-color2, #d0d0d0)"
CODE = "font-family:var(--jp-code-font-family, monospace);font-size:.95em;overflow-wrap:anywhere"
FRAME = (
    f"border:1px solid {LINE};border-radius:4px;padding:.6em .9em;margin:.3em 0;max-width:46em;"
    f"background:{GROUND};color:{TEXT};line-height:1.45;"
    "font-family:var(--jp-content-font-family, system-ui, sans-serif);"
    "font-size:var(--jp-content-font-size1, 14px)"
)


def card(verdict: Verdict) -> str:
    """Return the verdict as a self-contained piece of HTML without scripts."""
    mark, colour = MARKS[verdict.headline]
    label = escape(f"Check of {verdict.exercise}: {verdict.headline}", quote=True)
    return (
        f'<div role="group" aria-label="{label}" '
        f'style="{FRAME};border-left:5px solid {colour}">'
        f"{_head(verdict, mark, colour)}"
        f"{_paragraphs(verdict.message)}"
        f"{_properties(verdict)}{_note(verdict)}</div>"
    )


def _head(verdict: Verdict, mark: str, colour: str) -> str:
    return (
        '<div style="display:flex;gap:.6em;align-items:baseline">'
        f'<span aria-hidden="true" style="color:{colour};font-weight:700">{mark}</span>'
        f'<strong style="font-family:var(--jp-code-font-family, monospace)">'
        f"{escape(verdict.exercise)}</strong><span>{escape(verdict.headline)}</span>"
        f'<span style="margin-left:auto;white-space:nowrap">{verdict.points:g} / '
        f"{verdict.max_points:g} points</span></div>"
    )


def rich(text: str) -> str:
    """Escape ``text`` for HTML and set what stands in backticks as code.

    Examples
    --------
    >>> rich("x < 0")
    'x &lt; 0'
    """
    code = f'<code style="{CODE}">\\1</code>'
    return re.sub("`([^`]+)`", code, escape(text))


def _paragraphs(message: str) -> str:
    lines = map(rich, message.splitlines())
    return "".join(f'<div style="margin-top:.3em">{line}</div>' for line in lines)


def _properties(verdict: Verdict) -> str:
    if len(verdict.properties) < 2:
        return ""
    open_ = verdict.outcome == "unattempted"
    rows = "".join(_property(name, score, open_) for name, score in verdict.properties.items())
    row = "display:flex;flex-wrap:wrap;column-gap:1.1em"  # what does not fit goes to the next line
    return f'<div style="margin-top:.45em;color:{QUIET};font-size:.92em;{row}">{rows}</div>'


def _property(name: str, score: PropertyScore, open_: bool) -> str:
    """Show one property; of what was not attempted nothing is said to be wrong."""
    mark = "✓" if score.passed else "○" if open_ else "✗"
    said = "holds" if score.passed else "is open" if open_ else "does not hold yet"
    return (
        '<span style="overflow-wrap:anywhere">'
        f'<span aria-hidden="true">{mark}</span> '
        f"{escape(name)} <span>({score.points:g} of {score.max_points:g})</span>"
        f'<span style="position:absolute;left:-999em"> {said}</span></span>'
    )


def _note(verdict: Verdict) -> str:
    if not verdict.note:
        return ""
    return (
        f'<div style="margin-top:.45em;color:{QUIET};font-size:.92em">{rich(verdict.note)}</div>'
    )


def hint_card(exercise: str, rung: int, rungs: int, text: str, remark: str) -> str:
    """Return a hint as a card in the style of a verdict."""
    label = escape(f"Hint {rung} of {rungs} for {exercise}", quote=True)
    said = (
        f'<div style="margin-top:.4em;color:{QUIET};font-size:.92em">{rich(remark)}</div>'
        if remark
        else ""
    )
    return _note_box(
        label,
        f"<strong>{label}</strong>{_paragraphs(text)}{said}",
    )


def plain_card(label: str, lines: Sequence[Any]) -> str:
    """Return lines of text and pictures as a card, one below the other."""
    return _note_box(escape(label, quote=True), "".join(map(_line, lines)))


def _line(value: Any) -> str:
    if isinstance(value, str):
        return _paragraphs(value)
    return f'<div style="margin:.4em 0">{value._repr_mimebundle_()["text/html"]}</div>'


def _note_box(label: str, inside: str) -> str:
    return (
        f'<div role="note" aria-label="{label}" style="{FRAME};border-left:5px solid {HINT}">'
        f"{inside}</div>"
    )
