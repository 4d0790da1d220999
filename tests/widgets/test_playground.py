"""The playground: it learns as the library does, from a seed, and says what goes wrong."""

from __future__ import annotations

import json

import numpy as np
import pytest

from course import training
from course.backprop import backpropagate, cost
from course.initialization import init_layer
from course.instruments import delta_norms, distinct_units
from course.network import forward
from course.training import SGD
from course.widgets import playground
from course.widgets.interactive import split
from course.widgets.playing.data import CLASSES, FEATURES, NUMBERS, inputs, made
from course.widgets.playing.functions import general_backward
from course.widgets.playing.panel import CHANGES, PRESETS, changed

EPOCH = 'speed="one epoch"'


def epochs(ground, count, **more):
    state = {**ground.state, **more}
    scene = ground.scene("look", state)
    while ground.learners[0].epoch < count and not scene.get("stop"):
        scene = ground.scene("epoch", state)
    return scene


# --- data ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*CLASSES, *NUMBERS])
def test_data_are_drawn_from_a_number(name):
    data, again, other = made(name, 0.2, 0.3, 4), made(name, 0.2, 0.3, 4), made(name, 0.2, 0.3, 5)
    assert np.array_equal(data.X, again.X)
    assert not np.array_equal(data.X, other.X)
    assert data.train == 0.3 * len(data.X)
    assert data.classes == (name in CLASSES)
    assert (data.low <= data.y).all() or not data.classes
    assert set(data.y.ravel().tolist()) <= {0.0, 1.0} or not data.classes


def test_features_are_what_they_are_called():
    found = inputs(np.array([[2.0, 3.0]]), tuple(FEATURES))
    assert found[0] == pytest.approx([2, 3, 4, 9, 6, np.sin(2), np.sin(3)])


def test_data_of_ones_own():
    ground = playground(X=[[0, 0], [0, 1], [1, 0], [1, 1]], y=[0, 1, 1, 0])
    scene = ground.scene("look", dict(ground.state))
    assert scene["classes"]
    assert len(scene["points"]) == 4
    numbers = playground(X=[[0, 0], [0, 1], [1, 0]], y=[3, 4, 5.5])
    assert numbers.state["problem"] == "regression"
    scene = numbers.scene("look", dict(numbers.state))
    assert scene["range"] == [3, 5.5]
    assert not scene["classes"]


@pytest.mark.parametrize(
    ("X", "y", "said"),
    [
        ([[1, 2, 3]], [1], "must be"),
        ([[1, 2], [2, 3]], [1], "one label"),
        ([[1, 2], [2, np.nan]], [1, 0], "nan"),
        (None, [1], "both"),
    ],
)
def test_data_that_do_not_fit_are_refused_in_words(X, y, said):
    with pytest.raises(ValueError, match=said):
        playground(X=X, y=y)


# --- it learns as the library does ---------------------------------------------------------------


@pytest.mark.parametrize(
    "state",
    [
        "",
        'loss="cross-entropy";g="ReLU"',
        'problem="regression"',
        'penalty="L2";lam=0.01;layers=2',
    ],
)
def test_the_numbers_are_the_librarys(state):
    ground = playground(state=state)
    scene = epochs(ground, 3)
    learner = ground.learners[0]
    loss, X, y = learner.setting.loss, learner.X, learner.y
    assert scene["nets"][0]["train"] == pytest.approx(cost(learner.net, X, y, loss))
    found = delta_norms(backpropagate(learner.net, X, y, loss).deltas)
    assert scene["nets"][0]["delta"] == pytest.approx(found.tolist(), rel=1e-6)


def test_steps_are_the_librarys():
    ground = playground(state='penalty="L2";lam=0.01')
    ground.look(ground.state)
    net = ground.learners[0].net.copy()
    epochs(ground, 2)
    sgd, rng = SGD(net, lr=0.1, decay=0.01), np.random.default_rng([0, 2])
    X, y = ground.train
    for _ in range(2):
        order = rng.permutation(len(X))
        for first in range(0, len(X), 10):
            sgd.step(X[order[first : first + 10]], y[order[first : first + 10]])
    assert ground.learners[0].net.params == pytest.approx(net.params)


