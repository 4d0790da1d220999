"""Right answers to unit 3 that are not the usual ones; `sources.ACCEPTED` reads them cell by cell.

Each cell stands alone, as in a notebook: it brings its own imports and defines one exercise.
"""
# ruff: noqa: E402, F811


# %% add_back: both local slopes written out
def add_back(up):
    local_x, local_y = 1.0, 1.0
    return local_x * up, local_y * up


# %% add_back: a list
def add_back(up):
    return [up, up]


# %% add_back: an array
import numpy as np


def add_back(up):
    return up * np.ones(2)


# %% add_back: a lambda
add_back = lambda up: (up * 1,) * 2


# %% mul_back: local slopes first, then upstream
def mul_back(x, y, up):
    local = (y, x)
    return tuple(up * slope for slope in local)


# %% mul_back: an array
import numpy as np


def mul_back(x, y, up):
    return np.array([y, x], dtype=float) * up


# %% mul_back: by a symmetric difference, exact for a product
def mul_back(x, y, up):
    dx = ((x + 1) * y - (x - 1) * y) / 2
    dy = (x * (y + 1) - x * (y - 1)) / 2
    return [up * dx, up * dy]


# %% mul_back: a lambda
mul_back = lambda x, y, up: (y * up, x * up)


# %% max_back: indicators
def max_back(x, y, up):
    return (x > y) * up, (y > x) * up


# %% max_back: if and else
def max_back(x, y, up):
    if x > y:
        return up, 0
    else:
        return 0, up


# %% max_back: np.where, as an array
import numpy as np


def max_back(x, y, up):
    return np.where(np.array([x, y]) == max(x, y), up, 0.0)


# %% max_back: the place of the winner
import numpy as np


def max_back(x, y, up):
    back = [0.0, 0.0]
    back[int(np.argmax([x, y]))] += up
    return back


# %% recip_back: via the output value
def recip_back(x, up):
    y = 1.0 / x
    return -y * y * up


# %% recip_back: a power with a negative exponent
def recip_back(x, up):
    return -up * float(x) ** -2


# %% recip_back: NumPy
import numpy as np


def recip_back(x, up):
    return np.negative(up) / np.square(np.float64(x))


# %% recip_back: minus written as a factor
def recip_back(x, up):
    return up * (-1) / (x * x)


# %% exp_back: via the output value
import math


def exp_back(x, up):
    y = math.e**x
    return y * up


# %% exp_back: NumPy
import numpy as np


def exp_back(x, up):
    return np.exp(x) * up


# %% exp_back: one over e to the minus x
import math


def exp_back(x, up):
    return up / math.exp(-x)


# %% exp_back: float32
import numpy as np


def exp_back(x, up):
    return np.float32(up) * np.exp(np.float32(x))


# %% grad_f: closed form
def grad_f(x, y):
    return 2 * x + y + (x > y), x + (y > x)


# %% grad_f: gates, with sums collected in place
from course.earlier import add_back, max_back, mul_back


def grad_f(x, y):
    dx = dy = 0.0
    back = mul_back(x + y, x, 1.0)
    dx += back[1]
    back_x, back_y = add_back(back[0])
    dx += back_x
    dy += back_y
    back_x, back_y = max_back(x, y, 1.0)
    return [dx + back_x, dy + back_y]


# %% grad_f: case by case
def grad_f(x, y):
    if x > y:
        return 2 * x + y + 1, x
    return 2 * x + y, x + 1


# %% grad_f: an array, path by path
import numpy as np


def grad_f(x, y):
    through_sum = np.array([x, x], dtype=float)
    through_factor = np.array([x + y, 0.0])
    through_max = np.array([x > y, x < y], dtype=float)
    return through_sum + through_factor + through_max


# %% numerical_grad: restoring the entry
import numpy as np


def numerical_grad(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.empty_like(x)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        i = it.multi_index
        old = x[i]
        x[i] = old + h
        above = f(x)
        x[i] = old - h
        below = f(x)
        x[i] = old
        g[i] = (above - below) / (2 * h)
    return g


# %% numerical_grad: unit vectors
import numpy as np


def numerical_grad(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + step) - f(x - step)) / (2 * h) for step in steps]
    return np.array(slopes).reshape(x.shape)


