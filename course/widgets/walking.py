"""Downhill step by step, with steps and batches that a student may have written.

Every walk starts at the same place with the same random numbers, so the path for any setting can
be had again. Whatever a student's function does, the path up to there stays, with a sentence.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from course.drawing.sampling import Floats, Function
from course.widgets.calling import Misbehaved, in_words, returned

__all__ = ["batches_for_ever", "in_turn", "moved", "walk"]


def walk(
    start: Floats,
    batches: Iterator[Any],
    gradient: Callable[[Floats, Any], Floats],
    move: Callable[[Floats, Floats], Floats],
    steps: int,
) -> tuple[Floats, str]:
    """Walk downhill from a place, one batch a step.

    Parameters
    ----------
    start : ndarray, (2,)
        Where the walk begins.
    batches : iterator
        Rows for one step after the other.
    gradient, move : callable
        ``gradient(w, rows)`` and ``move(w, gradient)``, which returns the next place.
    steps : int
        How many steps to go.

    Returns
    -------
    path : ndarray, (up to steps + 1, 2)
    note : str
        Why the walk ended early, or nothing.

    Examples
    --------
    >>> path, note = walk(np.array([1.0, 2.0]), iter("abc"), lambda w, _: w, lambda w, g: w - g, 1)
    >>> path.tolist(), note
    ([[1.0, 2.0], [0.0, 0.0]], '')
    """
    path, note = [start], ""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            for rows in islice(batches, steps):
                path.append(move(path[-1], gradient(path[-1], rows)))
        except Misbehaved as trouble:
            note = str(trouble)
    return np.array(path), note


def moved(sgd_step: Function, w: Floats, gradient: Floats, lr: float) -> Floats:
    """Return the weights after one step of `sgd_step`, which takes and returns lists.

    Examples
    --------
    >>> moved(lambda ps, gs, lr: [ps[0] - lr * gs[0]], np.ones(2), np.array([1.0, 2.0]), 0.5)
    array([0.5, 0. ])
    """
    answer = returned(sgd_step, "sgd_step", [w.copy()], [gradient.copy()], lr)
    try:
        new = np.asarray(list(answer), dtype=np.float64)
    except (TypeError, ValueError):
        raise Misbehaved("sgd_step returned something else than a list of arrays.") from None
    if new.shape != (1, *w.shape):
        raise Misbehaved(
            f"sgd_step got one array of shape {w.shape}, and returned what has shape {new.shape}."
        )
    if not np.isfinite(new).all():
        raise Misbehaved("sgd_step returned nan or inf.")
    return np.array(new[0])


def in_turn(n: int, size: int, rng: Any = None) -> list[Any]:
    """Cut the examples 0 to n - 1 into batches, as they come.

    Examples
    --------
    >>> [rows.tolist() for rows in in_turn(5, 2)]
    [[0, 1], [2, 3], [4]]
    """
    return [np.arange(first, min(first + size, n)) for first in range(0, n, size)]


def batches_for_ever(epoch_batches: Function, n: int, size: int, rng: Any) -> Iterator[Any]:
    """Yield the batches of one epoch after the other.

    Examples
    --------
    >>> [rows.tolist() for rows in islice(batches_for_ever(in_turn, 3, 2, None), 4)]
    [[0, 1], [2], [0, 1], [2]]
    """
    while True:
        yield from _epoch(epoch_batches, n, size, rng)


def _epoch(epoch_batches: Function, n: int, size: int, rng: Any) -> list[Any]:
    answer = returned(epoch_batches, "epoch_batches", n, size, rng)
    with in_words("epoch_batches"):  # a generator is the student's own code, too
        batches = [np.asarray(rows) for rows in islice(answer, n + 1)]
    if not batches or len(batches) > n:
        count = "no" if not batches else f"more than {n}"
        raise Misbehaved(f"epoch_batches returned {count} batches for {n} examples.")
    _check_rows(batches, n)
    return batches


def _check_rows(batches: list[Any], n: int) -> None:
    """Complain unless every example comes up once."""
    for rows in batches:
        if rows.ndim != 1 or rows.dtype.kind not in "iu" or rows.size == 0:
            raise Misbehaved("epoch_batches returned a batch that is no row of row numbers.")
    met = np.concatenate(batches)
    if met.min() < 0 or met.max() >= n:
        raise Misbehaved(f"epoch_batches returned row numbers beyond 0 to {n - 1}.")
    if len(met) != n or len(np.unique(met)) != n:
        raise Misbehaved(
            f"In one epoch of epoch_batches, {len(np.unique(met))} of {n} examples come up, in "
            f"{len(met)} places."
        )
