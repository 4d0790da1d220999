"""Right answers to unit 8 that are not the usual ones; `sources.ACCEPTED` reads them cell by cell.

Each cell stands alone, as in a notebook: it brings its own imports and defines one exercise.
"""
# ruff: noqa: E402, F811, RUF007

# %% l2_cost: flattened, with loops
import numpy as np


def l2_cost(data_losses, Ws, lam):
    p = 0.0
    for W in Ws:
        for w in np.ravel(W):
            p += w * w
    return sum(data_losses) / len(data_losses) + lam * p


# %% l2_cost: one long vector and a dot product
import numpy as np


def l2_cost(data_losses, Ws, lam):
    w = np.concatenate([np.asarray(W, float).ravel() for W in Ws])
    return np.average(data_losses) + lam * w @ w


# %% l2_cost: squared Frobenius norms
import numpy as np


def l2_cost(data_losses, Ws, lam):
    penalty = sum(np.linalg.norm(W, "fro") ** 2 for W in Ws)
    return np.mean(data_losses) + lam * penalty


# %% l2_cost: float32 and einsum
import numpy as np


def l2_cost(data_losses, Ws, lam):
    cost = np.mean(np.asarray(data_losses, np.float32))
    for W in Ws:
        W = np.asarray(W, np.float32)
        cost += np.float32(lam) * np.einsum("ij,ij->", W, W)
    return cost


# %% decay_step: shrink factor
import numpy as np


def decay_step(W, dW, lr, lam):
    return (1 - 2 * lr * lam) * np.asarray(W, float) - lr * np.asarray(dW, float)


# %% decay_step: the whole gradient first
def decay_step(W, dW, lr, lam):
    gradient = dW + 2 * lam * W
    return W - lr * gradient


# %% decay_step: entry by entry, nested lists returned
def decay_step(W, dW, lr, lam):
    return [
        [w - lr * (g + 2 * lam * w) for w, g in zip(row, slopes, strict=True)]
        for row, slopes in zip(W.tolist(), dW.tolist(), strict=True)
    ]


# %% decay_step: a lambda in float32
import numpy as np

decay_step = lambda W, dW, lr, lam: (W - lr * (dW + lam * W + lam * W)).astype(np.float32)


# %% dropout_forward: boolean mask, scaling separate
import numpy as np


def dropout_forward(A, p, rng, train):
    if not train or p == 0:
        return np.array(A, float), (np.ones(np.shape(A), bool), 0.0)
    keep = rng.random(np.shape(A)) < 1 - p
    out = np.where(keep, np.asarray(A, float) / (1 - p), 0.0)
    return out, (keep, p)


# %% dropout_forward: entry by entry, the cache is a dict
import numpy as np


def dropout_forward(A, p, rng, train):
    out = np.array(A, float)
    m = np.ones_like(out)
    if train:
        for i in np.ndindex(out.shape):
            if rng.random() < p:
                m[i] = 0
            else:
                m[i] = 1 / (1 - p)
    return out * m, {"m": m}


# %% dropout_forward: binomial draws
import numpy as np


def dropout_forward(A, p, rng, train):
    if not train:
        return A.copy(), None
    mask = rng.binomial(1, 1 - p, size=A.shape) / (1 - p)
    return A * mask, mask


# %% dropout_forward: choice, in float32
import numpy as np


def dropout_forward(A, p, rng, train):
    q = 1 - p if train else 1.0
    mask = rng.choice([0.0, 1 / q], size=A.shape, p=[1 - q, q]).astype(np.float32)
    return A.astype(np.float32) * mask, mask


# %% dropout_forward: uniform numbers and a list of two
import numpy as np


def dropout_forward(A, p, rng, train):
    out = np.array(A, dtype=float)
    if train:
        gone = rng.uniform(size=out.shape) < p
        out[gone] = 0
        out /= 1 - p
        return [out, (gone, p)]
    return [out, (np.zeros(out.shape, bool), 0)]


# %% dropout_forward: nothing noted where nothing happens
def dropout_forward(A, p, rng, train):
    if not train:
        return A, None
    factors = (rng.random(A.shape) >= p) / (1 - p)
    return A * factors, factors


# %% dropout_backward: nothing noted where nothing happens
def dropout_forward(A, p, rng, train):
    if not train:
        return A, None
    factors = (rng.random(A.shape) >= p) / (1 - p)
    return A * factors, factors


def dropout_backward(dout, cache):
    return dout if cache is None else dout * cache


