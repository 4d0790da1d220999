"""Unit 2, forward propagation and XOR: its exercises, one after the other.

Sources: CS 457/557 Lecture 07, 07-1b (topology, activation functions), 07-2b (hidden layers) and
07-2c (forward propagation, the example x = (3, 4)); CS771, Multi-layer Perceptron, Multiple
Hidden Layers, The Bias Term and Superposition of two linear models; CS389, 1.1 Non-linearities
(linear layers collapse, XOR); UCLA ECE deep-learning slides, Neural networks.

Wrong forms whose id has a W are in the course's catalogue; a D marks those
that were added here.
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import re
import traceback
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from course import network
from course.activations import sigmoid as sigma
from course.exercises.declaration import Exercise, Tolerance, choice
from course.exercises.probing import watching

UNIT = "02_forward"
GROUPS = {"2.1": 1.0, "2.2": 1.0, "2.3": 4.0, "2.4": 2.0, "2.5": 3.0, "2.6": 3.0, "2.7": 2.0}
COMMIT = 0.125  # 16 of them are 2 points

BY_HAND = Tolerance(0.0, 0.006, "activations rounded to two digits on the way are accepted")
WHOLE = Tolerance(0.0, 0.01, "a whole number is asked for")

in_unit_2 = partial(Exercise, unit=UNIT)
commit = partial(choice, unit=UNIT, points=COMMIT)
step = partial(Exercise, unit=UNIT, group="commit", kind="variable")


def layers(rng: np.random.Generator, *sizes: int) -> tuple[list[Any], list[Any]]:
    """Return weights and biases that are neither 0 nor 1."""
    pairs = list(pairwise(sizes))
    Ws = [rng.uniform(0.3, 1.2, pair) * rng.choice([-1, 1], pair) for pair in pairs]
    return Ws, [rng.uniform(0.3, 0.9, fan_out) for _, fan_out in pairs]


def bell(z):
    """Return a bell: an activation that no student has at hand."""
    return 1 / (1 + z * z)


def logistic(z):
    return 1 / (1 + np.exp(-z))


# 2.1 One neuron --------------------------------------------------------------------------


def ref_neuron(a, w, w0, g):
    return g(np.dot(a, w) + w0)


neuron = in_unit_2(
    "neuron",
    group="2.1",
    asks="Write one neuron: what it receives, put through its activation function.",
    reference=ref_neuron,
    properties={"values": 0.75, "lists and whole numbers": 0.25},
    hints=[
        "Call neuron([3, 4], [1, -2], 5, lambda z: z). With this g you see the pre-activation. "
        "The worked example gives in₃ = 0 for it. And yours?",
        "Three steps (CS 457/557, 07-1b The Basic Neuron Model): multiply each arriving number "
        "by its weight and add up; add the bias, once; then apply g, once, to the one number "
        "that you have.",
        "The same for a bill: prices (2, 5), amounts (3, 1), delivery 4, rounded up to the next "
        "ten. np.dot([2, 5], [3, 1]) is 2 · 3 + 5 · 1 = 11, with delivery 11 + 4 = 15, rounded "
        "up 20. np.dot takes lists.",
    ],
)


@neuron.probe("values")
def what_it_receives(neuron, rng):
    return neuron(rng.uniform(1, 2, 3), rng.uniform(1, 2, 3), 0.5, lambda z: 3 * z)


@neuron.probe("values")
def a_curved_activation(neuron, rng):
    return neuron(rng.normal(size=4), rng.uniform(0.5, 1, 4), -0.7, bell)


@neuron.probe("values")
def a_single_input(neuron, rng):
    return neuron(rng.uniform(2, 3, 1), np.array([0.4]), 1.5, np.tanh)


@neuron.probe("lists and whole numbers")
def lists_of_integers(neuron, rng):
    return neuron([3, int(rng.integers(2, 6))], [1, -2], 5, lambda z: z / 4)


@neuron.misconception(
    "U2.1-D01",
    "For a = (0, 0) your neuron says the same whatever w0 is. Neuron 0 sends the constant 1: "
    "where does it arrive?",
)
def bias_left_out(a, w, w0, g):
    return g(np.dot(a, w))


@neuron.misconception(
    "U2.1-D02",
    "With g the sigmoid and w0 = 3 your output is above 1, which no sigmoid gives. What belongs "
    "inside g?",
)
def bias_behind_g(a, w, w0, g):
    return g(np.dot(a, w)) + w0


@neuron.misconception(
    "U2.1-D03",
    "You return one number per input. A neuron has many inputs and one output: which step makes "
    "one number of many?",
)
def never_added_up(a, w, w0, g):
    return g(np.asarray(a) * np.asarray(w) + w0)


@neuron.misconception(
    "U2.1-D04",
    "This is what the neuron receives. What it passes on has been through one more step.",
)
def activation_missing(a, w, w0, g):
    return np.dot(a, w) + w0


@neuron.misconception(
    "U2.1-D05",
    "The inputs have been through the activation of the layer before. Where does this neuron "
    "apply its own?",
)
def activation_on_inputs(a, w, w0, g):
    return np.dot(g(np.asarray(a)), w) + w0


@neuron.misconception(
    "U2.1-D06",
    "The formula is right for arrays. Lists know no @, and * does not multiply them entry by "
    "entry: which NumPy function takes both?",
)
def at_sign_on_lists(a, w, w0, g):
    return g(a @ w + w0)


@neuron.misconception(
    "U2.1-D07",
    "The bias comes once per neuron, not once per input. At which point is the sum complete?",
)
def bias_for_every_input(a, w, w0, g):
    return g(sum(x * v + w0 for x, v in zip(a, w, strict=True)))


@neuron.misconception(
    "U2.1-D08",
    "The bias is a weight on an input that is 1. Its product with that 1 is one more term of the "
    "sum; it does not scale the sum.",
)
def bias_as_a_factor(a, w, w0, g):
    return g(np.dot(a, w) * w0)


@neuron.misconception(
    "U2.1-D09",
    "Your bias is taken away. It is the weight of an arrow like the others: which sign has its "
    "product with the 1 of neuron 0 in the sum?",
)
def bias_subtracted(a, w, w0, g):
    return g(np.dot(a, w) - w0)


@neuron.misconception(
    "U2.1-D10",
    "The worked example has two inputs; this neuron may have one, or five. What adds up as many "
    "products as there are inputs?",
)
def two_inputs_only(a, w, w0, g):
    return g(w0 + w[0] * a[0] + w[1] * a[1])


# 2.2 FORWARDPROPAGATE, put in order --------------------------------------------------------

LINES = (
    "        a = g(in_)",
    "    return outs",
    "        in_ = a @ W + b",
    "    a = X",
    "        a = g(a)",
    "    for W, b, g in zip(Ws, bs, acts):",
    "        outs.append(a)",
    "        in_ = W @ a + b",
    "    outs = [X]",
)
HEAD = "def forwardpropagate(X, Ws, bs, acts):\n"
MOST_LINES = 20
MOST_NUMBERS = 60


def assembled(order: Any, net: Any) -> Any:
    """Run the lines in this order; return how many arrays it gives, and their numbers.

    Where it gives none, the first number is below 0: what happened, and at which line.
    """
    seen = np.zeros(1 + MOST_NUMBERS)
    numbers = [int(k) for k in np.asarray(order, dtype=float).ravel()]
    if not 0 < len(numbers) <= MOST_LINES or not set(numbers) <= set(range(1, len(LINES) + 1)):
        seen[0] = -1
        return seen
    outs, seen[0] = _run(numbers, net)
    if outs is not None:
        flat = np.concatenate([np.ravel(a) for a in outs])[:MOST_NUMBERS]
        seen[1 : 1 + len(flat)] = flat
    return seen


def _run(numbers: list[int], net: Any) -> tuple[Any, float]:
    """Run our own lines: the student's are the numbers only. The loop is over a short list."""
    source = HEAD + "\n".join(LINES[k - 1] for k in numbers) + "\n"
    space: dict[str, Any] = {}
    try:
        exec(compile(source, "<lines>", "exec"), space)
        outs = space["forwardpropagate"](*net)
    except SyntaxError:
        return None, -2
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)
        last = next((f.lineno for f in reversed(at) if f.filename == "<lines>"), None)
        return None, (-20 if isinstance(error, NameError) else -40) - _line(numbers, last)
    return (outs, len(outs)) if outs is not None else (None, -3)


