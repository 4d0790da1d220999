"""Right answers to unit 4 that are not the usual ones; `sources.ACCEPTED` reads them cell by cell.

Each cell stands alone, as in a notebook: it brings its own imports and defines one exercise.
"""
# ruff: noqa: E402, F811, B905, RUF007

# %% sgd_step: a list comprehension on arrays
import numpy as np


def sgd_step(params, grads, lr):
    return [np.asarray(p) - lr * np.asarray(g) for p, g in zip(params, grads)]


# %% sgd_step: float32
import numpy as np


def sgd_step(params, grads, lr):
    return [
        np.asarray(p, np.float32) - np.float32(lr) * np.asarray(g, np.float32)
        for p, g in zip(params, grads)
    ]


# %% sgd_step: in place in the caller's list
import numpy as np


def sgd_step(params, grads, lr):
    for k in range(len(params)):
        params[k] = params[k] - np.multiply(lr, grads[k])
    return params


# %% sgd_step: in place in float arrays, with copies of whole numbers
import numpy as np


def sgd_step(params, grads, lr):
    new = []
    for p, g in zip(params, grads):
        p = np.asarray(p, dtype=float)
        p -= lr * g
        new.append(p)
    return new


# %% sgd_step: one long vector, cut up again
import numpy as np


def sgd_step(params, grads, lr):
    w = np.concatenate([np.ravel(p) for p in params]).astype(float)
    w -= lr * np.concatenate([np.ravel(g) for g in grads])
    edges = np.cumsum([np.size(p) for p in params])[:-1]
    return [part.reshape(np.shape(p)) for part, p in zip(np.split(w, edges), params)]


# %% sgd_step: a tuple of nested lists, one number at a time
import numpy as np


def sgd_step(params, grads, lr):
    def moved(p, g):
        if np.ndim(p) == 0:
            return float(p) - lr * float(g)
        return [moved(a, b) for a, b in zip(p, g)]

    return tuple(moved(p, g) for p, g in zip(params, grads))


# %% sgd_step: a lambda with map
import numpy as np

sgd_step = lambda params, grads, lr: list(
    map(lambda p, g: np.add(p, -lr * np.asarray(g)), params, grads)
)


# %% epoch_batches: a shuffled list, eaten up
def epoch_batches(n, batch_size, rng):
    p = list(range(n))
    rng.shuffle(p)
    out = []
    while p:
        out.append(p[:batch_size])
        p = p[batch_size:]
    return out


# %% epoch_batches: sorted random keys, yielded
import numpy as np


def epoch_batches(n, batch_size, rng):
    def deal():
        p = np.argsort(rng.random(n))
        for i in range(0, n, batch_size):
            yield p[i : i + batch_size]

    return list(deal())


# %% epoch_batches: np.split at multiples
import numpy as np


def epoch_batches(n, batch_size, rng):
    return np.split(rng.choice(n, n, replace=False), range(batch_size, n, batch_size))


# %% epoch_batches: a generator function
def epoch_batches(n, batch_size, rng):
    p = rng.permutation(n)
    for i in range(0, n, batch_size):
        yield p[i : i + batch_size]


# %% epoch_batches: Fisher and Yates by hand, a tuple of tuples
def epoch_batches(n, batch_size, rng):
    p = list(range(n))
    for i in range(n - 1, 0, -1):
        j = int(rng.integers(0, i + 1))
        p[i], p[j] = p[j], p[i]
    return tuple(tuple(p[i : i + batch_size]) for i in range(0, n, batch_size))


# %% epoch_batches: an object that can be called
import math

import numpy as np


class Dealer:
    def __call__(self, n, batch_size, rng):
        deck = rng.permuted(np.arange(n))
        hands = math.ceil(n / batch_size)
        return [deck[k * batch_size : (k + 1) * batch_size] for k in range(hands)]


epoch_batches = Dealer()


# %% shuffle_together: sorted random keys
import numpy as np


def shuffle_together(X, y, rng):
    p = np.argsort(rng.random(len(X)))
    return np.take(X, p, axis=0), np.take(y, p)


