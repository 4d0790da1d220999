"""Running a submission in the sandbox, whatever it does to its kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade
from traitlets import Bool, Int, Unicode

from autograder.sandbox.request import Limits, Request, running
from autograder.seeds import secret_of, seeds_of

STOPPED = "Stopped"  # the name of the error that is left where a cell was stopped


class SandboxedExecute(Execute):  # type: ignore[misc]
    """nbgrader's Execute, with a kernel in the sandbox and a way to go on when it dies.

    A cell that ends the kernel, or that can't be interrupted, costs only
    itself: the notebook is run once more without it.
    """

    class_dir = Unicode("", help="The class directory; its secret decides the inputs.").tag(
        config=True
    )
    sandboxed = Bool(True, help="Whether the kernel runs in the sandbox.").tag(config=True)
    fatal_cells = Int(
        2, help="How many cells may end the kernel before the rest is given up."
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any, km: Any = None) -> Any:
        """Run all cells; afterwards every cell holds its outputs, or says why it has none."""
        self.skipped: dict[int, str] = {}
        original = [cell.copy() for cell in nb.cells]
        while True:
            self.position = 0
            request = self._request()
            try:
                with running(request):
                    return super().preprocess(nb, resources, km)
            except DeadKernelError:
                self.skipped[self.position] = request.reason or "it ended the process it ran in"
            if len(self.skipped) > self.fatal_cells:
                self._give_up(nb)
                return nb, resources
            nb.cells = [cell.copy() for cell in original]
            self.km = self.kc = None

    def _request(self) -> Request:
        folder = Path(self.class_dir)
        return Request(
            seeds=seeds_of(secret_of(folder)) if self.class_dir else {},
            sandboxed=self.sandboxed,
            hidden=(folder.resolve(),) if self.class_dir else (),
        )

    def _get_timeout(self, cell: Any) -> int | None:
        """Give a check the time that its probes may take; they have a limit of their own."""
        seconds: int | None = super()._get_timeout(cell)
        if seconds is None or cell is None or not is_grade(cell):
            return seconds
        return max(seconds, int(Limits().answer_seconds) + 10)

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        """Run one cell, unless it has ended the kernel before."""
        self.position = index
        if index in self.skipped:
            _say(cell, f"This cell was left out: {self.skipped[index]}.")
            return cell, resources
        return super().preprocess_cell(cell, resources, index)

    def _give_up(self, nb: Any) -> None:
        for index, cell in enumerate(nb.cells):
            if index in self.skipped:
                _say(cell, f"This cell was left out: {self.skipped[index]}.")
            elif index >= self.position and cell.cell_type == "code":
                _say(cell, "This cell was not run: too many cells before it ended the process.")


def _say(cell: Any, text: str) -> None:
    """Leave an error as the cell's only output."""
    if cell.cell_type == "code":
        cell.outputs = [
            new_output("error", ename=STOPPED, evalue=text, traceback=[f"{STOPPED}: {text}"])
        ]
