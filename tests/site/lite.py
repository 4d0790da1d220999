"""A notebook that is open in JupyterLite."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from labs import ACTIVE, Lab
from playwright.sync_api import Locator

START_SECONDS = 180  # Python and its packages, on a busy machine


class Lite(Lab):
    """As `Lab`, without a server and with a kernel that takes its time to start."""

    def open(self, path: str) -> None:
        """Open a notebook and wait for its kernel."""
        self.page.goto(f"{self.address}/jupyter/lab/index.html?path={quote(path)}")
        self.wait(f"window.jupyterapp && {ACTIVE}?.context?.path === {json.dumps(path)}")
        self.wait_idle()

    def wait(self, condition: str) -> None:
        self.page.wait_for_function(condition, timeout=START_SECONDS * 1000)

    def wait_idle(self) -> None:
        """Wait until the kernel has started and has nothing to do."""
        self.wait(f"{ACTIVE}?.sessionContext?.session?.kernel?.status === 'idle'")

    def run_all(self) -> None:
        """Run all cells and wait for the last one."""
        self.command("notebook:run-all-cells")
        self.wait(
            f"{ACTIVE}.content.model.sharedModel.cells.filter(cell => cell.cell_type === 'code' "
            "&& cell.getSource().trim()).every(cell => cell.execution_count > 0)"
        )

    def errors(self) -> list[Any]:
        """Return the errors among all outputs, and what was written to stderr."""
        found: list[Any] = self.page.evaluate(
            f"""() => {ACTIVE}.content.model.sharedModel.cells
                .filter(cell => cell.cell_type === 'code')
                .flatMap(cell => cell.getOutputs())
                .filter(one => one.output_type === 'error' || one.name === 'stderr')
                .map(one => one.ename ? one.ename + ': ' + one.evalue : String(one.text))"""
        )
        return found

    def new_cell(self, code: str) -> Locator:
        """Put a cell below the active one, run it and return its output."""
        self.command("notebook:insert-cell-below")
        source = f"{ACTIVE}.content.activeCell.model.sharedModel"
        self.page.evaluate(f"code => {source}.setSource(code)", code)
        self.page.keyboard.press("ControlOrMeta+Enter")
        active = self.page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
        return active.locator(".jp-OutputArea-output")

    def save(self) -> None:
        self.command("docmanager:save")
