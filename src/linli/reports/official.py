"""An official document as docx, laid out as GB/T 9704-2012 asks. It opens in WPS, Word and LibreOffice."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import docx as library
from django.utils import translation
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt, RGBColor

from linli.reports import layout, ooxml
from linli.reports.charts import png
from linli.reports.document import (
    Attachment,
    Block,
    Document,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Table,
    labelled,
)
from linli.reports.fonts import OFFICIAL, NoChineseFont, faces
from linli.reports.words import cell, clean, long_date, width

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_BLACK = RGBColor(0, 0, 0)
_NO_PICTURE = "本机没有安装中文字体，无法绘图，以表代图。"


def docx(document: Document) -> bytes:
    """The document as the bytes of a docx file. Its words are Chinese whatever the reader's language."""
    with translation.override("zh-hans"):
        return _Printer(document).print()


class _Printer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.docx: Docx = library.Document()

    def print(self) -> bytes:
        ooxml.prepare(self.docx)
        _define_styles(self.docx)
        self._page()
        self._properties()
        self._head()
        self._title(self.document.title)
        self._blank()
        if self.document.to:
            self._line(f"{self.document.to.rstrip('：:')}：", "主送机关")
        self._blocks(self.document.blocks)
        self._attachment_list()
        self._signature()
        for place, attachment in enumerate(self.document.attachments, 1):
            if attachment.blocks:
                self._attachment(attachment, place)
        file = io.BytesIO()
        self.docx.save(file)
        return file.getvalue()

    def _page(self) -> None:
        section = self.docx.sections[0]
        section.page_width, section.page_height = Mm(layout.PAGE[0]), Mm(layout.PAGE[1])
        section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
        section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
        section.gutter = Mm(0)
        section.header_distance = Mm(15)
        # The dashes stand 7 mm below the type area; half a line of 四号 is about 3 mm.
        section.footer_distance = Mm(layout.BOTTOM - layout.PAGE_NUMBER_BELOW - 3)
        ooxml.set_grid(section)
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            paragraph = footer.paragraphs[0]
            paragraph.style = self.docx.styles["页码"]
            paragraph.alignment = _ALIGN[align]
            ooxml.set_indent(paragraph._p.get_or_add_pPr(), **{align: 1})
            ooxml.add_page_number(paragraph)

    def _properties(self) -> None:
        properties = self.docx.core_properties
        properties.title = clean(self.document.title).replace("\n", "")
        properties.author = properties.last_modified_by = clean(self.document.issuer)
        properties.comments = ""
        properties.language = "zh-CN"
        if self.document.date:
            day = datetime.combine(self.document.date, time(), UTC)
            properties.created = properties.modified = day

    def _head(self) -> None:
        """The issuer's red heading, its number and the red rule; without it a number stands alone."""
        document = self.document
        if document.head:
            mark = self._line(document.head, "发文机关标志")
            size = layout.mark_size(document.head)
            mark.runs[0].font.size = Pt(size)
            mark.paragraph_format.line_spacing = Pt(size * 1.2)
            self._blank(2)
            number = self._line(document.number, "发文字号")
            ooxml.underline_paragraph(
                number._p.get_or_add_pPr(), layout.RED, 12, round(layout.RULE_BELOW_NUMBER / 25.4 * 72)
            )
            self._blank(2)
        elif document.number:
            self._line(document.number, "发文字号")
            self._blank()

    def _title(self, title: str) -> None:
        lines = layout.title_lines(title)
        paragraph = self._line(lines[0], "公文标题")
        for line in lines[1:]:
            paragraph.runs[-1].add_break()
            paragraph.add_run(clean(line))

    def _blocks(self, blocks: Iterable[Block]) -> None:
        for block, label in labelled(blocks):
            match block:
                case Heading(text=text, level=level):
                    self._line(label + text, f"Heading {level}")
                case Paragraph():
                    self._paragraph(block)
                case Listing(items=items, numbered=numbered):
                    for place, item in enumerate(items, 1):
                        self._line(f"（{place}）{item}" if numbered else item)
                case Table():
                    self._table(block, label)
                case Figure():
                    self._figure(block, label)

    def _paragraph(self, block: Paragraph) -> None:
        paragraph = self._line(block.lead or block.text)
        if block.lead:
            ooxml.set_font(paragraph.runs[0]._r.get_or_add_rPr(), OFFICIAL["kai"])
            paragraph.add_run(clean(block.text))

    def _table(self, block: Table, label: str) -> None:
        if block.caption:
            self._line(f"{label}　{block.caption}", "表题")
        size = layout.cell_size(block)
        table = self.docx.add_table(1 + len(block.rows), len(block.columns), self.docx.styles["Table Grid"])
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        widths = [Mm(layout.TYPE_AREA[0] * share) for share in layout.shares(block)]
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = wide
        aligned = ["center"] * len(block.columns)
        rows = [([clean(column.title) for column in block.columns], aligned, True)]
        aligns = [column.align for column in block.columns]
        for place, row in enumerate(block.rows, 1):
            bold = block.totals and place == len(block.rows)
            rows.append(([cell(value) for value in row], aligns, bold))
        # table.rows and row.cells search the whole table at each step; one walk over the rows is enough.
        for made, (texts, sides, heavy) in zip(list(table.rows), rows, strict=True):
            ooxml.keep_row_whole(made)
            style = self.docx.styles["表头" if heavy else "表格文字"]
            for box, wide, text, side in zip(made.cells, widths, texts, sides, strict=True):
                box.width = wide
                self._cell(box, text, side, size, style)
        ooxml.repeat_row(table.rows[0])
        # Neither the head nor the last row is left alone on a page.
        for row in {0: table.rows[0], len(rows) - 2: table.rows[-2]}.values() if block.rows else ():
            for box in row.cells:
                box.paragraphs[0].paragraph_format.keep_with_next = True
        if block.note:
            self._line(f"注：{block.note}", "表注")
        else:
            self._gap()

    @staticmethod
    def _cell(box: Any, text: str, align: str, size: float, style: Any) -> None:
        box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = box.paragraphs[0]
        paragraph._p.get_or_add_pPr().style = style.style_id
        paragraph.alignment = _ALIGN[align]
        paragraph.add_run(text).font.size = Pt(size)

    def _figure(self, block: Figure, label: str) -> None:
        try:
            faces()
        except NoChineseFont:
            self._table(replace(block.chart.table(), caption=block.caption, note=_NO_PICTURE), label)
            return
        drawings = block.chart.drawings()
        for place, drawing in enumerate(drawings, 1):
            paragraph = self.docx.add_paragraph(style="图")
            wide = Mm(layout.picture_width(drawing.width, drawing.height))
            shape = paragraph.add_run().add_picture(io.BytesIO(png(drawing)), width=wide)
            ooxml.describe_picture(shape, clean(block.caption or block.chart.title), drawing.description)
            paragraph.paragraph_format.keep_with_next = bool(block.caption)
            if block.caption:
                part = f"（{place}/{len(drawings)}）" if len(drawings) > 1 else ""
                self._line(f"{label}　{block.caption}{part}", "图题")

    def _attachment_list(self) -> None:
        """附件：1.… below the text, the names aligned under each other."""
        names = [attachment.title for attachment in self.document.attachments]
        if not names:
            return
        self._blank()
        for place, name in enumerate(names, 1):
            number = f"{place}." if len(names) > 1 else ""
            text = f"附件：{number}{name}" if place == 1 else f"{number}{name}"
            hang = width(number) + (3 if place == 1 else 0)
            paragraph = self._line(text, "附件说明")
            ooxml.set_indent(paragraph._p.get_or_add_pPr(), left=5 + width(number), first=-hang)

    def _signature(self) -> None:
        document = self.document
        signed = [
            (text, right)
            for text, right in zip(
                (document.issuer, long_date(document.date) if document.date else ""),
                layout.signature(document),
                strict=True,
            )
            if text
        ]
        if signed:
            # A page with nothing but the signature is not allowed: the last lines go with it.
            self.docx.paragraphs[-1].paragraph_format.keep_with_next = True
            self._blank(3 if document.sealed else 1, together=True)
        for place, (text, right) in enumerate(signed, 1):
            paragraph = self._line(text, "署名")
            ooxml.set_indent(paragraph._p.get_or_add_pPr(), right=right)
            paragraph.paragraph_format.keep_with_next = place < len(signed)

    def _attachment(self, attachment: Attachment, place: int) -> None:
        number = place if len(self.document.attachments) > 1 else ""
        mark = self._line(f"附件{number}", "附件标志")
        mark.paragraph_format.page_break_before = True
        self._blank()
        self._title(attachment.title)
        self._blank()
        self._blocks(attachment.blocks)

    def _line(self, text: str, style: str = "Normal") -> Any:
        return self.docx.add_paragraph(clean(text), style=style)

    def _blank(self, count: int = 1, together: bool = False) -> None:
        for _line in range(count):
            paragraph = self.docx.add_paragraph(style="空行")
            paragraph.paragraph_format.keep_with_next = together

    def _gap(self) -> None:
        """A narrow space after a table, so that text does not stick to its frame."""
        paragraph = self.docx.add_paragraph(style="空行")
        paragraph.paragraph_format.line_spacing = Pt(10)


