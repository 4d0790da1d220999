# %% [markdown] course={"key": "goals"}
# # Unit 4, part 2: data in, classes out
#
# Part 1 made the steps of training. This part looks at both ends of the network, at numbers of
# different units that go in and at classes that come out, and then trains the whole.
#
# After this notebook you can
#
# - put test data on the scale of the training data,
# - turn labels into targets, and outputs into labels,
# - make probabilities of scores, safe for scores of any size,
# - write the whole training loop, and find the line that spoils it.
#
# **Time:** 75 minutes. **Points:** 8 for exercises 4.5 to 4.8, 4 for a written question, and 1.0 for
# warm-ups and predictions, right or wrong, and an order of lines, which must be right.
#
# Nothing here depends on your part 1: where one of its functions is needed, the course lends its own.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, recall, reveal
from course.activations import sigmoid, sigmoid_prime
from course.data import blobs, wine
from course.earlier import backward, batch_grads, epoch_batches, forward, sgd_step
from course.figures import decision_regions, loss_curves, slope_histogram

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes:
#
# 1. Inputs of several hundred go into a sigmoid unit with ordinary weights. What suffers first?
#    Options: `"its slope"`, `"its bias"`, `"its number of weights"`
# 2. 23 examples come in batches of 5. How many steps has one epoch? Options: `"4"`, `"5"`, `"23"`
# 3. An output unit passes on what it receives, a = in_. What is its Δ for the squared error of this
#    course? Options: `"-2(y - a)"`, `"-2(y - a) a(1 - a)"`, `"-(y - a)"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_why_normalise = None
warmup_steps_per_epoch = None
warmup_regression_delta = None
### BEGIN SOLUTION
warmup_why_normalise = "its slope"
warmup_steps_per_epoch = "5"
warmup_regression_delta = "-2(y - a)"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_why_normalise, exercise="warmup_why_normalise")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_steps_per_epoch, exercise="warmup_steps_per_epoch")

# %% course={"key": "warm-up-check-3"} nbgrader={"grade": true}
check(warmup_regression_delta, exercise="warmup_regression_delta")

# %% course={"key": "warm-up-reveal"}
def two_slopes():
    near, far = sigmoid_prime(0.1 * 0.4), sigmoid_prime(0.1 * 400)
    return f"weight 0.1, input 0.4: slope {near:.4f}; input 400: slope {far:.0e}."


def batches_of_23():
    sizes = [len(B) for B in epoch_batches(23, 5, np.random.default_rng(0))]
    return f"{len(sizes)} batches of sizes {sizes}."


def measured_delta():
    y, in_, h = 3.0, 2.5, 1e-6
    rise = (y - (in_ + h)) ** 2 - (y - (in_ - h)) ** 2
    return f"y = 3 and in_ = 2.5: measured Δ {rise / (2 * h):.4f}."


display(
    reveal(warmup_why_normalise, exercise="warmup_why_normalise", run=two_slopes),
    reveal(
        warmup_steps_per_epoch, exercise="warmup_steps_per_epoch", run=batches_of_23
    ),
    reveal(
        warmup_regression_delta, exercise="warmup_regression_delta", run=measured_delta
    ),
    recall(),
)

# %% [markdown] course={"key": "predict-row", "lectures": ["S3-99"]}
# ## A scale for every feature
#
# A wine has 13 measured features here, from its acids to its colour. One of them has the mean 747,
# another 0.36. As they are, the large ones drive every sigmoid of the first layer far from 0. So inputs are rescaled before training, for the same reason for which starting weights are
# kept small (CS 457/557, 07-4a Keeping the Initial Weights Small).
#
# **Min-max normalisation** puts the smallest value of a column at −1 and the largest at 1. A new wine
# arrives, a test set of a single row. Someone finds the smallest and the largest value of each column
# *in this test set*, and rescales. What comes out?
#
# Options: `"the row as it was"`, `"all -1, or 0/0"`, `"all 0"`

# %% course={"key": "predict-row-answer"} nbgrader={"solution": true}
prediction_test_row = None
confidence_row = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_test_row = "all -1, or 0/0"
confidence_row = 70
### END SOLUTION

# %% course={"key": "predict-row-check"} nbgrader={"grade": true}
check(prediction_test_row, exercise="prediction_test_row")

