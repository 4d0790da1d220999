"""The functions of the helper library, which must not answer while a student's own are probed.

The library holds the solution of most exercises, and often in more than one place: the sigmoid is
in the activations, in the training loop and in the computation graphs. So all of it is silent
while an exercise is probed, but for what the exercise lends (`course.exercises.parts`). So are the
helpers in the modules of the units, but for those that the probes themselves call.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from types import FunctionType, ModuleType
from typing import Any

CORE = (
    "activations",
    "arrays",
    "backprop",
    "data",
    "ensembles",
    "gradients",
    "graphs",
    "initialization",
    "instruments",
    "lecture_networks",
    "losses",
    "network",
    "normalization",
    "preprocessing",
    "progress_bar",
    "regularization",
    "softmax",
    "training",
)


@functools.cache
def library_functions() -> tuple[FunctionType, ...]:
    """Return every function on module level of the core, wrapped ones unwrapped.

    The modules are imported here: one that is imported later would be heard.

    Examples
    --------
    >>> "relu" in {function.__name__ for function in library_functions()}
    True
    """
    modules = [importlib.import_module(f"course.{name}") for name in CORE]
    return tuple(function for module in modules for function in functions_of(module))


def functions_of(module: ModuleType) -> list[FunctionType]:
    """Return the functions that a module defines, wrapped ones unwrapped."""
    return [
        inspect.unwrap(value)
        for value in vars(module).values()
        if inspect.isfunction(value) and value.__module__ == module.__name__
    ]


def from_library(name: str) -> Any:
    """Return the function or class of the core that ``name`` stands for, with its module.

    Examples
    --------
    >>> from_library("data.xor")().X.shape
    (4, 2)
    """
    module, _, inside = name.partition(".")
    if module not in CORE:
        raise ValueError(f"{name!r} does not begin with a module of the core, such as 'data'.")
    return getattr(importlib.import_module(f"course.{module}"), inside)
