"""Patterns of weights and average images: what the pictures say, and what they survive."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

from course import figures as fig

IMAGES = {
    "diagonal": np.eye(3),
    "other diagonal": np.fliplr(np.eye(3)),
    "row": np.array([[0, 0, 0], [1, 1, 1], [0, 0, 0]]),
    "column": np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0]]),
}


def test_the_numbers_of_a_detector() -> None:
    picture = fig.detector_answers(2 * np.eye(3) - 1, -1, IMAGES)
    assert (
        "the weights 1, -1, -1; -1, 1, -1; -1, -1, 1 (row by row) and the bias -1" in picture.alt
    )
    assert "diagonal: in_ 2, output 0.88; other diagonal: in_ -2, output 0.12" in picture.alt
    assert picture.alt.endswith("Gap between diagonal and the next: 4.")
    assert fig.detector_answers(2 * np.eye(3) - 1, -1, IMAGES).png == picture.png
    nothing_is_cut_off(picture)


def nothing_is_cut_off(picture: fig.Picture) -> None:
    image = np.asarray(imread(io.BytesIO(picture.png)))
    assert (np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]]) == 1).all()
    assert picture.width <= 720


@pytest.mark.parametrize("weights", [-1, 0, 1])
def test_no_pattern_of_three_values_has_a_larger_gap(weights: int) -> None:
    """The centre is common to all four images: its weight changes nothing."""
    w = 2 * np.eye(3) - 1
    w[1, 1] = weights
    assert "the next: 4." in fig.detector_answers(w, 0, IMAGES).alt
    assert "the next: 2." in fig.detector_answers(np.eye(3), 0, IMAGES).alt


def test_images_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="two or more images, got 1"):
        fig.detector_answers(np.eye(3), 0, {"one": np.eye(3)})
    with pytest.raises(ValueError, match=r"image 'b' has shape \(2, 2\), w has \(3, 3\)"):
        fig.detector_answers(np.eye(3), 0, {"a": np.eye(3), "b": np.eye(2)})


def test_a_gallery() -> None:
    table = np.array([[0, 0, 8, 16], [4, 8, 12, 16]])
    picture = fig.pattern_gallery(lambda: table, ["sharp", "blurred"], (2, 2), "Two")
    assert picture.alt == (
        "Two: sharp and blurred. Share of half-dark pixels: sharp 25.0 % and blurred 75.0 %."
    )
    nothing_is_cut_off(picture)


def unwritten() -> Any:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (unwritten, "still the template"),
        (lambda: 1 / 0, "raised ZeroDivisionError"),
        (lambda: None, "raised TypeError|returned shape"),
        (lambda: np.ones((3, 4)), r"returned shape \(3, 4\), not \(2, 4\)"),
        (lambda: np.array([[np.nan] * 4, [1.0] * 4]), "4 entries are nan or inf"),
    ],
)
def test_wrong_tables_are_drawn_and_named(make: Any, complaint: str) -> None:
    picture = fig.pattern_gallery(make, ["a", "b"], (2, 2))
    assert re.search(complaint, picture.alt)
    nothing_is_cut_off(picture)


def test_bars_have_names(monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Any] = []
    monkeypatch.setattr("course.drawing.detectors.as_picture", lambda f, _: figures.append(f))
    fig.detector_answers(2 * np.eye(3) - 1, -1, IMAGES)
    named = [axes for axes in figures[0].axes if axes.get_ylabel() == "output"]
    assert len(named) == 1
    assert [tick.get_text() for tick in named[0].get_yticklabels()] == ["0.5"]
