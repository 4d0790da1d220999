# %% [markdown] course={"key": "goals"}
# # Unit 8, part 1: weight decay and dropout
#
# A network can learn its training examples by heart and know nothing about the next one. This part
# shows how that looks, and builds two cures from their formulas.
#
# After this notebook you can
#
# - tell from two error curves whether a network is too simple or too complex,
# - derive the step of weight decay, and choose its strength by validation,
# - write dropout for training and for predictions, forwards and backwards,
# - find a slip that makes a trained network answer differently each time.
#
# **Time:** 70 minutes. **Points:** 7 for exercises 8.1, 8.2 and 8.5. Predictions, warm-ups and what
# you read off add 1.3: you earn most of those by committing to an answer. Exercise 8.5 comes before
# 8.2, as it belongs to 8.1. Part 2 adds batch normalisation and the search for an architecture.
#
# Nothing here depends on the files of earlier units. As always, `hint("l2_cost")` gives one hint at
# a time, and the same works with every other name.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, recall, reveal
from course.activations import sigmoid, sigmoid_prime, tanh
from course.backprop import cost
from course.figures import compare_curves, fit_and_errors
from course.network import Network
from course.training import train

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes. One question is from unit 4, one from unit 7.
#
# 1. J is the *mean* of the losses. Every example is copied once more, so that each is there twice.
#    What happens to J? Options: `"it stays"`, `"it doubles"`, `"it halves"`
# 2. The weights of a deep sigmoid network are about 1 in size. All of them are divided by 10. What
#    happens to the Δ of its first layer? Options: `"it grows"`, `"it shrinks"`, `"it stays"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_mean_or_sum = None
warmup_small_weights = None
### BEGIN SOLUTION
warmup_mean_or_sum = "it stays"
warmup_small_weights = "it shrinks"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_mean_or_sum, exercise="warmup_mean_or_sum")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_small_weights, exercise="warmup_small_weights")

# %% course={"key": "warm-up-reveal"}
def examples_twice():
    losses = np.array([0.1, 0.4, 0.7])
    twice = np.concatenate([losses, losses])
    return (
        f"the mean is {losses.mean():.1f} and {twice.mean():.1f}, "
        f"the sum {losses.sum():.1f} and {twice.sum():.1f}."
    )


def one_layer_back():
    a = 1.0  # what the unit before passes on
    factors = [sigmoid_prime(w * a) * w for w in (1.0, 0.1)]
    first, second = factors
    return f"one layer multiplies Δ by {first:.3f} for w = 1, by {second:.3f} for 0.1."


display(
    reveal(warmup_mean_or_sum, exercise="warmup_mean_or_sum", run=examples_twice),
    reveal(warmup_small_weights, exercise="warmup_small_weights", run=one_layer_back),
    recall(),
)

# %% [markdown] course={"key": "predict-overfit", "lectures": ["S3-112", "S3-113", "S1-49", "S1-50"], "numbers": {"784": "28**2", "614656": "(28**2)**2"}}
# ## By heart, or understood?
#
# What counts is the error on examples that were *not* used in training, out of sample. A model that
# is too simple **underfits**: it is wrong everywhere. One that is too complex **overfits**: it also
# learns the noise (CS 457/557, 07-4d).
#
# Networks have room for noise. With d features and d neurons in the first layer there are d² weights
# there, and d biases. Pictures of 28 by 28 pixels have 784 features: that makes 614656 weights in
# one layer.
#
# A network with one hidden layer adds up simple curves, one for each hidden unit (CS771). So
# more units allow a more complex sum. We take 14 points from a sine wave with noise, and 40 hidden
# units. It trains for 2000 epochs without any cure. How do the two errors end, on the
# 14 points (training) and on 200 new ones (validation)?
# Options: `"both low"`, `"training low, validation high"`, `"both high"`

# %% course={"key": "predict-overfit-answer"} nbgrader={"solution": true}
# "both low", "training low, validation high" or "both high"
prediction_overfit = None
confidence_overfit = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_overfit = "training low, validation high"
confidence_overfit = 75
### END SOLUTION

# %% course={"key": "predict-overfit-check"} nbgrader={"grade": true}
check(prediction_overfit, exercise="prediction_overfit")

# %% course={"key": "predict-overfit-reveal"}
def noisy_wave(n, rng):
    x = rng.uniform(-3, 3, (n, 1))
    return x, np.sin(x) + rng.normal(0, 0.4, (n, 1))


