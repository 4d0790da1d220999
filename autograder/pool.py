"""Worker processes on this machine.

Nothing heavy is imported here, so that workers can start while the rest loads.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor


def local_pool(jobs: int) -> Executor:
    """Return local worker processes, forked from a clean process that has the imports."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["autograder.worker", "autograder.preprocessors", "nbgrader.converters"]
    )
    return ProcessPoolExecutor(max_workers=jobs, mp_context=context)


def warm_up(sandboxed: bool = True) -> None:
    """Start this worker's zygote before the first submission needs it."""
    from autograder.sandbox import zygotes

    zygotes.release(zygotes.acquire(sandboxed=sandboxed))
