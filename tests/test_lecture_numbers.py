"""Every number and every formula that the lectures print and the library can compute.

A test is named after the entry of the lectures' digest that it checks: V.. is a number or formula
that was verified, S.. a line of a lecture. A number is compared with the lecture's, at the
lecture's rounding, and with the unrounded one where the two differ. Where a lecture slipped, the
right form must hold and the printed one must not.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import erf

from course import activations as act
from course import graphs
from course.activations import ACTIVATIONS, Activation, relu, sigmoid, sigmoid_prime, tanh
from course.backprop import backpropagate, batch_grads, cost, grads, hidden_delta, output_delta
from course.data import xor
from course.data_tables import GLOROT_DATA_SETS, GLOROT_TEST_ERRORS
from course.gradients import numerical_gradient
from course.initialization import constant
from course.instruments import (
    chain_deltas,
    count_parameters,
    dead_fraction,
    delta_bound,
    derivative_counts,
    distinct_units,
)
from course.lecture_networks import (
    bump,
    chain,
    cs389_chain,
    ds102_network,
    equal_weights,
    five_units,
    seven_units,
    single_neuron,
    xor_network,
)
from course.losses import (
    bce_from_logits,
    bernoulli_nll,
    cross_entropy,
    dce_dz,
    dmse_dz,
    gaussian_nll,
    perceptron_loss,
    squared_error,
    zero_one_loss,
)
from course.network import Network, collapse, forward
from course.normalization import bn_backward, bn_train
from course.preprocessing import decode, normalize, one_hot
from course.regularization import decay_step, dropout_forward, l2_cost
from course.softmax import rescale, softmax
from course.training import SGD, minibatch_step, sgd_step, train

GRID = np.linspace(-6, 6, 240)  # without 0, where some curves have a kink
XOR_X, XOR_Y = xor().X, xor().y


def rng(seed=0):
    return np.random.default_rng(seed)


def printed(values, places):
    """Write numbers as a lecture prints them."""
    return " ".join(f"{value:.{places}f}" for value in np.ravel(values))


def slope(g, x):
    """Differentiate an elementwise function without its formula."""
    return numerical_gradient(lambda x: g(x).sum(), x, method="complex")


def slopes(example, loss="squared_error"):
    """Differentiate the cost by every parameter, without backpropagation."""
    net, X, y = example
    return numerical_gradient(
        lambda params: cost(net.with_params(params), X, y, loss), net.params, method="complex"
    )


def jacobian(net, x):
    """Differentiate every output of a network by every input, (outputs, inputs)."""

    def output(k):
        return lambda x: net.predict([x])[0, k]

    outputs = range(net.sizes[-1])
    return np.array([numerical_gradient(output(k), x, method="complex") for k in outputs])


def bias_first(net):
    """Return the parameters of a neuron in CS 457's order: w_03, w_13, w_23."""
    return np.concatenate([net.bs[0], net.Ws[0].ravel()])


# === CS389: non-linearities =====================================================================


def test_V01_slope_of_the_sigmoid():
    s = sigmoid(GRID)
    assert_allclose(sigmoid_prime(GRID), s * (1 - s), rtol=1e-13)
    assert_allclose(sigmoid_prime(GRID), slope(sigmoid, GRID), rtol=1e-13)


def test_V02_large_numbers_do_not_become_0_and_1():
    assert printed(sigmoid(-40) * 1e18, 2) == "4.25"
    assert sigmoid(36.7) < 1
    assert sigmoid(36.8) == 1


def test_V03_where_floating_point_saturates():
    assert sigmoid(36.736) < 1 == sigmoid(36.737)
    assert sigmoid(-745) == 5e-324
    assert sigmoid(-746) == 0
    assert tanh(18.5) < 1 == tanh(19.1)  # from 18.991 on, give or take a rounding


def test_V04_tanh_is_sinh_over_cosh():
    assert_allclose(tanh(GRID), np.sinh(GRID) / np.cosh(GRID), rtol=1e-13)


def test_V05_slope_of_tanh():
    assert_allclose(act.tanh_prime(GRID), 1 - tanh(GRID) ** 2, rtol=1e-10)
    assert_allclose(act.tanh_prime(GRID), slope(tanh, GRID), rtol=1e-13)


def test_V08_relu_and_its_slope():
    assert_array_equal(relu(GRID), np.maximum(0, GRID))
    assert_array_equal(act.relu_prime([-3, -1e-9, 1e-9, 2]), [0, 0, 1, 1])


def test_V09_relu_has_three_slopes_at_0_and_we_take_0():
    h = 1e-6
    left, right = (relu(0) - relu(-h)) / h, (relu(h) - relu(0)) / h
    assert (left, right, numerical_gradient(relu, 0.0)) == (0, 1, 0.5)
    assert act.relu_prime(0) == 0


def test_V21_one_sign_for_each_example_but_not_for_a_batch():
    X, y = rng().uniform(0, 1, size=(200, 3)), rng(1).integers(0, 2, size=200)
    net = Network([3, 1], rng=rng(2))
    alone = np.array(
        [backpropagate(net, [x], [t]).dWs[0].ravel() for x, t in zip(X, y, strict=True)]
    )
    assert (abs(np.sign(alone).sum(axis=1)) == 3).all()
    batches = np.sign(alone.reshape(40, 5, 3).mean(axis=1)).sum(axis=1)
    assert 0.1 < (abs(batches) < 3).mean() < 0.9


def test_V22_layers_without_activations_are_one_matrix():
    Ws = [rng(k).normal(size=shape) for k, shape in enumerate([(3, 4), (4, 5), (5, 2)])]
    bs = [np.zeros(4), np.zeros(5), np.zeros(2)]
    W, b = collapse(Ws, bs)
    assert_allclose(W, Ws[0] @ Ws[1] @ Ws[2], rtol=1e-13)
    assert_array_equal(b, 0)
    net = Network.from_weights(Ws, bs, "identity", "identity")
    X = rng(3).normal(size=(6, 3))
    assert_allclose(net.predict(X), X @ W, rtol=1e-12)


def test_V22_E19_with_biases_one_affine_map():
    net = Network([3, 4, 5, 2], "identity", "identity", rng=rng())
    net.params[:] = rng(1).normal(size=net.params.size)
    W, b = collapse(net.Ws, net.bs)
    X = rng(3).normal(size=(6, 3))
    assert_allclose(net.predict(X), X @ W + b, rtol=1e-12)
    assert not np.allclose(net.predict(X), X @ W)


def test_V23_an_affine_map_of_an_affine_map():
    """The f(g(x)) = -6x + 16 of f(x) = -3x + 4 and g(x) = 2x - 4."""
    W, b = collapse([[[2]], [[-3]]], [[-4], [4]])
    assert (W.item(), b.item()) == (-6, 16)


