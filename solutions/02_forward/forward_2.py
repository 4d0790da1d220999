# %% [markdown] course={"key": "goals"}
# # Unit 2, part 2: what a hidden layer can draw
#
# Part 1 pushed numbers through networks of any size. This part asks why we want more than one
# layer, and when a second layer adds nothing at all.
#
# After this notebook you can
#
# - replace any stack of layers without activations by a single one,
# - argue why one line can't separate XOR, and choose weights for a network that can,
# - build a hill out of two sigmoids,
# - say in a few sentences what a nonlinearity changes.
#
# **Time:** 60 minutes. **Points:** 8 for exercises 2.5 to 2.7, 4 for a written question, and 1.0 for
# warm-ups and predictions, right or wrong, for four attempts, and for a number read off, which must
# be right.
#
# Nothing here depends on your part 1: where `forward` is needed, the course lends its own.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, recall, reveal
from course.activations import sigmoid, threshold
from course.data import xor
from course.figures import compare_curves, decision_regions
from course.lecture_networks import xor_network
from course.network import Network, forward

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes:
#
# 1. A threshold unit jumps from 0 to 1 at 0. What is its slope at in_ = 0.7?
#    Options: `"0"`, `"0.7"`, `"1"`
# 2. Where is σ(5 (x − 2)) equal to one half? Options: `"x = -2"`, `"x = 0.4"`, `"x = 2"`
# 3. Which of these is affine but not linear? Options: `"3x"`, `"3x + 1"`, `"3x^2"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_threshold_slope = None
warmup_half_height = None
warmup_which_is_affine = None
### BEGIN SOLUTION
warmup_threshold_slope = "0"
warmup_half_height = "x = 2"
warmup_which_is_affine = "3x + 1"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_threshold_slope, exercise="warmup_threshold_slope")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_half_height, exercise="warmup_half_height")

# %% course={"key": "warm-up-check-3"} nbgrader={"grade": true}
check(warmup_which_is_affine, exercise="warmup_which_is_affine")

# %% course={"key": "warm-up-reveal"}
def nudged_threshold():
    return f"the threshold at 0.7 is {threshold(0.7)}, and at 0.71 {threshold(0.71)}."


def three_places():
    return ", ".join(f"at x = {x}: {sigmoid(5 * (x - 2)):.4f}" for x in (-2, 0.4, 2))


def at_zero_and_doubled():
    return "at x = 0, 1 and 2: 3x + 1 is " + ", ".join(f"{3 * x + 1}" for x in range(3))


display(
    reveal(
        warmup_threshold_slope, exercise="warmup_threshold_slope", run=nudged_threshold
    ),
    reveal(warmup_half_height, exercise="warmup_half_height", run=three_places),
    reveal(
        warmup_which_is_affine,
        exercise="warmup_which_is_affine",
        run=at_zero_and_doubled,
    ),
    recall(),
)

# %% [markdown] course={"key": "predict-size"}
# ## More layers, more power?
#
# A stack of three layers has 2 inputs, 50 units, 50 units and 1 output. It has no activations: each
# layer multiplies and adds. In total it holds `2751` weights and biases.
#
# How many numbers do you need to describe *what it computes*, exactly? Options: `"3"`, `"51"`,
# `"2751"`

# %% course={"key": "predict-size-answer"} nbgrader={"solution": true}
prediction_collapsed_size = None  # "3", "51" or "2751"
confidence_size = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_collapsed_size = "3"
confidence_size = 70
### END SOLUTION

# %% course={"key": "predict-size-check"} nbgrader={"grade": true}
check(prediction_collapsed_size, exercise="prediction_collapsed_size")

# %% course={"key": "predict-size-reveal"}
rng = np.random.default_rng(4)
stack = Network([2, 50, 50, 1], "identity", "identity", rng=rng)
stack.bs[0] = np.linspace(-1, 1, 50)


def three_questions():
    p00, p10, p01 = stack.predict([[0, 0], [1, 0], [0, 1]]).ravel()
    points = rng.normal(size=(1000, 2))
    plane = p00 + points @ [p10 - p00, p01 - p00]
    gap = np.abs(plane - stack.predict(points).ravel()).max()
    return (
        f"the answers at (0,0), (1,0), (0,1) are {p00:.3f}, {p10:.3f}, {p01:.3f}. "
        f"From these three, 1000 other answers follow, to within {gap:.0e}."
    )


