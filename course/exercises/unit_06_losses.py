"""Unit 6, mean squared error versus cross-entropy: its exercises, one after the other.

Sources of the formulas: UCLA deep-learning slides, What outputs and cost functions?, Linear
output units, Sigmoid outputs and Softmax output; CS 457/557 Lecture 07, 07-1c Some Loss Functions
and 07-3a Putting It All Together; CS389 lecture notes, 2 Backpropagation.

Wrong forms whose id has a W are in the course's catalogue; a D marks those that were added here.
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from course import losses
from course.exercises.declaration import Exercise, Tolerance, choice
from course.exercises.probing import watching

UNIT = "06_losses"
GROUPS = {"6.1": 3.0, "6.2": 3.0, "6.3": 3.0, "6.4": 2.0, "6.5": 2.0, "6.6": 2.0, "6.7": 1.0}

RELATIVE = Tolerance(1e-3, 0.0, "the slope is tiny here: only a relative comparison sees it")
NUMERICAL = Tolerance(1e-4, 2e-6, "one of the two gradients comes from finite differences")
EXACT = Tolerance(0.0, 0.01, "steps are counted")
READ_OFF = Tolerance(0.0, 0.0021, "rounded to two or three decimals")
FROM_A_GRID = Tolerance(0.0, 0.011, "read off, or tried out on a coarse grid")

in_unit_6 = partial(Exercise, unit=UNIT)
commit = partial(choice, unit=UNIT, points=0.1)
HALF_LOG_2_PI = 0.5 * math.log(2 * math.pi)


def squash(z: Any) -> Any:
    """Return the sigmoid; the wrong forms have it from here, in plain NumPy."""
    e = np.exp(-np.abs(np.asarray(z, float)))
    return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)


def log_sum(Z: Any) -> Any:
    """Return the logarithm of the sum of the exponentials of each row, as a column."""
    m = Z.max(axis=1, keepdims=True)
    return m + np.log(np.exp(Z - m).sum(axis=1, keepdims=True))


def shares(Z: Any) -> Any:
    """Return the softmax of each row."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def both_kept(function: Any, one: Any, other: Any) -> Any:
    """Return the result, and how much the call changed either argument."""
    given = one.copy(), other.copy()
    values = function(*given)
    return values, given[0] - one, given[1] - other


def labels(rng: np.random.Generator, *shape: int) -> Any:
    """Return random labels 0 and 1, both of which occur."""
    y = rng.integers(0, 2, size=shape).astype(float)
    y.flat[0], y.flat[1] = 1.0, 0.0
    return y


# 6.1 Two gradients -----------------------------------------------------------------------

dmse_dz = in_unit_6(
    "dmse_dz",
    group="6.1",
    asks="Write the slope of the squared error (y - σ(z))² with respect to the score z.",
    reference=losses.dmse_dz,
    properties={"values": 0.75, "saturated": 0.5, "shapes and types": 0.25},
    uses=["sigmoid"],
    hints=[
        "Take z = 0 and y = 1. If z grows a little, does the loss grow or fall? What sign does "
        "your slope have there? Then compare its size with a small difference of two losses.",
        "Two links in the chain: the loss reacts to the output s = σ(z), and s reacts to z. "
        "Multiply the two slopes. The course's squared error has no ½.",
        "The same with another output: loss (5 - e^z)². At z = 0 the outer slope is -2 (5 - 1) = "
        "-8 and the inner slope e^0 = 1, together -8 · 1 = -8. At z = 1 it is -2 (5 - e^1) e^1 = "
        "-12.40.",
    ],
)


@dmse_dz.probe("values")
def for_label_one(dmse_dz, rng):
    return dmse_dz(rng.uniform(-3, 3, size=5), np.ones(5))


@dmse_dz.probe("values")
def for_label_zero(dmse_dz, rng):
    return dmse_dz(rng.uniform(-3, 3, size=4), np.zeros(4))


@dmse_dz.probe("saturated", tolerance=RELATIVE)
def deep_in_a_mistake(dmse_dz, rng):
    return dmse_dz(rng.uniform(-12, -8, size=3), np.ones(3))


@dmse_dz.probe("saturated")
def at_a_thousand(dmse_dz, rng):
    return dmse_dz(np.array([-1000.0, 1000.0, -1000.0, 1000.0, 1.0]), np.array([1, 1, 0, 0, 0]))


@dmse_dz.probe("shapes and types")
def one_score(dmse_dz, rng):
    return dmse_dz(float(rng.uniform(0.3, 1.5)), 1)


@dmse_dz.probe("shapes and types")
def lists_of_whole_numbers(dmse_dz, rng):
    return dmse_dz([-2, 0, 3], [int(k) for k in rng.permutation([1, 0, 1])])


@dmse_dz.probe("shapes and types")
def a_table_and_its_arguments(dmse_dz, rng):
    return both_kept(dmse_dz, rng.normal(size=(3, 2)), labels(rng, 3, 2))


@dmse_dz.misconception(
    "M28-W01",
    "Everywhere half of what it should be. Look at the squared error that this course uses: is "
    "there a ½ in front of it?",
)
def half_convention(z, y):
    s = squash(z)
    return -(np.asarray(y) - s) * s * (1 - s)


@dmse_dz.misconception(
    "M28-W02",
    "For y = 1, raising z brings the output nearer to the label. Does the loss rise or fall then, "
    "and what does your slope say?",
)
def sign_of_the_slope(z, y):
    s = squash(z)
    return 2 * (np.asarray(y) - s) * s * (1 - s)


@dmse_dz.misconception(
    "M28-W03",
    "You have the slope with respect to the output. The question was about z, one link of the "
    "chain further back.",
)
def slope_of_the_output_only(z, y):
    return -2 * (np.asarray(y) - squash(z))


@dmse_dz.misconception(
    "M28-W04",
    "σ' is measured where the unit sits. Which number goes into it: the score z, or the output "
    "that has been squashed already?",
)
def squashed_once_more(z, y):
    s = squash(z)
    t = squash(s)
    return -2 * (np.asarray(y) - s) * t * (1 - t)


@dmse_dz.misconception(
    "M28-D01",
    "For y = 0 you return the slope that belongs to y = 1. Where does the label enter?",
)
def label_one_only(z, y):
    s = squash(z)
    return -2 * (1 - s) * s * (1 - s)


@dmse_dz.misconception(
    "M28-D02",
    "z is a score, any number; you treat it as a probability. What turns the one into the other?",
)
def score_taken_for_output(z, y):
    z = np.asarray(z, float)
    return -2 * (np.asarray(y) - z) * z * (1 - z)


@dmse_dz.misconception(
    "M28-D03",
    "That is the loss itself. Asked for is how it reacts when z moves a little.",
)
def loss_for_slope(z, y):
    return (np.asarray(y) - squash(z)) ** 2


@dmse_dz.misconception(
    "M28-D04",
    "One number came back for many scores. Here each score keeps its own slope; the mean over "
    "the batch is taken later, once.",
)
def averaged_slope(z, y):
    s = squash(z)
    return np.mean(-2 * (np.asarray(y) - s) * s * (1 - s))


@dmse_dz.misconception(
    "M28-D08",
    "For the inner link you took the height of the sigmoid. How steep is it where it is s high?",
)
def height_for_slope(z, y):
    s = squash(z)
    return -2 * (np.asarray(y) - s) * s


@dmse_dz.misconception(
    "M28-D10",
    "For the inner link you took z(1 - z). It is the output s of the sigmoid that enters there, "
    "not the score.",
)
def score_in_the_inner_link(z, y):
    z = np.asarray(z, float)
    return -2 * (np.asarray(y) - squash(z)) * z * (1 - z)


dce_dz = in_unit_6(
    "dce_dz",
    group="6.1",
    asks="Write the slope of the binary cross-entropy with respect to the score z.",
    reference=losses.dce_dz,
    properties={"values": 0.75, "saturated": 0.5, "shapes and types": 0.25},
    uses=["sigmoid"],
    hints=[
        "Evaluate yours at z = -1000 with y = 1, the worst mistake there is. Is it a plain "
        "number, and not 0? Then try y = 0 as well.",
        "Two links again: the slope with respect to the output has s in a denominator, the slope "
        "of the output has it as a factor (UCLA slides, What outputs and cost functions?, "
        "continued). Cancel on paper, for y = 1 and for y = 0.",
        "The same for the loss -log u with u = e^z / 3: outer slope -1/u, inner slope u, "
        "together -1. For u = 0.2 that is (-1/0.2) · 0.2 = -1, and for u = 0.001 it is "
        "(-1/0.001) · 0.001 = -1. The fraction and the factor are gone before any number is put "
        "in.",
    ],
)


@dce_dz.probe("values")
def with_label_one(dce_dz, rng):
    return dce_dz(rng.uniform(-3, 3, size=5), np.ones(5))


@dce_dz.probe("values")
def with_label_zero(dce_dz, rng):
    return dce_dz(rng.uniform(-3, 3, size=4), np.zeros(4))


@dce_dz.probe("saturated")
def far_on_both_sides(dce_dz, rng):
    return dce_dz(np.array([-1000.0, 1000.0, -40.0, 40.0]), np.array([1, 0, 1, 0]))


@dce_dz.probe("saturated")
def far_on_the_right_side(dce_dz, rng):
    return dce_dz(np.array([1000.0, -1000.0, -1.0]), np.array([1, 0, 1]))


@dce_dz.probe("shapes and types")
def a_single_score(dce_dz, rng):
    return dce_dz(float(rng.uniform(0.3, 1.5)), 1)


@dce_dz.probe("shapes and types")
def whole_numbers_in_lists(dce_dz, rng):
    return dce_dz([-2, 0, 3], [int(k) for k in rng.permutation([1, 0, 1])])


