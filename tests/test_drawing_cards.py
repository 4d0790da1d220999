"""What all pictures of networks and trainings have in common: card, delivery, the same bytes."""

from __future__ import annotations

import importlib
import inspect
import io
import pkgutil
import re
from collections.abc import Callable

import matplotlib
import matplotlib.colors
import numpy as np
import pytest
from matplotlib.image import imread

import course.drawing
from course import figures as fig
from course.drawing.palette import look, tint

RNG = np.random.default_rng(457)
X, Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
W1, B1, W2, B2 = [[1, 1], [1, 1]], [-0.5, -1.5], [[1], [-1]], [-0.5]


def xor(points: np.ndarray) -> np.ndarray:
    inner = np.asarray(points) @ W1 + np.asarray(B1) >= 0
    return (inner @ W2 + np.asarray(B2) >= 0).astype(float)


STEPS = np.exp(-np.arange(3000) / 500)
PICTURES: dict[str, Callable[[], fig.Picture]] = {
    "regions": lambda: fig.decision_regions(xor, X, Y, (W1, B1), title="XOR", first=3),
    "classes": lambda: fig.decision_regions(lambda p: np.c_[p, -p.sum(1)], X, [1, 2, 3, 3]),
    "lines": lambda: fig.decision_regions(lambda p: np.c_[p, p[:, ::-1]], X, Y, (W1, B1)),
    "costs": lambda: fig.loss_curves({"slow": STEPS, "fast": STEPS**2}, log=True),
    "layers": lambda: fig.layer_histograms([STEPS, STEPS**2, -STEPS], (0.05, 0.95)),
    "gradients": lambda: fig.layer_histograms([STEPS, STEPS**3], log=True),
    "deltas": lambda: fig.delta_chart({"a": [0.01, 0.1, 1], "b": [1, 1, 1]}, [0.1, 0.5, 1]),
    "network": lambda: fig.network_drawing([W1, W2], [B1, B2], title="XOR"),
    "wide": lambda: fig.network_drawing([np.ones((40, 3)), -np.ones((3, 13))]),
    "broken": lambda: fig.network_drawing([[[1, np.nan]], W1, [[1]] * 3], [[1], [2], [3]]),
    "deep": lambda: fig.network_drawing([np.eye(2)] * 15),
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, fig.Picture]:
    return {name: make() for name, make in PICTURES.items()}


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_card(name: str, drawn: dict[str, fig.Picture]) -> None:
    picture = drawn[name]
    image = np.asarray(imread(io.BytesIO(picture.png)))
    assert abs(image.shape[1] - 2 * picture.width) <= 1
    assert 250 <= picture.width <= 720  # fits into a notebook
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    assert (border == 1).all()  # opaque white all around, in a dark theme too: nothing is cut off
    assert (image[..., :3].min(axis=2) < 0.9).mean() > 0.01  # and something is drawn
    page = picture._repr_mimebundle_()["text/html"]
    assert re.search(r'alt="[^"]{60,}"', page)
    assert "background:#ffffff" in page
    assert not re.search(r"\bnan\b(?! or inf)|  |\.\.", picture.alt)


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_same_data_same_bytes(name: str, drawn: dict[str, fig.Picture]) -> None:
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red", "savefig.dpi": 30}):
        assert PICTURES[name]() == drawn[name]
        assert matplotlib.rcParams["font.size"] == 20  # and the reader's own style is back


def test_arguments_are_not_modified() -> None:
    arrays = [np.array(a, dtype=float) for a in (X, Y, W1, B1, W2, B2)]
    kept = [a.copy() for a in arrays]
    points, labels, w1, b1, w2, b2 = arrays

    def careless(points: np.ndarray) -> np.ndarray:
        points *= 0
        return points[:, 0]

    fig.decision_regions(careless, points, labels, (w1, b1))
    fig.network_drawing([w1, w2], [b1, b2])
    fig.layer_histograms([w1, w2], log=True)
    fig.loss_curves({"a": b1}, log=True)
    fig.delta_chart({"a": [w1, w2]}, bound=b1)
    for now, before in zip(arrays, kept, strict=True):
        np.testing.assert_array_equal(now, before)


def test_looks_differ() -> None:
    looks = [look(i) for i in range(10)]
    assert len({(one.colour, str(one.dash)) for one in looks}) == 10
    assert len({one.marker for one in looks}) == 10


def luminance(colour: str) -> float:
    channels = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_names_and_lines() -> None:
    for i in range(5):
        assert contrast(look(i).text, fig.CARD) >= 4.5
    for ground in (fig.BLUE, fig.VERMILION):  # p = 0 and p = 1, behind the lines of the units
        assert contrast(fig.PLUM, tint(ground, 0.36)) >= 2.9
        assert contrast(fig.INK, tint(ground, 0.36)) >= 4.5
    assert contrast(fig.INK, fig.PLUM) >= 2.9  # a unit's dashes on the boundary


def test_every_picture_is_in_figures() -> None:
    for module in pkgutil.iter_modules(course.drawing.__path__):
        drawing = importlib.import_module(f"course.drawing.{module.name}")
        for name in getattr(drawing, "__all__", []):
            f = getattr(drawing, name)
            returns = inspect.isfunction(f) and str(inspect.signature(f).return_annotation)
            if returns == "Picture" and name != "as_picture":
                assert getattr(fig, name) is f
                assert name in fig.__all__


def test_extreme_numbers() -> None:
    huge, inf = np.full((2, 2), 1e300), np.full((2, 2), np.inf)
    assert "1 to 3: 1e+300" in fig.network_drawing([huge], outs=[[1e300, 5], [np.inf, 0]]).alt
    assert "1 to 3: unknown" in fig.network_drawing([inf]).alt
    assert "1 to 2: 0." in fig.network_drawing([[[0]]]).alt
    assert "nothing to draw" in fig.delta_chart({"a": [np.inf]}).alt
    assert "mean 1e+16, std 1.41" in fig.layer_histograms([[1e16, 1e16 + 2.83]]).alt
    frame = (0, 1e-9, 0, 1e9)
    line = ([[1e300], [1e-300]], [-1e290])
    assert "lines of 1 cross" in fig.decision_regions(xor, X, Y, line, frame=frame).alt
