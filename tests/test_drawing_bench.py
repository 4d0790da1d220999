"""The bench of two losses: what it says is what the losses are, and one score is marked."""

from __future__ import annotations

import math
import re

import pytest

from course import losses
from course.figures import two_loss_bench


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-1000, -8.0, 0, 2.5, 12])
def test_its_words_are_the_numbers_of_the_losses(z: float, y: int) -> None:
    alt = two_loss_bench(z, y).alt
    square, slope, cross, steeper = (
        float(number.rstrip(".")) for number in re.findall(r"(?:is|slope) (-?[\d.e+-]+)", alt)[-4:]
    )
    probability = math.exp(-losses.bce_from_logits(float(z), 1.0))
    assert square == pytest.approx((y - probability) ** 2, rel=1e-2)
    assert cross == pytest.approx(float(losses.bce_from_logits(float(z), float(y))), rel=1e-2)
    assert slope == pytest.approx(float(losses.dmse_dz(float(z), float(y))), rel=1e-2)
    assert steeper == pytest.approx(float(losses.dce_dz(float(z), float(y))), rel=1e-2)
    assert f"label {y}" in alt


def test_the_picture_follows_the_score() -> None:
    assert two_loss_bench(-3, 1).png != two_loss_bench(3, 1).png != two_loss_bench(3, 0).png
    assert two_loss_bench(3, 1).png == two_loss_bench(3.0, 1).png
    assert two_loss_bench(3, 1).width <= 720


@pytest.mark.parametrize(("z", "y"), [(0, 2), (math.nan, 1), (math.inf, 0)])
def test_what_cannot_be_drawn_is_named(z: float, y: int) -> None:
    with pytest.raises(ValueError, match=r"label y|score z"):
        two_loss_bench(z, y)
