"""A site is kept in a folder, brought back elsewhere, and is the same to the last row."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


class Site:
    """A site of its own: another folder and another database than the tests'."""

    def __init__(self, folder: Path, name: str, keys: Path) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        shutil.copytree(keys, self.folder / "keys") if keys.exists() else None
        self.environment = {
            **os.environ,
            "LINLI_ENV": "development",
            "LINLI_VAR": str(self.folder),
            "LINLI_TODAY": "2026-05-20",
        }
        self.environment.pop("DATABASE_URL", None)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
                cursor.execute(f'CREATE DATABASE "{name}"')
            base = os.environ["DATABASE_URL"].partition("?")
            self.environment["DATABASE_URL"] = base[0].rsplit("/", 1)[0] + f"/{name}{base[1]}{base[2]}"

    def run(self, *command: str, code: int = 0) -> str:
        done = subprocess.run([sys.executable, *command], env=self.environment, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def linli(self, *command: str, code: int = 0) -> str:
        return self.run("-m", "linli.cli.main", *command, code=code)

    def django(self, *command: str) -> str:
        return self.run("-m", "django", *command)


@pytest.fixture
def living_site(tmp_path):
    site = Site(tmp_path, "linli_lived", tmp_path / "none")
    site.environment["DJANGO_SETTINGS_MODULE"] = "linli.config.settings"
    site.django("migrate", "-v0")
    site.linli("demo", "--size", "small")
    (site.folder / "files" / "ab").mkdir(parents=True)
    (site.folder / "files" / "ab" / "abcd").write_bytes(b"a photo")
    return site


def test_a_restored_site_has_equal_digests_and_its_files(living_site, tmp_path):
    kept, keys = tmp_path / "kept", tmp_path / "linli.keys"
    assert "rows in" in living_site.linli("backup", str(kept), "--keys", str(keys))
    assert (keys.stat().st_mode & 0o077) == 0, "only the owner reads the keys"
    assert "FIELD_KEYS" not in (kept / "manifest.json").read_text()

    other = Site(tmp_path, "linli_new", living_site.folder / "keys")
    other.environment["DJANGO_SETTINGS_MODULE"] = "linli.config.settings"
    assert "are equal" in other.linli("restore", str(kept), "--keys", str(keys))
    assert (other.folder / "files" / "ab" / "abcd").read_bytes() == b"a photo"
    again = tmp_path / "again"
    other.linli("backup", str(again))
    first, second = (json.loads((folder / "manifest.json").read_text()) for folder in (kept, again))
    assert first["digests"] == second["digests"] and first["digests"]["people_person"]["rows"] > 600

    assert "--force" in other.linli("restore", str(kept), code=1), "a site that holds data is not replaced unasked"
    assert "are equal" in other.linli("restore", str(kept), "--force")


def test_a_backup_refuses_what_would_lose_something(living_site, tmp_path):
    kept = tmp_path / "kept"
    living_site.linli("backup", str(kept))
    assert "not empty" in living_site.linli("backup", str(kept), code=1)
    assert "must not lie" in living_site.linli(
        "backup", str(tmp_path / "k2"), "--keys", str(tmp_path / "k2" / "keys"), code=1
    )

    with next(kept.glob("database.*")).open("ab") as file:
        file.write(b"changed")
    assert "changed since the backup" in living_site.linli("restore", str(kept), "--force", code=1)


def test_fields_are_encrypted_anew_with_the_first_key(living_site):
    old = (living_site.folder / "keys" / "field_keys").read_text()
    living_site.environment["FIELD_KEYS"] = "k2:AAAAAAAAAAAAAAAAAAAAAA==," + old
    assert "rows encrypted" in living_site.linli("reencrypt")
    living_site.environment["FIELD_KEYS"] = "k2:AAAAAAAAAAAAAAAAAAAAAA==," + old.partition(",")[2]
    listing = living_site.linli("export", "residents", str(living_site.folder / "r.csv"), "--by", "shequ01", "--reveal")
    assert "rows in" in listing
    assert "330000" in (living_site.folder / "r.csv").read_text(encoding="utf-8-sig")
