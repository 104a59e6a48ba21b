"""Charts: well-formed, readable, the same facts as picture, as table and as words."""

from __future__ import annotations

import io
import re

import pytest
from lxml import etree
from PIL import Image

from linli.reports.charts import (
    Bar,
    Bars,
    HeatCell,
    HeatGrid,
    Lines,
    Node,
    Series,
    Structure,
    png,
)
from linli.reports.charts.drawing import ticks
from linli.reports.templates.submission_matrix import chart as submission_chart
from tests.reports.world import CENTRES, MATRIX, centre

SVG = "{http://www.w3.org/2000/svg}"

BARS = Bars(
    "各中心签约户数", tuple(Bar(n, v) for n, v in zip(CENTRES, (312, 268, 401, None), strict=True)), "户", 300
)
DAYS = Bars("每日签约", tuple(Bar(f"5月{d}日", d * 9) for d in range(7, 14)), "户", 80, upright=True)
LINES = Lines(
    "知晓率",
    tuple(f"{m}月" for m in range(1, 7)),
    (Series("城东", (52, 55, 58, 60, 63, 66)), Series("城西", (50, 51, None, 57, 58, 60))),
    "%",
    80,
)
GRID = submission_chart(MATRIX)
TREE = Structure("结构图", centre(), levels=("中心", "团队", "家庭健康医生"))
DISTRICT = Structure("结构图", Node("某某区", "", None, tuple(centre(name) for name in CENTRES)))
EVERY = [BARS, DAYS, LINES, GRID, TREE, DISTRICT]


def words(drawing):
    return [text.text for text in etree.fromstring(drawing.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", EVERY, ids=lambda chart: type(chart).__name__)
def test_a_picture_is_well_formed_named_and_free_of_style(chart):
    for drawing in chart.drawings():
        tree = etree.fromstring(drawing.svg)
        assert tree.get("role") == "img"
        assert tree.find(f"{SVG}title").text == chart.title
        assert tree.find(f"{SVG}desc").text == chart.describe()
        assert not tree.xpath("//@style|//*[local-name()='style']|//*[local-name()='script']")


@pytest.mark.parametrize("chart", EVERY, ids=lambda chart: type(chart).__name__)
def test_nothing_is_drawn_outside_the_paper(chart):
    for drawing in chart.drawings():
        for shape in etree.fromstring(drawing.svg).iter(f"{SVG}rect"):
            x, wide = float(shape.get("x")), float(shape.get("width"))
            y, tall = float(shape.get("y", 0)), float(shape.get("height"))
            assert x >= -2 and x + wide <= drawing.width - 2 + 0.1
            assert y >= 0 and y + tall <= drawing.height + 0.1


@pytest.mark.parametrize("chart", EVERY, ids=lambda chart: type(chart).__name__)
def test_the_data_stands_in_a_table_too(chart):
    table = chart.table()
    assert len(table.rows) >= 4
    assert table.caption == chart.title


def test_a_picture_for_word_processors_is_sharp_on_paper(chinese_font):
    image = Image.open(io.BytesIO(png(BARS.drawings()[0])))
    assert image.width == pytest.approx(156 / 25.4 * 300, rel=0.01)
    assert len(image.convert("L").getcolors()) > 8


def test_bars_say_their_values_the_target_and_who_misses_it():
    said = words(BARS.drawings()[0])
    assert {"312", "268", "401", "—", "目标 300户", *CENTRES[:3]} <= set(said)
    assert "401户" in BARS.describe() and "2项达标" in BARS.describe()
    fills = [r.get("fill") for r in etree.fromstring(BARS.drawings()[0].svg).iter(f"{SVG}rect")][1:]
    assert fills[0] == fills[2] != fills[1]


def test_bars_without_data_say_so_and_negative_bars_are_refused():
    assert words(Bars("签约", ()).drawings()[0]) == ["暂无数据。"]
    with pytest.raises(ValueError, match="start at zero"):
        Bars("增减", (Bar("城东", -3),))


def test_many_bars_go_to_further_pictures():
    drawings = Bars("签约", tuple(Bar(f"第{i}居民区", i) for i in range(60))).drawings()
    assert len(drawings) == 3
    assert {f"第{i}居民区" for i in range(60)} <= {word for d in drawings for word in words(d)}


def test_an_upright_chart_whose_names_do_not_fit_lies_down():
    wide = Bars("签约", tuple(Bar(f"第{i}社区卫生服务中心", i) for i in range(9)), upright=True).drawings()[0]
    assert wide.height > 9 * 30


def test_a_gap_in_a_line_stays_a_gap_and_lines_are_named_at_their_ends():
    tree = etree.fromstring(LINES.drawings()[0].svg)
    assert len(list(tree.iter(f"{SVG}polyline"))) == 3  # one for 城东, two for 城西
    assert {"城东 66%", "城西 60%", "目标 80%"} <= set(words(LINES.drawings()[0]))
    with pytest.raises(ValueError, match="2 values for 1 labels"):
        Lines("x", ("1月",), (Series("a", (1, 2)),))


def test_axis_steps_are_round():
    assert ticks(0, 83) == [0, 20, 40, 60, 80, 100]
    assert ticks(0, 7) == [0, 2, 4, 6, 8]
    assert ticks(-3, 12) == [-5, 0, 5, 10, 15]
    assert ticks(0, 0) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])


