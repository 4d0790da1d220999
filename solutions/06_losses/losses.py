# %% [markdown] course={"key": "goals"}
# # Unit 6, part 1: two losses and one mistake
#
# A network says "class 0, I am sure", and it is wrong. How fast does it learn from that? The unit,
# the weights and the example are what they are. The loss is ours to choose, and it decides.
#
# After this notebook you can
#
# - derive how two losses react to a score, and say for which mistakes each of them goes on learning,
# - write losses that stay exact for scores of any size,
# - do the same for many classes.
#
# **Time:** 55 minutes. **Points:** 9 for exercises 6.1 to 6.3. Warm-ups, predictions and steps of a
# worked example add 1.1: you earn most of those by committing to an answer, right or wrong. Part 2
# puts the losses into a network.
#
# Four lectures are cited by title and section: CS389 lecture notes (UMass Amherst, 2023); CS771,
# Intro to Deep Neural Networks; CS 457/557, Lecture 07 (UW-La Crosse); and the UCLA deep-learning
# slides (2024). Symbols are explained in NOTATION.md.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, losses, progress, recall, reveal
from course.activations import sigmoid  # safe for every score, as in unit 1
from course.figures import compare_curves

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes:
#
# 1. Backpropagation is written for the squared error. Now the loss changes. What has to be
#    rewritten? Options: `"the output Δ"`, `"every Δ rule"`, `"the weight gradient"`
# 2. Before the exponentials of a softmax, the largest score of the row is subtracted from all of
#    them. What happens to the probabilities?
#    Options: `"they stay the same"`, `"they shrink"`, `"the largest becomes 1"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_which_rule_changes = None
warmup_softmax_shift = None
### BEGIN SOLUTION
warmup_which_rule_changes = "the output Δ"
warmup_softmax_shift = "they stay the same"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_which_rule_changes, exercise="warmup_which_rule_changes")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_softmax_shift, exercise="warmup_softmax_shift")

# %% course={"key": "warm-up-reveal"}
def what_the_rules_take():
    from inspect import signature

    from course.backprop import grads, hidden_delta, output_delta

    rules = [output_delta, hidden_delta, grads]
    takes_y = [rule.__name__ for rule in rules if "y" in signature(rule).parameters]
    names = ", ".join(takes_y)
    return f"of output_delta, hidden_delta and grads, the label goes into: {names}."


def two_softmaxes():
    from course.softmax import softmax

    return f"softmax of (1, 2, 4) is {softmax([1, 2, 4]).round(4)}, " + (
        f"and of (-3, -2, 0) it is {softmax([-3, -2, 0]).round(4)}."
    )


display(
    reveal(
        warmup_which_rule_changes,
        exercise="warmup_which_rule_changes",
        run=what_the_rules_take,
    ),
    reveal(
        warmup_softmax_shift, exercise="warmup_softmax_shift", run=two_softmaxes
    ),
    recall(),
)

# %% [markdown] course={"key": "two-losses", "lectures": ["S4-33", "S4-34", "S3-30", "S3-33", "S4-35", "S4-36"]}
# ## One score, two losses
#
# The last unit of a network receives a score z. A large negative z should mean class 0, a large
# positive one class 1. Two choices follow: an output activation, and a cost that goes with it (UCLA
# slides, What outputs and cost functions?). For two classes the sigmoid fits as activation: σ(z) is
# read as the probability of class 1.
#
# How wrong is this probability? For one example with label y, 0 or 1, there are two answers:
#
# - **squared error**, $(y - \sigma(z))^2$ (CS 457/557, 07-1c Some Loss Functions);
# - **cross-entropy**, or log loss, $-[\,y \log \sigma(z) + (1 - y) \log(1 - \sigma(z))\,]$, with the
#   natural logarithm (the same section, and UCLA). One of its two terms is always 0.
#
# The UCLA slides put ½ before the squared error and *add up* both losses over the examples. **Here
# there is no ½, and a cost is the mean over the batch.** With the ½ every gradient is half of ours;
# summed over n examples it is n times ours.
#
# Below you see both for an example of class 1. Which of them would you rather go down, from the far
# left?

# %% course={"key": "losses-figure"}
compare_curves(
    {
        "squared error": lambda z: (1 - sigmoid(z)) ** 2,
        "cross-entropy": lambda z: losses.bce_from_logits(z, np.ones_like(z)),
    },
    span=10,
    variable="score z",
    what="loss",
    title="Two losses of one example with y = 1",
)

