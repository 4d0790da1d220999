# %% [markdown] course={"key": "goals"}
# # Unit 7, part 1: the signal on its way back
#
# Backpropagation sends Δ from the output to the first layer, and each layer multiplies it. What is
# multiplied ten times seldom keeps its size. This part measures what arrives.
#
# After this notebook you can
#
# - write Δ of the first neuron of a chain as a product, and bound it,
# - say for which weights the bound shrinks with the depth, and for which it grows,
# - measure how large Δ is in every layer of any network,
# - explain why the size of Δ says more than the size of the weight gradients.
#
# **Time:** 55 minutes. **Points:** 7 for exercises 7.1 and 7.2. Predictions, warm-ups and readings
# add 1.0: you earn most of those by committing to an answer. Part 2 is about units that stop for
# good, and about repairs.
#
# Run a `check(...)` cell as often as you like. `hint("chain_deltas")`, in any cell, gives one hint
# at a time. Symbols are explained in NOTATION.md.
#
# Five lectures are cited by title and section: CS389 lecture notes (UMass Amherst, 2023); CS771,
# Intro to Deep Neural Networks; DS 102, Discussion 7; CS 457/557, Lecture 07 (UW-La Crosse); and
# the UCLA deep-learning slides (2024).

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, instruments, progress, recall, reveal
from course.activations import ACTIVATIONS
from course.backprop import backpropagate
from course.earlier import forward, output_delta, sigmoid, sigmoid_prime
from course.figures import activation_and_slope, delta_chart
from course.network import Network

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes:
#
# 1. How steep do the sigmoid and tanh become at most?
#    Options: `"0.25 and 1"`, `"0.25 and 0.5"`, `"1 and 1"`
# 2. Large initial weights saturate a sigmoid network. What is the immediate effect?
#    Options: `"all units are equal"`, `"slopes are nearly 0"`, `"outputs are nearly 0.5"`
# 3. You replace the squared error by cross-entropy. Which factor of a *hidden* Δ changes?
#    Options: `"its own slope"`, `"its weight"`, `"the next Δ"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_steepest_slopes = None
warmup_saturated_start = None
warmup_hidden_rule = None
### BEGIN SOLUTION
warmup_steepest_slopes = "0.25 and 1"
warmup_saturated_start = "slopes are nearly 0"
warmup_hidden_rule = "the next Δ"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_steepest_slopes, exercise="warmup_steepest_slopes")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_saturated_start, exercise="warmup_saturated_start")

# %% course={"key": "warm-up-check-3"} nbgrader={"grade": true}
check(warmup_hidden_rule, exercise="warmup_hidden_rule")

# %% course={"key": "warm-up-reveal"}
def steepest():
    x = np.linspace(-6, 6, 1201)
    peaks = [ACTIVATIONS[name].g_prime(x).max() for name in ("sigmoid", "tanh")]
    return f"on a fine grid the largest slopes are {peaks[0]:.2f} and {peaks[1]:.2f}."


def large_start():
    in_ = 10 * np.random.default_rng(0).normal(size=10_000)
    half = np.median(sigmoid_prime(in_))
    return f"with weights 10 times as large, half of the slopes are below {half:.4f}."


def two_losses():
    a, z = sigmoid(1.0), 1.0
    squared, ce = -2 * (0 - a) * sigmoid_prime(z), a - 0
    return f"at in_ = 1 and y = 0 the output Δ is {squared:.3f} or {ce:.3f}."


display(
    reveal(warmup_steepest_slopes, exercise="warmup_steepest_slopes", run=steepest),
    reveal(warmup_saturated_start, exercise="warmup_saturated_start", run=large_start),
    reveal(warmup_hidden_rule, exercise="warmup_hidden_rule", run=two_losses),
    recall(),
)

# %% [markdown] course={"key": "predict-quarter", "lectures": ["S3-10", "S3-81"]}
# ## A problem noted in 1991
#
# Backpropagation trains hidden layers. In 1991 it was noted that in deeper networks its gradients
# vanish: the first layers learn almost nothing (CS 457/557, 07-1a, History of Neural Networks). To
# see why, we need only the two rules for Δ (recalled in 07-3d):
#
# - at the output, $\Delta_j = g'(\mathrm{in}_j) \cdot (-2)(y - a_j)$;
# - before it, $\Delta_j = g'(\mathrm{in}_j) \sum_{j'} w_{j,j'} \Delta_{j'}$.
#
# Each step back multiplies by a slope. Suppose ten sigmoid neurons all sit where they are steepest.
# How large is the product of their ten slopes?
# Options: `"about 1e-2"`, `"about 1e-4"`, `"about 1e-6"`

