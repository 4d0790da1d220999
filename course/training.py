r"""Training: walk downhill, one batch after the other.

Every step moves each weight a little against its derivative,

    w_ij <- w_ij - lr ∂J/∂w_ij,

with ∂J/∂w_ij taken over one example (stochastic gradient descent), a few (mini-batch) or all (full
batch). `train` is the lecture's NEURALNETTRAIN: until a stopping condition holds, draw a new order
of the examples, cut it into batches, and make one step for each.

Lectures: CS 457, 07-1c, 07-4a Neural Network Training and 07-4b Mini-Batch Gradient Descent;
CS389, 2 Backpropagation; CS771, Backpropagation.
"""

# NumPy's stubs say that products of arrays return Any; annotating every formula would hide it.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.arrays import Array, floats
from course.backprop import Backpropagation, check_rng, checked_batch
from course.losses import Loss
from course.network import Network, with_unit_0
from course.progress_bar import watched

__all__ = ["SGD", "History", "minibatch_step", "sgd_step", "should_stop", "train"]

BLOCK = 16384  # numbers whose losses are computed together: small arrays stay in the cache
Callback = Callable[[int, Network, "History"], Any]


# --- the pieces, as the exercises have them -----------------------------------------------------


def sgd_step(params: Sequence[ArrayLike], grads: Sequence[ArrayLike], lr: float) -> list[Array]:
    """Return every parameter after one step: p - lr ∂J/∂p.

    Lectures: CS389, 2 Backpropagation (2.1); CS 457, 07-1c SGD Weight Updates.

    Parameters
    ----------
    params, grads : lists of array_like
        Weights and biases, and their gradients, in the same order. They are not changed.
    lr : float
        The learning rate, α or η in the lectures.

    Returns
    -------
    list of ndarray

    Raises
    ------
    ValueError
        If the lists differ in length, or a gradient has another shape than its parameter.

    Examples
    --------
    >>> sgd_step([[[0.1], [0.1]], [0.1]], [[[-0.0897], [-0.1121]], [-0.2243]], lr=0.5)[1]
    array([0.21215])
    """
    if len(params) != len(grads):
        raise ValueError(f"there are {len(params)} params, but {len(grads)} grads")
    new = []
    for k, (p, g) in enumerate(zip(params, grads, strict=True)):
        p, g = floats(p, f"params[{k}]"), floats(g, f"grads[{k}]")
        if p.shape != g.shape:
            raise ValueError(f"params[{k}] is {p.shape}, but grads[{k}] is {g.shape}")
        new.append(p - lr * g)
    return new


def minibatch_step(
    w: ArrayLike,
    X: ArrayLike,
    Y: ArrayLike,
    grad_one: Callable[[Array, Any, Any], ArrayLike],
    lr: float,
) -> Array:
    """Return w after one step against the mean of the examples' gradients, all taken at w.

    Lectures: CS 457, 07-4b Mini-Batch Gradient Descent.

    Parameters
    ----------
    w : array_like
        The parameters.
    X, Y : array_like, (n, ...)
        Examples and labels.
    grad_one : callable
        ``grad_one(w, x, y)`` is the gradient for one example.
    lr : float
        The learning rate.

    Returns
    -------
    ndarray, like `w`

    Raises
    ------
    ValueError
        If the batch is empty, X and Y differ in length, or a gradient has another shape than w.

    Examples
    --------
    >>> def grad_one(w, x, y):
    ...     return -2 * (y - w @ x) * x
    >>> minibatch_step([0, 0], [[1, 2], [0, 1]], [1, 0], grad_one, lr=0.1)
    array([0.1, 0.2])
    """
    w, X, Y = floats(w, "w"), floats(X, "X"), floats(Y, "Y")
    if len(X) != len(Y) or len(X) == 0:
        raise ValueError(f"a batch needs examples with labels: there are {len(X)} and {len(Y)}")
    gradients = [floats(grad_one(w, x, y), "grad_one") for x, y in zip(X, Y, strict=True)]
    mean = np.mean(gradients, axis=0)
    if mean.shape != w.shape:
        raise ValueError(f"w is {w.shape}, but grad_one returns {mean.shape}")
    return w - lr * mean


