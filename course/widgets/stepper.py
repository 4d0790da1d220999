"""The graph stepper of unit 3: a backward pass that asks for each number before it shows it."""

from __future__ import annotations

from typing import Any

from course import figures, graphs
from course.drawing.graph_layout import digits
from course.drawing.picture import Picture
from course.lecture_networks import seven_units
from course.widgets.controls import Button, Choice, Kept, Number, Question, Slider
from course.widgets.interactive import Interactive, module_of
from course.widgets.stepper_scene import GATES, UNITS, drawn, table_of
from course.widgets.walk_faults import COUNT, GateFault, UnitFault, gate_fault, unit_fault
from course.widgets.walk_functions import (
    Functions,
    by_name,
    own_deltas,
    own_gates,
    own_weight,
    used_at,
)
from course.widgets.walk_gates import SYMBOLS, gate_walk
from course.widgets.walk_units import BACKWARDS, unit_walk
from course.widgets.walks import Step, Walk, near, slip

__all__ = ["Stepper", "graph_stepper"]

TITLE = "Graph stepper"
STEP, BUG, NOBODY = "step", "find the bug", "–"
UNIT_NAMES = {str(j): f"unit {j}" for j in sorted(BACKWARDS)}
AT_FIRST = {  # goal and question, by the graph that is open
    GATES: (
        "Walk back from L = e^max(y, z) / (x + y). Find ∂L/∂y for x = 3, y = 1, z = −1: y feeds "
        "two gates. Then find ∂J/∂w₁₃ in the lecture's network: unit 3 feeds two.",
        "Two gradients come back to y. What becomes of them?",
    ),
    UNITS: (
        "Press Forward, then walk back from Δ₇ to ∂J/∂w₁₃, with a number of your own at every "
        "step: unit 3 feeds two units.",
        "Unit 3 feeds units 5 and 6, so two numbers come back to it. What becomes of them?",
    ),
}
AFRESH = {"done": 0, "own": 0, "guess": None, "gate": NOBODY, "unit": NOBODY}
ONLY = {  # controls that belong to one graph or one task
    GATES: ("x", "y", "z", "gate"),
    UNITS: ("x1", "x2", "label", "unit"),
    STEP: ("guess", "forward", "back", "show"),
    BUG: ("bug", "gate", "unit"),
}


def _controls() -> list[Any]:
    return [
        Choice("graph", "graph", GATES, (GATES, UNITS)),
        Choice("mode", "task", STEP, (STEP, BUG)),
        Slider("x", "x", 3, -4, 4, 0.5),
        Slider("y", "y", 1, -3, 3, 0.5),
        Slider("z", "z", -1, -3, 3, 0.5),
        Slider("x1", "x₁", 0.4, -2, 2, 0.1),
        Slider("x2", "x₂", 0.5, -2, 2, 0.1),
        Choice("label", "label y", "1", ("0", "1")),
        Button("forward", "Forward"),
        Number("guess", "your number"),
        Button("back", "Backward one step"),
        Slider("bug", "bug number", 1, 1, COUNT, 1),
        Choice("gate", "the bug is in", NOBODY, (NOBODY, *SYMBOLS.values())),
        Choice("unit", "the bug is in", NOBODY, (NOBODY, *UNIT_NAMES.values())),
        Button("show", "Show it to me"),
        Kept("done", "steps done"),
        Kept("own", "steps with your own number"),
    ]


