# %% [markdown] course={"key": "goals", "lectures": ["S0-01", "S1-01", "S2-01", "S3-01", "S4-01", "S3-02", "S3-03", "S1-46", "S1-73"]}
# # Unit 0: orientation
#
# A neural network is a web of many small units. Each adds up what it receives, sends the sum through
# a bent function and passes it on; the picture comes from the brain (CS 457/557, 07-1a Neural
# Learning Methods). Networks name what they see, predict numbers, and more. Their power sits in the
# hidden layers, which learn what to look for (CS771, Neural Nets: Some Aspects).
#
# After this notebook you can
#
# - work through a notebook: predict, run, write, check, hand in,
# - name the eight conventions of this course,
# - put eight events of the field in order, with a reason for each,
# - write a kernel predictor as a network, and say which part of it learns,
# - mend a claim that says too much.
#
# **Time:** 50 minutes. **Points:** 8 for exercises 0.1 to 0.6, 2 for a written question, and 1.0 for
# committing to the pre-test, the predictions and two small numbers, right or wrong.
#
# You will write every derivative yourself. Frameworks do that for you (CS771, Backpropagation), and
# later you will let them: knowing what they do.
#
# Five lectures are cited by title and section: CS389 lecture notes (UMass Amherst, 2023; the title
# says lectures 3 and 4, the headings say 5); CS771, Intro to Deep Neural Networks; DS 102, Discussion
# 7, a sheet with two problems; CS 457/557, Lecture 07, in 19 parts (UW-La Crosse); and the UCLA
# deep-learning slides (2024), whose homework dates need not trouble you.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, data, hint, progress, reveal
from course.activations import sigmoid
from course.earlier import kernel_predict as mended_predict
from course.figures import detector_answers, network_drawing, pattern_gallery
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

# %% [markdown] course={"key": "conventions-task", "lectures": ["S3-18", "S3-30", "S3-110", "S4-02", "S2-09"]}
# ## 0.1 Eight conventions
#
# Five lectures write one thing in several ways. Here is ours; NOTATION.md has the rest.
#
# - **Rows.** One example is one row of `X`, where lectures draw columns. A layer computes
#   `in_ = a_prev @ W + b`, then `a = g(in_)`.
# - **Weights.** `W[i, j]` leads from unit i to unit j: the w_ij in in_j = Σ w_ij a_i (CS 457/557,
#   07-1b). The −2 of your picture is `W1[0, 1]`. Columns put the input on the right, as in
#   h₁ = f(W₁x + b₁) and z = W₃h₂ + b₃ (UCLA slides, Neural networks) or b · σ(Ax) (DS 102, problem
#   2). Their tables are ours, turned: `W` is (fan_in, fan_out).
# - **Bias.** In CS 457/557 it is w_0j, on a unit 0 that always says 1. DS 102 has none; its b are
#   output weights. We keep a vector `b`, as UCLA does.
# - **Error.** Target minus output, y − a.
# - **Squared error.** (y − a)², without ½, as in CS 457/557 (07-1c). The other choice halves every
#   gradient.
# - **Cost.** The mean over the examples, so that a doubled batch costs the same.
# - **Slope.** g' is taken at `in_`, at what goes into g.
# - **Labels.** For two classes 0 and 1. More classes count from 1 to K: of three, label 1 is the
#   one-hot row (1, 0, 0), label 2 is (0, 1, 0), label 3 is (0, 0, 1) (CS 457/557, 07-4c).
#
# **Exercise 0.1 (2 points).** Scroll on until this list is out of sight, then fill in the card:
# write `conventions()`. Stuck? `hint("conventions")`. When it works: *which two of the eight would
# change a gradient by a constant factor?*

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

