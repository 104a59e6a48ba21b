"""Publish a pack as a programme of a unit, and let the units that it is for adopt it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from linli.cli.common import account_named, add_by, unit_named

if TYPE_CHECKING:
    from linli.programmes.models import Programme
    from linli.tree.models import Account, Unit

EXAMPLES = """examples:
  linli adopt packs/family-doctor.yaml --issuer 云溪区卫生健康局 --by weijian
  linli adopt packs/family-doctor.yaml --issuer 云溪区卫生健康局 --by weijian \
      --unit 东塘社区卫生服务中心 --set notes_per_month=3"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", type=Path, help="pack file")
    parser.add_argument("--issuer", required=True, metavar="UNIT", help="the unit that issues the programme")
    parser.add_argument(
        "--unit",
        action="append",
        metavar="UNIT",
        help="a unit that adopts it; may be repeated (default: all it is for)",
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
    from linli.programmes.language.errors import PackErrors

    by, issuer = account_named(options.by), unit_named(options.issuer)
    parameters = {name: office.number(value) for name, value in map(_pair, options.set)}
    try:
        with transaction.atomic():
            programme = _published(options, issuer, by)
            units = [unit_named(name) for name in options.unit or ()] or list(office.eligible(programme))
            for unit in units:
                office.adopt(programme, unit, by=by, parameters=parameters or None)
    except PackErrors as error:
        print(error, file=sys.stderr)
        return 1
    current = programme.current()
    print(f"{programme}: version {current.number if current else 0}, {len(units)} units")
    return 0


def _published(options: argparse.Namespace, issuer: Unit, by: Account) -> Programme:
    """The programme of the pack; a text that is published already makes no new version."""
    from linli.programmes import office
    from linli.programmes.catalogue import catalogue
    from linli.programmes.language.checks import check
    from linli.programmes.language.errors import PackErrors
    from linli.programmes.language.loader import load
    from linli.programmes.models import Programme

    definition = load(options.pack)
    if wrong := [problem for problem in check(definition, catalogue()) if not problem.warning]:
        raise PackErrors(wrong)
    text = definition.origin.text
    there = Programme.objects.filter(key=definition.programme, unit=issuer).first()
    current = there.current() if there else None
    if there is not None and current is not None and current.text == text:
        return there
    version = office.draft(text, unit=issuer, by=by, begun=current.stamp if current else "")
    return office.publish(version, by=by, overrides=dict(map(_pair, options.reason))).programme


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise LookupError(f"{text!r}: write NAME=VALUE")
    return name.strip(), value.strip()
