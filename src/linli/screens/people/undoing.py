"""What somebody divided or handed over lately, each doing as one, however many batches it took."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import Http404

from linli.almanac import now
from linli.people.register import Assignments, Responsibilities
from linli.registers.door import undo
from linli.registers.records import Batch
from linli.tree.models import Account

LATELY = timedelta(days=30)
FRESH = timedelta(hours=1)
TOGETHER = timedelta(seconds=60)
SHOWN = 5


@dataclass(frozen=True)
class Doing:
    """Batches of one title that were written in one go, the last one first."""

    batches: list[Batch]

    @property
    def pk(self) -> uuid.UUID:
        """The batch by which the doing is known."""
        return self.batches[0].pk

    @property
    def title(self) -> str:
        """What was done."""
        return self.batches[0].title

    @property
    def at(self) -> datetime:
        """When it was done."""
        return self.batches[0].at

    @property
    def rows(self) -> int:
        """How many rows it wrote."""
        return sum(batch.rows for batch in self.batches)

    @property
    def fresh(self) -> bool:
        """Whether it was done just now and still stands."""
        return self.undone_at is None and now() - self.at < FRESH

    @property
    def undone_at(self) -> datetime | None:
        """When it was taken back."""
        return self.batches[0].undone_at


def recent(by: Account) -> list[Doing]:
    """What the person wrote in batches lately, the newest first."""
    wanted = (Responsibilities.name, Assignments.name)
    batches = Batch.objects.filter(by=by, register__in=wanted, at__gte=now() - LATELY).order_by("-at", "-pk")
    found: list[Doing] = []
    for batch in batches:
        last = found[-1] if found else None
        if last and last.title == batch.title and last.batches[-1].at - batch.at < TOGETHER:
            last.batches.append(batch)
        else:
            found.append(Doing([batch]))
    return found[:SHOWN]


def undo_doing(pk: uuid.UUID, by: Account) -> int:
    """Take a doing of the person back, all of it or nothing.

    Raises:
        ValidationError: rows were changed since.
    """
    doing = next((one for one in recent(by) if one.pk == pk), None)
    if doing is None:
        raise Http404
    with transaction.atomic():
        return sum(undo(batch, by=by) for batch in doing.batches if batch.undone_at is None)
