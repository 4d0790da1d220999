"""Draw the boundary, of unit 2: a 2-2-1 network with a slider for each of its nine parameters."""

from __future__ import annotations

from typing import Any

import numpy as np

from course import data, figures, network
from course.activations import identity, sigmoid
from course.drawing.answers import ask
from course.drawing.picture import Picture
from course.drawing.sampling import Floats, Function
from course.drawing.wording import brief, listing
from course.widgets.controls import Choice, Question, Slider, Switch
from course.widgets.interactive import Interactive, module_of

__all__ = ["Boundary", "draw_the_boundary"]

TITLE = "Draw the boundary"
FRAME = (-0.3, 1.3)
SIDE = 50  # points along each side of the heat map
# Unit j has w_1j, w_2j (from units 1 and 2, or 3 and 4) and its bias w_0j.
UNITS = {3: ("w13", "w23", "w03"), 4: ("w14", "w24", "w04"), 5: ("w35", "w45", "w05")}
NAMES = [name for names in UNITS.values() for name in names]
OR_ALONE = (20, 20, -10, 0, 0, -10, 20, 0, -10)
FOUR_AWAKE = (20, 20, -10, 20, 20, -10, 20, 0, -10)  # the same line, and nobody listens yet
LISTED = 4


def _middles() -> Floats:
    """Return the middles of the cells of the heat map, (SIDE², 2), the lowest row first."""
    along = FRAME[0] + (np.arange(SIDE) + 0.5) / SIDE * (FRAME[1] - FRAME[0])
    return np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)


def _goals() -> dict[str, tuple[Floats, Floats]]:
    corners, different = data.xor()
    grid = np.stack(np.meshgrid(*[np.linspace(0, 1, 5)] * 2), axis=-1).reshape(-1, 2)
    labels = {"AND": corners.all(axis=1), "OR": corners.any(axis=1), "XOR": different}
    goals = {name: (corners, np.asarray(wanted, float)) for name, wanted in labels.items()}
    return {**goals, "stripe": (grid, (abs(grid[:, 0] - 0.5) < 0.3).astype(float))}


GRID, GOALS = _middles(), _goals()


def _written(name: str) -> str:
    return name.translate(str.maketrans("012345", "₀₁₂₃₄₅"))


def _named(values: Any) -> dict[str, float]:
    return {name: float(value) for name, value in zip(NAMES, values, strict=True)}


def _presets() -> dict[str, dict[str, Any]]:
    """Return two beginnings; the weights of XOR are an exercise, so they are none of these."""
    return {
        "OR, by unit 3 alone": {"goal": "OR", **_named(OR_ALONE)},
        "XOR: wake unit 4": {"goal": "XOR", **_named(FOUR_AWAKE)},
    }


class Boundary(Interactive):
    """A heat map of the answer, the lines of the hidden units, and points to get right.

    Parameters
    ----------
    forward : callable
        Pushes examples through a network: ``forward(X, Ws, bs, acts)`` returns ``(ins, outs)``.
    browser : bool
        Whether the browser may compute it itself, as it is the library's.
    state : str, optional
        A state that was shared.
    """

    _esm = module_of("boundary.js")

    def __init__(self, forward: Function, browser: bool = False, state: str = "") -> None:
        self.forward = forward
        start = _named(OR_ALONE)
        super().__init__(
            title=TITLE,
            goal="Get all points right: AND, OR, XOR, then the stripe. For AND, with the other "
            "weights as they are, read off the largest whole-number w₀₃ that does it.",
            question=Question(
                "The network computes OR. Where must the bias w₀₃ go to make it AND?",
                ("up", "down", "nowhere: another weight must change"),
            ),
            controls=[
                Choice("goal", "goal", "AND", tuple(GOALS)),
                Switch("collapse", "collapse: no g"),
                *(Slider(name, _written(name), start[name], -40, 40, step=1) for name in NAMES),
            ],
            presets=_presets(),
            state=state,
            browser=browser,
            layout="thirds",
        )

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return the answers on the grid and at the points of the goal."""
        points, labels = GOALS[state["goal"]]
        p, note = answers_of(self.forward, state, np.vstack([GRID, points]))
        said = p[len(GRID) :]
        right = np.isfinite(said) & ((said >= 0.5) == labels)
        told = f"{note} {words_of(state, said, right)} {_collapsed(state)}"
        return {
            "p": p[: len(GRID)],
            "points": points,
            "labels": labels,
            "right": right.astype(float),
            "words": " ".join(told.split()),
            "table": _table(state, right),
        }

    def still(self, state: dict[str, Any]) -> Picture:
        """Return the regions and the lines, of the library's functions."""
        Ws, bs, acts = network_of(state)
        title = f"{state['goal']}: w_03 = {brief(state['w03'])}, w_04 = {brief(state['w04'])}"
        return figures.decision_regions(
            lambda X: network.forward(X, Ws, bs, acts)[1][-1], *GOALS[state["goal"]],
            hidden=(Ws[0], bs[0]), first=3, title=title,
        )  # fmt: skip


