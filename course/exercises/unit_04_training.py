"""Unit 4, training, normalisation and more than two classes: its exercises.

Sources of the formulas: CS 457/557 Lecture 07, 07-1c SGD Weight Updates, 07-2a Example
SGD Iteration, 07-4a Neural Network Training, 07-4b Mini-Batch Gradient Descent and 07-4c
Multi-Class Classification; CS389 lecture notes, 2 Backpropagation (2.1); CS771,
Backpropagation; UCLA slides, Softmax output.

Wrong forms whose id has a W are in the course's catalogue; a D marks those that were
added here.
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

from functools import partial
from itertools import pairwise, product
from typing import Any

import numpy as np

from course import backprop, preprocessing, softmax, training
from course.exercises.declaration import Exercise, Tolerance, choice
from course.exercises.probing import kept, watching

UNIT = "04_training"
GROUPS = {
    "4.1": 2.0,
    "4.2": 2.0,
    "4.3": 3.0,
    "4.4": 1.0,
    "4.5": 2.0,
    "4.6": 2.0,
    "4.7": 2.0,
    "4.8": 2.0,
}

in_unit_4 = partial(Exercise, unit=UNIT)
commit = partial(choice, unit=UNIT)
number_found = partial(Exercise, unit=UNIT, group="commit", kind="variable")


# 4.1 SGD step -----------------------------------------------------------------------------


def ref_sgd_step(params, grads, lr):
    return training.sgd_step(params, grads, lr)


sgd_step = in_unit_4(
    "sgd_step",
    group="4.1",
    asks="Return every parameter after one step of gradient descent.",
    reference=ref_sgd_step,
    properties={"values": 1.25, "whole numbers": 0.375, "gradients kept": 0.375},
    hints=[
        "Call your function with lr = 0, then with a gradient of zeros. In both cases nothing "
        "may change.",
        "Each parameter has its own gradient, of its own shape. The step goes against it and "
        "grows with lr and with the gradient (CS 457/557, 07-1c SGD Weight Updates).",
        "The same for two numbers: the parameters (4, 1), the gradients (2, -6) and the learning "
        "rate 0.5. The first becomes 4 - 0.5 · 2 = 3, the second 1 - 0.5 · (-6) = 4: it goes up "
        "where the gradient points down.",
    ],
)


def weights_and_biases(rng):
    """Return the weights and biases of a layer, and gradients of the same shapes."""
    shapes = [(2, 3), (3,)]
    return [rng.normal(size=s) for s in shapes], [rng.normal(size=s) for s in shapes]


@sgd_step.probe("values")
def weights_with_a_tenth(sgd_step, rng):
    return sgd_step(*weights_and_biases(rng), 0.1)


@sgd_step.probe("values")
def all_with_a_quarter(sgd_step, rng):
    params, grads = weights_and_biases(rng)
    new = sgd_step(params, grads, 0.25)
    return len(new), tuple(new)


@sgd_step.probe("values")
def gradients_of_zero(sgd_step, rng):
    params, grads = weights_and_biases(rng)
    return tuple(sgd_step(params, [0 * g for g in grads], 0.5))


@sgd_step.probe("values")
def two_layers_with_a_twentieth(sgd_step, rng):
    params = [*weights_and_biases(rng)[0], *weights_and_biases(rng)[1]]
    grads = [rng.normal(size=p.shape) for p in params]
    return tuple(sgd_step(params, grads, 0.05))


@sgd_step.probe("whole numbers")
def weights_that_are_whole_numbers(sgd_step, rng):
    params = [rng.permutation(np.array([1, 2, 3])), np.array([[4, 5]])]
    grads = [rng.uniform(0.2, 2, size=3), rng.uniform(0.2, 2, size=(1, 2))]
    return tuple(sgd_step(params, grads, 0.25))


@sgd_step.probe("gradients kept")
def gradients_afterwards(sgd_step, rng):
    params, grads = weights_and_biases(rng)
    before = [g.copy() for g in grads]
    new = sgd_step(params, grads, 0.2)
    return tuple(new), tuple(g - b for g, b in zip(grads, before, strict=True))


@sgd_step.misconception(
    "M19-W01",
    "The gradient points to where the cost grows fastest. Which way do you want to walk?",
)
def uphill_step(params, grads, lr):
    return [np.asarray(p) + lr * g for p, g in zip(params, grads, strict=True)]


@sgd_step.misconception(
    "M19-W02",
    "Your step is the same for every learning rate. Where does lr come in?",
)
def learning_rate_forgotten(params, grads, lr):
    return [np.asarray(p) - g for p, g in zip(params, grads, strict=True)]


@sgd_step.misconception(
    "M19-W03",
    "With a smaller lr your step gets longer. Should a careful learner take longer steps?",
)
def divided_by_the_rate(params, grads, lr):
    return [np.asarray(p) - g / lr for p, g in zip(params, grads, strict=True)]


@sgd_step.misconception(
    "M19-W04",
    "lr scales the correction. Yours scales the weight itself: with a gradient of zeros it "
    "would shrink.",
)
def rate_on_the_weight(params, grads, lr):
    return [lr * np.asarray(p) - g for p, g in zip(params, grads, strict=True)]


@sgd_step.misconception(
    "M19-W05",
    "This mixes old weight and gradient like an average. Where the gradient is zero, the cost is "
    "flat: what should happen there?",
)
def running_average(params, grads, lr):
    return [(1 - lr) * np.asarray(p) - lr * g for p, g in zip(params, grads, strict=True)]


@sgd_step.misconception(
    "M19-W06",
    "Nothing has changed. Inside a loop, p = ... gives a new meaning to the name p; the list "
    "goes on holding the old arrays.",
)
def name_bound_again(params, grads, lr):
    for p, g in zip(params, grads, strict=True):
        p = p - lr * g
    return params


@sgd_step.misconception(
    "M19-W08",
    "All parameters move by the first gradient's numbers. Which gradient belongs to the biases?",
)
def first_gradient_for_all(params, grads, lr):
    return [p - lr * np.resize(grads[0], np.shape(p)) for p in params]


@sgd_step.misconception(
    "M19-W09",
    "A large gradient and a tiny one give the same step here. You use its sign; what about its "
    "size?",
)
def by_the_sign(params, grads, lr):
    return [p - lr * np.sign(g) for p, g in zip(params, grads, strict=True)]


@sgd_step.misconception(
    "M19-D01",
    "You step twice as far as lr says. The 2 of the squared error is already inside the gradient.",
)
def two_counted_twice(params, grads, lr):
    return [p - 2 * lr * g for p, g in zip(params, grads, strict=True)]


@sgd_step.misconception(
    "M19-D02",
    "For whole numbers the steps are cut off. Which type has the array that you write into?",
)
def stored_as_integers(params, grads, lr):
    new = [np.zeros_like(p) for p in params]
    for k, (p, g) in enumerate(zip(params, grads, strict=True)):
        new[k][...] = p - lr * g
    return new


@sgd_step.misconception(
    "M19-D03",
    "The new parameters are right, but the gradients have been changed by the call. The caller "
    "may still want to print them.",
)
def gradients_scaled_in_place(params, grads, lr):
    for g in grads:
        g *= lr
    return [p - g for p, g in zip(params, grads, strict=True)]


@sgd_step.misconception(
    "M19-D04",
    "Only the first array moves. How many does the list of parameters hold?",
)
def only_the_first(params, grads, lr):
    return [params[0] - lr * grads[0], *params[1:]]


@sgd_step.misconception(
    "M19-D05",
    "You return how far to go, not where you arrive. What is asked for are the parameters after "
    "the step.",
)
def step_instead_of_parameters(params, grads, lr):
    return [-lr * np.asarray(g) for g in grads]


@sgd_step.misconception(
    "M19-D06",
    "In an array of whole numbers, -= finds no room for a step of less than 1. Build new arrays, "
    "or turn them into floats before.",
)
def whole_numbers_changed_in_place(params, grads, lr):
    for p, g in zip(params, grads, strict=True):
        p -= lr * g
    return params


# 4.2 Order of an epoch --------------------------------------------------------------------


def ref_epoch_batches(n, batch_size, rng):
    return preprocessing.epoch_batches(n, batch_size, rng)


epoch_batches = in_unit_4(
    "epoch_batches",
    group="4.2",
    asks="Cut the row numbers 0 to n - 1, in random order, into mini-batches for one epoch.",
    reference=ref_epoch_batches,
    properties={"every row once": 0.5, "random order": 0.5},
    hints=[
        "Print your batches for n = 7 and batch size 3. Does every number from 0 to 6 appear, "
        "and once only? Call it twice with one generator: is the second order another one?",
        "First one random order of all n row numbers, drawn with the generator that is passed "
        "in. Then cut that order into pieces; the last piece may be shorter.",
        "The same with cards: shuffle the whole deck of 52 once, then deal hands of 5. That "
        "makes 10 full hands and one of 2: 10 · 5 + 2 = 52. Nobody shuffles within a hand, and "
        "no card is dealt twice.",
    ],
)


def _flat(batches: Any) -> Any:
    return np.concatenate([np.ravel(batch) for batch in batches])


def census(batches: Any) -> Any:
    """Return the sizes, and whether of 33 rows one comes twice, is left out or does not exist."""
    rows = _flat(batches)
    sizes = np.array([np.size(batch) for batch in batches])
    twice = len(np.unique(rows)) < len(rows)
    left_out = not set(range(33)) <= set(rows.tolist())
    return sizes, twice, left_out, bool(rows.max() > 32 or rows.min() < 0)


def listed(batches: Any) -> Any:
    """Take batches as they come: a list, a tuple, or what yields them one by one."""
    return tuple(batches)


@epoch_batches.probe("every row once", view=census)
def thirty_three_in_fives(epoch_batches, rng):
    return listed(epoch_batches(33, 5, rng))


@epoch_batches.probe(
    "every row once", view=lambda batches: (len(batches), np.sort(_flat(batches)))
)
def one_at_a_time(epoch_batches, rng):
    return listed(epoch_batches(1, 1, rng))


@epoch_batches.probe("every row once", view=lambda batches: np.size(batches[0]))
def batch_larger_than_the_data(epoch_batches, rng):
    return listed(epoch_batches(4, 10, rng))


def suspicious(epochs: Any) -> Any:
    """Say of the orders of three epochs what is no accident.

    A right order has none of these by chance: 5 rows next to each other have probability 1e-7
    for a single batch of 23, and three epochs have twelve of them.
    """
    orders = [_flat(epoch) for epoch in epochs]
    full = [np.ravel(batch) for epoch in epochs for batch in epoch if np.size(batch) == 5]
    return {
        "in the old order": all((np.diff(order) > 0).all() for order in orders),
        "one order for all": all(np.array_equal(orders[0], order) for order in orders),
        "runs of rows": bool(full) and all((np.diff(batch) == 1).all() for batch in full),
        "neighbours": bool(full) and all(np.ptp(batch) == 4 for batch in full),
    }


NOTHING = dict.fromkeys(
    ["in the old order", "one order for all", "runs of rows", "neighbours"], False
)


@epoch_batches.probe("random order", view=suspicious, expected=NOTHING)
def three_epochs(epoch_batches, rng):
    return tuple(listed(epoch_batches(23, 5, rng)) for _ in range(3))


@epoch_batches.probe(
    "random order", view=lambda two: np.array_equal(_flat(two[0]), _flat(two[1])), expected=True
)
def equal_seeds(epoch_batches, rng):
    seed = int(rng.integers(1000))
    one, other = np.random.default_rng(seed), np.random.default_rng(seed)
    return tuple(listed(epoch_batches(23, 5, g)) for g in (one, other))


@epoch_batches.misconception(
    "M20-W02",
    "Some rows come up twice and others not at all: you draw with replacement. In an epoch each "
    "example has one turn.",
)
def with_replacement(n, batch_size, rng):
    p = rng.integers(0, n, n)
    return [p[i : i + batch_size] for i in range(0, n, batch_size)]


@epoch_batches.misconception(
    "M20-W03",
    "The examples left over after the last full batch are never used. May a batch be shorter "
    "than the others?",
)
def rest_dropped(n, batch_size, rng):
    p = rng.permutation(n)
    return [p[i : i + batch_size] for i in range(0, n - batch_size + 1, batch_size)]


@epoch_batches.misconception(
    "M20-W04",
    "Every epoch has the same order: a generator with a fixed seed begins anew in each call. "
    "Which generator are you given?",
)
def restarted_inside(n, batch_size, rng):
    p = np.random.default_rng(0).permutation(n)
    return [p[i : i + batch_size] for i in range(0, n, batch_size)]


@epoch_batches.misconception(
    "M20-W05",
    "Two generators with the same seed should give the same batches. Yours draws from NumPy's "
    "global state instead of rng.",
)
def global_state(n, batch_size, rng):
    p = np.random.permutation(n)
    return [p[i : i + batch_size] for i in range(0, n, batch_size)]


@epoch_batches.misconception(
    "M20-W06",
    "Rows 0 to 4 share a batch in every epoch; only their order inside it changes. Which rows "
    "should be able to meet?",
)
def inside_each_batch(n, batch_size, rng):
    return [rng.permutation(np.arange(i, min(i + batch_size, n))) for i in range(0, n, batch_size)]


@epoch_batches.misconception(
    "M20-W09",
    "You made as many batches as a batch should have rows. Is 5 the number of batches or their "
    "size?",
)
def number_for_size(n, batch_size, rng):
    return list(np.array_split(rng.permutation(n), batch_size))


@epoch_batches.misconception(
    "M20-D01",
    "The rows come in their original order, in every epoch. If the data are sorted by class, "
    "what does the last batch teach?",
)
def not_shuffled(n, batch_size, rng):
    return [np.arange(i, min(i + batch_size, n)) for i in range(0, n, batch_size)]


@epoch_batches.misconception(
    "M20-D02",
    "You shuffle the batches, but each of them always holds the same rows. Shuffle before you "
    "cut.",
)
def batches_shuffled_as_wholes(n, batch_size, rng):
    batches = [np.arange(i, min(i + batch_size, n)) for i in range(0, n, batch_size)]
    return [batches[k] for k in rng.permutation(len(batches))]


@epoch_batches.misconception(
    "M20-D03",
    "Row numbers count from 0 in Python. Yours begin at 1, so the first example is never used.",
)
def counted_from_one(n, batch_size, rng):
    p = rng.permutation(n) + 1
    return [p[i : i + batch_size] for i in range(0, n, batch_size)]


@epoch_batches.misconception(
    "M20-D04",
    "You fill the last batch up with rows that had their turn. It may stay shorter; then each "
    "example counts once.",
)
def last_batch_filled_up(n, batch_size, rng):
    p = rng.permutation(n)
    p = np.concatenate([p, p[: -n % batch_size]])
    return [p[i : i + batch_size] for i in range(0, n, batch_size)]


@epoch_batches.misconception(
    "M20-D10",
    "np.array_split makes batches of nearly equal sizes. Asked for are full batches, and a last "
    "one with the rest.",
)
def evened_out(n, batch_size, rng):
    return np.array_split(rng.permutation(n), -(-n // batch_size))


@epoch_batches.misconception(
    "M20-D11",
    "Each batch is drawn from all rows, as if nobody had had a turn yet. One order for the whole "
    "epoch comes first; then cut it.",
)
def each_batch_drawn_anew(n, batch_size, rng):
    return [rng.choice(n, batch_size) for _ in range(0, n, batch_size)]


@epoch_batches.misconception(
    "M20-D12",
    "Where n is a multiple of the batch size, an empty batch is left over at the end. How many "
    "cuts do 10 rows in fives need?",
)
def empty_batch_at_the_end(n, batch_size, rng):
    p = rng.permutation(n)
    return [p[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size + 1)]


def ref_shuffle_together(X, y, rng):
    return preprocessing.shuffle_together(X, y, rng)


shuffle_together = in_unit_4(
    "shuffle_together",
    group="4.2",
    asks="Bring the rows of X and the labels y into one random order, the same for both.",
    reference=ref_shuffle_together,
    properties={"labels stay with rows": 0.4, "random order": 0.4, "originals kept": 0.2},
    hints=[
        "Make a tiny X whose rows carry their label, such as X = [[10, 10], [20, 20], [30, 30]] "
        "with y = [10, 20, 30]. What should be true afterwards?",
        "Draw one order of the row numbers, and use this one order for both arrays.",
        "The same with two lists: names Ann, Bo, Cy and ages 31, 32, 33 in the order (2, 0, 1) "
        "become Cy, Ann, Bo and 33, 31, 32. One order, used twice; a second draw would give "
        "Ann another age.",
    ],
)


def tagged(rng):
    """Return rows that can be told apart, in no special order, and labels that belong to them."""
    tags = rng.permutation(np.arange(100, 124))
    return np.column_stack([tags, tags + 0.25, tags + 0.5]), tags


COMPLETE = dict.fromkeys(["rows whole", "all rows", "all labels", "labels with their rows"], True)


def together(seen: Any, rng: np.random.Generator) -> Any:
    """Say of rows and labels whether they are complete, and whether they still belong together."""
    X, y = np.asarray(seen[0], float), np.asarray(seen[1], float)
    _, tags = tagged(rng)
    return {
        "rows whole": bool(np.allclose(X - X[:, :1], [[0, 0.25, 0.5]])),
        "all rows": np.array_equal(np.sort(X.min(axis=1)), np.sort(tags)),
        "all labels": np.array_equal(np.sort(y), np.sort(tags)),
        "labels with their rows": np.array_equal(X.min(axis=1), y),
    }


@shuffle_together.probe("labels stay with rows", view=together, expected=COMPLETE)
def rows_and_labels(shuffle_together, rng):
    X, tags = tagged(rng)
    return shuffle_together(X, tags, rng)


def moved(seen: Any, rng: np.random.Generator) -> Any:
    """Say where rows and labels are now; a random order looks otherwise but once in 24!."""
    X, y = np.asarray(seen[0], float), np.asarray(seen[1], float)
    _, tags = tagged(rng)
    return tuple(_place(now, tags) for now in (X[:, 0], y))


def _place(now: Any, before: Any) -> int:
    """Return 0 for the old order, 1 for a sorted one and 2 for another."""
    if np.array_equal(now, before):
        return 0
    return 1 if (np.diff(now) >= 0).all() else 2


@shuffle_together.probe("random order", view=moved)
def old_places(shuffle_together, rng):
    X, tags = tagged(rng)
    return shuffle_together(X, tags, rng)


def orders(seen: Any) -> Any:
    """Say whether equal seeds give equal orders, and the next call the same one again."""
    one, again, after = (np.asarray(labels, float) for labels in seen)
    return np.array_equal(one, again), np.array_equal(one, after)


@shuffle_together.probe("random order", view=orders)
def equal_seeds_and_next_call(shuffle_together, rng):
    X, tags = tagged(rng)
    seed = int(rng.integers(1000))
    one, other = np.random.default_rng(seed), np.random.default_rng(seed)
    return tuple(shuffle_together(X.copy(), tags.copy(), g)[1] for g in (one, other, one))


@shuffle_together.probe("originals kept")
def originals_afterwards(shuffle_together, rng):
    X, tags = tagged(rng)
    given, labels = X.copy(), tags.copy()
    new_X, new_y = shuffle_together(given, labels, rng)
    return np.sort(np.ravel(new_X)), np.sort(np.ravel(new_y)), given - X, labels - tags


@shuffle_together.misconception(
    "M20-W11",
    "Rows and labels went different ways, as if each had been shuffled on its own. Does row 0 "
    "still carry its own label?",
)
def shuffled_apart(X, y, rng):
    return rng.permutation(X), rng.permutation(y)


@shuffle_together.misconception(
    "M20-W12",
    "The rows have moved and the labels stayed behind. What should travel with a row?",
)
def labels_left_behind(X, y, rng):
    return X[rng.permutation(len(X))], y


@shuffle_together.misconception(
    "M20-W13",
    "You mixed the features inside each row. Along which axis do the examples lie?",
)
def columns_shuffled(X, y, rng):
    return rng.permuted(X, axis=1), y


@shuffle_together.misconception(
    "M20-D05",
    "Shuffling in place changes the caller's arrays, and each call draws anew. Build new arrays "
    "from one order.",
)
def in_place_one_after_the_other(X, y, rng):
    rng.shuffle(X)
    rng.shuffle(y)
    return X, y


@shuffle_together.misconception(
    "M20-D06",
    "Rows and labels match, but two calls give one and the same order. Whose generator is it "
    "that draws?",
)
def own_fixed_seed(X, y, rng):
    p = np.random.default_rng(0).permutation(len(X))
    return X[p], y[p]


@shuffle_together.misconception(
    "M20-D07",
    "Some examples appear twice and others are lost. A shuffled deck has the same cards as "
    "before.",
)
def drawn_with_replacement(X, y, rng):
    p = rng.integers(0, len(X), len(X))
    return X[p], y[p]


@shuffle_together.misconception(
    "M20-D08",
    "The result depends on NumPy's global state: with equal seeds in rng the orders differ.",
)
def from_the_global_state(X, y, rng):
    p = np.random.permutation(len(X))
    return X[p], y[p]


@shuffle_together.misconception(
    "M20-D09",
    "Sorting by label gives an order, but no random one: all examples of a class then come in "
    "one lump.",
)
def sorted_by_label(X, y, rng):
    p = np.argsort(y)
    return X[p], y[p]


# 4.3 Gradient of a mini-batch -------------------------------------------------------------


def ref_batch_grads(A_prev, Delta):
    return backprop.batch_grads(A_prev, Delta)


batch_grads = in_unit_4(
    "batch_grads",
    group="4.3",
    asks="Return the gradients of a layer's weights and biases, averaged over the mini-batch.",
    reference=ref_batch_grads,
    properties={"weights": 0.75, "biases": 0.5, "any batch": 0.25},
    hints=[
        "Stack your batch on itself with np.vstack. The mean gradient must stay the same. Then "
        "compare the shapes with those of W and b.",
        "For each example, the gradient of one weight is what came in times the Δ behind it. Add "
        "these products over the examples first; divide by their number, once, at the end (CS "
        "457/557, 07-4b Mini-Batch Gradient Descent).",
        "The same by hand: one input per example, (2, 4), and one Δ per example, (3, -2). The "
        "products are 2 · 3 = 6 and 4 · (-2) = -8, their mean is (6 - 8) / 2 = -1. The product "
        "of the means, 3 · 0.5 = 1.5, would be something else. The bias always receives a 1, so "
        "its gradient is the mean of Δ: (3 - 2) / 2 = 0.5.",
    ],
)


def layer_batch(rng, n=7):
    """Return inputs (n, 2) and Δ (n, 3), with means that are not 0; 7/2 and 7/3 are no 2."""
    return rng.normal(0.5, 1, size=(n, 2)), rng.normal(0.3, 1, size=(n, 3))


@batch_grads.probe("weights")
def weight_gradients(batch_grads, rng):
    return batch_grads(*layer_batch(rng))[0]


@batch_grads.probe("biases")
def bias_gradients(batch_grads, rng):
    return batch_grads(*layer_batch(rng))[1]


@batch_grads.probe("any batch")
def a_batch_of_one(batch_grads, rng):
    return batch_grads(*layer_batch(rng, n=1))


@batch_grads.probe("any batch")
def the_batch_twice(batch_grads, rng):
    A_prev, Delta = layer_batch(rng, n=5)
    return batch_grads(np.vstack([A_prev, A_prev]), np.vstack([Delta, Delta]))


@batch_grads.probe("any batch")
def both_kept(batch_grads, rng):
    A_prev, Delta = layer_batch(rng)
    (dW, db), change = kept(batch_grads, A_prev, Delta)
    return dW, db, change


@batch_grads.misconception(
    "M17-W03",
    "You divided by the number of features. Along which axis do the examples of the batch lie?",
)
def divided_by_features(A_prev, Delta):
    return A_prev.T @ Delta / A_prev.shape[1], Delta.mean(axis=0)


@batch_grads.misconception(
    "M17-W04",
    "The mean was taken twice. Δ belongs to single examples here; divide by their number once.",
)
def divided_twice(A_prev, Delta):
    n = len(A_prev)
    return A_prev.T @ Delta / n**2, Delta.sum(axis=0) / n**2


@batch_grads.misconception(
    "M17-W05",
    "You divide by all entries of Δ. A loss adds up over the outputs; the cost is a mean over "
    "the examples only.",
)
def divided_by_all_entries(A_prev, Delta):
    return A_prev.T @ Delta / Delta.size, Delta.sum(axis=0) / Delta.size


@batch_grads.misconception(
    "M17-W07",
    "A product of means is not the mean of the products. Multiply each example's input with its "
    "own Δ before you average.",
)
def product_of_the_means(A_prev, Delta):
    return np.outer(A_prev.mean(0), Delta.mean(0)), Delta.mean(0)


@batch_grads.misconception(
    "M17-W09",
    "Your bias gradients are one per example. How many biases has the layer, and which axis "
    "has that length?",
)
def bias_averaged_over_units(A_prev, Delta):
    return A_prev.T @ Delta / len(A_prev), Delta.mean(axis=1)


@batch_grads.misconception(
    "M17-W10",
    "All biases get one number: the mean ran over the units as well. Average over the examples "
    "only.",
)
def bias_as_one_number(A_prev, Delta):
    return A_prev.T @ Delta / len(A_prev), Delta.mean()


@batch_grads.misconception(
    "M17-W11",
    "A gradient has the shape of what it belongs to. Yours for the biases has an axis too many, "
    "and b would take it over.",
)
def stray_axis(A_prev, Delta):
    return A_prev.T @ Delta / len(A_prev), Delta.mean(axis=0, keepdims=True)


@batch_grads.misconception(
    "M17-W12",
    "Half of the gradient is missing. The ½ of other lectures cancels a 2; here that 2 is "
    "already inside Δ, and stays.",
)
def half_by_habit(A_prev, Delta):
    return A_prev.T @ Delta / (2 * len(A_prev)), Delta.mean(axis=0) / 2


@batch_grads.misconception(
    "M17-D01",
    "You add up over the batch. If the same examples came twice, your step would double: is the "
    "batch then twice as steep?",
)
def sum_over_the_batch(A_prev, Delta):
    return A_prev.T @ Delta, Delta.sum(axis=0)


@batch_grads.misconception(
    "M17-D02",
    "The weights get a mean and the biases a sum. Both are gradients of one and the same cost.",
)
def mean_and_sum(A_prev, Delta):
    return A_prev.T @ Delta / len(A_prev), Delta.sum(axis=0)


@batch_grads.misconception(
    "M17-D03",
    "Rows and columns of the weight gradient are exchanged. In this course row i belongs to the "
    "unit where the weight begins.",
)
def transposed_gradient(A_prev, Delta):
    return Delta.T @ A_prev / len(A_prev), Delta.mean(axis=0)


@batch_grads.misconception(
    "M17-D04",
    "Right numbers, wrong order: the weights' gradient is to come first.",
)
def biases_first(A_prev, Delta):
    return Delta.mean(axis=0), A_prev.T @ Delta / len(A_prev)


@batch_grads.misconception(
    "M17-D05",
    "The biases get a mean, the weights a sum over the batch. The matrix product adds up; what "
    "is left to do?",
)
def sum_and_mean(A_prev, Delta):
    return A_prev.T @ Delta, Delta.mean(axis=0)


@batch_grads.misconception(
    "M17-D06",
    "Everything is twice as large as it should be: the 2 of the squared error is already inside "
    "Δ.",
)
def two_once_more(A_prev, Delta):
    return 2 * A_prev.T @ Delta / len(A_prev), 2 * Delta.mean(axis=0)


@batch_grads.misconception(
    "M17-D07",
    "You divide by the number of units. How many examples does the batch hold, and along which "
    "axis do they lie?",
)
def divided_by_units(A_prev, Delta):
    return A_prev.T @ Delta / Delta.shape[1], Delta.sum(axis=0) / Delta.shape[1]


def ref_minibatch_step(w, X, Y, grad_one, lr):
    return training.minibatch_step(w, X, Y, grad_one, lr)


minibatch_step = in_unit_4(
    "minibatch_step",
    group="4.3",
    asks="Return the weights after one step against the mean gradient of the batch.",
    reference=ref_minibatch_step,
    properties={"values": 0.75, "any order, any size": 0.5, "arguments kept": 0.25},
    uses=["sgd_step"],
    hints=[
        "Reverse the order of the examples, then pass each of them twice. Neither may change the "
        "result.",
        "All gradients are taken at the same w, before anything moves. One step follows, against "
        "their mean (CS 457/557, 07-4b Mini-Batch Gradient Descent).",
        "The same with walkers in fog: at one place three companions each measure the slope, 4, "
        "1 and 1. The group takes one step, against the mean slope (4 + 1 + 1) / 3 = 2. If one "
        "of them walked on before the next measured, the answers would depend on who is first.",
    ],
)


def slope_of_one(w, x, y):
    """Return the gradient of (y - w x)², and of a small fourth power that bends the valley."""
    error = y - x @ w
    return -2 * error * x + 0.2 * np.sum(w**2) * w


def regression_batch(rng, n=4):
    return rng.normal(0.4, 1, size=3), rng.normal(size=(n, 3)), rng.normal(1, 1, size=n)


@minibatch_step.probe("values")
def four_examples(minibatch_step, rng):
    return minibatch_step(*regression_batch(rng), slope_of_one, 0.1)


@minibatch_step.probe("values")
def a_smaller_rate(minibatch_step, rng):
    return minibatch_step(*regression_batch(rng), slope_of_one, 0.02)


@minibatch_step.probe("any order, any size")
def one_example(minibatch_step, rng):
    return minibatch_step(*regression_batch(rng, n=1), slope_of_one, 0.1)


@minibatch_step.probe("any order, any size")
def every_example_twice(minibatch_step, rng):
    w, X, Y = regression_batch(rng)
    return minibatch_step(w, np.vstack([X, X]), np.hstack([Y, Y]), slope_of_one, 0.1)


@minibatch_step.probe("any order, any size")
def the_other_way_round(minibatch_step, rng):
    w, X, Y = regression_batch(rng)
    return minibatch_step(w, X[::-1], Y[::-1], slope_of_one, 0.1)


@minibatch_step.probe("arguments kept")
def weights_afterwards(minibatch_step, rng):
    w, X, Y = regression_batch(rng)
    return kept(minibatch_step, w, X, Y, slope_of_one, 0.1)


@minibatch_step.misconception(
    "M21-W01",
    "Your step grows with the batch. If the same examples came twice, should you walk twice as "
    "far?",
)
def sum_of_the_gradients(w, X, Y, grad_one, lr):
    return w - lr * sum(grad_one(w, x, y) for x, y in zip(X, Y, strict=True))


@minibatch_step.misconception(
    "M21-W03",
    "Close, but w moves while you are still collecting gradients: the order of the examples "
    "matters.",
)
def one_after_the_other_averaged(w, X, Y, grad_one, lr):
    for x, y in zip(X, Y, strict=True):
        w = w - lr * grad_one(w, x, y) / len(X)
    return w


@minibatch_step.misconception(
    "M21-W05",
    "Only the last example counts. What is left in your variable when the loop has ended?",
)
def last_example_only(w, X, Y, grad_one, lr):
    g = 0
    for x, y in zip(X, Y, strict=True):
        g = grad_one(w, x, y)
    return w - lr * g


@minibatch_step.misconception(
    "M21-W07",
    "Only the first example counts: `return` ends the function, and the loop with it.",
)
def first_example_only(w, X, Y, grad_one, lr):
    for x, y in zip(X, Y, strict=True):
        return w - lr * grad_one(w, x, y)


@minibatch_step.misconception(
    "M21-W11",
    "You walk with the gradient, and the gradient points uphill.",
)
def along_the_gradient(w, X, Y, grad_one, lr):
    return w + lr * np.mean([grad_one(w, x, y) for x, y in zip(X, Y, strict=True)], axis=0)


@minibatch_step.misconception(
    "M21-D01",
    "You make a step for each example. That is stochastic gradient descent; a mini-batch takes "
    "one step for all.",
)
def a_step_for_each(w, X, Y, grad_one, lr):
    for x, y in zip(X, Y, strict=True):
        w = w - lr * grad_one(w, x, y)
    return w


@minibatch_step.misconception(
    "M21-D02",
    "You average the examples, then take one gradient. The gradient of an average example is "
    "not the average gradient.",
)
def gradient_of_the_mean_example(w, X, Y, grad_one, lr):
    return w - lr * grad_one(w, np.mean(X, axis=0), np.mean(Y, axis=0))


@minibatch_step.misconception(
    "M21-D03",
    "The mean gradient is used without lr: the step is as long as the slope is steep.",
)
def rate_left_out(w, X, Y, grad_one, lr):
    return w - np.mean([grad_one(w, x, y) for x, y in zip(X, Y, strict=True)], axis=0)


@minibatch_step.misconception(
    "M21-D04",
    "All entries of the gradient were averaged into one number. Each weight has its own mean, "
    "over the examples.",
)
def mean_over_everything(w, X, Y, grad_one, lr):
    return w - lr * np.mean([grad_one(w, x, y) for x, y in zip(X, Y, strict=True)])


@minibatch_step.misconception(
    "M21-D05",
    "The result is right, but `-=` has changed the caller's w as well. Make a new array.",
)
def w_changed_in_place(w, X, Y, grad_one, lr):
    step = lr * np.mean([grad_one(w, x, y) for x, y in zip(X, Y, strict=True)], axis=0)
    w -= step
    return w


@minibatch_step.misconception(
    "M21-D06",
    "One gradient only is divided by the number of examples: each pass of the loop overwrites the "
    "one before. Where do you add up?",
)
def overwritten_not_added(w, X, Y, grad_one, lr):
    total = 0
    for x, y in zip(X, Y, strict=True):
        total = grad_one(w, x, y)
    return w - lr * total / len(X)


@minibatch_step.misconception(
    "M21-D07",
    "The sum of the gradients is divided by the number of features. A mean over the batch divides "
    "by what?",
)
def sum_over_features(w, X, Y, grad_one, lr):
    G = [grad_one(w, x, y) for x, y in zip(X, Y, strict=True)]
    return w - lr * np.sum(G, axis=0) / np.shape(X)[1]


# 4.4 Stopping -----------------------------------------------------------------------------


def ref_should_stop(costs, errors, max_epochs, cost_tol, err_tol):
    return training.should_stop(costs, errors, max_epochs, cost_tol, err_tol)


def decision(value: Any) -> Any:
    """Return 1 for stop and 0 for going on, whatever kind of truth value was returned."""
    return None if value is None else int(bool(value))


should_stop = in_unit_4(
    "should_stop",
    group="4.4",
    asks="Say whether one of the three stopping conditions holds.",
    reference=ref_should_stop,
    properties={"epoch limit": 0.3, "errors": 0.3, "cost": 0.4},
    hints=[
        "Try one condition at a time: make the other two impossible, with max_epochs = 1000 and "
        "tolerances of 0. Then try a list with a single cost.",
        "Each condition alone is enough (CS 457/557, 07-4a Neural Network Training). Errors and "
        "changes of the cost have signs; their size is what counts. After the first epoch there "
        "is no change to look at yet.",
        "The same for a walk: turn back at 18 h, or if every walker is tired, or if the last "
        "hour changed the height by less than 10 m. 'Every walker' is not 'the walkers on "
        "average', and from 800 m to 750 m is a change of |750 - 800| = 50 m, so that is no "
        "reason to turn back.",
    ],
)

FALLING = [0.9, 0.7, 0.5, 0.3]
LARGE = [0.5, -0.4, 0.6]


def asked(should_stop, rng, costs, errors, max_epochs=100, cost_tol=0.01, err_tol=0.05):
    """Ask about a situation; its scale is drawn, the decision does not depend on it."""
    scale = float(rng.uniform(1, 2))
    costs = [scale * cost for cost in costs]
    errors = scale * np.array(errors)
    return should_stop(costs, errors, max_epochs, scale * cost_tol, scale * err_tol)


@should_stop.probe("epoch limit", view=decision)
def one_epoch_before_the_limit(should_stop, rng):
    return asked(should_stop, rng, FALLING, LARGE, max_epochs=5)


@should_stop.probe("epoch limit", view=decision)
def at_the_limit(should_stop, rng):
    return asked(should_stop, rng, FALLING, LARGE, max_epochs=4)


@should_stop.probe("errors", view=decision)
def all_errors_small(should_stop, rng):
    return asked(should_stop, rng, FALLING, [0.01, -0.03, 0.02])


@should_stop.probe("errors", view=decision)
def large_and_negative(should_stop, rng):
    return asked(should_stop, rng, FALLING, [0.01, -0.6, -0.7])


@should_stop.probe("errors", view=decision)
def opposite_errors(should_stop, rng):
    return asked(should_stop, rng, FALLING, [0.4, -0.4])


@should_stop.probe("errors", view=decision)
def one_bad_example_of_thirty(should_stop, rng):
    return asked(should_stop, rng, FALLING, [0.01] * 29 + [0.9])


@should_stop.probe("cost", view=decision)
def still_falling(should_stop, rng):
    return asked(should_stop, rng, FALLING, LARGE)


@should_stop.probe("cost", view=decision)
def almost_unchanged(should_stop, rng):
    return asked(should_stop, rng, [*FALLING, 0.295], LARGE)


@should_stop.probe("cost", view=decision)
def after_the_first_epoch(should_stop, rng):
    return asked(should_stop, rng, [0.9], LARGE)


@should_stop.probe("cost", view=decision)
def rising(should_stop, rng):
    return asked(should_stop, rng, [*FALLING, 0.45], LARGE)


@should_stop.probe("cost", view=decision)
def large_costs(should_stop, rng):
    return asked(should_stop, rng, [400.0, 399.0], LARGE, cost_tol=0.01)


@should_stop.probe("cost", view=decision)
def back_where_it_began(should_stop, rng):
    return asked(should_stop, rng, [0.9, 0.6, 0.899], LARGE)


@should_stop.probe("cost", view=decision)
def small_and_falling(should_stop, rng):
    return asked(should_stop, rng, [0.05, 0.008], [0.09, -0.09])


@should_stop.probe("cost", view=decision)
def unchanged_in_the_second_epoch(should_stop, rng):
    return asked(should_stop, rng, [0.9, 0.899], LARGE)


@should_stop.probe("cost", view=decision)
def unchanged_with_a_tolerance_of_zero(should_stop, rng):
    return asked(should_stop, rng, [0.5, 0.25, 0.25], LARGE, cost_tol=0.0)


@should_stop.probe("errors", view=decision)
def perfect_with_a_tolerance_of_zero(should_stop, rng):
    return asked(should_stop, rng, FALLING, [0.0, 0.0], err_tol=0.0)


@should_stop.misconception(
    "M22-W01",
    "When the cost falls, new minus old is negative, and every negative number is below your "
    "tolerance. What counts is the size of the change.",
)
def signed_change(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.all(np.abs(errors) < err_tol):
        return True
    return len(costs) >= 2 and costs[-1] - costs[-2] < cost_tol


@should_stop.misconception(
    "M22-W02",
    "After the first epoch there is one cost, and nothing to compare it with. Which entry do you "
    "ask for?",
)
def crash_in_the_first_epoch(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.all(np.abs(errors) < err_tol):
        return True
    return abs(costs[-1] - costs[-2]) < cost_tol


@should_stop.misconception(
    "M22-W03",
    "You wait until all conditions hold together. The lecture stops as soon as one of them does.",
)
def all_at_once(costs, errors, max_epochs, cost_tol, err_tol):
    limit = len(costs) >= max_epochs
    small = np.all(np.abs(errors) < err_tol)
    return limit and small and abs(costs[-1] - costs[-2]) < cost_tol


@should_stop.misconception(
    "M22-W04",
    "A positive and a negative error cancel in a mean. The condition speaks of every single "
    "example.",
)
def mean_error(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or abs(np.mean(errors)) < err_tol:
        return True
    return len(costs) >= 2 and abs(costs[-1] - costs[-2]) < cost_tol


@should_stop.misconception(
    "M22-W05",
    "Many good examples hide a bad one in your mean. Which summary would show the worst?",
)
def mean_size_of_errors(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.mean(np.abs(errors)) < err_tol:
        return True
    return len(costs) >= 2 and abs(costs[-1] - costs[-2]) < cost_tol


@should_stop.misconception(
    "M22-W07",
    "An error of -0.6 is below your tolerance, yet far from 0. Mind the sign.",
)
def errors_with_signs(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.all(np.asarray(errors) < err_tol):
        return True
    return len(costs) >= 2 and abs(costs[-1] - costs[-2]) < cost_tol


@should_stop.misconception(
    "M22-W08",
    "One epoch too many. How many have been run when the list of costs is as long as the limit?",
)
def one_epoch_too_many(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) > max_epochs or np.all(np.abs(errors) < err_tol):
        return True
    return len(costs) >= 2 and abs(costs[-1] - costs[-2]) < cost_tol


@should_stop.misconception(
    "M22-W10",
    "You also stop when the cost rises. Noisy steps go up now and then; is that one of the "
    "three conditions?",
)
def stops_on_a_rise(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.all(np.abs(errors) < err_tol):
        return True
    return len(costs) >= 2 and costs[-2] - costs[-1] < cost_tol


@should_stop.misconception(
    "M22-W11",
    "You compare the change with a share of the cost. Here the change itself has to be below "
    "the tolerance.",
)
def relative_change(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.all(np.abs(errors) < err_tol):
        return True
    return len(costs) >= 2 and abs(costs[-1] - costs[-2]) < cost_tol * abs(costs[-2])


@should_stop.misconception(
    "M22-W12",
    "Your training runs on although the cost has come to rest: one condition of the three is "
    "missing.",
)
def no_plateau(costs, errors, max_epochs, cost_tol, err_tol):
    return len(costs) >= max_epochs or bool(np.all(np.abs(errors) < err_tol))


@should_stop.misconception(
    "M22-D01",
    "One good example is enough for you to stop. What does the condition say about all the "
    "others?",
)
def any_small_error(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.any(np.abs(errors) < err_tol):
        return True
    return len(costs) >= 2 and abs(costs[-1] - costs[-2]) < cost_tol


@should_stop.misconception(
    "M22-D02",
    "You stop when the cost is low. The condition is about its change from one epoch to the next.",
)
def low_cost(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.all(np.abs(errors) < err_tol):
        return True
    return costs[-1] < cost_tol


@should_stop.misconception(
    "M22-D03",
    "You compare with the first epoch of all. The condition looks at the last one only.",
)
def compared_with_the_first(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.all(np.abs(errors) < err_tol):
        return True
    return len(costs) >= 2 and abs(costs[-1] - costs[0]) < cost_tol


@should_stop.misconception(
    "M22-D04",
    "Where training should go on, your function hands back nothing at all. Which answer belongs "
    "there?",
)
def silent_when_going_on(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.all(np.abs(errors) < err_tol):
        return True
    if len(costs) >= 2 and abs(costs[-1] - costs[-2]) < cost_tol:
        return True


@should_stop.misconception(
    "M22-D05",
    "Your tolerances of 0 still stop where nothing changes. Both conditions say less than: is 0 "
    "less than 0?",
)
def equal_is_enough(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.all(np.abs(errors) <= err_tol):
        return True
    return len(costs) >= 2 and abs(costs[-1] - costs[-2]) <= cost_tol


@should_stop.misconception(
    "M22-D06",
    "Two costs are enough for a change. How many have to be in the list before you compare?",
)
def compared_from_three_on(costs, errors, max_epochs, cost_tol, err_tol):
    if len(costs) >= max_epochs or np.all(np.abs(errors) < err_tol):
        return True
    return len(costs) > 2 and abs(costs[-1] - costs[-2]) < cost_tol


# 4.5 Min-max normalisation ----------------------------------------------------------------


def ref_normalize(X_train, X_test):
    return preprocessing.normalize(X_train, X_test)


normalize = in_unit_4(
    "normalize",
    group="4.5",
    asks="Rescale each column to [-1, 1] by the training range, and the test set the same way.",
    reference=ref_normalize,
    properties={
        "training set": 0.75,
        "test set": 0.75,
        "constant columns": 0.25,
        "arguments and types": 0.25,
    },
    hints=[
        "Look at the columns of your rescaled training set: the smallest value must be -1, the "
        "largest 1, in each of them. Then pass a test set of a single row.",
        "The scale belongs to the training set: each column has its smallest and its largest "
        "value there. The test set is put on this same scale, wherever its values land (CS "
        "457/557, 07-4a Keeping the Initial Weights Small).",
        "The same for a thermometer: training days from 10 to 30 degrees. How far above the "
        "lowest day, in units of half the range, minus one: 10 becomes (10 - 10) / 10 - 1 = -1, "
        "30 becomes (30 - 10) / 10 - 1 = 1. A test day of 40 degrees becomes (40 - 10) / 10 - 1 "
        "= 2, and one of 25 becomes 0.5.",
    ],
)


def measurements(rng, n=5):
    """Return n rows of three features with different units, none of them around 0."""
    return rng.uniform([2, 30, -9], [7, 90, -8], size=(n, 3))


@normalize.probe("training set")
def training_rows(normalize, rng):
    return normalize(measurements(rng), measurements(rng))[0]


@normalize.probe("test set")
def test_rows(normalize, rng):
    return normalize(measurements(rng, n=4), measurements(rng, n=6) + 0.5)[1]


@normalize.probe("test set")
def one_test_row(normalize, rng):
    return normalize(measurements(rng), measurements(rng, n=1))[1]


@normalize.probe("test set")
def far_outside(normalize, rng):
    return normalize(measurements(rng), 2 * measurements(rng, n=2))


def finite_and_the_rest(seen: Any) -> Any:
    """Compare the columns that vary; of the constant one only say whether it is finite."""
    both = [np.asarray(part, float) for part in seen]
    finite = all(bool(np.isfinite(part).all()) for part in both)
    return finite, *(part[:, [0, 2]] for part in both)


@normalize.probe("constant columns", view=finite_and_the_rest)
def a_constant_column(normalize, rng):
    train, test = measurements(rng), measurements(rng, n=3)
    train[:, 1] = 40.0
    return normalize(train, test)


@normalize.probe("arguments and types")
def whole_measurements(normalize, rng):
    train = rng.permutation(np.array([[1, 10], [4, 50], [2, 20], [5, 90]]))
    return normalize(train, np.array([[3, 60], [0, 30]]))


@normalize.probe("arguments and types")
def nested_lists(normalize, rng):
    train = rng.permutation(np.array([[1.5, 10.0], [4.0, 50.0], [2.0, 20.0]]))
    return normalize(train.tolist(), [[3.0, 60.0]])


@normalize.probe("arguments and types")
def training_set_kept(normalize, rng):
    return kept(normalize, measurements(rng), measurements(rng, n=2))


@normalize.misconception(
    "M23-W01",
    "Each set got a scale of its own, so one raw value means two different things. Which scale "
    "did the network learn on?",
)
def own_range_for_the_test_set(X_train, X_test):
    both = []
    for M in (np.asarray(X_train, float), np.asarray(X_test, float)):
        r = np.where(np.ptp(M, axis=0) == 0, 1, np.ptp(M, axis=0))
        both.append(2 * (M - M.min(0)) / r - 1)
    return tuple(both)


@normalize.misconception(
    "M23-W03",
    "All columns share one range, so the feature with small numbers is squeezed flat. Each "
    "feature has its own unit.",
)
def one_range_for_all(X_train, X_test):
    A, B = np.asarray(X_train, float), np.asarray(X_test, float)
    lo, r = A.min(), A.max() - A.min()
    return 2 * (A - lo) / r - 1, 2 * (B - lo) / r - 1


@normalize.misconception(
    "M23-W04",
    "Each row of yours reaches from -1 to 1: you compare the features of one example with each "
    "other. Go down the columns.",
)
def along_the_rows(X_train, X_test):
    both = []
    for M in (np.asarray(X_train, float), np.asarray(X_test, float)):
        lo, r = M.min(axis=1, keepdims=True), np.ptp(M, axis=1, keepdims=True)
        both.append(2 * (M - lo) / np.where(r == 0, 1, r) - 1)
    return tuple(both)


@normalize.misconception(
    "M23-W05",
    "Yours runs from 0 to 1. Asked for is an interval around 0, so that inputs have both signs.",
)
def from_zero_to_one(X_train, X_test):
    A, B = np.asarray(X_train, float), np.asarray(X_test, float)
    lo, r = A.min(0), np.where(np.ptp(A, axis=0) == 0, 1, np.ptp(A, axis=0))
    return (A - lo) / r, (B - lo) / r


@normalize.misconception(
    "M23-W06",
    "The interval has the right length and the wrong place. Where does your smallest value land?",
)
def shift_forgotten(X_train, X_test):
    A, B = np.asarray(X_train, float), np.asarray(X_test, float)
    lo, r = A.min(0), np.where(np.ptp(A, axis=0) == 0, 1, np.ptp(A, axis=0))
    return 2 * (A - lo) / r, 2 * (B - lo) / r


@normalize.misconception(
    "M23-W07",
    "That is right only for a column that begins at 0. What has to happen to the smallest value "
    "before you scale?",
)
def minimum_not_subtracted(X_train, X_test):
    A, B = np.asarray(X_train, float), np.asarray(X_test, float)
    r = np.where(np.ptp(A, axis=0) == 0, 1, np.ptp(A, axis=0))
    return 2 * A / r - 1, 2 * B / r - 1


@normalize.misconception(
    "M23-W09",
    "Mean 0 and standard deviation 1: a good method, but another one. Is your largest training "
    "value 1?",
)
def standardised(X_train, X_test):
    A, B = np.asarray(X_train, float), np.asarray(X_test, float)
    s = np.where(A.std(0) == 0, 1, A.std(0))
    return (A - A.mean(0)) / s, (B - A.mean(0)) / s


@normalize.misconception(
    "M23-W11",
    "Clipping turns different test values into one. A value outside the training range may land "
    "outside [-1, 1].",
)
def clipped(X_train, X_test):
    A, B = np.asarray(X_train, float), np.asarray(X_test, float)
    lo, r = A.min(0), np.where(np.ptp(A, axis=0) == 0, 1, np.ptp(A, axis=0))
    return 2 * (A - lo) / r - 1, np.clip(2 * (B - lo) / r - 1, -1, 1)


@normalize.misconception(
    "M23-W12",
    "Only a few whole numbers come out. Which of / and // keeps what is behind the point?",
)
def whole_division(X_train, X_test):
    A, B = np.asarray(X_train), np.asarray(X_test)
    lo, r = A.min(0), np.where(np.ptp(A, axis=0) == 0, 1, np.ptp(A, axis=0))
    return 2 * (A - lo) // r - 1, 2 * (B - lo) // r - 1


@normalize.misconception(
    "M23-W13",
    "The caller's training data are overwritten, and whole numbers or lists fail. Compute a new "
    "array instead.",
)
def training_data_overwritten(X_train, X_test):
    lo, r = X_train.min(0), np.ptp(X_train, axis=0)
    r = np.where(r == 0, 1, r)
    X_train -= lo
    X_train *= 2
    X_train /= r
    X_train -= 1
    return X_train, 2 * (X_test - lo) / r - 1


@normalize.misconception(
    "M23-D01",
    "Your range covers both sets. Then the test set has a say in training, and the test is no "
    "longer a test.",
)
def range_of_both_sets(X_train, X_test):
    A, B = np.asarray(X_train, float), np.asarray(X_test, float)
    both = np.vstack([A, B])
    lo, r = both.min(0), np.where(np.ptp(both, axis=0) == 0, 1, np.ptp(both, axis=0))
    return 2 * (A - lo) / r - 1, 2 * (B - lo) / r - 1


@normalize.misconception(
    "M23-D02",
    "A column that never changes has the range 0, and 0/0 is nan. Which range could you use in "
    "that case?",
)
def zero_by_zero(X_train, X_test):
    A, B = np.asarray(X_train, float), np.asarray(X_test, float)
    lo, r = A.min(0), np.ptp(A, axis=0)
    return 2 * (A - lo) / r - 1, 2 * (B - lo) / r - 1


@normalize.misconception(
    "M23-D03",
    "You divide by the largest size in the column. Then nothing is above 1, but the smallest "
    "value does not land on -1.",
)
def divided_by_the_largest(X_train, X_test):
    A, B = np.asarray(X_train, float), np.asarray(X_test, float)
    top = np.abs(A).max(0)
    return A / top, B / top


@normalize.misconception(
    "M23-D04",
    "You divide by the largest value of a column. After the minimum is subtracted, how far does "
    "the column reach?",
)
def length_without_the_minimum(X_train, X_test):
    A, B = np.asarray(X_train, float), np.asarray(X_test, float)
    lo, r = A.min(0), np.where(A.max(0) == 0, 1, A.max(0))
    return 2 * (A - lo) / r - 1, 2 * (B - lo) / r - 1


@normalize.misconception(
    "M23-D05",
    "Right for floats. An array of whole numbers cuts off what is behind the point when you write "
    "into it.",
)
def written_into_integers(X_train, X_test):
    A, B = np.array(X_train), np.array(X_test)
    lo, r = A.min(0), np.where(np.ptp(A, axis=0) == 0, 1, np.ptp(A, axis=0))
    A[:], B[:] = 2 * (A - lo) / r - 1, 2 * (B - lo) / r - 1
    return A, B


# 4.6 One-hot and back ---------------------------------------------------------------------


def ref_one_hot(y, K):
    return preprocessing.one_hot(y, K)


one_hot = in_unit_4(
    "one_hot",
    group="4.6",
    asks="Turn labels 1 to K into rows with a single 1.",
    reference=ref_one_hot,
    properties={"values": 0.5, "lists": 0.1, "missing classes": 0.4},
    hints=[
        "Encode [1, 3, 2] with K = 3 by hand, then compare. Does label 1 light the first column?",
        "Labels count from 1, columns from 0 (CS 457/557, 07-4c Multi-Class Classification). K "
        "is passed in because a small batch may not contain every class.",
        "The same for weekdays: day 1 of 7 is Monday, the first of seven lamps. The list [2, 4] "
        "gives the rows [0, 1, 0, 0, 0, 0, 0] and [0, 0, 0, 1, 0, 0, 0]: seven lamps each, "
        "although only two days occur. Day 4 lights the lamp at place 4 - 1 = 3, counted from 0.",
    ],
)


@one_hot.probe("values")
def three_classes(one_hot, rng):
    return one_hot(rng.permutation(np.array([1, 2, 3, 2, 1])), 3)


@one_hot.probe("lists")
def four_classes_in_a_list(one_hot, rng):
    return one_hot(rng.permutation([1, 4, 2, 3, 3, 1]).tolist(), 4)


@one_hot.probe("missing classes")
def two_equal_labels(one_hot, rng):
    return one_hot(np.array([2, 2]), 4)


@one_hot.probe("missing classes")
def first_and_last_missing(one_hot, rng):
    return one_hot(rng.permutation(np.array([2, 3, 3])), 5)


@one_hot.misconception(
    "M24-W01",
    "Label K falls off the end, and all others are one column too far right. Which label should "
    "light the first column?",
)
def label_as_index(y, K):
    return np.eye(K)[np.asarray(y)]


@one_hot.misconception(
    "M24-W02",
    "Your rows have a column too many. Is there a class 0 in this course?",
)
def column_for_class_zero(y, K):
    return np.eye(K + 1)[np.asarray(y)]


@one_hot.misconception(
    "M24-W03",
    "Label 1 lights the last column: a negative index counts from the end. By how much do you "
    "shift?",
)
def shifted_twice(y, K):
    return np.eye(K)[np.asarray(y) - 2]


@one_hot.misconception(
    "M24-W04",
    "You count the classes that happen to be in y. A small batch may not show all; how many "
    "there are, you are told.",
)
def classes_counted(y, K):
    present, index = np.unique(np.asarray(y), return_inverse=True)
    return np.eye(len(present))[index]


@one_hot.misconception(
    "M24-W05",
    "The largest label in y is not always K. Nobody in this batch may belong to the last class.",
)
def largest_label(y, K):
    return np.eye(int(np.max(y)))[np.asarray(y) - 1]


@one_hot.misconception(
    "M24-W06",
    "Each example has become a column. In this course an example is a row, in the targets too.",
)
def examples_in_columns(y, K):
    return np.eye(K)[np.asarray(y) - 1].T


@one_hot.misconception(
    "M24-W07",
    "The label itself stands where a 1 belongs. An output that fires reaches 1, not 3.",
)
def label_for_one(y, K):
    return np.eye(K)[np.asarray(y) - 1] * np.asarray(y)[:, None]


@one_hot.misconception(
    "M24-D01",
    "The row of label K stays empty: you count the labels from 0. Here they run from 1 to K.",
)
def compared_from_zero(y, K):
    return (np.asarray(y)[:, None] == np.arange(K)).astype(float)


@one_hot.misconception(
    "M24-D02",
    "The others get -1 in your rows. The lecture's outputs are logistic: not firing means near 0.",
)
def plus_and_minus_one(y, K):
    return 2 * np.eye(K)[np.asarray(y) - 1] - 1


@one_hot.misconception(
    "M24-D07",
    "Each row has a 1 for every label of y: a colon picks all rows at once. Row 0 needs only the "
    "column of its own label.",
)
def all_rows_at_once(y, K):
    Y = np.zeros((len(y), K))
    Y[:, np.asarray(y) - 1] = 1
    return Y


@one_hot.misconception(
    "M24-D08",
    "Right for arrays. y may also be a list, and from a list nothing can be subtracted.",
)
def only_for_arrays(y, K):
    Y = np.zeros((len(y), K))
    Y[np.arange(len(y)), y - 1] = 1
    return Y


def ref_decode(Yhat):
    return preprocessing.decode(Yhat)


decode = in_unit_4(
    "decode",
    group="4.6",
    asks="Return the label, 1 to K, of the highest output in each row.",
    reference=ref_decode,
    properties={"values": 0.6, "weak outputs": 0.4},
    hints=[
        "Decode [[0.9, 0.2, 0.1]] by hand: the first output is highest, so which label is it?",
        "Look along each row for the place of the highest output (CS 457/557, 07-4c Multi-Class "
        "Classification: Network Outputs). Places count from 0, labels from 1.",
        "The same for races, one row per heat, times of three runners: [[12.1, 11.8, 12.4], "
        "[11.5, 11.9, 12.0]]. np.argmin(times, axis=1) gives the places [1, 0], so runners 2 and "
        "1 win. Not 11.8 and 11.5: you want who was best, not how good, and one winner for each "
        "heat.",
    ],
)


def clear_outputs(rng, n, K, top=0.95):
    """Return rows with one clear winner each; every class wins somewhere if n >= K."""
    Y = rng.uniform(0.01, 0.3, size=(n, K))
    winners = np.concatenate([rng.permutation(K), rng.integers(0, K, n)])[:n]
    Y[np.arange(n), winners] = top - 0.1 * rng.random(n)
    return Y


@decode.probe("values")
def five_rows_of_three(decode, rng):
    return decode(clear_outputs(rng, 5, 3))


@decode.probe("values")
def four_rows_of_four(decode, rng):
    return decode(clear_outputs(rng, 4, 4))


@decode.probe("weak outputs")
def nobody_above_a_half(decode, rng):
    return decode(clear_outputs(rng, 5, 3, top=0.45))


@decode.probe("weak outputs")
def scores_of_either_sign(decode, rng):
    return decode(clear_outputs(rng, 6, 4, top=3.0) - 4.0)


@decode.misconception(
    "M24-W11",
    "Compare with the labels that you encoded: yours are all one too small.",
)
def labels_from_zero(Yhat):
    return np.argmax(Yhat, axis=1)


@decode.misconception(
    "M24-W12",
    "You found, for each class, the example that it suits best. Asked is the other way round: "
    "one label per example.",
)
def best_example_per_class(Yhat):
    return np.argmax(Yhat, axis=0) + 1


@decode.misconception(
    "M24-W13",
    "One number for the whole table. Each example gets a label of its own.",
)
def one_winner_for_all(Yhat):
    return np.argmax(Yhat) + 1


@decode.misconception(
    "M24-W14",
    "You return how strongly the winner fires. Who is it?",
)
def height_of_the_winner(Yhat):
    return np.max(Yhat, axis=1)


@decode.misconception(
    "M24-D03",
    "You look for the first output above one half. Sometimes none is, and sometimes two are; the "
    "highest one wins.",
)
def first_above_a_half(Yhat):
    return np.argmax(np.asarray(Yhat) >= 0.5, axis=1) + 1


@decode.misconception(
    "M24-D04",
    "You chose the output that fires least.",
)
def lowest_output(Yhat):
    return np.argmin(Yhat, axis=1) + 1


@decode.misconception(
    "M24-D05",
    "That is the one-hot row of the winner. Labels are single numbers, one per example.",
)
def one_hot_again(Yhat):
    Y = np.asarray(Yhat, float)
    return (Y.max(axis=1, keepdims=True) == Y).astype(int)


@decode.misconception(
    "M24-D06",
    "Right labels, but as a column with two axes. Labels have the shape (n,).",
)
def labels_as_a_column(Yhat):
    return np.argmax(Yhat, axis=1)[:, None] + 1


@decode.misconception(
    "M24-D09",
    "You look for the largest size. A score of -4 is lower than one of -1.",
)
def largest_size(Yhat):
    return np.argmax(np.abs(Yhat), axis=1) + 1


# 4.7 Shares -------------------------------------------------------------------------------


def ref_softmax(Z):
    return softmax.softmax(Z)


softmax_exercise = in_unit_4(
    "softmax",
    group="4.7",
    asks="Turn each row of scores into probabilities, safe for scores of any size.",
    reference=ref_softmax,
    properties={"values": 0.5, "stability": 0.4, "scores kept": 0.1},
    hints=[
        "Do your rows add up to 1, each of them? Then try scores of 1000, and two rows of which "
        "one is much larger than the other.",
        "Adding one number to all scores of a row changes nothing: the factor cancels. So you "
        "may choose which score of each row becomes 0 before the exponential.",
        "The same for a logarithm: log(e^800 + e^799) overflows. Take 800 out: 800 + log(1 + "
        "e^-1) = 800.3133. For the row (5, 4) the same trick with 5 gives 5 + log(1 + e^-1) = "
        "5.3133: each row has a largest score of its own.",
    ],
)


@softmax_exercise.probe("values")
def two_rows_of_three(softmax, rng):
    return softmax(rng.normal(size=(2, 3)))


@softmax_exercise.probe("values")
def a_square_table(softmax, rng):
    return softmax(rng.normal(0.5, 1, size=(3, 3)))


@softmax_exercise.probe("values")
def whole_scores(softmax, rng):
    return softmax(np.array([[3, 1, 0, -2], rng.permutation([0, -1, 2, 1])]))


@softmax_exercise.probe("stability")
def around_a_thousand(softmax, rng):
    with watching() as seen:
        values = softmax(1000 + rng.normal(size=(2, 3)))
    return values, seen.warned


@softmax_exercise.probe("stability")
def far_below_and_far_above(softmax, rng):
    with watching() as seen:
        values = softmax(np.array([[1000.0], [-1000.0], [0.0]]) + rng.normal(size=(3, 2)))
    return values, seen.warned


@softmax_exercise.probe("stability")
def one_far_above_in_its_row(softmax, rng):
    with watching() as seen:
        values = softmax(
            np.array([[1000.0, -1000.0, 0.0], rng.permutation([-1000.0, 999.0, 1000.0])])
        )
    return values, seen.warned


@softmax_exercise.probe("scores kept")
def scores_afterwards(softmax, rng):
    return kept(softmax, rng.normal(size=(2, 4)))


@softmax_exercise.misconception(
    "M25-W01",
    "The formula is right and overflows at 1000. Which number may you subtract from all scores "
    "of a row without changing the result?",
)
def nothing_subtracted(Z):
    E = np.exp(np.asarray(Z, float))
    return E / E.sum(axis=1, keepdims=True)


@softmax_exercise.misconception(
    "M25-W02",
    "Your columns add up to 1. Which numbers share one example between them?",
)
def shares_down_the_columns(Z):
    E = np.exp(np.asarray(Z, float) - np.max(Z, axis=0))
    return E / E.sum(axis=0)


@softmax_exercise.misconception(
    "M25-W03",
    "The whole table adds up to 1. Each example has a distribution of its own.",
)
def shares_of_everything(Z):
    E = np.exp(np.asarray(Z, float) - np.max(Z))
    return E / E.sum()


@softmax_exercise.misconception(
    "M25-W04",
    "The sums have lost an axis, so they are laid along the rows; for square tables nothing even "
    "complains. Print their shape.",
)
def axis_lost(Z):
    E = np.exp(np.asarray(Z, float) - np.max(Z))
    return E / E.sum(axis=1)


@softmax_exercise.misconception(
    "M25-W05",
    "You subtract the largest score of the whole table. In a row far below it every exponential "
    "becomes 0, and so does the sum.",
)
def one_shift_for_all(Z):
    Z = np.asarray(Z, float)
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


@softmax_exercise.misconception(
    "M25-W06",
    "The division happens inside the exponential. Which operation comes last in softmax?",
)
def divided_inside(Z):
    Z = np.asarray(Z, float)
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.exp(shifted / np.exp(shifted).sum(axis=1, keepdims=True))


@softmax_exercise.misconception(
    "M25-W10",
    "Dividing the scores keeps them small, but it changes the result. Softmax forgives a shift, "
    "not a scale.",
)
def scaled_by_the_largest(Z):
    Z = np.asarray(Z, float)
    top = Z.max(axis=1, keepdims=True)
    E = np.exp(Z / np.where(top == 0, 1, top))
    return E / E.sum(axis=1, keepdims=True)


@softmax_exercise.misconception(
    "M25-D01",
    "Each score is squashed on its own: these rows don't add up to 1. What do the classes of one "
    "example have to share?",
)
def sigmoids(Z):
    Z = np.asarray(Z, float)
    e = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1, e) / (1 + e)


@softmax_exercise.misconception(
    "M25-D02",
    "The winner takes everything in your version. The others keep a share, smaller the further "
    "their score is behind.",
)
def winner_takes_all(Z):
    Z = np.asarray(Z, float)
    return (Z.max(axis=1, keepdims=True) == Z).astype(float)


@softmax_exercise.misconception(
    "M25-D03",
    "After the call, the caller's scores are shifted. Subtract into a new array.",
)
def scores_shifted_in_place(Z):
    E = Z
    E -= np.max(Z, axis=1, keepdims=True).astype(E.dtype)
    E = np.exp(E)
    return E / E.sum(axis=1, keepdims=True)


@softmax_exercise.misconception(
    "M25-D11",
    "What you subtract can lie far below the highest score of the row, and the exponential still "
    "overflows. Which score should become 0?",
)
def mean_subtracted(Z):
    Z = np.asarray(Z, float)
    E = np.exp(Z - Z.mean(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@softmax_exercise.misconception(
    "M25-D12",
    "Clipping makes large scores equal: 1001 and 999 then get the same share. Shift a row "
    "instead.",
)
def scores_clipped(Z):
    E = np.exp(np.clip(np.asarray(Z, float), -500, 500))
    return E / E.sum(axis=1, keepdims=True)


@softmax_exercise.misconception(
    "M25-D13",
    "One sum for the whole table, over rows that were shifted apart. Each row needs a sum of its "
    "own.",
)
def rows_shifted_and_one_sum(Z):
    Z = np.asarray(Z, float)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum()


@softmax_exercise.misconception(
    "M25-D14",
    "One sum for the whole table: `sum` needs an axis. Large scores overflow as well; that comes "
    "second.",
)
def nothing_subtracted_and_one_sum(Z):
    E = np.exp(np.asarray(Z, float))
    return E / E.sum()


@softmax_exercise.misconception(
    "M25-D15",
    "Your columns add up to 1: the sum runs over the examples. Large scores overflow as well; "
    "that comes second.",
)
def nothing_subtracted_down_the_columns(Z):
    E = np.exp(np.asarray(Z, float))
    return E / E.sum(axis=0)


@softmax_exercise.misconception(
    "M25-D16",
    "Maxima and sums have lost an axis, so they are laid along the rows. Compare their shape with "
    "that of Z.",
)
def both_axes_lost(Z):
    Z = np.asarray(Z, float)
    E = np.exp(Z - Z.max(axis=1))
    return E / E.sum(axis=1)


def ref_rescale(Yhat):
    return softmax.rescale(Yhat)


rescale = in_unit_4(
    "rescale",
    group="4.7",
    asks="Divide each row of outputs by its sum.",
    reference=ref_rescale,
    properties={"values": 0.6, "square tables and integers": 0.3, "outputs kept": 0.1},
    hints=[
        "Add up each of your rows. Then rescale a row twice: the second time nothing may change.",
        "One sum per row, kept as a column, so that it meets its own row when you divide (CS "
        "457/557, 07-4c Multi-Class Classification: Network Outputs).",
        "The same for votes: two towns with (30, 10) and (1, 4) votes. Town one has the shares "
        "30/40 = 0.75 and 10/40 = 0.25, town two 1/5 = 0.2 and 4/5 = 0.8. The sums 40 and 5 "
        "belong to the towns, not to the parties.",
    ],
)


@rescale.probe("values")
def outputs_of_two_examples(rescale, rng):
    return rescale(rng.uniform(0.05, 0.95, size=(2, 3)))


@rescale.probe("values")
def one_row_of_outputs(rescale, rng):
    return rescale(rng.uniform(0.05, 0.95, size=(1, 4)))


@rescale.probe("square tables and integers")
def square_outputs(rescale, rng):
    return rescale(rng.uniform(0.05, 0.95, size=(3, 3)))


@rescale.probe("square tables and integers")
def whole_counts(rescale, rng):
    return rescale(rng.permuted(np.array([[3, 1, 0], [2, 5, 1]]), axis=1))


@rescale.probe("outputs kept")
def outputs_afterwards(rescale, rng):
    return kept(rescale, rng.uniform(0.05, 0.95, size=(2, 4)))


@rescale.misconception(
    "M25-D04",
    "This is softmax: equal shares drift together, and a 0 gets something too. Here the outputs "
    "themselves are shared out.",
)
def softmax_instead(Yhat):
    E = np.exp(np.asarray(Yhat, float))
    return E / E.sum(axis=1, keepdims=True)


@rescale.misconception(
    "M25-D05",
    "You divide by the largest output, so the winner always gets 1. Do your rows add up to 1?",
)
def divided_by_the_winner(Yhat):
    Y = np.asarray(Yhat, float)
    return Y / Y.max(axis=1, keepdims=True)


@rescale.misconception(
    "M25-D06",
    "Each column adds up to 1. Whose outputs are to share a whole: those of one class or of one "
    "example?",
)
def sums_of_the_columns(Yhat):
    Y = np.asarray(Yhat, float)
    return Y / Y.sum(axis=0, keepdims=True)


@rescale.misconception(
    "M25-D07",
    "The whole table adds up to 1. Every example is rescaled for itself.",
)
def sum_of_everything(Yhat):
    Y = np.asarray(Yhat, float)
    return Y / Y.sum()


@rescale.misconception(
    "M25-D08",
    "The row sums lie along a row when you divide. For square tables NumPy says nothing. Which "
    "shape should they have?",
)
def sums_laid_flat(Yhat):
    Y = np.asarray(Yhat, float)
    return Y / Y.sum(axis=1)


@rescale.misconception(
    "M25-D09",
    "You made each row a vector of length 1. Shares add up to 1, without squares.",
)
def length_one(Yhat):
    Y = np.asarray(Yhat, float)
    return Y / np.sqrt((Y**2).sum(axis=1, keepdims=True))


@rescale.misconception(
    "M25-D10",
    "The rows add up to 1, but you moved them there by adding. Ratios between the outputs are "
    "lost: twice as strong should stay twice as strong.",
)
def moved_to_one(Yhat):
    Y = np.asarray(Yhat, float)
    return Y + (1 - Y.sum(axis=1, keepdims=True)) / Y.shape[1]


# 4.8 Train a 2-8-3 network ----------------------------------------------------------------


def _sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))


def _outputs(X, Ws, bs):
    """Return X and what every layer passes on; all units are logistic."""
    outs = [np.asarray(X, float)]
    for W, b in zip(Ws, bs, strict=True):
        outs.append(_sigmoid(outs[-1] @ np.asarray(W, float) + np.asarray(b, float)))
    return outs


def _gradients(X, Y, Ws, bs):
    """Return dWs and dbs of the mean squared error, without ½, by backpropagation."""
    outs = _outputs(X, Ws, bs)
    delta = -2 * (Y - outs[-1]) * outs[-1] * (1 - outs[-1])
    dWs: list[Any] = []
    dbs: list[Any] = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, outs[k].T @ delta / len(X))
        dbs.insert(0, delta.mean(axis=0))
        delta = (delta @ np.asarray(Ws[k], float).T) * outs[k] * (1 - outs[k])
    return dWs, dbs


def _train(X, Y, sizes, lr, epochs, batch, rng, slip=""):
    """Train as NEURALNETTRAIN does, or with a slip."""
    n = len(X)
    rng = np.random.default_rng(0) if slip == "fixed seed" else rng
    Ws = [rng.uniform(-1, 1, (i, j)) for i, j in pairwise(sizes)]
    Ws = [0 * W for W in Ws] if slip == "zeros" else Ws
    bs, history = [np.zeros(j) for j in sizes[1:]], []
    size = {"full batch": n, "single examples": 1}.get(slip, batch)
    once = rng.permutation(n) if slip == "one order" else None
    for epoch in range(epochs):
        if slip == "new weights" and epoch > 0:
            Ws = [rng.uniform(-1, 1, (i, j)) for i, j in pairwise(sizes)]
        order = rng.permutation(n) if once is None else once
        labels = rng.permutation(n) if slip == "labels elsewhere" else order
        for i in range(0, n, size):
            rows, targets = order[i : i + size], labels[i : i + size]
            if slip == "all examples":
                rows = targets = np.arange(n)
            dWs, dbs = _gradients(X[rows], Y[targets], Ws, bs)
            many = len(rows)
            step = lr * {"uphill": -1, "never": 0, "sum": many, "twice": 1 / many}.get(slip, 1)
            first = 1 if slip == "output only" else 0
            for k in range(first, len(Ws)):
                Ws[k] = Ws[k] - step * dWs[k]
                bs[k] = bs[k] if slip == "no biases" else bs[k] - step * dbs[k]
            if slip == "every batch":
                history.append(float(np.mean(np.sum((Y - _outputs(X, Ws, bs)[-1]) ** 2, axis=1))))
        if slip != "every batch":
            history.append(float(np.mean(np.sum((Y - _outputs(X, Ws, bs)[-1]) ** 2, axis=1))))
    return (Ws, bs), history


def ref_train(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng)


train = in_unit_4(
    "train",
    group="4.8",
    asks="Train a network of logistic units with mini-batches, and record the cost of each epoch.",
    reference=ref_train,
    properties={
        "start": 0.25,
        "one epoch": 0.5,
        "new orders": 0.25,
        "accuracy": 0.5,
        "history": 0.5,
    },
    uses=[
        "sigmoid",
        "forward",
        "output_delta",
        "hidden_delta",
        "backward",
        "sgd_step",
        "epoch_batches",
        "shuffle_together",
        "batch_grads",
    ],
    hints=[
        "Train with lr = 0 first: the weights must come back as they were drawn. Then take one "
        "epoch with one batch of all examples: does each weight move against its gradient?",
        "Two loops, one inside the other: epochs outside, batches inside (CS 457/557, 07-4a "
        "Neural Network Training). Weights are drawn once, before both. Every batch needs "
        "forward, backward and a step; rows and targets of a batch are picked by the same row "
        "numbers.",
        "The same skeleton for one number m that is to become the mean of some data: start with "
        "a random m; for each of 20 epochs draw batches of row numbers; for each batch move m a "
        "quarter of the way towards the mean of these rows; at the end of the epoch append the "
        "mean squared distance to a list. From m = 2, a batch with the mean 6 leads to 2 + 0.25 "
        "(6 - 2) = 3, and the next batch starts from 3. Return m and the list.",
    ],
)

SMALL = (3, 4, 2)  # sizes that differ, so that nothing fits by accident


def few_examples(rng, n):
    """Return n examples, fewer of one class: where they are as many, outputs of ½ fit well."""
    return rng.normal(size=(n, 3)), np.eye(2)[rng.permutation((np.arange(n) % 3 > 0).astype(int))]


def _started(train, X, Y, lr, batch, seed):
    params, _ = train(X, Y, SMALL, lr, 1, batch, np.random.default_rng(seed))
    return params


def form(seen: Any) -> Any:
    """Return the shapes of all arrays, nested as they are."""
    return tuple(map(form, seen)) if isinstance(seen, tuple) else np.array(np.shape(seen))


@train.probe("start", view=form)
def what_comes_back(train, rng):
    X, Y = few_examples(rng, 6)
    return train(X, Y, SMALL, 0.1, 1, 6, rng)


def starts(seen: Any) -> Any:
    """Say of three untrained networks what their weights look like."""
    one, again, other = ([np.asarray(W, float) for W in Ws] for Ws in seen)
    distinct = len(np.unique(np.round(one[0], 9), axis=1).T)
    return {
        "shapes": np.array([W.shape for W in one]),
        "different hidden units": distinct,
        "equal seeds, equal starts": all(map(np.array_equal, one, again)),
        "other seed, equal start": np.array_equal(one[0], other[0]),
    }


@train.probe("start", view=starts)
def untrained_with_rate_zero(train, rng):
    X, Y = few_examples(rng, 6)
    return tuple(_started(train, X, Y, 0.0, 6, seed)[0] for seed in (1, 1, 2))


ELSEWHERE = 99.0  # stands for a step in another direction
ROOM = Tolerance(0.0, 0.06, "float32 is accepted, and an epoch of small steps is no straight line")


def _times(step: Any, gradient: Any) -> float:
    """Return how many times its gradient a parameter went down, or ELSEWHERE."""
    step, gradient = np.ravel(step), np.ravel(gradient)
    size = float(gradient @ gradient)
    if np.abs(step).max() < 1e-12:
        return 0.0
    if size == 0:
        return ELSEWHERE
    times = float(step @ gradient) / size
    apart = np.linalg.norm(step - times * gradient) / np.sqrt(size)
    return ELSEWHERE if apart > 0.05 * max(1.0, abs(times)) else times


def movements(seen: Any, rng: np.random.Generator, n: int, lr: float) -> Any:
    """Return pairs of how far each W, then each b, went down in units of lr, and its gradient."""
    X, Y = few_examples(rng, n)
    (Ws, bs), (new_Ws, new_bs) = seen
    old, new, slopes = [*Ws, *bs], [*new_Ws, *new_bs], _gradients(X, Y, Ws, bs)
    return [
        ((np.asarray(o, float) - np.asarray(w, float)) / lr, slope)
        for o, w, slope in zip(old, new, [*slopes[0], *slopes[1]], strict=True)
    ]


def each_parameter(seen: Any, rng: np.random.Generator) -> Any:
    return np.array([_times(*pair) for pair in movements(seen, rng, 8, 0.5)])


def all_together(seen: Any, rng: np.random.Generator) -> float:
    steps, slopes = zip(*movements(seen, rng, 12, 0.002), strict=True)
    return _times(*(np.concatenate([np.ravel(p) for p in parts]) for parts in (steps, slopes)))


@train.probe("one epoch", view=each_parameter, tolerance=ROOM)
def one_batch_of_all(train, rng):
    X, Y = few_examples(rng, 8)
    seed = int(rng.integers(1000))
    return _started(train, X, Y, 0.0, 8, seed), _started(train, X, Y, 0.5, 8, seed)


@train.probe("one epoch", view=all_together, tolerance=ROOM)
def three_batches_of_four(train, rng):
    X, Y = few_examples(rng, 12)
    seed = int(rng.integers(1000))
    return _started(train, X, Y, 0.0, 4, seed), _started(train, X, Y, 0.002, 4, seed)


RUNS = 15  # a right train draws one order for three epochs in all of them once in 4^15


@train.probe(
    "new orders",
    view=lambda runs, rng: paths(runs, rng),
    expected={
        "a step for each example": True,
        "all examples in each step": False,
        "one order for all epochs": False,
    },
)
def two_examples_three_times(train, rng):
    X, Y = few_examples(rng, 2)
    runs = []
    for seed in rng.integers(1_000_000, size=RUNS).tolist():
        end, _ = train(X, Y, SMALL, 3.0, 3, 1, np.random.default_rng(seed))
        runs.append((_started(train, X, Y, 0.0, 1, seed), end))
    return tuple(runs)


def paths(runs: Any, rng: np.random.Generator) -> Any:
    """Say whether runs are paths of single steps, and whether their orders ever differ."""
    X, Y = few_examples(rng, 2)
    found: list[Any] = []
    for start, end in runs:
        if len(found) >= 3 and not all(map(_of_one_kind, found)):
            break  # nothing more to learn
        found.append(_orders_of(start, end, X, Y))
    return {
        "a step for each example": all(orders not in (None, ALL) for orders in found),
        "all examples in each step": all(orders == ALL for orders in found),
        "one order for all epochs": all(map(_of_one_kind, found)),
    }


ALL = (2, 2, 2)
TURNS = {0: [[0], [1]], 1: [[1], [0]], 2: [[0, 1], [0, 1]]}


def _of_one_kind(orders: Any) -> bool:
    return orders in ((0, 0, 0), (1, 1, 1))


def _orders_of(start: Any, end: Any, X: Any, Y: Any) -> Any:
    """Return which example came first in each of three epochs; 2: both in every step."""
    arrived = _long(end)
    whole_way = np.linalg.norm(arrived - _long(start))
    best, nearest = None, 1e-3 * whole_way  # float32 is closer by far
    for orders in [*product((0, 1), repeat=3), ALL]:
        params = start
        for k in orders:
            params = _after(params, TURNS[k], X, Y)
        away = np.linalg.norm(arrived - _long(params))
        if away < nearest:
            best, nearest = orders, away
    return best


def _long(params: Any) -> Any:
    return np.concatenate([np.ravel(np.asarray(p, float)) for part in params for p in part])


def _after(params: Any, batches: Any, X: Any, Y: Any) -> Any:
    """Return the parameters after a step with the rate 3 for each of the batches."""
    Ws, bs = ([np.asarray(p, float) for p in part] for part in params)
    for rows in batches:
        dWs, dbs = _gradients(X[rows], Y[rows], Ws, bs)
        Ws = [W - 3.0 * dW for W, dW in zip(Ws, dWs, strict=True)]
        bs = [b - 3.0 * db for b, db in zip(bs, dbs, strict=True)]
    return Ws, bs


CENTRES = np.array([[1.0, 0.0], [-0.5, 0.87], [-0.5, -0.87]])


def clouds(rng, n):
    """Return three clouds, turned by an angle that belongs to the generator, and their labels."""
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    k = np.arange(n) % 3
    return CENTRES[k] @ turn + rng.normal(0, 0.25, (n, 2)), k


def _trained(train, rng):
    X, k = clouds(rng, 60)
    seed = int(rng.integers(1000))
    return train(X, np.eye(3)[k], (2, 8, 3), 2.0, 30, 10, np.random.default_rng(seed))


def enough_right(seen: Any, rng: np.random.Generator) -> bool:
    """Evaluate the parameters on fresh points of the same clouds."""
    X, k = clouds(rng, 400)
    (Ws, bs), _ = seen
    return bool((_outputs(X, Ws, bs)[-1].argmax(axis=1) == k).mean() >= 0.9)


@train.probe("accuracy", view=enough_right, expected=True, seeds=3)
def points_not_seen_in_training(train, rng):
    return _trained(train, rng)


def falls(seen: Any) -> Any:
    """Return how many numbers the history has, on how many axes, and the sign of its change."""
    history = np.asarray(seen[1], float)
    change = history.ravel()[-1] - history.ravel()[0]
    return np.array([history.size, history.ndim, np.sign(np.round(change, 9))])


@train.probe("history", view=falls, seeds=3)
def cost_of_every_epoch(train, rng):
    X, k = clouds(rng, 30)
    seed = int(rng.integers(1000))
    return train(X, np.eye(3)[k], (2, 5, 3), 1.0, 12, 10, np.random.default_rng(seed))


def shares_of_the_cost(seen: Any, rng: np.random.Generator) -> Any:
    """Return the history of a network at rest, in units of its cost."""
    X, k = clouds(rng, 12)
    (Ws, bs), history = seen
    cost = np.sum((np.eye(3)[k] - _outputs(X, Ws, bs)[-1]) ** 2) / 12
    return np.ravel(np.asarray(history, float)) / cost


@train.probe("history", view=shares_of_the_cost, tolerance=Tolerance(1e-4, 1e-4, "float32"))
def cost_of_a_network_at_rest(train, rng):
    X, k = clouds(rng, 12)
    seed = int(rng.integers(1000))
    return train(X, np.eye(3)[k], (2, 5, 3), 0.0, 3, 4, np.random.default_rng(seed))


@train.misconception(
    "U4.8-D01",
    "Weights and biases move with their gradients, and the cost climbs. Look at the sign of the "
    "step.",
)
def trained_uphill(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "uphill")


@train.misconception(
    "U4.8-D02",
    "After training, the weights are those of the start. A step returns new arrays: which names "
    "hold them afterwards?",
)
def steps_thrown_away(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "never")


@train.misconception(
    "U4.8-D03",
    "The history holds the last cost only. One number per epoch tells how you came there.",
)
def last_cost_only(X, Y, sizes, lr, epochs, batch, rng):
    params, history = _train(X, Y, sizes, lr, epochs, batch, rng)
    return params, history[-1:]


@train.misconception(
    "U4.8-D04",
    "The history has a number for every batch. Asked for is one per epoch: which of the two loops "
    "should append?",
)
def cost_of_every_batch(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "every batch")


@train.misconception(
    "U4.8-D05",
    "The gradients don't belong to the examples. Which row numbers pick the targets of a batch?",
)
def targets_of_other_rows(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "labels elsewhere")


@train.misconception(
    "U4.8-D06",
    "Your steps grow with the batch: the gradients are added up. What does the cost do with the "
    "losses of a batch?",
)
def gradients_added_up(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "sum")


@train.misconception(
    "U4.8-D07",
    "One step per epoch: all examples are in one batch, whatever `batch` says.",
)
def batch_size_ignored(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "full batch")


@train.misconception(
    "U4.8-D08",
    "All hidden units start with equal weights, so they stay equal for ever and count as one. "
    "Draw the weights at random.",
)
def start_from_zeros(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "zeros")


@train.misconception(
    "U4.8-D09",
    "Only the last layer learns; the others stay as they were drawn. Every layer has gradients of "
    "its own.",
)
def last_layer_only(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "output only")


@train.misconception(
    "U4.8-D10",
    "The weights learn, the biases never move. They are parameters too.",
)
def biases_forgotten(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "no biases")


@train.misconception(
    "U4.8-D11",
    "Every seed gives the same start: the generator that was passed in is not the one that draws.",
)
def own_generator(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "fixed seed")


@train.misconception(
    "U4.8-D12",
    "One step for every single example: the batches are cut, but not used as a whole.",
)
def step_for_every_example(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "single examples")


@train.misconception(
    "U4.8-D17",
    "You return weights and biases, but no history. What is asked for is a pair, and its first "
    "half is itself a pair.",
)
def no_history(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng)[0]


@train.misconception(
    "U4.8-D18",
    "Parameters and history are in the wrong order: the parameters come first.",
)
def history_first(X, Y, sizes, lr, epochs, batch, rng):
    params, history = _train(X, Y, sizes, lr, epochs, batch, rng)
    return history, params


@train.misconception(
    "U4.8-D19",
    "Your params go layer by layer, a pair (W, b) for each. Asked for are two lists: all weights, "
    "then all biases.",
)
def pairs_of_layers(X, Y, sizes, lr, epochs, batch, rng):
    (Ws, bs), history = _train(X, Y, sizes, lr, epochs, batch, rng)
    return [(W, b) for W, b in zip(Ws, bs, strict=True)], history


@train.misconception(
    "U4.8-D20",
    "Each step takes all examples, as often as there are batches. Which rows go forward, and "
    "whose targets go backward?",
)
def all_examples_in_each_step(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "all examples")


@train.misconception(
    "U4.8-D21",
    "The order is drawn once, before the epochs. Inside which loop belongs the draw?",
)
def one_order_for_ever(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "one order")


@train.misconception(
    "U4.8-D22",
    "Every epoch begins with new weights: what was learned before it is lost. Draw them once.",
)
def new_weights_in_each_epoch(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "new weights")


@train.misconception(
    "U4.8-D23",
    "Your steps are too short by the size of the batch: `backward` returns means already.",
)
def divided_by_the_batch_again(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, "twice")


@train.misconception(
    "U4.8-D24",
    "Your history is half of the cost: the cost of this course has no ½.",
)
def history_with_a_half(X, Y, sizes, lr, epochs, batch, rng):
    params, history = _train(X, Y, sizes, lr, epochs, batch, rng)
    return params, [cost / 2 for cost in history]


@train.misconception(
    "U4.8-D25",
    "Your cost is a mean over the outputs too. The loss of an example adds up over its outputs; "
    "the mean goes over the examples.",
)
def history_averaged_over_outputs(X, Y, sizes, lr, epochs, batch, rng):
    params, history = _train(X, Y, sizes, lr, epochs, batch, rng)
    return params, [cost / sizes[-1] for cost in history]


@train.misconception(
    "U4.8-D26",
    "Your cost is the sum of all losses. With twice the examples it would double; the mean stays.",
)
def history_added_up(X, Y, sizes, lr, epochs, batch, rng):
    params, history = _train(X, Y, sizes, lr, epochs, batch, rng)
    return params, [cost * len(X) for cost in history]


@train.misconception(
    "U4.8-D27",
    "The history is one number. Asked for is a list, with a number for each epoch.",
)
def history_as_a_number(X, Y, sizes, lr, epochs, batch, rng):
    params, history = _train(X, Y, sizes, lr, epochs, batch, rng)
    return params, history[-1]


@train.misconception(
    "U4.8-D30",
    "Training ends after the first epoch. In which column does `return` begin, and in which the "
    "loop?",
)
def returned_inside_the_loop(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, min(epochs, 1), batch, rng)


# Commit points, part 1: warm-up, predictions, faded steps, a number read off ---------------

warmup_backward_arrays = commit(
    "warmup_backward_arrays",
    points=0.1,
    asks="What does one backward pass through a network with two weight layers return?",
    options=["one number", "one Δ per unit", "two dW and two db"],
    answer="two dW and two db",
    because="The Δ are on the way. What a step needs is a gradient for every parameter, in the "
    "shapes of W and b, layer by layer.",
)

warmup_layer_shape = commit(
    "warmup_layer_shape",
    points=0.1,
    asks="5 examples, 3 features, 4 units: what shape does X @ W + b have?",
    options=["(3, 4)", "(5, 4)", "(4, 5)"],
    answer="(5, 4)",
    because="X is (5, 3) and W is (3, 4). The 3 disappears in the product, and the 4 biases are "
    "added to each of the 5 rows.",
)

warmup_two_losses = commit(
    "warmup_two_losses",
    points=0.1,
    asks="The target is 0, the pre-activation 2. What are the perceptron loss and the 0/1 loss?",
    options=["0 and 0", "1 and 2", "2 and 1"],
    answer="2 and 1",
    because="1 - 2y is 1 for y = 0, so the perceptron loss is the 2 by which the score is on the "
    "wrong side. The 0/1 loss counts a mistake as 1, however large.",
)

prediction_smaller_rate = commit(
    "prediction_smaller_rate",
    points=0.1,
    asks="The same step with the learning rate 0.1: what is the new bias?",
    options=["0.1224", "0.2121", "0.1112"],
    answer="0.1224",
    because="With 0.5, the factor 2 lr is 1, so the printed lines can leave it out. With 0.1 it "
    "is 0.2: the bias moves a fifth as far, from 0.1 to 0.1224.",
)

faded_rate_weight = number_found(
    "faded_rate_weight",
    asks="Which value has the first weight after the step with the learning rate 0.1?",
    reference=0.10897163,
    properties={"value": 0.1},
    tolerance=Tolerance(0.0, 6e-5, "four digits are enough"),
    hints=[
        "Take step 4 of the text and put numbers in place of its letters, one by one. Error and "
        "slope are printed by the cell; only the learning rate is another one.",
        "Five factors make the change: 2, the learning rate, the error, the slope, and what the "
        "weight receives. The slides leave out the first two, as 2 · 0.5 is 1 there (CS 457/557, "
        "07-2a Updating the Weights).",
        "Another neuron: a weight of 1 on the input -2, the error 0.5, the slope 0.2, lr 0.3. "
        "The change is 2 · 0.3 · 0.5 · 0.2 · (-2) = -0.12, so the new weight is 1 - 0.12 = 0.88.",
    ],
)


@faded_rate_weight.probe("value")
def first_weight_after_the_step(faded_rate_weight, rng):
    return faded_rate_weight


faded_rate_weight.wrong_value(
    "U4.1-D01",
    "This is the slides' value, for the learning rate 0.5. There 2 lr is 1; which factor is it "
    "here?",
    0.14485817,
)
faded_rate_weight.wrong_value(
    "U4.1-D02",
    "This is the new bias. The weight receives its own input, which is not 1.",
    0.12242909,
)
faded_rate_weight.wrong_value(
    "U4.1-D03",
    "Half of the change is missing: the squared error of this course has no ½, so its slope has "
    "a factor 2.",
    0.10448582,
)
faded_rate_weight.wrong_value(
    "U4.1-D04",
    "You went the other way. The target is 1 and the output too low: should the weight of a "
    "positive input fall?",
    0.09102837,
)

faded_second_bias = number_found(
    "faded_second_bias",
    asks="Which value has the bias after the second step with the learning rate 0.5?",
    reference=0.31253238,
    properties={"value": 0.1},
    tolerance=Tolerance(0.0, 1.5e-4, "rounding to four digits on the way is accepted"),
    hints=[
        "The second step starts where the first one arrived: all three weights are new. Compute "
        "in_ with them. Is it the number that the cell prints after 'afterwards'?",
        "First a new pre-activation with the new weights, then a new output, error and slope. "
        "Only then the bias.",
        "Two steps of a smaller model: a = w x with x = 1 and y = 1, from w = 0 with lr 0.25. "
        "Step 1: the error is 1 - 0 = 1, and w becomes 0 + 2 · 0.25 · 1 = 0.5. Step 2 begins "
        "with that: the error is 1 - 0.5 = 0.5, and w becomes 0.5 + 2 · 0.25 · 0.5 = 0.75. With "
        "the old error it would be 1.",
    ],
)


@faded_second_bias.probe("value")
def bias_after_two_steps(faded_second_bias, rng):
    return faded_second_bias


faded_second_bias.wrong_value(
    "U4.1-D05",
    "You took the same step twice. After the first one the output has risen, so error and slope "
    "are other numbers.",
    0.32429086,
)
faded_second_bias.wrong_value(
    "U4.1-D06",
    "Output, error and slope are those of the second step, but you added it to the old bias.",
    0.20038695,
)
faded_second_bias.wrong_value(
    "U4.1-D07",
    "This is the bias after the first step. One more is asked for.",
    0.21214543,
)

prediction_examples_twice = commit(
    "prediction_examples_twice",
    points=0.1,
    asks="Every example of the batch appears twice. What happens to the mean of their gradients?",
    options=["it stays the same", "it doubles", "it halves"],
    answer="it stays the same",
    because="The sum doubles, and so does the number by which it is divided. A step with the sum "
    "would be twice as long.",
)

prediction_downhill = commit(
    "prediction_downhill",
    points=0.1,
    asks="Of the four XOR examples, how many have a gradient that points downhill for the full "
    "cost, if you step against it?",
    options=["all four", "three", "two"],
    answer="two",
    because="A step for one example lowers the loss of that example. The cost of all four may "
    "rise meanwhile: here it does for two of them.",
)

valley_largest_rate = number_found(
    "valley_largest_rate",
    asks="Up to which learning rate, in steps of 0.05, does the full batch settle in the valley?",
    reference=0.65,
    properties={"value": 0.2},
    hints=[
        "Set the batch size to 24 and press 'All 40 steps'. Raise the learning rate in steps of "
        "0.05: below the picture stands how far the last cost is above the lowest.",
        "A path that jumps from side to side and comes closer each time has still settled. One "
        "that grows from jump to jump has not.",
        "A valley of one dimension, cost w²: the slope is 2w, a step leads from w to w - lr · "
        "2w. From 1 with lr 0.8: 1 - 0.8 · 2 = -0.6, then -0.6 + 0.8 · 2 · 0.6 = 0.36. It jumps, "
        "and settles. With lr 1.1: 1 - 1.1 · 2 = -1.2, then -1.2 + 1.1 · 2 · 1.2 = 1.44. It "
        "grows. The edge is between the two.",
    ],
)


def beside(rate: Any) -> Any:
    """Return 0 for the rate asked for, -1 for a smaller and 1 for a larger one."""
    apart = float(np.asarray(rate, float)) - 0.65
    return 0 if abs(apart) < 0.02 else int(np.sign(apart))


@valley_largest_rate.probe("value", view=beside, expected=0)
def largest_rate_that_settles(valley_largest_rate, rng):
    return valley_largest_rate


valley_largest_rate.wrong_value(
    "U4.4-D01",
    "That rate settles, but a larger one does so as well. Let the path swing from side to side.",
    0.3,
)
valley_largest_rate.wrong_value(
    "U4.4-D02",
    "At this rate the path has not settled after 40 steps: read below the picture how far the "
    "cost is above the lowest.",
    0.8,
)


# Commit points, part 2 -----------------------------------------------------------------------

warmup_why_normalise = commit(
    "warmup_why_normalise",
    points=0.1,
    asks="Inputs of several hundred go into a sigmoid unit. What suffers first?",
    options=["its slope", "its bias", "its number of weights"],
    answer="its slope",
    because="Large inputs give large pre-activations, and far from 0 the sigmoid is flat: its "
    "slope, and with it every gradient, is nearly 0.",
)

warmup_steps_per_epoch = commit(
    "warmup_steps_per_epoch",
    points=0.1,
    asks="23 examples in batches of 5: how many steps has one epoch?",
    options=["4", "5", "23"],
    answer="5",
    because="Four full batches, and one with the three examples that are left. Each batch makes "
    "one step.",
)

warmup_regression_delta = commit(
    "warmup_regression_delta",
    points=0.1,
    asks="An output unit without activation, a = in_, and the squared error: what is its Δ?",
    options=["-2(y - a)", "-2(y - a) a(1 - a)", "-(y - a)"],
    answer="-2(y - a)",
    because="The rule is the old one, with g'(in_) = 1: the unit passes on what it receives.",
)

prediction_test_row = commit(
    "prediction_test_row",
    points=0.1,
    asks="A single test row is rescaled with its own smallest and largest value per column. What "
    "comes out?",
    options=["the row as it was", "all -1, or 0/0", "all 0"],
    answer="all -1, or 0/0",
    because="In a set of one row every value is the smallest and the largest of its column. "
    "Whatever the row says is lost.",
)

prediction_shares = commit(
    "prediction_shares",
    points=0.2,
    asks="The outputs (0.03, 0.57, 0.24) by softmax, or divided by their sum. What do the two "
    "have in common?",
    options=["the same numbers", "the same ranking", "neither"],
    answer="the same ranking",
    because="Both rise with the output, so the ranking stays. Softmax looks at differences, which "
    "are small here, and gives much flatter shares.",
)

order_training = number_found(
    "order_training",
    asks="In which order do the six lines make NEURALNETTRAIN?",
    reference=np.array([2, 4, 3, 6, 1, 5]),
    properties={"value": 0.2},
    hints=[
        "Play one batch with a finger: which line needs something that another line makes? And "
        "what has to exist before the first forward pass?",
        "One line comes before both loops, one at the start of an epoch, one at its end. The "
        "remaining three are repeated for every batch (CS 457/557, 07-4a Neural Network "
        "Training).",
        "Learning vocabulary in the same frame: 1 look at the back, 2 note how many were right, "
        "3 write the cards, 4 read the front, 5 shuffle the cards into piles, 6 mark what was "
        "wrong. Once: 3. Every evening begins with 5 and ends with 2. For every pile 4, then 1, "
        "then 6, as each needs the one before. In order: [3, 5, 4, 1, 6, 2].",
    ],
)


@order_training.probe("value")
def six_lines_in_order(order_training, rng):
    return order_training


order_training.wrong_value(
    "U4.8-D13",
    "With this order every epoch begins with new weights: what the epochs before it learned is "
    "lost.",
    [4, 2, 3, 6, 1, 5],
)
order_training.wrong_value(
    "U4.8-D14",
    "The backward pass needs what the forward pass has kept. Which of them can come first?",
    [2, 4, 6, 3, 1, 5],
)
order_training.wrong_value(
    "U4.8-D15",
    "The step comes before its gradients are known.",
    [2, 4, 3, 1, 6, 5],
)
order_training.wrong_value(
    "U4.8-D16",
    "Here the weights move once per epoch and the cost is recorded for every batch. Which of "
    "the two belongs to the batch?",
    [2, 4, 3, 6, 5, 1],
)

order_training.wrong_value(
    "U4.8-D28",
    "The step comes before everything that it needs. Which two passes find the gradients?",
    [2, 4, 1, 3, 6, 5],
)
order_training.wrong_value(
    "U4.8-D29",
    "The cost is recorded inside a batch, between forward and backward, and the step comes once "
    "per epoch. Exchange the two.",
    [2, 4, 3, 5, 6, 1],
)

erroneous_shuffle = commit(
    "erroneous_shuffle",
    points=0.2,
    asks="Three classes, and one line of the loop is wrong. Which accuracy on new points, on "
    "average?",
    options=["about 1/3", "about 2/3", "about 95 %"],
    answer="about 1/3",
    because="Inputs and targets are shuffled apart, in two draws. Each row gets the target of "
    "another, so there is nothing to learn but how common each class is.",
)

EXERCISES = [value for value in list(globals().values()) if isinstance(value, Exercise)]
