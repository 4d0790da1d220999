# %% [markdown] course={"key": "goals"}
# # Unit 3, part 3: the whole backward pass
#
# Two rules and a product make every gradient. This part puts them together, for a batch, and shows
# how to know that the result is right.
#
# After this notebook you can
#
# - check any gradient without trusting its formula,
# - write the backward pass of a network, averaged over a batch once,
# - read other people's derivations, and find the factor that is wrong.
#
# **Time:** 75 minutes. **Points:** 5 for exercises 3.6 and 3.7, 4 for a written question. Warm-ups and
# predictions add 0.5.
#
# The code needs nothing of parts 1 and 2: the course lends right versions of their functions. The
# written question ends with counting, as in exercise 3.8.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, recall, reveal
from course.activations import sigmoid, sigmoid_prime
from course.backprop import backpropagate
from course.earlier import grads, hidden_delta, output_delta  # right ones, of part 2
from course.figures import compare_curves, network_drawing
from course.gradients import gradient_check, numerical_gradient
from course.lecture_networks import seven_units
from course.network import Network, forward

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes:
#
# 1. For one example, what is the gradient of the loss with respect to the bias of unit j?
#    Options: `"0"`, `"Δ_j"`, `"Δ_j a_i"`
# 2. `delta` has shape (5, 2) and belongs to a layer with weights `W` of shape (3, 2). Which product goes
#    back one layer? Options: `"delta @ W"`, `"W @ delta"`, `"delta @ W.T"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_bias_gradient = None
warmup_which_transpose = None
### BEGIN SOLUTION
warmup_bias_gradient = "Δ_j"
warmup_which_transpose = "delta @ W.T"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_bias_gradient, exercise="warmup_bias_gradient")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_which_transpose, exercise="warmup_which_transpose")

# %% course={"key": "warm-up-reveal"}
def bias_of_a_neuron():
    net, X, y = seven_units()
    found = backpropagate(net, X, y)
    delta_7, db_7 = found.deltas[2][0, 0], found.dbs[2][0]
    return f"in a network, Δ₇ = {delta_7:.4f}, db₇ = {db_7:.4f}."


def three_products():
    delta, W, said = np.ones((5, 2)), np.ones((3, 2)), []
    for name, A, B in (
        ("delta @ W", delta, W), ("W @ delta", W, delta), ("delta @ W.T", delta, W.T)
    ):
        fits = A.shape[1] == B.shape[0]
        said.append(f"{name} {'has shape ' + str((A @ B).shape) if fits else 'fails'}")
    return ", ".join(said) + "."


display(
    reveal(
        warmup_bias_gradient, exercise="warmup_bias_gradient", run=bias_of_a_neuron
    ),
    reveal(
        warmup_which_transpose, exercise="warmup_which_transpose", run=three_products
    ),
    recall(),
)

# %% [markdown] course={"key": "jacobian", "lectures": ["S1-54", "S1-55", "S1-56", "S1-58", "S1-59"]}
# ## Gradients of many numbers
#
# CS771 (Background: Gradient and Jacobian; Multivariate Chain Rule) sorts derivatives by shape. Let y = g(x) take P numbers to Q
# numbers.
#
# - The **gradient** of one output $y_i$ is a row of P slopes, $\partial y_i / \partial x_j$.
# - The **Jacobian** of g stacks these rows: Q × P, with $J_{ij} = \partial y_i / \partial x_j$. (In this cell J is
#   a Jacobian. Everywhere else it is the cost.)
# - For tables the shape is output shape, then input shape: P × Q to R × S gives R × S × P × Q.
#
# Then the chain rule is a product. For a number z = f(y), $\partial z / \partial x = \nabla f(y) \, J^g$: a
# 1 × Q row times Q × P. (The last row of $J^g$ is the gradient of $g_Q$; the slide prints $g_P$.) Three
# functions in a row give three Jacobians, $J^f J^g J^h$, as three slopes give f′ g′ h′.
#
# A row times a table is your sum over paths. The cell below tests it: P = 3, Q = 2, all derivatives
# measured, none derived.

# %% course={"key": "jacobian-run"}
def g(x):
    return np.array([x[0] * x[1], np.sin(x[2]) + x[0]])


