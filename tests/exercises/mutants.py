"""Small mistakes made by machine: every variant of a function that differs in one place.

The operators are those that students' slips are made of: a sign, a constant, an operator, an axis,
a transposition, a count that is off by one, a term that was dropped, a result in the wrong order.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
}
COMPARISONS = {
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
}
NAMES = {
    "maximum": "minimum",
    "minimum": "maximum",
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
    "any": "all",
    "all": "any",
    "sum": "mean",
    "mean": "sum",
    "exp": "expm1",
    "sqrt": "square",
    "zeros": "ones",
    "ones": "zeros",
}


@dataclass(frozen=True)
class Mutant:
    """One variant: which statement it changes into which, and the whole source."""

    operator: str
    before: str
    after: str
    source: str

    @property
    def change(self) -> str:
        """What was changed, in a line that stays the same when other lines move."""
        return f"{self.before} -> {self.after}"


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a function or class, each once."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    axes = {id(k.value) for k in ast.walk(tree) if isinstance(k, ast.keyword) and k.arg == "axis"}
    for k, node in enumerate(ast.walk(tree)):
        if id(node) in axes:
            continue  # an axis has an operator of its own
        for operator, new in _variants(node):
            changed = copy.deepcopy(tree)
            old = list(ast.walk(changed))[k]
            _replace(changed, old, new)
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text not in seen:
                seen.add(text)
                yield Mutant(operator, *_statements(ast.unparse(tree), text), text)


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, copy.deepcopy(new))
            elif isinstance(value, list):
                value[:] = [copy.deepcopy(new) if item is old else item for item in value]


def _statements(before: str, after: str) -> tuple[str, str]:
    """Return the line that differs, before and after."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    one, other = next((a, b) for a, b in pairs if a != b)
    return one.strip(), other.strip()


def _variants(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BinOp):
        yield from _of_operation(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", node.operand
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for kind in COMPARISONS.get(type(node.ops[0]), []):
            yield "operator", ast.Compare(node.left, [kind()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "operator", ast.BoolOp(other, node.values)
        yield from (("dropped term", value) for value in node.values)
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.Attribute):
        yield from _of_attribute(node)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Slice):
        yield from _of_slice(node)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield from _of_result(node)
    elif isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
        yield "sign", ast.AugAssign(node.target, OPERATORS[type(node.op)](), node.value)


def _of_operation(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    kind = type(node.op)
    if kind in OPERATORS:
        name = "sign" if kind in (ast.Add, ast.Sub) else "operator"
        yield name, ast.BinOp(node.left, OPERATORS[kind](), node.right)
    if kind is ast.MatMult:
        yield "transposition", ast.BinOp(node.right, node.op, node.left)
    if kind in (ast.Add, ast.Sub, ast.Mult, ast.Div):
        yield "dropped term", node.left
    if kind in (ast.Add, ast.Mult):
        yield "dropped term", node.right


def _of_constant(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, bool):
        yield "constant", ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield "constant", ast.Constant(node.value + 1)
        yield "constant", ast.Constant(2 * node.value)
        if node.value:
            yield "sign", ast.UnaryOp(ast.USub(), node)


def _of_attribute(node: ast.Attribute) -> Iterator[tuple[str, ast.AST]]:
    if node.attr == "T":
        yield "transposition", node.value
    elif node.attr in NAMES:
        yield "operator", ast.Attribute(node.value, NAMES[node.attr], node.ctx)


def _of_call(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in NAMES:
        yield "operator", ast.Call(ast.Name(NAMES[name]), node.args, node.keywords)
    if name == "range" and node.args:
        end = len(node.args) > 1
        shorter = ast.BinOp(node.args[end], ast.Sub(), ast.Constant(1))
        args = [shorter if k == end else arg for k, arg in enumerate(node.args)]
        yield "off by one", ast.Call(node.func, args, [])
    if name in ("reversed", "sorted", "abs") and len(node.args) == 1:
        yield "dropped term", node.args[0]
    for k, keyword in enumerate(node.keywords):
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            other = ast.keyword("axis", ast.Constant(0 if keyword.value.value else 1))
            keywords = [other if j == k else kept for j, kept in enumerate(node.keywords)]
            yield "axis", ast.Call(node.func, node.args, keywords)
        if keyword.arg in ("axis", "keepdims"):
            kept = [other for other in node.keywords if other is not keyword]
            yield "axis", ast.Call(node.func, node.args, kept)


def _of_slice(node: ast.Slice) -> Iterator[tuple[str, ast.AST]]:
    if node.step is None:
        first = ast.Constant(1) if node.lower is None else None
        yield "off by one", ast.Slice(first, node.upper, None)
        if node.upper is None:
            yield "off by one", ast.Slice(node.lower, ast.Constant(-1), None)
    else:
        yield "operator", ast.Slice(node.lower, node.upper, None)


def _of_result(node: ast.Return) -> Iterator[tuple[str, ast.AST]]:
    if not isinstance(node.value, ast.Tuple):
        yield "sign", ast.Return(ast.UnaryOp(ast.USub(), node.value))
        return
    parts = node.value.elts
    for k, part in enumerate(parts):
        signed = [*parts[:k], ast.UnaryOp(ast.USub(), part), *parts[k + 1 :]]
        yield "sign", ast.Return(ast.Tuple(signed, ast.Load()))
    if len(parts) > 1:
        yield "order", ast.Return(ast.Tuple([*parts[1:], parts[0]], ast.Load()))
