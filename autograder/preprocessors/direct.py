"""Running a submission as the runner does: in the same sandbox, without Jupyter's protocol."""

from __future__ import annotations

from typing import Any

from nbclient.client import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output

from autograder.preprocessors.execute import SHOWN, SandboxedExecute
from autograder.sandbox.conversation import Conversation, Ended, Overdue, Unstoppable
from autograder.sandbox.request import Request

PASSED_ON = SHOWN | {"clear_output"}


class DirectExecute(SandboxedExecute):
    """`SandboxedExecute` for many submissions: what is shown is the same, waiting is not."""

    def run_once(self, nb: Any, resources: Any, km: Any, request: Request) -> None:
        """Run all cells in one process."""
        NotebookClient.__init__(self, nb)
        self.reset_execution_trackers()
        folder = resources["metadata"]["path"]
        with Conversation(request, folder) as self.conversation:
            for index, cell in enumerate(nb.cells):
                self.preprocess_cell(cell, resources, index)

    def execute_cell(
        self,
        cell: Any,
        cell_index: int,
        execution_count: int | None = None,
        store_history: bool = True,
    ) -> Any:
        """Run one cell, and give it its outputs."""
        if cell.cell_type != "code" or not cell.source.strip():
            return cell
        cell.outputs, self.clear_before_next_output = [], False
        try:
            for message in self.conversation.run(cell.source, self._get_timeout(cell)):
                if message["msg_type"] in PASSED_ON:
                    self.process_message(message, cell, cell_index)
            cell.execution_count = message["content"].get("execution_count")
        except Overdue:
            cell.outputs.append(new_output("error", **self.error_on_timeout))
        except Unstoppable:
            raise CellTimeoutError("It could not be interrupted.") from None
        except Ended:
            raise DeadKernelError("The process has ended.") from None
        return cell

    def stop(self, reason: str) -> None:
        """Kill what runs."""
        self.conversation.stop(reason)
