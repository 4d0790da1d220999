"""Right answers to unit 5 that are not the usual ones; `sources.ACCEPTED` reads them cell by cell.

Each cell stands alone, as in a notebook: it brings its own imports and defines one exercise.
"""
# ruff: noqa: B905, E402, F811, I001

# %% init_layer: uniform draws of the right variance
import numpy as np


def init_layer(fan_in, fan_out, scheme, rng):
    s = (fan_in, fan_out)
    if scheme == "zeros":
        W = np.zeros(s)
    if scheme == "constant":
        W = np.full(s, 0.5)
    if scheme == "small":
        W = rng.uniform(-0.1, 0.1, s)
    if scheme == "large":
        W = rng.normal(0, 10, s)
    if scheme == "xavier":
        W = rng.uniform(-1, 1, s) * np.sqrt(6 / (fan_in + fan_out))
    if scheme == "he":
        W = rng.uniform(-1, 1, s) * np.sqrt(6 / fan_in)
    return W, np.zeros(fan_out)


# %% init_layer: float32 in places
import numpy as np


def init_layer(fan_in, fan_out, scheme, rng):
    s = (fan_in, fan_out)
    if scheme == "zeros":
        W = np.zeros(s)
    if scheme == "constant":
        W = np.full(s, 0.5)
    if scheme == "small":
        W = rng.uniform(-0.1, 0.1, s)
    if scheme == "large":
        W = rng.normal(0, 10, s)
    if scheme == "xavier":
        scale = np.float32((2 / (fan_in + fan_out)) ** 0.5)
        W = rng.standard_normal(s, dtype=np.float32) * scale
    if scheme == "he":
        W = rng.normal(0, np.sqrt(2 / fan_in), s)
    return W, np.zeros(fan_out)


# %% init_layer: float32 throughout
import numpy as np


def init_layer(fan_in, fan_out, scheme, rng):
    unit = rng.standard_normal((fan_in, fan_out), dtype=np.float32)
    even = 2 * rng.random((fan_in, fan_out), dtype=np.float32) - 1
    W = {
        "zeros": 0 * unit,
        "constant": 0 * unit + np.float32(0.5),
        "small": np.float32(0.1) * even,
        "large": 10 * unit,
        "xavier": np.float32(np.sqrt(2 / (fan_in + fan_out))) * unit,
        "he": np.float32(np.sqrt(2 / fan_in)) * unit,
    }[scheme]
    return W, np.zeros(fan_out, np.float32)


# %% init_layer: a table of functions, and lists
import math


def init_layer(fan_in, fan_out, scheme, rng):
    draw = {
        "zeros": lambda: 0.0,
        "constant": lambda: 0.5,
        "small": lambda: rng.uniform(-0.1, 0.1),
        "large": lambda: rng.normal() * 10,
        "xavier": lambda: rng.normal() * math.sqrt(2 / (fan_in + fan_out)),
        "he": lambda: rng.normal() * math.sqrt(2 / fan_in),
    }[scheme]
    return [[draw() for _ in range(fan_out)] for _ in range(fan_in)], [0] * fan_out


# %% init_layer: drawn unit by unit, rows and columns turned at the end
import numpy as np


def init_layer(fan_in, fan_out, scheme, rng):
    fixed = {"zeros": 0.0, "constant": 0.5}
    if scheme in fixed:
        return np.zeros((fan_in, fan_out)) + fixed[scheme], np.zeros(fan_out)
    columns = []
    for _ in range(fan_out):
        if scheme == "small":
            columns.append((rng.random(fan_in) - 0.5) / 5)
        else:
            var = {"large": 100, "xavier": 2 / (fan_in + fan_out), "he": 2 / fan_in}[scheme]
            columns.append(rng.standard_normal(fan_in) * var**0.5)
    return np.transpose(columns), 0.0 * np.arange(fan_out)


# %% distinct_units: np.unique on rounded rows
import numpy as np


def distinct_units(W_in, b, W_out):
    table = [
        np.asarray(W_in, float).T,
        np.asarray(b, float).reshape(-1, 1),
        np.asarray(W_out, float),
    ]
    M = np.round(np.hstack(table), 9) + 0.0
    return len(np.unique(M, axis=0))


