"""The pages before the notebooks: links hold, pictures are described, everybody can read them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from site_building import markdown, pages
from site_building.units import units

ROOT = Path(__file__).parents[2]
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "path",
}


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.files: list[str] = []  # what a browser fetches by itself
        self.images: list[dict[str, str | None]] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.open: list[str] = []
        self.language: str | None = None
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "html":
            self.language = found.get("lang")
        if tag == "a":
            self.links.append(str(found["href"]))
        if tag == "img":
            self.images.append(found)
        self.files += [str(found[key]) for key in ("src",) if key in found]
        if tag == "link":
            self.files.append(str(found["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    pages.build(folder)
    return folder


@pytest.fixture(scope="module")
def every(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def test_all_pages_are_there(site: Path, every: dict[Path, Page]) -> None:
    names = {path.relative_to(site).as_posix() for path in every}
    wanted = {"index.html", "start.html", "notation.html", "docs/student_guide.html"}
    wanted |= {"docs/ta_guide.html", "docs/units/index.html"}
    wanted |= {f"docs/units/{unit.folder}.html" for unit in units()}
    assert wanted <= names


def test_every_link_leads_somewhere(site: Path, every: dict[Path, Page]) -> None:
    broken = [
        f"{path.relative_to(site)}: {link}"
        for path, page in every.items()
        for link in [*page.links, *page.files]
        if not resolves(path, link, every, site)
    ]
    assert broken == []


@pytest.mark.parametrize("guides", [True, False])
def test_only_links_to_code_are_dropped(guides: bool) -> None:
    """And those to the guides with answers, where these are left out."""
    dropped: set[str] = set()
    every = pages.sources(guides)
    for source in every:

        def kept(link: str, source: pages.Source = source) -> str | None:
            found = pages.resolve(link, source, every)
            if found is None:
                dropped.add(posixpath.normpath(f"{posixpath.dirname(source.name)}/{link}"))
            return found

        markdown.render(source.path.read_text(encoding="utf-8"), kept)
    others = {name for name in dropped if not re.fullmatch(r"course/.*\.py|Dockerfile", name)}
    assert others == (set() if guides else {"docs/units"})


def test_every_page_can_be_reached_from_the_first(site: Path, every: dict[Path, Page]) -> None:
    reached, queue = set(), [site / "index.html"]
    while queue:
        path = queue.pop()
        if path not in reached:
            reached.add(path)
            targets = (path.parent / urlsplit(link).path for link in every[path].links)
            queue += [target.resolve() for target in targets if target.resolve() in every]
    assert set(every) - reached == set()


def test_the_landing_page_leads_to_the_guide_of_each_kind_of_user(
    site: Path, every: dict[Path, Page]
) -> None:
    names = ("self_learner_guide", "student_guide", "ta_guide", "instructor_guide")
    assert {f"docs/{name}.html" for name in names} <= set(every[site / "index.html"].links)
    assert "docs/ways_in.html" in every[site / "start.html"].links


def test_the_readme_is_the_page_that_says_how_to_begin() -> None:
    every = pages.sources()
    (guide,) = (one for one in every if one.name == "docs/self_learner_guide.md")
    assert pages.resolve("../README.md#your-first-five-minutes", guide, every) == "../start.html"


def test_guides_with_answers_can_be_left_out(tmp_path: Path) -> None:
    pages.build(tmp_path, guides=False)
    every = {path: Page(path) for path in sorted(tmp_path.rglob("*.html"))}
    assert not (tmp_path / "docs" / "units").exists()
    assert (tmp_path / "docs" / "ta_guide.html") in every
    links = [(path, link) for path, page in every.items() for link in page.links]
    assert [found for found in links if not resolves(*found, every, tmp_path)] == []
    assert [path.name for path, page in every.items() if "Model answer" in page.text] == []


def test_a_unit_that_is_not_declared_is_one_sentence(tmp_path: Path, monkeypatch) -> None:
    from site_building import units as module

    declared = module.DECLARED.read_text(encoding="utf-8")
    (tmp_path / "units.toml").write_text(declared.replace("[03_backprop]", "[03_other]"))
    monkeypatch.setattr(module, "DECLARED", tmp_path / "units.toml")
    with pytest.raises(module.UndeclaredUnitError, match=r"has no table \[03_backprop\]: copy"):
        units()


def resolves(path: Path, link: str, every: dict[Path, Page], site: Path) -> bool:
    parts = urlsplit(link)
    if parts.scheme:
        return parts.scheme == "https"  # another site's; nobody is asked
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target == (site / pages.LAB).resolve():
        return (ROOT / "notebooks" / parts.query.removeprefix("path=")).is_file()
    if not target.is_file():
        return False
    return not parts.fragment or unquote(parts.fragment) in every[target].ids


def test_a_browser_fetches_nothing_from_elsewhere(site: Path, every: dict[Path, Page]) -> None:
    fetched = [file for page in every.values() for file in page.files]
    assert fetched
    assert [file for file in fetched if urlsplit(file).netloc] == []
    assert "//" not in re.sub(r"/\*.*?\*/", "", (site / "static" / "style.css").read_text())


def test_pictures_are_described(every: dict[Path, Page]) -> None:
    images = [image for page in every.values() for image in page.images]
    assert len(images) > len(units())
    assert [image["src"] for image in images if len(image.get("alt") or "") < 40] == []


def test_each_notebook_can_be_opened_from_the_landing_page(
    site: Path, every: dict[Path, Page]
) -> None:
    asked = {
        urlsplit(link).query.removeprefix("path=") for link in every[site / "index.html"].links
    }
    notebooks = (ROOT / "notebooks").glob("*/*.ipynb")
    assert {path.relative_to(ROOT / "notebooks").as_posix() for path in notebooks} <= asked


def test_pages_are_well_made(every: dict[Path, Page]) -> None:
    for path, page in every.items():
        assert page.open == [], path
        assert page.language == "en", path
        assert page.headings.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(page.headings)), path
        assert len(page.ids) == len(set(page.ids)), path
        assert 'name="viewport"' in page.text, path


def test_no_solution_is_on_the_site(site: Path) -> None:
    names = [path.name for path in site.rglob("*")]
    assert not [name for name in names if name.endswith((".py", ".ipynb"))]


# --- colours ----------------------------------------------------------------------------------


def themes() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the colours of both themes."""
    style = (Path(pages.HERE) / "static" / "style.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in blocks)
    yield "light", light
    yield "dark", {**light, **dark}


def luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_text_can_be_read_in_both_themes() -> None:
    for name, colours in themes():
        for ground in ("ground", "raised"):
            for text in ("ink", "quiet", "link", "green", "purple"):
                assert contrast(colours[text], colours[ground]) >= 4.5, (name, text, ground)
        assert contrast(colours["on-strong"], colours["strong"]) >= 4.5, name
        assert contrast(colours["accent"], colours["ground"]) >= 3, name  # the focus ring


# --- Markdown ---------------------------------------------------------------------------------


def test_a_link_to_nowhere_becomes_text() -> None:
    html = markdown.render("[a](missing.md) and [b](b.md)", {"b.md": "b.html"}.get).html
    assert html == '<p><span>a</span> and <a href="b.html">b</a></p>\n'


def test_headings_of_the_same_name_differ() -> None:
    found = markdown.render("# A\n\n## B\n\n## B\n\n## B", lambda link: link).headings
    assert [one.slug for one in found] == ["a", "b", "b-1", "b-2"]


def test_code_is_escaped_whether_its_language_is_known_or_not() -> None:
    for language in ("python", "no-such-language", ""):
        html = markdown.render(f"```{language}\na < b\n```", lambda link: link).html
        assert "&lt;" in html
        assert "<script" not in html
