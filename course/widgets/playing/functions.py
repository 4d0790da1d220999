"""The functions that the playground runs on: the library's, or a student's, called with care."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course import initialization, training
from course.activations import ACTIVATIONS, Activation
from course.arrays import Array
from course.widgets.calling import Misbehaved, returned

__all__ = ["Functions", "general_backward"]

SHOWN = {"ReLU": "relu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": "identity"}
Anything = Callable[..., Any]


@dataclass(frozen=True)
class Functions:
    """What runs the network; None stands for the library's own way, which is quicker.

    Attributes
    ----------
    forward, backward, sgd_step, init_layer : callable or None
        As the units of the course have them.
    activations : dict of str to Activation
        By the names that are shown.
    """

    forward: Anything | None = None
    backward: Anything | None = None
    sgd_step: Anything | None = None
    init_layer: Anything | None = None
    activations: Mapping[str, Activation] = field(default_factory=lambda: known_activations(None))

    @property
    def quick(self) -> bool:
        """Whether the library's training loop can be used."""
        return self.forward is None and self.backward is None and self.sgd_step is None

    def start(self, fan_in: int, fan_out: int, scheme: str, rng: Any) -> tuple[Array, Array]:
        """Return first weights and biases of a layer."""
        function = self.init_layer or initialization.init_layer
        found = returned(function, "init_layer", fan_in, fan_out, scheme, rng)
        W, b = _parts(found, 2, "init_layer", "(W, b)")
        return (
            _array(W, (fan_in, fan_out), "init_layer", "W"),
            _array(b, (fan_out,), "init_layer", "b"),
        )

    def run(
        self, X: Array, Ws: Sequence[Array], bs: Sequence[Array], acts: Sequence[Activation]
    ) -> tuple[list[Array], list[Array]]:
        """Return all pre-activations and activations, by a forward of one's own."""
        assert self.forward is not None
        found = returned(self.forward, "forward", X, list(Ws), list(bs), [a.g for a in acts])
        ins, outs = _parts(found, 2, "forward", "(ins, outs)")
        if len(ins) != len(Ws) or len(outs) != len(Ws) + 1:
            raise Misbehaved(
                f"forward returned {len(ins)} ins and {len(outs)} outs for {len(Ws)} layers: "
                f"they must be {len(Ws)} and {len(Ws) + 1}."
            )
        shapes = [(len(X), W.shape[1]) for W in Ws]
        passed_on = _arrays(outs[1:], shapes, "forward", "outs", first=1)
        return _arrays(ins, shapes, "forward", "ins"), [X, *passed_on]

    def gradients(
        self,
        ins: list[Array],
        outs: list[Array],
        Ws: Sequence[Array],
        y: Array,
        delta_out: Array,
        slopes: list[Anything],
    ) -> tuple[list[Array], list[Array]]:
        """Return the gradients of weights and biases, by a backward of one's own."""
        function = self.backward or general_backward
        more = {"delta_out": delta_out, "slopes": slopes}
        named = {name: more[name] for name in more if _takes(function, name)}
        found = returned(function, "backward", ins, outs, list(Ws), y, **named)
        dWs, dbs = _parts(found, 2, "backward", "(dWs, dbs)")
        if len(dWs) != len(Ws) or len(dbs) != len(Ws):
            raise Misbehaved(
                f"backward returned {len(dWs)} dWs and {len(dbs)} dbs for {len(Ws)} layers."
            )
        return (
            _arrays(dWs, [W.shape for W in Ws], "backward", "dWs"),
            _arrays(dbs, [W.shape[1:] for W in Ws], "backward", "dbs"),
        )

    def stepped(self, params: list[Array], grads: list[Array], lr: float) -> list[Array]:
        """Return the parameters after one step, by a step of one's own."""
        function = self.sgd_step or training.sgd_step
        found = returned(function, "sgd_step", [p.copy() for p in params], grads, lr)
        new = _parts(found, len(params), "sgd_step", f"a list of {len(params)} arrays")
        return _arrays(new, [p.shape for p in params], "sgd_step", "new")


def known_activations(own: Mapping[str, Any] | None) -> dict[str, Activation]:
    """Return activations by the names that are shown: one's own first, then the library's.

    Examples
    --------
    >>> list(known_activations({"cube": (lambda x: x**3, lambda x: 3 * x**2)}))
    ['cube', 'ReLU', 'tanh', 'sigmoid', 'linear']
    """
    mine = {name: _guarded(name, pair) for name, pair in (own or {}).items()}
    return {**mine, **{name: ACTIVATIONS[of] for name, of in SHOWN.items() if name not in mine}}


def _guarded(name: str, pair: Any) -> Activation:
    if isinstance(pair, Activation):
        pair = (pair.g, pair.g_prime)
    g, g_prime = pair

    def watched(function: Anything, what: str) -> Anything:
        def of(x: Any) -> Array:
            x = np.asarray(x, np.float64)
            return _array(returned(function, what, x.copy()), x.shape, what, "an array")

        return of

    return Activation(name, watched(g, name), watched(g_prime, f"the slope of {name}"))


def general_backward(
    ins: list[Array],
    outs: list[Array],
    Ws: Sequence[Array],
    y: Array,
    delta_out: Array,
    slopes: Sequence[Anything],
) -> tuple[list[Array], list[Array]]:
    """Return the gradients of all weights and biases, for any activations.

    Examples
    --------
    >>> X, W, delta = np.array([[0.4, 0.5]]), np.array([[0.1], [0.1]]), np.array([[-0.2243]])
    >>> dWs, dbs = general_backward([X @ W], [X, X @ W], [W], X, delta, [])
    >>> dWs[0].ravel().round(4)
    array([-0.0897, -0.1122])
    """
    delta = delta_out
    dWs: list[Array] = []
    dbs: list[Array] = []
    for k in reversed(range(len(Ws))):
        dWs.insert(0, outs[k].T @ delta / len(delta))
        dbs.insert(0, delta.mean(axis=0))
        if k:
            delta = slopes[k - 1](ins[k - 1]) * (delta @ Ws[k].T)
    return dWs, dbs


# --- care ----------------------------------------------------------------------------------------


def _parts(found: Any, count: int, name: str, form: str) -> Any:
    if not isinstance(found, tuple | list) or len(found) != count:
        size = f" of {len(found)}" if isinstance(found, tuple | list) else ""
        raise Misbehaved(f"{name} must return {form}, not a {type(found).__name__}{size}.")
    return found


def _arrays(
    values: Any, shapes: Sequence[tuple[int, ...]], name: str, what: str, first: int = 0
) -> list[Array]:
    pairs = enumerate(zip(values, shapes, strict=True), start=first)
    return [_array(value, shape, name, f"{what}[{k}]") for k, (value, shape) in pairs]


def _array(value: Any, shape: tuple[int, ...], name: str, what: str) -> Array:
    try:
        array = np.asarray(value, np.float64)
    except Exception:  # lists of different lengths, words, None
        raise Misbehaved(f"{name} returned {what} that is no array of numbers.") from None
    if array.shape != shape:
        raise Misbehaved(f"{name} returned {what} of shape {array.shape} instead of {shape}.")
    return array


def _takes(function: Anything, name: str) -> bool:
    try:
        return name in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False
