"""The data sets: shapes, balance, geometry, and the world's data against their known counts."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from course import data
from course.preprocessing import decode


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


DRAWN = {
    "moons": lambda n, r: data.moons(n, 0.1, r),
    "circles": lambda n, r: data.circles(n, 0.1, r),
    "spirals": lambda n, r: data.spirals(n, 0.02, r),
    "three spirals": lambda n, r: data.spirals(n, 0.02, r, turns=2, arms=3),
    "two blobs": lambda n, r: data.blobs(n, 2, r),
    "five blobs": lambda n, r: data.blobs(n, 5, r),
    "blobs in space": lambda n, r: data.blobs(n, [[0, 0, 0], [1, 1, 1], [5, 0, 5]], r),
}
MEASURED = {
    "digits": (1797, 64, 10),
    "iris": (150, 4, 3),
    "breast_cancer": (569, 30, 2),
    "wine": (178, 13, 3),
    "diabetes": (442, 10, 0),
}


def everything() -> dict[str, data.Dataset]:
    return {
        "xor": data.xor(),
        **{name: make(60, rng()) for name, make in DRAWN.items()},
        **{name: getattr(data, name)() for name in MEASURED},
    }


# --- all of them ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["xor", *DRAWN, *MEASURED])
def test_every_set_is_well_formed(name):
    each = everything()[name]
    X, y = each
    assert X is each.X
    assert y is each.y
    assert X.dtype == np.float64
    assert X.ndim == 2
    assert y.shape == (len(X),)
    assert np.isfinite(X).all()
    assert np.isfinite(y).all()
    assert len(each.feature_names) == X.shape[1]
    assert each.n_classes == len(each.class_names)
    assert all(type(text) is str for text in (*each.feature_names, *each.class_names, each.source))
    assert each.source
    assert f"{len(X)} examples, {X.shape[1]} features" in repr(each)
    K = each.n_classes
    if K:
        assert y.dtype.kind == "i"
        assert_array_equal(np.unique(y), [0, 1] if K == 2 else np.arange(1, K + 1))
        assert each.Y.shape == (len(X), K)
        assert_array_equal(decode(each.Y), y + 1 if K == 2 else y)
    else:
        assert y.dtype == np.float64


def test_a_regression_has_no_classes():
    each = data.diabetes()
    assert each.class_names == ()
    assert repr(each) == "Dataset 'diabetes': 442 examples, 10 features, regression"
    with pytest.raises(ValueError, match="diabetes is a regression"):
        _ = each.Y


def test_a_set_cannot_be_swapped_by_accident():
    with pytest.raises(FrozenInstanceError):
        data.xor().y = np.zeros(4)
    data.xor().X[0] = 9  # but arrays are the caller's own: the next set is a fresh one
    assert_array_equal(data.xor().X[0], [0, 0])


def test_split():
    each = data.iris()
    X_train, X_test, y_train, y_test = each.split(0.2, rng(1))
    assert X_train.shape == (120, 4)
    assert X_test.shape == (30, 4)
    rows = {(*x, label) for x, label in zip(each.X.tolist(), each.y.tolist(), strict=True)}
    for X, y in ((X_train, y_train), (X_test, y_test)):
        assert {(*x, k) for x, k in zip(X.tolist(), y.tolist(), strict=True)} <= rows
    assert np.array_equal(each.split(0.2, rng(1))[3], y_test)
    with pytest.raises(ValueError, match="test_share"):
        each.split(2, rng())


# --- drawn ------------------------------------------------------------------------------------


def test_xor_is_exclusive_or():
    X, y = data.xor()
    assert [bool(a) ^ bool(b) for a, b in X] == [bool(label) for label in y]
    assert len({tuple(x) for x in X}) == 4


@pytest.mark.parametrize("name", DRAWN)
def test_seeds_reproduce_and_draws_differ(name):
    make, drawn = DRAWN[name], rng(1)
    first, second = make(50, drawn), make(50, drawn)
    assert_array_equal(first.X, make(50, rng(1)).X)
    assert not np.allclose(first.X, second.X)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("n", [5, 60, 61, 62])
def test_classes_are_balanced(name, n):
    _, y = DRAWN[name](n, rng())
    counts = np.unique(y, return_counts=True)[1]
    assert len(y) == n
    assert np.ptp(counts) <= 1


def test_moons_without_noise_are_half_circles():
    X, y = data.moons(400, 0, rng())
    upper, lower = X[y == 0], X[y == 1]
    assert_allclose(np.hypot(*upper.T), 1)
    assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5
    # from end to end: 200 angles of either moon come close to both
    for moon, middle in ((upper, 0), (lower, 1)):
        assert moon[:, 0].min() < middle - 0.95
        assert moon[:, 0].max() > middle + 0.95


def test_circles_without_noise_are_circles():
    X, y = data.circles(400, 0, rng())
    assert_allclose(np.hypot(*X.T), np.where(y == 0, 1, 0.5))
    quadrants = {(k, a > 0, b > 0) for (a, b), k in zip(X.tolist(), y.tolist(), strict=True)}
    assert len(quadrants) == 8


@pytest.mark.parametrize(("turns", "arms"), [(1, 2), (0.5, 2), (2, 5)])
def test_spirals_without_noise_wind_as_they_should(turns, arms):
    X, y = data.spirals(300, 0, rng(), turns=turns, arms=arms)
    k = y if arms == 2 else y - 1
    r = np.hypot(*X.T)
    assert 0.1 <= r.min() < 0.25
    assert 0.95 < r.max() <= 1
    turned = np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi) - turns * r - k / arms
    assert_allclose(turned, turned.round(), atol=1e-9)  # but for full turns


def test_blobs_lie_around_their_centers():
    centers = np.array([[0.0, 0.0, 9.0], [3.0, 3.0, 3.0], [-5.0, 0.0, 0.0]])
    X, y = data.blobs(3000, centers, rng(), spread=0.5)
    for label, center in enumerate(centers, start=1):
        blob = X[y == label]  # 1000 points: 7 standard errors
        assert_allclose(blob.mean(axis=0), center, atol=7 * 0.5 / np.sqrt(1000))
        assert_allclose(blob.std(axis=0), 0.5, rtol=7 / np.sqrt(2000))
    on_circle, _ = data.blobs(4, 4, rng(), spread=0)
    assert_allclose(on_circle, [[1, 0], [0, 1], [-1, 0], [0, -1]], atol=1e-15)
    assert_array_equal(centers[2], [-5, 0, 0])


@pytest.mark.parametrize("make", [data.moons, data.circles, data.spirals])
def test_noise_has_the_spread_asked_for(make):
    X = make(2000, 0.3, rng(1)).X - make(2000, 0, rng(1)).X  # positions are drawn first
    assert_allclose(X.std(axis=0), 0.3, rtol=7 / np.sqrt(4000))
    assert_allclose(X.mean(axis=0), 0, atol=7 * 0.3 / np.sqrt(2000))


@pytest.mark.parametrize("make", [data.moons, data.circles, data.spirals])
def test_drawing_wants_sensible_numbers(make):
    for wrong in (1, 0, -3, 10.0, None):
        with pytest.raises(ValueError, match="n must be a whole number from 2 on"):
            make(wrong, 0.1, rng())
    for wrong in (-0.1, np.nan, np.inf):
        with pytest.raises(ValueError, match="noise"):
            make(10, wrong, rng())
    for wrong in (None, 0, np.random):
        with pytest.raises(TypeError, match="rng must be a random generator"):
            make(10, 0.1, wrong)


def test_spirals_and_blobs_want_two_classes():
    for wrong in (1, 0, 2.0):
        with pytest.raises(ValueError, match="arms must be a whole number from 2 on"):
            data.spirals(10, 0, rng(), arms=wrong)
    for wrong in (1, 0, -1, [[0, 0]]):
        with pytest.raises(ValueError, match="centers must be 2 or more points"):
            data.blobs(10, wrong, rng())
    for wrong in ([0, 1], [[0, np.nan], [0, 1]], np.zeros((0, 2))):
        with pytest.raises(ValueError, match="centers"):
            data.blobs(10, wrong, rng())
    with pytest.raises(ValueError, match="n must be a whole number from 3 on"):
        data.blobs(2, 3, rng())
    with pytest.raises(ValueError, match="spread"):
        data.blobs(10, 3, rng(), spread=-1)
    with pytest.raises(TypeError, match="rng"):
        data.blobs(10, 3, 0)


# --- measured ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MEASURED)
def test_measured_sets_have_their_known_size(name):
    each = getattr(data, name)()
    assert (*each.X.shape, each.n_classes) == MEASURED[name]
    assert each.name == name


def test_what_is_known_of_the_measured_sets():
    assert_array_equal(np.bincount(data.iris().y), [0, 50, 50, 50])
    assert_array_equal(np.bincount(data.wine().y), [0, 59, 71, 48])
    assert_array_equal(np.bincount(data.breast_cancer().y), [212, 357])
    assert data.breast_cancer().class_names == ("malignant", "benign")
    assert_array_equal(
        np.bincount(data.digits().y), [0, 178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    )
    assert_array_equal(data.iris().X[0], [5.1, 3.5, 1.4, 0.2])


def test_a_digit_is_one_more_than_its_name_says():
    each = data.digits()
    assert (each.X.min(), each.X.max()) == (0, 16)
    assert [each.class_names[label - 1] for label in each.y[:12]] == [*"012345678901"]
    zero = each.X[0].reshape(8, 8)  # a ring: ink around, none in the middle
    assert zero[3:5, 3:5].sum() < 0.1 * zero.sum()


def test_diabetes_is_in_the_original_units():
    X, y = data.diabetes()
    assert X[:, 0].min() == 19  # years
    assert (y.min(), y.max()) == (25, 346)


def test_importing_the_module_loads_numpy_only():
    code = "import sys, course.data; print({'sklearn', 'scipy', 'matplotlib'} & {*sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "set()"
