"""What the wheel holds besides whole folders: the notation page, among the notebooks.

An editable install is no more than a line pointing at the working tree, and needs no copy.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NotationPage(BuildHookInterface):
    """Put NOTATION.md, which the notebooks refer to, where `course start` finds it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the page and its place; ``version`` is "standard" or "editable"."""
        if version != "editable":
            build_data["force_include"]["NOTATION.md"] = "course/_notebooks/NOTATION.md"
