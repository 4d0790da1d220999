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
        If `Z` has no classes.

    Examples
    --------
    >>> softmax([[1, 2, 3], [1001, 1002, 1003]]).round(4)
    array([[0.09  , 0.2447, 0.6652],
           [0.09  , 0.2447, 0.6652]])
    """
    with np.errstate(under="ignore"):
        return softmax_formula(_scores(Z))


def softmax_formula(Z: Array) -> Array:
    """Return the softmax of an array that has been checked: what training runs."""
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


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
        If `Z` has no classes.

    Examples
    --------
    >>> log_softmax([[0, 1000]])
    array([[-1000.,     0.]])
    """
    shifted, log_sum = shifted_scores(_scores(Z))
    return shifted - log_sum[..., None]


def shifted_scores(Z: Array) -> tuple[Array, Array]:
    """Return z_k - max z, (..., n, K), and the log of the sum of their exponentials, (..., n).

    The largest term of the sum is exp(0) = 1. log1p(rest) is log(1 + rest) with all digits even
    where the rest is 1e-30: that is the loss of an example that the network is sure of.
    """
    shifted = Z - Z.max(axis=-1, keepdims=True)
    top = shifted.real == 0  # the largest score, or several that tie
    with np.errstate(under="ignore"):
        rest = (np.exp(shifted) - top).sum(axis=-1) + (top.sum(axis=-1) - 1)
    return shifted, np.log1p(rest)


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
        If a row has no positive sum, or an output is negative.

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
    scores = floats(Z, "Z")
    if scores.ndim == 0 or scores.shape[-1] == 0:
        raise ValueError(f"Z must hold one score per class, shape (n, K); it is {scores.shape}")
    return scores
