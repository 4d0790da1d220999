"""Pictures for the notebooks, each with a description in words that is computed from its data.

Every function returns a `Picture`, which a notebook shows by itself. Three decisions:

* **A white card, in the light and in the dark theme.** Colours that can be read on either
  background do not exist: contrast 4.5 to 1 against white and against #111 at the same time would
  need 4.5 * 4.5 = 20.25 between white and #111, which have 18.9. So a picture brings its own
  background, like a photograph.
* **The alternative text is part of the picture.** Front ends drop the metadata in which a PNG
  could carry it, so the picture travels as an HTML `<img>` with `alt`, and as plain text.
* **A wrong function still gets its picture.** These functions draw what students wrote. Where it
  returns nan, raises or has the wrong shape, whatever is left is drawn, and picture and text say
  what is missing.

Colours are Okabe and Ito's, which stay apart for colour-blind readers; dashes, markers or signs
repeat what a colour says. No picture goes through pyplot, so nothing here depends on, or changes,
the reader's own plots, and the same data give the same bytes.
"""

from __future__ import annotations

import base64
import html
import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import fill
from typing import Any, TypeAlias

import matplotlib
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from numpy.typing import ArrayLike, NDArray

from course.data_tables import GLOROT_DATA_SETS, GLOROT_TEST_ERRORS, ErrorTable

__all__ = [
    "Picture",
    "activation_and_slope",
    "compare_curves",
    "sign_map",
    "slope_histogram",
    "slope_strip",
    "table_chart",
]

Floats: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[..., Any]

CARD = "#ffffff"
INK = "#222222"
MUTED = "#595959"
BLUE = "#0072b2"
VERMILION = "#d55e00"
VERMILION_TEXT = "#b34d00"  # the same hue, dark enough for text on the card
GREEN = "#009e73"
PURPLE = "#cc79a7"
ASLEEP = "#e4e4e4"  # background of the zones in which nothing is learned

# Colour, dash and marker of the first, second, ... curve of a comparison.
CURVES = (
    (BLUE, "-", "o"),
    (VERMILION, "--", "s"),
    (GREEN, "-.", "^"),
    (PURPLE, ":", "D"),
    (INK, (0, (5, 1, 1, 1, 1, 1)), "v"),
)

_STYLE = {
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "font.family": "DejaVu Sans",  # comes with matplotlib, so it is the same everywhere
    "font.size": 10,
    "hatch.color": CARD,
    "hatch.linewidth": 0.8,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "savefig.facecolor": CARD,
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelsize": 9,
    "ytick.color": MUTED,
    "ytick.labelsize": 9,
}
_DPI = 192  # two image pixels per CSS pixel: sharp on high-resolution screens


# --- what the functions return ------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Picture:
    """An image with its description; Jupyter shows the one and screen readers say the other.

    Attributes
    ----------
    png : bytes
        The image file.
    alt : str
        What the image shows, with its numbers.
    width : int
        Width on screen, in CSS pixels.
    """

    png: bytes
    alt: str
    width: int

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        # No image/png beside it: front ends would prefer that one, and it has no alt text.
        data = base64.b64encode(self.png).decode("ascii")
        style = (
            f"width:{self.width}px;max-width:100%;height:auto;background:{CARD};border-radius:8px"
        )
        image = (
            f'<img alt="{html.escape(self.alt)}" style="{style}" '
            f'src="data:image/png;base64,{data}">'
        )
        return {"text/html": image, "text/plain": self.alt}


