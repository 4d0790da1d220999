"""A network of three hidden units learning XOR: its start, its training, and which units agree."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import numpy as np

from course.arrays import Array
from course.data import xor
from course.drawing.sampling import Floats, Function
from course.initialization import init_layer as library_start
from course.instruments import distinct_units
from course.network import Network
from course.training import SGD
from course.widgets.calling import Misbehaved, in_words, returned

__all__ = ["APART", "EPOCHS", "FIRST", "OWN", "Tracker", "groups_of", "start_layer"]

HIDDEN = 3
FIRST = 3  # the inputs are units 1 and 2
EPOCHS = 800
RATE = 5.0
SEED = 2
APART = 1.0
OWN = "own"
HUGE = 1e6
TWINS = 1e-9  # as for `distinct_units`

Layer = tuple[Array, Array]


def start_layer(
    init: Function, fan_in: int, fan_out: int, scheme: str, rng: Any
) -> tuple[Layer, str]:
    """Start a layer with a function that a student may have written.

    Parameters
    ----------
    init : callable
        ``init(fan_in, fan_out, scheme, rng)`` returns (W, b), such as `init_layer` of unit 5; or
        ``init(fan_in, fan_out, rng)`` returns W, or (W, b).
    fan_in, fan_out : int
    scheme : str
    rng : numpy.random.Generator

    Returns
    -------
    layer : (W, b)
        The library's, where the function fails.
    note : str
        What went wrong, or nothing.

    Examples
    --------
    >>> (W, b), note = start_layer(lambda i, o, rng: None, 2, 3, "zeros", None)
    >>> W.shape, note
    ((2, 3), 'Your init returned None. The library starts instead.')
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            own = takes_no_scheme(init)
            given = (fan_in, fan_out, rng) if own else (fan_in, fan_out, scheme, rng)
            with in_words("Your init"):
                return _layer(returned(init, "Your init", *given), (fan_in, fan_out), own), ""
        except Misbehaved as error:
            note = str(error)
    instead = library_start(
        fan_in, fan_out, "constant" if scheme == OWN else scheme, np.random.default_rng(SEED)
    )
    return instead, f"{note} The library starts instead."


def takes_no_scheme(init: Function) -> bool:
    """Whether a function is called as f(fan_in, fan_out, rng).

    Examples
    --------
    >>> takes_no_scheme(library_start), takes_no_scheme(lambda fan_in, fan_out, rng: 0)
    (False, True)
    """
    try:
        inspect.signature(init).bind(2, 3, "zeros", None)
    except TypeError:
        return True
    except ValueError:  # a function without a signature
        return False
    return False


def _layer(answer: Any, shape: tuple[int, int], own: bool) -> Layer:
    """Return W and b as floats, or say why they are none."""
    if own and not isinstance(answer, tuple | list):
        answer = answer, np.zeros(shape[1])
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise Misbehaved("Your init returned something else than (W, b).")
    W, b = (np.array(part, dtype=np.float64) for part in answer)
    if W.shape != shape or b.shape != shape[1:]:
        raise Misbehaved(
            f"Your init returned W of shape {W.shape} and b of shape {b.shape} for "
            f"fan_in = {shape[0]} and fan_out = {shape[1]}."
        )
    if not (np.abs(W) < HUGE).all() or not (np.abs(b) < HUGE).all():
        raise Misbehaved("Your init returned nan, inf or numbers above a million.")
    return W, b


class Tracker:
    """A training that can be watched: three hidden sigmoid units learn XOR, full batch.

    Parameters
    ----------
    init : callable
        See `start_layer`.
    scheme : str
        The start.
    noise : float
        Added to the weight from unit 1 to unit 3.

    Attributes
    ----------
    way : list of ndarray, (2, 3)
        Incoming weights before the first and after every epoch.
    costs : list of float
        Mean loss before every epoch, and now.
    note : str
        What went wrong, or nothing.

    Examples
    --------
    >>> tracker = Tracker(library_start, "constant", noise=0.1)
    >>> tracker.go(5)
    >>> tracker.epoch, tracker.distinct
    (5, 2)
    """

    def __init__(self, init: Function, scheme: str, noise: float) -> None:
        rng = np.random.default_rng(SEED)
        (W_in, b), first = start_layer(init, 2, HIDDEN, scheme, rng)
        (W_out, b_out), second = start_layer(init, HIDDEN, 1, scheme, rng)
        self.note, self.noise = first or second, noise
        W_in[0, 0] += noise
        self.net = Network.from_weights([W_in, W_out], [b, b_out])
        self.sgd = SGD(self.net, lr=RATE)
        self.X, y = xor()
        self.y = np.reshape(y, (-1, 1))
        self.way = [W_in]
        self.costs: list[float] = [float(((self.net.predict(self.X) - self.y) ** 2).mean())]
        self.distinct_at_start = self.distinct
        self.apart: int | None = 0 if gap(W_in) > APART else None

    @property
    def epoch(self) -> int:
        """How many epochs are over."""
        return len(self.way) - 1

    @property
    def distinct(self) -> int:
        """How many hidden units are really different now."""
        return distinct_units(self.net.Ws[0], self.net.bs[0], self.net.Ws[1])

    def go(self, epochs: int) -> None:
        """Train some epochs, up to the last one."""
        for _ in range(min(epochs, EPOCHS - self.epoch)):
            self.costs[-1] = float(self.sgd.step(self.X, self.y).mean())
            self.costs.append(self.costs[-1])
            self.way.append(self.net.Ws[0].copy())
            if self.apart is None and gap(self.way[-1]) > APART:
                self.apart = self.epoch
        self.costs[-1] = float(((self.net.predict(self.X) - self.y) ** 2).mean())


def gap(W_in: Floats) -> float:
    """Return the largest difference between incoming weights of two units.

    Examples
    --------
    >>> gap(np.array([[1.0, 3.0], [0.5, 0.5]]))
    2.0
    """
    return float(np.ptp(W_in, axis=1).max())


def groups_of(net: Network) -> list[list[int]]:
    """Return the hidden units, twins together, numbered as in the lecture from 3 on.

    Examples
    --------
    >>> groups_of(Tracker(library_start, "constant", noise=0.1).net)
    [[3], [4, 5]]
    """
    units = np.hstack([net.Ws[0].T, net.bs[0][:, None], net.Ws[1]])
    groups: list[list[int]] = []
    for j, unit in enumerate(units):
        for group in groups:
            if (np.abs(units[group[0] - FIRST] - unit) <= TWINS).all():
                group.append(j + FIRST)
                break
        else:
            groups.append([j + FIRST])
    return groups
