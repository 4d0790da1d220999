"""The library against SciPy's functions of the same meaning."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import special, stats
from scipy.optimize import approx_fprime, minimize

from course import activations as act
from course.backprop import backpropagate, cost
from course.losses import (
    bce,
    bce_from_logits,
    bernoulli_nll,
    categorical_nll,
    cross_entropy,
    dce_dz,
    gaussian_nll,
    half_squared_error,
    loss_named,
    squared_error,
)
from course.network import Network
from course.preprocessing import one_hot
from course.softmax import log_softmax, rescale, softmax

FAR_AND_NEAR = np.unique(np.concatenate([np.linspace(-700, 700, 281), np.linspace(-9, 9, 301)]))
SIZES = [(scale, K) for scale in (0.1, 1, 30, 300) for K in (1, 2, 3, 10)]
PROBABILITIES = np.random.default_rng(4).dirichlet(np.ones(5), 60)


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def close(ours, theirs):
    assert_allclose(ours, theirs, rtol=1e-13, atol=1e-300)


# --- activations --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("g", "theirs"),
    [
        (act.sigmoid, special.expit),
        (act.sigmoid_prime, lambda x: special.expit(x) * special.expit(-x)),
        (act.softplus_prime, special.expit),
        (act.softplus, lambda x: -special.log_expit(-x)),
        (act.gelu, lambda x: x * special.ndtr(x)),
        (act.gelu_prime, lambda x: special.ndtr(x) + x * stats.norm.pdf(x)),
        (act.swish, lambda x: x * special.expit(x)),
    ],
)
def test_activations(g, theirs):
    x = FAR_AND_NEAR
    if g is act.gelu_prime:  # near -0.75 and far on the left two numbers cancel, in theirs too
        x = x[x > 0]
    close(g(x), theirs(x))


def test_gelu_is_what_erf_makes_it():
    x = np.linspace(-1, 8, 400)  # further left 1 + erf cancels
    close(act.gelu(x), x / 2 * (1 + special.erf(x / np.sqrt(2))))


# --- softmax ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scale", "K"), SIZES)
def test_softmax_and_its_logarithm(scale, K, rng):
    Z = rng.normal(0, scale, (40, K))
    # SciPy's softmax divides after the logarithm, so that numbers of size z lose |z| roundings.
    tolerance = 1e-13 * max(1, np.ptp(Z) / 100)
    assert_allclose(softmax(Z), special.softmax(Z, axis=1), rtol=tolerance, atol=1e-300)
    # Where a probability is nearly 1, its logarithm is nearly 0: SciPy keeps 16 decimals of it.
    assert_allclose(log_softmax(Z), special.log_softmax(Z, axis=1), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize(("scale", "K"), SIZES)
def test_cross_entropy_is_logsumexp_less_the_right_score(scale, K, rng):
    Z = rng.normal(0, scale, (40, K))
    k = np.arange(len(Z)) % K
    right = Z[np.arange(len(Z)), k]
    theirs = special.logsumexp(Z, axis=1) - right
    ours = loss_named("cross_entropy").values(np.eye(K)[k], Z, Z)
    # a difference of two numbers of this size is good to so many decimals
    assert_allclose(ours, theirs, rtol=1e-13, atol=4e-16 * np.abs(Z).max())
    assert_allclose(cross_entropy(Z, np.eye(K)[k]), theirs.mean(), rtol=1e-12, atol=1e-13)


def test_soft_labels(rng):
    Z = rng.normal(0, 5, PROBABILITIES.shape)
    theirs = special.kl_div(PROBABILITIES, special.softmax(Z, axis=1)).sum(axis=1)
    entropy = special.entr(PROBABILITIES).sum(axis=1)
    ours = loss_named("cross_entropy").values(PROBABILITIES, Z, Z)
    close(ours, theirs + entropy)  # cross-entropy is entropy plus the divergence


def test_rescale_undoes_a_factor():
    close(rescale(PROBABILITIES * [[7.5]]), PROBABILITIES)


# --- losses -------------------------------------------------------------------------------------


@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_bce_from_logits(y):
    z = FAR_AND_NEAR
    close(bce_from_logits(z, np.full_like(z, y)), -y * special.log_expit(z)
          - (1 - y) * special.log_expit(-z))  # fmt: skip
    if y in (0, 1):
        close(dce_dz(z, np.full_like(z, y)), special.expit(z) if y == 0 else -special.expit(-z))


def test_bce_of_probabilities(rng):
    p, y = rng.uniform(0.001, 0.999, 200), rng.integers(0, 2, 200)
    theirs = -special.xlogy(y, p) - special.xlog1py(1 - y, -p)
    close(bernoulli_nll(y, p), theirs)
    close(bernoulli_nll(y, p), -stats.bernoulli.logpmf(y, p))
    close(bce(p, y), theirs.mean())
    close(bce([0.0], [1.0]), -special.xlogy(1, 1e-15))


def test_negative_log_likelihoods(rng):
    y, mean = rng.normal(size=50), rng.normal(size=50)
    close(gaussian_nll(y, mean, 2.5), -stats.norm.logpdf(y, mean, np.sqrt(2.5)))
    Y = one_hot(rng.integers(1, 6, len(PROBABILITIES)), 5)
    close(categorical_nll(Y, PROBABILITIES), -special.xlogy(Y, PROBABILITIES).sum(axis=1))
    close(categorical_nll(Y, PROBABILITIES), -stats.multinomial.logpmf(Y, 1, PROBABILITIES))


def test_squared_errors(rng):
    y, a = rng.normal(size=(2, 30, 4))
    theirs = np.array([special.huber(1e9, row).sum() for row in y - a])  # ½ r² below 1e9
    close(half_squared_error(y, a), theirs)
    close(squared_error(y, a), 2 * theirs)


# --- whole networks -----------------------------------------------------------------------------


def logistic_regression():
    rng = np.random.default_rng(8)
    X = rng.normal(size=(60, 3))
    y = (rng.random(60) < special.expit(X @ [1.0, -2.0, 0.5])).astype(float)
    return Network([3, 1], init="zeros"), X, y[:, None]


def test_gradient_against_finite_differences_of_scipy():
    net, X, y = logistic_regression()
    net = Network([3, 5, 1], "tanh", rng=np.random.default_rng(1))

    def J(params):
        return cost(net.with_params(params), X, y, "binary_cross_entropy")

    found = backpropagate(net, X, y, "binary_cross_entropy").gradient
    assert_allclose(found, approx_fprime(net.params, J), atol=1e-6)


def test_scipys_optimizer_finds_the_bottom_with_our_gradient():
    net, X, y = logistic_regression()

    def cost_and_gradient(params):
        found = backpropagate(net.with_params(params), X, y, "binary_cross_entropy")
        return found.cost, found.gradient

    bottom = minimize(cost_and_gradient, net.params, jac=True, method="BFGS", tol=1e-9)
    assert bottom.fun < cost(net, X, y, "binary_cross_entropy") == pytest.approx(np.log(2))
    # there the probabilities of class 1 add up to the number of examples in class 1
    assert_allclose(net.with_params(bottom.x).predict(X).sum(), y.sum(), rtol=1e-7)
