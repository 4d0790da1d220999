"""Names written at the ends of curves: no legend to look up, no colours to tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import numpy as np

from course.drawing.palette import Look
from course.drawing.placing import spread
from course.drawing.sampling import Floats

__all__ = ["End", "label_ends"]


@dataclass(frozen=True)
class End:
    """The last point of a curve, in the units of the axes, with the curve's name and look."""

    x: float
    y: float
    label: str
    look: Look
    level: float = 0.0  # orders the names of curves that end in the same place


def label_ends(axes: Any, ends: Sequence[End]) -> None:
    """Write every name to the right of the axes, as near to its end as its neighbours allow.

    Call this when the limits and scales of the axes are final.
    """
    if not ends:
        return
    axes.autoscale_view()  # what was plotted counts now, not when the figure is drawn
    to_axes = axes.transData + axes.transAxes.inverted()
    spots = np.clip(to_axes.transform([(end.x, end.y) for end in ends]), 0.0, 1.0)
    order = sorted(range(len(ends)), key=lambda k: (round(spots[k, 1], 2), ends[k].level))
    texts = ["\n".join(wrap(end.label, 24, max_lines=2)) for end in ends]
    gap = 0.12 if any("\n" in text for text in texts) else 0.075
    heights = spread(np.sort(spots[:, 1]), gap, 0.02, 0.98)
    for k, height in zip(order, heights, strict=True):
        _write(axes, texts[k], ends[k].look, spots[k], float(height))


def _write(axes: Any, text: str, look: Look, spot: Floats, height: float) -> None:
    """Write one name in the colour of its curve, and lead from there to the curve's end."""
    place = {"transform": axes.transAxes, "clip_on": False}
    axes.plot(
        [spot[0], 1.045], [spot[1], height], color=look.text, linewidth=0.8,
        linestyle=(0, (1, 1.5)), zorder=2, **place,
    )  # fmt: skip
    # No second marker at the name: outside of the axes it would look like one more point.
    axes.plot(*spot, look.marker, color=look.colour, markersize=6, zorder=5, **place)
    axes.text(1.055, height, text, color=look.text, va="center", **place)
