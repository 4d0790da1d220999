# %% [markdown] course={"key": "goals"}
# # Unit 7, part 2: dead units, and repairs
#
# Part 1 followed Δ through layers that take a little at each step. Here are the units that take
# everything, and two claims from the lectures that you put to the test.
#
# After this notebook you can
#
# - find dead units, and tell them from sparse ones,
# - measure how a learning rate kills, and what "40 % dead" is worth,
# - count the open paths through a ReLU network,
# - repair a deep network by its activation and its start,
# - judge with data whether weight decay helps against vanishing gradients.
#
# **Time:** 60 minutes. **Points:** 9 for exercises 7.3 to 7.6, 4 for a written question, and 1.0 for
# warm-ups, predictions and small steps: you earn most of those by committing to an answer.
#
# Nothing here depends on part 1: where one of its functions is needed, the course lends its own.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, instruments, progress, recall, reveal
from course.activations import relu, relu_prime, sigmoid_prime
from course.backprop import backpropagate
from course.data import moons
from course.figures import compare_curves, delta_chart, loss_curves, network_drawing
from course.network import Network
from course.training import train

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes:
#
# 1. A ReLU unit receives −3. What are its output and its slope?
#    Options: `"0 and 0"`, `"0 and 1"`, `"-3 and 0"`
# 2. A unit's Δ is 0 on every example. Which of its gradients are 0?
#    Options: `"only that of the bias"`, `"only those of the weights"`, `"all of them"`
# 3. A chain of four sigmoid neurons. How many slopes and weights are in the first Δ?
#    Options: `"4 slopes, 4 weights"`, `"4 slopes, 3 weights"`, `"3 slopes, 3 weights"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_relu_slope = None
warmup_which_gradient = None
warmup_chain_product = None
### BEGIN SOLUTION
warmup_relu_slope = "0 and 0"
warmup_which_gradient = "all of them"
warmup_chain_product = "4 slopes, 3 weights"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_relu_slope, exercise="warmup_relu_slope")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_which_gradient, exercise="warmup_which_gradient")

# %% course={"key": "warm-up-check-3"} nbgrader={"grade": true}
check(warmup_chain_product, exercise="warmup_chain_product")

# %% course={"key": "warm-up-reveal"}
def at_minus_three():
    return f"relu(-3) is {relu(-3.0):g}, and the slope is {relu_prime(-3.0):g}."


def gradients_without_delta():
    a_prev, delta = np.array([[0.5, 2.0], [1.0, -1.0]]), np.zeros((2, 1))
    return f"dW is {(a_prev.T @ delta / 2).ravel()}, db is {delta.mean(axis=0)}."


def four_neurons():
    first = instruments.chain_deltas([0.0] * 4, [3.0] * 3, y=1)[0]
    bound = 0.25**4 * 3**3
    return f"Δ / (-2 (y - a)) is {first / -1:.5f}, and 0.25⁴ · 3³ is {bound:.5f}."


display(
    reveal(warmup_relu_slope, exercise="warmup_relu_slope", run=at_minus_three),
    reveal(
        warmup_which_gradient,
        exercise="warmup_which_gradient",
        run=gradients_without_delta,
    ),
    reveal(warmup_chain_product, exercise="warmup_chain_product", run=four_neurons),
    recall(),
)

# %% [markdown] course={"key": "how-a-unit-dies", "lectures": ["S0-21", "S4-19"]}
# ## 7.3 How a unit dies
#
# A ReLU unit that is silent on one example does not learn from that example (UCLA slides, ReLU
# unit, its drawback). That is no harm: others will wake it. But one large step can move its weights
# so far that it is silent on *all* examples. From then on its gradient is 0 for good (CS389, 1.1.3
# ReLU).
#
# The next cell shows it in three steps. **Step 1:** a unit with one input sees four examples and is
# active on all of them. **Step 2:** on the third example its Δ is 2, and it takes one training step
# for this example, with a small or a large learning rate. **Step 3:** on which examples is it still
# active?

# %% course={"key": "death-worked-example"}
x, delta = np.array([0.2, 0.5, 1.0, 1.5]), 2.0  # four examples; Δ from the third
for lr in (0.1, 1.0):
    w, b = 1.0, 0.2  # step 1
    print(f"lr = {lr}: in_ before {w * x + b}")
    w, b = w - lr * delta * x[2], b - lr * delta  # step 2: dw = Δ · a_prev, db = Δ
    print(f"          in_ after  {(w * x + b).round(2)}")
    print(f"          slopes     {relu_prime(w * x + b)}")  # step 3

