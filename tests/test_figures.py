"""The pictures: what their descriptions say, how they are delivered, and what they survive."""

from __future__ import annotations

import base64
import html
import io
import math
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import matplotlib
import matplotlib.colors
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.image import imread
from matplotlib.text import Text

from course import activations as act
from course import figures as fig
from course.data_tables import GLOROT_DATA_SETS, GLOROT_TEST_ERRORS
from course.drawing.picture import as_picture

RNG = np.random.default_rng(389)
LAYER = RNG.normal(0, 3, 4000)
POSITIVE = RNG.uniform(0, 1, (8, 6))
GRADS = POSITIVE * RNG.normal(size=(8, 1))

PICTURES: dict[str, Callable[[], fig.Picture]] = {
    "activation": lambda: fig.activation_and_slope(act.sigmoid, act.sigmoid_prime, "Sigmoid"),
    "compare": lambda: fig.compare_curves({"tanh": act.tanh, "sigmoid": act.sigmoid}),
    "strip": lambda: fig.slope_strip({"tanh": act.tanh_prime, "ReLU": act.relu_prime}),
    "histogram": lambda: fig.slope_histogram(LAYER, act.sigmoid_prime, name="Sigmoid"),
    "signs": lambda: fig.sign_map(GRADS),
    "table": lambda: fig.table_chart(),
}


def pixels(picture: fig.Picture) -> np.ndarray:
    return np.asarray(imread(io.BytesIO(picture.png)))


# --- how a picture reaches the reader ------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_delivery(name: str) -> None:
    picture = PICTURES[name]()
    data, _ = DisplayFormatter().format(picture)  # as a notebook does it
    assert set(data) == {"text/html", "text/plain"}
    assert data["text/plain"] == picture.alt == repr(picture)
    found = re.fullmatch(
        r'<img alt="([^"]*)" style="[^"]*" src="data:image/png;base64,(.*)">', data["text/html"]
    )
    assert found
    assert html.unescape(found[1]) == picture.alt
    assert base64.b64decode(found[2]) == picture.png
    assert len(picture.alt) > 60
    assert "nan" not in picture.alt


def test_alt_text_is_escaped() -> None:
    picture = fig.compare_curves({'<b>"x" & y</b>': act.tanh})
    page = picture._repr_mimebundle_()["text/html"]
    assert "<b>" not in page
    assert "&lt;b&gt;&quot;x&quot; &amp; y" in page


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_same_data_same_bytes(name: str) -> None:
    first = PICTURES[name]()
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red", "savefig.dpi": 30}):
        assert PICTURES[name]() == first
        assert matplotlib.rcParams["font.size"] == 20  # and the reader's own style is back


def test_bytes_follow_the_data() -> None:
    tanh = fig.activation_and_slope(act.tanh, act.tanh_prime, "Sigmoid")
    assert tanh.png != PICTURES["activation"]().png


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_card_and_size(name: str) -> None:
    picture = PICTURES[name]()
    image = pixels(picture)
    assert abs(image.shape[1] - 2 * picture.width) <= 1
    assert 250 <= picture.width <= 720  # fits into a notebook
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    assert (border == 1).all()  # opaque white all around: nothing is cut off
    assert (image[..., :3].min(axis=2) < 0.9).mean() > 0.01  # and something is drawn


# --- legibility ----------------------------------------------------------------------------------


def luminance(colour: Any) -> float:
    channels = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: Any, other: Any) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_text() -> None:
    for text in (fig.INK, fig.MUTED, fig.BLUE, fig.VERMILION_TEXT):
        assert contrast(text, fig.CARD) >= 4.5, text
    assert contrast(fig.INK, fig.ASLEEP) >= 4.5
    assert contrast("#000000", fig.VERMILION) >= 4.5  # the minus signs of sign_map
    assert contrast(fig.CARD, fig.BLUE) >= 4.5  # its plus signs
    night = matplotlib.colormaps["cividis"](0.02)
    assert contrast(fig.CARD, night) >= 4.5  # the brackets of slope_strip


def test_contrast_of_curves() -> None:
    colours, dashes, markers = zip(*fig.CURVES, strict=True)
    for colour in colours:
        assert contrast(colour, fig.CARD) >= 3, colour
    assert len(set(colours)) == len(set(map(str, dashes))) == len(set(markers)) == len(fig.CURVES)


def test_why_a_card() -> None:
    assert contrast("#ffffff", "#111111") < 4.5**2  # so no colour has 4.5 against both


# --- what the descriptions say -------------------------------------------------------------------


def test_saturation_of_the_sigmoid() -> None:
    alt = PICTURES["activation"]().alt
    edge = math.acosh(0.5 / 0.01 - 1)  # σ' = 0.01  <=>  2 + 2 cosh x = 100
    assert f"left of {-edge:.2f} and right of {edge:.2f}" in alt
    assert f"{100 * (6 - edge) / 6:.1f} % of the range" in alt
    assert "Largest slope: 0.250, at in_ = 0.00" in alt
    assert "0.002 at -6, 0.500 at 0 and 0.998 at 6" in alt
    wide = fig.activation_and_slope(act.sigmoid, act.sigmoid_prime, "Wide", span=10, tol=0.1)
    edge = math.acosh(0.5 / 0.1 - 1)
    assert f"below 0.1 left of {-edge:.2f} and right of {edge:.2f}" in wide.alt


