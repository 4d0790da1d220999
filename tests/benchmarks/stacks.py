"""Many networks of one form: stacked and trained at once, or one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from contenders import LR, Task

from course.backprop import Array
from course.ensembles import stack
from course.network import Network
from course.training import train


@dataclass(frozen=True)
class Crowd:
    """So many networks for one task; they differ in their initial weights only."""

    task: Task
    count: int
    epochs: int = 1  # in one run, at least, so that getting started does not count

    def __str__(self) -> str:
        return f"{self.count} times {self.task}"

    @property
    def steps(self) -> int:
        """Steps in one epoch, of all networks."""
        return self.count * self.task.steps

    def networks(self) -> list[Network]:
        return [self.task.network(seed) for seed in range(self.count)]


class Together:
    def __init__(self, crowd: Crowd) -> None:
        self.task, self.whole = crowd.task, stack(crowd.networks())
        self.data = examples(crowd.task)

    def run(self, epochs: int) -> None:
        descend(self.whole, self.task, self.data, epochs)

    def params(self) -> Array:
        return self.whole.params


class OneByOne:
    def __init__(self, crowd: Crowd) -> None:
        self.task, self.nets = crowd.task, crowd.networks()
        self.data = examples(crowd.task)

    def run(self, epochs: int) -> None:
        for net in self.nets:
            descend(net, self.task, self.data, epochs)

    def params(self) -> Array:
        return np.stack([net.params for net in self.nets])


def examples(task: Task) -> tuple[Array, Array]:
    X, classes = task.data()
    return X, task.labels(classes)


def descend(net: Network, task: Task, data: tuple[Array, Array], epochs: int) -> None:
    size, rng = task.batch_size, np.random.default_rng(2)
    train(net, *data, task.loss, lr=LR, epochs=epochs, batch_size=size, rng=rng)
