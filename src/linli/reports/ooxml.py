"""What python-docx leaves to be said in XML: East Asian fonts, indents by characters, fields, font names."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from linli.reports import layout
from linli.reports.fonts import OFFICIAL, SUBSTITUTES

# The order of children that the schema asks for; word processors refuse a document that breaks it.
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct")
_AFTER_AUTO = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
_AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")
_AFTER_SNAP = (
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:jc",
    "w:outlineLvl",
    "w:rPr",
)


def set_font(properties: Any, name: str) -> None:
    """Use the font for Chinese, Latin letters and digits alike, instead of the theme's."""
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), name)
    # Quotation marks and dashes belong to both scripts; this makes them Chinese.
    fonts.set(qn("w:hint"), "eastAsia")


def set_indent(properties: Any, *, first: float = 0, left: float = 0, right: float = 0) -> None:
    """Indents in squares: by characters for word processors that know them, in points for the others."""
    indent = properties.get_or_add_ind()
    for attribute in list(indent.attrib):
        del indent.attrib[attribute]
    names = {"left": left, "right": right, "firstLine" if first >= 0 else "hanging": abs(first)}
    for name, squares in names.items():
        indent.set(qn(f"w:{name}Chars"), str(round(squares * 100)))
        indent.set(qn(f"w:{name}"), str(round(squares * layout.SQUARE * 20)))


def set_spacing(properties: Any, points: float) -> None:
    """Set the characters closer together than they would stand, or as they stand for 0."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round(points * 20)))
    properties.insert_element_before(spacing, *_AFTER_SPACING)


def no_auto_space(properties: Any) -> None:
    """No space put in by itself between Chinese and digits: every character keeps its square."""
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        switch = OxmlElement(name)
        switch.set(qn("w:val"), "0")
        properties.insert_element_before(switch, *_AFTER_AUTO)


def off_grid(properties: Any) -> None:
    """Let the paragraph ignore the page's grid of squares: captions and cells are set smaller."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties.insert_element_before(snap, *_AFTER_SNAP)


def underline_paragraph(properties: Any, colour: str, eighths: int, space: int) -> None:
    """A rule as wide as the type area under the paragraph."""
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="{eighths}" w:space="{space}"'
        f' w:color="{colour}"/></w:pBdr>'
    )
    properties.insert_element_before(border, *_AFTER_BORDERS, *_AFTER_SNAP)


def add_page_number(paragraph: Any) -> None:
    """“— 1 —”: the number of the page between two dashes."""
    paragraph.add_run("— ")
    for kind in ("begin", None, "separate", "1", "end"):
        run = paragraph.add_run()
        if kind is None:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = " PAGE "
            run._r.append(code)
        elif kind == "1":
            run.text = kind
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
    paragraph.add_run(" —")


def repeat_row(row: Any) -> None:
    """Print the row again at the head of each page that the table runs on to."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_row_whole(row: Any) -> None:
    """Do not break the row between two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def describe_picture(shape: Any, title: str, description: str) -> None:
    """Words for those who do not see the picture, and no space around it but what the page gives."""
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
    shape._inline.docPr.set("title", title)
    shape._inline.docPr.set("descr", description)


def set_grid(section: Any) -> None:
    """22 lines on a page.

    The 28 characters on a line come from the character spacing of the styles: LibreOffice would give a
    character of 三号 two squares of a grid that is a hair narrower than it.
    """
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(layout.TYPE_AREA[1] / 25.4 * 1440 / layout.LINES)))


def prepare(docx: Docx) -> None:
    """Turn the library's blank American document into a blank Chinese one."""
    defaults = docx.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_font(run, OFFICIAL["fangsong"])
    run.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    spacing = defaults.find(qn("w:pPrDefault")).find(qn("w:pPr")).find(qn("w:spacing"))
    spacing.set(qn("w:after"), "0")
    spacing.set(qn("w:line"), str(round(layout.LINE * 20)))
    spacing.set(qn("w:lineRule"), "exact")
    settings = docx.settings.element
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    docx.settings.odd_and_even_pages_header_footer = True
    _name_fonts(docx)


def _name_fonts(docx: Docx) -> None:
    """Say in the font table which font stands in for one that the reader's machine has not."""
    from lxml import etree

    part = docx.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table = etree.fromstring(part.blob)
    for name in OFFICIAL.values():
        table.append(
            etree.fromstring(
                f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{SUBSTITUTES[name]}"/>'
                '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
            )
        )
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
