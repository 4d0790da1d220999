# %% [markdown] course={"key": "goals", "lectures": ["S3-29", "S3-46", "S3-86"]}
# # Unit 4, part 1: steps downhill
#
# Unit 3 found out how the cost reacts to every weight. This unit uses it: each weight takes a small
# step against its gradient, thousands of times. That is all of training (CS 457/557, Lecture 07, 07-1c
# A Simple Example, where w* names the best weights).
#
# After this notebook you can
#
# - carry out a step of gradient descent by hand and in code, with any learning rate,
# - deal the examples into batches without losing or repeating one,
# - average the gradients of a batch at one set of weights,
# - decide from costs and errors when to stop.
#
# **Time:** 70 minutes. **Points:** 8 for exercises 4.1 to 4.4. Warm-ups and predictions, right or
# wrong, and three numbers, which must be right, add 1.0. Part 2 prepares data for training, and puts all the parts together.
#
# What earlier units built is imported as a right version. Five lectures are cited by title and
# section: CS389 lecture notes (UMass Amherst); CS771, MLP and Backpropagation; DS 102, Discussion 7;
# CS 457/557, Lecture 07 (UW-La Crosse); and the UCLA deep-learning slides.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, recall, reveal
from course.activations import sigmoid
from course.earlier import backward, forward
from course.figures import compare_curves, loss_curves
from course.losses import perceptron_loss, zero_one_loss

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes:
#
# 1. A network has two weight layers. What does one backward pass return?
#    Options: `"one number"`, `"one Δ per unit"`, `"two dW and two db"`
# 2. Five examples with three features enter a layer of four units. What shape does `X @ W + b`
#    have?
#    Options: `"(3, 4)"`, `"(5, 4)"`, `"(4, 5)"`
# 3. A unit with a threshold at 0 receives in_ = 2, and the target is y = 0. The *perceptron loss* is
#    max(0, (1 − 2y) in_). The *0/1 loss* is 0 for the right answer and 1 for a wrong one. What are the
#    two? Options: `"0 and 0"`, `"1 and 2"`, `"2 and 1"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_backward_arrays = None
warmup_layer_shape = None
warmup_two_losses = None
### BEGIN SOLUTION
warmup_backward_arrays = "two dW and two db"
warmup_layer_shape = "(5, 4)"
warmup_two_losses = "2 and 1"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_backward_arrays, exercise="warmup_backward_arrays")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_layer_shape, exercise="warmup_layer_shape")

# %% course={"key": "warm-up-check-3"} nbgrader={"grade": true}
check(warmup_two_losses, exercise="warmup_two_losses")

# %% course={"key": "warm-up-reveal"}
def shapes_of_gradients():
    Ws, bs = [np.ones((2, 3)), np.ones((3, 1))], [np.zeros(3), np.zeros(1)]
    ins, outs = forward([[0.4, 0.5]], Ws, bs, [sigmoid, sigmoid])
    dWs, dbs = backward(ins, outs, Ws, np.array([[1.0]]))
    return f"dW {[dW.shape for dW in dWs]} and db {[db.shape for db in dbs]}."


def one_layer():
    return f"shape {(np.ones((5, 3)) @ np.ones((3, 4)) + np.ones(4)).shape}."


def losses_at_two():
    return f"{perceptron_loss([0], [2])[0]:g} and {zero_one_loss([0], [1])[0]:g}."


display(
    reveal(
        warmup_backward_arrays,
        exercise="warmup_backward_arrays",
        run=shapes_of_gradients,
    ),
    reveal(warmup_layer_shape, exercise="warmup_layer_shape", run=one_layer),
    reveal(warmup_two_losses, exercise="warmup_two_losses", run=losses_at_two),
    recall(),
)

