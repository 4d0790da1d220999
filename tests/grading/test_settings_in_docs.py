"""Settings that pages name exist, and the files of docs/jupyterhub.md are what a hub accepts."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config, Configurable

ROOT = Path(__file__).parents[2]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}

# Where the classes of the settings are; DockerSpawner is not among our packages.
HOMES = {
    "AssignLatePenalties": "nbgrader.preprocessors",
    "Authenticator": "nbgrader.auth",
    "Canvas": "autograder.exports",
    "CourseDirectory": "nbgrader.coursedir",
    "Exchange": "nbgrader.exchange.default",
    "ExchangeCollect": "nbgrader.exchange.default",
    "JupyterHub": "jupyterhub.app",
    "LateSubmissionPlugin": "nbgrader.plugins",
    "Moodle": "autograder.exports",
    "PenaltyPerDay": "autograder.late",
    "Spawner": "jupyterhub.spawner",
}
NOT_OURS = {"DockerSpawner"}
SETTING = re.compile(r"\bc\.([A-Z]\w+)\.(\w+)")

# "In `FILE`, ...:" and the Python below it.
FILE = re.compile(r"[Ii]n `([^`]+\.py)`[^\n`]*(?:\n[^\n]+)*?:\n\n```python\n(.*?)```", re.DOTALL)


def traits_of(name: str) -> dict[str, Any]:
    kind: type[Configurable] = getattr(importlib.import_module(HOMES[name]), name)
    return kind.class_traits(config=True)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_setting_that_is_named_exists(page):
    for owner, setting in SETTING.findall(PAGES[page]):
        if owner not in NOT_OURS:
            assert setting in traits_of(owner), f"{page}: c.{owner}.{setting}"


def test_settings_are_found_at_all():
    assert len(SETTING.findall(PAGES["jupyterhub.md"])) > 10
    assert {owner for text in PAGES.values() for owner, _ in SETTING.findall(text)} == (
        set(HOMES) | NOT_OURS
    )


def files() -> list[tuple[str, Config]]:
    """Run each configuration file of the page; return its name and what it sets."""
    found = []
    for name, text in FILE.findall(PAGES["jupyterhub.md"]):
        config = Config()
        exec(compile(text, name, "exec"), {"c": config, "get_config": lambda c=config: c})
        found.append((name, config))
    return found


def test_the_files_are_all_there():
    assert [Path(name).name for name, _ in files()] == [
        *("nbgrader_config.py", "nbgrader_config.py", "jupyterhub_config.py"),
        "jupyterhub_config.py",
    ]
    assert PAGES["jupyterhub.md"].count("```python") == len(files())


def test_values_are_of_the_right_kind():
    """Each trait takes its value, such as a plugin by its dotted name."""
    for name, config in files():
        for owner, settings in config.items():
            if owner in NOT_OURS:
                continue
            kind = getattr(importlib.import_module(HOMES[owner]), owner)
            for setting, value in settings.items():
                trait = kind.class_traits()[setting]
                if name.startswith("jupyterhub") and str(value).startswith("dockerspawner."):
                    continue  # a class of a package that is not ours
                trait._validate(kind.__new__(kind), value)


@pytest.fixture(scope="module")
def hub() -> Config:
    (config,) = (config for _, config in files() if "load_groups" in config.JupyterHub)
    return config.JupyterHub


def test_scopes_are_known_to_the_hub(hub):
    from jupyterhub.scopes import scope_definitions

    for role in hub.load_roles:
        for scope in role["scopes"]:
            assert scope.partition("!")[0] in scope_definitions, scope


def test_names_agree(hub):
    """nbgrader finds a course by the names of its service and of its two groups."""
    services = {service["name"]: service for service in hub.services}
    courses = {group.split("-", 1)[1] for group in hub.load_groups}
    assert set(services) == courses
    for course, service in services.items():
        assert {f"nbgrader-{course}", f"formgrade-{course}"} <= set(hub.load_groups)
        assert service["user"] == f"grader-{course}"
        assert service["url"].startswith("http://127.0.0.1:")
    granted = {scope for role in hub.load_roles for scope in role["scopes"]}
    assert {f"access:services!service={course}" for course in courses} <= granted
    students = next(r for r in hub.load_roles if r["name"] == "nbgrader-autumn")
    assert not any(scope.startswith("access:") for scope in students["scopes"])


def test_a_service_has_only_what_the_hub_reads(hub):
    from jupyterhub.services.service import Service

    for service in hub.services:
        assert set(service) <= set(Service.class_trait_names()), service


def test_the_class_directory_takes_its_lines(tmp_path):
    """Below the last line of what `autograder init` writes, as the page says."""
    from autograder.building import class_config
    from autograder.classroom import CONFIG

    (_, text) = FILE.findall(PAGES["jupyterhub.md"])[1]
    (tmp_path / "nbgrader_config.py").write_text(CONFIG + text, encoding="utf-8")
    config = class_config(tmp_path)
    assert config.CourseDirectory.course_id == "autumn"
    assert config.Exchange.root == "/srv/nbgrader/exchange"
