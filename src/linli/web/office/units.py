"""The unit tree: planting, renaming, moving and closing units, each with its day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.almanac import today
from linli.tree import change
from linli.tree.models import Account, Dated, Span, Unit
from linli.tree.roles import May
from linli.web.office.duty import office_page, unit_or_404
from linli.web.office.forms import CloseForm, MoveForm, PlantForm, UnitForm
from linli.web.office.remembering import remember, remembered
from linli.web.rows.access import account_of
from linli.web.rows.forms import put_errors


@office_page
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree below the administrator's grants, as it stands today."""
    by = account_of(request)
    return render(request, "web/office/units.html", {"tree": branches(by)})


def branches(by: Account) -> list[dict[str, Any]]:
    """The administrator's units as nested branches, in two queries."""
    reach = by.reach(May.ADMINISTER)
    found = {unit.pk: {"unit": unit, "below": []} for unit in reach.units}
    roots = dict.fromkeys(found)
    links = Span.objects.filter(Dated.on(today()), depth=1, descendant_id__in=found).order_by("descendant__code")
    for parent, child in links.values_list("ancestor_id", "descendant_id"):
        if parent in found:
            found[parent]["below"].append(found[child])
            roots.pop(child, None)
    return [found[pk] for pk in roots]


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit; a POST says by `do` what is done with it."""
    by = account_of(request)
    found = unit_or_404(by, pk)
    doing = request.POST.get("do", "")
    data = request.POST if request.method == "POST" else None
    made = {
        "name": UnitForm(data if doing == "name" else None, instance=found),
        "plant": PlantForm(data if doing == "plant" else None, prefix="plant"),
        "move": MoveForm(by, found, data if doing == "move" else None, prefix="move"),
        "close": CloseForm(data if doing == "close" else None, prefix="close"),
    }
    status = 200
    if data is not None:
        form = made.get(doing)
        if form is not None and form.is_valid() and _done(by, found, doing, form):
            messages.success(request, _("Saved."))
            return redirect("unit", pk)
        status = 422 if form is not None else 400
    context = {
        "unit": unit_or_404(by, pk),
        "forms": made,
        "doing": doing,
        "path": [above for above in found.path() if above != found],
        "children": found.children().order_by("code"),
        "parentages": found.parentages.select_related("parent"),
        "serves": [service.area for service in found.services.filter(Dated.on(today())).select_related("area")],
        "changes": remembered(found),
        "movable": found.pk not in by.reach(May.ADMINISTER).roots,
    }
    return render(request, "web/office/unit.html", context, status=status)


def _done(by: Account, unit: Unit, doing: str, form: Any) -> bool:
    """Carry one change out; what it refuses stands at the form."""
    given = form.cleaned_data
    try:
        stored = Unit.objects.filter(pk=unit.pk).values("name", "kind", "code", "closed").get()
        if doing == "name":
            form.save()
            remember(by, unit, "changed", before=stored, after={name: getattr(unit, name) for name in stored})
        elif doing == "plant":
            below = Unit(kind=given["kind"], name=given["name"], code=given["code"], opened=given["since"])
            change.plant([(below, unit)], since=given["since"])
            remember(by, below, "opened", after={"name": below.name, "parent": str(unit), "starts": given["since"]})
        elif unit.pk in by.reach(May.ADMINISTER).roots:
            raise PermissionDenied(_("Your own top unit is moved or closed by the administrator above."))
        elif doing == "move":
            above = unit.parent(given["on"])
            change.move(unit, given["parent"], on=given["on"])
            places = {"parent": str(above or "")}, {"parent": str(given["parent"]), "starts": given["on"]}
            remember(by, unit, "moved", before=places[0], after=places[1])
        else:
            change.close(unit, on=given["on"])
            remember(by, unit, "closed", before=stored, after=stored | {"closed": given["on"]})
    except ValidationError as error:
        form.instance = unit
        put_errors(form, error)
        return False
    return True
