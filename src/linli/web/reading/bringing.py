"""Bringing a plan: a file or pasted text, and what came in before."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from linli.reader import Document, IntakeError, from_bytes, keeping
from linli.reader.carried import Carried, carried
from linli.tree.models import Account, Unit
from linli.web.programmes.access import author_units
from linli.web.reading.access import plan_or_404
from linli.web.rows.access import account_of, page

TYPES = (".docx", ".doc", ".wps", ".pdf", ".txt", ".md", ".html", ".htm", ".xlsx", ".xls", ".ods", ".csv")
LARGEST = 10 * 1024 * 1024
#: What a packed file (docx, xlsx, ods) may come to when it is unpacked.
UNPACKED = 100 * 1024 * 1024
MOST_PAGES = 80
SHOWN = 30
# What no plan says and no database keeps: control characters but tab, line feed and the break within a cell.
_CONTROL = re.compile("[\x00-\x08\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class BringForm(forms.Form):
    """A plan as a file or as text."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("unit"), empty_label=None)
    file = forms.FileField(label=gettext_lazy("file with the plan"), required=False, allow_empty_file=True)
    text = forms.CharField(
        label=gettext_lazy("or the text of the plan"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 14, "spellcheck": "false"}),
        help_text=gettext_lazy("Copy it from the notice and paste it here; the first line is its title."),
    )

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ",".join(TYPES)
        self.fields["file"].help_text = _("docx, doc, pdf with text, txt, html, xlsx; at most %(size)d MB.") % {
            "size": LARGEST // 1024 // 1024
        }
        self.initial.setdefault("unit", units[0].pk)
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """The document, from whichever of the two was given."""
        given = super().clean() or {}
        file, text = given.get("file"), given.get("text") or ""
        if file and text.strip():
            raise ValidationError(_("Give a file or a text, not both."))
        if not file and not text.strip():
            raise ValidationError(_("Choose a file, or paste the text of the plan."))
        document, given["carried"] = _of_file(file) if file else (_of_text(text), None)
        given["document"] = Document(document.name, _CONTROL.sub("", document.text))
        return given


def _of_text(text: str) -> Document:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = next(line.strip() for line in text.split("\n") if line.strip())
    return Document(first[:60], text)


def _of_file(file: UploadedFile) -> tuple[Document, Carried | None]:
    """The text of a file, and what it carries if it is one of ours."""
    name, suffix = PurePath(file.name or "").name[:150], PurePath(file.name or "").suffix.lower()
    if suffix not in TYPES:
        words = {"name": name, "types": "、".join(kind[1:] for kind in TYPES)}
        raise ValidationError(_("%(name)s is no plan that can be read. Files may be: %(types)s.") % words)
    if (file.size or 0) > LARGEST:
        raise ValidationError(_("The file is larger than %(size)d MB.") % {"size": LARGEST // 1024 // 1024})
    content = file.read()
    if not content:
        raise ValidationError(_("%(name)s is empty.") % {"name": name})
    _demand_sane(content, suffix, name)
    try:
        return from_bytes(content, name), carried(content)
    except IntakeError as error:
        raise ValidationError(str(error)) from None


def _demand_sane(content: bytes, suffix: str, name: str) -> None:
    """Refuse what would take minutes to unpack, and what is no text although it says so."""
    damaged = ValidationError(_("%(name)s cannot be read: it is damaged, or not what its name says.") % {"name": name})
    if suffix in (".docx", ".xlsx", ".ods"):
        try:
            size = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
        except (zipfile.BadZipFile, ValueError):
            raise damaged from None
        if size > UNPACKED:
            raise ValidationError(_("%(name)s is too large to be unpacked.") % {"name": name})
    elif suffix == ".pdf":
        import pdfplumber

        try:
            with pdfplumber.open(io.BytesIO(content)) as pages:
                count = len(pages.pages)
        except Exception:  # the parser raises whatever it likes at a damaged file
            raise damaged from None
        if count > MOST_PAGES:
            words = {"name": name, "pages": count, "most": MOST_PAGES}
            raise ValidationError(_("%(name)s has %(pages)d pages; at most %(most)d are read.") % words)
    elif suffix in (".txt", ".md", ".csv") and not content.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in content:
        raise damaged


@page
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """The form, with the plans that were read lately; what is sent is read at once."""
    by = account_of(request)
    units = _demand_units(by)
    form = BringForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            plan = keeping.keep(given["document"], unit=given["unit"], by=by, known=given["carried"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("plan", plan.pk)
    plans = keeping.visible(by).defer("text", "carried").prefetch_related("items")[:SHOWN]
    context = {"form": form, "plans": [(plan, keeping.tally(plan)) for plan in plans]}
    return render(request, "web/reading/bring.html", context, status=422 if form.is_bound else 200)


@page
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a plan that was read off the list; programmes made from it stay."""
    by = account_of(request)
    plan = plan_or_404(pk, by)
    keeping.remove(plan, by=by)
    messages.success(request, _("“%(plan)s” is taken off the list.") % {"plan": plan})
    return redirect("plans")


def _demand_units(by: Account) -> list[Unit]:
    units = author_units(by)
    if not units:
        raise PermissionDenied(_("Your duties do not include writing programmes."))
    return units
