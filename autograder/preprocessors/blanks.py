"""Student notebooks that run from top to bottom although nothing is filled in."""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

STUB = "raise NotImplementedError()"


class KeepRunning(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes the stub outside functions: it would stop "run all" at the first blank.

    Inside a function the stub stays, and the check calls it "not attempted yet".
    A variable keeps the ``None`` that the author wrote above the blank.
    """

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        """Drop stubs at the beginning of a line."""
        if cell.cell_type == "code":
            cell.source = "\n".join(line for line in cell.source.split("\n") if line != STUB)
        return cell, resources
