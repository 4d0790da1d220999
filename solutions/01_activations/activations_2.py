# %% [markdown] course={"key": "goals"}
# # Unit 1, part 2: where learning stops
#
# Part 1 made activation functions safe far from 0. This part asks what a unit *learns* out there.
# Often the answer is: nothing.
#
# After this notebook you can
#
# - write two newer activations and their slopes, all four steps on your own,
# - compute where a unit is awake, for any slope and any limit,
# - explain with the slope why a saturated unit stops learning, and what helps,
# - test a rule about the signs of gradients, and say how far it reaches.
#
# **Time:** 75 minutes. **Points:** 6 for exercises 1.5 to 1.7, 4 for a written question, and 1.2
# for warm-ups, predictions and a number read off.
#
# Nothing here depends on part 1: where one of its functions is needed, the course lends its own.

# %% course={"key": "imports"}
import math

import numpy as np
from IPython.display import display
from scipy.special import erf

from course import check, check_best, hint, progress, recall, reveal
from course.activations import sigmoid_prime, tanh
from course.activations import sigmoid as sigma  # safe for every x, as in part 1
from course.figures import sign_map, slope_histogram, table_chart

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes:
#
# 1. A bias is called learnable. What does that mean?
#    Options: `"training changes it"`, `"the user sets it"`, `"it depends on the input"`
# 2. You want to know how strongly a neuron's output reacts to its input. What do you need?
#    Options: `"the activation"`, `"the slope of the activation function"`, `"the loss"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_learnable = None
warmup_which_slope = None
### BEGIN SOLUTION
warmup_learnable = "training changes it"
warmup_which_slope = "the slope of the activation function"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_learnable, exercise="warmup_learnable")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_which_slope, exercise="warmup_which_slope")

# %% course={"key": "warm-up-reveal"}
def one_training_step():
    x, y, w, b, lr = np.array([0.4, 0.5]), 1.0, np.array([0.1, 0.1]), 0.1, 0.5
    a = sigma(x @ w + b)
    after = b + lr * 2 * (y - a) * a * (1 - a)
    return f"one step of training moves a neuron's bias from {b} to {after:.4f}."


def two_nudges():
    near, far = sigma(0.1) - sigma(0.0), sigma(5.1) - sigma(5.0)
    return f"a nudge of 0.1 moves the output by {near:.4f} at 0 and by {far:.4f} at 5."


display(
    reveal(warmup_learnable, exercise="warmup_learnable", run=one_training_step),
    reveal(warmup_which_slope, exercise="warmup_which_slope", run=two_nudges),
    recall(),
)

# %% [markdown] course={"key": "choose-two", "lectures": ["S1-22", "S4-28", "S4-29"]}
# ## 1.5 Two of three
#
# Choose two of these units and write each with its slope. The best two count; the third is yours
# to leave.
#
# - **GELU**: x times the probability Φ(x) that a standard normal number is at most x (UCLA slides,
#   GELU). SciPy has no GELU, but the *error function* erf, an S from −1 to 1, gives Φ.
# - **Swish**: x times σ(βx). Unlike most activations it is not monotonic: it falls before it rises
#   (CS771, Activation Functions: Some Common Choices).
# - **Maxout**: the highest of k affine pieces. With one piece fixed at 0 it is ReLU; with the pieces
#   z and αz, alpha from 0 to 1, it is leaky ReLU (UCLA slides, Maxout unit).
#
# **Exercise 1.5 (2 points: 0.5 for each function, 0.5 for each slope).** The conventions stand in
# the docstrings. This time no step is given. Hints: `hint("swish")`, `hint("swish_prime")` and so
# on. When two work: *what do GELU and swish have in common at x = 0, and far out?*

