"""The write door: the only way in which a record is written, changed or removed.

It checks scope and validity, refuses what two people changed at once, remembers the history, carries a request out
once however often it is sent, and tells whoever keeps figures what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.registers.fields import Derived, EncryptedField
from linli.registers.records import Batch, Change, Line, Receipt, Record, opened
from linli.registers.register import Register, register_of
from linli.tree.models import Account, Unit
from linli.tree.roles import May

CHUNK = 2000
KEPT_BY_DOOR = {"id", "entered_by", "entered_at", "version", "batch"}


class Conflict(ValidationError):
    """Somebody else changed the row meanwhile; nothing was written."""


class Refused(PermissionDenied):
    """The account may not do this to the row; says why."""


@dataclass(frozen=True)
class Notice:
    """Rows of one register that were written: pairs of the row before (None: new) and after (None: removed)."""

    register: type[Register]
    pairs: Sequence[tuple[Record | None, Record | None]]


listeners: list[Callable[[Notice], None]] = []


def keep(
    record: Record,
    *,
    by: Account,
    key: str = "",
    doing: str = "change",
    may: str = May.WRITE,
    version: int | None = None,
    lines: Mapping[str, Sequence[Line]] | None = None,
    batch: Batch | None = None,
    reason: str = "",
) -> Record:
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
        if key and (earlier := carried_out(key, by, register)) is not None:
            return earlier
        before = type(record).objects.select_for_update().get(pk=record.pk) if record.pk else None
        _demand_duty(register, record, before, by, may)
        if before is None:
            record.entered_by, record.entered_at, record.batch = by, timezone.now(), batch
            record.version = 1
        else:
            if version is not None and version != before.version:
                raise Conflict(_conflict_sentence(register, before))
            record.version = before.version + 1
        _validate(register, record, before, by)
        try:
            record.save(force_insert=before is None)
        except IntegrityError as error:
            raise ValidationError(_("The database refused this: such a row is there already.")) from error
        changed_lines = _write_lines(register, record, lines)
        if before is not None:
            _remember(register, before, record, by, doing, batch, reason, changed_lines)
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
) -> Batch:
    """Write many new records of one register as one batch: all or none.

    Every record is validated as in `keep`; foreign keys are checked together instead of one by one.

    Raises:
        ValidationError: with `error_dict` by position ("3") of the records that are not valid.
    """
    rows = list(records)
    if not rows:
        raise ValidationError(_("There is nothing to write."))
    register = register_of(type(rows[0]))
    now = timezone.now()
    with transaction.atomic(), opened():
        batch = Batch.objects.create(register=register.name, title=title[:120], by=by, digest=digest, rows=len(rows))
        _demand_duties(register, rows, by)
        problems: dict[str, list] = _references_missing(register, rows, by)
        single = [f.name for f in register.model._meta.concrete_fields if f.is_relation]
        for position, record in enumerate(rows):
            record.entered_by, record.entered_at, record.batch, record.version = by, now, batch, 1
            try:
                record.clean_fields(exclude=single)
                _closed_unit(register, record)
                record.clean()
            except ValidationError as error:
                problems.setdefault(str(position), []).extend(_sentences(record, error))
        if problems:
            raise ValidationError(problems)
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            try:
                with transaction.atomic():
                    register.model.objects.bulk_create(chunk)
            except IntegrityError:
                raise ValidationError(_constraint_problems(rows, start, chunk)) from None
            if progress:
                progress(start + len(chunk))
        _tell(register, [(None, record) for record in rows])
    return batch


def remove(record: Record, *, by: Account, reason: str, may: str = May.WRITE, batch: Batch | None = None) -> Change:
    """Remove a record; the history keeps it whole, so that `restore` brings it back."""
    register = register_of(type(record))
    with transaction.atomic(), opened():
        before = type(record).objects.select_for_update().get(pk=record.pk)
        _demand_duty(register, before, None, by, may)
        stored = _stored(before)
        for name in register.lines():
            stored[f"lines:{name}"] = [_stored(line) for line in getattr(before, name).all()]
        try:
            before.delete()
        except ProtectedError as error:
            names = "、".join(sorted({str(row._meta.verbose_name_plural) for row in error.protected_objects}))
            raise ValidationError(_("It cannot be removed: %(names)s refer to it.") % {"names": names}) from error
        change = Change.objects.create(
            register=register.name, row=record.pk, doing="remove", by=by, before=stored, reason=reason, batch=batch
        )
        before.pk = record.pk
        _tell(register, [(before, None)])
    return change


def restore(change: Change, *, by: Account) -> Record:
    """Bring back a removed record, with its lines, as it was."""
    from linli.registers.register import register_named

    register = register_named(change.register)
    with transaction.atomic(), opened():
        record = _revived(register.model, change.before)
        _demand_duty(register, record, None, by, May.WRITE)
        if register.model.objects.filter(pk=record.pk).exists():
            raise ValidationError(_("It is there already."))
        record.version += 1
        _validate(register, record, None, by)
        record.save(force_insert=True)
        for name, model in register.lines().items():
            for stored in change.before.get(f"lines:{name}", ()):
                _revived(model, stored).save(force_insert=True)
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
        _demand_duties(register, made, by)
        changes = {change.row: change for change in batch.changes.filter(doing="import")}
        altered = list(register.model.objects.select_for_update().filter(pk__in=changes))
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
                    _put(back, column, value)
            back.version = row.version + 1
            back.save()
            Change.objects.create(register=register.name, row=row.pk, doing="undo", by=by, before=changes[row.pk].after,
                                  after=changes[row.pk].before)
            pairs.append((row, back))
        batch.undone_at, batch.undone_by = timezone.now(), by
        batch.save()
        _tell(register, pairs)
    return len(pairs)


# What the functions above are made of


def carried_out(key: str, by: Account, register: type[Register]) -> Record | None:
    """The row that an earlier request with the same key wrote, if there was one."""
    receipt = Receipt.objects.filter(by=by, key=key).first()
    if receipt is None:
        return None
    if receipt.register != register.name:
        raise ValidationError(_("This request key was used for another register."))
    return register.model.objects.filter(pk=receipt.row).first()


def _demand_duty(register: type[Register], record: Record, before: Record | None, by: Account, may: str) -> None:
    if by.seen_by is not None:
        raise Refused(_("You are looking at the site as somebody else: nothing can be changed."))
    for unit_id in {record.unit_id, before.unit_id if before else record.unit_id}:
        if unit_id is None:
            raise ValidationError({"unit": _("Say which unit this belongs to.")})
        if not register.open_to(by, unit_id, may):
            raise Refused(_("You have no duty for this at the unit."))


def _demand_duties(register: type[Register], rows: Sequence[Record], by: Account) -> None:
    for record in {row.unit_id: row for row in rows}.values():
        _demand_duty(register, record, None, by, May.WRITE)


def _validate(register: type[Register], record: Record, before: Record | None, by: Account) -> None:
    problems: dict[str, list] = {}
    try:
        record.full_clean()
    except ValidationError as error:
        problems = error.error_dict
    for field in _references(register):
        if field.name in problems:
            continue
        value = getattr(record, field.attname)
        if value is None or (before is not None and getattr(before, field.attname) == value):
            continue
        if not register_of(field.related_model).rows(by).filter(pk=value).exists():
            problems[field.name] = [ValidationError(_no_such(field))]
    if problems:
        raise ValidationError(problems)
    _closed_unit(register, record)


def _references(register: type[Register]) -> list[models.ForeignKey]:
    """Foreign keys to other records; the tree's own tables are checked by duty instead."""
    return [
        field
        for field in register.model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.editable
        and issubclass(field.related_model, Record)  # type: ignore[arg-type]
    ]


