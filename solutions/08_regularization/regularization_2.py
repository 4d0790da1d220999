# %% [markdown] course={"key": "goals"}
# # Unit 8, part 2: batch normalisation, and how large a network should be
#
# Part 1 kept weights small and units humble. This part keeps activations on one scale, and then turns
# to the question that no formula answers: which network?
#
# After this notebook you can
#
# - write batch normalisation for training and for predictions, and say why they differ,
# - differentiate it, although every example acts on every other,
# - list all networks with one budget of weights, and test a claim about them,
# - run a random search for an architecture, and name what it costs,
# - choose a remedy from two error curves.
#
# **Time:** 75 minutes. **Points:** 9 for exercises 8.3, 8.4, 8.6 and 8.7, 4 for a written question,
# and 0.7 for committing to predictions and to the post-test.
#
# Exercise 8.5 was in part 1. The code needs nothing from there; the text and the written question
# take up its remedies: weight decay, dropout, more data, early stopping.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, recall, reveal
from course.backprop import cost
from course.data import digits, moons
from course.ensembles import ensemble, unstack
from course.figures import decision_regions, loss_curves, network_drawing
from course.instruments import count_parameters
from course.network import Network
from course.preprocessing import one_hot
from course.training import train

# %% [markdown] course={"key": "post-test"}
# ## Warm-up: the questions from the first day
#
# Unit 0 began with these five. From memory again, as text in quotes; then compare.
#
# 1. The derivative of (3x − 1)² with respect to x:
#    `"2(3x - 1)"`, `"6(3x - 1)"`, `"9(3x - 1)"`
# 2. The derivative of (y − w x)² with respect to w:
#    `"2(y - w x)"`, `"-2(y - w x)"`, `"-2x(y - w x)"`
# 3. `X` has shape (5, 3), `W` has shape (3, 4). The shape of `X @ W`:
#    `"(3, 3)"`, `"(5, 4)"`, `"(4, 5)"`
# 4. `A` has shape (5, 3), `D` has shape (5, 4). Which product has the shape (3, 4)?
#    `"A @ D"`, `"A.T @ D"`, `"D.T @ A"`
# 5. $\sigma(x) = 1 / (1 + e^{-x})$. What is σ(−2)? `"1 - σ(2)"`, `"-σ(2)"`, `"1 / σ(2)"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "post-test-answers"} nbgrader={"solution": true}
posttest_chain_rule = None
posttest_derivative_of_error = None
posttest_shape_of_product = None
posttest_transposed_product = None
posttest_logistic = None
### BEGIN SOLUTION
posttest_chain_rule = "6(3x - 1)"
posttest_derivative_of_error = "-2x(y - w x)"
posttest_shape_of_product = "(5, 4)"
posttest_transposed_product = "A.T @ D"
posttest_logistic = "1 - σ(2)"
### END SOLUTION

# %% course={"key": "post-test-check-1"} nbgrader={"grade": true}
check(posttest_chain_rule, exercise="posttest_chain_rule")

# %% course={"key": "post-test-check-2"} nbgrader={"grade": true}
check(posttest_derivative_of_error, exercise="posttest_derivative_of_error")

# %% course={"key": "post-test-check-3"} nbgrader={"grade": true}
check(posttest_shape_of_product, exercise="posttest_shape_of_product")

# %% course={"key": "post-test-check-4"} nbgrader={"grade": true}
check(posttest_transposed_product, exercise="posttest_transposed_product")

# %% course={"key": "post-test-check-5"} nbgrader={"grade": true}
check(posttest_logistic, exercise="posttest_logistic")

# %% course={"key": "post-test-reveal"}
def slope(f, at, h=1e-6):
    return (f(at + h) - f(at - h)) / (2 * h)


def first():
    return f"at x = 2 the measured slope is {slope(lambda x: (3 * x - 1) ** 2, 2):.2f}."


def second():
    measured = slope(lambda w: (1.0 - w * 3.0) ** 2, 0.5)
    return f"for y = 1, x = 3, w = 0.5 the measured slope is {measured:.2f}."


def third():
    return f"NumPy says {(np.ones((5, 3)) @ np.ones((3, 4))).shape}."


def fourth():
    return f"NumPy says {(np.ones((5, 3)).T @ np.ones((5, 4))).shape} for A.T @ D."


def fifth():
    return f"σ(-2) = {1 / (1 + np.exp(2)):.4f} and σ(2) = {1 / (1 + np.exp(-2)):.4f}."


