"""The command line of those who learn: ``course lab|start|check|...``.

Each command has a module of its own in `course.commands`.
"""

from __future__ import annotations

import click

from course.commands.checks import check
from course.commands.completion import completion
from course.commands.doctor import doctor
from course.commands.folder import lab, start
from course.commands.progress import progress
from course.commands.sentences import Commands
from course.commands.solution import solution


@click.group(cls=Commands)
@click.version_option(package_name="delta-course")
def main() -> None:
    """Neural networks from first principles: open the course, check your work.

    Example: course lab
    """


for command in (start, lab, check, progress, solution, doctor, completion):
    main.add_command(command)

if __name__ == "__main__":
    main()
