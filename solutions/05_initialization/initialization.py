# %% [markdown] course={"key": "goals"}
# # Unit 5, part 1: twins
#
# Training changes weights, but it has to start somewhere. This part shows that the start decides
# what can be learned, and proves it.
#
# After this notebook you can
#
# - draw the first weights of a layer in six ways, with the right spread,
# - count how many units of a layer are really different,
# - prove that equal units stay equal, and measure it,
# - tell two faults of an all-zero start apart.
#
# **Time:** 65 minutes. **Points:** 10 for exercises 5.1 to 5.3. Warm-ups, guesses and predictions
# add 1.2: you earn those by committing to an answer, right or wrong. Part 2 is about how large and
# how few the random numbers may be.
#
# The lecture behind this unit is CS 457/557, Lecture 07 (UW-La Crosse), part 07-4a. One sentence of
# the CS389 lecture notes (UMass Amherst, 2023) comes back in part 2. As in that lecture, units are
# numbered: inputs 1 and 2, then hidden units 3, 4 and so on, and the output last.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, initialization, instruments, progress, recall, reveal
from course.activations import sigmoid
from course.data import xor
from course.earlier import backward, forward
from course.figures import layer_histograms, loss_curves, network_drawing
from course.network import Network
from course.training import train

X, y = xor()  # the four corners, and 1 where the inputs differ
y = y[:, None]  # (n, 1): one column per output


def train_xor(Ws, bs, lr=5.0, epochs=800, batch_size=None):
    """Train sigmoid units on XOR from these weights; return the network and its costs.

    batch_size : None means all four examples in one step; 1 means one after the other
    """
    net = Network.from_weights(Ws, bs)
    order = np.random.default_rng(0)
    history = train(
        net, X, y, lr=lr, epochs=epochs, batch_size=batch_size, rng=order
    )
    return net, history.costs


attempts = []  # your runs are collected here

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory: replace each `None` by one of the options, as text in quotes.
#
# 1. Unit 3: which line is the Δ of a hidden layer?
#    Options: `"g'(in_) * (delta_next @ W_next.T)"`, `"g'(in_) * (delta_next @ W_next)"`,
#    `"g'(a) * (delta_next @ W_next.T)"`
# 2. Unit 4: when does the order of the examples not matter for the weights after an epoch?
#    Options: `"always"`, `"if one batch holds all examples"`, `"never"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_hidden_delta = None
warmup_batch_order = None
### BEGIN SOLUTION
warmup_hidden_delta = "g'(in_) * (delta_next @ W_next.T)"
warmup_batch_order = "if one batch holds all examples"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_hidden_delta, exercise="warmup_hidden_delta")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_batch_order, exercise="warmup_batch_order")

# %% course={"key": "warm-up-reveal"}
def shapes_on_the_way_back():
    delta_next, W_next = np.ones((5, 2)), np.ones((3, 2))
    back = (delta_next @ W_next.T).shape
    return f"for 5 examples, 3 hidden units and 2 outputs, the shape {back} comes back."


def two_orders():
    W, b = [[[0.1, 0.4], [-0.2, 0.3]], [[0.5], [-0.6]]], [[0.0, 0.1], [0.2]]
    ends = []
    for batch_size in (None, 1):
        for order in (0, 1):
            net, rng = Network.from_weights(W, b), np.random.default_rng(order)
            train(net, X, y, lr=5.0, epochs=1, batch_size=batch_size, rng=rng)
            ends.append(net.params)
    full, single = np.abs(ends[0] - ends[1]).max(), np.abs(ends[2] - ends[3]).max()
    return f"two orders end {full:.4f} apart in one batch, {single:.4f} one by one."


display(
    reveal(
        warmup_hidden_delta, exercise="warmup_hidden_delta", run=shapes_on_the_way_back
    ),
    reveal(warmup_batch_order, exercise="warmup_batch_order", run=two_orders),
    recall(),
)

# %% [markdown] course={"key": "tidy-start"}
# ## A start that looks tidy
#
# Two hidden units are enough for XOR: unit 2 found weights by hand. Now let training find them.
# Nothing is known at the start, so it seems fair to give every weight and every bias the same
# value, 0.3. The cost is the squared error, averaged over the four examples.
#
# **Your task, ten minutes.** Bring the cost below 0.1. You may change the common start value, the
# learning rate and the number of epochs, up to 5000. The cell below collects your runs, so that you
# can compare them; try at least four.
#
# You may well not get there. That is fine: what counts is what you noticed. Then write three
# different guesses *why* it gets stuck, a short sentence each, into the list below the picture.
# Any three earn the 0.2 points.

