# %% [markdown] course={"key": "goals"}
# # Unit 3, part 2: the Δ rules
#
# A network is a graph with many paths. One number for each unit is enough to keep them in order: Δ.
# This part finds its two rules, first with numbers, then with tables.
#
# After this notebook you can
#
# - derive the output rule and the hidden rule, with the slope at the right place,
# - say where the transpose comes from, with indices and with shapes,
# - turn Δ into the gradients of weights and biases.
#
# **Time:** 75 minutes. **Points:** 6 for exercises 3.3 to 3.5. Warm-ups and a prediction, right or
# wrong, two faded steps and two numbers read off, which must be right, add 0.8.
#
# Nothing here depends on part 1: the course lends what is needed.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, recall, reveal
from course.activations import sigmoid, sigmoid_prime
from course.backprop import backpropagate
from course.figures import network_drawing, weights_both_ways
from course.lecture_networks import seven_units, single_neuron

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# From memory, as text in quotes:
#
# 1. A neuron has in_ = 0.19 and a = 0.5474. Where is its slope g' taken?
#    Options: `"at 0.19"`, `"at 0.5474"`
# 2. Two paths lead from w to the loss, one with the slopes 2 and 3, one with 4 and 5. What is dJ/dw?
#    Options: `"14"`, `"26"`, `"120"`
# 3. Which array of the forward pass will the gradient of the first layer's weights need, besides Δ?
#    A guess will do. Options: `"outs[0]"`, `"outs[1]"`, `"Ws[0]"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_slope_where = None
warmup_paths_meet = None
warmup_first_layer_needs = None
### BEGIN SOLUTION
warmup_slope_where = "at 0.19"
warmup_paths_meet = "26"
warmup_first_layer_needs = "outs[0]"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_slope_where, exercise="warmup_slope_where")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_paths_meet, exercise="warmup_paths_meet")

# %% course={"key": "warm-up-check-3"} nbgrader={"grade": true}
check(warmup_first_layer_needs, exercise="warmup_first_layer_needs")

# %% course={"key": "warm-up-reveal"}
def measured_slope():
    slope = (sigmoid(0.19 + 1e-5) - sigmoid(0.19 - 1e-5)) / 2e-5
    return (
        f"measured with a small step, {slope:.4f}; at 0.19 the formula gives "
        f"{sigmoid_prime(0.19):.4f}, at 0.5474 {sigmoid_prime(0.5474):.4f}."
    )


def two_paths():
    def J(w):
        return 3 * (2 * w) + 5 * (4 * w)

    return f"from w = 1 to w = 2, the loss moves by {J(2) - J(1)}."


def doubled_input():
    one, two = ([[0.4, 0.5]], [[0.8, 0.5]])
    net, _, y = single_neuron()
    first, second = (backpropagate(net, X, y) for X in (one, two))
    ratios = [
        (found.dWs[0] / found.deltas[0]).ravel().round(2).tolist()
        for found in (first, second)
    ]
    return (
        f"gradient divided by Δ is {ratios[0]} for x = {one[0]}, "
        f"and {ratios[1]} for x = {two[0]}."
    )


display(
    reveal(warmup_slope_where, exercise="warmup_slope_where", run=measured_slope),
    reveal(warmup_paths_meet, exercise="warmup_paths_meet", run=two_paths),
    reveal(
        warmup_first_layer_needs,
        exercise="warmup_first_layer_needs",
        run=doubled_input,
    ),
    recall(),
)

# %% [markdown] course={"key": "single-neuron", "lectures": ["S3-41", "S3-42", "S3-43", "S0-28"]}
# ## One neuron, step by step
#
# Take the neuron of CS 457/557, 07-2a: inputs 1 and 2, output 3, all weights 0.1, x = (0.4, 0.5), y = 1.
# The loss is $J = (y - g(\mathrm{in}_3))^2$ with $\mathrm{in}_3 = w_{03} + w_{13} x_1 + w_{23} x_2$.
#
# **Step 1, the square.** $-2\,(y - g(\mathrm{in}_3))$: the 2 from the square, the minus from $y - g$. Here
# y − g is called the error.
#
# **Step 2, the activation.** Times $g'(\mathrm{in}_3)$. The slope belongs to the place on the curve where the
# neuron sits, its pre-activation. For the logistic function, your sigmoid, it is g (1 − g).
#
# **Step 3, the sum.** Times what the weight is multiplied by: 1 for $w_{03}$, $x_1$ for $w_{13}$, $x_2$ for
# $w_{23}$.
#
# That is the chain rule for one layer: slope of the prediction times slope of the loss (CS389, 2
# Backpropagation, for a single layer). Look at the three lines that the next cell prints. What do they
# have in common?