# %% [markdown] course={"key": "timeline-task", "lectures": ["S1-03", "S0-09", "S3-07"]}
# ## 0.2 Eight events
#
# Each of these answered another (after CS 457/557, 07-1a History of Neural Networks). They are
# shuffled; the years come afterwards.
#
# - `"deep learning"`: layers are trained ahead one by one (Hinton and others), and ReLU takes over.
#   Methods, machines and data feed one another.
# - `"perceptron"`: one layer of threshold units learns its weights (Rosenblatt). The word means the
#   unit y = f(w · x), too; CS771 warns not to confuse it with the learning rule.
# - `"vanishing gradients"`: in networks of many layers, hardly any training signal reaches the
#   first ones.
# - `"formal neuron"`: McCulloch and Pitts describe nerve cells that fire or not, and nets of them. (A
#   sigmoid's height was later read as a firing rate, from silent to as fast as the cell can: CS389,
#   1.1.1.)
# - `"support vector machines"`: a rival that trains with less trouble draws interest away.
# - `"book on limits"`: no line separates the classes of XOR, so one layer of threshold units fails
#   (Minsky and Papert, *Perceptrons*). Several layers can do it, but nobody knew how to train them.
# - `"backpropagation"`: within a movement that had begun before, the PDP group makes popular how
#   layers of logistic units are trained.
# - `"connectionism"`: a decade opens with a belief: intelligence can emerge where many plain units
#   work together.
#
# **Exercise 0.2 (1 point).** Write `timeline()`. Look for what needs what. Stuck?
# `hint("timeline")`. When it works: *which event would you drop first, and what would then have no
# reason?*

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

# %% [markdown] course={"key": "kernel-questions", "lectures": ["S3-04", "S3-05", "S3-06", "S3-08", "S3-09", "S3-10", "S3-11", "S3-12", "S1-04", "S1-36"]}
# ## The rival: kernels
#
# The years: McCulloch and Pitts 1943, Rosenblatt's perceptron 1957, the book 1969, connectionism in
# the 1980s, the PDP group 1986, vanishing gradients 1991, support vector machines in the 1990s, deep
# learning from the 2000s. One doubt: the lecture says that the book led to the "AI winter". That
# winter is mostly dated to the 1970s, and how much one book did is debated.
#
# A linear model can't bend its boundary, but kernels can make it (CS771, Limitation of Linear
# Models). A **kernel** k(u, v) is a number that says how alike two examples are. A support vector
# machine predicts with one: each of N stored examples votes, the louder the more it is like the new
# $\mathbf x_n$. CS771 (Kernel Methods vs Neural Nets) prints:
#
# $$y_n = \sum_{i=1}^{N} \alpha_n \, k(\mathbf x_i, \mathbf x_n)$$
#
# Before you compute anything:
#
# 1. One index is a misprint. Which? `"n in α_n"`, `"i in x_i"`, `"n in x_n"`
# 2. Take the sum **as printed**. You shuffle the stored examples, but not the α's. Does the
#    prediction change? `"it changes"`, `"it stays"`
# 3. 100 000 stored examples of 784 numbers. Which takes more multiplications for one new example,
#    the kernel sum or a network with 784 inputs, 100 hidden units and 10 outputs?
#    `"the kernel predictor"`, `"the network"`, `"about equal"`

# %% course={"key": "kernel-answers"} nbgrader={"solution": true}
erroneous_kernel_index = None
prediction_kernel_shuffled = None
prediction_kernel_speed = None
### BEGIN SOLUTION
erroneous_kernel_index = "n in α_n"
prediction_kernel_shuffled = "it stays"
prediction_kernel_speed = "the kernel predictor"
### END SOLUTION

# %% course={"key": "kernel-check-1"} nbgrader={"grade": true}
check(erroneous_kernel_index, exercise="erroneous_kernel_index")

# %% course={"key": "kernel-check-2"} nbgrader={"grade": true}
check(prediction_kernel_shuffled, exercise="prediction_kernel_shuffled")

# %% course={"key": "kernel-check-3"} nbgrader={"grade": true}
check(prediction_kernel_speed, exercise="prediction_kernel_speed")

# %% course={"key": "kernel-reveal"}
def bump(u, v):
    return float(np.exp(-np.sum((u - v) ** 2) / 2))  # 1 where u equals v


