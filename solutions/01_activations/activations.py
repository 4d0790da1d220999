# %% [markdown] course={"key": "goals", "lectures": ["S2-02", "S0-05"]}
# # Unit 1, part 1: activations
#
# A neuron adds up what it receives, then sends the sum through a function with a bend in it. The
# bend is why a network can learn more than straight lines. It also decides how fast the network
# learns, through its slope.
#
# After this notebook you can
#
# - write six activation functions and their slopes so that they stay right at x = 1000,
# - test a printed formula with one number,
# - choose between two branches of a formula without computing the dangerous one.
#
# **Time:** 65 minutes. **Points:** 10 for exercises 1.1 to 1.4. Predictions and warm-ups add 0.8: you
# earn those by committing to an answer, right or wrong. Part 2 is about the ends of the curves,
# where learning stops.
#
# Run a `check(...)` cell as often as you like; it costs nothing. `hint("sigmoid")`, in any cell,
# gives one hint for `sigmoid` at a time; the same works with every other name. Symbols are explained
# in NOTATION.md.
#
# Five lectures are cited by title and section: CS389 lecture notes (UMass Amherst, 2023); CS771,
# Intro to Deep Neural Networks; DS 102, Discussion 7; CS 457/557, Lecture 07 (UW-La Crosse); and the
# UCLA deep-learning slides (2024).

# %% course={"key": "imports"}
import math

import numpy as np
from IPython.display import display

from course import activations, check, hint, progress, recall, reveal
from course.figures import activation_and_slope, compare_curves

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# Two questions, from memory. Replace each `None` by one of the options, as text in quotes, and run
# the cells below. You see at once what is right.
#
# 1. What is the derivative of σ(3x)? Only the chain rule is asked: the slope of σ itself is s(1 − s),
#    as you will see below, and s stands for σ(3x).
#    Options: `"s(1-s)"`, `"3 s(1-s)"`, `"9 s(1-s)"`
# 2. For negative x, which of the two exponentials is at most 1? Options: `"e^x"`, `"e^-x"`
#
# The last card asks about a mistake that a check named in an earlier unit, if there was one. It says
# how to answer, in any cell.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_chain_rule = None
faded_small_exponential = None
### BEGIN SOLUTION
warmup_chain_rule = "3 s(1-s)"
faded_small_exponential = "e^x"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_chain_rule, exercise="warmup_chain_rule")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(faded_small_exponential, exercise="faded_small_exponential")

# %% course={"key": "warm-up-reveal"}
def measured_slope():
    x, h = 0.5, 1e-6
    s = activations.sigmoid(3 * x)
    rise = activations.sigmoid(3 * (x + h)) - activations.sigmoid(3 * (x - h))
    slope = rise / (2 * h)
    return f"at x = 0.5 the measured slope is {slope:.4f}; s(1-s) is {s * (1 - s):.4f}."


def exponentials():
    return f"at x = -5, eˣ is {math.exp(-5):.4f} and e⁻ˣ is {math.exp(5):.1f}."


display(
    reveal(warmup_chain_rule, exercise="warmup_chain_rule", run=measured_slope),
    reveal(
        faded_small_exponential, exercise="faded_small_exponential", run=exponentials
    ),
    recall(),
)

# %% [markdown] course={"key": "why-bend", "lectures": ["S0-03", "S0-04", "S1-20", "S1-21", "S3-21", "S1-24"]}
# ## Why bend the sum at all?
#
# Two layers without an activation compute `(X @ W1 + b1) @ W2 + b2`. Multiply out:
#
# `X @ (W1 @ W2) + (b1 @ W2 + b2)`
#
# That is one layer. The same happens with a hundred (CS389, 1.1 Non-linearities, where the biases
# are left out; CS771, Activation Functions: Some Common Choices).
#
# Now look at two hidden units that receive x + 2 and x − 2. The output is the first minus the
# second, once without a bend and once with the sigmoid in between. Suppose class 1 lives around
# x = 0 and class 0 on both sides of it: with which curve can one threshold on the output separate
# them? (Without a bend the difference is divided by 4, to fit the picture.)

# %% course={"key": "bump-figure"}
compare_curves(
    {
        "lines, a quarter: ((x + 2) - (x - 2)) / 4": lambda x: (
            ((x + 2) - (x - 2)) / 4
        ),
        "sigmoids: σ(x + 2) - σ(x - 2)": lambda x: (
            activations.sigmoid(x + 2) - activations.sigmoid(x - 2)
        ),
    },
    span=8,
    variable="x",
    title="Two hidden units, without and with a bend",
)

