"""What the hints say in words, computed anew: exercise, rung, words before, printed, value.

`arithmetic.py` reads what is written as ``expression = number``. This table has the rest: arrays,
code, and results after "gives" or "is". A T or an F in a hint is True or False.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import ndtr

from course.activations import sigmoid, sigmoid_prime

LAMPS = np.arange(4)
GRADES = np.array([[2, 5, 3], [4, 1, 6]])
LIGHT = np.array([0, 0, 3, 7, 5, 1, 0])
CHANGES = np.array([[1, 2], [3, -1], [-1, -4]])
TIMES = np.array([[12.1, 11.8, 12.4], [11.5, 11.9, 12.0]])
MARKS = np.array([[5, 2, 6], [3, 6, 5]])
THROWS = list(itertools.product(range(1, 7), repeat=3))
TEAS = list(itertools.product(["green", "black"], [2, 4]))


def two_of_three_lamps() -> Any:
    first, second = LAMPS - 1.5 >= 0, LAMPS - 2.5 >= 0
    (on,) = np.nonzero(first - 1.0 * second - 0.5 >= 0)
    return on.item()


def wagon_that_does_not_couple() -> int:
    coupling = 1
    for k, (front, back) in enumerate([(1, 4), (4, 2), (3, 5)], start=1):
        if front != coupling:
            return k
        coupling = back
    raise AssertionError("the wagons fit")


def roots_without_a_warning() -> Any:
    x = np.array([-4.0, 9.0])
    with np.errstate(all="raise"):
        return np.where(x > 0, np.sqrt(np.abs(x)), x)


def years_of_one_sign() -> int:
    return int(sum((row >= 0).all() or (row <= 0).all() for row in CHANGES))


def corner_that_is_on() -> Any:
    return next(x for x in itertools.product([0, 1], repeat=2) if -x[0] + x[1] - 0.5 >= 0)


def table_of_shirts() -> Any:
    table = np.zeros((2, 3))
    for colour, size in [(2, 3), (2, 3), (1, 1)]:
        table[colour - 1, size - 1] += 1
    return table


def days_of_two_stations() -> tuple[int, ...]:
    one, other, days = {1, 2, 3}, {2, 3, 5}, {1, 2, 3, 4, 5}
    return len(one & other), len(one - other), len(other - one), len(days - one - other)


def halvings_below_a_tenth() -> int:
    return next(steps for steps in range(9) if 0.5**steps < 0.1)


SAID: list[tuple[str, int, str, str, Callable[[], Any]]] = [
    ("conventions", 3, "it gives", "'b'", lambda: ["a", "b"][1]),
    ("mean_patterns", 3, "maximum of its values:", "5, 9", lambda: (max(4, 5), 9)),
    ("kernel_as_network", 3, "phi(t) is", "(1, 3, 9)", lambda: (1, 3, 3**2)),
    ("tanh_from_sigmoid", 3, "both sides are", "0.5403", lambda: 1 - 2 * math.sin(0.5) ** 2),
    ("tanh_from_sigmoid", 3, "both sides are", "0.5403", lambda: math.cos(1)),
    ("tanh_from_sigmoid", 3, "would be", "0.8776", lambda: math.cos(0.5)),
    ("relu", 3, "gives", "[3.0, 5.0]", lambda: np.minimum(5.0, [3.0, 9.0])),
    ("relu", 3, "the single number", "3.0", lambda: np.min([3.0, 9.0])),
    ("relu_prime", 3, "x < 0 is", "[True, False]", lambda: np.array([-2.0, 3.0]) < 0),
    ("relu_prime", 3, "gives", "[-1.0, 1.0]", lambda: np.where(np.less([-2, 3], 0), -1.0, 1.0)),
    ("leaky_relu", 1, "should be", "-0.4", lambda: 0.2 * -2),
    ("leaky_relu", 3, "it gives", "-2", lambda: np.maximum(2 * -4, -4 / 2)),
    ("leaky_relu", 3, "it gives", "6", lambda: np.maximum(2 * 3, 3 / 2)),
    ("elu", 3, "gives", "[-4, 3]", roots_without_a_warning),
    ("maxout", 3, "gives", "[2, 1]", lambda: np.min(GRADES, axis=1)),
    ("maxout", 3, "would give", "[2, 1, 3]", lambda: np.min(GRADES, axis=0)),
    ("maxout_grad_x", 3, "they are", "0", lambda: 3 * 0),
    ("active_interval", 1, "about -4.585 and", "4.585", lambda: math.acosh(49)),
    ("active_interval", 3, "is", "[F, F, T, T, T, F, F]", lambda: LIGHT >= 2),
    ("active_interval", 3, "under it are", "[2, 3, 4]", lambda: np.nonzero(LIGHT >= 2)[0]),
    ("active_interval", 3, "answer is", "(2, 4)", lambda: np.nonzero(LIGHT >= 2)[0][[0, -1]]),
    ("one_sign_share", 3, "one sign in", "2", years_of_one_sign),
    ("microscope_sleeping_mean", 2, "from about", "4.6", lambda: round(math.acosh(49), 1)),
    ("microscope_sleeping_mean", 3, "puts", "90", lambda: round(100 * ndtr(1.28))),
    ("neuron", 3, "rounded up", "20", lambda: 10 * math.ceil((np.dot([2, 5], [3, 1]) + 4) / 10)),
    ("layer_sizes", 3, "stops at wagon", "3", wagon_that_does_not_couple),
    ("xor_params", 3, "For", "2", two_of_three_lamps),
    ("xor_lines", 3, "It is on at", "(0, 1)", corner_that_is_on),
    ("faded_shapes_342", 3, "in_1 are", "(20, 8)", lambda: np.matmul(*ones(20, 6, 8)).shape),
    ("faded_shapes_342", 3, "a_2 is", "(20, 1)", lambda: np.matmul(*ones(20, 8, 1)).shape),
    ("max_back", 3, "that is", "(7, 0)", lambda: (7 * (2 <= 5), 7 * (5 <= 2))),
    ("max_back", 3, "would be", "(0, 7)", lambda: (7 * (9 <= 5), 7 * (5 <= 9))),
    ("hidden_delta", 3, "is", "(4, 3)", lambda: np.matmul(*ones(4, 2, 3)).shape),
    (
        "grads",
        3,
        "is the table",
        "[[2, 20, 200], [5, 50, 500]]",
        lambda: np.outer([2, 5], [1, 10, 100]),
    ),
    ("neuron_in_gradient", 3, "f is", "0.7311", lambda: sigmoid(2 * -1 - 3 * -2 - 3).item()),
    ("neuron_in_gradient", 3, "stands", "0.1966", lambda: sigmoid_prime(1.0).item()),
    ("shuffle_together", 3, "and", "33, 31, 32", lambda: np.array([31, 32, 33])[[2, 0, 1]]),
    ("one_hot", 3, "the rows", "[0, 1, 0, 0, 0, 0, 0]", lambda: np.eye(7)[2 - 1]),
    ("one_hot", 3, "and", "[0, 0, 0, 1, 0, 0, 0]", lambda: np.eye(7)[4 - 1]),
    ("normalize", 3, "of 25 becomes", "0.5", lambda: (25 - 10) / ((30 - 10) / 2) - 1),
    ("decode", 3, "the places", "[1, 0]", lambda: np.argmin(TIMES, axis=1)),
    ("distinct_units", 3, "there are", "2", lambda: len({("red", 3), ("blue", 3), ("red", 3)})),
    ("start_saturation", 3, "=", "0.046", lambda: np.mean([sum(t) > 15 for t in THROWS])),
    ("bce", 1, "should cost", "0.1054", lambda: -math.log(0.9)),
    ("bce", 1, "if y = 1, and", "2.3026", lambda: -math.log(1 - 0.9)),
    ("output_delta_ce", 1, "sigmoid is", "0.9", lambda: sigmoid(np.log(9)).item()),
    ("steps_to_fix", 3, "gives", "0.125", lambda: 0.5**3),
    ("steps_to_fix", 3, "gives", "0.0625", lambda: 0.5**4),
    ("steps_to_fix", 3, "below 0.1:", "4", halvings_below_a_tenth),
    ("gaussian_nll", 1, "its peak,", "0.3989", lambda: 1 / math.sqrt(2 * math.pi)),
    ("clipped_prob_grad", 3, "gives", "[0, -1, 1]", lambda: [0, np.sign(-3), np.sign(2)]),
    ("faded_chain_factors", 3, "σ is", "0.8", lambda: round(sigmoid(1.386).item(), 4)),
    ("dead_units", 3, "is", "[[T, F, T], [F, T, T]]", lambda: MARKS >= 5),
    ("dead_units", 3, "it says", "[F, F, T]", lambda: (MARKS >= 5).all(axis=0)),
    ("bn_train", 3, "= 38.45, 50 and", "61.55", lambda: 10 * 1.155 + 50),
    ("bn_backward", 3, "and dA is", "(-1, -2, 3)", lambda: np.array([1, 0, 5]) - 2),
    ("best_lambda", 3, "under this rule is", "5.0", lambda: max(1, 5)),
    ("nets_with_weights", 3, "stay:", "(1, 3), (2, 2), (3, 1)", lambda: pairs_with_the_sum_4()),
    ("nas_random", 3, "numbers 2 and 0:", "('black', 2)", lambda: TEAS[2]),
    ("nas_random", 3, "and", "('green', 2)", lambda: TEAS[0]),
    ("confusion", 3, "give the table", "[[1, 0, 0], [0, 0, 2]]", table_of_shirts),
    ("compare_on_same", 3, "on 1:", "(2, 1, 1, 1)", days_of_two_stations),
]


def ones(rows: int, inner: int, columns: int) -> tuple[Any, Any]:
    return np.ones((rows, inner)), np.ones((inner, columns))


def pairs_with_the_sum_4() -> list[Any]:
    return [pair for pair in itertools.product([1, 2, 3], repeat=2) if sum(pair) == 4]
