"""Tables as CSV text that no spreadsheet mistakes for a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | float | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NO_GRADE = "-"  # as Moodle writes it; alone it is no formula


def as_csv(table: Iterable[Sequence[Cell]]) -> str:
    r"""Return a table as text; an empty cell is None.

    Examples
    --------
    >>> as_csv([["student_id", "score"], ["=1+1", -0.5], ["Zoë, the second", None]])
    'student_id,score\n\'=1+1,-0.5\n"Zoë, the second",\n'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([harmless(cell) for cell in row] for row in table)
    return out.getvalue()


def harmless(cell: Cell) -> Cell:
    r"""Return a cell that is shown as it is: numbers untouched, foreign text as one line of text.

    A spreadsheet runs text that begins like a formula. The apostrophe in front says that it is
    text.

    Examples
    --------
    >>> harmless('=HYPERLINK("http://example.org")')
    '\'=HYPERLINK("http://example.org")'
    >>> harmless("two\r\nlines"), harmless("+49"), harmless("3-1"), harmless(-3.0)
    ('two lines', "'+49", '3-1', -3.0)
    """
    if not isinstance(cell, str):
        return cell
    text = f"'{cell}" if cell.startswith(FORMULA) and cell != NO_GRADE else cell
    # A carriage return without quotes would begin a new row; half a character can't be written.
    return " ".join(text.splitlines()).encode("utf-8", "replace").decode("utf-8")
