"""Duties are read in English in these tests, except where they leave the house."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences in English."""
    with translation.override("en"):
        yield