# %% course={"key": "predict-quarter-answer"} nbgrader={"solution": true}
prediction_quarter_to_the_ten = None  # "about 1e-2", "about 1e-4" or "about 1e-6"
confidence_quarter = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_quarter_to_the_ten = "about 1e-6"
confidence_quarter = 70
### END SOLUTION

# %% course={"key": "predict-quarter-check"} nbgrader={"grade": true}
check(prediction_quarter_to_the_ten, exercise="prediction_quarter_to_the_ten")

# %% course={"key": "predict-quarter-reveal"}
reveal(
    prediction_quarter_to_the_ten,
    exercise="prediction_quarter_to_the_ten",
    run=lambda: f"0.25 ** 5 = {0.25**5:.1e} and 0.25 ** 10 = {0.25**10:.1e}.",
    confidence=confidence_quarter,
)

# %% [markdown] course={"key": "chain-worked-example", "lectures": ["S3-82", "S3-83", "S4-38"]}
# ## 7.1 A chain, bracket by bracket
#
# The lecture takes a network that is a **chain**: five neurons in a row, 1 → 2 → 3 → 4 → 5, one in
# each layer (CS 457/557, 07-3d, Computing Delta_j Values). Neuron 1 is the input; neurons 2 to 5 are
# sigmoids, and 5 is the output. There is one path only, so the sum in the hidden rule has one term:
#
# $$\Delta_2 = [g'(\mathrm{in}_2)\,w_{2,3}]\,[g'(\mathrm{in}_3)\,w_{3,4}]\,[g'(\mathrm{in}_4)\,w_{4,5}]\,[g'(\mathrm{in}_5)(-2)(y - a_5)]$$
#
# The lecture has letters; the numbers in the next cell are ours. Before you run it, guess: does Δ
# grow or shrink from neuron 5 to neuron 2?
#
# **Step 1**, forward: what does each neuron receive? **Step 2**: one slope per neuron. **Step 3**:
# the last bracket, slope times the derivative of $(y - a_5)^2$. A saturated output is in trouble
# here already, however wrong it is: its own slope is in the bracket (UCLA slides, What outputs and
# cost functions). **Step 4**, on the way back: one bracket each for the neurons 4, 3 and 2. Every Δ
# is its bracket times the Δ found before it.

# %% course={"key": "chain-numbers"}
ws, y = [2.0, -1.5, 1.0], 1.0  # w_23, w_34, w_45 and the target

ins = [1.0]  # step 1: in_2, then in_3, in_4, in_5; no biases here
for w in ws:
    ins.append(w * sigmoid(ins[-1]))
slopes = [sigmoid_prime(in_) for in_ in ins]  # step 2

delta = slopes[-1] * -2 * (y - sigmoid(ins[-1]))  # step 3
print(f"bracket 5: {delta:.4f}, so Δ_5 = {delta:.4f}")
for j, slope, w in zip((4, 3, 2), slopes[-2::-1], ws[::-1], strict=True):  # step 4
    bracket = slope * w
    delta *= bracket
    print(f"bracket {j}: {slope:.4f} * {w:+} = {bracket:+.4f}, so Δ_{j} = {delta:+.4f}")

# %% [markdown] course={"key": "faded-chain"}
# Four slopes and three weights went into $\Delta_2$. The gradient of the first weight is
# $\Delta_2 a_1$, so what is small here is learned slowly.
#
# Your turn with another chain, where biases have moved the pre-activations: $\mathrm{in}_2 = 0.5$,
# $\mathrm{in}_3 = -1$, $\mathrm{in}_4 = 0$, $\mathrm{in}_5 = 0$; the weights are $w_{23} = 2$, $w_{34} = -1$, $w_{45} = 3$,
# and the target is $y = 1$. Two brackets are done:
#
# $$\Delta_2 = 0.470 \cdot (-0.197) \cdot [\;?\;] \cdot [\;?\;]$$
#
# Work out the other two on paper, that of neuron 4 and that of neuron 5. Write them as a list.

# %% course={"key": "faded-chain-answer"} nbgrader={"solution": true}
done = [sigmoid_prime(0.5) * 2, sigmoid_prime(-1.0) * -1]
print(f"the first two brackets: {done[0]:.3f} and {done[1]:.3f}")
faded_chain_factors = None  # [bracket of neuron 4, bracket of neuron 5]
### BEGIN SOLUTION
faded_chain_factors = [0.75, -0.25]
### END SOLUTION

