"""The paths of hidden units through the plane of their weights."""

from __future__ import annotations

import numpy as np
import pytest

from course import figures as fig

START = np.zeros((1, 2, 3))


def test_twins_share_their_place_and_their_name() -> None:
    end = np.array([[[1.0, 2.0, 1.0], [0.5, 0.25, 0.5 + 1e-12]]])
    alt = fig.unit_paths(np.concatenate([START, end]), first=3, title="Twins").alt
    assert alt.startswith("Twins: the paths of 3 hidden units over 1 step, 1 different place at")
    assert "at the start, 2 at the end." in alt
    assert "Units 3 and 5: from (0, 0) to (1, 0.5)." in alt
    assert "Unit 4: from (0, 0) to (2, 0.25)." in alt


def test_what_cannot_be_drawn_is_said() -> None:
    broken = np.full((1, 2, 3), np.nan)
    picture = fig.unit_paths(np.concatenate([START, START + 1, broken]))
    assert "1 of 3 points in time are nan, inf or huge." in picture.alt
    assert "from (0, 0) to (1, 1)" in picture.alt
    assert "none of which can be drawn" in fig.unit_paths(broken).alt


def test_long_paths_of_whole_numbers() -> None:
    steps = np.arange(5000)[:, None, None] * np.ones((1, 2, 10), int)
    assert "over 4999 steps" in fig.unit_paths(steps).alt
    assert fig.unit_paths(steps).png == fig.unit_paths(steps).png


def test_shapes() -> None:
    for shape in ((2, 3), (4, 3, 2), (0, 2, 2)):
        with pytest.raises(ValueError, match="steps"):
            fig.unit_paths(np.zeros(shape))
    with pytest.raises(ValueError, match="up to 10 units"):
        fig.unit_paths(np.zeros((2, 2, 11)))
