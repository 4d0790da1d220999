"""The progress bar: there when somebody waits, gone without a trace."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import Any

import pytest
import rich
from rich.console import Console

import course.progress_bar
from course.network import Network
from course.progress_bar import watched
from course.training import train


class Screen(io.StringIO):
    """A terminal that remembers what was written."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Let rich write on a screen of ours."""
    found = Screen()
    console = Console(file=found, force_terminal=True, width=80)
    monkeypatch.setattr(rich, "_console", console)
    monkeypatch.setattr(sys, "stdout", found)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return found


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record what happens to bars instead of drawing them."""
    log: list[str] = []

    class Bar:
        def __init__(self, total: int) -> None:
            log.append(f"open {total}")

        def update(self, done: int) -> None:
            log.append(f"{done}")

        def close(self) -> None:
            log.append("close")

    monkeypatch.setattr(course.progress_bar, "_Bar", Bar)
    return log


def test_all_items_in_order() -> None:
    for show in (True, False, None):
        assert list(watched(range(3), show=show)) == [0, 1, 2]
    assert list(watched([], show=True, patience=0)) == []


def test_a_bar_with_what_is_done(screen: Screen) -> None:
    for k in watched(range(4), show=True, patience=0):
        if k == 3:
            assert len(screen.getvalue()) > 0
    assert "training, epoch" in screen.getvalue()
    assert "/4" in screen.getvalue()
    assert screen.getvalue().endswith("\x1b[2K")  # the line is wiped


def test_the_bar_counts_what_is_done(bars: list[str]) -> None:
    list(watched(range(3), show=True, patience=0))
    assert bars == ["open 3", "0", "1", "2", "close"]


def test_nothing_while_it_is_quick(screen: Screen, bars: list[str]) -> None:
    list(watched(range(100), show=True))
    list(watched(range(100), show=None))
    assert bars == []
    assert screen.getvalue() == ""


def test_a_bar_appears_when_patience_is_over(
    bars: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter([100.0, 100.5, 101.5, 102.0])
    monkeypatch.setattr(course.progress_bar, "time", SimpleNamespace(perf_counter=now.__next__))
    list(watched(range(5), show=True))
    assert bars == ["open 5", "2", "3", "4", "close"]


def test_nothing_when_nobody_looks_on(bars: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    list(watched(range(3), patience=0))
    monkeypatch.setattr(sys, "stdout", None)  # as under pythonw
    list(watched(range(3), patience=0))
    assert bars == []


def test_by_itself_in_a_terminal_or_a_notebook(
    bars: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    monkeypatch.setattr(sys, "stdout", Screen())
    list(watched(range(1), patience=0))
    assert bars == ["open 1", "0", "close"]
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    list(watched(range(1), patience=0))
    assert len(bars) == 6


def test_nothing_while_a_submission_is_graded(
    screen: Screen, bars: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    list(watched(range(3), patience=0))
    assert bars == []


def test_nothing_in_a_browser_which_has_no_threads(
    bars: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    list(watched(range(3), patience=0))
    list(watched(range(3), show=True, patience=0))
    assert bars == []


def test_closed_when_the_consumer_stops(bars: list[str]) -> None:
    for k in watched(range(9), show=True, patience=0):
        if k == 1:
            break
    assert bars == ["open 9", "0", "1", "close"]


def test_closed_when_the_consumer_fails(bars: list[str]) -> None:
    def fail() -> None:
        for _ in watched(range(9), show=True, patience=0):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert bars == ["open 9", "0", "close"]


@pytest.mark.parametrize("progress", [True, False, None])
def test_training_hands_its_wish_on(
    progress: Any, bars: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course.progress_bar, "_somebody_looks_on", lambda: False)
    clock = SimpleNamespace(perf_counter=iter(range(0, 100, 10)).__next__)
    monkeypatch.setattr(course.progress_bar, "time", clock)
    net = Network([1, 1], init="zeros")
    train(net, [[1.0]], [1.0], epochs=2, batch_size=None, progress=progress)
    assert bars == (["open 2", "0", "1", "close"] if progress else [])
