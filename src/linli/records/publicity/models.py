"""Publicity: manuscripts on their way to the reader, what has appeared where, what hangs where, what is handed out."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.models import Household, Person
from linli.registers.records import Record
from linli.registers.spans import UntilField
from linli.tree.models import Unit


class Kind(models.TextChoices):
    """What kind of writing it is."""

    DOCTOR_NOTE = "doctor-note", _("family doctor's note")
    NEWS = "news", _("news item")
    ANALYSIS = "analysis", _("public-opinion analysis")
    EXPERIENCE = "experience", _("experience")
    WORK_SUMMARY = "work-summary", _("work summary")
    RESEARCH = "research", _("research article")
    EXPOSURE = "exposure", _("criticism")
    STUDY = "study", _("study notes")
    ART = "art", _("literature and art")


class State(models.TextChoices):
    """The gates that a manuscript passes."""

    COLLECTED = "collected", _("collected")
    PROOFREAD = "proofread", _("proof-read")
    REVIEWED = "reviewed", _("reviewed")
    PUBLISHED = "published", _("published")
    DECLINED = "declined", _("declined")


class Manuscript(Record):
    """One piece of writing, filed by being entered; `for_month` is any day of the month it is written for."""

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    author = models.ForeignKey(Person, models.PROTECT, related_name="manuscripts", verbose_name=_("author"))
    text = models.TextField(_("text"))
    for_month = models.DateField(
        _("written for the month"), default=today, help_text=_("Any day of the month it is written for.")
    )
    filed_on = models.DateField(_("filed on"), default=today)
    to = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("filed with"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COLLECTED, editable=False)
    outlet = models.CharField(_("published in"), max_length=80, blank=True, editable=False)
    published_on = models.DateField(_("published on"), null=True, editable=False)
    declined_because = models.CharField(_("declined because"), max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = _("manuscript")
        verbose_name_plural = _("manuscripts")
        indexes = [
            models.Index(fields=["unit", "for_month", "kind", "state"], name="publicity_unit"),
            models.Index(fields=["for_month", "id"], name="publicity_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", published_on__isnull=False)
                | (~Q(state="published") & Q(published_on__isnull=True)),
                name="publicity_published_on_with_state",
                violation_error_message=_("A manuscript that was published has its day, another has none."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Manuscripts go upward, and not before they are written."""
        if self.filed_on > today():
            raise ValidationError({"filed_on": gettext("The day lies in the future.")})
        if self.to is not None and not self.unit.path(self.filed_on).filter(pk=self.to.pk).exists():
            raise ValidationError(
                {"to": gettext("%(to)s does not stand above %(unit)s.") % {"to": self.to, "unit": self.unit}}
            )


class Channel(models.TextChoices):
    """Where something appears for the public."""

    HEALTH_PLATFORM = "health-platform", _("health information platform")
    WEBSITE = "website", _("website")
    OFFICIAL_ACCOUNT = "official-account", _("official account")
    BLOG = "blog", _("community blog")
    BULLETIN = "bulletin", _("bulletin")
    PAPER = "paper", _("newspaper or journal")
    TELEVISION = "television", _("television")
    RADIO = "radio", _("radio or broadcasting station")
    READER = "reader", _("reader or book")


class MediaLevel(models.TextChoices):
    """How far a medium reaches."""

    UNIT = "unit", _("the unit")
    STREET = "street", _("street or town")
    DISTRICT = "district", _("district or county")
    CITY = "city", _("city")
    PROVINCE = "province", _("province")
    NATION = "nation", _("nation")