alpha, stored = np.array([2.0, -1.0, 0.5]), np.array([[0.0], [3.0], [1.0]])
new, shuffle = np.array([0.5]), [1, 2, 0]


def as_printed(examples, n):
    return mended_predict(np.full(3, alpha[n]), examples, new, bump)


def which_alpha():
    values = ", ".join(f"{as_printed(stored, n):.3f}" for n in range(3))
    return f"as printed, α_1, α_2 and α_3 give {values}: which n is meant?"


def after_shuffling():
    pairs = as_printed(stored, 0), as_printed(stored[shuffle], 0)
    mended = [mended_predict(alpha, X, new, bump) for X in (stored, stored[shuffle])]
    return (
        f"as printed: {pairs[0]:.3f}, then {pairs[1]:.3f}. "
        f"Mended: {mended[0]:.3f}, then {mended[1]:.3f}."
    )


def multiplications():
    return f"kernel sum {100_000 * 784:,}, network {784 * 100 + 100 * 10:,}."


display(
    reveal(
        erroneous_kernel_index, exercise="erroneous_kernel_index", run=which_alpha
    ),
    reveal(
        prediction_kernel_shuffled,
        exercise="prediction_kernel_shuffled",
        run=after_shuffling,
    ),
    reveal(
        prediction_kernel_speed,
        exercise="prediction_kernel_speed",
        run=multiplications,
    ),
)

# %% [markdown] course={"key": "kernel-tasks", "lectures": ["S1-35", "S1-36", "S1-37", "S1-38", "S1-39", "S1-40", "S1-34"]}
# ## 0.3 and 0.4 A kernel predictor is a network
#
# With the right index, and x for the new example:
#
# $$y = \sum_{i=1}^{N} \alpha_i \, k(\mathbf x_i, \mathbf x)$$
#
# **Exercise 0.3 (2 points).** Write `kernel_predict(alpha, X_train, x, k)`. By hand, with two stored
# examples, α = (2, −1) and likenesses 0.5 and 1: y = 2 · 0.5 − 1 · 1 = 0.
#
# Now read the sum as a network (CS771, Kernel Methods vs Neural Nets). Its hidden layer has N units,
# and unit i says how much x is like $\mathbf x_i$. The kernel fixes these features; only the output
# weights $\alpha_i$ are learned. The slide has a second view: $y = \mathbf w \cdot \phi(\mathbf x)$, M fixed
# features φ and M learned weights.
#
# So both families extract new features. Kernels fix them beforehand. A network learns φ too: its
# hidden layers *are* φ (CS771, Neural Nets are Feature Learners). Where the kernel is learned as well,
# the two come closer still.
#
# The slide also says that networks are faster on new examples, since kernel methods must store the
# training examples. That goes too far: an SVM keeps only its support vectors, those with α other than
# 0, and with w · φ(x) nothing is stored but w.
#
# **Exercise 0.4 (1 point).** Write `kernel_as_network(alpha, X_train, k)`. It returns two things: a
# function phi and an array w, so that `phi(x) @ w` is the prediction of 0.3. You may define a
# function inside a function. Hints: `hint("kernel_predict")`, `hint("kernel_as_network")`. When it
# works: *which of phi and w would training change, and which in a network of your own?*

# %% course={"key": "kernels"} nbgrader={"solution": true}
def kernel_predict(alpha, X_train, x, k):
    """Return the sum over i of alpha[i] * k(X_train[i], x), one number; no bias.

    alpha : (N,), one weight per stored example
    X_train : (N, d), one stored example per row; x : (d,), the new example
    k : a function of two examples, (d,) and (d,); it returns one number
    """
    ### BEGIN SOLUTION
    likeness = np.array([k(x_i, x) for x_i in X_train])
    return float(alpha @ likeness)
    ### END SOLUTION


