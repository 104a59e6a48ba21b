"""Periods that make no sense: one sentence and exit code 1, from every command that takes one."""

import pytest

from linli.cli.main import main
from tests.world import World

pytestmark = pytest.mark.database

SENSELESS = ["abc", "2026-13", "2026-02-30", "9999", "0001", "0001-01-01..9999-12-31", "2026-05-20..2026-01-01"]


@pytest.mark.parametrize("period", SENSELESS)
@pytest.mark.parametrize(
    "command",
    [
        ["figures", "--programme", "plan"],
        ["explain", "plan", "notes", "--unit", "330199-W1", "--by", "wu"],
        ["report", "plan", "--unit", "330199-W1", "--by", "wu", "-o", "x.docx"],
    ],
    ids=lambda words: words[0],
)
def test_a_period_that_makes_no_sense(world: World, command, period, capsys) -> None:
    assert main([*command, "--period", period]) == 1
    said = capsys.readouterr().err
    assert period in said and len(said.splitlines()) == 1
