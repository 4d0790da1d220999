"""NOTATION.md promises shapes in its example; hold it to them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

PAGE = (Path(__file__).parents[1] / "NOTATION.md").read_text(encoding="utf-8")


def example() -> tuple[str, dict[str, Any]]:
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found
    names: dict[str, Any] = {}
    exec(found[1], names)
    return found[1], names


def test_shapes_of_the_example() -> None:
    code, names = example()
    claims = re.findall(r"^(\w+) = .*# \((\w+), (\w+)\)", code, re.MULTILINE)
    assert len(claims) == 6
    for name, rows, columns in claims:
        assert names[name].shape == (names[rows], names[columns]), name
    for name in ("W1", "b1", "W2", "b2"):
        assert names["d" + name].shape == names[name].shape


def test_gradients_of_the_example() -> None:
    """The eight lines are backpropagation: a step against the gradient changes J as predicted."""
    _, v = example()
    relu, sigmoid, step = v["relu"], v["sigmoid"], 1e-6

    def cost(sign: float) -> float:
        W1, b1, W2, b2 = (v[k] + sign * step * v["d" + k] for k in ("W1", "b1", "W2", "b2"))
        a = sigmoid(relu(v["X"] @ W1 + b1) @ W2 + b2)
        return float(((v["y"] - a) ** 2).sum(axis=1).mean())

    predicted = sum(float((v["d" + k] ** 2).sum()) for k in ("W1", "b1", "W2", "b2"))
    np.testing.assert_allclose((cost(1) - cost(-1)) / (2 * step), predicted, rtol=1e-6)


def test_tables_are_rectangular() -> None:
    for block in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        assert len({line.count("|") for line in block.splitlines()}) == 1, block