# %% course={"key": "single-neuron-run"}
net, X, y = single_neuron()
in_3 = 0.1 + 0.1 * 0.4 + 0.1 * 0.5
a_3 = sigmoid(in_3)
error, slope = 1 - a_3, sigmoid_prime(in_3)

print(f"in_3 = {in_3:.2f}, a_3 = {a_3:.4f}, error = {error:.4f}, slope = {slope:.4f}")
for name, into in (("w_03", 1.0), ("w_13", 0.4), ("w_23", 0.5)):
    print(f"dJ/d{name} = -2 * error * slope * {into} = {-2 * error * slope * into:.4f}")
network_drawing(net.Ws, net.bs, outs=net.forward(X)[1], title="One neuron")

# %% [markdown] course={"key": "delta", "lectures": ["S3-66", "S3-67", "S3-68", "S3-69"]}
# ### A name for the common part
#
# The front of all three products is the same: how the loss reacts to $\mathrm{in}_3$. CS 457/557, 07-3a, gives
# it a name:
#
# $$\Delta_j = \frac{\partial J}{\partial \mathrm{in}_j}$$
#
# Between a weight and the loss there is always the pre-activation that the weight feeds. So the way
# splits in two, and the rates multiply: change of J per change of $\mathrm{in}_j$, times change of $\mathrm{in}_j$ per
# change of $w_{ij}$. The second factor is what comes in:
#
# $$\frac{\partial J}{\partial w_{ij}} = \frac{\partial J}{\partial \mathrm{in}_j} \cdot \frac{\partial \mathrm{in}_j}{\partial w_{ij}} = \Delta_j \, a_i$$
#
# From here on the question is only: **how do we get all the Δ?**
#
# Before the formula, the sign. With y = 1 the products above came out negative. Suppose that the label
# were 0, with the same output 0.5474. Is Δ negative or positive then?
#
# Options: `"negative"`, `"positive"`

# %% course={"key": "predict-sign-answer"} nbgrader={"solution": true}
prediction_delta_sign = None  # "negative" or "positive"
### BEGIN SOLUTION
prediction_delta_sign = "positive"
### END SOLUTION

# %% course={"key": "predict-sign-check"} nbgrader={"grade": true}
check(prediction_delta_sign, exercise="prediction_delta_sign")

# %% course={"key": "predict-sign-reveal"}
def nudge_in_3():
    before, after = (0 - sigmoid(0.19)) ** 2, (0 - sigmoid(0.20)) ** 2
    return (
        f"with in_3 = 0.19 the loss is {before:.5f}, with 0.20 it is {after:.5f}: "
        f"{(after - before) / 0.01:.3f} for each unit of in_3."
    )


reveal(prediction_delta_sign, exercise="prediction_delta_sign", run=nudge_in_3)

# %% [markdown] course={"key": "output-task", "lectures": ["S3-61", "S3-62", "S3-70", "S0-35", "S1-74"]}
# ## 3.3 The output rule
#
# In a deeper network the output neuron, say 7, looks no different. It receives $a_5$ and $a_6$ where the
# single neuron had $x_1$ and $x_2$, and the common front is the same (CS 457/557, 07-2d):
#
# $$\Delta_j = -2\,(y_j - a_j)\, g'(\mathrm{in}_j)$$
#
# **Mind the 2.** CS389 and CS771 put ½ before the square, so their 2 cancels: the derivative with respect
# to the output is A − y. Both are right for their loss. This course has **no ½**; the 2 stays.
#
# **Nothing is averaged.** With K outputs the loss of an example is a sum over them, and each output has
# a Δ of its own. With n examples each row has its own.
#
# **Exercise 3.3 (2 points).** Write `output_delta(y, a, in_)` for logistic outputs. `sigmoid` and
# `sigmoid_prime` are imported above.
#
# Stuck? `hint("output_delta")`. When it works: *an output is sure and wrong, in_ = 6 for y = 0. Why is
# its Δ so small?*

