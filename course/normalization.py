r"""Batch normalization: keep the activations of a layer centred and of one size.

Each unit's activations are shifted and divided until their mean over the mini-batch is 0 and
their spread 1; then a learned scale γ and a learned shift β follow, so that the network can undo
it where that is better:

    x_hat = (a - mean) / √(var + eps)        out = γ x_hat + β

It makes training with mini-batches faster and less sensitive to the learning rate. Why it does is
not fully understood, says the lecture. What the lecture leaves open, and what we do:

* **One γ and one β per unit**, and one mean and variance per unit: the columns of (n, h).
* **The variance divides by n**, not by n - 1.
* **eps stands inside the root**: √(var + eps). It is there for a unit that gives the same output
  for the whole batch. The lecture calls the standard deviation σ; here σ is the logistic function
  only, so we write `var`, and `std` for the root.
* **Activations are normalised**, as the lecture writes it. The method's inventors, and most
  networks today, normalise the pre-activations ``in_``.
* **A prediction uses running statistics**, gathered in training: what the network says about one
  example must not depend on which others happen to be asked about with it.
* **momentum is the share of the old value**: run = momentum · run + (1 - momentum) · batch.
  Keras does the same; PyTorch's momentum is the share of the *new* value, ours is 1 minus that.
  PyTorch also gathers the variance that divides by n - 1 (but normalises by the other one).

The lectures, in the short form used below:

* *CS 457*: CS 457/557 Lecture 07: Neural Networks (UW-La Crosse)
"""

# NumPy's stubs say that products of arrays return Any; annotating every formula would hide it.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations  # so that help() says "Array", not its definition

import numpy as np
from numpy.typing import ArrayLike

from course.arrays import Array, at_least_zero, finite

__all__ = ["BatchNorm", "bn_backward", "bn_test", "bn_train", "update_running"]


# --- what all functions ask of their arguments --------------------------------------------------


def _rows(A: ArrayLike) -> Array:
    """Return `A` as floats of shape (n, h)."""
    A = finite(A, "A")
    if A.ndim != 2:
        raise ValueError(
            f"A must have one row per example, (n, h), got {A.shape}: "
            "write a single example as [[...]]"
        )
    return A


def _per_unit(values: ArrayLike, name: str, A: Array) -> Array:
    """Return one number per column of `A`, (h,); a single number stands for h equal ones."""
    numbers = finite(values, name)
    if numbers.shape not in [(), A.shape[1:]]:
        raise ValueError(
            f"{name} must have one number per unit, {A.shape[1:]} for A {A.shape}, "
            f"got {numbers.shape}"
        )
    return numbers


def _root(var: Array, eps: float) -> Array:
    """Return √(var + eps), which must not be 0."""
    eps = at_least_zero(eps, "eps")
    if not np.all(var.real + eps > 0):
        raise ValueError(
            f"var + eps must be positive, got {var.real.min()} + {eps}: a unit with the same "
            "output for the whole batch has var = 0 and needs eps > 0"
        )
    return np.sqrt(var + eps)


def _momentum(momentum: float) -> float:
    """Return `momentum` as a Python float if it is a share, 0 to 1."""
    if not 0 <= momentum <= 1:
        raise ValueError(f"momentum is the share of the old value, from 0 to 1, got {momentum}")
    return float(momentum)


# --- forward, in training and in tests ----------------------------------------------------------


def _moments(a: Array) -> tuple[Array, Array, Array]:
    """Return the centred batch, and mean and variance over its examples with that axis kept."""
    mean = a.mean(axis=-2, keepdims=True)  # -2: also right for (S, n, h), S networks at once
    centred = a - mean
    return centred, mean, (centred * centred).mean(axis=-2, keepdims=True)


