"""The course in a browser, from the first cell to the last, with every other host out of reach."""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from labs import snapshot
from lite import Lite
from playwright.sync_api import Page, expect

from site_building import serving as serving_module
from site_building.serving import serving

pytestmark = [pytest.mark.site, pytest.mark.browser]

SLIP = "def sigmoid(x):\nx = np.asarray(x, dtype=float)\nreturn 1 / (1 + np.exp(x))"
BRACKETS = "def sigmoid(x):\nx = np.asarray(x, dtype=float)\nreturn 1 / 1 + np.exp(-x)"
RIGHT = """\
def sigmoid(x):
x = np.asarray(x, dtype=float)
e = np.exp(-np.abs(x))
return np.where(x >= 0, 1 / (1 + e), e / (1 + e))"""  # JupyterLab indents


ENDLESS = """\
def sigmoid(x):
    while True:
        try:
            while True:
                pass
        except:
            pass"""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(site) as at:
        yield at


@pytest.fixture
def page(browser_and_tried, address: str) -> Iterator[Page]:
    """A page of a browser that was never here: with nothing stored, and nothing else open."""
    browser, tried = browser_and_tried
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []
    assert tried == []  # no other host was even asked


@pytest.fixture
def lab(page: Page, address: str) -> Lite:
    return Lite(page, address)


@pytest.mark.parametrize(
    "path",
    [
        "01_activations/activations.ipynb",
        "01_activations/activations_2.ipynb",
        "06_losses/losses.ipynb",
        "06_losses/losses_2.ipynb",
    ],
)
def test_a_student_notebook_runs_from_the_first_cell_to_the_last(lab: Lite, path: str) -> None:
    start = time.perf_counter()
    lab.open(path)
    opened = time.perf_counter() - start
    lab.run_all()
    print(
        f"\n{path}: open after {opened:.1f} s, ran in {time.perf_counter() - start - opened:.1f}"
    )
    assert lab.errors() == []
    checks = lab.page.locator("[role=group][aria-label^='Check of ']")
    assert checks.count() > 0


def test_answers_get_their_verdicts_and_all_survives_a_reload(lab: Lite) -> None:
    lab.open("01_activations/activations.ipynb")
    answers_get_their_verdicts_and_a_hint_climbs(lab)
    lab.save()
    lab.open("01_activations/activations.ipynb")
    work_and_progress_are_there(lab)


def answers_get_their_verdicts_and_a_hint_climbs(lab: Lite) -> None:
    lab.run("imports")
    verdict = lab.cell("sigmoid-check").locator("[role=group]")

    lab.write("sigmoid", SLIP)
    lab.run("sigmoid")
    lab.run("sigmoid-check")
    expect(verdict).to_have_attribute("aria-label", "Check of sigmoid: not yet")
    expect(verdict).to_contain_text("falls")
    expect(lab.new_cell('hint("sigmoid")')).to_contain_text("Hint 1 of ")
    expect(lab.new_cell('hint("sigmoid")')).to_contain_text("Hint 1 of ")  # nothing was tried

    lab.write("sigmoid", BRACKETS)
    lab.run("sigmoid")
    lab.run("sigmoid-check")
    expect(lab.cell("sigmoid-check").locator("[role=group]")).to_contain_text("above 1")
    expect(lab.new_cell('hint("sigmoid")')).to_contain_text("Hint 2 of ")

    lab.write("sigmoid", RIGHT)
    lab.run("sigmoid")
    lab.run("sigmoid-check")
    verdict = lab.cell("sigmoid-check").locator("[role=group]")
    expect(verdict).to_have_attribute("aria-label", "Check of sigmoid: passed")
    snapshot(lab.page, "browser_verdict")


def work_and_progress_are_there(lab: Lite) -> None:
    """Ask another kernel, in a page that was loaded anew."""
    lab.cell("sigmoid")
    expect(lab.page.locator(".jp-Cell.jp-mod-active")).to_contain_text("np.abs")
    lab.run("imports")
    board = lab.new_cell("progress()")
    expect(board).to_contain_text("sigmoid")
    snapshot(lab.page, "browser_progress")
    stored = lab.new_cell("open('/drive/course-progress.jsonl').read().count('\"attempt\"') >= 3")
    expect(stored).to_contain_text("True")


def test_a_first_visit_fetches_what_the_landing_page_says(
    site: Path, lab: Lite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a host that compresses what is not compressed yet."""
    sent: set[Path] = set()
    send_head = serving_module.Handler.send_head

    def noting(self):
        if file := send_head(self):
            sent.add(Path(file.name))
        return file

    monkeypatch.setattr(serving_module.Handler, "send_head", noting)
    lab.open("00_orientation/orientation.ipynb")
    lab.run_all()
    size = sum(compressed(path) for path in sent) / 1e6
    print(f"\na first visit: {size:.0f} MB")
    said = re.search(r"about (\d+)&nbsp;MB", (site / "index.html").read_text(encoding="utf-8"))
    assert said
    assert size == pytest.approx(int(said[1]), rel=0.1)


def compressed(path: Path) -> int:
    content = path.read_bytes()
    packed = path.suffix in {".whl", ".zip", ".png", ".woff", ".woff2"}
    return len(content if packed else gzip.compress(content))


def test_an_interactive_answers_to_a_slider(lab: Lite) -> None:
    lab.open("06_losses/losses_2.ipynb")
    lab.run_all()
    card = lab.cell("bench-figure").locator(".dc")
    card.locator(".dc-ask button").first.click()  # first predict
    slider = card.locator("input[type=range]").first
    expect(slider).to_be_enabled()
    canvas = card.locator("canvas[role=img]")
    before, words = pixels(canvas), card.locator(".dc-words").inner_text()
    slider.focus()
    for _ in range(4):
        lab.page.keyboard.press("PageDown")
    expect(card.locator(".dc-words")).not_to_have_text(words)
    lab.page.wait_for_timeout(500)
    assert pixels(canvas) != before
    snapshot(lab.page, "browser_interactive")


def test_a_loop_without_end_is_stopped(lab: Lite) -> None:
    lab.open("01_activations/activations.ipynb")
    lab.run("imports")
    lab.new_cell(ENDLESS)
    verdict = lab.new_cell("check(sigmoid)").locator("[role=group]")
    expect(verdict).to_contain_text("in time")


def pixels(canvas) -> str:
    return hashlib.sha256(canvas.evaluate("canvas => canvas.toDataURL()").encode()).hexdigest()