# %% course={"key": "faded-chain-check"} nbgrader={"grade": true}
check(faded_chain_factors, exercise="faded_chain_factors")

# %% [markdown] course={"key": "chain-task"}
# ### Any chain
#
# **Exercise 7.1, first part (2 points).** Write `chain_deltas(ins, ws, y)` for a chain of any
# length. A chain of one neuron is an output without weights. You may use `sigmoid` and
# `sigmoid_prime`, which take numbers and arrays. Stuck? `hint("chain_deltas")`
#
# Try yours on the chain of the worked example: `chain_deltas(ins, ws, y)`. When it works: *why is
# the list filled from its end?*

# %% course={"key": "chain"} nbgrader={"solution": true}
def chain_deltas(ins, ws, y):
    """Return Δ of every neuron of a chain of sigmoid neurons: a list, first to last.

    ins : L numbers, at least one: the pre-activation of each neuron; list or array
    ws : L - 1 numbers; ws[k] leads from neuron k to neuron k + 1 (counted from 0)
    y : target of the last neuron, the output; its loss is (y - a)², without ½
    """
    ### BEGIN SOLUTION
    slopes = sigmoid_prime(ins)
    deltas = [-2 * (y - sigmoid(ins[-1])) * slopes[-1]]
    for k in range(len(ins) - 2, -1, -1):
        deltas.insert(0, slopes[k] * ws[k] * deltas[0])
    return deltas
    ### END SOLUTION

# %% course={"key": "chain-check"} nbgrader={"grade": true}
check(chain_deltas)

# %% [markdown] course={"key": "predict-five", "lectures": ["S3-84", "S3-98", "S1-14", "S4-10"]}
# ### Does the product have to vanish?
#
# For a sigmoid, $g' = g(1 - g)$, and g lies between 0 and 1. So g' is at most 0.25, and the lecture
# concludes that repeated multiplication tends to 0: $\partial J/\partial w_{12} = \Delta_2 a_1$
# is near 0 and $w_{12}$ hardly moves (CS 457/557, 07-3d, The Vanishing Gradient Problem). One step
# is skipped there: the reason for 0.25 is that p (1 − p) is largest at p = ½.
#
# 0.25 is the best case. A saturated unit has far less: at in = ±10 the slope is 0.0000454 (CS
# 457/557, 07-4a, Keeping the Initial Weights Small). Both sigmoid and tanh get there when they come near
# their ends, and then learning stops (CS771, Activation Functions; UCLA slides, Hyperbolic
# tangent).
#
# But slopes are not the only factors. Take ten neurons, all at pre-activation 0, thanks to their
# biases. All weights are 5. What happens to Δ on its way back?
# Options: `"it shrinks"`, `"it stays"`, `"it grows"`

# %% course={"key": "predict-five-answer"} nbgrader={"solution": true}
prediction_weight_of_five = None  # "it shrinks", "it stays" or "it grows"
confidence_five = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_weight_of_five = "it grows"
confidence_five = 60
### END SOLUTION

# %% course={"key": "predict-five-check"} nbgrader={"grade": true}
check(prediction_weight_of_five, exercise="prediction_weight_of_five")

# %% course={"key": "predict-five-reveal"}
def three_chains():
    chains = {
        f"weights {w}": np.abs(instruments.chain_deltas([0] * 10, [w] * 9, 1))
        for w in (1, 4, 5)
    }
    factors = ", ".join(f"{0.25 * w:g} for weights of {w}" for w in (1, 4, 5))
    return (
        f"the factor per neuron is {factors}. (At in = 10 the slope would be "
        f"{sigmoid_prime(10.0):.7f}.)",
        delta_chart(chains, title="Three chains of ten neurons, all at in = 0"),
    )


reveal(
    prediction_weight_of_five,
    exercise="prediction_weight_of_five",
    run=three_chains,
    confidence=confidence_five,
)

# %% [markdown] course={"key": "bound-task", "lectures": ["S3-84"]}
# ### A bound with the weights in it
#
# So the printed conclusion lacks a condition. One step back multiplies by g'(in) *and* by w. It
# shrinks for certain if the weight is smaller than 4 in size; beyond that it may grow.
#
# **Exercise 7.1, second part (2 points).** Write `delta_bound(L, wmax)`, the largest value that
# $|\Delta_{first}| / (2|y - a|)$ can take in a chain of L sigmoid neurons, if no weight is larger
# than wmax in size. Dividing by $2|y - a|$ leaves the error at the output aside: only slopes
# and weights remain. Count both before you write. Stuck? `hint("delta_bound")`
#
# When it works: *a bound that grows: does it prove that Δ grows?*