# %% [markdown] course={"key": "predict-slopes", "lectures": ["S4-03"], "numbers": {"0.00005": "sigmoid(-10)"}}
# ## A confident mistake
#
# A cost is good for learning if its gradient is large and predictable enough to guide it (UCLA
# slides, Neural networks, after Goodfellow and colleagues). Let us test that where guidance is
# needed most. The label is 1 and the score is z = −10. The network gives class 1 a probability of
# 0.00005: as good as sure, and wrong.
#
# How large, in size, is the slope of each loss with respect to z there? First the squared error,
# then the cross-entropy. If you like, note how sure you are, in percent.
#
# Options: `"0.5 and 1"`, `"0.01 and 0.1"`, `"0.0001 and 1"`, `"1 and 0.0001"`

# %% course={"key": "predict-slopes-answer"} nbgrader={"solution": true}
# "0.5 and 1", "0.01 and 0.1", "0.0001 and 1" or "1 and 0.0001"
prediction_mistake_slopes = None
confidence_slopes = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_mistake_slopes = "0.0001 and 1"
confidence_slopes = 70
### END SOLUTION

# %% course={"key": "predict-slopes-check"} nbgrader={"grade": true}
check(prediction_mistake_slopes, exercise="prediction_mistake_slopes")

# %% course={"key": "predict-slopes-reveal"}
def measured(loss, z, h=1e-4):
    """The slope of a loss at z, by a small difference."""
    return (loss(z + h) - loss(z - h)) / (2 * h)


def squared_error(z):
    return (1 - sigmoid(z)) ** 2


def cross_entropy_loss(z):
    return losses.bce_from_logits(z, 1.0)


def both_slopes_at_minus_ten():
    return (
        f"at z = -10 the squared error is {squared_error(-10.0):.4f} and its slope "
        f"{measured(squared_error, -10.0):.7f}; the cross-entropy is "
        f"{cross_entropy_loss(-10.0):.4f} and its slope "
        f"{measured(cross_entropy_loss, -10.0):.5f}."
    )


reveal(
    prediction_mistake_slopes,
    exercise="prediction_mistake_slopes",
    run=both_slopes_at_minus_ten,
    confidence=confidence_slopes,
)

# %% [markdown] course={"key": "worked-example", "lectures": ["S4-39", "S4-40"]}
# ## 6.1 Where does the slope come from?
#
# Take y = 1 again, so that the cross-entropy is −log s with s = σ(z).
#
# **Step 1, name the links.** z sets s, and s sets the loss.
#
# **Step 2, the outer link.** $\dfrac{d(-\log s)}{ds} = -\dfrac{1}{s}$, huge if s is tiny.
#
# **Step 3, the inner link.** $\dfrac{ds}{dz} = s(1 - s)$, tiny if s is tiny.
#
# **Step 4, multiply.** The chain rule gives $-\dfrac{1}{s} \cdot s(1 - s)$.
#
# **Step 5, cancel before any number goes in.** What is left is $s - 1$.
#
# That is the slope on the UCLA slides (What outputs and cost functions?, continued). The huge factor
# has eaten the tiny one: for a score far on the wrong side the slope is nearly −1, and learning goes
# on. It stalls only near the right answer, where s is nearly 1. Run the same five steps with
# numbers:

# %% course={"key": "worked-numbers"}
z = -10.0  # try -1, 0 and 5 as well
s = sigmoid(z)
outer = -1 / s
inner = s * (1 - s)
print(f"step 1: z = {z:g} gives s = {s:.8f}")
print(f"step 2: outer slope {outer:.2f}")
print(f"step 3: inner slope {inner:.8f}")
print(f"step 4: product {outer * inner:.6f}")
print(f"step 5: cancelled, s - 1 = {s - 1:.6f}")
print(f"measured with a small difference: {measured(cross_entropy_loss, z):.6f}")