# %% course={"key": "output-delta"} nbgrader={"solution": true}
def output_delta(y, a, in_):
    """Return Δ of logistic output units for the loss Σ (y - a)², without ½.

    y : (n, K) labels, 0 or 1
    a : (n, K) activations of the output, sigmoid(in_)
    in_ : (n, K) pre-activations of the output
    returns : (n, K), per example: no mean over examples, none over outputs
    """
    ### BEGIN SOLUTION
    return -2 * (y - a) * sigmoid_prime(in_)
    ### END SOLUTION

# %% course={"key": "output-delta-check"} nbgrader={"grade": true}
check(output_delta)

# %% [markdown] course={"key": "seven-units", "lectures": ["S3-63", "S3-64", "S3-65"]}
# ## A network with two hidden layers
#
# CS 457/557 derives the rest on seven units (07-2d). The lecture has letters. Our weights can be read as
# names: $w_{35}$ is 0.35, $w_{13}$ is 0.13, with a minus where the second digit is even.
#
# How does the loss react to $w_{35}$? The weight is buried in $a_5$. One path leads on: through unit 5,
# along $w_{57}$, through unit 7.
#
# $$\frac{\partial J}{\partial w_{35}} = \underbrace{-2 (y - a_7)\, g'(\mathrm{in}_7)}_{\Delta_7}\; w_{57}\; g'(\mathrm{in}_5)\; a_3$$
#
# For $w_{36}$ it is the same with 6 in place of 5 (the slide prints $w_{w,6}$ once).
#
# And $w_{13}$? It is buried in $a_3$, and $a_3$ goes to **both** 5 and 6. Two paths, so two terms in a
# bracket:
#
# $$\frac{\partial J}{\partial w_{13}} = \Delta_7 \left( w_{57}\, g'(\mathrm{in}_5)\, w_{35} + w_{67}\, g'(\mathrm{in}_6)\, w_{36} \right) g'(\mathrm{in}_3)\, a_1$$
#
# It works for any weight, but the further back, the longer. Look for what repeats.

# %% course={"key": "seven-units-figure"}
net, X, y = seven_units()
ins, outs = net.forward(X)
network_drawing(net.Ws, net.bs, ins, outs, title="Seven units, y = 1")

# %% [markdown] course={"key": "hidden-rule", "lectures": ["S3-71", "S3-72", "S3-73", "S3-74"]}
# ### The hidden rule
#
# What repeats are Δ again. $\Delta_7 \, w_{57} \, g'(\mathrm{in}_5)$ is how J reacts to $\mathrm{in}_5$, so it is $\Delta_5$.
#
# In general, let unit j feed the units j′ of the next layer. **Multiply along each path, add over the
# paths:**
#
# $$\Delta_j = \sum_{j'} \Delta_{j'} \, \frac{\partial \mathrm{in}_{j'}}{\partial \mathrm{in}_j}$$
#
# One link is new. $\mathrm{in}_{j'}$ contains $w_{jj'} a_j$, and $a_j = g(\mathrm{in}_j)$. So the link is
# $w_{jj'} \, g'(\mathrm{in}_j)$. The slope does not depend on j′ and moves out of the sum:
#
# $$\Delta_j = g'(\mathrm{in}_j) \sum_{j'} w_{jj'} \, \Delta_{j'}$$
#
# In words: collect what the next layer sends back, through the same weights as on the way forward.
# Then pass your own slope. This and the output rule are all the rules there are (CS 457/557, 07-3a,
# Putting It All Together).

