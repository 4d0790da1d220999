"""Costs, Δ and histograms, layer by layer and step by step."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg

from course import figures as fig
from course.drawing.costs import thinned
from course.drawing.placing import roomiest, spread

# --- costs ---------------------------------------------------------------------------------------


def test_costs_in_words() -> None:
    alt = fig.loss_curves({"up": [1, 0.25, 3, 2], "down": (4, 3, 1)}, step="epoch").alt
    assert "cost J over epochs, of up and down" in alt
    said = "up: from 1 at epoch 0 to 2 at epoch 3, lowest 0.25 at epoch 1, highest 3 at epoch 2."
    assert said in alt
    assert "down: from 4 at epoch 0 to 1 at epoch 2. " in alt
    assert "The lowest end is that of down." in alt
    assert "logarithmic" not in alt


def test_costs_that_cannot_be_drawn() -> None:
    curves = {"a": [1, np.nan, np.inf, 4], "b": [2, 1, 0, -1], "c": [], "d": ["x"], "e": [[1, 2]]}
    alt = fig.loss_curves(curves, log=True).alt
    assert "a is nan, inf or huge at 2 of 4 steps, first at step 1." in alt
    assert "b is not above 0, off a logarithmic scale at 2 of 4 steps, first at step 2." in alt
    assert "c is empty." in alt
    assert "c: nothing to draw." in alt
    assert "d holds something else than numbers." in alt
    assert "e has shape (1, 2), drawn as one row of numbers." in alt
    assert "a: from 1 at step 0 to 4 at step 3." in alt
    alt = fig.loss_curves({"b": [2, 1, 0, -1]}).alt  # 0 and -1 are fine on a linear scale
    assert "b: from 2 at step 0 to -1 at step 3." in alt


def test_diverging_and_empty_costs() -> None:
    with np.errstate(over="ignore"):
        alt = fig.loss_curves({"diverges": 10.0 ** np.arange(0, 400)}).alt
    assert "diverges is nan, inf or huge at 300 of 400 steps, first at step 100." in alt
    assert "nothing to draw" in fig.loss_curves({"a": [np.nan]}, log=True).alt


def test_number_of_curves() -> None:
    for number in (0, 11):
        with pytest.raises(ValueError, match="1 to 10 curves"):
            fig.loss_curves({str(i): [1.0] for i in range(number)})


def test_long_curves_keep_their_extremes() -> None:
    y = np.random.default_rng(0).normal(size=100_000)
    y[54_321], y[12_345] = 99, -99
    alt = fig.loss_curves({"long": y}).alt
    assert "lowest -99 at step 12345, highest 99 at step 54321" in alt
    places, values = thinned(y)
    assert len(places) <= 1200
    assert {12_345, 54_321, 0, 99_999} <= set(places)
    np.testing.assert_array_equal(values, y[places.astype(int)])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-9, 9) | st.just(math.nan), min_size=1, max_size=300))
def test_thinning(y: list[float]) -> None:
    places, values = thinned(np.array(y), most=40)
    assert len(places) == len(values) <= max(40, 0)
    assert (np.diff(places) > 0).all()
    known = [v for v in y if not math.isnan(v)]
    if known:
        assert np.nanmin(values) == min(known)
        assert np.nanmax(values) == max(known)


def test_gaps_stay_gaps() -> None:
    y = np.ones(10_000)
    y[4000:6000] = np.nan
    places, values = thinned(y)
    inside = (places > 4020) & (places < 5980)
    assert inside.any()
    assert np.isnan(values[inside]).all()


# --- placing labels ------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_spread(wanted: list[float]) -> None:
    placed = spread(wanted, 0.08)
    ordered = placed[np.argsort(wanted, kind="stable")]
    assert (np.diff(ordered) >= 0.08 - 1e-9).all()
    assert placed.min() >= -1e-9
    assert placed.max() <= 1 + 1e-9


def test_spread_moves_nobody_without_need() -> None:
    np.testing.assert_allclose(spread([0.9, 0.1, 0.5], 0.1), [0.9, 0.1, 0.5])
    np.testing.assert_allclose(spread([0.5, 0.5], 0.1), [0.45, 0.55])


def test_roomiest() -> None:
    np.testing.assert_array_equal(roomiest([[0, 0], [1, 1]], []), [0, 0])
    np.testing.assert_array_equal(roomiest([[0, 0], [1, 1], [5, 5]], [[0, 0], [6, 6]]), [1, 1])


# --- the sizes of Δ ------------------------------------------------------------------------------


def test_shrinking_deltas() -> None:
    alt = fig.delta_chart({"sigmoid": 0.5 * 0.25 ** np.arange(9)[::-1], "relu": [1, 1, 1]}).alt
    assert f"sigmoid: 0.5 in layer 9, {0.5 * 0.25**8:.3g} in layer 1: times 0.25 per layer" in alt
    assert "relu: 1 in layer 3, 1 in layer 1: times 1 per layer back." in alt
    assert "bound" not in alt


def test_norms_of_arrays() -> None:
    deltas = [np.array([[3.0, 4.0], [0.0, 1.0]]), np.array([[0.5], [-1.5]])]
    alt = fig.delta_chart({"net": deltas}).alt
    assert "net: 1 in layer 2, 3 in layer 1: times 3 per layer back." in alt  # (5 + 1) / 2


def test_bound() -> None:
    bound = 0.25 ** np.arange(3)[::-1]
    assert "nothing exceeds it" in fig.delta_chart({"a": bound, "b": bound / 2}, bound).alt
    alt = fig.delta_chart({"a": [1, 1, 1], "b": bound}, bound).alt
    assert (
        "The bound is 1 in layer 3 and 0.0625 in layer 1; a exceeds it in layers 1 and 2." in alt
    )
    assert "b exceeds" not in alt
    assert "a exceeds it in layers 1, 2 and 3" in fig.delta_chart({"a": bound * 1.01}, bound).alt
    assert "nothing exceeds it" in fig.delta_chart({"a": bound * (1 + 1e-12)}, bound).alt
    with pytest.raises(ValueError, match=r"one per layer: 3, got \(2,\)"):
        fig.delta_chart({"a": [1, 1, 1]}, [1, 1])


def test_deltas_that_cannot_be_drawn() -> None:
    alt = fig.delta_chart({"a": [0, 0.0, 2], "b": [np.nan, 1, "x"], "c": [0], "d": []}, 1).alt
    assert "a is exactly 0 in layers 1 and 2." in alt
    assert "a: 2 in layer 3. " in alt
    assert "b is nan, inf or no number in layers 1 and 3." in alt
    assert "c: nothing to draw." in alt
    assert "d: nothing to draw." in alt
    for number in (0, 10):
        with pytest.raises(ValueError, match="1 to 9 networks"):
            fig.delta_chart({str(i): [1.0] for i in range(number)})


# --- histograms ----------------------------------------------------------------------------------


def test_saturated_share() -> None:
    rng = np.random.default_rng(2)
    layers = [1 / (1 + np.exp(-s * rng.normal(size=(100, 20)))) for s in (1, 5)]
    alt = fig.layer_histograms(layers, (0.05, 0.95)).alt
    shares = [float(x) for x in re.findall(r"(\d+\.\d) % saturated", alt)]
    for share, layer in zip(shares, layers, strict=True):
        far = sum(1 for a in layer.ravel().tolist() if a < 0.05 or a > 0.95)
        assert share == pytest.approx(far / 20, abs=0.051)
    # |in_| > log 19 = 2.944 with a standard deviation of 5: 55.6 % of a normal distribution
    assert shares[1] == pytest.approx(100 * math.erfc(math.log(19) / 5 / math.sqrt(2)), abs=4)
    assert shares[0] < 2
    assert f"layer 1: mean {layers[0].mean():.3g}, std {layers[0].std():.3g}," in alt


def test_share_inside_and_zeros() -> None:
    alt = fig.layer_histograms(
        [[0, 0, 1e-9, 1], [1, 2, 3, -4]], (-1e-6, 1e-6), outside=False, word="tiny", log=True,
        names=["first", "second"],
    ).alt  # fmt: skip
    assert "75.0 % tiny, 50.0 % exactly 0" in alt
    assert "second: median size 2.5" in alt
    assert "0.0 % tiny." in alt


def test_layers_that_cannot_be_drawn() -> None:
    alt = fig.layer_histograms([[np.nan, 1, np.inf], [], ["a"], 7, [0.0]], log=True).alt
    assert "layer 1: 2 of 3 are nan, inf or huge." in alt
    assert "layer 2 is empty." in alt
    assert "layer 3 holds no numbers." in alt
    assert "layer 2: nothing to draw." in alt
    assert "layer 4: median size 7" in alt
    assert "layer 5: median size 0, std 0, 100.0 % exactly 0." in alt
    assert "nothing to draw" in fig.layer_histograms([[]]).alt


def test_number_of_layers() -> None:
    alt = fig.layer_histograms([[float(k)] for k in range(50)]).alt
    assert "30 of 50 layers left out." in alt
    assert "layer 1:" in alt
    assert "layer 50:" in alt
    with pytest.raises(ValueError, match="at least one layer"):
        fig.layer_histograms([])
    with pytest.raises(ValueError, match="one name per layer: 1, got 2"):
        fig.layer_histograms([[1]], names=["a", "b"])


# --- what is written beside curves and layers ----------------------------------------------------


def drawn(module: str, make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the axes that a picture is made of."""
    figures: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr(f"course.drawing.{module}.as_picture", lambda f, _: figures.append(f))
        make()
    FigureCanvasAgg(figures[0]).draw()
    return figures[0].axes[0]


