"""The playground: data, features, a network that learns, its answer, all at once."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course import figures
from course.arrays import Array
from course.drawing.picture import Picture
from course.drawing.wording import percent
from course.network import with_unit_0
from course.widgets.calling import Misbehaved
from course.widgets.controls import Question
from course.widgets.interactive import STATIC, Interactive, module_of
from course.widgets.playing import panel, words
from course.widgets.playing.data import FEATURES, Data, inputs, made, own_data, own_made
from course.widgets.playing.export import code_of
from course.widgets.playing.functions import Functions, known_activations
from course.widgets.playing.learner import Learner, Setting
from course.widgets.playing.many import Many

__all__ = ["Playground", "playground"]

TITLE = "Playground"
SIDE = 50  # of the output's map
COARSE = 3  # of a unit's map, every third point of the same grid is shown
BUDGET, BUDGET_OF_SEEDS = 0.008, 0.050
CURVE = 300
STILL_EPOCHS = 60
LEVELS = 254  # 255 stands for no number


class Playground(Interactive):
    """A network that learns in the plane, with everything that happens in it.

    Parameters
    ----------
    functions : Functions
        The library's, or a student's.
    own : tuple, optional
        X, y and whether these are two classes.
    state : str, optional
        A state that was shared.
    """

    _esm = module_of("playground.js")
    _css = "\n".join(
        (STATIC / name).read_text(encoding="utf-8") for name in ("panel.css", "playground.css")
    )

    def __init__(
        self, functions: Functions, own: tuple[Array, Array, bool] | None = None, state: str = ""
    ) -> None:
        self.functions, self.own = functions, own
        self.learners: list[Learner] = []
        self.many: list[Many] = []
        self.made_of: Any = None
        self.data_of: Any = None
        self.turn = 0
        if own and not own[2] and "problem" not in state:
            state = f'problem="regression";{state}'
        super().__init__(
            title=TITLE,
            goal="Let four hidden units start with equal weights (Examples, “equal weights”) and "
            "read off how many different units layer 1 has after 100 epochs. Then start from "
            "drawn weights.",
            question=Question(
                "Four hidden units start with the same weights. How many different units are "
                "there after 100 epochs?",
                ("1", "2", "4"),
            ),
            controls=panel.controls(tuple(functions.activations), None if own is None else own[2]),
            presets=panel.PRESETS,
            state=state,
            features=list(FEATURES),
        )

    # --- what the controls ask for ------------------------------------------------------------

    def _prepare(self, state: dict[str, Any]) -> None:
        """Build data and networks anew if a control says so, else only adjust them."""
        self._find_data(state)
        features = panel.features_of(state)
        states = [state] if state["other"] == "nothing" else [state, panel.changed(state)]
        settings = [self._setting(one) for one in states]
        key = (self.data_of, features, [one.start for one in settings])
        if key != self.made_of:
            self._find_inputs(features)
            self._rebuild(settings)
            self.made_of = key
        for learner, setting in zip(self.learners, settings, strict=True):
            if learner.setting != setting:
                learner.adjust(setting)
                self.many = []

    def _find_data(self, state: dict[str, Any]) -> None:
        key = panel.data_key(state)
        if key == self.data_of:
            return
        name, noise, share, draw = key
        if name == panel.OWN and self.own is not None:
            self.data = own_made(*self.own, share, draw)
        else:
            self.data = made(name, noise, share, draw)
        self.data_of, self.made_of = key, None

    @property
    def classes(self) -> bool:
        """Whether the labels are two classes."""
        data: Data = self.data
        return data.classes

    def _setting(self, state: dict[str, Any]) -> Setting:
        return panel.setting_of(state, self.classes)

    def _find_inputs(self, features: tuple[str, ...]) -> None:
        """Compute the features of the examples and of the grid."""
        data, (x1, to1, x2, to2) = self.data, self.data.frame
        across, up = np.linspace(x1, to1, SIDE), np.linspace(to2, x2, SIDE)
        grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        self.features = features
        self.grid, self.table = inputs(grid, features), inputs(data.X, features)
        self.grid_0 = with_unit_0(self.grid)
        n = data.train
        self.train, self.test = (self.table[:n], data.y[:n]), (self.table[n:], data.y[n:])

    def _rebuild(self, settings: list[Setting]) -> None:
        """Begin with the first weights; the same seed gives the same ones."""
        self.learners, self.many, self.made_of = [], [], None
        self.learners = [Learner(one, self.functions, *self.train) for one in settings]
        self.room = self.learners[0].net.room(self.grid)
        self.curve: list[list[float]] = []

    # --- what the browser asks ------------------------------------------------------------------

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return everything there is to see."""
        return self._safely(state, lambda: self._whole(state))

    def step(self, state: dict[str, Any]) -> dict[str, Any]:
        """Train for one picture; return what has changed."""
        return self._safely(state, lambda: self._trained(state))

    def do(self, action: str, state: dict[str, Any]) -> dict[str, Any]:
        """Rewind, train one epoch, change a weight, try many seeds, write the code."""
        name, *numbers = action.split()
        actions: dict[str, Callable[..., dict[str, Any]]] = {
            "reset": self._rewound,
            "epoch": self._one_epoch,
            "set": self._set,
            "seeds": self._seeds,
            "code": self._code,
        }
        if name not in actions:
            return self.look(state)
        return self._safely(state, partial(actions[name], state, *numbers))

    def _safely(self, state: dict[str, Any], see: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Do something; what a function did wrong is said in words."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                self._prepare(state)
                return see()
            except Misbehaved as wrong:
                table = [["", "network"], ["stopped by", str(wrong).split()[0]]]
                return {"words": str(wrong), "wrong": True, "stop": True, "table": table}

    def _rewound(self, state: dict[str, Any]) -> dict[str, Any]:
        self.made_of = None
        self._prepare(state)
        return self._whole(state)

    def _one_epoch(self, state: dict[str, Any]) -> dict[str, Any]:
        self._batches(lambda first: self.learners[0].epoch >= int(first) + 1, np.inf)
        return self._part(state)

    def _trained(self, state: dict[str, Any]) -> dict[str, Any]:
        enough: dict[str, Callable[[float], bool]] = {
            "many epochs": lambda first: False,
            "one epoch": lambda first: self.learners[0].epoch >= int(first) + 1,
            "one batch": lambda first: True,
        }
        self._batches(enough[state["speed"]], BUDGET)
        return self._part(state)

    def _batches(self, enough: Callable[[float], bool], seconds: float) -> None:
        """Train all networks, batch by batch, until it is enough or the time is over."""
        end, first = time.perf_counter() + seconds, self.learners[0].epoch
        while True:
            for learner in self.learners:
                learner.one_batch()
            if enough(first) or time.perf_counter() >= end:
                return

    def _set(self, state: dict[str, Any], *numbers: str) -> dict[str, Any]:
        """Change a weight: network, layer, unit before (-1 for the bias), unit, value."""
        try:
            net, layer, i, j = (int(number) for number in numbers[:4])
            value = float(numbers[4])
            W_0 = self.learners[net].net
            array = W_0.bs[layer] if i < 0 else W_0.Ws[layer][i]
            if np.isfinite(value):
                array[j] = value
                self.learners[net].equal = any(map(any, self.learners[net].twins()))
        except (IndexError, ValueError):
            pass
        return self._whole(state)

    def _seeds(self, state: dict[str, Any], *which: str) -> dict[str, Any]:
        """Train networks from many seeds for a moment, beside those that are shown."""
        if not self.many or which == ("new",):
            self.many = [
                Many(partial(self._from, k), *self.test) for k in range(len(self.learners))
            ]
        else:
            for many in self.many:
                many.go_on(BUDGET_OF_SEEDS / len(self.many))
        done = all(many.done for many in self.many)
        return {**self._bands(), **({"stop": True} if done else {})}

    def _from(self, k: int, seed: int) -> Learner:
        setting = self.learners[k].setting
        return Learner(Setting(**{**setting.__dict__, "seed": seed}), self.functions, *self.train)

    def _bands(self) -> dict[str, Any]:
        names = [""] if len(self.many) == 1 else ["First: ", "Second: "]
        reached = round(min(many.epochs[-1] for many in self.many))
        told = " ".join(
            words.spread(many.losses, reached, name)
            for many, name in zip(self.many, names, strict=True)
        )
        levels = [*(many.bands()[-1, 1:].tolist() for many in self.many)]
        rows = ["10 % below", "25 % below", "median", "75 % below", "90 % below"]
        table = [["test loss", *(name.rstrip(": ") or "network" for name in names)]]
        table += [[row, *(level[k] for level in levels)] for k, row in enumerate(rows)]
        return {"bands": [many.bands() for many in self.many], "words": told, "table": table}

    def _code(self, state: dict[str, Any]) -> dict[str, Any]:
        return {**self._part(state), "code": self.export()}

    # --- scenes -----------------------------------------------------------------------------

    def _whole(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return everything: data, form, all maps, the whole curve."""
        data = self.data
        note = " ".join(filter(None, (self._notes(state), self.learners[0].other_gradients())))
        part = self._part(state, whole=True)
        return {
            **part,
            "words": f"{note} {part['words']}".strip(),
            "points": np.column_stack([data.X, data.y]),
            "trained": data.train,
            "frame": list(data.frame),
            "range": [data.low, data.high],
            "classes": self.classes,
            "features": list(self.features),
            "sizes": list(self.learners[0].setting.sizes),
            "curve": np.array(self.curve),
            "bands": [many.bands() for many in self.many],
        }

    def _notes(self, state: dict[str, Any]) -> str:
        if not self.classes and state["loss"] == "cross-entropy":
            return "Cross-entropy needs two classes: for numbers this is the squared error."
        if len({learner.setting.loss for learner in self.learners}) > 1:
            shares = [percent(self._right(learner)) for learner in self.learners]
            return (
                "The two losses measure differently. Compare the test data that are right: "
                f"{' and '.join(shares)}."
            )
        return ""

    def _part(self, state: dict[str, Any], whole: bool = False) -> dict[str, Any]:
        """Return what changes from picture to picture."""
        nets = [self._net(learner, whole) for learner in self.learners]
        self.turn += 1
        epoch = self.learners[0].epoch
        self._remember([epoch, *(net[key] for net in nets for key in ("train", "test"))])
        names = [""] if len(nets) == 1 else ["First: ", "Second: "]
        told = [
            words.no_number(learner, net["train"], name)
            for learner, net, name in zip(self.learners, nets, names, strict=True)
        ]
        lost = " ".join(filter(None, told))
        about = " ".join(
            name + words.about(epoch, net["train"], net["test"], net["twins"])
            for net, name in zip(nets, names, strict=True)
        )
        scene = {"nets": nets, "epoch": epoch, "last": self.curve[-1], "words": lost or about}
        if lost:
            scene.update(wrong=True, stop=any(not np.isfinite(net["train"]) for net in nets))
        return {**scene, "table": words.table_of(nets)}

    def _remember(self, losses: list[float]) -> None:
        """Keep the loss curve, every second point of it when it grows long."""
        if self.curve and self.curve[-1][0] == losses[0]:
            self.curve.pop()
        self.curve.append(losses)
        if len(self.curve) > CURVE:
            self.curve = [*self.curve[:-1:2], self.curve[-1]]

    def _net(self, learner: Learner, whole: bool) -> dict[str, Any]:
        """Return one network: weights, maps, losses, layers."""
        outs = self._everywhere(learner)
        hidden = outs[1:-1]
        layers = range(len(hidden)) if whole or not hidden else [self.turn % len(hidden)]
        asleep, delta = learner.layers()
        data = self.data
        right = {"right": self._right(learner)}
        return {
            **(right if data.classes else {}),
            "output": _bytes(outs[-1], data.low, data.high),
            "maps": {str(k): _unit_maps(hidden[k]) for k in layers},
            "params": learner.net.params,
            "train": learner.loss_of(*self.train),
            "test": learner.loss_of(*self.test),
            "asleep": asleep,
            "delta": delta,
            "twins": learner.twins(),
        }

    def _right(self, learner: Learner) -> float:
        """Return the share of the test data on the right side of 0.5."""
        X, y = self.test
        return float(((learner.run(X)[1][-1] >= 0.5) == y).mean())

    def _everywhere(self, learner: Learner) -> list[Array]:
        """Return what all units pass on at the points of the grid."""
        if self.functions.forward is not None:
            return learner.run(self.grid)[1]
        return [self.grid, *learner.net.run(self.grid_0, self.room)[1]]

    # --- elsewhere ----------------------------------------------------------------------------

    def export(self) -> str:
        """Return the first network as Python code that runs with the library.

        Returns
        -------
        str
        """
        with self._lock:
            self._prepare_quietly()
            return code_of(self.learners[0].net, self.features)

    def _prepare_quietly(self) -> None:
        if not self.learners:
            self._prepare(dict(self.state))

    def still(self, state: dict[str, Any]) -> Picture:
        """Return what the network answers after some epochs; for numbers, the network."""
        scene = self._safely(state, lambda: {})
        if "wrong" in scene:
            raise ValueError(scene["words"])
        learner = Learner(self.learners[0].setting, self.functions, *self.train)
        with np.errstate(all="ignore"):
            while learner.epoch < STILL_EPOCHS:
                learner.one_batch()
        title = f"Playground: after {STILL_EPOCHS} epochs"
        if not self.classes:
            return figures.network_drawing(learner.net.Ws, learner.net.bs, title=title)
        data, names = self.data, self.features
        return figures.decision_regions(
            lambda X: learner.run(inputs(X, names))[1][-1], data.X, data.y, title=title
        )


def _bytes(a: Array, low: float, high: float) -> Any:
    """Return numbers as bytes for the picture, 255 where there is none."""
    share = (a - low) / (high - low)
    bytes_ = np.where(np.isnan(a), 255, np.clip(np.rint(LEVELS * share), 0, LEVELS))
    return bytes_.astype(np.uint8).ravel()


def _unit_maps(a: Array) -> Any:
    """Return the maps of a layer's units, one after the other, from -1 to 1."""
    coarse = a.reshape(SIDE, SIDE, -1)[::COARSE, ::COARSE]
    return _bytes(np.moveaxis(coarse, -1, 0), -1.0, 1.0)


def playground(
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    forward: Callable[..., Any] | None = None,
    backward: Callable[..., Any] | None = None,
    sgd_step: Callable[..., Any] | None = None,
    init_layer: Callable[..., Any] | None = None,
    activations: Mapping[str, Any] | None = None,
    state: str = "",
) -> Playground:
    """Show a network that learns in the plane: data, features, units, weights, output, loss.

    Parameters
    ----------
    X, y : array_like, (n, 2) and (n,), optional
        Data of your own; labels of 0 and 1 are two classes, others are numbers to predict.
    forward : callable, optional
        ``forward(X, Ws, bs, acts)`` returns ins and outs, as in unit 2.
    backward : callable, optional
        ``backward(ins, outs, Ws, y)`` returns dWs and dbs, as in unit 3. If it has parameters
        ``delta_out`` and ``slopes``, it gets the output Δ and the slopes of all activations.
    sgd_step : callable, optional
        ``sgd_step(params, grads, lr)`` returns the new parameters, as in unit 4.
    init_layer : callable, optional
        ``init_layer(fan_in, fan_out, scheme, rng)`` returns W and b, as in unit 5.
    activations : mapping of str to (callable, callable), optional
        Activations of your own by name, each with its slope.
    state : str, optional
        A state as the interactive shows it, to begin with.

    Returns
    -------
    Playground
        An interactive; its ``export()`` returns the network as code.

    Raises
    ------
    ValueError
        If X and y are no points in the plane with one label each.

    Lectures: CS 457, 07-4a Neural Network Training and The Problem with Equal Weights.

    Examples
    --------
    >>> ground = playground(state='init="constant"')
    >>> ground.look(ground.state)["words"].split(". ")[1]
    'Layer 1 has 1 different unit of 4.'
    """
    if (X is None) != (y is None):
        raise ValueError("data of your own are X and y, both of them")
    own = None if X is None or y is None else own_data(X, y)
    functions = Functions(forward, backward, sgd_step, init_layer, known_activations(activations))
    return Playground(functions, own, state)