# %% course={"key": "gelu"} nbgrader={"solution": true}
def gelu(x):
    """Return x Φ(x) with Φ(x) = (1 + erf(x / √2)) / 2; erf takes arrays.

    x : a number, a list or an array
    returns : floats in the shape of x
    The common approximation by tanh is accepted as well.
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    return x * (1 + erf(x / math.sqrt(2))) / 2
    ### END SOLUTION


def gelu_prime(x):
    """Return the slope of gelu at x; that of Φ is the bell curve exp(-x²/2) / √(2π)."""
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    bell = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return (1 + erf(x / math.sqrt(2))) / 2 + x * bell
    ### END SOLUTION

# %% course={"key": "swish"} nbgrader={"solution": true}
def swish(x, beta=1.0):
    """Return x σ(beta x); sigma may be used.

    x : a number, a list or an array
    beta : how sharply the gate opens
    returns : floats in the shape of x, right at ±1000 too
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    return x * sigma(beta * x)
    ### END SOLUTION


def swish_prime(x, beta=1.0):
    """Return the slope of swish at x, with respect to x."""
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    s = sigma(beta * x)
    return s + beta * x * s * (1 - s)
    ### END SOLUTION

# %% course={"key": "maxout"} nbgrader={"solution": true}
def maxout(X, W, b):
    """Return the highest of k affine pieces, one number per example, shape (n,).

    X : (n, d), one example per row
    W : (d, k), one piece per column; b : (k,), one number per piece
    """
    ### BEGIN SOLUTION
    return np.max(X @ W + b, axis=1)
    ### END SOLUTION


def maxout_grad_x(X, W, b):
    """Return the gradient of maxout with respect to X, shape (n, d)."""
    ### BEGIN SOLUTION
    winner = np.argmax(X @ W + b, axis=1)
    return W[:, winner].T
    ### END SOLUTION

# %% course={"key": "choose-two-check"} nbgrader={"grade": true}
check_best(2, gelu, swish, maxout)

# %% course={"key": "choose-two-slopes-check"} nbgrader={"grade": true}
check_best(2, gelu_prime, swish_prime, maxout_grad_x)

# %% [markdown] course={"key": "predict-one", "lectures": ["S0-08", "S0-17", "S3-23"]}
# ## The ends of the curve
#
# CS389 (1.1.1 Sigmoid) says that large negative numbers become 0 and large positive ones 1. CS 457/557
# (07-1b) gives the range as [0, 1], ends included, and CS389 (1.1.2 Tanh) does the same for tanh. On
# paper, $e^{-x}$ is positive for every x, so σ(x) stays strictly between 0 and 1.
#
# A computer keeps about 16 digits in a float64. Is σ(36.7) exactly 1 there? And σ(36.8)?
#
# Options: `"no, no"`, `"no, yes"`, `"yes, yes"`

# %% course={"key": "predict-one-answer"} nbgrader={"solution": true}
prediction_float_one = None  # "no, no", "no, yes" or "yes, yes"
confidence_one = None  # leave it None if you like, or a number from 0 to 100
### BEGIN SOLUTION
prediction_float_one = "no, yes"
confidence_one = 60
### END SOLUTION

# %% course={"key": "predict-one-check"} nbgrader={"grade": true}
check(prediction_float_one, exercise="prediction_float_one")

# %% course={"key": "predict-one-reveal"}
def compared_with_one():
    return (
        f"sigma(36.7) == 1 is {sigma(36.7) == 1}, "
        f"sigma(36.8) == 1 is {sigma(36.8) == 1}. "
        f"On the left, sigma(-700) is {sigma(-700):.0e}. "
        f"For tanh, tanh(20) == 1 is {tanh(20) == 1}."
    )


reveal(
    prediction_float_one,
    exercise="prediction_float_one",
    run=compared_with_one,
    confidence=confidence_one,
)