# %% numerical_grad: flat index
import numpy as np


def numerical_grad(f, x, h=1e-5):
    g = np.zeros(np.shape(x))
    for k in range(g.size):
        plus, minus = np.array(x, float), np.array(x, float)
        plus.flat[k] += h
        minus.flat[k] -= h
        g.flat[k] = 0.5 * (f(plus) - f(minus)) / h
    return g


# %% numerical_grad: ndenumerate, nested lists returned
import numpy as np


def numerical_grad(f, x, h=1e-5):
    x = np.array(x).astype(np.float64)
    g = np.zeros(x.shape)
    for i, value in np.ndenumerate(x):
        point = x.copy()
        point[i] = value + h
        g[i] = f(point)
        point[i] = value - h
        g[i] -= f(point)
    return (g / h / 2).tolist()


# %% grad_check: norms of each entry's pair
import numpy as np

from course.earlier import numerical_grad


def grad_check(f, grad, x):
    n, a = numerical_grad(f, x), np.asarray(grad(x), float)
    for one, other in zip(n.ravel(), a.ravel(), strict=True):
        if abs(one - other) > 1e-6 * (abs(one) + abs(other)):
            return False
    return True


# %% grad_check: allclose without its absolute part
import numpy as np

from course.earlier import numerical_grad


def grad_check(f, grad, x):
    return np.allclose(grad(x), numerical_grad(f, x), rtol=1e-4, atol=0)


# %% grad_check: relative error by division, with the quotient 0/0 taken as 0
import numpy as np

from course.earlier import numerical_grad


def grad_check(f, grad, x):
    n, a = numerical_grad(f, x), np.asarray(grad(x), float)
    size = np.maximum(np.abs(n), np.abs(a))
    error = np.abs(n - a) / np.where(size > 0, size, 1)
    return bool(error.max() < 1e-5)


# %% grad_check: its own differences, a floor of 1e-12
import numpy as np


def grad_check(f, grad, x):
    x = np.asarray(x, float)
    a = np.asarray(grad(x))
    good = True
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = 1e-5
        n = (f(x + step) - f(x - step)) / 2e-5
        good = good and abs(n - a[i]) / max(1e-12, abs(n) + abs(a[i])) < 1e-4
    return good


# %% grad_check: the largest of the ratios, where there is one
import numpy as np

from course.earlier import numerical_grad


def grad_check(f, grad, x):
    n, a = numerical_grad(f, x), np.asarray(grad(x), float)
    size = np.abs(n) + np.abs(a)
    ratios = np.divide(np.abs(n - a), size, out=np.zeros_like(size), where=size > 0)
    return np.max(ratios) <= 1e-5


# %% output_delta: from the given activation
import numpy as np


def output_delta(y, a, in_):
    return 2 * (a - np.asarray(y, float)) * a * (1 - a)


# %% output_delta: a product of exponentials
import numpy as np


def output_delta(y, a, in_):
    e = np.exp(-np.abs(np.asarray(in_, float)))
    return 2 * (a - y) * e / (1 + e) ** 2


# %% output_delta: with the course's slope
from course.earlier import sigmoid_prime


def output_delta(y, a, in_):
    error = y - a
    return -2 * error * sigmoid_prime(in_)


# %% output_delta: entry by entry, nested lists
import math


def output_delta(y, a, in_):
    rows = []
    for labels, ins in zip(y, in_, strict=True):
        rows.append([])
        for label, value in zip(labels, ins, strict=True):
            s = 1 / (1 + math.exp(-value))
            rows[-1].append(-2 * (float(label) - s) * s * (1 - s))
    return rows


# %% output_delta: float32, multiplied out
import numpy as np


def output_delta(y, a, in_):
    a = np.asarray(a, np.float32)
    slope = a - np.square(a)
    return np.multiply(2 * slope, a - np.asarray(y, np.float32))


# %% hidden_delta: edge by edge
import numpy as np

