"""Taking turns on the clock: whatever else the machine does slows down all alike."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

TURN_SECONDS = 0.1
ROUNDS = 9


@dataclass
class Runner:
    """Something that can be run for any number of epochs."""

    run: Callable[[int], object]
    steps: int  # in one epoch
    epochs: int = 1  # in one turn, at least
    micros: list[float] = field(default_factory=list)  # per step, one for each round

    def warm_up(self) -> None:
        """Run once for nothing, and find how many epochs make a turn."""
        self.run(1)
        start = time.perf_counter()
        self.run(1)
        self.epochs = max(self.epochs, math.ceil(TURN_SECONDS / (time.perf_counter() - start)))

    def take_turn(self) -> None:
        start = time.perf_counter()
        self.run(self.epochs)
        seconds = time.perf_counter() - start
        self.micros.append(seconds / (self.epochs * self.steps) * 1e6)


@dataclass(frozen=True, repr=False)  # the numbers would drown what pytest has to say
class Row:
    """The contenders of one task, by name."""

    runners: dict[str, Runner]

    def micros(self, name: str) -> float:
        """Return the median of the µs per step."""
        return statistics.median(self.runners[name].micros)

    def ratio(self, slow: str, quick: str) -> float:
        """Return the median over the rounds of how many times longer `slow` took."""
        pairs = zip(self.runners[slow].micros, self.runners[quick].micros, strict=True)
        return statistics.median(a / b for a, b in pairs)


def race(rows: dict[Hashable, Row]) -> None:
    """Let every contender of every row take its turn, round after round, in changing order."""
    everyone = [runner for row in rows.values() for runner in row.runners.values()]
    for runner in everyone:
        runner.warm_up()
    for round_ in range(ROUNDS):
        for row in rows.values():
            runners = list(row.runners.values())
            turn = round_ % len(runners)
            for runner in runners[turn:] + runners[:turn]:
                runner.take_turn()
