"""Right answers to the capstone that are not the usual ones; each cell stands alone."""
# ruff: noqa: E402, F811

# %% DigitNetwork: from the parts of the earlier units
import numpy as np

from course.earlier import (
    batch_grads,
    cross_entropy,
    decode,
    epoch_batches,
    init_layer,
    relu,
    relu_prime,
    softmax,
)


class DigitNetwork:
    def __init__(self, sizes, rng):
        layers = [init_layer(n, m, "he", rng) for n, m in zip(sizes, sizes[1:])]
        self.Ws, self.bs = [W for W, _ in layers], [b for _, b in layers]

    def forward(self, X):
        ins, outs = [], [X]
        for W, b in zip(self.Ws, self.bs):
            ins.append(outs[-1] @ W + b)
            outs.append(relu(ins[-1]))
        outs[-1] = softmax(ins[-1])
        return ins, outs

    def loss(self, X, Y):
        return cross_entropy(self.forward(X)[0][-1], Y)

    def backward(self, X, Y):
        ins, outs = self.forward(X)
        delta, found = outs[-1] - Y, []
        for k in reversed(range(len(self.Ws))):
            found.append(batch_grads(outs[k], delta))
            if k:
                delta = (delta @ self.Ws[k].T) * relu_prime(ins[k - 1])
        found.reverse()
        return [dW for dW, _ in found], [db for _, db in found]

    def fit(self, X, Y, lr, epochs, batch_size, rng, lam=0.0):
        history = []
        for _ in range(epochs):
            for batch in epoch_batches(len(X), batch_size, rng):
                dWs, dbs = self.backward(X[batch], Y[batch])
                for k in range(len(self.Ws)):
                    self.Ws[k] = (1 - 2 * lr * lam) * self.Ws[k] - lr * dWs[k]
                    self.bs[k] = self.bs[k] - lr * dbs[k]
            history.append(self.loss(X, Y))
        return history

    def predict(self, X):
        return decode(self.forward(X)[1][-1])


# %% DigitNetwork: example by example in the backward pass, biases as rows
import math

import numpy as np


class DigitNetwork:
    def __init__(self, sizes, rng):
        self.Ws, self.bs = [], []
        for k in range(len(sizes) - 1):
            self.Ws.append(rng.standard_normal((sizes[k], sizes[k + 1])) * math.sqrt(2 / sizes[k]))
            self.bs.append(np.zeros(sizes[k + 1]))

    def forward(self, X):
        ins, outs = [], [np.array(X, dtype=float)]
        for k in range(len(self.Ws)):
            z = np.dot(outs[k], self.Ws[k]) + self.bs[k]
            ins.append(z)
            if k + 1 < len(self.Ws):
                outs.append(z * (z > 0))
            else:
                p = np.exp((z.T - z.max(axis=1)).T)
                outs.append((p.T / p.sum(axis=1)).T)
        return ins, outs

    def loss(self, X, Y):
        total = 0.0
        for z, y in zip(self.forward(X)[0][-1], Y):
            top = max(z)
            total += math.log(sum(math.exp(v - top) for v in z)) + top - float(np.dot(y, z))
        return total / len(X)

    def backward(self, X, Y):
        dWs = [np.zeros_like(W) for W in self.Ws]
        dbs = [np.zeros_like(b) for b in self.bs]
        ins, outs = self.forward(X)
        for i in range(len(X)):
            delta = outs[-1][i] - Y[i]
            for k in range(len(self.Ws) - 1, -1, -1):
                dWs[k] += np.outer(outs[k][i], delta) / len(X)
                dbs[k] += delta / len(X)
                if k:
                    delta = (self.Ws[k] @ delta) * (ins[k - 1][i] > 0)
        return dWs, dbs

    def fit(self, X, Y, lr, epochs, batch_size, rng, lam=0.0):
        losses = []
        for _ in range(epochs):
            order = np.arange(len(X))
            rng.shuffle(order)
            while len(order):
                now, order = order[:batch_size], order[batch_size:]
                dWs, dbs = self.backward(X[now], Y[now])
                for W, dW in zip(self.Ws, dWs):
                    W -= lr * (dW + 2 * lam * W)
                for b, db in zip(self.bs, dbs):
                    b -= lr * db
            losses.append(self.loss(X, Y))
        return np.array(losses)

    def predict(self, X):
        return [1 + int(np.argmax(p)) for p in self.forward(X)[1][-1]]