# %% course={"key": "tidy-start-runs"}
start, lr, epochs = 0.3, 5.0, 800  # edit these (at most 5000 epochs), then run again

equal = [np.full((2, 2), start), np.full((2, 1), start)], [np.full(2, start), [start]]
net, costs = train_xor(*equal, lr=lr, epochs=epochs)
attempts.append((f"start {start:g}, lr {lr:g}, {epochs} epochs", costs))
for title, run in attempts:
    print(f"{title}: cost {run[-1]:.4f}")
print(f"outputs of the last run: {net.predict(X).ravel().round(2)}, targets 0 1 1 0")
loss_curves(dict(attempts[-4:]), title="XOR from equal weights", step="epoch")

# %% course={"key": "hypotheses"} nbgrader={"solution": true}
three_hypotheses = None  # ["one guess", "another guess", "a third guess"]
### BEGIN SOLUTION
three_hypotheses = [
    "The learning rate is too large.",
    "Two hidden units are too few to be found by training.",
    "The two hidden units do the same.",
]
### END SOLUTION

# %% course={"key": "hypotheses-check"} nbgrader={"grade": true}
check(three_hypotheses, exercise="three_hypotheses")

# %% [markdown] course={"key": "predict-equal", "lectures": ["S3-91"], "numbers": {"0.1667": "1 / 6"}}
# ### What others guessed
#
# - *The learning rate is wrong.* Then some other rate would do. In your runs, was one of them
#   better than 0.1667, which is 1/6?
# - *There are too few units.* With five units, equal ones again, the floor is the same.
# - *It is a local minimum.* Perhaps, but why the same one from every start value?
# - *The units are copies of each other.* Then the layer has one unit's worth of answers. A single
#   unit gets three corners of XOR right at best, and its cost stays above 1/6.
#
# The lecture asks about the last one: neurons with equal weights see the same inputs and give the
# same output, but maybe training repairs that (CS 457/557, 07-4a The Need for Randomizing the
# Initial Weights). In 800 steps from 0.3 the weights into the hidden units move by more than 5.
#
# How far apart are the two columns of `W_in` then?
# Options: `"exactly 0"`, `"about 1e-9"`, `"more than 1"`

# %% course={"key": "predict-equal-answer"} nbgrader={"solution": true}
prediction_equal_start = None  # "exactly 0", "about 1e-9" or "more than 1"
confidence_equal = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_equal_start = "exactly 0"
confidence_equal = 70
### END SOLUTION

# %% course={"key": "predict-equal-check"} nbgrader={"grade": true}
check(prediction_equal_start, exercise="prediction_equal_start")

# %% course={"key": "predict-equal-reveal", "lectures": ["S3-95"]}
def eight_hundred_steps():
    tidy = [np.full((2, 2), 0.3), np.full((2, 1), 0.3)], [np.full(2, 0.3), [0.3]]
    net, costs = train_xor(*tidy)
    W = net.Ws[0]
    said = (
        f"a weight moved by {W[0, 0] - 0.3:.3f}, the columns are "
        f"{np.abs(W[:, 0] - W[:, 1]).max()} apart, and the cost is {costs[-1]:.4f}."
    )
    return said, network_drawing(net.Ws, net.bs, title="After 800 steps from 0.3")


reveal(
    prediction_equal_start,
    exercise="prediction_equal_start",
    run=eight_hundred_steps,
    confidence=confidence_equal,
)

# %% [markdown] course={"key": "proof", "lectures": ["S3-92", "S3-93"]}
# ## Why: one step of the proof
#
# Call units 3 and 4 *twins* if four groups of numbers agree (CS 457/557, 07-4a Quick Aside: The
# Problem with Equal Weights):
#
# $$w_{03} = w_{04}, \quad w_{13} = w_{14}, \quad w_{23} = w_{24}, \quad w_{35} = w_{45}$$
#
# Here $w_{03}$ is the bias of unit 3, and $w_{35}$ its weight to the output, unit 5. Suppose that they
# are twins before a step. Take one example.
#
# **Step 1, forward.** Both units add up the same three terms, so $\mathrm{in}_3 = \mathrm{in}_4$. Both apply the same
# g, so $a_3 = a_4$.
#
# **Step 2, backward.** The output has $\Delta_5 = -2 (y - a_5)\, g'(\mathrm{in}_5)$. From it,
#
# $$\Delta_3 = g'(\mathrm{in}_3)\, w_{35}\, \Delta_5, \qquad \Delta_4 = g'(\mathrm{in}_4)\, w_{45}\, \Delta_5$$
#
# The slopes agree by step 1, the weights by assumption. So $\Delta_3 = \Delta_4$.
#
# **Step 3, update the biases.** $w_{03}$ becomes $w_{03} - \alpha \Delta_3$, and $w_{04}$ becomes
# $w_{04} - \alpha \Delta_4$. Equal numbers minus equal numbers: the first group agrees after the
# step, too. Here α is the learning rate, our `lr`.

