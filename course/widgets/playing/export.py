"""A trained network as a few lines of Python that run with the library."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course.activations import ACTIVATIONS
from course.network import Network

__all__ = ["code_of"]

CODE = {
    "x1": "x1",
    "x2": "x2",
    "x1²": "x1**2",
    "x2²": "x2**2",
    "x1x2": "x1 * x2",
    "sin x1": "np.sin(x1)",
    "sin x2": "np.sin(x2)",
}


def code_of(net: Network, features: Sequence[str]) -> str:
    """Return Python code whose ``predict(X)`` does what the network does.

    Parameters
    ----------
    net : Network
    features : sequence of str
        What of x1 and x2 goes into it.

    Returns
    -------
    str

    Examples
    --------
    >>> code = code_of(Network([2, 1], init="constant"), ["x1", "x2"])
    >>> space = {}
    >>> exec(code, space)
    >>> space["predict"]([[1, -1]])
    array([0.5])
    """
    names = [g.name for g in net.acts]
    lines = ["import numpy as np", "", "from course.network import forward", ""]
    strange = sorted({name for name in names if name not in ACTIVATIONS})
    lines += [f"# {name} is a function of your own: define it above" for name in strange]
    lines += ["Ws = [", *(f"    np.array({_rows(W)})," for W in net.Ws), "]"]
    lines += ["bs = [", *(f"    np.array({_row(b)})," for b in net.bs), "]"]
    acts = ", ".join(name if name in strange else f'"{name}"' for name in names)
    lines += [f"acts = [{acts}]", "", "", "def predict(X):"]
    lines += ["    x1, x2 = np.asarray(X, dtype=float).T"]
    lines += [f"    inputs = np.column_stack([{', '.join(CODE[name] for name in features)}])"]
    lines += ["    ins, outs = forward(inputs, Ws, bs, acts)", "    return outs[-1][:, 0]", ""]
    return "\n".join(lines)


def _row(values: np.ndarray) -> str:
    return "[" + ", ".join(f"{value:.9g}" for value in values.ravel()) + "]"


def _rows(W: np.ndarray) -> str:
    return "[" + ", ".join(_row(row) for row in W) + "]"
