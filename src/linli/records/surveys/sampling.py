"""A random sample that anybody can draw again.

Before the draw a number is published: one that nobody could choose, such as a lottery result of a day named in
advance. Each household's ticket is the SHA-256 digest of `<number>/<community code>/<household number>` (UTF-8,
hexadecimal); the households with the smallest tickets are drawn. Whoever has the number and the list of households
gets the same ones, in the same order, with any tool:

    printf '%s' '20260508-3141/330199001001/0001' | sha256sum
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def ticket(number: str, community: str, household: str) -> str:
    """The digest by which a household is ordered."""
    return sha256(f"{number}/{community}/{household}".encode()).hexdigest()


def drawn(number: str, community: str, households: Iterable[str], size: int) -> list[str]:
    """The household numbers drawn, in the order of the draw: all of them if there are no more than asked for."""
    return sorted(households, key=lambda household: (ticket(number, community, household), household))[:size]
