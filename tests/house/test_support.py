"""The surroundings of the tests do what they promise: no network, and proof of requirements."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.environment import NetworkIsOff

ROOT = Path(__file__).parents[2]

PROVING = """
import pytest

@pytest.mark.proves("S1-07", "S10-46")
def test_scores():
    assert True

@pytest.mark.proves("S1-08")
def test_pay():
    assert False

@pytest.mark.proves("S1-09")
@pytest.mark.skip("not today")
def test_doctor():
    assert True

@pytest.mark.proves("S1-10")
def test_load(spoiled):
    assert True

@pytest.fixture
def spoiled():
    yield
    raise RuntimeError("after the test")
"""


def run_tests(folder: Path, source: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a file of tests in a pytest of its own, with the proof plugin only."""
    (folder / "test_it.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    proves(*ids): what it proves\n")
    plugins = ["-p", "tests.support.proof", "-p", "no:django", "-c", str(folder / "pytest.ini")]
    command = [sys.executable, "-m", "pytest", *plugins, *options, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_a_test_cannot_reach_another_machine():
    with pytest.raises(NetworkIsOff), socket.socket() as somewhere:
        somewhere.connect(("192.0.2.1", 80))
    with pytest.raises(NetworkIsOff):
        socket.create_connection(("example.org", 80))


def test_a_test_may_talk_to_itself():
    with socket.create_server(("127.0.0.1", 0)) as here:
        socket.create_connection(here.getsockname()).close()


@pytest.mark.parametrize("parallel", [[], ["-n", "2"]], ids=["alone", "parallel"])
def test_proof_names_each_requirement_with_its_test_and_the_rest_by_system(tmp_path, parallel):
    printed = run_tests(tmp_path, PROVING, "--proof", *parallel).stdout
    lines = [line for line in printed.splitlines() if re.match(r"S\d+[- ]", line)]
    proofs = [re.sub(r" \S*/?test_it.py::", " ", line) for line in lines if re.match(r"S\d+-", line)]
    assert proofs == [
        "S1-07 passed test_scores",
        "S1-08 failed test_pay",
        "S1-09 skipped test_doctor",
        "S1-10 failed test_load",
        "S10-46 passed test_scores",
    ]
    rest = [line for line in lines if not re.match(r"S\d+-", line)]
    assert len(rest) == 11
    assert rest[0].startswith("S1 proved 1 of 32, not yet: S1-01 ")
    assert " S1-07 " not in rest[0] and " S1-08 " in rest[0] and " S1-10 " in rest[0]


def test_an_unknown_requirement_stops_the_run(tmp_path):
    source = "import pytest\n\n@pytest.mark.proves('S1-99')\ndef test_it(): pass\n"
    stopped = run_tests(tmp_path, source)
    assert stopped.returncode == pytest.ExitCode.USAGE_ERROR
    assert "S1-99 is not in requirements.csv" in stopped.stderr
