"""read(): a document or a text in, a Reading out."""

from __future__ import annotations

import re
from dataclasses import replace

from linli.reader import assemble, guard, rules, tables, words
from linli.reader.clean import Clean, clean
from linli.reader.drafts import Draft, Setting
from linli.reader.intake import Document
from linli.reader.layout import Article, Layout, Unit, lay_out
from linli.reader.model import LOOSE, UNPLACED, Heading, Obligation, Passage, Reading
from linli.reader.phrases import Subjects, what_of

#: Nothing in these asks a unit for anything that can be followed.
_FORMAL = re.compile(
    r"施行|同时废止|负责解释|解释权|自[^,。]*(?:起生效|起执行|起实行)|本(?:合同|协议|责任书)[^。]{0,6}一式|一式[^,。]{1,3}份[^。]*(?:各执|双方|甲乙)|特此(?:通知|通报|公告)|制定本(?:办法|细则|规定|方案|计划|制度"
    r"|规则|标准|公约|预案)|本(?:办法|规定|细则)所称|现将[^。]*如下|范文|推荐文章|相关推荐|精选\d+篇|吗[!?]?$|(?:呢|什么|怎样|如何)[^,。]{0,8}[?]$"
)


def read(source: Document | str, *, doc: str = "") -> Reading:
    """Read a document, or a text pasted in."""
    if isinstance(source, str):
        source = Document(doc or "text", source)
    cleaned = clean(source.text)
    layout = lay_out(cleaned.text)
    reader = _Reader(cleaned, layout)
    reader.run()
    return Reading(
        doc or source.name,
        tuple(sorted(reader.obligations, key=lambda one: (one.start, one.end))),
        tuple(reader.heading(*one) for one in sorted(layout.headings, key=lambda one: one[2])),
        tuple(reader.loose),
        tuple(reader.unplaced),
        source.text,
    )


