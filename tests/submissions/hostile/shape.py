"""The form of a hostile submission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell

from autograder.handins import answered, hand_in, untouched

ASSIGNMENT, NAME = "01_activations", "activations"
HONEST = "def relu(x):\n    return np.maximum(0.0, np.asarray(x, float))"
RELU = 0.75  # points


@dataclass(frozen=True)
class Hostile:
    """One attack.

    Attributes
    ----------
    name : str
        Also the student's.
    tries : str
        What it is after.
    cell : str
        Code of a cell of its own, before all exercises.
    answers : dict of str to str
        What stands in place of an exercise's answer.
    points : float
        What it earns honestly: no more and no less is recorded.
    status : str
        Of its entry.
    bends : callable, optional
        Changes the notebook.
    lays : callable, optional
        Changes the folder that was handed in.
    """

    name: str
    tries: str
    cell: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    points: float = RELU
    status: str = "graded"
    bends: Callable[[Any], None] | None = None
    lays: Callable[[Path], None] | None = None

    def __str__(self) -> str:
        return self.name

    def hand_in(self, class_dir: Path) -> Path:
        """Put it into the class directory."""
        made = {NAME: untouched(class_dir, ASSIGNMENT)[NAME]}
        for name, source in {"relu": HONEST, **self.answers}.items():
            made = answered(made, name, source)
        cells = made[NAME].cells
        if self.cell:
            first = next(k for k, cell in enumerate(cells) if cell.cell_type == "code")
            cells.insert(first + 1, new_code_cell(self.cell))
        if self.bends is not None:
            self.bends(made[NAME])
        folder = hand_in(made, class_dir, self.name, ASSIGNMENT)
        if self.lays is not None:
            self.lays(folder)
        return folder


def sigmoid_is(body: str) -> dict[str, str]:
    """Return an answer to the sigmoid: its first line is given."""
    indented = "\n".join(f"    {line}" for line in body.strip("\n").split("\n"))
    return {"sigmoid": f"def sigmoid(x):\n{indented}"}
