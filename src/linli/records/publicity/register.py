"""The registers of manuscripts, publications, postings and materials."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.people.register import Households, Residents
from linli.records.publicity.models import Distribution, Manuscript, Material, Posting, Publication, State
from linli.registers.measures import count, distinct, total
from linli.registers.register import Register


class Manuscripts(Register):
    model = Manuscript
    columns = ["title", "kind", "author", "for_month", "filed_on", "state", "unit"]
    filters = ["unit", "to", "kind", "author", "state", "for_month", "filed_on"]
    search = ["title", "author", "text"]
    when = "for_month"
    done = "filed_on"
    known_by = ["title"]
    measures = {
        "filed": count(_("manuscripts filed"), state__in=[s for s in State if s != State.DECLINED]),
        "published": count(_("manuscripts published"), state=State.PUBLISHED),
        "authors": distinct("author", _("authors")),
    }
    example = {
        "kind": "doctor-note",
        "title": "雨天里的一次上门",
        "author": Residents,
        "text": "早上七点半，电话响了。",
        "for_month": "2026-04-01",
        "filed_on": "2026-04-28",
    }


class Publications(Register):
    model = Publication
    columns = ["title", "channel", "level", "outlet", "published_on", "unit"]
    filters = ["unit", "channel", "level", "published_on", "manuscript"]
    search = ["title", "outlet"]
    when = "published_on"
    measures = {"posted": count(_("publications"))}
    example = {
        "title": "家庭医生走进百合路",
        "channel": "health-platform",
        "level": "district",
        "published_on": "2026-05-09",
    }


class Postings(Register):
    model = Posting
    columns = ["place", "item", "position", "posted_on", "renew_by", "taken_down", "owner", "unit"]
    filters = ["unit", "place", "item", "owner", "posted_on", "renew_by"]
    search = ["position", "title", "owner"]
    when = "posted_on"
    valid = ("posted_on", "taken_down")
    measures = {
        "made": count(_("postings made")),
        "hanging": count(_("postings that hang"), stock=True),
        "contents": distinct("item", _("kinds of information posted"), stock=True),
        "places": distinct("place", _("kinds of place with postings"), stock=True),
        "owned": count(_("postings with a person in charge"), stock=True, owner__isnull=False),
    }
    example = {"place": "stairwell", "item": "staff", "position": "百合路18号3幢1单元", "posted_on": "2026-05-04"}


class Materials(Register):
    model = Material
    columns = ["material", "copies", "received_on", "source", "unit"]
    filters = ["unit", "material", "received_on"]
    search = ["source", "note"]
    when = "received_on"
    measures = {"received": total("copies", _("copies received"))}
    example = {"material": "leaflet", "received_on": "2026-04-28", "copies": 2000, "source": "区卫生健康局"}


class Distributions(Register):
    model = Distribution
    columns = ["given_on", "material", "household", "community", "copies", "unit"]
    filters = ["unit", "material", "household", "community", "given_on"]
    search = ["household"]
    when = "given_on"
    measures = {
        "made": count(_("distributions")),
        "copies": total("copies", _("copies handed out")),
        "households": distinct("household", _("households that got material")),
        "communities": distinct("community", _("communities that got material")),
        "materials": distinct("material", _("kinds of material handed out")),
    }
    example = {"material": "card", "given_on": "2026-05-09", "household": Households, "copies": 1}
