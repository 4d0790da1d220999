"""The library against scikit-learn's MLPClassifier and MLPRegressor: equal weights, step by step.

Where the two say the same in other words:

* scikit-learn's loss is log loss for classifiers, and half the squared error for the regressor.
* Its penalty is alpha / (2 n) Σ w², with n the size of the *mini-batch*; ours is λ Σ w². So
  λ = alpha / (2 n), which is one number only where all batches have one size. Both leave biases
  alone.
* Its momentum keeps velocity = μ velocity - lr gradient and adds it; ours subtracts the negative.
"""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

from course.losses import accuracy
from course.network import Network
from course.training import SGD, train

EPOCHS, LR, N = 12, 0.2, 24
NAMES = {"identity": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}


def problem(kind, d, rng):
    """Return X, labels as scikit-learn takes them, labels as we do, and our output and loss."""
    X = rng.normal(size=(N, d))
    scores = X @ rng.normal(size=(d, 3)) + rng.normal(size=(N, 3))
    if kind == "two classes":
        y = (scores[:, 0] > 0).astype(int)
        return X, y, y, "sigmoid", "binary_cross_entropy"
    if kind == "three classes":
        y = scores.argmax(axis=1)
        return X, y, np.eye(3)[y], "softmax", "cross_entropy"
    if kind == "three labels at once":
        Y = (scores > 0).astype(int)
        return X, Y, Y, "sigmoid", "binary_cross_entropy"
    return X, scores, scores, "identity", "half_squared_error"


def theirs(kind, hidden, activation, X, y, settings):
    """Return a fresh scikit-learn network; its weights are drawn, nothing is learned yet."""
    Model = MLPRegressor if kind == "three numbers" else MLPClassifier
    model = Model(
        hidden_layer_sizes=hidden,
        activation=NAMES[activation],
        solver="sgd",
        nesterovs_momentum=False,
        shuffle=False,
        warm_start=True,
        max_iter=1,
        learning_rate_init=1e-300,  # the first fit draws weights, and should leave them there
        tol=0.0,
        n_iter_no_change=10 * EPOCHS,
        random_state=3,
        **settings,
    )
    fit(model, X, y)
    for b in model.intercepts_:
        b += np.linspace(-0.2, 0.3, len(b))
    return model.set_params(learning_rate_init=LR, max_iter=EPOCHS)


def fit(model, X, y):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.loss_curve_ = []
        return model.fit(X, y)


def ours(model, activation, output):
    return Network.from_weights(model.coefs_, model.intercepts_, activation, output)


def assert_equal_weights(net, model):
    for W, b, coef, intercept in zip(net.Ws, net.bs, model.coefs_, model.intercepts_, strict=True):
        assert_allclose(W, coef, rtol=1e-10, atol=1e-11)
        assert_allclose(b, intercept, rtol=1e-10, atol=1e-11)


KINDS = ["two classes", "three classes", "three labels at once", "three numbers"]


@pytest.mark.parametrize("batch_size", [6, N])
@pytest.mark.parametrize("alpha", [0.0, 0.3])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("activation", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_equal_weights_after_equal_updates(kind, activation, momentum, alpha, batch_size):
    rng = np.random.default_rng(5)
    lr = LR / 20 if kind == "three numbers" else LR  # squared errors have no upper bound
    d, hidden = (2, (4,)) if kind == "two classes" else (5, (6, 4))
    X, y, Y, output, loss = problem(kind, d, rng)
    settings = {"alpha": alpha, "momentum": momentum, "batch_size": batch_size}
    model = theirs(kind, hidden, activation, X, y, settings).set_params(learning_rate_init=lr)
    net = ours(model, activation, output)
    first = net.params.copy()

    fit(model, X, y)
    history = train(
        net, X, Y, loss, lr=lr, epochs=EPOCHS, batch_size=batch_size, shuffle=False,
        momentum=momentum, decay=alpha / (2 * batch_size),
    )  # fmt: skip

    assert model.n_iter_ == EPOCHS == len(history.costs)
    assert_equal_weights(net, model)
    assert np.abs(net.params - first).max() > 0.05  # both have learned something
    if not alpha and kind != "three numbers":  # their regressor averages over the outputs, too
        assert_allclose(history.costs, model.loss_curve_, rtol=1e-10)
    if kind == "two classes":
        assert_allclose(net.predict(X)[:, 0], model.predict_proba(X)[:, 1], rtol=1e-10)
    elif kind == "three numbers":
        assert_allclose(net.predict(X), model.predict(X), rtol=1e-9, atol=1e-10)
    else:
        assert_allclose(net.predict(X), model.predict_proba(X), rtol=1e-10)
    if kind in ("two classes", "three classes"):
        assert accuracy(Y, net.predict(X)[:, 0] if Y.ndim == 1 else net.predict(X)) == (
            model.score(X, y)
        )


def test_the_batch_decides_what_alpha_means():
    """With batches of 10, 10 and 4 examples, alpha is three different λ."""
    X, y, Y, output, loss = problem("three classes", 5, np.random.default_rng(6))
    alpha, sizes = 0.3, [10, 10, 4]
    settings = {"alpha": alpha, "momentum": 0.0, "batch_size": 10}
    model = theirs("three classes", (6, 4), "tanh", X, y, settings)
    net = ours(model, "tanh", output)
    one_lambda = net.copy()
    fit(model, X, y)

    lambdas = {n: SGD(net, loss, lr=LR, decay=alpha / (2 * n)) for n in sizes}
    for _ in range(EPOCHS):
        for start, n in zip(np.cumsum([0, *sizes]), sizes, strict=False):
            lambdas[n].step(X[start : start + n], Y[start : start + n])
    assert_equal_weights(net, model)

    train(one_lambda, X, Y, loss, lr=LR, epochs=EPOCHS, batch_size=10, shuffle=False, decay=0.015)
    assert np.abs(one_lambda.params - net.params).max() > 1e-3