def test_V91_dead_units_become_more_with_the_learning_rate():
    X = rng().uniform(-1, 1, size=(200, 2))
    y = (X[:, 0] * X[:, 1] > 0) * 1
    dead = []
    for lr in (0.01, 1, 3):
        net = Network([2, 100, 1], "relu", init="he", rng=rng(1))
        train(net, X, y, "binary_cross_entropy", lr=lr, epochs=5, rng=rng(1))
        dead.append(dead_fraction(net.forward(X)[0][0]))
    assert dead[0] == 0
    assert 0.2 < dead[1] < 0.8 < dead[2]  # the lecture's 40 % is an illustration, no constant


# === CS389: backpropagation =====================================================================


def products(slope_of_layer, A, w, y):
    """Multiply out the lecture's (2.4) to (2.7), for the slopes of the four layers."""
    carried, gradient = A[-1] - y, []
    for m in reversed(range(len(w))):
        gradient.append(carried * slope_of_layer[m] * A[m])
        carried = carried * slope_of_layer[m] * w[m]
    return np.array(gradient[::-1])


def chain_in_numbers():
    """Return pre-activations, activations (the input first), weights and target."""
    net, X, y = cs389_chain()
    ins, outs = net.forward(X)
    return np.ravel(ins), np.ravel(outs), np.ravel(net.Ws), y.item()


def test_V24_chain_products():
    ins, A, w, y = chain_in_numbers()
    found = np.ravel(backpropagate(*cs389_chain(), "half_squared_error").dWs)
    assert printed(found, 8) == "-0.00095761 0.00295449 0.01081439 0.05701186"
    assert_allclose(found, products(sigmoid_prime(ins), A, w, y), rtol=1e-13)
    assert_allclose(found, slopes(cs389_chain(), "half_squared_error")[1::2], rtol=1e-12)


def test_V25_the_printed_factors_are_wrong():
    ins, A, w, y = chain_in_numbers()
    wrong = products(sigmoid_prime(A[:-1]), A, w, y)
    assert printed(wrong, 8) == "-0.00094549 0.00312588 0.01118374 0.05994581"
    ratios = wrong / products(sigmoid_prime(ins), A, w, y)
    assert printed(ratios, 3) == "0.987 1.058 1.034 1.051"


@pytest.mark.parametrize(("w", "right"), [(1, "0.2322"), (3, "0.1359")])
def test_V26_only_at_w_1_the_slip_does_not_show(w, right):
    A = 0.5474
    by_measuring = numerical_gradient(lambda in_: sigmoid(in_), w * A, method="complex")
    assert printed(sigmoid_prime(w * A), 4) == printed(by_measuring, 4) == right
    assert printed(sigmoid_prime(A), 4) == "0.2322"


def test_V27_w2_does_not_move_A1_but_w1_does():
    def A1(w):
        return chain(4, w, x=0.9).net.forward([[0.9]])[1][1].item()

    by_w = numerical_gradient(A1, [0.8, -1.1, 0.6, 1.3])
    assert printed(by_w, 4) == "0.1982 0.0000 0.0000 0.0000"
    assert by_w[1] == 0


@pytest.mark.parametrize(
    ("L", "without", "reused"),
    [(1, 2, 2), (2, 5, 4), (3, 9, 6), (4, 14, 8), (10, 65, 20), (50, 1325, 100)],
)
def test_V28_factors_of_a_chain(L, without, reused):
    assert graphs.count_factors(L, reuse=False) == without == L * (L + 3) // 2
    assert graphs.count_factors(L, reuse=True) == reused == 2 * L
    assert derivative_counts(L)["CS389"] == (without, reused)


def test_V24_S0_35_loss_factor_of_half_the_squared_error():
    delta = output_delta([[0.2]], [[0.671]], [[0.671]], "identity", "half_squared_error")
    assert_allclose(delta, 0.671 - 0.2)


def test_V96_a_small_step_decreases_the_loss():
    net, X, y = cs389_chain()
    found = backpropagate(net, X, y, "half_squared_error")
    assert printed(found.cost, 8) == "0.11092919"
    w = np.ravel(sgd_step(net.Ws, found.dWs, lr=0.1))  # no biases in this lecture
    assert printed(cost(*cs389_chain(w), "half_squared_error"), 8) == "0.11059163"


# === CS771 ======================================================================================


def test_V06_tanh_from_the_sigmoid():
    assert_allclose(tanh(GRID), 2 * sigmoid(2 * GRID) - 1, atol=1e-15)


def test_V16_swish_is_not_monotonic():
    assert_allclose(act.swish(GRID, 1.7), GRID * sigmoid(1.7 * GRID), rtol=1e-14)
    x = np.linspace(-6, 6, 12001)
    lowest = act.swish(x).argmin()
    assert printed(act.swish(x[lowest]), 4) == "-0.2785"
    assert printed(x[lowest], 2) == "-1.28"
    by_measuring = slope(lambda x: act.swish(x, 1.7), GRID)
    assert_allclose(act.swish_prime(GRID, 1.7), by_measuring, atol=1e-14)


def test_V19_mean_output_for_inputs_around_0():
    x = rng().normal(size=100_000)
    assert printed(sigmoid(x).mean(), 2) == "0.50"
    assert abs(tanh(x).mean()) < 0.01


def test_V29_two_sigmoids_make_a_bump():
    net, X, _ = bump()
    at = net.predict([[-4], [0], [4]]).ravel()
    assert printed(at[1], 4) == "0.9640"
    assert printed(at[[0, 2]] * 1e6, 2) == "6.14 6.14"
    rises = np.sign(np.diff(net.predict(X).ravel()))
    assert (np.diff(rises) != 0).sum() == 1  # up, then down


def test_V100_per_unit_sums_equal_matrix_forms():
    x, W, b = rng().normal(size=3), rng(1).normal(size=(3, 4)), rng(2).normal(size=4)
    sums = [sum(W[d, k] * x[d] for d in range(3)) + b[k] for k in range(4)]
    ins, outs = forward([x], [W], [b], [tanh])
    for form in (ins[0][0], W.T @ x + b, x @ W + b):
        assert_allclose(form, sums, rtol=1e-13)
    assert_allclose(outs[1][0], np.tanh(sums), rtol=1e-13)


def test_S1_32_a_bias_is_neither_needed_nor_enough_for_an_output():
    """The output for the input 0, with a bias of -1 and with none."""
    assert forward([[0]], [[[2]]], [[-1]], [relu])[1][1] == 0
    assert forward([[0]], [[[2]]], [[0]], [sigmoid])[1][1] == 0.5