def f(y):
    return y[0] ** 2 * y[1]


x = np.array([1.0, -2.0, 0.5])
J_g = np.array([numerical_gradient(lambda x, i=i: g(x)[i], x) for i in range(2)])
row = numerical_gradient(f, g(x))
print("Jacobian of g:", J_g.shape)
print("row times Jacobian:", (row @ J_g).round(4))
print("z nudged directly: ", numerical_gradient(lambda x: f(g(x)), x).round(4))

# %% [markdown] course={"key": "numerical-task", "numbers": {"1000": "1000"}}
# ## 3.7 Trust, but measure
#
# How were they measured? By nudging. For one number, step to **both** sides and divide by the distance:
#
# $$f'(x) \approx \frac{f(x + h) - f(x - h)}{2h}$$
#
# For x³ at 2 with a step of h = 0.5 this is 12.25, where the slope is 12. Stepping to the right only, it
# is 15.25. Halve h: the error of the first falls to a quarter, that of the second to about half. (Far below
# h = 1e-5 both get worse again: the difference of two almost equal floats has few digits.)
#
# **Exercise 3.7, first part (1 point).** Write `numerical_grad(f, x, h=1e-5)` for an array x of any shape:
# nudge one entry at a time, the others stand still. `for i in np.ndindex(x.shape)` visits every index.
# Whole numbers may come in, and x must be as before when you are done.
#
# Stuck? `hint("numerical_grad")`. When it works: *how often does it call f for a network of 1000 weights?
# How often does backpropagation walk through it?*

# %% course={"key": "step-sizes"}
for h in (0.5, 0.25, 0.125):
    central = ((2 + h) ** 3 - (2 - h) ** 3) / (2 * h)
    one_sided = ((2 + h) ** 3 - 2**3) / h
    print(f"h = {h}: central {central:.4f}, one-sided {one_sided:.4f}; the slope is 12")

