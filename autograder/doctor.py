"""What `course doctor` looks at for those who grade; nothing where nbgrader is not installed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec

from course.doctoring.finding import Finding, good, wrong
from course.doctoring.packages import packages_of

INSTALL = "sudo apt-get install bubblewrap util-linux"
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
        mend = INSTALL if "not installed" in why_not else ALLOW
        yield wrong("sandbox", f"No sandbox can be started: {why_not}.", mend)
