"""An official document, opened again as docx, as PDF and as a page."""

from __future__ import annotations

import dataclasses
import io
from datetime import date

import docx as library
import pdfplumber
import pytest
from django.utils import translation
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from lxml import etree

from linli.reports.charts import Bar, Bars
from linli.reports.document import (
    Attachment,
    Column,
    Document,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Table,
    labelled,
)
from linli.reports.fonts import NoChineseFont, choose
from linli.reports.layout import signature
from linli.reports.markup import html
from linli.reports.official import docx
from linli.reports.typeset import pdf

CHART = Bars("每日签约户数", (Bar("5月7日", 96), Bar("5月8日", 56)), "户", 60, True)
PAPER = Document(
    title="关于家庭健康医生责任制工程\n活动周情况的通报",
    issuer="某某区卫生局",
    number="某卫社〔2012〕8号",
    to="各社区卫生服务中心",
    date=date(2012, 5, 18),
    blocks=(
        Paragraph("现将有关情况通报如下："),
        Heading("基本情况"),
        Heading("组织领导", 2),
        Paragraph("各中心均已部署。", "一是统一部署。"),
        Heading("责任到人", 3),
        Listing(("明确负责人", "明确分工")),
        Table(
            ("中心", Column("签约户数", "right")), (("城东", 364), ("城西", 268)), "签约情况", "截至5月13日。"
        ),
        Figure(CHART, "每日签约情况"),
        Heading("存在的问题"),
        Heading("进度", 2),
        Paragraph("进度不一。"),
    ),
    attachments=(Attachment("签约明细表", (Table(("中心",), (("城东",),)),)), "活动安排"),
    head="某某区卫生局文件",
)


@pytest.fixture(scope="module")
def opened(chinese_font):
    return library.Document(io.BytesIO(docx(PAPER)))


def paragraph(document, start):
    return next(p for p in document.paragraphs if p.text.startswith(start))


def fonts(style):
    run = style.element.rPr.rFonts
    return {run.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")}


def test_the_page_is_a4_with_the_margins_of_the_standard(opened):
    section = opened.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]


@pytest.mark.parametrize(
    ("start", "font", "points", "line"),
    [
        ("关于家庭健康医生", "方正小标宋简体", 22, 35),
        ("各社区卫生服务中心：", "仿宋_GB2312", 16, 28.8),
        ("现将有关情况", "仿宋_GB2312", 16, 28.8),
        ("一、基本情况", "黑体", 16, 28.8),
        ("（一）组织领导", "楷体_GB2312", 16, 28.8),
        ("1.责任到人", "仿宋_GB2312", 16, 28.8),
        ("表1　签约情况", "黑体", 14, 28.8),
        ("某卫社〔2012〕8号", "仿宋_GB2312", 16, 28.8),
    ],
)
def test_each_kind_of_line_has_its_typeface_size_and_exact_line(opened, start, font, points, line):
    style = paragraph(opened, start).style
    assert fonts(style) == {font}
    assert style.font.size.pt == points
    assert style.paragraph_format.line_spacing.pt == line
    assert style.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY


def test_text_is_indented_by_two_characters_and_the_recipient_is_not(opened):
    def first(start):
        return paragraph(opened, start).style.element.pPr.ind.get(qn("w:firstLineChars"))

    assert first("现将有关情况") == first("一、基本情况") == "200"
    assert first("各社区卫生服务中心：") == "0"


def test_the_red_heading_stands_over_a_red_rule(opened):
    mark = paragraph(opened, "某某区卫生局文件")
    assert str(mark.style.font.color.rgb) == "D7000F"
    rule = paragraph(opened, "某卫社").paragraph_format.element.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert rule.get(qn("w:color")) == "D7000F"


def test_page_numbers_stand_outside_in_size_four(opened):
    section = opened.sections[0]
    assert opened.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        line = footer.paragraphs[0]
        assert line.text == "— 1 —"
        assert line.alignment.name == side
        assert line.style.font.size.pt == 14
        assert "PAGE" in "".join(code.text for code in line._p.iter(qn("w:instrText")))


