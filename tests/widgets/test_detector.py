"""The feature-detector viewer: the numbers of the library's figure, and neurons that misbehave."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from course import figures, widgets
from course.activations import sigmoid
from course.widgets.controls import Cells
from course.widgets.detector import IMAGES
from course.widgets.interactive import split
from course.widgets.sharing import pack

BEST = [1, -1, -1, -1, 0, -1, -1, -1, 1]


@pytest.fixture
def viewer():
    return widgets.detector_viewer()


def test_the_numbers_are_those_of_the_figure(viewer):
    state = {"w": BEST, "b": -0.5}
    scene = viewer.look(state)
    images = {name: np.reshape(pixels, (3, 3)) for name, pixels in IMAGES.items()}
    alt = figures.detector_answers(np.reshape(BEST, (3, 3)), -0.5, images).alt
    assert scene["in_"].tolist() == [1.5, -2.5, -2.5, -2.5]
    assert scene["a"] == pytest.approx(sigmoid(scene["in_"]))
    assert "Gap between diagonal and the next: 4." in alt
    assert scene["gap"] == 4
    assert scene["words"] == (
        "The unit fires for the diagonal only. Gap in in_ between the diagonal and the next: 4."
    )
    assert scene["table"][-1] == ["gap", 4, ""]


def test_four_is_the_largest_gap_that_there_is():
    pixels = np.array(list(IMAGES.values()))
    in_ = np.array(list(itertools.product([-1, 0, 1], repeat=9))) @ pixels.T
    gaps = in_[:, 0] - in_[:, 1:].max(axis=1)
    assert gaps.max() == 4
    for centre in (-1, 0, 1):
        assert (
            gaps[np.array(list(itertools.product([-1, 0, 1], repeat=9)))[:, 4] == centre].max()
            == 4
        )


def test_no_preset_gives_the_answer_away(viewer):
    assert all(
        viewer.look({**viewer.state, **preset})["gap"] < 4 for preset in viewer.presets.values()
    )


def test_a_unit_may_fire_for_none_or_for_all(viewer):
    assert "fires for none." in viewer.look({"w": [0] * 9, "b": -1.0})["words"]
    assert "fires for all four images." in viewer.look({"w": [0] * 9, "b": 0.0})["words"]
    some = viewer.look({"w": [0, 1, 0, 1, 0, 1, 0, 1, 0], "b": -1.0})["words"]
    assert (
        "fires for the row and the column. Gap in in_ between the diagonal and the next: −2"
        in some
    )


def test_the_students_neuron_is_asked(viewer):
    def neuron(a, w, w0, g):
        return [g(2 * np.dot(a, w) + w0)]

    own = widgets.detector_viewer(neuron)
    assert own.look(own.state)["gap"] == 2 * viewer.look(viewer.state)["gap"]
    assert viewer.options["browser"]
    assert not own.options["browser"]


def raising(a, w, w0, g):
    raise ValueError("no")


def template(a, w, w0, g):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("neuron", "said"),
    [
        (raising, "neuron raised ValueError."),
        (template, "neuron is still the template."),
        (lambda a, w, w0, g: None, "neuron returned None."),
        (lambda a, w, w0, g: g(a * w), "neuron returned shape (9,), not one number."),
        (lambda a, w, w0, g: float("nan"), "neuron returned nan."),
        (lambda a, w, w0, g: "1", "neuron raised TypeError."),
        (lambda a: a, "neuron raised TypeError."),
    ],
    ids=["raises", "template", "None", "shape", "nan", "text", "arguments"],
)
def test_a_wrong_neuron_is_said_in_words(neuron, said):
    viewer = widgets.detector_viewer(neuron)
    scene, _ = split(viewer.scene("look", viewer.state))
    assert scene["words"] == f"{said} There is no answer to compare."
    assert scene["gap"] is None
    assert scene["table"][1:] == [*([name, "–", "–"] for name in IMAGES), ["gap", "–", ""]]


def test_weights_are_not_changed_by_a_neuron_that_works_in_place(viewer):
    def neuron(a, w, w0, g):
        w *= a
        return g(w.sum() + w0)

    own = widgets.detector_viewer(neuron)
    assert own.look(own.state)["words"] == viewer.look(viewer.state)["words"]


def test_a_state_is_restored_if_it_fits():
    assert widgets.detector_viewer(state=pack({"w": BEST, "b": 1.5})).state == {
        "w": BEST,
        "b": 1.5,
    }
    first = list(IMAGES["diagonal"])
    for text in ("w=[2,0,0,0,0,0,0,0,0]", "w=[1]", "w=1", "w=[[1],0,0,0,0,0,0,0,0]"):
        assert widgets.detector_viewer(state=text).state == {"w": first, "b": 0.0}


def test_cells_tell_the_browser_lists():
    told = Cells("w", "weight", (1, 0), 2, (0, 1)).told()
    assert (told["kind"], told["value"], told["options"]) == ("cells", [1, 0], [0, 1])


def test_the_still_picture_describes_itself(viewer):
    alt = viewer.still({"w": BEST, "b": 0.0}).alt
    assert "1, -1, -1; -1, 0, -1; -1, -1, 1" in alt
    assert "Gap between diagonal and the next: 4." in alt
