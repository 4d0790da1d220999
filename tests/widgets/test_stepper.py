"""The graph stepper: its numbers, its questions, its bugs, and functions that misbehave."""

from __future__ import annotations

import numpy as np
import pytest

from course import backprop, graphs
from course.lecture_networks import seven_units
from course.widgets import graph_stepper
from course.widgets.stepper import BUG, UNITS
from course.widgets.walk_faults import COUNT, GATE_FAULTS, UNIT_FAULTS, gate_fault, unit_fault
from course.widgets.walk_functions import by_name, own_deltas, own_gates, own_weight
from course.widgets.walk_gates import gate_walk
from course.widgets.walk_units import unit_walk

AT = {"x": 3.0, "y": 1.0, "z": -1.0}


def through(stepper, **moved):
    """Go forward and show every step; return the scenes."""
    state = {**stepper.state, **moved}
    stepper.look(state)
    scenes = [stepper.do("forward", state)]
    while scenes[-1]["state"]:
        state |= scenes[-1]["state"]
        scenes.append(stepper.do("show", state))
    return scenes[:-1]


def result_of(scene, name):
    return next(row[2] for row in scene["table"] if row[0] == name)


@pytest.mark.parametrize("at", [AT, {"x": 2.0, "y": 0.5, "z": 1.5}, {"x": -3, "y": 1, "z": 1}])
def test_the_gates_are_those_of_the_library(at):
    x, y, z = (graphs.Value(at[name], name) for name in "xyz")
    out = graphs.reciprocal(x + y) * graphs.exp(graphs.maximum(y, z))
    out.backward()
    found = {step.goes_to: step.shown for step in gate_walk(at).steps}
    assert [found["x"], found["y"], found["z"]] == pytest.approx([x.up, y.up, z.up])
    assert all(step.agrees for step in gate_walk(at).steps)


def test_the_units_are_those_of_the_library():
    net, X, y = seven_units()
    right = backprop.backpropagate(net, X, y)
    walk = unit_walk(X[0], y.item())
    assert [step.shown for step in walk.steps[:-1]] == pytest.approx(
        [d for layer in reversed(right.deltas) for d in layer.ravel()]
    )
    assert walk.steps[-1].shown == pytest.approx(right.dWs[0][0, 0])
    assert all(step.agrees for step in walk.steps)


def test_the_number_to_read_off_is_in_words_and_table():
    last = through(graph_stepper())[-1]
    assert "∂L/∂y = 0.5097" in last["words"]
    assert result_of(last, "∂L/∂y") == "0.5097"
    last = through(graph_stepper(), graph=UNITS)[-1]
    assert result_of(last, "Δ₃") == "0.000361"
    assert "∂J/∂w₁₃ = 0.0001444" in last["words"]


def test_no_number_is_shown_before_it_is_asked_for():
    stepper = graph_stepper()
    for done, scene in enumerate(through(stepper)):
        assert len(scene["below"]) == 1 + done
        row = scene["rows"][-1]
        if row["tag"] == "next":
            assert row["result"] == "?"
            assert row["to"] not in scene["below"]
    assert graph_stepper().look(stepper.state)["below"] == {}


def test_a_right_number_goes_on_and_a_wrong_one_is_asked_again():
    stepper = graph_stepper(state="done=3;own=2")
    state = stepper.state
    assert stepper.do("guess", state)["state"] == {}
    for guess, said in [
        (2.656, "multiplied"),
        (0.1699, "sign"),
        (2.718, "local slope is missing"),
        (-0.0625, "What arrives is missing"),
        (7.0, "Not yet"),
    ]:
        scene = stepper.do("back", {**state, "guess": guess})
        assert said in scene["words"]
        assert scene["state"] == {}
    scene = stepper.do("guess", {**state, "guess": -0.17})
    assert scene["state"] == {"done": 4, "guess": None, "own": 3}
    assert "Right" in scene["words"]


def test_where_paths_meet_a_product_is_recognized():
    stepper = graph_stepper(state="done=9")
    words = stepper.do("guess", {**stepper.state, "guess": -0.1155})["words"]
    assert "gradients are added" in words