@dce_dz.probe("shapes and types")
def a_table_of_scores(dce_dz, rng):
    return both_kept(dce_dz, rng.normal(size=(3, 2)), labels(rng, 3, 2))


@dce_dz.misconception(
    "M28-W07",
    "Right for y = 1, the case on the slide. Derive the slope for y = 0 too: the other logarithm "
    "is the one that counts there.",
)
def slide_case_only(z, y):
    return squash(z) - 1


@dce_dz.misconception(
    "M28-W08",
    "Following your slope downhill leads uphill. For y = 1 and a low score, the loss falls when "
    "z grows: which sign has the slope?",
)
def reversed_sign(z, y):
    return np.asarray(y) - squash(z)


@dce_dz.misconception(
    "M28-W09",
    "This reacts to the probability, and explodes where that is near 0 or 1. One more factor of "
    "the chain rule leads from the probability to z.",
)
def slope_of_the_probability(z, y):
    s, y = squash(z), np.asarray(y)
    return -y / s + (1 - y) / (1 - s)


@dce_dz.misconception(
    "M28-W10",
    "On paper the factors cancel. In floating point, a rounded 0 times an infinity is nan. "
    "Cancel first, then compute.",
)
def not_cancelled(z, y):
    s, y = squash(z), np.asarray(y)
    return (-y / s + (1 - y) / (1 - s)) * s * (1 - s)


@dce_dz.misconception(
    "M28-W11",
    "Everywhere twice of what it should be. The 2 of the squared error came from its square; "
    "what is squared here?",
)
def factor_two(z, y):
    return 2 * (squash(z) - np.asarray(y))


@dce_dz.misconception(
    "M28-D05",
    "You kept the factor that makes the squared error go to sleep. Write the slope of the "
    "logarithm beside it: what cancels?",
)
def slope_of_sigmoid_left_in(z, y):
    s = squash(z)
    return (s - np.asarray(y)) * s * (1 - s)


@dce_dz.misconception(
    "M28-D06",
    "z is a score, any number; the label is compared with a probability. What lies between them?",
)
def sigmoid_forgotten(z, y):
    return np.asarray(z, float) - np.asarray(y)


@dce_dz.misconception(
    "M28-D07",
    "One number came back for many scores. Each score keeps its own slope here.",
)
def one_mean_slope(z, y):
    return np.mean(squash(z) - np.asarray(y))


@dce_dz.misconception(
    "M28-D09",
    "With y = 0 nothing reacts in your version: only one of the two logarithms was "
    "differentiated. What does a false alarm do to the score?",
)
def one_logarithm_only(z, y):
    return np.asarray(y) * (squash(z) - 1)


# 6.2 Binary cross-entropy ----------------------------------------------------------------

bce_from_logits = in_unit_6(
    "bce_from_logits",
    group="6.2",
    asks="Write the binary cross-entropy of each score so that it is exact for every size of z.",
    reference=losses.bce_from_logits,
    properties={"values": 0.5, "stability": 0.75, "shapes and types": 0.25},
    uses=["sigmoid"],
    hints=[
        "Try z = -1000 with y = 1. A mistake of 1000 should cost about 1000. Then try z = 1000 "
        "with y = 1: it should cost 0.",
        "-log σ(z) is log(1 + e^-z), and -log(1 - σ(z)) is log(1 + e^z). So no probability is "
        "needed. What is left is log(1 + e^t) for a large t: which exponential is safe?",
        "The same with log(e^z + e^5): take the larger exponent out, max(z, 5) + log(1 + e^-|z - "
        "5|). At z = 6 this is 6 + log(1 + e^-1) = 6.3133, at z = 1000 it is 1000 + log(1 + "
        "e^-995) = 1000. np.logaddexp(z, 5) does this in one call.",
    ],
)


@bce_from_logits.probe("values")
def scores_with_label_one(bce_from_logits, rng):
    return bce_from_logits(rng.uniform(-5, 5, size=4), np.ones(4))


@bce_from_logits.probe("values")
def scores_with_label_zero(bce_from_logits, rng):
    return bce_from_logits(rng.uniform(-5, 5, size=3), np.zeros(3))


@bce_from_logits.probe("values")
def undecided(bce_from_logits, rng):
    return bce_from_logits(np.zeros(2), np.array([1.0, 0.0]))


def loss_over_size(seen: Any) -> Any:
    """Return rounded loss / size, whatever limit a clipped version has, and what was warned."""
    return np.round(np.asarray(seen[0], float) / FAR), seen[1]


FAR = np.array([1000.0, 200.0, 1000.0, 200.0])


@bce_from_logits.probe("stability", view=loss_over_size)
def confident_mistakes(bce_from_logits, rng):
    with watching() as seen:
        values = bce_from_logits(np.array([-1, -1, 1, 1]) * FAR, np.array([1, 1, 0, 0]))
    return values, seen.warned


@bce_from_logits.probe("stability")
def confident_and_right(bce_from_logits, rng):
    return bce_from_logits(np.array([1000.0, -1000.0, 3.0]), np.array([1, 0, 1]))


@bce_from_logits.probe("shapes and types")
def one_score_alone(bce_from_logits, rng):
    return bce_from_logits(float(rng.uniform(0.3, 1.5)), 0)


@bce_from_logits.probe("shapes and types")
def lists_of_integers(bce_from_logits, rng):
    return bce_from_logits([-2, 1, 3], [int(k) for k in rng.permutation([1, 0, 1])])


@bce_from_logits.probe("shapes and types")
def a_table_left_alone(bce_from_logits, rng):
    return both_kept(bce_from_logits, rng.normal(size=(2, 3)), labels(rng, 2, 3))


@bce_from_logits.misconception(
    "M26-W01",
    "At z = -1000 the probability is stored as 0, and its logarithm is lost. Can the loss be "
    "written with z itself, without σ(z)?",
)
def log_of_the_sigmoid(z, y):
    s, y = squash(z), np.asarray(y)
    return -(y * np.log(s) + (1 - y) * np.log(1 - s))


@bce_from_logits.misconception(
    "M26-W02",
    "A mistake at -200 and one at -1000 cost the same in your version. So what is the slope of "
    "the loss out there, and who would correct the mistake?",
)
def clipped_probabilities(z, y):
    s, y = np.clip(squash(z), 1e-7, 1 - 1e-7), np.asarray(y)
    return -(y * np.log(s) + (1 - y) * np.log(1 - s))


@bce_from_logits.misconception(
    "M26-W03",
    "Your losses are negative. A loss is 0 for a perfect prediction and positive otherwise; "
    "yours would be made ever worse by training.",
)
def minus_sign_missing(z, y):
    z = np.asarray(z, float)
    return np.asarray(y) * z - np.logaddexp(0, z)


@bce_from_logits.misconception(
    "M26-W04",
    "Try the same score with both labels: your loss stays the same. Where does y come in?",
)
def label_has_no_effect(z, y):
    return np.logaddexp(0, np.asarray(z, float))


@bce_from_logits.misconception(
    "M26-W05",
    "With y = 0 everything is free in your version. What should a confident false alarm cost?",
)
def only_the_positive_class(z, y):
    z = np.asarray(z, float)
    return np.asarray(y) * np.logaddexp(0, -z)


@bce_from_logits.misconception(
    "M26-W07",
    "One number came back. Asked for is one loss per score, in the shape of z.",
)
def mean_of_the_losses(z, y):
    z = np.asarray(z, float)
    return np.mean(np.logaddexp(0, z) - np.asarray(y) * z)


@bce_from_logits.misconception(
    "M26-D01",
    "Right in the middle, but one exponential overflows for a large positive score. Take the "
    "larger exponent out before you exponentiate.",
)
def exponential_overflows(z, y):
    z = np.asarray(z, float)
    return np.log(1 + np.exp(z)) - np.asarray(y) * z


@bce_from_logits.misconception(
    "M26-D02",
    "This form belongs to labels -1 and 1. With y = 0 the score drops out: every such example "
    "costs log 2.",
)
def labels_plus_minus_one(z, y):
    return np.logaddexp(0, -np.asarray(y) * np.asarray(z, float))


@bce_from_logits.misconception(
    "M26-D03",
    "The better the score, the higher your loss. Which sign of z suits y = 1, and which of the "
    "two logarithms should then be small?",
)
def labels_exchanged(z, y):
    z = np.asarray(z, float)
    return np.logaddexp(0, z) - (1 - np.asarray(y)) * z


@bce_from_logits.misconception(
    "M26-D04",
    "That is the squared distance between label and probability. Cross-entropy is the negative "
    "logarithm of the probability that the label had.",
)
def squared_error_instead(z, y):
    return (np.asarray(y) - squash(z)) ** 2


@bce_from_logits.misconception(
    "M26-D09",
    "Right on paper, but e to the size of a large mistake overflows. Write log(1 + e^t) so that "
    "no large number is exponentiated; unit 1 had a form.",
)
def both_exponentials_overflow(z, y):
    z = np.asarray(z, float)
    return np.log(1 + np.exp(np.where(np.asarray(y) == 1, -z, z)))


@bce_from_logits.misconception(
    "M26-D10",
    "Far out one exponential overflows, and 0 times infinity is nan, even for a score that is "
    "right. Which form of log(1 + e^t) never exponentiates a large number?",
)
def overflowing_term_times_zero(z, y):
    z, y = np.asarray(z, float), np.asarray(y)
    return y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z))


@bce_from_logits.misconception(
    "M26-D11",
    "Right until the probability of what happened is rounded to 0: then its logarithm is lost. "
    "Can the loss be written with z itself, without σ(z)?",
)
def log_of_what_happened(z, y):
    s = squash(z)
    return -np.log(np.where(np.asarray(y) == 1, s, 1 - s))


