"""How long it takes from a slider to changed pixels, and how many pictures training shows.

In one page of Chromium: an interactive whose picture the kernel works out, one where the browser
does, and the first one's figure as notebooks usually do it, with a slider of ipywidgets and an
Output widget that is drawn anew. They take turns. Every frame the pixels are looked at, and a
picture counts from the frame on in which they are others.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from typing import Any

import pytest
from labs import Lab, running
from playwright.sync_api import Browser, Locator, Page, expect

from course.widgets import playground
from course.widgets.interactive import split

MOVES, SECONDS_OF_PLAY = 60, 10
NETWORK = 'data="circle";layers=2;h1=8;h2=8'
CELLS = {
    "kernel": "from course.widgets import *\nactivation_microscope()",
    "browser": "two_loss_bench()",
    "redrawn": """
import numpy as np
from IPython.display import display
from ipywidgets import FloatSlider, Output, VBox
from course import activations, figures
from course.widgets.microscope import NORMAL
slider, out = FloatSlider(0, min=-10, max=10, step=0.1), Output()
def draw(change=None):
    with out:
        out.clear_output(wait=True)
        display(figures.slope_histogram(slider.value + NORMAL, activations.sigmoid_prime))
slider.observe(draw, "value")
draw()
VBox([slider, out])
""",
    "playground": f"playground(state={NETWORK!r})",
}
# Sums over the pixels: of a canvas as it is, of a picture once it is drawn to one.
WATCH = """
cell => {
    const scratch = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    window.seen = () => {
        const ours = cell.querySelector('.dc canvas[role=img]');
        const shown = ours || cell.querySelector('.jp-OutputArea img');
        if (!shown || shown.complete === false || !shown.width) return null;
        [scratch.canvas.width, scratch.canvas.height] = [300, 150];
        scratch.drawImage(shown, 0, 0, 300, 150);
        const pixels = new Uint32Array(scratch.getImageData(0, 0, 300, 150).data.buffer);
        return pixels.reduce((sum, pixel, k) => (sum + pixel * (k % 97 + 1)) % 4294967291, 0);
    };
}
"""
MOVE = """
([slider, value]) => new Promise(done => {
    const before = window.seen(), start = performance.now();
    const look = () => {
        const now = window.seen();
        if (now !== null && now !== before) done(performance.now() - start);
        else if (performance.now() - start > 5000) done(-1);
        else requestAnimationFrame(look);
    };
    if (slider.noUiSlider) slider.noUiSlider.set([value], true);  // of ipywidgets
    else {
        slider.value = value;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
    }
    requestAnimationFrame(look);
})
"""
COUNT = """
seconds => new Promise(done => {
    const pictures = new Set(), start = performance.now();
    const look = () => {
        pictures.add(window.seen());
        const passed = performance.now() - start;
        if (passed < 1000 * seconds) requestAnimationFrame(look);
        else done(1000 * pictures.size / passed);
    };
    look();
})
"""


@pytest.fixture(scope="module")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("speed")
    with running(CELLS, browser, folder, seconds=60) as opened:
        yield opened


def watched(lab: Lab, key: str) -> Locator:
    """Go to a cell, answer its question if it asks one, and watch its picture."""
    cell = lab.cell(key)
    if (ask := cell.locator(".dc-ask button")).count():
        ask.first.click()
    expect(cell.locator(".dc canvas[role=img], .jp-OutputArea img").first).to_be_visible()
    lab.page.evaluate(WATCH, cell.element_handle())
    lab.page.wait_for_timeout(500)
    return cell


def moved(page: Page, cell: Locator, key: str, count: int) -> list[float]:
    """Return how many milliseconds each of the moves took."""
    label = {"kernel": "mean", "browser": "score z"}.get(key)
    of_ours = f".dc input[aria-label={label!r}]"
    slider = cell.locator(of_ours if label else ".noUi-target").element_handle()
    found = []
    for k in range(count):
        value = -3 + 6 * (7 * k % 20) / 20
        found.append(float(page.evaluate(MOVE, [slider, value])))
        page.wait_for_timeout(50)
    return found


def test_from_slider_to_pixels(lab: Lab) -> None:
    took: dict[str, list[float]] = {key: [] for key in ("kernel", "browser", "redrawn")}
    for _ in range(3):  # in turns
        for key in took:
            took[key] += moved(lab.page, watched(lab, key), key, MOVES // 3)
    print(f"\nfrom slider to changed pixels, {MOVES} moves: milliseconds")
    for key, found in took.items():
        assert min(found) > 0, f"{key}: a move changed nothing"
        middle, late = statistics.median(found), statistics.quantiles(found, n=20)[-1]
        print(f"{key:12}median {middle:6.1f}   p95 {late:6.1f}")
    least = statistics.median(took["redrawn"]) / statistics.median(took["kernel"])
    print(f"{'ratio':12}{least:.1f}")


def test_live_training(lab: Lab) -> None:
    cell = watched(lab, "playground")
    cell.get_by_role("button", name="Play").click()
    lab.page.wait_for_timeout(2000)
    begin = frames_of(cell)
    shown = lab.page.evaluate(COUNT, SECONDS_OF_PLAY)
    drawn = (frames_of(cell) - begin) / SECONDS_OF_PLAY
    cell.get_by_role("button", name="Pause").click()
    kernel, size = cost_of_a_frame()
    print(
        f"\nlive training, 2-8-8-1 with a map of 50 x 50: {shown:.1f} different pictures a second"
    )
    print(
        f"drawn {drawn:.1f} a second; {kernel:.2f} ms of kernel beyond training, {size} bytes each"
    )


def frames_of(cell: Locator) -> int:
    return int(cell.locator("canvas[role=img]").get_attribute("data-frames") or 0)


def cost_of_a_frame(frames: int = 300) -> tuple[float, int]:
    """Return milliseconds of processor beyond the training itself, and bytes, of a picture."""
    ground: Any = playground(state=NETWORK)
    training, batches = [0.0], ground._batches

    def timed(*order: Any) -> None:
        begin = time.process_time()
        batches(*order)
        training[0] += time.process_time() - begin

    ground._batches = timed
    ground.scene("look", dict(ground.state))
    begin, sizes = time.process_time(), []
    for _ in range(frames):
        scene, arrays = split(ground.scene("step", dict(ground.state)))
        sizes.append(len(json.dumps(scene)) + sum(map(len, arrays)))
    spent = time.process_time() - begin - training[0]
    return 1000 * spent / frames, int(statistics.median(sizes))
