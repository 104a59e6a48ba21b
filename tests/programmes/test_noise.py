"""Whatever an author types into a pack, the answer is a programme or a list of problems with lines."""

from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.almanac import Period
from linli.programmes.language import PackErrors, lint, load, windows

TEXTS = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "rows").glob("*.yaml"))]
LINES = sorted({line for text in TEXTS for line in text.splitlines()})
WORDS = [
    "",
    "5",
    "-1",
    "yes",
    "null",
    "[]",
    "{}",
    "$x",
    "$item",
    "02-30",
    "60..",
    "a.b",
    "100%",
    "1/0",
    "&a",
    "!t",
]
typed = st.one_of(st.sampled_from(LINES), st.sampled_from(WORDS), st.text(max_size=9))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(TEXTS),
    st.lists(st.tuples(st.integers(0, 200), typed, st.booleans()), min_size=1, max_size=3),
)
def test_a_pack_with_noise_in_it(text, noise):
    lines = text.splitlines()
    for place, words, whole in noise:
        place %= len(lines)
        lines[place] = words if whole else lines[place].partition(":")[0] + ": " + words
    with suppress(PackErrors):
        programme = _loaded("\n".join(lines))
        lint(programme)
        for obligation in programme.obligations.values():
            windows(obligation, programme, Period.parse("2026"))


def _loaded(text):
    try:
        return load(text)
    except PackErrors as error:
        assert error.problems and all(problem.line >= 1 and problem.message for problem in error.problems)
        raise
