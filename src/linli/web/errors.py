"""What a person sees when something cannot be answered: a sentence and a way on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the request makes no sense."""
    return _answer(
        request, 400, _("This request makes no sense"), _said(exception, _("Go back and try again."))
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: known, but not among the person's duties."""
    about = _said(exception, _("Ask the administrator of your unit if this belongs to your work."))
    return _answer(request, 403, _("You have no duty for this"), about)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: not there, or not open to the person; the page does not say which."""
    about = _("It may have been removed, or it belongs to a unit outside your duties.")
    return _answer(request, 404, _("There is no such page"), about)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake. The page asks nothing of the database or the session."""
    return HttpResponse(render_to_string("web/fault.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was shown too long ago, or not by this site."""
    about = _(
        "The page was open too long or was opened in another window. Go back, reload it and send it again; "
        "what you typed is kept in this browser."
    )
    return _answer(request, 403, _("This form has expired"), about)


def _answer(request: HttpRequest, status: int, title: str, about: str) -> HttpResponse:
    return render(
        request, "web/error.html", {"status": status, "title": title, "about": about}, status=status
    )


def _said(exception: Any, otherwise: str) -> str:
    """Our own sentence where the code gave one."""
    text = str(exception) if exception is not None else ""
    return text or otherwise