# %% dropout_backward: boolean mask, scaling separate
import numpy as np


def dropout_forward(A, p, rng, train):
    if not train or p == 0:
        return np.array(A, float), (np.ones(np.shape(A), bool), 0.0)
    keep = rng.random(np.shape(A)) < 1 - p
    return np.where(keep, np.asarray(A, float) / (1 - p), 0.0), (keep, p)


def dropout_backward(dout, cache):
    return np.where(cache[0], np.asarray(dout) / (1 - cache[1]), 0.0)


# %% dropout_backward: the cache is a dict
import numpy as np


def dropout_forward(A, p, rng, train):
    m = np.ones(A.shape)
    if train:
        m = (rng.random(A.shape) >= p) / (1 - p)
    return A * m, {"m": m}


def dropout_backward(dout, cache):
    return dout * cache["m"]


# %% dropout_backward: einsum with the mask of the course
import numpy as np


def dropout_backward(dout, cache):
    return np.einsum("ij,ij->ij", dout, np.asarray(cache))


# %% dropout_backward: row by row, as lists
def dropout_backward(dout, cache):
    return [
        [d * m for d, m in zip(row, factors, strict=True)]
        for row, factors in zip(dout, cache, strict=True)
    ]


# %% dropout_backward: after a forward pass without the factor, which stays without it
import numpy as np


def dropout_forward(A, p, rng, train):
    m = rng.random(A.shape) >= p if train else np.ones(A.shape, bool)
    return A * m, m


def dropout_backward(dout, cache):
    return dout * cache


# %% bn_train: column by column
import numpy as np


def bn_train(A, gamma, beta, eps):
    n, h = np.shape(A)
    out, mean, var = np.zeros((n, h)), np.zeros(h), np.zeros(h)
    for j in range(h):
        column = [float(A[i][j]) for i in range(n)]
        mean[j] = sum(column) / n
        var[j] = sum((a - mean[j]) ** 2 for a in column) / n
        for i in range(n):
            out[i, j] = gamma[j] * (column[i] - mean[j]) / (var[j] + eps) ** 0.5 + beta[j]
    return out, mean, var


# %% bn_train: variance as mean of squares minus square of the mean
import numpy as np


