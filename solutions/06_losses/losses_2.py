# %% [markdown] course={"key": "goals"}
# # Unit 6, part 2: what the loss changes
#
# Part 1 made two losses and their slopes. This part puts them to work: in a network, in a race, and
# as a statement about the world.
#
# After this notebook you can
#
# - change the loss of a network by replacing one Δ, and prove that the gradient is right,
# - count what a confident mistake costs in steps,
# - say which distribution a loss stands for, and match output unit and loss to a task,
# - explain why a probability is not made by clipping.
#
# **Time:** 55 minutes. **Points:** 7 for exercises 6.4 to 6.7, 4 for a written question, and 0.9 for
# warm-ups, predictions and a number read off: you earn most of those by committing to an answer.
#
# Nothing here depends on your part 1: where one of its functions is needed, the course lends its own.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, recall, reveal
from course.activations import sigmoid
from course.backprop import backpropagate
from course.earlier import bce_from_logits, dce_dz, dmse_dz
from course.figures import activation_and_slope, delta_chart, loss_curves
from course.network import Network
from course.training import train

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes: z = −1000 and y = 1. What does this mistake cost, first as squared
# error, then as cross-entropy? Options: `"1 and 1000"`, `"1000 and 1"`, `"1 and inf"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answer"} nbgrader={"solution": true}
warmup_cheaper_mistake = None
### BEGIN SOLUTION
warmup_cheaper_mistake = "1 and 1000"
### END SOLUTION

# %% course={"key": "warm-up-check"} nbgrader={"grade": true}
check(warmup_cheaper_mistake, exercise="warmup_cheaper_mistake")

# %% course={"key": "warm-up-reveal"}
def the_same_mistake_twice():
    square = (1 - sigmoid(-1000.0)) ** 2
    return f"squared error {square:g}, cross-entropy {bce_from_logits(-1000.0, 1):g}."


display(
    reveal(
        warmup_cheaper_mistake,
        exercise="warmup_cheaper_mistake",
        run=the_same_mistake_twice,
    ),
    recall(),
)

# %% [markdown] course={"key": "predict-hidden", "lectures": ["S3-75"]}
# ## 6.4 Change the loss, keep the rule
#
# All Δ are computed backwards, from the output to the input. Only the first of them, the output Δ,
# knows the loss; another loss changes nothing else (CS 457/557, 07-3a Putting It All Together).
#
# That does not mean that nothing happens behind the output. Here is a network of sigmoids with three
# weight layers and one output. The bias of the output is set so that one example of class 1 gets the
# score −8: a confident mistake. Now the loss changes from squared error to cross-entropy. What
# happens to the gradients of the *first* layer?
# Options: `"nothing"`, `"all grow by one factor"`, `"each grows by another factor"`

# %% course={"key": "predict-hidden-answer"} nbgrader={"solution": true}
# "nothing", "all grow by one factor" or "each grows by another factor"
prediction_hidden_factor = None
confidence_hidden = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_hidden_factor = "all grow by one factor"
confidence_hidden = 60
### END SOLUTION

# %% course={"key": "predict-hidden-check"} nbgrader={"grade": true}
check(prediction_hidden_factor, exercise="prediction_hidden_factor")

# %% course={"key": "predict-hidden-reveal"}
def both_losses_in_one_network():
    net = Network([3, 4, 4, 1], "sigmoid", "sigmoid", rng=np.random.default_rng(6))
    x, y = [[0.4, -0.7, 1.2]], [[1]]
    score = np.log(net.predict(x) / (1 - net.predict(x)))
    net.bs[-1][:] = -8 - score.ravel()
    square = backpropagate(net, x, y, "squared_error")
    cross = backpropagate(net, x, y, "binary_cross_entropy")
    found = []
    for k, (c, s) in enumerate(zip(cross.dWs, square.dWs), start=1):
        low, high = f"{(c / s).min():.1f}", f"{(c / s).max():.1f}"
        found.append(f"layer {k}: {low if low == high else f'{low} to {high}'}")
    return (
        f"weight gradients, cross-entropy over squared error: {', '.join(found)}.",
        delta_chart({"squared error": square.deltas, "cross-entropy": cross.deltas}),
    )


reveal(
    prediction_hidden_factor,
    exercise="prediction_hidden_factor",
    run=both_losses_in_one_network,
    confidence=confidence_hidden,
)

