"""Right answers to unit 7 that are not the usual ones; `sources.ACCEPTED` reads them cell by cell.

Each cell stands alone, as in a notebook: it brings its own imports and defines one exercise.
"""
# ruff: noqa: C408, E402, F811

# %% chain_deltas: a cumulative product
import numpy as np


def chain_deltas(ins, ws, y):
    s = 1 / (1 + np.exp(-np.array(ins, float)))
    g = s * (1 - s)
    factors = np.r_[g[:-1] * np.array(ws, float), g[-1] * -2 * (y - s[-1])]
    return np.cumprod(factors[::-1])[::-1]


# %% chain_deltas: it calls itself
import math


def chain_deltas(ins, ws, y):
    s = 1 / (1 + math.exp(-ins[0]))
    slope = s * (1 - s)
    if len(ins) == 1:
        return [2 * (s - y) * slope]
    rest = chain_deltas(ins[1:], ws[1:], y)
    return [slope * ws[0] * rest[0], *rest]


# %% chain_deltas: the usual loop, with the parts of unit 1
from course.earlier import sigmoid, sigmoid_prime


def chain_deltas(ins, ws, y):
    delta = -2 * (y - sigmoid(ins[-1])) * sigmoid_prime(ins[-1])
    deltas = [delta]
    for in_, w in zip(list(ins)[-2::-1], list(ws)[::-1], strict=True):
        delta = sigmoid_prime(in_) * w * delta
        deltas.append(delta)
    return deltas[::-1]


# %% chain_deltas: an array filled from its end, in float32
import numpy as np


def chain_deltas(ins, ws, y):
    ins = np.asarray(ins, np.float32)
    s = 1 / (1 + np.exp(-ins))
    deltas = np.empty(len(ins), np.float32)
    deltas[-1] = -2 * (y - s[-1]) * s[-1] * (1 - s[-1])
    for k in range(len(ins) - 2, -1, -1):
        deltas[k] = s[k] * (1 - s[k]) * ws[k] * deltas[k + 1]
    return deltas


# %% chain_deltas: products of slices, each from scratch
import math


def chain_deltas(ins, ws, y):
    s = [1 / (1 + math.exp(-x)) for x in ins]
    slopes = [p * (1 - p) for p in s]
    return tuple(
        math.prod(slopes[k:]) * math.prod(list(ws)[k:]) * -2 * (y - s[-1]) for k in range(len(s))
    )


# %% delta_bound: by logarithms
import math


def delta_bound(L, wmax):
    return math.exp(L * math.log(0.25) + (L - 1) * math.log(wmax))


# %% delta_bound: quarters of weights
def delta_bound(L, wmax):
    return (wmax / 4) ** (L - 1) / 4


# %% delta_bound: a loop over the neurons
def delta_bound(L, wmax):
    bound = 0.25
    for _ in range(L - 1):
        bound *= 0.25 * wmax
    return bound


# %% delta_bound: a lambda
delta_bound = lambda L, wmax: 4.0**-L * wmax ** (L - 1)


# %% delta_bound: a product of arrays
import numpy as np


def delta_bound(L, wmax):
    return np.prod(np.full(L, 0.25)) * np.prod(np.full(L - 1, wmax))


# %% delta_norms: with the parts of earlier units
import numpy as np

from course.earlier import forward, output_delta, sigmoid


def delta_norms(Ws, bs, X, Y, act):
    g, g_prime = act
    acts = [g] * (len(Ws) - 1) + [sigmoid]
    ins, outs = forward(X, Ws, bs, acts)
    delta = output_delta(Y, outs[-1], ins[-1])
    norms = [np.linalg.norm(delta, axis=1).mean()]
    for k in range(len(Ws) - 1, 0, -1):
        delta = g_prime(ins[k - 1]) * (delta @ Ws[k].T)
        norms.insert(0, np.linalg.norm(delta, axis=1).mean())
    return norms


# %% delta_norms: example by example
import numpy as np


def delta_norms(Ws, bs, X, Y, act):
    sums = np.zeros(len(Ws))
    for x, y in zip(X, Y, strict=True):
        ins, a = [], x
        for k in range(len(Ws)):
            ins.append(a @ Ws[k] + bs[k])
            a = act[0](ins[k]) if k < len(Ws) - 1 else 1 / (1 + np.exp(-ins[k]))
        delta = -2 * (y - a) * a * (1 - a)
        for k in reversed(range(len(Ws))):
            sums[k] += np.sqrt(delta @ delta)
            if k > 0:
                delta = act[1](ins[k - 1]) * (Ws[k] @ delta)
    return (sums / len(X)).tolist()