# %% course={"key": "predict-row-reveal"}
X_wine, y_wine = wine()
print("means of the features:", *X_wine.mean(axis=0).round(2), sep="  ")


def one_row_alone():
    row = X_wine[:1]
    length = row.max(axis=0) - row.min(axis=0)
    length[length == 0] = 1  # a guard against 0/0
    rescaled = 2 * (row - row.min(axis=0)) / length - 1
    (value,) = set(rescaled.ravel())  # one value in all columns
    return f"with a guard against 0/0, all {rescaled.size} values become {value:g}."


reveal(
    prediction_test_row,
    exercise="prediction_test_row",
    run=one_row_alone,
    confidence=confidence_row,
)

# %% [markdown] course={"key": "normalize-task", "lectures": ["S3-99"]}
# ## 4.5 Normalise with what training knows
#
# The lecture names min-max rescaling to [−1, 1] and leaves the formula open. For a column of the
# training set with smallest value *min* and largest value *max*, a value v becomes
#
# $$2 \, \frac{v - min}{max - min} - 1$$
#
# - **Step 1.** Subtract, so that the column begins at 0.
# - **Step 2.** Divide by its length: now it ends at 1.
# - **Step 3.** Stretch to the length 2, and shift to begin at −1.
#
# The network learns its weights on this scale, so the same min and max serve the test set. A training
# column (10, 20, 30) becomes (−1, 0, 1), and the test value 40 becomes 2. Values outside [−1, 1] are
# fine, nothing is clipped. And a test set that changes the scale is no longer a test.
#
# A column that is constant in training has length 0. Any finite result is accepted there; 0 is a good
# choice.
#
# **Exercise 4.5 (2 points).** Write `normalize(X_train, X_test)`. Stuck? `hint("normalize")`. When it
# works: *why may test values leave the interval, and what would clipping destroy?*
#
# The two pictures below the check count pre-activations, one for each wine and each of 8 units. As in unit 1,
# a unit is *asleep* where its slope is below 0.01.

# %% course={"key": "normalize"} nbgrader={"solution": true}
def normalize(X_train, X_test):
    """Return both sets with their columns rescaled, training columns to [-1, 1].

    X_train : (n, d) and X_test : (m, d), arrays or nested lists, whole numbers too;
              they are not changed
    Smallest and largest value of each column come from X_train, for both sets.
    A column that is constant in X_train may become any finite number, in both sets.
    """
    ### BEGIN SOLUTION
    A, B = np.asarray(X_train, dtype=float), np.asarray(X_test, dtype=float)
    low, length = A.min(axis=0), A.max(axis=0) - A.min(axis=0)
    length = np.where(length > 0, length, 1)
    return 2 * (A - low) / length - 1, 2 * (B - low) / length - 1
    ### END SOLUTION

# %% course={"key": "normalize-check"} nbgrader={"grade": true}
check(normalize)

# %% course={"key": "normalize-figure"}
from course.preprocessing import normalize as right_normalize

W = np.random.default_rng(1).uniform(-0.5, 0.5, size=(13, 8))  # a first layer, 8 units
scaled, _ = right_normalize(X_wine, X_wine)
display(
    slope_histogram(X_wine @ W, sigmoid_prime, name="Wines as measured"),
    slope_histogram(scaled @ W, sigmoid_prime, name="Wines, normalised"),
)

# %% [markdown] course={"key": "one-hot-task", "lectures": ["S1-27", "S3-27", "S3-105", "S3-107", "S3-110", "S3-111"]}
# ## 4.6 More than two classes
#
# So far one logistic output was enough: a, between 0 and 1, read as the probability of class 1
# (CS 457/557, 07-4c Neural Networks for Regression). For K classes the network gets **one output unit
# per class**. The right one should fire, near 1, and the others should not (07-4c Multi-Class
# Classification). CS771 (Single Hidden Layer and Multiple Outputs) draws the same net, K hidden nodes and
# C outputs. It also serves several numbers at once, or an example with several labels. (Its K counts
# hidden units.)
#
# The target has to look like such an output. **Labels count from 1 to K.** For K = 3 they become (1, 0, 0),
# (0, 1, 0) and (0, 0, 1): *one-hot* rows. The loss adds up over the outputs:
#
# $$\ell_2(y, a) = \sum_{k=1}^{K} (y_k - a_k)^2$$
#
# On the way back, the label is the place of the highest output. For `(0.2, 0.9, 0.4)` that is label 2.
#
# **Exercise 4.6 (2 × 1 point).** Write `one_hot` and `decode`. Hints: `hint("one_hot")`,
# `hint("decode")`. When both work: *why is K passed in, although y is there?*

