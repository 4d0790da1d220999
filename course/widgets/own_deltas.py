"""The size of Δ in every layer, as a student's rule has it.

Three functions of the course can say it, and each is known by its arguments: ``hidden_delta`` of
unit 3 (one step back), ``backward`` of unit 3 (a db is Δ if there is one example), and
``delta_norms`` of unit 7 (the sizes themselves).
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from course.activations import Activation
from course.arrays import Array
from course.drawing.sampling import Floats, Function
from course.instruments import delta_norms
from course.widgets.calling import Misbehaved, array_of

__all__ = ["Pass", "kind_of", "own_norms"]


@dataclass(frozen=True)
class Pass:
    """Both ways through a network: what was measured, and what a student's rule needs.

    Attributes
    ----------
    act : Activation
        Of the hidden layers; the output is a sigmoid.
    Ws : list of ndarray, (fan_in, fan_out)
    ins, outs : lists of ndarray
        As `course.network.forward` returns them.
    y : ndarray, (n, 1)
    slopes : list of ndarray, (n, fan_out)
        Of all layers, the output's included.
    deltas : list of ndarray, (n, fan_out)
        The library's.
    """

    act: Activation
    Ws: Sequence[Array]
    ins: Sequence[Array]
    outs: Sequence[Array]
    y: Array
    slopes: Sequence[Array]
    deltas: Sequence[Array]


def kind_of(rule: Function) -> str:
    """Return which function of the course a rule is: by its first argument, or their number.

    Examples
    --------
    >>> kind_of(lambda in_, W_next, delta_next: 0)
    'hidden_delta'
    >>> kind_of(lambda Ws, bs, X, Y, act: 0)
    'delta_norms'
    """
    try:
        names = list(inspect.signature(rule).parameters)
    except (TypeError, ValueError):
        return "hidden_delta"
    first = {"in_": "hidden_delta", "ins": "backward", "Ws": "delta_norms"}
    count = {3: "hidden_delta", 4: "backward", 5: "delta_norms"}
    return first.get(names[0] if names else "", count.get(len(names), "hidden_delta"))


def own_norms(rule: Function, run: Pass) -> tuple[Floats, str]:
    """Return ‖Δ‖ of every layer by a student's rule, and a sentence if something is wrong.

    Where the rule fails, the layers that it should have given hold nan.

    Parameters
    ----------
    rule : callable
        ``hidden_delta``, ``backward`` or ``delta_norms``.
    run : Pass
        The network that it is asked about.

    Returns
    -------
    norms : ndarray, (layers,)
    note : str
        Empty if the rule agrees with the library.
    """
    kind, right = kind_of(rule), delta_norms(run.deltas)
    if kind != "delta_norms" and run.act.name != "sigmoid" and not _takes_activation(rule):
        return right, f"{kind} is for sigmoid layers: with {run.act.name} the library's is shown."
    norms, note = {"hidden_delta": _steps, "backward": _examples, "delta_norms": _sizes}[kind](
        rule, run
    )
    return norms, note or _compared(kind, norms, right)


def _takes_activation(rule: Function) -> bool:
    """Whether a hidden rule has a fourth argument, the activation, as the library's has."""
    try:
        names = list(inspect.signature(rule).parameters)
    except (TypeError, ValueError):
        return False
    return names[0:1] == ["in_"] and len(names) == 4


def _steps(rule: Function, run: Pass) -> tuple[Floats, str]:
    """Go back layer by layer, with a student's hidden rule; a failure ends the way."""
    norms, delta = np.full(len(run.Ws), np.nan), run.deltas[-1]
    norms[-1] = delta_norms([delta])[0]
    extra = [run.act] if _takes_activation(rule) else []
    for k in range(len(run.Ws) - 1, 0, -1):
        try:
            arguments = [run.ins[k - 1], run.Ws[k], delta, *extra]
            delta = array_of(rule, arguments, run.ins[k - 1].shape, "hidden_delta")
        except Misbehaved as error:
            return norms, f"{error} So there is no Δ before layer {k + 1}."
        if not np.isfinite(delta).all():
            return norms, f"hidden_delta gives nan or inf in layer {k}."
        norms[k - 1] = delta_norms([delta])[0]
    return norms, ""


def _examples(rule: Function, run: Pass) -> tuple[Floats, str]:
    """Ask for the gradients of each example alone: there db is Δ."""
    lengths = []
    for e in range(len(run.y)):
        ins, outs = [z[e : e + 1] for z in run.ins], [a[e : e + 1] for a in run.outs]
        try:
            _, dbs = rule(ins, outs, list(run.Ws), run.y[e : e + 1])
            lengths.append([float(np.linalg.norm(np.asarray(db, float))) for db in dbs])
        except NotImplementedError:
            return np.full(len(run.Ws), np.nan), "backward is still the template."
        except Exception as error:  # whatever a student's function may raise
            words = f"backward stopped with {type(error).__name__}: {error}".rstrip(" .:")
            return np.full(len(run.Ws), np.nan), words + "."
        if len(lengths[-1]) != len(run.Ws):
            words = f"backward returned {len(lengths[-1])} dbs for {len(run.Ws)} layers."
            return np.full(len(run.Ws), np.nan), words
    return _finite(np.mean(lengths, axis=0), "backward")


def _sizes(rule: Function, run: Pass) -> tuple[Floats, str]:
    """Ask for the sizes themselves."""
    bs = [np.zeros(W.shape[1]) for W in run.Ws]
    arguments = [list(run.Ws), bs, run.outs[0], run.y, (run.act.g, run.act.g_prime)]
    try:
        norms = array_of(rule, arguments, (len(run.Ws),), "delta_norms")
    except Misbehaved as error:
        return np.full(len(run.Ws), np.nan), str(error)
    return _finite(norms, "delta_norms")


def _finite(norms: Floats, what: str) -> tuple[Floats, str]:
    bad = np.flatnonzero(~np.isfinite(norms) | (norms < 0)) + 1
    note = f"{what} gives nan, inf or less than 0 in layer {bad[-1]}." if bad.size else ""
    return np.where(np.isfinite(norms) & (norms >= 0), norms, np.nan), note


def _compared(kind: str, norms: Floats, right: Floats) -> str:
    """Say where a rule first leaves the library's, on the way back."""
    off = np.flatnonzero(~np.isclose(norms, right, rtol=1e-6, atol=0)) + 1
    if not off.size:
        return ""
    k = off[-1]
    return f"{kind} has {norms[k - 1]:.3g} in layer {k}, the library {right[k - 1]:.3g}."
