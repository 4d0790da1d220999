"""Unit 0, orientation: conventions, history, kernels as networks, averages, counting.

Sources: CS 457/557 Lecture 07, 07-1a History of Neural Networks, 07-1b Network Topology and
Notation, 07-4c Multi-Class Classification, 07-4d and 07-5c (numbers of weights); CS771, Kernel
Methods vs Neural Nets, Why Neural Networks Work Better: Another View; DS 102 Discussion 7,
question 2; UCLA slides, Neural networks.

No topic of the catalogue belongs to this unit: every wrong form was found here (D).
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

from functools import partial
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from course import instruments
from course.exercises.declaration import Exercise, Tolerance, choice

UNIT = "00_orientation"
GROUPS = {"0.1": 2.0, "0.2": 1.0, "0.3": 2.0, "0.4": 1.0, "0.5": 1.0, "0.6": 1.0}

in_unit_0 = partial(Exercise, unit=UNIT)
commit = partial(choice, unit=UNIT, points=0.1)


# 0.1 Convention card ---------------------------------------------------------------------

CARD = {
    "example": "a row",
    "weight_shape": "(fan_in, fan_out)",
    "bias": "a vector b",
    "error": "y - a",
    "squared_error": "(y - a)**2",
    "batch_cost": "mean",
    "slope_at": "in_",
    "first_label": "1",
}
OFFERED = {  # the options as the notebook lists them; a view turns each into its number
    "example": ("a column", "a row"),
    "weight_shape": ("(fan_in, fan_out)", "(fan_out, fan_in)"),
    "bias": ("none", "a weight from unit 0", "a vector b"),
    "error": ("y - a", "a - y"),
    "squared_error": ("0.5*(y - a)**2", "(y - a)**2"),
    "batch_cost": ("sum", "mean"),
    "slope_at": ("in_", "a"),
    "first_label": ("0", "1"),
}


def bare(text: Any) -> str:
    """Return a text without what may differ between typists: blanks, capitals."""
    return "" if text is None else "".join(str(text).casefold().split())


def entry(key: str, card: Any) -> float:
    """Return the number of the option that a card has for a key; 0 for none of them."""
    found = {bare(name): value for name, value in card.items()}
    options = [bare(option) for option in OFFERED[key]]
    value = bare(found.get(key, ""))
    return 1.0 + options.index(value) if value in options else 0.0


conventions = in_unit_0(
    "conventions",
    group="0.1",
    asks="Return the convention card of the course: eight keys, each with its option as text.",
    reference=lambda: dict(CARD),
    properties=dict.fromkeys(CARD, 0.25),
    hints=[
        "Each of the eight entries is checked on its own, so read off the verdict which ones "
        "fail. Is every key spelled as in the list, and every option copied with its signs?",
        "Every convention makes a formula fit. Take 5 examples with 3 features and 4 units, and "
        "write down the shapes that have to meet in X @ W; for the signs, take y = 1 and a = 0. "
        "The sentences stand in the text above, each with its lecture.",
        "For another question: does a list start at place 0 or 1? Try ['a', 'b'][1]: it gives "
        "'b', so the first place has the number 0. The card would say {'first_place': '0'}. Test "
        "each entry in this way against one line of the text.",
    ],
)


def _look_at(key: str) -> None:
    """Declare the probe of one entry: every entry earns its points alone."""

    def look(conventions, rng):
        return conventions()

    look.__name__ = f"entry_{key}"
    conventions.probe(key, view=partial(entry, key))(look)


for _key in CARD:
    _look_at(_key)


@conventions.misconception(
    "U0.1-D01",
    "You stand the examples up as columns, as lectures do on paper. Which side of `@` is `X` on "
    "in `X @ W`, and which of its axes meets the features?",
)
def examples_in_columns():
    return {**CARD, "example": "a column"}


@conventions.misconception(
    "U0.1-D02",
    "This is the table of lectures that write W x. Here the input stands on the left: write the "
    "shapes of `a_prev @ W` side by side and see which axes meet.",
)
def weights_turned():
    return {**CARD, "weight_shape": "(fan_out, fan_in)"}


@conventions.misconception(
    "U0.1-D03",
    "Some lectures leave the bias out to save ink. How would a unit without one answer an input "
    "of zeros, and is that what the course wants?",
)
def no_bias():
    return {**CARD, "bias": "none"}


@conventions.misconception(
    "U0.1-D04",
    "A unit 0 that always says 1 is one lecture's picture of the bias, and a good one. In the "
    "code the same numbers are kept apart from `W`. Where?",
)
def bias_as_weight_of_unit_0():
    return {**CARD, "bias": "a weight from unit 0"}


@conventions.misconception(
    "U0.1-D05",
    "With this sign every gradient of the course would lose its leading minus. The output Δ here "
    "starts with -2: which difference follows?",
)
def prediction_minus_target():
    return {**CARD, "error": "a - y"}


@conventions.misconception(
    "U0.1-D06",
    "The half is there to cancel a 2 in the slope, in three of the lectures. Does the output Δ of "
    "this course still show the 2?",
)
def half_before_the_square():
    return {**CARD, "squared_error": "0.5*(y - a)**2"}


@conventions.misconception(
    "U0.1-D07",
    "If the batch is doubled by copying it, your cost doubles, and so does every step. Which way "
    "of putting n losses together does not care about copies?",
)
def costs_added_up():
    return {**CARD, "batch_cost": "sum"}


@conventions.misconception(
    "U0.1-D08",
    "g is applied to what a unit receives. At which number is its slope measured, then: at the "
    "one that goes in, or at the one that came out?",
)
def slope_at_the_output():
    return {**CARD, "slope_at": "a"}


@conventions.misconception(
    "U0.1-D09",
    "Python counts from there, but the lecture's K classes don't. Which label belongs to the "
    "one-hot row (1, 0, 0)?",
)
def labels_from_zero():
    return {**CARD, "first_label": "0"}


@conventions.misconception(
    "U0.1-D10",
    "The card says nothing valid about `example`. Compare key and option with the docstring, "
    "sign by sign.",
)
def no_valid_example():
    return {key: option for key, option in CARD.items() if key != "example"}


@conventions.misconception(
    "U0.1-D11",
    "The entry `weight_shape` is missing, or its text is none of the two options. Both are "
    "written with brackets and a comma.",
)
def no_valid_weight_shape():
    return {key: option for key, option in CARD.items() if key != "weight_shape"}


@conventions.misconception(
    "U0.1-D12",
    "The entry `bias` is missing, or its text is none of the three options. An answer in your "
    "own words can't be read here.",
)
def no_valid_bias():
    return {key: option for key, option in CARD.items() if key != "bias"}


@conventions.misconception(
    "U0.1-D13",
    "The entry `error` is missing, or its text is none of the two options. Both are "
    "differences of `y` and `a`.",
)
def no_valid_error():
    return {key: option for key, option in CARD.items() if key != "error"}


@conventions.misconception(
    "U0.1-D14",
    "The entry `squared_error` is missing, or its text is none of the two options. Powers are "
    "written with two stars.",
)
def no_valid_squared_error():
    return {key: option for key, option in CARD.items() if key != "squared_error"}


@conventions.misconception(
    "U0.1-D15",
    "The entry `batch_cost` is missing, or its text is none of the two options. One word is "
    "enough.",
)
def no_valid_batch_cost():
    return {key: option for key, option in CARD.items() if key != "batch_cost"}


@conventions.misconception(
    "U0.1-D16",
    "The entry `slope_at` is missing, or its text is none of the two options. Mind the "
    "underscore at the end of one of them.",
)
def no_valid_slope_at():
    return {key: option for key, option in CARD.items() if key != "slope_at"}


@conventions.misconception(
    "U0.1-D17",
    "The entry `first_label` is missing, or it is none of the two options. It is the label "
    "itself, a digit.",
)
def no_valid_first_label():
    return {key: option for key, option in CARD.items() if key != "first_label"}


# 0.2 Timeline ----------------------------------------------------------------------------

EVENTS = [
    "formal neuron",  # 1943
    "perceptron",  # 1957
    "book on limits",  # 1969
    "connectionism",  # 1980s
    "backpropagation",  # 1986
    "vanishing gradients",  # 1991
    "support vector machines",  # 1990s: this one and the one before may be swapped
    "deep learning",  # 2000s
]
RANKS = {bare(event): rank for rank, event in enumerate(EVENTS, start=1)}
RANKS[bare("support vector machines")] = RANKS[bare("vanishing gradients")]


UNKNOWN, REPEATED, MISSING = -1.0, -2.0, -3.0  # instead of ranks: then the order can wait


def ranks(events: Any) -> Any:
    """Return the rank of every place, or eight times what is wrong with the keys."""
    names = [bare(event) for event in events]
    if not set(names) <= set(RANKS):
        return np.full(8, UNKNOWN)
    if len(set(names)) < len(names):
        return np.full(8, REPEATED)
    if len(names) < 8:
        return np.full(8, MISSING)
    return np.array([RANKS[name] for name in names], float)


timeline = in_unit_0(
    "timeline",
    group="0.2",
    asks="Return the eight events as a list, the earliest first.",
    reference=lambda: list(EVENTS),
    properties={"the first three places": 0.4, "the other five": 0.6},
    hints=[
        "Read two neighbours of your list at a time: could the second have come first? One pair "
        "is accepted in either order: two answers to the same trouble, from one decade.",
        "Look for what needs what: a limit needs something that is limited, a training method "
        "answers a complaint, and a rival wins while its opponent has a problem (CS 457/557, "
        "07-1a History of Neural Networks).",
        "The same with cooking: 'cookbook', 'fire', 'restaurant', 'pot'. A pot needs a fire to "
        "stand on, a cookbook needs dishes made in pots, a restaurant needs many dishes. So: "
        "fire, pot, cookbook, restaurant, without a single date.",
    ],
)


def as_list(events: Any) -> Any:
    """Return an array of texts as a list: arrays of texts are no plain data."""
    return events.tolist() if isinstance(events, np.ndarray) else events


@timeline.probe("the first three places", view=lambda events: ranks(events)[:3])
def the_beginning(timeline, rng):
    return as_list(timeline())


@timeline.probe("the other five", view=lambda events: ranks(events)[3:])
def what_came_later(timeline, rng):
    return as_list(timeline())


@timeline.misconception(
    "U0.2-D01",
    "All eight stand in order, from today backwards. The list asked for starts with the earliest.",
)
def backwards():
    return EVENTS[::-1]


@timeline.misconception(
    "U0.2-D02",
    "A machine that learns its weights is built from a unit. What had to be thought of before "
    "anyone could train it?",
)
def learning_before_the_unit():
    return [EVENTS[1], EVENTS[0], *EVENTS[2:]]


@timeline.misconception(
    "U0.2-D03",
    "A book about the limits of a method needs the method. What did the book of Minsky and Papert "
    "examine?",
)
def limits_before_the_perceptron():
    return [EVENTS[0], EVENTS[2], EVENTS[1], *EVENTS[3:]]


@timeline.misconception(
    "U0.2-D04",
    "The book could point at XOR because networks that solve it could not be trained yet. Which "
    "method of your list changed that, and could it have come before?",
)
def training_before_the_book():
    return [*EVENTS[:2], EVENTS[4], *EVENTS[2:4], *EVENTS[5:]]


@timeline.misconception(
    "U0.2-D05",
    "One of these two names an era, the other what a research group made popular within it. "
    "Which begins first?",
)
def method_before_its_era():
    return [*EVENTS[:3], EVENTS[4], EVENTS[3], *EVENTS[5:]]


@timeline.misconception(
    "U0.2-D06",
    "A gradient has to be computed through many layers before one can see it vanish. Which method "
    "computes it?",
)
def vanishing_before_backpropagation():
    return [*EVENTS[:4], EVENTS[5], EVENTS[4], *EVENTS[6:]]


@timeline.misconception(
    "U0.2-D07",
    "Interest in networks sank in the 1990s because a rival was kinder to train. Did that happen "
    "before or after deep networks had taken over?",
)
def deep_learning_too_early():
    return [*EVENTS[:5], EVENTS[7], EVENTS[5], EVENTS[6]]


@timeline.misconception(
    "U0.2-D08",
    "The rival came while deep networks were still hard to train. Your list has the rival last: "
    "what ended its lead?",
)
def rival_wins():
    return [*EVENTS[:6], EVENTS[7], EVENTS[6]]


@timeline.misconception(
    "U0.2-D09",
    "Your list is in the order of the alphabet. Sort by what each event needed before it.",
)
def by_alphabet():
    return sorted(EVENTS)


@timeline.misconception(
    "U0.2-D10",
    "Connectionism was a second start. What had put an end to the first one?",
)
def connectionism_before_the_book():
    return [*EVENTS[:2], EVENTS[3], EVENTS[2], *EVENTS[4:]]


@timeline.misconception(
    "U0.2-D11",
    "Signals that vanish and a rival that is kinder to train: both are reactions to a way of "
    "training layers. Your list has that way after them.",
)
def training_after_its_problems():
    return [*EVENTS[:4], EVENTS[5], EVENTS[6], EVENTS[4], EVENTS[7]]


@timeline.misconception(
    "U0.2-D12",
    "An entry of your list is none of the eight keys, so its place can't be read. Copy the keys "
    "from the text, letter by letter; years and remarks don't belong there.",
)
def misspelt_key():
    return [*EVENTS[:3], "conectionism", *EVENTS[4:]]


@timeline.misconception(
    "U0.2-D13",
    "One of the keys stands in your list twice. Each of the eight events has one place.",
)
def key_named_twice():
    return [*EVENTS, EVENTS[0]]


@timeline.misconception(
    "U0.2-D14",
    "Your list is too short: a key is missing. Tick the eight events of the text off, one by one.",
)
def key_left_out():
    return [*EVENTS[:3], *EVENTS[4:]]


# 0.3 Kernel predictor --------------------------------------------------------------------


def bump(u, v):
    """Return a likeness of two examples that is 1 where they are equal and falls off."""
    gap = np.asarray(u, float) - np.asarray(v, float)
    return float(np.exp(-0.5 * np.sum(gap**2)))


def squared_product(u, v):
    """Return another likeness, large for examples that point the same way."""
    return float((1 + np.sum(np.asarray(u, float) * np.asarray(v, float))) ** 2)


def stored(rng, n=5, d=3):
    """Draw coefficients of both signs, all different, and examples not far apart."""
    alpha = rng.permutation(np.linspace(-1.6, 2.4, n)) + rng.uniform(-0.15, 0.15, n)
    return alpha, rng.uniform(-1, 1, size=(n, d)), rng.uniform(-1, 1, size=d)


kernel_predict = in_unit_0(
    "kernel_predict",
    group="0.3",
    asks="Write the prediction of a kernel method for one new example, with the right index.",
    reference=lambda alpha, X_train, x, k: float(
        sum(a * k(x_i, x) for a, x_i in zip(alpha, X_train, strict=True))
    ),
    properties={"every example with its own weight": 1.0, "any kernel": 0.5, "order": 0.5},
    hints=[
        "Store one example only, so that the sum has one term, and compute it by hand. Then "
        "store two with the weights 1 and 0: whose likeness should decide?",
        "Every stored example votes. How loud its vote is depends on the example, through its "
        "likeness to x, and how it votes depends on the example too, through its own weight. So "
        "both belong inside the sum, with the same index (CS771, Kernel Methods vs Neural Nets, "
        "prints another one).",
        "The same with a shopping list: amounts (2, 1, 3), and a function price(item) says 1.5 "
        "for milk, 4 for bread, 0.5 for an egg. Walk through amounts and items side by side "
        "(`zip` pairs them) and add up the products: 2 · 1.5 + 1 · 4 + 3 · 0.5 = 8.5.",
    ],
)


@kernel_predict.probe("every example with its own weight")
def one_stored_example(kernel_predict, rng):
    alpha, X_train, x = stored(rng)
    return kernel_predict(alpha[:1], X_train[:1], x, bump)


@kernel_predict.probe("every example with its own weight")
def five_stored_examples(kernel_predict, rng):
    return kernel_predict(*stored(rng), bump)


@kernel_predict.probe("any kernel")
def another_kernel(kernel_predict, rng):
    return kernel_predict(*stored(rng, n=4, d=2), squared_product)


@kernel_predict.probe("any kernel")
def whole_numbers(kernel_predict, rng):
    alpha, X_train = rng.permutation([-2, 1, 3, 5]), rng.permutation(np.arange(12)).reshape(4, 3)
    given = alpha.copy(), X_train.copy()
    value = kernel_predict(*given, np.array([1, 0, 2]), squared_product)
    return value, given[0] - alpha, given[1] - X_train


@kernel_predict.probe("order")
def all_pairs_shuffled(kernel_predict, rng):
    alpha, X_train, x = stored(rng, n=6, d=2)
    order = rng.permutation(6)
    return kernel_predict(alpha[order], X_train[order], x, bump)


@kernel_predict.probe("order")
def examples_rolled_past_their_weights(kernel_predict, rng):
    alpha, X_train, x = stored(rng, n=6, d=2)
    return kernel_predict(alpha, np.roll(X_train, 1, axis=0), x, bump)


@kernel_predict.misconception(
    "U0.3-D01",
    "This is the sum as it was printed: one weight in front of all examples. Roll the examples "
    "past their weights: should your prediction stay the same?",
)
def as_printed(alpha, X_train, x, k):
    n = len(X_train) - 1
    return sum(alpha[n] * k(X_train[i], x) for i in range(len(X_train)))


@kernel_predict.misconception(
    "U0.3-D02",
    "The first weight is used for every example. Does the place in the list that you read a "
    "weight from move on with the sum?",
)
def first_weight_for_all(alpha, X_train, x, k):
    return sum(alpha[0] * k(x_i, x) for x_i in X_train)


@kernel_predict.misconception(
    "U0.3-D03",
    "You add up the weights, add up the likenesses, and multiply at the end. A sum of products is "
    "not the product of two sums: try (1, 0) and (0, 1).",
)
def product_of_sums(alpha, X_train, x, k):
    return np.sum(alpha) * np.sum([k(x_i, x) for x_i in X_train])


@kernel_predict.misconception(
    "U0.3-D04",
    "All examples vote with the same weight here. Some of them should be able to vote against: "
    "what do the α's do in your function?",
)
def weights_left_out(alpha, X_train, x, k):
    return sum(k(x_i, x) for x_i in X_train)


@kernel_predict.misconception(
    "U0.3-D05",
    "Right up to one division. The formula is a sum; if every example were stored twice, should "
    "the prediction change?",
)
def mean_of_the_votes(alpha, X_train, x, k):
    return np.mean([a * k(x_i, x) for a, x_i in zip(alpha, X_train, strict=True)])


@kernel_predict.misconception(
    "U0.3-D06",
    "k takes two examples, but you hand it the whole table at once. Some kernels then answer with "
    "one likeness for all. What should k be called with, and how often?",
)
def whole_table_at_once(alpha, X_train, x, k):
    return float(np.sum(np.asarray(alpha) * k(X_train, x)))


@kernel_predict.misconception(
    "U0.3-D07",
    "You go through the columns, which are features. An example is a row of `X_train`.",
)
def columns_for_examples(alpha, X_train, x, k):
    return sum(a * k(column, x) for a, column in zip(alpha, X_train.T, strict=False))


@kernel_predict.misconception(
    "U0.3-D08",
    "Only the stored example most like x has a say. In the formula all of them add something, the "
    "others less.",
)
def nearest_only(alpha, X_train, x, k):
    likeness = [k(x_i, x) for x_i in X_train]
    return alpha[int(np.argmax(likeness))] * max(likeness)


@kernel_predict.misconception(
    "U0.3-D09",
    "You return the class, by its sign. What is asked for is the number before that decision.",
)
def sign_of_the_sum(alpha, X_train, x, k):
    return np.sign(sum(a * k(x_i, x) for a, x_i in zip(alpha, X_train, strict=True)))


@kernel_predict.misconception(
    "U0.3-D10",
    "You return one product per stored example. One step of the formula is still missing.",
)
def terms_not_added(alpha, X_train, x, k):
    return np.array([a * k(x_i, x) for a, x_i in zip(alpha, X_train, strict=True)])


@kernel_predict.misconception(
    "U0.3-D11",
    "You compare by a plain dot product, whatever kernel is passed in. Which argument says how "
    "like two examples are?",
)
def kernel_ignored(alpha, X_train, x, k):
    return float(np.asarray(alpha) @ (np.asarray(X_train) @ np.asarray(x)))


@kernel_predict.misconception(
    "U0.3-D12",
    "k was given the whole table and answered with a single number, so no product of two rows is "
    "left to take. Which two things does k compare?",
)
def product_with_one_likeness(alpha, X_train, x, k):
    return np.asarray(alpha) @ k(X_train, x)


@kernel_predict.misconception(
    "U0.3-D13",
    "You get one number per stored example, all from a single likeness: k was given the whole "
    "table. k compares two examples; call it once per row, and add up.",
)
def one_likeness_times_all_weights(alpha, X_train, x, k):
    return np.dot(alpha, k(X_train, x))


# 0.4 Kernel machine as a network ---------------------------------------------------------


def as_network(alpha, X_train, k):
    """Return the hidden layer of a kernel predictor, and its output weights."""

    def phi(x):
        return np.array([k(x_i, x) for x_i in X_train])

    return phi, np.asarray(alpha, float)


kernel_as_network = in_unit_0(
    "kernel_as_network",
    group="0.4",
    asks="Return the kernel predictor as a network: its hidden layer phi and output weights w.",
    reference=as_network,
    properties={"hidden layer": 0.4, "output weights": 0.3, "prediction": 0.3},
    uses=["kernel_predict"],
    hints=[
        "Call your function, take the two results apart, and call the first one with an x. How "
        "many numbers should come out if five examples are stored?",
        "In the sum, one factor of each term depends on x and is fixed by the kernel; the other "
        "is a number that training may change. The first makes a hidden unit, the second is the "
        "weight that leads from it to the output (CS771, Kernel Methods vs Neural Nets).",
        "The same for a polynomial 4 + 2t + 7t²: `def phi(t): return np.array([1, t, t**2])` and "
        "`w = np.array([4, 2, 7])`. phi is a function made inside a function and returned "
        "without being called. For t = 3, phi(t) is (1, 3, 9), and phi(t) @ w is 4 + 2 · 3 + 7 · "
        "9 = 73.",
    ],
)


@kernel_as_network.probe("hidden layer")
def features_of_two_examples(kernel_as_network, rng):
    alpha, X_train, x = stored(rng)
    phi, _ = kernel_as_network(alpha, X_train, bump)
    return np.asarray(phi(x)), np.asarray(phi(2 * x))


@kernel_as_network.probe("output weights")
def weights_of_the_output(kernel_as_network, rng):
    alpha, X_train, _ = stored(rng)
    _, w = kernel_as_network(alpha, X_train, bump)
    return w


@kernel_as_network.probe("prediction")
def the_same_prediction(kernel_as_network, rng):
    alpha, X_train, x = stored(rng, n=4, d=2)
    phi, w = kernel_as_network(alpha, X_train, squared_product)
    return np.asarray(phi(x)) @ np.asarray(w)


@kernel_as_network.misconception(
    "U0.4-D01",
    "The two results come in the wrong order: first the hidden layer, a function, then the "
    "weights.",
)
def results_swapped(alpha, X_train, k):
    phi, w = as_network(alpha, X_train, k)
    return w, phi


@kernel_as_network.misconception(
    "U0.4-D02",
    "The prediction is right, but your hidden layer has swallowed the α's, and what could be "
    "learned is all ones. Which of the two parts does training change?",
)
def weights_inside_the_hidden_layer(alpha, X_train, k):
    def phi(x):
        return np.array([a * k(x_i, x) for a, x_i in zip(alpha, X_train, strict=True)])

    return phi, np.ones(len(alpha))


@kernel_as_network.misconception(
    "U0.4-D03",
    "Every α acts twice, once in the hidden layer and once at the output. What does a negative "
    "weight then do to the prediction?",
)
def weights_twice(alpha, X_train, k):
    def phi(x):
        return np.array([a * k(x_i, x) for a, x_i in zip(alpha, X_train, strict=True)])

    return phi, np.asarray(alpha, float)


@kernel_as_network.misconception(
    "U0.4-D04",
    "All your hidden units compare with the last stored example. A function made in a loop looks "
    "its variables up when it is called, and by then the loop has ended.",
)
def made_in_a_loop(alpha, X_train, k):
    units = [lambda x: k(x_i, x) for x_i in X_train]  # noqa: B023
    return (lambda x: np.array([unit(x) for unit in units])), np.asarray(alpha, float)


@kernel_as_network.misconception(
    "U0.4-D05",
    "Your network has a single hidden unit that holds the finished prediction. What could its one "
    "weight still learn? Give every stored example a unit of its own.",
)
def one_unit_that_knows_it_all(alpha, X_train, k):
    def phi(x):
        return np.array([sum(a * k(x_i, x) for a, x_i in zip(alpha, X_train, strict=True))])

    return phi, np.ones(1)


@kernel_as_network.misconception(
    "U0.4-D06",
    "The first result is an array already, so it can't react to a new x. Return a function that "
    "computes it.",
)
def computed_too_early(alpha, X_train, k):
    return np.array([k(x_i, X_train[0]) for x_i in X_train]), np.asarray(alpha, float)


@kernel_as_network.misconception(
    "U0.4-D07",
    "You multiplied the stored examples out into one weight per feature. That works for the dot "
    "product only: where is the kernel that was passed in?",
)
def features_are_the_inputs(alpha, X_train, k):
    return (lambda x: np.asarray(x, float)), np.asarray(X_train, float).T @ np.asarray(alpha)


@kernel_as_network.misconception(
    "U0.4-D08",
    "Your features add up to 1 for every x. The formula does not divide by anything: look at one "
    "hidden unit far away from all examples.",
)
def features_made_to_add_up(alpha, X_train, k):
    def phi(x):
        likeness = np.array([k(x_i, x) for x_i in X_train])
        return likeness / likeness.sum()

    return phi, np.asarray(alpha, float)


@kernel_as_network.misconception(
    "U0.4-D09",
    "You return one function. Two things are asked for, separated by a comma: phi, the hidden "
    "layer without the α's, and w, the weights that lead from it to the output.",
)
def phi_alone(alpha, X_train, k):
    return lambda x: np.array([k(x_i, x) for x_i in X_train])


@kernel_as_network.misconception(
    "U0.4-D10",
    "Your phi hands the whole table to k and gets a single likeness back. The hidden layer has "
    "one unit per stored example: how often should k be called?",
)
def one_likeness_for_all_units(alpha, X_train, k):
    return (lambda x: k(X_train, x)), np.asarray(alpha, float)


# 0.5 Average patterns --------------------------------------------------------------------


def average_patterns(X, y, K):
    """Return one mean row per class 1 to K; zeros for a class without examples."""
    X, y = np.asarray(X, float), np.asarray(y)
    M = np.zeros((K, X.shape[1]))
    for k in range(1, K + 1):
        if (y == k).any():
            M[k - 1] = X[y == k].mean(axis=0)
    return M


mean_patterns = in_unit_0(
    "mean_patterns",
    group="0.5",
    asks="Return the average pattern of each class 1 to K, one row per class.",
    reference=average_patterns,
    properties={"averages": 0.6, "empty classes": 0.2, "whole numbers": 0.2},
    hints=[
        "Take K = 2 and three examples whose averages you know. Does the first row belong to "
        "label 1? Then leave one class empty: how many rows do you get?",
        "A comparison such as `y == 2` marks the rows of one class, and it can pick them out of "
        "X. Average over the examples, not over the features. Make the table of the right shape "
        "first, and fill the rows of those classes that have examples.",
        "The same for the largest value per group: values (4, 9, 5), groups ('a', 'b', 'a'), "
        "asked for 'a', 'b' and 'c'. Start with three zeros; for each group that occurs, put in "
        "the maximum of its values: 5, 9, and 'c' keeps its 0.",
    ],
)


def labelled(rng, n, d, labels):
    """Draw n examples in which each of the labels occurs, unevenly often."""
    y = np.concatenate([labels, [labels[0]], rng.choice(labels, n - len(labels) - 1)])
    return rng.normal(1.0, 1.0, size=(n, d)), rng.permutation(y)


@mean_patterns.probe("averages")
def three_classes(mean_patterns, rng):
    return mean_patterns(*labelled(rng, 10, 4, [1, 2, 3]), 3)


@mean_patterns.probe("averages")
def examples_shuffled_and_left_alone(mean_patterns, rng):
    X, y = labelled(rng, 11, 2, [1, 2, 3, 4])
    order = rng.permutation(11)
    given = X[order], y[order]
    values = mean_patterns(*given, 4)
    return values, given[0] - X[order], given[1] - y[order]


@mean_patterns.probe("empty classes")
def second_of_three_is_empty(mean_patterns, rng):
    return mean_patterns(*labelled(rng, 8, 4, [1, 3]), 3)


@mean_patterns.probe("empty classes")
def last_of_four_is_empty(mean_patterns, rng):
    return mean_patterns(*labelled(rng, 9, 2, [1, 2, 3]), 4)


@mean_patterns.probe("whole numbers")
def pixels_from_0_to_16(mean_patterns, rng):
    X = rng.integers(0, 17, size=(6, 5))
    X[:2, 0] = 3, 4  # their average is no whole number
    return mean_patterns(X, np.array([2, 2, 1, 1, 1, 3]), 3)


@mean_patterns.misconception(
    "U0.5-D01",
    "Your rows belong to the labels 0 to K-1. Which label does the first row of the result stand "
    "for in this course?",
)
def labels_counted_from_0(X, y, K):
    X, y = np.asarray(X, float), np.asarray(y)
    M = np.zeros((K, X.shape[1]))
    for k in range(K):
        if (y == k).any():
            M[k] = X[y == k].mean(axis=0)
    return M


@mean_patterns.misconception(
    "U0.5-D02",
    "A class without examples gives 0 divided by 0, which is nan. The docstring says what stands "
    "in its row.",
)
def empty_class_is_nan(X, y, K):
    return np.array(
        [np.asarray(X, float)[np.asarray(y) == k].mean(axis=0) for k in range(1, K + 1)]
    )


@mean_patterns.misconception(
    "U0.5-D03",
    "You return totals: a class with twice as many examples gets a pattern twice as strong. What "
    "turns a total into an average?",
)
def totals(X, y, K):
    X, y = np.asarray(X, float), np.asarray(y)
    return np.array([X[y == k].sum(axis=0) for k in range(1, K + 1)])


@mean_patterns.misconception(
    "U0.5-D04",
    "Each total is divided by the number of all examples. How many of them belong to the class?",
)
def divided_by_all(X, y, K):
    X, y = np.asarray(X, float), np.asarray(y)
    return np.array([X[y == k].sum(axis=0) for k in range(1, K + 1)]) / len(X)


@mean_patterns.misconception(
    "U0.5-D05",
    "Classes that do not occur are missing from your table, so later rows slide up. How many rows "
    "does K ask for?",
)
def empty_class_left_out(X, y, K):
    X, y = np.asarray(X, float), np.asarray(y)
    return np.array([X[y == k].mean(axis=0) for k in np.unique(y)])


@mean_patterns.misconception(
    "U0.5-D06",
    "You look up the number of classes in y, so the last class gets no row when nobody has it. "
    "Which argument knows better?",
)
def classes_counted_in_y(X, y, K):
    return average_patterns(X, y, int(np.max(y)))


@mean_patterns.misconception(
    "U0.5-D07",
    "One number per class: the features were averaged away too. An average pattern has as many "
    "entries as an example.",
)
def one_number_per_class(X, y, K):
    return average_patterns(X, y, K).mean(axis=1)


@mean_patterns.misconception(
    "U0.5-D08",
    "Your classes stand in columns. One row per class is asked for, as one row per example in X.",
)
def classes_in_columns(X, y, K):
    return average_patterns(X, y, K).T


@mean_patterns.misconception(
    "U0.5-D09",
    "For whole numbers the fractions were cut off. Which type has the table that you store the "
    "averages in?",
)
def table_of_integers(X, y, K):
    M = np.zeros((K, np.shape(X)[1]), dtype=np.asarray(X).dtype)
    M[:] = average_patterns(X, y, K)
    return M


@mean_patterns.misconception(
    "U0.5-D10",
    "You take the middle value of each pixel. For the average, every example adds its share.",
)
def medians(X, y, K):
    X, y = np.asarray(X, float), np.asarray(y)
    M = np.zeros((K, X.shape[1]))
    for k in range(1, K + 1):
        if (y == k).any():
            M[k - 1] = np.median(X[y == k], axis=0)
    return M


@mean_patterns.misconception(
    "U0.5-D14",
    "You average along the rows, so each example shrinks to one number. Which axis of X holds the "
    "examples?",
)
def average_along_the_wrong_axis(X, y, K):
    return np.array([np.asarray(X)[np.asarray(y) == k].mean(axis=1) for k in range(1, K + 1)])


@mean_patterns.misconception(
    "U0.5-D15",
    "Your first row is nan: it averages the examples with label 0, and there are none. At which "
    "label do the classes of this course begin?",
)
def nan_for_label_0(X, y, K):
    return np.array([np.asarray(X, float)[np.asarray(y) == k].mean(axis=0) for k in range(K)])


# 0.6 Parameter count ---------------------------------------------------------------------


def number_of_parameters(sizes, bias=True):
    """Return the library's count, as a function with the signature of the exercise."""
    return instruments.count_parameters(sizes, bias)


