"""One source, everything derived: the committed notebooks are what the generator makes."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from sources import UNITS

from autograder import building
from autograder.gradecells import asked

NOTEBOOKS = building.solutions_dir().parent / "notebooks"


# Calls of earlier parts and a network that is prescribed: shown on purpose before they are needed.
GIVEN_AS_WELL = {
    ("04_training/training_2.ipynb", "Ws, bs = sgd_step(Ws, dWs, lr), sgd_step(bs, dbs, lr)"),
    ("05_initialization/initialization.ipynb", "dWs, dbs = backward(ins, outs, Ws, y)"),
    (
        "05_initialization/initialization.ipynb",
        "ins, outs = forward(X, Ws, bs, [sigmoid, sigmoid])",
    ),
    (
        "07_vanishing/vanishing_2.ipynb",
        'net = Network([2, 50, 1], "relu", "sigmoid", init="he", rng=rng)',
    ),
    ("07_vanishing/vanishing_2.ipynb", 'train(net, X, y, "binary_cross_entropy", **how)'),
}

pytestmark = pytest.mark.xdist_group("building")


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return dict(building.student_notebooks())


def test_the_committed_notebooks_are_reproduced_to_the_byte(generated):
    committed = {
        str(path.relative_to(NOTEBOOKS)): path.read_bytes() for path in NOTEBOOKS.rglob("*.ipynb")
    }
    old = stale({name: text.encode() for name, text in generated.items()}, committed)
    assert not old, what_to_do(old)


def stale(made: dict[str, bytes], committed: dict[str, bytes]) -> list[str]:
    """Return the notebooks that are not what the generator makes, missing ones and others too."""
    names = sorted(made.keys() | committed.keys())
    return [name for name in names if made.get(name) != committed.get(name)]


def what_to_do(old: list[str]) -> str:
    return f"not what solutions/ makes: {', '.join(old)}; run: make notebooks"


def test_what_is_stale_is_named_with_the_command_that_mends_it():
    made = {"a.ipynb": b"1", "b.ipynb": b"2", "new.ipynb": b"3"}
    committed = {"a.ipynb": b"1", "b.ipynb": b"old", "gone.ipynb": b"4"}
    old = stale(made, committed)
    assert old == ["b.ipynb", "gone.ipynb", "new.ipynb"]
    assert what_to_do(old).endswith("b.ipynb, gone.ipynb, new.ipynb; run: make notebooks")
    assert stale(made, made) == []


def test_a_second_generation_makes_the_same_bytes(generated):
    assert dict(building.student_notebooks()) == generated


def test_student_notebooks_hold_no_solution_and_no_output(generated):
    for name, text in generated.items():
        assert "SOLUTION" not in text, name
        for cell in json.loads(text)["cells"]:
            assert cell.get("outputs", []) == []
            assert cell.get("execution_count") is None
    given = set()
    for name, text in generated.items():
        unit, _, notebook = name.removesuffix(".ipynb").partition("/")
        path = building.solutions_dir() / unit / f"{notebook}.py"
        solved = [cell.source for cell in building.solution_notebook(path).cells]
        inside = {line.strip() for source in solved for line in _between_markers(source)}
        shown = "".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        given |= {(name, line) for line in inside if len(line) > 34 and line in shown}
    assert given == GIVEN_AS_WELL


def _between_markers(source: str) -> list[str]:
    found, inside = [], False
    for line in source.split("\n"):
        inside = ("BEGIN SOLUTION" in line) or (inside and "END SOLUTION" not in line)
        if inside and "BEGIN SOLUTION" not in line:
            found.append(line)
    return found


def test_ids_come_from_names_and_keys(generated):
    for name, text in generated.items():
        nb = nbformat.reads(text, as_version=4)
        stem = Path(name).stem.replace("_", "-")
        assert [c.id for c in nb.cells] == [
            f"{stem}-{c.metadata.course.key}"[:64] for c in nb.cells
        ]


def test_points_come_from_the_declarations(generated):
    total: dict[str, float] = {}
    for name, text in generated.items():
        unit = name.partition("/")[0]
        for cell in nbformat.reads(text, as_version=4).cells:
            role = cell.metadata.get("nbgrader", {})
            if role.get("grade") and not role.get("solution"):
                question = asked(cell.source)
                assert question is not None
                assert role.points == question.points
                total[unit] = total.get(unit, 0.0) + role.points
    counting = {unit: sum(points_of(unit)) for unit in building.assignments()}
    assert total == pytest.approx(counting)


def points_of(unit: str) -> Iterator[float]:
    """Yield the automatic points of a unit: of its groups, and of what is for committing."""
    module = UNITS[unit]
    yield from module.GROUPS.values()
    yield from (e.points for e in module.EXERCISES if e.group == "commit")


def test_student_notebooks_name_no_interpreter_version(generated):
    for text in generated.values():
        assert json.loads(text)["metadata"]["language_info"] == {"name": "python"}


def test_blanks_in_functions_raise_and_others_do_not(generated):
    for text in generated.values():
        for cell in json.loads(text)["cells"]:
            if (
                cell["metadata"].get("nbgrader", {}).get("solution")
                and cell["cell_type"] == "code"
            ):
                body = ast.parse("".join(cell["source"])).body
                assert not any(isinstance(node, ast.Raise) for node in body)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("# %%\n1 + 1\n", "needs a key"),
        ('# %% course={"key": "a"}\n1\n\n# %% course={"key": "a"}\n2\n', "needs a key of its own"),
        ('# %% course={"key": "a"} nbgrader={"grade": true}\ncheck(sigmod)\n', "check(NAME)"),
        (
            '# %% course={"key": "a"} nbgrader={"grade": true}\nassert sigmoid(0) == 0.5\n',
            "check(",
        ),
    ],
)
def test_slips_in_a_source_are_named(tmp_path, source, said):
    path = tmp_path / "unit.py"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(building.SourceError, match=said.replace("(", r"\(").replace(")", r"\)")):
        building.solution_notebook(path)
