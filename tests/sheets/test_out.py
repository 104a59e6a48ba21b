"""Sheets out: what leaves the house, and what stays masked."""

from __future__ import annotations

import csv
import io
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.people.register import Households, Residents
from linli.records.health.register import Contracts, Visits
from linli.records.meetings.models import Attendance, Meeting
from linli.records.meetings.register import Meetings
from linli.registers.door import keep
from linli.registers.records import Access
from linli.registers.register import all_registers
from linli.registers.sheets import apply, read_sheet, write_sheet, write_template
from tests.world import id_number

pytestmark = [pytest.mark.django_db, pytest.mark.database]

every_register = pytest.mark.parametrize("register", all_registers().values(), ids=lambda r: r.name)


def taken(register, by, kind="xlsx", **how) -> BytesIO:
    """The register's rows as the person takes them along."""
    file = BytesIO()
    write_sheet(register, register.rows(by), by=by, file=file, kind=kind, **how)
    file.name = f"out.{kind}"
    file.seek(0)
    return file


def lines(file: BytesIO) -> list[list[str]]:
    """A csv file, line by line."""
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"))))


@every_register
def test_every_register_goes_out_with_words_and_comes_back_unchanged(register, world):
    row = world.example(register)
    for kind in ("xlsx", "csv"):
        plan = read_sheet(register, taken(register, world.everybody, kind), by=world.everybody)
        assert [str(error) for error in plan.errors] == []
        assert (plan.new, plan.changed) == (0, 0)
        assert plan.unchanged == register.rows(world.everybody).count()
    assert world.refreshed(row).version == row.version


@every_register
def test_every_register_has_a_sheet_to_fill_in(register, world, rows_of):
    file = BytesIO()
    write_template(register, by=world.everybody, file=file)
    rows = rows_of(file)
    assert len(rows[0]) == len(register.fields())
    file.seek(0)
    file.name = "template.xlsx"
    plan = read_sheet(register, file, by=world.everybody)
    assert plan.read == 0 and not plan.unread and not plan.errors
    about = rows_of(file, sheet=1)
    assert [row[0] for row in about[1:]] == [heading.text.removesuffix(" *") for heading in plan.headings]


def test_words_not_codes(world):
    world.visit()
    head, row = lines(taken(Visits, world.chen, "csv"))
    said = dict(zip(head, row, strict=True))
    assert (said["kind"], said["date"], said["unit"]) == ("at home", "2026-03-02", "翠湖第一团队")
    assert said["family doctor"].startswith("陈雨禾 #")


def test_private_fields_are_masked_unless_asked_for_with_the_duty(world):
    number = id_number("1950-06-01")
    world.resident(id_number=number, phone="13800000001")

    masked = taken(Residents, world.sun, "csv").getvalue().decode()
    assert number not in masked and "13800000001" not in masked and "138****0001" in masked
    assert not Access.objects.exists()

    opened = taken(Residents, world.sun, "csv", reveal=True).getvalue().decode()
    assert number in opened and "13800000001" in opened
    access = Access.objects.get()
    assert (access.by, access.what, access.register, access.count) == (world.sun, "export", "residents", 1)

    superior = taken(Residents, world.wu, "csv", reveal=True).getvalue().decode()
    assert number not in superior


def test_no_text_becomes_a_formula(world, rows_of):
    nasty = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "＝1+1",
        "'=1",
        '=HYPERLINK("http://x")',
        "http://x.example",
    ]
    for number, text in enumerate(nasty):
        world.household(number=f"{number:04d}", address=text.strip() or text)
    file = taken(Households, world.sun)
    with zipfile.ZipFile(file) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f" not in packed.read(name)
                assert b"hyperlink" not in packed.read(name)
    for row in lines(taken(Households, world.sun, "csv"))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "＝")) for cell in row)
    plan = read_sheet(Households, taken(Households, world.sun, "csv"), by=world.sun)
    assert (plan.unchanged, plan.changed, plan.new) == (len(nasty), 0, 0)


def test_lines_stand_on_a_sheet_of_their_own(world, rows_of):
    person = world.doctor()
    meeting = Meeting(unit=world.team_one, kind="work", title="月度例会", held_on="2026-03-01")
    keep(meeting, by=world.chen, lines={"attendances": [Attendance(person=person, came="leave")]})
    file = taken(Meetings, world.chen)
    sheets = {row[0] for sheet in (1, 2) for row in rows_of(file, sheet=sheet)[1:]}
    assert sheets == {f"#{meeting.pk}"}
    assert any("on leave" in row for row in rows_of(file, sheet=1))


def test_only_the_rows_within_the_duties(world):
    world.household(address="荷花")
    world.household(address="枫林", unit=world.fenglin)
    assert "枫林" not in taken(Households, world.sun, "csv").getvalue().decode()


@pytest.mark.parametrize("register", [Contracts, Visits], ids=lambda r: r.name)
def test_one_row_or_many_ask_as_many_questions(register, world):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            taken(register, world.chen)
        return len(queries)

    world.visit()
    taken(register, world.chen)  # what the account may do is remembered
    first = asked()
    for _more in range(3):
        world.visit()
    assert asked() == first


def test_a_filled_in_template_comes_in(world, rows_of, xlsx):
    file = BytesIO()
    write_template(Households, by=world.sun, file=file)
    head = rows_of(file)[0]
    plan = read_sheet(Households, xlsx(head, ["0001", "翠湖路1号", "3幢"]), by=world.sun)
    apply(plan, by=world.sun)
    assert Households.rows(world.sun).get().building == "3幢"
