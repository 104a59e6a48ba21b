"""The page of a row: what is masked and revealed, done, removed and restored, and attached."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.records.documents.models import Submission
from linli.records.documents.register import Submissions
from linli.records.health.models import Visit
from linli.registers.records import Access, Evidence

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Evidence of a test lies in its own folder."""
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def paper(world):
    """A plan that the first team has drawn up."""
    return world.example(Submissions)


def test_a_row_of_another_unit_is_not_there(world, visit):
    row = world.visit()
    assert visit(world.zhao).get(f"/r/visits/{row.pk}").status_code == 404
    assert visit(world.zhao).get(f"/r/visits/{row.pk}/edit").status_code == 404
    assert visit(world.zhao).post(f"/r/visits/{row.pk}/remove", {"reason": "x"}).status_code == 404
    assert visit(world.chen).get("/r/visits/99999999999999999999").status_code == 404


def test_masked_values_are_shown_on_request_and_that_is_remembered(world, visit):
    person = world.resident(name="王桂兰", phone="13812345678")
    visitor = visit(world.sun)
    address = f"/r/residents/{person.pk}"
    assert "13812345678" not in visitor.page(address)
    assert not Access.objects.filter(what="reveal").exists()

    answer = visitor.post(f"{address}/reveal")

    assert "13812345678" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    entry = Access.objects.get(what="reveal")
    assert (entry.by, entry.row, entry.unit) == (world.sun, person.pk, world.hehua)
    assert visit(world.wu).post(f"{address}/reveal").status_code == 403


def test_a_row_shows_what_refers_to_it_with_a_way_to_add(world, visit):
    home = world.household()
    contract = world.contract(household=home)
    page = visit(world.chen).page(f"/r/households/{home.pk}")
    assert f"/r/contracts/{contract.pk}" in page
    assert f"/r/contracts/new?household={home.pk}" in page


def test_the_link_to_all_referring_rows_leads_to_a_filtered_list(world, visit):
    contract, other = world.contract(), world.contract(household=world.household(address="长桥路1号"))
    for day in range(1, 8):
        world.visit(contract=contract, visited_on=f"2026-03-0{day}")
    world.visit(contract=other)
    visitor = visit(world.chen)
    link = f"/r/visits/?contract=%23{contract.pk}"
    assert link in visitor.page(f"/r/contracts/{contract.pk}")
    assert "7 条" in visitor.page(link)


def test_an_action_moves_a_paper_and_asks_for_what_it_needs(world, visit, paper, text_of):
    address = f"/r/submissions/{paper.pk}"
    assert visit(world.chen).post(f"{address}/do/file").status_code == 302
    paper.refresh_from_db()
    assert (paper.state, bool(paper.receipt)) == ("filed", True)

    superior = visit(world.wu)
    assert f"{address}/do/send_back" in superior.page(address)
    answer = superior.post(f"{address}/do/send_back", {"submissions-send_back-reason": ""})
    assert answer.status_code == 422
    assert "submissions-send_back-reason" in answer.content.decode()
    answer = superior.post(f"{address}/do/send_back", {"submissions-send_back-reason": "缺少分工表"})
    assert answer.status_code == 302
    assert Submission.objects.get().state == "returned"
    assert "缺少分工表" in text_of(visit(world.chen).page(address))


def test_an_action_at_the_wrong_moment_or_by_the_wrong_person_does_nothing(world, visit, paper):
    address = f"/r/submissions/{paper.pk}/do"
    assert visit(world.chen).post(f"{address}/accept").status_code == 403
    assert visit(world.wu).post(f"{address}/accept").status_code == 302
    assert visit(world.wu).post(f"{address}/dance").status_code == 404
    assert Submission.objects.get().state == "draft"


def test_a_row_is_removed_with_a_reason_and_comes_back_as_it_was(world, visit, text_of):
    row = world.visit(note="血压平稳。")
    visitor, address = visit(world.chen), f"/r/visits/{row.pk}"
    assert visitor.post(f"{address}/remove", {"reason": " "}).status_code == 422
    assert visitor.post(f"{address}/remove", {"reason": "重复录入"}).status_code == 302
    assert not Visit.objects.exists()

    gone = visitor.get(address)
    assert gone.status_code == 410
    assert "重复录入" in text_of(gone)
    assert "重复录入" in text_of(visitor.page("/r/visits/removed"))
    assert visit(world.zhao).get(address).status_code == 404
    assert visit(world.zhao).post(f"{address}/restore").status_code == 404

    assert visitor.post(f"{address}/restore").status_code == 302
    assert Visit.objects.get().note == "血压平稳。"


def test_a_row_that_others_refer_to_stays_and_the_page_says_why(world, visit, text_of):
    contract = world.visit().contract
    answer = visit(world.chen).post(f"/r/contracts/{contract.pk}/remove", {"reason": "x"})
    assert answer.status_code == 422
    assert "走访" in text_of(answer)


def photo():
    """A small picture."""
    content = BytesIO()
    Image.new("RGB", (60, 40), "green").save(content, "PNG")
    return SimpleUploadedFile("现场.png", content.getvalue(), "image/png")


def test_a_photo_is_attached_seen_in_scope_and_taken_away(world, visit, text_of):
    row = world.visit()
    visitor, address = visit(world.chen), f"/r/visits/{row.pk}"
    visitor.post(f"{address}/evidence", {"files": [photo()]})
    kept = Evidence.objects.get()
    assert f"/evidence/{kept.pk}/small" in visitor.page(address)

    answer = visitor.get(f"/evidence/{kept.pk}")
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert answer["Content-Type"] == "image/png"
    assert visit(world.zhao).get(f"/evidence/{kept.pk}").status_code == 404

    away = f"{address}/evidence/{kept.pk}/away"
    visitor.post(away, {"reason": ""})
    assert Evidence.objects.exists()
    visitor.post(away, {"reason": "拍错了"})
    assert not Evidence.objects.exists()
    assert "拍错了" in text_of(visitor.page(address))


def test_a_file_that_lies_about_its_type_is_refused_in_words(world, visit, text_of):
    row = world.visit()
    visitor, address = visit(world.chen), f"/r/visits/{row.pk}"
    visitor.post(f"{address}/evidence", {"files": [SimpleUploadedFile("照片.png", b"MZ\x90\x00 program")]})
    assert not Evidence.objects.exists()
    assert "照片.png" in text_of(visitor.page(address))
