"""``kefu import`` and ``kefu acceptance`` as they are typed."""

import pytest
from click.testing import CliRunner

from kefu.acceptance.folder import Row
from kefu.acceptance.organisations import CUSTOMERS, PEOPLE, kind_of, organisations, services_for
from kefu.cli import main
from kefu.cli.importing import parts

NOWHERE = ("--gateway", "http://127.0.0.1:9", "--token", "t")


def test_a_file_is_sent_in_parts_of_consecutive_lines():
    rows = [Row("x", line, {}) for line in (2, 3, 4, 6, 7, 8, 9)]
    assert [[row.line for row in part] for part in parts(rows, 2)] == [[2, 3], [4], [6, 7], [8, 9]]
    assert list(parts([], 2)) == []


def test_a_file_that_cannot_be_read_is_one_line(tmp_path):
    broken = tmp_path / "readings.csv"
    broken.write_bytes(b"a,b\n1\n")
    for path, says in ((broken, "line 2: 1 cells under 2 columns"), (tmp_path / "none.csv", "No such file or directory")):
        result = CliRunner().invoke(main, ["import", "readings", str(path), *NOWHERE])
        assert result.exit_code == 1
        assert result.output == f"Error: {path}: {says}\n"


@pytest.mark.parametrize(("content", "says"), [
    (None, "organisation.yaml: No such file or directory"),
    ("id: x\nperiod: 2025-13\n", "organisation.yaml: 'period' is no month YYYY-MM: 2025-13"),
    ("id: x\nperiod: 2025-03\ndata_until: soon\n", "organisation.yaml: 'data_until' is no day YYYY-MM-DD: soon"),
])  # fmt: skip
def test_a_bad_folder_is_one_line_and_exit_code_two(tmp_path, content, says):
    if content:
        (tmp_path / "organisation.yaml").write_text(content)
    result = CliRunner().invoke(main, ["acceptance", str(tmp_path), *NOWHERE])
    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
    assert result.output.endswith(f"{says}\n")
    assert result.output.count("\n") == 1


def test_a_gateway_without_a_token_is_said(tmp_path):
    (tmp_path / "organisation.yaml").write_text("id: x\nperiod: 2025-03\n")
    asked = ["acceptance", str(tmp_path), "--gateway", "http://127.0.0.1:9", "--home", str(tmp_path / "home")]
    result = CliRunner().invoke(main, asked, env={"KEFU_TOKEN": ""})
    says = f"it is not the gateway of the instance in {tmp_path / 'home'}"
    assert (result.exit_code, result.output) == (2, f"Error: --gateway needs --token (or KEFU_TOKEN): {says}\n")


def test_a_folder_of_folders_is_as_many_organisations(tmp_path):
    assert [folder.path for folder in organisations(tmp_path)] == [tmp_path]
    for name in ("b", "a", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "b" / "organisation.yaml").write_text("id: b\nperiod: 2025-03\n")
    (tmp_path / "a" / "organisation.yaml").write_text("id: a\nrule_set: {attendance: doc1, discipline: doc1}\n")
    found = organisations(tmp_path)
    assert [folder.path.name for folder in found] == ["a", "b"]
    assert [kind_of(folder) for folder in found] == [PEOPLE, CUSTOMERS]
    assert set(services_for(found)) >= {"gateway", "attendance", "billing"}
