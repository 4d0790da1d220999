# %% [markdown] course={"key": "goals", "lectures": ["S3-56", "S4-48"]}
# # Unit 2, part 1: forward propagation
#
# Unit 1 made the bends. Now we wire them up. A prediction is what comes out when an example is
# pushed through the network, layer after layer (CS 457/557, 07-2c Forward Propagation). What runs
# along the wires on the way are the activations (the UCLA slides call them the forward signals).
#
# After this notebook you can
#
# - compute what every unit of a small network says, by hand,
# - state the shape of every array before you run a line,
# - push a whole batch through any network with three lines per layer,
# - write an error message that tells where a network does not fit.
#
# **Time:** 60 minutes. **Points:** 8 for exercises 2.1 to 2.4. Predictions and warm-ups, right or
# wrong, and two steps by hand, which must be right, add 1.0. Part 2 asks what such a network can do
# that one unit can't.
#
# Symbols are explained in NOTATION.md.

# %% course={"key": "imports"}
import numpy as np
from IPython.display import display

from course import check, hint, progress, recall, reveal
from course.activations import relu, sigmoid
from course.figures import network_drawing
from course.lecture_networks import five_units

# %% [markdown] course={"key": "warm-up"}
# ## Warm-up
#
# Three questions, from memory. Replace each `None` by one of the options, as text in quotes.
#
# 1. Which of these activations never give a negative output?
#    Options: `"sigmoid, tanh, ReLU"`, `"sigmoid, ReLU, softplus"`, `"ReLU, leaky ReLU, ELU"`
# 2. At x = −1000, which form of the sigmoid overflows?
#    Options: `"1 / (1 + e^-x)"`, `"e^x / (1 + e^x)"`, `"both"`
# 3. X has the shape (5, 3) and W the shape (3, 4). What shape does X @ W
#    have?
#    Options: `"(5, 4)"`, `"(3, 3)"`, `"(4, 5)"`
#
# The last card may ask about a mistake of yours in an earlier unit.

# %% course={"key": "warm-up-answers"} nbgrader={"solution": true}
warmup_never_negative = None
warmup_stable_side = None
warmup_product_shape = None
### BEGIN SOLUTION
warmup_never_negative = "sigmoid, ReLU, softplus"
warmup_stable_side = "1 / (1 + e^-x)"
warmup_product_shape = "(5, 4)"
### END SOLUTION

# %% course={"key": "warm-up-check-1"} nbgrader={"grade": true}
check(warmup_never_negative, exercise="warmup_never_negative")

# %% course={"key": "warm-up-check-2"} nbgrader={"grade": true}
check(warmup_stable_side, exercise="warmup_stable_side")

# %% course={"key": "warm-up-check-3"} nbgrader={"grade": true}
check(warmup_product_shape, exercise="warmup_product_shape")

# %% course={"key": "warm-up-reveal"}
def lowest_outputs():
    x = np.linspace(-9, 9, 1001)
    return f"lowest for x from -9 to 9: sigmoid {sigmoid(x).min():.4f}, " + (
        f"tanh {np.tanh(x).min():.4f}, ReLU {relu(x).min():.4f}."
    )


def both_exponents():
    return f"at x = -1000, e^x is {np.exp(-1000.0):g}; e^-x is e^1000, which overflows."


def product_shape():
    return f"(X @ W).shape is {(np.ones((5, 3)) @ np.ones((3, 4))).shape}."


display(
    reveal(warmup_never_negative, exercise="warmup_never_negative", run=lowest_outputs),
    reveal(warmup_stable_side, exercise="warmup_stable_side", run=both_exponents),
    reveal(warmup_product_shape, exercise="warmup_product_shape", run=product_shape),
    recall(),
)