def bn_train(
    A: ArrayLike, gamma: ArrayLike, beta: ArrayLike, eps: float
) -> tuple[Array, Array, Array]:
    """Normalise by the batch's own statistics: out = γ (A - mean) / √(var + eps) + β.

    Mean and variance are taken down each column, over the n examples. A batch of a single example
    has nothing to be compared with: its output is β, whatever the input.

    Parameters
    ----------
    A : array_like, (n, h)
        Activations of a layer for a mini-batch.
    gamma, beta : array_like, (h,)
        Scale and shift, one per unit. A single number serves all units.
    eps : float
        A small positive number inside the root. 0 will do where no column is constant.

    Returns
    -------
    out : ndarray, (n, h)
        Its columns have mean β and (for small eps) standard deviation abs(γ).
    mean, var : ndarray, (h,)
        The statistics of the batch; the variance divides by n.

    Raises
    ------
    ValueError
        If the shapes do not fit, the batch is empty, a number is nan, or var + eps is 0.
    TypeError
        If an argument does not hold numbers.

    Lectures: CS 457, 07-5b Training Improvement: Batch Normalization.

    Examples
    --------
    >>> out, mean, var = bn_train([[1, 10], [3, 30], [5, 20]], gamma=[1, 2], beta=[0, -1], eps=0)
    >>> out.round(4)
    array([[-1.2247, -3.4495],
           [ 0.    ,  1.4495],
           [ 1.2247, -1.    ]])
    >>> mean, var.round(4)
    (array([ 3., 20.]), array([ 2.6667, 66.6667]))
    """
    A = _rows(A)
    gamma, beta = _per_unit(gamma, "gamma", A), _per_unit(beta, "beta", A)
    centred, mean, var = _moments(A)
    return gamma * (centred / _root(var, eps)) + beta, mean[0], var[0]


def bn_test(
    A: ArrayLike,
    gamma: ArrayLike,
    beta: ArrayLike,
    run_mean: ArrayLike,
    run_var: ArrayLike,
    eps: float,
) -> Array:
    """Normalise by the running statistics: out = γ (A - run_mean) / √(run_var + eps) + β.

    The formula of training, with statistics from training. A may have any number of rows, and no
    row has an influence on another one's output.

    Parameters
    ----------
    A : array_like, (n, h)
        Activations of a layer.
    gamma, beta, run_mean, run_var : array_like, (h,)
        Scale, shift and running statistics per unit. A single number serves all units.
    eps : float
        The same as in training.

    Returns
    -------
    ndarray, (n, h)
        The normalised activations.

    Raises
    ------
    ValueError
        If the shapes do not fit, `A` is empty, a number is nan, or run_var + eps is not positive.
    TypeError
        If an argument does not hold numbers.

    Lectures: CS 457, 07-5b Training Improvement: Batch Normalization (in training; the lecture
    does not say what happens in tests).

    Examples
    --------
    >>> bn_test([[1, 10]], gamma=[1, 2], beta=[0, -1], run_mean=[3, 20], run_var=[4, 25], eps=0)
    array([[-1., -5.]])
    """
    A = _rows(A)
    gamma, beta = _per_unit(gamma, "gamma", A), _per_unit(beta, "beta", A)
    mean, var = _per_unit(run_mean, "run_mean", A), _per_unit(run_var, "run_var", A)
    return gamma * ((A - mean) / _root(var, eps)) + beta


def update_running(run: ArrayLike, batch: ArrayLike, momentum: float) -> Array:
    """Let a running statistic follow the batches: momentum · run + (1 - momentum) · batch.

    With momentum 0.9 the last batch has a say of 10 %, the one before of 9 %, then 8.1 %, and so
    on. What it started from still counts 35 % after 10 batches and 0.003 % after 100.

    Parameters
    ----------
    run : array_like, (h,)
        The running mean or variance so far.
    batch : array_like, (h,)
        The same of the current batch.
    momentum : float
        The share of the **old** value, from 0 to 1. PyTorch's momentum is 1 minus ours.

    Returns
    -------
    ndarray, (h,)
        The new running statistic.

    Raises
    ------
    ValueError
        If the shapes differ, a number is nan, or `momentum` is outside [0, 1].
    TypeError
        If `run` or `batch` does not hold numbers.

    Lectures: not in CS 457, whose 07-5b Training Improvement: Batch Normalization needs it for
    predictions.

    Examples
    --------
    >>> update_running([1, 2], batch=[3, 0], momentum=0.9)
    array([1.2, 1.8])
    """
    run, batch, momentum = finite(run, "run"), finite(batch, "batch"), _momentum(momentum)
    if run.shape != batch.shape:
        raise ValueError(f"run and batch must have one shape, got {run.shape} and {batch.shape}")
    return momentum * run + (1 - momentum) * batch


