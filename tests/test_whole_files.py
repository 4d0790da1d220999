"""A file is the old one or the new one, and nothing is left beside it."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from course import whole_files
from course.counting import counted
from course.whole_files import write_whole


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_an_error_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch, failing):
    path = tmp_path / "mine.txt"
    write_whole(path, b"old", lasting=True)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(whole_files.os, failing, full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new", lasting=True)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_secret_is_nobody_elses_from_the_beginning(tmp_path, monkeypatch):
    seen = []
    replace = os.replace

    def look(draft, path):
        seen.append(stat.S_IMODE(os.stat(draft).st_mode))
        replace(draft, path)

    monkeypatch.setattr(whole_files.os, "replace", look)
    write_whole(tmp_path / "secret", b"1", mode=0o600)
    assert seen == [0o600]


def test_large_numbers_are_written_out():
    assert counted(1_234_567, "weight") == "1234567 weights"
    assert counted(1.0, "point") == "1 point"