def _line(numbers: list[int], at: int | None) -> int:
    """Return the number, in the notebook, of the line that stands at place ``at``."""
    return numbers[at - 2] if at is not None and 2 <= at < len(numbers) + 2 else 0


def table_by_rows(order: Any) -> Any:
    """Five examples, three features, layers of 4 and 2 units."""
    rng = np.random.default_rng(31)
    return assembled(order, (rng.normal(size=(5, 3)), *layers(rng, 3, 4, 2), (np.tanh, bell)))


def all_of_one_size(order: Any) -> Any:
    """Two examples, two features, two units in each layer: no shape can be wrong."""
    rng = np.random.default_rng(32)
    return assembled(order, (rng.normal(size=(2, 2)), *layers(rng, 2, 2, 2), (np.tanh, bell)))


order_22 = in_unit_2(
    "order_22",
    group="2.2",
    kind="variable",
    asks="Give the numbers of seven of the nine lines, in an order that works.",
    reference=[9, 4, 6, 3, 1, 7, 2],
    properties={"rectangular network": 0.75, "square network": 0.25},
    hints=[
        "Read your lines aloud for one layer: what arrives, what is received, what is passed on, "
        "what is kept. Does each line use only names that have a value by then?",
        "Lines indented twice are repeated for every layer. Two pairs do the same job: one line "
        "of each pair is right. Ask which shapes it wants, and where g belongs (CS 457/557, "
        "07-2c The Forward Propagation Algorithm).",
        "A running balance, in order: history = [start], then balance = start; for each payment: "
        "total = balance + payment, balance = rounded(total), keep balance in the history; at "
        "the end return the history. With start 10, payments 3 and 4, and rounding to fives: 10 "
        "+ 3 = 13 becomes 15, 15 + 4 = 19 becomes 20, history [10, 15, 20]. rounded(balance) "
        "would forget the payment.",
    ],
)


@order_22.probe("rectangular network", view=table_by_rows)
def five_examples_in_layers_of_3_4_and_2(order_22, rng):
    return order_22


@order_22.probe("square network", view=all_of_one_size)
def two_examples_in_layers_of_2_2_and_2(order_22, rng):
    return order_22


order_22.wrong_value(
    "U2.2-D01",
    "With 5 examples in rows, one of your products meets 4 rows and 5 columns. On which side of "
    "W do the examples stand?",
    [9, 4, 6, 8, 1, 7, 2],
)
order_22.wrong_value(
    "U2.2-D02",
    "Your g is applied to what arrives, and the sum in_ is never used. What is the activation a "
    "function of?",
    [9, 4, 6, 3, 5, 7, 2],
)
order_22.wrong_value(
    "U2.2-D03",
    "`a` is stored before it has passed the activation of its layer: X is stored twice, the "
    "output never.",
    [9, 4, 6, 3, 7, 1, 2],
)
order_22.wrong_value(
    "U2.2-D04",
    "In the first layer one line needs a value that a later line computes. What does a neuron do "
    "first: receive or transmit?",
    [9, 4, 6, 1, 3, 7, 2],
)
order_22.wrong_value(
    "U2.2-D05",
    "`return` ends the function. Which lines have not run by then?",
    [9, 4, 2, 6, 3, 1, 7],
)
order_22.wrong_value(
    "U2.2-D06",
    "Your network adds up in every layer but never bends: `a` stays what it was. One line is "
    "missing.",
    [9, 4, 6, 3, 7, 2],
)
order_22.wrong_value(
    "U2.2-D07",
    "In the first layer, what is `a`? It needs a value before the loop begins.",
    [9, 6, 3, 1, 7, 2],
)
order_22.wrong_value(
    "U2.2-D08",
    "A line that is indented twice has to stand inside the loop, below `for`.",
    [9, 4, 3, 6, 1, 7, 2],
)
order_22.wrong_value(
    "U2.2-D09",
    "Everything is computed, but the function hands nothing back: None.",
    [9, 4, 6, 3, 1, 7],
)
order_22.wrong_value(
    "U2.2-D10",
    "A list of numbers from 1 to 9 is asked for: those that stand before the lines.",
    [8, 3, 5, 2, 0, 6, 1],
)


# 2.3 Forward propagation -------------------------------------------------------------------

forward = in_unit_2(
    "forward",
    group="2.3",
    asks="Push a batch through all layers and return every pre-activation and every output.",
    reference=network.forward,
    properties={
        "one layer": 1.0,
        "several layers": 1.5,
        "everything kept": 1.0,
        "lists and arguments": 0.5,
    },
    uses=["neuron"],
    hints=[
        "Try one layer: X of shape (4, 3), W of shape (3, 2). Is outs[1] of shape (4, 2)? Then "
        "give every layer another activation and see whether each one is used.",
        "Three steps per layer: take what the layer before passes on, the last entry of outs; "
        "apply this layer's W and b; apply this layer's g. Rows stay examples all the way, so "
        "nothing is transposed (CS771, The Bias Term, has columns and therefore W with a T).",
        "The same pattern for prices through years: start 100, rates (1.5, 2), fees (3, 1), and "
        "each price is rounded to tens. Year 1: 100 · 1.5 + 3 = 153, rounded 150. Year 2 starts "
        "from the rounded one: 150 · 2 + 1 = 301, rounded 300. One list keeps [153, 301], the "
        "other [100, 150, 300]: one entry longer. `for rate, fee in zip(rates, fees):` walks "
        "through both, and prices[-1] is the latest price.",
    ],
)


def prediction(result: Any) -> Any:
    """Return the last of the outputs, or None where nothing came back."""
    return None if result is None else result[1][-1]


@forward.probe("one layer")
def one_layer_and_its_output(forward, rng):
    return prediction(forward(rng.normal(size=(4, 3)), *layers(rng, 3, 2), [bell]))


@forward.probe("one layer")
def one_layer_without_activation(forward, rng):
    return prediction(forward(rng.normal(size=(3, 2)), *layers(rng, 2, 5), [lambda z: z]))


@forward.probe("several layers")
def one_example_through_five_units(forward, rng):
    Ws = [np.array([[1.0, -4.0], [-2.0, 2.0]]), np.array([[4.0], [2.0]])]
    bs = [np.array([5.0, 3.0]), np.array([-1.0])]
    x = np.array([[3.0, rng.uniform(3.5, 4.5)]])
    return prediction(forward(x, Ws, bs, [logistic, logistic]))


@forward.probe("several layers")
def three_layers_of_different_sizes(forward, rng):
    acts = [np.tanh, bell, lambda z: 2 * z]
    return prediction(forward(rng.normal(size=(5, 3)), *layers(rng, 3, 4, 6, 2), acts))


@forward.probe("several layers")
def layers_of_equal_size(forward, rng):
    return prediction(forward(rng.normal(size=(2, 2)), *layers(rng, 2, 2, 2), [np.tanh, logistic]))


@forward.probe("everything kept")
def how_many_arrays_are_kept(forward, rng):
    result = forward(rng.normal(size=(5, 3)), *layers(rng, 3, 4, 2), [np.tanh, bell])
    return None if result is None else np.array([len(part) for part in result])


@forward.probe("everything kept")
def every_pre_activation_and_output(forward, rng):
    result = forward(rng.normal(size=(5, 3)), *layers(rng, 3, 4, 2), [np.tanh, bell])
    if result is None:
        return None
    ins, outs = result
    return ins[0], ins[-1], outs[0], outs[1], outs[-1]


@forward.probe("lists and arguments")
def a_list_of_whole_numbers(forward, rng):
    X = [[1, 2, 0], [int(rng.integers(3, 6)), -1, 1]]
    return prediction(forward(X, *layers(rng, 3, 4, 1), [np.tanh, lambda z: 3 * z]))


@forward.probe("lists and arguments")
def arguments_left_alone(forward, rng):
    X, (Ws, bs) = rng.normal(size=(3, 2)), layers(rng, 2, 2, 2)
    given = [X, *Ws, *bs]
    before = [array.copy() for array in given]
    output = prediction(forward(X, Ws, bs, [np.tanh, bell]))
    left = (len(Ws), len(bs))
    return output, left, [np.abs(a - b).max() for a, b in zip(given, before, strict=True)]