count_parameters = in_unit_0(
    "count_parameters",
    group="0.6",
    asks="Count the weights, and with bias=True the biases, of a fully connected network.",
    reference=number_of_parameters,
    properties={"weights": 0.5, "biases": 0.5},
    hints=[
        "Draw 2-3-1 and count its lines with a finger, then the units that add a bias. Compare "
        "both numbers with what your function says for bias=False and bias=True.",
        "Lines run only between neighbours: from every unit of one layer to every unit of the "
        "next (CS 457/557, 07-2b Feedforward Neural Networks). The input has nothing to add up, "
        "so only the later layers carry biases.",
        "The same for a chain of shirt shops: 4 towns, 3 warehouses and 2 ports, with a road "
        "from each place to each place of the next kind. Roads: 4 · 3 + 3 · 2 = 18. Signs stand "
        "at warehouses and ports only: 3 + 2 = 5. A walk over the pairs of neighbours, (4, 3) "
        "and (3, 2), finds both numbers.",
    ],
)


@count_parameters.probe("weights")
def one_weight_layer(count_parameters, rng):
    return count_parameters([int(rng.integers(4, 9)), int(rng.integers(2, 4))], False)


@count_parameters.probe("weights")
def one_hidden_layer(count_parameters, rng):
    return count_parameters([3, int(rng.integers(4, 9)), 2], bias=False)