# %% course={"key": "one-hot"} nbgrader={"solution": true}
def one_hot(y, K):
    """Return (n, K): zeros, and in each row a single 1 for the label of that example.

    y : (n,), array or list of labels 1 to K, NOT 0 to K - 1; classes may be missing
    Label k puts its 1 into column k - 1, as Python counts columns from 0.
    """
    ### BEGIN SOLUTION
    return np.eye(K)[np.asarray(y) - 1]
    ### END SOLUTION


def decode(Yhat):
    """Return (n,): for each row the label, 1 to K, of its highest output.

    Yhat : (n, K), outputs or scores of any sign; no row has a tie
    """
    ### BEGIN SOLUTION
    return np.argmax(Yhat, axis=1) + 1
    ### END SOLUTION

# %% course={"key": "one-hot-check"} nbgrader={"grade": true}
check(one_hot)

# %% course={"key": "decode-check"} nbgrader={"grade": true}
check(decode)

# %% [markdown] course={"key": "predict-shares", "lectures": ["S3-27", "S3-108"]}
# ## Are these probabilities?
#
# A network with K = 3 answers (0.03, 0.57, 0.24) (CS 457/557, 07-4c Multi-Class Classification: Network
# Outputs). An earlier slide (07-1c Single-Layer Perceptron Networks) calls such outputs the
# probabilities of the classes. But these add up to 0.84: logistic units don't know of each other.
#
# Two ways lead to shares of 1. Divide each output by the sum of all. Or take **softmax**: raise e to
# each number, then divide by the sum of *those*. What do the two results have in common here?
#
# Options: `"the same numbers"`, `"the same ranking"`, `"neither"`

# %% course={"key": "predict-shares-answer"} nbgrader={"solution": true}
prediction_shares = None
confidence_shares = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_shares = "the same ranking"
confidence_shares = 60
### END SOLUTION

# %% course={"key": "predict-shares-check"} nbgrader={"grade": true}
check(prediction_shares, exercise="prediction_shares")

# %% course={"key": "predict-shares-reveal"}
def listed(numbers):
    return ", ".join(f"{number:.4f}" for number in numbers)


def both_shares():
    outputs = np.array([0.03, 0.57, 0.24])
    by_sum, by_exp = outputs / outputs.sum(), np.exp(outputs) / np.exp(outputs).sum()
    return (
        f"the sum is {outputs.sum():.2f}. Divided by it: ({listed(by_sum)}); "
        f"softmax: ({listed(by_exp)})."
    )


reveal(
    prediction_shares,
    exercise="prediction_shares",
    run=both_shares,
    confidence=confidence_shares,
)

# %% [markdown] course={"key": "shares-task", "lectures": ["S3-109", "S4-44"]}
# ## 4.7 Two ways to share
#
# `rescale` is the lecture's way: divide by the sum. It needs numbers that are not negative, with a
# positive sum, such as outputs of logistic units. To classify, take the highest, class 2 above; sharing
# does not change it.
#
# **Softmax** takes scores z of any sign. The UCLA slides (Softmax output) name it as the sigmoid's
# generalisation to many classes, without a formula. Here it is, for class i:
#
# $$\mathrm{softmax}_i(z) = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
#
# With two classes and the scores (z, 0), the share of the first is σ(z). Softmax belongs behind an
# output layer without activation, and unit 6 gives it a loss that fits.
#
# Typed in like this it overflows at z = 1000. One fact repairs it: adding one number to all scores of
# an example multiplies each exponential by the same factor, and the factor cancels.
#
# **Exercise 4.7 (2 × 1 point).** Write `softmax` and `rescale`, both row by row. Hints:
# `hint("softmax")`, `hint("rescale")`. When both work: *which row of scores gives equal shares, and
# which row of outputs?*

