"""python -m linli.reader FILE…: read plans at the terminal; with --score, against a hand-made reading."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from linli.reader import IntakeError, Reading, from_path, read, rows, to_jsonl
from linli.reader.score import score, table


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the files named and print what they ask for."""
    parser = argparse.ArgumentParser(prog="linli read", description="Read the obligations out of work plans.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")
    parser.add_argument("--score", type=Path, metavar="GOLD", help="compare with a hand-made reading (jsonl)")
    options = parser.parse_args(arguments)
    try:
        if options.score:
            return scored(options.score, options.files)
        for file in options.files:
            reading = read(from_path(file))
            sys.stdout.write(to_jsonl(reading) if options.format == "jsonl" else as_table(reading))
    except (IntakeError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def scored(gold_file: Path, files: list[Path]) -> int:
    """Print how well the reader agrees with a hand-made reading of the files (those it names, if none are given)."""
    gold = [json.loads(line) for line in gold_file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not files:
        names = sorted({row["doc"] for row in gold})
        folders = (gold_file.parent, gold_file.parent / "seeds")
        files = [next((f / name for f in folders if (f / name).exists()), gold_file.parent / name) for name in names]
    documents = [from_path(file) for file in files]
    start = time.perf_counter()
    readings = [read(document) for document in documents]
    seconds = time.perf_counter() - start
    result = score([row for one in readings for row in rows(one)], gold, {d.name: d.text for d in documents})
    characters = sum(len(document.text) for document in documents)
    sys.stdout.write(f"{table(result)}\n{seconds * 1e6 / max(characters, 1):.1f} ms per 1,000 characters\n")
    return 0


def as_table(reading: Reading) -> str:
    """The reading as lines for a person: obligations, then what was set aside."""
    lines = [f"# {reading.doc}: {len(reading.obligations)}"]
    for one in reading.obligations:
        value = "…".join(map(str, one.value)) if isinstance(one.value, list) else one.value
        amount = f"{one.op or ''} {value} {one.unit or ''}" if value is not None else ""
        times = " ".join(filter(None, (one.frequency, one.deadline, one.period)))
        per = f"/{one.per}" if one.per else ""
        lines.append(
            f"{one.start:>6} {one.kind:<16}{one.who or '-':<12} {one.what[:36]:<38}{amount}{per}  {times}  [{one.rule}]"
        )
    lines.extend(f"{one.start:>6} loose            {one.quote[:60]}" for one in reading.loose_duties)
    lines.extend(f"{one.start:>6} unplaced         {one.quote[:60]}" for one in reading.unplaced)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    raise SystemExit(main())