def test_saturation_of_relu_and_identity() -> None:
    alt = fig.activation_and_slope(act.relu, act.relu_prime, "ReLU").alt
    assert "below 0.01 left of 0.00: 50.0 % of the range" in alt
    assert "Largest slope: 1.000, on a whole stretch" in alt
    alt = fig.activation_and_slope(act.identity, act.identity_prime, "Identity").alt
    assert "Nowhere in this range is the slope below 0.01" in alt
    alt = fig.activation_and_slope(act.threshold, act.threshold_prime, "Threshold").alt
    assert "below 0.01 everywhere: 100.0 % of the range" in alt


def test_negative_slopes_are_not_asleep() -> None:
    alt = fig.slope_strip({"swish": act.swish_prime}).alt
    assert re.search(r"below 0\.01 from -1\.3\d to -1\.2\d: 0\.\d % of the range", alt)


def test_gap_of_the_printed_identity() -> None:
    alt = fig.compare_curves({"tanh": act.tanh, "printed": lambda x: 2 * act.sigmoid(x) - 1}).alt
    assert re.search(r"Largest gap: 0\.300, at in_ = -?1\.0\d", alt)
    same = {"tanh": act.tanh, "right": lambda x: 2 * act.sigmoid(2 * x) - 1}
    assert "The two curves coincide." in fig.compare_curves(same).alt
    assert "gap" not in fig.compare_curves({**same, "third": act.relu}).alt


def texts_of(figure: Any) -> list[str]:
    """Return everything that is written in a figure."""
    return [text.get_text() for text in figure.findobj(Text)]


def test_axes_have_names(monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Any] = []

    def keep(figure: Any, words: Any) -> fig.Picture:
        figures.append(figure)
        return as_picture(figure, words)

    monkeypatch.setattr("course.drawing.curves.as_picture", keep)
    monkeypatch.setattr("course.drawing.strips.as_picture", keep)
    fig.compare_curves({"tanh": act.tanh})
    fig.compare_curves({"tanh": act.tanh}, variable="score z", what="loss")
    plain = fig.activation_and_slope(act.tanh, act.tanh_prime, "tanh")
    named = fig.activation_and_slope(act.tanh, act.tanh_prime, "tanh", variable="score z")
    fig.slope_strip({"tanh": act.tanh_prime}, span=8)
    first, second, third, fourth, fifth = map(texts_of, figures)
    assert {"pre-activation in", "output"} <= set(first)
    assert {"score z", "loss"} <= set(second)
    assert {"pre-activation in", "output a = g(in)", "slope g'(in)"} <= set(third)
    assert {"score z", "output a = g(z)", "slope g'(z)"} <= set(fourth)
    assert "asleep, of\n−8 to 8" in fifth
    assert not any("in_" in text for texts in (first, third, fifth) for text in texts)
    assert "for in_ from -6 to 6" in plain.alt
    assert "for z from -6 to 6" in named.alt
    assert "Largest slope: 1.000, at z = 0.00" in named.alt


def test_marks_of_a_table_do_not_hide_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Any] = []
    monkeypatch.setattr("course.drawing.tables.as_picture", lambda f, _: figures.append(f))
    same = {"tanh": (1.0, 2.0), "softplus": (1.5, 2.5)}
    fig.table_chart({True: same, False: same}, ["one", "two"])
    for axes in figures[0].axes:
        assert axes.get_xlabel() == "test error in %"
        one, other = (line for line in axes.lines if line.get_marker() in "os")
        apart = axes.transData.transform(one.get_xydata())
        apart = apart - axes.transData.transform(other.get_xydata())
        assert (np.abs(apart[:, 1]) >= 8 * figures[0].dpi / 72).all()  # as wide as a mark


def test_number_of_curves() -> None:
    for number in (0, 6):
        with pytest.raises(ValueError, match="1 to 5 curves"):
            fig.compare_curves({str(i): act.tanh for i in range(number)})
    assert fig.compare_curves({str(i): act.tanh for i in range(5)}).png
    with pytest.raises(ValueError, match="at least one"):
        fig.slope_strip({})


def test_long_labels_stay_on_the_card() -> None:
    picture = fig.compare_curves(
        {f"curve number {i}, with a long name": act.tanh for i in range(5)}
    )
    assert (pixels(picture)[:, -8:] == 1).all()
    assert (pixels(picture)[:8] == 1).all()


def test_share_asleep() -> None:
    share = float((act.sigmoid_prime(LAYER) < 0.01).mean())
    alt = PICTURES["histogram"]().alt
    assert f"{100 * share:.1f} % of the units are asleep" in alt
    assert 0.11 < share < 0.14  # erfc(4.585 / (3 √2)) = 12.6 %
    assert f"mean {LAYER.mean():.2f} and standard deviation {LAYER.std():.2f}" in alt
    assert "0.0 % of the units" in fig.slope_histogram([[0.0, 0.1]], act.sigmoid_prime).alt
    assert "100.0 % of the units" in fig.slope_histogram(-9, act.sigmoid_prime).alt