# %% [markdown] course={"key": "losses", "lectures": ["S3-29", "S3-30", "S3-31", "S3-32", "S3-34", "S3-35", "S2-10", "S1-11"]}
# ## What is to become small?
#
# Training needs three things: a **loss** for one example, a **cost** for many, and a way to make the
# cost small (CS 457/557, 07-1c A Simple Example). Its Some Loss Functions lists three for the labels
# 0 and 1: the 0/1 loss, the perceptron loss, and the squared error $\ell_2 = (y - a)^2$, which it then
# uses for classes and for numbers alike.
#
# For several examples that lecture takes the mean, and so does this course: $J = \frac1n \sum_i
# \ell_i$. DS 102 (problem 2) and CS771 take the sum. (Behind the formula of CS771 stands a stray
# $x_{n1}$: a label of its figure that slipped into the line.) A sum of n losses has n times our
# gradient. Nothing else changes.
#
# The picture shows all three for y = 0. The 0/1 loss is flat: no slope, nothing to learn from. A curve
# is **convex** if it bends upwards everywhere, like a bowl: then a low point is the lowest of all. The
# squared error of a sigmoid has a slope everywhere, but look far to the right. It bends downwards
# there, so it is not convex, and the worst mistakes lie where it is nearly flat. With hidden layers
# the cost is not convex for almost any loss.

# %% course={"key": "losses-figure"}
compare_curves(
    {
        "squared error of σ(in_)": lambda in_: (0 - sigmoid(in_)) ** 2,
        "0/1 loss": lambda in_: zero_one_loss(0 * in_, np.where(in_ >= 0, 1, 0)),
        "perceptron loss": lambda in_: perceptron_loss(0 * in_, in_),
    },
    span=4,
    what="loss",
    title="Three losses for the target 0",
)

# %% [markdown] course={"key": "worked-step", "lectures": ["S3-38", "S3-39", "S3-42", "S3-43", "S3-44", "S3-45", "S3-46", "S3-47", "S3-48", "S3-49"]}
# ## One step, with all its numbers
#
# **Stochastic gradient descent** (SGD) looks at one example at a time: for the moment J is its loss
# (CS 457/557, 07-1c SGD Weight Updates). Here is the lecture's iteration, without rounding (07-2a
# Example SGD Iteration). One logistic neuron has the weights 0.1, 0.1, 0.1. The first is the bias
# $w_{03}$, on $x_0 = 1$. The example is (0.4, 0.5) with y = 1, the learning rate `lr` is 0.5.
#
# **Step 1, pick an example and go forward.** $\mathrm{in}$ = 0.1 + 0.1 · 0.4 + 0.1 · 0.5 = 0.19, so a = σ(0.19).
#
# **Step 2, error and slope.** The error is y − a. The slope g' = a (1 − a) belongs to the
# pre-activation $\mathrm{in}$.
#
# **Step 3, the gradients.** $\partial J / \partial w_{i3} = -2 (y - a)\, g'\, x_i$: three factors that
# all weights share, and the input of each weight.
#
# **Step 4, walk against them.** $w_{i3} \leftarrow w_{i3} - lr\, \partial J / \partial w_{i3}$, that is
# $w_{i3} + 2\, lr\, (y - a)\, g'\, x_i$.
#
# Then comes the next example, and so on until the weights settle.

# %% course={"key": "worked-step-code"}
def iteration(w, x, y, lr):
    """Return the weights after one step of a logistic neuron; x begins with x_0 = 1."""
    in_ = w @ x  # step 1
    a = sigmoid(in_)
    error, slope = y - a, a * (1 - a)  # step 2
    gradient = -2 * error * slope * x  # step 3
    print(f"in_ {in_:.6f}  a {a:.6f}  error {error:.4f}  slope {slope:.4f}")
    return w - lr * gradient  # step 4


x, y = np.array([1.0, 0.4, 0.5]), 1.0
w = iteration(np.array([0.1, 0.1, 0.1]), x, y, lr=0.5)
print("new weights:", w.round(6))
print(f"afterwards  in_ {w @ x:.6f}  a {sigmoid(w @ x):.6f}")

# %% [markdown] course={"key": "another-rate", "lectures": ["S3-48", "S3-49", "S3-50"], "numbers": {"0.34821": "0.2122 + 0.1449 * 0.4 + 0.1561 * 0.5"}}
# ### Another rate, another step
#
# The output rose from 0.5474 to 0.5862. The slides (07-2a Evaluating the Change in Weights) find the
# new pre-activation 0.34821 instead of 0.348125, as they carry four digits along.
#
# They also print the bias as 0.1 + (0.4526)(0.2478) ≈ 0.2122 (07-2a Updating the Weights). Compare
# that with step 4, then answer.
#
# 1. *Predict:* everything as above, but lr = 0.1. What is the new bias? Options: `"0.1224"`,
#    `"0.2121"`, `"0.1112"`
# 2. *Do the last step:* again with lr = 0.1, what is the new weight $w_{13}$, on the input 0.4?
# 3. *Do all steps:* back to lr = 0.5, a second iteration with the same example follows the first. What
#    is the bias after both?
#
# Give numbers 2 and 3 with four decimals, from pencil or Python, for instance in the answer cell. If a number is refused, try
# `hint("faded_rate_weight")` or `hint("faded_second_bias")`.

