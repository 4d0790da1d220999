"""Interactives: pictures that answer to the hand, on the functions of this course or on one's own.

Each of them is a function that takes the functions of its unit, by default the library's, and
returns a `course.widgets.interactive.Interactive`, which a notebook shows by itself. Nothing is
graded by them, and while a notebook is graded nothing is built, nor loaded.

===================== ==== ==========================================================
interactive           unit question
===================== ==== ==========================================================
detector_viewer       0    which pattern does one unit look for?
activation_microscope 1    how many units of a layer are asleep?
draw_the_boundary     2    what can two hidden units draw?
graph_stepper         3    what does every edge add to a gradient?
valley_walk           4    which learning rate still settles?
twin_tracker          5    when do twins part?
two_loss_bench        6    where does the squared error learn faster?
gradient_thermometer  7    at which gain does Δ keep its size through 15 layers?
fit_studio            8    what makes the gap between both errors small?
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
    "detector_viewer": "detector",
    "draw_the_boundary": "boundary",
    "fit_studio": "studio",
    "gradient_thermometer": "thermometer",
    "graph_stepper": "stepper",
    "playground": "playing.widget",
    "twin_tracker": "twins",
    "two_loss_bench": "two_losses",
    "valley_walk": "valley",
}

__all__ = [
    "activation_microscope",
    "detector_viewer",
    "draw_the_boundary",
    "fit_studio",
    "gradient_thermometer",
    "graph_stepper",
    "playground",
    "twin_tracker",
    "two_loss_bench",
    "valley_walk",
]  # loaded when first used


def __getattr__(name: str) -> Any:
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if grading():
        return partial(_left_out, name)
    return getattr(importlib.import_module(f"course.widgets.{_FROM[name]}"), name)


def _left_out(name: str, *args: Any, **named: Any) -> LeftOut:
    return LeftOut(name)