@count_parameters.probe("weights")
def three_hidden_layers(count_parameters, rng):
    return count_parameters([2, *map(int, rng.integers(3, 8, size=3)), 4], bias=False)


@count_parameters.probe("biases")
def biases_by_default(count_parameters, rng):
    return count_parameters([3, int(rng.integers(4, 9)), 2])


@count_parameters.probe("biases")
def many_layers_with_biases(count_parameters, rng):
    return count_parameters([5, *map(int, rng.integers(3, 8, size=3)), 2], True)


@count_parameters.probe("biases")
def three_large_layers(count_parameters, rng):
    return count_parameters([784, int(rng.integers(700, 800)), 10])


@count_parameters.misconception(
    "U0.6-D01",
    "The biases are counted even where bias=False asks for weights alone. What does your function "
    "do with its second argument?",
)
def biases_always(sizes, bias=True):
    return sum((i + 1) * j for i, j in pairwise(sizes))


@count_parameters.misconception(
    "U0.6-D02",
    "Only the weights are counted. Every unit that adds something up can also add a bias.",
)
def biases_never(sizes, bias=True):
    return sum(i * j for i, j in pairwise(sizes))


@count_parameters.misconception(
    "U0.6-D03",
    "You give the inputs biases too. They pass on what they are given and add nothing up.",
)
def biases_for_inputs(sizes, bias=True):
    return sum(i * j for i, j in pairwise(sizes)) + bool(bias) * sum(sizes)


