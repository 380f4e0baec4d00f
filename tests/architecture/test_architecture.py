"""Rooms and their doors, read from the source; each rule is proven able to fail by one planted violation."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOST = sorted((ROOT / "src/kefu").rglob("*.py"))
CONTRACTS = sorted((ROOT / "contracts/kefu_messages").rglob("*.py"))
SERVICES = sorted((ROOT / "services").glob("*/kefu_*/**/*.py"))
RULES = [path for path in SERVICES if path.name == "rules.py" or "rules" in path.parent.parts]
ORACLES = sorted((ROOT / "tests/oracles").rglob("*.py"))
STANDARD = {
    "__future__",
    "base64",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "hmac",
    "ipaddress",
    "itertools",
    "json",
    "math",
    "re",
    "typing",
    "unicodedata",
}
FORBIDDEN_IN_QUERIES = {"$or", "$and", "$nor", "$expr", "$where", "$text", "$lookup"}
Offences = Iterator[str]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(module: ast.Module) -> Iterator[str]:
    """Every module that is imported, at run time or for types."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def calls(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def services_know_only_themselves_the_host_and_the_contracts(module: ast.Module, place: Path) -> Offences:
    own = next(part for part in place.parts if part.startswith("kefu_"))
    for name in imported(module):
        room = name.partition(".")[0]
        if room.startswith("kefu_") and room not in {"kefu_messages", own}:
            yield f"imports {name}"


def the_host_knows_no_service(module: ast.Module, _place: Path) -> Offences:
    yield from (f"imports {name}" for name in imported(module) if name.startswith("kefu_") and not within(name, "kefu_messages"))


def contracts_know_nobody(module: ast.Module, _place: Path) -> Offences:
    yield from (f"imports {name}" for name in imported(module) if name.startswith("kefu") and not within(name, "kefu_messages"))


def oracles_are_told_nothing_by_the_platform(module: ast.Module, _place: Path) -> Offences:
    yield from (f"imports {name}" for name in imported(module) if name.startswith("kefu"))


def rules_are_pure(module: ast.Module, place: Path) -> Offences:
    own = next(part for part in place.parts if part.startswith("kefu_"))
    allowed = ("kefu.law", "kefu.calendar", "kefu.clock", "kefu.figures", "kefu.service_hours", "kefu_messages", f"{own}.rules")
    for name in imported(module):
        if name.partition(".")[0] in STANDARD or name == "kefu" or any(within(name, each) for each in allowed):
            continue
        yield f"imports {name}"
    yield from (f"calls {name}()" for name, _ in calls(module) if name in {"now", "today", "utcnow", "open", "print"})


def rules_use_no_floats(module: ast.Module, _place: Path) -> Offences:
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: the float {node.value}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            yield f"line {node.lineno}: float()"


def the_store_is_asked_only_what_it_does_well(module: ast.Module, _place: Path) -> Offences:
    forbidden = {
        "find_one_and_update",
        "find_one_and_replace",
        "find_one_and_delete",
        "find_and_modify",
        "start_session",
        "start_transaction",
        "with_transaction",
        "rename",
        "skip",
        "count_documents",
        "estimated_document_count",
    }
    for name, node in calls(module):
        if name in forbidden and not (name in {"rename", "skip"} and _is_not_the_store(node)):
            yield f"line {node.lineno}: {name}()"
        if name == "bulk_write" and isinstance(node.func, ast.Attribute) and _ends_with(node.func.value, "client"):
            yield f"line {node.lineno}: client.bulk_write()"
        if (
            name in {"find_one", "delete_many", "drop"}
            and isinstance(node.func, ast.Attribute)
            and not node.args
            and _is_documents(node.func.value)
        ):
            yield f"line {node.lineno}: {name}() without a key"
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and node.value in FORBIDDEN_IN_QUERIES:
            yield f"line {node.lineno}: {node.value}"


def _ends_with(node: ast.expr, name: str) -> bool:
    return (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr.endswith(name))


