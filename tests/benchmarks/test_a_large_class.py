"""A thousand submissions in one run: does grading slow down, memory grow, is the report quick?

The machine is not the same from minute to minute, so a fixed piece of arithmetic is timed again
and again in between; the time of a submission is also given in units of it. ``CLASS_OF`` in the
environment sets another number.
"""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from test_grading_speed import some_answers

from autograder import classroom, cluster, report, runner, submissions
from autograder.handins import hand_in

CLASS_OF = int(os.environ.get("CLASS_OF", "1000"))
UNIT = "01_activations"
DIFFERENT = 40  # students' answers; the others hand in one of these under their own names
PARTS = 10
START = 10  # results until every worker knows all references and mistakes; told apart


@dataclass(frozen=True)
class Part:
    """A tenth of the class: seconds of processor and on the clock, megabytes, yardstick."""

    cpu: float
    writer: float  # the part of cpu that is the runner's own: it alone writes in the gradebook
    wall: float
    runner_mb: float
    yardstick: float


def spent(of: psutil.Process) -> float:
    """Return the processor seconds of a process and of all that it started."""
    found = sum(of.cpu_times()[:4])
    for child in of.children(recursive=True):
        try:
            found += sum(child.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return found


def yardstick() -> float:
    """Return the processor seconds of a fixed piece of arithmetic."""
    begin, x, total = time.process_time(), np.linspace(0, 1, 2000), 0.0
    for k in range(3000):
        total += float(np.tanh(x * k).sum()) + sum(i * i % 7 for i in range(20))
    assert total > 0
    return time.process_time() - begin


def a_class(folder: Path) -> Path:
    class_dir = folder / "class"
    classroom.make(class_dir, only=[UNIT])
    rng = random.Random(1)
    variants = [some_answers(class_dir, UNIT, rng, k % 2 == 1) for k in range(DIFFERENT)]
    for k in range(START + CLASS_OF):
        hand_in(variants[k % DIFFERENT], class_dir, f"s{k:04d}", UNIT)
    return class_dir


def graded_in_parts(class_dir: Path) -> list[Part]:
    me, parts = psutil.Process(), []
    work = runner.plan(class_dir, submissions.find(class_dir), force=False)
    before, own, begin = spent(me), time.process_time(), time.monotonic()
    for count, entry in enumerate(runner.run(work), start=1 - START):
        assert entry.status == "graded", entry
        if count >= 0 and count % (CLASS_OF // PARTS) == 0:
            cpu, writer = spent(me) - before, time.process_time() - own
            wall, memory = time.monotonic() - begin, me.memory_info().rss / 1e6
            parts.append(Part(cpu, writer, wall, memory, yardstick()))
            show(count, parts[-1])
            before, own, begin = spent(me), time.process_time(), time.monotonic()
    return parts[1:]


def show(count: int, part: Part) -> None:
    each = CLASS_OF // PARTS if count else START
    cpu, writer, wall = part.cpu / each, part.writer / each, part.wall / each
    print(
        f"{count or 'start':>6} graded   {cpu:.3f} s of processor each, {writer:.3f} of it the "
        f"runner's, {wall:.3f} on the clock, "
        f"{cpu / part.yardstick:.2f} yardsticks of {part.yardstick:.4f} s; "
        f"runner {part.runner_mb:.0f} MB",
        flush=True,
    )


def megabytes(place: Path) -> float:
    files = [place, *place.rglob("*")]
    return sum(path.stat().st_size for path in files if path.is_file()) / 1e6


def seconds_to_open(page_file: Path, chromium: str) -> float:
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        page = browser.new_page()
        begin = time.monotonic()
        page.goto(page_file.as_uri(), wait_until="load")
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        found = time.monotonic() - begin
        browser.close()
    return found


@pytest.mark.sandbox
def test_a_large_class(tmp_path: Path, chromium: str) -> None:
    class_dir = a_class(tmp_path)
    print(f"\n{CLASS_OF} submissions of {UNIT} in one run")
    parts = graded_in_parts(class_dir)
    for name in ("gradebook.db", ".autograder", "autograded"):
        each = 1000 * megabytes(class_dir / name) / (START + CLASS_OF)
        print(f"{name}: {each:.1f} kB for each submission")
    parcel = cluster.packed(submissions.find(class_dir)[0])
    print(f"sent to a worker elsewhere: {sum(map(len, parcel.files.values())) / 1e3:.0f} kB each")
    begin = time.monotonic()
    page_file = report.write(class_dir, UNIT)
    print(f"report written in {time.monotonic() - begin:.1f} s, {page_file.stat().st_size} bytes")
    opened = seconds_to_open(page_file, chromium)
    print(f"report open in the browser after {opened:.2f} s")
    first, last = parts[0], parts[-1]
    in_yardsticks = (last.cpu / last.yardstick) / (first.cpu / first.yardstick)
    print(f"last tenth / first: {last.cpu / first.cpu:.3f}; in yardsticks {in_yardsticks:.3f}")
    assert last.runner_mb < 1.1 * parts[1].runner_mb
    assert opened < 2
