"""Sheets in: a file becomes a plan (a dry run, errors by cell); a plan without errors becomes one batch."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from linli.registers.door import keep_many
from linli.registers.records import Batch
from linli.registers.register import Register
from linli.registers.sheets.files import SheetRefused, brought, opened_tables
from linli.registers.sheets.plan import Plan
from linli.registers.sheets.reading import Reading, with_headings
from linli.tree.models import Account, Unit


def read_sheet(
    register: type[Register],
    file: Path | str | BinaryIO,
    *,
    by: Account,
    name: str = "",
    chosen: Mapping[str, str] | None = None,
    unit: Unit | None = None,
    progress: Callable[[int], None] | None = None,
) -> Plan:
    """Read a file against a register and say what importing it would do.

    Args:
        file: a path, or a file opened for reading bytes (an upload).
        name: the file's name, where `file` has none.
        chosen: field names by column letter or heading, where the person corrected the columns; "" leaves one
        out.
        unit: the unit of rows that name none.
        progress: told the number of rows read so far, and then of those tried.

    Raises:
        SheetRefused: the file cannot be read at all.
        ValidationError: a field chosen is not there.
    """
    with _at_hand(file) as (path, digest):
        plan = Plan(register, by, name or Path(str(getattr(file, "name", file))).name, digest)
        plan.earlier = Batch.objects.filter(register=register.name, digest=digest, undone_at=None).first()
        tables = opened_tables(path, plan.name)
        table, rows = with_headings(plan, tables, chosen)
        Reading(plan, table, unit).take(rows, progress)
        if any(True for _other in tables):
            plan.notes.append(_("Only the sheet “%(name)s” was read.") % {"name": plan.sheet})
    if plan.rows:
        _try(plan, progress)
    return plan


def apply(plan: Plan, *, by: Account, progress: Callable[[int], None] | None = None) -> Batch | None:
    """Carry a plan out as one batch; nothing where nothing would change.

    Raises:
        ValidationError: the plan has errors, or rows were changed since it was made; nothing was written.
    """
    if plan.error_count:
        raise ValidationError(_("The sheet has errors; nothing was written."))
    if not plan.rows:
        return None
    return keep_many(plan.records(), by=by, title=plan.name, digest=plan.digest, progress=progress)


@contextmanager
def _at_hand(file: Path | str | BinaryIO) -> Iterator[tuple[Path, str]]:
    """The file in a place of our own, and its digest."""
    with tempfile.TemporaryDirectory(prefix="linli-sheet-") as folder:
        target = Path(folder) / "sheet"
        if isinstance(file, (str, Path)):
            try:
                with open(file, "rb") as source:
                    digest = brought(source, target)
            except OSError as error:
                raise SheetRefused(_("There is no such file: “%(name)s”.") % {"name": file}) from error
        else:
            digest = brought(file, target)
        yield target, digest


def _try(plan: Plan, progress: Callable[[int], None] | None) -> None:
    """Write the rows for trial, so that what contradicts other rows is found and put on its row."""
    at = {heading.field.name: heading for heading in plan.headings if heading.field is not None}
    try:
        keep_many(plan.records(), by=plan.by, title=plan.name, progress=progress, trial=True)
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        for position, sentences in error.error_dict.items():
            planned = plan.rows[int(position)]
            for sentence in sentences:
                code = sentence.code or NON_FIELD_ERRORS
                plan.wrong(planned.row, " ".join(sentence.messages), at=at.get(code))
            if planned.pk:
                plan.changed -= 1
            else:
                plan.new -= 1
