"""Right answers to unit 6 that are not the usual ones; `sources.ACCEPTED` reads them cell by cell.

Each cell stands alone, as in a notebook: it brings its own imports and defines one exercise.
"""
# ruff: noqa: E402, F811

# %% dmse_dz: the lent sigmoid
import numpy as np

from course.earlier import sigmoid


def dmse_dz(z, y):
    s = sigmoid(z)
    return -2 * (np.asarray(y, float) - s) * s * (1 - s)


# %% dmse_dz: σ' as σ(z) σ(-z)
import numpy as np


def dmse_dz(z, y):
    z = np.asarray(z, float)
    right = np.exp(-np.logaddexp(0, -z))
    wrong = np.exp(-np.logaddexp(0, z))
    return 2 * (right - np.asarray(y)) * right * wrong


# %% dmse_dz: a loop that returns nested lists
import math

import numpy as np


def dmse_dz(z, y):
    if np.ndim(z) > 0:
        return [dmse_dz(score, label) for score, label in zip(z, y, strict=True)]
    e = math.exp(-abs(z))
    s = (1 if z >= 0 else e) / (1 + e)
    return 2 * (s - y) * s * (1 - s)


# %% dmse_dz: by cases of the label
import numpy as np


def dmse_dz(z, y):
    s = 0.5 * (1 + np.tanh(0.5 * np.asarray(z, dtype=float)))
    return np.where(np.asarray(y) == 1, -2 * s * (1 - s) ** 2, 2 * s**2 * (1 - s))


# %% dmse_dz: float32 throughout
import numpy as np


def dmse_dz(z, y):
    z, y = np.float32(z), np.float32(y)
    e = np.exp(-np.abs(z))
    s = np.where(z >= 0, np.float32(1), e) / (1 + e)
    return np.float32(-2) * (y - s) * e / (1 + e) ** 2


# %% dmse_dz: an object with a call
import numpy as np


class SlopeOfSquaredError:
    def sigma(self, z):
        return 1 / (1 + np.exp(-np.clip(z, -500, 500)))

    def __call__(self, z, y):
        s = self.sigma(np.asarray(z, float))
        return 2 * np.subtract(s, y) * (s - s**2)


dmse_dz = SlopeOfSquaredError()

# %% dce_dz: the lent sigmoid
import numpy as np

from course.earlier import sigmoid


def dce_dz(z, y):
    return sigmoid(z) - np.asarray(y)


# %% dce_dz: numerical derivative where that is safe
import numpy as np


def dce_dz(z, y):
    z, y, h = np.asarray(z, float), np.asarray(y, float), 1e-4
    s = np.exp(-np.logaddexp(0, -z))

    def loss(t):
        return np.logaddexp(0, t) - y * t

    return np.where(np.abs(z) < 30, (loss(z + h) - loss(z - h)) / (2 * h), s - y)


# %% dce_dz: by cases of the label
import numpy as np


def dce_dz(z, y):
    z = np.asarray(z, float)
    one = np.exp(-np.logaddexp(0, -z))
    zero = np.exp(-np.logaddexp(0, z))
    return np.where(np.asarray(y) == 1, -zero, one)


# %% dce_dz: lists in, lists out
import math

import numpy as np


def dce_dz(z, y):
    if np.ndim(z):
        return [dce_dz(a, b) for a, b in zip(z, y, strict=True)]
    return (1 + math.tanh(z / 2)) / 2 - y


# %% dce_dz: a lambda with float32
import numpy as np

dce_dz = lambda z, y: (1 + np.tanh(np.float32(z) / 2)) / 2 - np.float32(y)

# %% bce_from_logits: maximum and absolute value
import numpy as np


def bce_from_logits(z, y):
    z = np.asarray(z, float)
    return np.maximum(z, 0) - z * np.asarray(y) + np.log1p(np.exp(-np.abs(z)))


# %% bce_from_logits: softplus of plus or minus z
import numpy as np


def bce_from_logits(z, y):
    z = np.asarray(z, float)
    return np.where(np.asarray(y) == 1, np.logaddexp(0, -z), np.logaddexp(0, z))


