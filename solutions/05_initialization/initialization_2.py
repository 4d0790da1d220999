# %% [markdown] course={"key": "goals"}
# # Unit 5, part 2: how large, and how few
#
# Part 1 showed that equal units stay equal, so the first weights are drawn at random. This part asks
# how large the random numbers may be, and how few of them are enough.
#
# After this notebook you can
#
# - say from spread and fan-in how much of a layer is saturated before training begins,
# - recognise a start that is too large, or too small, by the curve of its cost,
# - break a symmetry with as few changes as possible,
# - prove that twins stay twins, and say where the proof breaks.
#
# **Time:** 60 minutes. **Points:** 6 for exercises 5.4 and 5.5, 4 for a written question, and 0.8 for
# warm-ups, predictions and two numbers that you read off: you earn most of those by committing to an
# answer, right or wrong.
#
# Nothing here depends on part 1: where one of its functions is needed, the course lends its own.
# The lectures are CS 457/557, Lecture 07 (UW-La Crosse), part 07-4a, and the CS389 lecture notes
# (UMass Amherst, 2023).

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, initialization, progress, recall, reveal
from course.activations import sigmoid, sigmoid_prime
from course.data import digits
from course.earlier import distinct_units
from course.figures import layer_histograms, loss_curves, slope_histogram
from course.losses import accuracy
from course.network import Network
from course.preprocessing import one_hot
from course.training import train

X_train, X_test, y_train, y_test = digits().split(0.25, np.random.default_rng(0))


def train_digits(draw, b=0.0, epochs=15):
    """Train 64-30-10 sigmoid units on digits; return the costs and the test accuracy.

    draw(fan_in, fan_out, rng) : the first weights;  b : the first hidden biases
    """
    rng = np.random.default_rng(1)
    Ws = [draw(64, 30, rng), draw(30, 10, rng)]
    net = Network.from_weights(Ws, [np.zeros(30) + b, np.zeros(10)])
    inputs, test = X_train / 8 - 1, X_test / 8 - 1  # pixels between -1 and 1
    history = train(
        net, inputs, one_hot(y_train, 10), lr=1.0, epochs=epochs, batch_size=32, rng=rng
    )
    return history.costs, accuracy(one_hot(y_test, 10), net.predict(test))

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes:
#
# 1. Unit 3: which number says how the loss of one example reacts to the weight from unit 1 to
#    unit 3? Options: `"Δ_3"`, `"Δ_3 a_1"`, `"Δ_1 a_3"`
# 2. Unit 1: how steep is the sigmoid at 10, compared with 0?
#    Options: `"about half as steep"`, `"about a fifth"`, `"about a five-thousandth"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_dw_or_delta = None
warmup_steepest = None
### BEGIN SOLUTION
warmup_dw_or_delta = "Δ_3 a_1"
warmup_steepest = "about a five-thousandth"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_dw_or_delta, exercise="warmup_dw_or_delta")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_steepest, exercise="warmup_steepest")

# %% course={"key": "warm-up-reveal"}
def a_nudge_of_one_weight():
    w, a_1, target, h = 0.3, 0.4, 1.0, 1e-6

    def loss(w):
        return (target - sigmoid(w * a_1)) ** 2

    delta = -2 * (target - sigmoid(w * a_1)) * sigmoid_prime(w * a_1)
    measured = (loss(w + h) - loss(w - h)) / (2 * h)
    return f"Δ₃ = {delta:.4f}, Δ₃ a₁ = {delta * a_1:.4f}, measured {measured:.4f}."


def two_slopes():
    return f"σ'(0) = {sigmoid_prime(0.0)}, σ'(10) = {sigmoid_prime(10.0):.6f}."


display(
    reveal(
        warmup_dw_or_delta, exercise="warmup_dw_or_delta", run=a_nudge_of_one_weight
    ),
    reveal(warmup_steepest, exercise="warmup_steepest", run=two_slopes),
    recall(),
)

