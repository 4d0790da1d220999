"""Unit 5, symmetric initialisation: its exercises, in the order of its two notebooks.

Sources: CS 457/557 Lecture 07, 07-4a Neural Network Training, The Need for Randomizing the
Initial Weights, Quick Aside: The Problem with Equal Weights, Keeping the Initial Weights Small;
CS389 lecture notes, 1.1.1 Sigmoid.

Wrong forms whose id has a W are in the course's catalogue; a D marks those that were added here.
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from course import initialization, instruments
from course.exercises import statistics
from course.exercises.declaration import Exercise, Tolerance, choice

UNIT = "05_initialization"
GROUPS = {"5.1": 4.0, "5.2": 3.0, "5.3": 3.0, "5.4": 3.0, "5.5": 3.0}

FEW_STEPS = Tolerance(2e-4, 1e-6, "float32 adds up its rounding over the steps")
COUNTED = Tolerance(0.0, 2.5, "rounding may shift the step, and counting may begin at 0 or 1")

in_unit_5 = partial(Exercise, unit=UNIT)
commit = partial(choice, unit=UNIT, points=0.2)
warm_up = partial(choice, unit=UNIT, points=0.1)


# 5.1 Six schemes -------------------------------------------------------------------------

init_layer = in_unit_5(
    "init_layer",
    group="5.1",
    asks="Start one layer by any of six schemes: the weights (fan_in, fan_out), and biases of 0.",
    reference=initialization.init_layer,
    properties={
        "shapes and biases": 0.5,
        "zeros": 0.25,
        "constant": 0.25,
        "small": 0.5,
        "large": 0.5,
        "xavier": 0.75,
        "he": 0.75,
        "a new draw for every weight": 0.5,
    },
    hints=[
        "Draw a layer of 400 by 100 weights with each scheme. Print W.shape, W.mean() and "
        "W.std() and compare with the docstring, one scheme at a time.",
        "Two rules speak of a variance. A normal generator wants the standard deviation, its "
        "root. Numbers spread evenly over (-r, r) have the variance r² / 3. And every draw comes "
        "from the rng that is passed in.",
        "An example with another rule, variance 5 / fan_in for fan_in = 20: the variance is 5/20 "
        "= 0.25, so the standard deviation is √0.25 = 0.5. Normal draws get 0.5 as their scale; "
        "uniform draws get the limit 0.866, as 0.866² / 3 = 0.25.",
    ],
)

ENTRIES = 40_000
SIZES = ((400, 100), (100, 400), (320, 125), (125, 320))  # so many entries each
SPREAD = statistics.mean(1.0, ENTRIES)  # the wider one of mean and spread serves both


def sizes_of(rng: np.random.Generator) -> tuple[int, int]:
    """Draw the sizes of a layer, never a square one."""
    fan_in, fan_out = SIZES[int(rng.integers(len(SIZES)))]
    return fan_in, fan_out


def weights_of(layer: Any) -> Any:
    """Return W of (W, b), as floats."""
    W, _ = layer
    return np.asarray(W, float)


def shapes_and_b(layer: Any) -> Any:
    """Return the shape of W, and which biases are not 0: how far off they are does not matter."""
    W, b = layer
    return np.array(np.shape(W)), np.minimum(np.abs(np.asarray(b, float)), 1e-3)


@init_layer.probe("shapes and biases", view=shapes_and_b, expected=(np.array([3, 5]), np.zeros(5)))
def three_units_to_five(init_layer, rng):
    return init_layer(3, 5, "he", rng)


@init_layer.probe("shapes and biases", view=shapes_and_b, expected=(np.array([4, 2]), np.zeros(2)))
def all_equal_and_four_to_two(init_layer, rng):
    return init_layer(4, 2, "constant", rng)


@init_layer.probe(
    "zeros", view=lambda layer: np.abs(weights_of(layer)).max(), expected=np.array(0.0)
)
def largest_of_zeros(init_layer, rng):
    return init_layer(5, 4, "zeros", rng)


def spread_and_distance(layer: Any) -> Any:
    """Return how far the weights lie apart, and how far from 0.5: "near" or "far" is enough."""
    W = weights_of(layer)
    return np.ptp(W), min(abs(W.mean() - 0.5), 1e-3)


@init_layer.probe("constant", view=spread_and_distance, expected=(np.array(0.0), np.array(0.0)))
def constant_weights(init_layer, rng):
    return init_layer(5, 4, "constant", rng)


def mean_and_spread(W: Any, std: float) -> Any:
    """Return mean and standard deviation, in units of the standard deviation asked for."""
    return W.mean() / std, W.std() / std


@init_layer.probe(
    "small",
    view=lambda layer: (
        *mean_and_spread(weights_of(layer), 0.1 / math.sqrt(3)),
        (np.abs(weights_of(layer)) > 0.1 + 1e-6).mean(),
    ),
    expected=(np.array(0.0), np.array(1.0), np.array(0.0)),
    tolerance=SPREAD,
)
def many_small_weights(init_layer, rng):
    return init_layer(*sizes_of(rng), "small", rng)


@init_layer.probe(
    "large",
    view=lambda layer: mean_and_spread(weights_of(layer), 10.0),
    expected=(np.array(0.0), np.array(1.0)),
    tolerance=SPREAD,
)
def many_large_weights(init_layer, rng):
    return init_layer(*sizes_of(rng), "large", rng)


def against_xavier(layer: Any, rng: np.random.Generator) -> Any:
    return mean_and_spread(weights_of(layer), math.sqrt(2 / sum(sizes_of(rng))))


def against_he(layer: Any, rng: np.random.Generator) -> Any:
    return mean_and_spread(weights_of(layer), math.sqrt(2 / sizes_of(rng)[0]))


@init_layer.probe(
    "xavier",
    view=against_xavier,
    expected=(np.array(0.0), np.array(1.0)),
    tolerance=SPREAD,
)
def many_xavier_weights(init_layer, rng):
    return init_layer(*sizes_of(rng), "xavier", rng)


@init_layer.probe("he", view=against_he, expected=(np.array(0.0), np.array(1.0)), tolerance=SPREAD)
def many_he_weights(init_layer, rng):
    return init_layer(*sizes_of(rng), "he", rng)


def apart_and_again(layers: Any) -> Any:
    """Compare two layers of one generator, then two of one seed; count different weights."""
    one, next_one, again = map(weights_of, layers)
    spread = math.sqrt(2) * 0.1 / math.sqrt(3)  # of the difference of two draws
    different = np.unique(one).size / one.size
    return (one - next_one).std() / spread, np.abs(one - again).max(), different


@init_layer.probe(
    "a new draw for every weight",
    view=apart_and_again,
    expected=(np.array(1.0), np.array(0.0), np.array(1.0)),
    # The difference of two uniform draws is no uniform draw, but is bounded too.
    tolerance=Tolerance(0.0, 0.08, "10,000 draws vary by chance"),
)
def two_layers_and_the_first_again(init_layer, rng):
    seed = int(rng.integers(1000))
    generator, again = np.random.default_rng(seed), np.random.default_rng(seed)
    return tuple(init_layer(125, 80, "small", g) for g in (generator, generator, again))


def _drawn(fan_in, fan_out, scheme, rng, *, xavier=None, he=None, small=0.1, large=10.0):
    """Draw weights as the schemes say; the settings let one of them go wrong."""
    shape = (fan_in, fan_out)
    xavier = math.sqrt(2 / (fan_in + fan_out)) if xavier is None else xavier
    he = math.sqrt(2 / fan_in) if he is None else he
    if scheme == "zeros":
        return np.zeros(shape)
    if scheme == "constant":
        return np.full(shape, 0.5)
    if scheme == "small":
        return rng.uniform(-small, small, shape)
    return rng.normal(0, {"large": large, "xavier": xavier, "he": he}[scheme], shape)


@init_layer.misconception(
    "M29-W01",
    "The generator of normal numbers asks for a standard deviation. Which of the two is "
    "2 / (fan_in + fan_out)?",
)
def variance_as_standard_deviation(fan_in, fan_out, scheme, rng):
    xavier, he = 2 / (fan_in + fan_out), 2 / fan_in
    return _drawn(fan_in, fan_out, scheme, rng, xavier=xavier, he=he), np.zeros(fan_out)


@init_layer.misconception(
    "M29-W02",
    "Numbers spread evenly over (-r, r) have a standard deviation below r: most lie well inside. "
    "By which factor?",
)
def limit_as_standard_deviation(fan_in, fan_out, scheme, rng):
    W = _drawn(fan_in, fan_out, scheme, rng)
    if scheme == "xavier":
        r = math.sqrt(2 / (fan_in + fan_out))
        W = rng.uniform(-r, r, (fan_in, fan_out))
    return W, np.zeros(fan_out)


@init_layer.misconception(
    "M29-W03",
    "Your normal weights are too wide. The 6 in the books is the one of the uniform version, "
    "where it makes up for a division by 3.",
)
def six_with_normal_draws(fan_in, fan_out, scheme, rng):
    xavier = math.sqrt(6 / (fan_in + fan_out))
    return _drawn(fan_in, fan_out, scheme, rng, xavier=xavier), np.zeros(fan_out)


@init_layer.misconception(
    "M29-W06",
    "A ReLU lets only about half of the signal through. What in the rule for `he` makes up for "
    "that, and is it in yours?",
)
def he_without_its_two(fan_in, fan_out, scheme, rng):
    W = _drawn(fan_in, fan_out, scheme, rng, he=math.sqrt(1 / fan_in))
    return W, np.zeros(fan_out)


@init_layer.misconception(
    "M29-W08",
    "Draw two layers of the same size, one after the other: yours are copies. Where should the "
    "random numbers come from?",
)
def seed_of_its_own(fan_in, fan_out, scheme, rng):
    rng = np.random.default_rng(0)
    return _drawn(fan_in, fan_out, scheme, rng), np.zeros(fan_out)


@init_layer.misconception(
    "M29-W10",
    "A layer computes `a_prev @ W + b`, with one example per row of a_prev. How many rows does W "
    "need for that?",
)
def rows_and_columns_exchanged(fan_in, fan_out, scheme, rng):
    return _drawn(fan_in, fan_out, scheme, rng).T.copy(), np.zeros(fan_out)


@init_layer.misconception(
    "M29-W11",
    "The weights are as asked. The task also says how biases start, and it leaves nothing to "
    "chance there.",
)
def random_biases(fan_in, fan_out, scheme, rng):
    return _drawn(fan_in, fan_out, scheme, rng), rng.normal(0, 1, fan_out)


@init_layer.misconception(
    "M29-W13",
    "Your `large` weights are about as large as 1. Compare their standard deviation with the one "
    "in the docstring.",
)
def large_is_not_large(fan_in, fan_out, scheme, rng):
    return _drawn(fan_in, fan_out, scheme, rng, large=1.0), np.zeros(fan_out)


@init_layer.misconception(
    "M29-W14",
    "All weights of `constant` are equal, as they should be. But their value is fixed by the "
    "task; look it up in the docstring.",
)
def another_constant(fan_in, fan_out, scheme, rng):
    W = _drawn(fan_in, fan_out, scheme, rng)
    if scheme == "constant":
        W = np.full((fan_in, fan_out), rng.normal())
    return W, np.zeros(fan_out)


@init_layer.misconception(
    "M29-W15",
    "Print the mean of your `small` weights. RAND(-ε, ε) lies evenly on both sides of 0.",
)
def small_and_positive(fan_in, fan_out, scheme, rng):
    W = _drawn(fan_in, fan_out, scheme, rng)
    if scheme == "small":
        W = rng.uniform(0, 0.1, (fan_in, fan_out))
    return W, np.zeros(fan_out)


@init_layer.misconception(
    "M29-D01",
    "You draw one column and copy it. Then all units of the layer have the same weights, and that "
    "is what random numbers were to prevent.",
)
def one_column_for_all_units(fan_in, fan_out, scheme, rng):
    column = _drawn(fan_in, fan_out, scheme, rng)[:, :1]
    return np.repeat(column, fan_out, axis=1), np.zeros(fan_out)


@init_layer.misconception(
    "M29-D02",
    "Some of your `small` weights lie outside of (-0.1, 0.1). Is 0.1 the limit there, or the "
    "standard deviation?",
)
def small_by_normal_draws(fan_in, fan_out, scheme, rng):
    W = _drawn(fan_in, fan_out, scheme, rng)
    if scheme == "small":
        W = rng.normal(0, 0.1, (fan_in, fan_out))
    return W, np.zeros(fan_out)


@init_layer.misconception(
    "M29-D03",
    "A unit adds up what arrives. How many numbers arrive at a unit of this layer: fan_in or "
    "fan_out? Look at your rule for `he`.",
)
def he_with_the_other_fan(fan_in, fan_out, scheme, rng):
    W = _drawn(fan_in, fan_out, scheme, rng, he=math.sqrt(2 / fan_out))
    return W, np.zeros(fan_out)


@init_layer.misconception(
    "M29-D04",
    "Other texts divide by fan_in alone. Here `xavier` is a compromise between the way forward "
    "and the way back, so both sizes are in it.",
)
def xavier_of_fan_in_alone(fan_in, fan_out, scheme, rng):
    W = _drawn(fan_in, fan_out, scheme, rng, xavier=math.sqrt(1 / fan_in))
    return W, np.zeros(fan_out)


@init_layer.misconception(
    "M29-D05",
    "With the same seed your layer comes out differently each time. Numbers from `np.random` "
    "itself do not come from the rng that was passed in.",
)
def global_generator(fan_in, fan_out, scheme, rng):
    return _drawn(fan_in, fan_out, scheme, np.random), np.zeros(fan_out)


@init_layer.misconception(
    "M29-D06",
    "Only the weights come back. The caller unpacks two things, `W, b = init_layer(...)`.",
)
def weights_without_biases(fan_in, fan_out, scheme, rng):
    return _drawn(fan_in, fan_out, scheme, rng)


@init_layer.misconception(
    "M29-D07",
    "Your `xavier` weights are too narrow. 2 / (fan_in + fan_out) is their variance; which number "
    "does a normal draw want?",
)
def variance_in_xavier_only(fan_in, fan_out, scheme, rng):
    xavier = 2 / (fan_in + fan_out)
    return _drawn(fan_in, fan_out, scheme, rng, xavier=xavier), np.zeros(fan_out)


@init_layer.misconception(
    "M29-D08",
    "Your `he` weights are too narrow. 2 / fan_in is their variance; which number does a normal "
    "draw want?",
)
def variance_in_he_only(fan_in, fan_out, scheme, rng):
    return _drawn(fan_in, fan_out, scheme, rng, he=2 / fan_in), np.zeros(fan_out)


@init_layer.misconception(
    "M29-D09",
    "In `constant` the biases get the weights' value too. Every scheme leaves the biases at one "
    "and the same number: see the first line of the docstring.",
)
def constant_biases(fan_in, fan_out, scheme, rng):
    b = np.full(fan_out, 0.5 if scheme == "constant" else 0.0)
    return _drawn(fan_in, fan_out, scheme, rng), b


@init_layer.misconception(
    "M29-D10",
    "Your `large` weights have a limit. The docstring asks for a normal draw, and 10 is its "
    "standard deviation.",
)
def large_is_uniform(fan_in, fan_out, scheme, rng):
    W = _drawn(fan_in, fan_out, scheme, rng)
    if scheme == "large":
        W = rng.uniform(-10, 10, (fan_in, fan_out))
    return W, np.zeros(fan_out)


# 5.2 Count different units ---------------------------------------------------------------

distinct_units = in_unit_5(
    "distinct_units",
    group="5.2",
    asks="Count the hidden units that are really different, up to 1e-9.",
    reference=instruments.distinct_units,
    properties={
        "counting": 1.0,
        "all of a unit": 1.0,
        "rounding": 0.5,
        "twins anywhere": 0.5,
    },
    hints=[
        "Build three units by hand: two twins and a stranger, with the stranger in the middle. "
        "Then let only one bias differ, then only one outgoing weight. What should come out each "
        "time?",
        "A unit is everything that the training of it depends on: its column of W_in, its entry "
        "of b and its row of W_out, in one long row (CS 457/557, 07-4a Quick Aside: The Problem "
        "with Equal Weights). Two units are twins if their rows agree, up to rounding.",
        "The same with words: of (red, 3), (blue, 3), (red, 3) there are 2 different ones. Keep "
        "a list of those found so far; red 3 is new, blue 3 is new, the second red 3 is in the "
        "list already. With measured numbers, 'in the list' means 'close to one of them'.",
    ],
)


def layer_of(classes: Any, rng: np.random.Generator, d: int = 3, k: int = 2) -> Any:
    """Build a layer whose units are equal where their class is; numbers with few digits."""
    kinds = 1 + max(classes)
    table = np.round(rng.uniform(0.1, 0.9, size=(kinds, d + 1 + k)), 2)
    table += 0.001 * np.arange(kinds)[:, None]  # so that no two kinds agree by chance
    units = table[list(classes)]
    return units[:, :d].T.copy(), units[:, d].copy(), units[:, d + 1 :].copy()


@distinct_units.probe("counting")
def four_equal_units(distinct_units, rng):
    return distinct_units(np.ones((2, 4)), np.ones(4), np.ones((4, 1)))


@distinct_units.probe("counting")
def two_kinds_side_by_side(distinct_units, rng):
    return distinct_units(*layer_of([0, 0, 0, 1, 1], rng))


@distinct_units.probe("counting")
def five_strangers(distinct_units, rng):
    return distinct_units(*layer_of(rng.permutation(5), rng))


@distinct_units.probe("counting")
def eight_units_of_two_inputs(distinct_units, rng):
    return distinct_units(*layer_of([0, 1, 2, 3, 4, 5, 6, 6], rng, d=2, k=1))


@distinct_units.probe("all of a unit")
def only_biases_differ(distinct_units, rng):
    W_in, b, W_out = layer_of([0, 0, 0, 0], rng)
    return distinct_units(W_in, b + 0.25 * np.array([0, 1, 1, 2]), W_out)


@distinct_units.probe("all of a unit")
def only_outgoing_weights_differ(distinct_units, rng):
    W_in, b, W_out = layer_of([0, 0, 0, 0], rng)
    return distinct_units(W_in, b, W_out + 0.25 * np.array([[0, 0], [0, 1], [0, 1], [1, 0]]))


@distinct_units.probe("all of a unit")
def same_numbers_in_another_order(distinct_units, rng):
    one, two = np.round(rng.uniform([0.1, 0.6], [0.4, 0.9]), 2)
    W_in = np.array([[one, two, one], [two, one, two]])
    return distinct_units(W_in, np.full(3, 0.5), np.ones((3, 1)))


@distinct_units.probe("all of a unit")
def equal_sums(distinct_units, rng):
    return distinct_units(
        np.array([[1, 2, 1, 3], [3, 2, 3, 1]]), np.zeros(4), np.full((4, 2), 0.25)
    )


@distinct_units.probe("rounding")
def three_tenths_in_two_ways(distinct_units, rng):
    W_in, b, W_out = layer_of([0, 0, 1, 1, 2], rng)
    W_in[0] = np.array([0.1 + 0.2, 0.3, 0.75, 0.75 + 1e-13, 0.5])
    return distinct_units(W_in, b, W_out)


@distinct_units.probe("rounding")
def a_millionth_apart(distinct_units, rng):
    W_in, b, W_out = layer_of([0, 0, 0, 1], rng)
    return distinct_units(W_in, b + 1e-6 * np.array([0, 1, 0, 0]), W_out)


@distinct_units.probe("rounding")
def two_billionths_apart(distinct_units, rng):
    W_in = np.array([[0.2, 0.2 + 1.8e-9, 0.7], [0.5, 0.5, 0.5]])
    return distinct_units(W_in, np.full(3, 0.25), np.full((3, 1), 0.75))


@distinct_units.probe("rounding")
def a_bit_more_apart(distinct_units, rng):
    W_in = np.array([[0.2, 0.2, 0.20003], [0.5, 0.5, 0.5]])
    return distinct_units(W_in, np.full(3, 0.25), np.full((3, 1), 0.75))


@distinct_units.probe("twins anywhere")
def twins_that_are_no_neighbours(distinct_units, rng):
    return distinct_units(*layer_of([0, 1, 0, 1, 2, 0], rng))


@distinct_units.probe("twins anywhere")
def whole_numbers_in_lists(distinct_units, rng):
    return distinct_units([[1, 2, 1, 1, 2], [0, 3, 0, 4, 3]], [0] * 5, [[2], [5], [2], [2], [5]])


def _unit_rows(W_in, b, W_out):
    """Return one row of numbers per hidden unit."""
    return np.hstack([np.asarray(W_in, float).T, np.reshape(b, (-1, 1)), np.asarray(W_out, float)])


def _different_rows(table, digits=9):
    return len(np.unique(np.round(table, digits) + 0.0, axis=0))


@distinct_units.misconception(
    "M30-W01",
    "Take two units with equal weights, and let only their biases differ. Do they pass on the "
    "same number?",
)
def biases_ignored(W_in, b, W_out):
    return _different_rows(np.hstack([np.asarray(W_in, float).T, np.asarray(W_out, float)]))


@distinct_units.misconception(
    "M30-W02",
    "Two units receive the same, but lead to the output with different weights. Which Δ comes "
    "back to each of them?",
)
def outgoing_weights_ignored(W_in, b, W_out):
    return _different_rows(np.hstack([np.asarray(W_in, float).T, np.reshape(b, (-1, 1))]))


@distinct_units.misconception(
    "M30-W04",
    "You count what belongs to the inputs. In W_in, which index stands for the hidden unit: that "
    "of the row or that of the column?",
)
def rows_for_columns(W_in, b, W_out):
    return _different_rows(np.asarray(W_in, float))


@distinct_units.misconception(
    "M30-W05",
    "For you, 0.1 + 0.2 and 0.3 are two different weights. Rounding noise is no broken symmetry: "
    "how close is close enough?",
)
def exact_equality(W_in, b, W_out):
    return len({tuple(row) for row in _unit_rows(W_in, b, W_out)})


@distinct_units.misconception(
    "M30-W06",
    "Two units that differ by a millionth count as one. Training can make small differences grow: "
    "look at the tolerance that was asked for.",
)
def four_digits_only(W_in, b, W_out):
    return _different_rows(_unit_rows(W_in, b, W_out), digits=4)


@distinct_units.misconception(
    "M30-W07",
    "You compare neighbours only. The first unit may have its twin in the third place.",
)
def neighbours_only(W_in, b, W_out):
    units = _unit_rows(W_in, b, W_out)
    apart = np.abs(np.diff(units, axis=0)).max(axis=1) > 1e-9
    return 1 + int(apart.sum())


@distinct_units.misconception(
    "M30-W08",
    "Units with the weights (1, 2) and (2, 1) count as equal. Do they answer the same when only "
    "the first input is on?",
)
def sorted_weights(W_in, b, W_out):
    ordered = np.sort(np.asarray(W_in, float).T, axis=1)
    return _different_rows(np.hstack([ordered, np.reshape(b, (-1, 1)), W_out]))


@distinct_units.misconception(
    "M30-W10",
    "You count different numbers. A hidden unit has many of them: compare whole units.",
)
def different_entries(W_in, b, W_out):
    return len(np.unique(np.round(np.asarray(W_in, float), 9) + 0.0))


@distinct_units.misconception(
    "M30-W11",
    "That is a yes or no. The question is how many different things the layer can compute: a "
    "number from 1 to h.",
)
def yes_or_no(W_in, b, W_out):
    units = _unit_rows(W_in, b, W_out)
    return bool(np.allclose(units, units[0], rtol=0, atol=1e-9))


@distinct_units.misconception(
    "M30-D01",
    "The rank of a matrix is another question: with two inputs it never exceeds 2, but many "
    "different units can look at two inputs.",
)
def rank_of_the_weights(W_in, b, W_out):
    return int(np.linalg.matrix_rank(np.asarray(W_in, float)))


@distinct_units.misconception(
    "M30-D02",
    "Of three equal units you count none. One of them still does something that no other unit "
    "does: each kind counts once.",
)
def units_without_a_twin(W_in, b, W_out):
    table = np.round(_unit_rows(W_in, b, W_out), 9) + 0.0
    return int((np.unique(table, axis=0, return_counts=True)[1] == 1).sum())


@distinct_units.misconception(
    "M30-D03",
    "The default of `np.allclose` is a tolerance relative to the size, 1e-5. A difference of a "
    "millionth gets lost in it.",
)
def default_of_allclose(W_in, b, W_out):
    found: list[Any] = []
    for unit in _unit_rows(W_in, b, W_out):
        if not any(np.allclose(unit, other) for other in found):
            found.append(unit)
    return len(found)


@distinct_units.misconception(
    "M30-D04",
    "You count the copies. Subtracting them from h gives something else: how many units are left "
    "if every twin is taken out but one?",
)
def superfluous_units(W_in, b, W_out):
    units = _unit_rows(W_in, b, W_out)
    return len(units) - _different_rows(units)


@distinct_units.misconception(
    "M30-D05",
    "Comparing sums is not enough: (1, 3) and (2, 2) add up to the same. What has to agree, entry "
    "by entry?",
)
def sums_compared(W_in, b, W_out):
    return _different_rows(_unit_rows(W_in, b, W_out).sum(axis=1)[:, None])


# 5.3 Twins for ever ----------------------------------------------------------------------


def _sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def largest_gap(W):
    """Return the largest difference between two columns, in any row."""
    return float(np.ptp(W, axis=1).max())


def _full_batch(
    W_in, b, W_out, X, y, lr, steps, *, factor=2.0, mean=True, hidden_slope=None, frozen=()
):
    """Take full-batch steps and return the weights; the settings let something go wrong."""
    W_in, b, W_out, X, y = (np.array(part, dtype=float) for part in (W_in, b, W_out, X, y))
    y = y.reshape(len(X), -1)
    b_out = np.zeros(y.shape[1])
    n = len(X) if mean else 1
    for _ in range(steps):
        in_ = X @ W_in + b
        a = _sigmoid(in_)
        out = _sigmoid(a @ W_out + b_out)
        delta_out = -factor * (y - out) * out * (1 - out)
        slope = a * (1 - a) if hidden_slope is None else hidden_slope(in_, a)
        delta = (delta_out @ W_out.T) * slope
        steps_down = {
            "W_out": a.T @ delta_out / n,
            "b_out": delta_out.sum(axis=0) / n,
            "W_in": X.T @ delta / n,
            "b": delta.sum(axis=0) / n,
        }
        rate = {name: 0.0 if name in frozen else lr for name in steps_down}
        W_out = W_out - rate["W_out"] * steps_down["W_out"]
        b_out = b_out - rate["b_out"] * steps_down["b_out"]
        W_in = W_in - rate["W_in"] * steps_down["W_in"]
        b = b - rate["b"] * steps_down["b"]
    return W_in


def trained_gap(W_in, b, W_out, X, y, lr, steps):
    """Train with full batches and measure how far the columns of W_in are apart."""
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps))


twin_gap = in_unit_5(
    "twin_gap",
    group="5.3",
    asks="Train a small network by full-batch steps; return the largest difference between two "
    "columns of W_in afterwards.",
    reference=trained_gap,
    properties={"one step": 1.0, "many steps": 1.0, "twins": 0.5, "arguments left alone": 0.5},
    tolerance=FEW_STEPS,
    uses=[
        "sigmoid",
        "sigmoid_prime",
        "forward",
        "output_delta",
        "hidden_delta",
        "batch_grads",
        "backward",
        "sgd_step",
    ],
    hints=[
        "With steps = 0 nothing is trained: is your answer the largest difference between two "
        "entries in one row of W_in? Then compare one step, with a learning rate of 1.",
        "One step: forward, Δ of the output, Δ of the hidden layer through the W_out that was "
        "used, four gradients as means over the examples, four updates. The output bias starts "
        "at 0 and is trained too.",
        "A single neuron in the same order, X = [[1], [2]], y = [[0], [1]], w = 0, b = 0, lr = "
        "1: both outputs are 0.5, and Δ is -2 (0 - 0.5) · 0.25 = 0.25 and -2 (1 - 0.5) · 0.25 = "
        "-0.25. dw is (0.25 · 1 - 0.25 · 2) / 2 = -0.125, db is (0.25 - 0.25) / 2 = 0. So w "
        "becomes 0 - 1 · (-0.125) = 0.125 and b stays 0.",
    ],
)


def a_problem(rng: np.random.Generator, d: int = 3, h: int = 4, k: int = 2, n: int = 7) -> Any:
    """Draw weights and examples; all sizes are different."""
    weights = (
        rng.normal(0, 1, size=(d, h)),
        rng.normal(0, 1, size=h),
        rng.normal(0, 1.5, size=(h, k)),
    )
    return weights, rng.normal(0.5, 1, size=(n, d)), rng.integers(0, 2, size=(n, k)).astype(float)


@twin_gap.probe("one step")
def no_step_at_all(twin_gap, rng):
    weights, X, y = a_problem(rng)
    return twin_gap(*weights, X, y, 1.0, 0)


@twin_gap.probe("one step")
def one_step(twin_gap, rng):
    weights, X, y = a_problem(rng)
    return twin_gap(*weights, X, y, 6.0, 1)


@twin_gap.probe("many steps")
def two_steps(twin_gap, rng):
    weights, X, y = a_problem(rng)
    return twin_gap(*weights, X, y, 6.0, 2)


@twin_gap.probe("many steps")
def eight_steps_of_one_output(twin_gap, rng):
    weights, X, y = a_problem(rng, d=2, h=3, k=1, n=5)
    return twin_gap(*weights, X, y, 3.0, 8)


CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([[0.0], [1.0], [1.0], [0.0]])


@twin_gap.probe("twins")
def equal_weights_on_xor(twin_gap, rng):
    w = float(rng.uniform(0.2, 0.6))
    return twin_gap(np.full((2, 3), w), np.full(3, w), np.full((3, 1), w), CORNERS, XOR, 2.0, 40)


@twin_gap.probe("twins")
def different_outgoing_weights(twin_gap, rng):
    w = float(rng.uniform(0.2, 0.6))
    W_out = w + np.array([[0.0], [0.5], [1.0]])
    return twin_gap(np.full((2, 3), w), np.full(3, w), W_out, CORNERS, XOR, 5.0, 3)


@twin_gap.probe("arguments left alone")
def arguments_compared(twin_gap, rng):
    weights, X, y = a_problem(rng)
    given = [part.copy() for part in (*weights, X, y)]
    gap = twin_gap(*given, 2.0, 3)
    return gap, tuple(
        after - before for after, before in zip(given, (*weights, X, y), strict=True)
    )


@twin_gap.probe("arguments left alone")
def whole_numbers(twin_gap, rng):
    b, W_out = rng.permutation([0, 1, -1]), np.array([[1], [2], [-1]])
    W_in = rng.permutation(np.array([[1, 0, 2], [-1, 1, 0]]))
    return twin_gap(W_in, b, W_out, CORNERS.astype(int), XOR.astype(int), 2.0, 3)


@twin_gap.misconception(
    "U5.3-D01",
    "Your answer is the difference before training. Do `lr` and `steps` appear in what you "
    "compute?",
)
def not_trained(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(np.array(W_in, dtype=float))


@twin_gap.misconception(
    "U5.3-D02",
    "Your steps go uphill: the cost grows. Which sign does an update have in front of the "
    "learning rate?",
)
def uphill(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, -lr, steps))


@twin_gap.misconception(
    "U5.3-D03",
    "Your steps are half as long as they should be. The squared error has no ½ here: what is its "
    "derivative?",
)
def half_a_step(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps, factor=1.0))


@twin_gap.misconception(
    "U5.3-D04",
    "Your step grows with the number of examples. The cost is a mean over the batch; where is it "
    "divided by n?",
)
def sum_over_the_batch(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps, mean=False))


@twin_gap.misconception(
    "U5.3-D05",
    "Backpropagation goes back through the weights that the forward pass has used. Yours uses "
    "outgoing weights that were updated in between.",
)
def back_through_new_weights(W_in, b, W_out, X, y, lr, steps):
    W_in, b, W_out, X, y = (np.array(part, dtype=float) for part in (W_in, b, W_out, X, y))
    b_out = np.zeros(y.shape[1])
    for _ in range(steps):
        a = _sigmoid(X @ W_in + b)
        out = _sigmoid(a @ W_out + b_out)
        delta_out = -2 * (y - out) * out * (1 - out)
        W_out = W_out - lr * a.T @ delta_out / len(X)
        b_out = b_out - lr * delta_out.mean(axis=0)
        delta = (delta_out @ W_out.T) * a * (1 - a)
        W_in = W_in - lr * X.T @ delta / len(X)
        b = b - lr * delta.mean(axis=0)
    return largest_gap(W_in)


@twin_gap.misconception(
    "U5.3-D06",
    "The output bias never moves in your training. It starts at 0, and then it learns like the "
    "others.",
)
def output_bias_frozen(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps, frozen=("b_out",)))


@twin_gap.misconception(
    "U5.3-D07",
    "The biases of the hidden units stay where they were. Each is a weight too, from the unit "
    "that is always 1.",
)
def hidden_biases_frozen(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps, frozen=("b",)))


@twin_gap.misconception(
    "U5.3-D08",
    "Only the first layer learns in your training. The outgoing weights take a step as well, at "
    "the same time.",
)
def outgoing_weights_frozen(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps, frozen=("W_out",)))


@twin_gap.misconception(
    "U5.3-D09",
    "You compare inputs with each other. The units are the columns of W_in: within which row do "
    "two of them differ most?",
)
def rows_compared(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps).T)


@twin_gap.misconception(
    "U5.3-D10",
    "The slope of the hidden layer belongs to its pre-activation. You take it at a number that "
    "was squashed already.",
)
def slope_at_the_activation(W_in, b, W_out, X, y, lr, steps):
    def slope(in_, a):
        return _sigmoid(a) * (1 - _sigmoid(a))

    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps, hidden_slope=slope))


@twin_gap.misconception(
    "U5.3-D11",
    "You compare the first two units only. A layer may have more: the largest difference may lie "
    "between others.",
)
def first_two_units_only(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps)[:, :2])


@twin_gap.misconception(
    "U5.3-D12",
    "You train inside the arrays that were passed in. The caller finds other weights there "
    "afterwards: work on copies.",
)
def in_the_arrays_of_the_caller(W_in, b, W_out, X, y, lr, steps):
    trained = _full_batch(W_in, b, W_out, X, y, lr, steps)
    if np.asarray(W_in).dtype == float:
        W_in[:] = trained
    return largest_gap(trained)


@twin_gap.misconception(
    "U5.3-D13",
    "No bias ever moves in your training, neither those of the hidden units nor that of the "
    "output. Each is a weight too, from the unit that is always 1.",
)
def all_biases_frozen(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps, frozen=("b", "b_out")))


@twin_gap.misconception(
    "U5.3-D14",
    "Only what leads into the hidden units learns in your training. The outgoing weights and the "
    "output bias take a step as well.",
)
def second_layer_frozen(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps, frozen=("W_out", "b_out")))


@twin_gap.misconception(
    "U5.3-D15",
    "You subtract the smallest weight of the table from the largest, and they may belong to "
    "different inputs. Two units are compared within one row.",
)
def range_of_the_table(W_in, b, W_out, X, y, lr, steps):
    return float(np.ptp(_full_batch(W_in, b, W_out, X, y, lr, steps)))


@twin_gap.misconception(
    "U5.3-D16",
    "You measure the distance of two columns by a root of squares. What is asked for is the "
    "largest difference of two entries.",
)
def distance_of_columns(W_in, b, W_out, X, y, lr, steps):
    W = _full_batch(W_in, b, W_out, X, y, lr, steps)
    return float(np.sqrt(((W[:, :, None] - W[:, None, :]) ** 2).sum(axis=0)).max())


@twin_gap.misconception(
    "U5.3-D17",
    "One step too many: with steps = 0 nothing should move.",
)
def one_step_too_many(W_in, b, W_out, X, y, lr, steps):
    return largest_gap(_full_batch(W_in, b, W_out, X, y, lr, steps + 1))


# 5.4 Saturation at the start -------------------------------------------------------------


def saturated_share(std, fan_in, n, rng):
    """Draw n units with inputs of +1 and -1; return the share of abs(in_) > 10."""
    W = rng.normal(0, std, size=(fan_in, n))
    signs = rng.choice([-1.0, 1.0], size=(n, fan_in))
    in_ = np.einsum("ni,in->n", signs, W)
    return float((np.abs(in_) > 10).mean())


start_saturation = in_unit_5(
    "start_saturation",
    group="5.4",
    asks="Draw the pre-activations of n units with inputs of +1 and -1; return the share beyond "
    "10 on either side.",
    reference=saturated_share,
    properties={"the lecture's case": 1.0, "any spread and fan-in": 1.5, "drawn each time": 0.5},
    hints=[
        "Try std = 10 with fan_in = 1, then with fan_in = 100. In the second case nearly all "
        "units should be saturated. Does your share change?",
        "A pre-activation is a sum of fan_in products of a weight and an input. Variances add "
        "up, so its spread grows with the root of fan_in. Both ends count (CS 457/557, 07-4a "
        "Keeping the Initial Weights Small).",
        "The same with dice: the share of sums of 3 dice above 15, from n throws. Draw a table "
        "(3, n) of dice, add up each column to get n sums, compare with 15, take the mean of the "
        "trues. It will be near (6 + 3 + 1) / 216 = 0.046, the sums 16, 17 and 18.",
    ],
)

DRAWS = 20_000


def beyond_ten(std: float, fan_in: int) -> float:
    """Probability that a normal number of this spread lies beyond 10, on either side."""
    return math.erfc(10 / (std * math.sqrt(2 * fan_in)))


def share_and_unit(share: Any, n: int) -> tuple[Any, Any]:
    """Return the share, and in which unit it came: 1, 100 for per cent, n for a count."""
    value = float(share)
    unit = 1 if value <= 1 else 100 if value <= 100 else n
    return np.array(value / unit), np.array(float(unit))


def _share_probe(name: str, property: str, std: float, fan_in: int) -> None:
    p = beyond_ten(std, fan_in)

    def look(start_saturation, rng):
        return start_saturation(std, fan_in, DRAWS, rng)

    look.__name__ = name
    start_saturation.probe(
        property,
        view=lambda share: share_and_unit(share, DRAWS),
        expected=(np.array(p), np.array(1.0)),
        tolerance=statistics.share(p, DRAWS),
    )(look)


_share_probe("std_10_and_100_inputs", "the lecture's case", 10.0, 100)
_share_probe("std_1_and_100_inputs", "any spread and fan-in", 1.0, 100)
_share_probe("std_10_and_1_input", "any spread and fan-in", 10.0, 1)


def spread_of(rng: np.random.Generator) -> tuple[float, int]:
    """Draw a case whose spread is close to 10."""
    fan_in = int(rng.integers(20, 31))
    return float(rng.uniform(9.5, 10.5) / math.sqrt(fan_in)), fan_in


@start_saturation.probe(
    "any spread and fan-in",
    view=lambda share, rng: share_and_unit(share, DRAWS)[0] - beyond_ten(*spread_of(rng)),
    expected=np.array(0.0),
    tolerance=statistics.share(0.4, DRAWS),
)
def some_spread_near_ten(start_saturation, rng):
    return start_saturation(*spread_of(rng), DRAWS, rng)


MANY_TIMES = 400
OF_TEN = statistics.standard_deviation(math.sqrt(0.3173 * 0.6827 / 10), MANY_TIMES)


def spread_and_repetition(seen: Any) -> Any:
    """Return how much small samples vary, and as 0 or 1: do two of one seed differ, are all equal.

    Counts and per cents are brought to shares: their unit is told by the other probes.
    """
    shares, again = np.asarray(seen[0], float), np.asarray(seen[1], float)
    unit = 1 if shares.max() <= 1 else 10 if shares.max() <= 10 else 100
    differ = float(np.abs(shares[:5] - again).max() > 1e-9)
    return np.std(shares) / unit, differ, float(np.ptp(shares) == 0)


@start_saturation.probe(
    "drawn each time",
    view=spread_and_repetition,
    expected=(np.array(math.sqrt(0.3173 * 0.6827 / 10)), np.array(0.0), np.array(0.0)),
    tolerance=OF_TEN,
)
def ten_units_many_times(start_saturation, rng):
    seed = int(rng.integers(1000))
    generator, again = np.random.default_rng(seed), np.random.default_rng(seed)
    shares = [float(start_saturation(5.0, 4, 10, generator)) for _ in range(MANY_TIMES)]
    return shares, [float(start_saturation(5.0, 4, 10, again)) for _ in range(5)]


@start_saturation.misconception(
    "U5.4-D01",
    "Your weights are drawn with another spread. `normal` takes the standard deviation as it is, "
    "and `std` is one already.",
)
def std_squared(std, fan_in, n, rng):
    return saturated_share(std**2, fan_in, n, rng)


@start_saturation.misconception(
    "U5.4-D02",
    "Half of the saturated units are missing. A sigmoid is flat on both sides.",
)
def one_side_only(std, fan_in, n, rng):
    in_ = rng.choice([-1.0, 1.0], (1, fan_in)) @ rng.normal(0, std, (fan_in, n))
    return float((in_ > 10).mean())


@start_saturation.misconception(
    "U5.4-D03",
    "Your share does not grow with the number of inputs. A unit adds up what it receives from all "
    "of them.",
)
def weights_counted(std, fan_in, n, rng):
    return float((np.abs(rng.normal(0, std, (fan_in, n))) > 10).mean())


@start_saturation.misconception(
    "U5.4-D04",
    "Your pre-activations shrink as inputs are added. A unit takes the sum of its products, not "
    "their mean.",
)
def mean_of_the_products(std, fan_in, n, rng):
    in_ = rng.choice([-1.0, 1.0], (1, fan_in)) @ rng.normal(0, std, (fan_in, n)) / fan_in
    return float((np.abs(in_) > 10).mean())


@start_saturation.misconception(
    "U5.4-D05",
    "You draw weights evenly from (-std, std). Their standard deviation is then smaller than std, "
    "by a factor of √3.",
)
def evenly_from_minus_std_to_std(std, fan_in, n, rng):
    in_ = rng.choice([-1.0, 1.0], (1, fan_in)) @ rng.uniform(-std, std, (fan_in, n))
    return float((np.abs(in_) > 10).mean())


@start_saturation.misconception(
    "U5.4-D06",
    "That is how many, and the question is which share. By what do you divide?",
)
def a_count(std, fan_in, n, rng):
    return n * saturated_share(std, fan_in, n, rng)


@start_saturation.misconception(
    "U5.4-D07",
    "You count the units that are awake. Which side of the limit is the flat one?",
)
def share_of_the_others(std, fan_in, n, rng):
    return 1 - saturated_share(std, fan_in, n, rng)


@start_saturation.misconception(
    "U5.4-D08",
    "Each call gives the same share, even for ten units. Draw from the rng that was passed in, "
    "not from one with a fixed seed.",
)
def fixed_seed(std, fan_in, n, rng):
    return saturated_share(std, fan_in, n, np.random.default_rng(0))


@start_saturation.misconception(
    "U5.4-D09",
    "With inputs of 0 and 1 about half of the products vanish. The inputs here are +1 and -1.",
)
def inputs_of_zero_and_one(std, fan_in, n, rng):
    signs = rng.integers(0, 2, size=(fan_in, n))
    return float((np.abs((rng.normal(0, std, (fan_in, n)) * signs).sum(axis=0)) > 10).mean())


@start_saturation.misconception(
    "U5.4-D10",
    "With the same seed your share changes from call to call. Numbers from `np.random` do not "
    "come from the rng that was passed in.",
)
def global_numbers(std, fan_in, n, rng):
    in_ = np.random.choice([-1.0, 1.0], (1, fan_in)) @ np.random.normal(0, std, (fan_in, n))
    return float((np.abs(in_) > 10).mean())


@start_saturation.misconception(
    "U5.4-D11",
    "You compare the outputs of the units, or another limit. Asked for is the share of "
    "pre-activations beyond 10.",
)
def outputs_near_their_ends(std, fan_in, n, rng):
    in_ = rng.choice([-1.0, 1.0], (1, fan_in)) @ rng.normal(0, std, (fan_in, n))
    a = _sigmoid(in_)
    return float(((a < 0.05) | (a > 0.95)).mean())


@start_saturation.misconception(
    "U5.4-D12",
    "That is in per cent. A share goes from 0 to 1.",
)
def per_cent(std, fan_in, n, rng):
    return 100 * saturated_share(std, fan_in, n, rng)


# 5.5 Smallest cure -----------------------------------------------------------------------


def fewest_changes(W_in, b, W_out, rng):
    """Return copies in which every bias but the first has got a random number of its own."""
    b = np.array(b, dtype=float)
    b[1:] += rng.uniform(-0.1, 0.1, size=len(b) - 1)
    return np.array(W_in, dtype=float), b, np.array(W_out, dtype=float)


break_symmetry = in_unit_5(
    "break_symmetry",
    group="5.5",
    asks="Return new arrays in which all h units are different, with at most h - 1 numbers "
    "changed.",
    reference=fewest_changes,
    properties={
        "every unit different": 1.5,
        "few changes": 1.0,
        "arguments and types": 0.5,
    },
    uses=["distinct_units", "init_layer"],
    hints=[
        "Put your three arrays into distinct_units: does it say h? Then compare old and new "
        "arrays, entry by entry, and count what has changed.",
        "One changed number makes one unit different from the rest. How many of h twins can stay "
        "as they are? And what if two units get the same change?",
        "The same with five equal cups: write A, B, C and D on four of them, 5 - 1 = 4 letters, "
        "and all five can be told apart, as the fifth is the one without a letter. The letters "
        "have to differ, and a cup needs only one.",
    ],
)


def changes(old: Any, new: Any) -> int:
    """Count the changed numbers; too small changes, as by float32, don't count."""
    pairs = [(np.asarray(o, float), np.asarray(n, float)) for o, n in zip(old, new, strict=True)]
    if any(o.shape != n.shape for o, n in pairs):
        raise ValueError("other shapes than before")
    return sum(int((np.abs(o - n) > 1e-9).sum()) for o, n in pairs)


