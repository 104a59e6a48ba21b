"""Encrypt every private field anew with the first key of FIELD_KEYS, so that an old key can be taken off the ring."""

from __future__ import annotations

import argparse

EXAMPLES = """examples:
  FIELD_KEYS=k2:…,k1:…,index:… linli reencrypt"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(options: argparse.Namespace) -> int:
    from django.apps import apps

    from linli.registers.fields import EncryptedField
    from linli.registers.records import opened

    total = 0
    for model in apps.get_models():
        fields = [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedField)]
        if not fields:
            continue
        rows = []
        for row in model._base_manager.only("pk", *fields).order_by("pk").iterator(chunk_size=2000):
            rows.append(row)
            if len(rows) == 2000:
                total += _rewrite(model, rows, fields, opened)
                rows = []
        total += _rewrite(model, rows, fields, opened)
    print(f"{total} rows encrypted with the first key")
    return 0


def _rewrite(model, rows: list, fields: list[str], opened) -> int:  # type: ignore[no-untyped-def]
    if rows:
        with opened():
            model._base_manager.bulk_update(rows, fields, batch_size=500)
    return len(rows)