# %% distinct_units: a set of rounded tuples
import numpy as np


def distinct_units(W_in, b, W_out):
    W_in = np.asarray(W_in, float)
    units = set()
    for j in range(W_in.shape[1]):
        unit = [*W_in[:, j], np.asarray(b, float)[j], *np.asarray(W_out, float)[j]]
        units.add(tuple(round(float(w), 9) for w in unit))
    return len(units)


# %% distinct_units: all distances at once
import numpy as np


def distinct_units(W_in, b, W_out):
    M = np.vstack([W_in, [b], np.transpose(W_out)]).astype(float)
    far = np.abs(M[:, :, None] - M[:, None, :]).max(axis=0)
    first = (far <= 1e-9).argmax(axis=1)
    return np.unique(first).size


# %% distinct_units: a list of those found, a float returned
import numpy as np


def distinct_units(W_in, b, W_out):
    W_in, b, W_out = (np.array(part, dtype=float) for part in (W_in, b, W_out))
    found = []
    for column, bias, row in zip(W_in.T, b, W_out):
        unit = np.concatenate([column, [bias], row])
        if all(np.max(np.abs(unit - other)) > 1e-9 for other in found):
            found.append(unit)
    return float(len(found))


# %% distinct_units: a callable object
import math


class Counter:
    def same(self, one, other):
        return all(math.isclose(p, q, rel_tol=0, abs_tol=1e-9) for p, q in zip(one, other))

    def __call__(self, W_in, b, W_out):
        units = [[*column, bias, *row] for *column, bias, row in zip(*W_in, b, W_out)]
        return sum(
            not any(self.same(unit, earlier) for earlier in units[:j])
            for j, unit in enumerate(units)
        )


distinct_units = Counter()


# %% twin_gap: from the earlier parts
import numpy as np
from course.earlier import backward, forward, sigmoid


def twin_gap(W_in, b, W_out, X, y, lr, steps):
    Ws = [np.array(W_in, float), np.array(W_out, float)]
    bs = [np.array(b, float), np.zeros(Ws[1].shape[1])]
    for _ in range(steps):
        ins, outs = forward(X, Ws, bs, [sigmoid, sigmoid])
        dWs, dbs = backward(ins, outs, Ws, y)
        Ws = [W - lr * dW for W, dW in zip(Ws, dWs)]
        bs = [c - lr * dc for c, dc in zip(bs, dbs)]
    return float((Ws[0].max(axis=1) - Ws[0].min(axis=1)).max())


# %% twin_gap: with sgd_step on one list of parameters
import numpy as np
from course.earlier import backward, forward, sgd_step, sigmoid


def twin_gap(W_in, b, W_out, X, y, lr, steps):
    params = [np.array(p, dtype=float) for p in (W_in, W_out, b)]
    params.append(np.zeros(params[1].shape[1]))
    for _ in range(steps):
        ins, outs = forward(X, params[:2], params[2:], [sigmoid, sigmoid])
        dWs, dbs = backward(ins, outs, params[:2], y)
        params = sgd_step(params, [*dWs, *dbs], lr)
    W = params[0]
    return max(abs(p - q) for row in W.tolist() for p in row for q in row)


# %% twin_gap: biases as a row for unit 0
import numpy as np


def twin_gap(W_in, b, W_out, X, y, lr, steps):
    ones = np.ones((len(X), 1))
    V = np.vstack([[b], W_in]).astype(float)
    U = np.vstack([np.zeros((1, np.shape(W_out)[1])), W_out])
    A0 = np.hstack([ones, X])
    for _ in range(steps):
        A1 = np.hstack([ones, 1 / (1 + np.exp(-A0 @ V))])
        A2 = 1 / (1 + np.exp(-A1 @ U))
        D2 = -2 * (y - A2) * A2 * (1 - A2)
        D1 = (D2 @ U.T * A1 * (1 - A1))[:, 1:]
        U, V = U - lr * A1.T @ D2 / len(X), V - lr * A0.T @ D1 / len(X)
    return np.abs(V[1:, :, None] - V[1:, None, :]).max()


# %% twin_gap: loops over examples, in single numbers
import math