def a_cured_layer(seen: Any) -> Any:
    """Return the number of different units, and whether anything was changed at all."""
    old, new = seen
    changes(old, new)
    moved = any((np.asarray(o) != np.asarray(n)).any() for o, n in zip(old, new, strict=True))
    return instruments.distinct_units(*new), moved


def units_and_changes(seen: Any) -> Any:
    """Return the number of different units; and of changes, at most h - 1 counting as h - 1."""
    old, new = seen
    h = len(np.asarray(old[1]))
    return instruments.distinct_units(*new), max(changes(old, new), h - 1)


def twins_of(rng: np.random.Generator, d: int, h: int, k: int) -> Any:
    """Build h equal units; the numbers are exact in float32 too."""
    w = rng.integers(1, 8, size=3) / 8
    return np.full((d, h), w[0]), np.full(h, w[1]), np.full((h, k), w[2])


@break_symmetry.probe("every unit different", view=a_cured_layer)
def two_twins(break_symmetry, rng):
    old = twins_of(rng, 2, 2, 1)
    return old, tuple(break_symmetry(*(part.copy() for part in old), rng))


@break_symmetry.probe("every unit different", view=a_cured_layer)
def seven_twins(break_symmetry, rng):
    old = twins_of(rng, 3, 7, 2)
    return old, tuple(break_symmetry(*(part.copy() for part in old), rng))


