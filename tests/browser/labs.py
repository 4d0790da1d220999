"""JupyterLab in Chromium, as a student or a TA has it before them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Locator, Page, expect

TOKEN = "only-for-this-test"
ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
SECONDS = 30  # how long an effect is waited for, on a busy machine

# Nothing is fetched from elsewhere, and nobody is asked about news.
QUIET = (
    "--no-browser",
    "--ServerApp.port=0",
    f"--IdentityProvider.token={TOKEN}",
    "--LabApp.expose_app_in_browser=True",
    "--LabApp.news_url=",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
ACTIVE = "window.jupyterapp.shell.currentWidget"


@contextmanager
def serving(command: list[str], folder: Path, home: Path) -> Iterator[str]:
    """Start a Jupyter server with settings of its own, yield its address, then stop it."""
    kept = {name: v for name, v in os.environ.items() if not name.startswith("JUPYTER")}
    env = {**kept, "HOME": str(home), "IPYTHONDIR": str(home / "ipython")}
    log = home / "server.log"
    home.mkdir(parents=True, exist_ok=True)
    with log.open("w") as file:
        server = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=env, stdout=file, stderr=file
        )
    try:
        yield _address(server, log)
    finally:
        server.terminate()
        server.wait(timeout=SECONDS)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """Return the address that the server prints, once it answers there.

    It may print the address a moment before it listens, or half of it.
    """
    for _ in range(10 * SECONDS):
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
        if found and _answers(found[0]):
            return found[0]
        assert server.poll() is None, log.read_text()
        try:
            server.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(log.read_text())


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/status?token={TOKEN}"):
            return True
    except urllib.error.URLError:
        return False


class Lab:
    """A notebook that is open in JupyterLab."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def open(self, path: str) -> None:
        """Open a notebook and wait for its kernel."""
        self.page.goto(f"{self.address}/lab/tree/{path}?token={TOKEN}&reset")
        state = f"{ACTIVE}?.sessionContext?.session?.kernel?.status === 'idle'"
        self.page.wait_for_function(f"window.jupyterapp && {state}")
        self.page.add_style_tag(content=".Toastify { display: none }")  # a question about news

    def command(self, name: str, **args: Any) -> None:
        """Execute a command of JupyterLab, and wait until it is done."""
        self.page.evaluate(
            "([name, args]) => window.jupyterapp.commands.execute(name, args).then(() => null)",
            [name, args],
        )

    def cell(self, key: str) -> Locator:
        """Go to the cell with that key (in ``metadata.course``) and return it."""
        self.page.evaluate(
            f"""async key => {{
                const notebook = {ACTIVE}.content;
                const of = cell => cell.model.getMetadata('course')?.key;
                notebook.activeCellIndex = notebook.widgets.findIndex(cell => of(cell) === key);
                notebook.mode = 'command';
                await notebook.scrollToCell(notebook.activeCell, 'start');
                notebook.activate();
            }}""",
            key,
        )
        cell = self.page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
        expect(cell).to_be_visible()
        return cell

    def write(self, key: str, text: str) -> None:
        """Replace a cell's text by typing; JupyterLab indents and closes brackets as it does."""
        self.cell(key)
        for pressed in ("Enter", "ControlOrMeta+a", "Delete"):
            self.page.keyboard.press(pressed)
        self.page.keyboard.type(text)

    def run(self, key: str) -> Locator:
        """Run a cell with the keyboard; return its output."""
        cell = self.cell(key)
        self.page.keyboard.press("ControlOrMeta+Enter")
        return cell.locator(".jp-OutputArea-output")

    def theme(self, name: str) -> None:
        """Change to "light" or "dark"."""
        self.command("apputils:change-theme", theme=f"JupyterLab {name.title()}")
        expect(self.page.locator("body")).to_have_attribute(
            "data-jp-theme-light", str(name == "light").lower()
        )
        expect(self.page.locator("#jupyterlab-splash")).to_have_count(0)  # it fades away


@contextmanager
def running(cells: dict[str, str], browser: Browser, folder: Path, seconds: int) -> Iterator[Lab]:
    """Open a notebook of these cells, by their keys, and run all of it; then stop the server.

    Playwright waits that many seconds for whatever is asked of the page.
    """
    made = [new_code_cell(code, metadata={"course": {"key": key}}) for key, code in cells.items()]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=made, metadata=kernel), folder / "cells.ipynb")
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(1000 * seconds)
    command = ["-m", "jupyterlab", "--allow-root", *QUIET]
    with serving(command, folder, folder / "home") as address:
        lab = Lab(page, address)
        lab.open("cells.ipynb")
        lab.command("notebook:run-all-cells")
        yield lab
    page.close()


def snapshot(seen: Page | Locator, name: str) -> None:
    """Keep a picture for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    seen.screenshot(path=SCREENSHOTS / f"{name}.png")
