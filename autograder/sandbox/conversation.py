"""Running cells in the sandbox without Jupyter's protocol: one socket, no waiting.

Plain nbgrader starts a kernel and talks to it as Jupyter does. The runner has hundreds of
submissions to run and uses this instead. The process is forked from the same zygote, has the same
limits and is watched in the same way.
"""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from autograder.sandbox import zygotes
from autograder.sandbox.orders import order_for
from autograder.sandbox.processes import kill
from autograder.sandbox.request import Request
from autograder.sandbox.watching import Watch
from autograder.sandbox.zygotes import SandboxError

MESSAGE_BYTES = 32_000_000  # of one message; more ends the conversation
GRACE = 2.0  # seconds between Ctrl-C and the end of patience


class Ended(Exception):
    """The process has ended, or says what nobody understands."""


class Overdue(Exception):
    """A cell took too long and was interrupted; the next one can run."""


class Unstoppable(Exception):
    """A cell took too long, and could not be interrupted."""


class Conversation:
    """A process in the sandbox that runs cells, as a context manager.

    Parameters
    ----------
    request : Request
        For whom, and within which limits.
    folder : str or Path
        What was submitted; files beside the notebook come along.
    """

    def __init__(self, request: Request, folder: Any) -> None:
        self.request = request
        try:
            self.zygote = zygotes.acquire(sandboxed=request.sandboxed, hidden=request.hidden)
        except OSError as error:
            raise SandboxError(f"The sandbox did not start: {error}.") from error
        try:
            self.end = self.zygote.start_cells(order_for(request, folder, os.environ))
        except BaseException:
            zygotes.release(self.zygote)
            raise
        self.heard = bytearray()
        self.watch = Watch(self.zygote, request)

    def __enter__(self) -> Conversation:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.watch.stop()
        self.end.close()
        zygotes.release(self.zygote)

    def run(self, source: str, seconds: float | None) -> Iterator[dict[str, Any]]:
        """Run one cell, and yield what it shows as messages of Jupyter's form.

        Raises
        ------
        Ended, Overdue, Unstoppable
            If the cell did not come to its end.
        """
        patience = time.monotonic() + seconds if seconds else float("inf")
        try:
            self.end.sendall(json.dumps({"source": source}).encode() + b"\n")
        except OSError:
            raise Ended from None
        overdue = False
        while True:
            message = self._message(patience)
            if message is None and overdue:
                raise Unstoppable
            if message is None:
                overdue, patience = True, time.monotonic() + GRACE
                self.zygote.interrupt()
            elif message["msg_type"] != "done":
                yield message
            elif overdue:
                raise Overdue
            else:
                yield message
                return

    def stop(self, reason: str) -> None:
        """Kill the submission's processes, and keep the reason."""
        self.request.reason = self.request.reason or reason
        kill(self.zygote.processes())

    def _message(self, patience: float) -> dict[str, Any] | None:
        """Return the next message, or None when patience has run out."""
        searched = 0
        while (position := self.heard.find(b"\n", searched)) < 0:
            searched = len(self.heard)
            if searched > MESSAGE_BYTES:
                self.stop(f"it wrote more than {MESSAGE_BYTES / 1e6:g} MB at once")
                raise Ended
            if not self._hear(patience):
                return None
        line = bytes(self.heard[:position])
        del self.heard[: position + 1]
        return _understood(line)

    def _hear(self, patience: float) -> bool:
        """Take in what is said next; False when patience has run out."""
        while True:
            left = patience - time.monotonic()
            if left <= 0:  # also for who never stops talking
                return False
            waiting = [self.end, self.zygote.control]
            ready, _, _ = select.select(waiting, [], [], min(left, 60.0))
            if self.end in ready:
                part = self.end.recv(1 << 18)
                if not part:
                    raise Ended
                self.heard += part
                return True
            if ready and self.zygote.kernel_has_ended():
                raise Ended


def _understood(line: bytes) -> dict[str, Any]:
    """Return a message in the form that Jupyter's clients expect.

    Raises
    ------
    Ended
        If it is none: whoever says that is not to be talked to.
    """
    try:
        data = json.loads(line)
        kind, content = data["msg_type"], data["content"]
        if isinstance(kind, str) and isinstance(content, dict):
            header = {"msg_type": kind}
            return {"msg_type": kind, "header": header, "parent_header": {}, "content": content}
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise Ended
