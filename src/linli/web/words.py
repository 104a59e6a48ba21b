"""Words that people look for stay out of addresses, and so out of histories, logs and Referer headers.

A search is sent, its words are kept in the session, and the page that answers is named by a short key
(`?found=…`), which paging, sorting and export carry along.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection

from django.http import HttpRequest, HttpResponseRedirect, QueryDict

KEPT = 20
LONGEST = 200
NAMES_A_ROW = re.compile(r"(?:.*\s)?#(\d{1,18})", re.DOTALL)


def sent(request: HttpRequest, typed: Collection[str], values: QueryDict) -> HttpResponseRedirect:
    """The way to the page that answers a search: what was typed is kept, what was chosen goes into the address."""
    address, words = QueryDict(mutable=True), {}
    for name, value in values.items():
        text = str(value).strip()[:LONGEST]
        if not text or name in ("csrfmiddlewaretoken", "found"):
            continue
        row = NAMES_A_ROW.fullmatch(text) if name != "q" else None
        if name not in typed or row:
            address[name] = f"#{row[1]}" if name in typed and row else text
        else:
            words[name] = text
    if words:
        address["found"] = _kept(request, words)
    return HttpResponseRedirect(f"{request.path}?{address.urlencode()}" if address else request.path)


def exposed(request: HttpRequest, typed: Collection[str]) -> bool:
    """Whether an address that somebody wrote by hand holds words."""
    return any(
        name in typed and str(value).strip() and (name == "q" or not re.fullmatch(r"#?\d+", str(value).strip()))
        for name, value in request.GET.items()
    )


def with_words(request: HttpRequest) -> tuple[QueryDict, bool]:
    """The values of the address with the words kept under its key, and whether these are gone."""
    values = request.GET.copy()
    key = values.pop("found", [""])[-1]
    words = request.session.get("words", {}).get(key) if key else {}
    for name, text in (words or {}).items():
        values[name] = text
    return values, words is None


def _kept(request: HttpRequest, words: dict[str, str]) -> str:
    known = request.session.get("words", {})
    key = next((key for key, kept in known.items() if kept == words), "") or secrets.token_urlsafe(6)
    known.pop(key, None)
    known[key] = words
    request.session["words"] = dict(list(known.items())[-KEPT:])
    return key
