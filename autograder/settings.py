"""nbgrader's configuration for a class of this course.

``nbgrader_config.py`` in a class directory calls `configure`, so plain
nbgrader, the formgrader and ``autograder run`` all do the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.personal import PATTERNS

KERNEL = "delta-course-sandbox"
CELL_SECONDS = 20
TIMEOUT = {
    "ename": "Stopped",
    "evalue": "This cell did not come to an end in time.",
    "traceback": ["Stopped: this cell did not come to an end in time."],
}

BUILD = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "autograder.preprocessors.blanks.KeepRunning",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

SANITIZE = [
    "autograder.preprocessors.Repair",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "autograder.preprocessors.Restore",
    "nbgrader.preprocessors.CheckCellMetadata",
]

EXECUTE = [
    "autograder.preprocessors.SandboxedExecute",
    "autograder.preprocessors.Judge",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
]

# The runner's own way to do what SANITIZE and EXECUTE do. Restore makes a cell's role what it was
# when released, so that there is nothing left to check.
RUN = [*SANITIZE[:-1], "autograder.preprocessors.direct.DirectExecute", *EXECUTE[1:]]

RECORD = [
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]


def database_file(class_dir: Path) -> Path:
    """Return the file that says where the gradebook is, if it is not in the class directory."""
    return class_dir / ".autograder" / "database"


def database_url(class_dir: Path) -> str:
    """Return the URL of the gradebook of a class directory."""
    try:
        return database_file(class_dir).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return f"sqlite:///{class_dir}/gradebook.db"


def configure(c: Any, config_file: str) -> None:
    """Fill nbgrader's configuration ``c`` for the class directory of ``config_file``."""
    class_dir = str(Path(config_file).resolve().parent)
    c.CourseDirectory.root = class_dir
    c.CourseDirectory.course_id = "delta_course"
    c.CourseDirectory.db_url = database_url(Path(class_dir))
    c.CourseDirectory.ignore.extend(PATTERNS)  # nbgrader's own patterns stay
    c.GenerateAssignment.preprocessors = BUILD
    c.Autograde.sanitize_preprocessors = SANITIZE
    c.Autograde.autograde_preprocessors = [*EXECUTE, *RECORD]
    c.Execute.kernel_name = KERNEL
    c.Execute.timeout = CELL_SECONDS
    c.Execute.error_on_timeout = TIMEOUT
    c.Execute.shutdown_kernel = "immediate"
    c.SandboxedExecute.class_dir = class_dir
    c.Judge.class_dir = class_dir
    c.Restore.class_dir = class_dir
    # Both nbgrader's feedback pages and the formgrader's are made by this class.
    c.HTMLExporter.preprocessors = ["autograder.preprocessors.harmless.Harmless"]
    c.HTMLExporter.filters = {"markdown2html": "autograder.preprocessors.harmless.markdown2html"}
    c.IncludeHeaderFooter.header = c.IncludeHeaderFooter.footer = ""