from course.earlier import sigmoid


def hidden_delta(in_, W_next, delta_next):
    n, h = np.shape(in_)
    out = np.zeros((n, h))
    for e in range(n):
        for j in range(h):
            g = float(sigmoid(in_[e][j]))
            for q in range(np.shape(W_next)[1]):
                out[e, j] += W_next[j][q] * delta_next[e][q]
            out[e, j] *= g * (1 - g)
    return out


# %% hidden_delta: columns, turned at the end
import numpy as np

from course.earlier import sigmoid


def hidden_delta(in_, W_next, delta_next):
    s = sigmoid(in_)
    return (np.asarray(W_next) @ np.asarray(delta_next).T).T * (s - s * s)


# %% hidden_delta: einsum
import numpy as np

from course.earlier import sigmoid_prime


def hidden_delta(in_, W_next, delta_next):
    return np.einsum("nj,jk,nk->nj", sigmoid_prime(in_), W_next, delta_next)


# %% hidden_delta: inner and an own slope in float32
import numpy as np


def hidden_delta(in_, W_next, delta_next):
    e = np.exp(-np.abs(np.asarray(in_, np.float32)))
    return np.inner(delta_next, W_next) * (e / (1 + e) ** 2)


# %% hidden_delta: the slope as a diagonal matrix, example by example
import numpy as np

from course.earlier import sigmoid_prime


def hidden_delta(in_, W_next, delta_next):
    rows = []
    for in_e, delta_e in zip(in_, delta_next, strict=True):
        rows.append(np.diag(sigmoid_prime(in_e)) @ W_next @ delta_e)
    return np.array(rows)


# %% grads: einsum, and a list
import numpy as np


def grads(a_prev, delta):
    a, d = np.asarray(a_prev, float), np.asarray(delta, float)
    return np.einsum("i,j->ij", a, d), list(delta)


# %% grads: loops with lists
def grads(a_prev, delta):
    return [[d * a for d in delta] for a in a_prev], [d * 1.0 for d in delta]


# %% grads: broadcasting, returned as a list
import numpy as np


def grads(a_prev, delta):
    delta = np.array(delta, dtype=float)
    return [np.array(a_prev)[:, None] * delta, delta]


# %% grads: a column times a row
import numpy as np


def grads(a_prev, delta):
    column, row = np.reshape(a_prev, (-1, 1)), np.reshape(delta, (1, -1))
    return column @ row, row.sum(axis=0)


# %% grads: with neuron 0 in front
import numpy as np


def grads(a_prev, delta):
    table = np.outer(np.append(1.0, a_prev), delta)
    return table[1:], table[0]


# %% backward: one example at a time, through the three functions
import numpy as np

from course.earlier import grads, hidden_delta, output_delta


def backward(ins, outs, Ws, y):
    n, L = len(y), len(Ws)
    deltas = [None] * L
    deltas[-1] = output_delta(y, outs[-1], ins[-1])
    for k in range(L - 2, -1, -1):
        deltas[k] = hidden_delta(ins[k], Ws[k + 1], deltas[k + 1])
    dWs = [np.zeros(W.shape) for W in Ws]
    dbs = [np.zeros(W.shape[1]) for W in Ws]
    for k in range(L):
        for e in range(n):
            dW, db = grads(outs[k][e], deltas[k][e])
            dWs[k] += dW / n
            dbs[k] += db / n
    return dWs, dbs


# %% backward: a matrix product for the batch
from course.earlier import hidden_delta, output_delta


def backward(ins, outs, Ws, y):
    n = len(y)
    delta = output_delta(y, outs[-1], ins[-1])
    dWs, dbs = [], []
    for k in reversed(range(len(Ws))):
        dWs.append(outs[k].T @ delta / n)
        dbs.append(delta.mean(axis=0))
        if k:
            delta = hidden_delta(ins[k - 1], Ws[k], delta)
    return dWs[::-1], dbs[::-1]


# %% backward: 1/n put into the output Δ, everything by hand
import numpy as np