@bce_from_logits.misconception(
    "M26-D12",
    "np.logaddexp(1, t) is log(e^1 + e^t): e to the 1 stands where the 1 itself belongs. Which "
    "exponent gives 1?",
)
def one_for_its_exponent(z, y):
    z = np.asarray(z, float)
    return np.logaddexp(1, np.where(np.asarray(y) == 1, -z, z))


bce = in_unit_6(
    "bce",
    group="6.2",
    asks="Write the mean binary cross-entropy of probabilities, finite even for p = 0 and p = 1.",
    reference=losses.bce,
    properties={"values": 0.75, "certain probabilities": 0.5, "types": 0.25},
    uses=["sigmoid", "bce_from_logits"],
    hints=[
        "One example at a time: p = 0.9 should cost 0.1054 if y = 1, and 2.3026 if y = 0. Then a "
        "whole batch, then p exactly 0 and exactly 1.",
        "Only the logarithm of the probability that the label had counts; y and 1 - y pick it "
        "(CS 457/557, 07-1c Some Loss Functions). Keep the logarithm's argument a tiny bit "
        "(1e-15 to 1e-7) away from 0, on both sides.",
        "The same for an average of √(t (1 - t)), with t a hair outside [0, 1] after rounding: "
        "for t = 1.000001 the root has -0.000001 inside and gives nan. Move t into the range "
        "first, t = np.clip(t, 0, 1), then take the formula: √(1 (1 - 1)) = 0.",
    ],
)


@bce.probe("values")
def one_probability(bce, rng):
    return bce(np.array([float(rng.uniform(0.6, 0.9))]), np.array([1.0]))


@bce.probe("values")
def a_false_alarm(bce, rng):
    return bce(np.array([float(rng.uniform(0.6, 0.9))]), np.array([0.0]))


@bce.probe("values")
def a_batch(bce, rng):
    return bce(rng.uniform(0.02, 0.98, size=5), labels(rng, 5))


@bce.probe("values")
def a_batch_and_its_double(bce, rng):
    p, y = rng.uniform(0.1, 0.9, size=3), labels(rng, 3)
    return bce(p, y), bce(np.tile(p, 2), np.tile(y, 2))


@bce.probe("values")
def nearly_sure(bce, rng):
    return bce(np.array([0.999, 0.001]), np.array([1.0, 0.0]))


def finite_and_large(seen: Any) -> Any:
    """Whether each of the mistakes costs something finite, and whether something large."""
    return [(bool(np.isfinite(loss)), bool(loss > 10)) for loss in seen]


@bce.probe("certain probabilities", view=finite_and_large, expected=[(True, True), (True, True)])
def certain_and_wrong(bce, rng):
    return bce(np.array([0.0]), np.array([1.0])), bce(np.array([1.0]), np.array([0.0]))


@bce.probe("certain probabilities", view=lambda loss: bool(abs(loss) < 1e-5), expected=True)
def certain_and_right(bce, rng):
    return bce(np.array([0.0, 1.0]), np.array([0.0, 1.0]))


@bce.probe("types")
def lists_are_fine(bce, rng):
    return bce([0.25, float(rng.uniform(0.5, 0.9))], [1, 0])


@bce.probe("types")
def arguments_left_alone(bce, rng):
    return both_kept(bce, rng.uniform(0.1, 0.9, size=4), labels(rng, 4))


@bce.misconception(
    "M26-W08",
    "The label is certain, 0 or 1, and a logarithm of it is lost. Which of the two, y or p, "
    "belongs inside the logarithms?",
)
def roles_exchanged(p, y):
    p = np.clip(np.asarray(p, float), 1e-12, 1 - 1e-12)
    y = np.clip(np.asarray(y, float), 1e-12, 1 - 1e-12)
    return float(-np.mean(p * np.log(y) + (1 - p) * np.log(1 - y)))


@bce.misconception(
    "M26-W09",
    "False alarms are free in your version. What does p = 0.9 cost when the label is 0?",
)
def second_term_missing(p, y):
    p = np.clip(np.asarray(p, float), 1e-12, 1)
    return float(-np.mean(np.asarray(y) * np.log(p)))


@bce.misconception(
    "M26-W11",
    "Your clipping changes ordinary probabilities such as 0.999, too. It should touch only what "
    "is closer to 0 or 1 than about 1e-7.",
)
def clipping_too_coarse(p, y):
    p, y = np.clip(np.asarray(p, float), 0.05, 0.95), np.asarray(y)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@bce.misconception(
    "M26-W12",
    "Twice the batch gives twice the number. The slides print a sum; this task asks for the "
    "average.",
)
def sum_instead_of_mean(p, y):
    p, y = np.clip(np.asarray(p, float), 1e-12, 1 - 1e-12), np.asarray(y)
    return float(-np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)))


@bce.misconception(
    "M26-W13",
    "Too small by the same factor everywhere. Which logarithm has the derivative 1/p?",
)
def base_ten(p, y):
    p, y = np.clip(np.asarray(p, float), 1e-12, 1 - 1e-12), np.asarray(y)
    return float(-np.mean(y * np.log10(p) + (1 - y) * np.log10(1 - p)))