def two_hidden_layers():
    """Return CS771's network with K1 = 4, K2 = 3 and no output activation, and one example."""
    net, x = Network([3, 4, 3, 1], "tanh", "identity", rng=rng()), [[0.5, -1, 2]]
    (z1, z2, yhat), outs = net.forward(x)
    found = backpropagate(net, x, [[0.7]], "half_squared_error")
    return net, found, outs, z1, z2, (yhat - 0.7).item()  # the last one is ℓ'


def test_V30_gradient_of_the_output_weights():
    _, found, outs, _, _, l_prime = two_hidden_layers()
    assert_allclose(found.dWs[2], l_prime * outs[2].T, rtol=1e-13)


def test_V31_gradient_of_W2_has_the_shape_of_W2():
    net, found, outs, _, z2, l_prime = two_hidden_layers()
    diag = np.diag(act.tanh_prime(z2[0]))
    assert found.dWs[1].shape == net.Ws[1].shape == (4, 3)
    assert_allclose(found.dWs[1], outs[1].T @ (l_prime * net.Ws[2].T @ diag), rtol=1e-12)


def test_V32_gradient_of_W1_is_the_whole_product():
    net, found, outs, z1, z2, l_prime = two_hidden_layers()
    _, W2, v = net.Ws
    back = v.T @ np.diag(act.tanh_prime(z2[0])) @ W2.T @ np.diag(act.tanh_prime(z1[0]))
    assert_allclose(found.dWs[0], outs[0].T @ (l_prime * back), rtol=1e-12)


def test_V33_V95_chain_rule_as_a_product_of_jacobians():
    g, f = Network([3, 2], rng=rng()), Network([2, 3], rng=rng(1))
    both = Network.from_weights([*g.Ws, *f.Ws], [*g.bs, *f.bs])
    x = np.array([0.4, 0.5, -1])
    J_g, J_f = jacobian(g, x), jacobian(f, g.predict([x])[0])
    assert (J_f.shape, J_g.shape) == ((3, 2), (2, 3))  # V95: Q rows; there is no row P = 3 of J_g
    assert_allclose(jacobian(both, x), J_f @ J_g, rtol=1e-13)


def one_hidden_layer():
    """Return CS771's worked example: half a sum of squared errors over three examples."""
    net = Network([2, 3, 1], "tanh", "identity", rng=rng())
    X, y = rng(1).normal(size=(3, 2)), rng(2).normal(size=(3, 1))
    ins, outs = net.forward(X)
    found = backpropagate(net, X, y, "half_squared_error")
    return net, X, y, ins, outs, [3 * dW for dW in found.dWs]  # a sum: n times our mean


def test_V34_V35_gradient_of_v():
    _, _, y, _, outs, (_, dv) = one_hidden_layer()
    e = y - outs[2]
    assert_allclose(dv, -outs[1].T @ e, rtol=1e-12)
    assert not np.allclose(dv, outs[1].T @ e)  # V35: the last form wants the other sign of e


def test_V36_gradient_of_W():
    net, X, y, ins, outs, (dW, _) = one_hidden_layer()
    e = y - outs[2]
    assert_allclose(dW, X.T @ (-e @ net.Ws[1].T * act.tanh_prime(ins[0])), rtol=1e-12)


# === DS 102 =====================================================================================


def ds102_in_numbers():
    A, b, x, y = rng().normal(size=(4, 3)), rng(1).normal(size=4), [0.4, -1, 2], 0.5
    net, X, Y = ds102_network(A, b, x, y)
    _, (_, z2, z3) = net.forward(X)
    found = backpropagate(net, X, Y)
    return A, b, np.array(x), z2[0], y - z3.item(), found


def test_V37_gradient_of_b():
    *_, z2, z4, found = ds102_in_numbers()
    assert_allclose(found.dWs[1].ravel(), -2 * z4 * z2, rtol=1e-13)


def test_V38_gradient_of_A():
    A, b, x, z2, z4, found = ds102_in_numbers()
    dA = found.dWs[0].T
    assert dA.shape == A.shape
    assert_allclose(dA, -2 * z4 * np.outer(b * z2 * (1 - z2), x), rtol=1e-13)


def test_V37_V38_the_computation_graph_says_the_same():
    found = backpropagate(*ds102_network())
    loss = graphs.two_layer_error()
    graphs.backward(loss)
    up = {name: node.up for name, node in graphs.inputs(loss).items()}
    assert found.cost == pytest.approx(loss.value)
    assert found.dWs[1].ravel().tolist() == pytest.approx([up["b[0]"], up["b[1]"]])
    assert found.dWs[0].ravel().tolist() == pytest.approx([up["A[0,0]"], up["A[1,0]"]])


def test_V39_how_many_derivatives():
    loss = graphs.two_layer_error(A=[[0.5]], b=[2], x=[1], y=1)
    parts = graphs.inputs(loss)
    assert graphs.count_derivatives(loss, [parts["A[0,0]"], parts["b[0]"]]) == (8, 6)
    counts = [derivative_counts(L)["DS 102"] for L in (2, 5, 20)]
    assert counts == [(8, 6), (35, 15), (440, 60)]
    assert count_parameters([3, 4, 1], bias=False) == 16  # scalars for h = 4, m = 3


def test_V101_it_is_a_network_without_biases_and_W_is_A_transposed():
    A, b, x, *_ = ds102_in_numbers()
    net = ds102_network(A, b, x, 0.5).net
    assert_array_equal(net.Ws[0], A.T)
    assert_allclose(net.predict([x]), b @ sigmoid(A @ x), rtol=1e-13)


def test_V01_V08_S2_07_the_slopes_for_large_inputs():
    assert_allclose(sigmoid_prime([-50, 50]), 0, atol=1e-20)
    assert_array_equal(act.relu_prime([-50, 50]), [0, 1])


# === CS 457, 07-1: neurons, losses, derivatives =================================================


def test_V76_no_line_does_xor_but_two_hidden_units_do():
    """One layer of units, each with other weights: between them they draw every useful line."""
    halves = np.arange(-2.5, 3, 0.5)
    w0, w1, w2 = (w.ravel() for w in np.meshgrid(halves, halves, halves))
    answers = Network.from_weights([[w1, w2]], [w0], output="threshold").predict(XOR_X)
    assert (answers == XOR_Y[:, None]).mean(axis=0).max() == 0.75
    net, X, y = xor_network()
    assert net.predict(X).ravel().tolist() == y.ravel().tolist() == [0, 1, 1, 0]


def test_V98_the_threshold_fires_at_0():
    assert act.threshold([-1e-9, 0, 1e-9]).tolist() == [0, 1, 1]


def test_V10_slope_of_softplus():
    assert_allclose(act.softplus_prime(GRID), slope(act.softplus, GRID), rtol=1e-13)
    assert_array_equal(act.softplus_prime(GRID), sigmoid(GRID))
    assert act.softplus(1000) == 1000  # log(1 + exp(1000)) as printed is inf


