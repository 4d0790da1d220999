"""Late policies: plugins for nbgrader's AssignLatePenalties.

In ``nbgrader_config.py``::

    c.AssignLatePenalties.plugin_class = "autograder.late.PenaltyPerDay"
    c.PenaltyPerDay.per_day = 0.1
    c.PenaltyPerDay.grace_hours = 2
    c.PenaltyPerDay.at_most = 0.5

nbgrader takes the due date from its gradebook, and when something was handed in from
``timestamp.txt`` beside it. Without either, nothing is late. Who has more time stands in
``extensions.csv`` (`autograder.extensions`).

A penalty takes nothing from what the checks decided. So it is not a part of what decides whether
work is graded again: `assign` works out the penalties of a whole class anew, from what the
gradebook knows, and runs no submission for it. That is for extensions and due dates that come
after grading, and for points that were given by hand since.
"""

from __future__ import annotations

import logging
import math
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.v4 import new_notebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float, Unicode, default

from autograder import extensions
from autograder.building import class_config
from autograder.classroom import ClassroomError
from autograder.recording import book_of, points

HOUR, DAY = 3600.0, 86400.0


class WithExtensions(LateSubmissionPlugin):  # type: ignore[misc]
    """nbgrader's own late policy, for who is late in spite of the extension.

    ``c.LateSubmissionPlugin.penalty_method = "zero"`` gives no points to late work.
    """

    class_dir = Unicode(help="The class directory.").tag(config=True)
    extensions_file = Unicode(
        "extensions.csv", help="Who may hand in later; in the class directory."
    ).tag(config=True)

    @default("class_dir")  # type: ignore[untyped-decorator]
    def _class_dir_of_nbgrader(self) -> str:
        return str(self.config.CourseDirectory.get("root") or ".")

    @property
    def extensions_path(self) -> Path:
        """Where the extensions are."""
        return Path(self.class_dir, self.extensions_file)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the penalty of one notebook; None if it was in time after all."""
        late = self.seconds_late(student_id, total_seconds_late)
        return self.penalty(student_id, score, late) if late > 0 else None

    def penalty(self, student_id: str, score: float, seconds: float) -> float | None:
        """Return the penalty for being late by so much, extensions counted."""
        found = super().late_submission_penalty(student_id, score, seconds)
        return None if found is None else float(found)

    def seconds_late(self, student_id: str, seconds: float) -> float:
        """Return how late a submission is when the student's extension is counted.

        nbgrader does not say which assignment it asks about. The preprocessor that does the asking
        knows, and it is this plugin's parent.
        """
        assignment = getattr(self.parent, "assignment_id", None)
        extension = extensions.read(self.extensions_path).get((student_id, assignment or ""))
        if extension is None:
            return seconds
        found = self.parent.gradebook.find_submission(assignment, student_id)
        over = found.timestamp - extension.ends(found.assignment.duedate)
        # nbgrader keeps extensions of its own, too; the longer one counts.
        return float(min(seconds, max(0.0, over.total_seconds())))


class PenaltyPerDay(WithExtensions):
    """A share of the score for every day begun, after some hours of grace.

    It is a share of the score reached, and not of the maximum, because nbgrader asks for each
    notebook apart, and can't take more from one than was reached in it: a share of the maximum
    would cost less if all points were in one of two notebooks.
    """

    per_day = Float(0.1, min=0.0, max=1.0, help="The share of the score for a day.").tag(
        config=True
    )
    grace_hours = Float(
        0.0, min=0.0, help="How late is still in time; days count from there."
    ).tag(config=True)
    at_most = Float(1.0, min=0.0, max=1.0, help="The largest share that is taken.").tag(
        config=True
    )

    def penalty(self, student_id: str, score: float, seconds: float) -> float | None:
        """Return the points to take off.

        Examples
        --------
        >>> policy = PenaltyPerDay(per_day=0.1, grace_hours=2, at_most=0.25)
        >>> [policy.penalty("anna", 20.0, hours * HOUR) for hours in (2, 3, 26, 27, 500)]
        [None, 2.0, 2.0, 4.0, 5.0]
        """
        days = math.ceil((seconds - self.grace_hours * HOUR) / DAY)
        if days <= 0:
            return None
        return points(min(days * self.per_day, self.at_most) * score)


@dataclass(frozen=True)
class Change:
    """A penalty that is another one now."""

    assignment: str
    student: str
    before: float
    after: float

    def __str__(self) -> str:
        return (
            f"{self.student}, {self.assignment}: "
            f"the penalty for lateness is {self.after:g} points now, and was {self.before:g}."
        )


def check(class_dir: Path) -> None:
    """Make sure that the late policy of a class can be applied.

    To be called before grading: while a submission is recorded, it would be too late to ask.

    Raises
    ------
    ClassroomError
        If the configuration or the file of extensions is not as it should be.
    """
    config = class_config(class_dir)
    try:
        asking = AssignLatePenalties(config=config)
        asking.init_plugin()
    except Exception as error:  # traitlets raises many kinds, and an import any
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ClassroomError(
            f"The late policy in nbgrader_config.py can't be used: {said}"
        ) from None
    policy = asking.plugin_inst
    _refuse_unknown_settings(policy, config)
    if isinstance(policy, WithExtensions):
        extensions.check(class_dir, policy.extensions_path)


def _refuse_unknown_settings(policy: Any, config: Any) -> None:
    """Raise an error for a setting that traitlets would leave aside with a line in the log."""
    name = type(policy).__name__
    unknown = set(config.get(name, ())) - set(policy.trait_names(config=True))
    if unknown:
        known = ", ".join(sorted(type(policy).class_own_traits(config=True)))
        raise ClassroomError(
            f"nbgrader_config.py sets c.{name}.{min(unknown)}, but {name} has only {known}."
        )


def assign(class_dir: Path) -> list[Change]:
    """Work out all penalties anew, and return those that changed.

    Raises
    ------
    ClassroomError
        If the late policy can't be applied.
    """
    check(class_dir)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own, about its use of SQLAlchemy
        before = _late(class_dir)
        _ask_again(class_dir, before)
        after = {who: one.penalty for who, one in _late(class_dir).items()}
    changes = [Change(*who, one.penalty, after.get(who, 0.0)) for who, one in before.items()]
    return [change for change in changes if change.before != change.after]


@dataclass(frozen=True)
class _Late:
    """A submission that is late, or has a penalty from when it was."""

    penalty: float
    notebooks: list[str]


_Found = dict[tuple[str, str], _Late]  # by assignment and student


def _late(class_dir: Path) -> _Found:
    with book_of(class_dir) as book:
        return {
            (assignment.name, one.student.id): _Late(
                points(one.late_submission_penalty), [notebook.name for notebook in one.notebooks]
            )
            for assignment in book.assignments
            for one in assignment.submissions
            if one.total_seconds_late > 0 or one.late_submission_penalty
        }


def _ask_again(class_dir: Path, found: _Found) -> None:
    """Let nbgrader's own preprocessor decide; it looks into the gradebook, not the notebook."""
    config: Any = class_config(class_dir)
    asking = AssignLatePenalties(config=config)
    asking.log.setLevel(logging.CRITICAL)
    for (assignment, student), one in found.items():
        where = {
            "assignment": assignment,
            "student": student,
            "db_url": config.CourseDirectory.db_url,
        }
        for name in one.notebooks:
            asking.preprocess(new_notebook(), {"nbgrader": {**where, "notebook": name}})