@bce.misconception(
    "M26-D05",
    "The formula is right, but a probability of exactly 0 or 1 makes it inf or nan. Move such a "
    "p a tiny bit inwards before the logarithm.",
)
def never_clipped(p, y):
    p, y = np.asarray(p, float), np.asarray(y)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@bce.misconception(
    "M26-D06",
    "p = 0 is caught, p = 1 is not. The second logarithm has a dangerous end as well.",
)
def clipped_on_one_side(p, y):
    p, y = np.maximum(np.asarray(p, float), 1e-12), np.asarray(y)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@bce.misconception(
    "M26-D07",
    "Logarithms of probabilities are negative, losses are not. Something is missing in front.",
)
def no_minus_in_front(p, y):
    p, y = np.clip(np.asarray(p, float), 1e-12, 1 - 1e-12), np.asarray(y)
    return float(np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@bce.misconception(
    "M26-D08",
    "You return one loss per example. This function, unlike the first one, gives their average.",
)
def losses_not_averaged(p, y):
    p, y = np.clip(np.asarray(p, float), 1e-12, 1 - 1e-12), np.asarray(y)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


@bce.misconception(
    "M26-D13",
    "Probabilities come in here, not scores; you squash them once more. That was the first "
    "function's business.",
)
def probabilities_squashed_again(p, y):
    p, y = squash(p), np.asarray(y)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@bce.misconception(
    "M26-D14",
    "Finite, but p = 0 is moved too far inwards: a mistake that was held for certain costs no "
    "more than a slip. The docstring says how far.",
)
def moved_too_far(p, y):
    p, y = np.clip(np.asarray(p, float), 1e-3, 1 - 1e-3), np.asarray(y)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


# 6.3 Multi-class cross-entropy -----------------------------------------------------------

cross_entropy = in_unit_6(
    "cross_entropy",
    group="6.3",
    asks="Write the mean cross-entropy of rows of scores with one-hot labels.",
    reference=losses.cross_entropy,
    properties={"values": 1.25, "mean over the batch": 0.5, "stability": 1.0, "types": 0.25},
    uses=["softmax"],
    hints=[
        "Four equal scores should cost log 4 = 1.3863, whatever the label. Then double the "
        "batch, add 1000 to all scores of a row, and try a score of 1000 for a wrong class.",
        "log softmax is a difference: the score itself, minus the logarithm of the sum of all "
        "exponentials. Adding one number to all scores of a row changes nothing: choose it well.",
        "The same for log(e^1000 + e^998): take out 1000, which leaves 1000 + log(1 + e^-2) = "
        "1000.1269. No exponent above 0 is left, and no logarithm of 0. The row (7, 5) has "
        "another largest number: 7 + log(1 + e^-2) = 7.1269.",
    ],
)


def one_hot_rows(rng: np.random.Generator, n: int, K: int) -> Any:
    """Return n one-hot rows of which the first two differ."""
    k = rng.integers(0, K, size=n)
    k[1 % n] = (k[0] + 1) % K if n > 1 else k[0]
    return np.eye(K)[k]


@cross_entropy.probe("values")
def one_example(cross_entropy, rng):
    return cross_entropy(rng.uniform(-2, 2, size=(1, 3)), one_hot_rows(rng, 1, 3))


@cross_entropy.probe("values")
def four_equal_scores(cross_entropy, rng):
    return cross_entropy(np.zeros((1, 4)), one_hot_rows(rng, 1, 4))


@cross_entropy.probe("values")
def sure_and_right(cross_entropy, rng):
    Y = one_hot_rows(rng, 3, 5)
    return cross_entropy(30 * Y, Y)


@cross_entropy.probe("values")
def a_wrong_score_raised(cross_entropy, rng):
    Y = one_hot_rows(rng, 2, 3)
    Z = rng.normal(size=(2, 3))
    return cross_entropy(Z, Y), cross_entropy(Z + 2 * np.roll(Y, 1, axis=1), Y)


@cross_entropy.probe("mean over the batch")
def five_examples(cross_entropy, rng):
    return cross_entropy(rng.normal(size=(5, 3)), one_hot_rows(rng, 5, 3))


@cross_entropy.probe("mean over the batch")
def a_batch_of_two_and_of_four(cross_entropy, rng):
    Z, Y = rng.normal(size=(2, 3)), one_hot_rows(rng, 2, 3)
    return cross_entropy(Z, Y), cross_entropy(np.tile(Z, (2, 1)), np.tile(Y, (2, 1)))


@cross_entropy.probe("stability")
def a_thousand_added_to_each_score(cross_entropy, rng):
    with watching() as seen:
        value = cross_entropy(rng.normal(size=(2, 3)) + 1000, one_hot_rows(rng, 2, 3))
    return value, seen.warned


@cross_entropy.probe("stability", view=lambda loss: np.round(np.asarray(loss, float) / 1000))
def a_confident_mistake(cross_entropy, rng):
    Y = np.eye(3)[[int(rng.integers(3))]]
    return cross_entropy(1000 * np.roll(Y, 1, axis=1), Y)


def one_way_to_be_lost(seen: Any) -> Any:
    """Return inf and nan as nan: which of them comes out depends on the way of writing."""
    return np.where(np.isfinite(seen[0]), seen[0], np.nan), seen[1]


@cross_entropy.probe("stability", view=one_way_to_be_lost)
def rows_far_apart(cross_entropy, rng):
    far = np.array([[1000.0], [-1000.0], [0.0]])
    with watching() as seen:
        value = cross_entropy(rng.normal(size=(3, 4)) + far, one_hot_rows(rng, 3, 4))
    return value, seen.warned


@cross_entropy.probe("types")
def lists_of_lists(cross_entropy, rng):
    return cross_entropy([[1, 2, 4], [0, int(rng.integers(1, 4)), -1]], [[0, 1, 0], [1, 0, 0]])


@cross_entropy.probe("types")
def scores_left_alone(cross_entropy, rng):
    return both_kept(cross_entropy, rng.normal(size=(4, 3)), one_hot_rows(rng, 4, 3))


@cross_entropy.misconception(
    "M27-W01",
    "For a confident mistake the probability is rounded to 0 before you take its logarithm. "
    "Combine the two steps on paper first.",
)
def log_after_softmax(Z, Y):
    Z = np.asarray(Z, float)
    return float(-np.sum(Y * np.log(shares(Z))) / len(Z))


@cross_entropy.misconception(
    "M27-W02",
    "Scores of 1000 overflow in the exponential. Subtract something from the whole row first; "
    "the result does not change.",
)
def no_shift(Z, Y):
    Z = np.asarray(Z, float)
    return float(-np.sum(Y * (Z - np.log(np.exp(Z).sum(axis=1, keepdims=True)))) / len(Z))


@cross_entropy.misconception(
    "M27-W04",
    "Compare a batch with the same batch doubled: your value doubles too.",
)
def sum_over_examples(Z, Y):
    Z = np.asarray(Z, float)
    return float(-np.sum(Y * (Z - log_sum(Z))))


@cross_entropy.misconception(
    "M27-W05",
    "Even a perfect prediction costs something in your version: the scores were turned into "
    "probabilities twice.",
)
def softmax_twice(Z, Y):
    Z = np.asarray(Z, float)
    return float(-np.sum(Y * np.log(shares(shares(Z)))) / len(Z))


@cross_entropy.misconception(
    "M27-W06",
    "You also charge for the zeros of the label. Softmax has coupled the other classes already: "
    "which term does the formula for many classes not have?",
)
def binary_formula_per_class(Z, Y):
    P, Y = np.clip(shares(np.asarray(Z, float)), 1e-12, 1 - 1e-12), np.asarray(Y)
    return float(-np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / len(P))


@cross_entropy.misconception(
    "M27-W07",
    "Your loss is small whenever the network is sure, right or wrong. Where does the label enter?",
)
def label_ignored(Z, Y):
    Z = np.asarray(Z, float)
    return float(-np.mean((Z - log_sum(Z)).max(axis=1)))


@cross_entropy.misconception(
    "M27-W08",
    "Logarithms of probabilities are negative; a loss is not.",
)
def minus_forgotten(Z, Y):
    Z = np.asarray(Z, float)
    return float(np.sum(Y * (Z - log_sum(Z))) / len(Z))


@cross_entropy.misconception(
    "M27-W10",
    "Raise the score of a wrong class: your loss does not move. Should the other classes not "
    "count?",
)
def sigmoids_for_softmax(Z, Y):
    return float(np.sum(Y * np.logaddexp(0, -np.asarray(Z, float))) / len(Z))


@cross_entropy.misconception(
    "M27-W11",
    "Your loss of one example depends on who else is in the batch. Along which axis do the "
    "probabilities add up to 1?",
)
def normalised_over_the_batch(Z, Y):
    Z = np.asarray(Z, float)
    return float(-np.sum(np.asarray(Y) * (Z.T - log_sum(Z.T)).T) / len(Z))


@cross_entropy.misconception(
    "M27-D01",
    "np.mean divides by n times K here. Over the classes there is a sum; only the examples are "
    "averaged.",
)
def mean_over_all_entries(Z, Y):
    Z = np.asarray(Z, float)
    return float(-np.mean(Y * (Z - log_sum(Z))))


@cross_entropy.misconception(
    "M27-D02",
    "Clipping keeps the loss finite, but every confident mistake now costs the same, and its "
    "slope is 0. Work with the scores instead.",
)
def clipped_softmax(Z, Y):
    P = np.clip(shares(np.asarray(Z, float)), 1e-12, 1)
    return float(-np.sum(Y * np.log(P)) / len(P))


@cross_entropy.misconception(
    "M27-D03",
    "You pick the score of the right class, but the logarithm of the sum is missing. Adding 1000 "
    "to a whole row must not change the loss.",
)
def not_normalised(Z, Y):
    return float(-np.sum(np.asarray(Y) * np.asarray(Z, float)) / len(Z))


@cross_entropy.misconception(
    "M27-D04",
    "One loss per example came back. Asked for is their mean, one number.",
)
def one_loss_per_example(Z, Y):
    Z = np.asarray(Z, float)
    return -np.sum(Y * (Z - log_sum(Z)), axis=1)


@cross_entropy.misconception(
    "M27-D05",
    "One number is subtracted from all rows. A row far below the largest score then has only "
    "zeros as exponentials. Each row may have a shift of its own.",
)
def one_shift_for_all_rows(Z, Y):
    Z = np.asarray(Z, float)
    shifted = Z - Z.max()
    return float(-np.sum(Y * (shifted - np.log(np.exp(shifted).sum(1, keepdims=True)))) / len(Z))


@cross_entropy.misconception(
    "M27-D06",
    "The shift is in the sum of exponentials only. The score of the right class has to be shifted "
    "with it, or the shift added back after the logarithm.",
)
def shift_in_the_sum_only(Z, Y):
    Z = np.asarray(Z, float)
    shift = Z.max(axis=1, keepdims=True)
    return float(-np.sum(Y * (Z - np.log(np.exp(Z - shift).sum(1, keepdims=True)))) / len(Z))


@cross_entropy.misconception(
    "M27-D07",
    "Each column is shifted by its own number, so the scores of one row move apart. All scores of "
    "one row need the same shift: which axis?",
)
def columns_shifted(Z, Y):
    Z = np.asarray(Z, float)
    Z = Z - Z.max(axis=0)
    return float(-np.sum(Y * (Z - log_sum(Z))) / len(Z))


@cross_entropy.misconception(
    "M27-D08",
    "Your sums run down the columns, over the examples. The classes of one example stand beside "
    "each other, in its row.",
)
def sums_down_the_columns(Z, Y):
    Z = np.asarray(Z, float)
    Z = Z - Z.max(axis=0)
    return float(np.mean(np.log(np.exp(Z).sum(axis=0)) - np.sum(Y * Z, axis=0)))


@cross_entropy.misconception(
    "M27-D09",
    "Scores of 1000 overflow in the exponential, and the loss is inf. One number may be taken off "
    "all scores of a row before anything is exponentiated.",
)
def sum_overflows(Z, Y):
    Z = np.asarray(Z, float)
    return float(np.mean(np.log(np.exp(Z).sum(axis=1)) - np.sum(Y * Z, axis=1)))


# 6.4 New output Δ, same hidden rule ------------------------------------------------------


def _output_delta_ce(y, a):
    return np.asarray(a, float) - np.asarray(y, float)


output_delta_ce = in_unit_6(
    "output_delta_ce",
    group="6.4",
    asks="Write the output Δ for cross-entropy, given labels and sigmoid outputs.",
    reference=_output_delta_ce,
    properties={"values": 0.5, "gradient check": 1.0, "saturated": 0.25, "shapes and types": 0.25},
    uses=["sigmoid"],
    hints=[
        "Take one unit with y = 1 and a = 0.9. If its pre-activation grows a little, does the "
        "loss rise or fall? Then compare your Δ with dce_dz at the score whose sigmoid is 0.9, "
        "log 9 = 2.1972.",
        "Δ is the slope with respect to in_, and it was derived in 6.1. Here you get a = σ(in_) "
        "instead of the score. Nothing is divided by n: backward does that, once. The loss is "
        "known to this Δ alone (CS 457/557, 07-3a Putting It All Together).",
        "The same for a linear output unit with the squared error: a = in_, so the slope of the "
        "unit is 1, and Δ = -2(y - a). For y = 3 and a = 1 that is -2 (3 - 1) = -4, in the shape "
        "of a.",
    ],
)


def _network(rng: np.random.Generator, sizes: tuple[int, ...], n: int) -> Any:
    """Draw a batch, labels, weights and biases."""
    X = rng.normal(size=(n, sizes[0]))
    y = labels(rng, n, sizes[-1])
    Ws = [rng.normal(size=pair) for pair in pairwise(sizes)]
    return X, y, Ws, [rng.normal(size=fan_out) for fan_out in sizes[1:]]


def _forward(X: Any, Ws: Any, bs: Any) -> Any:
    ins, outs = [], [X]
    for W, b in zip(Ws, bs, strict=True):
        ins.append(outs[-1] @ W + b)
        outs.append(squash(ins[-1]))
    return ins, outs


def _backward(ins: Any, outs: Any, Ws: Any, y: Any, delta_out: Any = None) -> Any:
    """Do what the notebook's own backward does; the hidden rule asks for no loss."""
    n = len(outs[0])
    delta = delta_out
    if delta is None:
        delta = -2 * (y - outs[-1]) * outs[-1] * (1 - outs[-1])
    dWs: list[Any] = []
    dbs: list[Any] = []
    for k in reversed(range(len(Ws))):
        dWs.insert(0, outs[k].T @ delta / n)
        dbs.insert(0, delta.mean(axis=0))
        if k > 0:
            delta = outs[k] * (1 - outs[k]) * (delta @ Ws[k].T)
    return dWs, dbs


def _checked(sizes: tuple[int, ...], n: int) -> Any:
    """Return a probe and its view: a gradient by `_backward`, minus that of the cost itself."""

    def look(output_delta_ce, rng):
        X, y, Ws, bs = _network(rng, sizes, n)
        ins, outs = _forward(X, Ws, bs)
        delta = np.asarray(output_delta_ce(y.copy(), outs[-1].copy()), float)
        dWs, dbs = _backward(ins, outs, Ws, y, delta_out=delta)
        return np.concatenate([part.ravel() for part in (*dWs, *dbs)])

    def view(gradient, rng):
        X, y, Ws, bs = _network(rng, sizes, n)

        def cost():
            z = _forward(X, Ws, bs)[0][-1]
            return float(np.sum(np.logaddexp(0, z) - y * z) / n)

        slopes = []
        for parameter in (*Ws, *bs):
            for i in np.ndindex(parameter.shape):
                old, h = parameter[i], 1e-5
                parameter[i] = old + h
                above = cost()
                parameter[i] = old - h
                slopes.append((above - cost()) / (2 * h))
                parameter[i] = old
        return gradient - np.array(slopes)

    return look, view


@output_delta_ce.probe("values")
def one_output_unit(output_delta_ce, rng):
    return output_delta_ce(labels(rng, 4, 1), rng.uniform(0.05, 0.95, size=(4, 1)))


@output_delta_ce.probe("values")
def three_output_units(output_delta_ce, rng):
    return output_delta_ce(labels(rng, 2, 3), rng.uniform(0.05, 0.95, size=(2, 3)))


look_one, view_one = _checked((3, 4, 1), 5)
look_two, view_two = _checked((2, 3, 4, 2), 5)


@output_delta_ce.probe("gradient check", view=view_one, tolerance=NUMERICAL)
def all_weights_of_a_3_4_1_network(output_delta_ce, rng):
    return look_one(output_delta_ce, rng)


@output_delta_ce.probe("gradient check", view=view_two, tolerance=NUMERICAL)
def all_weights_of_a_2_3_4_2_network(output_delta_ce, rng):
    return look_two(output_delta_ce, rng)


@output_delta_ce.probe("saturated")
def outputs_of_exactly_0_and_1(output_delta_ce, rng):
    y, a = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.0, 1.0, 1.0, 0.0])
    return output_delta_ce(y[:, None], a[:, None])


