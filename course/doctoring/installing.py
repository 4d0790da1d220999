"""The command that installs something into the Python that is running."""

from __future__ import annotations

import json
import shlex
import sys
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

DISTRIBUTION = "delta-course"


def command_to_install(*requirements: str) -> str:
    """Return one line for the terminal; environments made by uv have no pip.

    Examples
    --------
    >>> command_to_install("numpy>=2.0").endswith("install 'numpy>=2.0'")
    True
    """
    if not _is_installed("pip"):
        return shlex.join(["uv", "pip", "install", "--python", sys.executable, *requirements])
    return shlex.join([sys.executable, "-m", "pip", "install", *requirements])


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def this_course(extra: str = "") -> list[str]:
    """Return the words that install the course again, from where it came: a wheel, or a checkout.

    Examples
    --------
    >>> "[grade]" in this_course("grade")[-1]
    True
    """
    extras = f"[{extra}]" if extra else ""
    origin = _origin()
    if origin.get("dir_info", {}).get("editable"):
        return ["-e", url2pathname(urlsplit(origin["url"]).path) + extras]
    if "url" in origin:
        return [f"{DISTRIBUTION}{extras} @ {origin['url']}"]
    return [f"{DISTRIBUTION}{extras}"]


def _origin() -> dict[str, Any]:
    """Return what the installer wrote down about where the course came from."""
    try:
        return dict(json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}"))
    except (PackageNotFoundError, ValueError):
        return {}
