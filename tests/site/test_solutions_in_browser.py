"""Every cell of every solution in the browser: no error, all points, and no long wait."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from labs import ACTIVE
from lite import Lite

from autograder.building import assignments, solution_notebook, sources
from site_building.serving import serving

pytestmark = [pytest.mark.site, pytest.mark.browser]

SECONDS = 5.0  # a cell of the course may take, on an idle machine like the one below
IDLE_SECONDS = 0.75  # for `PIECE` there
PIECE = """
import time
import numpy as np
def piece():
    rng, start = np.random.default_rng(0), time.perf_counter()
    W, X = rng.normal(size=(64, 64)), rng.normal(size=(32, 64))
    for _ in range(5000):
        X = np.tanh(X @ W / 8)
    return time.perf_counter() - start
sum(piece() for _ in range(4)) / 4
"""
RUN = f"""
async code => {{
    const kernel = {ACTIVE}.sessionContext.session.kernel;
    const found = {{errors: [], results: []}};
    const future = kernel.requestExecute({{code, stop_on_error: false}});
    future.onIOPub = ({{header, content}}) => {{
        if (header.msg_type === 'error') found.errors.push(content.ename + ': ' + content.evalue);
        if (header.msg_type === 'stream' && content.name === 'stderr')
            found.errors.push(content.text);
        if (header.msg_type === 'execute_result') found.results.push(content.data['text/plain']);
    }};
    const start = performance.now();
    await future.done;
    return {{...found, seconds: (performance.now() - start) / 1000}};
}}
"""


@pytest.fixture(scope="module")
def lab(browser_and_tried, site: Path) -> Iterator[Lite]:
    browser, tried = browser_and_tried
    context = browser.new_context()
    context.set_default_timeout(180_000)
    with serving(site) as address:
        lab = Lite(context.new_page(), address)
        lab.open("00_orientation/orientation.ipynb")
        yield lab
        context.close()
    assert tried == []


def run(lab: Lite, code: str) -> dict[str, Any]:
    found: dict[str, Any] = lab.page.evaluate(RUN, code)
    return found


def slowness(lab: Lite) -> float:
    """Return how much slower this machine is at the moment: at least 1."""
    return max(1.0, float(run(lab, PIECE)["results"][0]) / IDLE_SECONDS)


@pytest.mark.parametrize(
    "path", [path for name in assignments() for path in sources(name)], ids=lambda path: path.stem
)
def test_a_solution_runs_earns_all_points_and_nobody_waits(lab: Lite, path: Path) -> None:
    run(lab, "%reset -f")
    times, slow = {}, slowness(lab)
    for cell in solution_notebook(path).cells:
        if cell.cell_type != "code":
            continue
        key = cell.metadata["course"]["key"]
        found = run(lab, cell.source)
        assert found["errors"] == [], key
        times[key] = found["seconds"]
        if times[key] > SECONDS * slow:  # was the machine busy meanwhile?
            slow = max(slow, slowness(lab))
        role = cell.metadata.get("nbgrader", {})
        if role.get("grade") and not role.get("solution"):
            assert float(found["results"][0]) == pytest.approx(role["points"]), key
    longest = max(times, key=times.__getitem__)
    total = sum(times.values())
    print(f"\n{path.stem}: {total:.1f} s, {longest} {times[longest]:.1f} s, machine {slow:.1f}")
    assert {key: t for key, t in times.items() if t > SECONDS * slow} == {}
