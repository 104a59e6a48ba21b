"""Evidence: photos and files that show a fact.

What somebody brings is looked into, not believed: its content must be what its name says. Pictures are drawn
anew, so that neither place nor camera stays in them. Files lie below FILES_ROOT by the digest of their
content and leave the house only for whoever may see the row, as downloads (pictures may be shown).
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Protocol

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from linli.registers.display import is_private, log_access
from linli.registers.door import Refused
from linli.registers.records import Access, Change, Evidence, Record
from linli.registers.register import Register, register_named, register_of
from linli.tree.models import Account
from linli.tree.roles import May

OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "txt": "text/plain; charset=utf-8",
}
PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
SAME = {"jpeg": "jpg"}
OPENED = 80_000_000  # pixels of the largest picture that is opened at all
THUMBNAIL = 320


class Upload(Protocol):
    """A file opened for reading bytes, or one that came with a request."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""


class FileRefused(ValidationError):
    """The file is not kept; the sentence says why and what would do. Code `large` or `type` where that is why."""


@dataclass(frozen=True)
class Served:
    """A file that may leave the house."""

    path: Path
    content_type: str
    name: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers under which a browser does no harm: only a picture is shown, nothing is guessed."""
        shown = self.content_type.startswith("image/")
        disposition = content_disposition_header(not shown, self.name) or "attachment"
        return {
            "Content-Type": self.content_type,
            "Content-Disposition": disposition,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, max-age=3600",
        }


def attach(row: Record, upload: Upload, *, by: Account, name: str = "") -> Evidence:
    """Keep a file as evidence of a row; the same file twice is kept once.

    Raises:
        FileRefused: its type, content or size will not do, or the row has too many.
        Refused: the account has no duty at the row's unit.
    """
    register = register_of(type(row))
    _demand_duty(register, row, by)
    name = _plain(name or getattr(upload, "name", "") or "")
    content = _read(upload)
    kind = _kind(name, content)
    small = b""
    if kind in PICTURES:
        content, small = _drawn_anew(content, kind)
    digest = hashlib.sha256(content).hexdigest()
    _put(place(digest), content)
    if small:
        _put(place(digest, small=True), small)
    with transaction.atomic():
        # The row is locked, so that two uploads at once are counted one after the other.
        type(row).objects.select_for_update().get(pk=row.pk)
        there = evidence_of(row)
        if (same := there.filter(digest=digest).first()) is not None:
            return same
        if there.count() >= settings.EVIDENCE_FILES:
            text = _("A row has room for %(count)d files. Remove one first.")
            raise FileRefused(text % {"count": settings.EVIDENCE_FILES})
        kept = Evidence.objects.create(
            register=register.name,
            row=row.pk,
            name=name,
            content_type=TYPES[kind],
            size=len(content),
            digest=digest,
            by=by,
        )
        _remember("attach", kept, by, name)
    return kept


def detach(evidence: Evidence, *, by: Account, reason: str) -> None:
    """Take a file away from its row; the history keeps its name, the file goes when no row has it."""
    register = register_named(evidence.register)
    row = register.rows(by).filter(pk=evidence.row).first()
    if row is None:
        raise Evidence.DoesNotExist
    _demand_duty(register, row, by)
    if settled := row.settled():
        raise ValidationError(settled)
    with transaction.atomic():
        _remember("detach", evidence, by, reason)
        evidence.delete()
        if not Evidence.objects.filter(digest=evidence.digest).exists():
            transaction.on_commit(lambda: _forget(evidence.digest))


def evidence_of(row: Record) -> QuerySet[Evidence]:
    """The files of a row, the oldest first. Whoever has the row may see them."""
    return Evidence.objects.filter(register=register_of(type(row)).name, row=row.pk).select_related("by")


def file_of(pk: int, *, by: Account, small: bool = False) -> Served:
    """The file of some evidence for somebody who may see its row; `small` gives a picture's thumbnail.

    The evidence of a removed row is open to whoever might see the row if it were there. Reading evidence of a
    private register is logged.

    Raises:
        Evidence.DoesNotExist: there is none within the person's duties.
    """
    evidence = Evidence.objects.get(pk=pk)
    register = register_named(evidence.register)
    row = register.rows(by).filter(pk=evidence.row).first()
    if row is None and not _might_see_removed(register, evidence.row, by):
        raise Evidence.DoesNotExist
    path = place(evidence.digest, small=small)
    if not path.exists():
        path = place(evidence.digest)
    if not path.exists():
        raise Evidence.DoesNotExist
    if row is not None and is_private(register):
        log_access(register, by=by, what=Access.What.READ, row=row)
    kind = "image/jpeg" if small and path.suffix else evidence.content_type
    return Served(path, kind, evidence.name)


def place(digest: str, *, small: bool = False) -> Path:
    """Where the content with this digest lies."""
    return Path(settings.FILES_ROOT) / digest[:2] / f"{digest}{'.small' if small else ''}"


def accepted() -> str:
    """For the `accept` of a file input."""
    return ",".join(f".{kind}" for kind in (*TYPES, *SAME))


def _demand_duty(register: type[Register], row: Record, by: Account) -> None:
    if by.seen_by is not None:
        raise Refused(_("You are looking at the site as somebody else: nothing can be changed."))
    if not register.open_to(by, row.unit_id, May.WRITE):
        raise Refused(_("You have no duty for this at the unit."))


def _might_see_removed(register: type[Register], pk: int, by: Account) -> bool:
    removed = Change.objects.filter(register=register.name, row=pk, doing="remove").first()
    if removed is None or register.model.objects.filter(pk=pk).exists():
        return False
    may = May.PRIVATE if register.private == ["*"] else May.READ
    return register.open_to(by, removed.before["unit_id"], may)


def _remember(doing: str, evidence: Evidence, by: Account, reason: str) -> None:
    said: Mapping[str, str] = {"evidence": evidence.name, "digest": evidence.digest}
    before, after = (dict(said), {}) if doing == "detach" else ({}, dict(said))
    Change.objects.create(
        register=evidence.register,
        row=evidence.row,
        doing=doing,
        by=by,
        before=before,
        after=after,
        reason=reason,
    )


def _plain(name: str) -> str:
    """A file name without folders and marks that steer a terminal, short enough to keep."""
    last = PurePath(name.replace("\\", "/")).name
    text = "".join(ch for ch in last if ch.isprintable()).strip(" .")
    stem, dot, ending = text.rpartition(".")
    return f"{stem[:150]}{dot}{ending[:8]}"


def _read(upload: Upload) -> bytes:
    limit = int(settings.EVIDENCE_MB) * 2**20
    content = upload.read(limit + 1)
    if len(content) > limit:
        raise FileRefused(
            _("The file is larger than %(limit)d MB.") % {"limit": settings.EVIDENCE_MB}, "large"
        )
    if not content:
        raise FileRefused(_("The file is empty."))
    return content


def _kind(name: str, content: bytes) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    said = SAME.get(ending, ending)
    if said in ("heic", "heif"):
        raise FileRefused(_("This photo format (HEIC) is not kept: save the photo as JPEG."), "type")
    if said not in TYPES:
        kinds = "、".join(TYPES)
        raise FileRefused(
            _("Files of this type are not kept. These are: %(kinds)s.") % {"kinds": kinds}, "type"
        )
    if _sniffed(content) != said:
        text = _("“%(name)s” is not what its name says: its content is something else.")
        raise FileRefused(text % {"name": name}, "type")
    return said


def _sniffed(content: bytes) -> str:
    """What the content is, whatever the file is called; empty where it is nothing that is kept."""
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "WordDocument".encode("utf-16-le") in content:
            return "doc"
        return "xls" if "Workbook".encode("utf-16-le") in content else ""
    guess = filetype.guess(content[:8192])
    if guess is not None:
        return guess.extension if guess.extension in TYPES else ""
    return "txt" if _is_text(content) else ""


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
    except zipfile.BadZipFile:
        return ""
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused(_("The document holds macros. Save it without them."))
    if "[Content_Types].xml" not in names:
        return ""
    return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else ""


def _is_text(content: bytes) -> bool:
    """Whether it is plain text, and not a page that a browser would run."""
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"\x00" in content or start.startswith(b"<"):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
            return True
        except UnicodeDecodeError:
            continue
    return False


def _drawn_anew(content: bytes, kind: str) -> tuple[bytes, bytes]:
    """The picture, at most EVIDENCE_PIXELS a side, and its thumbnail, with nothing else in them."""
    try:
        with Image.open(io.BytesIO(content), formats=list(PICTURES.values())) as opened:
            width, height = opened.size
            if width * height > OPENED:
                text = _("The picture has %(width)d × %(height)d pixels, which is too many.")
                raise FileRefused(text % {"width": width, "height": height})
            if PICTURES[kind] != opened.format:
                raise FileRefused(_("The picture is damaged and cannot be opened."))
            limit = settings.EVIDENCE_PIXELS
            opened.draft("RGB", (limit, limit))
            opened.load()
            turned = ImageOps.exif_transpose(opened)
            picture = turned.convert("RGBA" if kind != "jpg" and turned.has_transparency_data else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise FileRefused(_("The picture is damaged and cannot be opened.")) from error
    picture.thumbnail((limit, limit))
    picture.info = {}
    small = picture.convert("RGB")
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return _encoded(picture, PICTURES[kind]), _encoded(small, "JPEG")


def _encoded(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **({} if form == "PNG" else {"quality": 85}))
    return out.getvalue()


def _put(path: Path, content: bytes) -> None:
    """Write a file in one move, readable by the site alone."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, half = tempfile.mkstemp(dir=path.parent, prefix=".half-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(half, path)


def _forget(digest: str) -> None:
    for small in (False, True):
        place(digest, small=small).unlink(missing_ok=True)
