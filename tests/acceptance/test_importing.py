"""``kefu import`` and ``kefu acceptance`` as they are typed."""

import pytest
from click.testing import CliRunner

from kefu.acceptance.folder import Row
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
    result = CliRunner().invoke(main, ["acceptance", str(tmp_path), "--gateway", "http://127.0.0.1:9"], env={"KEFU_TOKEN": ""})
    assert (result.exit_code, result.output) == (2, "Error: --gateway needs --token (or KEFU_TOKEN)\n")
