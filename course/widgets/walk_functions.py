"""Calling what students wrote for the way back, and surviving it.

Examples
--------
>>> own = by_name({"mul_back": lambda x, y, up: (up * x, up * y)})
>>> own_gates(own)("L", (2.0, 5.0), 1.0)
([2.0, 5.0], '')
>>> own_gates(by_name({"add_back": lambda up: None}))("q", (2.0, 5.0), 1.0)
([1.0, 1.0], 'Your add_back returned None; the number is the library’s.')
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np

from course.lecture_networks import seven_units
from course.widgets.walk_gates import BY_GATE, NODES, Back, library_back
from course.widgets.walk_units import AFTER, BEFORE, LAYERS, DeltaRule, Units, library_delta

__all__ = ["Functions", "by_name", "own_deltas", "own_gates", "own_weight", "used_at"]

Functions: TypeAlias = Mapping[str, Callable[..., Any]] | Iterable[Callable[..., Any]]
Own: TypeAlias = Mapping[str, Callable[..., Any]]

EXERCISES = {
    "q": "add_back", "m": "max_back", "r": "recip_back", "e": "exp_back", "L": "mul_back",
}  # fmt: skip
KNOWN = {
    *EXERCISES.values(), *BY_GATE, "output_delta", "hidden_delta", "grads", "backward",
}  # fmt: skip


def by_name(functions: Functions | None) -> dict[str, Callable[..., Any]]:
    """Return functions by their names; a mapping gives the names itself.

    Raises
    ------
    ValueError
        If a name is none that the stepper asks for.

    Examples
    --------
    >>> def add_back(up):
    ...     return up, up
    >>> list(by_name([add_back]))
    ['add_back']
    """
    if functions is None:
        return {}
    pairs = functions if isinstance(functions, Mapping) else {f.__name__: f for f in functions}
    unknown = [name for name in pairs if name not in KNOWN]
    if unknown:
        raise ValueError(f"nothing is called {unknown[0]} here; known are {sorted(KNOWN)}")
    return dict(pairs)


def _called(name: str, shape: tuple[int, ...], call: Callable[[], Any]) -> tuple[Any, str]:
    """Return what a call gives if it has the shape; else None, and words."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            raw = call()
            if raw is None:
                return None, f"Your {name} returned None"
            found = np.asarray(raw).astype(np.float64, casting="same_kind")
        except NotImplementedError:
            return None, f"Your {name} is still the template"
        except Exception as error:  # whatever a student's function may raise
            return None, f"Your {name} raised {type(error).__name__}"
    if found.size != int(np.prod(shape)):
        return None, f"Your {name} returned shape {found.shape}, where {shape} belongs"
    if not np.isfinite(found).all():
        return None, f"Your {name} returned nan or inf"
    return found.reshape(shape), ""


def _lent(words: str) -> str:
    return f"{words}; the number is the library’s."


# --- gates --------------------------------------------------------------------------------------


def own_gates(own: Own) -> Back:
    """Return the way back through the gates, by the student's functions where there are some."""

    def handed(node: str, numbers: tuple[float, ...], up: float) -> tuple[list[float], str]:
        right, _ = library_back(node, numbers, up)
        found = _gate(own, node, numbers, up)
        if found is None:
            return right, ""
        values, words = _called(found[0], (len(right),), found[1])
        return (right, _lent(words)) if values is None else ([float(v) for v in values], "")

    return handed


def _gate(
    own: Own, node: str, numbers: tuple[float, ...], up: float
) -> tuple[str, Callable[[], Any]] | None:
    """Return a function of the student's with its call: the exercise's, or (inputs, upstream)."""
    exercise, gate = EXERCISES[node], NODES[node][0]
    if exercise in own:
        given = (up,) if exercise == "add_back" else (*numbers, up)
        return exercise, lambda: own[exercise](*given)
    if gate in own:
        return gate, lambda: own[gate](list(numbers), up)
    return None


# --- units --------------------------------------------------------------------------------------


def _row(values: Mapping[int, float], layer: tuple[int, ...]) -> Any:
    return np.array([[values[j] for j in layer]])


def own_deltas(own: Own) -> DeltaRule | None:
    """Return how each Δ is found: by the student's functions where there are some."""
    if not {"output_delta", "hidden_delta", "backward"} & set(own):
        return None

    def found(j: int, units: Units) -> tuple[float, str]:
        layer = next(layer for layer in LAYERS if j in layer)
        name = "hidden_delta" if j in AFTER else "output_delta"
        if name in own:
            values, words = _called(name, (1, len(layer)), lambda: _delta(own, name, layer, units))
        elif "backward" in own:
            values, words = _bias_gradients(own["backward"], layer, units)
        else:
            return library_delta(j, units)
        if values is None:
            return library_delta(j, units)[0], _lent(words) if j == layer[0] else ""
        return float(np.ravel(values)[layer.index(j)]), ""

    return found


def _delta(own: Own, name: str, layer: tuple[int, ...], units: Units) -> Any:
    """Call output_delta or hidden_delta as the exercises do, for one example."""
    in_ = _row(units.in_, layer)
    if name == "output_delta":
        return own[name](np.array([[units.y]]), _row(units.a, layer), in_)
    after = AFTER[layer[0]]
    W = np.array([[units.w[i, k] for k in after] for i in layer])
    return own[name](in_, W, _row(units.delta, after))


def _arguments(units: Units) -> tuple[Any, ...]:
    ins = [_row(units.in_, layer) for layer in LAYERS[1:]]
    outs = [_row(units.a, layer) for layer in LAYERS]
    return ins, outs, [W.copy() for W in seven_units().net.Ws], np.array([[units.y]])


def _bias_gradients(backward: Any, layer: tuple[int, ...], units: Units) -> tuple[Any, str]:
    """Return the gradients of a layer's biases: of one example, they are its Δ."""
    k = LAYERS.index(layer) - 1
    return _called("backward", (len(layer),), lambda: backward(*_arguments(units))[1][k])


def own_weight(own: Own) -> Callable[[Units], tuple[float, str]] | None:
    """Return how ∂J/∂w₁₃ is found: by the student's functions where there are some."""
    name = next((name for name in ("grads", "backward") if name in own), "")
    if not name:
        return None

    def found(units: Units) -> tuple[float, str]:
        def call() -> Any:
            if name == "backward":
                return own[name](*_arguments(units))[0][0]
            return own[name](_row(units.a, BEFORE[3])[0], _row(units.delta, BEFORE[5])[0])[0]

        values, words = _called(name, (2, 2), call)
        if values is None:
            return units.delta[3] * units.a[1], _lent(words)
        return float(values[0, 0]), ""

    return found


def used_at(own: Own, place: str) -> str:
    """Return the name of the student's function that a gate or unit uses.

    Examples
    --------
    >>> used_at({"exp": abs}, "e"), used_at({"output_delta": abs}, "7")
    ('exp', 'output_delta')
    """
    if place in EXERCISES:
        return next((n for n in (EXERCISES[place], NODES[place][0]) if n in own), "function")
    rules = {"7": "output_delta", "13": "grads"}
    name = rules.get(place, "hidden_delta")
    return name if name in own else "backward"
