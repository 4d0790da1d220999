# %% [markdown] course={"key": "goals", "lectures": ["S1-46"]}
# # Unit 0, part 2: what hidden layers are for
#
# The power of a network sits in its hidden layers, which learn what to look for (CS771, Neural Nets:
# Some Aspects). This part compares them with a method that has no such layers, looks at single units,
# counts weights, and asks how far the power goes.
#
# After this notebook you can
#
# - write a kernel predictor as a network, and say which part of it learns,
# - read the weights of a unit as a pattern,
# - count the parameters of any fully connected network,
# - mend a claim that says too much.
#
# **Time:** 55 minutes. **Points:** 5 for exercises 0.3 to 0.6, 2 for a written question, and 0.5 for
# predictions, right or wrong, and two small numbers, which must be right.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, data, hint, progress, reveal
from course.activations import identity, sigmoid
from course.earlier import kernel_predict as mended_predict
from course.figures import compare_curves, pattern_gallery

# %% [markdown] course={"key": "kernel-questions", "lectures": ["S1-04", "S1-36"]}
# ## The rival: kernels
#
# A linear model can't bend its boundary, but kernels can make it (CS771, Limitation of Linear
# Models). A **kernel** k(u, v) is a number that says how alike two examples are.
#
# A support vector machine (SVM) predicts with a kernel. Each of N stored examples votes, and its vote
# is the louder the more it is like the new $\mathbf x_n$. The α's are the weights of the votes: training
# finds them, and some are negative. CS771 (Kernel Methods vs Neural Nets) prints:
#
# $$y_n = \sum_{i=1}^{N} \alpha_n \, k(\mathbf x_i, \mathbf x_n)$$
#
# Before you compute anything:
#
# 1. One index is a misprint. Which? `"n in α_n"`, `"i in x_i"`, `"n in x_n"`
# 2. Take the sum **as printed**. You shuffle the stored examples, but not the α's. Does the
#    prediction change? `"it changes"`, `"it stays"`
# 3. 100 000 examples of 784 numbers are stored. One kernel value takes about 784 multiplications; a
#    network takes one for each weight. Which needs more for one new example, the kernel sum or a
#    network with 784 inputs, 100 hidden units and 10 outputs?
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
    return f"as printed, α₁, α₂ and α₃ give {values}: which n is meant?"


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

# %% [markdown] course={"key": "kernel-predict-task", "lectures": ["S1-36"]}
# ## 0.3 A kernel predictor
#
# With the right index, and x for the new example:
#
# $$y = \sum_{i=1}^{N} \alpha_i \, k(\mathbf x_i, \mathbf x)$$
#
# By hand, with two stored examples, α = (2, −1) and likenesses 0.5 and 1: y = 2 · 0.5 − 1 · 1 = 0.
#
# **Exercise 0.3 (2 points).** Write `kernel_predict(alpha, X_train, x, k)`. The kernel `k` is a
# function that compares *two* examples; call it once for each stored one. Stuck?
# `hint("kernel_predict")`. When it works: *what changes in the prediction if one α is 0?*

# %% course={"key": "kernel-predict"} nbgrader={"solution": true}
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

# %% course={"key": "kernel-predict-check"} nbgrader={"grade": true}
check(kernel_predict)

# %% [markdown] course={"key": "kernel-network-task", "lectures": ["S1-35", "S1-37", "S1-38", "S1-39", "S1-40", "S1-34"]}
# ## 0.4 The same sum, as a network
#
# Read the sum as a network (CS771, Kernel Methods vs Neural Nets). Its hidden layer has N units, and
# unit i says how much x is like $\mathbf x_i$. The kernel fixes these features; only the output weights
# $\alpha_i$ are learned. The slide has a second view: $y = \mathbf w \cdot \phi(\mathbf x)$, with M fixed
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
# function phi and an array w, so that `phi(x) @ w` is the prediction of 0.3. You may define a function
# inside a function. Stuck? `hint("kernel_as_network")`. When it works: *which of phi and w would
# training change, and which in a network of your own?*

