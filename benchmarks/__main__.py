"""Runs every benchmark and says on what machine: python -m benchmarks [figures] [pages]."""

from __future__ import annotations

import importlib
import platform
import sys

PARTS = ("figures", "pages")


def main() -> int:
    """Run the parts named, or all of them."""
    chosen = sys.argv[1:] or PARTS
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}")
    for name in chosen:
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
