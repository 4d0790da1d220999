"""The twin tracker of unit 5: hidden units on their way, and how many of them really differ."""

from __future__ import annotations

from typing import Any

import numpy as np

from course import figures, initialization
from course.counting import counted
from course.drawing.picture import Picture
from course.drawing.sampling import Floats, Function
from course.drawing.wording import brief
from course.widgets.controls import Button, Choice, Question, Slider, Switch
from course.widgets.interactive import Interactive, module_of
from course.widgets.tracking import (
    APART,
    EPOCHS,
    FIRST,
    OWN,
    Tracker,
    gap,
    groups_of,
    takes_no_scheme,
)

__all__ = ["TwinTracker", "twin_tracker"]

TITLE = "Twin tracker"
STARTS = ("constant", "zeros", "small", "large", "xavier", "he")
PORTION = 8  # epochs from one picture to the next: half a millisecond of training
MOST = 128  # points of a path that are sent; more can't be seen


class TwinTracker(Interactive):
    """Hidden units as points in the plane of their incoming weights, while they learn XOR.

    Parameters
    ----------
    init : callable
        ``init(fan_in, fan_out, scheme, rng)`` returns (W, b); or ``init(fan_in, fan_out, rng)``
        returns W, which is then offered as a start of its own.
    state : str, optional
        A state that was shared.
    """

    _esm = module_of("twins.js")

    def __init__(self, init: Function, state: str = "") -> None:
        self.init, self.own = init, takes_no_scheme(init)
        self.tracker: Tracker | None = None
        self.settings: Any = None
        starts = (OWN, *STARTS) if self.own else STARTS
        super().__init__(
            title=TITLE,
            goal="Three hidden units learn XOR. From a constant start, with a noise of 0.1 on the "
            f"weight w_13, find the epoch at which two units first are more than {brief(APART)} "
            "apart in a weight. Then try a tenth of that noise.",
            question=Question(
                "All weights are equal, but 0.1 is added to one of them. How many of the three "
                f"units are different after {EPOCHS} epochs?",
                ("1", "2", "3"),
            ),
            controls=[
                Choice("start", "start", starts[0], starts),
                Switch("noisy", "add noise", False),
                Slider("noise", "noise on w_13", 0.1, low=1e-6, high=1, log=True),
                Button("play", "Train"),
                Button("one", "One epoch"),
                Button("end", f"All {EPOCHS} epochs"),
            ],
            presets={
                "constant: three twins": {"start": "constant", "noisy": False},
                "constant, noise 0.1": {"start": "constant", "noisy": True, "noise": 0.1},
                "constant, noise 0.01": {"start": "constant", "noisy": True, "noise": 0.01},
                "all zero": {"start": "zeros", "noisy": False},
                "small": {"start": "small", "noisy": False},
                "large": {"start": "large", "noisy": False},
            },
            state=state,
        )

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return where the units are; with other settings they are back at their start."""
        tracker = self.at(state)
        return {
            **_sent(tracker),
            "groups": groups_of(tracker.net),
            "distinct": tracker.distinct,
            "epoch": tracker.epoch,
            "most": EPOCHS,
            "words": words_of(tracker),
            "table": table_of(tracker),
            "stop": tracker.epoch == EPOCHS,
        }

    def at(self, state: dict[str, Any], anew: bool = False) -> Tracker:
        """Return the training with these settings: the one that runs, or a new one."""
        settings = state["start"], noise_of(state)
        if self.tracker is None or settings != self.settings or anew:
            self.tracker, self.settings = self.begun(state), settings
        return self.tracker

    def begun(self, state: dict[str, Any]) -> Tracker:
        """Return a training at its start."""
        library = self.own and state["start"] != OWN
        init = initialization.init_layer if library else self.init
        return Tracker(init, state["start"], noise_of(state))

    def step(self, state: dict[str, Any]) -> dict[str, Any]:
        """Train a few epochs; after the last one, begin again."""
        self.go_on(state, PORTION)
        return self.look(state)

    def go_on(self, state: dict[str, Any], epochs: int) -> None:
        """Train, from the start again if the training is over."""
        over = self.at(state).epoch == EPOCHS
        self.at(state, anew=over).go(epochs)

    def do(self, action: str, state: dict[str, Any]) -> dict[str, Any]:
        """Train one epoch, or all of them, or go back to the start."""
        if action == "reset":
            self.at(state, anew=True)
        elif action in ("one", "end"):
            self.go_on(state, 1 if action == "one" else EPOCHS)
        return {**self.look(state), "stop": True}

    def still(self, state: dict[str, Any]) -> Picture:
        """Return the paths of all units over a whole training."""
        tracker = self.begun(state)
        tracker.go(EPOCHS)
        title = f"{TITLE}: start {state['start']}, noise {brief(tracker.noise)}"
        return figures.unit_paths(np.array(tracker.way), first=FIRST, title=title)


def noise_of(state: dict[str, Any]) -> float:
    """Return what is added to one weight.

    Examples
    --------
    >>> noise_of({"noisy": False, "noise": 0.1})
    0.0
    """
    return float(state["noise"]) if state["noisy"] else 0.0


def _sent(tracker: Tracker) -> dict[str, Any]:
    """Return paths and costs, thinned out to what can be seen, the last point among them."""
    count = len(tracker.way)
    stride = 1
    while count > MOST * stride:
        stride *= 2
    kept = np.unique(np.append(np.arange(0, count, stride), count - 1))
    way: Floats = np.array([tracker.way[k] for k in kept])
    return {"way": way, "epochs": kept, "costs": np.array(tracker.costs)[kept]}


def words_of(tracker: Tracker) -> str:
    """Return what there is to read off, in words.

    Examples
    --------
    >>> words_of(Tracker(initialization.init_layer, "constant", noise=0.0))
    'Epoch 0, noise 0: 1 different unit of 3, 1 at the start; cost 0.296. No two units have been \
more than 1 apart.'
    """
    apart = f"Two units were first more than {brief(APART)} apart at epoch {tracker.apart}."
    never = f"No two units have been more than {brief(APART)} apart."
    units = counted(tracker.distinct, "different unit")
    said = (
        f"Epoch {tracker.epoch}, noise {brief(tracker.noise)}: {units} of 3, "
        f"{tracker.distinct_at_start} at the start; cost {brief(tracker.costs[-1])}. "
        f"{never if tracker.apart is None else apart}"
    )
    return f"{tracker.note} {said}".strip()


def table_of(tracker: Tracker) -> list[list[Any]]:
    """Return the same in numbers.

    Examples
    --------
    >>> table_of(Tracker(initialization.init_layer, "constant", noise=0.1))[2]
    ['different units', 2]
    """
    return [
        ["", ""],
        ["epoch", tracker.epoch],
        ["different units", tracker.distinct],
        ["different units at the start", tracker.distinct_at_start],
        ["cost", tracker.costs[-1]],
        ["largest gap between two units", gap(tracker.way[-1])],
        [
            f"epoch at which the gap passed {brief(APART)}",
            "none yet" if tracker.apart is None else tracker.apart,
        ],
    ]


def twin_tracker(init: Function | None = None, state: str = "") -> TwinTracker:
    """Show hidden units moving while they are trained from a start that you choose.

    A 2-3-1 network of sigmoid units learns XOR in 800 epochs, all four examples in a batch.

    Parameters
    ----------
    init : callable, optional
        ``init(fan_in, fan_out, scheme, rng)`` returns (W, b), such as your own `init_layer`; by
        default the library's. Or ``init(fan_in, fan_out, rng)``, which returns W: it is one more
        start, "own".
    state : str, optional
        A state as the interactive shows it, to begin with.

    Returns
    -------
    TwinTracker
        An interactive.

    Lectures: CS 457, 07-4a The Need for Randomizing the Initial Weights; Quick Aside: The Problem
    with Equal Weights.

    Examples
    --------
    >>> tracker = twin_tracker(state='start="constant";noisy=true;noise=0.01')
    >>> tracker.do("end", tracker.state)["words"]
    'Epoch 800, noise 0.01: 2 different units of 3, 2 at the start; cost 0.00209. Two units were \
first more than 1 apart at epoch 216.'
    """
    return TwinTracker(init or initialization.init_layer, state)
