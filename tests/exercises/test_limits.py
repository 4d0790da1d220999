"""The time limit: what it stops, and what it waits for. Endless answers: see test_checking.py."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from course.exercises.allowance import BUSY
from course.exercises.limits import TooSlow, time_limit

WORK = """
import time
from course.exercises.limits import time_limit

with time_limit(1.0):
    print("at work", flush=True)
    end = time.process_time() + 0.5
    while time.process_time() < end:
        pass
print("done")
"""


def spin() -> None:
    while True:
        pass


def test_work_is_stopped_when_its_processor_time_is_spent() -> None:
    begun = time.process_time()
    with pytest.raises(TooSlow), time_limit(0.2):
        spin()
    assert 0.2 < time.process_time() - begun < 0.5


def test_who_sleeps_is_woken_by_the_clock() -> None:
    begun = time.monotonic()
    with pytest.raises(TooSlow), time_limit(0.2):
        time.sleep(20)
    assert BUSY * 0.2 < time.monotonic() - begun < 5


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows cannot halt a process")
def test_a_machine_busy_with_other_work_costs_nobody_the_answer() -> None:
    """Halted for longer than the limit, as on a loaded machine, work still comes to its end."""
    child = subprocess.Popen([sys.executable, "-c", WORK], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "at work\n"
    os.kill(child.pid, signal.SIGSTOP)
    time.sleep(1.2)
    os.kill(child.pid, signal.SIGCONT)
    out, _ = child.communicate(timeout=30)
    assert out == "done\n"
    assert child.returncode == 0
