"""The twin tracker: the library's training, watched; any start, and words for one that fails."""

from __future__ import annotations

import numpy as np
import pytest

from course import initialization, widgets
from course.data import xor
from course.instruments import distinct_units
from course.network import Network
from course.training import train
from course.widgets.interactive import split
from course.widgets.tracking import EPOCHS, SEED, Tracker
from course.widgets.twins import PORTION, STARTS, TwinTracker

NOISY = {"start": "constant", "noisy": True, "noise": 0.1}


@pytest.fixture
def twins():
    return widgets.twin_tracker()


def words(twins, **state):
    return twins.do("end", {**twins.state, **state})["words"]


def test_it_trains_as_the_library_does(twins):
    rng = np.random.default_rng(SEED)
    W_in, b = initialization.init_layer(2, 3, "constant", rng)
    W_out, b_out = initialization.init_layer(3, 1, "constant", rng)
    W_in[0, 0] += 0.1
    net, way = Network.from_weights([W_in, W_out], [b, b_out]), [W_in]
    X, y = xor()
    train(
        net, X, y, lr=5.0, epochs=300, batch_size=None,
        callbacks=[lambda epoch, net, history: way.append(net.Ws[0].copy())],
    )  # fmt: skip
    tracker = Tracker(initialization.init_layer, "constant", 0.1)
    tracker.go(300)
    np.testing.assert_allclose(tracker.way, way, rtol=1e-12)
    assert tracker.distinct == distinct_units(net.Ws[0], net.bs[0], net.Ws[1]) == 2
    assert tracker.apart == np.flatnonzero([np.ptp(W, axis=1).max() > 1 for W in way])[0]


@pytest.mark.parametrize(("noise", "epoch"), [(0.1, 121), (0.01, 216), (0.5, 63)])
def test_when_twins_part_can_be_read_off(twins, noise, epoch):
    scene = twins.do("end", {**twins.state, **NOISY, "noise": noise})
    assert f"more than 1 apart at epoch {epoch}." in scene["words"]
    assert ["epoch at which the gap passed 1", epoch] in scene["table"]


@pytest.mark.parametrize(
    ("start", "count"), [("constant", 1), ("zeros", 1), ("small", 3), ("large", 3)]
)
def test_how_many_units_differ_after_training(twins, start, count):
    scene = twins.do("end", {**twins.state, "start": start, "noisy": False})
    assert scene["distinct"] == count == len(scene["groups"])
    assert ["different units", count] in scene["table"]
    assert f": {count} different unit" in scene["words"]


def test_noise_on_one_weight_leaves_the_other_two_twins(twins):
    scene = twins.do("end", {**twins.state, **NOISY})
    assert scene["groups"] == [[3], [4, 5]]
    way = scene["way"]
    assert (way[:, :, 1] == way[:, :, 2]).all()


def test_without_the_switch_the_slider_adds_nothing(twins):
    assert "noise 0: 1 different unit of 3" in words(twins, noise=1.0)


def test_playing_goes_on_in_small_portions_stops_and_begins_again(twins):
    state = {**twins.state, **NOISY}
    seen = []
    while not seen or not seen[-1]["stop"]:
        seen.append(twins.step(state))
    assert [scene["epoch"] for scene in seen] == list(range(PORTION, EPOCHS + 1, PORTION))
    again = twins.step(state)
    assert again["epoch"] == PORTION
    np.testing.assert_array_equal(again["way"], seen[0]["way"])


def test_looking_again_changes_nothing_and_a_control_that_moves_begins_anew(twins):
    state = {**twins.state, **NOISY}
    for _ in range(3):
        twins.step(state)
    assert twins.look(state)["epoch"] == twins.look(state)["epoch"] == 3 * PORTION
    assert twins.look({**state, "noise": 0.2})["epoch"] == 0
    assert twins.look({**state, "start": "he"})["epoch"] == 0


def test_reset_begins_again(twins):
    first = twins.look({**twins.state, "start": "small"})
    twins.do("end", {**twins.state, "start": "small"})
    scene = twins.do("reset", {**twins.state, "start": "small"})
    assert (scene["epoch"], scene["stop"]) == (0, True)
    np.testing.assert_array_equal(scene["way"], first["way"])


def test_while_it_plays_a_picture_is_small(twins):
    state = {**twins.state, **NOISY}
    for _ in range(EPOCHS // PORTION):
        scene, arrays = split(twins.step(state))
        assert len(str(scene)) + sum(map(len, arrays)) < 8000
    assert scene["epoch"] == EPOCHS


def test_the_last_point_is_always_among_those_sent(twins):
    state = {**twins.state, **NOISY}
    twins.look(state)
    for epoch in (1, 2, 129, 130, 511):
        twins.go_on(state, epoch - twins.tracker.epoch)
        scene = twins.look(state)
        assert scene["epochs"][-1] == epoch
        np.testing.assert_array_equal(scene["way"][-1], twins.tracker.net.Ws[0])


def test_the_students_init_layer_starts_every_scheme():
    asked = []

    def init_layer(fan_in, fan_out, scheme, rng):
        asked.append((fan_in, fan_out, scheme))
        return np.full((fan_in, fan_out), 2), np.ones(fan_out, int)

    twins = widgets.twin_tracker(init_layer)
    scene = twins.look({**twins.state, "start": "he"})
    assert asked == [(2, 3, "he"), (3, 1, "he")]
    assert (scene["way"] == 2).all()
    assert "init" not in scene["words"]


def test_a_start_without_schemes_is_one_more_choice():
    twins = widgets.twin_tracker(lambda fan_in, fan_out, rng: rng.normal(size=(fan_in, fan_out)))
    assert twins.declared["start"].options == ("own", *STARTS)
    assert twins.look({**twins.state})["distinct"] == 3
    assert twins.look({**twins.state, "start": "zeros"})["distinct"] == 1


def raising(fan_in, fan_out, scheme, rng):
    raise ValueError("no")


def template(fan_in, fan_out, scheme, rng):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("init", "said"),
    [
        (raising, "Your init raised ValueError: no."),
        (template, "Your init is still the template."),
        (lambda i, o, s, rng: None, "Your init returned None."),
        (lambda i, o, rng: None, "Your init returned None."),
        (lambda: 0, "Your init raised TypeError"),
        (lambda i, o, s, rng: np.zeros((i, o)), "Your init returned something else than (W, b)."),
        (lambda i, o, s, rng: (np.zeros((o, i)), np.zeros(o)), "returned W of shape (3, 2)"),
        (lambda i, o, s, rng: (np.zeros((i, o)), np.zeros((1, o))), "b of shape (1, 3)"),
        (lambda i, o, s, rng: (np.full((i, o), np.nan), np.zeros(o)), "nan, inf"),
        (lambda i, o, s, rng: ("weights", "biases"), "Your init raised ValueError"),
    ],
    ids=["raises", "template", "None", "own None", "no arguments", "no pair", "W", "b", "nan",
         "texts"],
)  # fmt: skip
def test_a_wrong_start_is_said_in_words_and_the_library_starts(init, said):
    twins = TwinTracker(init)
    for kind in ("look", "step", "one", "end", "reset"):
        scene = twins.scene(kind, dict(twins.state))
        assert said in scene["words"]
        assert "The library starts instead." in scene["words"]
    assert "Twin tracker" in twins.still(twins.state).alt


def test_the_still_picture_names_the_twins():
    twins = widgets.twin_tracker(state='start="constant";noisy=true')
    alt = twins.still(twins.state).alt
    assert "start constant, noise 0.1" in alt
    assert "Units 4 and 5" in alt
