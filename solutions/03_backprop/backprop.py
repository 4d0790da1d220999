# %% [markdown] course={"key": "goals"}
# # Unit 3, part 1: gates and paths
#
# Training asks one question of every number in a network: if I nudge you, how does the error move?
# This part answers it for formulas, one small step at a time. Part 2 does it for layers, part 3 for
# a whole network.
#
# After this notebook you can
#
# - send a gradient backwards through add, multiply, max, 1/x and exp gates,
# - say what happens where two paths meet, and why,
# - count what a backward pass saves.
#
# **Time:** 60 minutes. **Points:** 5 for exercises 3.1, 3.2 and 3.8. Predictions and
# warm-ups, right or wrong, and a number read off, which must be right, add 0.7.
#
# `hint("add_back")`, in any cell, gives one hint at a time; the same works with every other name.
#
# Five lectures are cited by title and section: CS389 lecture notes (UMass Amherst, 2023); CS771,
# Intro to Deep Neural Networks; DS 102, Discussion 7; CS 457/557, Lecture 07 (UW-La Crosse); and the
# UCLA deep-learning slides (2024).

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, recall, reveal
from course.activations import sigmoid
from course.figures import computation_graph, network_drawing
from course.graphs import Value, maximum, product_of_sum, sigmoid_neuron
from course.lecture_networks import cs389_chain
from course.network import forward

# %% [markdown] course={"key": "warm-up", "lectures": ["S3-40", "S3-66", "S3-67"]}
# ## Warm-up
#
# From memory. Replace each `None` by one of the options, as text in quotes.
#
# 1. A network has 3 inputs, 4 hidden units and 2 outputs; 5 examples go through it. What shape
#    does `outs[1]` have? Options: `"(5, 4)"`, `"(4, 5)"`, `"(3, 4)"`
# 2. z rises by 2 for each unit of y, and y rises by 5 for each unit of x. How fast does z rise with
#    x? Options: `"7"`, `"10"`, `"2.5"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_shapes_342 = None
warmup_rates_multiply = None
### BEGIN SOLUTION
warmup_shapes_342 = "(5, 4)"
warmup_rates_multiply = "10"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_shapes_342, exercise="warmup_shapes_342")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_rates_multiply, exercise="warmup_rates_multiply")

# %% course={"key": "warm-up-reveal"}
def five_examples():
    Ws, bs = [np.ones((3, 4)), np.ones((4, 2))], [np.zeros(4), np.zeros(2)]
    ins, outs = forward(np.ones((5, 3)), Ws, bs, [sigmoid, sigmoid])
    return f"the shapes of outs are {[a.shape for a in outs]}."


def two_rates():
    x = np.array([0.0, 1.0])  # before and after
    y = 5 * x + 3
    z = 2 * y - 1
    steps = f"y from {y[0]:g} to {y[1]:g}, z from {z[0]:g} to {z[1]:g}."
    return f"x goes from 0 to 1, {steps}"


display(
    reveal(warmup_shapes_342, exercise="warmup_shapes_342", run=five_examples),
    reveal(warmup_rates_multiply, exercise="warmup_rates_multiply", run=two_rates),
    recall(),
)

# %% [markdown] course={"key": "two-passes", "lectures": ["S3-60", "S4-45", "S4-47", "S4-48", "S4-49", "S4-52"]}
# ## Two passes through one formula
#
# Training looks for good weights, so it needs the derivative of the cost with respect to each of them
# (CS 457/557, 07-2d, Training a Feedforward Neural Network). The trouble is distance. A weight in the first
# layer never touches the output; it acts through everything in between (UCLA slides, Motivation for
# backpropagation).
#
# So cut the way into steps. A formula becomes a **graph of gates**, each doing one small calculation.
# Then two passes run over it.
#
# - **Forward**, from the inputs to the output: every gate computes its value. In a network these
#   values are the activations, and the last one is the cost.
# - **Backward**, from the output to the inputs: every gate passes on a gradient. It says how the
#   *output* reacts to a nudge at that place.
#
# Here is the slides' first example, f = (x + y) z. Their numbers got lost, so x = −2, y = 5 and z = −4
# are ours. Above each wire stands its value, below it its gradient. Cover the lower numbers, and ask
# for each: what would a nudge do?

