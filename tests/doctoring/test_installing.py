"""The command that installs something is one that works for this installation."""

import json
import shlex
import sys
from pathlib import Path

import pytest

from course.doctoring import installing, terminal
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


def test_from_nobody_knows_where(came_from):
    """No index has it, so it is the wheel, in the folder that it lies in."""
    assert this_course() == ["./delta_course-9-py3-none-any.whl"]
    assert this_course("grade") == ["./delta_course-9-py3-none-any.whl[grade]"]


def test_from_a_wheel(came_from, tmp_path):
    wheel = tmp_path / "delta_course-9-py3-none-any.whl"
    wheel.touch()
    came_from({"url": wheel.as_uri(), "archive_info": {}})
    assert this_course("grade") == [f"delta-course[grade] @ {wheel.as_uri()}"]
    wheel.unlink()
    assert this_course() == [f"./{wheel.name}"]
    came_from({"url": "https://example.org/a.whl", "archive_info": {}})
    assert this_course() == ["delta-course @ https://example.org/a.whl"]


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({}, "git+https://example.org/delta.git@abc"),
        ({"requested_revision": "v1"}, "git+https://example.org/delta.git@v1"),
    ],
)
def test_from_a_repository(came_from, more, address):
    vcs = {"vcs": "git", "commit_id": "abc", **more}
    came_from({"url": "https://example.org/delta.git", "vcs_info": vcs})
    assert this_course("grade") == [f"delta-course[grade] @ {address}"]


def test_from_a_folder_of_a_repository(came_from):
    vcs = {"vcs": "git", "commit_id": "abc"}
    came_from({"url": "ssh://git@h/r.git", "vcs_info": vcs, "subdirectory": "delta"})
    assert this_course() == ["delta-course @ git+ssh://git@h/r.git@abc#subdirectory=delta"]


def test_from_a_checkout(came_from):
    came_from({"url": "file:///home/ann/my%20course", "dir_info": {"editable": True}})
    assert this_course("grade") == ["-e", "/home/ann/my course[grade]"]


def test_words_are_quoted_for_the_shell(monkeypatch):
    words = shlex.split(command_to_install("a>=1", "b @ file:///c d"))
    assert words[-2:] == ["a>=1", "b @ file:///c d"]
    assert sys.executable in words


def test_environments_without_pip_are_uvs(monkeypatch):
    monkeypatch.setattr(installing, "_is_installed", lambda name: False)
    monkeypatch.setattr(installing.shutil, "which", lambda name: f"/bin/{name}")
    words = command_to_install("numpy").split()
    assert words[:4] == ["uv", "pip", "install", "--python"]


def test_with_neither_pip_nor_uv_python_brings_pip(monkeypatch):
    monkeypatch.setattr(installing, "_is_installed", lambda name: False)
    monkeypatch.setattr(installing.shutil, "which", lambda name: None)
    first, then = command_to_install("numpy").split(" && ")
    assert first == f"{sys.executable} -m ensurepip"
    assert then == f"{sys.executable} -m pip install numpy"


@pytest.fixture
def systems_own(tmp_path, monkeypatch):
    """Make this Python one that its system keeps for itself."""
    (tmp_path / "EXTERNALLY-MANAGED").touch()
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(installing.sysconfig, "get_path", lambda name: str(tmp_path))


def test_where_the_system_keeps_python_for_itself_an_environment_is_made(systems_own, came_from):
    made, into = command_to_install("numpy>=2", again=True).split(" && ")
    assert made == f"{sys.executable} -m venv course-env"
    begin, course = "course-env/bin/python -m pip install", "./delta_course-9-py3-none-any.whl"
    assert into == f"{begin} {course} 'numpy>=2'"
    into = command_to_install(*this_course("grade")).split(" && ")[1]
    assert shlex.split(into) == [*begin.split(), f"{course}[grade]"]


def test_an_environment_of_ones_own_is_nobody_elses(systems_own, monkeypatch):
    monkeypatch.setattr(sys, "prefix", "/home/ann/course-env")
    assert "venv" not in command_to_install("numpy").replace(sys.executable, "")


def test_what_is_there_already_is_replaced_alone(monkeypatch):
    words = command_to_install("anywidget", again=True).split()
    assert words[-3:] == ["--force-reinstall", "--no-deps", "anywidget"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["C:\\Program Files\\python.exe", "-m", "pip"], '"C:\\Program Files\\python.exe" -m pip'),
        (["numpy>=2.0"], '"numpy>=2.0"'),
        (["C:\\Users\\ann\\my-course"], "C:\\Users\\ann\\my-course"),
        (["a & b", ""], '"a & b" ""'),
    ],
)
def test_windows_has_quotes_of_its_own(monkeypatch, words, line):
    monkeypatch.setattr(terminal, "is_windows", lambda: True)
    assert terminal.command(*words) == line


def test_windows_has_other_commands(monkeypatch):
    monkeypatch.setattr(terminal, "is_windows", lambda: True)
    assert terminal.rename(Path("a b"), Path("c")) == 'move "a b" c'
    assert terminal.forget("COURSE_PROGRESS") == "set COURSE_PROGRESS="
    assert terminal.make_writable(Path("mine")).startswith("attrib -R ")
    assert terminal.list_largest(Path("mine")).startswith("dir ")


def test_course_is_named_by_its_module_where_it_is_not_on_the_path(tmp_path, monkeypatch):
    python = tmp_path / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    for name in ("python", "course"):
        (python.parent / name).touch(mode=0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert terminal.course_command("start", "a b") == f"{python} -m course.cli start 'a b'"
    (tmp_path / "course").touch(mode=0o755)  # that of another installation
    assert terminal.course_command("start") == f"{python} -m course.cli start"
    (tmp_path / "course").unlink()
    (tmp_path / "course").symlink_to(python.parent / "course")
    assert terminal.course_command("start") == "course start"