@break_symmetry.probe("every unit different", view=a_cured_layer)
def many_inputs_and_five_twins(break_symmetry, rng):
    old = twins_of(rng, 9, 5, 6)
    return old, tuple(break_symmetry(*(part.copy() for part in old), rng))


@break_symmetry.probe("every unit different", view=a_cured_layer)
def all_zero(break_symmetry, rng):
    old = np.zeros((3, 6)), np.zeros(6), np.zeros((6, 1))
    return old, tuple(break_symmetry(*(part.copy() for part in old), rng))


@break_symmetry.probe("few changes", view=units_and_changes)
def changes_among_five(break_symmetry, rng):
    old = twins_of(rng, 3, 5, 2)
    return old, tuple(break_symmetry(*(part.copy() for part in old), rng))


@break_symmetry.probe("few changes", view=units_and_changes)
def changes_among_eight(break_symmetry, rng):
    old = twins_of(rng, 2, 8, 1)
    return old, tuple(break_symmetry(*(part.copy() for part in old), rng))


@break_symmetry.probe(
    "arguments and types",
    view=lambda seen: (a_cured_layer(seen[:2]), changes(seen[0], seen[2])),
)
def arguments_afterwards(break_symmetry, rng):
    old = twins_of(rng, 3, 4, 2)
    given = [part.copy() for part in old]
    return old, tuple(np.array(part) for part in break_symmetry(*given, rng)), tuple(given)


