# %% [markdown] course={"key": "goals", "lectures": ["S0-01", "S1-01", "S2-01", "S3-01", "S4-01", "S3-02", "S3-03", "S1-73"]}
# # Unit 0, part 1: orientation
#
# A neural network is a web of many small units. Each adds up what it receives, sends the sum through
# a bent function and passes it on; the picture comes from the brain (CS 457/557, 07-1a Neural
# Learning Methods). Networks name what they see, predict numbers, and more.
#
# After this notebook you can
#
# - work through a notebook: predict, run, write, check, hand in,
# - name the eight conventions of this course,
# - put eight events of the field in order, with a reason for each.
#
# **Time:** 40 minutes. **Points:** 3 for exercises 0.1 and 0.2. The five questions of a pre-test add
# 0.5: you earn those by committing to an answer, right or wrong.
#
# You will write every derivative of this course yourself. Frameworks do that for you (CS771,
# Backpropagation), and later you will let them: knowing what they do.
#
# Five lectures are cited by title and section: CS389 lecture notes (UMass Amherst, 2023); CS771,
# Intro to Deep Neural Networks; DS 102, Discussion 7, a sheet with two problems; CS 457/557, Lecture
# 07 (UW-La Crosse), in 19 parts; and the UCLA deep-learning slides (2024).

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, reveal
from course.activations import sigmoid, threshold
from course.figures import decision_regions, network_drawing
from course.network import forward

# If a network appears below, everything works: 2 inputs, 3 hidden units, 1 output.
W1, b1 = np.array([[1.0, -2.0, 0.5], [0.5, 1.0, -1.5]]), np.array([0.2, -0.5, 1.0])
W2, b2 = np.array([[2.0], [-1.0], [1.5]]), np.array([-1.0])
ins, outs = forward([[1.0, 2.0]], [W1, W2], [b1, b2], [sigmoid, sigmoid])
network_drawing([W1, W2], [b1, b2], ins, outs, title="A 2-3-1 network, one example")

# %% [markdown] course={"key": "pretest", "lectures": ["S2-02"]}
# ## How this course works, on five questions
#
# 1. **Predict.** Replace each `None` by an option, in quotes.
# 2. **Run** the cells one by one (Shift and Enter). The `reveal` cell opens once you have chosen.
# 3. **Write** what is asked for where a cell says `raise NotImplementedError()`; delete that line.
# 4. **Check** as often as you like. A verdict names what may have gone wrong; `hint("conventions")`, in
#    any cell, gives one hint at a time.
#
# Predicting and explaining feels slower than reading on. Students who work actively often believe
# that they learn less, yet they learn more (Deslauriers and others, 2019). A wrong guess makes the
# answer stick. So guess first.
#
# This pre-test is for you; unit 8 asks it again.
#
# 1. The derivative of (3x − 1)² with respect to x?
#    `"2(3x - 1)"`, `"6(3x - 1)"`, `"9(3x - 1)"`
# 2. The derivative of (y − w x)² with respect to w?
#    `"2(y - w x)"`, `"-2(y - w x)"`, `"-2x(y - w x)"`
# 3. `X` has shape (5, 3), `W` has shape (3, 4). The shape of `X @ W`?
#    `"(3, 3)"`, `"(5, 4)"`, `"(4, 5)"`
# 4. `A` has shape (5, 3), `D` has shape (5, 4). Which product has the shape (3, 4)?
#    `"A @ D"`, `"A.T @ D"`, `"D.T @ A"`
# 5. The logistic function σ(x) = 1 / (1 + $e^{-x}$), known from logistic regression, bends the sums
#    of many networks; without a bend they learn no complex patterns (DS 102, problem 1). What is
#    σ(−2)? `"1 - σ(2)"`, `"-σ(2)"`, `"1 / σ(2)"`

# %% course={"key": "pretest-answers"} nbgrader={"solution": true}
pretest_chain_rule = None
pretest_derivative_of_error = None
pretest_shape_of_product = None
pretest_transposed_product = None
pretest_logistic = None
### BEGIN SOLUTION
pretest_chain_rule = "6(3x - 1)"
pretest_derivative_of_error = "-2x(y - w x)"
pretest_shape_of_product = "(5, 4)"
pretest_transposed_product = "A.T @ D"
pretest_logistic = "1 - σ(2)"
### END SOLUTION

# %% course={"key": "pretest-check-1"} nbgrader={"grade": true}
check(pretest_chain_rule, exercise="pretest_chain_rule")

# %% course={"key": "pretest-check-2"} nbgrader={"grade": true}
check(pretest_derivative_of_error, exercise="pretest_derivative_of_error")

# %% course={"key": "pretest-check-3"} nbgrader={"grade": true}
check(pretest_shape_of_product, exercise="pretest_shape_of_product")

# %% course={"key": "pretest-check-4"} nbgrader={"grade": true}
check(pretest_transposed_product, exercise="pretest_transposed_product")

