"""Catalogues: compiles them, and says what is missing in them.

    python -m linli.config.translations           compile the catalogues that changed
    python -m linli.config.translations --check   fail when a text on screen has no Chinese

Each app keeps its own `locale/zh_Hans/LC_MESSAGES/django.po`. Needs no gettext programs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


class Text(NamedTuple):
    """A text on screen as the code has it."""

    where: str
    context: str | None
    text: str


def catalogues(package: Path = PACKAGE) -> list[Path]:
    """Every catalogue of the package, in every language."""
    return sorted(package.rglob("locale/*/LC_MESSAGES/django.po"))


def compile_catalogues(package: Path = PACKAGE) -> list[Path]:
    """Compile each catalogue that is newer than its compiled file; give those."""
    compiled = []
    for source in catalogues(package):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        written = BytesIO()
        write_mo(written, _read(source))
        # In one move: a server that is starting never sees half a file.
        half = target.with_suffix(".mo.new")
        half.write_bytes(written.getvalue())
        half.replace(target)
        compiled.append(target)
    return compiled


def texts(package: Path = PACKAGE) -> Iterator[Text]:
    """Every text marked for translation in the Python files and templates of the package."""
    for path in sorted(package.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_bytes()
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            source = _as_python(path).encode()
        else:
            continue
        name = path.relative_to(package.parent)
        for line, message, _comments, context in extract("python", BytesIO(source), keywords=KEYWORDS):
            # A message with a plural arrives as a tuple; the catalogue knows it by its singular.
            singular = message if isinstance(message, str) else message[0]
            yield Text(f"{name}:{line}", context, singular)


def problems(package: Path = PACKAGE) -> list[str]:
    """What stands between the code and a complete Chinese screen, one sentence each."""
    found: list[str] = []
    known = _of_libraries()
    for path in catalogues(package):
        if path.parts[-3] != LOCALE:
            continue
        name = path.relative_to(package.parent)
        for message in _read(path):
            if not message.id:
                continue
            strings = [message.string] if isinstance(message.string, str) else list(message.string or [""])
            singular = _singular(message)
            if message.fuzzy:
                found.append(f"{name}:{message.lineno}: fuzzy: {singular!r}")
            elif not all(strings):
                found.append(f"{name}:{message.lineno}: empty: {singular!r}")
            else:
                known.add((message.context, singular))
                # A placeholder that is lost or wrong would break the page that shows the text.
                found += [f"{name}:{message.lineno}: {error}: {singular!r}" for error in message.check()]
    missing = [text for text in texts(package) if (text.context, text.text) not in known]
    return found + [f"{text.where}: no {LOCALE} for {text.text!r}" for text in missing]


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def _of_libraries() -> set[tuple[str | None, str]]:
    """What Django's core says in Chinese need not be said again."""
    from django import conf

    path = Path(conf.__file__).parent / f"locale/{LOCALE}/LC_MESSAGES/django.po"
    said = (message for message in _read(path) if message.id and message.string and not message.fuzzy)
    return {(message.context, _singular(message)) for message in said}


def _singular(message: Message) -> str:
    """A text with a plural is known by its singular."""
    return message.id if isinstance(message.id, str) else message.id[0]


def _as_python(path: Path) -> str:
    """A template as the Python calls that its translation tags stand for, line by line."""
    from django.utils.translation.template import templatize

    calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in calls.split("\n"))


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="linli.config.translations", description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="fail when a text has no Chinese")
    if not parser.parse_args(arguments).check:
        for path in compile_catalogues():
            print(f"compiled {path.relative_to(PACKAGE.parent)}")
        return 0
    found = problems()
    print("\n".join(found) or "Every text has its Chinese.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