# %% [markdown] course={"key": "faded-mse", "lectures": ["S0-35"], "numbers": {"1.5": "2*(1-0.25)"}}
# ### The squared error, with two steps missing
#
# The same links, y = 1 again, at a score where s is exactly 0.25.
#
# **Step 1.** z sets s, and s sets the loss $(1 - s)^2$.
#
# **Step 2, the outer link.** −2(1 − s) = −1.5. (CS389, 2 Backpropagation, has ½ in front of its
# loss; there the 2 is gone, and what is left is prediction minus label.)
#
# **Step 3, the inner link.** The slope of σ where s = 0.25 is … ?
#
# **Step 4, multiply.** The slope of the loss with respect to z is … ?
#
# There is no step 5: nothing cancels.
#
# Set `faded_mse_steps` to the two numbers in this order, as `(…, …)`. Three decimals are enough.
# Stuck? `hint("faded_mse_steps")`

# %% course={"key": "faded-mse-answer"} nbgrader={"solution": true}
faded_mse_steps = None
### BEGIN SOLUTION
faded_mse_steps = (0.1875, -0.28125)
### END SOLUTION

# %% course={"key": "faded-mse-check"} nbgrader={"grade": true}
check(faded_mse_steps, exercise="faded_mse_steps")

# %% [markdown] course={"key": "slopes-task"}
# ### Both slopes, for both labels
#
# **Exercise 6.1 (2 × 1.5 points).** Write `dmse_dz(z, y)` and `dce_dz(z, y)`: the slopes of the two
# losses with respect to the score, for numbers, lists and arrays.
#
# - The label may be 0 as well. Then the losses are $s^2$ and $-\log(1 - s)$: do the steps once more
#   on paper.
# - Scores of ±1000 must give plain numbers. `sigmoid` is safe; what you do with its result has to be
#   safe too. Which step of the example took care of that?
#
# Stuck? `hint("dmse_dz")` and `hint("dce_dz")`. When they work: *for y = 1, name the scores where
# each of them is close to 0. Which of these stops do you want?*

# %% course={"key": "slopes"} nbgrader={"solution": true}
def dmse_dz(z, y):
    """Return the slope of (y - σ(z))² with respect to z, one number per score; no ½.

    z : scores, a number, a list or an array of any shape
    y : labels 0 or 1, as a number, a list or an array of the same shape
    returns : floats in the shape of z; nothing is averaged
    """
    ### BEGIN SOLUTION
    s = sigmoid(z)
    return -2 * (np.asarray(y, dtype=float) - s) * s * (1 - s)
    ### END SOLUTION


def dce_dz(z, y):
    """Return the slope of the binary cross-entropy with respect to z, one per score.

    z, y : as above; scores of ±1000 give plain numbers
    returns : floats in the shape of z; nothing is averaged
    """
    ### BEGIN SOLUTION
    return sigmoid(z) - np.asarray(y, dtype=float)
    ### END SOLUTION

# %% course={"key": "dmse-check"} nbgrader={"grade": true}
check(dmse_dz)

# %% course={"key": "dce-check"} nbgrader={"grade": true}
check(dce_dz)

# %% course={"key": "slopes-figure"}
compare_curves(
    {
        "your dmse_dz": lambda z: dmse_dz(z, np.ones_like(z)),
        "your dce_dz": lambda z: dce_dz(z, np.ones_like(z)),
    },
    what="slope of the loss",
    span=10,
    variable="score z",
    title="The slopes of both losses for y = 1",
)

# %% [markdown] course={"key": "predict-steepest", "lectures": ["S4-37", "S4-38"]}
# ### The steepest place
#
# Read your picture from the left. There the squared error is as large as it can get, and its slope
# is nearly 0: the unit does not learn from its worst mistakes (UCLA slides, What outputs and cost
# functions?, continued). The factor σ(z)(1 − σ(z)) does it, which stays in the product.
#
# Far right the slope is nearly 0 as well. Somewhere in between, the squared error is steepest. For
# which *output* s = σ(z)? Options: `"s near 0"`, `"s = 1/3"`, `"s = 1/2"`, `"s = 2/3"`

# %% course={"key": "predict-steepest-answer"} nbgrader={"solution": true}
prediction_mse_steepest = None  # "s near 0", "s = 1/3", "s = 1/2" or "s = 2/3"
confidence_steepest = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_mse_steepest = "s = 1/3"
confidence_steepest = 50
### END SOLUTION

# %% course={"key": "predict-steepest-check"} nbgrader={"grade": true}
check(prediction_mse_steepest, exercise="prediction_mse_steepest")