@forward.misconception(
    "M11-W01",
    "Neuron 0 sends the constant 1 to every neuron that computes. Where does that contribution "
    "enter your sum?",
)
def without_biases(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, g in zip(Ws, acts, strict=True):
        ins.append(outs[-1] @ W)
        outs.append(g(ins[-1]))
    return ins, outs


@forward.misconception(
    "M11-W02",
    "W[i, j] leads from unit i to unit j. Which index is summed over for the input of unit j, "
    "and does your product sum over that one?",
)
def weights_on_the_wrong_side(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append((W @ outs[-1].T).T + b)
        outs.append(g(ins[-1]))
    return ins, outs


@forward.misconception(
    "M11-W05",
    "A logistic unit of yours can leave the range from 0 to 1. What is inside g, and what comes "
    "after it?",
)
def bias_after_activation(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append(outs[-1] @ W)
        outs.append(g(ins[-1]) + b)
    return ins, outs


@forward.misconception(
    "M11-W06",
    "`acts` has one entry per layer, and you always use the first. The output layer often has "
    "another one than the rest.",
)
def first_activation_everywhere(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b in zip(Ws, bs, strict=True):
        ins.append(outs[-1] @ W + b)
        outs.append(acts[0](ins[-1]))
    return ins, outs


@forward.misconception(
    "M11-W12",
    "For L layers, how many entries should outs have? Training will ask for the input of the "
    "first layer as well.",
)
def input_not_kept(X, Ws, bs, acts):
    ins, outs, a = [], [], np.asarray(X, float)
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append(a @ W + b)
        a = g(ins[-1])
        outs.append(a)
    return ins, outs


@forward.misconception(
    "M11-D01",
    "Both lists are right. Compare their order with the last line of the docstring.",
)
def lists_exchanged(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append(outs[-1] @ W + b)
        outs.append(g(ins[-1]))
    return outs, ins


@forward.misconception(
    "M11-D02",
    "The last layer has an entry in `acts` too, and yours ignores it. Whether the output is bent "
    "is for the caller to say.",
)
def last_layer_never_bent(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for k in range(len(Ws)):
        ins.append(outs[-1] @ Ws[k] + bs[k])
        outs.append(acts[k](ins[-1]) if k < len(Ws) - 1 else ins[-1])
    return ins, outs


@forward.misconception(
    "M11-D03",
    "You bend what arrives and pass the sum on unbent. In which order do the two steps of a "
    "neuron come?",
)
def bent_before_the_sum(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append(g(outs[-1]) @ W + b)
        outs.append(ins[-1])
    return ins, outs


@forward.misconception(
    "M11-D04",
    "Each of your layers starts from X again. What should the second layer receive?",
)
def every_layer_from_the_input(X, Ws, bs, acts):
    X = np.asarray(X, float)
    ins, outs = [], [X]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append(X @ W + b)
        outs.append(g(ins[-1]))
    return ins, outs


@forward.misconception(
    "M11-D05",
    "The prediction is right, but everything on the way is lost. Two lists are asked for; "
    "training needs them.",
)
def prediction_only(X, Ws, bs, acts):
    a = np.asarray(X, float)
    for W, b, g in zip(Ws, bs, acts, strict=True):
        a = g(a @ W + b)
    return a


@forward.misconception(
    "M11-D06",
    "Your ins hold the same numbers as your outs. A pre-activation is what a unit receives, "
    "before g.",
)
def activations_in_both_lists(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        a = g(outs[-1] @ W + b)
        ins.append(a)
        outs.append(a)
    return ins, outs


@forward.misconception(
    "M11-D07",
    "The loop ends one layer early. A network with L matrices has L steps.",
)
def one_layer_short(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for k in range(len(Ws) - 1):
        ins.append(outs[-1] @ Ws[k] + bs[k])
        outs.append(acts[k](ins[-1]))
    return ins, outs


@forward.misconception(
    "M11-D08",
    "It works once: afterwards the caller's lists are empty, and so is the network. Read them "
    "without taking anything out.",
)
def layers_used_up(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for g in acts:
        ins.append(outs[-1] @ Ws.pop(0) + bs.pop(0))
        outs.append(g(ins[-1]))
    return ins, outs


@forward.misconception(
    "M11-D09",
    "Here the weights stand in front of the batch. Rows are examples: with a of shape (5, 3) and "
    "W of shape (3, 4), which product exists?",
)
def weights_in_front(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append(W @ outs[-1] + b)
        outs.append(g(ins[-1]))
    return ins, outs


@forward.misconception(
    "M11-D10",
    "The lecture's formula is for one example, as a column. Your examples are rows: write down "
    "the transpose of its whole product. What becomes of W there?",
)
def the_formula_for_columns(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append(W.T @ outs[-1] + b)
        outs.append(g(ins[-1]))
    return ins, outs


@forward.misconception(
    "M11-D11",
    "Your units pass on the sum as it is. Where is each layer's entry of `acts` used?",
)
def never_bent(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b in zip(Ws, bs, strict=True):
        ins.append(outs[-1] @ W + b)
        outs.append(ins[-1])
    return ins, outs


@forward.misconception(
    "M11-D12",
    "Only the first layer is computed. If you have a loop: how far is `return` indented, and when "
    "does it run?",
)
def first_layer_only(X, Ws, bs, acts):
    X = np.asarray(X, float)
    in_ = X @ Ws[0] + bs[0]
    return [in_], [X, acts[0](in_)]


@forward.misconception(
    "M11-D13",
    "Both of your lists begin with X. It is what the network is given; no layer has computed it "
    "as a pre-activation.",
)
def input_in_both_lists(X, Ws, bs, acts):
    ins, outs = [np.asarray(X, float)], [np.asarray(X, float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append(outs[-1] @ W + b)
        outs.append(g(ins[-1]))
    return ins, outs


@forward.misconception(
    "M11-D14",
    "Layers of different sizes do not fit into one array. Two lists hold their arrays as they "
    "are.",
)
def packed_into_one_array(X, Ws, bs, acts):
    ins, outs = [], [np.asarray(X, float)]
    for W, b, g in zip(Ws, bs, acts, strict=True):
        ins.append(outs[-1] @ W + b)
        outs.append(g(ins[-1]))
    return np.array(ins), np.array(outs)


# 2.4 Shape check ---------------------------------------------------------------------------

MOST_LAYERS = 4  # of the networks below; their sizes are larger, so no size looks like a layer


def ref_layer_sizes(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if W.shape[0] != sizes[-1]:
            raise ValueError(
                f"layer {k} takes {W.shape[0]} inputs, but the layer before gives {sizes[-1]}"
            )
        if b.shape != (W.shape[1],):
            raise ValueError(f"layer {k} has weights {W.shape}, but a bias of shape {b.shape}")
        sizes.append(W.shape[1])
    return sizes


def sized(rng: np.random.Generator) -> tuple[list[Any], list[Any], Any]:
    """Return a network of four layers with sizes from 5 to 9, all different."""
    sizes = rng.permutation(np.arange(5, 10))
    Ws, bs = layers(rng, *sizes)
    return Ws, bs, sizes


def heard(layer_sizes: Any, Ws: list[Any], bs: list[Any]) -> Any:
    """Return the text of the ValueError, or what came back instead."""
    try:
        return "returned", layer_sizes(Ws, bs)
    except ValueError as error:
        return "raised", str(error)


def layer_named(seen: Any) -> Any:
    """Return the layer that a message names: 0 without a ValueError, 99 without a number.

    A message may well name the layer before, or the number of layers. Then the largest number
    that is not the number of layers is the layer meant.
    """
    how, text = seen
    if how != "raised":
        return 0
    small = {int(k) for k in re.findall(r"\d+", str(text))} & set(range(MOST_LAYERS + 1))
    if len(small) > 1:
        small -= {MOST_LAYERS}
    return np.array(99 if not small or len(small) > 3 else max(small))


layer_sizes = in_unit_2(
    "layer_sizes",
    group="2.4",
    asks="Return the layer sizes, input first, or raise a ValueError that names the first layer "
    "that does not fit.",
    reference=ref_layer_sizes,
    properties={
        "networks that fit": 0.75,
        "weights that do not fit": 0.75,
        "biases that do not fit": 0.5,
    },
    hints=[
        "Try it on a network 5-7-6 that fits: three numbers should come back. Then replace the "
        "second matrix by one with 8 rows. Do you see a ValueError, and does its text say 2?",
        "Two things can go wrong in layer k: the rows of Wₖ differ from the columns of the layer "
        "before, or the shape of bₖ is not exactly one entry per column of Wₖ. The first "
        "mismatch has to end the function, with a text that says where.",
        "The same for a train of three wagons, couplings (front, back): (1, 4), (4, 2), (3, 5). "
        "`for k, wagon in enumerate(wagons, start=1):` counts from 1; inside, compare "
        "wagon.front with the coupling before it, `raise ValueError(f'wagon {k} does not "
        "couple')` if they differ, and go on with wagon.back. 4 meets 4, but 2 meets 3: the loop "
        "stops at wagon 3.",
    ],
)


@layer_sizes.probe("networks that fit")
def four_layers_that_fit(layer_sizes, rng):
    Ws, bs, _ = sized(rng)
    return np.array(layer_sizes(Ws, bs))


@layer_sizes.probe("networks that fit")
def a_single_layer(layer_sizes, rng):
    return np.array(layer_sizes(*layers(rng, int(rng.integers(5, 7)), 8)))


@layer_sizes.probe("networks that fit")
def as_many_outputs_as_inputs(layer_sizes, rng):
    n = int(rng.integers(5, 7))
    return np.array(layer_sizes(*layers(rng, n, 9, 7, n)))


@layer_sizes.probe("weights that do not fit", view=layer_named, expected=3)
def too_many_rows_in_layer_3(layer_sizes, rng):
    Ws, bs, sizes = sized(rng)
    Ws[2] = np.ones((sizes[2] + 5, sizes[3]))
    return heard(layer_sizes, Ws, bs)


@layer_sizes.probe("weights that do not fit", view=layer_named, expected=2)
def layer_2_transposed_and_layer_4_cut(layer_sizes, rng):
    Ws, bs, sizes = sized(rng)
    Ws[1] = Ws[1].T
    bs[1] = np.ones(sizes[1])  # as many as the columns, so that only the weights are wrong
    Ws[2] = np.ones((sizes[1], sizes[3]))
    Ws[3] = np.ones((sizes[3] + 5, sizes[4]))
    return heard(layer_sizes, Ws, bs)


@layer_sizes.probe("biases that do not fit", view=layer_named, expected=1)
def bias_of_layer_1_too_long(layer_sizes, rng):
    Ws, bs, sizes = sized(rng)
    bs[0] = np.ones(sizes[1] + 5)
    return heard(layer_sizes, Ws, bs)


@layer_sizes.probe("biases that do not fit", view=layer_named, expected=3)
def bias_of_layer_3_as_a_column(layer_sizes, rng):
    Ws, bs, sizes = sized(rng)
    bs[2] = np.ones((sizes[3], 1))
    return heard(layer_sizes, Ws, bs)


@layer_sizes.probe("biases that do not fit", view=layer_named, expected=2)
def bias_of_layer_2_as_a_row(layer_sizes, rng):
    Ws, bs, sizes = sized(rng)
    bs[1] = np.ones((1, sizes[2]))
    return heard(layer_sizes, Ws, bs)


@layer_sizes.probe("biases that do not fit", view=layer_named, expected=1)
def bias_of_layer_1_and_weights_of_layer_3(layer_sizes, rng):
    Ws, bs, sizes = sized(rng)
    bs[0] = np.ones(sizes[1] + 5)
    Ws[2] = np.ones((sizes[2] + 5, sizes[3]))
    return heard(layer_sizes, Ws, bs)


@layer_sizes.misconception(
    "U2.4-D01",
    "Your message counts the layers from 0. People count the first layer of weights as layer 1.",
)
def layers_from_zero(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        if W.shape[0] != sizes[-1] or b.shape != (W.shape[1],):
            raise ValueError(f"layer {k} does not fit")
        sizes.append(W.shape[1])
    return sizes


@layer_sizes.misconception(
    "U2.4-D02",
    "The weights are checked, the biases are not. Which shape does b need in a layer with 7 "
    "units?",
)
def biases_unchecked(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for k, W in enumerate(Ws, start=1):
        if W.shape[0] != sizes[-1]:
            raise ValueError(f"layer {k} does not fit")
        sizes.append(W.shape[1])
    return sizes


@layer_sizes.misconception(
    "U2.4-D03",
    "Every layer fits with its own bias. Whether it fits the layer before is not looked at: what "
    "does layer k receive?",
)
def biases_only(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if b.shape != (W.shape[1],):
            raise ValueError(f"layer {k} does not fit")
        sizes.append(W.shape[1])
    return sizes


@layer_sizes.misconception(
    "U2.4-D04",
    "The error is noticed, but the text does not say where. Imagine a network with thirty "
    "layers: what would you like to read?",
)
def no_number_in_the_text(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for W, b in zip(Ws, bs, strict=True):
        if W.shape[0] != sizes[-1] or b.shape != (W.shape[1],):
            raise ValueError("the shapes do not fit")
        sizes.append(W.shape[1])
    return sizes


@layer_sizes.misconception(
    "U2.4-D05",
    "The number of units in each weight layer is there; the inputs of the network are missing at "
    "the front.",
)
def inputs_forgotten(Ws, bs):
    sizes: list[Any] = []
    before = Ws[0].shape[0]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if W.shape[0] != before or b.shape != (W.shape[1],):
            raise ValueError(f"layer {k} does not fit")
        before = W.shape[1]
        sizes.append(before)
    return sizes


@layer_sizes.misconception(
    "U2.4-D06",
    "W has the shape (fan_in, fan_out): rows for what comes in, columns for what goes out. You "
    "read it the other way round.",
)
def rows_for_columns(Ws, bs):
    sizes = [Ws[0].shape[1]]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if W.shape[1] != sizes[-1] or b.shape != (W.shape[0],):
            raise ValueError(f"layer {k} does not fit")
        sizes.append(W.shape[0])
    return sizes


@layer_sizes.misconception(
    "U2.4-D07",
    "With two faults you report the later one. It may be a mere consequence of the first: where "
    "would a reader begin to repair?",
)
def last_fault_reported(Ws, bs):
    sizes, wrong = [Ws[0].shape[0]], 0
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if W.shape[0] != sizes[-1] or b.shape != (W.shape[1],):
            wrong = k
        sizes.append(W.shape[1])
    if wrong:
        raise ValueError(f"layer {wrong} does not fit")
    return sizes


@layer_sizes.misconception(
    "U2.4-D08",
    "A bias that is a column has the right length and the wrong shape: added to a batch it would "
    "not meet the columns. Compare shapes, not lengths.",
)
def length_of_the_bias_only(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if W.shape[0] != sizes[-1] or len(b) != W.shape[1]:
            raise ValueError(f"layer {k} does not fit")
        sizes.append(W.shape[1])
    return sizes


@layer_sizes.misconception(
    "U2.4-D09",
    "An assertion stops the program too, but it is meant for slips of the author, and callers "
    "can't rely on it. Which exception is asked for?",
)
def asserted(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        assert W.shape[0] == sizes[-1], f"layer {k}"
        assert b.shape == (W.shape[1],), f"layer {k}"
        sizes.append(W.shape[1])
    return sizes


@layer_sizes.misconception(
    "U2.4-D10",
    "A network that does not fit gets an answer here, and the caller will go on with it. Neither "
    "a returned nor a printed text stops anybody: an error has to be raised.",
)
def nothing_raised(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if W.shape[0] != sizes[-1] or b.shape != (W.shape[1],):
            return f"ValueError: layer {k} does not fit"
        sizes.append(W.shape[1])
    return sizes


@layer_sizes.misconception(
    "U2.4-D11",
    "With a wrong bias in layer 1 and wrong weights in layer 3 you report layer 3. Which of the "
    "two is the first? Look at one layer after the other.",
)
def all_weights_before_any_bias(Ws, bs):
    for k in range(1, len(Ws)):
        if Ws[k].shape[0] != Ws[k - 1].shape[1]:
            raise ValueError(f"layer {k + 1} does not fit")
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if b.shape != (W.shape[1],):
            raise ValueError(f"layer {k} does not fit")
    return [Ws[0].shape[0]] + [W.shape[1] for W in Ws]


@layer_sizes.misconception(
    "U2.4-D12",
    "A bias with two axes passes, as a row or as a column, if it has the right number of entries. "
    "Asked for is one exact shape.",
)
def size_of_the_bias_only(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if W.shape[0] != sizes[-1] or b.size != W.shape[1]:
            raise ValueError(f"layer {k} does not fit")
        sizes.append(W.shape[1])
    return sizes


@layer_sizes.misconception(
    "U2.4-D13",
    "A bias that is a matrix with one row passes. You look at its last axis: how many axes may it "
    "have?",
)
def last_axis_of_the_bias_only(Ws, bs):
    sizes = [Ws[0].shape[0]]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        if W.shape[0] != sizes[-1] or b.shape[-1] != W.shape[1]:
            raise ValueError(f"layer {k} does not fit")
        sizes.append(W.shape[1])
    return sizes


@layer_sizes.misconception(
    "U2.4-D14",
    "Layer 1 is compared with the last layer: in Python the index -1 is not an error. What comes "
    "before the first matrix?",
)
def last_layer_before_the_first(Ws, bs):
    for k in range(len(Ws)):
        if Ws[k].shape[0] != Ws[k - 1].shape[1] or bs[k].shape != (Ws[k].shape[1],):
            raise ValueError(f"layer {k + 1} does not fit")
    return [Ws[0].shape[0]] + [W.shape[1] for W in Ws]


@layer_sizes.misconception(
    "U2.4-D15",
    "Your comparison begins with layer 2. The weights of layer 1 always fit; does its bias?",
)
def first_layer_skipped(Ws, bs):
    for k in range(1, len(Ws)):
        if Ws[k].shape[0] != Ws[k - 1].shape[1] or bs[k].shape != (Ws[k].shape[1],):
            raise ValueError(f"layer {k + 1} does not fit")
    return [Ws[0].shape[0]] + [W.shape[1] for W in Ws]


# 2.5 Linear collapse -----------------------------------------------------------------------

collapse = in_unit_2(
    "collapse",
    group="2.5",
    asks="Return the one affine layer that does the same as a stack of them without activations.",
    reference=network.collapse,
    properties={"weights": 1.25, "biases": 1.25, "one layer, and arguments": 0.5},
    uses=["forward", "layer_sizes"],
    hints=[
        "Take two layers, put one row x through both by hand, then through your W and b. First "
        "with all biases 0: do the weights agree? Then with biases.",
        "Multiply out (x W + b) V + c (CS389, 1.1 Non-linearities, does it without the biases). "
        "What stands beside x is the new W. All the rest does not depend on x: that is the new "
        "b. Then go on with the next layer.",
        "The same with two straight lines in one variable: y = 3x + 2, then z = 5y - 4. Put in: "
        "z = 15x + 6. The factor is 5 · 3 = 15. The constant is the 2, taken through the second "
        "line: 5 · 2 - 4 = 6.",
    ],
)


def part(result: Any, k: int) -> Any:
    """Return W or b, or None where nothing came back."""
    return None if result is None else result[k]


@collapse.probe("weights")
def weights_of_two_layers(collapse, rng):
    return part(collapse(*layers(rng, 2, 3, 4)), 0)


@collapse.probe("weights")
def weights_of_three_square_layers(collapse, rng):
    return part(collapse(*layers(rng, 2, 2, 2, 2)), 0)


@collapse.probe("biases")
def bias_of_two_layers(collapse, rng):
    return part(collapse(*layers(rng, 2, 3, 4)), 1)


@collapse.probe("biases")
def bias_of_three_square_layers(collapse, rng):
    return part(collapse(*layers(rng, 2, 2, 2, 2)), 1)


@collapse.probe("biases")
def bias_of_four_layers(collapse, rng):
    return part(collapse(*layers(rng, 3, 5, 4, 2, 6)), 1)


@collapse.probe("one layer, and arguments")
def nothing_to_do(collapse, rng):
    W, b = collapse([np.array([[1, 2], [3, 4], [0, 5]])], [np.array([7, int(rng.integers(9))])])
    return W, b


@collapse.probe("one layer, and arguments")
def twice_with_the_same_lists(collapse, rng):
    Ws, bs = layers(rng, 2, 2, 2)
    before = [array.copy() for array in (*Ws, *bs)]
    W, b = collapse(Ws, bs)
    left = (len(Ws), len(bs))
    kept = [np.abs(x - y).max() for x, y in zip((*Ws, *bs), before, strict=False)]
    return W, b, left, max(kept, default=0.0)


@collapse.misconception(
    "M10-W01",
    "Follow one row vector through the layers. Which matrix does it meet first, and on which "
    "side of the row does that matrix stand?",
)
def product_in_reverse(Ws, bs):
    W, b = Ws[0], bs[0]
    for V, c in zip(Ws[1:], bs[1:], strict=True):
        W, b = V @ W, b @ V + c
    return W, b


@collapse.misconception(
    "M10-W05",
    "One layer after another is a matrix product, in which every unit meets every unit; * pairs "
    "entry with entry.",
)
def entry_by_entry(Ws, bs):
    W, b = Ws[0], bs[0]
    for V, c in zip(Ws[1:], bs[1:], strict=True):
        W, b = W * V, b @ V + c
    return W, b


@collapse.misconception(
    "M10-W06",
    "Layers act one after the other. A sum of matrices would be layers side by side, all fed "
    "with the same input.",
)
def matrices_added(Ws, bs):
    W, b = sum(Ws), bs[0]
    for V, c in zip(Ws[1:], bs[1:], strict=True):
        b = b @ V + c
    return W, b


@collapse.misconception(
    "M10-W08",
    "A bias enters behind its own layer: which matrices are still ahead of it when it does, and "
    "which are already behind?",
)
def bias_through_everything(Ws, bs):
    W, b = Ws[0], bs[0]
    for V, c in zip(Ws[1:], bs[1:], strict=True):
        W = W @ V
        b = b @ W + c
    return W, b


@collapse.misconception(
    "M10-W10",
    "The stack to be collapsed has no activation between its layers; with one inside, it could "
    "not be collapsed at all.",
)
def bent_on_the_way(Ws, bs):
    W, b = Ws[0], bs[0]
    for V, c in zip(Ws[1:], bs[1:], strict=True):
        W, b = np.tanh(W) @ V, b @ V + c
    return W, b


@collapse.misconception(
    "M10-D01",
    "Put the input 0 through the stack: is the output only the last bias? The earlier ones "
    "travel on too.",
)
def last_bias_only(Ws, bs):
    W = Ws[0]
    for V in Ws[1:]:
        W = W @ V
    return W, bs[-1]


@collapse.misconception(
    "M10-D02",
    "A bias of the first layer passes through the layers behind it. Added up as they are, they "
    "do not even have the same length.",
)
def biases_added(Ws, bs):
    W = Ws[0]
    for V in Ws[1:]:
        W = W @ V
    return W, sum(bs)


@collapse.misconception(
    "M10-D03",
    "This is the collapse as printed, without biases. For the input 0 the stack gives something "
    "else than 0.",
)
def no_bias_at_all(Ws, bs):
    W = Ws[0]
    for V in Ws[1:]:
        W = W @ V
    return W, np.zeros(len(bs[-1]))


@collapse.misconception(
    "M10-D04",
    "Right once; but the caller's lists lose their entries with every call. Read them without "
    "taking anything out.",
)
def lists_emptied(Ws, bs):
    W, b = Ws.pop(0), bs.pop(0)
    while Ws:
        V, c = Ws.pop(0), bs.pop(0)
        W, b = W @ V, b @ V + c
    return W, b


@collapse.misconception(
    "M10-D05",
    "Each bias goes through the layers behind it, and that is done; but on the way the next "
    "layer's own bias gets lost.",
)
def first_bias_only(Ws, bs):
    W, b = Ws[0], bs[0]
    for V in Ws[1:]:
        W, b = W @ V, b @ V
    return W, b


@collapse.misconception(
    "M10-D06",
    "A layer's own bias is added behind its weights. You send it through the very matrix of its "
    "layer.",
)
def own_matrix_too(Ws, bs):
    W, b = Ws[0], bs[0]
    for V, c in zip(Ws[1:], bs[1:], strict=True):
        W, b = W @ V, (b + np.resize(c, b.shape)) @ V
    return W, b


@collapse.misconception(
    "M10-D07",
    "This is the formula for two layers. With one layer, or with four, the same step has to be "
    "done another number of times.",
)
def two_layers_only(Ws, bs):
    return Ws[0] @ Ws[1], bs[0] @ Ws[1] + bs[1]


@collapse.misconception(
    "M10-D08",
    "Both are right. Compare their order with the last line of the docstring.",
)
def bias_handed_back_first(Ws, bs):
    W, b = Ws[0], bs[0]
    for V, c in zip(Ws[1:], bs[1:], strict=True):
        W, b = W @ V, b @ V + c
    return b, W


# 2.6 XOR by hand ---------------------------------------------------------------------------

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
MARGIN = 1e-9


def pre_activations(params: Any) -> tuple[Any, Any]:
    """Return what the hidden units and the output receive at the four corners."""
    W1, b1, w2, b2 = (np.asarray(array, float) for array in params)
    if W1.ndim != 2 or len(W1) != 2 or not W1.shape[1] == b1.size == w2.size or b2.size != 1:
        return np.zeros((4, 1)), np.full(4, np.nan)  # the shapes do not fit: no answer
    hidden = CORNERS @ W1 + b1.ravel()
    return hidden, (hidden >= 0) @ w2.ravel() + float(b2.reshape(()))


def truth_table(params: Any) -> Any:
    received = pre_activations(params)[1]
    return np.where(np.isfinite(received), received >= 0, -1.0)


def distance_from_ties(params: Any) -> Any:
    """Return the truth table, and 1.0 if no unit sits on its threshold."""
    nearest = min(np.abs(array).min() for array in pre_activations(params))
    return truth_table(params), float(nearest > MARGIN)


def ref_xor_params():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


xor_params = in_unit_2(
    "xor_params",
    group="2.6",
    asks="Choose weights of a threshold network with one hidden layer that computes XOR.",
    reference=ref_xor_params,
    properties={"truth table": 2.0, "no ties": 1.0},
    hints=[
        "Compute the truth table of your network at (0,0), (0,1), (1,0) and (1,1). Which corners "
        "are wrong, and which hidden units are on there?",
        "One hidden unit draws one line. Two lines can cut the square into a middle stripe and "
        "two ends. Say for each line on which side its unit is on; then the output combines them "
        "(CS 457/557, 07-2b Feedforward Neural Networks).",
        "The same for 'exactly two of three lamps are on': one unit says 'at least 2' (sum - 1.5 "
        ">= 0), another 'all 3' (sum - 2.5 >= 0). The output wants the first and not the second: "
        "first - second - 0.5 >= 0. For 2 lamps: 1 - 0 - 0.5 = 0.5, on. For 3 lamps: 1 - 1 - 0.5 "
        "= -0.5, off. For 0 or 1: 0 - 0 - 0.5 = -0.5, off.",
    ],
)


@xor_params.probe("truth table", view=truth_table, expected=[0.0, 1.0, 1.0, 0.0])
def four_corners(xor_params, rng):
    return xor_params()


@xor_params.probe("no ties", view=distance_from_ties, expected=([0.0, 1.0, 1.0, 0.0], 1.0))
def distance_from_thresholds(xor_params, rng):
    return xor_params()


@xor_params.misconception(
    "M12-W01",
    "Three of four corners are right: this is OR. Which corner is wrong, and which second unit "
    "could veto it?",
)
def computes_or():
    return np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([-0.5, -0.5]), np.array([1.0, 0.0]), -0.5


@xor_params.misconception(
    "M12-W03",
    "Your output is on for (0,0) as well: this is NAND. Which further condition has to hold?",
)
def computes_nand():
    return np.array([[-1.0, 0.0], [-1.0, 0.0]]), np.array([1.5, -1.0]), np.array([1.0, 0.0]), -0.5


@xor_params.misconception(
    "M12-W04",
    "All four corners are wrong, so your hidden units know enough. What does that say about the "
    "output neuron?",
)
def computes_xnor():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([-1.0, 1.0]), 0.5


@xor_params.misconception(
    "M12-W06",
    "Your network says 1 everywhere. 'The sum reaches 1.5' means 'sum minus 1.5 is at least 0': "
    "which sign has the bias then?",
)
def biases_as_thresholds():
    return np.ones((2, 2)), np.array([0.5, 1.5]), np.array([1.0, -1.0]), 0.5


@xor_params.misconception(
    "M12-W07",
    "Your network says 1 everywhere. Look at what the output receives at (0,0): 0, which is on "
    "the threshold, and 0 fires.",
)
def output_on_the_threshold():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), 0.0


@xor_params.misconception(
    "M12-W09",
    "Your output follows the first input alone. What would the second hidden unit have to add?",
)
def follows_the_first_input():
    return np.eye(2), np.array([-0.5, -0.5]), np.array([1.0, 0.0]), -0.5


@xor_params.misconception(
    "M12-W10",
    "The table is right, but some corner lies exactly on a line, where rounding decides. Move "
    "your lines between the corners.",
)
def decided_by_ties():
    return np.ones((2, 2)), np.array([-1.0, -2.0]), np.array([1.0, -1.0]), -1.0


@xor_params.misconception(
    "M12-W11",
    "The shapes do not fit. W1 has a row for each input and a column for each hidden unit; "
    "biases have an array of their own.",
)
def three_rows():
    return np.ones((3, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


@xor_params.misconception(
    "M12-D01",
    "Your output is on at (1,1) only: this is AND. It is a good hidden unit. What should the "
    "output do when it is on?",
)
def computes_and():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([0.0, 1.0]), -0.5


@xor_params.misconception(
    "M12-D02",
    "Your output follows the second input alone. What would the first hidden unit have to add?",
)
def follows_the_second_input():
    return np.eye(2), np.array([-0.5, -0.5]), np.array([0.0, 1.0]), -0.5


@xor_params.misconception(
    "M12-D03",
    "Your output is off everywhere. At (0,1), add up what reaches the output neuron: is it at "
    "least 0?",
)
def always_off():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -1.5


@xor_params.misconception(
    "M12-D04",
    "Your output is on at (1,0) only. Did you write one unit's weights into each row of W1? Here "
    "a column leads into a hidden unit.",
)
def a_row_for_each_unit():
    return np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([-0.5, 1.5]), np.ones(2), -1.5


@xor_params.misconception(
    "M12-D05",
    "Your output is on at (0,0) only. These weights are known from networks of ReLUs; a threshold "
    "unit says 1 for every sum from 0 up. Which sums are 0 at (0,0)?",
)
def weights_meant_for_relu():
    return np.ones((2, 2)), np.array([0.0, -1.0]), np.array([1.0, -2.0]), 0.0


# 2.7 A bump --------------------------------------------------------------------------------


def ref_bump(x, c, width, k):
    x = np.asarray(x, float)
    return sigma(k * (x - c + width)) - sigma(k * (x - c - width))


bump = in_unit_2(
    "bump",
    group="2.7",
    asks="Subtract two shifted sigmoids so that a hill stands around c.",
    reference=ref_bump,
    properties={"values": 1.25, "stable when steep": 0.5, "numbers and lists": 0.25},
    uses=["sigmoid", "neuron", "forward"],
    hints=[
        "Draw yours: where is its highest point, and where does it reach half of it? These "
        "places should be c, c - width and c + width.",
        "sigmoid(k (x - m)) rises through one half at x = m, and k says how steeply. One sigmoid "
        "rises where the hill begins, the other where it ends; then take one from the other "
        "(CS771, Superposition of two linear models = Nonlinear model).",
        "The same with steps: a shop is open from 9 to 17 o'clock. step(t - 9) switches on at 9, "
        "step(t - 17) switches on at 17; their difference is 1 - 0 = 1 between the two, and 1 - "
        "1 = 0 later. In terms of the middle, 13, and the half width, 4: 13 - 4 = 9 and 13 + 4 = "
        "17.",
    ],
)


@bump.probe("values")
def at_its_centre(bump, rng):
    c, width = rng.uniform(1, 3), rng.uniform(0.5, 2)
    return bump(np.array([c]), c, width, 6 / width)


@bump.probe("values")
def around_a_centre(bump, rng):
    c, width = rng.uniform(1, 3), rng.uniform(0.5, 1.5)
    return bump(c + width * np.array([-2, -1.2, -0.6, 0.3, 1, 1.9]), c, width, 3.0)


@bump.probe("values")
def around_a_negative_centre(bump, rng):
    return bump(np.linspace(-4, 3, 8), rng.uniform(-2, -1), 0.7, rng.uniform(2, 5))


@bump.probe("stable when steep")
def steep_as_a_cliff(bump, rng):
    with watching() as seen:
        values = bump(np.array([-900.0, 1.9, 2.2, 800.0]), 2.0, 1.0, rng.uniform(50, 100))
    return values, seen.warned


@bump.probe("numbers and lists")
def one_place(bump, rng):
    return bump(float(rng.uniform(1, 2)), 1.0, 0.8, 2.5)


@bump.probe("numbers and lists")
def a_list_of_places(bump, rng):
    return bump([-1, 0, 2, int(rng.integers(3, 5))], 1, 2, 2)


@bump.misconception(
    "U2.7-D01",
    "Your hill is half as wide: width reaches from the centre to an edge, not from edge to edge.",
)
def edge_to_edge(x, c, width, k):
    x = np.asarray(x, float)
    return sigma(k * (x - c + width / 2)) - sigma(k * (x - c - width / 2))


@bump.misconception(
    "U2.7-D02",
    "Your hill is a valley. Which of the two sigmoids has risen first when x comes from the left?",
)
def a_valley(x, c, width, k):
    x = np.asarray(x, float)
    return sigma(k * (x - c - width)) - sigma(k * (x - c + width))


@bump.misconception(
    "U2.7-D03",
    "Your curve climbs to 2 and stays there. Something has to take away on the right what was "
    "built up on the left.",
)
def a_staircase(x, c, width, k):
    x = np.asarray(x, float)
    return sigma(k * (x - c + width)) + sigma(k * (x - c - width))


@bump.misconception(
    "U2.7-D04",
    "Your hill stands at minus c. For which x is the bracket (x - c) zero, and for which (x + c)?",
)
def on_the_other_side(x, c, width, k):
    x = np.asarray(x, float)
    return sigma(k * (x + c + width)) - sigma(k * (x + c - width))


@bump.misconception(
    "U2.7-D05",
    "Your hill moves and widens when k changes. k should scale the distance from the edge, not x "
    "alone.",
)
def k_on_x_alone(x, c, width, k):
    x = np.asarray(x, float)
    return sigma(k * x - c + width) - sigma(k * x - c - width)


@bump.misconception(
    "U2.7-D06",
    "The values are right, but far out an exponential overflows. Unit 1 made a sigmoid that "
    "stays calm.",
)
def textbook_sigmoids(x, c, width, k):
    x = np.asarray(x, float)
    return 1 / (1 + np.exp(-k * (x - c + width))) - 1 / (1 + np.exp(-k * (x - c - width)))


@bump.misconception(
    "U2.7-D07",
    "The slopes of your hill are as steep for k = 2 as for k = 20. Where does k come in?",
)
def steepness_ignored(x, c, width, k):
    x = np.asarray(x, float)
    return sigma(x - c + width) - sigma(x - c - width)


@bump.misconception(
    "U2.7-D08",
    "On the right your curve never comes down: that is one sigmoid alone. What marks the other "
    "edge?",
)
def one_edge(x, c, width, k):
    return sigma(k * (np.asarray(x, float) - c + width))


@bump.misconception(
    "U2.7-D09",
    "Your k stretches the height of the hill. How steep its sides are is decided inside the "
    "sigmoids.",
)
def k_outside(x, c, width, k):
    x = np.asarray(x, float)
    return k * (sigma(x - c + width) - sigma(x - c - width))


@bump.misconception(
    "U2.7-D10",
    "Your hill begins at c. It should stand around c, with an edge on each side at the same "
    "distance.",
)
def from_the_centre_on(x, c, width, k):
    x = np.asarray(x, float)
    return sigma(k * (x - c)) - sigma(k * (x - c - width))


@bump.misconception(
    "U2.7-D11",
    "Your hill gets narrower when k grows. The width is a distance on the x axis, so k has to "
    "scale it together with x - c.",
)
def width_outside_the_brackets(x, c, width, k):
    x = np.asarray(x, float)
    return sigma(k * (x - c) + width) - sigma(k * (x - c) - width)


@bump.misconception(
    "U2.7-D12",
    "Your second sigmoid falls, and you subtract it: two slips that add up to a rise. At c your "
    "curve is 0. Both sigmoids should rise.",
)
def a_falling_one_subtracted(x, c, width, k):
    x = np.asarray(x, float)
    return sigma(k * (x - c + width)) - sigma(-k * (x - c - width))


@bump.misconception(
    "U2.7-D13",
    "For an array it is right. x may be a list as well, and a list knows no minus: make an array "
    "of it first.",
)
def lists_left_as_they_are(x, c, width, k):
    return sigma(k * (x - c + width)) - sigma(k * (x - c - width))


# Steps by hand, attempts, and a number read off ----------------------------------------------

faded_in_5 = step(
    "faded_in_5",
    asks="Compute in₅ from the bias, the weights 4 and 2, a₃ = 0.5 and a₄ = 0.2689.",
    reference=-1 + 4 * 0.5 + 2 * float(logistic(-1.0)),
    properties={"value": COMMIT},
    tolerance=BY_HAND,
    hints=[
        "in₅ is what neuron 5 receives: before its activation. Three terms are added.",
        "in₅ is the bias, once, plus each arriving number times the weight of its own arrow (CS "
        "457/557, 07-1b The Basic Neuron Model). What arrives are the activations a₃ and a₄, not "
        "in₃ and in₄.",
        "The same for a neuron with bias 2, weights 3 and -1, and arriving numbers 0.5 and 0.2: "
        "2 + 3 · 0.5 - 1 · 0.2 = 3.3.",
    ],
)


@faded_in_5.probe("value")
def the_number_given(faded_in_5, rng):
    return float(np.squeeze(faded_in_5))


faded_in_5.wrong_value(
    "U2.0-D01", "Two of three terms are there. What does neuron 0 contribute?", 2.5379
)
faded_in_5.wrong_value(
    "U2.0-D02",
    "This is what neuron 5 passes on. Asked for is what it receives, one step earlier.",
    0.8232,
)
faded_in_5.wrong_value(
    "U2.0-D03", "The bias w₀₅ is negative here; you added it as if it were not.", 3.5379
)
faded_in_5.wrong_value(
    "U2.0-D14",
    "You weighed in₃ and in₄, what the hidden neurons receive. What do they pass on?",
    -3.0,
)
faded_in_5.wrong_value("U2.0-D15", "The way is right. At least two decimals are asked for.", 1.5)

faded_shapes_342 = step(
    "faded_shapes_342",
    asks="Give the shapes of W_1, in_1, W_2 and a_2 in a 3-4-2 network with 5 examples.",
    reference=[(3, 4), (5, 4), (4, 2), (5, 2)],
    properties={"shapes": COMMIT},
    hints=[
        "Draw the network: 3 dots, 4 dots, 2 dots. Say for each of the four arrays what one row "
        "stands for, and what one column stands for.",
        "Rows are examples in in_1 and a_2. The weights know nothing of the examples: they have "
        "a row for each unit before and a column for each unit of the layer.",
        "In a 6-8-1 network with 20 examples: X is (20, 6) and W_1 is (6, 8), so X @ W_1 and "
        "in_1 are (20, 8). W_2 is (8, 1), so a_2 is (20, 1).",
    ],
)


@faded_shapes_342.probe("shapes")
def four_pairs(faded_shapes_342, rng):
    """Return four rows of two; a shape of one number, such as (4,), counts as (4, 0)."""
    return np.array([[*np.ravel(pair), 0][:2] for pair in faded_shapes_342])


faded_shapes_342.wrong_value(
    "U2.0-D04",
    "Your weights are (fan_out, fan_in), as on the UCLA slides. Here W[i, j] leads from i to j: "
    "rows count what comes in.",
    [(4, 3), (5, 4), (2, 4), (5, 2)],
)
faded_shapes_342.wrong_value(
    "U2.0-D05",
    "Your examples stand in columns. In this course a row is an example, in every layer.",
    [(3, 4), (4, 5), (4, 2), (2, 5)],
)
faded_shapes_342.wrong_value(
    "U2.0-D16",
    "These are the shapes for one example alone. Here 5 examples go through at once, one in each "
    "row.",
    [(3, 4), (4,), (4, 2), (2,)],
)
faded_shapes_342.wrong_value(
    "U2.0-D17",
    "The right shapes, in another order. Asked for: W_1, in_1, W_2, a_2.",
    [(5, 4), (3, 4), (5, 2), (4, 2)],
)
faded_shapes_342.wrong_value(
    "U2.0-D18",
    "You gave what each layer takes from the one before. in_1 and a_2 stand behind the weights of "
    "their layer.",
    [(3, 4), (5, 3), (4, 2), (5, 4)],
)


def four_lines(attempts: Any) -> float:
    """Return 1 for at least four different lines, else a number that says what is missing."""
    if len(attempts) < 4:
        return -1.0
    if any(np.size(attempt) != 3 for attempt in attempts):
        return -2.0
    rows = np.array([np.ravel(attempt) for attempt in attempts])
    if not np.isfinite(rows).all() or (np.abs(rows[:, :2]).max(axis=1) == 0).any():
        return -3.0
    return 1.0 if len(np.unique(rows, axis=0)) >= 4 else -4.0


xor_lines = step(
    "xor_lines",
    asks="Log four attempts to compute XOR with one line, each as (w1, w2, w0).",
    reference=[(1, 1, -0.5), (1, 1, -1.5), (1, 0, -0.5), (1, -1, -0.5)],
    properties={"four attempts": COMMIT},
    hints=[
        "Four rows of three numbers: w1, w2 and the bias w0. They need not succeed.",
        "Begin with a line you know. (1, 0, -0.5) is on where x1 is at least 0.5. Which corners "
        "are right? Then turn it, shift it, or exchange its sides.",
        "A line for another task, 'the second, but not the first', is (-1, 1, -0.5). Put in the "
        "corners: (0, 0) gives -0.5, (0, 1) gives 1 - 0.5 = 0.5, (1, 0) gives -1 - 0.5 = -1.5, "
        "(1, 1) gives -1 + 1 - 0.5 = -0.5. It is on at (0, 1) alone. Do the same with a line of "
        "yours, and note which corners XOR wants otherwise.",
    ],
)


@xor_lines.probe("four attempts", view=four_lines, expected=1.0)
def what_was_logged(xor_lines, rng):
    return tuple(np.asarray(attempt, dtype=float) for attempt in xor_lines)


xor_lines.wrong_value(
    "U2.0-D06",
    "Four attempts are asked for: what fails now is what the next page is built on.",
    [(1, 1, -0.5), (1, 1, -1.5)],
)
xor_lines.wrong_value(
    "U2.0-D07",
    "The same attempt stands there more than once. Turn the line, shift it, or exchange its "
    "sides.",
    [(1, 1, -0.5), (1, 1, -0.5), (1, 0, -0.5), (1, -1, -0.5)],
)
xor_lines.wrong_value(
    "U2.0-D08",
    "With w1 = w2 = 0 there is no line at all: the unit says the same everywhere.",
    [(1, 1, -0.5), (0, 0, 1), (1, 0, -0.5), (1, -1, -0.5)],
)

xor_lines.wrong_value(
    "U2.0-D12",
    "Each attempt has three numbers: a weight for each of the two inputs, and the bias.",
    [(1, 1), (1, -1), (2, 1), (1, 0)],
)


def whole_number_for_and(value: Any) -> float:
    """Return the answer itself, or one that stands for all of its kind."""
    answer = float(value)
    if -40 <= answer < -21.5:
        return -30.0  # computes AND, but is not the largest
    if -20 < answer < 0:
        return -10.0
    return answer if answer < 0 else 21.0


and_bias = step(
    "and_bias",
    asks="Read off the largest whole-number `w_03` for which the network computes AND.",
    reference=-21,
    properties={"value": COMMIT},
    tolerance=WHOLE,
    hints=[
        "Start at -10 and lower `w_03` in steps of 1 or 2. Watch the line of unit 3 and the "
        "answers at (0, 1) and (1, 0).",
        "Unit 3 should be on at (1, 1) alone. At (0, 1) and at (1, 0) it receives one weight and "
        "the bias, at (1, 1) two weights and the bias. On means 0 or more. Which of these sums "
        "has to be below 0?",
        "For weights of 8 instead of 20: at (0, 1) unit 3 receives 8 + `w_03`. With -8 that is 8 "
        "- 8 = 0, still on; with -9 it is 8 - 9 = -1, off, and at (1, 1) it is 8 + 8 - 9 = 7, "
        "on. So the largest whole number is -9.",
    ],
)


@and_bias.probe("value", view=whole_number_for_and, expected=-21.0)
def the_number_read_off(and_bias, rng):
    return float(and_bias)


and_bias.wrong_value(
    "U2.0-D09",
    "There the line runs through two corners, and an input of exactly 0 still counts as on.",
    -20,
)
and_bias.wrong_value(
    "U2.0-D13", "This computes AND, and so does a larger whole number. Go on until it fails.", -30
)
and_bias.wrong_value("U2.0-D10", "A high threshold is a bias of which sign?", 21)
and_bias.wrong_value(
    "U2.0-D11", "With this bias one active input is enough: that is OR. Push the line on.", -10
)


# Committing ------------------------------------------------------------------------------

warmup_never_negative = commit(
    "warmup_never_negative",
    asks="Which of these activations never give a negative output?",
    options=["sigmoid, tanh, ReLU", "sigmoid, ReLU, softplus", "ReLU, leaky ReLU, ELU"],
    answer="sigmoid, ReLU, softplus",
    because="tanh runs from -1 to 1; leaky ReLU and ELU go below 0 on the left.",
)

warmup_stable_side = commit(
    "warmup_stable_side",
    asks="At x = -1000, which form of the sigmoid overflows?",
    options=["1 / (1 + e^-x)", "e^x / (1 + e^x)", "both"],
    answer="1 / (1 + e^-x)",
    because="For x = -1000 the exponent of e⁻ˣ is +1000. The other form has e⁻¹⁰⁰⁰, which is 0.",
)

warmup_product_shape = commit(
    "warmup_product_shape",
    asks="X has the shape (5, 3) and W the shape (3, 4). What shape does X @ W have?",
    options=["(5, 4)", "(3, 3)", "(4, 5)"],
    answer="(5, 4)",
    because="The inner sizes, 3 and 3, meet and disappear; rows stay examples.",
)

prediction_without_bias = commit(
    "prediction_without_bias",
    asks="Leave out the bias w₀₅ = -1 of the output neuron. What happens to a₅?",
    options=["it falls", "it stays", "it rises"],
    answer="it rises",
    because="in₅ grows by 1, and the sigmoid rises everywhere.",
)

prediction_zero_input = commit(
    "prediction_zero_input",
    asks="The input is (0, 0). Which parameters can you change without changing the output?",
    options=["W1 only", "W1 and W2", "b1 and b2"],
    answer="W1 only",
    because="0 @ W1 is 0 whatever W1 is. Behind that, the hidden units pass on g(b1), and W2 and "
    "b2 work as ever.",
)

erroneous_bias_order = commit(
    "erroneous_bias_order",
    asks="A network of logistic units answers -0.13. Which single slip can have caused this?",
    options=["bias left out", "bias added after g", "W transposed"],
    answer="bias added after g",
    because="Whatever goes into a sigmoid, what comes out lies between 0 and 1. Only something "
    "added afterwards can leave that range.",
)

warmup_threshold_slope = commit(
    "warmup_threshold_slope",
    asks="A threshold unit jumps from 0 to 1 at 0. What is its slope at in_ = 0.7?",
    options=["0", "0.7", "1"],
    answer="0",
    because="Beside the jump the curve is flat, so a small change of a weight changes nothing.",
)

warmup_half_height = commit(
    "warmup_half_height",
    asks="Where is sigmoid(5 (x - 2)) equal to one half?",
    options=["x = -2", "x = 0.4", "x = 2"],
    answer="x = 2",
    because="A sigmoid is at one half where its argument is 0, and 5 (x - 2) is 0 at x = 2.",
)

warmup_which_is_affine = commit(
    "warmup_which_is_affine",
    asks="Which of these is affine but not linear?",
    options=["3x", "3x + 1", "3x^2"],
    answer="3x + 1",
    because="A linear map sends 0 to 0; an affine map is a linear one plus a constant.",
)

prediction_collapsed_size = commit(
    "prediction_collapsed_size",
    asks="How many numbers describe what a linear 2-50-50-1 stack computes?",
    options=["3", "51", "2751"],
    answer="3",
    because="All products together are one matrix of shape (2, 1), and one bias remains.",
)

prediction_xor_line = commit(
    "prediction_xor_line",
    asks="How many of the four corners of XOR can one line get right, at best?",
    options=["2", "3", "4"],
    answer="3",
    because="A line can cut off one corner, so three can be right; that all four can't is argued "
    "below.",
)

prediction_times_20 = commit(
    "prediction_times_20",
    asks="Sigmoids replace the thresholds of a XOR network, and all nine numbers are multiplied "
    "by 20. How far is the worst output from its target?",
    options=["below 0.01", "about 0.1", "about 0.5"],
    answer="below 0.01",
    because="Multiplied by 20, every pre-activation is 10 or more in size, and there the sigmoid "
    "is nearly a step.",
)

EXERCISES = [value for value in list(globals().values()) if isinstance(value, Exercise)]
