"""The numbers of a network, checked: sizes that fit together, and notes where they do not."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.counting import counted
from course.drawing.sampling import Floats

__all__ = ["Wiring", "wiring_of"]


@dataclass(frozen=True)
class Wiring:
    """A network by its numbers; what is unknown is nan, what was not given is None."""

    sizes: list[int]  # units per layer, inputs first
    Ws: list[Floats]  # (sizes[k], sizes[k + 1])
    bs: list[Floats] | None  # (sizes[k + 1],)
    ins: list[Floats] | None  # (sizes[k + 1],)
    outs: list[Floats] | None  # (sizes[k],)
    notes: list[str]

    def number(self, k: int, i: int) -> int:
        """Return the number of unit i of layer k when the count goes on from layer to layer."""
        return sum(self.sizes[:k]) + i + 1


def wiring_of(
    Ws: Sequence[ArrayLike],
    bs: Sequence[ArrayLike] | None,
    ins: Sequence[ArrayLike] | None,
    outs: Sequence[ArrayLike] | None,
) -> Wiring:
    """Read the weights and what goes with them; make everything fit, and note what did not."""
    if not len(Ws):
        raise ValueError("a network needs at least one weight matrix, Ws is empty")
    notes: list[str] = []
    tables = [_table(W, f"W{k + 1}", notes) for k, W in enumerate(Ws)]
    sizes = [tables[0].shape[0], *(W.shape[1] for W in tables)]
    for k in range(1, len(tables)):
        rows = tables[k].shape[0]
        if rows != sizes[k]:
            shapes = f"W{k} {tables[k - 1].shape} and W{k + 1} {tables[k].shape}"
            notes.append(f"{shapes} do not fit together: what is missing is drawn as unknown.")
            sizes[k] = max(rows, sizes[k])
    padded = [_padded(W, (a, b)) for W, a, b in zip(tables, sizes[:-1], sizes[1:], strict=True)]
    if any(not np.isfinite(W).all() for W in tables):
        notes.append("Weights that are nan or inf are drawn as grey dots.")
    return Wiring(
        sizes,
        padded,
        _rows(bs, sizes[1:], "bs", notes),
        _rows(ins, sizes[1:], "ins", notes),
        _rows(outs, sizes, "outs", notes),
        notes,
    )


def _numbers(raw: ArrayLike) -> Floats | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return np.asarray(raw).astype(np.float64, casting="same_kind")
        except (TypeError, ValueError):
            return None


def _table(raw: ArrayLike, name: str, notes: list[str]) -> Floats:
    """Return a weight matrix with at least one row and one column."""
    W = _numbers(raw)
    if W is None or not W.size:
        notes.append(f"{name} holds no numbers, drawn as one unknown weight.")
        return np.full((1, 1), np.nan)
    if W.ndim != 2:
        notes.append(f"{name} has shape {W.shape} instead of (fan_in, fan_out).")
        return W.reshape(-1, 1) if W.ndim < 2 else W.reshape(W.shape[0], -1)
    return W


def _padded(raw: Floats, shape: tuple[int, ...]) -> Floats:
    """Return an array of this shape, with nan where `raw` has nothing."""
    full = np.full(shape, np.nan)
    common = tuple(slice(0, min(a, b)) for a, b in zip(raw.shape, shape, strict=True))
    full[common] = raw[common]
    return full


def _rows(
    raw: Sequence[Any] | None, sizes: Sequence[int], name: str, notes: list[str]
) -> list[Floats] | None:
    """Return one vector per layer; of several examples, the first."""
    if raw is None:
        return None
    if len(raw) != len(sizes):
        notes.append(f"{name} needs {len(sizes)} arrays, got {len(raw)}: left out.")
        return None
    rows = []
    for k, (one, size) in enumerate(zip(raw, sizes, strict=True)):
        values = _numbers(one)
        values = np.array([]) if values is None else values
        first = values.reshape(-1, values.shape[-1])[0] if values.size and values.ndim else values
        if first.size != size:
            notes.append(
                f"{name}[{k}] has shape {values.shape}, the layer has {counted(size, 'unit')}."
            )
        rows.append(_padded(first.ravel(), (size,)))
    examples = max((np.shape(one)[0] for one in raw if np.ndim(one) == 2), default=1)
    if examples > 1:
        notes.append(f"{name} holds {examples} examples: the first is drawn.")
    return rows