def fit(training, validation, lam=0.0, epochs=2000):
    """Train a network with 40 hidden units; note both errors every ten epochs."""
    rng = np.random.default_rng(8)
    net = Network([1, 40, 1], "tanh", "identity", rng=rng)
    net.bs[0] = rng.uniform(-3, 3, 40)  # bends all over the picture
    errors = []

    def watch(epoch, net, history):
        if epoch % 10 == 0:
            errors.append((cost(net, *training), cost(net, *validation)))

    settings = {"lr": 0.02, "momentum": 0.9, "batch_size": 7, "rng": rng}
    settings |= {"decay": lam, "epochs": epochs, "progress": False}
    train(net, *training, callbacks=[watch], **settings)
    return net, np.array(errors)


def picture(n=14):
    rng = np.random.default_rng(24)
    training, validation = noisy_wave(n, rng), noisy_wave(200, rng)
    net, errors = fit(training, validation)
    last = f"training error {errors[-1][0]:.3g}, validation {errors[-1][1]:.3g}"
    drawn = fit_and_errors(
        lambda x: net.predict(x[:, None])[:, 0],
        *training,
        *errors.T,
        truth=np.sin,
        every=10,
        title=f"{n} points",
    )
    return f"with {n} points, {last}.", drawn


def without_a_cure():
    few, drawn = picture()
    many, _ = picture(n=200)
    return f"{few} More data are a cure: {many}", drawn


reveal(
    prediction_overfit,
    exercise="prediction_overfit",
    run=without_a_cure,
    confidence=confidence_overfit,
)

# %% [markdown] course={"key": "weight-decay", "lectures": ["S3-114", "S3-115", "S3-116", "S3-117", "S3-118"]}
# ## 8.1 A price on large weights
#
# In the picture, grey marks the gap. More data close it: with 200 points, learning the noise of one
# would cost too much on the others (CS 457/557, Corrections for Overfitting). Often there are no more
# data. Then one can put a price on what wild curves need, large weights:
#
# $$J(w) = \frac{1}{n} \sum_{i} \text{loss}_i + \lambda \sum w^2$$
#
# **Step 1, differentiate the price.** For one weight, λw² has the slope 2λw.
#
# **Step 2, add it to the slope of the data.** For one example that makes $\Delta_j a_i + 2 \lambda w_{ij}$; for a
# batch, dW + 2λW.
#
# **Step 3, take the step.** W − lr (dW + 2λW) = (1 − 2 lr λ) W − lr dW. Each step first shrinks the
# weights: they drift to zero unless the data push back. Hence **weight decay**.
#
# Two questions before you write it:
#
# 1. dW = 0, lr = 0.1, λ = 0.01: what is left of a weight after 100 steps?
#    Options: `"about 0.98 of it"`, `"about 0.82 of it"`, `"about 0.14 of it"`
# 2. 07-5a prints the same cost with a *sum* of losses. Somebody has tuned λ for the sum of n
#    losses and now uses it with the mean. What is it there?
#    Options: `"n times too strong"`, `"n times too weak"`, `"just right"`

# %% course={"key": "predict-decay-answers"} nbgrader={"solution": true}
# "about 0.98 of it", "about 0.82 of it" or "about 0.14 of it"
prediction_weight_decay = None
prediction_sum_form = None  # "n times too strong", "n times too weak" or "just right"
### BEGIN SOLUTION
prediction_weight_decay = "about 0.82 of it"
prediction_sum_form = "n times too strong"
### END SOLUTION

# %% course={"key": "predict-decay-check"} nbgrader={"grade": true}
check(prediction_weight_decay, exercise="prediction_weight_decay")

# %% course={"key": "predict-sum-check"} nbgrader={"grade": true}
check(prediction_sum_form, exercise="prediction_sum_form")

# %% course={"key": "predict-decay-reveal"}
def a_hundred_steps():
    w = 1.0
    for _ in range(100):
        w = w - 0.1 * (0.0 + 2 * 0.01 * w)
    return f"a weight of 1 becomes {w:.4f}."


def three_minima():
    """Minimise Σ(y - wx)² + λw²: set the slope to zero and solve for w."""
    x = np.linspace(-1, 1, 5)
    y = 0.8 * x + np.array([0.1, -0.1, 0.05, -0.05, 0.1])
    n, lam = len(x), 0.2
    a_sum = (x @ y) / (x @ x + lam)
    a_mean = (x @ y / n) / (x @ x / n + lam)
    mended = (x @ y / n) / (x @ x / n + lam / n)
    return (
        f"with λ = 0.2 the sum has its minimum at w = {a_sum:.3f}, "
        f"the mean at {a_mean:.3f}. The mean with λ / n: {mended:.3f}."
    )


