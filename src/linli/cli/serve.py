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
from typing import NoReturn

NEEDS_SITE = False  # the database may not be there yet
EXAMPLES = """examples:
  linli serve --port 8001 --demo"""

PATIENCE = 10  # seconds that a process may take to stop by itself
TICK = 60  # seconds from one `linli tick` to the next
REST = 5  # seconds before a worker that died is started again

NEEDS_SITE = False  # the processes it starts load the site, each for itself
EXAMPLES = """examples:
  linli serve                       http://127.0.0.1:8000
  linli serve --port 8001 --demo    another port; an empty database is filled with the demo district
  linli serve --only-prepare        before an upgraded site is started by a service manager"""


class Stop(SystemExit):
    """Someone asked for the end."""


class Crew:
    """The processes of a site, each in a group of its own, so that a stop reaches their children too."""

    def __init__(self) -> None:
        self.members: dict[str, subprocess.Popen[bytes]] = {}

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
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    python, crew = sys.executable, Crew()
    try:
        print("Preparing the database", flush=True)
        crew.start("prepare", python, "-m", "linli.cli.main", "serve", "--only-prepare")
        while (code := crew.ended("prepare")) is None:
            time.sleep(0.1)
        if code:
            return code
        crew.start(
            "site", python, "-m", "gunicorn", "--no-control-socket", "--bind", f"{host}:{port}",
            "--workers", str(workers), "--threads", "4", "--graceful-timeout", "5",
            "--log-level", "warning", "linli.config.wsgi",
        )  # fmt: skip
        if not _answers(crew, host, port):
            return crew.ended("site") or 1
        print(f"Linli is at http://{host}:{port}/ (Ctrl-C stops it)", flush=True)
        return _keep(crew, python, demo=demo)
    except Stop:
        print("Stopping", flush=True)
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        crew.stop()


def prepare() -> None:
    """Bring the database, the catalogues and the collected files up to date."""
    import django
    from django.core.management import call_command

    subprocess.run([sys.executable, "-m", "linli.config.translations"], check=True)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _keep(crew: Crew, python: str, *, demo: bool) -> int:
    """Worker and timer beside the site, for as long as the site runs."""
    if demo:
        crew.start("demo", python, "-m", "linli.cli.main", "demo", "--if-empty")
    worker = (python, "-m", "django", "db_worker", "--no-startup-delay")
    crew.start("worker", *worker)
    next_tick, restart = time.monotonic() + TICK, 0.0
    while True:
        if (code := crew.ended("site")) is not None:
            print(f"The site ended by itself (exit code {code})", file=sys.stderr)
            return code or 1
        now = time.monotonic()
        if crew.ended("worker") is not None:
            if not restart:
                print(f"The worker ended; starting it again in {REST} seconds", file=sys.stderr)
                restart = now + REST
            elif now >= restart:
                crew.start("worker", *worker)
                restart = 0.0
        if now >= next_tick and ("timer" not in crew.members or crew.ended("timer") is not None):
            crew.start("timer", python, "-m", "linli.cli.main", "tick")
            next_tick = now + TICK
        time.sleep(0.5)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stop(0)


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


def _answers(crew: Crew, host: str, port: int) -> bool:
    """Wait until the site answers; False when it ended instead."""
    while crew.ended("site") is None:
        connection = HTTPConnection(host, port, timeout=30)
        try:
            connection.request("GET", "/health")
            connection.getresponse()
            return True
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    return False


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