def test_another_graph_begins_afresh_and_moved_inputs_do_not():
    stepper = graph_stepper(state="done=5;own=2")
    assert stepper.look({**stepper.state, "x": 1.0})["state"] == {}
    assert stepper.look({**stepper.state, "graph": UNITS})["state"]["done"] == 0
    assert stepper.do("reset", stepper.state)["state"]["done"] == 0


def test_no_forward_pass_is_said_in_words():
    stepper = graph_stepper()
    for action in ("look", "forward", "back", "show"):
        scene = stepper.scene(action, {**stepper.state, "x": -1.0})
        assert "x + y is 0" in scene["words"]
    stepper.state = {**stepper.state, "x": -1.0}
    assert "Graph stepper" in stepper._repr_mimebundle_()[0]["text/plain"]


# --- bugs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(1, COUNT + 1))
def test_a_planted_bug_is_in_one_place_and_shows(seed):
    fault = gate_fault(seed)
    walk = gate_walk(AT, fault.back(), fault.meet())
    assert {step.place for step in walk.steps if not step.agrees} == {fault.place}
    unit = unit_fault(seed)
    walk = unit_walk((0.4, 0.5), 1.0, unit.deltas())
    assert {step.place for step in walk.steps if not step.agrees} == {unit.place}


def test_every_gate_and_unit_has_a_bug():
    assert len(UNIT_FAULTS) == COUNT
    assert {fault.place for fault in GATE_FAULTS} == {"q", "m", "r", "e", "L", "y"}
    assert {fault.place for fault in UNIT_FAULTS} == {"3", "4", "5", "6", "7"}


def test_a_suspicion_is_answered_with_its_reason():
    stepper = graph_stepper(state='mode="find the bug";bug=3')
    first = stepper.look(stepper.state)
    assert "Check them" in first["words"]
    assert first["rows"] == []
    assert all(row[1] == "" for row in first["table"] if row[0].startswith("∂"))
    assert "Not +" in stepper.look({**stepper.state, "gate": "+"})["words"]
    found = stepper.look({**stepper.state, "gate": "y, where paths meet"})
    assert "Right. It overwrites" in found["words"]
    assert (found["rows"][0]["result"], found["rows"][0]["is"]) == ("0.5097", "0.6796")
    assert stepper.look({**stepper.state, "bug": 4.0})["state"]["gate"] == "–"


def test_a_bug_that_does_not_show_is_admitted():
    stepper = graph_stepper(state='mode="find the bug";bug=1')
    assert "Move an input" in stepper.look({**stepper.state, "y": 0.0})["words"]


def test_a_bug_in_a_unit():
    stepper = graph_stepper()
    state = {**stepper.state, "graph": UNITS, "mode": BUG, "bug": 1.0}
    stepper.look(state)
    assert "Right. It overwrites" in stepper.look({**state, "unit": "unit 3"})["words"]
    assert "Not unit 5" in stepper.look({**state, "unit": "unit 5"})["words"]


# --- the student's functions ---------------------------------------------------------------------


def raising(*args):
    raise ValueError("no")


WRONG = [
    (raising, "raised ValueError"),
    (lambda *args: None, "returned None"),
    (lambda *args: np.zeros(7), "returned shape (7,)"),
    (lambda *args: np.nan * np.ones(np.shape(args[0])), "nan or inf"),
    (lambda *args: "text", "raised"),
]


@pytest.mark.parametrize(
    ("function", "said"), WRONG, ids=["raises", "None", "shape", "nan", "text"]
)
def test_a_gate_that_misbehaves_is_said_in_words(function, said):
    scenes = through(graph_stepper({"exp_back": function}))
    told = [scene["words"] for scene in scenes if "exp_back" in scene["words"]]
    assert len(told) == 1
    assert said in told[0]
    assert "∂L/∂y = 0.5097" in scenes[-1]["words"]