# %% course={"key": "another-rate-answers"} nbgrader={"solution": true}
prediction_smaller_rate = None
confidence_rate = None  # if you like: how sure you are, from 0 to 100
faded_rate_weight = None  # a number
faded_second_bias = None  # a number
### BEGIN SOLUTION
prediction_smaller_rate = "0.1224"
confidence_rate = 80
a = sigmoid(0.19)
faded_rate_weight = 0.1 + 2 * 0.1 * (1 - a) * a * (1 - a) * 0.4
a = sigmoid(w @ x)
faded_second_bias = w[0] + 2 * 0.5 * (1 - a) * a * (1 - a)
### END SOLUTION

# %% course={"key": "another-rate-check-1"} nbgrader={"grade": true}
check(prediction_smaller_rate, exercise="prediction_smaller_rate")

# %% course={"key": "another-rate-check-2"} nbgrader={"grade": true}
check(faded_rate_weight, exercise="faded_rate_weight")

# %% course={"key": "another-rate-check-3"} nbgrader={"grade": true}
check(faded_second_bias, exercise="faded_second_bias")

# %% course={"key": "another-rate-reveal"}
def bias_with_a_tenth():
    a = sigmoid(0.19)
    step = (1 - a) * a * (1 - a)
    return (
        f"the new bias is {0.1 + 2 * 0.1 * step:.4f}. "
        f"The printed pattern, without 2 lr, would give {0.1 + step:.4f} for every lr."
    )


reveal(
    prediction_smaller_rate,
    exercise="prediction_smaller_rate",
    run=bias_with_a_tenth,
    confidence=confidence_rate,
)

# %% [markdown] course={"key": "sgd-task", "lectures": ["S0-26", "S0-27", "S1-62", "S3-39", "S3-78"]}
# ## 4.1 The step, for a whole network
#
# A network has many weights and biases. The gradient lists one slope for each, in the same order:
# $\nabla J = (\partial J / \partial w_1, \ldots, \partial J / \partial w_m)$ (CS389, 2 Backpropagation;
# an ordered list, though a later line there prints it as a set). All of them step at once:
#
# $$W \leftarrow W - lr \, \frac{\partial J}{\partial W}$$
#
# CS389 and CS 457/557 call the learning rate α, CS771 (Backpropagation) calls it η. Unit 3 found
# $\partial J / \partial w_{ij} = \Delta_j a_i$ for a single weight. CS 457/557 (07-3b Weight Updates)
# calls this an estimate: it is exact for the loss of one example, and an estimate of the slope for the
# cost of all.
#
# **Exercise 4.1 (2 points).** Write `sgd_step(params, grads, lr)`. Stuck? `hint("sgd_step")`. When it
# works: *why does the step use lr times the gradient, and not lr times its sign?*

# %% course={"key": "sgd-step"} nbgrader={"solution": true}
def sgd_step(params, grads, lr):
    """Return a list with every parameter after one step against its gradient.

    params : list of arrays, weights and biases of any shapes; whole numbers may occur
    grads : list of arrays, the gradients, in the same order and of the same shapes;
            the 2 of the squared error is already in them; they are not changed
    lr : the learning rate
    The returned arrays may be new, or those of params changed in place.
    """
    ### BEGIN SOLUTION
    return [p - lr * g for p, g in zip(params, grads)]
    ### END SOLUTION

# %% course={"key": "sgd-step-check"} nbgrader={"grade": true}
check(sgd_step)

# %% course={"key": "rates-figure", "lectures": ["S3-50"]}
# Here the course's own step is used: a slip in 4.1 does not show.
from course.training import sgd_step as right_step


def losses_of_one_example(lr, steps=40):
    W, b, losses = np.array([[0.1], [0.1]]), np.array([0.1]), []
    for _ in range(steps + 1):
        ins, outs = forward([[0.4, 0.5]], [W], [b], [sigmoid])
        losses.append((1 - outs[-1][0, 0]) ** 2)
        dWs, dbs = backward(ins, outs, [W], np.array([[1.0]]))
        W, b = right_step([W, b], [dWs[0], dbs[0]], lr)
    return losses


