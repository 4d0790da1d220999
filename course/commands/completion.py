"""``course completion``: what makes a shell complete commands, exercises and notebooks."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command(short_help="Print what makes your shell complete commands.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that lets SHELL complete commands, exercises and notebooks with Tab.

    To have it in every new shell:

    \b
    bash:  course completion bash > ~/.course-completion.bash
           echo '. ~/.course-completion.bash' >> ~/.bashrc
    zsh:   course completion zsh > ~/.course-completion.zsh
           echo '. ~/.course-completion.zsh' >> ~/.zshrc
    fish:  course completion fish > ~/.config/fish/completions/course.fish

    Example: course completion bash
    """  # noqa: D301  # click takes the backspace for "keep these lines"
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, "course", "_COURSE_COMPLETE").source())