# %% course={"key": "softmax"} nbgrader={"solution": true}
def softmax(Z):
    """Return (n, K): each row of scores as probabilities that add up to 1.

    Z : (n, K), always a table, one example per row; any sign, whole numbers included;
        it is not changed. No overflow, no warning, no nan for scores such as 1000 and
        -1000, not even in one row, or if one row is far above another.
    """
    ### BEGIN SOLUTION
    Z = np.asarray(Z, dtype=float)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))  # the largest of each row becomes e^0
    return E / E.sum(axis=1, keepdims=True)
    ### END SOLUTION


def rescale(Yhat):
    """Return (n, K): each row divided by its sum.

    Yhat : (n, K), no entry negative, no row of zeros; it is not changed
    """
    ### BEGIN SOLUTION
    Yhat = np.asarray(Yhat, dtype=float)
    return Yhat / Yhat.sum(axis=1, keepdims=True)
    ### END SOLUTION

# %% course={"key": "softmax-check"} nbgrader={"grade": true}
check(softmax)

# %% course={"key": "rescale-check"} nbgrader={"grade": true}
check(rescale)

# %% [markdown] course={"key": "order-task", "lectures": ["S1-11", "S1-26", "S2-10", "S3-105", "S3-106", "S3-87"]}
# ## Which output, and in which order?
#
# | task | output units | Δ of the output, squared error |
# | --- | --- | --- |
# | two classes | one, logistic | −2 (y − a) a (1 − a) |
# | K classes | K, logistic | the same, for each unit |
# | a number | one, without g: a = in_ | −2 (y − a) |
#
# The last row is **regression** (CS 457/557, 07-4c Neural Networks for Regression; DS 102, problem 2,
# has such a network, with a sum of squared errors). CS771 (Single Hidden Layer and Single Output) uses
# one drawing, K hidden nodes and one output, for a number as well as for two classes. Only the
# output's Δ changes; all layers before it work as they did.
#
# Now NEURALNETTRAIN (07-4a). Put these six lines into its blanks:
#
# 1. move every weight against its mean gradient
# 2. draw small random weights
# 3. run the batch forward
# 4. draw a new order of the examples, cut it into batches
# 5. record the cost
# 6. run the batch backward
#
# ```text
# [ ? ]
# for every epoch:
#     [ ? ]
#     for every batch:
#         [ ? ]
#         [ ? ]
#         [ ? ]
#     [ ? ]
# ```
#
# Write the six numbers as a list, from top to bottom. Stuck? `hint("order_training")`

# %% course={"key": "order-answer"} nbgrader={"solution": true}
order_training = None  # a list of six numbers
### BEGIN SOLUTION
order_training = [2, 4, 3, 6, 1, 5]
### END SOLUTION

# %% course={"key": "order-check"} nbgrader={"grade": true}
check(order_training, exercise="order_training")

# %% [markdown] course={"key": "train-task", "lectures": ["S3-87", "S3-107", "S3-111"]}
# ## 4.8 Train a 2-8-3 network
#
# Three clouds of points, two inputs, eight hidden units, three outputs. Everything is there: `forward`
# from unit 2, `backward` from unit 3, and `epoch_batches`, `batch_grads` and `sgd_step` from part 1, all
# imported above. (`backward` averages over the batch already, so `batch_grads` is not needed.)
#
# - **Units:** all logistic, the three outputs too. `forward(X, Ws, bs, [sigmoid, sigmoid])` returns
#   `ins, outs`, and `backward(ins, outs, Ws, Y)` returns `dWs, dbs`, means over the rows of Y.
# - **Cost:** the mean over the examples of $\sum_k (y_k - a_k)^2$, without ½, as in 4.6.
# - **params** is the pair `(Ws, bs)`: a list of weights and a list of biases, one array per layer.
#
# The check first looks at single steps, at the order of two epochs and at the costs. Then it trains on
# 60 points, and scores your network on 400 others, whose labels your code never sees: 90 % right are enough. If an earlier part fails, the check
# lends a right one.
#
# **Exercise 4.8 (2 points).** Write `train`. Stuck? `hint("train")`. When it works: *which line would
# you change for full-batch training?*

