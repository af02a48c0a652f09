"""The closed lists of the field: what kinds of programs, sites, donors, places and papers there are."""

from enum import StrEnum


class ProgramKind(StrEnum):
    """What a program does for the people it serves."""

    FOOD_BANK = "food_bank"
    SCHOOL_PANTRY = "school_pantry"
    STREET_OUTREACH = "street_outreach"
    YOUTH_SHELTER = "youth_shelter"
    FAMILY_SHELTER = "family_shelter"
    FOSTER_CARE = "foster_care"
    MENTORING = "mentoring"
    DIAPER_BANK = "diaper_bank"
    CLOTHING_CLOSET = "clothing_closet"
    HOUSING = "housing"
    OTHER = "other"


class WayToHelp(StrEnum):
    """How a program welcomes help that is not goods."""

    VOLUNTEER = "volunteer"
    MENTOR = "mentor"
    SHARE_RESOURCES = "share_resources"
    SAFE_ADULT = "safe_adult"


class SiteKind(StrEnum):
    """Where goods are dropped off, and where they are stored."""

    COLLECTION_SITE = "collection_site"
    WAREHOUSE = "warehouse"


class DonorKind(StrEnum):
    """Who gives; a team is a donor too."""

    PERSON = "person"
    HOUSEHOLD = "household"
    BUSINESS = "business"
    SCHOOL = "school"
    FAITH_GROUP = "faith_group"
    TEAM = "team"
    OTHER = "other"


class Priority(StrEnum):
    """How urgent a need is, most urgent first."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class NeedStatus(StrEnum):
    """What was said of a need; that it lapsed or was met is worked out when reading."""

    OPEN = "open"
    CANCELLED = "cancelled"


class Every(StrEnum):
    """When a standing need is asked again: after a week, a month, or when less is there than a par level."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    PAR = "par"


class ToldHow(StrEnum):
    """How a program told an organizer what it needs."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    EMAIL = "email"


class FactorKind(StrEnum):
    """Published figures that estimates are made with, in ten-thousandths, each from a day on."""

    LB_PER_MEAL = "lb_per_meal"
    VALUE_PER_LB = "value_per_lb"


class Source(StrEnum):
    """How goods came in; purchased goods are never counted as donated."""

    DONATED = "donated"
    PURCHASED = "purchased"


class LocationKind(StrEnum):
    """Where stock can be, real or virtual (DESIGN 4). Only the first three hold levels."""

    COLLECTION_SITE = "collection_site"
    WAREHOUSE = "warehouse"
    TRANSIT = "transit"
    DONOR = "donor"
    SUPPLIER = "supplier"
    PROGRAM = "program"
    WORKBENCH = "workbench"
    DISCARD = "discard"
    COUNT_DIFFERENCE = "count_difference"


REAL_LOCATIONS = (LocationKind.COLLECTION_SITE, LocationKind.WAREHOUSE, LocationKind.TRANSIT)
SHELF_LOCATIONS = (LocationKind.COLLECTION_SITE, LocationKind.WAREHOUSE)


class MoveKind(StrEnum):
    """Which paper a move belongs to; ``document_id`` is that paper's row."""

    DONATION = "donation"  # donation_line
    TRANSFER = "transfer"  # transfer
    DISCARD = "discard"  # discard
    COUNT = "count"  # count_line
    SEND = "send"  # delivery_line: site → transit
    ARRIVE = "arrive"  # delivery_line: transit → program
    LOSE = "lose"  # delivery_line: transit → discard
    RETURN = "return"  # delivery_line: transit → site


class CountStage(StrEnum):
    """Where a count in stages stands: counted blind, then compared; a recount goes back to counting."""

    COUNTING = "counting"
    COMPARED = "compared"
    FINALIZED = "finalized"
    ABANDONED = "abandoned"


class DonationState(StrEnum):
    """A donation is never edited: it stands, or it was voided (perhaps for a corrected one)."""

    POSTED = "posted"
    VOIDED = "voided"


class PledgeEnd(StrEnum):
    """What was said of a pledge that is not to come: by its giver, or by who runs the drive."""

    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    """Another stands in its place."""
    RELEASED = "released"


class PledgeState(StrEnum):
    """Where a pledge stands on a day."""

    OPEN = "open"
    LATE = "late"
    ARRIVED = "arrived"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    PLANNED = "planned"
    PACKED = "packed"
    SENT = "sent"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class DeliveryWay(StrEnum):
    """How a delivery gets to its program."""

    BROUGHT = "brought"
    PICKED_UP = "picked_up"


class Policy(StrEnum):
    """How the needs of a priority tier share what there is."""

    FAIR = "fair"
    PRIORITY = "priority"
    OLDEST = "oldest"
    EQUAL = "equal"


class Why(StrEnum):
    """What decided a share."""

    ALL = "all"
    PART = "part"
    NONE_LEFT = "none_left"
    NONE_THERE = "none_there"
    UNDER_A_PACK = "under_a_pack"
    BY_HAND = "by_hand"


class HandReason(StrEnum):
    """Why a share was changed by hand."""

    AGREED = "agreed"
    URGENT = "urgent"
    NO_ROOM = "no_room"
    HAS_SOME = "has_some"
    TRANSPORT = "transport"
    OTHER = "other"


class DiscardReason(StrEnum):
    """Why goods were discarded."""

    EXPIRED = "expired"
    DAMAGED = "damaged"
    RECALLED = "recalled"
    UNSAFE = "unsafe"
    OTHER = "other"


class ShortfallReason(StrEnum):
    """Why not everything that was sent arrived."""

    MISSING = "missing"
    DAMAGED = "damaged"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"
    OTHER = "other"


class TicketKind(StrEnum):
    """What a link that works once is for."""

    INVITATION = "invitation"
    PASSWORD = "password"


class WayIn(StrEnum):
    """How somebody came in."""

    PASSWORD = "password"
    INVITATION = "invitation"
    PROVIDER = "provider"
    TABLE_LINK = "table_link"


class ImportKind(StrEnum):
    """Kinds of files that come in, each referring only to earlier ones."""

    ITEMS = "items"
    PROGRAMS = "programs"
    SITES = "sites"
    DRIVES = "drives"
    NEEDS = "needs"
    DONORS = "donors"
    DONATIONS = "donations"
    STOCK = "stock"


class ImportedNoun(StrEnum):
    """What an import makes that can be taken back."""

    DONATION = "donation"
    NEED = "need"
