"""`linli serve`: one command starts everything, one key stops everything."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from linli.cli.serve import Crew, serve


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of a page of the site on this port."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def children(pid: int, count: int) -> list[int]:
    """The processes that a process has started, once there are so many."""
    for _attempt in range(100):
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if len(found) == count:
            return [int(child) for child in found]
        time.sleep(0.05)
    raise AssertionError(f"{len(found)} processes instead of {count}")


def test_one_command_starts_a_site_and_ctrl_c_stops_all_of_it(tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "linli.cli.main", "serve", "--port", str(port), "--workers", "1"]
    site = subprocess.Popen(
        command, env={**os.environ, "LINLI_VAR": str(tmp_path)}, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    try:
        assert site.stdout is not None
        assert site.stdout.readline() == "Preparing the database\n"
        assert site.stdout.readline() == f"Linli is at http://127.0.0.1:{port}/ (Ctrl-C stops it)\n"
        status, body = get(port, "/health")
        assert (status, json.loads(body)["ok"]) == (200, True)
        started = children(site.pid, 2)  # the site and the worker
        site.send_signal(signal.SIGINT)
        assert site.wait(20) == 0
        assert [pid for pid in started if alive(pid)] == []
        with pytest.raises(ConnectionRefusedError):
            get(port, "/health")
    finally:
        site.terminate()
        site.wait()


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def written(path: Path) -> str:
    """What a process writes to a file, once it has."""
    for _attempt in range(100):
        if path.exists() and path.read_text().endswith("\n"):
            return path.read_text().strip()
        time.sleep(0.05)
    raise AssertionError(f"nothing in {path}")


def test_a_stop_reaches_the_children_of_a_process_too(tmp_path):
    crew = Crew()
    crew.start("shell", "sh", "-c", f"sleep 60 & echo $! > {tmp_path}/child; wait")
    child = int(written(tmp_path / "child"))
    crew.stop()
    for _attempt in range(50):
        if not alive(child):
            break
        time.sleep(0.05)
    assert not alive(child)


def test_a_process_that_does_not_listen_is_ended_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("linli.cli.serve.PATIENCE", 0.5)
    crew = Crew()
    crew.start("deaf", "sh", "-c", f"trap '' TERM; echo $$ > {tmp_path}/deaf; while true; do sleep 0.1; done")
    deaf = int(written(tmp_path / "deaf"))
    crew.stop()
    assert not alive(deaf)


@pytest.mark.parametrize("moment", [0.0, 0.3, 0.8, 1.5])
def test_a_stop_at_any_moment_of_the_start_leaves_nothing_running(tmp_path, moment):
    port = free_port()
    command = [sys.executable, "-m", "linli.cli.main", "serve", "--port", str(port), "--workers", "1"]
    site = subprocess.Popen(
        command, env={**os.environ, "LINLI_VAR": str(tmp_path)}, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    assert site.stdout is not None
    assert site.stdout.readline() == "Preparing the database\n"
    time.sleep(moment)
    started = [int(pid) for pid in Path(f"/proc/{site.pid}/task/{site.pid}/children").read_text().split()]
    site.send_signal(signal.SIGTERM)
    assert site.wait(20) == 0
    assert [pid for pid in started if alive(pid)] == []


def test_a_taken_port_is_said_before_anything_starts(capsys):
    before = signal.getsignal(signal.SIGINT)
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert serve(port=port) == 1
    assert f"Port {port} is taken" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before