# %% [markdown] course={"key": "dead-task", "lectures": ["S0-22"]}
# With the large rate all four slopes are 0, so every later Δ of this unit is 0, and so is every
# later step. *Dead* means: never active over the entire training set (CS389, 1.1.3 ReLU). Silent on
# most examples is something else; it is called sparse, and may be useful. A unit in a later layer
# can be woken when the layers before it move. In the first hidden layer nothing moves the inputs.
#
# **Exercise 7.3 (2 × 1.5 points).** Write `dead_units(Z)` and `dead_fraction(Z)` for the
# pre-activations of one layer on the whole training set. Stuck? `hint("dead_units")`,
# `hint("dead_fraction")`
#
# When it works: *why must Z come from all examples, not from one mini-batch?*

# %% course={"key": "dead"} nbgrader={"solution": true}
def dead_units(Z):
    """Mark the ReLU units that are dead: no example gives them a number above 0.

    Z : (n, h), pre-activations, a row per example and a column per unit; array or list
    returns : h entries, True where the unit is dead (also if it is 0 everywhere)
    """
    ### BEGIN SOLUTION
    return (np.asarray(Z) <= 0).all(axis=0)
    ### END SOLUTION


def dead_fraction(Z):
    """Return the share of the layer's units that are dead, from 0 to 1.

    Z : (n, h), as for dead_units, which may be called
    """
    ### BEGIN SOLUTION
    return dead_units(Z).mean()
    ### END SOLUTION

# %% course={"key": "dead-check"} nbgrader={"grade": true}
check(dead_units)

# %% course={"key": "dead-fraction-check"} nbgrader={"grade": true}
check(dead_fraction)

# %% [markdown] course={"key": "predict-rates", "lectures": ["S0-22"]}
# ## 7.4 The rate that kills
#
# CS389 (1.1.3 ReLU) gives a number: with the learning rate set too high, as much as 40 % of a
# network can be dead; a proper rate makes this rarer. It is one observation, handed on from lecture
# to lecture. Which rate, which network? Here is a toy net to measure it with.
#
# - Data: `moons(200, 0.1, rng)`, two half circles of 100 points each.
# - Network: 2 inputs, 50 ReLU units, one sigmoid; He weights, biases 0.
# - Training: cross-entropy, one example per step, 5 epochs.
#
# Which share of the 50 hidden units is dead after training with rate 0.1, and with rate 1?
# Options: `"0 % and 0 %"`, `"0 % and about 40 %"`, `"about 40 % and 100 %"`

# %% course={"key": "predict-rates-answer"} nbgrader={"solution": true}
prediction_dead_rates = None
# "0 % and 0 %", "0 % and about 40 %" or "about 40 % and 100 %"
confidence_rates = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_dead_rates = "0 % and about 40 %"
confidence_rates = 40
### END SOLUTION

# %% course={"key": "predict-rates-check"} nbgrader={"grade": true}
check(prediction_dead_rates, exercise="prediction_dead_rates")

# %% course={"key": "predict-rates-reveal"}
def deaths(lr):
    """Return the share of dead units after each of 10 epochs, for one start."""
    rng = np.random.default_rng(3)
    X, y = moons(200, 0.1, rng)
    net = Network([2, 50, 1], "relu", "sigmoid", init="he", rng=rng)

    def watch(epoch, net, history):
        history.record(dead=instruments.dead_fraction(net.forward(X)[0][0]))

    how = {"lr": lr, "epochs": 10, "batch_size": 1, "rng": rng, "callbacks": [watch]}
    records = train(net, X, y, "binary_cross_entropy", **how).records
    return [0.0, *records["dead"]]


def two_rates():
    curves = {f"lr = {lr:g}": deaths(lr) for lr in (0.1, 0.3, 1, 3)}
    ends = ", ".join(f"{name}: {100 * dead[5]:.0f} %" for name, dead in curves.items())
    labels = {"title": "Who is dead stays dead", "what": "share of dead units"}
    drawn = loss_curves(curves, step="epoch", **labels)
    return f"after 5 epochs {ends}. The picture goes on to epoch 10.", drawn


