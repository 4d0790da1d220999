"""The one writer: puts results into nbgrader's gradebook, by nbgrader's own means."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from autograder.building import class_config
from autograder.settings import RECORD
from autograder.submissions import Submission
from autograder.worker import Result


class Recorder(Autograde):  # type: ignore[misc]
    """nbgrader's Autograde for one submission that has been run and judged already."""

    result: Result

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Record the grades of one notebook, and write it to ``autograded/``."""
        resources = self.init_single_notebook_resources(notebook_filename)
        name = resources["nbgrader"]["notebook"]
        self._sanitizing = False
        if name in self.result.notebooks:
            self.exporter._preprocessors = []
            for preprocessor in RECORD:
                self.exporter.register_preprocessor(preprocessor, enabled=True)
            nb = nbformat.reads(self.result.notebooks[name], as_version=4)
            output, resources = self.exporter.from_notebook_node(nb, resources)
            self.write_single_notebook(output, resources)
        else:
            with book_of(self.result.submission.class_dir) as book:
                _grade_as_zero(book, self.result.submission, name)
        self._sanitizing = True


def record(result: Result) -> tuple[float, float]:
    """Write a result into the gradebook and return score and maximum."""
    submission = result.submission
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own, about its use of SQLAlchemy
        if result.status == "graded":
            _record_graded(result)
        else:
            _record_nothing(submission)
        with book_of(submission.class_dir) as book:
            found = book.find_submission(submission.assignment, submission.student)
            return points(found.score), points(found.max_score)


def points(value: float) -> float:
    """Return a sum of points without the dust of binary fractions.

    Examples
    --------
    >>> points(0.1 + 0.2)
    0.3
    """
    return round(float(value), 6)


def _record_graded(result: Result) -> None:
    submission = result.submission
    config = class_config(submission.class_dir)
    config.CourseDirectory.assignment_id = submission.assignment
    config.CourseDirectory.student_id = submission.student
    recorder = Recorder(coursedir=CourseDirectory(config=config), config=config, force=True)
    recorder.log.setLevel(logging.CRITICAL)
    recorder.result = result
    recorder.start()


def _record_nothing(submission: Submission) -> None:
    """Give no points to a submission that could not be graded; manual grades stay."""
    with book_of(submission.class_dir) as book:
        book.update_or_create_student(submission.student)
        book.update_or_create_submission(submission.assignment, submission.student)
        for name in submission.notebooks():
            _grade_as_zero(book, submission, name)


def _grade_as_zero(book: Any, submission: Submission, name: str) -> None:
    try:
        found = book.find_submission_notebook(name, submission.assignment, submission.student)
    except MissingEntry:
        return
    for grade in found.grades:
        grade.auto_score = 0
        grade.needs_manual_grade = grade.manual_score is not None
    book.db.commit()


def book_of(class_dir: Path) -> Any:
    """Open the gradebook of a class directory."""
    config = class_config(class_dir)
    return Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id)
