"""Which of an assignment's notebooks a file is, whatever it is called by now.

Canvas, browsers and file managers change names: ``activations-1``,
``activations (1)``, ``Copy of activations``. And units have an ``activations``
and an ``activations_2``. So the ids of the cells decide; the name, where they
say nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.submissions import Unreadable, read_notebook

COPY = re.compile(r"^(?:copy|kopie|copie) (?:of|von|de) ", re.IGNORECASE)
COUNTER = re.compile(
    r"(?:\s*\((?P<a>\d+)\)|-(?P<b>\d+)|[ -]*(?:copy|kopie) ?(?P<c>\d*))$", re.IGNORECASE
)


@dataclass(frozen=True)
class Match:
    """The notebook that a file is."""

    notebook: str
    by_content: bool
    counter: int  # of the last copy in its name: 1 in "activations-1"


def released_ids(source: Path) -> dict[str, set[str]]:
    """Return, for each notebook of an assignment, the ids that no other one has."""
    ids = {path.stem: _ids(read_notebook(path)) for path in sorted(source.glob("*.ipynb"))}
    return {
        name: own - set().union(*(others for other, others in ids.items() if other != name))
        for name, own in ids.items()
    }


def match(stem: str, content: Path, released: dict[str, set[str]]) -> Match | None:
    """Return which notebook a file is, or None if it is none of them."""
    tidy, counter = _tidied(stem)
    name = by_name(stem, list(released))
    try:
        ids = _ids(read_notebook(content))
    except Unreadable:
        ids = set()
    hits = {notebook: len(own & ids) for notebook, own in released.items()}
    most = max(hits.values(), default=0)
    best = [notebook for notebook, count in hits.items() if count == most and most]
    if best and name not in best:
        name = best[0]
    if name is None:
        return None
    return Match(name, bool(best), 0 if stem == name or tidy == stem else counter)


def by_name(stem: str, notebooks: list[str]) -> str | None:
    """Return which notebook a name stands for.

    Examples
    --------
    >>> both = ["activations", "activations_2"]
    >>> [by_name(stem, both) for stem in ("activations-2", "Activations_2 (1)", "notes")]
    ['activations', 'activations_2', None]
    """
    known = {name.casefold(): name for name in notebooks}
    tidy = _tidied(stem)[0]  # before underscores: "activations-2" is a copy of "activations"
    for form in (stem, tidy, _underscored(tidy), _underscored(stem)):
        if form.casefold() in known:
            return known[form.casefold()]
    return None


def _underscored(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip())


def _tidied(stem: str) -> tuple[str, int]:
    """Return a name without what copying has added, and the last copy's number."""
    counter, name = 0, COPY.sub("", stem.strip())
    while found := COUNTER.search(name):
        counter = counter or int(found["a"] or found["b"] or found["c"] or 1)
        name = name[: found.start()]
    return name, counter


def _ids(nb: Any) -> set[str]:
    """Return the ids of a notebook's cells, and of its graded cells."""
    cells = nb.get("cells")
    found: set[str] = set()
    for cell in cells if isinstance(cells, list) else []:
        cell = cell if isinstance(cell, dict) else {}
        metadata = cell.get("metadata")
        role = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        graded = role.get("grade_id") if isinstance(role, dict) else None
        found |= {value for value in (graded, cell.get("id")) if isinstance(value, str)}
    return found