def should_stop(
    costs: Sequence[float],
    errors: ArrayLike,
    max_epochs: int,
    cost_tol: float,
    err_tol: float,
) -> bool:
    """Say whether one of the lecture's three stopping conditions holds.

    (1) `max_epochs` epochs are over; (2) every training error is smaller than `err_tol` in size;
    (3) the cost changed by less than `cost_tol` over the last epoch.

    Lectures: CS 457, 07-4a Neural Network Training.

    Parameters
    ----------
    costs : list of float
        One cost per finished epoch.
    errors : array_like
        y - a of all training examples, with their signs.
    max_epochs : int
    cost_tol, err_tol : float

    Returns
    -------
    bool

    Examples
    --------
    >>> should_stop([0.5, 0.4], [0.3, -0.6], max_epochs=10, cost_tol=0.01, err_tol=0.1)
    False
    >>> should_stop([0.5, 0.495], [0.3, -0.6], max_epochs=10, cost_tol=0.01, err_tol=0.1)
    True
    """
    errors = floats(errors, "errors")
    return _reason_to_stop(costs, errors, max_epochs, cost_tol, err_tol) is not None


def _reason_to_stop(
    costs: Sequence[Any],
    errors: Array | None,
    max_epochs: int,
    cost_tol: float | None,
    err_tol: float | None,
) -> str | None:
    """Return why training should end, or None. For S networks, all of them must agree."""
    if len(costs) >= max_epochs:
        return "1 epoch is over" if max_epochs == 1 else f"{max_epochs} epochs are over"
    if err_tol is not None and errors is not None and (np.abs(errors) < err_tol).all():
        return f"every error is smaller than {err_tol:g}"
    if cost_tol is not None and np.all(np.abs(_last_change(costs)) < cost_tol):
        return f"the cost changed by less than {cost_tol:g} over an epoch"
    return None


def _last_change(costs: Sequence[Any]) -> Any:
    return costs[-1] - costs[-2] if len(costs) >= 2 else np.inf


# --- one step -----------------------------------------------------------------------------------