def network_of(state: dict[str, Any]) -> tuple[list[Floats], list[Floats], list[Function]]:
    """Return Ws, bs and acts; collapsed, the hidden units have no activation.

    Examples
    --------
    >>> Ws, bs, acts = network_of({**_named(range(9)), "collapse": True})
    >>> Ws[0].tolist(), bs[0].tolist(), Ws[1].tolist(), bs[1].tolist()
    ([[0.0, 3.0], [1.0, 4.0]], [2.0, 5.0], [[6.0], [7.0]], [8.0])
    >>> [g.__name__ for g in acts]
    ['identity', 'sigmoid']
    """
    three, four, five = (np.array([state[name] for name in names]) for names in UNITS.values())
    hidden = np.column_stack([three, four])
    Ws, bs = [hidden[:2], five[:2, None]], [hidden[2], five[2:]]
    return Ws, bs, [identity if state["collapse"] else sigmoid, sigmoid]


def answers_of(forward: Function, state: dict[str, Any], places: Floats) -> tuple[Floats, str]:
    """Call `forward` once; return p at all places, nan where there is none, and what is wrong."""
    Ws, bs, acts = network_of(state)
    notes = []

    def predict(X: Floats) -> Any:
        found = forward(X, Ws, bs, acts)
        if found is None:
            return None
        outs = found[1] if isinstance(found, tuple | list) and len(found) == 2 else None
        if isinstance(outs, tuple | list) and len(outs) == 3:
            return outs[-1]
        notes.append(
            "forward has to return two lists, (ins, outs), with X and two layers in outs."
        )
        return None

    answers = ask(predict, places, "forward")
    if answers.is_p:
        return answers.scores[:, -1], notes[0] if notes else answers.note
    shape = answers.scores.shape
    return np.full(len(places), np.nan), f"outs[-1] has shape {shape}, not {(len(places), 1)}."


def words_of(state: dict[str, Any], said: Floats, right: Any) -> str:
    """Return how many points are right, and which are not, in words.

    Examples
    --------
    >>> state = {"goal": "AND", "w03": -21.0}
    >>> words_of(state, np.array([0, 0, 0, 1.0]), np.array([True] * 4))
    'AND with w₀₃ = −21: 4 of 4 points right. Solved.'
    >>> words_of(state, np.array([0, 1, 0, 1.0]), np.array([True, False, True, True]))
    'AND with w₀₃ = −21: 3 of 4 points right, 1 wrong: (0, 1).'
    """
    if not np.isfinite(said).any():
        return "No point could be classified."
    begun = f"{state['goal']} with w₀₃ = {_signed(state['w03'])}: "
    count = f"{begun}{int(right.sum())} of {len(right)} points right"
    if right.all():
        return f"{count}. Solved."
    places = [f"({brief(x)}, {brief(y)})" for x, y in GOALS[state["goal"]][0][~right]]
    more = [f"{len(places) - LISTED} more"] if len(places) > LISTED else []
    return f"{count}, {len(places)} wrong: {listing(places[:LISTED] + more)}."


def _collapsed(state: dict[str, Any]) -> str:
    if not state["collapse"]:
        return ""
    W, b = network.collapse(*network_of(state)[:2])
    (w1, w2), w0 = W.ravel(), float(b[0])
    if w1 == 0 == w2:
        return "Without g the layers are one, and its weights are 0: no line is left."
    line = f"{_signed(w1)} x₁ {_added(w2)} x₂ {_added(w0)} = 0"
    return f"Without g the layers are one, with one line: {line}."


def _signed(value: float) -> str:
    return f"{value + 0.0:g}".replace("-", "−")


def _added(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {abs(value):g}"


def _table(state: dict[str, Any], right: Any) -> list[list[Any]]:
    rows = [[f"unit {j}", *(state[name] for name in names)] for j, names in UNITS.items()]
    score = f"{int(right.sum())} of {len(right)}"
    heads = ["", "first weight", "second weight", "bias"]
    return [heads, *rows, ["points right", score, "", ""]]


def draw_the_boundary(forward: Function | None = None, state: str = "") -> Boundary:
    """Show what a 2-2-1 network answers in the plane, with a slider for each parameter.

    Parameters
    ----------
    forward : callable, optional
        Pushes examples through a network, ``forward(X, Ws, bs, acts)``, and returns
        ``(ins, outs)``, such as your own; by default the library's.
    state : str, optional
        A state as the interactive shows it, to begin with.

    Returns
    -------
    Boundary
        An interactive.

    Lectures: CS389, 1.1 Non-linearities; CS 457, 07-2b Feedforward Neural Networks (XOR).

    Examples
    --------
    >>> board = draw_the_boundary(state="w03=-20")
    >>> board.look(board.state)["words"]
    'AND with w₀₃ = −20: 2 of 4 points right, 2 wrong: (0, 1) and (1, 0).'
    """
    return Boundary(forward or network.forward, browser=forward is None, state=state)