# %% [markdown] course={"key": "predict-saturated", "lectures": ["S3-96", "S3-97", "S3-98", "S0-12"], "numbers": {"0.99995": "sigmoid(10.0)", "0.00005": "sigmoid(-10.0)"}}
# ## 5.4 Saturated before it begins
#
# Random values should be of small magnitude, says the lecture, since large ones saturate neurons
# (CS 457/557, 07-4a Keeping the Initial Weights Small). From $\mathrm{in}_j = 10$ on, a sigmoid unit is at
# least at 0.99995; from −10 on downwards, at most at 0.00005. There the slope is close to 0, and so
# is every update. CS389 (1.1.1 Sigmoid) warns likewise: if the first weights are too large, most
# units saturate and the network hardly learns.
#
# How large is too large? Take a unit with 100 inputs, each +1 or −1. Its weights are normal numbers
# with mean 0 and standard deviation 10. So each of the 100 products is about as large as 10, with
# either sign, and they partly cancel.
#
# In what share of such units is |in| above 10?
# Options: `"about 8 %"`, `"about 32 %"`, `"about 92 %"`

# %% course={"key": "predict-saturated-answer"} nbgrader={"solution": true}
prediction_saturated = None  # "about 8 %", "about 32 %" or "about 92 %"
confidence_saturated = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_saturated = "about 92 %"
confidence_saturated = 60
### END SOLUTION

# %% course={"key": "predict-saturated-check"} nbgrader={"grade": true}
check(prediction_saturated, exercise="prediction_saturated")

# %% course={"key": "predict-saturated-reveal"}
def ten_thousand_units():
    rng = np.random.default_rng(4)
    in_ = rng.choice([-1, 1], size=100) @ rng.normal(0, 10, size=(100, 10_000))
    said = (
        f"the standard deviation of in_ is {in_.std():.1f}, "
        f"and {100 * np.mean(np.abs(in_) > 10):.1f} % lie beyond 10. The "
        "picture calls a unit asleep below a slope of 0.01, which begins nearer to 0."
    )
    name = "100 inputs, weights of std 10"
    return said, slope_histogram(in_, sigmoid_prime, name=name)


reveal(
    prediction_saturated,
    exercise="prediction_saturated",
    run=ten_thousand_units,
    confidence=confidence_saturated,
)

# %% [markdown] course={"key": "start-saturation", "lectures": ["S3-97", "S0-12"]}
# ### Variances add up
#
# A sum of independent numbers has the sum of their variances. An input of ±1 leaves the variance of
# a weight as it is, std². So
#
# $$\mathrm{var}(\mathrm{in}_j) = \mathrm{fan\_in} \cdot \mathrm{std}^2$$
#
# and the standard deviation grows with the *root* of the fan-in: with 100 inputs, ten times that of
# a single weight. What is small for a layer with 4 inputs is large for one with 400. This is why the
# rules of Xavier and He divide by the size of the layer.
#
# **Exercise 5.4 (3 points).** Write `start_saturation(std, fan_in, n, rng)`: draw, and count. Try it
# with std 1 and 10, and with 1 and 100 inputs. Stuck? `hint("start_saturation")`. When it works:
# *which standard deviation keeps a unit with 10 000 inputs at a spread of 1?*

# %% course={"key": "start-saturation-answer"} nbgrader={"solution": true}
def start_saturation(std, fan_in, n, rng):
    """Return the share of n units with abs(in_) > 10, a float from 0 to 1.

    Each unit has fan_in inputs, +1 or -1 with equal chance, and fan_in weights of its
    own: normal, mean 0, standard deviation std. in_ is the sum of its products.
    The inputs may be the same for all units, or drawn anew for each.
    rng : a numpy.random.Generator; every random number comes from it
    """
    ### BEGIN SOLUTION
    x = rng.choice([-1.0, 1.0], size=fan_in)
    W = rng.normal(0, std, size=(fan_in, n))
    in_ = x @ W
    return float(np.mean(np.abs(in_) > 10))
    ### END SOLUTION

# %% course={"key": "start-saturation-check"} nbgrader={"grade": true}
check(start_saturation)

