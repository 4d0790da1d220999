"""The list by which the browser's Python finds its packages: ``pyodide-lock.json``.

It stands beside the wheels of the site, and its addresses begin there: a wheel of the site is its
name, a compiled package lies in the distribution beside it or at the CDN. The course is a package
like any other, so that a notebook's ``from course import ...`` finds it.
"""

from __future__ import annotations

import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from site_building import distribution

# What ipywidgets asks for and a browser does not need: files of a Jupyter server.
NOT_NEEDED = {"jupyterlab-widgets", "widgetsnbextension"}

# Loaded while Python starts, all at once: the kernel, and what no cell of a notebook imports by
# name. The rest of the list follows from these.
PRELOADED = (
    "delta-course",
    "ipykernel",
    "ipython",
    "jedi",
    "micropip",
    "piplite",
    "pyodide-kernel",
)

BROWSER = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "sys_platform": "emscripten",
}


def lock(wheels: list[Path], base: str) -> dict[str, Any]:
    """Return the list of all packages.

    Parameters
    ----------
    wheels : list of Path
        What lies beside the list itself.
    base : str
        Where the distribution is, seen from the list; it ends in a slash.

    Raises
    ------
    LookupError
        If a package is asked for that nobody brings.
    """
    whole: dict[str, Any] = distribution.pinned()["lock"]
    packages = whole["packages"]
    for package in packages.values():
        package["file_name"] = base + package["file_name"]
    found = [entry(wheel, whole["info"]["python"]) for wheel in wheels]
    packages.update({one["name"]: one for one in found})
    missing = {name for one in packages.values() for name in one["depends"]} - set(packages)
    if missing:
        raise LookupError(f"Add to FROM_PYPI in site_building/wheels.py: {sorted(missing)}.")
    return whole


def entry(wheel: Path, python: str) -> dict[str, Any]:
    """Return what the list says of a wheel of pure Python."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        place = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(place).decode("utf-8"))
    return {
        "name": canonicalize_name(metadata["Name"]),
        "version": metadata["Version"],
        "file_name": wheel.name,
        "sha256": distribution.digest(wheel),
        "package_type": "package",
        "install_dir": "site",
        "imports": imports(names),
        "depends": sorted(set(depends(metadata, python)) - NOT_NEEDED),
        "unvendored_tests": False,
    }


def imports(names: list[str]) -> list[str]:
    """Return what can be imported of a wheel with these files.

    Examples
    --------
    >>> imports(["six.py", "a/__init__.py", "a/b.py", "a-1.dist-info/METADATA"])
    ['a', 'six']
    """
    tops = {name.split("/")[0].removesuffix(".py") for name in names if name.endswith(".py")}
    return sorted(top for top in tops if top.isidentifier())


def depends(metadata: Message, python: str) -> list[str]:
    """Return the packages that this one needs in a browser.

    Examples
    --------
    >>> metadata = Message()
    >>> metadata["Requires-Dist"] = "numpy>=2"
    >>> metadata["Requires-Dist"] = "pexpect; sys_platform != 'emscripten'"
    >>> depends(metadata, "3.14.0")
    ['numpy']
    """
    version = {"python_version": python.rpartition(".")[0], "python_full_version": python}
    where = {**BROWSER, **version, "extra": ""}
    needs = [Requirement(text) for text in metadata.get_all("Requires-Dist") or []]
    return [
        canonicalize_name(need.name)
        for need in needs
        if need.marker is None or need.marker.evaluate(where)
    ]


def preloaded(whole: dict[str, Any]) -> list[str]:
    """Return what is fetched while Python starts: everything, as the course needs nearly all."""
    return sorted(distribution.closure(whole["packages"], PRELOADED))
