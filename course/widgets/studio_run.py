"""One training run of the fit studio, in portions: the regression of unit 8, step for step.

A run with the same settings gives the same numbers however it is cut into portions, and the same
as `course.training.train` gives in one go.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course.arrays import Array
from course.backprop import cost
from course.network import Network, with_unit_0
from course.training import SGD
from course.widgets.calling import Misbehaved, array_of, in_words

__all__ = ["EPOCHS", "EVERY", "Remedies", "Run", "noisy_wave"]

EPOCHS, EVERY, BATCH = 2000, 10, 7
LR, MOMENTUM = 0.02, 0.9
WILD = 1e3  # an error beyond this: the run has blown up
Train = Callable[..., Any]
Step = Callable[..., Any]


@dataclass(frozen=True)
class Remedies:
    """What a run is made of.

    Attributes
    ----------
    n : int
        Training examples.
    width, depth : int
        Units of a hidden layer, and how many of them there are.
    lam, p : float
        λ of the weight decay, and the probability to drop.
    batch_norm : bool
    """

    n: int = 14
    width: int = 40
    depth: int = 1
    lam: float = 0.0
    p: float = 0.0
    batch_norm: bool = False

    def same_network(self, other: Remedies) -> bool:
        """Whether a run can go on with the other ones: only λ and p differ."""
        return replace(self, lam=other.lam, p=other.p) == other

    def __str__(self) -> str:
        parts = [f"{self.n} points", "-".join(["1", *[str(self.width)] * self.depth, "1"])]
        parts += [f"λ = {self.lam:.3g}"] if self.lam else []
        parts += [f"p = {self.p:g}"] if self.p else []
        parts += ["batch norm"] if self.batch_norm else []
        return ", ".join(parts)


def noisy_wave(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw n points around the sine.

    Examples
    --------
    >>> x, y = noisy_wave(3, np.random.default_rng(0))
    >>> x.shape, y.shape
    ((3, 1), (3, 1))
    """
    x = rng.uniform(-3, 3, (n, 1))
    return x, np.sin(x) + rng.normal(0, 0.4, (n, 1))