loss_curves(
    {f"lr = {lr}": losses_of_one_example(lr) for lr in (0.1, 0.5, 2)},
    title="The lecture's example, forty times",
    what="loss",
)

# %% [markdown] course={"key": "epoch-task", "lectures": ["S3-45", "S3-87", "S3-86", "S3-102"]}
# ## 4.2 Every example, once, in random order
#
# With one example any rate seems fine. With many, they take turns. CS 457/557 calls the whole loop
# NEURALNETTRAIN (07-4a Neural Network Training). Small random weights; then, until it is time to stop:
# draw a random order of the examples, and make a step for each, forward, backward, update. One pass
# over all examples is an **epoch**.
#
# A step for a single example is cheap and noisy, one for all of them exact and slow. The usual
# compromise is a **mini-batch** of a few (07-4b Mini-Batch Gradient Descent).
#
# For n = 7 and batches of 3, the random order might be 4 0 6 2 5 1 3. Cut, it gives [4, 0, 6],
# [2, 5, 1] and [3]. The last batch is smaller, and nobody is left out.
#
# **Exercise 4.2 (2 × 1 point).** Write `epoch_batches` and `shuffle_together`. A generator has methods
# such as `rng.permutation(n)`. Hints: `hint("epoch_batches")`, `hint("shuffle_together")`. When both
# work: *why a new order for each epoch?*

# %% course={"key": "epoch-batches"} nbgrader={"solution": true}
def epoch_batches(n, batch_size, rng):
    """Return a list of arrays: rows 0 to n - 1 in random order, cut into batches.

    Every number appears once. All batches have batch_size numbers, but for the last,
    which holds what is left. (np.array_split would make other sizes.)
    rng : numpy.random.Generator, the only source of chance; a second call goes on
          drawing from it, so the next epoch has another order
    """
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]
    ### END SOLUTION


def shuffle_together(X, y, rng):
    """Return new arrays (X, y) with their rows in one random order, the same for both.

    X : (n, d), one example per row; y : (n,), their labels; neither is changed
    rng : numpy.random.Generator, as above
    """
    ### BEGIN SOLUTION
    order = rng.permutation(len(X))
    return X[order], y[order]
    ### END SOLUTION

# %% course={"key": "epoch-batches-check"} nbgrader={"grade": true}
check(epoch_batches)

# %% course={"key": "shuffle-together-check"} nbgrader={"grade": true}
check(shuffle_together)

# %% [markdown] course={"key": "predict-batch", "lectures": ["S3-104"]}
# ## From one example to a batch
#
# Two predictions before you write the next part.
#
# 1. A batch holds every example twice. What happens to the *mean* of the gradients? Options:
#    `"it stays the same"`, `"it doubles"`, `"it halves"`
# 2. One logistic neuron, the four XOR examples, the weights (0.3, −0.2, 0.1), bias first. For each
#    example alone, step against its gradient. For how many of the four does that also lower the cost of
#    all four? Options: `"all four"`, `"three"`, `"two"`

# %% course={"key": "predict-batch-answers"} nbgrader={"solution": true}
prediction_examples_twice = None
prediction_downhill = None
confidence_downhill = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_examples_twice = "it stays the same"
prediction_downhill = "two"
confidence_downhill = 60
### END SOLUTION

# %% course={"key": "predict-batch-check-1"} nbgrader={"grade": true}
check(prediction_examples_twice, exercise="prediction_examples_twice")

# %% course={"key": "predict-batch-check-2"} nbgrader={"grade": true}
check(prediction_downhill, exercise="prediction_downhill")

# %% course={"key": "predict-batch-reveal"}
xor_X = np.array([[1.0, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]])  # x_0 = 1 first
xor_y = np.array([0.0, 1, 1, 0])


def xor_gradients(w):
    a = sigmoid(xor_X @ w)
    return (-2 * (xor_y - a) * a * (1 - a))[:, None] * xor_X  # a row per example


def listed(numbers):
    return ", ".join(f"{number:.4f}" for number in numbers)


