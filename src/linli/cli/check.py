"""Check packs: every wrong name with its line and what would have been right, then what the rules say of the plan."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

EXAMPLES = """examples:
  linli check packs/*.yaml
  linli check --schema > pack.schema.json

exit code: 0 sound (warnings may be printed), 1 wrong"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("packs", nargs="*", type=Path, metavar="PACK", help="pack files")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of packs, for editors")


def run(options: argparse.Namespace) -> int:
    import json

    from linli.programmes.catalogue import catalogue
    from linli.programmes.language.checks import check
    from linli.programmes.language.errors import PackErrors
    from linli.programmes.language.lint import lint
    from linli.programmes.language.loader import load
    from linli.programmes.language.schema import schema

    if options.schema:
        print(json.dumps(schema(), ensure_ascii=False, indent=1))
        return 0
    if not options.packs:
        print("name a pack file, such as packs/family-doctor.yaml", file=sys.stderr)
        return 2
    wrong = 0
    for path in options.packs:
        try:
            programme = load(path)
            problems = check(programme, catalogue())
        except PackErrors as error:
            problems = list(error.problems)
        for problem in problems:
            print(problem, file=sys.stderr)
        if any(not problem.warning for problem in problems):
            wrong += 1
            continue
        for finding in lint(programme):
            reason = f" ({finding.reason})" if finding.reason else ""
            print(f"{path}:{finding.line}: {finding.title}: {finding.text}{reason}")
        print(f"{path}: {programme.title}, {len(programme.obligations)} obligations, sound")
    return 1 if wrong else 0
