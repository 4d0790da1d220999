"""Pyodide: the Python of the browser, and the compiled packages that come with it.

``pyodide.json`` lists the part of one release that the course needs, with a checksum for each
file. So the site that a test opened is, byte by byte, the site that is published: either the files
come from the CDN, and the browser compares the checksums, or they are copied from a folder, and
that is done here.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

PINNED = Path(__file__).parent / "pyodide.json"
CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"

# The interpreter itself. What else a distribution holds is in its list of packages.
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")

# The roots: with what these depend on they are all that the course loads from Pyodide.
NEEDED = ("numpy", "scipy", "scikit-learn", "matplotlib", "micropip")


class DistributionError(Exception):
    """Not the distribution that was asked for; the message is one sentence."""


def pinned() -> dict[str, Any]:
    """Return the committed list: ``version``, ``runtime`` (checksums) and ``lock`` (packages).

    Examples
    --------
    >>> sorted(pinned())
    ['lock', 'runtime', 'version']
    """
    content: dict[str, Any] = json.loads(PINNED.read_text(encoding="utf-8"))
    return content


def cdn() -> str:
    """Return the address of the pinned release.

    Examples
    --------
    >>> cdn().startswith("https://")
    True
    """
    return CDN.format(version=pinned()["version"])


def checksums() -> dict[str, str]:
    """Return the SHA-256 of every file that the site needs of the distribution."""
    content = pinned()
    packages = content["lock"]["packages"].values()
    return {**content["runtime"], **{one["file_name"]: one["sha256"] for one in packages}}


def copy(source: Path, target: Path) -> None:
    """Copy what the site needs from a distribution in a folder, each file compared.

    Raises
    ------
    DistributionError
        If a file is missing or another one than was pinned.
    """
    for name, wanted in checksums().items():
        if not (source / name).is_file():
            raise DistributionError(
                f"{source} has no {name}: unpack Pyodide {pinned()['version']} there, "
                "the full distribution."
            )
        if digest(source / name) != wanted:
            raise DistributionError(
                f"{source / name} is not the one of Pyodide {pinned()['version']}."
            )
    target.mkdir(parents=True, exist_ok=True)
    for name in checksums():
        shutil.copyfile(source / name, target / name)


def pin(source: Path) -> dict[str, Any]:
    """Return what ``pyodide.json`` is to say, from a full distribution in a folder."""
    lock = json.loads((source / "pyodide-lock.json").read_text(encoding="utf-8"))
    names = closure(lock["packages"], NEEDED)
    packages = {name: lock["packages"][name] for name in sorted(names)}
    return {
        "version": json.loads((source / "package.json").read_text(encoding="utf-8"))["version"],
        "runtime": {name: digest(source / name) for name in RUNTIME},
        "lock": {"info": lock["info"], "packages": packages},
    }


def closure(packages: dict[str, Any], roots: tuple[str, ...]) -> set[str]:
    """Return the packages that one gets by asking for the roots.

    Examples
    --------
    >>> sorted(closure({"a": {"depends": ["b"]}, "b": {"depends": []}, "c": {}}, ("a",)))
    ['a', 'b']
    """
    found: set[str] = set()
    queue = list(roots)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += packages[name]["depends"]
    return found


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
