r"""Against overfitting: weight decay and dropout.

A network with more weights than examples can learn the examples by heart, noise included. The
lecture names three cures: more data, a price on large weights, and units that are switched off
at random. The last two are on this page.

**Weight decay** adds λ Σ w² to the cost. Where the gradient of the data is zero, each step then
multiplies a weight by 1 - 2 lr λ: it drifts to zero unless the data push back.

**Dropout** sets each activation to zero with probability p and divides the others by 1 - p, anew
for every mini-batch. No unit can rely on one particular input, and what the next layer receives
is the same on average: (1 - p) · a / (1 - p) = a. A prediction drops nothing.

Where books and libraries differ, and what we do:

* **A mean plus the penalty**, as in 07-4d. 07-5a adds the penalty to a *sum* of losses. Both have
  the same minimum only if λ of the sum is n times λ of the mean.
* **No ½ before λ**, so the gradient is 2 λ w. PyTorch's `weight_decay` is our 2 λ.
* **Biases are not penalised**, although the lecture's Σ over all arcs includes the arcs from
  neuron 0. Only what stands in ``Ws`` is.
* **p is the probability to drop**, as in PyTorch and Keras. Other texts call the share that is
  *kept* p.
* **Survivors are scaled in training** ("inverted dropout"). The other way is to scale all
  weights by 1 - p in tests. The lecture leaves open which, and how large p is.
* **Hidden layers only.** A dropped output could not be compared with its target.

One claim to take with care: that weight decay cures vanishing gradients. Backpropagation passes on
the product σ'(w a) w. Small weights raise the first factor and lower the second: for a = 1 the
product is 0.025 at w = 0.1, at most 0.224 (at w = 1.54), and 0.0005 at w = 10.

The lectures, in the short form used below:

* *CS 457*: CS 457/557 Lecture 07: Neural Networks (UW-La Crosse)
"""

# NumPy's stubs say that products of arrays return Any; annotating every formula would hide it.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations  # so that help() says "Array", not its definition

from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from course.arrays import Array, at_least_zero, finite, generator

__all__ = [
    "Between",
    "Dropout",
    "decay_step",
    "dropout_backward",
    "dropout_forward",
    "l2_cost",
]


# --- weight decay -------------------------------------------------------------------------------


def l2_cost(data_losses: ArrayLike, Ws: Iterable[ArrayLike], lam: float) -> np.floating[Any]:
    """Cost with a price on large weights: J = (1/n) Σ losses + λ Σ w².

    The first sum runs over the n examples, the second over all weights of all layers. It is not
    divided by n: the price does not depend on how many examples there are.

    Parameters
    ----------
    data_losses : array_like, (n,)
        One loss per example. A single number is taken as the mean already.
    Ws : list of array_like
        The weights of every layer, **without** the biases.
    lam : float
        λ, at least 0. It is chosen by validation, not learned.

    Returns
    -------
    NumPy float
        J.

    Raises
    ------
    ValueError
        If there are no losses, `data_losses` has two axes, a number is nan, or `lam` is negative.
    TypeError
        If `data_losses` or a matrix does not hold numbers.

    Lectures: CS 457, 07-4d Corrections for Overfitting (a mean, as here) and 07-5a Regularization
    in Neural Networks (a sum).

    Examples
    --------
    >>> Ws = [[[1, -2], [0.5, 3]], [[2], [-1]]]  # Σ w² = 14.25 + 5
    >>> float(l2_cost([1, 2, 3], Ws, lam=0.01))
    2.1925
    """
    losses, lam = finite(data_losses, "data_losses"), at_least_zero(lam, "lam")
    if losses.ndim > 1:
        raise ValueError(
            f"data_losses must hold one loss per example, (n,), got {losses.shape}: "
            "sum over the outputs first"
        )
    penalty = sum((finite(W, f"Ws[{layer}]") ** 2).sum() for layer, W in enumerate(Ws))
    return losses.mean() + lam * penalty


