"""Write a report of a programme as docx, pdf, html or (a chart alone) svg or png."""

from __future__ import annotations

import argparse
from pathlib import Path

from linli.cli.common import account_named, add_by, unit_named
from linli.cli.printing import period_named

EXAMPLES = """examples:
  linli report family-doctor --name activity-week --unit 东塘社区卫生服务中心 --by zhuren1 -o 小结.docx
  linli report family-doctor --name structure-chart --unit 东塘社区卫生服务中心 --by zhuren1 -o 结构图.svg
  linli report family-doctor --name submissions --unit 云溪区卫生健康局 --period 2026 --by weijian -o 通报.pdf"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("programme", help="key of the programme, such as family-doctor")
    parser.add_argument("--name", default="", help="which of its reports (not needed where it has only one)")
    parser.add_argument("--unit", required=True)
    parser.add_argument(
        "--period", help="2026, 2026-H1, 2026-Q2, 2026-05, 2026-W21, FROM..TO (default: the last one begun)"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, help="ends in .docx, .pdf, .html, .svg or .png")
    add_by(parser)


def run(options: argparse.Namespace) -> int:
    from linli.cli.common import programme_named
    from linli.reports.facts import report
    from linli.reports.print import printed

    period = period_named(options.period) if options.period else None
    kind = options.output.suffix.lower().lstrip(".")
    document = report(
        programme_named(options.programme), options.name, unit=unit_named(options.unit), period=period,
        by=account_named(options.by),
    )  # fmt: skip
    body = printed(document, kind)
    temporary = options.output.with_name(options.output.name + ".part")
    temporary.write_bytes(body)
    temporary.replace(options.output)
    length = document.length
    print(
        f"{options.output}: {length.characters} characters"
        + (f", over the {length.limit} allowed" if length.over else "")
    )
    return 0
