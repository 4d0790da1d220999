"""Run a notebook's cells and tell what its checks said: ``python -m course.running NOTEBOOK``.

This runs in a process of its own, started by ``course check``. It writes one
line of JSON as each cell begins and for each check; whatever the cells print is dropped.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHECK = re.compile(r"\bcheck(?:_best)?\((.*)\)", re.DOTALL)


class NotebookError(Exception):
    """Not a notebook that could be run; the message is one sentence."""


def code_cells(path: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook file.

    Raises
    ------
    NotebookError
        If the file can't be read or is no notebook.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8-sig"))
        cells = notebook["cells"]
        return [dict(cell) for cell in cells if cell["cell_type"] == "code"]
    except FileNotFoundError:
        raise NotebookError(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise NotebookError(f"{path} is a folder; name a notebook in it.") from None
    except OSError as error:
        raise NotebookError(
            f"{path} can't be read: {error.strerror}; copy it to a folder of your own."
        ) from None
    except (ValueError, TypeError, LookupError, RecursionError):
        raise NotebookError(
            f"{path} is damaged, or is no Jupyter notebook; move it away, and get it anew with: "
            "course start"
        ) from None


def source_of(cell: dict[str, Any]) -> str:
    r"""Return a cell's code, which the format allows to be text or a list of lines.

    Examples
    --------
    >>> source_of({"source": ["a = 1\n", "a"]})
    'a = 1\na'
    """
    return "".join(cell.get("source", ""))


def run(path: Path) -> Iterator[dict[str, Any]]:
    """Run all code cells from top to bottom, and yield what is to be told."""
    shell = _shell()
    for number, cell in enumerate(code_cells(path), start=1):
        yield {"cell": number}
        source = source_of(cell)
        result = shell.run_cell(source, store_history=True)
        found = _told(result, cell, source)
        if found is not None:
            yield found
    yield {"end": True}


def _shell() -> Any:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    return InteractiveShell.instance(config=config)


def _told(result: Any, cell: dict[str, Any], source: str) -> dict[str, Any] | None:
    """Return a check's verdict in plain words, or why there is none."""
    from course.judging.verdict import Verdict

    value = result.result
    if isinstance(value, Verdict):
        said = "" if value.passed else value.message
        return _line(value.exercise, value.points, value.max_points, value.headline, said)
    role = cell.get("metadata", {}).get("nbgrader", {})
    asked = CHECK.search(source)
    if not (role.get("grade") and asked) or (result.success and value is not None):
        return None
    error = result.error_before_exec or result.error_in_exec
    said = f"{type(error).__name__}: {error}" if error else "the check's verdict is not shown"
    return _line(asked[1].split(",")[0], 0.0, role.get("points", 0), "could not be checked", said)


def _line(name: str, points: float, most: float, headline: str, said: str) -> dict[str, Any]:
    return {"name": name, "points": points, "most": most, "headline": headline, "said": said}


def main() -> None:
    """Run the notebook named on the command line; tell on the stdout that this process had."""
    from course.learning import recording

    recording.ask()  # as in the notebook's own kernel
    telling = io.TextIOWrapper(os.fdopen(os.dup(1), "wb"), encoding="utf-8", line_buffering=True)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    for told in run(Path(sys.argv[1])):
        telling.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
