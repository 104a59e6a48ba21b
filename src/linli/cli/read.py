"""Read the obligations out of work plans: as a table, as JSON lines, or as a draft pack bound to this site."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

EXAMPLES = """examples:
  linli read 工作计划.docx
  linli read 通知.pdf --format jsonl > obligations.jsonl
  linli read 工作计划.docx --format pack > packs/plan.yaml && linli check packs/plan.yaml
  linli read --score gold.jsonl

files: docx, doc, wps, pdf with text, html, xlsx, xls, ods, csv, txt; exit code: 0 read, 1 a file cannot be read"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--format", choices=("table", "jsonl", "pack"), default="table")
    parser.add_argument("--score", type=Path, metavar="GOLD", help="compare with a hand-made reading (jsonl)")


def run(options: argparse.Namespace) -> int:
    from linli.reader import IntakeError, from_path, read, to_jsonl
    from linli.reader.__main__ import as_table, scored
    from linli.reader.carried import carried
    from linli.reader.packs import pack_of, written

    if not options.score and not options.files:
        print("name a file, such as 工作计划.docx", file=sys.stderr)
        return 2
    try:
        if options.score:
            return scored(options.score, options.files)
        for place, file in enumerate(options.files):
            reading = read(from_path(file))
            if options.format == "jsonl":
                sys.stdout.write(to_jsonl(reading))
            elif options.format == "table":
                sys.stdout.write(as_table(reading))
            else:
                sys.stdout.write(("---\n" if place else "") + written(pack_of(reading, carried(file.read_bytes()))))
    except IntakeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
