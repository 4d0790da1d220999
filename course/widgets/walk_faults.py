"""Bugs to be planted into a backward pass: one gate, or one unit, breaks its rule.

Examples
--------
>>> fault = gate_fault(3)
>>> fault.place, fault.words
('y', 'overwrites: the second gradient replaces the first')
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from course.activations import sigmoid_prime
from course.widgets.walk_gates import Back, Meet, added, library_back
from course.widgets.walk_units import AFTER, DeltaRule, Units, arriving, library_delta, slope

__all__ = ["COUNT", "GateFault", "UnitFault", "gate_fault", "unit_fault"]

GateRule: TypeAlias = Callable[..., list[float]]  # of the numbers that went in, then upstream


@dataclass(frozen=True)
class GateFault:
    """A gate that breaks its rule, or gradients that are not added.

    Attributes
    ----------
    place : str
        Which gate.
    words : str
        What it does, after its name.
    rule : callable
        Of what went into the gate and what arrives; where paths meet, of the two gradients.
    """

    place: str
    words: str
    rule: GateRule

    def back(self) -> Back:
        """Return the gates of the library with this one among them."""

        def handed(node: str, numbers: tuple[float, ...], up: float) -> tuple[list[float], str]:
            if node == self.place:
                return self.rule(*numbers, up), ""
            return library_back(node, numbers, up)

        return handed

    def meet(self) -> Meet:
        """Return what is done where paths meet."""
        return (lambda a, b: self.rule(a, b)[0]) if self.place == "y" else added


GATE_FAULTS = (
    GateFault("e", "forgets its local slope: it hands on what arrives", lambda m, up: [up]),
    GateFault(
        "m", "takes the wrong branch: the smaller input gets all", lambda y, z, up:
        [0.0, up] if y > z else [up, 0.0],
    ),
    GateFault("y", "overwrites: the second gradient replaces the first", lambda a, b: [b]),
    GateFault("r", "forgets the minus of −1/q²", lambda q, up: [up / q / q]),
    GateFault(
        "L", "does not switch: each input gets its own value as slope", lambda r, e, up:
        [up * r, up * e],
    ),
    GateFault("q", "shares out: each input gets half of what arrives", lambda x, y, up:
              [up / 2, up / 2]),
    GateFault("e", "forgets what arrives: it hands on its local slope alone", lambda m, up:
              [math.exp(m)]),
    GateFault("L", "adds: upstream + local instead of upstream × local", lambda r, e, up:
              [up + e, up + r]),
    GateFault("m", "hands all of it to both inputs", lambda y, z, up: [up, up]),
    GateFault("r", "forgets the square of −1/q²", lambda q, up: [-up / q]),
    GateFault("q", "behaves like a multiply gate", lambda x, y, up: [up * y, up * x]),
    GateFault("y", "multiplies the gradients that meet", lambda a, b: [a * b]),
)  # fmt: skip
COUNT = len(GATE_FAULTS)


@dataclass(frozen=True)
class UnitFault:
    """A unit whose Δ breaks the rule.

    Attributes
    ----------
    place : str
        Which unit.
    words : str
        What it does, after its name.
    rule : callable
        Of the unit and what is known so far.
    """

    place: str
    words: str
    rule: Callable[[int, Units], float]

    def deltas(self) -> DeltaRule:
        """Return the rules of the library with this one among them."""

        def found(j: int, units: Units) -> tuple[float, str]:
            return (self.rule(j, units), "") if str(j) == self.place else library_delta(j, units)

        return found


def _slope_at_a(j: int, units: Units) -> float:
    return arriving(units, j) * float(sigmoid_prime(units.a[j]))


def _no_slope(j: int, units: Units) -> float:
    return arriving(units, j)


def _added_slope(j: int, units: Units) -> float:
    return arriving(units, j) + slope(units, j)


def _last_path(j: int, units: Units) -> float:
    last = AFTER[j][-1]
    return units.w[j, last] * units.delta[last] * slope(units, j)


def _no_weight(j: int, units: Units) -> float:
    return sum(units.delta[k] for k in AFTER[j]) * slope(units, j)


def _not_transposed(j: int, units: Units) -> float:
    """Take the column of W in place of its row: what leads to a unit, not what leaves it."""
    senders, column = (3, 4), j + 2
    parts = [units.w[i, column] * units.delta[i + 2] for i in senders]
    return sum(parts) * slope(units, j)


UNIT_FAULTS = (
    UnitFault("3", "overwrites: only the path through unit 6 counts", _last_path),
    UnitFault("7", "forgets its slope g′(in₇)", _no_slope),
    UnitFault("4", "uses W in place of its transpose", _not_transposed),
    UnitFault("5", "adds its slope instead of multiplying by it", _added_slope),
    UnitFault("6", "forgets the weight w₆₇", _no_weight),
    UnitFault("7", "loses the 2 of the square", lambda j, u: library_delta(j, u)[0] / 2),
    UnitFault("3", "forgets its slope g′(in₃)", _no_slope),
    UnitFault("5", "takes its slope at a₅, not at in₅", _slope_at_a),
    UnitFault("4", "forgets the weights", _no_weight),
    UnitFault("6", "turns the sign", lambda j, u: -library_delta(j, u)[0]),
    UnitFault("3", "uses W in place of its transpose", _not_transposed),
    UnitFault("5", "forgets its slope g′(in₅)", _no_slope),
)


def gate_fault(seed: int) -> GateFault:
    """Return the bug in a gate that a seed stands for."""
    return GATE_FAULTS[(seed - 1) % COUNT]


def unit_fault(seed: int) -> UnitFault:
    """Return the bug in a unit that a seed stands for."""
    return UNIT_FAULTS[(seed - 1) % len(UNIT_FAULTS)]
