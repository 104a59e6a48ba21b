"""What the page of a programme shows, section by section, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linli.almanac import Period, today
from linli.programmes.language import Entry, Group, Line, Post, Programme, Quotation, Sheet, report_windows
from linli.programmes.language.checks import subject_register
from linli.programmes.language.definitions import Obligation
from linli.programmes.language.windows import entry_period
from linli.web.programmes import words

SHOWN_DAYS = 4


@dataclass(frozen=True)
class Days:
    """The days of a year on which something is due: the next ones first, the others on request."""

    all: tuple[date, ...]
    next: date | None

    @property
    def first(self) -> tuple[date, ...]:
        """As many as fit in a line, from the next one on; the last ones where all have passed."""
        coming = tuple(day for day in self.all if day >= (self.next or date.max))
        return coming[:SHOWN_DAYS] or self.all[-SHOWN_DAYS:]

    @property
    def more(self) -> bool:
        """Whether there are others."""
        return len(self.all) > len(self.first)


def days(found: Iterable[date]) -> Days:
    """The days with the next one from today."""
    ordered = tuple(sorted(set(found)))
    return Days(ordered, next((day for day in ordered if day >= today()), None))


@dataclass(frozen=True)
class Duty:
    """An obligation in words."""

    name: str
    title: str
    target: str
    when: str
    loop: str
    counted: str
    dues: Days
    source: Quotation
    about: tuple[str, ...] = ()
    wanted: str = ""
    own: bool = False
    before: str = ""


def duties(programme: Programme, issued: Programme | None = None) -> list[Duty]:
    """All obligations; beside the issuer's own programme, what a unit has changed or added is marked."""
    return [_duty(name, part, programme, issued) for name, part in programme.obligations.items()]


def _duty(name: str, part: Obligation, programme: Programme, issued: Programme | None) -> Duty:
    there = issued.obligations.get(name) if issued else part
    target = _target(part, programme)
    before = _target(there, issued) if there and issued else target
    return Duty(
        name=name,
        title=part.title,
        target=target,
        when=words.when(part),
        loop=words.loop(part, programme),
        counted=words.counted(part),
        dues=days(_dues(part, programme)),
        source=programme.quotation(part),
        about=tuple(_about(part, programme)),
        wanted=wanted_words(part.wanted),
        own=issued is not None and there is None,
        before=before if before != target else "",
    )


def _dues(part: Obligation, programme: Programme) -> list[date]:
    """The due days, where they say more than the deadline itself does."""
    found = words.dues(part, programme, today().year)
    rule = part.by or part.on
    return [] if len(found) == 1 and rule and rule.kind in ("date", "fixed") else found


def wanted_words(wanted: str | bool) -> str:
    """Which register is still wanted; nothing for what is there."""
    if wanted is True:
        return _("a register that does not exist yet")
    return wanted or ""


def _target(part: Obligation, programme: Programme) -> str:
    if not part.rule:
        return str(part.target)
    rules = programme.rules.get(part.rule, ())
    return _("; ").join(
        _("%(number)s from %(day)s") % {"number": rule.target, "day": date_format(rule.since)} for rule in rules
    )


def _about(part: Obligation, programme: Programme) -> Iterator[str]:
    if part.units:
        yield _("for %(units)s") % {"units": words.audience(part.units)}
    if part.per:
        yield _("for each of %(register)s") % {"register": _subjects(part)}
    if part.share is not None:
        yield _("enough if %(share)s of them reach it") % {"share": part.share}
    if part.members_of.startswith(("role.", "post.")):
        yield _("in the role or post “%(name)s”") % {"name": part.members_of.partition(".")[2]}
    if part.members_of.startswith("group."):
        group = programme.groups[part.members_of.partition(".")[2]]
        yield _("members of %(group)s") % {"group": group.title}
    if part.done_by:
        yield _("done by the %(kind)s") % {"kind": words.kinds([part.done_by])}
    if part.report:
        yield _("the site makes the report “%(title)s”") % {
            "title": programme.reports[part.report].title or part.report
        }
    if part.length:
        yield _("at most %(number)d characters") % {"number": part.length}
    if part.total is not None:
        yield _("all units together: %(number)s") % {"number": part.total}
    if part.then:
        titles = [programme.consequences[n].title if n in programme.consequences else _then(n) for n in part.then]
        yield _("when missed: %(what)s") % {"what": _(", ").join(titles)}
    if part.note:
        yield part.note