def test_V99_a_logistic_neuron_is_logistic_regression():
    net, X, _ = single_neuron()
    assert_allclose(net.predict(X), 1 / (1 + np.exp(-(0.1 + 0.1 * 0.4 + 0.1 * 0.5))), rtol=1e-14)


def test_V104_loss_that_counts_mistakes():
    assert zero_one_loss([1, 1, 1, 0], [1, 0, 1, 1]).mean() == 0.5


def test_V74_perceptron_loss():
    assert perceptron_loss([1, 1, 0, 0], [2, -2, 2, -2]).tolist() == [0, 2, 2, 0]


def test_V102_log_loss():
    p = sigmoid(GRID)
    assert_allclose(bernoulli_nll(np.ones(240), p), -np.log(p), rtol=1e-12)
    assert_allclose(bernoulli_nll(np.zeros(240), p), -np.log(1 - p), rtol=1e-12)
    assert_allclose(bce_from_logits(GRID, np.ones(240)), -np.log(p), rtol=1e-12)


def test_V75_squared_error_makes_a_logistic_neuron_non_convex():
    """The cost along w_13, for many networks at once, bends both ways."""
    net, X, y = single_neuron()
    along = np.array([[0.1, w, 0.1] for w in np.linspace(-30, 30, 601)])
    bends = np.diff(cost(net.with_params(along), X, y), 2)
    assert bends.min() < -1e-5 < 1e-5 < bends.max()


@pytest.mark.parametrize("y", [0, 1])
def test_V47_gradient_of_a_single_neuron(y):
    net, X, _ = single_neuron()
    found = backpropagate(net, X, [[y]])
    factor = -2 * (y - sigmoid(0.19)) * sigmoid_prime(0.19)
    assert_allclose(found.gradient, factor * np.array([1, 0.4, 0.5]), rtol=1e-13)
    assert_allclose(found.gradient, slopes((net, X, [[y]])), rtol=1e-13)


def test_V97_scalar_chain_rule():
    f, g = tanh, sigmoid
    composed = slope(lambda x: g(f(x)), GRID)
    assert_allclose(composed, sigmoid_prime(f(GRID)) * act.tanh_prime(GRID), rtol=1e-13)


# === CS 457, 07-2: one step and one prediction, in numbers ======================================


def test_V40_V41_output_before_the_step():
    net, X, _ = single_neuron()
    ins, outs = net.forward(X)
    assert printed(ins[0], 6) == "0.190000"
    assert printed(outs[1], 4) == "0.5474"
    assert printed(outs[1], 6) == "0.547358"


def test_V42_error_and_slope():
    net, X, y = single_neuron()
    a = net.predict(X)
    assert printed(y - a, 4) == "0.4526"
    assert printed(y - a, 6) == "0.452642"
    assert printed(sigmoid_prime(0.19), 4) == "0.2478"
    assert printed(sigmoid_prime(0.19), 6) == "0.247757"
    from_rounded = ACTIVATIONS["sigmoid"].slope(np.array(0.19), np.array(0.5474))  # a (1 - a)
    assert printed(from_rounded, 6) == "0.247753"


def test_V43_weights_after_the_step():
    net, X, y = single_neuron()
    SGD(net, lr=0.5).step(X, y)
    assert printed(bias_first(net), 6) == "0.212145 0.144858 0.156073"


def test_V43_weights_after_the_step_from_the_rounded_error_and_slope():
    dW, db = grads([0.4, 0.5], [-2 * 0.4526 * 0.2478])
    W, b = sgd_step([[[0.1], [0.1]], [0.1]], [dW, db], lr=0.5)
    assert printed([b, *W], 4) == "0.2122 0.1449 0.1561"


def test_V44_with_another_learning_rate_the_dropped_2_alpha_shows():
    net, X, y = single_neuron()
    found = backpropagate(net, X, y)
    SGD(net, lr=0.1).step(X, y)
    assert printed(bias_first(net), 6) == "0.122429 0.108972 0.111215"
    as_on_the_slide = 0.1 - found.dbs[0] / 2  # error times slope, and no 2 lr
    assert printed(as_on_the_slide, 6) == "0.212145"


def test_V45_output_after_the_step():
    net, X, y = single_neuron()
    SGD(net, lr=0.5).step(X, y)
    ins, outs = net.forward(X)
    assert printed(ins[0], 6) == "0.348125"
    assert printed(outs[1], 6) == "0.586163"
    rounded = Network.from_weights([[[0.1449], [0.1561]]], [[0.2122]])
    ins, outs = rounded.forward(X)
    assert printed(ins[0], 5) == "0.34821"
    assert printed(outs[1], 6) == "0.586183"
    assert printed(outs[1], 4) == "0.5862"


def test_V46_the_squared_error_shrinks_and_does_not_vanish():
    net, X, y = single_neuron()
    before = SGD(net, lr=0.5).step(X, y)
    assert printed(before, 6) == "0.204885"
    assert printed(cost(net, X, y), 6) == "0.171261"


def test_V48_V49_one_prediction():
    net, X, _ = five_units()
    ins, outs = net.forward(X)
    assert ins[0].tolist() == [[0, -1]]
    assert printed(outs[1], 2) == "0.50 0.27"
    assert printed(outs[1], 6) == "0.500000 0.268941"
    assert printed(ins[1], 2) == "1.54"
    assert printed(ins[1], 6) == "1.537883"
    assert printed(outs[2], 2) == "0.82"
    assert printed(outs[2], 6) == "0.823157"


def test_V49_the_output_from_the_rounded_a_4():
    ins, outs = forward([[0.5, 0.27]], [[[4], [2]]], [[-1]], [sigmoid])
    assert printed(ins[0], 2) == "1.54"
    assert printed(outs[1], 6) == "0.823465"


def lettered():
    """Return w, ∂J/∂w, in, a and Δ of seven_units by the numbers of the units, and y."""
    net, X, y = seven_units()
    ins, outs = net.forward(X)
    found = backpropagate(net, X, y)
    a = dict(enumerate(np.hstack(outs)[0], start=1))
    in_ = dict(enumerate(np.hstack(ins)[0], start=3))
    delta = dict(enumerate(np.hstack(found.deltas)[0], start=3))
    w, dw, first = {}, {}, 1
    for W, b, dW, db in zip(net.Ws, net.bs, found.dWs, found.dbs, strict=True):
        after = first + len(W)
        for j, k in enumerate(range(after, after + len(b))):
            w[0, k], dw[0, k] = b[j], db[j]
            for i in range(len(W)):
                w[first + i, k], dw[first + i, k] = W[i, j], dW[i, j]
        first = after
    return w, dw, in_, a, delta, y.item()


