"""The program ``autograder``: says in one sentence what is missing where it can't start."""

from __future__ import annotations

import sys

from course.doctoring.installing import command_to_install, this_course

OF_UNIX = {"fcntl", "pwd", "resource"}


def main() -> None:
    """Start the command line, if what it needs is installed."""
    try:
        from autograder.cli import main as commands
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in OF_UNIX:
            sys.exit("autograder needs Linux, or macOS without its sandbox; use one of these.")
        sys.exit(
            f"{missing} is missing, which grading needs; install it with: "
            f"{command_to_install(*this_course('grade'))}"
        )
    commands()


if __name__ == "__main__":
    main()