display(
    reveal(
        prediction_weight_decay, exercise="prediction_weight_decay", run=a_hundred_steps
    ),
    reveal(prediction_sum_form, exercise="prediction_sum_form", run=three_minima),
)

# %% [markdown] course={"key": "decay-task", "lectures": ["S3-115", "S3-117", "S3-118"]}
# ### Write it: weight decay
#
# The two costs have their minimum at the same weights only if the λ of the sum is n times the λ of
# the mean. This course takes the **mean** (07-4d), as it fits steps on one example or on a batch.
#
# Two more choices. The lectures' sum runs over *all* arcs, so the weights from neuron 0, the biases,
# would pay too; here they do not. And many books write λ/2, which turns the factor 1 − 2 lr λ into
# 1 − lr λ; here the 2 stays.
#
# **Exercise 8.1 (2 × 1.5 points).** Write `l2_cost(data_losses, Ws, lam)` and
# `decay_step(W, dW, lr, lam)`. Stuck? `hint("l2_cost")`, `hint("decay_step")`. When they work: *why
# does a weight that the data do not care about never reach exactly 0?*

# %% course={"key": "decay"} nbgrader={"solution": true}
def l2_cost(data_losses, Ws, lam):
    """Return the mean of the losses + lam times the sum of all squared weights.

    data_losses : (n,), one loss per example
    Ws : a list of matrices, the weights of every layer, without the biases
    lam : λ, without a factor ½ and not divided by n
    returns : a number
    """
    ### BEGIN SOLUTION
    return np.mean(data_losses) + lam * sum(np.sum(W**2) for W in Ws)
    ### END SOLUTION


def decay_step(W, dW, lr, lam):
    """Return the new weights after one step against the gradient of J, the shape of W.

    W : (fan_in, fan_out), whole numbers are possible; it is not changed
    dW : like W, the gradient of the data term alone
    """
    ### BEGIN SOLUTION
    return W - lr * (dW + 2 * lam * W)
    ### END SOLUTION

# %% course={"key": "l2-cost-check"} nbgrader={"grade": true}
check(l2_cost)

# %% course={"key": "decay-step-check"} nbgrader={"grade": true}
check(decay_step)

# %% course={"key": "decay-and-delta", "lectures": ["S3-119"]}
# One sigmoid unit with input a = 1: its slope, and the factor that Δ meets.
for w in (0.1, 1.54, 10.0):
    slope = sigmoid_prime(w)
    print(f"w = {w:5.2f}: slope {slope:.6f}, slope times w {slope * w:.6f}")
compare_curves(
    {
        "slope σ'(w)": sigmoid_prime,
        "slope times weight, σ'(w) w": lambda w: sigmoid_prime(w) * w,
    },
    span=10,
    variable="w",
    title="What a small weight does to Δ",
)

# %% [markdown] course={"key": "lambda-task", "lectures": ["S3-119", "S3-115", "S3-112", "S1-50"]}
# ## 8.5 How much is right?
#
# Small weights keep $\mathrm{in}_j$ near 0 and the slope away from 0, so decay is said to help against vanishing
# gradients (CS 457/557, 07-5a). That is half of the truth, as the picture shows: Δ meets slope
# *times* weight. The product is 0.025 at w = 0.1, has its maximum of 0.224 near w = 1.54 and is
# 0.0005 at w = 10. So a weight can be too small as well as too large.
#
# CS771's advice is many hidden units with good regularisation. With few units, training is said to
# get stuck in bad local optima now and then; with many units there are many optima, about equally
# good. That holds in some theories under their assumptions; take it as *often observed*.
#
# So how large should λ be? The training examples can't tell: their error alone is lowest at λ = 0.
# **Cross-validation** can. Split the examples into parts of one size, the **folds**. For each λ, hold
# each fold back once, train on the rest, and note the error on the fold held back.
#
# **Exercise 8.5 (1 point).** Write `best_lambda(cv_errors)`. Lowest mean wins; of equal means, the
# *larger* λ wins. Stuck? `hint("best_lambda")`. When it works: *why the larger?*

# %% course={"key": "best-lambda"} nbgrader={"solution": true}
def best_lambda(cv_errors):
    """Return the λ with the lowest mean error over its folds, a float.

    cv_errors : a dict, λ -> list of errors, one per fold: {0.0: [2, 4], 0.1: [1, 3]};
        the number of folds may differ, the keys come in any order
    Of equal means the larger λ is taken.
    """
    ### BEGIN SOLUTION
    means = {lam: np.mean(errors) for lam, errors in cv_errors.items()}
    lowest = min(means.values())
    return float(max(lam for lam in means if means[lam] == lowest))
    ### END SOLUTION