# %% delta_norms: einsum and a dictionary
import numpy as np


def delta_norms(Ws, bs, X, Y, act):
    ins, a = {}, np.asarray(X)
    last = len(Ws) - 1
    for k, W in enumerate(Ws):
        ins[k] = np.einsum("ni,ij->nj", a, W) + bs[k]
        a = act[0](ins[k]) if k < last else 1 / (1 + np.exp(-ins[k]))
    deltas = {last: 2 * (a - Y) * a * (1 - a)}
    for k in range(last - 1, -1, -1):
        deltas[k] = act[1](ins[k]) * np.einsum("nk,jk->nj", deltas[k + 1], Ws[k + 1])
    return [np.mean(np.sum(deltas[k] ** 2, axis=1) ** 0.5) for k in range(last + 1)]


# %% delta_norms: an array, the work done by an inner function that calls itself
import numpy as np


def delta_norms(Ws, bs, X, Y, act):
    norms = np.zeros(len(Ws))

    def back(k, a):
        in_ = a @ Ws[k] + bs[k]
        if k == len(Ws) - 1:
            out = 1 / (1 + np.exp(-in_))
            delta = -2 * (Y - out) * out * (1 - out)
        else:
            delta = act[1](in_) * back(k + 1, act[0](in_))
        norms[k] = np.hypot.reduce(delta, axis=1).mean()
        return delta @ Ws[k].T

    back(0, X)
    return norms


# %% dead_units: by the largest pre-activation
import numpy as np


def dead_units(Z):
    return np.max(Z, axis=0) <= 0


# %% dead_units: no example lets the gradient pass
import numpy as np


def dead_units(Z):
    return ((np.asarray(Z, float) > 0) * 1.0).sum(axis=0) < 0.5


# %% dead_units: a list of booleans
def dead_units(Z):
    return [all(z <= 0 for z in column) for column in zip(*Z, strict=True)]


# %% dead_units: 0 and 1, after ReLU
import numpy as np


def dead_units(Z):
    return np.where(np.maximum(Z, 0).sum(axis=0) == 0, 1, 0)


# %% dead_units: a loop over the columns
import numpy as np


def dead_units(Z):
    Z = np.array(Z)
    mask = np.ones(Z.shape[1], dtype=bool)
    for j in range(Z.shape[1]):
        if (Z[:, j] > 0).any():
            mask[j] = False
    return mask


# %% dead_fraction: the mean of the mask
import numpy as np

from course.earlier import dead_units


def dead_fraction(Z):
    return np.mean(dead_units(Z))


# %% dead_fraction: one minus the living
import numpy as np


def dead_fraction(Z):
    return 1 - (np.asarray(Z) > 0).any(axis=0).mean()


# %% dead_fraction: counted by hand
def dead_fraction(Z):
    columns = list(zip(*Z, strict=True))
    return sum(max(column) <= 0 for column in columns) / len(columns)


# %% dead_fraction: count over number of columns
import numpy as np

from course.earlier import dead_units


def dead_fraction(Z):
    return np.count_nonzero(dead_units(Z)) / np.shape(Z)[1]


# %% dead_curve: with the library
import numpy as np

from course.data import moons
from course.earlier import dead_fraction
from course.network import Network
from course.training import train


def dead_curve(lrs, seed):
    fractions = []
    for lr in lrs:
        rng = np.random.default_rng(seed)
        X, y = moons(200, 0.1, rng)
        net = Network([2, 50, 1], "relu", "sigmoid", init="he", rng=rng)
        train(net, X, y, "binary_cross_entropy", lr=lr, epochs=5, batch_size=1, rng=rng)
        ins, _ = net.forward(X)
        fractions.append(dead_fraction(ins[0]))
    return fractions


# %% dead_curve: one set of examples, the network made anew by an inner function
import numpy as np

from course.data import moons
from course.network import Network
from course.training import train


def dead_curve(lrs, seed):
    X, y = moons(200, 0.1, np.random.default_rng(seed))

    def dead(lr):
        rng = np.random.default_rng(seed + 1)
        net = Network([2, 50, 1], "relu", "sigmoid", init="he", rng=rng)
        train(net, X, y, "binary_cross_entropy", lr=lr, epochs=5, batch_size=1, rng=rng)
        return np.mean((net.forward(X)[0][0] <= 0).all(axis=0))

    return [dead(lr) for lr in lrs]