def test_V50_the_nested_expression_is_forward_propagation():
    w, _, _, a, _, _ = lettered()

    def unit(j, *inputs):
        return sigmoid(w[0, j] + sum(w[i, j] * value for i, value in inputs))

    x1, x2 = (1, 0.4), (2, 0.5)
    a3, a4 = (3, unit(3, x1, x2)), (4, unit(4, x1, x2))
    nested = unit(7, (5, unit(5, a3, a4)), (6, unit(6, a3, a4)))
    assert a[7] == pytest.approx(nested, rel=1e-14)


# === CS 457, 07-2 and 07-3: backpropagation =====================================================


def test_V52_all_15_derivatives():
    found = backpropagate(*seven_units())
    assert found.gradient.shape == (15,)
    assert_allclose(found.gradient, slopes(seven_units()), rtol=1e-12)


def test_V52_every_derivative_is_delta_times_activation():
    w, dw, _, a, delta, _ = lettered()
    a[0] = 1
    assert sorted(dw) == sorted(w)
    assert dw == pytest.approx({(i, j): delta[j] * a[i] for i, j in w}, rel=1e-13)


def test_V52_the_deltas_as_the_lecture_expands_them():
    w, _, in_, a, delta, y = lettered()
    g_prime = {j: sigmoid_prime(in_[j]) for j in in_}
    d7 = -2 * (y - a[7]) * g_prime[7]
    d5, d6 = d7 * w[5, 7] * g_prime[5], d7 * w[6, 7] * g_prime[6]
    d3 = g_prime[3] * (w[3, 5] * d5 + w[3, 6] * d6)
    expected = {7: d7, 5: d5, 6: d6, 3: d3}
    assert {j: delta[j] for j in expected} == pytest.approx(expected, rel=1e-13)


def test_V60_the_derivative_labelled_w_w6_is_that_of_w_36():
    w, dw, in_, a, _, y = lettered()
    g7, g6 = sigmoid_prime(in_[7]), sigmoid_prime(in_[6])
    formula = -2 * (y - a[7]) * g7 * w[6, 7] * g6 * a[3]
    assert dw[3, 6] == pytest.approx(formula, rel=1e-13)
    others = [value for place, value in dw.items() if place != (3, 6)]
    assert not np.isclose(others, formula, rtol=1e-3).any()


def test_V53_another_loss_changes_only_the_output_rule():
    net, X, y = seven_units()
    ins, outs = net.forward(X)
    found = backpropagate(net, X, y, "binary_cross_entropy")
    assert_allclose(found.deltas[2], outs[3] - y, rtol=1e-13)
    assert_allclose(found.deltas[1], hidden_delta(ins[1], net.Ws[2], found.deltas[2]), rtol=1e-13)
    assert_allclose(found.deltas[0], hidden_delta(ins[0], net.Ws[1], found.deltas[1]), rtol=1e-13)
    assert_allclose(found.gradient, slopes(seven_units(), "binary_cross_entropy"), rtol=1e-12)


def test_V54_the_first_delta_of_the_chain_is_a_product():
    example = net, X, y = chain(4, w=[0.5, -1, 2, 1.5], b=[0.1, -0.2, 0.3, 0.4], x=0.7)
    ins, outs = net.forward(X)
    s = sigmoid_prime(np.ravel(ins))
    _, w23, w34, w45 = np.ravel(net.Ws)
    error = (y - outs[4]).item()
    delta_2 = (s[0] * w23) * (s[1] * w34) * (s[2] * w45) * (s[3] * -2 * error)
    found = backpropagate(*example)
    assert found.deltas[0].item() == pytest.approx(delta_2, rel=1e-13)
    assert chain_deltas(np.ravel(ins), [w23, w34, w45], 1) == pytest.approx(
        np.ravel(found.deltas).tolist(), rel=1e-13
    )
    assert found.dWs[0].item() == pytest.approx(delta_2 * 0.7, rel=1e-13)
    assert_allclose(found.gradient, slopes(example), rtol=1e-12)


def test_V18_the_largest_slopes():
    assert sigmoid_prime(0) == 0.25 > sigmoid_prime(GRID).max()
    assert act.tanh_prime(0) == 1 > act.tanh_prime(GRID).max()


def test_V55_the_bound_shrinks_with_small_weights():
    assert f"{delta_bound(5, wmax=1):.3e}" == "9.766e-04"
    assert f"{delta_bound(10, wmax=1):.3e}" == "9.537e-07"


def test_V55_but_with_weights_of_5_the_deltas_grow():
    found = backpropagate(*chain(6, w=5, b=-2.5, x=0.5))  # every in_ is 0
    deltas = np.ravel(found.deltas)
    assert_allclose(deltas[:-1] / deltas[1:], 1.25, rtol=1e-12)
    assert delta_bound(7, wmax=5) == 1.25 * delta_bound(6, wmax=5)


def test_S3_85_one_silent_relu_blocks_a_chain_but_not_a_network():
    blocked = backpropagate(*chain(4, w=[1, 1, -1, 1], b=[0, 0, 0, 1], g="relu"))
    assert np.ravel(blocked.deltas)[:3].tolist() == [0, 0, 0]
    two_paths = Network.from_weights(
        [[[1]], [[-1, 1]], [[1], [1]]], [[0], [0, 0], [0]], "relu", "identity"
    )
    deltas = backpropagate(two_paths, [[1]], [[0]]).deltas
    assert deltas[1].tolist() == [[0, 2]]
    assert deltas[0].tolist() == [[2]]


def test_V56_a_quarter_comes_from_p_times_1_minus_p():
    p = np.linspace(0, 1, 101)
    assert ACTIVATIONS["sigmoid"].slope(p, p).max() == 0.25
    # To have outputs from 0 to 1 is not enough:
    steep = Activation("steep", lambda x: sigmoid(8 * x), lambda x: 8 * sigmoid_prime(8 * x))
    assert steep.g_prime(0) == 2


# === CS 457, 07-4: training =====================================================================


def test_V61_all_weights_zero():
    net, X, _ = equal_weights((0, 0, 0), 0, 0)
    ins, outs = net.forward(X)
    assert_array_equal(ins[0], 0)
    assert_array_equal(outs[1], 0.5)
    found = backpropagate(net, X, np.ones((4, 1)))
    assert_array_equal(found.deltas[1], -0.25)
    assert_array_equal(found.deltas[0], 0)


def test_V59_in_4_with_the_misprinted_input():
    x, w = [[1, 2]], (0.1, 0.2, 0.3)
    right = equal_weights(w).net.forward(x)[0][0]
    assert printed(right, 1) == "0.9 0.9"
    misprint = equal_weights(w).net.forward([[2, 2]])[0][0]  # x_2 in the place of x_1
    assert printed(misprint[0, 1], 1) == "1.1"
    zero = equal_weights((0, 0, 0), 0).net
    assert_array_equal(zero.forward(x)[0][0], zero.forward([[2, 2]])[0][0])  # so it didn't show


