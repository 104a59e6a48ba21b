"""Evidence: what is kept, what is not, and who gets to see it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from linli.registers.door import Refused, remove, restore
from linli.registers.evidence import FileRefused, attach, detach, evidence_of, file_of, place
from linli.registers.records import Change, Evidence

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def packed(*names: str) -> bytes:
    """A zip with these members."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as into:
        for name in names:
            into.writestr(name, "x")
    return file.getvalue()


WORD = packed("[Content_Types].xml", "word/document.xml")


def test_a_photo_is_kept_without_place_and_camera_and_turned_upright(world, photo):
    visit = world.visit()

    kept = attach(visit, photo(size=(640, 480), comment=b"secret place"), by=world.chen)

    path = file_of(kept.pk, by=world.chen).path
    with Image.open(path) as picture:
        assert picture.size == (480, 640)
        assert not picture.getexif() and "comment" not in picture.info
    content = path.read_bytes()
    assert b"PhoneMaker" not in content and b"secret" not in content
    assert (kept.name, kept.content_type, kept.size) == ("现场.jpg", "image/jpeg", len(content))
    assert path.parent.name == kept.digest[:2] and path.stat().st_mode & 0o077 == 0


def test_a_large_photo_is_made_smaller_and_has_a_thumbnail(world, photo, settings):
    settings.EVIDENCE_PIXELS = 800
    kept = attach(world.visit(), photo("大.png", (1600, 1200), "PNG"), by=world.chen)
    with Image.open(file_of(kept.pk, by=world.chen).path) as picture:
        assert picture.size == (800, 600)
    served = file_of(kept.pk, by=world.chen, small=True)
    with Image.open(served.path) as picture:
        assert max(picture.size) == 320
    assert served.content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("纪要.docx", WORD),
        ("名单.xlsx", packed("[Content_Types].xml", "xl/workbook.xml")),
        ("通知.pdf", b"%PDF-1.7\n..."),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")),
        ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le")),
        ("记录.txt", "今日走访三户".encode("gb18030")),
    ],
)
def test_documents_are_kept_and_leave_as_downloads(world, brought, name, content):
    kept = attach(world.visit(), brought(name, content), by=world.chen)
    headers = file_of(kept.pk, by=world.chen).headers
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_picture_may_be_shown(world, photo):
    kept = attach(world.visit(), photo(), by=world.chen)
    headers = file_of(kept.pk, by=world.chen).headers
    assert headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("现场.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("现场.jpg", b"\xff\xd8\xff\xe0 and then nothing"),
        ("现场.png", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
        ("页.html", b"<html></html>"),
        ("图.svg", b"<svg/>"),
        ("记录.txt", b"<html><script>alert(1)</script>"),
        ("记录.txt", b"MZ\x00\x01\x02"),
        ("纪要.docx", packed("[Content_Types].xml", "xl/workbook.xml")),
        ("纪要.docx", packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("纪要.docx", b"PK\x03\x04 broken"),
        ("通知.pdf", WORD),
        ("照片.heic", b"\x00\x00\x00\x18ftypheic"),
        ("程序.exe", b"MZ"),
        ("无名", b"%PDF-1.7"),
        ("空.txt", b""),
    ],
)
def test_a_file_that_lies_about_its_type_is_refused_in_words(world, brought, name, content):
    visit = world.visit()
    with pytest.raises(FileRefused) as refused:
        attach(visit, brought(name, content), by=world.chen)
    assert refused.value.messages[0].endswith(".")
    assert not Evidence.objects.exists() and not Change.objects.exists()


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_that_unpacks_to_too_much_is_not_opened(world, brought):
    file = BytesIO()
    Image.new("1", (12_000, 8_000)).save(file, "PNG")
    assert len(file.getvalue()) < 100_000
    with pytest.raises(FileRefused, match="12000"):
        attach(world.visit(), brought("大.png", file.getvalue()), by=world.chen)


def test_too_large_and_too_many_are_refused(world, photo, brought, settings):
    visit = world.visit()
    settings.EVIDENCE_FILES = 1
    first = attach(visit, photo(), by=world.chen)
    assert attach(visit, photo(), by=world.chen) == first  # the same photo again is the same evidence
    with pytest.raises(FileRefused, match="1 file"):
        attach(visit, brought("记录.txt", b"x"), by=world.chen)
    settings.EVIDENCE_MB = 0
    with pytest.raises(FileRefused, match="MB"):
        attach(visit, brought("记录.txt", b"x"), by=world.chen)


def test_a_name_cannot_lead_out_of_the_folder(world, brought):
    kept = attach(world.visit(), brought("../../etc\\通知\r\n.txt", b"x"), by=world.chen)
    assert kept.name == "通知.txt"
    assert "\n" not in file_of(kept.pk, by=world.chen).headers["Content-Disposition"]


def test_only_whoever_may_see_the_row_gets_the_file(world, photo):
    kept = attach(world.visit(), photo(), by=world.chen)
    assert file_of(kept.pk, by=world.zhou).path.exists()
    for account in (world.feng, world.stranger, world.root):
        with pytest.raises(Evidence.DoesNotExist):
            file_of(kept.pk, by=account)


def test_only_whoever_may_write_the_row_attaches_and_detaches(world, photo):
    visit = world.visit()
    kept = attach(visit, photo(), by=world.chen)
    with pytest.raises(Refused):
        attach(visit, photo(), by=world.he)
    with pytest.raises(Refused):
        detach(kept, by=world.he, reason="错图")
    with pytest.raises(Evidence.DoesNotExist):
        detach(kept, by=world.feng, reason="错图")
    world.chen.seen_by = world.root
    with pytest.raises(Refused):
        attach(visit, photo(), by=world.chen)


def test_what_is_taken_away_stays_in_the_history_by_name(world, photo, django_capture_on_commit_callbacks):
    visit, other = world.visit(), world.visit()
    kept = attach(visit, photo(), by=world.chen)
    path = place(kept.digest)
    second = attach(other, photo(), by=world.chen)
    with django_capture_on_commit_callbacks(execute=True):
        detach(kept, by=world.chen, reason="错图")
    assert path.exists()  # the other visit shows the same photo
    with django_capture_on_commit_callbacks(execute=True):
        detach(second, by=world.chen, reason="错图")
    assert not path.exists()
    change = Change.objects.filter(row=visit.pk, doing="detach").get()
    assert (change.by, change.reason, change.before["evidence"]) == (world.chen, "错图", "现场.jpg")
    assert not evidence_of(visit).exists()


def test_evidence_of_a_removed_row_stays_for_those_who_saw_the_row(world, photo):
    visit = world.visit()
    kept = attach(visit, photo(), by=world.chen)
    change = remove(visit, by=world.chen, reason="重复")
    assert file_of(kept.pk, by=world.chen).path.exists()
    with pytest.raises(Evidence.DoesNotExist):
        file_of(kept.pk, by=world.feng)
    restore(change, by=world.chen)
    assert list(evidence_of(visit)) == [kept]


def test_refusals_are_validation_errors(world, brought):
    with pytest.raises(ValidationError):
        attach(world.visit(), brought("a.exe", b"MZ"), by=world.chen)