# %% DigitNetwork: derived from a class of its own, gradients kept
import numpy as np


class Layers:
    def __init__(self, sizes, rng):
        self.sizes = list(sizes)
        pairs = zip(sizes[:-1], sizes[1:])
        self.Ws = [rng.normal(0.0, (2 / n) ** 0.5, size=(n, m)) for n, m in pairs]
        self.bs = [np.zeros(m) for m in sizes[1:]]

    def forward(self, X):
        a, ins, outs = X, [], [X]
        for W, b in zip(self.Ws[:-1], self.bs[:-1]):
            ins.append(a @ W + b)
            a = np.maximum(0, ins[-1])
            outs.append(a)
        ins.append(a @ self.Ws[-1] + self.bs[-1])
        outs.append(np.exp(ins[-1] - np.logaddexp.reduce(ins[-1], axis=1, keepdims=True)))
        return ins, outs


class DigitNetwork(Layers):
    def loss(self, X, Y):
        Z = self.forward(X)[0][-1]
        return np.mean(np.logaddexp.reduce(Z, axis=1) - (Y * Z).sum(1))

    def backward(self, X, Y):
        ins, outs = self.forward(X)
        deltas = [(outs[-1] - Y) / len(X)]
        for W, z in zip(self.Ws[:0:-1], ins[-2::-1]):
            deltas.insert(0, np.where(z > 0, deltas[0] @ W.T, 0))
        self.dWs = [a.T @ d for a, d in zip(outs, deltas)]
        self.dbs = [d.sum(axis=0) for d in deltas]
        return self.dWs, self.dbs

    def fit(self, X, Y, lr, epochs, batch_size, rng, lam=0.0):
        history = []
        for epoch in range(epochs):
            order = rng.permutation(len(X))
            cuts = range(batch_size, len(X), batch_size)
            for batch in np.split(order, list(cuts)):
                self.backward(X[batch], Y[batch])
                self.Ws = [W - lr * dW - 2 * lr * lam * W for W, dW in zip(self.Ws, self.dWs)]
                self.bs = [b - lr * db for b, db in zip(self.bs, self.dbs)]
            history.append(self.loss(X, Y))
        return history

    def predict(self, X):
        return self.forward(X)[0][-1].argmax(1) + 1


# %% DigitNetwork: a uniform start, biases drawn up first, scores kept for the loss
import numpy as np


