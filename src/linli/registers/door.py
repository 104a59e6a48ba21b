"""The write door: the only way in which a record is written, changed or removed.

It checks scope and validity, refuses what two people changed at once, remembers the history, carries a request out
once however often it is sent, and tells whoever keeps figures what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from linli.almanac import now
from linli.registers.judging import (
    Conflict,
    Refused,
    closed_unit,
    conflict_sentence,
    constraint_problems,
    demand_duties,
    demand_duty,
    no_such,
    overlaps,
    references_missing,
    references_of,
    validate,
    worded,
)
from linli.registers.memory import change_of, put_value, revived, stored_values
from linli.registers.records import Batch, Change, Line, Receipt, Record, opened
from linli.registers.register import Register, register_of
from linli.tree.models import Account, Unit
from linli.tree.roles import May

__all__ = ["Conflict", "Notice", "Refused", "carried_out", "keep", "keep_many", "listeners", "remove"]
__all__ += ["restore", "undo"]

CHUNK = 2000
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Notice:
    """Rows of one register that were written: pairs of the row before (None: new) and after (None: removed)."""

    register: type[Register]
    pairs: Sequence[tuple[Record | None, Record | None]]


listeners: list[Callable[[Notice], None]] = []


def keep(
    record: R,
    *,
    by: Account,
    key: str = "",
    doing: str = "change",
    may: str = May.WRITE,
    version: int | None = None,
    lines: Mapping[str, Sequence[Line]] | None = None,
    batch: Batch | None = None,
    reason: str = "",
) -> R:
    """Write a new record or the changes to one.

    Args:
        key: the request's own key; with a key already carried out the earlier row is given back.
        doing: name of the action, for the history.
        may: the capability that the account needs at the record's unit.
        version: the version that the person saw; another one in the database is a conflict.
        lines: the lines that replace the present ones, by related name.

    Raises:
        ValidationError: the record is not valid; by field, in words.
        Conflict: somebody changed it meanwhile.
        Refused: the account has no such duty at the unit.
    """
    register = register_of(type(record))
    with transaction.atomic(), opened():
        if key and (earlier := carried_out(key, by, register, record.pk)) is not None:
            return earlier  # type: ignore[return-value]
        before = type(record).objects.select_for_update().get(pk=record.pk) if record.pk else None
        demand_duty(register, record, before, by, may)
        if before is None:
            record.entered_by, record.entered_at, record.batch = by, now(), batch
            record.version = 1
        else:
            if version is not None and version != before.version:
                raise Conflict(conflict_sentence(register, before))
            record.version = before.version + 1
        validate(register, record, before, by)
        try:
            record.save(force_insert=before is None)
        except IntegrityError as error:
            raise ValidationError(_("The database refused this: such a row is there already.")) from error
        changed_lines = _write_lines(register, record, lines, by)
        if before is not None:
            change_of(register, before, record, by, doing, batch, reason, changed_lines).save()
        if key:
            Receipt.objects.create(key=key, by=by, register=register.name, row=record.pk)
        _tell(register, [(before, record)])
    return record


def keep_many(
    records: Iterable[Record],
    *,
    by: Account,
    title: str,
    digest: str = "",
    progress: Callable[[int], None] | None = None,
    trial: bool = False,
) -> Batch:
    """Write many records of one register as one batch: all or none.

    A record without a key is new; one with a key is changed, and its `version` must be the one that was read. Every
    record is validated as in `keep`, foreign keys are checked together instead of one by one, and what `clean` asks
    of other rows it asks again when the rows of the batch are there. Records may come from a generator: only some
    are held at a time, and the listeners are told as often.

    Args:
        digest: of the file that the records come from.
        progress: told the number of rows written so far.
        trial: everything is tried on the database and taken back; nobody is told.

    Raises:
        ValidationError: with `error_dict` by position ("3") of the records that are not valid.
    """
    source = iter(records)
    chunk = list(islice(source, CHUNK))
    if not chunk:
        raise ValidationError(_("There is nothing to write."))
    register = register_of(type(chunk[0]))
    problems: dict[str, list] = {}
    with transaction.atomic(), opened():
        batch = Batch.objects.create(register=register.name, title=title[:120], by=by, digest=digest)
        units: dict[int, Unit] = {}
        start = 0
        while chunk:
            pairs = _keep_chunk(register, chunk, start, by, batch, units, problems)
            start += len(chunk)
            if not problems and not trial:
                _tell(register, pairs)
            if progress:
                progress(start)
            chunk = list(islice(source, CHUNK))
        if problems:
            raise ValidationError(problems)
        batch.rows = start
        batch.save()
        if trial:
            transaction.set_rollback(True)
    return batch


def remove(record: Record, *, by: Account, reason: str, may: str = May.WRITE, batch: Batch | None = None) -> Change:
    """Remove a record; the history keeps it whole, so that `restore` brings it back."""
    register = register_of(type(record))
    with transaction.atomic(), opened():
        before = type(record).objects.select_for_update().get(pk=record.pk)
        demand_duty(register, before, None, by, may)
        if settled := before.settled():
            raise ValidationError(settled)
        stored = stored_values(before)
        for name in register.lines():
            stored[f"lines:{name}"] = [stored_values(line) for line in getattr(before, name).all()]
        try:
            before.delete()
        except ProtectedError as error:
            names = "、".join(sorted({str(row._meta.verbose_name_plural) for row in error.protected_objects}))
            raise ValidationError(_("It cannot be removed: %(names)s refer to it.") % {"names": names}) from error
        change = Change.objects.create(
            register=register.name,
            row=record.pk,
            doing="remove",
            by=by,
            before=stored,
            reason=reason,
            batch=batch,
        )
        before.pk = record.pk
        _tell(register, [(before, None)])
    return change


def restore(change: Change, *, by: Account) -> Record:
    """Bring back a removed record, with its lines, as it was."""
    from linli.registers.register import register_named

    register = register_named(change.register)
    with transaction.atomic(), opened():
        record = revived(register.model, change.before)
        demand_duty(register, record, None, by, May.WRITE)
        if register.model.objects.filter(pk=record.pk).exists():
            raise ValidationError(_("It is there already."))
        record.version += 1
        validate(register, record, None, by)
        record.save(force_insert=True)
        for name, model in register.lines().items():
            for stored in change.before.get(f"lines:{name}", ()):
                revived(model, stored).save(force_insert=True)
        Change.objects.create(register=register.name, row=record.pk, doing="restore", by=by)
        _tell(register, [(None, record)])
    return record


def undo(batch: Batch, *, by: Account) -> int:
    """Take back a batch as one: rows it made are removed, rows it changed get their old values.

    Raises:
        ValidationError: rows were changed since, or other records refer to them; nothing was undone.
    """
    from linli.registers.register import register_named

    register = register_named(batch.register)
    if batch.undone_at:
        raise ValidationError(_("This batch has been undone already."))
    with transaction.atomic(), opened():
        made = list(register.model.objects.select_for_update().filter(batch=batch))
        changes = {change.row: change for change in batch.changes.exclude(doing="remove")}
        altered = list(register.model.objects.select_for_update().filter(pk__in=changes))
        demand_duties(register, [*made, *altered], by)
        newer = [row for row in made if row.version > 1]
        newer += [row for row in altered if row.version != changes[row.pk].after["version"]]
        if newer:
            names = "、".join(str(row) for row in newer[:5])
            raise ValidationError(
                _("%(count)d rows were changed since (%(names)s); undo these changes first.")
                % {"count": len(newer), "names": names}
            )
        try:
            for start in range(0, len(made), CHUNK):
                register.model.objects.filter(pk__in=[row.pk for row in made[start : start + CHUNK]]).delete()
        except ProtectedError as error:
            names = "、".join(sorted({str(row._meta.verbose_name_plural) for row in error.protected_objects}))
            raise ValidationError(_("It cannot be removed: %(names)s refer to it.") % {"names": names}) from error
        pairs: list[tuple[Record | None, Record | None]] = [(row, None) for row in made]
        for row in altered:
            back = register.model.objects.get(pk=row.pk)
            for column, value in changes[row.pk].before.items():
                if column != "version":
                    put_value(back, column, value)
            back.version = row.version + 1
            back.save()
            Change.objects.create(
                register=register.name,
                row=row.pk,
                doing="undo",
                by=by,
                before=changes[row.pk].after,
                after=changes[row.pk].before,
            )
            pairs.append((row, back))
        batch.undone_at, batch.undone_by = now(), by
        batch.save()
        _tell(register, pairs)
    return len(pairs)


def carried_out(key: str, by: Account, register: type[Register], row: int | None = None) -> Record | None:
    """The row that an earlier request with the same key wrote, if there was one.

    Raises:
        ValidationError: the key was used for another row than the one to be changed, or its row is gone.
    """
    receipt = Receipt.objects.filter(by=by, key=key).first()
    if receipt is None:
        return None
    if receipt.register != register.name:
        raise ValidationError(_("This request key was used for another register."))
    if row is not None and receipt.row != row:
        raise ValidationError(_("This request key was used for another row."))
    earlier = register.model.objects.filter(pk=receipt.row).first()
    if earlier is None:
        raise ValidationError(_("This was sent before, and what it wrote was removed since. Open an empty form."))
    return earlier


def _keep_chunk(
    register: type[Register],
    chunk: Sequence[Record],
    start: int,
    by: Account,
    batch: Batch,
    units: dict[int, Unit],
    problems: dict[str, list],
) -> list[tuple[Record | None, Record]]:
    """Check some records of a batch and, as long as the batch has no problem, write them; the pairs written."""
    moment = now()
    befores = register.model.objects.select_for_update().in_bulk([row.pk for row in chunk if row.pk])
    demand_duties(register, [*chunk, *befores.values()], by)
    units |= Unit.objects.in_bulk({row.unit_id for row in chunk} - set(units))
    for where, missing in references_missing(register, chunk, by, befores).items():
        problems.setdefault(str(start + int(where)), []).extend(missing)
    single = [f.name for f in register.model._meta.concrete_fields if f.is_relation]
    for position, record in enumerate(chunk, start):
        before = befores.get(record.pk)
        try:
            if before is None:
                record.entered_by, record.entered_at, record.batch, record.version = by, moment, batch, 1
            elif record.version != before.version:
                raise Conflict(conflict_sentence(register, before))
            else:
                record.version += 1
            record.unit = units[record.unit_id]
            record.clean_fields(exclude=single)
            closed_unit(register, record, record.unit)
            if str(position) not in problems:
                record.clean()
        except ValidationError as error:
            problems.setdefault(str(position), []).extend(worded(record, error))
    if not problems:
        overlaps(chunk, start, problems)
    if problems:
        return []
    try:
        with transaction.atomic():
            register.model.objects.bulk_create([record for record in chunk if record.pk not in befores])
            for record in chunk:
                if record.pk in befores:
                    record.save()
    except IntegrityError:
        problems |= constraint_problems(chunk, start, befores)
        return []
    if type(chunk[0]).clean is not models.Model.clean:
        for position, record in enumerate(chunk, start):
            try:
                record.clean()
            except ValidationError as error:
                problems.setdefault(str(position), []).extend(worded(record, error))
    Change.objects.bulk_create(
        change_of(register, befores[record.pk], record, by, "import", batch) for record in chunk if record.pk in befores
    )
    return [(befores.get(record.pk), record) for record in chunk]


def _write_lines(
    register: type[Register], record: Record, lines: Mapping[str, Sequence[Line]] | None, by: Account
) -> dict:
    """Replace the lines given; what changed, by related name."""
    changed: dict[str, Any] = {}
    for name, wanted in (lines or {}).items():
        model = register.lines()[name]
        present = {line.pk: line for line in getattr(record, name).all()}
        old = [stored_values(line) for line in present.values()]
        references = [field for field in references_of(model) if field.name != "record"]
        for position, line in enumerate(wanted):
            if line.pk and line.pk not in present:
                raise ValidationError(_("Line %(line)d belongs to another row.") % {"line": position + 1})
            line.record = record  # type: ignore[attr-defined]
            try:
                line.full_clean()
                for field in references:
                    value = getattr(line, field.attname)
                    kept = line.pk and getattr(present[line.pk], field.attname) == value
                    if value and not kept and not register_of(field.related_model).rows(by).filter(pk=value):
                        raise ValidationError({field.name: no_such(field)})
            except ValidationError as error:
                sentences = [message for messages in error.message_dict.values() for message in messages]
                text = _("Line %(line)d: %(text)s") % {"line": position + 1, "text": " ".join(sentences)}
                raise ValidationError(text) from error
            line.save()
        model.objects.filter(pk__in=set(present) - {line.pk for line in wanted}).delete()
        new = [stored_values(line) for line in wanted]
        if new != old:
            changed[f"lines:{name}"] = (old, new)
    return changed


def _tell(register: type[Register], pairs: Sequence[tuple[Record | None, Record | None]]) -> None:
    notice = Notice(register, pairs)
    for listener in listeners:
        listener(notice)
