"""Write down what PyTorch makes of some networks, for test_torch.py to compare ours with.

Run it by hand where PyTorch is installed (the extra `bench` has it):

    python tests/references/make_torch_references.py

It writes four .npz files next to itself. Each holds data, weights and PyTorch's results, all in
float64, and under "about" a JSON text with the versions and settings. Nothing of `course` is
imported here: the two sides share numbers, not code.

Parameters and gradients are vectors in the order W, b, W, b, ... of the layers, each W as
(fan_in, fan_out), which is PyTorch's weight transposed; then γ and β of every batch norm.
"""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import nn

HERE = Path(__file__).parent

HIDDEN = {
    "identity": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,  # alpha is 0.01 here and there
    "softplus": nn.Softplus,
    "elu": nn.ELU,
    "gelu": nn.GELU,  # with erf, not with tanh
    "swish": nn.SiLU,
}

# Where the loss is computed from scores, the network ends in them.
FROM_SCORES = {
    "binary_cross_entropy": nn.BCEWithLogitsLoss(reduction="none"),
    "cross_entropy": nn.CrossEntropyLoss(reduction="none"),
}
SQUARED = nn.MSELoss(reduction="none")


def loss_of_each(name, outputs, y):
    """Return one loss per example."""
    if name == "cross_entropy":
        return FROM_SCORES[name](outputs, y)
    if name == "binary_cross_entropy":
        return FROM_SCORES[name](outputs, y).sum(dim=1)
    return SQUARED(outputs, y).sum(dim=1) * {"squared_error": 1, "half_squared_error": 0.5}[name]


class Masked(nn.Module):
    """Multiply by a mask: dropout with the drawing left to others."""

    def __init__(self, mask):
        super().__init__()
        self.mask = torch.tensor(mask)

    def forward(self, a):
        return a * self.mask


def build(sizes, hidden, output, loss, batch_norm=False, masks=None):
    """Return a network: after each hidden layer its activation, batch norm and mask."""
    modules = []
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        modules.append(nn.Linear(fan_in, fan_out))
        if layer < len(sizes) - 2:
            modules.append(HIDDEN[hidden]())
            modules += [nn.BatchNorm1d(fan_out, eps=1e-5, momentum=0.1)] if batch_norm else []
            modules += [Masked(masks[layer])] if masks else []
        elif loss not in FROM_SCORES:
            modules.append(HIDDEN[output]())
    return nn.Sequential(*modules)


def tensors_of(net):
    """Return all parameters in our order, with their transposes where they have one."""
    linears = [module for module in net if isinstance(module, nn.Linear)]
    norms = [module for module in net if isinstance(module, nn.BatchNorm1d)]
    return [p for m in (*linears, *norms) for p in (m.weight, m.bias)]


def vector(tensors):
    """Return 2-D tensors transposed, and all in one vector."""
    return np.concatenate([t.detach().numpy().T.ravel() for t in tensors])


def fill(net, params):
    """Give a network the parameters of a vector."""
    start = 0
    with torch.no_grad():
        for p in tensors_of(net):
            part = params[start : start + p.numel()].reshape(tuple(p.shape)[::-1])
            p.copy_(torch.tensor(part.T))
            start += p.numel()
    assert start == len(params)


def draw_params(sizes, rng, batch_norm=False):
    """Draw weights that leave no activation in its flat parts, and biases that are not 0."""
    parts = []
    for fan_in, fan_out in pairwise(sizes):
        parts.append(rng.normal(0, fan_in**-0.5, fan_in * fan_out))
        parts.append(rng.normal(0, 0.3, fan_out))
    for size in sizes[1:-1] if batch_norm else ():
        parts += [rng.uniform(0.5, 1.5, size), rng.normal(0, 0.3, size)]
    return np.concatenate(parts)


def draw_labels(loss, n, K, rng):
    """Draw labels that suit the loss; for cross-entropies every other example has soft ones."""
    if loss == "binary_cross_entropy":
        y = rng.integers(0, 2, (n, K)).astype(float)
        y[1::2] = rng.random(y[1::2].shape)
    elif loss == "cross_entropy":
        y = np.eye(K)[rng.integers(0, K, n)]
        y[1::2] = rng.dirichlet(np.ones(K), len(y[1::2]))
    else:
        y = rng.random((n, K))
    return y


def gradient(net, loss, X, y):
    """Return each example's loss, the gradient of their mean, and n times that by each in_."""
    ins = []
    hooks = [m.register_forward_hook(keep(ins)) for m in net if isinstance(m, nn.Linear)]
    losses = loss_of_each(loss, net(torch.tensor(X)), torch.tensor(y))
    losses.mean().backward()
    for hook in hooks:
        hook.remove()
    deltas = np.concatenate([len(X) * in_.grad.numpy() for in_ in ins], axis=1)
    return losses.detach().numpy(), vector([p.grad for p in tensors_of(net)]), deltas


def keep(ins):
    def hook(module, given, in_):
        in_.retain_grad()
        ins.append(in_)

    return hook


