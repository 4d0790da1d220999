"""Small grey images, such as scanned digits, and how often one class is taken for another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from course.counting import counted
from course.drawing.palette import CARD, INK, VERMILION_TEXT
from course.drawing.picture import Picture, as_picture, blank_figure, own_style
from course.drawing.sampling import Floats

__all__ = ["confusion_chart", "digit_images"]

COLUMNS = 10
MOST_IMAGES = 60


def digit_images(
    X: ArrayLike,
    names: Sequence[str],
    said: Sequence[str] | None = None,
    title: str = "Digits",
) -> Picture:
    """Show square images with what they are, and with what was said of them.

    Parameters
    ----------
    X : array_like, (n, d)
        One image per row, its d pixels from left to right and from top to bottom.
    names : sequence of str
        What each image is.
    said : sequence of str, optional
        What a classifier says of each; mistakes stand out.
    title : str, optional
        The picture's title.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `X` is no table of square images, or a name is missing.

    Examples
    --------
    >>> digit_images(np.eye(4), ["a", "b", "c", "d"], ["a", "b", "c", "a"])
    Digits. 4 images of 2 by 2 pixels: a, b, c, d taken for a. 1 of 4 is taken for something else.
    """
    images = _squares(X)
    said = list(names) if said is None else list(said)
    if not len(images) == len(names) == len(said):
        raise ValueError(f"{len(images)} images, {len(names)} names and {len(said)} answers")
    with own_style():
        columns = min(COLUMNS, len(images))
        rows = -(-len(images) // columns)
        figure = blank_figure(max(0.78 * columns, 3.2), 0.98 * rows + 0.45)
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in grid:
            axes.set_axis_off()
        for axes, image, name, answer in zip(grid, images, names, said, strict=False):
            _image(axes, image, name, answer)
        figure.suptitle(title, x=0.02, ha="left", fontsize=11, fontweight="bold", color=INK)
        return as_picture(figure, _image_words(images, names, said, title))


def _squares(X: ArrayLike) -> Floats:
    table = np.asarray(X, dtype=np.float64)
    side = round(float(np.sqrt(table.shape[-1]))) if table.ndim == 2 else 0
    if table.ndim != 2 or side * side != table.shape[1] or not 0 < len(table) <= MOST_IMAGES:
        raise ValueError(
            f"X must hold 1 to {MOST_IMAGES} square images, one a row; its shape is {table.shape}"
        )
    return table.reshape(len(table), side, side)


def _image(axes: Any, image: Floats, name: str, answer: str) -> None:
    axes.imshow(image, cmap="gray_r", vmin=0, vmax=max(float(image.max()), 1e-12))
    wrong = answer != name
    text = f"{name}, not {answer}" if wrong else name
    axes.set_title(
        text, loc="center", fontsize=9, pad=3, color=VERMILION_TEXT if wrong else INK,
        fontweight="bold" if wrong else "normal",
    )  # fmt: skip


def _image_words(
    images: Floats, names: Sequence[str], said: Sequence[str], title: str
) -> list[str]:
    listed = [n if n == s else f"{n} taken for {s}" for n, s in zip(names, said, strict=True)]
    wrong = sum(n != s for n, s in zip(names, said, strict=True))
    side = images.shape[1]
    lines = [f"{title}.", f"{len(images)} images of {side} by {side} pixels: {', '.join(listed)}."]
    verb = "is" if wrong == 1 else "are"
    if wrong:
        lines.append(f"{wrong} of {len(images)} {verb} taken for something else.")
    return lines


def confusion_chart(table: ArrayLike, names: Sequence[str], title: str = "Confusion") -> Picture:
    """Show how often each class is called what: rows are the truth, columns what is said.

    Parameters
    ----------
    table : array_like, (K, K)
        Counts.
    names : sequence of str
        The K classes.
    title : str, optional
        The picture's title.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `table` is not square, or does not fit the names.

    Examples
    --------
    >>> confusion_chart([[5, 0], [2, 3]], ["no", "yes"])
    Confusion. 8 of 10 are right. Most often, yes is called no (2 times).
    """
    counts = np.asarray(table, dtype=np.float64)
    K = len(names)
    if counts.shape != (K, K):
        raise ValueError(f"table must have shape ({K}, {K}), as there are {K} names")
    with own_style():
        size = 1.4 + 0.42 * K
        figure = Figure(figsize=(max(size, 3.4), max(size - 0.3, 2.6)), layout="constrained")
        axes = figure.subplots()
        off = counts - np.diag(np.diag(counts))
        strongest = max(float(off.max()), 1)
        axes.imshow(off, cmap="Oranges", vmin=0, vmax=strongest * 1.1)
        _write_counts(axes, counts, dark=0.8 * strongest)
        axes.set_xticks(range(K), list(names))
        axes.set_yticks(range(K), list(names))
        axes.set(xlabel="said", ylabel="truth", title=title)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        return as_picture(figure, _confusion_words(counts, names, title))


def _write_counts(axes: Any, counts: Floats, dark: float) -> None:
    """Write every count; zeros stay empty, right answers are bold on white cells.

    From `dark` on, where a cell is dark, a mistake is bold and white.
    """
    for (i, j), count in np.ndenumerate(counts):
        if i == j:
            axes.add_patch(_white_cell(i))
        if count:
            strong = i != j and count >= dark
            axes.text(
                j, i, f"{count:g}", ha="center", va="center", color=CARD if strong else INK,
                fontweight="bold" if strong or i == j else "normal",
            )  # fmt: skip


def _white_cell(k: int) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((k - 0.5, k - 0.5), 1, 1, facecolor=CARD, edgecolor=INK, linewidth=0.6)


def _confusion_words(counts: Floats, names: Sequence[str], title: str) -> list[str]:
    right, all_ = np.trace(counts), counts.sum()
    lines = [f"{title}.", f"{right:g} of {all_:g} are right."]
    off = counts - np.diag(np.diag(counts))
    if off.max() > 0:
        i, j = divmod(int(off.argmax()), len(names))
        times = counted(off[i, j], "time")
        lines.append(f"Most often, {names[i]} is called {names[j]} ({times}).")
    return lines