# %% [markdown] course={"key": "sigmoid-worked-example", "lectures": ["S3-22", "S0-06", "S1-15", "S2-03", "S3-23", "S0-08"]}
# ## 1.1 A sigmoid that survives x = 1000
#
# Two sigmoids make a bump: cut it at half its height, and class 1 is in the middle (CS771,
# Superposition of two linear models = Nonlinear model). Two lines make one more line.
#
# The oldest bend is a step: 1 for x ≥ 0, else 0 (CS 457/557, 07-1b, Different Activation
# Functions). Wherever it has a slope, the slope is 0, so nudging a weight changes nothing. The
# **sigmoid** softens the step:
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# Typed in like this it overflows at x = −1000. Four steps make it safe, and they will return with
# every smooth function.
#
# **Step 1, split by sign.** Multiply numerator and denominator by $e^x$. Now there are two forms of
# one number: $1 / (1 + e^{-x})$ and $e^x / (1 + e^x)$.
#
# **Step 2, choose the small exponential.** At x = 1000 the first form is 1 / (1 + 0) = 1; the second
# is infinity over infinity. On the negative side it is the other way round, as in your second
# warm-up.
#
# **Step 3, vectorise.** On either side, the small exponential is $e^{-|x|}$. Compute it once for the
# whole array, then let `np.where(condition, A, B)` choose the numerator entry by entry: A where the
# condition holds, else B. One denominator serves both.
#
# **Step 4, test the tails.** Try −1000, −50, 50 and 1000. Does anything warn?
#
# **Exercise 1.1, first part (2 points).** Put the four steps together in `sigmoid(x)`. Stuck?
# `hint("sigmoid")`

# %% course={"key": "sigmoid"} nbgrader={"solution": true}
def sigmoid(x):
    """Return 1 / (1 + e^-x) for every entry of x.

    x : a number, a list or an array of any shape, integers included; it is not changed
    returns : floats in the shape of x; nothing overflows or warns, not even at -1000
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(x))  # never above 1
    return np.where(x >= 0, 1, e) / (1 + e)
    ### END SOLUTION

# %% course={"key": "sigmoid-check"} nbgrader={"grade": true}
check(sigmoid)

# %% [markdown] course={"key": "sigmoid-slope", "lectures": ["S0-07", "S2-18", "S4-04", "S4-05"]}
# ### How steep is it?
#
# Training asks every unit one question: if what you receive changes a little, how much does your
# output change? The quotient rule gives a fraction; split it in two.
#
# $$\sigma'(x) = \frac{e^{-x}}{(1 + e^{-x})^2} = \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}}$$
#
# The first factor is σ(x), the second is 1 − σ(x). So **σ'(x) = σ(x) (1 − σ(x))** (CS389, 1.1.1
# Sigmoid; UCLA slides, Sigmoid unit; DS 102, problem 2).
#
# Here x is what the unit receives, its *pre-activation*. The UCLA slide writes σ(w), with the
# weight in its place. That is right only if the input is 1.
#
# The picture below calls a unit *asleep* where its slope is smaller than a limit, there 0.05.
#
# **Exercise 1.1, second part (1 point).** Write `sigmoid_prime(x)`. You may call your `sigmoid`:
# if yours has a slip, the check lends you a correct one. Stuck? `hint("sigmoid_prime")`

# %% course={"key": "sigmoid-prime"} nbgrader={"solution": true}
def sigmoid_prime(x):
    """Return the slope of the sigmoid at every entry of x.

    x : the pre-activation, not the activation; a number, a list or an array
    returns : floats in the shape of x; nothing overflows, not even at ±1000
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    s = sigmoid(x)
    return s * (1 - s)
    ### END SOLUTION

# %% course={"key": "sigmoid-prime-check"} nbgrader={"grade": true}
check(sigmoid_prime)

# %% course={"key": "sigmoid-figure", "lectures": ["S0-14"]}
# From here on sigma is the course's own sigmoid: a slip in 1.1 does not follow you.
from course.activations import sigmoid as sigma

activation_and_slope(sigmoid, sigmoid_prime, "Your sigmoid", tol=0.05)

