"""Runs a whole site on one machine: the database brought up to date, the site, the worker, the timer.

Ctrl-C stops all of it. A larger site runs the same processes from its service manager instead.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from types import FrameType

NEEDS_SITE = False  # the database may not be there yet
EXAMPLES = """examples:
  linli serve --port 8001 --demo"""

PATIENCE = 10  # seconds that a process may take to stop by itself
TICK = 60  # seconds from one `linli tick` to the next
REST = 5  # seconds at least from one start of the worker to the next
LINLI = (sys.executable, "-m", "linli.cli.main")

NEEDS_SITE = False  # the processes it starts load the site, each for itself
EXAMPLES = """examples:
  linli serve                       http://127.0.0.1:8000
  linli serve --port 8001 --demo    another port; an empty database is filled with the demo district
  linli serve --only-prepare        before an upgraded site is started by a service manager"""


class Crew:
    """The processes of a site, each in a group of its own, so that a stop reaches their children too."""

    def __init__(self) -> None:
        self.members: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def obey(self) -> None:
        """Take Ctrl-C and its kin as the wish to stop. Only noted, so that none comes between two steps."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def start(self, name: str, *command: str) -> None:
        """Start a process under a name."""
        self.members[name] = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)

    def ended(self, name: str) -> int | None:
        """The exit code of a process, None while it runs."""
        return self.members[name].poll()

    def stop(self) -> None:
        """Ask every process to end, wait for them, and end those that do not listen."""
        for process in self.members.values():
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in self.members.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()
        self.members.clear()


def serve(host: str = "127.0.0.1", port: int = 8000, *, workers: int = 2, demo: bool = False) -> int:
    """Bring the site up and keep it up until Ctrl-C, SIGTERM, or the end of the site itself."""
    if not _is_free(host, port):
        print(f"Port {port} is taken. Choose another one: make run PORT={port + 1}", file=sys.stderr)
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    crew = Crew()
    crew.obey()
    try:
        code = _prepared(crew) or _started(crew, host, port, workers) or _kept(crew, demo=demo)
        if crew.stopping:
            print("Stopping", flush=True)
            return 0
        return code
    finally:
        crew.stop()


def _prepared(crew: Crew) -> int:
    print("Preparing the database", flush=True)
    crew.start("prepare", *LINLI, "serve", "--only-prepare")
    while not crew.stopping and crew.ended("prepare") is None:
        time.sleep(0.1)
    return crew.ended("prepare") or 0


def _started(crew: Crew, host: str, port: int, workers: int) -> int:
    if crew.stopping:
        return 0
    crew.start(
        "site", sys.executable, "-m", "gunicorn", "--no-control-socket", "--bind", f"{host}:{port}",
        "--workers", str(workers), "--threads", "4", "--graceful-timeout", "5",
        "--log-level", "warning", "linli.config.wsgi",
    )  # fmt: skip
    while not crew.stopping and crew.ended("site") is None and not _answers(host, port):
        time.sleep(0.1)
    if crew.ended("site") is not None:
        return crew.ended("site") or 1
    print(f"Linli is at http://{host}:{port}/ (Ctrl-C stops it)", flush=True)
    return 0


def _kept(crew: Crew, *, demo: bool) -> int:
    """Worker and timer beside the site, for as long as the site runs."""
    if demo and not crew.stopping:
        crew.start("demo", *LINLI, "demo", "--if-empty")
    next_tick, next_worker = time.monotonic() + TICK, 0.0
    while not crew.stopping:
        if (code := crew.ended("site")) is not None:
            print(f"The site ended by itself (exit code {code})", file=sys.stderr)
            return code or 1
        now = time.monotonic()
        if now >= next_worker and ("worker" not in crew.members or crew.ended("worker") is not None):
            if "worker" in crew.members:
                print("The worker ended by itself; starting it again", file=sys.stderr)
            crew.start("worker", sys.executable, "-m", "django", "db_worker", "--no-startup-delay")
            next_worker = now + REST
        if now >= next_tick and ("timer" not in crew.members or crew.ended("timer") is not None):
            crew.start("timer", *LINLI, "tick")
            next_tick = now + TICK
        time.sleep(0.2)
    return 0


def prepare() -> None:
    """Bring the database, the catalogues and the collected files up to date."""
    import django
    from django.core.management import call_command

    subprocess.run([sys.executable, "-m", "linli.config.translations"], check=True)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/health")
        connection.getresponse()
        return True
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `linli serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="processes of the site (default: %(default)s)")
    parser.add_argument("--demo", action="store_true", help="fill an empty database with the demo district")
    parser.add_argument("--only-prepare", action="store_true", help="bring the database up to date, then end")


def run(options: argparse.Namespace) -> int:
    """`linli serve` with its options."""
    if options.only_prepare:
        prepare()
        return 0
    return serve(options.host, options.port, workers=options.workers, demo=options.demo)
