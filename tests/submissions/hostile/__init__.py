"""Hostile submissions, one small readable form for each kind.

Every one is the released notebook with a right answer to ReLU, which must keep its points, and an
attack. What the attack adds beyond ``points`` is stolen.
"""

from __future__ import annotations

from hostile.copying import COPYING
from hostile.files import FILES
from hostile.flooding import FLOODING
from hostile.injecting import INJECTING
from hostile.inspecting import INSPECTING
from hostile.leaving import LEAVING
from hostile.notebooks import NOTEBOOKS
from hostile.patching import PATCHING
from hostile.protocol import PROTOCOL
from hostile.returning import RETURNING
from hostile.shape import Hostile

ALL = [
    *PATCHING,
    *RETURNING,
    *INSPECTING,
    *COPYING,
    *PROTOCOL,
    *LEAVING,
    *FLOODING,
    *FILES,
    *NOTEBOOKS,
    *INJECTING,
]

__all__ = ["ALL", "INJECTING", "Hostile"]