class Run:
    """A network while it is trained.

    Parameters
    ----------
    remedies : Remedies
        Network, data and remedies.
    train : callable, optional
        A student's ``train(net, X, y, lr, momentum, decay, epochs, batch_size, rng)``.
    decay_step : callable, optional
        A student's ``decay_step(W, dW, lr, lam)``.

    Attributes
    ----------
    net : Network
    epoch : int
        Epochs that are over.
    errors : list of (float, float)
        Training and validation error, every ten epochs.
    changed : int
        The epoch at which λ or p was changed last; 0 if never.
    trouble : str
        Why the run can't go on, in words.

    Examples
    --------
    >>> run = Run(Remedies(lam=0.01))
    >>> run.go_on(20)
    >>> run.epoch, len(run.errors)
    (20, 2)
    """

    def __init__(
        self, remedies: Remedies, train: Train | None = None, decay_step: Step | None = None
    ) -> None:
        self.remedies, self.own_train, self.own_step = remedies, train, decay_step
        data = np.random.default_rng(24)
        self.training, self.validation = noisy_wave(remedies.n, data), noisy_wave(200, data)
        self.rng = np.random.default_rng(8)
        self.net = self._network(rng=self.rng)
        # bends all over the picture
        self.net.bs[0] = self.rng.uniform(-3, 3, remedies.width)
        self.sgd = self._descent()
        self.epoch, self.changed, self.trouble = 0, 0, ""
        self.errors: list[tuple[float, float]] = []

    def _network(self, **start: Any) -> Network:
        r = self.remedies
        sizes = [1, *[r.width] * r.depth, 1]
        return Network(
            sizes, "tanh", "identity", dropout=r.p, batch_norm=r.batch_norm, **start
        )  # fmt: skip

    def _descent(self) -> SGD:
        if self.own_step is not None:
            return OwnDecay(self.net, self.own_step, self.remedies.lam)
        return SGD(self.net, lr=LR, momentum=MOMENTUM, decay=self.remedies.lam)

    @property
    def over(self) -> bool:
        """Whether there is nothing left to do."""
        return self.epoch >= EPOCHS or bool(self.trouble)

    def change(self, remedies: Remedies) -> None:
        """Go on with another λ or p: with the same weights, and the same velocity."""
        old, velocity = self.net, self.sgd.velocity
        self.remedies, self.changed = remedies, self.epoch
        self.net = self._network(init="zeros")
        self.net.params = old.params
        for new, norm in zip(self.net.norms(), old.norms(), strict=True):
            new.run_mean[...], new.run_var[...] = norm.run_mean, norm.run_var
        self.sgd = self._descent()
        self.sgd.velocity = velocity

    def go_on(self, epochs: int, seconds: float = np.inf) -> None:
        """Train for some epochs, or until the time is over; whatever fails is kept in words."""
        end = time.perf_counter() + seconds
        portion = EVERY if self.own_train else 1
        try:
            for _ in range(epochs // portion):
                self._portion(portion)
                self._look_at_errors()
                if self.over or time.perf_counter() > end:
                    return
        except Misbehaved as error:
            self.trouble = str(error)

    def _portion(self, epochs: int) -> None:
        with np.errstate(all="ignore"):  # a run that blows up says so in words
            if self.own_train is not None:
                self._train_by_hand(epochs)
            else:
                self._train()
        self.epoch += epochs

    def _train(self) -> None:
        """Go through all examples once, in a new order: as `course.training.train` does."""
        X, y = self.training
        X_0, drawn = with_unit_0(X), self.rng.permutation(len(X))
        rng = self.rng if any(self.net.between) else None
        for first in range(0, len(X), BATCH):
            rows = drawn[first : first + BATCH]
            self.sgd.descend(X_0[rows], y[rows], rng)

    def _train_by_hand(self, epochs: int) -> None:
        """Let a student's function train the network, which it changes in place."""
        before = self.net.params.copy()
        settings: dict[str, Any] = {"lr": LR, "momentum": MOMENTUM, "decay": self.remedies.lam}
        settings |= {"epochs": epochs, "batch_size": BATCH, "rng": self.rng}
        assert self.own_train is not None
        with in_words("train"):
            self.own_train(self.net, *(z.copy() for z in self.training), **settings)
        if np.array_equal(before, self.net.params):
            raise Misbehaved("train left all weights as they were: it should change net.")

    def _look_at_errors(self) -> None:
        if self.epoch % EVERY:
            return
        with np.errstate(all="ignore"):
            finite = bool(np.isfinite(self.net.params).all())
            J = [
                cost(self.net, *z) if finite else np.nan for z in (self.training, self.validation)
            ]
        self.errors.append((float(J[0]), float(J[1])))
        if not max(J) < WILD:
            self.trouble = (
                f"Training has blown up at epoch {self.epoch}: the steps are too long for this "
                "setting."
            )


class OwnDecay(SGD):
    """Gradient descent whose step on every W is a student's ``decay_step(W, dW, lr, lam)``.

    Parameters
    ----------
    net : Network
    decay_step : callable
    lam : float
        λ.

    Examples
    --------
    >>> from course.regularization import decay_step
    >>> net = Network.from_weights([[[1.0]]], [[0.0]], output="identity")
    >>> in_ = OwnDecay(net, decay_step, 0.5).descend(np.array([[1.0, 0.0]]), np.zeros((1, 1)))
    >>> net.Ws[0]
    array([[0.98]])
    """

    def __init__(self, net: Network, decay_step: Step, lam: float) -> None:
        super().__init__(net, lr=LR, momentum=MOMENTUM)
        self.own, self.lam = decay_step, lam

    def descend(self, X_0: Array, y: Array, rng: np.random.Generator | None = None) -> Array:
        """Make one step: the student's for weights, the plain one for biases."""
        in_ = self.back(X_0, y, 1 / len(y), rng)
        step = self.lr * self.back.gradient
        for W, dW, part in zip(self.net.Ws, self.back.dWs, self.net.windows(step)[0], strict=True):
            arguments = [W, dW, self.lr, self.lam]
            part[...] = W - array_of(self.own, arguments, W.shape, "decay_step")
        assert self.velocity is not None
        self.velocity *= self.momentum
        self.velocity += step
        self.net.params -= self.velocity
        return in_
