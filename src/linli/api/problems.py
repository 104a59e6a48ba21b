"""Errors as problem documents (RFC 9457), with a sentence for each field in the reader's language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as Malformed

from linli.api.guard import OtherType
from linli.registers.door import Conflict
from linli.registers.evidence import FileRefused
from linli.registers.records import Evidence
from linli.registers.register import unknown

STATUS_OF_FILE = {"large": 413, "type": 415}


class BadQuery(ValidationError):
    """A filter, sort or mark that makes no sense."""


def problem(status: int, detail: str, errors: dict[str, list[str]] | None = None) -> JsonResponse:
    """One problem document."""
    titles = {
        400: _("The request makes no sense"),
        401: _("Sign in first"),
        403: _("Not within your duties"),
        404: _("There is no such thing here"),
        409: _("Somebody else was faster"),
        413: _("Too large"),
        415: _("This type is not taken"),
        422: _("Something is not filled in right"),
        429: _("Too many requests"),
    }
    body = {"type": "about:blank", "title": titles.get(status, detail), "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def not_found(request: HttpRequest, *_args: Any, **_named: Any) -> JsonResponse:
    """For an address that does not exist."""
    return problem(404, _("There is nothing at this address, or it is not within your duties."))


def install(api: NinjaAPI) -> None:
    """Let the API answer every error with a problem document."""

    def invalid(status: int) -> Any:
        def answer(request: HttpRequest, error: Any) -> JsonResponse:
            by_field = getattr(error, "message_dict", {})
            whole = by_field.get(NON_FIELD_ERRORS, [] if by_field else error.messages)
            fields = {name: said for name, said in by_field.items() if name != NON_FIELD_ERRORS}
            return problem(status, " ".join(whole) or _("See the fields."), fields)

        return answer

    def refused_file(request: HttpRequest, error: Any) -> JsonResponse:
        status = STATUS_OF_FILE.get(error.code or "", 422)
        return problem(status, " ".join(error.messages), {"file": error.messages})

    def refused(request: HttpRequest, error: Any) -> JsonResponse:
        return problem(403, str(error))

    def unauthenticated(request: HttpRequest, error: Any) -> JsonResponse:
        answer = problem(401, _("Send a token that still works: “Authorization: Bearer …”."))
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    def throttled(request: HttpRequest, error: Any) -> JsonResponse:
        return problem(429, _("Wait a moment, then go on."))

    def too_big(request: HttpRequest, error: Any) -> JsonResponse:
        return problem(413, _("The request is too large."))

    def http(request: HttpRequest, error: Any) -> JsonResponse:
        if isinstance(error.__cause__, OtherType):
            return problem(415, _("Send the body as application/json."))
        if error.status_code == 400:
            return problem(400, _("The body is not valid JSON."))
        return problem(error.status_code, str(error))

    api.add_exception_handler(ValidationError, invalid(422))
    api.add_exception_handler(BadQuery, invalid(400))
    api.add_exception_handler(Conflict, invalid(409))
    api.add_exception_handler(FileRefused, refused_file)
    api.add_exception_handler(PermissionDenied, refused)
    api.add_exception_handler(Http404, not_found)
    api.add_exception_handler(Evidence.DoesNotExist, not_found)
    api.add_exception_handler(AuthenticationError, unauthenticated)
    api.add_exception_handler(Throttled, throttled)
    api.add_exception_handler(RequestDataTooBig, too_big)
    api.add_exception_handler(HttpError, http)
    api.add_exception_handler(Malformed, _malformed)


def _malformed(request: HttpRequest, error: Any) -> JsonResponse:
    """The body or address has not the shape that it must have."""
    errors: dict[str, list[str]] = {}
    status = 422
    for one in error.errors:
        where, *path = one["loc"]
        name = str(path[-1]) if path else str(where)
        if where == "path":
            return not_found(request)
        status = 400 if where == "query" else status
        errors.setdefault(name, []).append(_sentence(one["type"], name, one))
    return problem(status, _("See the fields."), errors)


def _sentence(kind: str, name: str, error: dict[str, Any]) -> str:
    if kind == "extra_forbidden":
        return unknown(name, error.get("names", ())) if error.get("names") else _("There is no such field.")
    if kind == "missing":
        return _("This must be filled in.")
    return _("This has not the right form.")
