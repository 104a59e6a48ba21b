"""Files as people bring them, made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.utils import translation
from python_calamine import CalamineWorkbook


@pytest.fixture
def xlsx() -> Callable[..., BytesIO]:
    """A workbook with one sheet of the rows given; `name` is the upload's name."""

    def made(*rows: list[Any], name: str = "名单.xlsx", dress: Callable[..., None] | None = None) -> BytesIO:
        file = BytesIO()
        book = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("名单")
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                if hasattr(value, "isoformat"):
                    sheet.write_datetime(down, across, value, day)
                else:
                    sheet.write(down, across, value)
        if dress:
            dress(book, sheet)
        book.close()
        file.seek(0)
        file.name = name
        return file

    return made


@pytest.fixture
def text() -> Callable[..., BytesIO]:
    """A text file in the encoding given."""

    def made(content: str, encoding: str = "utf-8", name: str = "名单.csv") -> BytesIO:
        file = BytesIO(content.encode(encoding))
        file.name = name
        return file

    return made


@pytest.fixture
def rows_of() -> Callable[[BytesIO], list[list[Any]]]:
    """The first sheet of a workbook, row by row; `sheet` takes another one."""

    def read(file: BytesIO, sheet: int = 0) -> list[list[Any]]:
        file.seek(0)
        return CalamineWorkbook.from_filelike(file).get_sheet_by_index(sheet).to_python(skip_empty_area=False)

    return read


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared in the language of the code."""
    with translation.override("en"):
        yield