class SGD:
    """Gradient descent on one batch at a time, with momentum and weight decay.

    With gradient dJ, learning rate lr, decay λ and momentum μ, a step is

        step = lr (dJ + 2 λ w)        (the penalty is λ Σ w², on weights, not on biases)
        velocity = μ velocity + step
        w <- w - velocity

    Lectures: CS 457, 07-1c SGD Weight Updates and 07-4d Regularization in Neural Networks: Weight
    Decay; CS389, 2 Backpropagation (2.1). Momentum is in none of the five.

    Parameters
    ----------
    net : Network
        Its parameters are changed in place.
    loss : str or Loss
        What is to become small.
    lr : float, or array_like (S,) for a stack of networks
        The learning rate.
    momentum : float
        Share of the last step that is made again, from 0 to below 1.
    decay : float
        λ of the weight decay.

    Raises
    ------
    ValueError
        If a setting makes no sense, or the loss does not suit the network's output.

    Examples
    --------
    >>> net = Network.from_weights([[[0.1], [0.1]]], [[0.1]])
    >>> SGD(net, lr=0.5).step([[0.4, 0.5]], [[1]]).round(4)
    array([0.2049])
    >>> net.params.round(4)
    array([0.2121, 0.1449, 0.1561])
    """

    def __init__(
        self,
        net: Network,
        loss: str | Loss = "squared_error",
        *,
        lr: ArrayLike = 0.1,
        momentum: float = 0.0,
        decay: float = 0.0,
    ) -> None:
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be at least 0 and below 1, not {momentum}")
        if not 0 <= decay < np.inf:
            raise ValueError(f"decay, the λ of weight decay, must be 0 or larger, not {decay}")
        self.net, self.back = net, Backpropagation(net, loss)
        self.lr, self.momentum, self.decay = _learning_rate(lr, net), momentum, decay
        self.velocity = np.zeros_like(net.params) if momentum else None
        self.pull = _pull(net, self.lr, decay) if decay else None

    def step(self, X: ArrayLike, y: ArrayLike, rng: np.random.Generator | None = None) -> Array:
        """Make one step on a batch, and return the loss of each example before it.

        Parameters
        ----------
        X, y : array_like, (n, d) and (n, K)
            Examples and labels.
        rng : numpy.random.Generator, optional
            Needed for a network with dropout or batch normalization.

        Returns
        -------
        ndarray, (n,)

        Raises
        ------
        ValueError
            If shapes or labels do not fit the network.
        """
        X, y = checked_batch(self.net, X, y, self.back.loss)
        check_rng(self.net, rng)
        with np.errstate(over="ignore", under="ignore"):
            in_ = self.descend(with_unit_0(X), y, rng)
            return self.back.loss.exact_values(y, in_, self.net.acts[-1].formula(in_))

    def losses(self, y: Array, in_: Array) -> Array:
        """Return the loss of each example from the pre-activations of the output."""
        loss, g = self.back.loss, self.net.acts[-1]
        n = in_.shape[-2]
        rows_at_once = max(1, BLOCK * n // in_.size)
        values = []
        for first in range(0, n, rows_at_once):
            block = slice(first, first + rows_at_once)
            z = in_[..., block, :]
            a = z if loss.from_logits else g.formula(z)
            values.append(loss.values(y[..., block, :], z, a))
        return np.concatenate(values, axis=-1)

    def descend(self, X_0: Array, y: Array, rng: np.random.Generator | None = None) -> Array:
        """Make one step on rows that begin with unit 0; return the output's in_ before it."""
        net, step = self.net, self.back.gradient
        # lr/n goes into Δ once, so what comes out is the step itself, all weights in one vector
        in_ = self.back(X_0, y, self.lr / y.shape[-2], rng)
        if self.pull is not None:
            step += self.pull * net.params
        if self.velocity is not None:
            self.velocity *= self.momentum
            self.velocity += step
            step = self.velocity
        params = net.params
        params -= step
        return in_


def _learning_rate(lr: ArrayLike, net: Network) -> Any:
    """Return one learning rate as a float, or one per stacked network as (S, 1, 1)."""
    rates = floats(lr, "lr")
    if rates.dtype.kind == "c" or not (np.isfinite(rates).all() and (rates >= 0).all()):
        raise ValueError(f"a learning rate must be a number that is not negative, not {lr!r}")
    if rates.ndim == 0:
        return float(rates)
    if net.params.ndim != 2 or rates.shape != net.params.shape[:1]:
        raise ValueError(
            f"lr has shape {rates.shape}, but {net!r} takes one number, "
            "or one for each of several stacked networks"
        )
    return rates.astype(net.params.dtype)[:, None, None]


def _pull(net: Network, lr: Any, decay: float) -> Array:
    """Return 2 lr λ for every weight and 0 for every bias, in the order of ``params``."""
    pull = np.zeros_like(net.params)
    Ws, _, _ = net.windows(pull)
    for W in Ws:
        W[...] = 2 * lr * decay
    return pull


# --- a whole run --------------------------------------------------------------------------------


@dataclass
class History:
    """What happened in a training run.

    Attributes
    ----------
    losses : ndarray, (steps,)
        Mean loss of each batch, right before its step. (steps, S) for a stack of networks.
    pages : list of ndarray
        The same, epoch by epoch.
    costs : list of float
        For each epoch, the mean loss of all examples when their turn came. Arrays (S,) for a
        stack.
    stopped : str
        Why the run ended, in words.
    seconds : float
        How long it took.
    records : dict
        A place for callbacks to keep what they measure.

    Examples
    --------
    >>> History().costs
    []
    """

    pages: list[Array] = field(default_factory=list, repr=False)
    costs: list[Any] = field(default_factory=list)
    stopped: str = ""
    seconds: float = 0.0
    records: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def losses(self) -> Array:
        """Mean loss of each batch, right before its step, so far."""
        return np.concatenate(self.pages) if self.pages else np.zeros(0)

    def __repr__(self) -> str:
        last = f", last cost {np.round(self.costs[-1], 6)}" if self.costs else ""
        counts = f"{len(self.costs)} epochs, {len(self.losses)} steps"
        return f"<History of {counts}{last}: {self.stopped}>"

    def record(self, **values: Any) -> None:
        """Append measured values under their names; for callbacks.

        Examples
        --------
        >>> history = History()
        >>> history.record(accuracy=0.5)
        >>> history.records
        {'accuracy': [0.5]}
        """
        for name, value in values.items():
            self.records.setdefault(name, []).append(value)


def train(
    net: Network,
    X: ArrayLike,
    y: ArrayLike,
    loss: str | Loss = "squared_error",
    *,
    lr: ArrayLike = 0.1,
    epochs: int = 100,
    batch_size: int | None = 1,
    rng: np.random.Generator | None = None,
    shuffle: bool = True,
    momentum: float = 0.0,
    decay: float = 0.0,
    cost_tol: float | None = None,
    err_tol: float | None = None,
    callbacks: Sequence[Callback] = (),
    progress: bool | None = None,
) -> History:
    """Train a network by gradient descent until a stopping condition holds.

    Lectures: CS 457, 07-4a Neural Network Training and 07-4b Mini-Batch Gradient Descent.

    Parameters
    ----------
    net : Network
        Trained in place. A stack of networks is trained all at once, on the same batches.
    X : array_like, (n, d)
        Examples.
    y : array_like, (n, K), or (n,) for one output
        Labels.
    loss : str or Loss
        One of ``course.losses.LOSSES``.
    lr : float, or array_like (S,) for a stack
        The learning rate.
    epochs : int
        At most so many passes over all examples.
    batch_size : int or None
        1 is the lecture's stochastic gradient descent, None the full batch.
    rng : numpy.random.Generator
        Draws the order of the examples, and what dropout drops.
    shuffle : bool
        Whether to draw a new order for each epoch.
    momentum, decay : float
        As for `SGD`.
    cost_tol, err_tol : float, optional
        Stop when the cost changes by less over an epoch, or when every error is smaller.
    callbacks : list of callable
        Each is called as ``callback(epoch, net, history)`` after every epoch, epochs counted from
        1; one that returns True ends the run.
    progress : bool, optional
        Whether to show a progress bar; by default only where somebody waits for long.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If the data do not fit the network, or a setting makes no sense.

    Notes
    -----
    A run whose loss becomes nan or infinite has diverged: it is ended after that epoch, and
    ``history.stopped`` says so.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> net = Network([2, 4, 1], "tanh", rng=rng)
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> history = train(net, X, y, lr=0.5, epochs=500, rng=rng)
    >>> net.predict(X).round().ravel()
    array([0., 1., 1., 0.])
    """
    sgd = SGD(net, loss, lr=lr, momentum=momentum, decay=decay)
    X, y = checked_batch(net, X, y, sgd.back.loss)
    _check_settings(epochs, batch_size, callbacks)
    _check_network(net, batch_size)
    draws = shuffle and batch_size is not None and batch_size < X.shape[-2]
    _check_rng(net, rng, draws)
    order = rng if draws else None
    X_0, history, start = with_unit_0(X), History(), time.perf_counter()
    with np.errstate(all="ignore"):  # a run that diverges says so in words
        for epoch in watched(range(1, epochs + 1), show=progress):
            _run_epoch(sgd, X_0, y, batch_size, order, rng if any(net.between) else None, history)
            errors = y - net.predict(X) if err_tol is not None else None
            history.stopped = (
                _diverged(history, epoch)
                or _ended_by_callback(callbacks, epoch, net, history)
                or _reason_to_stop(history.costs, errors, epochs, cost_tol, err_tol)
                or ""
            )
            if history.stopped:
                break
    history.stopped += _lost(history)
    history.seconds = time.perf_counter() - start
    return history


def _run_epoch(
    sgd: SGD,
    X_0: Array,
    y: Array,
    batch_size: int | None,
    order: np.random.Generator | None,
    rng: np.random.Generator | None,
    history: History,
) -> None:
    """Make one step for every batch, and record the losses on the way.

    No step needs to know a loss, so the losses of all batches are computed at the end, at once.
    """
    n = y.shape[-2]
    size = batch_size or n
    if order is not None:
        drawn = order.permutation(n)
        y = y.take(drawn, axis=-2)
    scores = []
    for first in range(0, n, size):
        batch = slice(first, first + size)
        X_batch = X_0[..., batch, :] if order is None else X_0.take(drawn[batch], axis=-2)
        scores.append(sgd.descend(X_batch, y[..., batch, :], rng))
    _record(history, sgd.losses(y, np.concatenate(scores, axis=-2)), size)


def _record(history: History, losses: Array, size: int) -> None:
    """Append the mean loss of each batch, and of all examples."""
    n = losses.shape[-1]
    starts = np.arange(0, n, size)
    sizes = np.diff(starts, append=n).astype(losses.dtype)
    history.pages.append((np.add.reduceat(losses, starts, axis=-1) / sizes).T)
    history.costs.append(losses.sum(axis=-1) / n)


def _check_settings(epochs: int, batch_size: int | None, callbacks: Sequence[Callback]) -> None:
    for name, number in (
        ("epochs", epochs),
        ("batch_size", 1 if batch_size is None else batch_size),
    ):
        if not hasattr(number, "__index__") or number < 1:
            raise ValueError(f"{name} must be a whole number from 1 on, not {number!r}")
    if callable(callbacks):
        raise TypeError("callbacks must be a list of functions: write callbacks=[f], not f")


def _check_network(net: Network, batch_size: int | None) -> None:
    if not np.isfinite(net.params).all(axis=-1).any():
        raise ValueError("the weights hold nan or infinity already, from a run that diverged")
    if batch_size == 1 and net.norms():
        raise ValueError(
            "batch normalization needs other examples to compare with: batch_size 2 or larger"
        )


def _check_rng(net: Network, rng: np.random.Generator | None, draws: bool) -> None:
    """Say what needs random numbers if there is no generator."""
    if rng is None and draws:
        raise ValueError(
            "the order of the examples is drawn: pass rng=np.random.default_rng(seed), "
            "or shuffle=False to take them as they come"
        )
    check_rng(net, rng)


def _diverged(history: History, epoch: int) -> str | None:
    """Say so if the loss is no number any more; in a stack, if that is true of all networks."""
    if np.isfinite(history.costs[-1]).any():
        return None
    return f"the loss is not finite any more after epoch {epoch}: try a smaller learning rate"


def _lost(history: History) -> str:
    """Say how many networks of a stack have diverged, if any."""
    finite = np.isfinite(history.costs[-1])
    if finite.all() or not finite.any():
        return ""
    return f"; {finite.size - finite.sum()} of {finite.size} networks diverged"


def _ended_by_callback(
    callbacks: Sequence[Callback], epoch: int, net: Network, history: History
) -> str | None:
    """Call all callbacks, and say which one ended the run."""
    # a comparison of NumPy numbers gives np.True_, which is not True
    said = [(f, f(epoch, net, history)) for f in callbacks]
    ended = [f for f, answer in said if isinstance(answer, bool | np.bool_) and answer]
    if not ended:
        return None
    return f"the callback {getattr(ended[0], '__name__', repr(ended[0]))} said so"
