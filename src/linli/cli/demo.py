"""Fill an empty site with the demo district: an invented district that has lived through a year of work."""

from __future__ import annotations

import argparse
import sys
import time
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

EXAMPLES = """examples:
  linli demo                                the district: 20,000 households, about two minutes
  linli demo --size small --seed 7          240 households, some seconds"""

ACCOUNTS = [
    ("weijian", "区卫生健康局社管办：看板、报送矩阵、方案"),
    ("zhuren1", "社区卫生服务中心主任"),
    ("zhuren2", "工作滞后的中心的主任"),
    ("duizhang01", "责任团队队长"),
    ("yisheng011", "家庭医生"),
    ("shequ01", "社区工作者"),
    ("admin", "系统管理员"),
]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", choices=("small", "district"), default="district")
    parser.add_argument("--seed", type=int, default=1, help="the same seed and day give the same world (default: 1)")
    parser.add_argument(
        "--if-empty",
        action="store_true",
        help="do nothing on a site that holds data, unless it is a demo that was left half built",
    )


def run(options: argparse.Namespace) -> int:
    from linli.demo.world import PASSWORD, build
    from linli.tree.models import Unit

    begun = _begun()
    if options.if_empty and begun.exists() and Unit.objects.exists():
        print("The demo district was left half built; emptying the site to build it again", flush=True)
        call_command("flush", interactive=False, verbosity=0)
    if Unit.objects.exists():
        if not options.if_empty:
            print("This site holds data already: the demo fills an empty site only.", file=sys.stderr)
            return 1
        _accounts(PASSWORD)
        return 0
    started = time.monotonic()
    announced = False

    def say(line: str) -> None:
        nonlocal announced
        print(f"[{time.monotonic() - started:5.0f} s] {line}", flush=True)
        if not announced and "采用" in line:
            announced = True
            _accounts(PASSWORD)

    begun.parent.mkdir(parents=True, exist_ok=True)
    begun.touch()
    build(options.size, seed=options.seed, say=say)
    begun.unlink()
    say("演示数据已就绪")
    return 0


def _begun() -> Path:
    """The file that is there while a demo is being built in this database."""
    name = str(settings.DATABASES["default"]["NAME"])
    return settings.VAR / f"demo-{sha256(name.encode()).hexdigest()[:12]}.unfinished"


def _accounts(password: str) -> None:
    print(f"Demo accounts, password {password}:")
    for username, about in ACCOUNTS:
        print(f"  {username:<12} {about}")
    sys.stdout.flush()
