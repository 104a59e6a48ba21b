"""The pack language: a plan as YAML, read into typed definitions, checked, compared, put on the calendar."""

from linli.programmes.language.catalogue import Catalogue, FilterInfo, MeasureInfo, RegisterInfo
from linli.programmes.language.checks import check, subject_register
from linli.programmes.language.conditions import AnyOf, Condition, Formula, Range, Rows, Where
from linli.programmes.language.definitions import (
    Consequence,
    Indicator,
    Obligation,
    Programme,
    Report,
)
from linli.programmes.language.diff import Change, diff
from linli.programmes.language.errors import PackErrors, Problem
from linli.programmes.language.lint import RULES, Finding, lint
from linli.programmes.language.loader import load, resolve
from linli.programmes.language.parts import (
    Audience,
    DatedRule,
    Entry,
    Group,
    Parameter,
    Post,
    Quotation,
)
from linli.programmes.language.schema import schema as json_schema
from linli.programmes.language.scoring import Award, Line, Places, Sheet
from linli.programmes.language.values import Amount, MeasureRef, Target
from linli.programmes.language.windows import (
    Window,
    report_windows,
    rule_on,
    subject_windows,
    target_on,
    windows,
)

__all__ = [
    "RULES",
    "Amount",
    "AnyOf",
    "Audience",
    "Award",
    "Catalogue",
    "Change",
    "Condition",
    "Consequence",
    "DatedRule",
    "Entry",
    "FilterInfo",
    "Finding",
    "Formula",
    "Group",
    "Indicator",
    "Line",
    "MeasureInfo",
    "MeasureRef",
    "Obligation",
    "PackErrors",
    "Parameter",
    "Places",
    "Post",
    "Problem",
    "Programme",
    "Quotation",
    "Range",
    "RegisterInfo",
    "Report",
    "Rows",
    "Sheet",
    "Target",
    "Where",
    "Window",
    "check",
    "diff",
    "json_schema",
    "lint",
    "load",
    "report_windows",
    "resolve",
    "rule_on",
    "subject_register",
    "subject_windows",
    "target_on",
    "windows",
]