# %% shuffle_together: glued together and torn apart
import numpy as np


def shuffle_together(X, y, rng):
    both = np.column_stack([X, y])
    both = rng.permutation(both)
    return both[:, :-1], both[:, -1]


# %% shuffle_together: pairs in lists
def shuffle_together(X, y, rng):
    pairs = [(list(row), label) for row, label in zip(X, y)]
    rng.shuffle(pairs)
    return [row for row, _ in pairs], [label for _, label in pairs]


# %% shuffle_together: a copy shuffled in place by indices
import numpy as np


def shuffle_together(X, y, rng):
    index = np.arange(len(y))
    rng.shuffle(index)
    new_X, new_y = np.empty_like(X), np.empty_like(y)
    for place, i in enumerate(index):
        new_X[place], new_y[place] = X[i], y[i]
    return new_X, new_y


# %% shuffle_together: two generators in the same state
import copy


def shuffle_together(X, y, rng):
    twin = copy.deepcopy(rng)
    return rng.permutation(X), twin.permutation(y)


# %% batch_grads: einsum
import numpy as np


def batch_grads(A_prev, Delta):
    n = np.shape(A_prev)[0]
    return np.einsum("ni,nj->ij", A_prev, Delta) / n, np.einsum("nj->j", Delta) / n


# %% batch_grads: the deltas divided first, in float32
import numpy as np


def batch_grads(A_prev, Delta):
    D = np.asarray(Delta, np.float32) / np.float32(len(Delta))
    return np.asarray(A_prev, np.float32).T @ D, D.sum(axis=0)


# %% batch_grads: the mean of outer products
import numpy as np


def batch_grads(A_prev, Delta):
    G = [np.outer(a, d) for a, d in zip(A_prev, Delta)]
    return np.mean(G, axis=0), np.mean(Delta, axis=0)


# %% batch_grads: loops, nested lists
def batch_grads(A_prev, Delta):
    n, fan_in, fan_out = len(A_prev), len(A_prev[0]), len(Delta[0])
    dW = [[0.0] * fan_out for _ in range(fan_in)]
    db = [0.0] * fan_out
    for a, d in zip(A_prev, Delta):
        for j in range(fan_out):
            db[j] += d[j] / n
            for i in range(fan_in):
                dW[i][j] += a[i] * d[j] / n
    return dW, db


# %% batch_grads: the bias as the weight of a unit that is always 1
import numpy as np


def batch_grads(A_prev, Delta):
    with_one = np.hstack([np.ones((len(A_prev), 1)), A_prev])
    G = np.matmul(with_one.T, Delta) / len(Delta)
    return G[1:], G[0]


# %% batch_grads: broadcasting, in a list
import numpy as np


def batch_grads(A_prev, Delta):
    return [(A_prev[:, :, None] * Delta[:, None, :]).mean(axis=0), np.average(Delta, axis=0)]


# %% minibatch_step: the mean of single steps
import numpy as np


def minibatch_step(w, X, Y, grad_one, lr):
    return np.average([w - lr * grad_one(w, x, y) for x, y in zip(X, Y)], axis=0)


# %% minibatch_step: an index loop and a list
def minibatch_step(w, X, Y, grad_one, lr):
    G = [grad_one(w, X[i], Y[i]) for i in range(len(X))]
    return [w[k] - lr * sum(g[k] for g in G) / len(G) for k in range(len(w))]


# %% minibatch_step: added up in a buffer
import numpy as np


def minibatch_step(w, X, Y, grad_one, lr):
    total = np.zeros_like(w)
    for x, y in zip(X, Y):
        total += grad_one(w, x, y)
    return w - total * (lr / len(Y))


# %% minibatch_step: with the step of exercise 4.1
import numpy as np


def minibatch_step(w, X, Y, grad_one, lr):
    g = np.mean([grad_one(w, x, y) for x, y in zip(X, Y)], axis=0)
    (new,) = sgd_step([w], [g], lr)
    return new


# %% minibatch_step: float32, a running mean
import numpy as np