@break_symmetry.probe("arguments and types", view=a_cured_layer)
def whole_numbers_start(break_symmetry, rng):
    old = np.ones((2, 4), int), np.zeros(4, int), np.full((4, 3), int(rng.integers(1, 4)))
    return old, tuple(break_symmetry(*(part.copy() for part in old), rng))


@break_symmetry.misconception(
    "U5.5-D01",
    "You add one and the same number to all units. Afterwards they are as equal as before.",
)
def one_number_for_all(W_in, b, W_out, rng):
    return np.array(W_in, float), np.asarray(b, float) + rng.normal(), np.array(W_out, float)


@break_symmetry.misconception(
    "U5.5-D02",
    "All units are different now, but you changed everything. How many numbers does one unit need "
    "to stand out from its twins?",
)
def everything_anew(W_in, b, W_out, rng):
    parts = (np.asarray(part, float) for part in (W_in, b, W_out))
    W_in, b, W_out = (part + rng.normal(0, 0.1, part.shape) for part in parts)
    return W_in, b, W_out


@break_symmetry.misconception(
    "U5.5-D03",
    "One unit differs from the rest now, and the rest are still twins of each other.",
)
def one_unit_only(W_in, b, W_out, rng):
    b = np.array(b, float)
    b[0] += rng.uniform(0.01, 0.1)
    return np.array(W_in, float), b, np.array(W_out, float)