# %% course={"key": "first-graph"}
f = product_of_sum(x=-2, y=5, z=-4)
f.backward()
computation_graph(f)

# %% [markdown] course={"key": "worked-example", "lectures": ["S4-52", "S4-53", "S4-54"]}
# ### Worked example: the gradients, from right to left
#
# **Step 1, start.** If f itself is nudged by 1, f moves by 1. The backward pass begins with 1.
#
# **Step 2, ask the gate for its local slopes.** Call the sum q = x + y, so f = q · z. Nudge q: f moves
# z = −4 times as far. Nudge z: f moves q = 3 times as far. The gate knows both numbers from the forward pass.
#
# **Step 3, multiply by what arrives.** Upstream 1 times −4 goes to q; upstream 1 times 3 goes to z.
#
# **Step 4, go on with the next gate,** q = x + y. Its local slopes are 1 and 1. Upstream is now −4. So
# x and y receive −4 · 1 each.
#
# Steps 2 and 3 are all there is:
#
# $$\text{downstream} = \text{upstream} \times \text{local slope}$$
#
# A gate needs no view of the whole. It knows what went in, and it is told what arrives from above
# (UCLA slides, Idea: computational graphs apply to gradients). It is the chain rule of your second
# warm-up, one link at a time.

# %% [markdown] course={"key": "gates-task", "lectures": ["S4-55", "S4-56", "S4-57"]}
# ## 3.1 Gates
#
# The slides (Gates) give three of them a character.
#
# - **Add distributes.** Every input gets what arrives.
# - **Multiply switches.** Every input gets what arrives, times the *other* input.
# - **Max routes.** max(x, y) shows one of its inputs. Only that one gets anything. For x the slides
#   write the local slope as I{x > y}: 1 if x is larger, else 0. With y = 0 this gate is ReLU.
#
# What if x = y? Neither is larger, both indicators are 0, and the gradient is lost. A program has to
# choose. The check keeps away from ties.
#
# **Exercise 3.1, first part (3 × 0.4 points).** Each function gets what went into the gate and `up`,
# the gradient that arrives. It returns the pair for x and y. For `add_back` no inputs are needed.
#
# Stuck? `hint("add_back")`, `hint("mul_back")`, `hint("max_back")`. When they work: *why does the
# smaller factor of a product get the larger gradient?*

# %% course={"key": "two-input-gates"} nbgrader={"solution": true}
def add_back(up):
    """Return the pair that an add gate x + y sends to x and y.

    up : the derivative of the output with respect to x + y, any number
    """
    ### BEGIN SOLUTION
    return up, up
    ### END SOLUTION


def mul_back(x, y, up):
    """Return the pair that a multiply gate x * y sends to x and y.

    x, y : what went into the gate
    up : the derivative of the output with respect to x * y
    """
    ### BEGIN SOLUTION
    return up * y, up * x
    ### END SOLUTION


def max_back(x, y, up):
    """Return the pair that a max gate sends to x and y; x and y are never equal.

    x, y : what went into the gate
    up : the derivative of the output with respect to max(x, y)
    """
    ### BEGIN SOLUTION
    return (up, 0.0) if x > y else (0.0, up)
    ### END SOLUTION

# %% course={"key": "add-check"} nbgrader={"grade": true}
check(add_back)

# %% course={"key": "mul-check"} nbgrader={"grade": true}
check(mul_back)

# %% course={"key": "max-check"} nbgrader={"grade": true}
check(max_back)

# %% [markdown] course={"key": "one-input-gates-task", "lectures": ["S4-59"]}
# ### Gates with one input
#
# Two more, and a sigmoid can be built: $1/x$ and $e^x$. On the slides both local slopes are misprinted: $z^2/z^2$
# stands below the first fraction, and the second is called "∂f/∂f" (UCLA slides, A more involved scalar
# example). So find them yourself. 1/x is $x^{-1}$, and $e^x$ is its own slope.
#
# **Exercise 3.1, second part (2 × 0.4 points).** Write `recip_back(x, up)` and `exp_back(x, up)`. Each
# returns one number, for its one input. `np.exp` is at hand.
#
# Stuck? `hint("recip_back")`, `hint("exp_back")`. When they work: *which of the two gates turns the
# sign of a gradient?*