# %% [markdown] course={"key": "worked-example", "lectures": ["S3-79", "S3-80"]}
# ### Worked example, then you
#
# **Step 1, output.** $\Delta_7 = -2\,(y - a_7)\, g'(\mathrm{in}_7)$.
#
# **Step 2, one path each.** $\Delta_5 = g'(\mathrm{in}_5)\, w_{57} \Delta_7$ and $\Delta_6 = g'(\mathrm{in}_6)\, w_{67} \Delta_7$.
#
# **Step 3, two paths.** $\Delta_4 = g'(\mathrm{in}_4)\, (w_{45} \Delta_5 + w_{46} \Delta_6)$: the weights that *leave* unit 4.
#
# **Step 4, gradients.** $\partial J / \partial w_{57} = \Delta_7 a_5$ and $\partial J / \partial w_{35} = \Delta_5 a_3$: what
# the weight's own target reports, times what the weight carries.
#
# The cell does these steps with the numbers of the picture. The last one is left to you: **compute
# $\Delta_3$**, in code, from `delta_5`, `delta_6`, the two weights that leave unit 3, and `slope_3`. Then
# $\partial J / \partial w_{13}$ will be $\Delta_3 a_1$, the long bracket above.

# %% course={"key": "worked-example-run"}
a_7 = outs[3].item()
slope_3, slope_4 = sigmoid_prime(ins[0])[0]
slope_5, slope_6 = sigmoid_prime(ins[1])[0]
slope_7 = sigmoid_prime(ins[2]).item()

delta_7 = -2 * (1 - a_7) * slope_7
delta_5 = slope_5 * 0.57 * delta_7
delta_6 = slope_6 * 0.67 * delta_7
delta_4 = slope_4 * (0.45 * delta_5 + -0.46 * delta_6)

slopes = slope_3, slope_4, slope_5, slope_6, slope_7
print("slope_3 to slope_7:", *(f"{slope:.4f}" for slope in slopes))
print(f"delta_7 = -2 * (1 - {a_7:.4f}) * {slope_7:.4f} = {delta_7:.4f}")
print(f"delta_5 = {slope_5:.4f} * 0.57 * {delta_7:.4f} = {delta_5:.6f}")
print(f"delta_6 = {slope_6:.4f} * 0.67 * {delta_7:.4f} = {delta_6:.6f}")
bracket = f"(0.45 * {delta_5:.6f} - 0.46 * {delta_6:.6f})"
print(f"delta_4 = {slope_4:.4f} * {bracket} = {delta_4:.6f}")
a_3, a_5 = outs[1][0, 0], outs[2][0, 0]
print(f"dJ/dw_57 = {delta_7:.4f} * {a_5:.4f} = {delta_7 * a_5:.6f}")
print(f"dJ/dw_35 = {delta_5:.6f} * {a_3:.4f} = {delta_5 * a_3:.6f}")

# %% course={"key": "faded-1"} nbgrader={"solution": true}
delta_3 = None  # an expression with slope_3, delta_5, delta_6 and two weights
### BEGIN SOLUTION
delta_3 = slope_3 * (0.35 * delta_5 + -0.36 * delta_6)
### END SOLUTION

# %% course={"key": "faded-1-check"} nbgrader={"grade": true}
check(delta_3, exercise="delta_3")

# %% [markdown] course={"key": "faded-2-task"}
# ### One step more
#
# A second example goes through the same network: x = (1, −2) with y = 0. The next cell computes the
# forward pass and $\Delta_7$; run it once to see them. **Compute the pair $(\Delta_5, \Delta_6)$** for it, in code
# or by hand, with at least three digits.

# %% course={"key": "faded-2"} nbgrader={"solution": true}
ins_b, outs_b = net.forward([[1, -2]])
(in_5, in_6), (a_5, a_6) = ins_b[1][0], outs_b[2][0]
delta_7_b = -2 * (0 - outs_b[3].item()) * sigmoid_prime(ins_b[2]).item()
print(f"in_5 = {in_5:.4f}, a_5 = {a_5:.4f}, in_6 = {in_6:.4f}, a_6 = {a_6:.4f}")
print(f"Δ₇ of the second example: delta_7_b = {delta_7_b:.4f}")

deltas_5_6 = None  # a pair (Δ_5, Δ_6); in_5, a_5, in_6, a_6 and delta_7_b are at hand
### BEGIN SOLUTION
deltas_5_6 = (
    sigmoid_prime(in_5) * 0.57 * delta_7_b,
    sigmoid_prime(in_6) * 0.67 * delta_7_b,
)
### END SOLUTION