def save(name, arrays, **about):
    about = {"torch": torch.__version__, "numpy": np.__version__, "dtype": "float64", **about}
    np.savez_compressed(HERE / f"{name}.npz", about=json.dumps(about), **arrays)
    print(f"{name}.npz: {(HERE / f'{name}.npz').stat().st_size / 1000:.0f} kB")


# --- (a) one gradient of everything -------------------------------------------------------------

# case: loss, activation of the output (None: that of the hidden layers), outputs
GRADIENTS = {
    "squared error": ("squared_error", "sigmoid", 2),
    "squared error of each activation": ("squared_error", None, 2),
    "half squared error": ("half_squared_error", "identity", 2),
    "binary cross-entropy": ("binary_cross_entropy", "sigmoid", 1),
    "three binary cross-entropies": ("binary_cross_entropy", "sigmoid", 3),
    "cross-entropy": ("cross_entropy", "softmax", 3),
}


def gradients(seed=1, n=7):
    rng, arrays = np.random.default_rng(seed), {}
    for case, (loss, output, K) in GRADIENTS.items():
        sizes = [4, 5, 3, K]
        X, y = rng.normal(size=(n, 4)), draw_labels(loss, n, K, rng)
        params, found = draw_params(sizes, rng), []
        for hidden in HIDDEN:
            net = build(sizes, hidden, output or hidden, loss)
            fill(net, params)
            found.append(gradient(net, loss, X, y))
        arrays |= {f"{case}/X": X, f"{case}/y": y, f"{case}/params": params}
        for what, values in zip(
            ("losses", "gradient", "deltas"), zip(*found, strict=True), strict=True
        ):
            arrays[f"{case}/{what}"] = np.array(values)
    save("gradients", arrays, hidden=list(HIDDEN), cases=GRADIENTS, seed=seed)


# --- (b) batch normalization and dropout --------------------------------------------------------

# name: batch norm, probability to drop
CHANGES = {"batch norm": (True, 0.0), "dropout": (False, 0.4), "both": (True, 0.25)}
BETWEEN = {
    f"{change}, {hidden}, {loss}": (*CHANGES[change], hidden, loss, output, K)
    for change in CHANGES
    for hidden in ("tanh", "relu", "gelu")
    for loss, output, K in (("squared_error", "sigmoid", 2), ("cross_entropy", "softmax", 3))
}


def between(seed=2, n=8, steps=20, lr=0.1, momentum=0.9, lam=0.01, mask_seed=11):
    rng, arrays = np.random.default_rng(seed), {}
    X = rng.normal(size=(n, 4))
    arrays["X"] = X
    for case, (batch_norm, p, hidden, loss, output, K) in BETWEEN.items():
        sizes = [4, 6, 5, K]
        y, params = draw_labels(loss, n, K, rng), draw_params(sizes, rng, batch_norm)
        masks = draw_masks(sizes, n, p, mask_seed) if p else None
        net = build(sizes, hidden, output, loss, batch_norm, masks)
        fill(net, params)
        losses, grad, deltas = gradient(net, loss, X, y)
        kept = {"y": y, "params": params, "losses": losses, "gradient": grad, "deltas": deltas}
        if batch_norm:
            kept |= running_statistics(net)
        if batch_norm and not masks:
            kept |= a_few_steps(net, loss, X, y, steps, lr, momentum, lam)
            kept |= predictions(net, params, X, rng)
        for layer, mask in enumerate(masks or []):
            kept[f"mask{layer}"] = mask
        arrays |= {f"{case}/{what}": values for what, values in kept.items()}
    settings = {"steps": steps, "lr": lr, "momentum": momentum, "lam": lam, "mask_seed": mask_seed}
    save("between", arrays, cases=BETWEEN, seed=seed, batch_norm_momentum=0.1, **settings)


def draw_masks(sizes, n, p, seed):
    """Draw the masks of the hidden layers, first to last: 0 with probability p, else 1/(1 - p)."""
    rng = np.random.default_rng(seed)
    return [(rng.random((n, size)) >= p) / (1 - p) for size in sizes[1:-1]]


def norms(net):
    return [module for module in net if isinstance(module, nn.BatchNorm1d)]


def running_statistics(net):
    """Return the running statistics of all batch norms, one after the other."""
    return {
        "run_mean": np.concatenate([norm.running_mean.numpy() for norm in norms(net)]),
        "run_var": np.concatenate([norm.running_var.numpy() for norm in norms(net)]),
    }


def a_few_steps(net, loss, X, y, steps, lr, momentum, lam):
    """Train, from fresh running statistics."""
    for norm in norms(net):
        norm.reset_running_stats()
    optimizer = descent(net, lr, momentum, lam)
    for _ in range(steps):
        optimizer.zero_grad()
        loss_of_each(loss, net(torch.tensor(X)), torch.tensor(y)).mean().backward()
        optimizer.step()
    statistics = {f"trained_{k}": v for k, v in running_statistics(net).items()}
    return {"trained": vector(tensors_of(net)), **statistics}


