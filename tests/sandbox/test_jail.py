"""What a submission sees and can do in its jail, looked at from within it."""

import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

import autograder
import course
from autograder import classroom
from autograder.sandbox import jail, zygotes

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("jail")]

REPO = Path(autograder.__file__).parents[1]

CONNECT = """
import socket
won = []
for family, address in [
    (socket.AF_INET, ("127.0.0.1", 22)), (socket.AF_INET, ("192.0.2.1", 80)),
    (socket.AF_INET, ("169.254.169.254", 80)), (socket.AF_INET6, ("::1", 22)),
]:
    try:
        with socket.socket(family) as one:
            one.settimeout(2)
            one.connect(address)
        won.append(address)
    except OSError:
        pass
try:
    won.append(socket.getaddrinfo("example.org", 80))
except OSError:
    pass
names = [name for _, name in socket.if_nameindex()]
print(json.dumps([won, names]))
"""


def test_there_is_no_network(inside):
    won, names = inside(CONNECT)
    assert won == []
    assert names == ["lo"]


def test_a_listening_socket_of_the_host_is_out_of_reach(inside, tmp_path):
    import socket

    with socket.socket() as one, socket.socket(socket.AF_UNIX) as other:
        one.bind(("127.0.0.1", 0))
        one.listen()
        other.bind("\0delta-course-test")  # abstract names belong to a network, not to a folder
        other.listen()
        reached = inside(
            f"""
import socket
won = []
for family, address in [
    (socket.AF_INET, ("127.0.0.1", {one.getsockname()[1]})),
    (socket.AF_UNIX, "\\0delta-course-test"),
]:
    try:
        socket.socket(family).connect(address)
        won.append(str(address))
    except OSError:
        pass
print(json.dumps(won))
"""
        )
    assert reached == []


READABLE = """
def readable(path):
    try:
        return os.listdir(path) != [] if os.path.isdir(path) else open(path, "rb").read(1) != b""
    except OSError:
        return False
print(json.dumps([path for path in {} if readable(path)]))
"""


def test_nothing_of_the_host_can_be_read(inside, tmp_path):
    home = Path.home()
    private = [home / ".ssh", home / ".bashrc", home / ".profile", "/home", "/var", "/srv"]
    with tempfile.NamedTemporaryFile(dir="/var/tmp", mode="w") as secret:
        secret.write("secret")
        secret.flush()
        paths = [*private, "/etc/shadow", "/etc/passwd", "/etc/hosts", "/sys", "/boot", "/mnt"]
        paths += [secret.name, tmp_path.parent, "/run/docker.sock", "/dev/kmsg", "/dev/mem"]
        paths += ["/dev/vda", "/dev/sda", "/proc/kcore", "/proc/1/environ", "/proc/1/maps"]
        assert inside(READABLE.format([str(path) for path in paths])) == []


def test_nothing_of_the_course_can_be_read(inside):
    folders = [REPO / name for name in ("autograder", "course", "solutions", "notebooks", "tests")]
    files = [REPO / "pyproject.toml", REPO / ".git", Path(course.__file__)]
    assert inside(READABLE.format([str(path) for path in [*folders, *files]])) == []


def test_nothing_of_a_class_can_be_read(inside, tmp_path):
    classroom.make(tmp_path / "class")
    names = ["", "gradebook.db", "source", "release", "submitted", ".autograder/secret"]
    assert inside(READABLE.format([str(tmp_path / "class" / name) for name in names])) == []


def test_a_class_in_a_visible_folder_is_covered():
    hidden = Path(sys.prefix) / "share" / "jupyter"  # stands for a class directory
    zygote = zygotes.acquire(hidden=(hidden,))
    try:
        from jailed import run

        ran = run(zygote, f"import os\nprint(len(os.listdir({str(hidden)!r})))")
        assert ran.printed == "0\n"
        zygotes.release(zygote)
        other = zygotes.acquire()
        assert other is not zygote, "a zygote that hides another class is not this one's"
        zygotes.release(other)
    finally:
        zygote.close()
        zygotes._idle[:] = [one for one in zygotes._idle if one is not zygote]


