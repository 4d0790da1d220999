"""While a notebook is graded nobody looks at it, so no interactive is built."""

from __future__ import annotations

import os

__all__ = ["LeftOut", "grading"]


class LeftOut:
    """What stands in for an interactive while a notebook is graded.

    Examples
    --------
    >>> LeftOut("two_loss_bench")
    two_loss_bench is left out while this notebook is graded.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"{self.name} is left out while this notebook is graded."


def grading() -> bool:
    """Whether the notebook is being run by nbgrader: then nothing is built."""
    return bool(os.environ.get("NBGRADER_EXECUTION"))