# %% course={"key": "bound"} nbgrader={"solution": true}
def delta_bound(L, wmax):
    """Return the bound of |Δ_first| / (2|y - a|), a number.

    L : the number of sigmoid neurons in the chain, output included, at least 1
    wmax : the size of the largest weight between them, above 0
    """
    ### BEGIN SOLUTION
    return 0.25**L * wmax ** (L - 1)
    ### END SOLUTION

# %% course={"key": "bound-check"} nbgrader={"grade": true}
check(delta_bound)

# %% [markdown] course={"key": "norms-task", "lectures": ["S1-71", "S0-11", "S4-05"]}
# ## 7.2 From a chain to layers
#
# In a network of layers the brackets become matrices: a diagonal one with the slopes, then the
# weights. CS771 (Backpropagation: Computation Reuse) writes the product of the slopes alone and
# calls the gradients of sigmoid and tanh small. Both need a correction. The weights belong in the
# product, and the slope of tanh is up to 1: it is small only in saturation. CS389 (1.1.1 Sigmoid)
# says what follows: a local slope near 0 kills the signal to the weights and to all earlier layers.
# The UCLA slides (Sigmoid unit) mark the same factor; their σ(w) should be σ of the pre-activation.
#
# A layer's Δ is a table: a row per example, a column per unit. How large is it? Take the **length**
# of each row, $\|\Delta\| = \sqrt{\sum_j \Delta_j^2}$, then the mean of these lengths.
#
# **Exercise 7.2 (3 points).** Write `delta_norms(Ws, bs, X, Y, act)`. From units 2 and 3 you may use
#
# - `forward(X, Ws, bs, acts)`, where `acts` lists one function per layer. It returns two lists,
#   `ins, outs`. `ins[k]` and `Ws[k]` belong to the same layer; `outs[0]` is X, so `outs[k + 1]` is
#   what that layer puts out;
# - `output_delta(y, a, in_)`, the table of Δ of a sigmoid output for the squared error.
#
# The hidden rule for tables is that of unit 3. Stuck? `hint("delta_norms")`
#
# When it works: *why not average the Δ first, and take the length afterwards?*

# %% course={"key": "norms"} nbgrader={"solution": true}
def delta_norms(Ws, bs, X, Y, act):
    """Return the size of Δ in every layer: a list of len(Ws) numbers, first to last.

    Ws, bs : lists of (fan_in, fan_out) and (fan_out,), one pair per layer
    X : (n, d), one example per row; Y : (n, K), their targets
    act : a pair (g, g_prime): the activation of all hidden layers, and its slope.
        Both are functions of the pre-activation, and take arrays.
    The output layer is always a sigmoid, the loss of an example is Σ_k (y_k - a_k)².
    Size: the length of an example's Δ, its mean over the n examples; no other 1/n.
    """
    ### BEGIN SOLUTION
    g, g_prime = act
    ins, outs = forward(X, Ws, bs, [g] * (len(Ws) - 1) + [sigmoid])
    deltas = [output_delta(Y, outs[-1], ins[-1])]
    for k in range(len(Ws) - 1, 0, -1):
        deltas.insert(0, g_prime(ins[k - 1]) * (deltas[0] @ Ws[k].T))
    return [np.linalg.norm(delta, axis=1).mean() for delta in deltas]
    ### END SOLUTION

# %% course={"key": "norms-check"} nbgrader={"grade": true}
check(delta_norms)

# %% [markdown] course={"key": "predict-first"}
# ### Ten layers
#
# Now a network with ten weight layers: 50 inputs, 50 units in every hidden layer, one output. The
# weights are normal, with mean 0 and variance 1/50. That is Xavier's 2 / (50 + 50), taken for the
# last layer as well. The biases are 0. With sigmoids everywhere, how large is $\|\Delta\|$ of the
# first layer, divided by that of the last?
#
# If your `delta_norms` works, you could compute it. Predict first.
# Options: `"about 1e-1"`, `"about 1e-3"`, `"about 1e-6"`

# %% course={"key": "predict-first-answer"} nbgrader={"solution": true}
prediction_first_layer = None  # "about 1e-1", "about 1e-3" or "about 1e-6"
confidence_first = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_first_layer = "about 1e-6"
confidence_first = 60
### END SOLUTION

# %% course={"key": "predict-first-check"} nbgrader={"grade": true}
check(prediction_first_layer, exercise="prediction_first_layer")

