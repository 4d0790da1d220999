"""Right answers to unit 1 that are not the usual ones; `sources.ACCEPTED` reads them cell by cell.

Each cell stands alone, as in a notebook: it brings its own imports and defines one exercise.
"""
# ruff: noqa: E402, F811

# %% sigmoid: exp of minus logaddexp
import numpy as np


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -np.asarray(x, float)))


# %% sigmoid: a loop that returns nested lists
import math

import numpy as np


def sigmoid(x):
    if np.ndim(x) > 0:
        return [sigmoid(entry) for entry in x]
    x = float(x)
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


# %% sigmoid: boolean masks on a copy
import numpy as np


def sigmoid(x):
    x = np.array(x, dtype=float)
    out = np.empty_like(x)
    right = x >= 0
    out[right] = 1 / (1 + np.exp(-x[right]))
    e = np.exp(x[~right])
    out[~right] = e / (1 + e)
    return out


# %% sigmoid: float32 throughout
import numpy as np


def sigmoid(x):
    x = np.asarray(x, dtype=np.float32)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


# %% sigmoid: clipped at 500
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(np.asarray(x, float), -500, 500)))


# %% sigmoid: from the hyperbolic tangent
import numpy as np


def sigmoid(x):
    return (1 + np.tanh(np.asarray(x, float) / 2)) / 2


# %% sigmoid: SciPy's expit
import numpy as np
from scipy.special import expit


def sigmoid(x):
    return expit(np.asarray(x, dtype=np.float64))


# %% sigmoid: np.vectorize
import math

import numpy as np


@np.vectorize
def sigmoid(x):
    x = float(x)
    if x < 0:
        return math.exp(x) / (1 + math.exp(x))
    return 1 / (1 + math.exp(-x))


# %% sigmoid: a function wrapped by a decorator
import functools

import numpy as np


def takes_anything(function):
    @functools.wraps(function)
    def wrapper(x):
        return function(np.asarray(x, float))

    return wrapper


@takes_anything
def sigmoid(x):
    e = np.exp(-abs(x))
    return np.where(x < 0, e, 1) / (1 + e)


# %% sigmoid: a lambda
import numpy as np

sigmoid = lambda x: np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


# %% sigmoid: an object that can be called
import numpy as np


class Logistic:
    def __init__(self, steepness):
        self.steepness = steepness

    def __call__(self, x):
        return np.exp(-np.logaddexp(0, -self.steepness * np.asarray(x, float)))


sigmoid = Logistic(1.0)


# %% sigmoid: a partial
from functools import partial

import numpy as np


def logistic(steepness, x):
    return np.exp(-np.logaddexp(0.0, -steepness * np.asarray(x)))


sigmoid = partial(logistic, 1.0)


# %% sigmoid: a method
import numpy as np


class Neuron:
    def respond(self, x):
        return np.exp(-np.logaddexp(0.0, -np.asarray(x)))


sigmoid = Neuron().respond


# %% sigmoid: prints, counts its calls and silences NumPy on the way
import numpy as np

calls = []


def sigmoid(x):
    calls.append(x)
    print("sigmoid was called", len(calls), "times")
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-np.asarray(x, float)))


# %% sigmoid_prime: sigma(x) sigma(-x)
import numpy as np


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -np.asarray(x, float)))


def sigmoid_prime(x):
    return np.asarray(sigmoid(x)) * np.asarray(sigmoid(-np.asarray(x)))


# %% sigmoid_prime: the quotient rule with |x|
import numpy as np


def sigmoid_prime(x):
    e = np.exp(-np.abs(np.asarray(x, float)))
    return e / (1 + e) ** 2


# %% sigmoid_prime: a hyperbolic cosine
import numpy as np


def sigmoid_prime(x):
    return 0.25 / np.cosh(np.asarray(x, float) / 2) ** 2


# %% sigmoid_prime: a central difference
import numpy as np


def sigmoid_prime(x, h=1e-5):
    x = np.asarray(x, float)
    return (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)


def sigmoid(x):
    return (1 + np.tanh(x / 2)) / 2


# %% sigmoid_prime: float32 and a broken sigmoid of one's own
import numpy as np


def sigmoid(x):
    return 1 / 1 + np.exp(x)


