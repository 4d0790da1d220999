"""Five gates, L = e^max(y, z) / (x + y), and the way back through them.

The gates are the five of exercise 3.1, each of them once, and y feeds two of them.

Examples
--------
>>> walk = gate_walk({"x": 3.0, "y": 1.0, "z": -1.0})
>>> [step.name for step in walk.steps][:3]
['∂L/∂r', '∂L/∂e', '∂L/∂q']
>>> round(walk.steps[-1].shown, 4)
0.5097
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from course.drawing.graph_layout import digits
from course.graphs import GATES
from course.widgets.walks import Step, Term, Walk, bracketed

__all__ = ["BY_GATE", "NODES", "SYMBOLS", "Back", "Meet", "added", "gate_walk", "library_back"]

# A gate's name, key in GATES, and what goes into it; in the order of the forward pass.
NODES = {
    "q": ("add", ("x", "y")),
    "m": ("max", ("y", "z")),
    "r": ("reciprocal", ("q",)),
    "e": ("exp", ("m",)),
    "L": ("multiply", ("r", "e")),
}
BACKWARDS = ("L", "r", "e", "q", "m")
BY_GATE = {gate: node for node, (gate, _) in NODES.items()}
SYMBOLS = {"q": "+", "m": "max", "r": "1/x", "e": "eˣ", "L": "×", "y": "y, where paths meet"}
FORMULAS = {"q": "x + y", "m": "max(y, z)", "r": "1/q", "e": "eᵐ", "L": "r × e"}
SHARED = "y"

Numbers: TypeAlias = tuple[float, ...]
# Of a gate's name, what went into it and what arrives: what it hands on, and what went wrong.
Back: TypeAlias = Callable[[str, Numbers, float], tuple[list[float], str]]
# Of the two gradients that arrive where paths meet: what is made of them.
Meet: TypeAlias = Callable[[float, float], float]


def gate_walk(
    inputs: Mapping[str, float], back: Back | None = None, meet: Meet | None = None
) -> Walk:
    """Return the forward pass and the steps back.

    Parameters
    ----------
    inputs : mapping of str to float
        x, y and z.
    back : callable, optional
        What the gates do on the way back; by default the library's.
    meet : callable, optional
        What is done where paths meet; by default they are added.

    Returns
    -------
    Walk
    """
    try:
        values = _forward(inputs)
    except (ValueError, ZeroDivisionError, OverflowError):
        words = "q = x + y is 0, and the gate 1/x has no value there. Move x or y."
        return Walk([], [], words)
    forward = [(name, "input", digits(inputs[name])) for name in "xyz"]
    for node in NODES:
        forward.append(
            (node, f"{FORMULAS[node]} = {_written(node, values)}", digits(values[node]))
        )
    return Walk(forward, _steps(values, back or library_back, meet or added))


def _forward(inputs: Mapping[str, float]) -> dict[str, float]:
    values = {name: float(inputs[name]) for name in "xyz"}
    for node, (gate, sources) in NODES.items():
        values[node] = float(GATES[gate].forward(*(values[s] for s in sources)).real)
    return values


def _written(node: str, values: Mapping[str, float]) -> str:
    first, *rest = (values[source] for source in NODES[node][1])
    templates = {"q": "{} + {}", "m": "max({}, {})", "r": "1 / {}", "e": "e^{}", "L": "{} × {}"}
    plain = node == "m"
    return templates[node].format(
        digits(first) if plain or node in "qL" else bracketed(first),
        *(digits(value) if plain else bracketed(value) for value in rest),
    )


def library_back(node: str, numbers: Numbers, up: float) -> tuple[list[float], str]:
    """Return what a gate of the library hands on.

    Examples
    --------
    >>> library_back("L", (2.0, 5.0), 3.0)
    ([15.0, 6.0], '')
    """
    found = GATES[NODES[node][0]].back(*numbers, up)
    return [float(one) for one in (found if isinstance(found, tuple) else (found,))], ""


def added(first: float, second: float) -> float:
    """Return the gradient where two paths meet.

    Examples
    --------
    >>> added(3.0, 5.0)
    8.0
    """
    return first + second


def _steps(values: Mapping[str, float], back: Back, meet: Meet) -> list[Step]:
    ups, steps, parts = {"L": 1.0}, [], []
    for node in BACKWARDS:
        sources = NODES[node][1]
        numbers = tuple(values[source] for source in sources)
        handed, note = back(node, numbers, ups[node])
        slopes, _ = library_back(node, numbers, 1.0)
        for k, source in enumerate(sources):
            terms = (
                Term(f"∂L/∂{node}", ups[node], "upstream", given=True),
                Term(f"∂{node}/∂{source} = {_local(node, k)}", slopes[k], "local"),
            )
            ups[source] = handed[k]
            name, place = _called(node, source)
            steps.append(Step(name, node, place, terms, handed[k], note=note))
            parts += [Term(name, handed[k], "upstream", given=True)] if source == SHARED else []
    total = meet(parts[0].value, parts[1].value)
    steps.append(Step("∂L/∂y", SHARED, SHARED, (parts[0], parts[1]), total, adds=True))
    return steps


def _called(node: str, source: str) -> tuple[str, str]:
    """Return the name of a gradient and where it is written: y has one for each of its wires."""
    if source == SHARED:
        return f"∂L/∂y through {node}", f"{source}:{node}"
    return f"∂L/∂{source}", source


def _local(node: str, k: int) -> str:
    """Return how the slope of a gate's k-th input is written."""
    sources = NODES[node][1]
    formulas = {
        "q": "1",
        "m": ("1 if y > z, else 0", "1 if z ≥ y, else 0")[k] if len(sources) > 1 else "",
        "r": "−1/q²",
        "e": "eᵐ",
        "L": sources[1 - k] if len(sources) > 1 else "",
    }
    return formulas[node]
