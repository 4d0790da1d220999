"""Which functions a student's function may lean on while it is probed.

Two things change for the moment of a probe and are then put back:

* the earlier parts that an exercise names in ``uses`` are correct ones, so that
  a slip in the sigmoid costs nothing in backpropagation;
* the course's own solutions, wherever the student may hold a reference to
  them, refuse to answer. They are told apart by their code, so another name
  for the same function changes nothing.
"""

from __future__ import annotations

import dis
import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import is_dataclass
from functools import partial
from types import CodeType, FunctionType, MethodType
from typing import Any

MISSING = object()
BY_NAME = ("LOAD_GLOBAL", "LOAD_NAME")
MOST_LAYERS = 200  # of wrappers around wrappers, and of methods


def _refuse(*args: object, **kwargs: object) -> None:
    # One literal, no other name: this code runs inside functions of other modules.
    raise LookupError("a function of the course was called that is not available in this check")


REFUSAL = next(text for text in _refuse.__code__.co_consts if isinstance(text, str))


@contextmanager
def withheld(functions: Iterable[Callable[..., Any]]) -> Iterator[None]:
    """Let every function of ``functions`` raise `LookupError`, under any name, in the block."""
    kept = []
    for function in {inner for outer in functions for inner in formulas(outer)}:
        kept.append((function, function.__code__, function.__defaults__, function.__kwdefaults__))
        # Defaults first: more defaults than parameters would confuse the interpreter.
        if function.__defaults__ or function.__kwdefaults__:
            function.__defaults__ = function.__kwdefaults__ = None
        function.__code__ = _refuse.__code__
    try:
        yield
    finally:
        for function, code, defaults, kwdefaults in kept:
            function.__code__ = code
            if defaults or kwdefaults:
                function.__defaults__, function.__kwdefaults__ = defaults, kwdefaults


def formulas(function: Any) -> list[FunctionType]:
    """Return the functions inside ``function`` that close over nothing: where the work is done."""
    if type(function) is FunctionType and function.__closure__ is None:
        return [function]  # most are: nothing to look for inside
    return [inner for inner in underlying(function) if not inner.__code__.co_freevars]


@contextmanager
def correct_parts(function: Any, parts: dict[str, Any]) -> Iterator[None]:
    """Put ``parts`` into the globals of ``function`` for the block, then restore them."""
    spaces = namespaces(function) if parts else []
    kept = [(space, name, space.get(name, MISSING)) for space in spaces for name in parts]
    try:
        for space in spaces:
            space.update(parts)
        yield
    finally:
        for space, name, value in kept:
            if value is MISSING:
                space.pop(name, None)
            else:
                space[name] = value


def namespaces(function: Any) -> list[dict[str, Any]]:
    """Return the globals of ``function`` and of what it wraps, each once.

    Examples
    --------
    >>> namespaces(functools.partial(namespaces))[0] is globals()
    False
    >>> len(namespaces(functools.partial(namespaces)))
    1
    """
    found: list[dict[str, Any]] = []
    for inner in underlying(function):
        if not any(inner.__globals__ is space for space in found):
            found.append(inner.__globals__)
    return found


def underlying(function: Any) -> list[FunctionType]:
    """Return the plain Python functions inside ``function``: partials, wrappers, methods.

    Examples
    --------
    >>> outer = functools.partial(functools.lru_cache(underlying))
    >>> [inner.__name__ for inner in underlying(outer)]
    ['underlying']
    """
    found: list[FunctionType] = []
    seen: set[int] = set()
    waiting = [function]
    while waiting and len(seen) < MOST_LAYERS:
        layer = waiting.pop(0)
        if id(layer) not in seen:
            seen.add(id(layer))
            found += [layer] if type(layer) is FunctionType else []
            waiting += _inside(layer)
    return found


def _inside(layer: Any) -> list[Any]:
    """Return what ``layer`` calls in its turn; an object may object to being asked."""
    kind = type(layer)  # not isinstance: that asks the object itself
    try:
        if kind is FunctionType:
            cells = [cell.cell_contents for cell in layer.__closure__ or () if _is_full(cell)]
            return [value for value in cells if callable(value)]
        if issubclass(kind, type):
            return _methods(layer)
        if issubclass(kind, functools.partial):
            return [layer.func]
        if kind is MethodType:
            return [layer.__func__]
        ask = partial(inspect.getattr_static, default=None)  # runs no code of the object
        return [ask(layer, "__wrapped__") or ask(layer, "pyfunc") or ask(kind, "__call__")]
    except Exception:
        return []


def _is_full(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 -- an empty cell raises
    except ValueError:
        return False
    return True


def reachable(functions: Iterable[Any], package: str = "course") -> set[FunctionType]:
    """Return the formulas of ``functions`` and of all that they call inside ``package``.

    A class stands for all its methods.
    """
    seen: set[FunctionType] = set()
    waiting = [inner for function in functions for inner in underlying(function)]
    while waiting:
        function = waiting.pop()
        if function not in seen:
            seen.add(function)
            waiting += [f for value in _named(function, package) for f in underlying(value)]
    return seen


def _methods(kind: type) -> list[Any]:
    """Return what the methods and properties of a class are made of, inherited ones included."""
    found: list[Any] = []
    for one in type.__dict__["__mro__"].__get__(kind):
        found += type.__dict__["__dict__"].__get__(one).values()
    found += [member.fget for member in found if type(member) is property]
    found += [member.func for member in found if type(member) is functools.cached_property]
    bare = [m.__func__ if type(m) in (staticmethod, classmethod) else m for m in found]
    return [member for member in bare if type(member) is FunctionType]


def _named(function: FunctionType, package: str) -> Iterator[Any]:
    """Yield the functions and classes of ``package`` that the code of ``function`` names."""
    names = names_in(function.__code__)
    spaces = [function.__globals__]
    modules = (function.__globals__.get(name) for name in names)
    spaces += [
        vars(module) for module in modules if _of(module, package) and inspect.ismodule(module)
    ]
    for space in spaces:
        for value in map(space.get, names):
            yield from (inner for inner in _kept_in(value) if _of(inner, package))


def names_in(code: CodeType) -> set[str]:
    """Return the names in a piece of code and in the functions defined inside it."""
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return set(code.co_names).union(*map(names_in, inner))


def names_read(code: CodeType) -> set[str]:
    """Return the global names that a piece of code reads, and the functions defined inside it.

    Unlike `names_in`, without attributes: ``net.forward`` is not one called forward.
    """
    own = {i.argval for i in dis.get_instructions(code) if i.opname in BY_NAME}
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return own.union(*map(names_read, inner))


def is_ours(value: object) -> bool:
    """Whether a function or class is of the course, by the module that it names."""
    return _of(value, "course")


def _kept_in(value: Any) -> list[Any]:
    """Return the functions and classes in a module's variable: itself, or in its tables."""
    if inspect.isfunction(value) or inspect.isclass(value):
        return [value]
    if isinstance(value, dict | tuple | list):
        entries = value.values() if isinstance(value, dict) else value
        return [inner for entry in entries for inner in _kept_in(entry)]
    if is_dataclass(value):
        return [v for v in vars(value).values() if inspect.isfunction(v)]
    return []


def _of(value: object, package: str) -> bool:
    home = getattr(value, "__module__", None) or getattr(value, "__name__", None)
    return str(home).split(".")[0] == package
