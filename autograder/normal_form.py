r"""What is left of an answer when everything is taken away that hides a copy.

Comments, blank lines, docstrings and annotations go, local names become numbers, the order
of statements is forgotten, and so is what stood in the handed-out notebook.

Examples
--------
>>> mine = "def f(x):\n    '''Mine.'''\n    big = x > 0  # why\n    y = 2 * x\n    return y[big]"
>>> copy = "def f(a):\n    b = 2 * a\n    where = a > 0.0\n    return b[where]"
>>> normal_forms(mine, ["f"])["f"].split("\n")
['_v0_ = 2 * _v1_', '_v2_ = _v1_ > 0', 'return _v0_[_v2_]']
>>> normal_forms(mine, ["f"]) == normal_forms(copy, ["f"])
True
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Collection, Iterator
from functools import cache

LONGEST = 20_000  # characters of a cell; what is longer was not typed by hand
LOCAL = re.compile(r"_v\d+_")
WORD = re.compile(r"(?<![.\w'\"])[A-Za-z_]\w*(?![\w.(])")  # neither called, nor before a dot
MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)

NOT_PARSED = (SyntaxError, ValueError, RecursionError, MemoryError)
Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


def normal_forms(
    cell: str, names: Collection[str], released: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Return the normal form of every answer that a cell defines.

    Parameters
    ----------
    cell : str
        The code of an answer cell.
    names : collection of str
        The exercises. What else the cell defines belongs to the answers that use it.
    released : frozenset of str, optional
        The cells that were handed out.

    Returns
    -------
    dict of str to str
        By exercise, one line for each statement; ``""`` if nothing was added to what was
        handed out. Empty if the cell is no Python.
    """
    try:
        tree = _parsed(cell)
        _anonymous(tree, names)
        definitions = _definitions(tree)
        uses = {name: _names_in(node) for name, node in definitions.items()}
        found = {name: list(_lines([node])) for name, node in definitions.items()}
    except NOT_PARSED:
        return {}
    given = _given(released)
    return {
        name: _numbered(found[name], _borrowed(name, found, uses, names), given)
        for name in found
        if name in names
    }


def _parsed(cell: str) -> ast.Module:
    """Parse a cell; lines that only IPython understands count as empty statements."""
    if len(cell) > LONGEST:
        raise ValueError("This cell is too long.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as "\d" in a text
        return ast.parse(MAGIC.sub(r"\1pass", cell))


def _definitions(tree: ast.Module) -> dict[str, ast.stmt]:
    """Return the last statement that defines each name."""
    found: dict[str, ast.stmt] = {}
    for statement in tree.body:
        if isinstance(statement, Definition):
            found[statement.name] = statement
        for target in statement.targets if isinstance(statement, ast.Assign) else []:
            if isinstance(target, ast.Name):
                found[target.id] = statement
    return found


def _names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _anonymous(tree: ast.Module, names: Collection[str]) -> None:
    """Give a number to every name that is the student's own choice."""
    nodes = list(ast.walk(tree))
    methods = {id(part) for node in nodes if isinstance(node, ast.ClassDef) for part in node.body}
    own: dict[str, str] = {}
    for node in nodes:
        name = "" if id(node) in methods else _bound(node)
        if name and name not in names:
            own.setdefault(name, f"_v{len(own)}_")
    for node in nodes:
        _rename(node, own)


def _bound(node: ast.AST) -> str:
    """Return the name that a node binds, if it binds one."""
    if isinstance(node, ast.Name):
        return node.id if isinstance(node.ctx, ast.Store) else ""
    if isinstance(node, ast.arg):
        return node.arg
    return (node.name or "") if isinstance(node, Definition | ast.ExceptHandler) else ""


def _rename(node: ast.AST, new: dict[str, str]) -> None:
    """Put the new names in; take annotations away, and the point of 1.0."""
    if isinstance(node, ast.Name):
        node.id = new.get(node.id, node.id)
    elif isinstance(node, ast.arg):
        node.arg, node.annotation = new.get(node.arg, node.arg), None
    elif isinstance(node, Definition | ast.ExceptHandler):
        node.name = new.get(node.name, node.name) if node.name else node.name
        if isinstance(node, Function):
            node.returns = None
    elif isinstance(node, ast.Constant) and isinstance(node.value, float):
        whole = node.value.is_integer() and abs(node.value) < 1e15
        node.value = int(node.value) if whole else node.value


def _lines(statements: list[ast.stmt]) -> Iterator[str]:
    """Yield one line of text for each statement; a block is its first line and what is inside."""
    for node in statements:
        inside = _inside(node)
        if isinstance(node, Definition):
            yield from (f"@{ast.unparse(part)}" for part in node.decorator_list)
            node.decorator_list = []
        if not _says_nothing(node):
            text = ast.unparse(_without_annotation(node))
            yield text.split("\n")[0] if inside else text.replace("\n", " ")
        yield from _lines(inside)


def _inside(node: ast.AST) -> list[ast.stmt]:
    """Take the statements out of a block, and return them."""
    taken: list[ast.stmt] = []
    for part in ("body", "handlers", "orelse", "finalbody"):
        inner = getattr(node, part, None)
        if isinstance(inner, list):
            taken += inner
            setattr(node, part, [ast.Pass()] if part == "body" else [])
    return taken


def _says_nothing(node: ast.stmt) -> bool:
    """Whether a statement is a docstring, an ellipsis, a bare annotation or ``pass``."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Pass) or (isinstance(node, ast.AnnAssign) and not node.value)


def _without_annotation(node: ast.stmt) -> ast.stmt:
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return ast.Assign([node.target], node.value, lineno=node.lineno)
    return node


def _borrowed(
    name: str, found: dict[str, list[str]], uses: dict[str, set[str]], names: Collection[str]
) -> list[str]:
    """Return the lines of the student's own helpers that an answer needs."""
    needed, waiting = {name}, [name]
    lines: list[str] = []
    while waiting:
        for other in sorted((uses[waiting.pop()] & found.keys()) - needed - set(names)):
            needed.add(other)
            waiting.append(other)
            lines += found[other]
    return lines


def _numbered(own: list[str], borrowed: list[str], given: frozenset[str]) -> str:
    """Sort what was added, and number the local names in the order of their appearance."""
    added = [line for line in [*own[1:], *borrowed] if _blurred(line) not in given]
    if not own[0].startswith(("def ", "async def ", "class ")):  # such as relu = lambda x: ...
        added.insert(0, own[0])
    text = "\n".join(sorted(added, key=lambda line: LOCAL.sub("_", line)))
    numbers: dict[str, str] = {}
    return LOCAL.sub(lambda found: numbers.setdefault(found[0], f"_v{len(numbers)}_"), text)


@cache
def _given(released: frozenset[str]) -> frozenset[str]:
    """Return the lines that were handed out inside of definitions, without their names."""
    lines: set[str] = set()
    for cell in released:
        try:
            definitions = _definitions(_parsed(cell)).values()
        except NOT_PARSED:
            continue
        lines.update(_blurred(line) for node in definitions for line in _lines([node]))
    return frozenset(lines)


def _blurred(line: str) -> str:
    """Return a line without its names; what is called stays, and what stands before a dot.

    Examples
    --------
    >>> _blurred("x = np.asarray(x, dtype=float)")
    '_ = np.asarray(_, _=_)'
    """
    return WORD.sub(lambda word: word[0] if keyword.iskeyword(word[0]) else "_", line)