def kernel_as_network(alpha, X_train, k):
    """Return (phi, w): the hidden layer and the output weights of the kernel predictor.

    phi : a function; for x, (d,), it returns (N,): unit i compares x with X_train[i]
    w : (N,), the weights from these units to the output
    """
    ### BEGIN SOLUTION
    def phi(x):
        return np.array([k(x_i, x) for x_i in X_train])

    return phi, np.asarray(alpha, dtype=float)
    ### END SOLUTION

# %% course={"key": "kernel-predict-check"} nbgrader={"grade": true}
check(kernel_predict)

# %% course={"key": "kernel-as-network-check"} nbgrader={"grade": true}
check(kernel_as_network)

# %% [markdown] course={"key": "means-task", "lectures": ["S1-44", "S1-45"]}
# ## 0.5 The average pattern
#
# What does a model without hidden layers look for? A linear classifier has one weight vector per
# class, and that vector tends to become the **average pattern** of the class (CS771, Why Neural
# Networks Work Better: Another View). "Tends to" is meant: it holds exactly for a classifier that
# compares with class averages. Trained weights also stress what tells classes apart.
#
# An average blurs. People write a 7 with a bar or without; the average has half a bar, and nobody
# writes that. A network has many hidden units, and each can learn one pattern: one the bar, one the
# plain stroke. So it catches finer differences.
#
# **Exercise 0.5 (1 point).** Write `mean_patterns(X, y, K)`: row k − 1 of the result is the average
# of all examples with label k. Labels count from 1 to K, and a class may be empty; the docstring says
# what its row is then.
#
# The last cell of this notebook draws your averages of real handwritten digits. Stuck?
# `hint("mean_patterns")`. When it works: *what would you see if all sevens were written twice, once
# shifted to the left and once to the right?*

# %% course={"key": "means"} nbgrader={"solution": true}
def mean_patterns(X, y, K):
    """Return the average example of each class, (K, d); row k - 1 is for label k.

    X : (n, d), one example per row; whole numbers possible; it is not changed
    y : (n,), labels from 1 to K
    A class without examples gets a row of zeros.
    """
    ### BEGIN SOLUTION
    M = np.zeros((K, X.shape[1]))
    for k in range(1, K + 1):
        if (y == k).any():
            M[k - 1] = X[y == k].mean(axis=0)
    return M
    ### END SOLUTION

# %% course={"key": "means-check"} nbgrader={"grade": true}
check(mean_patterns)

# %% [markdown] course={"key": "detector-task", "lectures": ["S1-41", "S1-43", "S1-53", "S3-53", "S3-131"]}
# ## One unit, one pattern
#
# The weights into a unit are a pattern of the layer before, and the unit is a **feature detector**:
# its value is $h_k = g(\mathbf w_k \cdot \mathbf h)$, with h the layer before (CS771, Features Learned by a
# Neural Network). Below, a unit looks at images of nine pixels, ink 1 and paper 0.
#
# 1. Before you edit anything: can the weight of the centre, which all four images share, help to
#    tell them apart?
# 2. Use the weights −1, 0 and 1 only. Which pattern makes the **gap** largest, and how large is it?
#    Enter the number below.
# 3. Keep that pattern. Between which two values of `b` does the diagonal alone pass the dashed line?
#
# Stacked, such detectors look for patterns of patterns. Higher layers are more directly useful,
# sometimes readable, and can squeeze the data into few features (CS771, Neural Nets: Some Aspects).
# That is feature engineering done by the network, and how XOR is overcome. How units are laid out is
# the *architecture*. Fully connected is a reasonable default (CS 457/557, 07-2b). For images, CNNs
# look at patches of neighbouring pixels; for language, RNNs have links that lead back (07-5d).

# %% course={"key": "detector"}
w, b = [[1, 0, 0], [0, 1, 0], [0, 0, 1]], 0  # edit these, then run the cell again

images = {
    "diagonal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "other diagonal": [[0, 0, 1], [0, 1, 0], [1, 0, 0]],
    "row": [[0, 0, 0], [1, 1, 1], [0, 0, 0]],
    "column": [[0, 1, 0], [0, 1, 0], [0, 1, 0]],
}
detector_answers(w, b, images)