# %% [markdown] course={"key": "proof-faded", "lectures": ["S3-94", "S3-95"]}
# ### The other three groups
#
# **Step 4**: $w_{13}$ becomes $w_{13} - \alpha \Delta_3 a_1$, and $w_{14}$ becomes
# $w_{14} - \alpha \Delta_4 a_1$. They agree, *because ...* (1). The same goes for $w_{23}$ and
# $w_{24}$ with $a_2$.
#
# **Step 5**: $w_{35}$ becomes $w_{35} - \alpha \Delta_5 a_3$, and $w_{45}$ becomes
# $w_{45} - \alpha \Delta_5 a_4$. They agree, *because ...* (2).
#
# So all four groups agree after the step, hence after the next one, and for ever. The slides leave
# out α in these updates. The equality does not need it; the numbers do, as the cell below shows for
# a step from the lecture's first example.
#
# Fill in the two reasons.
#
# 1. Options: `"a_1 is 0"`, `"Δ_3 = Δ_4, and both read the same input"`, `"w_13 = w_14 is enough"`
# 2. Options: `"Δ_3 = Δ_4"`, `"a_3 = a_4"`, `"w_13 = w_14 alone"`

# %% course={"key": "proof-faded-answers"} nbgrader={"solution": true}
faded_w13 = None
faded_w35 = None
### BEGIN SOLUTION
faded_w13 = "Δ_3 = Δ_4, and both read the same input"
faded_w35 = "a_3 = a_4"
### END SOLUTION

# %% course={"key": "proof-check-1"} nbgrader={"grade": true}
check(faded_w13, exercise="faded_w13")

# %% course={"key": "proof-check-2"} nbgrader={"grade": true}
check(faded_w35, exercise="faded_w35")

# %% course={"key": "proof-reveal"}
def one_step_of_the_first_layer():
    Ws = [np.full((2, 2), 0.3), np.full((2, 1), 0.3)]
    bs = [np.full(2, 0.3), np.full(1, 0.3)]
    ins, outs = forward(X[1:2], Ws, bs, [sigmoid, sigmoid])  # the example (0, 1)
    dWs, dbs = backward(ins, outs, Ws, y[1:2])
    return f"the four gradients are {dWs[0].round(5).tolist()}: row 1 has a₁ = 0."


def one_step_of_the_second_layer():
    Ws = [np.full((2, 2), 0.3), np.full((2, 1), 0.3)]
    bs = [np.full(2, 0.3), np.full(1, 0.3)]
    ins, outs = forward(X[1:2], Ws, bs, [sigmoid, sigmoid])
    dWs, dbs = backward(ins, outs, Ws, y[1:2])
    a = sigmoid(0.19)  # the neuron of 07-2a: bias 0.1, target 1
    delta = -2 * (1 - a) * a * (1 - a)
    with_it, without = 0.1 - 0.5 * delta, 0.1 - delta
    return (
        f"a₃ and a₄ are {outs[1].round(5).tolist()[0]}, and the two gradients "
        f"{dWs[1].round(5).ravel().tolist()}. (The slides' missing α: in their first "
        f"example the bias becomes {with_it:.4f} with α = 0.5, {without:.4f} without.)"
    )


display(
    reveal(faded_w13, exercise="faded_w13", run=one_step_of_the_first_layer),
    reveal(faded_w35, exercise="faded_w35", run=one_step_of_the_second_layer),
)