# %% [markdown] course={"key": "predict-tanh", "lectures": ["S0-09", "S4-06"]}
# ## 1.2 A printed formula, and one number
#
# Read your picture. The height was once seen as a firing rate, from silent to firing as fast as
# the cell can (CS389, 1.1.1 Sigmoid). The slope is never above 0.25, and grey marks where it is
# below 0.05, where the unit is asleep. *In one sentence, for yourself: why does a unit in the grey zone learn slowly?*
#
# Next comes **tanh**, an S that runs from −1 to 1. The UCLA slides (Hyperbolic tangent) print it
# like this:
#
# tanh(x) = 2σ(x) − 1
#
# At x = 1 the left side is 0.7616. What is the right side? Decide by picturing both curves. If you
# like, note how sure you are, in percent.
#
# Options: `"0.7616"`, `"0.4621"`, `"0.9640"`

# %% course={"key": "predict-tanh-answer"} nbgrader={"solution": true}
prediction_tanh_identity = None  # "0.7616", "0.4621" or "0.9640"
confidence_tanh = None  # leave it None if you like, or a number from 0 to 100
### BEGIN SOLUTION
prediction_tanh_identity = "0.4621"
confidence_tanh = 70
### END SOLUTION

# %% course={"key": "predict-tanh-check"} nbgrader={"grade": true}
check(prediction_tanh_identity, exercise="prediction_tanh_identity")

# %% course={"key": "predict-tanh-reveal"}
def both_sides_at_one():
    return f"tanh(1) = {math.tanh(1):.4f}, and 2σ(1) - 1 = {2 * sigma(1) - 1:.4f}."


reveal(
    prediction_tanh_identity,
    exercise="prediction_tanh_identity",
    run=both_sides_at_one,
    confidence=confidence_tanh,
)

# %% [markdown] course={"key": "tanh-task", "lectures": ["S0-15", "S0-16", "S0-18", "S1-17", "S4-07", "S4-08", "S4-09"]}
# ### Mend it
#
# CS771 prints the right identity, in Activation Functions: Some Common Choices. You can find it
# without looking: tanh is the sigmoid stretched in height, moved down *and* made narrower. Its
# definition overflows on both sides (CS389, 1.1.2 Tanh); built from a safe σ, it does not.
#
# $$\tanh(x) = \frac{\sinh x}{\cosh x} = \frac{e^x - e^{-x}}{e^x + e^{-x}}$$
#
# Near 0 it is almost the line x, and it has a slope everywhere: 1 − tanh²(x), taken at the
# pre-activation x (UCLA slides, Hyperbolic tangent).
#
# **Exercise 1.2.** One step is missing in `tanh_from_sigmoid(x)` (1 point). Then write
# `tanh_prime(x)` (1 point); you may use `np.tanh` or your own function there.
#
# Stuck? `hint("tanh_from_sigmoid")` and `hint("tanh_prime")`. When it works: *why exactly this
# much narrower? Compare the slopes at 0.*

# %% course={"key": "tanh"} nbgrader={"solution": true}
def tanh_from_sigmoid(x):
    """Return tanh of every entry of x, built from sigma.

    x : a number, a list or an array
    returns : floats in the shape of x
    """
    x = np.asarray(x, dtype=float)
    # sigma is safe and takes arrays. What goes into it? The last line is right.
    # Set z, and delete the raise line.
    ### BEGIN SOLUTION
    z = 2 * x
    ### END SOLUTION
    return 2 * sigma(z) - 1


