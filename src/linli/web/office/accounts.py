"""Accounts and their roles, kept by the administrator of the units where they work."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.almanac import today
from linli.tree.models import Account, Grant
from linli.tree.roles import ROLES, May
from linli.web.office.duty import account_or_404, accounts_kept, keeps, office_page
from linli.web.office.forms import AccountForm, GrantForm, NameForm, PasswordForm
from linli.web.office.remembering import of_grant, remember, remembered
from linli.web.rows.access import account_of
from linli.web.words import sent, with_words

SIZE = 100
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of the administrator's units, by user name."""
    by = account_of(request)
    if request.method == "POST":
        return sent(request, {"q"}, request.POST)
    values, _forgotten = with_words(request)
    words, after = values.get("q", "").strip()[:40], values.get("after", "")[:150]
    rows = accounts_kept(by).filter(username__gt=after).order_by("username")
    if words:
        rows = rows.filter(Q(username__icontains=words) | Q(name__icontains=words))
    found = list(rows.prefetch_related("grants__unit")[: SIZE + 1])
    entries = [{"account": account, "grants": _present(account)} for account in found[:SIZE]]
    context = {
        "entries": entries,
        "words": words,
        "after": found[SIZE - 1].username if len(found) > SIZE else "",
    }
    return render(request, "web/office/accounts.html", context)


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new account with its first role; a password that was made up is shown once."""
    by = account_of(request)
    form = AccountForm(by, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        password = given["password"] or _made_up()
        with transaction.atomic():
            account = Account(username=given["username"], name=given["name"])
            account.set_password(password)
            account.save()
            form.grant(account).save()
            remember(by, account, "opened", after={"name": account.name, **of_grant(account.grants.get())})
        return _password_once(request, account, password if not given["password"] else "")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/office/account_new.html", {"form": form, "roles": ROLES.values()}, status=status)


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its name and state, its roles, what can be done."""
    by = account_of(request)
    found = account_or_404(by, pk)
    return _shown(request, by, found, NameForm(request.POST or None, instance=found))


@office_page
@require_POST
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new password."""
    by = account_of(request)
    found = _kept_or_refused(by, pk)
    form = PasswordForm(found, request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for text in form.errors["password"]))
        return redirect("account", pk)
    chosen = form.cleaned_data["password"] or _made_up()
    found.set_password(chosen)
    found.save(update_fields=["password"])
    remember(by, found, "password")
    return _password_once(request, found, chosen if not form.cleaned_data["password"] else "")


@office_page
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role for the account."""
    by = account_of(request)
    found = account_or_404(by, pk)
    if found == by:
        raise PermissionDenied(_("Nobody gives a role to themselves; ask another administrator."))
    form = GrantForm(by, request.POST)
    if not form.is_valid():
        return _shown(request, by, found, NameForm(instance=found), grant_form=form, status=422)
    held = form.grant(found)
    held.save()
    remember(by, found, "role-given", after=of_grant(held))
    messages.success(request, _("The role has been given."))
    return redirect("account", pk)


@office_page
@require_POST
def end_grant(request: HttpRequest, pk: int, grant_pk: int) -> HttpResponse:
    """End a role today; one that has not begun is taken away."""
    by = account_of(request)
    found = account_or_404(by, pk)
    held = get_object_or_404(Grant, pk=grant_pk, account=found)
    if not by.reach(May.ADMINISTER).covers(held.unit_id):
        raise PermissionDenied(_("This role is at a unit that you do not keep."))
    remember(by, found, "role-ended", before=of_grant(held))
    if held.starts >= today():
        held.delete()
    else:
        held.ends = today()
        held.save()
    messages.success(request, _("The role has ended."))
    return redirect("account", pk)


def _shown(
    request: HttpRequest,
    by: Account,
    found: Account,
    form: NameForm,
    *,
    grant_form: GrantForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if form.is_bound:
        if not keeps(by, found):
            raise PermissionDenied(_("This account has a role outside your units as well."))
        if form.is_valid():
            if found == by and not form.cleaned_data["is_active"]:
                raise PermissionDenied(_("Nobody locks themselves out."))
            stored = Account.objects.filter(pk=found.pk).values(*form.changed_data).get()
            form.save()
            remember(by, found, "changed", before=stored, after={name: getattr(found, name) for name in stored})
            messages.success(request, _("Saved."))
            return redirect("account", found.pk)
        status = 422
    reach = by.reach(May.ADMINISTER)
    grants = [
        {
            "grant": held,
            "role": ROLES[held.role],
            "over": held.ends <= today(),
            "mine": reach.covers(held.unit_id),
        }
        for held in found.grants.select_related("unit").order_by("-ends", "-starts")
    ]
    context = {
        "account": Account.objects.get(pk=found.pk),
        "form": form,
        "grants": grants,
        "grant_form": grant_form or GrantForm(by),
        "password_form": PasswordForm(found),
        "kept": keeps(by, found),
        "myself": found.pk == by.pk,
        "changes": remembered(found),
    }
    return render(request, "web/office/account.html", context, status=status)


def _kept_or_refused(by: Account, pk: int) -> Account:
    found = account_or_404(by, pk)
    if not keeps(by, found):
        raise PermissionDenied(_("This account has a role outside your units as well."))
    return found


def _present(account: Account) -> list[Grant]:
    return [held for held in account.grants.all() if held.starts <= today() < held.ends]


def _made_up() -> str:
    """Sixteen letters in groups of four that nobody mistakes for one another."""
    letters = [secrets.choice(LETTERS) for _position in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def _password_once(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    if not password:
        messages.success(request, _("Saved."))
        return redirect("account", account.pk)
    context = {"account": account, "password": password}
    response = render(request, "web/office/password.html", context)
    response["Cache-Control"] = "no-store"
    return response