def minibatch_step(w, X, Y, grad_one, lr):
    mean = np.zeros(len(w), np.float32)
    for k, (x, y) in enumerate(zip(X, Y), start=1):
        mean += (grad_one(w, x, y).astype(np.float32) - mean) / np.float32(k)
    return np.asarray(w, np.float32) - np.float32(lr) * mean


# %% should_stop: a negated condition to go on
import numpy as np


def should_stop(costs, errors, max_epochs, cost_tol, err_tol):
    go_on = (
        len(costs) < max_epochs
        and np.max(np.abs(np.asarray(errors))) >= err_tol
        and (len(costs) < 2 or abs(costs[-2] - costs[-1]) >= cost_tol)
    )
    return not go_on


# %% should_stop: early returns and a loop
def should_stop(costs, errors, max_epochs, cost_tol, err_tol):
    big = False
    for e in errors:
        big = big or abs(e) >= err_tol
    if not big:
        return True
    if not len(costs) < max_epochs:
        return True
    if len(costs) == 1:
        return False
    return -cost_tol < costs[-1] - costs[-2] < cost_tol


# %% should_stop: any of three, as a NumPy boolean
import numpy as np


def should_stop(costs, errors, max_epochs, cost_tol, err_tol):
    change = np.abs(np.diff(costs[-2:]))
    return np.any(
        [
            len(costs) >= max_epochs,
            np.abs(errors).max() < err_tol,
            change.size == 1 and change[0] < cost_tol,
        ]
    )


# %% should_stop: 1 and 0
def should_stop(costs, errors, max_epochs, cost_tol, err_tol):
    stop = 0
    if len(costs) == max_epochs or len(costs) > max_epochs:
        stop = 1
    if all(-err_tol < e < err_tol for e in errors):
        stop = 1
    if len(costs) > 1:
        last, before = costs[-1], costs[-2]
        if max(last, before) - min(last, before) < cost_tol:
            stop = 1
    return stop


# %% should_stop: infinity before there is a change
import math


def should_stop(costs, errors, max_epochs, cost_tol, err_tol):
    before = costs[-2] if len(costs) > 1 else math.inf
    worst = max(map(abs, errors))
    return max_epochs <= len(costs) or worst < err_tol or math.fabs(before - costs[-1]) < cost_tol


# %% normalize: centre and half range
import numpy as np


def normalize(X_train, X_test):
    A = np.asarray(X_train, float)
    c = (A.max(0) + A.min(0)) / 2
    h = (A.max(0) - A.min(0)) / 2
    h = np.where(h == 0, 1, h)
    return (A - c) / h, (np.asarray(X_test, float) - c) / h


# %% normalize: a loop over columns, nested lists
def normalize(X_train, X_test):
    def rescaled(M):
        out = []
        for row in M:
            new = []
            for j, v in enumerate(row):
                column = [float(q[j]) for q in X_train]
                d = max(column) - min(column)
                new.append(2 * (float(v) - min(column)) / d - 1 if d else 0.0)
            out.append(new)
        return out

    return rescaled(X_train), rescaled(X_test)


# %% normalize: a small number instead of a case distinction
import numpy as np


def normalize(X_train, X_test):
    A = np.asarray(X_train, float)
    lo, hi = A.min(0), A.max(0)
    r = hi - lo + 1e-12
    return 2 * (A - lo) / r - 1, 2 * (np.asarray(X_test, float) - lo) / r - 1


# %% normalize: interpolation, continued as a straight line
import numpy as np


def normalize(X_train, X_test):
    A, B = np.array(X_train, dtype=float), np.array(X_test, dtype=float)
    for j in range(A.shape[1]):
        lo, hi = min(A[:, j]), max(A[:, j])
        slope = 0.0 if hi == lo else 2 / (hi - lo)
        A[:, j], B[:, j] = (
            slope * (A[:, j] - lo) - (slope > 0),
            slope * (B[:, j] - lo) - (slope > 0),
        )
    return A, B


# %% normalize: float32, shift and scale as an affine map
import numpy as np