# %% [markdown] course={"key": "topology", "lectures": ["S3-13", "S3-14", "S3-26", "S3-27", "S3-52", "S1-05", "S1-06", "S1-26", "S1-27"]}
# ## A network on paper
#
# A network is a set of neurons V and a set of arrows between them (CS 457/557, 07-1b Network
# Topology and Notation). We number the neurons through: first the inputs, one per feature, then
# all that compute. Neuron 0 is not drawn: it always says 1. Our drawings run from left to right and
# leave the tips of the arrows off.
#
# In a **feedforward network** arrows lead from one layer to the next only. It has an input layer, an
# output layer and at least one **hidden layer** between (07-2b Feedforward Neural Networks; CS771
# calls it a multi-layer perceptron: many perceptron units in layers). Without a hidden layer it is a
# *single-layer perceptron network* (07-1c).
#
# The output layer follows the task (CS771, Single Hidden Layer and Multiple Outputs). One number,
# or two classes: one unit. Several numbers or classes: several units. Then 07-1c reads each output
# as the probability of its class. With separate sigmoids these need not add up to 1; unit 4 mends
# that.

# %% [markdown] course={"key": "worked-example", "lectures": ["S3-15", "S3-16", "S3-17", "S3-18", "S3-19", "S3-20", "S3-58", "S3-59"]}
# ## One prediction, step by step
#
# Neuron j passes on a number $a_j$. For an input neuron this is its feature, $x_j$, and $a_0 = 1$. A
# neuron that computes takes three steps (CS 457/557, 07-1b The Basic Neuron Model):
#
# **Receive** $a_i$ from every neuron i with an arrow to j. Neuron 0 has an arrow to each of them.
#
# **Process**: weigh and add, then bend.
#
# $$\mathrm{in}_j = \sum_i w_{ij} a_i = w_{0j} + w_{1j} a_1 + \ldots, \qquad a_j = g(\mathrm{in}_j)$$
#
# The sum is a dot product, $w_j \cdot a$; an arrow that is missing counts as weight 0. The weight
# $w_{0j}$ on the constant 1 is the **bias**.
#
# **Transmit** $a_j$ to the next layer, or output it.
#
# A neuron can only start when all that lead to it are done. So the order is layer after layer. Here
# are the two hidden neurons for x = (3, 4), as in 07-2c Example: Making Predictions.

# %% course={"key": "worked-example-code"}
net, X, y = five_units()  # the lecture's network, and its example
a_1, a_2 = 3, 4  # receive: the two features

in_3 = 5 + 1 * a_1 - 2 * a_2  # process: w_03 + w_13 a_1 + w_23 a_2
a_3 = sigmoid(in_3)
in_4 = 3 - 4 * a_1 + 2 * a_2
a_4 = sigmoid(in_4)
print(f"in_3 = {in_3:2}, a_3 = {a_3:.4f}")  # transmit
print(f"in_4 = {in_4:2}, a_4 = {a_4:.4f}")
network_drawing(net.Ws, net.bs, title="Five units; w₀ is the bias")

# %% [markdown] course={"key": "faded-in-5"}
# ### The last neuron is yours
#
# Neuron 5 receives $a_3$ and $a_4$. The weights stand in the drawing: $w_{35} = 4$, $w_{45} = 2$
# and $w_{05} = -1$. What is $\mathrm{in}_5$? By hand or as a line of Python, with at least
# two decimals.
#
# (The lecture goes on with $a_4$ rounded to two digits. That is good on paper, and the check
# accepts it. In code we round only when we print.)

# %% course={"key": "faded-in-5-answer"} nbgrader={"solution": true}
faded_in_5 = None
### BEGIN SOLUTION
faded_in_5 = -1 + 4 * a_3 + 2 * a_4
### END SOLUTION

# %% course={"key": "faded-in-5-check"} nbgrader={"grade": true}
check(faded_in_5, exercise="faded_in_5")