def sigmoid_prime(x):
    a = sigmoid(np.asarray(x, np.float32)).astype(np.float32)
    return a * (1 - a)


# %% sigmoid_prime: the sigmoid of the course under another name
from course.activations import sigmoid as sigma


def sigmoid_prime(x):
    a = sigma(x)
    return a - a**2


# %% tanh_from_sigmoid: shifted the other way round
import numpy as np


def sigma(x):
    return np.exp(-np.logaddexp(0, -x))


def tanh_from_sigmoid(x):
    return 1 - 2 * sigma(-2 * np.asarray(x, float))


# %% tanh_from_sigmoid: np.tanh
import numpy as np


def tanh_from_sigmoid(x):
    return np.tanh(x)


# %% tanh_from_sigmoid: a list from math.tanh
import math

import numpy as np


def tanh_from_sigmoid(x):
    return [math.tanh(entry) for entry in np.atleast_1d(x)]


# %% tanh_from_sigmoid: the difference of two sigmoids, float32
import numpy as np


def sigma(x):
    return np.exp(-np.logaddexp(np.float32(0), -x))


def tanh_from_sigmoid(x):
    x = np.asarray(x, np.float32)
    return sigma(2 * x) - sigma(-2 * x)


# %% tanh_prime: four sigma (1 - sigma)
import numpy as np


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def tanh_prime(x):
    s = sigmoid(2 * np.asarray(x, float))
    return 4 * s * (1 - s)


# %% tanh_prime: a product of two brackets
import numpy as np


def tanh_prime(x):
    t = np.tanh(np.asarray(x, float))
    return (1 - t) * (1 + t)


# %% tanh_prime: built on one's own tanh, whatever that is
def tanh_from_sigmoid(x):
    return x


def tanh_prime(x):
    return 1 - tanh_from_sigmoid(x) ** 2


# %% tanh_prime: a hyperbolic cosine that overflows to the right answer
import numpy as np


def tanh_prime(x):
    return np.cosh(np.asarray(x, float)) ** -2.0


# %% relu: times a mask
import numpy as np


def relu(x):
    x = np.asarray(x, float)
    return x * (x > 0)


# %% relu: nested lists
import numpy as np


def relu(x):
    return [relu(entry) for entry in x] if np.ndim(x) else max(0.0, float(x))


# %% relu: np.where on the argument as it comes
import numpy as np


def relu(x):
    return np.where(np.asarray(x) > 0, x, 0)


# %% relu: half of x plus its size
import numpy as np


def relu(x):
    x = np.array(x, dtype=np.float32)
    return (x + abs(x)) / 2


# %% relu: a partial of a NumPy function
from functools import partial

import numpy as np

relu = partial(np.maximum, 0)


# %% relu: np.clip
import numpy as np


def relu(x):
    return np.clip(x, 0, None)


# %% relu_prime: booleans, true at zero
import numpy as np


def relu_prime(x):
    return np.asarray(x, float) >= 0


# %% relu_prime: nested lists of whole numbers
import numpy as np


def relu_prime(x):
    return [relu_prime(entry) for entry in x] if np.ndim(x) else int(x > 0)


# %% relu_prime: one half at zero
import numpy as np


def relu_prime(x):
    return np.heaviside(np.asarray(x, float), 0.5)


# %% relu_prime: the sign of one's own relu
import numpy as np


def relu(x):
    return abs(x)


def relu_prime(x):
    return np.sign(relu(x))


# %% leaky_relu: a list
import numpy as np


def leaky_relu(x, alpha=0.01):
    if np.ndim(x):
        return [entry if entry > 0 else alpha * entry for entry in x]
    return x if x > 0 else alpha * x


# %% leaky_relu: the larger of two lines
import numpy as np


def leaky_relu(x, alpha=0.01):
    return np.maximum(x, np.multiply(alpha, x))


# %% leaky_relu: the sum of both sides, float32
import numpy as np


def leaky_relu(x, alpha=0.01):
    x = np.asarray(x, np.float32)
    return np.maximum(0, x) + alpha * np.minimum(0, x)


# %% leaky_relu: another name for the leak
import numpy as np


def leaky_relu(z, slope=0.01):
    z = np.array(z, dtype=float)
    z[z < 0] *= slope
    return z


