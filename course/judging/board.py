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
        rows = "".join(
            f"<tr><th scope='row' style='text-align:left'><code>{escape(name)}</code></th>"
            f"<td><meter min='0' max='{v[-1].max_points:g}' value='{v[-1].points:g}' "
            f"aria-label='{escape(name)}'></meter></td>"
            f"<td style='text-align:left'>{escape(_words(v))}</td></tr>"
            for name, v in self.verdicts.items()
        )
        said = self._total() if self.verdicts else str(self)
        return f"<table><caption>{escape(said)}</caption><tbody>{rows}</tbody></table>"


def _bar(verdict: Verdict) -> str:
    full = round(10 * verdict.points / verdict.max_points) if verdict.max_points else 0
    return "#" * full + "." * (10 - full)


def _words(verdicts: Sequence[Verdict]) -> str:
    last, count = verdicts[-1], len(verdicts)
    return f"{last.points:g} of {last.max_points:g}, {count} check{'s' if count > 1 else ''}"
