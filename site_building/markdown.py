"""From Markdown to HTML: headings that can be linked to, tables that scroll, links that hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

Resolve = Callable[[str], str | None]  # from a link in the source to one in the site, or to none


@dataclass(frozen=True)
class Heading:
    """A heading of the page, for its table of contents."""

    level: int
    slug: str
    text: str


@dataclass(frozen=True)
class Rendered:
    """A page's HTML and its headings."""

    html: str
    headings: tuple[Heading, ...]

    @property
    def title(self) -> str:
        """The first heading."""
        return self.headings[0].text if self.headings else ""


def render(text: str, resolve: Resolve) -> Rendered:
    """Return the HTML of a page.

    Parameters
    ----------
    text : str
        Markdown as on GitHub.
    resolve : callable
        Takes the address of a link or picture and returns the one in the site; None means that
        the site has no such page, and only the text stays.

    Examples
    --------
    >>> render("# A b", lambda link: link).html.strip()
    '<h1 id="a-b">A b</h1>'
    """
    parser = _parser()
    tokens = parser.parse(text)
    headings = _give_slugs(tokens)
    for token in tokens:
        _rewrite_links(token.children or [], resolve)
    html = parser.renderer.render(tokens, parser.options, {})
    return Rendered(html, tuple(headings))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "highlight": coloured}).enable("table")
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    return parser


def _open_table(renderer: Any, tokens: Sequence[Token], at: int, *rest: Any) -> str:
    """Let a wide table scroll by itself, with the keyboard too."""
    return '<div class="scrolls" role="region" aria-label="Table" tabindex="0"><table>\n'


def _close_table(renderer: Any, tokens: Sequence[Token], at: int, *rest: Any) -> str:
    return "</table></div>\n"


def coloured(code: str, language: str, attrs: str) -> str:
    """Return code with a class for each kind of word; the style sheet has the colours."""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return f"<pre tabindex='0'><code>{escape(code)}</code></pre>"
    inside = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return f"<pre tabindex='0'><code>{inside}</code></pre>"


def _give_slugs(tokens: Sequence[Token]) -> list[Heading]:
    """Give each heading an id as GitHub does, and return them."""
    found: list[Heading] = []
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        text = "".join(child.content for child in inline.children or [])
        base = slug(text)
        again = sum(re.fullmatch(rf"{re.escape(base)}(-\d+)?", h.slug) is not None for h in found)
        heading = Heading(int(opening.tag[1]), f"{base}-{again}" if again else base, text)
        opening.attrSet("id", heading.slug)
        found.append(heading)
    return found


def slug(text: str) -> str:
    """Return the id of a heading.

    Examples
    --------
    >>> slug("1.1 A sigmoid that survives x = 1000")
    '11-a-sigmoid-that-survives-x--1000'
    """
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def _rewrite_links(inline: list[Token], resolve: Resolve) -> None:
    open_links: list[bool] = []
    for token in inline:
        if token.type == "link_open":
            address = resolve(str(token.attrGet("href")))
            open_links.append(address is not None)
            if address is None:
                token.tag, token.attrs = "span", {}
            else:
                token.attrSet("href", address)
        elif token.type == "link_close" and not open_links.pop():
            token.tag = "span"
        elif token.type == "image":
            token.attrSet("src", resolve(str(token.attrGet("src"))) or "")
