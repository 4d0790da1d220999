"""The gradebook's place: a file in the class directory, or any database that nbgrader can use.

``--db URL`` is kept in ``.autograder/database``, which only its owner can read because a URL may
hold a password. `autograder.settings.configure` reads it, so plain nbgrader uses it, too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from autograder.settings import database_file
from autograder.trouble import NotReachable, first_line, patiently
from course.whole_files import write_whole

SECONDS = 10  # until a server that is silent counts as gone


def keep(class_dir: Path, url: str) -> None:
    """Make a database the gradebook of a class, for all that comes.

    Raises
    ------
    NotReachable
        If it does not answer.
    """
    whole = checked(url)
    path = database_file(class_dir)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_whole(path, f"{whole}\n".encode(), mode=0o600)


def checked(url: str) -> str:
    """Return the URL of a database that answers, complete.

    Raises
    ------
    NotReachable
        If it is no URL, or its driver is missing, or nothing answers.

    Examples
    --------
    >>> checked("gradebook.db")
    Traceback (most recent call last):
    ...
    autograder.trouble.NotReachable: 'gradebook.db' is no URL of a database; write one such as \
postgresql+psycopg://NAME:PASSWORD@HOST/DATABASE.
    """
    try:
        parts = _absolute(make_url(url))
    except ArgumentError:
        raise NotReachable(
            f"{url!r} is no URL of a database; write one such as "
            "postgresql+psycopg://NAME:PASSWORD@HOST/DATABASE."
        ) from None
    patiently(lambda: _connect(parts))
    return parts.render_as_string(hide_password=False)


def _absolute(url: URL) -> URL:
    """Return the URL of a file with its whole path: nbgrader may be started anywhere."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return url
    return url.set(database=str(Path(url.database).absolute()))


def _connect(url: URL) -> None:
    shown = url.render_as_string(hide_password=True)
    try:
        engine = create_engine(url, connect_args=_patience(url))
    except NoSuchModuleError:
        raise NotReachable(f"SQLAlchemy knows no database of the kind of {shown}.") from None
    except ImportError as error:
        raise NotReachable(
            f"The driver of {shown} is missing here: {error.name}. For PostgreSQL install "
            "delta-course[postgres] and write postgresql+psycopg://."
        ) from None
    try:
        engine.connect().close()
    except SQLAlchemyError as error:
        said = first_line(getattr(error, "orig", None) or error)
        if "locked" in said:
            raise
        raise NotReachable(f"The gradebook {shown} does not answer: {said}.") from None
    finally:
        engine.dispose()


def _patience(url: URL) -> dict[str, Any]:
    waits = {"psycopg", "psycopg2"}
    return {"connect_timeout": SECONDS} if url.get_driver_name() in waits else {}


def name_of(url: str) -> str:
    """Return the URL without its password.

    Examples
    --------
    >>> name_of("postgresql+psycopg://ta:secret@localhost/class")
    'postgresql+psycopg://ta:***@localhost/class'
    """
    return make_url(url).render_as_string(hide_password=True)