# %% course={"key": "detector-answer"} nbgrader={"solution": true}
readoff_detector_gap = None  # the largest gap you found, a number
### BEGIN SOLUTION
readoff_detector_gap = 4
### END SOLUTION

# %% course={"key": "detector-check"} nbgrader={"grade": true}
check(readoff_detector_gap, exercise="readoff_detector_gap")

# %% [markdown] course={"key": "count-example", "lectures": ["S1-28"]}
# ## 0.6 How many numbers are learned?
#
# First the detector: the weight of the centre moves all four sums alike, so it can't change the gap.
# What only some images have tells them apart.
#
# A worked example: the network **2-3-1** of your first picture.
#
# **Step 1, weights.** Each unit is joined to each unit of the next layer: 2 · 3 lines to the hidden
# layer, 3 · 1 to the output, 9 in all.
#
# **Step 2, biases.** One for each unit that adds something up: 3 hidden, 1 output, 4 in all. The
# inputs have none.
#
# **Step 3, total.** 9 + 4 = 13.
#
# CS771 (Multiple Hidden Layers) says the same with tables: layer ℓ is
# $\mathbf h^{(\ell)} = g(\mathbf W^{(\ell)\top} \mathbf h^{(\ell-1)})$, and $\mathbf W^{(\ell)}$ has
# $K_{\ell-1} \times K_\ell$ entries. $K_0 = D$ counts the inputs, and **V**, with $K_L \times C$ entries, leads to the
# C outputs. The layers may differ in size.
#
# Now **2-6-1**. Step 1: 2 · 6 + 6 · 1 = 18 weights. Step 2: 6 + 1 = 7 biases. Step 3 is yours:
# `faded_count_261`.
#
# And a prediction: an image has 784 pixels, and the first hidden layer as many units. How many
# weights lie between the two, without biases? Options: `"1568"`, `"307 720"`, `"614 656"`

# %% course={"key": "count-answers"} nbgrader={"solution": true}
faded_count_261 = None  # a number: all parameters of 2-6-1
prediction_square_layer = None
### BEGIN SOLUTION
faded_count_261 = 25
prediction_square_layer = "614 656"
### END SOLUTION

# %% course={"key": "count-check-faded"} nbgrader={"grade": true}
check(faded_count_261, exercise="faded_count_261")

# %% course={"key": "count-check-prediction"} nbgrader={"grade": true}
check(prediction_square_layer, exercise="prediction_square_layer")

# %% course={"key": "count-reveal"}
reveal(
    prediction_square_layer,
    exercise="prediction_square_layer",
    run=lambda: f"np.zeros((784, 784)).size is {np.zeros((784, 784)).size}.",
)

# %% [markdown] course={"key": "count-task", "lectures": ["S3-113", "S3-125"], "numbers": {"623290": "count_parameters([784, 784, 10])"}}
# ### Count any network
#
# With p features and p first units there are p² weights, and p biases that the lecture leaves out. So
# many knobs fit any small set of examples, noise included (CS 457/557, 07-4d). Networks overfit where
# data are scarce.
#
# A budget can be spent in several ways. CS 457/557 (07-5c) shows two networks with 18 weights each,
# biases not counted; the drawings are lost in our copy. 2-6-1 and 2-3-3-1 would fit, and so would
# 2-2-2-2-2-1. The lecture says that the deep narrow one tends to do better. Unit 8 lets you test
# that.
#
# **Exercise 0.6 (1 point).** Write `count_parameters(sizes, bias=True)`. Then try the three networks
# above with `bias=False` in a new cell, and `count_parameters([784, 784, 10])`: it gives 623290. Stuck?
# `hint("count_parameters")`. When it works: *which layer holds nearly all of them, and why?*