# %% course={"key": "train"} nbgrader={"solution": true}
def train(X, Y, sizes, lr, epochs, batch, rng):
    """Return (params, history) of a logistic network, trained with mini-batches.

    X : (n, d), one example per row; Y : (n, K), one-hot targets
    sizes : units per layer, input first, such as (2, 8, 3)
    epochs : so many passes over all examples, each in a new order
    batch : examples per step; the gradients of a batch are averaged
    rng : numpy.random.Generator; draws the first weights (say, between -1 and 1) and
          the orders. With lr = 0, the first weights come back.
    params : (Ws, bs), lists of arrays, each W (fan_in, fan_out), each b (fan_out,)
    history : list, one number per epoch: the cost of all examples at its end, or the
              mean of the n losses met on the way, each before its step
    """
    ### BEGIN SOLUTION
    pairs = list(zip(sizes[:-1], sizes[1:]))
    Ws = [rng.uniform(-1, 1, size=pair) for pair in pairs]
    bs = [np.zeros(fan_out) for _, fan_out in pairs]
    acts, history = [sigmoid] * len(Ws), []
    for _ in range(epochs):
        for rows in epoch_batches(len(X), batch, rng):
            ins, outs = forward(X[rows], Ws, bs, acts)
            dWs, dbs = backward(ins, outs, Ws, Y[rows])
            Ws, bs = sgd_step(Ws, dWs, lr), sgd_step(bs, dbs, lr)
        error = Y - forward(X, Ws, bs, acts)[1][-1]
        history.append(float(np.mean(np.sum(error**2, axis=1))))
    return (Ws, bs), history
    ### END SOLUTION

# %% course={"key": "train-check"} nbgrader={"grade": true}
check(train)

# %% course={"key": "train-figure"}
from course.preprocessing import one_hot as right_one_hot

X, y = blobs(90, 3, np.random.default_rng(2), spread=0.35)  # labels 1 to 3
Y = right_one_hot(y, 3)


def answers(points):
    (Ws, bs), _ = train(X, Y, (2, 8, 3), 2.0, 30, 10, np.random.default_rng(0))
    return forward(points, Ws, bs, [sigmoid, sigmoid])[1][-1]


decision_regions(answers, X, y, title="Your network, 30 epochs")

# %% [markdown] course={"key": "erroneous", "lectures": ["S3-87"]}
# ## A loop that learns nothing
#
# A student trains the same network on three clouds, each with a third of the points. The code runs
# without a warning.
#
# ```python
# for epoch in range(epochs):
#     X_new = rng.permutation(X)                               # line 1
#     Y_new = rng.permutation(Y)                               # line 2
#     for i in range(0, len(X), batch):                        # line 3
#         x, t = X_new[i : i + batch], Y_new[i : i + batch]    # line 4
#         ins, outs = forward(x, Ws, bs, acts)                 # line 5
#         dWs, dbs = backward(ins, outs, Ws, t)                # line 6
#         Ws, bs = sgd_step(Ws, dWs, lr), sgd_step(bs, dbs, lr)
# ```
#
# Which accuracy does it reach on new points, on average over many runs? Options: `"about 1/3"`,
# `"about 2/3"`, `"about 95 %"`
#
# *Which line is it, and what would you write there?*

# %% course={"key": "erroneous-answer"} nbgrader={"solution": true}
erroneous_shuffle = None
confidence_shuffle = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
erroneous_shuffle = "about 1/3"
confidence_shuffle = 90
### END SOLUTION

# %% course={"key": "erroneous-check"} nbgrader={"grade": true}
check(erroneous_shuffle, exercise="erroneous_shuffle")

# %% course={"key": "erroneous-reveal"}
X_many, y_many = blobs(300, 3, np.random.default_rng(3), spread=0.35)  # new points


def costs_and_accuracy(seed, apart):
    rng = np.random.default_rng(seed)
    Ws = [rng.uniform(-1, 1, size=size) for size in [(2, 8), (8, 3)]]
    bs, acts = [np.zeros(8), np.zeros(3)], [sigmoid, sigmoid]

    def cost():
        return ((Y - forward(X, Ws, bs, acts)[1][-1]) ** 2).sum(axis=1).mean()

    costs = [cost()]  # epoch 0: before training
    for _ in range(20):
        order = rng.permutation(90)
        X_new, Y_new = X[order], Y[rng.permutation(90) if apart else order]
        for i in range(0, 90, 10):
            ins, outs = forward(X_new[i : i + 10], Ws, bs, acts)
            dWs, dbs = backward(ins, outs, Ws, Y_new[i : i + 10])
            Ws, bs = sgd_step(Ws, dWs, 2.0), sgd_step(bs, dbs, 2.0)
        costs.append(cost())
    labels = 1 + forward(X_many, Ws, bs, acts)[1][-1].argmax(axis=1)
    return costs, np.mean(labels == y_many)


