"""The feature-detector viewer of unit 0: a pattern of nine weights, and what it answers."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course import figures
from course.activations import identity, sigmoid
from course.drawing.picture import Picture
from course.drawing.sampling import Floats, Function
from course.drawing.wording import brief, listing
from course.widgets.controls import Cells, Question, Slider
from course.widgets.interactive import Interactive, module_of

__all__ = ["DetectorViewer", "detector_viewer"]

TITLE = "Feature-detector viewer"
IMAGES = {
    "diagonal": (1, 0, 0, 0, 1, 0, 0, 0, 1),
    "other diagonal": (0, 0, 1, 0, 1, 0, 1, 0, 0),
    "row": (0, 0, 0, 1, 1, 1, 0, 0, 0),
    "column": (0, 1, 0, 0, 1, 0, 0, 1, 0),
}
NAMES = list(IMAGES)
FIRES = 0.5


class DetectorViewer(Interactive):
    """Nine weights that can be turned, four images, and the answer of the unit to each.

    Parameters
    ----------
    neuron : callable
        What a unit passes on, ``neuron(a, w, w0, g)``.
    browser : bool
        Whether the browser may compute it itself, as it is the library's.
    state : str, optional
        A state that was shared.
    """

    _esm = module_of("detector.js")

    def __init__(self, neuron: Function, browser: bool = False, state: str = "") -> None:
        self.neuron = neuron
        super().__init__(
            title=TITLE,
            goal="Find a pattern that fires only for the diagonal: turn weights by a click into "
            "the pattern. Then find the largest gap that the weights −1, 0 and 1 allow.",
            question=Question(
                "All four images share the pixel in the centre. Can its weight change the gap "
                "between the diagonal and the next image?",
                ("yes, it can widen it", "yes, but only narrow it", "no, it can't"),
            ),
            controls=[
                Cells("w", "weight", IMAGES["diagonal"], 3, (0, 1, -1)),
                Slider("b", "bias b", 0.0, low=-4, high=4, step=0.1),
            ],
            presets={
                "the diagonal itself as pattern": {"w": list(IMAGES["diagonal"]), "b": 0.0},
                "the row as pattern": {"w": list(IMAGES["row"]), "b": 0.0},
                "ink anywhere": {"w": [1] * 9, "b": 0.0},
            },
            state=state,
            browser=browser,
            images=_pictured(),
        )

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return what the unit receives and answers, for all images."""
        received = [self._answer_to(x, state, identity) for x in IMAGES.values()]
        answered = [self._answer_to(x, state, sigmoid) for x in IMAGES.values()]
        in_, a = (np.array([value for value, _ in row]) for row in (received, answered))
        notes = [note for _, note in received + answered if note]
        gap = float(in_[0] - in_[1:].max())
        return {
            "images": _pictured(),
            "w": list(state["w"]),
            "b": state["b"],
            "in_": in_,
            "a": a,
            "gap": gap if np.isfinite(gap) else None,
            "words": f"{notes[0] if notes else ''} {words_of(a, gap)}".strip(),
            "table": _table(in_, a, gap),
        }

    def _answer_to(
        self, x: tuple[int, ...], state: dict[str, Any], g: Callable[[Any], Any]
    ) -> tuple[float, str]:
        pixels, w = np.array(x, dtype=np.float64), np.array(state["w"], dtype=np.float64)
        return answer_of(self.neuron, pixels, w, float(state["b"]), g)

    def still(self, state: dict[str, Any]) -> Picture:
        """Return pattern, images and answers, of the library's functions."""
        images = {name: np.reshape(pixels, (3, 3)) for name, pixels in IMAGES.items()}
        return figures.detector_answers(np.reshape(state["w"], (3, 3)), state["b"], images)


def _pictured() -> list[list[Any]]:
    return [[name, list(pixels)] for name, pixels in IMAGES.items()]


def answer_of(
    neuron: Function, a: Floats, w: Floats, w0: float, g: Callable[[Any], Any]
) -> tuple[float, str]:
    """Return what a unit passes on, nan if there is no such number, and what went wrong.

    Examples
    --------
    >>> answer_of(lambda a, w, w0, g: g(a @ w + w0), np.ones(2), np.ones(2), 1.0, identity)
    (3.0, '')
    >>> answer_of(lambda a, w, w0, g: a * w, np.ones(2), np.ones(2), 1.0, identity)
    (nan, 'neuron returned shape (2,), not one number.')
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            raw = neuron(a, w, w0, g)
            if raw is None:
                return np.nan, "neuron returned None."
            found = np.asarray(raw).astype(np.float64, casting="same_kind")
        except NotImplementedError:
            return np.nan, "neuron is still the template."
        except Exception as error:  # whatever a student's function may raise
            return np.nan, f"neuron raised {type(error).__name__}."
    return _one_number(found)


def _one_number(found: NDArray[np.float64]) -> tuple[float, str]:
    if found.size != 1:
        return np.nan, f"neuron returned shape {found.shape}, not one number."
    value = found.item()
    return (value, "") if np.isfinite(value) else (np.nan, f"neuron returned {value}.")


def words_of(a: Floats, gap: float) -> str:
    """Return which images the unit fires for, and the gap, in words.

    Examples
    --------
    >>> words_of(np.array([0.88, 0.12, 0.12, 0.12]), 4.0)
    'The unit fires for the diagonal only. Gap in in_ between the diagonal and the next: 4.'
    >>> words_of(np.full(4, np.nan), np.nan)
    'There is no answer to compare.'
    """
    if not np.isfinite(a).all() or not np.isfinite(gap):
        return "There is no answer to compare."
    fired = [f"the {name}" for name, value in zip(NAMES, a, strict=True) if value >= FIRES]
    only = " only" if fired == ["the diagonal"] else ""
    whom = "all four images" if len(fired) == len(NAMES) else listing(fired or ["none"])
    told = f"The unit fires for {whom}{only}."
    return f"{told} Gap in in_ between the diagonal and the next: {_signed(gap)}."


def _signed(value: float) -> str:
    return brief(round(value, 9)).replace("-", "−")


def _table(in_: Floats, a: Floats, gap: float) -> list[list[Any]]:
    rows = [[name, float(z), float(value)] for name, z, value in zip(NAMES, in_, a, strict=True)]
    shown = [[cell if cell == cell else "–" for cell in row] for row in rows]
    return [["image", "in_", "output a"], *shown, ["gap", gap if gap == gap else "–", ""]]


def _librarys(a: Any, w: Any, w0: float, g: Callable[[Any], Any]) -> Any:
    return g(a @ w + w0)


def detector_viewer(neuron: Function | None = None, state: str = "") -> DetectorViewer:
    """Show the weights of one unit as a pattern, and how strongly it answers four images.

    The gap is the in_ of the diagonal minus the largest in_ of the other three images: above 0,
    some bias tells the diagonal apart.

    Parameters
    ----------
    neuron : callable, optional
        What a unit passes on, ``neuron(a, w, w0, g)``, as in unit 2; by default the library's.
    state : str, optional
        A state as the interactive shows it, to begin with.

    Returns
    -------
    DetectorViewer
        An interactive.

    Lectures: CS771, Features Learned by a Neural Network.

    Examples
    --------
    >>> viewer = detector_viewer(state="b=-2")
    >>> viewer.look(viewer.state)["words"]
    'The unit fires for the diagonal only. Gap in in_ between the diagonal and the next: 2.'
    """
    return DetectorViewer(neuron or _librarys, browser=neuron is None, state=state)
