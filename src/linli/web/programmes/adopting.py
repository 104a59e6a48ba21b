"""A unit adopts a programme with numbers and obligations of its own, changes them, or ends it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from linli.almanac import Period, today
from linli.programmes import office
from linli.programmes.language import PackErrors
from linli.programmes.language import Programme as Definition
from linli.programmes.language.windows import windows
from linli.programmes.models import FOREVER, Adoption, Programme
from linli.registers.door import Conflict
from linli.tree.models import Account, Unit
from linli.tree.roles import May
from linli.web.programmes.access import adopting_units, programme_or_404, unit_or_404
from linli.web.programmes.numbers import Number, issuers_own, of_path, parameters, targets, typed
from linli.web.rows.access import account_of, page

EXTRA_LONGEST = 64 * 1024
EXAMPLE = gettext_lazy("home-talks:\n  title: Talks at home\n  count: visits.made\n  at_least: 20\n  every: quarter")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a unit's own numbers, with the programme's beside them."""
    by = account_of(request)
    programme = programme_or_404(key, by)
    version = programme.current()
    if version is None or version.fault:
        raise Http404
    if "unit" not in request.GET:
        return _choose(request, programme, by)
    unit = _unit(request, programme, by)
    adoption = Adoption.objects.filter(programme=programme, unit=unit, ends=FOREVER).first()
    issued = version.definition
    shown = _Shown(issued, adoption, request)
    status = 200
    would: Adoption | None = None
    if request.method == "POST":
        save = request.POST.get("do") == "save"
        status = 422 if save else 200
        try:
            kept = office.adopt(programme, unit, by=by, save=save, begun=shown.begun, **shown.given())
        except PackErrors as error:
            shown.tell(error)
        except Conflict as conflict:
            status, adoption = 409, Adoption.objects.filter(programme=programme, unit=unit, ends=FOREVER).first()
            shown.conflict = " ".join(conflict.messages)
            shown.begun = adoption.stamp if adoption else ""
        except ValidationError as error:
            shown.said += error.messages
        else:
            if save:
                messages.success(request, _("%(unit)s carries the programme out.") % {"unit": unit})
                return redirect(f"{reverse('programme', args=[key])}?unit={unit.pk}")
            would = kept
    else:
        would = adoption or office.adopt(programme, unit, by=by, save=False)
    context = {
        "programme": programme,
        "version": version,
        "unit": unit,
        "adoption": adoption,
        "shown": shown,
        "months": agenda(would, today().year) if would and not would.fault else [],
        "year": today().year,
        "example": EXAMPLE,
        "preview": request.method == "POST",
    }
    return render(request, "web/programmes/adopt.html", context, status=status)


def _choose(request: HttpRequest, programme: Programme, by: Account) -> HttpResponse:
    """Which unit, where there are several."""
    units = adopting_units(by, programme)
    if not units:
        raise PermissionDenied(_("None of your units can adopt this programme."))
    if len(units) == 1:
        return redirect(f"{reverse('programme_adopt', args=[programme.key])}?unit={units[0].pk}")
    carrying = set(programme.adoptions.filter(ends=FOREVER).values_list("unit_id", flat=True))
    entries = [(unit, unit.pk in carrying) for unit in units]
    return render(request, "web/programmes/adopt_choose.html", {"programme": programme, "entries": entries})


def _unit(request: HttpRequest, programme: Programme, by: Account) -> Unit:
    unit = unit_or_404(request.GET["unit"], by)
    if by.seen_by is not None or not by.may(May.AUTHOR, unit):
        raise PermissionDenied(_("You adopt no programmes at %(unit)s.") % {"unit": unit})
    if not office.eligible(programme).filter(pk=unit.pk).exists():
        raise Http404
    return unit