class Publication(Record):
    """That something appeared in a medium: on the platform, in a bulletin, in the paper."""

    title = models.CharField(_("title"), max_length=120)
    channel = models.CharField(_("medium"), max_length=16, choices=Channel)
    level = models.CharField(_("level"), max_length=8, choices=MediaLevel, default=MediaLevel.DISTRICT)
    outlet = models.CharField(
        _("published in"), max_length=80, blank=True, help_text=_("Name of the medium, issue number.")
    )
    published_on = models.DateField(_("published on"))
    address = models.CharField(_("web address"), max_length=300, blank=True, validators=[URLValidator()])
    manuscript = models.ForeignKey(
        Manuscript, models.PROTECT, null=True, blank=True, related_name="publications", verbose_name=_("manuscript")
    )

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = [
            models.Index(fields=["unit", "published_on", "channel"], name="publicity_publication_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_channel_display()}，{self.published_on}）"

    def clean(self) -> None:
        """It has appeared."""
        if self.published_on > today():
            raise ValidationError({"published_on": gettext("The day lies in the future.")})


class Place(models.TextChoices):
    """Where something hangs; the first four are those at which the family-doctor notice asks for postings."""

    CENTRE = "centre", _("at the health centre")
    STATION = "station", _("health station")
    COMMITTEE = "committee", _("residents' committee")
    STAIRWELL = "stairwell", _("stairwell")
    WINDOW = "window", _("showcase window")
    BLACKBOARD = "blackboard", _("blackboard")
    BOARD = "board", _("display board")
    AFFAIRS = "affairs", _("board of party and residents' affairs")
    SCREEN = "screen", _("screen")
    BILLBOARD = "billboard", _("billboard or light box")
    WALL = "wall", _("wall or passage")
    ROOM = "room", _("room or hall")


class Item(models.TextChoices):
    """What it tells; the first four are those that the family-doctor notice asks for."""

    CONTENT = "content", _("content of services")
    FORM = "form", _("forms of service")
    NETWORK = "network", _("organisation network")
    STAFF = "staff", _("information on staff")
    HEALTH = "health", _("health education")
    CIVILITY = "civility", _("civility and sanitation")
    RULES = "rules", _("rules and systems")
    ROTA = "rota", _("duty rota")
    NOTICE = "notice", _("notice")
    OPINION = "opinion", _("opinions of residents")


POSTED = (Item.CONTENT, Item.FORM, Item.NETWORK, Item.STAFF)


class Posting(Record):
    """Something that hangs somewhere, from a day on until it is taken down. Its photo is evidence."""

    place = models.CharField(_("kind of place"), max_length=10, choices=Place)
    item = models.CharField(_("what is posted"), max_length=8, choices=Item)
    position = models.CharField(_("position"), max_length=120, help_text=_("Address, building, wall."))
    title = models.CharField(_("title"), max_length=120, blank=True)
    posted_on = models.DateField(_("posted on"))
    renew_by = models.DateField(_("to be renewed by"), null=True, blank=True)
    taken_down = UntilField(_("taken down on"), help_text=_("First day on which it no longer hangs."))
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person in charge")
    )

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [
            models.Index(fields=["unit", "posted_on", "place"], name="publicity_posting_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_down__gt=models.F("posted_on")),
                name="publicity_posting_span",
                violation_error_message=_("It is taken down after it was posted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} · {self.get_place_display()}（{self.position}）"

    def clean(self) -> None:
        """It hangs, or has hung."""
        if self.posted_on > today():
            raise ValidationError({"posted_on": gettext("The day lies in the future.")})
        if self.renew_by is not None and self.renew_by < self.posted_on:
            raise ValidationError({"renew_by": gettext("It is renewed after it was posted.")})


class Stuff(models.TextChoices):
    """What is handed out; the first five are those of the family-doctor notice."""

    LEAFLET = "leaflet", _("service leaflet")
    QUESTIONS = "questions", _("twenty questions")
    LETTER = "letter", _("letter to residents")
    COMMITMENT = "commitment", _("service commitment")
    CARD = "card", _("contact card")
    HEALTH_LEAFLET = "health-leaflet", _("health leaflet")
    POSTER = "poster", _("poster")
    READER = "reader", _("reader or brochure")
    JOURNAL = "journal", _("journal")
    FILM = "film", _("film or recording")
    OTHER = "other", _("other material")


class Material(Record):
    """A delivery of printed matter: what came into stock."""

    material = models.CharField(_("material"), max_length=14, choices=Stuff)
    received_on = models.DateField(_("received on"))
    copies = models.PositiveIntegerField(_("copies"))
    source = models.CharField(_("came from"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("material delivery")
        verbose_name_plural = _("material deliveries")
        indexes = [models.Index(fields=["unit", "received_on", "material"], name="publicity_material_unit")]

    def __str__(self) -> str:
        return f"{self.get_material_display()} × {self.copies}（{self.received_on}）"


class Distribution(Record):
    """That material was handed to a household, or laid out in a community."""

    material = models.CharField(_("material"), max_length=14, choices=Stuff)
    given_on = models.DateField(_("handed out on"))
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="materials", verbose_name=_("household")
    )
    community = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("community")
    )
    copies = models.PositiveIntegerField(_("copies"), default=1)

    class Meta:
        verbose_name = _("distribution")
        verbose_name_plural = _("distributions")
        indexes = [
            models.Index(fields=["unit", "given_on", "material"], name="publicity_distribution_unit"),
            models.Index(fields=["household", "material"], name="publicity_distribution_home"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(community__isnull=False),
                name="publicity_distribution_whom",
                violation_error_message=_("Name the household, or the community where it was laid out."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_material_display()} × {self.copies} → {self.household or self.community}"

    def clean(self) -> None:
        """It was handed out; a household stands for its community."""
        if self.given_on > today():
            raise ValidationError({"given_on": gettext("The day lies in the future.")})
        if self.household is not None:
            self.community_id = self.household.unit_id