# %% course={"key": "count"} nbgrader={"solution": true}
def count_parameters(sizes, bias=True):
    """Return how many parameters a fully connected network has, an int.

    sizes : units per layer, inputs first, such as [2, 3, 1]
    bias : whether to count the biases as well as the weights
    """
    ### BEGIN SOLUTION
    count = 0
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:]):
        count += fan_in * fan_out + (fan_out if bias else 0)
    return count
    ### END SOLUTION

# %% course={"key": "count-check"} nbgrader={"grade": true}
check(count_parameters)

# %% [markdown] course={"key": "written-question", "lectures": ["S1-23", "S3-54", "S1-35", "S1-52"]}
# ## Written question (2 points)
#
# Slides are short, and short sentences say too much. Choose **one** of these claims:
#
# - *A multi-layer perceptron can learn any nonlinear function.* (CS771, MLP Can Learn Any Nonlinear
#   Function)
# - *Kernel methods must keep the training examples.* (CS771, Kernel Methods vs Neural Nets)
# - *One hidden layer with enough units approximates any continuous function, under mild conditions.*
#   (CS 457/557, 07-2b Usefulness of Hidden Layers; CS771, Wide or Deep?, leaves the conditions out, and
#   adds that several narrower layers are usually preferred)
#
# Rewrite it so that it is true: which condition is missing, or what hides behind "mild"? Then give
# one example that breaks the claim as it stands. Two things help to look at: *where* does it hold,
# and does it say that something exists, or that training finds it? About 120 words.
#
# 1. The missing condition is named, and the new sentence is true. (1 point)
# 2. One example breaks the claim as it stood, with the reason. (1 point)
#
# One of the two right and the other vague earns 1 point. Repeating the claim, or denying it without
# a reason, earns none.

# %% [markdown] course={"key": "written-answer"} nbgrader={"grade": true, "solution": true, "points": 2}
# ### BEGIN SOLUTION
# **The third claim, mended.** For every *continuous* function on a *closed and bounded* set of inputs,
# and every tolerance, *there is* a network with one hidden layer that stays within the tolerance on
# that set. Its activation must suit: one that is continuous and not a polynomial will do. Nothing is
# said about how many units it takes, or whether training finds the weights.
#
# **What breaks the original.** Let the activation be g(x) = x. Then one hidden layer, however wide,
# computes a straight line, and $x^2$ on [−1, 1] stays out of reach. Or take sigmoids and the function
# sin(x) on the whole line: far out every sigmoid unit is flat, so the network settles to a constant
# and misses by 1 or more.
#
# (The first claim lacks the same conditions, and *learn* should read *represent*. The second: an SVM
# needs only its support vectors, and $\mathbf w \cdot \phi(\mathbf x)$ needs none; the linear kernel
# u · v is an example, as its sum is one vector w.)
# ### END SOLUTION

# %% [markdown] course={"key": "closing", "lectures": ["S0-40", "S3-132", "S4-46"]}
# ## Before you hand in
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. That runs everything from top to
# bottom in a fresh session, as grading does. If the checks say what they said before, you are ready.
# The button *Validate* does it again for you, if your JupyterLab has it.
#
# The last cell draws your average digits. Compare 0 with 5: where most people write alike the picture
# is sharp, and where they differ it is grey.
#
# Later, read on if you like: *Deep Learning* (Goodfellow and others), of which UCLA recommends
# 6.5 Back-Propagation and 6.6 Historical Notes; *Dive into Deep Learning* (Zhang and others); the
# Deep Learning Specialization on Coursera. On playground.tensorflow.org you can watch a small network
# learn. CS389 cites the notes of Stanford's CS231n, a page with plots, and "Cooper", without a title.
#
# Unit 1 takes up the bent function inside each unit.

# %% course={"key": "progress"}
digits = data.digits()  # 8 by 8 pixels, from 0 to 16; label k is the digit k - 1
display(
    pattern_gallery(
        lambda: mean_patterns(digits.X, digits.y, 10),
        digits.class_names,
        (8, 8),
        title="Your ten average digits",
    )
)
progress()