def _subjects(part: Obligation) -> str:
    """The rows that it is due for each of, with what narrows them."""
    from linli.programmes.catalogue import catalogue

    found = catalogue().registers.get(subject_register(part))
    if found is None:
        return part.per
    told = words.conditions(part.among, found)
    return _("%(title)s (%(conditions)s)") % {"title": found.title, "conditions": told} if told else found.title


def _then(name: str) -> str:
    return {
        "remind": _("remind"),
        "warn": _("warn"),
        "propose-circular": _("propose a circular"),
        "propose-award": _("propose an award"),
    }[name]


@dataclass(frozen=True)
class Part:
    """Another part of the programme: a title, facts about it, and lines below it."""

    title: str
    facts: tuple[str, ...] = ()
    lines: tuple[tuple[tuple[str, str], ...], ...] = ()  # cells, each with the head of its column
    source: Quotation | None = None
    wanted: str = ""
    dues: Days = field(default_factory=lambda: Days((), None))


def indicators(programme: Programme) -> list[Part]:
    """What is watched."""
    found = []
    for part in programme.indicators.values():
        target = _("wish: %(target)s") % {"target": part.target} if part.bound else ""
        facts = tuple(filter(None, (words.counted(part), target, part.note)))
        found.append(Part(part.title, facts, source=programme.quotation(part), wanted=wanted_words(part.wanted)))
    return found


def scores(programme: Programme) -> list[Part]:
    """Score sheets with their lines."""
    heads = (_("Line"), _("Points"), _("Taken from"), _("How points are given"))
    figures: dict[str, Any] = {**programme.obligations, **programme.indicators, **programme.scores}
    found = []
    for name, sheet in programme.scores.items():
        lines = tuple(tuple(zip(heads, _line(line, figures), strict=True)) for line in sheet.lines)
        facts = tuple(_sheet(sheet, programme))
        wanted = wanted_words(sheet.wanted)
        found.append(Part(sheet.title or name, facts, lines, programme.quotation(sheet), wanted))
    return found


def _line(line: Line, figures: dict[str, Any]) -> tuple[str, str, str, str]:
    origin = getattr(figures.get(line.origin), "title", "") or line.origin
    return line.title, str(line.points or ""), origin, words.line(line)


def _sheet(sheet: Sheet, programme: Programme) -> Iterator[str]:
    yield words.every(sheet.every)
    if sheet.total is not None:
        yield _("%(points)s points in all") % {"points": sheet.total}
    if sheet.combine:
        combined = programme.scores[sheet.combine].title or sheet.combine
        yield _("put together from “%(sheet)s”") % {"sheet": combined}
    if sheet.about.startswith("group."):
        group = programme.groups.get(sheet.about.partition(".")[2])
        yield _("about %(what)s") % {"what": group.title if group else sheet.about}
    elif sheet.about.startswith("post."):
        name = sheet.about.partition(".")[2]
        posts = [group.posts[name].title for group in programme.groups.values() if name in group.posts]
        yield _("about %(what)s") % {"what": posts[0] if posts else name}
    for title, bound in sheet.grades:
        yield _("%(grade)s from %(points)s") % {"grade": title, "points": bound}
    for bound, names in sheet.below:
        titles = [programme.consequences[n].title if n in programme.consequences else _then(n) for n in names]
        yield _("below %(points)s: %(what)s") % {"points": bound, "what": _(", ").join(titles)}
    if sheet.rank:
        yield _("units are ranked")
    if sheet.linked_to:
        links = {
            "pay": _("pay"),
            "bonus": _("bonus"),
            "honours": _("honours"),
            "appointment": _("appointment"),
        }
        linked = _(", ").join(links.get(name, name) for name in sheet.linked_to)
        yield _("linked to %(what)s: proposed only, a named person decides") % {"what": linked}


def groups(programme: Programme) -> list[Part]:
    """Groups and their posts."""
    return [
        Part(
            group.title,
            tuple(_group(group)),
            tuple((("", post.title or name), ("", _post(post))) for name, post in group.posts.items()),
            programme.quotation(group),
        )
        for group in programme.groups.values()
    ]


def _group(group: Group) -> Iterator[str]:
    if group.units:
        yield _("for %(units)s") % {"units": words.audience(group.units)}
    if group.many:
        yield _("several in a unit")
    if group.members:
        yield _("members: %(number)s") % {"number": group.members.target}


