"""The gradient thermometer of unit 7: how large Δ is in every layer, and who sleeps there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from course import figures
from course.activations import ACTIVATIONS, sigmoid, sigmoid_prime
from course.arrays import Array
from course.backprop import output_delta
from course.counting import counted
from course.drawing.picture import Picture
from course.drawing.sampling import Floats, Function
from course.drawing.wording import brief, percent
from course.instruments import delta_norms, sleeping_share
from course.widgets.controls import Choice, Question, Slider
from course.widgets.interactive import Interactive, module_of
from course.widgets.own_deltas import Pass, own_norms

__all__ = ["Thermometer", "gradient_thermometer"]

TITLE = "Gradient thermometer"
NAMES = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "swish")
WIDTH, EXAMPLES, SEED = 50, 100, 0
DECADES = 2.0


class Thermometer(Interactive):
    """Bars of log10 ‖Δ‖ and of the share that is asleep, layer by layer.

    Parameters
    ----------
    rule : callable, optional
        A student's ``hidden_delta``, ``backward`` or ``delta_norms``.
    state : str, optional
        A state that was shared.
    """

    _esm = module_of("thermometer.js")

    def __init__(self, rule: Function | None = None, state: str = "") -> None:
        self.rule = rule
        super().__init__(
            title=TITLE,
            goal="Keep all bars of a network with 15 layers within two decades, a factor of 100. "
            "Then choose relu, and find the gain at which the factor per layer is 1.",
            question=Question(
                "Can a large gain keep Δ within two decades in 15 layers of sigmoids?",
                ("no", "yes, at no price", "yes, but many units fall asleep"),
            ),
            controls=[
                Choice("act", "activation g", "sigmoid", NAMES),
                Slider("depth", "layers", 15, low=1, high=20, step=1),
                Slider("gain", "gain = std √50", 1.0, low=0.1, high=10, log=True),
            ],
            presets={
                "sigmoid, Xavier": {},
                "sigmoid, large weights": {"gain": 8.0},
                "tanh, Xavier": {"act": "tanh"},
                "tanh, large weights": {"act": "tanh", "gain": 8.0},
                "relu, Xavier": {"act": "relu"},
                "relu, large weights": {"act": "relu", "gain": 4.0},
            },
            state=state,
        )

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return log10 ‖Δ‖, and the shares that sleep, of every layer."""
        with np.errstate(over="ignore", under="ignore"):  # formulas are told so
            run = both_ways(state["act"], state["gain"], int(state["depth"]))
        norms, note = own_norms(self.rule, run) if self.rule else (delta_norms(run.deltas), "")
        shares = [sleeping_share(slope, per_unit=True) for slope in run.slopes]
        asleep = np.array([share.mean() for share in shares])
        dead = np.array([(share == 1).mean() for share in shares])
        logs = logs_of(norms)
        return {
            "logs": logs,
            "asleep": asleep,
            "dead": dead,
            "low": float(np.nanmax(logs)) - DECADES if np.isfinite(logs).any() else 0.0,
            "words": f"{note} {_words(state, norms, logs, run.slopes[:-1], asleep[:-1])}".strip(),
            "table": _table(norms, logs, asleep, dead),
        }

    def still(self, state: dict[str, Any]) -> Picture:
        """Return the curve of ‖Δ‖, of the library's rule."""
        act, depth = state["act"], int(state["depth"])
        with np.errstate(over="ignore", under="ignore"):
            run = both_ways(act, state["gain"], depth)
        title = f"{act}, gain {brief(state['gain'])}, {depth} layers"
        return figures.delta_chart({act: list(delta_norms(run.deltas))}, title=title)


@lru_cache(maxsize=4)
def _drawn(depth: int) -> tuple[Array, Array, list[Array]]:
    """Return inputs, labels and weights of standard deviation 1: drawn as unit 7 draws them."""
    rng = np.random.default_rng(SEED)
    X, y = rng.normal(size=(EXAMPLES, WIDTH)), rng.integers(0, 2, size=(EXAMPLES, 1))
    fans_out = [WIDTH] * (depth - 1) + [1]
    return X, y.astype(float), [rng.normal(size=(WIDTH, fan_out)) for fan_out in fans_out]