# %% bce_from_logits: both logarithms, weighted
import numpy as np


def bce_from_logits(z, y):
    z, y = np.asarray(z, float), np.asarray(y, float)
    return y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)


# %% bce_from_logits: labels turned into signs
import numpy as np


def bce_from_logits(z, y):
    sign = 1 - 2 * np.asarray(y)
    return np.logaddexp(0.0, sign * np.asarray(z, float))


# %% bce_from_logits: one number at a time
import math

import numpy as np


def bce_from_logits(z, y):
    if np.ndim(z):
        return [bce_from_logits(a, b) for a, b in zip(z, y, strict=True)]
    t = -z if y == 1 else z
    return max(t, 0) + math.log1p(math.exp(-abs(t)))


# %% bce_from_logits: float32 throughout
import numpy as np


def bce_from_logits(z, y):
    z, y = np.asarray(z, np.float32), np.asarray(y, np.float32)
    return np.logaddexp(np.float32(0), z) - y * z


# %% bce: clipped at 1e-7
import numpy as np


def bce(p, y):
    p, y = np.clip(np.asarray(p, float), 1e-7, 1 - 1e-7), np.asarray(y)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


# %% bce: xlogy of SciPy
import numpy as np
from scipy.special import xlog1py, xlogy


def bce(p, y):
    p, y = np.clip(np.asarray(p, float), 1e-15, 1 - 1e-15), np.asarray(y, float)
    return float(-np.mean(xlogy(y, p) + xlog1py(1 - y, -p)))


# %% bce: a tiny number inside the logarithms
import numpy as np


def bce(p, y):
    p, y, tiny = np.asarray(p, float), np.asarray(y, float), 1e-12
    return -(y * np.log(p + tiny) + (1 - y) * np.log(1 - p + tiny)).mean()


# %% bce: the probability of what was seen
import numpy as np


def bce(p, y):
    seen = np.where(np.asarray(y) == 1, p, 1 - np.asarray(p, float))
    return np.average(-np.log(np.maximum(seen, 1e-15)))


# %% bce: a loop
import math


def bce(p, y):
    total = 0.0
    for probability, label in zip(p, y, strict=True):
        seen = probability if label == 1 else 1 - probability
        total -= math.log(min(max(seen, 1e-10), 1 - 1e-10))
    return total / len(p)


# %% bce: dot products, float32 result
import numpy as np


def bce(p, y):
    p, y = np.clip(np.asarray(p, float), 1e-13, 1 - 1e-13), np.asarray(y, float)
    return np.float32(-(y @ np.log(p) + (1 - y) @ np.log1p(-p)) / y.size)


# %% cross_entropy: integer labels inside
import numpy as np


def cross_entropy(Z, Y):
    k = np.argmax(Y, axis=1)
    Z = np.asarray(Z, float)
    D = Z - Z[np.arange(len(Z)), k][:, None]
    m = D.max(axis=1)
    return float(np.mean(m + np.log(np.exp(D - m[:, None]).sum(axis=1))))


# %% cross_entropy: a loop
import math


def cross_entropy(Z, Y):
    total = 0.0
    for z, y in zip(Z, Y, strict=True):
        m = max(z)
        total += m + math.log(sum(math.exp(v - m) for v in z))
        total -= sum(a * b for a, b in zip(z, y, strict=True))
    return total / len(Z)


# %% cross_entropy: logaddexp.reduce and einsum
import numpy as np


def cross_entropy(Z, Y):
    chosen = np.einsum("nk,nk->n", Z, Y)
    return (np.logaddexp.reduce(np.asarray(Z, float), axis=1) - chosen).mean()


# %% cross_entropy: differences of scores
import numpy as np


def cross_entropy(Z, Y):
    Z, Y = np.asarray(Z, float), np.asarray(Y, float)
    behind = Z - (Z * Y).sum(axis=1, keepdims=True)
    return np.mean([np.logaddexp.reduce(row) for row in behind])


