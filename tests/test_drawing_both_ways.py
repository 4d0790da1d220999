"""The table of weights that is read down a column forward, and along a row backward."""

from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.image import imread

from course.figures import weights_both_ways

W, A, DELTA = [[0.5, -1, 2], [0.25, 3, -4]], [0.5, 0.2], [-0.1, 0.3, 0.2]


def test_the_words_hold_the_sums() -> None:
    alt = weights_both_ways(W, A, DELTA, 1, 0, senders="34", receivers=[5, 6, 7]).alt
    assert "column 6: 0.5 · -1 + 0.2 · 3 = 0.1 arrives at unit 6" in alt
    assert "row 3: 0.5 · -0.1 + -1 · 0.3 + 2 · 0.2 = 0.05 comes back to unit 3" in alt


@pytest.mark.parametrize(("fan_in", "fan_out"), [(1, 1), (2, 3), (4, 2), (4, 3)])
def test_nothing_is_cut_off(fan_in: int, fan_out: int) -> None:
    table = -np.full((fan_in, fan_out), 0.00123)
    picture = weights_both_ways(table, table[:, 0], table[0], fan_out - 1, fan_in - 1)
    image = np.asarray(imread(io.BytesIO(picture.png)))
    assert 250 <= picture.width <= 720
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    assert (border == 1).all()


@pytest.mark.parametrize(
    "bad",
    [
        (W, DELTA, A),
        (np.ones((5, 2)), np.ones(5), np.ones(2)),
        (W[0], A, DELTA),
        (W, A, DELTA, 3),
        (W, A, DELTA, 0, 2),
    ],
)
def test_what_does_not_fit_is_refused(bad: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"W|shape"):
        weights_both_ways(*bad)  # type: ignore[arg-type]


def test_every_row_and_column_has_a_name() -> None:
    with pytest.raises(ValueError, match="name per row"):
        weights_both_ways(W, A, DELTA, senders=[1])