# %% [markdown] course={"key": "delta-task"}
# ### The new output Δ
#
# The next cell holds `backward` of unit 3 with one more argument. If `delta_out` is given, it takes
# the place of the output Δ; everything below that line is as it was. Read it, and see where the loss
# comes in.
#
# **Exercise 6.4 (2 points).** Write `output_delta_ce(y, a)`: Δ of sigmoid output units when the loss
# is the cross-entropy. You get the outputs a, not the scores.
#
# The check puts your Δ into its own copy of `backward`. It compares the gradient of every weight and
# bias with small differences of the network's whole cost: the mean over the batch, added up over the
# outputs.
#
# Stuck? `hint("output_delta_ce")`. When it works, compare it with `faded_softmax_delta` of part 1:
# it serves softmax outputs with one-hot labels as well. *And which factor of the old output Δ is
# gone, so that a saturated output still learns?*

# %% course={"key": "given-backward"}
def backward(ins, outs, Ws, y, delta_out=None):
    """Return (dWs, dbs) of a network whose units are all sigmoids.

    ins, outs : as forward returns them; outs[0] is X
    delta_out : (n, K), the output Δ; without it, the one of the squared error
    """
    n = len(outs[0])
    delta = delta_out
    if delta is None:
        delta = -2 * (y - outs[-1]) * outs[-1] * (1 - outs[-1])
    dWs, dbs = [], []
    for k in reversed(range(len(Ws))):
        dWs.insert(0, outs[k].T @ delta / n)  # the only division by n
        dbs.insert(0, delta.mean(axis=0))
        if k > 0:  # the hidden rule: it does not ask for the loss
            delta = outs[k] * (1 - outs[k]) * (delta @ Ws[k].T)
    return dWs, dbs

# %% course={"key": "output-delta"} nbgrader={"solution": true}
def output_delta_ce(y, a):
    """Return the output Δ of sigmoid units for the cross-entropy, ∂(loss)/∂in_.

    y : (n, K), labels 0 or 1, an array or a list of rows
    a : (n, K), outputs σ(in_), likewise; exactly 0 and 1 may occur
    returns : (n, K), one row per example; nothing is divided by n here
    """
    ### BEGIN SOLUTION
    return np.asarray(a, dtype=float) - np.asarray(y, dtype=float)
    ### END SOLUTION

# %% course={"key": "output-delta-check"} nbgrader={"grade": true}
check(output_delta_ce)

# %% [markdown] course={"key": "predict-race", "lectures": ["S4-38", "S4-40"]}
# ## 6.5 A race out of a mistake
#
# Let both losses mend the same mistake. One sigmoid unit, label 1, and its score starts at
# z = −8. In each step the score itself is moved:
#
# z ← z − lr · (slope of the loss at z), with lr = 1.
#
# How many steps until the probability is above one half? First squared error, then cross-entropy.
# Both slopes at −8 follow from part 1; the UCLA slides (What outputs and cost functions?, continued)
# say in words what they mean for learning.
#
# Options: `"90 and 9"`, `"150 and 9"`, `"1500 and 9"`, `"1500 and 150"`

# %% course={"key": "predict-race-answer"} nbgrader={"solution": true}
prediction_race = None  # "90 and 9", "150 and 9", "1500 and 9" or "1500 and 150"
confidence_race = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_race = "1500 and 9"
confidence_race = 60
### END SOLUTION

# %% course={"key": "predict-race-check"} nbgrader={"grade": true}
check(prediction_race, exercise="prediction_race")

# %% course={"key": "predict-race-reveal"}
def probabilities(loss, steps=1600):
    """Train one unit whose input is 0, so its bias is the score; return p each step."""
    unit = Network.from_weights([[[0.0]]], [[-8.0]])
    seen = [unit.predict([[0.0]]).item()]

    def watch(epoch, net, history):
        seen.append(net.predict([[0.0]]).item())

    settings = {"lr": 1.0, "epochs": steps, "callbacks": [watch], "progress": False}
    train(unit, [[0.0]], [[1]], loss, **settings)
    return np.array(seen)


def the_race():
    runs = {
        "squared error": probabilities("squared_error"),
        "cross-entropy": probabilities("binary_cross_entropy"),
    }
    firsts = [f"{name} {np.argmax(p > 0.5)}" for name, p in runs.items()]
    return (
        f"steps until p > 1/2: {', '.join(firsts)}.",
        loss_curves(
            runs, title="Out of a confident mistake", what="probability of class 1"
        ),
    )


