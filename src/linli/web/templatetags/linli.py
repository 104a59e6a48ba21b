"""What our templates need beyond Django's own tags."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.utils.translation import gettext as _

register = template.Library()

# How the states of records and duties look: each has a colour and a sign, so that colour alone says nothing.
GOOD, WARN, BAD, IDLE = "good", "warn", "bad", "idle"
STATES = {
    **dict.fromkeys(
        ("met", "done", "accepted", "confirmed", "filed", "held", "published", "received", "running"), GOOD
    ),
    **dict.fromkeys(("met_late", "late", "returned", "back"), WARN),
    **dict.fromkeys(("missed", "refused", "broken", "expired"), BAD),
}


@register.filter
def tone(state: Any) -> str:
    """The tone of a state: good, warn, bad, or idle for any that is not known."""
    return STATES.get(str(state), IDLE)


@register.inclusion_tag("web/parts/field.html")
def field(bound: forms.BoundField, wide: bool = False, help: bool = True) -> dict[str, Any]:
    """A form field with its label, help and errors."""
    widget = bound.field.widget
    return {
        "field": bound,
        "tick": isinstance(widget, forms.CheckboxInput),
        "wide": wide or isinstance(widget, forms.Textarea),
        "hidden": bound.is_hidden,
        "help": bound.help_text if help else "",
    }


@register.inclusion_tag("web/parts/errors.html")
def errors(form: Any, line_sets: Any = None) -> dict[str, Any]:
    """The summary on top of a form: every error with a link to its field, those of its lines too."""
    found = [{"text": text} for text in form.non_field_errors()]
    found += [_entry(text, bound, bound.label) for bound in form for text in bound.errors]
    for lines in (line_sets or {}).values():
        found += [{"text": text} for text in lines.non_form_errors()]
        for number, row in enumerate(lines.forms, 1):
            for bound in row:
                label = _("line %(n)d, %(label)s") % {"n": number, "label": bound.label}
                found += [_entry(text, bound, label) for text in bound.errors]
    return {"found": found}


def _entry(text: Any, bound: forms.BoundField, label: Any) -> dict[str, Any]:
    return {"text": text, "at": "" if bound.is_hidden else bound.id_for_label, "label": label}


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The value of a mapping for a key that is itself a variable."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.inclusion_tag("web/parts/progress.html")
def progress(value: Any, target: Any, label: str = "") -> dict[str, Any]:
    """A bar of how far a value is on its way to a target, drawn without inline style."""
    try:
        share = max(0.0, min(1.0, float(value) / float(target))) if target else 0.0
    except (TypeError, ValueError, ZeroDivisionError):
        share = 0.0
    return {"value": value, "target": target, "share": round(share * 100), "label": label}
