"""A site of the commit before comes up with today's code, and nothing in it is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str, env: dict[str, str], cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True)


@pytest.fixture
def before(tmp_path):
    """The commit before this one, in a folder of its own."""
    folder = tmp_path / "before"
    made = run("git", "worktree", "add", "--detach", str(folder), "HEAD~1", env=dict(os.environ))
    if made.returncode:
        pytest.skip(f"the commit before is not in this clone: {made.stderr.strip().splitlines()[-1]}")
    yield folder
    run("git", "worktree", "remove", "--force", str(folder), env=dict(os.environ))


def test_the_demo_of_the_commit_before_is_brought_up_to_date(before, tmp_path):
    site = {**os.environ, "LINLI_ENV": "development", "LINLI_VAR": str(tmp_path / "var"),
            "DJANGO_SETTINGS_MODULE": "linli.config.settings"}  # fmt: skip
    site.pop("DATABASE_URL", None)
    old = {**site, "PYTHONPATH": str(before / "src")}
    for command in (("django", "migrate", "-v0"), ("linli.cli.main", "demo", "--size", "small")):
        done = run(sys.executable, "-m", *command, env=old, cwd=before)
        if done.returncode:
            pytest.skip(f"the commit before could not make its own demo: {done.stderr.strip()[-300:]}")

    new = {**site, "PYTHONPATH": str(ROOT / "src")}
    upgraded = run(sys.executable, "-m", "django", "migrate", "-v0", env=new)
    assert upgraded.returncode == 0, upgraded.stderr
    look = (
        "import django, json; django.setup()\n"
        "from django.test import Client\n"
        "from linli.registers.register import all_registers\n"
        "from linli.tree.models import Account\n"
        "from django.conf import settings\n"
        "settings.STORAGES['staticfiles'] = {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}\n"
        "client = Client(); client.force_login(Account.objects.get(username='zhuren1'),"
        " backend='allauth.account.auth_backends.AuthenticationBackend')\n"
        "pages = ['/', '/health', *(f'/r/{name}/' for name in all_registers())]\n"
        "counts = {name: found.model.objects.count() for name, found in all_registers().items()}\n"
        "print(json.dumps([counts, {page: client.get(page).status_code for page in pages}]))\n"
    )
    seen = run(sys.executable, "-c", look, env=new)
    assert seen.returncode == 0, seen.stderr
    counts, pages = json.loads(seen.stdout.splitlines()[-1])
    assert set(pages.values()) == {200}, pages
    assert counts["households"] == 240 and counts["residents"] > 660
    assert counts["visits"] > 50 and counts["submissions"] > 4
