"""How many there are of something, in words."""

from __future__ import annotations


def counted(count: float, thing: str) -> str:
    """Write how many there are of something.

    Examples
    --------
    >>> counted(1, "unit"), counted(2, "unit"), counted(0.5, "point")
    ('1 unit', '2 units', '0.5 points')
    """
    amount = f"{count:g}" if isinstance(count, float) else f"{count}"
    return f"{amount} {thing}" if count == 1 else f"{amount} {thing}s"
