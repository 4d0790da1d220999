"""The same network from many seeds, and how far apart they end."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from course.arrays import Array
from course.widgets.playing.learner import Learner

__all__ = ["EPOCHS", "SEEDS", "Many"]

SEEDS, EPOCHS, EVERY = 20, 100, 4
LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9]


class Many:
    """Learners that differ in their seed alone, trained in portions.

    Parameters
    ----------
    make : callable
        ``make(seed)`` returns a learner.
    X, y : ndarray
        The test data.
    """

    def __init__(self, make: Callable[[int], Learner], X: Array, y: Array) -> None:
        self.learners = [make(seed) for seed in range(SEEDS)]
        self.X, self.y = X, y
        self.epochs, self.rows, self.turn = [0.0], [self._losses()], 0

    @property
    def done(self) -> bool:
        """Whether all have learned for as long as they should."""
        return self.epochs[-1] >= EPOCHS

    def go_on(self, seconds: float) -> None:
        """Train for so long, and stop at a whole batch."""
        end = time.perf_counter() + seconds
        while not self.done and time.perf_counter() < end:
            self._train_one(end)

    def _train_one(self, end: float) -> None:
        """Train the learner whose turn it is up to the next record."""
        learner, aim = self.learners[self.turn], self.epochs[-1] + EVERY
        while learner.epoch < aim:
            if time.perf_counter() >= end:
                return
            learner.one_batch()
        self.turn = (self.turn + 1) % len(self.learners)
        if self.turn == 0:
            self.epochs.append(aim)
            self.rows.append(self._losses())

    def _losses(self) -> Array:
        return np.array([learner.loss_of(self.X, self.y) for learner in self.learners])

    @property
    def losses(self) -> Array:
        """Test loss of every seed at the last record."""
        return self.rows[-1]

    def bands(self) -> Array:
        """Return quantiles of the test loss, one row per record: epoch, then five of them."""
        known = np.where(np.isfinite(self.rows), self.rows, np.inf)
        levels = np.quantile(known, LEVELS, axis=1, method="nearest").T
        return np.column_stack([self.epochs, levels])