def normalize(X_train, X_test):
    A = np.asarray(X_train, dtype=np.float64)
    low, high = np.min(A, axis=0), np.max(A, axis=0)
    length = np.where(high > low, high - low, 1.0)
    scale, shift = 2 / length, -(high + low) / length
    return [np.float32(np.asarray(M) * scale + shift) for M in (A, X_test)]


# %% one_hot: comparison with arange
import numpy as np


def one_hot(y, K):
    return (np.asarray(y)[:, None] == np.arange(1, K + 1)).astype(int)


# %% one_hot: fancy assignment
import numpy as np


def one_hot(y, K):
    Y = np.zeros((len(y), K))
    Y[np.arange(len(y)), np.asarray(y) - 1] = 1
    return Y


# %% one_hot: put_along_axis
import numpy as np


def one_hot(y, K):
    Y = np.zeros((len(y), K))
    np.put_along_axis(Y, np.asarray(y)[:, None] - 1, 1, axis=1)
    return Y


# %% one_hot: nested lists of truth values
def one_hot(y, K):
    return [[label == k for k in range(1, K + 1)] for label in y]


# %% one_hot: rows of an identity matrix with an empty row in front
import numpy as np


def one_hot(y, K):
    return np.vstack([np.zeros(K), np.eye(K)])[np.asarray(y)]


# %% decode: the last of argsort
import numpy as np


def decode(Yhat):
    return np.argsort(Yhat, axis=1)[:, -1] + 1


# %% decode: a list, row by row
def decode(Yhat):
    return [list(row).index(max(row)) + 1 for row in Yhat]


# %% decode: labels as floats by comparison
import numpy as np


def decode(Yhat):
    Yhat = np.asarray(Yhat, float)
    wins = Yhat == Yhat.max(axis=1, keepdims=True)
    return wins @ np.arange(1.0, Yhat.shape[1] + 1)


# %% decode: a loop over the classes
import numpy as np


def decode(Yhat):
    Yhat = np.asarray(Yhat)
    best, label = Yhat[:, 0].copy(), np.ones(len(Yhat), dtype=int)
    for k in range(1, Yhat.shape[1]):
        label[Yhat[:, k] > best] = k + 1
        best = np.maximum(best, Yhat[:, k])
    return label


# %% softmax: transposed
import numpy as np


def softmax(Z):
    Z = np.asarray(Z, float).T
    E = np.exp(Z - Z.max(0))
    return (E / E.sum(0)).T


# %% softmax: minus the logarithm of the sum
import numpy as np


def softmax(Z):
    Z = np.asarray(Z, dtype=float)
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, None])


# %% softmax: one over a sum of differences
import numpy as np


def softmax(Z):
    Z = np.asarray(Z, float)
    differences = Z[:, None, :] - Z[:, :, None]
    return 1 / np.exp(np.minimum(differences, 700)).sum(axis=2)


# %% softmax: a loop over rows, lists
import math


def softmax(Z):
    out = []
    for row in Z:
        top = max(row)
        e = [math.exp(z - top) for z in row]
        out.append([part / sum(e) for part in e])
    return out


# %% softmax: SciPy
import numpy as np
from scipy.special import softmax as shares


def softmax(Z):
    return shares(np.asarray(Z, dtype=float), axis=1)


# %% softmax: float32 after the shift
import numpy as np


def softmax(Z):
    Z = np.asarray(Z, float)
    E = np.exp((Z - np.amax(Z, axis=1)[:, None]).astype(np.float32))
    return np.divide(E, np.sum(E, axis=1, keepdims=True))


# %% rescale: transposed
import numpy as np


def rescale(Yhat):
    return (np.asarray(Yhat).T / np.sum(Yhat, axis=1)).T


# %% rescale: a matrix product with a diagonal
import numpy as np


def rescale(Yhat):
    Y = np.asarray(Yhat, float)
    return np.diag(1 / (Y @ np.ones(Y.shape[1]))) @ Y


# %% rescale: lists
def rescale(Yhat):
    return [[part / sum(row) for part in row] for row in Yhat]