reveal(
    prediction_dead_rates,
    exercise="prediction_dead_rates",
    run=two_rates,
    confidence=confidence_rates,
)

# %% [markdown] course={"key": "curve-task"}
# One start is an anecdote. To judge the claim you need a curve, and more than one seed.
#
# **Exercise 7.4 (2 points).** Write `dead_curve(lrs, seed)`. For every rate it makes the toy net
# anew from `np.random.default_rng(seed)`, trains it for 5 epochs as described, and measures the dead
# fraction of the hidden layer over all 200 examples. Use `moons`, `Network` and `train` as in the
# cell above, without its callbacks, and your `dead_fraction`. `net.forward(X)` returns `ins, outs`:
# `ins[0]` are the pre-activations of the hidden layer.
#
# The check looks at small, middling and large rates, in any order, on several seeds. Random numbers
# may be drawn in any order, so your fractions may differ from ours. Stuck? `hint("dead_curve")`
#
# When it works, add a cell below the check and call it with five rates and three seeds; it takes
# seconds. You need the numbers for the written question. *At which rate do your nets agree with the
# lecture's 40 %?*

# %% course={"key": "curve"} nbgrader={"solution": true}
def dead_curve(lrs, seed):
    """Return a list: for each learning rate, the fraction of dead hidden units.

    lrs : list of learning rates, in any order; every rate has a fresh start
    seed : a whole number; all rates get examples and weights from this seed
    Toy net: moons(200, 0.1, rng); 2-50-1, ReLU, sigmoid output, He weights, biases 0;
        "binary_cross_entropy", 5 epochs, batch_size 1.
    """
    ### BEGIN SOLUTION
    fractions = []
    for lr in lrs:
        rng = np.random.default_rng(seed)
        X, y = moons(200, 0.1, rng)
        net = Network([2, 50, 1], "relu", "sigmoid", init="he", rng=rng)
        how = {"lr": lr, "epochs": 5, "batch_size": 1, "rng": rng}
        train(net, X, y, "binary_cross_entropy", **how)
        ins, _ = net.forward(X)
        fractions.append(dead_fraction(ins[0]))
    return fractions
    ### END SOLUTION

# %% course={"key": "curve-check"} nbgrader={"grade": true}
check(dead_curve)

# %% [markdown] course={"key": "erroneous", "lectures": ["S3-85"]}
# ## "ReLU can't have vanishing gradients"
#
# One often hears this sentence, with the reason that the slope is 1. Something is wrong with it:
# the slope is 0 or 1. The lecture looks at the zeros (CS 457/557, 07-3d, The Vanishing Gradient
# Problem): on a chain, one negative $\mathrm{in}_j$ would block everything; but most networks are not
# chains, and $\Delta_j$ is a sum over several units. That is half of the truth. A sum of zeros is
# 0.
#
# Take a layer of three ReLU units with two inputs. **Find an input for which no unit is active.**
# For such an example nothing comes back, however wrong the output is. To test yours, print
# `np.array(silent_input) @ W + b`. Stuck? `hint("silent_input")`

# %% course={"key": "erroneous-answer"} nbgrader={"solution": true}
W = np.array([[1.0, -1.0, 0.5], [0.5, 2.0, 1.0]])  # column j: the weights of unit j
b = np.array([0.5, -0.5, 1.0])
silent_input = None  # two numbers
### BEGIN SOLUTION
silent_input = [-1.0, -1.0]
### END SOLUTION

# %% course={"key": "erroneous-check"} nbgrader={"grade": true}
check(silent_input, exercise="silent_input")

# %% [markdown] course={"key": "paths"}
# ## 7.5 Open paths
#
# How likely is it that everything is blocked? Count the ways that are left. For one example, write
# down a matrix per layer: entry (i, j) is 1 if there is a connection from unit i to unit j *and*
# unit j is active, else 0. (A sigmoid output is always active.) A path from an input to an output is
# open if all its entries are 1.
#
# The picture shows a small network with 3 inputs, 3 hidden units and 2 outputs. Its numbers are no
# weights, so pass over the key: a thick line with a 1 is open, a thin dotted one with a 0 closed. The
# code has the two matrices. Unit 5 is silent, so its column of `open_1` is 0. Three more connections are missing.
#
# - **Step 1.** Ways into unit 4: two, from 1 and from 2. Into unit 5: none.
# - **Step 2.** Ways on from unit 4: one, so 2 · 1 paths pass it. From unit 5: two, but nothing
#   arrives there, so 0 · 2.
# - **Step 3.** Do the same for unit 6, and add up. *This one is yours.*