class Stepper(Interactive):
    """A graph of five gates or a network of seven units, walked back step by step.

    Parameters
    ----------
    functions : mapping of str to callable, or iterable of callables, optional
        The student's, see `graph_stepper`.
    state : str, optional
        A state that was shared.
    """

    _esm = module_of("stepper.js")

    def __init__(self, functions: Functions | None = None, state: str = "") -> None:
        self.own = by_name(functions)
        goal, question = AT_FIRST[UNITS if UNITS in state else GATES]
        super().__init__(
            title=TITLE,
            goal=goal,
            question=Question(
                question, ("they are added", "they are multiplied", "the larger one counts")
            ),
            controls=_controls(),
            presets={
                "max passes z on": {"z": 2.0},
                "the lecture's seven units": {"graph": UNITS, "x1": 0.4, "x2": 0.5, "label": "1"},
                "a bug in a gate": {"mode": BUG},
                "a bug in a unit": {"graph": UNITS, "mode": BUG},
            },
            state=state,
        )
        self.at = _place_of(self.state)

    # --- what is asked ---------------------------------------------------------------------------

    def look(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return the graph as far as it is walked; another graph or task begins afresh."""
        changed = {} if _place_of(state) == self.at else dict(AFRESH)
        self.at = _place_of(state)
        return self._scene({**state, **changed}, changed)

    def do(self, action: str, state: dict[str, Any]) -> dict[str, Any]:
        """Go forward, back by one step, or to the beginning."""
        if action == "reset":
            self.at = _place_of(state)
            return self._scene({**state, **AFRESH}, dict(AFRESH))
        if state["mode"] == BUG or action not in ("forward", "back", "guess", "show"):
            return self.look(state)
        walk = self.walk(state)
        changed, said = ({}, "") if walk.trouble else _moved(action, state, walk)
        if action in ("back", "guess") and not changed and state["done"]:
            said = self._about_own(state, walk) or said
        return self._scene({**state, **changed}, changed, said)

    def _about_own(self, state: dict[str, Any], walk: Walk) -> str:
        """Say so if the number typed is the one of the student's function, against the rule."""
        if state["done"] > len(walk.steps) or state["guess"] is None:
            return ""
        step = walk.steps[state["done"] - 1]
        if step.agrees or not near(state["guess"], step.shown):
            return ""
        name = used_at(self.own, step.place)
        return f"{digits(step.shown)} is what your {name} says. The rule differs."

    def walk(self, state: dict[str, Any]) -> Walk:
        """Return the walk through the graph that is chosen, with its bug if there is one."""
        fault = self.fault(state)
        if state["graph"] == GATES:
            inputs = {name: state[name] for name in "xyz"}
            if isinstance(fault, GateFault):
                return gate_walk(inputs, fault.back(), fault.meet())
            return gate_walk(inputs, own_gates(self.own))
        x, y = (state["x1"], state["x2"]), float(state["label"])
        if isinstance(fault, UnitFault):
            return unit_walk(x, y, fault.deltas())
        return unit_walk(x, y, own_deltas(self.own), own_weight(self.own))

    def fault(self, state: dict[str, Any]) -> GateFault | UnitFault | None:
        """Return the planted bug, if one is to be found."""
        if state["mode"] != BUG:
            return None
        return (gate_fault if state["graph"] == GATES else unit_fault)(int(state["bug"]))

    # --- what there is to see --------------------------------------------------------------------

    def _scene(
        self, state: dict[str, Any], changed: dict[str, Any], said: str = ""
    ) -> dict[str, Any]:
        walk, fault = self.walk(state), self.fault(state)
        state = {**state, "done": min(state["done"], len(walk.steps) + 1)}
        if walk.trouble:
            words = walk.trouble
        elif fault:
            words = _verdict(state, walk, fault)
        else:
            words = " ".join(filter(None, [said, self._mismatch(state, walk), _next(state, walk)]))
        return {
            **drawn(state, walk, _suspect(state) if fault else None),
            "words": words,
            "table": table_of(state, walk, hunting=fault is not None),
            "hidden": _hidden(state),
            "state": changed,
        }

    def _mismatch(self, state: dict[str, Any], walk: Walk) -> str:
        """Say what is wrong with the student's function in the last step."""
        if state["done"] < 2:
            return ""
        steps = walk.steps[: state["done"] - 1]
        last, name = steps[-1], used_at(self.own, steps[-1].place)
        if last.agrees or last.note:
            return last.note
        earlier = any(not step.agrees for step in steps[:-1])
        first = "" if earlier else " It is the first step where they differ."
        return (
            f"Your {name} gives {digits(last.shown)} for {last.name}; the library, from the same "
            f"numbers, {digits(last.right)}.{first}"
        )

    def still(self, state: dict[str, Any]) -> Picture:
        """Return the graph with its gradients, or the network with its activations."""
        if state["graph"] == UNITS:
            net = seven_units().net
            ins, outs = net.forward([[state["x1"], state["x2"]]])
            return figures.network_drawing(net.Ws, net.bs, ins, outs)
        x, y, z = (graphs.Value(state[name], name) for name in "xyz")
        q, m = (x + y).named("q"), graphs.maximum(y, z).named("m")
        out = (graphs.reciprocal(q).named("r") * graphs.exp(m).named("e")).named("L")
        out.backward()
        return figures.computation_graph(out)


def _place_of(state: dict[str, Any]) -> tuple[Any, ...]:
    """Return what begins afresh if it changes."""
    return state["graph"], state["mode"], state["bug"] if state["mode"] == BUG else 0


def _hidden(state: dict[str, Any]) -> list[str]:
    """Return the controls that do not belong here."""
    others = [key for key in ONLY if key not in (state["graph"], state["mode"])]
    return sorted({name for key in others for name in ONLY[key]})


def _suspect(state: dict[str, Any]) -> str:
    """Return the key of the gate or unit that is suspected; empty if none is."""
    gates = state["graph"] == GATES
    names, chosen = (SYMBOLS, state["gate"]) if gates else (UNIT_NAMES, state["unit"])
    return next((key for key, name in names.items() if name == chosen), "")


# --- words --------------------------------------------------------------------------------


def _moved(action: str, state: dict[str, Any], walk: Walk) -> tuple[dict[str, Any], str]:
    """Return what a button changes in the state, and what there is to say."""
    done, guess = state["done"], state["guess"]
    if action == "forward":
        return ({"done": 1} if done == 0 else {}), ""
    if done == 0:
        return {}, "First the values."
    if done > len(walk.steps):
        return {}, ""
    step, on = walk.steps[done - 1], {"done": done + 1, "guess": None}
    if action == "show":
        return on, f"{step.name} = {step.arithmetic}."
    if guess is None:
        return {}, "First your number."
    if near(guess, step.right):
        return {**on, "own": state["own"] + 1}, f"Right: {step.name} = {step.arithmetic}."
    return {}, f"{digits(guess)} is not it. {slip(step, guess)}"


def _next(state: dict[str, Any], walk: Walk) -> str:
    """Say what comes next, or what was found."""
    done, steps = state["done"], walk.steps
    if done == 0:
        return "Press Forward: values are computed from left to right."
    if done <= len(steps):
        return f"Next: {steps[done - 1].name} = ? Type your number and press Enter."
    last = steps[-1]
    return (
        f"You are through, {state['own']} of {len(steps)} steps with a number of your own: "
        f"{last.name} = {digits(last.shown)}."
    )


def _verdict(state: dict[str, Any], walk: Walk, fault: GateFault | UnitFault) -> str:
    """Say whether the suspicion is right, and why."""
    names = SYMBOLS if state["graph"] == GATES else UNIT_NAMES
    what = "gate" if state["graph"] == GATES else "unit"
    if all(step.agrees for step in walk.steps):
        return "A bug is here, but with these inputs every number comes out right. Move an input."
    suspect = _suspect(state)
    if not suspect:
        return f"One {what} breaks its rule. Check them one by one, then choose or click it."
    steps = [step for step in walk.steps if step.place == suspect]
    if suspect == fault.place:
        wrong = next(step for step in steps if not step.agrees)
        return f"Right. It {fault.words}. {_should(wrong)}"
    checked = ", ".join(f"{step.name} = {step.arithmetic}" for step in steps)
    return (
        f"Not {names[suspect]}: {checked}. It does its own step right, whatever arrives there. "
        "Go on."
    )


def _should(step: Step) -> str:
    return f"{step.name} should be {step.arithmetic}, and is {digits(step.shown)}."


def graph_stepper(functions: Functions | None = None, state: str = "") -> Stepper:
    """Show a backward pass that asks for each number before it shows it.

    Two graphs: five gates, each of exercise 3.1 once, where y feeds two of them; and the
    lecture's network of seven units. Two tasks: to walk back step by step, and to find a bug.

    Parameters
    ----------
    functions : mapping of str to callable, or iterable of callables, optional
        Your own functions, from which the numbers then come: ``add_back``, ``mul_back``,
        ``max_back``, ``recip_back``, ``exp_back``, and for the network ``output_delta``,
        ``hidden_delta``, ``grads`` or ``backward``, as in the exercises. A list takes them by
        their names. In a mapping, "add", "multiply", "max", "reciprocal" and "exp" may also be
        functions of ``(inputs, upstream)`` that return a list.
    state : str, optional
        A state as the interactive shows it, to begin with.

    Returns
    -------
    Stepper
        An interactive.

    Raises
    ------
    ValueError
        If a function has a name that is not one of these.

    Lectures: UCLA, Gates (Add, Mult, Max) and What happens when two gradient paths converge?; CS
    457, 07-2d Computing Partial Derivatives in a Multi-Layer Network.

    Examples
    --------
    >>> stepper = graph_stepper(state="done=1;guess=2.718")
    >>> stepper.do("back", stepper.state)["words"]
    'Right: ∂L/∂r = 1 × 2.718 = 2.718. Next: ∂L/∂e = ? Type your number and press Enter.'
    """
    return Stepper(functions, state)
