"""The fit studio: the notebook's run in portions, remedies on the way, anybody's functions."""

from __future__ import annotations

import numpy as np
import pytest

import course.widgets as widgets
from course import regularization, training
from course.backprop import cost
from course.network import Network
from course.widgets.controls import Slider
from course.widgets.interactive import split
from course.widgets.studio_run import Remedies, Run, noisy_wave


def notebook(widths=(40,), lam=0.0, p=0.0, batch_norm=False, epochs=2000, n=14):
    """Return both errors as the notebook of unit 8 measures them."""
    rng = np.random.default_rng(24)
    known, new = noisy_wave(n, rng), noisy_wave(200, rng)
    rng = np.random.default_rng(8)
    between = {"dropout": p, "batch_norm": batch_norm}
    net = Network([1, *widths, 1], "tanh", "identity", rng=rng, **between)
    net.bs[0] = rng.uniform(-3, 3, widths[0])
    errors = []

    def watch(epoch, net, history):
        if epoch % 10 == 0:
            errors.append((cost(net, *known), cost(net, *new)))

    settings = {"lr": 0.02, "momentum": 0.9, "batch_size": 7, "rng": rng}
    settings |= {"decay": lam, "epochs": epochs, "progress": False}
    training.train(net, *known, callbacks=[watch], **settings)
    return np.array(errors)


def studio_of(*own, **state):
    made = widgets.fit_studio(*own)
    return made, {**made.state, **state}


def finished(made, state):
    while not (scene := made.scene("step", state))["stop"]:
        pass
    return scene


@pytest.mark.parametrize(
    "remedy",
    [
        {},
        {"lam": 0.01},
        {"p": 0.3},
        {"batch_norm": True},
        {"depth": 2, "width": 10, "lam": 0.01, "p": 0.1, "batch_norm": True},
    ],
    ids=str,
)
def test_portions_make_the_run_of_the_notebook(remedy):
    run = Run(Remedies(**remedy))
    for epochs in (10, 30, 10, 50):
        run.go_on(epochs)
    network = (remedy.get("width", 40),) * remedy.get("depth", 1)
    rest = {k: v for k, v in remedy.items() if k not in ("width", "depth")}
    np.testing.assert_allclose(run.errors, notebook(network, epochs=100, **rest), rtol=1e-9)


def test_the_number_of_the_answer_cell():
    scene = finished(*studio_of(lam=0.01))
    assert "gap 0.084." in scene["words"]
    assert scene["table"][1] == ["14 points, 1-40-1, λ = 0.01", "2000", "0.151", "0.235", "0.084"]
    assert len(scene["table"]) == 2
    assert scene["best"] == 10 * (1 + int(np.argmin(scene["validation"])))


def test_a_run_does_not_depend_on_how_long_a_picture_takes(monkeypatch):
    first, state = studio_of()
    while first.run.epoch < 300:
        first.step(state)
    monkeypatch.setattr("course.widgets.studio.BUDGET", 0.0)
    second, state = studio_of()
    while len(second.run.errors) < 30:
        second.step(state)
    np.testing.assert_array_equal(first.run.errors[:30], second.run.errors[:30])


def test_a_reset_makes_the_same_run_again():
    made, state = studio_of(p=0.2)
    made.run.go_on(50)
    made.look(state)
    first = []
    for _ in range(2):
        made.scene("reset", state)
        assert made.run.epoch == 0
        made.run.go_on(50)
        first.append(made.run.errors)
    assert first[0] == first[1]


def test_another_network_begins_anew_and_another_price_goes_on():
    made, state = studio_of()
    made.look(state)
    made.run.go_on(40)
    weights = made.run.net.params.copy()
    scene = made.look({**state, "lam": 0.05})
    assert made.run.epoch == 40
    assert "changed after epoch 40" in scene["words"]
    np.testing.assert_array_equal(made.run.net.params, weights)
    made.look({**state, "lam": 0.05, "p": 0.2})
    assert (made.run.epoch, made.run.sgd.decay) == (40, 0.05)
    assert len(made.run.net.between[0]) == 1
    for change in ({"width": 8}, {"depth": 2}, {"n": 28}, {"batch_norm": True}):
        made.look(state)
        made.run.go_on(10)
        scene = made.look({**state, **change})
        assert made.run.epoch == 0
        assert "Not trained yet" in scene["words"]


def test_a_run_that_is_over_begins_again():
    made, state = studio_of(width=5)
    finished(made, state)
    assert made.look(state)["every"] == 10
    made.step(state)
    assert 0 < made.run.epoch < 100


