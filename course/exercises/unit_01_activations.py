"""Unit 1, activations and saturation: its exercises, one after the other.

Sources of the formulas: CS389 lecture notes, 1.1 Non-linearities; CS771,
Activation Functions; DS 102 Discussion 7, question 1; CS 457/557 Lecture 07,
activation functions; UCLA ECE deep-learning slides, Sigmoid unit to GELU.

Wrong forms whose id has a W are in the course's catalogue; a D marks those
that were added here.
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from course import activations
from course.activations import sigmoid as sigma
from course.exercises.declaration import Exercise, Tolerance, choice
from course.exercises.probing import kept, watching

UNIT = "01_activations"
GROUPS = {"1.1": 3.0, "1.2": 2.0, "1.3": 3.0, "1.4": 2.0, "1.5": 2.0, "1.6": 2.0, "1.7": 2.0}
BEST_OF = {"1.5": 2}  # of the functions, and of the slopes

RELATIVE = Tolerance(
    5e-3,
    0.0,
    "the tail is small: only a relative comparison sees it; (1 + tanh(x/2))/2 is accepted",
)
APPROXIMATE = Tolerance(2e-3, 2e-3, "the common approximation by tanh is accepted")
READ_OFF = Tolerance(0.0, 0.011, "a grid with steps of 0.01 is fine enough")

in_unit_1 = partial(Exercise, unit=UNIT)
commit = partial(choice, unit=UNIT, points=0.2)


# 1.1 Stable sigmoid and slope ------------------------------------------------------------

sigmoid = in_unit_1(
    "sigmoid",
    group="1.1",
    asks="Write the logistic function for numbers, lists and arrays, without overflow.",
    reference=activations.sigmoid,
    properties={"values": 1.0, "stability": 0.5, "shapes and types": 0.5},
    hints=[
        "Evaluate your function at 0, at 3 and at -3. Is it 0.5 in the middle, and does it rise? "
        "Then try -1000 and watch for a warning.",
        "1 / (1 + e^-x) and e^x / (1 + e^x) are the same number. One of the two exponentials is "
        "at most 1 on the left of zero, the other on the right. Pick the form entry by entry.",
        "The same idea with another function: log(e^x + e^-x). For x = 800 the first exponential "
        "overflows. Take it out: |x| + log(1 + e^(-2|x|)), and the exponent is never positive. "
        "At 800 this is 800 + log(1 + e^-1600) = 800, at -1 it is 1 + log(1 + e^-2) = 1.1269. "
        "np.abs lets one line serve both signs.",
    ],
)


@sigmoid.probe("values")
def between_minus_six_and_six(sigmoid, rng):
    return sigmoid(rng.uniform(-6, 6, size=7))


@sigmoid.probe("values", tolerance=RELATIVE)
def in_the_left_tail(sigmoid, rng):
    return sigmoid(rng.uniform(-30, -25, size=3))


@sigmoid.probe("stability")
def far_out(sigmoid, rng):
    with watching() as seen:
        values = sigmoid(np.array([-1000.0, -50.0, 50.0, 1000.0]))
    return values, seen.warned


@sigmoid.probe("shapes and types")
def a_single_number(sigmoid, rng):
    return sigmoid(float(rng.uniform(0.2, 2)))


@sigmoid.probe("shapes and types")
def whole_numbers(sigmoid, rng):
    return sigmoid(rng.permutation(np.array([-2, -1, 0, 1, 3])))


@sigmoid.probe("shapes and types")
def a_list(sigmoid, rng):
    return sigmoid([-1.0, float(rng.uniform(1, 2))])


@sigmoid.probe("shapes and types")
def a_table(sigmoid, rng):
    return sigmoid(rng.normal(size=(2, 3)))


@sigmoid.probe("shapes and types")
def argument_left_alone(sigmoid, rng):
    return kept(sigmoid, rng.normal(size=4))


@sigmoid.misconception(
    "M01-W01",
    "The values are right, but for a large negative x one exponential overflows on the way. "
    "Which of eˣ and e⁻ˣ stays small on each side of zero?",
)
def textbook_formula(x):
    return 1 / (1 + np.exp(-np.asarray(x, float)))


@sigmoid.misconception(
    "M01-W02",
    "For a large positive x this divides infinity by infinity. How big are numerator and "
    "denominator at x = 1000?",
)
def other_textbook_formula(x):
    e = np.exp(np.asarray(x, float))
    return e / (1 + e)


@sigmoid.misconception(
    "M01-W03",
    "Your function falls as x grows. What should happen to the output of a neuron when its "
    "input gets larger?",
)
def sign_slip(x):
    return 1 / (1 + np.exp(np.asarray(x, float)))


@sigmoid.misconception(
    "M01-W04",
    "The functions of `math` take one number at a time. Which library applies a function to "
    "every entry of an array?",
)
def math_on_arrays(x):
    return 1 / (1 + math.exp(-x))


@sigmoid.misconception(
    "M01-W05",
    "An output above 1 can't come from this curve. Python divides before it adds: what did you "
    "mean to divide by?",
)
def missing_parentheses(x):
    return 1 / 1 + np.exp(-np.asarray(x, float))


@sigmoid.misconception(
    "M01-W11",
    "For whole numbers every fraction was cut off. Which type has the array that you store the "
    "result in?",
)
def buffer_of_integers(x):
    x = np.asarray(x)
    out = np.zeros_like(x)
    e = np.exp(-np.abs(x))
    out[x >= 0] = (1 / (1 + e))[x >= 0]
    out[x < 0] = (e / (1 + e))[x < 0]
    return out


@sigmoid.misconception(
    "M01-W12",
    "After the call, the array that was passed in holds other numbers. Backpropagation will "
    "still need those pre-activations.",
)
def in_place(x):
    x = np.asarray(x, float)
    x *= -1
    np.exp(np.clip(x, -700, 700), out=x)
    x += 1
    np.divide(1, x, out=x)
    return x


@sigmoid.misconception(
    "M01-W13",
    "Rounding is fine when you print; inside a calculation it turns small slopes into zeros. "
    "Keep all digits here.",
)
def rounded(x):
    x = np.asarray(x, float)
    e = np.exp(-np.abs(x))
    return np.round(np.where(x >= 0, 1 / (1 + e), e / (1 + e)), 4)


@sigmoid.misconception(
    "M01-W14",
    "`if` needs one truth value, and an array has as many as entries. Look for a way to choose "
    "entry by entry.",
)
def if_on_arrays(x):
    x = np.asarray(x, float)
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    e = np.exp(x)
    return e / (1 + e)


@sigmoid.misconception(
    "M01-D01",
    "At 0 this curve is 0 and it reaches down to -1: an S of another family. Which S-shaped "
    "curve runs between 0 and 1?",
)
def tanh_instead(x):
    return np.tanh(np.asarray(x, float))


@sigmoid.misconception(
    "M01-D03",
    "Nothing overflows, but the curve falls as x grows: the two branches are exchanged. Which "
    "numerator belongs to x = 3, the 1 or the exponential?",
)
def branches_exchanged(x):
    x = np.asarray(x, float)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, e, 1) / (1 + e)


@sigmoid.misconception(
    "M01-D04",
    "Your function gives the same for x and -x: the sign was lost in |x|. On the left another "
    "numerator is needed; step 3 chooses it entry by entry.",
)
def right_half_mirrored(x):
    return 1 / (1 + np.exp(-np.abs(np.asarray(x, float))))


@sigmoid.misconception(
    "M01-D05",
    "The numerator is divided by 1, and then the exponential is added. What should stand below "
    "the line as a whole?",
)
def denominator_without_brackets(x):
    x = np.asarray(x, float)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / 1 + e


sigmoid_prime = in_unit_1(
    "sigmoid_prime",
    group="1.1",
    asks="Write the slope of the sigmoid at the pre-activation x.",
    reference=activations.sigmoid_prime,
    properties={"values": 0.5, "far out": 0.25, "shapes and types": 0.25},
    uses=["sigmoid"],
    hints=[
        "The sigmoid is steepest at 0. Measure there: (σ(0.1) - σ(-0.1)) / 0.2 = 0.2498. Does "
        "yours give nearly that? Then do the same at 2.",
        "x is the pre-activation. The rule a(1 - a) wants the activation (CS389, 1.1.1 Sigmoid): "
        "get it from x first, once.",
        "The same for f(x) = e^(-x): the rule f' = -f uses the value f. At x = 2 you first "
        "compute f, e^-2 = 0.1353, then the slope -0.1353. Putting 2 into the rule would give "
        "-2.",
    ],
)


@sigmoid_prime.probe("values")
def at_zero(sigmoid_prime, rng):
    return sigmoid_prime(np.array([0.0]))


@sigmoid_prime.probe("values")
def between_minus_four_and_four(sigmoid_prime, rng):
    return sigmoid_prime(rng.uniform(-4, 4, size=6))


@sigmoid_prime.probe("far out")
def far_from_zero(sigmoid_prime, rng):
    return sigmoid_prime(np.array([-1000.0, -3.0, 3.0, 1000.0]))


@sigmoid_prime.probe("shapes and types")
def one_number(sigmoid_prime, rng):
    return sigmoid_prime(float(rng.uniform(0.3, 1)))


@sigmoid_prime.probe("shapes and types")
def a_table_of_slopes(sigmoid_prime, rng):
    return sigmoid_prime(rng.normal(size=(3, 2)))


@sigmoid_prime.probe("shapes and types")
def whole_numbers_too(sigmoid_prime, rng):
    return sigmoid_prime(np.array([-1, 0, 2]))


@sigmoid_prime.probe("shapes and types")
def argument_kept(sigmoid_prime, rng):
    return kept(sigmoid_prime, rng.normal(size=4))


@sigmoid_prime.misconception(
    "M01-W06",
    "This expression is a slope only if x is already an activation. What is passed in here: the "
    "pre-activation or the activation?",
)
def slope_of_an_activation(x):
    x = np.asarray(x, float)
    return x * (1 - x)


@sigmoid_prime.misconception(
    "M01-W07",
    "The slope is measured where the neuron sits, at its input. You squash the number once more "
    "before measuring.",
)
def squashed_twice(x):
    s = sigma(sigma(x))
    return s * (1 - s)


@sigmoid_prime.misconception(
    "M01-W08",
    "A curve that rises everywhere has no negative slope. Look at the order of the two terms in "
    "the bracket.",
)
def reversed_bracket(x):
    s = sigma(x)
    return s * (s - 1)


@sigmoid_prime.misconception(
    "M01-W09",
    "At 0 the curve is steepest; measure the slope there with a small step and compare. The "
    "quotient rule has a denominator that may have lost a power.",
)
def lost_square(x):
    e = np.exp(-np.abs(np.asarray(x, float)))
    return e / (1 + e)


@sigmoid_prime.misconception(
    "M01-D02",
    "You return the height of the curve. At 0 the height is one half; how steep is it there?",
)
def height_for_slope(x):
    return sigma(x)


@sigmoid_prime.misconception(
    "M01-D06",
    "In one of the two factors x itself has slipped in where the activation belongs. Which of the "
    "factors still gives sense at x = 5?",
)
def one_factor_of_each(x):
    return sigma(x) * (1 - np.asarray(x, float))


@sigmoid_prime.misconception(
    "M01-D07",
    "This is the quotient before it was split, and at -1000 it is infinity divided by infinity. "
    "The form in bold needs no exponential of its own.",
)
def printed_quotient(x):
    e = np.exp(-np.asarray(x, float))
    return e / (1 + e) ** 2


# 1.2 Tanh from the sigmoid ---------------------------------------------------------------

tanh_from_sigmoid = in_unit_1(
    "tanh_from_sigmoid",
    group="1.2",
    asks="Build tanh from the given stable sigmoid sigma.",
    reference=lambda x: 2 * activations.sigmoid(2 * np.asarray(x, float)) - 1,
    properties={"values": 0.75, "far out and lists": 0.25},
    uses=["sigmoid"],
    hints=[
        "Print your curve beside np.tanh at x = 1 and at x = 2. Is it too flat, or shifted?",
        "tanh runs from -1 to 1, sigma from 0 to 1: that takes a stretch and a shift in height. "
        "At 0 tanh has slope 1, sigma has 1/4: that takes something in the width too. The last "
        "line of the template does the height.",
        "The same with sine and cosine: sin(x)^2 runs from 0 to 1 with twice the frequency, and "
        "1 - 2 sin(x)^2 = cos(2x). At x = 0.5 both sides are 0.5403, and cos(x) would be 0.8776. "
        "Stretching the height alone would not have been enough: a factor appears outside and "
        "inside.",
    ],
)


@tanh_from_sigmoid.probe("values")
def around_zero(tanh_from_sigmoid, rng):
    return tanh_from_sigmoid(rng.uniform(-2.5, 2.5, size=6))


@tanh_from_sigmoid.probe("values")
def exactly_at_zero(tanh_from_sigmoid, rng):
    return tanh_from_sigmoid(np.array([0.0]))


@tanh_from_sigmoid.probe("far out and lists")
def at_a_thousand(tanh_from_sigmoid, rng):
    return tanh_from_sigmoid(np.array([-1000.0, 1000.0]))


@tanh_from_sigmoid.probe("far out and lists")
def list_of_numbers(tanh_from_sigmoid, rng):
    return tanh_from_sigmoid([1.0, float(rng.uniform(-1, 0))])


@tanh_from_sigmoid.misconception(
    "M02-W01",
    "Your curve is a stretched tanh: it reaches tanh(1) only at x = 2. Something has to change "
    "along the horizontal axis as well.",
)
def identity_as_printed(x):
    return 2 * sigma(x) - 1


@tanh_from_sigmoid.misconception(
    "M02-W02",
    "Look at the range: which values does your curve take far left and far right, and which "
    "should it take?",
)
def one_factor_only(x):
    return sigma(2 * np.asarray(x, float)) - 1


@tanh_from_sigmoid.misconception(
    "M02-W04",
    "On paper the formula is right, but both exponentials overflow. Which building block that "
    "you were given is already safe?",
)
def raw_exponentials(x):
    x = np.asarray(x, float)
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


@tanh_from_sigmoid.misconception(
    "M02-D01",
    "Stretching works, but the curve still runs from 0 to 2. It has to be moved down so that it "
    "passes through the origin.",
)
def not_moved_down(x):
    return 2 * sigma(2 * np.asarray(x, float))


@tanh_from_sigmoid.misconception(
    "M02-D02",
    "You widened the curve where it has to be narrowed. Does f(x/2) reach its end earlier or "
    "later than f(x)?",
)
def half_instead_of_double(x):
    return 2 * sigma(np.asarray(x, float) / 2) - 1


tanh_prime = in_unit_1(
    "tanh_prime",
    group="1.2",
    asks="Write the slope of tanh at the pre-activation x.",
    reference=activations.tanh_prime,
    properties={"values": 0.75, "shapes and types": 0.25},
    uses=["sigmoid", "tanh_from_sigmoid"],
    hints=[
        "The slope of tanh is 1 at x = 0 and the same at x and -x. Try both on yours.",
        "The rule 1 - a^2 wants the activation a = tanh(x) (UCLA slides, Hyperbolic tangent). x "
        "itself is the pre-activation.",
        "The same for g(x) = tan(x): g' = 1 + g^2. At x = 1 you first compute g, tan(1) = "
        "1.5574, then 1 + 1.5574^2 = 3.4255. The square is taken of the value, not of x.",
    ],
)


@tanh_prime.probe("values")
def at_the_origin(tanh_prime, rng):
    return tanh_prime(np.array([0.0]))


@tanh_prime.probe("values")
def both_sides(tanh_prime, rng):
    return tanh_prime(rng.uniform(-2.5, 2.5, size=6))


@tanh_prime.probe("shapes and types")
def single_number(tanh_prime, rng):
    return tanh_prime(float(rng.uniform(0.2, 1)))


@tanh_prime.probe("shapes and types")
def at_the_ends(tanh_prime, rng):
    return tanh_prime(np.array([-1000, 0, 1000]))


@tanh_prime.probe("shapes and types")
def argument_stays(tanh_prime, rng):
    return kept(tanh_prime, rng.normal(size=4))


@tanh_prime.misconception(
    "M02-W06",
    "This is the slope written in terms of the output. What does the function receive here?",
)
def rule_without_tanh(x):
    return 1 - np.asarray(x, float) ** 2


@tanh_prime.misconception(
    "M02-W07",
    "tanh is the same curve upside down on the left, so its slope must agree at x and -x. Try "
    "yours at -2 and at 2.",
)
def no_square(x):
    return 1 - np.tanh(np.asarray(x, float))


@tanh_prime.misconception(
    "M02-W08",
    "In tanh^2 x the value is squared, not the place where it is taken.",
)
def square_inside(x):
    return 1 - np.tanh(np.asarray(x, float) ** 2)


@tanh_prime.misconception(
    "M02-W09",
    "tanh is steepest at 0, and yours is flat there. The product rule that you used belongs to "
    "another activation.",
)
def rule_of_the_sigmoid(x):
    t = np.tanh(np.asarray(x, float))
    return t * (1 - t)


@tanh_prime.misconception(
    "M02-D03",
    "The shape is right, and the peak at 0 is a quarter of what it should be: two factors 2 of "
    "the chain rule are missing.",
)
def slope_of_the_wide_sigmoid(x):
    s = sigma(2 * np.asarray(x, float))
    return s * (1 - s)


# 1.3 The ReLU family ---------------------------------------------------------------------

relu = in_unit_1(
    "relu",
    group="1.3",
    asks="Write the rectifier: 0 for negative entries, the entry itself otherwise.",
    reference=activations.relu,
    properties={"values": 0.5, "shapes and types": 0.25},
    hints=[
        "Pass an array of four numbers, two of them negative. Do four numbers come back, and "
        "which of them are 0?",
        "The larger of 0 and x is wanted entry by entry (UCLA slides, ReLU unit). NumPy has a "
        "function for the larger of two things, and another for the largest of an array; they "
        "differ.",
        "The same for clipping at a ceiling: np.minimum(5.0, [3.0, 9.0]) compares entry by entry "
        "and gives [3.0, 5.0], while np.min([3.0, 9.0]) gives the single number 3.0.",
    ],
)


@relu.probe("values")
def both_signs(relu, rng):
    return relu(rng.permutation(np.array([-2.5, -0.5, 0.5, 3.0])) * rng.uniform(0.5, 2))


@relu.probe("values")
def at_exactly_zero(relu, rng):
    return relu(np.array([0.0, -1.0]))


@relu.probe("shapes and types")
def one_number_each_side(relu, rng):
    return relu(float(rng.uniform(1, 2))), relu(float(-rng.uniform(1, 2)))


@relu.probe("shapes and types")
def table_of_numbers(relu, rng):
    return relu(rng.normal(size=(2, 3)))


@relu.probe("shapes and types")
def list_of_two(relu, rng):
    return relu([-1.0, float(rng.uniform(1, 2))])


@relu.probe("shapes and types")
def argument_unchanged(relu, rng):
    return kept(relu, np.array([-1.0, 2.0, -3.0]) * rng.uniform(0.5, 2))


@relu.misconception(
    "M03-W01",
    "Python's `max` compares two things as wholes. You need the larger of two values entry by "
    "entry.",
)
def python_max(x):
    return max(0, np.asarray(x, float))


@relu.misconception(
    "M03-W02",
    "The whole array became one number. How many outputs should a layer of four units have?",
)
def maximum_of_everything(x):
    return np.max([0, np.max(x)])


@relu.misconception(
    "M03-D01",
    "After the call, the array that was passed in has lost its negative numbers. The slope will "
    "need them later.",
)
def zeroed_in_place(x):
    x = np.asarray(x, float)
    x[x < 0] = 0
    return x


@relu.misconception(
    "M03-D02",
    "Negative inputs come back as positive outputs. The unit should be silent there, not loud.",
)
def absolute_value(x):
    return np.abs(np.asarray(x, float))


@relu.misconception(
    "M03-D03",
    "You return the switch, 0 or 1. What passes through when the switch is on?",
)
def switch_for_value(x):
    return (np.asarray(x, float) > 0) * 1.0


@relu.misconception(
    "M03-D04",
    "The negative side passes and the positive side is cut. Which of two numbers did you keep?",
)
def smaller_of_the_two(x):
    return np.minimum(0.0, np.asarray(x, float))


relu_prime = in_unit_1(
    "relu_prime",
    group="1.3",
    asks="Write the slope of the rectifier; at exactly 0 any value from 0 to 1 will do.",
    reference=activations.relu_prime,
    properties={"values": 0.5, "kink and types": 0.25},
    uses=["relu"],
    version=2,
    hints=[
        "Draw the graph of max(0, x). How steep is it at x = 3, how steep at x = -3?",
        "Each entry has its own answer, 0 or 1. A comparison of an array with a number gives one "
        "truth value per entry.",
        "The same for |x|: its slope is -1 on the left and 1 on the right. For x = [-2.0, 3.0] "
        "the comparison x < 0 is [True, False], and np.where(x < 0, -1.0, 1.0) gives [-1.0, "
        "1.0]: by cases, without dividing by x.",
    ],
)


@relu_prime.probe("values")
def away_from_zero(relu_prime, rng):
    return relu_prime(rng.permutation(np.array([-2.0, -0.5, 0.5, 3.0])) * rng.uniform(0.5, 2))


@relu_prime.probe(
    "kink and types", view=lambda value: bool(np.all((value >= 0) & (value <= 1))), expected=True
)
def on_the_kink(relu_prime, rng):
    return relu_prime(np.array([0.0]))


@relu_prime.probe("kink and types")
def table_of_slopes(relu_prime, rng):
    return relu_prime(np.array([[-1.0, 2.0, 3.0], [4.0, -5.0, -6.0]]) * rng.uniform(0.5, 2))


@relu_prime.probe("kink and types")
def list_of_three(relu_prime, rng):
    return relu_prime([-1.0, float(rng.uniform(1, 2)), 5.0])


@relu_prime.misconception(
    "M03-W09",
    "Check one positive number by hand: does the output move when you nudge the input?",
)
def branches_swapped(x):
    return np.where(np.asarray(x, float) < 0, 1.0, 0.0)


@relu_prime.misconception(
    "M03-W10",
    "Dividing by x works everywhere but at one point. Describe the slope by cases instead.",
)
def divided_by_x(x):
    x = np.asarray(x, float)
    return np.maximum(0, x) / x


@relu_prime.misconception(
    "M03-W11",
    "Each unit has a switch of its own. Your function decides for all units together.",
)
def one_switch_for_all(x):
    return 1.0 if np.all(np.asarray(x, float) > 0) else 0.0


@relu_prime.misconception(
    "M03-W12",
    "a(1 - a) is the rule of the logistic function. Read the slope of max(0, x) off its graph.",
)
def rule_of_the_logistic(x):
    r = np.maximum(0, np.asarray(x, float))
    return r * (1 - r)


@relu_prime.misconception(
    "M03-D05",
    "You return the height. At x = 3 the height is 3; by how much does it grow per unit of x?",
)
def relu_again(x):
    return np.maximum(0, np.asarray(x, float))


@relu_prime.misconception(
    "M03-D06",
    "On the left the slope is -1 in your version. The graph of max(0, x) is flat there.",
)
def sign_of_x(x):
    return np.sign(np.asarray(x, float))


@relu_prime.misconception(
    "M03-D07",
    "`if` needs one truth value, and an array gives one per entry. What chose entry by entry in "
    "your sigmoid?",
)
def one_if_for_an_array(x):
    x = np.asarray(x, float)
    if x > 0:
        return 1.0
    return 0.0


leaky_relu = in_unit_1(
    "leaky_relu",
    group="1.3",
    asks="Write the leaky rectifier: alpha times x for negative entries.",
    reference=activations.leaky_relu,
    properties={"values": 0.375, "alpha is used": 0.25, "shapes and types": 0.125},
    hints=[
        "Evaluate at -2 and at 0.1 with alpha = 0.2. The first should be -0.4, the second 0.1.",
        "Two straight lines meet at the origin, x and alpha times x (UCLA slides, Leaky "
        "rectified linear unit). For a positive x the upper one is x; which is the upper one on "
        "the left?",
        "The same with other lines: the larger of 2x and x/2, entry by entry, is np.maximum(2 * "
        "x, x / 2). At x = -4 the lines are at 2 · (-4) = -8 and -4/2 = -2, and it gives -2; at "
        "x = 3 it gives 6.",
    ],
)


@leaky_relu.probe("values")
def both_signs_with_alpha(leaky_relu, rng):
    return leaky_relu(np.array([-2.0, -1.0, 3.0]) * rng.uniform(1, 2), 0.2)


@leaky_relu.probe("values")
def small_and_positive(leaky_relu, rng):
    return leaky_relu(np.array([float(rng.uniform(0.05, 0.1)), 0.15]), 0.2)


@leaky_relu.probe("values")
def default_leak(leaky_relu, rng):
    return leaky_relu(np.array([float(-rng.uniform(1, 3)), 2.0]))


@leaky_relu.probe("alpha is used")
def another_alpha(leaky_relu, rng):
    return leaky_relu(np.array([-0.5, 1.0]), float(rng.uniform(0.3, 0.6)))


@leaky_relu.probe("alpha is used")
def no_leak_at_all(leaky_relu, rng):
    return leaky_relu(np.array([float(-rng.uniform(1, 3)), 2.0]), 0.0)


@leaky_relu.probe("shapes and types")
def a_list_with_a_leak(leaky_relu, rng):
    return leaky_relu([-1.0, float(rng.uniform(1, 2))], 0.25)


@leaky_relu.probe("shapes and types")
def argument_intact(leaky_relu, rng):
    return kept(leaky_relu, np.array([-1.0, 2.0, -3.0]) * rng.uniform(0.5, 2), 0.25)


@leaky_relu.misconception(
    "M04-W01",
    "The graph should pass through the origin without folding up. Which sign has alpha times x "
    "for a negative x?",
)
def folded_up(x, alpha=0.01):
    x = np.asarray(x, float)
    return np.where(x > 0, x, -alpha * x)


@leaky_relu.misconception("M04-W02", "One of the arguments of your function has no effect.")
def fixed_alpha(x, alpha=0.01):
    x = np.asarray(x, float)
    return np.where(x > 0, x, 0.01 * x)


@leaky_relu.misconception(
    "M04-W03",
    "On the left your function is a constant. A constant has no slope, so the unit still can't "
    "learn there.",
)
def constant_on_the_left(x, alpha=0.01):
    x = np.asarray(x, float)
    return np.where(x > 0, x, alpha)


@leaky_relu.misconception(
    "M04-W04",
    "You compare x with the number alpha. Which two lines should be compared?",
)
def larger_of_x_and_alpha(x, alpha=0.01):
    return np.maximum(np.asarray(x, float), alpha)


@leaky_relu.misconception(
    "M04-W05",
    "Draw both lines and mark the upper one on each side of zero.",
)
def lower_line(x, alpha=0.01):
    x = np.asarray(x, float)
    return np.minimum(alpha * x, x)


@leaky_relu.misconception(
    "M04-W09",
    "After the first rectifier the negative numbers are gone. The leak has to see the original x.",
)
def rectified_first(x, alpha=0.01):
    r = np.maximum(0, np.asarray(x, float))
    return np.maximum(alpha * r, r)


@leaky_relu.misconception(
    "M04-D03",
    "Python's `max` compares two arrays as wholes and can't decide. The larger of two values is "
    "wanted entry by entry.",
)
def larger_array(x, alpha=0.01):
    x = np.asarray(x, float)
    return max(alpha * x, x)


leaky_relu_prime = in_unit_1(
    "leaky_relu_prime",
    group="1.3",
    asks="Write the slope of the leaky rectifier.",
    reference=activations.leaky_relu_prime,
    properties={"values": 0.375, "alpha is used": 0.25, "shapes and types": 0.125},
    uses=["relu", "relu_prime", "leaky_relu"],
    hints=[
        "Take two points on the left, -2 and -1, and divide the change of the output by the "
        "change of x.",
        "A straight line has the same slope everywhere: it can't contain x.",
        "The same for a line that is 5x on the left and -3x on the right. Between -2 and -1 the "
        "slope is (5 · (-1) - 5 · (-2)) / 1 = 5, between 1 and 2 it is (-3 · 2 - (-3) · 1) / 1 = "
        "-3. One number on each side, whatever x is.",
    ],
)


@leaky_relu_prime.probe("values")
def slopes_on_both_sides(leaky_relu_prime, rng):
    return leaky_relu_prime(np.array([-2.0, -1.0, 3.0]) * rng.uniform(0.5, 2), 0.2)


@leaky_relu_prime.probe("values")
def default_slope(leaky_relu_prime, rng):
    return leaky_relu_prime(np.array([float(-rng.uniform(1, 3)), 2.0]))


@leaky_relu_prime.probe("alpha is used")
def slope_with_another_alpha(leaky_relu_prime, rng):
    return leaky_relu_prime(np.array([-3.0, 1.0]), float(rng.uniform(0.3, 0.45)))


@leaky_relu_prime.probe("shapes and types")
def slopes_of_a_short_list(leaky_relu_prime, rng):
    return leaky_relu_prime([-3.0, float(rng.uniform(1, 2))], 0.3)


@leaky_relu_prime.misconception(
    "M04-W06",
    "The leak was introduced so that something flows back for negative inputs. How much, per "
    "unit of input?",
)
def no_leak_in_the_slope(x, alpha=0.01):
    return (np.asarray(x, float) > 0) * 1.0


@leaky_relu_prime.misconception(
    "M04-W07",
    "That is the height on the left; the slope of a straight line does not depend on x.",
)
def height_on_the_left(x, alpha=0.01):
    x = np.asarray(x, float)
    return np.where(x > 0, 1.0, alpha * x)


@leaky_relu_prime.misconception(
    "M04-W08",
    "Measure the slope between x = -2 and x = -1 from two function values.",
)
def one_minus_alpha(x, alpha=0.01):
    return np.where(np.asarray(x, float) > 0, 1.0, 1 - alpha)


@leaky_relu_prime.misconception(
    "M04-D01",
    "The default is right and other leaks are not: the slope on the left is an argument.",
)
def fixed_slope(x, alpha=0.01):
    return np.where(np.asarray(x, float) > 0, 1.0, 0.01)


@leaky_relu_prime.misconception(
    "M04-D02",
    "The two sides are exchanged: a positive input passes in full, a negative one leaks.",
)
def sides_exchanged(x, alpha=0.01):
    return np.where(np.asarray(x, float) > 0, alpha, 1.0)


# 1.4 Softplus and ELU without nan --------------------------------------------------------

softplus = in_unit_1(
    "softplus",
    group="1.4",
    asks="Write log(1 + e^x) so that it is right at x = 1000 too.",
    reference=activations.softplus,
    properties={"values": 0.25, "stability": 0.25},
    uses=["sigmoid"],
    hints=[
        "For x = 1000 the answer is about 1000. Which step of yours can't hold e^1000?",
        "log(1 + e^x) = x + log(1 + e^-x). For a positive x the right side is safe; for a "
        "negative x the left side is. The first term and the exponent can be written so that one "
        "line serves both.",
        "The same for log(e^a + e^b): take the larger exponent out. For a = 900 and b = 898 that "
        "is 900 + log(1 + e^-2) = 900.1269, and for a = 898 and b = 900 the same: the larger one "
        "in front, minus the distance in the exponent. np.log1p(t) is log(1 + t), and keeps its "
        "digits when t is tiny.",
    ],
)


@softplus.probe("values")
def near_zero(softplus, rng):
    return softplus(rng.uniform(-4, 4, size=6))


@softplus.probe("values")
def a_list_of_numbers(softplus, rng):
    return softplus([0.0, float(rng.uniform(1, 2))])


@softplus.probe(
    "values",
    view=lambda seen: seen[0] - seen[1],
    tolerance=Tolerance(0.3, 0.0, "what is left above the line x, as far as float32 can see it"),
)
def just_above_the_line(softplus, rng):
    x = rng.uniform(10.5, 12, size=3)
    return softplus(x), x


@softplus.probe("stability")
def a_thousand(softplus, rng):
    with watching() as seen:
        values = softplus(np.array([-1000.0, 1000.0]))
    return values, seen.warned


@softplus.misconception(
    "M05-W01",
    "For a large x the exponential overflows although the result is about x. Take the large "
    "part out first.",
)
def written_as_printed(x):
    return np.log(1 + np.exp(np.asarray(x, float)))


@softplus.misconception(
    "M05-W03",
    "The logarithm has to act on the whole sum. What is log(1) by itself?",
)
def log_of_one_only(x):
    return np.log(1) + np.exp(np.asarray(x, float))


@softplus.misconception(
    "M05-W04",
    "At 0 the value should be ln 2. Which base does the derivation use?",
)
def base_two(x):
    x = np.asarray(x, float)
    return (np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))) / np.log(2)


@softplus.misconception(
    "M05-W06",
    "Telling the cases apart comes too late here: np.where computes the risky branch for every "
    "entry before it chooses.",
)
def both_branches_computed(x):
    x = np.asarray(x, float)
    return np.where(x > 30, x, np.log1p(np.exp(x)))


@softplus.misconception(
    "M05-W07",
    "You switch to the straight line where the difference can still be measured.",
)
def line_too_early(x):
    x = np.asarray(x, float)
    return np.where(x > 10, x, np.log1p(np.exp(np.minimum(x, 10))))


@softplus.misconception(
    "M05-D01",
    "That is the rectifier with its corner. The smooth version is ln 2 at 0, not 0.",
)
def the_rectifier(x):
    return np.maximum(0.0, np.asarray(x, float))


@softplus.misconception(
    "M05-D03",
    "The logarithm is safe now, and the right side is right. On the left your curve runs down "
    "along x: the x in front belongs to one side only.",
)
def line_on_both_sides(x):
    x = np.asarray(x, float)
    return x + np.log1p(np.exp(-np.abs(x)))


softplus_prime = in_unit_1(
    "softplus_prime",
    group="1.4",
    asks="Write the slope of softplus.",
    reference=activations.softplus_prime,
    properties={"values": 0.25, "far out": 0.25},
    uses=["sigmoid", "softplus"],
    hints=[
        "Far left softplus is flat, far right it runs along the line x. What slopes are these, "
        "and what is between them at 0?",
        "Differentiate log(1 + e^x) with the chain rule, one over the inside times the slope of "
        "the inside, and look at the result: you have met it.",
        "The same for log(2 + sin x): outer derivative 1/(2 + sin x), inner derivative cos x, so "
        "cos x / (2 + sin x). At x = 0 that is cos(0) / (2 + sin(0)) = 1/2.",
    ],
)


@softplus_prime.probe("values")
def slopes_near_zero(softplus_prime, rng):
    return softplus_prime(rng.uniform(-4, 4, size=6))


@softplus_prime.probe("values")
def slopes_of_a_list(softplus_prime, rng):
    return softplus_prime([-1.0, float(rng.uniform(1, 2))])


@softplus_prime.probe("far out")
def slopes_at_a_thousand(softplus_prime, rng):
    return softplus_prime(np.array([-1000.0, 1000.0]))


@softplus_prime.misconception(
    "M05-W08",
    "At 1000 this is infinity divided by infinity. The slope is a function that you already "
    "have in a safe version.",
)
def raw_quotient(x):
    e = np.exp(np.asarray(x, float))
    return e / (1 + e)


@softplus_prime.misconception(
    "M05-W09",
    "A curve that is flat on the left has slope 0 there.",
)
def mirrored(x):
    return sigma(-np.asarray(x, float))


@softplus_prime.misconception(
    "M05-W11",
    "Softplus has no corner, so its slope can't jump.",
)
def steps(x):
    return (np.asarray(x, float) > 0) * 1.0


@softplus_prime.misconception(
    "M05-D02",
    "This is the derivative of the inside only. The logarithm around it divides by something.",
)
def inner_derivative_only(x):
    return np.exp(np.asarray(x, float))


@softplus_prime.misconception(
    "M05-D04",
    "This fades on both sides, but far right softplus runs along the line x. You differentiated "
    "once more than asked for.",
)
def slope_of_the_slope(x):
    s = sigma(x)
    return s * (1 - s)


elu = in_unit_1(
    "elu",
    group="1.4",
    asks="Write the exponential linear unit so that x = 1000 gives 1000.",
    reference=activations.elu,
    properties={"values": 0.25, "stability": 0.25},
    hints=[
        "Look at -0.001 and at 0.001: both values should be near 0, for every alpha. Then try x "
        "= 1000.",
        "np.where and a mask both compute the exponential for every entry, needed or not. Make "
        "its argument harmless first: it never has to be positive.",
        "The same for √x on the right and x on the left. np.where(x > 0, np.sqrt(x), x) warns at "
        "-4, although it drops that root. np.where(x > 0, np.sqrt(np.abs(x)), x) takes a "
        "harmless root there instead, and gives [-4, 3] for [-4, 9] without a warning.",
    ],
)


@elu.probe("values")
def both_branches(elu, rng):
    return elu(np.array([-2.0, -0.5, 3.0]) * rng.uniform(0.7, 1.3), 0.2)


@elu.probe("values")
def default_alpha(elu, rng):
    return elu(np.array([float(-rng.uniform(1, 2)), 1.0]))


@elu.probe("values")
def argument_as_before(elu, rng):
    return kept(elu, np.array([-1.0, 2.0, -3.0]) * rng.uniform(0.5, 2), 0.5)


@elu.probe("stability")
def at_plus_and_minus_a_thousand(elu, rng):
    with watching() as seen:
        values = elu(np.array([-1000.0, 1000.0]), 0.2)
    return values, seen.warned


@elu.misconception(
    "M06-W01",
    "A mask does not protect you: infinity times zero is not zero. Keep large positive numbers "
    "out of the exponential.",
)
def one_line_with_masks(x, alpha=1.0):
    x = np.asarray(x, float)
    return x * (x > 0) + alpha * (np.exp(x) - 1) * (x < 0)


@elu.misconception(
    "M06-W02",
    "Your curve jumps at 0. What should the value be just below 0, whatever alpha is?",
)
def bracket_moved(x, alpha=1.0):
    x = np.asarray(x, float)
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0)) - 1)


@elu.misconception(
    "M06-W04",
    "Far left the curve should level off. What does your exponent do there?",
)
def minus_in_the_exponent(x, alpha=1.0):
    x = np.asarray(x, float)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(-x, 700) * (x < 0)))


@elu.misconception(
    "M06-W05",
    "At 0 both branches must meet. Evaluate your left branch there.",
)
def alpha_added(x, alpha=1.0):
    x = np.asarray(x, float)
    return np.where(x > 0, x, alpha + np.expm1(np.minimum(x, 0)))


@elu.misconception(
    "M06-W06",
    "The right side is x itself, whatever alpha is.",
)
def alpha_on_both_sides(x, alpha=1.0):
    x = np.asarray(x, float)
    return alpha * np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


@elu.misconception(
    "M06-W10",
    "np.where computes both branches for all entries. How can the exponential be made harmless "
    "where it is not needed?",
)
def overflow_in_the_unused_branch(x, alpha=1.0):
    x = np.asarray(x, float)
    return np.where(x > 0, x, alpha * (np.exp(x) - 1))


@elu.misconception("M06-D01", "One of the arguments of your function has no effect.")
def alpha_ignored(x, alpha=1.0):
    x = np.asarray(x, float)
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


elu_prime = in_unit_1(
    "elu_prime",
    group="1.4",
    asks="Write the slope of the exponential linear unit.",
    reference=activations.elu_prime,
    properties={"values": 0.25, "far out": 0.25},
    uses=["elu"],
    hints=[
        "With alpha = 0.2, the slope at -0.001 is nearly 0.2, and it fades to 0 far left. What "
        "do you get at -0.001, at -5 and at 5?",
        "Differentiate alpha (e^x - 1): a constant drops out, and a factor stays. Then keep the "
        "exponent harmless, as in elu.",
        "The same for 3 (2^x - 5): the slope is 3 ln(2) 2^x. At x = 2 that is 3 ln(2) 2^2 = "
        "8.3178. The -5 is gone; the value 3 (2^2 - 5) = -3 does not help to find it.",
    ],
)


@elu_prime.probe("values")
def slopes_with_alpha(elu_prime, rng):
    return elu_prime(np.array([-2.0, -0.5, 0.4, 3.0]) * rng.uniform(0.7, 1.3), 0.2)


@elu_prime.probe("values")
def slopes_by_default(elu_prime, rng):
    return elu_prime(np.array([float(-rng.uniform(0.5, 2)), 1.0]))


@elu_prime.probe("far out")
def slopes_far_out(elu_prime, rng):
    return elu_prime(np.array([-1000.0, 1000.0]))


@elu_prime.misconception(
    "M06-W08",
    "The shortcut works for one special alpha. Which constant must be added in general?",
)
def value_plus_one(x, alpha=1.0):
    x = np.asarray(x, float)
    return np.where(x > 0, 1.0, activations.elu(x, alpha) + 1)


@elu_prime.misconception(
    "M06-W09",
    "You treat the left side as a straight line. Does the ELU curve bend there?",
)
def straight_on_the_left(x, alpha=1.0):
    return np.where(np.asarray(x, float) > 0, 1.0, alpha)


@elu_prime.misconception(
    "M06-D02",
    "That is the height on the left. How steep is it just left of 0?",
)
def height_of_the_left_branch(x, alpha=1.0):
    x = np.asarray(x, float)
    return np.where(x > 0, 1.0, alpha * np.expm1(np.minimum(x, 0)))


@elu_prime.misconception(
    "M06-D03",
    "The left slope forgets alpha: halving alpha should halve it.",
)
def slope_without_alpha(x, alpha=1.0):
    x = np.asarray(x, float)
    return np.where(x > 0, 1.0, np.exp(np.minimum(x, 0)))


@elu_prime.misconception(
    "M06-D04",
    "At 1000 your function gives something that is no slope: the mask multiplies an infinity.",
)
def slope_with_masks(x, alpha=1.0):
    x = np.asarray(x, float)
    return 1.0 * (x > 0) + alpha * np.exp(x) * (x < 0)


# 1.5 Two of three: GELU, swish, maxout ---------------------------------------------------

gelu = in_unit_1(
    "gelu",
    group="1.5",
    asks="Write x times the probability that a standard normal number is at most x.",
    reference=activations.gelu,
    properties={"values": 0.5},
    tolerance=APPROXIMATE,
    uses=["sigmoid"],
    hints=[
        "For a large x the function approaches x, for a very negative x it approaches 0. Try 5, "
        "-5 and 0.",
        "Phi(x) = (1 + erf(x / √2)) / 2, the share of a bell curve to the left of x (UCLA "
        "slides, GELU). Three places to slip: the half, the one, the root.",
        "The same with the uniform distribution on [0, 1]: P(U <= x) = clip(x, 0, 1), so the "
        "gated number is x * np.clip(x, 0, 1): 0 at -1, 0.5 · 0.5 = 0.25 at 0.5, 3 · 1 = 3 at 3.",
    ],
)


@gelu.probe("values")
def gelu_between_minus_three_and_three(gelu, rng):
    return gelu(rng.uniform(-3, 3, size=7))


@gelu.probe("values")
def gelu_far_to_the_right(gelu, rng):
    return gelu(np.array([8.0, -8.0]))


@gelu.misconception(
    "M07-W01",
    "The standard normal and erf measure x on different scales. Which factor links them?",
)
def root_missing(x):
    from scipy.special import erf

    x = np.asarray(x, float)
    return x * 0.5 * (1 + erf(x))


@gelu.misconception(
    "M07-W02",
    "For a large x the function should approach x. What does yours approach?",
)
def half_missing(x):
    from scipy.special import erf

    x = np.asarray(x, float)
    return x * (1 + erf(x / math.sqrt(2)))


@gelu.misconception(
    "M07-W03",
    "You gate with another S-shaped curve. Which probability does the definition name?",
)
def gated_by_the_sigmoid(x):
    return np.asarray(x, float) * sigma(x)


@gelu.misconception(
    "M07-W05",
    "Phi is the probability P(X <= x) and tends to 1. You used a density, which fades.",
)
def density_for_distribution(x):
    x = np.asarray(x, float)
    return x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


@gelu.misconception(
    "M07-W07",
    "Your result is a probability. What is it supposed to let through?",
)
def probability_alone(x):
    from scipy.special import erf

    return 0.5 * (1 + erf(np.asarray(x, float) / math.sqrt(2)))


@gelu.misconception(
    "M07-D01",
    "math.erf takes one number at a time. scipy.special.erf takes arrays.",
)
def erf_of_one_number(x):
    return 0.5 * x * (1 + math.erf(x / math.sqrt(2)))


gelu_prime = in_unit_1(
    "gelu_prime",
    group="1.5",
    asks="Write the slope of GELU.",
    reference=activations.gelu_prime,
    properties={"values": 0.5},
    tolerance=APPROXIMATE,
    uses=["sigmoid", "gelu"],
    hints=[
        "At 0 the slope is one half: only one term of the product rule is alive there. Then "
        "compare at 1 with (gelu(1.001) - gelu(0.999)) / 0.002.",
        "The product rule on x Phi(x) has two terms; the derivative of Phi is the normal density.",
        "The same for x sin(x): sin(x) + x cos(x). At x = 0 both vanish; at x = 2 it is sin(2) + "
        "2 cos(2) = 0.0770. The factor x stays in front of the second term.",
    ],
)


@gelu_prime.probe("values")
def gelu_slope_at_zero(gelu_prime, rng):
    return gelu_prime(np.array([0.0]))


@gelu_prime.probe("values")
def gelu_slopes(gelu_prime, rng):
    return gelu_prime(rng.uniform(-3, 3, size=7))


@gelu_prime.misconception(
    "M07-W09",
    "In the second term of the product rule the density is multiplied by something that you "
    "dropped.",
)
def factor_dropped(x):
    from scipy.special import ndtr

    x = np.asarray(x, float)
    return ndtr(x) + np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


@gelu_prime.misconception(
    "M07-W10",
    "A density has area one; your bell is too high.",
)
def bell_too_high(x):
    from scipy.special import ndtr

    x = np.asarray(x, float)
    return ndtr(x) + x * np.exp(-(x**2) / 2)


@gelu_prime.misconception(
    "M07-D02",
    "That is one of the two terms. The factor Phi depends on x as well.",
)
def first_term_only(x):
    from scipy.special import ndtr

    return ndtr(np.asarray(x, float))


@gelu_prime.misconception(
    "M07-D03",
    "The derivative of a product is not the product of the derivatives.",
)
def product_of_slopes(x):
    x = np.asarray(x, float)
    return np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


@gelu_prime.misconception(
    "M07-D04",
    "Right of 0 this falls below 1 where GELU is steeper than 1: the sign between the terms.",
)
def minus_between_the_terms(x):
    from scipy.special import ndtr

    x = np.asarray(x, float)
    return ndtr(x) - x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


swish = in_unit_1(
    "swish",
    group="1.5",
    asks="Write x times the sigmoid of beta x.",
    reference=activations.swish,
    properties={"values": 0.3, "beta and far out": 0.2},
    uses=["sigmoid"],
    hints=[
        "For a large x the function approaches x, whatever beta is, and at 0 it is 0. Try 10 "
        "with beta = 0.5 and with beta = 5.",
        "beta sits inside the gate: it steers how sharply the gate opens (CS771, Activation "
        "Functions: Some Common Choices).",
        "The same with another gate: x * tanh(3x) at x = 1 is 1 · tanh(3) = 0.9951. The 3 makes "
        "the gate sharper; 3 tanh(1) = 2.2848 would make the output higher instead.",
    ],
)


@swish.probe("values")
def swish_with_beta_two(swish, rng):
    return swish(np.array([-2.0, 1.0, 3.0]) * rng.uniform(0.8, 1.2), 2.0)


@swish.probe("values")
def swish_by_default(swish, rng):
    return swish([float(rng.uniform(0.5, 1)), -0.5])


@swish.probe("beta and far out")
def swish_with_another_beta(swish, rng):
    return swish(rng.uniform(-2, 2, size=4), float(rng.uniform(0.4, 0.7)))


@swish.probe("beta and far out")
def swish_at_a_thousand(swish, rng):
    return swish(np.array([-1000.0, 1000.0]))


@swish.misconception(
    "M08-W02",
    "beta steers how sharply the gate opens, not how high the output is.",
)
def beta_outside(x, beta=1.0):
    x = np.asarray(x, float)
    return beta * x * sigma(x)


@swish.misconception("M08-W03", "Your function gives the same result for every beta.")
def beta_ignored(x, beta=1.0):
    x = np.asarray(x, float)
    return x * sigma(x)


@swish.misconception(
    "M08-W04",
    "For a large x the gate should be open. What is the slope of the sigmoid out there?",
)
def gated_by_the_slope(x, beta=1.0):
    x = np.asarray(x, float)
    s = sigma(beta * x)
    return x * s * (1 - s)


@swish.misconception(
    "M08-W05", "At 1000 the exponentials overflow. Use the safe sigmoid you have."
)
def raw_gate(x, beta=1.0):
    x = np.asarray(x, float)
    e = np.exp(beta * x)
    return x * e / (1 + e)


@swish.misconception(
    "M08-D01",
    "Your result is the gate alone. What does it let through?",
)
def gate_alone(x, beta=1.0):
    return sigma(beta * np.asarray(x, float))


swish_prime = in_unit_1(
    "swish_prime",
    group="1.5",
    asks="Write the slope of swish.",
    reference=activations.swish_prime,
    properties={"values": 0.3, "beta": 0.2},
    uses=["sigmoid", "sigmoid_prime", "swish"],
    hints=[
        "At 0 the slope is one half, for every beta. Then compare at 1, with beta = 2, with "
        "(swish(1.001, 2) - swish(0.999, 2)) / 0.002.",
        "Product rule: the gate, plus x times the slope of the gate. The gate has beta x inside.",
        "The same for x e^(2x): e^(2x) + x · 2 e^(2x). At x = 1 that is e^2 + 2 e^2 = 22.167. "
        "The 2 comes from inside the exponential, and e^2 + e^2 = 14.778 would be without it.",
    ],
)


@swish_prime.probe("values")
def swish_slope_at_zero(swish_prime, rng):
    return swish_prime(np.array([0.0]), 2.0)


@swish_prime.probe("values")
def swish_slopes_by_default(swish_prime, rng):
    return swish_prime(rng.uniform(-3, 3, size=5))


@swish_prime.probe("beta")
def swish_slopes_with_beta(swish_prime, rng):
    return swish_prime(rng.uniform(-2, 2, size=5), float(rng.uniform(1.5, 2.5)))


@swish_prime.misconception("M08-W07", "At 0 the curve has slope one half. Which term gives that?")
def second_term_only(x, beta=1.0):
    x = np.asarray(x, float)
    s = sigma(beta * x)
    return beta * x * s * (1 - s)


@swish_prime.misconception(
    "M08-W09",
    "The derivative of a product is not the product of the derivatives.",
)
def derivatives_multiplied(x, beta=1.0):
    s = sigma(beta * np.asarray(x, float))
    return beta * s * (1 - s)


@swish_prime.misconception(
    "M08-D02",
    "For beta = 1 it is right. The inner function beta x has a slope of its own.",
)
def inner_slope_forgotten(x, beta=1.0):
    x = np.asarray(x, float)
    s = sigma(beta * x)
    return s + x * s * (1 - s)


@swish_prime.misconception("M08-D03", "That is one of two terms: the gate changes with x as well.")
def gate_only(x, beta=1.0):
    return sigma(beta * np.asarray(x, float))


@swish_prime.misconception(
    "M08-D04", "The slope of this curve depends on beta, and yours does not."
)
def slope_ignores_beta(x, beta=1.0):
    x = np.asarray(x, float)
    s = sigma(x)
    return s + x * s * (1 - s)


@swish_prime.misconception(
    "M08-D05",
    "In the second term x is multiplied by the gate itself. The product rule asks for the slope "
    "of the gate there.",
)
def gate_for_its_slope(x, beta=1.0):
    x = np.asarray(x, float)
    s = sigma(beta * x)
    return s + x * s


maxout = in_unit_1(
    "maxout",
    group="1.5",
    asks="For each row of X, return the largest of the k affine pieces in the columns of W and b.",
    reference=activations.maxout,
    properties={"values": 0.5},
    hints=[
        "Five examples go in. How many numbers should come out?",
        "X @ W + b has one row per example and one column per piece. The pieces of one example "
        "compete with each other (UCLA slides, Maxout unit): which axis runs over the pieces?",
        "The same for the worst exam grade of each student, one row per student: for grades = "
        "[[2, 5, 3], [4, 1, 6]], np.min(grades, axis=1) gives [2, 1], one grade per student. "
        "axis=0 would give [2, 1, 3], one per exam.",
    ],
)


def _pieces(rng: np.random.Generator) -> Any:
    """Draw until every piece wins somewhere, and until the bias decides at least once."""
    b = np.array([0.9, -0.4, 0.3])
    while True:
        X, W = rng.normal(size=(5, 2)), rng.normal(size=(2, 3))
        winners, without_bias = np.argmax(X @ W + b, axis=1), np.argmax(X @ W, axis=1)
        if len(set(winners)) == 3 and (winners != without_bias).any():
            return X, W, b


@maxout.probe("values")
def three_pieces(maxout, rng):
    return maxout(*_pieces(rng))


@maxout.probe("values")
def relu_as_a_special_case(maxout, rng):
    W = np.array([[0.0, 1.0], [0.0, -2.0]])
    return maxout(rng.normal(size=(6, 2)), W, np.array([0.0, 0.5]))


@maxout.probe("values")
def all_pieces_negative(maxout, rng):
    X = rng.uniform(0.1, 0.5, size=(4, 2))
    return maxout(X, -np.ones((2, 3)), np.array([-2.0, -3.0, -2.5]))


@maxout.misconception(
    "M09-W01",
    "Each example needs a winner of its own. Along which axis do the pieces lie?",
)
def largest_over_examples(X, W, b):
    return np.max(X @ W + b, axis=0)


@maxout.misconception(
    "M09-W02",
    "How many outputs does a unit give for a batch of five examples?",
)
def one_global_maximum(X, W, b):
    return np.max(X @ W + b)


@maxout.misconception(
    "M09-W03",
    "Adding the pieces gives a straight line again. Where would a corner come from?",
)
def pieces_added(X, W, b):
    return np.sum(X @ W + b, axis=1)


@maxout.misconception(
    "M09-W04",
    "Every piece is an affine function, and one of its two parameters is not used.",
)
def bias_forgotten(X, W, b):
    return np.max(X @ W, axis=1)


@maxout.misconception(
    "M09-W05", "The competition takes place between complete pieces, bias included."
)
def bias_after_the_maximum(X, W, b):
    return np.max(X @ W, axis=1) + np.max(b)


@maxout.misconception("M09-W06", "You report who won. How high did the winner get?")
def index_of_the_winner(X, W, b):
    return np.argmax(X @ W + b, axis=1)


@maxout.misconception(
    "M09-W07",
    "Maxout is negative when all its pieces are. Which piece did you add without saying so?",
)
def rectified_as_well(X, W, b):
    return np.maximum(0, np.max(X @ W + b, axis=1))


maxout_grad_x = in_unit_1(
    "maxout_grad_x",
    group="1.5",
    asks="Return the gradient of maxout with respect to x, one row per example.",
    reference=activations.maxout_grad_x,
    properties={"values": 0.5},
    uses=["maxout"],
    hints=[
        "Nudge one input of one example a little: which piece decides about the output?",
        "Near a point, maxout is its winning piece, and the slope of that piece is a column of W.",
        "The same for the largest of 3x and -x + 4. At x = 2 the pieces are 3 · 2 = 6 and -2 + 4 "
        "= 2: the first wins, so the slope is 3. At x = 0 they are 0 and 4: the second wins, and "
        "the slope is -1.",
    ],
)


@maxout_grad_x.probe("values")
def gradients_of_five_examples(maxout_grad_x, rng):
    return maxout_grad_x(*_pieces(rng))


@maxout_grad_x.probe("values")
def gradients_with_four_inputs(maxout_grad_x, rng):
    return maxout_grad_x(rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), np.array([0.2, -0.1]))


@maxout_grad_x.misconception(
    "M09-W08",
    "A maximum routes: how does a losing piece influence the output under a tiny nudge?",
)
def all_pieces_summed(X, W, b):
    return np.tile(np.asarray(W).sum(axis=1), (len(X), 1))


@maxout_grad_x.misconception("M09-W10", "You followed the lowest line instead of the highest.")
def losing_piece(X, W, b):
    return np.asarray(W)[:, np.argmin(X @ W + b, axis=1)].T


@maxout_grad_x.misconception("M09-W11", "One row per example was asked for; compare the shapes.")
def gradient_transposed(X, W, b):
    return np.asarray(W)[:, np.argmax(X @ W + b, axis=1)]


@maxout_grad_x.misconception(
    "M09-D01",
    "The winner is decided with the bias; yours is decided without.",
)
def winner_without_bias(X, W, b):
    return np.asarray(W)[:, np.argmax(X @ W, axis=1)].T


@maxout_grad_x.misconception(
    "M09-D02",
    "Each example has a winner of its own; you use one piece for the whole batch.",
)
def one_winner_for_the_batch(X, W, b):
    k = int(np.argmax((X @ W + b).sum(axis=0)))
    return np.tile(np.asarray(W)[:, k], (len(X), 1))


# 1.6 Saturation interval -----------------------------------------------------------------


def _active_interval(g_prime: Any, tol: float) -> tuple[float, float]:
    x = np.linspace(-20, 20, 40_001)
    awake = x[np.asarray(g_prime(x)) >= tol]
    return float(awake[0]), float(awake[-1])


def _bell(centre: float, left: float, right: float) -> Any:
    """Return a slope function with its peak at ``centre`` and two different widths."""

    def g_prime(x: Any) -> Any:
        d = np.asarray(x, float) - centre
        e = np.exp(-np.abs(np.where(d < 0, d / left, d / right)))
        return e / (1 + e) ** 2

    return g_prime


def _ramp(x: Any) -> Any:
    return (np.asarray(x, float) > 0) * 1.0


active_interval = in_unit_1(
    "active_interval",
    group="1.6",
    asks="Return the smallest and the largest x between -20 and 20 with g_prime(x) >= tol, "
    "to 0.01.",
    reference=_active_interval,
    properties={"symmetric slopes": 1.0, "any slope": 1.0},
    tolerance=READ_OFF,
    version=2,
    hints=[
        "For the slope of the sigmoid and tol = 0.01 the answer is about -4.585 and 4.585. Try a "
        "slope whose peak is not at 0, too.",
        "Evaluate g_prime on a fine grid from -20 to 20 and look for the first and the last "
        "point that is awake. No symmetry is needed. How fine must the grid be for an answer to "
        "0.01?",
        "The same for the hours of daylight: with light = [0, 0, 3, 7, 5, 1, 0] lux at hours 0 "
        "to 6 and a limit of 2, the mask light >= 2 is [F, F, T, T, T, F, F]. The hours under it "
        "are [2, 3, 4], so the answer is (2, 4): the first and the last of them.",
    ],
)


@active_interval.probe("symmetric slopes")
def slope_of_the_sigmoid(active_interval, rng):
    return active_interval(_bell(0.0, 1.0, 1.0), 0.01)


@active_interval.probe("symmetric slopes")
def slope_of_the_sigmoid_other_limits(active_interval, rng):
    return active_interval(_bell(0.0, 1.0, 1.0), float(rng.uniform(0.0005, 0.001)))


@active_interval.probe("symmetric slopes")
def a_narrow_peak(active_interval, rng):
    return active_interval(_bell(0.0, 0.25, 0.25), float(rng.uniform(0.02, 0.1)))


@active_interval.probe("any slope")
def a_peak_to_the_right(active_interval, rng):
    return active_interval(_bell(float(rng.uniform(7, 8)), 0.8, 0.8), 0.03)


@active_interval.probe("any slope")
def a_lopsided_peak(active_interval, rng):
    return active_interval(_bell(float(rng.uniform(-1, 1)), 0.5, 2.0), 0.02)


@active_interval.probe("any slope")
def a_slope_that_never_ends(active_interval, rng):
    return active_interval(_ramp, 0.5)


@active_interval.probe("any slope")
def a_slope_that_never_begins(active_interval, rng):
    return active_interval(lambda x: _ramp(-np.asarray(x)), 0.5)


@active_interval.misconception(
    "1.6-D01",
    "For a symmetric slope it is right. You measure one side and mirror it: what if the peak is "
    "not at 0?",
)
def mirrored_interval(g_prime, tol):
    x = np.linspace(-20, 20, 40_001)
    hi = float(x[np.asarray(g_prime(x)) >= tol][-1])
    return -hi, hi


@active_interval.misconception("1.6-D02", "The right numbers, in the wrong order: lo comes first.")
def order_exchanged(g_prime, tol):
    x = np.linspace(-20, 20, 40_001)
    awake = x[np.asarray(g_prime(x)) >= tol]
    return float(awake[-1]), float(awake[0])


@active_interval.misconception(
    "1.6-D03",
    "You look for where the unit sleeps. Where is the slope at least tol?",
)
def asleep_instead(g_prime, tol):
    x = np.linspace(-20, 20, 40_001)
    asleep = x[np.asarray(g_prime(x)) < tol]
    return float(asleep[0]), float(asleep[-1])


@active_interval.misconception(
    "1.6-D04",
    "Your limit is a share of the highest slope. tol is meant as it stands.",
)
def relative_to_the_peak(g_prime, tol):
    x = np.linspace(-20, 20, 40_001)
    slope = np.asarray(g_prime(x))
    awake = x[slope >= tol * slope.max()]
    return float(awake[0]), float(awake[-1])


@active_interval.misconception(
    "1.6-D05",
    "Your grid has only whole numbers. The answer is asked for to 0.01.",
)
def whole_numbers_only(g_prime, tol):
    x = np.linspace(-20, 20, 41)
    awake = x[np.asarray(g_prime(x)) >= tol]
    return (float(awake[0]), float(awake[-1])) if len(awake) else (0.0, 0.0)


@active_interval.misconception(
    "1.6-D06",
    "You walk outwards from 0 and stop at the first sleepy point. The peak may lie elsewhere.",
)
def walk_from_zero(g_prime, tol):
    lo = hi = 0.0
    while lo > -20 and float(g_prime(lo - 0.01)) >= tol:
        lo -= 0.01
    while hi < 20 and float(g_prime(hi + 0.01)) >= tol:
        hi += 0.01
    return lo, hi


@active_interval.misconception(
    "1.6-D07",
    "Your search ends at -6 and 6. The interval can reach further out.",
)
def search_too_short(g_prime, tol):
    x = np.linspace(-6, 6, 12_001)
    awake = x[np.asarray(g_prime(x)) >= tol]
    return (float(awake[0]), float(awake[-1])) if len(awake) else (0.0, 0.0)


@active_interval.misconception(
    "1.6-D08",
    "You search from 0 to the right and mirror what you find. A unit may be awake only on the "
    "left, and its two ends need not match.",
)
def right_half_searched(g_prime, tol):
    x = np.linspace(0, 20, 20_001)
    hi = float(x[np.asarray(g_prime(x)) >= tol][-1])
    return -hi, hi


@active_interval.misconception(
    "1.6-D09",
    "The search is right and its steps of 0.1 are too wide: the answer is asked for to 0.01. How "
    "many points does a grid from -20 to 20 need then?",
)
def steps_of_a_tenth(g_prime, tol):
    x = np.linspace(-20, 20, 401)
    awake = x[np.asarray(g_prime(x)) >= tol]
    return float(awake[0]), float(awake[-1])


# 1.7 One sign or mixed? ------------------------------------------------------------------


def _one_sign_share(A: Any, Delta: Any) -> tuple[float, float]:
    A, Delta = np.asarray(A, float), np.asarray(Delta, float)
    gradients = A[:, :, None] * Delta[:, None, :]  # example, weight, unit
    return _share_with_one_sign(gradients, 1), _share_with_one_sign(gradients.mean(axis=0), 0)


def _share_with_one_sign(gradients: Any, weights: int) -> float:
    mixed = (gradients > 0).any(axis=weights) & (gradients < 0).any(axis=weights)
    return float(1 - mixed.mean())


one_sign_share = in_unit_1(
    "one_sign_share",
    group="1.7",
    asks="Return the share of (example, unit) pairs whose weight gradients have one sign, and the "
    "share of units for which the batch mean has.",
    reference=_one_sign_share,
    properties={"per example": 1.0, "batch mean": 1.0},
    version=2,
    hints=[
        "Look at one example and one unit: the gradient is Delta times the row of A. Write it "
        "down for A = [1, 2] and Delta = -3. With only positive activations, can its entries "
        "have different signs?",
        "All gradients together fill a box of shape (n, fan_in, fan_out): each array lacks one "
        "of the three axes, and broadcasting fills it in. The mean goes over the examples first; "
        "then look at signs.",
        "The same with wages: rows are years, columns are people, and a year has one sign if "
        "nobody's change is of the other. Changes [[1, 2], [3, -1], [-1, -4]] have one sign in 2 "
        "of 3 years. The mean change is (1 + 3 - 1) / 3 = 1 for the first and (2 - 1 - 4) / 3 = "
        "-1 for the second: mixed. The shares are 2/3 and 0.",
    ],
)


def _positive_inputs(rng: np.random.Generator) -> Any:
    return rng.uniform(0.1, 1, size=(5, 3)), rng.normal(size=(5, 40))


def _mixed_inputs(rng: np.random.Generator) -> Any:
    A = rng.uniform(0.1, 1, size=(9, 2)) * rng.choice([-1.0, 1.0], size=(9, 2))
    A[0] = np.abs(A[0])
    A[1] = -np.abs(A[1])
    A[2] = [0.5, -0.5]
    return A, rng.normal(size=(9, 30))


def _with_silent_units(rng: np.random.Generator) -> Any:
    A, Delta = _mixed_inputs(rng)
    A[3] = 0.0
    Delta[:, :10] = 0.0
    return A, Delta


def _with_a_silent_input(rng: np.random.Generator) -> Any:
    A, Delta = _positive_inputs(rng)
    A[:, 0] = 0.0
    return A, Delta


@one_sign_share.probe("per example", view=lambda shares: shares[0])
def positive_inputs_per_example(one_sign_share, rng):
    return one_sign_share(*_positive_inputs(rng))


@one_sign_share.probe("per example", view=lambda shares: shares[0])
def mixed_inputs_per_example(one_sign_share, rng):
    return one_sign_share(*_mixed_inputs(rng))


@one_sign_share.probe("per example", view=lambda shares: shares[0])
def silent_units_per_example(one_sign_share, rng):
    return one_sign_share(*_with_silent_units(rng))


@one_sign_share.probe("per example", view=lambda shares: shares[0])
def a_silent_input_per_example(one_sign_share, rng):
    return one_sign_share(*_with_a_silent_input(rng))


@one_sign_share.probe("batch mean", view=lambda shares: shares[1])
def positive_inputs_batch_mean(one_sign_share, rng):
    return one_sign_share(*_positive_inputs(rng))


@one_sign_share.probe("batch mean", view=lambda shares: shares[1])
def mixed_inputs_batch_mean(one_sign_share, rng):
    return one_sign_share(*_mixed_inputs(rng))


@one_sign_share.probe("batch mean", view=lambda shares: shares[1])
def silent_units_batch_mean(one_sign_share, rng):
    return one_sign_share(*_with_silent_units(rng))


@one_sign_share.probe("batch mean", view=lambda shares: shares[1])
def a_silent_input_batch_mean(one_sign_share, rng):
    return one_sign_share(*_with_a_silent_input(rng))


@one_sign_share.misconception("1.7-D01", "Both shares are there, in the other order.")
def shares_exchanged(A, Delta):
    G = np.asarray(A, float)[:, :, None] * np.asarray(Delta, float)[:, None, :]
    mean = G.mean(axis=0)
    per_example = 1 - ((G > 0).any(axis=1) & (G < 0).any(axis=1)).mean()
    batch_mean = 1 - ((mean > 0).any(axis=0) & (mean < 0).any(axis=0)).mean()
    return float(batch_mean), float(per_example)


@one_sign_share.misconception(
    "1.7-D02",
    "The mean gradient is the mean of the products. You multiply the mean activation by the mean "
    "Delta, and that keeps the signs together.",
)
def product_of_means(A, Delta):
    A, Delta = np.asarray(A, float), np.asarray(Delta, float)
    G = A[:, :, None] * Delta[:, None, :]
    mean = np.outer(A.mean(axis=0), Delta.mean(axis=0))
    per_example = 1 - ((G > 0).any(axis=1) & (G < 0).any(axis=1)).mean()
    batch_mean = 1 - ((mean > 0).any(axis=0) & (mean < 0).any(axis=0)).mean()
    return float(per_example), float(batch_mean)


@one_sign_share.misconception(
    "1.7-D03",
    "You compare the examples of one weight with each other. The question is about the weights "
    "of one unit.",
)
def examples_compared(A, Delta):
    G = np.asarray(A, float)[:, :, None] * np.asarray(Delta, float)[:, None, :]
    mean = G.mean(axis=0)
    per_example = 1 - ((G > 0).any(axis=0) & (G < 0).any(axis=0)).mean()
    batch_mean = 1 - ((mean > 0).any(axis=1) & (mean < 0).any(axis=1)).mean()
    return float(per_example), float(batch_mean)


@one_sign_share.misconception(
    "1.7-D04",
    "You answer yes or no for the whole batch. How large is the share?",
)
def all_or_nothing(A, Delta):
    G = np.asarray(A, float)[:, :, None] * np.asarray(Delta, float)[:, None, :]
    mean = G.mean(axis=0)
    per_example = not ((G > 0).any(axis=1) & (G < 0).any(axis=1)).any()
    batch_mean = not ((mean > 0).any(axis=0) & (mean < 0).any(axis=0)).any()
    return float(per_example), float(batch_mean)


@one_sign_share.misconception(
    "1.7-D05",
    "You count positive entries. A gradient whose entries are all negative has one sign too.",
)
def positive_share(A, Delta):
    G = np.asarray(A, float)[:, :, None] * np.asarray(Delta, float)[:, None, :]
    return float((G > 0).all(axis=1).mean()), float((G.mean(axis=0) > 0).all(axis=0).mean())


@one_sign_share.misconception(
    "1.7-D06",
    "A gradient of exactly 0 has no sign, so it can't disagree with the others.",
)
def zero_disagrees(A, Delta):
    G = np.asarray(A, float)[:, :, None] * np.asarray(Delta, float)[:, None, :]
    mean = G.mean(axis=0)
    per_example = ((G > 0).all(axis=1) | (G < 0).all(axis=1)).mean()
    batch_mean = ((mean > 0).all(axis=0) | (mean < 0).all(axis=0)).mean()
    return float(per_example), float(batch_mean)


@one_sign_share.misconception(
    "1.7-D07",
    "You return how many there are. A share is that number divided by all pairs, or all units.",
)
def counts_for_shares(A, Delta):
    G = np.asarray(A, float)[:, :, None] * np.asarray(Delta, float)[:, None, :]
    mean = G.mean(axis=0)
    per_example = ~((G > 0).any(axis=1) & (G < 0).any(axis=1))
    batch_mean = ~((mean > 0).any(axis=0) & (mean < 0).any(axis=0))
    return float(per_example.sum()), float(batch_mean.sum())


@one_sign_share.misconception(
    "1.7-D08",
    "You count gradients without a negative entry. Those without a positive entry have one sign "
    "as well.",
)
def no_negative_entry(A, Delta):
    G = np.asarray(A, float)[:, :, None] * np.asarray(Delta, float)[:, None, :]
    return float((G >= 0).all(axis=1).mean()), float((G.mean(axis=0) >= 0).all(axis=0).mean())


@one_sign_share.misconception(
    "1.7-D09",
    "You compare units with each other, for one weight place. Which axis holds the weights that "
    "lead into the same unit?",
)
def units_compared(A, Delta):
    G = np.asarray(A, float)[:, :, None] * np.asarray(Delta, float)[:, None, :]
    mean = G.mean(axis=0)
    per_example = 1 - ((G > 0).any(axis=2) & (G < 0).any(axis=2)).mean()
    batch_mean = 1 - ((mean > 0).any(axis=1) & (mean < 0).any(axis=1)).mean()
    return float(per_example), float(batch_mean)


@one_sign_share.misconception(
    "1.7-D10",
    "Both numbers answer the first question. For the second, average the gradients over the "
    "examples first, and look at signs after that.",
)
def gradients_never_averaged(A, Delta):
    G = np.asarray(A, float)[:, :, None] * np.asarray(Delta, float)[:, None, :]
    share = 1 - ((G > 0).any(axis=1) & (G < 0).any(axis=1)).mean()
    return float(share), float(share)


# Commit points: warm-up, predictions, faded step, erroneous example ----------------------

warmup_chain_rule = commit(
    "warmup_chain_rule",
    asks="What is the derivative of sigmoid(3x)?",
    options=["s(1-s)", "3 s(1-s)", "9 s(1-s)"],
    answer="3 s(1-s)",
    because="With s = sigmoid(3x), the outer slope is s(1 - s) and the inner function 3x has "
    "slope 3; the chain rule multiplies them.",
)

warmup_learnable = commit(
    "warmup_learnable",
    asks="A bias is called learnable. What does that mean?",
    options=["training changes it", "the user sets it", "it depends on the input"],
    answer="training changes it",
    because="Weights and biases are adjusted by training. They are the same for every input; what "
    "the user sets, such as a step size, is called a hyperparameter.",
)

warmup_which_slope = commit(
    "warmup_which_slope",
    points=0.1,
    asks="You want to know how strongly a neuron's output reacts to its input. What do you need?",
    options=["the activation", "the slope of the activation function", "the loss"],
    answer="the slope of the activation function",
    because="The reaction to a small change is what a derivative measures, taken at the "
    "pre-activation.",
)

prediction_float_one = commit(
    "prediction_float_one",
    asks="In float64, is sigmoid(36.7) exactly 1? And sigmoid(36.8)?",
    options=["no, no", "no, yes", "yes, yes"],
    answer="no, yes",
    because="The curve never reaches 1, but float64 has no number between 1 - 1.1e-16 and 1. From "
    "about 36.74 on the result rounds to 1. On the left the values stay positive down to -745.",
)

prediction_tanh_identity = commit(
    "prediction_tanh_identity",
    asks="The slides print tanh(x) = 2 sigmoid(x) - 1. At x = 1 the left side is 0.7616. And the "
    "right side?",
    options=["0.7616", "0.4621", "0.9640"],
    answer="0.4621",
    because="The printed right side is a tanh of twice the width: where tanh has reached 0.7616, "
    "it is at 0.4621.",
)

prediction_elu_far_out = commit(
    "prediction_elu_far_out",
    asks="The slide's one-liner x*(x>0) + 0.2*(exp(x)-1)*(x<0): what is it at x = 1000?",
    options=["1000", "inf", "nan"],
    answer="nan",
    because="exp(1000) is infinite, and infinity times the mask's 0 is nan: a mask does not stop "
    "a calculation, it only multiplies its result.",
)

prediction_asleep = commit(
    "prediction_asleep",
    asks="Pre-activations are drawn with standard deviation 10. What share of sigmoid units has a "
    "slope below 0.01?",
    options=["about 5 %", "about 30 %", "about 65 %"],
    answer="about 65 %",
    because="The slope is below 0.01 beyond 4.585 on either side, and less than half of a normal "
    "distribution with standard deviation 10 lies between.",
)

microscope_sleeping_mean = in_unit_1(
    "microscope_sleeping_mean",
    group="commit",
    kind="variable",
    asks="Pre-activations have standard deviation 1. Which mean puts 90 % of the sigmoid units to "
    "sleep?",
    reference=5.9,
    properties={"mean": 0.1},
    hints=[
        "Leave std at 1 and move the mean away from 0. The share of units that sleep stands "
        "below the picture. Note it at 3, 4, 5 and 6.",
        "A unit sleeps where the slope is below 0.01, from about 4.6 outwards. With the mean at "
        "4.6 half of the bell is beyond that edge, so half of the units are awake. The bell has "
        "to move on until a tenth of it is left inside.",
        "The same with heights of spread 10 cm: which mean puts 90 % of the people above 170 cm? "
        "90 % of a bell lie above its mean minus 1.28 spreads. So the mean is 170 + 1.28 · 10 = "
        "182.8, the edge plus 1.28 spreads.",
    ],
)


def from_the_mean(value: Any) -> Any:
    """Return 0 for a mean with 90 % asleep, to 0.1 and on either side, else how far it is off."""
    apart = abs(float(np.asarray(value, float))) - 5.87
    return 0 if abs(apart) < 0.085 else round(apart, 1)


@microscope_sleeping_mean.probe("mean", view=from_the_mean, expected=0)
def the_mean(microscope_sleeping_mean, rng):
    return microscope_sleeping_mean


microscope_sleeping_mean.wrong_value(
    "1.6-D91",
    "There the slope at the mean itself is 0.01: half of the units lie on the steep side of it.",
    4.6,
)
microscope_sleeping_mean.wrong_value(
    "1.6-D92",
    "Here far more than 90 % sleep. Find the mean nearest to 0 that does it.",
    8.0,
)
microscope_sleeping_mean.wrong_value(
    "1.6-D93",
    "That is a standard deviation which does it with mean 0. Set std to 1 and move the mean.",
    36.5,
)
microscope_sleeping_mean.wrong_value(
    "1.6-D94",
    "At this mean only a few units sleep: the curve is still steep there.",
    2.0,
)

prediction_glorot = commit(
    "prediction_glorot",
    asks="Glorot and colleagues compared three activations on four data sets, with and without "
    "pre-training. Does ReLU win all eight?",
    options=["all eight", "six of eight", "two of eight"],
    answer="six of eight",
    because="With pre-training tanh has the lowest error on MNIST and softplus on CIFAR10; ReLU "
    "wins the other six.",
)

faded_small_exponential = commit(
    "faded_small_exponential",
    asks="For negative x, which of the two exponentials is at most 1?",
    options=["e^x", "e^-x"],
    answer="e^x",
    because="For x < 0 the exponent of eˣ is negative. e⁻ˣ would be e¹⁰⁰⁰ at x = -1000.",
)

erroneous_slopes = commit(
    "erroneous_slopes",
    asks="Three wrong slopes at x = 0, for A: x(1-x), B: the slope at sigmoid(x), C: e/(1+e). "
    "Which outputs?",
    options=["0, 0.235, 0.5", "0.5, 0, 0.235", "0.235, 0.5, 0"],
    answer="0, 0.235, 0.5",
    because="A takes x for an activation, B squashes twice, C lost the square of the quotient "
    "rule. The right value is 0.25.",
)

EXERCISES = [value for value in list(globals().values()) if isinstance(value, Exercise)]
