"""Drawings of networks: what is said about them, and what they survive."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.image import imread

from course import figures as fig
from course.drawing.wiring import wiring_of

W1, B1, W2, B2 = [[1, 2], [3, -4]], [-0.5, -1.5], [[5], [-6]], [0.25]


def test_every_number_is_said() -> None:
    x, ins, a = [1, 0], [[0.5, 0.5], [-0.75]], [1, 1]
    alt = fig.network_drawing([W1, W2], [B1, B2], ins, [x, a, [0]], title="XOR").alt
    assert "XOR: input (2 units), hidden (2 units) and output (1 unit)" in alt
    assert "; 6 weights and 3 biases." in alt
    said = "Weights: 1 to 3: 1; 1 to 4: 2; 2 to 3: 3; 2 to 4: -4; 3 to 5: 5; 4 to 5: -6."
    assert said in alt
    assert "Biases: 3: -0.5; 4: -1.5; 5: 0.25." in alt
    assert "in: 3: 0.5; 4: 0.5; 5: -0.75." in alt
    assert "Activations: 1: 1; 2: 0; 3: 1; 4: 1; 5: 0." in alt


def test_numbers_of_the_lecture() -> None:
    net = wiring_of([np.ones(s) for s in ((2, 2), (2, 2), (2, 1))], None, None, None)
    numbers = [[net.number(k, i) for i in range(n)] for k, n in enumerate(net.sizes)]
    assert numbers == [[1, 2], [3, 4], [5, 6], [7]]


def test_names_without_numbers() -> None:
    alt = fig.network_drawing([W1, W2], names=["pixels", "features", "class"], numbered=False).alt
    assert "pixels (2 units), features (2 units) and class (1 unit)" in alt
    assert "x2 to h1.1: 3" in alt
    assert "h1.2 to out 1: -6" in alt
    with pytest.raises(ValueError, match="one name per layer of units: 3, got 1"):
        fig.network_drawing([W1, W2], names=["pixels"])


def test_large_layers_are_abridged() -> None:
    W = np.linspace(-1, 3, 784 * 12).reshape(784, 12)
    picture = fig.network_drawing([W, np.ones((12, 1))])
    assert "Of the 784 units of input, the first and last 4 are drawn." in picture.alt
    assert "units of hidden" not in picture.alt  # 12 are drawn one by one
    assert "The weights reach from -1 to 3" in picture.alt
    above = 100 * ((W > 0).sum() + 12) / (784 * 12 + 12)
    assert f"{above:.1f} % are above 0" in picture.alt
    assert picture.width <= 720


def test_shapes_that_do_not_fit() -> None:
    alt = fig.network_drawing([np.ones((2, 2)), np.ones((3, 1))]).alt
    assert "W1 (2, 2) and W2 (3, 1) do not fit together" in alt
    assert "2 to 5: unknown" in alt
    assert "5 to 6: 1" in alt
    alt = fig.network_drawing([np.ones((2, 3)), np.ones((2, 1))]).alt
    assert "5 to 6: unknown" in alt
    assert (
        "W1 has shape (3,) instead of (fan_in, fan_out)." in fig.network_drawing([[1, 2, 3]]).alt
    )


def test_missing_and_wrong_numbers() -> None:
    alt = fig.network_drawing(
        [[[1, np.nan]], None], [None, [1]], [[1, 2]], [[3], np.ones((4, 2)), ["x"]]
    ).alt  # fmt: skip
    assert "W2 holds no numbers, drawn as one unknown weight." in alt
    assert "1 to 3: unknown" in alt
    assert "Weights that are nan or inf are drawn as grey dots." in alt
    assert "bs[0] has shape (0,), the layer has 2 units." in alt
    assert "ins needs 2 arrays, got 1: left out." in alt
    assert "outs holds 4 examples: the first is drawn." in alt
    assert "outs[2] has shape (0,), the layer has 1 unit." in alt
    with pytest.raises(ValueError, match="at least one weight matrix"):
        fig.network_drawing([])


def test_signs_have_their_colours() -> None:
    def blue_minus_red(W: float) -> float:
        picture = fig.network_drawing([[[W] * 3] * 3])
        image = np.asarray(imread(io.BytesIO(picture.png)))[:-120, :, :3]  # without the key
        return float((image[..., 2] - image[..., 0]).sum())

    assert blue_minus_red(1) > 100
    assert blue_minus_red(-1) < -100
    assert abs(blue_minus_red(0)) < 100


def labels(monkeypatch: pytest.MonkeyPatch, *net: Any) -> tuple[list[str], Any]:
    """Return what is written in a drawing, and the place of each text in pixels."""
    figures: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr("course.drawing.networks.as_picture", lambda f, _: figures.append(f))
        fig.network_drawing(*net, title="T")
    renderer = FigureCanvasAgg(figures[0]).get_renderer()
    texts = figures[0].axes[0].texts
    boxes = [text.get_window_extent(renderer) for text in texts]
    return [text.get_text() for text in texts], boxes


def test_labels_do_not_cover_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for sizes in ((2, 3, 1), (2, 2, 2, 1), (1, 1), (2, 4, 2), (2, 1)):
        rng = np.random.default_rng(sum(sizes))
        Ws = [rng.normal(size=pair).round(2) for pair in pairwise(sizes)]
        bs = [rng.normal(size=n).round(2) for n in sizes[1:]]
        outs = [np.ones(n) for n in sizes]
        said, boxes = labels(monkeypatch, Ws, bs, bs, outs)
        assert sum(": in = " in text for text in said) == sum(sizes[1:])  # number and in together
        for i, one in enumerate(boxes):
            assert one.x0 >= 0
            assert one.x1 <= 700  # at 100 dots an inch
            for k in range(i):
                assert not one.shrunk(0.9, 0.8).overlaps(boxes[k]), (sizes, said[i], said[k])
