"""The progress board of a session: where you stand, and what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from course.judging.verdict import Verdict


@dataclass(frozen=True, repr=False)
class Board:
    """The verdicts of this session, by exercise.

    Examples
    --------
    >>> print(Board({"relu": [Verdict("relu", 0.75, 0.75, "passed", "Fine.")]}))
    relu   [##########] 0.75 of 0.75, 1 check
    Total: 0.75 of 0.75 points in what you have checked so far.
    """

    verdicts: Mapping[str, Sequence[Verdict]]

    def __str__(self) -> str:
        if not self.verdicts:
            return "Nothing checked in this session yet."
        width = max(map(len, self.verdicts)) + 2
        lines = [
            f"{name:{width}} [{_bar(v[-1])}] {_words(v)}" for name, v in self.verdicts.items()
        ]
        return "\n".join([*lines, self._total()])

    def __repr__(self) -> str:
        return str(self)

    def _total(self) -> str:
        last = [verdicts[-1] for verdicts in self.verdicts.values()]
        got, most = sum(v.points for v in last), sum(v.max_points for v in last)
        return f"Total: {got:g} of {most:g} points in what you have checked so far."

    def _repr_html_(self) -> str:
        from course.judging.card import FRAME, QUIET, TEXT

        if not self.verdicts:  # a caption would be as narrow as the table, which is empty
            return f'<div style="{FRAME};color:{QUIET}">{escape(str(self))}</div>'
        rows = "".join(_row(name, v) for name, v in self.verdicts.items())
        said = escape(self._total())
        look = (
            f"color:{TEXT};caption-side:bottom;text-align:left;padding:.6em .5em 0;font-weight:600"
        )
        caption = f'<caption style="{look}">{said}</caption>'
        width = "font-size:inherit;width:100%"
        table = f'<table style="{width}">{caption}<tbody>{rows}</tbody></table>'
        return f'<div style="{FRAME}">{table}</div>'


def _row(name: str, verdicts: Sequence[Verdict]) -> str:
    from course.judging.card import LINE, MARKS

    last = verdicts[-1]
    mark, colour = MARKS[last.headline]
    full = 100 * last.points / last.max_points if last.max_points else 0
    bar = (
        f'<div aria-hidden="true" style="width:8em;height:.6em;border:1px solid {LINE};'
        f'border-radius:3px"><div style="width:{full:.0f}%;height:100%;background:{colour}">'
        "</div></div>"
    )
    return (
        f'<tr><td style="color:{colour}" aria-hidden="true">{mark}</td>'
        f'<th scope="row" style="text-align:left"><code>{escape(name)}</code></th>'
        f'<td>{bar}</td><td style="text-align:left">{escape(_words(verdicts))}</td></tr>'
    )


def _bar(verdict: Verdict) -> str:
    full = round(10 * verdict.points / verdict.max_points) if verdict.max_points else 0
    return "#" * full + "." * (10 - full)


def _words(verdicts: Sequence[Verdict]) -> str:
    last, count = verdicts[-1], len(verdicts)
    return f"{last.points:g} of {last.max_points:g}, {count} check{'s' if count > 1 else ''}"
