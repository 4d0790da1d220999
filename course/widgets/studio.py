"""The fit studio of unit 8: a regression that overfits, and what helps against it."""

from __future__ import annotations

from typing import Any

import numpy as np

from course import figures
from course.drawing.picture import Picture
from course.drawing.sampling import Floats, values_of
from course.drawing.wording import brief, listing
from course.widgets.controls import Button, Question, Slider, Switch
from course.widgets.interactive import Interactive, module_of
from course.widgets.studio_run import EPOCHS, EVERY, Remedies, Run, Step, Train

__all__ = ["Studio", "fit_studio"]

TITLE = "Fit studio"
GRID = np.linspace(-3.0, 3.0, 121)
PORTION, BUDGET = 30, 0.010  # epochs of a picture, and seconds that they may take
KEPT = 6  # runs in the table
WIDE, NARROW, LOW = 0.3, 0.15, 0.35  # a gap that is overfitting, one that is not; a low error
STEPS = 4000  # of the still picture: half a second


class Studio(Interactive):
    """A curve through noisy points while it is trained, and its two errors.

    Parameters
    ----------
    train, decay_step : callable, optional
        A student's functions, see `fit_studio`.
    state : str, optional
        A state that was shared.
    """

    _esm = module_of("studio.js")

    def __init__(
        self, train: Train | None = None, decay_step: Step | None = None, state: str = ""
    ) -> None:
        self.own = (train, decay_step)
        self.done: list[tuple[Remedies, tuple[float, float]]] = []
        super().__init__(
            title=TITLE,
            goal="Overfit on purpose: a gap above 0.3. Then cure it twice, with different "
            "remedies: a gap below 0.15 while both errors stay low. Read off the gap that λ = "
            "0.01 leaves.",
            question=Question(
                "Which λ brings the gap below 0.1, with both errors low?", ("0.001", "0.01", "1")
            ),
            controls=[
                Slider("width", "units", 40, low=2, high=80, step=1),
                Slider("depth", "hidden layers", 1, low=1, high=3, step=1),
                Slider("lam", "λ", 0.0, low=1e-4, high=1, log=True, zero=True),
                Slider("p", "dropout p", 0.0, low=0, high=0.6, step=0.05),
                Slider("n", "points", 14, low=14, high=196, step=14),
                Switch("batch_norm", "batch norm"),
                Button("play", "Train"),
                Button("again", "Start again"),
            ],
            presets={
                "no remedy": {},
                "weight decay": {"lam": 0.01},
                "far too much decay": {"lam": 1.0},
                "dropout": {"p": 0.3},
                "two layers, a little decay": {"width": 10, "depth": 2, "lam": 0.01},
                "more data": {"n": 196},
            },
            state=state,
        )
        self.run = self._fresh(self.state)

    def _fresh(self, state: dict[str, Any]) -> Run:
        return Run(remedies_of(state), *self.own)

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return the curve as it is; another network begins anew, another λ or p goes on."""
        self._follow(state)
        return self._scene()

    def step(self, state: dict[str, Any]) -> dict[str, Any]:
        """Train for a portion; a run that is over begins again."""
        self._follow(state)
        if self.run.over:
            self.run = self._fresh(state)
        self.run.go_on(PORTION, BUDGET)
        if self.run.epoch >= EPOCHS and not self.run.changed and not self.run.trouble:
            self.done = [*self.done, (self.run.remedies, self.run.errors[-1])][-KEPT:]
        return {**self._scene(), "stop": self.run.over}

    def do(self, action: str, state: dict[str, Any]) -> dict[str, Any]:
        """Begin again; a reset forgets the earlier runs as well."""
        if action == "reset":
            self.done = []
        if action in ("reset", "again"):
            self.run = self._fresh(state)
        return self.look(state)

    def _follow(self, state: dict[str, Any]) -> None:
        wanted = remedies_of(state)
        if wanted == self.run.remedies:
            return
        under_way = self.run.epoch > 0 and not self.run.over
        if under_way and self.run.remedies.same_network(wanted):
            self.run.change(wanted)
        else:
            self.run = self._fresh(state)

    def _scene(self) -> dict[str, Any]:
        run = self.run
        curve, note = values_of(lambda x: run.net.predict(x[:, None])[:, 0], GRID, "The curve")
        errors = np.array(run.errors).reshape(-1, 2)
        told = [run.trouble or note, _reading(run, errors), tasks_of(self.done)]
        return {
            "x": GRID,
            "curve": curve,
            "points": np.hstack(run.training).T,
            "training": errors[:, 0],
            "validation": errors[:, 1],
            "every": EVERY,
            "epochs": EPOCHS,
            "best": best_of(errors),
            "changed": run.changed,
            "title": str(run.remedies),
            "words": " ".join(words for words in told if words),
            "table": _table(run, errors, self.done),
        }

    def still(self, state: dict[str, Any]) -> Picture:
        """Return the picture after training, by the library's functions."""
        remedies = remedies_of(state)
        run = Run(remedies)
        run.go_on(min(EPOCHS, STEPS * 7 // (remedies.n * remedies.depth)) // EVERY * EVERY)
        return figures.fit_and_errors(
            lambda x: run.net.predict(x[:, None])[:, 0],
            *run.training,
            *np.array(run.errors).T,
            truth=np.sin,
            every=EVERY,
            title=str(remedies),
        )


def remedies_of(state: dict[str, Any]) -> Remedies:
    """Return what the controls say.

    Examples
    --------
    >>> state = {"n": 14.0, "width": 10.0, "depth": 2.0, "lam": 0.01, "p": 0.0}
    >>> print(remedies_of({**state, "batch_norm": False}))
    14 points, 1-10-10-1, λ = 0.01
    """
    whole = {name: int(state[name]) for name in ("n", "width", "depth")}
    return Remedies(
        **whole, lam=state["lam"], p=round(state["p"], 4), batch_norm=state["batch_norm"]
    )


def best_of(errors: Floats) -> int:
    """Return the epoch with the lowest validation error; 0 if there is none.

    Examples
    --------
    >>> best_of(np.array([[0.5, 0.6], [0.3, 0.4], [0.1, 0.5]]))
    20
    """
    known = np.isfinite(errors[:, 1]) if len(errors) else np.zeros(0, bool)
    return EVERY * (int(np.nanargmin(errors[:, 1])) + 1) if known.any() else 0


def _reading(run: Run, errors: Floats) -> str:
    """Return what there is to read off."""
    if not len(errors):
        return "Not trained yet: press Train."
    training, validation = errors[-1]
    best = best_of(errors)
    said = (
        f"Epoch {run.epoch} of {EPOCHS}: training error {brief(training)}, validation error "
        f"{brief(validation)}, gap {_gap(training, validation)}."
    )
    if best:
        said += f" Lowest validation error {brief(errors[best // EVERY - 1, 1])}, at epoch {best}."
    if run.changed:
        said += f" λ or p was changed after epoch {run.changed}: start again to compare."
    return said


def _gap(training: float, validation: float) -> str:
    gap = validation - training
    return f"{gap:.3f}" if abs(gap) < 100 else brief(gap)


def tasks_of(done: list[tuple[Remedies, tuple[float, float]]]) -> str:
    """Say which tasks the runs that were finished have solved.

    Examples
    --------
    >>> tasks_of([(Remedies(), (0.03, 0.6)), (Remedies(p=0.3), (0.2, 0.3))])
    'Done: overfitted; cured by dropout. One remedy to go.'
    """
    wild = [r for r, (low, high) in done if high - low > WIDE]
    if not wild:
        return ""
    tame = [r for r, (low, high) in done if high - low < NARROW and high < LOW]
    cures = list(dict.fromkeys(words for r in tame if (words := cure_of(r, wild))))
    said = "Done: overfitted" + (f"; cured by {listing(cures)}" if cures else "")
    left = {0: "Two remedies to go.", 1: "One remedy to go."}.get(len(cures), "That is all.")
    return f"{said}. {left}"


def cure_of(remedies: Remedies, wild: list[Remedies]) -> str:
    """Name what a run has that the runs that overfitted don't have.

    Examples
    --------
    >>> cure_of(Remedies(lam=0.01, n=28), [Remedies()])
    'weight decay with more data'
    """
    found = {
        "weight decay": remedies.lam > min(r.lam for r in wild),
        "dropout": remedies.p > min(r.p for r in wild),
        "batch norm": remedies.batch_norm and not all(r.batch_norm for r in wild),
        "more data": remedies.n > min(r.n for r in wild),
    }
    names = [name for name, has in found.items() if has]
    return " with ".join(names) or "another network"


def _table(
    run: Run, errors: Floats, done: list[tuple[Remedies, tuple[float, float]]]
) -> list[list[str]]:
    """Return the run as it stands, and those before it."""
    rows = [(EPOCHS, remedies, pair) for remedies, pair in reversed(done)]
    now = [(run.epoch, run.remedies, run.errors[-1])] if len(errors) else []
    rows = rows if rows[:1] == now else [*now, *rows]
    return [
        ["", "epoch", "training", "validation", "gap"],
        *(
            [str(r), str(k), brief(low), brief(high), _gap(low, high)]
            for k, r, (low, high) in rows
        ),
    ]


def fit_studio(
    train: Train | None = None, state: str = "", *, decay_step: Step | None = None
) -> Studio:
    """Show a regression while it is trained: the curve, both errors, and the gap between them.

    Parameters
    ----------
    train : callable, optional
        A function of yours, called as ``train(net, X, y, lr=, momentum=, decay=, epochs=,
        batch_size=, rng=)``, ten epochs at a time. It changes ``net`` in place, as
        `course.training.train` does. By default the library's step.
    state : str, optional
        A state as the interactive shows it, to begin with.
    decay_step : callable, optional
        Your ``decay_step(W, dW, lr, lam)`` of unit 8. It makes the step of every W; momentum
        and biases are looked after.

    Returns
    -------
    Studio
        An interactive.

    Lectures: CS 457, 07-4d Generalization and Overfitting and 07-5a Dropout Regularization

    Examples
    --------
    >>> studio = fit_studio(state="lam=0.01")
    >>> scene = studio.look(studio.state)
    >>> scene["title"], scene["words"]
    ('14 points, 1-40-1, λ = 0.01', 'Not trained yet: press Train.')
    """
    return Studio(train, decay_step, state)