def _no_such(field: models.Field) -> str:
    what = field.related_model._meta.verbose_name  # type: ignore[union-attr]
    return _("There is no such %(what)s within your duties.") % {"what": what}


def _references_missing(register: type[Register], rows: Sequence[Record], by: Account) -> dict[str, list]:
    problems: dict[str, list] = {}
    for field in _references(register):
        wanted = {getattr(row, field.attname) for row in rows} - {None}
        known = _among(register_of(field.related_model).rows(by), wanted)
        for position, row in enumerate(rows):
            value = getattr(row, field.attname)
            if value is None and not field.null:
                problems.setdefault(str(position), []).append(
                    ValidationError(f"{field.verbose_name}: {field.error_messages['null']}")
                )
            elif value is not None and value not in known:
                problems.setdefault(str(position), []).append(ValidationError(_no_such(field)))
    return problems


def _among(rows: models.QuerySet, wanted: set[int]) -> set[int]:
    ids = sorted(wanted)
    known: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        known |= set(rows.filter(pk__in=ids[start : start + CHUNK]).values_list("pk", flat=True))
    return known


def _closed_unit(register: type[Register], record: Record) -> None:
    day = getattr(record, register.when or (register.valid[0] if register.valid else "pk"))
    if hasattr(day, "year") and not _unit(record.unit_id).works_on(day):
        unit = _unit(record.unit_id)
        raise ValidationError(
            {"unit": _("%(unit)s did not work on %(day)s: it opened on %(opened)s and closed on %(closed)s.")
             % {"unit": unit, "day": day, "opened": unit.opened, "closed": unit.closed or "—"}}
        )