@contextmanager
def _own_style() -> Iterator[None]:
    """Draw with the style of this module only, whatever the reader has set up."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        yield


def _figure(width: float, height: float) -> Figure:
    """Return an empty figure that keeps its contents inside, with a margin; sizes in inches."""
    return Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(h_pad=0.09, w_pad=0.12))


def _picture(figure: Figure, sentences: Sequence[str]) -> Picture:
    file = io.BytesIO()
    # No Software entry: the bytes should change with the data, not with a version number.
    figure.savefig(file, format="png", dpi=_DPI, metadata={"Software": None})
    width = round(figure.get_figwidth() * 96)
    return Picture(file.getvalue(), " ".join(s for s in sentences if s), width)


# --- numbers, in words --------------------------------------------------------------------------


def _number(value: float, digits: int = 2) -> str:
    """Write a number as a person would: -4.59, 0.25, 1e-09; never -0.00."""
    if value != 0 and abs(value) < 0.5 * 10.0**-digits:
        return f"{value:.0e}"
    return f"{value + 0.0:.{digits}f}"


def _place(value: float) -> str:
    """Write a position on the axis: 4.58, and 0.00 for what is only a rounding error."""
    return f"{round(value, 2) + 0.0:.2f}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _listing(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _one_by_one(f: Function, x: Floats) -> Floats:
    """Call `f` with one number after the other; nan wherever that fails."""
    y = np.full(x.shape, np.nan)
    for i, value in enumerate(x):
        try:
            y[i] = float(f(float(value)))
        except Exception:  # whatever a student's function may raise: this point stays empty
            continue
    return y


def _values(f: Function, x: Floats, what: str) -> tuple[Floats, str]:
    """Return f(x), with nan where there is nothing to draw, and a sentence on what went wrong."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            raw = f(x.copy())  # a copy, in case the function changes its argument
            if raw is None:
                return np.full(x.shape, np.nan), f"{what} returned None."
            y = np.asarray(raw).astype(np.float64, casting="same_kind")
        except NotImplementedError:
            return np.full(x.shape, np.nan), f"{what} is still the template."
        except Exception as error:  # whatever a student's function may raise
            y, note = _one_by_one(f, x), f"{what} raised {type(error).__name__} for an array"
            if not np.isfinite(y).any():
                return y, note + "."
            return _finite(y, note + ", so it was called number by number")
    if y.shape == x.shape:
        return _finite(y, "", what)
    note = f"{what} returned shape {y.shape} for an array of shape {x.shape}"
    if y.size == x.size:
        return _finite(y.ravel(), note)
    if y.size == 1:
        return _finite(np.full(x.shape, y.item()), note + ", drawn as a flat line")
    return np.full(x.shape, np.nan), note + "; it is not drawn."


def _finite(y: Floats, note: str, what: str = "") -> tuple[Floats, str]:
    """Blank out nan and inf, and mention them."""
    bad = ~np.isfinite(y)
    if bad.any():
        gaps = f"nan or inf at {int(bad.sum())} of {y.size} points"
        note = f"{note}; {gaps}" if note else f"{what} has {gaps}"
    return np.where(bad, np.nan, y), note + "." if note else ""


def _grid(span: float) -> Floats:
    return np.linspace(-span, span, 1201)


def _zones(x: Floats, slope: Floats, tol: float) -> list[tuple[float, float]]:
    """Return the intervals of `x` on which abs(slope) < tol, their ends interpolated."""
    height = np.abs(slope)
    low = height < tol  # False for nan
    edges = np.flatnonzero(np.diff(np.concatenate([[False], low, [False]]).astype(int)))
    zones = []
    for first, last in zip(edges[::2], edges[1::2] - 1, strict=True):
        ends = []
        for inside, outside in ((first, first - 1), (last, last + 1)):
            if 0 <= outside < len(x) and np.isfinite(height[outside]):
                part = (tol - height[inside]) / (height[outside] - height[inside])
                ends.append(float(x[inside] + part * (x[outside] - x[inside])))
            else:
                ends.append(float(x[inside]))
        zones.append((ends[0], ends[1]))
    return zones


