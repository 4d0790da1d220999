"""What happens to data before training: scaling, encoding, splitting and shuffling.

Two rules decide whether a result can be trusted later:

* **Nothing may be learned from the test set**, not even a minimum: `normalize` takes the range
  of the training set and applies it to both.
* **A row and its label travel together**: `train_test_split` and `shuffle_together` draw one
  order and use it twice.

In this course **class labels count from 1 to K**, as in CS 457. (Two classes may also be 0 and 1,
the target of a single output unit.) `one_hot` turns labels into targets for K output units,
`decode` turns the K outputs back into labels.

Lectures: CS 457, 07-4a Neural Network Training, Keeping the Initial Weights Small; 07-4b
Mini-Batch Gradient Descent; 07-4c Multi-Class Classification.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from course.arrays import Array, floats, generator, rows

__all__ = [
    "MinMax",
    "decode",
    "epoch_batches",
    "normalize",
    "one_hot",
    "shuffle_together",
    "train_test_split",
]


# --- scaling ------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class MinMax:
    """The scale that takes each column of some data to [lo, hi], ready to be used on other data.

    With the smallest value `low` and the largest `high` of a column, x becomes

        lo + (hi - lo) · (x - low) / (high - low).

    Values outside [low, high] land outside [lo, hi]: nothing is clipped, different values stay
    different. A column that never changes tells nothing, and any x in it becomes the middle of
    [lo, hi].

    Lectures: CS 457, 07-4a Keeping the Initial Weights Small (min-max, there to [-1, 1]).

    Attributes
    ----------
    low, high : ndarray, (1, d)
        Smallest and largest value of each column.
    lo, hi : float
        Where they go.

    Examples
    --------
    >>> scale = MinMax.fit([[0, 10], [4, 30]])
    >>> scale.transform([[1, 60], [2, 20]])
    array([[-0.5,  4. ],
           [ 0. ,  0. ]])
    >>> scale.inverse([[-0.5, 4]])
    array([[ 1., 60.]])
    """

    low: Array
    high: Array
    lo: float = -1.0
    hi: float = 1.0

    @classmethod
    def fit(cls, X: ArrayLike, lo: float = -1.0, hi: float = 1.0) -> MinMax:
        """Look at the columns of `X` and remember their ranges.

        Lectures: CS 457, 07-4a Keeping the Initial Weights Small.

        Parameters
        ----------
        X : array_like, (n, d)
            The training inputs.
        lo, hi : float
            Where the smallest and the largest value of each column go.

        Returns
        -------
        MinMax

        Raises
        ------
        ValueError
            If `X` is no table, is empty, or holds nan or infinity; if `lo` is not below `hi`.
        TypeError
            If `X` does not hold numbers.

        Examples
        --------
        >>> MinMax.fit([[0, 10], [4, 30]], lo=0).high
        array([[ 4., 30.]])
        """
        if not lo < hi:
            raise ValueError(f"lo must be below hi, got lo = {lo} and hi = {hi}")
        X = rows(X, "X")
        # axis -2 is that of the examples
        return cls(X.min(axis=-2, keepdims=True), X.max(axis=-2, keepdims=True), lo, hi)

    def transform(self, X: ArrayLike) -> Array:
        """Return `X` on the new scale: the range found by `fit` becomes [lo, hi].

        Lectures: CS 457, 07-4a Keeping the Initial Weights Small.

        Parameters
        ----------
        X : array_like, (n, d)
            Any inputs with the same columns; they are not changed.

        Returns
        -------
        ndarray, (n, d)

        Raises
        ------
        ValueError
            If the number of columns is another one; if `X` is empty or holds nan or infinity.
        TypeError
            If `X` does not hold numbers.

        Examples
        --------
        >>> MinMax.fit([[0], [10]]).transform([[5], [10], [15]])
        array([[0.],
               [1.],
               [2.]])
        """
        X = self._table(X)
        length = self.high - self.low
        share = np.where(length > 0, (X - self.low) / np.where(length > 0, length, 1), 0.5)
        return (self.lo + (self.hi - self.lo) * share).astype(X.dtype, copy=False)

    def inverse(self, X: ArrayLike) -> Array:
        """Return scaled data in its old units: what `transform` did, undone.

        Lectures: CS 457, 07-4a Keeping the Initial Weights Small.

        Parameters
        ----------
        X : array_like, (n, d)
            Data on the scale of [lo, hi]; it is not changed.

        Returns
        -------
        ndarray, (n, d)

        Raises
        ------
        ValueError
            If the number of columns is another one; if `X` is empty or holds nan or infinity.
        TypeError
            If `X` does not hold numbers.

        Examples
        --------
        >>> MinMax.fit([[0], [10]]).inverse([[-1], [0], [1]])
        array([[ 0.],
               [ 5.],
               [10.]])
        """
        X = self._table(X)
        share = (X - self.lo) / (self.hi - self.lo)
        return (self.low + (self.high - self.low) * share).astype(X.dtype, copy=False)

    def _table(self, X: ArrayLike) -> Array:
        """Return `X` as a table with the columns that `fit` saw."""
        X = rows(X, "X")
        d = self.low.shape[-1]
        if X.shape[-1] != d:
            raise ValueError(f"the scale was made for {d} columns, X has the shape {X.shape}")
        return X


def normalize(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Array, Array]:
    """Rescale the columns to [-1, 1]: x becomes 2 (x - min) / (max - min) - 1.

    min and max are those of the *training* column, for both sets. The weights are learned on
    that scale, so 30 has to mean the same in both. Test values may therefore leave [-1, 1]; a
    column that is constant in training becomes 0 in both.

    Centred inputs of moderate size keep the first pre-activations where a sigmoid is steep.

    Lectures: CS 457, 07-4a Keeping the Initial Weights Small.

    Parameters
    ----------
    X_train : array_like, (n, d)
        The training inputs.
    X_test : array_like, (m, d)
        The test inputs.

    Returns
    -------
    ndarray, (n, d), and ndarray, (m, d)
        Both rescaled; the arguments are not changed.

    Raises
    ------
    ValueError
        If one of them is no table, is empty, or holds nan or infinity, or if they differ in the
        number of columns.
    TypeError
        If they do not hold numbers.

    Examples
    --------
    >>> train, test = normalize([[0, 10], [4, 30], [2, 50]], [[1, 60]])
    >>> train
    array([[-1., -1.],
           [ 1.,  0.],
           [ 0.,  1.]])
    >>> test
    array([[-0.5,  1.5]])
    """
    X_train, X_test = rows(X_train, "X_train"), rows(X_test, "X_test")
    if X_train.shape[-1] != X_test.shape[-1]:
        raise ValueError(
            "X_train and X_test must have the same columns, "
            f"their shapes are {X_train.shape} and {X_test.shape}"
        )
    scale = MinMax.fit(X_train)
    return scale.transform(X_train), scale.transform(X_test)


# --- encoding -----------------------------------------------------------------------------------


def _check_classes(K: int) -> None:
    """Refuse a number of classes that is none."""
    if not isinstance(K, (int, np.integer)) or K < 1:
        raise ValueError(f"K is the number of classes: a whole number from 1 on, not {K!r}")


def _labels(y: ArrayLike, K: int) -> Array:
    """Return `y` as whole numbers 1 to K, or say which label is none."""
    labels = floats(y, "y")
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"y must hold one label per example, shape (n,), not {labels.shape}")
    wrong = np.flatnonzero(~np.isin(labels, np.arange(1, K + 1)))
    if wrong.size:
        hint = ""
        if labels.min() == 0 and labels.max() < K:
            hint = "; do your labels count from 0? Then pass y + 1"
        raise ValueError(
            f"labels run from 1 to K = {K}, but y[{wrong[0]}] is {labels[wrong[0]]:g}{hint}"
        )
    return labels.astype(np.intp)


def one_hot(y: ArrayLike, K: int) -> Array:
    """Encode labels 1 to K as rows with a single 1: label k puts it in column k - 1.

    This is the target for K output units, one for each class: the right one should fire and the
    others should not. K is passed because a small batch may not contain every class.

    **Labels count from 1, columns from 0.**

    Lectures: CS 457, 07-4c Multi-Class Classification: Network Inputs.

    Parameters
    ----------
    y : array_like of int, (n,)
        Labels, each from 1 to K.
    K : int
        Number of classes.

    Returns
    -------
    ndarray, (n, K)
        Zeros and one 1 in each row.

    Raises
    ------
    ValueError
        If a label is not one of 1 to K, or `y` is empty or no list of labels.
    TypeError
        If `y` does not hold numbers.

    Examples
    --------
    >>> one_hot([1, 3, 2], K=3)
    array([[1., 0., 0.],
           [0., 0., 1.],
           [0., 1., 0.]])
    """
    _check_classes(K)
    targets: Array = np.eye(K)[_labels(y, K) - 1]
    return targets


def decode(Yhat: ArrayLike) -> Array:
    """Predict the class whose output is highest: 1 + argmax of each row.

    Where two outputs tie, the first one wins.

    Lectures: CS 457, 07-4c Multi-Class Classification: Network Outputs.

    Parameters
    ----------
    Yhat : array_like, (n, K)
        Outputs of K units, or scores, or probabilities.

    Returns
    -------
    ndarray of int, (n,)
        Labels from 1 to K.

    Raises
    ------
    ValueError
        If `Yhat` is no table, is empty, holds nan or infinity, or has one column only.
    TypeError
        If `Yhat` does not hold numbers.

    Examples
    --------
    >>> decode([[0.03, 0.57, 0.24], [0.9, 0.2, 0.1]])
    array([2, 1])
    """
    Yhat = rows(Yhat, "Yhat")
    if Yhat.shape[-1] == 1:
        raise ValueError("one output has no highest class: for labels 0 and 1 write (a >= 0.5)")
    winner: Array = Yhat.argmax(axis=-1)
    return winner + 1


# --- splitting and shuffling --------------------------------------------------------------------


def _pair(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return both as arrays with one entry per example."""
    X, y = np.asarray(X), np.asarray(y)
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y):
        raise ValueError(
            "X and y must have one row per example each, "
            f"but their shapes are {X.shape} and {y.shape}"
        )
    if len(X) == 0:
        raise ValueError("X and y are empty, there is nothing to shuffle")
    return X, y