# %% [markdown] course={"key": "predict-asleep", "lectures": ["S0-11", "S0-12", "S1-14", "S3-97", "S3-98", "S4-05", "S4-10"], "numbers": {"0.99995": "sigmoid(10.0)"}}
# ## Units asleep
#
# The value matters less than the slope. Every correction of a weight has the factor g'(x), and the
# UCLA slides (Sigmoid unit) point out how small it can be. If the unit **saturates**, so that the
# slope is nearly 0, no signal passes to its weights or to the layers before it (CS389, 1.1.1 Sigmoid;
# CS771, Activation Functions; UCLA slides, Hyperbolic tangent). At x = 10 the output is 0.99995 and
# the slope 0.00005 (CS 457/557, Keeping the Initial Weights Small).
#
# Let a unit be *asleep* where the size of its slope, |g'|, is below 0.01. Large starting weights spread the
# pre-activations: they come, say, from a normal distribution with mean 0 and standard deviation 10.
# What share of sigmoid units is asleep?
#
# Options: `"about 5 %"`, `"about 30 %"`, `"about 65 %"`

# %% course={"key": "predict-asleep-answer"} nbgrader={"solution": true}
prediction_asleep = None  # "about 5 %", "about 30 %" or "about 65 %"
confidence_asleep = None  # leave it None if you like, or a number from 0 to 100
### BEGIN SOLUTION
prediction_asleep = "about 65 %"
confidence_asleep = 60
### END SOLUTION

# %% course={"key": "predict-asleep-check"} nbgrader={"grade": true}
check(prediction_asleep, exercise="prediction_asleep")

# %% course={"key": "predict-asleep-reveal"}
standard = np.random.default_rng(19).normal(size=100_000)  # mean 0, std 1


def three_spreads():
    shares = [np.mean(sigmoid_prime(std * standard) < 0.01) for std in (1, 3, 10)]
    return (
        "asleep with standard deviation 1, 3 and 10: "
        + ", ".join(f"{100 * share:.1f} %" for share in shares)
        + ". The picture shows 10.",
        slope_histogram(10 * standard, sigmoid_prime, name="Sigmoid, std 10"),
    )


reveal(
    prediction_asleep,
    exercise="prediction_asleep",
    run=three_spreads,
    confidence=confidence_asleep,
)

# %% [markdown] course={"key": "microscope", "numbers": {"90": "90"}}
# ### Activation microscope
#
# On the left, where a layer's pre-activations lie (shaded: nine tenths of them); on the right, the
# slopes they meet there. A bias moves the mean, larger weights raise the standard deviation. Commit
# to a guess, then move the sliders.
#
# 1. With std 1, which mean puts 90 % of the sigmoid units to sleep? Enter it below, to 0.1.
# 2. Back to mean 0. Can the standard deviation alone reach 90 %? Try up to 10.
# 3. Choose tanh, relu, softplus, elu, and your own gelu and swish (if you left one out, the library's).
#    Which of them can't be put to sleep on the right side, however large the mean?
#
# Stuck with the number? `hint("microscope_sleeping_mean")`

# %% course={"key": "microscope-figure"}
from course.widgets import activation_microscope

own = {"your gelu": (gelu, gelu_prime), "your swish": (swish, swish_prime)}
activation_microscope(own, state='g="sigmoid"')

# %% course={"key": "microscope-answer"} nbgrader={"solution": true}
microscope_sleeping_mean = None  # a number, such as 2.5
### BEGIN SOLUTION
microscope_sleeping_mean = 5.9
### END SOLUTION

# %% course={"key": "microscope-check"} nbgrader={"grade": true}
check(microscope_sleeping_mean, exercise="microscope_sleeping_mean")

# %% [markdown] course={"key": "interval-task"}
# ## 1.6 The active interval
#
# Now make the microscope exact. Take any slope function and a limit `tol`; between which two places
# is the unit awake?
#
# **Exercise 1.6 (2 points).** Write `active_interval(g_prime, tol)`. It returns two numbers: the
# smallest and the largest x between −20 and 20 with `g_prime(x) >= tol`, each right to 0.01. Slopes
# below 0, such as GELU has, don't occur here.
#
# The slope need not be symmetric, and its peak need not be at 0. If the unit is still awake at the
# end of the range, that end is the answer: −20 or 20.
#
# Try yours in a new cell, with `active_interval(sigmoid_prime, 0.01)`. Stuck?
# `hint("active_interval")`. When it works: *what does a smaller tol do to the interval, and why not
# in proportion?*