@count_parameters.misconception(
    "U0.6-D04",
    "You count one bias for a whole layer. Two units of a layer may need different ones.",
)
def one_bias_per_layer(sizes, bias=True):
    return sum(i * j for i, j in pairwise(sizes)) + bool(bias) * (len(sizes) - 1)


@count_parameters.misconception(
    "U0.6-D05",
    "Multiplying all sizes counts the paths from input to output. Two paths may share a weight; "
    "each weight counts once.",
)
def product_of_all_sizes(sizes, bias=True):
    return int(np.prod(sizes)) + bool(bias) * sum(sizes[1:])


@count_parameters.misconception(
    "U0.6-D06",
    "You join every layer to all later ones. In the networks of this course, weights lead to the "
    "next layer only.",
)
def every_pair_of_layers(sizes, bias=True):
    return sum(i * j for i, j in combinations(sizes, 2)) + bool(bias) * sum(sizes[1:])


@count_parameters.misconception(
    "U0.6-D07",
    "Your count ends before the output. The units there receive weights as well.",
)
def output_forgotten(sizes, bias=True):
    return sum((i + bool(bias)) * j for i, j in pairwise(sizes[:-1]))


@count_parameters.misconception(
    "U0.6-D08",
    "You count units. Between two layers there are as many weights as pairs of units.",
)
def units_counted(sizes, bias=True):
    return sum(sizes) if bias else sum(sizes[:-1])


