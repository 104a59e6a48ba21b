"""Runs a command against a PostgreSQL server of its own.

    python -m tests.support.postgres -- python -m pytest -m database

The server lives in a temporary folder, listens on a free port of the loopback, keeps nothing, and is
stopped when the command ends. Without PostgreSQL the command is skipped with a loud line.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Nothing has to survive the run, so nothing waits for the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
}


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's, else the one on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: who runs it then, or None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SystemExit("PostgreSQL cannot run as root, and there is no user postgres or nobody")


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """A running server; gives its DATABASE_URL."""
    user, port = unprivileged_user(), free_port()
    with tempfile.TemporaryDirectory(prefix="linli-postgres-") as folder:
        home = Path(folder)
        if user:
            shutil.chown(home, user)
        data = str(home / "data")
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items()) + f" -p {port}"

        def run(*command: str) -> None:
            subprocess.run(
                command, user=user, cwd=home, check=True, stdout=subprocess.DEVNULL,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            )  # fmt: skip

        run(str(binaries / "initdb"), "-D", data, "-U", "linli", "-A", "trust", "-E", "UTF8", "--no-sync")
        run(str(binaries / "pg_ctl"), "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgres://linli@127.0.0.1:{port}/postgres"
        finally:
            run(str(binaries / "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")


def main(arguments: list[str]) -> int:
    """Run the command after `--` with DATABASE_URL set; its exit code is ours."""
    if arguments[:1] != ["--"] or not arguments[1:]:
        print(__doc__, file=sys.stderr)
        return 2
    binaries = programs()
    if binaries is None:
        print("!!! SKIPPED: no PostgreSQL here, the database-facing tests ran on SQLite only")
        return 0
    # A stop from outside must stop the server too: let it unwind like Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server(binaries) as url:
        print(f"PostgreSQL {binaries.parent.name}: {' '.join(arguments[1:])}", flush=True)
        return subprocess.run(arguments[1:], env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
