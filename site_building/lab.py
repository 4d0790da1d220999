"""JupyterLite: JupyterLab without a server, with the students' notebooks inside."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from site_building import distribution, locking, wheels

ROOT = Path(__file__).parent.parent
KERNEL_PLUGIN = "@jupyterlite/pyodide-kernel-extension:kernel"
KERNEL_WHEELS = "extensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
IGNORED = ("--LiteBuildConfig.ignore_contents=()",)

# Nothing is fetched from elsewhere, nobody is asked about news, and the theme is the reader's.
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False,
        "doNotDisturbMode": False,
        "fetchNews": "false",
    },
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 30},
}


def build(target: Path, offline: Path | None, cache: Path) -> None:
    """Write JupyterLite, the kernel's packages and the notebooks into a folder.

    Parameters
    ----------
    target : Path
        The folder; it is written anew.
    offline : Path, optional
        A folder with a full Pyodide distribution. Without it the browser asks the CDN.
    cache : Path
        Where downloaded wheels are kept.
    """
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        write_inputs(Path(folder))
        _run_jupyterlite(Path(folder), target)
    packages = _packages(target, offline, cache)
    if offline is not None:
        distribution.copy(offline, target / "static" / "pyodide")
    _configure(target, kernel_settings(offline is not None, locking.preloaded(packages)))
    for path in target.rglob("*.map"):  # for debuggers of JupyterLab; a third of its size
        path.unlink()


def write_inputs(folder: Path) -> None:
    """Write what JupyterLite reads: the drive's files, and settings."""
    drive = folder / "drive"
    for path in sorted((ROOT / "notebooks").glob("*/*.ipynb")):  # not what somebody's work left
        name = path.relative_to(ROOT / "notebooks")
        (drive / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, drive / name)
    shutil.copyfile(ROOT / "NOTATION.md", drive / "NOTATION.md")
    (folder / "overrides.json").write_text(json.dumps(SETTINGS))
    config: dict[str, Any] = {"appName": "delta-course", "contentsStorageName": "delta-course"}
    config |= {"settingsStorageName": "delta-course settings", "exposeAppInBrowser": True}
    whole = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
    (folder / "jupyter-lite.json").write_text(json.dumps(whole))


def _run_jupyterlite(folder: Path, target: Path) -> None:
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--apps", "lab"]
    command += ["--lite-dir", str(folder), "--contents", str(folder / "drive"), *IGNORED]
    command += ["--settings-overrides", str(folder / "overrides.json")]
    command += ["--no-unused-shared-packages", "--no-sourcemaps", "--output-dir", str(target)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"JupyterLite could not be built:\n{done.stdout}{done.stderr}")


def _packages(target: Path, offline: Path | None, cache: Path) -> dict[str, Any]:
    """Put the wheels of the site in place, and the list of all packages beside them."""
    place = target / "static" / "course"
    place.mkdir(parents=True)
    kernel = [p for p in (target / KERNEL_WHEELS).glob("*.whl") if "widgetsnb" not in p.name]
    for wheel in [*wheels.download(cache), *kernel]:
        shutil.copyfile(wheel, place / wheel.name)
    wheels.course_wheel(place)
    base = "../pyodide/" if offline is not None else distribution.cdn()
    whole = locking.lock(sorted(place.glob("*.whl")), base)
    (place / "pyodide-lock.json").write_text(json.dumps(whole, indent=1), encoding="utf-8")
    return whole


def kernel_settings(offline: bool, packages: list[str]) -> dict[str, Any]:
    """Return what the kernel is told: where Python is, and what to load with it."""
    return {
        "pyodideUrl": ("./static/pyodide/" if offline else distribution.cdn()) + "pyodide.mjs",
        "disablePyPIFallback": offline,
        "loadPyodideOptions": {
            "lockFileURL": "./static/course/pyodide-lock.json",
            "packages": packages,
        },
    }


def _configure(target: Path, settings: dict[str, Any]) -> None:
    path = target / "jupyter-lite.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    plugins = whole["jupyter-config-data"].setdefault("litePluginSettings", {})
    plugins[KERNEL_PLUGIN] = {**plugins.get(KERNEL_PLUGIN, {}), **settings}
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