@count_parameters.misconception(
    "U0.6-D09",
    "You attach the bias to the sending side: one per unit of the layer before. Whose sum does a "
    "bias enter?",
)
def bias_on_the_wrong_side(sizes, bias=True):
    return sum(i * (j + bool(bias)) for i, j in pairwise(sizes))


@count_parameters.misconception(
    "U0.6-D13",
    "The hidden units have their biases, the output has none. Does it not add something up as "
    "well?",
)
def output_without_bias(sizes, bias=True):
    return sum(i * j for i, j in pairwise(sizes)) + bool(bias) * sum(sizes[1:-1])


@count_parameters.misconception(
    "U0.6-D14",
    "Your count is made for three layers. `sizes` may name two of them, or five: what do they "
    "have in common?",
)
def three_layers_only(sizes, bias=True):
    return (sizes[0] + bool(bias)) * sizes[1] + (sizes[1] + bool(bias)) * sizes[2]


# Commit points: pre-test, predictions, faded step, number read off, erroneous example -----

pretest_chain_rule = commit(
    "pretest_chain_rule",
    asks="What is the derivative of (3x - 1)² with respect to x?",
    options=["2(3x - 1)", "6(3x - 1)", "9(3x - 1)"],
    answer="6(3x - 1)",
    because="The square has slope 2(3x - 1) with respect to what stands inside, and the inside "
    "has slope 3; the chain rule multiplies them.",
)

