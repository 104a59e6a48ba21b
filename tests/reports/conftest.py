"""What the tests of reports share: fonts and programs, or a loud word that they are missing."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from linli.config.translations import compile_catalogues
from linli.reports.fonts import NoChineseFont, faces


@pytest.fixture(scope="session", autouse=True)
def chinese_words() -> None:
    """Documents speak Chinese through the catalogue, so it must be compiled."""
    compile_catalogues()


@pytest.fixture(scope="session")
def chinese_font() -> None:
    """Skip what cannot be printed without a Chinese font."""
    try:
        faces()
    except NoChineseFont as missing:
        warnings.warn(f"SKIPPED: {missing}", stacklevel=1)
        pytest.skip(str(missing))


@pytest.fixture
def office(tmp_path: Path):
    """LibreOffice: turns a docx into a PDF and gives the PDF's path."""
    program = shutil.which("soffice")
    if not program:
        reason = (
            "LibreOffice is missing (apt-get install libreoffice-writer-nogui): docx files were not opened"
        )
        warnings.warn(f"SKIPPED: {reason}", stacklevel=1)
        pytest.skip(reason)

    def convert(docx: bytes) -> Path:
        source = tmp_path / "paper.docx"
        source.write_bytes(docx)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, source]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return source.with_suffix(".pdf")

    return convert
