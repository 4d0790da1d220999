"""Functions of one number, as curves: one above its slope, or several together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.drawing.palette import ASLEEP, BLUE, CURVES, INK, MUTED, VERMILION, VERMILION_TEXT
from course.drawing.picture import Picture, as_picture, blank_figure, own_style, write_below
from course.drawing.sampling import Floats, Function, grid_of, values_of
from course.drawing.slopes import asleep_zones, steepest, zone_words
from course.drawing.wording import as_drawn, listing, number, position

__all__ = ["activation_and_slope", "compare_curves"]


def ends_and_middle(x: Floats, y: Floats) -> str:
    picks = [
        f"{number(y[i], 3)} at {number(x[i], 0)}"
        for i in (0, len(x) // 2, len(x) - 1)
        if np.isfinite(y[i])
    ]
    return listing(picks) if picks else "nothing that can be drawn"


def activation_and_slope(
    g: Function,
    g_prime: Function,
    name: str,
    span: float = 6,
    tol: float = 0.01,
    variable: str = "pre-activation in_",
) -> Picture:
    """Draw an activation above its slope and shade where a neuron would be asleep.

    Parameters
    ----------
    g, g_prime : callable
        The activation and its derivative, of a 1-d array of pre-activations.
    name : str
        Title of the picture.
    span : float
        The picture reaches from -span to span.
    tol : float
        A neuron counts as asleep where abs(g_prime) < tol.
    variable : str
        What both are functions of, with its symbol as the last word: "score z".

    Returns
    -------
    Picture
    """
    x = grid_of(span)
    y, y_note = values_of(g, x, "The function")
    slope, slope_note = values_of(g_prime, x, "The slope")
    zones = asleep_zones(x, slope, tol)
    symbol = variable.split()[-1]
    with own_style():
        figure = blank_figure(6.4, 4.8)
        top, bottom = figure.subplots(2, sharex=True, height_ratios=(3, 2))
        _panel(top, x, y, zones, (BLUE, "-", BLUE, f"output a = g({as_drawn(symbol)})"))
        _panel(
            bottom,
            x,
            slope,
            zones,
            (VERMILION, "--", VERMILION_TEXT, f"slope g'({as_drawn(symbol)})"),
        )
        _name_zones(bottom, [zone for zone in zones if zone[1] - zone[0] > 0.15 * span])
        bottom.set_xlabel(as_drawn(variable))
        top.set_title(name)
        if zones:
            look = {"fontsize": 9, "fontweight": "normal", "color": MUTED}
            top.set_title(f"shaded: slope below {tol:g}", loc="right", **look)
        write_below(figure, [y_note, slope_note])
        words = [f"{name} and its slope, for {symbol} from {-span:g} to {span:g}."]
        words += [f"Output: {ends_and_middle(x, y)}.", steepest(x, slope, symbol)]
        words += [zone_words(zones, span, tol)] if np.isfinite(slope).any() else []
        return as_picture(figure, [*words, y_note, slope_note])


def _panel(
    axes: Any,
    x: Floats,
    values: Floats,
    zones: list[tuple[float, float]],
    look: tuple[str, str, str, str],
) -> None:
    """Draw one curve above the shaded zones; `look` is colour, dash, colour of text, label."""
    colour, dash, text, label = look
    for low, high in zones:
        axes.axvspan(low, high, color=ASLEEP, linewidth=0, zorder=0)
    axes.axhline(0, color=MUTED, linewidth=0.8, zorder=1)
    axes.axvline(0, color=MUTED, linewidth=0.8, linestyle=(0, (1, 3)), zorder=1)
    axes.plot(x, values, color=colour, linestyle=dash, zorder=3)
    axes.set_ylabel(label, color=text)
    axes.margins(x=0, y=0.12)


def _name_zones(axes: Any, zones: list[tuple[float, float]]) -> None:
    for low, high in zones:
        axes.annotate(
            "asleep", ((low + high) / 2, 0.86), xycoords=("data", "axes fraction"),
            ha="center", va="center", fontsize=9, color=INK,
        )  # fmt: skip


def compare_curves(
    curves: Mapping[str, Function],
    span: float = 6,
    title: str = "Compared",
    variable: str = "in_",
    what: str = "output",
) -> Picture:
    """Draw up to five functions on the same axes; of two, also name the largest gap.

    Parameters
    ----------
    curves : mapping of str to callable
        Legend entry and function of a 1-d array.
    span : float
        The picture reaches from -span to span.
    title : str
        Title of the picture.
    variable : str
        What the functions are functions of.
    what : str
        What the functions return, the name of the vertical axis: "loss", "slope of the loss".

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        With no curve, or more than can be told apart.
    """
    if not 1 <= len(curves) <= len(CURVES):
        raise ValueError(f"compare 1 to {len(CURVES)} curves at a time, not {len(curves)}")
    x = grid_of(span)
    drawn = {label: values_of(f, x, label) for label, f in curves.items()}
    with own_style():
        figure = blank_figure(6.4, 4.2)
        axes = figure.subplots()
        _draw_all(axes, x, {label: y for label, (y, _) in drawn.items()})
        axis = "pre-activation in" if variable == "in_" else variable
        axes.set(xlabel=axis, ylabel=what)
        _legend(figure, list(drawn), title)
        notes = [note for _, note in drawn.values()]
        write_below(figure, notes)
        heading = title if title.endswith((".", "?", "!")) else title + "."
        words = [f"{heading} {listing(list(drawn))}, for {variable} from {-span:g} to {span:g}."]
        words += [f"{label}: {ends_and_middle(x, y)}." for label, (y, _) in drawn.items()]
        if len(drawn) == 2:
            first, second = (y for y, _ in drawn.values())
            words.append(_gap(x, first, second, variable))
        return as_picture(figure, words + notes)


def _draw_all(axes: Any, x: Floats, curves: Mapping[str, Floats]) -> None:
    """Draw the curves, each with a colour, a dash and a marker of its own."""
    axes.axhline(0, color=MUTED, linewidth=0.8, zorder=1)
    for i, ((label, y), look) in enumerate(zip(curves.items(), CURVES, strict=False)):
        colour, dash, marker = look
        # Shifted from curve to curve, so that markers of equal curves stay side by side.
        spots = range(60 + 25 * i, len(x), 150)
        axes.plot(
            x, y, color=colour, linestyle=dash, marker=marker, markevery=list(spots),
            markersize=6, label=label, zorder=3,
        )  # fmt: skip
    axes.margins(x=0)


def _legend(figure: Any, labels: list[str], title: str) -> None:
    widest = max(len(label) for label in labels)
    figure.legend(
        loc="outside upper left", ncols=max(1, min(len(labels), 80 // (widest + 11))),
        handlelength=3.2, columnspacing=1.6, alignment="left", title=title,
        title_fontproperties={"weight": "bold", "size": 11},
    )  # fmt: skip


def _gap(x: Floats, first: Floats, second: Floats, variable: str) -> str:
    gap = np.abs(first - second)
    if not np.isfinite(gap).any():
        return "There is no place where both can be drawn."
    place = int(np.nanargmax(gap))
    if gap[place] < 1e-9:
        return "The two curves coincide."
    return f"Largest gap: {number(gap[place], 3)}, at {variable} = {position(x[place])}."
