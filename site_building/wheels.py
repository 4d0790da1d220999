"""The packages that Pyodide does not bring: the course itself, and pure Python from PyPI.

The packages from PyPI are those of ``requirements/site.txt``, so the versions and hashes are the
ones that everybody else has on their computer.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements" / "site.txt"

# What the kernel and the interactives need of PyPI. `site_building.locking` stops if one that
# these depend on is missing here.
FROM_PYPI = (
    "anywidget",
    "asttokens",
    "comm",
    "executing",
    "ipython",
    "ipython-pygments-lexers",
    "ipywidgets",
    "jedi",
    "matplotlib-inline",
    "parso",
    "prompt-toolkit",
    "psygnal",
    "pure-eval",
    "pygments",
    "stack-data",
    "traitlets",
    "typing-extensions",
    "wcwidth",
)

# Of the course, what has no place in a browser: the command line, a server's extension, solutions.
NOT_IN_A_BROWSER = (
    "_notebooks",
    "_solutions",
    "cli.py",
    "commands",
    "doctor.py",
    "doctoring",
    "server.py",
    "server_config",
    "solutions.py",
    "worked.py",
)
COURSE_NEEDS = ("numpy", "scipy", "scikit-learn", "matplotlib", "anywidget", "ipywidgets")


def download(folder: Path) -> list[Path]:
    """Fetch the packages from PyPI as wheels, and return their paths."""
    wanted = folder / "browser.txt"
    folder.mkdir(parents=True, exist_ok=True)
    pinned = list(pins(REQUIREMENTS.read_text(encoding="utf-8"), FROM_PYPI))
    wanted.write_text("\n".join(pinned) + "\n")
    command = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", str(folder)]
    command += ["--platform", "any", "--implementation", "py", "--abi", "none"]  # pure Python
    subprocess.run([*command, "-r", str(wanted)], check=True)
    return matching(folder, pinned)


def matching(folder: Path, pinned: list[str]) -> list[Path]:
    """Return the wheels of a folder that are pinned, and not what an earlier build left there."""
    asked = {pin.split()[0] for pin in pinned}
    found = []
    for path in sorted(folder.glob("*.whl")):
        name, version, _, _ = parse_wheel_filename(path.name)
        if f"{canonicalize_name(name)}=={version}" in asked:
            found.append(path)
    return found


def pins(requirements: str, names: tuple[str, ...]) -> Iterator[str]:
    r"""Yield the entries of these names in a requirements file, hashes included.

    Conditions are left out: they speak of the machine that builds.

    Examples
    --------
    >>> text = "a==1 ; python_version > '3' \\\n    --hash=sha256:0\nb==2 \\\n    --hash=sha256:1"
    >>> list(pins(text, ("a",)))
    ['a==1 --hash=sha256:0']
    """
    missing = set(names)
    for line in requirements.replace("\\\n", " ").splitlines():
        requirement, *hashes = line.split("--hash=")
        pin = requirement.split(";")[0].strip()
        if (name := pin.split("==")[0]) in names:
            missing.discard(name)
            yield " ".join([pin, *(f"--hash={one.strip()}" for one in hashes)])
    if missing:
        raise LookupError(f"requirements/site.txt has no {', '.join(sorted(missing))}.")


def course_wheel(folder: Path) -> Path:
    """Write ``course/`` as a wheel that asks for what a browser has, and return its path."""
    name = f"delta_course-{version()}"
    path = folder / f"{name}-py3-none-any.whl"
    needs = "".join(f"Requires-Dist: {one}\n" for one in COURSE_NEEDS)
    metadata = f"Metadata-Version: 2.1\nName: delta-course\nVersion: {version()}\n{needs}"
    tag = (
        "Wheel-Version: 1.0\nGenerator: site_building\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in course_files():
            _add(wheel, file.relative_to(ROOT).as_posix(), file.read_bytes())
        _add(wheel, f"{name}.dist-info/METADATA", metadata.encode())
        _add(wheel, f"{name}.dist-info/WHEEL", tag.encode())
        _add(wheel, f"{name}.dist-info/RECORD", b"")
    return path


def _add(wheel: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file with a fixed date, so that the same course is the same wheel."""
    entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    wheel.writestr(entry, content)


def course_files() -> Iterator[Path]:
    """Yield the files of the course that a browser needs."""
    for path in sorted((ROOT / "course").rglob("*")):
        parts = path.relative_to(ROOT / "course").parts
        if path.is_file() and parts[0] not in NOT_IN_A_BROWSER and "__pycache__" not in parts:
            yield path


def version() -> str:
    """Return the version of the course.

    Examples
    --------
    >>> version()[0].isdigit()
    True
    """
    text = (ROOT / "course" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    assert found, "course/__init__.py states the version"
    return found[1]