# %% course={"key": "active-interval"} nbgrader={"solution": true}
def active_interval(g_prime, tol):
    """Return (lo, hi), the smallest and largest x in [-20, 20] with g_prime(x) >= tol.

    g_prime : the slope of an activation; takes a number or an array
    tol : slopes below this count as asleep; g_prime reaches it somewhere in the range
    """
    ### BEGIN SOLUTION
    x = np.linspace(-20, 20, 40_001)  # steps of 0.001
    awake = x[g_prime(x) >= tol]
    return float(awake[0]), float(awake[-1])
    ### END SOLUTION

# %% course={"key": "active-interval-check"} nbgrader={"grade": true}
check(active_interval)

# %% [markdown] course={"key": "sign-task", "lectures": ["S0-13", "S4-16", "S4-17"], "numbers": {"4.585": "math.log((1+math.sqrt(0.96))/(1-math.sqrt(0.96)))", "5.9": "math.log((1+math.sqrt(0.96))/(1-math.sqrt(0.96))) + 1.2816", "1.28": "1.2816", "36.5": "math.log((1+math.sqrt(0.96))/(1-math.sqrt(0.96))) / 0.12566", "1.8": "0.9*2", "0.9": "0.9", "0.5": "0.5", "1.0": "0.5*2", "−0.5": "0.5*-1", "−0.9": "0.9*-1"}}
# ## 1.7 One sign, or mixed?
#
# The microscope first. The sigmoid sleeps beyond ±4.585, and nine tenths of a normal distribution lie
# above its mean minus 1.28 standard deviations. So with standard deviation 1 the mean must reach
# 4.585 + 1.28, about 5.9. The standard deviation alone gets there at about 36.5. ReLU and its
# relatives never sleep on the right (UCLA slides, ReLU unit).
#
# A second complaint is about signs: if all inputs of a unit are positive, its weight gradients are all
# positive or all negative (CS389, 1.1.1 Sigmoid; UCLA slides, ReLU unit). Let us test that.
#
# For one example, the gradient of the weight from unit k to unit j is **A[k] · Δ[j]**: what comes
# in, times how the loss reacts to what unit j receives. Δ[j] has the slope g' of unit j as a factor.
# (Unit 3 derives both.) With A = (0.5, 0.9) and Δ = (2, −1), unit 1 has the gradients 1.0 and 1.8,
# unit 2 has −0.5 and −0.9. Each unit has one sign.
#
# **Exercise 1.7 (2 points).** Write `one_sign_share(A, Delta)` for a batch. It returns two shares
# between 0 and 1:
#
# 1. of all pairs of an example and a unit, those whose weight gradients have one sign;
# 2. of all units, those whose *averaged* gradients, one per weight, have one sign. The average is
#    over the examples of the batch.
#
# A gradient of exactly 0 agrees with both signs. Hints: `hint("one_sign_share")`. When it works:
# *why can a mean have two signs, when no single example has?*

# %% course={"key": "one-sign-share"} nbgrader={"solution": true}
def one_sign_share(A, Delta):
    """Return (per_example, batch_mean), two floats between 0 and 1.

    A : (n, fan_in), the inputs of the layer, one row per example
    Delta : (n, fan_out), how the loss of each example reacts to each unit
    Gradients of example i: A[i, k] * Delta[i, j], for the weight from unit k to unit j.
    """
    ### BEGIN SOLUTION
    gradients = A[:, :, None] * Delta[:, None, :]  # example, weight, unit

    def share(G, weights):
        mixed = (G > 0).any(axis=weights) & (G < 0).any(axis=weights)
        return float(1 - mixed.mean())

    return share(gradients, 1), share(gradients.mean(axis=0), 0)
    ### END SOLUTION

# %% course={"key": "one-sign-share-check"} nbgrader={"grade": true}
check(one_sign_share)

