"""The nouns: typed tables and their constraints, a file for each family."""

from drives.model.activity import Activity, Receipt, StoreVersion, Verification
from drives.model.donations import (
    CashLikeCount,
    Donation,
    DonationLine,
    DonationVoid,
    Donor,
    DonorsApart,
    ErasedMark,
)
from drives.model.drafts import Draft
from drives.model.drives import Drive, DriveGoal, DriveProgram, DriveSite, DriveTeam
from drives.model.imports import ImportRun, ImportSpan, SavedMapping
from drives.model.items import Item, ItemPack, ItemSynonym, ItemValue
from drives.model.ledger import DonationDayTotal, DonationTotal, Lot, Move, MoveTotal, StockLevel
from drives.model.letters import AcknowledgedDonation, Acknowledgement, Issuer
from drives.model.needs import (
    Need,
    NeedConfirmation,
    NeedRevision,
    NeedRound,
    NeedTold,
    StandingNeed,
)
from drives.model.organization import Factor, Organization
from drives.model.papers import (
    CountLine,
    CycleCount,
    Delivery,
    DeliveryLine,
    Discard,
    Hold,
    Reservation,
    Sorting,
    SortingLine,
    Transfer,
)
from drives.model.pars import StorePar
from drives.model.people import (
    Account,
    FailedTry,
    RoleGrant,
    Session,
    SigningKey,
    TableEntry,
    TableLink,
    Ticket,
)
from drives.model.places import Location, Program, ProgramWelcome, Site
from drives.model.pledges import Pledge, PledgeArrival, PledgeLine, PledgeMark
from drives.model.types import Base

__all__ = [
    "Account",
    "AcknowledgedDonation",
    "Acknowledgement",
    "Activity",
    "Base",
    "CashLikeCount",
    "CountLine",
    "CycleCount",
    "Delivery",
    "DeliveryLine",
    "Discard",
    "Donation",
    "DonationDayTotal",
    "DonationLine",
    "DonationTotal",
    "DonationVoid",
    "Donor",
    "DonorsApart",
    "Draft",
    "Drive",
    "DriveGoal",
    "DriveProgram",
    "DriveSite",
    "DriveTeam",
    "ErasedMark",
    "Factor",
    "FailedTry",
    "Hold",
    "ImportRun",
    "ImportSpan",
    "Issuer",
    "Item",
    "ItemPack",
    "ItemSynonym",
    "ItemValue",
    "Location",
    "Lot",
    "Move",
    "MoveTotal",
    "Need",
    "NeedConfirmation",
    "NeedRevision",
    "NeedRound",
    "NeedTold",
    "Organization",
    "Pledge",
    "PledgeArrival",
    "PledgeLine",
    "PledgeMark",
    "Program",
    "ProgramWelcome",
    "Receipt",
    "Reservation",
    "RoleGrant",
    "SavedMapping",
    "Session",
    "SigningKey",
    "Site",
    "Sorting",
    "SortingLine",
    "StandingNeed",
    "StockLevel",
    "StorePar",
    "StoreVersion",
    "TableEntry",
    "TableLink",
    "Ticket",
    "Transfer",
    "Verification",
]
