"""Data to learn from: small sets that we draw ourselves, and five famous ones.

`xor`, `moons`, `circles`, `spirals` and `blobs` live in the plane, so that everything a network
does with them can be seen; a few lines of NumPy draw them. `digits`, `iris`, `breast_cancer`,
`wine` and `diabetes` were measured in the world. They come with scikit-learn, in the units in
which they were written down: `course.preprocessing.normalize` makes them fit for training.

All of them are a `Dataset`. Usually the two arrays are all you need::

    X, y = moons(200, 0.1, rng)

Labels follow the course: **two classes are 0 and 1** (the target of one output unit), **more are
1 to K** (`Dataset.Y` has them one-hot, for K output units). In a regression, y is a number.

Lectures: CS389, 1.1 Non-linearities (XOR); CS 457, 07-4c Neural Networks for Regression,
Multi-Class Classification.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from course.arrays import Array, generator, rows
from course.preprocessing import one_hot, train_test_split

__all__ = [
    "Dataset",
    "blobs",
    "breast_cancer",
    "circles",
    "diabetes",
    "digits",
    "iris",
    "moons",
    "spirals",
    "wine",
    "xor",
]


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Inputs, their labels or targets, and what they mean. Unpacks into X and y.

    Lectures: CS 457, 07-4c Multi-Class Classification: Network Inputs (labels and one-hot).

    Attributes
    ----------
    name : str
        For instance ``"moons"``.
    X : ndarray, (n, d)
        One example per row.
    y : ndarray, (n,)
        Labels 0 and 1 (two classes), labels 1 to K (more), or targets (regression).
    feature_names : tuple of str
        One name per column of `X`.
    class_names : tuple of str
        One name per class, in the order of the labels; empty for a regression.
    source : str
        Where the data come from.

    Examples
    --------
    >>> data = xor()
    >>> data
    Dataset 'xor': 4 examples, 2 features, 2 classes
    >>> X, y = data
    >>> y
    array([0, 1, 1, 0])
    """

    name: str
    X: Array
    y: Array
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    source: str

    def __iter__(self) -> Iterator[Array]:
        """Give X, then y: ``X, y = data``."""
        return iter((self.X, self.y))

    def __repr__(self) -> str:
        n, d = self.X.shape
        kind = f"{self.n_classes} classes" if self.class_names else "regression"
        return f"Dataset {self.name!r}: {n} examples, {d} features, {kind}"

    @property
    def n_classes(self) -> int:
        """Number of classes, K; 0 for a regression.

        Lectures: CS 457, 07-4c Multi-Class Classification.

        Examples
        --------
        >>> xor().n_classes
        2
        """
        return len(self.class_names)

    @property
    def Y(self) -> Array:
        """The labels one-hot, (n, K): the column of an example's class holds 1, the others 0.

        Two classes work as well: column 0 is for label 0, column 1 for label 1.

        Lectures: CS 457, 07-4c Multi-Class Classification: Network Inputs.

        Raises
        ------
        ValueError
            If this is a regression.

        Examples
        --------
        >>> xor().Y
        array([[1., 0.],
               [0., 1.],
               [0., 1.],
               [1., 0.]])
        """
        if not self.class_names:
            raise ValueError(f"{self.name} is a regression: y are targets, there are no classes")
        labels = self.y + 1 if self.n_classes == 2 else self.y
        return one_hot(labels, self.n_classes)

    def split(self, test_share: float, rng: Generator) -> tuple[Array, Array, Array, Array]:
        """Put a share of the examples aside to test on: `train_test_split` of X and y.

        Lectures: none splits data; CS 457, 07-4d Generalization and Overfitting, says why one
        has to.

        Parameters
        ----------
        test_share : float
            Share of the examples to test on, between 0 and 1.
        rng : numpy.random.Generator
            Where the random choice comes from.

        Returns
        -------
        X_train, X_test, y_train, y_test : ndarray

        Raises
        ------
        ValueError
            If `test_share` is not between 0 and 1.
        TypeError
            If `rng` is no generator.

        Examples
        --------
        >>> X_train, X_test, y_train, y_test = xor().split(0.25, np.random.default_rng(0))
        >>> X_train.shape, X_test.shape
        ((3, 2), (1, 2))
        """
        return train_test_split(self.X, self.y, test_share, rng)


