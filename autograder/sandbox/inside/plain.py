"""Functions that only compute: they can be probed without a fork of their own.

A fork keeps what a function does to its process from the next exercise, and costs more than most
probes. Most answers are a few lines of NumPy that can't do anything to their process: they store
into local names only, call NumPy, a few builtins and other functions of this kind, and have no
loop but ``for``. Whether that holds is read from the bytecode, which can't be disguised. Whatever
is not known to be harmless is not plain.
"""

from __future__ import annotations

import builtins
import dis
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from course.exercises.parts import is_ours, names_read

FUNCTIONS = """
abs absolute add all allclose any arange arctan argmax argmin argsort array asarray atleast_1d
atleast_2d broadcast_to ceil clip column_stack concatenate copy cos cosh count_nonzero cumprod
cumsum diag divide dot e einsum empty empty_like equal errstate exp expand_dims expm1 eye finfo
float32 float64 floor full full_like greater greater_equal heaviside hstack identity inf int64
isclose isfinite isinf isnan isscalar less less_equal linspace log log10 log1p log2 logaddexp
logical_and logical_not logical_or matmul max maximum mean median min minimum multiply nan
nan_to_num negative ndim newaxis nonzero ones ones_like outer pi piecewise power prod ravel
reciprocal repeat reshape round select shape sign sin sinh size sort split sqrt square squeeze
stack std subtract sum take tan tanh tensordot tile trace transpose tri tril triu true_divide
unique var vstack where zeros zeros_like
"""
METHODS = """
T all any append argmax argmin argsort astype clip copy count cumsum dot dtype eps extend flatten
get index insert item items keys max mean min ndim nonzero normal permutation pop prod ravel repeat
reshape reverse round shape shuffle size sort squeeze standard_normal std sum take tiny tolist
transpose uniform values var
"""
BUILTINS = """
abs all any bool dict divmod enumerate float int isinstance len list max min pow range reversed
round set slice sorted str sum tuple zip
ArithmeticError IndexError KeyError NotImplementedError TypeError ValueError
"""
# As they were before any submission ran; None for a method that is no function of NumPy.
ATTRIBUTES = {name: getattr(np, name, None) for name in (FUNCTIONS + METHODS).split()}
BUILT_IN = {name: getattr(builtins, name) for name in BUILTINS.split()}
CONSTANTS = (type(None), bool, int, float, complex, str)
# Parts of the names of instructions that reach beyond the function.
REACHING = ("GLOBAL", "ATTR", "NAME", "IMPORT", "BUILD_CLASS", "DELETE", "AWAIT", "ASYNC", "SEND")
HARMLESS = {"LOAD_GLOBAL", "KW_NAMES", "DELETE_FAST", "DELETE_SUBSCR", "DELETE_DEREF"}
MOST = 50  # functions that one may lean on


def is_plain(function: Any, lent: set[str]) -> bool:
    """Whether a function can't do anything but compute.

    ``lent`` are the names in whose place correct parts are put while it is probed.
    """
    waiting, seen = [function], 0
    while waiting and seen < MOST:
        one, seen = waiting.pop(), seen + 1
        if type(one) is not FunctionType or one.__closure__ is not None:
            return False
        leaned_on = _leaned_on(one, lent)
        if leaned_on is None:
            return False
        waiting += [other for other in leaned_on if other is not one]
    return not waiting


def _leaned_on(function: FunctionType, lent: set[str]) -> list[Any] | None:
    """Return the student's functions that this one names; None if it is not plain by itself."""
    space: dict[str, Any] = function.__globals__
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    codes = list(_codes(function.__code__))
    if type(space) is not dict or not all(type(value) in CONSTANTS for value in defaults):
        return None
    if not all(_only_computes(code) for code in codes):
        return None
    found = []
    for name in names_read(function.__code__):
        value = space.get(name)
        if name in lent:  # a correct part takes its place
            if name in space and not is_ours(value):
                return None  # with the student's own it is looked at once more, and may hang
        elif type(value) is FunctionType:
            found.append(value)
        elif not _is_harmless(name, value, name in space):
            return None
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of a function, and of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _only_computes(code: CodeType) -> bool:
    """Whether all instructions stay inside, and every way back is that of a ``for``."""
    instructions = list(dis.get_instructions(code))
    at = {one.offset: one.opname for one in instructions}
    return all(
        _stays_inside(one) and ("BACKWARD" not in one.opname or at.get(one.argval) == "FOR_ITER")
        for one in instructions
    )


def _stays_inside(one: dis.Instruction) -> bool:
    if one.opname in ("LOAD_ATTR", "LOAD_METHOD"):
        known = one.argval in ATTRIBUTES
        return known and getattr(np, one.argval, None) is ATTRIBUTES[one.argval]
    return one.opname in HARMLESS or not any(part in one.opname for part in REACHING)


def _is_harmless(name: str, value: Any, known: bool) -> bool:
    if not known:
        genuine = BUILT_IN.get(name)
        return genuine is not None and getattr(builtins, name, None) is genuine
    return value is np or type(value) in CONSTANTS