def decay_step(W: ArrayLike, dW: ArrayLike, lr: float, lam: float) -> Array:
    """One step of gradient descent with weight decay: W - lr dW - 2 lr λ W.

    The gradient of J + λ Σ w² is dW + 2 λ W, and all of it is multiplied by the learning rate.
    Written as (1 - 2 lr λ) W - lr dW the formula says why this is called decay.

    Parameters
    ----------
    W : array_like, (fan_in, fan_out)
        The weights. A bias takes the plain step, ``b - lr * db``.
    dW : array_like, like `W`
        The gradient of the data alone, without the penalty.
    lr, lam : float
        Learning rate and λ, at least 0.

    Returns
    -------
    ndarray, like `W`
        The new weights.

    Raises
    ------
    ValueError
        If the shapes differ, a number is nan, or `lr` or `lam` is negative.
    TypeError
        If `W` or `dW` does not hold numbers.

    Lectures: CS 457, 07-4d Regularization in Neural Networks: Weight Decay.

    Examples
    --------
    >>> decay_step([[1, -2]], dW=[[0, 0]], lr=0.1, lam=0.5)  # the data are silent: 10 % less
    array([[ 0.9, -1.8]])
    """
    W, dW = finite(W, "W"), finite(dW, "dW")
    lr, lam = at_least_zero(lr, "lr"), at_least_zero(lam, "lam")
    if W.shape != dW.shape:
        raise ValueError(
            f"W and its gradient dW must have one shape, got {W.shape} and {dW.shape}"
        )
    return W - lr * dW - 2 * lr * lam * W


# --- dropout ------------------------------------------------------------------------------------


def _drop_probability(p: float) -> float:
    """Return `p` as a Python float if it lies in [0, 1)."""
    if not 0 <= p < 1:
        raise ValueError(
            f"p is the probability to drop and must be at least 0 and below 1, got {p}"
        )
    return float(p)


def _draw_mask(a: Array, p: float, rng: np.random.Generator) -> Array:
    """Draw what `a` is to be multiplied by: 0 with probability p, else 1 / (1 - p)."""
    keep = rng.random(a.shape) >= p  # random() is never 1, and below p with probability p
    return keep.astype(a.real.dtype) / (1 - p)


def dropout_forward(
    A: ArrayLike, p: float, rng: np.random.Generator | None, train: bool
) -> tuple[Array, Array]:
    """Drop each activation with probability p: out = A * mask, mask = 0 or 1 / (1 - p).

    Every entry is drawn on its own, so each example of the batch goes through another thinned
    network. With ``train=False`` nothing is dropped, nothing is scaled and nothing is drawn.

    Parameters
    ----------
    A : array_like, (n, h)
        Activations of a hidden layer.
    p : float
        The probability to **drop**, 0 <= p < 1.
    rng : numpy.random.Generator
        Where the mask comes from. Not looked at with ``train=False``.
    train : bool
        True while training, False when predicting.

    Returns
    -------
    out : ndarray, like `A`
    cache : ndarray, like `A`
        The mask, with its factor 1 / (1 - p): what `dropout_backward` needs.

    Raises
    ------
    ValueError
        If `p` is outside [0, 1), or `A` is empty or contains nan.
    TypeError
        If `A` does not hold numbers, or `rng` is not a generator.

    Lectures: CS 457, 07-5a Dropout Regularization (which leaves p and the factor open).

    Examples
    --------
    >>> A = [[4, 4, 4, 4], [8, 8, 8, 8]]
    >>> out, cache = dropout_forward(A, p=0.5, rng=np.random.default_rng(2), train=True)
    >>> out
    array([[ 0.,  0.,  8.,  0.],
           [16., 16.,  0.,  0.]])
    >>> dropout_forward(A, p=0.5, rng=None, train=False)[0]
    array([[4., 4., 4., 4.],
           [8., 8., 8., 8.]])
    """
    A, p = finite(A, "A"), _drop_probability(p)
    if not train:
        return A.copy(), np.ones_like(A.real)
    mask = _draw_mask(A, p, generator(rng))
    return A * mask, mask


