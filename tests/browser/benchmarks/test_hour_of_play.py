"""Ten thousand changes in the playground: kernel and page must not grow.

A script turns every control at random, in bursts with and without training between them. Every
thousand changes it stops, sweeps up, and weighs: the kernel's memory, the page's heap, its
elements. ``CHANGES`` and ``PAUSE`` (milliseconds) in the environment make it longer or shorter.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from labs import Lab, running
from playwright.sync_api import Browser, CDPSession, Locator, expect

CHANGES = int(os.environ.get("CHANGES", "10000"))
PAUSE = int(os.environ.get("PAUSE", "60"))
STOPS = 10
SETTLED = 3  # stops until everything has been loaded, drawn and cached once
GROWTH = 1.05  # by what may be more at the end
TURN = """
async ([count, seed, pause]) => {
    const card = document.querySelector('.dc');
    const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
    const one = list => list[Math.floor(next() * list.length)];
    const tell = (control, ...names) =>
        names.forEach(name => control.dispatchEvent(new Event(name, {bubbles: true})));
    for (let k = 0; k < count; k++) {
        const wanted = 'fieldset :is(input[type=range], input[type=checkbox], select, button)';
        const control = one([...card.querySelectorAll(wanted)].filter(c => c.checkVisibility()));
        if (control.matches('select')) {
            control.value = one([...control.options]).value;
            tell(control, 'input', 'change');
        } else if (control.matches('[type=range]')) {
            const [least, most] = [Number(control.min), Number(control.max)];
            control.value = least + next() * (most - least);
            tell(control, 'input', 'change');
        } else control.click();
        await new Promise(done => setTimeout(done, pause));
    }
    const pause_button = [...card.querySelectorAll('button')].find(b => b.textContent === 'Pause');
    pause_button?.click();
}
"""


@pytest.fixture
def lab(browser: Browser, tmp_path: Path) -> Iterator[Lab]:
    cells = {"play": "from course.widgets import playground\nplayground()"}
    with running(cells, browser, tmp_path, seconds=3600) as opened:
        yield opened


def kernel_of(folder: Path) -> psutil.Process:
    """Return the kernel's process: the one that works in that folder."""
    return next(
        process
        for process in psutil.process_iter()
        if "ipykernel_launcher" in process.cmdline() and process.cwd() == str(folder)
    )


def weighed(kernel: psutil.Process, session: CDPSession, card: Locator) -> dict[str, float]:
    """Return megabytes of kernel and page, and numbers of things that could pile up."""
    time.sleep(1)
    session.send("HeapProfiler.collectGarbage")
    found: dict[str, Any] = {m["name"]: m["value"] for m in metrics(session)}
    return {
        "kernel MB": kernel.memory_info().rss / 1e6,
        "threads": kernel.num_threads(),
        "page MB": found["JSHeapUsedSize"] / 1e6,
        "elements": found["Nodes"],
        "listeners": found["JSEventListeners"],
        "frames": int(card.locator("canvas[role=img]").get_attribute("data-frames") or 0),
    }


def metrics(session: CDPSession) -> list[dict[str, Any]]:
    return list(session.send("Performance.getMetrics")["metrics"])


def test_memory_stays_where_it_was(lab: Lab, tmp_path: Path) -> None:
    card = lab.cell("play").locator(".dc")
    if (ask := card.locator(".dc-ask button")).count():
        ask.first.click()
    expect(card.locator("canvas[role=img]")).to_be_visible()
    kernel, session = kernel_of(tmp_path), lab.page.context.new_cdp_session(lab.page)
    session.send("Performance.enable")
    print(f"\n{CHANGES} changes in the playground, {PAUSE} ms apart")
    rows, begin = [], time.monotonic()
    for stop in range(STOPS):
        lab.page.evaluate(TURN, [CHANGES // STOPS, stop + 1, PAUSE])
        rows.append(weighed(kernel, session, card))
        said = "   ".join(f"{name} {value:.1f}" for name, value in rows[-1].items())
        print(
            f"{(stop + 1) * CHANGES // STOPS:6} after {time.monotonic() - begin:5.0f} s   {said}"
        )
    assert rows[-1]["frames"] > rows[SETTLED]["frames"]  # it still answers
    for name in ("kernel MB", "threads", "page MB", "elements", "listeners"):
        before = max(row[name] for row in rows[:SETTLED])
        after = sorted(row[name] for row in rows[SETTLED:])[-2]
        assert after <= GROWTH * before, f"{name}: {before:.1f} became {after:.1f}"
