"""What the playground says: where the training is, what has gone wrong, and what may mend it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from course.counting import counted
from course.drawing.wording import brief, percent
from course.widgets.playing.learner import Learner

__all__ = ["about", "no_number", "spread", "table_of"]


def about(epoch: float, train: float, test: float, twins: Sequence[Sequence[int]]) -> str:
    """Return the state of one network in words.

    Examples
    --------
    >>> about(12.0, 0.05, 0.061, [[1, 1, 0]])
    'Epoch 12: train loss 0.05, test loss 0.061. Layer 1 has 2 different units of 3.'
    """
    told = f"Epoch {brief_epoch(epoch)}: train loss {brief(train)}, test loss {brief(test)}."
    for layer, groups in enumerate(twins, start=1):
        if any(groups):
            told += f" Layer {layer} has {counted(different(groups), 'different unit')} of "
            told += f"{len(groups)}."
    return told


def brief_epoch(epoch: float) -> str:
    """Return an epoch without digits that nobody needs.

    Examples
    --------
    >>> brief_epoch(3.0), brief_epoch(3.04)
    ('3', '3.04')
    """
    return f"{epoch:.2f}".rstrip("0").rstrip(".")


def different(groups: Sequence[int]) -> int:
    """Return how many units are really different: a group of twins counts once.

    Examples
    --------
    >>> different([1, 1, 0, 2, 2])
    3
    """
    return groups.count(0) + len({group for group in groups if group})


def no_number(learner: Learner, loss: float, name: str = "") -> str:
    """Return why a loss may be nan, inf or enormous; nothing if it is none of these."""
    if math.isfinite(loss) and loss < 1e6:
        return ""
    setting = learner.setting
    params = np.abs(learner.net.params)
    size = brief(float(np.nanmax(params))) if np.isfinite(params).any() else "no number either"
    told = (
        f"{name}The loss is {brief(loss)} since epoch {brief_epoch(learner.epoch)}. "
        f"The largest weight is {size}: "
    )
    if setting.lam * setting.lr > 0.5 and setting.penalty == "L2":
        return told + "the regularization alone overshoots, as 2 lr λ is above 1. Lower the rate."
    return told + (
        f"with the learning rate {brief(setting.lr)} each step overshoots, and the next one "
        "more so. Rewind and try a tenth of it."
    )


def spread(losses: Any, epochs: int, name: str = "") -> str:
    """Return the outcomes of many seeds in words.

    Examples
    --------
    >>> spread(np.array([0.1, 0.2, 0.4]), 100)
    '3 seeds after 100 epochs: test loss from 0.1 to 0.4, half of them below 0.2.'
    """
    known = np.sort(losses[np.isfinite(losses)])
    lost = len(losses) - len(known)
    if not len(known):
        return f"{name}All {len(losses)} seeds lost their numbers: the loss is nan."
    told = (
        f"{name}{len(losses)} seeds after {epochs} epochs: test loss from {brief(known[0])} to "
        f"{brief(known[-1])}, half of them below {brief(float(np.median(known)))}."
    )
    return told + (f" {lost} of them ended in nan." if lost else "")


def table_of(nets: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """Return the numbers of all networks as a table."""
    heads = [""] if len(nets) == 1 else ["first", "second"]
    rows: list[list[Any]] = [["", *(head or "network" for head in heads)]]
    rows += [["train loss", *(net["train"] for net in nets)]]
    rows += [["test loss", *(net["test"] for net in nets)]]
    if "right" in nets[0]:
        rows += [["test data right", *(percent(net["right"]) for net in nets)]]
    hidden = len(nets[0]["twins"])
    for k in range(hidden + 1):
        name = f"layer {k + 1}" if k < hidden else "output"
        rows += [[f"{name}: slopes asleep", *(percent(net["asleep"][k]) for net in nets)]]
        rows += [[f"{name}: mean ‖Δ‖", *(brief(net["delta"][k]) for net in nets)]]
        if k < hidden:
            rows += [[f"{name}: different units", *(_count(net["twins"][k]) for net in nets)]]
    return rows


def _count(groups: Sequence[int]) -> str:
    return f"{different(groups)} of {len(groups)}"
