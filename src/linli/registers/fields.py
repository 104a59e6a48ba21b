"""Field types that records share: encrypted and masked values, and columns derived from other fields."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models import lookups
from django.utils.translation import gettext_lazy as _

from linli.registers import secrets


class EncryptedField(models.TextField):
    """A text kept encrypted. It cannot be looked up; a `BlindIndex` beside it finds equal values."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return secrets.seal(value) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return secrets.unseal(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: look it up by its blind index")
        return super().get_lookup(lookup_name)

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return super().formfield(**{"widget": forms.TextInput, **kwargs})

    def mask(self, value: str) -> str:
        """What is shown to somebody who need not know the whole."""
        return "*" * min(len(value), 8)


class IdNumberField(EncryptedField):
    """A resident identity number (18 digits, GB 11643; an old one of 15 digits is brought to 18)."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value.strip().upper().replace(" ", "") if value else value

    def clean(self, value: Any, model_instance: Any) -> Any:
        value = super().clean(identity_number(self.to_python(value)), model_instance)
        if value and not is_identity_number(value):
            raise ValidationError(_("This is not a valid identity number: check the digits and the last one."))
        return value

    def mask(self, value: str) -> str:
        return f"{value[:3]}***********{value[-4:]}" if len(value) == 18 else super().mask(value)


def identity_number(text: str) -> str:
    """The 18 digits of an identity number; one of 15 digits gets its century and check digit."""
    from stdnum.cn import ric

    if text and len(text) == 15 and text.isdigit():
        stem = f"{text[:6]}19{text[6:]}"
        return stem + ric.calc_check_digit(stem + "0")
    return text


def is_identity_number(text: str) -> bool:
    """Whether the digits, birth date, province and check digit are right (GB 11643).

    The library's own check asks whether the county had its number when the person was born; but numbers were given
    out from 1984 on, by the county of that time, so it would refuse most people who were born before.
    """
    from stdnum import numdb
    from stdnum.cn import ric

    if len(text) != 18 or not (text[:17].isascii() and text[:17].isdigit()):
        return False
    try:
        ric.get_birth_date(text)
    except ric.ValidationError:
        return False
    province = any(found for _digits, found in numdb.get("cn/loc").info(text[:6]))
    return province and text[17] == ric.calc_check_digit(text)


class PhoneField(EncryptedField):
    """A telephone number of 7 to 12 digits."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return "".join(ch for ch in value if ch not in " -—()（）") if value else value

    def clean(self, value: Any, model_instance: Any) -> Any:
        value = super().clean(value, model_instance)
        digits = value.removeprefix("+86") if value else ""
        if value and not (digits.isascii() and digits.isdecimal() and 7 <= len(digits) <= 12):
            raise ValidationError(_("A telephone number has 7 to 12 digits."))
        return digits

    def mask(self, value: str) -> str:
        return f"{value[:3]}****{value[-4:]}" if len(value) == 11 else super().mask(value)


class TagsField(models.CharField):
    """Several names in one column: what an activity is about, which items a lesson covers.

    People read and write `沟通技巧、服务流程`; any usual separator does. The column keeps a separator on both sides,
    so that "equal to a name" in a filter, a pack or a query finds the rows that have the name among theirs.
    """

    SIGN = "、"

    def to_python(self, value: Any) -> Any:
        return self.SIGN.join(self.tags(value)) if value is not None else value

    def get_prep_value(self, value: Any) -> Any:
        tags = self.tags(super().get_prep_value(value))
        return f"{self.SIGN}{self.SIGN.join(tags)}{self.SIGN}" if tags else ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value.strip(self.SIGN) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        return {"exact": _Among, "in": _AmongAny}.get(lookup_name) or super().get_lookup(lookup_name)

    @classmethod
    def tags(cls, value: Any) -> list[str]:
        """The single names, each once."""
        parts = (part.strip() for part in re.split(r"[、，,;；|\n\t]+", str(value or "")))
        return list(dict.fromkeys(part for part in parts if part))


class _Among(lookups.Contains):
    """A name is among the tags; an empty one: there are none."""

    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        return self.lhs.output_field.get_prep_value(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if self.rhs == "":
            return lookups.Exact(self.lhs, "").as_sql(compiler, connection)
        return super().as_sql(compiler, connection)

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return connection.operators["contains"] % rhs


class _AmongAny(lookups.Lookup):
    """One of several names is among the tags."""

    lookup_name = "in"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        found = [_Among(self.lhs, value).as_sql(compiler, connection) for value in self.rhs]
        sql = " OR ".join(part for part, _params in found) or "1 = 0"
        return f"({sql})", [value for _part, params in found for value in params]


class Derived:
    """A column computed from another field of the row whenever it is written."""

    source: str

    def derive(self, record: models.Model) -> Any:
        """The column's value for the record."""
        raise NotImplementedError

    def pre_save(self, record: models.Model, add: bool) -> Any:
        value = self.derive(record)
        setattr(record, self.attname, value)  # type: ignore[attr-defined]
        return value


class _DerivedChar(Derived, models.CharField):
    def __init__(self, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs = {"max_length": 64, "editable": False, "blank": True, **kwargs}
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}


class BlindIndex(_DerivedChar):
    """Keyed digest of an encrypted field: equal values can be found, nothing can be read. Null where empty."""

    def __init__(self, source: str = "", **kwargs: Any) -> None:
        super().__init__(source, **{"null": True, "db_index": True, **kwargs})

    def derive(self, record: models.Model) -> Any:
        value = getattr(record, self.source)
        return secrets.blind(value) if value else None


class PinyinField(_DerivedChar):
    """Initials and full pinyin of a name (`zxm zhangxiaoming`), for search by typing `zxm`."""

    def __init__(self, source: str = "", **kwargs: Any) -> None:
        super().__init__(source, **{"max_length": 240, "db_index": True, **kwargs})

    def derive(self, record: models.Model) -> str:
        return pinyin_of(str(getattr(record, self.source) or ""))[:240]


@lru_cache(maxsize=8192)
def pinyin_of(name: str) -> str:
    """`张小明` → `zxm zhangxiaoming`; text that is not Chinese stays, in lower case."""
    if not name:
        return ""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(name)
    return f"{''.join(s[:1] for s in syllables)} {''.join(syllables)}".lower()
