"""What every page knows."""

from typing import Any

from django.http import HttpRequest

from linli.almanac import today


def site(request: HttpRequest) -> dict[str, Any]:
    """Today's date, and who looks at the site as whom."""
    return {"today": today(), "seen_by": getattr(request.user, "seen_by", None) if hasattr(request, "user") else None}