def shuffle_together(X: ArrayLike, y: ArrayLike, rng: Generator) -> tuple[Array, Array]:
    """Bring the examples into a random order, the same one for inputs and targets.

    Lectures: CS 457, 07-4a Neural Network Training.

    Parameters
    ----------
    X : array_like, (n, ...)
        Inputs, one row per example.
    y : array_like, (n,) or (n, K)
        Their labels or targets.
    rng : numpy.random.Generator
        Where the random order comes from.

    Returns
    -------
    two ndarrays of the shapes of X and y
        New arrays; the arguments are not changed.

    Raises
    ------
    ValueError
        If the lengths differ or are 0.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> shuffle_together([[1], [2], [3]], [10, 20, 30], np.random.default_rng(0))
    (array([[3],
           [1],
           [2]]), array([30, 10, 20]))
    """
    X, y = _pair(X, y)
    order = generator(rng).permutation(len(X))
    return X[order], y[order]


def train_test_split(
    X: ArrayLike, y: ArrayLike, test_share: float, rng: Generator
) -> tuple[Array, Array, Array, Array]:
    """Put some of the examples aside, at random, to test on what was not seen in training.

    The split is a plain random draw: in a small test set a class may be rarer or more common
    than in the whole, just as in a new sample from the world.

    Lectures: none splits data; CS 457, 07-4d Generalization and Overfitting, says why one has
    to.

    Parameters
    ----------
    X : array_like, (n, ...)
        Inputs, one row per example.
    y : array_like, (n,) or (n, K)
        Their labels or targets.
    test_share : float
        Share of the examples to test on, between 0 and 1. The number is rounded, and each part
        gets at least one example.
    rng : numpy.random.Generator
        Where the random choice comes from.

    Returns
    -------
    X_train, X_test, y_train, y_test : ndarray
        New arrays, in random order; the arguments are not changed.

    Raises
    ------
    ValueError
        If the lengths differ, there are fewer than 2 examples, or `test_share` is not between 0
        and 1.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> X, y = [[1], [2], [3], [4]], [10, 20, 30, 40]
    >>> X_train, X_test, y_train, y_test = train_test_split(X, y, 0.25, np.random.default_rng(0))
    >>> y_train, y_test
    (array([10, 20, 40]), array([30]))
    """
    if not 0 < test_share < 1:
        raise ValueError(f"test_share must lie between 0 and 1, not {test_share!r}; 0.2 is usual")
    X, y = shuffle_together(X, y, rng)
    if len(X) < 2:
        raise ValueError("one example cannot be split into two sets")
    m = min(max(round(test_share * len(X)), 1), len(X) - 1)  # examples to test on
    return X[m:], X[:m], y[m:], y[:m]


def epoch_batches(n: int, batch_size: int, rng: Generator) -> list[Array]:
    """Cut the examples 0 to n - 1, in random order, into mini-batches for one epoch.

    Every example comes up exactly once. The last batch is smaller if n is no multiple of
    `batch_size`. Call it again for the next epoch: the order will be another one.

    Lectures: CS 457, 07-4a Neural Network Training; 07-4b Mini-Batch Gradient Descent.

    Parameters
    ----------
    n : int
        Number of examples.
    batch_size : int
        Examples in a batch; 1 is stochastic gradient descent, n or more is one full batch.
    rng : numpy.random.Generator
        Where the random order comes from.

    Returns
    -------
    list of ndarray of int
        Row numbers: the first batch is ``X[batches[0]], y[batches[0]]``.

    Raises
    ------
    ValueError
        If `n` or `batch_size` is not a whole number from 1 on.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> epoch_batches(5, 2, np.random.default_rng(0))
    [array([2, 4]), array([3, 0]), array([1])]
    """
    for name, value in (("n", n), ("batch_size", batch_size)):
        if not isinstance(value, (int, np.integer)) or value < 1:
            raise ValueError(f"{name} must be a whole number from 1 on, not {value!r}")
    order = generator(rng).permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]
