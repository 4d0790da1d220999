"""The class report: one page that opens anywhere, and the numbers behind it as CSV."""

from __future__ import annotations

from pathlib import Path

from autograder import similarity
from autograder.classroom import ClassroomError
from autograder.files import write_text
from autograder.report import gather, page, table

FOLDER = "report"


def write(class_dir: Path, assignment: str) -> Path:
    """Write ``report/ASSIGNMENT.html`` and ``report/ASSIGNMENT.csv`` of a class.

    Parameters
    ----------
    class_dir : Path
        A class directory.
    assignment : str
        One of its assignments.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ClassroomError
        If the class directory has no such assignment.
    """
    known = sorted(path.name for path in (class_dir / "source").glob("*") if path.is_dir())
    if assignment not in known:
        listed = ", ".join(known) or "none yet"
        raise ClassroomError(f"There is no assignment {assignment!r}; there is {listed}.")
    numbers = gather.numbers(class_dir, assignment, similarity.pairs(class_dir, assignment))
    made = class_dir / FOLDER / f"{assignment}.html"
    write_text(made.with_suffix(".csv"), table.as_csv(numbers))
    write_text(made, page.page(numbers))
    return made
