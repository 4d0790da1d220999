"""The pages for people: links lead somewhere, commands and files that are named exist."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import autograder.cli
import course.cli
import course.exercises as catalogue

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WRITTEN = [path for path in PAGES if path.parent.name not in ("api", "units")]
FOLDERS = [path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "build"]
MADE_LATER = ("build/", "my-course/", ".venv/")
PLACEHOLDER = re.compile(r"[A-Z]{2,}|\*")

each_page = pytest.mark.parametrize(
    "page", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES]
)
each_written = pytest.mark.parametrize(
    "page", WRITTEN, ids=[path.relative_to(ROOT).as_posix() for path in WRITTEN]
)


@cache
def tokens(page: Path) -> list[Token]:
    """Return the blocks of a page."""
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def inline(page: Path) -> Iterator[Token]:
    """Yield what stands inside the paragraphs, headings and cells of a page."""
    for block in tokens(page):
        yield from block.children or ()


# Links ------------------------------------------------------------------------------------------


def links(page: Path) -> list[str]:
    found = [token.attrGet("href") or token.attrGet("src") for token in inline(page)]
    return [str(address) for address in found if address]


@cache
def anchors(page: Path) -> set[str]:
    """Return the anchors that the headings of a page get where Markdown is shown as a page."""
    found: list[str] = []
    blocks = tokens(page)
    for before, block in pairwise(blocks):
        if before.type == "heading_open":
            text = "".join(child.content for child in block.children or ())
            name = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            same = sum(
                re.fullmatch(rf"{re.escape(name)}(-\d+)?", other) is not None for other in found
            )
            found.append(f"{name}-{same}" if same else name)
    return set(found)


@each_page
def test_links_lead_somewhere(page):
    for address in links(page):
        parts = urlsplit(address)
        if parts.scheme:
            assert parts.scheme == "https", address
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        assert target.exists(), f"{address}: there is no such file"
        assert target.is_relative_to(ROOT), address
        if parts.fragment:
            assert parts.fragment in anchors(target), f"{address}: there is no such heading"


def test_every_page_can_be_reached_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        for address in links(page):
            path = urlsplit(address).path
            if path and not urlsplit(address).scheme:
                target = (page.parent / unquote(path)).resolve()
                here = sorted(target.glob("*.md")) if target.is_dir() else [target]
                waiting += [one for one in here if one in PAGES and one not in seen]
    unreached = set(PAGES) - seen - {ROOT / "CHANGELOG.md"}
    assert unreached == set()


# Commands ---------------------------------------------------------------------------------------

TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
PROGRAMS = {"course": course.cli.main, "autograder": autograder.cli.main}


def said_as_code(page: Path) -> Iterator[str]:
    """Yield every line of code of a page that is no Python, and every piece of code in a line."""
    for block in tokens(page):
        if block.type == "code_block" or (block.type == "fence" and block.info == "sh"):
            yield from block.content.splitlines()
    yield from (token.content for token in inline(page) if token.type == "code_inline")


def commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of ours on a page: the program, and what follows it."""
    for line in said_as_code(page):
        for part in re.split(r"\s*&&\s*", line):
            found = re.search(r"(?:^|[/ ])(make|course|autograder)((?: .*)?)$", part)
            if found and (part.startswith(found[1]) or re.match(r"\S*bin/|uvx ", part)):
                yield found[1], shlex.split(found[2], comments=True)


def trouble_with(program: str, words: list[str]) -> str:
    """Return what is wrong with a command, if anything."""
    if program == "make":
        return next((f"no target {w}" for w in words if "=" not in w and w not in TARGETS), "")
    group = PROGRAMS[program]
    if not words or words[0] in ("--help", "--version"):
        return ""
    if re.fullmatch(r"[a-z]+(\|[a-z]+)+", words[0]):  # one of several
        return next(
            (f"no command {w}" for w in words[0].split("|") if w not in group.commands), ""
        )
    if words[0] not in group.commands:
        return f"{program} has no command {words[0]}"
    command = group.commands[words[0]]
    given = words[1 : words.index("--")] if "--" in words else words[1:]
    try:
        command.make_parser(click.Context(command)).parse_args(list(given))
    except click.UsageError as error:
        return error.format_message()
    return ""


