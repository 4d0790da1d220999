"""The lecture's network of seven units, and the way back through its Δ.

Examples
--------
>>> walk = unit_walk((0.4, 0.5), 1.0)
>>> [(step.name, round(step.shown, 4)) for step in walk.steps][:3]
[('Δ₇', -0.1507), ('Δ₅', -0.0205), ('Δ₆', -0.0239)]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from course.activations import sigmoid, sigmoid_prime
from course.drawing.graph_layout import digits
from course.lecture_networks import seven_units
from course.widgets.walks import Step, Term, Walk, bracketed

__all__ = [
    "AFTER",
    "BACKWARDS",
    "BEFORE",
    "DeltaRule",
    "Units",
    "forward_units",
    "library_delta",
    "lowered",
    "unit_walk",
]

LAYERS = ((1, 2), (3, 4), (5, 6), (7,))
BEFORE = {j: left for left, right in pairwise(LAYERS) for j in right}
AFTER = {i: right for left, right in pairwise(LAYERS) for i in left}
BACKWARDS = (7, 5, 6, 3, 4)


def lowered(*units: int) -> str:
    """Write numbers of units as an index.

    Examples
    --------
    >>> "w" + lowered(1, 3)
    'w₁₃'
    """
    return "".join(str(unit) for unit in units).translate(
        str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    )


@dataclass
class Units:
    """The seven units after the forward pass, and the Δ that the backward pass has reached."""

    y: float
    w: dict[tuple[int, int], float]
    in_: dict[int, float] = field(default_factory=dict)
    a: dict[int, float] = field(default_factory=dict)
    delta: dict[int, float] = field(default_factory=dict)


# Of a unit and what is known so far: its Δ, and what went wrong.
DeltaRule: TypeAlias = Callable[[int, Units], tuple[float, str]]
# Of the finished units: ∂J/∂w₁₃, and what went wrong.
WeightRule: TypeAlias = Callable[[Units], tuple[float, str]]


def forward_units(x: Sequence[float], y: float) -> Units:
    """Return the seven units after the forward pass.

    Examples
    --------
    >>> units = forward_units((0.4, 0.5), 1.0)
    >>> round(units.in_[3], 3), units.w[3, 5], units.w[0, 4]
    (0.197, 0.35, -0.04)
    """
    net = seven_units().net
    units = Units(float(y), {}, a={1: float(x[0]), 2: float(x[1])})
    for right, W, b in zip(LAYERS[1:], net.Ws, net.bs, strict=True):
        for k, j in enumerate(right):
            units.w[0, j] = float(b[k])
            units.w.update({(i, j): float(W[r, k]) for r, i in enumerate(BEFORE[j])})
            sums = [units.w[i, j] * units.a[i] for i in BEFORE[j]]
            units.in_[j] = units.w[0, j] + sum(sums)
            units.a[j] = float(sigmoid(np.array([units.in_[j]]))[0])
    return units


def slope(units: Units, j: int) -> float:
    """Return g'(in_j)."""
    return float(sigmoid_prime(np.array([units.in_[j]]))[0])


def arriving(units: Units, j: int) -> float:
    """Return what arrives at unit j: from the loss, or as the sum over the next layer."""
    if j not in AFTER:
        return -2 * (units.y - units.a[j])
    return sum(units.w[j, k] * units.delta[k] for k in AFTER[j])


def library_delta(j: int, units: Units) -> tuple[float, str]:
    """Return Δ of a unit by the rules, with no complaint."""
    return arriving(units, j) * slope(units, j), ""


def unit_walk(
    x: Sequence[float],
    y: float,
    rule: DeltaRule | None = None,
    weight_rule: WeightRule | None = None,
) -> Walk:
    """Return the forward pass and the steps back.

    Parameters
    ----------
    x : sequence of 2 floats
        The inputs.
    y : float
        The label.
    rule, weight_rule : callable, optional
        What computes each Δ, and ∂J/∂w₁₃ at the end; by default the library's rules.

    Returns
    -------
    Walk
    """
    units = forward_units(x, y)
    steps = []
    for j in BACKWARDS:
        found, note = (rule or library_delta)(j, units)
        terms = (
            Term(_upstream(j), arriving(units, j), "upstream", written=_in_numbers(j, units)),
            Term(
                f"g′(in{lowered(j)}) = a{lowered(j)} (1 − a{lowered(j)})", slope(units, j), "local"
            ),
        )
        units.delta[j] = found
        steps.append(Step(f"Δ{lowered(j)}", str(j), str(j), terms, found, note=note))
    return Walk(_forward_rows(units), [*steps, _weight_step(units, weight_rule)])


def _upstream(j: int) -> str:
    if j not in AFTER:
        return f"−2 (y − a{lowered(j)})"
    return " + ".join(f"w{lowered(j, k)} Δ{lowered(k)}" for k in AFTER[j])


def _in_numbers(j: int, units: Units) -> str:
    """Write what arrives at a unit in numbers: the sum over the next layer."""
    if j not in AFTER:
        return f"−2 × ({units.y:g} − {digits(units.a[j])})"
    after = AFTER[j]
    parts = [f"{bracketed(units.w[j, k])} × {bracketed(units.delta[k])}" for k in after]
    return f"({' + '.join(parts)})" if len(parts) > 1 else parts[0]


def _weight_step(units: Units, rule: WeightRule | None) -> Step:
    terms = (
        Term("Δ₃", units.delta[3], "upstream", given=True),
        Term("a₁ = x₁", units.a[1], "local", given=True),
    )
    found, note = rule(units) if rule else (units.delta[3] * units.a[1], "")
    return Step("∂J/∂w₁₃", "13", "13", terms, found, note=note)


def _forward_rows(units: Units) -> list[tuple[str, str, str]]:
    rows = [(f"a{lowered(i)} = x{lowered(i)}", "input", digits(units.a[i])) for i in (1, 2)]
    for j, senders in BEFORE.items():
        products = [f"{bracketed(units.w[i, j])} × {bracketed(units.a[i])}" for i in senders]
        total = " + ".join([digits(units.w[0, j]), *products])
        rows.append((f"in{lowered(j)}", total, digits(units.in_[j])))
        rows.append((f"a{lowered(j)}", f"g({digits(units.in_[j])})", digits(units.a[j])))
    return rows
