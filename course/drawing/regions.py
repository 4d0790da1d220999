"""What a network decides everywhere in the plane, and where its units draw their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from numpy.typing import ArrayLike, NDArray

from course.counting import counted
from course.drawing.answers import Answers, ask
from course.drawing.lines import Frame, draw_lines, line_words, lines_of
from course.drawing.palette import ASLEEP, BLUE, CARD, INK, MUTED, VERMILION, look, tint
from course.drawing.picture import Picture, as_picture, blank_figure, own_style, write_below
from course.drawing.sampling import Floats, Function
from course.drawing.wording import brief, listing, percent

__all__ = ["decision_regions"]

_SIDE = 201  # points along each side of the frame
_ON_THE_LINE = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")  # as screen readers say them
_SAYS_0, _SAYS_1 = tint(BLUE, 0.36), tint(VERMILION, 0.36)


def decision_regions(
    predict: Function,
    X: ArrayLike,
    y: ArrayLike,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    *,
    title: str = "Decision regions",
    first: int = 1,
    frame: Frame | None = None,
    names: tuple[str, str] = ("x₁", "x₂"),
) -> Picture:
    """Draw what `predict` answers in the plane, the examples, and the lines of the hidden units.

    The background shows p, or the class with the highest score; the thick line is the boundary,
    p = 0.5. Where every answer is exactly 0 or 1, the background shows the answers. Hidden unit j
    switches on its dashed line w_1j x_1 + w_2j x_2 + w_0j = 0, and its arrow points to the side on
    which its input is positive.

    Parameters
    ----------
    predict : callable
        Maps points, (m, 2), to the probabilities of class 1, (m,) or (m, 1), or to scores, (m, K).
    X : array_like, (n, 2)
        The examples.
    y : array_like, (n,), (n, 1) or one-hot (n, K)
        Their classes: 0 and 1, or 1 to K.
    hidden : pair of array_like, (2, h) and (h,), optional
        Weights and biases of the first layer.
    title : str
        Title of the picture.
    first : int
        Number of the first hidden unit: 3 where the two inputs count as units 1 and 2.
    frame : four floats, optional
        What is drawn: x_1 from, to, x_2 from, to. By default the examples with a margin.
    names : two str
        What the two axes are called.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If the shapes of `X`, `y` or `hidden` do not fit.

    Lectures: CS 457, 07-2b Feedforward Neural Networks (XOR).

    Examples
    --------
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> picture = decision_regions(lambda points: points[:, 0], X, y)
    >>> picture.alt.split(". ")[1]
    '2 of 4 examples are right (50.0 %)'
    """
    points, labels, lost = _examples(X, y)
    frame = _frame(points) if frame is None else frame
    lines = None if hidden is None else lines_of(hidden, frame, first)
    everywhere = ask(predict, _mesh(frame), "predict")
    classes = _classes(labels, everywhere)
    right = _right(predict, points, labels, classes)
    notes = [everywhere.note, lost]
    with own_style():
        smooth = everywhere.is_p and not _is_hard(everywhere)
        figure = blank_figure(5.7 if smooth else 4.9, 5.2)
        axes = figure.subplots()
        image = _background(axes, everywhere, frame)
        axes.set(xlabel=names[0], ylabel=names[1])
        taken = _dots(axes, points, labels, right, classes, frame)
        draw_lines(axes, lines or [], taken)
        said = _patches() if everywhere.is_p and not smooth else []
        _legend(figure, axes, image if smooth else None, said, title)
        write_below(figure, notes)
        words = [_frame_words(title, names, frame), *_accuracy_words(labels, right)]
        words += [*_region_words(everywhere, classes, frame), *line_words(lines), *notes]
        return as_picture(figure, words)


# --- the examples --------------------------------------------------------------------------------


def _examples(X: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats, str]:
    """Return the examples, (n, 2), and their labels, (n,), without those that are not finite."""
    points, labels = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0:
        raise ValueError(f"X must have shape (n, 2), with n at least 1, got {points.shape}")
    if labels.ndim == 2 and labels.shape[1] > 1:
        labels = labels.argmax(axis=1) + 1.0  # one-hot: label k has its 1 in column k - 1
    labels = labels.ravel()
    if len(labels) != len(points):
        raise ValueError(f"y needs one label per row of X: {len(points)}, got {np.shape(y)}")
    good = np.isfinite(points).all(axis=1) & np.isfinite(labels)
    if not good.any():
        raise ValueError("X and y hold no example that is finite")
    lost = int((~good).sum())
    note = f"{counted(lost, 'example')} left out: nan or inf." if lost else ""
    return points[good], labels[good], note


def _frame(points: Floats) -> Frame:
    low, high = points.min(axis=0), points.max(axis=0)
    margin = np.where(high > low, 0.3 * (high - low), 1.0)
    (x0, y0), (x1, y1) = low - margin, high + margin
    return float(x0), float(x1), float(y0), float(y1)


# --- the answers ---------------------------------------------------------------------------------


def _mesh(frame: Frame) -> Floats:
    across, up = np.meshgrid(np.linspace(*frame[:2], _SIDE), np.linspace(*frame[2:], _SIDE))
    return np.column_stack([across.ravel(), up.ravel()])


def _classes(labels: Floats, answers: Answers) -> list[int]:
    """Return the label that belongs to each column of the scores, then any others in the data."""
    K = answers.scores.shape[1]
    start = 0 if answers.is_p or 0 in labels else 1
    names = list(range(start, start + max(K, 2)))
    return names + [int(c) for c in np.unique(labels) if c not in names]


def _right(
    predict: Function, points: Floats, labels: Floats, names: Sequence[int]
) -> NDArray[np.bool_] | None:
    """Return which examples are classified correctly; None if `predict` has no answers."""
    columns = ask(predict, points, "predict").column
    if (columns < 0).all():
        return None
    known = (columns >= 0) & (columns < len(names))
    answers = np.asarray(names)[np.where(known, columns, 0)]
    return np.asarray(known & (answers == labels))


# --- the drawing ---------------------------------------------------------------------------------


def _background(axes: Any, answers: Answers, frame: Frame) -> Any:
    """Colour the plane and draw the boundary."""
    axes.set_box_aspect(1)
    K = answers.scores.shape[1]
    if answers.is_p:
        shown, low, high = np.clip(answers.scores[:, -1], 0, 1), 0.0, 1.0
        ramp = [_SAYS_0, CARD, _SAYS_1]
        colours: Any = LinearSegmentedColormap.from_list("p", ramp)
    else:
        column = answers.column
        shown, low, high = np.where(column < 0, np.nan, column.astype(float)), -0.5, K - 0.5
        colours = ListedColormap([tint(look(k).colour, 0.28 if k < 5 else 0.14) for k in range(K)])
    image = axes.imshow(
        shown.reshape(_SIDE, _SIDE), origin="lower", extent=_pixels_around(frame), aspect="auto",
        cmap=colours.with_extremes(bad=ASLEEP), vmin=low, vmax=high, interpolation="nearest",
    )  # fmt: skip
    _boundary(axes, answers, frame)
    axes.set(xlim=frame[:2], ylim=frame[2:])
    axes.set_autoscale_on(False)
    return image


def _is_hard(answers: Answers) -> bool:
    """Whether every answer is exactly 0 or 1: those are no probabilities, but decisions."""
    p = answers.scores[:, -1]
    p = p[np.isfinite(p)]
    return bool(p.size) and bool(np.isin(p, (0.0, 1.0)).all())


def _patches() -> list[Any]:
    """Return what explains the colours of decisions."""
    from matplotlib.patches import Patch

    return [
        Patch(facecolor=colour, edgecolor=MUTED, linewidth=0.6, label=f"says {answer}")
        for answer, colour in enumerate((_SAYS_0, _SAYS_1))
    ]


def _pixels_around(frame: Frame) -> Frame:
    """Return the outer edges of the pixels whose centres fill the frame."""
    x0, x1, y0, y1 = frame
    dx, dy = (x1 - x0) / (_SIDE - 1) / 2, (y1 - y0) / (_SIDE - 1) / 2
    return x0 - dx, x1 + dx, y0 - dy, y1 + dy


def _boundary(axes: Any, answers: Answers, frame: Frame) -> None:
    """Draw the line on which a class is as good as the best of the others."""
    scores, drawn = answers.scores, False
    for k in range(1 if answers.is_p else 0, scores.shape[1]):
        with np.errstate(all="ignore"):
            lead = scores[:, k] - np.delete(scores, k, axis=1).max(axis=1, initial=-np.inf)
        lead = np.where(np.isfinite(lead), lead, np.nan).reshape(_SIDE, _SIDE)
        if not ((lead > 0).any() and (lead < 0).any()):
            continue
        lead = np.clip(lead, -1e6, 1e6)
        axes.contour(
            np.linspace(*frame[:2], _SIDE), np.linspace(*frame[2:], _SIDE), lead, [0.0],
            colors=INK, linewidths=2.6, zorder=3,
        )  # fmt: skip
        drawn = True
    if drawn:  # an empty line: contours have no entry of their own in a legend
        axes.plot([], [], color=INK, linewidth=2.6, label="boundary")


def _dots(
    axes: Any, points: Floats, labels: Floats, right: Any, names: Sequence[int], frame: Frame
) -> list[Floats]:
    """Draw the examples, with a ring around those that are wrong; return where they are."""
    size = 8.0 if len(points) <= 40 else 5.5 if len(points) <= 300 else 3.5
    for label in np.unique(labels):
        here = labels == label
        style = look(names.index(int(label)))
        axes.plot(
            *points[here].T, style.marker, color=style.colour, markersize=size, zorder=7,
            markeredgecolor=CARD, markeredgewidth=size / 8, label=f"class {label:g}",
        )  # fmt: skip
    wrong = np.zeros(len(points), dtype=bool) if right is None else ~right
    if wrong.any():
        axes.plot(
            *points[wrong].T, "o", markersize=1.9 * size, markerfacecolor="none", zorder=8,
            markeredgecolor=INK, markeredgewidth=1.4, label="wrong",
        )  # fmt: skip
    corner, size_of_frame = np.array(frame[::2]), np.diff(np.reshape(frame, (2, 2))).ravel()
    return list(((points - corner) / size_of_frame)[:400])


def _legend(figure: Any, axes: Any, image: Any, said: list[Any], title: str) -> None:
    """Name the marks above the plane, and the colours beside it."""
    marks, names = axes.get_legend_handles_labels()
    order = sorted(range(len(names)), key=lambda i: names[i] == "boundary")  # examples first
    marks = [*(marks[i] for i in order), *said]
    names = [*(names[i] for i in order), *(patch.get_label() for patch in said)]
    columns = 4 if image is not None or max(map(len, names)) < 12 else 3
    figure.legend(
        marks, names, loc="outside upper left", ncols=columns, title=title, alignment="left",
        title_fontproperties={"weight": "bold", "size": 11}, handletextpad=0.4,
        columnspacing=1.5, handlelength=1.8,
    )  # fmt: skip
    axes.spines[:].set_visible(True)
    if image is not None:
        bar = figure.colorbar(image, ax=axes, fraction=0.045, pad=0.02, ticks=[0, 0.5, 1])
        bar.ax.axhline(0.5, color=INK, linewidth=2.6)
        bar.set_label("p, the probability of class 1")


# --- the words -----------------------------------------------------------------------------------


def _frame_words(title: str, names: tuple[str, str], frame: Frame) -> str:
    x0, x1, y0, y1 = map(brief, frame)
    across, up = (name.translate(_ON_THE_LINE) for name in names)
    return f"{title}, for {across} from {x0} to {x1} and {up} from {y0} to {y1}."


def _accuracy_words(labels: Floats, right: NDArray[np.bool_] | None) -> list[str]:
    shares = []
    for label in np.unique(labels):
        here = labels == label
        done = "" if right is None else f", {int(right[here].sum())} right"
        shares.append(f"class {label:g}: {counted(int(here.sum()), 'example')}{done}")
    if right is None:
        return ["No example could be classified.", "; ".join(shares).capitalize() + "."]
    accuracy = f"{int(right.sum())} of {len(right)} examples are right ({percent(right.mean())})."
    return [accuracy, "; ".join(shares).capitalize() + "."]


def _region_words(answers: Answers, names: Sequence[int], frame: Frame) -> list[str]:
    """Say how many regions each class has, how large they are and around which point they lie."""
    from scipy import ndimage  # no part of `import course`

    column = answers.column.reshape(_SIDE, _SIDE)
    words = []
    for k in np.unique(column[column >= 0]):
        zones, _ = ndimage.label(column == k)
        sizes = np.bincount(zones.ravel())[1:]
        seen = [z + 1 for z in np.argsort(-sizes, kind="stable") if sizes[z] >= 5]  # no specks
        if not seen:
            continue
        spots = [_spot(zones == z, frame) for z in seen[:4]] + ["others"] * (len(seen) > 4)
        share = percent(float((column == k).mean()))
        around = "" if len(sizes) == 1 and share == "100.0 %" else f", around {listing(spots)}"
        words.append(
            f"Class {names[k]} has {counted(len(seen), 'region')}, {share} of the frame{around}."
        )
    return words


def _spot(zone: NDArray[np.bool_], frame: Frame) -> str:
    """Return a point deep inside a region; of several, the one nearest to the region's centre."""
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(np.pad(zone, 1))[1:-1, 1:-1]
    deep = np.argwhere(depth > depth.max() - 1.5)
    distance = np.linalg.norm(deep - np.argwhere(zone).mean(axis=0), axis=1)
    row, col = deep[int(np.argmin(np.round(distance, 6)))]
    x = frame[0] + (frame[1] - frame[0]) * col / (_SIDE - 1)
    y = frame[2] + (frame[3] - frame[2]) * row / (_SIDE - 1)
    return f"({brief(float(x))}, {brief(float(y))})"