reveal(
    prediction_collapsed_size,
    exercise="prediction_collapsed_size",
    run=three_questions,
    confidence=confidence_size,
)

# %% [markdown] course={"key": "collapse-task", "lectures": ["S0-03", "S0-04", "S1-20", "S1-21", "S1-29", "S3-21"]}
# ## 2.5 The collapse
#
# If f and g are linear, so is f(g(x)); matrices multiply into one matrix:
# $W_m (W_{m-1} \cdots (W_1 X)) = W X$ (CS389, 1.1 Non-linearities). CS771 (Activation Functions:
# Some Common Choices) prints $v^\top g(W^\top x) = v^\top W^\top x$, which holds for one g only: the
# identity. However deep it is, such a network equals a linear model. So *every* hidden layer needs
# its bend (Multiple Hidden Layers), and bends are what lets networks learn nonlinear functions (CS
# 457/557, 07-1b Neuron Output Functions).
#
# Both lectures leave out the biases. With them, a stack is *affine*: linear, plus a constant. Two
# layers, for a row x:
#
# $$(x W_1 + b_1) W_2 + b_2 = x \, (W_1 W_2) + (b_1 W_2 + b_2)$$
#
# **Exercise 2.5 (3 points).** Write `collapse(Ws, bs)` for any number of layers. The weights earn
# 1.25, the biases 1.25, a single layer and untouched lists 0.5. Stuck? `hint("collapse")`. When it
# works: *where in this proof would a sigmoid get stuck?*

# %% course={"key": "collapse"} nbgrader={"solution": true}
def collapse(Ws, bs):
    """Return (W, b) of the one layer that does the same as all of these in a row.

    Ws : list of arrays (fan_in, fan_out), at least one; a layer computes a @ W + b
    bs : as many arrays, each (fan_out,); the lists and arrays are not changed
    returns : W, (first fan_in, last fan_out), and b, (last fan_out,)
    """
    ### BEGIN SOLUTION
    W, b = Ws[0], bs[0]
    for V, c in zip(Ws[1:], bs[1:]):
        W, b = W @ V, b @ V + c
    return W, b
    ### END SOLUTION

# %% course={"key": "collapse-check"} nbgrader={"grade": true}
check(collapse)

# %% [markdown] course={"key": "one-line", "lectures": ["S0-02", "S1-04", "S3-07"]}
# ## One line against XOR
#
# XOR is 1 if exactly one of two inputs is 1. The four corners are the whole task. Rosenblatt's
# perceptron can't do it (CS 457/557, 07-1a History of Neural Networks; CS389, 1.1). At the time it
# was known that several neurons could, but not how to train them. Find out how close one line
# gets. A unit says 1 where $w_1 x_1 + w_2 x_2 + w_0 \geq 0$.
#
# First commit: how many of the four corners can it get right, at best? Options: `"2"`, `"3"`,
# `"4"`.
#
# Then take ten minutes. Log **four different attempts** `(w1, w2, w0)`, run the two checks and the
# picture, change them, run again. Four attempts count as done, whatever they score, and you may log
# more.
# Sketch the square on paper: which corners does each line cut off? (`hint("xor_lines")` gives a
# first line.)

# %% course={"key": "one-line-answer"} nbgrader={"solution": true}
prediction_xor_line = None  # "2", "3" or "4"
xor_lines = None  # four attempts: [(w1, w2, w0), ...]
### BEGIN SOLUTION
prediction_xor_line = "3"
xor_lines = [(1, 1, -0.5), (1, 1, -1.5), (1, 0, -0.5), (-1, -1, 1.5)]
### END SOLUTION

# %% course={"key": "one-line-check-1"} nbgrader={"grade": true}
check(prediction_xor_line, exercise="prediction_xor_line")

# %% course={"key": "one-line-check-2"} nbgrader={"grade": true}
check(xor_lines, exercise="xor_lines")

# %% course={"key": "one-line-log"}
corners, wanted = xor()
log = [(0, 0, -1)] if xor_lines is None else list(xor_lines)  # it always says 0


def corners_right(w1, w2, w0):
    return int((threshold(corners @ [w1, w2] + w0) == wanted).sum())


for attempt in log:
    print(f"{tuple(attempt)}: {corners_right(*attempt)} of 4 corners right")
w1, w2, w0 = max(log, key=lambda attempt: corners_right(*attempt))
decision_regions(
    lambda points: threshold(points @ [w1, w2] + w0),
    corners,
    wanted,
    title=f"Your best line: ({w1:g}, {w2:g}, {w0:g})",
)

