"""The paper charts are drawn on: shapes and words as SVG attributes, and a picture made of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from linli.reports.fonts import CHART_FAMILY, book, faces
from linli.reports.words import clean, shorten, width, wrap_evenly

#: Every chart is drawn this wide; on A4 it fills the type area of 156 mm, where its 14 units are 9.6 points.
WIDTH = 640
EDGE = 2  # beyond it on either side, so that no stroke is cut
TEXT = 14
SMALL = 12

INK = "#1b2430"
MUTED = "#56616d"
RULE = "#d3d9df"
PAPER = "#ffffff"
# Chosen so that a grey print keeps them apart: dark, middle, light.
MAIN = "#1f5f8b"
SHORT = "#e09a4f"
PALE = "#e6eff5"
TARGET = "#a3261f"


@dataclass(frozen=True)
class Drawing:
    """One finished picture: a complete SVG element and its size."""

    svg: str
    width: int
    height: int
    description: str = ""


class Canvas:
    """Collects shapes; `finish` makes the picture."""

    def __init__(self, title: str, description: str) -> None:
        self._title = title
        self._description = description
        self._shapes: list[str] = []

    def rect(self, x: float, y: float, w: float, h: float, fill: str = PAPER, **more: str | float) -> None:
        """A rectangle; `more` are further attributes (`stroke_width=1` for stroke-width)."""
        self._add("rect", x=x, y=y, width=w, height=h, fill=fill, **more)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str = RULE, **more: str | float
    ) -> None:
        """A straight line."""
        self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **more)

    def circle(self, x: float, y: float, r: float, fill: str, **more: str | float) -> None:
        """A dot."""
        self._add("circle", cx=x, cy=y, r=r, fill=fill, **more)

    def path(self, points: list[tuple[float, float]], stroke: str, **more: str | float) -> None:
        """A line through points."""
        joined = " ".join(f"{_tidy(x)},{_tidy(y)}" for x, y in points)
        self._add("polyline", points=joined, fill="none", stroke=stroke, **more)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int = TEXT,
        fill: str = INK,
        anchor: str = "start",
        **more: str,
    ) -> None:
        """Words on one line; y is the line they stand on."""
        attributes = _attributes(x=x, y=y, font_size=size, fill=fill, text_anchor=anchor, **more)
        self._shapes.append(f"<text{attributes}>{escape(clean(words))}</text>")

    def label(self, x: float, middle: float, words: str, room: float) -> None:
        """A name that ends at x, on two small lines if the room asks for it."""
        if measure(words) <= room:
            self.text(x, middle + 5, words, anchor="end")
            return
        squares = room / SMALL / 1.04
        lines = wrap_evenly(words, squares)
        if len(lines) > 2:
            lines = [lines[0], shorten("".join(lines[1:]), squares)]
        for place, line in enumerate(lines):
            self.text(x, middle + 5 + 14 * place - 7 * (len(lines) - 1), line, SMALL, anchor="end")

    def finish(self, height: float, wide: float = WIDTH) -> Drawing:
        """The picture, with its title and its description for those who hear it."""
        w, h = math.ceil(wide) + 2 * EDGE, math.ceil(height)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-EDGE} 0 {w} {h}" width="{w}" height="{h}"'
            f' role="img" aria-label={quoteattr(clean(self._title))} font-family={quoteattr(CHART_FAMILY)}>'
            f"<title>{escape(clean(self._title))}</title><desc>{escape(clean(self._description))}</desc>"
            f'<rect x="{-EDGE}" width="{w}" height="{h}" fill="{PAPER}"/>{"".join(self._shapes)}</svg>'
        )
        return Drawing(svg, w, h, clean(f"{self._title}。{self._description}"))

    def _add(self, name: str, **attributes: str | float) -> None:
        self._shapes.append(f"<{name}{_attributes(**attributes)}/>")


def _attributes(**values: str | float) -> str:
    return "".join(
        f" {name.replace('_', '-')}={quoteattr(value if isinstance(value, str) else _tidy(value))}"
        for name, value in values.items()
    )


def _tidy(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def measure(words: str, size: int = TEXT) -> float:
    """How wide the words stand, a little generous: fonts differ."""
    return width(words) * size * 1.04


def empty(title: str, words: str) -> Drawing:
    """What stands in place of a chart that has nothing to show."""
    canvas = Canvas(title, words)
    canvas.rect(0.5, 0.5, WIDTH - 1, 95, stroke=RULE, stroke_dasharray="4 4")
    canvas.text(WIDTH / 2, 53, words, fill=MUTED, anchor="middle")
    return canvas.finish(96)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers from below `low` to above `high`: steps of 1, 2, 2.5 or 5 times a power of ten."""
    if high <= low:
        high = low + 1
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * i, 10) for i in range(first, last + 1)]


def png(drawing: Drawing, ppi: int = 300) -> bytes:
    """The picture as PNG, made by typst with the machine's Chinese fonts; sharp on 156 mm of paper."""
    import typst

    faces()  # without a Chinese font this says so, instead of printing empty squares
    source = (
        f"#set page(width: {drawing.width}pt, height: {drawing.height}pt, margin: 0pt)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {drawing.width}pt)'
    )
    # The page is as many points wide as the drawing, but it is printed on 442 points.
    scaled = ppi * 442 / drawing.width
    return typst.compile(
        source.encode(), font_paths=book(), format="png", ppi=scaled, sys_inputs={"svg": drawing.svg}
    )