def dropout_backward(dout: ArrayLike, cache: ArrayLike) -> Array:
    """Send a gradient back through dropout: dA = dout * mask, the mask of the forward pass.

    The forward pass was a product with the mask, factor 1 / (1 - p) included, so its slope is the
    mask. A new mask would hold other units to account than those that took part.

    Parameters
    ----------
    dout : array_like, (n, h)
        ∂/∂out of whatever is differentiated.
    cache : array_like, (n, h)
        What `dropout_forward` returned beside `out`.

    Returns
    -------
    ndarray, (n, h)
        ∂/∂A.

    Raises
    ------
    ValueError
        If the shapes differ, or a number is nan.
    TypeError
        If `dout` or `cache` does not hold numbers.

    Lectures: CS 457, 07-5a Dropout Regularization.

    Examples
    --------
    >>> dropout_backward([[1, 1, 3, 1]], cache=[[0, 0, 2, 0]])
    array([[0., 0., 6., 0.]])
    """
    dout, mask = finite(dout, "dout"), finite(cache, "cache")
    if dout.shape != mask.shape:
        raise ValueError(
            f"dout {dout.shape} and the mask in cache {mask.shape} must have one shape: "
            "take the cache of the same forward pass"
        )
    return dout * mask


# --- in a network: what stands between two layers -----------------------------------------------


class Between(Protocol):
    """What may stand between a layer's activation `a` and the next layer's weights.

    In training ``next_in = between.forward(a, rng) @ W + b``; in a prediction ``test`` takes the
    place of ``forward``. Going back, what the next layer sends is passed through ``backward``
    before the slope: ``delta = g_prime(in_) * between.backward(delta_next @ W_next.T)``.

    `Dropout` and `course.normalization.BatchNorm` are of this kind. Such an object remembers its
    last forward pass, so each place in a network has one of its own. It trusts its arguments:
    float arrays of shape (n, h), or (S, n, h) for S networks side by side.
    """

    def forward(self, a: Array, rng: np.random.Generator) -> Array:
        """Return what the next layer receives in training, and keep what backward needs."""

    def backward(self, back: Array) -> Array:
        """Turn derivatives by what forward returned into derivatives by its argument `a`."""

    def test(self, a: Array) -> Array:
        """Return what the next layer receives in a prediction: nothing random, nothing kept."""


class Dropout:
    """Dropout behind a hidden layer of a network (see `Between`).

    Parameters
    ----------
    p : float
        The probability to **drop**, 0 <= p < 1.

    Attributes
    ----------
    mask : ndarray, like the last `a`
        Drawn by `forward`: 0 for what is dropped, 1 / (1 - p) for what survives.

    Raises
    ------
    ValueError
        If `p` is outside [0, 1).

    Lectures: CS 457, 07-5a Dropout Regularization.

    Examples
    --------
    >>> dropout = Dropout(p=0.5)
    >>> a = np.array([[4.0, 4.0, 4.0, 4.0]])
    >>> dropout.forward(a, np.random.default_rng(2))
    array([[0., 0., 8., 0.]])
    >>> dropout.backward(np.array([[1.0, 1.0, 3.0, 1.0]]))
    array([[0., 0., 6., 0.]])
    >>> dropout.test(a)
    array([[4., 4., 4., 4.]])
    """

    mask: Array

    def __init__(self, p: float) -> None:
        self.p = _drop_probability(p)

    def __repr__(self) -> str:
        return f"Dropout(p={self.p})"

    def forward(self, a: Array, rng: np.random.Generator) -> Array:
        """Draw a new mask and return ``a * mask``."""
        self.mask = _draw_mask(a, self.p, rng)
        return a * self.mask

    def backward(self, back: Array) -> Array:
        """Return ``back * mask``, with the mask of the last `forward`."""
        return back * self.mask

    def test(self, a: Array) -> Array:
        """Return `a` itself."""
        return a
