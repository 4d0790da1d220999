"""What `course doctor` looks at for those who grade; nothing where nbgrader is not installed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from course.doctoring.finding import Finding, good, note, wrong
from course.doctoring.packages import packages_of

INSTALL = "sudo apt-get install bubblewrap util-linux"
RESTRICTED = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
ALLOW = "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"


def checks() -> list[Callable[[], Iterable[Finding]]]:
    """Return the checks for graders.

    Examples
    --------
    >>> [check.__name__ for check in checks()]
    ['grading', 'sandbox']
    """
    return [grading, sandbox] if find_spec("nbgrader") else []


def grading() -> Iterator[Finding]:
    """Look for nbgrader, in the one version that is tested, and all else that grading needs."""
    for finding in packages_of("grade"):
        yield Finding("grading", finding.how, finding.says, finding.mend)


def sandbox() -> Iterator[Finding]:
    """Start a sandbox; bubblewrap may be installed and still be refused by the system."""
    from autograder.sandbox import jail

    why_not = jail.why_not()
    if not why_not:
        yield good("sandbox", "A sandbox can be started.")
    else:
        yield _how(f"No sandbox can be started: {why_not}.", _mend(why_not))


def _how(says: str, mend: str) -> Finding:
    """Return what is wrong in a class directory, and elsewhere only worth knowing."""
    grades_here = Path("gradebook.db").exists() or Path("submitted").is_dir()
    return wrong("sandbox", says, mend) if grades_here else note("sandbox", says, mend)


def _mend(why_not: str) -> str:
    if "not installed" in why_not:
        return INSTALL
    restricted = RESTRICTED.exists() and RESTRICTED.read_text().strip() == "1"
    return ALLOW if restricted else "autograder run --help"
