"""Notebook files that are not what they should be."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell

from hostile.shape import NAME, Hostile


def _as(content: Callable[[str], bytes]) -> Callable[[Path], None]:
    def lay(folder: Path) -> None:
        path = folder / f"{NAME}.ipynb"
        path.write_bytes(content(path.read_text(encoding="utf-8")))

    return lay


def _changed(change: Callable[[Any], None]) -> Callable[[Path], None]:
    def content(text: str) -> bytes:
        data = json.loads(text)
        change(data)
        return json.dumps(data).encode()

    return _as(content)


def _check(nb: Any, name: str = "sigmoid") -> Any:
    return next(cell for cell in nb.cells if cell.source.strip() == f"check({name})")


def _many_checks(nb: Any) -> None:
    easy = _check(nb, "relu")
    copies = [copy.deepcopy(easy) for _ in range(50)]
    for k, cell in enumerate(copies):
        cell["id"] = f"copy-{k}"
    nb.cells += copies


def _same_ids(data: Any) -> None:
    for cell in data["cells"]:
        cell["id"] = "x"


def _stolen_role(nb: Any) -> None:
    """A cell of the student's in the role of a check, and worth a lot."""
    role = dict(_check(nb).metadata.nbgrader, points=1000, locked=False)
    _check(nb).metadata.nbgrader["grade_id"] = "another"
    cell = new_code_cell("2000.0")
    cell.metadata["nbgrader"] = role
    nb.cells.append(cell)


def _role_swapped(nb: Any) -> None:
    """The check of an exercise not solved in the place of one that is."""
    one, other = _check(nb), _check(nb, "relu")
    one.metadata.nbgrader["grade_id"], other.metadata.nbgrader["grade_id"] = (
        other.metadata.nbgrader["grade_id"],
        one.metadata.nbgrader["grade_id"],
    )


def _check_edited(nb: Any) -> None:
    _check(nb).source = "check(relu, exercise='sigmoid')\n2.0"


def _order_reversed(nb: Any) -> None:
    nb.cells.reverse()


def _deep(data: Any) -> None:
    inner: Any = {}
    for _ in range(300):
        inner = {"deeper": inner}
    data["metadata"]["deep"] = inner


def _cell_types(data: Any) -> None:
    data["cells"][1:1] = [{"cell_type": "code"}, {"cell_type": 5}, [], None, "cell"]


def _kernel(nb: Any) -> None:
    nb.metadata["kernelspec"] = {
        "name": "ir",
        "language": "R",
        "display_name": "R",
        "argv": ["/bin/sh", "-c", "touch /tmp/hostile"],
    }
    nb.metadata["language_info"] = {"name": "R", "pygments_lexer": "<script>"}


def _spoofed(nb: Any) -> None:
    """Outputs as a good submission has them after grading."""
    from nbformat.v4 import new_output

    for cell in nb.cells:
        if cell.cell_type == "code":
            data = {"text/plain": "2.0", "text/html": "<b>Passed</b>"}
            cell.outputs = [new_output("execute_result", data=data, execution_count=1)]
            cell.metadata["nbgrader_score"] = 2.0


def _tags(nb: Any) -> None:
    for cell in nb.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "hide-output", "remove"]


def _extra_cells(nb: Any) -> None:
    nb.cells += [new_code_cell("1") for _ in range(3000)]


def _wide(text: str) -> bytes:
    return text.encode("utf-16")


HELD_UP: dict[str, Any] = {"points": 0.0, "status": "quarantined"}

NOTEBOOKS: list[Hostile] = [
    Hostile("not-utf8", "bytes of another encoding", lays=_as(_wide), **HELD_UP),
    Hostile("not-json", "no notebook", lays=_as(lambda text: b"\x00\x01{"), **HELD_UP),
    Hostile(
        "cut-off", "half a notebook", lays=_as(lambda t: t[: len(t) // 2].encode()), **HELD_UP
    ),
    Hostile(
        "brackets", "nested too deeply to be read", lays=_as(lambda t: b"[" * 10**6), **HELD_UP
    ),
    Hostile(
        "oversized",
        "fifty megabytes and more",
        lays=_as(lambda t: t.encode() + b" " * 50_000_001),
        **HELD_UP,
    ),
    Hostile(
        "huge-number",
        "a number of a million digits",
        lays=_as(lambda t: b'{"nbformat": ' + b"9" * 10**6 + b"}"),
        **HELD_UP,
    ),
    Hostile(
        "future-format", "format 99", lays=_changed(lambda d: d.update(nbformat=99)), **HELD_UP
    ),
    Hostile(
        "cells-no-list",
        "cells that are no list",
        lays=_changed(lambda d: d.update(cells={"a": 1})),
        **HELD_UP,
    ),
    Hostile("odd-cells", "cells that are no cells", lays=_changed(_cell_types), **HELD_UP),
    Hostile(
        "source-no-text",
        "a source that is no text",
        lays=_changed(lambda d: d["cells"][3].update(source={"a": 1})),
        **HELD_UP,
    ),
    Hostile(
        "twice-the-key",
        "two lists of cells in one file",
        lays=_as(lambda t: t.rstrip()[:-1].encode() + b', "cells": []}'),
        points=0.0,
    ),
    Hostile("deep-metadata", "metadata nested deeply", lays=_changed(_deep)),
    Hostile(
        "surrogates",
        "text that is no text",
        lays=_changed(lambda d: d["cells"][0].update(source="\ud800 \udfff")),
    ),
    Hostile("many-checks", "the check of a solved exercise fifty times", bends=_many_checks),
    Hostile("one-id", "all cells have one id", lays=_changed(_same_ids)),
    Hostile(
        "stolen-role", "a cell of one's own as a check worth a thousand points", bends=_stolen_role
    ),
    Hostile(
        "swapped-roles",
        "the checks of two exercises change places",
        bends=_role_swapped,
        points=0.0,
    ),  # as check(relu) then comes before relu
    Hostile("edited-check", "the check itself is rewritten", bends=_check_edited),
    Hostile("reversed", "all cells in reverse order", bends=_order_reversed, points=0.0),
    Hostile("spoofed-outputs", "outputs and metadata of a perfect submission", bends=_spoofed),
    Hostile("tags", "tags that switch grading off", bends=_tags),
    Hostile("wrong-kernel", "another kernel, with a command of its own", bends=_kernel),
    Hostile("three-thousand-cells", "cells without end", bends=_extra_cells),
]
