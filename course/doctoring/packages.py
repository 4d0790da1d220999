"""Whether this Python is new enough, and all is there that the course needs."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from course.doctoring.finding import Finding, good, wrong
from course.doctoring.installing import (
    DISTRIBUTION,
    command_for_another_python,
    command_to_install,
)

if TYPE_CHECKING:
    from packaging.requirements import Requirement

NEWER_PYTHON = "3.12"


def python() -> Iterator[Finding]:
    """Look at the version of Python."""
    from packaging.specifiers import SpecifierSet

    wanted = _ours().metadata["Requires-Python"] or ""
    found = platform.python_version()
    if SpecifierSet(wanted).contains(found, prereleases=True):
        yield good("Python", f"Python {found} in {sys.prefix}.")
    else:
        yield wrong(
            "Python",
            f"This is Python {found}, and the course needs {wanted}.",
            command_for_another_python(NEWER_PYTHON),
        )


def packages() -> Iterator[Finding]:
    """Look for every package that the course needs, and that these need in turn."""
    yield from packages_of("")


def packages_of(extra: str) -> Iterator[Finding]:
    """Look for all that one extra of the course needs; for the course itself if that is empty."""
    wanted = needed(extra)
    lacking = [(one, said) for one in wanted if (said := _lack(one))]
    for requirement, said in lacking:
        name = f"{requirement.name}{requirement.specifier}"
        yield wrong("packages", said, command_to_install(name))
    if not lacking:
        count = len({requirement.name for requirement in wanted})
        yield good("packages", f"All {count} packages that are needed are here and new enough.")


def needed(extra: str = "") -> list[Requirement]:
    """Return what has to be installed, packages of packages included."""
    from packaging.requirements import Requirement

    found: dict[str, Requirement] = {}
    waiting: list[tuple[Distribution, set[str]]] = [(_ours(), {extra})]
    while waiting:
        where, extras = waiting.pop()
        for requirement in map(Requirement, where.requires or ()):
            if not _applies(requirement, extras | {""}) or str(requirement) in found:
                continue
            found[str(requirement)] = requirement
            if installed := _installed(requirement.name):
                waiting.append((installed, requirement.extras))
    return [one for one in found.values() if one.name != DISTRIBUTION]


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def _lack(requirement: Requirement) -> str:
    """Return what is wrong with an installed package; nothing if it will do."""
    found = _installed(requirement.name)
    if found is None:
        return f"The package {requirement.name} is missing."
    if requirement.specifier.contains(found.version, prereleases=True):
        return ""
    wanted = f"{requirement.name}{requirement.specifier}"
    return f"The package {requirement.name} is {found.version}, and {wanted} is needed."


def _installed(name: str) -> Distribution | None:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    # What a broken removal left behind has a folder, but no metadata in it.
    return found if found.metadata["Name"] else None


def _ours() -> Distribution:
    found = _installed(DISTRIBUTION)
    if found is None:
        raise ImportError(f"{DISTRIBUTION} is not installed", name=DISTRIBUTION)
    return found
