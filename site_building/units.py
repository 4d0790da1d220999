"""The units as the landing page shows them: read from the notebooks, so that they stay true."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
DECLARED = Path(__file__).parent / "units.toml"


class UndeclaredUnitError(LookupError):
    """A unit of which the landing page knows nothing; the message is one sentence."""


@dataclass(frozen=True)
class Part:
    """A notebook: its path in the drive, its title, the minutes it takes."""

    path: str
    title: str
    minutes: int


@dataclass(frozen=True)
class Unit:
    """A unit: its folder, what is said of it, its picture and its notebooks."""

    folder: str
    name: str
    build: str
    find: str
    picture: dict[str, Any]
    parts: tuple[Part, ...]

    @property
    def number(self) -> int:
        """The unit's number."""
        return int(self.folder.split("_")[0])

    @property
    def minutes(self) -> int:
        """The minutes of all its notebooks."""
        return sum(part.minutes for part in self.parts)


def units() -> list[Unit]:
    """Return all units in their order.

    Raises
    ------
    UndeclaredUnitError
        If ``units.toml`` says nothing of a unit.

    Examples
    --------
    >>> units()[1].name
    'Activations'
    """
    declared = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    folders = {path.parent.name for path in (ROOT / "notebooks").glob("*/*.ipynb")}
    if missing := sorted(folders - set(declared)):
        raise UndeclaredUnitError(
            f"site_building/units.toml has no table [{missing[0]}]: copy the one of another unit "
            "and say what is built and found out in this one."
        )
    return [Unit(name, parts=parts(name), **declared[name]) for name in sorted(folders)]


def parts(folder: str) -> tuple[Part, ...]:
    """Return the notebooks of a unit."""
    found = (ROOT / "notebooks" / folder).glob("*.ipynb")
    return tuple(_part(path) for path in sorted(found, key=lambda path: path.stem))


def _part(path: Path) -> Part:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "".join(cells[0]["source"])
    title = re.search(r"^# (?:Unit \d+, part \d+: )?(.+)$", text, re.MULTILINE)
    minutes = re.search(r"\*\*Time:\*\* (\d+) minutes", text)
    if not (title and minutes):
        raise ValueError(f"{path} should begin with a title and its **Time:**.")
    return Part(f"{path.parent.name}/{path.name}", title[1].strip(), int(minutes[1]))