# %% course={"key": "predict-first-reveal"}
def deep(act, gain, depth=10, width=50, seed=0):
    """Return a network whose weights have std gain / √fan_in, inputs and gradients."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(100, width)), rng.integers(0, 2, size=(100, 1))

    def init(fan_in, fan_out, rng):
        return rng.normal(0, gain / np.sqrt(fan_in), (fan_in, fan_out))

    net = Network([width] * depth + [1], act, "sigmoid", init=init, rng=rng)
    return net, X, backpropagate(net, X, y)  # squared error


def three_activations():
    found = {act: deep(act, gain=1)[2].deltas for act in ("sigmoid", "tanh", "relu")}
    norms = {act: instruments.delta_norms(deltas) for act, deltas in found.items()}
    ratios = ", ".join(f"{act} {size[0] / size[-1]:.1e}" for act, size in norms.items())
    return f"first over last: {ratios}.", delta_chart(found, title="Ten layers, Xavier")


reveal(
    prediction_first_layer,
    exercise="prediction_first_layer",
    run=three_activations,
    confidence=confidence_first,
)

# %% [markdown] course={"key": "slopes-are-not-all", "lectures": ["S0-20", "S4-15", "S4-16", "S2-07"]}
# ### Look at Δ, not at dW
#
# Why does the line of ReLU lie between those of tanh and the sigmoid? Right of 0 its slope is 1,
# without any decline towards large inputs, so an active unit is linear and passes its Δ on in full
# (UCLA slides, ReLU unit). Left of 0 the slope is 0. DS 102 (question 1b) asks what happens as the input grows: the sigmoid's slope fades
# on both sides, that of ReLU does not on the right. CS389 (1.1.3 ReLU) sets the slope at 0 itself
# to 1, our library to 0; either is allowed, and it hardly matters. About half of the units are
# off, so about half of $\|\Delta\|^2$ is lost in every layer.
#
# Many people plot the sizes of the weight gradients instead. The next cell shows, for three seeds,
# why we do not. A weight gradient is Δ times the activation that comes in. In the ReLU network the
# activations shrink on their way forward, by the same factor as Δ on its way back. In dW the two
# cancel, and the vanishing can't be seen.

# %% course={"key": "dw-hides"}
print("ReLU, Xavier weights: first layer over last")
for seed in (0, 1, 2):
    _, _, found = deep("relu", gain=1, seed=seed)
    size = instruments.delta_norms(found.deltas)
    size_W = [np.linalg.norm(dW) for dW in found.dWs]
    ratio, ratio_W = size[0] / size[-1], size_W[0] / size_W[-1]
    print(f"  seed {seed}: ‖Δ‖ {ratio:.3f}, ‖dW‖ {ratio_W:.2f}")

# %% [markdown] course={"key": "thermometer"}
# ### Gradient thermometer
#
# **Goal: keep Δ within two decades, a factor of 100, in a network of 15 layers.** The weights have
# standard deviation gain / √fan_in, so gain 1 is Xavier's rule here. A unit is **asleep** on an
# example if its slope there is below 0.01. Below the picture stands how much of $\|\Delta\|$ is left
# after one layer (factor per layer), and the share that is asleep.
#
# 1. Before you try: can a large gain rescue the sigmoid? Then try about 2, 4 and 8, and watch the share that
#    is asleep. *What do you pay?*
# 2. Choose tanh. Which gain keeps it flat?
# 3. Choose relu. **Find the gain at which the factor per layer is about 1**, so that Δ
#    neither shrinks nor grows. Enter it below, to one digit or more after the point.

# %% course={"key": "thermometer-figure"}
from course.widgets import gradient_thermometer

gradient_thermometer()

# %% course={"key": "thermometer-answer"} nbgrader={"solution": true}
thermometer_gain = None  # the gain for "relu"
### BEGIN SOLUTION
thermometer_gain = 1.43
### END SOLUTION

# %% course={"key": "thermometer-check"} nbgrader={"grade": true}
check(thermometer_gain, exercise="thermometer_gain")

# %% [markdown] course={"key": "closing"}
# ## What you have measured
#
# On its way back Δ is multiplied by slopes and by weights. Sigmoids take at least three quarters of
# it per layer if the weights only keep lengths; weights large enough to make up for that push units
# into the flat ends. With tanh or ReLU there is a gain at which almost nothing is lost.
#
# The picture below shows again what the story began with: a slope that never exceeds 0.25. Where
# it is shaded, a sigmoid is asleep.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they
# said before, this part is ready. In part 2, `vanishing_2`, units die, and you repair a network.

# %% course={"key": "progress"}
display(activation_and_slope(sigmoid, sigmoid_prime, "Where Δ is lost", tol=0.01))
progress()