# %% course={"key": "faded-2-check"} nbgrader={"grade": true}
check(deltas_5_6, exercise="deltas_5_6")

# %% [markdown] course={"key": "transpose"}
# ## Where does the transpose come from?
#
# From which index the sum runs over. `W[i, j]` is the weight from unit i to unit j.
#
# **Forward**, unit j adds up over its *senders* i:
#
# $$\mathrm{in}_j = \sum_i a_i \, W_{ij} + b_j \qquad \text{one column of } W$$
#
# **Backward**, unit i adds up over its *receivers* j:
#
# $$\sum_j W_{ij} \, \Delta_j \qquad \text{one row of } W$$
#
# A matrix product `A @ B` always sums over the inside: columns of A against rows of B. Forward, the
# inside is i, and it is there already: `a @ W`. Backward, the inside has to be j. With one example per row,
# Δ is (n, j), so W must come in as (j, i). That is `W.T`:
#
# | | first | second | result |
# | --- | --- | --- | --- |
# | forward | a (n, i) | W (i, j) | (n, j) |
# | backward | Δ (n, j) | W.T (j, i) | (n, i) |
#
# Nothing was inverted. It is the same table, read along its rows. The picture has the weights between
# units 3, 4 and 5, 6 of our network. Its Σ a w leaves the bias out.

# %% course={"key": "transpose-figure"}
weights_both_ways(
    net.Ws[1],
    outs[1][0],
    [delta_5, delta_6],
    into=0,
    out_of=0,
    senders=(3, 4),
    receivers=(5, 6),
)

# %% [markdown] course={"key": "hidden-task"}
# ## 3.4 The hidden rule for a whole layer
#
# Compare the right half with your $\Delta_3$: the sum over the row is your bracket. One factor is still
# missing there, the slope of unit 3.
#
# **Exercise 3.4 (3 points).** Write `hidden_delta(in_, W_next, delta_next)` for a logistic layer with h
# units whose next layer has k. All examples at once, one per row. The weights are those of the forward
# pass, before any update, without a row for the bias: the bias of the next layer comes from no unit
# of this one.
#
# A loop over the units is fine; a matrix product is shorter. Test it on shapes that are all different,
# such as n = 5, h = 3, k = 2. On square tables a forgotten transpose stays silent.
#
# Stuck? `hint("hidden_delta")`. When it works: *why does the bias of the next layer not appear?*

# %% course={"key": "hidden-delta"} nbgrader={"solution": true}
def hidden_delta(in_, W_next, delta_next):
    """Return Δ of a hidden logistic layer, for every unit and every example.

    in_ : (n, h) pre-activations of this layer
    W_next : (h, k) weights to the next layer, W_next[j, q] from unit j to its unit q
    delta_next : (n, k) Δ of the next layer
    returns : (n, h), per example; no argument is changed
    """
    ### BEGIN SOLUTION
    return sigmoid_prime(in_) * (delta_next @ W_next.T)
    ### END SOLUTION

# %% course={"key": "hidden-delta-check"} nbgrader={"grade": true}
check(hidden_delta)

# %% [markdown] course={"key": "cancel"}
# ### Two paths that cancel
#
# Paths add, and sums can vanish. Find a weight $w_{36}$ at which unit 3 gets **no signal at all**, although
# units 5 and 6 both do.
#
# 1. Before you edit: unit 5 sends back a negative number. Which sign must unit 6 send, and so, which
#    sign must $w_{36}$ have?
# 2. Now edit the first line until $\Delta_3$ is as close to 0 as two decimals of $w_{36}$ allow. Enter that
#    weight below.
# 3. Compute $-w_{35} \, \Delta_5 / \Delta_6$ twice, from what the cell prints before the edit and after it.
#    *Why do the two differ, although $w_{36}$ does not appear in them?*

# %% course={"key": "cancel-run"}
w_36 = -0.36  # edit this, then run the cell again