# %% course={"key": "numerical-grad"} nbgrader={"solution": true}
def numerical_grad(f, x, h=1e-05):
    """Return the gradient of f at x by central differences, in the shape of x.

    f : takes an array like x and returns one number
    x : an array of any shape, integers included; it is not changed
    h : the step, to either side
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)
    slopes = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        slopes[i] = (f(right) - f(left)) / (2 * h)
    return slopes
    ### END SOLUTION

# %% course={"key": "numerical-grad-check"} nbgrader={"grade": true}
check(numerical_grad)

# %% [markdown] course={"key": "grad-check-task", "numbers": {"1000": "1000", "2000": "2 * 1000"}}
# ### When are two gradients equal?
#
# For 1000 weights yours calls f 2000 times. So it serves for testing, not for training.
#
# A difference of 0.001 is nothing beside 50. Beside 0.001 it is a factor 2. So measure the difference
# **by the size of the two numbers**, entry by entry:
#
# $$|\text{numerical} - \text{yours}| \le 10^{-5}\,\bigl(|\text{numerical}| + |\text{yours}|\bigr)$$
#
# Written without a division, it holds for 0 and 0 too. If yours is twice the right one, the left side is a
# third of the bracket: far too much, however small both are.
#
# **Exercise 3.7, second part (1 point).** Write `grad_check(f, grad, x)`, which compares `grad(x)` with your
# `numerical_grad(f, x)`. It is True if they agree in *every* entry, measured like this. Gradients of any size
# occur, even in one array: an entry of `1e-9` beside one of `1e9`. A forgotten factor 2, a wrong sign and
# one wrong entry must all be False.
#
# Stuck? `hint("grad_check")`. When it works: *why would a fixed limit such as `1e-4` let most mistakes in
# small gradients pass?*

# %% course={"key": "grad-check"} nbgrader={"solution": true}
def grad_check(f, grad, x):
    """Tell whether grad returns the gradient of f at x: one answer, True or False.

    f : takes an array like x and returns one number
    grad : takes an array like x and returns an array of its shape
    x : an array of any shape
    """
    ### BEGIN SOLUTION
    measured, given = numerical_grad(f, x), np.asarray(grad(x), dtype=float)
    size = np.abs(measured) + np.abs(given)
    return bool(np.all(np.abs(measured - given) <= 1e-5 * size))
    ### END SOLUTION

# %% course={"key": "grad-check-check"} nbgrader={"grade": true}
check(grad_check)

# %% [markdown] course={"key": "algorithm", "lectures": ["S3-76", "S3-77", "S1-72", "S4-49", "S4-50"]}
# ## 3.6 Backpropagate
#
# CS 457/557, 07-3b, states the whole algorithm. The forward pass gives all $\mathrm{in}_j$ and $a_j$. The backward
# pass gives all Δ:
#
# 1. for the outputs, $\Delta_j = g'(\mathrm{in}_j) \cdot (-2 (y - a_j))$, if the loss is the squared error;
# 2. for each earlier layer, last to first, $\Delta_j = g'(\mathrm{in}_j) \sum w_{jj'} \Delta_{j'}$.
#
# Training alternates these two passes (CS771, Backpropagation). The second is cheap because the first one has kept what it
# needs: `ins` and `outs`.
#
# The hard part in code is the counting. The picture shows which array lives where. Layer k of the
# weights is between two columns:
#
# | | layer k |
# | --- | --- |
# | receives | `outs[k]` |
# | has the weights | `Ws[k]` |
# | has the pre-activations | `ins[k]` |
# | passes on | `outs[k + 1]` |
#
# So `outs` is one longer than `ins` and `Ws`, and the last one is always at `[-1]`.

# %% course={"key": "algorithm-figure"}
rng = np.random.default_rng(31)
Ws = [rng.normal(size=(3, 4)).round(1), rng.normal(size=(4, 2)).round(1)]
bs = [np.zeros(4), np.zeros(2)]
X, y = rng.normal(size=(5, 3)), np.array([[0, 1], [1, 0], [1, 1], [0, 0], [0, 1]])
ins, outs = forward(X, Ws, bs, [sigmoid, sigmoid])

names = ["outs[0] = X", "ins[0], outs[1]", "ins[1], outs[2]"]
title = "Example 0: Ws[0] on the left, Ws[1] on the right"
network_drawing(Ws, outs=[a[0] for a in outs], names=names, title=title)

# %% [markdown] course={"key": "backward-task", "lectures": ["S1-61", "S1-63", "S2-10"]}
# ### From one example to a batch
#
# The cost of a batch is made of the losses of its examples. CS771 and DS 102 add them up; this course
# takes the **mean**. Either way the derivative goes inside the sum: it is enough to know the gradient of
# each example (CS771, Backpropagation).
#
# - Δ stays **per example**, one row each. `output_delta` and `hidden_delta` work on the whole batch.
# - Row e of `outs[k]` and row e of Δ make the gradient of example e: that is what `grads` does.
# - The gradient of the batch is the **mean of these over the n examples**. This is the only division by n.
#
# A loop over the examples is fine. (Unit 4 finds one line for it.)
#
# **Exercise 3.6 (3 points).** Write `backward(ins, outs, Ws, y)`. `output_delta`, `hidden_delta` and `grads`
# are at hand, and the check uses right ones. Mind the order: take a layer's gradient with its own Δ,
# *then* step back.
#
# Stuck? `hint("backward")`. When it works: *why are the biases not among the arguments?*

# %% course={"key": "backward"} nbgrader={"solution": true}
def backward(ins, outs, Ws, y):
    """Return (dWs, dbs), the gradients of the mean squared error of a logistic network.

    The cost is the mean over the examples of Σ_k (y_k - a_k)², without ½.

    ins, outs : as forward returns them; outs[0] is X, len(outs) == len(ins) + 1
    Ws : the weights of each layer, (fan_in, fan_out), as they were in the forward pass
    y : (n, K) labels
    returns : two lists in the order of Ws. dWs[k] has the shape of Ws[k], dbs[k] is
        (fan_out,). Each is the mean over the n examples; n divides exactly once.
    """
    ### BEGIN SOLUTION
    dWs, dbs = [], []
    delta = output_delta(y, outs[-1], ins[-1])
    for k in reversed(range(len(Ws))):
        pairs = [grads(a, d) for a, d in zip(outs[k], delta)]
        dWs.insert(0, np.mean([dW for dW, _ in pairs], axis=0))
        dbs.insert(0, np.mean([db for _, db in pairs], axis=0))
        if k > 0:
            delta = hidden_delta(ins[k - 1], Ws[k], delta)
    return dWs, dbs
    ### END SOLUTION

# %% course={"key": "backward-check"} nbgrader={"grade": true}
check(backward)

# %% [markdown] course={"key": "measure-task"}
# ### Measure it yourself
#
# The next cell compares gradients of the pictured network with differences, weight by weight. As it
# stands it measures the library's. Put `backward` into the first line and run it again. Then break
# your function on purpose (drop the 2, or the mean) and look at what it reports.

# %% course={"key": "measure"}
candidate = None  # write backward here, then run the cell again

if candidate is None:
    net = Network.from_weights(Ws, bs)
    dWs = backpropagate(net, X, y).dWs
else:
    dWs, dbs = candidate(ins, outs, Ws, y)

for k in range(2):
    def J(W, k=k):
        changed = [W if i == k else Ws[i] for i in range(2)]
        a = forward(X, changed, bs, [sigmoid, sigmoid])[1][-1]
        return ((y - a) ** 2).sum(axis=1).mean()

    print(f"Ws[{k}]:", gradient_check(J, dWs[k], Ws[k], method="central"))

# %% [markdown] course={"key": "predict-loss", "lectures": ["S3-75"]}
# ### Another loss
#
# For classes, unit 6 will replace the squared error by a loss called cross-entropy. You need not know it
# to answer this: which formulas for Δ will have to change?
#
# Options: `"only the output Δ"`, `"only the hidden Δ"`, `"both"`

# %% course={"key": "predict-loss-answer"} nbgrader={"solution": true}
prediction_other_loss = None  # "only the output Δ", "only the hidden Δ" or "both"
### BEGIN SOLUTION
prediction_other_loss = "only the output Δ"
### END SOLUTION

# %% course={"key": "predict-loss-check"} nbgrader={"grade": true}
check(prediction_other_loss, exercise="prediction_other_loss")

# %% course={"key": "predict-loss-reveal"}
def two_losses():
    losses = {"squared error": "squared_error", "cross-entropy": "binary_cross_entropy"}
    said = []
    for name, loss in losses.items():
        found = backpropagate(*seven_units(), loss)
        d7, d5 = found.deltas[2][0, 0], found.deltas[1][0, 0]
        said.append(f"{name}: Δ₇ = {d7:.4f}, Δ₅ / Δ₇ = {d5 / d7:.4f}")
    return "\n".join(said)


reveal(prediction_other_loss, exercise="prediction_other_loss", run=two_losses)

# %% [markdown] course={"key": "cs771", "lectures": ["S1-65", "S1-66", "S1-67", "S1-68", "S1-69"]}
# ## The same in other letters
#
# CS771 (Backpropagation in detail) writes the whole chain with Jacobians. Two hidden layers
# $\mathbf{h}^{(1)}, \mathbf{h}^{(2)}$, output weights $\mathbf{v}$, output ŷ without activation:
#
# $$\frac{\partial \ell}{\partial \mathbf{W}^{(2)}} = \ell' \; \frac{\partial \hat y}{\partial \mathbf{h}^{(2)}} \; \frac{\partial \mathbf{h}^{(2)}}{\partial \mathbf{z}^{(2)}} \; \frac{\partial \mathbf{z}^{(2)}}{\partial \mathbf{W}^{(2)}}$$
#
# A second path over $\mathbf{v}$ is 0, as $\mathbf{v}$ does not depend on $\mathbf{W}^{(2)}$. The first factors are
# $\ell'$, the row $\mathbf{v}^\top$ and diag(g′), a $K_2 \times K_2$ table: multiplied, they are **our Δ**. The last one
# has three indices, every $z_k$ against every weight. (The slides give its size as $K_2 \times K_2 \times K_1$ and
# that of the left side as 1 × $K_2$ × $K_1$. But $\mathbf{W}^{(2)}$ is $K_1 \times K_2$. By the deck's own rule,
# output shape then input shape, $K_1$ comes before the last $K_2$.)
#
# For $\mathbf{W}^{(1)}$ two more factors stand in between, $\partial \mathbf{z}^{(2)} / \partial \mathbf{h}^{(1)}$ and
# $\partial \mathbf{h}^{(1)} / \partial \mathbf{z}^{(1)}$: the hidden rule.
#
# Why does nobody build the large table? Run the cell.

# %% course={"key": "cs771-run"}
rng = np.random.default_rng(1)
h1, v, z2 = rng.normal(size=3), rng.normal(size=4), rng.normal(size=4)  # K1 = 3, K2 = 4
slope_of_loss = -0.8  # ℓ'

table = np.zeros((4, 3, 4))  # of z_k with respect to W[i, j]
for k in range(4):
    table[k, :, k] = h1  # unit k listens to column k only

delta = slope_of_loss * v @ np.diag(sigmoid_prime(z2))
long_way = np.einsum("k,kij->ij", delta, table)
print(f"{table.size} entries, {np.mean(table == 0):.0%} of them 0")
print("the same as h1 times Δ:", np.allclose(long_way, np.outer(h1, delta)))

# %% [markdown] course={"key": "cs771-signs", "lectures": ["S1-74", "S1-75", "S1-76", "S1-77", "S1-78"]}
# ### A letter with two signs
#
# CS771 (Backpropagation through an example) works out a regression with one hidden layer and loss ½ Σ (y − ŷ)², added over the examples:
#
# $$\frac{\partial L}{\partial v_k} = -\sum_n (y_n - \hat y_n)\, h_{nk}, \qquad \frac{\partial L}{\partial h_{nk}} = -(y_n - \hat y_n)\, v_k$$
#
# $$\frac{\partial L}{\partial w_{dk}} = \sum_n \frac{\partial L}{\partial h_{nk}} \frac{\partial h_{nk}}{\partial w_{dk}}, \qquad \frac{\partial h_{nk}}{\partial w_{dk}} = g'(\mathbf{w}_k^\top \mathbf{x}_n)\, x_{nd}$$
#
# All four are right. (Inside ŷ the slide sums over k too; that one needs another letter.) Then the error
# is abbreviated as $e_n$. The first line becomes $\sum e_n h_{nk}$, so e is ŷ − y. The second becomes
# $-e_n v_k$, so e is y − ŷ. Whoever programs both lines with one e gets a network whose output weights
# learn and whose hidden weights unlearn, or the other way round.
#
# Here the error is always y − a, and every gradient shows its minus.

# %% course={"key": "cs771-signs-run"}
rng = np.random.default_rng(2)
x_n, y_n = rng.normal(size=(6, 2)), rng.normal(size=6)
W, v = rng.normal(size=(2, 3)), rng.normal(size=3)
h = sigmoid(x_n @ W)

for name, e in (("ŷ - y", h @ v - y_n), ("y - ŷ", y_n - h @ v)):
    printed_v = e @ h  # Σ e h
    printed_W = x_n.T @ (-np.outer(e, v) * h * (1 - h))  # -e v, then g' x
    right_v = numerical_gradient(lambda v: ((y_n - h @ v) ** 2).sum() / 2, v)
    right_W = numerical_gradient(
        lambda W: ((y_n - sigmoid(x_n @ W) @ v) ** 2).sum() / 2, W, method="central"
    )
    good_v, good_W = np.allclose(printed_v, right_v), np.allclose(printed_W, right_W)
    print(f"e = {name}: gradient of v right: {good_v}, gradient of W right: {good_W}")

# %% [markdown] course={"key": "erroneous", "lectures": ["S0-35", "S0-36", "S0-37"]}
# ## Three proofs, as printed
#
# CS389 (2 Backpropagation) proves the three factors of its chain, $A_m = \sigma(w_m A_{m-1})$ with loss
# $\tfrac12 (y - A_m)^2$ at the end. This is how they are printed:
#
# - **Loss factor:** $\partial L / \partial A_m = 2 \cdot \tfrac12 (y - A_m)(-1) = A_m - y$
# - **Layer factor:** $\partial A_{m+1} / \partial A_m = \sigma(A_m)\,[1 - \sigma(A_m)]\, w_{m+1}$
# - **Weight factor:** $\partial A_m / \partial w_m = \sigma(A_{m-1})\,[1 - \sigma(A_{m-1})]\, A_{m-1}$
#
# Not all of them are right. You have a tool for such questions. Check each line, on paper or with
# `numerical_grad` in a new cell. Which is the **first** that is wrong?
#
# Options: `"loss factor"`, `"layer factor"`, `"weight factor"`

# %% course={"key": "erroneous-answer"} nbgrader={"solution": true}
erroneous_first_factor = None  # "loss factor", "layer factor" or "weight factor"
### BEGIN SOLUTION
erroneous_first_factor = "layer factor"
### END SOLUTION

# %% course={"key": "erroneous-check"} nbgrader={"grade": true}
check(erroneous_first_factor, exercise="erroneous_first_factor")

# %% course={"key": "erroneous-reveal"}
def three_factors():
    w_3, A_2, A_3, target = 3.0, 0.5474, sigmoid(3.0 * 0.5474), 0.2
    rows = {
        "loss": (lambda A: (target - A) ** 2 / 2, A_3, A_3 - target),
        "layer": (lambda A: sigmoid(w_3 * A), A_2, sigmoid_prime(A_2) * w_3),
        "weight": (lambda w: sigmoid(w * A_2), w_3, sigmoid_prime(A_2) * A_2),
    }
    said = [
        f"{name} factor: printed {printed:.4f}, measured "
        f"{numerical_gradient(f, at, method='central'):.4f}"
        for name, (f, at, printed) in rows.items()
    ]
    return "\n".join(["with w₃ = 3, A₂ = 0.5474 and y = 0.2:", *said])


reveal(erroneous_first_factor, exercise="erroneous_first_factor", run=three_factors)

# %% [markdown] course={"key": "predict-slope", "lectures": ["S0-36", "S0-38"]}
# ### A mistake that hides
#
# The slope has to be taken at the pre-activation of the layer itself. So
#
# $$\frac{\partial A_{m+1}}{\partial A_m} = \sigma'(w_{m+1} A_m)\, w_{m+1} = A_{m+1} (1 - A_{m+1})\, w_{m+1}, \qquad \frac{\partial A_m}{\partial w_m} = A_m (1 - A_m)\, A_{m-1}$$
#
# Both are local: nothing in them comes from far away. The notes say that a layer knows its input. That
# is not quite enough: it needs its own pre-activation or output as well.
#
# How could the slip survive? Someone may have tried it with a weight. Take A = 0.5474 and compare σ′(A) with
# σ′(w A), once for w = 1 and once for w = 3. For which do the two slopes differ?
#
# Options: `"for both"`, `"only for w = 1"`, `"only for w = 3"`, `"for neither"`

# %% course={"key": "predict-slope-answer"} nbgrader={"solution": true}
# "for both", "only for w = 1", "only for w = 3" or "for neither"
prediction_printed_slope = None
### BEGIN SOLUTION
prediction_printed_slope = "only for w = 3"
### END SOLUTION

# %% course={"key": "predict-slope-check"} nbgrader={"grade": true}
check(prediction_printed_slope, exercise="prediction_printed_slope")

# %% course={"key": "predict-slope-reveal"}
def printed_and_right():
    A = 0.5474
    said = [
        f"w = {w}: printed {sigmoid_prime(A):.4f}, right {sigmoid_prime(w * A):.4f}"
        for w in (1, 3)
    ]
    curves = compare_curves(
        {
            "σ'(A): printed, and right for w = 1": sigmoid_prime,
            "σ'(3A): right for w = 3": lambda A: sigmoid_prime(3 * A),
        },
        what="slope",
        span=2,
        variable="A",
        title="The slope over A: where is it taken?",
    )
    return "; ".join(said) + ". So test with weights other than 1.", curves


reveal(
    prediction_printed_slope, exercise="prediction_printed_slope", run=printed_and_right
)

# %% [markdown] course={"key": "written-question", "lectures": ["S2-09", "S2-11", "S2-12", "S2-13", "S2-14", "S2-15", "S2-16", "S2-17", "S2-19"]}
# ## Written question (4 points)
#
# This is problem 2 of DS 102, Discussion 7. Its network is $f(x) = b^\top \sigma(A x)$: x has m entries, A is
# h × m, b has h entries, the output is one number, and there are no biases. The loss of one point is
# $L = (y - b^\top \sigma(A x))^2$, to be made small by gradient descent. Answer in about 250 words.
#
# - **(a)** Draw or describe the graph with $z_1 = A x$, $z_2 = \sigma(z_1)$, $z_3 = b^\top z_2$, $z_4 = y - z_3$ and
#   $L = z_4^2$: what goes into what?
# - **(b)** Express ∂L/∂b with forward quantities. (The derivative of $v^\top w$ with respect to v is w.)
# - **(c)** Express ∂L/∂A, an h × m table. Begin with one entry $A_{ij}$, then put the table together. (Here
#   $A_{ij}$ leads from $x_j$ to hidden unit i: A is the transpose of our W.)
# - **(d)** Backpropagation is the chain rule plus dynamic programming, says the sheet: partial results are
#   stored and used again. How many derivatives do A and b take one at a time, how many with
#   backpropagation? How does that change with more layers? **State what you count as one.**
#
# One point each:
#
# 1. The graph is complete, with A, b, x and y entering at the right places.
# 2. ∂L/∂b is right, and its chain is written out.
# 3. ∂L/∂A is right, and one entry is derived with indices.
# 4. The counting rule is stated, both counts follow it, and the growth with depth is named.

# %% [markdown] course={"key": "written-answer"} nbgrader={"grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# **(a)** x and A go into z₁ = A x; z₁ into z₂ = σ(z₁); z₂ and b into z₃ = bᵀ z₂; z₃ and y into
# z₄ = y − z₃; z₄ into L = z₄². The arrows run from left to right, the gradients back.
#
# **(b)** One path: L → z₄ → z₃ → b. Slopes 2 z₄, −1 and z₂. So ∂L/∂b = −2 z₄ z₂, with h entries like b.
#
# **(c)** $A_{ij}$ is met in one place only: $z_{1i} = \sum_j A_{ij} x_j$, so its slope there is $x_j$. Then
# $z_{2i} = \sigma(z_{1i})$ has the slope $z_{2i} (1 - z_{2i})$, and $z_3$ contains $b_i z_{2i}$. Along the path:
# $\partial L / \partial A_{ij} = 2 z_4 \cdot (-1) \cdot b_i \cdot z_{2i} (1 - z_{2i}) \cdot x_j$. The index i stands in front,
# j behind, so the table is ∂L/∂A = −2 z₄ (b ⊙ z₂ ⊙ (1 − z₂)) xᵀ: a column with h entries times a row with m, which is h × m. In the
# course's letters the column is Δ of the hidden layer, and dW = x Δ is the transpose, as W is Aᵀ.
#
# **(d)** I count one derivative for each arrow of the graph that is passed. One at a time: b takes 3
# (L to z₄, z₄ to z₃, z₃ to b), A takes 5 (z₄, z₃, z₂, z₁, A), together 8. Backpropagation computes each
# arrow once: 6, as the first two are shared. With L weight layers the first count is
# 3 + 5 + … + (2L + 1) = L (L + 2), which grows with the square of the depth; the second is 3L, in
# proportion to it.
# ### END SOLUTION

# %% [markdown] course={"key": "closing", "lectures": ["S1-60", "S1-73", "S1-79", "S4-51"]}
# ## What backpropagation is, and is not
#
# CS771 calls it gradient descent with the chain rule, and says that the backward pass updates the
# parameters. The UCLA slides are stricter: backpropagation computes gradients; it is not the learning
# algorithm, and it is not limited to networks. This course keeps two functions apart: `backward`, which
# changes nothing, and the step, which comes in unit 4. What both lectures agree on: quantities are kept
# and used again.
#
# In daily work a framework does all this for you. You have seen what it does, and you can check it.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they said
# before, this part is ready. The written question is read by a person.

# %% course={"key": "progress"}
progress()
