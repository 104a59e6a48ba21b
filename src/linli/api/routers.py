"""One router for each register: list, get, enter, change, remove, actions, history and evidence.

Views are made inside a function, so this module must not postpone its annotations: the API reads them as they are.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import File as FileParameter
from ninja import Path, Query, Router, UploadedFile

from linli.api import rows as json
from linli.api import schemas
from linli.api.problems import BadQuery
from linli.registers import evidence
from linli.registers.action import Action, actions_of
from linli.registers.display import history
from linli.registers.door import Conflict, keep, remove
from linli.registers.filters import filters_of
from linli.registers.paging import SIZE, counted, page
from linli.registers.records import Record
from linli.registers.register import Register, unknown
from linli.tree.models import Account

LARGEST = 200
KEY = 64
PROBLEMS = frozenset({400, 401, 403, 404, 409, 413, 415, 422, 429})
TRUE = {"1", "true", "yes"}


def router_of(register: type[Register]) -> Router:
    """The router of a register."""
    router = Router(tags=[schemas.in_words(register.title())])
    row = schemas.row_schema(register)
    _reading(router, register, row)
    _writing(router, register, row)
    for action in actions_of(register):
        _acting(router, register, action, row)
    _showing(router, register)
    return router


def _reading(router: Router, register: type[Register], row: Any) -> None:
    query_schema = schemas.query_schema(register)

    @router.get(
        "",
        response={200: schemas.page_schema(register, row), PROBLEMS: schemas.Problem},
        operation_id=f"{register.name}_list",
        summary=f"List {register.name}",
    )
    def listing(request: HttpRequest, query: Query[query_schema]) -> HttpResponse:  # type: ignore[valid-type]
        by = _by(request)
        given = {name: str(value) for name, value in request.GET.items() if value != ""}
        if strange := set(given) - set(query_schema.model_fields):
            raise BadQuery({name: unknown(name, query_schema.model_fields) for name in strange})
        found = filters_of(register, by)(given, register.rows(by))
        if not found.is_valid():
            raise BadQuery(found.errors.as_data())
        size = given.get("size", str(SIZE))
        if not size.isdecimal() or not 1 <= int(size[:6]) <= LARGEST:
            raise BadQuery({"size": _("A page has 1 to %(most)d rows.") % {"most": LARGEST}})
        try:
            one = page(
                register,
                json.with_names(register, found.qs),
                sort=given.get("sort", ""),
                mark=given.get("mark", ""),
                size=int(size),
            )
        except ValidationError as error:
            raise BadQuery(error.messages) from error
        reveal = given.get("reveal", "").lower() in TRUE
        json.logged(register, by=by, count=len(one.rows), reveal=reveal)
        count, more = counted(found.qs)
        return _answer(
            {
                "rows": [json.shown(register, each, by=by, reveal=reveal) for each in one.rows],
                "before": one.before,
                "after": one.after,
                "count": count,
                "more": more,
            }
        )

    @router.get(
        "/{int:pk}",
        response={200: row, PROBLEMS: schemas.Problem},
        operation_id=f"{register.name}_get",
        summary=f"One of {register.name}",
    )
    def get(request: HttpRequest, pk: Path[int], reveal: bool = False) -> HttpResponse:
        found = _row(register, request, pk)
        json.logged(register, by=_by(request), row=found, reveal=reveal)
        return _shown(register, request, found, reveal=reveal)

    @router.get(
        "/{int:pk}/history",
        response={200: list[schemas.Entry], PROBLEMS: schemas.Problem},
        operation_id=f"{register.name}_history",
        summary="What happened to it",
    )
    def past(request: HttpRequest, pk: Path[int]) -> HttpResponse:
        entries = history(register, _row(register, request, pk), by=_by(request))
        wanted = ("at", "by", "doing", "reason", "fields")
        said = [{name: entry[name] for name in wanted} for entry in entries]
        return _answer([entry | {"at": entry["at"].isoformat(), "by": str(entry["by"])} for entry in said])


def _writing(router: Router, register: type[Register], row: Any) -> None:
    new_schema, change_schema = schemas.new_schema(register), schemas.change_schema(register)

    @router.post(
        "",
        response={201: row, PROBLEMS: schemas.Problem},
        operation_id=f"{register.name}_enter",
        summary=f"Enter one of {register.name}",
    )
    def enter(request: HttpRequest, body: new_schema) -> HttpResponse:  # type: ignore[valid-type]
        record = register.model()
        lines = json.filled(register, record, _values(body), by=_by(request))
        kept = keep(record, by=_by(request), key=_key(request), doing="enter", lines=lines)
        answer = _shown(register, request, _row(register, request, kept.pk), status=201)
        answer["Location"] = f"{request.path}/{kept.pk}"
        return answer

    @router.patch(
        "/{int:pk}",
        response={200: row, PROBLEMS: schemas.Problem},
        operation_id=f"{register.name}_change",
        summary=f"Change one of {register.name}",
    )
    def change(request: HttpRequest, pk: Path[int], body: change_schema) -> HttpResponse:  # type: ignore[valid-type]
        record = _row(register, request, pk)
        values = _values(body)
        version = _version(request, values.pop("version", None), needed=True)
        lines = json.filled(register, record, values, by=_by(request))
        keep(record, by=_by(request), key=_key(request), version=version, lines=lines)
        return _shown(register, request, _row(register, request, pk))

    @router.delete(
        "/{int:pk}",
        response={204: None, PROBLEMS: schemas.Problem},
        operation_id=f"{register.name}_remove",
        summary=f"Remove one of {register.name}",
    )
    def take_away(request: HttpRequest, pk: Path[int], reason: str = "") -> HttpResponse:
        record = _row(register, request, pk)
        version = _version(request, None, needed=False)
        if not reason.strip():
            raise ValidationError({"reason": _("Say why the row is removed.")})
        if version is not None and version != record.version:
            raise Conflict(
                _("The row was changed meanwhile. Look at the new state and enter your change again.")
            )
        remove(record, by=_by(request), reason=reason[:400])
        return HttpResponse(status=204)


def _acting(router: Router, register: type[Register], action: Action, row: Any) -> None:
    inputs = schemas.action_schema(action)
    name = action.name.partition(".")[2]

    @router.post(
        f"/{{int:pk}}/actions/{name}",
        response={200: row, PROBLEMS: schemas.Problem},
        operation_id=f"{register.name}_{name}",
        summary=schemas.in_words(action.title),
    )
    def act(request: HttpRequest, pk: Path[int], body: inputs) -> HttpResponse:  # type: ignore[valid-type]
        record = _row(register, request, pk)
        values = _values(body)
        version = _version(request, values.pop("version", None), needed=False)
        answers = json.asked(action.form_fields(_by(request)), values)
        action(record, by=_by(request), key=_key(request), version=version, **answers)
        return _shown(register, request, _row(register, request, pk))


def _showing(router: Router, register: type[Register]) -> None:
    @router.get(
        "/{int:pk}/evidence",
        response={200: list[schemas.File], PROBLEMS: schemas.Problem},
        operation_id=f"{register.name}_evidence",
        summary="Photos and files that show it",
    )
    def files(request: HttpRequest, pk: Path[int]) -> HttpResponse:
        found = evidence.evidence_of(_row(register, request, pk))
        return _answer([json.file_json(one, _url(one.pk)) for one in found])

    @router.post(
        "/{int:pk}/evidence",
        response={201: schemas.File, PROBLEMS: schemas.Problem},
        operation_id=f"{register.name}_attach",
        summary="Attach a photo or file",
    )
    def attach(request: HttpRequest, pk: Path[int], file: FileParameter[UploadedFile]) -> HttpResponse:
        kept = evidence.attach(_row(register, request, pk), file, by=_by(request))
        return _answer(json.file_json(kept, _url(kept.pk)), status=201)


files_router = Router(tags=["evidence"])


@files_router.get(
    "/{int:pk}", operation_id="evidence_get", url_name="evidence_get", summary="The content of a file"
)
def content(request: HttpRequest, pk: Path[int], small: bool = False) -> FileResponse:
    """A photo or file, for whoever may see its row; `small` asks for a picture's thumbnail."""
    served = evidence.file_of(pk, by=_by(request), small=small)
    answer = FileResponse(served.path.open("rb"))
    for name, value in served.headers.items():
        answer[name] = value
    return answer


