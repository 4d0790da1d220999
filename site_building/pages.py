"""The pages before the notebooks: what the course is, how to begin, the guides.

``index.html`` has a template of its own. Every other page is a Markdown file of the repository,
so that the site says what the repository says.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from site_building import markdown, pictures
from site_building.units import units

HERE = Path(__file__).parent
ROOT = HERE.parent
LAB = "jupyter/lab/index.html"
README = "README.md"  # is no page: in the site, start.md says how to begin
GUIDES = "docs/units"  # one page a unit, with answers


@dataclass(frozen=True)
class Source:
    """A Markdown file and where its page goes in the site."""

    path: Path
    name: str  # in the repository, such as docs/ta_guide.md
    page: str  # in the site, such as docs/ta_guide.html


def sources(guides: bool = True) -> list[Source]:
    """Return all Markdown files that become pages.

    Parameters
    ----------
    guides : bool
        Whether those that hold answers are among them: the guides to the units.

    Examples
    --------
    >>> sources()[0].page
    'start.html'
    """
    found = [
        Source(HERE / "pages" / "start.md", "start.md", "start.html"),
        Source(ROOT / "NOTATION.md", "NOTATION.md", "notation.html"),
    ]
    for path in sorted((ROOT / "docs").rglob("*.md")):
        name = path.relative_to(ROOT).as_posix()
        if guides or not name.startswith(f"{GUIDES}/"):
            found.append(Source(path, name, name.removesuffix(".md") + ".html"))
    return found


def build(target: Path, guides: bool = True) -> None:
    """Write all pages, the style sheet and the pictures; the guides to the units if asked to."""
    target.mkdir(parents=True, exist_ok=True)
    env = _environment()
    every = sources(guides)
    _write(target, "index.html", env, "index.html.j2", {**_landing(target), "guides": guides})
    for source in every:
        _write(target, source.page, env, "page.html.j2", _page(source, every))
    if guides:
        _write(target, f"{GUIDES}/index.html", env, "units.html.j2", {"units": units()})
    for name in ("LICENSE", "LICENSE-CONTENT"):
        shutil.copyfile(ROOT / name, target / f"{name}.txt")
    shutil.copytree(HERE / "static", target / "static", dirs_exist_ok=True)
    shutil.copytree(ROOT / "docs" / "pictures", target / "docs" / "pictures", dirs_exist_ok=True)


def _environment() -> Environment:
    loader = FileSystemLoader(HERE / "templates")
    env = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    env.globals["lab"] = LAB
    return env


def _write(target: Path, page: str, env: Environment, template: str, said: dict[str, Any]) -> None:
    """Render a template; ``root`` leads from the page to the top of the site."""
    root = "../" * page.count("/")
    html = env.get_template(template).render(root=root, page=page, **said)
    (target / page).parent.mkdir(parents=True, exist_ok=True)
    (target / page).write_text(html, encoding="utf-8")


def _landing(target: Path) -> dict[str, Any]:
    cards = [(unit, pictures.of_unit(unit, target)) for unit in units()]
    return {"cards": cards, "card": Markup(pictures.sample_card())}


def _page(source: Source, every: list[Source]) -> dict[str, Any]:
    text = source.path.read_text(encoding="utf-8")
    rendered = markdown.render(text, lambda link: resolve(link, source, every))
    contents = [one for one in rendered.headings if one.level == 2]
    if len(contents) > 20:
        contents = []
    return {
        "title": rendered.title,
        "body": Markup(rendered.html),
        "contents": contents,
    }


def resolve(link: str, source: Source, every: list[Source]) -> str | None:
    """Return where a link of a Markdown file leads in the site; None if nowhere.

    Examples
    --------
    >>> every = sources()
    >>> resolve("../NOTATION.md", next(s for s in every if s.name == "docs/library.md"), every)
    '../notation.html'
    """
    if re.match(r"[a-z]+:|#", link):
        return link
    path, _, fragment = link.partition("#")
    name = posixpath.normpath(posixpath.join(posixpath.dirname(source.name), path))
    page = _pages(every).get(name, name if _is_copied(name) else None)
    if page is None:
        return None
    relative = posixpath.relpath(page, posixpath.dirname(source.page) or ".")
    return f"{relative}#{fragment}" if fragment and name != README else relative


def _pages(every: list[Source]) -> dict[str, str]:
    """Return the page of each name in the repository that has one."""
    known = {one.name: one.page for one in every}
    known |= {README: "start.html", "index.html": "index.html"}
    known |= {name: f"{name}.txt" for name in ("LICENSE", "LICENSE-CONTENT")}
    if any(name.startswith(f"{GUIDES}/") for name in known):
        known[GUIDES] = f"{GUIDES}/index.html"
    return known


def _is_copied(name: str) -> bool:
    return name.startswith(("docs/pictures/", "jupyter/"))
