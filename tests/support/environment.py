"""The surroundings of a test run. Loaded with `-p` before Django's settings are read.

Keys and files in a folder of the run's own, a fixed day, and no network but the loopback: a test that
reaches outside is a mistake, and says so.
"""

import os
import socket
import tempfile
from typing import Any

FOLDER = tempfile.TemporaryDirectory(prefix="linli-test-")
os.environ.setdefault("LINLI_ENV", "development")
os.environ.setdefault("LINLI_TODAY", "2026-05-20")
os.environ["LINLI_VAR"] = FOLDER.name
os.mkdir(os.path.join(FOLDER.name, "static"))  # where a site keeps collected files; a test has none

LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", "", None}


class NetworkIsOff(RuntimeError):
    """A test tried to reach another machine."""


def _refuse_outside(host: Any) -> None:
    if isinstance(host, bytes):
        host = host.decode()
    if host not in LOOPBACK and not str(host).startswith("127."):
        raise NetworkIsOff(f"a test tried to reach {host!r}; only the loopback is open")


def pytest_configure() -> None:
    """Close the network for the whole run."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple):
            _refuse_outside(address[0])
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if isinstance(address, tuple):
            _refuse_outside(address[0])
        return connect_ex(self, address)

    def guarded_resolve(host: Any, *rest: Any, **named: Any) -> Any:
        _refuse_outside(host)
        return resolve(host, *rest, **named)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_resolve


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    FOLDER.cleanup()
