"""The marked texts, and how well the reader does on them."""

from __future__ import annotations

import json
from pathlib import Path

from linli.reader import Reading, read, rows
from linli.reader.score import Score, score

FOLDER = Path(__file__).parent / "corpus"
PARTS = ("dev", "held", "late", "fresh")


def texts(part: str) -> dict[str, str]:
    """The texts of one part of the corpus, by file name."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted((FOLDER / part).glob("*.txt"))}


def gold(part: str) -> list[dict]:
    """What was marked in them."""
    lines = []
    for file in sorted((FOLDER / part).glob("*.jsonl")):
        lines += [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return lines


def readings(part: str) -> list[Reading]:
    """Every text of a part, read."""
    return [read(text, doc=name) for name, text in texts(part).items()]


def compared(part: str) -> Score:
    """The part's score."""
    return score([row for reading in readings(part) for row in rows(reading)], gold(part), texts(part))
