"""Decision regions: what is said about them, and the lines of the hidden units."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.image import imread

from course import figures as fig
from course.drawing.lines import lines_of

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([0, 1, 1, 0])
FRAME = (-1.0, 3.0, 10.0, 12.0)


def between(points: np.ndarray) -> np.ndarray:
    total = points.sum(axis=1)
    return ((total >= 0.5) & (total < 1.5)).astype(float)


def test_xor() -> None:
    alt = fig.decision_regions(between, X, Y, ([[1, 1], [1, 1]], [-0.5, -1.5]), first=3).alt
    assert "4 of 4 examples are right (100.0 %)" in alt
    assert "Class 0: 2 examples, 2 right; class 1: 2 examples, 2 right." in alt
    assert "Class 0 has 2 regions" in alt
    # The frame is 1.6 wide; outside the band lie two triangles, both with legs of 1.1.
    band = re.search(r"Class 1 has 1 region, (\d+\.\d) % of the frame, around \(0\.5, 0\.5\)", alt)
    assert band
    assert float(band[1]) == pytest.approx(100 * (1 - 1.1**2 / 1.6**2), abs=0.6)
    assert "2 hidden units, the lines of 2 cross the frame" in alt
    assert "Unit 3: 1 x1 + 1 x2 - 0.5 = 0, positive towards the upper right." in alt
    assert "Unit 4: 1 x1 + 1 x2 - 1.5 = 0, positive towards the upper right." in alt


def test_accuracy_is_that_of_the_examples() -> None:
    rng = np.random.default_rng(0)
    points, labels = rng.normal(size=(50, 2)), rng.integers(0, 2, 50)
    right = [int((x > 0.3) == bool(t)) for (x, _), t in zip(points, labels, strict=True)]
    alt = fig.decision_regions(lambda p: 0.2 + 0.5 * (p[:, :1] > 0.3), points, labels).alt
    assert f"{sum(right)} of 50 examples are right ({2 * sum(right)}.0 %)" in alt
    ones = sum(r for r, t in zip(right, labels, strict=True) if t == 1)
    assert f"class 1: {labels.sum()} examples, {ones} right" in alt


def test_half_counts_as_class_1() -> None:
    alt = fig.decision_regions(lambda p: np.full(len(p), 0.5), X, Y).alt
    assert "Class 1 has 1 region, 100.0 % of the frame." in alt
    assert "2 of 4 examples are right" in alt


def test_scores_and_one_hot_labels() -> None:
    means = np.array([[0, 0], [3, 0], [0, 3.0]])

    def scores(points: np.ndarray) -> np.ndarray:
        return -((points[:, None] - means) ** 2).sum(axis=2)

    for labels in ([1, 2, 3], [0, 1, 2], np.eye(3), [[1], [2], [3]]):
        alt = fig.decision_regions(scores, means, labels).alt
        assert "3 of 3 examples are right" in alt
        assert alt.count("1 region,") == 3
    assert "1 of 3 examples are right" in fig.decision_regions(scores, means, [1, 3, 2]).alt


def test_islands_are_counted() -> None:
    islands = lambda p: np.sin(np.pi * p[:, 0]) * np.sin(np.pi * p[:, 1]) > 0.3
    alt = fig.decision_regions(islands, X, Y, frame=(0, 4, 0, 4)).alt
    assert "Class 1 has 8 regions" in alt  # half of the 16 squares
    assert "Class 0 has 1 region" in alt
    assert " and others." in alt


def colours(picture: fig.Picture) -> np.ndarray:
    image = np.asarray(imread(io.BytesIO(picture.png)))[::4, ::4, :3].reshape(-1, 3)
    return image[image.max(axis=1) - image.min(axis=1) > 0.1]


def test_background_shows_the_answer() -> None:
    none = fig.decision_regions(lambda p: np.zeros(len(p)), X, Y)
    every = fig.decision_regions(lambda p: np.ones(len(p)), X, Y)
    assert np.median(colours(none)[:, 2] - colours(none)[:, 0]) > 0.1  # blue
    assert np.median(colours(every)[:, 0] - colours(every)[:, 2]) > 0.1  # orange


# --- predictions that are wrong, as students' first versions are ---------------------------------


def broken(points: Any) -> Any:
    raise RuntimeError("not yet")


def template(points: Any) -> Any:
    raise NotImplementedError


M = 201 * 201
WRONG: list[tuple[Callable[[Any], Any], str]] = [
    (broken, f"predict raised RuntimeError for an array of shape ({M}, 2)."),
    (template, "predict is still the template."),
    (lambda p: None, "predict returned None."),
    (lambda p: "text", "predict raised"),
    (lambda p: p[:, 0] * 1j, "predict raised"),
    (lambda p: p.T, f"predict returned shape (2, {M}) for {M} points; it is not drawn."),
    (lambda p: 0.7, f"returned shape () for {M} points: the same answer everywhere"),
    (lambda p: p[:, 0][None], f"returned shape (1, {M}) for {M} points, read as ({M},)."),
    (lambda p: np.log(p[:, 0]), "predict is nan or inf in "),
    (lambda p: p * np.nan, "predict is nan or inf in 100.0 % of the frame."),
]


@pytest.mark.parametrize(("predict", "complaint"), WRONG)
def test_wrong_predictions_are_drawn_and_named(
    predict: Callable[[Any], Any], complaint: str
) -> None:
    picture = fig.decision_regions(predict, X, Y)
    assert complaint in picture.alt
    assert "2 examples" in picture.alt
    assert len(colours(picture)) > 100  # the examples are there


def test_predictions_outside_0_to_1() -> None:
    alt = fig.decision_regions(lambda p: 1e9 * (p[:, 0] - 0.5), X, [0, 0, 1, 1]).alt
    assert "4 of 4 examples are right" in alt


def test_examples_that_are_not_finite_are_left_out() -> None:
    holes = np.array([[0, 0], [np.nan, 1], [1, 0], [np.inf, 1]])
    alt = fig.decision_regions(lambda p: p[:, 0], holes, [0, 0, 1, 1]).alt
    assert "2 of 2 examples are right" in alt
    assert "2 examples left out: nan or inf." in alt
    with pytest.raises(ValueError, match="no example that is finite"):
        fig.decision_regions(between, [[np.nan, 0]], [1])


def test_arguments_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"X must have shape \(n, 2\).*got \(4,\)"):
        fig.decision_regions(between, [1, 2, 3, 4], Y)
    with pytest.raises(ValueError, match=r"y needs one label per row of X: 4, got \(3,\)"):
        fig.decision_regions(between, X, [0, 1, 1])
    with pytest.raises(ValueError, match=r"hidden needs W \(2, h\) and b \(h,\), got \(3, 2\)"):
        fig.decision_regions(between, X, Y, (np.ones((3, 2)), [1, 1]))


# --- the lines of the hidden units ---------------------------------------------------------------


def test_lines_outside_and_lines_that_are_none() -> None:
    W = [[1, 0, np.nan, 0, -2]], [[1, 0, 1, 3, 0]]
    b = [-90, 2, 0, -1.5, 1]
    alt = fig.decision_regions(between, X, Y, (np.concatenate(W), b)).alt
    assert "5 hidden units, the lines of 2 cross the frame." in alt
    assert "Unit 1: 1 x1 + 1 x2 - 90 = 0 lies outside the frame." in alt
    assert "Unit 2 has no line: both weights are 0, its input is always 2." in alt
    assert "Unit 3 has weights that are nan or inf: no line." in alt
    assert "Unit 4: 0 x1 + 3 x2 - 1.5 = 0, positive towards the top." in alt
    assert "Unit 5: -2 x1 + 0 x2 + 1 = 0, positive towards the left." in alt


def test_many_lines_lose_their_numbers() -> None:
    W, b = np.random.default_rng(1).normal(size=(2, 30)), np.zeros(30)
    alt = fig.decision_regions(between, X - 0.5, Y, (W, b)).alt
    assert "30 hidden units, the lines of 30 cross the frame." in alt
    assert "With more than 12 units, their numbers are left out." in alt
    assert "Unit 1:" not in alt


weights = st.floats(-1e6, 1e6).filter(lambda w: w == 0 or abs(w) > 1e-6)


@settings(max_examples=200, deadline=None)
@given(weights, weights, weights)
def test_ends_of_a_line(w1: float, w2: float, w0: float) -> None:
    (line,) = lines_of(([[w1], [w2]], [w0]), FRAME, 7)
    x0, x1, y0, y1 = FRAME
    corners = [w1 * x + w2 * y + w0 for x in (x0, x1) for y in (y0, y1)]
    size = abs(w1) * 3 + abs(w2) * 12 + abs(w0) + 1e-300
    if line.ends is None:
        assert min(corners) >= -1e-9 * size or max(corners) <= 1e-9 * size
        return
    assert min(corners) <= 1e-9 * size
    assert max(corners) >= -1e-9 * size
    for u, v in line.ends:
        assert min(u, v) >= -1e-9
        assert max(u, v) <= 1 + 1e-9
        assert min(u, v, 1 - u, 1 - v) < 1e-9  # on the border of the frame
        x, y = x0 + u * (x1 - x0), y0 + v * (y1 - y0)
        assert abs(w1 * x + w2 * y + w0) < 1e-9 * size
    u, v = line.ends.mean(axis=0) + 0.1 * line.positive
    assert w1 * (x0 + u * (x1 - x0)) + w2 * (y0 + v * (y1 - y0)) + w0 > 0
    along = line.ends[1] - line.ends[0]
    assert abs(along @ line.positive) < 1e-9


def xor(points: np.ndarray) -> np.ndarray:
    return (np.abs(points.sum(axis=1) - 1) < 0.5).astype(float)


def legends(picture: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Any]:
    """Return the entries of the legend, and the figure, that a picture is made of."""
    figures: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr("course.drawing.regions.as_picture", lambda f, _: figures.append(f))
        picture()
    return [text.get_text() for text in figures[0].legends[0].get_texts()], figures[0]


def test_decisions_are_no_probabilities(monkeypatch: pytest.MonkeyPatch) -> None:
    entries, figure = legends(lambda: fig.decision_regions(xor, X, Y), monkeypatch)
    assert entries == ["class 0", "class 1", "boundary", "says 0", "says 1"]
    assert len(figure.axes) == 1  # no bar of colours
    smooth = lambda p: 1 / (1 + np.exp(-p.sum(axis=1)))
    entries, figure = legends(lambda: fig.decision_regions(smooth, X, Y), monkeypatch)
    assert "says 1" not in entries
    assert figure.axes[1].get_ylabel() == "p, the probability of class 1"


def test_names_of_the_axes(monkeypatch: pytest.MonkeyPatch) -> None:
    named = lambda: fig.decision_regions(xor, X, Y, names=("a₃", "a₄"))
    _, figure = legends(named, monkeypatch)
    assert (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()) == ("a₃", "a₄")
    assert "for a3 from -0.3 to 1.3 and a4 from" in named().alt
    assert "for x1 from -0.3 to 1.3 and x2 from" in fig.decision_regions(xor, X, Y).alt
