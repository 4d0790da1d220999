"""Grading one submission: mend it, run it in the sandbox, judge it.

This runs in worker processes, several at a time. Nothing is recorded here.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat.v4.rwbase import strip_transient
from traitlets.config import Config

from autograder.building import class_config
from autograder.released import Released
from autograder.sandbox.zygotes import SandboxError
from autograder.settings import RUN
from autograder.submissions import Submission, Unreadable
from autograder.trouble import of_the_machine
from course.judging.verdict import Verdict


@dataclass(frozen=True)
class Result:
    """What became of one submission."""

    submission: Submission
    status: str  # "graded" or "quarantined"
    reason: str = ""
    notebooks: dict[str, str] = field(default_factory=dict)  # executed and judged, as JSON
    verdicts: tuple[Verdict, ...] = ()
    seconds: float = 0.0


Rows = dict[str, Released]  # what the gradebook knows of the notebooks of an assignment


def grade(submission: Submission, sandboxed: bool = True, rows: Rows | None = None) -> Result:
    """Grade one submission; whatever is wrong with it, there is a result.

    Parameters
    ----------
    submission : Submission
        Whose files are read.
    sandboxed : bool
        False runs it without protection.
    rows : dict of str to Released, optional
        What the gradebook knows of the assignment's notebooks; without it, the gradebook is asked.

    Raises
    ------
    SandboxError
        If no sandbox can be had. That is nobody's fault who handed in work.
    OSError
        If the machine is in trouble, such as by a full disk.
    """
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    begin = time.monotonic()
    try:
        submission.refuse_links()
        submission.refuse_bad_timestamp()
        done = _grade_notebooks(submission, sandboxed, rows or {})
    except Unreadable as error:
        return Result(submission, "quarantined", str(error))
    except SandboxError:
        raise
    except Exception as error:
        if of_the_machine(error):
            raise
        said = str(error).strip().splitlines() or [type(error).__name__]
        return Result(submission, "quarantined", f"It could not be graded: {said[-1][:200]}")
    notebooks, verdicts, reason = done
    seconds = time.monotonic() - begin
    return Result(submission, "graded", reason, notebooks, tuple(verdicts), seconds)


def _grade_notebooks(
    submission: Submission, sandboxed: bool, rows: Rows
) -> tuple[dict[str, str], list[Verdict], str]:
    """Grade every notebook that can be read; complain only if none can."""
    notebooks: dict[str, str] = {}
    verdicts: list[Verdict] = []
    problems: list[str] = []
    for name in submission.notebooks():
        try:
            if not (submission.folder / f"{name}.ipynb").is_file():
                raise Unreadable(f"{name}.ipynb was not handed in.")
            nb = submission.read(name)
            nb, resources = _run_chain(submission, name, nb, sandboxed, rows.get(name))
        except Unreadable as error:
            problems.append(str(error))
            continue
        notebooks[name] = _text_of(nb)
        verdicts += resources["verdicts"]
    if not notebooks:
        raise Unreadable(" ".join(problems + _others(submission)))
    return notebooks, verdicts, " ".join(problems)


def _text_of(nb: Any) -> str:
    """Return a notebook as text; half a character (a lone surrogate) could not be written.

    Unlike nbformat's, it is all on one line: that is five times as fast to write.
    """
    text = json.dumps(strip_transient(nb), ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def _others(submission: Submission) -> list[str]:
    names = sorted(p.name for p in submission.folder.glob("*.ipynb"))
    unknown = [name for name in names if Path(name).stem not in submission.notebooks()]
    return [f"The folder holds {', '.join(unknown)[:200]} instead."] if unknown else []


def _run_chain(
    submission: Submission, name: str, nb: Any, sandboxed: bool, row: Released | None
) -> tuple[Any, Any]:
    """Put a notebook through nbgrader's preprocessors, and ours, up to the verdicts."""
    config = class_config(submission.class_dir)
    config.DirectExecute.sandboxed = sandboxed
    resources: dict[str, Any] = {
        "metadata": {"path": str(submission.folder)},
        "nbgrader": {
            "student": submission.student,
            "assignment": submission.assignment,
            "notebook": name,
            "db_url": config.CourseDirectory.db_url,
        },
        "verdicts": [],
        "released": row,
    }
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    for preprocessor in RUN:
        nb, resources = _made(preprocessor, config)(nb, resources)
    return nb, resources


def _made(dotted: str, config: Config) -> Any:
    module, name = dotted.rsplit(".", 1)
    made = getattr(importlib.import_module(module), name)(config=config)
    made.log.setLevel(logging.CRITICAL)
    made.enabled = True
    return made


def environment(secret: bytes, gradebook: str = "") -> str:
    """Return a text that changes when the same work could get another grade, or be elsewhere."""
    import course
    from autograder.seeds import seeds_of

    where = [gradebook] if gradebook else []
    return json.dumps([course.__version__, seeds_of(secret), *where], sort_keys=True)
