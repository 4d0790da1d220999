"""docs/library.md: its code runs, says what the text claims, and no module is left out."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from course.exercises.library import CORE

PAGE = (Path(__file__).parents[1] / "docs" / "library.md").read_text(encoding="utf-8")


def test_every_module_of_the_core_is_named():
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert set(CORE) <= named


def test_the_code_runs_from_top_to_bottom(capsys):
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)
    outputs, check, learned, regression, accuracy = capsys.readouterr().out.splitlines()
    assert np.allclose([float(a) for a in re.findall(r"\d\.\d*", outputs)], [0, 1, 1, 0], atol=0.1)
    assert "1000 epochs" in outputs
    assert check.startswith("passed: 17 entries")
    assert int(learned.split()[0]) > 50
    first, last = (float(number) for number in re.findall(r"\d\.\d+", regression))
    assert last < first < 2
    assert float(accuracy) > 0.95