# %% course={"key": "one-line-reveal"}
def many_lines():
    lines = np.random.default_rng(6).normal(size=(20_000, 3))
    says = threshold(corners @ lines[:, :2].T + lines[:, 2])
    counts = np.bincount((says == wanted[:, None]).sum(axis=0), minlength=5)
    return "20000 random lines by corners right: " + ", ".join(
        f"{k} right: {n}" for k, n in enumerate(counts)
    )


reveal(prediction_xor_line, exercise="prediction_xor_line", run=many_lines)

# %% [markdown] course={"key": "why-not-four", "lectures": ["S0-02", "S1-04"]}
# ### Why not four?
#
# Attempts of five kinds are common. Find yours:
#
# | attempt | says | wrong at |
# | --- | --- | --- |
# | (1, 1, −½) | at least one: OR | (1,1) |
# | (−1, −1, 1½) | not both: NAND | (0,0) |
# | (1, −1, −½) | the first, but not the second | (0,1) |
# | (1, 1, −1½) | both: AND | all but (0,0) |
# | (1, 0, −½) | the first | (0,1) and (1,1) |
#
# Three of them miss one corner, each another one. Keep that in mind: where one errs, another is
# right.
#
# For all four corners, four conditions would have to hold:
#
# 1. (0,0) off: $w_0 < 0$
# 2. (1,1) off: $w_1 + w_2 + w_0 < 0$
# 3. (1,0) on: $w_1 + w_0 \geq 0$
# 4. (0,1) on: $w_2 + w_0 \geq 0$
#
# Add the first two, then the last two. Both sums are $w_1 + w_2 + 2 w_0$. One says it is below 0,
# the other that it is not. So no line exists: XOR is **not linearly separable** (CS389, 1.1).
# Linear models need help there, such as kernels or new features (CS771, Limitation of Linear
# Models).

# %% [markdown] course={"key": "board"}
# ### The drawing board
#
# The goal: find out what *two* lines can do. Below is a 2-2-1 network of sigmoids. Its first hidden
# unit, number 3, draws one line; number 4 sleeps. Weights of size 20 make the sigmoids steep.
#
# 1. The weights compute OR, and the *goal* stands at AND. **Before you try:** will the bias $w_{03}$
#    have to rise or fall? Then find the largest whole-number $w_{03}$ for which all four corners of
#    AND are right, and enter it below as `and_bias`. (An answer of one half or more counts as 1.)
# 2. Set the goal XOR, wake unit 4 and find it. Which side of each line should be on?
# 3. The goal *stripe* has 25 points. Two upright lines will do.
# 4. With XOR found, tick *collapse: no g*: the hidden units lose their sigmoid. *How many lines are
#    left, and which exercise computes what remains?*

# %% course={"key": "board-figure"}
from course.widgets import draw_the_boundary

draw_the_boundary()

# %% course={"key": "board-answer"} nbgrader={"solution": true}
and_bias = None  # the whole number that you found
### BEGIN SOLUTION
and_bias = -21
### END SOLUTION

# %% course={"key": "board-check"} nbgrader={"grade": true}
check(and_bias, exercise="and_bias")

# %% [markdown] course={"key": "xor-task", "lectures": ["S1-34", "S3-22", "S3-53"]}
# ## 2.6 XOR by hand
#
# Hidden layers overcome the limit of one line (CS 457/557, 07-2b Feedforward Neural Networks). They
# turn the inputs into new features, φ(x), in which the task is linear (CS771, Neural Nets are
# Feature Learners): feature engineering, done by the network. How many layers and units there are,
# and who is wired to whom, is its *architecture*. Tasks differ, and fully connected layers are a
# fair default.
#
# Here you do the engineering, with hard **thresholds** as in the perceptron: g(in) is 1 for in ≥ 0
# and 0 otherwise (07-1b Different Activation Functions). Its slope is 0, or undefined at the jump,
# so such a network can't be trained by slopes. It can be thought out.
#
# **Exercise 2.6 (3 points).** Write `xor_params()`. Any weights with the right truth table earn 2
# points, for any number of hidden units from 2 on. One more point if no unit receives exactly 0 at
# a corner: what decides by a tie is changed by the smallest rounding. Stuck? `hint("xor_params")`.
# When it works: *say in words what each hidden unit asks, and what the output does with the
# answers.*