# --- drawn by ourselves, in the plane -----------------------------------------------------------


def _in_turn(n: int, K: int) -> Array:
    """Return the class, 0 to K - 1, of each of n examples, in turn: equally many of each."""
    if not isinstance(n, (int, np.integer)) or n < K:
        raise ValueError(f"n must be a whole number from {K} on, one for each class, not {n!r}")
    return np.arange(n) % K


def _noise(shape: tuple[int, ...], noise: float, rng: Generator) -> Array:
    """Return normal numbers of standard deviation `noise`."""
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise and spread are standard deviations, 0 or larger, not {noise!r}")
    return noise * generator(rng).normal(size=shape)


def _on_circle(angle: Array) -> Array:
    """Return the points at these angles on the circle of radius 1, (n, 2)."""
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _drawn(name: str, X: Array, k: Array, class_names: tuple[str, ...]) -> Dataset:
    """Wrap points of the classes k = 0 to K - 1: more than two are labelled 1 to K."""
    y = k if len(class_names) == 2 else k + 1
    features = tuple(f"x{j}" for j in range(1, X.shape[1] + 1))
    return Dataset(name, X, y, features, class_names, source="drawn for this course")


def xor() -> Dataset:
    """Exclusive or: 1 if the two inputs differ. No straight line separates its four points.

    Lectures: CS389, 1.1 Non-linearities.

    Returns
    -------
    Dataset
        4 examples, 2 features, labels 0 and 1.

    Examples
    --------
    >>> X, y = xor()
    >>> X
    array([[0., 0.],
           [0., 1.],
           [1., 0.],
           [1., 1.]])
    >>> y
    array([0, 1, 1, 0])
    """
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return _drawn("xor", X, np.array([0, 1, 1, 0]), ("equal", "different"))


def moons(n: int, noise: float, rng: Generator) -> Dataset:
    """Two half circles, the one hanging into the other.

    The upper one is a half circle around (0, 0), the lower one the same turned round, around
    (1, 0.5).

    Lectures: none draws them; for classes that no line separates, CS389, 1.1 Non-linearities.

    Parameters
    ----------
    n : int
        Number of examples, 2 or more; the classes come in turn.
    noise : float
        Standard deviation of what is added to each coordinate; 0.1 hardly mixes them.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    Dataset
        2 features, labels 0 (upper) and 1 (lower).

    Raises
    ------
    ValueError
        If `n` is below 2 or no whole number, or `noise` is negative.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> X, y = moons(200, 0.1, np.random.default_rng(0))
    >>> X.shape, y[:6]
    ((200, 2), array([0, 1, 0, 1, 0, 1]))
    """
    k = _in_turn(n, 2)
    upper = _on_circle(generator(rng).uniform(0, np.pi, size=n))
    lower = np.array([1, 0.5]) - upper
    X = np.where(k[:, np.newaxis] == 0, upper, lower)
    return _drawn("moons", X + _noise(X.shape, noise, rng), k, ("upper", "lower"))


def circles(n: int, noise: float, rng: Generator) -> Dataset:
    """Two circles around the origin, of radius 1 and 0.5.

    Lectures: none draws them; for classes that no line separates, CS389, 1.1 Non-linearities.

    Parameters
    ----------
    n : int
        Number of examples, 2 or more; the classes come in turn.
    noise : float
        Standard deviation of what is added to each coordinate; 0.1 hardly mixes them.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    Dataset
        2 features, labels 0 (outer) and 1 (inner).

    Raises
    ------
    ValueError
        If `n` is below 2 or no whole number, or `noise` is negative.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> X, y = circles(4, 0, np.random.default_rng(0))
    >>> np.hypot(X[:, 0], X[:, 1]).round(2), y
    (array([1. , 0.5, 1. , 0.5]), array([0, 1, 0, 1]))
    """
    k = _in_turn(n, 2)
    radius = np.where(k == 0, 1.0, 0.5)
    angle = generator(rng).uniform(0, 2 * np.pi, size=n)
    X = radius[:, np.newaxis] * _on_circle(angle)
    return _drawn("circles", X + _noise(X.shape, noise, rng), k, ("outer", "inner"))


