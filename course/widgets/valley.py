"""The valley walk of unit 4: what batch size and learning rate do to a path downhill."""

from __future__ import annotations

from typing import Any

import numpy as np

from course import figures, preprocessing, training
from course.counting import counted
from course.drawing.picture import Picture
from course.drawing.sampling import Floats, Function
from course.drawing.wording import brief
from course.widgets.controls import Button, Question, Slider, Switch
from course.widgets.interactive import Interactive, module_of
from course.widgets.walking import batches_for_ever, in_turn, moved, walk

__all__ = ["ValleyWalk", "valley_walk"]

TITLE = "Valley walk"
STEPS = 40
NEAR = 0.05  # a walk has settled that ends no higher above the lowest cost
CLIMB = 0.02  # a step that raises the cost by more makes a path that does not look smooth
START = np.array([3.5, 2.5])
FRAME = (-2.0, 4.5, -1.5, 4.5)
SEED = 4
MS_BETWEEN_STEPS = 90  # slow enough to follow each of them with the eyes

N = 24
POINTS = np.linspace(-0.35, 1.55, N)
ROWS = np.column_stack([np.ones(N), POINTS])  # x_0 = 1 first
HEIGHTS = 1 + 2 * POINTS + np.random.default_rng(SEED).normal(0, 0.35, size=N)
CURVATURES, DIRECTIONS = np.linalg.eigh(2 * ROWS.T @ ROWS / N)
LOWEST_AT: Floats = np.asarray(np.linalg.lstsq(ROWS, HEIGHTS, rcond=None)[0], np.float64)


def valley_cost(w: Floats) -> Any:
    """Return the mean squared error of lines w_0 + w_1 x; weights in the last axis.

    Examples
    --------
    >>> bool(valley_cost(LOWEST_AT) < valley_cost(LOWEST_AT + 0.01))
    True
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return ((HEIGHTS - w @ ROWS.T) ** 2).mean(axis=-1)


def gradient(w: Floats, rows: Any) -> Any:
    """Return the gradient of the mean squared error over some of the examples.

    Examples
    --------
    >>> bool(np.abs(gradient(LOWEST_AT, slice(None))).max() < 1e-12)
    True
    """
    X = ROWS[rows]
    return 2 * X.T @ (X @ w - HEIGHTS[rows]) / len(X)


LOWEST = float(valley_cost(LOWEST_AT))
# What the browser draws the lines of equal cost from: the cost is quadratic, so they are ellipses.
ELLIPSES = {"at": LOWEST_AT.tolist(), "axes": (DIRECTIONS / np.sqrt(CURVATURES / 2)).T.tolist()}
PICTURE = {
    "valley": ELLIPSES, "frame": FRAME, "near": NEAR, "most": STEPS, "wait": MS_BETWEEN_STEPS,
}  # fmt: skip


class ValleyWalk(Interactive):
    """A path over the lines of equal cost, step by step, and the cost after each step.

    Parameters
    ----------
    sgd_step, epoch_batches : callable
        One step, ``(params, grads, lr)``, and the batches of an epoch, ``(n, batch_size, rng)``.
    state : str, optional
        A state that was shared.
    """

    _esm = module_of("valley.js")

    def __init__(self, sgd_step: Function, epoch_batches: Function, state: str = "") -> None:
        self.sgd_step, self.epoch_batches = sgd_step, epoch_batches
        self.steps, self.largest = 0, 0.0
        super().__init__(
            title=TITLE,
            goal=f"With all {N} examples in a batch, find the largest learning rate that still "
            f"settles: after {STEPS} steps, less than {NEAR} above the lowest cost. Then, at "
            "lr = 0.2, find the smallest batch whose path is smooth: no step climbs by more than "
            f"{CLIMB}.",
            question=Question(
                f"All {N} examples are in each batch. What does the path do just before the "
                "learning rate becomes too large?",
                ("it creeps", "it goes straight to the bottom", "it jumps from side to side"),
            ),
            controls=[
                Slider("batch", "batch size", N, low=1, high=N, step=1),
                Slider("lr", "learning rate", 0.2, low=0.05, high=1, step=0.05),
                Switch("shuffle", "shuffle", True),
                Button("play", "Walk"),
                Button("one", "One step"),
                Button("end", f"All {STEPS} steps"),
            ],
            presets={
                "all examples, lr 0.2": {"batch": N, "lr": 0.2},
                "one example at a time, lr 0.3": {"batch": 1, "lr": 0.3},
                "sixes, sorted by x": {"batch": 6, "lr": 0.2, "shuffle": False},
                "all examples, lr too large": {"batch": N, "lr": 0.75},
            },
            state=state,
        )

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return the path with these settings, as many steps as were gone."""
        path, note = self.path(state, min(self.steps + 1, STEPS))
        gone = path[: self.steps + 1]
        costs = valley_cost(gone)
        settled = self.steps == STEPS and not note and bool(costs[-1] - LOWEST < NEAR)
        if settled and state["batch"] >= N:
            self.largest = max(self.largest, state["lr"])
        return {
            **PICTURE,
            "path": path,
            "gone": len(gone) - 1,
            "above": costs - LOWEST,
            "settled": settled,
            "words": " ".join(part for part in (note, self.words(costs, settled)) if part),
            "table": self.table(costs, settled),
            "stop": bool(note) or self.steps == STEPS,
        }

    def path(self, state: dict[str, Any], steps: int) -> tuple[Floats, str]:
        """Return the places before the first and after each step, and what went wrong."""
        cut = self.epoch_batches if state["shuffle"] else in_turn
        batches = batches_for_ever(cut, N, round(state["batch"]), np.random.default_rng(SEED))
        lr = state["lr"]
        return walk(START, batches, gradient, lambda w, g: moved(self.sgd_step, w, g, lr), steps)

    def words(self, costs: Floats, settled: bool) -> str:
        """Return what there is to read off, in words."""
        above = brief(float(costs[-1]) - LOWEST)
        said = f"After {counted(len(costs) - 1, 'step')} the cost is {above} above the lowest"
        if len(costs) > 1:
            said += f"; {counted(climbs(costs), 'step')} climbed by more than {CLIMB}"
        said += f": {'settled' if settled else 'not settled'}." if self.steps == STEPS else "."
        found = f" Largest lr with all {N} that settled so far: {brief(self.largest)}."
        return said + (found if self.largest else "")

    def table(self, costs: Floats, settled: bool) -> list[list[Any]]:
        """Return the same in numbers."""
        return [
            ["", ""],
            ["steps", len(costs) - 1],
            ["cost now", float(costs[-1])],
            ["lowest cost", LOWEST],
            [f"steps that climbed by more than {CLIMB}", climbs(costs)],
            ["settled", "yes" if settled else "no" if self.steps == STEPS else "not yet known"],
            [f"largest lr that settled, all {N}", self.largest or "none yet"],
            ["2 / largest curvature", largest_rate() if self.largest else "after one has settled"],
        ]

    def step(self, state: dict[str, Any]) -> dict[str, Any]:
        """Go one step on; after the last one, begin again."""
        self.steps = self.steps + 1 if self.steps < STEPS else 0
        return self.look(state)

    def do(self, action: str, state: dict[str, Any]) -> dict[str, Any]:
        """Go one step, or all of them, or back to the start."""
        if action == "reset":
            self.steps, self.largest = 0, 0.0
        elif action == "end":
            self.steps = STEPS
        elif action == "one":
            self.steps = self.steps + 1 if self.steps < STEPS else 0
        return {**self.look(state), "stop": True}

    def still(self, state: dict[str, Any]) -> Picture:
        """Return the whole path over the lines of equal cost."""
        path, _ = self.path(state, STEPS)
        label = f"batch {round(state['batch'])}, lr {brief(state['lr'])}"
        return figures.cost_valley(valley_cost, {label: path}, FRAME, title=TITLE)