# %% [markdown] course={"key": "schemes", "lectures": ["S3-87", "S3-88"]}
# ## 5.1 Six ways to start
#
# One value for all weights makes twins, so the lecture's algorithm draws each weight by itself,
# small and on both sides of 0: RAND(−ε, ε) (CS 457/557, 07-4a Neural Network Training). How small?
# Two rules from outside the lectures choose a spread that fits the layer: **Xavier** (Glorot and
# Bengio, 2010) for sigmoid and tanh, **He** (He et al., 2015) for ReLU. Part 2 shows what goes wrong
# with others.
#
# Two facts help. `rng.normal` and `rng.uniform` take the shape of the table as `size`. And the
# *variance* is the square of the standard deviation; for numbers spread evenly over (−r, r) it is
# r² / 3.
#
# **Exercise 5.1 (4 points).** Write `init_layer(fan_in, fan_out, scheme, rng)`. The schemes are
# checked one by one. For Xavier and He, normal and uniform draws of the right variance both count.
#
# Stuck? `hint("init_layer")`. When it works: *why is the generator passed in, and not made inside?*

# %% course={"key": "init-layer"} nbgrader={"solution": true}
def init_layer(fan_in, fan_out, scheme, rng):
    """Return (W, b): first weights, (fan_in, fan_out), and zeros, (fan_out,).

    scheme : "zeros"     all weights 0
             "constant"  all weights 0.5
             "small"     uniform between -0.1 and 0.1
             "large"     normal, mean 0, standard deviation 10
             "xavier"    mean 0, variance 2 / (fan_in + fan_out)
             "he"        mean 0, variance 2 / fan_in
    rng : a numpy.random.Generator; every random number comes from it
    """
    ### BEGIN SOLUTION
    shape = (fan_in, fan_out)
    if scheme == "zeros":
        W = np.zeros(shape)
    elif scheme == "constant":
        W = np.full(shape, 0.5)
    elif scheme == "small":
        W = rng.uniform(-0.1, 0.1, size=shape)
    elif scheme == "large":
        W = rng.normal(0, 10, size=shape)
    elif scheme == "xavier":
        W = rng.normal(0, np.sqrt(2 / (fan_in + fan_out)), size=shape)
    elif scheme == "he":
        W = rng.normal(0, np.sqrt(2 / fan_in), size=shape)
    return W, np.zeros(fan_out)
    ### END SOLUTION

# %% course={"key": "init-layer-check"} nbgrader={"grade": true}
check(init_layer)

# %% course={"key": "init-layer-figure"}
# The course's own three, for a layer of 400 inputs and 100 units.
rng = np.random.default_rng(5)
names = ["small", "xavier", "he"]
drawn = [initialization.init_layer(400, 100, name, rng)[0] for name in names]
layer_histograms(drawn, names=names, title="First weights, 400 inputs and 100 units")

# %% [markdown] course={"key": "predict-bias"}
# ## 5.2 How many units are there really?
#
# A layer of 100 units that are all twins does the work of one. Before we count, a test of what
# makes a twin. All weights are 0.3 again, but this time the hidden biases are 0.3 and 0.4.
#
# Do the two columns of `W_in` stay equal in training?
# Options: `"yes, for ever"`, `"yes, for one step only"`, `"no"`

# %% course={"key": "predict-bias-answer"} nbgrader={"solution": true}
prediction_bias_breaks = None  # "yes, for ever", "yes, for one step only" or "no"
confidence_bias = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_bias_breaks = "no"
confidence_bias = 60
### END SOLUTION

# %% course={"key": "predict-bias-check"} nbgrader={"grade": true}
check(prediction_bias_breaks, exercise="prediction_bias_breaks")

# %% course={"key": "predict-bias-reveal"}
def gaps_on_the_way():
    gaps = []
    for epochs in (1, 100, 800):
        Ws, bs = [np.full((2, 2), 0.3), np.full((2, 1), 0.3)], [[0.3, 0.4], [0.3]]
        net, costs = train_xor(Ws, bs, epochs=epochs)
        gaps.append(f"{np.ptp(net.Ws[0], axis=1).max():.5f} after {epochs}")
    return f"the gap is {', '.join(gaps)} steps, and the cost ends at {costs[-1]:.4f}."


reveal(
    prediction_bias_breaks,
    exercise="prediction_bias_breaks",
    run=gaps_on_the_way,
    confidence=confidence_bias,
)

# %% [markdown] course={"key": "distinct-units", "lectures": ["S3-91", "S3-92", "S3-93"]}
# ### Count them
#
# Go back to the proof. It needed the bias, the weights that come in *and* the weight that goes out:
# with another $w_{45}$, the deltas would differ at once. So a unit is all of these numbers together,
# and two units are twins only if every one of them agrees.
#
# How close is equal? A sum taken in another order may end in another last digit: 0.1 + 0.2 is not
# 0.3 for a computer. But training can make a difference of a millionth grow. We call numbers equal
# if they differ by no more than 1e-9.
#
# **Exercise 5.2 (3 points).** Write `distinct_units(W_in, b, W_out)`. Stuck?
# `hint("distinct_units")`. When it works: *is a unit with the weights (1, 2) a twin of one with
# (2, 1)?*

