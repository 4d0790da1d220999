"""Weights as patterns: what one unit looks for in small images, and averages of many images."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from course.activations import sigmoid
from course.drawing.palette import ASLEEP, BLUE, CARD, INK, MUTED, VERMILION, tint
from course.drawing.picture import Picture, as_picture, own_style, write_below
from course.drawing.sampling import Floats
from course.drawing.wording import brief, listing, percent

__all__ = ["detector_answers", "pattern_gallery"]

_PAPER = LinearSegmentedColormap.from_list("paper", [CARD, INK])
_COLUMNS = 5


# --- one detector --------------------------------------------------------------------------------


def detector_answers(w: ArrayLike, b: float, images: Mapping[str, ArrayLike]) -> Picture:
    """Draw the weights of one unit as a pattern, small images, and how strongly it answers each.

    A bar shows a = σ(in_), with in_ = Σ w x + b. The gap is the distance from the in_ of the
    first image to the largest in_ of the others: above 0, some bias tells them apart.

    Parameters
    ----------
    w : array_like, (rows, columns)
        One weight per pixel.
    b : float
        The bias.
    images : mapping of str to array_like, (rows, columns)
        At least two images by name, pixels from 0 to 1; the first is the one to be found.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there are fewer than two images, or an image and the weights differ in shape.

    Lectures: CS771, Features Learned by a Neural Network.

    Examples
    --------
    >>> picture = detector_answers([[1, -1]], 0, {"left": [[1, 0]], "right": [[0, 1]]})
    >>> picture.alt.split(". ")[-1]
    'Gap between left and the next: 2.'
    """
    pattern = np.asarray(w, dtype=np.float64)
    pixels = {name: np.asarray(image, dtype=np.float64) for name, image in images.items()}
    if len(pixels) < 2:
        raise ValueError(f"images needs two or more images, got {len(pixels)}")
    for name, image in pixels.items():
        if pattern.ndim != 2 or image.shape != pattern.shape:
            raise ValueError(f"image {name!r} has shape {image.shape}, w has {pattern.shape}")
    in_ = np.array([np.sum(pattern * image) for image in pixels.values()]) + float(b)
    gap = f"Gap between {next(iter(pixels))} and the next: {brief(in_[0] - in_[1:].max())}."
    with own_style():
        figure = Figure(figsize=(7.2, 3.5))
        _draw_pattern(figure.add_axes((0.04, 0.3, 0.26, 0.5)), pattern, b)
        for k, (name, image) in enumerate(pixels.items()):
            left = 0.4 + 0.59 * k / len(pixels)
            bar = _draw_answer(figure, left, 0.5 / len(pixels), name, image, in_[k])
            if k == 0:
                bar.set_ylabel("output", fontsize=9)
                bar.set_yticks([0.5], ["0.5"])
        figure.text(0.4, 0.05, gap, fontsize=10, fontweight="bold", color=INK)
        return as_picture(figure, _answer_words(pattern, b, pixels, in_, gap))


def _draw_pattern(axes: Any, pattern: Floats, b: float) -> None:
    """Draw the weights as cells: blue above 0, orange below, the number written into each."""
    largest = float(np.abs(pattern).max()) or 1.0
    for (i, j), weight in np.ndenumerate(pattern):
        colour = tint(BLUE if weight > 0 else VERMILION, 0.45 * abs(weight) / largest)
        axes.add_patch(_cell(j, i, colour if weight else CARD))
        text = f"{weight:+.3g}".replace("-", "−") if weight else "0"
        axes.text(j, i, text, ha="center", va="center_baseline", fontsize=12, color="#000000")
    _frame(axes, pattern.shape)
    axes.set_title("The pattern: w", fontsize=10)
    axes.set_xlabel(f"bias b = {brief(float(b))}".replace("-", "−"))


def _draw_answer(
    figure: Any, left: float, width: float, name: str, image: Floats, in_: float
) -> Any:
    """Draw one image, and below it the bar of the unit's answer; return the axes of the bar."""
    top = figure.add_axes((left, 0.64, width, 0.24))
    for (i, j), value in np.ndenumerate(image):
        top.add_patch(_cell(j, i, tint(INK, float(np.clip(value, 0, 1)))))
    _frame(top, image.shape)
    top.set_title(name, fontsize=9, fontweight="normal", loc="center")
    a = float(sigmoid(in_))
    bar = figure.add_axes((left, 0.28, width, 0.3))
    bar.bar([0], [a], width=0.5, color=BLUE if a >= 0.5 else ASLEEP, edgecolor=INK, linewidth=0.8)
    bar.axhline(0.5, color=MUTED, linewidth=1, linestyle=(0, (3, 2)))
    bar.text(0, min(a, 0.97) + 0.04, f"{a:.2f}", ha="center", fontsize=9, color=INK)
    bar.set(xlim=(-0.6, 0.6), ylim=(0, 1.2), xticks=[], yticks=[])
    bar.spines["left"].set_visible(False)
    bar.set_xlabel(f"in = {brief(in_)}".replace("-", "−"), fontsize=9)
    return bar


