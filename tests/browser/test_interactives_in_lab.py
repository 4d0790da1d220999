"""Every interactive in the student notebook that it belongs to: it asks, it moves, it answers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from labs import QUIET, Lab, serving, snapshot
from playwright.sync_api import Browser, Locator, Page, expect

import course.widgets as widgets
from course.widgets.sharing import unpack

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("interactives")]

PLACES = {
    "detector_viewer": ("00_orientation/orientation_2.ipynb", "detector"),
    "activation_microscope": ("01_activations/activations_2.ipynb", "microscope-figure"),
    "draw_the_boundary": ("02_forward/forward_2.ipynb", "board-figure"),
    "graph_stepper": ("03_backprop/backprop_2.ipynb", "stepper-figure"),
    "valley_walk": ("04_training/training.ipynb", "valley-figure"),
    "twin_tracker": ("05_initialization/initialization_2.ipynb", "tracker-figure"),
    "playground": ("05_initialization/initialization_2.ipynb", "playground-figure"),
    "two_loss_bench": ("06_losses/losses_2.ipynb", "bench-figure"),
    "gradient_thermometer": ("07_vanishing/vanishing.ipynb", "thermometer-figure"),
    "fit_studio": ("08_regularization/regularization.ipynb", "studio-figure"),
}

# Text in the card whose contrast with what is behind it is below 4.5 to 1.
FAINT = """
card => {
    const part = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    const rgba = text => text.match(/[\\d.]+/g).map(Number);
    const behind = element => {
        for (; element; element = element.parentElement) {
            const found = rgba(getComputedStyle(element).backgroundColor);
            if (found.length < 4 || found[3] > 0.9) return found;
        }
        return [255, 255, 255];
    };
    const faint = [];
    for (const element of card.querySelectorAll('*')) {
        const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!own || !element.checkVisibility() || element.closest(':disabled')) continue;
        const pair = [rgba(getComputedStyle(element).color), behind(element)].map(light);
        const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
        if (contrast < 4.5) faint.push([element.textContent, contrast]);
    }
    return faint;
}
"""
# What sticks out of the card on the right.
TOO_WIDE = """
card => [...card.querySelectorAll('*')].filter(one => one.checkVisibility()
    && !one.closest('.dc-scrolls')
    && one.getBoundingClientRect().right > card.getBoundingClientRect().right + 1)
    .map(one => one.outerHTML.slice(0, 80))
"""
WIDTHS = (1280, 800)
PICTURE = "canvas[role=img]"
CONTROLS = "input:enabled, select:enabled, button:enabled, canvas[tabindex], summary"
NAMELESS = """
controls => controls.filter(one => one.checkVisibility() && !(one.getAttribute('aria-label')
    || one.labels?.[0]?.textContent || one.textContent).trim()).map(one => one.outerHTML)
"""

ALIKE = [name for name in PLACES if name not in ("graph_stepper", "playground")]
PLAYED = {"twin_tracker", "fit_studio"}  # there is nothing to see before
WAITING = {"valley_walk"}  # for the student's own sgd_step, which is a template yet


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """A server with the student's notebooks, for all tests of this module."""
    folder = tmp_path_factory.mktemp("interactives")
    with serving(["-m", "course.cli", "lab", "mine", "--", *QUIET], folder, folder / "home") as at:
        yield at