def spirals(n: int, noise: float, rng: Generator, turns: float = 1.0, arms: int = 2) -> Dataset:
    """Arms that wind around each other: the hardest of the small sets.

    At the distance r from the origin, 0.1 to 1, an arm has turned by r times `turns` full
    turns. The arms are the same curve, each turned on by a further 1 / arms of a full turn.

    Lectures: none draws them; for classes that no line separates, CS389, 1.1 Non-linearities.

    Parameters
    ----------
    n : int
        Number of examples, at least one per arm; the classes come in turn.
    noise : float
        Standard deviation of what is added to each coordinate; 0.02 leaves a gap.
    rng : numpy.random.Generator
        Where the random numbers come from.
    turns : float
        Full turns from the origin to the end of an arm; more of them are harder.
    arms : int
        Number of arms, each a class; 2 or more.

    Returns
    -------
    Dataset
        2 features, labels 0 and 1, or 1 to `arms` if there are more than two.

    Raises
    ------
    ValueError
        If `n` or `arms` is too small or no whole number, or `noise` is negative.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> X, y = spirals(300, 0.02, np.random.default_rng(0), arms=3)
    >>> X.shape, y[:6]
    ((300, 2), array([1, 2, 3, 1, 2, 3]))
    """
    if not isinstance(arms, (int, np.integer)) or arms < 2:
        raise ValueError(f"arms must be a whole number from 2 on, not {arms!r}")
    k = _in_turn(n, arms)
    r = np.sqrt(generator(rng).uniform(0.01, 1, size=n))  # the root: not too many near 0
    X = r[:, np.newaxis] * _on_circle(2 * np.pi * (turns * r + k / arms))
    names = tuple(f"arm {arm}" for arm in range(1, arms + 1))
    return _drawn("spirals", X + _noise(X.shape, noise, rng), k, names)


def blobs(n: int, centers: int | ArrayLike, rng: Generator, spread: float = 0.2) -> Dataset:
    """Round clouds of points, a class each: the easiest of the small sets.

    Lectures: none draws them; CS 457, 07-4c Multi-Class Classification, needs more classes
    than two.

    Parameters
    ----------
    n : int
        Number of examples, at least one per cloud; the classes come in turn.
    centers : int or array_like, (K, d)
        Where the clouds are; a number K puts them evenly on the circle of radius 1.
    rng : numpy.random.Generator
        Where the random numbers come from.
    spread : float
        Standard deviation of a cloud in each direction.

    Returns
    -------
    Dataset
        d features (2 if `centers` is a number), labels 0 and 1, or 1 to K if K > 2.

    Raises
    ------
    ValueError
        If there are fewer than 2 centers, `n` is too small or no whole number, or `spread` is
        negative.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> X, y = blobs(4, [[0, 0], [10, 0], [0, 10]], np.random.default_rng(0), spread=0)
    >>> X, y
    (array([[ 0.,  0.],
           [10.,  0.],
           [ 0., 10.],
           [ 0.,  0.]]), array([1, 2, 3, 1]))
    """
    if isinstance(centers, (int, np.integer)):
        places = _on_circle(2 * np.pi * np.arange(centers) / max(centers, 1))
    else:
        places = rows(centers, "centers")
    if places.ndim != 2 or len(places) < 2:
        raise ValueError(f"centers must be 2 or more points, (K, d), got {places.shape}")
    k = _in_turn(n, len(places))
    X = places[k] + _noise((n, places.shape[1]), spread, rng)
    return _drawn("blobs", X, k, tuple(f"blob {i}" for i in range(1, len(places) + 1)))


# --- measured in the world ----------------------------------------------------------------------


def _loaded(name: str, source: str, **options: Any) -> Dataset:
    """Return one of the sets that are part of scikit-learn."""
    from sklearn import datasets  # here, so that importing this module loads NumPy only

    bunch = getattr(datasets, f"load_{name}")(**options)
    class_names = tuple(map(str, bunch.get("target_names", ())))
    X, y = bunch.data.astype(np.float64), bunch.target
    if len(class_names) > 2:
        y = y + 1  # scikit-learn counts from 0
    return Dataset(name, X, y, tuple(map(str, bunch.feature_names)), class_names, source)


