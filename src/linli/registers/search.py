"""Finding rows by words: in their own texts, by the names of what they refer to, by whole numbers kept encrypted.

Each step to another record is a list of its rows or a sub-query, so that an index leads back from them. Only a row's
own texts have to be read one by one; in a very long register that is done for its newest rows alone.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Max, Q

from linli.registers.fields import EncryptedField, PinyinField
from linli.registers.register import Register, register_of
from linli.registers.secrets import blind
from linli.tree.models import Account
from linli.tree.roles import May
from linli.tree.scope import few

WORDS = 6
CHARACTERS = 200  # of the text that is looked for; a database refuses a pattern without end
READ_THROUGH = 100_000


def found(register: type[Register], rows: models.QuerySet, text: str, by: Account | None) -> models.QuerySet:
    """The rows in which every word of the text occurs in some searched path."""
    newest: Q | None = None
    for word in text.replace("\x00", "")[:CHARACTERS].split()[:WORDS]:
        referred, own = Q(), Q()
        for path in register.search:
            if register.model._meta.get_field(path.partition("__")[0]).is_relation:
                referred |= _finding(register.model, path, word, by)
            else:
                own |= _finding(register.model, path, word, by)
        if own and newest is None:
            newest = _newest(register) if too_long(rows) else Q()
        condition = referred | (own & newest) if own and newest is not None else referred
        rows = rows.filter(condition) if condition else rows.none()
    return rows


def too_long(rows: models.QuerySet) -> bool:
    """Whether there are so many rows that only the texts of the newest are read."""
    return rows.order_by()[: READ_THROUGH + 1].count() > READ_THROUGH


def reads_texts(register: type[Register]) -> bool:
    """Whether a search reads texts of the rows themselves."""
    fields = [register.model._meta.get_field(path.partition("__")[0]) for path in register.search]
    return any(not field.is_relation and not isinstance(field, EncryptedField) for field in fields)


def equal_secret(field: EncryptedField, text: str) -> Q:
    """The condition that an encrypted field holds exactly this, by the blind index beside it."""
    index = next(f for f in field.model._meta.concrete_fields if getattr(f, "source", "") == field.name)
    return Q(**{index.name: blind(field.to_python(text))})


def _newest(register: type[Register]) -> Q:
    last = register.model.objects.aggregate(last=Max("pk"))["last"] or 0
    return Q(pk__gt=last - READ_THROUGH)


def _finding(model: Any, path: str, word: str, by: Account | None) -> Q:
    """The condition that the word occurs there; an empty one where it cannot."""
    head, _sep, rest = path.partition("__")
    field = model._meta.get_field(head)
    if field.is_relation:
        return _referring(field, rest, word, by)
    if isinstance(field, EncryptedField):
        return equal_secret(field, word)
    condition = Q(**{f"{head}__icontains": word})
    for beside in model._meta.concrete_fields:
        if isinstance(beside, PinyinField) and beside.source == field.name and word.isascii():
            condition |= Q(**{f"{beside.name}__contains": word.lower()})
    register = getattr(model, "register", None)
    if register is not None and (field.name in register.private or register.private == ["*"]):
        return condition & register.within(by, May.PRIVATE) if by is not None else Q()
    return condition


def _referring(field: Any, rest: str, word: str, by: Account | None) -> Q:
    other = field.related_model
    condition = Q()
    for path in [rest] if rest else [name for name in register_of(other).search if "__" not in name]:
        condition |= _finding(other, path, word, by)
    if not condition:
        return Q()
    ids = few(other._base_manager.filter(condition).order_by().values_list("pk", flat=True))
    return Q(**{f"{field.name}__in": ids}) if ids != [] else Q()