reveal(
    prediction_race,
    exercise="prediction_race",
    run=the_race,
    confidence=confidence_race,
)

# %% [markdown] course={"key": "race-task"}
# ### Count for yourself
#
# **Exercise 6.5 (2 points).** Write `steps_to_fix(loss, z0, lr)`. The label is 1.
#
# - `loss` is the text `"mse"` or `"ce"`: squared error without ½, or cross-entropy.
# - Test first: as long as σ(z) is not above ½, take a step and count it. A score that is right from
#   the start needs 0 steps.
# - `dmse_dz` and `dce_dz` are imported above. You may call them; the check lends right ones.
#
# Test yours with z0 = −8 and lr = 1, where you know the answer. If the loop never ends, press the
# stop button and look at your sign. Stuck? `hint("steps_to_fix")`
#
# When it works: *how many of the steps of the squared error are gone before z reaches −7? Estimate
# it from its slope there, then find out with your function.*

# %% course={"key": "steps-to-fix"} nbgrader={"solution": true}
def steps_to_fix(loss, z0, lr):
    """Return how many steps of gradient descent on z bring σ(z) above ½, for label 1.

    loss : "mse" or "ce"
    z0 : the score at the start
    lr : the learning rate; each step subtracts lr times the slope at the current z
    returns : a whole number, 0 if σ(z0) is above ½ already
    """
    ### BEGIN SOLUTION
    slope = dmse_dz if loss == "mse" else dce_dz
    z, steps = float(z0), 0
    while z <= 0:
        z = z - lr * float(slope(z, 1))
        steps += 1
    return steps
    ### END SOLUTION

# %% course={"key": "steps-to-fix-check"} nbgrader={"grade": true}
check(steps_to_fix)

# %% [markdown] course={"key": "bench"}
# ### The two-loss bench
#
# Was −8 a cruel choice? The bench below draws both losses of one score and both slopes. Below the
# picture stands the ratio of the slopes, squared error over cross-entropy, as "a share of". The goal:
# **find out whether there is a score, and a label, for which the squared error learns faster.** It
# would need a ratio above 1.
#
# 1. Before you try: guess where the ratio is largest. Where the squared error is steepest? Where the
#    mistake is small?
# 2. Move z until no score gives a larger ratio. Try both labels, and the race.
# 3. Set `bench_largest_ratio` to the largest ratio you have seen. Stuck?
#    `hint("bench_largest_ratio")`

# %% course={"key": "bench-figure"}
from course.widgets import two_loss_bench

two_loss_bench(state="z=-8")

# %% course={"key": "bench-answer"} nbgrader={"solution": true}
bench_largest_ratio = None
### BEGIN SOLUTION
bench_largest_ratio = 0.5
### END SOLUTION

# %% course={"key": "bench-check"} nbgrader={"grade": true}
check(bench_largest_ratio, exercise="bench_largest_ratio")

# %% [markdown] course={"key": "likelihood-task", "lectures": ["S4-41", "S4-42", "S1-27", "S0-10"]}
# ## 6.6 Where losses come from
#
# A loss says how labels are believed to scatter. The output of the network sets a distribution, and
# the loss is **minus the logarithm of the probability that it gave to what happened**. Making it
# small makes the data as likely as possible: maximum likelihood.
#
# | output unit | distribution of the label |
# | --- | --- |
# | linear, a = z | normal (Gaussian), mean z, variance 1 (UCLA slides, Linear output units) |
# | sigmoid | a coin that shows 1 with probability σ(z) (Bernoulli; Sigmoid outputs) |
# | softmax | a die with K sides (Softmax output) |
#
# CS389 (1.1.1 Sigmoid) calls the sigmoid almost never used. In hidden layers, yes; for a coin it is
# the standard output. Several outputs can mean several numbers, one of several classes, or several
# labels at once (CS771, Single Hidden Layer and Multiple Outputs): a normal distribution each, one
# die, or a coin each. Three distributions, so three losses. Where each output has its own
# distribution, the losses of the outputs add up. The loss of the die is your `cross_entropy`; the
# other two are next.
#
# **Exercise 6.6 (2 × 1 point).** Write the losses of the first two rows, one number per label; "nll"
# is short for negative log-likelihood. Stuck? `hint("gaussian_nll")`, `hint("bernoulli_nll")`. When
# they work: *subtract half the squared error from `gaussian_nll`, for
# several z and y. What is left, and why does training not notice? And have you met `bernoulli_nll`
# before?*

