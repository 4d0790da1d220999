"""What all interactives have in common: controls, a picture that the browser draws, and words.

The browser asks and the kernel answers. When a control moves, or when the last picture is drawn
and the next one is wanted, the browser sends the values of the controls; the kernel calls the
functions it was given, which may be the student's own, and sends back numbers and words. So
nothing runs in the kernel that nobody looks at, a slow function makes fewer pictures instead of a
queue of them, and to pause is not to ask.

Numbers travel as binary buffers. What they look like is decided in ``static/``, by a module per
interactive and two that are shared: ``drawing.js`` (lines, bars, maps) and ``panel.js`` (controls,
prediction, table, state).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from course.drawing.picture import Picture
from course.widgets.controls import Control, Question, fitting
from course.widgets.sharing import pack, unpack

STATIC = Path(__file__).parent / "static"
SHARED = ["drawing.js", "panel.js"]


def module_of(name: str) -> str:
    """Return the browser's part of an interactive: the shared modules, then its own."""
    return "\n".join((STATIC / file).read_text(encoding="utf-8") for file in [*SHARED, name])


class Interactive(anywidget.AnyWidget):
    """An interactive: a goal, controls, a picture, words.

    A subclass says what there is to see in `look`, and draws `still` for where no browser is.

    Attributes
    ----------
    title, goal : str
        Its name, and what to find out with it.
    question : dict
        The prediction that is asked for before the first move.
    controls : list of dict
        Sliders, choices, switches and buttons, see `course.widgets.controls`.
    presets : dict of str to dict
        Named values of controls, such as the lecture's cases.
    state : dict
        The values of all controls.
    """

    _css: Path | str = STATIC / "panel.css"

    title = traitlets.Unicode().tag(sync=True)
    goal = traitlets.Unicode().tag(sync=True)
    question = traitlets.Dict().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    presets = traitlets.Dict().tag(sync=True)
    options = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        *,
        title: str,
        goal: str,
        question: Question,
        controls: list[Control],
        presets: Mapping[str, Mapping[str, Any]] | None = None,
        state: str = "",
        **options: Any,
    ) -> None:
        self.declared = {control.name: control for control in controls}
        self._lock = threading.RLock()  # messages of a widget may arrive on several threads
        super().__init__(
            title=title,
            goal=goal,
            question=question.told(),
            controls=[control.told() for control in controls],
            presets={name: dict(values) for name, values in (presets or {}).items()},
            options=options,
            state=fitting(self.declared, unpack(state)),
        )
        self.on_msg(self._answer)

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return what there is to see: numbers, arrays, ``words``, a ``table``."""
        raise NotImplementedError

    def step(self, state: dict[str, Any]) -> dict[str, Any]:
        """Go on by one picture while it plays; return what there is to see."""
        return self.look(state)

    def still(self, state: dict[str, Any]) -> Picture:
        """Return a picture for where no browser asks: GitHub, nbconvert, a saved notebook."""
        raise NotImplementedError

    def do(self, action: str, state: dict[str, Any]) -> dict[str, Any]:
        """Do what a button asks for; return what there is to see."""
        return self.look(state)

    @property
    def shared(self) -> str:
        """The state as a short text; ``state=`` restores it."""
        return pack(self.state)

    def _answer(self, _: Any, message: Any, buffers: Any) -> None:
        """Answer one question of the browser; one at a time."""
        with self._lock:
            state = fitting(self.declared, message.get("state"))
            scene, arrays = split(self.scene(message.get("kind"), state))
            self.send({"kind": "scene", "id": message.get("id"), "scene": scene}, arrays)

    def scene(self, kind: str, state: dict[str, Any]) -> dict[str, Any]:
        """Return what there is to see; if that fails, words that say so."""
        actions: dict[str, Any] = {"look": self.look, "step": self.step}
        try:
            found = actions[kind](state) if kind in actions else self.do(kind, state)
        except Exception as error:  # whatever a student's function may lead to
            return {"trouble": f"This stopped with {type(error).__name__}: {error}"}
        return dict(found)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the interactive where a browser asks, and the still picture elsewhere."""
        found = super()._repr_mimebundle_(**kwargs)
        data, metadata = found if isinstance(found, tuple) else (found, {})
        try:
            still = self.still(dict(self.state))._repr_mimebundle_()
        except Exception:  # of a student's function: the interactive says it in words
            still = {"text/plain": f"{self.title}. {self.goal}"}
        return {**(data or {}), **still}, metadata


def split(scene: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    r"""Take the arrays out of a scene: they travel beside it, as 32-bit floats or as bytes.

    Examples
    --------
    >>> split({"words": "two", "z": np.array([1.0, 2.0])})
    ({'words': 'two', 'z': {'array': 0, 'shape': [2]}}, [b'\x00\x00\x80?\x00\x00\x00@'])
    """
    arrays: list[bytes] = []

    def kept(value: Any) -> Any:
        if isinstance(value, np.ndarray) and value.dtype == np.uint8:  # a picture's
            arrays.append(value.tobytes())
            return {"array": len(arrays) - 1, "shape": list(value.shape), "kind": "u1"}
        if isinstance(value, np.ndarray):
            with np.errstate(over="ignore"):  # 1e200 is inf there
                arrays.append(np.ascontiguousarray(value, dtype="<f4").tobytes())
            return {"array": len(arrays) - 1, "shape": list(value.shape)}
        if isinstance(value, Mapping):
            return {key: kept(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [kept(one) for one in value]
        if isinstance(value, np.generic):
            return value.item()
        return value

    return {key: kept(value) for key, value in scene.items()}, arrays