display(
    reveal(posttest_chain_rule, exercise="posttest_chain_rule", run=first),
    reveal(
        posttest_derivative_of_error,
        exercise="posttest_derivative_of_error",
        run=second,
    ),
    reveal(posttest_shape_of_product, exercise="posttest_shape_of_product", run=third),
    reveal(
        posttest_transposed_product, exercise="posttest_transposed_product", run=fourth
    ),
    reveal(posttest_logistic, exercise="posttest_logistic", run=fifth),
    recall(),
)

# %% [markdown] course={"key": "predict-one-example", "lectures": ["S3-122", "S3-123"]}
# ## 8.3 Batch normalisation
#
# Inputs are normalised once, before training (unit 4). What the hidden layers pass on drifts while
# the weights change. **Batch normalisation** normalises it in every step (CS 457/557, 07-5b), with
# the mean and the variance of the mini-batch:
#
# $$\text{out} = \gamma \, \frac{a - \text{mean}}{\sqrt{\text{var} + \epsilon}} + \beta$$
#
# γ and β are learned, so that the network can undo it where that is better. ε is a small positive
# number *inside* the root. The lecture has one γ and one β; in practice each unit has its own, and
# its own mean and variance. It calls the spread σ; here σ is the logistic function only.
#
# The next layer then meets numbers on one scale, whatever the weights before it do. Training in
# mini-batches gets better, says the lecture, and why is not fully understood.
#
# In training mode, a batch holds a **single** example. What is the output?
# Options: `"the input"`, `"gamma"`, `"beta"`, `"nan"`

# %% course={"key": "predict-one-example-answer"} nbgrader={"solution": true}
prediction_one_example = None  # "the input", "gamma", "beta" or "nan"
confidence_one_example = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_one_example = "beta"
confidence_one_example = 60
### END SOLUTION

# %% course={"key": "predict-one-example-check"} nbgrader={"grade": true}
check(prediction_one_example, exercise="prediction_one_example")

# %% course={"key": "predict-one-example-reveal"}
def single_example():
    from course.normalization import bn_train as normalise

    gamma, beta = np.array([2.0, 2.0]), np.array([0.7, -0.3])
    outs = [normalise([a], gamma, beta, 1e-5)[0][0] for a in ([4.0, -1.0], [9.0, 5.0])]
    return f"the examples (4, -1) and (9, 5) give {outs[0]} and {outs[1]}."


reveal(
    prediction_one_example,
    exercise="prediction_one_example",
    run=single_example,
    confidence=confidence_one_example,
)

# %% [markdown] course={"key": "batch-norm-task", "lectures": ["S3-122"]}
# ### Write it: batch normalisation
#
# So in training mode an answer depends on who else is in the batch, and with tiny batches the
# statistics are noise. In a prediction that must not be. The lecture does not say what happens
# there; the usual way is to gather **running statistics** in training, and to normalise by these:
#
# run = momentum · run + (1 − momentum) · batch
#
# Momentum is the share of the *old* value, as in Keras; PyTorch uses the name for the other share.
# The variance divides by n. The lecture normalises what a unit passes on, $a_j$; the inventors
# normalised the pre-activation. The formula is the same.
#
# **Exercise 8.3 (1.5 + 0.75 + 0.75 points).** Of the four steps of `bn_train`, two are missing. Then
# write `bn_test` and `update_running`. Stuck? `hint("bn_train")`, `hint("bn_test")`,
# `hint("update_running")`. When they work: *what would ε in another place change for a unit that is
# nearly constant?*

# %% course={"key": "batch-norm"} nbgrader={"solution": true}
def bn_train(A, gamma, beta, eps):
    """Return (out, mean, var): the normalised batch, and its statistics per unit.

    A : (n, h), one example per row; not changed. gamma, beta : (h,). eps : a number
    out : (n, h); mean, var : (h,), over the examples; var divides by n
    """
    A = np.asarray(A, dtype=float)
    mean = A.mean(axis=0)  # step 1: the mean of each unit
    var = A.var(axis=0)  # step 2: the variance of each unit
    # Step 3, centre and divide: x_hat. Step 4, scale and shift: out.
    ### BEGIN SOLUTION
    x_hat = (A - mean) / np.sqrt(var + eps)
    out = gamma * x_hat + beta
    ### END SOLUTION
    return out, mean, var


def bn_test(A, gamma, beta, run_mean, run_var, eps):
    """Return the normalised A, (n, h), by the running statistics, both (h,).

    Same formula and same eps as in training; n may be 1.
    """
    ### BEGIN SOLUTION
    return gamma * (A - run_mean) / np.sqrt(run_var + eps) + beta
    ### END SOLUTION