# %% course={"key": "likelihoods"} nbgrader={"solution": true}
def gaussian_nll(z, y):
    """Return minus the log-density of y, normal with mean z and variance 1.

    The density is exp(-(y - z)² / 2) / sqrt(2π); natural logarithm.
    z, y : numbers, lists or arrays of one shape
    returns : one number per entry, the constant included; right far from the mean, too
    """
    ### BEGIN SOLUTION
    error = np.asarray(y, dtype=float) - np.asarray(z, dtype=float)
    return error**2 / 2 + np.log(2 * np.pi) / 2
    ### END SOLUTION


def bernoulli_nll(z, y):
    """Return minus the log-probability of y, a coin that shows 1 with probability σ(z).

    z : scores, a number, a list or an array, ±1000 included; y : 0 or 1, same shape
    returns : one number per entry; nothing overflows or warns; you may call
        bce_from_logits, imported above
    """
    ### BEGIN SOLUTION
    return bce_from_logits(z, y)
    ### END SOLUTION

# %% course={"key": "gaussian-check"} nbgrader={"grade": true}
check(gaussian_nll)

# %% course={"key": "bernoulli-check"} nbgrader={"grade": true}
check(bernoulli_nll)

# %% [markdown] course={"key": "predict-clipped", "lectures": ["S4-43"]}
# ## 6.7 Why not clip?
#
# A probability lies between 0 and 1. So why not cut the score off there (a question on the UCLA
# slides, Sigmoid outputs)?
#
# P(y = 1) = max(0, min(1, z))
#
# No exponential, no rounding, and it reaches 0 and 1 exactly. Take the squared error, the label 1,
# and let z start at −2. After 1000 steps with lr = 0.1, where is z?
# Options: `"at 1"`, `"at 0"`, `"at -2"`

# %% course={"key": "predict-clipped-answer"} nbgrader={"solution": true}
prediction_clipped_start = None  # "at 1", "at 0" or "at -2"
confidence_clipped = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_clipped_start = "at -2"
confidence_clipped = 70
### END SOLUTION

# %% course={"key": "predict-clipped-check"} nbgrader={"grade": true}
check(prediction_clipped_start, exercise="prediction_clipped_start")

# %% course={"key": "predict-clipped-reveal"}
def after_a_thousand_steps(z, h=1e-6):
    def cost(z):
        return (1 - np.clip(z, 0, 1)) ** 2

    for _ in range(1000):
        z = z - 0.1 * (cost(z + h) - cost(z - h)) / (2 * h)
    return z


def two_starts():
    return (
        f"from -2, z ends at {after_a_thousand_steps(-2.0):.4f}; "
        f"from 0.2, it ends at {after_a_thousand_steps(0.2):.4f}."
    )


reveal(
    prediction_clipped_start,
    exercise="prediction_clipped_start",
    run=two_starts,
    confidence=confidence_clipped,
)

# %% [markdown] course={"key": "clipped-task"}
# **Exercise 6.7 (1 point).** Write `clipped_prob_grad(z)`, the slope of max(0, min(1, z)). Stuck?
# `hint("clipped_prob_grad")`. When it works, look at the picture: *would the cross-entropy have
# helped here? Which factor of the chain is 0?*

# %% course={"key": "clipped"} nbgrader={"solution": true}
def clipped_prob_grad(z):
    """Return the slope of max(0, min(1, z)) with respect to z, one number per score.

    z : scores, a number, a list or an array; exactly 0 and exactly 1 do not occur
    returns : 0 or 1 for each score, in the shape of z
    """
    ### BEGIN SOLUTION
    z = np.asarray(z, dtype=float)
    return np.where((z > 0) & (z < 1), 1.0, 0.0)
    ### END SOLUTION

# %% course={"key": "clipped-check"} nbgrader={"grade": true}
check(clipped_prob_grad)

# %% course={"key": "clipped-figure"}
def clipped(z):
    return np.clip(z, 0, 1)


title = "The clipped score"
activation_and_slope(clipped, clipped_prob_grad, title, span=3, variable="score z")

