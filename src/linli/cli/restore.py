"""Bring a site back from a backup and compare every table's digest with the one that was kept."""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from linli.cli.backup import EXAMPLES, FILES, MANIFEST, digest_of, digests, postgres_address, unpack_files

__all__ = ["EXAMPLES", "add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the folder that `linli backup` wrote")
    parser.add_argument("--keys", type=Path, help="the file of keys: they must be those of this site")
    parser.add_argument("--force", action="store_true", help="replace a site that holds data")


def run(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import connection

    folder: Path = options.folder
    manifest = json.loads((folder / MANIFEST).read_text())
    if manifest["engine"] != connection.vendor:
        raise LookupError(f"the backup is of a {manifest['engine']} database, this site has {connection.vendor}")
    database = folder / ("database.sqlite3" if connection.vendor == "sqlite" else "database.dump")
    for name, path in (("database", database), ("files", folder / FILES)):
        if digest_of(path) != manifest[name]:
            raise LookupError(f"{path} was changed since the backup; nothing was restored")
    if options.keys:
        keys = json.loads(options.keys.read_text())
        if keys["FIELD_KEYS"] != settings.FIELD_KEYS:
            raise LookupError("FIELD_KEYS of this site are not those of the backup: set them first")
    if _holds_data() and not options.force:
        raise LookupError("this site holds data; --force replaces it")
    if connection.vendor == "sqlite":
        connection.close()
        with (
            closing(sqlite3.connect(database)) as source,
            closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as target,
        ):
            source.backup(target)
    else:
        subprocess.run(
            ["pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={postgres_address()}", str(database)],
            check=True,
        )
    unpack_files(folder / FILES, settings.FILES_ROOT)
    now = digests()
    different = sorted(name for name, kept in manifest["digests"].items() if now.get(name) != kept)
    if different:
        print("These tables differ from the backup: " + ", ".join(different), file=sys.stderr)
        return 1
    print(f"Restored; the digests of {len(now)} tables are equal.")
    return 0


def _holds_data() -> bool:
    from django.db import connection

    from linli.tree.models import Unit

    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return Unit._meta.db_table in names and Unit.objects.exists()
