"""Photos and files as people bring them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path) -> Iterator[None]:
    """Files of a test lie in its own folder; sentences are in the language of the code."""
    settings.FILES_ROOT = tmp_path / "files"
    with translation.override("en"):
        yield


@pytest.fixture
def photo() -> Callable[..., BytesIO]:
    """A photo taken with a phone that writes the place into it."""

    def made(
        name: str = "现场.jpg", size: tuple[int, int] = (640, 480), form: str = "JPEG", **how
    ) -> BytesIO:
        picture = Image.new("RGB", size, (120, 160, 90))
        exif = Image.Exif()
        exif[0x010F] = "PhoneMaker"
        exif[0x0112] = 6
        exif.get_ifd(0x8825)[1] = "N"
        file = BytesIO()
        picture.save(file, form, **({"exif": exif, **how} if form == "JPEG" else how))
        file.seek(0)
        file.name = name
        return file

    return made


@pytest.fixture
def brought() -> Callable[[str, bytes], BytesIO]:
    """A file of a name with a content."""

    def made(name: str, content: bytes) -> BytesIO:
        file = BytesIO(content)
        file.name = name
        return file

    return made