# %% course={"key": "one-input-gates"} nbgrader={"solution": true}
def recip_back(x, up):
    """Return what the gate 1/x sends back to x.

    x : what went into the gate, a number that is not 0
    up : the derivative of the output with respect to 1/x
    """
    ### BEGIN SOLUTION
    return -up / x**2
    ### END SOLUTION


def exp_back(x, up):
    """Return what the gate e^x sends back to x.

    x : what went into the gate, a number
    up : the derivative of the output with respect to e^x
    """
    ### BEGIN SOLUTION
    return up * np.exp(x)
    ### END SOLUTION

# %% course={"key": "recip-check"} nbgrader={"grade": true}
check(recip_back)

# %% course={"key": "exp-check"} nbgrader={"grade": true}
check(exp_back)

# %% [markdown] course={"key": "stepper", "lectures": ["S4-58", "S4-60", "S2-18"], "numbers": {"0.1192": "sigmoid(-2)"}}
# ### A neuron, taken apart
#
# The picture below is one sigmoid neuron in eight gates (UCLA slides, A more involved scalar example; the
# numbers are ours). From left to right: two products, two sums that make `in_`, then four gates that
# turn `in_` into the sigmoid. Anything that can be cut into gates with known slopes can be
# differentiated like this, not only networks.
#
# **Walk back by hand** with the numbers as they are. Start with 1 at f, do one gate at a time, and look
# at the number below the wire only after you have yours.
#
# Then **edit the first line**: x = (−1, −1).
#
# 1. Before you run it: does the gradient at `in_` get larger or smaller? The neuron's value falls from
#    0.7311 to 0.1192.
# 2. Run it. Which gradient stands under the wire that leaves `in_`? Enter it below.
# 3. Compare it with f (1 − f). Four gates in a row, and the product of their slopes is the σ'(x) =
#    σ(x) (1 − σ(x)) that you know (DS 102, Discussion 7).

# %% course={"key": "stepper-figure"}
w, x = (2, -3, -3), (-1, -2)  # edit x, then run the cell again

f = sigmoid_neuron(w, x)
f.backward()
print(f"f = {f.value:.4f}, f (1 - f) = {f.value * (1 - f.value):.4f}")
computation_graph(f)

# %% course={"key": "stepper-answer"} nbgrader={"solution": true}
neuron_in_gradient = None  # the number under the wire that leaves in_, for x = (-1, -1)
### BEGIN SOLUTION
neuron_in_gradient = 0.105
### END SOLUTION

# %% course={"key": "stepper-check"} nbgrader={"grade": true}
check(neuron_in_gradient, exercise="neuron_in_gradient")

# %% [markdown] course={"key": "predict-paths", "lectures": ["S4-61"]}
# ## 3.2 Where paths meet
#
# So far every number was used once. In a network, a unit is used by *all* units of the next layer. So
# the last heading of the slides is the one that matters most: "What happens when two gradient paths
# converge?" Below it, the page is empty.
#
# Try it on a formula of one letter: f = x · x + 3 · x at x = 2. Its graph has three wires that leave x.
# Backwards, 2 comes along each of the two wires of x · x, and 3 along the wire of 3 · x.
#
# What is df/dx? Options: `"3"`, `"5"`, `"7"`, `"12"`

# %% course={"key": "predict-paths-answer"} nbgrader={"solution": true}
prediction_two_paths = None  # "3", "5", "7" or "12"
confidence_two_paths = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_two_paths = "7"
confidence_two_paths = 70
### END SOLUTION

# %% course={"key": "predict-paths-check"} nbgrader={"grade": true}
check(prediction_two_paths, exercise="prediction_two_paths")

# %% course={"key": "predict-paths-reveal"}
def nudged():
    def f(x):
        return x * x + 3 * x

    slope = (f(2.001) - f(1.999)) / 0.002
    x = Value(2, "x")
    out = (x * x + 3 * x).named("f")
    out.backward()
    return f"a nudge of x moves f by {slope:.3f} times as much.", computation_graph(out)


reveal(
    prediction_two_paths,
    exercise="prediction_two_paths",
    run=nudged,
    confidence=confidence_two_paths,
)

