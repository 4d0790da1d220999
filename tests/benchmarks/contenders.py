"""The course, scikit-learn and PyTorch, made to do the same updates of the same network.

Each contender starts from the same weights and trains `epochs` epochs of gradient descent: draw an
order of the examples, cut batches out of X by their row numbers, go forward and backward, make the
step, and compute the batch's loss. Each is driven the way its own users drive it, in whatever is
its quickest form:

* course: `train`;
* scikit-learn: `MLPClassifier.fit`, which goes through all epochs in one call (``partial_fit``
  would check its arguments for each batch). It computes the loss of every step, but keeps only the
  means of epochs;
* PyTorch: the usual eager loop with `torch.optim.SGD` and ``loss.item()``. Its options ``foreach``
  and ``fused`` make no difference to these networks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.neural_network import MLPClassifier

from course.backprop import Array
from course.network import Network, with_unit_0
from course.training import train

LR = 0.01


@dataclass(frozen=True)
class Task:
    """One network and the batches that it is trained on."""

    name: str
    sizes: tuple[int, ...]
    hidden: str
    batch_size: int
    examples: int  # a multiple of the batch size
    dtype: str

    def __str__(self) -> str:
        return f"{self.name}, batch {self.batch_size}, {self.dtype}"

    @property
    def binary(self) -> bool:
        return self.sizes[-1] == 1

    @property
    def steps(self) -> int:
        """Steps in one epoch."""
        return self.examples // self.batch_size

    @property
    def loss(self) -> str:
        return "binary_cross_entropy" if self.binary else "cross_entropy"

    def network(self, seed: int = 0) -> Network:
        """Return the network as it is at the start."""
        output = "sigmoid" if self.binary else "softmax"
        init = "he" if self.hidden == "relu" else "xavier"
        rng = np.random.default_rng(seed)
        return Network(self.sizes, self.hidden, output, init=init, rng=rng, dtype=self.dtype)

    def data(self) -> tuple[Array, Array]:
        """Return random examples, and the number of the class of each."""
        rng = np.random.default_rng(1)
        X = rng.normal(size=(self.examples, self.sizes[0])).astype(self.dtype)
        return X, rng.permutation(np.arange(self.examples) % max(2, self.sizes[-1]))

    def labels(self, classes: Array) -> Array:
        """Return the classes as the course wants them: 0 or 1, or one-hot rows."""
        if self.binary:
            return classes[:, None].astype(self.dtype)
        return np.eye(self.sizes[-1], dtype=self.dtype)[classes]


class Course:
    def __init__(self, task: Task, shuffle: bool = True) -> None:
        self.task, self.shuffle, self.net = task, shuffle, task.network()
        X, classes = task.data()
        self.X, self.y = X, task.labels(classes)
        self.rng = np.random.default_rng(2)

    def run(self, epochs: int) -> float:
        """Train, and return the cost of the last epoch."""
        history = train(
            self.net,
            self.X,
            self.y,
            self.task.loss,
            lr=LR,
            epochs=epochs,
            batch_size=self.task.batch_size,
            rng=self.rng,
            shuffle=self.shuffle,
        )
        assert len(history.losses) == epochs * self.task.steps
        return float(history.costs[-1])

    def weights(self) -> tuple[list[Array], list[Array]]:
        return list(self.net.Ws), list(self.net.bs)


class ScikitLearn:
    def __init__(self, task: Task, shuffle: bool = True) -> None:
        self.X, self.classes = task.data()
        self.model = MLPClassifier(
            task.sizes[1:-1],
            activation="logistic" if task.hidden == "sigmoid" else task.hidden,
            solver="sgd",
            alpha=0,
            batch_size=task.batch_size,
            learning_rate_init=LR,
            momentum=0,
            nesterovs_momentum=False,
            max_iter=1,
            n_iter_no_change=np.inf,
            shuffle=shuffle,
            random_state=np.random.RandomState(2),
            warm_start=True,
        )
        self.model.fit(self.X, self.classes)  # it has no weights before that
        start = task.network()
        for own, W in zip(self.model.coefs_, start.Ws, strict=True):
            own[:] = W
        for own, b in zip(self.model.intercepts_, start.bs, strict=True):
            own[:] = b

    def run(self, epochs: int) -> float:
        self.model.max_iter = epochs
        self.model.fit(self.X, self.classes)
        return float(self.model.loss_)

    def weights(self) -> tuple[list[Array], list[Array]]:
        return self.model.coefs_, self.model.intercepts_


class PyTorch:
    def __init__(self, task: Task, shuffle: bool = True) -> None:
        self.task, self.shuffle = task, shuffle
        X, classes = task.data()
        self.X = torch.from_numpy(X)
        self.y = torch.from_numpy(task.labels(classes) if task.binary else classes)
        self.loss = torch.nn.BCEWithLogitsLoss() if task.binary else torch.nn.CrossEntropyLoss()
        self.model = torch_copy(task)
        self.sgd = torch.optim.SGD(self.model.parameters(), lr=LR)
        self.rng = torch.Generator().manual_seed(2)

    def order(self) -> torch.Tensor:
        if self.shuffle:
            return torch.randperm(len(self.X), generator=self.rng)
        return torch.arange(len(self.X))

    def run(self, epochs: int) -> float:
        model, sgd, losses = self.model, self.sgd, []
        for _ in range(epochs):
            for batch in self.order().split(self.task.batch_size):
                X, y = self.X.index_select(0, batch), self.y.index_select(0, batch)
                sgd.zero_grad(set_to_none=True)
                loss = self.loss(model(X), y)
                loss.backward()
                sgd.step()
                losses.append(loss.item())
        return float(np.mean(losses[-self.task.steps :]))

    def weights(self) -> tuple[list[Array], list[Array]]:
        parameters = [p.detach().numpy() for p in self.model.parameters()]
        return [W.T for W in parameters[::2]], parameters[1::2]


def torch_copy(task: Task) -> torch.nn.Sequential:
    """Return the same network in PyTorch; its W is (fan_out, fan_in), its losses take scores."""
    g = {"sigmoid": torch.nn.Sigmoid, "relu": torch.nn.ReLU}[task.hidden]
    layers: list[torch.nn.Module] = []
    start = task.network()
    for W, b in zip(start.Ws, start.bs, strict=True):
        linear = torch.nn.Linear(*W.shape, dtype=getattr(torch, task.dtype))
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T))
            linear.bias.copy_(torch.from_numpy(b))
        layers += [linear, g()]
    return torch.nn.Sequential(*layers[:-1])


class MatrixProducts:
    """The five matrix products of one step with two layers of weights, and nothing else.

    They are the course's own: each row of a batch begins with unit 0, which is 1, row 0 of
    a table of weights holds the biases, and the tables lie inside one vector. All operands are
    made once, so these products find them in the cache more often.
    """

    def __init__(self, task: Task) -> None:
        self.steps = task.steps
        net, rng, rows = task.network(), np.random.default_rng(3), task.batch_size
        X, a, self.delta_1, self.delta_2 = (
            rng.normal(size=(rows, width)).astype(task.dtype)
            for width in (*task.sizes[:2], *task.sizes[1:])
        )
        self.X_0, self.a_0 = with_unit_0(X), with_unit_0(a)
        self.W_2 = net.Ws[1]  # without the biases: they hand no Δ back
        self.W_01, self.W_02 = net.tables(net.params)[0]
        self.dW_01, self.dW_02 = net.tables(np.zeros_like(net.params))[0]

    def run(self, epochs: int) -> None:
        for _ in range(epochs * self.steps):
            self.X_0 @ self.W_01
            self.a_0 @ self.W_02
            np.matmul(self.a_0.T, self.delta_2, out=self.dW_02)
            self.delta_2 @ self.W_2.T
            np.matmul(self.X_0.T, self.delta_1, out=self.dW_01)
