"""The secret of a class, and the seeds drawn from it.

All students of a class get the same inputs, the same again in a regrade, and
nobody knows them beforehand.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import course.exercises as catalogue
from course.exercises import Exercise

FOLDER = ".autograder"


def secret_of(class_dir: Path) -> bytes:
    """Return the secret of a class directory; the first call creates it."""
    path = class_dir / FOLDER / "secret"
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            os.link(draft, path)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def seed_of(secret: bytes, exercise: Exercise) -> int:
    """Return the seed of one exercise in its present version.

    Examples
    --------
    >>> seed_of(b"a", catalogue.get("relu")) == seed_of(b"b", catalogue.get("relu"))
    False
    """
    text = f"{exercise.name}/{exercise.version}".encode()
    return int.from_bytes(hmac.new(secret, text, hashlib.sha256).digest()[:7], "big")


def seeds_of(secret: bytes, exercises: Iterable[Exercise] | None = None) -> dict[str, int]:
    """Return the seeds of exercises, by default of all, by name."""
    chosen = catalogue.all() if exercises is None else exercises
    return {exercise.name: seed_of(secret, exercise) for exercise in chosen}