# %% [markdown] course={"key": "paths-task", "lectures": ["S4-61", "S1-57"]}
# ### Multiply along, add across
#
# One nudge of x travels down all its wires at once, and at the output the effects pile up. Hence the
# rule that the slides leave open: **along a path, slopes are multiplied; where paths meet, gradients
# are added.**
#
# CS771 (Background: Multivariate Chain Rule of Calculus) writes it as a sum over everything in between,
# the numbers $y_1, \dots, y_Q$ that depend on x and that z depends on:
#
# $$\frac{\partial z}{\partial x} = \sum_{i=1}^{Q} \frac{\partial z}{\partial y_i} \, \frac{\partial y_i}{\partial x}$$
#
# Each term is one path. In code the rule is a `+=` where beginners write `=`.
#
# **Exercise 3.2 (2 points).** Write `grad_f(x, y)` for f = (x + y) · x + max(x, y), whose graph is below. It
# returns the pair (df/dx, df/dy). You may call your gates: if one has a slip, the check lends you a
# right one.
#
# Stuck? `hint("grad_f")`. When it works: *how many paths lead from x to f, and how many from y?*

# %% course={"key": "paths-figure"}
a, b = Value(2, "x"), Value(5, "y")
computation_graph(((a + b) * a + maximum(a, b)).named("f"))

# %% course={"key": "grad-f"} nbgrader={"solution": true}
def grad_f(x, y):
    """Return (df/dx, df/dy) for f = (x + y) * x + max(x, y).

    x, y : numbers that are not equal
    """
    ### BEGIN SOLUTION
    d_sum, d_x = mul_back(x + y, x, 1.0)
    d_x_of_sum, d_y = add_back(d_sum)
    d_x_of_max, d_y_of_max = max_back(x, y, 1.0)
    return d_x + d_x_of_sum + d_x_of_max, d_y + d_y_of_max
    ### END SOLUTION

# %% course={"key": "grad-f-check"} nbgrader={"grade": true}
check(grad_f)

# %% [markdown] course={"key": "predict-nudge", "lectures": ["S0-24", "S0-25", "S0-27", "S0-29"]}
# ## 3.8 A chain, and what reuse saves
#
# CS389 (2 Backpropagation) begins with the smallest deep network: four layers with one weight each and
# no bias. Every layer squashes what the one before sends:
#
# $$A_m = \sigma(w_m A_{m-1}), \qquad A_0 = X$$
#
# The gradient of the loss is the tuple of its derivatives, one for each weight, in order:
# $(\partial L / \partial w_1, \dots, \partial L / \partial w_4)$.
#
# Each layer's input is the output of the one before, so a weight acts on much besides its own layer.
# On how much? Suppose you nudge $w_2$ in the picture below. Which activations move?
#
# Options: `"A1, A2, A3, A4"`, `"A2, A3, A4"`, `"only A2"`

# %% course={"key": "chain-figure"}
chain, X, y = cs389_chain()  # the lecture has letters; these numbers are ours
ins, outs = chain.forward(X)
layers = ["X", "A1", "A2", "A3", "A4"]
network_drawing(
    chain.Ws,
    outs=outs,
    names=layers,
    numbered=False,
    title="A chain: w₁ to w₄, A1 to A4",
)

# %% course={"key": "predict-nudge-answer"} nbgrader={"solution": true}
prediction_nudge_w2 = None  # "A1, A2, A3, A4", "A2, A3, A4" or "only A2"
confidence_nudge = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_nudge_w2 = "A2, A3, A4"
confidence_nudge = 80
### END SOLUTION

# %% course={"key": "predict-nudge-check"} nbgrader={"grade": true}
check(prediction_nudge_w2, exercise="prediction_nudge_w2")

# %% course={"key": "predict-nudge-reveal"}
def nudge_w2():
    nudged = cs389_chain(w=(0.8, -1.1 + 0.01, 0.6, 1.3)).net
    moved = {
        name: (new - old).item()
        for name, new, old in zip(layers, nudged.forward(X)[1], outs)
    }
    return "\n".join(f"{name} moves by {by:.6f}" for name, by in moved.items())


reveal(
    prediction_nudge_w2,
    exercise="prediction_nudge_w2",
    run=nudge_w2,
    confidence=confidence_nudge,
)