# %% course={"key": "best-lambda-check"} nbgrader={"grade": true}
check(best_lambda)

# %% course={"key": "cross-validation"}
# Seven folds of two points. Then try best_lambda(cv_errors) in a new cell.
x, y = noisy_wave(14, np.random.default_rng(24))
fold = np.arange(len(x)) % 7
cv_errors = {}
for lam in (0.0, 0.003, 0.03, 0.3):
    cv_errors[lam] = []
    for k in range(7):
        rest, held = (x[fold != k], y[fold != k]), (x[fold == k], y[fold == k])
        _, errors = fit(rest, held, lam=lam, epochs=600)
        cv_errors[lam].append(round(float(errors[-1][1]), 3))
    mean = np.mean(cv_errors[lam])
    print(f"λ = {lam:5}: mean {mean:.3f} of {cv_errors[lam]}")

# %% [markdown] course={"key": "seven-errors"}
# Look at the seven errors of one λ: they differ far more than the four means do. A single fold would
# decide by luck.

# %% [markdown] course={"key": "predict-dropout", "lectures": ["S3-120"], "numbers": {"2.4": "0.8 * 3"}}
# ## 8.2 Units that stay at home
#
# A second cure changes the network instead of the cost. **Dropout** sets random activations to 0 in
# each training step, and rescales the survivors "to compensate" (CS 457/557, 07-5a). The lecture
# leaves the factor open. Our convention: each activation of a hidden layer is **dropped with
# probability p**, and survivors are divided by the probability to survive, 1 − p. In predictions
# nothing happens.
#
# **Worked example, with its last step missing.** An activation of 3 is dropped with p = 0.2.
#
# 1. It becomes 0 with probability 0.2, and 3c with probability 0.8, for some factor c.
# 2. The average is 0.2 · 0 + 0.8 · 3c = 2.4 c.
# 3. The next layer should receive 3 on average. So c = ?
#
# Set `faded_expectation` to c, a number. Then predict: with **p = 0.25**, an activation of 2
# survives. What is passed on? Options: `"2"`, `"2.5"`, `"2.667"`, `"8"`

# %% course={"key": "predict-dropout-answers"} nbgrader={"solution": true}
faded_expectation = None  # the factor c for p = 0.2; hint("faded_expectation")
prediction_survivor = None  # "2", "2.5", "2.667" or "8"
### BEGIN SOLUTION
faded_expectation = 1.25
prediction_survivor = "2.667"
### END SOLUTION

# %% course={"key": "faded-check"} nbgrader={"grade": true}
check(faded_expectation, exercise="faded_expectation")

# %% course={"key": "predict-survivor-check"} nbgrader={"grade": true}
check(prediction_survivor, exercise="prediction_survivor")

# %% course={"key": "predict-survivor-reveal"}
def many_draws():
    kept = np.random.default_rng(0).random(100_000) >= 0.25
    passed_on = 2 * kept / 0.75
    survivor, mean = passed_on.max(), passed_on.mean()
    return f"survivors are {survivor:.3f}, and the mean is {mean:.2f}."


reveal(prediction_survivor, exercise="prediction_survivor", run=many_draws)

# %% [markdown] course={"key": "dropout-task", "lectures": ["S3-120", "S3-121"]}
# ### Write it: dropout
#
# Why should this help? No unit can rely on one particular input, so weights spread over many, and
# units learn to work with changing partners. The noise makes them robust. And each step trains
# another thinned network: the whole is roughly an average of many (CS 457/557, Benefits of Dropout
# Regularization).
#
# Draw one number per **entry** of A, so that each example of the batch loses other units. Backwards,
# dropout is a product like any other: the gradient meets the same factor that its activation met.
#
# **Exercise 8.2 (2 points forward, 1 point back).** Write both functions. What you put into `cache`
# is up to you: the check hands it from your forward function to your backward function. Stuck?
# `hint("dropout_forward")`, `hint("dropout_backward")`. When they work: *what would go wrong with one
# mask for the whole batch?*

# %% course={"key": "dropout"} nbgrader={"solution": true}
def dropout_forward(A, p, rng, train):
    """Return (out, cache): A with entries dropped, survivors rescaled; and your notes.

    A : (n, h) array, activations of a hidden layer, whole numbers included; not changed
    p : the probability to DROP an entry, 0 <= p < 1
    rng : a numpy.random.Generator; all random numbers come from it
    train : True in training; with False, out equals A
    """
    ### BEGIN SOLUTION
    if not train:
        return A.copy(), np.ones(A.shape)
    mask = (rng.random(A.shape) >= p) / (1 - p)
    return A * mask, mask
    ### END SOLUTION


