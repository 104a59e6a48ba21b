"""A command in a place where there is no site: one sentence, no trace of the program."""

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"


def linli(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "LINLI_ENV": "development", "LINLI_VAR": str(at / "var")}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "linli.cli.main", *arguments]
    return subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, check=False)


def test_a_database_that_was_not_prepared_is_named(tmp_path: Path) -> None:
    ended = linli("figures", "--programme", "family-doctor", "--period", "2026", at=tmp_path)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert str(tmp_path / "var" / "linli.sqlite3") in ended.stderr
    assert "--only-prepare" in ended.stderr
