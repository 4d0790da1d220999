"""Attacks on the zygote. Each is followed by an honest submission in the same sandbox.

The code of an attack prints what it has won, which must be nothing. What matters is said from
outside: the zygote is the same process as before, or was replaced where it was spoilt; nothing
is left of the attack; and the next submission gets the points that it deserves, no more, no less.
"""

import os
import time
from dataclasses import dataclass

import psutil
import pytest
from jailed import RIGHT, WRONG, points, run

from autograder.sandbox import jail, zygotes

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("jail")]

TOOLS = """
import ctypes, json, os, resource, signal, socket, struct, subprocess, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
won = []

def attempt(name, action, *arguments):
    try:
        result = action(*arguments)
    except BaseException:
        return
    if result not in (-1, None, False):
        won.append(name)

def read(path, mode="rb"):
    with open(path, mode) as file:
        return file.read(1) or True
"""
END = "\nprint(json.dumps(won))"


@dataclass(frozen=True)
class Attack:
    """Hostile code, and what is to be expected of it."""

    name: str
    code: str
    kept: bool = True  # the zygote serves on; else it is replaced
    ends: bool | None = True  # the code comes to its end; or takes its kernel along; or either

    def __str__(self) -> str:
        return self.name


ATTACKS = [
    Attack(
        "reads and writes the memory of the zygote",
        """
for mode in ("rb", "r+b", "wb"):
    attempt("mem " + mode, read, "/proc/1/mem", mode)
for name in ("environ", "maps", "auxv", "stack", "pagemap", "io", "syscall", "fd/0", "cwd/."):
    attempt(name, lambda: os.stat("/proc/1/cwd") if "cwd" in name else read("/proc/1/" + name))
attempt("fds", os.listdir, "/proc/1/fd")
for name in ("root", "cwd", "exe", "ns/pid", "ns/mnt", "ns/user"):
    attempt(name, os.readlink, "/proc/1/" + name)
attempt("clear_refs", lambda: open("/proc/1/clear_refs", "w"))
attempt("oom", lambda: open("/proc/1/oom_score_adj", "w"))
attempt("attach", libc.ptrace, 16, 1, 0, 0)
attempt("seize", libc.ptrace, 0x4206, 1, 0, 0)
here, there = ctypes.create_string_buffer(8), ctypes.create_string_buffer(16)
vector = struct.pack("PN", ctypes.addressof(here), 8)
remote = struct.pack("PN", id(won), 8)
attempt("process_vm_readv", libc.process_vm_readv, 1, vector, 1, remote, 1, 0)
attempt("process_vm_writev", libc.process_vm_writev, 1, vector, 1, remote, 1, 0)
one = os.pidfd_open(1)
for k in range(20):
    attempt("pidfd_getfd", libc.syscall, 438, one, k, 0)
""",
    ),
    Attack(
        "sends the zygote every signal",
        """
for number in range(1, 65):
    try:
        os.kill(1, number)
        os.kill(1, number)
    except OSError:
        pass
for k in range(5000):
    os.kill(1, signal.SIGCHLD)
    os.kill(1, signal.SIGINT)
""",
    ),
    Attack(
        "kills all that it may kill",
        "subprocess.Popen(['sleep', '9'])\nos.kill(-1, signal.SIGKILL)",
    ),
    Attack(
        "stops all that it may stop",
        "subprocess.Popen(['sleep', '9'])\nos.kill(-1, signal.SIGSTOP)",
    ),
    Attack(
        "looks for the zygote's socket",
        """
for k in os.listdir("/proc/self/fd"):
    try:
        if not os.readlink("/proc/self/fd/" + k).startswith("socket:"):
            continue
        one = socket.socket(fileno=os.dup(int(k)))
        where, to = one.getsockname(), one.getpeername()
        if one.type == socket.SOCK_STREAM and "dc-" not in f"{where}{to}" and where != to:
            won.append([where, to])
    except OSError:
        pass
""",
    ),
    Attack(
        "speaks as the zygote, through the object that it inherits",
        """
import gc
for thing in gc.get_objects():
    if type(thing).__name__ == "Zygote":
        for k in range(3, 256):
            try:
                thing.control = socket.socket(fileno=os.dup(k))
                thing.say(event="cleaned", left=[])
                thing.say(event="exited", code=0)
            except OSError:
                pass
        won.append("still here")
os._exit(0)
""",
        ends=None,
    ),
    Attack(
        "leaves daemons that write and fork",
        """
code = '''
import os, signal, time
for number in set(range(1, 65)) - {9, 19, 32, 33}:
    signal.signal(number, signal.SIG_IGN)
k = 0
while True:
    for folder in ("/scratch", "/tmp", "/dev/shm"):
        open(f"{folder}/daemon-{os.getpid()}-{k}", "w").write("here")
    k += 1
    time.sleep(0.01)
    if k % 10 == 0 and os.fork() == 0:
        os.setsid()
'''
for k in range(5):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(sys.executable, ["python", "-c", code])
        os._exit(0)
time.sleep(0.3)
""",
    ),
    Attack(
        "leaves files that name what the next kernel looks for",
        """
evil = "raise SystemExit('poisoned')"
names = ["connection.json", "numpy.py", "course.py", "sitecustomize.py", "usercustomize.py",
         "evil.pth", "ipython_config.py", "ipython_kernel_config.py", "matplotlibrc", "random.py",
         ".ipython/profile_default/startup/00.py", "ipython/profile_default/startup/00.py",
         ".ipython/profile_default/ipython_config.py", ".jupyter/jupyter_config.py",
         "ipython/profile_default/ipython_kernel_config.py", ".pdbrc", ".pythonrc",
         ".local/lib/python3.11/site-packages/evil.pth", ".config/matplotlib/matplotlibrc",
         "matplotlib/matplotlibrc", "k-1", "k-2", "k-3", "k-4", "k-5"]
for folder in ("/scratch", "/tmp", "/dev/shm"):
    for name in names:
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write(evil)
for path in ("/nowhere", "/run/kernel", "/run/inside", "/dev", "/etc"):
    for k in range(1, 6):
        attempt(path, lambda: socket.socket(socket.AF_UNIX).bind(f"{path}/k-{k}") or True)
        attempt(path, lambda: os.symlink("/scratch", f"{path}/k-{k}") or True)
""",
    ),
    Attack(
        "leaves what is hard to remove",
        """
for folder in ("/scratch", "/tmp", "/dev/shm"):
    os.makedirs(folder + "/locked/in/many/ways")
    open(folder + "/locked/in/file", "w").close()
    os.mkfifo(folder + "/fifo")
    os.symlink("/", folder + "/link")
    os.symlink(folder, folder + "/locked/loop")
    socket.socket(socket.AF_UNIX).bind(folder + "/socket")
    open(os.fsencode(folder) + b"/\\xff\\n", "w").close()
    os.chdir(folder)
    for k in range(3000):  # far deeper than a path can be long
        os.mkdir("deeper" * 20)
        os.chdir("deeper" * 20)
    for path in ("/locked/in/many/ways", "/locked/in/many", "/locked/in", "/locked", ""):
        try:
            os.chmod(folder + path, 0)
        except OSError:
            pass
""",
    ),
    Attack(
        "changes the scratch folders themselves",
        """
nothing = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, 0, 0xFFFFFFFF) for tag in (1, 4, 32))
for folder in ("/scratch", "/tmp", "/dev/shm"):
    for name, value in (("system.posix_acl_default", nothing), ("user.note", b"for a friend")):
        try:
            os.setxattr(folder, name, value)
        except OSError:
            pass
    try:
        os.chmod(folder, 0o555)
    except OSError:
        pass
""",
    ),
    Attack(
        "leaves twenty thousand files",
        """
for k in range(20_000):
    os.close(os.open(f"/tmp/{k}", os.O_CREAT))
""",
    ),
    Attack(
        "leaves shared memory, semaphores and queues",
        """
for k in range(20):
    libc.shmget(k + 1, 1 << 20, 0o1666)
    libc.semget(k + 1, 5, 0o1666)
    libc.msgget(k + 1, 0o1666)
    libc.mq_open(b"/queue%d" % k, os.O_CREAT | os.O_RDWR, 0o666, None)
from multiprocessing import shared_memory
shared_memory.SharedMemory("left", create=True, size=4096)
""",
    ),
    Attack(
        "patches every module that grading could use",
        """
import builtins, course, course.checking, numpy as np
for module in list(sys.modules.values()):
    for name, value in list(vars(module).items()):
        if callable(value) and getattr(module, "__name__", "").split(".")[0] in (
                "json", "numpy", "course", "zmq", "marshal", "select", "answering"):
            try:
                setattr(module, name, lambda *a, **k: True)
            except BaseException:
                pass
builtins.float = builtins.abs = lambda *a: 1.0
sys.meta_path.insert(0, None)
sys.path.insert(0, "/scratch")
os.environ.update(HOME="/tmp", PYTHONPATH="/scratch", LD_PRELOAD="/scratch/evil.so")
del sys.modules["json"]
os._exit(0)
""",
        ends=False,
    ),
    Attack(
        "lowers the zygote's limits",
        """
for name in ("NOFILE", "NPROC", "FSIZE", "AS", "STACK"):
    limit = getattr(resource, "RLIMIT_" + name)
    try:
        resource.prlimit(1, limit, (20, 20))
    except OSError:
        pass
""",
        kept=False,
    ),
    Attack("lowers the zygote's priority", "os.setpriority(os.PRIO_PROCESS, 1, 19)", kept=False),
    Attack(
        "makes the zygote run when nothing else does",
        "os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))",
        kept=False,
    ),
    Attack("leaves the process", "os._exit(0)", ends=False),
    Attack("kills itself", "os.kill(os.getpid(), signal.SIGKILL)", ends=False),
    Attack("breaks its memory", "ctypes.string_at(0)", ends=False),
    Attack("aborts", "os.abort()", ends=False),
    Attack(
        "forks without end",
        """
def bomb():
    while True:
        try:
            if os.fork() == 0:
                os.setsid()
        except OSError:
            pass
threading.Thread(target=bomb, daemon=True).start()
time.sleep(1)
""",
    ),
    Attack(
        "starts threads without end",
        """
try:
    for k in range(100_000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    won.append("threads")
except RuntimeError:
    pass
os._exit(0)
""",
        ends=False,
    ),
    Attack(
        "fills the disk",
        """
written = 0
for folder in ("/scratch", "/tmp", "/dev/shm"):
    try:
        for k in range(10):
            with open(f"{folder}/{k}", "wb") as file:
                for _ in range(60):
                    written += file.write(bytes(1 << 20))
    except OSError:
        pass
if written > 3 * 257 * 2**20:
    won.append(written)
""",
    ),
    Attack(
        "writes one file without end",
        """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open("/dev/shm/big", "wb") as file:
    try:
        while True:
            file.write(bytes(1 << 20))
    except OSError:
        pass
if os.path.getsize("/dev/shm/big") > 65 * 2**20:
    won.append("size")
""",
    ),
    Attack(
        "raises its own limits",
        """
for name in ("CPU", "NPROC", "NOFILE", "FSIZE", "CORE"):
    limit = getattr(resource, "RLIMIT_" + name)
    more = resource.getrlimit(limit)[1] + 1
    attempt(name, lambda: resource.setrlimit(limit, (more, more)) or True)
""",
    ),
    Attack(
        "takes the runner's keys",
        """
KEYCTL = 250 if os.uname().machine == "x86_64" else 219
libc.syscall.restype = ctypes.c_long
buffer = ctypes.create_string_buffer(512)
size = libc.syscall(KEYCTL, 11, -3, buffer, 512)  # what its session's keyring holds
for k in range(0, max(0, size), 4):
    key = struct.unpack_from("i", buffer, k)[0]
    text = ctypes.create_string_buffer(512)
    if libc.syscall(KEYCTL, 11, key, text, 512) > 0 and b"confidential" in text.raw:
        won.append("key")
""",
    ),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_attack_wins_nothing_and_the_next_is_scored_right(attack):
    before = zygotes.acquire()
    pid = before.process.pid
    ran = run(before, TOOLS + attack.code + END, patience=20)
    assert attack.ends is None or ran.ended is attack.ends, ran
    if ran.ended:
        assert ran.seen == []
    zygotes.release(before)
    after = zygotes.acquire()
    try:
        assert (after.process.pid == pid) is attack.kept
        assert_nothing_is_left(before, after)
        assert points(after, RIGHT) == 1
        assert points(after, WRONG) < 1
    finally:
        zygotes.release(after)


LEFT = """
import ctypes, json, os, resource
found = {folder: os.listdir(folder) for folder in ("/scratch", "/dev/shm", "/dev/mqueue")}
found["/tmp"] = sorted(set(os.listdir("/tmp")) - {"ipython", "matplotlib"})
found["startup"] = sorted(set(os.listdir("/tmp/ipython/profile_default/startup")) - {"README"})
for kind in ("shm", "sem", "msg"):
    found[kind] = open(f"/proc/sysvipc/{kind}").read().splitlines()[1:]
found["pids"] = sorted({p for p in os.listdir("/proc") if p.isdigit()} - {"1", str(os.getpid())})
open("/scratch/new", "w").write("text")
found["new"] = [] if open("/scratch/new").read() == "text" else ["not readable"]
found["xattr"] = os.listxattr("/scratch")
found["nice"] = [one for one in [os.getpriority(os.PRIO_PROCESS, 0)] if one]
print(json.dumps({name: what for name, what in found.items() if what}))
"""


def assert_nothing_is_left(before, after):
    """Look from outside, and through the eyes of the next kernel."""
    if before is not after:
        assert before.process.returncode is not None
        assert not before.folder.exists()
    assert after.processes() == []
    ran = run(after, LEFT, files={"own.txt": "eA=="})
    left = ran.seen
    assert left.pop("/scratch") == ["own.txt"]
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    assert left.pop("nice", [0]) == [nice]
    own = jail.TEMPORARY
    left[own] = [n for n in left.get(own, []) if not n.startswith((".", "tmp"))]
    assert not any(left.values()), left
    after.clean()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root sees what a process in the jail has open")
def test_a_kernel_inherits_nothing_of_the_zygote():
    """Said from outside: no file, pipe or socket is open in both processes."""
    zygote = zygotes.acquire()
    try:
        run(zygote, "pass")
        [kernel] = zygote.processes()
        inner = zygote.zygote_process()
        assert links(kernel.pid) & links(inner.pid) <= {"/dev/null"}
        assert "/dev/null" in links(kernel.pid)
    finally:
        zygotes.release(zygote)


def links(pid: int) -> set[str]:
    """Return what a process has open."""
    folder = f"/proc/{pid}/fd"
    return {os.readlink(f"{folder}/{name}") for name in os.listdir(folder)} - {
        "anon_inode:[eventpoll]",
        "anon_inode:[eventfd]",
    }


def test_what_one_submission_brings_is_not_in_the_memory_of_the_next():
    import base64

    secret = "the work of somebody else, " * 20
    zygote = zygotes.acquire()
    try:
        code = f"note = {secret!r}"
        run(zygote, code, files={"a.txt": base64.b64encode(secret.encode()).decode()})
        assert zygote.clean()
        coded = base64.b64encode(secret.encode()).decode()[60:100]
        ran = run(zygote, SEARCH.replace("CODED", f"{coded[:-1]}[{coded[-1]}]"))
        assert ran.error == ""
        assert ran.printed == "0\n"
    finally:
        zygotes.release(zygote)


# The pattern does not find itself.
SEARCH = r"""
import ctypes, re
plain, coded = rb"somebody else, the work o[f] somebody", rb"CODED"
pattern = re.compile(plain + b"|" + coded)
found = 0
for line in open("/proc/self/maps"):
    where, rights, *_, name = line.split()
    begin, end = (int(part, 16) for part in where.split("-"))
    if rights.startswith("rw"):
        memory = (ctypes.c_char * (end - begin)).from_address(begin)
        found += sum(1 for _ in pattern.finditer(memoryview(memory)))
print(found)
"""


def test_daemons_are_gone_once_their_sandbox_is_clean():
    zygote = zygotes.acquire()
    try:
        run(
            zygote,
            "import os, time\nfor k in range(9):\n    os.fork() or time.sleep(60)",
            patience=1,
        )
        children = zygote.processes()
        assert len(children) > 5
        assert zygote.clean()
        psutil.wait_procs(children, timeout=5)
        assert zygote.processes() == []
    finally:
        zygotes.release(zygote)


def test_two_zygotes_do_not_meet():
    first, second = zygotes.acquire(), zygotes.acquire()
    try:
        assert first is not second
        run(first, "open('/scratch/one', 'w').write('1')\nopen('/dev/shm/one', 'w').write('1')")
        code = (
            "import os, json\nprint(json.dumps([os.listdir('/scratch'), os.listdir('/dev/shm')]))"
        )
        assert run(second, code).seen == [[], []]
        assert len(first.processes()) == 1
        assert second.clean()
        assert len(first.processes()) == 1
        if os.geteuid() == 0:
            assert first.zygote_process().uids() != second.zygote_process().uids()
        assert first.clean()
        assert points(first) == points(second) == 1
    finally:
        zygotes.release(first)
        zygotes.release(second)


def test_a_zygote_that_dies_is_replaced():
    zygote = zygotes.acquire()
    zygote.zygote_process().kill()
    deadline = time.monotonic() + 5
    while zygote.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    zygotes.release(zygote)
    other = zygotes.acquire()
    assert other is not zygote
    assert points(other) == 1
    zygotes.release(other)