# %% [markdown] course={"key": "predict-bias"}
# ### Without its bias
#
# Neuron 5 is a sigmoid too, and what it says is the prediction. Now cut the arrow from neuron 0 to
# neuron 5. Does the prediction fall, stay or rise?
#
# Options: `"it falls"`, `"it stays"`, `"it rises"`

# %% course={"key": "predict-bias-answer"} nbgrader={"solution": true}
prediction_without_bias = None  # "it falls", "it stays" or "it rises"
confidence_bias = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_without_bias = "it rises"
confidence_bias = 80
### END SOLUTION

# %% course={"key": "predict-bias-check"} nbgrader={"grade": true}
check(prediction_without_bias, exercise="prediction_without_bias")

# %% course={"key": "predict-bias-reveal"}
def with_and_without_bias():
    ins, outs = net.forward(X)
    return (
        f"with the bias {outs[2].item():.4f}, "
        f"without it {sigmoid(ins[1].item() + 1):.4f}. Below: the whole net.",
        network_drawing(net.Ws, net.bs, ins, outs, title="x = (3, 4) on its way"),
    )


reveal(
    prediction_without_bias,
    exercise="prediction_without_bias",
    run=with_and_without_bias,
    confidence=confidence_bias,
)

# %% [markdown] course={"key": "neuron-task", "lectures": ["S1-02", "S1-03", "S1-12", "S3-28"]}
# ## 2.1 One neuron
#
# The weighted sum alone is a **linear model**. With a function behind it, CS771 calls the unit a
# *perceptron* (Limitation of Linear Models). Take care: the perceptron *algorithm* is something
# else, a way to train one such unit. If g is the sigmoid, the unit is logistic regression (CS
# 457/557, 07-1c A Simple Example).
#
# A drawing shows one circle, but there are two numbers in it: the pre-activation and the activation
# (CS771, Neural Nets: A Compact Illustration).
#
# **Exercise 2.1 (1 point).** Write `neuron(a, w, w0, g)`. Stuck? `hint("neuron")`. When it works:
# *which g makes it a linear model again?*

# %% course={"key": "neuron"} nbgrader={"solution": true}
def neuron(a, w, w0, g):
    """Return what a neuron passes on, one number.

    a : what it receives, d numbers, as a list or an array, without the 1 of neuron 0
    w : its d weights, likewise; w0 : its bias, a number
    g : its activation, a function of one number
    """
    ### BEGIN SOLUTION
    return g(np.dot(a, w) + w0)
    ### END SOLUTION

# %% course={"key": "neuron-check"} nbgrader={"grade": true}
check(neuron)

# %% [markdown] course={"key": "order-task", "lectures": ["S3-57", "S3-59"]}
# ## 2.2 FORWARDPROPAGATE, in pieces
#
# The algorithm of CS 457/557 (07-2c The Forward Propagation Algorithm) sets $a_j = x_j$ in the input
# layer. Then, layer by layer, it computes $\mathrm{in}_j$ and $a_j = g(\mathrm{in}_j)$ for every neuron, and returns
# the output layer. It does not mention neuron 0, which is part of every sum.
#
# In NumPy the sums of a layer are one line: `a @ W + b` adds up for all neurons at once. Nine lines lie
# on the table below; **two of them are wrong**. The head of the function is done, and the function
# returns the outputs of all layers.
#
# **Exercise 2.2 (1 point).** Set `order_22` to a list of seven line numbers, in an order that works.
# The check runs your program. Stuck? `hint("order_22")`

# %% course={"key": "order-lines"}
lines = """
        a = g(in_)
    return outs
        in_ = a @ W + b
    a = X
        a = g(a)
    for W, b, g in zip(Ws, bs, acts):
        outs.append(a)
        in_ = W @ a + b
    outs = [X]
""".strip("\n").split("\n")


def program(order):
    head = "   def forwardpropagate(X, Ws, bs, acts):"
    print("\n".join([head, *(f"{k}  {lines[k - 1]}" for k in order)]))


program(range(1, 10))  # all nine

