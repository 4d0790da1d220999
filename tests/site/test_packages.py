"""What the browser's Python is told of packages, and what it gets."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from site_building import distribution, lab, locking, wheels


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A distribution of two packages, and the list that says so."""
    source = tmp_path / "pyodide"
    source.mkdir()
    for name in (*distribution.RUNTIME, "numpy-2.whl", "six-1.whl", "other-1.whl"):
        (source / name).write_text(f"content of {name}")
    packages = {
        "numpy": {"depends": ["six"], "file_name": "numpy-2.whl", "name": "numpy"},
        "six": {"depends": [], "file_name": "six-1.whl", "name": "six"},
        "other": {"depends": [], "file_name": "other-1.whl", "name": "other"},
    }
    for one in packages.values():
        one["sha256"] = distribution.digest(source / one["file_name"])
    lock = {"info": {"python": "3.14.0"}, "packages": packages}
    (source / "pyodide-lock.json").write_text(json.dumps(lock))
    (source / "package.json").write_text(json.dumps({"version": "314.0.0"}))
    monkeypatch.setattr(distribution, "NEEDED", ("numpy",))
    pinned = tmp_path / "pyodide.json"
    pinned.write_text(json.dumps(distribution.pin(source)))
    monkeypatch.setattr(distribution, "PINNED", pinned)
    return source


def test_only_what_is_needed_is_pinned_and_copied(folder: Path, tmp_path: Path) -> None:
    distribution.copy(folder, tmp_path / "copy")
    names = {path.name for path in (tmp_path / "copy").iterdir()}
    assert names == {*distribution.RUNTIME, "numpy-2.whl", "six-1.whl"}


@pytest.mark.parametrize("name", ["pyodide.mjs", "numpy-2.whl"])
def test_another_file_is_refused_before_anything_is_copied(
    folder: Path, tmp_path: Path, name: str
) -> None:
    (folder / name).write_text("another one")
    with pytest.raises(distribution.DistributionError, match=f"{name} is not the one of"):
        distribution.copy(folder, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_missing_file_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "six-1.whl").unlink()
    with pytest.raises(distribution.DistributionError, match=r"has no six-1\.whl: unpack Pyodide"):
        distribution.copy(folder, tmp_path / "copy")


def wheel(folder: Path, name: str, *needs: str) -> Path:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    lines = [f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {need}" for need in needs)]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(lines) + "\n")
    return path


def test_the_list_has_both_kinds_of_packages(folder: Path, tmp_path: Path) -> None:
    mine = wheel(tmp_path, "mine", "numpy>=2", "widgetsnbextension", "x; python_version < '3.12'")
    packages = locking.lock([mine], "https://a.host/")["packages"]
    assert packages["numpy"]["file_name"] == "https://a.host/numpy-2.whl"
    assert packages["mine"]["file_name"] == mine.name
    assert packages["mine"]["depends"] == ["numpy"]
    assert packages["mine"]["imports"] == ["mine"]
    assert packages["mine"]["sha256"] == distribution.digest(mine)


def test_a_package_that_nobody_brings_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="nowhere-to-be-found"):
        locking.lock([wheel(tmp_path, "mine", "nowhere-to-be-found")], "")


def test_the_committed_list_is_complete() -> None:
    packages = distribution.pinned()["lock"]["packages"]
    assert distribution.closure(packages, distribution.NEEDED) == set(packages)
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in distribution.checksums().values())
    assert set(wheels.COURSE_NEEDS) <= {*packages, *wheels.FROM_PYPI}


def test_the_packages_of_pypi_are_pinned_with_hashes() -> None:
    text = wheels.REQUIREMENTS.read_text(encoding="utf-8")
    lines = list(wheels.pins(text, wheels.FROM_PYPI))
    assert len(lines) == len(wheels.FROM_PYPI)
    assert all(re.fullmatch(r"[\w-]+==[\w.]+( --hash=sha256:[0-9a-f]{64})+", one) for one in lines)
    with pytest.raises(LookupError, match=r"site\.txt has no no-such-package"):
        list(wheels.pins(text, ("no-such-package",)))


