"""Running a submission as the runner does: in the same sandbox, without Jupyter's protocol."""

from __future__ import annotations

import json
from typing import Any

from nbclient.client import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from autograder.preprocessors.execute import SHOWN, SandboxedExecute
from autograder.preprocessors.outputs import count_of, output_of
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
            cell.execution_count = count_of(message["content"])
        except Overdue:
            cell.outputs.append(output_of("error", self.error_on_timeout))
        except Unstoppable:
            raise CellTimeoutError("It could not be interrupted.") from None
        except Ended:
            raise DeadKernelError("The process has ended.") from None
        return cell

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        """Take in one message; one that lacks what belongs in it leaves nothing."""
        content = msg["content"]
        transient = content.get("transient")
        name = transient.get("display_id") if isinstance(transient, dict) else None
        content["transient"] = {"display_id": name} if isinstance(name, str) else {}
        content["execution_count"] = count_of(content)
        try:
            if msg["msg_type"] == "update_display_data":
                output_of("display_data", content)
                self._make_room(name, content)
            return super().process_message(msg, cell, cell_index)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def _make_room(self, name: Any, content: Any) -> None:
        """Count a new picture as often as there are outputs that it takes the place of."""
        places = self._display_id_map.get(name, {}) if isinstance(name, str) else {}
        self.room -= len(json.dumps(content)) * max(0, sum(map(len, places.values())) - 1)
        if self.room < 0:
            raise ValueError("There is no room for so many copies.")

    def output(self, outs: list[Any], msg: Any, display_id: str | None, cell_index: int) -> None:
        """Add what a message shows; one that can't be shown leaves nothing."""
        try:
            out = output_of(msg["msg_type"], msg["content"])
        except ValueError:
            return
        if self.clear_before_next_output:
            self.clear_output_now(outs, cell_index)
        if display_id and "data" in out:
            self._display_id_map.setdefault(display_id, {}).setdefault(cell_index, []).append(
                len(outs)
            )
        outs.append(out)

    def clear_output_now(self, outs: list[Any], cell_index: int) -> None:
        """Forget what a cell has shown so far."""
        outs.clear()
        self.clear_display_id_mapping(cell_index)
        self.clear_before_next_output = False

    def stop(self, reason: str) -> None:
        """Kill what runs."""
        self.conversation.stop(reason)