# %% course={"key": "order-answer"} nbgrader={"solution": true}
order_22 = None  # then program(order_22) shows what you have
### BEGIN SOLUTION
order_22 = [9, 4, 6, 3, 1, 7, 2]
program(order_22)
### END SOLUTION

# %% course={"key": "order-check"} nbgrader={"grade": true}
check(order_22, exercise="order_22")

# %% [markdown] course={"key": "matrices", "lectures": ["S1-07", "S1-08", "S1-09", "S1-10", "S1-13", "S1-28", "S1-41", "S1-42", "S1-43", "S4-02", "S4-13", "S4-32"]}
# ## From arrows to arrays
#
# CS771 (Neural Networks: Multi-layer Perceptron) writes the same network for example n:
#
# | lecture | here, all examples at once |
# | --- | --- |
# | $z_{nk} = w_k^\top x_n$ | `in_1 = X @ W_1 + b_1` |
# | $h_{nk} = g(z_{nk})$ | `a_1 = g(in_1)` |
# | $s_n = v^\top h_n$ | `in_2 = a_1 @ W_2 + b_2` |
# | $\hat y_n = o(s_n)$ | `a_2 = o(in_2)` |
#
# Here o is the activation of the output layer, and our column adds the biases, which the lecture
# brings in later. Row n of each array is example n.
#
# Column k of `W_1` is $w_k$, all that leads into hidden unit k. Read it as a *detector*: a pattern
# on the layer before, and $h_{nk}$ says how strongly example n shows it (Neural Nets are Feature
# Learners; Features Learned by a Neural Network). So W is (fan_in, fan_out): a row for each unit
# before, a column for each unit of the layer. A list of layers goes on in the same way; their sizes
# may differ.
#
# The UCLA slides (Neural networks) have examples as columns, $h_1 = f(W_1 x + b_1)$, with W the
# other way round. There the last layer has no bend: $z = W_N h_{N-1} + b_N$. In every version, g
# acts on each entry alone.
#
# **Before you run anything:** a 3-4-2 network gets 5 examples. What shapes do `W_1`, `in_1`, `W_2`
# and `a_2` have? Four pairs.

# %% course={"key": "shapes-answer"} nbgrader={"solution": true}
faded_shapes_342 = None  # such as [(1, 1), (1, 1), (1, 1), (1, 1)]
### BEGIN SOLUTION
faded_shapes_342 = [(3, 4), (5, 4), (4, 2), (5, 2)]
### END SOLUTION

# %% course={"key": "shapes-check"} nbgrader={"grade": true}
check(faded_shapes_342, exercise="faded_shapes_342")

# %% [markdown] course={"key": "forward-task", "lectures": ["S1-28", "S1-31", "S3-55", "S4-32", "S4-48"]}
# ## 2.3 Forward propagation
#
# Layer ℓ computes $z = W^\top h + b$ and $h = g(z)$ from what layer ℓ − 1 passes on (CS771, The Bias
# Term). That is for one example, written as a column; for examples in rows, take the table above.
#
# CS 457/557 (07-2b The Effects of Hidden Layers) puts all of it into one line:
# $a_7 = g(w_{07} + w_{57} a_5 + w_{67} a_6)$, then $a_5$ and $a_6$ written out, then $a_3$ and $a_4$.
# Three layers need nested brackets, and the printed line closes one too many. A loop has no
# brackets to count.
#
# Training will ask for everything on the way, not only for the prediction. So keep two lists:
# `ins`, one pre-activation per layer, and `outs`, which begins with X.
#
# **Exercise 2.3 (4 points).** Write `forward(X, Ws, bs, acts)`. One layer that works earns a point,
# several layers 1.5, complete lists 1, lists of integers and untouched arguments 0.5. Stuck?
# `hint("forward")`. When it works: *why does `+ b` work, though one side has n rows and the other
# none?*

