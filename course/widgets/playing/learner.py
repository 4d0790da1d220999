"""One network that learns: drawn from a seed, trained batch by batch, asked for what it shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.arrays import Array
from course.backprop import Backpropagation
from course.instruments import delta_norms
from course.losses import LOSSES
from course.network import Network, with_unit_0
from course.training import SGD
from course.widgets.playing.functions import Functions

__all__ = ["Learner", "Setting"]

ASLEEP = 0.01
TWINS = 1e-9


@dataclass(frozen=True)
class Setting:
    """What makes a network and how it is trained.

    Attributes
    ----------
    sizes : tuple of int
        Units per layer, input first.
    hidden, output : str
        Activations by the names that are shown.
    scheme : str
        How weights start, a name of `course.initialization`.
    seed : int
        Where they come from.
    loss : str
        A name of `course.losses`.
    lr, lam : float
        Learning rate, and λ of the regularization.
    penalty : str
        "none", "L1" or "L2".
    batch : int
        Examples per step.
    """

    sizes: tuple[int, ...]
    hidden: str = "tanh"
    output: str = "sigmoid"
    scheme: str = "xavier"
    seed: int = 0
    loss: str = "squared_error"
    lr: float = 0.1
    lam: float = 0.0
    penalty: str = "none"
    batch: int = 10

    @property
    def start(self) -> tuple[Any, ...]:
        """What the first weights depend on."""
        return self.sizes, self.hidden, self.output, self.scheme, self.seed


class Learner:
    """A network on its way.

    Parameters
    ----------
    setting : Setting
    functions : Functions
    X, y : ndarray, (n, d) and (n, 1)
        What it is trained on.

    Examples
    --------
    >>> X, y = np.array([[0.0], [1.0]]), np.array([[0.0], [1.0]])
    >>> one = Learner(Setting((1, 1), lr=5.0, batch=1), Functions(), X, y)
    >>> for _ in range(200):
    ...     one.one_batch()
    >>> one.epoch, one.loss_of(X, y) < 0.02
    (100.0, True)
    """

    def __init__(self, setting: Setting, functions: Functions, X: Array, y: Array) -> None:
        self.functions, self.X, self.y = functions, X, y
        self.X_0 = with_unit_0(X)
        self.setting = setting
        hidden = functions.activations[setting.hidden]
        output = "identity" if setting.output == "linear" else "sigmoid"
        self.net = Network(setting.sizes, hidden, output, init="zeros")
        rng = np.random.default_rng([setting.seed, 1])
        for W, b in zip(self.net.Ws, self.net.bs, strict=True):
            W[:], b[:] = functions.start(W.shape[0], W.shape[1], setting.scheme, rng)
        self.order_rng = np.random.default_rng([setting.seed, 2])
        self.order, self.next, self.batches = np.arange(len(X)), len(X), 0
        self.epoch, self.equal = 0.0, any(map(any, self.twins()))
        self.adjust(setting)

    def adjust(self, setting: Setting) -> None:
        """Go on with another learning rate, loss, batch size or regularization."""
        self.setting = setting
        decay = setting.lam if setting.penalty == "L2" else 0.0
        self.sgd = SGD(self.net, setting.loss, lr=setting.lr, decay=decay)
        self.back = Backpropagation(self.net, setting.loss)
        self.pull = np.zeros_like(self.net.params)
        if setting.penalty == "L1":
            for W in self.net.windows(self.pull)[0]:
                W[...] = setting.lr * setting.lam

    # --- training ---------------------------------------------------------------------------

    def one_batch(self) -> None:
        """Make one step; a new epoch begins with a new order."""
        n = len(self.X)
        if self.next >= n:
            self.keep_equal()
            self.order, self.next = self.order_rng.permutation(n), 0
            self.X_now, self.y_now = self.X_0[self.order], self.y[self.order]
        part = slice(self.next, self.next + self.setting.batch)
        step = self.quick_step if self.functions.quick else self.own_step
        step(self.X_now[part], self.y_now[part])
        if self.setting.penalty == "L1":
            params = self.net.params  # towards 0, and not across it
            params[:] = np.sign(params) * np.maximum(np.abs(params) - self.pull, 0)
        self.next += self.setting.batch
        self.batches += 1
        self.epoch = math.floor(self.epoch) + min(1.0, self.next / n)

    def keep_equal(self) -> None:
        """Give twins the same weights to the last digit, once per epoch.

        They get the same steps, but a matrix product may round its last columns differently. On
        a saddle of the cost such a difference of 1e-16 grows until it is no rounding any more.
        """
        if not self.equal:
            return
        for k, groups in enumerate(self.twins()):
            for j, group in enumerate(groups):
                first = groups.index(group)
                if group and first != j:
                    self.net.Ws[k][:, j] = self.net.Ws[k][:, first]
                    self.net.bs[k][j] = self.net.bs[k][first]
                    self.net.Ws[k + 1][j] = self.net.Ws[k + 1][first]

    def quick_step(self, X_0: Array, y: Array) -> None:
        """Make the library's step."""
        self.sgd.descend(X_0, y)

    def own_step(self, X_0: Array, y: Array) -> None:
        """Make a step with functions that are not all the library's."""
        net = self.net
        ins, outs = self.run(X_0[:, 1:])
        dWs, dbs = self.own_gradients(ins, outs, y)
        if self.setting.penalty == "L2":
            dWs = [dW + 2 * self.setting.lam * W for dW, W in zip(dWs, net.Ws, strict=True)]
        params = [*net.Ws, *net.bs]
        new = self.functions.stepped(params, [*dWs, *dbs], self.setting.lr)
        for old, p in zip(params, new, strict=True):
            old[...] = p

    def own_gradients(
        self, ins: list[Array], outs: list[Array], y: Array
    ) -> tuple[list[Array], list[Array]]:
        """Return gradients by the student's backward, where there is one."""
        loss, net = LOSSES[self.setting.loss], self.net
        delta = loss.output_delta(y, ins[-1], outs[-1], lambda in_, a: net.acts[-1].g_prime(in_))
        slopes = [g.g_prime for g in net.acts]
        return self.functions.gradients(ins, outs, net.Ws, y, delta, slopes)

    # --- what there is to see -----------------------------------------------------------------

    def run(self, X: Array) -> tuple[list[Array], list[Array]]:
        """Return all pre-activations and activations for these inputs."""
        if self.functions.forward is None:
            return self.net.propagate(X)
        return self.functions.run(X, self.net.Ws, self.net.bs, self.net.acts)

    def loss_of(self, X: Array, y: Array) -> float:
        """Return the mean loss on these examples."""
        ins, outs = self.run(X)
        return float(LOSSES[self.setting.loss].exact_values(y, ins[-1], outs[-1]).mean())

    def layers(self) -> tuple[list[float], list[float]]:
        """Return, per layer, the share of slopes that are asleep and the mean ‖Δ‖."""
        ins, _ = self.net.propagate(self.X)
        shares = [
            float((np.abs(g.g_prime(in_)) < ASLEEP).mean())
            for g, in_ in zip(self.net.acts, ins, strict=True)
        ]
        self.back(self.X_0, self.y, 1.0)
        return shares, [_length(delta) for delta in self.back.deltas]

    def twins(self) -> list[list[int]]:
        """Return, per hidden layer, a number for each unit: equal ones are twins, 0 has none."""
        return [
            _twins(np.vstack([W, b, W_out.T]))
            for W, b, W_out in zip(
                self.net.Ws[:-1], self.net.bs[:-1], self.net.Ws[1:], strict=True
            )
        ]

    def other_gradients(self) -> str:
        """Say whether a backward of one's own gives other gradients than the library."""
        if self.functions.backward is None:
            return ""
        part = slice(0, 30)
        X, y = self.X[part], self.y[part]
        dWs, dbs = self.own_gradients(*self.run(X), y)
        self.back(self.X_0[part], y, 1 / len(X))
        wrong = [
            k + 1
            for k, (dW, own) in enumerate(zip(self.back.dWs, dWs, strict=True))
            if not np.allclose(own, dW, rtol=1e-5, atol=1e-9)
            or not np.allclose(dbs[k], self.back.dbs[k], rtol=1e-5, atol=1e-9)
        ]
        if not wrong:
            return ""
        layers = ", ".join(map(str, wrong))
        return (
            f"Your backward gives other gradients than the slopes of this cost (layer {layers}). "
            "One that is written for sigmoids and the squared error is right for these alone."
        )


def _length(delta: Array) -> float:
    """Return the mean ‖Δ‖ of a layer; nan where it has lost its numbers."""
    return float(delta_norms([delta])[0]) if np.isfinite(delta).all() else math.nan


def _twins(units: Array) -> list[int]:
    same = np.abs(units[:, :, None] - units[:, None, :]).max(axis=0) <= TWINS
    first = same.argmax(axis=0)
    many = same.sum(axis=0) > 1
    groups = {leader: k + 1 for k, leader in enumerate(dict.fromkeys(first[many].tolist()))}
    return [groups[leader] if has else 0 for leader, has in zip(first.tolist(), many, strict=True)]
