"""A docx or xlsx file with properties of its own (docProps/custom.xml), which office suites keep on saving."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

PART = "docProps/custom.xml"
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_USER = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the set of properties that users define


def carrying(content: bytes, properties: Mapping[str, str]) -> bytes:
    """The same file with the properties; each value at most 255 characters."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = old.read(part)
            if part.filename == "[Content_Types].xml":
                body = _added(body, "Override", PartName=f"/{PART}", ContentType=_KIND)
            elif part.filename == "_rels/.rels":
                body = _added(body, "Relationship", Id="rIdLinli", Type=_RELATION, Target=PART)
            new.writestr(part, body)
        new.writestr(PART, _custom(properties))
    return made.getvalue()


def _added(xml: bytes, tag: str, **attributes: str) -> bytes:
    root = etree.fromstring(xml)
    etree.SubElement(root, f"{{{root.nsmap[None]}}}{tag}", attributes)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _custom(properties: Mapping[str, str]) -> bytes:
    root = etree.Element(f"{{{_PROPERTIES}}}Properties", nsmap={None: _PROPERTIES, "vt": _TYPES})
    for number, (name, value) in enumerate(properties.items(), 2):
        one = etree.SubElement(root, f"{{{_PROPERTIES}}}property", fmtid=_USER, pid=str(number), name=name)
        etree.SubElement(one, f"{{{_TYPES}}}lpwstr").text = value
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
