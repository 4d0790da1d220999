"""The one writer: puts results into nbgrader's gradebook, by nbgrader's own means.

nbgrader opens its gradebook nine times for a submission and saves after every cell. Here it stays
open for a whole run, and a submission is saved as a whole or not at all.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import warnings
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any

import nbformat
from nbformat.v4.rwbase import rejoin_lines
from nbgrader.api import Assignment, BaseCell, Gradebook, Notebook, SubmittedAssignment
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import find_all_files
from sqlalchemy.orm import with_polymorphic

from autograder.building import class_config, programs_found
from autograder.files import write_text
from autograder.submissions import Submission, Unreadable
from autograder.trouble import patiently
from autograder.worker import Result


class Recorder:
    """Writes results of one class, as a context manager.

    Parameters
    ----------
    class_dir : Path
        The class directory; its gradebook stays open.
    """

    def __init__(self, class_dir: Path) -> None:
        self.class_dir = class_dir
        self.config = class_config(class_dir)
        self.book = book_of(class_dir)
        folders = CourseDirectory(config=self.config)
        self.converter = Autograde(coursedir=folders, config=self.config, force=True)
        self.converter.log.setLevel(logging.CRITICAL)
        logging.getLogger("tornado.application").setLevel(logging.CRITICAL)  # nbgrader.api's

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.book.close()

    def record(self, result: Result) -> tuple[float, float]:
        """Write a result into the gradebook; return score, after the penalty, and maximum."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own, about its use of SQLAlchemy
            try:
                return self._record(result)
            except BaseException:
                self.book.db.rollback()
                raise

    def _record(self, result: Result) -> tuple[float, float]:
        submission = result.submission
        found = self._submission(submission)
        self.cells = self._cells(submission.assignment)
        if result.status == "graded":
            self._prepare_folder(submission)
        for notebook in found.notebooks:
            text = result.notebooks.get(notebook.name)
            if text is None:
                _grade_as_zero(notebook)
            else:
                self._save(notebook, text, submission)
        self.book.db.commit()
        if result.status == "graded":
            self._assign_late_penalties(found, submission)
            self.converter.set_permissions(submission.assignment, submission.student)
        score = max(0.0, found.score - found.late_submission_penalty)
        return points(score), points(found.max_score)

    def _cells(self, assignment: str) -> list[Any]:
        """Return an assignment's cells: while they are held, their rows aren't asked for each."""
        cells = self.book.db.query(with_polymorphic(BaseCell, "*")).join(Notebook)
        return list(cells.join(Assignment).filter(Assignment.name == assignment))

    def _submission(self, submission: Submission) -> Any:
        """Return the gradebook's entry of a submission, made if there is none."""
        self.book.update_or_create_student(submission.student)
        time = self._time(submission)
        more = {"timestamp": time} if time else {}
        return self.book.update_or_create_submission(
            submission.assignment, submission.student, **more
        )

    def _time(self, submission: Submission) -> Any:
        """Return when a submission was handed in, if that is known."""
        try:
            submission.refuse_bad_timestamp()
        except Unreadable:  # nbgrader would fail
            return None
        return self.converter.coursedir.get_existing_timestamp(str(submission.folder))

    def _prepare_folder(self, submission: Submission) -> None:
        """Empty the folder in ``autograded/``, and copy what belongs beside the notebooks."""
        assignment, student = submission.assignment, submission.student
        target = _graded_folder(submission)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        here = os.getcwd()
        os.chdir(self.class_dir)  # nbgrader's paths begin there
        try:
            BaseConverter.init_assignment(self.converter, assignment, student)
        finally:
            os.chdir(here)
        source = self.class_dir / "source" / assignment
        for name in find_all_files(str(source), [*self.converter.coursedir.ignore, "*.ipynb"]):
            copy = target / Path(name).relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, copy)

    def _save(self, notebook: Any, text: str, submission: Submission) -> None:
        nb = rejoin_lines(nbformat.from_dict(json.loads(text)))
        Save(notebook).preprocess(nb, _resources(notebook.name, submission, ""))
        write_text(_graded_folder(submission) / f"{notebook.name}.ipynb", text + "\n")

    def _assign_late_penalties(self, found: Any, submission: Submission) -> None:
        """Let nbgrader's plugin decide, for what came late."""
        late = found.total_seconds_late > 0
        for notebook in found.notebooks:
            notebook.late_submission_penalty = None
        self.book.db.commit()
        if late:
            url = self.config.CourseDirectory.db_url
            assign = AssignLatePenalties(config=self.config)
            assign.log.setLevel(logging.CRITICAL)
            for notebook in found.notebooks:
                nb = nbformat.v4.new_notebook()
                assign.preprocess(nb, _resources(notebook.name, submission, url))
            self.book.db.expire_all()


class Save(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's SaveAutoGrades on rows that are at hand."""

    def __init__(self, notebook: Any) -> None:
        super().__init__()
        self.log.setLevel(logging.CRITICAL)
        grades = {grade.name: grade for grade in notebook.grades}
        comments = {comment.name: comment for comment in notebook.comments}
        self.gradebook = SimpleNamespace(
            find_grade=lambda name, *_: grades[name],
            find_comment=lambda name, *_: comments[name],
            db=SimpleNamespace(commit=lambda: None),
        )

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Put the scores of all cells into their rows."""
        names = resources["nbgrader"]
        self.notebook_id, self.assignment_id = names["notebook"], names["assignment"]
        self.student_id = names["student"]
        return NbGraderPreprocessor.preprocess(self, nb, resources)


def _resources(notebook: str, submission: Submission, url: str) -> dict[str, Any]:
    names = {"notebook": notebook, "db_url": url}
    names |= {"assignment": submission.assignment, "student": submission.student}
    return {"nbgrader": names}


def _graded_folder(submission: Submission) -> Path:
    return submission.class_dir / "autograded" / submission.student / submission.assignment


def points(value: float) -> float:
    """Return a sum of points without the dust of binary fractions.

    Examples
    --------
    >>> points(0.1 + 0.2)
    0.3
    """
    return round(float(value), 6)


def _grade_as_zero(notebook: Any) -> None:
    """Give no points to a notebook that could not be graded; manual grades stay."""
    notebook.late_submission_penalty = None
    for grade in notebook.grades:
        grade.auto_score = 0
        grade.needs_manual_grade = grade.manual_score is not None


def book_of(class_dir: Path) -> Any:
    """Open the gradebook of a class directory."""
    config = class_config(class_dir)
    url, name = config.CourseDirectory.db_url, config.CourseDirectory.course_id
    with programs_found():  # nbgrader asks alembic when the gradebook is new
        return patiently(lambda: Gradebook(url, name))


def in_the_book(class_dir: Path) -> tuple[set[str], set[tuple[str, str]]]:
    """Return the assignments in the gradebook, and what is handed in: assignment and student."""
    with book_of(class_dir) as book:
        return patiently(lambda: _names(book))


def _names(book: Any) -> tuple[set[str], set[tuple[str, str]]]:
    pairs = book.db.query(Assignment.name, SubmittedAssignment.student_id).join(
        Assignment, Assignment.id == SubmittedAssignment.assignment_id
    )
    return {name for (name,) in book.db.query(Assignment.name)}, {tuple(pair) for pair in pairs}
