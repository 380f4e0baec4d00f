"""The suite runs in parts: every test is in one of them, and the end of what is printed names every failure."""

from pathlib import Path

import pytest

from kefu.testing import quick_folder, side_by_side

ROOT = Path(__file__).parents[2]


def test_every_file_of_tests_is_in_one_part():
    parts = side_by_side.parts(ROOT)

    def holds(part, file):
        return any(file == path or file.startswith(f"{path}/") for path in part.paths) and file not in part.besides

    files = [str(path.relative_to(ROOT)) for top in ("tests", "services", "contracts") for path in (ROOT / top).rglob("test_*.py")]
    assert [file for file in files if sum(holds(part, file) for part in parts) != 1] == []
    assert [path for part in parts for path in part.paths if not (ROOT / path).exists()] == []


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a suite of these files by their content; the exit code and the lines that were printed."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setattr(side_by_side, "KINDS", ())
    monkeypatch.setattr(side_by_side, "LONG", (("tests/long",),))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n", encoding="utf-8")

    def ran(**files):
        for folder in ("tests/long", *files):
            path = tmp_path / folder.replace("__", "/") / "test_it.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files.get(folder, "def test_it(): pass\n"), encoding="utf-8")
        code = side_by_side.main([])
        return code, capsys.readouterr().out.splitlines()

    return ran


def test_what_passed_is_counted_over_all_parts(run):
    code, lines = run(contracts="def test_it(): pass\ndef test_other(): pass\n")
    assert code == 0
    assert lines[-1].startswith("3 passed, 0 failed, 0 skipped in ")


def test_what_failed_is_named_at_the_end_and_also_a_part_that_died(run):
    failing = "import pytest\ndef test_it(): assert 1 == 2\n@pytest.fixture\ndef broken(): raise KeyError\ndef test_broken(broken): pass\n"
    code, lines = run(contracts=failing, services__ended="import os\ndef test_it(): os._exit(7)\n")
    assert code != 0
    end = lines.index(next(line for line in lines if line.startswith("FAILED")))
    assert "FAILED contracts/test_it.py::test_it - assert 1 == 2" in lines[end:]
    assert any(line.startswith("ERROR contracts/test_it.py::test_broken") for line in lines[end:])
    assert any(line.startswith("FAILED services/ended: pytest ended with 7") for line in lines[end:])
    assert lines[-1].startswith("1 passed, 3 failed, 0 skipped in ")


HURRIED = """
from pathlib import Path
import pytest

@pytest.mark.parametrize("name", ["a - b", "c"])
def test_it(name):
    mark = Path("ran - " + name)
    ran = mark.exists()
    mark.touch()
    assert ran
"""


def test_what_fails_beside_others_and_passes_alone_is_named_and_passes(run):
    code, lines = run(contracts=HURRIED)
    assert code == 0
    told = [line for line in lines if line.startswith("passed alone, in a second run: FAILED contracts/test_it.py::test_it")]
    assert len(told) == 2
    assert lines[-1].startswith("3 passed, 0 failed, 0 skipped in ")


def test_what_fails_alone_too_fails_the_suite(run):
    code, lines = run(contracts=HURRIED, services__bad="def test_it(): assert 1 == 2\n")
    assert code == 1
    assert "FAILED services/bad/test_it.py::test_it - assert 1 == 2" in lines
    assert lines[-1].startswith("3 passed, 1 failed, 0 skipped in ")


def test_what_tests_write_lies_in_memory_where_there_is_enough_of_it_and_else_where_it_always_did(tmp_path, monkeypatch):
    assert quick_folder.quick_folder(tmp_path / "none") is None
    monkeypatch.setattr(quick_folder, "ENOUGH", 1)
    assert quick_folder.quick_folder(tmp_path) == str(tmp_path)
    monkeypatch.setattr(quick_folder, "ENOUGH", 10**18)
    assert quick_folder.quick_folder(tmp_path) is None