@break_symmetry.misconception(
    "U5.5-D04",
    "The cure works, but the arrays that were passed in have changed too. New arrays were asked "
    "for: copy first.",
)
def cured_in_place(W_in, b, W_out, rng):
    if np.asarray(b).dtype != float:
        return fewest_changes(W_in, b, W_out, rng)
    b[1:] += rng.uniform(-0.1, 0.1, size=len(b) - 1)
    return W_in, b, W_out


@break_symmetry.misconception(
    "U5.5-D05",
    "Your changes are as small as rounding noise, below 1e-9. They do not count as a difference.",
)
def changes_too_small(W_in, b, W_out, rng):
    b = np.array(b, float)
    b[1:] += rng.uniform(1e-13, 1e-12, size=len(b) - 1)
    return np.array(W_in, float), b, np.array(W_out, float)


@break_symmetry.misconception(
    "U5.5-D06",
    "That is one change more than needed. If all the others differ from it and from each other, "
    "one unit may stay as it is.",
)
def one_change_for_each_unit(W_in, b, W_out, rng):
    b = np.asarray(b, float) + rng.uniform(-0.1, 0.1, size=len(b))
    return np.array(W_in, float), b, np.array(W_out, float)


@break_symmetry.misconception(
    "U5.5-D07",
    "You change W_in row by row, so every unit gets the same changes. Which index of W_in tells "
    "the units apart?",
)
def noise_by_rows(W_in, b, W_out, rng):
    W_in = np.asarray(W_in, float)
    W_in = W_in + rng.normal(0, 0.1, size=(len(W_in), 1))
    return W_in, np.array(b, float), np.array(W_out, float)