def digits() -> Dataset:
    """Handwritten digits, 1797 small pictures of 8 by 8 pixels, each from 0 (white) to 16.

    ``X[i].reshape(8, 8)`` is a picture again. **Labels run from 1 to 10**: label k is the digit
    k - 1, and ``class_names[k - 1]`` says so.

    Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, the
    test part, UCI Machine Learning Repository, CC BY 4.0.

    Lectures: CS 457, 07-4c Multi-Class Classification (here K = 10).

    Returns
    -------
    Dataset
        1797 examples, 64 features, labels 1 to 10.

    Examples
    --------
    >>> data = digits()
    >>> data
    Dataset 'digits': 1797 examples, 64 features, 10 classes
    >>> int(data.y[3]), data.class_names[data.y[3] - 1]
    (4, '3')
    """
    return _loaded(
        "digits",
        "E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, "
        "UCI Machine Learning Repository, CC BY 4.0",
    )


def iris() -> Dataset:
    """Iris flowers: three species, told apart by length and width of sepals and petals, in cm.

    The first species is easy, the other two overlap a little.

    Source: R. A. Fisher (1936), The use of multiple measurements in taxonomic problems; also in
    the UCI Machine Learning Repository, CC BY 4.0 (there with errors in two flowers).

    Lectures: CS 457, 07-4c Multi-Class Classification (K = 3, as in its example).

    Returns
    -------
    Dataset
        150 examples, 4 features, labels 1 to 3.

    Examples
    --------
    >>> iris().class_names
    ('setosa', 'versicolor', 'virginica')
    """
    return _loaded(
        "iris",
        "R. A. Fisher (1936), The use of multiple measurements in taxonomic problems; "
        "also UCI Machine Learning Repository, CC BY 4.0",
    )


def breast_cancer() -> Dataset:
    """Tumours of the breast, malignant (0) or benign (1), by the nuclei of cells in a picture.

    Ten properties of the nuclei, such as radius and texture: the mean, its standard error and
    the worst of each. Their ranges differ by a factor of 100 000, so normalize first.

    Source: W. Wolberg, O. Mangasarian, N. Street and W. Street (1995), Breast Cancer Wisconsin
    (Diagnostic), UCI Machine Learning Repository, CC BY 4.0.

    Lectures: CS 457, 07-4c Neural Networks for Regression (where it recalls binary
    classification: one sigmoid output).

    Returns
    -------
    Dataset
        569 examples, 30 features, labels 0 and 1.

    Examples
    --------
    >>> breast_cancer()
    Dataset 'breast_cancer': 569 examples, 30 features, 2 classes
    """
    return _loaded(
        "breast_cancer",
        "W. Wolberg, O. Mangasarian, N. Street and W. Street (1995), Breast Cancer Wisconsin "
        "(Diagnostic), UCI Machine Learning Repository, CC BY 4.0",
    )


def wine() -> Dataset:
    """Wines of three growers of one region in Italy, by a chemical analysis.

    Source: S. Aeberhard and M. Forina (1992), Wine, UCI Machine Learning Repository, CC BY 4.0.

    Lectures: CS 457, 07-4c Multi-Class Classification.

    Returns
    -------
    Dataset
        178 examples, 13 features, labels 1 to 3.

    Examples
    --------
    >>> X, y = wine()
    >>> np.bincount(y)[1:]  # wines of each grower
    array([59, 71, 48])
    """
    data = _loaded(
        "wine",
        "S. Aeberhard and M. Forina (1992), Wine, UCI Machine Learning Repository, CC BY 4.0",
    )
    return replace(data, class_names=("grower 1", "grower 2", "grower 3"))


def diabetes() -> Dataset:
    """Progress of diabetes within a year, a number from 25 to 346, by ten values of the patient.

    Age, sex, body mass index, blood pressure and six values of the blood, in the original
    units. A regression: y are targets, and there are no classes.

    Source: B. Efron, T. Hastie, I. Johnstone and R. Tibshirani (2004), Least Angle Regression,
    Annals of Statistics 32. No licence is stated.

    Lectures: CS 457, 07-4c Neural Networks for Regression.

    Returns
    -------
    Dataset
        442 examples, 10 features, targets.

    Examples
    --------
    >>> X, y = diabetes()
    >>> X[0]
    array([ 59.    ,   2.    ,  32.1   , 101.    , 157.    ,  93.2   ,
            38.    ,   4.    ,   4.8598,  87.    ])
    >>> y[:3]
    array([151.,  75., 141.])
    """
    return _loaded(
        "diabetes",
        "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani (2004), Least Angle Regression, "
        "Annals of Statistics 32",
        scaled=False,
    )