@pytest.mark.parametrize("name", ["output_delta", "hidden_delta", "grads", "backward"])
@pytest.mark.parametrize("function", [function for function, _ in WRONG[:3]])
def test_a_delta_that_misbehaves_is_said_in_words(name, function):
    scenes = through(graph_stepper({name: function}), graph=UNITS)
    assert any(f"Your {name} r" in scene["words"] for scene in scenes)
    assert result_of(scenes[-1], "Δ₃") == "0.000361"


def test_right_functions_change_nothing():
    own = by_name({
        "output_delta": backprop.output_delta, "hidden_delta": backprop.hidden_delta,
        "grads": backprop.grads, "mul_back": graphs.mul_back, "add_back": graphs.add_back,
        "max": lambda inputs, up: list(graphs.max_back(*inputs, up)),
    })  # fmt: skip
    assert gate_walk(AT, own_gates(own)) == gate_walk(AT)
    right = unit_walk((0.4, 0.5), 1.0).steps
    found = unit_walk((0.4, 0.5), 1.0, own_deltas(own), own_weight(own)).steps
    assert [step.shown for step in found] == pytest.approx([step.shown for step in right])


def test_a_whole_backward_pass_is_taken_apart():
    def backward(ins, outs, Ws, y):
        deltas = [backprop.output_delta(y, outs[-1], ins[-1])]
        for k in (1, 0):
            deltas.insert(0, backprop.hidden_delta(ins[k], Ws[k + 1], deltas[0]))
        pairs = zip(outs, deltas, strict=False)
        return [a.T @ d for a, d in pairs], [d.mean(axis=0) for d in deltas]

    scenes = through(graph_stepper([backward]), graph=UNITS)
    assert not any("Your" in scene["words"] for scene in scenes)
    assert result_of(scenes[-1], "∂J/∂w₁₃") == "0.0001444"


def test_the_first_step_that_differs_is_pointed_out():
    scenes = through(graph_stepper({"mul_back": lambda x, y, up: (up * x, up * y)}))
    told = [scene["words"] for scene in scenes if "mul_back" in scene["words"]]
    assert "Your mul_back gives 0.25 for ∂L/∂r" in told[0]
    assert "first step where they differ" in told[0]
    assert len(told) == 2
    assert "first step" not in told[1]
    row = scenes[1]["rows"][0]
    assert (row["result"], row["is"], scenes[1]["below"]["r"]) == ("2.718", "0.25", "0.25")


def test_a_number_that_only_the_own_function_gives_is_told_apart():
    stepper = graph_stepper({"exp_back": lambda x, up: up}, state="done=4")
    words = stepper.do("guess", {**stepper.state, "guess": 0.25})["words"]
    assert "0.25 is what your exp_back says" in words


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="nothing is called sub_back"):
        graph_stepper({"sub_back": abs})


@pytest.mark.parametrize("graph", ["five gates", UNITS])
def test_the_still_picture_has_words(graph):
    stepper = graph_stepper(state=f'graph="{graph}"')
    assert '<img alt="' in stepper._repr_mimebundle_()[0]["text/html"]


def test_a_state_is_restored():
    stepper = graph_stepper(state='graph="seven units";done=3;own=1;guess=0.5;x1=0.2')
    again = graph_stepper(state=stepper.shared)
    assert again.state == stepper.state
    assert again.look(again.state) == stepper.look(stepper.state)
    assert again.state["guess"] == 0.5
    assert graph_stepper(state='done="x";own=-3;guess="a"').state == graph_stepper().state


def test_each_delta_is_written_as_its_sum():
    last = through(graph_stepper(), graph=UNITS)[-1]
    sums = {row[0]: row[1] for row in last["table"]}
    assert sums["Δ₃"] == "(0.35 × (−0.02046) + (−0.36) × (−0.02394)) × 0.2476"
    assert sums["Δ₇"] == "−2 × (1 − 0.6628) × 0.2235"


def test_a_scene_is_small_and_quick():
    stepper = graph_stepper(state='graph="seven units";done=7')
    assert len(str(stepper.look(stepper.state))) < 8000