# %% leaky_relu_prime: from a mask
import numpy as np


def leaky_relu_prime(x, alpha=0.01):
    return alpha + (1 - alpha) * (np.asarray(x) > 0)


# %% leaky_relu_prime: a list
def leaky_relu_prime(x, alpha=0.01):
    return [1 if entry > 0 else alpha for entry in x]


# %% leaky_relu_prime: np.select
import numpy as np


def leaky_relu_prime(x, alpha=0.01):
    x = np.asarray(x, np.float32)
    return np.select([x > 0, x <= 0], [1.0, alpha])


# %% softplus: np.logaddexp
import numpy as np


def softplus(x):
    return np.logaddexp(0, np.asarray(x, float))


# %% softplus: a loop with math.log1p
import math


def softplus(x):
    return [max(v, 0.0) + math.log1p(math.exp(-abs(v))) for v in x]


# %% softplus: float32
import numpy as np


def softplus(x):
    x = np.asarray(x, np.float32)
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


# %% softplus: two cases, each made safe
import numpy as np


def softplus(x):
    x = np.asarray(x, float)
    return np.where(x > 30, x, np.log1p(np.exp(np.minimum(x, 30))))


# %% softplus: masks on a copy
import numpy as np


def softplus(x):
    x = np.array(x, float)
    right = x > 0
    out = np.empty_like(x)
    out[right] = x[right] + np.log(1 + np.exp(-x[right]))
    out[~right] = np.log(1 + np.exp(x[~right]))
    return out


# %% softplus_prime: exp of x minus softplus
import numpy as np


def softplus_prime(x):
    x = np.asarray(x, float)
    return np.exp(x - np.logaddexp(0, x))


# %% softplus_prime: one minus the mirrored sigmoid
import numpy as np


def sigmoid(x):
    return x


def softplus_prime(x):
    return 1 - sigmoid(-np.asarray(x))


# %% softplus_prime: a loop
import math


def softplus_prime(x):
    return [1 / (1 + math.exp(-v)) if v > -700 else 0.0 for v in x]


# %% softplus_prime: a warning on the way costs nothing
import numpy as np


def softplus_prime(x):
    return 1 / (1 + np.exp(-np.asarray(x, float)))


# %% elu: max and min
import numpy as np


def elu(x, alpha=1.0):
    x = np.asarray(x, float)
    return np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0))


# %% elu: masks on a copy
import numpy as np


def elu(x, alpha=1.0):
    y = np.array(x, float)
    left = y < 0
    y[left] = alpha * (np.exp(y[left]) - 1)
    return y


# %% elu: a loop with math.expm1
import math

import numpy as np


def elu(x, alpha=1.0):
    if np.ndim(x):
        return [elu(entry, alpha) for entry in x]
    return x if x > 0 else alpha * math.expm1(x)


# %% elu: float32
import numpy as np


def elu(x, alpha=1.0):
    x = np.asarray(x, np.float32)
    return np.where(x > 0, x, np.float32(alpha) * np.expm1(np.where(x > 0, 0, x)))


# %% elu_prime: the value plus alpha
import numpy as np


def elu(x, alpha=1.0):
    return None


def elu_prime(x, alpha=1.0):
    return np.where(np.asarray(x) > 0, 1.0, elu(x, alpha) + alpha)


# %% elu_prime: a loop
import math


def elu_prime(x, alpha=1.0):
    return [1 if v > 0 else alpha * math.exp(v) for v in x]


# %% elu_prime: a mask on a copy
import numpy as np


def elu_prime(x, alpha=1.0):
    slope = np.ones(np.shape(x), np.float32)
    left = np.asarray(x) < 0
    slope[left] = alpha * np.exp(np.asarray(x)[left])
    return slope


# %% gelu: the approximation by tanh
import math

import numpy as np


def gelu(x):
    x = np.asarray(x, float)
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


# %% gelu: SciPy's erfc
import numpy as np


def gelu(x):
    from scipy.special import erfc

    x = np.asarray(x, float)
    return 0.5 * x * erfc(-x / np.sqrt(2))


# %% gelu: math.erf entry by entry
import math


