"""One Dockerfile for every service: what it installs is that service and nothing of another, exactly as locked."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def dockerfile(root) -> str:
    return (root / "deploy/Dockerfile").read_text(encoding="utf-8")


def install(root: Path, service: str, target: Path) -> subprocess.CompletedProcess[str]:
    command = [str(root / "deploy/install"), service, str(target)]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHON": sys.executable}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_hadolint_finds_nothing(root):
    tool = Path(sys.executable).parent / "hadolint"
    found = subprocess.run([tool, root / "deploy/Dockerfile"], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.slow
def test_an_environment_holds_its_service_and_no_other(root, tmp_path):
    target = tmp_path / "kefu"
    done = install(root, "metering", target)
    assert done.returncode == 0, done.stderr
    listed = subprocess.run([target / "bin/kefu", "services"], capture_output=True, text=True, check=True).stdout
    assert [line.split()[0] for line in listed.splitlines()] == ["metering"]
    packages = {path.name for path in target.glob("lib/python3*/site-packages/*")}
    assert {name for name in packages if name.startswith("kefu_") and not name.endswith(".dist-info")} == {"kefu_messages", "kefu_metering"}
    assert {"opentelemetry/exporter", "opentelemetry/sdk"} <= {
        f"opentelemetry/{path.name}" for path in target.glob("lib/python3*/site-packages/opentelemetry/*")
    }, "traces can be switched on"
    assert not packages & {"pytest", "ruff", "mypy", "hypothesis"}


@pytest.mark.slow
def test_a_package_that_is_not_what_was_locked_is_refused(root, tmp_path):
    copied = tmp_path / "workspace"
    copied.mkdir()
    for name in ("requirements.lock", "pyproject.toml", "README.md", "LICENSE", "src", "contracts", "services", "deploy"):
        source = root / name
        _ = shutil.copytree(source, copied / name) if source.is_dir() else shutil.copy(source, copied / name)
    lock = copied / "requirements.lock"
    text = lock.read_text(encoding="utf-8")
    other = re.sub(r"(?s)^(amqp==.*?)sha256:.{8}(.*?)sha256:.{8}", r"\1sha256:00000000\2sha256:00000000", text, count=1)
    assert other != text
    lock.write_text(other, encoding="utf-8")
    done = install(copied, "metering", tmp_path / "kefu")
    assert done.returncode != 0
    assert "amqp" in done.stderr


def test_what_a_service_needs_of_debian_is_written_down_for_its_image(root, tmp_path):
    target = tmp_path / "kefu"
    assert install(root, "documents", target).returncode == 0
    assert (target / "packages").read_text(encoding="utf-8") == "fonts-noto-cjk"


def test_the_image_runs_as_nobody_with_a_health_check_and_its_labels(dockerfile):
    final = dockerfile.rpartition("\nFROM ")[2]
    assert "USER 10001:10001" in final
    assert "HEALTHCHECK" in final
    assert "ARG SERVICE" in final
    assert {"title", "description", "licenses", "version", "revision"} == set(re.findall(r"org\.opencontainers\.image\.(\w+)=", final))
    assert "COPY --from=build /opt/kefu /opt/kefu" in final
    assert final.count("COPY") == 1


def test_the_base_is_pinned_and_used_by_both_stages(dockerfile):
    assert re.search(r"^ARG PYTHON=3\.\d+\.\d+-slim-\w+$", dockerfile, re.MULTILINE)
    assert re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE) == ["python:${PYTHON}", "python:${PYTHON}"]
