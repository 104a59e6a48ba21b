"""The write door: the only way in which a record is written, changed or removed.

It checks scope and validity, refuses what two people changed at once, remembers the history, carries a request out
once however often it is sent, and tells whoever keeps figures what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.almanac import now, today
from linli.registers.fields import Derived, EncryptedField
from linli.registers.records import Batch, Change, Line, Receipt, Record, opened
from linli.registers.register import Register, register_of
from linli.registers.spans import NoOverlap
from linli.tree.models import ALWAYS, Account, Unit
from linli.tree.roles import May

CHUNK = 2000
R = TypeVar("R", bound=Record)
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
        if key and (earlier := carried_out(key, by, register)) is not None:
            return earlier  # type: ignore[return-value]
        before = type(record).objects.select_for_update().get(pk=record.pk) if record.pk else None
        _demand_duty(register, record, before, by, may)
        if before is None:
            record.entered_by, record.entered_at, record.batch = by, now(), batch
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
        changed_lines = _write_lines(register, record, lines, by)
        if before is not None:
            _change(register, before, record, by, doing, batch, reason, changed_lines).save()
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


def remove(
    record: Record, *, by: Account, reason: str, may: str = May.WRITE, batch: Batch | None = None
) -> Change:
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
            raise ValidationError(
                _("It cannot be removed: %(names)s refer to it.") % {"names": names}
            ) from error
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
        changes = {change.row: change for change in batch.changes.exclude(doing="remove")}
        altered = list(register.model.objects.select_for_update().filter(pk__in=changes))
        _demand_duties(register, [*made, *altered], by)
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
            raise ValidationError(
                _("It cannot be removed: %(names)s refer to it.") % {"names": names}
            ) from error
        pairs: list[tuple[Record | None, Record | None]] = [(row, None) for row in made]
        for row in altered:
            back = register.model.objects.get(pk=row.pk)
            for column, value in changes[row.pk].before.items():
                if column != "version":
                    _put(back, column, value)
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


# What the functions above are made of


def carried_out(key: str, by: Account, register: type[Register]) -> Record | None:
    """The row that an earlier request with the same key wrote, if there was one."""
    receipt = Receipt.objects.filter(by=by, key=key).first()
    if receipt is None:
        return None
    if receipt.register != register.name:
        raise ValidationError(_("This request key was used for another register."))
    return register.model.objects.filter(pk=receipt.row).first()


def _demand_duty(
    register: type[Register], record: Record, before: Record | None, by: Account, may: str
) -> None:
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
    """Each field first, then the row as a whole, so that a record's `clean` may rely on its fields."""
    problems: dict[str, list] = {}
    try:
        record.clean_fields()
    except ValidationError as error:
        problems = error.error_dict
    for field in _references(register.model):
        if field.name in problems:
            continue
        value = getattr(record, field.attname)
        if value is None or (before is not None and getattr(before, field.attname) == value):
            continue
        if not register_of(field.related_model).rows(by).filter(pk=value).exists():
            problems[field.name] = [ValidationError(_no_such(field))]
    if problems:
        raise ValidationError(problems)
    _closed_unit(register, record, Unit.objects.get(pk=record.unit_id))
    for check in (record.clean, record.validate_unique, record.validate_constraints):
        try:
            check()
        except ValidationError as error:
            problems = error.update_error_dict(problems)
    if problems:
        raise ValidationError(problems)


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
    _demand_duties(register, [*chunk, *befores.values()], by)
    units |= Unit.objects.in_bulk({row.unit_id for row in chunk} - set(units))
    for position, sentences in _references_missing(register, chunk, by, befores).items():
        problems.setdefault(str(start + int(position)), []).extend(sentences)
    single = [f.name for f in register.model._meta.concrete_fields if f.is_relation]
    for position, record in enumerate(chunk, start):
        before = befores.get(record.pk)
        try:
            if before is None:
                record.entered_by, record.entered_at, record.batch, record.version = by, moment, batch, 1
            elif record.version != before.version:
                raise Conflict(_conflict_sentence(register, before))
            else:
                record.version += 1
            record.unit = units[record.unit_id]
            record.clean_fields(exclude=single)
            _closed_unit(register, record, record.unit)
            if str(position) not in problems:
                record.clean()
        except ValidationError as error:
            problems.setdefault(str(position), []).extend(_sentences(record, error))
    if not problems:
        _overlaps(chunk, start, problems)
    if problems:
        return []
    try:
        with transaction.atomic():
            register.model.objects.bulk_create([record for record in chunk if record.pk not in befores])
            for record in chunk:
                if record.pk in befores:
                    record.save()
    except IntegrityError:
        problems |= _constraint_problems(chunk, start, befores)
        return []
    if type(chunk[0]).clean is not models.Model.clean:
        for position, record in enumerate(chunk, start):
            try:
                record.clean()
            except ValidationError as error:
                problems.setdefault(str(position), []).extend(_sentences(record, error))
    Change.objects.bulk_create(
        _change(register, befores[record.pk], record, by, "import", batch)
        for record in chunk
        if record.pk in befores
    )
    return [(befores.get(record.pk), record) for record in chunk]


