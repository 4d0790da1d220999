r"""Many networks at once: the same formulas on stacked arrays.

Whether equal weights can be told apart, which initialization learns, which learning rate is too
large: such questions need the same small network trained a hundred times. One after the other,
almost all the time goes into calling NumPy, not into numbers. So we put S networks on top of each
other: ``params`` is (S, P), each W is (S, fan_in, fan_out), each b is (S, 1, fan_out), and
``a @ W + b`` is (S, n, fan_out). The lines of forward propagation and backpropagation need no
change, because NumPy's ``@`` and ``.mT`` work on the last two axes.

It pays where a step is small: a hundred 2-2-1 networks in batches of 4 are trained 30 times as
fast as one after the other, 48 times where the batch is all there is, and 2-4-1 in batches of 32
ten times. Where the numbers themselves take the time, little or nothing is gained: 1.8 times for
ten 64-32-10 networks in batches of 32, 1.2 times for ten with twenty layers of 32 units, 1.0 times
for 784-128-10. Train those one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from course.network import Network

__all__ = ["ensemble", "stack", "unstack"]


def stack(nets: Iterable[Network]) -> Network:
    """Put networks of one form on top of each other, to train them all at once.

    Parameters
    ----------
    nets : iterable of Network
        Their weights are copied.

    Returns
    -------
    Network
        With ``params`` of shape (S, P). `course.training.train` takes it like any other; its
        history then has one column per network, and ``lr`` may be a list of S learning rates.

    Raises
    ------
    ValueError
        If there is none, or they differ in sizes, activations, dropout or batch normalization.

    Examples
    --------
    >>> zeros, halves = Network([2, 1], init="zeros"), Network([2, 1], init="constant")
    >>> both = stack([zeros, halves])
    >>> both
    <Network 2 times 2-1, sigmoid, 3 parameters>
    >>> both.predict([[1, 1]]).ravel().round(4)
    array([0.5   , 0.7311])
    """
    members = list(nets)
    if not members:
        raise ValueError("there is no network to stack")
    first = members[0]
    for k, net in enumerate(members):
        if _form(net) != _form(first) or net.params.ndim != 1:
            raise ValueError(
                f"only single networks of one form (sizes, activations, dropout, batch "
                f"normalization) can be stacked: {first!r}, but [{k}] is {net!r}"
            )
    whole = first.with_params(np.stack([net.params for net in members]))
    for norms in zip(*(net.norms() for net in (whole, *members)), strict=True):
        norms[0].run_mean = np.stack([norm.run_mean for norm in norms[1:]])[:, None, :]
        norms[0].run_var = np.stack([norm.run_var for norm in norms[1:]])[:, None, :]
    return whole


def _form(net: Network) -> tuple[Any, ...]:
    """Return all that networks of one stack have in common."""
    return net.sizes, net.acts, [repr(layer) for layer in net.between]


def unstack(whole: Network) -> list[Network]:
    """Return the networks of a stack one by one, as copies.

    Parameters
    ----------
    whole : Network
        A stack, ``params`` (S, P).

    Returns
    -------
    list of Network

    Raises
    ------
    ValueError
        If it is a single network.

    Examples
    --------
    >>> nets = unstack(stack([Network([2, 1], init="zeros")] * 3))
    >>> len(nets), nets[0]
    (3, <Network 2-1, sigmoid, 3 parameters>)
    """
    if whole.params.ndim != 2:
        raise ValueError(f"{whole!r} is no stack of networks")
    return [_member(whole, k) for k in range(len(whole.params))]


def _member(whole: Network, k: int) -> Network:
    net = whole.with_params(whole.params[k].copy())
    for own, stacked in zip(net.norms(), whole.norms(), strict=True):
        own.run_mean, own.run_var = stacked.run_mean[k, 0].copy(), stacked.run_var[k, 0].copy()
    return net


def ensemble(sizes: Sequence[int], seeds: Iterable[int], **settings: Any) -> Network:
    """Return a stack of networks that differ in their initial weights: one for each seed.

    Parameters
    ----------
    sizes : list of int
        As for `Network`.
    seeds : iterable of int
        Network s draws from ``np.random.default_rng(seed)``, as it would alone.
    **settings
        As for `Network`: hidden, output, init, dtype ...

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If there is no seed, or a setting makes no sense.
    TypeError
        If `seeds` is a number.

    Examples
    --------
    >>> ensemble([2, 2, 1], range(100), init="small")
    <Network 100 times 2-2-1, sigmoid, sigmoid, 9 parameters>
    """
    if not isinstance(seeds, Iterable):
        raise TypeError(f"seeds must be several, for instance range(100), not {seeds!r}")
    return stack(Network(sizes, rng=np.random.default_rng(seed), **settings) for seed in seeds)