# %% course={"key": "distinct-units-answer"} nbgrader={"solution": true}
def distinct_units(W_in, b, W_out):
    """Return how many hidden units are really different, an int from 1 to h.

    W_in : (d, h), weights into the layer, a column for each hidden unit
    b : (h,), their biases
    W_out : (h, k), weights out of the layer, a row for each hidden unit
    Two units are the same if all their numbers agree up to 1e-9.
    """
    ### BEGIN SOLUTION
    W_in, b, W_out = (np.asarray(part, dtype=float) for part in (W_in, b, W_out))
    found = []
    for unit in np.hstack([W_in.T, b[:, None], W_out]):
        if all(np.abs(unit - other).max() > 1e-9 for other in found):
            found.append(unit)
    return len(found)
    ### END SOLUTION

# %% course={"key": "distinct-units-check"} nbgrader={"grade": true}
check(distinct_units)

# %% course={"key": "distinct-units-table"}
# Six schemes, four hidden units, XOR: the units that are different before and after.
count = instruments.distinct_units  # the course's own
for scheme in ("zeros", "constant", "small", "large", "xavier", "he"):
    rng = np.random.default_rng(1)
    (W1, b1), (W2, b2) = (
        initialization.init_layer(2, 4, scheme, rng),
        initialization.init_layer(4, 1, scheme, rng),
    )
    net, costs = train_xor([W1, W2], [b1, b2], epochs=200)
    before, after = count(W1, b1, W2), count(net.Ws[0], net.bs[0], net.Ws[1])
    moved = np.abs(net.Ws[0] - W1).max()
    print(f"{scheme:9} {before} units before, {after} after; W_in moved by {moved:.3f}")

# %% [markdown] course={"key": "predict-zero", "lectures": ["S3-90"]}
# ## An all-zero start has two faults
#
# In the table, `zeros` does not move at all. To see why, take one example, x = (1, 0) and y = 1, and
# set all weights and biases of a 2-2-1 network of sigmoid units to 0. Then $\mathrm{in}_3 = \mathrm{in}_4 = 0$ and
# $a_3 = a_4 = 0.5$. (The slide misprints one term of $\mathrm{in}_4$: with $w_{14}$ it has $x_2$ where $x_1$
# belongs. As long as all weights are 0, nobody notices. With weights 0.1, 0.2, 0.3 and x = (1, 2) it
# gives 1.1 instead of 0.9.)
#
# Now one training step on this example. Which parameters move?
# Options: `"everything"`, `"only what leads to the output"`, `"nothing"`

# %% course={"key": "predict-zero-answer"} nbgrader={"solution": true}
# "everything", "only what leads to the output" or "nothing"
prediction_zero_start = None
confidence_zero = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_zero_start = "only what leads to the output"
confidence_zero = 60
### END SOLUTION

# %% course={"key": "predict-zero-check"} nbgrader={"grade": true}
check(prediction_zero_start, exercise="prediction_zero_start")

# %% course={"key": "predict-zero-reveal"}
def first_gradients():
    Ws, bs = [np.zeros((2, 2)), np.zeros((2, 1))], [np.zeros(2), np.zeros(1)]
    ins, outs = forward([[1.0, 0.0]], Ws, bs, [sigmoid, sigmoid])
    dWs, dbs = backward(ins, outs, Ws, np.array([[1.0]]))
    right, printed = 0.1 + 0.2 * 1 + 0.3 * 2, 0.1 + 0.2 * 2 + 0.3 * 2
    hidden = np.abs(dWs[0]).max() + np.abs(dbs[0]).max()
    return (
        f"largest hidden gradient {hidden}; outgoing weights {dWs[1].ravel()}, output "
        f"bias {dbs[1]}. The misprint: {printed:.1f} instead of {right:.1f}."
    )


reveal(
    prediction_zero_start,
    exercise="prediction_zero_start",
    run=first_gradients,
    confidence=confidence_zero,
)

