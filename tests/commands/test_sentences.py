"""How commands say what is wrong."""

import errno

import click
import pytest
from click.testing import CliRunner

from course.cli import main
from course.commands.sentences import Commands, about_file


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EIO]
)
def test_a_file_that_can_not_be_used_is_named_with_what_to_do(number):
    said = about_file(OSError(number, "Reason", "a.txt"))
    assert "a.txt" in said
    assert "; " in said
    assert said.count(". ") == 0


def test_other_trouble_with_files_is_not_explained_away():
    assert about_file(OSError(errno.EINVAL, "Invalid argument", "a.txt")) == ""


def raising(error: BaseException) -> click.testing.Result:
    @click.command()
    def fail():
        raise error

    return CliRunner().invoke(Commands("course", commands=[fail]), ["fail"])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "a.txt"), 1),
        (KeyboardInterrupt(), 130),
        (click.UsageError("It is wrong.\nReally."), 2),
        (click.ClickException("It is wrong"), 1),
    ],
)
def test_foreseeable_errors_are_one_line_and_a_code(error, code):
    done = raising(error)
    assert done.exit_code == code
    assert done.output.strip().count("\n") == 0
    assert done.output.strip()


def test_a_name_that_is_too_long_for_the_disk_is_one_sentence():
    done = CliRunner().invoke(main, ["check", f"{'x' * 300}.ipynb"])
    assert done.exit_code in (1, 2)
    assert "can't be used" in done.output
    assert done.output.strip().count("\n") == 0


def test_a_defect_of_ours_is_not_hidden():
    assert isinstance(raising(ZeroDivisionError()).exception, ZeroDivisionError)
    assert isinstance(raising(OSError(errno.EINVAL, "Bad", "a")).exception, OSError)