def tanh_prime(x):
    """Return the slope of tanh at every entry of x.

    x : the pre-activation; a number, a list or an array
    returns : floats in the shape of x; nothing overflows, not even at ±1000
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    return 1 - np.tanh(x) ** 2
    ### END SOLUTION

# %% course={"key": "tanh-check"} nbgrader={"grade": true}
check(tanh_from_sigmoid)

# %% course={"key": "tanh-prime-check"} nbgrader={"grade": true}
check(tanh_prime)

# %% [markdown] course={"key": "relu-task", "lectures": ["S0-19", "S0-20", "S0-23", "S1-18", "S2-04", "S2-05", "S3-24", "S4-11", "S4-12", "S4-13", "S4-15", "S4-18"]}
# ## 1.3 The rectifier
#
# Many networks use no exponential at all: **ReLU**, the rectified linear unit, is max(0, x). (DS 102,
# problem 1, spells it "restricted"; rectified is meant.) The unit passes (−9, 4, 0) on as
# (0, 4, 0). Where it is active it is a straight line: slope 1, no curvature (UCLA slides, ReLU
# unit).
#
# CS389 (1.1 Non-linearities) calls all its three activations differentiable. At 0 this one has a
# corner, and the lectures part ways on its slope there: 1 (CS389, 1.1.3 ReLU), undefined (CS 457/557,
# 07-1b), anything from 0 to 1 (UCLA). A sum of floats is rarely exactly 0, so it hardly matters. The
# check accepts every value from 0 to 1.
#
# **Exercise 1.3, first part (2 × 0.75 points).** Write `relu(x)` and `relu_prime(x)` for numbers,
# lists and arrays of any shape. Hints: `hint("relu")`, `hint("relu_prime")`.

# %% course={"key": "relu"} nbgrader={"solution": true}
def relu(x):
    """Return max(0, x), entry by entry.

    x : a number, a list or an array; it is not changed
    returns : floats in the shape of x
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    return np.maximum(0.0, x)
    ### END SOLUTION


def relu_prime(x):
    """Return the slope of relu at every entry of x; at exactly 0, anything from 0 to 1.

    x : the pre-activation; a number, a list or an array
    returns : the shape of x
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    return np.where(x > 0, 1.0, 0.0)
    ### END SOLUTION

# %% course={"key": "relu-check"} nbgrader={"grade": true}
check(relu)

# %% course={"key": "relu-prime-check"} nbgrader={"grade": true}
check(relu_prime)

# %% [markdown] course={"key": "leaky-task", "lectures": ["S0-21", "S1-19", "S4-19", "S4-24", "S4-25"]}
# ### A leak on the left
#
# A rectifier whose pre-activation is negative has slope 0. If one large step of training makes it
# negative for *every* example, nothing can bring it back: the unit is dead (CS389, 1.1.3 ReLU). The
# **leaky** rectifier keeps a small slope alpha on the left, so it always learns a little. If alpha
# itself is learned, the unit is called PReLU (UCLA slides, Leaky rectified linear unit).
#
# The slide writes it max(αx, x). Test that with alpha = 2 at x = −1: the maximum of −2 and −1 is −1,
# but alpha times x is −2. The formula holds for alpha up to 1, and a *learned* alpha may pass 1. The
# form by cases holds always: x for x > 0, else alpha times x.
#
# **Exercise 1.3, second part (2 × 0.75 points).** Write `leaky_relu(x, alpha=0.01)` and
# `leaky_relu_prime(x, alpha=0.01)`. Checks use alpha from 0 to 1. Hints: `hint("leaky_relu")`.
#
# When it works: *which alpha turns the leaky unit into no bend at all?*

# %% course={"key": "leaky"} nbgrader={"solution": true}
def leaky_relu(x, alpha=0.01):
    """Return x where x > 0, else alpha times x, entry by entry.

    x : a number, a list or an array; it is not changed
    alpha : the slope on the left
    returns : floats in the shape of x
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    return np.where(x > 0, x, alpha * x)
    ### END SOLUTION