# --- backward -----------------------------------------------------------------------------------


def bn_backward(
    dout: ArrayLike, A: ArrayLike, gamma: ArrayLike, eps: float
) -> tuple[Array, Array, Array]:
    r"""Send a gradient back through `bn_train`, to A, γ and β.

    An activation acts on the output in three ways: directly, through the mean and through the
    variance of its batch. Each is one term of

        dA = γ / √(var + eps) · (dout - mean(dout) - x_hat · mean(dout · x_hat))

    with means over the batch. The second term takes out of `dout` what would shift the whole
    batch, the third what would stretch it: normalisation undoes both, so they cannot matter.

    Parameters
    ----------
    dout : array_like, (n, h)
        ∂/∂out of the number that is differentiated. If that is a mean over the batch, `dout` has
        its 1/n already; nothing is divided by n a second time.
    A : array_like, (n, h)
        What `bn_train` was given.
    gamma : array_like, (h,)
        The scale. A single number serves all units.
    eps : float
        As in `bn_train`.

    Returns
    -------
    dA : ndarray, (n, h)
        Its columns add up to 0.
    dgamma, dbeta : ndarray, (h,)
        Sums over the batch: Σ dout x_hat and Σ dout.

    Raises
    ------
    ValueError
        If the shapes do not fit, the batch is empty, a number is nan, or var + eps is 0.
    TypeError
        If an argument does not hold numbers.

    Lectures: CS 457, 07-5b Training Improvement: Batch Normalization (the formula to be
    differentiated).

    Examples
    --------
    >>> dA, dgamma, dbeta = bn_backward([[1], [0], [0]], A=[[1], [3], [5]], gamma=[1], eps=0)
    >>> dA.round(4).tolist()
    [[0.1021], [-0.2041], [0.1021]]
    >>> dgamma.round(4), dbeta
    (array([-1.2247]), array([1.]))
    """
    A, dout = _rows(A), finite(dout, "dout")
    if dout.shape != A.shape:
        raise ValueError(f"dout must have the shape of A, {A.shape}, got {dout.shape}")
    gamma = _per_unit(gamma, "gamma", A)
    centred, _, var = _moments(A)
    std = _root(var, eps)
    x_hat = centred / std
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    dA = gamma / std * (dout - (dbeta + x_hat * dgamma) / len(A))
    return dA, dgamma, dbeta


# --- in a network -------------------------------------------------------------------------------


def _like(a: Array, values: Array) -> Array:
    """Return `values` in the precision of `a`: float32 stays float32."""
    return values.astype(a.dtype, copy=False) if a.dtype == np.float32 else values