def both_ways(act: str, gain: float, depth: int) -> Pass:
    """Run a network forward and backward: 50 units a layer, std gain / √fan_in, no biases.

    Parameters
    ----------
    act : str
        Activation of the hidden layers; the output is a sigmoid, the loss the squared error.
    gain : float
        The standard deviation of the weights times √fan_in.
    depth : int
        Weight layers.

    Returns
    -------
    Pass

    Examples
    --------
    >>> run = both_ways("sigmoid", gain=1.0, depth=10)
    >>> print(brief(delta_norms(run.deltas)[0]))
    6.12e-07
    """
    g, (X, y, draws) = ACTIVATIONS[act], _drawn(depth)
    Ws = [W * (gain / np.sqrt(WIDTH)) for W in draws]
    ins, outs = [], [X]
    for W in Ws:
        ins.append(outs[-1] @ W)
        outs.append(g.formula(ins[-1].copy()) if len(ins) < depth else sigmoid(ins[-1]))
    hidden = zip(ins[:-1], outs[1:-1], strict=True)
    slopes = [*(np.asarray(g.slope(in_, a), float) for in_, a in hidden), sigmoid_prime(ins[-1])]
    deltas = [output_delta(y, outs[-1], ins[-1])]
    for W, slope in zip(Ws[:0:-1], slopes[-2::-1], strict=True):
        deltas.insert(0, slope * (deltas[0] @ W.T))  # the hidden rule
    return Pass(g, Ws, ins, outs, y, slopes, deltas)


def logs_of(norms: Floats) -> Floats:
    """Return log10 of the sizes; nan for 0 and for what is missing.

    Examples
    --------
    >>> logs_of(np.array([0.01, 0.0, np.nan]))
    array([-2., nan, nan])
    """
    there = np.isfinite(norms) & (norms > 0)
    return np.log10(norms, where=there, out=np.full(norms.shape, np.nan))


def _words(
    state: dict[str, Any], norms: Floats, logs: Floats, slopes: Sequence[Array], asleep: Floats
) -> str:
    """Return what there is to read off."""
    gain = state["gain"]
    start = (
        f"{state['act']}, gain {brief(gain)} (std {brief(gain / np.sqrt(WIDTH))}), "
        f"{counted(len(norms), 'layer')}: "
    )
    end = f" Mean slope {brief(float(np.mean([s.mean() for s in slopes])))}, " if slopes else ""
    end += f"asleep {percent(float(asleep.mean()))}." if slopes else ""
    return start + _sizes(norms, logs) + end


def _sizes(norms: Floats, logs: Floats) -> str:
    """Say what one layer does to Δ, and how far the bars are apart."""
    if not np.isfinite(logs).all():
        zeros = [str(k) for k in np.flatnonzero(norms == 0) + 1]
        if len(zeros) == len(norms):
            return "Δ is exactly 0 everywhere, as the output itself is saturated."
        where = f"Δ is exactly 0 in layer {', '.join(zeros)}." if zeros else ""
        return where or "there is no Δ for some layers."
    span = float(logs.max() - logs.min())
    verdict = "within two" if span <= DECADES else "more than two"
    decades = f"Lowest and highest bar are {span:.2f} decades apart: {verdict}."
    if len(norms) == 1:
        return decades
    return f"factor per layer {10 ** ((logs[0] - logs[-1]) / (len(logs) - 1)):.3f}. {decades}"


def _table(norms: Floats, logs: Floats, asleep: Floats, dead: Floats) -> list[list[Any]]:
    """Return the numbers of every layer."""
    rows = zip(norms, logs, asleep, dead, strict=True)
    known = np.isfinite(logs).all() and len(logs) > 1
    factor = 10 ** ((logs[0] - logs[-1]) / (len(logs) - 1)) if known else float("nan")
    return [
        ["layer", "‖Δ‖", "log10", "asleep", "on all examples"],
        *(
            [str(k), brief(norm), _two_digits(log), percent(share), percent(never)]
            for k, (norm, log, share, never) in enumerate(rows, start=1)
        ),
        ["factor per layer", f"{factor:.3f}" if known else "–", "", "", ""],
    ]


def _two_digits(value: float) -> str:
    return f"{value:.2f}".replace("-", "−") if np.isfinite(value) else "–"


def gradient_thermometer(backward: Function | None = None, state: str = "") -> Thermometer:
    """Show how large Δ is in every layer, for any depth, activation and size of weights.

    Parameters
    ----------
    backward : callable, optional
        A function of yours that goes backward: ``hidden_delta(in_, W_next, delta_next)`` or
        ``backward(ins, outs, Ws, y)`` of unit 3, both for sigmoids, or
        ``delta_norms(Ws, bs, X, Y, act)`` of unit 7. By default the library's.
    state : str, optional
        A state as the interactive shows it, to begin with.

    Returns
    -------
    Thermometer
        An interactive.

    Lectures: CS 457, 07-3d The Vanishing Gradient Problem; CS389, 1.1.1 Sigmoid and 1.1.3 ReLU

    Examples
    --------
    >>> thermometer = gradient_thermometer(state='act="relu"')
    >>> thermometer.look(thermometer.state)["words"]  # doctest: +NORMALIZE_WHITESPACE
    'relu, gain 1 (std 0.141), 15 layers: factor per layer 0.695. Lowest and highest bar are 2.21
    decades apart: more than two. Mean slope 0.51, asleep 49.0 %.'
    """
    return Thermometer(backward, state)