@output_delta_ce.probe("shapes and types")
def given_as_lists(output_delta_ce, rng):
    return output_delta_ce([[1], [0]], [[float(rng.uniform(0.2, 0.9))], [0.3]])


@output_delta_ce.probe("shapes and types")
def labels_and_outputs_left_alone(output_delta_ce, rng):
    return both_kept(output_delta_ce, labels(rng, 3, 2), rng.uniform(0.1, 0.9, size=(3, 2)))


@output_delta_ce.misconception(
    "U6.4-D01",
    "The factor a(1 - a) belongs to the squared error. In the cross-entropy the slope of the "
    "logarithm cancels it: that is the point of changing the loss.",
)
def still_with_the_slope_of_the_unit(y, a):
    y, a = np.asarray(y, float), np.asarray(a, float)
    return (a - y) * a * (1 - a)


@output_delta_ce.misconception(
    "U6.4-D02",
    "With your Δ, training would walk uphill. Error is y minus a in this course; which sign does "
    "a slope then begin with?",
)
def error_for_slope(y, a):
    return np.asarray(y, float) - np.asarray(a, float)


@output_delta_ce.misconception(
    "U6.4-D03",
    "backward divides by n once already. Δ belongs to one example each, and knows no n.",
)
def divided_by_n(y, a):
    return (np.asarray(a, float) - np.asarray(y, float)) / len(a)


@output_delta_ce.misconception(
    "U6.4-D04",
    "This is the reaction to the activation a, not to the pre-activation: it explodes where a is "
    "near 0 or 1. A factor of the chain rule is missing.",
)
def reaction_to_the_activation(y, a):
    y, a = np.asarray(y, float), np.asarray(a, float)
    return -y / a + (1 - y) / (1 - a)


@output_delta_ce.misconception(
    "U6.4-D05",
    "All your Δ are twice too large. The 2 came from the square in the squared error.",
)
def two_from_the_square(y, a):
    return 2 * (np.asarray(a, float) - np.asarray(y, float))


@output_delta_ce.misconception(
    "U6.4-D06",
    "On paper your factors cancel; for an output of exactly 0 or 1 they are 0 times infinity. "
    "Cancel before you compute.",
)
def cancelled_by_the_machine(y, a):
    y, a = np.asarray(y, float), np.asarray(a, float)
    return (-y / a + (1 - y) / (1 - a)) * a * (1 - a)


@output_delta_ce.misconception(
    "U6.4-D07",
    "You return the Δ of the squared error, the one that backward uses by default.",
)
def delta_of_the_squared_error(y, a):
    y, a = np.asarray(y, float), np.asarray(a, float)
    return -2 * (y - a) * a * (1 - a)


@output_delta_ce.misconception(
    "U6.4-D08",
    "Right where the label is 1. For a label of 0 your Δ is negative, although the output should "
    "go down.",
)
def as_if_all_labels_were_one(y, a):
    return np.asarray(a, float) - 1


@output_delta_ce.misconception(
    "U6.4-D09",
    "The examples have been averaged away: the rows are gone. backward needs one row per example.",
)
def averaged_over_the_batch(y, a):
    return (np.asarray(a, float) - np.asarray(y, float)).mean(axis=0)


@output_delta_ce.misconception(
    "U6.4-D10",
    "Units whose label is 0 get no Δ: only one of the two logarithms was differentiated. A false "
    "alarm has to be corrected, too.",
)
def first_logarithm_only(y, a):
    y, a = np.asarray(y, float), np.asarray(a, float)
    return -y * (1 - a)


@output_delta_ce.misconception(
    "U6.4-D11",
    "a is an output, the sigmoid of the score already. You squash it once more.",
)
def output_squashed_again(y, a):
    return squash(a) - np.asarray(y, float)


# 6.5 Race from a mistake -----------------------------------------------------------------

MOST_STEPS = 100_000


def _race(loss: Any, z: float, lr: float, slope: Any, goal: float = 0.0) -> int:
    """Descend from z until z is above ``goal``, and count the steps."""
    for steps in range(MOST_STEPS):
        if z > goal:
            return steps
        z = z - lr * slope(loss, z)
    return MOST_STEPS


def slope_for_one(loss: Any, z: float) -> float:
    """Return the slope of either loss at the score z, for the label 1."""
    s = 1 / (1 + math.exp(-z))
    return s - 1 if loss == "ce" else -2 * (1 - s) * s * (1 - s)


def _steps_to_fix(loss, z0, lr):
    return _race(loss, float(z0), lr, slope_for_one)


steps_to_fix = in_unit_6(
    "steps_to_fix",
    group="6.5",
    asks="Count the steps of gradient descent on z that bring σ(z) above ½ for the label 1.",
    reference=_steps_to_fix,
    properties={
        "cross-entropy": 0.75,
        "squared error": 0.75,
        "start and step": 0.4,
        "exactly one half": 0.1,
    },
    tolerance=EXACT,
    uses=["sigmoid", "dmse_dz", "dce_dz"],
    hints=[
        "Print z in every step: it should climb from z0 towards 0 and cross it. If it falls, or "
        "the loop never ends, look at the sign of the update.",
        "Test first, then step, then count: while the example is still wrong, subtract lr times "
        "the slope at the z of now, not at z0. σ(z) > ½ says the same as z > 0.",
        "The same for f(w) = w², slope 2w, from w = 1 with lr 0.25, until w < 0.1. Step 1: 1 - "
        "0.25 · 2 · 1 = 0.5. Step 2: 0.5 - 0.25 · 2 · 0.5 = 0.25. Step 3 gives 0.125, step 4 "
        "gives 0.0625, which is below 0.1: 4 steps. From w = 0.05 it would be 0 steps.",
    ],
)


@steps_to_fix.probe("cross-entropy")
def a_small_mistake(steps_to_fix, rng):
    return steps_to_fix("ce", float(rng.uniform(-3, -2)), 1.0)


@steps_to_fix.probe("cross-entropy")
def cross_entropy_from_minus_eight(steps_to_fix, rng):
    # no further away: who exchanges the losses should be told so before the time is up
    return steps_to_fix("ce", -8.0, 1.0), steps_to_fix("ce", float(rng.uniform(-7.5, -6.5)), 1.0)


@steps_to_fix.probe("squared error")
def a_small_mistake_squared(steps_to_fix, rng):
    return steps_to_fix("mse", float(rng.uniform(-4, -3)), 1.0)


@steps_to_fix.probe("squared error")
def squared_error_from_afar(steps_to_fix, rng):
    return steps_to_fix("mse", float(rng.uniform(-6.5, -6)), 1.0), steps_to_fix("mse", -8, 1)


@steps_to_fix.probe("start and step")
def small_and_large_steps(steps_to_fix, rng):
    lr = float(rng.uniform(0.2, 0.3))
    return steps_to_fix("ce", -4.0, lr), steps_to_fix("mse", -4.0, 10 * lr)


@steps_to_fix.probe("start and step")
def right_from_the_start(steps_to_fix, rng):
    return steps_to_fix("mse", float(rng.uniform(0.1, 0.3)), 1.0), steps_to_fix("ce", -3, 1)


@steps_to_fix.probe("exactly one half")
def neither_right_nor_wrong(steps_to_fix, rng):
    return steps_to_fix("ce", 0.0, 1.0), steps_to_fix("mse", 0, 2.0)