@each_written
def test_commands_exist_with_their_options(page):
    wrong = {
        " ".join([p, *words]): why
        for p, words in commands(page)
        if (why := trouble_with(p, words))
    }
    assert wrong == {}


def test_commands_are_found_and_wrong_ones_are_noticed():
    found = [(program, words[:1]) for page in WRITTEN for program, words in commands(page)]
    assert found.count(("autograder", ["run"])) > 10
    assert ("make", ["demo"]) in found
    assert ("course", ["lab"]) in found
    assert "no target" in trouble_with("make", ["nothing"])
    assert "no command" in trouble_with("course", ["nothing"])
    assert "--nothing" in trouble_with("autograder", ["run", "--nothing"])
    assert trouble_with("course", ["lab", "my-course", "--", "--no-browser"]) == ""


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_command_is_explained_on_some_page(program):
    said = {words[0] for page in WRITTEN for p, words in commands(page) if p == program and words}
    assert set(PROGRAMS[program].commands) <= said


def test_nbgraders_own_commands_are_its_own():
    from nbgrader.apps import NbGraderApp

    for page in WRITTEN:
        for line in said_as_code(page):
            if line.startswith("nbgrader ") and not line.startswith("nbgrader db "):
                assert line.split()[1] in NbGraderApp.subcommands, line


# Files and names --------------------------------------------------------------------------------


@each_written
def test_files_that_are_named_exist(page):
    for line in said_as_code(page):
        for word in re.findall(r"^[\w.-]+/[\w./-]+$", line):
            ours = word.split("/")[0] in FOLDERS and not word.startswith(MADE_LATER)
            if ours and not PLACEHOLDER.search(word):
                assert (ROOT / word).exists(), word


@each_written
def test_hints_are_of_exercises(page):
    known = {exercise.name for exercise in catalogue.all()} | {"NAME", "hard_sigmoid"}
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"hint\(\"(\w+)\"", text)) <= known


# What a page promises ---------------------------------------------------------------------------


def test_the_first_five_minutes_are_those_of_the_notebook():
    """README names the notebook, the cell and an answer; the check is then passed."""
    from course.exercises.attempting import attempt
    from course.judging.deciding import decide

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    steps = text.partition("## Your first five minutes")[2].partition("\n## ")[0]
    folder, name = re.findall(r"`(\d\d_\w+)`, then `(\w+\.ipynb)`", steps)[0]
    notebook = json.loads((ROOT / "notebooks" / folder / name).read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    exercise, answer = re.findall(r"`(\w+) = None`\s+by `\"([^`]+)\"`", steps)[0]
    first_code = next(c for c in notebook["cells"] if c["cell_type"] == "code")
    assert "network_drawing(" in "".join(first_code["source"])
    (at,) = (k for k, source in enumerate(sources) if f"{exercise} = None" in source)
    assert f"check({exercise}, " in sources[at + 1]
    found = catalogue.get(exercise)
    assert decide(found, attempt(found, answer, 1), 1).passed
    assert f"first {found.points:g} points" in " ".join(steps.split())


def test_a_plan_for_learning_alone_names_every_unit_and_the_time_it_takes():
    text = (ROOT / "docs" / "self_learner_guide.md").read_text(encoding="utf-8")
    plan = text.partition("## A plan")[2]
    weeks = re.findall(r"^\| [\d and]+ \| (\d+) (\w+) \|", plan, re.MULTILINE)
    units = sorted(path.name for path in (ROOT / "solutions").glob("[0-9]*"))
    assert [f"{int(number):02d}_{name}" for number, name in weeks] == units
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "solutions").glob("*/*.py")]
    minutes = sum(int(re.search(r"\*\*Time:\*\* (\d+)", source)[1]) for source in sources)
    said = int(re.search(r"about (\d+) hours in all", plan)[1])
    assert abs(minutes / 60 - said) < 1


@each_written
def test_pages_are_plain(page):
    words = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    words = re.sub(r"\n    [^\n]*|!\[", "", words)
    assert "!" not in re.sub(r"\*[^*]+\*", "", words)  # but for what others say
    assert not re.findall(r"\b(simply|just|obviously|basically|trivial)\b", words, re.IGNORECASE)
