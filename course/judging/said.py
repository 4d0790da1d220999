"""A sentence instead of a result: without quotes around it in the notebook."""

from __future__ import annotations


class Said(str):
    """Text that a notebook shows as a card.

    Examples
    --------
    >>> Said("Nothing to do.")
    Nothing to do.
    """

    label = "Note"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from course.judging.card import plain_card

        return plain_card(self.label, [str(self)])
