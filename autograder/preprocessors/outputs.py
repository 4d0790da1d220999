"""Outputs as a notebook holds them.

nbformat's own ``new_output`` compares each with a JSON Schema, which took a third of the time that
a submission costs outside its sandbox. Here the parts are looked at, one by one.
"""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode, from_dict

PARTS: dict[str, dict[str, type]] = {
    "stream": {"name": str, "text": str},
    "display_data": {"data": dict, "metadata": dict},
    "execute_result": {"data": dict, "metadata": dict},
    "error": {"ename": str, "evalue": str, "traceback": list},
}
JSON = re.compile(r"application/(.*\+)?json")


def output_of(kind: str, content: dict[str, Any]) -> NotebookNode:
    """Return what a kernel's message shows, as an output.

    Raises
    ------
    ValueError
        If the message is of another kind, or a part is missing or is none.

    Examples
    --------
    >>> output_of("stream", {"name": "stdout", "text": "3"})
    {'output_type': 'stream', 'name': 'stdout', 'text': '3'}
    """
    if kind not in PARTS:
        raise ValueError(f"A message of kind {kind!r} shows nothing.")
    parts = {name: content.get(name) for name in PARTS[kind]}
    for name, wanted in PARTS[kind].items():
        if not isinstance(parts[name], wanted):
            raise ValueError(f"A message of kind {kind!r} needs another {name}.")
    _check_inside(parts)
    if kind == "execute_result":
        parts["execution_count"] = count_of(content)
    return from_dict({"output_type": kind, **parts})


def _check_inside(parts: dict[str, Any]) -> None:
    """Complain of what a notebook can't hold."""
    if not _is_text(parts.get("traceback", "")):
        raise ValueError("A traceback is made of lines.")
    for kind, shown in parts.get("data", {}).items():
        if not _is_text(shown) and not JSON.fullmatch(kind):
            raise ValueError(f"What is shown as {kind} must be text.")


def _is_text(value: object) -> bool:
    lines = value if isinstance(value, list) else [value]
    return all(isinstance(line, str) for line in lines)


def count_of(content: dict[str, Any]) -> int | None:
    """Return the number of an execution, if there is one.

    Examples
    --------
    >>> count_of({"execution_count": 3}), count_of({"execution_count": "<b>"}), count_of({})
    (3, None, None)
    """
    value = content.get("execution_count")
    return value if type(value) is int and value >= 0 else None


def error_of(name: str, text: str) -> NotebookNode:
    """Return an error as an output of a cell.

    Examples
    --------
    >>> error_of("Stopped", "It took too long.").traceback
    ['Stopped: It took too long.']
    """
    content = {"ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
    return output_of("error", content)
