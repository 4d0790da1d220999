r"""From scores to probabilities: softmax, its logarithm, and plain rescaling.

A network that tells K classes apart ends in K scores per example. CS 457 makes probabilities of
K outputs between 0 and 1 by dividing them by their sum (`rescale`). UCLA's outputs are scores of
either sign, and `softmax` takes exp of each before it divides. The two give different numbers for
the same row, and only softmax is made for scores.
"""

# NumPy's stubs say that products of arrays return Any; annotating every formula would hide it.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from course.arrays import Array, floats

__all__ = ["log_softmax", "rescale", "softmax"]


def softmax(Z: ArrayLike) -> Array:
    """Turn each row of scores into probabilities: exp(z_k) / Σ_j exp(z_j).

    Adding the same number to all scores of a row changes nothing, so the largest score is
    subtracted first: no exponential is then larger than 1.

    Lectures: UCLA, Output units. The rows as probabilities: CS 457, 07-4c Multi-Class
    Classification: Network Outputs.

    Parameters
    ----------
    Z : array_like, (n, K)
        One row of scores per example; more dimensions in front are fine, and so is one row, (K,).

    Returns
    -------
    ndarray of the same shape
        Rows that add up to 1.

    Raises
    ------
    TypeError
        If `Z` does not hold numbers.
    ValueError
        If `Z` has no classes, or holds nan or infinity.

    Examples
    --------
    >>> softmax([[1, 2, 3], [1001, 1002, 1003]]).round(4)
    array([[0.09  , 0.2447, 0.6652],
           [0.09  , 0.2447, 0.6652]])
    """
    _, E, _ = shifted_scores(_scores(Z))
    return E / E.sum(axis=-1, keepdims=True)


def softmax_formula(Z: Array) -> Array:
    """Return the softmax as training runs it: of a checked array, and right to 1e-13."""
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    E /= np.dot(E, np.ones((E.shape[-1], 1), E.dtype))  # the sum of each row, as a column
    return E


def log_softmax(Z: ArrayLike) -> Array:
    """Return the logarithm of the softmax, row by row: z_k - log Σ_j exp(z_j).

    Taking the logarithm of `softmax` would give -inf where a probability is rounded to 0.

    Lectures: UCLA, Output units; CS 457, 07-1c Loss Functions (log loss).

    Parameters
    ----------
    Z : array_like, (n, K)
        Scores, as for `softmax`.

    Returns
    -------
    ndarray of the same shape
        Numbers from minus infinity to 0.

    Raises
    ------
    TypeError
        If `Z` does not hold numbers.
    ValueError
        If `Z` has no classes, or holds nan or infinity.

    Examples
    --------
    >>> log_softmax([[0, 1000]])
    array([[-1000.,     0.]])
    """
    shifted, _, log_sum = shifted_scores(_scores(Z))
    return shifted - log_sum[..., None]


def shifted_scores(Z: Array) -> tuple[Array, Array, Array]:
    """Return z_k - max z and its exponential, (..., n, K), and the log of their sum, (..., n).

    A difference is rounded, and exp turns an error of 1e-13 in z_k - max z = -800 into one of
    1e-13 of its value. What rounding took is known exactly, so it is put back.

    The largest term of the sum is exp(0) = 1. log1p(others) is log(1 + others) with all digits
    even where the others are 1e-30: that is the loss of an example that the network is sure of.
    """
    k = Z.real.argmax(axis=-1)[..., None]
    top = np.take_along_axis(Z, k, axis=-1)
    shifted = Z - top
    back = shifted - Z
    lost = (Z - (shifted - back)) - (top + back)
    with np.errstate(under="ignore"):
        E = np.exp(shifted)
        E += E * lost
    others = E.copy()
    np.put_along_axis(others, k, 0, axis=-1)
    return shifted, E, np.log1p(others.sum(axis=-1))


def rescale(Yhat: ArrayLike) -> Array:
    """Divide each row of outputs by its sum, so that it adds up to 1.

    Lectures: CS 457, 07-4c Multi-Class Classification: Network Outputs.

    Parameters
    ----------
    Yhat : array_like, (n, K)
        Outputs that are not negative, with a positive sum in every row.

    Returns
    -------
    ndarray, (n, K)

    Raises
    ------
    TypeError
        If `Yhat` does not hold numbers.
    ValueError
        If a row has no positive sum, or an output is negative, nan or infinite.

    Examples
    --------
    >>> rescale([[0.03, 0.57, 0.24]]).round(4)
    array([[0.0357, 0.6786, 0.2857]])
    """
    outputs = _scores(Yhat)
    total = outputs.sum(axis=-1, keepdims=True)
    if (outputs.real < 0).any() or not (total.real > 0).all():
        raise ValueError(
            "only rows of outputs that are not negative and have a positive sum can be rescaled; "
            "for scores of either sign use softmax"
        )
    return outputs / total


def _scores(Z: ArrayLike) -> Array:
    """Return the scores as an array, or say what is wrong with them."""
    scores = floats(Z, "Z")
    if scores.ndim == 0 or scores.shape[-1] == 0:
        raise ValueError(f"Z must hold one score per class, shape (n, K); it is {scores.shape}")
    if not np.isfinite(scores).all():
        raise ValueError("Z holds nan or infinity, no probability follows from that")
    return scores