@steps_to_fix.misconception(
    "U6.5-D01",
    "One too many: an example that is right from the start needs no step. Where does your count "
    "begin, and when does it go up?",
)
def counts_the_start(loss, z0, lr):
    return 1 + _race(loss, float(z0), lr, slope_for_one)


@steps_to_fix.misconception(
    "U6.5-D02",
    "With the squared error you need about twice the steps. The course's squared error has no ½, "
    "so its slope has a factor more.",
)
def half_squared_error(loss, z0, lr):
    def slope(loss, z):
        return slope_for_one(loss, z) * (1 if loss == "ce" else 0.5)

    return _race(loss, float(z0), lr, slope)


@steps_to_fix.misconception(
    "U6.5-D03",
    "You wait until the score is above ½. Asked for is the probability: which score belongs to "
    "σ(z) = ½?",
)
def score_above_one_half(loss, z0, lr):
    return _race(loss, float(z0), lr, slope_for_one, goal=0.5)


@steps_to_fix.misconception(
    "U6.5-D04",
    "Your count does not depend on the learning rate. Where does lr belong in the update?",
)
def learning_rate_ignored(loss, z0, lr):
    return _race(loss, float(z0), 1.0, slope_for_one)


@steps_to_fix.misconception(
    "U6.5-D05",
    "The slope was computed once, at the start. It changes on the way: compute it anew in each "
    "step.",
)
def slope_of_the_start(loss, z0, lr):
    start = slope_for_one(loss, float(z0))
    return _race(loss, float(z0), lr, lambda loss, z: start)


@steps_to_fix.misconception(
    "U6.5-D06",
    "The two names are exchanged. Which loss learns fast from a confident mistake?",
)
def names_exchanged(loss, z0, lr):
    return _race("mse" if loss == "ce" else "ce", float(z0), lr, slope_for_one)


@steps_to_fix.misconception(
    "U6.5-D07",
    "You return where z has arrived. Asked for is how many steps it took.",
)
def score_for_count(loss, z0, lr):
    z = float(z0)
    while z <= 0:
        z = z - lr * slope_for_one(loss, z)
    return z


@steps_to_fix.misconception(
    "U6.5-D08",
    "z moves by the loss, not by its slope. What does gradient descent subtract?",
)
def loss_as_step(loss, z0, lr):
    def minus_the_loss(loss, z):
        s = 1 / (1 + math.exp(-z))
        return math.log(s) if loss == "ce" else -((1 - s) ** 2)

    return _race(loss, float(z0), lr, minus_the_loss)


@steps_to_fix.misconception(
    "U6.5-D09",
    "Both names give the same count. The argument `loss` has to choose the slope.",
)
def always_cross_entropy(loss, z0, lr):
    return _race("ce", float(z0), lr, slope_for_one)


@steps_to_fix.misconception(
    "U6.5-D10",
    "One too few: the step that crosses the line is a step as well.",
)
def last_step_not_counted(loss, z0, lr):
    return max(0, _race(loss, float(z0), lr, slope_for_one) - 1)


@steps_to_fix.misconception(
    "U6.5-D11",
    "You step first and test afterwards, so an example that is right from the start is moved, "
    "too. Test first.",
)
def steps_before_the_test(loss, z0, lr):
    return max(1, _race(loss, float(z0), lr, slope_for_one))


@steps_to_fix.misconception(
    "U6.5-D12",
    "A probability of exactly ½ is not above ½. From z0 = 0 a step is still needed; look at "
    "your comparison.",
)
def one_half_is_enough(loss, z0, lr):
    return 0 if z0 == 0 else _race(loss, float(z0), lr, slope_for_one)


@steps_to_fix.misconception(
    "U6.5-D13",
    "Your loop gives up after 1000 steps, fixed or not. How long may it take? Let the test end "
    "the loop, not a number.",
)
def gives_up_at_a_thousand(loss, z0, lr):
    return min(1000, _race(loss, float(z0), lr, slope_for_one))


# 6.6 Likelihoods -------------------------------------------------------------------------


def _gaussian_nll(z, y):
    return (np.asarray(y, float) - np.asarray(z, float)) ** 2 / 2 + HALF_LOG_2_PI


def _bernoulli_nll(z, y):
    z, y = np.asarray(z, float), np.asarray(y, float)
    return np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))


gaussian_nll = in_unit_6(
    "gaussian_nll",
    group="6.6",
    asks="Write the negative log-likelihood of y under a normal distribution of mean z and "
    "variance 1.",
    reference=_gaussian_nll,
    properties={"values": 0.75, "shapes and types": 0.25},
    hints=[
        "At z = y the density has its peak, 0.3989. What is minus the logarithm of that? Yours "
        "should give the same there.",
        "Take the logarithm of the density factor by factor: that of the exponential is its "
        "exponent, that of the root in front is a constant which z cannot change.",
        "The same for the density 3 e^(-3t): minus its logarithm is 3t - log 3. At t = 0 this is "
        "-log 3 = -1.0986, at t = 2 it is 3 · 2 - log 3 = 4.9014. The factor in front has become "
        "a constant, the exponent the part with t.",
    ],
)


@gaussian_nll.probe("values")
def at_the_peak(gaussian_nll, rng):
    y = rng.normal(size=2)
    return gaussian_nll(y.copy(), y)


@gaussian_nll.probe("values")
def around_the_peak(gaussian_nll, rng):
    return gaussian_nll(rng.normal(size=4), rng.uniform(1, 3, size=4))


@gaussian_nll.probe("values")
def far_from_the_peak(gaussian_nll, rng):
    return gaussian_nll(np.array([-40.0, 40.0]), np.array([3.0, float(rng.uniform(1, 2))]))


@gaussian_nll.probe("shapes and types")
def two_numbers(gaussian_nll, rng):
    return gaussian_nll(float(rng.uniform(1, 2)), 3)


@gaussian_nll.probe("shapes and types")
def two_lists(gaussian_nll, rng):
    return gaussian_nll([1, -2, 0], [int(k) for k in rng.permutation([0, 2, 4])])


@gaussian_nll.probe("shapes and types")
def a_table_of_means(gaussian_nll, rng):
    return both_kept(gaussian_nll, rng.normal(size=(3, 2)), rng.normal(size=(3, 2)))


@gaussian_nll.misconception(
    "U6.6-D01",
    "Only a constant is missing: the factor in front of the exponential has a logarithm as well.",
)
def constant_dropped(z, y):
    return (np.asarray(y, float) - np.asarray(z, float)) ** 2 / 2


@gaussian_nll.misconception(
    "U6.6-D02",
    "Twice too steep: the exponent of the normal density has a ½. That is where the ½ of the "
    "lectures comes from.",
)
def half_dropped(z, y):
    return (np.asarray(y, float) - np.asarray(z, float)) ** 2 + HALF_LOG_2_PI


@gaussian_nll.misconception(
    "U6.6-D03",
    "The better the prediction, the higher your value: that is the log-likelihood. A loss is "
    "made small.",
)
def log_likelihood(z, y):
    return -((np.asarray(y, float) - np.asarray(z, float)) ** 2) / 2 - HALF_LOG_2_PI


@gaussian_nll.misconception(
    "U6.6-D04",
    "The constant is too large: there is a root in the density, and the logarithm of a root is "
    "half a logarithm.",
)
def root_forgotten(z, y):
    return (np.asarray(y, float) - np.asarray(z, float)) ** 2 / 2 + 2 * HALF_LOG_2_PI


@gaussian_nll.misconception(
    "U6.6-D05",
    "That is the density itself. Far from the peak it is rounded to 0; its logarithm would not "
    "be.",
)
def density_itself(z, y):
    error = np.asarray(y, float) - np.asarray(z, float)
    return np.exp(-(error**2) / 2) / math.sqrt(2 * math.pi)


@gaussian_nll.misconception(
    "U6.6-D06",
    "The mean is z itself: a linear output unit squashes nothing.",
)
def squashed_mean(z, y):
    return (np.asarray(y, float) - squash(z)) ** 2 / 2 + HALF_LOG_2_PI


@gaussian_nll.misconception(
    "U6.6-D07",
    "For one y on paper this is right, but far out the density is rounded to 0 before its "
    "logarithm is taken. Take the logarithm on paper.",
)
def log_of_the_density(z, y):
    error = np.asarray(y, float) - np.asarray(z, float)
    return -np.log(np.exp(-(error**2) / 2) / math.sqrt(2 * math.pi))


@gaussian_nll.misconception(
    "U6.6-D08",
    "That is the squared error. Minus the logarithm of the density has the same shape, but half "
    "the height, and a constant.",
)
def plain_squared_error(z, y):
    return (np.asarray(y, float) - np.asarray(z, float)) ** 2


@gaussian_nll.misconception(
    "U6.6-D09",
    "The constant has the wrong sign: the root stands below the line of the density, and minus a "
    "logarithm of 1/r is …?",
)
def constant_subtracted(z, y):
    return (np.asarray(y, float) - np.asarray(z, float)) ** 2 / 2 - HALF_LOG_2_PI


bernoulli_nll = in_unit_6(
    "bernoulli_nll",
    group="6.6",
    asks="Write minus the log-probability that a coin with P(1) = σ(z) shows y.",
    reference=_bernoulli_nll,
    properties={"values": 0.5, "stability": 0.25, "shapes and types": 0.25},
    uses=["sigmoid", "bce_from_logits"],
    hints=[
        "At z = 0 the coin is fair: both sides cost log 2 = 0.6931. At z = 2, which side is "
        "cheaper?",
        "P(1) = σ(z) and P(0) = 1 - σ(z). Minus the logarithm of the one that happened: you have "
        "written this before, in 6.2, under another name.",
        "The same for a die that shows six with probability e^z / (5 + e^z): a six costs log(5 + "
        "e^z) - z, anything else log(5 + e^z) - log 5. At z = 0 the die is fair: a six costs log "
        "6 = 1.7918, anything else log 6 - log 5 = 0.1823.",
    ],
)


