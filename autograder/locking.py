"""One run at a time: two that grade the same class would write over each other."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.classroom import ClassroomError
from autograder.seeds import FOLDER


@contextmanager
def only_run(class_dir: Path) -> Iterator[None]:
    """Keep other runs away from a class. The lock goes with its process, however that ends.

    Raises
    ------
    ClassroomError
        If another run is at work.
    """
    path = class_dir / FOLDER / "lock"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ClassroomError(
                f"Another run is grading {class_dir}; wait until it has ended, or stop it."
            ) from None
        yield