def leaky_relu_prime(x, alpha=0.01):
    """Return the slope of leaky_relu at every entry of x (x is never 0 in the check).

    x : the pre-activation; a number, a list or an array
    returns : floats in the shape of x
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    return np.where(x > 0, 1.0, alpha)
    ### END SOLUTION

# %% course={"key": "leaky-check"} nbgrader={"grade": true}
check(leaky_relu)

# %% course={"key": "leaky-prime-check"} nbgrader={"grade": true}
check(leaky_relu_prime)

# %% [markdown] course={"key": "predict-elu", "lectures": ["S4-26", "S4-30"]}
# ## 1.4 Smooth relatives
#
# The **ELU** bends down smoothly on the left: it is x for x > 0, else $\alpha (e^x - 1)$. Like the
# leaky rectifier it goes on learning there, at the price of an exponential. The UCLA slides take
# α = 0.2 in their code and α = 1 in the GELU figure, so here alpha is an argument. Their code is one
# line:
#
# ```python
# f = lambda x: x * (x > 0) + 0.2 * (np.exp(x) - 1) * (x < 0)
# ```
#
# A comparison counts as 1 where it is true and as 0 where it is false, so each product keeps one
# side and blanks out the other. What does this line return at x = 1000?
#
# Options: `"1000"`, `"inf"`, `"nan"`

# %% course={"key": "predict-elu-answer"} nbgrader={"solution": true}
prediction_elu_far_out = None  # "1000", "inf" or "nan"
confidence_elu = None  # leave it None if you like, or a number from 0 to 100
### BEGIN SOLUTION
prediction_elu_far_out = "nan"
confidence_elu = 80
### END SOLUTION

# %% course={"key": "predict-elu-check"} nbgrader={"grade": true}
check(prediction_elu_far_out, exercise="prediction_elu_far_out")

# %% course={"key": "predict-elu-reveal"}
def the_line_at_a_thousand():
    x = np.float64(1000)
    return x * (x > 0) + 0.2 * (np.exp(x) - 1) * (x < 0)


reveal(
    prediction_elu_far_out,
    exercise="prediction_elu_far_out",
    run=the_line_at_a_thousand,
    confidence=confidence_elu,
)

# %% [markdown] course={"key": "smooth-task", "lectures": ["S3-25", "S4-20", "S4-21"]}
# ### Two repairs
#
# `np.where` would return 1000 there, but it too computes both branches for every entry before it
# chooses, and warns of the one it drops. Make the exponential harmless *before* the choice.
#
# **Softplus**, $\log(1 + e^x)$, is ReLU with a rounded corner. Its slope is a function that you have
# met (CS 457/557, 07-1b; UCLA slides, Softplus unit): differentiate, and look at the result.
#
# **Exercise 1.4 (4 × 0.5 points).** Write the four functions below so that nothing overflows or
# warns at ±1000. For softplus two of the four steps are missing, for the ELU three. `np.log1p(t)`
# is log(1 + t), with all digits when t is tiny; `np.expm1(t)` is $e^t - 1$, likewise.
#
# Hints: `hint("softplus")`, `hint("elu")` and so on. When it works: *why is the answer at x = 1000
# the same for ReLU, softplus and ELU?*

# %% course={"key": "softplus"} nbgrader={"solution": true}
def softplus(x):
    """Return log(1 + e^x), natural logarithm, for a number, a list or an array.

    Step 1, split by sign, is done: log(1 + e^x) = x + log(1 + e^-x). One side of this
    equation is safe for x >= 0, the other for x < 0. Missing: step 2, choose the small
    exponential, and step 3, vectorise. Step 4, the tails, is done by the check.
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(x))
    return np.maximum(x, 0) + np.log1p(e)
    ### END SOLUTION


def softplus_prime(x):
    """Return the slope of softplus at the pre-activation x; sigma may be used."""
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    return sigma(x)
    ### END SOLUTION

# %% course={"key": "softplus-check"} nbgrader={"grade": true}
check(softplus)

# %% course={"key": "softplus-prime-check"} nbgrader={"grade": true}
check(softplus_prime)

# %% course={"key": "elu"} nbgrader={"solution": true}
def elu(x, alpha=1.0):
    """Return x where x > 0, else alpha (e^x - 1), for a number, a list or an array.

    Missing: steps 1 to 3. Which numbers may reach the exponential?
    """
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))
    ### END SOLUTION


def elu_prime(x, alpha=1.0):
    """Return the slope of elu at the pre-activation x (x is never 0 in the check)."""
    x = np.asarray(x, dtype=float)
    ### BEGIN SOLUTION
    return np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0)))
    ### END SOLUTION

# %% course={"key": "elu-check"} nbgrader={"grade": true}
check(elu)

# %% course={"key": "elu-prime-check"} nbgrader={"grade": true}
check(elu_prime)

# %% [markdown] course={"key": "closing"}
# ## What you have built
#
# The next cell draws your functions and shows your points. A curve that is missing belongs to a
# function that is still the template.
#
# Then choose *Restart Kernel and Run All Cells* in the menu *Kernel*. It finds names that existed
# only in your session. If all checks still say what they said before, this part is ready to hand
# in.
#
# Part 2, `activations_2`, looks at the ends of the curves: where does a unit stop learning, and
# what can be done about it?

# %% course={"key": "your-curves"}
display(
    compare_curves(
        {
            "relu": relu,
            "leaky_relu, alpha 0.1": lambda x: leaky_relu(x, 0.1),
            "softplus": softplus,
            "elu": elu,
        },
        span=4,
        title="Your four rectifiers",
    )
)
progress()
