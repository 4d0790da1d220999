"""What a process in the sandbox is told when it starts."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.personal import is_personal
from autograder.sandbox.request import Request

PASSED_ON = ["NBGRADER_EXECUTION"]  # of the environment; everything else stays outside
FILES_BYTES = 5_000_000  # of what was submitted beside the notebook
MOST_FILES = 500


@dataclass(frozen=True)
class Order:
    """What a kernel, or a process that runs cells, is told.

    Attributes
    ----------
    env : dict of str to str
        Added to its environment.
    seeds : dict of str to int
        Of the inputs, by exercise; none lets ``check`` decide for itself.
    seconds, cpu_seconds : float, int
        What the probes of one exercise may take, on the clock and of the processor.
    limits : dict of str to int
        Resource limits by their names in `resource`, such as ``CPU``.
    files : dict of str to str
        What was handed in beside the notebook, in base64, by path.
    """

    env: dict[str, str] = field(default_factory=dict)
    seeds: dict[str, int] = field(default_factory=dict)
    seconds: float = 60.0
    cpu_seconds: int = 20
    limits: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


def order_for(request: Request, folder: Any, environment: Mapping[str, str]) -> Order:
    """Return the order for a submission in ``folder``, or for none."""
    return Order(
        env={name: environment[name] for name in PASSED_ON if name in environment},
        seeds=request.seeds,
        seconds=request.limits.answer_seconds,
        cpu_seconds=request.limits.answer_cpu_seconds,
        limits=request.limits.inside() if request.sandboxed else {},
        files=files_beside(folder),
    )


def files_beside(folder: Any) -> dict[str, str]:
    """Return the regular files in ``folder`` that are no notebooks, while they are small.

    The student's progress file stays outside: it is nothing that an answer may need.
    """
    found: dict[str, str] = {}
    left = FILES_BYTES
    for path in sorted(Path(folder).rglob("*")) if folder else []:
        if len(found) == MOST_FILES:
            break
        left_out = path.suffix == ".ipynb" or is_personal(path.name)
        inside = not path.is_symlink() and path.is_file() and not left_out
        if inside and path.stat().st_size <= left and os.access(path, os.R_OK):
            left -= path.stat().st_size
            name = str(path.relative_to(folder))
            found[name] = base64.b64encode(path.read_bytes()).decode("ascii")
    return found
