"""Right answers to unit 2 that are not the usual ones; `sources.ACCEPTED` reads them cell by cell.

Each cell stands alone, as in a notebook: it brings its own imports and defines one exercise.
"""
# ruff: noqa: E402, F811

# %% neuron: np.dot
import numpy as np


def neuron(a, w, w0, g):
    return float(g(np.dot(a, w) + w0))


# %% neuron: a loop over the arriving numbers, bias first
def neuron(a, w, w0, g):
    in_ = w0
    for i in range(len(a)):
        in_ += w[i] * a[i]
    return g(in_)


# %% neuron: neuron 0 in front, as in the lecture
import numpy as np


def neuron(a, w, w0, g):
    return g(np.array([1, *a]) @ np.array([w0, *w]))


# %% neuron: a generator expression
def neuron(a, w, w0, g):
    return g(sum(x * v for x, v in zip(a, w, strict=True)) + w0)


# %% neuron: einsum in single precision
import numpy as np


def neuron(a, w, w0, g):
    a, w = np.asarray(a, np.float32), np.asarray(w, np.float32)
    return g(np.einsum("i,i->", a, w) + np.float32(w0))


# %% neuron: a lambda that returns an array without axes
import numpy as np

neuron = lambda a, w, w0, g: np.asarray(g(np.inner(w, a) + w0))


# %% order_22: the lecture's order
order_22 = [9, 4, 6, 3, 1, 7, 2]

# %% order_22: the first two exchanged
order_22 = [4, 9, 6, 3, 1, 7, 2]

# %% order_22: a tuple
order_22 = (9, 4, 6, 3, 1, 7, 2)

# %% order_22: an array
import numpy as np

order_22 = np.array([4, 9, 6, 3, 1, 7, 2])

# %% order_22: a line twice that does no harm
order_22 = [9, 4, 9, 6, 3, 1, 7, 2]

# %% forward: three lines per layer
import numpy as np


