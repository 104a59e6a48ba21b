"""Logs without personal data: a line of JSON an event; of an exception its kind and place, never its words.

The words of an exception may quote what somebody typed (`Key (phone)=(138…) already exists`).
"""

from __future__ import annotations

import traceback
from typing import Any

from pythonjsonlogger.json import JsonFormatter


class Formatter(JsonFormatter):
    """The formatter of all our logs."""

    def formatException(self, ei: Any) -> str:
        """The chain of exceptions, each with its frames."""
        parts: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None and len(parts) < 10:
            frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
            parts.append(f"{type(error).__module__}.{type(error).__qualname__}\n{frames}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(parts)
