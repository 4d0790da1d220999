"""A class directory: nbgrader's layout, ready for submissions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from autograder import building, database, settings
from autograder.files import write_text
from autograder.recording import in_the_book
from autograder.seeds import secret_of
from autograder.trouble import patiently

CONFIG = '''\
"""nbgrader's configuration for this class. Your own settings go below the last line."""

from autograder.settings import configure

c = get_config()  # noqa: F821 -- nbgrader provides it
configure(c, __file__)
'''


class ClassroomError(Exception):
    """Something about a class directory is not as it should be; the message says what to do."""


def make(class_dir: Path, only: Sequence[str] = (), gradebook: str | None = None) -> list[str]:
    """Make a class directory, with source, release and assignments in place.

    Parameters
    ----------
    class_dir : Path
        A new folder, an empty one, or a class directory.
    only : sequence of str, optional
        Make only these assignments, as the demo does.
    gradebook : str, optional
        The URL of a database to be used instead of a file in the class directory.

    Returns
    -------
    list of str
        The assignments that were made.

    Raises
    ------
    ClassroomError
        If the folder holds something else already.
    NotReachable
        If the database does not answer.
    """
    if class_dir.exists() and not class_dir.is_dir():
        raise ClassroomError(f"{class_dir} is a file; name a folder instead.")
    if class_dir.exists() and any(class_dir.iterdir()) and not is_class_dir(class_dir):
        raise ClassroomError(f"{class_dir} is not empty; name a new folder or an empty one.")
    if gradebook is not None:
        database.checked(gradebook)
    class_dir.mkdir(parents=True, exist_ok=True)
    config = class_dir / "nbgrader_config.py"
    if not config.exists():
        write_text(config, CONFIG)
    secret_of(class_dir)
    if gradebook is not None:
        use_gradebook(class_dir, gradebook)
    (class_dir / "submitted").mkdir(exist_ok=True)
    wanted = [name for name in building.assignments() if not only or name in only]
    for assignment in wanted:
        building.write_sources(class_dir, assignment)
        building.release(class_dir, assignment)
    return wanted


def use_gradebook(class_dir: Path, url: str) -> None:
    """Make a database the gradebook of a class directory.

    Raises
    ------
    NotReachable
        If it does not answer.
    ClassroomError
        If the TA's own settings name another one.
    """
    used = building.class_config(class_dir).CourseDirectory.db_url
    if used != settings.database_url(class_dir):
        raise ClassroomError(
            f"nbgrader_config.py in {class_dir} sets c.CourseDirectory.db_url to "
            f"{database.name_of(used)}; remove that line to use another gradebook."
        )
    database.keep(class_dir, url)


def complete_gradebook(class_dir: Path) -> None:
    """Put assignments into the gradebook that it does not know, such as into one that is new.

    Raises
    ------
    NotReachable
        If the gradebook does not answer.
    """
    database.checked(building.class_config(class_dir).CourseDirectory.db_url)
    known, _ = in_the_book(class_dir)
    for folder in sorted((class_dir / "source").glob("*")):
        if folder.is_dir() and folder.name not in known:
            patiently(partial(building.release, class_dir, folder.name))


def is_class_dir(class_dir: Path) -> bool:
    """Whether `make` has been here."""
    return (class_dir / "nbgrader_config.py").is_file()


def require(class_dir: Path) -> Path:
    """Return the class directory's absolute path.

    Raises
    ------
    ClassroomError
        If it is none.
    """
    if not is_class_dir(class_dir):
        raise ClassroomError(
            f"{class_dir} is not a class directory; make one with: autograder init {class_dir}"
        )
    return class_dir.resolve()
