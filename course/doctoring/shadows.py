"""Files that hide a library: a ``numpy.py`` beside the notebooks is what they import."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from course.doctoring.finding import command

# What notebooks import, and what has to start for them.
LIBRARIES = (
    *("course", "numpy", "scipy", "sklearn", "matplotlib", "pandas", "torch"),
    *("IPython", "ipykernel", "ipywidgets", "anywidget", "traitlets", "jupyterlab", "zmq"),
    *("click", "rich"),
)
NOBODY_IMPORTS = {"antigravity", "idlelib", "lib2to3", "test", "this", "turtle", "turtledemo"}


def shadow_in(folder: Path) -> Path | None:
    """Return the first file or package of a folder that hides a library; None if there is none.

    Examples
    --------
    >>> shadow_in(Path("no such folder")) is None
    True
    """
    known = {*LIBRARIES, *sys.stdlib_module_names} - NOBODY_IMPORTS
    files = [path for path in folder.glob("*.py") if path.stem in known]
    packages = [path.parent for path in folder.glob("*/__init__.py") if path.parent.name in known]
    return min(filter(_hides_another, [*files, *packages]), default=None)


def _hides_another(path: Path) -> bool:
    """Whether a module of that name lies elsewhere: in a checkout, `course` is the real one."""
    try:
        spec = find_spec(path.stem)
    except (ImportError, ValueError):
        return True
    origin = Path(spec.origin) if spec and spec.origin else None
    own = path / "__init__.py" if path.is_dir() else path
    return not (origin and origin.exists() and own.samefile(origin))


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
    new = path.with_name(f"my_{path.name}")
    return command("mv", path.as_posix(), new.as_posix())
