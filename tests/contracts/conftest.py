"""For the contract tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def chinese(catalogues: None) -> Iterator[None]:
    """Within the test everything speaks Chinese."""
    with translation.override("zh-hans"):
        yield