# %% course={"key": "sign-map", "lectures": ["S1-16", "S4-09"]}
rng = np.random.default_rng(3)
received = rng.normal(size=(8, 6))  # pre-activations of six units, for eight examples
reaction = rng.normal(size=(8, 1))  # Δ of one unit in the next layer
for g in (sigma, tanh):
    print(f"mean output of {g.__name__}: {g(received).mean():.2f}")

A = sigma(received)  # then try: tanh(received)
sign_map(A * reaction)  # ∂J/∂w: slopes of the cost J, one per weight

# %% [markdown] course={"key": "predict-glorot", "lectures": ["S4-07", "S4-09", "S4-20", "S4-22"]}
# ## Which one should I use?
#
# In the map every example has one sign; the mean over the batch does not. So the rule holds for
# single examples. There, all weights of a unit go up together or down together, and a target that
# wants one up and another down is reached in a zigzag. Tanh is centred on zero: what it passes on has
# both signs, so the next layer need not zigzag (UCLA slides, Hyperbolic tangent; CS771 puts the
# sigmoid's mean near 0.5).
#
# Now a contest. Glorot and colleagues (2011) trained networks that differ in nothing but their
# activation, on four data sets, each with and without pre-training: eight races between ReLU, tanh
# and softplus. The UCLA slides (Softplus unit) sum up that softplus, though smooth, does worse than
# ReLU, and quote Goodfellow and colleagues to the same effect. How many of the eight does ReLU win?
# (The paper calls ReLU the rectifier.)
#
# Options: `"all eight"`, `"six of eight"`, `"two of eight"`

# %% course={"key": "predict-glorot-answer"} nbgrader={"solution": true}
prediction_glorot = None  # "all eight", "six of eight" or "two of eight"
confidence_glorot = None  # leave it None if you like, or a number from 0 to 100
### BEGIN SOLUTION
prediction_glorot = "six of eight"
confidence_glorot = 50
### END SOLUTION

# %% course={"key": "predict-glorot-check"} nbgrader={"grade": true}
check(prediction_glorot, exercise="prediction_glorot")

# %% course={"key": "predict-glorot-reveal", "lectures": ["S4-23"]}
reveal(
    prediction_glorot,
    exercise="prediction_glorot",
    run=table_chart,
    confidence=confidence_glorot,
)

# %% [markdown] course={"key": "claims", "lectures": ["S0-10", "S0-17", "S2-04", "S4-14", "S4-27", "S4-31"]}
# ### Four sentences, and how far they reach
#
# - *Softplus performs worse than ReLU* (UCLA, Softplus unit). Without pre-training, on all four
#   data sets. With it, softplus beats ReLU on MNIST and CIFAR10.
# - *ReLU trains six times faster than tanh* (UCLA, ReLU unit). One small network on CIFAR10, in the
#   AlexNet paper of 2012. A good story, not a law.
# - *The sigmoid is almost never used* (CS389; DS 102; UCLA, In practice). In hidden layers, yes. As
#   an output that is read as a probability it is the standard, and swish has one as a gate.
# - *Tanh is always preferred to the sigmoid* (CS389, 1.1.2 Tanh). The same limit: a rule of thumb for
#   hidden layers.
#
# The advice that remains: start with ReLU; leaky ReLU, PReLU, ELU, maxout, swish and GELU are worth
# a try on your data (UCLA, In practice; comparisons such as Clevert et al. 2015 on CIFAR-100 are of
# this kind).

# %% [markdown] course={"key": "erroneous", "lectures": ["S0-07"]}
# ## Three wrong slopes
#
# Three students wrote the slope of the sigmoid. Each has one slip.
#
# ```python
# def A(x):
#     return x * (1 - x)
#
# def B(x):
#     s = sigma(sigma(x))
#     return s * (1 - s)
#
# def C(x):
#     e = math.exp(-abs(x))
#     return e / (1 + e)
# ```
#
# Which outputs do A, B and C give at x = 0, in this order? Work it out on paper. *Then say for each,
# in a few words, what its author had in mind.*
#
# Options: `"0, 0.235, 0.5"`, `"0.5, 0, 0.235"`, `"0.235, 0.5, 0"`

