"""Unpacking an archive that others have filled.

What is in it is unpacked under names of our own, so nothing that an archive
says can decide where a file is written. Each member that is refused gets a
sentence; the rest is unpacked.
"""

from __future__ import annotations

import contextlib
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.classroom import ClassroomError
from autograder.submissions import LARGEST

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz")
JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints"}
CHUNK = 1 << 20
WORTH_A_RATIO = 10_000_000  # bytes; small files may shrink as much as they like
DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    NotImplementedError,  # a compression that Python does not know
    RuntimeError,
    ValueError,
    OSError,
)


class ArchiveError(ClassroomError):
    """An archive can't be read at all; the message is one sentence."""


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold."""

    file: int = LARGEST  # bytes of one file
    total: int = 4_000_000_000  # bytes of all that is unpacked
    count: int = 50_000
    ratio: int = 200  # of a large file's size to what it takes up in the archive


CLASS, ONE_STUDENT = Limits(), Limits(total=200_000_000, count=2_000)


@dataclass(frozen=True)
class File:
    """One file that was unpacked."""

    name: str  # its path in the archive, with forward slashes
    content: Path
    when: datetime | None = None  # what the archive says of its time


@dataclass
class Unpacked:
    """What became of the members of an archive."""

    files: list[File] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # one sentence each
    others: list[str] = field(default_factory=list)  # names of what was not asked for


@dataclass(frozen=True)
class _Member:
    name: str
    size: int
    open: Callable[[], IO[bytes] | None]
    folder: bool = False
    problem: str = ""
    packed: int | None = None
    when: datetime | None = None


Members = Generator[_Member, None, None]


def is_archive(name: str) -> bool:
    """Whether a file is an archive, by its ending.

    Examples
    --------
    >>> is_archive("Submissions.ZIP"), is_archive("activations.ipynb")
    (True, False)
    """
    return name.lower().endswith(ENDINGS)


def shown(name: str) -> str:
    """Return a name that is safe to print.

    Examples
    --------
    >>> shown("red" + chr(27) + "[31m.ipynb")
    'red?[31m.ipynb'
    """
    plain = "".join(char if char.isprintable() else "?" for char in name)
    return plain if len(plain) <= 120 else f"{plain[:60]}...{plain[-57:]}"


def unpack(
    path: Path, scratch: Path, wanted: Callable[[str], bool], limits: Limits = CLASS
) -> Unpacked:
    """Unpack the wanted files of an archive, or list those of a folder.

    Parameters
    ----------
    path : Path
        A zip or tar archive, or a folder (some browsers unpack what they download).
    scratch : Path
        An empty folder that the files go to, under names of our own.
    wanted : callable
        Says of a name whether that file is to be unpacked.
    limits : Limits, optional
        How much is too much.

    Raises
    ------
    ArchiveError
        If it can't be read.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        with contextlib.closing(_members(path)) as members:
            return _unpacked(members, scratch, wanted, limits)
    except _TooMuch as error:
        raise ArchiveError(f"{shown(path.name)} {error}; nothing of it was collected.") from None
    except DAMAGE as error:
        said = shown(str(error).strip() or type(error).__name__)
        raise ArchiveError(
            f"{shown(path.name)} can't be unpacked ({said}); download it again."
        ) from None


class _TooMuch(Exception):
    """An archive is not worth reading on."""


def _unpacked(
    members: Iterator[_Member], scratch: Path, wanted: Callable[[str], bool], limits: Limits
) -> Unpacked:
    done = Unpacked()
    seen: set[str] = set()
    left = limits.total
    for number, member in enumerate(members):
        if number >= limits.count:
            raise _TooMuch(f"holds more than {limits.count} files")
        if _is_junk(member.name):
            continue
        problem = _problem(member, seen)
        seen.add(member.name)
        if not problem and (member.folder or not wanted(member.name)):
            done.others += [] if member.folder else [member.name]
            continue
        target = scratch / str(number)
        problem = problem or _too_large(member, limits, left) or _copy(member, target, limits.file)
        if problem:
            done.refused.append(f"{shown(member.name)} {problem}; it was refused.")
        else:
            left -= member.size
            done.files.append(File(member.name, target, member.when))
    return done


def _is_junk(name: str) -> bool:
    """Whether a file was made by a file manager or by Jupyter, not by a student."""
    parts = PurePosixPath(name).parts
    return not JUNK.isdisjoint(parts) or bool(parts and parts[-1].startswith("._"))


