"""Write the rows of a register that an account may see as xlsx or csv."""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import parse_qsl

from linli.cli.common import account_named, add_by

EXAMPLES = """examples:
  linli export visits 走访.xlsx --by duizhang01
  linli export visits 走访.csv --by duizhang01 --filter "kind=home&visited_on_from=2026-05-01"
  linli export residents 居民.xlsx --by shequ01 --reveal"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", help="name of the register, such as visits")
    parser.add_argument("file", type=Path, help="an .xlsx or .csv file")
    parser.add_argument("--filter", default="", help="as in the address of the list in the browser")
    parser.add_argument("--reveal", action="store_true", help="unmask private fields (logged)")
    add_by(parser)


def run(options: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError

    from linli.registers.filters import filters_of
    from linli.registers.register import register_named, unknown
    from linli.registers.sheets import write_sheet

    by, register = account_named(options.by), register_named(options.register)
    kind = options.file.suffix.lower().lstrip(".")
    if kind not in ("xlsx", "csv"):
        raise LookupError(f"{options.file}: the file must end in .xlsx or .csv")
    chosen = dict(parse_qsl(options.filter, keep_blank_values=True))
    filters = filters_of(register, by)(chosen, queryset=register.rows(by))
    for name in chosen:
        if name not in filters.filters:
            raise LookupError(unknown(name, filters.filters))
    if not filters.is_valid():
        raise ValidationError([f"{name}: {text}" for name, texts in filters.errors.items() for text in texts])
    temporary = options.file.with_name(options.file.name + ".part")
    with temporary.open("wb") as file:
        count = write_sheet(register, filters.qs.order_by("pk"), by=by, file=file, kind=kind, reveal=options.reveal)
    temporary.replace(options.file)
    print(f"{count} rows in {options.file}")
    return 0
