"""Plans as files: what comes in as docx, xlsx, html, pdf or old text is read like pasted text."""

from __future__ import annotations

import io

import pytest
import typst
import xlsxwriter
from docx import Document as new_docx

from linli.reader import IntakeError, from_bytes, from_path, read
from linli.reader.intake import decode

PLAN = ["清河街道2026年工作计划", "一、目标", "全年举办健康讲座不少于12场。"]
LECTURES = ("count_target", ">=", 12, "场", "year")


def only(document):
    [one] = read(document).obligations
    assert one.quote == document.text[one.start : one.end]
    return (one.kind, one.op, one.value, one.unit, one.period)


def docx(paragraphs, table=()):
    document = new_docx()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_word_file():
    assert only(from_bytes(docx(PLAN), "plan.docx")) == LECTURES


def test_a_word_file_is_known_by_its_content():
    assert only(from_bytes(docx(PLAN), "upload")) == LECTURES


def test_a_table_in_a_word_file_is_a_score_sheet():
    table = [("项目", "标准", "分值"), ("组织管理", "有计划、有总结，\n缺一项扣2分", "10")]

    found = read(from_bytes(docx(["考核评分表"], table), "sheet.docx")).obligations

    assert [(one.op, one.value, one.per) for one in found] == [("=", -2, "项"), ("<=", 10, None)]


def test_a_merged_cell_is_read_once():
    document = new_docx()
    document.add_paragraph("考核评分表")
    grid = document.add_table(3, 3)
    for row, cells in zip(
        grid.rows, [("项目", "标准", "分值"), ("管理", "缺一项扣2分", "10"), ("", "迟报扣1分", "5")], strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    grid.cell(1, 0).merge(grid.cell(2, 0))
    file = io.BytesIO()
    document.save(file)

    assert from_bytes(file.getvalue(), "sheet.docx").text.count("管理") == 1


def test_a_workbook():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for row, cells in enumerate(
        [("任务", "数量", "完成时间"), ("安装充电桩", "15处", "6月底前"), ("走访老人", "每月2次", "全年")]
    ):
        sheet.write_row(row, 0, cells)
    book.close()

    found = read(from_bytes(file.getvalue(), "tasks.xlsx")).obligations

    assert [(one.kind, one.value, one.unit, one.deadline, one.frequency) for one in found] == [
        ("count_target", 15, "处", "--06-30", None),
        ("recurring", 2, "次", None, "FREQ=MONTHLY"),
    ]


def test_a_web_page():
    page = "<html><head><title>x</title><script>var a='每月1次'</script></head><body>" + "".join(
        f"<p>{line}</p>" for line in PLAN
    )

    assert only(from_bytes(page.encode(), "plan.html")) == LECTURES


def test_a_web_page_in_an_old_encoding():
    page = '<html><meta charset="gb2312"><body>' + "".join(f"<p>{line}</p>" for line in PLAN)

    assert only(from_bytes(page.encode("gb18030"), "plan.htm")) == LECTURES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_the_usual_encodings(encoding, tmp_path):
    file = tmp_path / "plan.txt"
    file.write_bytes("\n".join(PLAN).encode(encoding))

    assert only(from_path(file)) == LECTURES


def test_decoding_drops_the_byte_order_mark():
    assert decode("计划".encode("utf-8-sig")) == "计划"


def test_a_pdf():
    faces = "Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"
    named = ", ".join(f'"{face}"' for face in faces)
    source = f"#set text(font: ({named}))\n"
    content = typst.compile((source + "\n\n".join(PLAN)).encode())
    try:
        document = from_bytes(content, "plan.pdf")
    except IntakeError:
        pytest.skip("this machine has no Chinese typeface")
    if "健康" not in document.text:
        pytest.skip("this machine has no Chinese typeface")

    assert only(document) == LECTURES


def test_an_empty_file_says_so():
    with pytest.raises(IntakeError, match=r"empty\.txt"):
        from_bytes(b" \n", "empty.txt")


def test_an_old_word_file_without_libreoffice_says_what_to_do(monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(IntakeError, match="LibreOffice"):
        from_bytes(b"\xd0\xcf\x11\xe0 old", "plan.doc")


def test_plain_text_with_pipes_is_a_table():
    text = "任务分解表\n| 任务 | 目标 | 完成时限 |\n|---|---|---|\n| 更换宣传栏 | 12期 | 12月底前 |\n"

    [one] = read(text).obligations

    assert (one.kind, one.value, one.unit, one.deadline) == ("count_target", 12, "期", "--12-31")


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"PK junk", "plan.docx"), (b"PK junk", "plan.xlsx"), (b"%PDF junk", "plan.pdf"), (b"", "plan.html")],
)
def test_a_damaged_file_says_so(content, name):
    with pytest.raises(IntakeError, match=name.replace(".", r"\.")):
        from_bytes(content, name)


def test_a_csv_file_is_a_table():
    content = "指标,目标值,分值\n接种率,≥95%,20\n".encode("gb18030")

    found = read(from_bytes(content, "考核表.csv")).obligations

    assert [(one.kind, one.value) for one in found] == [("rate_target", 95), ("score_rule", 20)]
