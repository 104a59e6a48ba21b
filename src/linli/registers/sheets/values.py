"""What a cell of somebody's file means for a field, or the sentence that says what would have been right."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from linli.registers.fields import EncryptedField
from linli.registers.records import Record
from linli.registers.register import Register, register_of
from linli.registers.secrets import blind
from linli.registers.sheets.columns import LANGUAGES
from linli.tree.models import Account, Unit
from linli.tree.roles import May

YES = {"是", "有", "对", "√", "✓", "☑", "v", "y", "yes", "true", "t", "1"}
NO = {"否", "无", "没有", "不", "×", "✗", "x", "n", "no", "false", "f", "0"}
EXACT = 10**15
KEPT = 20_000
MASKED = re.compile(r"[*＊]{3,}")
FIRST_DAY = dt.date(1899, 12, 30)

_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s*(?:星期|周)[一二三四五六日天])?"
)
_TIME = re.compile(r"[T\s]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$")


class Masked(Exception):
    """The cell holds the mask of a private value, not the value: leave what is there."""


def is_blank(raw: Any) -> bool:
    """Whether a cell says nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


class Reader:
    """Reads the cells of one column; remembers what they came to, since most columns repeat themselves."""

    def __init__(self, register: type[Register], field: models.Field, by: Account) -> None:
        self.field = field
        self.hidden = isinstance(field, EncryptedField) or field.name in register.private
        self._known: dict[tuple[type, Any], Any] = {}
        self._units: _Units | None = None
        self._rows: _Rows | None = None
        other: Any = field.related_model
        if other is Unit:
            self._units = _Units(register, by, writing=field.name == "unit")
        elif field.is_relation and issubclass(other, Record):
            self._rows = _Rows(register_of(other), by)
        self._choices = _choices(field)

    def prepare(self, raws: Iterable[Any]) -> None:
        """Look up together what the cells of many rows name."""
        if self._rows is not None:
            self._rows.learn({text_of(raw) for raw in raws if not is_blank(raw)})

    def read(self, raw: Any, unit: int | None = None) -> Any:
        """The value to store (of a foreign key: its id).

        Args:
            unit: the row's own unit, which tells apart rows of the same name.

        Raises:
            ValidationError: the cell is wrong; says how to write it.
            Masked: it is masked.
        """
        if self._rows is not None:
            return self._rows.named(text_of(raw), unit)
        key = (type(raw), raw)
        if key not in self._known:
            found = self._read(raw)
            if len(self._known) >= KEPT:
                return found
            self._known[key] = found
        return self._known[key]

    def _read(self, raw: Any) -> Any:
        if self._units is not None:
            return self._units.named(text_of(raw))
        if self.hidden and MASKED.search(text_of(raw)):
            raise Masked
        value = self._choice(raw) if self._choices else parsed(self.field, raw)
        return self.field.clean(value, None)

    def _choice(self, raw: Any) -> Any:
        text = text_of(raw)
        found = self._choices.get(text.casefold())
        if found is None:
            ways = "、".join(str(label) for value, label in self.field.flatchoices if value not in ("", None))
            raise ValidationError(
                _("“%(text)s” is not among the choices: %(ways)s.") % {"text": text, "ways": ways}
            )
        return found


def parsed(field: models.Field, raw: Any) -> Any:
    """The value of a cell by the kind of field, not yet validated."""
    if isinstance(field, models.BooleanField):
        return _yes_or_no(raw)
    if isinstance(field, models.DateTimeField):
        return _moment(raw)
    if isinstance(field, models.DateField):
        return day_of(raw)
    if isinstance(field, models.IntegerField):
        return _number(raw, whole=True)
    if isinstance(field, (models.DecimalField, models.FloatField)):
        return _number(raw, whole=False)
    return text_of(raw)


def text_of(raw: Any) -> str:
    """A cell as text; a whole number without `.0`.

    Raises:
        ValidationError: a number so long that the spreadsheet has lost its last digits.
    """
    if isinstance(raw, bool):
        return _("yes") if raw else _("no")
    if isinstance(raw, (int, float)) and abs(raw) >= EXACT:
        raise ValidationError(
            _(
                "The spreadsheet keeps 15 digits of a number and has lost the rest. Format the column "
                "as text, then enter the number again."
            )
        )
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(" ", "minutes")
    return str(raw).replace("\u00a0", " ").strip()


