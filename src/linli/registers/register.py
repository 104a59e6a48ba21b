"""A register: how people list, find, fill in, import, export and count one kind of record."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.functional import classproperty
from django.utils.translation import gettext as _

from linli.registers.measures import Measure
from linli.registers.records import Line, Record
from linli.tree.models import Account
from linli.tree.roles import May

SERVING, BELOW = "serving", "below"
_registers: dict[str, type[Register]] = {}


class Register:
    """Base of every register. A subclass holds names only; it is found by its name in snake case.

    Attributes:
        model: the record.
        columns: paths shown in lists (`contract__household`).
        filters: fields that lists can be filtered by.
        search: paths searched by text; a name with a `PinyinField` is found by its initials as well.
        when: the date field that a row counts on.
        done: the date field by which lateness is judged (default: `when`).
        valid: the two date fields between which a row holds, `starts <= day < ends`; makes stock measures possible.
        measures: what can be counted, by name.
        private: fields masked for whoever has no duty in the row's unit; `["*"]` makes the whole register private.
        known_by: fields by which sheets and forms name a row, the surest first.
        shared: to whom else rows are open. `"serving"`: the units that serve the row's unit (a doctor team its
            communities). `"below"`: the units below it and those that serve them may read what a superior sets up
            for them (a course, a questionnaire).
        example: one valid row; the value of a foreign key is the register of its example.
    """

    model: ClassVar[type[Record]]
    columns: ClassVar[list[str]] = []
    filters: ClassVar[list[str]] = []
    search: ClassVar[list[str]] = []
    when: ClassVar[str] = ""
    done: ClassVar[str] = ""
    valid: ClassVar[tuple[str, ...]] = ()
    measures: ClassVar[Mapping[str, Measure]] = {}
    private: ClassVar[list[str]] = []
    known_by: ClassVar[list[str]] = []
    shared: ClassVar[str] = ""
    example: ClassVar[Mapping[str, Any]] = {}

    name: ClassVar[str]
    do_not_call_in_templates = True

    def __init_subclass__(cls) -> None:
        cls.name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()
        _registers[cls.name] = cls
        cls.model.register = cls  # type: ignore[attr-defined]

    @classproperty
    def served(cls) -> bool:
        """Whether rows are open also to the units that serve the row's unit."""
        return cls.shared == SERVING

    @classmethod
    def title(cls) -> str:
        """What people call the register."""
        return str(cls.model._meta.verbose_name_plural)

    @classmethod
    def singular(cls) -> str:
        """What people call one row."""
        return str(cls.model._meta.verbose_name)

    @classmethod
    def fields(cls) -> list[models.Field]:
        """Every field that a person fills in, in the order of the model, the unit last."""
        editable = [f for f in cls.model._meta.concrete_fields if f.editable and not f.primary_key]
        return sorted(editable, key=lambda f: f.name == "unit")

    @classmethod
    def lines(cls) -> dict[str, type[Line]]:
        """The kinds of line that a row carries, by their related name."""
        relations: Any = cls.model._meta.related_objects
        return {r.get_accessor_name(): r.related_model for r in relations if issubclass(r.related_model, Line)}

    @classmethod
    def rows(cls, by: Account, may: str = May.READ) -> models.QuerySet:
        """The rows open to the account; with a capability, those for which it has it."""
        if cls.private == ["*"] and may == May.READ:
            may = May.PRIVATE
        return cls.model.objects.filter(cls.within(by, may))

    @classmethod
    def within(cls, by: Account, may: str) -> Q:
        """The condition on rows that they are among those for which the account has the capability."""
        reach = by.reach(may)
        if not reach.roots:
            return Q(pk__in=[])
        if reach.everywhere:
            return Q()
        reached = [reach.ids]
        if cls.served:
            reached.append(reach.served_ids)
        if cls.shared == BELOW and may == May.READ:
            reached.append(reach.above_ids)
        if all(isinstance(ids, list) for ids in reached):
            return Q(unit_id__in=sorted({pk for ids in reached for pk in ids}))
        return Q(*[("unit_id__in", ids) for ids in reached], _connector=Q.OR)

    @classmethod
    def open_to(cls, by: Account, unit: Any, may: str) -> bool:
        """Whether the account has the capability for the rows of the unit."""
        reach = by.reach(may)
        return reach.covers(unit) or (cls.served and reach.serves(unit))

    @classmethod
    def found(cls, rows: models.QuerySet, text: str, by: Account | None = None) -> models.QuerySet:
        """The rows in which every word of the text occurs in some searched path.

        Private texts are searched only where the account may read them; without an account, nowhere.
        """
        from linli.registers.search import found

        return found(cls, rows, text, by)

    @classmethod
    def field(cls, path: str) -> models.Field:
        """The field at the end of a path.

        Raises:
            LookupError: there is none; says which names there are.
        """
        model: Any = cls.model
        steps = path.split("__")
        for position, step in enumerate(steps):
            try:
                found = model._meta.get_field(step)
            except FieldDoesNotExist:
                raise LookupError(unknown(step, [f.name for f in model._meta.concrete_fields])) from None
            if position < len(steps) - 1:
                if not found.is_relation:
                    raise LookupError(f"{cls.name}: {step!r} in {path!r} leads nowhere")
                model = found.related_model
        return found

    @classmethod
    def done_field(cls) -> str:
        """The date by which lateness is judged."""
        return cls.done or cls.when


def all_registers() -> dict[str, type[Register]]:
    """Every register, by name."""
    return dict(sorted(_registers.items()))


def register_named(name: str) -> type[Register]:
    """The register of that name.

    Raises:
        LookupError: there is none; says which names are near.
    """
    try:
        return _registers[name]
    except KeyError:
        raise LookupError(unknown(name, _registers)) from None


def register_of(model: type[models.Model] | None) -> type[Register]:
    """The register of a record model; a model without one is an error, never an empty scope."""
    try:
        return model.register  # type: ignore[union-attr]
    except AttributeError:
        name = getattr(model, "__name__", model)
        raise LookupError(f"{name} has no register, so nobody's scope over it is known") from None


def unknown(name: str, names: Any) -> str:
    """A sentence that refuses a name and lists what would have been right."""
    near = difflib.get_close_matches(name, list(names), n=3) or sorted(names)[:8]
    return _("“%(name)s” is not known here; there is %(names)s.") % {"name": name, "names": "、".join(near)}
