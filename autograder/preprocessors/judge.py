"""The judge: reads what a submission answered, decides, and replaces the cell's outputs.

It runs outside the sandbox. The outputs of a grade cell are whatever student
code made of them; only an answer in the expected form is looked at, as data,
and everything else is thrown away. nbgrader then reads the verdict's number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

import course.exercises as catalogue
from autograder.gradecells import Asked, asked, is_check
from autograder.preprocessors.execute import STOPPED
from autograder.preprocessors.outputs import output_of
from autograder.sandbox.inside.mime import MIME
from autograder.seeds import secret_of, seed_of
from course.exercises.attempting import unpack
from course.judging.best import best
from course.judging.deciding import decide
from course.judging.verdict import Verdict


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """Decides on every grade cell of an executed notebook."""

    class_dir = Unicode("", help="The class directory; its secret decides the inputs.").tag(
        config=True
    )

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Replace the outputs of all checks by verdicts; leave them in the resources, too."""
        secret = secret_of(Path(self.class_dir))
        found: list[Verdict] = []
        for index, cell in enumerate(nb.cells):
            question = asked(cell.source) if is_check(cell) else None
            if question is not None:
                verdicts = judged(question, cell, list(_errors(nb.cells[:index])), secret)
                verdict = _one(question, verdicts)
                cell.outputs = [_output(verdict)]
                found += verdicts
        resources.setdefault("verdicts", []).extend(found)
        return nb, resources


def judged(question: Asked, cell: Any, errors: list[str], secret: bytes) -> list[Verdict]:
    """Return one verdict for each exercise that a grade cell asks for."""
    answers = _answers(cell.outputs)
    return [_judged(name, answers.get(name), cell, errors, secret) for name in question.names]


def _judged(name: str, answer: Any, cell: Any, errors: list[str], secret: bytes) -> Verdict:
    exercise = catalogue.get(name)
    if answer is not None and "attempt" in answer:
        try:
            attempt = unpack(answer["attempt"])
            return decide(exercise, attempt, seed_of(secret, exercise))
        except ValueError:
            answer = {"reason": "its answer can't be read"}
    reason = _reason(name, answer, cell.outputs, errors)
    return Verdict(name, 0.0, exercise.points, "exception", reason)


def _answers(outputs: Iterable[Any]) -> dict[str, Any]:
    """Return the answers among the outputs, by the name of the exercise."""
    found: dict[str, Any] = {}
    for output in outputs:
        data = output.get("data", {}).get(MIME) if output.output_type == "execute_result" else None
        for answer in _list_of_answers(data):
            if isinstance(answer, dict) and isinstance(answer.get("exercise"), str):
                found[answer["exercise"]] = answer
    return found


def _list_of_answers(data: Any) -> list[Any]:
    try:
        answers = (json.loads(data) if isinstance(data, str) else data)["answers"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    return answers[:20] if isinstance(answers, list) else []


def _errors(cells: Iterable[Any]) -> Iterable[str]:
    """Yield the errors of cells before a grade cell, shortened."""
    for cell in cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                stopped = output.ename == STOPPED
                yield (output.evalue if stopped else f"{output.ename}: {output.evalue}")[:200]


def _reason(name: str, answer: Any, outputs: Any, errors: list[str]) -> str:
    """Say why there is nothing to judge."""
    if isinstance(answer, dict) and isinstance(answer.get("reason"), str):
        return f"{name} was tried, but {answer['reason'][:200]}."
    failed = next((o for o in outputs if o.output_type == "error"), None)
    if failed is None:
        return f"The check of {name} left no answer, so there is nothing to grade."
    if failed.ename == "NameError" and name in failed.evalue:
        before = f" An earlier cell failed: {errors[-1]}" if errors else ""
        return (
            f"There is no {name} when its check runs: the cell that defines it is missing "
            f"or failed.{before}"
        )
    return f"The check of {name} did not run: {failed.ename}: {failed.evalue}"[:300]


def _one(question: Asked, verdicts: list[Verdict]) -> Verdict:
    return verdicts[0] if question.best is None else best(question.best, verdicts)


def _output(verdict: Verdict) -> Any:
    data = {"text/plain": repr(verdict), "text/html": verdict._repr_html_()}
    return output_of("execute_result", {"data": data, "metadata": {}})