def test_ones_own_functions_make_the_same_steps():
    mine = playground(
        forward=lambda X, Ws, bs, acts: forward(X, Ws, bs, acts),
        backward=general_backward,
        sgd_step=lambda params, grads, lr: [
            p - lr * g for p, g in zip(params, grads, strict=True)
        ],
        init_layer=init_layer,
        activations={"tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2)},
    )
    theirs = playground()
    for penalty in ("none", "L1", "L2"):
        scenes = [epochs(one, 3, penalty=penalty) for one in (mine, theirs)]
        weights = [one.learners[0].net.params for one in (mine, theirs)]
        assert weights[0] == pytest.approx(weights[1], abs=1e-9)
        assert scenes[0]["words"] == scenes[1]["words"]
        assert "other gradients" not in mine.look(mine.state)["words"]


def test_l1_makes_weights_zero():
    ground = playground()
    epochs(ground, 20, penalty="L1", lam=0.05, **{f"f {name}": True for name in FEATURES})
    assert (np.concatenate([W.ravel() for W in ground.learners[0].net.Ws]) == 0).mean() > 0.2


def test_the_same_seed_is_the_same_run_and_rewind_goes_back():
    first, second = playground(), playground()
    assert epochs(first, 4)["words"] == epochs(second, 4)["words"]
    start = playground().look(first.state)["nets"][0]["params"]
    again = first.scene("reset", dict(first.state))
    assert np.array_equal(again["nets"][0]["params"], start)
    assert again["epoch"] == 0
    assert not np.array_equal(first.look({**first.state, "seed": 1})["nets"][0]["params"], start)


def test_another_learning_rate_does_not_start_again():
    ground = playground()
    epochs(ground, 3)
    assert ground.look({**ground.state, "lr": 0.5})["epoch"] == 3
    assert ground.look({**ground.state, "init": "He"})["epoch"] == 0


@pytest.mark.parametrize("g", ["tanh", "sigmoid", "ReLU"])
def test_equal_weights_stay_equal(g):
    ground = playground()
    state = {**PRESETS["equal weights"], "g": g}
    scene = epochs(ground, 100, **state)
    net = ground.learners[0].net
    assert distinct_units(net.Ws[0], net.bs[0], net.Ws[1]) == 1
    assert scene["nets"][0]["twins"] == [[1, 1, 1, 1]]
    assert "Layer 1 has 1 different unit of 4." in scene["words"]
    assert ["layer 1: different units", "1 of 4"] in scene["table"]
    assert epochs(ground, 1)["nets"][0]["twins"] == [[0, 0, 0, 0]]


# --- what is seen --------------------------------------------------------------------------------


def test_the_map_is_what_the_network_answers():
    ground = playground()
    scene = epochs(ground, 5)
    seen = scene["nets"][0]["output"].reshape(50, 50)
    corner = inputs(np.array([[-6.0, 6.0]]), ground.features)
    answer = ground.learners[0].net.predict(corner).item()
    assert seen[0, 0] == pytest.approx(254 * answer, abs=0.51)


def test_a_picture_is_small():
    ground = playground(state="layers=2;h1=8;h2=8;" + EPOCH)
    state = dict(ground.state)
    ground.scene("look", state)
    scene, arrays = split(ground.scene("step", state))
    assert len(json.dumps(scene)) + sum(map(len, arrays)) < 8000
    assert scene["nets"][0]["output"]["kind"] == "u1"


def test_a_weight_can_be_set():
    ground = playground()
    state = dict(ground.state)
    ground.scene("look", state)
    ground.scene("set 0 0 1 2 -1.5", state)
    ground.scene("set 0 1 -1 0 0.25", state)
    net = ground.learners[0].net
    assert net.Ws[0][1, 2] == -1.5
    assert net.bs[1][0] == 0.25
    before = net.params.copy()
    for wrong in ("set 0 9 0 0 1", "set", "set 0 0 0 0 nan", "set a b c d e"):
        assert ground.scene(wrong, state)["words"]
    assert np.array_equal(net.params, before)


def test_no_and_six_hidden_layers():
    ground = playground()
    for layers in (0, 6):
        scene = ground.scene("look", {**ground.state, "layers": layers})
        assert len(scene["sizes"]) == layers + 2
        assert split(ground.scene("step", {**ground.state, "layers": layers}))


def test_features_can_all_be_off():
    ground = playground()
    scene = ground.scene("look", {**ground.state, "f x1": False, "f x2": False})
    assert scene["features"] == ["x1"]


@pytest.mark.parametrize("change", CHANGES)
def test_two_networks_differ_in_one_control(change):
    ground = playground()
    state = {**ground.state, "other": change}
    scene = ground.scene("look", state)
    assert len(scene["nets"]) == (1 if change == "nothing" else 2)
    differ = [name for name in state if changed(state)[name] != state[name]]
    assert len(differ) <= 1
    assert "trouble" not in ground.scene("step", state)


def test_twenty_seeds_end_with_a_spread():
    ground = playground(state="share=10")
    state = dict(ground.state)
    for _ in range(3000):
        scene = ground.scene("seeds", state)
        if scene.get("stop"):
            break
    assert scene["words"].startswith("20 seeds after 100 epochs: test loss from ")
    bands = scene["bands"][0]
    assert bands[-1, 0] == 100
    assert (np.diff(bands[:, 1:], axis=1) >= 0).all()
    assert scene["table"][3][1] == pytest.approx(bands[-1, 3])
    assert ground.scene("seeds", state)["stop"]  # one more that was under way changes nothing
    assert "after 0 epochs" in ground.scene("seeds new", state)["words"]


def test_the_network_as_code_answers_alike():
    ground = playground()
    epochs(ground, 5, layers=2, g="ReLU", **{f"f {name}": True for name in FEATURES})
    space = {}
    exec(ground.export(), space)
    X = ground.data.X[:20]
    expected = ground.learners[0].net.predict(inputs(X, ground.features))[:, 0]
    assert space["predict"](X) == pytest.approx(expected, abs=1e-6)
    assert ground.scene("code", dict(ground.state))["code"]


def test_a_still_has_words():
    for state in ("", 'problem="regression"'):
        ground = playground(state=state)
        assert ground.still(ground.state).alt.startswith("Playground: after 60 epochs")


# --- what goes wrong -----------------------------------------------------------------------------


def test_a_loss_without_a_number_is_explained():
    ground = playground()
    state = {**ground.state, **PRESETS["too large a learning rate"]}
    for _ in range(50):
        scene = ground.scene("step", state)
        if scene.get("stop"):
            break
    assert scene["stop"]
    assert "The loss is " in scene["words"]
    assert "learning rate 10" in scene["words"]
    assert split(scene)


def raising(*args, **named):
    raise ValueError("no")


def template(*args, **named):
    raise NotImplementedError


WRONG = {
    "raises": (raising, "raised ValueError: no"),
    "template": (template, "still the template"),
    "None": (lambda *args, **named: None, "returned None"),
    "a number": (lambda *args, **named: 3.0, ""),
    "shapes": (lambda *args, **named: ([np.zeros(3)] * 2, [np.zeros(3)] * 2), ""),
    "words": (lambda *args, **named: (["a", "b"], ["a", "b", "c"]), ""),
}


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", ["forward", "backward", "sgd_step", "init_layer"])
def test_a_wrong_function_is_said_in_words(name, kind):
    function, said = WRONG[kind]
    ground = playground(**{name: function})
    ground._repr_mimebundle_()
    for asked in ("look", "step", "epoch", "seeds", "code", "reset"):
        scene = ground.scene(asked, dict(ground.state))
        assert "trouble" not in scene
    scene = ground.scene("step", dict(ground.state))
    assert scene["stop"]
    assert scene["words"].startswith(name)
    assert said in scene["words"]


@pytest.mark.parametrize("kind", ["raises", "template", "None", "a number", "words"])
def test_a_wrong_activation_is_said_in_words(kind):
    function, said = WRONG[kind]
    ground = playground(activations={"mine": (function, function)})
    scene = ground.scene("look", dict(ground.state))
    assert scene["words"].startswith("mine ")
    assert said in scene["words"]


def test_nan_of_a_function_is_said_in_words():
    ground = playground(activations={"mine": (lambda z: z * np.nan, np.ones_like)})
    scene = ground.scene("look", dict(ground.state))
    assert "The loss is nan" in scene["words"]
    assert (scene["nets"][0]["output"] == 255).all()
    assert split(ground.scene("step", dict(ground.state)))


def test_a_backward_for_sigmoids_is_told_where_it_is_wrong():
    def backward(ins, outs, Ws, y):
        delta = -2 * (y - outs[-1]) * outs[-1] * (1 - outs[-1])
        dWs, dbs = [], []
        for k in reversed(range(len(Ws))):
            dWs.insert(0, outs[k].T @ delta / len(y))
            dbs.insert(0, delta.mean(axis=0))
            delta = outs[k] * (1 - outs[k]) * (delta @ Ws[k].T)
        return dWs, dbs

    ground = playground(backward=backward)
    sigmoids = {**ground.state, "g": "sigmoid"}
    assert "other gradients" not in ground.scene("look", sigmoids)["words"]
    assert "(layer 1)" in ground.scene("look", {**sigmoids, "g": "tanh"})["words"]
    assert (
        "other gradients" in ground.scene("look", {**sigmoids, "loss": "cross-entropy"})["words"]
    )


def test_a_step_that_forgets_the_rate_moves_differently():
    step = lambda params, grads, lr: [p - g for p, g in zip(params, grads, strict=True)]
    mine, theirs = playground(sgd_step=step), playground(sgd_step=training.sgd_step)
    epochs(mine, 1), epochs(theirs, 1)
    assert not np.allclose(mine.learners[0].net.params, theirs.learners[0].net.params)


def test_two_losses_are_compared_by_what_is_right():
    ground = playground()
    scene = epochs(ground, 5, other="loss: cross-entropy")
    state = {**ground.state, "other": "loss: cross-entropy"}
    assert "measure differently" in ground.scene("look", state)["words"]
    X, y = ground.test
    right = [((one.net.predict(X) > 0.5) == y).mean() for one in ground.learners]
    assert [net["right"] for net in scene["nets"]] == pytest.approx(right)
    assert scene["table"][3][0] == "test data right"