# %% course={"key": "predict-steepest-reveal"}
def steepest_place():
    scores = np.linspace(-10, 10, 20_001)
    square, cross = losses.dmse_dz(scores, 1), losses.dce_dz(scores, 1)
    z = scores[np.abs(square).argmax()]
    falls = [(np.diff(slope) < 0).sum() for slope in (square, cross)]
    return (
        f"the largest size is {np.abs(square).max():.4f}, at z = {z:.3f}, where s is "
        f"{sigmoid(z):.3f}. Going right in {scores.size - 1} little steps, the slope "
        f"of the squared error falls {falls[0]} times, the other one {falls[1]} times."
    )


reveal(
    prediction_mse_steepest,
    exercise="prediction_mse_steepest",
    run=steepest_place,
    confidence=confidence_steepest,
)

# %% [markdown] course={"key": "predict-naive", "lectures": ["S3-34"]}
# ## 6.2 Losses that stay exact
#
# Left of its steepest place the slope of the squared error *falls*: the curve bends down. On the
# right it bends up. A curve that bends both ways is not **convex**, and walking downhill may meet a
# plateau. CS 457/557 (07-1c, Some Loss Functions) uses the squared error for numbers and classes
# alike. For classes that has a price: even a single sigmoid unit has a cost that is not convex. With
# cross-entropy, its cost bends up everywhere. With hidden layers hardly any cost is convex, whatever
# the loss.
#
# Now to the machine. At z = −1000 and y = 1 the cross-entropy is 1000 on paper. Type the definition
# as it stands: what does `-np.log(sigmoid(-1000.0))` give?
# Options: `"1000"`, `"about 745"`, `"inf"`

# %% course={"key": "predict-naive-answer"} nbgrader={"solution": true}
prediction_naive_log = None  # "1000", "about 745" or "inf"
confidence_naive = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_naive_log = "inf"
confidence_naive = 80
### END SOLUTION

# %% course={"key": "predict-naive-check"} nbgrader={"grade": true}
check(prediction_naive_log, exercise="prediction_naive_log")

# %% course={"key": "predict-naive-reveal"}
def as_it_stands():
    return -np.log(sigmoid(-1000.0))


reveal(
    prediction_naive_log,
    exercise="prediction_naive_log",
    run=as_it_stands,
    confidence=confidence_naive,
)

# %% [markdown] course={"key": "bce-task"}
# ### From scores, and from probabilities
#
# The way out is never to form the probability. Write $-\log \sigma(z)$ with $e^{-z}$ and simplify: it
# turns into a function of unit 1 that has a safe form. Do the same for $-\log(1 - \sigma(z))$.
# `np.logaddexp(a, b)` is $\log(e^a + e^b)$ without overflow.
#
# Sometimes only probabilities have been kept. Then p = 0 and p = 1 need a patch: move them inwards by
# a number between 1e-15 and 1e-7, with `np.clip`, say.
#
# **Exercise 6.2 (2 × 1.5 points).** Write both functions. They differ in three ways: what goes in,
# what comes out (one loss per score, or one mean), and whether the result is exact or patched.
#
# Stuck? `hint("bce_from_logits")` and `hint("bce")`. When they work: *why would clipping be a bad
# idea in the first function, although the result is finite? Think of the slope.*

# %% course={"key": "binary"} nbgrader={"solution": true}
def bce_from_logits(z, y):
    """Return the binary cross-entropy of every score (a score is also called a logit).

    z : scores, a number, a list or an array of any shape and size, ±1000 included
    y : labels 0 or 1, as a number, a list or an array of the same shape
    returns : one loss per score, in the shape of z; natural logarithm; a mistake of
        1000 costs 1000, and nothing overflows or warns on the way
    """
    ### BEGIN SOLUTION
    z = np.asarray(z, dtype=float)
    return np.logaddexp(0, z) - np.asarray(y, dtype=float) * z
    ### END SOLUTION


def bce(p, y):
    """Return the mean binary cross-entropy of probabilities, one number.

    p : (n,), probabilities of class 1, an array or a list; exactly 0 or 1 is moved
        inwards by 1e-15 to 1e-7
    y : (n,), labels 0 or 1, an array or a list
    returns : the mean over the examples; natural logarithm; always finite
    """
    ### BEGIN SOLUTION
    p = np.clip(np.asarray(p, dtype=float), 1e-12, 1 - 1e-12)
    y = np.asarray(y, dtype=float)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
    ### END SOLUTION