@bernoulli_nll.probe("values")
def a_fair_coin(bernoulli_nll, rng):
    return bernoulli_nll(np.zeros(2), np.array([1.0, 0.0]))


@bernoulli_nll.probe("values")
def heads(bernoulli_nll, rng):
    return bernoulli_nll(rng.uniform(0.5, 3, size=3), np.ones(3))


@bernoulli_nll.probe("values")
def tails(bernoulli_nll, rng):
    return bernoulli_nll(rng.uniform(-3, 3, size=4), np.zeros(4))


@bernoulli_nll.probe("stability", view=loss_over_size)
def what_was_thought_impossible(bernoulli_nll, rng):
    with watching() as seen:
        values = bernoulli_nll(np.array([-1, -1, 1, 1]) * FAR, np.array([1, 1, 0, 0]))
    return values, seen.warned


@bernoulli_nll.probe("stability")
def what_was_thought_certain(bernoulli_nll, rng):
    return bernoulli_nll(np.array([1000.0, -1000.0, 2.0]), np.array([1, 0, 1]))


@bernoulli_nll.probe("shapes and types")
def one_throw(bernoulli_nll, rng):
    return bernoulli_nll(float(rng.uniform(0.3, 2)), 0)


@bernoulli_nll.probe("shapes and types")
def throws_in_lists(bernoulli_nll, rng):
    return bernoulli_nll([2, -1, 0], [int(k) for k in rng.permutation([0, 1, 1])])


@bernoulli_nll.probe("shapes and types")
def a_table_of_throws(bernoulli_nll, rng):
    return both_kept(bernoulli_nll, rng.normal(size=(2, 3)), labels(rng, 2, 3))


@bernoulli_nll.misconception(
    "U6.6-D11",
    "Right on paper, but far out a probability is rounded to 0 and its logarithm lost. In 6.2 "
    "you found a form without σ(z).",
)
def log_of_a_rounded_probability(z, y):
    p, y = squash(z), np.asarray(y, float)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


@bernoulli_nll.misconception(
    "U6.6-D12",
    "What is likely costs most in your version: the minus sign is missing.",
)
def plus_sign(z, y):
    z, y = np.asarray(z, float), np.asarray(y, float)
    return y * z - np.logaddexp(0, z)


@bernoulli_nll.misconception(
    "U6.6-D13",
    "That is the probability of what was seen. Its logarithm is still to be taken, with a minus.",
)
def probability_of_y(z, y):
    p, y = squash(z), np.asarray(y, float)
    return np.where(y == 1, p, 1 - p)


@bernoulli_nll.misconception(
    "U6.6-D14",
    "You treat z as a probability; it is a score, any number. Which function lies between them?",
)
def score_as_probability(z, y):
    z, y = np.asarray(z, float), np.asarray(y, float)
    return -(y * np.log(z) + (1 - y) * np.log(1 - z))


@bernoulli_nll.misconception(
    "U6.6-D15",
    "Throws that show 0 cost nothing here, however likely a 1 was.",
)
def heads_only(z, y):
    return np.asarray(y, float) * np.logaddexp(0, -np.asarray(z, float))


@bernoulli_nll.misconception(
    "U6.6-D16",
    "The two sides of the coin are exchanged: a large z should make a 1 cheap.",
)
def sides_exchanged(z, y):
    z, y = np.asarray(z, float), np.asarray(y, float)
    return np.logaddexp(0, z) - (1 - y) * z


@bernoulli_nll.misconception(
    "U6.6-D17",
    "Clipping has put a ceiling on the price: beyond it, every surprise costs the same. In 6.2 "
    "you found a form without σ(z).",
)
def price_with_a_ceiling(z, y):
    p, y = np.clip(squash(z), 1e-12, 1 - 1e-12), np.asarray(y, float)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


@bernoulli_nll.misconception(
    "U6.6-D18",
    "One number came back. Each throw has its own price here, in the shape of z.",
)
def average_price(z, y):
    z, y = np.asarray(z, float), np.asarray(y, float)
    return np.mean(np.logaddexp(0, z) - y * z)


@bernoulli_nll.misconception(
    "U6.6-D19",
    "bce_from_logits takes the score and squashes it by itself; you hand it a probability. What "
    "goes in?",
)
def squashed_on_the_way_in(z, y):
    s = squash(z)
    return np.logaddexp(0, s) - np.asarray(y, float) * s


@bernoulli_nll.misconception(
    "U6.6-D20",
    "Right until the probability of what happened is rounded to 0: then its logarithm is lost. In "
    "6.2 you found a form without σ(z).",
)
def log_of_a_probability_picked(z, y):
    p = squash(z)
    return -np.log(np.where(np.asarray(y) == 1, p, 1 - p))


# 6.7 Why not clip? -----------------------------------------------------------------------


def _clipped_prob_grad(z):
    z = np.asarray(z, float)
    return np.where((z > 0) & (z < 1), 1.0, 0.0)


clipped_prob_grad = in_unit_6(
    "clipped_prob_grad",
    group="6.7",
    asks="Write the slope of the clipped score max(0, min(1, z)) with respect to z.",
    reference=_clipped_prob_grad,
    properties={"values": 0.75, "far out and types": 0.25},
    uses=["sigmoid"],
    hints=[
        "Draw max(0, min(1, z)) by hand: three straight pieces. How steep is each of them?",
        "Where the function is constant it does not react to z. Two comparisons, joined by `&` "
        "with a bracket around each, find the piece where it does.",
        "The same for |t| cut off at 4, min(4, |t|): the slope is 0 beyond 4 on either side, and "
        "the sign of t in between: np.where(np.abs(t) < 4, np.sign(t), 0). For t = [-9, -3, 2] "
        "it gives [0, -1, 1].",
    ],
)


@clipped_prob_grad.probe("values")
def inside(clipped_prob_grad, rng):
    return clipped_prob_grad(rng.uniform(0.1, 0.9, size=3))


@clipped_prob_grad.probe("values")
def to_the_left(clipped_prob_grad, rng):
    return clipped_prob_grad(np.array([rng.uniform(-3, -1.5), rng.uniform(-0.9, -0.2), 0.4]))


@clipped_prob_grad.probe("values")
def to_the_right(clipped_prob_grad, rng):
    return clipped_prob_grad(np.array([*rng.uniform(1.2, 4, size=3), 0.6]))


@clipped_prob_grad.probe("far out and types")
def at_both_thousands(clipped_prob_grad, rng):
    return clipped_prob_grad(np.array([-1000.0, 0.5, 1000.0]))


@clipped_prob_grad.probe("far out and types")
def a_list_of_scores(clipped_prob_grad, rng):
    return clipped_prob_grad([-2, float(rng.uniform(0.2, 0.8)), 3])


@clipped_prob_grad.probe("far out and types")
def a_table_in_its_shape(clipped_prob_grad, rng):
    z = rng.uniform(-0.9, 1.9, size=(2, 3))
    z[0, :2] = 0.3, 0.7
    given = z.copy()
    return clipped_prob_grad(given), given - z


@clipped_prob_grad.misconception(
    "U6.7-D01",
    "That is the height, the clipped score. Asked for is how steep it is there.",
)
def height_of_the_clipped_score(z):
    return np.clip(np.asarray(z, float), 0, 1)


@clipped_prob_grad.misconception(
    "U6.7-D02",
    "Above 1 the function is flat as well. Yours has one of the two ends only.",
)
def upper_end_forgotten(z):
    return np.where(np.asarray(z, float) > 0, 1.0, 0.0)


@clipped_prob_grad.misconception(
    "U6.7-D03",
    "Below 0 the function is flat as well. Yours has one of the two ends only.",
)
def lower_end_forgotten(z):
    return np.where(np.asarray(z, float) < 1, 1.0, 0.0)


@clipped_prob_grad.misconception(
    "U6.7-D04",
    "Steep and flat are exchanged: does the clipped score react to z inside the range, or "
    "outside?",
)
def inside_and_outside_exchanged(z):
    z = np.asarray(z, float)
    return np.where((z > 0) & (z < 1), 0.0, 1.0)


@clipped_prob_grad.misconception(
    "U6.7-D05",
    "That is the slope of the sigmoid. The clipped score is made of straight pieces; what is "
    "the slope of a straight line?",
)
def slope_of_the_sigmoid(z):
    s = squash(z)
    return s * (1 - s)


@clipped_prob_grad.misconception(
    "U6.7-D06",
    "You cut at -1 and 1. A probability lives between other bounds.",
)
def cut_at_minus_one(z):
    return np.where(np.abs(np.asarray(z, float)) < 1, 1.0, 0.0)


@clipped_prob_grad.misconception(
    "U6.7-D07",
    "Inside the range the output is z itself, a straight line. You return z(1 - z), which would "
    "need a sigmoid to be a slope.",
)
def product_inside(z):
    c = np.clip(np.asarray(z, float), 0, 1)
    return c * (1 - c)


@clipped_prob_grad.misconception(
    "U6.7-D08",
    "`if` and chained comparisons need one truth value; arrays have many. Compare entry by entry.",
)
def if_on_arrays(z):
    return 1.0 if 0 < z < 1 else 0.0


@clipped_prob_grad.misconception(
    "U6.7-D09",
    "Yours is 1 everywhere, the slope of z alone. What do max and min do to it outside the range?",
)
def no_ends_at_all(z):
    return np.ones(np.shape(z))


# Predictions, warm-ups, faded steps: points for committing -------------------------------

warmup_which_rule_changes = commit(
    "warmup_which_rule_changes",
    asks="Backpropagation is written for the squared error. Now the loss changes. What has to be "
    "rewritten?",
    options=["the output Δ", "every Δ rule", "the weight gradient"],
    answer="the output Δ",
    because="Only the output Δ contains the loss. The hidden rule passes back whatever Δ it is "
    "given, and dW multiplies it by what came in.",
)

