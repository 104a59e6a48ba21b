"""The kernel's own tables."""

from linli.registers.records import Access, Batch, Change, Evidence, Receipt, SheetJob

__all__ = ["Access", "Batch", "Change", "Evidence", "Receipt", "SheetJob"]
