"""Files that hide a library: a ``numpy.py`` beside the notebooks is what they import.

Only what the course needs counts. Students may well have a ``wave.py`` or a ``chess.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder
from pathlib import Path

import course
from course.doctoring.terminal import rename

# What notebooks import, and what has to start for them.
LIBRARIES = frozenset(
    (
        *("course", "numpy", "scipy", "sklearn", "matplotlib"),
        *("IPython", "ipykernel", "ipywidgets", "anywidget", "traitlets", "zmq"),
    )
)
# What these import in turn is found out by importing them.
SOURCES = (
    *("course.checking", "course.data", "course.figures", "matplotlib.pyplot", "sklearn.datasets"),
    *("ipykernel.kernelapp", "matplotlib_inline.backend_inline", "ipywidgets", "anywidget"),
)
SECONDS = 120  # until a Python that does not come to an end is left alone


def shadow_in(folder: Path) -> Path | None:
    """Return the first file or package of a folder that hides a library; None if there is none.

    Examples
    --------
    >>> shadow_in(Path("no such folder")) is None
    True
    """
    packages = (path.parent for path in folder.glob("*/__init__.py"))
    candidates = sorted([*folder.glob("*.py"), *packages])
    return next((path for path in candidates if _hides_a_library(path)), None)


def _hides_a_library(path: Path) -> bool:
    name = path.stem
    if not name.isidentifier() or not _hides_another(path):
        return False
    return name in LIBRARIES or name in imported_by(SOURCES)


def _hides_another(path: Path) -> bool:
    """Whether a module of that name lies elsewhere: in a checkout, `course` is the real one."""
    if BuiltinImporter.find_spec(path.stem) or FrozenImporter.find_spec(path.stem):
        return False  # inside Python itself: no file comes before that
    origin = _origin(path.stem)
    if origin is None:  # a library that is not even installed
        return path.stem in LIBRARIES
    own = path / "__init__.py" if path.is_dir() else path
    return not (origin.exists() and own.exists() and own.samefile(origin))


def _origin(name: str) -> Path | None:
    """Return the file of a module; the folder that we are in is where shadows are, not modules."""
    if name == "course":
        return Path(course.__file__)
    here = {"", os.getcwd()}
    spec = PathFinder.find_spec(name, [place for place in sys.path if place not in here])
    return Path(spec.origin) if spec and spec.origin else None


@cache
def imported_by(sources: tuple[str, ...]) -> frozenset[str]:
    """Return the modules that some modules need, by asking another Python.

    It is asked only where a file has the name of a module at all, as that takes a second or two.

    Examples
    --------
    >>> "random" in imported_by(("numpy.random",))
    True
    """
    tries = "import sys, importlib, contextlib\nfor name in sys.argv[1:]:\n"
    tries += "  with contextlib.suppress(Exception): importlib.import_module(name)\n"
    tries += "print(*{name.partition('.')[0] for name in sys.modules})"
    words = [sys.executable, "-P", "-c", tries, *sources]  # -P: not from the folder we are in
    try:
        done = subprocess.run(
            words, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(done.stdout.split())


def what_a_shadow_does(path: Path) -> str:
    """Return a sentence about such a file, with the command that mends it.

    Examples
    --------
    >>> what_a_shadow_does(Path("my-course/numpy.py"))
    'my-course/numpy.py hides the real numpy from your notebooks; rename it: \
mv my-course/numpy.py my-course/my_numpy.py'
    """
    return f"{what_a_shadow_hides(path)}; rename it: {command_to_rename(path)}"


def what_a_shadow_hides(path: Path) -> str:
    """Return the first half of that sentence."""
    return f"{path.as_posix()} hides the real {path.stem} from your notebooks"


def command_to_rename(path: Path) -> str:
    """Return the command that gives such a file a name of its own."""
    return rename(path, path.with_name(f"my_{path.name}"))
