"""Unit 8, regularisation and architecture: its exercises, one after the other.

Sources: CS 457/557 Lecture 07, 07-4d Corrections for Overfitting and Weight Decay,
07-5a Regularization and Dropout, 07-5b Batch Normalization, 07-5c Designing a
Network; CS771, on wide and deep networks. What the lectures leave open (mean or
sum, which probability, what happens in tests) is settled in NOTATION.md.

Wrong forms whose id has a W are in the course's catalogue; a D marks those
that were added here.
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

from functools import partial
from itertools import pairwise, product
from typing import Any

import numpy as np

from course import normalization, regularization
from course.exercises import statistics
from course.exercises.declaration import Exercise, Tolerance, choice

UNIT = "08_regularization"
GROUPS = {"8.1": 3.0, "8.2": 3.0, "8.3": 3.0, "8.4": 2.0, "8.5": 1.0, "8.6": 2.0, "8.7": 2.0}

CENTRED = Tolerance(2e-5, 3e-6, "centring in float32 costs digits where the result is near 0")
DIFFERENCES = Tolerance(1e-4, 1e-5, "finite differences are accepted here")
ALL_SCALES = Tolerance(1e-3, 1e-4, "exact formulas, in float32 too; no single step h gets there")
READ_OFF = Tolerance(0.0, 0.02, "two decimals, and trainings differ a little between machines")

in_unit_8 = partial(Exercise, unit=UNIT)
commit = partial(choice, unit=UNIT, points=0.1)


# 8.1 Weight decay ------------------------------------------------------------------------


def _l2_cost(data_losses, Ws, lam):
    return float(regularization.l2_cost(data_losses, Ws, lam))


l2_cost = in_unit_8(
    "l2_cost",
    group="8.1",
    asks="Return the mean of the losses plus lam times the sum of all squared weights.",
    reference=_l2_cost,
    properties={"data term": 0.5, "penalty": 1.0},
    hints=[
        "Set lam = 0: is the rest the mean of the losses? Then take losses of 0 and look at the "
        "penalty alone, with a negative weight in it.",
        "Two sums that know nothing of each other (CS 457/557, 07-4d): one over the examples, "
        "divided by their number, one over every entry of every matrix in the list, not divided "
        "by anything.",
        "The same with a shopping list: the mean price of [2, 4] is 3. A surcharge of 0.1 times "
        "the squared weights of the bags [[1, -2], [3]] is 0.1 (1 + 4 + 9) = 1.4, together 3 + "
        "1.4 = 4.4. Three bags or ten: the surcharge is never divided by the number of prices.",
    ],
)


def _layers(rng: np.random.Generator) -> list[Any]:
    return [rng.normal(size=(2, 3)) + 0.5, rng.normal(size=(3, 1)) - 1.5]


@l2_cost.probe("data term")
def no_penalty_at_all(l2_cost, rng):
    return l2_cost(rng.uniform(1, 3, size=4), _layers(rng), 0.0)


@l2_cost.probe("data term")
def every_example_twice(l2_cost, rng):
    losses = rng.uniform(1, 3, size=3)
    return l2_cost(np.concatenate([losses, losses]), _layers(rng), 0.0)


@l2_cost.probe("penalty")
def losses_of_zero(l2_cost, rng):
    return l2_cost(np.zeros(4), _layers(rng), float(rng.uniform(0.1, 0.2)))


@l2_cost.probe("penalty")
def both_terms(l2_cost, rng):
    return l2_cost(rng.uniform(1, 3, size=5), _layers(rng), float(rng.uniform(0.1, 0.2)))


@l2_cost.probe("penalty")
def three_layers_of_whole_numbers(l2_cost, rng):
    Ws = [
        np.array([[1, -2], [0, 3]]),
        np.array([[2], [-1]]),
        np.array([[int(rng.integers(2, 6))]]),
    ]
    return l2_cost(np.array([1, 2]), Ws, 0.5)


@l2_cost.misconception(
    "M33-W09",
    "Your data term doubles when every example is there twice. One of the two lectures has a sum "
    "here; the course takes the other form.",
)
def sum_of_the_losses(data_losses, Ws, lam):
    return float(np.sum(data_losses) + lam * sum(np.sum(W**2) for W in Ws))


@l2_cost.misconception(
    "M33-W10",
    "Your penalty becomes weaker when there are more examples. Look at the second term of the "
    "formula: is there an n in it?",
)
def penalty_divided_by_n(data_losses, Ws, lam):
    penalty = lam * sum(np.sum(W**2) for W in Ws) / len(data_losses)
    return float(np.mean(data_losses) + penalty)


@l2_cost.misconception(
    "M33-W12",
    "Weights of 3 and -3 cost nothing in your version: they cancel. What has to happen to each "
    "weight before they are added?",
)
def square_of_the_sum(data_losses, Ws, lam):
    return float(np.mean(data_losses) + lam * sum(np.sum(W) ** 2 for W in Ws))


@l2_cost.misconception(
    "M33-W13", "Only one matrix pays. The price is on every weight of the network, layer by layer."
)
def last_matrix_only(data_losses, Ws, lam):
    return float(np.mean(data_losses) + lam * np.sum(Ws[-1] ** 2))


@l2_cost.misconception(
    "M33-D01",
    "Your penalty is half as large as it should be. Some books write a factor in front of it; "
    "this course does not.",
)
def half_the_penalty(data_losses, Ws, lam):
    return float(np.mean(data_losses) + lam / 2 * sum(np.sum(W**2) for W in Ws))


@l2_cost.misconception(
    "M33-D02",
    "You add the lengths of the matrices. `np.linalg.norm` ends with a root that the formula does "
    "not have.",
)
def norms_instead_of_squares(data_losses, Ws, lam):
    return float(np.mean(data_losses) + lam * sum(np.linalg.norm(W) for W in Ws))


@l2_cost.misconception(
    "M33-D03",
    "You average the squared weights. A network with more weights of the same size should pay "
    "more.",
)
def mean_of_the_squares(data_losses, Ws, lam):
    return float(np.mean(data_losses) + lam * sum(np.mean(W**2) for W in Ws))


@l2_cost.misconception(
    "M33-D04",
    "You add absolute values. That is another penalty (L1), with other effects: here each weight "
    "is squared.",
)
def absolute_values(data_losses, Ws, lam):
    return float(np.mean(data_losses) + lam * sum(np.sum(np.abs(W)) for W in Ws))


def _decay_step(W, dW, lr, lam):
    return regularization.decay_step(W, dW, lr, lam)


@l2_cost.misconception(
    "M33-D08",
    "You square what is a loss already. The squares of the formula belong to the weights.",
)
def losses_squared_again(data_losses, Ws, lam):
    return float(np.mean(np.square(data_losses)) + lam * sum(np.sum(W**2) for W in Ws))


decay_step = in_unit_8(
    "decay_step",
    group="8.1",
    asks="Return the weights after one step of gradient descent with weight decay.",
    reference=_decay_step,
    properties={"decay": 1.0, "data": 0.5},
    hints=[
        "Set dW to zero. A weight of 2 and a weight of -2 should both come nearer to 0, by the "
        "same share. Then set lam to zero: is it the plain step?",
        "The penalty is a part of the cost. Differentiate it for one weight, add it to dW, and "
        "let the learning rate multiply the whole gradient, once.",
        "The same with another price: for J + c w^4 the extra slope is 4 c w^3. With w = 2, c = "
        "0.1, dW = 1 and lr = 0.5 it is 4 · 0.1 · 2^3 = 3.2, and the step leads to 2 - 0.5 (1 + "
        "3.2) = -0.1. The exponent came down as a factor, and lr multiplied both parts.",
    ],
)


def _step_arguments(rng: np.random.Generator) -> tuple[Any, Any, float, float]:
    W, dW = rng.normal(size=(2, 3)) + 1.0, rng.normal(size=(2, 3))
    return W, dW, float(rng.uniform(0.2, 0.3)), float(rng.uniform(0.5, 0.6))


@decay_step.probe("decay")
def without_a_gradient(decay_step, rng):
    W, dW, lr, lam = _step_arguments(rng)
    return decay_step(W, 0 * dW, lr, lam)


@decay_step.probe("data")
def without_a_penalty(decay_step, rng):
    W, dW, lr, _ = _step_arguments(rng)
    return decay_step(W, dW, lr, 0.0)


@decay_step.probe("decay")
def gradient_and_penalty(decay_step, rng):
    return decay_step(*_step_arguments(rng))


@decay_step.probe("data")
def weights_left_alone(decay_step, rng):
    W, dW, lr, _ = _step_arguments(rng)
    given = W.copy(), dW.copy()
    return decay_step(*given, lr, 0.0), given[0] - W, given[1] - dW


@decay_step.probe("decay")
def weights_of_whole_numbers(decay_step, rng):
    return decay_step(rng.integers(1, 9, size=(3, 2)), np.zeros((3, 2)), 0.1, 0.5)


@decay_step.misconception(
    "M33-W01",
    "Your weights decay at half the pace. Differentiate lam w² by w; the course writes the "
    "penalty without a ½.",
)
def factor_two_missing(W, dW, lr, lam):
    return W - lr * dW - lr * lam * W


@decay_step.misconception(
    "M33-W02",
    "With a gradient of zero your weights grow. Towards which number should a price on large "
    "weights pull them?",
)
def growing_weights(W, dW, lr, lam):
    return W - lr * dW + 2 * lr * lam * W


@decay_step.misconception(
    "M33-W03",
    "Your decay does not depend on the learning rate. The penalty's slope is a part of the "
    "gradient, and the whole gradient is scaled.",
)
def decay_without_learning_rate(W, dW, lr, lam):
    return W - lr * dW - 2 * lam * W


@decay_step.misconception(
    "M33-W06",
    "Every entry is moved by the same number: you subtract the penalty itself. Its derivative has "
    "one entry for each weight.",
)
def the_penalty_itself(W, dW, lr, lam):
    return W - lr * (dW + lam * np.sum(W**2))


@decay_step.misconception(
    "M33-W08",
    "Your weights shrink, but nothing is learned: where does the gradient of the data go?",
)
def data_ignored(W, dW, lr, lam):
    return W - 2 * lr * lam * W


@decay_step.misconception(
    "M33-D05",
    "You take the step and then shrink the result, the step included. Both slopes belong to the "
    "same old weights.",
)
def shrunk_after_the_step(W, dW, lr, lam):
    return (1 - 2 * lr * lam) * (W - lr * dW)


@decay_step.misconception(
    "M33-D06",
    "The step is right, but it is written into the array that was passed in. The caller may still "
    "need the old weights.",
)
def step_in_place(W, dW, lr, lam):
    W -= lr * dW + 2 * lr * lam * W
    return W


@decay_step.misconception(
    "M33-D07",
    "Each entry moves by the same amount, whatever its size: only its sign counts. The slope of a "
    "square grows with the weight.",
)
def sign_of_the_weight(W, dW, lr, lam):
    return W - lr * dW - 2 * lr * lam * np.sign(W)


@decay_step.misconception(
    "M33-D09",
    "Your step goes uphill. The gradient points to where the cost grows: which way does training "
    "go?",
)
def step_uphill(W, dW, lr, lam):
    return W + lr * (dW + 2 * lam * W)


@decay_step.misconception(
    "M33-D10",
    "To the gradient you add lam w², the price of each weight. A step needs the slope of the "
    "price.",
)
def price_for_slope(W, dW, lr, lam):
    return W - lr * (dW + lam * W**2)


@decay_step.misconception(
    "M33-D11",
    "The decay is scaled by the learning rate, the gradient of the data is not. Both are parts of "
    "one gradient.",
)
def data_without_learning_rate(W, dW, lr, lam):
    return (1 - 2 * lr * lam) * W - dW


# 8.2 Dropout -----------------------------------------------------------------------------

CALLS = 500  # many small batches: a mask for a row or a column is then one draw among many
SHARE = Tolerance(0.0, 0.05, "the share of zeros varies by chance; wrong masks vary more")
assert statistics.share(0.25, 12 * CALLS).atol < SHARE.atol

dropout_forward = in_unit_8(
    "dropout_forward",
    group="8.2",
    asks="Drop each activation with probability p and rescale the others, in training only.",
    reference=regularization.dropout_forward,
    properties={"training": 1.0, "a fresh draw for every entry": 0.5, "test mode": 0.5},
    hints=[
        "Take A = np.full((1000, 10), 2.0) and p = 0.25. Which share is 0, what are the others, "
        "and what is the mean of all? Call it a second time: are the same entries gone?",
        "p is the probability to drop. The average over many draws has to stay what it was, so "
        "survivors make up for the missing ones (CS 457/557, 07-5a, leaves the factor open). A "
        "mask has one draw per entry of A.",
        "The same with a raffle: a ticket pays nothing with probability 0.9, and the organiser "
        "wants 3 per ticket on average. A winner gets 3 / 0.1 = 30, because 0.9 · 0 + 0.1 · 30 = "
        "3. `rng.random(6) < 0.9` draws six tickets at once: True where a ticket pays nothing.",
    ],
)


def _zeros_and_factors(outs: Any) -> Any:
    """Share of zeros; smallest and largest factor of the others. A batch is all 2 or 3."""
    given, out = (np.asarray(part, float) for part in outs)
    kept = out != 0
    factors = out[kept] / given[kept]
    return float(1 - kept.mean()), float(factors.min()), float(factors.max())


def _many_batches(forward: Any, rng: np.random.Generator, p: float, train: bool) -> Any:
    given = np.full((CALLS, 3, 4), 2.0) + rng.integers(0, 2, size=(CALLS, 3, 4))
    outs = []
    for A in given:
        out, _cache = forward(A.copy(), p, rng, train)
        outs.append(np.asarray(out, float))
    return given, np.array(outs)


@dropout_forward.probe(
    "training", view=_zeros_and_factors, expected=(0.25, 4 / 3, 4 / 3), tolerance=SHARE
)
def a_quarter_dropped(dropout_forward, rng):
    return _many_batches(dropout_forward, rng, 0.25, True)


@dropout_forward.probe(
    "training",
    view=lambda outs: _zeros_and_factors(outs)[1:],
    expected=(4 / 3, 4 / 3),
)
def factor_of_the_survivors(dropout_forward, rng):
    A = rng.uniform(1, 2, size=(30, 40))
    out, _cache = dropout_forward(A.copy(), 0.25, rng, True)
    return A, out


@dropout_forward.probe(
    "training", view=_zeros_and_factors, expected=(0.6, 2.5, 2.5), tolerance=SHARE
)
def more_than_half_dropped(dropout_forward, rng):
    return _many_batches(dropout_forward, rng, 0.6, True)


@dropout_forward.probe("training")
def next_to_nothing_dropped(dropout_forward, rng):
    # Not 0: a form that divides by p would stop there, and be taken for another slip.
    return dropout_forward(rng.normal(size=(3, 4)), 1e-9, rng, True)[0]


@dropout_forward.probe(
    "training",
    view=lambda seen: _zeros_and_factors(seen)[1:],
    expected=(4 / 3, 4 / 3),
)
def activations_of_whole_numbers(dropout_forward, rng):
    A = rng.integers(1, 9, size=(30, 40))
    out, _cache = dropout_forward(A.copy(), 0.25, rng, True)
    return A, out


def _rows_or_columns(out: Any) -> Any:
    """Whether whole rows, or whole columns, are dropped together."""
    gone = np.asarray(out) == 0
    return bool((gone == gone[:, :1]).all()), bool((gone == gone[:1]).all())


@dropout_forward.probe(
    "a fresh draw for every entry", view=_rows_or_columns, expected=(False, False)
)
def rows_and_columns(dropout_forward, rng):
    return dropout_forward(np.full((40, 50), 2.0), 0.25, rng, True)[0]


def _same_pattern(outs: Any) -> Any:
    """Whether the second call repeats the first, and whether the seed fixes the first."""
    gone = [np.asarray(out) == 0 for out in outs]
    return bool((gone[0] == gone[1]).all()), bool((gone[0] == gone[2]).all())


@dropout_forward.probe("a fresh draw for every entry", view=_same_pattern, expected=(False, True))
def the_next_call_and_the_same_seed(dropout_forward, rng):
    seed = int(rng.integers(1000))
    one, other = np.random.default_rng(seed), np.random.default_rng(seed)
    A = np.full((40, 50), 2.0)
    return tuple(dropout_forward(A.copy(), 0.25, g, True)[0] for g in (one, one, other))


@dropout_forward.probe(
    "test mode", view=_zeros_and_factors, expected=(0.0, 1.0, 1.0), tolerance=SHARE
)
def in_a_prediction(dropout_forward, rng):
    return _many_batches(dropout_forward, rng, 0.25, False)


@dropout_forward.probe(
    "test mode",
    view=lambda change: bool((np.abs(np.asarray(change, float)) > 0).any()),
    expected=False,
)
def activations_left_alone(dropout_forward, rng):
    A = rng.normal(size=(20, 30))
    given = A.copy()
    dropout_forward(given, 0.25, rng, True)
    return given - A


@dropout_forward.misconception(
    "M34-W01",
    "Units are dropped, but nothing makes up for them. What is the mean of your output, compared "
    "with the mean of A?",
)
def no_rescaling(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (rng.random(A.shape) >= p) * 1.0
    return A * m, m


@dropout_forward.misconception(
    "M34-W02",
    "For p = 0.25 your function drops three quarters. Here p is the probability to drop; some "
    "books use the letter for keeping.",
)
def probability_to_keep(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (rng.random(A.shape) < p) / p
    return A * m, m


@dropout_forward.misconception(
    "M34-W03",
    "The right share is dropped, but survivors become far too large. If a quarter is missing, by "
    "how much must the rest grow to keep the mean?",
)
def divided_by_the_wrong_share(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (rng.random(A.shape) >= p) / p
    return A * m, m


@dropout_forward.misconception(
    "M34-W05",
    "Your function drops units in predictions too. Call it twice on one input with train=False: "
    "should a trained network give two answers?",
)
def active_in_predictions(A, p, rng, train):
    m = (rng.random(A.shape) >= p) / (1 - p)
    return A * m, m


@dropout_forward.misconception(
    "M34-W08",
    "Whole rows become zero: those examples are lost to this batch. What is to be dropped, "
    "examples or units?",
)
def whole_examples(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (rng.random((A.shape[0], 1)) >= p) / (1 - p) * np.ones_like(A)
    return A * m, m


@dropout_forward.misconception(
    "M34-W09",
    "It is always the first units that are missing. Call your function twice and compare where "
    "the zeros are.",
)
def always_the_first_units(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = np.ones(A.shape)
    m[:, : round(p * A.shape[1])] = 0
    return A * m / (1 - p), m / (1 - p)


@dropout_forward.misconception(
    "M34-W10",
    "Each call makes its own generator with a fixed seed, so the same units are missing for ever. "
    "Which generator were you handed?",
)
def fixed_seed(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (np.random.default_rng(0).random(A.shape) >= p) / (1 - p)
    return A * m, m


@dropout_forward.misconception(
    "M34-W11",
    "The activations that were passed in have been overwritten. Backpropagation will need them as "
    "they were.",
)
def written_into_the_input(A, p, rng, train):
    if not train:
        return A, np.ones_like(A)
    m = (rng.random(A.shape) >= p) / (1 - p)
    A *= m
    return A, m


@dropout_forward.misconception(
    "M34-D01",
    "You scale in tests instead of in training. That is dropout's older form; here survivors are "
    "scaled in training and tests change nothing.",
)
def scaled_in_tests(A, p, rng, train):
    if not train:
        return A * (1 - p), np.ones_like(A)
    m = (rng.random(A.shape) >= p) * 1.0
    return A * m, m


@dropout_forward.misconception(
    "M34-D02",
    "One draw per unit serves the whole batch, so every example loses the same units. How many "
    "draws does a batch of n examples need?",
)
def one_mask_for_the_batch(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (rng.random(A.shape[1]) >= p) / (1 - p) * np.ones(A.shape)
    return A * m, m


@dropout_forward.misconception(
    "M34-D03",
    "Your draws come from NumPy's global state. With the generator that is passed in, the same "
    "seed would give the same mask again.",
)
def global_generator(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (np.random.random(A.shape) >= p) / (1 - p)
    return A * m, m


@dropout_forward.misconception(
    "M34-D04",
    "The result is stored among whole numbers, and 4/3 of 2 lost its fraction. Which type has the "
    "array you write into?",
)
def stored_as_integers(A, p, rng, train):
    out = np.array(A)
    m = np.ones(A.shape)
    if train:
        m = (rng.random(A.shape) >= p) / (1 - p)
        out[...] = (A * m).astype(out.dtype)
    return out, m


@dropout_forward.misconception(
    "M34-D07",
    "Your mask is 1 where a unit should go: it keeps with probability p. The factor belongs to "
    "dropping with probability p.",
)
def mask_upside_down(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (rng.random(A.shape) < p) / (1 - p)
    return A * m, m


@dropout_forward.misconception(
    "M34-D08",
    "You make survivors smaller. With some of the units missing, the sum that the next layer "
    "receives has shrunk already.",
)
def survivors_made_smaller(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (rng.random(A.shape) >= p) * (1 - p)
    return A * m, m


@dropout_forward.misconception(
    "M34-D09",
    "You make up for the missing units twice: survivors grow in training, and predictions are "
    "scaled as well. Once is enough, and in training.",
)
def scaled_in_both_modes(A, p, rng, train):
    if not train:
        return A * (1 - p), np.ones_like(A)
    m = (rng.random(A.shape) >= p) / (1 - p)
    return A * m, m


@dropout_forward.misconception(
    "M34-D10",
    "Half of the units go, whatever p is. How likely should your draw be to drop one?",
)
def a_coin_for_each(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = rng.integers(0, 2, size=A.shape) / (1 - p)
    return A * m, m


@dropout_forward.misconception(
    "M34-D11",
    "Only out comes back. The way back will need your notes, too: return two things, out and "
    "cache.",
)
def nothing_noted(A, p, rng, train):
    if not train:
        return A * 1.0
    return A * (rng.random(A.shape) >= p) / (1 - p)


dropout_backward = in_unit_8(
    "dropout_backward",
    group="8.2",
    asks="Send a gradient back through the dropout of the last forward pass.",
    reference=regularization.dropout_backward,
    properties={"the same mask and factor": 1.0},
    partners=["dropout_forward"],
    hints=[
        "Send np.ones back. Where the forward pass gave 0, the gradient should be 0. What should "
        "it be where the unit survived?",
        "The forward pass multiplied each entry by a number that did not depend on A. The slope "
        "of 'times c' is c. Which c had each entry, and where did you keep it?",
        "The same for a currency: forward, euros = dollars · 0.9. If one more euro is worth 5 "
        "smiles, one more dollar is worth 5 · 0.9 = 4.5 smiles: the rate of the forward pass, "
        "once. A rate looked up anew on the way back could be another one.",
    ],
)


def _apart_from_the_factor(seen: Any) -> float:
    """How far the gradient's factors are from those of the forward pass, at most."""
    A, out, dout, dA = (np.asarray(part, float) for part in seen)
    return float(np.abs(dA / dout - out / A).max())