# %% course={"key": "erroneous-answer"} nbgrader={"solution": true}
erroneous_slopes = None  # "0, 0.235, 0.5", "0.5, 0, 0.235" or "0.235, 0.5, 0"
### BEGIN SOLUTION
erroneous_slopes = "0, 0.235, 0.5"
### END SOLUTION

# %% course={"key": "erroneous-check"} nbgrader={"grade": true}
check(erroneous_slopes, exercise="erroneous_slopes")

# %% course={"key": "erroneous-reveal"}
def the_three_at_zero():
    s, e = sigma(sigma(0.0)), math.exp(-0.0)
    return f"A gives {0 * (1 - 0)}, B {s * (1 - s):.3f} and C {e / (1 + e):.3f}."


reveal(erroneous_slopes, exercise="erroneous_slopes", run=the_three_at_zero)

# %% [markdown] course={"key": "written-question", "lectures": ["S2-06", "S2-07", "S2-08", "S4-03", "S1-14"]}
# ## Written question (4 points)
#
# This is problem 1 of DS 102, Discussion 7, Activation Functions for Neural Networks. Answer in
# about 200 words in the cell below; double-click it to write.
#
# - **(a)** Describe the graphs of the slopes of sigmoid and ReLU by five values each: at −10, −1, 0, 1
#   and 10. A sketch is welcome too.
# - **(b)** What happens to each slope as the input grows, to the right *and* to the left?
# - **(c)** A good cost function has gradients that are large and predictable enough to guide learning
#   (UCLA slides, Sigmoid unit, after Goodfellow et al.). Each of these gradients is Δ · a, with the
#   slope g' inside Δ (see 1.7). Why is a slope of zero bad, then? Name two remedies, and say how
#   each works.
#
# One point each:
#
# 1. The values are right, and the shapes follow from them: a bell and a step.
# 2. All four ends are described.
# 3. "No update" is derived from the gradient Δ · a, not only stated.
# 4. There are two remedies, each with its mechanism.

# %% [markdown] course={"key": "written-answer", "numbers": {"0.00005": "sigmoid_prime(10.0)", "0.197": "sigmoid_prime(1.0)", "0.25": "sigmoid_prime(0.0)"}} nbgrader={"grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# **(a)** Sigmoid: 0.00005, 0.197, 0.25, 0.197, 0.00005, a bell with its peak of 0.25 at 0. ReLU: 0, 0,
# then at 0 a free choice from 0 to 1, then 1, 1: a step.
#
# **(b)** The slope of the sigmoid tends to 0 on both sides, like $e^{-|x|}$. The slope of ReLU is 1 for
# every positive input, however large, and exactly 0 for every negative one.
#
# **(c)** The gradient of a weight into unit j is $\Delta_j$ times the activation that comes in, and
# $\Delta_j$ contains the factor $g'(\mathrm{in}_j)$. If that is 0, so is the gradient: gradient descent leaves the weight
# and the bias as they are. Units further back get their Δ through this unit, so along this path they
# receive nothing either. Without an update the pre-activation stays where it is, and the unit stays
# asleep.
#
# Remedies: ReLU in hidden layers, whose slope is 1 wherever it is active, so no factor below 1 comes
# in. Normalised inputs and small starting weights: pre-activations begin near 0, where the sigmoid's
# slope is close to 0.25.
# ### END SOLUTION

# %% [markdown] course={"key": "closing"}
# ## Before you hand in
#
# You can now say where a unit learns, measure it for any slope, and read a claim about activations
# with its conditions. Part 1 made the functions; unit 2 connects them into a network.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they
# said before, this part is ready. The board below shows the points of this session, and the written
# question is read by a person.

# %% course={"key": "progress"}
progress()
