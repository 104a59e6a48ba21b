"""A programme as a paper: the plan in office style, or its task table."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.programmes.language import PackErrors
from linli.reports.facts.plan import FORMS, written
from linli.web.programmes.access import programme_or_404
from linli.web.rows.access import account_of, page

#: The kind of each form, and what its file is called beside the title.
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@page
@require_safe
def paper(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """A published version as plan.docx, tasks.docx or tasks.xlsx; `version` names an older one."""
    if form not in FORMS:
        raise Http404
    programme = programme_or_404(key, account_of(request))
    number = request.GET.get("version", "")
    versions = programme.versions.filter(published_at__isnull=False).order_by("-number")
    if number:
        versions = versions.filter(number=int(number)) if number.isdecimal() and len(number) < 9 else versions.none()
    version = versions.first()
    if version is None:
        raise Http404
    try:
        body = written(version, form)
    except PackErrors:
        messages.error(request, _("This version no longer fits the site; it cannot be written as a paper."))
        return redirect("programme", key)
    suffix = form.rpartition(".")[2]
    answer = HttpResponse(body, content_type=_TYPES[suffix])
    name = f"{programme.title}{'' if form.startswith('plan') else '任务分解表'}.{suffix}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
