"""The activation microscope of unit 1: which slopes the pre-activations of a layer meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.special import ndtri

from course import activations, figures
from course.drawing.picture import Picture
from course.drawing.sampling import Function, values_of
from course.drawing.wording import brief, percent
from course.widgets.controls import Choice, Question, Slider
from course.widgets.interactive import Interactive, module_of

__all__ = ["Microscope", "activation_microscope"]

TITLE = "Activation microscope"
GRID = np.linspace(-10.0, 10.0, 401)
# The same spread of units every time: nothing on the screen is due to chance.
NORMAL = ndtri((np.arange(2000) + 0.5) / 2000)
BINS = 40
Pair = tuple[Function, Function]


class Microscope(Interactive):
    """A curve with its tangent, and a histogram of the slopes that a layer's units have.

    Parameters
    ----------
    pairs : mapping of str to (callable, callable)
        Activations by name, each with its slope.
    state : str, optional
        A state that was shared.
    """

    _esm = module_of("microscope.js")

    def __init__(self, pairs: Mapping[str, Pair], state: str = "") -> None:
        self.pairs = dict(pairs)
        names = tuple(self.pairs)
        super().__init__(
            title=TITLE,
            goal="Put 90 % of the units to sleep with the mean alone. Then find the activations "
            "that can't be put to sleep on the right side.",
            question=Question(
                "The pre-activations of a sigmoid layer have mean 0. How far must the mean move "
                "until 90 % of the units have a slope below 0.01?",
                ("about 2", "about 6", "about 20"),
            ),
            controls=[
                Choice("g", "activation g", names[0], names),
                Slider("mean", "mean", 0.0, low=-10, high=10, step=0.1),
                Slider("std", "std", 1.0, low=0.1, high=10, log=True),
                Slider("tol", "asleep below", 0.01, low=0.001, high=0.1, log=True),
            ],
            presets={
                "std 3": {"std": 3.0},
                "std 10": {"std": 10.0},
                "far right": {"mean": 8.0},
            },
            state=state,
        )

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return the curve, its tangent at the mean, and the histogram of slopes."""
        g, g_prime = self.pairs[state["g"]]
        z = state["mean"] + state["std"] * NORMAL
        curve, first = values_of(g, GRID, f"{state['g']}")
        slopes, second = values_of(g_prime, z, f"The slope of {state['g']}")
        known = slopes[np.isfinite(slopes)]
        share = float((np.abs(known) < state["tol"]).mean()) if known.size else float("nan")
        at = [float(values_of(f, np.array([state["mean"]]), "")[0][0]) for f in (g, g_prime)]
        heights, edges = np.histogram(known, BINS, _span(known))
        told = _words(state, share, at[1])
        return {
            "x": GRID,
            "curve": curve,
            "z": np.quantile(z, [0.05, 0.95]),
            "at": at,
            "edges": edges,
            "heights": heights / max(1, known.size),
            "share": share,
            "words": f"{first} {second} {told}".strip(),
            "table": [["", ""], ["units asleep", percent(share)], ["slope at the mean", at[1]]],
        }

    def still(self, state: dict[str, Any]) -> Picture:
        """Return the histogram of slopes."""
        z = state["mean"] + state["std"] * NORMAL
        return figures.slope_histogram(z, self.pairs[state["g"]][1], state["tol"], state["g"])


def _span(slopes: Any) -> tuple[float, float]:
    """Return the range of the histogram: from 0, or below, to the largest slope there is."""
    top = float(slopes.max()) if slopes.size else 1.0
    low = float(slopes.min()) if slopes.size else 0.0
    return min(0.0, low), max(top, 0.25)


def _words(state: dict[str, Any], share: float, slope: float) -> str:
    if np.isnan(share):
        return ""
    return (
        f"{percent(share)} of the units have a slope below {brief(state['tol'])} in size. At the "
        f"mean, {brief(state['mean'])}, the slope is {brief(slope)}."
    )


def library_pairs() -> dict[str, Pair]:
    """Return the library's activations, each with its slope."""
    names = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "swish", "gelu"]
    return {
        name: (getattr(activations, name), getattr(activations, f"{name}_prime")) for name in names
    }


def activation_microscope(own: Mapping[str, Pair] | None = None, state: str = "") -> Microscope:
    """Show which slopes the units of a layer meet, for any spread of their pre-activations.

    Parameters
    ----------
    own : mapping of str to (callable, callable), optional
        Activations of your own, by name, each with its slope; the library's follow them.
    state : str, optional
        A state as the interactive shows it, to begin with.

    Returns
    -------
    Microscope
        An interactive.

    Lectures: CS389, 1.1.3; UCLA, ReLU unit

    Examples
    --------
    >>> microscope = activation_microscope(state="std=3")
    >>> microscope.look(microscope.state)["words"]
    '12.6 % of the units have a slope below 0.01 in size. At the mean, 0, the slope is 0.25.'
    """
    return Microscope({**(own or {}), **library_pairs()}, state)
