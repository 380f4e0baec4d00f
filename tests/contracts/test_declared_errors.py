"""What a command can be refused with is declared in its contract: read from the services' source, call by call.

A handler's refusals are those that it, and whatever it calls within its service, raises; what a caller catches does not count. Other calls
that cannot be followed (the host's, a decision handed over as a value) are taken to raise what every command may: ``COMMON``.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest

from kefu_messages import Command, errors
from kefu_messages.openapi import COMMON, COMMON_OF_COMMANDS

ROOT = Path(__file__).parents[2]
SERVICES = sorted(path.stem for path in (ROOT / "contracts/kefu_messages").iterdir() if (ROOT / "services" / path.stem).is_dir())
HOST = (ROOT / "src/kefu/entries.py", ROOT / "src/kefu/rows.py")  # what of the host refuses in a service's stead
HANDLERS = frozenset({"command", "importer"})
ANY_COMMAND = frozenset(error.code for error in (*COMMON, *COMMON_OF_COMMANDS))


@dataclass(frozen=True)
class Function:
    """A function or method of a service, where its names mean what its file imports and defines."""

    room: str
    node: ast.FunctionDef


@dataclass
class Source:
    """One service as it is written: its functions by room and name, its methods by name."""

    service: str
    functions: dict[tuple[str, str], Function] = field(default_factory=dict)
    methods: dict[str, list[Function]] = field(default_factory=dict)
    imported: dict[str, dict[str, str]] = field(default_factory=dict)

    @cached_property
    def package(self) -> str:
        return f"kefu_{self.service}"

    def read(self) -> Source:
        home = ROOT / "services" / self.service
        own = [(home, path) for path in sorted((home / self.package).rglob("*.py"))]
        for place, path in [*own, *((ROOT / "src", path) for path in HOST)]:
            room = ".".join(path.relative_to(place).with_suffix("").parts).removesuffix(".__init__")
            module = ast.parse(path.read_text(encoding="utf-8"))
            self.imported[room] = dict(_imports(module))
            for node in module.body:
                if isinstance(node, ast.FunctionDef):
                    self.functions[room, node.name] = Function(room, node)
                elif isinstance(node, ast.ClassDef):
                    for item in node.body:
                        if isinstance(item, ast.FunctionDef):
                            self.methods.setdefault(item.name, []).append(Function(room, item))
        return self

    def handlers(self) -> Iterator[tuple[type[Command], Function]]:
        """The commands of the service, each with a method that answers it."""
        contracts = importlib.import_module(f"kefu_messages.{self.service}")
        for methods in self.methods.values():
            for method in methods:
                for mark in method.node.decorator_list:
                    if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id in HANDLERS:
                        yield getattr(contracts, ast.unparse(mark.args[0]).rpartition(".")[2]), method

    def called(self, function: Function, name: ast.expr) -> list[Function]:
        """The functions of this service that a name or attribute stands for there."""
        if isinstance(name, ast.Name):
            own = self.functions.get((function.room, name.id))
            return [own] if own else self._from(self.imported[function.room].get(name.id, ""))
        if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):
            if name.value.id in {"self", "cls"}:
                return self.methods.get(name.attr, [])
            return self._from(f"{self.imported[function.room].get(name.value.id, '')}.{name.attr}")
        return []

    def _from(self, place: str) -> list[Function]:
        room, _, name = place.rpartition(".")
        if (room, name) in self.functions:
            return [self.functions[room, name]]
        return [known for (inside, own), known in self.functions.items() if own == name and inside.startswith(f"{room}.") and room]

    def error(self, function: Function, raised: ast.expr) -> type[errors.KefuError] | None:
        """The declared error that a name stands for there."""
        name = raised.func if isinstance(raised, ast.Call) else raised
        if not isinstance(name, ast.Name):
            return None
        module, _, own = self.imported[function.room].get(name.id, "").rpartition(".")
        if not module.startswith("kefu_messages"):
            return None
        found = getattr(importlib.import_module(module), own, None)
        return found if isinstance(found, type) and issubclass(found, errors.KefuError) else None


class Raising(ast.NodeVisitor):
    """The refusals of one function and of all that it calls."""

    def __init__(self, source: Source, function: Function, seen: set[int], known: dict[int, set[type[errors.KefuError]]]) -> None:
        self.source, self.function, self.seen, self.known = source, function, seen, known
        self.found: set[type[errors.KefuError]] = set()

    def visit_Raise(self, node: ast.Raise) -> None:
        error = self.source.error(self.function, node.exc) if node.exc is not None else None
        if error is not None:
            self.found.add(error)
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        self._follow(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._follow(node)
        self.generic_visit(node)

    def visit_Try(self, node: ast.Try) -> None:
        before, self.found = self.found, set()
        for part in node.body:
            self.visit(part)
        caught = tuple(kind for handler in node.handlers for kind in self._caught(handler))
        self.found = before | {error for error in self.found if not issubclass(error, caught)}
        for part in (*node.handlers, *node.orelse, *node.finalbody):
            self.visit(part)

    def _caught(self, handler: ast.ExceptHandler) -> list[type[errors.KefuError]]:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type] if handler.type else []
        return [error for kind in kinds if (error := self.source.error(self.function, kind)) is not None]

    def _follow(self, name: ast.expr) -> None:
        for function in self.source.called(self.function, name):
            self.found |= refusals(self.source, function, self.seen, self.known)


def refusals(
    source: Source, function: Function, seen: set[int], known: dict[int, set[type[errors.KefuError]]]
) -> set[type[errors.KefuError]]:
    """What the function can raise, itself or by what it calls."""
    if id(function.node) in known:
        return known[id(function.node)]
    if id(function.node) in seen:
        return set()
    seen.add(id(function.node))
    raising = Raising(source, function, seen, known)
    for part in function.node.body:
        raising.visit(part)
    known[id(function.node)] = raising.found
    return raising.found


def undeclared(source: Source) -> dict[str, list[str]]:
    """The codes that commands of the service can be refused with and do not declare, by command."""
    missing: dict[str, set[str]] = {}
    for message, function in source.handlers():
        lacks = {error.code for error in refusals(source, function, set(), {}) - set(message.errors)} - ANY_COMMAND
        missing.setdefault(message.__name__, set()).update(lacks)
    return {name: sorted(codes) for name, codes in missing.items() if codes}


def _imports(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom):
            yield from ((name.asname or name.name, f"{node.module}.{name.name}") for name in node.names)


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_command_can_be_refused_with_is_declared(service):
    assert undeclared(Source(service).read()) == {}


def test_a_refusal_that_is_not_declared_is_found():
    source = Source("documents").read()
    planted = "def filed(*_, **__):\n    raise UnknownCategory"
    source.imported["kefu_documents.rules.filled_forms"]["UnknownCategory"] = "kefu_messages.errors.UnknownCategory"
    (node,) = ast.parse(planted).body
    assert isinstance(node, ast.FunctionDef)
    source.functions["kefu_documents.rules.filled_forms", "filed"] = Function("kefu_documents.rules.filled_forms", node)
    assert undeclared(source)["PutFormOnFile"] == ["unknown_category"]
