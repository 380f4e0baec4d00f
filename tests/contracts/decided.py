"""The names of decisions, the keys of their facts and outcomes, and the words of the law, read from the services."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from kefu.law.reading import of_package
from kefu_messages.openapi.names import OF_ALL

SERVICES = Path(__file__).parents[2] / "services"
HOST = Path(__file__).parents[2] / "src/kefu"
WORD = re.compile(r"(?!doc\d)[a-z][a-z0-9_]*")  # the regulations' numbers are no words
OF_NO_RECORD = frozenset(  # settings of the rules themselves
    {"attachment_endings_refused", "late_granularity", "sick_late_notice", "leave_of_superiors", "rounding", "entry_fields"}
)
KEPT_BY_NAME = re.compile(r"(dict|Mapping)\[str, Decision\[")
NAMED_BY = {"decision_name": 0, "explained": 0, "_explained": 0, "explain": 0, "if_published": "name", "Draft": 4}

POLICIES = {"Policy", "Regime"}  # settings that rules hand to each other

ByService = dict[str, set[str]]


@cache
def decision_names() -> ByService:
    """By service, the fixed parts of the names under which decisions are remembered; the host's own under ``""``."""
    return {service: {name for tree in trees for name in _names(tree)} for service, trees in _code().items()}


@cache
def decision_keys() -> ByService:
    """By service, the keys of decisions' facts and of outcomes that are dataclasses or written as mappings."""
    return {service: set(_keys(trees)) for service, trees in _code().items()}


@cache
def law_values() -> ByService:
    """By service, the words that its law names and records carry: of every entry of its values, also within lists and tables."""
    books = {service: of_package(SERVICES / service / f"kefu_{service}") for service in _code() if service}
    return {
        service: {
            word
            for name, value in book.values.items()
            if name not in OF_NO_RECORD
            for entries in value.entries.values()
            for entry in entries
            for word in _words(entry.value)
        }
        for service, book in books.items()
    }


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from [value] if WORD.fullmatch(value) else []
    elif isinstance(value, Mapping):
        yield from (_ for each in value.values() for _ in _words(each))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (_ for each in value for _ in _words(each))


@cache
def _code() -> dict[str, list[ast.Module]]:
    packages = {OF_ALL: HOST, **{folder.name: folder / f"kefu_{folder.name}" for folder in SERVICES.iterdir() if folder.is_dir()}}
    return {
        service: [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(package.rglob("*.py"))]
        for service, package in packages.items()
    }


@cache
def _nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def _names(tree: ast.Module) -> Iterator[str]:
    for node in _nodes(tree):
        for told in _kept(node):
            yield from _fixed(told)


def _kept(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions that name decisions at a node: keys of mappings, and first words."""
    if isinstance(node, ast.Call):
        yield from (_ for keyword in node.keywords if keyword.arg == "decisions" for _ in _mapped(keyword.value))
        place = NAMED_BY.get(_called(node))
        if place == "name":
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "name")
        elif isinstance(place, int) and len(node.args) > place:
            yield from _mapped(node.args[place]) if place else [node.args[0]]
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (_ for target in targets for _ in _assigned(target, node.value))
    elif isinstance(node, ast.FunctionDef) and node.returns and KEPT_BY_NAME.search(ast.unparse(node.returns)):
        yield from (_ for inner in ast.walk(node) if isinstance(inner, ast.Return) and inner.value for _ in _mapped(inner.value))


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Subscript) and ast.unparse(target.value).endswith("decisions"):
        yield target.slice
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from (_ for each, its in zip(target.elts, value.elts, strict=True) for _ in _assigned(each, its))
    elif ast.unparse(target).endswith("decisions"):
        yield from _mapped(value)


def _mapped(value: ast.expr) -> Iterator[ast.expr]:
    """The keys of the mappings within an expression."""
    for node in ast.walk(value):
        if isinstance(node, ast.Dict):
            yield from (key for key in node.keys if key)
        elif isinstance(node, ast.DictComp):
            yield node.key


def _fixed(name: ast.expr) -> Iterator[str]:
    """What is fixed of a name: a constant, or the words that an f-string begins with."""
    if isinstance(name, ast.JoinedStr):
        name = name.values[0]
    if isinstance(name, ast.IfExp):
        yield from (_ for each in (name.body, name.orelse) for _ in _fixed(each))
    if isinstance(name, ast.Constant) and isinstance(name.value, str) and name.value.strip():
        yield name.value.strip()


def _keys(trees: list[ast.Module]) -> Iterator[str]:
    fields = {node.name: _fields(node) for tree in trees for node in _nodes(tree) if isinstance(node, ast.ClassDef)}
    for tree in trees:
        for node in _nodes(tree):
            if isinstance(node, ast.Call) and _called(node) in {"decide", "_decided"}:
                yield from (keyword.arg for keyword in node.keywords if keyword.arg)
                yield from (name for told in [*node.args[:1], *(each.value for each in node.keywords)] for name in _written(told))
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Decision":
                yield from _of_types(ast.unparse(node.slice), fields, frozenset())
    for tree in trees:
        yield from _of_facts(tree)


def _written(told: ast.expr) -> Iterator[str]:
    for node in ast.walk(told):
        if isinstance(node, ast.Dict):
            yield from (key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def _of_types(written: str, fields: dict[str, dict[str, str]], seen: frozenset[str]) -> Iterator[str]:
    """The fields of the dataclasses that a type names, and of those within."""
    for name in set(re.findall(r"[A-Z]\w+", written)) & set(fields) - seen - POLICIES:
        yield from fields[name]
        for inner in fields[name].values():
            yield from _of_types(inner, fields, seen | {name})


def _fields(node: ast.ClassDef) -> dict[str, str]:
    if not any("dataclass" in ast.unparse(each) for each in node.decorator_list):
        return {}
    return {
        each.target.id: ast.unparse(each.annotation)
        for each in node.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and "ClassVar" not in ast.unparse(each.annotation)
    }


def _of_facts(tree: ast.Module) -> Iterator[str]:
    """The keys of mappings that a function gathers before it tells them as facts (``**facts``)."""
    for function in _nodes(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _called(node) == "decide"]
        spread = {each.value.id for call in calls for each in call.keywords if not each.arg and isinstance(each.value, ast.Name)}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(isinstance(each, ast.Name) and each.id in spread for each in node.targets):
                yield from _written(node.value)
                if isinstance(node.value, ast.Call) and _called(node.value) == "dict":
                    yield from (keyword.arg for keyword in node.value.keywords if keyword.arg)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
