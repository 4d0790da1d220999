r"""Networks of neurons, and forward propagation through them.

A neuron j adds up what it receives and passes on a function of the sum:

    in_j = Σ_i w_ij a_i + w_0j,        a_j = g(in_j).

All neurons of a layer, for all examples of a batch, are one line of NumPy: ``in_ = a @ W + b``.
Rows are examples; ``W[i, j]`` is the weight from unit i to unit j, and ``b[j]`` is the lecture's
w_0j, the bias, which sits on a unit that is always 1.

`forward` is that line, once per layer. `Network` adds what an experiment needs: weights that are
drawn, checks that speak, and one flat vector ``params`` that holds every weight and bias, so that
a training step is a single subtraction. The ``Ws`` and ``bs`` are windows onto that vector:
writing into one is writing into the other.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from copy import deepcopy
from difflib import get_close_matches
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from course.activations import Activation, activation
from course.arrays import Array, finite, floats, rows
from course.initialization import weights
from course.normalization import BatchNorm
from course.regularization import Between, Dropout
from course.softmax import softmax, softmax_formula

__all__ = ["Network", "collapse", "forward"]


def forward(
    X: ArrayLike,
    Ws: Sequence[ArrayLike],
    bs: Sequence[ArrayLike],
    acts: Sequence[str | Callable[[Array], Array]],
) -> tuple[list[Array], list[Array]]:
    """Push examples through a network, layer after layer, and keep everything on the way.

    For each layer: in_j = Σ_i w_ij a_i + w_0j and a_j = g(in_j).

    Lectures: CS 457, 07-2c The Forward Propagation Algorithm; CS771, Multiple Hidden Layers and
    The Bias Term; UCLA, Neural networks.

    Parameters
    ----------
    X : array_like, (n, d)
        One example per row; a single example is a table with one row.
    Ws : list of array_like, each (fan_in, fan_out)
        The weights of each layer.
    bs : list of array_like, each (fan_out,)
        The biases of each layer.
    acts : list of callable or str
        The activation of each layer, as a function or by name.

    Returns
    -------
    ins : list of ndarray, each (n, fan_out)
        The pre-activations, one array per layer.
    outs : list of ndarray
        The activations; ``outs[0]`` is X, so there is one more than there are layers.

    Raises
    ------
    ValueError
        If the lists differ in length, or the shapes of a layer do not fit.

    Examples
    --------
    >>> from course.activations import sigmoid
    >>> ins, outs = forward([[0.4, 0.5]], [[[0.1], [0.1]]], [[0.1]], [sigmoid])
    >>> ins[0].round(2), outs[1].round(4)
    (array([[0.19]]), array([[0.5474]]))
    """
    if len(acts) != len(Ws):
        raise ValueError(
            f"every layer has an activation, but there are {len(Ws)} Ws and {len(acts)} acts"
        )
    X = rows(X, "X")
    layers = _checked_layers(Ws, bs, X.shape[-1], f"X {X.shape} has")
    ins: list[Array] = []
    outs = [X]
    functions = [output_activation(g).g if isinstance(g, str) else g for g in acts]
    for (W, b), g in zip(layers, functions, strict=True):
        ins.append(outs[-1] @ W + b)
        outs.append(g(ins[-1]))
    return ins, outs


def _checked_layers(
    Ws: Sequence[ArrayLike], bs: Sequence[ArrayLike], width: int | None = None, source: str = ""
) -> list[tuple[Array, Array]]:
    """Return W and b of each layer as arrays, or say which layer does not fit what comes in."""
    if len(Ws) != len(bs) or len(Ws) == 0:
        raise ValueError(f"every layer needs W and b: there are {len(Ws)} Ws and {len(bs)} bs")
    layers = [
        (finite(W, f"W of layer {layer}"), finite(b, f"b of layer {layer}"))
        for layer, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1)
    ]
    for layer, (W, b) in enumerate(layers, start=1):
        if W.ndim != 2 or b.shape != W.shape[1:] or W.size == 0:
            raise ValueError(
                f"layer {layer} needs W of shape (fan_in, fan_out) and b of shape (fan_out,); "
                f"they are {W.shape} and {b.shape}"
            )
        if width is not None and len(W) != width:
            raise ValueError(
                f"layer {layer} has weights {W.shape}, for {len(W)} inputs, "
                f"but {source} {width} columns"
            )
        width, source = W.shape[1], f"layer {layer} passes on"
    return layers


def collapse(Ws: Sequence[ArrayLike], bs: Sequence[ArrayLike]) -> tuple[Array, Array]:
    """Return the one affine layer that does the same as a stack of them without activations.

    (X W + b) V + c = X (W V) + (b V + c).

    Lectures: CS389, 1.1 Non-linearities (without biases); CS771, Activation Functions: Some
    Common Choices.

    Parameters
    ----------
    Ws, bs : lists of array_like, each (fan_in, fan_out) and (fan_out,)
        The layers, first to last.

    Returns
    -------
    W : ndarray, (first fan_in, last fan_out)
    b : ndarray, (last fan_out,)

    Raises
    ------
    ValueError
        If there is no layer, or the shapes do not fit.

    Examples
    --------
    >>> W, b = collapse([[[1, 2], [0, 1]], [[0, 1], [1, 1]]], [[1, -1], [0.5, 2]])
    >>> W
    array([[2., 3.],
           [1., 1.]])
    >>> b
    array([-0.5,  2. ])
    """
    (W, b), *rest = _checked_layers(Ws, bs)
    W, b = W.copy(), b.copy()
    for V, c in rest:
        W, b = W @ V, b @ V + c
    return W, b


SOFTMAX = Activation("softmax", softmax, softmax, formula=softmax_formula)  # outputs only


class Windows(tuple[Array, ...]):
    """Windows onto one vector, one per layer: what is assigned to one is written into it."""

    def __setitem__(self, layer: int, values: ArrayLike) -> None:
        if values is not self[layer]:  # net.Ws[0] -= ... has done it already
            self[layer][...] = values


class Network:
    """A feedforward network: layers of neurons, each connected to all of the next layer.

    Lectures: CS 457, 07-2b Feedforward Neural Networks; CS771, Neural Networks: Multi-layer
    Perceptron.

    Parameters
    ----------
    sizes : list of int
        Units per layer, input first: ``[2, 4, 1]`` has two layers of weights.
    hidden : str or Activation, or a list with one for each hidden layer
        Activation of the hidden layers.
    output : str or Activation
        Activation of the output: ``"sigmoid"`` for two classes, ``"softmax"`` for several,
        ``"identity"`` for a regression.
    init : str or callable
        How weights start: a name from `course.initialization`, or ``f(fan_in, fan_out, rng)``.
        Biases start at 0.
    rng : numpy.random.Generator, optional
        Where initial weights come from. Needed unless `init` draws nothing.
    dtype : numpy dtype
        float64, or float32: half the memory, quicker on large layers, 7 digits.
    dropout : float
        Probability to drop each hidden unit in training (`course.regularization.Dropout`).
    batch_norm : bool
        Normalize what every hidden layer passes on (`course.normalization.BatchNorm`).

    Attributes
    ----------
    params : ndarray, (P,)
        Every bias and weight: layer after layer, first the layer's biases, then the rows of W;
        then γ and β of each batch normalization.
    Ws, bs : tuples of ndarray, (fan_in, fan_out) and (fan_out,)
        Windows onto `params`, one per layer. ``net.Ws[0] -= lr * dW`` changes the network.
    acts : tuple of Activation
        One per layer.

    Raises
    ------
    ValueError
        If a size, an activation or an initialization makes no sense.

    Notes
    -----
    `params` may be (S, P): S networks of the same form, trained at once. Then the ``Ws`` are
    (S, fan_in, fan_out), the ``bs`` are (S, 1, fan_out), and every formula stays as it is. See
    `course.ensembles`.

    Examples
    --------
    >>> net = Network([2, 3, 1], rng=np.random.default_rng(0))
    >>> net
    <Network 2-3-1, sigmoid, sigmoid, 13 parameters>
    >>> net.predict([[0.4, 0.5]]).shape
    (1, 1)
    """

    def __init__(
        self,
        sizes: Sequence[int],
        hidden: str | Activation | Sequence[str | Activation] = "sigmoid",
        output: str | Activation = "sigmoid",
        *,
        init: str | Callable[..., Array] = "xavier",
        rng: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
        dropout: float = 0.0,
        batch_norm: bool = False,
    ) -> None:
        self.sizes = _checked_sizes(sizes)
        self.acts = _activations(self.sizes, hidden, output)
        self.between = tuple(_between(h, dropout, batch_norm) for h in self.sizes[1:-1])
        self._adopt(np.zeros(self._count(), _float_type(dtype)))
        for norm in self.norms():
            norm.gamma[:] = 1
        for W in self.Ws:
            W[:] = _drawn(init, W.shape[0], W.shape[1], rng)

    @classmethod
    def from_weights(
        cls,
        Ws: Sequence[ArrayLike],
        bs: Sequence[ArrayLike],
        hidden: str | Activation | Sequence[str | Activation] = "sigmoid",
        output: str | Activation = "sigmoid",
    ) -> Self:
        """Return a network with these weights, for instance those of a lecture.

        Parameters
        ----------
        Ws, bs : lists of array_like, each (fan_in, fan_out) and (fan_out,)
            They are copied.
        hidden, output
            As for the class.

        Returns
        -------
        Network

        Raises
        ------
        ValueError
            If the shapes of a layer do not fit.

        Examples
        --------
        >>> Network.from_weights([[[0.1], [0.1]]], [[0.1]]).predict([[0.4, 0.5]]).round(4)
        array([[0.5474]])
        """
        layers = _checked_layers(Ws, bs)
        sizes = [len(layers[0][0]), *(len(b) for _, b in layers)]
        dtype = np.result_type(*(array for layer in layers for array in layer))
        net = cls(sizes, hidden, output, init="zeros", dtype=dtype)
        for own_W, own_b, (W, b) in zip(net.Ws, net.bs, layers, strict=True):
            own_W[:], own_b[:] = W, b
        return net

    def with_params(self, params: ArrayLike) -> Self:
        """Return a network of the same form whose `params` is that very array.

        Parameters
        ----------
        params : ndarray, (P,) or (S, P)
            Not copied if it is an array without gaps. Complex numbers are fine: the complex step
            uses them.

        Returns
        -------
        Network

        Raises
        ------
        ValueError
            If the length is not that of this network's parameters.

        Examples
        --------
        >>> net = Network([2, 1], init="zeros")
        >>> net.with_params([1, 2, 3]).Ws[0].ravel()
        array([2., 3.])
        """
        array = np.ascontiguousarray(floats(params, "params"))
        if array.ndim not in (1, 2) or array.shape[-1] != self._count():
            raise ValueError(
                f"{self!r} needs params of shape ({self._count()},) or (S, {self._count()}), "
                f"got {array.shape}"
            )
        net = object.__new__(type(self))
        net.sizes, net.acts = self.sizes, self.acts
        net.between = deepcopy(self.between)
        net._adopt(array)
        return net

    def copy(self) -> Self:
        """Return an independent network with the same weights.

        Examples
        --------
        >>> net = Network([2, 1], init="zeros")
        >>> net.copy().params is net.params
        False
        """
        return self.with_params(self.params.copy())

    # --- how the flat vector is divided ----------------------------------------------------------

    def _count(self) -> int:
        """Return the number of parameters."""
        pairs = zip(self.sizes, self.sizes[1:], strict=False)
        extra = sum(2 * int(norm.gamma.shape[-1]) for norm in self.norms())
        return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairs) + extra

    def norms(self) -> list[BatchNorm]:
        """Return the batch normalizations of this network, first to last."""
        return [norm for layer in self.between for norm in layer if isinstance(norm, BatchNorm)]

    def windows(self, flat: Array) -> tuple[list[Array], list[Array], list[Array]]:
        """Divide a vector as `params` is divided: into Ws, bs, and a γ and a β per batch norm.

        Parameters
        ----------
        flat : ndarray, (P,) or (S, P)
            Parameters, or a gradient of the same length.

        Returns
        -------
        Ws, bs, scales : lists of ndarray
            Views: (fan_in, fan_out) and (fan_out,), with S in front if `flat` has it.
        """
        tables, scales = self.tables(flat)
        return [W_0[..., 1:, :] for W_0 in tables], [W_0[..., 0, :] for W_0 in tables], scales

    def tables(self, flat: Array) -> tuple[list[Array], list[Array]]:
        """Divide a vector into one table (1 + fan_in, fan_out) per layer, and γ and β.

        Row 0 holds the biases w_0j, the weights of the unit 0 that is always 1; the other rows
        are W. They lie one after the other in the vector, so the table is a view, too.
        """
        stack, start, tables, scales = flat.shape[:-1], 0, [], []
        for fan_in, fan_out in zip(self.sizes, self.sizes[1:], strict=False):
            end = start + (1 + fan_in) * fan_out
            tables.append(flat[..., start:end].reshape(*stack, 1 + fan_in, fan_out))
            start = end
        for norm in self.norms():
            for _ in ("gamma", "beta"):
                scales.append(flat[..., start : start + norm.gamma.shape[-1]])
                start += norm.gamma.shape[-1]
        return tables, scales

    @property
    def params(self) -> Array:
        """Every bias, weight, γ and β, (P,) or (S, P). New values are written into it."""
        return self._params

    @params.setter
    def params(self, values: ArrayLike) -> None:
        if values is not self._params:  # net.params -= ... has done it already
            self._params[...] = values

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("sizes", "acts", "between", "params")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.sizes, self.acts, self.between = state["sizes"], state["acts"], state["between"]
        self._adopt(state["params"])

    def _adopt(self, params: Array) -> None:
        """Make `params` the parameters of this network."""
        self._params = params
        # For two tables, dot is @ with less to look at first: 0.4 µs less, for each product.
        self.dot: Callable[..., Array] = np.ndarray.dot if params.ndim == 1 else np.matmul
        Ws, bs, scales = self.windows(params)
        self.Ws, self.bs = Windows(Ws), Windows(as_rows(b) for b in bs)
        self.changes = (*self.between, ())  # nothing comes after the output
        formulas = (g.formula for g in self.acts)
        self.layers = tuple(zip(self.tables(params)[0], formulas, self.changes, strict=True))
        self.slopes: tuple[Callable[[Array, Array], Any], ...] = tuple(
            _slope_of_input(g) if changes else g.slope
            for g, changes in zip(self.acts, self.changes, strict=True)
        )
        self.exact_slopes = tuple(_exact_slope(g) for g in self.acts)
        for norm, gamma, beta in zip(self.norms(), scales[::2], scales[1::2], strict=True):
            norm.attach(as_rows(gamma), as_rows(beta))

    def collect_scales(self, dscales: list[Array]) -> None:
        """Let batch norms put the derivatives of γ and β where a gradient has room for them."""
        for norm, dgamma, dbeta in zip(self.norms(), dscales[::2], dscales[1::2], strict=True):
            norm.dgamma, norm.dbeta = as_rows(dgamma), as_rows(dbeta)

    # --- using it ---------------------------------------------------------------------------

    def forward(self, X: ArrayLike) -> tuple[list[Array], list[Array]]:
        """Return all pre-activations and all activations for these examples.

        Parameters
        ----------
        X : array_like, (n, d)
            One example per row.

        Returns
        -------
        ins : list of ndarray, each (n, fan_out)
        outs : list of ndarray
            ``outs[0]`` is X. With dropout or batch normalization, what a layer passes on.

        Raises
        ------
        ValueError
            If X does not fit the first layer, is empty or holds nan.

        Examples
        --------
        >>> ins, outs = Network([2, 3, 1], init="zeros").forward([[0, 1], [1, 1]])
        >>> [a.shape for a in outs]
        [(2, 2), (2, 3), (2, 1)]
        """
        X = self.checked_inputs(X)
        with np.errstate(over="ignore", under="ignore"):
            return self.propagate(X)

    def propagate(
        self, X: Array, rng: np.random.Generator | None = None
    ) -> tuple[list[Array], list[Array]]:
        """Propagate an array that has been checked; with `rng`, in training mode.

        Units are dropped, and batch statistics used, in training mode only.
        """
        ins, outs = self.run(with_unit_0(X), self.room(X), rng)
        return ins, [X, *outs]

    def run(
        self, X_0: Array, room: list[tuple[Array, Array]], rng: np.random.Generator | None = None
    ) -> tuple[list[Array], list[Array]]:
        """Propagate rows that begin with unit 0, which is 1: the line that training runs.

        in_j = Σ_i w_ij a_i with i from 0 on, as CS 457 writes it: the bias needs no line.
        """
        ins: list[Array] = []
        outs: list[Array] = []
        a_0 = X_0
        for (W_0, g, changes), (next_0, own) in zip(self.layers, room, strict=True):
            in_ = self.dot(a_0, W_0)
            a = g(in_)
            for change in changes:
                a = change.test(a) if rng is None else change.forward(a, rng)
            ins.append(in_)
            outs.append(a)
            own[...], a_0 = a, next_0
        return ins, outs

    def room(self, X: Array) -> list[tuple[Array, Array]]:
        """Make room for what layers pass on, behind unit 0: pairs (with 0, without)."""
        shape = (*self.params.shape[:-1], X.shape[-2])
        dtype = np.result_type(X, self.params)
        made = [np.ones((*shape, 1 + h), dtype) for h in self.sizes[1:]]
        return [(a_0, a_0[..., 1:]) for a_0 in made]

    def predict(self, X: ArrayLike) -> Array:
        """Return the outputs for these examples, (n, K).

        Parameters
        ----------
        X : array_like, (n, d)
            One example per row.

        Returns
        -------
        ndarray, (n, K)

        Raises
        ------
        ValueError
            If X does not fit the first layer, is empty or holds nan.

        Examples
        --------
        >>> Network([2, 1], init="zeros").predict([[3, 4]])
        array([[0.5]])
        """
        return self.forward(X)[1][-1]

    def checked_inputs(self, X: ArrayLike) -> Array:
        """Return X as an array of this network's type, or say why it can't be used."""
        X = rows(X, "X")
        if X.shape[-1] != self.sizes[0]:
            raise ValueError(
                f"layer 1 of this {'-'.join(map(str, self.sizes))} network takes "
                f"{self.sizes[0]} inputs, but X has {X.shape[-1]} columns: its shape is {X.shape}"
            )
        if X.ndim == 3 and X.shape[:1] != self.params.shape[:-1]:
            raise ValueError(
                f"X of shape {X.shape} is one table (n, d) for each of {len(X)} stacked networks, "
                f"but this is {self!r}"
            )
        if X.dtype.kind == "c" or X.dtype == self.params.dtype:
            return X
        return X.astype(self.params.dtype)

    def __repr__(self) -> str:
        many = f"{len(self.params)} times " if self.params.ndim == 2 else ""
        parts = [g.name for g in self.acts]
        parts += dict.fromkeys(type(change).__name__ for layer in self.between for change in layer)
        names = ", ".join(parts)
        form = "-".join(map(str, self.sizes))
        return f"<Network {many}{form}, {names}, {self.params.shape[-1]} parameters>"


def with_unit_0(X: Array) -> Array:
    """Return the rows with unit 0, which is always 1, in front: (n, 1 + d)."""
    return np.concatenate([np.ones((*X.shape[:-1], 1), X.dtype), X], axis=-1)


def as_rows(b: Array) -> Array:
    """Return stacked biases (S, h) as (S, 1, h), so that they meet (S, n, h); (h,) stays."""
    return b if b.ndim == 1 else b[:, None, :]


def _checked_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    try:
        numbers = tuple(operator.index(size) for size in sizes)
    except TypeError:
        numbers = ()
    if len(numbers) < 2 or min(numbers) < 1:
        raise ValueError(
            f"sizes must list the units of each layer, whole numbers from 1 on, input and output "
            f"at least, for instance [2, 4, 1]; got {sizes!r}"
        )
    return numbers


def _float_type(dtype: DTypeLike) -> np.dtype[Any]:
    found = np.dtype(dtype)
    if found.kind not in "fc" or found.itemsize < 4:
        raise ValueError(f"dtype must be float64 or float32, weights are no {found}")
    return found


def _activations(
    sizes: Sequence[int],
    hidden: str | Activation | Sequence[str | Activation],
    output: str | Activation,
) -> tuple[Activation, ...]:
    """Return the activation of every layer."""
    layers = len(sizes) - 2
    if not isinstance(hidden, list | tuple):
        hidden = [_hidden(hidden)] * layers  # type: ignore[arg-type]  # or it says what it got
    if len(hidden) != layers:
        raise ValueError(
            f"a {'-'.join(map(str, sizes))} network has {layers} hidden layer(s), "
            f"but hidden names {len(hidden)} activation(s)"
        )
    return (*map(_hidden, hidden), output_activation(output))


def _hidden(which: str | Activation) -> Activation:
    """Return that activation if it can stand behind a hidden layer."""
    if which == "softmax" or which is SOFTMAX:
        raise ValueError("softmax is an activation of the output alone: write output='softmax'")
    return activation(which)


def output_activation(which: str | Activation) -> Activation:
    """Return that activation: softmax, or any of `course.activations`."""
    if which == "softmax":
        return SOFTMAX
    if isinstance(which, str) and get_close_matches(which.lower(), ["softmax"], cutoff=0.8):
        raise ValueError(f"there is no activation {which!r}, did you mean 'softmax'?")
    return activation(which)


def _drawn(
    init: str | Callable[..., Array], fan_in: int, fan_out: int, rng: np.random.Generator | None
) -> Array:
    """Return the initial weights of a layer; only "zeros" and "constant" draw nothing."""
    if rng is None:
        if init not in ("zeros", "constant"):
            raise ValueError(
                f"init={init!r} draws the initial weights: pass rng=np.random.default_rng(seed)"
            )
        rng = np.random.default_rng(0)
    return weights(init, fan_in, fan_out, rng)


def _slope_of_input(g: Activation) -> Callable[[Array, Array], Any]:
    """Return g' as a function of in_ alone: behind dropout, outs does not hold g(in_)."""
    return lambda in_, passed_on: g.slope(in_, g.formula(in_))


def _exact_slope(g: Activation) -> Callable[[Array, Array], Any]:
    """Return g' of in_ with all its digits: a (1 - a) has lost them where a is close to 1."""
    return lambda in_, passed_on: g.g_prime(in_)


def _between(size: int, dropout: float, batch_norm: bool) -> tuple[Between, ...]:
    """Return what stands behind one hidden layer: normalization first, then dropout."""
    norm = (BatchNorm(size),) if batch_norm else ()
    return (*norm, Dropout(dropout)) if dropout else norm