def update_running(run, batch, momentum):
    """Return the new running statistic; momentum is the share of the old one, 0 to 1.

    run, batch : (h,), not changed
    """
    ### BEGIN SOLUTION
    return momentum * run + (1 - momentum) * batch
    ### END SOLUTION

# %% course={"key": "bn-train-check"} nbgrader={"grade": true}
check(bn_train)

# %% course={"key": "bn-test-check"} nbgrader={"grade": true}
check(bn_test)

# %% course={"key": "update-running-check"} nbgrader={"grade": true}
check(update_running)

# %% course={"key": "with-and-without", "lectures": ["S3-123"]}
X_train, X_test, y_train, y_test = digits().split(0.75, np.random.default_rng(0))
curves = {}
for name, batch_norm in (("without batch norm", False), ("with batch norm", True)):
    rng = np.random.default_rng(2)
    sizes = [64, 32, 32, 10]
    net = Network(sizes, "sigmoid", "softmax", rng=rng, batch_norm=batch_norm)
    settings = {"lr": 0.2, "epochs": 15, "batch_size": 32, "progress": False}
    examples = X_train / 16, one_hot(y_train, 10)
    history = train(net, *examples, "cross_entropy", rng=rng, **settings)
    curves[name] = history.costs
    print(f"{name}: cost {history.costs[0]:.2f} -> {history.costs[-1]:.2f}")
loss_curves(curves, step="epoch", title="Two sigmoid layers on handwritten digits")

# %% [markdown] course={"key": "backward-task", "lectures": ["S3-122"]}
# ## 8.4 The way back
#
# Same initial weights, batches and learning rate: only batch normalisation differs. The curves begin
# apart, as epoch 0 comes after the first pass. (One network is an example, not a law.) To train
# through it, Δ must get back through it.
#
# γ and β come first. With x_hat for the normalised value, dγ is the sum of dout · x_hat over the
# batch, and dβ the sum of dout. They are sums, because dout has the loss's 1/n already.
#
# An activation is harder: it acts on *every* output of its unit, through mean and variance.
#
# **A smaller case, in three steps:** c = a − mean(a), and u is the gradient that arrives at c.
#
# 1. Directly, $a_i$ moves $c_i$ by 1: that gives $u_i$.
# 2. It moves the mean by 1/n, and every c by −1/n: that gives −mean(u).
# 3. Together: da = u − mean(u). Its sum is 0: a shift of all is centred away.
#
# Batch normalisation has one path more. $a_i$ moves the variance by $2 c_i / n$, and the variance moves
# every output of the unit: add these up. A stretch of all is normalised away, too.
#
# **Exercise 8.4 (2 points).** Write `bn_backward`. dγ and dβ make a quarter of the points. Another
# quarter you get with `numerical_grad(f, A)` (from `course.earlier`): dA is the gradient of the
# number f(A) = sum(dout · out). The rest needs the formula, as the check has units of wildly
# different scales: no step h fits them all. Stuck? `hint("bn_backward")`.
#
# When it works: *for ε = 0, the sum of dA over the batch is 0, and so is that of dA · x_hat. Why?*

# %% course={"key": "bn-backward"} nbgrader={"solution": true}
def bn_backward(dout, A, gamma, eps):
    """Return (dA, dgamma, dbeta), the gradients of the loss through bn_train.

    dout : (n, h), the gradient with respect to the output of bn_train
    A : (n, h), the batch; gamma : (h,); eps : a number
    dA : (n, h); dgamma, dbeta : (h,), sums over the batch, not divided by n
    """
    ### BEGIN SOLUTION
    std = np.sqrt(A.var(axis=0) + eps)
    x_hat = (A - A.mean(axis=0)) / std
    dx_hat = dout * gamma
    direct_and_mean = dx_hat - dx_hat.mean(axis=0)
    dA = (direct_and_mean - x_hat * (dx_hat * x_hat).mean(axis=0)) / std
    return dA, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    ### END SOLUTION

# %% course={"key": "bn-backward-check"} nbgrader={"grade": true}
check(bn_backward)

