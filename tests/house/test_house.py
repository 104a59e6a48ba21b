"""The house's own rules, where a machine can see to them."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from linli.cli.main import COMMANDS
from linli.registers.register import Register

ROOT = Path(__file__).parents[2]
LONGEST = {".py": 450, ".html": 300, ".js": 300, ".sh": 100}
PAPERS = ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]


def tracked(*endings: str) -> list[Path]:
    """The files of the repository, those about to be added too."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    paths = [ROOT / name for name in sorted(set(listed.split("\0"))) if name]
    return [path for path in paths if path.is_file() and (not endings or path.suffix in endings)]


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    """Every place where a pattern stands, as file:line."""
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    return found


def targets() -> set[str]:
    """What `make` can be asked for."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_no_file_knows_the_machine_it_was_written_on():
    folders = "|".join(("wor" + "k", "roo" + "t", "tm" + "p"))
    texts = tracked(".py", ".md", ".toml", ".html", ".js", ".css", ".yaml", ".sh", ".in", ".txt", ".po")
    assert lines_with(rf"(?<![\w.~])/({folders})/", texts) == []


def test_nothing_is_left_for_later():
    marks = "|".join(("TO" + "DO", "FIX" + "ME", "breakpoint" + r"\(\)"))
    assert lines_with(rf"\b({marks})", tracked(".py", ".html", ".js", ".css", ".sh")) == []


def test_a_file_is_read_in_one_sitting():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in tracked(*LONGEST)}
    too_long = {
        str(path.relative_to(ROOT)): length
        for path, length in lengths.items()
        if length > LONGEST[path.suffix] and "migrations" not in path.parts
    }
    assert too_long == {}


def test_no_third_party_file_is_committed():
    foreign = (".min.js", ".min.css", ".woff", ".woff2", ".ttf")
    assert [str(path) for path in tracked() if path.name.endswith(foreign)] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_file_names_versions_and_hashes_but_no_host(name):
    lock = ROOT / name
    assert lines_with(r"https?://|--(extra-)?index-url|^-i |--find-links|file:", [lock]) == []
    pins = re.split(r"\n(?=[a-z0-9])", lock.read_text().split("\n\n")[-1].strip())
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_direct_pin_is_in_its_lock_file(name):
    lock = (ROOT / f"{name}.txt").read_text()
    direct = [line for line in (ROOT / f"{name}.in").read_text().splitlines() if line and line[0] not in "#-"]
    assert direct
    for pin in direct:
        package, version = re.sub(r"\[.*?\]", "", pin.split("#")[0].strip()).split("==")
        name = re.escape(package.replace(".", "-"))  # as the lock file spells it
        assert re.search(rf"^{name}(\[.*\])?=={re.escape(version)} ", lock, re.MULTILINE), pin


@pytest.mark.parametrize("name", PAPERS)
def test_every_command_in_the_papers_exists(name):
    paper = (ROOT / name).read_text(encoding="utf-8")
    # Only commands: at the start of a line of code or of a quoted piece.
    start = r"(?:^|`)\s*\$? ?(?:[A-Z_]+=\S+ )*"
    made = re.findall(start + r"make ([a-z]+)", paper, re.MULTILINE)
    assert set(made) - targets() == set()
    asked = re.findall(start + r"(?:\.venv/bin/)?linli ([a-z]+)", paper, re.MULTILINE)
    assert set(asked) - set(COMMANDS) == set()


def test_every_command_of_linli_is_there():
    missing = [name for name, module in COMMANDS.items() if find_spec(f"linli.cli.{module}") is None]
    assert missing == []


def test_a_register_is_twelve_names_at_most():
    """The budget that keeps the kernel small: whoever needs more writes a screen."""
    budget = {name for name, kind in Register.__annotations__.items() if "ClassVar" in str(kind)} - {"name"}
    assert len(budget) <= 12
    for register in Register.__subclasses__():
        own = {name for name in vars(register) if not name.startswith("_")} - {"name"}
        assert own <= budget, f"{register.__name__} holds more than names: {sorted(own - budget)}"


def test_make_help_lists_every_target():
    helped = subprocess.run(["make", "-s", "help"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert set(re.findall(r"make (\w+)", helped.stdout)) == targets()


def test_the_floors_hold():
    lint = Path(sys.executable).parent / "lint-imports"
    checked = subprocess.run([lint, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
