"""The plan reader: a work plan goes in, its obligations come out.

Each has its place in the text and the rule that found it.

    intake    a file → its text
    clean     the text → simplified, without noise, every character knowing where it came from
    layout    articles, headings, sentences, table rows
    when, often, amounts, days, points    the grammar: what a plan says when it says 每月5日前 or 不少于10次
    assemble  a sentence → segments, with dates and frequencies handed on
    guard     what is no duty: results, background, stories
    rules     a segment → obligations (counted, with_amount, without_amount, lists, points)
    tables    rows of tables, schedules by month
    draft     a reading → a pack, through the vocabulary
    score     how well a reading agrees with a hand-made one
"""

from linli.reader.intake import Document, IntakeError, from_bytes, from_path
from linli.reader.model import KINDS, Heading, Obligation, Passage, Reading, rows, to_jsonl
from linli.reader.read import read

__all__ = [
    "KINDS",
    "Document",
    "Heading",
    "IntakeError",
    "Obligation",
    "Passage",
    "Reading",
    "from_bytes",
    "from_path",
    "read",
    "rows",
    "to_jsonl",
]
