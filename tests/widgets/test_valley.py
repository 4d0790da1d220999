"""The valley walk: the library's steps, or the student's, and words where those fail."""

from __future__ import annotations

import numpy as np
import pytest

from course import preprocessing, training, widgets
from course.widgets.valley import LOWEST, START, STEPS, N, gradient, largest_rate, valley_cost


@pytest.fixture
def valley():
    return widgets.valley_walk()


def path_of(scene):
    return scene["path"][: scene["gone"] + 1]


def test_all_examples_in_a_batch_walk_as_the_library_steps(valley):
    w = START
    for _ in range(STEPS):
        [w] = training.sgd_step([w], [gradient(w, np.arange(N))], 0.3)
    scene = valley.do("end", {**valley.state, "lr": 0.3})
    assert scene["path"].shape == (STEPS + 1, 2)
    np.testing.assert_allclose(scene["path"][-1], w)
    assert scene["above"][-1] == pytest.approx(valley_cost(w) - LOWEST)


def test_gradients_are_the_slopes_of_the_cost():
    w, h = np.array([0.3, -0.7]), 1e-6
    slopes = [(valley_cost(w + d) - valley_cost(w - d)) / (2 * h) for d in h * np.eye(2)]
    np.testing.assert_allclose(gradient(w, slice(None)), slopes, rtol=1e-6)


def test_the_largest_rate_that_settles_is_just_below_two_over_the_curvature(valley):
    rates = np.arange(1, 21) / 20
    settled = [r for r in rates if valley.do("end", {**valley.state, "lr": r})["settled"]]
    scene = valley.do("end", valley.state)
    assert max(settled) == 0.65 < largest_rate() < 0.7
    assert "Largest lr with all 24 that settled so far: 0.65." in scene["words"]
    assert ["largest lr that settled, all 24", 0.65] in scene["table"]


def test_small_batches_do_not_count_for_that_number(valley):
    assert valley.do("end", {**valley.state, "batch": 6})["settled"]
    assert valley.largest == 0


def test_at_a_fifth_six_examples_are_the_smallest_smooth_batch(valley):
    def climbed(batch):
        return dict(valley.do("end", {**valley.state, "batch": batch})["table"])[
            "steps that climbed by more than 0.02"
        ]

    assert [size for size in range(1, 7) if climbed(size) == 0] == [6]
    assert climbed(22) > 0  # the two that are left over make a batch


def test_every_step_shows_one_more_and_after_the_last_it_begins_again(valley):
    shown = [valley.step(valley.state)["gone"] for _ in range(STEPS + 2)]
    assert shown == [*range(1, STEPS + 1), 0, 1]


def test_only_the_last_step_stops_the_play(valley):
    stops = [valley.step(valley.state)["stop"] for _ in range(STEPS + 1)]
    assert stops == [False] * (STEPS - 1) + [True, False]


def test_reset_begins_again_and_the_same_random_numbers_give_the_same_path(valley):
    state = {**valley.state, "batch": 5}
    first = path_of(valley.do("end", state))
    assert valley.do("reset", state)["gone"] == 0
    steps = [valley.do("one", state) for _ in range(STEPS)]
    np.testing.assert_array_equal(first, path_of(steps[-1]))


def test_a_slider_that_moves_shows_as_many_steps_with_the_new_value(valley):
    for _ in range(7):
        valley.step(valley.state)
    scene = valley.look({**valley.state, "lr": 0.5})
    assert scene["gone"] == 7
    assert not np.array_equal(scene["path"], valley.look(valley.state)["path"])


def test_without_shuffling_the_examples_come_in_turn(valley):
    state = {**valley.state, "batch": 6, "shuffle": False}
    first = valley.look(state)["path"][1]
    np.testing.assert_allclose(first, START - 0.2 * gradient(START, np.arange(6)))