# %% [markdown] course={"key": "predict-eighteen", "lectures": ["S3-124", "S3-125", "S1-47"]}
# ## 8.6 Wide or deep?
#
# The layout of a network is its **architecture**: how many layers, how many units in each, which
# connections. There are many (CS 457/557, 07-5c). CS771 ends with the open questions: how many hidden
# layers and units? Why many layers, if one wide layer can do? Do networks with so many parameters
# not overfit? Part 1 has answered the last one: they do, unless something holds them back.
#
# To compare fairly, give all the same budget of weights. The lecture shows two networks with 18
# weights each, biases not counted; its figure is lost, so the shapes in this notebook are our guess.
#
# Two inputs, one hidden layer with h units, one output, 18 weights: how large is h?
# Options: `"3"`, `"6"`, `"9"`

# %% course={"key": "predict-eighteen-answer"} nbgrader={"solution": true}
prediction_eighteen = None  # "3", "6" or "9"
### BEGIN SOLUTION
prediction_eighteen = "6"
### END SOLUTION

# %% course={"key": "predict-eighteen-check"} nbgrader={"grade": true}
check(prediction_eighteen, exercise="prediction_eighteen")

# %% course={"key": "predict-eighteen-reveal"}
def counted():
    weights = {h: count_parameters([2, h, 1], bias=False) for h in (3, 6, 9)}
    rng = np.random.default_rng(0)
    drawn = [
        network_drawing(Network(list(sizes), rng=rng).Ws, title=f"{name}, 18 weights")
        for name, sizes in (("Wide", (2, 6, 1)), ("Deep", (2, 3, 3, 1)))
    ]
    words = ", ".join(f"2-{h}-1 has {w} weights" for h, w in weights.items())
    return f"{words}. A wide and a deep network with 18 are drawn below.", *drawn


reveal(prediction_eighteen, exercise="prediction_eighteen", run=counted)

# %% [markdown] course={"key": "budgets-task", "lectures": ["S3-125"]}
# ### All networks with one budget
#
# A network is a tuple of layer sizes, inputs first: (2, 3, 3, 1) has 2·3 + 3·3 + 3·1 = 18 weights. So
# has (2, 2, 2, 2, 2, 1), with four hidden layers.
#
# **Exercise 8.6 (2 points).** Write `nets_with_weights(n_weights, n_in, n_out, max_hidden)`. It
# lists *all* networks with exactly `n_weights` weights and 1 to `max_hidden` hidden layers. Any order
# is right, each network once. Budgets in the check are small, up to 18, so trying everything is
# fine.
#
# Stuck? `hint("nets_with_weights")`. When it works: *why can no hidden layer have more units than
# the budget has weights?*

