"""How commands say what is wrong: one sentence that says what to do, and never a traceback."""

from __future__ import annotations

import difflib
import errno
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from course.working_copy import FULL

NOT_NOW, WRONG_USE, INTERRUPTED = 1, 2, 130  # exit codes

FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
UNUSABLE = {errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.EIO}


def stop(message: str, code: int = WRONG_USE) -> NoReturn:
    """Say in one sentence what is wrong, and leave."""
    click.echo(message, err=True)
    sys.exit(code)


def about_file(error: OSError) -> str:
    """Return what to say about a file that can't be used; nothing if it is no common reason.

    Examples
    --------
    >>> about_file(OSError(errno.ENOSPC, "No space left on device", "notes.txt"))
    'The disk is full, so notes.txt was not written; make room and run the command again.'
    """
    where = error.filename or "a file"
    if error.errno in FULL:
        return (
            f"The disk is full, so {where} was not written; make room and run the command again."
        )
    if error.errno in FORBIDDEN:
        return f"{where} can't be used: {error.strerror}; name a folder of your own."
    if error.errno in UNUSABLE:
        return f"{where} can't be used: {error.strerror}; name another."
    return ""


def one_sentence(said: str) -> str:
    """Return a message as one line and one sentence, without its last full stop.

    Examples
    --------
    >>> one_sentence("No such option: --forse. Did you mean --force?")
    'No such option: --forse; did you mean --force'
    """
    line = " ".join(said.split()).rstrip(".?")
    return re.sub(r"[.?] ([A-Z])", lambda found: f"; {found[1].lower()}", line)


class Commands(click.Group):
    """A group of commands that says each foreseeable error in one sentence.

    Examples
    --------
    >>> course = Commands("course", commands=[click.Command("check")])
    >>> course.main(["chekc"], prog_name="course")  # said on stderr
    Traceback (most recent call last):
    ...
    SystemExit: 2
    """

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run as click does, and turn what is foreseeable into a sentence and an exit code."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        _never_stumble_over_a_character()
        _require_folder()
        try:
            done = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            stop(_about_use(error), error.exit_code)
        except OSError as error:
            said = about_file(error)
            if not said:
                raise
            stop(said, NOT_NOW)
        sys.exit(done if isinstance(done, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and end it with a sentence when it is interrupted."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            if sys.stderr.isatty():
                click.echo(err=True)  # the terminal has written ^C
            stop("Interrupted; what was written is whole, and you can run it again.", INTERRUPTED)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Show the help where no command is named."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the nearest."""
        known = self.list_commands(ctx)
        if args[0] not in known and not ctx.resilient_parsing:
            near = difflib.get_close_matches(args[0], known, n=1)
            other = f"did you mean {near[0]}" if near else f"there is {', '.join(known)}"
            ctx.fail(f"There is no command {args[0]!r}; {other}")
        return super().resolve_command(ctx, args)


def _about_use(error: click.ClickException) -> str:
    said = one_sentence(error.format_message())
    context = getattr(error, "ctx", None)
    return f"{said}; see: {context.command_path} --help" if context else f"{said}."


def _require_folder() -> None:
    try:
        os.getcwd()
    except FileNotFoundError:
        stop("The folder you are in was deleted; go to another one first, as with: cd", NOT_NOW)


def _never_stumble_over_a_character() -> None:
    """Let a console that is not UTF-8 show "?" where it has no such character."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
