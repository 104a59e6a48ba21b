"""The forms of the administrator's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.registers.filters import DayField
from linli.registers.forms import UnitField
from linli.tree.models import FOREVER, Account, Grant, Kind, Unit
from linli.tree.roles import ROLES, May

ROLE_CHOICES = [(name, role.title) for name, role in ROLES.items()]


class GrantForm(forms.Form):
    """A role at a unit, for a span of days."""

    def __init__(self, by: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(queryset=by.reach(May.ADMINISTER).units, label=_("unit"))
        self.fields["role"] = forms.ChoiceField(choices=ROLE_CHOICES, label=_("role"))
        self.fields["starts"] = DayField(label=_("from"), initial=today)
        self.fields["ends"] = DayField(
            label=_("until"),
            required=False,
            help_text=_("Empty: until further notice. The day itself is out."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The end must be after the beginning."))
        return cleaned

    def grant(self, account: Account) -> Grant:
        """The grant as filled in, not yet saved."""
        given = self.cleaned_data
        return Grant(
            account=account,
            unit=given["unit"],
            role=given["role"],
            starts=given["starts"],
            ends=given["ends"] or FOREVER,
        )


class PasswordForm(forms.Form):
    """A new password: written by the administrator, or made up when left empty."""

    password = forms.CharField(
        label=_("password"),
        required=False,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty and one is made up and shown once."),
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password, self.account)
        return password


class AccountForm(GrantForm, PasswordForm):
    """A new account with its first role."""

    field_order = ["username", "name", "unit", "role", "starts", "ends", "password"]

    def __init__(self, by: Account, *args: Any, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.account = Account()
        own = forms.fields_for_model(Account, ["username", "name"])
        self.fields |= own
        own["username"].label, own["name"].label = _("user name"), _("full name")
        roles = GrantForm(by)
        for name in ("unit", "role", "starts", "ends"):
            self.fields[name] = roles.fields[name]
        self.order_fields(self.field_order)

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if Account.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("This user name is taken."))
        return username


class NameForm(forms.ModelForm):
    """What an account is called and whether it can sign in."""

    class Meta:
        model = Account
        fields = ["name", "email", "is_active"]
        labels = {"name": _("full name"), "is_active": _("can sign in")}
        help_texts = {"is_active": ""}


class UnitForm(forms.ModelForm):
    """What a unit is called."""

    class Meta:
        model = Unit
        fields = ["name", "kind", "code"]


class PlantForm(forms.Form):
    """A new unit below another."""

    name = forms.CharField(label=_("name"), max_length=80)
    kind = forms.ChoiceField(label=_("kind"), choices=Kind.choices)
    code = forms.CharField(label=_("code"), max_length=24)
    since = DayField(label=_("from"), initial=today)


class MoveForm(forms.Form):
    """Another parent from a day on."""

    def __init__(self, by: Account, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = by.reach(May.ADMINISTER).units.exclude(pk=unit.pk)
        self.fields["parent"] = UnitField(queryset=others, label=_("new parent"))
        self.fields["on"] = DayField(label=_("from"), initial=today)


class CloseForm(forms.Form):
    """The first day on which the unit no longer works."""

    on = DayField(label=_("closed from"), initial=today)