def twin_gap(W_in, b, W_out, X, y, lr, steps):
    W = [[float(w) for w in row] for row in W_in]
    b = [float(v) for v in b]
    V = [[float(w) for w in row] for row in W_out]
    d, h, k, n = len(W), len(b), len(V[0]), len(X)
    c = [0.0] * k

    def s(x):
        return 1 / (1 + math.exp(-x))

    for _ in range(steps):
        gW = [[0.0] * h for _ in range(d)]
        gb, gV, gc = [0.0] * h, [[0.0] * k for _ in range(h)], [0.0] * k
        for x, t in zip(X, y):
            a = [s(b[j] + sum(x[i] * W[i][j] for i in range(d))) for j in range(h)]
            o = [s(c[m] + sum(a[j] * V[j][m] for j in range(h))) for m in range(k)]
            D = [-2 * (t[m] - o[m]) * o[m] * (1 - o[m]) for m in range(k)]
            E = [a[j] * (1 - a[j]) * sum(V[j][m] * D[m] for m in range(k)) for j in range(h)]
            for m in range(k):
                gc[m] += D[m] / n
                for j in range(h):
                    gV[j][m] += a[j] * D[m] / n
            for j in range(h):
                gb[j] += E[j] / n
                for i in range(d):
                    gW[i][j] += x[i] * E[j] / n
        for j in range(h):
            b[j] -= lr * gb[j]
            for i in range(d):
                W[i][j] -= lr * gW[i][j]
            for m in range(k):
                V[j][m] -= lr * gV[j][m]
        for m in range(k):
            c[m] -= lr * gc[m]
    return max(max(row) - min(row) for row in W)


# %% twin_gap: float32
import numpy as np


def twin_gap(W_in, b, W_out, X, y, lr, steps):
    W, b, V, X, y = (np.array(p, dtype=np.float32) for p in (W_in, b, W_out, X, y))
    c = np.zeros(V.shape[1], dtype=np.float32)
    lr, n = np.float32(lr), np.float32(len(X))
    for _ in range(steps):
        a = 1 / (1 + np.exp(-(X @ W + b)))
        o = 1 / (1 + np.exp(-(a @ V + c)))
        D = -2 * (y - o) * o * (1 - o)
        E = D @ V.T * a * (1 - a)
        V, c = V - lr * (a.T @ D) / n, c - lr * D.mean(axis=0)
        W, b = W - lr * (X.T @ E) / n, b - lr * E.mean(axis=0)
    return np.ptp(W, axis=1).max()


# %% twin_gap: Δ by Δ, with batch_grads
import numpy as np
from course.earlier import batch_grads, hidden_delta, output_delta, sigmoid


def twin_gap(W_in, b, W_out, X, y, lr, steps):
    W, b, V = np.array(W_in, float), np.array(b, float), np.array(W_out, float)
    c = np.zeros(V.shape[1])
    for _ in range(steps):
        in_1 = np.asarray(X) @ W + b
        a_1 = sigmoid(in_1)
        in_2 = a_1 @ V + c
        delta_2 = output_delta(np.asarray(y), sigmoid(in_2), in_2)
        delta_1 = hidden_delta(in_1, V, delta_2)
        (dV, dc), (dW, db) = batch_grads(a_1, delta_2), batch_grads(np.asarray(X), delta_1)
        V, c, W, b = V - lr * dV, c - lr * dc, W - lr * dW, b - lr * db
    W = np.sort(W, axis=1)
    return float(np.max(W[:, -1] - W[:, 0]))


# %% start_saturation: one example for all units, a matrix product
import numpy as np


def start_saturation(std, fan_in, n, rng):
    x = rng.choice([-1, 1], size=fan_in)
    W = std * rng.standard_normal((fan_in, n))
    return np.mean(np.abs(x @ W) > 10)


# %% start_saturation: inputs all +1, as symmetric weights hide the sign
import numpy as np


def start_saturation(std, fan_in, n, rng):
    in_ = rng.normal(0, std, size=(n, fan_in)).sum(axis=1)
    return float(np.count_nonzero((in_ > 10) | (in_ < -10)) / n)


