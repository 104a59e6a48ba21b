"""The reader against texts marked by hand: plans, notices, rules, tables, contracts, stories."""

from __future__ import annotations

import time

import pytest

from linli.reader import read
from tests.reader import corpus
from tests.reader.corpus import PARTS


@pytest.mark.parametrize("part", PARTS)
def test_obligations_are_found_with_their_kind_and_their_values(part):
    found = corpus.compared(part)

    assert found.kind.f1 >= 0.90
    assert found.full.f1 >= 0.85


@pytest.mark.parametrize("part", PARTS)
def test_a_page_without_duties_gives_no_alarm(part):
    assert set(corpus.compared(part).false_alarms.values()) == {0}


@pytest.mark.parametrize("part", PARTS)
def test_a_quotation_is_exactly_what_stands_in_the_text(part):
    for reading in corpus.readings(part):
        for one in (*reading.obligations, *reading.loose_duties, *reading.unplaced):
            assert one.quote == reading.text[one.start : one.end]


def test_five_thousand_characters_take_less_than_a_second():
    page = "\n".join(corpus.texts("dev").values())
    page = (page * (5000 // len(page) + 1))[:5000]
    read(page)  # the patterns are compiled once

    start = time.perf_counter()
    read(page)

    assert time.perf_counter() - start < 1.0
