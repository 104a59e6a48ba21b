"""Structure chart (结构图): centre, teams, doctors, and how many households each of them answers for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from linli.reports.charts import drawing as d
from linli.reports.document import Column, Table
from linli.reports.words import Cell, shorten, wrap_evenly

GAP = 14  # between columns
LANE = 9  # between boxes, where the lines run
STEP = 18  # how far a level is set in
PAD = 8


@dataclass(frozen=True)
class Node:
    """A box: who or what, a line under it (“团队长 王芳”), how many it answers for, what hangs below."""

    name: str
    note: str = ""
    count: int | None = None
    children: tuple[Node, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "children", tuple(self.children))

    @property
    def total(self) -> int | None:
        """Its own count, else the sum of those below."""
        if self.count is not None:
            return self.count
        known = [child.total for child in self.children if child.total is not None]
        return sum(known) if known else None


@dataclass(frozen=True)
class Structure:
    """An organisation as boxes and lines: the root on top, its children as columns, wrapped and paged."""

    title: str
    root: Node
    unit: str = "户"
    levels: tuple[str, ...] = ()
    columns: int = 4
    tallest: int = 820

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", tuple(self.levels))

    def describe(self) -> str:
        """One sentence: what hangs below the root, and the total."""
        below = _("%(name)s: %(children)d below it, %(leaves)d boxes at the ends.") % {
            "name": self.root.name,
            "children": len(self.root.children),
            "leaves": sum(1 for path in _paths(self.root) if len(path) > 1),
        }
        total = self.root.total
        return below if total is None else below + _(" Total: %s.") % f"{total}{self.unit}"

    def table(self) -> Table:
        """A row for each end of the tree, with the names above it."""
        paths = list(_paths(self.root))
        depth = max(map(len, paths))
        names = [*self.levels, *("" for _i in range(depth))][:depth]
        heads = [name or _("Level %d") % place for place, name in enumerate(names, 1)]
        rows: list[tuple[Cell, ...]] = [
            (*(node.name for node in path), *(None for _i in range(depth - len(path))), path[-1].total)
            for path in paths
        ]
        count = f"{_('Number')}（{self.unit}）" if self.unit else _("Number")
        return Table((*map(Column, heads), Column(count, "right")), tuple(rows), caption=self.title)

    def drawings(self) -> tuple[d.Drawing, ...]:
        """One picture a page."""
        pages: list[list[_Band]] = [[]]
        head = _Box(self.root, min(360.0, d.WIDTH), self.unit).height + 2 * LANE
        used = head
        for band in self._bands(self.tallest - head):
            if pages[-1] and used + band.height > self.tallest:
                pages.append([])
                used = head
            pages[-1].append(band)
            used += band.height
        return tuple(self._page(bands, place, len(pages)) for place, bands in enumerate(pages, 1))

    def _bands(self, tallest: float) -> list[_Band]:
        """The root's children side by side, evenly many in a row."""
        nodes = self.root.children
        if not nodes:
            return []
        per_row = -(-len(nodes) // -(-len(nodes) // self.columns))
        parts = self._parts(per_row, d.WIDTH, tallest)
        left = 0.0
        if len(parts) > per_row:  # several rows hang from one line down the left side
            left = float(GAP)
            parts = self._parts(per_row, d.WIDTH - left, tallest)
        return [_Band(parts[place : place + per_row], left) for place in range(0, len(parts), per_row)]

    def _parts(self, per_row: int, across: float, tallest: float) -> list[_Branch]:
        wide = (across - GAP * (per_row - 1)) / per_row
        room = tallest - 3 * LANE
        return [part for node in self.root.children for part in branches(node, wide, self.unit, room)]

    def _page(self, bands: list[_Band], place: int, pages: int) -> d.Drawing:
        canvas = d.Canvas(self.title, self.describe())
        name = self.root.name if place == 1 else _("%s (continued)") % self.root.name
        root = _Box(Node(name, self.root.note, self.root.total), min(360.0, d.WIDTH), self.unit)
        y = root.height + LANE
        for row, band in enumerate(bands):
            band.draw(canvas, y, joined=len(bands) > 1, last=row == len(bands) - 1)
            y += band.height
        if bands:
            canvas.line(
                d.WIDTH / 2, root.height, d.WIDTH / 2, root.height + 2 * LANE, d.MUTED, stroke_width=1.2
            )
        root.draw(canvas, (d.WIDTH - root.wide) / 2, 1, d.MAIN, d.PAPER)
        if pages > 1:
            words = _("Page %(page)d of %(pages)d") % {"page": place, "pages": pages}
            canvas.text(d.WIDTH, 14, words, d.SMALL, d.MUTED, "end")
        y = max(y, root.height + LANE)
        if _has_gap(self.root):
            canvas.text(0, y + 8, _("Dashed frame: none yet"), d.SMALL, d.MUTED)
            y += LANE
        return canvas.finish(y + 4)


@dataclass
class _Box:
    """A node laid out in a box of a given width."""

    node: Node
    wide: float
    unit: str
    lines: list[str] = field(init=False)
    notes: list[str] = field(init=False)

    def __post_init__(self) -> None:
        room = (self.wide - 2 * PAD) / d.TEXT / 1.04
        beside = d.measure(self.says, d.SMALL) / d.TEXT + 0.5 if self.says else 0
        lines = wrap_evenly(self.node.name, max(2, room - beside))
        self.lines = (
            lines if len(lines) < 3 else [lines[0], shorten("".join(lines[1:]), max(2, room - beside))]
        )
        notes = wrap_evenly(self.node.note, (self.wide - 2 * PAD) / d.SMALL / 1.04) if self.node.note else []
        self.notes = notes if len(notes) < 3 else [notes[0], shorten("".join(notes[1:]), room)]

    @property
    def says(self) -> str:
        return "" if self.node.total is None else f"{self.node.total}{self.unit}"

    @property
    def height(self) -> float:
        return 11 + 17 * len(self.lines) + 15 * len(self.notes)

    def draw(self, canvas: d.Canvas, x: float, y: float, fill: str, ink: str) -> None:
        # A box that answers for nobody is a gap: dashed, so that it is seen in grey print too.
        gap = {"stroke_dasharray": "4 3"} if self.node.total == 0 else {}
        canvas.rect(x, y, self.wide, self.height, fill, stroke=d.MAIN, stroke_width=1.2, rx=3, **gap)
        for place, line in enumerate(self.lines):
            canvas.text(x + PAD, y + 20 + 17 * place, line, d.TEXT, ink)
        muted = ink if ink == d.PAPER else d.MUTED
        for place, line in enumerate(self.notes):
            canvas.text(x + PAD, y + 18 + 17 * len(self.lines) + 15 * place, line, d.SMALL, muted)
        if self.says:
            canvas.text(x + self.wide - PAD, y + 20, self.says, d.SMALL, ink, "end")


@dataclass
class _Row:
    """Boxes side by side under the same parent, `depth` levels in."""

    depth: int
    boxes: list[_Box]
    parent: int  # the row of the parent in the branch, -1 for the branch's head

    @property
    def height(self) -> float:
        return max(box.height for box in self.boxes)


@dataclass
class _Branch:
    """A child of the root with all that hangs below it: rows under each other, set in by level."""

    wide: float
    rows: list[_Row]

    @property
    def height(self) -> float:
        return sum(row.height + LANE for row in self.rows)

    def draw(self, canvas: d.Canvas, x: float, y: float) -> None:
        """Lines first, boxes over them."""
        tops: list[float] = []
        for row in self.rows:
            tops.append(y)
            if row.parent >= 0:
                foot = tops[row.parent] + self.rows[row.parent].height
                spine, middle = x + STEP * (row.depth - 0.5), y + row.height / 2
                end = x + STEP * row.depth + sum(box.wide + LANE for box in row.boxes[:-1]) + 1
                canvas.line(spine, foot, spine, middle, d.MUTED, stroke_width=1.2)
                canvas.line(spine, middle, end, middle, d.MUTED, stroke_width=1.2)
            y += row.height + LANE
        for row, top in zip(self.rows, tops, strict=True):
            left = x + STEP * row.depth
            for box in row.boxes:
                box.draw(canvas, left, top, d.PAPER if row.depth or len(self.rows) == 1 else d.PALE, d.INK)
                left += box.wide + LANE


def branches(node: Node, wide: float, unit: str, tallest: float) -> list[_Branch]:
    """The node's branch; in several pieces if it is too tall, each further one with its heads repeated."""
    pieces: list[_Branch] = []
    rows: list[_Row] = []
    for path, boxes in _rows(node, wide, unit, []):
        rows.append(_Row(len(path), boxes, _last(rows, len(path) - 1)))
        follows = bool(boxes[0].node.children)  # a head does not stand alone at the foot
        need = sum(row.height + LANE for row in rows) + (2 * rows[-1].height if follows else 0)
        if need > tallest and len(rows) > len(path) + 1:
            row = rows.pop()
            pieces.append(_Branch(wide, rows))
            rows = []
            for depth, head in enumerate(path):
                again = Node(_("%s (continued)") % head.name, head.note, head.total)
                rows.append(_Row(depth, [_Box(again, wide - STEP * depth, unit)], depth - 1))
            rows.append(_Row(row.depth, row.boxes, len(path) - 1))
    return [*pieces, _Branch(wide, rows)]


def _rows(node: Node, wide: float, unit: str, path: list[Node]) -> Iterator[tuple[list[Node], list[_Box]]]:
    """Each row of boxes with the nodes above it; ends of the tree stand side by side where there is room."""
    yield path, [_Box(node, wide - STEP * len(path), unit)]
    below = [*path, node]
    leaves = [child for child in node.children if not child.children]
    room = wide - STEP * len(below)
    beside = max(1, int((room + LANE) // 150))
    each = (room - LANE * (beside - 1)) / beside
    for place in range(0, len(leaves), beside):
        yield below, [_Box(leaf, each, unit) for leaf in leaves[place : place + beside]]
    for child in node.children:
        if child.children:
            yield from _rows(child, wide, unit, below)


def _last(rows: list[_Row], depth: int) -> int:
    """The nearest row above at that depth, -1 for none."""
    return max((i for i, row in enumerate(rows) if row.depth == depth), default=-1)


@dataclass
class _Band:
    """Branches side by side, hung from one line."""

    branches: list[_Branch]
    left: float

    @property
    def height(self) -> float:
        return max(branch.height for branch in self.branches) + 3 * LANE

    def draw(self, canvas: d.Canvas, y: float, joined: bool, last: bool) -> None:
        """The line, its drops and the branches; `joined` bands hang from the line down the left side."""
        wide = self.branches[0].wide
        middles = [self.left + wide / 2 + place * (wide + GAP) for place in range(len(self.branches))]
        bus, end = y + LANE, max(middles)
        canvas.line(0 if joined else min(middles), bus, max(end, d.WIDTH / 2), bus, d.MUTED, stroke_width=1.2)
        if joined and not last:
            canvas.line(0, bus, 0, y + self.height + LANE, d.MUTED, stroke_width=1.2)
        for middle, branch in zip(middles, self.branches, strict=True):
            canvas.line(middle, bus, middle, bus + LANE, d.MUTED, stroke_width=1.2)
            branch.draw(canvas, middle - wide / 2, bus + LANE)


def _has_gap(node: Node) -> bool:
    return node.total == 0 or any(map(_has_gap, node.children))


def _paths(node: Node) -> Iterator[list[Node]]:
    if not node.children:
        yield [node]
    for child in node.children:
        for path in _paths(child):
            yield [node, *path]