def means():
    once = xor_gradients(np.array([0.3, -0.2, 0.1]))
    twice = np.vstack([once, once])
    return (
        f"the mean is ({listed(once.mean(axis=0))}) once and "
        f"({listed(twice.mean(axis=0))}) twice; the sum doubles."
    )


def agreement():
    single = xor_gradients(np.array([0.3, -0.2, 0.1]))
    slopes = -single @ single.mean(axis=0)  # change of the full cost along each step
    said = [f"({x1:g},{x2:g}): {by:+.4f}" for (_, x1, x2), by in zip(xor_X, slopes)]
    return "\n".join(["change of the full cost for a unit of lr, by example", *said])


display(
    reveal(prediction_examples_twice, exercise="prediction_examples_twice", run=means),
    reveal(
        prediction_downhill,
        exercise="prediction_downhill",
        run=agreement,
        confidence=confidence_downhill,
    ),
)

# %% [markdown] course={"key": "batch-task", "lectures": ["S3-35", "S3-38", "S3-100", "S3-103", "S3-104"]}
# ## 4.3 The mean gradient of a mini-batch
#
# The cost is a mean of losses, so its gradient is the mean of their gradients. SGD replaces that
# mean by the gradient of a single example, $\Delta_j a_i$: an estimate (CS 457/557, 07-4a Notes About
# Stochastic Gradient Descent). A mini-batch B averages a few (07-4b Mini-Batch Gradient Descent):
#
# $$\frac{\partial J}{\partial w_{ij}} = \frac{1}{|B|} \sum_{e \in B} \Delta_j^{(e)} a_i^{(e)}$$
#
# The lecture runs backpropagation |B| times. With one example per row, a matrix product does the
# sum. Two examples, two inputs, one unit:
#
# - inputs (1, 3) and (2, 0), with Δ = 4 and Δ = −1,
# - products (4, 12) and (−2, 0), and their mean (1, 6): that is dW,
# - the bias receives 1 from every example, so db is the mean of the Δ, 1.5.
#
# **Exercise 4.3 (2 × 1.5 points).** Write `batch_grads` for a layer, and `minibatch_step` for any
# model with a gradient `grad_one`. Hints: `hint("batch_grads")`, `hint("minibatch_step")`. When both
# work: *why must all gradients of a batch be taken at the same w?*

# %% course={"key": "batch-grads"} nbgrader={"solution": true}
def batch_grads(A_prev, Delta):
    """Return (dW, db), the gradients of a layer, averaged over the n examples.

    A_prev : (n, fan_in), what the layer receives, one example per row
    Delta : (n, fan_out), Δ of each example, not divided by n yet; 2 is already in it
    dW : (fan_in, fan_out); db : (fan_out,); n may be 1
    """
    ### BEGIN SOLUTION
    return A_prev.T @ Delta / len(A_prev), Delta.mean(axis=0)
    ### END SOLUTION


def minibatch_step(w, X, Y, grad_one, lr):
    """Return the weights after one step against the mean gradient of a batch.

    w : (m,), all weights of a model; it is not changed
    X : (n, d) and Y : (n,), examples and targets
    grad_one : function; grad_one(w, x, y) is the gradient, (m,), for one example
    """
    ### BEGIN SOLUTION
    return w - lr * np.mean([grad_one(w, x, y) for x, y in zip(X, Y)], axis=0)
    ### END SOLUTION

# %% course={"key": "batch-grads-check"} nbgrader={"grade": true}
check(batch_grads)

# %% course={"key": "minibatch-step-check"} nbgrader={"grade": true}
check(minibatch_step)

# %% [markdown] course={"key": "valley", "lectures": ["S3-36", "S3-37", "S3-101"], "numbers": {"0.05": "0.05"}}
# ## Valley walk
#
# Two of the four XOR steps went uphill for the full cost. CS 457/557 sees a chance in that: costs of
# networks have many local minima, and noise may carry a path out of a shallow one (07-1c; 07-4a Notes
# About Stochastic Gradient Descent). It warns of poor convergence as well. The valley below
# has one minimum, so only the second can be seen here.
#
# A line $w_0 + w_1 x$ is fitted to 24 points. Its cost over the two weights is a valley, and each
# training is a path through it, 40 steps long, from the ring to the large dot. It is walked with your
# `sgd_step` and your `epoch_batches`. **Goal:** see what the batch size and the learning rate do, one
# at a time.
#
# 1. Before you try: with all 24 examples in each batch, does a larger learning rate make the path
#    longer, shorter, or wilder?
# 2. Keep the batch size 24 and press *All 40 steps*. In steps of 0.05, which is the largest learning
#    rate that still settles? It has settled if the last cost is less than 0.05 above the lowest one.
#    This number goes into the answer cell below.
# 3. Learning rate 0.3, batch size 1: does the path ever come to rest? Then, with 0.2: which is the
#    smallest batch whose path is smooth, with no step that climbs by more than 0.02?
# 4. Batch size 6, *shuffle* off: the points come sorted by x. What is odd about the steps?
#
# If a function of yours does not work yet, write `valley_walk()`: then the course's own walk.
#
# Stuck with the number? `hint("valley_largest_rate")`