def test_histogram_of_holes() -> None:
    alt = fig.slope_histogram([0.0, np.nan, np.inf, 1.0], act.tanh_prime).alt
    assert "2 pre-activations with" in alt
    assert "2 pre-activations are nan or inf and left out" in alt
    with pytest.raises(ValueError, match="finite"):
        fig.slope_histogram([np.nan], act.tanh_prime)


def test_signs() -> None:
    assert "8 of 8 examples have a single sign" in PICTURES["signs"]().alt
    G = [[1.0, 2.0, 3.0], [-3.0, -2.0, -1.0], [1.0, -1.0, np.nan]]
    alt = fig.sign_map(G[:2]).alt
    assert "2 of 2 examples" in alt
    assert "mixed signs: 1 positive, 1 negative, 1 zero" in alt
    alt = fig.sign_map(G).alt
    assert "2 of 3 examples" in alt
    assert "1 entries are nan or inf" in alt
    for bad in ([], [1.0, 2.0], np.zeros((0, 3))):
        with pytest.raises(ValueError, match="shape"):
            fig.sign_map(bad)
    assert fig.sign_map(RNG.normal(size=(200, 100))).width <= 720


def test_glorot() -> None:
    alt = PICTURES["table"]().alt
    best = re.findall(r"(\w+) (with|without) pre-training: .*?; best is (\w+)\.", alt)
    assert len(best) == 8
    others = [(d, how, name) for d, how, name in best if name != "rectifier"]
    assert others == [("MNIST", "with", "tanh"), ("CIFAR10", "with", "softplus")]
    for series in GLOROT_TEST_ERRORS.values():
        for errors in series.values():
            assert len(errors) == len(GLOROT_DATA_SETS)
            assert all(f"{e:.2f}" in alt for e in errors)
    total = sum(sum(e) for series in GLOROT_TEST_ERRORS.values() for e in series.values())
    assert total == pytest.approx(628.53)  # a slip in any of the 24 numbers shows


# --- functions that are wrong, as students' first versions are -----------------------------------


def broken(x: Any) -> Any:
    raise RuntimeError("not yet")


WRONG: list[tuple[Callable[[Any], Any], str]] = [
    (lambda x: None, "returned None"),
    (broken, "raised RuntimeError for an array."),
    (lambda x: "text", "raised"),
    (lambda x: 1j * x, "raised"),
    (lambda x: 1.0, "returned shape () for an array of shape (1201,), drawn as a flat line"),
    (lambda x: x[:, None], "returned shape (1201, 1)"),
    (lambda x: x[:5], "returned shape (5,) for an array of shape (1201,); it is not drawn"),
    (lambda x: np.log(x), "nan or inf at 601 of 1201 points"),
    (lambda x: 1 / (1 + math.exp(-x)), "called number by number"),
    (lambda x: max(0, x), "called number by number"),
    (lambda x: x * np.nan, "nan or inf at 1201 of 1201 points"),
]


@pytest.mark.parametrize(("f", "complaint"), WRONG)
def test_wrong_functions_are_drawn_and_named(f: Callable[[Any], Any], complaint: str) -> None:
    pictures = [
        fig.activation_and_slope(f, f, "Mine"),
        fig.activation_and_slope(act.tanh, f, "Mine"),
        fig.compare_curves({"mine": f, "tanh": act.tanh}),
        fig.slope_strip({"mine": f, "tanh": act.tanh_prime}),
        fig.slope_strip({"mine": f}),
        fig.slope_histogram(np.linspace(-6, 6, 1201), f),
    ]
    for picture in pictures:
        assert complaint in picture.alt
        assert (pixels(picture)[..., 0] < 0.9).any()


def test_number_by_number_draws_the_right_curve() -> None:
    alt = fig.activation_and_slope(lambda x: 1 / (1 + math.exp(-x)), act.sigmoid_prime, "Mine").alt
    assert "0.002 at -6, 0.500 at 0 and 0.998 at 6" in alt


def test_elu_of_the_slides() -> None:
    slide = lambda x: x * (x > 0) + 0.2 * (np.exp(x) - 1) * (x < 0)
    alt = fig.activation_and_slope(slide, act.elu_prime, "ELU", span=1000).alt
    assert "nan or inf at 175 of 1201 points" in alt  # 710 < in_ <= 1000


def test_functions_cannot_spoil_the_axis() -> None:
    def careless(x: Any) -> Any:
        x *= 0
        return x

    alt = fig.compare_curves({"careless": careless, "tanh": act.tanh}).alt
    assert "tanh: -1.000 at -6" in alt


# --- what an import costs ------------------------------------------------------------------------


def test_no_pyplot() -> None:
    code = (
        "import sys\nfrom course import figures, activations as a\n"
        "figures.activation_and_slope(a.tanh, a.tanh_prime, 'tanh')\n"
        "figures.table_chart()\nprint('matplotlib.pyplot' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