# %% course={"key": "xor-params"} nbgrader={"solution": true}
def xor_params():
    """Return (W1, b1, w2, b2) of a threshold network that computes XOR.

    W1 : (2, h), h >= 2 hidden units; column j leads into hidden unit j
    b1 : (h,), w2 : (h,), b2 : a number
    The network: hidden = (X @ W1 + b1 >= 0), output = (hidden @ w2 + b2 >= 0),
    on the corners (0,0), (0,1), (1,0), (1,1). No pre-activation is 0 there.
    """
    ### BEGIN SOLUTION
    W1 = np.array([[1.0, 1.0], [1.0, 1.0]])
    b1 = np.array([-0.5, -1.5])  # OR, AND
    return W1, b1, np.array([1.0, -1.0]), -0.5  # OR, but not AND
    ### END SOLUTION

# %% course={"key": "xor-params-check"} nbgrader={"grade": true}
check(xor_params)

# %% course={"key": "xor-figure"}
def your_network(points):
    W1, b1, w2, b2 = xor_params()
    return threshold(threshold(points @ np.asarray(W1) + b1) @ np.asarray(w2) + b2)


title = "Your XOR network"
try:
    picture = decision_regions(
        your_network, corners, wanted, hidden=xor_params()[:2], first=3, title=title
    )
except Exception:  # still the template, or shapes that do not fit: without its lines
    picture = decision_regions(your_network, corners, wanted, title=title)
picture

# %% [markdown] course={"key": "predict-20"}
# ### Sigmoids for steps
#
# Take a XOR network in which no unit ever receives less than ½ in size. Multiply all weights and
# biases by 20. With thresholds nothing changes: a sum that was positive stays positive.
#
# Now put *sigmoids* in place of the thresholds, in both layers, and compare each output with its
# target, 0 or 1. How large is the worst gap, over the four corners? Options: `"below 0.01"`,
# `"about 0.1"`, `"about 0.5"`.

# %% course={"key": "predict-20-answer"} nbgrader={"solution": true}
prediction_times_20 = None
confidence_20 = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_times_20 = "below 0.01"
confidence_20 = 65
### END SOLUTION

# %% course={"key": "predict-20-check"} nbgrader={"grade": true}
check(prediction_times_20, exercise="prediction_times_20")

# %% course={"key": "predict-20-reveal"}
def three_scales():
    net, _, _ = xor_network()
    said = []
    for scale in (1, 5, 20):
        Ws, bs = [scale * W for W in net.Ws], [scale * b for b in net.bs]
        out = forward(corners, Ws, bs, [sigmoid, sigmoid])[1][-1].ravel()
        worst = np.abs(out - wanted).max()
        answers = ", ".join(f"{a:.3f}" for a in out)
        said.append(f"times {scale}: {answers}; worst gap {worst:.5f}")
    hidden = net.forward(corners)[1][1]
    rows = ", ".join(str(tuple(row)) for row in hidden.astype(int).tolist())
    return (
        "\n".join([*said, f"hidden values (thresholds) at the corners: {rows}"]),
        decision_regions(
            lambda a: threshold(a @ net.Ws[1] + net.bs[1]),
            hidden,
            wanted,
            names=("a₃", "a₄"),
            title="The corners as the output unit sees them",
        ),
    )


reveal(
    prediction_times_20,
    exercise="prediction_times_20",
    run=three_scales,
    confidence=confidence_20,
)

# %% [markdown] course={"key": "bump-task", "lectures": ["S1-24", "S1-25"], "numbers": {"0.9866": "2*sigmoid(5)-1", "0.0067": "sigmoid(15)-sigmoid(5)"}}
# ## 2.7 A bump
#
# In the last picture the axes are the two hidden values. Its one square is two corners, drawn on
# top of each other, and one line is enough. *Which two, and why is that what XOR needs?*
#
# The same trick works on a line. Two sigmoids, one shifted and subtracted from the other, make a
# bump: high in the middle, low on *both* sides (CS771, Superposition of two linear models =
# Nonlinear model). With more sigmoids, more elaborate borders become possible.
#
# **Exercise 2.7 (2 points).** Write `bump(x, c, width, k)`: the difference of two sigmoids with
# steepness k. The first rises through one half at c − width, the second at c + width. So the hill is
# 2 · width broad. Test yours with k · width = 5: it should be 0.9866 at c and 0.0067 at c ± 2 · width.
# Use `sigmoid`, which stays calm far out. x may be a list, and `x - c` needs an array. Stuck?
# `hint("bump")`. When it works: *how would you choose k to make a box?*

