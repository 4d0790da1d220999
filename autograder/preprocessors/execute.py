"""Running a submission in the sandbox, whatever it does to its kernel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader.preprocessors import Execute
from traitlets import Bool, Int, Unicode

import course.exercises as catalogue
from autograder.gradecells import all_asked, is_check
from autograder.preprocessors.outputs import error_of
from autograder.sandbox.request import Limits, Request, running
from autograder.seeds import secret_of, seeds_of

STOPPED = "Stopped"  # the name of the error that is left where a cell was stopped
SHOWN = {"stream", "display_data", "execute_result", "error", "update_display_data"}
CELL_BYTES = 2_000_000  # of output that is kept of one cell
ANSWER_BYTES = 30_000_000  # of one grade cell, before the judge replaces it
ALL_BYTES = 100_000_000  # of a notebook; more stops its kernel
CUT = "\n(The rest of the output was left out.)\n"


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
        self.exercises = all_asked(nb.cells)
        original = [cell.copy() for cell in nb.cells]
        while True:
            self.position, self.written = 0, 0
            request = self._request()
            try:
                self.run_once(nb, resources, km, request)
                return nb, resources
            except DeadKernelError:
                self.skipped[self.position] = request.reason or "it ended the process it ran in"
            except CellTimeoutError:
                self.skipped[self.position] = request.reason or "it could not be stopped in time"
            if len(self.skipped) > self.fatal_cells:
                self._give_up(nb)
                return nb, resources
            nb.cells = [cell.copy() for cell in original]
            self.km = self.kc = None

    def run_once(self, nb: Any, resources: Any, km: Any, request: Request) -> None:
        """Run all cells in one kernel."""
        with running(request):
            super().preprocess(nb, resources, km)

    def stop(self, reason: str) -> None:
        """Kill the kernel, and all that it started."""
        manager: Any = self.km
        manager.provisioner.stop(reason)

    def _request(self) -> Request:
        folder = Path(self.class_dir)
        # A submission may show all it knows: nothing of later assignments is told to it.
        asked = map(catalogue.get, sorted(self.exercises))
        return Request(
            seeds=seeds_of(secret_of(folder), asked) if self.class_dir else {},
            sandboxed=self.sandboxed,
            hidden=(folder.resolve(),) if self.class_dir else (),
        )

    def _get_timeout(self, cell: Any) -> int | None:
        """Give a check the time that its probes may take; they have a limit of their own."""
        seconds: int | None = super()._get_timeout(cell)
        if seconds is None or cell is None or not is_check(cell):
            return seconds
        return max(seconds, int(Limits().answer_seconds) + 10)

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        """Run one cell, unless it has ended the kernel before."""
        self.position, self.room = index, ANSWER_BYTES if is_check(cell) else CELL_BYTES
        if index in self.skipped:
            _say(cell, f"This cell was left out: {self.skipped[index]}.")
            return cell, resources
        return super().preprocess_cell(cell, resources, index)

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        """Take in one message of the kernel, while there is room for what it shows."""
        if msg["msg_type"] not in SHOWN:
            return super().process_message(msg, cell, cell_index)
        size = _size(msg["content"])
        self.written += size
        if self.written > ALL_BYTES:
            self.stop(f"it wrote more than {ALL_BYTES / 1e6:g} MB of output")
        if self.room <= 0:
            return None
        if size > self.room:
            msg = _as_stream(msg, self.room)
        self.room -= size
        return super().process_message(msg, cell, cell_index)

    def _give_up(self, nb: Any) -> None:
        for index, cell in enumerate(nb.cells):
            if index in self.skipped:
                _say(cell, f"This cell was left out: {self.skipped[index]}.")
            elif index >= self.position and cell.cell_type == "code":
                _say(cell, "This cell was not run: too many cells before it ended the process.")


def _size(content: Any) -> int:
    text = content.get("text")
    return len(text) if isinstance(text, str) else len(json.dumps(content, default=str))


def _as_stream(msg: Any, size: int) -> Any:
    """Return a message of what fits of another; nbformat looks for the kind in the header."""
    header = {**msg["header"], "msg_type": "stream"}
    content = _beginning(msg["content"], size)
    return {**msg, "msg_type": "stream", "header": header, "content": content}


def _beginning(content: Any, size: int) -> Any:
    """Return a stream of what fits of a printed text; nothing fits of a picture."""
    text = content.get("text")
    return {"name": "stdout", "text": (text[:size] if isinstance(text, str) else "") + CUT}


def _say(cell: Any, text: str) -> None:
    """Leave an error as the cell's only output."""
    if cell.cell_type == "code":
        cell.outputs = [error_of(STOPPED, text)]