def forward(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, dtype=float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append(outs[-1] @ W + b)
        outs.append(g(ins[-1]))
    return ins, outs


# %% forward: einsum and tuples
import numpy as np


def forward(X, Ws, bs, acts):
    ins, outs = (), (np.asarray(X, float),)
    for W, b, g in zip(Ws, bs, acts, strict=True):
        in_ = np.einsum("ni,ij->nj", outs[-1], W) + b[None, :]
        ins += (in_,)
        outs += (g(in_),)
    return ins, outs


# %% forward: neuron by neuron, as in the lecture's pseudocode
import numpy as np


def forward(X, Ws, bs, acts):
    X = np.asarray(X, float)
    ins, outs = [], [X]
    for k in range(len(Ws)):
        in_ = np.zeros((len(X), Ws[k].shape[1]))
        for n in range(len(X)):
            for j in range(in_.shape[1]):
                total = bs[k][j]
                for i in range(Ws[k].shape[0]):
                    total = total + Ws[k][i, j] * outs[-1][n, i]
                in_[n, j] = total
        ins.append(in_)
        outs.append(acts[k](in_))
    return ins, outs


# %% forward: a column of ones for neuron 0
import numpy as np


def forward(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        a_0 = np.column_stack([np.ones(len(outs[-1])), outs[-1]])
        ins.append(a_0 @ np.vstack([b, W]))
        outs.append(g(ins[-1]))
    return ins, outs


# %% forward: layer by layer into itself
import numpy as np


def forward(X, Ws, bs, acts):
    a = np.array(X, float)
    if len(Ws) == 0:
        return [], [a]
    in_ = np.dot(a, Ws[0]) + bs[0]
    ins, outs = forward(acts[0](in_), Ws[1:], bs[1:], acts[1:])
    return [in_, *ins], [a, *outs]


# %% forward: columns inside, rows outside
import numpy as np


def forward(X, Ws, bs, acts):
    h = np.asarray(X, float).T
    ins, outs = [], [h.T]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        z = W.T @ h + b[:, np.newaxis]
        h = g(z)
        ins.append(z.T)
        outs.append(h.T)
    return [ins, outs]


# %% forward: example by example with neuron
import numpy as np

from course.earlier import neuron


def forward(X, Ws, bs, acts):
    a = np.asarray(X, float)
    ins, outs = [], [a]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        units = range(W.shape[1])
        in_ = np.array([[neuron(x, W[:, j], b[j], lambda z: z) for j in units] for x in a])
        a = g(in_)
        ins.append(in_)
        outs.append(a)
    return ins, outs


# %% forward: float32 throughout
import numpy as np


def forward(X, Ws, bs, acts):
    outs, ins = [np.asarray(X, np.float32)], []
    for k, g in enumerate(acts):
        ins.append(outs[k] @ Ws[k].astype(np.float32) + bs[k].astype(np.float32))
        outs.append(g(ins[k]))
    return ins, outs


# %% layer_sizes: one pass, two messages
def layer_sizes(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if W.shape[0] != sizes[-1]:
            raise ValueError(
                f"layer {k} takes {W.shape[0]} inputs, layer {k - 1} gives {sizes[-1]}"
            )
        if b.shape != (W.shape[1],):
            raise ValueError(f"b of layer {k} has the shape {b.shape}")
        sizes.append(W.shape[1])
    return sizes


# %% layer_sizes: checked first, listed afterwards, as a tuple
def layer_sizes(Ws, bs):
    for k in range(len(Ws)):
        fits = k == 0 or Ws[k].shape[0] == Ws[k - 1].shape[1]
        if not fits or bs[k].ndim != 1 or len(bs[k]) != Ws[k].shape[1]:
            raise ValueError("Layer " + str(k + 1) + " of " + str(len(Ws)) + " does not fit.")
    return tuple([Ws[0].shape[0]] + [W.shape[1] for W in Ws])


# %% layer_sizes: an array, and a message of the number alone
import numpy as np


def layer_sizes(Ws, bs):
    rows = [np.shape(W)[0] for W in Ws]
    columns = [np.shape(W)[1] for W in Ws]
    for k, b in enumerate(bs):
        if np.shape(b) != (columns[k],) or (k and rows[k] != columns[k - 1]):
            raise ValueError(k + 1)
    return np.array([rows[0], *columns])


# %% layer_sizes: an exception class of its own
class LayerError(ValueError):
    def __init__(self, number, why):
        super().__init__(f"({number}) {why}")


def layer_sizes(Ws, bs):
    sizes = list(Ws[0].shape[:1])
    for W, b in zip(Ws, bs, strict=True):
        fan_in, fan_out = W.shape
        if fan_in != sizes[-1]:
            raise LayerError(len(sizes), f"{fan_in} rows where {sizes[-1]} are needed")
        if b.shape != (fan_out,):
            raise LayerError(len(sizes), "bias")
        sizes.append(fan_out)
    return sizes


# %% layer_sizes: NumPy notices, the function says where
import numpy as np


def layer_sizes(Ws, bs):
    row = np.zeros(Ws[0].shape[0])
    sizes = [row.size]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        try:
            row = row @ W
            if row.shape != b.shape:
                raise ValueError
        except ValueError:
            raise ValueError(f"layer {k}") from None
        sizes.append(row.size)
    return sizes


# %% collapse: one layer after the other
import numpy as np


def collapse(Ws, bs):
    W, b = np.asarray(Ws[0], float), np.asarray(bs[0], float)
    for V, c in zip(Ws[1:], bs[1:], strict=True):
        W, b = W @ V, b @ V + c
    return W, b


# %% collapse: asked with zero and unit vectors
import numpy as np


def collapse(Ws, bs):
    def stack(A):
        for V, c in zip(Ws, bs, strict=True):
            A = A @ V + c
        return A

    d = np.shape(Ws[0])[0]
    b = stack(np.zeros(d))
    return stack(np.eye(d)) - b, b


# %% collapse: from the back
import numpy as np


def collapse(Ws, bs):
    P = np.eye(np.shape(Ws[-1])[1])
    b = np.zeros(P.shape[0])
    for V, c in zip(Ws[::-1], bs[::-1], strict=True):
        b = b + np.asarray(c) @ P
        P = np.asarray(V) @ P
    return P, b


# %% collapse: neuron 0 in every layer, then one product
from functools import reduce

import numpy as np


def collapse(Ws, bs):
    tables = []
    for V, c in zip(Ws, bs, strict=True):
        first = np.concatenate([[1.0], c])
        rest = np.hstack([np.zeros((len(V), 1)), V])
        tables.append(np.vstack([first, rest]))
    product = reduce(np.matmul, tables)
    return product[1:, 1:], product[0, 1:]


# %% collapse: two layers at a time, as lists
import numpy as np


def collapse(Ws, bs):
    if len(Ws) == 1:
        return [np.array(Ws[0]).tolist(), np.array(bs[0]).tolist()]
    W, b = Ws[0] @ Ws[1], bs[0] @ Ws[1] + bs[1]
    return collapse([W, *Ws[2:]], [b, *bs[2:]])


# %% collapse: with forward and no bend
import numpy as np

from course.earlier import forward


def collapse(Ws, bs):
    d = Ws[0].shape[0]
    X = np.vstack([np.zeros(d), np.eye(d)])
    out = forward(X, Ws, bs, [lambda z: z] * len(Ws))[1][-1]
    return out[1:] - out[0], out[0]


# %% xor_params: OR, but not AND
import numpy as np


def xor_params():
    W1 = np.array([[1.0, 1.0], [1.0, 1.0]])
    return W1, np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


# %% xor_params: OR and NAND
import numpy as np


def xor_params():
    W1 = np.array([[1.0, -1.0], [1.0, -1.0]])
    return W1, np.array([-0.5, 1.5]), np.array([1.0, 1.0]), -1.5


# %% xor_params: times 20, plain lists
def xor_params():
    return [[20, 20], [20, 20]], [-10, -30], [20, -20], -10


# %% xor_params: one unit for each of the two corners
def xor_params():
    return [[1, -1], [-1, 1]], [-0.5, -0.5], [1, 1], -0.5


# %% xor_params: five hidden units, two of them used
import numpy as np


def xor_params():
    W1 = np.full((2, 5), 1.0)
    return [W1, np.array([-0.5, -1.5, 3, 3, 3]), np.array([1, -1, 0, 0, 0]), np.float32(-0.5)]


# %% xor_params: columns and arrays of one entry
import numpy as np


def xor_params():
    W1 = np.array([[1, 1], [1, 1]], dtype=np.float32)
    return W1, np.array([[-0.3, -1.2]]), np.array([[2.0], [-3.0]]), np.array([-1.0])


# %% xor_params: neither nor, and both
def xor_params():
    return [[-1, 1], [-1, 1]], [0.5, -1.5], [-1, -1], 0.5


# %% bump: a difference of two sigmoids
import numpy as np

from course.activations import sigmoid


def bump(x, c, width, k):
    x = np.asarray(x, float)
    return sigmoid(k * (x - (c - width))) - sigmoid(k * (x - (c + width)))


# %% bump: two hyperbolic tangents
import numpy as np


def bump(x, c, width, k):
    d = np.asarray(x, float) - c
    return (np.tanh(k * (d + width) / 2) - np.tanh(k * (d - width) / 2)) / 2


# %% bump: a network of two hidden units
import numpy as np

from course.activations import sigmoid
from course.earlier import forward


def bump(x, c, width, k):
    x = np.asarray(x, float)
    Ws = [np.array([[k, k]], float), np.array([[1.0], [-1.0]])]
    bs = [np.array([k * (width - c), -k * (c + width)], float), np.zeros(1)]
    out = forward(x.reshape(-1, 1), Ws, bs, [sigmoid, lambda z: z])[1][-1]
    return out.reshape(x.shape)


# %% bump: place by place with math
import math

import numpy as np


def calm(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def bump(x, c, width, k):
    if np.ndim(x):
        return [bump(entry, c, width, k) for entry in x]
    return calm(k * (float(x) - c + width)) - calm(k * (float(x) - c - width))


# %% bump: SciPy's expit
import numpy as np
from scipy.special import expit


def bump(x, c, width, k):
    left, right = c - width, c + width
    return expit(k * (np.asarray(x, float) - left)) - expit(k * (np.asarray(x, float) - right))


# %% faded_in_5: unrounded
faded_in_5 = 1.5378828

# %% faded_in_5: with a_4 rounded to 0.27
faded_in_5 = 1.54

# %% faded_in_5: calculated
faded_in_5 = -1 + 4 * 0.5 + 2 * 0.2689

# %% faded_shapes_342: pairs
faded_shapes_342 = [(3, 4), (5, 4), (4, 2), (5, 2)]

# %% faded_shapes_342: lists
faded_shapes_342 = [[3, 4], [5, 4], [4, 2], [5, 2]]

# %% faded_shapes_342: shapes of arrays
import numpy as np

X, W_1, W_2 = np.ones((5, 3)), np.ones((3, 4)), np.ones((4, 2))
faded_shapes_342 = (W_1.shape, (X @ W_1).shape, W_2.shape, (X @ W_1 @ W_2).shape)

# %% xor_lines: four lines
xor_lines = [(1, 1, -0.5), (1, 1, -1.5), (-1, -1, 1.5), (0, 1, -0.5)]

# %% xor_lines: an array
import numpy as np

xor_lines = np.array([[1, 2, 3], [1, 2, 4], [0.5, -1, 0], [3, 0, 1.0]])

# %% xor_lines: one line from both sides
xor_lines = [[1, -1, 0.3], [-1, 1, -0.3], [2, -1, 0.3], [0, -1, 0.3]]

# %% xor_lines: five attempts, one of them twice
xor_lines = [(1, 1, -0.5), (1, 1, -1.5), (1, 1, -0.5), (0, 1, -0.5), (-1, -1, 1.5)]

# %% and_bias: a whole number
and_bias = -21

# %% and_bias: a float
and_bias = -21.0