# %% course={"key": "forward"} nbgrader={"solution": true}
def forward(X, Ws, bs, acts):
    """Push a batch through a network; return (ins, outs).

    X : (n, d), one example per row; an array or a list of rows, integers included
    Ws : list of arrays (fan_in, fan_out); W[i, j] leads from unit i to unit j
    bs : list of arrays (fan_out,)
    acts : list of functions, the activation of each layer
    returns : ins, one array (n, fan_out) per layer, before the activation;
              outs, X first and then one array per layer. No argument is changed.
    """
    ### BEGIN SOLUTION
    ins, outs = [], [np.asarray(X, dtype=float)]
    for W, b, g in zip(Ws, bs, acts):
        ins.append(outs[-1] @ W + b)
        outs.append(g(ins[-1]))
    return ins, outs
    ### END SOLUTION

# %% course={"key": "forward-check"} nbgrader={"grade": true}
check(forward)

# %% [markdown] course={"key": "predict-zero"}
# ### Nothing comes in
#
# Feed the network of the drawing with (0, 0). Which of its parameters W1, b1, W2 and b2 could you
# change without changing the output?
#
# Options: `"W1 only"`, `"W1 and W2"`, `"b1 and b2"`

# %% course={"key": "predict-zero-answer"} nbgrader={"solution": true}
prediction_zero_input = None  # "W1 only", "W1 and W2" or "b1 and b2"
confidence_zero = None  # if you like: a number from 0 to 100
### BEGIN SOLUTION
prediction_zero_input = "W1 only"
confidence_zero = 75
### END SOLUTION

# %% course={"key": "predict-zero-check"} nbgrader={"grade": true}
check(prediction_zero_input, exercise="prediction_zero_input")

# %% course={"key": "predict-zero-reveal"}
def one_at_a_time():
    nothing = [[0, 0]]
    said = [f"as it is: {net.predict(nothing).item():.4f}"]
    for name in ("W1", "b1", "W2", "b2"):
        changed = net.copy()
        part = changed.Ws if name[0] == "W" else changed.bs
        part[int(name[1]) - 1][...] *= -0.5
        said.append(f"{name} times -0.5: {changed.predict(nothing).item():.4f}")
    said.append(f"a ReLU unit with bias -0.3 passes on {relu(0 - 0.3):.1f}")
    said.append(f"a sigmoid unit without bias passes on {sigmoid(0.0):.1f}")
    return "\n".join(said)


reveal(
    prediction_zero_input,
    exercise="prediction_zero_input",
    run=one_at_a_time,
    confidence=confidence_zero,
)

# %% [markdown] course={"key": "bias", "lectures": ["S1-32", "S1-33"]}
# ### What a bias can promise
#
# A bias is learned like a weight, and it is the same for every example: it has no index n. CS771
# (The Bias Term) adds that it ensures activations other than 0 even if a layer receives only zeros.
# The last two entries above say how far that goes. The pre-activation is the bias then. What is
# passed on is g(b): 0 for the ReLU with bias −0.3, and 0.5 for a sigmoid that has no bias at all. A
# bias moves the place where a unit switches. It does not promise an output other than 0.

# %% [markdown] course={"key": "sizes-task", "lectures": ["S1-30", "S1-31", "S1-42"]}
# ## 2.4 Where does it not fit?
#
# In one line CS771 (Multiple Hidden Layers) writes the pre-activation as W h where
# $W^\top h$ is meant, a slip of the pen. With W (3, 4), h must have 3 entries, so W h can't even be
# computed. A *square* W gives no error and a wrong answer. That is why this course tests with
# layers of different sizes, and why a network should check itself.
#
# **Exercise 2.4 (2 points).** Write `layer_sizes(Ws, bs)`. For a network that fits it returns the
# sizes, input first: `[3, 4, 2]`. Otherwise it raises a `ValueError` whose text holds the number of
# the first layer that does not fit, for instance
# `raise ValueError(f"layer {k}: ...")`. The first matrix belongs to layer 1.
#
# Layer k does not fit if $W_k$ has not as many rows as layer k − 1 has units, or if the shape of $b_k$
# is not exactly `(fan_out,)`, one axis only. There are as many inputs as $W_1$ has rows, so $W_1$ always
# fits; $b_1$ may not. Stuck? `hint("layer_sizes")`. When it works: *which layer would NumPy
# have blamed, and in which words?*

