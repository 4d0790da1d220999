"""The filter of system calls: as a program, and as the kernel enforces it in the jail."""

from __future__ import annotations

import errno
import platform
import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox import seccomp
from autograder.sandbox.seccomp import MACHINES, NEWER

each_machine = pytest.mark.parametrize("machine", MACHINES.values(), ids=list(MACHINES))
known_machine = pytest.mark.skipif(
    platform.machine() not in MACHINES, reason="there is no filter for this kind of machine"
)
READ = {"x86_64": 0, "aarch64": 63}
CLONE_THREAD, CLONE_NEWUSER, CLONE_NEWTIME = 0x3D0F00, 0x10000000, 0x80
TIOCSTI, TCGETS, AF_VSOCK, AF_ALG = 0x5412, 0x5401, 40, 38


def verdict(machine, number, *arguments, audit=None):
    """Run the filter on a call as the kernel does; return what it answers."""
    given = [*arguments, *[0] * (6 - len(arguments))]
    architecture = machine.audit if audit is None else audit
    data = struct.pack("<IIQ6Q", number, architecture, 0, *given)
    program, place, value = seccomp.program(machine), 0, 0
    while True:
        code, jump, no_jump, operand = program[place]
        place += 1
        if code == seccomp.LOAD:
            (value,) = struct.unpack_from("<I", data, operand)
        elif code == seccomp.RETURN:
            return operand
        else:
            tests = {
                seccomp.EQUAL: value == operand,
                seccomp.AT_LEAST: value >= operand,
                seccomp.ANY_BIT: bool(value & operand),
            }
            place += jump if tests[code] else no_jump


EPERM, ENOSYS = seccomp.ERRNO | errno.EPERM, seccomp.ERRNO | errno.ENOSYS


@each_machine
def test_what_is_named_is_refused(machine):
    for number in {**machine.refused, **NEWER}.values():
        assert verdict(machine, number) == EPERM
    assert verdict(machine, seccomp.CLONE3) == ENOSYS


@each_machine
@given(number=st.integers(0, 1000))
def test_everything_else_is_allowed(machine, number):
    special = {seccomp.CLONE3, machine.clone, machine.socket, machine.ioctl}
    refused = number in {*machine.refused.values(), *NEWER.values(), *special}
    assert refused or verdict(machine, number) == seccomp.ALLOW


@each_machine
def test_a_call_is_refused_for_what_it_asks(machine):
    assert verdict(machine, machine.clone, CLONE_THREAD) == seccomp.ALLOW
    assert verdict(machine, machine.clone, CLONE_NEWUSER | 17) == EPERM
    assert verdict(machine, machine.clone, CLONE_NEWTIME) == EPERM
    assert verdict(machine, machine.ioctl, 0, TCGETS) == seccomp.ALLOW
    assert verdict(machine, machine.ioctl, 0, TIOCSTI) == EPERM
    for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, 16):
        assert verdict(machine, machine.socket, int(family)) == seccomp.ALLOW
    for family in (AF_VSOCK, AF_ALG, 17, 31):
        assert verdict(machine, machine.socket, family) == EPERM


@each_machine
def test_another_way_to_call_is_no_way_around(machine):
    foreign = {0x40000003, *(one.audit for one in MACHINES.values())} - {machine.audit}
    for audit in foreign:
        assert verdict(machine, READ["x86_64"], audit=audit) == EPERM
    assert verdict(machine, 0x40000000) == EPERM  # x32


CALLS = """
import ctypes, threading, subprocess, socket, errno
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    done = libc.syscall(number, *arguments)
    return errno.errorcode.get(ctypes.get_errno(), "?") if done == -1 else "done"
"""


@pytest.mark.sandbox
@pytest.mark.xdist_group("jail")
@known_machine
def test_in_the_jail_the_kernel_refuses(inside):
    machine = MACHINES[platform.machine()]
    numbers = sorted([*machine.refused.values(), *NEWER.values()])
    code = f"""
answers = {{n: call(n, 0, 0, 0, 0, 0) for n in {numbers}}}
answers["clone3"] = call({seccomp.CLONE3}, 0, 0)
answers["clone"] = call({machine.clone}, {CLONE_NEWUSER | 17}, 0, 0, 0, 0)
answers["socket"] = call({machine.socket}, {AF_VSOCK}, 1, 0)
print(json.dumps(list(answers.values())))
"""
    *refused, clone3, clone, vsock = inside(CALLS + code)
    assert set(refused) == {"EPERM"}
    assert (clone3, clone, vsock) == ("ENOSYS", "EPERM", "EPERM")


@pytest.mark.sandbox
@pytest.mark.xdist_group("jail")
@known_machine
def test_what_programs_need_goes_on_working(inside):
    code = """
seen = [line.split()[1] for line in open("/proc/self/status") if line.startswith("Seccomp:")]
thread = threading.Thread(target=seen.append, args=["thread"])
thread.start(); thread.join()
seen.append(subprocess.run(["echo", "program"], capture_output=True, text=True).stdout.strip())
one, other = socket.socketpair()
one.send(b"socket"); seen.append(other.recv(9).decode())
import numpy as np, concurrent.futures as futures
with futures.ProcessPoolExecutor(2) as pool:
    seen.append(sum(pool.map(abs, [-20, -22])))
print(json.dumps(seen))
"""
    assert inside(CALLS + code) == ["2", "thread", "program", "socket", 42]


def test_an_unknown_machine_goes_without(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with seccomp.as_file() as descriptor:
        assert descriptor is None
