"""Running a notebook's cells one after the other, with one socket between them and the runner.

A kernel that speaks Jupyter's protocol needs five sockets, three threads and a second of waiting.
The runner needs none of that: it sends a cell as a line of JSON and reads what the cell shows,
message by message in the form of Jupyter's own, up to the one that says ``done``.
"""

from __future__ import annotations

import base64
import builtins
import io
import json
import signal
import socket
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

FULL = 1 << 14  # characters of printed text that are sent at once


class Wire:
    """The way out of the sandbox: every message is a line of JSON."""

    def __init__(self) -> None:
        self.end: socket.socket | None = None
        self.printed: list[str] = []
        self.name = "stdout"  # of the stream that was printed to last
        self.size = 0

    def send(self, kind: str, **content: Any) -> None:
        """Send one message, after what was printed before it."""
        self.flush()
        self._send(kind, content)

    def print(self, name: str, text: str) -> None:
        """Keep printed text until there is more of it, or something else to send."""
        if not text:
            return
        if name != self.name:
            self.flush()
            self.name = name
        self.printed.append(text)
        self.size += len(text)
        if self.size > FULL:
            self.flush()

    def flush(self) -> None:
        """Send what was printed."""
        if self.printed:
            text, self.printed, self.size = "".join(self.printed), [], 0
            self._send("stream", {"name": self.name, "text": text})

    def _send(self, kind: str, content: dict[str, Any]) -> None:
        if self.end is not None:
            line = json.dumps({"msg_type": kind, "content": content}, default=as_text)
            self.end.sendall(line.encode("utf-8", "replace") + b"\n")


def as_text(value: Any) -> str:
    """Return what JSON has no form for as text: pictures in base64, anything else by its repr."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return repr(value)


wire = Wire()


class Printed(io.TextIOBase):
    """Standard output, or standard error, of the cells."""

    encoding = "utf-8"  # some libraries ask for it

    def __init__(self, name: str) -> None:
        self.stream = name

    def writable(self) -> bool:
        """Whether one can print here."""
        return True

    def write(self, text: str) -> int:
        """Pass the text on."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        wire.print(self.stream, text)
        return len(text)

    def flush(self) -> None:
        """Keep the text where it is: it is sent with what comes next."""


class Result(DisplayHook):  # type: ignore[misc]
    """The value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """Write nothing: the number is part of the message."""

    def finish_displayhook(self) -> None:
        """Write nothing after it, either."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Send the value in all its forms."""
        wire.send(
            "execute_result",
            data=format_dict,
            metadata=md_dict,
            execution_count=self.prompt_count,
        )


class Displayed(DisplayPublisher):  # type: ignore[misc]
    """What a cell displays."""

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **kwargs: Any,
    ) -> None:
        """Send a display, or a new state of an earlier one."""
        kind = "update_display_data" if update else "display_data"
        wire.send(kind, data=data, metadata=metadata or {}, transient=transient or {})

    def clear_output(self, wait: bool = False) -> None:
        """Ask for the cell's outputs to be dropped."""
        wire.send("clear_output", wait=wait)


class Shell(InteractiveShell):  # type: ignore[misc]
    """IPython without a terminal, and without a front end."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        try:
            text = str(evalue)
        except Exception:  # the exception's class is the student's
            text = ""
        wire.send("error", ename=str(etype.__name__), evalue=text, traceback=stb)

    def ask_exit(self) -> None:
        """End the process, as ``exit()`` does in a kernel."""
        raise SystemExit


def no_input(prompt: object = "") -> str:
    """Refuse: nobody is there to type."""
    raise StdinNotImplementedError("input was called, but nobody can answer while grading")


def make_shell() -> Shell:
    """Return the shell, made in the zygote so that every fork has it ready."""
    nothing_kept = Config({"HistoryManager": {"enabled": False}})
    shell: Shell = Shell.instance(
        config=nothing_kept, displayhook_class=Result, display_pub_class=Displayed
    )
    return shell


def serve(shell: Shell, end: socket.socket) -> None:
    """Run cells until the other end of the socket is closed."""
    wire.end = end
    sys.stdout, sys.stderr = Printed("stdout"), Printed("stderr")
    builtins.input = no_input
    with end.makefile("rb") as lines:
        for line in lines:
            source = json.loads(line)["source"]
            signal.signal(signal.SIGINT, signal.default_int_handler)
            shell.run_cell(source, store_history=True)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            wire.send("done", execution_count=shell.execution_count - 1)
