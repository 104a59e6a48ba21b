"""The health page: whether the database answers and the migrations are in."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def health(request: HttpRequest) -> JsonResponse:
    """200 where the site can work, 503 with the reason where it cannot."""
    try:
        waiting = len(
            MigrationExecutor(connection).migration_plan(
                MigrationExecutor(connection).loader.graph.leaf_nodes()
            )
        )
    except Exception as error:
        return JsonResponse({"ok": False, "database": type(error).__name__}, status=503)
    return JsonResponse(
        {"ok": waiting == 0, "migrations_waiting": waiting}, status=200 if waiting == 0 else 503
    )
