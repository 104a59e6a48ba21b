"""Whatever is due now: digests by e-mail, clearing of old sessions and sheets. Run it every minute."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(options: argparse.Namespace) -> int:
    from django.core.management import call_command

    from linli.duties.digest import send_due
    from linli.registers.sheets.jobs import clear

    sent = send_due()
    call_command("clearsessions")
    clear()
    if sent:
        print(f"{sent} digests sent")
    return 0
