"""Whatever is sent to the API that ``/openapi.json`` describes, every answer is one that it describes, and none is an error of ours.

``KEFU_FUZZ_EXAMPLES`` sets how many requests are made up per operation, ``KEFU_FUZZ_SEED`` which ones.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kefu_messages import roles

EXAMPLES = os.environ.get("KEFU_FUZZ_EXAMPLES", "1")
SEED = os.environ.get("KEFU_FUZZ_SEED", "3")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance"
LONG = r"/schedules:run$"  # catches up with 400 days when it is told a far one; what it answers is tested beside its replicas


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_answer_is_a_fault_or_undocumented(founded, instance, tmp_path):
    department = founded("fuzzed_gas")
    department.customer("K1", kind="commercial", meter_no="M1")
    somebody = department.holding(*sorted(roles.EVERYBODY - {roles.SERVICE}), staff_no="A01")
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(f'[headers]\nAuthorization = "Bearer {somebody.token}"\n', encoding="utf-8")
    settings.chmod(0o600)
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"), "--config-file", settings, "run", f"{instance.gateway_url}/openapi.json",
            "--phases", "examples,fuzzing", "--max-examples", EXAMPLES, "--seed", SEED, "--generation-deterministic", "--workers", "2",
            "--checks", CHECKS, "--exclude-path-regex", LONG, "--continue-on-failure", "--request-timeout", "30", "--no-color",
        ],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert "401 Unauthorized" not in run.stdout
    assert somebody.seen("/tariffs/T2025-C")["price"] == "3.31"  # the examples of the document have taken effect
