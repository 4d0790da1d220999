"""What lies in the folder that was handed in."""

from __future__ import annotations

import io
import os
import socket
import tarfile
import zipfile
from pathlib import Path

from hostile.shape import NAME, Hostile


def _links_to_gradebook(folder: Path) -> None:
    (folder / "notes.txt").symlink_to(folder.parents[2] / "gradebook.db")


def _notebook_is_link(folder: Path) -> None:
    path = folder / f"{NAME}.ipynb"
    path.unlink()
    path.symlink_to(folder.parents[2] / "source" / folder.name / path.name)


def _folder_is_link(folder: Path) -> None:
    """The student's folder is a link to a classmate's."""
    student = folder.parent
    moved = student.with_name(".moved")
    student.rename(moved)
    for path in sorted(moved.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    moved.rmdir()
    student.symlink_to(student.with_name("aa-honest"))


def _loop(folder: Path) -> None:
    (folder / "loop").symlink_to(folder)


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "data.csv")


def _notebook_is_pipe(folder: Path) -> None:
    (folder / f"{NAME}.ipynb").unlink()
    os.mkfifo(folder / f"{NAME}.ipynb")


def _socket(folder: Path) -> None:
    here = os.getcwd()
    os.chdir(folder)  # the path of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("socket")
    finally:
        os.chdir(here)


def _notebook_is_folder(folder: Path) -> None:
    (folder / f"{NAME}.ipynb").unlink()
    (folder / f"{NAME}.ipynb").mkdir()


def _archives(folder: Path) -> None:
    """Members that climb out, and one that is far larger than it looks."""
    with zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../aa-honest/01_activations/activations.ipynb", "{}")
        archive.writestr("bomb", bytes(50_000_000))
    with tarfile.open(folder / "work.tar", "w") as archive:
        climbing = tarfile.TarInfo("../../../gradebook.db")
        climbing.size = 4
        archive.addfile(climbing, io.BytesIO(b"gone"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(link)


def _modules(folder: Path) -> None:
    """Modules under the names that grading imports."""
    for name in (
        "random",
        "json",
        "numpy",
        "course",
        "mime",
        "answering",
        "cells",
        "select",
        "nbgrader_config",
        "ipython_config",
        "sitecustomize",
        "conftest",
    ):
        text = "raise SystemExit('mine')\n"
        (folder / f"{name}.py").write_text(text, encoding="ascii")


def _names(folder: Path) -> None:
    """Names that are no text, that are long, and that look like options or formulas."""
    for name in (
        b"\xff\xfe\n",
        b"-rf",
        b"=cmd()",
        b"a" * 250,
        "\u202egpj.exe".encode(),
        b"$(id)",
        b"<script>act()</script>".replace(b"/", b"-"),
    ):
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(b"x")


def _many(folder: Path) -> None:
    for k in range(2000):
        (folder / f"{k}.txt").write_text("x", encoding="ascii")


def _deep(folder: Path) -> None:
    inner = folder
    for _ in range(60):
        inner = inner / "deeper"
    inner.mkdir(parents=True)
    (inner / "file").write_text("x", encoding="ascii")


FILES = [
    Hostile(
        "link-to-gradebook",
        "has the gradebook copied",
        lays=_links_to_gradebook,
        points=0.0,
        status="quarantined",
    ),
    Hostile(
        "link-to-solution",
        "hands in the instructor's notebook by a link",
        lays=_notebook_is_link,
        points=0.0,
        status="quarantined",
    ),
    Hostile(
        "link-to-classmate",
        "the whole folder is a link to a classmate's",
        lays=_folder_is_link,
        points=0.0,
        status="quarantined",
    ),
    Hostile(
        "link-to-itself", "a folder without end", lays=_loop, points=0.0, status="quarantined"
    ),
    Hostile(
        "pipe", "whoever reads it waits for ever", lays=_pipe, points=0.0, status="quarantined"
    ),
    Hostile(
        "pipe-as-notebook",
        "the same, in place of the notebook",
        lays=_notebook_is_pipe,
        points=0.0,
        status="quarantined",
    ),
    Hostile(
        "socket-file", "a socket among the files", lays=_socket, points=0.0, status="quarantined"
    ),
    Hostile(
        "folder-as-notebook",
        "a folder in place of the notebook",
        lays=_notebook_is_folder,
        points=0.0,
        status="quarantined",
    ),
    Hostile("archives", "archives that climb out of their folder, and a bomb", lays=_archives),
    Hostile("modules", "modules that shadow what grading imports", lays=_modules),
    Hostile("names", "file names that are no text", lays=_names),
    Hostile("many-files", "thousands of files", lays=_many),
    Hostile("deep-folders", "folders in folders", lays=_deep),
]