def _cell(x: float, y: float, colour: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor=MUTED, linewidth=0.8)


def _frame(axes: Any, shape: tuple[int, ...]) -> None:
    rows, columns = shape
    axes.set(xlim=(-0.55, columns - 0.45), ylim=(rows - 0.45, -0.55), xticks=[], yticks=[])
    axes.set_aspect("equal")
    axes.spines[:].set_visible(False)


def _answer_words(
    pattern: Floats, b: float, images: Mapping[str, Floats], in_: Floats, gap: str
) -> list[str]:
    rows = "; ".join(", ".join(brief(weight) for weight in row) for row in pattern)
    answers = [
        f"{name}: in_ {brief(z)}, output {float(sigmoid(z)):.2f}"
        for name, z in zip(images, in_, strict=True)
    ]
    return [
        f"A unit with the weights {rows} (row by row) and the bias {brief(float(b))}.",
        f"{'; '.join(answers)}.",
        gap,
    ]


# --- averages of many images ---------------------------------------------------------------------


def pattern_gallery(
    make: Callable[[], Any],
    names: Sequence[str],
    shape: tuple[int, int],
    title: str = "Average patterns",
) -> Picture:
    """Draw the rows of a table as small images, dark where the numbers are large.

    Parameters
    ----------
    make : callable
        Returns the table, (K, rows * columns), one pattern per row. If it fails, the picture says
        how.
    names : sequence of str
        What the K patterns are called.
    shape : pair of int
        Rows and columns of an image.
    title : str
        Title of the picture.

    Returns
    -------
    Picture

    Lectures: CS771, Why Neural Networks Work Better: Another View.

    Examples
    --------
    >>> pattern_gallery(lambda: [[0, 1, 2, 4]], ["corner"], (2, 2)).alt
    'Average patterns: corner. Share of half-dark pixels: corner 50.0 %.'
    """
    table, note = _table(make, (len(names), shape[0] * shape[1]))
    scale = float(np.nanmax(np.abs(table), initial=0.0)) or 1.0
    rows = -(-len(names) // _COLUMNS)
    height = 0.55 + 1.35 * rows + (0.35 if note else 0.0)
    with own_style():
        figure = Figure(figsize=(7.2, height))
        figure.text(0.03, 1 - 0.32 / height, title, fontsize=11, fontweight="bold")
        for k, (name, row) in enumerate(zip(names, table, strict=True)):
            left, down = 0.03 + 0.194 * (k % _COLUMNS), 0.6 + 1.35 * (k // _COLUMNS)
            axes = figure.add_axes((left, 1 - (down + 1.15) / height, 0.17, 1.0 / height))
            axes.imshow(np.abs(row.reshape(shape)), cmap=_PAPER, vmin=0, vmax=scale)
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set_visible(True)
            axes.set_title(name, fontsize=9, fontweight="normal", loc="center", pad=3)
        write_below(figure, [note] if note else [])
        return as_picture(figure, _gallery_words(table / scale, names, title, note))


def _table(make: Callable[[], Any], shape: tuple[int, int]) -> tuple[Floats, str]:
    """Return the table, or one of nan, and a sentence on what went wrong."""
    empty = np.full(shape, np.nan)
    try:
        table = np.asarray(make()).astype(np.float64)
    except NotImplementedError:
        return empty, "The function is still the template."
    except Exception as error:  # whatever a student's function may raise
        return empty, f"The function raised {type(error).__name__}."
    if table.shape != shape:
        return empty, f"The function returned shape {table.shape}, not {shape}."
    holes = int((~np.isfinite(table)).sum())
    note = f"{holes} entries are nan or inf." if holes else ""
    return np.where(np.isfinite(table), table, np.nan), note


def _gallery_words(table: Floats, names: Sequence[str], title: str, note: str) -> list[str]:
    """Say how blurred each pattern is: the share of pixels from a quarter to three quarters."""
    words = [f"{title}: {listing(list(names))}."]
    half = np.logical_and(np.abs(table) >= 0.25, np.abs(table) <= 0.75)
    known = [bool(np.isfinite(row).all()) for row in table]
    shares = [
        f"{name} {percent(float(row.mean()))}"
        for name, row, is_known in zip(names, half, known, strict=True)
        if is_known
    ]
    if shares:
        words.append(f"Share of half-dark pixels: {listing(shares)}.")
    return [*words, note]
