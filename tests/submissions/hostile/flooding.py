"""Using up what there is."""

from __future__ import annotations

from hostile.shape import Hostile, sigmoid_is

FLOODING = [
    Hostile(
        "forks",
        "forks without end",
        """
import os
for _ in range(500):
    try:
        if os.fork() == 0:
            while True:
                try:
                    os.fork()
                except OSError:
                    pass
    except OSError:
        pass
os._exit(0)
""",
    ),
    Hostile(
        "memory",
        "takes memory until it is stopped",
        "",
        sigmoid_is("taken = []\nwhile True:\n    taken.append(np.ones(10**7))"),
    ),
    Hostile(
        "disk",
        "fills every folder that it may write to",
        """
import os
for folder in (os.environ["HOME"], os.environ["TMPDIR"], "/dev/shm"):
    try:
        for k in range(8):
            with open(f"{folder}/{k}", "wb") as file:
                for _ in range(60):
                    file.write(bytes(1 << 20))
    except OSError:
        pass
""",
    ),
    Hostile(
        "files",
        "makes many small files",
        """
import os
for k in range(20_000):
    os.close(os.open(f"{os.environ['TMPDIR']}/{k}", os.O_CREAT))
""",
    ),
    Hostile("output", "prints without end", "while True:\n    print('x' * 100_000)"),
    Hostile(
        "large-picture",
        "displays more than is kept of a cell",
        "from IPython.display import HTML\nHTML('x' * 3_000_000)",
    ),
    Hostile(
        "answers",
        "a result that is far too large",
        "",
        sigmoid_is("return np.ones((5000, 5000))"),
    ),
    Hostile(
        "threads",
        "starts threads without end",
        """
import threading, time
try:
    while True:
        threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
except RuntimeError:
    pass
""",
    ),
    Hostile(
        "sockets",
        "talks to the network",
        """
import socket
won = []
for family, where in ((socket.AF_INET, ("192.0.2.1", 80)), (socket.AF_INET, ("127.0.0.1", 22)),
                      (socket.AF_INET6, ("::1", 80)), (socket.AF_UNIX, "/run/docker.sock"),
                      (socket.AF_UNIX, "/run/dbus/system_bus_socket"), (socket.AF_UNIX, "\\0x")):
    try:
        with socket.socket(family) as one:
            one.settimeout(0.5)
            one.connect(where)
            won.append(where)
    except OSError:
        pass
try:
    won.append(socket.getaddrinfo("example.org", 80))
except OSError:
    pass
raise RuntimeError(f"HOSTILE FOUND {won}")
""",
    ),
    Hostile(
        "devices",
        "opens devices and the kernel's switches",
        """
import glob, os
won = []
for path in ("/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/fuse", "/dev/kvm", "/dev/net/tun",
             "/proc/sysrq-trigger", "/proc/kcore", "/proc/1/mem", "/proc/sys/kernel/core_pattern",
             "/sys/kernel/uevent_helper", "/sys/fs/cgroup/cgroup.procs"):
    for mode in ("rb", "r+b"):
        try:
            with open(path, mode):
                won.append((path, mode))
        except OSError:
            pass
for kind in (0o020666, 0o060666):
    try:
        os.mknod(os.environ["HOME"] + "/device", kind, os.makedev(1, 1))
        won.append("mknod")
    except OSError:
        pass
readable = [("/proc/sys/kernel/core_pattern", "rb")]
raise RuntimeError(f"HOSTILE FOUND {[one for one in won if one not in readable]}")
""",
    ),
]