# %% course={"key": "pretest-check-5"} nbgrader={"grade": true}
check(pretest_logistic, exercise="pretest_logistic")

# %% course={"key": "pretest-reveal"}
def measured(f, at, h=1e-6):
    return f"the measured slope at {at:g} is {(f(at + h) - f(at - h)) / (2 * h):.3f}."


X, W, A, D = np.ones((5, 3)), np.ones((3, 4)), np.ones((5, 3)), np.ones((5, 4))
display(
    reveal(
        pretest_chain_rule,
        exercise="pretest_chain_rule",
        run=lambda: measured(lambda x: (3 * x - 1) ** 2, 1),
    ),
    reveal(
        pretest_derivative_of_error,
        exercise="pretest_derivative_of_error",
        run=lambda: "with x = 3, y = 2, " + measured(lambda w: (2 - w * 3) ** 2, 0.5),
    ),
    reveal(
        pretest_shape_of_product,
        exercise="pretest_shape_of_product",
        run=lambda: f"(X @ W).shape is {(X @ W).shape}.",
    ),
    reveal(
        pretest_transposed_product,
        exercise="pretest_transposed_product",
        run=lambda: f"(A.T @ D).shape is {(A.T @ D).shape}; A @ D has no result.",
    ),
    reveal(
        pretest_logistic,
        exercise="pretest_logistic",
        run=lambda: f"σ(-2) = {sigmoid(-2):.4f} and σ(2) = {sigmoid(2):.4f}.",
    ),
)

# %% [markdown] course={"key": "layer-picture"}
# ## One layer, in the picture and in code
#
# Scroll up to the network. A **unit** adds up what it receives: that is its `in_`. It passes on
# `a = g(in_)`, the number in the circle. g is the bent function, here the σ of question 5, and it is
# called the **activation function**.
#
# In code, a layer computes all its units at once: `in_ = a_prev @ W + b`. Here `a_prev` is what the
# layer before passes on; for the first layer that is the input `X`.
#
# Two things look different in the picture. It numbers the units from 1 to 6 across the layers, while
# a table in Python counts its own rows and columns from 0. And it writes the bias below its unit as
# w₀, while the code keeps all biases of a layer in a vector `b`. So the −2 on the line from unit 1 to
# unit 4 is `W1[0, 1]`: from the first input to the second hidden unit.
#
# Before you run the cell: what shape does `X @ W1 + b1` have, and where in the picture are its
# numbers?

# %% course={"key": "layer-code"}
X = np.array([[1.0, 2.0]])  # one example is one row, with two features
in_ = X @ W1 + b1

print(f"{X.shape} @ {W1.shape} + {b1.shape} gives {in_.shape}")
print("in_ of the hidden units:", in_)
print("W1[0, 1] is", W1[0, 1])

# %% [markdown] course={"key": "conventions-task", "lectures": ["S3-18", "S3-30", "S3-110", "S4-02", "S2-09"]}
# ## 0.1 Eight conventions
#
# Five lectures write one thing in several ways. Here is ours; NOTATION.md has the rest.
#
# - **Rows.** One example is one row of `X`. On paper, lectures draw it as a column.
# - **Weights.** `W[i, j]` leads from unit i to unit j, the $w_{ij}$ of CS 457/557 (07-1b). So `W` has the
#   shape (fan_in, fan_out): as many rows as numbers come in, as many columns as units. Where the input
#   stands on the right, as in h₁ = f(W₁x + b₁) (UCLA slides, Neural networks) or b · σ(Ax) (DS 102,
#   problem 2), the table is ours, turned.
# - **Bias.** A vector `b`, as in the UCLA slides. In CS 457/557 it is the weight of a unit 0 that
#   always says 1; DS 102 has none, and its b are output weights.
# - **Error.** Target minus output, y − a.
# - **Squared error.** (y − a)², without ½, as in CS 457/557 (07-1c).
# - **Cost.** The mean of the squared errors over the examples, so that a doubled batch costs the same.
#   The slopes of the cost, one per weight, form its **gradient**.
# - **Slope.** The slope g' of the activation function is taken at `in_`, at what goes into g.
# - **Labels.** Two classes are 0 and 1. More classes count from 1 to K. As a **one-hot** row, all 0
#   but for a 1 at the place of the class, label 1 of three is (1, 0, 0) (CS 457/557, 07-4c).
#
# **Exercise 0.1 (2 points).** Scroll on until this list is out of sight, then fill in the card: write
# `conventions()`. Stuck? `hint("conventions")`. When it works: *which two of the eight would change a
# gradient by a constant factor?*