def test_the_students_functions_drive_it():
    asked = []

    def half_a_step(params, grads, lr):
        return [p - lr / 2 * g for p, g in zip(params, grads, strict=True)]

    def batches(n, batch_size, rng):
        asked.append((n, batch_size))
        return preprocessing.epoch_batches(n, batch_size, rng)

    own = widgets.valley_walk(half_a_step, batches)
    library = widgets.valley_walk()
    mine = own.do("end", {**own.state, "lr": 0.4, "batch": 5})
    theirs = library.do("end", {**own.state, "lr": 0.2, "batch": 5})
    np.testing.assert_allclose(mine["path"], theirs["path"])
    assert set(asked) == {(24, 5)}


def test_a_step_that_changes_its_arguments_does_no_harm():
    def in_place(params, grads, lr):
        for p, g in zip(params, grads, strict=True):
            p -= lr * g
            g *= 0
        return params

    mine, library = widgets.valley_walk(in_place), widgets.valley_walk()
    np.testing.assert_allclose(
        mine.do("end", mine.state)["path"], library.do("end", mine.state)["path"]
    )


def raising(*arguments):
    raise ValueError("no")


def template(*arguments):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("sgd_step", "said"),
    [
        (raising, "sgd_step raised ValueError: no."),
        (template, "sgd_step is still the template."),
        (lambda p, g, lr: None, "sgd_step returned None."),
        (lambda p, g, lr: 3, "something else than a list of arrays"),
        (lambda p, g, lr: [np.zeros(3)], "returned what has shape (1, 3)"),
        (lambda p, g, lr: [p[0] * np.nan], "sgd_step returned nan or inf."),
    ],
    ids=["raises", "template", "None", "number", "shape", "nan"],
)
def test_a_wrong_step_is_said_in_words(sgd_step, said):
    valley = widgets.valley_walk(sgd_step)
    for kind in ("look", "step", "one", "end", "reset"):
        scene = valley.scene(kind, dict(valley.state))
        assert said in scene["words"]
        assert scene["stop"]
    assert "Valley walk" in valley.still(valley.state).alt


@pytest.mark.parametrize(
    ("epoch_batches", "said"),
    [
        (raising, "epoch_batches raised ValueError: no."),
        (template, "epoch_batches is still the template."),
        (lambda n, size, rng: None, "epoch_batches returned None."),
        (lambda n, size, rng: [], "returned no batches for 24 examples"),
        (lambda n, size, rng: [[]], "no row of row numbers"),
        (lambda n, size, rng: [[0.5, 1.5]], "no row of row numbers"),
        (lambda n, size, rng: [np.arange(1, n + 1)], "beyond 0 to 23"),
        (lambda n, size, rng: [np.arange(20)], "20 of 24 examples come up, in 20 places"),
        (lambda n, size, rng: iter(lambda: [0], None), "more than 24 batches"),
        (lambda n, size, rng: (1 / 0 for _ in range(3)), "raised ZeroDivisionError"),
    ],
    ids=["raises", "template", "None", "none", "empty", "floats", "beyond", "some", "endless",
         "generator"],
)  # fmt: skip
def test_wrong_batches_are_said_in_words(epoch_batches, said):
    valley = widgets.valley_walk(epoch_batches=epoch_batches)
    for kind in ("look", "step", "end"):
        assert said in valley.scene(kind, dict(valley.state))["words"]


def test_a_step_in_the_wrong_direction_is_a_path_and_no_trouble():
    valley = widgets.valley_walk(lambda ps, gs, lr: [ps[0] + lr * gs[0]])
    scene = valley.do("end", valley.state)
    assert scene["gone"] == STEPS
    assert not scene["settled"]


def test_while_it_plays_a_picture_is_small(valley):
    from course.widgets.interactive import split

    scene, arrays = split(valley.do("end", valley.state))
    assert len(str(scene)) + sum(map(len, arrays)) < 4000


def test_the_still_picture_says_where_the_walk_ends():
    valley = widgets.valley_walk(state="batch=6;lr=0.1")
    assert (
        "batch 6, lr 0.1: 40 steps from (3.5, 2.5) with cost 8.2" in valley.still(valley.state).alt
    )