def _post(post: Post) -> str:
    told = []
    if post.holder:
        told.append(_("held by %(post)s") % {"post": _word(post.holder)})
    if post.require:
        told.append(_("must have %(what)s") % {"what": _(", ").join(map(_word, post.require))})
    if post.prefer:
        told.append(
            _("should have %(what)s; another choice needs a reason") % {"what": _(", ").join(map(_word, post.prefer))}
        )
    if post.seats != 1:
        told.append(_("%(n)d seats") % {"n": post.seats})
    return _("; ").join(told)


def _word(name: str) -> str:
    """Offices and qualifications that have a name of their own."""
    known = {
        "centre-director": _("the director of the centre"),
        "gp-training": _("passed general-practice training"),
        "physician": _("licensed physician"),
    }
    return known.get(name, name)


def calendar(programme: Programme) -> list[tuple[str, str, str]]:
    """The entries of the calendar in the order of this year: when, which days, which topics."""
    entries = sorted(programme.calendar, key=_begins)
    return [
        (
            entry_period(entry, today().year).title,
            _(", ").join([entry.title] * bool(entry.title) + [day.title for day in entry.days]),
            _(", ").join(entry.topics),
        )
        for entry in entries
    ]


def _begins(entry: Entry) -> date:
    return entry_period(entry, today().year).start


def reports(programme: Programme) -> list[Part]:
    """Documents that the site makes."""
    figures: dict[str, Any] = {**programme.obligations, **programme.indicators}
    year = Period.parse(str(today().year))
    found = []
    for name, part in programme.reports.items():
        facts = [words.when(part)]
        if part.to:
            facts.append(_("to the %(kind)s") % {"kind": words.kinds([part.to])})
        if part.units:
            facts.append(_("for %(units)s") % {"units": words.audience(part.units)})
        if part.length:
            facts.append(_("at most %(number)d characters") % {"number": part.length})
        if part.show:
            shown = _(", ").join(figures[one].title for one in part.show)
            facts.append(_("shows %(what)s") % {"what": shown})
        due = days(due for _period, due in report_windows(part, programme, year) if due in year)
        source = programme.quotation(part)
        found.append(Part(part.title or name, tuple(facts), (), source, wanted_words(part.wanted), due))
    return found


def awards(programme: Programme) -> list[Part]:
    """Honours with their places."""
    found = []
    for award in programme.awards.values():
        facts = [words.every(award.every)]
        if award.places and award.places.number:
            low, high = award.places.number
            number = str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
            facts.append(_("places: %(number)s") % {"number": number})
        if award.origin:
            facts.append(_("by “%(sheet)s”") % {"sheet": programme.scores[award.origin].title or award.origin})
        found.append(Part(award.title, tuple(facts), (), programme.quotation(award), wanted_words(award.wanted)))
    return found


def consequences(programme: Programme) -> list[Part]:
    """What follows from a miss or a low score."""
    from linli.tree.roles import ROLES

    found = []
    for part in programme.consequences.values():
        decider = ROLES.get(part.decided_by)
        facts = (_("decided by: %(role)s") % {"role": decider.title},) if decider else ()
        source = part.source
        found.append(Part(part.title, facts, (), source, wanted_words(part.wanted)))
    return found


def wanted(programme: Programme) -> dict[str, list[str]]:
    """The registers that are still wanted, each with the parts that wait for it."""
    found: dict[str, list[str]] = {}
    parts: list[Any] = [
        *programme.obligations.values(), *programme.indicators.values(), *programme.scores.values(),
        *programme.awards.values(), *programme.reports.values(), *programme.consequences.values(),
    ]  # fmt: skip
    for part in parts:
        if part.wanted:
            found.setdefault(wanted_words(part.wanted), []).append(part.title)
    return found


def place(programme: Programme, where: str) -> str:
    """The title of the part of a programme that a finding is about."""
    section, _dot, rest = where.partition(".")
    parts = getattr(programme, section, None)
    part = parts.get(rest.partition(".")[0]) if isinstance(parts, dict) else None
    return getattr(part, "title", "") or where


def without_source(programme: Programme) -> list[str]:
    """The obligations of which the plan's own words are not quoted."""
    return [part.title for part in programme.obligations.values() if not programme.quotation(part).quote]