class BatchNorm:
    """Batch normalization behind a hidden layer (see `course.regularization.Between`).

    As in `bn_backward`, nothing is divided by n for `dgamma` and `dbeta`: they add up what comes
    back over the batch, as db adds up its Δ. The 1/n of the cost is in those already.

    Parameters
    ----------
    size : int
        Number of units h. For S networks side by side, whose activations are (S, n, h), pass the
        shape (S, 1, h).
    momentum : float
        Share of the **old** value in the running statistics, from 0 to 1. With 1 they stand still.
    eps : float
        A small positive number inside the root.

    Attributes
    ----------
    gamma, beta : ndarray, (h,)
        The learned scale and shift, at first 1 and 0. They, and the next two, may be replaced by
        views into a long vector of all parameters.
    dgamma, dbeta : ndarray, (h,)
        The gradient of the cost J, filled in place by `backward`.
    run_mean, run_var : ndarray, (h,)
        Running statistics, at first 0 and 1, filled in place by `forward`. The variance divides
        by n; PyTorch gathers the one that divides by n - 1.

    Raises
    ------
    ValueError
        If `size` has no unit, `momentum` is outside [0, 1] or `eps` is not positive.

    Lectures: CS 457, 07-5b Training Improvement: Batch Normalization.

    Examples
    --------
    >>> norm = BatchNorm(2)
    >>> a = np.array([[1.0, 10.0], [3.0, 30.0], [5.0, 20.0]])
    >>> norm.forward(a).round(4)
    array([[-1.2247, -1.2247],
           [ 0.    ,  1.2247],
           [ 1.2247,  0.    ]])
    >>> norm.run_mean  # 90 % of 0 and 10 % of the batch's
    array([0.3, 2. ])
    >>> norm.test(a[:1]).round(4)  # one example alone
    array([[0.6481, 2.9083]])
    """

    gamma: Array
    beta: Array
    std: Array
    x_hat: Array
    run_mean: Array
    run_var: Array

    def __init__(
        self, size: int | tuple[int, ...], momentum: float = 0.9, eps: float = 1e-5
    ) -> None:
        if np.min(size) < 1:
            raise ValueError(f"batch normalization needs at least one unit, got size {size}")
        if not 0 < eps < np.inf:
            raise ValueError(f"eps must be positive, got {eps}")
        self.momentum, self.eps = _momentum(momentum), float(eps)
        self.gamma, self.beta = np.ones(size), np.zeros(size)
        self.dgamma, self.dbeta = np.zeros(size), np.zeros(size)
        self.run_mean, self.run_var = np.zeros(size), np.ones(size)

    def __repr__(self) -> str:
        return f"BatchNorm({self.gamma.shape}, momentum={self.momentum}, eps={self.eps})"

    def forward(self, a: Array, rng: np.random.Generator | None = None) -> Array:
        """Normalise by the batch and let the running statistics follow; `rng` is not used."""
        centred, mean, var = _moments(a)
        # .real: a complex step asks for slopes, and these are records, not part of the formula
        self.run_mean[...] = self.momentum * self.run_mean + (1 - self.momentum) * mean.real
        self.run_var[...] = self.momentum * self.run_var + (1 - self.momentum) * var.real
        self.std = np.sqrt(var + self.eps)
        self.x_hat = centred / self.std
        return _like(a, self.gamma) * self.x_hat + _like(a, self.beta)

    def backward(self, back: Array) -> Array:
        """Fill `dgamma` and `dbeta`, and return the derivatives by `a` (see `bn_backward`)."""
        n = back.shape[-2]
        dgamma = (back * self.x_hat).sum(axis=-2, keepdims=True)
        dbeta = back.sum(axis=-2, keepdims=True)
        self.dgamma[...], self.dbeta[...] = dgamma, dbeta
        return _like(back, self.gamma) / self.std * (back - (dbeta + self.x_hat * dgamma) / n)

    def attach(self, gamma: Array, beta: Array) -> None:
        """Make these arrays, (h,) or (S, 1, h), the scale and the shift.

        A network hands out windows onto its vector of all parameters this way.
        """
        self.gamma, self.beta = gamma, beta
        if self.run_mean.shape != gamma.shape:  # from one network to S of them, or back
            units = gamma.shape[-1]
            self.run_mean = np.zeros(gamma.shape) + self.run_mean.reshape(-1, units).mean(axis=0)
            self.run_var = np.zeros(gamma.shape) + self.run_var.reshape(-1, units).mean(axis=0)

    def test(self, a: Array) -> Array:
        """Normalise by the running statistics, which stay as they are."""
        scale = self.gamma / np.sqrt(self.run_var + self.eps)
        return (a - _like(a, self.run_mean)) * _like(a, scale) + _like(a, self.beta)
