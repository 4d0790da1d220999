"""Pages made of students' work must not act in the name of who opens them.

In the formgrader a script of a student's would run with the rights of the TA. So what students
wrote or printed is shown without anything that runs, and nothing in it asks another server.
"""

from __future__ import annotations

import re
from typing import Any

import bleach
import nbformat
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor


def words(text: str) -> frozenset[str]:
    """Return the words of a long list."""
    return frozenset(text.split())


AS_IT_IS = {"text/plain", "text/latex", "text/markdown", "image/png", "image/jpeg"}
TAGS = words("""
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6
    hr i img ins kbd li mark ol p pre s samp small span strong sub summary sup table tbody td tfoot
    th thead tr u ul var
""")
ATTRIBUTES = {
    "*": ["style", "role", "aria-label", "aria-hidden", "title", "scope"],
    "a": ["href"],
    "img": ["alt", "width", "height", "src"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan"],
}
STYLES = words("""
    align-items background background-color border border-bottom border-collapse border-left
    border-radius border-right border-top caption-side color display flex flex-wrap float
    font-family font-size font-style font-weight gap height justify-content left line-height margin
    margin-bottom margin-left margin-right margin-top max-width min-width opacity overflow
    overflow-wrap overflow-x padding padding-bottom padding-left padding-right padding-top position
    text-align text-decoration vertical-align white-space width
""")
# What fetches, what hides that it does, and what would lie on top of the page around it.
FORBIDDEN = re.compile(r"url|fixed|sticky|\\|/\*", re.IGNORECASE)


def _allowed(tag: str, name: str, value: str) -> bool:
    """Whether an attribute may stay: no address is asked for that has not been clicked."""
    if name == "src":
        return value.startswith("data:image/")
    if name == "style" and FORBIDDEN.search(value):
        return False
    return name in ATTRIBUTES["*"] or name in ATTRIBUTES.get(tag, ())


def cleaned(html: str) -> str:
    """Return HTML without what runs and what fetches.

    Examples
    --------
    >>> cleaned('<b onclick="act()">0</b><script>act()</script><img src="http://example.org">')
    '<b>0</b>act()<img>'
    >>> cleaned('<a href="javascript:act()">here</a>')
    '<a>here</a>'
    """
    return str(
        bleach.clean(
            html,
            tags=TAGS,
            attributes=_allowed,
            protocols=["http", "https", "mailto", "data"],
            css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES),
            strip=True,
        )
    )


@pass_context
def markdown2html(context: Any, source: str) -> str:
    """Render a text cell with HTML shown as text, and nothing loaded from elsewhere."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=True, attachments=attachments, exclude_anchor_links=True)
    return cleaned(MarkdownWithMath(renderer=renderer).render(source))


class Harmless(Preprocessor):  # type: ignore[misc]
    """Take out of a notebook whatever would run or fetch when it is shown as a page."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Clean a copy; the file stays as it is."""
        nb = nbformat.from_dict(nb)
        nb.metadata = nbformat.from_dict({"language_info": {"name": "python"}})
        for cell in nb.cells:
            role = cell.metadata.get("nbgrader")
            cell.metadata = nbformat.from_dict({"nbgrader": role} if role else {})
            if cell.cell_type == "raw":
                cell.source = cleaned(cell.source)
            for output in cell.get("outputs", ()):
                _clean(output)
        return nb, resources


def _clean(output: Any) -> None:
    """Keep of an output what a page can show without running it."""
    if "data" not in output:
        return
    html = output.data.get("text/html")
    output.metadata = nbformat.from_dict({})
    output.data = nbformat.from_dict({k: v for k, v in output.data.items() if k in AS_IT_IS})
    if html is not None:
        output.data["text/html"] = cleaned("".join(html))
