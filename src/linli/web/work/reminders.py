"""How a person wants to be reminded: daily e-mail, calendar feed."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.duties import feed
from linli.duties.models import Reminder
from linli.web.rows.access import account_of, page


class MailForm(forms.Form):
    """Whether, and where to."""

    daily_mail = forms.BooleanField(label=gettext_lazy("daily e-mail with what is late and due"), required=False)
    email = forms.EmailField(label=gettext_lazy("e-mail address"), required=False, max_length=254)

    def clean(self) -> dict:
        """A mail needs an address."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("daily_mail") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Where is the mail to go?"))
        return cleaned


@page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Show the settings; a POST changes one of them. A new address is shown once, for only its digest is kept."""
    by = account_of(request)
    kept = Reminder.objects.filter(account=by).first()
    form = MailForm(initial={"daily_mail": bool(kept and kept.daily_mail), "email": by.email})
    status, secret = 200, ""
    if request.method == "POST" and by.seen_by is None:
        doing = request.POST.get("do", "")
        if doing == "open":
            secret = feed.new_address(by)
        elif doing == "close":
            feed.close(by)
            messages.success(request, _("The address is closed; calendars that use it stay as they are."))
            return redirect("reminders")
        else:
            form = MailForm(request.POST)
            if form.is_valid():
                by.email = form.cleaned_data["email"]
                by.save(update_fields=["email"])
                values = {"daily_mail": form.cleaned_data["daily_mail"]}
                Reminder.objects.update_or_create(account=by, defaults=values)
                messages.success(request, _("Saved."))
                return redirect("reminders")
            status = 400
    context = {
        "form": form,
        "open": feed.is_open(by),
        "address": f"{settings.SITE_URL}{reverse('feed', args=[secret])}" if secret else "",
    }
    return render(request, "web/work/reminders.html", context, status=status)
