"""The API reference, made from the docstrings: ``make api`` writes ``docs/api/`` anew.

The pages are Markdown, so that they can be read in the checkout, in JupyterLab and on the site
alike. Modules are imported and not only read, since a part of some docstrings is added on import;
the library griffe takes the docstrings apart. A link leads to a file and not to a line of it, so
that a page changes only when what it says does.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import griffe

FOLDER = Path(__file__).parents[1] / "docs" / "api"

# What students import, in the order in which it is best read. Left out on purpose: the exercises
# and `course.earlier`, which hold solutions, and all that draws and moves pictures from inside.
MODULES = {
    "In every notebook": ["checking"],
    "The library": [
        *["activations", "network", "losses", "softmax", "backprop", "training", "graphs"],
        *["gradients", "initialization", "preprocessing", "regularization", "normalization"],
        *["ensembles", "instruments", "lecture_networks", "data"],
    ],
    "To be looked at": ["figures", "widgets"],
    "Behind the scenes": ["arrays", "progress_bar"],
}

START = "*Made from the docstrings by `make api`: edit those, not this page.*"
LONGEST_DEFAULT = 40  # in characters; beyond, three dots stand for it
LECTURES = re.compile(r"^Lectures: .+?(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)
LISTED = {"parameters", "other parameters", "returns", "yields", "raises", "attributes"}


def main() -> None:
    """Write ``docs/api/`` anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"docs/api/{name}")


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    names = [name for group in MODULES.values() for name in group]
    return {"index.md": index()} | {f"{name}.md": page(name) for name in names}


def index() -> str:
    """Return the page that leads to the others: each module with one line."""
    parts = [
        "# API reference",
        START,
        "Every public name of the library, with its arguments and an example. "
        "[The map of the library](../library.md) says where to begin.",
    ]
    for title, names in MODULES.items():
        rows = [f"| [`{n}`]({n}.md) | {cell(first_line(module_of(n)))} |" for n in names]
        parts += [f"## {title}", "\n".join(["| module | what it is |", "| --- | --- |", *rows])]
    return "\n\n".join(parts) + "\n"


def page(name: str) -> str:
    """Return the page of one module."""
    module = module_of(name)
    found = public(module)
    anchors = anchors_of([n for n, _ in found])
    rows = [f"| [`{n}`](#{anchors[n]}) | {cell(first_line(value))} |" for n, value in found]
    parts = [
        f"# `course.{name}`",
        START + f" [Source]({source_of(module)}) · [all modules](index.md)",
        *text_of(module),
        "\n".join(["| name | what it is |", "| --- | --- |", *rows]),
        *(part for n, value in found for part in entry(n, value)),
    ]
    return "\n\n".join(parts) + "\n"


def anchors_of(names: list[str]) -> dict[str, str]:
    """Return the anchor that each heading gets: small letters, and a number where they repeat.

    Examples
    --------
    >>> anchors_of(["Activation", "activation"])
    {'Activation': 'activation', 'activation': 'activation-1'}
    """
    found: dict[str, str] = {}
    for name in names:
        before = sum(other.lower() == name.lower() for other in found)
        found[name] = name.lower() + (f"-{before}" if before else "")
    return found


def module_of(name: str) -> ModuleType:
    """Import a module of the course."""
    return importlib.import_module(f"course.{name}")


def public(module: ModuleType) -> list[tuple[str, Any]]:
    """Return what a module exports, in the order of its source; plain values come last."""
    found = [(name, getattr(module, name)) for name in module.__all__]
    return sorted(found, key=lambda item: (*place(item[1], module), item[0]))


def place(value: Any, module: ModuleType) -> tuple[bool, str, int]:
    """Return what a name is sorted by: functions and classes as they stand in their files."""
    if not documented(value):
        return True, "", 0
    value = inspect.unwrap(value)
    elsewhere = "" if value.__module__ == module.__name__ else value.__module__
    return False, elsewhere, inspect.getsourcelines(value)[1]


def documented(value: Any) -> bool:
    """Whether a value has a docstring of its own."""
    return inspect.isclass(value) or inspect.isroutine(value)


def entry(name: str, value: Any) -> Iterator[str]:
    """Yield the parts of one name's entry."""
    yield f"## {name}"
    if not documented(value):
        yield constant(value)
        return
    yield fenced(f"{name}{signature(value)}", "python")
    yield from text_of(value)
    if inspect.isclass(value):
        for member, what in members(value):
            yield f"### `{name}.{member}`"
            if inspect.isroutine(what):
                yield fenced(f"{member}{signature(what)}", "python")
            yield from text_of(what)


def constant(value: Any) -> str:
    """Say what a plain value is."""
    if isinstance(value, str | int | float):
        return f"`{value!r}`"
    if hasattr(value, "keys"):
        return f"A mapping with the keys {', '.join(f'`{key!r}`' for key in value)}."
    return "A type." if hasattr(value, "__origin__") else f"`{value}`"


