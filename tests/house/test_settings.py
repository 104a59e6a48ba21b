"""A site starts with complete, sensible settings or not at all; its migrations are those of its models."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]


@pytest.mark.database
@pytest.mark.django_db
def test_the_migrations_are_those_of_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def production(**changes: str) -> dict[str, str]:
    """The environment of a site in production."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_"))}
    key = "MDEyMzQ1Njc4OWFiY2RlZg=="
    return {
        **kept,
        "LINLI_VAR": os.environ["LINLI_VAR"],
        "SECRET_KEY": "a-long-secret-of-a-site-in-production-0123456789-abcdefghij",
        "FIELD_KEYS": f"k1:{key},index:{key}",
        "ALLOWED_HOSTS": "linli.example.org",
        **changes,
    }


def manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run manage.py."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)


def test_a_production_site_passes_every_deployment_check():
    checked = manage("check", "--deploy", "--fail-level", "INFO", env=production())
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "(0 silenced)" in checked.stdout + checked.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS"])
def test_production_does_not_start_without_its_keys(name):
    refused = manage("check", env=production(**{name: ""}))
    assert refused.returncode != 0
    assert name in refused.stderr


@pytest.mark.parametrize("name", ["DEBUG", "LINLI_ENV", "LINLI_TODAY"])
def test_a_wrong_setting_stops_the_start(name):
    refused = manage("check", env=production(**{name: "perhaps"}))
    assert refused.returncode != 0