def test_names_of_curves_are_no_points(monkeypatch: pytest.MonkeyPatch) -> None:
    curves = {"one": [3, 2, 1.0], "other": [3, 2, 0.9]}
    for module, make in (
        ("costs", lambda: fig.loss_curves(curves, step="epoch")),
        ("deltas", lambda: fig.delta_chart(curves)),
    ):
        axes = drawn(module, make, monkeypatch)
        assert {"one", "other"} <= {text.get_text() for text in axes.texts}
        for line in axes.lines:
            if line.get_marker() not in ("", "None"):
                places = line.get_transform().transform(line.get_xydata())
                assert (places[:, 0] <= axes.bbox.x1 + 1).all()  # no marker outside of the axes
        assert all(float(tick).is_integer() for tick in axes.get_xticks())
    assert drawn("costs", lambda: fig.loss_curves(curves), monkeypatch).get_xlabel() == "step"


def test_spreads_have_the_same_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = [[-1.0, 1.0], [-0.0249, 0.0249], [-0.1, 0.1]]
    axes = drawn("layers", lambda: fig.layer_histograms(layers), monkeypatch)
    assert [text.get_text() for text in axes.texts] == ["std 1.000", "std 0.025", "std 0.100"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("value", "number of values")
    far = lambda: fig.layer_histograms([[-1.0, 1.0], [-1e-9, 1e-9]])
    axes = drawn("layers", far, monkeypatch)
    assert [text.get_text() for text in axes.texts] == ["std 1", "std 1e-09"]