def _there_and_back(
    backward: Any, forward: Any, rng: np.random.Generator, p: float, train: bool
) -> Any:
    """Both ways with the student's own forward pass, so that its slips cost nothing here."""
    A = rng.uniform(1, 2, size=(30, 20))
    dout = rng.uniform(0.5, 2, size=(30, 20)) * rng.choice([-1.0, 1.0], size=(30, 20))
    out, cache = forward(A.copy(), p, rng, train)
    return A, out, dout, backward(dout.copy(), cache)


NEAR_ZERO = Tolerance(0.0, 1e-5, "float32 results are accepted")


@dropout_backward.probe(
    "the same mask and factor",
    view=_apart_from_the_factor,
    expected=0.0,
    tolerance=NEAR_ZERO,
)
def through_the_same_mask(dropout_backward, rng, dropout_forward):
    return _there_and_back(dropout_backward, dropout_forward, rng, 0.25, True)


@dropout_backward.probe(
    "the same mask and factor",
    view=_apart_from_the_factor,
    expected=0.0,
    tolerance=NEAR_ZERO,
)
def another_probability(dropout_backward, rng, dropout_forward):
    return _there_and_back(dropout_backward, dropout_forward, rng, 0.6, True)


@dropout_backward.probe(
    "the same mask and factor",
    view=_apart_from_the_factor,
    expected=0.0,
    tolerance=NEAR_ZERO,
)
def nothing_was_dropped(dropout_backward, rng, dropout_forward):
    return _there_and_back(dropout_backward, dropout_forward, rng, 0.25, False)


