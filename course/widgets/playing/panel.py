"""The controls of the playground, and what their values mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.widgets.controls import Button, Choice, Control, Slider, Switch
from course.widgets.playing.data import CLASSES, FEATURES, NUMBERS
from course.widgets.playing.learner import Setting

__all__ = ["CHANGES", "OWN", "PRESETS", "controls", "data_key", "features_of", "setting_of"]

OWN = "your own"
LAYERS, UNITS = 6, 8
SCHEMES = {
    "Glorot": "xavier",
    "He": "he",
    "small": "small",
    "zeros": "zeros",
    "constant": "constant",
    "too large": "large",
}
LOSSES = {"squared error": "squared_error", "cross-entropy": "binary_cross_entropy"}
PROBLEMS = ("classification", "regression")
SPEEDS = ("many epochs", "one epoch", "one batch")
# In what the second network may differ; the name is shown, the rest goes over the state.
CHANGES: dict[str, dict[str, Any]] = {
    "nothing": {},
    **{f"start: {name}": {"init": name} for name in SCHEMES},
    **{f"loss: {name}": {"loss": name} for name in LOSSES},
    **{f"activation: {name}": {"g": name} for name in ("ReLU", "tanh", "sigmoid", "linear")},
    "learning rate × 10": {"lr": 10.0},
    "learning rate / 10": {"lr": 0.1},
    "batch of 1": {"batch": 1},
    "all in one batch": {"batch": 10_000},
    "without regularization": {"penalty": "none"},
    "with L1": {"penalty": "L1"},
    "with L2": {"penalty": "L2"},
}
CONSTANT = {"init": "constant", "g": "tanh", "layers": 1, "h1": 4}
PRESETS: dict[str, dict[str, Any]] = {
    "equal weights": CONSTANT,
    "equal against drawn weights": {**CONSTANT, "other": "start: Glorot"},
    "squared error against cross-entropy": {"g": "sigmoid", "other": "loss: cross-entropy"},
    "five sigmoid layers": {
        "g": "sigmoid", "layers": 5, "h1": 6, "h2": 6, "h3": 6, "h4": 6, "h5": 6,
        "other": "activation: ReLU",
    },
    "too large a learning rate": {
        "problem": "regression", "g": "ReLU", "lr": 10.0, "layers": 2, "h1": 6, "h2": 6,
    },
    "spiral": {
        "data": "spiral", "layers": 2, "h1": 8, "h2": 8, "loss": "cross-entropy", "lr": 0.3,
        "f sin x1": True, "f sin x2": True,
    },
}  # fmt: skip


def controls(activations: tuple[str, ...], own: bool | None) -> list[Control]:
    """Return all controls; data of one's own are two classes (True), numbers, or None."""
    classes, numbers = (OWN,) * (own is True), (OWN,) * (own is False)
    layers = [Slider(f"h{k}", f"units of layer {k}", 4, 1, UNITS, step=1) for k in range(1, 7)]
    features = [Switch(f"f {name}", name, value=name in ("x1", "x2")) for name in FEATURES]
    first = "tanh" if activations[0] == "ReLU" else activations[0]
    return [
        Button("play", "Play"),
        Slider("lr", "learning rate", 0.1, 1e-5, 10, log=True),
        Choice("g", "activation", first, activations),
        Choice("init", "first weights", "Glorot", tuple(SCHEMES)),
        Choice("loss", "loss", "squared error", tuple(LOSSES)),
        Choice("penalty", "regularization", "none", ("none", "L1", "L2")),
        Slider("lam", "rate λ", 0.001, 1e-5, 10, log=True),
        Choice("problem", "problem", "classification", PROBLEMS),
        Choice("data", "data", (*classes, "circle")[0], (*classes, *CLASSES)),
        Choice("target", "data", (*numbers, "plane")[0], (*numbers, *NUMBERS)),
        Slider("share", "for training, %", 50, 10, 90, step=10),
        Slider("noise", "noise, %", 0, 0, 50, step=5),
        Slider("batch", "batch size", 10, 1, 30, step=1),
        Slider("draw", "draw of the data", 0, 0, 999, step=1),
        Slider("seed", "seed of the weights", 0, 0, 999, step=1),
        Choice("other", "compare with", "nothing", tuple(CHANGES)),
        Choice("speed", "per picture", SPEEDS[0], SPEEDS),
        Switch("tests", "show test data"),
        Switch("sharp", "discretize"),
        Slider("layers", "hidden layers", 1, 0, LAYERS, step=1),
        *layers,
        *features,
    ]


def features_of(state: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the chosen input features; without any, x1.

    Examples
    --------
    >>> features_of({"f x2": True, "f sin x1": True})
    ('x2', 'sin x1')
    """
    return tuple(name for name in FEATURES if state.get(f"f {name}")) or ("x1",)


def data_key(state: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what the data depend on: name, noise, share, draw."""
    name = state["data"] if state["problem"] == "classification" else state["target"]
    return name, round(state["noise"]) / 100, round(state["share"]) / 100, round(state["draw"])


def setting_of(state: Mapping[str, Any], classes: bool, seed: int | None = None) -> Setting:
    """Return the network and the training that a state asks for."""
    hidden = [round(state[f"h{k}"]) for k in range(1, round(state["layers"]) + 1)]
    return Setting(
        sizes=(len(features_of(state)), *hidden, 1),
        hidden=state["g"],
        output="sigmoid" if classes else "linear",
        scheme=SCHEMES[state["init"]],
        seed=round(state["seed"]) if seed is None else seed,
        loss=LOSSES[state["loss"]] if classes else "squared_error",
        lr=float(state["lr"]),
        lam=float(state["lam"]),
        penalty=state["penalty"],
        batch=round(state["batch"]),
    )


def changed(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of the second network: the first one's, but for one control."""
    change = dict(CHANGES[state["other"]])
    if "lr" in change:
        change["lr"] *= state["lr"]
    return {**state, **change}
