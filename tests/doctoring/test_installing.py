"""The command that installs something is one that works for this installation."""

import json
import shlex
import sys

import pytest

from course.doctoring import installing
from course.doctoring.installing import command_to_install, this_course


@pytest.fixture
def came_from(tmp_path, monkeypatch):
    """Install another delta-course before the real one, from somewhere."""
    place = tmp_path / "delta_course-9.dist-info"
    place.mkdir()
    (place / "METADATA").write_text("Metadata-Version: 2.1\nName: delta-course\nVersion: 9\n")
    monkeypatch.syspath_prepend(tmp_path)

    def write(origin: object) -> None:
        (place / "direct_url.json").write_text(json.dumps(origin))

    return write


def test_from_a_package_index(came_from):
    assert this_course() == ["delta-course"]
    assert this_course("grade") == ["delta-course[grade]"]


def test_from_a_wheel(came_from):
    came_from({"url": "file:///tmp/a.whl", "archive_info": {}})
    assert this_course("grade") == ["delta-course[grade] @ file:///tmp/a.whl"]


def test_from_a_checkout(came_from):
    came_from({"url": "file:///home/ann/my%20course", "dir_info": {"editable": True}})
    assert this_course("grade") == ["-e", "/home/ann/my course[grade]"]


def test_words_are_quoted_for_the_shell(monkeypatch):
    words = shlex.split(command_to_install("a>=1", "b @ file:///c d"))
    assert words[-2:] == ["a>=1", "b @ file:///c d"]
    assert sys.executable in words


def test_environments_without_pip_are_uvs(monkeypatch):
    monkeypatch.setattr(installing, "_is_installed", lambda name: False)
    words = command_to_install("numpy").split()
    assert words[:4] == ["uv", "pip", "install", "--python"]
