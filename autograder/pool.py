"""Worker processes on this machine.

Nothing heavy is imported here, so that workers can start while the rest loads.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from typing import Any

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def local_pool(jobs: int) -> Executor:
    """Return local worker processes, forked from a clean process that has the imports.

    One thread of BLAS each: there is a worker for every core, and the sandbox adds up with one.
    """
    os.environ.update(dict.fromkeys(THREADS, "1"))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["autograder.worker", "autograder.preprocessors", "nbgrader.converters"]
    )
    return ProcessPoolExecutor(jobs, context, initializer=end_with_the_runner)


def end_with_the_runner() -> None:
    """Let this worker end when its runner is killed; it would wait for work forever."""
    runner = multiprocessing.parent_process()
    if runner is not None:
        threading.Thread(target=_end_after, args=(runner,), daemon=True).start()


def _end_after(runner: Any) -> None:
    runner.join()
    os._exit(1)  # its zygotes notice, and end, too


def warm_up(sandboxed: bool = True) -> None:
    """Start this worker's zygote before the first submission needs it."""
    from autograder.sandbox import zygotes

    zygotes.release(zygotes.acquire(sandboxed=sandboxed))
