"""The list of requirements: each of the 377 once, in order, short, with the domain that carries it."""

import csv
from collections import Counter

from tests.support.proof import REQUIREMENTS

# How many requirements each of the eleven systems has, S1 first.
COUNTS = [32, 19, 29, 26, 44, 38, 24, 47, 33, 47, 38]
FLOORS = {"almanac", "tree", "registers", "people", "programmes", "figures", "duties", "appraisal", "reports"}
DOMAINS = {
    "activities", "meetings", "documents", "training", "health", "services", "inspections", "publicity",
    "surveys", "deliberation", "volunteers", "honours", "finance", "projects",
}  # fmt: skip


def rows() -> list[dict[str, str]]:
    """The list as it stands in docs/."""
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_requirement_of_every_system_is_listed_once_and_in_order():
    counted = enumerate(COUNTS, 1)
    expected = [f"S{system}-{number:02d}" for system, count in counted for number in range(1, count + 1)]
    assert len(expected) == 377
    assert [row["id"] for row in rows()] == expected


def test_each_says_its_system_in_words_of_its_own_and_who_carries_it():
    for row in rows():
        assert row["id"].split("-")[0] == row["system"], row
        assert 15 <= len(row["requirement"]) <= 110, row
        assert row["domain"] in FLOORS | DOMAINS, row
    repeated = [text for text, times in Counter(row["requirement"] for row in rows()).items() if times > 1]
    assert repeated == []