pretest_derivative_of_error = commit(
    "pretest_derivative_of_error",
    asks="What is the derivative of (y - w x)² with respect to w?",
    options=["2(y - w x)", "-2(y - w x)", "-2x(y - w x)"],
    answer="-2x(y - w x)",
    because="Seen from w, the inside y - w x has slope -x. This one line, with more layers inside "
    "the bracket, is what most of the course is about.",
)

pretest_shape_of_product = commit(
    "pretest_shape_of_product",
    asks="X has shape (5, 3) and W has shape (3, 4). What shape does X @ W have?",
    options=["(3, 3)", "(5, 4)", "(4, 5)"],
    answer="(5, 4)",
    because="The inner axes meet and vanish, the outer ones remain: 5 examples, 4 units.",
)

pretest_transposed_product = commit(
    "pretest_transposed_product",
    asks="A has shape (5, 3) and D has shape (5, 4). Which product has the shape (3, 4)?",
    options=["A @ D", "A.T @ D", "D.T @ A"],
    answer="A.T @ D",
    because="A.T is (3, 5), so the two axes of length 5 meet: a sum over the five examples.",
)

pretest_logistic = commit(
    "pretest_logistic",
    asks="The logistic function is σ(x) = 1 / (1 + e⁻ˣ). What is σ(-2)?",
    options=["1 - σ(2)", "-σ(2)", "1 / σ(2)"],
    answer="1 - σ(2)",
    because="The curve is point-symmetric about (0, 1/2): what it lacks to 1 on the right is what "
    "it has on the left. Negative values can't come out of it.",
)

