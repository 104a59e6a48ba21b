"""The styled sheet: read back, and never a formula in it."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from linli.reports.document import Column
from linli.reports.tables import write_table
from linli.reports.templates.submission_matrix import matrix
from tests.reports.world import MATRIX


def sheet(title, columns, rows):
    buffer = io.BytesIO()
    write_table(buffer, title, columns, rows)
    buffer.seek(0)
    return buffer


def test_the_submission_matrix_reads_back_as_it_was(tmp_path):
    table = matrix(MATRIX)
    path = tmp_path / "matrix.xlsx"
    write_table(path, table.caption, table.columns, table.rows)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "材料报送情况"
    assert rows[1] == [
        "单位",
        "实施方案",
        "领导小组名单",
        "责任分工",
        "结构图",
        "活动周小结",
        "5月医生手记",
        "6月医生手记",
    ]
    assert rows[5] == ["南山社区卫生服务中心", "4月27日", "未报", "未报", "未报", "迟9天", "未报", "未到期"]


def test_numbers_stay_numbers_and_dates_dates():
    buffer = sheet(
        "签约",
        ["中心", Column("户数", "right"), "率", "日期", "备注"],
        [["城东", 364, Decimal("0.5"), date(2012, 5, 7), None]],
    )
    row = CalamineWorkbook.from_filelike(buffer).get_sheet_by_index(0).to_python()[2]
    assert row == ["城东", 364.0, 0.5, date(2012, 5, 7), ""]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "{=1+1}"])
def test_no_text_becomes_a_formula(text):
    buffer = sheet(text, [text], [[text]])
    xml = zipfile.ZipFile(buffer).read("xl/worksheets/sheet1.xml").decode()
    buffer.seek(0)
    assert "<f>" not in xml and "<f " not in xml
    value = CalamineWorkbook.from_filelike(buffer).get_sheet_by_index(0).to_python()[2][0]
    assert value.endswith(text) and value[0] in "'{"


def test_a_dash_for_nothing_stays_a_dash():
    assert CalamineWorkbook.from_filelike(sheet("x", ["a"], [["-"]])).get_sheet_by_index(0).to_python()[
        2
    ] == ["-"]


def test_a_title_that_no_sheet_may_bear_is_shortened():
    buffer = sheet("2012/05: [各中心]*情况?" + "长" * 40, ["a", "b"], [])
    assert CalamineWorkbook.from_filelike(buffer).sheet_names[0].startswith("201205 各中心情况")
