"""The pictures of the landing page: the course's own, drawn while the site is built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from site_building.units import Unit


@dataclass(frozen=True)
class Image:
    """A picture's address in the site, its description and its width in CSS pixels."""

    src: str
    alt: str
    width: int


def of_unit(unit: Unit, target: Path) -> Image:
    """Draw a unit's picture into ``target/pictures`` and return what the page says of it."""
    picture = _digits(**unit.picture) if "digits" in unit.picture else _still(**unit.picture)
    place = target / "pictures" / f"{unit.folder}.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(picture.png)
    return Image(f"pictures/{place.name}", picture.alt, picture.width)


def _still(widget: str, state: dict[str, Any] | None = None) -> Any:
    """Return an interactive's picture, with these controls moved."""
    from course import widgets

    made = getattr(widgets, widget)()
    return made.still({**made.state, **(state or {})})


def _digits(digits: int) -> Any:
    """Return one scanned digit of each kind."""
    from course.data import digits as data
    from course.figures import digit_images

    X, y = data()
    first = [int(np.flatnonzero(y == label)[0]) for label in sorted(set(y.tolist()))[:digits]]
    names = [data().class_names[int(y[i]) - 1] for i in first]
    return digit_images(X[first], names, title="Scanned digits, 8 × 8 pixels")


def sample_card() -> str:
    """Return the card that a check shows for a common mistake; the check is really run."""
    from course import check

    def sigmoid(x: Any) -> Any:
        return 1 / (1 + np.exp(x))

    card: str = check(sigmoid)._repr_html_()
    return card