# %% course={"key": "outputs-figure"}
# What 2000 units with 100 inputs of ±1 pass on, for four spreads of their weights.
rng = np.random.default_rng(6)
signs = rng.choice([-1, 1], size=100)
spreads = (0.01, 0.1, 1, 10)
passed_on = [sigmoid(signs @ rng.normal(0, std, size=(100, 2000))) for std in spreads]
layer_histograms(
    passed_on,
    (0.00005, 0.99995),
    names=[f"std {std:g}" for std in spreads],
    title="Outputs a of 2000 units",
)

# %% [markdown] course={"key": "too-large-too-small", "lectures": ["S3-96", "S3-98", "S0-12"]}
# ### What it costs
#
# Now real data: images of digits with 64 pixels, 30 hidden units, and five spreads that differ in
# nothing else. The task is the same for all, and so is the learning rate.
#
# Before you run the cell: which curve will be the lowest after 15 epochs? Which will hardly move?
# And if a cost falls by half, can the network read digits then? The axis of the costs is
# logarithmic: equal distances are equal factors.

# %% course={"key": "digits-figure"}
starts = {
    "all 0": lambda i, o, rng: np.zeros((i, o)),
    "std 0.01": lambda i, o, rng: rng.normal(0, 0.01, size=(i, o)),
    "xavier": initialization.xavier,
    "std 1": lambda i, o, rng: rng.normal(0, 1, size=(i, o)),
    "std 10": lambda i, o, rng: rng.normal(0, 10, size=(i, o)),
}
results = {name: train_digits(draw) for name, draw in starts.items()}
for name, (costs, right) in results.items():
    print(f"{name:9} cost {costs[-1]:.3f}, test accuracy {100 * right:.0f} %")
curves = {name: costs for name, (costs, _) in results.items()}
loss_curves(curves, log=True, title="Digits from five starts", step="epoch")

# %% [markdown] course={"key": "reading-the-curves", "lectures": ["S3-88", "S3-98"]}
# ### Read the curves
#
# - **std 10** starts far up: many outputs are wrong with full confidence. Its cost falls by half,
#   yet only 7 % of the digits are right. Outputs that were near 1 go out, the right ones with the
#   wrong ones. A falling cost is not yet learning.
# - **all 0** soon guesses 0.1 for every class, which is no great error, and stays there. It has the
#   two faults of part 1 at once: little comes back, and its 30 units are twins. The curve alone does
#   not say which of the two holds it up.
# - **std 0.01** waits: for some epochs nearly nothing comes back through such small weights, and
#   units that differ so little need time to part. *Small* has a lower end, too.
# - **std 1** falls at once, then crawls: with 64 inputs, many units start on the flat parts. After
#   15 epochs 73 % are right.
# - **xavier** needs no luck. Its standard deviation is √(2 / 94) in the first layer.
#
# So "small" is no number by itself. It means: small enough for the fan-in, and not much smaller.

# %% [markdown] course={"key": "break-symmetry", "lectures": ["S3-88", "S3-91", "S3-95"]}
# ## 5.5 The smallest cure
#
# The lecture concludes that every weight should start with a value of its own. That is enough. Is it
# necessary? In part 1 a single different bias parted two twins.
#
# You are given a layer of h twins: all columns of `W_in` are equal, all entries of `b`, all rows of
# `W_out`. Make all h units different, and change as few numbers as you can.
#
# **Exercise 5.5 (3 points).** Write `break_symmetry(W_in, b, W_out, rng)`. Two points are for
# `distinct_units` = h and for leaving the arguments as they are; one is for changing at most h − 1
# entries in all. Stuck? `hint("break_symmetry")`. When it works: *why can no cure do with h − 2?*

# %% course={"key": "break-symmetry-answer"} nbgrader={"solution": true}
def break_symmetry(W_in, b, W_out, rng):
    """Return new arrays (W_in, b, W_out) in which all h units are different.

    W_in : (d, h), b : (h,), W_out : (h, k), h twins; the numbers may be whole numbers
    rng : a numpy.random.Generator, if you want chance
    At most h - 1 entries of the three arrays together differ from before, each by more
    than 1e-9, or it does not count. Return floats. No argument is changed.
    """
    ### BEGIN SOLUTION
    W_in, b, W_out = (np.array(part, dtype=float) for part in (W_in, b, W_out))
    b[1:] += rng.uniform(-0.1, 0.1, size=len(b) - 1)
    return W_in, b, W_out
    ### END SOLUTION