# %% course={"key": "bump"} nbgrader={"solution": true}
def bump(x, c, width, k):
    """Return a hill around c, for every entry of x.

    x : a number, a list or an array
    c : its centre; width : from the centre to each edge, where a sigmoid is at one half
    k : the factor in front of (x - edge), inside both sigmoids
    returns : floats in the shape of x; nothing overflows or warns
    """
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=float)
    return sigmoid(k * (x - (c - width))) - sigmoid(k * (x - (c + width)))
    ### END SOLUTION

# %% course={"key": "bump-check"} nbgrader={"grade": true}
check(bump)

# %% course={"key": "bump-figure"}
def skyline(x):
    """Fourteen boxes, each as high as the sine at its centre."""
    return sum(np.sin(c) * bump(x, c, 0.25, 30) for c in np.arange(-3.25, 3.5, 0.5))


display(
    compare_curves(
        {f"k = {k}": lambda x, k=k: bump(x, 0, 1, k) for k in (2, 5, 20)},
        span=4,
        variable="x",
        title="One bump: c = 0, width 1",
    ),
    compare_curves(
        {"sine": np.sin, "14 bumps, 28 sigmoids": skyline},
        span=3,
        variable="x",
        title="A skyline of bumps",
    ),
)

# %% [markdown] course={"key": "universal", "lectures": ["S1-23", "S3-54"]}
# ## How far does this go?
#
# Bumps side by side can follow any curve. That is the picture behind the **universal approximation
# theorem**: one hidden layer with enough units comes as close as you like to a function, "under mild
# conditions" (CS 457/557, 07-2b Usefulness of Hidden Layers). The conditions: the function is
# continuous, we look at a closed and bounded piece of the input space, and the activation is not a
# polynomial.
#
# CS771 has a slide with the title MLP Can Learn Any Nonlinear Function. As a composition of linear
# models with bends it can *come close to* any continuous one. Whether training finds the weights is
# another question, and so is how many units it takes. In one dimension the skyline needs two
# sigmoids per bump. *What would a square hill over the plane need?*

# %% [markdown] course={"key": "written-question", "lectures": ["S0-03", "S0-05", "S1-24", "S3-07", "S3-53"]}
# ## Written question (4 points)
#
# A friend stacks ten linear layers to learn XOR and gets 3 of 4 corners right at best. "Then I take
# a hundred layers," she says. Someone else tells her that functions such as sigmoid, tanh or ReLU
# between the layers give nonlinear maps (CS389, 1.1 Non-linearities).
#
# Explain to her, in at most 150 words, why more layers do not help, what exactly the nonlinearity
# changes, and why two hidden units suffice here. Double-click the cell below to write.
#
# One point each:
#
# 1. A composition of affine maps is affine.
# 2. XOR is not linearly separable: it needs two lines. The four points are used.
# 3. Hidden units give new features in which the classes are separable; their values are listed.
# 4. Clear, complete and within the limit.

# %% [markdown] course={"key": "written-answer"} nbgrader={"grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# A linear layer computes x W + b. Two in a row give x (W₁W₂) + (b₁W₂ + b₂): the same form. So ten
# layers, or a hundred, are one layer, and its output with a threshold is one line in the plane.
#
# XOR needs two lines. One line would need w₀ < 0 for (0,0) and w₁ + w₂ + w₀ < 0 for (1,1), but
# w₁ + w₀ ≥ 0 and w₂ + w₀ ≥ 0 for (1,0) and (0,1). Adding each pair gives a contradiction. Three
# corners are the best.
#
# A bend between the layers stops the products from merging. Each hidden unit then reports on which
# side of *its own* line a point lies. Take a₃ = OR and a₄ = AND. The corners (0,0), (0,1), (1,0),
# (1,1) become (0,0), (1,0), (1,0), (1,1). There the line a₃ − a₄ = ½ separates the classes. Two
# units suffice, because two lines do.
# ### END SOLUTION

# %% [markdown] course={"key": "closing"}
# ## Before you hand in
#
# You can now collapse what is flat, and bend what should not be. You found the weights of XOR by
# thinking. For thousands of weights nobody can: unit 3 computes how each
# one has to change.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. The board shows the points of this
# session, and the written question is read by a person.

# %% course={"key": "progress"}
progress()