def test_a_changed_price_acts_from_then_on():
    made, state = studio_of()
    made.run.go_on(100)
    made.look({**state, "lam": 0.5})
    before = sum(np.sum(W**2) for W in made.run.net.Ws)
    made.run.go_on(50)
    assert sum(np.sum(W**2) for W in made.run.net.Ws) < 0.5 * before


def test_overfitted_and_cured_twice():
    made, state = studio_of()
    assert "Two remedies to go" in finished(made, state)["words"]
    assert "cured by weight decay. One" in finished(made, {**state, "lam": 0.01})["words"]
    assert "weight decay and dropout. That" in finished(made, {**state, "p": 0.3})["words"]
    assert len(made.look({**state, "p": 0.3})["table"]) == 4
    assert "Done" not in made.scene("reset", state)["words"]


def test_a_run_that_blows_up_stops_in_words():
    scene = finished(*studio_of(p=0.6))
    assert scene["words"].startswith("Training has blown up at epoch")
    assert scene["stop"]


def test_a_frame_is_small():
    made, state = studio_of()
    scene = finished(made, state)
    told, arrays = split(scene)
    assert sum(map(len, arrays)) + len(str(told)) < 8000


def test_the_librarys_functions_as_ones_own():
    right, state = studio_of(lam=0.01)
    right.run = right._fresh(state)
    right.run.go_on(100)
    own = widgets.fit_studio(decay_step=regularization.decay_step)
    own.look(state)
    own.run.go_on(100)
    np.testing.assert_allclose(own.run.errors, right.run.errors, rtol=1e-9)
    own = widgets.fit_studio(lambda *a, **k: training.train(*a, **k, progress=False))
    own.look(state)
    own.run.go_on(30)
    assert own.run.epoch == 30
    assert own.run.errors[-1][0] < 0.4


def raising(*arguments, **settings):
    raise ValueError("no")


def template(*arguments, **settings):
    raise NotImplementedError


def spoiling(net, *arguments, **settings):
    net.params[:] = np.nan


@pytest.mark.parametrize(
    ("train", "said"),
    [
        (raising, "train raised ValueError: no."),
        (template, "train is still the template."),
        (lambda *a, **k: None, "train left all weights as they were"),
        (lambda net: None, "train raised TypeError"),
        (spoiling, "Training has blown up"),
    ],
    ids=["raises", "template", "nothing", "arguments", "nan"],
)
def test_a_wrong_train_is_said_in_words(train, said):
    made = widgets.fit_studio(train)
    scene = made.scene("step", made.state)
    assert scene["words"].startswith(said)
    assert scene["stop"]
    assert "trouble" not in made.scene("look", made.state)


@pytest.mark.parametrize(
    ("decay_step", "said"),
    [
        (raising, "decay_step raised ValueError: no."),
        (template, "decay_step is still the template."),
        (lambda W, dW, lr, lam: None, "decay_step returned None."),
        (lambda W, dW, lr, lam: W.T, "decay_step returned shape (40, 1) instead of (1, 40)."),
        (lambda W, dW, lr, lam: W * np.nan, "Training has blown up"),
        (lambda W, dW, lr, lam: W + dW, "Training has blown up"),
    ],
    ids=["raises", "template", "None", "shape", "nan", "sign"],
)
def test_a_wrong_decay_step_is_said_in_words(decay_step, said):
    made = widgets.fit_studio(decay_step=decay_step)
    scene = finished(made, made.state)
    assert scene["words"].startswith(said)


def test_a_state_restores_what_was_seen():
    made = widgets.fit_studio(state="lam=0.01;width=10;depth=2;batch_norm=true")
    assert made.run.remedies == Remedies(width=10, depth=2, lam=0.01, batch_norm=True)
    assert widgets.fit_studio(state=made.shared).state == made.state
    assert widgets.fit_studio(state="lam=0.00001").state["lam"] == 0


def test_the_left_end_of_a_logarithmic_slider_may_be_zero():
    with_zero = Slider("lam", "λ", 0.0, low=1e-4, high=1, log=True, zero=True)
    assert [with_zero.fit(v) for v in (0, 1e-4, 2e-4, 9)] == [0, 0, 2e-4, 1]
    without = Slider("lr", "lr", 0.1, low=1e-4, high=1, log=True)
    assert without.fit(0) == 1e-4


def test_the_still_picture_is_a_whole_run():
    made = widgets.fit_studio(state="lam=0.01")
    said = made.still(made.state).alt
    assert "λ = 0.01" in said
    assert "The gap at the end is 0.0838." in said
    crowded = widgets.fit_studio(state="n=196;depth=3")
    assert "196 training examples" in crowded.still(crowded.state).alt