def dropout_backward(dout, cache):
    """Return the gradient with respect to A, (n, h), given that with respect to out.

    cache : what dropout_forward returned beside this out, with train True or False
    """
    ### BEGIN SOLUTION
    return dout * cache
    ### END SOLUTION

# %% course={"key": "dropout-forward-check"} nbgrader={"grade": true}
check(dropout_forward)

# %% course={"key": "dropout-backward-check"} nbgrader={"grade": true}
check(dropout_backward)

# %% [markdown] course={"key": "erroneous", "lectures": ["S3-120"]}
# ### Two answers to one question
#
# A student has trained a network with dropout. It works well, but asked twice about one and the same
# patient, it gives two different probabilities. The function that predicts:
#
# ```python
# def predict(X):
#     a = tanh(X @ W1 + b1)                            # line 1
#     a, _ = dropout_forward(a, 0.5, rng, train=True)  # line 2
#     in_ = a @ W2 + b2                                # line 3
#     return sigmoid(in_)                              # line 4
# ```
#
# Find the line. Options: `"line 1"`, `"line 2"`, `"line 3"`, `"line 4"`
#
# *Then say to yourself in a few words what its author had in mind.*

# %% course={"key": "erroneous-answer"} nbgrader={"solution": true}
erroneous_dropout = None  # "line 1", "line 2", "line 3" or "line 4"
### BEGIN SOLUTION
erroneous_dropout = "line 2"
### END SOLUTION

# %% course={"key": "erroneous-check"} nbgrader={"grade": true}
check(erroneous_dropout, exercise="erroneous_dropout")

# %% course={"key": "erroneous-reveal"}
def asked_twice():
    from course.regularization import dropout_forward as dropout

    rng = np.random.default_rng(1)
    W1, W2 = rng.normal(size=(3, 20)), rng.normal(size=(20, 1))
    patient, answers = np.array([[0.2, -1.0, 0.5]]), []
    for train_mode in (True, True, False, False):
        a, _ = dropout(tanh(patient @ W1), 0.5, rng, train=train_mode)
        answers.append(float(sigmoid(a @ W2)[0, 0]))
    with_slip, mended = answers[:2], answers[2:]
    return (
        f"as printed, {with_slip[0]:.3f} and {with_slip[1]:.3f}; "
        f"mended, {mended[0]:.3f} and {mended[1]:.3f}."
    )


reveal(erroneous_dropout, exercise="erroneous_dropout", run=asked_twice)

# %% [markdown] course={"key": "studio", "lectures": ["S3-112", "S3-121", "S1-51"]}
# ## Fit studio
#
# Back to the 14 points. Goal: overfit on purpose, then cure it twice, with different remedies. Decay
# is your `decay_step`; batch norm is for part 2.
#
# 1. Before you try: which λ will be too small, which too large? Write down two guesses.
# 2. Press *Train* and wait for the end. Then set λ to 0.01, leave the rest, and train again. Read off
#    the gap between validation and training error at the end, to two decimals, and enter it below as
#    `studio_gap`. Stuck? `hint("studio_gap")`. (If your `decay_step` does not work yet, write
#    `fit_studio()`: then the course's own is used.)
# 3. Now λ = 1. Both errors are high: which word of this notebook describes that?
# 4. Back to λ = 0, and cure it with *dropout p* from 0.1 to 0.5. (Beyond that, the few survivors grow
#    so large that steps of this length overshoot.) Then try two hidden layers with a little decay:
#    several layers, each large enough and well regularised, are as good a choice (CS771).
# 5. Where would you have stopped training, had you watched the validation error? The mark in
#    the picture shows where it is lowest. That is a remedy too, **early stopping**: what examples have
#    in common is learned first, and training ends before the weights have grown to follow the noise.

# %% course={"key": "studio-figure"}
from course.widgets import fit_studio

fit_studio(decay_step=decay_step)

# %% course={"key": "studio-answer"} nbgrader={"solution": true}
studio_gap = None  # validation error - training error at the end, with λ = 0.01
### BEGIN SOLUTION
studio_gap = 0.08
### END SOLUTION

# %% course={"key": "studio-check"} nbgrader={"grade": true}
check(studio_gap, exercise="studio_gap")

# %% [markdown] course={"key": "closing"}
# ## What you have built
#
# You can price weights, choose the price by validation and drop units without changing the average.
# Part 2, `regularization_2`, normalises what units pass on, and asks how large a network should be.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they
# said before, this part is ready.

# %% course={"key": "progress"}
progress()