# %% [markdown] course={"key": "two-faults", "lectures": ["S3-90", "S3-91"]}
# ### Do not blame the wrong fault
#
# The first fault: no signal comes back through weights of 0, so the hidden units wait at least one
# step. On all four examples of XOR it is worse. The pull of the two 1s and the two 0s cancels, the
# output stays at 0.5, and *nothing ever moves*.
#
# So a network that rests at zero says nothing about symmetry. The second fault shows only where
# units learn: start from 0 and take one example after the other, or start from 0.3. Both curves
# below fall, the weights travel far, and the units are still twins.
#
# Compare the four curves. *In one sentence, for yourself: which two curves show the symmetry, and
# which one shows something else?*

# %% course={"key": "two-faults-figure"}
def equal_start(value):
    return [np.full((2, 2), value), np.full((2, 1), value)], [[value] * 2, [value]]


random = np.random.default_rng(3)
runs = {
    "0, full batch": train_xor(*equal_start(0.0)),
    "0, one by one, lr 1": train_xor(*equal_start(0.0), lr=1.0, batch_size=1),
    "0.3, full batch": train_xor(*equal_start(0.3)),
    "random, full batch": train_xor(
        [random.normal(size=(2, 2)), random.normal(size=(2, 1))], [[0, 0], [0]]
    ),
}
for name, (net, costs) in runs.items():
    units = count(net.Ws[0], net.bs[0], net.Ws[1])
    size = np.abs(net.Ws[0]).max()
    print(f"{name:19}: cost {costs[-1]:.4f}, weights up to {size:.2f}, {units} unit(s)")
curves = {name: costs for name, (net, costs) in runs.items()}
loss_curves(curves, title="XOR with two hidden units", step="epoch")

# %% [markdown] course={"key": "twin-gap", "lectures": ["S3-92", "S3-93", "S3-94", "S3-95"]}
# ## 5.3 Twins for ever?
#
# Now the experiment as a function, for any weights. `forward` and `backward` of units 2 and 3 are
# at hand. Call them as
#
# - `ins, outs = forward(X, Ws, bs, [sigmoid, sigmoid])`
# - `dWs, dbs = backward(ins, outs, Ws, y)`, means over the examples
#
# with `Ws` and `bs` as lists of two, one entry for each weight layer.
#
# **Exercise 5.3 (3 points).** Write `twin_gap(W_in, b, W_out, X, y, lr, steps)`: train, then return
# the largest difference between two columns of `W_in`, in any row. For twins that is 0. Then let only
# the outgoing weights differ, and watch the proof break at step 2.
#
# A caution: the proof speaks of exact numbers. A computer may round two equal sums differently, for
# instance in wide layers. In long runs, such noise can grow. So the check uses few steps.
#
# Stuck? `hint("twin_gap")`. When it works: *after how many steps do units with different outgoing
# weights part?*

# %% course={"key": "twin-gap-answer"} nbgrader={"solution": true}
def twin_gap(W_in, b, W_out, X, y, lr, steps):
    """Train, then return the largest difference between two columns of W_in, a float.

    The network: two weight layers, sigmoid units in both. The cost is the squared error
    (no 1/2, summed over the outputs), averaged over the examples.
    W_in : (d, h), b : (h,), W_out : (h, k), the start; the output bias starts at 0
    X : (n, d), one example per row; y : (n, k)
    steps : full-batch steps with learning rate lr; they train W_in, b, W_out and the
        output bias. With 0 steps, the gap at the start is returned.
    No argument is changed.
    """
    ### BEGIN SOLUTION
    W_out = np.asarray(W_out, dtype=float)
    Ws = [np.asarray(W_in, dtype=float), W_out]
    bs = [np.asarray(b, dtype=float), np.zeros(W_out.shape[1])]
    for _ in range(steps):
        ins, outs = forward(X, Ws, bs, [sigmoid, sigmoid])
        dWs, dbs = backward(ins, outs, Ws, y)
        Ws = [W - lr * dW for W, dW in zip(Ws, dWs, strict=True)]
        bs = [c - lr * dc for c, dc in zip(bs, dbs, strict=True)]
    highest, lowest = Ws[0].max(axis=1), Ws[0].min(axis=1)
    return float((highest - lowest).max())
    ### END SOLUTION

# %% course={"key": "twin-gap-check"} nbgrader={"grade": true}
check(twin_gap)

# %% [markdown] course={"key": "closing"}
# ## What you have shown
#
# Equal units stay equal: you have seen it, proved a step of it, counted it and measured it. A layer
# of twins learns, but no more than one unit can. Random weights help, and so did one different
# bias.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If all checks still say what they
# said before, this part is ready to hand in. Part 2, `initialization_2`, asks how large random
# weights may be, and how few random numbers are enough.

# %% course={"key": "progress"}
progress()
