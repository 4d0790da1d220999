"""What interactives share: states that fit, scenes that travel, trouble that is said in words."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

import course.widgets as widgets
from course import activations, losses
from course.widgets.controls import Choice, Slider, Switch, fitting
from course.widgets.interactive import split
from course.widgets.sharing import pack, unpack

ALL = sorted(widgets.__all__)


@pytest.fixture
def bench():
    return widgets.two_loss_bench()


@pytest.mark.parametrize("name", ALL)
def test_every_interactive_has_a_purpose_on_screen(name):
    made = getattr(widgets, name)()
    assert made.goal.endswith(".")
    assert made.question["text"].strip()
    assert len(made.question["options"]) >= 2
    assert made.presets
    for preset in made.presets.values():
        assert fitting(made.declared, {**made.state, **preset}) == {**made.state, **preset}
    assert all(control["label"] for control in made.controls)


@pytest.mark.parametrize("name", ALL)
def test_where_no_browser_asks_there_is_a_picture_with_words(name):
    made = getattr(widgets, name)()
    data, _ = made._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert '<img alt="' in data["text/html"]
    assert len(data["text/plain"]) > 40


@pytest.mark.parametrize("name", ALL)
def test_a_state_can_be_shared(name):
    make = getattr(widgets, name)
    first = make()
    state = {**first.state, **next(iter(first.presets.values()))}
    again = make(state=pack(state))
    assert again.state == state
    assert unpack(again.shared) == state


@pytest.mark.parametrize("name", ALL)
def test_every_scene_can_travel(name):
    made = getattr(widgets, name)()
    for kind in ("look", "step", "reset", "no such thing"):
        scene, arrays = split(made.scene(kind, dict(made.state)))
        assert scene["words"].strip()
        assert scene["table"]
        assert all(isinstance(one, bytes) for one in arrays)


def test_what_does_not_fit_on_a_control_is_not_taken_over():
    controls = {
        "z": Slider("z", "z", 1.0, low=-2, high=2),
        "g": Choice("g", "g", "relu", ("relu", "tanh")),
        "on": Switch("on", "on", value=True),
    }
    assert fitting(controls, {"z": 9, "g": "tanh", "on": False}) == {
        "z": 2.0, "g": "tanh", "on": False,
    }  # fmt: skip
    first = {"z": 1.0, "g": "relu", "on": True}
    assert fitting(controls, {"z": float("nan"), "g": "sine", "on": "x", "more": 1}) == first
    assert fitting(controls, ["no state"]) == first


def test_arrays_travel_as_floats_of_four_bytes():
    scene, arrays = split({"a": [np.arange(3), {"b": np.eye(2)}], "n": np.float64(0.5)})
    assert scene == {
        "a": [{"array": 0, "shape": [3]}, {"b": {"array": 1, "shape": [2, 2]}}],
        "n": 0.5,
    }
    assert np.frombuffer(arrays[0], "<f4").tolist() == [0, 1, 2]
    assert len(arrays[1]) == 16


def test_a_message_is_answered_under_its_number(bench, monkeypatch):
    sent = []
    monkeypatch.setattr(bench, "send", lambda message, buffers: sent.append((message, buffers)))
    bench._answer(bench, {"kind": "look", "id": 7, "state": {"z": 0.0, "y": "1"}}, [])
    [(message, buffers)] = sent
    assert (message["kind"], message["id"]) == ("scene", 7)
    assert message["scene"]["at"] == pytest.approx([0.25, -0.25, np.log(2), -0.5])
    assert len(buffers) == 5


def raising(z, y):
    raise ValueError("no")


@pytest.mark.parametrize(
    ("dce_dz", "said"),
    [
        (raising, "raised ValueError"),
        (lambda z, y: None, "returned None"),
        (lambda z, y: np.zeros(3), "returned shape (3,)"),
        (lambda z, y: np.full(np.shape(z), np.nan), "nan or inf"),
    ],
    ids=["raises", "None", "shape", "nan"],
)
def test_a_wrong_slope_is_said_in_words(dce_dz, said):
    bench = widgets.two_loss_bench(dce_dz=dce_dz)
    assert said in bench.scene("look", bench.state)["words"]
    assert said in bench.scene("step", bench.state)["words"]


def test_a_method_that_fails_is_trouble_and_no_exception(bench, monkeypatch):
    monkeypatch.setattr(bench, "look", lambda state: 1 / 0)
    assert "ZeroDivisionError" in bench.scene("look", bench.state)["trouble"]


def test_only_the_librarys_own_formulas_are_computed_in_the_browser(bench):
    assert bench.options["browser"]
    assert not widgets.two_loss_bench(dce_dz=losses.dce_dz).options["browser"]


def test_cross_entropy_wins_the_race(bench):
    state = {**bench.state, "z": -6.0}
    bench.look(state)
    for _ in range(20):
        scene = bench.step(state)
    square, cross = scene["racers"]
    assert cross > 2
    assert -6 < square < -5.5


def test_the_microscope_counts_as_the_library_does():
    microscope = widgets.activation_microscope()
    scene = microscope.look({**microscope.state, "std": 10.0})
    rng = np.random.default_rng(0)
    drawn = np.abs(activations.sigmoid_prime(10 * rng.normal(size=200_000))) < 0.01
    assert scene["share"] == pytest.approx(drawn.mean(), abs=0.004)
    assert scene["heights"].sum() == pytest.approx(1)


def test_while_grading_nothing_is_built_nor_loaded():
    code = (
        "import sys; from course.widgets import two_loss_bench; "
        "print(two_loss_bench(1, state='')); print('anywidget' in sys.modules)"
    )
    env = {**os.environ, "NBGRADER_EXECUTION": "autograde"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    said = "two_loss_bench is left out while this notebook is graded."
    assert done.stdout.splitlines() == [said, "False"], done.stderr
