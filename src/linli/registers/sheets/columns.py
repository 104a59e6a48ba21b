"""The columns of a register's sheet: what heads them, and which column of somebody's file is which field."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from linli.registers.register import Register, unknown

LANGUAGES = ("zh-hans", "en")
ROW = "#"
NEAR = 0.75

# Words that head the same column in the lists of different offices.
SYNONYMS = [
    {"姓名", "名字", "居民姓名", "人员姓名", "name"},
    {
        "身份证",
        "身份证号",
        "身份证号码",
        "证件号",
        "证件号码",
        "公民身份号码",
        "identity number",
        "id number",
        "id no",
    },
    {
        "电话",
        "联系电话",
        "电话号码",
        "手机",
        "手机号",
        "手机号码",
        "联系方式",
        "telephone",
        "phone",
        "mobile",
    },
    {"性别", "sex", "gender"},
    {"出生日期", "出生年月", "出生年月日", "生日", "date of birth", "birthday", "born"},
    {"地址", "住址", "家庭住址", "现住址", "居住地址", "详细地址", "address"},
    {
        "单位",
        "社区",
        "村社区",
        "所属社区",
        "所属单位",
        "所在单位",
        "单位名称",
        "填报单位",
        "unit",
        "community",
    },
    {"户号", "户编号", "家庭编号", "household number"},
    {"所在户", "所属户", "家庭", "户号", "户编号", "家庭编号", "household"},
    {"日期", "时间", "date"},
    {"类型", "类别", "种类", "kind", "type"},
    {"备注", "说明", "备注说明", "note", "remark", "remarks"},
]


@dataclass(frozen=True)
class Heading:
    """A column of a file and the field that it was taken for.

    `how` is "name" (its label, field name or a usual synonym), "near" (a similar word: worth a look),
    "chosen" (by the person), "row" (the row's own number), or "" (not read).
    """

    position: int
    text: str
    field: models.Field | None = None
    how: str = ""

    @property
    def letter(self) -> str:
        """The column as spreadsheets call it."""
        return letter(self.position)


def header(field: models.Field) -> str:
    """What heads the field's column in the person's language."""
    return str(field.verbose_name)


def headers(register: type[Register]) -> list[str]:
    """The headings of all fields; of fields with one label the later ones add their name."""
    found: list[str] = []
    for field in register.fields():
        text = header(field)
        found.append(text if text not in found else f"{text}·{field.name}")
    return found


def headings(
    register: type[Register], texts: Sequence[str], chosen: Mapping[str, str] | None = None
) -> list[Heading]:
    """Which column is which field.

    Args:
        chosen: field names by column letter or heading, as the person put them right; "" leaves a column out.

    Raises:
        ValidationError: a field chosen is not there; says which are.
    """
    fields = {field.name: field for field in register.fields()}
    found: dict[int, Heading] = {}
    free = dict(fields)
    for position, text in enumerate(texts):
        named = (chosen or {}).get(letter(position), (chosen or {}).get(text))
        if named is None:
            continue
        if named and named not in fields:
            raise ValidationError(unknown(named, fields))
        found[position] = Heading(
            position, text, free.pop(named, None) if named else None, "chosen" if named else ""
        )
    for names, how in ((_names(register), "name"), (_usual(register), "name")):
        for position, text in enumerate(texts):
            if position in found:
                continue
            if text.strip() == ROW:
                found[position] = Heading(position, text, None, "row")
            elif (name := names.get(plain(text), "")) in free:
                found[position] = Heading(position, text, free.pop(name), how)
    for position, text in enumerate(texts):
        if position not in found:
            near = _nearest(
                plain(text), {name: words for name, words in _words(register).items() if name in free}
            )
            found[position] = (
                Heading(position, text, free.pop(near), "near") if near else Heading(position, text)
            )
    return [found[position] for position in range(len(texts)) if texts[position].strip()]


def score(register: type[Register], texts: Iterable[str]) -> int:
    """How many of the cells of a row are headings of the register."""
    known = _usual(register) | _names(register)
    return len({known[plain(text)] for text in texts if plain(text) in known})


def plain(text: str) -> str:
    """A heading without marks, remarks in brackets, spaces and case."""
    text = unicodedata.normalize("NFKC", str(text)).casefold()
    text = re.sub(r"\([^()]*\)\s*$", "", text) or text
    return re.sub(r"[\s*:_\-/、()]+", "", text)


def letter(position: int) -> str:
    """0 → A, 26 → AA."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


def labels(field: models.Field) -> list[str]:
    """The field's label in every language of the site."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(field.verbose_name))
    return found


def _words(register: type[Register]) -> dict[str, set[str]]:
    return {
        field.name: {plain(text) for text in (*labels(field), field.name, field.attname)}
        for field in register.fields()
    }


def _names(register: type[Register]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, text in zip(register.fields(), headers(register), strict=True):
        for word in (plain(text), *_words(register)[field.name]):
            found.setdefault(word, field.name)
    return found


def _usual(register: type[Register]) -> dict[str, str]:
    """Synonyms that only one field of the register answers to."""
    claims: dict[str, set[str]] = {}
    for name, words in _words(register).items():
        for group in SYNONYMS:
            alike = {plain(word) for word in group}
            if alike & words:
                for word in alike:
                    claims.setdefault(word, set()).add(name)
    return {word: names.pop() for word, names in claims.items() if len(names) == 1}


def _nearest(text: str, words: Mapping[str, set[str]]) -> str:
    if len(text) < 2:
        return ""
    best, name = 0.0, ""
    for field, alike in words.items():
        for word in alike:
            ratio = difflib.SequenceMatcher(None, text, word).ratio()
            if len(word) > 1 and (word in text or text in word):
                ratio = max(ratio, NEAR)
            if ratio > best:
                best, name = ratio, field
    return name if best >= NEAR else ""


def sentence_for(missing: Sequence[models.Field]) -> str:
    """That required columns are not in the file."""
    return _("The file has no column for: %(names)s.") % {
        "names": "、".join(header(field) for field in missing)
    }
