"""Numbers as plans write them: 1,200 · 2.5万 · 三十六 · 两 · 百分之四十 · 四成."""

from __future__ import annotations

import re

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10_000, "亿": 100_000_000}

ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,12}(?:\.\d{1,6})?"
CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+"
#: A number, perhaps vague (30余, 两百多), perhaps with a Chinese multiplier (2.5万).
NUMBER = rf"(?:半(?=天|日|个?小时)|(?:{ARABIC})[余多几]?(?:[百千]?万|[百千]|亿)?[余多]?|{CHINESE}[余多]?)"


def number(text: str) -> int | float:
    """The value of a written number; vagueness (余, 多) is dropped. ValueError if it is none."""
    text = re.sub("[余多几,]", "", text)
    arabic = re.match(r"\d+(?:\.\d+)?", text)
    if arabic:
        factor = 1
        for letter in text[arabic.end() :]:
            factor *= _TENS.get(letter) or _GREAT[letter]
        return plain(float(arabic[0]) * factor)
    if text == "半":
        return 0.5
    if not text:
        raise ValueError(text)
    return _chinese(text)


def _chinese(text: str) -> int:
    if all(letter in DIGITS for letter in text):
        return int("".join(str(DIGITS[letter]) for letter in text))
    total = part = digit = 0
    for letter in text:
        if letter in DIGITS:
            digit = DIGITS[letter]
        elif letter in _TENS:
            part += (digit or 1) * _TENS[letter]
            digit = 0
        else:
            total = (total + part + digit or 1) * _GREAT[letter]
            part = digit = 0
    return total + part + digit


def plain(value: float) -> int | float:
    """An int where the value is whole; else rounded to what people write."""
    value = round(value, 6)
    return int(value) if value == int(value) else value
