"""The system calls that no submission needs: refused by the kernel before they do anything.

A namespace limits what a call can reach; this limits what can be called at all, and with it how
much of Linux a submission can look for bugs in. The filter is a program in classic BPF, as
seccomp(2) and Linux's ``include/uapi/linux/{seccomp,filter,audit}.h`` describe it, and bubblewrap
loads it. Everything is allowed but what is named here, so that a new version of NumPy never needs
a call that nobody thought of.
"""

from __future__ import annotations

import errno
import os
import platform
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

# Of one instruction: its code, how far to jump if the comparison holds and if not, its operand.
Instruction = tuple[int, int, int, int]

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT = 0, 4, 16, 24  # places in seccomp_data

NEW_NAMESPACE = 0x7E020080  # every CLONE_NEW... flag of clone
TYPING_FOR_OTHERS = [0x5412, 0x541C]  # TIOCSTI, TIOCLINUX
FAMILIES = [socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, getattr(socket, "AF_NETLINK", 16)]

# Numbers are those of Linux's asm/unistd.h; the calls since 5.1 have the same ones everywhere.
NEWER = {
    **{"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428},
    **{"move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433},
    **{"pidfd_getfd": 438, "mount_setattr": 442},
}
CLONE3 = 435


@dataclass(frozen=True)
class Machine:
    """How one kind of processor calls Linux."""

    audit: int
    clone: int
    socket: int
    ioctl: int
    refused: dict[str, int]


MACHINES = {
    "x86_64": Machine(
        audit=0xC000003E,
        clone=56,
        socket=41,
        ioctl=16,
        refused={
            **{"ptrace": 101, "syslog": 103, "personality": 135, "modify_ldt": 154},
            **{"pivot_root": 155, "adjtimex": 159, "chroot": 161, "acct": 163},
            **{"settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167, "swapoff": 168},
            **{"reboot": 169, "iopl": 172, "ioperm": 173, "init_module": 175},
            **{"delete_module": 176, "quotactl": 179, "clock_settime": 227, "kexec_load": 246},
            **{"add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272},
            **{"vmsplice": 278, "perf_event_open": 298, "fanotify_init": 300},
            **{"name_to_handle_at": 303, "open_by_handle_at": 304, "clock_adjtime": 305},
            **{"setns": 308, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312},
            **{"finit_module": 313, "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323},
        },
    ),
    "aarch64": Machine(
        audit=0xC00000B7,
        clone=220,
        socket=198,
        ioctl=29,
        refused={
            **{"umount2": 39, "mount": 40, "pivot_root": 41, "chroot": 51, "quotactl": 60},
            **{"vmsplice": 75, "acct": 89, "personality": 92, "unshare": 97, "kexec_load": 104},
            **{"init_module": 105, "delete_module": 106, "clock_settime": 112, "syslog": 116},
            **{"ptrace": 117, "reboot": 142, "settimeofday": 170, "adjtimex": 171},
            **{"add_key": 217, "request_key": 218, "keyctl": 219, "swapon": 224, "swapoff": 225},
            **{"perf_event_open": 241, "fanotify_init": 262, "name_to_handle_at": 264},
            **{"open_by_handle_at": 265, "clock_adjtime": 266, "setns": 268},
            **{"process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272},
            **{"finit_module": 273, "bpf": 280, "userfaultfd": 282, "kexec_file_load": 294},
        },
    ),
}


def refusal(number: int) -> list[Instruction]:
    """Return the instruction that ends a call with an error."""
    return [(RETURN, 0, 0, ERRNO | number)]


def program(machine: Machine) -> list[Instruction]:
    """Return the filter for a machine, as instructions."""
    found = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, machine.audit), *refusal(errno.EPERM)]
    # Numbers above belong to x32, another way to call the same things.
    found += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, 0x40000000), *refusal(errno.EPERM)]
    for number in sorted([*machine.refused.values(), *NEWER.values()]):
        found += [(EQUAL, 0, 1, number), *refusal(errno.EPERM)]
    # What clone3 is asked for can't be seen here; without it, glibc uses clone.
    found += [(EQUAL, 0, 1, CLONE3), *refusal(errno.ENOSYS)]
    found += _with_argument(machine.clone, FIRST_ARGUMENT, [(ANY_BIT, 0, 1, NEW_NAMESPACE)])
    for request in TYPING_FOR_OTHERS:
        found += _with_argument(machine.ioctl, SECOND_ARGUMENT, [(EQUAL, 0, 1, request)])
    known = [(EQUAL, len(FAMILIES) - k, 0, int(f)) for k, f in enumerate(FAMILIES)]
    found += _with_argument(machine.socket, FIRST_ARGUMENT, known)
    return [*found, (RETURN, 0, 0, ALLOW)]


def _with_argument(number: int, place: int, tests: list[Instruction]) -> list[Instruction]:
    """Return a rule on one argument: refused unless a test jumps over the refusal."""
    inner = [(LOAD, 0, 0, place), *tests, *refusal(errno.EPERM)]
    return [(EQUAL, 0, len(inner) + 1, number), *inner, (LOAD, 0, 0, NUMBER)]


def compiled(machine: Machine) -> bytes:
    """Return the filter in the form that the kernel takes."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program(machine))


@contextmanager
def as_file() -> Iterator[int | None]:
    """Hand out the filter for this machine as an open file; None for one that is not known."""
    machine = MACHINES.get(platform.machine())
    if machine is None:
        yield None
        return
    descriptor = os.memfd_create("seccomp")
    try:
        os.write(descriptor, compiled(machine))
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)
