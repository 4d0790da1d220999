"""Interactives: pictures that answer to the hand, on the functions of this course or on one's own.

Each of them is a function that takes the functions of its unit, by default the library's, and
returns a `course.widgets.interactive.Interactive`, which a notebook shows by itself. Nothing is
graded by them, and while a notebook is graded nothing is built, nor loaded.

===================== ==== ==========================================================
interactive           unit question
===================== ==== ==========================================================
activation_microscope 1    how many units of a layer are asleep?
two_loss_bench        6    where does the squared error learn faster?
playground            all  what does a network make of data in the plane?
===================== ==== ==========================================================
"""

from __future__ import annotations

import importlib
from functools import partial
from typing import Any

from course.widgets.grading import LeftOut, grading

_FROM = {
    "activation_microscope": "microscope",
    "playground": "playing.widget",
    "two_loss_bench": "two_losses",
}

__all__ = ["activation_microscope", "playground", "two_loss_bench"]  # loaded when first used


def __getattr__(name: str) -> Any:
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if grading():
        return partial(_left_out, name)
    return getattr(importlib.import_module(f"course.widgets.{_FROM[name]}"), name)


def _left_out(name: str, *args: Any, **named: Any) -> LeftOut:
    return LeftOut(name)
