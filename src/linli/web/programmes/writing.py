"""Writing a programme: its text with what is wrong beside it, its numbers as a form, draft and publication."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.almanac import today
from linli.programmes import office
from linli.programmes.language import PackErrors, Problem, lint, load
from linli.programmes.language import Programme as Definition
from linli.programmes.language.source import LONGEST
from linli.programmes.models import Programme, Version, stamp
from linli.programmes.own import examined
from linli.registers.door import Conflict
from linli.tree.models import Account, Unit
from linli.web.programmes import describe, library
from linli.web.programmes.access import author_units, demand_writing, programme_or_404
from linli.web.programmes.numbers import numbers, put
from linli.web.programmes.reading import changes
from linli.web.rows.access import account_of, page

LISTED = 50
LIVE = 100_000  # characters that are checked while somebody types; twice the longest real plan


class TextForm(forms.Form):
    """The text of a programme and what goes with it."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("issued by"), empty_label=None)
    text = forms.CharField(
        label=gettext_lazy("text of the programme"),
        strip=False,
        required=False,
        widget=forms.Textarea({"rows": 36, "spellcheck": "false", "autocapitalize": "off", "wrap": "off"}),
    )
    note = forms.CharField(
        label=gettext_lazy("what changed"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("One sentence for those who carry the programme out."),
    )
    file = forms.FileField(label=gettext_lazy("pack file"), required=False)
    begun = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".yaml,.yml,text/yaml,text/plain"
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.initial["unit"] = units[0].pk

    def clean_text(self) -> str:
        """The text with the line ends of a pack."""
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")

    def clean_file(self) -> str | None:
        """The text of the file, if one was brought."""
        file = self.cleaned_data["file"]
        if not file:
            return None
        if file.size > LONGEST:
            raise ValidationError(_("The pack is longer than %(size)d kB.") % {"size": LONGEST // 1024})
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_("The file is not UTF-8 text.")) from None
        if "\0" in text:
            raise ValidationError(_("The file is not UTF-8 text."))
        return text.replace("\r\n", "\n")


@page
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Where a new programme may begin."""
    by = account_of(request)
    _demand_units(by)
    copies = [programme for programme in office.visible(by) if programme.current()]
    return render(request, "web/programmes/begin.html", {"packs": library.packs(), "copies": copies})


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The text of a new programme; `from` says what it begins with."""
    by = account_of(request)
    units = _demand_units(by)
    if request.method != "POST":
        origin = request.GET.get("from", "")
        text = library.text_of(origin, by, today().year)
        if text is None:
            raise Http404
        plan = library.plan_of(origin, by)
        unit = plan.unit if plan and plan.unit in units else units[0]
        form = TextForm(units=units, initial={"text": text, "unit": unit.pk})
        return _editor(request, form, None, text)
    return _posted(request, by, units, None)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The draft of a programme; without one, its present text, or that of a plan (`from`), of which one is made."""
    by = account_of(request)
    programme = programme_or_404(key, by)
    demand_writing(by, programme)
    if request.method == "POST":
        return _posted(request, by, [programme.unit], programme)
    version = programme.draft() or programme.current()
    if version is None:
        raise Http404
    note = version.note if version.published_at is None else ""
    text = version.text
    if "from" in request.GET:
        brought = library.next_text(request.GET["from"], by, programme)
        if brought is None:
            raise Http404
        text = brought
    initial = {"text": text, "note": note, "begun": version.stamp}
    return _editor(request, TextForm(units=[programme.unit], initial=initial), programme, text)


def _demand_units(by: Account) -> list[Unit]:
    units = author_units(by)
    if not units:
        raise PermissionDenied(_("Your duties do not include writing programmes."))
    return units


def _posted(request: HttpRequest, by: Account, units: list[Unit], programme: Programme | None) -> HttpResponse:
    form = TextForm(request.POST, request.FILES, units=units)
    do = request.POST.get("do", "check")
    if not form.is_valid():
        return _editor(request, form, programme, request.POST.get("text", "")[:LONGEST], status=422)
    text = form.cleaned_data["text"]
    if do == "upload" and form.cleaned_data["file"]:
        return _again(request, form, units, programme, form.cleaned_data["file"])
    if do in ("numbers", "save", "publish"):
        text, wrong = _with_numbers(text, request)
        form.cleaned_data["text"] = text
        if do == "numbers" or wrong:
            status = 200 if do == "numbers" else 422
            return _again(request, form, units, programme, text, numbers_wrong=wrong, status=status)
    if do not in ("save", "publish"):
        return _again(request, form, units, programme, text)
    try:
        version = _save(form, by, programme)
    except PackErrors:
        return _editor(request, form, programme, text, status=422)
    except Conflict as conflict:
        there = programme.draft() or programme.current() if programme else None
        form = _form(units, form, text, there.stamp if there else "")
        return _editor(request, form, programme, text, conflict=conflict, there=there, status=409)
    except ValidationError as error:
        form.add_error(None, error)
        return _editor(request, form, programme, text, status=422)
    if do == "publish":
        return redirect("programme_publish", version.programme.key)
    if version.fault:
        messages.warning(request, _("The draft is kept. It still has mistakes and cannot be published yet."))
    else:
        messages.success(request, _("The draft is kept."))
    return redirect("programme_edit", version.programme.key)


def _save(form: TextForm, by: Account, programme: Programme | None) -> Version:
    text, note = form.cleaned_data["text"], form.cleaned_data["note"]
    unit = programme.unit if programme else form.cleaned_data["unit"]
    if programme is None:
        _demand_new(text, unit)
        return office.draft(text, unit=unit, by=by, note=note)
    begun = form.cleaned_data["begun"]
    return office.draft(text, unit=unit, by=by, programme=programme, note=note, begun=begun, unfinished=True)


def _demand_new(text: str, unit: Unit) -> None:
    """A new programme must not fall upon one that is there; the same text sent twice may."""
    there = Programme.objects.filter(key=load(text).programme, unit=unit).first()
    if there is None or ((draft := there.draft()) and draft.stamp == stamp(text)):
        return
    raise ValidationError(
        _("Your unit has a programme with the key “%(key)s” already: change that one, or give this another key.")
        % {"key": there.key}
    )


def _with_numbers(text: str, request: HttpRequest) -> tuple[str, list[str]]:
    """The text with the numbers that were changed in the form written into it, and the titles of those that could not.

    A number that stands in the form as it came stays as the text has it.
    """
    try:
        programme = load(text)
    except PackErrors:
        return text, []
    wrong = []
    for entry in numbers(programme):
        given = request.POST.get(entry.field)
        came = request.POST.get(f"was-{entry.field}", entry.text)
        if given is None or given.strip() in (came, entry.text):
            continue
        try:
            text = put(text, entry.path, entry.read(given[:200]))
        except LookupError:
            wrong.append(entry.title)
    return text, wrong


def _form(units: list[Unit], form: TextForm, text: str, begun: str) -> TextForm:
    kept = {"note": form.cleaned_data["note"], "unit": form.cleaned_data["unit"].pk}
    return TextForm(units=units, initial={**kept, "text": text, "begun": begun})


def _again(
    request: HttpRequest, form: TextForm, units: list[Unit], programme: Programme | None, text: str, **more: Any
) -> HttpResponse:
    return _editor(request, _form(units, form, text, form.cleaned_data["begun"]), programme, text, bound=True, **more)


def _editor(
    request: HttpRequest,
    form: TextForm,
    programme: Programme | None,
    text: str,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    definition, found = examined(text)
    context = {"form": form, "programme": programme, **_findings(definition, found), **more}
    if programme is not None:
        context["draft"] = programme.draft()
    entries = numbers(definition) if definition else []
    context["parameters"] = [entry for entry in entries if entry.section == "p"]
    context["targets"] = [entry for entry in entries if entry.section == "t"]
    return render(request, "web/programmes/edit.html", context, status=status)


def _findings(definition: Definition | None, found: tuple[Problem, ...]) -> dict[str, Any]:
    """What is wrong with a text; for a sound one, what the rules say of it."""
    wrong = any(not problem.warning for problem in found)
    rules = lint(definition) if definition and not wrong else []
    return {"problems": found[:LISTED], "more": max(0, len(found) - LISTED), "broken": wrong, "rules": rules}


@page
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What is wrong with the text that is being written: asked by the editor while somebody types."""
    by = account_of(request)
    _demand_units(by)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    context = {"too_long": True} if len(text) > LIVE else _findings(*examined(text))
    return render(request, "web/programmes/problems.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """What publishing the draft would change; with the reasons that the rules want, it is published."""
    by = account_of(request)
    programme = programme_or_404(key, by)
    demand_writing(by, programme)
    version = programme.draft()
    if version is None:
        if request.method == "POST":  # the same form sent twice
            return redirect("programme", key)
        raise Http404
    if version.fault:
        messages.error(request, _("The draft has mistakes and cannot be published yet."))
        return redirect("programme_edit", key)
    reasons = {name[7:]: str(text)[:400] for name, text in request.POST.items() if name.startswith("reason-")}
    said: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            office.publish(version, by=by, overrides=reasons, begun=request.POST.get("begun", ""))
        except Conflict as conflict:
            said, status = conflict.messages, 409
            version.refresh_from_db()
        except ValidationError as error:
            said, status = error.messages, 422
        else:
            messages.success(request, _("Version %(number)d is published.") % {"number": version.number})
            return redirect("programme", key)
    context = {
        "programme": programme,
        "version": version,
        "current": programme.current(),
        "changes": changes(programme.current(), version),
        "rules": _rules(version, reasons),
        "staying": office.left_behind(version),
        "adopted": programme.adoptions.filter(ends__gt=today()).count(),
        "said": said,
    }
    return render(request, "web/programmes/publish.html", context, status=status)


def _rules(version: Version, reasons: dict[str, str]) -> list[dict[str, Any]]:
    """The findings of the lint, those of one rule together, each with the reason given so far."""
    found: dict[str, dict[str, Any]] = {}
    for finding in office.findings(version):
        entry = found.setdefault(
            finding.rule,
            {
                "rule": finding.rule,
                "title": finding.title,
                "findings": [],
                "reason": reasons.get(finding.rule, finding.reason),
            },
        )
        entry["findings"].append((finding, describe.place(version.definition, finding.where)))
    return list(found.values())


@page
@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throw the draft away."""
    by = account_of(request)
    programme = programme_or_404(key, by)
    demand_writing(by, programme)
    version = programme.draft()
    if version is not None:
        office.discard(version, by=by)
        messages.success(request, _("The draft is thrown away."))
    return redirect("programme", key) if Programme.objects.filter(key=key).exists() else redirect("programmes")
