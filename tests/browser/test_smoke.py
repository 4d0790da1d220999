"""A student's first half hour, in a real browser."""

from __future__ import annotations

import re

import pytest
from labs import QUIET, Lab, serving, snapshot
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SIGN_SLIP = """\
def sigmoid(x):
x = np.asarray(x, dtype=float)
return 1 / (1 + np.exp(x))"""  # JupyterLab indents


@pytest.fixture
def lab(page, tmp_path):
    command = ["-m", "course.cli", "lab", "mine", "--", *QUIET]
    with serving(command, tmp_path, tmp_path / "home") as address:
        yield Lab(page, address)


def test_a_student_makes_a_slip_and_is_told_which(lab: Lab) -> None:
    lab.open("01_activations/activations.ipynb")
    lab.command("notebook:run-all-cells")
    verdict = lab.cell("sigmoid-check").locator("[role=group]")
    expect(verdict).to_have_attribute("aria-label", "Check of sigmoid: not attempted yet")

    picture = lab.cell("bump-figure").locator("img")
    expect(picture).to_be_visible()
    assert len(picture.get_attribute("alt") or "") > 40
    assert picture.evaluate("image => image.naturalWidth") > 300

    lab.write("sigmoid", SIGN_SLIP)
    lab.run("sigmoid")
    lab.run("sigmoid-check")
    expect(verdict).to_have_attribute("aria-label", "Check of sigmoid: not yet")
    expect(verdict).to_contain_text("falls")
    for theme in ("light", "dark"):
        lab.theme(theme)
        lab.cell("sigmoid-check")
        assert contrast(verdict) > 4.5
        snapshot(lab.page, f"verdict_{theme}")

    lab.command("notebook:insert-cell-below")  # which one may write into at once
    lab.page.keyboard.type('hint("sigmoid")')
    lab.page.keyboard.press("ControlOrMeta+Enter")
    hint = lab.page.locator("[role=note][aria-label^='Hint 1 of ']")
    expect(hint).to_be_visible()
    snapshot(lab.page, "hint_dark")


def contrast(card) -> float:
    """Return the ratio of luminances of a card's text and its ground."""
    text, ground = (
        luminance(card.evaluate(f"card => getComputedStyle(card).{name}"))
        for name in ("color", "backgroundColor")
    )
    return (max(text, ground) + 0.05) / (min(text, ground) + 0.05)


def luminance(colour: str) -> float:
    shares = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