@pytest.mark.parametrize(
    "folder", ["lib/python3/site-packages/course", "share/delta-course/solutions"]
)
def test_sources_below_a_prefix_are_covered(monkeypatch, tmp_path, folder):
    (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(jail, "_sources", lambda: [tmp_path / folder])
    command = jail.Jail().command(["true"])
    assert command[command.index(str(tmp_path / folder)) - 1] == "--tmpfs"


def test_of_a_prefix_only_what_python_needs_is_shown(monkeypatch, tmp_path):
    for name in ("bin", "lib", "private"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    command = jail.Jail().command(["true"])
    assert str(tmp_path / "lib") in command
    assert not {str(tmp_path), str(tmp_path / "private")} & set(
        command[command.index("--ro-bind") :]
    ) - {*(str(p) for p in tmp_path.parents), str(tmp_path)}


WRITABLE = """
won = []
for top, folders, _ in os.walk("/"):
    folders[:] = [f for f in folders if os.path.join(top, f) not in {}]
    try:
        path = os.path.join(top, "evil")
        open(path, "w").close()
        os.unlink(path)
        won.append(top)
    except OSError:
        pass
    if top.count("/") > 4:
        folders.clear()
print(json.dumps(won))
"""


def test_only_scratch_can_be_written_to(inside):
    written = inside(WRITABLE.format(["/proc"]))
    assert {path for path in written if not path.startswith(f"{jail.TEMPORARY}/")} == set(
        jail.SCRATCH
    )


def test_the_programs_of_the_jail_cannot_be_changed(inside):
    code = """
won = []
for path in ["/run/inside/zygote.py", "/run/inside/answering.py", os.__file__, sys.executable]:
    for change in (lambda p: open(p, "r+b"), lambda p: os.chmod(p, 0o777), os.unlink):
        try:
            change(path)
            won.append(path)
        except OSError:
            pass
print(json.dumps(won))
"""
    assert inside(code) == []


def test_the_environment_says_nothing(inside, monkeypatch):
    seen = inside("print(json.dumps(dict(os.environ)))", env={"NBGRADER_EXECUTION": "autograde"})
    allowed = {*jail.ENVIRONMENT, *jail.ARITHMETIC, "NBGRADER_EXECUTION", "PATH", "PWD"}
    assert set(seen) - allowed <= {
        "JPY_SESSION_NAME",
        "TERM",
        "CLICOLOR",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "PAGER",
        "GIT_PAGER",
        "PYDEVD_USE_FRAME_EVAL",
    }
    assert seen["NBGRADER_EXECUTION"] == "autograde"
    assert not [
        value for value in seen.values() if str(Path.home()) in value and "bin" not in value
    ]


ADDED_UP = """
import numpy as np
rng = np.random.default_rng(0)
print(*((rng.normal(size=(1, n)) @ rng.normal(size=(n, 1))).item().hex() for n in range(2, 60)))
"""


def test_numbers_are_added_up_as_outside(monkeypatch):
    """The judge trains along: with other sums, after 1,000 steps another unit is dead."""
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")
    outside = subprocess.run(
        [sys.executable, "-c", ADDED_UP], check=True, capture_output=True, text=True
    )
    zygote = zygotes.Zygote()
    try:
        from jailed import run

        assert run(zygote, ADDED_UP).printed == outside.stdout
    finally:
        zygote.close()


def test_the_runners_environment_stays_outside(monkeypatch):
    monkeypatch.setenv("TOKEN_OF_THE_TA", "confidential")
    zygote = zygotes.Zygote()
    try:
        from jailed import run

        code = """
import os
found = ["environ"] if "TOKEN_OF_THE_TA" in os.environ else []
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        if b"confidential" in open(f"/proc/{pid}/environ", "rb").read():
            found.append(pid)
    except OSError:
        pass
print(found)
"""
        assert run(zygote, code).printed == "[]\n"
    finally:
        zygote.close()


def test_there_are_no_privileges(inside):
    code = """
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines())
print(json.dumps([status[k] for k in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")]
                 + [status["NoNewPrivs"], status["Groups"].strip()]))
"""
    *capabilities, no_new_privileges, groups = inside(code)
    if os.geteuid() != 0:  # the bounding set of a user namespace means nothing outside it
        del capabilities[3]
    assert {int(one, 16) for one in capabilities} == {0}
    assert no_new_privileges == "1"
    assert set(groups.split()) <= {"65534"}


def test_the_real_user_is_an_unused_one_or_ourselves(zygote):
    from jailed import run

    run(zygote, "import subprocess; subprocess.Popen(['sleep', '30'])")
    for process in [zygote.zygote_process(), *zygote.processes()]:
        uids = set(process.uids())
        assert uids == {os.geteuid()} if os.geteuid() else min(uids) >= 1_900_000_000


def test_other_processes_are_not_seen(inside):
    code = "print(json.dumps(sorted(int(p) for p in os.listdir('/proc') if p.isdigit())))"
    pids = inside(code)
    assert pids[0] == 1
    assert len(pids) == 2  # the zygote and the kernel


NESTED = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
won = []
pid = os.fork()
if pid == 0:
    NEWNS, NEWUSER, NEWPID, NEWNET = 0x20000, 0x10000000, 0x20000000, 0x40000000
    if libc.unshare(NEWUSER | NEWNS | NEWNET) == 0:
        for path in ("/usr", "/run/inside", "/", "/proc/1/root"):
            if libc.mount(b"none", path.encode(), None, 32 | 4096, None) == 0:  # writable again
                try:
                    open(path + "/evil", "w")
                    won.append("wrote to " + path)
                except OSError:
                    pass
        for path in ("/proc/1/mem", "/proc/1/environ", "/etc/shadow"):
            try:
                open(path, "rb").read(1)
                won.append("read " + path)
            except OSError:
                pass
        if libc.setns(os.open("/proc/self/ns/net", 0), 0) and libc.ptrace(16, 1, 0, 0) == 0:
            won.append("traced 1")
        for name in ("pid", "net", "mnt", "user"):
            try:
                if libc.setns(os.open("/proc/1/ns/" + name, 0), 0) == 0:
                    won.append("entered " + name)
            except OSError:
                pass
    open("/scratch/won", "w").write(json.dumps(won))
    os._exit(0)
os.waitpid(pid, 0)
print(open("/scratch/won").read())
"""


def test_a_nested_user_namespace_gains_nothing(inside):
    assert inside(NESTED) == []


def test_no_set_user_id_program_helps(inside):
    code = """
import glob, subprocess
won = []
for path in glob.glob("/usr/bin/*") + glob.glob("/usr/sbin/*") + glob.glob("/usr/lib/*/*"):
    try:
        if os.stat(path).st_mode & 0o6000:
            mount = os.statvfs(path).f_flag
            if not mount & os.ST_NOSUID:
                won.append(path)
    except OSError:
        pass
print(json.dumps(won))
"""
    assert inside(code) == []


def test_files_beside_the_notebook_are_there_and_break_nothing(inside):
    import base64

    names = [
        "data/points.csv",
        "random.py",
        "connection.json/x",
        "ipykernel.py",
        "a" * 300,
        "queue.py",
    ]
    files = {name: base64.b64encode(b"1,2\\n").decode() for name in names}
    code = "print(json.dumps(sorted(os.listdir('.'))))"
    assert inside(code, files=files) == [
        "connection.json",
        "data",
        "ipykernel.py",
        "queue.py",
        "random.py",
    ]


def test_a_repository_path_with_spaces(tmp_path):
    import shutil
    import subprocess

    tree = tmp_path / "my course (2026)"
    for name in ("course", "autograder"):
        shutil.copytree(REPO / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "pyproject.toml").touch()
    here = str(Path(__file__).parent)
    code = "import sys; from jailed import *; z = Zygote(); print(points(z), z.clean()); z.close()"
    env = {**os.environ, "PYTHONPATH": f"{tree}{os.pathsep}{here}"}
    for flag in ("-I", "-O"):
        flags = ["-O"] if flag == "-O" else []
        done = subprocess.run(
            [sys.executable, *flags, "-c", code], env=env, cwd=tree, capture_output=True, text=True
        )
        assert done.stdout == "1.0 True\n", done.stderr


def test_a_process_may_end_while_a_user_id_is_sought(monkeypatch):
    asked = psutil.Process.uids

    @functools.wraps(asked)
    def some_are_gone(process):
        if process.pid == os.getpid():
            raise psutil.NoSuchProcess(process.pid)
        return asked(process)

    monkeypatch.setattr(psutil.Process, "uids", some_are_gone)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert jail.unused_uid() > 1_000_000_000