def test_the_heat_grid_gets_darker_where_it_is_worse():
    shades = []
    for level in range(5):
        drawing = HeatGrid("x", ("a",), ("b",), ((HeatCell("1", level),),)).drawings()[0]
        fill = list(etree.fromstring(drawing.svg).iter(f"{SVG}rect"))[1].get("fill")
        red, green, blue = (int(part, 16) for part in re.findall("..", fill[1:]))
        shades.append(0.299 * red + 0.587 * green + 0.114 * blue)
    assert shades == sorted(shades)
    assert "按时报送 17" in GRID.describe() and "未报 4" in GRID.describe()


def test_a_heat_grid_wider_than_the_page_is_cut_in_parts():
    columns = tuple(f"{m}月手记" for m in range(1, 41))
    grid = HeatGrid("x", ("城东",), columns, (tuple(HeatCell("按时", 4) for _c in columns),))
    assert len(grid.drawings()) > 1
    with pytest.raises(ValueError, match="do not fit"):
        HeatGrid("x", ("城东",), ("a", "b"), ((HeatCell(),),))


@pytest.mark.proves("S1-16")
def test_the_structure_chart_names_every_doctor_with_the_households():
    said = words(TREE.drawings()[0])
    assert {"城东社区卫生服务中心", "第二责任团队", "王芳", "180户", "团队长　陈静", "0户"} <= set(said)
    assert TREE.table().rows[0] == ("城东社区卫生服务中心", "第一责任团队", "王芳", 180)
    assert TREE.root.total == sum(row[-1] for row in TREE.table().rows) == 3080
    dashed = etree.fromstring(TREE.drawings()[0].svg).xpath("//*[@stroke-dasharray]")
    assert len(dashed) == 1  # 孙强 has no household yet


def test_four_centres_of_twelve_doctors_fit_on_one_page():
    (drawing,) = DISTRICT.drawings()
    assert drawing.height <= 820
    assert len([word for word in words(drawing) if word.endswith("户")]) == 1 + 4 + 12 + 48


def test_a_large_organisation_is_paged_and_loses_nobody():
    root = Node("某某区", "", None, tuple(centre(f"第{i}中心", 6, 6) for i in range(7)))
    chart = Structure("结构图", root)
    drawings = chart.drawings()
    assert len(drawings) > 1
    assert all(drawing.height <= 840 for drawing in drawings)
    said = [word for drawing in drawings for word in words(drawing)]
    for number in range(7):
        assert f"第{number}中心" in said
    # 12 names, each as often as the tree has it.
    assert sum(word == "王芳" for word in said) == sum(row[-2] == "王芳" for row in chart.table().rows)
    assert any("（续）" in word for word in said)


def test_names_with_markup_stay_words():
    drawing = Bars('"><script>', (Bar("<b>&城东", 3),)).drawings()[0]
    assert "<b>&城东" in words(drawing)
    assert "<script" not in drawing.svg
