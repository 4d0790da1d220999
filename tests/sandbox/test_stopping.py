"""Submissions that don't stop, or take too much: they are stopped, and the reason is recorded."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from jailed import points
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from autograder.preprocessors import SandboxedExecute
from autograder.preprocessors import execute as executing
from autograder.preprocessors.direct import DirectExecute
from autograder.sandbox import jail, zygotes
from autograder.sandbox.request import Limits
from autograder.settings import KERNEL, TIMEOUT

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("stopping")]

SMALL = Limits(memory_bytes=300_000_000, wall_seconds=20)


@pytest.fixture(params=[SandboxedExecute, DirectExecute], ids=["as Jupyter", "directly"])
def execute(request, monkeypatch, tmp_path):
    """Run cells one after the other, and return what each left."""
    chosen = request.param

    def run(*sources: str, sandboxed: bool = True, limits: Limits = SMALL, timeout: int = 2):
        made = SandboxedExecute._request
        monkeypatch.setattr(
            SandboxedExecute, "_request", lambda self: _limited(made(self), limits)
        )
        config = Config()
        config.Execute.kernel_name = KERNEL
        config.Execute.timeout = timeout
        config.Execute.error_on_timeout = TIMEOUT
        config.Execute.shutdown_kernel = "immediate"
        nb = new_notebook(cells=[new_code_cell(source) for source in sources])
        chain = chosen(config=config, sandboxed=sandboxed)
        nb, _ = chain.preprocess(nb, {"metadata": {"path": str(tmp_path)}, "nbgrader": {}})
        nbformat.validate(nb)
        return [_told(cell) for cell in nb.cells]

    return run


def _limited(request, limits):
    request.limits = limits
    return request


def _told(cell) -> str:
    parts = [o.get("text") or o.get("evalue") or str(o.get("data")) for o in cell.outputs]
    return "".join(parts)


def test_an_endless_loop_is_stopped_and_the_rest_runs(execute):
    loop, after = execute("while True: pass", "print(6 * 7)")
    assert "did not come to an end in time" in loop
    assert after == "42\n"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os; os._exit(0)", "it ended the process"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "it ended the process"),
        ("import ctypes; ctypes.string_at(0)", "it ended the process"),
        ("x = [b'x' * 10**8 for _ in range(9)]\nimport time; time.sleep(60)", "0.3 GB of memory"),
    ],
    ids=["leaves", "kills itself", "breaks its memory", "hogs memory"],
)
def test_a_cell_that_takes_its_kernel_along_costs_only_itself(execute, code, reason):
    before, fatal, after = execute("y = 41", code, "print(y + 1)", timeout=20)
    assert before == ""
    assert reason in fatal
    assert after == "42\n"


DEAF = """
import signal, time
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    time.sleep(0.01)
"""


def test_a_cell_that_ignores_its_interrupt_costs_only_itself(execute):
    before, deaf, after = execute("y = 41", DEAF, "print(y + 1)")
    assert "it could not be stopped in time" in deaf
    assert after == "42\n"
    assert before == ""


@pytest.mark.slow
def test_a_loop_in_c_is_stopped(execute):
    slow, after = execute("10**10**9 % 7", "print(6 * 7)")
    assert "it could not be stopped in time" in slow or "did not come to an end in time" in slow
    assert after == "42\n"


def test_a_flood_of_output_is_cut(execute):
    code = "for _ in range(300):\n    print('x' * 100_000)"
    flood, after = execute(code, "print(6 * 7)", limits=Limits())
    assert len(flood) < executing.CELL_BYTES + 1000
    assert "left out" in flood
    assert after == "42\n"


def test_one_endless_line_is_cut(execute):
    line, after = execute("print('x' * 20_000_000)", "print(6 * 7)", limits=Limits())
    assert len(line) < executing.CELL_BYTES + 1000
    assert after == "42\n"


def test_output_without_end_stops_the_kernel(execute, monkeypatch):
    monkeypatch.setattr(executing, "ALL_BYTES", 10_000_000)
    # With a pause, for a kernel keeps what a busy machine has not passed on, up to its memory.
    code = "import time\nwhile True:\n    print('x' * 100_000)\n    time.sleep(0.002)"
    flood, after = execute(code, "print(6 * 7)", limits=Limits(), timeout=60)
    assert "it wrote more than 10 MB" in flood
    assert after == "42\n"


def test_without_a_sandbox_the_same_comes_out(execute):
    zygote = zygotes.acquire(sandboxed=False)
    assert points(zygote) == 1
    zygotes.release(zygote)
    assert execute("y = 41", "print(y + 1)", sandboxed=False)[1] == "42\n"


RUNNER = """
import sys
sys.path.insert(0, {here!r})
from jailed import run
from autograder.sandbox.zygotes import Zygote
zygote = Zygote(sandboxed={sandboxed})
code = "import os, time\\nif os.fork() == 0:\\n    os.setsid()\\nprint('up')\\ntime.sleep(600)"
assert run(zygote, code, patience=3).printed.startswith("up")
print(zygote.process.pid, *(process.pid for process in zygote.processes()), flush=True)
import time
time.sleep(600)
"""


@pytest.mark.parametrize("sandboxed", [True, False])
def test_nothing_survives_a_killed_runner(sandboxed):
    code = RUNNER.format(here=str(Path(__file__).parent), sandboxed=sandboxed)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as runner:
        pids = [int(pid) for pid in runner.stdout.readline().split()]
        assert len(pids) >= 3
        runner.send_signal(signal.SIGKILL)
        runner.wait()
    end = time.monotonic() + 10
    while time.monotonic() < end and any(map(runs, pids)):
        time.sleep(0.05)
    left = [pid for pid in pids if runs(pid)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def path(monkeypatch, tmp_path) -> Path:
    """A PATH of one folder, with nothing in it yet."""
    monkeypatch.setenv("PATH", str(tmp_path))
    jail.why_not.cache_clear()
    yield tmp_path
    jail.why_not.cache_clear()


def test_a_missing_bubblewrap_is_said(path):
    assert "bubblewrap is not installed" in jail.why_not()


def test_a_refusing_bubblewrap_is_quoted(path):
    for name in ("bwrap", "setpriv"):
        (path / name).write_text(
            "#!/bin/sh\necho 'No permissions to create a namespace' >&2\nexit 1\n"
        )
        (path / name).chmod(0o755)
    assert "No permissions to create a namespace" in jail.why_not()
    with pytest.raises(zygotes.SandboxError, match="No permissions"):
        zygotes.Zygote()


def test_without_a_sandbox_nothing_is_run(path, tmp_path):
    from autograder import classroom

    class_dir = tmp_path / "a class"
    classroom.make(class_dir)
    (class_dir / "submitted" / "ada" / "01_activations").mkdir(parents=True)
    (class_dir / "submitted" / "ada" / "01_activations" / "activations.ipynb").write_text("{}")
    command = [sys.executable, "-m", "autograder.cli", "run", "--class-dir", str(class_dir)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith("No sandbox: bubblewrap is not installed")
    assert done.stderr.count("\n") == 1
