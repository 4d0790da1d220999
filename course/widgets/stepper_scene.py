"""What the graph stepper draws: numbers by their place in the picture, and the same as a table."""

from __future__ import annotations

from typing import Any

from course.drawing.graph_layout import digits
from course.widgets.walk_gates import BACKWARDS as GATES_BACK
from course.widgets.walk_units import AFTER, forward_units, lowered
from course.widgets.walks import Step, Walk

__all__ = ["GATES", "UNITS", "drawn", "table_of"]

GATES, UNITS = "five gates", "seven units"


def drawn(state: dict[str, Any], walk: Walk, suspect: str | None) -> dict[str, Any]:
    """Return the numbers of the picture, and the arithmetic below it.

    Parameters
    ----------
    state : dict
        The values of the controls.
    walk : Walk
        The steps.
    suspect : str or None
        The gate or unit under suspicion; None where no bug is to be found.

    Returns
    -------
    dict
        ``above`` and ``below`` by places of the picture, ``rows`` of arithmetic, and ``focus``.
    """
    hunting = suspect is not None
    done = len(walk.steps) + 1 if hunting else state["done"]
    shown = walk.steps[: max(0, done - 1)]
    above, below = (_gates if state["graph"] == GATES else _units)(state, walk, shown, done)
    return {
        "graph": state["graph"],
        "above": above,
        "below": below,
        "rows": _suspected(walk, suspect) if suspect is not None else _rows(walk, done),
        "focus": {"at": suspect} if hunting else _focus(walk, done),
    }


Texts = dict[str, str]


def _gates(state: dict[str, Any], walk: Walk, shown: list[Step], done: int) -> tuple[Texts, Texts]:
    above = {name: f"{name} = {digits(state[name])}" for name in "xyz"}
    if done:
        above.update({name: f"{name} = {value}" for name, _, value in walk.forward})
    below = {"L": "1"} if done and walk.forward else {}
    return above, {**below, **{step.goes_to: digits(step.shown) for step in shown}}


def _units(state: dict[str, Any], walk: Walk, shown: list[Step], done: int) -> tuple[Texts, Texts]:
    units = forward_units((state["x1"], state["x2"]), float(state["label"]))
    above = {str(i): f"x{lowered(i)} = {digits(units.a[i])}" for i in (1, 2)}
    above.update({f"{i}{j}": digits(w) for (i, j), w in units.w.items() if i})
    above["y"] = f"y = {state['label']}"
    if done:
        above.update({str(j): f"a{lowered(j)} = {units.a[j]:.4f}" for j in units.in_})
    below = {step.goes_to: f"{step.name} = {digits(step.shown)}" for step in shown}
    for step in shown:
        for i in [i for i in AFTER if i > 2 and step.place in map(str, AFTER[i])]:
            product = units.w[i, int(step.place)] * step.shown
            below[f"{i}{step.place}"] = f"{product:.3g}".replace("-", "−")
    return above, below


def _rows(walk: Walk, done: int) -> list[dict[str, Any]]:
    """Return the last step with its numbers, and the next one without its result."""
    rows = []
    if done >= 2:
        rows.append({"tag": "last", **walk.steps[done - 2].told(done=True)})
    if 1 <= done <= len(walk.steps):
        rows.append({"tag": "next", **walk.steps[done - 1].told(done=False)})
    return rows


def _suspected(walk: Walk, suspect: str) -> list[dict[str, Any]]:
    """Return what a suspected gate should do, and what it does."""
    found = [step for step in walk.steps if step.place == suspect]
    return [{"tag": "rule", **step.told(done=True)} for step in found]


def _focus(walk: Walk, done: int) -> dict[str, Any]:
    """Return which places are upstream, local and product of the next step."""
    if not 1 <= done <= len(walk.steps):
        return {}
    step = walk.steps[done - 1]
    if step.adds:
        ups = [f"y:{node}" for node in ("q", "m")]
    elif step.place in GATES_BACK:
        ups = [step.place]
    elif step.place == "13":
        ups = ["3"]
    else:
        ups = [str(k) for k in AFTER.get(int(step.place), ())]
    return {"up": ups, "at": step.place, "to": step.goes_to}


def table_of(state: dict[str, Any], walk: Walk, hunting: bool) -> list[list[Any]]:
    """Return the arithmetic that is done so far; of a graph with a bug, the numbers alone."""
    done = len(walk.steps) + 1 if hunting else state["done"]
    forward = walk.forward if done else [row for row in walk.forward if row[1] == "input"]
    rows: list[list[Any]] = [["", "arithmetic", "result"], *[list(row) for row in forward]]
    for step in walk.steps[: max(0, done - 1)]:
        rows.append([step.name, "" if hunting else step.sides, digits(step.shown)])
    return rows
