"""Sheets too long to wait for: the background worker reads, writes or makes them; a page tells how far it is.

What belongs to a job lies below FILES_ROOT/jobs/<id>, a day at most: the file, how far it got, what would become of
it. How far it got cannot stand in the database: an import is one transaction, and nobody sees into it.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from linli.almanac import now
from linli.registers.filters import filters_of
from linli.registers.records import SheetJob
from linli.registers.register import register_named
from linli.registers.sheets.bring import apply, read_sheet
from linli.registers.sheets.plan import Plan
from linli.registers.sheets.take import write_errors, write_sheet
from linli.tree.models import Unit

DAY = 24 * 3600
LONG_FILE = 60_000  # bytes: about a thousand rows of a workbook
LONG_LIST = 20_000  # rows that are written while somebody waits
SHOWN = 100
STEP = 0.5  # seconds between two notes of how far it is


def folder_of(job: SheetJob) -> Path:
    """Where the files of a job lie."""
    folder = Path(settings.FILES_ROOT) / "jobs" / str(job.pk)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def begin(job: SheetJob, doing: str, **given: Any) -> None:
    """Hand a job (anew) to the worker."""
    job.doing, job.state, job.problem = doing, SheetJob.State.WAITING, ""
    asked = json.loads(job.given) if job.given else {}
    job.given = json.dumps(asked | {"language": translation.get_language()} | given, ensure_ascii=False)
    job.save()
    (folder_of(job) / "progress").unlink(missing_ok=True)
    run.enqueue(str(job.pk))


def progress_of(job: SheetJob) -> dict[str, int]:
    """The rows done so far and, where it is known, of how many."""
    try:
        return dict(json.loads((folder_of(job) / "progress").read_text()))
    except (OSError, ValueError):
        return {"done": 0, "total": 0}


def outcome_of(job: SheetJob) -> dict[str, Any]:
    """What a sheet that was read would do, for a page: as a `Plan` has it, in words."""
    found = json.loads((folder_of(job) / "outcome").read_text())
    if found["earlier"]:
        found["earlier"]["at"] = datetime.fromisoformat(found["earlier"]["at"])
    return dict(found)


def clear() -> int:
    """Forget jobs and files of more than a day ago; how many."""
    root, gone = Path(settings.FILES_ROOT), 0
    for folder in (root / "jobs", root / "incoming"):
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.stat().st_mtime < time.time() - DAY:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
                gone += 1
    kept = {path.name for path in (root / "jobs").iterdir()} if (root / "jobs").is_dir() else set()
    SheetJob.objects.exclude(pk__in=kept).filter(at__lt=now() - timedelta(hours=1)).delete()
    return gone


@task()
def run(key: str) -> None:
    """Carry a job out; whatever goes wrong is said on its page."""
    job = SheetJob.objects.select_related("by").filter(pk=key, state=SheetJob.State.WAITING).first()
    if job is None:
        return
    given = json.loads(job.given)
    job.state = SheetJob.State.RUNNING
    job.save()
    with translation.override(given["language"]):
        try:
            {"check": _check, "apply": _apply, "export": _export}[job.doing](job, given)
        except ValidationError as error:
            job.problem = " ".join(error.messages)[:400]
        except PermissionDenied as error:
            job.problem = str(error)[:400]
        except Exception:
            job.problem = _("Something went wrong on our side; nothing was written.")
            job.state = SheetJob.State.FAILED
            job.save()
            raise
    job.state = SheetJob.State.FAILED if job.problem else SheetJob.State.DONE
    job.save()


def _check(job: SheetJob, given: dict[str, Any]) -> None:
    _noted(job, _read(job, given))


def _apply(job: SheetJob, given: dict[str, Any]) -> None:
    plan = _read(job, given)
    _noted(job, plan)
    if not plan.error_count:
        job.batch = apply(plan, by=job.by, progress=_teller(job, plan.new + plan.changed))
        (folder_of(job) / "sheet").unlink()


def _export(job: SheetJob, given: dict[str, Any]) -> None:
    register = register_named(job.register)
    filters = filters_of(register, job.by)(QueryDict(given["filters"]), queryset=register.rows(job.by))
    if not filters.is_valid():
        raise ValidationError(_("The filters make no sense; look at the list first."))
    with (folder_of(job) / "made").open("wb") as file:
        write_sheet(
            register, filters.qs.order_by("pk"), by=job.by, file=file, kind=given["kind"], reveal=given["reveal"],
            progress=_teller(job),
        )  # fmt: skip


def _read(job: SheetJob, given: dict[str, Any]) -> Plan:
    unit = Unit.objects.filter(pk=given["unit"]).first() if given["unit"] else None
    return read_sheet(
        register_named(job.register), folder_of(job) / "sheet", by=job.by, name=given["name"],
        chosen=given["chosen"] or None, unit=unit, progress=_teller(job),
    )  # fmt: skip


def _noted(job: SheetJob, plan: Plan) -> None:
    folder = folder_of(job)
    _put(folder / "outcome", plan.in_words(SHOWN))
    if plan.error_count:
        with (folder / "errors").open("wb") as file:
            write_errors(plan, folder / "sheet", file)


def _teller(job: SheetJob, total: int = 0) -> Callable[[int], None]:
    path, told = folder_of(job) / "progress", 0.0

    def tell(done: int) -> None:
        nonlocal told
        if time.monotonic() - told > STEP:
            told = time.monotonic()
            _put(path, {"done": done, "total": total})

    return tell


def _put(path: Path, content: Any) -> None:
    """Write a file as a whole, so that whoever reads meanwhile never sees half of it."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(content, ensure_ascii=False))
    os.replace(beside, path)


def opened(by: Any, register: str, **given: Any) -> SheetJob:
    """A new job, not yet begun."""
    return SheetJob.objects.create(by=by, register=register, at=now(), given=json.dumps(given, ensure_ascii=False))