def test_the_course_is_a_wheel_without_what_needs_a_server(tmp_path: Path) -> None:
    first = wheels.course_wheel(tmp_path)
    again = wheels.course_wheel(tmp_path)
    assert first.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(first) as archive:
        names = set(archive.namelist())
    assert {"course/checking.py", "course/widgets/static/panel.js"} <= names
    assert not {"course/cli.py", "course/server.py"} & names
    found = locking.entry(first, "3.14.0")
    assert found["name"] == "delta-course"
    assert found["imports"] == ["course"]
    assert set(found["depends"]) == set(wheels.COURSE_NEEDS)


def test_nothing_in_the_browser_imports_what_is_left_out() -> None:
    left_out = {name.removesuffix(".py") for name in wheels.NOT_IN_A_BROWSER}
    pattern = re.compile(r"\bcourse(?:\.| import )(" + "|".join(sorted(left_out)) + r")\b")
    importing = [
        path.name
        for path in wheels.course_files()
        if path.suffix == ".py" and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert importing == []


def test_students_get_their_own_notebooks_unchanged(tmp_path: Path) -> None:
    lab.write_inputs(tmp_path)
    drive = tmp_path / "drive"
    given = {
        path.relative_to(drive).as_posix(): path.read_bytes() for path in drive.rglob("*.ipynb")
    }
    source = lab.ROOT / "notebooks"
    assert given == {
        path.relative_to(source).as_posix(): path.read_bytes() for path in source.rglob("*.ipynb")
    }
    assert (drive / "NOTATION.md").exists()


def test_what_somebody_left_among_the_notebooks_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = tmp_path / "root" / "notebooks" / "01_unit"
    (unit / ".ipynb_checkpoints").mkdir(parents=True)
    left = ("course-progress.jsonl", "thesis.txt", ".ipynb_checkpoints/unit-checkpoint.ipynb")
    for name in ("unit.ipynb", *left, "../course-progress.jsonl", "../../NOTATION.md"):
        (unit / name).write_text("{}")
    monkeypatch.setattr(lab, "ROOT", tmp_path / "root")
    lab.write_inputs(tmp_path)
    drive = tmp_path / "drive"
    found = {path.relative_to(drive).as_posix() for path in drive.rglob("*") if path.is_file()}
    assert found == {"01_unit/unit.ipynb", "NOTATION.md"}


def test_only_pinned_wheels_are_taken_from_the_folder(tmp_path: Path) -> None:
    for name in ("typing_extensions-4.1", "typing_extensions-4.0", "other-1.0"):
        (tmp_path / f"{name}-py3-none-any.whl").touch()
    found = wheels.matching(tmp_path, ["typing-extensions==4.1 --hash=sha256:0"])
    assert [path.name for path in found] == ["typing_extensions-4.1-py3-none-any.whl"]


def test_offline_no_address_of_another_host_is_left() -> None:
    offline = json.dumps(lab.kernel_settings(True, ["delta-course"]))
    assert "://" not in offline
    assert json.loads(offline)["disablePyPIFallback"] is True
    assert lab.kernel_settings(False, [])["pyodideUrl"].startswith(distribution.cdn())


def test_make_hands_the_wishes_on() -> None:
    both = dry_run("site", "GUIDES=no", "OFFLINE=a folder")
    assert '--guides "no" --offline "a folder" build/site' in both
    assert '--guides "yes" build/site' in dry_run("site")
    assert '--port "8001" build/site' in dry_run("serve", "PORT=8001")
    assert '--port "8000" build/site' in dry_run("serve")


def dry_run(*words: str) -> str:
    command = ["make", "--no-print-directory", "--dry-run", *words]
    done = subprocess.run(command, cwd=lab.ROOT, check=True, capture_output=True, text=True)
    return " ".join(done.stdout.replace("\\\n", " ").split())


def test_another_word_than_yes_or_no_publishes_nothing(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from site_building.__main__ import main

    result = CliRunner().invoke(main, [str(tmp_path / "site"), "--guides", "never"])
    assert result.exit_code == 2
    assert not (tmp_path / "site").exists()


def test_a_folder_that_is_no_site_is_left_alone(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from site_building.__main__ import main

    (tmp_path / "thesis.txt").write_text("years of work")
    result = CliRunner().invoke(main, [str(tmp_path)])
    assert result.exit_code == 1
    assert "holds something that is no site" in result.output
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    shutil.rmtree(tmp_path)
