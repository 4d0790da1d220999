"""The colours of the interactives: contrast in both themes, and what colour-blind readers see."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest

from course.widgets.interactive import STATIC

GROUND = {"light": "#ffffff", "dark": "#111111"}  # JupyterLab's own
TEXT, MARKS = ("ink", "muted"), ("blue", "vermilion", "green", "plum")
# Machado, Oliveira and Fernandes (2009), for a complete lack of one kind of cone, on linear RGB.
SEEN_BY = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # from linear RGB


def palette(theme: str) -> dict[str, str]:
    """Return the colours by name, as drawing.js has them."""
    text = (STATIC / "drawing.js").read_text(encoding="utf-8")
    names = dict(re.findall(r'(\w+) = "(#\w{6})"', text))
    found = {}
    for name, dark, light in re.findall(r'(\w+): dark \? "(#\w{6})" : ("#\w{6}"|\w+),', text):
        found[name] = dark if theme == "dark" else names.get(light, light.strip('"'))
    return found


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(colour: str, ground: str) -> float:
    """Return the contrast that WCAG 2 defines, from 1 to 21."""
    low, high = sorted(float(XYZ[1] @ linear(one)) for one in (colour, ground))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    x, y, z = np.cbrt(np.maximum(XYZ @ rgb, 1e-6) / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(one: str, other: str, seen_by: str) -> float:
    """Return how far two colours are apart for a kind of sight, in CIELAB."""
    sight = np.array(SEEN_BY[seen_by])
    first, second = (lab(np.clip(sight @ linear(colour), 0, 1)) for colour in (one, other))
    return float(np.linalg.norm(first - second))


@pytest.mark.parametrize("theme", GROUND)
def test_text_and_marks_stand_out(theme: str) -> None:
    colours = palette(theme)
    assert {*TEXT, *MARKS} <= set(colours)
    for name in (*TEXT, *MARKS):
        least = 4.5 if name in TEXT else 3
        assert contrast(colours[name], GROUND[theme]) >= least, (name, colours[name])


@pytest.mark.parametrize("seen_by", SEEN_BY)
@pytest.mark.parametrize("theme", GROUND)
def test_the_two_classes_are_told_apart_by_everybody(theme: str, seen_by: str) -> None:
    colours = palette(theme)
    assert apart(colours["blue"], colours["vermilion"], seen_by) > 60


@pytest.mark.parametrize("theme", GROUND)
def test_curves_are_told_apart_too(theme: str) -> None:
    """Less far, as dashes and shapes say the same."""
    colours = palette(theme)
    for one, other in combinations(MARKS, 2):
        for seen_by in SEEN_BY:
            assert apart(colours[one], colours[other], seen_by) > 10, (one, other, seen_by)


def test_the_measure_knows_what_looks_alike() -> None:
    """Red and green of the same lightness, for who lacks the cones for red or for green."""
    assert apart("#c00000", "#5f7300", "deuteranopia") < 25
    assert apart("#c00000", "#0072b2", "deuteranopia") > 60
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("theme", GROUND)
def test_what_went_wrong_is_legible(theme: str) -> None:
    text = (STATIC / "panel.css").read_text(encoding="utf-8")
    light, dark = re.findall(r"\.dc-trouble \{ color: (#\w{6})", text)
    assert contrast(dark if theme == "dark" else light, GROUND[theme]) >= 4.5