# %% course={"key": "kernel-as-network"} nbgrader={"solution": true}
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

# %% [markdown] course={"key": "detector-task", "lectures": ["S1-41"]}
# ## One unit, one pattern
#
# The weights into a unit are a pattern of the layer before, and the unit is a **feature detector**:
# its value is $h_k = g(\mathbf w_k \cdot \mathbf h)$, with h the layer before (CS771, Features Learned by a
# Neural Network). Below, a unit looks at images of nine pixels, ink 1 and paper 0. It is to find the
# diagonal.
#
# The **gap** is the `in_` of the diagonal minus the largest `in_` of the other three. Above 0, some
# bias tells the diagonal apart. Answer the question first: then the controls work. Click on a weight
# to change it, or go there with Tab and the arrow keys and press +, - or 0. The unit *fires* if its
# output is 0.5 or more, the dashed line.
#
# 1. Before you change anything: can the weight of the centre, which all four images share, change the
#    gap?
# 2. Use the weights −1, 0 and 1 only. How large can the gap get? Enter that number below. Several
#    patterns reach it; keep the one with 0 in the centre.
# 3. Between which two values of *bias b* does the unit fire for the diagonal alone?

# %% course={"key": "detector"}
from course.widgets import detector_viewer

detector_viewer()

# %% course={"key": "detector-answer"} nbgrader={"solution": true}
readoff_detector_gap = None  # the largest gap you found, a number
### BEGIN SOLUTION
readoff_detector_gap = 4
### END SOLUTION

# %% course={"key": "detector-check"} nbgrader={"grade": true}
check(readoff_detector_gap, exercise="readoff_detector_gap")

# %% [markdown] course={"key": "detectors-stacked", "lectures": ["S1-43", "S1-53", "S3-53", "S3-131"]}
# ### Patterns of patterns
#
# The centre moves all four sums alike, so it can't change the gap. What only some images have tells
# them apart. With 0 in the centre the diagonal gets 2 + b and the others −2 + b: the diagonal alone
# passes for every b between −2 and 2.
#
# Stacked, such detectors look for patterns of patterns. Higher layers are more directly useful,
# sometimes readable, and can squeeze the data into few features (CS771, Neural Nets: Some Aspects).
# That is feature engineering done by the network, and how XOR is overcome.
#
# How units are laid out is the *architecture*. Fully connected is a reasonable default (CS 457/557,
# 07-2b). For images, convolutional networks (CNNs) look at patches of neighbouring pixels; for
# language, recurrent networks (RNNs) have links that lead back (07-5d).

# %% [markdown] course={"key": "count-example", "lectures": ["S1-28"]}
# ## 0.6 How many numbers are learned?
#
# A worked example: the network **2-3-1** of the first picture in part 1.
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
# weights lie between the two, without biases? Options: `"1568"`, `"307720"`, `"614656"`

# %% course={"key": "count-answers"} nbgrader={"solution": true}
faded_count_261 = None  # a number: all parameters of 2-6-1
prediction_square_layer = None
### BEGIN SOLUTION
faded_count_261 = 25
prediction_square_layer = "614656"
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
# With p inputs and p units in the first hidden layer there are p² weights, and p biases that the
# lecture leaves out. So many knobs fit any small set of examples, noise included (CS 457/557, 07-4d). Networks overfit where
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

# %% [markdown] course={"key": "one-layer"}
# ## What can one hidden layer do?
#
# A **multi-layer perceptron** (MLP) is a fully connected network with at least one hidden layer, such
# as 2-3-1. Networks of a kind *approximate* a function if they come as close as you ask: for every
# tolerance, one of them stays within it at every input that counts.
#
# The next cell builds two networks with one input, 12 hidden units and one output, without training.
# The weights into the hidden units are set by hand. The output weights are computed (by least
# squares), so that the network follows sin(x) for x from −4 to 4. One network bends with σ, the other
# not at all: there g(x) = x.
#
# Before you run it: what will each of the two do from −4 to 4, and what beyond?
#
# Then replace `np.sin` by `np.sign`, which *jumps* from −1 to 1 at x = 0, and try more units. Does the
# largest miss shrink?

