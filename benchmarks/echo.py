"""Round trips of an echo: ours, stock nameko's from service to service, and bare AMQP; server and caller each a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.report import spread

from kefu.identity import LocalIssuer
from kefu.local import Instance

HERE = Path(__file__).parent
KINDS = ("ours", "stock", "bare")
CALLERS = (1, 10, 50)


class Pair:
    """A server and a caller of one kind."""

    def __init__(self, kind: str, environment: dict[str, str]) -> None:
        program = [sys.executable, str(HERE / "peers" / f"{kind}.py")]
        self.server = subprocess.Popen([*program, "server"], env=environment, stdout=subprocess.PIPE, text=True)
        _await_ready(self.server, kind)
        self.caller = subprocess.Popen([*program, "caller"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        _await_ready(self.caller, kind)

    def run(self, *, callers: int, seconds: float) -> dict[str, float]:
        """Let so many callers ask for so long: ``{per_second, p50_ms, p99_ms}``."""
        self.caller.stdin.write(json.dumps({"callers": callers, "seconds": seconds}) + "\n")
        self.caller.stdin.flush()
        return json.loads(self.caller.stdout.readline())

    def stop(self) -> None:
        """End both."""
        for process in (self.caller, self.server):
            process.kill()
            process.wait()


def _await_ready(process: subprocess.Popen[str], kind: str) -> None:
    line = process.stdout.readline()
    if line.strip() != "ready":
        raise SystemExit(f"{kind} did not start: {line}")


def measure(*, quick: bool) -> dict[str, Any]:
    """Rounds of every kind at every number of callers, one after the other."""
    rounds, seconds = (2, 1.0) if quick else (7, 2.0)
    with tempfile.TemporaryDirectory() as folder, Instance(Path(folder), services=(), auth=False) as instance:
        instance.wait_ready(180)
        issuer = LocalIssuer(instance.home)
        environment = {
            **os.environ,
            "AMQP_URI": instance.amqp_uri(),
            "MONGO_URI": instance.mongo_uri(),
            "KEFU_TOKEN_KEYS": str(issuer.jwks_path),
            "KEFU_SCHEDULER": "off",
            "BENCH_TOKEN": issuer.token(staff_no="C01", organisation="shihua_gas", roles=["cashier"], valid_for=timedelta(hours=12)),
            "PYTHONPATH": os.pathsep.join(
                [
                    str(HERE.parent / "src"),
                    str(HERE.parent / "contracts"),
                    str(HERE.parent / "tests/plugin"),
                    os.environ.get("PYTHONPATH", ""),
                ]
            ),
        }
        pairs = {kind: Pair(kind, environment) for kind in KINDS}
        try:
            found = _rounds(pairs, rounds=rounds, seconds=seconds)
        finally:
            for pair in pairs.values():
                pair.stop()
    return _summed_up(found)


def _rounds(pairs: dict[str, Pair], *, rounds: int, seconds: float) -> dict[tuple[str, int], list[dict[str, float]]]:
    found: dict[tuple[str, int], list[dict[str, float]]] = {}
    for pair in pairs.values():
        pair.run(callers=10, seconds=0.5)  # warm
    for number in range(rounds):
        for callers in CALLERS:
            for kind, pair in pairs.items():
                found.setdefault((kind, callers), []).append(pair.run(callers=callers, seconds=seconds))
        print(
            f"round {number + 1} of {rounds}: " + ", ".join(f"{kind} {found[kind, 50][-1]['per_second']:.0f}/s" for kind in pairs),
            flush=True,
        )
    return found


def _summed_up(found: dict[tuple[str, int], list[dict[str, float]]]) -> dict[str, Any]:
    table = []
    for callers in CALLERS:
        for kind in KINDS:
            runs = found[kind, callers]
            ratios = [run["per_second"] / stock["per_second"] for run, stock in zip(runs, found["stock", callers], strict=True)]
            table.append(
                {
                    "callers": callers,
                    "kind": kind,
                    "round trips/s": spread([run["per_second"] for run in runs], digits=0),
                    "x stock": spread(ratios),
                    "p50 ms": spread([run["p50_ms"] for run in runs]),
                    "p99 ms": spread([run["p99_ms"] for run in runs]),
                }
            )
    return {
        "what": "round trips of an echo",
        "table": table,
        "notes": [
            "ours: a query as the gateway asks it, token checked, fields validated, reply dumped; transient, no confirms, with a deadline",
            "stock: nameko 3.0.0rc11, ServiceRpc from a service, its defaults (persistent, confirmed), 50 workers and prefetch 50",
            "bare: amqp under eventlet, no confirms, transient, no_ack, nothing checked",
        ],
    }