def day_of(raw: Any) -> dt.date:
    """A day as people and spreadsheets write it: 2026-3-1, 2026/3/1, 2026年3月1日, 20260301, a serial."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    text = unicodedata.normalize("NFKC", text_of(raw))
    try:
        if hit := _DAY.match(text):
            rest = text[hit.end() :]
            if not rest or _TIME.match(rest):
                return dt.date(int(hit[1]), int(hit[2]), int(hit[3]))
        if re.fullmatch(r"(19|20)\d{6}", text):
            return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if re.fullmatch(r"\d{4,5}(\.\d+)?", text) and 3000 < float(text) < 80_000:
            return FIRST_DAY + dt.timedelta(days=int(float(text)))
    except ValueError:
        raise ValidationError(_("There is no such day: “%(text)s”.") % {"text": text}) from None
    raise ValidationError(_("“%(text)s” is not a date: write it like 2026-03-01.") % {"text": text})


def _moment(raw: Any) -> dt.datetime:
    day = raw if isinstance(raw, dt.datetime) else dt.datetime.combine(day_of(raw), dt.time())
    text = unicodedata.normalize("NFKC", text_of(raw))
    if not isinstance(raw, dt.datetime) and (hit := re.search(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text)):
        try:
            day = day.replace(hour=int(hit[1]), minute=int(hit[2]), second=int(hit[3] or 0))
        except ValueError:
            raise ValidationError(_("There is no such time: “%(text)s”.") % {"text": text}) from None
    return timezone.make_aware(day) if timezone.is_naive(day) else day


def _number(raw: Any, *, whole: bool) -> Any:
    text = unicodedata.normalize("NFKC", text_of(raw)).replace(",", "").replace(" ", "")
    try:
        number = Decimal(text)
        if not number.is_finite() or (whole and number != int(number)):
            raise InvalidOperation
    except InvalidOperation:
        sentence = _("“%(text)s” is not a whole number.") if whole else _("“%(text)s” is not a number.")
        raise ValidationError(sentence % {"text": text_of(raw)}) from None
    return int(number) if whole else number


def _yes_or_no(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    text = unicodedata.normalize("NFKC", text_of(raw)).casefold()
    if text in YES or text in NO:
        return text in YES
    raise ValidationError(_("“%(text)s” says neither yes nor no.") % {"text": text})


def _choices(field: models.Field) -> dict[str, Any]:
    """What may stand for each choice: the stored value and the words in every language."""
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for value, label in field.flatchoices or ():
                if value not in ("", None):
                    found[str(label).casefold()] = value
                    found[str(value).casefold()] = value
    return found


class _Units:
    """Units by code or name."""

    def __init__(self, register: type[Register], by: Account, *, writing: bool) -> None:
        allowed = by.reach(May.WRITE) if writing else None
        self.by_code: dict[str, int] = {}
        self.by_name: dict[str, list[str]] = {}
        for pk, code, name in Unit.objects.values_list("pk", "code", "name"):
            if allowed is None or register.open_to(by, pk, May.WRITE):
                self.by_code[code] = pk
                self.by_name.setdefault(name, []).append(code)

    def named(self, text: str) -> int:
        if text in self.by_code:
            return self.by_code[text]
        codes = self.by_name.get(text, [])
        if len(codes) > 1:
            raise ValidationError(
                _("Several units are called “%(text)s”: write the code (%(codes)s).")
                % {"text": text, "codes": "、".join(codes[:5])}
            )
        if not codes:
            raise ValidationError(_("There is no such unit within your duties: “%(text)s”.") % {"text": text})
        return self.by_code[codes[0]]


class _Rows:
    """Rows of another register, by `#id` or by what its `known_by` fields hold, looked up many at once."""

    SUGGESTED = 30

    def __init__(self, register: type[Register], by: Account) -> None:
        self.register, self.by = register, by
        self.known: dict[str, list[tuple[int, int]]] = {}  # text → (id, unit) of the rows that it may mean
        self.asked = 0
        self.fields = [
            f
            for f in (register.field(name) for name in register.known_by if "__" not in name)
            if not f.is_relation
        ]

    def learn(self, texts: set[str]) -> None:
        new = {text for text in texts if text not in self.known}
        self._by_id({text for text in new if text.rpartition("#")[2].isdecimal() and "#" in text})
        for field in self.fields:
            self._by_field(field, {text for text in new if not self.known.get(text)})
        for text in new:
            self.known.setdefault(text, [])

    def _by_id(self, texts: set[str]) -> None:
        wanted = {text: int(text.rpartition("#")[2][:18]) for text in texts}
        rows = self.register.rows(self.by).in_bulk(set(wanted.values()))
        for text, pk in wanted.items():
            name = text.rpartition("#")[0].strip()
            # The words before the number guard against a number that now means another row.
            if pk in rows and (not name or name.split()[0] in str(rows[pk])):
                self.known[text] = [(pk, rows[pk].unit_id)]

    def _by_field(self, field: models.Field, texts: set[str]) -> None:
        name, stored = field.name, {}
        for text in texts:
            try:
                stored[text] = field.clean(text, None)
            except ValidationError:
                continue
        if isinstance(field, EncryptedField):
            index = next(
                f for f in field.model._meta.concrete_fields if getattr(f, "source", "") == field.name
            )
            name, stored = index.name, {text: blind(value) for text, value in stored.items()}
        found: dict[Any, list[tuple[int, int]]] = {}
        rows = self.register.rows(self.by).filter(**{f"{name}__in": set(stored.values())})
        for value, pk, unit in rows.values_list(name, "pk", "unit_id"):
            found.setdefault(value, []).append((pk, unit))
        for text, value in stored.items():
            if value in found:
                self.known[text] = found[value]

    def named(self, text: str, unit: int | None) -> int:
        """The id of the one row that the text means; of several, the one in the same unit."""
        if text not in self.known:
            self.learn({text})
        found = self.known[text]
        if len(found) > 1:
            found = [(pk, where) for pk, where in found if where == unit] or found
        if len(found) == 1:
            return found[0][0]
        raise ValidationError(self._sentence(text, found))

    def _sentence(self, text: str, found: list[tuple[int, int]]) -> str:
        rows: list[Any] = []
        if self.asked < self.SUGGESTED:
            self.asked += 1
            open_rows = self.register.rows(self.by)
            rows = list(
                open_rows.filter(pk__in=[pk for pk, _unit in found[:4]])
                if found
                else self.register.found(open_rows, text.rpartition("#")[0] or text, self.by)[:4]
            )
        names = "、".join(f"{row} #{row.pk}" for row in rows)
        what = self.register.singular()
        if found:
            return _("“%(text)s” names several: %(what)s. Write which one, with its number: %(names)s.") % {
                "text": text,
                "what": what,
                "names": names,
            }
        sentence = _("There is no such %(what)s within your duties: “%(text)s”.") % {
            "what": what,
            "text": text,
        }
        if names:
            sentence += _("Is it one of these? %(names)s") % {"names": names}
        return sentence
