"""What is slow the first time is done once, before the first submission: drawing, above all.

Matplotlib finds and reads its fonts with the first text that it draws, and so would every fork.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import numpy as np

from course import figures
from course.activations import sigmoid, sigmoid_prime


def warm_up() -> None:
    """Draw one picture of each common kind, and throw it away."""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    W, b = np.ones((2, 2)), np.zeros(2)
    pictures: list[Callable[[], object]] = [
        lambda: figures.activation_and_slope(sigmoid, sigmoid_prime, "sigmoid"),
        lambda: figures.compare_curves({"one": sigmoid, "two": np.tanh}),
        lambda: figures.slope_histogram(np.linspace(-3, 3, 50), sigmoid_prime),
        lambda: figures.loss_curves({"one": [3, 2, 1], "two": [2, 2, 1]}, log=True),
        lambda: figures.decision_regions(lambda x: sigmoid(x[:, 0]), X, [0, 1, 1, 0]),
        lambda: figures.network_drawing([W, W], [b, b]),
        lambda: figures.layer_histograms([X, X]),
        lambda: figures.delta_chart({"one": [1.0, 0.1]}),
    ]
    for draw in pictures:
        with contextlib.suppress(Exception):  # a picture that fails is only not warm
            draw()
