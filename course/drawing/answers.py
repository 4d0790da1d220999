"""Asking `predict` about many points at once, and making the best of what comes back."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.drawing.sampling import Floats, Function
from course.drawing.wording import percent

__all__ = ["Answers", "ask"]


@dataclass(frozen=True)
class Answers:
    """What `predict` says: a column per class; for probabilities, the columns 1 - p and p."""

    scores: Floats  # (m, K), nan where there is no answer
    is_p: bool
    note: str

    @property
    def column(self) -> NDArray[np.int64]:
        """The column that wins, (m,); -1 where there is no answer. At p = 0.5, class 1 does."""
        known = np.asarray(np.isfinite(self.scores).all(axis=1))
        filled = np.where(known[:, None], self.scores, 0.0)
        best = filled[:, -1] >= 0.5 if self.is_p else filled.argmax(axis=1)
        return np.where(known, best.astype(np.int64), -1)


def ask(predict: Function, points: Floats, what: str) -> Answers:
    """Call `predict` once, and make the best of whatever it does."""
    m = len(points)
    nothing = np.full((m, 1), np.nan)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            raw = predict(points.copy())  # a copy, in case it changes its argument
            if raw is None:
                return Answers(nothing, True, f"{what} returned None.")
            out = np.asarray(raw).astype(np.float64, casting="same_kind")
        except NotImplementedError:
            return Answers(nothing, True, f"{what} is still the template.")
        except Exception as error:  # whatever a student's function may raise
            words = f"{what} raised {type(error).__name__} for an array of shape {points.shape}."
            return Answers(nothing, True, words)
    return _arranged(out, points, what)


def _arranged(out: Floats, points: Floats, what: str) -> Answers:
    m, note = len(points), ""
    if out.size == 1 and m > 1:
        note = f"{what} returned shape {out.shape} for {m} points: the same answer everywhere."
        out = np.full(m, out.item())
    elif out.size == m and out.shape not in ((m,), (m, 1)):
        note = f"{what} returned shape {out.shape} for {m} points, read as ({m},)."
    elif out.size != m and (out.ndim != 2 or len(out) != m or out.shape[1] < 2):
        note = f"{what} returned shape {out.shape} for {m} points; it is not drawn."
        return Answers(np.full((m, 1), np.nan), True, note)
    is_p = out.size == m
    scores = np.column_stack([1 - out.ravel(), out.ravel()]) if is_p else out
    bad = ~np.isfinite(scores).all(axis=1)
    if bad.any():
        note = f"{note} {what} is nan or inf in {percent(float(bad.mean()))} of the frame.".strip()
    return Answers(scores, is_p, note)