def _zone_words(zones: list[tuple[float, float]], span: float, tol: float) -> str:
    """Say where the slope is below `tol`, and on what share of the range."""
    if not zones:
        return f"Nowhere in this range is the slope below {tol:g}."
    parts = []
    for low, high in zones:
        if low <= -span and high >= span:
            parts.append("everywhere")
        elif low <= -span:
            parts.append(f"left of {_place(high)}")
        elif high >= span:
            parts.append(f"right of {_place(low)}")
        else:
            parts.append(f"from {_place(low)} to {_place(high)}")
    share = sum(high - low for low, high in zones) / (2 * span)
    return f"The slope is below {tol:g} {_listing(parts)}: {_percent(share)} of the range, asleep."


def _say(figure: Figure, notes: Sequence[str]) -> None:
    """Write below the picture what could not be drawn, so that nobody has to guess."""
    lines = [fill(note, round(13 * figure.get_figwidth())) for note in notes if note]
    if lines:
        figure.supxlabel("\n".join(lines), color=VERMILION_TEXT, fontsize=9)


def _ends_and_middle(x: Floats, y: Floats) -> str:
    picks = [
        f"{_number(y[i], 3)} at {_number(x[i], 0)}"
        for i in (0, len(x) // 2, len(x) - 1)
        if np.isfinite(y[i])
    ]
    return _listing(picks) if picks else "nothing that can be drawn"


# --- unit 1 -------------------------------------------------------------------------------------


def activation_and_slope(
    g: Function, g_prime: Function, name: str, span: float = 6, tol: float = 0.01
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

    Returns
    -------
    Picture
    """
    x = _grid(span)
    y, y_note = _values(g, x, "The function")
    slope, slope_note = _values(g_prime, x, "The slope")
    zones = _zones(x, slope, tol)
    with _own_style():
        figure = _figure(6.4, 4.8)
        top, bottom = figure.subplots(2, sharex=True, height_ratios=(3, 2))
        for axes, values, colour, dash, label in (
            (top, y, BLUE, "-", "output a = g(in_)"),
            (bottom, slope, VERMILION, "--", "slope g'(in_)"),
        ):
            for low, high in zones:
                axes.axvspan(low, high, color=ASLEEP, linewidth=0, zorder=0)
            axes.axhline(0, color=MUTED, linewidth=0.8, zorder=1)
            axes.axvline(0, color=MUTED, linewidth=0.8, linestyle=(0, (1, 3)), zorder=1)
            axes.plot(x, values, color=colour, linestyle=dash, zorder=3)
            axes.set_ylabel(label, color=BLUE if axes is top else VERMILION_TEXT)
            axes.margins(x=0, y=0.12)
        for low, high in zones:
            if high - low > 0.15 * span:
                bottom.annotate(
                    "asleep", ((low + high) / 2, 0.86), xycoords=("data", "axes fraction"),
                    ha="center", va="center", fontsize=9, color=INK,
                )  # fmt: skip
        bottom.set_xlabel("pre-activation in_")
        top.set_title(name)
        if zones:
            look = {"fontsize": 9, "fontweight": "normal", "color": MUTED}
            top.set_title(f"shaded: slope below {tol:g}", loc="right", **look)
        _say(figure, [y_note, slope_note])
        words = [
            f"{name} and its slope, for in_ from {-span:g} to {span:g}.",
            f"Output: {_ends_and_middle(x, y)}.",
            _steepest(x, slope),
            _zone_words(zones, span, tol) if np.isfinite(slope).any() else "",
            y_note,
            slope_note,
        ]
        return _picture(figure, words)


def _steepest(x: Floats, slope: Floats) -> str:
    if not np.isfinite(slope).any():
        return "There is no slope to draw."
    top = float(np.nanmax(slope))
    # A plateau, such as ReLU's, has no single steepest place.
    where = x[np.isclose(slope, top, rtol=1e-9, atol=0)]
    if len(where) > 2:
        return f"Largest slope: {_number(top, 3)}, on a whole stretch."
    return f"Largest slope: {_number(top, 3)}, at in_ = {_place(float(where.mean()))}."


def compare_curves(
    curves: Mapping[str, Function],
    span: float = 6,
    title: str = "Compared",
    variable: str = "in_",
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
    x = _grid(span)
    drawn = {label: _values(f, x, label) for label, f in curves.items()}
    with _own_style():
        figure = _figure(6.4, 4.2)
        axes = figure.subplots()
        axes.axhline(0, color=MUTED, linewidth=0.8, zorder=1)
        for i, ((label, (y, _)), look) in enumerate(zip(drawn.items(), CURVES, strict=False)):
            colour, dash, marker = look
            # Shifted from curve to curve, so that markers of equal curves stay side by side.
            spots = range(60 + 25 * i, len(x), 150)
            axes.plot(
                x, y, color=colour, linestyle=dash, marker=marker, markevery=list(spots),
                markersize=6, label=label, zorder=3,
            )  # fmt: skip
        axes.margins(x=0)
        axes.set_xlabel(variable)
        widest = max(len(label) for label in drawn)
        figure.legend(
            loc="outside upper left", ncols=max(1, min(len(drawn), 80 // (widest + 11))),
            handlelength=3.2, columnspacing=1.6, alignment="left", title=title,
            title_fontproperties={"weight": "bold", "size": 11},
        )  # fmt: skip
        notes = [note for _, note in drawn.values()]
        _say(figure, notes)
        heading = title if title.endswith((".", "?", "!")) else title + "."
        words = [f"{heading} {_listing(list(drawn))}, for {variable} from {-span:g} to {span:g}."]
        words += [f"{label}: {_ends_and_middle(x, y)}." for label, (y, _) in drawn.items()]
        if len(drawn) == 2:
            first, second = (y for y, _ in drawn.values())
            words.append(_gap(x, first, second, variable))
        return _picture(figure, words + notes)


def _gap(x: Floats, first: Floats, second: Floats, variable: str) -> str:
    gap = np.abs(first - second)
    if not np.isfinite(gap).any():
        return "There is no place where both can be drawn."
    place = int(np.nanargmax(gap))
    if gap[place] < 1e-9:
        return "The two curves coincide."
    return f"Largest gap: {_number(gap[place], 3)}, at {variable} = {_place(x[place])}."


def slope_strip(g_primes: Mapping[str, Function], span: float = 6, tol: float = 0.01) -> Picture:
    """Show the slopes of several activations as strips of colour, one below the other.

    Parameters
    ----------
    g_primes : mapping of str to callable
        Name and derivative of each activation.
    span : float
        The strips reach from -span to span.
    tol : float
        Asleep means abs(g_prime) < tol; those stretches are bracketed.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there is nothing to show.
    """
    if not g_primes:
        raise ValueError("slope_strip needs at least one derivative")
    x = _grid(span)
    slopes = {name: _values(f, x, name) for name, f in g_primes.items()}
    heights = np.abs([slope for slope, _ in slopes.values()])
    top = max(1.0, float(np.nanmax(heights, initial=0.0, where=np.isfinite(heights))))
    words = [f"Size of the slope, for in_ from {-span:g} to {span:g}."]
    with _own_style():
        figure = _figure(7.0, 1.4 + 0.46 * len(slopes))
        axes = figure.subplots()
        colours = matplotlib.colormaps["cividis"].with_extremes(bad=ASLEEP)
        image = axes.imshow(
            heights, aspect="auto", extent=(-span, span, len(slopes) - 0.5, -0.5), cmap=colours,
            vmin=0, vmax=top, interpolation="nearest",
        )  # fmt: skip
        for row, (name, (slope, note)) in enumerate(slopes.items()):
            axes.axhline(row - 0.5, color=CARD, linewidth=7)
            zones = _zones(x, slope, tol)
            _brackets(axes, row, zones, span)
            known = np.isfinite(slope).any()
            share = _percent(sum(high - low for low, high in zones) / (2 * span))
            axes.text(1.03 * span, row, share if known else "?", va="center", fontsize=9)
            detail = _zone_words(zones, span, tol) if known else ""
            words.append(f"{name}: {' '.join(filter(None, (_steepest(x, slope), detail, note)))}")
        axes.text(1.03 * span, -0.62, "asleep", va="bottom", fontsize=9, color=MUTED)
        axes.set_title("Where does each unit learn?", pad=10)
        axes.set_yticks(range(len(slopes)), list(slopes))
        axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)
        axes.spines[:].set_visible(False)
        axes.set_xlabel(f"pre-activation in_      (brackets: asleep, slope below {tol:g})")
        bar = figure.colorbar(image, ax=axes, fraction=0.04, pad=0.02, aspect=30)
        bar.set_label("size of the slope")
        bar.outline.set_visible(False)
        _say(figure, [note for _, note in slopes.values()])
        return _picture(figure, words)


def _brackets(axes: Any, row: int, zones: list[tuple[float, float]], span: float) -> None:
    """Bracket the zones of one strip: how dark is dark enough cannot be told from colour."""
    look = {"color": CARD, "linewidth": 1.3, "solid_capstyle": "butt"}
    for low, high in zones:
        axes.plot([low, high], [row, row], **look)
        for end in (low, high):
            if abs(end) < span:
                axes.plot([end, end], [row - 0.2, row + 0.2], **look)


def slope_histogram(
    in_: ArrayLike,
    g_prime: Function,
    tol: float = 0.01,
    name: str = "",
) -> Picture:
    """Draw where the pre-activations of a layer lie (left) and which slopes they meet (right).

    Parameters
    ----------
    in_ : array_like, any shape
        Pre-activations, say of a whole layer for a whole batch.
    g_prime : callable
        The derivative of the activation.
    tol : float
        A unit is asleep where abs(g_prime(in_)) < tol.
    name : str
        Name of the activation, for the title.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `in_` holds no finite number.
    """
    z = np.asarray(in_, dtype=np.float64).ravel()
    lost = int((~np.isfinite(z)).sum())
    z = z[np.isfinite(z)]
    if z.size == 0:
        raise ValueError("slope_histogram needs at least one finite pre-activation")
    slope, note = _values(g_prime, z, "The slope")
    known = np.isfinite(slope)
    asleep = np.abs(slope) < tol
    share = float(asleep[known].mean()) if known.any() else 0.0
    with _own_style():
        figure = _figure(7.2, 3.8)
        left, right = figure.subplots(1, 2)
        for axes, values, label in (
            (left, z, "pre-activation in_"),
            (right, slope, "slope g'(in_)"),
        ):
            _stack(axes, values[known & ~asleep], values[known & asleep], tol)
            axes.set_xlabel(label)
        left.set_ylabel("number of units")
        left.set_title(name or "One layer")
        right.set_title(f"{_percent(share)} asleep", color=VERMILION_TEXT)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower left", ncols=2)
        _say(figure, [note])
        words = [
            f"{name or 'One layer'}: {z.size} pre-activations with mean {_number(float(z.mean()))}"
            f" and standard deviation {_number(float(z.std()))}.",
            f"{_percent(share)} of the units are asleep, with a slope below {tol:g};"
            f" the median slope is {_number(float(np.median(slope[known])), 3)}."
            if known.any()
            else "There is no slope to draw.",
            f"{lost} pre-activations are nan or inf and left out." if lost else "",
            note,
        ]
        return _picture(figure, words)


def _stack(axes: Any, awake: Floats, asleep: Floats, tol: float) -> None:
    """Draw a histogram whose bars are split into awake (blue) and asleep (vermilion, hatched)."""
    both = np.concatenate([awake, asleep])
    if both.size == 0:
        return
    low, high = float(both.min()), float(both.max())
    bins = np.linspace(low, high, 31) if high > low else np.array([low - 0.5, low + 0.5])
    n_awake, _ = np.histogram(awake, bins)
    n_asleep, _ = np.histogram(asleep, bins)
    axes.set_ylim(0, 1.06 * float((n_awake + n_asleep).max()))
    look = {"width": np.diff(bins), "align": "edge", "edgecolor": CARD, "linewidth": 0.6}
    axes.bar(bins[:-1], n_awake, color=BLUE, label="awake", **look)
    axes.bar(
        bins[:-1],
        n_asleep,
        bottom=n_awake,
        color=VERMILION,
        hatch="////",
        label=f"asleep: slope below {tol:g}",
        **look,
    )


def sign_map(G: ArrayLike) -> Picture:
    """Show the signs of one unit's weight gradients, example by example and for the batch mean.

    Parameters
    ----------
    G : array_like, (n, d)
        Gradient of each example's cost: one row per example, one column per weight.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `G` is not a table with at least one row and one column.
    """
    table = np.asarray(G, dtype=np.float64)
    if table.ndim != 2 or table.size == 0:
        raise ValueError(f"G must have shape (examples, weights), got {table.shape}")
    n, d = table.shape
    with np.errstate(all="ignore"):
        mean = table.mean(axis=0)
    with _own_style():
        cell = min(0.42, 6.0 / d, 9.0 / (n + 1))  # inches
        left, bottom, gap, top = 1.15, 0.45, 0.18, 0.5
        width = max(left + d * cell + 0.25, 3.2)
        height = bottom + cell + gap + n * cell + top
        figure = Figure(figsize=(width, height))
        for_cells = left / width, d * cell / width
        upper, lower = (
            figure.add_axes((for_cells[0], start / height, for_cells[1], tall / height))
            for start, tall in ((bottom + cell + gap, n * cell), (bottom, cell))
        )
        for axes, rows in ((upper, table), (lower, mean[None])):
            _cells(axes, rows, glyphs=cell > 0.2)
        every = max(1, -(-n // 12))
        upper.set_yticks(range(0, n, every), [f"example {i + 1}" for i in range(0, n, every)])
        upper.set_xticks([])
        lower.set_yticks([0], ["batch mean"])
        lower.get_yticklabels()[0].set_fontweight("bold")
        every = max(1, -(-d // 12))
        lower.set_xticks(range(0, d, every), [f"w{i + 1}" for i in range(0, d, every)])
        upper.set_title("Signs of ∂J/∂w", pad=8)
        one_sign = sum(_has_one_sign(row) for row in table)
        signs = [int(np.sum(mean > 0)), int(np.sum(mean < 0)), int(np.sum(mean == 0))]
        holes = int((~np.isfinite(table)).sum())
        words = [
            f"Signs of the gradients of {d} weights for {n} examples.",
            f"{one_sign} of {n} examples have a single sign.",
            f"The batch mean has {'a single sign' if _has_one_sign(mean) else 'mixed signs'}:"
            f" {signs[0]} positive, {signs[1]} negative, {signs[2]} zero.",
            f"{holes} entries are nan or inf." if holes else "",
        ]
        return _picture(figure, words)


def _has_one_sign(row: Floats) -> bool:
    return bool(np.isfinite(row).all() and not ((row > 0).any() and (row < 0).any()))


def _cells(axes: Any, rows: Floats, glyphs: bool) -> None:
    """Draw one coloured cell per entry, with its sign written into it."""
    signs = np.where(np.isfinite(rows), np.sign(rows), 2)
    colours = ListedColormap([VERMILION, ASLEEP, BLUE, CARD])
    axes.pcolormesh(
        np.arange(rows.shape[1] + 1) - 0.5, np.arange(rows.shape[0] + 1) - 0.5, signs,
        cmap=colours, vmin=-1.5, vmax=2.5, edgecolors=CARD, linewidth=1.2,
    )  # fmt: skip
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    glyph = {-1: "−", 0: "0", 1: "+", 2: "?"}
    for (i, j), sign in np.ndenumerate(signs):
        if glyphs:
            # white on blue and ink on vermilion: each the pairing with the higher contrast
            axes.text(
                j, i, glyph[int(sign)], ha="center", va="center_baseline", fontsize=14,
                fontweight="bold", color=CARD if sign == 1 else "#000000",
            )  # fmt: skip


def table_chart(
    table: ErrorTable = GLOROT_TEST_ERRORS, data_sets: Sequence[str] = GLOROT_DATA_SETS
) -> Picture:
    """Draw Glorot et al.'s test errors: one panel per data set, two dots per activation.

    Parameters
    ----------
    table : mapping
        ``table[with_pretraining][activation]`` is a tuple of errors in %, one per data set.
    data_sets : sequence of str
        Names of the data sets.

    Returns
    -------
    Picture
    """
    names = list(table[True])
    words = ["Test errors in %. Each panel has its own scale."]
    with _own_style():
        figure = _figure(7.4, 5.0)
        panels = figure.subplots(-(-len(data_sets) // 2), 2, squeeze=False).ravel()
        for axes in panels[len(data_sets) :]:
            axes.set_visible(False)
        for k, (axes, data_set) in enumerate(zip(panels, data_sets, strict=False)):
            pairs = [(table[True][n][k], table[False][n][k]) for n in names]
            for pretrained in (True, False):
                errors = [table[pretrained][name][k] for name in names]
                _dots(axes, pairs, pretrained)
                best = names[int(np.argmin(errors))]
                listed = ", ".join(f"{n} {e:.2f}" for n, e in zip(names, errors, strict=True))
                how = "with" if pretrained else "without"
                words.append(f"{data_set} {how} pre-training: {listed}; best is {best}.")
            for row, pair in enumerate(pairs):
                axes.plot(pair, (row, row), color=ASLEEP, linewidth=5, zorder=1)
            axes.set_yticks(range(len(names)), names if k % 2 == 0 else [])
            axes.set_ylim(len(names) - 0.45, -0.6)
            axes.margins(x=0.18)
            axes.locator_params(axis="x", nbins=6)
            axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)
            axes.grid(axis="x", color=ASLEEP, linewidth=0.8)
            axes.set_axisbelow(True)
            axes.spines["left"].set_visible(False)
            axes.set_title(data_set)
            if k >= len(data_sets) - 2:
                axes.set_xlabel("test error in %")
        figure.legend(
            *panels[0].get_legend_handles_labels(), loc="outside upper left", ncols=2,
            handletextpad=0.3, title="Test errors; the smallest of each series is bold",
            alignment="left", title_fontproperties={"weight": "bold", "size": 11},
        )  # fmt: skip
        return _picture(figure, words)


def _dots(axes: Any, pairs: Sequence[tuple[float, float]], pretrained: bool) -> None:
    """Draw one series of a panel; its smallest error is written in bold."""
    errors, others = zip(*(pair if pretrained else pair[::-1] for pair in pairs), strict=True)
    colour, marker = (BLUE, "o") if pretrained else (VERMILION, "s")
    axes.plot(
        errors, range(len(errors)), marker, color=colour, markersize=8, markeredgewidth=2,
        markerfacecolor=colour if pretrained else CARD, zorder=3, clip_on=False,
        label=f"{'with' if pretrained else 'without'} pre-training",
    )  # fmt: skip
    span = np.ptp(pairs)
    for row, (error, other) in enumerate(zip(errors, others, strict=True)):
        # Neighbours would print over each other: push the two numbers apart.
        side = 0 if abs(error - other) > 0.14 * span else np.sign(error - other)
        axes.annotate(
            f"{error:.2f}", (error, row), xytext=(5 * side, 7), textcoords="offset points",
            ha={-1: "right", 0: "center", 1: "left"}[int(side)], fontsize=8,
            fontweight="bold" if error == min(errors) else "normal",
            color=BLUE if pretrained else VERMILION_TEXT,
        )  # fmt: skip
