"""The two-loss bench of unit 6: squared error and cross-entropy of one score, and their slopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course import figures, losses
from course.activations import sigmoid
from course.drawing.picture import Picture
from course.drawing.sampling import Function, values_of
from course.drawing.wording import brief
from course.widgets.controls import Button, Choice, Question, Slider
from course.widgets.interactive import Interactive, module_of

__all__ = ["TwoLosses", "two_loss_bench"]

TITLE = "Two-loss bench"
GRID = np.linspace(-10.0, 10.0, 401)
RACE_RATE = 1.0
NAMES = (
    "squared error",
    "slope of the squared error",
    "cross-entropy",
    "slope of the cross-entropy",
)


class TwoLosses(Interactive):
    """Both losses, both slopes, a marker for the score, and a race downhill.

    Parameters
    ----------
    functions : tuple of four callables
        Squared error, its slope, cross-entropy, its slope: each of ``(z, y)``.
    browser : bool
        Whether the browser may compute them itself, as they are the library's.
    state : str, optional
        A state that was shared.
    """

    _esm = module_of("two_losses.js")

    def __init__(
        self, functions: tuple[Function, ...], browser: bool = False, state: str = ""
    ) -> None:
        self.functions = functions
        self.racers, self.begun = [0.0, 0.0], (0.0, "")  # where, and from which score and label
        super().__init__(
            title=TITLE,
            goal="Look for a score z at which the squared error learns faster than cross-entropy: "
            "its slope, as a share of the other, would be above 1. Read off the largest share.",
            question=Question(
                "Is there such a score?", ("yes, near 0", "yes, far out", "no, nowhere")
            ),
            controls=[
                Slider("z", "score z", -2.0, low=-10, high=10, step=0.05),
                Choice("y", "label y", "1", ("0", "1")),
                Button("play", "Race"),
            ],
            presets={
                "a confident mistake": {"z": -8.0, "y": "1"},
                "undecided": {"z": 0.0, "y": "1"},
                "nearly right": {"z": 3.0, "y": "1"},
            },
            state=state,
            browser=browser,
            rate=RACE_RATE,
        )

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return curves and values at the score; the race begins there again."""
        self._begin(state)
        return self._scene(state)

    def _begin(self, state: dict[str, Any]) -> None:
        self.racers, self.begun = [state["z"]] * 2, (state["z"], state["y"])

    def step(self, state: dict[str, Any]) -> dict[str, Any]:
        """Let both descents take a step, from the score on; the browser draws that by itself."""
        if self.begun != (state["z"], state["y"]):
            self._begin(state)
        y = float(state["y"])
        slopes = [self.functions[1], self.functions[3]]
        moved = [
            values_of(lambda z, f=f: f(z, y), np.array([z]), "")
            for f, z in zip(slopes, self.racers, strict=True)
        ]
        self.racers = [
            z - RACE_RATE * float(np.nan_to_num(found[0]))
            for z, (found, _) in zip(self.racers, moved, strict=True)
        ]
        return self._scene(state)

    def _scene(self, state: dict[str, Any]) -> dict[str, Any]:
        y, z = float(state["y"]), np.array([state["z"]])
        curves, at, notes = [], [], []
        for name, function in zip(NAMES, self.functions, strict=True):
            values, note = values_of(_of_label(function, y), GRID, f"The {name}")
            curves.append(values)
            at.append(float(values_of(_of_label(function, y), z, "")[0][0]))
            notes.append(note)
        trouble = " ".join(note for note in notes if note)
        return {
            "z": GRID,
            "curves": curves,
            "at": at,
            "racers": list(self.racers),
            "words": f"{trouble} {words_of(state['z'], at)}".strip(),
            "table": [
                ["", "value", "slope"],
                ["squared error", *at[:2]],
                ["cross-entropy", *at[2:]],
            ],
        }

    def still(self, state: dict[str, Any]) -> Picture:
        """Return both curves with the score marked, of the library's functions."""
        return figures.two_loss_bench(state["z"], int(state["y"]))


def _of_label(function: Function, y: float) -> Callable[[Any], Any]:
    return lambda z: function(z, np.full(np.shape(z), y))


def words_of(z: float, at: list[float]) -> str:
    """Return what there is to read off, in words.

    Examples
    --------
    >>> words_of(0.0, [0.25, -0.25, 0.693, -0.5])
    'At z = 0 the slope of the squared error is -0.25, that of cross-entropy -0.5: a share of 0.5.'
    """
    share = at[1] / at[3] if at[3] else float("nan")
    return (
        f"At z = {brief(z)} the slope of the squared error is {brief(at[1])}, that of "
        f"cross-entropy {brief(at[3])}: a share of {brief(share)}."
    )


def _squared(z: Any, y: Any) -> Any:
    return losses.squared_error(np.asarray(y)[:, None], sigmoid(z)[:, None])


def two_loss_bench(
    dmse_dz: Function | None = None, dce_dz: Function | None = None, state: str = ""
) -> TwoLosses:
    """Show squared error and cross-entropy of one score, with a marker to move and a race.

    Parameters
    ----------
    dmse_dz, dce_dz : callable, optional
        Slopes of both losses, each of ``(z, y)``, such as your own; by default the library's.
    state : str, optional
        A state as the interactive shows it, to begin with.

    Returns
    -------
    TwoLosses
        An interactive.

    Lectures: UCLA, What outputs and cost functions?

    Examples
    --------
    >>> bench = two_loss_bench(state="z=-8")
    >>> bench.look(bench.state)["words"]
    'At z = -8 the slope of the squared error is -0.00067, that of cross-entropy -1: a share of \
0.00067.'
    """
    functions = (
        _squared, dmse_dz or losses.dmse_dz, losses.bce_from_logits, dce_dz or losses.dce_dz,
    )  # fmt: skip
    return TwoLosses(functions, browser=dmse_dz is None and dce_dz is None, state=state)