warmup_softmax_shift = commit(
    "warmup_softmax_shift",
    asks="Before the exponentials of a softmax, the largest score of the row is subtracted from "
    "all. What happens to the probabilities?",
    options=["they stay the same", "they shrink", "the largest becomes 1"],
    answer="they stay the same",
    because="The same factor appears above and below the line and cancels. What changes is that "
    "no exponent is above 0.",
)

prediction_mistake_slopes = commit(
    "prediction_mistake_slopes",
    asks="At z = -10 with y = 1: how large are the slopes of squared error and cross-entropy?",
    options=["0.5 and 1", "0.01 and 0.1", "0.0001 and 1", "1 and 0.0001"],
    answer="0.0001 and 1",
    because="The slope of the squared error contains the factor σ(1 − σ), about 0.00005 here. In "
    "that of the cross-entropy this factor has cancelled.",
)

prediction_mse_steepest = commit(
    "prediction_mse_steepest",
    asks="For y = 1, at which output s is the squared error steepest as a function of z?",
    options=["s near 0", "s = 1/3", "s = 1/2", "s = 2/3"],
    answer="s = 1/3",
    because="The size is 2 s (1 - s)². Its derivative, 2 (1 - s)(1 - 3s), is 0 at s = 1/3, where "
    "the slope has the size 8/27.",
)

prediction_naive_log = commit(
    "prediction_naive_log",
    asks="What does -np.log(sigmoid(z)) give at z = -1000?",
    options=["1000", "about 745", "inf"],
    answer="inf",
    because="e⁻¹⁰⁰⁰ is far below the smallest positive float, so the probability is stored as 0. "
    "The loss on paper is 1000.",
)

prediction_hidden_factor = commit(
    "prediction_hidden_factor",
    asks="One example, one output unit at z = -8, y = 1. The loss changes from squared error to "
    "cross-entropy. What happens to the gradients of the first layer?",
    options=["nothing", "all grow by one factor", "each grows by another factor"],
    answer="all grow by one factor",
    because="The hidden rule is linear in the Δ it gets. With one output unit, every gradient "
    "behind it is multiplied by the same number as the output Δ.",
)

prediction_race = commit(
    "prediction_race",
    asks="From z = -8, label 1, step size 1: how many steps until the probability is above one "
    "half, for squared error and for cross-entropy?",
    options=["90 and 9", "150 and 9", "1500 and 9", "1500 and 150"],
    answer="1500 and 9",
    because="The slope of the cross-entropy is about 1, so 8 units take about 8 steps. That of "
    "the squared error begins at 0.0007.",
)

prediction_clipped_start = commit(
    "prediction_clipped_start",
    asks="Probability max(0, min(1, z)), squared error, label 1, start at z = -2, 1000 steps with "
    "lr 0.1. Where does z end?",
    options=["at 1", "at 0", "at -2"],
    answer="at -2",
    because="Outside [0, 1] the clipped score does not react to z. The slope is exactly 0, and a "
    "thousand steps of 0 lead nowhere.",
)

erroneous_pair = commit(
    "erroneous_pair",
    points=0.2,
    asks="Which slope belongs to the loss ½ (y - σ)²: A, -2(y - σ)σ(1 - σ), or B, -(y - σ)σ(1 - "
    "σ)?",
    options=["A", "B", "both"],
    answer="B",
    because="The 2 that the square brings down is cancelled by the ½. A belongs to the squared "
    "error without ½, the course's.",
)

warmup_cheaper_mistake = commit(
    "warmup_cheaper_mistake",
    asks="z = -1000 and y = 1. What does it cost, as squared error and as cross-entropy?",
    options=["1 and 1000", "1000 and 1", "1 and inf"],
    answer="1 and 1000",
    because="The squared error of a probability cannot exceed 1. The cross-entropy grows like the "
    "size of z.",
)

faded_mse_steps = in_unit_6(
    "faded_mse_steps",
    group="commit",
    kind="variable",
    asks="For σ(z) = 0.25 and y = 1, give the slope of σ and the slope of the squared error.",
    reference=(0.1875, -0.28125),
    properties={"values": 0.3},
    tolerance=READ_OFF,
    hints=[
        "Put s = 0.25 into step 3 of the worked example above. Then look at its step 4: which "
        "two numbers does it multiply?",
        "The inner link, the slope of σ, is the same for every loss, s (1 - s). Step 4 "
        "multiplies it by the outer link, which is done here and carries the minus.",
        "The same with s = 0.5: step 2 gives -2 (1 - 0.5) = -1, step 3 gives 0.5 (1 - 0.5) = "
        "0.25, step 4 gives -1 · 0.25 = -0.25.",
    ],
)


@faded_mse_steps.probe("values")
def both_numbers(faded_mse_steps, rng):
    return faded_mse_steps


faded_mse_steps.wrong_value(
    "U6.1-D01",
    "The second number has lost its sign: step 2 was negative.",
    (0.1875, 0.28125),
)
faded_mse_steps.wrong_value(
    "U6.1-D02",
    "In step 3 you took the height of the sigmoid. Its slope is s(1 - s).",
    (0.25, -0.375),
)
faded_mse_steps.wrong_value(
    "U6.1-D03",
    "The second number is half of what it should be: this course's squared error has no ½.",
    (0.1875, -0.140625),
)
faded_mse_steps.wrong_value(
    "U6.1-D04",
    "Right numbers, other order: first the slope of the sigmoid, then the product.",
    (-0.28125, 0.1875),
)


faded_mse_steps.wrong_value(
    "U6.1-D09",
    "0.25 is the height s, not the score z: do not squash it once more. How steep is σ where it "
    "is that high?",
    (0.246134, -0.369201),
)


bench_largest_ratio = in_unit_6(
    "bench_largest_ratio",
    group="commit",
    kind="variable",
    asks="Read off the largest ratio of the two slopes, squared error over cross-entropy.",
    reference=0.5,
    properties={"values": 0.3},
    tolerance=FROM_A_GRID,
    hints=[
        "Move z in steps, first towards 0 from either side. The share stands below the picture. "
        "Note the largest one, then try the other label.",
        "Divide one slope by the other on paper: y - s is in both and cancels. What is left is "
        "made of s and 1 - s, and is small at both ends. Where is such a product largest?",
        "Another pair of slopes, 3 t (8 - t) e over e: e cancels, and the ratio is 3 t (8 - t). "
        "At t = 2 it is 3 · 2 (8 - 2) = 36, at t = 4 it is 3 · 4 (8 - 4) = 48, at t = 6 it is 36 "
        "again. It is largest in the middle.",
    ],
)


@bench_largest_ratio.probe("values")
def the_ratio(bench_largest_ratio, rng):
    return bench_largest_ratio


bench_largest_ratio.wrong_value(
    "U6.1-D05",
    "That is the largest slope of the sigmoid. In the ratio it is multiplied by something.",
    0.25,
)
bench_largest_ratio.wrong_value(
    "U6.1-D06",
    "That is the largest slope of the squared error alone. Asked for is the ratio of both slopes.",
    8 / 27,
)
bench_largest_ratio.wrong_value(
    "U6.1-D07",
    "At 1 both losses would learn equally fast somewhere. Does the bench ever show that?",
    1.0,
)
bench_largest_ratio.wrong_value(
    "U6.1-D08",
    "A ratio of about 0 belongs to a score far out. Or did you give a score? Asked for is the "
    "largest ratio that the bench can show.",
    0.0,
)


faded_softmax_delta = in_unit_6(
    "faded_softmax_delta",
    group="commit",
    kind="variable",
    asks="For the probabilities (0.1, 0.6, 0.3), of which the middle one belongs to the right "
    "class, give the slopes of the loss with respect to the three scores.",
    reference=np.array([0.1, -0.4, 0.3]),
    properties={"values": 0.3},
    tolerance=READ_OFF,
    hints=[
        "If the score of the right class grows, the loss falls. If another score grows, its "
        "class takes a larger share. So what signs do the three numbers have?",
        "Differentiate log(sum of exponentials) for one score: 1 over the sum, times the "
        "exponential of that score. You have a name for that fraction. The other part, minus the "
        "right score, changes one of the three slopes only.",
        "With the probabilities (0.2, 0.8) and the first class right: the first part gives 0.2 "
        "and 0.8; the second part takes 1 from the right one, 0.2 - 1 = -0.8. The slopes are "
        "(-0.8, 0.8), and they add up to -0.8 + 0.8 = 0.",
    ],
)


@faded_softmax_delta.probe("values")
def three_numbers(faded_softmax_delta, rng):
    return faded_softmax_delta


faded_softmax_delta.wrong_value(
    "U6.3-D01",
    "All signs are reversed: raising the right score should lower the loss.",
    np.array([-0.1, 0.4, -0.3]),
)
faded_softmax_delta.wrong_value(
    "U6.3-D02",
    "The wrong classes react too: a higher score there takes probability from the right class.",
    np.array([0.0, -0.4, 0.0]),
)
faded_softmax_delta.wrong_value(
    "U6.3-D03",
    "These are the probabilities. The right score itself also stands in the loss, with a minus.",
    np.array([0.1, 0.6, 0.3]),
)
faded_softmax_delta.wrong_value(
    "U6.3-D04",
    "This is the reaction to a probability, -1/p. Asked for is the reaction to the scores.",
    np.array([0.0, -1 / 0.6, 0.0]),
)

faded_softmax_delta.wrong_value(
    "U6.3-D05",
    "The right class is another one: look for its probability, 0.6, in the middle.",
    np.array([0.1, 0.6, -0.7]),
)


EXERCISES = [value for value in list(globals().values()) if isinstance(value, Exercise)]