def backward(ins, outs, Ws, y):
    slopes = [a * (1 - a) for a in outs[1:]]
    delta = 2 / len(y) * (outs[-1] - y) * slopes[-1]
    dWs, dbs = [None for _ in Ws], [None for _ in Ws]
    for k in range(len(Ws))[::-1]:
        dWs[k] = np.einsum("ni,nj->ij", outs[k], delta)
        dbs[k] = delta.sum(0)
        delta = slopes[k - 1] * np.dot(delta, Ws[k].T) if k > 0 else None
    return tuple(dWs), tuple(dbs)


# %% backward: recursion
import numpy as np

from course.earlier import grads, hidden_delta, output_delta


def backward(ins, outs, Ws, y):
    def back(k, delta):
        if k < 0:
            return [], []
        pairs = [grads(a, d) for a, d in zip(outs[k], delta, strict=True)]
        mean_W = np.mean([dW for dW, _ in pairs], axis=0)
        mean_b = np.mean([db for _, db in pairs], axis=0)
        before = hidden_delta(ins[k - 1], Ws[k], delta) if k > 0 else None
        dWs, dbs = back(k - 1, before)
        return [*dWs, mean_W], [*dbs, mean_b]

    return back(len(Ws) - 1, output_delta(y, outs[-1], ins[-1]))


# %% backward: a column of ones for the biases, float32
import numpy as np

from course.earlier import sigmoid_prime


def backward(ins, outs, Ws, y):
    n = np.float32(len(y))
    delta = (-2 * (np.asarray(y) - outs[-1]) * sigmoid_prime(ins[-1])).astype(np.float32)
    tables = []
    for k in range(len(Ws) - 1, -1, -1):
        received = np.hstack([np.ones((len(outs[k]), 1)), outs[k]]).astype(np.float32)
        tables.insert(0, received.T @ delta / n)
        if k > 0:
            back = delta @ np.asarray(Ws[k], np.float32).T
            delta = (sigmoid_prime(ins[k - 1]) * back).astype(np.float32)
    return [table[1:] for table in tables], [table[0] for table in tables]


# %% count_factors: formulas
def count_factors(L, reuse):
    return 2 * L if reuse else L * (L + 3) // 2


# %% count_factors: adding up the products
def count_factors(L, reuse):
    if reuse:
        return 1 + (L - 1) + L
    return sum(2 + later for later in range(L))


# %% count_factors: names of the factors, collected
def count_factors(L, reuse):
    products = []
    for m in range(1, L + 1):
        layers = [("layer", k) for k in range(m, L)]
        products.append([("loss",), *layers, ("weight", m)])
    every = [factor for product in products for factor in product]
    return len(set(every)) if reuse else len(every)


# %% count_factors: recursion, as a float
def count_factors(L, reuse):
    if L == 1:
        return 2.0
    return count_factors(L - 1, reuse) + (2 if reuse else L + 1)


# %% neuron_in_gradient: four digits
neuron_in_gradient = 0.1050

# %% neuron_in_gradient: computed
import math

f = 1 / (1 + math.exp(2))
neuron_in_gradient = f * (1 - f)

# %% delta_3: rounded to six digits
delta_3 = 0.000361

# %% delta_3: from rounded numbers
delta_3 = 0.2476 * (0.35 * -0.020456 + -0.36 * -0.023938)

# %% deltas_5_6: a tuple of rounded numbers
deltas_5_6 = (0.0401, 0.0469)

# %% deltas_5_6: an array
import numpy as np

a = np.array([0.61240771, 0.38285581])
deltas_5_6 = a * (1 - a) * np.array([0.57, 0.67]) * 0.29626578

# %% cancelling_weight: two decimals
cancelling_weight = -0.30

# %% cancelling_weight: a closer value
cancelling_weight = -0.297

# %% stepper_gradient_w13: as the stepper shows it
stepper_gradient_w13 = 0.0003549

# %% stepper_gradient_w13: three digits
stepper_gradient_w13 = 3.55e-4

# %% stepper_gradient_w13: worked out
import numpy as np

stepper_gradient_w13 = np.float64(-0.0007097373 * -0.5)
