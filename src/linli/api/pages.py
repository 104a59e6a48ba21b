"""The page on which somebody makes and takes back the tokens of their own account."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from linli.api.tokens import DAYS, create, revoke, tokens_of
from linli.tree.models import Account


class TokenForm(forms.Form):
    """What a new token is for."""

    name = forms.CharField(label=gettext_lazy("used for"), max_length=60)
    days = forms.IntegerField(label=gettext_lazy("valid for days"), min_value=1, max_value=3660, initial=DAYS)
    writes = forms.BooleanField(
        label=gettext_lazy("may write as well"),
        required=False,
        help_text=gettext_lazy("Not ticked: it can only read."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that work, and a form for a new one, whose secret is shown this once."""
    by = request.user
    assert isinstance(by, Account)
    if "revoke" in request.POST:
        number = request.POST["revoke"]
        revoke(get_object_or_404(tokens_of(by), pk=int(number) if number.isdecimal() else 0), by=by)
        messages.success(request, _("The token works no longer."))
        return redirect("tokens")
    form, secret, status = TokenForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                _token, secret = create(by, given["name"], read_only=not given["writes"], days=given["days"])
                form, status = TokenForm(), 200
            except ValidationError as error:
                form.add_error(None, error.messages)
    context = {"tokens": tokens_of(by), "form": form, "secret": secret}
    response = render(request, "api/tokens.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
