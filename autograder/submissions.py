"""Finding submissions, and reading what students handed in."""

from __future__ import annotations

import hashlib
import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.personal import is_personal

LARGEST = 50_000_000  # bytes of one notebook


class Unreadable(Exception):
    """A submission can't be read; the message is one sentence for the TA and the student."""


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment."""

    class_dir: Path
    assignment: str
    student: str

    @property
    def folder(self) -> Path:
        """Where the student's files are."""
        return self.class_dir / "submitted" / self.student / self.assignment

    def notebooks(self) -> list[str]:
        """Return the names of the notebooks that belong to the assignment."""
        released = self.class_dir / "source" / self.assignment
        return sorted(path.stem for path in released.glob("*.ipynb"))

    def key(self, environment: str) -> str:
        """Return a digest of everything that decides about the grade."""
        digest = hashlib.sha256(environment.encode())
        released = sorted((self.class_dir / "source" / self.assignment).glob("*.ipynb"))
        for path in [*released, *self._files()]:
            digest.update(f"\0{path.name}\0".encode("utf-8", "surrogateescape"))
            if path.is_file() and not path.is_symlink():
                digest.update(_digest(path))
        return digest.hexdigest()

    def _files(self) -> list[Path]:
        """Return what was handed in, without what decides about nothing."""
        return [path for path in sorted(self.folder.rglob("*")) if not is_personal(path.name)]

    def read(self, name: str) -> Any:
        """Read one notebook.

        Raises
        ------
        Unreadable
            If it is no notebook that could be graded.
        """
        return read_notebook(self.folder / f"{name}.ipynb")

    def refuse_bad_timestamp(self) -> None:
        """Raise `Unreadable` if ``timestamp.txt`` holds no time: nbgrader could not record it."""
        from nbgrader.utils import parse_utc

        path = self.folder / "timestamp.txt"
        try:
            text = path.read_text(encoding="utf-8").strip() if path.exists() else ""
            parse_utc(text or None)
        except (ValueError, OverflowError):
            raise Unreadable(
                "timestamp.txt holds no time; write one such as 2026-11-20 12:00:00 UTC into it, "
                "or remove it."
            ) from None

    def refuse_links(self) -> None:
        """Raise `Unreadable` if the folder holds a symbolic link or a device.

        nbgrader would copy what a link points to, such as the gradebook.
        """
        for path in [self.folder.parent, self.folder, *sorted(self.folder.rglob("*"))]:
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise Unreadable(
                    f"{path.name} is a link or a special file; hand in the file itself."
                )


def _digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except (
        PermissionError,
        FileNotFoundError,
    ) as error:  # it is said when the submission is graded
        return str(error.strerror).encode()


def read_notebook(path: Path) -> Any:
    """Read a notebook file, whatever is in it.

    Raises
    ------
    Unreadable
        If it is too large, no JSON, or no notebook of a known format.
    """
    try:
        return _parsed(_text(path), path.name)
    except (PermissionError, FileNotFoundError) as error:
        raise Unreadable(f"{path.name} can't be read: {error.strerror}.") from None


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"{path.name} is larger than {LARGEST // 1_000_000} MB.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not text in UTF-8, so it is no notebook.") from None


def _parsed(text: str, name: str) -> Any:
    if not text.strip():
        raise Unreadable(f"{name} is empty.")
    if "\n<<<<<<< " in text:
        raise Unreadable(f"{name} holds an unresolved merge conflict of git.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(f"{name} is damaged: it is not valid JSON.") from None
    if not isinstance(data, dict) or "nbformat" not in data:
        raise Unreadable(f"{name} is not a notebook.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ids that are missing, which reading mends
            return nbformat.reads(text, as_version=4)
    except Exception as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Unreadable(f"{name} can't be read as a notebook: {said[:150]}") from None


def find(
    class_dir: Path, assignment: str | None = None, student: str | None = None
) -> list[Submission]:
    """Return all submissions of a class, in order; one assignment's or student's if named."""
    known = {path.name for path in (class_dir / "source").glob("*") if path.is_dir()}
    found = [
        Submission(class_dir, folder.name, folder.parent.name)
        for folder in sorted((class_dir / "submitted").glob("*/*"))
        if folder.name in known and (folder.is_dir() or folder.is_symlink())
    ]
    return [
        one
        for one in found
        if assignment in (None, one.assignment) and student in (None, one.student)
    ]