# %% course={"key": "budgets"} nbgrader={"solution": true}
def nets_with_weights(n_weights, n_in, n_out, max_hidden):
    """Return a list of size tuples (n_in, hidden sizes ..., n_out).

    n_weights : products of neighbouring sizes, added up; biases are not counted
    max_hidden : the largest number of hidden LAYERS; at least one, each with >= 1 unit
    Example: nets_with_weights(18, 2, 1, 1) is [(2, 6, 1)].
    """
    ### BEGIN SOLUTION
    found = []

    def extend(sizes, left):
        if len(sizes) > 1 and left == sizes[-1] * n_out:
            found.append((*sizes, n_out))
        if len(sizes) <= max_hidden:
            for units in range(1, left // sizes[-1] + 1):
                extend((*sizes, units), left - sizes[-1] * units)

    extend((n_in,), n_weights)
    return found
    ### END SOLUTION

# %% course={"key": "budgets-check"} nbgrader={"grade": true}
check(nets_with_weights)

# %% course={"key": "equal-budgets", "lectures": ["S3-125", "S3-126"]}
# Three networks with 18 weights, two learning rates, 20 starts each: training costs.
X, y = moons(100, 0.15, np.random.default_rng(0))
best_starts = {}
for lr in (0.1, 0.3):
    for sizes in [(2, 6, 1), (2, 3, 3, 1), (2, 2, 2, 2, 2, 1)]:
        nets = ensemble(list(sizes), seeds=range(20), hidden="tanh")
        settings = {"lr": lr, "epochs": 300, "batch_size": 10, "progress": False}
        last = train(nets, X, y, rng=np.random.default_rng(1), **settings).costs[-1]
        name = "-".join(map(str, sizes))
        best_starts[name] = unstack(nets)[int(last.argmin())]  # the last lr is kept
        print(f"lr {lr}, {name:12} best {last.min():.4f}, median {np.median(last):.4f}")
display(
    *(
        decision_regions(
            best_starts[name].predict, X, y, title=f"{name}, lr {lr}, best of 20 starts"
        )
        for name in ("2-6-1", "2-2-2-2-2-1")
    )
)

# %% [markdown] course={"key": "claims", "lectures": ["S1-47", "S1-52", "S1-53", "S3-53", "S3-54", "S3-125", "S3-126", "S3-131"]}
# ### Claims, and how far they reach
#
# - *With equal budgets the deep, narrow design usually wins* (CS 457/557, 07-5c). In the
#   training costs above, the best single starts are deep. By the median, the winner changes with the learning rate:
#   many deep starts get stuck. So the claim needs its conditions, and the lecture adds that no
#   complete theory says which architecture works better when.
# - *One hidden layer can approximate any function* (CS771; CS 457/557, Universal Approximation
#   Theorem). Any *continuous* function, on a bounded range, with a suitable activation and enough
#   units. It says that weights exist, not that training finds them. CS771 prefers many layers of
#   moderate width.
# - *Higher layers learn more useful features* (CS771), and can pack the data into a few of them.
#   Hidden layers do their own feature engineering: two units sufficed for XOR (CS 457/557).
# - *Different tasks suit different architectures* (CS 457/557). Fully connected layers are a
#   reasonable default; for images there are convolutional networks, for text recurrent ones with
#   edges that lead back (07-5d).

# %% [markdown] course={"key": "search-task", "lectures": ["S3-127", "S3-128", "S3-129", "S3-130", "S1-48"]}
# ## 8.7 Let the machine try
#
# Choosing an architecture is like tuning λ, with more knobs. Much progress came from people who tried
# by hand; the lecture calls it *graduate student descent* (CS 457/557, 07-5c). **Neural architecture
# search** (NAS) automates it; CS771 calls it a research area. A full grid is out of reach: ten
# knobs with five settings make 5¹⁰ trainings. So one uses metaheuristics such as genetic algorithms,
# reinforcement learning, or gradient descent in a space of architectures.
#
# A good first method: try at random, without repeats. The costly part is `evaluate`, as it usually
# trains a network. It can be made cheaper by less data, by stopping early and
# extrapolating, by a smaller version of the network, or by a learned guess.
#
# **Exercise 8.7 (2 points).** Write `nas_random(space, budget, evaluate, rng)`. Each trial calls
# `evaluate` once and is logged, good or bad. If the budget exceeds the space, try everything once.
# Stuck? `hint("nas_random")`. When it works: *why log the failures?*

# %% course={"key": "search"} nbgrader={"solution": true}
def nas_random(space, budget, evaluate, rng):
    """Return (best, log) of a random search without repeats.

    space : a dict, name -> list of options; {"layers": [1, 2], "units": [4, 8]}
        holds 4 architectures
    budget : the number of trials, at least 1; there are fewer if the space is smaller
    evaluate : a function; takes an architecture such as {"layers": 2, "units": 8} and
        returns its validation error: lower is better
    rng : a numpy.random.Generator; every architecture is equally likely to be drawn
    best : the architecture, a dict, with the lowest error
    log : a list of (architecture, error), one per trial, in the order of the trials
    """
    ### BEGIN SOLUTION
    points = [{}]
    for name, options in space.items():
        points = [{**point, name: option} for point in points for option in options]
    log = []
    for k in rng.permutation(len(points))[:budget]:
        log.append((points[k], evaluate(points[k])))
    best, _ = min(log, key=lambda trial: trial[1])
    return best, log
    ### END SOLUTION

# %% course={"key": "search-check"} nbgrader={"grade": true}
check(nas_random)

# %% [markdown] course={"key": "stop-early", "lectures": ["S3-130"]}
# ### Would stopping early do?
#
# The search below trains ten of 18 architectures for 150 epochs each. The table also shows each
# error after 10 epochs, at 1/15 of the cost. Would a search that stops there have found the same
# winner?

# %% course={"key": "real-search", "lectures": ["S3-130"]}
from course.earlier import nas_random as search  # a correct one

X, y = moons(100, 0.3, np.random.default_rng(0))
X_new, y_new = moons(300, 0.3, np.random.default_rng(1))


def error_after(arch, epochs):
    rng = np.random.default_rng(7)
    sizes = [2] + [arch["units"]] * arch["layers"] + [1]
    net = Network(sizes, "tanh", rng=rng)
    settings = {"lr": arch["lr"], "epochs": epochs, "batch_size": 10, "progress": False}
    train(net, X, y, rng=rng, **settings)
    return float(cost(net, X_new, y_new))


space = {"layers": [1, 2, 3], "units": [2, 4, 8], "lr": [0.05, 0.5]}  # 18 of them
best, log = search(
    space, 10, lambda arch: error_after(arch, 150), np.random.default_rng(4)
)
print("best:", ", ".join(f"{name} {value}" for name, value in best.items()))
print("layers  units    lr   after 150 epochs   after 10")
for arch, error in sorted(log, key=lambda trial: trial[1]):
    row = f"{arch['layers']:6}  {arch['units']:5}  {arch['lr']:4}"
    print(f"{row}   {error:16.3f}   {error_after(arch, 10):8.3f}")

# %% course={"key": "three-curves", "lectures": ["S1-51"]}
# Three networks on handwritten digits, for the written question below.
def two_costs(n, units, decay, lr, noise=0.0):
    rng = np.random.default_rng(0)
    X, X_val, y, y_val = digits().split(0.5, rng)
    y = np.where(rng.random(n) < noise, rng.integers(1, 11, n), y[:n])  # wrong labels
    training = X[:n] / 16, one_hot(y, 10)
    validation = X_val[:300] / 16, one_hot(y_val[:300], 10)
    net = Network([64, units, 10], "relu", "softmax", init="he", rng=rng)
    curves = {"training": [], "validation": []}

    def watch(epoch, net, history):
        for name, data in (("training", training), ("validation", validation)):
            curves[name].append(float(cost(net, *data, "cross_entropy")))

    settings = {"lr": lr, "decay": decay, "epochs": 80, "batch_size": 10, "rng": rng}
    settings |= {"callbacks": [watch], "progress": False}
    train(net, *training, "cross_entropy", **settings)
    return curves


display(
    loss_curves(two_costs(600, 2, 0.02, 0.05), step="epoch", title="Network A"),
    loss_curves(two_costs(40, 200, 0.0, 0.3), step="epoch", title="Network B"),
    loss_curves(two_costs(100, 100, 0.0, 0.2, 0.3), step="epoch", title="Network C"),
)

# %% [markdown] course={"key": "written-question", "lectures": ["S3-112", "S3-113", "S3-114", "S3-119", "S3-121", "S3-123", "S1-47", "S1-50", "S1-51"]}
# ## Written question (4 points)
#
# Above are the costs of three networks, on training and on validation examples. Each picture has an
# axis of its own, so read the numbers.
#
# - **A** ends high on both, at 1.25 in training and 1.33 in validation.
# - **B** ends near 0 in training and at 0.57 in validation.
# - **C** ends near 0 in training, too. Its validation cost falls to 0.87 at about epoch 23, then
#   rises to 1.25.
#
# Answer in about 200 words in the cell below.
#
# - **(a)** Name the problem of each network.
# - **(b)** Propose a remedy for each, a different one each time, and say by which *mechanism* it acts.
#   The two parts offer more units or layers, more data, weight decay, dropout, batch normalisation
#   and early stopping.
# - **(c)** For each remedy: which measurement would convince you that it worked?
# - **(d)** For one of them, give a reason why it could fail.
#
# One point each:
#
# 1. All three diagnoses are right.
# 2. The remedies fit, and each has its mechanism.
# 3. The measurements are stated, on data that were not used in training.
# 4. The failure is realistic.

# %% [markdown] course={"key": "written-answer"} nbgrader={"grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# **(a)** A underfits: it can't even describe its training examples. B overfits: it has room to learn
# its few examples by heart. C overfits later in training: it first learns what examples have in
# common, then the noise of single ones.
#
# **(b)** A: more hidden units, and a smaller λ. The sum of more simple functions can follow the data,
# and the price no longer holds the weights near 0. B: more data, as learning the noise of one example
# then costs errors on others; or dropout, so that no unit relies on one particular input. C: early
# stopping at the lowest validation cost, before weights have grown for the sake of the noise.
#
# **(c)** A: the training cost falls, and so does the validation cost. B: the gap between the curves
# closes because validation falls, not because training rises. C: the error on a third set of
# examples, used for nothing else, is lower than without stopping.
#
# **(d)** Dropout can fail on a small network: with p = 0.5 and four units, hardly any signal is left,
# and it underfits. (Others: λ too large; batch normalisation with tiny batches, whose statistics are
# noise.)
# ### END SOLUTION

# %% [markdown] course={"key": "closing"}
# ## The end of the course's toolbox
#
# You have written everything that stands between a formula and a network that works on new data:
# neurons, backpropagation, training, and the means against learning by heart.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they
# said before, this part is ready. The written question is read by a person.

# %% course={"key": "progress"}
progress()