def _is_documents(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr.strip("_") in {"documents", "entries", "head", "leases", "journal"}


def _is_not_the_store(node: ast.Call) -> bool:
    """``pytest.skip()``, ``path.rename()`` and the like."""
    return isinstance(node.func, ast.Attribute) and (_ends_with(node.func.value, "pytest") or _ends_with(node.func.value, "path"))


RULES_OF_THE_HOUSE: dict[Callable[[ast.Module, Path], Offences], tuple[list[Path], str]] = {
    services_know_only_themselves_the_host_and_the_contracts: (SERVICES, "from kefu_billing.rules import payment_due"),
    the_host_knows_no_service: (HOST, "import kefu_billing"),
    contracts_know_nobody: (CONTRACTS, "from kefu.law import Law"),
    oracles_are_told_nothing_by_the_platform: (ORACLES, "from kefu.acceptance.comparison import differences"),
    rules_are_pure: (RULES, "from datetime import date\ndef due(): return date.today()"),
    rules_use_no_floats: (RULES, "rate = 0.5"),
    the_store_is_asked_only_what_it_does_well: (
        [path for path in [*HOST, *SERVICES] if "local" not in path.parts and "testing" not in path.parts],
        "documents.find({'$or': [{'a': 1}, {'b': 2}]})",
    ),
}
PLACE = Path("services/planted/kefu_planted/rules.py")


@pytest.mark.parametrize("rule", RULES_OF_THE_HOUSE, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rule(rule):
    paths, _ = RULES_OF_THE_HOUSE[rule]
    assert paths, "there is nothing to look at"
    offences = [f"{path.relative_to(ROOT)}: {offence}" for path in paths for offence in rule(tree(path), path.relative_to(ROOT))]
    assert offences == []


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        *((rule, planted) for rule, (_, planted) in RULES_OF_THE_HOUSE.items()),
        *(
            (rules_are_pure, planted)
            for planted in (
                "import nameko",
                "import pymongo",
                "from eventlet import sleep",
                "from kefu.store import Shelf",
                "from kefu import clock\ndef due(): return clock.now()",
                "from kefu.clock import today\ndef due(): return today()",
                "import time\ndef due(): return time.time()",
                "from random import random",
                "from kefu.service import Ask",
                "from kefu_billing.service import Billing",
                "import os",
                "from datetime import datetime\ndef due(): return datetime.now()",
                "def read(): return open('x')",
            )
        ),
        *((rules_use_no_floats, planted) for planted in ("float('1')", "def due(rate=1.5): ...", "x = [1e3]")),
        *(
            (the_store_is_asked_only_what_it_does_well, planted)
            for planted in (
                "self.documents.find_one_and_update({}, {})",
                "client.start_session()",
                "session.start_transaction()",
                "documents.find({'$and': []})",
                "documents.find({'$nor': []})",
                "documents.find({'$expr': {}})",
                "documents.find({'$where': ''})",
                "documents.find({'$text': {}})",
                "self.client.bulk_write([])",
                "client.bulk_write([])",
                "self.documents.rename('x')",
                "documents.find({}).skip(3)",
                "self.documents.find_one()",
                "documents.count_documents({})",
            )
        ),
        *(
            (services_know_only_themselves_the_host_and_the_contracts, planted)
            for planted in ("import kefu_metering", "def late():\n    from kefu_metering import store")
        ),
        (oracles_are_told_nothing_by_the_platform, "def due():\n    from kefu_billing.rules import payment_due"),
    ],
)
def test_a_planted_violation_is_found(rule, planted):
    assert list(rule(ast.parse(planted), PLACE))


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (
            services_know_only_themselves_the_host_and_the_contracts,
            "from kefu_planted import rules\nfrom kefu_messages import Event\nfrom kefu.law import Law",
        ),
        (rules_are_pure, "from kefu.calendar import Calendar\nfrom kefu_planted.rules.visits import due\nfrom decimal import Decimal"),
        (rules_are_pure, "from kefu.figures import percent"),
        (rules_are_pure, "from datetime import time\nfrom kefu import clock\ndef first(): return time(), clock.zone('Asia/Shanghai')"),
        (the_store_is_asked_only_what_it_does_well, "self.documents.bulk_write([])\nself.documents.find_one({'_id': 1})\npath.rename('x')"),
    ],
)
def test_what_the_house_allows_is_not_found(rule, allowed):
    assert list(rule(ast.parse(allowed), PLACE)) == []
