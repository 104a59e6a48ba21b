"""Write a programme as the paper it could have come from: a plan in office style, or its task table.

Both carry the pack they were written from, so that `linli read` gives the same programme back, with what
somebody changed in the words.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from linli.cli.common import account_named, add_by

EXAMPLES = """examples:
  linli write family-doctor -o 方案.docx --by weijian
  linli write family-doctor --tasks -o 任务分解表.docx --by weijian
  linli write family-doctor -o 任务分解表.xlsx --by weijian
  linli read 方案.docx --format pack"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("programme", help="key of the programme, such as family-doctor")
    parser.add_argument("--version", type=int, help="which version (default: the one published last)")
    parser.add_argument("--tasks", action="store_true", help="the task table instead of the plan (always so for .xlsx)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="ends in .docx or .xlsx")
    add_by(parser)


def run(options: argparse.Namespace) -> int:
    from linli.programmes import office
    from linli.programmes.language import PackErrors
    from linli.registers.register import unknown
    from linli.reports.facts.plan import written

    suffix = options.output.suffix.lower()
    if suffix not in (".docx", ".xlsx"):
        raise LookupError(unknown(suffix, (".docx", ".xlsx")))
    known = office.visible(account_named(options.by))
    programme = known.filter(key=options.programme).first()
    if programme is None:
        raise LookupError(unknown(options.programme, known.values_list("key", flat=True)))
    versions = programme.versions.filter(published_at__isnull=False)
    if options.version:
        versions = versions.filter(number=options.version)
    version = versions.order_by("-number").first()
    if version is None:
        raise LookupError(f"{options.programme} has no such published version")
    form = "tasks" if options.tasks or suffix == ".xlsx" else "plan"
    try:
        body = written(version, f"{form}{suffix}")
    except PackErrors as error:
        raise LookupError(str(error)) from None
    temporary = options.output.with_name(options.output.name + ".part")
    temporary.write_bytes(body)
    temporary.replace(options.output)
    print(f"{options.output}: {len(version.definition.obligations)} obligations")
    return 0