erroneous_kernel_index = commit(
    "erroneous_kernel_index",
    asks="CS771 prints the kernel prediction y_n as the sum over i of α_n k(x_i, x_n). Which "
    "index can't be right?",
    options=["n in α_n", "i in x_i", "n in x_n"],
    answer="n in α_n",
    because="The sum runs over i, the stored examples, and each has a weight of its own. The new "
    "example n has none: nothing was learned for it.",
    points=0.05,
)

prediction_kernel_shuffled = commit(
    "prediction_kernel_shuffled",
    asks="With the sum as printed, you shuffle the stored examples and leave the α's where they "
    "are. Does the prediction change?",
    options=["it changes", "it stays"],
    answer="it stays",
    because="αₙ does not depend on i: it stands in front of the whole sum, and a sum does not "
    "care about the order of its terms. With αᵢ the pairs come apart, and the prediction "
    "changes.",
)

prediction_kernel_speed = commit(
    "prediction_kernel_speed",
    asks="100 000 stored examples of 784 numbers. For one new example, which takes more "
    "multiplications: the kernel predictor or a 784-100-10 network?",
    options=["the kernel predictor", "the network", "about equal"],
    answer="the kernel predictor",
    because="It touches every stored number once; the network touches every weight once, and has "
    "about a thousand times fewer. An SVM keeps only the examples with α other than 0, which "
    "may be few.",
)