# %% [markdown] course={"key": "erroneous", "lectures": ["S4-35", "S4-37"]}
# ## A loss and a slope that do not match
#
# The UCLA slides (What outputs and cost functions?) print this pair, for one example:
#
# - loss: $\tfrac12 (y - \sigma(z))^2$
# - slope: $-2\,(y - \sigma(z))\,\sigma(z)\,(1 - \sigma(z))$
#
# One of them belongs to another convention. Which slope belongs to the loss *with* ½?
#
# - `"A"`: $-2\,(y - \sigma)\,\sigma\,(1 - \sigma)$
# - `"B"`: $-(y - \sigma)\,\sigma\,(1 - \sigma)$
# - `"both"`, as a constant factor does not matter
#
# *Then say for yourself: would a network that is trained with the wrong one of the two still learn?
# What would a gradient check say?*

# %% course={"key": "erroneous-answer"} nbgrader={"solution": true}
erroneous_pair = None  # "A", "B" or "both"
### BEGIN SOLUTION
erroneous_pair = "B"
### END SOLUTION

# %% course={"key": "erroneous-check"} nbgrader={"grade": true}
check(erroneous_pair, exercise="erroneous_pair")

# %% course={"key": "erroneous-reveal"}
def with_a_small_difference():
    def half_loss(z):
        return (1 - sigmoid(z)) ** 2 / 2

    z, h = 0.5, 1e-5
    s, slope = sigmoid(z), (half_loss(z + h) - half_loss(z - h)) / (2 * h)
    A, B = -2 * (1 - s) * s * (1 - s), -(1 - s) * s * (1 - s)
    return f"at z = 0.5, y = 1: measured {slope:.6f}, A gives {A:.6f}, B gives {B:.6f}."


reveal(erroneous_pair, exercise="erroneous_pair", run=with_a_small_difference)

# %% [markdown] course={"key": "written-question", "lectures": ["S4-33", "S4-34", "S4-39", "S4-44", "S1-27", "S0-10"]}
# ## Written question (4 points)
#
# A model with one sigmoid output starts with weights that are wrong and confident: for many examples
# the score is far from zero, on the wrong side.
#
# - **(a)** Recommend a loss, and justify it with the slopes of both losses with respect to z.
# - **(b)** Match each of these tasks with an output unit and a loss: the price of a house; spam or
#   not; which of ten digits; several tags for one photo.
# - **(c)** For one of the four, derive your choice from a distribution of the label.
#
# Answer in about 200 words in the cell below; double-click it to write. One point each:
#
# 1. The recommendation names the factor that vanishes for a confident mistake.
# 2. Both slopes are right, and it is said whether the squared error has a ½.
# 3. All four pairs of output unit and loss are right.
# 4. At least one pair is justified by a distribution.

# %% [markdown] course={"key": "written-answer", "numbers": {"0.002": "2*(1-sigmoid(-7))**2*sigmoid(-7)", "0.999": "sigmoid(7)"}} nbgrader={"grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# **(a)** Cross-entropy. With s = σ(z), and the squared error (y − s)² without ½, the slopes are
# −2(y − s) s(1 − s) for the squared error and s − y for the cross-entropy. On the wrong side y − s is
# nearly 1 in size, but s(1 − s) is nearly 0: the squared error hardly reacts to its worst mistakes. In
# the cross-entropy this factor has cancelled. For z = −7 and y = 1 the sizes are 0.002 and 0.999.
#
# **(b)** House price: a linear unit with the squared error. Spam: one sigmoid with the binary
# cross-entropy. Digits: softmax over ten units with the cross-entropy. Tags: one sigmoid per tag,
# with the sum of the binary cross-entropies, since tags do not exclude each other.
#
# **(c)** Spam is a coin that shows 1 with probability s = σ(z). What happened had the probability s
# if y = 1 and 1 − s if y = 0. Minus its logarithm is −[y log s + (1 − y) log(1 − s)], the binary
# cross-entropy. So the most likely weights are those of least cross-entropy.
# ### END SOLUTION

# %% [markdown] course={"key": "closing"}
# ## Before you hand in
#
# A saturated *output* is no problem any more: the loss takes care of it. A saturated *hidden* unit
# still is, because the hidden rule has kept its slope. That is what unit 7 is about.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they
# said before, this part is ready. The board below shows the points of this session, and the written
# question is read by a person.

# %% course={"key": "progress"}
progress()
