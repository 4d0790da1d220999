"""Every command's help has an example, and what the example says can be typed."""

import inspect
import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import autograder.cli
import course.cli

PROGRAMS = {"course": course.cli.main, "autograder": autograder.cli.main}


def all_commands():
    """Yield the words that lead to each command, and the command: groups and what is in them."""
    for name, program in PROGRAMS.items():
        yield from below([name], program)


def below(words, command):
    yield " ".join(words), command
    for name, inner in getattr(command, "commands", {}).items():
        yield from below([*words, name], inner)


COMMANDS = dict(all_commands())


def examples(words: str) -> list[str]:
    result = CliRunner().invoke(PROGRAMS[words.split()[0]], [*words.split()[1:], "--help"])
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    return re.findall(r"Examples?: (.*?)(?= Options:| Example:|$)", text)


def test_all_that_the_design_names_is_there():
    students = ("lab", "start", "check", "doctor", "solution", "completion")
    graders = ("init", "release", "collect", "run", "feedback", "report", "export")
    assert {f"course {name}" for name in students} <= COMMANDS.keys()
    assert {f"autograder {name}" for name in graders} <= COMMANDS.keys()


@pytest.mark.parametrize("words", COMMANDS)
def test_help_has_an_example_of_this_command(words):
    found = examples(words)
    assert found
    assert all(example.startswith(words) for example in found)


@pytest.mark.parametrize("words", COMMANDS)
def test_help_ends_with_its_example(words):
    last = inspect.cleandoc(COMMANDS[words].help).split("\n\n")[-1]
    assert last.startswith("Example")


def test_every_program_that_is_installed_is_looked_at():
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert PROGRAMS.keys() == tomllib.loads(text)["project"]["scripts"].keys()
    for name, program in PROGRAMS.items():
        assert {f"{name} {one}" for one in program.commands} <= COMMANDS.keys()


@pytest.mark.parametrize("words", COMMANDS)
def test_the_example_can_be_typed(words):
    for example in examples(words):
        parse(example)


def parse(example: str) -> None:
    """Do all that comes before running it: an unknown option or a lacking word raises."""
    program, *args = shlex.split(example)
    command: click.Command = PROGRAMS[program]
    context = None
    while isinstance(command, click.Group):
        context = click.Context(command, parent=context)
        _, found, args = command.resolve_command(context, args)
        assert found is not None
        command = found
    command.make_context(command.name, args, parent=context)


@pytest.mark.parametrize("bad", ["course chekc", "course check", "course check --fast a.ipynb"])
def test_an_example_that_can_not_be_typed_would_be_noticed(bad):
    with pytest.raises(click.UsageError):
        parse(bad)
