"""Right answers to unit 0 that are not the usual ones; `sources.ACCEPTED` reads them cell by cell.

Each cell stands alone, as in a notebook: it brings its own imports and defines one exercise.
"""
# ruff: noqa: E402, F811, C408, I001, SIM905, RUF007


# %% conventions: entry by entry
def conventions():
    card = {}
    card["first_label"] = "1"
    card["slope_at"] = "in_"
    card["batch_cost"] = "mean"
    card["squared_error"] = "(y - a)**2"
    card["error"] = "y - a"
    card["bias"] = "a vector b"
    card["weight_shape"] = "(fan_in, fan_out)"
    card["example"] = "a row"
    return card


# %% conventions: other blanks and capitals, a number for the label
def conventions():
    return {
        "example": "A row",
        "weight_shape": "(fan_in,fan_out)",
        "bias": " a vector b ",
        "error": "y-a",
        "squared_error": "(y-a) ** 2",
        "batch_cost": "Mean",
        "slope_at": "in_",
        "first_label": 1,
    }


# %% conventions: a dictionary of keyword arguments, with an entry too many
conventions = lambda: dict(
    example="a row",
    weight_shape="(fan_in, fan_out)",
    bias="a vector b",
    error="y - a",
    squared_error="(y - a)**2",
    batch_cost="mean",
    slope_at="in_",
    first_label="1",
    remark="looked up in NOTATION.md",
)


# %% conventions: two lists zipped
def conventions():
    keys = "example weight_shape bias error squared_error batch_cost slope_at first_label".split()
    values = ["a row", "(fan_in, fan_out)", "a vector b", "y - a", "(y - a)**2", "mean", "in_", 1]
    return dict(zip(keys, values, strict=True))


# %% timeline: the two of the 1990s swapped
def timeline():
    return [
        "formal neuron",
        "perceptron",
        "book on limits",
        "connectionism",
        "backpropagation",
        "support vector machines",
        "vanishing gradients",
        "deep learning",
    ]


# %% timeline: a tuple, with capitals
def timeline():
    return (
        "Formal neuron",
        "Perceptron",
        "Book on limits",
        "Connectionism",
        "Backpropagation",
        "Vanishing gradients",
        "Support vector machines",
        "Deep learning",
    )


# %% timeline: sorted by year
def timeline():
    year = {
        "deep learning": 2006,
        "formal neuron": 1943,
        "support vector machines": 1995,
        "connectionism": 1980,
        "perceptron": 1957,
        "vanishing gradients": 1991,
        "backpropagation": 1986,
        "book on limits": 1969,
    }
    return sorted(year, key=year.get)


# %% timeline: an array of texts
import numpy as np


def timeline():
    first = ["formal neuron", "perceptron", "book on limits", "connectionism"]
    then = ["backpropagation", "vanishing gradients", "support vector machines", "deep learning"]
    return np.array(first + then)


# %% kernel_predict: a loop with a running total
def kernel_predict(alpha, X_train, x, k):
    total = 0.0
    for i in range(len(X_train)):
        total += alpha[i] * k(X_train[i], x)
    return total


# %% kernel_predict: a dot product with the list of likenesses
import numpy as np


def kernel_predict(alpha, X_train, x, k):
    return np.dot(alpha, [k(x_i, x) for x_i in X_train])


# %% kernel_predict: the kernel called the other way round
import numpy as np


def kernel_predict(alpha, X_train, x, k):
    return float(np.sum([alpha[i] * k(x, row) for i, row in enumerate(X_train)]))


# %% kernel_predict: along the axis of the features
import numpy as np


def kernel_predict(alpha, X_train, x, k):
    likeness = np.apply_along_axis(lambda row: k(row, x), 1, np.asarray(X_train, float))
    return np.einsum("i,i->", np.asarray(alpha, float), likeness)


# %% kernel_predict: starmap and fsum
import math
from itertools import repeat


def kernel_predict(alpha, X_train, x, k):
    return math.fsum(map(lambda a, u, v: a * k(u, v), alpha, X_train, repeat(x)))


# %% kernel_predict: recursion, from the end
def kernel_predict(alpha, X_train, x, k):
    if len(alpha) == 0:
        return 0.0
    rest = kernel_predict(alpha[:-1], X_train[:-1], x, k)
    return rest + float(alpha[-1]) * k(X_train[-1], x)


# %% kernel_predict: float32
import numpy as np


def kernel_predict(alpha, X_train, x, k):
    likeness = np.array([k(x_i, x) for x_i in X_train], dtype=np.float32)
    return np.float32(np.asarray(alpha, dtype=np.float32) @ likeness)


# %% kernel_as_network: two lambdas
import numpy as np