def test_a_table_repeats_its_head_and_breaks_no_row(opened):
    table = opened.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["中心", "签约户数"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.rows[1].cells[1].paragraphs[0].runs[0].font.size.pt == 12


def test_a_chart_is_a_picture_with_words_for_those_who_do_not_see_it(opened):
    assert len(opened.inline_shapes) == 1
    shape = opened.inline_shapes[0]
    assert round(shape.width.mm) == 156
    assert "5月7日" in shape._inline.docPr.get("descr")
    assert paragraph(opened, "图1　每日签约情况")


def test_the_words_of_a_document_are_chinese_for_an_english_reader_too(chinese_font):
    with translation.override("en"):
        opened = library.Document(io.BytesIO(docx(PAPER)))
    assert "目标60户" in opened.inline_shapes[0]._inline.docPr.get("descr")


def test_a_missing_typeface_has_a_stand_in_and_no_theme_font_shines_through(opened):
    part = next(p for p in opened.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
    names = {
        font.get(qn("w:name")): font.find(qn("w:altName"))
        for font in etree.fromstring(part.blob).iter(qn("w:font"))
    }
    assert names["仿宋_GB2312"].get(qn("w:val")) == "仿宋"
    defaults = opened.styles.element.find(qn("w:docDefaults"))
    assert not any("Theme" in name for fonts in defaults.iter(qn("w:rFonts")) for name in fonts.attrib)


def test_a_forbidden_character_in_a_note_does_not_spoil_the_file(chinese_font):
    paper = Document(
        "体检\x0b结果",
        issuer="城东\x00",
        blocks=(Paragraph("一切\x01正常"), Table(("a\x02",), (("b\x03",),))),
    )
    assert [p.text for p in library.Document(io.BytesIO(docx(paper))).paragraphs if "正常" in p.text] == [
        "一切正常"
    ]
    assert pdf(paper).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("issuer", "sealed", "expected"),
    [
        ("城东社区卫生服务中心", False, (2, 3.5)),  # the date begins two squares to the right of the issuer
        ("街道办", False, (7.5, 2)),  # the date is longer: it ends two squares from the edge
        ("某某区卫生局", True, (4.25, 4)),  # with a seal the issuer stands over the middle of the date
    ],
)
def test_issuer_and_date_stand_where_the_standard_puts_them(issuer, sealed, expected):
    paper = Document("通知", issuer=issuer, date=date(2012, 5, 18), sealed=sealed)
    assert signature(paper) == expected


def test_headings_are_numbered_by_their_place():
    blocks = [
        Heading("甲"),
        Heading("乙", 2),
        Heading("丙", 3),
        Heading("丁", 4),
        Heading("戊", 2),
        Heading("己"),
    ]
    assert [label for _block, label in labelled(blocks)] == [
        "一、",
        "（一）",
        "1.",
        "（1）",
        "（二）",
        "二、",
    ]
    with pytest.raises(ValueError, match="level 1 to 4"):
        Heading("庚", 5)


def test_a_table_whose_rows_do_not_fit_is_refused():
    with pytest.raises(ValueError, match="row 2 has 1 cells for 2 columns"):
        Table(("中心", "户数"), (("城东", 1), ("城西",)))


def test_length_is_counted_as_a_word_processor_counts_and_held_to_the_limit():
    paper = Document(
        "通知", blocks=(Paragraph("签约312户，完成78%。"), Table(("中心",), (("城东中心",),))), limit=10
    )
    # 通知 2; 签约 2, 312 1, 户， 2, 完成 2, 78% 1, 。 1
    assert (paper.length.characters, paper.length.in_tables, paper.length.over) == (11, 4, 1)
    assert Document("通知").length.limit == 5000


def test_a_full_page_holds_22_lines_of_28_characters(chinese_font, office):
    paper = Document("满页", blocks=(Paragraph("国" * 28 * 60),))
    for source in (io.BytesIO(pdf(paper)), office(docx(paper))):
        with pdfplumber.open(source) as opened:
            page = opened.pages[1]
            lines = [line for line in page.extract_text_lines() if "国" in line["text"]]
            assert [len(line["text"].replace(" ", "")) for line in lines] == [28] * 22
            # The type area: 28 mm from the left, 26 mm from the right.
            assert page.chars[0]["x0"] == pytest.approx(28 / 25.4 * 72, abs=2)
            assert max(c["x1"] for c in page.chars) == pytest.approx((210 - 26) / 25.4 * 72, abs=3)


def test_libreoffice_and_typst_print_the_same_words(chinese_font, office):
    expected = [
        "某某区卫生局文件",
        "某卫社〔2012〕8号",
        "一、基本情况",
        "（一）组织领导",
        "（2）明确分工",
        "表1签约情况",
    ]
    expected += [
        "图1每日签约情况",
        "（一）进度",
        "附件：1.签约明细表",
        "2.活动安排",
        "2012年5月18日",
        "—1—",
        "附件1",
    ]
    for source in (office(docx(PAPER)), io.BytesIO(pdf(PAPER))):
        with pdfplumber.open(source) as opened:
            text = "".join(page.extract_text() for page in opened.pages).replace(" ", "").replace("　", "")
            assert [words for words in expected if words not in text] == []
            assert (round(opened.pages[0].width), round(opened.pages[0].height)) == (595, 842)


def test_a_picture_fills_the_type_area_and_does_not_stick_out(chinese_font, office):
    with pdfplumber.open(office(docx(PAPER))) as opened:
        (picture,) = [image for page in opened.pages for image in page.images]
    assert picture["x0"] == pytest.approx(28 / 25.4 * 72, abs=1)
    assert picture["x1"] == pytest.approx((210 - 26) / 25.4 * 72, abs=1)


def test_the_pdf_of_a_hostile_text_prints_it_as_text(chinese_font):
    nasty = '#panic("x") $a$ *粗* _斜_ \\ <标签> @引用 `代码` {{ }} "引号" // 注释'
    with pdfplumber.open(io.BytesIO(pdf(Document("通知", blocks=(Paragraph(nasty),))))) as opened:
        text = opened.pages[0].extract_text()
    assert '#panic("x") $a$ *粗* _斜_' in text.replace("“", '"').replace("”", '"')


def test_a_machine_without_chinese_fonts_is_told_what_to_install():
    with translation.override("en"), pytest.raises(NoChineseFont, match="apt-get install fonts-noto-cjk"):
        choose(["DejaVu Sans"])
    assert choose(["WenQuanYi Micro Hei"])["fangsong"] == ["WenQuanYi Micro Hei"]


def test_without_a_font_a_docx_holds_the_data_of_its_charts_and_a_pdf_is_refused(monkeypatch):
    def none():
        return choose([])

    monkeypatch.setattr("linli.reports.official.faces", none)
    monkeypatch.setattr("linli.reports.typeset.faces", none)
    opened = library.Document(io.BytesIO(docx(PAPER)))
    assert len(opened.inline_shapes) == 0
    assert paragraph(opened, "图1　每日签约情况")
    assert [cell.text for cell in opened.tables[1].rows[1].cells] == ["5月7日", "96"]
    assert paragraph(opened, "注：本机没有安装中文字体")
    with pytest.raises(NoChineseFont):
        pdf(PAPER)


def test_the_preview_holds_everything_and_no_style_and_no_script():
    page = html(dataclasses.replace(PAPER, title="<script>alert(1)</script>通报", issuer='某局" onclick="x'))
    tree = etree.fromstring(f"<div>{page}</div>")
    assert not tree.xpath("//script|//style|//@style|//@*[starts-with(name(), 'on')]")
    assert "".join(tree.xpath("//h2[@class='paper-title']//text()")).startswith("<script>alert(1)</script>")
    assert [h.text for h in tree.iter("h3")] == ["一、基本情况", "二、存在的问题"]
    assert [h.text for h in tree.iter("h4")] == ["（一）组织领导", "（一）进度"]
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}svg"))) == 1
    assert tree.xpath("string(//figure//details//table)") != ""
    assert tree.xpath("string(//div[@class='paper-table']//caption)") == "表1　签约情况"
