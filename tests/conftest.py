"""What tests may need of the machine, and how it is said when that is missing.

A test marked ``sandbox`` or ``browser`` is not run where bubblewrap cannot be started or Chromium
is not installed, and the summary says so in a line of its own. With REQUIRE_SANDBOX=1 or
REQUIRE_BROWSER=1, as in .ci/run, such a test fails instead.
"""

import os
import shutil
import subprocess
from functools import cache

import needs
import pytest
from hypothesis import settings

# Tests keep no progress, nor do the kernels that they start, unless a test says so.
os.environ["COURSE_PROGRESS"] = "off"

# A busy machine takes longer for an example; that is no failure.
settings.register_profile("course", deadline=None)
settings.load_profile("course")

# Several modules of one name could not be searched for doctests.
collect_ignore_glob = ["*conftest.py"]


@cache
def chromium_path() -> str | None:
    """Return the path of an installed Chromium or Chrome."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@cache
def missing(need: str) -> str:
    """Return what is wrong with what the marker `need` stands for: nothing, or a sentence."""
    if need == "browser":
        return "" if chromium_path() else "Chromium is not installed"
    if not shutil.which("bwrap"):
        return "bubblewrap is not installed"
    # Being installed is not enough: a kernel or a container may forbid user namespaces.
    attempt = subprocess.run(
        ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"], capture_output=True, text=True
    )
    return f"bubblewrap cannot start: {attempt.stderr.strip()}" if attempt.returncode else ""


def pytest_runtest_setup(item):
    os.environ.pop("NBGRADER_EXECUTION", None)  # a test that graded in this process left it
    for need in ("sandbox", "browser"):
        if item.get_closest_marker(need) and (problem := missing(need)):
            needs.skip(need, problem, f"REQUIRE_{need.upper()}")


def pytest_terminal_summary(terminalreporter):
    reasons = [
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    ]
    for reason in sorted({reason for reason in reasons if needs.NOT_RUN in reason}):
        terminalreporter.write_line(f"{reason} ({reasons.count(reason)})", yellow=True, bold=True)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's executable, for tests marked ``browser``."""
    path = chromium_path()
    assert path, "a test that uses this fixture is to be marked with @pytest.mark.browser"
    return path
