"""Which typefaces a document asks for, and which of them this machine has."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

#: The typefaces of GB/T 9704-2012, as office software in China names them.
OFFICIAL = {
    "title": "方正小标宋简体",
    "song": "宋体",
    "fangsong": "仿宋_GB2312",
    "hei": "黑体",
    "kai": "楷体_GB2312",
}

#: What a word processor should take where it has not the first one (written into the font table).
SUBSTITUTES = {
    "方正小标宋简体": "华文中宋",
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "黑体": "SimHei",
    "宋体": "SimSun",
}

_SERIF = [
    "SimSun",
    "Songti SC",
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "AR PL UMing CN",
]
_SANS = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
]
# Names as font files carry them. A role falls back to the nearest face before it gives up.
_FACES = {
    "title": ["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "STZhongsong", *_SERIF, *_SANS],
    "song": [*_SERIF, *_SANS],
    "fangsong": ["FangSong_GB2312", "FangSong", "STFangsong", "仿宋_GB2312", *_SERIF, *_SANS],
    "hei": ["SimHei", "STHeiti", "Heiti SC", *_SANS, *_SERIF],
    "kai": ["KaiTi_GB2312", "KaiTi", "STKaiti", "Kaiti SC", "AR PL UKai CN", *_SERIF, *_SANS],
}

#: For charts: attributes of an SVG name families in one string.
CHART_FAMILY = ", ".join([*_SANS, "sans-serif"])


class NoChineseFont(RuntimeError):
    """No font on this machine can print Chinese."""


@lru_cache(maxsize=1)
def book():
    """The fonts of the machine and of the folders in `LINLI_FONTS`, opened once a process."""
    import typst

    folders = [Path(p) for p in os.environ.get("LINLI_FONTS", "").split(os.pathsep) if p]
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=folders)


def faces() -> dict[str, list[str]]:
    """For each role the installed families, best first; `NoChineseFont` when there is none at all."""
    return choose(book().families())


def choose(installed: list[str]) -> dict[str, list[str]]:
    """For each role those of its families that are among the installed ones."""
    chosen = {
        role: [family for family in families if family in installed] for role, families in _FACES.items()
    }
    if not chosen["song"]:
        raise NoChineseFont(
            _(
                "No Chinese font was found, so this document cannot be made as a PDF or a picture. "
                "Install one (on Debian: apt-get install fonts-noto-cjk, or the smaller fonts-wqy-microhei), "
                "or name a folder with fonts in LINLI_FONTS, and start again."
            )
        )
    return chosen
