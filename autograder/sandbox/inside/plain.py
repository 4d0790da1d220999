"""Functions that only compute: they can be probed without a fork of their own.

A fork keeps what a function does to its process from the next exercise, and costs more than most
probes. Most answers are a few lines of NumPy that can't do anything to their process: they store
into local names only, call NumPy, a few builtins and other functions of this kind, and have no
loop but ``for``. Whether that holds is read from the bytecode, which can't be disguised. Whatever
is not known to be harmless is not plain.

A plain function calls nothing of the course, except what is lent to it: nothing has to be silenced
for it, either.
"""

from __future__ import annotations

import builtins
import dis
import math
import operator
import sys
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType
from typing import Any

import numpy as np
from scipy.special import erf, expit

from course.exercises.parts import is_ours, names_read

FUNCTIONS = """
abs absolute add all allclose any arange arctan argmax argmin argsort array asarray atleast_1d
atleast_2d broadcast_to ceil clip column_stack concatenate copy cos cosh count_nonzero cumprod
cumsum diag divide dot e einsum empty empty_like equal errstate exp expand_dims expm1 eye finfo
float32 float64 floor full full_like greater greater_equal heaviside hstack identity inf int64
isclose isfinite isinf isnan isscalar less less_equal linspace log log10 log1p log2 logaddexp
linalg logical_and logical_not logical_or matmul max maximum mean median min minimum multiply nan
nan_to_num ndenumerate ndindex negative ndim newaxis nonzero ones ones_like outer pi piecewise
power prod ravel reciprocal repeat reshape round select shape sign sin sinh size sort split sqrt
square squeeze stack std subtract sum take tan tanh tensordot tile trace transpose tri tril triu
true_divide unique var vstack where zeros zeros_like
"""
METHODS = """
T all any append argmax argmin argsort astype choice clip copy count cumsum dot dtype eps erf
extend flatten get index insert item items keys max mean min ndim nonzero norm normal permutation
pop prod ravel repeat reshape reverse round shape shuffle size sort squeeze standard_normal std
sum take tiny tolist transpose uniform values var
"""
BUILTINS = """
abs all any bool dict divmod enumerate float int isinstance len list max min pow range reversed
round set slice sorted str sum tuple zip
ArithmeticError IndexError KeyError NotImplementedError TypeError ValueError
"""
# As they were before any submission ran; None for a method that is no function of NumPy.
ATTRIBUTES = {name: getattr(np, name, None) for name in (FUNCTIONS + METHODS).split()}
MODULES = (np, np.linalg, math)
GENUINE = {name: [getattr(module, name, None) for module in MODULES] for name in ATTRIBUTES}
BUILT_IN = {name: getattr(builtins, name) for name in BUILTINS.split()}
# The same under a name of their own, as after ``from math import erf``.
IMPORTED = [
    np,
    math,
    math.erf,
    erf,
    expit,
    *(value for value in ATTRIBUTES.values() if callable(value)),
]
IMPORTED += [getattr(math, name) for name in FUNCTIONS.split() if hasattr(math, name)]
# Where the course's functions live. All its modules are loaded before the first submission.
OURS = {id(vars(m)) for name, m in sys.modules.items() if name.split(".")[0] == "course"}
CONSTANTS = (type(None), bool, int, float, complex, str)
# Parts of the names of instructions that reach beyond the function.
REACHING = ("GLOBAL", "ATTR", "NAME", "IMPORT", "_CLASS", "DELETE", "AWAIT", "ASYNC", "SEND")
HARMLESS = {
    "LOAD_GLOBAL", "KW_NAMES", "DELETE_FAST", "DELETE_SUBSCR", "DELETE_DEREF",
    "SET_FUNCTION_ATTRIBUTE",  # of a function just made
}  # fmt: skip
POWERS = ("**", "**=", "<<", "<<=")
EATERS = {"sum", "min", "max", "list", "tuple", "sorted", "set", "any", "all", "dict"}
SMALL = 10
MOST = 50  # functions that one may lean on