kernel_as_network = lambda alpha, X_train, k: (
    lambda x: np.array([k(x_i, x) for x_i in X_train]),
    np.array(alpha),
)


# %% kernel_as_network: lists
def kernel_as_network(alpha, X_train, k):
    def phi(x):
        features = []
        for x_i in X_train:
            features.append(k(x, x_i))
        return features

    return [phi, list(alpha)]


# %% kernel_as_network: a hidden layer that is an object
import numpy as np


class HiddenLayer:
    def __init__(self, stored, kernel):
        self.stored, self.kernel = stored, kernel

    def __call__(self, x):
        return np.fromiter((self.kernel(row, x) for row in self.stored), float)


def kernel_as_network(alpha, X_train, k):
    return HiddenLayer(X_train.copy(), k), alpha.copy()


# %% kernel_as_network: each unit is a predictor with one weight of 1
import numpy as np
from course.earlier import kernel_predict


def kernel_as_network(alpha, X_train, k):
    one_at_a_time = np.eye(len(alpha))

    def phi(x):
        return np.array([kernel_predict(row, X_train, x, k) for row in one_at_a_time])

    return phi, alpha


# %% kernel_as_network: functions made in a loop, with the example bound at once
import numpy as np


def kernel_as_network(alpha, X_train, k):
    units = [lambda x, x_i=x_i: k(x_i, x) for x_i in X_train]
    return (lambda x: np.array([unit(x) for unit in units])), np.asarray(alpha)


# %% mean_patterns: a product with one-hot rows
import numpy as np


def mean_patterns(X, y, K):
    Y = (np.asarray(y)[:, None] == np.arange(1, K + 1)).astype(float)
    counts = Y.sum(axis=0)
    return Y.T @ X / np.maximum(counts, 1)[:, None]


# %% mean_patterns: totals added up example by example
import numpy as np


def mean_patterns(X, y, K):
    totals, counts = np.zeros((K, len(X[0]))), np.zeros((K, 1))
    np.add.at(totals, np.asarray(y) - 1, X)
    np.add.at(counts, np.asarray(y) - 1, 1)
    return np.divide(totals, counts, out=np.zeros_like(totals), where=counts > 0)


# %% mean_patterns: nan turned into zeros
import warnings

import numpy as np


def mean_patterns(X, y, K):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        M = np.array([X[y == k].mean(axis=0) for k in range(1, K + 1)])
    return np.nan_to_num(M)


# %% mean_patterns: nested loops and lists
def mean_patterns(X, y, K):
    rows = []
    for label in range(1, K + 1):
        members = [list(row) for row, own in zip(X, y, strict=True) if own == label]
        if members:
            rows.append([sum(column) / len(members) for column in zip(*members, strict=True)])
        else:
            rows.append([0.0] * len(X[0]))
    return rows


# %% mean_patterns: bincount, feature by feature
import numpy as np


def mean_patterns(X, y, K):
    counts = np.bincount(y, minlength=K + 1)[1:]
    totals = [np.bincount(y, weights=column, minlength=K + 1)[1:] for column in np.transpose(X)]
    return (np.array(totals) / np.where(counts == 0, 1, counts)).T.astype(np.float32)


# %% count_parameters: a loop over layers
def count_parameters(sizes, bias=True):
    count = 0
    for layer in range(1, len(sizes)):
        count += sizes[layer - 1] * sizes[layer]
        if bias:
            count += sizes[layer]
    return count


# %% count_parameters: a dot product of neighbours
import numpy as np


def count_parameters(sizes, bias=True):
    sizes = np.asarray(sizes)
    return int(sizes[:-1] @ sizes[1:] + (sizes[1:].sum() if bias else 0))


# %% count_parameters: the arrays are made and counted
import numpy as np


def count_parameters(sizes, bias=True):
    Ws = [np.empty((i, j)) for i, j in zip(sizes, sizes[1:], strict=False)]
    bs = [np.empty(j) for j in sizes[1:]] if bias else []
    return sum(part.size for part in Ws + bs)


# %% count_parameters: recursion, and a float
def count_parameters(sizes, bias=True):
    if len(sizes) < 2:
        return 0.0
    first, second, *_ = sizes
    return float(second * (first + bias)) + count_parameters(sizes[1:], bias)


# %% count_parameters: a lambda
count_parameters = lambda sizes, bias=True: sum(
    (i + int(bias)) * j for i, j in zip(sizes[:-1], sizes[1:], strict=True)
)


# %% faded_count_261: written out
faded_count_261 = 2 * 6 + 6 * 1 + 6 + 1


# %% faded_count_261: a NumPy number
import numpy as np

faded_count_261 = np.int64(25)


# %% readoff_detector_gap: as it is read off
readoff_detector_gap = 4


# %% readoff_detector_gap: a float
readoff_detector_gap = 4.0