@pytest.fixture
def lab(browser: Browser, address: str) -> Iterator[Lab]:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(30_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Lab(page, address)
    page.close()
    assert complaints == []


def opened(lab: Lab, name: str) -> Locator:
    """Open the notebook, run all of it, and return the interactive, with its question answered."""
    path, key = PLACES[name]
    lab.open(path)
    lab.command("notebook:run-all-cells")
    card = lab.cell(key).locator(".dc")
    expect(card).to_be_visible()
    control = card.locator("fieldset").locator("input:visible, select:visible").first
    expect(control).to_be_disabled()  # first predict
    card.locator(".dc-ask button").first.click()
    expect(control).to_be_enabled()
    return card


def pixels(card: Locator) -> str:
    url = card.locator(PICTURE).evaluate("canvas => canvas.toDataURL()")
    return hashlib.sha256(url.encode()).hexdigest()


def state_of(card: Locator) -> dict[str, Any]:
    return unpack(card.locator(".dc-foot input[type=text]").input_value())


def moved_by_keys(page: Page, card: Locator) -> None:
    """Move the first slider a good way, with the keyboard; it may stand at its end already."""
    card.locator("input[type=range]").first.focus()
    for key in ["PageUp"] * 4 + ["PageDown"]:  # from the right end, one step back
        page.keyboard.press(key)


@pytest.mark.parametrize("name", ALIKE)
def test_a_slider_moves_the_picture_and_the_words(lab: Lab, name: str) -> None:
    card = opened(lab, name)
    canvas = card.locator(PICTURE)
    expect(canvas).to_have_attribute("data-frames", "1")
    before, first = pixels(card), state_of(card)
    moved_by_keys(lab.page, card)
    assert state_of(card) != first
    if name in PLAYED:
        card.locator("fieldset.dc-controls button").first.click()
    frames = 4 if name in PLAYED else 2
    lab.page.wait_for_function(
        f"canvas => Number(canvas.dataset.frames) >= {frames}", arg=canvas.element_handle()
    )
    if name in PLAYED:
        card.locator("fieldset.dc-controls button").first.click()  # pause
    lab.page.wait_for_timeout(300)
    assert (pixels(card) != before) is (name not in WAITING)
    words = card.locator(".dc-words").inner_text()
    assert words in (canvas.get_attribute("aria-label") or "")
    assert_legible(lab, card, name)


def assert_legible(lab: Lab, card: Locator, name: str) -> None:
    """Every control has a name; in both themes all text stands out; narrow pages hold it all."""
    assert card.locator(CONTROLS).evaluate_all(NAMELESS) == []
    for theme in ("light", "dark"):
        lab.theme(theme)
        for width in WIDTHS:
            lab.page.set_viewport_size({"width": width, "height": 1000})
            lab.cell(PLACES[name][1])
            lab.page.wait_for_timeout(300)
            assert card.evaluate(FAINT) == []
            assert card.evaluate(TOO_WIDE) == []
            snapshot(card, f"{name}_{theme}_{width}")


def test_the_stepper_asks_for_every_number(lab: Lab) -> None:
    card = opened(lab, "graph_stepper")
    walk = widgets.graph_stepper().walk(state_of(card))
    card.get_by_role("button", name="Forward").click()
    words = card.locator(".dc-words")
    for step in walk.steps:
        expect(words).to_contain_text(step.name)
        card.get_by_role("textbox", name="your number").fill(f"{step.right:.4g}")
        card.get_by_role("button", name="Backward one step").click()
    expect(words).to_contain_text("0.000354")
    assert_legible(lab, card, "graph_stepper")


def test_the_playground_trains_and_stops_with_a_press(lab: Lab) -> None:
    card = opened(lab, "playground")
    canvas = card.locator(PICTURE)
    before = pixels(card)
    card.get_by_role("button", name="Play").press("Enter")
    lab.page.wait_for_function("c => Number(c.dataset.frames) > 20", arg=canvas.element_handle())
    card.get_by_role("button", name="Pause").press("Enter")
    lab.page.wait_for_timeout(300)
    assert pixels(card) != before
    assert "Epoch" in card.locator(".dc-words").inner_text()
    at_rest = canvas.get_attribute("data-frames")
    lab.page.wait_for_timeout(500)
    assert canvas.get_attribute("data-frames") == at_rest
    assert_legible(lab, card, "playground")


@pytest.mark.parametrize("name", ["activation_microscope", "two_loss_bench", "twin_tracker"])
def test_the_numbers_are_the_librarys(lab: Lab, name: str) -> None:
    card = opened(lab, name)
    moved_by_keys(lab.page, card)
    made = getattr(widgets, name)()
    said = numbers(made.look({**made.state, **state_of(card)})["words"])
    assert len(said) >= 2
    for _ in range(100):  # until the last frame is on the screen
        if (shown := numbers(card.locator(".dc-words").inner_text())) == pytest.approx(said, 0.03):
            return
        lab.page.wait_for_timeout(50)
    raise AssertionError((shown, said))


def numbers(words: str) -> list[float]:
    """Return the numbers in a sentence; the browser writes them with fewer digits."""
    plain = words.replace("−", "-")
    return [float(one) for one in re.findall(r"(?<!\w)-?\d+(?:\.\d+)?(?:e[-+]?\d+)?", plain)]
