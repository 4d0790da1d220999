"""The line that installs something into the Python that is running, as it can be typed here."""

from __future__ import annotations

import json
import shutil
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from course.doctoring.terminal import command, is_windows

DISTRIBUTION = "delta-course"
OWN_ENVIRONMENT = "course-env"  # the name of a new one, where the system keeps its own for itself


def command_to_install(*requirements: str, again: bool = False) -> str:
    """Return one line for the terminal.

    Parameters
    ----------
    *requirements : str
        As pip reads them.
    again : bool
        Whether what is installed is to be replaced, and only that.

    Examples
    --------
    >>> command_to_install("numpy").endswith("numpy")
    True
    """
    if _is_managed_by_the_system():
        return _into_a_new_environment(requirements)
    words = ["install", *(["--force-reinstall", "--no-deps"] if again else []), *requirements]
    pip = [sys.executable, "-m", "pip"]
    if _is_installed("pip"):
        return command(*pip, *words)
    if shutil.which("uv"):  # environments made by uv have no pip
        return command("uv", "pip", words[0], "--python", sys.executable, *words[1:])
    return f"{command(sys.executable, '-m', 'ensurepip')} && {command(*pip, *words)}"


def _is_managed_by_the_system() -> bool:
    """Whether pip refuses to install here: Debian and Homebrew keep this Python for theirs."""
    in_environment = sys.prefix != sys.base_prefix
    return not in_environment and Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED").exists()


def _into_a_new_environment(requirements: tuple[str, ...]) -> str:
    """Return what makes an environment of one's own, with the course and ``requirements``."""
    python = Path(OWN_ENVIRONMENT, "Scripts" if is_windows() else "bin", "python")
    words = list(requirements)
    if words not in (this_course(), this_course("grade")):
        words = [*this_course(), *words]
    made = command(sys.executable, "-m", "venv", OWN_ENVIRONMENT)
    return f"{made} && {command(python, '-m', 'pip', 'install', *words)}"


def command_for_another_python(version: str) -> str:
    """Return what installs the course beside this Python, into one that uv brings.

    Examples
    --------
    >>> command_for_another_python("3.12").startswith("uv tool install --python 3.12 ")
    True
    """
    return command("uv", "tool", "install", "--python", version, *this_course())


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def this_course(extra: str = "") -> list[str]:
    """Return the words that install the course again, from where it came.

    That is a wheel, a checkout or a repository. No package index has it under that name: where
    nothing says whence it came, it is the wheel, named as in the folder that it lies in.

    Examples
    --------
    >>> "[grade]" in this_course("grade")[-1]
    True
    """
    extras = f"[{extra}]" if extra else ""
    origin = _origin()
    url = str(origin.get("url", ""))
    if "vcs_info" in origin:
        return [f"{DISTRIBUTION}{extras} @ {_of_repository(origin)}"]
    if origin.get("dir_info", {}).get("editable"):
        return ["-e", f"{_local(url)}{extras}"]
    if url and (not url.startswith("file:") or _local(url).exists()):
        return [f"{DISTRIBUTION}{extras} @ {url}"]
    return [f"./{_wheel(url)}{extras}"]


def _of_repository(origin: dict[str, Any]) -> str:
    """Return the address of a repository as pip reads it, at the version that was asked for."""
    vcs = origin["vcs_info"]
    at = vcs.get("requested_revision") or vcs.get("commit_id")
    within = origin.get("subdirectory")
    below = f"#subdirectory={within}" if within else ""
    return f"{vcs['vcs']}+{origin['url']}{f'@{at}' if at else ''}{below}"


def _local(url: str) -> Path:
    return Path(url2pathname(urlsplit(url).path))


def _wheel(url: str) -> str:
    """Return the name of the wheel: the one that was installed, or the one of this version."""
    if url.endswith(".whl"):
        return _local(url).name
    try:
        version = distribution(DISTRIBUTION).version
    except PackageNotFoundError:
        from course import __version__ as version
    return f"{DISTRIBUTION.replace('-', '_')}-{version}-py3-none-any.whl"


def _origin() -> dict[str, Any]:
    """Return what the installer wrote down about where the course came from."""
    try:
        return dict(json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}"))
    except (PackageNotFoundError, ValueError):
        return {}
