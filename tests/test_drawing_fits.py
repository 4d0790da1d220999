"""A fitted curve and its two errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from course import figures as fig

ERRORS = [1.0, 0.5, 0.25], [1.0, 0.75, 0.875]


def test_a_fit_in_words() -> None:
    picture = fig.fit_and_errors(np.sin, [0, 1, 2, 3], [0, 1, 1, 0], *ERRORS, every=5, title="T")
    assert "T: a curve through 4 training examples" in picture.alt
    assert "Training error: from 1 to 0.25." in picture.alt
    assert "from 1 to 0.875, lowest 0.75 at epoch 10." in picture.alt
    assert "The gap at the end is 0.625." in picture.alt
    assert picture.png[:4] == b"\x89PNG"


def test_the_same_data_give_the_same_bytes() -> None:
    one, other = (
        fig.fit_and_errors(np.cos, [[0], [1]], [[0], [1]], *ERRORS, truth=np.sin) for _ in range(2)
    )
    assert one.png == other.png


def test_a_fit_that_cannot_be_drawn_is_named() -> None:
    alt = fig.fit_and_errors(lambda x: x / 0.0, [0, 1], [0, 1], *ERRORS).alt
    assert "The curve" in alt


def test_examples_and_errors_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="equally long"):
        fig.fit_and_errors(np.sin, [0, 1], [0], *ERRORS)
    with pytest.raises(ValueError, match="errors is empty"):
        fig.fit_and_errors(np.sin, [0], [0], [], [])


def test_the_lowest_validation_error_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Any] = []
    monkeypatch.setattr("course.drawing.fits.as_picture", lambda f, _: figures.append(f))
    fig.fit_and_errors(np.sin, [0, 1], [0, 1], *ERRORS, every=5)
    errors = figures[0].axes[1]
    assert "lowest\nvalidation error" in [text.get_text() for text in errors.texts]
    mark = next(line for line in errors.lines if line.get_marker() == "v")
    assert mark.get_xydata().tolist() == [[10.0, 0.75]]
    assert mark.get_color() == fig.INK