@dropout_backward.misconception(
    "M34-W13",
    "The zeros are in the right places, but the survivors' gradient is too small. The forward "
    "pass multiplied them by more than 1.",
)
def mask_without_the_factor(dout, cache):
    return np.asarray(dout) * (np.asarray(cache) != 0)


@dropout_backward.misconception(
    "M34-W14",
    "Your zeros are in other places than those of the forward pass. Which units took part in the "
    "loss that is differentiated here?",
)
def a_new_mask(dout, cache):
    c = np.asarray(cache)
    return np.asarray(dout) * np.random.default_rng(99).permutation(c.ravel()).reshape(c.shape)


@dropout_backward.misconception(
    "M34-W15",
    "The survivors' gradient is too large. How often did the factor appear on the way forward?",
)
def factor_applied_twice(dout, cache):
    return np.asarray(dout) * np.asarray(cache) ** 2


@dropout_backward.misconception(
    "M34-D05",
    "You hand the gradient on unchanged. A unit that was dropped had no influence on the loss: "
    "what is its gradient?",
)
def gradient_unchanged(dout, cache):
    return np.asarray(dout) * 1.0


@dropout_backward.misconception(
    "M34-D06",
    "You undo the forward pass by dividing. Backwards one multiplies by the slope; it is the "
    "activation that would be undone by a division.",
)
def divided_by_the_factor(dout, cache):
    c = np.asarray(cache, float)
    return np.asarray(dout) * np.where(c > 0, 1 / np.where(c > 0, c, 1), 0)


# 8.3 Batch normalisation -----------------------------------------------------------------

bn_train = in_unit_8(
    "bn_train",
    group="8.3",
    asks="Normalise a batch by its own statistics, per unit, then scale and shift.",
    reference=normalization.bn_train,
    properties={"output": 0.75, "all three results": 0.5, "small batches": 0.25},
    tolerance=CENTRED,
    hints=[
        "With gamma = 1 and beta = 0 every column of the output should have mean 0 and, for a "
        "small eps, spread 1. Print both, with axis=0.",
        "Four steps (CS 457/557, 07-5b): the mean of each unit over the examples, the variance "
        "likewise, centre and divide by the root (eps is inside it), then gamma multiplies and "
        "beta is added.",
        "The same for marks: [2, 4, 6] has the mean 4 and the variance (4 + 0 + 4) / 3 = 8/3. "
        "With eps = 1/3 the root is √(8/3 + 1/3) = 1.732, so the marks become (2 - 4) / 1.732 = "
        "-1.155, 0 and 1.155. With scale 10 and shift 50: 10 · (-1.155) + 50 = 38.45, 50 and "
        "61.55.",
    ],
)


def _batch(rng: np.random.Generator, n: int = 5) -> Any:
    return rng.normal(size=(n, 3)) * np.array([1.0, 4.0, 0.5]) + np.array([1.0, 5.0, -2.0])


GAMMA, BETA = np.array([1.5, 2.0, 0.5]), np.array([0.5, -1.0, 3.0])


@bn_train.probe("output", view=lambda seen: seen[0])
def a_batch_of_five(bn_train, rng):
    return bn_train(_batch(rng), GAMMA.copy(), BETA.copy(), 0.1)


@bn_train.probe("all three results", view=lambda seen: (seen[1], seen[2]))
def mean_and_variance(bn_train, rng):
    return bn_train(_batch(rng), GAMMA.copy(), BETA.copy(), 0.1)


@bn_train.probe("output", view=lambda seen: seen[0])
def a_large_eps(bn_train, rng):
    return bn_train(_batch(rng, 4), np.ones(3), np.zeros(3), 2.0)


@bn_train.probe("small batches", view=lambda seen: seen[0])
def a_constant_column(bn_train, rng):
    A = np.array([[2.0, 1.0, 0.0], [2.0, 4.0, 2.0], [2.0, 1.0, 7.0]])
    return bn_train(A + float(rng.integers(1, 5)), GAMMA.copy(), BETA.copy(), 0.01)


@bn_train.probe("small batches", view=lambda seen: seen[0])
def a_single_example(bn_train, rng):
    return bn_train(_batch(rng, 1), GAMMA.copy(), BETA.copy(), 0.01)


@bn_train.probe("output", view=lambda seen: (seen[0][0], seen[1]))
def batch_left_alone(bn_train, rng):
    A = _batch(rng)
    given = A.copy()
    return bn_train(given, GAMMA.copy(), BETA.copy(), 0.1), given - A


@bn_train.probe("all three results")
def whole_numbers_in_a_batch(bn_train, rng):
    return bn_train(rng.integers(0, 9, size=(7, 3)) + np.eye(7, 3, dtype=int), GAMMA, BETA, 0.1)