@break_symmetry.misconception(
    "U5.5-D08",
    "The arrays come back as they were. Is the changed one the one that you return?",
)
def nothing_changed(W_in, b, W_out, rng):
    return np.array(W_in, float), np.array(b, float), np.array(W_out, float)


@break_symmetry.misconception(
    "U5.5-D09",
    "With two possible changes there are at most two or three kinds of units. Every unit needs a "
    "number of its own.",
)
def two_kinds_of_changes(W_in, b, W_out, rng):
    b = np.array(b, float)
    b[1:] += 0.1 * (-1.0) ** np.arange(len(b) - 1)
    return np.array(W_in, float), b, np.array(W_out, float)


@break_symmetry.misconception(
    "U5.5-D10",
    "With whole numbers nothing happens: an array of integers cuts 0.07 down to 0. Which type can "
    "hold your change?",
)
def cut_to_whole_numbers(W_in, b, W_out, rng):
    b = np.array(b)
    b[1:] = b[1:] + rng.uniform(0.01, 0.1, size=len(b) - 1)
    return np.array(W_in), b, np.array(W_out)


@break_symmetry.misconception(
    "U5.5-D11",
    "You drew numbers for a whole column or row of weights. One changed entry already tells a "
    "unit from its twins.",
)
def whole_columns(W_in, b, W_out, rng):
    W_in = np.array(W_in, float)
    W_in[:, 1:] += rng.uniform(-0.1, 0.1, size=(len(W_in), W_in.shape[1] - 1))
    return W_in, np.array(b, float), np.array(W_out, float)