# %% cross_entropy: logsumexp of SciPy
import numpy as np
from scipy.special import logsumexp


def cross_entropy(Z, Y):
    Z = np.asarray(Z, float)
    return np.mean(logsumexp(Z, axis=1) - np.vecdot(Z, np.asarray(Y, float)))


# %% cross_entropy: float32, shifted
import numpy as np


def cross_entropy(Z, Y):
    Z = np.asarray(Z, float)
    Z = (Z - Z.max(axis=1, keepdims=True)).astype(np.float32)
    logs = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -np.tensordot(logs, np.asarray(Y, np.float32)) / len(Z)


# %% output_delta_ce: in one line
import numpy as np

output_delta_ce = lambda y, a: np.subtract(a, y)


# %% output_delta_ce: lists
def output_delta_ce(y, a):
    return [
        [out - label for label, out in zip(labels, outs, strict=True)]
        for labels, outs in zip(y, a, strict=True)
    ]


# %% output_delta_ce: by cases of the label
import numpy as np


def output_delta_ce(y, a):
    a = np.asarray(a, float)
    return np.where(np.asarray(y) == 1, -(1 - a), a)


# %% output_delta_ce: minus the error, float32
import numpy as np


def output_delta_ce(y, a):
    error = np.asarray(y, np.float32) - np.asarray(a, np.float32)
    return -error


# %% output_delta_ce: cancelled by cases
import numpy as np


def output_delta_ce(y, a):
    y, a = np.asarray(y, float), np.asarray(a, float)
    return (1 - y) * a - y * (1 - a)


# %% steps_to_fix: with the functions of 6.1
import numpy as np

from course.earlier import dce_dz, dmse_dz, sigmoid


def steps_to_fix(loss, z0, lr):
    slope = {"mse": dmse_dz, "ce": dce_dz}[loss]
    z, steps = np.float64(z0), 0
    while sigmoid(z) <= 0.5:
        z -= lr * slope(z, 1)
        steps += 1
    return steps


# %% steps_to_fix: one-entry arrays
import numpy as np

from course.earlier import dce_dz, dmse_dz


def steps_to_fix(loss, z0, lr):
    z, y, n = np.array([float(z0)]), np.ones(1), 0
    while not z[0] > 0:
        z = z - lr * (dmse_dz(z, y) if loss == "mse" else dce_dz(z, y))
        n = n + 1
    return np.int64(n)


# %% steps_to_fix: the slopes written out
import math


def steps_to_fix(loss, z0, lr):
    z, steps = float(z0), 0
    while z <= 0:
        p = 1 / (1 + math.exp(-z))
        z += lr * (1 - p) * (2 * p * (1 - p) if loss == "mse" else 1)
        steps += 1
    return steps


# %% steps_to_fix: recursion would be too deep, so a generator
import itertools
import math


def scores(loss, z, lr):
    while True:
        yield z
        q = 1 / (1 + math.exp(z))
        z = z + lr * q if loss.startswith("c") else z + 2 * lr * q * q * (1 - q)


def steps_to_fix(loss, z0, lr):
    return sum(1 for _ in itertools.takewhile(lambda z: z <= 0, scores(loss, float(z0), lr)))


# %% steps_to_fix: a float as result
import numpy as np


def steps_to_fix(loss, z0, lr):
    path = [float(z0)]
    while path[-1] <= 0:
        s = (1 + np.tanh(path[-1] / 2)) / 2
        path.append(path[-1] + lr * (1 - s if loss == "ce" else 2 * s * (1 - s) ** 2))
    return len(path) - 1.0


# %% gaussian_nll: logarithm of the density, term by term
import numpy as np


def gaussian_nll(z, y):
    error = np.subtract(y, z, dtype=float)
    return 0.5 * np.log(2 * np.pi) + 0.5 * error**2


# %% gaussian_nll: norm.logpdf of SciPy
import numpy as np
from scipy.stats import norm


def gaussian_nll(z, y):
    return -norm.logpdf(np.asarray(y, float), loc=np.asarray(z, float))