def _problem(member: _Member, seen: set[str]) -> str:
    """Return what is wrong with a member, to go after its name, or nothing."""
    name = member.name
    if not name.strip("/ ") or any(unicodedata.category(char) == "Cc" for char in name):
        return "has no name, or control characters in it"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "has an absolute path"
    if ".." in PurePosixPath(name).parts:
        return "would be unpacked outside its folder"
    if member.problem:
        return member.problem
    if member.folder:
        return "is a folder, not a notebook" if name.rstrip("/").endswith(".ipynb") else ""
    return "is in the archive a second time" if name in seen else ""


def _too_large(member: _Member, limits: Limits, left: int) -> str:
    size = f"{member.size / 1e6:.0f} MB"
    if member.size > limits.file:
        return f"would unpack to {size}"
    if member.size > left:
        return f"is more than is unpacked of one archive ({limits.total / 1e6:.0f} MB)"
    suspicious = member.packed is not None and member.size > limits.ratio * member.packed
    if suspicious and member.size > WORTH_A_RATIO:
        return f"would unpack to {size}, more than {limits.ratio} times its size in the archive"
    return ""


def _copy(member: _Member, target: Path, most: int) -> str:
    """Unpack one file, and return what went wrong or nothing."""
    problem, written = "", 0
    with target.open("wb") as file:
        try:
            for chunk in _chunks(member):
                written += file.write(chunk)
                if written > most:  # an archive need not tell the truth about sizes
                    problem = "is larger than the archive says"
                    break
        except _Damaged:
            problem = "is damaged in the archive"
    if problem:
        target.unlink()
    return problem


class _Damaged(Exception):
    """A file can't be unpacked."""


def _chunks(member: _Member) -> Iterator[bytes]:
    try:
        source = member.open()
        if source is not None:
            with source:
                while chunk := source.read(CHUNK):
                    yield chunk
    except DAMAGE as error:
        raise _Damaged from error


def _members(path: Path) -> Members:
    if path.is_dir():
        return _folder_members(path)
    if not path.is_file():
        raise ArchiveError(f"There is no file {shown(str(path))}.")
    return _zip_members(path) if path.name.lower().endswith(".zip") else _tar_members(path)


def _folder_members(path: Path) -> Members:
    for found in sorted(path.rglob("*")):
        info = found.lstat()
        yield _Member(
            unicodedata.normalize("NFC", found.relative_to(path).as_posix()),
            info.st_size,
            lambda found=found: found.open("rb"),  # type: ignore[misc]
            folder=stat.S_ISDIR(info.st_mode),
            problem=_kind_problem(info.st_mode),
            when=datetime.fromtimestamp(info.st_mtime),
        )


def _zip_members(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            encrypted = "is encrypted" if info.flag_bits & 0x1 else ""
            yield _Member(
                _zip_name(info),
                info.file_size,
                lambda info=info: archive.open(info),  # type: ignore[misc]
                folder=info.is_dir(),
                problem=_kind_problem(info.external_attr >> 16) or encrypted,
                packed=info.compress_size,
                when=_date(info),
            )


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; some programs write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _date(info: zipfile.ZipInfo) -> datetime | None:
    with contextlib.suppress(ValueError):
        return datetime(*info.date_time)
    return None


def _tar_members(path: Path) -> Members:
    kind = "r:" if path.name.lower().endswith(".tar") else "r:gz"
    with tarfile.open(path, kind) as archive:  # type: ignore[call-overload]
        passed = 0
        for info in archive:
            passed += info.size  # in order to skip a file, all of it has to be decompressed
            if passed > CLASS.total:
                raise _TooMuch(f"unpacks to more than {CLASS.total / 1e9:.0f} GB")
            yield _Member(
                unicodedata.normalize("NFC", info.name.replace("\\", "/")),
                info.size,
                lambda info=info: archive.extractfile(info),  # type: ignore[misc]
                folder=info.isdir(),
                problem=_tar_problem(info),
                when=datetime.fromtimestamp(info.mtime),
            )


def _tar_problem(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return "is a link"
    return "" if (info.isreg() and not info.issparse()) or info.isdir() else "is no plain file"


def _kind_problem(mode: int) -> str:
    """Return what is wrong with a file of this Unix mode; archives may leave the kind out."""
    if stat.S_ISLNK(mode):
        return "is a link"
    return "" if stat.S_IFMT(mode) in (0, stat.S_IFREG, stat.S_IFDIR) else "is no plain file"