@break_symmetry.misconception(
    "U5.5-D12",
    "All units are different, but every weight of W_in is new. How many numbers does one unit "
    "need to stand out from its twins?",
)
def incoming_weights_anew(W_in, b, W_out, rng):
    W_in = rng.normal(0, 1, np.shape(W_in))
    return W_in, np.array(b, float), np.array(W_out, float)


@break_symmetry.misconception(
    "U5.5-D13",
    "You multiply, and a weight of 0 stays 0 whatever you multiply it by. Which change works for "
    "every start?",
)
def multiplied(W_in, b, W_out, rng):
    b = np.array(b, float)
    b[1:] *= rng.uniform(1.1, 2, size=len(b) - 1)
    return np.array(W_in, float), b, np.array(W_out, float)


# Commit points: predictions, warm-ups, faded steps, what was read off ---------------------

warmup_hidden_delta = warm_up(
    "warmup_hidden_delta",
    asks="Which expression is the Δ of the hidden layer?",
    options=[
        "g'(in_) * (delta_next @ W_next.T)",
        "g'(in_) * (delta_next @ W_next)",
        "g'(a) * (delta_next @ W_next.T)",
    ],
    answer="g'(in_) * (delta_next @ W_next.T)",
    because="What comes back goes against the arrows, so the weights are transposed; and the "
    "slope is taken at the pre-activation.",
)

warmup_batch_order = warm_up(
    "warmup_batch_order",
    asks="When does the order of the examples not matter for the weights after an epoch?",
    options=["always", "if one batch holds all examples", "never"],
    answer="if one batch holds all examples",
    because="A mean does not depend on the order. With smaller batches, the second step starts "
    "where the first one has led.",
)

warmup_dw_or_delta = warm_up(
    "warmup_dw_or_delta",
    asks="Which number tells how the cost reacts to the weight from unit 1 to unit 3, one "
    "example?",
    options=["Δ_3", "Δ_3 a_1", "Δ_1 a_3"],
    answer="Δ_3 a_1",
    because="Δ₃ is the reaction to all that unit 3 receives; the weight's share in that is a₁.",
)