prediction_square_layer = commit(
    "prediction_square_layer",
    asks="How many weights, without biases, lead from a layer of 784 units to another of 784?",
    options=["1568", "307720", "614656"],
    answer="614656",
    because="Every unit of the one is joined to every unit of the other: 784 times 784.",
)

faded_count_261 = in_unit_0(
    "faded_count_261",
    group="commit",
    kind="variable",
    asks="How many parameters, weights and biases, has the network 2-6-1?",
    reference=25,
    properties={"total": 0.05},
    hints=[
        "Read steps 1 to 3 of the worked example beside those of 2-6-1. Two of the three steps "
        "are done. Which two numbers does the last one put together?",
        "Parameters are all numbers that training may change. A weight sits on every line, a "
        "bias on every unit that adds something up.",
        "Another network, 4-2-3. Weights: 4 · 2 + 2 · 3 = 14. Biases: 2 + 3 = 5. Parameters: 14 "
        "+ 5 = 19.",
    ],
)


@faded_count_261.probe("total")
def total(faded_count_261, rng):
    return faded_count_261


faded_count_261.wrong_value(
    "U0.6-D10", "These are the weights alone. What do the hidden units and the output add?", 18
)
faded_count_261.wrong_value(
    "U0.6-D11", "You gave the two inputs biases as well. Do they add anything up?", 27
)
faded_count_261.wrong_value(
    "U0.6-D12", "You counted one bias per layer. Each of the six hidden units has its own.", 20
)
faded_count_261.wrong_value(
    "U0.6-D15", "In quotes it is a text. Enter it as a number, without quotes.", "25"
)

readoff_detector_gap = in_unit_0(
    "readoff_detector_gap",
    group="commit",
    kind="variable",
    asks="With weights from -1, 0 and 1: how far can the diagonal's in_ lie above the largest of "
    "the other three?",
    reference=4,
    properties={"gap": 0.1},
    tolerance=Tolerance(0.0, 0.011, "read off a picture"),
    hints=[
        "The gap has two ends. You can raise what the diagonal gives, or lower what the others "
        "give. Change one weight at a time and watch the four numbers.",
        "A weight counts in every image that has ink there (CS771, Features Learned by a Neural "
        "Network). A pixel that only the others have may get a weight below 0. Does the centre, "
        "which all four share, change the gap at all?",
        "The same with images of three pixels: tell (1, 1, 0) from (0, 1, 1). The middle is "
        "shared; give it 0. With the weights (1, 0, -1) the first image gets 1 · 1 - 1 · 0 = 1, "
        "the second 1 · 0 - 1 · 1 = -1. The gap is 1 - (-1) = 2: one pixel raised one end, the "
        "other lowered the other.",
    ],
)


@readoff_detector_gap.probe("gap")
def the_gap(readoff_detector_gap, rng):
    return readoff_detector_gap


readoff_detector_gap.wrong_value(
    "U0.5-D11",
    "That far one gets with weights 1 on the diagonal and 0 elsewhere. What would a weight "
    "below 0 do to the other three pictures?",
    2,
)
readoff_detector_gap.wrong_value(
    "U0.5-D12",
    "That is what the diagonal receives at best. The gap is measured from the next picture.",
    3,
)
readoff_detector_gap.wrong_value(
    "U0.5-D13",
    "From -3 to 3 would be 6, but all four pictures share the centre. Try whether its weight can "
    "help one of them only.",
    6,
)
readoff_detector_gap.wrong_value(
    "U0.5-D16",
    "In quotes it is a text. Enter it as a number, without quotes.",
    "4",
)

EXERCISES = [value for value in list(globals().values()) if isinstance(value, Exercise)]