class _Shown:
    """The form: every number with the programme's value and the unit's own, what was typed, what is wrong."""

    def __init__(self, issued: Definition, adoption: Adoption | None, request: HttpRequest) -> None:
        self.issued = issued
        self.said: list[str] = []
        self.conflict = ""
        data = request.POST if request.method == "POST" else None
        own = {"p": adoption.parameters if adoption else {}, "t": adoption.targets if adoption else {}}
        hidden = issuers_own(issued)
        listed = [*(one for one in parameters(issued) if one.name not in hidden), *targets(issued)]
        self.fields = [_Field(entry, own[entry.section].get(entry.name), data) for entry in listed]
        self.extra = (data.get("extra", "") if data else adoption.extra if adoption else "").replace("\r\n", "\n")
        self.extra_problems: list[str] = []
        self.starts = data.get("starts", "") if data else adoption.starts.isoformat() if adoption else ""
        self.begun = data.get("begun", "")[:16] if data else adoption.stamp if adoption else ""

    @property
    def parameters(self) -> list[_Field]:
        return [field for field in self.fields if field.number.section == "p"]

    @property
    def targets(self) -> list[_Field]:
        return [field for field in self.fields if field.number.section == "t"]

    @property
    def targets_open(self) -> bool:
        """Whether the targets are shown at once: where one is set or wrong."""
        return any(field.typed or field.wrong for field in self.targets)

    def given(self) -> dict[str, Any]:
        """What the unit sets, as the office takes it."""
        if len(self.extra) > EXTRA_LONGEST or "\0" in self.extra:
            raise ValidationError(_("The own obligations are too long."))
        values: dict[str, dict[str, Any]] = {"p": {}, "t": {}}
        for field in self.fields:
            value = field.number.read(field.typed)
            if value is not None:
                values[field.number.section][field.number.name] = value
        return {"parameters": values["p"], "targets": values["t"], "extra": self.extra, "starts": self._day()}

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.starts) if self.starts else None
        except ValueError:
            raise ValidationError(_("“%(text)s” is not a day.") % {"text": self.starts[:20]}) from None

    def tell(self, error: PackErrors) -> None:
        """Put what is wrong beside the field that it is about."""
        by_name = {field.number.field: field for field in self.fields}
        for problem in error.problems:
            field = by_name.get(of_path(self.issued, problem.path))
            if problem.file:
                self.extra_problems.append(str(problem))
            elif field:
                field.wrong.append(problem.message)
            else:
                self.said.append(problem.message)


class _Field:
    """One number of the form."""

    def __init__(self, number: Number, own: Any, data: Any) -> None:
        self.number = number
        self.own = own
        self.typed = data.get(number.field, "")[:200] if data is not None else typed(own)
        self.wrong: list[str] = []


def agenda(adoption: Adoption, year: int) -> list[tuple[str, bool, list[tuple[date, str, str]]]]:
    """What falls due in a year, month by month (and whether it is the present one): day, title, target."""
    definition = adoption.definition
    found: dict[date, set[tuple[date, str, str]]] = defaultdict(set)
    for part in definition.obligations.values():
        for window in windows(part, definition, Period.parse(str(year))):
            if window.due.year == year and adoption.starts <= window.due < adoption.ends:
                found[window.due.replace(day=1)].add((window.due, part.title, str(window.target)))
    now = today().replace(day=1)
    return [
        (Period.containing(month, "month").title, month == now, sorted(entries))
        for month, entries in sorted(found.items())
    ]


@page
@require_POST
def end(request: HttpRequest, key: str) -> HttpResponse:
    """The unit stops carrying the programme out on a day, for a reason."""
    by = account_of(request)
    programme = programme_or_404(key, by)
    unit = unit_or_404(request.GET.get("unit", ""), by)
    back = f"{reverse('programme', args=[key])}?unit={unit.pk}"
    adoption = Adoption.objects.filter(programme=programme, unit=unit, ends=FOREVER).first()
    if adoption is None:
        messages.info(request, _("This adoption has ended already."))
        return redirect("programme", key)
    reason = request.POST.get("reason", "").strip()
    try:
        day = date.fromisoformat(request.POST.get("ends", ""))
        if not reason or len(reason) > 400:
            raise ValidationError(_("Write the reason in at most 400 characters."))
        office.end(adoption, by=by, on=day, reason=reason)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except ValueError:
        messages.error(request, _("Say the day on which it ends."))
    else:
        messages.success(request, _("%(unit)s no longer carries the programme out from that day on.") % {"unit": unit})
        return redirect("programme", key) if day <= today() else redirect(back)
    return redirect(f"{reverse('programme_adopt', args=[key])}?unit={unit.pk}")
