"""What people look for stays out of addresses: names, telephone and identity numbers."""

from __future__ import annotations

import logging
import logging.config
from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

pytestmark = pytest.mark.database

NUMBER = "13812345678"


@pytest.fixture
def wang(world):
    """王桂兰 of 荷花社区."""
    world.resident(name="李大海", born=date(1961, 2, 3))
    return world.resident(name="王桂兰", phone=NUMBER)


@pytest.mark.parametrize("words", ["王桂兰", NUMBER, "wgl"])
@pytest.mark.parametrize("address", ["/r/residents/", "/r/"])
def test_a_search_is_answered_under_a_key(words, address, world, visit, wang):
    visitor = visit(world.sun)
    answer = visitor.post(address, {"q": words})
    assert answer.status_code == 302
    assert words not in unquote(answer["Location"])
    page = visitor.page(answer["Location"])
    assert f"/r/residents/{wang.pk}" in page
    assert "李大海" not in page
    links = [unquote(part.split('"')[0]) for part in page.split('href="')[1:]]
    assert not any(words in link for link in links)


def test_sorting_paging_and_export_keep_the_search(world, visit, wang, text_of):
    visitor = visit(world.sun)
    address = visitor.post("/r/residents/", {"q": "王桂兰", "sex": "female", "sort": "name"})["Location"]
    assert parse_qs(urlsplit(address).query).keys() == {"sex", "sort", "found"}
    sheet = visitor.get(address.replace("/r/residents/", "/r/residents/export.csv"))
    text = b"".join(sheet.streaming_content).decode("utf-8-sig")
    assert "王桂兰" in text and "李大海" not in text


def test_a_row_that_is_named_goes_by_its_number(world, visit):
    contract = world.contract(household=world.household(address="翠湖路12号"))
    world.visit(contract=contract)
    visitor = visit(world.chen)
    address = visitor.post("/r/visits/", {"contract": f"{contract} #{contract.pk}"})["Location"]
    assert unquote(address) == f"/r/visits/?contract=#{contract.pk}"
    assert f'value="{contract} #{contract.pk}"' in visitor.page(address)
    named = visitor.post("/r/visits/", {"contract": "翠湖路12号"})["Location"]
    assert "翠湖" not in unquote(named)
    assert "1 条" in visitor.page(named)


def test_words_in_an_address_written_by_hand_are_taken_out_of_it(world, visit, wang):
    answer = visit(world.sun).get("/r/residents/", {"q": NUMBER})
    assert answer.status_code == 302
    assert NUMBER not in answer["Location"]


def test_a_search_is_only_its_owners_and_not_kept_for_ever(world, visit, wang, text_of):
    address = visit(world.sun).post("/r/residents/", {"q": "王桂兰"})["Location"]
    answer = visit(world.everybody).get(address)
    assert answer.status_code == 400
    assert "请重新搜索" in text_of(answer)
    export = address.replace("/r/residents/", "/r/residents/export.csv")
    assert visit(world.everybody).get(export).status_code == 400


def test_the_picker_is_asked_without_an_address(world, visit, wang):
    visitor = visit(world.sun)
    assert visitor.get("/r/residents/pick", {"q": "wgl"}).status_code == 405
    assert len(visitor.post("/r/residents/pick", {"q": "wgl"}).json()["offers"]) == 1


def test_whoever_looks_as_somebody_may_search_too(world, visit, wang):
    visitor = visit(world.root)
    visitor.post(f"/office/accounts/{world.sun.pk}/look")
    assert visitor.post("/r/residents/", {"q": "王桂兰"}).status_code == 302
    assert visitor.post("/r/residents/new", {"name": "王桂兰"}).status_code == 403


@pytest.mark.parametrize(("address", "field"), [("/office/accounts", "q"), ("/office/access", "who")])
def test_colleagues_are_looked_for_without_an_address(address, field, world, visit):
    visitor = visit(world.root)
    answer = visitor.post(address, {field: "陈雨禾"})
    assert "陈雨禾" not in unquote(answer["Location"])
    assert "陈雨禾" in visitor.page(answer["Location"])


def test_other_sites_are_not_told_where_somebody_came_from(world, visit):
    assert visit(world.sun).get("/r/residents/")["Referrer-Policy"] == "same-origin"


def test_a_mistake_of_ours_writes_no_personal_data_into_the_log(world, visit, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError(f"Key (phone)=({NUMBER}) already exists")

    visitor = visit(world.sun)
    visitor.raise_request_exception = False
    monkeypatch.setattr("linli.web.rows.listing.filtered", broken)
    with caplog.at_level(logging.INFO):
        answer = visitor.post("/r/residents/", {"q": NUMBER}, follow=True)
    assert answer.status_code == 500
    assert NUMBER not in answer.content.decode()
    from linli.config.settings import LOGGING

    made = LOGGING["formatters"]["json"]
    written = [logging.config.DictConfigurator({}).configure_formatter(dict(made)).format(r) for r in caplog.records]
    assert any("RuntimeError" in line for line in written)
    assert NUMBER not in "".join(written)