def descent(net, lr, momentum, lam):
    """Return an optimizer with decay for weights, and none for biases, γ and β."""
    weights = [module.weight for module in net if isinstance(module, nn.Linear)]
    others = [p for p in net.parameters() if all(p is not weight for weight in weights)]
    groups = [{"params": weights, "weight_decay": 2 * lam}, {"params": others}]
    return torch.optim.SGD(groups, lr=lr, momentum=momentum)


def predictions(net, params, X, rng):
    """Predict with the first parameters and running statistics that are given."""
    fill(net, params)
    with torch.no_grad():
        for norm in norms(net):
            norm.running_mean.copy_(torch.tensor(rng.normal(size=norm.num_features)))
            norm.running_var.copy_(torch.tensor(rng.uniform(0.1, 2, norm.num_features)))
        given = {f"given_{k}": v.copy() for k, v in running_statistics(net).items()}
        outputs = net.eval()(torch.tensor(X))
        if isinstance(net[-1], nn.Linear):  # scores for the cross-entropy
            outputs = outputs.softmax(dim=1)
    return {**given, "outputs": outputs.numpy()}


# --- (c) a hundred steps ------------------------------------------------------------------------

# name: sizes, activation, output, loss, examples, lr
NETWORKS = {
    "2-4-1": ([2, 4, 1], "sigmoid", "sigmoid", "squared_error", 16, 0.5),
    "8-6-3": ([8, 6, 3], "tanh", "softmax", "cross_entropy", 30, 0.2),
    "5-7-5-1": ([5, 7, 5, 1], "relu", "sigmoid", "binary_cross_entropy", 24, 0.1),
}
# name: momentum, λ, batch size (None: all examples), and whether their order was drawn
SETTINGS = {
    "plain": (0.0, 0.0, None, False),
    "mini-batches": (0.0, 0.0, 5, True),
    "momentum": (0.9, 0.0, 5, True),
    "decay": (0.0, 0.01, 5, True),
    "momentum and decay": (0.9, 0.003, 7, False),
}


def trajectories(seed=3, steps=100):
    rng, arrays = np.random.default_rng(seed), {}
    for name, (sizes, hidden, output, loss, n, lr) in NETWORKS.items():
        X, y = rng.normal(size=(n, sizes[0])), draw_labels(loss, n, sizes[-1], rng)
        params = draw_params(sizes, rng)
        arrays |= {f"{name}/X": X, f"{name}/y": y, f"{name}/params": params}
        for setting, (momentum, lam, size, drawn) in SETTINGS.items():
            order = batches(n, size, steps, rng if drawn else None)
            net = build(sizes, hidden, output, loss)
            fill(net, params)
            kept = descend(net, loss, X, y, order, lr, momentum, lam)
            if drawn:
                kept["order"] = np.array(order, dtype=np.uint8)
            arrays |= {f"{name}/{setting}/{what}": values for what, values in kept.items()}
    save("trajectories", arrays, networks=NETWORKS, settings=SETTINGS, steps=steps, seed=seed)


def batches(n, size, steps, rng):
    """Return which examples each step sees: drawn, or as they come, with a short last batch."""
    if rng is not None:
        return [rng.choice(n, size, replace=False) for _ in range(steps)]
    size = size or n
    epoch = [np.arange(first, min(first + size, n)) for first in range(0, n, size)]
    return [epoch[step % len(epoch)] for step in range(steps)]


def descend(net, loss, X, y, order, lr, momentum, lam):
    """Train; return the mean loss of every step, and the parameters after every tenth."""
    optimizer, losses, kept = descent(net, lr, momentum, lam), [], []
    for step, batch in enumerate(order, start=1):
        optimizer.zero_grad()
        outputs = net(torch.tensor(X[batch]))
        mean = loss_of_each(loss, outputs, torch.tensor(y[batch])).mean()
        mean.backward()
        optimizer.step()
        losses.append(mean.item())
        if step % 10 == 0:
            kept.append(vector(tensors_of(net)))
    return {"losses": np.array(losses), "kept": np.array(kept)}


# --- (d) how precise PyTorch itself is ----------------------------------------------------------


def precision():
    z = torch.cat([torch.linspace(-800, 800, 401), torch.linspace(-40, 40, 321)]).unique()
    ones, zeros = torch.ones_like(z), torch.zeros_like(z)
    pairs = torch.stack([z, zeros], dim=1)
    arrays = {
        "z": z,
        "softplus": nn.functional.softplus(z),
        "bce_of_probabilities": nn.functional.binary_cross_entropy(
            torch.sigmoid(z), ones, reduction="none"
        ),
        "bce_with_logits": nn.functional.binary_cross_entropy_with_logits(
            z, ones, reduction="none"
        ),
        "cross_entropy": -torch.log_softmax(pairs, dim=1)[:, 0],
        "slope_of_bce": torch.sigmoid(z) - 1,
    }
    save("precision", {name: values.numpy() for name, values in arrays.items()})


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    gradients()
    between()
    trajectories()
    precision()
