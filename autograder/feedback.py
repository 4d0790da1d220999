"""Feedback pages: nbgrader's own, written for several students side by side."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder.building import class_config
from autograder.pool import local_pool
from autograder.submissions import Submission


def write(found: list[Submission], jobs: int = 2) -> Iterator[int]:
    """Write the pages of all ``found``; yield how many each submission got."""
    pool = local_pool(jobs)
    try:
        yield from pool.map(write_one, found)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def write_one(submission: Submission) -> int:
    """Write the pages of one submission and return how many there are."""
    config = class_config(submission.class_dir)
    config.CourseDirectory.assignment_id = submission.assignment
    config.CourseDirectory.student_id = submission.student
    converter = GenerateFeedback(
        coursedir=CourseDirectory(config=config), config=config, force=True
    )
    converter.log.setLevel(logging.CRITICAL)
    try:
        converter.start()
    except NbGraderException:  # nothing was graded, so there is nothing to write
        return 0
    folder = submission.class_dir / "feedback" / submission.student / submission.assignment
    return len(list(folder.glob("*.html")))