warmup_steepest = warm_up(
    "warmup_steepest",
    asks="How steep is the sigmoid at a pre-activation of 10, compared with 0?",
    options=["about half as steep", "about a fifth", "about a five-thousandth"],
    answer="about a five-thousandth",
    because="The slope is 0.25 at 0, and at 10 it is down to 0.000045.",
)


def at_least_three(value: Any) -> Any:
    """Count different sentences of some length, up to three."""
    sentences = {str(text).strip().casefold() for text in value if isinstance(text, str)}
    return min(3, sum(len(text) >= 12 for text in sentences))


three_hypotheses = Exercise(
    "three_hypotheses",
    unit=UNIT,
    group="commit",
    kind="variable",
    asks="Write three different guesses why training got stuck, each a short sentence.",
    reference=["The step is too long.", "There are too few units.", "All units do the same."],
    properties={"three guesses": 0.2},
    hints=[
        "Any guess counts, right or wrong: what could keep the cost from falling? Three "
        "different ones, each a sentence in quotes.",
        "Think of the parts of a training: the examples, the size of the network, the start, the "
        "learning rate, the number of steps.",
        "The same for a bicycle that does not move: ['The brake is on.', 'The chain is off.', "
        "'The hill is too steep.']. Three causes in three places, and each says what one would "
        "change to test it.",
    ],
)


@three_hypotheses.probe("three guesses", view=at_least_three, expected=np.array(3))
def guesses(three_hypotheses, rng):
    return tuple(three_hypotheses)


three_hypotheses.wrong_value(
    "U5.0-D01",
    "That is one guess. Put three sentences into a list, separated by commas.",
    ["The step is too long."],
)
three_hypotheses.wrong_value(
    "U5.0-D02",
    "Two guesses so far. A third one may be bold: nobody counts which of them are right.",
    ["The step is too long.", "There are too few units."],
)
three_hypotheses.wrong_value(
    "U5.0-D03",
    "The list is there, the guesses are not. A few words each will do.",
    ["", "", ""],
)

prediction_equal_start = commit(
    "prediction_equal_start",
    asks="800 steps from weights of 0.3 everywhere: how far are the two hidden columns apart?",
    options=["exactly 0", "about 1e-9", "more than 1"],
    answer="exactly 0",
    because="The weights move a long way, but both units take the same steps, to the last digit.",
)

faded_w13 = warm_up(
    "faded_w13",
    asks="In the update of w_13 and w_14: why is Δ_3 a_1 = Δ_4 a_1?",
    options=["a_1 is 0", "Δ_3 = Δ_4, and both read the same input", "w_13 = w_14 is enough"],
    answer="Δ_3 = Δ_4, and both read the same input",
    because="The input 1 is one number for both units; the rest is the equality of the deltas, "
    "which needs all four groups.",
)

faded_w35 = warm_up(
    "faded_w35",
    asks="In the update of w_35 and w_45: which equality makes the two steps equal?",
    options=["Δ_3 = Δ_4", "a_3 = a_4", "w_13 = w_14 alone"],
    answer="a_3 = a_4",
    because="Both steps have the factor Δ₅, and the other factor is what the unit has passed on.",
)

prediction_bias_breaks = commit(
    "prediction_bias_breaks",
    asks="Equal weights everywhere, but different biases: do the columns of W_in stay equal?",
    options=["yes, for ever", "yes, for one step only", "no"],
    answer="no",
    because="Different biases give different outputs and slopes, so different deltas, and the "
    "first step already parts the columns.",
)

prediction_zero_start = commit(
    "prediction_zero_start",
    asks="All weights and biases 0, sigmoid units, one example: what moves in the first step?",
    options=["everything", "only what leads to the output", "nothing"],
    answer="only what leads to the output",
    because="The deltas of the hidden units come back through outgoing weights, which are 0. The "
    "outgoing weights meet a = 0.5, and they move.",
)

prediction_saturated = commit(
    "prediction_saturated",
    asks="100 inputs of +1 or -1, weights of standard deviation 10: what share of units has "
    "abs(in_) > 10?",
    options=["about 8 %", "about 32 %", "about 92 %"],
    answer="about 92 %",
    because="Variances add up: 100 of them make a standard deviation of 100, and 10 is close to "
    "the middle of that.",
)

steps_until_apart = Exercise(
    "steps_until_apart",
    unit=UNIT,
    group="commit",
    kind="variable",
    asks="At which epoch are two hidden units first more than 1 apart in a weight, with noise "
    "0.1?",
    reference=121,
    properties={"read off": 0.1},
    tolerance=COUNTED,
    hints=[
        "Leave the twin tracker's start at constant, switch 'add noise' on with 0.1, and press "
        "'All 800 epochs'. The number stands below the picture. Another start or another noise "
        "gives another number.",
        "Exact twins get the same step and stay together. Noise is a small difference, and from "
        "then on the two get steps of their own, so the gap grows. Asked is the first epoch with "
        "a gap above 1, not the end of the growth.",
        "A reading of the same kind: a gap of 0.1 grows by a tenth in every step. After 24 steps "
        "it is 0.1 · 1.1^24 = 0.985, after 25 steps 0.1 · 1.1^25 = 1.083. So it is first above 1 "
        "after 25 steps: the first number beyond the mark, not the last one below.",
    ],
)


@steps_until_apart.probe("read off")
def the_number(steps_until_apart, rng):
    return steps_until_apart


steps_until_apart.wrong_value(
    "U5.0-D04",
    "That number belongs to a smaller noise, 0.01. Set 0.1 and read again.",
    216,
)
steps_until_apart.wrong_value(
    "U5.0-D05",
    "That number belongs to a larger noise, 0.5. Set 0.1 and read again.",
    63,
)
steps_until_apart.wrong_value(
    "U5.0-D06",
    "800 is the last epoch. Asked for is the one at which two units are first more than 1 apart.",
    800,
)

different_units_100 = Exercise(
    "different_units_100",
    unit=UNIT,
    group="commit",
    kind="variable",
    asks="Four hidden units start equal. How many different units has layer 1 after 100 epochs?",
    reference=1,
    properties={"read off": 0.1},
    hints=[
        "Choose the example “equal weights” in the playground and press Play. Above the pictures "
        "stands, among others, how many different units layer 1 has.",
        "Units with the same weights get the same gradient in every step (CS 457/557, 07-4a "
        "Quick Aside: The Problem with Equal Weights). What can training do to tell them apart?",
        "Three units, each with one weight: 0.3, 0.3 and 0.7. The first two get the same "
        "gradient, 0.5, the third gets 0.2. With lr 0.1 the weights become 0.3 - 0.1 · 0.5 = "
        "0.25, once more 0.25, and 0.7 - 0.1 · 0.2 = 0.68. There were two different units before "
        "the step, and there are two after it.",
    ],
)


@different_units_100.probe("read off")
def the_count(different_units_100, rng):
    return different_units_100


different_units_100.wrong_value(
    "U5.0-D07",
    "That is how many units there are. Counted are different ones: equal units count once.",
    4,
)
different_units_100.wrong_value(
    "U5.0-D08",
    "That many units are copies of another one. A group of equal units counts as one.",
    3,
)
different_units_100.wrong_value(
    "U5.0-D09",
    "One unit is left, even if all are equal: a group of twins counts as one.",
    0,
)
different_units_100.wrong_value(
    "U5.0-D10",
    "That is the number of epochs. Asked for is the number of different units in layer 1.",
    100,
)

erroneous_biases = commit(
    "erroneous_biases",
    asks="'To break the symmetry, random biases are enough; the weights may all be 0.5.' True or "
    "false?",
    options=["true", "false"],
    answer="true",
    because="For breaking the symmetry it is enough. For a good start it is not: sums of many "
    "equal weights saturate the units, and units that differ little need many steps to part.",
)

EXERCISES = [value for value in list(globals().values()) if isinstance(value, Exercise)]