def gelu(x):
    return [0.5 * v * (1 + math.erf(v / math.sqrt(2))) for v in x]


# %% gelu: math.erf through np.vectorize, with its decorator
import math

import numpy as np


@np.vectorize
def gelu(x):
    return x * 0.5 * (1 + math.erf(x / 2**0.5))


# %% gelu: float32 and SciPy's ndtr
import numpy as np
from scipy.special import ndtr


def gelu(x):
    x = np.asarray(x, np.float32)
    return x * ndtr(x)


# %% gelu_prime: product rule entry by entry
import math


def gelu_prime(x):
    normal = [math.exp(-v * v / 2) / math.sqrt(2 * math.pi) for v in x]
    return [0.5 * (1 + math.erf(v / 2**0.5)) + v * d for v, d in zip(x, normal)]  # noqa: B905


# %% gelu_prime: a central difference of the approximation
import numpy as np


def approximation(x):
    return 0.5 * x * (1 + np.tanh((2 / np.pi) ** 0.5 * (x + 0.044715 * x**3)))


def gelu_prime(x):
    x = np.asarray(x, float)
    return (approximation(x + 1e-5) - approximation(x - 1e-5)) / 2e-5


# %% gelu_prime: SciPy's ndtr, float32
import numpy as np
from scipy.special import ndtr


def gelu_prime(x):
    x = np.asarray(x, np.float32)
    return ndtr(x) + x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


# %% gelu_prime: a central difference of one's own gelu
def gelu(x):
    return 0


def gelu_prime(x):
    return (gelu(x + 1e-4) - gelu(x - 1e-4)) / 2e-4


# %% swish: through tanh
import numpy as np


def swish(x, beta=1.0):
    x = np.asarray(x, float)
    return 0.5 * x * (1 + np.tanh(beta * x / 2))


# %% swish: through logaddexp
import numpy as np


def swish(x, beta=1.0):
    x = np.asarray(x, float)
    return x * np.exp(-np.logaddexp(0, -beta * x))


# %% swish: a list
import math


def swish(x, beta=1.0):
    return [0.0 if v * beta < -700 else v / (1 + math.exp(-beta * v)) for v in x]


# %% swish: float32 with the sigmoid of the notebook
import numpy as np

sigmoid = None


def swish(x, beta=1.0):
    x = np.asarray(x, np.float32)
    return (x * sigmoid(beta * x)).astype(np.float32)


# %% swish_prime: written with the value
import numpy as np


def sigmoid(x):
    raise NotImplementedError


def swish(x, beta=1.0):
    raise NotImplementedError


def swish_prime(x, beta=1.0):
    f = beta * swish(x, beta)
    return f + sigmoid(beta * np.asarray(x)) * (1 - f)


# %% swish_prime: with the slope of the sigmoid
import numpy as np


def swish_prime(x, beta=1.0):
    x = np.asarray(x, float)
    gate = np.exp(-np.logaddexp(0, -beta * x))
    slope = np.exp(-np.logaddexp(0, -beta * x) - np.logaddexp(0, beta * x))
    return gate + beta * x * slope


# %% swish_prime: a list
import math


def swish_prime(x, beta=1.0):
    out = []
    for v in x:
        s = 1 / (1 + math.exp(-beta * v))
        out.append(s * (1 + beta * v * (1 - s)))
    return out


# %% maxout: loops over examples and pieces
def maxout(X, W, b):
    out = []
    for x in X:
        pieces = [sum(x[i] * W[i][k] for i in range(len(x))) + b[k] for k in range(len(b))]
        out.append(max(pieces))
    return out


# %% maxout: einsum
import numpy as np


def maxout(X, W, b):
    return (np.einsum("nd,dk->nk", np.asarray(X, float), W) + b).max(1)


# %% maxout: piece by piece
import numpy as np


def maxout(X, W, b):
    best = np.full(len(X), -np.inf)
    for w, c in zip(np.transpose(W), b):  # noqa: B905
        best = np.maximum(best, X @ w + c)
    return best


# %% maxout: float32
import numpy as np


def maxout(X, W, b):
    X, W, b = (np.asarray(v, np.float32) for v in (X, W, b))
    return np.sort(X @ W + b, axis=1)[:, -1]


