"""Working through a plan: its text beside what was found in it, one step for each thing a person can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.programmes import office
from linli.programmes.language.source import read as read_yaml
from linli.programmes.models import Programme
from linli.reader import keeping
from linli.reader.model import LOOSE
from linli.reader.models import PlanItem, PlanText
from linli.reader.packs import written
from linli.tree.models import Account
from linli.web.programmes.access import writes
from linli.web.reading import words
from linli.web.reading.access import item_or_404, plan_or_404
from linli.web.reading.forms import BindForm, ValuesForm
from linli.web.reading.spans import numbered, pieces
from linli.web.rows.access import account_of, page

#: What can be done to an obligation with one press.
STEPS: dict[str, Callable[..., PlanItem]] = {"accept": keeping.accept, "reject": keeping.reject}


@page
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan with its spans marked, and everything found in it."""
    return _page(request, plan_or_404(pk, account_of(request)))


def _page(request: HttpRequest, plan: PlanText, status: int = 200, **more: Any) -> HttpResponse:
    items = list(plan.items.select_related("merged_into"))
    for item in items:
        item.plan = plan
    entries = numbered(items)
    taken = [range(item.start, item.end) for item in items]
    aside = [
        {"start": start, "end": end, "text": plan.text[start:end], "why": why}
        for start, end, why in plan.aside
        if not any(span.start < end and start < span.stop for span in taken)
    ]
    context = {
        "plan": plan,
        "entries": entries,
        "pieces": list(pieces(plan.text, entries)),
        "loose": [one for one in aside if one["why"] == LOOSE],
        "unplaced": [one for one in aside if one["why"] != LOOSE],
        "tally": keeping.tally(plan),
        "at": request.GET.get("at", ""),
        "programme": _programme(plan, account_of(request)),
        **more,
    }
    return render(request, "web/reading/plan.html", context, status=status)


def _programme(plan: PlanText, by: Account) -> Programme | None:
    """The programme that a paper of ours was written from, if the account may write its next version."""
    if not plan.carried:
        return None
    found = office.visible(by).filter(key=read_yaml(plan.carried[0]).tree.get("programme", "")).first()
    return found if found is not None and writes(by, found) else None


@page
@require_safe
def item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The forms of one obligation, with what was done to it."""
    plan = plan_or_404(pk, account_of(request))
    found = item_or_404(plan, item)
    return _forms(request, found, ValuesForm.of(found), BindForm.of(found))


def _forms(request: HttpRequest, item: PlanItem, values: ValuesForm, bind: BindForm, status: int = 200) -> HttpResponse:
    entries = numbered(list(item.plan.items.all()))
    others = [entry for entry in entries if entry.item.pk != item.pk and entry.item.stands]
    others.sort(key=lambda entry: abs(entry.item.start - item.start))
    for entry in entries:
        entry.item.plan = item.plan
    context = {
        "plan": item.plan,
        "item": item,
        "entry": next(entry for entry in entries if entry.item.pk == item.pk),
        "values": values,
        "bind": bind,
        "others": others,
        "offered": words.OFFERED,
        "history": [
            {"by": step.by, "at": step.at, "said": words.step(step.what, step.before, step.after)}
            for step in item.corrections.select_related("by").order_by("-at", "-pk")
        ],
    }
    return render(request, "web/reading/item.html", context, status=status)


@page
@require_POST
def do(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One step: accept, reject, correct, bind or merge."""
    by = account_of(request)
    plan = plan_or_404(pk, by)
    found = item_or_404(plan, item)
    step = request.POST.get("do", "")
    if step in STEPS:
        STEPS[step](found, by=by)
    elif step == "correct":
        values = ValuesForm(request.POST, standing=found.values)
        if not values.is_valid():
            return _forms(request, found, values, BindForm.of(found), status=422)
        keeping.correct(found, values.cleaned_data, by=by)
        messages.success(request, _("The correction is kept."))
    elif step == "bind":
        bind = BindForm(request.POST)
        if not bind.is_valid():
            return _forms(request, found, ValuesForm.of(found), bind, status=422)
        keeping.bind(found, bind.cleaned_data["binding"], by=by)
        messages.success(request, _("The correction is kept."))
    elif step == "merge":
        other = request.POST.get("into", "")
        into = item_or_404(plan, int(other)) if other.isdecimal() and len(other) < 18 else None
        try:
            if into is None:
                raise ValidationError(_("Choose another obligation of the same plan."))
            found = keeping.merge(found, into, by=by)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return _back(plan, found)


def _back(plan: PlanText, item: PlanItem) -> HttpResponse:
    return redirect(f"{reverse('plan', args=[plan.pk])}?at={item.pk}#found-{item.pk}")


@page
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """An obligation that the reader did not take: by the place of its words, or by the words themselves."""
    by = account_of(request)
    plan = plan_or_404(pk, by)
    try:
        start, end = _span(request, plan)
        made = keeping.add(plan, start, end, by=by)
    except ValidationError as error:
        return _page(request, plan, 422, wrong=error.messages, quoted=request.POST.get("quote", "")[:2000])
    return redirect("plan_item", plan.pk, made.pk)


def _span(request: HttpRequest, plan: PlanText) -> tuple[int, int]:
    place, length = request.POST.get("start", ""), request.POST.get("end", "")
    quoted = request.POST.get("quote", "").replace("\r\n", "\n").strip()
    if all(text.isdecimal() and len(text) < 9 for text in (place, length)):
        start, end = int(place), int(length)
        if not quoted or plan.text[start:end].replace("\v", "\n").strip() == quoted:
            return start, end
    if not quoted:
        raise ValidationError(_("Copy the words of the plan that ask for it."))
    start = plan.text.find(quoted)
    if start < 0:
        raise ValidationError(_("These words do not stand in the plan. Copy them exactly as they stand there."))
    if plan.text.find(quoted, start + 1) >= 0:
        raise ValidationError(_("These words stand in the plan more than once. Copy a few more."))
    return start, start + len(quoted)


@page
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft pack as a file."""
    plan = plan_or_404(pk, account_of(request))
    answer = HttpResponse(written(keeping.pack(plan)), content_type="application/yaml; charset=utf-8")
    name = f"{plan.name.rsplit('.', 1)[0][:60]}.yaml"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