# %% course={"key": "one-layer-figure"}
target, units = np.sin, 12  # edit these, then run the cell again

x_fit = np.linspace(-4, 4, 400)  # no point at 0, where np.sign jumps
centres = np.linspace(-5, 5, units)


def network(g):
    def hidden(x):
        return np.column_stack([g(2 * (x[:, None] - centres)), np.ones(len(x))])

    # rcond keeps the weights small: without it, many units swing wildly outside
    w = np.linalg.lstsq(hidden(x_fit), target(x_fit), rcond=1e-3)[0]
    return lambda x: hidden(x) @ w


bent, straight = network(sigmoid), network(identity)
miss = np.abs(bent(x_fit) - target(x_fit)).max()
print(f"{units} units with σ, x from -4 to 4: the largest miss is {miss:.4f}")
compare_curves(
    {"target": target, "σ": bent, "no bend": straight},
    span=10,
    variable="x",
    title="One hidden layer, fitted from -4 to 4",
)

# %% [markdown] course={"key": "one-layer-limits"}
# ### Where it ends
#
# - **The range.** Inside, the units with σ follow the curve. Far out every σ is flat, so the network
#   settles to a constant, and nobody promised more: it was asked for a bounded range.
# - **The bend.** Without one, any number of units adds up to one straight line.
# - **The jump.** A sum of smooth curves has to pass through every height between −1 and 1. Close to
#   the jump it misses by about 1, however many units it has.
# - **The way there.** Such weights *exist*: you saw some. Whether training *finds* them is another
#   question. It starts from random weights, and unit 5 shows starts from which it gets nowhere.

# %% [markdown] course={"key": "written-question", "lectures": ["S1-23", "S3-54", "S1-52"]}
# ## Written question (2 points)
#
# Slides are short, and short sentences say too much. Choose **one** of these claims:
#
# - *A multi-layer perceptron can learn any nonlinear function.* (CS771, MLP Can Learn Any Nonlinear
#   Function)
# - *One hidden layer with enough units approximates any continuous function, under mild conditions.*
#   (CS 457/557, 07-2b Usefulness of Hidden Layers; CS771, Wide or Deep?, leaves the conditions out, and
#   adds that several narrower layers are usually preferred)
#
# Rewrite it so that it is true: which condition is missing, or what hides behind "mild"? Then give
# one example that breaks the claim as it stands. Ask which functions are meant, at which inputs, with
# which g, and whether something exists or training finds it. About 120 words.
#
# 1. The missing condition is named, and the new sentence is true. (1 point)
# 2. One example breaks the claim as it stood, with the reason. (1 point)
#
# One of the two right and the other vague earns 1 point. Repeating the claim, or denying it without
# a reason, earns none.

# %% [markdown] course={"key": "written-answer"} nbgrader={"grade": true, "solution": true, "points": 2}
# ### BEGIN SOLUTION
# **The second claim, mended.** For every *continuous* function on a *closed and bounded* set of inputs,
# and every tolerance, *there is* a network with one hidden layer that stays within the tolerance on
# that set. Its activation must suit: one that is continuous and not a polynomial will do. Nothing is
# said about how many units it takes, or whether training finds the weights.
#
# **What breaks the original.** Let the activation be g(x) = x. Then one hidden layer, however wide,
# computes a straight line, and $x^2$ on [−1, 1] stays out of reach. Or take sigmoids and the function
# sin(x) on the whole line: far out every sigmoid unit is flat, so the network settles to a constant
# and misses by 1 or more.
#
# (The first claim lacks the same conditions, and *learn* should read *represent*. What breaks it: the
# sign of x has a jump, and near the jump every network of smooth units misses by about 1.)
# ### END SOLUTION

# %% [markdown] course={"key": "closing", "lectures": ["S0-40", "S3-132", "S4-46"]}
# ## Before you hand in
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks say what they said
# before, you are ready.
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
