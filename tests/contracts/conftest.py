"""For the contract tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from linli.config.translations import compile_catalogues


@pytest.fixture(scope="session")
def catalogues() -> None:
    """The catalogues compiled and read anew."""
    compile_catalogues()
    trans_real._translations = {}


@pytest.fixture
def chinese(catalogues: None) -> Iterator[None]:
    """Within the test everything speaks Chinese."""
    with translation.override("zh-hans"):
        yield