trial, X, y = seven_units()
trial.Ws[1][0, 1] = w_36
found = backpropagate(trial, X, y)
(d5, d6), d3 = found.deltas[1][0], found.deltas[0][0, 0]
print(f"through 5: 0.35 * {d5:.5f} = {0.35 * d5:.5f}")
print(f"through 6: {w_36} * {d6:.5f} = {w_36 * d6:.5f}")
print(f"Δ₃ = slope * sum = {d3:.6f}")
weights_both_ways(
    trial.Ws[1],
    trial.forward(X)[1][1][0],
    [d5, d6],
    into=1,
    out_of=0,
    senders=(3, 4),
    receivers=(5, 6),
)

# %% course={"key": "cancel-answer"} nbgrader={"solution": true}
cancelling_weight = None  # w_36 to two decimals
### BEGIN SOLUTION
cancelling_weight = -0.30
### END SOLUTION

# %% course={"key": "cancel-check"} nbgrader={"grade": true}
check(cancelling_weight, exercise="cancelling_weight")

# %% [markdown] course={"key": "grads-task", "lectures": ["S3-68", "S3-74", "S1-64"]}
# ## 3.5 From Δ to gradients
#
# The Δ were the work. For one example, every weight takes two numbers that are at hand: what its
# target reports, and what its sender passes on. The bias is a weight from a neuron that always says 1.
#
# $$\frac{\partial J}{\partial w_{ij}} = \Delta_j \, a_i, \qquad \frac{\partial J}{\partial b_j} = \Delta_j \cdot 1$$
#
# One rule about shapes saves many errors: **a gradient has the shape of what it belongs to.** CS771
# (Backpropagation) first agrees that gradients are rows. Later the one of the output weights is ℓ′ times
# $\mathbf{h}$, a column. With our rule there is nothing to remember: dW looks like W, db like b.
#
# **Exercise 3.5 (1 point).** Write `grads(a_prev, delta)` for **one** example. (A batch comes in part 3.)
#
# Stuck? `hint("grads")`. When it works: *the input is all zeros. Which gradients are zero, which not?*

# %% course={"key": "grads"} nbgrader={"solution": true}
def grads(a_prev, delta):
    """Return (dW, db) of one layer for one example.

    a_prev : (i,) what the previous layer passed on; a list or an array
    delta : (j,) Δ of this layer; a list or an array
    returns : dW of shape (i, j) like W, and db of shape (j,) like b
    """
    ### BEGIN SOLUTION
    delta = np.array(delta, dtype=float)
    return np.outer(a_prev, delta), delta
    ### END SOLUTION

# %% course={"key": "grads-check"} nbgrader={"grade": true}
check(grads)

# %% [markdown] course={"key": "stepper", "lectures": ["S3-65"]}
# ### Graph stepper
#
# The network of seven units once more, now with *your* three functions at the wheel. **Goal:** walk
# from $\Delta_7$ back to $w_{13}$ and see each number come about. Press *Forward*. Then every step back
# asks for its number before it shows it; where one of your functions says something else than the
# rule, the stepper tells you. (Buttons and fields can be reached with the Tab key.)
#
# 1. The stepper opens with the example x = (−0.5, 1) and y = 0. Before the first step: the output is to
#    become smaller. Which sign must $\Delta_7$ have?
# 2. Walk to the end. Enter the last number, $\partial J / \partial w_{13}$, in the cell below, to three digits or more.
# 3. Choose the task *find the bug*: one unit breaks a rule. *Which arithmetic gives it away?*
#
# Stuck? `hint("stepper_gradient_w13")`

# %% course={"key": "stepper-figure"}
from course.widgets import graph_stepper

graph_stepper(
    [output_delta, hidden_delta, grads],
    state='graph="seven units";x1=-0.5;x2=1;label="0"',
)

# %% course={"key": "stepper-answer"} nbgrader={"solution": true}
stepper_gradient_w13 = None  # a number, such as 0.0123
### BEGIN SOLUTION
stepper_gradient_w13 = 0.0003549
### END SOLUTION

# %% course={"key": "stepper-check"} nbgrader={"grade": true}
check(stepper_gradient_w13, exercise="stepper_gradient_w13")

# %% [markdown] course={"key": "closing"}
# ## What you have built
#
# The output rule starts, the hidden rule carries on, and at every layer two numbers make a gradient.
# In part 3, `backprop_3`, you check gradients without trusting any formula, and then walk back
# through a whole network.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they said
# before, this part is ready.

# %% course={"key": "progress"}
progress()
