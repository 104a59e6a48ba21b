"""Forms for one obligation: its values in words, what proves it, what it is merged with."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.reader.models import PlanItem
from linli.reader.packs import SUBMIT, WANTED
from linli.web.reading import words

_NONE = [("", "—")]


class ValuesForm(forms.Form):
    """The values of an obligation as people write them: 每月5日前, 2026年6月底, 30-40."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=list(words.KINDS.items()))
    what = forms.CharField(label=gettext_lazy("what is to be done"), max_length=200)
    who = forms.CharField(label=gettext_lazy("who"), max_length=100, required=False)
    op = forms.ChoiceField(label=gettext_lazy("bound"), choices=[*_NONE, *words.OPERATORS.items()], required=False)
    value = forms.CharField(
        label=gettext_lazy("amount"), max_length=30, required=False, help_text=gettext_lazy("20, or 30-40 for a range")
    )
    unit = forms.CharField(label=gettext_lazy("counted in"), max_length=20, required=False)
    per = forms.CharField(label=gettext_lazy("per whom"), max_length=40, required=False)
    frequency = forms.CharField(
        label=gettext_lazy("how often"), max_length=60, required=False,
        help_text=gettext_lazy("as in a plan: every month, before the 5th of every month"),
        widget=forms.TextInput({"list": "frequencies"}),
    )  # fmt: skip
    deadline = forms.CharField(
        label=gettext_lazy("by when"), max_length=40, required=False,
        help_text=gettext_lazy("as in a plan: 1 May, end of June 2026"),
    )  # fmt: skip
    period = forms.ChoiceField(
        label=gettext_lazy("in which period"), choices=[*_NONE, *words.PERIODS.items()], required=False
    )

    def __init__(self, *args: Any, standing: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing

    @classmethod
    def of(cls, item: PlanItem) -> ValuesForm:
        """The form of an obligation as it stands."""
        values = {name: value for name, value in item.values.items() if value is not None}
        values["value"] = words.number(item.values.get("value"))
        values["frequency"] = words.frequency(item.values.get("frequency"))
        values["deadline"] = words.day(item.values.get("deadline"))
        return cls(initial=values, standing=item.values)

    def clean_value(self) -> Any:
        """A number, or two for a range."""
        text = self.cleaned_data["value"].replace(",", "").replace("，", "").strip()
        if not text:
            return None
        parts = re.split(r"(?<=\d)\s*(?:-|–|—|至|到|~)\s*", text)
        try:
            numbers = [int(part) if re.fullmatch(r"-?\d{1,15}", part) else float(part) for part in parts]
        except ValueError:
            numbers = []
        if len(numbers) not in (1, 2) or not all(abs(one) < 1e15 for one in numbers):
            raise ValidationError(_("Write a number such as 20 or 0.5, or two with “-” between them."))
        if len(numbers) == 2 and numbers[0] > numbers[1]:
            raise ValidationError(_("The first number of a range is the smaller one."))
        return numbers if len(numbers) == 2 else numbers[0]

    def clean_frequency(self) -> str | None:
        """The RRULE."""
        text, stood = self.cleaned_data["frequency"].strip(), self.standing.get("frequency")
        if text == words.frequency(stood):
            return stood
        try:
            return words.frequency_of(text)
        except ValueError:
            raise ValidationError(_("That names no frequency. Write it as a plan does, such as 每月5日前.")) from None

    def clean_deadline(self) -> str | None:
        """The normal form of the day."""
        text, stood = self.cleaned_data["deadline"].strip(), self.standing.get("deadline")
        if text == words.day(stood):
            return stood
        try:
            return words.day_of(text)
        except ValueError:
            text = _("That names no day. Write it as a plan does, such as 5月1日 or 2026年6月底.")
            raise ValidationError(text) from None

    def clean(self) -> dict[str, Any]:
        """Number and bound must fit each other; an event needs its day."""
        given = super().clean() or {}
        value, bound = given.get("value"), given.get("op")
        if "value" in given and "op" in given:
            if isinstance(value, list):
                given["op"] = "range"
            elif bound == "range":
                self.add_error("value", _("A range has two numbers, such as 30-40."))
            elif value is not None and not bound:
                given["op"] = "="
            elif value is None:
                given["op"] = None
        if given.get("kind") == "dated_event" and "deadline" in given and not (given["deadline"] or given["frequency"]):
            self.add_error("deadline", _("An event needs its day or month."))
        return {name: (None if value == "" else value) for name, value in given.items()}


class BindForm(forms.Form):
    """What proves an obligation."""

    way = forms.ChoiceField(label=gettext_lazy("proved by"), required=False)
    papers = forms.MultipleChoiceField(
        label=gettext_lazy("papers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    wanted = forms.CharField(
        label=gettext_lazy("register that is wanted"), max_length=60, required=False,
        help_text=gettext_lazy("for “no register yet”: what it should be called"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = [("submit", _("papers that are filed")), ("wanted", _("no register yet"))]
        choices = [("", _("as the reader proposes")), *words.measures(), (_("Something else"), other)]
        self.fields["way"].choices = choices  # type: ignore[attr-defined]
        self.fields["papers"].choices = list(words.papers().items())  # type: ignore[attr-defined]

    @classmethod
    def of(cls, item: PlanItem) -> BindForm:
        """The form of an obligation as it is bound."""
        way = item.binding
        if way.startswith(SUBMIT):
            return cls(initial={"way": "submit", "papers": way.removeprefix(SUBMIT).split(",")})
        if way.startswith(WANTED):
            return cls(initial={"way": "wanted", "wanted": way.removeprefix(WANTED)})
        return cls(initial={"way": way})

    def clean(self) -> dict[str, Any]:
        """The three fields as one word."""
        given = super().clean() or {}
        way = given.get("way", "")
        if way == "submit" and not given.get("papers"):
            self.add_error("papers", _("Tick the papers that are filed."))
        if way == "wanted" and not given.get("wanted"):
            self.add_error("wanted", _("Say what the register should be called."))
        joined = {
            "submit": SUBMIT + ",".join(given.get("papers", ())),
            "wanted": WANTED + (given.get("wanted") or ""),
        }
        return {**given, "binding": joined.get(way, way)}
