"""Scaling, encoding, splitting and shuffling, against hand-computed numbers and counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal

from course import preprocessing as pre

TRAIN = [[0, 10], [4, 30], [2, 50], [1, 20]]
TEST = [[1, 60], [-2, 30]]
TABLES = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=6),
    elements=st.floats(-1e6, 1e6).map(lambda x: round(x, 3)),
)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# --- normalize and MinMax ---------------------------------------------------------------------


@pytest.mark.parametrize("form", [list, np.array, lambda x: np.array(x, dtype=float)])
def test_normalize_by_hand(form):
    train, test = pre.normalize(form(TRAIN), form(TEST))
    assert_array_equal(train, [[-1, -1], [1, 0], [0, 1], [-0.5, -0.5]])
    assert_array_equal(test, [[-0.5, 1.5], [-2, 0]])
    assert train.dtype == test.dtype == np.float64


def test_the_range_is_that_of_the_training_set_alone():
    assert_array_equal(pre.normalize(TRAIN, TEST[:1])[1], [[-0.5, 1.5]])
    assert_array_equal(pre.normalize(TRAIN, [[100, -100]])[0], pre.normalize(TRAIN, TEST)[0])


def test_a_constant_column_becomes_zero_in_both():
    train, test = pre.normalize([[7, 0], [7, 1]], [[7, 0], [9, 1]])
    assert_array_equal(train, [[0, -1], [0, 1]])
    assert_array_equal(test, [[0, -1], [0, 1]])
    assert_array_equal(pre.normalize([[3, 4]], [[5, 6]])[0], [[0, 0]])  # one row: all constant


def test_unsigned_integers_do_not_wrap_around():
    train, _ = pre.normalize(np.array([[200], [10], [105]], dtype=np.uint8), [[0]])
    assert_allclose(train, [[1], [-1], [0]], atol=1e-15)


def test_arguments_are_not_changed_nor_shared():
    X_train, X_test = np.array(TRAIN, float), np.array(TEST, float)
    before = X_train.copy(), X_test.copy()
    for result in pre.normalize(X_train, X_test):
        result += 1
    assert_array_equal(X_train, before[0])
    assert_array_equal(X_test, before[1])
    scale = pre.MinMax.fit(X_train)
    X_train += 100
    assert_array_equal(scale.low, [[0, 10]])


def test_float32_stays():
    X = np.array(TRAIN, dtype=np.float32)
    scale = pre.MinMax.fit(X)
    assert all(a.dtype == np.float32 for a in pre.normalize(X, X))
    assert scale.inverse(scale.transform(X)).dtype == np.float32
    assert pre.MinMax.fit(TRAIN).transform(X).dtype == np.float32


@settings(max_examples=50, deadline=None)
@given(X=TABLES, lo=st.sampled_from([-1.0, 0.0]), hi=st.sampled_from([1.0, 5.0]))
def test_into_the_range_and_back(X, lo, hi):
    scale = pre.MinMax.fit(X, lo, hi)
    Z = scale.transform(X)
    assert lo <= Z.min()
    assert Z.max() <= hi
    changing = np.ptp(X, axis=0) > 0
    assert_array_equal(Z.min(axis=0)[changing], lo)
    assert_array_equal(Z.max(axis=0)[changing], hi)
    assert_array_equal(Z[:, ~changing], (lo + hi) / 2)
    assert_allclose(scale.inverse(Z), X, rtol=1e-9, atol=1e-9)


def test_a_range_of_ones_own():
    assert_array_equal(
        pre.MinMax.fit([[0], [4]], lo=0, hi=10).transform([[1], [5]]), [[2.5], [12.5]]
    )
    with pytest.raises(ValueError, match="lo must be below hi"):
        pre.MinMax.fit(TRAIN, lo=1, hi=1)


def test_wrong_tables_are_named():
    with pytest.raises(ValueError, match=r"same columns.*\(4, 2\) and \(1, 3\)"):
        pre.normalize(TRAIN, [[1, 2, 3]])
    with pytest.raises(ValueError, match="X_train"):
        pre.normalize([1, 2, 3], TEST)
    with pytest.raises(ValueError, match="X_test"):
        pre.normalize(TRAIN, [[1, np.nan]])
    with pytest.raises(ValueError, match="X_train is empty"):
        pre.normalize(np.zeros((0, 2)), TEST)
    with pytest.raises(TypeError, match="X_test"):
        pre.normalize(TRAIN, [["a", "b"]])
    for method in (pre.MinMax.fit(TRAIN).transform, pre.MinMax.fit(TRAIN).inverse):
        with pytest.raises(ValueError, match=r"made for 2 columns, X has the shape \(1, 3\)"):
            method([[1, 2, 3]])


def test_several_tables_at_once():
    both = np.array([TRAIN, np.array(TRAIN) * 3 + 1])
    Z = pre.MinMax.fit(both).transform(both)
    for table, scaled in zip(both, Z, strict=True):
        assert_allclose(scaled, pre.normalize(table, table)[0])


# --- one_hot and decode -----------------------------------------------------------------------


def test_one_hot_by_hand():
    assert_array_equal(pre.one_hot([1, 3, 2], 3), [[1, 0, 0], [0, 0, 1], [0, 1, 0]])
    assert_array_equal(pre.one_hot((2, 2), 4), [[0, 1, 0, 0], [0, 1, 0, 0]])  # classes missing
    assert_array_equal(pre.one_hot(np.array([2.0, 1.0]), 2), [[0, 1], [1, 0]])
    assert pre.one_hot([1], 1).dtype == np.float64


def test_decode_the_lectures_outputs():
    labels = pre.decode([[0.03, 0.57, 0.24]])
    assert_array_equal(labels, [2])
    assert labels.dtype.kind == "i"
    assert_array_equal(pre.decode([[-1, -2, -3], [0, 0, 9], [-5, -1, -2]]), [1, 3, 2])
    assert_array_equal(pre.decode([[1, 1, 0]]), [1])  # a tie: the first


@settings(max_examples=30, deadline=None)
@given(data=st.data(), K=st.integers(2, 12))
def test_decode_undoes_one_hot(data, K):
    y = data.draw(st.lists(st.integers(1, K), min_size=1, max_size=20))
    Y = pre.one_hot(y, K)
    assert Y.shape == (len(y), K)
    assert_array_equal(Y.sum(axis=1), 1)
    assert_array_equal(pre.decode(Y), y)


def test_one_hot_leaves_its_argument_alone():
    y = np.array([1, 2])
    pre.one_hot(y, 2)[0] = 5
    assert_array_equal(y, [1, 2])


@pytest.mark.parametrize(
    ("y", "K", "message"),
    [
        (
            [0, 1, 2],
            3,
            r"labels run from 1 to K = 3, but y\[0\] is 0; do your labels count from 0",
        ),
        ([1, 4, 2], 3, r"K = 3, but y\[1\] is 4$"),
        ([1, -1], 3, r"y\[1\] is -1$"),
        ([0, 3], 3, r"y\[0\] is 0$"),  # 0 to 3 are not three classes counted from 0 either
        ([1, 1.5], 3, r"y\[1\] is 1.5"),
        ([1, np.nan], 3, r"y\[1\] is nan"),
        ([], 3, r"one label per example, shape \(n,\), not \(0,\)"),
        ([[1], [2]], 3, r"shape \(n,\), not \(2, 1\)"),
        (2, 3, r"not \(\)"),
        ([1, 2], 0, "K is the number of classes"),
        ([1, 2], 2.0, "K is the number of classes"),
    ],
)
def test_labels_that_are_none(y, K, message):
    with pytest.raises(ValueError, match=message):
        pre.one_hot(y, K)


def test_other_things_that_are_no_labels():
    with pytest.raises(TypeError, match="y must hold numbers"):
        pre.one_hot(["cat", "dog"], 2)
    with pytest.raises(ValueError, match="Yhat"):
        pre.decode([0.03, 0.57, 0.24])
    with pytest.raises(ValueError, match="Yhat"):
        pre.decode([[0.1, np.nan]])
    with pytest.raises(ValueError, match="Yhat is empty"):
        pre.decode(np.zeros((0, 3)))


# --- shuffling and splitting ------------------------------------------------------------------

X = np.arange(40.0).reshape(20, 2)
Y = 10 * X[:, 0]


def test_rows_keep_their_labels():
    shuffled, labels = pre.shuffle_together(X, Y, rng(1))
    assert_array_equal(labels, 10 * shuffled[:, 0])
    assert not np.array_equal(shuffled, X)  # seed 1 does not happen to draw the old order
    assert_array_equal(np.sort(labels), Y)
    assert_array_equal(X, np.arange(40.0).reshape(20, 2))
    assert not np.shares_memory(shuffled, X)


def test_seeds_reproduce_and_the_next_call_differs():
    generator = rng(5)
    first = pre.shuffle_together(X, Y, generator)[1]
    assert_array_equal(first, pre.shuffle_together(X, Y, rng(5))[1])
    assert not np.array_equal(first, pre.shuffle_together(X, Y, generator)[1])


def test_what_is_shuffled_keeps_shape_and_type():
    images, names = np.zeros((3, 4, 4), np.float32), ["a", "b", "c"]
    shuffled, labels = pre.shuffle_together(images, names, rng())
    assert shuffled.shape == (3, 4, 4)
    assert shuffled.dtype == np.float32
    assert sorted(labels) == names


@pytest.mark.parametrize(
    ("share", "size"), [(0.25, 5), (0.2, 4), (0.001, 1), (0.999, 19), (0.3, 6), (0.5, 10)]
)
def test_split(share, size):
    X_train, X_test, y_train, y_test = pre.train_test_split(X, Y, share, rng(2))
    assert len(X_test) == len(y_test) == size
    assert len(X_train) == len(y_train) == 20 - size
    assert_array_equal(y_train, 10 * X_train[:, 0])
    assert_array_equal(y_test, 10 * X_test[:, 0])
    assert_array_equal(np.sort([*y_train, *y_test]), Y)


def test_the_split_is_random():
    # Each example is tested on equally often: 400 splits, 25 % each, 100 ± 7 standard errors.
    drawn, times = rng(3), np.zeros(20)
    for _ in range(400):
        times[pre.train_test_split(X, np.arange(20), 0.25, drawn)[3]] += 1
    assert abs(times - 100).max() < 7 * np.sqrt(400 * 0.25 * 0.75)
    again = [pre.train_test_split(X, Y, 0.25, rng(4)) for _ in range(2)]
    for one, other in zip(*again, strict=True):
        assert_array_equal(one, other)


@pytest.mark.parametrize(
    "f", [pre.shuffle_together, lambda X, y, r: pre.train_test_split(X, y, 0.5, r)]
)
def test_pairs_that_do_not_fit(f):
    with pytest.raises(ValueError, match=r"one row per example each.*\(20, 2\) and \(19,\)"):
        f(X, Y[1:], rng())
    with pytest.raises(ValueError, match="empty"):
        f(X[:0], Y[:0], rng())
    with pytest.raises(ValueError, match=r"\(\)"):
        f(X, 3, rng())
    with pytest.raises(TypeError, match="rng must be a random generator"):
        f(X, Y, 0)


@pytest.mark.parametrize("share", [0, 1, -0.1, 20, np.nan])
def test_shares_that_are_none(share):
    with pytest.raises(ValueError, match="test_share must lie between 0 and 1"):
        pre.train_test_split(X, Y, share, rng())


def test_one_example_cannot_be_split():
    with pytest.raises(ValueError, match="one example cannot be split"):
        pre.train_test_split(X[:1], Y[:1], 0.5, rng())


# --- batches ----------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(n=st.integers(1, 60), batch_size=st.integers(1, 70), seed=st.integers(0, 2**32))
def test_an_epoch_visits_every_example_once(n, batch_size, seed):
    batches = pre.epoch_batches(n, batch_size, rng(seed))
    assert_array_equal(np.sort(np.concatenate(batches)), np.arange(n))
    assert all(len(batch) == batch_size for batch in batches[:-1])
    assert 1 <= len(batches[-1]) <= batch_size


def test_sizes_by_hand():
    assert [len(b) for b in pre.epoch_batches(23, 5, rng())] == [5, 5, 5, 5, 3]
    assert len(pre.epoch_batches(7, 1, rng())) == 7
    assert len(pre.epoch_batches(7, 7, rng())) == 1


def test_epochs_differ_and_seeds_reproduce():
    drawn = rng(20)
    first, second = (np.concatenate(pre.epoch_batches(23, 5, drawn)) for _ in range(2))
    assert not np.array_equal(first, np.arange(23))
    assert not np.array_equal(first, second)
    assert_array_equal(first, np.concatenate(pre.epoch_batches(23, 5, rng(20))))


def test_any_two_examples_can_meet():
    # 2 of 6 in a batch: examples 0 and 5 are together in 1 of 5 epochs, 80 ± 8 of 400.
    drawn = rng(21)
    together = sum(
        any({0, 5} == set(batch.tolist()) for batch in pre.epoch_batches(6, 2, drawn))
        for _ in range(400)
    )
    assert abs(together - 80) < 7 * 8


def test_batches_that_are_none():
    for wrong in (0, -1, 2.0, None):
        with pytest.raises(ValueError, match="batch_size must be a whole number from 1 on"):
            pre.epoch_batches(5, wrong, rng())
        with pytest.raises(ValueError, match="n must be a whole number from 1 on"):
            pre.epoch_batches(wrong, 5, rng())
    with pytest.raises(TypeError, match="rng must be a random generator"):
        pre.epoch_batches(5, 2, np.random)


def test_one_output_has_no_highest_class():
    with pytest.raises(ValueError, match=r"one output has no highest class: .* \(a >= 0.5\)"):
        pre.decode([[0.2], [0.9]])