# %% course={"key": "paths-figure"}
open_1 = np.array([[1, 0, 1], [1, 0, 1], [0, 0, 1]])
open_2 = np.array([[1, 0], [1, 1], [1, 0]])
network_drawing([open_1, open_2], title="1: open, 0: closed")

# %% course={"key": "faded-paths"} nbgrader={"solution": true}
faded_path_count = None  # how many open paths from an input to an output?
### BEGIN SOLUTION
faded_path_count = 5
### END SOLUTION

# %% course={"key": "faded-paths-check"} nbgrader={"grade": true}
check(faded_path_count, exercise="faded_path_count")

# %% [markdown] course={"key": "paths-task", "lectures": ["S3-85"]}
# **Exercise 7.5 (2 points).** Write `open_paths(masks)` for any number of layers. The matrices need
# not be those of a full layer, and their entries may be 0 and 1 of any type: integers, True and
# False, or small integers such as `np.uint8`. Stuck? `hint("open_paths")`
#
# When it works: *a layer has no active unit for some example. What is the number of paths, and what
# does the gradient of that example look like?*
#
# The cell after the check counts the paths of a network with ten full layers, for one example.

# %% course={"key": "open-paths"} nbgrader={"solution": true}
def open_paths(masks):
    """Return the number of open paths from any first unit to any last unit.

    masks : list of (fan_in, fan_out) matrices of 0 and 1, arrays or lists;
        masks[k][i, j] is 1 if the step from unit i to unit j of the next layer is open
    """
    ### BEGIN SOLUTION
    ways = np.ones(len(masks[0]))
    for mask in masks:
        ways = ways @ np.asarray(mask, float)
    return int(ways.sum())
    ### END SOLUTION

# %% course={"key": "open-paths-check"} nbgrader={"grade": true}
check(open_paths)

# %% course={"key": "paths-of-ten-layers"}
rng = np.random.default_rng(5)
net = Network([50] * 10 + [1], "relu", "sigmoid", init="he", rng=rng)
ins, _ = net.forward(rng.normal(size=(1, 50)))
active = [int((in_ > 0).sum()) for in_ in ins[:-1]]
print(f"active of 50, layer by layer: {active}")
print(f"open paths: {50 * np.prod(np.array(active, float)):.1e} of {50.0**10:.1e}")

# %% [markdown] course={"key": "repair-task", "lectures": ["S1-19", "S4-19", "S4-25", "S2-08"]}
# ## 7.6 Repair
#
# So the lecture is right in the large: a wide network has many paths, and a fresh one is seldom
# blocked. What is to be feared are dead units, one by one, and factors below 1.
#
# The lectures name remedies. DS 102 (question 1c) asks for them: without a slope there is no update.
# Leaky ReLU, max(αx, x) with α up to 1, goes on learning for negative inputs; α is fixed or learned
# (UCLA slides, Leaky rectified linear unit; CS771, Activation Functions, names it as the repair for
# dead units). Maxout, the larger of two weighted sums, is another fix. ELU, which bends smoothly
# down to −1, is a third. A start that fits the activation belongs to each.
#
# Below is a sick network: 15 weight layers, 20 inputs, 40 units in each hidden layer, one sigmoid
# output. **Exercise 7.6 (2 points).** Choose activation and initialisation so that on five hidden
# seeds every layer's $\|\Delta\|$ is at least 0.05 and at most 20 times that of the last layer. The
# depth stays. Measure with the next cell; edit its first line. Stuck? `hint("repair")`
#
# When it works: *which of the two factors did you change, the slopes or the weights?*

# %% course={"key": "patient"}
act, init = "sigmoid", "small"  # edit these, then run the cell again

