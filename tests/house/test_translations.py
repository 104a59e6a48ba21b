"""Catalogues: what is missing is named with its place, and only what changed is compiled."""

import gettext
import os
from pathlib import Path

import pytest

from linli.config.translations import compile_catalogues, problems, texts

HEADER = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

NAME = _("household")
LONG = _("a sentence "
         "in two parts")
COUNT = ngettext("%(n)d visit", "%(n)d visits", 2)
MAY = pgettext("month", "May")
"""
PAGE = """{% load i18n %}
<h1 title="{% translate 'Today' %}">{{ _("Board")|upper }}</h1>
{% if late %}
    <p>{% blocktranslate trimmed count n=late %}
        {{ n }} thing is late
        {% plural %}
        {{ n }} things are late
    {% endblocktranslate %}</p>
{% endif %}
"""
CHINESE = {
    "household": "住户",
    "a sentence in two parts": "一句话",
    "Today": "今天",
    "Board": "看板",
}
OTHERS = """
#, python-format
msgid "%(n)d visit"
msgid_plural "%(n)d visits"
msgstr[0] "%(n)d次走访"

msgctxt "month"
msgid "May"
msgstr "五月"

#, python-format
msgid "%(n)s thing is late"
msgid_plural "%(n)s things are late"
msgstr[0] "%(n)s项逾期"
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one app, its page, and a complete catalogue."""
    app = tmp_path / "linli" / "tree"
    (app / "templates").mkdir(parents=True)
    (app / "locale/zh_Hans/LC_MESSAGES").mkdir(parents=True)
    (app / "models.py").write_text(CODE)
    (app / "templates/today.html").write_text(PAGE)
    catalogue(tmp_path / "linli").write_text(complete())
    return tmp_path / "linli"


def catalogue(package: Path) -> Path:
    """The app's catalogue."""
    return package / "tree/locale/zh_Hans/LC_MESSAGES/django.po"


def complete() -> str:
    """A catalogue in which nothing is missing."""
    entries = [f'msgid "{text}"\nmsgstr "{chinese}"\n' for text, chinese in CHINESE.items()]
    return "\n".join([HEADER, *entries, OTHERS])


def test_texts_are_found_in_code_and_pages_with_their_place(package):
    found = {(text.text, text.where) for text in texts(package)}
    assert ("household", "linli/tree/models.py:4") in found
    assert ("a sentence in two parts", "linli/tree/models.py:5") in found
    assert ("Today", "linli/tree/templates/today.html:2") in found
    assert ("Board", "linli/tree/templates/today.html:2") in found
    assert any(text == "%(n)s thing is late" for text, _where in found)


def test_a_complete_catalogue_has_no_problem(package):
    assert problems(package) == []


@pytest.mark.parametrize("text", ["household", "Today", "Board"])
def test_a_text_without_chinese_is_named(package, text):
    source = catalogue(package)
    source.write_text(source.read_text().replace(f'msgid "{text}"', 'msgid "something else"'))
    assert len(problems(package)) == 1
    assert f"no zh_Hans for '{text}'" in problems(package)[0]


def test_a_context_is_part_of_the_text(package):
    source = catalogue(package)
    source.write_text(source.read_text().replace('msgctxt "month"', 'msgctxt "permission"'))
    assert "no zh_Hans for 'May'" in problems(package)[0]


def test_an_empty_or_fuzzy_translation_counts_as_missing(package):
    source = catalogue(package)
    source.write_text(source.read_text().replace('msgstr "今天"', 'msgstr ""'))
    assert any("empty: 'Today'" in problem for problem in problems(package))
    source.write_text(complete().replace('msgid "Today"', '#, fuzzy\nmsgid "Today"'))
    assert any("fuzzy: 'Today'" in problem for problem in problems(package))


def test_a_lost_placeholder_is_found_before_it_breaks_a_page(package):
    source = catalogue(package)
    source.write_text(source.read_text().replace("%(n)s项逾期", "%(m)s项逾期"))
    assert any("thing is late" in problem for problem in problems(package))


def test_what_django_says_in_chinese_need_not_be_said_again(package):
    (package / "tree/extra.py").write_text('_("This field is required.")\n')
    assert problems(package) == []


def test_only_changed_catalogues_are_compiled(package):
    (compiled,) = compile_catalogues(package)
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("household") == "住户"
    assert compile_catalogues(package) == []
    later = compiled.stat().st_mtime + 10
    os.utime(catalogue(package), (later, later))
    assert compile_catalogues(package) == [compiled]