def members(kind: type) -> list[tuple[str, Any]]:
    """Return the public methods and properties that a class itself defines and explains."""
    found = []
    for name, what in vars(kind).items():
        plain = what.__func__ if isinstance(what, classmethod | staticmethod) else what
        shown = inspect.isroutine(plain) or isinstance(plain, property)
        if shown and not name.startswith("_") and inspect.getdoc(plain):
            found.append((name, plain))
    return found


def signature(value: Any) -> str:
    """Return how something is called, without types: those stand in the list of parameters.

    Examples
    --------
    >>> signature(lambda x, alpha=0.01: x)
    '(x, alpha=0.01)'
    """
    try:
        whole = inspect.signature(value)
    except ValueError:  # an exception that takes what its base class takes
        return "(...)"
    bare = [p.replace(annotation=p.empty, default=default(p)) for p in whole.parameters.values()]
    kept = [p for p in bare if p.name not in ("self", "cls")]
    return str(whole.replace(parameters=kept, return_annotation=whole.empty))


def default(parameter: inspect.Parameter) -> Any:
    """Return a default value that shows its name, if it has one, and no more than fits a line."""
    value = parameter.default
    shown = value.__name__ if documented(value) else repr(value)
    if value is parameter.empty or (shown == repr(value) and len(shown) <= LONGEST_DEFAULT):
        return value
    text = shown if len(shown) <= LONGEST_DEFAULT else "..."
    return type("Shown", (), {"__repr__": lambda self: text})()


def first_line(value: Any) -> str:
    """Return the first sentence-like line of a docstring, or what a plain value is."""
    if documented(value) or inspect.ismodule(value):
        text = (inspect.getdoc(value) or "").partition("\n\n")[0]
        return code_marks(" ".join(text.split()))
    return constant(value)


def source_of(module: ModuleType) -> str:
    """Return the relative address of a module's source."""
    path = Path(inspect.getfile(module))
    inside = path.relative_to(Path(module_of("checking").__file__ or "").parent)
    return f"../../course/{inside.as_posix()}"


def text_of(value: Any) -> Iterator[str]:
    """Yield a docstring as Markdown: what is said, the lectures, the sections, the examples."""
    text = inspect.getdoc(value) or ""
    lectures = LECTURES.search(text)
    docstring = griffe.Docstring(LECTURES.sub("", text).strip(), parser="numpy")
    sections = docstring.parse(warnings=False)
    said = [section for section in sections if section.kind.value == "text"]
    yield from (prose(section.value) for section in said)
    if lectures:
        yield prose(lectures[0])
    others = [section for section in sections if section.kind.value != "text"]
    for section in sorted(others, key=lambda one: one.kind.value == "examples"):
        yield from section_of(section)


def section_of(section: Any) -> Iterator[str]:
    """Yield the heading of a section and what it lists or says."""
    kind = section.kind.value
    yield f"**{section.title or kind.capitalize()}**"
    if kind in LISTED:
        yield "\n".join(item(one) for one in section.value)
    elif kind == "examples":
        yield from (example(part.value, text) for part, text in section.value)
    else:
        yield prose(section.value.description)


def item(one: Any) -> str:
    """Return a parameter, a result or an exception as an item of a list."""
    name = getattr(one, "name", "")
    kind = code_marks(str(one.annotation)) if one.annotation else ""
    head = " · ".join(filter(None, [f"`{name}`" if name else "", kind]))
    text = code_marks(" ".join(one.description.split()))
    return f"- {head}: {text}" if text else f"- {head}"


def example(kind: str, text: str) -> str:
    """Return a part of the examples: a session, or the words between two."""
    return fenced(text.strip("\n"), "pycon") if kind == "examples" else prose(text)


def prose(text: str) -> str:
    r"""Return running text as Markdown: sessions, blocks and tables of characters as code.

    Examples
    --------
    >>> print(prose("Twice ``x``::\n\n    double(2)"))
    Twice `x`:
    <BLANKLINE>
        double(2)
    """
    return "\n\n".join(map(paragraph, text.strip("\n").split("\n\n")))


def paragraph(text: str) -> str:
    """Return one paragraph as Markdown."""
    if text.startswith(">>>"):
        return fenced(text, "pycon")
    if text.startswith("==="):
        return fenced(text, "text")
    if text.startswith("    "):
        return text
    return code_marks(re.sub(r"::$", ":", text))


def code_marks(text: str) -> str:
    """Return text with Markdown's marks for code, and nothing that would count as HTML.

    Examples
    --------
    >>> code_marks("``a < b`` and c <d>")
    '`a < b` and c &lt;d>'
    """
    parts = re.split(r"(`[^`]+`)", text.replace("``", "`"))
    return "".join(p if p.startswith("`") else p.replace("<", "&lt;") for p in parts)


def cell(text: str) -> str:
    """Return text that may stand in a table."""
    return text.replace("|", "\\|")


def fenced(text: str, language: str) -> str:
    """Return a block of code."""
    return f"```{language}\n{text}\n```"


if __name__ == "__main__":
    main()
