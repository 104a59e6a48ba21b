"""Whatever is due now: digests by e-mail, clearing of old sessions. Run it every minute; each thing is done once."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(options: argparse.Namespace) -> int:
    from django.core.management import call_command

    from linli.duties.digest import send_due

    sent = send_due()
    call_command("clearsessions")
    if sent:
        print(f"{sent} digests sent")
    return 0