# %% maxout_grad_x: a loop
def maxout_grad_x(X, W, b):
    rows = []
    for x in X:
        heights = [sum(p * q for p, q in zip(x, w)) + c for w, c in zip(zip(*W), b)]  # noqa: B905
        k = heights.index(max(heights))
        rows.append([row[k] for row in W])
    return rows


# %% maxout_grad_x: a mask of winners
import numpy as np


def maxout_grad_x(X, W, b):
    Z = X @ W + b
    return (Z.max(axis=1, keepdims=True) == Z) @ W.T


# %% maxout_grad_x: central differences of one's own maxout
import numpy as np


def maxout(X, W, b):
    return X


def maxout_grad_x(X, W, b):
    steps = 1e-6 * np.eye(X.shape[1])
    return np.stack([(maxout(X + s, W, b) - maxout(X - s, W, b)) / 2e-6 for s in steps], axis=1)


# %% active_interval: a grid of hundredths
import numpy as np


def active_interval(g_prime, tol):
    x = np.arange(-2000, 2001) / 100
    awake = np.flatnonzero(g_prime(x) >= tol)
    return x[awake[0]], x[awake[-1]]


# %% active_interval: bisection on both sides of the peak
import numpy as np


def active_interval(g_prime, tol):
    x = np.linspace(-20, 20, 2001)
    peak = x[np.argmax(g_prime(x))]

    def edge(asleep, awake):
        if g_prime(np.array([asleep]))[0] >= tol:
            return asleep
        while abs(awake - asleep) > 1e-6:
            middle = (asleep + awake) / 2
            if g_prime(np.array([middle]))[0] >= tol:
                awake = middle
            else:
                asleep = middle
        return (asleep + awake) / 2

    return [edge(-20.0, peak), edge(20.0, peak)]


# %% active_interval: a loop over single numbers
def active_interval(g_prime, tol):
    lo = hi = None
    for k in range(-20_000, 20_001):
        if g_prime(k / 1000) >= tol:
            lo = k / 1000 if lo is None else lo
            hi = k / 1000
    return lo, hi


# %% active_interval: min and max, as an array
import numpy as np


def active_interval(g_prime, tol):
    x = np.linspace(-20, 20, 100_001)
    awake = x[np.asarray(g_prime(x)) >= tol]
    return np.array([awake.min(), awake.max()], np.float32)


# %% one_sign_share: loops
def one_sign(values):
    return all(v >= 0 for v in values) or all(v <= 0 for v in values)


def one_sign_share(A, Delta):
    n, weights, units = len(A), len(A[0]), len(Delta[0])
    pairs = means = 0
    for j in range(units):
        rows = [[A[i][k] * Delta[i][j] for k in range(weights)] for i in range(n)]
        pairs += sum(one_sign(row) for row in rows)
        means += one_sign([sum(row[k] for row in rows) / n for k in range(weights)])
    return pairs / (n * units), means / units


# %% one_sign_share: matrix product for the mean, sums of signs
import numpy as np


def one_sign_share(A, Delta):
    A, Delta = np.asarray(A), np.asarray(Delta)
    signs = np.sign(A[:, :, None] * Delta[:, None, :])
    example = np.abs(signs.sum(axis=1)) == np.abs(signs).sum(axis=1)
    mean = np.sign(A.T @ Delta / len(A))
    batch = np.abs(mean.sum(axis=0)) == np.abs(mean).sum(axis=0)
    return example.mean(), batch.mean()


# %% one_sign_share: einsum, smallest and largest entry, as a list
import numpy as np


def one_sign_share(A, Delta):
    G = np.einsum("nk,nj->nkj", A, Delta)
    shares = []
    for low, high in [(G.min(1), G.max(1)), (G.mean(0).min(0), G.mean(0).max(0))]:
        shares.append(float(np.mean(low * high >= 0)))
    return shares


# %% microscope_sleeping_mean: as the slider shows it
microscope_sleeping_mean = 5.9

# %% microscope_sleeping_mean: worked out
import math

half = 0.5 * (1 - math.sqrt(0.96))
microscope_sleeping_mean = math.log((1 - half) / half) + 1.2816

# %% microscope_sleeping_mean: on the left
microscope_sleeping_mean = -5.9