class _Reader:
    """One pass over the units of a layout."""

    def __init__(self, cleaned: Clean, layout: Layout) -> None:
        self.cleaned = cleaned
        self.layout = layout
        self.obligations: list[Obligation] = []
        self.loose: list[Passage] = []
        self.unplaced: list[Passage] = []
        self.subjects = Subjects()

    def run(self) -> None:
        for row in tables.rows(self.layout.units):
            if row[0].kind == "cell":
                self._table_row(row)
            else:
                self._sentence(row[0])

    def heading(self, text: str, level: int, start: int, end: int) -> Heading:
        first, last = self.cleaned.span(start, end)
        return Heading(text, level, first, last)

    # --- prose ---

    def _sentence(self, unit: Unit) -> None:
        article = self.layout.articles[unit.article]
        if _FORMAL.search(unit.text) and not re.search(r"不少于|至少|每[年月周]", unit.text):
            return
        if article.minutes and unit.mode is None and re.search("召开|主持|听取", unit.text):
            return  # the meeting itself, not what it decides
        self.subjects.see(unit, article)
        entry = tables.month_entry(unit, article.year)
        if entry is not None:
            if article.genre != "story" and unit.mode != "past":
                self._add(unit, unit.text, entry, None)
                for draft in tables.days_within(unit.text):
                    self._add(unit, unit.text, draft, None)
            return
        if dated := tables.dated_line(unit, article.year):
            self._add(unit, unit.text, dated, None)
            if dated.end == len(unit.text):
                return
        made = self._parse(unit, unit.text, article, Setting(annual=bool(re.search("计划|要点|年度", article.title))))
        if not made:
            self._set_aside(unit, article)

    def _parse(self, unit: Unit, text: str, article: Article, setting: Setting, extra: dict | None = None) -> int:
        made = 0
        month = tables.month_of(unit.above, article.year)
        for segment in assemble.segments(text, article.year):
            drafts = rules.draft(segment, setting)
            if not drafts:
                continue
            passed = guard.is_past(
                text[segment.quote_start : segment.end],
                text[max(0, segment.quote_start - assemble.LOOK_BACK) : segment.quote_start],
                unit.mode,
                article.genre,
            )
            passed = passed or _other_year(segment, article)
            scored = all(draft.kind == "score_rule" and draft.rule != "threshold" for draft in drafts)
            if passed and (not scored or unit.mode == "past"):
                made += 1  # seen, and known to be no duty
                continue
            for draft in drafts:
                if month and not draft.deadline and not draft.frequency and draft.kind != "score_rule":
                    draft = replace(draft, deadline=month, period="month")
                if extra:
                    draft = replace(
                        draft, **{key: value for key, value in extra.items() if getattr(draft, key) is None}
                    )
                self._add(unit, text, draft, segment)
                made += 1
        if month and not made and unit.mode != "past" and len(text) >= 4:
            self._add(
                unit,
                text,
                Draft("dated_event", "month-entry", 0, len(text), deadline=month, period="month"),
                None,
            )
            made += 1
        return made

    def _set_aside(self, unit: Unit, article: Article) -> None:
        """Keep what looks like a duty, or names a quantity no rule took."""
        text = unit.text
        if guard.is_past(text, "", unit.mode, article.genre) or len(text) < 6:
            return
        start, end = self.cleaned.span(unit.start, unit.end)
        found = assemble.segments(text, article.year)
        if any(segment.amounts or segment.oftens for segment in found) and guard.MODAL.search(text):
            self.unplaced.append(Passage(self.cleaned.raw[start:end], start, end, UNPLACED))
        elif guard.MODAL.search(text) or words.VERB.match(text) or re.match("加强|完善|推进|做好|健全|深化", text):
            self.loose.append(Passage(self.cleaned.raw[start:end], start, end, LOOSE))

    # --- tables ---

    def _table_row(self, row: list[Unit]) -> None:
        article = self.layout.articles[row[0].article]
        plan = tables.plan_row(row, article.year)
        if article.genre == "story":
            return
        before = len(self.obligations)
        for draft, unit in plan.drafts:
            self._add(unit, unit.text, draft, None, who=plan.who, label=plan.label)
        for unit in plan.prose:
            for start, end in tables.sentences(unit.text):
                part = replace(unit, start=unit.start + start, end=unit.start + end, text=unit.text[start:end])
                self._parse(part, part.text, article, Setting(label=plan.label, cell=True), plan.extra)
        for place in range(before, len(self.obligations)):
            if plan.who and not self.obligations[place].who:
                self.obligations[place] = replace(self.obligations[place], who=plan.who)
        if plan.deadline and plan.task is not None and not self._said(plan, before):
            self._add(
                plan.task,
                plan.task.text,
                replace(plan.deadline, start=0, end=len(plan.task.text)),
                None,
                who=plan.who,
            )

    def _said(self, plan: tables.RowPlan, before: int) -> bool:
        """Whether the task of a row has its date already: its target, or the words of its own cell, took it along."""
        if any(draft.rule == "target-cell" for draft, _unit in plan.drafts) or plan.task is None:
            return True
        if plan.deadline and plan.deadline.frequency and len(self.obligations) > before:
            return True
        first, last = self.cleaned.span(plan.task.start, plan.task.end)
        return any(first <= one.start < last for one in self.obligations[before:])

    # --- output ---

    def _add(
        self,
        unit: Unit,
        text: str,
        draft: Draft,
        segment: assemble.Segment | None,
        who: str | None = None,
        label: str = "",
    ) -> None:
        start, end = unit.start + draft.start, unit.start + draft.end
        while end > start and self.cleaned.text[end - 1] in "。;,、:!?\n":
            end -= 1
        while start < end and self.cleaned.text[start] in "。;,、:!?\n)":
            start += 1
        if start >= end:
            return
        first, last = self.cleaned.span(start, end)
        own = text[draft.start : draft.end]
        self.obligations.append(
            Obligation(
                kind=draft.kind,
                quote=self.cleaned.raw[first:last],
                start=first,
                end=last,
                what=draft.what or what_of(own, segment, label),
                rule=draft.rule,
                who=who or self.subjects.of(text, draft.start, draft.end),
                op=draft.op,
                value=draft.value,
                unit=draft.unit,
                per=draft.per,
                frequency=draft.frequency,
                deadline=draft.deadline,
                period=draft.period,
            )
        )


def _other_year(segment: assemble.Segment, article: Article) -> bool:
    """A year before the plan's own is a base year or a result."""
    dated = segment.whens or ([segment.carried_when] if segment.carried_when else [])
    years = [when.year for when in dated if when.year]
    return bool(
        article.year
        and years
        and max(years) < article.year - (article.genre != "duty")
        and not guard.MODAL.search(segment.text)
    ) or (bool(article.year and years and max(years) < article.year))
