"""Unit 3, computation graphs and Δ-backpropagation: its exercises, one after the other.

Sources: UCLA ECE deep-learning slides, Backpropagation (gates, converging paths); CS 457/557
Lecture 07-2d and 07-3a to 07-3c (output and hidden Δ, the algorithm); CS389 lecture notes,
2 Backpropagation (the chain of four weights, what reuse saves); CS771, Background: Gradient and
Jacobian, and Backpropagation in detail; DS 102 Discussion 7, question 2.

Wrong forms whose id has a W are in the course's catalogue; a D marks those that were added here.
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from course import backprop, gradients, graphs
from course.activations import sigmoid as sigma
from course.exercises.declaration import Exercise, Tolerance, choice

UNIT = "03_backprop"
GROUPS = {
    "3.1": 2.0,
    "3.2": 2.0,
    "3.3": 2.0,
    "3.4": 3.0,
    "3.5": 1.0,
    "3.6": 3.0,
    "3.7": 2.0,
    "3.8": 1.0,
}

DIFFERENCES = Tolerance(1e-4, 1e-6, "finite differences keep about eight digits")

in_unit_3 = partial(Exercise, unit=UNIT)
commit = partial(choice, unit=UNIT, points=0.1)
step = partial(Exercise, unit=UNIT, group="commit", kind="variable")


def signed(rng: np.random.Generator, shape: Any) -> Any:
    """Draw numbers of both signs that stay away from 0 and from 1."""
    return rng.uniform(1.2, 2.5, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def logistic(x: Any) -> Any:
    """Return σ for the moderate numbers of a probe; the library is silent there."""
    return 1 / (1 + np.exp(-x))


# 3.1 Gates -------------------------------------------------------------------------------

gate = partial(
    Exercise,
    unit=UNIT,
    group="3.1",
    properties={"local slopes": 0.2, "upstream gradient": 0.2},
)

add_back = gate(
    "add_back",
    asks="Write what an add gate sends back to its two inputs when `up` arrives.",
    reference=graphs.add_back,
    hints=[
        "Take x + y with x = 2, y = 5 and nudge x by 0.1. By how much does the sum move? Then "
        "suppose that each unit of the sum moves the output by 3.",
        "Every gate does one thing on the way back: upstream gradient times local slope, once "
        "for each input (UCLA slides, Idea: computational graphs apply to gradients). The add "
        "gate has two local slopes.",
        "The same for a subtract gate, x - y: its local slopes are 1 and -1. If `up` = 3 "
        "arrives, it sends back 1 · 3 = 3 and -1 · 3 = -3.",
    ],
)


@add_back.probe("local slopes")
def add_with_up_1(add_back, rng):
    return add_back(1.0)


@add_back.probe("upstream gradient")
def add_with_another_up(add_back, rng):
    return add_back(float(signed(rng, None)))


@add_back.misconception(
    "M13-W02",
    "Both local slopes are right. Now something arrives from above: what happens to it on its "
    "way through the gate?",
)
def add_forgets_upstream(up):
    return 1.0, 1.0


@add_back.misconception(
    "M13-D01",
    "You share the gradient out as if it were a cake. Nudge one input alone: does the sum move "
    "by the whole nudge, or by half of it?",
)
def add_shares_out(up):
    return up / 2, up / 2


@add_back.misconception(
    "M13-D02", "A gate of two inputs has two answers, one for each wire. You return one number."
)
def add_returns_one_number(up):
    return up


@add_back.misconception(
    "M13-D03",
    "That would be a subtract gate. If the second input grows, does the sum fall?",
)
def add_like_subtract(up):
    return up, -up


mul_back = gate(
    "mul_back",
    asks="Write what a multiply gate sends back to its two inputs when `up` arrives.",
    reference=graphs.mul_back,
    hints=[
        "Take 2 times 5 and nudge the 2 by 0.1. The product moves by 0.5. Which of the two "
        "numbers decided that?",
        "The local slope with respect to x is what x is multiplied by, and for y likewise. Then "
        "comes the upstream gradient, as a factor.",
        "The same for a gate that computes x y^2: its local slopes are y^2 and 2 x y. At x = 3, "
        "y = 4 these are 4^2 = 16 and 2 · 3 · 4 = 24. With upstream 10 it sends back 10 · 16 = "
        "160 and 10 · 24 = 240.",
    ],
)


@mul_back.probe("local slopes")
def mul_with_up_1(mul_back, rng):
    return mul_back(float(rng.uniform(2, 3)), float(rng.uniform(-6, -5)), 1.0)


@mul_back.probe("upstream gradient")
def mul_with_another_up(mul_back, rng):
    return mul_back(float(rng.uniform(4, 6)), float(rng.uniform(-3, -2)), float(signed(rng, None)))


@mul_back.probe("upstream gradient")
def mul_with_whole_numbers(mul_back, rng):
    x, y = rng.choice(np.arange(2, 8), size=2, replace=False)
    return mul_back(int(x), -int(y), 3)


@mul_back.misconception(
    "M13-W03",
    "If x grows by a little, the product grows by that little times something. Times what?",
)
def mul_not_switched(x, y, up):
    return up * x, up * y


@mul_back.misconception(
    "M13-W05",
    "Along one path rates are multiplied: so much per this, so much of this per that. Where did "
    "your plus come from?",
)
def mul_adds_upstream(x, y, up):
    return up + y, up + x


@mul_back.misconception(
    "M13-D04",
    "Both local slopes are right and in the right order. What arrived from above has got lost.",
)
def mul_forgets_upstream(x, y, up):
    return y, x


@mul_back.misconception(
    "M13-D05",
    "You send the value of the product back. The local slope says how the product changes when "
    "one factor is nudged.",
)
def mul_sends_the_product(x, y, up):
    return up * x * y, up * x * y


max_back = gate(
    "max_back",
    asks="Write what a max gate sends back to its two inputs when `up` arrives.",
    reference=graphs.max_back,
    hints=[
        "Take max(2, 5) and nudge the 2 by 0.1: nothing happens. Nudge the 5. What are the two "
        "local slopes?",
        "A max gate is a switch: it lets one input through as it is. On the way back, the same "
        "switch stands in the same position.",
        "The same for min(x, y) at x = 2, y = 5: the smaller one is let through, so the local "
        "slopes are 1 and 0. With upstream 7 the pair is (7 · 1, 7 · 0), that is (7, 0). At x = "
        "9, y = 5 it would be (0, 7).",
    ],
)


@max_back.probe("local slopes")
def second_larger_with_up_1(max_back, rng):
    x = float(rng.uniform(1.2, 4))
    return max_back(x, x + float(rng.uniform(1.5, 3)), 1.0)


@max_back.probe("local slopes")
def first_larger_with_up_1(max_back, rng):
    x = float(rng.uniform(3.5, 4.5))
    return max_back(x, x - float(rng.uniform(1.5, 3)), 1.0)


@max_back.probe("upstream gradient")
def max_second_is_larger(max_back, rng):
    return max_back(float(rng.uniform(2, 3)), float(rng.uniform(5, 6)), float(signed(rng, None)))


@max_back.probe("upstream gradient")
def max_both_below_zero(max_back, rng):
    return max_back(-float(rng.uniform(2, 3)), -float(rng.uniform(5, 6)), float(signed(rng, None)))


@max_back.misconception(
    "M13-W08", "Which of the two inputs can be seen at the output? A nudge of the other one dies."
)
def max_routes_to_the_loser(x, y, up):
    return (0.0, up) if x > y else (up, 0.0)


@max_back.misconception(
    "M13-W09",
    "The winner is passed on as it is. If it grows by a little, by how much does the output grow?",
)
def max_returns_the_value(x, y, up):
    return (up * x, 0.0) if x > y else (0.0, up * y)


@max_back.misconception(
    "M13-D06",
    "Both inputs get the gradient, but the output follows only one of them. What does a nudge of "
    "the smaller one do?",
)
def max_feeds_both(x, y, up):
    return up, up


@max_back.misconception(
    "M13-D07", "The switch stands right. The gradient that arrived from above has got lost in it."
)
def max_forgets_upstream(x, y, up):
    return (1.0, 0.0) if x > y else (0.0, 1.0)


@max_back.misconception(
    "M13-D13", "A gate of two inputs has two answers, one for each wire; one of them is 0 here."
)
def max_returns_one_number(x, y, up):
    return up if x > y else 0.0


@max_back.misconception(
    "M13-D14",
    "You compare x with 0, as ReLU does. This gate has two inputs: what decides which one shows?",
)
def max_compares_with_zero(x, y, up):
    return (up, 0.0) if x > 0 else (0.0, up)


recip_back = gate(
    "recip_back",
    asks="Write what the gate 1/x sends back to its input when `up` arrives.",
    reference=graphs.recip_back,
    hints=[
        "Evaluate 1/x at 4 and at 4.1. Did it rise or fall, and by how much for each unit of x?",
        "1/x is a power of x. Differentiate the power, then multiply by the upstream gradient.",
        "The same for a gate 1/x^2, which is x to the power -2: its slope is -2 x^-3. At x = 2 "
        "that is -2 · 2^-3 = -0.25. With upstream 4 it sends back 4 · (-0.25) = -1.",
    ],
)


@recip_back.probe("local slopes")
def recip_with_up_1(recip_back, rng):
    return recip_back(float(rng.uniform(2, 5)), 1.0), recip_back(-float(rng.uniform(2, 5)), 1.0)


@recip_back.probe("upstream gradient")
def recip_with_another_up(recip_back, rng):
    return recip_back(float(rng.uniform(3, 5)), float(signed(rng, None)))


@recip_back.probe("upstream gradient")
def recip_with_whole_numbers(recip_back, rng):
    return recip_back(int(rng.integers(3, 7)), 3)


@recip_back.misconception(
    "M13-W11",
    "If x grows, does 1/x grow or shrink? With your sign a sigmoid made of gates would fall.",
)
def recip_without_minus(x, up):
    return up / x**2


@recip_back.misconception(
    "M13-W12", "Sign and upstream are right; the power is not. Write 1/x as a power of x first."
)
def recip_of_low_power(x, up):
    return -up / x


@recip_back.misconception(
    "M13-W13", "The local slope is right. And what about the gradient that arrives from above?"
)
def recip_forgets_upstream(x, up):
    return -1 / x**2


@recip_back.misconception(
    "M13-D08", "The upstream gradient has slipped under the line. It is a factor of the slope."
)
def recip_divides_by_upstream(x, up):
    return -1 / (up * x**2)


@recip_back.misconception(
    "M13-D15",
    "The exponent of the slope is negative: far from 0, the curve 1/x is almost flat. Yours gets "
    "steeper there.",
)
def recip_with_power_turned_over(x, up):
    return -up * x**2


@recip_back.misconception(
    "M13-D16", "That is what 1/x is the slope of. Here you need the slope of 1/x itself."
)
def recip_integrated(x, up):
    with np.errstate(invalid="ignore"):
        return up * np.log(x)


exp_back = gate(
    "exp_back",
    asks="Write what the gate e^x sends back to its input when `up` arrives.",
    reference=graphs.exp_back,
    hints=[
        "At x = 0 the curve e^x passes through 1. How steep is it there? Compare e^0.1 with e^0.",
        "The power rule is for a variable base. Here the exponent varies, and one function is "
        "its own slope. Then comes the upstream gradient.",
        "The same for a gate 2^x: its slope is 2^x times log(2). At x = 3 that is 2^3 log(2) = "
        "5.545. With upstream 10 it sends back 10 · 5.545 = 55.45.",
    ],
)


@exp_back.probe("local slopes")
def exp_with_up_1(exp_back, rng):
    return exp_back(0.0, 1.0), exp_back(float(rng.uniform(0.4, 0.8)), 1.0)


@exp_back.probe("upstream gradient")
def exp_with_another_up(exp_back, rng):
    return exp_back(float(rng.uniform(-2, -1.2)), float(signed(rng, None)))


@exp_back.probe("upstream gradient")
def exp_with_whole_numbers(exp_back, rng):
    return exp_back(int(rng.integers(2, 5)), -2)


@exp_back.misconception(
    "M13-W14",
    "The power rule is for x with a fixed exponent. Here the exponent varies: which function is "
    "its own slope?",
)
def exp_by_power_rule(x, up):
    return up * x * math.exp(x - 1)


@exp_back.misconception(
    "M13-W15", "The local slope is right. The gradient from above has to come in as a factor."
)
def exp_forgets_upstream(x, up):
    return math.exp(x)


@exp_back.misconception(
    "M13-W16", "That is the slope of the logarithm, the inverse of this gate. Try it at x = 0."
)
def exp_with_slope_of_log(x, up):
    return up / x if x else up * 0.0


@exp_back.misconception(
    "M13-D09",
    "You put the upstream gradient through the exponential. It is the local slope that is taken "
    "at x; upstream only multiplies.",
)
def exp_of_the_product(x, up):
    return math.exp(up * x)


# 3.2 Converging paths --------------------------------------------------------------------

grad_f = in_unit_3(
    "grad_f",
    group="3.2",
    asks="Return the pair (df/dx, df/dy) for f = (x + y)·x + max(x, y).",
    reference=graphs.grad_f,
    properties={"df/dx": 1.2, "df/dy": 0.8},
    uses=["add_back", "mul_back", "max_back"],
    hints=[
        "Nudge x numerically at x = 2, y = 5: what is (f(2.001, 5) - f(1.999, 5)) / 0.002? Then "
        "compare with the first number of your pair.",
        "Draw the graph. x goes into three gates, so three gradients come back on its wires. "
        "Multiply along each wire, and add where the wires meet (UCLA slides, A more involved "
        "scalar example).",
        "The same for f = x·(x + 4) + 5·x at x = 3. The multiply gate sends x + 4 = 7 back to x "
        "itself and 3 to the sum, which passes it on to x; the factor 5 sends back 5. x receives "
        "7 + 3 + 5 = 15.",
    ],
)


@grad_f.probe("df/dx", view=lambda pair: pair[0])
def x_below_y(grad_f, rng):
    return grad_f(float(rng.uniform(2, 3)), float(rng.uniform(5, 6)))


@grad_f.probe("df/dx", view=lambda pair: pair[0])
def x_above_y(grad_f, rng):
    return grad_f(float(rng.uniform(3, 4)), -float(rng.uniform(1, 2)))


@grad_f.probe("df/dx", view=lambda pair: pair[0])
def whole_numbers_in_f(grad_f, rng):
    return grad_f(int(rng.integers(2, 5)), int(rng.integers(6, 9)))


@grad_f.probe("df/dy", view=lambda pair: pair[1])
def x_below_y_again(grad_f, rng):
    return grad_f(float(rng.uniform(2, 3)), float(rng.uniform(5, 6)))


@grad_f.probe("df/dy", view=lambda pair: pair[1])
def x_above_y_again(grad_f, rng):
    return grad_f(-float(rng.uniform(2, 3)), -float(rng.uniform(5, 6)))


@grad_f.misconception(
    "M13-W17",
    "x reaches the output along several paths, and in your code a later one overwrites an earlier "
    "one. What has to happen where paths meet?",
)
def last_path_wins(x, y):
    dx, dy = (1.0, 0.0) if x > y else (0.0, 1.0)
    return dx or x, dy or x


@grad_f.misconception(
    "M13-W18",
    "You average over the paths. Each path contributes its full effect: nudge x numerically and "
    "compare.",
)
def paths_averaged(x, y):
    return (2 * x + y + (x > y)) / 3, (x + (y > x)) / 2


@grad_f.misconception(
    "M13-W19",
    "Rates multiply along one path. Parallel paths are something else: either of them alone would "
    "move the output already.",
)
def paths_multiplied(x, y):
    return (x + y) * x, x * 1.0


@grad_f.misconception(
    "M13-D10",
    "One use of x is missing. Count the wires that leave x in the graph: does each of them bring "
    "something back?",
)
def product_as_if_constant(x, y):
    return x + (x > y) * 1.0, x + (y > x) * 1.0


@grad_f.misconception(
    "M13-D11", "The max gate brings something back too. Which of x and y does it reach?"
)
def max_left_out(x, y):
    return 2.0 * x + y, x * 1.0


@grad_f.misconception("M13-D12", "Both derivatives are there, in the other order.")
def pair_exchanged(x, y):
    return x + (y > x) * 1.0, 2 * x + y + (x > y) * 1.0


@grad_f.misconception(
    "M13-D20",
    "Only what came back last is left: the add gate has overwritten what the other gates brought. "
    "What has to happen where paths meet?",
)
def sum_overwrites_the_rest(x, y):
    return x * 1.0, x * 1.0


@grad_f.misconception(
    "M13-D17",
    "You let the max gate feed both inputs. Only one of them can be seen at its output.",
)
def max_feeds_x_and_y(x, y):
    return 2 * x + y + 1, x + 1


@grad_f.misconception(
    "M13-D18",
    "The max gate sends back its local slope, and you sent the value of its input. How far does "
    "max(x, y) move if the larger one is nudged?",
)
def value_of_the_max(x, y):
    return 2 * x + y + (x > y) * x, x + (y > x) * y


@grad_f.misconception(
    "M13-D19",
    "x enters the product in two places, as the factor and inside the sum. You followed the one "
    "through the factor only.",
)
def sum_as_if_constant(x, y):
    return x + y + (x > y), x + (y > x)


# 3.7 Gradient check ----------------------------------------------------------------------

numerical_grad = in_unit_3(
    "numerical_grad",
    group="3.7",
    asks="Return the gradient of f at x by central differences, in the shape of x.",
    reference=gradients.numerical_grad,
    properties={"values": 0.4, "central difference": 0.3, "whole numbers and argument": 0.3},
    tolerance=DIFFERENCES,
    hints=[
        "Try f = x^3 at x = 2 with the wide step h = 0.5. By hand: (2.5^3 - 1.5^3) / 1 = 12.25. "
        "What do you get? Then try an integer array.",
        "Nudge one entry at a time: up by h, down by h, and divide the difference by the "
        "distance between the two points. Each time begin with a fresh copy that can hold "
        "decimals.",
        "The same for the second derivative of one number: (f(x + h) - 2 f(x) + f(x - h)) / h^2. "
        "For f = x^3 at 2 with h = 0.5 that is (15.625 - 2 · 8 + 3.375) / 0.25 = 12. For an "
        "array, `for i in np.ndindex(x.shape)` gives the index of every entry in turn.",
    ],
)


def _cubic(x: Any) -> float:
    """Return Σ x³ + first · last, a function whose entries do not look alike."""
    x = np.asarray(x)
    return float(np.sum(x**3) + x.flat[0] * x.flat[-1])


@numerical_grad.probe("values")
def a_vector(numerical_grad, rng):
    return numerical_grad(_cubic, signed(rng, 4))


@numerical_grad.probe("values")
def a_table(numerical_grad, rng):
    return numerical_grad(_cubic, signed(rng, (2, 3)))


@numerical_grad.probe("central difference")
def a_wide_step(numerical_grad, rng):
    return numerical_grad(_cubic, signed(rng, 3), 0.5)


@numerical_grad.probe("whole numbers and argument")
def whole_numbers(numerical_grad, rng):
    # Slopes of ½, 1 and 2½: a result that holds whole numbers only can't show them.
    return numerical_grad(lambda v: float(np.sum(v**2)) / 4, rng.permutation(np.array([1, 2, 5])))


@numerical_grad.probe("whole numbers and argument")
def argument_left_alone(numerical_grad, rng):
    x = signed(rng, (2, 2))
    given = x.copy()
    return numerical_grad(_cubic, given), given - x


@numerical_grad.misconception(
    "M18-W01",
    "Your error shrinks like h, because you step to one side only. A symmetric step shrinks much "
    "faster. Where would the second point be?",
)
def one_sided(f, x, h=1e-5):
    x = np.array(x, float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        p = x.copy()
        p[i] += h
        g[i] = (f(p) - f(x)) / h
    return g


@numerical_grad.misconception(
    "M18-W03",
    "After your function has run, print the x that was passed in. Is it still what it was?",
)
def step_not_undone(f, x, h=1e-5):
    g = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        x[i] += h
        p = f(x)
        x[i] -= 2 * h
        m = f(x)
        g[i] = (p - m) / (2 * h)
    return g


@numerical_grad.misconception(
    "M18-W04",
    "For whole numbers your step disappears. What happens when 1.00001 is stored in an array of "
    "integers?",
)
def step_swallowed_by_integers(f, x, h=1e-5):
    x = np.array(x)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        p, m = x.copy(), x.copy()
        p[i], m[i] = p[i] + h, m[i] - h
        g[i] = (f(p) - f(m)) / (2 * h)
    return g


@numerical_grad.misconception(
    "M18-W06",
    "Everything is 0, so your two points are the same. Does each have a copy of its own (`p = x` "
    "copies nothing)? Is the step the h that is passed in, or so small that x + h is x?",
)
def step_far_too_small(f, x, h=1e-5):
    h = 1e-17
    x = np.array(x, float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        p, m = x.copy(), x.copy()
        p[i], m[i] = p[i] + h, m[i] - h
        g[i] = (f(p) - f(m)) / (2 * h)
    return g


@numerical_grad.misconception(
    "M18-W08",
    "The numbers are right, but they stand in one row. A gradient has the shape of what you "
    "differentiate by.",
)
def result_flattened(f, x, h=1e-5):
    x = np.array(x, float)
    g = []
    for i in np.ndindex(x.shape):
        p, m = x.copy(), x.copy()
        p[i], m[i] = p[i] + h, m[i] - h
        g.append((f(p) - f(m)) / (2 * h))
    return np.array(g)


@numerical_grad.misconception(
    "M18-D01",
    "Twice too large: how far apart are the two points at which you evaluate f?",
)
def divided_by_one_h(f, x, h=1e-5):
    x = np.array(x, float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        p, m = x.copy(), x.copy()
        p[i], m[i] = p[i] + h, m[i] - h
        g[i] = (f(p) - f(m)) / h
    return g


@numerical_grad.misconception(
    "M18-D02",
    "You nudge all entries at once, so you get one number: the sum of all slopes. Nudge one entry "
    "while the others stand still.",
)
def all_entries_at_once(f, x, h=1e-5):
    x = np.array(x, float)
    return (f(x + h) - f(x - h)) / (2 * h)


@numerical_grad.misconception(
    "M18-D03", "The step is an argument, and your result does not change with it."
)
def step_of_its_own(f, x, h=1e-5):
    x = np.array(x, float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        p, m = x.copy(), x.copy()
        p[i], m[i] = p[i] + 1e-5, m[i] - 1e-5
        g[i] = (f(p) - f(m)) / 2e-5
    return g


@numerical_grad.misconception(
    "M18-D09",
    "Python works from left to right: `/ 2 * h` divides by 2, then multiplies by h. What should "
    "stand below the line as a whole?",
)
def multiplied_by_the_step(f, x, h=1e-5):
    x = np.array(x, float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        p, m = x.copy(), x.copy()
        p[i], m[i] = p[i] + h, m[i] - h
        g[i] = (f(p) - f(m)) / 2 * h
    return g


@numerical_grad.misconception(
    "M18-D10",
    "Your result holds whole numbers only, so the decimals are cut off. `np.zeros_like(x)` takes "
    "over the type of x too.",
)
def result_of_whole_numbers(f, x, h=1e-5):
    g = np.zeros_like(x)
    x = np.array(x, float)
    for i in np.ndindex(x.shape):
        p, m = x.copy(), x.copy()
        p[i], m[i] = p[i] + h, m[i] - h
        g[i] = (f(p) - f(m)) / (2 * h)
    return g


@numerical_grad.misconception(
    "M18-D11",
    "Right for a vector. In a table, x[i] is a whole row, and you nudge all of it at once. Which "
    "loop visits every single entry?",
)
def row_by_row(f, x, h=1e-5):
    x = np.array(x, float)
    g = np.zeros_like(x)
    for i in range(len(x)):
        p, m = x.copy(), x.copy()
        p[i], m[i] = p[i] + h, m[i] - h
        g[i] = (f(p) - f(m)) / (2 * h)
    return g


grad_check = in_unit_3(
    "grad_check",
    group="3.7",
    asks="Tell whether grad returns the gradient of f at x, True or False, for gradients of any "
    "size.",
    reference=gradients.grad_check,
    properties={"ordinary sizes": 0.4, "entry by entry": 0.3, "tiny and huge": 0.3},
    uses=["numerical_grad"],
    hints=[
        "Test your check: give it 2 times the right gradient, then half of it, then minus it. "
        "Which of these three pass? None should.",
        "Compare the size of the difference with the sizes of the two gradients, entry by entry. "
        "A difference of 1e-9 is nothing beside 1, and everything beside 1e-9.",
        "The same for two rulers. Lengths 1000.01 and 1000 differ by 0.01 / 2000.01 = 0.000005 "
        "of their sum. 0.02 and 0.01 differ by the same 0.01, and 0.01 / 0.03 = 1/3 of their "
        "sum. The first pair is fine, the second is not. Where both are 0, write the test "
        "without a division.",
    ],
)


def _slope_of_cubic(x: Any) -> Any:
    slope = 3.0 * np.asarray(x, float) ** 2
    slope.flat[0] += x.flat[-1]
    slope.flat[-1] += x.flat[0]
    return slope


def _answers(grad_check: Any, cases: Any, x: Any, rng: np.random.Generator) -> Any:
    """Return what grad_check says of each case, 1 or 0, in an order that nobody knows."""
    return [float(bool(grad_check(*cases[k], x.copy()))) for k in rng.permutation(len(cases))]


def _quadratic(c: float, times: float = 1.0) -> Any:
    """Return c Σ x² and its gradient, the latter wrong by a factor if `times` is not 1."""
    return lambda x: float(c * np.sum(x**2)), lambda x: times * 2 * c * np.asarray(x, float)


@grad_check.probe("ordinary sizes")
def one_right_gradient(grad_check, rng):
    return grad_check(_cubic, _slope_of_cubic, signed(rng, 4))


@grad_check.probe("ordinary sizes")
def right_doubled_halved_and_reversed(grad_check, rng):
    x = signed(rng, (2, 3))
    x[0, 0], x[0, 1] = -1.5, 2.0  # both signs
    factors = (1, 1, 1, 2, 2, 0.5, -1, 10, 1.5)
    return _answers(grad_check, [_quadratic(1.0, times) for times in factors], x, rng)


@grad_check.probe("entry by entry")
def single_entries_wrong(grad_check, rng):
    x, nudge = signed(rng, (2, 3)), float(rng.uniform(1, 2))
    one, two = np.zeros((2, 3)), np.zeros((2, 3))
    one[1, 1] = nudge
    two[0, 0], two[1, 2] = nudge, -nudge
    off = [(_cubic, lambda x, o=o: _slope_of_cubic(x) + o) for o in (0.0, one, two, 0.0 * one)]
    return _answers(grad_check, off, x, rng)


@grad_check.probe("tiny and huge")
def small_ones(grad_check, rng):
    cases = [_quadratic(1e-6), _quadratic(1e-6, 2), _quadratic(1e-6, 0.5), _quadratic(1e-6)]
    return _answers(grad_check, cases, signed(rng, 3), rng)


@grad_check.probe("tiny and huge")
def tiny_ones(grad_check, rng):
    cases = [_quadratic(1e-9), _quadratic(1e-9, 2), _quadratic(1e-9, 0.5), _quadratic(1e-9)]
    return _answers(grad_check, cases, signed(rng, 3), rng)


@grad_check.probe("tiny and huge")
def huge_ones_and_a_flat_one(grad_check, rng):
    cases = [_quadratic(1e9), _quadratic(1e9, 2), _quadratic(0.0), _quadratic(1e9)]
    return _answers(grad_check, cases, signed(rng, 3), rng)


@grad_check.probe("tiny and huge")
def tiny_beside_huge(grad_check, rng):
    # At 0 the big terms vanish from f, so the differences of the small ones keep their digits.
    sizes = rng.permutation(np.array([1e-9, 1.0, 1e9]))
    slope, wrong = sizes * float(rng.uniform(1.5, 2)), np.where(sizes < 1e-6, 2.0, 1.0)
    cases = [
        (lambda x: float(np.sum(slope * x)), lambda x, times=times: times * slope)
        for times in (1.0, wrong, 1.0, wrong)
    ]
    return _answers(grad_check, cases, np.zeros(3), rng)


@grad_check.misconception(
    "M18-W09",
    "An error of 1e-5 is large if the gradient itself is 1e-5. Compare with the size of the "
    "gradients, not with a fixed number.",
)
def fixed_limit(f, grad, x):
    n = gradients.numerical_grad(f, x)
    return bool(np.all(np.abs(n - np.asarray(grad(x))) < 1e-4))


@grad_check.misconception(
    "M18-W11",
    "A ratio of -1 is smaller than 1e-5, but it is not a small error. What is missing around "
    "numerator and denominator?",
)
def ratio_without_absolute_values(f, grad, x):
    n = gradients.numerical_grad(f, x)
    a = np.asarray(grad(x))
    return bool(np.all((n - a) / (n + a + 1e-30) < 1e-5))


@grad_check.misconception(
    "M18-W12", "Two wrong entries can cancel in a sum. Compare entry by entry, then combine."
)
def sums_compared(f, grad, x):
    n, a = gradients.numerical_grad(f, x).sum(), np.sum(grad(x))
    return bool(abs(n - a) <= 1e-5 * max(1e-10, abs(n) + abs(a)))


@grad_check.misconception(
    "M18-W13",
    "The right direction is not enough: a gradient with a forgotten factor 2 points the right way "
    "too.",
)
def signs_compared(f, grad, x):
    n = gradients.numerical_grad(f, x)
    return bool(np.all(np.sign(n) == np.sign(grad(x))))


@grad_check.misconception(
    "M18-W14",
    "With this tolerance even a doubled gradient counts as right. How close do central "
    "differences come if nothing is wrong?",
)
def far_too_generous(f, grad, x):
    n = gradients.numerical_grad(f, x)
    a = np.asarray(grad(x))
    return bool(np.all(np.abs(n - a) <= 0.5 * np.maximum(1e-10, np.abs(n) + np.abs(a))))


@grad_check.misconception(
    "M18-D04",
    "Two floats from different calculations are almost never equal to the last bit. Even a right "
    "gradient fails your test.",
)
def exactly_equal(f, grad, x):
    return bool(np.all(gradients.numerical_grad(f, x) == np.asarray(grad(x))))


@grad_check.misconception(
    "M18-D05",
    "np.allclose has a second tolerance, an absolute one of 1e-8, that you did not ask for. "
    "Beside a gradient of 1e-9 that is large.",
)
def allclose_as_it_comes(f, grad, x):
    return bool(np.allclose(grad(x), gradients.numerical_grad(f, x)))


@grad_check.misconception(
    "M18-D06", "One good entry is enough for your check. How many have to be good?"
)
def any_for_all(f, grad, x):
    n = gradients.numerical_grad(f, x)
    a = np.asarray(grad(x))
    return bool(np.any(np.abs(n - a) <= 1e-5 * np.maximum(1e-10, np.abs(n) + np.abs(a))))


@grad_check.misconception(
    "M18-D07",
    "You compare the lengths of the two gradients. An arrow that points the opposite way has the "
    "same length.",
)
def lengths_compared(f, grad, x):
    n = float(np.linalg.norm(gradients.numerical_grad(f, x)))
    a = float(np.linalg.norm(grad(x)))
    return bool(abs(n - a) <= 1e-5 * max(1e-10, n + a))


@grad_check.misconception(
    "M18-D08",
    "Where both gradients are 0 you divide 0 by 0, and nan passes no test. Compare without a "
    "division, or keep the divisor away from 0.",
)
def zero_over_zero(f, grad, x):
    n = gradients.numerical_grad(f, x)
    a = np.asarray(grad(x))
    return bool(np.all(np.abs(n - a) / (np.abs(n) + np.abs(a)) < 1e-5))


@grad_check.misconception(
    "M18-D12",
    "You add everything up before you compare. A wrong entry of 1e-9 then hides beside a right "
    "one of 1e9: compare first, entry by entry.",
)
def one_size_for_all(f, grad, x):
    n = gradients.numerical_grad(f, x)
    a = np.asarray(grad(x))
    sizes = np.linalg.norm(n) + np.linalg.norm(a)
    return bool(np.linalg.norm(n - a) <= 1e-5 * sizes)


@grad_check.misconception(
    "M18-D13",
    "For slopes below 0 your limit is negative, and no difference is smaller than that. A size "
    "has no sign.",
)
def size_with_a_sign(f, grad, x):
    n = gradients.numerical_grad(f, x)
    a = np.asarray(grad(x))
    return bool(np.all(np.abs(n - a) <= 1e-5 * (n + a)))


@grad_check.misconception(
    "M18-D14",
    "You return an answer for every entry. One is asked for, and it is True if every entry is "
    "right: how do you combine them?",
)
def answers_not_combined(f, grad, x):
    n = gradients.numerical_grad(f, x)
    a = np.asarray(grad(x))
    return np.abs(n - a) <= 1e-5 * (np.abs(n) + np.abs(a))


@grad_check.misconception(
    "M18-D15",
    "Your loop returns at the first entry and never sees the others. When do you know enough to "
    "say True?",
)
def first_entry_decides(f, grad, x):
    n = gradients.numerical_grad(f, x).ravel()[0]
    a = np.ravel(grad(x))[0]
    return bool(np.abs(n - a) <= 1e-5 * (np.abs(n) + np.abs(a)))


# 3.3 Output Δ ----------------------------------------------------------------------------


def _output_delta(y: Any, a: Any, in_: Any) -> Any:
    return backprop.output_delta(y, a, in_)


output_delta = in_unit_3(
    "output_delta",
    group="3.3",
    asks="Return Δ of logistic output units for the squared error without ½, one for each unit "
    "and example.",
    reference=_output_delta,
    properties={"one output": 0.7, "several outputs and examples": 0.8, "far from zero": 0.5},
    uses=["sigmoid", "sigmoid_prime"],
    hints=[
        "Take y = 1 and an output that is too small. Nudge in_ upwards by 0.001 and compute (1 - "
        "a)^2 again: does the loss rise or fall, and by how much?",
        "The chain rule has three links: the square, the minus in y - a, and the slope of the "
        "activation at the pre-activation (CS 457/557, 07-3a Putting It All Together). Nothing "
        "is averaged here: Δ belongs to one example.",
        "The same with another loss and another activation: J = (y - a)^3 with a = tanh(in_) "
        "gives -3 (y - a)^2 (1 - a^2). For y = 1, a = 0.6 that is -3 (1 - 0.6)^2 (1 - 0.6^2) = "
        "-0.3072: 3 from the power, the minus from y - a, the last bracket from tanh.",
    ],
)


def _outputs(rng: np.random.Generator, n: int, K: int) -> Any:
    """Draw labels, activations and pre-activations of n examples and K outputs."""
    in_ = signed(rng, (n, K))
    return rng.permutation(np.arange(n * K) % 2).reshape(n, K), logistic(in_), in_


@output_delta.probe("one output")
def label_1(output_delta, rng):
    in_ = rng.uniform(-2, -1.2, size=(1, 1))
    return output_delta(np.array([[1.0]]), logistic(in_), in_)


@output_delta.probe("one output")
def label_0(output_delta, rng):
    in_ = rng.uniform(-2, -1.2, size=(1, 1))
    return output_delta(np.array([[0]]), logistic(in_), in_)


@output_delta.probe("several outputs and examples")
def one_example_two_outputs(output_delta, rng):
    return output_delta(*_outputs(rng, 1, 2))


@output_delta.probe("several outputs and examples")
def four_examples_three_outputs(output_delta, rng):
    return output_delta(*_outputs(rng, 4, 3))


@output_delta.probe("far from zero")
def sure_and_wrong(output_delta, rng):
    in_ = rng.uniform(4, 6, size=(3, 2))
    return output_delta(np.zeros((3, 2)), logistic(in_), in_)


@output_delta.probe("far from zero")
def arguments_left_alone(output_delta, rng):
    y, a, in_ = (part.astype(float) for part in _outputs(rng, 2, 3))
    given = y.copy(), a.copy(), in_.copy()
    return output_delta(*given), [
        (after - before) for after, before in zip(given, (y, a, in_), strict=True)
    ]


@output_delta.misconception(
    "M14-W01",
    "If the output is too small, a larger input lowers the loss. Which sign must Δ have then?",
)
def reversed_sign(y, a, in_):
    s = sigma(in_)
    return 2 * (y - a) * s * (1 - s)


@output_delta.misconception(
    "M14-W02",
    "Every value is half of what it should be. The lectures differ in a ½ in front of the squared "
    "error; which form does this course use?",
)
def half_convention(y, a, in_):
    s = sigma(in_)
    return -(y - a) * s * (1 - s)


@output_delta.misconception(
    "M14-W03",
    "You stopped at the output of the neuron. Δ is a derivative with respect to its input: one "
    "link of the chain is missing.",
)
def slope_missing(y, a, in_):
    return -2 * (y - a)


@output_delta.misconception(
    "M14-W04",
    "This is a well-known Δ, but it belongs to another cost function. Start from the square.",
)
def cross_entropy_delta(y, a, in_):
    return a - y


@output_delta.misconception(
    "M14-W06",
    "The rule s(1 - s) wants an activation between 0 and 1. What did you put in for s?",
)
def slope_from_pre_activation(y, a, in_):
    return -2 * (y - a) * in_ * (1 - in_)


@output_delta.misconception(
    "M14-W07",
    "The square is still there: you inserted the loss itself. Its rate of change has a sign.",
)
def square_not_differentiated(y, a, in_):
    s = sigma(in_)
    return (y - a) ** 2 * s * (1 - s)


@output_delta.misconception(
    "M14-W09",
    "You divide by the number of outputs. The loss is a sum over the outputs; where does a "
    "division come from?",
)
def averaged_over_outputs(y, a, in_):
    s = sigma(in_)
    return -2 * (y - a) * s * (1 - s) / np.shape(y)[1]


@output_delta.misconception(
    "M14-W10",
    "You divide by the number of examples. Δ belongs to one example; the mean over the batch is "
    "taken later, once.",
)
def averaged_over_examples(y, a, in_):
    s = sigma(in_)
    return -2 * (y - a) * s * (1 - s) / len(y)


@output_delta.misconception(
    "M14-W11",
    "One number per example is left. Every output neuron has a Δ of its own, for its own incoming "
    "weights.",
)
def summed_over_outputs(y, a, in_):
    s = sigma(in_)
    return np.sum(-2 * (y - a) * s * (1 - s), axis=1)


@output_delta.misconception(
    "M14-W12",
    "Print the shapes before you subtract: a row minus a column gives a table of all pairs, every "
    "label against every output.",
)
def row_against_column(y, a, in_):
    s = sigma(in_)
    return -2 * (np.asarray(y)[:, 0] - a[:, :1]) * s[:, :1] * (1 - s[:, :1])


@output_delta.misconception(
    "M14-D01",
    "You measure the slope at the activation. Where on its curve does a neuron sit: at its input "
    "or at its output?",
)
def slope_at_activation(y, a, in_):
    s = sigma(a)
    return -2 * (y - a) * s * (1 - s)


@output_delta.misconception(
    "M14-D02",
    "Python multiplies before it subtracts. Which part of your line did you mean to belong "
    "together?",
)
def missing_brackets(y, a, in_):
    s = sigma(in_)
    return -2 * y - a * s * (1 - s)


@output_delta.misconception(
    "M14-D03",
    "You multiply by the activation of the unit. How strongly it reacts to a nudge is its slope.",
)
def height_of_the_output(y, a, in_):
    return -2 * (y - a) * sigma(in_)


@output_delta.misconception(
    "M14-D04",
    "The error compares the label with what the unit puts out, and you subtract what comes in.",
)
def error_of_the_pre_activation(y, a, in_):
    s = sigma(in_)
    return -2 * (y - in_) * s * (1 - s)


# 3.4 Hidden Δ ----------------------------------------------------------------------------


def _hidden_delta(in_: Any, W_next: Any, delta_next: Any) -> Any:
    return backprop.hidden_delta(in_, W_next, delta_next)


hidden_delta = in_unit_3(
    "hidden_delta",
    group="3.4",
    asks="Return Δ of a hidden logistic layer, given its pre-activations, the weights to the next "
    "layer and the Δ there.",
    reference=_hidden_delta,
    properties={"a chain": 0.5, "several paths": 1.5, "a batch": 1.0},
    uses=["sigmoid", "sigmoid_prime"],
    hints=[
        "Start with one unit in each layer: Δ = g'(in_) · w · Δ_next. Does yours give that? Then "
        "print the shapes of all your factors for n = 5, h = 3, k = 2.",
        "Unit j reaches the loss along one path for each unit of the next layer: multiply along "
        "each path, add over the paths (CS 457/557, 07-3a Putting It All Together). The sum runs "
        "over the second index of W_next. In a matrix product the sum runs over the inner index: "
        "which side must it be on?",
        "The same with money: P[i, s] is the price of good i in shop s, 3 goods and 2 shops; "
        "B[p, s] says how many each of 4 people buys in each shop. A person who buys 1 and 2 of "
        "a good that costs 5 and 4 pays 1 · 5 + 2 · 4 = 13, a sum over the shops. For the whole "
        "table (person, good) each row of B meets each row of P, so P has to be turned: (4, 2) "
        "times (2, 3) is (4, 3).",
    ],
)


def _layers(rng: np.random.Generator, n: int, h: int, k: int) -> Any:
    return signed(rng, (n, h)), signed(rng, (h, k)), signed(rng, (n, k))


@hidden_delta.probe("a chain")
def one_unit_each(hidden_delta, rng):
    return hidden_delta(*_layers(rng, 1, 1, 1))


@hidden_delta.probe("a chain")
def slope_at_its_steepest(hidden_delta, rng):
    _, W, delta = _layers(rng, 1, 1, 1)
    return hidden_delta(np.zeros((1, 1)), W, delta)


@hidden_delta.probe("several paths")
def one_example_three_to_two(hidden_delta, rng):
    return hidden_delta(*_layers(rng, 1, 3, 2))


@hidden_delta.probe("several paths")
def one_example_two_to_four(hidden_delta, rng):
    return hidden_delta(*_layers(rng, 1, 2, 4))


@hidden_delta.probe("a batch")
def five_examples_three_to_two(hidden_delta, rng):
    return hidden_delta(*_layers(rng, 5, 3, 2))


@hidden_delta.probe("a batch")
def all_square(hidden_delta, rng):
    return hidden_delta(*_layers(rng, 3, 3, 3))


@hidden_delta.probe("a batch")
def arguments_kept(hidden_delta, rng):
    parts = _layers(rng, 4, 3, 1)
    given = [part.copy() for part in parts]
    return hidden_delta(*given), [
        (after - before) for after, before in zip(given, parts, strict=True)
    ]


@hidden_delta.misconception(
    "M15-W03",
    "The slope is measured where the neuron sits on its curve: at its input, not at its output. "
    "You squash the number twice.",
)
def squashed_twice(in_, W_next, delta_next):
    s = sigma(sigma(in_))
    return s * (1 - s) * (delta_next @ np.asarray(W_next).T)


@hidden_delta.misconception(
    "M15-W04",
    "Right for a chain. In the figure w₁₃ is buried in both a₅ and a₆: how many paths leave "
    "unit j?",
)
def first_path_only(in_, W_next, delta_next):
    s = sigma(in_)
    return s * (1 - s) * (delta_next[:, :1] @ W_next[:, :1].T)


@hidden_delta.misconception(
    "M15-W05", "You divide by the number of next units. Do paths average where they meet?"
)
def paths_averaged_in_layer(in_, W_next, delta_next):
    s = sigma(in_)
    return s * (1 - s) * (delta_next @ W_next.T) / W_next.shape[1]


@hidden_delta.misconception(
    "M15-W06",
    "A unit that feeds the output through a tiny weight can hardly change the loss. Where is that "
    "weight in your formula?",
)
def weights_ignored(in_, W_next, delta_next):
    s = sigma(in_)
    return s * (1 - s) * np.sum(delta_next, axis=1, keepdims=True)


@hidden_delta.misconception(
    "M15-W09",
    "You add up the slopes of the layer and give every unit the same factor. Each unit sits "
    "elsewhere on the curve.",
)
def slopes_summed(in_, W_next, delta_next):
    s = sigma(in_)
    return (s * (1 - s)).sum(axis=1, keepdims=True) * (delta_next @ W_next.T)


@hidden_delta.misconception(
    "M15-W10",
    "All examples receive the same upstream Δ: you averaged over the batch before going back. Δ "
    "belongs to one example.",
)
def examples_averaged(in_, W_next, delta_next):
    s = sigma(in_)
    return s * (1 - s) * (np.mean(delta_next, axis=0) @ W_next.T)


@hidden_delta.misconception(
    "M15-W11",
    "The minus of the squared error is already inside the Δ of the output. A second one reverses "
    "every layer.",
)
def another_minus(in_, W_next, delta_next):
    s = sigma(in_)
    return -s * (1 - s) * (delta_next @ W_next.T)


@hidden_delta.misconception(
    "M15-D01",
    "Write the shapes side by side: (n, k) and (h, k). Which axis do they share, and is it on the "
    "inside of the product?",
)
def not_transposed(in_, W_next, delta_next):
    s = sigma(in_)
    return s * (1 - s) * (delta_next @ W_next)


@hidden_delta.misconception(
    "M15-D02",
    "This order is right for one example that stands as a column. Here examples are rows: which "
    "of the two tables comes first?",
)
def columns_for_rows(in_, W_next, delta_next):
    s = sigma(in_)
    return s * (1 - s) * (W_next @ delta_next)


@hidden_delta.misconception(
    "M15-D03",
    "What comes back through the weights is right. It then has to pass the hidden unit itself, "
    "from its output to its input.",
)
def own_slope_missing(in_, W_next, delta_next):
    return delta_next @ W_next.T


@hidden_delta.misconception(
    "M15-D04",
    "The rule s(1 - s) wants an activation between 0 and 1, and in_ is not one.",
)
def slope_of_raw_input(in_, W_next, delta_next):
    return in_ * (1 - in_) * (delta_next @ W_next.T)


@hidden_delta.misconception(
    "M15-D05",
    "You multiply by the activation of the unit. How strongly it reacts is its slope.",
)
def height_for_slope(in_, W_next, delta_next):
    return sigma(in_) * (delta_next @ W_next.T)


@hidden_delta.misconception(
    "M15-D06",
    "Of the paths that leave a unit, only the last one counts: each pass of your loop overwrites "
    "the one before. What belongs there instead of `=`?",
)
def last_next_unit_only(in_, W_next, delta_next):
    s = sigma(in_)
    return s * (1 - s) * (delta_next[:, -1:] @ W_next[:, -1:].T)


@hidden_delta.misconception(
    "M15-D07",
    "You put the slope of this layer on the Δ of the next one. First go back through the weights; "
    "the slope is the last link.",
)
def slope_before_the_weights(in_, W_next, delta_next):
    s = sigma(in_)
    return (s * (1 - s) * delta_next) @ W_next.T


@hidden_delta.misconception(
    "M15-D08",
    "You divide by the number of examples. Δ stays per example: the mean is taken once, in the "
    "gradients.",
)
def averaged_over_the_rows(in_, W_next, delta_next):
    s = sigma(in_)
    return s * (1 - s) * (delta_next @ W_next.T) / len(in_)


@hidden_delta.misconception(
    "M15-D09",
    "The -2 belongs to the square, at the output, and it is inside the Δ that comes back. A "
    "hidden layer adds none of its own.",
)
def square_once_more(in_, W_next, delta_next):
    s = sigma(in_)
    return -2 * s * (1 - s) * (delta_next @ W_next.T)


# 3.5 Weight and bias gradients -----------------------------------------------------------

grads = in_unit_3(
    "grads",
    group="3.5",
    asks="Return (dW, db) of one layer for one example.",
    reference=backprop.grads,
    properties={"dW": 0.6, "db": 0.4},
    hints=[
        "Take 3 inputs and 2 units. dW must have the shape of W, (3, 2), and db that of b, (2,). "
        "Then try an input of zeros: which of the two is not zero?",
        "inⱼ is the sum of wᵢⱼ aᵢ, plus the bias. Its slope with respect to wᵢⱼ is aᵢ, and with "
        "respect to the bias it is 1. Each is multiplied by Δⱼ (CS 457/557, 07-3a Putting It All "
        "Together).",
        "The same as a price list: weights in kg (2, 5) and prices per kg (1, 10, 100). The cost "
        "of each weight at each price is the table [[2, 20, 200], [5, 50, 500]]: every row "
        "number with every column number, so 5 kg at 10 are 5 · 10 = 50.",
    ],
)


def _part(k: int) -> Any:
    """Return a view of one part of a pair; what is no pair must not pass for one."""
    return lambda pair: pair[k] if isinstance(pair, tuple) else (pair,)


@grads.probe("dW", view=_part(0))
def three_inputs_two_units(grads, rng):
    return grads(signed(rng, 3), signed(rng, 2))


@grads.probe("dW", view=_part(0))
def two_inputs_two_units(grads, rng):
    return grads(signed(rng, 2), signed(rng, 2))


@grads.probe("dW", view=_part(0))
def lists_of_numbers(grads, rng):
    return grads([1, 2, 4], [3.0, float(signed(rng, None))])


@grads.probe("db", view=_part(1))
def bias_of_two_units(grads, rng):
    return grads(signed(rng, 3), signed(rng, 2))


@grads.probe("db", view=_part(1))
def bias_for_an_input_of_zeros(grads, rng):
    return grads(np.zeros(3), signed(rng, 2))


@grads.probe("db", view=lambda seen: (_part(1)(seen[0]), seen[1], seen[2]))
def arguments_of_grads_kept(grads, rng):
    a, delta = signed(rng, 4), signed(rng, 3)
    given = a.copy(), delta.copy()
    return grads(*given), given[0] - a, given[1] - delta


@grads.misconception(
    "M16-W01",
    "dW has the shape of W, and the first index of W is the unit that sends. Which of your two "
    "arguments belongs to that index?",
)
def outer_product_transposed(a_prev, delta):
    return np.outer(delta, a_prev), np.array(delta, float)


@grads.misconception(
    "M16-W03",
    "Your biases would never learn. A bias is a weight from a neuron whose output is always 1.",
)
def bias_forgotten(a_prev, delta):
    return np.outer(a_prev, delta), np.zeros(len(delta))


@grads.misconception(
    "M16-W04",
    "Feed an input of zeros: your db is 0. Can the bias still change the loss then?",
)
def bias_from_column_sums(a_prev, delta):
    dW = np.outer(a_prev, delta)
    return dW, dW.sum(axis=0)


@grads.misconception("M16-W05", "How many biases does a layer of two neurons have?")
def one_bias_for_all(a_prev, delta):
    return np.outer(a_prev, delta), np.sum(delta)


@grads.misconception(
    "M16-W06",
    "Neuron 0 does not look at the data: its output is 1, whatever the inputs are.",
)
def bias_times_mean_input(a_prev, delta):
    return np.outer(a_prev, delta), np.asarray(delta) * np.mean(a_prev)


@grads.misconception(
    "M16-W07",
    "One number for a whole layer. Every edge from i to j has a derivative of its own: how many "
    "edges are there?",
)
def dot_product(a_prev, delta):
    return np.dot(a_prev, delta), np.array(delta, float)


@grads.misconception(
    "M16-W09",
    "The sign of the error is already inside Δ, and the update subtracts. A further minus sends "
    "the loss uphill.",
)
def minus_added(a_prev, delta):
    return -np.outer(a_prev, delta), -np.asarray(delta, float)


@grads.misconception("M16-D01", "Both parts are there, in the other order.")
def parts_exchanged(a_prev, delta):
    return np.array(delta, float), np.outer(a_prev, delta)


@grads.misconception(
    "M16-D02",
    "No activation function lies between a weight and inⱼ: inⱼ is a plain sum. Which slope did "
    "you put there?",
)
def slope_once_more(a_prev, delta):
    a, delta = np.asarray(a_prev, float), np.array(delta, float)
    return np.outer(a * (1 - a), delta), delta


@grads.misconception(
    "M16-D03",
    "The column of all aᵢ times each Δ is needed. You added the two, as if paths met here.",
)
def sum_for_product(a_prev, delta):
    return np.add.outer(np.asarray(a_prev, float), np.asarray(delta, float)), np.array(
        delta, float
    )


@grads.misconception(
    "M16-D04",
    "You return one array. Two things are asked for, as a pair: dW for the weights, and db for "
    "the biases.",
)
def weights_alone(a_prev, delta):
    return np.outer(a_prev, delta)


@grads.misconception(
    "M16-D05",
    "1 is how fast inⱼ grows with its bias. The loss reacts to inⱼ in turn: which factor is "
    "missing?",
)
def bias_gradient_one(a_prev, delta):
    return np.outer(a_prev, delta), np.ones(len(delta))


@grads.misconception(
    "M16-D06",
    "You pair the first sender with the first unit, the second with the second. In a layer every "
    "sender speaks to every unit.",
)
def entry_by_entry(a_prev, delta):
    return np.asarray(a_prev) * np.asarray(delta), np.array(delta, float)


# 3.6 Whole backward pass -----------------------------------------------------------------


def _backward(ins: Any, outs: Any, Ws: Any, y: Any) -> Any:
    n, L = len(outs[0]), len(Ws)
    dWs, dbs = [None] * L, [None] * L
    delta = backprop.output_delta(y, outs[-1], ins[-1])
    for k in reversed(range(L)):
        dWs[k], dbs[k] = outs[k].T @ delta / n, delta.mean(axis=0)
        if k > 0:
            delta = backprop.hidden_delta(ins[k - 1], Ws[k], delta)
    return dWs, dbs


backward = in_unit_3(
    "backward",
    group="3.6",
    asks="Return the gradients of the mean squared error of a logistic network with respect to "
    "all its weights and biases.",
    reference=_backward,
    properties={"one layer": 0.6, "several layers": 1.2, "a batch": 1.2},
    uses=["output_delta", "hidden_delta", "grads", "sigmoid", "sigmoid_prime"],
    hints=[
        "Begin with a network of one layer and one example: then there is one Δ and one call of "
        "grads. Print the shapes of dWs beside those of Ws.",
        "Layer k receives outs[k] and has the pre-activations ins[k]; its weights are Ws[k]. "
        "From the Δ of layer k back to layer k - 1 you need the weights between them, and the "
        "slope at the earlier one. Average over the examples at the end, once.",
        "The same walk with money. Prices rise from station to station by rates r = [2, 3, 5]: "
        "start at the end with 1, and at each station note the product so far before you "
        "multiply on. Station 2 notes 1, station 1 notes 1 · 5 = 5, station 0 notes 5 · 3 = 15; "
        "the 2 is not needed. The list [15, 5, 1] is filled from its end, and what is noted "
        "comes before the next step back.",
    ],
)


def _network(rng: np.random.Generator, n: int, *sizes: int) -> Any:
    """Return ins, outs, Ws, y of a drawn logistic network on n drawn examples."""
    Ws = [signed(rng, pair) for pair in pairwise(sizes)]
    ins, outs = [], [rng.normal(size=(n, sizes[0]))]
    for W in Ws:
        ins.append(outs[-1] @ W + rng.normal(size=W.shape[1]))
        outs.append(logistic(ins[-1]))
    return ins, outs, Ws, rng.integers(0, 2, size=(n, sizes[-1]))


@backward.probe("one layer")
def one_neuron(backward, rng):
    return backward(*_network(rng, 1, 2, 1))


@backward.probe("one layer")
def one_layer_of_three(backward, rng):
    return backward(*_network(rng, 1, 4, 3))


@backward.probe("several layers")
def two_layers(backward, rng):
    return backward(*_network(rng, 1, 3, 4, 2))


@backward.probe("several layers")
def three_layers_of_equal_width(backward, rng):
    return backward(*_network(rng, 1, 3, 3, 3, 3))


@backward.probe("several layers")
def four_layers(backward, rng):
    return backward(*_network(rng, 1, 2, 4, 3, 2, 1))


@backward.probe("a batch")
def one_layer_five_examples(backward, rng):
    return backward(*_network(rng, 5, 3, 2))


@backward.probe("a batch")
def two_layers_five_examples(backward, rng):
    return backward(*_network(rng, 5, 3, 4, 2))


@backward.probe("a batch")
def every_example_twice(backward, rng):
    ins, outs, Ws, y = _network(rng, 3, 2, 4, 1)
    ins, outs = ([np.concatenate([part, part]) for part in parts] for parts in (ins, outs))
    return backward(ins, outs, Ws, np.concatenate([y, y]))


@backward.probe("a batch")
def nothing_is_changed(backward, rng):
    ins, outs, Ws, y = _network(rng, 4, 2, 3, 2)
    before = [part.copy() for part in (*ins, *outs, *Ws)]
    found = backward(ins, outs, Ws, y)
    after = [*ins, *outs, *Ws]
    return found, [float(np.abs(a - b).max()) for a, b in zip(after, before, strict=True)]


def _walk(ins, outs, Ws, y, *, half=1.0, over="n", slope_at="ins", sent="a_i"):
    """Walk back with one slip."""
    n, L = len(outs[0]), len(Ws)
    s = outs[-1] if slope_at != "outs" else logistic(outs[-1])
    delta = -2 * half * (y - outs[-1]) * s * (1 - s)
    divisor = {"n": n, "1": 1, "n^2": n * n}[over]
    dWs, dbs = [None] * L, [None] * L
    for k in reversed(range(L)):
        a = outs[k + 1] if sent == "a_j" else outs[k]
        dWs[k], dbs[k] = a.T @ delta / divisor, delta.sum(axis=0) / divisor
        if k > 0:
            s = outs[k] if slope_at == "ins" else logistic(outs[k])
            delta = s * (1 - s) * (delta @ Ws[k].T)
    return dWs, dbs


@backward.misconception(
    "U3.6-D01",
    "For one example all is right; for a batch your gradients grow with its size. The cost is a "
    "mean over the examples.",
)
def summed_over_the_batch(ins, outs, Ws, y):
    return _walk(ins, outs, Ws, y, over="1")


@backward.misconception(
    "U3.6-D02",
    "For a batch your gradients are too small by its size: the mean has been taken twice. Where "
    "does the division happen, and where again?",
)
def divided_twice(ins, outs, Ws, y):
    return _walk(ins, outs, Ws, y, over="n^2")


@backward.misconception(
    "U3.6-D03",
    "Everything is half of what it should be: that is the gradient of ½ (y - a)². The course's "
    "cost has no ½.",
)
def half_everywhere(ins, outs, Ws, y):
    return _walk(ins, outs, Ws, y, half=0.5)


@backward.misconception(
    "U3.6-D04", "Your gradients point uphill. Δ carries the sign already; the update subtracts."
)
def uphill(ins, outs, Ws, y):
    return _walk(ins, outs, Ws, y, half=-1.0)


@backward.misconception(
    "U3.6-D05",
    "You take slopes at the outs. g' belongs at the pre-activations, so the rules want an entry "
    "of ins.",
)
def slopes_at_outs(ins, outs, Ws, y):
    return _walk(ins, outs, Ws, y, slope_at="outs")


@backward.misconception(
    "U3.6-D06",
    "dWs[k] needs what layer k received, and outs has one entry more than Ws. Which entry of outs "
    "goes into layer 0?",
)
def outs_one_too_far(ins, outs, Ws, y):
    return _walk(ins, outs, Ws, y, sent="a_j")


@backward.misconception(
    "U3.6-D07",
    "The right arrays, in the order in which you met them: last layer first. dWs[0] belongs to "
    "Ws[0].",
)
def last_layer_first(ins, outs, Ws, y):
    dWs, dbs = _walk(ins, outs, Ws, y)
    return dWs[::-1], dbs[::-1]


@backward.misconception(
    "U3.6-D08",
    "The last layer is right; the earlier ones are not. What do you multiply by on the way from "
    "one Δ to the one before it?",
)
def same_delta_everywhere(ins, outs, Ws, y):
    n, s = len(outs[0]), outs[-1]
    delta = -2 * (y - s) * s * (1 - s)
    return [a.T @ delta / n for a in outs[:-1]], [delta.mean(axis=0) for _ in Ws]


@backward.misconception(
    "U3.6-D09",
    "On the way back you use the weights of the wrong layer. Which Ws[...] lie between layer k "
    "and layer k - 1?",
)
def weights_of_the_layer_before(ins, outs, Ws, y):
    n, s = len(outs[0]), outs[-1]
    delta = -2 * (y - s) * s * (1 - s)
    dWs: list[Any] = []
    dbs: list[Any] = []
    for k in reversed(range(len(Ws))):
        dWs.insert(0, outs[k].T @ delta / n)
        dbs.insert(0, delta.mean(axis=0))
        if k:
            delta = outs[k] * (1 - outs[k]) * (delta @ Ws[k - 1].T)
    return dWs, dbs


@backward.misconception(
    "U3.6-D10",
    "Going back, the slope is that of the layer you arrive at, and you took it from the layer you "
    "came from.",
)
def slope_of_the_layer_behind(ins, outs, Ws, y):
    n, s = len(outs[0]), outs[-1]
    delta = -2 * (y - s) * s * (1 - s)
    dWs: list[Any] = []
    dbs: list[Any] = []
    for k in reversed(range(len(Ws))):
        dWs.insert(0, outs[k].T @ delta / n)
        dbs.insert(0, delta.mean(axis=0))
        if k:
            s = logistic(ins[k])
            delta = s * (1 - s) * (delta @ Ws[k].T)
    return dWs, dbs


@backward.misconception(
    "U3.6-D11",
    "One pair per layer is a fine idea, but two lists are asked for: first all dW, then all db.",
)
def pairs_per_layer(ins, outs, Ws, y):
    return list(zip(*_walk(ins, outs, Ws, y), strict=True))


@backward.misconception(
    "U3.6-D12", "The biases would never learn: all your db are 0. What is the slope of inⱼ there?"
)
def biases_left_out(ins, outs, Ws, y):
    dWs, dbs = _walk(ins, outs, Ws, y)
    return dWs, [0 * db for db in dbs]


@backward.misconception(
    "U3.6-D13",
    "You step back before Δ has been used: each layer's gradient needs the Δ of that same layer. "
    "Which comes first in your loop?",
)
def stepped_back_too_early(ins, outs, Ws, y):
    n, s = len(outs[0]), outs[-1]
    delta = -2 * (y - s) * s * (1 - s)
    dWs: list[Any] = []
    dbs: list[Any] = []
    for k in reversed(range(len(Ws))):
        if k:
            delta = outs[k] * (1 - outs[k]) * (delta @ Ws[k].T)
        dWs.insert(0, outs[k].T @ delta / n)
        dbs.insert(0, delta.mean(axis=0))
    return dWs, dbs


@backward.misconception(
    "U3.6-D14",
    "You return the gradients of the weights alone. Two lists are asked for: dWs, and dbs for the "
    "biases.",
)
def weights_only(ins, outs, Ws, y):
    return _walk(ins, outs, Ws, y)[0]


@backward.misconception(
    "U3.6-D15",
    "dWs is right. dbs grows with the size of the batch: the mean belongs to the biases as well.",
)
def biases_summed(ins, outs, Ws, y):
    return _walk(ins, outs, Ws, y)[0], _walk(ins, outs, Ws, y, over="1")[1]


@backward.misconception(
    "U3.6-D16",
    "Of a batch only the last example has an effect: each one overwrites the gradients of the one "
    "before. What should your loop do with them?",
)
def last_example_only(ins, outs, Ws, y):
    return _walk([part[-1:] for part in ins], [part[-1:] for part in outs], Ws, y[-1:])


@backward.misconception(
    "U3.6-D17",
    "The last layer is right. For the hidden layers you hand over an entry of outs where "
    "hidden_delta wants the pre-activation.",
)
def hidden_slopes_at_outs(ins, outs, Ws, y):
    return _walk(ins, outs, Ws, y, slope_at="hidden outs")


# 3.8 What reuse saves --------------------------------------------------------------------

count_factors = in_unit_3(
    "count_factors",
    group="3.8",
    asks="Return how many factors the L weight gradients of a chain take, one by one or with each "
    "factor computed once.",
    reference=graphs.count_factors,
    properties={"one by one": 0.5, "with reuse": 0.5},
    hints=[
        "Write the four products of the chain down, as in the cell above, and count: 2, 3, 4 and "
        "so on. Then underline each factor the first time you meet it. Compare both counts with "
        "your function for L = 4.",
        "One by one: add the lengths of the products, from the last weight to the first. With "
        "reuse: count how many different factors there are of each of the three kinds.",
        "The same for a tower of cans with 1, 2, 3, ..., m in its rows: 1 + 2 + ... + m is m (m "
        "+ 1) / 2, by pairing the shortest row with the longest. For m = 5 that is 5 (5 + 1) / 2 "
        "= 15, and 1 + 2 + 3 + 4 + 5 = 15. Your sum begins with another number.",
    ],
)


@count_factors.probe("one by one")
def four_layers_one_by_one(count_factors, rng):
    return count_factors(4, False)


@count_factors.probe("one by one")
def other_depths_one_by_one(count_factors, rng):
    return [count_factors(L, False) for L in (1, 2, 3, int(rng.integers(10, 60)))]


@count_factors.probe("with reuse")
def four_layers_with_reuse(count_factors, rng):
    return count_factors(4, True)


@count_factors.probe("with reuse")
def other_depths_with_reuse(count_factors, rng):
    return [count_factors(L, True) for L in (1, 2, 3, int(rng.integers(10, 60)))]


@count_factors.misconception("U3.8-D01", "The two counts are right, but exchanged.")
def counts_exchanged(L, reuse):
    return L * (L + 3) // 2 if reuse else 2 * L


@count_factors.misconception(
    "U3.8-D02",
    "Each product begins with one more factor: how the loss reacts to the last activation. It "
    "counts as well.",
)
def loss_left_out(L, reuse):
    return 2 * L - 1 if reuse else L * (L + 1) // 2


@count_factors.misconception(
    "U3.8-D03",
    "You counted the longest product, that of the first weight. There are L weights, and each has "
    "its own.",
)
def first_weight_only(L, reuse):
    return 2 * L if reuse else L + 1


@count_factors.misconception(
    "U3.8-D04",
    "With reuse you count one factor per layer. Besides the step from layer to layer there is the "
    "step to the layer's own weight.",
)
def one_per_layer(L, reuse):
    return L + 1 if reuse else L * (L + 3) // 2


@count_factors.misconception(
    "U3.8-D05",
    "This counts with the rule of DS 102, where pre-activations are nodes of their own. Here a "
    "layer is one step.",
)
def rule_of_ds_102(L, reuse):
    return 3 * L if reuse else L * (L + 2)


@count_factors.misconception(
    "U3.8-D06",
    "You give every weight a product of the full length. The later a layer, the shorter its "
    "product.",
)
def all_of_full_length(L, reuse):
    return 2 * L if reuse else L * (L + 1)


@count_factors.misconception(
    "U3.8-D07",
    "One factor too many with reuse. Steps lead from `A_1` to `A_2`, and on to `A_L`. How many "
    "are there between L layers?",
)
def one_step_too_many(L, reuse):
    return 2 * L + 1 if reuse else L * (L + 3) // 2


@count_factors.misconception(
    "U3.8-D08",
    "Each product ends with one more factor: how the layer's output reacts to its own weight. It "
    "counts as well.",
)
def weight_left_out(L, reuse):
    return L if reuse else L * (L + 1) // 2


@count_factors.misconception(
    "U3.8-D09",
    "With reuse you count as without it. A factor that a later layer has computed already costs "
    "nothing a second time.",
)
def reuse_ignored(L, reuse):
    return L * (L + 3) // 2


@count_factors.misconception(
    "U3.8-D10",
    "Without reuse you count as with it. Written out by itself, each product counts all of its "
    "own factors again.",
)
def always_reused(L, reuse):
    return 2 * L


# Commit points: warm-ups, predictions, faded steps, numbers read off, erroneous examples ---


def looked_at(exercise: Exercise) -> Exercise:
    """Let an exercise that asks for a value have its one probe: the value itself."""

    @exercise.probe(next(iter(exercise.properties)))
    def the_value(value, rng):
        return value

    return exercise


warmup_shapes_342 = commit(
    "warmup_shapes_342",
    asks="A network has 3 inputs, 4 hidden units and 2 outputs; 5 examples go through it. Which "
    "shape has outs[1]?",
    options=["(5, 4)", "(4, 5)", "(3, 4)"],
    answer="(5, 4)",
    because="One row for each of the 5 examples, one column for each of the 4 hidden units. "
    "(3, 4) is the shape of the weights that lead there.",
)

warmup_slope_where = commit(
    "warmup_slope_where",
    asks="A neuron has in_ = 0.19 and a = 0.5474. Where is its slope g' taken?",
    options=["at 0.19", "at 0.5474"],
    answer="at 0.19",
    because="The slope belongs to the place on the curve where the neuron sits: its "
    "pre-activation. For the sigmoid you may compute it as a (1 - a), which is the same number.",
)

warmup_rates_multiply = commit(
    "warmup_rates_multiply",
    asks="z rises by 2 for each unit of y, and y rises by 5 for each unit of x. How fast does z "
    "rise with x?",
    options=["7", "10", "2.5"],
    answer="10",
    because="One unit of x makes 5 units of y, and each of them makes 2 of z. Rates along a path "
    "are multiplied: that is the chain rule.",
)

neuron_in_gradient = looked_at(
    step(
        "neuron_in_gradient",
        asks="Enter the gradient that arrives at in_ when x = (-1, -1), with the digits of the "
        "picture.",
        reference=0.105,
        properties={"read off": 0.2},
        tolerance=Tolerance(0.0, 1.5e-3, "three digits are accepted"),
        hints=[
            "Edit the first line of the cell so that x is (-1, -1), and run it. The gradients "
            "stand below the wires.",
            "The number below a wire is the slope of f with respect to what runs on the wire: 1 "
            "at f, then times one local slope for each gate on the way back. in_ is the sum that "
            "enters the chain of four gates, to the right of the last plus.",
            "With x = (-1, -2), as the cell comes, f is 0.7311, and below the wire that leaves "
            "in_ stands 0.1966: four gates back from f, and the same as 0.7311 (1 - 0.7311) = "
            "0.1966. Your x has another f, so another number stands there.",
        ],
    )
)
neuron_in_gradient.wrong_value(
    "U3.1-D01",
    "That is the value of the neuron, above the last wire. The gradients stand below the wires.",
    0.1192,
)
neuron_in_gradient.wrong_value(
    "U3.1-D02",
    "That is what arrives at in_ before the edit, with x = (-1, -2). Run the cell again with "
    "x = (-1, -1).",
    0.1966,
)
neuron_in_gradient.wrong_value(
    "U3.1-D03",
    "The size is right. The minus belongs to a neighbour: look at the wire that leaves in_.",
    -0.105,
)

prediction_two_paths = commit(
    "prediction_two_paths",
    asks="f = x·x + 3·x at x = 2: 2 comes back along each wire of x·x, and 3 along the other. "
    "What is df/dx?",
    options=["3", "5", "7", "12"],
    answer="7",
    because="Each wire tells what a nudge of x does through that wire alone. One nudge goes "
    "through all three wires at once, so the effects add up: 2 + 2 + 3.",
)

warmup_paths_meet = commit(
    "warmup_paths_meet",
    asks="Two paths lead from w to the loss, one with the slopes 2 and 3, one with 4 and 5. What "
    "is dJ/dw?",
    options=["14", "26", "120"],
    answer="26",
    because="Multiply along each path, 6 and 20, and add where they meet.",
)

warmup_first_layer_needs = commit(
    "warmup_first_layer_needs",
    asks="Which array of the forward pass will the gradient of the first layer's weights need, "
    "besides Δ?",
    options=["outs[0]", "outs[1]", "Ws[0]"],
    answer="outs[0]",
    because="The pre-activation is a sum of wᵢⱼ times what comes in, so the slope with respect "
    "to wᵢⱼ is what comes in. For the first layer that is X, which forward returns as outs[0].",
)

prediction_delta_sign = commit(
    "prediction_delta_sign",
    asks="The label is 0 and the output is 0.5474. Which sign has Δ, the slope of the loss with "
    "respect to in₃?",
    options=["negative", "positive"],
    answer="positive",
    because="The output is too large. If in₃ grows, the output grows further, and so does the "
    "loss: a positive slope.",
)


def _deltas_of_seven_units(x: Any, y: float) -> Any:
    """Return in_j (j = 3 ...) and Δ_j of the network of seven units, in two dictionaries."""
    from course.lecture_networks import seven_units

    net = seven_units().net
    ins, _ = net.forward([x])
    found = backprop.backpropagate(net, [x], [[y]])
    numbers = range(3, 8)
    in_, delta = (np.concatenate(parts, axis=1)[0].tolist() for parts in (ins, found.deltas))
    return dict(zip(numbers, in_, strict=True)), dict(zip(numbers, delta, strict=True))


_IN, _DELTA = _deltas_of_seven_units([0.4, 0.5], 1.0)
_SLOPE_3 = float(logistic(_IN[3]) * (1 - logistic(_IN[3])))
ONE_PERCENT = Tolerance(0.01, 1e-6, "rounded numbers on the way are accepted")

delta_3 = looked_at(
    step(
        "delta_3",
        asks="Compute Δ₃ of the network of seven units from Δ₅ and Δ₆.",
        reference=_DELTA[3],
        properties={"value": 0.1},
        tolerance=ONE_PERCENT,
        hints=[
            "Put a finger on unit 3 in the picture. Which lines leave it, and to which units? "
            "Each of the two brings something back.",
            "Multiply along each path, add over the paths, then pass your own slope (CS 457/557, "
            "07-3a Putting It All Together). Step 3 of the worked example does it for unit 4: "
            "the weights are those that leave the unit, and the slope is its own.",
            "Another unit, with slope 0.2, feeds two units over the weights 2 and 4, and these "
            "have Δ = 0.5 and Δ = -0.3. So it has 0.2 (2 · 0.5 + 4 · (-0.3)) = -0.04.",
        ],
    )
)
delta_3.wrong_value(
    "U3.4-D01",
    "Both paths are there. The last step is missing: from the output of unit 3 back to its input.",
    0.35 * _DELTA[5] - 0.36 * _DELTA[6],
)
delta_3.wrong_value(
    "U3.4-D02",
    "You followed the path through unit 5 only. Unit 3 speaks to unit 6 as well.",
    _SLOPE_3 * 0.35 * _DELTA[5],
)
delta_3.wrong_value(
    "U3.4-D03",
    "These weights, w₃₅ and w₄₅, both lead into unit 5. Here the weights are needed that leave "
    "unit 3.",
    _SLOPE_3 * (0.35 * _DELTA[5] + 0.45 * _DELTA[6]),
)
delta_3.wrong_value(
    "U3.4-D04",
    "Right size for the two paths, but paths are added, not averaged.",
    _DELTA[3] / 2,
)

_IN_2, _DELTA_2 = _deltas_of_seven_units([1.0, -2.0], 0.0)

deltas_5_6 = looked_at(
    step(
        "deltas_5_6",
        asks="Compute the pair (Δ₅, Δ₆) for the second example from Δ₇.",
        reference=np.array([_DELTA_2[5], _DELTA_2[6]]),
        properties={"value": 0.1},
        tolerance=ONE_PERCENT,
        hints=[
            "Draw what leaves unit 5, and what leaves unit 6: one line each. Which three numbers "
            "do you meet between such a unit's in_ and the loss, if Δ₇ stands for the rest?",
            "Follow step 2 of the worked example with the new numbers. The weights are those of "
            "the network, but both slopes have changed: slopes are taken at in₅ and in₆ of this "
            "example.",
            "Another unit with one path: its output is a = 0.6, so its slope is 0.6 (1 - 0.6) = "
            "0.24. A weight of 2 leads on to a unit with Δ = 0.1. Its own Δ is 0.24 · 2 · 0.1 = "
            "0.048.",
        ],
    )
)
deltas_5_6.wrong_value(
    "U3.4-D05",
    "What comes back through the weights is right. Each unit's own slope is missing.",
    np.array([0.57, 0.67]) * _DELTA_2[7],
)
deltas_5_6.wrong_value(
    "U3.4-D06",
    "You multiplied by the activations. How strongly a unit reacts is its slope.",
    np.array([0.57, 0.67]) * _DELTA_2[7] * logistic(np.array([_IN_2[5], _IN_2[6]])),
)
deltas_5_6.wrong_value(
    "U3.4-D07",
    "Both numbers are there, in the other order: Δ₅ comes first.",
    np.array([_DELTA_2[6], _DELTA_2[5]]),
)
deltas_5_6.wrong_value(
    "U3.4-D08",
    "These belong to the first example. Use the numbers that the cell prints for the second.",
    np.array([_DELTA[5], _DELTA[6]]),
)

cancelling_weight = looked_at(
    step(
        "cancelling_weight",
        asks="Enter the weight `w_36`, to two decimals, at which Δ₃ is (nearly) 0.",
        reference=-0.3,
        properties={"read off": 0.1},
        tolerance=Tolerance(0.0, 0.0049, "two decimals, or a closer value"),
        hints=[
            "Start from -0.36 and change `w_36` in steps of 0.02. In which direction does Δ₃ go?",
            "Δ₃ is 0 where the path through unit 5 and the path through unit 6 bring back "
            "opposite numbers. The cell prints both.",
            "Two other paths: one brings back 0.2 · 0.4 = 0.08, the other w · (-0.5). They "
            "cancel if w · (-0.5) is -0.08, so w = 0.08 / 0.5 = 0.16. Check: 0.2 · 0.4 + 0.16 · "
            "(-0.5) = 0. In the network both Δ move a little when you change the weight, so look "
            "again and correct.",
        ],
    )
)
cancelling_weight.wrong_value(
    "U3.4-D09",
    "That would cancel if Δ₅ and Δ₆ were equal. They are not: try it in the cell.",
    -0.35,
)
cancelling_weight.wrong_value(
    "U3.4-D10", "The size is right. Look at the sign that `w_36` has in the cell.", 0.3
)
cancelling_weight.wrong_value(
    "U3.4-D11",
    "You have the ratio of Δ₅ and Δ₆ upside down. Put your weight into the cell: is Δ₃ 0?",
    -0.41,
)

cancelling_weight.wrong_value(
    "U3.4-D12",
    "Almost. Try the weights next to it: one of them brings Δ₃ closer to 0.",
    -0.29,
)

_IN_3, _DELTA_3 = _deltas_of_seven_units([-0.5, 1.0], 0.0)
_SLOPE_OF_3 = float(logistic(_IN_3[3]) * (1 - logistic(_IN_3[3])))

stepper_gradient_w13 = looked_at(
    step(
        "stepper_gradient_w13",
        asks="Which ∂J/∂w₁₃ has the network of seven units for x = (-0.5, 1) and y = 0?",
        reference=-0.5 * _DELTA_3[3],
        properties={"read off": 0.1},
        tolerance=ONE_PERCENT,
        hints=[
            "Press Forward, then walk back. Each step asks for its number: multiply what arrives "
            "by the slope and the weight that the step names. A number right to 1 % is enough.",
            "Unit 3 speaks to units 5 and 6, so two numbers are added on the way to Δ₃. The last "
            "step leads from Δ₃ to the weight: times what the weight receives (CS 457/557, 07-3a "
            "Putting It All Together).",
            "A shorter walk: Δ = 0.1 comes back over a weight of 3 to a unit with slope 0.25, so "
            "its Δ is 0.25 · 3 · 0.1 = 0.075. The weight that brings this unit the input -2 has "
            "the gradient 0.075 · (-2) = -0.15.",
        ],
    )
)
stepper_gradient_w13.wrong_value(
    "U3.5-D01",
    "This is Δ₃. The weight takes one more factor: what unit 1 passes on.",
    _DELTA_3[3],
)
stepper_gradient_w13.wrong_value(
    "U3.5-D02",
    "The size is right. Unit 1 passes on a negative number, and Δ₃ is negative, too.",
    0.5 * _DELTA_3[3],
)
stepper_gradient_w13.wrong_value(
    "U3.5-D03",
    "This weight leads to unit 4. Look for the one from unit 1 to unit 3.",
    -0.5 * _DELTA_3[4],
)
stepper_gradient_w13.wrong_value(
    "U3.5-D04",
    "You followed the path through unit 5 only. The other one, through unit 6, is added.",
    -0.5 * _SLOPE_OF_3 * 0.35 * _DELTA_3[5],
)
stepper_gradient_w13.wrong_value(
    "U3.5-D05",
    "The slope of unit 3 is missing: from its output back to its input.",
    -0.5 * (0.35 * _DELTA_3[5] - 0.36 * _DELTA_3[6]),
)
stepper_gradient_w13.wrong_value(
    "U3.5-D06",
    "These are the numbers of the lecture's example. Set x₁ = -0.5, x₂ = 1 and the label 0.",
    0.4 * _DELTA[3],
)

prediction_other_loss = commit(
    "prediction_other_loss",
    asks="You replace squared error by cross-entropy. Which formulas for Δ change?",
    options=["only the output Δ", "only the hidden Δ", "both"],
    answer="only the output Δ",
    because="The loss is met in one place, at the output. The hidden rule passes on what it "
    "receives, through weights and slopes, whatever the loss was.",
)

warmup_bias_gradient = commit(
    "warmup_bias_gradient",
    asks="For one example, what is the gradient of the loss with respect to the bias of unit j?",
    options=["0", "Δ_j", "Δ_j a_i"],
    answer="Δ_j",
    because="The bias is the weight from a neuron whose output is always 1, so Δⱼ is multiplied "
    "by 1.",
)

warmup_which_transpose = commit(
    "warmup_which_transpose",
    asks="delta has shape (5, 2) and belongs to a layer with weights W of shape (3, 2). Which "
    "product goes back one layer?",
    options=["delta @ W", "W @ delta", "delta @ W.T"],
    answer="delta @ W.T",
    because="The sum runs over the 2 units of the later layer, so these must be on the inside: "
    "(5, 2) times (2, 3).",
)

prediction_nudge_w2 = commit(
    "prediction_nudge_w2",
    asks="You nudge w₂ in the chain of four layers. Which activations move?",
    options=["A1, A2, A3, A4", "A2, A3, A4", "only A2"],
    answer="A2, A3, A4",
    because="A weight moves its own layer and all that follows. A1 is computed before w₂ is "
    "met, so it stays where it is.",
)

prediction_factor_count = commit(
    "prediction_factor_count",
    asks="How many factors do the four gradients of the chain take, each written out by itself, "
    "and how many with each factor computed once?",
    options=["10 and 4", "14 and 8", "16 and 4"],
    answer="14 and 8",
    because="The products have 2, 3, 4 and 5 factors, together 14. Different ones are 1 of the "
    "loss, 3 from layer to layer and 4 from a layer to its weight, together 8.",
)

prediction_printed_slope = commit(
    "prediction_printed_slope",
    asks="The printed layer factor has σ' at the activation, the right one at the pre-activation. "
    "With A = 0.5474, for which of w = 1 and w = 3 do they differ?",
    options=["for both", "only for w = 1", "only for w = 3", "for neither"],
    answer="only for w = 3",
    because="The pre-activation of the next layer is w A. For w = 1 it happens to be A itself, so "
    "the slip stays hidden.",
)

erroneous_first_factor = commit(
    "erroneous_first_factor",
    asks="In the order of the proofs (loss factor, layer factor, weight factor): which is the "
    "first that is wrong?",
    options=["loss factor", "layer factor", "weight factor"],
    answer="layer factor",
    because="The loss factor Aₘ - y is right for ½ (y - Aₘ)². Both other factors take the slope "
    "at an activation that comes in, and not at the pre-activation of the layer itself.",
)

EXERCISES = [value for value in list(globals().values()) if isinstance(value, Exercise)]
