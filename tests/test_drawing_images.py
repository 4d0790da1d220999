"""Pictures of digits and of confusions say in words what they show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from course.figures import CARD, confusion_chart, digit_images

RNG = np.random.default_rng(4)


def test_right_images_are_only_listed():
    picture = digit_images(RNG.random((12, 9)), list("abcabcabcabc"))
    assert picture.alt.startswith("Digits. 12 images of 3 by 3 pixels: a, b, c,")
    assert "taken" not in picture.alt
    assert picture.png.startswith(b"\x89PNG")


def test_mistakes_are_named_and_counted():
    picture = digit_images(RNG.random((3, 4)), ["1", "2", "3"], ["1", "3", "2"], "Mistakes")
    assert "2 taken for 3, 3 taken for 2" in picture.alt
    assert picture.alt.endswith("2 of 3 are taken for something else.")


def test_blank_images_can_be_drawn():
    assert digit_images(np.zeros((1, 4)), ["0"]).png


@pytest.mark.parametrize("X", [np.zeros((2, 5)), np.zeros(4), np.zeros((0, 4)), np.zeros((61, 4))])
def test_what_is_no_table_of_squares_is_refused(X):
    with pytest.raises(ValueError, match="square images"):
        digit_images(X, ["?"] * len(X))


def test_names_have_to_fit():
    with pytest.raises(ValueError, match="2 images, 1 names"):
        digit_images(np.zeros((2, 4)), ["a"])
    with pytest.raises(ValueError, match="there are 3 names"):
        confusion_chart(np.eye(2), ["a", "b", "c"])


def test_the_most_frequent_confusion_is_named():
    table = np.array([[7, 1, 0], [0, 5, 3], [0, 1, 8]])
    assert confusion_chart(table, "abc", "Three").alt == (
        "Three. 20 of 25 are right. Most often, b is called c (3 times)."
    )


def test_without_mistakes_there_is_none_to_name():
    assert confusion_chart(np.eye(3), "abc").alt == "Confusion. 3 of 3 are right."


def test_counts_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Any] = []
    monkeypatch.setattr("course.drawing.images.as_picture", lambda f, _: figures.append(f))
    counts = np.arange(1.0, 50.0).reshape(7, 7)
    confusion_chart(counts, "abcdefg")
    image = figures[0].axes[0].images[0]
    for text in figures[0].axes[0].texts:
        j, i = map(int, text.get_position())
        ground = image.to_rgba(image.get_array())[i, j, :3] if i != j else np.ones(3)
        low, high = sorted(map(luminance, (ground, to_rgb(text.get_color()))))
        assert (high + 0.05) / (low + 0.05) >= 3.8, text
        if counts[i, j] == counts[6, 5]:  # the strongest of the mistakes
            assert (text.get_color(), text.get_fontweight()) == (CARD, "bold")
            assert (high + 0.05) / (low + 0.05) >= 4.5


def luminance(colour: Any) -> float:
    c = np.asarray(colour)
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
