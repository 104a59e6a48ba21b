"""Keep a copy of the whole site in a folder: database, files, and a list of digests; the keys go apart.

Without the keys the encrypted fields of a backup cannot be read: keep them elsewhere.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

EXAMPLES = """examples:
  linli backup /srv/backup/2026-05-20 --keys /media/safe/linli.keys
  linli restore /srv/backup/2026-05-20 --keys /media/safe/linli.keys"""

MANIFEST = "manifest.json"
FILES = "files.tar"
PASSING = {"django_session", "axes_accessattempt", "axes_accesslog", "axes_accessfailurelog", "sqlite_sequence"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="an empty or new folder")
    parser.add_argument("--keys", type=Path, help="write SECRET_KEY and FIELD_KEYS to this file, outside the folder")


def run(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import connection

    folder: Path = options.folder
    if folder.exists() and any(folder.iterdir()):
        raise LookupError(f"{folder} is not empty: a backup never overwrites another")
    if options.keys and folder.resolve() in options.keys.resolve().parents:
        raise LookupError("the keys must not lie in the backup's own folder")
    folder.mkdir(parents=True, exist_ok=True)
    engine = connection.vendor
    database = folder / ("database.sqlite3" if engine == "sqlite" else "database.dump")
    if engine == "sqlite":
        with (
            closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source,
            closing(sqlite3.connect(database)) as copy,
        ):
            source.backup(copy)
    else:
        subprocess.run(["pg_dump", "--format=custom", f"--file={database}", postgres_address()], check=True)
    with tarfile.open(folder / FILES, "w") as archive:
        if settings.FILES_ROOT.exists():
            archive.add(settings.FILES_ROOT, arcname="files")
    tables = digests()
    manifest = {
        "engine": engine,
        "digests": tables,
        "database": digest_of(database),
        "files": digest_of(folder / FILES),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
    if options.keys:
        options.keys.touch(mode=0o600)
        options.keys.write_text(json.dumps({"SECRET_KEY": settings.SECRET_KEY, "FIELD_KEYS": settings.FIELD_KEYS}))
    else:
        print("The keys are not in the backup: keep SECRET_KEY and FIELD_KEYS elsewhere.", file=sys.stderr)
    print(f"{sum(table['rows'] for table in tables.values())} rows in {folder}")
    return 0


def digests() -> dict[str, dict]:
    """Rows and SHA-256 of every table, in the order of its first column; tables that only pass are left out."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        tables = sorted(t for t in connection.introspection.table_names(cursor) if t not in PASSING)
    for table in tables:
        digest, rows = hashlib.sha256(), 0
        for row in _rows(table):
            digest.update(repr(row).encode())
            rows += 1
        found[table] = {"rows": rows, "sha256": digest.hexdigest()}
    return found


def _rows(table: str) -> Iterator[tuple]:
    from django.db import connection

    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {quoted} ORDER BY 1")
        while chunk := cursor.fetchmany(5000):
            yield from chunk


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def postgres_address() -> str:
    """The database's address for PostgreSQL's own tools."""
    from urllib.parse import quote

    from django.conf import settings

    database = settings.DATABASES["default"]
    user = quote(database.get("USER") or "")
    password = f":{quote(database['PASSWORD'])}" if database.get("PASSWORD") else ""
    host, port = database.get("HOST") or "", database.get("PORT") or ""
    if host.startswith("/"):
        return f"postgresql://{user}{password}@/{database['NAME']}?host={quote(host)}" + (
            f"&port={port}" if port else ""
        )
    return f"postgresql://{user}{password}@{host}{f':{port}' if port else ''}/{database['NAME']}"


def unpack_files(archive: Path, root: Path) -> None:
    """Put the files of a backup in their place."""
    temporary = root.with_name(root.name + ".restoring")
    shutil.rmtree(temporary, ignore_errors=True)
    with tarfile.open(archive) as tar:
        tar.extractall(temporary, filter="data")
    shutil.rmtree(root, ignore_errors=True)
    if (temporary / "files").exists():
        (temporary / "files").rename(root)
    shutil.rmtree(temporary, ignore_errors=True)