def test_V57_equal_weights_stay_equal():
    net, X, y = equal_weights()
    before = net.params.copy()
    history = train(net, X, y, lr=0.5, epochs=200, rng=rng())
    assert len(history.losses) == 800
    W_in, W_out = net.Ws
    assert_array_equal(W_in[:, 0], W_in[:, 1])
    assert net.bs[0][0] == net.bs[0][1]
    assert W_out[0, 0] == W_out[1, 0]
    assert abs(net.params - before).max() > 0.1
    assert distinct_units(W_in, net.bs[0], W_out) == 1


def test_V57_so_do_all_constant_weights():
    net = Network([2, 3, 1], init=constant, rng=rng())
    train(net, XOR_X, XOR_Y, epochs=5, rng=rng())
    assert distinct_units(net.Ws[0], net.bs[0], net.Ws[1]) == 1


def test_V58_the_printed_updates_lack_the_learning_rate():
    net, X, y = single_neuron()
    db = backpropagate(net, X, y).dbs[0]
    assert printed(db, 4) == "-0.2243"
    assert printed(sgd_step([net.bs[0]], [db], lr=1)[0], 4) == "0.3243"  # w - Δ a, as printed
    right = sgd_step([net.bs[0]], [db], lr=0.5)[0]
    assert printed(right, 6) == "0.212145"


def test_V20_saturated_neurons():
    assert printed(sigmoid([10, -10]), 5) == "0.99995 0.00005"
    assert printed(sigmoid([10, -10]), 7) == "0.9999546 0.0000454"
    assert [f"{s:.3e}" for s in sigmoid_prime([10, -10])] == ["4.540e-05", "4.540e-05"]


def test_V62_min_max_to_minus_1_and_1():
    X = rng().normal(size=(20, 2))
    scaled, _ = normalize(X, X)
    assert_allclose(scaled, 2 * (X - X.min(0)) / (X.max(0) - X.min(0)) - 1, atol=1e-14)
    assert_allclose([scaled.min(axis=0), scaled.max(axis=0)], [[-1, -1], [1, 1]], atol=1e-15)


def test_V103_a_step_for_one_example_may_climb():
    net = Network.from_weights([[[-0.2], [0.1]]], [[0.3]])
    whole = backpropagate(net, XOR_X, XOR_Y).gradient
    alone = [backpropagate(net, [x], [y]).gradient for x, y in zip(XOR_X, XOR_Y, strict=True)]
    assert sum(whole @ one < 0 for one in alone) == 2  # of 4: 50 %


def test_V63_gradient_of_a_mini_batch_is_the_mean():
    net, X = Network([2, 3, 2], rng=rng()), rng(1).normal(size=(5, 2))
    Y = one_hot([1, 2, 2, 1, 2], K=2)
    found = backpropagate(net, X, Y)
    alone = [backpropagate(net, [x], [y]).gradient for x, y in zip(X, Y, strict=True)]
    assert_allclose(found.gradient, np.mean(alone, axis=0), rtol=1e-12)
    assert_allclose(found.gradient, slopes((net, X, Y)), rtol=1e-11)
    _, outs = net.forward(X)
    dW, db = batch_grads(outs[1], found.deltas[1])
    assert_allclose(dW, found.dWs[1], rtol=1e-13)
    assert_allclose(db, found.dbs[1], rtol=1e-13)


def test_V63_mini_batch_step_of_a_linear_model():
    w = minibatch_step([0, 0], [[1, 2], [0, 1]], [1, 0], lambda w, x, y: -2 * (y - w @ x) * x, 0.1)
    assert_allclose(w, [0.1, 0.2])


def test_V64_regression_drops_the_slope():
    delta = output_delta([[3.0]], [[2.5]], [[2.5]], g="identity")
    assert delta.item() == -2 * (3.0 - 2.5)


def test_V65_outputs_that_do_not_add_up_to_1():
    outputs = [[0.03, 0.57, 0.24]]
    assert printed(np.sum(outputs), 2) == "0.84"
    assert printed(rescale(outputs), 4) == "0.0357 0.6786 0.2857"
    assert decode(outputs).tolist() == [2]
    assert printed(softmax(outputs), 4) == "0.2532 0.4345 0.3123"


def test_V66_loss_of_three_outputs():
    assert printed(squared_error(one_hot([2], K=3), [[0.03, 0.57, 0.24]]), 4) == "0.2434"


def test_V92_S3_110_one_hot():
    assert one_hot([1, 2, 3], K=3).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize("p", [3, 10, 784])
def test_V72_p_features_and_p_neurons_have_p_squared_weights(p):
    assert count_parameters([p, p], bias=False) == p**2
    assert count_parameters([784, 784], bias=False) == 614656


def test_V67_weight_decay_is_the_gradient_of_the_penalty():
    net, X, y = seven_units()
    lam, sizes = 0.01, net.sizes

    def regularised(params):
        other = net.with_params(params)
        return l2_cost(cost(other, X, y), other.Ws, lam)

    found = backpropagate(net, X, y)
    dWs, _, _ = Network(sizes, init="zeros").windows(
        numerical_gradient(regularised, net.params, method="complex")
    )
    for measured, dW, W in zip(dWs, found.dWs, net.Ws, strict=True):
        assert_allclose(measured, dW + 2 * lam * W, rtol=1e-12)


def test_V67_weights_shrink_by_1_minus_2_alpha_lambda():
    net, X, y = seven_units()
    lr, lam = 0.5, 0.01
    found, Ws = backpropagate(net, X, y), [W.copy() for W in net.Ws]
    SGD(net, lr=lr, decay=lam).step(X, y)
    for new, W, dW in zip(net.Ws, Ws, found.dWs, strict=True):
        assert_allclose(new, (1 - 2 * lr * lam) * W - lr * dW, rtol=1e-13)
        assert_allclose(new, decay_step(W, dW, lr, lam), rtol=1e-13)


# === CS 457, 07-5: regularisation and design ====================================================


def test_V68_mean_and_sum_agree_only_if_lambda_is_n_times_larger():
    X, y, lam, n = rng().normal(size=(5, 2)), rng(1).normal(size=(5, 1)), 0.1, 5
    net = Network([2, 1], output="identity", init="zeros")
    train(net, X, y, lr=0.1, epochs=1500, batch_size=None, decay=lam)

    def gradient(data, lam):
        return numerical_gradient(
            lambda W: data(squared_error(y, X @ W + net.bs[0])) + lam * (W**2).sum(),
            net.Ws[0],
            method="complex",
        )

    assert_allclose(gradient(np.mean, lam), 0, atol=1e-10)
    assert_allclose(gradient(np.sum, n * lam), 0, atol=1e-10)
    assert abs(gradient(np.sum, lam)).max() > 0.1