# %% course={"key": "break-symmetry-check"} nbgrader={"grade": true}
check(break_symmetry)

# %% [markdown] course={"key": "tracker", "lectures": ["S3-87", "S3-95"], "numbers": {"0.001": "0.1 / 100"}}
# ### Twin tracker
#
# Each hidden unit has two incoming weights, so it is a point in the plane. The picture shows how
# three units wander while they learn XOR. With the switch *add noise*, noise is added to one weight,
# $w_{13}$. Below the picture stands how many units are different, and at which epoch two of them
# were first more than 1 apart. (All four examples are in one batch: an epoch is a step.)
#
# 1. A constant start without noise: three twins. Predict what happens with noise 0.1. Then switch
#    *add noise* on and press *All 800 epochs*. **At which epoch are two units first more than 1
#    apart?** Enter that number below.
# 2. Then noise 0.01 and 0.001. Does a tenth of the noise take ten times as long?
# 3. Switch the noise off. Choose the start *small*, then *large*. All three units are different, and
#    yet neither learns XOR in 800 epochs. What is the reason in each case?

# %% course={"key": "tracker-figure"}
from course.widgets import twin_tracker

twin_tracker()

# %% course={"key": "tracker-answer"} nbgrader={"solution": true}
steps_until_apart = None  # a whole number, read off with start "constant", noise 0.1
### BEGIN SOLUTION
steps_until_apart = 121
### END SOLUTION

# %% course={"key": "tracker-check"} nbgrader={"grade": true}
check(steps_until_apart, exercise="steps_until_apart")

# %% [markdown] course={"key": "erroneous", "lectures": ["S3-88"]}
# ## Is it true?
#
# (The tracker's third question: *large* weights saturate the units. And XOR is a hard case for
# *small* ones, as near 0 the pulls of its four examples cancel. Different units are needed, but they
# are not all that is needed.)
#
# A student writes into a report:
#
# > To break the symmetry it is enough to draw the biases at random. The weights may all be 0.5.
#
# Take the first step of the proof and see which of its lines fails. Is the claim true as it stands?
# Options: `"true"`, `"false"`

# %% course={"key": "erroneous-answer"} nbgrader={"solution": true}
erroneous_biases = None
### BEGIN SOLUTION
erroneous_biases = "true"
### END SOLUTION

# %% course={"key": "erroneous-check"} nbgrader={"grade": true}
check(erroneous_biases, exercise="erroneous_biases")

# %% course={"key": "erroneous-reveal"}
def biases_only():
    b = np.random.default_rng(8).uniform(-0.1, 0.1, size=30)
    half = np.full((64, 30), 0.5), b, np.full((30, 10), 0.5)
    costs, right = train_digits(lambda i, o, rng: np.full((i, o), 0.5), b)
    return (
        f"{distinct_units(*half)} different units of 30. But from there, 15 epochs "
        f"reach a test accuracy of {100 * right:.0f} %; from xavier it was "
        f"{100 * results['xavier'][1]:.0f} %."
    )


reveal(erroneous_biases, exercise="erroneous_biases", run=biases_only)

# %% [markdown] course={"key": "playground", "lectures": ["S3-87"]}
# ## Playground
#
# A whole network at work: data in the plane on the right, and in every unit a small map of what it
# answers. The width of a line is the size of a weight: point at it to read it, click to change it.
# (Keyboard: Tab to the picture, arrow keys from weight to weight, Enter to change.) *Glorot* is the
# start called xavier above. **Goal:** see with your own eyes what this unit proves.
#
# 1. Answer the question that it asks, then choose the example *equal weights* and press *Play*. How
#    many different units has layer 1 after 100 epochs? Enter the number below.
# 2. The example *equal against drawn weights* trains two networks on the same data. *What can the first
#    one draw, and why is it so little?*
# 3. Choose *too large* under *first weights*, and look at the share of each layer that is asleep.
#
# Later, let it run on your own code: `playground(forward=..., backward=..., sgd_step=...,
# init_layer=...)` takes your functions from units 2 to 5. Stuck? `hint("different_units_100")`

