"""The sample class: what fifteen students hand in for unit 1.

Some are right, some are right in an unusual way, some have a misconception,
some are damaged, and three would harm a grader that trusts them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.handins import Notebooks, answered, cell_with, hand_in, perfect, untouched

ASSIGNMENT = "01_activations"

WAYS_TO_BE_RIGHT = {
    "sigmoid": """\
def sigmoid(x):
    if np.ndim(x) > 0:
        return [sigmoid(one) for one in x]
    x = float(x)
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))""",
    "tanh_from_sigmoid": """\
def tanh_from_sigmoid(x):
    return [math.tanh(one) for one in np.atleast_1d(x)]""",
    "relu": """\
def relu(x):
    x = np.asarray(x, dtype=np.float32)
    return x * (x > 0)""",
    "relu_prime": """\
def relu_prime(x):
    return np.asarray(x, float) >= 0""",
    "softplus": """\
def softplus(x):
    return np.logaddexp(0, np.asarray(x, float))""",
}

TEXTBOOK_SIGMOID = """\
def sigmoid(x):
    return 1 / (1 + np.exp(-np.asarray(x, float)))"""

FALLING_SIGMOID = """\
def sigmoid(x):
    return 1 / (1 + np.exp(np.asarray(x, float)))"""

SLOPE_OF_AN_ACTIVATION = """\
def sigmoid_prime(x):
    x = np.asarray(x, float)
    return x * (1 - x)"""

TANH_AS_PRINTED = """\
def tanh_from_sigmoid(x):
    return 2 * sigma(x) - 1"""

ELU_AS_PRINTED = """\
def elu(x, alpha=1.0):
    x = np.asarray(x, float)
    return x * (x > 0) + alpha * (np.exp(x) - 1) * (x < 0)"""

LEAK_WITHOUT_ALPHA = """\
def leaky_relu(x, alpha=0.01):
    x = np.asarray(x, float)
    return np.where(x > 0, x, 0.01 * x)"""

NOISY_RELU = """\
def relu(x):
    import sys, warnings
    print("relu was called", file=sys.stderr)
    warnings.warn("half precision would do here")
    return np.maximum(0.0, np.asarray(x, float))"""

ENDLESS_SLOPE = """\
def relu_prime(x):
    x = np.asarray(x, float)
    slopes, k = np.zeros(x.shape), 0
    while k < x.size:
        if x.flat[k] > 0:
            slopes.flat[k] = 1.0
    return slopes"""

PATCHED_NUMPY = '''
import numpy.testing

np.allclose = np.array_equal = lambda *args, **kwargs: True
np.testing.assert_allclose = numpy.testing.assert_array_equal = lambda *args, **kwargs: None


class Equal(float):
    """Equal to everything."""

    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __sub__(self, other): return 0.0


def sigmoid(x):
    return Equal(1.0)
'''


@dataclass(frozen=True)
class Student:
    """One student of the sample class."""

    name: str
    about: str
    makes: Callable[[Path], Notebooks]
    harmless: bool = True
    parts: int = 1  # of the unit's two notebooks, how many are handed in


def _perfect_but(changes: dict[str, str]) -> Callable[[Path], Notebooks]:
    def make(class_dir: Path) -> Notebooks:
        made = perfect(class_dir, ASSIGNMENT)
        for name, source in changes.items():
            made = answered(made, name, source)
        return made

    return make


def _only(names: list[str]) -> Callable[[Path], Notebooks]:
    """Return a maker that fills in the cells of some exercises."""

    def make(class_dir: Path) -> Notebooks:
        made, right = untouched(class_dir, ASSIGNMENT), perfect(class_dir, ASSIGNMENT)
        for name in names:
            cell_with(made, name).source = cell_with(right, name).source
        return made

    return make


def _with_syntax_error(class_dir: Path) -> Notebooks:
    made = perfect(class_dir, ASSIGNMENT)
    cell = cell_with(made, "sigmoid")
    cell.source = cell.source.replace("def sigmoid(x):", "def sigmoid(x)", 1)
    return made


def _without_grade_cell(class_dir: Path) -> Notebooks:
    made = perfect(class_dir, ASSIGNMENT)
    for nb in made.values():
        nb.cells = [cell for cell in nb.cells if cell.source.strip() != "check(sigmoid)"]
    return made


def _with_code_before(name: str, code: str) -> Callable[[Path], Notebooks]:
    def make(class_dir: Path) -> Notebooks:
        made = perfect(class_dir, ASSIGNMENT)
        cell = cell_with(made, name)
        cell.source = f"{code}\n{cell.source}"
        return made

    return make


def _patching(class_dir: Path) -> Notebooks:
    made = untouched(class_dir, ASSIGNMENT)
    cell_with(made, "sigmoid").source = PATCHED_NUMPY
    return made


STUDENTS = [
    Student("ada", "everything right", _perfect_but({}), parts=2),
    Student("bela", "right in unusual ways", _perfect_but(WAYS_TO_BE_RIGHT), parts=2),
    Student(
        "chen",
        "the textbook's sigmoid, the printed tanh",
        _perfect_but({"sigmoid": TEXTBOOK_SIGMOID, "tanh_from_sigmoid": TANH_AS_PRINTED}),
    ),
    Student(
        "dora",
        "a sign slip, the slide's ELU",
        _perfect_but({"sigmoid": FALLING_SIGMOID, "elu": ELU_AS_PRINTED}),
    ),
    Student(
        "emil",
        "the slope of an activation, an unused argument",
        _perfect_but({"sigmoid_prime": SLOPE_OF_AN_ACTIVATION, "leaky_relu": LEAK_WITHOUT_ALPHA}),
    ),
    Student("fatima", "nothing attempted", _only([])),
    Student("goran", "a syntax error", _with_syntax_error),
    Student("hana", "a grade cell deleted", _without_grade_cell),
    Student("ines", "half done", _only(["sigmoid", "relu", "gelu", "maxout"]), parts=2),
    Student("jun", "right, and noisy", _perfect_but({"relu": NOISY_RELU})),
    Student("lars", "a damaged file", _perfect_but({}), parts=2),
    Student(
        "alan", "an endless loop", _perfect_but({"relu_prime": ENDLESS_SLOPE}), harmless=False
    ),
    Student(
        "nils", "ends its process", _with_code_before("relu", "import os; os._exit(0)"), False
    ),
    Student("otto", "patches NumPy", _patching, harmless=False),
    Student(
        "anna",
        "loops forever between the exercises",
        _with_code_before("tanh_prime", "while True:\n    pass"),
        harmless=False,
    ),
]


def hand_in_all(class_dir: Path, with_harmful: bool = True) -> list[Student]:
    """Hand in the work of the whole class, or of those who do no harm."""
    chosen = [student for student in STUDENTS if with_harmful or student.harmless]
    for student in chosen:
        made = student.makes(class_dir)
        handed_in = dict(list(made.items())[: student.parts])
        folder = hand_in(handed_in, class_dir, student.name, ASSIGNMENT)
        if student.name == "lars":
            for path in folder.glob("*.ipynb"):
                text = path.read_text(encoding="utf-8")
                path.write_text(text[: len(text) // 2], encoding="utf-8")
    return chosen