# %% course={"key": "conventions"} nbgrader={"solution": true}
def conventions():
    """Return the convention card: a dictionary with eight keys, each with one option.

    key               options, as text
    "example"         "a column", "a row"
    "weight_shape"    "(fan_in, fan_out)", "(fan_out, fan_in)"
    "bias"            "none", "a weight from unit 0", "a vector b"
    "error"           "y - a", "a - y"
    "squared_error"   "0.5*(y - a)**2", "(y - a)**2"
    "batch_cost"      "sum", "mean"
    "slope_at"        "in_", "a"
    "first_label"     "0", "1" (the first label where there are more than two classes)

    A dictionary of two entries looks like {"day": "Monday", "month": "June"}.
    """
    ### BEGIN SOLUTION
    return {
        "example": "a row",
        "weight_shape": "(fan_in, fan_out)",
        "bias": "a vector b",
        "error": "y - a",
        "squared_error": "(y - a)**2",
        "batch_cost": "mean",
        "slope_at": "in_",
        "first_label": "1",
    }
    ### END SOLUTION

# %% course={"key": "conventions-check"} nbgrader={"grade": true}
check(conventions)

# %% [markdown] course={"key": "xor"}
# ### One unit, one line
#
# A *threshold unit* says 1 where w · x + b is 0 or more, else 0. With two inputs, one straight line
# divides the plane.
#
# **XOR** asks for a 1 where exactly one of two inputs is 1. The next cell shows its four points, and
# what one threshold unit answers. How many of the four can it get right? Make a guess, then edit the
# first line: `w` turns the line and `b` moves it. Keep your guess; unit 2 settles it.

# %% course={"key": "xor-figure"}
w, b = np.array([1.0, 0.0]), -0.5  # edit these, then run the cell again

points, xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), [0, 1, 1, 0]
right = np.sum(threshold(points @ w + b) == xor)
print(f"{right} of 4 right")
decision_regions(
    lambda x: threshold(x @ w + b), points, xor, title="One threshold unit and XOR"
)

# %% [markdown] course={"key": "timeline-task", "lectures": ["S1-03", "S0-09", "S3-07"]}
# ## 0.2 Eight events
#
# Each but the first answered an earlier one (after CS 457/557, 07-1a History of Neural Networks). They are
# shuffled; the years come afterwards.
#
# - `"deep learning"`: many layers, at first pre-trained one after another (Hinton and others). The
#   activation ReLU, max(0, x), takes over. Methods, machines and data feed one another.
# - `"perceptron"`: one layer of threshold units learns its weights (Rosenblatt). The word means the
#   unit y = f(w · x), too; CS771 warns not to confuse it with the learning rule.
# - `"vanishing gradients"`: in networks of many layers, hardly any training signal reaches the first
#   ones.
# - `"formal neuron"`: McCulloch and Pitts describe nerve cells that fire or not, and nets of them. (The
#   height of σ was later read as a firing rate: CS389, 1.1.1.)
# - `"support vector machines"`: a rival that trains with less trouble draws interest away.
# - `"book on limits"`: no line separates the classes of XOR, so one layer of threshold units fails
#   (Minsky and Papert, *Perceptrons*). Several layers can do it, but nobody knew how to train them.
# - `"backpropagation"`: within a movement that had begun before, the PDP group makes popular how
#   layers of units with σ are trained.
# - `"connectionism"`: a decade opens with a belief: intelligence can emerge where many plain units
#   work together.
#
# **Exercise 0.2 (1 point).** Write `timeline()`. Look for what needs what. One pair may stand in either
# order; the check accepts both. Stuck? `hint("timeline")`. When it works: *which event would you drop
# first, and what would then have no reason?*

# %% course={"key": "timeline"} nbgrader={"solution": true}
def timeline():
    """Return a list of the eight keys above, as text, the earliest event first."""
    ### BEGIN SOLUTION
    return [
        "formal neuron",
        "perceptron",
        "book on limits",
        "connectionism",
        "backpropagation",
        "vanishing gradients",
        "support vector machines",
        "deep learning",
    ]
    ### END SOLUTION

# %% course={"key": "timeline-check"} nbgrader={"grade": true}
check(timeline)

# %% [markdown] course={"key": "years", "lectures": ["S3-04", "S3-05", "S3-06", "S3-08", "S3-09", "S3-10", "S3-11", "S3-12"]}
# ### The years
#
# McCulloch and Pitts 1943, Rosenblatt's perceptron 1957, the book 1969, connectionism in the 1980s, the
# PDP group 1986, vanishing gradients 1991, support vector machines in the 1990s, deep learning from the
# 2000s.
#
# One doubt: the lecture says that the book led to the "AI winter". That winter is mostly dated to the
# 1970s, and how much one book did is debated.

# %% [markdown] course={"key": "closing"}
# ## Before you hand in
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. That runs everything from top to
# bottom in a fresh session, as grading does. If the checks say what they said before, you are ready.
# The button *Validate* does it again for you, if your JupyterLab has it.
#
# Part 2, `orientation_2`, begins with the rival of the 1990s and asks what hidden layers are for.

# %% course={"key": "progress"}
progress()