# %% dead_curve: a training loop of its own
import numpy as np

from course.data import moons


def dead_curve(lrs, seed):
    result = np.zeros(len(lrs))
    for k, lr in enumerate(lrs):
        rng = np.random.default_rng(seed)
        X, y = moons(200, 0.1, rng)
        W, b = rng.normal(0, 1, (2, 50)), np.zeros(50)  # He: variance 2 / 2
        v, c = rng.normal(0, np.sqrt(2 / 50), 50), 0.0
        for _ in range(5):
            for i in rng.permutation(200):
                in_ = X[i] @ W + b
                a = np.maximum(in_, 0)
                z = np.clip(a @ v + c, -500, 500)
                delta = 1 / (1 + np.exp(-z)) - y[i]
                hidden = (in_ > 0) * v * delta
                v, c = v - lr * delta * a, c - lr * delta
                W, b = W - lr * np.outer(X[i], hidden), b - lr * hidden
        result[k] = np.mean((X @ W + b <= 0).all(axis=0))
    return result


# %% dead_curve: a copy of one start for every rate
import copy

import numpy as np

from course.data import moons
from course.earlier import dead_units
from course.network import Network
from course.training import train


def dead_curve(lrs, seed):
    start = np.random.default_rng(seed)
    X, y = moons(200, 0.1, start)
    first = Network([2, 50, 1], "relu", "sigmoid", init="he", rng=start)
    fractions = []
    for lr in lrs:
        net, rng = copy.deepcopy(first), np.random.default_rng(seed)
        train(net, X, y, "binary_cross_entropy", lr=lr, epochs=5, batch_size=1, rng=rng)
        fractions.append(float(np.mean(dead_units(X @ net.Ws[0] + net.bs[0]))))
    return fractions


# %% open_paths: ways from the inputs, pushed through
import numpy as np


def open_paths(masks):
    ways = np.ones(len(masks[0]))
    for mask in masks:
        ways = ways @ np.asarray(mask, float)
    return ways.sum()


# %% open_paths: from the end to the beginning
import numpy as np


def open_paths(masks):
    ways = np.ones(np.shape(masks[-1])[1], dtype=int)
    for mask in reversed(masks):
        ways = np.array(mask, dtype=int) @ ways
    return int(ways.sum())


# %% open_paths: a search that walks every path
def open_paths(masks):
    def walk(layer, unit):
        if layer == len(masks):
            return 1
        row = masks[layer][unit]
        return sum(walk(layer + 1, j) for j in range(len(row)) if row[j])

    return sum(walk(0, i) for i in range(len(masks[0])))


# %% open_paths: reduce
from functools import reduce

import numpy as np


def open_paths(masks):
    return np.sum(reduce(np.matmul, [np.array(mask) * 1.0 for mask in masks]))


# %% open_paths: einsum and Python integers
import numpy as np


def open_paths(masks):
    paths = np.array(masks[0], dtype=object)
    for mask in masks[1:]:
        paths = paths.dot(np.array(mask, dtype=int).astype(object))
    return int(sum(int(entry) for entry in paths.ravel()))


# %% repair: tanh and Xavier
def repair():
    return dict(act="tanh", init="xavier", depth_changed=False)


# %% repair: ReLU and He
def repair():
    return {"act": "relu", "init": "he", "depth_changed": False}


# %% repair: leaky ReLU and He
repair = lambda: dict(act="leaky_relu", init="he", depth_changed=0)


# %% repair: ELU and Xavier, depth not mentioned
def repair():
    return {"init": "xavier", "act": "elu"}


# %% repair: ELU and He
def repair():
    choice = {"act": "elu", "init": "he"}
    choice["depth_changed"] = False
    return choice


# %% faded_chain_factors: a tuple
faded_chain_factors = (0.75, -0.25)


# %% faded_chain_factors: worked out
import numpy as np

faded_chain_factors = np.array([3 * 0.25, 0.25 * -2 * (1 - 0.5)])


# %% thermometer_gain: one digit
thermometer_gain = 1.4


# %% thermometer_gain: a rough reading
thermometer_gain = 1.5


# %% silent_input: an integer array
import numpy as np

silent_input = np.array([-2, -1])


# %% silent_input: a row
silent_input = [[-1.5, -0.75]]


# %% faded_path_count: an integer
faded_path_count = 5


# %% faded_path_count: a float
faded_path_count = 5.0