@pytest.mark.parametrize(
    ("w", "product"),
    [
        (0.1, "0.0249"),
        (0.5, "0.1175"),
        (1, "0.1966"),
        (1.5434, "0.2239"),
        (3, "0.1355"),
        (6, "0.0148"),
        (10, "0.0005"),
    ],
)
def test_V69_small_weights_do_not_make_the_factor_large(w, product):
    """What a chain of two neurons multiplies by, where the first one passes on a = 1."""
    net = chain(1, w).net
    passed_on = numerical_gradient(lambda a: net.predict([[a]]).item(), 1.0, method="complex")
    assert printed(passed_on, 4) == printed(w * sigmoid_prime(w), 4) == product


def test_V70_dropout_keeps_the_mean():
    out, mask = dropout_forward(np.ones((100, 1000)), p=0.25, rng=rng(), train=True)
    assert printed(out.mean(), 2) == "1.00"
    assert printed((mask > 0).mean(), 2) == "0.75"  # what it would be without rescaling


def test_V71_batch_norm_sets_mean_and_spread():
    A = rng().normal([5, -2, 0], [3, 1, 0.1], size=(50, 3))
    out, _, _ = bn_train(A, gamma=[1, 2, 0.5], beta=[0, -1, 3], eps=0)
    assert_allclose(out.mean(axis=0), [0, -1, 3], atol=1e-12)
    assert_allclose(out.std(axis=0), [1, 2, 0.5], rtol=1e-12)


def test_V93_batch_norm_backward():
    A, gamma, dout = rng().normal(size=(4, 2)), [1.5, -0.5], rng(1).normal(size=(4, 2))
    dA, dgamma, dbeta = bn_backward(dout, A, gamma, 0.01)

    def sent_on(A=A, gamma=gamma, beta=(0, 0)):
        return (bn_train(A, gamma, beta, 0.01)[0] * dout).sum()

    by = {"method": "complex"}
    assert_allclose(dA, numerical_gradient(lambda A: sent_on(A=A), A, **by), atol=1e-13)
    assert_allclose(dgamma, numerical_gradient(lambda g: sent_on(gamma=g), gamma, **by))
    assert_allclose(dbeta, numerical_gradient(lambda b: sent_on(beta=b), [0, 0], **by))


@pytest.mark.parametrize("sizes", [(2, 6, 1), (2, 3, 3, 1), (3, 3, 3), (2, 2, 2, 2, 2, 1)])
def test_V73_networks_with_18_weights(sizes):
    assert count_parameters(sizes, bias=False) == 18
    assert sum(W.size for W in Network(sizes, init="zeros").Ws) == 18


# === UCLA: units ================================================================================


def test_V07_the_printed_tanh_is_that_of_half_of_x():
    assert printed(tanh(1), 6) == "0.761594"
    assert printed(2 * sigmoid(1) - 1, 6) == printed(tanh(0.5), 6) == "0.462117"
    assert_allclose(2 * sigmoid(GRID) - 1, tanh(GRID / 2), atol=1e-15)
    assert printed(abs(2 * sigmoid(GRID) - 1 - tanh(GRID)).max(), 2) == "0.30"


def test_V89_softplus_is_not_worse_everywhere():
    assert GLOROT_DATA_SETS == ("MNIST", "CIFAR10", "NISTP", "NORB")
    best = {
        pretrained: [min(errors, key=lambda name: errors[name][k]) for k in range(4)]
        for pretrained, errors in GLOROT_TEST_ERRORS.items()
    }
    assert best[True] == ["tanh", "softplus", "rectifier", "rectifier"]
    assert best[False] == ["rectifier"] * 4
    with_ = GLOROT_TEST_ERRORS[True]
    better = [s < r for s, r in zip(with_["softplus"], with_["rectifier"], strict=True)]
    assert better == [True, True, False, False]


@pytest.mark.parametrize(
    ("pretrained", "unit", "errors"),
    [
        (True, "rectifier", "1.20 49.96 32.86 16.46"),
        (True, "tanh", "1.16 50.79 35.89 17.66"),
        (True, "softplus", "1.17 49.52 33.27 19.19"),
        (False, "rectifier", "1.43 50.86 32.64 16.40"),
        (False, "tanh", "1.57 52.62 36.46 19.29"),
        (False, "softplus", "1.77 53.20 35.48 17.68"),
    ],
)
def test_V89_the_table_of_test_errors(pretrained, unit, errors):
    assert printed(GLOROT_TEST_ERRORS[pretrained][unit], 2) == errors


def test_V11_leaky_relu_is_a_maximum_only_for_alpha_up_to_1():
    assert_array_equal(act.leaky_relu(GRID, 0.1), np.maximum(0.1 * GRID, GRID))
    code = GRID * (GRID > 0) + 0.1 * GRID * (GRID < 0)
    assert_allclose(act.leaky_relu(GRID, 0.1), code, rtol=1e-15)
    assert np.maximum(1.5 * 2, 2) == 3
    assert act.leaky_relu(2, 1.5) == 2


def elu_of_the_slide(x):
    with np.errstate(over="ignore", invalid="ignore"):
        return x * (x > 0) + 0.2 * (np.exp(x) - 1) * (x < 0)


def test_V12_elu_of_the_slide_is_right_for_moderate_numbers():
    assert_allclose(act.elu(GRID, 0.2), elu_of_the_slide(GRID), rtol=1e-13)


def test_V13_elu_of_the_slide_fails_far_out():
    assert np.isnan(elu_of_the_slide(np.float64(1000)))
    assert act.elu(1000, 0.2) == 1000


def test_V14_elu_has_a_kink_unless_alpha_is_1():
    assert printed(act.elu_prime([-1e-12, 1e-12], 0.2), 4) == "0.2000 1.0000"
    assert printed(act.elu_prime([-1e-12, 1e-12], 1.0), 4) == "1.0000 1.0000"


def test_V17_maxout_can_be_relu_and_leaky_relu():
    X, w2, b2 = rng().normal(size=(50, 3)), rng(1).normal(size=3), 0.3
    z = X @ w2 + b2
    assert_allclose(act.maxout(X, np.column_stack([0 * w2, w2]), [0, b2]), relu(z), atol=1e-14)
    pieces = np.column_stack([0.25 * w2, w2])
    assert_allclose(act.maxout(X, pieces, [0.25 * b2, b2]), act.leaky_relu(z, 0.25), atol=1e-14)


def test_V15_gelu():
    assert_allclose(act.gelu(GRID), GRID / 2 * (1 + erf(GRID / np.sqrt(2))), atol=1e-14)
    assert printed(act.gelu(0.7), 4) == "0.5306"
    assert printed(act.gelu(GRID).min(), 2) == "-0.17"
    assert_allclose(act.gelu_prime(GRID), slope(act.gelu, GRID), atol=1e-14)


