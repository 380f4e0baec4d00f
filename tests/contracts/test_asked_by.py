"""Which service asks which query on its own account is declared in the query's contract: read from the services' source.

A service asks on its own account where nobody asked it: in what it does when it hears something and on a schedule, and in whatever that
calls, by name.
"""

import ast
import importlib
from pathlib import Path

import pytest

from kefu_messages import Query, messages

ROOT = Path(__file__).parents[2] / "services"
SERVICES = sorted(path.name for path in ROOT.iterdir() if (path / "pyproject.toml").exists())
BY_ITSELF = frozenset({"on", "schedule", "figures"})


def functions(trees):
    """Every function of the service by its name."""
    found = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(node)
    return found


def is_marked(node):
    marks = (mark.func if isinstance(mark, ast.Call) else mark for mark in node.decorator_list)
    return any(isinstance(mark, ast.Name) and mark.id in BY_ITSELF for mark in marks)


def named(node):
    """What a function names and so may call."""
    return {
        each.attr if isinstance(each, ast.Attribute) else each.id for each in ast.walk(node) if isinstance(each, ast.Attribute | ast.Name)
    }


def asked_by_itself(trees, service):
    """The queries of other services that the service asks where nobody asked it."""
    known = functions(trees)
    todo, seen, names = [node for nodes in known.values() for node in nodes if is_marked(node)], set(), set()
    while todo:
        node = todo.pop()
        if id(node) not in seen:
            seen.add(id(node))
            names |= {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
            todo += [each for name in named(node) for each in known.get(name, ())]
    imported = {
        alias.asname or alias.name: getattr(importlib.import_module(node.module), alias.name, None)
        for tree in trees for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kefu_messages.")
        for alias in node.names
    }  # fmt: skip
    found = {imported[name] for name in names & imported.keys()}
    return {query for query in found if isinstance(query, type) and issubclass(query, Query) and query.service != service}


def trees_of(service):
    return [ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / service / f"kefu_{service}").rglob("*.py"))]


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_asks_on_its_own_account_is_declared_and_nothing_else(service):
    declared = {query for query in messages(Query) if service in query.asked_by}
    assert asked_by_itself(trees_of(service), service) == declared


def test_a_query_that_is_not_declared_is_found():
    planted = """from kefu_messages.customers import GetCustomer
@on(X)
def hear(self, ask):
    self.go(ask)
def go(self, ask):
    self.other(GetCustomer, ask)
"""
    assert [query.__name__ for query in asked_by_itself([ast.parse(planted)], "billing")] == ["GetCustomer"]


def test_nobody_asks_for_a_trail_or_for_all_that_is_held_on_its_own_account():
    built_in = [query for query in messages(Query) if query.__name__ in {"ListAudit", "GetHeld", "GetHeldOfCustomer"}]
    assert built_in
    assert not any(query.asked_by for query in built_in)