# %% course={"key": "playground-figure"}
from course.widgets import playground

playground()

# %% course={"key": "playground-answer"} nbgrader={"solution": true}
different_units_100 = None  # a whole number
### BEGIN SOLUTION
different_units_100 = 1
### END SOLUTION

# %% course={"key": "playground-check"} nbgrader={"grade": true}
check(different_units_100, exercise="different_units_100")

# %% [markdown] course={"key": "written-question", "lectures": ["S3-92", "S3-93", "S3-94", "S3-95"]}
# ## Written question (4 points)
#
# Two hidden units, 3 and 4, between d inputs and one output, unit 5. All units are sigmoids, the
# loss is squared error, and training takes one example after the other (CS 457/557, 07-4a Quick
# Aside: The Problem with Equal Weights).
#
# - **(a)** Prove that equal twins stay equal after any number of such steps. Use induction over the
#   steps, and say precisely which four groups of weights have to be equal at the start.
# - **(b)** Suppose that three groups agree and only the outgoing weights $w_{35}$ and $w_{45}$ differ.
#   At which line does the proof break, and what happens to the incoming weights?
#
# About 200 words. One point each:
#
# 1. Start and induction hypothesis are stated, with all four groups.
# 2. The forward part: pre-activations and activations agree.
# 3. Both Δ agree, and so do all updates; the learning rate is in them.
# 4. Different outgoing weights give different Δ, so the incoming weights part at once.

# %% [markdown] course={"key": "written-answer"} nbgrader={"grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# **(a)** Claim: after t steps, $w_{03} = w_{04}$ (biases), $w_{13} = w_{14}$ and in the same way
# $w_{i3} = w_{i4}$ for every further input i, and $w_{35} = w_{45}$. In the lecture, with two inputs,
# these are four groups. For t = 0 this is the assumption. Suppose it holds after t steps, and let
# (x, y) be the next example.
#
# Forward: $\mathrm{in}_3 = w_{03} + \sum_i w_{i3} x_i$ is the same sum as $\mathrm{in}_4$. So $a_3 = g(\mathrm{in}_3) = a_4$.
#
# Backward: $\Delta_3 = g'(\mathrm{in}_3) w_{35} \Delta_5$ and $\Delta_4 = g'(\mathrm{in}_4) w_{45} \Delta_5$. All three
# factors agree, so $\Delta_3 = \Delta_4$.
#
# Updates: $w_{i3}$ loses $\alpha \Delta_3 x_i$ and $w_{i4}$ loses $\alpha \Delta_4 x_i$, the same
# number; for the biases, $x_0 = 1$. $w_{35}$ loses $\alpha \Delta_5 a_3$ and $w_{45}$ loses
# $\alpha \Delta_5 a_4$, the same number, too. So all groups agree after t + 1 steps. The examples may
# come in any order, and α may be any number.
#
# **(b)** The forward part still holds. The proof breaks at $\Delta_3 = \Delta_4$: with
# $w_{35} \ne w_{45}$ and $\Delta_5 \ne 0$, the two deltas differ, as $g'$ is never 0. So the biases
# and all weights from inputs that are not 0 part in this step. The outgoing weights still take equal
# steps in it, since $a_3 = a_4$, and keep their difference.
# ### END SOLUTION

# %% [markdown] course={"key": "closing"}
# ## Before you hand in
#
# You can now choose a start: random, so that units differ, and of a size that fits the layer. Unit 6
# looks at the other end of the network, the cost. Unit 7 follows the size of Δ through many layers,
# where the choice of the start returns.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they
# said before, this part is ready. The written question is read by a person.

# %% course={"key": "progress"}
progress()