def _unit(pk: int) -> Unit:
    return Unit.objects.get(pk=pk)


def _sentences(record: Record, error: ValidationError) -> list[ValidationError]:
    if not hasattr(error, "error_dict"):
        return error.error_list
    found = []
    for name, errors in error.error_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{record._meta.get_field(name).verbose_name}: "
        found += [ValidationError(f"{label}{message}") for single in errors for message in single.messages]
    return found


def _constraint_problems(rows: Sequence[Record], start: int, chunk: Sequence[Record]) -> dict[str, list]:
    """Which rows the database refused, found by asking the constraints one row at a time."""
    problems: dict[str, list] = {}
    seen: dict[tuple, int] = {}
    uniques = [c for c in chunk[0]._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields]
    for position, record in enumerate(rows[: start + len(chunk)]):
        for constraint in uniques:
            values = (constraint.name, *(getattr(record, record._meta.get_field(f).attname) for f in constraint.fields))
            if None in values:
                continue
            if values in seen:
                problems.setdefault(str(position), []).append(
                    ValidationError(_("The same as row %(row)d of this batch.") % {"row": seen[values] + 1})
                )
            seen.setdefault(values, position)
        if position >= start and str(position) not in problems:
            record.pk = None
            try:
                record.validate_constraints()
            except ValidationError as error:
                problems.setdefault(str(position), []).extend(_sentences(record, error))
    return problems or {"0": [ValidationError(_("The database refused this: such a row is there already."))]}


def _write_lines(register: type[Register], record: Record, lines: Mapping[str, Sequence[Line]] | None) -> dict:
    """Replace the lines given; what changed, by related name."""
    changed: dict[str, Any] = {}
    for name, wanted in (lines or {}).items():
        model = register.lines()[name]
        present = {line.pk: line for line in getattr(record, name).all()}
        old = [_stored(line) for line in present.values()]
        for position, line in enumerate(wanted):
            if line.pk and line.pk not in present:
                raise ValidationError(_("Line %(line)d belongs to another row.") % {"line": position + 1})
            line.record = record  # type: ignore[attr-defined]
            try:
                line.full_clean()
            except ValidationError as error:
                sentences = [message for messages in error.message_dict.values() for message in messages]
                text = _("Line %(line)d: %(text)s") % {"line": position + 1, "text": " ".join(sentences)}
                raise ValidationError(text) from error
            line.save()
        model.objects.filter(pk__in=set(present) - {line.pk for line in wanted}).delete()
        new = [_stored(line) for line in wanted]
        if new != old:
            changed[f"lines:{name}"] = (old, new)
    return changed


def _remember(
    register: type[Register],
    before: Record,
    after: Record,
    by: Account,
    doing: str,
    batch: Batch | None,
    reason: str,
    lines: Mapping[str, tuple],
) -> None:
    old, new = {}, {}
    for field in after._meta.concrete_fields:
        if field.name in KEPT_BY_DOOR or getattr(before, field.attname) == getattr(after, field.attname):
            continue
        old[field.attname], new[field.attname] = _prepared(field, before), _prepared(field, after)
    for name, (was, now) in lines.items():
        old[name], new[name] = was, now
    new["version"] = after.version
    Change.objects.create(
        register=register.name, row=after.pk, doing=doing, by=by, batch=batch, before=old, after=new, reason=reason
    )


def _prepared(field: models.Field, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    return field.get_prep_value(value) if isinstance(field, EncryptedField) else value


def _stored(row: models.Model) -> dict[str, Any]:
    return {field.attname: _prepared(field, row) for field in row._meta.concrete_fields}


def _put(row: models.Model, column: str, value: Any) -> None:
    if column.startswith("lines:"):
        return
    field = next(f for f in row._meta.concrete_fields if f.attname == column)
    if isinstance(field, EncryptedField):
        value = field.from_db_value(value, None, None)
    elif not isinstance(field, Derived):
        value = field.to_python(value)
    setattr(row, column, value)


def _revived(model: type[models.Model], stored: Mapping[str, Any]) -> Any:
    row = model()
    for column, value in stored.items():
        _put(row, column, value)
    return row


def _conflict_sentence(register: type[Register], before: Record) -> str:
    last = Change.objects.filter(register=register.name, row=before.pk).first()
    if last is None:
        return _("The row was changed meanwhile. Look at the new state and enter your change again.")
    return _("%(who)s changed this row at %(at)s. Look at the new state and enter your change again.") % {
        "who": last.by,
        "at": timezone.localtime(last.at).strftime("%H:%M"),
    }


def _tell(register: type[Register], pairs: Sequence[tuple[Record | None, Record | None]]) -> None:
    notice = Notice(register, pairs)
    for listener in listeners:
        listener(notice)