rng = np.random.default_rng(11)
X, y = rng.normal(size=(30, 20)), rng.integers(0, 2, size=(30, 1))
net = Network([20] + [40] * 14 + [1], act, "sigmoid", init=init, rng=rng)
size = instruments.delta_norms(backpropagate(net, X, y).deltas)
size = size / size[-1]  # now the last layer has size 1
print(f"{act}, {init}: first over last {size[0]:.1e}")
print(f"lowest {size.min():.1e}, highest {size.max():.1e}")
delta_chart({f"{act}, {init}": size}, title="The patient")

# %% course={"key": "repair"} nbgrader={"solution": true}
def repair():
    """Return the choice as dict(act=..., init=..., depth_changed=False).

    act : "sigmoid", "tanh", "relu", "leaky_relu" or "elu", for all hidden layers
    init : "small" (uniform from -0.1 to 0.1), "large" (normal, standard deviation 10),
        "xavier" or "he", for all layers
    depth_changed : False says that the 15 layers are still there
    """
    ### BEGIN SOLUTION
    return dict(act="relu", init="he", depth_changed=False)
    ### END SOLUTION

# %% course={"key": "repair-check"} nbgrader={"grade": true}
check(repair)

# %% [markdown] course={"key": "predict-decay", "lectures": ["S3-119"]}
# ## Does weight decay help?
#
# CS 457/557 (07-5a, Regularization in Neural Networks) argues so: decay keeps the
# weights small, hence the pre-activations, hence g stays away from 0 and 1 and g' away from 0. In
# this way it is said to mitigate vanishing gradients. Each "hence" is right. But Δ is multiplied by
# g' *and by w*.
#
# 1. The least network: one neuron receives the input 1 over a weight w, without a bias. Where is
#    w σ'(w) largest? Options: `"w = 0.1"`, `"w = 1.5"`, `"w = 4"`
# 2. A sigmoid network, 2-10-10-10-1, is trained on the moons, from several starts. The weight decay
#    is λ from 0 to 0.01: the cost gets the penalty λ Σ w². What happens to $\|\Delta\|$ of the first
#    layer *divided by that of the last*, when λ rises to 0.01?
#    Options: `"it rises"`, `"it stays"`, `"it falls"`

# %% course={"key": "predict-decay-answer"} nbgrader={"solution": true}
prediction_steepest_weight = None  # "w = 0.1", "w = 1.5" or "w = 4"
prediction_decay = None  # "it rises", "it stays" or "it falls"
### BEGIN SOLUTION
prediction_steepest_weight = "w = 1.5"
prediction_decay = "it falls"
### END SOLUTION

# %% course={"key": "predict-weight-check"} nbgrader={"grade": true}
check(prediction_steepest_weight, exercise="prediction_steepest_weight")

# %% course={"key": "predict-decay-check"} nbgrader={"grade": true}
check(prediction_decay, exercise="prediction_decay")

# %% course={"key": "predict-decay-reveal"}
def one_weight():
    w = np.linspace(0, 10, 10_001)
    best = w[np.argmax(w * sigmoid_prime(w))]
    tried = {v: v * sigmoid_prime(v) for v in (0.1, best, 4)}
    places = ", ".join(f"{value:.3f} at w = {v:.2f}" for v, value in tried.items())
    picture = compare_curves(
        {"slope σ'(w)": sigmoid_prime, "w σ'(w)": lambda w: w * sigmoid_prime(w)},
        what="slope, w times slope",
        title="What decay wins, and what counts",
        variable="w",
    )
    return f"w σ'(w) is {places}.", picture


def after_training(lam, gain, seed=0, epochs=50):
    """Return mean slope, stretch of the weights, first ‖Δ‖ over last, first ‖Δ‖.

    lam : the weight decay λ
    gain : the size of the initial weights; 1 is moderate, 10 saturates the units
    """
    rng = np.random.default_rng(seed)
    X, y = moons(200, 0.1, rng)

    def init(fan_in, fan_out, rng):
        return rng.normal(0, gain / np.sqrt(10), (fan_in, fan_out))

    net = Network([2, 10, 10, 10, 1], "sigmoid", "sigmoid", init=init, rng=rng)
    train(net, X, y, lr=0.5, epochs=epochs, batch_size=10, rng=rng, decay=lam)
    size = instruments.delta_norms(backpropagate(net, X, y).deltas)
    slopes = [sigmoid_prime(in_).mean() for in_ in net.forward(X)[0][:-1]]
    stretch = np.mean([np.linalg.norm(W, 2) for W in net.Ws[1:]])
    return np.mean(slopes), stretch, size[0] / size[-1], size[0]


