"""Publish a pack as a programme of a unit, and let the units that it is for adopt it."""

from __future__ import annotations

import argparse
from pathlib import Path

from linli.cli.common import account_named, add_by, unit_named

EXAMPLES = """examples:
  linli adopt packs/family-doctor.yaml --issuer 云溪区卫生健康局 --by weijian
  linli adopt packs/family-doctor.yaml --issuer 云溪区卫生健康局 --by weijian \
      --unit 东塘社区卫生服务中心 --set notes_per_month=3"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", type=Path)
    parser.add_argument("--issuer", required=True, metavar="UNIT", help="the unit that issues the programme")
    parser.add_argument(
        "--unit", action="append", metavar="UNIT", help="a unit that adopts it (default: all it is for)"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the adopting units"
    )
    parser.add_argument(
        "--reason", action="append", default=[], metavar="RULE=TEXT", help="why a finding of the lint stays"
    )
    add_by(parser)


def run(options: argparse.Namespace) -> int:
    from django.db import transaction

    from linli.programmes import office
    from linli.programmes.models import Programme

    by, issuer = account_named(options.by), unit_named(options.issuer)
    text = options.pack.read_text(encoding="utf-8")
    parameters = {name: office.number(value) for name, value in map(_pair, options.set)}
    with transaction.atomic():
        version = office.draft(text, unit=issuer, by=by)
        current = version.programme.current()
        if current is not None and current.text == text:
            version.delete()
            version = current
        else:
            office.publish(version, by=by, overrides=dict(map(_pair, options.reason)))
        programme = Programme.objects.get(pk=version.programme_id)
        units = [unit_named(name) for name in options.unit] if options.unit else list(office.eligible(programme))
        for unit in units:
            office.adopt(programme, unit, by=by, parameters=parameters or None)
    print(f"{programme}: version {version.number}, {len(units)} units")
    return 0


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise LookupError(f"{text!r}: write NAME=VALUE")
    return name.strip(), value.strip()