def _define_styles(docx: Docx) -> None:
    """Every kind of line is a named style, so that an office can change it in one place."""
    body, hei, kai = OFFICIAL["fangsong"], OFFICIAL["hei"], OFFICIAL["kai"]
    normal = _style(docx, "Normal", body, align="justify", first=2)
    ooxml.set_spacing(normal.element.get_or_add_rPr(), layout.SQUARE - layout.BODY)
    ooxml.no_auto_space(normal.element.get_or_add_pPr())
    for level, font in enumerate((hei, kai, body, body), 1):
        style = _style(docx, f"Heading {level}", font, align="justify", first=2)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = Pt(0)
    title = _style(docx, "公文标题", OFFICIAL["title"], layout.TITLE, "center", line=layout.TITLE_LINE)
    title.paragraph_format.keep_with_next = True
    ooxml.set_spacing(title.element.get_or_add_rPr(), 0)
    mark = _style(docx, "发文机关标志", OFFICIAL["title"], 42, "center")
    mark.font.color.rgb = RGBColor.from_string(layout.RED)
    mark.paragraph_format.space_before = Mm(layout.MARK_FROM_TOP)
    _style(docx, "发文字号", body, align="center")
    _style(docx, "主送机关", body, align="left")
    _style(docx, "附件说明", body, align="left")
    _style(docx, "附件标志", hei, align="left")
    _style(docx, "署名", body, align="right")
    _style(docx, "空行", body, align="left")
    _style(docx, "页码", OFFICIAL["song"], layout.PAGE_NUMBER, line=None)
    for name, font, size in (("表题", hei, layout.CAPTION), ("图题", hei, layout.CAPTION)):
        style = _style(docx, name, font, size, "center", grid=False)
        style.paragraph_format.keep_with_next = name == "表题"
    _style(docx, "表注", body, layout.SMALL_CELL, "left", line=20, grid=False)
    for name, font in (("表头", hei), ("表格文字", body)):
        style = _style(docx, name, font, layout.CELL, line=None, grid=False)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
    # A line of exact height would cut the picture down to that height.
    picture = _style(docx, "图", body, align="center", line=None, grid=False)
    picture.paragraph_format.space_before = Pt(6)


def _style(
    docx: Docx,
    name: str,
    font: str,
    size: float = layout.BODY,
    align: str = "left",
    *,
    first: float = 0,
    line: float | None = layout.LINE,
    grid: bool = True,
) -> Any:
    if name in [style.name for style in docx.styles]:
        style = docx.styles[name]
    else:
        style = docx.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = docx.styles["Normal"]
        style.quick_style = True
    ooxml.set_font(style.element.get_or_add_rPr(), font)
    style.font.size = Pt(size)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = _BLACK
    paragraph = style.paragraph_format
    paragraph.alignment = _ALIGN[align]
    paragraph.space_after = Pt(0)
    if line is None:
        paragraph.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        paragraph.line_spacing = Pt(line)
    properties = style.element.get_or_add_pPr()
    ooxml.set_indent(properties, first=first)
    if not grid:
        ooxml.off_grid(properties)
    return style