# %% rescale: softmax of logarithms
import numpy as np


def rescale(Yhat):
    with np.errstate(divide="ignore"):
        L = np.log(np.asarray(Yhat, float))
    E = np.exp(L - L.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


# %% rescale: float32 and apply_along_axis
import numpy as np


def rescale(Yhat):
    return np.apply_along_axis(lambda row: row / row.sum(), 1, np.asarray(Yhat, np.float32))


# %% train: composed of the earlier parts
import numpy as np

from course.activations import sigmoid
from course.earlier import backward, epoch_batches, forward, sgd_step


def train(X, Y, sizes, lr, epochs, batch, rng):
    Ws = [rng.uniform(-1, 1, (i, j)) for i, j in zip(sizes, sizes[1:])]
    bs, history = [np.zeros(j) for j in sizes[1:]], []
    acts = [sigmoid] * len(Ws)
    for _ in range(epochs):
        for rows in epoch_batches(len(X), batch, rng):
            ins, outs = forward(X[rows], Ws, bs, acts)
            dWs, dbs = backward(ins, outs, Ws, Y[rows])
            Ws, bs = sgd_step(Ws, dWs, lr), sgd_step(bs, dbs, lr)
        a = forward(X, Ws, bs, acts)[1][-1]
        history.append(float(np.sum((Y - a) ** 2) / len(X)))
    return (Ws, bs), history


# %% train: shuffled together, gradients layer by layer, normal weights
import numpy as np

from course.activations import sigmoid
from course.earlier import (
    batch_grads,
    forward,
    hidden_delta,
    output_delta,
    sgd_step,
    shuffle_together,
)


def train(X, Y, sizes, lr, epochs, batch, rng):
    sizes, L = list(sizes), len(sizes) - 1
    Ws = [rng.normal(size=(sizes[k], sizes[k + 1])) for k in range(L)]
    bs = [rng.normal(size=sizes[k + 1]) for k in range(L)]
    history = np.zeros(epochs)
    for epoch in range(epochs):
        X, Y = shuffle_together(X, Y, rng)
        for start in range(0, len(X), batch):
            x, y = X[start : start + batch], Y[start : start + batch]
            ins, outs = forward(x, Ws, bs, [sigmoid] * L)
            history[epoch] += np.sum((y - outs[-1]) ** 2) / len(X)
            deltas = [output_delta(y, outs[-1], ins[-1])]
            for k in range(L - 1, 0, -1):
                deltas.insert(0, hidden_delta(ins[k - 1], Ws[k], deltas[0]))
            pairs = [batch_grads(outs[k], deltas[k]) for k in range(L)]
            Ws = sgd_step(Ws, [pair[0] for pair in pairs], lr)
            bs = sgd_step(bs, [pair[1] for pair in pairs], lr)
    return (Ws, bs), history


# %% train: everything by hand, small weights, updates in place
import numpy as np


def train(X, Y, sizes, lr, epochs, batch, rng):
    def s(x):
        return 1 / (1 + np.exp(-x))

    d, h, K = sizes
    W1, W2 = rng.uniform(-0.1, 0.1, (d, h)), rng.uniform(-0.1, 0.1, (h, K))
    b1, b2 = np.zeros(h), np.zeros(K)
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for i in range(0, len(X), batch):
            x, y = X[order[i : i + batch]], Y[order[i : i + batch]]
            a1 = s(x @ W1 + b1)
            a2 = s(a1 @ W2 + b2)
            d2 = -2 * (y - a2) * a2 * (1 - a2) / len(x)
            d1 = d2 @ W2.T * a1 * (1 - a1)
            W2 -= lr * a1.T @ d2
            b2 -= lr * d2.sum(axis=0)
            W1 -= lr * x.T @ d1
            b1 -= lr * d1.sum(axis=0)
        history.append(np.mean(np.sum((Y - s(s(X @ W1 + b1) @ W2 + b2)) ** 2, axis=1)))
    return [[W1, W2], [b1, b2]], history


# %% train: Xavier's weights, float32, lists returned
import numpy as np


def train(X, Y, sizes, lr, epochs, batch, rng):
    def s(x):
        return 0.5 * (1 + np.tanh(x / 2))

    X, Y = np.asarray(X, np.float32), np.asarray(Y, np.float32)
    Ws, bs = [], []
    for i, j in zip(sizes, sizes[1:]):
        Ws.append(rng.normal(0, np.sqrt(2 / (i + j)), (i, j)).astype(np.float32))
        bs.append(np.zeros(j, np.float32))
    history = []
    for _ in range(epochs):
        p, cost = rng.permutation(len(X)), 0.0
        for rows in np.split(p, range(batch, len(X), batch)):
            a = [X[rows]]
            for W, b in zip(Ws, bs):
                a.append(s(a[-1] @ W + b))
            error = Y[rows] - a[-1]
            cost += float((error**2).sum())
            delta = -2 * error * a[-1] * (1 - a[-1])
            for k in reversed(range(len(Ws))):
                back = delta @ Ws[k].T * a[k] * (1 - a[k])
                Ws[k] = Ws[k] - np.float32(lr) * a[k].T @ delta / np.float32(len(rows))
                bs[k] = bs[k] - np.float32(lr) * delta.mean(axis=0)
                delta = back
        history.append(cost / len(X))
    return ([W.tolist() for W in Ws], [b.tolist() for b in bs]), history


# %% train: one example after the other inside the batch
import numpy as np


def train(X, Y, sizes, lr, epochs, batch, rng):
    def s(x):
        return 1 / (1 + np.exp(-x))

    params = []
    for i, j in zip(sizes[:-1], sizes[1:]):
        params.append([rng.uniform(-0.5, 0.5, (i, j)), rng.uniform(-0.5, 0.5, j)])
    history = []
    for _ in range(epochs):
        indices = list(range(len(X)))
        rng.shuffle(indices)
        losses = []
        while indices:
            rows, indices = indices[:batch], indices[batch:]
            steps = [[np.zeros_like(W), np.zeros_like(b)] for W, b in params]
            for i in rows:
                a = [X[i]]
                for W, b in params:
                    a.append(s(a[-1] @ W + b))
                losses.append(sum((Y[i] - a[-1]) ** 2))
                delta = -2 * (Y[i] - a[-1]) * a[-1] * (1 - a[-1])
                for k in range(len(params) - 1, -1, -1):
                    steps[k][0] += np.outer(a[k], delta) / len(rows)
                    steps[k][1] += delta / len(rows)
                    delta = params[k][0] @ delta * a[k] * (1 - a[k])
            for (W, b), (dW, db) in zip(params, steps):
                W -= lr * dW
                b -= lr * db
        history.append(np.mean(losses))
    return ([W for W, _ in params], [b for _, b in params]), history


# %% faded_rate_weight: four digits
faded_rate_weight = 0.1090

# %% faded_rate_weight: all digits
faded_rate_weight = 0.10897163372

# %% faded_rate_weight: a calculation
import numpy as np

a = 1 / (1 + np.exp(-0.19))
faded_rate_weight = 0.1 + 2 * 0.1 * (1 - a) * a * (1 - a) * 0.4

# %% faded_second_bias: four digits
faded_second_bias = 0.3125

# %% faded_second_bias: with the slides' rounded weights
faded_second_bias = 0.3126

# %% faded_second_bias: as an array
import numpy as np

faded_second_bias = np.array(0.31253238)

# %% valley_largest_rate: read off
valley_largest_rate = 0.65

# %% valley_largest_rate: as an array
import numpy as np

valley_largest_rate = np.array(0.65)

# %% valley_largest_rate: in steps
valley_largest_rate = 13 * 0.05

# %% order_training: a list
order_training = [2, 4, 3, 6, 1, 5]

# %% order_training: a tuple
order_training = (2, 4, 3, 6, 1, 5)

# %% order_training: an array
import numpy as np

order_training = np.array([2, 4, 3, 6, 1, 5])
