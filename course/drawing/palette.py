"""The colours of all pictures, and what repeats them for readers who cannot tell them apart.

The hues are Okabe and Ito's, which stay apart for colour-blind readers. Everywhere a dash, a
marker or a sign says the same as the colour. A test measures the contrasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = [
    "ASLEEP",
    "BLUE",
    "CARD",
    "CURVES",
    "GREEN",
    "INK",
    "MUTED",
    "PLUM",
    "PURPLE",
    "VERMILION",
    "VERMILION_TEXT",
    "Look",
    "look",
    "tint",
]

CARD = "#ffffff"
INK = "#222222"
MUTED = "#595959"
BLUE = "#0072b2"
VERMILION = "#d55e00"
VERMILION_TEXT = "#b34d00"  # the same hue, dark enough for text on the card
GREEN = "#009e73"
PURPLE = "#cc79a7"
PLUM = "#a3517b"  # the same hue, dark enough for text
ASLEEP = "#e4e4e4"  # background of the zones in which nothing is learned

# Colour, dash and marker of the first, second, ... curve of a comparison.
CURVES: tuple[tuple[str, Any, str], ...] = (
    (BLUE, "-", "o"),
    (VERMILION, "--", "s"),
    (GREEN, "-.", "^"),
    (PURPLE, ":", "D"),
    (INK, (0, (5, 1, 1, 1, 1, 1)), "v"),
)

# The same hues, dark enough for text on the card.
_TEXT = {BLUE: BLUE, VERMILION: VERMILION_TEXT, GREEN: "#007a58", PURPLE: PLUM, INK: INK}
_MORE_MARKERS = ("P", "X", "<", ">", "*")


@dataclass(frozen=True)
class Look:
    """How one curve, or one class of points, looks: everywhere the same for the same number."""

    colour: str
    dash: Any
    marker: str
    text: str  # colour of its label


def look(i: int) -> Look:
    """Return the look of curve or class i; ten differ, then they come again."""
    colour, _, marker = CURVES[i % 5]
    if i % 10 >= 5:  # the same five colours, each with another dash and marker
        return Look(colour, CURVES[(i + 2) % 5][1], _MORE_MARKERS[i % 5], _TEXT[colour])
    return Look(colour, CURVES[i % 5][1], marker, _TEXT[colour])


def tint(colour: str, strength: float = 0.28) -> str:
    """Return a light version of a colour, for areas that text and points lie on."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 + strength * (part - 255)):02x}" for part in parts)