# %% course={"key": "layer-sizes"} nbgrader={"solution": true}
def layer_sizes(Ws, bs):
    """Return the number of units per layer, input first, or raise a ValueError.

    Ws : list of arrays (fan_in, fan_out); bs : as many arrays, each (fan_out,)
    raises : ValueError with the number of the first layer that does not fit, counted
             from 1. It may name the layer before as well.
    """
    ### BEGIN SOLUTION
    sizes = [Ws[0].shape[0]]
    for k, (W, b) in enumerate(zip(Ws, bs), start=1):
        if W.shape[0] != sizes[-1]:
            raise ValueError(f"layer {k}: {W.shape[0]} rows for {sizes[-1]} inputs")
        if b.shape != (W.shape[1],):
            raise ValueError(f"layer {k}: weights {W.shape}, bias {b.shape}")
        sizes.append(W.shape[1])
    return sizes
    ### END SOLUTION

# %% course={"key": "layer-sizes-check"} nbgrader={"grade": true}
check(layer_sizes)

# %% [markdown] course={"key": "erroneous"}
# ## A number that can't be
#
# Three students wrote `forward`, each with one slip: A left the biases out, B added each bias after
# the activation, and C multiplied by the transposed weights, which a square W lets pass. They ran
# the same 2-2-1 network of sigmoids on the same example. One of them got −0.13.
#
# You don't know the weights. Whose program was it? *Then find the place in the formula: what stands
# inside the brackets of g?*
#
# Options: `"bias left out"`, `"bias added after g"`, `"W transposed"`

# %% course={"key": "erroneous-answer"} nbgrader={"solution": true}
# "bias left out", "bias added after g" or "W transposed"
erroneous_bias_order = None
### BEGIN SOLUTION
erroneous_bias_order = "bias added after g"
### END SOLUTION

# %% course={"key": "erroneous-check"} nbgrader={"grade": true}
check(erroneous_bias_order, exercise="erroneous_bias_order")

# %% course={"key": "erroneous-reveal"}
def the_three_programs():
    W1, b1 = np.array([[0.5, -1.0], [0.8, 0.4]]), np.array([0.3, -0.6])
    W2, b2 = np.array([[1.2], [-0.9]]), np.array([-0.9])
    x = np.array([[0.0, 1.0]])
    A = sigmoid(sigmoid(x @ W1) @ W2)
    B = sigmoid((sigmoid(x @ W1) + b1) @ W2) + b2
    C = sigmoid(sigmoid(x @ W1.T + b1) @ W2 + b2)
    right = sigmoid(sigmoid(x @ W1 + b1) @ W2 + b2)
    a, b, c, ok = (each.item() for each in (A, B, C, right))
    return f"A gets {a:.2f}, B {b:.2f}, C {c:.2f}; right is {ok:.2f}."


reveal(erroneous_bias_order, exercise="erroneous_bias_order", run=the_three_programs)

# %% [markdown] course={"key": "closing", "lectures": ["S1-11"]}
# ## Before you hand in
#
# You can now compute every number in a network. What remains is to say how good they are: CS771
# compares each prediction with its target and adds up, $\sum_n \ell(y_n, \hat y_n)$. Through
# `forward` that sum is a function of the weights, and unit 3 finds its slope. First, part 2: what
# can such a network draw?
#
# Choose *Restart Kernel and Run All Cells* in the menu *Kernel*. The board shows the points of this
# session.

# %% course={"key": "progress"}
progress()