# %% [markdown] course={"key": "predict-factors", "lectures": ["S0-29", "S0-30", "S0-31"]}
# ### Products that look alike
#
# The notes say that $w_2$ affects all four, $A_4$ back to $A_1$. That is right for $w_1$. Now follow the
# paths back. For the last two weights the chain rule gives
#
# $$\frac{\partial L}{\partial w_4} = \frac{\partial L}{\partial A_4} \cdot \frac{\partial A_4}{\partial w_4}$$
#
# $$\frac{\partial L}{\partial w_3} = \frac{\partial L}{\partial A_4} \cdot \frac{\partial A_4}{\partial A_3} \cdot \frac{\partial A_3}{\partial w_3}$$
#
# Continue the list for $w_2$ and $w_1$ on paper. Then count the factors twice: once as they stand, and
# once with each different factor counted only the first time.
#
# Options: `"10 and 4"`, `"14 and 8"`, `"16 and 4"`

# %% course={"key": "predict-factors-answer"} nbgrader={"solution": true}
prediction_factor_count = None  # "10 and 4", "14 and 8" or "16 and 4"
### BEGIN SOLUTION
prediction_factor_count = "14 and 8"
### END SOLUTION

# %% course={"key": "predict-factors-check"} nbgrader={"grade": true}
check(prediction_factor_count, exercise="prediction_factor_count")

# %% course={"key": "predict-factors-reveal"}
def written_out(L=4):
    met, lines = set(), []
    for m in range(L, 0, -1):
        factors = [f"∂L/∂A{L}"]
        factors += [f"∂A{k}/∂A{k - 1}" for k in range(L, m, -1)]
        factors += [f"∂A{m}/∂w{m}"]
        new = [factor for factor in factors if factor not in met]
        met.update(factors)
        lines.append(f"w{m}: {len(factors)} factors, of which new: {', '.join(new)}.")
    return "\n".join(lines)


reveal(
    prediction_factor_count, exercise="prediction_factor_count", run=written_out
)

# %% [markdown] course={"key": "count-task", "lectures": ["S0-32", "S0-33", "S0-34", "S0-39", "S1-70", "S2-19", "S4-50"]}
# ### Carry the product along
#
# The two long ones are
#
# $$\frac{\partial L}{\partial w_2} = \frac{\partial L}{\partial A_4} \frac{\partial A_4}{\partial A_3} \frac{\partial A_3}{\partial A_2} \frac{\partial A_2}{\partial w_2}, \quad \frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial A_4} \frac{\partial A_4}{\partial A_3} \frac{\partial A_3}{\partial A_2} \frac{\partial A_2}{\partial A_1} \frac{\partial A_1}{\partial w_1}$$
#
# Only three kinds of factor occur: loss, layer to layer, layer to its weight (for $w_1$ with $A_0 = X$). The front of each product
# is the one above it. So go from the last layer to the first and **carry the product along**: that order
# gives backpropagation its name (CS389). CS771 (Computation Reuse) stores upper gradients for the layers
# below; the UCLA slides add that the forward pass has cached most of what is needed.
#
# **Exercise 3.8 (1 point).** Write `count_factors(L, reuse)` for a chain of L layers, counted as above:
# one factor of the loss, one from a layer's output to the next one's, one from a weight to its layer's
# output. Other rules are possible: DS 102, problem 2(d), has finer steps, and in part 3 you may choose
# your own. Here the check expects this one.
#
# Stuck? `hint("count_factors")`. When it works: *what are the two counts for 50 layers?*

# %% course={"key": "count-factors"} nbgrader={"solution": true}
def count_factors(L, reuse):
    """Return how many factors the gradients of all L weights take, a whole number.

    L : number of weight layers of the chain, at least 1
    reuse : False, each product is written out by itself; True, each factor counts once
    """
    ### BEGIN SOLUTION
    return 2 * L if reuse else sum(range(2, L + 2))
    ### END SOLUTION

# %% course={"key": "count-factors-check"} nbgrader={"grade": true}
check(count_factors)

# %% [markdown] course={"key": "closing"}
# ## What you have built
#
# Five gates, one rule for paths, and the reason why the backward pass goes backwards. Nothing here was
# special to networks.
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. If the checks still say what they said
# before, this part is ready.
#
# Part 2, `backprop_2`, gives the number that is carried along a name: Δ.

# %% course={"key": "progress"}
progress()