def decay_table():
    lines = ["Geometric means of 3 seeds"]
    lines += ["gain    λ       slope    ‖W‖   first/last   first ‖Δ‖"]
    for gain in (1, 3, 10):
        for lam in (0, 1e-4, 1e-3, 1e-2):
            runs = [after_training(lam, gain, seed) for seed in range(3)]
            g, s, r, first = np.exp(np.mean(np.log(runs), axis=0))
            row = f"{gain:<7d} {lam:<7g} {g:.3f} {s:6.2f}   {r:10.2g}   {first:9.1e}"
            lines.append(row)
    print("\n".join(lines))
    return (
        "the table above; ‖W‖ is how much the weights stretch at most. From λ = 0 to "
        "0.01 the slopes rise and the ratio falls, from every start."
    )


display(
    reveal(
        prediction_steepest_weight,
        exercise="prediction_steepest_weight",
        run=one_weight,
    )
)
reveal(prediction_decay, exercise="prediction_decay", run=decay_table)

# %% [markdown] course={"key": "written-question", "lectures": ["S0-22", "S3-119", "S4-03", "S3-84", "S3-10"], "numbers": {"40": "40"}}
# ## Written question (4 points)
#
# The problem was noted in 1991 (CS 457/557, 07-1a), and many cures have been named since. Judge two
# printed claims about it with your own measurements, in about 250 words:
#
# - **(a)** "As much as 40 % of a network can be dead" (CS389, 1.1.3 ReLU).
# - **(b)** "Weight decay mitigates vanishing gradients" (CS 457/557, 07-5a).
#
# For each: what would you have to see to agree (your criterion)? What did you see? What is your
# verdict? Measure in new cells: (a) with `dead_curve`, (b) with `after_training(lam, gain, seed)`
# of the cell above; its docstring names the four numbers.
#
# For (b), say first what "mitigate" should mean: larger slopes, a larger ratio, or a larger first Δ?
# A gradient should be large and predictable enough to guide learning (UCLA slides, after Goodfellow
# et al.): which of the three shows that?
#
# One point each:
#
# 1. For both claims a criterion is stated before the data.
# 2. There are measurements of at least three settings for each.
# 3. The verdicts match the data, and name the dependence: on the learning rate in (a), on slope
#    against weight in (b).
# 4. The limits of the experiments are stated.

# %% [markdown] course={"key": "written-answer", "numbers": {"40": "40"}} nbgrader={"grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# **(a) Criterion.** I agree that it *can* happen if some setting gives two fifths or more; I agree
# that it is typical of high rates if many rates do. **Data**, three seeds, toy net: no dead units at
# rates 0.01 and 0.1, hardly any at 0.3, between a third and a half at 1, most of them at 3.
# **Verdict:** it can be so, but 40 % is one point of a curve that runs from none to nearly all. It
# depends on the rate, and a proper rate kills nothing.
#
# **(b) Criterion.** "Mitigates" shall mean that the first Δ, divided by the last, rises with λ.
# **Data**, three starts, four values of λ each: the mean slope rises, up to its limit of 0.25. The
# weights shrink. The ratio falls from every start, at λ = 0.01 to almost nothing. From the saturated
# start (gain 10), λ = 0.001 makes the first Δ itself larger than no decay does; λ = 0.01 makes it
# vanish. **Verdict:** true for the slopes, false for the product σ'(in) w, which has its best place
# between: small weights are small factors. Decay can help a saturated network back, in the right
# dose.
#
# **Limits.** One data set with two features, one width, small networks, one way to train, few
# seeds; in (a) one hidden layer, in (b) sigmoids only. At λ = 0.01 the network has not learned at
# all, so its Δ are those of a constant.
# ### END SOLUTION

# %% [markdown] course={"key": "closing"}
# ## Before you hand in
#
# You have seen three ways to lose a signal: slopes that are small, weights that are small, and units
# that are off for good. And you have seen that a remedy for one can feed another, so measure Δ.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they
# said before, this part is ready. The board below shows the points of this session; the written
# question is read by a person. Unit 8 takes up weight decay for what it is made for.

# %% course={"key": "progress"}
progress()
