"""Changing what grading computes with."""

from __future__ import annotations

from hostile.shape import Hostile, sigmoid_is

ONES = sigmoid_is("return np.ones(np.shape(x))")

PATCHING = [
    Hostile(
        "patched-asserts",
        "comparisons of NumPy and its asserts agree with everything",
        """
import numpy.testing
np.allclose = np.isclose = np.array_equal = lambda *args, **kwargs: True
for name in dir(numpy.testing):
    if name.startswith("assert_"):
        setattr(numpy.testing, name, lambda *args, **kwargs: None)
""",
        ONES,
    ),
    Hostile(
        "patched-judge",
        "the course's own comparison, decision and verdict are replaced",
        """
import course.judging.compare, course.judging.deciding, course.judging.verdict, course.checking
course.judging.compare.difference = lambda *args: None
course.judging.compare.same = lambda *args: True
course.judging.deciding.difference = lambda *args: None
course.judging.verdict.Verdict.__repr__ = lambda self: "2.0"
course.checking.decide = lambda exercise, *rest: exercise.points
""",
        ONES,
    ),
    Hostile(
        "patched-builtins",
        "abs, round, issubclass and callable lie",
        """
import builtins
builtins.abs = builtins.round = lambda *args: 0.0
builtins.issubclass = builtins.callable = lambda *args: True
""",
        ONES,
    ),
    Hostile(
        "check-replaced",
        "check is a function that returns full points",
        "def check(*args, **kwargs):\n    return 2.0\ncheck_best = check",
        points=0.0,
    ),
    Hostile(
        "answering-replaced",
        "what check calls while grading says that all was right",
        """
import course.checking
class Full(float):
    def _repr_mimebundle_(self, **kwargs):
        from mime import MIME
        return {MIME: {"answers": [{"exercise": "sigmoid", "points": 2.0}]}, "text/plain": "2.0"}
course.checking.answering = lambda pairs, count: Full(2.0)
""",
        points=0.0,
    ),
    Hostile(
        "attempt-replaced",
        "the probes are not run: right values are claimed for every property",
        """
import answering
from course.exercises.attempting import Attempt
from course.exercises.probing import Observation
honest = answering.attempt
def attempt(exercise, value, seed, **how):
    if exercise.name != "sigmoid":
        return honest(exercise, value, seed)
    return Attempt("sigmoid", {p.name: (Observation(True),) for p in exercise.probes})
answering.attempt = attempt
""",
    ),
    Hostile(
        "pack-replaced",
        "an answer that says passed, with points",
        """
import answering
honest = answering.pack
def pack(tried):
    return {**honest(tried), "outcome": "passed", "points": 2.0, "max_points": 2.0}
answering.pack = pack
""",
        ONES,
    ),
    Hostile(
        "other-seed",
        "the probes draw the inputs of the notebook's own check, whose answers are known",
        """
import answering
honest = answering.attempt
answering.attempt = lambda exercise, value, seed, **how: honest(
    exercise, value, 1 if exercise.name == "sigmoid" else seed)
""",
        sigmoid_is(
            """
import hashlib
table = {}  # learned at home
return table.get(hashlib.sha256(np.asarray(x, float).tobytes()).hexdigest(), np.ones(np.shape(x)))
"""
        ),
    ),
    Hostile(
        "transformers",
        "IPython turns every check into a number",
        """
shell = get_ipython()
shell.input_transformers_post.append(
    lambda lines: ["2.0\\n"] if "check(sigmoid)" in "".join(lines) else lines)
import ast
class Full(ast.NodeTransformer):
    def visit_Call(self, node):
        if getattr(node.func, "id", "") == "check_best":
            return ast.copy_location(ast.Constant(2.0), node)
        return node
shell.ast_transformers.append(Full())
""",
    ),
    Hostile(
        "hooks",
        "IPython's display hook, formatters and events print full points",
        """
shell = get_ipython()
shell.display_formatter.format = lambda value, **more: ({"text/plain": "2.0"}, {})
shell.events.register("post_run_cell", lambda *args: print("2.0"))
""",
        points=0.0,
    ),
    Hostile(
        "no-code-runs",
        "run_cell is replaced: every cell shows full points",
        """
from cells import wire
get_ipython().run_cell = lambda *args, **kwargs: wire.send(
    "execute_result", data={"text/plain": "2.0"}, metadata={}, execution_count=1)
""",
        points=0.0,
    ),
    Hostile(
        "patched-generator",
        "random inputs are all zero, whose answer is known",
        """
import course.exercises.declaration as declaration
class Zeros:
    def __getattr__(self, name):
        def draw(*args, size=None, **kwargs):
            return np.zeros(size if size is not None else ())
        return draw
honest = declaration.Probe.rng
declaration.Probe.rng = lambda self, exercise, seed, repeat=0: (
    Zeros() if exercise == "sigmoid" else honest(self, exercise, seed, repeat))
""",
        sigmoid_is("return np.full(np.shape(x), 0.5)"),
    ),
    Hostile(
        "probes-dropped",
        "an exercise without probes can't fail",
        """
from course import exercises
exercises.get("sigmoid").probes.clear()
exercises.get("sigmoid").properties.clear()
""",
        ONES,
    ),
    Hostile(
        "exercise-renamed",
        "the check of a hard exercise looks at an easy one, solved honestly",
        """
from course import exercises
easy = exercises.get("relu")
exercises.get("sigmoid").name = "relu"
""",
        sigmoid_is("return np.maximum(0.0, np.asarray(x, float))"),
    ),
]
