"""Sheets in: the files that offices have, and files that are not what they seem."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from linli.people.register import Households, Residents
from linli.registers.sheets import SheetRefused, read_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.database]


# What files look like


def test_headings_are_found_below_a_title_and_below_merged_cells(world, xlsx):
    def dress(book, sheet):
        sheet.merge_range(0, 0, 0, 3, "荷花社区居民花名册（2026年）")
        sheet.merge_range(1, 0, 1, 1, "基本情况")
        sheet.merge_range(1, 2, 2, 2, "户编号 *")
        sheet.merge_range(3, 2, 4, 2, "0417")

    world.household(number="0417")
    file = xlsx(
        [], [], ["姓 名", "出生年月日"], ["王桂兰", "1950-06-01"], ["赵大明", "1961/2/3"], dress=dress
    )
    plan = read_sheet(Residents, file, by=world.sun)
    assert (plan.header_row, [str(error) for error in plan.errors], plan.new) == (3, [], 2)
    assert {record.household.number for record in plan.records()} == {"0417"}


def test_a_table_that_does_not_begin_in_the_corner(world, xlsx):
    plan = read_sheet(
        Households, xlsx([], [], ["", "", "户号", "地址"], ["", "", "0001", "长"]), by=world.sun
    )
    assert (plan.header_row, [heading.letter for heading in plan.headings]) == (3, ["C", "D"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_text_files_of_every_office(world, text, encoding, mark):
    content = f"户号{mark}地址\n0001{mark}翠湖路１号\n"
    plan = read_sheet(Households, text(content, encoding), by=world.sun)
    assert [(record.number, record.address) for record in plan.records()] == [("0001", "翠湖路１号")]


def test_an_ods_file(world):
    def cell(content):
        return f'<table:table-cell office:value-type="string"><text:p>{content}</text:p></table:table-cell>'

    cells = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>"
        for row in (["户号", "地址"], ["0001", "翠湖路1号"])
    )
    file = BytesIO()
    file.name = "户.ods"
    base = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{base}:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
            f'<table:table table:name="户">{cells}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
        packed.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{base}:manifest:1.0"/>',
        )
    file.seek(0)
    assert read_sheet(Households, file, by=world.sun).new == 1


def test_a_formula_is_read_as_the_value_that_was_saved_and_an_error_is_named(world, xlsx):
    def dress(book, sheet):
        sheet.write_formula(1, 1, '="翠湖路"&1&"号"', None, "翠湖路1号")
        sheet.write_formula(2, 1, "=VLOOKUP(1,A:A,2)", None, "#N/A")

    plan = read_sheet(Households, xlsx(["户号", "地址"], ["0001"], ["0002"], dress=dress), by=world.sun)
    assert any("2 " in note for note in plan.notes)
    assert [(error.row, error.column) for error in plan.errors] == [(3, "B")]
    assert [record.address for record in plan.records()] == ["翠湖路1号"]


def test_a_sheet_that_was_not_read_is_said(world, xlsx):
    def dress(book, sheet):
        book.add_worksheet("明细").write(0, 0, "x")

    plan = read_sheet(Households, xlsx(["户号", "地址"], ["0001", "长"], dress=dress), by=world.sun)
    assert (plan.new, plan.notes) == (1, ["Only the sheet “名单” was read."])


def test_columns_can_be_put_right_by_the_person(world, xlsx):
    file = [["编码", "门牌", "户主电话"], ["0001", "翠湖路1号", "1"]]
    with pytest.raises(SheetRefused):
        read_sheet(Households, xlsx(*file), by=world.sun)
    plan = read_sheet(Households, xlsx(*file), by=world.sun, chosen={"编码": "number", "B": "address"})
    assert plan.new == 1
    assert [heading.text for heading in plan.unread] == ["户主电话"]
    with pytest.raises(ValidationError, match="adress"):
        read_sheet(Households, xlsx(*file), by=world.sun, chosen={"B": "adress"})


def test_a_near_word_is_taken_and_marked_as_a_guess(world, xlsx):
    plan = read_sheet(
        Households, xlsx(["household number", "addresses", "天气"], ["0001", "翠湖路", "晴"]), by=world.sun
    )
    assert [(heading.text, heading.how) for heading in plan.headings] == [
        ("household number", "name"),
        ("addresses", "near"),
        ("天气", ""),
    ]


# Files that are not what they seem


def _zip(name: str, **members: bytes) -> BytesIO:
    file = BytesIO()
    file.name = name
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for member, content in members.items():
            packed.writestr(member.replace("__", "/").replace("_xml", ".xml"), content)
    file.seek(0)
    return file


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("名单.xlsx", b"just some text, no sheet\n"),
        ("名单.csv", b"PK\x03\x04 and then nothing"),
        ("名单.xlsx", b"<html><table><tr><td>1</td></tr></table></html>"),
        ("名单.csv", b"\x7fELF\x00\x00\x00"),
        ("名单.exe", b"MZ"),
        ("名单.csv", b""),
        ("名单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
    ],
)
def test_a_file_that_lies_about_its_type_is_refused_in_words(world, name, content):
    file = BytesIO(content)
    file.name = name
    with pytest.raises(SheetRefused) as refused:
        read_sheet(Households, file, by=world.sun)
    assert refused.value.messages[0].endswith(".")


def test_a_zip_bomb_is_not_opened(world):
    bomb = _zip("名单.xlsx", xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=b"0" * 60_000_000)
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(SheetRefused, match="unpacks"):
        read_sheet(Households, bomb, by=world.sun)


def test_a_member_larger_than_the_directory_says_is_refused(world):
    bomb = _zip("名单.xlsx", xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=b"0" * 3_000_000)
    raw = bytearray(bomb.getvalue())
    size = (3_000_000).to_bytes(4, "little")
    while (at := raw.find(size)) >= 0:
        raw[at : at + 4] = (1000).to_bytes(4, "little")
    lying = BytesIO(bytes(raw))
    lying.name = "名单.xlsx"
    with pytest.raises(SheetRefused):
        read_sheet(Households, lying, by=world.sun)


def test_one_cell_far_away_does_not_fill_the_memory(world, xlsx):
    def dress(book, sheet):
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(SheetRefused, match="far outside"):
        read_sheet(Households, xlsx(["户号", "地址"], ["0001", "长"], dress=dress), by=world.sun)


def test_too_many_rows_or_bytes_are_refused_in_words(world, text, settings):
    settings.SHEET_ROWS = 100
    content = "户号,地址\n" + "".join(f"{n:04d},翠湖路\n" for n in range(101))
    with pytest.raises(SheetRefused, match="100"):
        read_sheet(Households, text(content), by=world.sun)
    settings.SHEET_MB = 0
    with pytest.raises(SheetRefused, match="MB"):
        read_sheet(Households, text(content), by=world.sun)


def test_a_sheet_without_the_headings_says_which_it_wants(world, text):
    with pytest.raises(SheetRefused, match="household number"):
        read_sheet(Households, text("天气,温度\n晴,20\n"), by=world.sun)


def test_a_missing_column_is_named(world, text):
    plan = read_sheet(Households, text("户号,房号,room\n0001,1,2\n"), by=world.sun)
    assert "address" in str(plan.errors[0])
