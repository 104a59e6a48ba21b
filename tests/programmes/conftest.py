"""The packs that express the hardest requirement rows, and short ways to read them."""

from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from linli.almanac import Period
from linli.config.translations import compile_catalogues
from linli.programmes.language import load, windows

ROWS = Path(__file__).parent / "rows"
YEAR = Period.parse("2026")


@pytest.fixture(scope="session")
def row_packs():
    """Each pack of the requirement rows by its file name."""
    return {path.stem: load(path) for path in sorted(ROWS.glob("*.yaml"))}


@pytest.fixture
def small():
    """Load a small programme: the lines given, under a plain heading."""

    def load_lines(*lines, head="for: community"):
        return load("\n".join(["programme: small", "title: 小方案", head, *lines]), "small.yaml")

    return load_lines


@pytest.fixture
def due():
    """The keys and due days of an obligation in 2026."""

    def days(programme, name, span=YEAR):
        return {
            window.key: window.due.isoformat()
            for window in windows(programme.obligations[name], programme, span)
        }

    return days


@pytest.fixture(autouse=True)
def english():
    """Messages are read in English, whatever language the site speaks by default."""
    with translation.override("en"):
        yield


@pytest.fixture
def zh():
    """The reader's language is Chinese."""
    compile_catalogues()
    trans_real._translations.clear()  # what was read before the catalogues were compiled
    with translation.override("zh-hans"):
        yield
