"""Code that a sentence and a solution have in common, whatever the names in it are.

``common("try np.max(rows, axis=1)", "best = np.max(Z, axis=1)")`` finds ``np.max(Z, axis=1)``,
because only the name of the table differs. Numbers and called functions count; other names don't.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from functools import cache

OF_PYTHON = {"for", "in", "if", "else", "and", "or", "not", "lambda"}
CASTS = {"np.asarray", "np.array", "float", "int", "bool"}
WORD = re.compile(r"[A-Za-z]{2,}[,.:;?]?")
WRITTEN = {"·": "*", "^": "**", "²": "**2", "³": "**3", "−": "-"}  # as formulas write it


def common(sentence: str, solution: str) -> dict[str, int]:
    """Return the expressions in both, as the solution writes them, with their size in nodes."""
    said = _said(sentence)
    return {
        written: nodes for shape, (written, nodes) in _right(solution).items() if shape in said
    }


@cache
def _right(solution: str) -> dict[str, tuple[str, int]]:
    return _shapes([ast.parse(solution)])


@cache
def _said(sentence: str) -> set[str]:
    return set(_shapes(_code(sentence)))


def _shapes(trees: list[ast.Module]) -> dict[str, tuple[str, int]]:
    """Return every expression by its form without names: its text, and the size of the form."""
    found = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.expr) and not isinstance(node, ast.Slice | ast.Starred):
            nameless = _Nameless().visit(copy.deepcopy(node))
            found[ast.dump(nameless)] = ast.unparse(node), size(nameless)
    return found


def size(node: ast.AST) -> int:
    """Count the expressions inside an expression, itself included."""
    counted = ast.expr | ast.comprehension | ast.keyword
    return sum(isinstance(part, counted) for part in ast.walk(node))


class _Nameless(ast.NodeTransformer):
    """Replace all names but those of called functions and of NumPy; a cast counts for nothing."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        called = node.func
        if ast.unparse(called) in CASTS and node.args:
            return self.visit(node.args[0])  # type: ignore[no-any-return]
        self.generic_visit(node)
        if isinstance(called, ast.Name):
            node.func = ast.Name("called " + called.id)
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name("np" if node.id == "np" else "_")

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        value = node.value
        return ast.Constant(float(value) if isinstance(value, int) else value)


def _code(sentence: str) -> list[ast.Module]:
    """Return what can be read as Python in a sentence."""
    found = [tree for run in _runs(sentence) for tree in _readable(run)]
    return [tree for tree in found if tree.body]


def _runs(sentence: str) -> Iterator[list[str]]:
    """Yield what stands between backticks, and what stands between plain words."""
    for code in re.findall(r"`([^`]+)`", sentence):
        yield code.split()
    sentence = sentence.replace("`", "")
    for sign, python in WRITTEN.items():
        sentence = sentence.replace(sign, python)
    run: list[str] = []
    for word in [*sentence.split(), "end"]:
        if WORD.fullmatch(word) and word not in OF_PYTHON:
            yield run
            run = []
        else:
            run.append(word)


def _readable(run: list[str]) -> Iterator[ast.Module]:
    """Yield the longest stretch from every place of a run that Python can read."""
    for start in range(len(run)):
        for end in range(len(run), start, -1):
            code = " ".join(run[start:end]).strip(" .,;:?")
            tree = _parsed(code) or _parsed(code.lstrip("(")) or _parsed(code.rstrip(")"))
            if tree is not None:
                yield tree
                break


def _parsed(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError):
        return None