class DigitNetwork:
    def __init__(self, sizes, rng):
        self.bs = [np.zeros(n) for n in sizes[1:]]
        self.Ws = []
        for n, m in zip(sizes[:-1], sizes[1:]):
            edge = np.sqrt(6 / n)  # a uniform draw from -e to e has the variance e * e / 3
            self.Ws.append(rng.uniform(-edge, edge, (n, m)))

    def forward(self, X):
        ins, outs, last = [], [X], len(self.Ws) - 1
        for k, (W, b) in enumerate(zip(self.Ws, self.bs)):
            z = outs[-1] @ W + b
            ins.append(z)
            e = np.exp(z - z.max(axis=1, keepdims=True)) if k == last else None
            outs.append(np.where(z > 0, z, 0) if e is None else e / e.sum(1, keepdims=True))
        return ins, outs

    def loss(self, X, Y):
        z = self.forward(X)[0][-1]
        z = z - z.max(axis=1, keepdims=True)
        right = z[np.arange(len(z)), np.argmax(Y, axis=1)]
        return float(np.mean(np.log(np.exp(z).sum(axis=1)) - right))

    def backward(self, X, Y):
        ins, outs = self.forward(X)
        d = (outs.pop() - Y) / len(Y)
        dWs, dbs = [None] * len(self.Ws), [None] * len(self.Ws)
        for k in range(len(self.Ws))[::-1]:
            dWs[k], dbs[k] = np.einsum("ni,nj->ij", outs[k], d), d.sum(0)
            d = np.einsum("nj,ij->ni", d, self.Ws[k]) * (outs[k] > 0)
        return dWs, dbs

    def fit(self, X, Y, lr, epochs, batch_size, rng, lam=0.0):
        history = []
        while len(history) < epochs:
            order = np.argsort(rng.random(len(X)))
            for i in range(-(-len(X) // batch_size)):
                now = order[i * batch_size : (i + 1) * batch_size]
                dWs, dbs = self.backward(X[now], Y[now])
                for k in range(len(dWs)):
                    self.Ws[k] = self.Ws[k] * (1 - 2 * lam * lr) - lr * dWs[k]
                    self.bs[k] = self.bs[k] - lr * dbs[k]
            history += [self.loss(X, Y)]
        return history

    def predict(self, X):
        return 1 + np.argmax(self.forward(X)[0][-1], axis=-1)


# %% train_on_digits: scaled by the largest value, with a little decay
import numpy as np

from course.earlier import DigitNetwork


def train_on_digits(X, y, rng):
    net = DigitNetwork((64, 72, 10), rng)
    net.fit(X / 16, np.eye(10)[y - 1], lr=0.1, epochs=18, batch_size=8, rng=rng, lam=1e-5)

    def predict(pixels):
        return net.predict(np.asarray(pixels) / 16)

    return predict


# %% train_on_digits: standardised with the training mean
import numpy as np

from course.earlier import DigitNetwork


def train_on_digits(X, y, rng):
    mean, std = X.mean(axis=0), X.std() + 1e-9
    Y = np.zeros((len(y), 10))
    Y[np.arange(len(y)), np.asarray(y) - 1] = 1
    net = DigitNetwork((64, 48, 10), rng)
    net.fit((X - mean) / std, Y, 0.05, 15, 8, rng)
    return lambda pixels: net.predict((pixels - mean) / std)


# %% train_on_digits: an object that predicts, two hidden layers
import numpy as np

from course.earlier import DigitNetwork


class Reader:
    def __init__(self, net):
        self.net = net

    def __call__(self, pixels):
        return list(self.net.predict(np.asarray(pixels) / 8 - 1))


def train_on_digits(X, y, rng):
    net = DigitNetwork((64, 48, 24, 10), rng)
    Y = (np.asarray(y)[:, None] == np.arange(1, 11)).astype(float)
    net.fit(np.asarray(X) / 8 - 1, Y, lr=0.05, epochs=20, batch_size=8, rng=rng)
    return Reader(net)


# %% train_on_digits: the mean opinion of three networks
import numpy as np

from course.earlier import DigitNetwork


def train_on_digits(X, y, rng):
    nets = [DigitNetwork((64, 32, 10), rng) for _ in range(3)]
    for net in nets:
        net.fit(X / 16, np.eye(10)[y - 1], lr=0.1, epochs=12, batch_size=8, rng=rng)

    def predict(pixels):
        shares = sum(net.forward(pixels / 16)[1][-1] for net in nets)
        return shares.argmax(axis=1) + 1

    return predict


# %% confusion: a loop over the examples
import numpy as np


def confusion(y, predicted, K):
    table = np.zeros((K, K))
    for truth, said in zip(y, predicted):
        table[truth - 1, said - 1] += 1
    return table


# %% confusion: one-hot tables multiplied
import numpy as np


def confusion(y, predicted, K):
    Y, P = np.eye(K)[np.asarray(y) - 1], np.eye(K)[np.asarray(predicted) - 1]
    return Y.T @ P


# %% confusion: np.bincount of pairs
import numpy as np


def confusion(y, predicted, K):
    pairs = (np.asarray(y) - 1) * K + np.asarray(predicted) - 1
    return np.bincount(pairs, minlength=K * K).reshape(K, K)


# %% confusion: nested lists
def confusion(y, predicted, K):
    pairs = list(zip(y, predicted))
    return [[pairs.count((i, j)) for j in range(1, K + 1)] for i in range(1, K + 1)]


# %% confusion: scikit-learn's
from sklearn.metrics import confusion_matrix


def confusion(y, predicted, K):
    return confusion_matrix(y, predicted, labels=range(1, K + 1))


# %% compare_on_same: a loop that counts
def compare_on_same(y, one, other):
    counts = [0, 0, 0, 0]
    for truth, a, b in zip(y, one, other):
        counts[2 * (a != truth) + (b != truth)] += 1
    return counts


# %% compare_on_same: sums of truth values
import numpy as np


def compare_on_same(y, one, other):
    y, one, other = map(np.asarray, (y, one, other))
    a, b = y == one, y == other
    return (a & b).sum(), (a > b).sum(), (b > a).sum(), len(y) - (a | b).sum()


# %% compare_on_same: an array, from a table of two by two
import numpy as np


def compare_on_same(y, one, other):
    wrong = [(np.asarray(one) != y).astype(int), (np.asarray(other) != y).astype(int)]
    table = np.zeros((2, 2), int)
    np.add.at(table, tuple(wrong), 1)
    return table.ravel()
