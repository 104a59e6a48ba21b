"""The examples of docs/pack-language.md are packs, and nothing of the language is left out of it."""

import re
from pathlib import Path

import pytest

from linli.almanac import Period
from linli.programmes.language import lint, load, windows
from linli.programmes.language.definitions import Obligation, Programme
from linli.programmes.language.lint import RULES
from linli.programmes.language.parts import BOUNDS, COUNTS
from linli.programmes.language.scoring import SHAPES, Line

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/pack-language.md").read_text(encoding="utf-8")
HEAD, *EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.strip().splitlines()[1].strip()[:30])
def test_each_example_is_a_pack(example):
    pack = load(HEAD + example, "docs/pack-language.md")
    assert [
        finding for finding in lint(pack) if not finding.reason and finding.rule != "points-ranking"
    ] == []
    for obligation in pack.obligations.values():
        assert windows(obligation, pack, Period.parse("2026")) or obligation.within


def test_the_python_example_runs(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    [example] = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    exec(compile(example, "docs/pack-language.md", "exec"), {})
    assert capsys.readouterr().out.startswith("2026-04 2026-04 2026-04-30 at least 3")


def entries(model):
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("word", sorted({*entries(Programme), *entries(Obligation), *BOUNDS, *COUNTS}))
def test_every_entry_of_a_programme_and_an_obligation_is_explained(word):
    assert re.search(rf"(?<![a-z_-]){word}(?![a-z_-])", DOCUMENT)


@pytest.mark.parametrize("word", sorted({*entries(Line), *SHAPES, *RULES}))
def test_every_entry_of_a_score_line_and_every_rule_is_explained(word):
    assert re.search(rf"(?<![a-z_-]){word}(?![a-z_-])", DOCUMENT)