# %% course={"key": "valley-figure"}
from course.widgets import valley_walk

valley_walk(sgd_step, epoch_batches)

# %% course={"key": "valley-answer"} nbgrader={"solution": true}
valley_largest_rate = None  # a number, such as 0.2
### BEGIN SOLUTION
valley_largest_rate = 0.65
### END SOLUTION

# %% course={"key": "valley-check"} nbgrader={"grade": true}
check(valley_largest_rate, exercise="valley_largest_rate")

# %% course={"key": "flat-place"}
# A network 2-2-1 on XOR, all weights 0, trained until its cost hardly changes.
from course.data import xor
from course.network import Network
from course.training import train as right_train

X, y = xor()
still = Network.from_weights(
    [np.zeros((2, 2)), np.zeros((2, 1))], [np.zeros(2), np.zeros(1)]
)
history = right_train(still, X, y, lr=0.5, epochs=500, batch_size=None, cost_tol=1e-6)
costs = [float(cost) for cost in history.costs]
print("costs", costs, "and then:", history.stopped)
print("outputs", still.predict(X).ravel())

# %% [markdown] course={"key": "stop-task", "lectures": ["S3-36", "S3-89"]}
# ## 4.4 When to stop
#
# Gradient descent ends in a local minimum, says CS 457/557 (07-1c The Cost Function and Fitting
# Process); if the cost is convex, like a bowl, that is the best there is. Two conditions belong to the sentence. The
# step has to be small enough, as the valley showed. And a place without slope need not be a minimum:
# the network above rests at the cost 0.25, with 0.5 for every example, because all its gradients are
# 0. With single examples and a fixed rate, the path hovers around the minimum and never rests.
#
# So somebody has to decide. The lecture (07-4a Neural Network Training) lists three usual conditions,
# of which one or several are in use. Here **each one alone is enough**, with the limits spelled out:
#
# 1. as many epochs as allowed are over,
# 2. the error y − a of *every* training example is smaller in size than `err_tol`,
# 3. over the last epoch the cost changed, up or down, by less than `cost_tol`.
#
# **Exercise 4.4 (1 point).** Write `should_stop`. Stuck? `hint("should_stop")`. When it works: *which
# condition ended the run above, and was it a good end?*

# %% course={"key": "should-stop"} nbgrader={"solution": true}
def should_stop(costs, errors, max_epochs, cost_tol, err_tol):
    """Return True if one of the three conditions holds, else False.

    costs : list of numbers, one cost per finished epoch, at least one
    errors : (n,), y - a of all training examples after the last epoch, with their signs
    max_epochs : stop when that many epochs are finished
    cost_tol : limit for the size of the last change, new cost minus the one before;
               an absolute limit, not a share of the cost
    err_tol : limit for the size of each error
    "Less" excludes "equal": a tolerance of 0 is never undercut.
    """
    ### BEGIN SOLUTION
    if len(costs) >= max_epochs:
        return True
    if np.all(np.abs(errors) < err_tol):
        return True
    return len(costs) >= 2 and abs(costs[-1] - costs[-2]) < cost_tol
    ### END SOLUTION

# %% course={"key": "should-stop-check"} nbgrader={"grade": true}
check(should_stop)

# %% [markdown] course={"key": "closing"}
# ## What you have built
#
# A step for any network, a fair order of the examples, a mean over a batch, and a rule to end it.
# Part 2 adds what stands before and behind the network: scaled inputs, targets for many classes, and
# the training loop itself.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they
# said before, this part is ready.

# %% course={"key": "progress"}
progress()