@files_router.delete(
    "/{int:pk}",
    response={204: None, PROBLEMS: schemas.Problem},
    operation_id="evidence_remove",
    summary="Take a file away from its row",
)
def detach(request: HttpRequest, pk: Path[int], reason: str = "") -> HttpResponse:
    """The history keeps the file's name and the reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the file is removed.")})
    evidence.detach(evidence.Evidence.objects.get(pk=pk), by=_by(request), reason=reason[:400])
    return HttpResponse(status=204)


def _by(request: HttpRequest) -> Account:
    """Whose token, or session, it is."""
    return request.auth  # type: ignore[attr-defined]


def _values(body: Any) -> dict[str, Any]:
    """What was sent, without what was not."""
    return body.model_dump(exclude_unset=True)


def _row(register: type[Register], request: Any, pk: int) -> Any:
    """The row if it is within the person's duties; else there is none."""
    found = (
        json.with_names(register, register.rows(_by(request))).filter(pk=pk).first() if pk < 2**63 else None
    )
    if found is None:
        raise Http404
    return found


def _shown(
    register: type[Register], request: Any, row: Record, *, status: int = 200, reveal: bool = False
) -> HttpResponse:
    answer = _answer(json.shown(register, row, by=_by(request), reveal=reveal), status)
    answer["ETag"] = f'"{row.version}"'
    return answer


def _answer(body: Any, status: int = 200) -> HttpResponse:
    answer = JsonResponse(body, status=status, safe=False, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _key(request: HttpRequest) -> str:
    """The request's own key, so that sending it again writes nothing more."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > KEY or not key.isascii():
        raise BadQuery(
            {"Idempotency-Key": _("The key has at most %(most)d plain characters.") % {"most": KEY}}
        )
    return key


def _version(request: HttpRequest, given: int | None, *, needed: bool) -> int | None:
    """The version that the sender saw, by `If-Match` or in the body."""
    header = request.headers.get("If-Match", "").removeprefix("W/").strip('"')
    if header and not header.isdecimal():
        raise BadQuery({"If-Match": _("Send back the ETag of the row as you read it.")})
    version = int(header[:9]) if header else given
    if needed and version is None:
        raise ValidationError({"version": _("Say which version you read, here or in If-Match.")})
    return version


def _url(pk: int) -> str:
    return reverse("api:evidence_get", kwargs={"pk": pk})
