"""The jail: a bubblewrap command line.

Inside there is no network, no other process, and of the file system only the
system's own folders and Python's, all read-only, with a few small scratch
folders in memory. No folder is shared with the outside. The class directory,
other submissions, the gradebook and the sources of the course are not there.
System calls that no submission needs are refused, see `seccomp`.
"""

from __future__ import annotations

import os
import pwd
import random
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

from autograder.sandbox import seccomp

HOME = "/scratch"
PROGRAMS = "/run/inside"
QUEUES = "/dev/mqueue"
# Python itself may lie below /tmp, in a checkout there: it would be covered, or wiped.
TEMPORARY = next(
    folder
    for folder in ("/tmp", "/run/temporary")
    if not any(Path(prefix).is_relative_to(folder) for prefix in (sys.prefix, sys.base_prefix))
)
MEMORY = [HOME, TEMPORARY, "/dev/shm"]
SCRATCH = [*MEMORY, QUEUES]
SCRATCH_BYTES = 256 * 1024 * 1024

SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"]
PARTS_OF_PYTHON = ["bin", "lib", "lib64", "share", "pyvenv.cfg"]
SYSTEM_FILES = ["/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/alternatives"]

# One thread each: on a busy machine, several threads of BLAS cost more than they bring. And memory
# that was freed is kept for what comes next: a picture is made of many large arrays.
ENVIRONMENT = {
    "HOME": HOME,
    "TMPDIR": TEMPORARY,
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PYTHONUNBUFFERED": "1",
    "PYTHONNOUSERSITE": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "134217728",
    "MALLOC_TOP_PAD_": "8388608",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": f"{TEMPORARY}/matplotlib",
    "IPYTHONDIR": f"{TEMPORARY}/ipython",
    "JUPYTER_PLATFORM_DIRS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}

# What chooses how numbers are added up has to be the same inside and outside: the judge trains
# along, and after a thousand steps the last digit of the first one decides which units are dead.
ARITHMETIC = [
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "MKL_CBWR",
    "MKL_ENABLE_INSTRUCTIONS",
    "NPY_DISABLE_CPU_FEATURES",
    "NPY_ENABLE_CPU_FEATURES",
]


def environment() -> dict[str, str]:
    """Return the environment inside: of the one outside, only what concerns arithmetic."""
    return {**ENVIRONMENT, **{name: os.environ[name] for name in ARITHMETIC if name in os.environ}}


@dataclass(frozen=True)
class Jail:
    """One jail for one zygote: the command to start it, and the user it runs as."""

    uid: int | None = None
    hidden: tuple[Path, ...] = ()

    def command(self, program: list[str], call_filter: int | None = None) -> list[str]:
        """Return the command that runs ``program`` in the jail as its process 1.

        ``call_filter`` is an open file with the program that refuses system calls, if any.
        """
        return [
            "bwrap",
            *self._namespaces(),
            *(["--seccomp", str(call_filter)] if call_filter is not None else []),
            *_system(),
            *_way_to([*_python_folders(), PROGRAMS, TEMPORARY]),
            *_python(),
            *self._masks(),
            *_scratch(),
            *["--ro-bind", str(Path(__file__).parent / "inside"), PROGRAMS],
            *["--remount-ro", "/dev", "--remount-ro", "/"],  # its user may own these folders
            *["--chdir", HOME, "--clearenv"],
            *[word for item in environment().items() for word in ("--setenv", *item)],
            *["--setenv", "PATH", f"{sys.prefix}/bin:/usr/bin:/bin"],
            "--",
            *self._drop_to_user(),
            *program,
        ]

    def _namespaces(self) -> list[str]:
        words = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
        words += ["--unshare-cgroup-try", "--as-pid-1", "--new-session"]
        words += ["--hostname", "sandbox", "--cap-drop", "ALL"]
        if self.uid is not None:  # started by root, which may still change the user inside
            needed = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")
            return [*words, *(word for name in needed for word in ("--cap-add", name))]
        return [*words, "--unshare-user"]

    def _masks(self) -> list[str]:
        """Cover with empty folders what must stay unseen but lies in a visible folder."""
        return [
            word
            for path in visible([*self.hidden, *_sources()])
            for word in ("--tmpfs", str(path), "--remount-ro", str(path))
        ]

    def _drop_to_user(self) -> list[str]:
        if self.uid is None:
            return []
        user = f"{self.uid}"
        return [
            *["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"],
            *["--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"],
        ]


def visible(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Return those of ``folders`` that a jail would show if they were not covered."""
    seen = [Path(path).resolve() for path in (*SYSTEM, *_python_folders())]
    real = [path.resolve() for path in folders if path.is_dir()]
    return tuple(path for path in real if any(path.is_relative_to(s) for s in seen))


def _system() -> list[str]:
    words = ["--proc", "/proc", "--dev", "/dev"]
    for path in SYSTEM:
        if os.path.islink(path):
            words += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            words += ["--ro-bind", path, path]
    for path in SYSTEM_FILES:
        words += ["--ro-bind-try", path, path]
    return words


def _python_folders() -> list[str]:
    """Return where the running Python and its packages are, unless the system folders show it.

    A prefix may hold other things, even a home, so only what Python needs is named.
    """
    prefixes = dict.fromkeys([sys.base_prefix, sys.prefix])
    paths = [f"{prefix}/{part}" for prefix in prefixes for part in PARTS_OF_PYTHON]
    return [path for path in paths if os.path.exists(path) and not path.startswith("/usr/")]


def _python() -> list[str]:
    return [word for path in _python_folders() for word in ("--ro-bind", path, path)]


def _sources() -> list[Path]:
    """Return the folders of the course, wherever it is installed: they hold the solutions."""
    tree = Path(__file__).parents[2]
    roots = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    installed = [root / name for root in roots for name in ("course", "autograder")]
    if not (tree / "pyproject.toml").is_file():
        return installed
    # A working tree: all of it but the virtual environment, which may lie in it.
    keep = Path(sys.prefix)
    return [*installed, *(p for p in tree.iterdir() if p.is_dir() and not keep.is_relative_to(p))]


def _way_to(paths: list[str]) -> list[str]:
    """Create the folders above ``paths`` so that any user may pass through them."""
    above = {str(parent) for path in paths for parent in Path(path).parents} - {"/"}
    return [w for folder in sorted(above) for w in ("--perms", "0755", "--dir", folder)]


def _scratch() -> list[str]:
    size = str(SCRATCH_BYTES)
    words = [w for path in MEMORY for w in ("--size", size, "--perms", "1777", "--tmpfs", path)]
    return [*words, "--mqueue", QUEUES]


def unused_uid() -> int | None:
    """Return a user id that nobody has, if this process may take it on; else None.

    Inside a jail that only *calls* itself another user, root could still open
    the memory of process 1; a different real user can't.
    """
    if os.geteuid() != 0:
        return None
    # Asked in passing, so that a process that ends meanwhile is left out.
    users = [process.info["uids"] for process in psutil.process_iter(["uids"])]
    taken = {user.real for user in users if user}
    known = {entry.pw_uid for entry in pwd.getpwall()}
    while True:
        uid = random.SystemRandom().randrange(1_900_000_000, 2_000_000_000)
        if uid not in taken | known:
            return uid


@cache
def why_not() -> str:
    """Return why no jail can be started here, in one sentence; empty if one can.

    The jail is really started: bubblewrap may be installed and still be refused
    by the kernel.
    """
    if sys.platform != "linux":
        return "the sandbox needs Linux"
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed (on Debian and Ubuntu: apt install bubblewrap)"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "setpriv is not installed (on Debian and Ubuntu: apt install util-linux)"
    return _try_one()


def _try_one() -> str:
    jail = Jail(uid=unused_uid())
    try:
        with seccomp.as_file() as calls:
            done = subprocess.run(
                jail.command(["/bin/true"], calls),
                pass_fds=[calls] if calls is not None else [],
                capture_output=True,
                timeout=20,
                text=True,
                check=False,
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap did not start: {error}"
    if done.returncode == 0:
        return ""
    said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return (
        f"bubblewrap could not start a sandbox ({said}); the system may forbid user namespaces "
        "(on Ubuntu 24.04: sysctl kernel.apparmor_restrict_unprivileged_userns=0)"
    )