@bn_train.misconception(
    "M35-W01",
    "You take mean and variance over the units of one example: that is layer normalisation. Along "
    "which axis are the examples?",
)
def statistics_per_example(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(1, keepdims=True), A.var(1, keepdims=True)
    return gamma * (A - m) / np.sqrt(v + eps) + beta, m, v


@bn_train.misconception(
    "M35-W02",
    "One mean for the whole table: a unit with large outputs stays apart from the others. Each "
    "unit has its own statistics.",
)
def one_mean_for_all(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(), A.var()
    return gamma * (A - m) / np.sqrt(v + eps) + beta, m, v


@bn_train.misconception(
    "M35-W04",
    "Measure A in millimetres instead of metres: your result changes. Which power of the spread "
    "has the unit of A itself?",
)
def divided_by_the_variance(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), A.var(0)
    return gamma * (A - m) / (v + eps) + beta, m, v


@bn_train.misconception(
    "M35-W06",
    "A unit that gives the same output for the whole batch has variance 0. What keeps the "
    "denominator away from 0?",
)
def eps_forgotten(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), A.var(0)
    return gamma * (A - m) / np.sqrt(v) + beta, m, v


@bn_train.misconception(
    "M35-W07",
    "Your columns always have mean 0 and spread 1. Two of the arguments let the network undo that "
    "where it is better.",
)
def scale_and_shift_ignored(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), A.var(0)
    return (A - m) / np.sqrt(v + eps), m, v


@bn_train.misconception(
    "M35-W08", "Scale and shift have changed places. Which of gamma and beta multiplies?"
)
def scale_and_shift_exchanged(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), A.var(0)
    return beta * (A - m) / np.sqrt(v + eps) + gamma, m, v


@bn_train.misconception(
    "M35-W09",
    "You scale before you centre, so the mean that you subtract no longer fits. Look at the "
    "bracket around the difference.",
)
def scaled_before_centring(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), A.var(0)
    return (gamma * A - m) / np.sqrt(v + eps) + beta, m, v


@bn_train.misconception(
    "M35-W10",
    "The spread is right, but the columns keep their means. Normalising takes two moves; which "
    "one is missing?",
)
def not_centred(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), A.var(0)
    return gamma * A / np.sqrt(v + eps) + beta, m, v


@bn_train.misconception(
    "M35-W11",
    "The output is right. The third result should be a variance: compare it with np.var of a "
    "column.",
)
def spread_for_variance(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), A.var(0)
    return gamma * (A - m) / np.sqrt(v + eps) + beta, m, np.sqrt(v)


@bn_train.misconception(
    "M35-D01",
    "Your variance divides by n - 1. Normalising uses the one that divides by n, which also "
    "exists for a single example.",
)
def divided_by_n_minus_one(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), ((A - A.mean(0)) ** 2).sum(0) / max(len(A) - 1, 1)
    return gamma * (A - m) / np.sqrt(v + eps) + beta, m, v


@bn_train.misconception(
    "M35-D02",
    "For a small eps nobody would see it: you add eps after taking the root. The formula has it "
    "inside.",
)
def eps_outside_the_root(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), A.var(0)
    return gamma * (A - m) / (np.sqrt(v) + eps) + beta, m, v


@bn_train.misconception(
    "M35-D03",
    "Only the normalised batch comes back. The running statistics will need its mean and its "
    "variance too: return three things.",
)
def output_alone(A, gamma, beta, eps):
    A = np.asarray(A, float)
    return (gamma * (A - A.mean(0)) / np.sqrt(A.var(0) + eps) + beta,)


@bn_train.misconception(
    "M35-D09",
    "gamma multiplies your beta, too. The shift is added after the scaling: look where the "
    "bracket closes.",
)
def shift_scaled_too(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), A.var(0)
    return gamma * ((A - m) / np.sqrt(v + eps) + beta), m, v


@bn_train.misconception(
    "M35-D10",
    "Only the mean is divided, not the difference. In Python a division comes before a minus: "
    "which bracket does the fraction need?",
)
def difference_without_brackets(A, gamma, beta, eps):
    A = np.asarray(A, float)
    m, v = A.mean(0), A.var(0)
    return gamma * A - m / np.sqrt(v + eps) + beta, m, v


bn_test = in_unit_8(
    "bn_test",
    group="8.3",
    asks="Normalise by the running statistics of training, then scale and shift.",
    reference=normalization.bn_test,
    properties={"values": 0.5, "each example on its own": 0.25},
    tolerance=CENTRED,
    hints=[
        "Pass one row, then the same row among others. Its output should not change, and nothing "
        "should be computed from A but the output.",
        "The formula of training, with the two statistics replaced by the arguments. run_var is "
        "a variance, and eps keeps its place.",
        "The same for a thermometer that was calibrated last year with mean 15 and variance 24, "
        "and eps 1: today's 20 degrees become (20 - 15) / √(24 + 1) = 1, whatever else is "
        "measured today.",
    ],
)

RUN_MEAN, RUN_VAR = np.array([1.5, 4.0, -1.0]), np.array([2.0, 9.0, 0.3])


@bn_test.probe("values")
def four_examples(bn_test, rng):
    return bn_test(_batch(rng, 4), GAMMA.copy(), BETA.copy(), RUN_MEAN, RUN_VAR, 0.5)


@bn_test.probe("each example on its own")
def one_example_alone(bn_test, rng):
    return bn_test(_batch(rng, 1), GAMMA.copy(), BETA.copy(), RUN_MEAN, RUN_VAR, 0.5)


@bn_test.probe("values")
def whole_numbers_in_a_test(bn_test, rng):
    A = rng.integers(0, 9, size=(2, 3)) + np.eye(2, 3, dtype=int)
    return bn_test(A, GAMMA, BETA, np.array([1, 4, -1]), np.array([2, 9, 1]), 0.1)


@bn_test.misconception(
    "M35-W13",
    "The mean comes from training, the variance from the examples at hand. For a single example "
    "that is 0: both statistics belong to training.",
)
def variance_of_the_test_batch(A, gamma, beta, run_mean, run_var, eps):
    A = np.asarray(A, float)
    return gamma * (A - run_mean) / np.sqrt(A.var(0) + eps) + beta


@bn_test.misconception(
    "M35-W14",
    "In training eps was inside the root. With another formula in tests the network meets numbers "
    "it was not trained on.",
)
def eps_forgotten_in_tests(A, gamma, beta, run_mean, run_var, eps):
    return gamma * (np.asarray(A) - run_mean) / np.sqrt(run_var) + beta


@bn_test.misconception(
    "M35-D04",
    "You normalise the examples by their own statistics, as in training. Then an answer depends "
    "on what else is asked at the same time.",
)
def statistics_of_the_test_batch(A, gamma, beta, run_mean, run_var, eps):
    A = np.asarray(A, float)
    return gamma * (A - A.mean(0)) / np.sqrt(A.var(0) + eps) + beta


@bn_test.misconception(
    "M35-D05", "run_var is a variance. What has to happen to it before you divide by it?"
)
def root_forgotten(A, gamma, beta, run_mean, run_var, eps):
    return gamma * (np.asarray(A) - run_mean) / (run_var + eps) + beta


@bn_test.misconception(
    "M35-D06", "Normalised, but gamma and beta were learned for both modes: they act in tests too."
)
def no_scale_in_tests(A, gamma, beta, run_mean, run_var, eps):
    return (np.asarray(A) - run_mean) / np.sqrt(run_var + eps)


@bn_test.misconception(
    "M35-D11",
    "Here eps is added after the root. The formula is that of training, where it was inside.",
)
def eps_outside_in_tests(A, gamma, beta, run_mean, run_var, eps):
    return gamma * (np.asarray(A) - run_mean) / (np.sqrt(run_var) + eps) + beta


@bn_test.misconception(
    "M35-D12",
    "The variance comes from training, the mean from the examples at hand. A single example would "
    "be its own mean.",
)
def mean_of_the_test_batch(A, gamma, beta, run_mean, run_var, eps):
    A = np.asarray(A, float)
    return gamma * (A - A.mean(0)) / np.sqrt(run_var + eps) + beta


update_running = in_unit_8(
    "update_running",
    group="8.3",
    asks="Return the running statistic after one more batch; momentum is the share of the old.",
    reference=normalization.update_running,
    properties={"values": 0.75},
    hints=[
        "Try momentum 0 and momentum 1. One of them should return the batch's value, the other "
        "the old one.",
        "A weighted mean of old and new. The weights add up to 1, and momentum is the weight of "
        "the old value.",
        "The same for a price index: 80 % of the old index of 100 and 20 % of today's 120 give "
        "0.8 · 100 + 0.2 · 120 = 104. The other way round, 0.2 · 100 + 0.8 · 120 = 116, it would "
        "forget too fast.",
    ],
)


@update_running.probe("values")
def momentum_of_nine_tenths(update_running, rng):
    return update_running(rng.normal(size=3) + 5, rng.normal(size=3), 0.9)


@update_running.probe("values")
def momentum_of_a_quarter(update_running, rng):
    return update_running(rng.normal(size=4) + 5, rng.normal(size=4) - 2, 0.25)


@update_running.probe("values")
def momentum_of_zero(update_running, rng):
    return update_running(rng.normal(size=2), rng.normal(size=2), 0.0)


@update_running.probe("values")
def both_left_alone(update_running, rng):
    run, batch = rng.normal(size=3) + 5, rng.normal(size=3)
    given = run.copy(), batch.copy()
    return update_running(*given, 0.9), given[0] - run, given[1] - batch


@update_running.misconception(
    "M35-W15",
    "With momentum 0.9 your statistic forgets nine tenths at each step. In this course momentum "
    "is the share of the old value; PyTorch means the other.",
)
def shares_exchanged(run, batch, momentum):
    return (1 - momentum) * run + momentum * batch


@update_running.misconception(
    "M35-W16",
    "Only the last batch counts. What would the running mean be after one strange batch at the "
    "end?",
)
def last_batch_only(run, batch, momentum):
    return batch * 1.0


@update_running.misconception(
    "M35-W17",
    "Feed it the same batch again and again: your statistic grows past the batch's own. What "
    "should the two shares add up to?",
)
def shares_above_one(run, batch, momentum):
    return momentum * run + batch


@update_running.misconception("M35-D07", "Old and new get equal say. Where does momentum come in?")
def plain_average(run, batch, momentum):
    return (run + batch) / 2


@update_running.misconception(
    "M35-D08",
    "The value is right, but it is written into the old array. If somebody kept that for later, "
    "it has changed.",
)
def updated_in_place(run, batch, momentum):
    run *= momentum
    run += (1 - momentum) * batch
    return run


@update_running.misconception(
    "M35-D13",
    "A lonely 1 is added to your statistic. Python multiplies before it subtracts: which two "
    "numbers belong in a bracket?",
)
def share_without_brackets(run, batch, momentum):
    return momentum * run + 1 - momentum * batch


# 8.4 Batch normalisation, backward -------------------------------------------------------

bn_backward = in_unit_8(
    "bn_backward",
    group="8.4",
    asks="Send a gradient back through batch normalisation: to A, gamma and beta.",
    reference=normalization.bn_backward,
    properties={"dgamma and dbeta": 0.5, "dA": 0.5, "dA on every scale": 1.0},
    uses=["numerical_grad"],
    tolerance=CENTRED,
    hints=[
        "Two facts to try on yours: each column of dA adds up to 0, and a dout that is the same "
        "for all examples gives dA = 0. Which one fails?",
        "An entry of A acts on the output in three ways: directly, through the mean of its "
        "column, through the variance of its column. Each way adds a term; the mean's 1/n makes "
        "averages over the batch.",
        "The same with centring alone, out = A - mean(A). The derivative of sum(dout · out) by "
        "one entry is its own dout, minus 1/n of everybody's: dA = dout - mean(dout). For dout = "
        "(1, 0, 5) the mean is (1 + 0 + 5) / 3 = 2, and dA is (-1, -2, 3), which adds up to -1 - "
        "2 + 3 = 0. Dividing by the spread adds one more term of this kind.",
    ],
)


def _upstream(rng: np.random.Generator, n: int = 5) -> Any:
    return rng.normal(size=(n, 3)) + 0.4


@bn_backward.probe("dgamma and dbeta", view=lambda seen: (seen[1], seen[2]))
def gradients_of_scale_and_shift(bn_backward, rng):
    return bn_backward(_upstream(rng), _batch(rng), GAMMA.copy(), 0.1)


@bn_backward.probe("dA", view=lambda seen: seen[0], tolerance=DIFFERENCES)
def gradient_of_the_batch(bn_backward, rng):
    return bn_backward(_upstream(rng), _batch(rng), GAMMA.copy(), 0.1)


@bn_backward.probe("dA", view=lambda seen: seen[0], tolerance=DIFFERENCES)
def gradient_with_a_large_eps(bn_backward, rng):
    return bn_backward(_upstream(rng, 4), _batch(rng, 4), GAMMA.copy(), 2.0)


@bn_backward.probe("dA", view=lambda seen: seen[0], tolerance=DIFFERENCES)
def the_same_gradient_for_all(bn_backward, rng):
    return bn_backward(np.full((5, 3), 2.0), _batch(rng), GAMMA.copy(), 0.1)


SCALES = np.array([2e-5, 1.0, 1e6])


@bn_backward.probe("dA on every scale", view=lambda seen: seen[0] * SCALES, tolerance=ALL_SCALES)
def units_of_three_scales(bn_backward, rng):
    A = rng.permutation(np.linspace(-1.5, 1.5, 6))[:, None] + rng.normal(0, 0.2, size=(6, 3))
    return bn_backward(_upstream(rng, 6), A * SCALES, GAMMA.copy(), 1e-12)


@bn_backward.misconception(
    "M36-W01",
    "You treat mean and variance as constants. Move one activation a little: what else in its "
    "column moves with it?",
)
def statistics_as_constants(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    return dout * gamma / s, (dout * xh).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-W03",
    "A dout that is equal for all examples should give zero: what is added to a whole column is "
    "centred away. The path through the mean is missing.",
)
def path_through_the_mean_missing(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    dx = dout * gamma
    return (dx - xh * (dx * xh).mean(0)) / s, (dout * xh).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-W04",
    "Your two corrections grow with the batch. A mean carries a 1/n, and so does its derivative.",
)
def sums_for_means(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    dx = dout * gamma
    return (dx - dx.sum(0) - xh * (dx * xh).sum(0)) / s, (dout * xh).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-W05",
    "dA is right only for gamma = 1. On its way back the gradient meets the scaling before the "
    "normalisation.",
)
def gamma_forgotten(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    dA = (dout - dout.mean(0) - xh * (dout * xh).mean(0)) / s
    return dA, (dout * xh).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-W08",
    "dgamma grows with the size of the activations. What exactly does gamma multiply on the way "
    "forward?",
)
def raw_activations(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    dx = dout * gamma
    return (dx - dx.mean(0) - xh * (dx * xh).mean(0)) / s, (dout * A).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-W09",
    "All examples use the same gamma and beta, and dout has the loss's 1/n already. Are their "
    "contributions added or averaged?",
)
def averaged_once_more(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    dx = dout * gamma
    return (dx - dx.mean(0) - xh * (dx * xh).mean(0)) / s, (dout * xh).mean(0), dout.mean(0)


@bn_backward.misconception(
    "M36-W10",
    "The second and the third result have changed places. Which of gamma and beta is added, so "
    "that its slope is 1?",
)
def scale_and_shift_swapped(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    dx = dout * gamma
    return (dx - dx.mean(0) - xh * (dx * xh).mean(0)) / s, dout.sum(0), (dout * xh).sum(0)


@bn_backward.misconception(
    "M36-W12",
    "Your corrections average over the units of one example. In the forward pass the statistics "
    "went over the examples of one unit.",
)
def means_along_the_units(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    dx = dout * gamma
    dA = (dx - dx.mean(1, keepdims=True) - xh * (dx * xh).mean(1, keepdims=True)) / s
    return dA, (dout * xh).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-D01",
    "The path through the mean is there. The spread of the column also moves when one activation "
    "moves: one term is missing.",
)
def path_through_the_variance_missing(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    dx = dout * gamma
    return (dx - dx.mean(0)) / s, (dout * xh).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-D02",
    "Right for eps = 0. The forward pass had eps inside its root, and the backward pass is the "
    "derivative of that.",
)
def eps_forgotten_on_the_way_back(dout, A, gamma, eps):
    s = np.sqrt(A.var(0))
    xh = (A - A.mean(0)) / s
    dx = dout * gamma
    return (dx - dx.mean(0) - xh * (dx * xh).mean(0)) / s, (dout * xh).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-D03",
    "The three terms of dA are there, but the last division is missing: wider columns should get "
    "smaller gradients.",
)
def not_divided_by_the_spread(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    dx = dout * gamma
    return dx - dx.mean(0) - xh * (dx * xh).mean(0), (dout * xh).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-D04",
    "Numerical differentiation has earned its share. Among these units one varies less than your "
    "step h: the rest needs the formula.",
)
def one_step_for_all_scales(dout, A, gamma, eps):
    def f(Q):
        return np.sum(dout * gamma * (Q - Q.mean(0)) / np.sqrt(Q.var(0) + eps))

    dA, h = np.zeros(A.shape), 1e-5
    for i in np.ndindex(A.shape):
        up, down = np.array(A, float), np.array(A, float)
        up[i] += h
        down[i] -= h
        dA[i] = (f(up) - f(down)) / (2 * h)
    xh = (A - A.mean(0)) / np.sqrt(A.var(0) + eps)
    return dA, (dout * xh).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-D05",
    "The correction for the variance has the wrong sign. Stretch the batch a little: the spread "
    "grows, and every output gets smaller.",
)
def variance_with_the_wrong_sign(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    xh = (A - A.mean(0)) / s
    dx = dout * gamma
    return (dx - dx.mean(0) + xh * (dx * xh).mean(0)) / s, (dout * xh).sum(0), dout.sum(0)


@bn_backward.misconception(
    "M36-D06",
    "In the term of the variance you use A, centred. Compare how it changes if A is measured in "
    "other units: there belongs what has no unit.",
)
def centred_for_normalised(dout, A, gamma, eps):
    s = np.sqrt(A.var(0) + eps)
    c, dx = A - A.mean(0), dout * gamma
    return (dx - dx.mean(0) - c * (dx * c).mean(0)) / s, (dout * c / s).sum(0), dout.sum(0)


# 8.5 Choosing lambda ---------------------------------------------------------------------


def _best_lambda(cv_errors):
    means = {lam: sum(errors) / len(errors) for lam, errors in cv_errors.items()}
    lowest = min(means.values())
    return float(max(lam for lam, mean in means.items() if mean == lowest))


best_lambda = in_unit_8(
    "best_lambda",
    group="8.5",
    asks="Return the lambda with the lowest mean error over the folds; of equals, the larger.",
    reference=_best_lambda,
    properties={"lowest mean": 0.6, "ties": 0.4},
    hints=[
        "Print the mean error of each lambda. Does your function return the key that belongs to "
        "the lowest one? Then make two of the means equal.",
        "Compare means over the folds, not single folds. Where two means are the same, the rule "
        "asks for the larger key, wherever it stands in the dict.",
        "The same for shops: {1: [2, 4], 5: [3, 3], 9: [1, 9]} has the means (2 + 4) / 2 = 3, 3 "
        "and (1 + 9) / 2 = 5. The lowest is 3, shops 1 and 5 share it, so the answer under this "
        "rule is 5.0. That shop 9 has the lowest single price does not count.",
    ],
)


def _eighths(rng: np.random.Generator, low: int, n: int) -> Any:
    """Errors in eighths: their sums are exact, so that ties are ties in any order."""
    return [float(e) / 8 for e in low + rng.permutation(n)]


@best_lambda.probe("lowest mean")
def three_lambdas(best_lambda, rng):
    # 0.1 has the lowest mean, 0.5 the best single fold, 2.0 the lowest median.
    shift = float(rng.integers(1, 5))
    return best_lambda(
        {
            0.01: [6.0 + shift, 6.5 + shift, 7.0 + shift],
            0.1: [4.0 + shift, 4.5 + shift, 5.0 + shift],
            0.5: [1.0 + shift, 9.0 + shift, 14.0 + shift],
            2.0: [3.0 + shift, 3.5 + shift, 14.0 + shift],
        }
    )


@best_lambda.probe("lowest mean")
def more_folds_for_one(best_lambda, rng):
    # By the sum, the one with the fewest folds would win.
    return best_lambda(
        {0.2: _eighths(rng, 16, 5), 0.4: _eighths(rng, 8, 5), 0.8: _eighths(rng, 20, 2)}
    )


@best_lambda.probe("ties")
def a_tie_smaller_first(best_lambda, rng):
    errors = _eighths(rng, 8, 4)
    return best_lambda({0.01: errors, 0.1: errors[::-1], 1.0: _eighths(rng, 24, 4)})


@best_lambda.probe("ties")
def a_tie_larger_first(best_lambda, rng):
    errors = _eighths(rng, 8, 4)
    return best_lambda({1.0: _eighths(rng, 24, 4), 0.1: errors[::-1], 0.01: errors})


@best_lambda.misconception(
    "U8.5-D01",
    "Of two equal means you take the one that comes first in the dict. The rule looks at the size "
    "of lambda, not at its place.",
)
def first_of_equals(cv_errors):
    return float(min(cv_errors, key=lambda lam: sum(cv_errors[lam]) / len(cv_errors[lam])))


@best_lambda.misconception(
    "U8.5-D02",
    "Of two equal means you take the smaller lambda. With the same error, which one gives the "
    "simpler network?",
)
def smaller_of_equals(cv_errors):
    means = {lam: np.mean(errors) for lam, errors in cv_errors.items()}
    return float(min(means, key=lambda lam: (means[lam], lam)))


@best_lambda.misconception(
    "U8.5-D03",
    "Of two equal means you take the one that comes last in the dict. The order of the keys "
    "should not matter.",
)
def last_of_equals(cv_errors):
    best, lowest = 0.0, np.inf
    for lam, errors in cv_errors.items():
        if np.mean(errors) <= lowest:
            best, lowest = lam, np.mean(errors)
    return float(best)


@best_lambda.misconception(
    "U8.5-D04", "You return the lowest mean error. Which lambda does it belong to?"
)
def the_error_itself(cv_errors):
    return float(min(np.mean(errors) for errors in cv_errors.values()))


@best_lambda.misconception(
    "U8.5-D05",
    "You return the lambda with the highest error. These are errors, not accuracies.",
)
def highest_error(cv_errors):
    means = {lam: np.mean(errors) for lam, errors in cv_errors.items()}
    return float(max(means, key=lambda lam: (means[lam], lam)))


@best_lambda.misconception(
    "U8.5-D06",
    "One lucky fold decides for you. Why does cross-validation use several of them?",
)
def best_single_fold(cv_errors):
    best = {lam: min(errors) for lam, errors in cv_errors.items()}
    return float(min(best, key=lambda lam: (best[lam], -lam)))


@best_lambda.misconception(
    "U8.5-D07",
    "You add the errors up. A lambda that was tried on fewer folds then looks better than it is.",
)
def sum_over_the_folds(cv_errors):
    sums = {lam: sum(errors) for lam, errors in cv_errors.items()}
    return float(min(sums, key=lambda lam: (sums[lam], -lam)))


@best_lambda.misconception(
    "U8.5-D08",
    "You compare the middle folds. A fold that goes badly wrong has a say in the mean, not in the "
    "median.",
)
def median_of_the_folds(cv_errors):
    middle = {lam: float(np.median(errors)) for lam, errors in cv_errors.items()}
    return float(min(middle, key=lambda lam: (middle[lam], -lam)))


# 8.6 Equal budgets -----------------------------------------------------------------------


def _nets_with_weights(n_weights, n_in, n_out, max_hidden):
    found = []

    def extend(sizes: tuple[int, ...], left: int) -> None:
        hidden = len(sizes) - 1
        if hidden >= 1 and left == sizes[-1] * n_out:
            found.append((*sizes, n_out))
        if hidden < max_hidden:
            for units in range(1, left // sizes[-1] + 1):
                extend((*sizes, units), left - sizes[-1] * units)

    extend((n_in,), n_weights)
    return found


nets_with_weights = in_unit_8(
    "nets_with_weights",
    group="8.6",
    asks="List the layer sizes of all networks with exactly n_weights weights, biases not "
    "counted.",
    reference=_nets_with_weights,
    properties={"one hidden layer": 0.5, "several hidden layers": 1.5},
    hints=[
        "Check each entry of your list by hand: multiply neighbours and add. Then look for (2, "
        "6, 1), (2, 3, 3, 1) and (2, 2, 2, 2, 2, 1) among the networks with 18 weights.",
        "For each number of hidden layers from 1 to max_hidden, go through all sizes of these "
        "layers (no layer can have more units than there are weights) and keep those whose "
        "products of neighbours add up. `itertools.product` makes nested loops of any depth.",
        "The same for paths of coins: all ways to pay 4 with one or two coins of 1, 2 or 3. For "
        "length 1, no coin is 4. For length 2, `itertools.product([1, 2, 3], repeat=2)` lists "
        "all pairs, and those with the sum 4 stay: (1, 3), (2, 2), (3, 1). In a tuple (5, 2, 4) "
        "the neighbours are (5, 2) and (2, 4), as zip(t, t[1:]) says, and 5 · 2 + 2 · 4 = 18.",
    ],
)


def _compared_with_the_list(n_weights: int, n_in: int, n_out: int, max_hidden: int) -> Any:
    """Return a view: how many networks are missing, wrong, and listed more than once.

    Two numbers more say which: wrong lists of the same length are told apart by them.
    """

    def counts(nets: Any) -> Any:
        listed = [tuple(int(size) for size in np.ravel(np.asarray(net))) for net in nets]
        right = set(_nets_with_weights(n_weights, n_in, n_out, max_hidden))
        mine = set(listed)
        missing, wrong = right - mine, mine - right
        again = len(listed) - len(mine)
        return np.array([len(missing), len(wrong), again, _marked(missing), _marked(wrong)])

    return counts


def _marked(nets: Any) -> int:
    """Return a number that changes with the networks and with the order of their layers."""
    return sum(layer * size for net in nets for layer, size in enumerate(net, start=1))


def _list_probe(name: str, property: str, *arguments: int) -> None:
    def look(nets_with_weights, rng):
        nets = nets_with_weights(*arguments)
        return tuple(tuple(net) for net in nets)

    look.__name__ = name
    view = _compared_with_the_list(*arguments)
    nets_with_weights.probe(property, view=view, expected=np.zeros(5))(look)


_list_probe("eighteen_weights_and_one_hidden_layer", "one hidden layer", 18, 2, 1, 1)
_list_probe("a_remainder", "one hidden layer", 13, 2, 1, 1)
_list_probe("ten_weights_and_two_hidden_layers", "several hidden layers", 10, 3, 2, 2)
_list_probe("eighteen_weights_and_four_hidden_layers", "several hidden layers", 18, 2, 1, 4)
_list_probe("twelve_weights_and_three_inputs", "several hidden layers", 12, 3, 4, 3)


def _products_of_neighbours(sizes: Any) -> int:
    return sum(i * j for i, j in pairwise(sizes))


def _all_sizes(n_weights: int, n_in: int, n_out: int, depths: Any, least: int = 1) -> Any:
    most = n_weights // 2  # a hidden unit has at least one weight in and one out
    for hidden in depths:
        for inside in product(range(least, most + 1), repeat=hidden):
            yield (n_in, *inside, n_out)


@nets_with_weights.misconception(
    "U8.6-D01",
    "You count the biases as well. Here the budget is for the weights alone: fan_in times "
    "fan_out, layer by layer.",
)
def biases_counted(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, range(1, max_hidden + 1))
    return [s for s in every if sum((i + 1) * j for i, j in pairwise(s)) == n_weights]


@nets_with_weights.misconception(
    "U8.6-D02",
    "Cheaper networks are in your list, too. Equal budgets means that each of them has exactly "
    "n_weights.",
)
def within_the_budget(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, range(1, max_hidden + 1))
    return [s for s in every if _products_of_neighbours(s) <= n_weights]


@nets_with_weights.misconception(
    "U8.6-D03",
    "All hidden layers of your networks have the same number of units. They may differ.",
)
def equal_layers_only(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, range(1, max_hidden + 1))
    return [s for s in every if _products_of_neighbours(s) == n_weights and len(set(s[1:-1])) == 1]


@nets_with_weights.misconception(
    "U8.6-D04",
    "Every network in your list has exactly max_hidden hidden layers. That number is a maximum.",
)
def only_the_deepest(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, [max_hidden])
    return [s for s in every if _products_of_neighbours(s) == n_weights]


@nets_with_weights.misconception(
    "U8.6-D05",
    "Only networks with one hidden layer are there. Where are the deep and narrow ones?",
)
def one_hidden_layer_only(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, [1])
    return [s for s in every if _products_of_neighbours(s) == n_weights]


@nets_with_weights.misconception(
    "U8.6-D06",
    "The hidden layers are right. The size tuples of this course begin with the inputs and end "
    "with the outputs.",
)
def hidden_sizes_only(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, range(1, max_hidden + 1))
    return [s[1:-1] for s in every if _products_of_neighbours(s) == n_weights]


@nets_with_weights.misconception(
    "U8.6-D07",
    "A hidden layer of a single unit is a bottleneck, but a network all the same: it is missing "
    "in your list.",
)
def no_single_units(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, range(1, max_hidden + 1), least=2)
    return [s for s in every if _products_of_neighbours(s) == n_weights]


@nets_with_weights.misconception(
    "U8.6-D08",
    "Networks without a hidden layer are in your list, too. At least one hidden layer is asked "
    "for.",
)
def without_hidden_layers_too(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, range(max_hidden + 1))
    return [s for s in every if _products_of_neighbours(s) == n_weights]


@nets_with_weights.misconception(
    "U8.6-D09",
    "You take max_hidden for the number of units in a layer. It is the number of hidden layers.",
)
def units_for_layers(n_weights, n_in, n_out, max_hidden):
    found = []
    for hidden in range(1, 6):
        for inside in product(range(1, max_hidden + 1), repeat=hidden):
            if _products_of_neighbours((n_in, *inside, n_out)) == n_weights:
                found.append((n_in, *inside, n_out))
    return found


@nets_with_weights.misconception(
    "U8.6-D10",
    "The hidden layers of your networks only get wider. The same sizes in another order make "
    "another network, with another number of weights.",
)
def ascending_sizes_only(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, range(1, max_hidden + 1))
    right = [s for s in every if _products_of_neighbours(s) == n_weights]
    return [s for s in right if list(s[1:-1]) == sorted(s[1:-1])]


@nets_with_weights.misconception(
    "U8.6-D11",
    "The deepest networks are missing: max_hidden layers are allowed. Where does your `range` "
    "stop?",
)
def one_layer_too_few(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, range(1, max_hidden))
    return [s for s in every if _products_of_neighbours(s) == n_weights]


@nets_with_weights.misconception(
    "U8.6-D12",
    "Some of your networks have one hidden layer too many. Inputs and outputs are no hidden "
    "layers: how long may a tuple be?",
)
def one_layer_too_many(n_weights, n_in, n_out, max_hidden):
    every = _all_sizes(n_weights, n_in, n_out, range(1, max_hidden + 2))
    return [s for s in every if _products_of_neighbours(s) == n_weights]


# 8.7 Random architecture search ----------------------------------------------------------


def _nas_random(space, budget, evaluate, rng):
    names = list(space)
    grid = [dict(zip(names, values, strict=True)) for values in product(*space.values())]
    log = []
    for k in rng.permutation(len(grid))[:budget]:
        log.append((grid[k], evaluate(grid[k])))
    return min(log, key=lambda trial: trial[1])[0], log


nas_random = in_unit_8(
    "nas_random",
    group="8.7",
    asks="Try random architectures, none twice, within the budget; return the best and the log.",
    reference=_nas_random,
    properties={"log and budget": 1.0, "best": 0.5, "random": 0.5},
    hints=[
        "Take a space of 4 architectures and a budget of 4: does the log hold all four, each "
        "once? With a budget of 10 it should hold four as well, and come to an end.",
        "Drawing without replacement is what a shuffled list does: list all combinations, "
        "shuffle with rng, and try them from the front. One call of evaluate per trial, its "
        "result written down at once, and the lowest one is the best.",
        "The same for tasting teas: {'leaf': ['green', 'black'], 'minutes': [2, 4]} has 2 · 2 = "
        "4 combinations. `itertools.product(['green', 'black'], [2, 4])` lists them, from place "
        "0 to place 3. If rng.permutation(4) says [2, 0, 3, 1], a budget of 2 means that you "
        "taste numbers 2 and 0: ('black', 2) and ('green', 2).",
    ],
)

SPACE: dict[str, Any] = {
    "layers": [1, 2, 3],
    "units": [4, 8],
    "dropout": [0.0, 0.2, 0.3, 0.5],
}  # 24
SMALL_SPACE: dict[str, Any] = {"layers": [1, 2], "units": [4, 8, 16]}  # 6
MOST_DRAWS = 20_000


class Patient(np.random.Generator):
    """A generator that ends a search which goes on for ever: nobody has to wait for it."""

    asked = 0

    def __getattribute__(self, name: str) -> Any:
        asked = object.__getattribute__(self, "asked") + 1
        object.__setattr__(self, "asked", asked)
        if asked > MOST_DRAWS:
            raise RuntimeError(f"the generator was asked more than {MOST_DRAWS} times")
        return super().__getattribute__(name)


def _error_of(arch: Any, turn: int) -> float:
    """Return a made-up validation error, different for every architecture of SPACE."""
    layers, units, dropout = (float(arch[name]) for name in ("layers", "units", "dropout"))
    value = 7 * layers + 3 * units / 4 + 11 * dropout + turn
    return 0.1 + float(value * 0.37 % 1.0)


def _searched(search: Any, rng: np.random.Generator, budget: int) -> Any:
    """Return best, log, the errors in the order evaluate gave them, and the turn of the error."""
    turn, calls = int(rng.integers(100)), []

    def evaluate(arch):
        calls.append(_error_of(arch, turn))
        return calls[-1]

    own = Patient(np.random.PCG64(int(rng.integers(10**6))))
    space = {name: list(options) for name, options in SPACE.items()}
    best, log = search(space, budget, evaluate, own)
    return best, tuple(log), tuple(calls), turn


def _in_space(arch: Any) -> bool:
    return set(arch) == set(SPACE) and all(float(arch[name]) in SPACE[name] for name in SPACE)


def _key(arch: Any) -> tuple[float, ...]:
    return tuple(float(arch[name]) for name in SPACE)


def _account(seen: Any) -> Any:
    """Trials in the log, calls of evaluate; all in the space, none twice, all errors right."""
    _, log, calls, turn = seen
    archs = [trial[0] for trial in log]
    errors = all(abs(float(e) - _error_of(arch, int(turn))) < 1e-9 for arch, e in log)
    different = len({_key(arch) for arch in archs}) == len(archs)
    return len(log), len(calls), all(map(_in_space, archs)), different, errors


def _in_time(log: Any, calls: Any) -> bool:
    """Whether what the log holds stands there in the order in which it was evaluated."""
    noted = list(dict.fromkeys(round(float(error), 9) for _, error in log))
    given = dict.fromkeys(round(float(error), 9) for error in calls)
    return noted == [error for error in given if error in noted]


def _account_of_a_full_search(seen: Any) -> Any:
    """Return the same as answers of yes or no: a search with repeats varies in its counts."""
    trials, calls, inside, different, errors = _account(seen)
    in_time = _in_time(seen[1], seen[2])
    return trials >= 24, trials <= 24, calls == trials, inside, different, errors, in_time


def _rank_of_best(seen: Any) -> Any:
    """Which place the best has among the trials, 0 for the lowest error; and whether it ran."""
    best, log, _, turn = seen
    tried = sorted(_error_of(trial[0], int(turn)) for trial in log)
    mine = _error_of(best, int(turn))
    return sum(error < mine - 1e-9 for error in tried), min(abs(mine - e) for e in tried) < 1e-9


@nas_random.probe("log and budget", view=_account, expected=(1, 1, True, True, True))
def a_budget_of_one(nas_random, rng):
    return _searched(nas_random, rng, 1)


@nas_random.probe(
    "log and budget",
    view=lambda seen: (_account(seen)[0] <= 10, *_account(seen)[2:3], _account(seen)[4]),
    expected=(True, True, True),
)
def a_budget_of_ten(nas_random, rng):
    return _searched(nas_random, rng, 10)


FULL = (True, True, True, True, True, True, True)


@nas_random.probe("log and budget", view=_account_of_a_full_search, expected=FULL)
def a_budget_for_all_24(nas_random, rng):
    return _searched(nas_random, rng, 24)


@nas_random.probe("log and budget", view=_account_of_a_full_search, expected=FULL)
def a_budget_larger_than_the_space(nas_random, rng):
    return _searched(nas_random, rng, 60)


def _best_of_all(seen: Any) -> Any:
    """Say whether the best has the lowest error of what was tried, and was tried at all."""
    rank, ran = _rank_of_best(seen)
    return rank == 0, ran


def _worst_of_all(seen: Any) -> Any:
    best, log, _, turn = seen
    mine = _error_of(best, int(turn))
    return all(_error_of(trial[0], int(turn)) <= mine + 1e-9 for trial in log)


@nas_random.probe(
    "best",
    view=lambda seen: (*_best_of_all(seen), _worst_of_all(seen)),
    expected=(True, True, False),
)
def the_lowest_error(nas_random, rng):
    return _searched(nas_random, rng, 24)


@nas_random.probe("best", view=_best_of_all, expected=(True, True))
def the_best_of_a_single_trial(nas_random, rng):
    return _searched(nas_random, rng, 1)


def _counts(firsts: Any) -> Any:
    """Return the share of first trials that each of the six architectures got."""
    codes = [int(float(arch["layers"]) * 100 + float(arch["units"])) for arch in firsts]
    return np.array([codes.count(code) for code in (104, 108, 116, 204, 208, 216)]) / len(codes)


@nas_random.probe(
    "random", view=_counts, expected=np.full(6, 1 / 6), tolerance=statistics.share(1 / 6, 600)
)
def first_trials_of_many_searches(nas_random, rng):
    firsts = []
    for _ in range(600):
        space = {name: list(options) for name, options in SMALL_SPACE.items()}
        _, log = nas_random(space, 1, lambda arch: 0.5, rng)
        firsts.append(log[0][0])
    return tuple(firsts)


def _orders(logs: Any) -> Any:
    """Whether all later searches repeat the order, and whether the seed fixes it."""
    first, *later, again = [[_key(trial[0]) for trial in log] for log in logs]
    return all(order == first for order in later), again == first


@nas_random.probe("random", view=_orders, expected=(False, True))
def the_next_searches_and_the_same_seed(nas_random, rng):
    seed = int(rng.integers(1000))
    one, other = np.random.default_rng(seed), np.random.default_rng(seed)
    logs = []
    for g in (*[one] * 8, other):
        space = {name: list(options) for name, options in SPACE.items()}
        logs.append(tuple(nas_random(space, 12, lambda arch: _error_of(arch, 3), g)[1]))
    return tuple(logs)


def _grid(space: Any) -> Any:
    return [dict(zip(space, values, strict=True)) for values in product(*space.values())]


@nas_random.misconception(
    "U8.7-D01",
    "Some architectures are tried twice. An evaluation usually means a training: what does the "
    "second one tell you that is new?",
)
def with_repeats(space, budget, evaluate, rng):
    log: list[Any] = []
    for _ in range(min(budget, len(_grid(space)))):
        arch = {name: options[rng.integers(len(options))] for name, options in space.items()}
        log.append((arch, evaluate(arch)))
    return min(log, key=lambda trial: trial[1])[0], log


@nas_random.misconception(
    "U8.7-D02",
    "An architecture that comes up again is skipped, and a trial of the budget is lost with it. "
    "While there are new ones, a trial is a new one.",
)
def repeats_use_up_the_budget(space, budget, evaluate, rng):
    log: list[Any] = []
    for _ in range(budget if budget < 25 else 24):
        arch = {name: options[rng.integers(len(options))] for name, options in space.items()}
        if arch not in [trial[0] for trial in log]:
            log.append((arch, evaluate(arch)))
    return min(log, key=lambda trial: trial[1])[0], log


@nas_random.misconception(
    "U8.7-D03",
    "When every architecture has been tried, your search goes on looking for a new one. What else "
    "should end it, besides the budget?",
)
def endless_search(space, budget, evaluate, rng):
    log: list[Any] = []
    while len(log) < budget:
        arch = {name: options[rng.integers(len(options))] for name, options in space.items()}
        if arch not in [trial[0] for trial in log]:
            log.append((arch, evaluate(arch)))
    return min(log, key=lambda trial: trial[1])[0], log


@nas_random.misconception(
    "U8.7-D04",
    "Your best has the highest value. What evaluate returns is an error: which end of the scale "
    "is good?",
)
def highest_error_wins(space, budget, evaluate, rng):
    grid = _grid(space)
    log = [(grid[k], evaluate(grid[k])) for k in rng.permutation(len(grid))[:budget]]
    return max(log, key=lambda trial: trial[1])[0], log


@nas_random.misconception(
    "U8.7-D05",
    "You evaluate everything once more to find the best. That doubles the cost: the log holds "
    "those errors already.",
)
def evaluated_twice(space, budget, evaluate, rng):
    grid = _grid(space)
    log = [(grid[k], evaluate(grid[k])) for k in rng.permutation(len(grid))[:budget]]
    return min((arch for arch, _ in log), key=evaluate), log


@nas_random.misconception(
    "U8.7-D06",
    "Your search goes through the grid in its order. With a small budget, the far end of the grid "
    "is then never seen.",
)
def grid_in_its_order(space, budget, evaluate, rng):
    log = [(arch, evaluate(arch)) for arch in _grid(space)[:budget]]
    return min(log, key=lambda trial: trial[1])[0], log


@nas_random.misconception(
    "U8.7-D07",
    "The whole grid is evaluated, whatever the budget. How many calls of evaluate are paid for?",
)
def budget_ignored(space, budget, evaluate, rng):
    grid = _grid(space)
    log = [(grid[k], evaluate(grid[k])) for k in rng.permutation(len(grid))]
    return min(log, key=lambda trial: trial[1])[0], log


@nas_random.misconception(
    "U8.7-D08",
    "Only improvements are in your log. The failures were paid for too, and tell others where not "
    "to look.",
)
def improvements_only(space, budget, evaluate, rng):
    grid, log = _grid(space), []  # type: list[Any], list[Any]
    for k in rng.permutation(len(grid))[:budget]:
        error = evaluate(grid[k])
        if not log or error < log[-1][1]:
            log.append((grid[k], error))
    return log[-1][0], log


@nas_random.misconception(
    "U8.7-D09",
    "Every search makes the same choices: you start a generator of your own with a fixed seed. "
    "Use the one that is passed in.",
)
def own_fixed_generator(space, budget, evaluate, rng):
    grid = _grid(space)
    order = np.random.default_rng(0).permutation(len(grid))[:budget]
    log = [(grid[k], evaluate(grid[k])) for k in order]
    return min(log, key=lambda trial: trial[1])[0], log


@nas_random.misconception(
    "U8.7-D10",
    "The first result should be an architecture; yours is the whole trial, error included.",
)
def best_with_its_error(space, budget, evaluate, rng):
    grid = _grid(space)
    log = [(grid[k], evaluate(grid[k])) for k in rng.permutation(len(grid))[:budget]]
    return min(log, key=lambda trial: trial[1]), log


@nas_random.misconception(
    "U8.7-D11",
    "Your search draws as often as the budget allows, and tries architectures again. What does a "
    "second training of the same one tell you?",
)
def draws_without_memory(space, budget, evaluate, rng):
    log: list[Any] = []
    for _ in range(budget):
        arch = {name: options[rng.integers(len(options))] for name, options in space.items()}
        log.append((arch, evaluate(arch)))
    return min(log, key=lambda trial: trial[1])[0], log


@nas_random.misconception(
    "U8.7-D12",
    "All entries of your log are one and the same dict: what is written into it later changes the "
    "earlier trials. Each needs a dict of its own.",
)
def one_dict_for_all(space, budget, evaluate, rng):
    grid, log, arch = _grid(space), [], {}  # type: list[Any], list[Any], dict[str, Any]
    for k in rng.permutation(len(grid))[:budget]:
        arch.update(grid[k])
        log.append((arch, evaluate(arch)))
    return min(log, key=lambda trial: trial[1])[0], log


@nas_random.misconception(
    "U8.7-D13",
    "Your log is sorted by error. A log keeps the order of the trials: when was the best one "
    "found?",
)
def sorted_by_error(space, budget, evaluate, rng):
    grid = _grid(space)
    log = [(grid[k], evaluate(grid[k])) for k in rng.permutation(len(grid))[:budget]]
    log.sort(key=lambda trial: trial[1])
    return log[0][0], log


# Commit points: retrieval, predictions, faded steps, what is read off --------------------

warmup_mean_or_sum = commit(
    "warmup_mean_or_sum",
    asks="J is the mean of the losses. Every example is copied once more: what happens to J?",
    options=["it stays", "it doubles", "it halves"],
    answer="it stays",
    because="A mean does not ask how many examples there are. A sum would double, and so would "
    "its gradient: unit 4 divides by n once, in dW and db.",
)

warmup_small_weights = commit(
    "warmup_small_weights",
    asks="The weights of a deep sigmoid network are about 1 in size; all are divided by 10. What "
    "happens to the Δ of its first layer?",
    options=["it grows", "it shrinks", "it stays"],
    answer="it shrinks",
    because="On its way back Δ is multiplied by g'(in_) and by w in every layer. g' can grow to "
    "0.25 at most; w has become ten times smaller.",
)

posttest_chain_rule = commit(
    "posttest_chain_rule",
    asks="What is the derivative of (3x - 1)² with respect to x?",
    options=["2(3x - 1)", "6(3x - 1)", "9(3x - 1)"],
    answer="6(3x - 1)",
    because="The outer slope is 2(3x - 1), the inner function has slope 3, and the chain rule "
    "multiplies: one gate after the other, as in every backward pass.",
)

posttest_derivative_of_error = commit(
    "posttest_derivative_of_error",
    asks="What is the derivative of (y - w x)² with respect to w?",
    options=["2(y - w x)", "-2(y - w x)", "-2x(y - w x)"],
    answer="-2x(y - w x)",
    because="By now you know it as Δ times a: the output Δ is -2(y - a), and x is what came in.",
)

posttest_shape_of_product = commit(
    "posttest_shape_of_product",
    asks="X has shape (5, 3) and W has shape (3, 4). Which shape has X @ W?",
    options=["(3, 3)", "(5, 4)", "(4, 5)"],
    answer="(5, 4)",
    because="Five examples go through a layer of four units: the inner sizes meet and vanish.",
)

posttest_transposed_product = commit(
    "posttest_transposed_product",
    asks="A has shape (5, 3) and D has shape (5, 4). Which product has the shape (3, 4)?",
    options=["A @ D", "A.T @ D", "D.T @ A"],
    answer="A.T @ D",
    because="That is dW before the division by n: what came in, meeting Δ over the examples.",
)

posttest_logistic = commit(
    "posttest_logistic",
    asks="The logistic function is σ(x) = 1 / (1 + e⁻ˣ). What is σ(-2)?",
    options=["1 - σ(2)", "-σ(2)", "1 / σ(2)"],
    answer="1 - σ(2)",
    because="The curve is symmetric about the point (0, 1/2), so the two heights add up to 1.",
)

prediction_weight_decay = commit(
    "prediction_weight_decay",
    asks="dW = 0, lr = 0.1, lam = 0.01: what is left of a weight after 100 steps?",
    options=["about 0.98 of it", "about 0.82 of it", "about 0.14 of it"],
    answer="about 0.82 of it",
    because="Each step multiplies by 1 - 2 lr lam = 0.998, and 0.998 to the power of 100 is "
    "0.8186.",
)

prediction_sum_form = commit(
    "prediction_sum_form",
    asks="λ was tuned for the sum of n losses and is now used with their mean. What is it now?",
    options=["n times too strong", "n times too weak", "just right"],
    answer="n times too strong",
    because="The data term has become n times smaller, the penalty has not: λ must be divided by "
    "n to keep the balance.",
)

prediction_survivor = commit(
    "prediction_survivor",
    asks="p = 0.25: an activation of 2 survives. What is passed on?",
    options=["2", "2.5", "2.667", "8"],
    answer="2.667",
    because="Survivors are divided by the probability to survive: 2 / 0.75 = 2.667. Then "
    "0.75 · 2.667 = 2 on average.",
)

faded_expectation = Exercise(
    "faded_expectation",
    unit=UNIT,
    group="commit",
    kind="variable",
    asks="By which factor are survivors multiplied when units are dropped with p = 0.2?",
    reference=1.25,
    properties={"value": 0.2},
    tolerance=Tolerance(0.0, 0.006, "rounded to two decimals"),
    hints=[
        "Put your factor c into 0.2 · 0 + 0.8 · (3 c). Do you get 3 back?",
        "The average is the share that survives, times what survivors pass on. Solve for c.",
        "The same with p = 0.75 and an activation of 2: the average is 0.75 · 0 + 0.25 · 2c, so "
        "0.5 c. It should be 2, so c = 2 / 0.5 = 4. Check: 0.75 · 0 + 0.25 · 2 · 4 = 2.",
    ],
)


@faded_expectation.probe("value")
def the_factor(value, rng):
    return value


faded_expectation.wrong_value(
    "U8.2-D01",
    "That is the share that survives. Multiplied by it, survivors would become smaller, and the "
    "average smaller still.",
    0.8,
)
faded_expectation.wrong_value(
    "U8.2-D02",
    "You divide by the probability to drop. How large would the average become?",
    5.0,
)
faded_expectation.wrong_value(
    "U8.2-D03",
    "Close: adding p to 1 restores a part only. Put your number into the equation and look at the "
    "average.",
    1.2,
)

erroneous_dropout = commit(
    "erroneous_dropout",
    asks="Two predictions for one input differ. In which line is the slip?",
    options=["line 1", "line 2", "line 3", "line 4"],
    answer="line 2",
    because="The hidden layer is thinned with train=True in a function that predicts. With "
    "train=False it passes everything on, and both calls agree.",
    points=0.2,
)

prediction_one_example = commit(
    "prediction_one_example",
    asks="Batch normalisation in training mode gets a single example. What is its output?",
    options=["the input", "gamma", "beta", "nan"],
    answer="beta",
    because="With one example the mean is the example itself, so the difference is 0. eps keeps "
    "the root above 0, and what remains is beta.",
)

prediction_eighteen = commit(
    "prediction_eighteen",
    asks="How many hidden units has the 2-h-1 network with 18 weights, biases not counted?",
    options=["3", "6", "9"],
    answer="6",
    because="2 h weights lead in and h lead out: 3 h = 18.",
)

prediction_overfit = commit(
    "prediction_overfit",
    asks="Fourteen noisy points, 40 hidden units, no cure: how do the two errors end?",
    options=["both low", "training low, validation high", "both high"],
    answer="training low, validation high",
    because="With so many weights the curve runs through the noise of the training points. New "
    "points have other noise.",
    points=0.2,
)

studio_gap = Exercise(
    "studio_gap",
    unit=UNIT,
    group="commit",
    kind="variable",
    asks="How far does the validation error end above the training error, with λ = 0.01?",
    reference=0.084,
    properties={"value": 0.2},
    tolerance=READ_OFF,
    hints=[
        "Set λ to 0.01, put the other sliders back to where they were, and train to the end. The "
        "last errors stand below the picture.",
        "The gap is the last validation error minus the last training error (CS 457/557, 07-4d). "
        "Not the lowest ones on the way, and not the ones with λ = 0.",
        "A run that ends with the training error 0.012 and the validation error 0.310 has the "
        "gap 0.310 - 0.012 = 0.298.",
    ],
)


@studio_gap.probe("value")
def the_number_read_off(value, rng):
    return value


studio_gap.wrong_value(
    "U8.1-D01",
    "That is the gap without any weight decay. Which of the sliders is the cure?",
    0.594,
)
studio_gap.wrong_value(
    "U8.1-D02",
    "That is the validation error itself. How far is it above the training error?",
    0.235,
)
studio_gap.wrong_value(
    "U8.1-D03",
    "You subtracted in the other order. The gap is counted upwards from the training error.",
    -0.084,
)


EXERCISES = [value for value in list(globals().values()) if isinstance(value, Exercise)]