def bn_train(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m = np.mean(A, axis=0)
    v = np.mean(A * A, axis=0) - m**2
    return gamma * (A - m) / np.sqrt(v + eps) + beta, m, v


# %% bn_train: einsum, a list returned
import numpy as np


def bn_train(A, gamma, beta, eps):
    n = len(A)
    m = np.einsum("nh->h", A) / n
    c = A - m
    v = np.einsum("nh,nh->h", c, c) / n
    return [c * (gamma * (v + eps) ** -0.5) + beta, list(m), list(v)]


# %% bn_train: float32
import numpy as np


def bn_train(A, gamma, beta, eps):
    A = np.asarray(A, np.float32)
    m, v = A.mean(axis=0), A.var(axis=0)
    x_hat = (A - m) / np.sqrt(v + np.float32(eps))
    out = np.asarray(gamma, np.float32) * x_hat + np.asarray(beta, np.float32)
    return out, m, v


# %% bn_test: folded scale and shift
import numpy as np


def bn_test(A, gamma, beta, run_mean, run_var, eps):
    s = gamma / np.sqrt(run_var + eps)
    return np.asarray(A) * s + (beta - run_mean * s)


# %% bn_test: example by example, nested lists
def bn_test(A, gamma, beta, run_mean, run_var, eps):
    rows = []
    for a in A:
        parts = zip(a, gamma, beta, run_mean, run_var, strict=True)
        rows.append([g * (x - m) / (v + eps) ** 0.5 + b for x, g, b, m, v in parts])
    return rows


# %% bn_test: einsum with one matrix on the diagonal
import numpy as np


def bn_test(A, gamma, beta, run_mean, run_var, eps):
    scale = np.diag(gamma * (run_var + eps) ** -0.5)
    return np.einsum("nh,hk->nk", A - run_mean, scale) + beta


# %% bn_test: float32
import numpy as np


def bn_test(A, gamma, beta, run_mean, run_var, eps):
    A = np.asarray(A, np.float32)
    x_hat = (A - run_mean) / np.sqrt(np.asarray(run_var) + eps)
    return (gamma * x_hat + beta).astype(np.float32)


# %% update_running: a lambda in float32
import numpy as np

update_running = lambda run, batch, momentum: (
    np.float32(momentum) * run.astype(np.float32)
    + np.float32(1 - momentum) * batch.astype(np.float32)
)


# %% update_running: a step towards the batch
def update_running(run, batch, momentum):
    return run + (1 - momentum) * (batch - run)


# %% update_running: np.average with weights
import numpy as np


def update_running(run, batch, momentum):
    return np.average([run, batch], axis=0, weights=[momentum, 1 - momentum])


# %% update_running: a list, entry by entry
def update_running(run, batch, momentum):
    return [momentum * r + (1 - momentum) * b for r, b in zip(run, batch, strict=True)]


# %% bn_backward: explicit Jacobian per column
import numpy as np


def bn_backward(dout, A, gamma, eps):
    n, h = A.shape
    dA = np.zeros((n, h))
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    for j in range(h):
        J = (np.eye(n) - 1 / n - np.outer(xh[:, j], xh[:, j]) / n) / s[j]
        dA[:, j] = gamma[j] * J @ dout[:, j]
    return dA, np.einsum("nh,nh->h", dout, xh), list(dout.sum(0))


# %% bn_backward: numerical differentiation, by the complex step
import numpy as np


def bn_backward(dout, A, gamma, eps):
    def f(Q):
        c = Q - Q.mean(0)
        return np.sum(dout * gamma * c / np.sqrt((c * c).mean(0) + eps))

    dA = np.zeros(A.shape)
    for i in np.ndindex(A.shape):
        Q = A.astype(complex)
        Q[i] += 1e-25j
        dA[i] = f(Q).imag / 1e-25
    xh = (A - A.mean(0)) / np.sqrt(A.var(0) + eps)
    return dA, (dout * xh).sum(0), dout.sum(0)


# %% bn_backward: numerical differentiation, with a step for each unit
import numpy as np


def bn_backward(dout, A, gamma, eps):
    xh = (A - A.mean(0)) / np.sqrt(A.var(0) + eps)
    dA = np.zeros(A.shape)
    for i, j in np.ndindex(A.shape):

        def f(x, i=i, j=j):
            a = A[:, j].copy()
            a[i] = x
            return np.sum(dout[:, j] * gamma[j] * (a - a.mean()) / np.sqrt(a.var() + eps))

        h = 1e-5 * A[:, j].std()
        dA[i, j] = (f(A[i, j] + h) - f(A[i, j] - h)) / (2 * h)
    return dA, (dout * xh).sum(0), dout.sum(0)


# %% bn_backward: gate by gate, as in a computation graph
import numpy as np


def bn_backward(dout, A, gamma, eps):
    n = len(A)
    c = A - A.mean(0)
    v = (c**2).sum(0) / n
    s = np.sqrt(v + eps)
    dgamma, dbeta = (dout * c / s).sum(0), dout.sum(0)
    dxh = dout * gamma
    dv = (dxh * c).sum(0) * -0.5 / s**3
    dm = -dxh.sum(0) / s - 2 * dv * c.sum(0) / n
    return dxh / s + 2 * dv * c / n + dm / n, dgamma, dbeta


# %% bn_backward: the compact form with n in front
import numpy as np


def bn_backward(dout, A, gamma, eps):
    n = A.shape[0]
    std = np.sqrt(np.var(A, axis=0) + eps)
    x = (A - np.mean(A, axis=0)) / std
    dbeta, dgamma = dout.sum(axis=0), (dout * x).sum(axis=0)
    return [gamma / (n * std) * (n * dout - dbeta - x * dgamma), dgamma, dbeta]


# %% best_lambda: sorted by mean, then from large to small
import numpy as np


def best_lambda(cv_errors):
    return sorted(cv_errors, key=lambda lam: (np.mean(cv_errors[lam]), -lam))[0]


# %% best_lambda: max of the negative mean, then of the key
from statistics import fmean


def best_lambda(cv_errors):
    return max((-fmean(errors), lam) for lam, errors in cv_errors.items())[1]


# %% best_lambda: a loop from the largest down
def best_lambda(cv_errors):
    best, lowest = None, float("inf")
    for lam in sorted(cv_errors, reverse=True):
        mean = sum(cv_errors[lam]) / len(cv_errors[lam])
        if mean < lowest:
            best, lowest = lam, mean
    return float(best)


# %% best_lambda: arrays, as np.float64
import numpy as np


def best_lambda(cv_errors):
    lams = np.array(list(cv_errors))
    means = np.array([np.average(errors) for errors in cv_errors.values()])
    return lams[np.isclose(means, means.min())].max()


# %% nets_with_weights: brute force over all products
from itertools import product


def nets_with_weights(n_weights, n_in, n_out, max_hidden):
    found = []
    for hidden in range(1, max_hidden + 1):
        for inside in product(range(1, n_weights + 1), repeat=hidden):
            sizes = (n_in, *inside, n_out)
            if sum(i * j for i, j in zip(sizes, sizes[1:], strict=False)) == n_weights:
                found.append(sizes)
    return found


# %% nets_with_weights: a generator, layer by layer
def nets_with_weights(n_weights, n_in, n_out, max_hidden):
    def grow(sizes, used):
        if len(sizes) > 1 and used + sizes[-1] * n_out == n_weights:
            yield (*sizes, n_out)
        if len(sizes) - 1 < max_hidden:
            for units in range(n_weights, 0, -1):
                if used + sizes[-1] * units < n_weights:
                    yield from grow((*sizes, units), used + sizes[-1] * units)

    return list(grow((n_in,), 0))


# %% nets_with_weights: recursion from the output back, a set of tuples
def nets_with_weights(n_weights, n_in, n_out, max_hidden):
    def tails(units, left, hidden):
        if hidden == 0:
            return {(units, n_out)} if units * n_out == left else set()
        found = set()
        for k in range(1, left // units + 1):
            for tail in tails(k, left - units * k, hidden - 1):
                found.add((units, *tail))
        return found

    every = set()
    for hidden in range(1, max_hidden + 1):
        every |= tails(n_in, n_weights, hidden)
    return every


# %% nets_with_weights: a queue of unfinished networks, lists of lists
def nets_with_weights(n_weights, n_in, n_out, max_hidden):
    waiting, found = [([n_in], n_weights)], []
    while waiting:
        sizes, left = waiting.pop()
        if len(sizes) > 1 and sizes[-1] * n_out == left:
            found.append([*sizes, n_out])
        if len(sizes) <= max_hidden:
            k = 1
            while sizes[-1] * k < left:
                waiting.append(([*sizes, k], left - sizes[-1] * k))
                k += 1
    return found


# %% nas_random: a shuffled grid
from itertools import product


def nas_random(space, budget, evaluate, rng):
    grid = [dict(zip(space, values, strict=True)) for values in product(*space.values())]
    rng.shuffle(grid)
    log = [(arch, evaluate(arch)) for arch in grid[:budget]]
    best, _ = min(log, key=lambda trial: trial[1])
    return best, log


# %% nas_random: draw again until it is new
import math


def nas_random(space, budget, evaluate, rng):
    size = math.prod(len(options) for options in space.values())
    seen, log = set(), []
    best, lowest = None, float("inf")
    while len(log) < min(budget, size):
        arch = {name: options[rng.integers(len(options))] for name, options in space.items()}
        key = tuple(arch.values())
        if key in seen:
            continue
        seen.add(key)
        error = evaluate(arch)
        log.append([arch, error])
        if error < lowest:
            best, lowest = arch, error
    return [best, log]


# %% nas_random: numbers of the grid without replacement
import math


def nas_random(space, budget, evaluate, rng):
    names = sorted(space)
    size = math.prod(len(space[name]) for name in names)
    log = []
    for number in rng.choice(size, size=min(budget, size), replace=False):
        arch = {}
        for name in names:
            number, k = divmod(int(number), len(space[name]))
            arch[name] = space[name][k]
        log.append((arch, float(evaluate(dict(arch)))))
    errors = [error for _, error in log]
    return log[errors.index(min(errors))][0], tuple(log)


# %% nas_random: a callable object
from itertools import product


class Search:
    def __call__(self, space, budget, evaluate, rng):
        rest = list(product(*space.values()))
        log = []
        while rest and len(log) < budget:
            values = rest.pop(int(rng.integers(len(rest))))
            arch = dict(zip(space.keys(), values, strict=True))
            log.append((arch, evaluate(arch)))
        return min(log, key=lambda t: t[1])[0], log


nas_random = Search()


# %% faded_expectation: as a fraction
faded_expectation = 1 / 0.8


# %% faded_expectation: in words of p
p = 0.2
faded_expectation = 1 / (1 - p)


# %% studio_gap: two decimals
studio_gap = 0.08


# %% studio_gap: all the digits
import numpy as np

studio_gap = np.float64(0.235) - np.float64(0.151)
