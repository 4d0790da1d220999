"""The state of an interactive as a short text, to be sent to somebody or kept in a notebook.

Examples
--------
>>> pack({"z": -2.5, "y": "1", "both": True})
'z=-2.5;y="1";both=true'
>>> unpack('z=-2.5;y="1";both=true')
{'z': -2.5, 'y': '1', 'both': True}
>>> unpack("what somebody typed")
{}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["pack", "unpack"]


def pack(state: Mapping[str, Any]) -> str:
    """Return a state as text."""
    return ";".join(f"{name}={json.dumps(value)}" for name, value in state.items())


def unpack(text: str) -> dict[str, Any]:
    """Return the state that a text holds, as far as it can be read."""
    found: dict[str, Any] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            try:
                found[name.strip()] = json.loads(value)
            except ValueError:
                continue
    return found