def many_runs():
    runs = [costs_and_accuracy(seed, apart=True) for seed in range(20)]
    right_costs, right_share = costs_and_accuracy(0, apart=False)
    mean = np.mean([share for _, share in runs])
    curves = {"shuffled apart": runs[0][0], "shuffled together": right_costs}
    return (
        f"{100 * mean:.0f} % right over 20 runs; "
        f"shuffled together {100 * right_share:.0f} %.",
        loss_curves(curves, title="The same network, two shuffles", step="epoch"),
    )


reveal(
    erroneous_shuffle,
    exercise="erroneous_shuffle",
    run=many_runs,
    confidence=confidence_shuffle,
)

# %% course={"key": "iteration-again", "lectures": ["S3-47", "S3-48", "S3-49", "S3-50"]}
# For the question below: edit, run again. factor is the 2 of the squared error.
x_1, x_2, factor, lr = 0.4, 0.5, 2, 0.5

w, x, y_1 = np.array([0.1, 0.1, 0.1]), np.array([1.0, x_1, x_2]), 1.0
for step in (0, 1):
    a = sigmoid(w @ x)
    error, slope = y_1 - a, a * (1 - a)
    print(f"after step {step}: w {w.round(4)}  in_ {w @ x:.4f}  a {a:.4f}  ", end="")
    print(f"error {error:.4f}  slope {slope:.4f}  loss {error**2:.4f}")
    w = w + factor * lr * error * slope * x

# %% [markdown] course={"key": "written-question", "lectures": ["S3-43", "S3-47", "S3-48", "S3-49", "S3-50", "S3-51"]}
# ## Written question (4 points)
#
# The cell above repeats the iteration of part 1 (CS 457/557, 07-2a). About its result the lecture says
# (Evaluating the Change in Weights): the connections were strengthened, each in proportion to the error
# and to its input. The error got smaller, but did not vanish. Answer in about 200 words; change the
# four numbers at the top of the cell above as often as you like.
#
# - **(a)** Why does every weight change by a different amount?
# - **(b)** For which example would "every connection was strengthened" be wrong, although the output
#   rises towards its target? Show one.
# - **(c)** Other lectures multiply the squared error by ½. What does that change, and what not?
#
# One point each:
#
# 1. The change is said to be proportional to three things, and each is named: error, slope and input.
# 2. There is an example with a negative input, and it is explained why its weight falls while the output
#    rises.
# 3. The effect of ½ on the gradient, on its direction and on the step is stated for one and the same
#    learning rate.
# 4. Numbers, from the cell or from your own calculation, support the answers.

# %% [markdown] course={"key": "written-answer"} nbgrader={"grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# **(a)** The change of a weight is 2 lr times the error y − a, times the slope g' at in_, times its own
# input. The first factors are common to all three: 2 · 0.5 · 0.4526 · 0.2478. The inputs are 1, 0.4 and
# 0.5, and so the changes have the ratio 1 : 0.4 : 0.5. The bias gains most, as its input is 1.
#
# **(b)** For the example (0.4, −0.5) with y = 1, all common factors stay positive. The third weight has a
# negative input, so it falls. Falling helps: the product of weight and input rises. Each change times
# its input is the input squared times a positive number, so in_ rises in any case, and the output with
# it. "Each weight moved in the direction that raises the output" would be right.
#
# **(c)** The 2 of the derivative cancels. The gradient points in the same direction with half the
# length, so the step with lr = 0.5 is half as long: the bias reaches 0.1561 instead of 0.2121. With lr = 1
# the weights are those of before. The minimum stays where it is.
# ### END SOLUTION

# %% [markdown] course={"key": "closing"}
# ## Before you hand in
#
# Inputs on one scale, targets for every class, shares that add up to 1, and a loop that trains: that is
# a complete learner, made of parts that you can explain. Two things were left as they came. The first
# weights were drawn small and at random; unit 5 shows what happens otherwise. And the loss was the
# squared error; unit 6 compares it with another.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. The board below shows the points of
# this session, and the written question is read by a person.

# %% course={"key": "progress"}
progress()
