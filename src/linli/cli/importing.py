"""Bring the rows of a sheet (xlsx, xls, ods, csv) into a register: everything or nothing, and undone as one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from linli.cli.common import account_named, add_by, unit_named

EXAMPLES = """examples:
  linli import households 家庭底册.xlsx --by shequ01 --dry-run
  linli import residents 居民.csv --by shequ01 --unit 翠湖社区
  linli import --undo 0b2f…  --by shequ01"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", nargs="?", help="name of the register, such as households")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--unit", help="the unit of rows that name none")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    parser.add_argument("--undo", metavar="BATCH", help="take back an earlier import")
    add_by(parser)


def run(options: argparse.Namespace) -> int:
    from linli.registers.register import register_named
    from linli.registers.sheets import apply, read_sheet

    by = account_named(options.by)
    if options.undo:
        return _undo(options.undo, by)
    if not options.register or not options.file:
        raise LookupError("name a register and a file; linli import --help shows examples")
    unit = unit_named(options.unit) if options.unit else None
    plan = read_sheet(register_named(options.register), options.file, by=by, unit=unit)
    for note in plan.notes:
        print(note)
    for heading in plan.unread:
        print(f"{heading.letter} {heading.text}: not a column of this register, left out", file=sys.stderr)
    print(f"{plan.read} rows read: {plan.new} new, {plan.changed} changed, {plan.unchanged} unchanged")
    for error in plan.errors:
        print(error, file=sys.stderr)
    if plan.error_count:
        print(f"{plan.error_count} errors; nothing was written", file=sys.stderr)
        return 1
    if options.dry_run:
        return 0
    progress = _progress(plan.new + plan.changed) if sys.stderr.isatty() else None
    batch = apply(plan, by=by, progress=progress)
    print(f"written as batch {batch.pk}" if batch else "nothing to change")
    return 0


def _progress(total: int):  # type: ignore[no-untyped-def]
    return lambda done: print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def _undo(text: str, by) -> int:  # type: ignore[no-untyped-def]
    from uuid import UUID

    from linli.registers.door import undo
    from linli.registers.records import Batch

    try:
        batch = Batch.objects.filter(pk=UUID(text)).first()
    except ValueError:
        batch = None
    if batch is None:
        raise LookupError(f"there is no batch {text}")
    print(f"{undo(batch, by=by)} rows taken back")
    return 0
