"""Queries and time of Today, the board, and a list of a million visits, on SQLite in a folder of its own.

Requests go through Django's test client: the whole stack but the socket.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import timedelta

VISITS = int(os.environ.get("BENCH_VISITS", "1000000"))
TIMES = 30
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def main() -> None:
    """Build the demo district, add visits up to a million, then time the pages."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        os.environ.update(LINLI_ENV="development", LINLI_VAR=folder, DJANGO_SETTINGS_MODULE="linli.config.settings",
                          LOG_LEVEL="ERROR")  # fmt: skip
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        call_command("migrate", verbosity=0)
        from linli.demo.world import build

        build("district")
        _pages("district", [("weijian", "/"), ("zhuren1", "/"), ("weijian", "/board/family-doctor/?period=2026")])
        added = _more_visits()
        print(f"visits written through the door: {added['rows']} in {added['seconds']:.0f} s")
        _pages(f"{VISITS:,} visits", [
            ("weijian", "/r/visits/"), ("weijian", "/r/visits/?sort=visited_on"), ("duizhang01", "/r/visits/"),
            ("duizhang01", "/r/visits/?kind=home&visited_on_from=2026-03-01"), ("zhuren1", "/r/visits/"),
            ("weijian", "/r/visits/?kind=community"), ("weijian", "/r/visits/?purpose=need"),
            ("weijian", "/r/visits/ 幸福路"), ("duizhang01", "/r/visits/ 幸福路"), ("zhuren1", "/"),
        ])  # fmt: skip


def _pages(size: str, asked: list[tuple[str, str]]) -> None:
    from django.db import connection
    from django.test import Client

    from linli.tree.models import Account

    for username, address in asked:
        client = Client()
        client.force_login(
            Account.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        address, _space, words = address.partition(" ")
        if words:
            address = client.post(address, {"q": words})["Location"]
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        queries: list[str] = []
        with connection.execute_wrapper(_noting(queries)):
            client.get(address)
        times = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - begun) * 1000)
        times.sort()
        p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
        print(
            f"{size:>18} {username:<11} {address:<55} {len(queries):3d} queries  p50 {p50:6.1f} ms  p95 {p95:6.1f} ms"
        )


def _noting(queries: list[str]):  # type: ignore[no-untyped-def]
    """A wrapper of the database's cursor that notes each query."""

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        queries.append(sql)
        return execute(sql, params, many, context)

    return note


def _more_visits() -> dict[str, float]:
    """Visits under the demo's contracts until there are as many as wanted, in bulk through the write door."""
    from random import Random

    from linli.almanac import today
    from linli.records.health.models import Contract, Visit
    from linli.registers.door import keep_many
    from linli.tree.models import Account, Grant

    rng, begun, made = Random(1), time.perf_counter(), 0
    contracts = list(Contract.objects.select_related("household", "doctor", "unit"))
    missing = VISITS - Visit.objects.count()
    by_team: dict[int, list[Contract]] = {}
    for contract in contracts:
        by_team.setdefault(contract.unit_id, []).append(contract)
    for unit_id, own in by_team.items():
        leader = Account.objects.get(pk=Grant.objects.get(unit_id=unit_id, role="leader").account_id)
        share = round(missing * len(own) / len(contracts))

        def rows(own=own, share=share):  # type: ignore[no-untyped-def]
            for _ in range(share):
                contract = rng.choice(own)
                last = min(today(), contract.ends - timedelta(days=1))
                day = contract.starts + timedelta(days=rng.randrange((last - contract.starts).days + 1))
                yield Visit(unit=contract.unit, contract=contract, doctor=contract.doctor, visited_on=day,
                            kind=rng.choice(("home", "phone", "clinic")))  # fmt: skip

        keep_many(rows(), by=leader, title="benchmark")
        made += share
    return {"rows": made, "seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    main()
