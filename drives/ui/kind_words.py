"""What kinds of programs, sites and donors are called, and why goods are discarded."""

from drives.rules.deliveries import Stage
from drives.rules.kinds import (
    DeliveryWay,
    DiscardReason,
    DonorKind,
    ProgramKind,
    ShortfallReason,
    SiteKind,
    WayToHelp,
)
from drives.texts import _

# Shelters and outreach teams are found by those who should not: their address is hidden at first.
_HIDDEN = (ProgramKind.STREET_OUTREACH, ProgramKind.YOUTH_SHELTER, ProgramKind.FAMILY_SHELTER)


def hidden_at_first(kind: ProgramKind) -> bool:
    """Whether the address of a new program of this kind is hidden unless somebody says otherwise."""
    return kind in _HIDDEN


def program_kind_name(kind: ProgramKind) -> str:
    """What a program does, in words."""
    return {
        ProgramKind.FOOD_BANK: _("food bank"),
        ProgramKind.SCHOOL_PANTRY: _("school pantry"),
        ProgramKind.STREET_OUTREACH: _("street outreach"),
        ProgramKind.YOUTH_SHELTER: _("youth shelter"),
        ProgramKind.FAMILY_SHELTER: _("family shelter"),
        ProgramKind.FOSTER_CARE: _("foster care"),
        ProgramKind.MENTORING: _("mentoring"),
        ProgramKind.DIAPER_BANK: _("diaper bank"),
        ProgramKind.CLOTHING_CLOSET: _("clothing closet"),
        ProgramKind.HOUSING: _("housing"),
        ProgramKind.OTHER: _("something else"),
    }[kind]


def way_to_help_name(way: WayToHelp) -> str:
    """Who is welcome to help in a way, in words."""
    return {
        WayToHelp.VOLUNTEER: _("volunteers"),
        WayToHelp.MENTOR: _("mentors"),
        WayToHelp.SHARE_RESOURCES: _("people who share resources"),
        WayToHelp.SAFE_ADULT: _("safe adults"),
    }[way]


def site_kind_name(kind: SiteKind) -> str:
    """What a site is, in words."""
    return {
        SiteKind.COLLECTION_SITE: _("collection site"),
        SiteKind.WAREHOUSE: _("warehouse"),
    }[kind]


def donor_kind_name(kind: DonorKind) -> str:
    """Who gives, in words."""
    return {
        DonorKind.PERSON: _("person"),
        DonorKind.HOUSEHOLD: _("household"),
        DonorKind.BUSINESS: _("business"),
        DonorKind.SCHOOL: _("school"),
        DonorKind.FAITH_GROUP: _("faith group"),
        DonorKind.TEAM: _("team"),
        DonorKind.OTHER: _("something else"),
    }[kind]


def discard_reason_name(reason: DiscardReason) -> str:
    """Why goods were discarded, in words."""
    return {
        DiscardReason.EXPIRED: _("past its date"),
        DiscardReason.DAMAGED: _("damaged"),
        DiscardReason.RECALLED: _("recalled"),
        DiscardReason.UNSAFE: _("not safe"),
        DiscardReason.OTHER: _("something else"),
    }[reason]


def stage_name(stage: Stage) -> str:
    """How far a delivery has come, in words."""
    return {
        Stage.TO_PACK: _("to pack"),
        Stage.PACKED: _("packed"),
        Stage.TO_CONFIRM: _("to confirm"),
        Stage.LATE: _("late"),
        Stage.CONFIRMED: _("confirmed"),
        Stage.CANCELLED: _("cancelled"),
    }[stage]


def delivery_way_name(way: DeliveryWay) -> str:
    """How a delivery gets to its program, in words."""
    return {DeliveryWay.BROUGHT: _("we bring it"), DeliveryWay.PICKED_UP: _("they pick it up")}[way]


def shortfall_name(reason: ShortfallReason) -> str:
    """Why goods did not arrive, in words."""
    return {
        ShortfallReason.MISSING: _("missing"),
        ShortfallReason.DAMAGED: _("damaged"),
        ShortfallReason.REFUSED: _("refused"),
        ShortfallReason.NOT_NEEDED: _("not needed"),
        ShortfallReason.OTHER: _("another reason"),
    }[reason]