def is_plain(function: Any, lent: Iterable[str] = (), audible: Iterable[Any] = ()) -> bool:
    """Whether a function can't do anything but compute.

    ``lent`` are the names in whose place correct parts are put while it is probed. Afterwards it
    is probed with the student's own parts of these names, so they are looked at as well.
    ``audible`` are functions of the course that it may call.
    """
    waiting, seen = [function], 0
    while waiting and seen < MOST:
        one, seen = waiting.pop(), seen + 1
        if not _is_simple(one) or _may_take_for_ever(one):
            return False
        replaced = lent if one.__globals__ is function.__globals__ else ()
        for name in names_read(one.__code__):
            value = one.__globals__.get(name)
            if name in replaced and (not callable(value) or is_ours(value)):
                continue  # there is no part of the student's own
            if type(value) is FunctionType and not _is_one_of(value, audible):
                waiting += [value] if value is not one else []
            elif not _is_harmless(name, value, name in one.__globals__, audible):
                return False
    return not waiting


def _is_simple(function: Any) -> bool:
    """Whether a function has nothing but its code, and that stays inside."""
    if type(function) is not FunctionType or function.__closure__ is not None:
        return False
    space: dict[str, Any] = function.__globals__
    own_builtins = function.__builtins__ is not vars(builtins)
    if type(space) is not dict or id(space) in OURS or own_builtins:
        return False
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    codes = _codes(function.__code__)
    return all(type(value) in CONSTANTS for value in defaults) and all(map(_only_computes, codes))


def _may_take_for_ever(function: FunctionType) -> bool:
    """Whether a function could compute one thing so long that no timer stops it.

    A loop of Python's can be stopped; a power of huge whole numbers can't, nor the sum of a range.
    """
    read = names_read(function.__code__)
    if "pow" in read or ("range" in read and read & EATERS):
        return True
    for code in _codes(function.__code__):
        before = None
        for one in dis.get_instructions(code):
            if one.argrepr in POWERS and not _is_small(before):
                return True
            before = one
    return False


def _is_small(one: dis.Instruction | None) -> bool:
    """Whether an instruction puts a small constant on the stack, such as the 2 of ``x ** 2``."""
    small = one is not None and type(one.argval) in (int, float) and abs(one.argval) < SMALL
    return small and one is not None and one.opname in ("LOAD_CONST", "LOAD_SMALL_INT")


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of a function, and of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _only_computes(code: CodeType) -> bool:
    """Whether all instructions stay inside, and every way back is that of a ``for``."""
    if not all(map(_is_constant, code.co_consts)):
        return False
    instructions = list(dis.get_instructions(code))
    at = _by_place(instructions)
    return all(
        _stays_inside(one) and ("BACKWARD" not in one.opname or at.get(one.argval) == "FOR_ITER")
        for one in instructions
    )


def _by_place(instructions: list[dis.Instruction]) -> dict[int, str]:
    """Return the names of instructions by their place, which begins with their prefixes."""
    at: dict[int, str] = {}
    prefixes: list[int] = []
    for one in instructions:
        if one.opname == "EXTENDED_ARG":
            prefixes.append(one.offset)
            continue
        at.update(dict.fromkeys([*prefixes, one.offset], one.opname))
        prefixes = []
    return at


def _is_constant(value: Any) -> bool:
    if type(value) in (tuple, frozenset):
        return all(map(_is_constant, value))
    return type(value) in (*CONSTANTS, bytes, type(...), slice, CodeType)


def _stays_inside(one: dis.Instruction) -> bool:
    if one.opname in ("LOAD_ATTR", "LOAD_METHOD"):
        found = [getattr(module, one.argval, None) for module in MODULES]
        known = GENUINE.get(one.argval, [])
        return len(known) == len(found) and all(map(operator.is_, found, known))
    return one.opname in HARMLESS or not any(part in one.opname for part in REACHING)


def _is_harmless(name: str, value: Any, known: bool, audible: Iterable[Any]) -> bool:
    if not known:
        genuine = BUILT_IN.get(name)
        return genuine is not None and getattr(builtins, name, None) is genuine
    return type(value) in CONSTANTS or _is_one_of(value, [*IMPORTED, *audible])


def _is_one_of(value: Any, known: Iterable[Any]) -> bool:
    return any(value is one for one in known)
