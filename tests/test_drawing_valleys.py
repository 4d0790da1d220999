"""The cost over two weights, and the paths through it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from course import figures as fig

FRAME = (-3.0, 3.0, -2.0, 2.0)


def bowl(w: Any) -> Any:
    return (w**2).sum(axis=1)


def test_paths_in_words() -> None:
    paths = {"slow": [[2, 1], [1, 0.5]], "lazy": [[2, 1]]}
    alt = fig.cost_valley(bowl, paths, FRAME, title="Two walks", names=("b", "w")).alt
    assert alt.startswith("Two walks: the cost J for b from -3 to 3 and w from -2 to 2.")
    assert "The lowest cost drawn is 0, at (0, 0)." in alt
    assert "slow: 1 step from (2, 1) with cost 5 to (1, 0.5) with cost 1.25." in alt
    assert "lazy: 0 steps from (2, 1) with cost 5 to (2, 1) with cost 5." in alt
    assert "outside" not in alt


def test_a_path_that_leaves_the_picture() -> None:
    walk = 2.0 * (-3.0) ** np.arange(400)[:, None] * [1, 0.5]
    with np.errstate(all="ignore"):
        alt = fig.cost_valley(bowl, {"too fast": walk}, FRAME).alt
    assert "too fast: 399 of 400 points outside the picture." in alt
    assert "with cost nan" in alt


def test_ground_that_cannot_be_drawn() -> None:
    for flat in (np.full(1, 0.5), np.full(1, np.nan)):
        picture = fig.cost_valley(lambda w, v=flat: np.repeat(v, len(w)), {"a": [[0, 0]]}, FRAME)
        assert picture.png.startswith(b"\x89PNG")
    assert "There is no finite cost to draw." in picture.alt


def test_paths_that_are_none() -> None:
    with pytest.raises(ValueError, match="1 to 4 paths"):
        fig.cost_valley(bowl, {}, FRAME)
    with pytest.raises(ValueError, match=r"three must be a path of two weights"):
        fig.cost_valley(bowl, {"three": [[1, 2, 3]]}, FRAME)


def test_same_data_give_the_same_bytes() -> None:
    one, other = (fig.cost_valley(bowl, {"a": [[1, 1], [0, 0]]}, FRAME).png for _ in range(2))
    assert one == other
