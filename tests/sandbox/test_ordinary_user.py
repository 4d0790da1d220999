"""The tests of the jail once more, as somebody who is not root.

Who runs the tests without being root has run them as an ordinary user already; then it is root's
run that is missing. Root runs them again as an unused user, to whom the folders of the running
Python and of the checkout are shown even if they lie in a home that is closed to others.
"""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import jail

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("jail, ordinary user")]

HERE = Path(__file__).parent
REPO = HERE.parents[1]
NEEDED = [Path(path).resolve() for path in (sys.base_prefix, sys.prefix, REPO)]


def closed_above(paths: list[Path]) -> set[Path]:
    """Return the uppermost folders on the way to ``paths`` that others may not pass through."""
    found = set()
    for path in paths:
        for folder in reversed(path.parents):
            if not folder.stat().st_mode & stat.S_IXOTH:
                found.add(folder)
                break
    return found


def as_ordinary_user(command: list[str]) -> list[str]:
    """Return a command that runs ``command`` as nobody in particular, in the same file system."""
    uid = str(jail.unused_uid())
    covered = [Path("/tmp"), *sorted(closed_above(NEEDED))]
    shown = [path for path in NEEDED if any(path.is_relative_to(c) for c in covered)]
    words = ["bwrap", "--dev-bind", "/", "/"]
    words += [w for path in covered for w in ("--perms", "1777", "--tmpfs", str(path))]
    above = {folder for path in shown for folder in path.parents}
    above = {one for one in above if any(one != c and one.is_relative_to(c) for c in covered)}
    words += [w for path in sorted(above) for w in ("--perms", "0755", "--dir", str(path))]
    words += [w for path in shown for w in ("--ro-bind", str(path), str(path))]
    words += [w for cap in ("SETUID", "SETGID", "SETPCAP") for w in ("--cap-add", f"CAP_{cap}")]
    words += ["--perms", "1777", "--dir", "/tmp/home"]
    words += ["--clearenv", "--setenv", "HOME", "/tmp/home", "--setenv", "USER", "somebody"]
    words += ["--setenv", "PATH", os.environ["PATH"], "--setenv", "REQUIRE_SANDBOX", "1"]
    drop = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
    return [
        *words,
        "--chdir",
        str(REPO),
        *drop,
        "--inh-caps=-all",
        "--bounding-set=-all",
        *command,
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="root's sandbox tests NOT RUN: we are not root")
def test_the_jail_holds_for_an_ordinary_user_too():
    plain = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    tests = [str(HERE / name) for name in ("test_jail.py", "test_zygote_attacks.py")]
    done = subprocess.run(
        as_ordinary_user([*plain, *tests]), capture_output=True, text=True, timeout=400
    )
    passed = re.search(r"(\d+) passed", done.stdout)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert passed
    assert int(passed[1]) > 40
