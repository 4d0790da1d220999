"""A finding: how something is, in a sentence, and the one command that mends it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What one look at the environment found.

    Attributes
    ----------
    about : str
        What was looked at, in a word or two.
    how : {"good", "note", "wrong"}
        A note is worth knowing, and nothing has to be done.
    says : str
        One sentence.
    mend : str
        The command that mends it; empty where there is nothing to mend.
    """

    about: str
    how: str
    says: str
    mend: str = ""


def good(about: str, says: str) -> Finding:
    """Return that all is well.

    Examples
    --------
    >>> good("Python", "It is 3.12.").how
    'good'
    """
    return Finding(about, "good", says)


def note(about: str, says: str, mend: str = "") -> Finding:
    """Return something worth knowing."""
    return Finding(about, "note", says, mend)


def wrong(about: str, says: str, mend: str) -> Finding:
    """Return what is wrong, and how it is mended."""
    return Finding(about, "wrong", says, mend)