# %% start_saturation: unit by unit
import numpy as np


def start_saturation(std, fan_in, n, rng):
    flat = 0
    for _ in range(n):
        w = rng.normal(0, std, fan_in)
        x = 2 * (rng.random(fan_in) < 0.5) - 1
        flat += abs(float(w @ x)) > 10
    return flat / n


# %% start_saturation: float32 and einsum
import numpy as np


def start_saturation(std, fan_in, n, rng):
    W = np.float32(std) * rng.standard_normal((n, fan_in), dtype=np.float32)
    x = rng.integers(0, 2, size=(n, fan_in)).astype(np.float32) * 2 - 1
    in_ = np.einsum("ij,ij->i", W, x)
    return (in_**2 > 100).mean()


# %% start_saturation: the sum drawn at once
import numpy as np


def start_saturation(std, fan_in, n, rng):
    in_ = rng.normal(0, std * np.sqrt(fan_in), n)
    return 1 - np.mean((in_ >= -10) & (in_ <= 10))


# %% break_symmetry: a new bias for all units but the last
import numpy as np


def break_symmetry(W_in, b, W_out, rng):
    new = np.asarray(b, dtype=float).copy()
    new[:-1] = new[:-1] + rng.normal(0, 0.1, size=len(new) - 1)
    return np.array(W_in), new, np.array(W_out)


# %% break_symmetry: one row of the incoming weights
import numpy as np


def break_symmetry(W_in, b, W_out, rng):
    W_in = np.array(W_in, dtype=float)
    W_in[0, 1:] += rng.uniform(0.01, 0.1, W_in.shape[1] - 1)
    return [W_in, np.array(b, dtype=float), np.array(W_out, dtype=float)]


# %% break_symmetry: one column of the outgoing weights, without chance
import numpy as np


def break_symmetry(W_in, b, W_out, rng):
    W_out = np.array(W_out, dtype=float)
    W_out[:, 0] += 0.1 * np.arange(len(W_out))
    return np.array(W_in, dtype=float), np.array(b, dtype=float), W_out


# %% break_symmetry: lists, and a permutation of small numbers
import numpy as np


def break_symmetry(W_in, b, W_out, rng):
    h = len(b)
    new = [float(v) for v in b]
    for j, k in enumerate(rng.permutation(np.arange(1, h))):
        new[j] += 0.02 * float(k)
    return np.asarray(W_in).tolist(), new, np.asarray(W_out).tolist()


# %% break_symmetry: repeated until distinct_units is content
import numpy as np
from course.earlier import distinct_units


def break_symmetry(W_in, b, W_out, rng):
    b = np.array(b, dtype=float)
    for j in range(1, len(b)):
        b[j] = b[0] + rng.uniform(-0.5, 0.5)
    assert distinct_units(W_in, b, W_out) == len(b)
    return np.copy(W_in), b, np.copy(W_out)


# %% break_symmetry: float32, scattered over all three arrays
import numpy as np


def break_symmetry(W_in, b, W_out, rng):
    W_in, b, W_out = (np.array(p, dtype=np.float32) for p in (W_in, b, W_out))
    for j in range(1, len(b)):
        change = np.float32(0.25 * j)
        if j % 3 == 0:
            W_in[-1, j] += change
        elif j % 3 == 1:
            b[j] += change
        else:
            W_out[j, -1] += change
    return W_in, b, W_out


# %% three_hypotheses: a tuple of five
three_hypotheses = (
    "the learning rate is too small",
    "XOR needs more than two hidden units",
    "sigmoids saturate",
    "there are too few steps",
    "it is a local minimum",
)


# %% three_hypotheses: capital letters and blanks
three_hypotheses = [
    "  BAD LEARNING RATE ",
    "Too few examples to learn from",
    "The two units are copies of each other.",
]


# %% steps_until_apart: one step later, as a float
steps_until_apart = 122.0


# %% steps_until_apart: counted from 0, an array
import numpy as np

steps_until_apart = np.array(120)


# %% different_units_100: read off
different_units_100 = 1

# %% different_units_100: as a float
different_units_100 = 1.0

# %% different_units_100: as an array
import numpy as np

different_units_100 = np.array(1)