# %% gaussian_nll: nested lists
import math

import numpy as np


def gaussian_nll(z, y):
    if np.ndim(z):
        return [gaussian_nll(a, b) for a, b in zip(z, y, strict=True)]
    return (y - z) * (y - z) / 2 + math.log(math.sqrt(2 * math.pi))


# %% gaussian_nll: float32 throughout
import numpy as np


def gaussian_nll(z, y):
    z, y = np.asarray(z, np.float32), np.asarray(y, np.float32)
    return (np.square(y - z) + np.log(np.float32(2 * np.pi))) / 2


# %% bernoulli_nll: it is the binary cross-entropy
from course.earlier import bce_from_logits


def bernoulli_nll(z, y):
    return bce_from_logits(z, y)


# %% bernoulli_nll: the logarithm of one plus e to the wrong side
import numpy as np


def bernoulli_nll(z, y):
    wrong = np.where(np.asarray(y) == 1, -1.0, 1.0) * np.asarray(z, float)
    return np.logaddexp(0, wrong)


# %% bernoulli_nll: nested lists
import math

import numpy as np


def bernoulli_nll(z, y):
    if np.ndim(z):
        return [bernoulli_nll(a, b) for a, b in zip(z, y, strict=True)]
    odds = -z if y else z
    return odds + math.log1p(math.exp(-odds)) if odds > 0 else math.log1p(math.exp(odds))


# %% bernoulli_nll: log_expit of SciPy
import numpy as np
from scipy.special import log_expit


def bernoulli_nll(z, y):
    z, y = np.asarray(z, float), np.asarray(y, float)
    return -y * log_expit(z) - (1 - y) * log_expit(-z)


# %% bernoulli_nll: float32 throughout
import numpy as np


def bernoulli_nll(z, y):
    z, y = np.asarray(z, np.float32), np.asarray(y, np.float32)
    return np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))


# %% clipped_prob_grad: booleans
import numpy as np


def clipped_prob_grad(z):
    return (np.asarray(z) > 0) & (np.asarray(z) < 1)


# %% clipped_prob_grad: from the clipped score itself
import numpy as np


def clipped_prob_grad(z):
    z = np.asarray(z, float)
    return 1.0 * (np.clip(z, 0, 1) == z)


# %% clipped_prob_grad: a central difference
import numpy as np


def clipped_prob_grad(z):
    z, h = np.asarray(z, float), 1e-6
    return (np.clip(z + h, 0, 1) - np.clip(z - h, 0, 1)) / (2 * h)


# %% clipped_prob_grad: nested lists of integers
import numpy as np


def clipped_prob_grad(z):
    if np.ndim(z):
        return [clipped_prob_grad(score) for score in z]
    return 1 if 0 <= z <= 1 else 0


# %% clipped_prob_grad: two steps, subtracted
import numpy as np


def clipped_prob_grad(z):
    z = np.asarray(z, np.float32)
    return np.heaviside(z, 0.5) - np.heaviside(z - 1, 0.5)


# %% faded_mse_steps: a list, rounded
faded_mse_steps = [0.188, -0.281]

# %% faded_mse_steps: computed
import numpy as np

faded_mse_steps = np.array([0.25 * 0.75, -2 * 0.75 * 0.25 * 0.75])

# %% faded_mse_steps: fractions
faded_mse_steps = (3 / 16, -9 / 32)

# %% bench_largest_ratio: a fraction
bench_largest_ratio = 1 / 2

# %% bench_largest_ratio: rounded
bench_largest_ratio = 0.499

# %% bench_largest_ratio: a NumPy number
import numpy as np

bench_largest_ratio = np.float32(0.5)

# %% faded_softmax_delta: a tuple
faded_softmax_delta = (0.1, -0.4, 0.3)

# %% faded_softmax_delta: an array, computed
import numpy as np

faded_softmax_delta = np.array([0.1, 0.6, 0.3]) - np.eye(3)[1]

# %% faded_softmax_delta: a list
faded_softmax_delta = [0.1, -0.4, 0.3]