def climbs(costs: Floats) -> int:
    """Count the steps after which the full cost was clearly higher than before.

    Examples
    --------
    >>> climbs(np.array([3.0, 2.0, 2.5, 1.0]))
    1
    """
    return int((np.diff(costs) > CLIMB).sum())


def largest_rate() -> float:
    """Return 2 / the largest curvature: beyond it, a walk with all examples grows.

    Across the steepest direction a step multiplies the distance from the bottom by
    1 - lr * curvature, which is below -1 for a larger rate.

    Examples
    --------
    >>> round(largest_rate(), 3)
    0.683
    """
    return float(2 / CURVATURES.max())


def valley_walk(
    sgd_step: Function | None = None, epoch_batches: Function | None = None, state: str = ""
) -> ValleyWalk:
    """Show the path of gradient descent through the valley of a cost of two weights.

    A line w_0 + w_1 x is fitted to 24 points.

    Parameters
    ----------
    sgd_step : callable, optional
        ``sgd_step(params, grads, lr)`` returns the new parameters, as a list; by default the
        library's.
    epoch_batches : callable, optional
        ``epoch_batches(n, batch_size, rng)`` returns the batches of an epoch as arrays of row
        numbers; by default the library's. Without shuffling it is not used.
    state : str, optional
        A state as the interactive shows it, to begin with.

    Returns
    -------
    ValleyWalk
        An interactive.

    Lectures: CS 457, 07-1c The Cost Function and Fitting Process; 07-4a Notes About Stochastic
    Gradient Descent; 07-4b Mini-Batch Gradient Descent.

    Examples
    --------
    >>> valley = valley_walk(state="lr=0.6")
    >>> valley.do("end", valley.state)["words"].split(". ")[0]
    'After 40 steps the cost is 1.54e-09 above the lowest; 0 steps climbed by more \
than 0.02: settled'
    """
    return ValleyWalk(
        sgd_step or training.sgd_step, epoch_batches or preprocessing.epoch_batches, state
    )
