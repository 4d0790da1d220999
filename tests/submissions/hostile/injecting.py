"""What is meant for whoever reads the results: the teaching assistant's browser and terminal."""

from __future__ import annotations

from typing import Any

from nbformat.v4 import new_markdown_cell, new_raw_cell

from hostile.shape import Hostile, sigmoid_is

SCRIPT = "<script>HOSTILE</script><img src=x onerror=HOSTILE>"


def _markdown(nb: Any) -> None:
    nb.cells += [
        new_markdown_cell(
            f"{SCRIPT}\n\n[x](javascript:HOSTILE) ![x](https://example.org/HOSTILE)"
        ),
        new_raw_cell(SCRIPT),
    ]
    attached = new_markdown_cell("![a](attachment:a.svg)")
    attached["attachments"] = {"a.svg": {"image/svg+xml": f"<svg onload=HOSTILE>{SCRIPT}</svg>"}}
    nb.cells.append(attached)


def _metadata(nb: Any) -> None:
    nb.metadata["title"] = f"</title>{SCRIPT}"
    nb.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": SCRIPT}}
    for cell in nb.cells[:3]:
        cell.metadata["name"] = cell.metadata["slideshow"] = SCRIPT


INJECTING = [
    Hostile(
        "script-in-outputs",
        "scripts in every kind of output",
        f"""
from IPython.display import HTML, Javascript, SVG, Markdown, Latex, display
display(HTML({SCRIPT!r}), Javascript("HOSTILE"), Markdown({SCRIPT!r}), Latex({SCRIPT!r}))
display({{"image/svg+xml": "<svg onload=HOSTILE>", "text/html": [{SCRIPT!r}],
         "application/vnd.jupyter.widget-view+json": {{"model_id": "x"}}}}, raw=True)
print("\\x1b]0;HOSTILE\\x07\\x1b[2J", {SCRIPT!r})
raise RuntimeError({SCRIPT!r})
""",
    ),
    Hostile("script-in-markdown", "scripts in texts, links and attachments", bends=_markdown),
    Hostile("script-in-metadata", "scripts in the metadata", bends=_metadata),
    Hostile(
        "script-in-verdict",
        "scripts where the verdict quotes the student",
        f"class Bad(Exception):\n    pass\n\n\nBad.__name__ = {SCRIPT!r}",
        sigmoid_is(f"raise Bad({SCRIPT!r})"),
    ),
    Hostile(
        "script-in-type",
        "scripts in the name of a type that is quoted",
        f"Kind = type({SCRIPT!r}, (), {{}})",
        sigmoid_is("return Kind()"),
    ),
    Hostile(
        "formula-in-reason",
        "text that a spreadsheet would run",
        "",
        {"sigmoid": "raise RuntimeError('=HYPERLINK(\"https://example.org\")')"},
    ),
]