def _references(model: type[models.Model]) -> list[models.ForeignKey]:
    """Foreign keys to other records; the tree's own tables are checked by duty instead."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.editable and issubclass(field.related_model, Record)  # type: ignore[arg-type]
    ]


def _no_such(field: models.Field) -> str:
    what = field.related_model._meta.verbose_name  # type: ignore[union-attr]
    return _("There is no such %(what)s within your duties.") % {"what": what}


def _references_missing(
    register: type[Register], rows: Sequence[Record], by: Account, befores: Mapping[int, Record]
) -> dict[str, list]:
    """What is wrong with the foreign keys, by position; the rows they name are attached, so that `clean` need not ask."""
    problems: dict[str, list] = {}
    for field in _references(register.model):
        wanted = {getattr(row, field.attname) for row in rows} - {None}
        known = _among(register_of(field.related_model).rows(by), wanted)
        kept = {getattr(row, field.attname) for row in befores.values()}
        for position, row in enumerate(rows):
            value = getattr(row, field.attname)
            if value in known:
                field.set_cached_value(row, known[value])
            elif value is None and not field.null:
                problems.setdefault(str(position), []).append(
                    ValidationError(f"{field.verbose_name}: {field.error_messages['null']}", code=field.name)
                )
            elif value is not None and value not in kept:
                problems.setdefault(str(position), []).append(
                    ValidationError(_no_such(field), code=field.name)
                )
    return problems


def _among(rows: models.QuerySet, wanted: set[int]) -> dict[int, Record]:
    ids = sorted(wanted)
    known: dict[int, Record] = {}
    for start in range(0, len(ids), CHUNK):
        known |= rows.in_bulk(ids[start : start + CHUNK])
    return known


def _closed_unit(register: type[Register], record: Record, unit: Unit) -> None:
    day = getattr(record, register.when or (register.valid[0] if register.valid else "pk"))
    if day == ALWAYS and not record.pk:
        day = today()
    if hasattr(day, "year") and day != ALWAYS and not unit.works_on(day):
        raise ValidationError(
            {
                "unit": _(
                    "%(unit)s did not work on %(day)s: it opened on %(opened)s and closed on %(closed)s."
                )
                % {"unit": unit, "day": day, "opened": unit.opened, "closed": unit.closed or "—"}
            }
        )


def _overlaps(rows: Sequence[Record], start: int, problems: dict[str, list]) -> None:
    for constraint in rows[0]._meta.constraints:
        if isinstance(constraint, NoOverlap):
            for position, sentence in constraint.clashes(rows):
                problems.setdefault(str(start + position), []).append(ValidationError(sentence))


def _sentences(record: Record, error: ValidationError) -> list[ValidationError]:
    """The errors as sentences that name their field; `code` is the field's name."""
    if not hasattr(error, "error_dict"):
        return error.error_list
    found = []
    for name, errors in error.error_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{record._meta.get_field(name).verbose_name}: "
        found += [
            ValidationError(f"{label}{text}", code=name) for single in errors for text in single.messages
        ]
    return found


def _constraint_problems(
    chunk: Sequence[Record], start: int, befores: Mapping[int, Record]
) -> dict[str, list]:
    """Which rows the database refused, found by asking the constraints one row at a time."""
    problems: dict[str, list] = {}
    seen: dict[tuple, int] = {}
    uniques = [c for c in chunk[0]._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields]
    for position, record in enumerate(chunk, start):
        for constraint in uniques:
            values = (
                constraint.name,
                *(getattr(record, record._meta.get_field(f).attname) for f in constraint.fields),
            )
            if None in values or not _applies(constraint, record):
                continue
            if values in seen:
                problems.setdefault(str(position), []).append(
                    ValidationError(_("The same as row %(row)d of this batch.") % {"row": seen[values] + 1})
                )
            seen.setdefault(values, position)
        if str(position) not in problems:
            record.pk = record.pk if record.pk in befores else None
            record._state.adding = record.pk is None
            try:
                record.validate_unique()
                record.validate_constraints()
            except ValidationError as error:
                problems.setdefault(str(position), []).extend(_sentences(record, error))
    return problems or {
        str(start): [ValidationError(_("The database refused this: such a row is there already."))]
    }


def _applies(constraint: models.UniqueConstraint, record: Record) -> bool:
    """Whether a unique constraint is about this record at all."""
    values = record._get_field_expression_map(meta=record._meta)  # type: ignore[attr-defined]
    return constraint.condition is None or constraint.condition.check(values)


def _write_lines(
    register: type[Register], record: Record, lines: Mapping[str, Sequence[Line]] | None, by: Account
) -> dict:
    """Replace the lines given; what changed, by related name."""
    changed: dict[str, Any] = {}
    for name, wanted in (lines or {}).items():
        model = register.lines()[name]
        present = {line.pk: line for line in getattr(record, name).all()}
        old = [_stored(line) for line in present.values()]
        references = [field for field in _references(model) if field.name != "record"]
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
                        raise ValidationError({field.name: _no_such(field)})
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


def _change(
    register: type[Register],
    before: Record,
    after: Record,
    by: Account,
    doing: str,
    batch: Batch | None,
    reason: str = "",
    lines: Mapping[str, tuple] | None = None,
) -> Change:
    """What is remembered of a write to a row that was there; not yet saved."""
    old, new = {}, {}
    for field in after._meta.concrete_fields:
        if field.name in KEPT_BY_DOOR or getattr(before, field.attname) == getattr(after, field.attname):
            continue
        old[field.attname], new[field.attname] = _prepared(field, before), _prepared(field, after)
    for name, (was, now) in (lines or {}).items():
        old[name], new[name] = was, now
    new["version"] = after.version
    return Change(
        register=register.name,
        row=after.pk,
        doing=doing,
        by=by,
        batch=batch,
        before=old,
        after=new,
        reason=reason,
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
