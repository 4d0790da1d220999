"""Mending what would otherwise leave an honest submission without a score.

Copying a cell, deleting one or a careless editor damage the metadata that
nbgrader needs. Tags can even switch a grade cell off. Both are put right before
anything else looks at the notebook; what the student wrote stays.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells
from traitlets import Unicode

from autograder.released import released, stamp_of

KEYS = {
    "schema_version": 3,
    "grade": False,
    "solution": False,
    "locked": False,
    "task": False,
}
EXTRA_KEYS = {"grade_id", "points", "checksum", "cell_type", "remove"}


class Repair(NbGraderPreprocessor):  # type: ignore[misc]
    """Makes nbgrader's metadata valid: first in the chain."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Mend every cell; a copied cell keeps its text and loses its role."""
        seen: set[str] = set()
        for cell in nb.cells:
            cell.metadata.pop("tags", None)
            _mend(cell, seen)
        return nb, resources


def _mend(cell: Any, seen: set[str]) -> None:
    data = cell.metadata.get("nbgrader")
    if data is None:
        return
    grade_id = data.get("grade_id") if isinstance(data, dict) else None
    if not isinstance(grade_id, str) or not grade_id or grade_id in seen:
        del cell.metadata["nbgrader"]
        return
    seen.add(grade_id)
    kept = {key: value for key, value in data.items() if key in EXTRA_KEYS}
    flags = {key: bool(data.get(key)) for key in KEYS}
    cell.metadata["nbgrader"] = type(cell.metadata)({**kept, **flags, "schema_version": 3})


class Restore(OverwriteCells):  # type: ignore[misc]
    """nbgrader's OverwriteCells, which also restores roles and puts deleted cells back."""

    class_dir = Unicode("", help="The class directory; tells when there is a new release.").tag(
        config=True
    )

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Put right what every cell is, and add what is missing."""
        names = resources["nbgrader"]
        self.notebook_id, self.assignment_id = names["notebook"], names["assignment"]
        # The runner asks for all workers, which may be on machines that reach no gradebook.
        self.gradebook = resources.get("released") or released(
            names["db_url"], self.assignment_id, self.notebook_id, self._stamp()
        )
        nb.metadata["kernelspec"] = nbformat.from_dict(json.loads(self.gradebook.kernelspec))
        nb.metadata["language_info"] = nbformat.from_dict({"name": "python"})
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        nb, resources = self.add_missing_grade_cells(nb, resources)
        return self.add_missing_task_cells(nb, resources)

    def _stamp(self) -> object:
        return stamp_of(Path(self.class_dir), self.assignment_id, self.notebook_id)

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        """Give the cell the role that its id has in the released notebook."""
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        role = self._role(grade_id) if grade_id is not None else None
        if role is None:
            cell.metadata.pop("nbgrader", None)
            return cell, resources
        cell.metadata["nbgrader"] = nbformat.from_dict(role)
        return super().preprocess_cell(cell, resources, index)

    def _role(self, grade_id: str) -> dict[str, Any] | None:
        book, where = self.gradebook, (grade_id, self.notebook_id, self.assignment_id)
        try:
            source = book.find_source_cell(*where)
        except MissingEntry:
            return None
        role = {"grade_id": grade_id, "schema_version": 3, "locked": source.locked}
        role |= {"grade": False, "solution": False, "task": False}
        role |= {"cell_type": source.cell_type, "checksum": source.checksum}
        for name, find in (
            ("grade", book.find_grade_cell),
            ("solution", book.find_solution_cell),
            ("task", book.find_task_cell),
        ):
            try:
                found = find(*where)
            except MissingEntry:
                continue
            role[name] = True
            if name != "solution":
                role["points"] = float(found.max_score)
        return role

    def add_missing_grade_cells(self, nb: Any, resources: Any) -> Any:
        """Put deleted grade cells back, behind the nearest earlier cell that is still there."""
        source = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        order = [cell.name for cell in source.source_cells]
        grades = {cell.name: cell for cell in source.grade_cells}
        solutions = {cell.name for cell in source.solution_cells}
        for position, cell in enumerate(source.source_cells):
            place = _places(nb)
            if cell.name not in grades or cell.name in place:
                continue
            earlier = [place[name] for name in order[:position] if name in place]
            new = self.missing_cell_transform(
                cell, grades[cell.name].max_score, is_solution=cell.name in solutions
            )
            new["id"] = cell.name[:64]
            place_of_it = max(earlier) + 1 if earlier else len(nb.cells)
            nb.cells.insert(place_of_it, nbformat.from_dict(new))
        return nb, resources


def _places(nb: Any) -> dict[str, int]:
    """Return the position of every cell that has a role, by its id."""
    found = (
        (cell.metadata.get("nbgrader", {}).get("grade_id"), k) for k, cell in enumerate(nb.cells)
    )
    return {grade_id: k for grade_id, k in found if grade_id is not None}
