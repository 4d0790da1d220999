"""Whether a check itself looks suspicious: many fail, and no known mistake explains it."""

from __future__ import annotations

import re
from collections import Counter

FEWEST = 5  # attempts; less tells nothing
MANY = 0.2  # of the attempts


def of(attempts: int, failures: int, messages: list[str]) -> str:
    """Return why somebody should look at a check, or nothing.

    Parameters
    ----------
    attempts, failures : int
        How many tried, and how many of them did not pass.
    messages : list of str
        What those read whose failure has no diagnosis.

    Examples
    --------
    >>> of(10, 4, ["Rows and columns are exchanged."] * 3)
    ''
    >>> of(10, 6, ["`f(1)` returns `2`."] * 3 + ["`f(1)` returns `3`."] * 2)
    '5 of 10 attempts fail without a diagnosis. 5 times in this way: `f(1)` returns `2`.'
    """
    if attempts >= FEWEST and failures == attempts:
        start = f"Nobody passes: {attempts} attempts."
        return f"{start} {_most_often(messages)}".rstrip()
    alone = len(messages)
    if alone < max(FEWEST, MANY * attempts) or 2 * alone < failures:
        return ""
    return f"{alone} of {attempts} attempts fail without a diagnosis. {_most_often(messages)}"


def _most_often(messages: list[str]) -> str:
    """Return an example of what most of them read; what stands in backticks may differ."""
    if not messages:
        return ""
    kinds = Counter(re.sub("`[^`]*`", "`...`", message) for message in messages)
    kind, count = kinds.most_common(1)[0]
    example = next(m for m in messages if re.sub("`[^`]*`", "`...`", m) == kind)
    times = "once" if count == 1 else f"{count} times"
    return f"{times.capitalize()} in this way: {example}"
