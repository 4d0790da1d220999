"""The data sets of the playground: four to sort into two classes, two to predict a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["CLASSES", "FEATURES", "NUMBERS", "Data", "inputs", "made", "own_data"]

Floats = NDArray[np.float64]
Generator = np.random.Generator
RADIUS = 5.0
SPAN = 6.0  # what is drawn: from -6 to 6
HILLS = np.array(  # x1, x2, height
    [[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]]
)

FEATURES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1²": lambda x1, x2: x1 * x1,
    "x2²": lambda x1, x2: x2 * x2,
    "x1x2": lambda x1, x2: x1 * x2,
    "sin x1": lambda x1, x2: np.sin(x1),
    "sin x2": lambda x1, x2: np.sin(x2),
}


@dataclass(frozen=True)
class Data:
    """Examples in the plane, the first of them for training.

    Attributes
    ----------
    X, y : ndarray, (n, 2) and (n, 1)
        Examples and labels: 0 and 1, or numbers.
    train : int
        So many are trained on, the others are for the test.
    frame : tuple of four floats
        What is drawn: x1 from, to, x2 from, to.
    low, high : float
        The labels between which colours run.
    classes : bool
        Whether the labels are two classes.
    """

    X: Floats
    y: Floats
    train: int
    frame: tuple[float, float, float, float] = (-SPAN, SPAN, -SPAN, SPAN)
    low: float = 0.0
    high: float = 1.0
    classes: bool = True


def inputs(X: Floats, names: tuple[str, ...]) -> Floats:
    """Return the chosen features of examples, one column each.

    Examples
    --------
    >>> inputs(np.array([[2.0, 3.0]]), ("x2", "x1²", "x1x2"))
    array([[3., 4., 6.]])
    """
    return np.column_stack([FEATURES[name](X[:, 0], X[:, 1]) for name in names])


def _numbers(marked: Any) -> Floats:
    """Return labels: 1 for what is marked, 0 for the others."""
    return np.where(marked, 1.0, 0.0)


# --- two classes ---------------------------------------------------------------------------------


def _circle(n: int, noise: float, rng: Generator) -> tuple[Floats, Floats]:
    """Draw a disc, and a ring around it."""
    inside = np.arange(n) < n // 2
    r = np.where(inside, rng.uniform(0, 0.5, n), rng.uniform(0.7, 1, n)) * RADIUS
    angle = rng.uniform(0, 2 * np.pi, n)
    X = np.column_stack([r * np.sin(angle), r * np.cos(angle)])
    noisy = X + RADIUS * noise * rng.uniform(-1, 1, X.shape)
    return X, _numbers(np.hypot(*noisy.T) < RADIUS / 2)


def _exclusive_or(n: int, noise: float, rng: Generator) -> tuple[Floats, Floats]:
    """Draw four squares, of which those across a corner belong together."""
    X = rng.uniform(-RADIUS, RADIUS, (n, 2))
    X += 0.3 * np.where(X > 0, 1, -1)  # a gap between the squares
    noisy = X + RADIUS * noise * rng.uniform(-1, 1, X.shape)
    return X, _numbers(noisy[:, 0] * noisy[:, 1] >= 0)


def _gauss(n: int, noise: float, rng: Generator) -> tuple[Floats, Floats]:
    """Draw two round clouds."""
    first = np.arange(n) < n // 2
    spread = np.sqrt(0.5 + 7 * noise)
    X = np.where(first, 2.0, -2.0)[:, None] + spread * rng.normal(size=(n, 2))
    return X, _numbers(first)


def _spiral(n: int, noise: float, rng: Generator) -> tuple[Floats, Floats]:
    """Draw two arms around each other."""
    first, along = np.arange(n) < n // 2, np.arange(n) % (n // 2) / (n // 2)
    angle = 1.75 * along * 2 * np.pi + np.where(first, 0, np.pi)
    X = RADIUS * along[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    return X + noise * rng.uniform(-1, 1, X.shape), _numbers(first)


# --- a number ------------------------------------------------------------------------------------


def _plane(n: int, noise: float, rng: Generator) -> tuple[Floats, Floats]:
    """Draw heights of a plane: (x1 + x2) / 10."""
    X = rng.uniform(-SPAN, SPAN, (n, 2))
    return X, (X + SPAN * noise * rng.uniform(-1, 1, X.shape)).sum(axis=1) / 10


def _multi_gauss(n: int, noise: float, rng: Generator) -> tuple[Floats, Floats]:
    """Draw heights of three hills and three hollows."""
    X = rng.uniform(-SPAN, SPAN, (n, 2))
    noisy = X + SPAN * noise * rng.uniform(-1, 1, X.shape)
    away = np.linalg.norm(noisy[:, None, :] - HILLS[:, :2], axis=-1)
    heights = HILLS[:, 2] * np.clip(1 - away / 2, 0, 1)
    return X, heights[np.arange(n), np.abs(heights).argmax(axis=1)]


CLASSES = {"circle": _circle, "exclusive or": _exclusive_or, "gauss": _gauss, "spiral": _spiral}
NUMBERS = {"plane": _plane, "multi-gauss": _multi_gauss}


def made(name: str, noise: float, share: float, draw: int) -> Data:
    """Draw a data set and put it into a random order.

    Parameters
    ----------
    name : str
        One of `CLASSES` or `NUMBERS`.
    noise : float
        From 0 to 0.5.
    share : float
        Share of the examples that are trained on.
    draw : int
        Number of the draw: the same number, the same data.

    Returns
    -------
    Data

    Examples
    --------
    >>> data = made("circle", 0, 0.5, draw=0)
    >>> data.X.shape, float(data.y.mean()), data.train
    ((500, 2), 0.5, 250)
    """
    rng = np.random.default_rng([draw, 7])
    if name in NUMBERS:
        X, y = NUMBERS[name](1200, noise, rng)
        return _in_order(X, y, share, rng, low=-1.0, high=1.0, classes=False)
    X, y = CLASSES[name](500, noise, rng)
    return _in_order(X, y, share, rng)


def _in_order(X: Floats, y: Floats, share: float, rng: Generator, **more: Any) -> Data:
    order = rng.permutation(len(X))
    train = min(len(X) - 1, max(1, round(share * len(X))))
    return Data(X[order], y[order][:, None], train, **more)


# --- one's own -----------------------------------------------------------------------------------


def own_data(X: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats, bool]:
    """Return data of one's own as arrays, and whether they are two classes.

    Raises
    ------
    ValueError
        If they are no points in the plane with one label each.

    Examples
    --------
    >>> X, y, classes = own_data([[0, 1], [2, 3]], [0, 1])
    >>> y.ravel(), classes
    (array([0., 1.]), True)
    """
    points, labels = np.asarray(X, np.float64), np.asarray(y, np.float64).reshape(-1)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 2:
        raise ValueError(f"X must be (n, 2), points in the plane, n at least 2: {points.shape}")
    if labels.shape != (len(points),):
        raise ValueError(f"y needs one label per row of X: {len(points)}, not {np.shape(y)}")
    if not (np.isfinite(points).all() and np.isfinite(labels).all()):
        raise ValueError("X and y must not hold nan or inf")
    return points, labels, set(labels.tolist()) <= {0.0, 1.0}


def own_made(X: Floats, y: Floats, classes: bool, share: float, draw: int) -> Data:
    """Put data of one's own into a random order, with a frame around them."""
    margin = 0.1 * np.maximum(np.ptp(X, axis=0), 1e-9)
    (x1, x2), (to1, to2) = X.min(axis=0) - margin, X.max(axis=0) + margin
    frame = (float(x1), float(to1), float(x2), float(to2))
    low, high = (0.0, 1.0) if classes else (float(y.min()), float(max(y.max(), y.min() + 1e-9)))
    rng = np.random.default_rng([draw, 7])
    return _in_order(X, y, share, rng, frame=frame, low=low, high=high, classes=classes)