# %% course={"key": "bce-logits-check"} nbgrader={"grade": true}
check(bce_from_logits)

# %% course={"key": "bce-check"} nbgrader={"grade": true}
check(bce)

# %% [markdown] course={"key": "softmax-slope", "lectures": ["S4-44"], "numbers": {"0.1": "0.1", "0.6": "0.6", "0.3": "0.3"}}
# ## 6.3 Many classes
#
# With K classes the network has K scores. The **softmax** of unit 4 turns them into probabilities
# that add up to 1. The UCLA slides (Softmax output) call it the sigmoid's generalisation and leave
# out the formula:
#
# $$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$$
#
# For two scores, z and 0, the first probability is $e^z / (e^z + 1)$, which is σ(z). The cross-entropy
# is minus the logarithm of the probability that the right class c was given. The logarithm of a
# fraction is a difference:
#
# $$-\log p_c = \log \sum_j e^{z_j} - z_c$$
#
# **Your derivation, with all steps missing.** Three classes have the probabilities (0.1, 0.6, 0.3),
# and the middle one belongs to the right class. How does the loss react to each of the three
# *scores*? Differentiate both parts of the last line, once for the score of the right class and once
# for another score. Set `faded_softmax_delta` to the three slopes, in order. Stuck?
# `hint("faded_softmax_delta")`

# %% course={"key": "softmax-slope-answer"} nbgrader={"solution": true}
faded_softmax_delta = None
### BEGIN SOLUTION
faded_softmax_delta = (0.1, -0.4, 0.3)
### END SOLUTION

# %% course={"key": "softmax-slope-check"} nbgrader={"grade": true}
check(faded_softmax_delta, exercise="faded_softmax_delta")

# %% [markdown] course={"key": "cross-entropy-task"}
# ### The loss itself
#
# **Exercise 6.3 (3 points).** Write `cross_entropy(Z, Y)` for a batch: the mean of the losses. The
# labels are one-hot, as in unit 4, so multiplying by `Y` picks the right class of each row.
#
# - A sum over the classes, a mean over the examples.
# - Scores of 1000 must not overflow, nor may a row near −1000 beside a row near 1000. Adding one
#   number to all scores of a row changes no probability: your second warm-up.
# - Never take the logarithm of a probability. A confident mistake of 1000 costs 1000.
#
# Stuck? `hint("cross_entropy")`. When it works: *what does it cost to know nothing, with four equal
# scores? And why is this number the same for every label?*

# %% course={"key": "cross-entropy"} nbgrader={"solution": true}
def cross_entropy(Z, Y):
    """Return the mean cross-entropy of rows of scores, one number.

    Z : (n, K), scores, an array or a list of rows; not probabilities
    Y : (n, K), one-hot labels, an array or a list of rows
    returns : -log softmax of the right class, averaged over the n examples; scores of
        ±1000 neither overflow nor warn
    """
    ### BEGIN SOLUTION
    Z = np.asarray(Z, dtype=float)
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(np.asarray(Y) * log_p) / len(Z))
    ### END SOLUTION

# %% course={"key": "cross-entropy-check"} nbgrader={"grade": true}
check(cross_entropy)

# %% [markdown] course={"key": "closing"}
# ## What you have built
#
# The next cell draws your losses. Two classes with the scores z and 0 should give the same curve as
# your `bce_from_logits`; with a third class the same score costs more. A curve that is missing
# belongs to a function that is still the template.
#
# Then choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If all checks still say what
# they said before, this part is ready to hand in. Part 2, `losses_2`, asks what the loss does to a
# whole network.

# %% course={"key": "your-losses"}
def two_classes(scores):
    return np.array([cross_entropy([[z, 0]], [[1, 0]]) for z in scores])


def three_classes(scores):
    return np.array([cross_entropy([[z, 0, 0]], [[1, 0, 0]]) for z in scores])


display(
    compare_curves(
        {
            "bce_from_logits": lambda z: bce_from_logits(z, np.ones_like(z)),
            "cross_entropy, scores (z, 0)": two_classes,
            "cross_entropy, scores (z, 0, 0)": three_classes,
        },
        what="loss",
        span=6,
        variable="score z of the right class",
        title="Your losses",
    )
)
progress()