def test_V90_relu_of_three_numbers():
    assert relu([-9.5, 4, 0]).tolist() == [0, 4, 0]


# === UCLA: outputs and costs ====================================================================


def test_V77_the_printed_slope_belongs_to_the_squared_error_without_half():
    z, y = GRID[:, None], np.ones((240, 1))
    for_squared = output_delta(y, sigmoid(z), z)
    for_half = output_delta(y, sigmoid(z), z, loss="half_squared_error")
    as_printed = -2 * (y - sigmoid(z)) * sigmoid(z) * (1 - sigmoid(z))
    assert_allclose(for_squared, as_printed, rtol=1e-12)
    assert_allclose(dmse_dz(z, y), as_printed, rtol=1e-12)
    assert_allclose(for_half, as_printed / 2, rtol=1e-12)
    measured = slope(lambda z: (1 - sigmoid(z)) ** 2, GRID)
    assert_allclose(for_squared.ravel(), measured, rtol=1e-12)


@pytest.mark.parametrize("y", [0, 1])
def test_V78_slope_of_the_cross_entropy(y):
    assert_allclose(dce_dz(GRID, y), sigmoid(GRID) - y, atol=1e-15)
    measured = slope(lambda z: bce_from_logits(z, np.full(240, y)), GRID)
    assert_allclose(dce_dz(GRID, y), measured, rtol=1e-12)


def test_V79_far_out_on_the_wrong_side():
    assert f"{-dmse_dz(-10, 1):.3e}" == "9.079e-05"
    assert printed(-dce_dz(-10, 1), 6) == "0.999955"
    assert f"{-dce_dz(10, 1):.3e}" == "4.540e-05"


def test_V80_the_squared_error_is_steepest_at_a_third():
    z = np.linspace(-3, 3, 60001)
    steepest = abs(dmse_dz(z, 1)).argmax()
    assert printed(z[steepest], 4) == printed(-np.log(2), 4) == "-0.6931"
    assert printed(sigmoid(z[steepest]), 4) == "0.3333"
    assert printed(abs(dmse_dz(-np.log(2), 1)), 6) == printed(8 / 27, 6) == "0.296296"


def test_V81_squared_error_is_gaussian_likelihood():
    z = GRID
    constant_part = gaussian_nll(np.ones(240), z) - (1 - z) ** 2 / 2
    assert printed(constant_part[0], 6) == printed(np.log(2 * np.pi) / 2, 6) == "0.918939"
    assert_allclose(constant_part, constant_part[0])


def test_V82_cross_entropy_is_bernoulli_likelihood():
    y = rng().integers(0, 2, size=240)
    assert_allclose(bernoulli_nll(y, sigmoid(GRID)), bce_from_logits(GRID, y), rtol=1e-12)


@pytest.mark.parametrize(("z", "gradient"), [(-2, 0), (0.5, 1), (3, 0)])
def test_V83_a_clipped_output_learns_nothing_outside(z, gradient):
    """The function max(0, min(1, z)) is relu(z) - relu(z - 1)."""
    clipped = Network.from_weights([[[1, 1]], [[1], [-1]]], [[0, -1], [0]], "relu", "identity")
    assert clipped.predict([[z]]).item() == max(0, min(1, z))
    measured = numerical_gradient(lambda z: clipped.predict([[z]]).item(), float(z))
    assert measured == pytest.approx(gradient)
    arriving = backpropagate(clipped, [[z]], [[0.25]]).deltas[0] @ clipped.Ws[0].T
    assert bool(arriving.item()) == bool(gradient)


def test_V84_softmax_of_z_and_0_is_the_sigmoid():
    Z = np.column_stack([GRID, np.zeros(240)])
    assert_allclose(softmax(Z)[:, 0], sigmoid(GRID), rtol=1e-13)


def test_V92_softmax_and_cross_entropy_leave_a_minus_y():
    Z, Y = rng().normal(size=(4, 3)), one_hot([1, 3, 2, 3], K=3)
    measured = numerical_gradient(lambda Z: cross_entropy(Z, Y), Z) * 4  # of the mean of 4
    assert_allclose(measured, softmax(Z) - Y, atol=1e-9)
    net = Network.from_weights([np.eye(3)], [np.zeros(3)], output="softmax")  # Z passes through
    found = backpropagate(net, Z, Y, "cross_entropy")
    assert_allclose(found.deltas[0], softmax(Z) - Y, rtol=1e-12)
    assert_allclose(found.gradient, slopes((net, Z, Y), "cross_entropy"), rtol=1e-12)


# === UCLA: computation graphs ===================================================================


def test_V85_product_of_a_sum():
    f = graphs.product_of_sum(-2, 5, -4)
    graphs.backward(f)
    parts = graphs.inputs(f)
    assert [parts[name].up for name in "xyz"] == [-4, -4, 3]  # z, z and x + y


def test_V86_sigmoid_neuron_in_gates():
    f = graphs.sigmoid_neuron(w=(2, -3, -3), x=(-1, -2))
    graphs.backward(f)
    up = {name: node.up for name, node in graphs.inputs(f).items()}
    assert printed(f.value, 4) == "0.7311"
    assert printed([up["w0"], up["w1"], up["w2"]], 4) == "-0.1966 -0.3932 0.1966"
    assert printed([up["x0"], up["x1"]], 4) == "0.3932 -0.5898"
    assert printed(graphs.sigmoid_back(1, up=1), 4) == "0.1966"


def test_V86_S4_59_local_gradients():
    assert printed(graphs.recip_back(1.37, up=1), 4) == "-0.5328"
    assert graphs.exp_back(0.5, up=1) == pytest.approx(np.exp(0.5))


def test_S4_55_S4_56_add_distributes_and_multiply_switches():
    assert graphs.add_back(3) == (3, 3)
    assert graphs.mul_back(2, 5, up=3) == (15, 6)


def test_V87_max_gate_routes_and_at_a_tie_loses_nothing():
    assert graphs.max_back(2, 1, up=1) == (1, 0)
    tie = graphs.max_back(1, 1, up=1)
    assert sum(tie) == 1  # the printed indicators are both 0
    measured = numerical_gradient(lambda xy: np.maximum(xy[0], xy[1]), [1.0, 1.0])
    assert_allclose(measured, [0.5, 0.5])


def test_V88_converging_paths_add_up():
    x = graphs.Value(2, "x")
    f = x * x + 3 * x
    f.backward()
    assert x.up == 2 + 2 + 3
    assert numerical_gradient(lambda x: x * x + 3 * x, 2.0, method="complex") == pytest.approx(7)
