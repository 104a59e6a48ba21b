"""Which requirement is proved by which test.

A test carries `@pytest.mark.proves("S1-07")`. With `--proof` the run ends with one line for each ID and
test, then with the IDs of each system that no test proves yet.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[2] / "docs" / "requirements.csv"
PROPERTY = "proves"


def known_requirements() -> list[str]:
    """Every requirement ID, in the order of the register."""
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--proof`."""
    parser.addoption("--proof", action="store_true", help="print which requirement each test proves")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write each test's IDs on its reports; refuse an ID that is not in the register."""
    known = set(known_requirements())
    for item in items:
        for mark in item.iter_markers("proves"):
            if not mark.args:
                raise pytest.UsageError(f"{item.nodeid}: proves() names no requirement")
            for requirement in mark.args:
                if requirement not in known:
                    raise pytest.UsageError(f"{item.nodeid}: {requirement} is not in {REQUIREMENTS.name}")
                item.user_properties.append((PROPERTY, requirement))


class Proof:
    """Collects the reports of a run and prints what they prove."""

    def __init__(self) -> None:
        self.outcomes: dict[tuple[str, str], str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a test's outcome: that of its call, unless set-up or tear-down spoiled it."""
        if report.when != "call" and report.passed:
            return
        for name, requirement in report.user_properties:
            if name == PROPERTY:
                self.outcomes[str(requirement), report.nodeid] = report.outcome

    def lines(self, requirements: list[str]) -> list[str]:
        """The lines to print, given every requirement there is."""
        printed = [
            f"{requirement} {outcome} {test}"
            for (requirement, test), outcome in sorted(self.outcomes.items(), key=_by_number)
        ]
        proved = {requirement for (requirement, _), outcome in self.outcomes.items() if outcome == "passed"}
        systems: dict[str, list[str]] = defaultdict(list)
        for requirement in requirements:
            systems[requirement.split("-")[0]].append(requirement)
        for system, members in systems.items():
            missing = [member for member in members if member not in proved]
            share = f"{len(members) - len(missing)} of {len(members)}"
            printed.append(f"{system} proved {share}, not yet: {' '.join(missing) or 'none'}")
        return printed

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print at the end of the run."""
        terminalreporter.section("proof")
        for line in self.lines(known_requirements()):
            terminalreporter.line(line)


def _by_number(entry: tuple[tuple[str, str], str]) -> tuple[int, int, str]:
    (requirement, test), _ = entry
    system, number = requirement[1:].split("-")
    return int(system), int(number), test


def pytest_configure(config: pytest.Config) -> None:
    """Collect only where the reports arrive: not in the workers of a parallel run."""
    if config.getoption("--proof") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Proof(), "linli-proof")
