"""Sheets: the rows of a register to take along, and files that people bring.

with open("visits.xlsx", "wb") as file:
    write_sheet(Visits, Visits.rows(by), by=by, file=file)

plan = read_sheet(Visits, upload, by=by)      # a dry run: plan.errors, plan.new, plan.changed, plan.headings
… batch = apply(plan, by=by)                    # one batch; linli.registers.door.undo(batch, by=by) takes it
back
"""

from linli.registers.sheets.bring import apply, read_sheet
from linli.registers.sheets.columns import Heading
from linli.registers.sheets.files import SheetRefused
from linli.registers.sheets.plan import CellError, Difference, Plan
from linli.registers.sheets.take import write_errors, write_sheet, write_template

__all__ = [
    "CellError",
    "Difference",
    "Heading",
    "Plan",
    "SheetRefused",
    "apply",
    "read_sheet",
    "write_errors",
    "write_sheet",
    "write_template",
]
